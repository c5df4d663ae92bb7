#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/map.h"
#include "unit/text.h"

static str numbered(uint32_t i, struct arena *a)
{
	return str_fmt(a, "counts.key_%u", i * 2654435761U);
}

static void an_empty_map_holds_nothing(void **state)
{
	struct map m = { 0 };

	(void)state;
	assert_null(map_get(&m, STR("a")));
	assert_false(map_has(&m, STR("")));
	assert_int_equal(m.n, 0);
	assert_null(m.first);
}

static void a_new_key_has_no_value_but_is_there(void **state)
{
	struct map m = { 0 };

	assert_null(*map_put(&m, STR("a"), *state));
	assert_true(map_has(&m, STR("a")));
	assert_null(map_get(&m, STR("a")));
	assert_int_equal(m.n, 1);
}

static void a_key_is_new_to_a_set_once(void **state)
{
	struct map m = { 0 };

	assert_true(map_mark(&m, STR("a"), *state));
	assert_false(map_mark(&m, STR("a"), *state));
	assert_true(map_mark(&m, STR("b"), *state));
	assert_int_equal(m.n, 2);
}

static void putting_a_key_again_gives_the_same_place(void **state)
{
	struct map m = { 0 };
	int one;
	void **at = map_put(&m, STR("a"), *state);

	*at = &one;
	for (uint32_t i = 0; i < 1000; i++)
		*map_put(&m, numbered(i, *state), *state) = &m;
	assert_ptr_equal(map_put(&m, STR("a"), *state), at);
	assert_ptr_equal(map_get(&m, STR("a")), &one);
	assert_int_equal(m.n, 1001);
}

static void the_empty_key_is_a_key(void **state)
{
	struct map m = { 0 };
	int one;

	*map_put(&m, (str){ 0 }, *state) = &one;
	assert_ptr_equal(map_get(&m, STR("")), &one);
	assert_false(map_has(&m, (str){ "\0", 1 }));
}

static void keys_differ_in_every_byte_and_in_length(void **state)
{
	static const char *const keys[] = { "a", "b", "A", "aa", "a ", " a", "ab", "ba", "a\xCC\x81", "\xC3\xA1" };
	enum { N = sizeof keys / sizeof *keys };
	struct map m = { 0 };
	int values[N];

	for (size_t i = 0; i < N; i++)
		*map_put(&m, str_from_z(keys[i]), *state) = &values[i];
	*map_put(&m, (str){ "a\0", 2 }, *state) = state;
	assert_int_equal(m.n, N + 1);
	for (size_t i = 0; i < N; i++)
		assert_ptr_equal(map_get(&m, str_from_z(keys[i])), &values[i]);
	assert_ptr_equal(map_get(&m, (str){ "a\0", 2 }), state);
}

/* Keys whose hashes begin alike share their first steps down the tree: here all 20 leading bits are the same. */
static void keys_with_hashes_that_begin_alike_stay_apart(void **state)
{
	struct arena *a = *state;
	struct map m = { 0 };
	str alike[8];
	size_t n = 0;

	for (uint32_t i = 0; n < 8; i++) {
		char name[16];
		str key = { name, (size_t)snprintf(name, sizeof name, "%u", i) };

		if (str_hash(key) >> 44 == 0x5A5A5)
			alike[n++] = str_dup(key, a);
	}
	for (size_t i = 0; i < n; i++) {
		assert_false(map_has(&m, alike[i]));
		*map_put(&m, alike[i], a) = &alike[i];
	}
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(map_get(&m, alike[i]), &alike[i]);
	assert_int_equal(m.n, n);
}

static void hundred_thousand_keys_come_in_the_order_they_were_put(void **state)
{
	enum { N = 100000 };
	struct arena *a = *state;
	struct map m = { 0 };
	uint32_t i = 0;

	for (i = 0; i < N; i++) {
		str key = numbered(i, a);

		*map_put(&m, key, a) = (void *)(uintptr_t)(i + 1);
		if (i % 3 == 0)
			*map_put(&m, numbered(i / 2, a), a) = (void *)(uintptr_t)(i / 2 + 1); /* again: moves nothing */
	}
	assert_int_equal(m.n, N);
	i = 0;
	for (const struct map_slot *s = m.first; s; s = s->next, i++) {
		assert_int_equal((uintptr_t)s->value, i + 1);
		assert_true(str_eq(s->key, numbered(i, a)));
	}
	assert_int_equal(i, N);
	for (i = 0; i < N; i += 7)
		assert_int_equal((uintptr_t)map_get(&m, numbered(i, a)), i + 1);
	assert_false(map_has(&m, numbered(N, a)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_map_holds_nothing),
		cmocka_unit_test_setup_teardown(a_new_key_has_no_value_but_is_there, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(a_key_is_new_to_a_set_once, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(putting_a_key_again_gives_the_same_place, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(the_empty_key_is_a_key, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(keys_differ_in_every_byte_and_in_length, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(keys_with_hashes_that_begin_alike_stay_apart, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(hundred_thousand_keys_come_in_the_order_they_were_put, arena_set_up,
		                                arena_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
