/* Dates: the calendar from far before to far after 1970. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/time.h"

static void expect(int64_t seconds, const char *expected)
{
	struct arena a = { 0 };
	str text = time_utc(seconds, &a);

	if (!str_eq_z(text, expected))
		fail_msg("%lld: expected %s, got %.*s", (long long)seconds, expected, STR_ARG(text));
	arena_free(&a);
}

static void seconds_become_dates_of_utc(void **state)
{
	(void)state;
	expect(0, "1970-01-01T00:00:00Z");
	expect(-1, "1969-12-31T23:59:59Z");
	expect(1684746000, "2023-05-22T09:00:00Z");
	expect(951782400, "2000-02-29T00:00:00Z");
	expect(4107542399, "2100-02-28T23:59:59Z");
	expect(4107542400, "2100-03-01T00:00:00Z");
	expect(-62135596800, "0001-01-01T00:00:00Z");
	expect(253402300799, "9999-12-31T23:59:59Z");
	expect(1000000000000, "33658-09-27T01:46:40Z");
}

static void nonsense_of_strangers_is_no_danger(void **state)
{
	struct arena a = { 0 };

	(void)state;
	assert_true(time_utc(INT64_MAX, &a).n > 0);
	assert_true(time_utc(INT64_MIN, &a).n > 0);
	arena_free(&a);
}

static void days_are_read_back(void **state)
{
	struct arena a = { 0 };
	int64_t seconds;

	(void)state;
	for (int64_t day = -200000; day < 200000; day += 37) {
		str text = time_date(day * 86400 + 3600, &a);

		assert_true(time_parse_date(text, &seconds));
		assert_int_equal(seconds, day * 86400);
	}
	arena_free(&a);
}

static void what_is_no_day_is_refused(void **state)
{
	static const char *const bad[] = { "", "2023-05", "2023-5-22", "2023-13-01", "2023-00-01", "2023-02-29", "2023-04-31", "2023-05-00",
		                           "2023-05-32", "2023-05-22T", "2023/05/22", "-023-05-22", "-000-05-22", "17.0", "2023--1-22" };
	int64_t seconds = 7;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (time_parse_date(str_from_z(bad[i]), &seconds))
			fail_msg("'%s' was taken for a day", bad[i]);
	assert_int_equal(seconds, 7);
	assert_true(time_parse_date(STR("2024-02-29"), &seconds));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds_become_dates_of_utc),
		cmocka_unit_test(nonsense_of_strangers_is_no_danger),
		cmocka_unit_test(days_are_read_back),
		cmocka_unit_test(what_is_no_day_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
