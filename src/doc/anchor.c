/* Anchors and aliases as they stand in a text. Does not read YAML: the tree knows neither. */
#include "doc/anchor.h"

#include "base/utf8.h"
#include "doc/edit.h"

static bool is_in_name(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || c == '-';
}

/* Index of the next `sign` from `from` on that has a name behind it; text.n when there is none. */
static size_t find_name(str text, char sign, size_t from, str *name)
{
	size_t at, end;

	for (; (at = from + str_find(str_from(text, from), sign)) < text.n; from = at + 1) {
		for (end = at + 1; end < text.n && is_in_name(text.p[end]);)
			end++;
		*name = str_sub(text, at + 1, end - at - 1);
		if (name->n)
			break;
	}
	return at < text.n ? at : text.n;
}

static void count_uses(struct map *uses, str text, struct arena *a)
{
	str name;

	for (size_t at = 0; (at = find_name(text, '*', at, &name)) < text.n; at++) {
		void **n = map_put(uses, name, a);

		*n = (void *)((uintptr_t)*n + 1);
	}
}

static size_t uses_of(const struct map *uses, str name)
{
	return (size_t)(uintptr_t)map_get(uses, name);
}

static size_t byte_at(str bytes, uint32_t line, uint32_t column)
{
	str text = edit_line(bytes, line);

	return text.p ? (size_t)(text.p - bytes.p) + utf8_offset(text, column - 1) : bytes.n;
}

static bool stay_without(struct anchors *x, str removed)
{
	struct map inside = { 0 };
	str name;

	if (find_name(removed, '&', 0, &name) == removed.n)
		return true;
	if (!x->is_counted)
		count_uses(&x->uses, x->bytes, x->a);
	x->is_counted = true;
	count_uses(&inside, removed, x->a);
	for (size_t at = 0; (at = find_name(removed, '&', at, &name)) < removed.n; at++)
		if (uses_of(&x->uses, name) > uses_of(&inside, name))
			return false;
	return true;
}

static bool has_anchors(struct anchors *x)
{
	str name;

	if (x->presence == ANCHORS_UNKNOWN)
		x->presence = find_name(x->bytes, '&', 0, &name) < x->bytes.n ? ANCHORS_SOME : ANCHORS_NONE;
	return x->presence == ANCHORS_SOME;
}

bool anchors_stay(struct anchors *x, const struct diag_edit *edits, size_t n)
{
	for (size_t i = 0; i < n && has_anchors(x); i++) {
		struct place p = edits[i].at;
		size_t from = byte_at(x->bytes, p.line, p.column), to = byte_at(x->bytes, p.end_line, p.end_column);

		if (from < to && !stay_without(x, str_sub(x->bytes, from, to - from)))
			return false;
	}
	return true;
}

void anchors_check(struct anchors *x, struct diag *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->fixes.n; i++)
		if (anchors_stay(x, d->fixes.v[i].edits.v, d->fixes.v[i].edits.n))
			d->fixes.v[kept++] = d->fixes.v[i];
	d->fixes.n = kept;
}
