/* The facts of an entry's page, and what an event sends. */
#include "site/page_entry.h"

#define NOT_STATED "Not stated"

enum { MAX_MEMBERS = 20 }; /* of a mapping shown as a fact; the definition has all */

static bool is_same_place(const struct field *f, str pointer)
{
	return pointer.n && str_is_among(pointer, f->from, f->n_from);
}

static const struct field_label *label_of(const struct field *f, str value)
{
	for (size_t i = 0; i < f->n_labels; i++)
		if (str_eq(f->labels[i].value, value))
			return &f->labels[i];
	return NULL;
}

static struct view *fact_add(struct page *p, struct view *facts, str title)
{
	struct view *fact = view_list_add(facts, p->a);

	view_text(fact, "title", title, p->a);
	return fact;
}

struct part { /* of a fact's text */
	str text, code, help, href, link;
	str url; /* of the page of the value */
};

/* All parts but the last are followed by a comma, or by a new line where one of them is explained. */
static void view_parts(struct page *p, struct view *fact, const struct part *parts, size_t n)
{
	struct view *list = view_list(fact, "parts", p->a);
	bool has_help = false;

	for (size_t i = 0; i < n; i++)
		has_help = has_help || parts[i].help.n;
	for (size_t i = 0; i < n; i++) {
		struct view *v = view_list_add(list, p->a);

		view_text(v, "text", parts[i].text, p->a);
		view_text(v, "code", parts[i].code, p->a);
		view_text(v, "help", parts[i].help, p->a);
		view_text(v, "href", parts[i].href, p->a);
		view_text(v, "link", parts[i].link, p->a);
		view_text(v, "url", parts[i].url, p->a);
		view_flag(v, "comma", i + 1 < n && !has_help, p->a);
		view_flag(v, "line", i + 1 < n && has_help, p->a);
	}
}

/* What configuration says about a data category, as a list of {privacy_html}. */
static void view_privacy(struct page *p, struct view *v, const str *values, size_t n)
{
	struct view *list = view_list(v, "privacy", p->a);

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < p->site->privacy.n; j++) {
			struct view *item;

			if (!str_eq(p->site->privacy.v[j].category, values[i]))
				continue;
			item = view_list_add(list, p->a);
			view_html(item, "privacy_html", p->site->privacy.v[j].html, p->a);
		}
	}
}

static str value_url(struct page *p, const struct entry *e, const struct field *f, str value)
{
	return site_value_url(p->site, e->kind, f, value);
}

/* What a value means stands on its page, too: a large site says it only there. */
static struct part part_of(struct page *p, const struct entry *e, const struct field *f, str value)
{
	const struct field_label *label = label_of(f, value);
	str word = label && label->label.n ? label->label : value, url = value_url(p, e, f, value);
	bool has_help = label && !(p->site->is_large && url.n);

	if (f->form == FORM_CODE)
		return (struct part){ .code = word, .url = url };
	if (!url.n && is_link_target(value))
		return (struct part){ .href = value, .link = value };
	return (struct part){ .text = word, .help = has_help ? label->help : (str){ 0 }, .url = url };
}

static str list_words(const struct node *n, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < n->n; i++) {
		buf_z(&b, i ? ", " : "");
		buf_put(&b, n->item[i].kind == NODE_NULL ? STR("null") : node_words(&n->item[i], a));
	}
	return buf_str(&b);
}

struct member_list {
	struct part part[MAX_MEMBERS];
	size_t n;
};

/* "aggregate.operator: OR"; what is deeper than two levels is left to the definition. */
static void add_members(struct member_list *list, const struct entry *e, const struct node *map, str pointer, str prefix, struct arena *a)
{
	for (size_t i = 0; i < map->n && list->n < MAX_MEMBERS; i++) {
		const struct node *value = &map->member[i].value;
		str name = map->member[i].key.text, here = pointer_add(pointer, name, a), text;

		if (kind_ref(e->kind, here) || value->kind == NODE_NULL) /* references have a table of their own: "Counts these events" */
			continue;
		name = prefix.n ? str_fmt(a, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(name)) : name;
		if (value->kind == NODE_MAP && !prefix.n) {
			add_members(list, e, value, here, name, a);
			continue;
		}
		text = value->kind == NODE_SEQ ? list_words(value, a) : doc_scalar(value, a);
		if (text.n)
			list->part[list->n++] = (struct part){ .code = str_fmt(a, "%.*s: %.*s", STR_ARG(name), STR_ARG(text)) };
	}
}

