/* Owners: the index by section, stage and group, a page for each of them. */
#include <stdlib.h>

#include "render/search.h"
#include "site/page.h"

static const struct kind_pages *kind_at(struct page *p, size_t i)
{
	return &p->site->kinds[i];
}

static size_t n_kinds(struct page *p)
{
	return p->site->dict->dialect->n_kinds;
}

static void count_entries(struct page *p, struct entry *const *entries, size_t n, size_t *totals)
{
	for (size_t i = 0; i < n_kinds(p); i++)
		totals[i] += site_stretch(p->site, entries, n, kind_at(p, i)->kind).n;
}

/* "54 metrics, 12 events" */
static str totals_words(struct page *p, const size_t *totals)
{
	struct buf b = { .a = p->a };

	for (size_t i = 0; i < n_kinds(p); i++) {
		if (!totals[i])
			continue;
		if (b.n)
			buf_z(&b, ", ");
		buf_put(&b, page_count(p, kind_at(p, i), totals[i]));
	}
	return b.n ? buf_str(&b) : STR("nothing yet");
}

static str counts_words(struct page *p, struct entry *const *entries, size_t n)
{
	size_t *totals = arena_array(p->a, n_kinds(p), size_t);

	count_entries(p, entries, n, totals);
	return totals_words(p, totals);
}

static str group_words(struct page *p, const struct group *g)
{
	return counts_words(p, g->entries.v, g->entries.n);
}

static void count_groups(struct page *p, const struct stage *s, size_t *totals)
{
	for (size_t i = 0; i < s->groups.n; i++)
		count_entries(p, s->groups.v[i]->entries.v, s->groups.v[i]->entries.n, totals);
}

static str stage_words(struct page *p, const struct stage *s)
{
	size_t *totals = arena_array(p->a, n_kinds(p), size_t);

	count_groups(p, s, totals);
	count_entries(p, s->others.v, s->others.n, totals);
	return totals_words(p, totals);
}

static void view_group_item(struct page *p, struct view *list, const struct group *g)
{
	struct view *item = view_list_add(list, p->a);

	view_text(item, "group_url", url_group(g->id, p->a), p->a);
	view_text(item, "group_name", g->name, p->a);
	view_text(item, "counts", group_words(p, g), p->a);
	view_text(item, "about", markdown_excerpt(g->description, 200, p->a), p->a);
}

static void view_stage_item(struct page *p, struct view *list, const struct stage *s, size_t most)
{
	struct view *item = view_list_add(list, p->a), *groups;

	view_text(item, "stage_url", url_stage(s->id, p->a), p->a);
	view_text(item, "stage_name", s->name, p->a);
	view_text(item, "counts", stage_words(p, s), p->a);
	groups = view_list(item, "groups", p->a);
	for (size_t i = 0; i < s->groups.n && i < most; i++)
		view_group_item(p, groups, s->groups.v[i]);
	view_text(item, "more", s->groups.n > most ? page_number(p, s->groups.n - most) : (str){ 0 }, p->a);
}

void view_stages(struct page *p, struct view *list, size_t most)
{
	const struct owners *o = &p->site->dict->owners;

	for (size_t i = 0; i < o->stages.n; i++)
		view_stage_item(p, list, o->stages.v[i], most);
}

void view_section(struct page *p, const struct section *section, str name)
{
	bool has_page = section && section->stages.n;

	view_text(p->view, "section_name", section ? section->name : name, p->a);
	view_text(p->view, "section_url", has_page ? url_section(section->id, p->a) : (str){ 0 }, p->a);
}

static struct view *section_add(struct page *p, struct view *sections, str name, str url)
{
	struct view *section = view_list_add(sections, p->a);

	view_text(section, "section_url", url, p->a);
	view_text(section, "section_name", name, p->a);
	return section;
}

