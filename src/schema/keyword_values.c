/* Reads the values of keywords that hold no subschemas, and says what is wrong with them. */
#include <stdlib.h>

#include "doc/regex.h"
#include "schema/check.h"
#include "schema/compile.h"

struct keyword *keyword_add(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct keyword *k = vec_push(&d->all, c->a);

	*k = (struct keyword){ .op = op, .name = m->key.text, .node = &m->value };
	return k;
}

void keyword_wrong(struct compiler *c, const struct node *value, const struct draft *d, str keyword,
                   const char *expected)
{
	compile_broken(c, d->resource->document, value->at, "%.*s is %.*s, expected %s", STR_ARG(keyword),
	               STR_ARG(words_value(value, c->a)), expected);
}

/* Everything of a list of strings. */
struct str_list keyword_strings(struct compiler *c, const struct node *n, const struct draft *d, str keyword)
{
	struct str_list list = { 0 };
	str *text;

	if (n->kind != NODE_SEQ) {
		keyword_wrong(c, n, d, keyword, "a list of strings");
		return list;
	}
	text = arena_array(c->a, n->n, str);
	for (size_t i = 0; i < n->n; i++) {
		if (n->item[i].kind == NODE_STRING)
			text[list.n++] = n->item[i].text;
		else
			keyword_wrong(c, &n->item[i], d, keyword, "a list of strings");
	}
	list.v = text;
	return list;
}

static const str type_names[] = { { "null", 4 },   { "boolean", 7 }, { "integer", 7 }, { "number", 6 },
	                          { "string", 6 }, { "array", 5 },   { "object", 6 } };
static const unsigned type_bits[] = { 1 << NODE_NULL,   1 << NODE_BOOL,
	                              TYPE_INTEGER,     1 << NODE_INT | 1 << NODE_FLOAT | TYPE_INTEGER,
	                              1 << NODE_STRING, 1 << NODE_SEQ,
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
	keyword_wrong(c, n, d, keyword, "null, boolean, integer, number, string, array or object");
	if (i < c->found->all.n && n->kind == NODE_STRING) {
		size_t near = str_nearest(n->text, type_names, N_TYPES);

		if (near < N_TYPES)
			c->found->all.v[i].hint =
			        str_fmt(c->found->a, "did you mean \"%.*s\"?", STR_ARG(type_names[near]));
	}
	return 0;
}

void keyword_read_type(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct keyword *k = keyword_add(c, m, d, op);
	unsigned types = 0;

	if (m->value.kind != NODE_SEQ)
		types = read_type_name(c, &m->value, d, m->key.text);
	else if (!m->value.n)
		keyword_wrong(c, &m->value, d, m->key.text, "a type, or a list of at least one");
	else
		for (size_t i = 0; i < m->value.n; i++)
			types |= read_type_name(c, &m->value.item[i], d, m->key.text);
	k->as.types = types;
}

void keyword_read_const(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	(void)keyword_add(c, m, d, op); /* the value itself is what is compared */
}

