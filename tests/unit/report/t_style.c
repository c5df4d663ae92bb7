/* Colors of what people read. */
#include "expect.h"
#include "report/style.h"

static void without_colors_there_are_no_codes(void **state)
{
	const struct style *s = style_of(false);

	(void)state;
	assert_string_equal(s->bold, "");
	assert_string_equal(s->dim, "");
	assert_string_equal(s->off, "");
	assert_string_equal(style_level(s, DIAG_ERROR), "");
	assert_string_equal(style_fate(s, STR("broken")), "");
}

static void what_became_of_an_entry_has_the_color_of_a_level(void **state)
{
	const struct style *s = style_of(true);

	(void)state;
	assert_ptr_equal(style_fate(s, STR("broken")), style_level(s, DIAG_ERROR));
	assert_ptr_equal(style_fate(s, STR("deprecated")), style_level(s, DIAG_WARNING));
	assert_ptr_equal(style_fate(s, STR("removed")), style_level(s, DIAG_NOTE));
	assert_ptr_equal(style_fate(s, STR("renamed")), style_level(s, DIAG_NOTE));
	assert_string_equal(style_fate(s, STR("active")), "");
	assert_string_equal(style_fate(s, STR("")), "");
}

static void codes_of_strangers_are_no_codes(void **state)
{
	struct arena a;
	struct buf out = { .a = &a };

	(void)state;
	arena_init(&a);
	style_put(&out, style_of(true), style_of(true)->bold, STR("a\033[2J"));
	has_text(buf_str(&out), "\033[1ma");
	has_no_text(buf_str(&out), "\033[2J");
	arena_free(&a);
}

static void text_without_a_code_needs_no_end_of_it(void **state)
{
	struct arena a;
	struct buf out = { .a = &a };

	(void)state;
	arena_init(&a);
	style_put(&out, style_of(true), "", STR("active"));
	is_text(buf_str(&out), "active");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_colors_there_are_no_codes),
		cmocka_unit_test(what_became_of_an_entry_has_the_color_of_a_level),
		cmocka_unit_test(codes_of_strangers_are_no_codes),
		cmocka_unit_test(text_without_a_code_needs_no_end_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
