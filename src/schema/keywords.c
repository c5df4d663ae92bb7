/* The table of keywords: in which drafts and vocabularies each counts, where it holds subschemas, and how its value is
   read into the plan. Says what is wrong with a value; does not check instances. */
#include <stdlib.h>

#include "schema/compile.h"
#include "schema/uri.h"

struct keyword_row {
	const char *name;
	uint8_t dialects; /* enum dialect */
	uint8_t vocabulary;
	uint8_t holds; /* enum holds */
	uint8_t op;    /* enum op */
	read_fn *read;
};

static const struct sub *child(struct compiler *c, const struct node *n, const struct draft *d, str keyword)
{
	static const struct sub anything = { .kind = SUB_TRUE };
	struct site *site = refs_site(c->set, n);

	if (site)
		return compile_site(c, site);
	if (n->kind != NODE_MAP && n->kind != NODE_BOOL) /* else too deep, which was reported */
		keyword_wrong(c, n, d, keyword, "a schema: a mapping, true or false");
	return &anything;
}

static struct sub_list children(struct compiler *c, const struct node *n, const struct draft *d, str keyword)
{
	struct sub_list list = { .n = n->n };

	list.v = arena_array(c->a, n->n, const struct sub *);
	for (size_t i = 0; i < n->n; i++)
		list.v[i] = child(c, &n->item[i], d, keyword);
	return list;
}

static struct array_rule *array_of(struct compiler *c, const struct member *m, struct draft *d)
{
	if (!d->array.name.n) {
		d->array = (struct keyword){ .op = OP_ARRAY, .name = m->key.text, .node = &m->value };
		d->array.as.array = arena_new(c->a, struct array_rule);
	}
	return d->array.as.array;
}

static void read_prefix(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	(void)op;
	if (m->value.kind != NODE_SEQ)
		keyword_wrong(c, &m->value, d, m->key.text, "a list of schemas");
	else
		array_of(c, m, d)->prefix = children(c, &m->value, d, m->key.text);
}

/* Without $schema both ways to list items are read; one schema may not use both, or their order would decide. */
static void read_prefix_items(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	if (d->has_item_list) {
		keyword_wrong(c, &m->value, d, m->key.text, "no second list beside that of items");
		return;
	}
	d->has_prefix = true;
	read_prefix(c, m, d, op);
}

static void read_items(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct array_rule *array;

	if (m->value.kind == NODE_SEQ && (d->resource->dialect & DIALECT_OLD) && !d->has_prefix) {
		d->has_item_list = true;
		read_prefix(c, m, d, op);
		return;
	}
	if (m->value.kind == NODE_SEQ) {
		keyword_wrong(c, &m->value, d, m->key.text, "a schema (2020-12 calls the list prefixItems)");
		return;
	}
	array = array_of(c, m, d);
	array->rest = child(c, &m->value, d, m->key.text);
	array->rest_token = m->key.text;
}

static void read_additional_items(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	(void)c;
	(void)op;
	d->additional_items = m; /* counts only where items is a list */
}

static struct contains_rule *contains_of(struct compiler *c, const struct member *m, struct draft *d)
{
	if (!d->contains.name.n) {
		d->contains = (struct keyword){ .op = OP_CONTAINS, .name = m->key.text, .node = &m->value };
		d->contains.as.contains = arena_new(c->a, struct contains_rule);
		*d->contains.as.contains = (struct contains_rule){ .min = 1, .max = UINT64_MAX };
	}
	return d->contains.as.contains;
}

static void read_contains(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	(void)op;
	contains_of(c, m, d)->sub = child(c, &m->value, d, m->key.text);
}

static void read_min_contains(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct contains_rule *contains = contains_of(c, m, d);

	(void)op;
	contains->has_min = keyword_limit(c, m, d, &contains->min);
}

static void read_max_contains(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	(void)op;
	(void)keyword_limit(c, m, d, &contains_of(c, m, d)->max); /* a wrong value was reported */
}

