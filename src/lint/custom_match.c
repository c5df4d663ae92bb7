/* Conditions of custom rules over one value. */
#include "base/utf8.h"
#include "doc/regex.h"
#include "lint/custom_parts.h"

enum { MAX_WORDS = 80 }; /* code points of a value in a message */

static bool is_one_of(const struct node *list, const struct node *value)
{
	for (size_t i = 0; i < list->n; i++)
		if (node_equal(&list->item[i], value) || (value_is_absent(value) && value_is_absent(&list->item[i])))
			return true;
	return false;
}

/* A list as a whole, or each of its items. */
static bool holds_one_of(const struct node *list, const struct node *value)
{
	if (is_one_of(list, value))
		return true;
	if (value->kind != NODE_SEQ)
		return false;
	for (size_t i = 0; i < value->n; i++)
		if (!is_one_of(list, &value->item[i]))
			return false;
	return true;
}

static bool contains_one(const struct node *value, const struct node *part)
{
	switch ((enum node_kind)value->kind) {
	case NODE_SEQ:
		for (size_t i = 0; i < value->n; i++)
			if (node_equal(&value->item[i], part))
				return true;
		return false;
	case NODE_MAP:
		return part->kind == NODE_STRING && doc_get(value, part->text);
	case NODE_STRING:
		return part->kind == NODE_STRING && str_has(value->text, part->text);
	case NODE_NULL:
	case NODE_BOOL:
	case NODE_INT:
	case NODE_FLOAT:
		break;
	}
	return false;
}

/* A list of parts: all of them. */
static bool holds_contains(const struct node *parts, const struct node *value)
{
	if (parts->kind != NODE_SEQ)
		return contains_one(value, parts);
	for (size_t i = 0; i < parts->n; i++)
		if (!contains_one(value, &parts->item[i]))
			return false;
	return true;
}

static bool matches(const struct condition *c, const struct node *value, struct matching *m)
{
	if (value_is_absent(value) || value->kind == NODE_MAP || value->kind == NODE_SEQ)
		return false;
	if (m->gave_up) /* that it did is told, and each try takes a tenth of a second */
		return m->is_unsure = true;
	switch (regex_find(c->pattern, doc_scalar(value, m->a))) {
	case REGEX_YES:
		return true;
	case REGEX_NO:
		return false;
	case REGEX_GAVE_UP:
		break;
	}
	m->gave_up = value;
	m->gave_up_pattern = c->pattern_text;
	return m->is_unsure = true;
}

static bool holds_pattern(const struct condition *c, const struct node *value, struct matching *m)
{
	if (value->kind != NODE_SEQ)
		return matches(c, value, m);
	for (size_t i = 0; i < value->n; i++)
		if (!matches(c, &value->item[i], m))
			return false;
	return true;
}

static bool holds(const struct condition *c, const struct node *value, struct matching *m)
{
	static const struct node nothing = { .kind = NODE_NULL };
	bool absent = value_is_absent(value);

	value = value ? value : &nothing;
	if (c->has_exists && c->exists == absent)
		return false;
	if (c->equals && (absent || !node_equal(c->equals, value)))
		return false;
	if (c->one_of && !holds_one_of(c->one_of, value))
		return false;
	if (c->contains && !holds_contains(c->contains, value))
		return false;
	if (c->pattern && !holds_pattern(c, value, m))
		return false;
	return !c->negated || !holds(c->negated, value, m);
}

bool condition_holds(const struct condition *c, const struct node *value, struct matching *m)
{
	m->is_unsure = false;
	return holds(c, value, m);
}

/* ---- words ---- */

static void put_cut(struct buf *out, str text)
{
	size_t end = utf8_offset(text, MAX_WORDS);

	for (size_t i = 0; i < end; i++)
		buf_byte(out, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
	if (end < text.n)
		buf_z(out, "...");
}

static void put_scalar(struct buf *out, const struct node *n)
{
	if (n->kind == NODE_MAP || n->kind == NODE_SEQ)
		buf_z(out, n->kind == NODE_MAP ? "a mapping" : "a list");
	else
		put_cut(out, n->kind == NODE_NULL ? STR("nothing") : doc_scalar(n, out->a));
}

void value_words(struct buf *out, const struct node *value)
{
	size_t from = out->n;

	if (value_is_absent(value)) {
		buf_z(out, "nothing");
		return;
	}
	if (value->kind != NODE_SEQ || !value->n) {
		put_scalar(out, value);
		return;
	}
	for (size_t i = 0; i < value->n; i++) {
		if (i)
			buf_z(out, ", ");
		if (out->n - from > 4 * MAX_WORDS) {
			buf_z(out, "...");
			return;
		}
		put_scalar(out, &value->item[i]);
	}
}

static str words(struct matching *m, const char *before, const struct node *value)
{
	struct buf b = { .a = m->a };

	buf_z(&b, before);
	value_words(&b, value);
	return buf_str(&b);
}

str condition_words(const struct condition *c, const struct node *value, struct matching *m)
{
	struct condition part = { .equals = NULL };

	if (value_is_absent(value) && !(c->has_exists && !c->exists))
		return (str){ 0 }; /* where it is missing is told otherwise */
	if (c->equals && !node_equal(c->equals, value))
		return words(m, "expected ", c->equals);
	if (c->one_of && !holds_one_of(c->one_of, value))
		return words(m, "expected one of ", c->one_of);
	if (c->contains && !holds_contains(c->contains, value))
		return words(m, "expected to find ", c->contains);
	part.pattern = c->pattern;
	if (c->pattern && !condition_holds(&part, value, m))
		return str_fmt(m->a, "expected to match %.*s", STR_ARG(c->pattern_text));
	return STR("not allowed here");
}
