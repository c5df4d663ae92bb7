#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/hash.h"
#include "unit/text.h"

static void assert_hex(struct hash h, const char *want, struct arena *a)
{
	str hex = hash_hex(h, a);

	if (!str_eq_z(hex, want))
		fail_msg("got %.*s, want %s", STR_ARG(hex), want);
}

/* Printed by `xxhsum -H2` 0.8.1. */
static void known_texts_have_known_hashes(void **state)
{
	assert_hex(hash_bytes((str){ 0 }), "99aa06d3014798d86001c324468d497f", *state);
	assert_hex(hash_bytes(STR("")), "99aa06d3014798d86001c324468d497f", *state);
	assert_hex(hash_bytes(STR("abc")), "06b05ab6733a618578af5f94892f3950", *state);
}

static void equal_means_both_halves(void **state)
{
	struct hash h = { 1, 2 }, other_high = { 3, 2 }, other_low = { 1, 3 };

	(void)state;
	assert_true(hash_eq(h, h));
	assert_false(hash_eq(h, other_high));
	assert_false(hash_eq(h, other_low));
}

static void digits_read_back_are_the_same_hash(void **state)
{
	static const struct hash all[] = {
		{ 0, 0 }, { 0, 1 }, { 1, 0 }, { UINT64_MAX, UINT64_MAX }, { 0x0123456789ABCDEF, 0xFEDCBA98 }
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct hash back = { 7, 7 };

		assert_true(hash_parse(hash_hex(all[i], *state), &back));
		assert_true(hash_eq(back, all[i]));
	}
}

static void capital_digits_are_read_too(void **state)
{
	struct hash h;

	(void)state;
	assert_true(hash_parse(STR("ABCDEFabcdef00000000000000000001"), &h));
	assert_true(h.high == 0xABCDEFABCDEF0000 && h.low == 1);
}

static void only_32_digits_are_a_hash(void **state)
{
	static const char *const wrong[] = { "",
		                             "0",
		                             "0123456789abcdef0123456789abcde",
		                             "0123456789abcdef0123456789abcdef0",
		                             "0123456789abcdefg123456789abcdef",
		                             " 123456789abcdef0123456789abcdef",
		                             "0123456789abcdef0123456789abcde\n",
		                             "-123456789abcdef0123456789abcdef",
		                             "0x23456789abcdef0123456789abcdef" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct hash h = { 5, 6 };

		assert_false(hash_parse(str_from_z(wrong[i]), &h));
		assert_true(h.high == 5 && h.low == 6);
	}
}

static struct hash of_fields(const str *fields, size_t n, struct arena *a)
{
	struct hash_state *s = hash_begin(a);

	for (size_t i = 0; i < n; i++)
		hash_add(s, fields[i]);
	return hash_end(s);
}

static void fields_do_not_run_into_one_another(void **state)
{
	const str rows[][3] = { { STR("ab"), STR("c"), STR("") },
		                { STR("a"), STR("bc"), STR("") },
		                { STR("abc"), STR(""), STR("") },
		                { STR(""), STR("abc"), STR("") },
		                { STR("c"), STR("ab"), STR("") } };
	enum { N = sizeof rows / sizeof *rows };

	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < N; j++)
			assert_int_equal(hash_eq(of_fields(rows[i], 3, *state), of_fields(rows[j], 3, *state)), i == j);
}

static void the_number_of_fields_counts(void **state)
{
	const str empty[3] = { { 0 } };

	assert_false(hash_eq(of_fields(empty, 0, *state), of_fields(empty, 1, *state)));
	assert_false(hash_eq(of_fields(empty, 1, *state), of_fields(empty, 2, *state)));
	assert_true(hash_eq(of_fields(empty, 3, *state), of_fields(empty, 3, *state)));
}

static void the_hash_so_far_may_be_asked_for_at_any_time(void **state)
{
	struct hash_state *s = hash_begin(*state);
	struct hash first;
	const str both[2] = { STR("a"), STR("b") };

	hash_add(s, both[0]);
	first = hash_end(s);
	assert_true(hash_eq(first, of_fields(both, 1, *state)));
	hash_add(s, both[1]);
	assert_true(hash_eq(hash_end(s), of_fields(both, 2, *state)));
}

static void long_fields_hash_whole(void **state)
{
	enum { N = 100000 };
	char *p = arena_array(*state, N, char);
	str all = { p, N };
	struct hash before = of_fields(&all, 1, *state), whole = hash_bytes(all);

	p[N - 1] = 1;
	assert_false(hash_eq(before, of_fields(&all, 1, *state)));
	assert_false(hash_eq(whole, hash_bytes(all)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_texts_have_known_hashes),
		cmocka_unit_test(equal_means_both_halves),
		cmocka_unit_test(digits_read_back_are_the_same_hash),
		cmocka_unit_test(capital_digits_are_read_too),
		cmocka_unit_test(only_32_digits_are_a_hash),
		cmocka_unit_test(fields_do_not_run_into_one_another),
		cmocka_unit_test(the_number_of_fields_counts),
		cmocka_unit_test(the_hash_so_far_may_be_asked_for_at_any_time),
		cmocka_unit_test(long_fields_hash_whole),
	};

	return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