static struct object_rule *object_of(struct compiler *c, const struct member *m, struct draft *d)
{
	if (!d->object.name.n) {
		d->object = (struct keyword){ .op = OP_OBJECT, .name = m->key.text, .node = &m->value };
		d->object.as.object = arena_new(c->a, struct object_rule);
	}
	return d->object.as.object;
}

static void put_property(struct object_rule *o, str name, const struct sub *sub)
{
	uint64_t hash = str_hash(name);
	size_t i = hash & (o->n_slots - 1);

	while (o->slot[i].sub)
		i = (i + 1) & (o->n_slots - 1);
	o->slot[i] = (struct property){ name, hash, sub };
}

static bool expect_map(struct compiler *c, const struct member *m, struct draft *d)
{
	if (m->value.kind != NODE_MAP)
		keyword_wrong(c, &m->value, d, m->key.text, "a mapping");
	return m->value.kind == NODE_MAP;
}

static void read_properties(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct object_rule *o;
	str *names;

	(void)op;
	if (!expect_map(c, m, d) || !m->value.n)
		return;
	o = object_of(c, m, d);
	for (o->n_slots = 4; o->n_slots < 2 * (size_t)m->value.n;)
		o->n_slots *= 2;
	o->slot = arena_array(c->a, o->n_slots, struct property);
	o->named = arena_array(c->a, m->value.n, const struct sub *);
	names = arena_array(c->a, m->value.n, str);
	for (size_t i = 0; i < m->value.n; i++) {
		const struct member *p = &m->value.member[i];

		names[i] = p->key.text;
		o->named[i] = child(c, &p->value, d, p->key.text);
		put_property(o, p->key.text, o->named[i]);
	}
	o->names = (struct str_list){ m->value.n, names };
}

static void read_pattern_properties(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct object_rule *o;

	(void)op;
	if (!expect_map(c, m, d))
		return;
	o = object_of(c, m, d);
	o->pattern = arena_array(c->a, m->value.n, struct pattern_property);
	for (size_t i = 0; i < m->value.n; i++) {
		const struct member *p = &m->value.member[i];
		const struct regex *r = keyword_regex(c, &p->key, p->key.text, d, m->key.text);
		const struct sub *sub = child(c, &p->value, d, p->key.text);

		if (r)
			o->pattern[o->n_patterns++] = (struct pattern_property){ r, &p->key, sub };
	}
}

static void read_additional(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	(void)op;
	object_of(c, m, d)->additional = child(c, &m->value, d, m->key.text);
}

static void read_sub(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	const struct sub *sub = child(c, &m->value, d, m->key.text);

	keyword_add(c, m, d, op)->as.sub = sub;
	if (op == OP_UNEVALUATED_ITEMS || op == OP_UNEVALUATED_PROPERTIES)
		d->sub->tracks = true;
}

static void read_subs(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	if (m->value.kind != NODE_SEQ || !m->value.n)
		keyword_wrong(c, &m->value, d, m->key.text, "a list of at least one schema");
	else
		keyword_add(c, m, d, op)->as.subs = children(c, &m->value, d, m->key.text);
}

/* dependentRequired: lists; dependentSchemas: schemas; dependencies: both. */
static void read_dependencies(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	bool only_names = str_eq_z(m->key.text, "dependentRequired");
	bool only_schemas = str_eq_z(m->key.text, "dependentSchemas");
	struct dependencies list = { 0 };

	if (!expect_map(c, m, d))
		return;
	list.v = arena_array(c->a, m->value.n, struct dependency);
	for (size_t i = 0; i < m->value.n; i++) {
		const struct member *p = &m->value.member[i];
		struct dependency *one = &list.v[list.n++];

		one->key = p->key.text;
		if (only_names || (!only_schemas && p->value.kind == NODE_SEQ))
			one->names = keyword_strings(c, &p->value, d, p->key.text);
		else
			one->sub = child(c, &p->value, d, p->key.text);
	}
	keyword_add(c, m, d, op)->as.dependencies = list;
}