static void view_sections(struct page *p)
{
	const struct owners *o = &p->site->dict->owners;
	struct view *sections = view_list(p->view, "sections", p->a), *list;
	bool has_other = false;

	for (size_t i = 0; i < o->sections.n; i++) {
		const struct section *s = o->sections.v[i];

		if (!s->stages.n)
			continue;
		list = view_list(section_add(p, sections, s->name, url_section(s->id, p->a)), "stages", p->a);
		for (size_t j = 0; j < s->stages.n; j++)
			view_stage_item(p, list, s->stages.v[j], SIZE_MAX);
	}
	for (size_t i = 0; i < o->stages.n; i++)
		has_other = has_other || !o->stages.v[i]->section;
	if (!has_other)
		return;
	list = view_list(section_add(p, sections, sections->n ? STR("Other stages") : STR("Stages"), (str){ 0 }), "stages", p->a);
	for (size_t i = 0; i < o->stages.n; i++)
		if (!o->stages.v[i]->section)
			view_stage_item(p, list, o->stages.v[i], SIZE_MAX);
}

bool page_owners(struct page *p, const void *arg)
{
	const struct owners *o = &p->site->dict->owners;
	struct view *others;
	size_t unowned = 0;

	(void)arg; /* there is one such page */
	page_begin(p, STR("Owners"), STR("Who is responsible for what is collected."), STR("owners"));
	view_sections(p);
	others = view_list(p->view, "others", p->a);
	for (size_t i = 0; i < o->groups.n; i++)
		if (!o->groups.v[i]->stage)
			view_group_item(p, others, o->groups.v[i]);
	for (size_t i = 0; i < p->site->dict->all.n; i++)
		unowned += !p->site->dict->all.v[i]->owner;
	view_flag(p->view, "has_others", others->n > 0, p->a);
	view_flag(p->view, "has_stages", o->stages.n > 0, p->a);
	view_text(p->view, "n_groups", page_number(p, o->groups.n), p->a);
	view_flag(p->view, "one_group", o->groups.n == 1, p->a);
	view_text(p->view, "unowned", page_number_or_none(p, unowned), p->a);
	view_flag(p->view, "one_unowned", unowned == 1, p->a);
	view_flag(p->view, "is_empty", !o->groups.n, p->a);
	return page_render(p, PAGE_OWNERS);
}

static bool is_email(str text)
{
	struct cut c = str_cut(text, '@');

	return c.found && c.head.n && str_has(c.tail, STR(".")) && str_find(text, ' ') == text.n;
}

static void view_people(struct page *p, const struct group *g)
{
	struct view *list = view_list(p->view, "people", p->a);

	for (size_t i = 0; i < g->people.n; i++) {
		struct view *item = view_list_add(list, p->a);
		str contact = g->people.v[i].contact, href = { 0 };

		if (is_email(contact))
			href = str_fmt(p->a, "mailto:%.*s", STR_ARG(contact));
		else if (is_link_target(contact))
			href = contact;
		view_text(item, "role", g->people.v[i].role.n ? g->people.v[i].role : STR("Person"), p->a);
		view_text(item, "name", g->people.v[i].name, p->a);
		view_text(item, "contact", contact, p->a);
		view_text(item, "href", href, p->a);
	}
}

static void view_link_item(struct page *p, struct view *list, const struct owner_link *l)
{
	struct view *item = view_list_add(list, p->a);
	bool is_link = is_link_target(l->url);
	str text = l->name.n ? l->name : is_link ? link_label(l->url, p->a) : l->url;

	view_text(item, "label", l->label.n ? l->label : STR("Link"), p->a);
	view_text(item, "text", text, p->a);
	view_text(item, "href", is_link ? l->url : (str){ 0 }, p->a);
}

/* What search calls a field. */
static str query_name(const struct dialect *d, const struct field *f)
{
	for (size_t i = 0; i < d->search.n_fields; i++)
		if (str_eq(d->search.fields[i].label, f->id))
			return d->search.fields[i].value;
	return f->id;
}

/* "owner:editing source:redis" */
static str query_text(struct page *p, const struct group *g, const struct field *f, str value)
{
	return str_fmt(p->a, "owner:%.*s %.*s:%.*s", STR_ARG(search_written(g->id, p->a)), STR_ARG(query_name(p->site->dict->dialect, f)),
	               STR_ARG(search_written(value, p->a)));
}

