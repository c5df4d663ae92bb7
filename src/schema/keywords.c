/* The table of keywords: in which drafts and vocabularies each counts, where it holds subschemas, and how its value is read into the plan. Says
   what is wrong with a value; does not check instances. */
#include <stdlib.h>
#include <string.h>

#include "schema/compile.h"

typedef void read_fn(struct compiler *c, const struct member *m, struct draft *d, enum op op);

struct keyword_row {
	const char *name;
	uint8_t dialects; /* enum dialect */
	uint8_t vocabulary;
	uint8_t holds; /* enum holds */
	uint8_t op;    /* enum op */
	read_fn *read;
};

static struct keyword *add(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct keyword *k = vec_push(&d->all, c->a);

	*k = (struct keyword){ .op = op, .name = m->key.text, .node = &m->value };
	return k;
}

static void wrong(struct compiler *c, const struct node *value, const struct draft *d, str keyword, const char *expected)
{
	str shown = value->kind == NODE_SEQ || value->kind == NODE_MAP ? str_from_z(node_kind_name(value)) :
	            value->kind == NODE_STRING                         ? diag_quote(value->text, c->a) :
	                                                                 doc_scalar(value, c->a);

	if (!shown.n)
		shown = str_from_z(node_kind_name(value));
	compile_broken(c, d->resource->document, value->at, "%.*s is %.*s, expected %s", STR_ARG(keyword), STR_ARG(shown),
	               expected);
}

static const struct sub *child(struct compiler *c, const struct node *n, const struct draft *d, str keyword)
{
	static const struct sub anything = { .kind = SUB_TRUE };
	struct site *site = refs_site(c->set, n);

	if (site)
		return compile_site(c, site);
	if (n->kind != NODE_MAP && n->kind != NODE_BOOL) /* else too deep, which was reported */
		wrong(c, n, d, keyword, "a schema: a mapping, true or false");
	return &anything;
}

/* Everything of a list of strings. */
static struct str_list strings(struct compiler *c, const struct node *n, const struct draft *d, str keyword)
{
	struct str_list list = { 0 };
	str *text;

	if (n->kind != NODE_SEQ) {
		wrong(c, n, d, keyword, "a list of strings");
		return list;
	}
	text = arena_array(c->a, n->n, str);
	for (size_t i = 0; i < n->n; i++) {
		if (n->item[i].kind == NODE_STRING)
			text[list.n++] = n->item[i].text;
		else
			wrong(c, &n->item[i], d, keyword, "a list of strings");
	}
	list.v = text;
	return list;
}

static struct sub_list children(struct compiler *c, const struct node *n, const struct draft *d, str keyword)
{
	struct sub_list list = { .n = n->n };

	list.v = arena_array(c->a, n->n, const struct sub *);
	for (size_t i = 0; i < n->n; i++)
		list.v[i] = child(c, &n->item[i], d, keyword);
	return list;
}

static const str type_names[] = { { "null", 4 },   { "boolean", 7 }, { "integer", 7 }, { "number", 6 },
	                          { "string", 6 }, { "array", 5 },   { "object", 6 } };
static const unsigned type_bits[] = { 1 << NODE_NULL,
	                              1 << NODE_BOOL,
	                              TYPE_INTEGER,
	                              1 << NODE_INT | 1 << NODE_FLOAT | TYPE_INTEGER,
	                              1 << NODE_STRING,
	                              1 << NODE_SEQ,
	                              1 << NODE_MAP };
enum { N_TYPES = sizeof type_names / sizeof *type_names };

