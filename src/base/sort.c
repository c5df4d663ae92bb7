/* Parts by qsort, then neighbours are merged until one is left. */
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/pool.h"

enum { PART = 1024 }; /* elements, at least: starting a thread costs as much as sorting some hundreds */

struct sorting {
	char *from, *to; /* where the elements are, and where they are merged to */
	size_t n, size;
	size_t part; /* elements of one, but for the last */
	int (*compare)(const void *, const void *);
};

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void sort_part(void *arg, size_t worker, size_t i)
{
	const struct sorting *s = arg;
	size_t from = i * s->part;

	(void)worker; /* nothing is made */
	qsort(s->from + from * s->size, least(s->part, s->n - from), s->size, s->compare);
}

/* Two parts beside one another, of equal elements those of the first one first. */
static void merge_parts(void *arg, size_t worker, size_t i)
{
	const struct sorting *s = arg;
	const char *one = s->from + least(2 * i * s->part, s->n) * s->size, *end = s->from + least((2 * i + 1) * s->part, s->n) * s->size;
	const char *other = end, *last = s->from + least((2 * i + 2) * s->part, s->n) * s->size;
	char *to = s->to + (one - s->from);

	(void)worker; /* nothing is made */
	for (; one < end && other < last; to += s->size) {
		const char **next = s->compare(one, other) <= 0 ? &one : &other;

		memcpy(to, *next, s->size);
		*next += s->size;
	}
	memcpy(to, one, (size_t)(end - one));
	memcpy(to + (end - one), other, (size_t)(last - other));
}

void sort_on(size_t workers, void *v, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	struct sorting s = { .from = v, .n = n, .size = size, .compare = compare };
	size_t parts = workers < n / PART ? workers : n / PART;
	struct arena a = { 0 };

	if (parts < 2) {
		if (n)
			qsort(v, n, size, compare);
		return;
	}
	s.to = arena_alloc(&a, n, size, _Alignof(max_align_t));
	s.part = (n + parts - 1) / parts;
	parts = (n + s.part - 1) / s.part; /* many of them, rounded up, need fewer */
	pool_run_singly(workers, parts, sort_part, &s);
	for (; s.part < n; s.part *= 2) {
		char *merged = s.to;

		pool_run_singly(workers, (n + 2 * s.part - 1) / (2 * s.part), merge_parts, &s);
		s.to = s.from;
		s.from = merged;
	}
	if (s.from != v)
		memcpy(v, s.from, n * size);
	arena_free(&a);
}