static bool has_words(str value)
{
	for (size_t i = 0; i < value.n; i++)
		if (byte_is_alpha(value.p[i]) || byte_is_digit(value.p[i]) || (unsigned char)value.p[i] >= 0x80)
			return true;
	return false;
}

/* What search finds of a group; the page of the value where its quotes or its length keep it from being asked for. */
static str owned_url(struct page *p, const struct group *g, const struct field *f, const struct facet_value *v)
{
	str query = query_text(p, g, f, v->value);
	struct buf b = { .a = p->a };

	if (query.n > SEARCH_MAX_QUERY || (str_has(v->value, STR("\"")) && !has_words(v->value)))
		return v->url;
	buf_z(&b, "search.html?q=");
	escape_url_part(&b, query);
	return buf_str(&b);
}

enum { OWNED_OTHERS = FILTER_MAX_VALUES }; /* values of a group that are listed though the dialect does not name them */

struct owned { /* a value that entries of a group have */
	const struct facet_value *value;
	const struct entry *last;
	size_t n;
};
struct owned_values {
	VEC(struct owned *) all;
	struct map by_value;
	size_t n_named; /* the first so many */
};

/* Once, also where one list names it twice. */
static void count_value(struct page *p, struct owned_values *o, const struct facet_value *v, const struct entry *e)
{
	void **slot = map_put(&o->by_value, v->value, p->a);
	struct owned *found = *slot;

	if (!found) {
		*slot = found = arena_new(p->a, struct owned);
		found->value = v;
		*vec_push(&o->all, p->a) = found;
	}
	found->n += found->last != e;
	found->last = e;
}

static int by_place(const void *a, const void *b)
{
	size_t x = (*(struct owned *const *)a)->value->place, y = (*(struct owned *const *)b)->value->place;

	return (x > y) - (x < y);
}

/* The most frequent first. */
static int by_number(const void *a, const void *b)
{
	size_t x = (*(struct owned *const *)a)->n, y = (*(struct owned *const *)b)->n;

	return x != y ? (x < y) - (x > y) : by_place(a, b);
}

/* How many of a group's entries have each value: those that the dialect names in its order, then the others. */
static void count_values(struct page *p, const struct facet *f, const struct group *g, struct owned_values *o)
{
	for (size_t i = 0; i < g->entries.n; i++) {
		const struct entry *e = g->entries.v[i];
		str *values;
		size_t n_values = facet_of(&p->site->facets, e->kind, f->field) ? entry_values(e, f->field, p->a, &values) : 0;

		for (size_t j = 0; j < n_values; j++) {
			const struct facet_value *v = map_get(&f->by_value, values[j]);

			if (v)
				count_value(p, o, v, e);
		}
	}
	if (o->all.n)
		qsort(o->all.v, o->all.n, sizeof *o->all.v, by_place);
	while (o->n_named < o->all.n && o->all.v[o->n_named]->value->rank < f->field->n_labels)
		o->n_named++;
}

static void view_owned_item(struct page *p, struct view *items, str url, str text, size_t n)
{
	struct view *link = view_list_add(items, p->a);

	view_text(link, "url", url, p->a);
	view_text(link, "text", text, p->a);
	view_uint(link, "n", n, p->a);
	view_text(link, "current", (str){ 0 }, p->a);
}

/* Few values that the dialect does not name keep their order, of many the most frequent are listed, and what is left is one last item. */
static void view_owned_items(struct page *p, struct view *items, const struct facet *f, const struct group *g, const struct owned_values *o)
{
	size_t shown = o->n_named + OWNED_OTHERS, rest = 0;

	if (o->all.n > shown)
		qsort(o->all.v + o->n_named, o->all.n - o->n_named, sizeof *o->all.v, by_number);
	for (size_t i = 0; i < o->all.n; i++) {
		const struct facet_value *v = o->all.v[i]->value;

		if (i < shown)
			view_owned_item(p, items, owned_url(p, g, f->field, v), v->word, o->all.v[i]->n);
		else
			rest += o->all.v[i]->n;
	}
	if (rest)
		view_owned_item(p, items, url_values(f->folder, 1, p->a), str_quantity(o->all.n - shown, "other", p->a), rest);
}