static void read_ref(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct err e = { 0 };
	struct site *target;
	struct keyword *k;
	str fragment;

	if (m->value.kind != NODE_STRING) {
		keyword_wrong(c, &m->value, d, m->key.text, "a URI reference in a string");
		return;
	}
	target = refs_find(c->set, d->resource, m->value.text, &e);
	if (!target) {
		compile_broken(c, d->resource->document, m->value.at, "%.*s \"%.*s\" leads nowhere: %s",
		               STR_ARG(m->key.text), STR_ARG(m->value.text), e.text);
		return;
	}
	k = keyword_add(c, m, d, op);
	k->as.reference.sub = compile_site(c, target);
	target->sub->is_target = true;
	fragment = uri_unescape(refs_cut(m->value.text).fragment, c->a);
	if (op == OP_DYNAMIC_REF && str_eq(doc_text(doc_get_z(target->node, "$dynamicAnchor")), fragment))
		k->as.reference.dynamic = fragment;
}

static void read_condition(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct condition_rule *rule;
	const struct sub *sub = child(c, &m->value, d, m->key.text);

	(void)op;
	if (!d->condition.name.n) {
		d->condition = (struct keyword){ .op = OP_IF, .name = m->key.text, .node = &m->value };
		d->condition.as.condition = arena_new(c->a, struct condition_rule);
	}
	rule = d->condition.as.condition;
	if (str_eq_z(m->key.text, "if"))
		rule->condition = sub;
	else if (str_eq_z(m->key.text, "then"))
		rule->then = sub;
	else
		rule->otherwise = sub;
}

/* Sorted by name. Keywords without effect on validity are not here; those that hold schemas are, so that references
 * into them work. */
