/* The engine of dialects: one definition's tree into entries, by the roles of its kind. A pure function, run on all processors. */
#include "base/fs.h"
#include "base/utf8.h"
#include "doc/json.h"
#include "model/definition.h"

static str text_at(const struct node *root, str pointer, struct arena *a)
{
	return pointer.n ? doc_scalar(doc_at(root, pointer), a) : (str){ 0 };
}

static bool holds(const struct node *root, str pointer)
{
	const struct node *n = pointer.n ? doc_at(root, pointer) : NULL;

	return !pointer.n || doc_is_true(n);
}

const struct key_rule *kind_key_rule(const struct kind *k, const struct node *root)
{
	for (size_t i = 0; i < k->n_keys; i++)
		if (holds(root, k->keys[i].when))
			return &k->keys[i];
	return NULL;
}

/* The parts that are there, joined; `node` gets the last part's, which is what a reader thinks of as the name. */
static str make_key(const struct key_rule *rule, const struct node *root, const struct node **node, struct arena *a)
{
	str *parts = arena_array(a, rule->n_parts, str);
	size_t n = 0;

	for (size_t i = 0; i < rule->n_parts; i++) {
		const struct node *part = doc_at(root, rule->parts[i]);
		str text = part && part->kind == NODE_STRING ? part->text : (str){ 0 };

		if (!text.n)
			continue;
		parts[n++] = text;
		*node = part;
	}
	return n == 1 ? parts[0] : str_join(a, parts, n, rule->join);
}

str owner_id(str text, str prefix, struct arena *a)
{
	char *p;

	text = str_trim(text);
	if (prefix.n && str_starts(text, prefix))
		text = str_trim(str_from(text, prefix.n));
	p = arena_array(a, text.n, char);
	for (size_t i = 0; i < text.n; i++)
		p[i] = text.p[i] == ' ' ? '_' : byte_lower(text.p[i]);
	return (str){ p, text.n };
}

str path_stem(str path)
{
	str name = str_cut_last(fs_path_name(path), '.').head;
	size_t digits = 0;

	while (digits < name.n && byte_is_digit(name.p[digits]))
		digits++;
	/* Time stamps have 10 to 14 digits; a name such as 2fa_enabled keeps its own. */
	if (digits >= 8 && digits < name.n && name.p[digits] == '_')
		name = str_from(name, digits + 1);
	return name;
}

static str last_part(const struct kind *k, str key)
{
	struct cut c = k->separator.n ? str_cut_last(key, k->separator.p[0]) : (struct cut){ .head = key };

	return c.found && c.tail.n ? c.tail : key;
}

struct entry *definition_entry(const struct definition *d, str key)
{
	for (size_t i = 0; i < d->n_entries; i++)
		if (str_eq(d->entries[i].key, key))
			return &d->entries[i];
	return NULL;
}

str entry_frame(const struct entry *e, struct arena *a)
{
	const struct node *n = e->kind->expand.n ? doc_at(e->definition->root, e->kind->expand) : NULL;

	return e->variant.n ? e->variant : doc_scalar(n, a);
}

const struct node *property_description(const struct node *property)
{
	return property->kind == NODE_MAP ? doc_get_z(property, "description") : property;
}

str kind_property_type(const struct kind *k, str name)
{
	for (size_t i = 0; i < k->n_property_types; i++)
		if (str_eq(k->property_types[i].value, name))
			return k->property_types[i].label;
	return (str){ 0 };
}

str property_type(const struct kind *k, const struct member *property, struct arena *a)
{
	const struct node *type = doc_get_z(&property->value, "type");
	str known = kind_property_type(k, property->key.text);
	struct buf several = { .a = a };

	if (known.n)
		return known;
	if (!type || type->kind != NODE_SEQ)
		return str_trim(doc_text(type));
	for (size_t i = 0; i < type->n; i++) {
		str one = type->item[i].kind == NODE_NULL ? STR("null") : doc_scalar(&type->item[i], a); /* that word is often not in quotes */

		buf_fmt(&several, "%s%.*s", i ? " or " : "", STR_ARG(one));
	}
	return buf_str(&several);
}

const struct node *ref_name(const struct ref_role *role, const struct node *item)
{
	return role->name.n && item->kind == NODE_MAP ? doc_get(item, role->name) : item;
}

const struct node *ref_part(const struct ref *r, str part)
{
	return part.n ? doc_get(r->rule, part) : NULL;
}

static void add_ref(struct entry *e, const struct ref_role *role, const struct node *item, str pointer, struct arena *a)
{
	const struct node *name = ref_name(role, item);

	if (!name || name->kind != NODE_STRING || !name->text.n)
		return; /* the schema says what is wrong with it */
	e->refs[e->n_refs++] = (struct ref){
		.role = role,
		.name = name->text,
		.at = name,
		.rule = item,
		.pointer = name == item ? pointer : pointer_add(pointer, role->name, a),
	};
}