static void view_owned_values(struct page *p, struct view *list, const struct facet *f, const struct group *g)
{
	struct owned_values o = { .n_named = 0 };
	struct view *item;

	count_values(p, f, g, &o);
	if (!o.all.n)
		return;
	item = view_list_add(list, p->a);
	view_text(item, "title", f->field->title, p->a);
	view_text(item, "index_url", url_values(f->folder, 1, p->a), p->a);
	view_text(item, "more", (str){ 0 }, p->a);
	view_owned_items(p, view_list(item, "items", p->a), f, g, &o);
}

/* Fields with few values that the dialect explains; a ladder would count most entries under all of its rungs. */
static bool is_telling(const struct dialect *d, const struct facet *f)
{
	bool is_status = false;

	for (size_t i = 0; i < d->n_kinds; i++)
		is_status = is_status || field_has_status(&d->kinds[i], f->field);
	return f->values.n && f->field->n_labels && !f->field->n_ladder && f->role != FACET_INDICATOR && !is_status;
}

static str group_url(const void *arg, size_t page, struct arena *a)
{
	const struct group_part *part = arg;

	return url_group_page(part->group->id, page, a);
}

static void view_owned(struct page *p, const struct group_part *part)
{
	const struct group *g = part->group;
	const struct listing l = {
		.entries = g->entries.v, .n = g->entries.n, .all = g->entries.n, .page = part->page, .url = group_url, .arg = part, .is_owned = true,
	};
	size_t by_status[STATUS_COUNT] = { 0 };
	struct view *list;

	for (size_t i = 0; i < g->entries.n; i++)
		by_status[g->entries.v[i]->status]++;
	view_by_status(p->view, by_status, p->a);
	list = view_list(p->view, "filters", p->a);
	for (size_t i = 0; part->page == 1 && i < p->site->facets.n; i++)
		if (is_telling(p->site->dict->dialect, &p->site->facets.all[i]))
			view_owned_values(p, list, &p->site->facets.all[i], g);
	view_flag(p->view, "has_entries", g->entries.n > 0, p->a);
	view_listing(p, &l);
}

static void view_contacts(struct page *p, const struct group *g)
{
	struct view *list;

	view_people(p, g);
	list = view_list(p->view, "contacts", p->a);
	for (size_t i = 0; i < g->channels.n; i++)
		view_link_item(p, list, &g->channels.v[i]);
	for (size_t i = 0; i < g->links.n; i++)
		view_link_item(p, list, &g->links.v[i]);
}