static void view_members(struct page *p, struct view *facts, const struct entry *e, const struct field *f)
{
	const struct node *map = entry_node(e, f);
	struct member_list list = { .n = 0 };

	if (!map || map->kind != NODE_MAP)
		return;
	add_members(&list, e, map, f->from[0], (str){ 0 }, p->a);
	if (list.n)
		view_parts(p, fact_add(p, facts, f->title), list.part, list.n);
}

/* The page of the rule that misses one of these members in the definition; empty: none does, or it is one of former times. */
static str missed_url(struct page *p, const struct entry *e, const str *pointers, size_t n)
{
	const struct file_findings *f = map_get(&p->site->findings, e->definition->path);

	if (!f || dict_definition(p->site->dict, e->definition->path) != e->definition)
		return (str){ 0 };
	for (size_t i = 0; i < f->n; i++) {
		const struct diag *d = &p->site->in->found->all.v[f->from + i];

		if (d->subject.n && health_is_shown(d) && str_is_among(d->subject, pointers, n) && !doc_at(e->definition->root, d->subject))
			return url_rule(str_from_z(d->rule->id), 1, p->a);
	}
	return (str){ 0 };
}

/* What has to be there and is not. */
static void view_missed_fact(struct page *p, struct view *facts, const struct entry *e, str title, const str *pointers, size_t n)
{
	str url = missed_url(p, e, pointers, n);

	if (url.n)
		view_parts(p, fact_add(p, facts, title), &(struct part){ .text = STR(NOT_STATED), .url = url }, 1);
}

static void view_field_fact(struct page *p, struct view *facts, const struct entry *e, const struct field *f)
{
	struct view *fact;
	struct part *parts;
	struct shown_value *shown;
	str *values, rung;
	size_t n = entry_values(e, f, p->a, &values), n_shown = entry_shown(e, f, p->a, &shown);

	if (f->form == FORM_PARTS)
		view_members(p, facts, e, f);
	if (!n_shown) {
		view_missed_fact(p, facts, e, f->title, f->from, f->n_from);
		return;
	}
	fact = fact_add(p, facts, f->title);
	if (e->kind->privacy && str_eq(e->kind->privacy->id, f->id) && !p->site->is_large)
		view_privacy(p, fact, values, n);
	if (field_on_ladder(f, values, n, &rung)) {
		view_parts(p, fact, &(struct part){ .text = entry_words(e, f, p->a), .url = value_url(p, e, f, rung) }, 1);
		return;
	}
	parts = arena_array(p->a, n_shown, struct part);
	for (size_t i = 0; i < n_shown; i++)
		parts[i] = shown[i].is_nested ? (struct part){ .code = shown[i].text } : part_of(p, e, f, shown[i].text);
	view_parts(p, fact, parts, n_shown);
}

struct life { /* of an entry: pointers */
	const char *title;
	str milestone, url;
};

/* "13.10 (merge request 54707)" */
static void view_life_fact(struct page *p, struct view *facts, const struct entry *e, const struct life *l)
{
	str milestone = entry_milestone(e, l->milestone), url = entry_text(e, l->url, p->a), title = str_from_z(l->title);
	struct part part = { .text = milestone };

	if (!milestone.n && !url.n) {
		view_missed_fact(p, facts, e, title, (const str[]){ l->milestone, l->url }, 2);
		return;
	}
	if (is_link_target(url)) {
		part.href = url;
		part.link = link_label(url, p->a);
	} else if (milestone.n) {
		part.help = url;
	} else {
		part.text = url;
	}
	view_parts(p, fact_add(p, facts, title), &part, 1);
}

