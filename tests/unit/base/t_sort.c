/* Sorting on several threads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

struct pair {
	uint32_t value, place;
};

static int compare_values(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	return x->value < y->value ? -1 : x->value > y->value;
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = compare_values(a, b);

	return order ? order : x->place < y->place ? -1 : x->place > y->place;
}

static void fill(struct pair *v, size_t n, uint32_t most)
{
	uint32_t seed = 1;

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		v[i] = (struct pair){ (seed >> 8) % most, (uint32_t)i };
	}
}

static void any_number_of_threads_gives_the_order_of_qsort(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 1023, 1024, 2047, 2048, 2049, 3072, 5000, 10001 };
	static const size_t workers[] = { 0, 1, 2, 3, 5, 8, 64 };
	struct pair *got = malloc(10001 * sizeof *got), *want = malloc(10001 * sizeof *want);

	(void)state;
	assert_non_null(got);
	assert_non_null(want);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
			fill(got, sizes[i], 500);
			memcpy(want, got, sizes[i] * sizeof *got);
			sort_on(workers[w], got, sizes[i], sizeof *got, compare_pairs);
			qsort(want, sizes[i], sizeof *want, compare_pairs);
			if (memcmp(got, want, sizes[i] * sizeof *got) != 0)
				fail_msg("%zu elements by %zu threads", sizes[i], workers[w]);
		}
	free(got);
	free(want);
}

static void parts_that_do_not_go_up_evenly_end_with_the_last_element(void **state)
{
	enum { PARTS = 1500, N = PARTS * 1024 + 1 }; /* 1500 parts of 1025 would be more than there are */
	struct pair *v = malloc(N * sizeof *v);

	(void)state;
	assert_non_null(v);
	fill(v, N, 1 << 24);
	sort_on(PARTS, v, N, sizeof *v, compare_pairs);
	for (size_t i = 1; i < N; i++)
		if (compare_pairs(&v[i - 1], &v[i]) >= 0)
			fail_msg("elements %zu and %zu", i - 1, i);
	free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_threads_gives_the_order_of_qsort),
		cmocka_unit_test(parts_that_do_not_go_up_evenly_end_with_the_last_element),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
