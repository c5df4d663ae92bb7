/* Versions, milestones, tags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/release.h"

static int order(const char *a, const char *b)
{
	struct release x, y;

	assert_true(release_parse(str_from_z(a), &x));
	assert_true(release_parse(str_from_z(b), &y));
	return release_compare(&x, &y);
}

static void numbers_compare_as_numbers(void **state)
{
	(void)state;
	assert_int_equal(order("16.10", "16.9"), 1);
	assert_int_equal(order("16.9", "16.10"), -1);
	assert_int_equal(order("16.4", "16.4.0"), 0);
	assert_int_equal(order("16.4.0.1", "16.4"), 1);
	assert_int_equal(order("<13.9", "13.9"), 0);
	assert_int_equal(order(" 15.1 ", "015.1"), 0);
	assert_int_equal(order("999999999.0", "1.0"), 1);
}

static void what_is_no_version_is_refused(void **state)
{
	static const char *const wrong[] = { "", "16", ".", "16.", ".4", "16..4", "1.2.3.4.5", "v16.4", "16.4-rc1", "16,4", "-1.2", "1.-2", "1.-0", "1000000000.1",
		                             "<", "<<1.2", "a.b", "1.2 3" };
	struct release x;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (release_parse(str_from_z(wrong[i]), &x))
			fail_msg("%s", wrong[i]);
}

static void tags_of_releases_are_told_from_others(void **state)
{
	static const char *const wrong[] = { "", "v", "v16", "16", "v16.4.0-rc1", "v16.4.0-rc1-ee", "v16.4-", "v16.4.0-eee", "release-16.4", "vv16.4", "<16.4", "v<16.4",
		                             "v16.4 ", "V16.4" };
	static const char *const right[] = { "v16.4", "16.4", "v16.4.0", "v16.4.0-ee", "16.4.0-ce" };
	struct arena a = { 0 };
	struct release x;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (release_of_tag(str_from_z(wrong[i]), &x))
			fail_msg("%s", wrong[i]);
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		assert_true(release_of_tag(str_from_z(right[i]), &x));
		assert_true(str_eq_z(release_text(&x, &a), "16.4"));
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_compare_as_numbers),
		cmocka_unit_test(what_is_no_version_is_refused),
		cmocka_unit_test(tags_of_releases_are_told_from_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
