#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/vec.h"
#include "death.h"

static bool is_zero(const void *p, size_t n)
{
	const unsigned char *bytes = p;

	for (size_t i = 0; i < n; i++)
		if (bytes[i])
			return false;
	return true;
}

static void memory_comes_zeroed(void **state)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 4096, 8191, 8192, 8193, 300000, 1 << 20 };
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *p = arena_array(&a, sizes[i], char);

		assert_non_null(p);
		assert_true(is_zero(p, sizes[i]));
		memset(p, 0xAA, sizes[i]);
	}
	arena_free(&a);
}

static void objects_do_not_overlap(void **state)
{
	enum { N = 3000 };
	static unsigned char *all[N];
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < N; i++) {
		all[i] = arena_array(&a, i % 97, unsigned char);
		memset(all[i], (int)(i % 251), i % 97);
	}
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < i % 97; j++)
			assert_int_equal(all[i][j], i % 251);
	arena_free(&a);
}

static void every_alignment_is_kept(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t round = 0; round < 200; round++)
		for (size_t align = 1; align <= 4096; align *= 2) {
			char *p = arena_alloc(&a, 1, round % 13 + 1, align);

			if ((uintptr_t)p % align)
				fail_msg("%p is not aligned to %zu", (void *)p, align);
			memset(p, 0xFF, round % 13 + 1);
		}
	arena_free(&a);
}

enum { MIB = 1024 * 1024 };

static void an_aligned_object_may_fill_a_block_of_its_own(void **state)
{
	static const size_t sizes[] = { 8192 - 64, 8192, 8192 + 64, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1,
		                        2 * MIB - 96,  2 * MIB - 95, 2 * MIB - 1, 2 * MIB,        2 * MIB + 1, 3 * MIB };
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *p = arena_alloc(&a, 1, sizes[i], 64);

		assert_int_equal((uintptr_t)p % 64, 0);
		assert_true(is_zero(p, sizes[i]));
		memset(p, 1, sizes[i]);
	}
	arena_free(&a);
}

static void work_goes_on_where_there_was_room_before_a_large_array(void **state)
{
	struct arena a;
	char *before, *large, *after;

	(void)state;
	arena_init(&a);
	(void)arena_array(&a, MIB, char); /* the block that it begins has room left */
	before = arena_array(&a, 64, char);
	large = arena_array(&a, 3 * MIB + 1, char);
	after = arena_array(&a, 64, char);
	assert_true(is_zero(large, 3 * MIB + 1));
#ifndef DICTUM_ARENA_MALLOC
	assert_ptr_equal(after, before + 64);
#endif
	memset(before, 1, 64);
	assert_true(is_zero(after, 64));
	arena_free(&a);
}

static void what_a_reset_arena_gives_is_zero_again(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t round = 0; round < 50; round++) {
		for (size_t n = 1; n < 3000; n += 317) {
			char *p = arena_alloc(&a, 1, n, 1 + round % 2 * 63);

			assert_true(is_zero(p, n));
			memset(p, 0xFF, n);
		}
		arena_reset(&a);
		assert_int_equal(a.used, 0);
	}
	arena_free(&a);
}

static void an_empty_arena_can_be_reset_and_freed(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	arena_reset(&a);
	arena_reset(&a);
	arena_free(&a);
	arena_free(&a);
	assert_int_equal(a.used, 0);
}

static void a_freed_arena_is_usable(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < 3; i++) {
		assert_true(is_zero(arena_array(&a, 100, char), 100));
		arena_free(&a);
	}
}

static void used_counts_the_bytes_asked_for(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	(void)arena_alloc(&a, 3, 5, 1);
	assert_int_equal(a.used, 15);
	(void)arena_alloc(&a, 0, 5, 1);
	assert_int_equal(a.used, 15);
	(void)arena_alloc(&a, 1, 1 << 20, 16);
	assert_int_equal(a.used, 15 + (1 << 20));
	arena_free(&a);
}

static void ask_for_more_than_size_t(void)
{
	struct arena a;

	arena_init(&a);
	(void)arena_alloc(&a, SIZE_MAX / 2 + 2, 2, 1);
}

static void ask_for_the_whole_address_space(void)
{
	struct arena a;

	arena_init(&a);
	(void)arena_alloc(&a, 1, SIZE_MAX, 64);
}

static void grow_a_full_vector(void)
{
	struct arena a;
	size_t cap = SIZE_MAX / 2 + 1;
	char item = 0;

	arena_init(&a);
	(void)vec_grow(&item, &cap, 1, &a);
}

static void sizes_that_overflow_end_the_program_with_70(void **state)
{
	(void)state;
	assert_out_of_memory(ask_for_more_than_size_t);
	assert_out_of_memory(ask_for_the_whole_address_space);
	assert_out_of_memory(grow_a_full_vector);
}

static void say_more(void *arg)
{
	assert_int_equal(write(STDERR_FILENO, arg, strlen(arg)), (ssize_t)strlen(arg));
}

static void overflow_with_a_will(void)
{
	static char words[] = "and the will is done\n";
	struct arena_will will = { say_more, words };

	arena_set_will(&will);
	ask_for_more_than_size_t();
}

