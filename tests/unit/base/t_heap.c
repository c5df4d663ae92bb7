/* The first of many pointers, whatever comes and goes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/heap.h"
#include "unit/text.h"

static int compare_numbers(const void *a, const void *b)
{
	const uint32_t *one = a, *other = b;

	return *one < *other ? -1 : *one > *other;
}

static void items_are_taken_in_their_order(void **state)
{
	struct heap h = { .compare = compare_numbers };
	uint32_t numbers[300];

	for (uint32_t i = 0; i < 300; i++) {
		numbers[i] = i * 7 % 100; /* each three times */
		heap_put(&h, &numbers[i], *state);
	}
	for (uint32_t i = 0; i < 300; i++)
		assert_int_equal(*(uint32_t *)heap_take(&h), i / 3);
	assert_int_equal(h.all.n, 0);
}

static void what_comes_late_may_be_first(void **state)
{
	uint32_t numbers[] = { 5, 3, 9, 1, 4 };
	struct heap h = { .compare = compare_numbers };

	for (size_t i = 0; i < 3; i++)
		heap_put(&h, &numbers[i], *state);
	assert_ptr_equal(heap_take(&h), &numbers[1]);
	heap_put(&h, &numbers[3], *state);
	heap_put(&h, &numbers[4], *state);
	assert_ptr_equal(h.all.v[0], &numbers[3]);
	assert_ptr_equal(heap_take(&h), &numbers[3]);
	assert_ptr_equal(heap_take(&h), &numbers[4]);
	assert_ptr_equal(heap_take(&h), &numbers[0]);
	assert_ptr_equal(heap_take(&h), &numbers[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_are_taken_in_their_order),
		cmocka_unit_test(what_comes_late_may_be_first),
	};

	return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
