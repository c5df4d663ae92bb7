/* Which documents a query leaves: those with the values that its fields ask for, and without what it leaves out. */
#include <string.h>

#include "render/search_run.h"

static bool passes(const struct query_condition *c, str value)
{
	for (size_t i = 0; i < c->n_bounds; i++) {
		const struct query_bound *b = &c->bound[i];
		int order = search_version_cmp(value, b->than);

		if (order ? (order < 0) != b->is_less : !b->is_same)
			return false;
	}
	return true;
}

static bool has_digit(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (byte_is_digit(s.p[i]))
			return true;
	return false;
}

/* Comparisons need numbers; one without compares with nothing. NULL: they have them. */
static const struct query_bound *find_incomparable(const struct query_condition *c)
{
	for (size_t i = 0; i < c->n_bounds; i++)
		if (!has_digit(c->bound[i].than))
			return &c->bound[i];
	return NULL;
}

bool query_is_called(const struct search_facet *f, size_t value, str id, struct arena *a)
{
	str label = f->labels.v[value];

	return str_eq(search_value_id(f->values.v[value], a), id) || (label.n && str_eq(search_value_id(label, a), id));
}

/* The value that is written so; the number of values if none is. */
static size_t find_exact(const struct search_facet *f, str text)
{
	size_t i = 0;

	while (i < f->values.n && !str_eq(f->values.v[i], text))
		i++;
	return i;
}

/* Whether a condition that is no range names a value. Of several that are called alike only the one that is written so is meant. */
static bool is_named(const struct search_facet *f, size_t value, size_t exact, str id, struct arena *a)
{
	return exact < f->values.n ? value == exact : query_is_called(f, value, id, a);
}

/* Marks the values that a condition names; false when it names one that does not exist. */
static bool mark_values(const struct search_facet *f, const struct query_condition *c, uint8_t *marks, struct arena *a)
{
	str id = search_value_id(c->value, a);
	size_t exact = find_exact(f, c->value);
	bool found = false;

	if (find_incomparable(c))
		return false;
	for (size_t i = 0; i < f->values.n; i++) {
		str value = f->values.v[i];
		bool is_one = c->n_bounds ? has_digit(value) && passes(c, value) : is_named(f, i, exact, id, a);

		marks[i] = marks[i] || is_one;
		found = found || is_one;
	}
	return found || c->n_bounds;
}

/* The first values that begin like an unknown one. */
static size_t begun_values(struct query *q, const struct search_facet *f, str id, str *out, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; id.n && i < f->values.n && n < most; i++)
		if (str_starts(search_value_id(f->values.v[i], q->a), id))
			out[n++] = f->values.v[i];
	return n;
}

/* Says what it may have been: the value with the fewest slips, else those that go on. */
static void note_unknown_value(struct query *q, const struct search_facet *f, str value)
{
	str id = search_value_id(value, q->a), near[3];
	size_t best = id.n < 4 ? 2 : 4, n = 0;
	struct buf words = { .a = q->a };

	for (size_t i = 0; i < f->values.n; i++) {
		size_t d = search_distance(id, search_value_id(f->values.v[i], q->a), 3);

		if (d >= best)
			continue;
		best = d;
		near[0] = f->values.v[i];
		n = 1;
	}
	if (!n)
		n = begun_values(q, f, id, near, sizeof near / sizeof *near);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&words, "%s\"%.*s\"", i == 0 ? ", did you mean " : i + 1 < n ? ", " : " or ", STR_ARG(near[i]));
	query_note(q, "no \"%.*s\" is called \"%.*s\"%.*s%s", STR_ARG(f->name), STR_ARG(value), STR_ARG(buf_str(&words)), n ? "?" : "");
}

static void note_no_match(struct query *q, const struct search_facet *f, const struct query_condition *c)
{
	const struct query_bound *bound = find_incomparable(c);

	if (bound)
		query_note(q, "%.*s compares numbers, such as 17.0, and \"%.*s\" is none", STR_ARG(f->name), STR_ARG(bound->than));
	else
		note_unknown_value(q, f, c->value);
}

static void apply(struct query *q, const struct query_filter *f, uint8_t *allowed)
{
	uint8_t *marks = arena_array(q->a, f->facet->values.n, uint8_t), *sets = arena_array(q->a, f->facet->sets.n, uint8_t);

	for (size_t i = 0; i < f->any.n; i++)
		if (!mark_values(f->facet, &f->any.v[i], marks, q->a))
			note_no_match(q, f->facet, &f->any.v[i]);
	for (size_t i = 0; i < f->facet->sets.n; i++)
		for (size_t at = 0; at < f->facet->sets.v[i].n;)
			sets[i] |= marks[search_number(f->facet->sets.v[i], &at)];
	for (uint32_t d = 0; d < q->x->n; d++)
		allowed[d] = allowed[d] && (sets[f->facet->set[d]] != 0) != f->is_negated;
}

struct counter { /* a document counts once for each word */
	uint8_t *count;
	uint8_t word;
};

static void take_count(void *arg, uint32_t doc, uint32_t impact)
{
	const struct counter *c = arg;

	(void)impact; /* wherever the word is */
	if (c->count[doc] + 1 == c->word)
		c->count[doc] = c->word;
}

static void leave_out(struct query *q, const struct query_excluded *e, uint8_t *allowed)
{
	struct counter c = { arena_array(q->a, q->x->n, uint8_t), 0 };

	for (size_t i = 0; i < e->words.n && i < UINT8_MAX; i++) {
		c.word++;
		for (size_t k = 0; k < e->words.v[i].all.n; k++)
			query_postings(query_token(q->x, e->words.v[i].all.v[k].token)->postings, take_count, &c);
	}
	for (uint32_t d = 0; d < q->x->n; d++)
		if (c.word && c.count[d] == c.word)
			allowed[d] = 0;
}

uint8_t *query_allowed(struct query *q)
{
	uint8_t *allowed = arena_array(q->a, q->x->n, uint8_t);

	memset(allowed, 1, q->x->n);
	for (size_t i = 0; i < q->filters.n; i++)
		apply(q, &q->filters.v[i], allowed);
	for (size_t i = 0; i < q->excluded.n; i++)
		leave_out(q, &q->excluded.v[i], allowed);
	return allowed;
}