static const struct keyword_row rows[] = {
	{ "$defs", DIALECT_NEW, VOCABULARY_CORE, HOLDS_MAP, 0, NULL },
	{ "$dynamicRef", DIALECT_NEW, VOCABULARY_CORE, HOLDS_NONE, OP_DYNAMIC_REF, read_ref },
	{ "$ref", DIALECT_ALL, VOCABULARY_CORE, HOLDS_NONE, OP_REF, read_ref },
	{ "additionalItems", DIALECT_OLD, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_additional_items },
	{ "additionalProperties", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_additional },
	{ "allOf", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_LIST, OP_ALL_OF, read_subs },
	{ "anyOf", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_LIST, OP_ANY_OF, read_subs },
	{ "const", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_CONST, keyword_read_const },
	{ "contains", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_contains },
	{ "contentSchema", DIALECT_NEW, VOCABULARY_CONTENT, HOLDS_SCHEMA, 0, NULL },
	{ "definitions", DIALECT_ALL, VOCABULARY_CORE, HOLDS_MAP, 0, NULL },
	{ "dependencies", DIALECT_OLD, VOCABULARY_APPLICATOR, HOLDS_DEPENDENCIES, OP_DEPENDENT, read_dependencies },
	{ "dependentRequired", DIALECT_NEW, VOCABULARY_VALIDATION, HOLDS_NONE, OP_DEPENDENT, read_dependencies },
	{ "dependentSchemas", DIALECT_NEW, VOCABULARY_APPLICATOR, HOLDS_MAP, OP_DEPENDENT, read_dependencies },
	{ "else", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_condition },
	{ "enum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_ENUM, keyword_read_enum },
	{ "exclusiveMaximum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_EXCLUSIVE_MAXIMUM,
	  keyword_read_number },
	{ "exclusiveMinimum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_EXCLUSIVE_MINIMUM,
	  keyword_read_number },
	{ "format", DIALECT_ALL, VOCABULARY_FORMAT, HOLDS_NONE, OP_FORMAT, keyword_read_format },
	{ "if", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_condition },
	{ "items", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_ITEMS, 0, read_items },
	{ "maxContains", DIALECT_NEW, VOCABULARY_VALIDATION, HOLDS_NONE, 0, read_max_contains },
	{ "maxItems", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MAX_ITEMS, keyword_read_count },
	{ "maxLength", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MAX_LENGTH, keyword_read_count },
	{ "maxProperties", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MAX_PROPERTIES, keyword_read_count },
	{ "maximum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MAXIMUM, keyword_read_number },
	{ "minContains", DIALECT_NEW, VOCABULARY_VALIDATION, HOLDS_NONE, 0, read_min_contains },
	{ "minItems", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MIN_ITEMS, keyword_read_count },
	{ "minLength", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MIN_LENGTH, keyword_read_count },
	{ "minProperties", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MIN_PROPERTIES, keyword_read_count },
	{ "minimum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MINIMUM, keyword_read_number },
	{ "multipleOf", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MULTIPLE_OF, keyword_read_number },
	{ "not", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, OP_NOT, read_sub },
	{ "oneOf", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_LIST, OP_ONE_OF, read_subs },
	{ "pattern", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_PATTERN, keyword_read_pattern },
	{ "patternProperties", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_MAP, 0, read_pattern_properties },
	{ "prefixItems", DIALECT_NEW, VOCABULARY_APPLICATOR, HOLDS_LIST, 0, read_prefix_items },
	{ "properties", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_MAP, 0, read_properties },
	{ "propertyNames", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, OP_PROPERTY_NAMES, read_sub },
	{ "required", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_REQUIRED, keyword_read_names },
	{ "then", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_condition },
	{ "type", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_TYPE, keyword_read_type },
	{ "unevaluatedItems", DIALECT_NEW, VOCABULARY_UNEVALUATED, HOLDS_SCHEMA, OP_UNEVALUATED_ITEMS, read_sub },
	{ "unevaluatedProperties", DIALECT_NEW, VOCABULARY_UNEVALUATED, HOLDS_SCHEMA, OP_UNEVALUATED_PROPERTIES,
	  read_sub },
	{ "uniqueItems", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_UNIQUE_ITEMS, keyword_read_unique },
};

static int compare_name(const void *name, const void *row)
{
	return str_cmp(*(const str *)name, str_from_z(((const struct keyword_row *)row)->name));
}

static const struct keyword_row *row_of(str name)
{
	return bsearch(&name, rows, sizeof rows / sizeof *rows, sizeof *rows, compare_name);
}

enum holds keyword_holds(str name)
{
	const struct keyword_row *row = row_of(name);

	return row ? (enum holds)row->holds : HOLDS_NONE;
}

bool keyword_holds_schemas(str name)
{
	return keyword_holds(name) != HOLDS_NONE;
}

static bool is_read(const struct keyword_row *row, enum dialect dialect, unsigned vocabularies)
{
	return row->read && (row->dialects & dialect) && (row->vocabulary & vocabularies);
}

const struct keyword_row *keyword_find(str name, enum dialect dialect, unsigned vocabularies)
{
	const struct keyword_row *row = row_of(name);

	return row && is_read(row, dialect, vocabularies) ? row : NULL;
}

static bool is_item_list(const struct member *m, struct dialect_choice in)
{
	return str_eq_z(m->key.text, "items") && m->value.kind == NODE_SEQ && (in.dialect & DIALECT_OLD);
}

/* Whether nothing counts beside $ref. */
static bool has_only_ref(const struct node *schema, struct dialect_choice in)
{
	return in.dialect == DIALECT_7 && doc_get_z(schema, "$ref");
}

static bool counts(const struct member *m, struct dialect_choice in, bool only_ref)
{
	return keyword_find(m->key.text, in.dialect, in.vocabularies) && (!only_ref || str_eq_z(m->key.text, "$ref"));
}

const struct member *keyword_read_otherwise(const struct node *schema, struct dialect_choice one, struct dialect_choice other)
{
	bool one_has = has_only_ref(schema, one), other_has = has_only_ref(schema, other);

	if (one.dialect == other.dialect && one.vocabularies == other.vocabularies)
		return NULL;
	for (size_t i = 0; i < schema->n; i++) {
		const struct member *m = &schema->member[i];

		if (counts(m, one, one_has) != counts(m, other, other_has) || is_item_list(m, one) != is_item_list(m, other))
			return m;
	}
	return NULL;
}

/* Whether a value is of the kind that such keywords have: `note: text` is no misspelt `not`. */
static bool can_hold(enum holds holds, const struct node *n)
{
	switch (holds) {
	case HOLDS_NONE:
		return true;
	case HOLDS_SCHEMA:
		return n->kind == NODE_MAP || n->kind == NODE_BOOL;
	case HOLDS_LIST:
		return n->kind == NODE_SEQ;
	case HOLDS_ITEMS:
		return n->kind == NODE_MAP || n->kind == NODE_BOOL || n->kind == NODE_SEQ;
	case HOLDS_MAP:
	case HOLDS_DEPENDENCIES:
		return n->kind == NODE_MAP;
	}
	return false;
}

/* Two letters are near to everything; x-pattern is a word of one's own, _enum one that is switched off. */
static bool may_be_misspelt(str word)
{
	return word.n > 2 && (byte_is_alpha(word.p[0]) || word.p[0] == '$') && !str_starts(word, STR("x-"));
}

/* Less far apart than values may be from what was meant: deepRequired and tsType are words of others. */
static bool is_misspelt(str word, str name, size_t most, struct arena *a)
{
	size_t limit = word.n < 8 ? 1 : word.n / 4;

	limit = limit < most ? limit : most;
	return str_distance(str_lower(word, a), str_lower(name, a), limit) <= limit;
}

str keyword_nearest(str word, size_t most, const str *names, size_t n, struct arena *a)
{
	size_t near = may_be_misspelt(word) ? str_nearest(word, names, n) : n;

	return near < n && is_misspelt(word, names[near], most, a) ? names[near] : (str){ 0 };
}

str keyword_meant(const struct member *m, enum dialect dialect, unsigned vocabularies, struct arena *a)
{
	str names[sizeof rows / sizeof *rows];
	size_t n = 0;

	if (row_of(m->key.text))
		return (str){ 0 };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (is_read(&rows[i], dialect, vocabularies) && can_hold((enum holds)rows[i].holds, &m->value))
			names[n++] = str_from_z(rows[i].name);
	return keyword_nearest(m->key.text, SIZE_MAX, names, n, a);
}

void keyword_read(struct compiler *c, const struct keyword_row *row, const struct member *m, struct draft *d)
{
	row->read(c, m, d, (enum op)row->op);
}

static void finish_array(struct compiler *c, struct draft *d)
{
	const struct member *m = d->additional_items;

	if (m && d->has_item_list) {
		d->array.as.array->rest = child(c, &m->value, d, m->key.text);
		d->array.as.array->rest_token = m->key.text;
	}
	if (d->array.name.n)
		*vec_push(&d->all, c->a) = d->array;
}

/* Puts the gathered keywords beside the others, all in the order of enum op. */
void keyword_finish(struct compiler *c, struct draft *d)
{
	finish_array(c, d);
	if (d->object.name.n)
		*vec_push(&d->all, c->a) = d->object;
	if (d->contains.name.n && d->contains.as.contains->sub)
		*vec_push(&d->all, c->a) = d->contains;
	if (d->condition.name.n && d->condition.as.condition->condition)
		*vec_push(&d->all, c->a) = d->condition;
	for (size_t i = 1; i < d->all.n; i++) {
		struct keyword k = d->all.v[i];
		size_t at = i;

		for (; at && d->all.v[at - 1].op > k.op; at--)
			d->all.v[at] = d->all.v[at - 1];
		d->all.v[at] = k;
	}
	d->sub->keyword = d->all.v;
	d->sub->n = d->all.n;
}
