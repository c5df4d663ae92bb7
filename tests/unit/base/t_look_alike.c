/* Texts that look like none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/look_alike.h"

static void blanks_of_any_kind_and_what_nobody_sees_are_nothing(void **state)
{
	(void)state;
	assert_true(look_alike_is_nothing(STR("")));
	assert_true(look_alike_is_nothing(STR(" \t\n")));
	assert_true(look_alike_is_nothing(STR("\xC2\xA0\xE3\x80\x80")));
	assert_true(look_alike_is_nothing(STR("\xE2\x80\x8B \xE2\x80\x8D\xE2\x80\xAE\xEF\xBB\xBF")));
}

static void one_character_that_is_seen_is_something(void **state)
{
	(void)state;
	assert_false(look_alike_is_nothing(STR(".")));
	assert_false(look_alike_is_nothing(STR("\xC2\xA0x")));
	assert_false(look_alike_is_nothing(STR("\xE2\x80\x99")));
	assert_false(look_alike_is_nothing(STR("\xE6\x95\xB0\xE2\x80\x8B")));
	assert_false(look_alike_is_nothing(STR("\xFF")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_of_any_kind_and_what_nobody_sees_are_nothing),
		cmocka_unit_test(one_character_that_is_seen_is_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