static void overflow_without_the_will(void)
{
	static char words[] = "and the will is done\n";
	struct arena_will will = { say_more, words };

	arena_set_will(&will);
	arena_set_will(NULL);
	ask_for_more_than_size_t();
}

static void what_is_to_be_done_at_the_end_of_memory_is_done_unless_taken_back(void **state)
{
	struct death done = death_of(overflow_with_a_will);

	(void)state;
	assert_int_equal(done.code, 70);
	assert_string_equal(done.said, "dictum: out of memory\nand the will is done\n");
	assert_out_of_memory(overflow_without_the_will);
}

static void allocators_for_libraries_give_memory_for_no_bytes(void **state)
{
	void *p = arena_malloc_or_die(0), *q = arena_calloc_or_die(0, 16);

	(void)state;
	assert_non_null(p);
	assert_non_null(q);
	p = arena_realloc_or_die(p, 100);
	memset(p, 1, 100);
	p = arena_realloc_or_die(p, 0);
	assert_non_null(p);
	free(p);
	free(q);
	p = arena_calloc_or_die(10, 10);
	assert_true(is_zero(p, 100));
	free(p);
	p = arena_realloc_or_die(NULL, 8);
	assert_non_null(p);
	free(p);
}

static void a_vector_keeps_its_items_while_it_grows(void **state)
{
	VEC(uint32_t) v = { 0 };
	struct arena a;

	(void)state;
	arena_init(&a);
	for (uint32_t i = 0; i < 10000; i++)
		*vec_push(&v, &a) = i * 7;
	assert_int_equal(v.n, 10000);
	for (uint32_t i = 0; i < 10000; i++)
		assert_int_equal(v.v[i], i * 7);
	arena_free(&a);
}

static void a_vector_that_is_settled_has_its_items_and_no_room(void **state)
{
	VEC(uint32_t) v = { 0 }, none = { 0 };
	struct arena growing, a;

	(void)state;
	arena_init(&growing);
	arena_init(&a);
	for (uint32_t i = 0; i < 100; i++)
		*vec_push(&v, &growing) = i;
	vec_settle(&v, &a);
	vec_settle(&none, &a);
	arena_free(&growing);
	assert_int_equal(v.n, 100);
	assert_int_equal(v.cap, 100);
	assert_int_equal(a.used, 100 * sizeof *v.v);
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(v.v[i], i);
	*vec_push(&none, &a) = 7;
	assert_int_equal(none.v[0], 7);
	arena_free(&a);
}

/* Where every object has a malloc of its own nothing has room behind it. */
#ifdef DICTUM_ARENA_MALLOC
enum { CAN_EXTEND = false };
#else
enum { CAN_EXTEND = true };
#endif

static void what_was_handed_out_last_is_extended_in_place_with_zeros(void **state)
{
	struct arena a;
	char *p, *q;

	(void)state;
	arena_init(&a);
	p = arena_array(&a, 100, char);
	assert_int_equal(arena_extend(&a, p, 100, 100), CAN_EXTEND);
	assert_int_equal(a.used, CAN_EXTEND ? 200 : 100);
	assert_true(is_zero(p, a.used));
	q = arena_array(&a, 10, char);
	assert_true(q < p || q >= p + a.used - 10);
	assert_int_equal(arena_extend(&a, q, 10, 0), CAN_EXTEND);
	arena_free(&a);
}

static void what_is_not_last_or_has_no_room_behind_it_is_not_extended(void **state)
{
	struct arena a;
	char *first, *last;

	(void)state;
	arena_init(&a);
	assert_false(arena_extend(&a, NULL, 0, 1));
	first = arena_array(&a, 64, char);
	last = arena_array(&a, 64, char);
	assert_false(arena_extend(&a, first, 64, 1));
	assert_false(arena_extend(&a, last, 64, SIZE_MAX));
	assert_false(arena_extend(&a, last, 64, 1 << 20));
	assert_int_equal(a.used, 128);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_comes_zeroed),
		cmocka_unit_test(objects_do_not_overlap),
		cmocka_unit_test(every_alignment_is_kept),
		cmocka_unit_test(an_aligned_object_may_fill_a_block_of_its_own),
		cmocka_unit_test(work_goes_on_where_there_was_room_before_a_large_array),
		cmocka_unit_test(what_a_reset_arena_gives_is_zero_again),
		cmocka_unit_test(an_empty_arena_can_be_reset_and_freed),
		cmocka_unit_test(a_freed_arena_is_usable),
		cmocka_unit_test(used_counts_the_bytes_asked_for),
		cmocka_unit_test(sizes_that_overflow_end_the_program_with_70),
		cmocka_unit_test(allocators_for_libraries_give_memory_for_no_bytes),
		cmocka_unit_test(what_is_to_be_done_at_the_end_of_memory_is_done_unless_taken_back),
		cmocka_unit_test(a_vector_keeps_its_items_while_it_grows),
		cmocka_unit_test(a_vector_that_is_settled_has_its_items_and_no_room),
		cmocka_unit_test(what_was_handed_out_last_is_extended_in_place_with_zeros),
		cmocka_unit_test(what_is_not_last_or_has_no_room_behind_it_is_not_extended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