static void map_refs(struct entry *e, const struct node *root, struct arena *a)
{
	const struct kind *k = e->kind;
	size_t most = 0;

	for (size_t i = 0; i < k->n_refs; i++) {
		const struct node *list = doc_at(root, k->refs[i].list);

		most += !list ? 0 : list->kind == NODE_SEQ ? list->n : 1;
	}
	e->refs = arena_array(a, most, struct ref);
	for (size_t i = 0; i < k->n_refs; i++) {
		const struct ref_role *role = &k->refs[i];
		const struct node *list = doc_at(root, role->list);

		if (list && list->kind == NODE_SEQ)
			for (size_t j = 0; j < list->n; j++)
				add_ref(e, role, &list->item[j], pointer_add_index(role->list, j, a), a);
		else if (list)
			add_ref(e, role, list, role->list, a);
	}
}

static void map_fields(struct entry *e, const struct node *root, struct arena *a)
{
	const struct kind *k = e->kind;

	e->description = doc_text(k->description.n ? doc_at(root, k->description) : NULL);
	e->status_text = text_at(root, k->status, a);
	if (!e->status_text.n)
		e->status_text = k->status_default;
	e->status = kind_find_status(k, e->status_text);
	e->group = owner_id(text_at(root, k->group, a), k->group_prefix, a);
	e->stage = owner_id(text_at(root, k->stage, a), STR("devops::"), a);
	e->section = owner_id(text_at(root, k->section, a), STR("section::"), a);
	e->alias = text_at(root, k->alias, a);
	if (!e->alias.n)
		e->alias = e->key;
	map_refs(e, root, a);
}

str kind_suffix(const struct kind *k, str value)
{
	for (size_t i = 0; i < k->n_suffixes; i++)
		if (str_eq(k->suffixes[i].value, value))
			return k->suffixes[i].label;
	return (str){ 0 };
}

/* One entry per key the expanded list yields, so never more than suffixes and one; false when nothing is to be expanded. */
static bool expand(struct definition *d, const struct entry *base, struct arena *a)
{
	const struct kind *k = d->kind;
	const struct node *list = k->expand.n ? doc_at(d->root, k->expand) : NULL;

	if (!list || list->kind != NODE_SEQ || !list->n)
		return false;
	d->entries = arena_array(a, list->n < k->n_suffixes + 1 ? list->n : k->n_suffixes + 1, struct entry);
	for (size_t i = 0; i < list->n; i++) {
		str value = doc_scalar(&list->item[i], a), suffix = kind_suffix(k, value);
		str key = suffix.n ? str_fmt(a, "%.*s%.*s", STR_ARG(base->key), STR_ARG(suffix)) : base->key;
		struct entry *e = &d->entries[d->n_entries];

		if (definition_entry(d, key))
			continue; /* key-duplicate tells */
		*e = *base;
		e->variant = value;
		e->key = key;
		d->n_entries++;
	}
	return true;
}

const struct field_label *kind_suffix_of(const struct kind *k, str key)
{
	const struct field_label *longest = NULL;

	for (size_t i = 0; i < k->n_suffixes; i++)
		if (k->suffixes[i].label.n > (longest ? longest->label.n : 0) && str_ends(key, k->suffixes[i].label))
			longest = &k->suffixes[i];
	return longest;
}

str kind_stem(const struct kind *k, str key)
{
	const struct field_label *suffix = kind_suffix_of(k, key);

	return suffix ? str_sub(key, 0, key.n - suffix->label.n) : key;
}

/* A copy of a mapping with another value for the one that is at `was`. */
static const struct node *with_value(const struct node *map, const struct node *was, const struct node *is, struct arena *a)
{
	struct node *out = arena_new(a, struct node);

	*out = *map;
	out->member = arena_array(a, map->n, struct member);
	for (size_t i = 0; i < map->n; i++) {
		out->member[i] = map->member[i];
		if (&map->member[i].value == was)
			out->member[i].value = *is;
	}
	return out;
}

/* The tree with the text of a number in its place, as it is written. Only mappings are copied. */
static const struct node *with_text_at(const struct node *root, str pointer, struct arena *a)
{
	const struct node *was = pointer.n ? doc_at(root, pointer) : NULL, *is;
	struct node *text;

	if (!node_is_number(was))
		return root;
	text = arena_new(a, struct node);
	*text = (struct node){ .kind = NODE_STRING, .style = was->style, .at = was->at, .text = was->text };
	for (is = text; pointer.n;) {
		const struct node *around;

		pointer = str_cut_last(pointer, '/').head;
		around = doc_at(root, pointer);
		if (around->kind != NODE_MAP)
			return root;
		is = with_value(around, was, is, a);
		was = around;
	}
	return is;
}

bool definition_map(struct definition *d, struct arena *a)
{
	const struct kind *k = d->kind;
	const struct key_rule *rule = kind_key_rule(k, d->root);
	struct entry base = { .kind = k, .definition = d, .key_rule = rule };

	if (rule)
		base.key = make_key(rule, d->root, &base.key_node, a);
	if (!base.key.n)
		return false;
	d->told = with_text_at(with_text_at(d->root, k->added_milestone, a), k->removed_milestone, a);
	map_fields(&base, d->root, a);
	if (!expand(d, &base, a)) {
		d->entries = arena_new(a, struct entry);
		d->entries[0] = base;
		d->n_entries = 1;
	}
	for (size_t i = 0; i < d->n_entries; i++) {
		struct entry *e = &d->entries[i];

		e->name = last_part(k, e->key);
		e->stem = kind_stem(k, e->key);
		if (i) { /* references are linked entry by entry */
			e->refs = arena_array(a, base.n_refs, struct ref);
			for (size_t j = 0; j < base.n_refs; j++)
				e->refs[j] = base.refs[j];
		}
	}
	return true;
}