static void view_owner(struct page *p, const struct entry *e)
{
	const struct group *g = e->owner;
	const struct stage *s = e->in_stage;
	bool has_group = e->kind->group.n > 0;

	view_flag(p->view, "has_owner", has_group || e->stage.n || e->section.n, p->a);
	view_flag(p->view, "has_group", has_group, p->a);
	view_text(p->view, "owner_url", g ? url_group(g->id, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "owner_rule_url", g ? (str){ 0 } : missed_url(p, e, &e->kind->group, 1), p->a);
	view_text(p->view, "owner_name", g ? g->name : (str){ 0 }, p->a);
	view_text(p->view, "stage_url", s ? url_stage(s->id, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "stage_name", entry_stage_name(e, p->a), p->a);
	view_section(p, e->in_section, entry_section_name(e, p->a));
}

void view_facts(struct page *p, const struct entry *e)
{
	const struct kind *k = e->kind;
	struct view *facts;
	str schema = entry_text(e, k->value_schema, p->a);

	view_owner(p, e);
	facts = view_list(p->view, "facts", p->a);
	for (size_t i = 0; i < k->n_chips; i++)
		if (!fields_have(k->facts, k->n_facts, k->chips[i]))
			view_field_fact(p, facts, e, k->chips[i]);
	for (size_t i = 0; i < k->n_facts; i++)
		if (!is_same_place(k->facts[i], k->identifiers)) /* they have a table */
			view_field_fact(p, facts, e, k->facts[i]);
	if (kind_sends(k) && context_words(p).n)
		view_parts(p, fact_add(p, facts, STR("Standard context")),
		           &(struct part){ .text = str_fmt(p->a, "%.*s sent with every %.*s", STR_ARG(context_words(p)), STR_ARG(k->singular)),
		                           .url = STR("context.html") },
		           1);
	if (schema.n)
		view_parts(p, fact_add(p, facts, STR("Schema of the value")), &(struct part){ .code = schema }, 1);
	view_life_fact(p, facts, e, &(struct life){ "Introduced", k->added_milestone, k->added_url });
	view_life_fact(p, facts, e, &(struct life){ "Removed", k->removed_milestone, k->removed_url });
	view_life_fact(p, facts, e, &(struct life){ "Repair", (str){ 0 }, k->broken_url });
}

static const struct field *field_at(const struct dialect *d, str pointer)
{
	for (size_t i = 0; i < d->n_fields; i++)
		if (is_same_place(&d->fields[i], pointer))
			return &d->fields[i];
	return NULL;
}

static str property_page(struct page *p, str name)
{
	return map_has(&p->site->sent.by_name, name) ? url_property(name, 1, p->a) : (str){ 0 };
}

static void view_identifiers(struct page *p, struct view *rows, const struct entry *e)
{
	const struct field *f = e->kind->identifiers.n ? field_at(p->site->dict->dialect, e->kind->identifiers) : NULL;
	str *values;
	size_t n = f ? entry_values(e, f, p->a, &values) : 0;

	for (size_t i = 0; i < n; i++) {
		const struct field_label *label = label_of(f, values[i]);
		struct view *row = view_list_add(rows, p->a);

		view_text(row, "name", values[i], p->a);
		view_text(row, "name_url", property_page(p, values[i]), p->a);
		view_text(row, "what", STR("Identifier"), p->a);
		view_text(row, "help", label && label->help.n ? label->help : field_word(f, values[i]), p->a);
		view_html(row, "description_html", (str){ 0 }, p->a);
	}
}

/* "One of EUR, USD" */
static str given_values(struct page *p, const struct node *property)
{
	const struct node *values = doc_get_z(property, "enum");

	if (!values || values->kind != NODE_SEQ || !values->n)
		return (str){ 0 };
	return str_fmt(p->a, "One of %.*s. ", STR_ARG(list_words(values, p->a)));
}

/* Types have words; where the dialect knows those of some properties, one without is not built in. */
static str what_of(struct page *p, const struct kind *k, str type)
{
	static const struct {
		const char *type, *word;
	} words[] = { { "string", "Text" }, { "number", "Number" }, { "integer", "Whole number" }, { "boolean", "True or false" } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_z(type, words[i].type))
			return str_from_z(words[i].word);
	if (type.n)
		return upper_first(type, p->a);
	return k->n_property_types ? STR("Custom property") : STR("Property");
}

void view_properties(struct page *p, const struct entry *e)
{
	const struct node *root = e->definition->root;
	const struct node *properties = e->kind->properties.n ? doc_at(root, e->kind->properties) : NULL;
	struct view *rows = view_list(p->view, "properties", p->a);

	view_identifiers(p, rows, e);
	for (size_t i = 0; properties && properties->kind == NODE_MAP && i < properties->n; i++) {
		const struct member *property = &properties->member[i];
		const struct node *value = &property->value;
		struct view *row = view_list_add(rows, p->a);
		str name = property->key.text;

		view_text(row, "name", name, p->a);
		view_text(row, "name_url", property_page(p, name), p->a);
		view_text(row, "what", what_of(p, e->kind, property_type(e->kind, property, p->a)), p->a);
		view_text(row, "help", given_values(p, value), p->a);
		view_html(row, "description_html", text_html(p, e->definition->path, doc_text(property_description(value))), p->a);
	}
	view_flag(p->view, "has_properties", rows->n > 0, p->a);
}