static int compare_hashes(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

void keyword_read_enum(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct keyword *k;

	if (m->value.kind != NODE_SEQ) {
		keyword_wrong(c, &m->value, d, m->key.text, "a list of values");
		return;
	}
	k = keyword_add(c, m, d, op);
	k->as.values.node = &m->value;
	if (m->value.n <= ENUM_LINEAR_MAX)
		return;
	k->as.values.n_hashes = m->value.n;
	k->as.values.hash = arena_array(c->a, m->value.n, uint64_t);
	for (size_t i = 0; i < m->value.n; i++)
		k->as.values.hash[i] = node_hash(&m->value.item[i]);
	qsort(k->as.values.hash, m->value.n, sizeof(uint64_t), compare_hashes);
}

void keyword_read_number(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	static const struct node zero = { .kind = NODE_INT, .text = { "0", 1 } };

	if (!node_is_number(&m->value))
		keyword_wrong(c, &m->value, d, m->key.text, "a number");
	else if (op == OP_MULTIPLE_OF && number_compare(&m->value, &zero, c->a) <= 0)
		keyword_wrong(c, &m->value, d, m->key.text, "a number above 0");
	else
		(void)keyword_add(c, m, d, op); /* the node is the limit */
}

bool keyword_limit(struct compiler *c, const struct member *m, struct draft *d, uint64_t *out)
{
	const struct node *n = &m->value;

	if (n->kind == NODE_INT && !n->is_big && node_integer(n) >= 0) {
		*out = (uint64_t)node_integer(n);
	} else if (n->kind == NODE_FLOAT && number_is_integer(n) && node_real(n) >= 0) {
		*out = node_real(n) < 9e18 ? (uint64_t)node_real(n) : INT64_MAX;
	} else if (n->kind == NODE_INT && n->is_big && node_real(n) > 0) {
		*out = INT64_MAX;
	} else {
		keyword_wrong(c, n, d, m->key.text, "a whole number, 0 or more");
		return false;
	}
	return true;
}

void keyword_read_count(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	uint64_t limit;

	if (keyword_limit(c, m, d, &limit))
		keyword_add(c, m, d, op)->as.limit = limit;
}

const struct regex *keyword_regex(struct compiler *c, const struct node *n, str pattern, struct draft *d, str keyword)
{
	struct err e = { 0 };
	const struct regex *r = regex_compile(pattern, c->a, &e);

	if (!r)
		compile_broken(c, d->resource->document, n->at, "%.*s%s%s", STR_ARG(str_eq_z(keyword, "pattern") ? (str){ 0 } : keyword),
		               str_eq_z(keyword, "pattern") ? "" : ": ", e.text); /* it begins with "pattern" */
	return r;
}

void keyword_read_pattern(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	const struct regex *r;

	if (m->value.kind != NODE_STRING) {
		keyword_wrong(c, &m->value, d, m->key.text, "a regular expression in a string");
		return;
	}
	r = keyword_regex(c, &m->value, m->value.text, d, m->key.text);
	if (r)
		keyword_add(c, m, d, op)->as.regex = r;
}

static bool asserts_formats(const struct compiler *c, const struct resource *r)
{
	return c->set->options.assert_formats || (r->vocabularies & VOCABULARY_FORMAT_ASSERTION);
}

void keyword_read_format(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	struct format_rule rule = { .name = m->value.text };

	if (m->value.kind != NODE_STRING) {
		keyword_wrong(c, &m->value, d, m->key.text, "the name of a format");
		return;
	}
	rule.list = map_get(&c->set->lists, rule.name);
	rule.is_valid = format_find(rule.name);
	if (asserts_formats(c, d->resource) && (rule.list || rule.is_valid))
		keyword_add(c, m, d, op)->as.format = rule;
}

str keyword_format_meant(const struct compiler *c, const struct member *m, const struct resource *r)
{
	const struct map *lists = &c->set->lists;
	VEC(str) names = { 0 };

	if (m->value.kind != NODE_STRING || !asserts_formats(c, r) || format_is_known(m->value.text) || map_has(lists, m->value.text))
		return (str){ 0 };
	for (size_t i = 0; format_name(i).n; i++)
		*vec_push(&names, c->a) = format_name(i);
	for (const struct map_slot *slot = lists->first; slot; slot = slot->next)
		*vec_push(&names, c->a) = slot->key;
	return keyword_nearest(m->value.text, 2, names.v, names.n, c->a); /* date-time-ms is a word of others */
}

void keyword_read_unique(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	if (m->value.kind != NODE_BOOL)
		keyword_wrong(c, &m->value, d, m->key.text, "true or false");
	else if (m->value.is_true)
		(void)keyword_add(c, m, d, op);
}

void keyword_read_names(struct compiler *c, const struct member *m, struct draft *d, enum op op)
{
	keyword_add(c, m, d, op)->as.names = keyword_strings(c, &m->value, d, m->key.text);
}