static unsigned read_type_name(struct compiler *c, const struct node *n, struct draft *d, str keyword)
{
	size_t i = 0;

	while (i < N_TYPES && !(n->kind == NODE_STRING && str_eq(n->text, type_names[i])))
		i++;
	if (i < N_TYPES)
		return type_bits[i];
	i = c->found->all.n;
	wrong(c, n, d, keyword, "null, boolean, integer, number, string, array or object");
	if (i < c->found->all.n && n->kind == NODE_STRING) {
		size_t near = str_nearest(n->text, type_names, N_TYPES);

		if (near < N_TYPES)
			c->found->all.v[i].hint = str_fmt(c->found->a, "did you mean \"%.*s\"?", STR_ARG(type_names[near]));
	}
	return 0;
}

static void read_type(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct keyword *k = add(c, m, d, op);
	unsigned types = 0;

	if (m->value.kind != NODE_SEQ)
		types = read_type_name(c, &m->value, d, m->key.text);
	else
		for (size_t i = 0; i < m->value.n; i++)
			types |= read_type_name(c, &m->value.item[i], d, m->key.text);
	k->as.types = types;
}

static void read_const(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	(void)add(c, m, d, op); /* the value itself is what is compared */
}

static int compare_hashes(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void read_enum(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct keyword *k;

	if (m->value.kind != NODE_SEQ) {
		wrong(c, &m->value, d, m->key.text, "a list of values");
		return;
	}
	k = add(c, m, d, op);
	k->as.values.node = &m->value;
	if (m->value.n <= ENUM_LINEAR_MAX)
		return;
	k->as.values.n_hashes = m->value.n;
	k->as.values.hash = arena_array(c->a, m->value.n, uint64_t);
	for (size_t i = 0; i < m->value.n; i++)
		k->as.values.hash[i] = node_hash(&m->value.item[i]);
	qsort(k->as.values.hash, m->value.n, sizeof(uint64_t), compare_hashes);
}

static void read_number(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	static const struct node zero = { .kind = NODE_INT };

	if (!node_is_number(&m->value))
		wrong(c, &m->value, d, m->key.text, "a number");
	else if (op == OP_MULTIPLE_OF && number_compare(&m->value, &zero, c->a) <= 0)
		wrong(c, &m->value, d, m->key.text, "a number above 0");
	else
		(void)add(c, m, d, op); /* the node is the limit */
}

static bool read_limit(struct compiler *c, const struct member *m, struct draft *d, uint64_t *out)
{
	const struct node *n = &m->value;

	if (n->kind == NODE_INT && !n->is_big && n->as.integer >= 0) {
		*out = (uint64_t)n->as.integer;
	} else if (n->kind == NODE_FLOAT && number_is_integer(n) && n->as.real >= 0) {
		*out = n->as.real < 9e18 ? (uint64_t)n->as.real : INT64_MAX;
	} else if (n->kind == NODE_INT && n->is_big && n->as.real > 0) {
		*out = INT64_MAX;
	} else {
		wrong(c, n, d, m->key.text, "a whole number, 0 or more");
		return false;
	}
	return true;
}

static void read_count(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	uint64_t limit;

	if (read_limit(c, m, d, &limit))
		add(c, m, d, op)->as.limit = limit;
}

static const struct regex *read_regex(struct compiler *c, const struct node *n, str pattern, struct draft *d, str keyword)
{
	struct err e = { 0 };
	const struct regex *r = regex_compile(pattern, c->a, &e);

	if (!r)
		compile_broken(c, d->resource->document, n->at, "%.*s %.*s: %s", STR_ARG(keyword),
		               STR_ARG(diag_quote(pattern, c->a)), e.text);
	return r;
}

static void read_pattern(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	const struct regex *r;

	if (m->value.kind != NODE_STRING) {
		wrong(c, &m->value, d, m->key.text, "a regular expression in a string");
		return;
	}
	r = read_regex(c, &m->value, m->value.text, d, m->key.text);
	if (r)
		add(c, m, d, op)->as.regex = r;
}

static void read_format(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	bool asserted = c->set->options.assert_formats || (d->resource->vocabularies & VOCABULARY_FORMAT_ASSERTION);

	if (m->value.kind != NODE_STRING)
		wrong(c, &m->value, d, m->key.text, "the name of a format");
	else if (asserted)
		add(c, m, d, op)->as.format = (struct format_rule){ m->value.text, map_get(&c->set->lists, m->value.text) };
}

static void read_unique(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	if (m->value.kind != NODE_BOOL)
		wrong(c, &m->value, d, m->key.text, "true or false");
	else if (m->value.as.boolean)
		(void)add(c, m, d, op);
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
		wrong(c, &m->value, d, m->key.text, "a list of schemas");
	else
		array_of(c, m, d)->prefix = children(c, &m->value, d, m->key.text);
}

static void read_items(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct array_rule *array;

	if (m->value.kind == NODE_SEQ && (d->resource->dialect & DIALECT_OLD)) {
		d->has_item_list = true;
		read_prefix(c, m, d, op);
		return;
	}
	if (m->value.kind == NODE_SEQ) {
		wrong(c, &m->value, d, m->key.text, "a schema (2020-12 calls the list prefixItems)");
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
	contains->has_min = read_limit(c, m, d, &contains->min);
}

static void read_max_contains(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	(void)op;
	(void)read_limit(c, m, d, &contains_of(c, m, d)->max); /* a wrong value was reported */
}

static void read_names(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	add(c, m, d, op)->as.names = strings(c, &m->value, d, m->key.text);
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
		wrong(c, &m->value, d, m->key.text, "a mapping");
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
		const struct regex *r = read_regex(c, &p->key, p->key.text, d, m->key.text);
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

	add(c, m, d, op)->as.sub = sub;
	if (op == OP_UNEVALUATED_ITEMS || op == OP_UNEVALUATED_PROPERTIES)
		d->sub->tracks = true;
}

static void read_subs(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	if (m->value.kind != NODE_SEQ || !m->value.n)
		wrong(c, &m->value, d, m->key.text, "a list of at least one schema");
	else
		add(c, m, d, op)->as.subs = children(c, &m->value, d, m->key.text);
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
			one->names = strings(c, &p->value, d, p->key.text);
		else
			one->sub = child(c, &p->value, d, p->key.text);
	}
	add(c, m, d, op)->as.dependencies = list;
}

static void read_ref(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct err e = { 0 };
	struct site *target;
	struct keyword *k;
	str fragment;

	if (m->value.kind != NODE_STRING) {
		wrong(c, &m->value, d, m->key.text, "a URI reference in a string");
		return;
	}
	target = refs_find(c->set, d->resource, m->value.text, &e);
	if (!target) {
		compile_broken(c, d->resource->document, m->value.at, "%.*s \"%.*s\" leads nowhere: %s", STR_ARG(m->key.text),
		               STR_ARG(m->value.text), e.text);
		return;
	}
	k = add(c, m, d, op);
	k->as.reference.sub = compile_site(c, target);
	target->sub->is_target = true;
	fragment = refs_unescape_fragment(refs_cut(m->value.text).fragment, c->a);
	if (op == OP_DYNAMIC_REF && str_eq(doc_text(doc_get(target->node, STR("$dynamicAnchor"))), fragment))
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

/* Sorted by name. Keywords without effect on validity are not here; those that hold schemas are, so that references into them work. */
static const struct keyword_row rows[] = {
	{ "$defs", DIALECT_NEW, VOCABULARY_CORE, HOLDS_MAP, 0, NULL },
	{ "$dynamicRef", DIALECT_NEW, VOCABULARY_CORE, HOLDS_NONE, OP_DYNAMIC_REF, read_ref },
	{ "$ref", DIALECT_ALL, VOCABULARY_CORE, HOLDS_NONE, OP_REF, read_ref },
	{ "additionalItems", DIALECT_OLD, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_additional_items },
	{ "additionalProperties", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_additional },
	{ "allOf", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_LIST, OP_ALL_OF, read_subs },
	{ "anyOf", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_LIST, OP_ANY_OF, read_subs },
	{ "const", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_CONST, read_const },
	{ "contains", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_contains },
	{ "contentSchema", DIALECT_NEW, VOCABULARY_CONTENT, HOLDS_SCHEMA, 0, NULL },
	{ "definitions", DIALECT_ALL, VOCABULARY_CORE, HOLDS_MAP, 0, NULL },
	{ "dependencies", DIALECT_OLD, VOCABULARY_APPLICATOR, HOLDS_DEPENDENCIES, OP_DEPENDENT, read_dependencies },
	{ "dependentRequired", DIALECT_NEW, VOCABULARY_VALIDATION, HOLDS_NONE, OP_DEPENDENT, read_dependencies },
	{ "dependentSchemas", DIALECT_NEW, VOCABULARY_APPLICATOR, HOLDS_MAP, OP_DEPENDENT, read_dependencies },
	{ "else", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_condition },
	{ "enum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_ENUM, read_enum },
	{ "exclusiveMaximum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_EXCLUSIVE_MAXIMUM, read_number },
	{ "exclusiveMinimum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_EXCLUSIVE_MINIMUM, read_number },
	{ "format", DIALECT_ALL, VOCABULARY_FORMAT, HOLDS_NONE, OP_FORMAT, read_format },
	{ "if", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_condition },
	{ "items", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_ITEMS, 0, read_items },
	{ "maxContains", DIALECT_NEW, VOCABULARY_VALIDATION, HOLDS_NONE, 0, read_max_contains },
	{ "maxItems", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MAX_ITEMS, read_count },
	{ "maxLength", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MAX_LENGTH, read_count },
	{ "maxProperties", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MAX_PROPERTIES, read_count },
	{ "maximum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MAXIMUM, read_number },
	{ "minContains", DIALECT_NEW, VOCABULARY_VALIDATION, HOLDS_NONE, 0, read_min_contains },
	{ "minItems", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MIN_ITEMS, read_count },
	{ "minLength", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MIN_LENGTH, read_count },
	{ "minProperties", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MIN_PROPERTIES, read_count },
	{ "minimum", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MINIMUM, read_number },
	{ "multipleOf", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_MULTIPLE_OF, read_number },
	{ "not", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, OP_NOT, read_sub },
	{ "oneOf", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_LIST, OP_ONE_OF, read_subs },
	{ "pattern", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_PATTERN, read_pattern },
	{ "patternProperties", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_MAP, 0, read_pattern_properties },
	{ "prefixItems", DIALECT_NEW, VOCABULARY_APPLICATOR, HOLDS_LIST, 0, read_prefix },
	{ "properties", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_MAP, 0, read_properties },
	{ "propertyNames", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, OP_PROPERTY_NAMES, read_sub },
	{ "required", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_REQUIRED, read_names },
	{ "then", DIALECT_ALL, VOCABULARY_APPLICATOR, HOLDS_SCHEMA, 0, read_condition },
	{ "type", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_TYPE, read_type },
	{ "unevaluatedItems", DIALECT_NEW, VOCABULARY_UNEVALUATED, HOLDS_SCHEMA, OP_UNEVALUATED_ITEMS, read_sub },
	{ "unevaluatedProperties", DIALECT_NEW, VOCABULARY_UNEVALUATED, HOLDS_SCHEMA, OP_UNEVALUATED_PROPERTIES, read_sub },
	{ "uniqueItems", DIALECT_ALL, VOCABULARY_VALIDATION, HOLDS_NONE, OP_UNIQUE_ITEMS, read_unique },
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

const struct keyword_row *keyword_find(str name, enum dialect dialect, unsigned vocabularies)
{
	const struct keyword_row *row = row_of(name);

	if (!row || !row->read || !(row->dialects & dialect) || !(row->vocabulary & vocabularies))
		return NULL;
	return row;
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