const struct node *entry_node(const struct entry *e, const struct field *f)
{
	for (size_t i = 0; i < f->n_from; i++) {
		const struct node *n = doc_at(e->definition->told, f->from[i]);

		if (n)
			return n;
	}
	return NULL;
}

static bool is_expanded_field(const struct entry *e, const struct field *f)
{
	return e->variant.n && str_is_among(e->kind->expand, f->from, f->n_from);
}

/* "Optional" is the "optional" that the dialect knows: one value in all lists and counts. */
str field_value(const struct field *f, str text)
{
	bool has_capital = false;

	for (size_t i = 0; i < text.n; i++)
		has_capital = has_capital || byte_lower(text.p[i]) != text.p[i];
	for (size_t i = 0; has_capital && i < f->n_labels; i++)
		if (str_eq_lower(text, f->labels[i].value))
			return f->labels[i].value;
	return text;
}

size_t entry_values(const struct entry *e, const struct field *f, struct arena *a, str **out)
{
	const struct node *n = entry_node(e, f);
	bool expanded = is_expanded_field(e, f);
	size_t count = expanded ? 1 : !n ? 0 : n->kind == NODE_SEQ ? n->n : 1, kept = 0;
	str *all = arena_array(a, count, str);

	for (size_t i = 0; i < count; i++) {
		str text = expanded ? e->variant : doc_scalar(n->kind == NODE_SEQ ? &n->item[i] : n, a);

		if (text.n)
			all[kept++] = field_value(f, text);
	}
	*out = all;
	return kept;
}

/* No text where there is nothing to show. */
static struct shown_value shown_value(const struct field *f, const struct node *n, struct arena *a)
{
	if (n->kind == NODE_SEQ || n->kind == NODE_MAP)
		return (struct shown_value){ n->n ? json_text(n, a) : (str){ 0 }, true };
	return (struct shown_value){ field_value(f, doc_scalar(n, a)), false };
}

size_t entry_shown(const struct entry *e, const struct field *f, struct arena *a, struct shown_value **out)
{
	const struct node *n = entry_node(e, f);
	bool is_list = n && n->kind == NODE_SEQ, is_parts = n && n->kind == NODE_MAP && f->form == FORM_PARTS;
	size_t count = !n || is_parts ? 0 : is_list ? n->n : 1, kept = 0;

	if (is_expanded_field(e, f)) {
		*out = arena_new(a, struct shown_value);
		(*out)->text = field_value(f, e->variant);
		return 1;
	}
	*out = arena_array(a, count, struct shown_value);
	for (size_t i = 0; i < count; i++) {
		struct shown_value value = shown_value(f, is_list ? &n->item[i] : n, a);

		if (value.text.n)
			(*out)[kept++] = value;
	}
	return kept;
}

str field_word(const struct field *f, str value)
{
	for (size_t i = 0; i < f->n_labels; i++)
		if (str_eq(f->labels[i].value, value) && f->labels[i].label.n)
			return f->labels[i].label;
	return value;
}

bool field_on_ladder(const struct field *f, const str *values, size_t n, str *rung)
{
	size_t from = 0;

	while (from < f->n_ladder && !str_is_among(f->ladder[from], values, n))
		from++;
	if (!f->n_ladder || n < 2 || n != f->n_ladder - from)
		return false;
	for (size_t i = from; i < f->n_ladder; i++)
		if (!str_is_among(f->ladder[i], values, n))
			return false;
	*rung = f->ladder[from];
	return true;
}

str entry_words(const struct entry *e, const struct field *f, struct arena *a)
{
	struct shown_value *values;
	size_t n = entry_shown(e, f, a, &values);
	str *words = arena_array(a, n, str), rung;

	for (size_t i = 0; i < n; i++)
		words[i] = values[i].text;
	if (field_on_ladder(f, words, n, &rung))
		return str_fmt(a, "%.*s and above", STR_ARG(field_word(f, rung)));
	for (size_t i = 0; i < n; i++)
		words[i] = field_word(f, words[i]);
	return str_join(a, words, n, STR(", "));
}

str entry_text(const struct entry *e, str pointer, struct arena *a)
{
	return text_at(e->definition->root, pointer, a);
}

str entry_milestone(const struct entry *e, str pointer)
{
	const struct node *n = pointer.n ? doc_at(e->definition->root, pointer) : NULL;

	return n && n->kind < NODE_SEQ && n->kind != NODE_NULL ? n->text : (str){ 0 };
}

struct span node_span(const struct definition *d, const struct node *n)
{
	return (struct span){ d->path, n ? n->at : (struct place){ 1, 1, 1, 1 } };
}