bool page_group(struct page *p, const void *arg)
{
	const struct group_part *part = arg;
	const struct group *g = part->group;
	const struct stage *s = g->stage;
	str name = str_fmt(p->a, "%.*s group", STR_ARG(g->name)), words = group_words(p, g);

	if (part->page > 1)
		name = str_fmt(p->a, "%.*s, page %zu", STR_ARG(name), part->page);
	page_begin(p, name, str_fmt(p->a, "What the %.*s group owns: %.*s.", STR_ARG(g->name), STR_ARG(words)), STR("owners"));
	view_text(p->view, "name", g->name, p->a);
	view_text(p->view, "group_id", g->id, p->a);
	view_text(p->view, "first_url", part->page > 1 ? url_group(g->id, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "counts", words, p->a);
	view_html(p->view, "description_html", text_lead(p, p->site->dict->owners.path, g->description), p->a);
	view_text(p->view, "stage_url", s ? url_stage(s->id, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "stage_name", s ? s->name : (str){ 0 }, p->a);
	view_section(p, s ? s->section : NULL, (str){ 0 });
	view_text(p->view, "csv_url", g->entries.n && !p->site->is_large ? url_group_csv(g->id, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "json_url", g->entries.n && !p->site->is_large ? url_group_json(g->id, p->a) : (str){ 0 }, p->a);
	view_owned(p, part);
	if (part->page == 1) {
		view_growth(p, g->name, g->entries.v, g->entries.n, STR("entries that it owns today"));
		view_contacts(p, g);
		view_indicators(p, p->view, g, NULL);
		view_group_health(p, g);
		view_group_news(p, g);
		view_feeds(p, g);
	}
	return page_render(p, PAGE_GROUP);
}

bool page_stages(struct page *p, const void *arg)
{
	(void)arg; /* there is one such page */
	page_begin(p, STR("Stages"), STR("Stages of the product, their groups and what these measure."), STR("owners"));
	view_stages(p, view_list(p->view, "stages", p->a), SIZE_MAX);
	return page_render(p, PAGE_STAGES);
}

/* What search finds of the stage or the section; empty: all of it is of the groups that are listed. */
static void view_others(struct page *p, const char *field, str id, struct entry *const *others, size_t n)
{
	str query = str_fmt(p->a, "%s:%.*s", field, STR_ARG(search_written(id, p->a)));
	struct buf url = { .a = p->a };

	if (query.n <= SEARCH_MAX_QUERY) {
		buf_z(&url, "search.html?q=");
		escape_url_part(&url, query);
	}
	view_text(p->view, "others", n ? counts_words(p, others, n) : (str){ 0 }, p->a);
	view_text(p->view, "all_url", buf_str(&url), p->a);
}

bool page_stage(struct page *p, const void *arg)
{
	const struct stage *s = arg;
	struct view *groups;
	str counts = stage_words(p, s);

	page_begin(p, str_fmt(p->a, "%.*s stage", STR_ARG(s->name)),
	           str_fmt(p->a, "Groups of the %.*s stage: %.*s.", STR_ARG(s->name), STR_ARG(counts)), STR("owners"));
	view_text(p->view, "name", s->name, p->a);
	view_section(p, s->section, (str){ 0 });
	view_html(p->view, "description_html", text_lead(p, p->site->dict->owners.path, s->description), p->a);
	view_text(p->view, "counts", counts, p->a);
	view_others(p, "stage", s->id, s->others.v, s->others.n);
	view_indicators(p, p->view, NULL, s);
	groups = view_list(p->view, "groups", p->a);
	for (size_t i = 0; i < s->groups.n; i++) {
		view_group_item(p, groups, s->groups.v[i]);
		view_indicators(p, &groups->item[i], s->groups.v[i], NULL);
	}
	view_flag(p->view, "has_groups", s->groups.n > 0, p->a);
	view_flag(p->view, "indicator_column", facet_for(&p->site->facets, FACET_INDICATOR), p->a);
	return page_render(p, PAGE_STAGE);
}

bool page_section(struct page *p, const void *arg)
{
	const struct section *s = arg;
	size_t *totals = arena_array(p->a, n_kinds(p), size_t);
	struct view *stages;
	str counts;

	for (size_t i = 0; i < s->stages.n; i++)
		count_groups(p, s->stages.v[i], totals);
	count_entries(p, s->others.v, s->others.n, totals);
	counts = totals_words(p, totals);
	page_begin(p, str_fmt(p->a, "%.*s section", STR_ARG(s->name)),
	           str_fmt(p->a, "Stages of the %.*s section: %.*s.", STR_ARG(s->name), STR_ARG(counts)), STR("owners"));
	view_text(p->view, "name", s->name, p->a);
	view_text(p->view, "counts", counts, p->a);
	view_others(p, "section", s->id, s->others.v, s->others.n);
	view_text(p->view, "n_stages", page_number(p, s->stages.n), p->a);
	view_flag(p->view, "one_stage", s->stages.n == 1, p->a);
	stages = view_list(p->view, "stages", p->a);
	for (size_t i = 0; i < s->stages.n; i++)
		view_stage_item(p, stages, s->stages.v[i], SIZE_MAX);
	return page_render(p, PAGE_SECTION);
}
