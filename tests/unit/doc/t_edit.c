/* Edits by line and column, and the lines of excerpts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "doc/edit.h"
#include "unit/text.h"

#define BOM "\xEF\xBB\xBF"
#define GRIN "\xF0\x9F\x98\x80"

static void one_edit_keeps_everything_around_it(void **state)
{
	static const struct {
		const char *text;
		struct place at;
		const char *with, *expected;
	} rows[] = {
		{ "a: 1\nb: 2\n", { 2, 4, 2, 5 }, "\"2\"", "a: 1\nb: \"2\"\n" },
		{ "a: 1\r\nb: 2\r\n", { 2, 4, 2, 5 }, "3", "a: 1\r\nb: 3\r\n" },
		{ "a: 1\rb: 2\r", { 2, 4, 2, 5 }, "3", "a: 1\rb: 3\r" },
		{ "a\xC2\x85"
		  "b\xE2\x80\xA8"
		  "c\xE2\x80\xA9"
		  "d",
		  { 4, 1, 4, 2 },
		  "x",
		  "a\xC2\x85"
		  "b\xE2\x80\xA8"
		  "c\xE2\x80\xA9"
		  "x" },
		{ GRIN ": \xC3\xA9\n", { 1, 4, 1, 5 }, "e", GRIN ": e\n" },
		{ BOM "a: 1\n", { 1, 1, 1, 2 }, "b", BOM "b: 1\n" },
		{ "a\nb\nc\n", { 2, 1, 3, 1 }, "", "a\nc\n" },
		{ "a\nb", { 2, 1, 3, 1 }, "", "a\n" },
		{ "", { 1, 1, 1, 1 }, "x", "x" },
		{ "", { 2, 1, 2, 1 }, "x", "x" },
		{ "ab\n", { 1, 3, 1, 3 }, "c", "abc\n" },
		{ "\xFF"
		  "b",
		  { 1, 2, 1, 3 },
		  "c",
		  "\xFF"
		  "c" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		struct diag_edit e = { rows[i].at, str_from_z(rows[i].with) };
		str out;

		assert_true(edit_apply(str_from_z(rows[i].text), &e, 1, &a, &out));
		assert_str(out, rows[i].expected);
		arena_free(&a);
	}
}

static void edits_outside_of_the_text_are_refused(void **state)
{
	static const struct place rows[] = {
		{ 1, 4, 1, 4 }, { 1, 1, 1, 4 }, { 3, 2, 3, 2 }, { 4, 1, 4, 1 }, { 5, 1, 5, 1 },
		{ 0, 1, 1, 1 }, { 1, 0, 1, 1 }, { 1, 2, 1, 1 }, { 2, 1, 1, 1 }, { 1, 1, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		struct diag_edit e = { rows[i], STR("x") };
		str out = STR("untouched");

		if (i == 3) {
			/* line 3 is the empty one behind the last line break, 4 the place behind it */
			assert_true(edit_apply(STR("ab\nc\n"), &e, 1, &a, &out));
			assert_str(out, "ab\nc\nx");
		} else {
			assert_false(edit_apply(STR("ab\nc\n"), &e, 1, &a, &out));
			assert_str(out, "untouched");
		}
		arena_free(&a);
	}
}

static void edits_apply_in_any_order(void **state)
{
	struct arena a = { 0 };
	struct diag_edit e[] = {
		{ { 2, 1, 2, 2 }, STR("B") }, { { 1, 2, 1, 2 }, STR("1") }, { { 1, 1, 1, 2 }, STR("A") },
		{ { 2, 1, 2, 1 }, STR("<") }, { { 1, 2, 1, 2 }, STR("2") }, { { 2, 2, 2, 2 }, STR(">") },
	};
	str out;

	(void)state;
	assert_true(edit_apply(STR("a\nb\n"), e, 6, &a, &out));
	assert_str(out, "A12\n<B>\n");
	arena_free(&a);
}

static void overlapping_edits_are_refused(void **state)
{
	static const struct diag_edit rows[][2] = {
		{ { { 1, 1, 1, 3 }, { 0 } }, { { 1, 2, 1, 4 }, { 0 } } },
		{ { { 1, 1, 1, 3 }, { 0 } }, { { 1, 1, 1, 3 }, { 0 } } },
		{ { { 1, 1, 1, 4 }, { 0 } }, { { 1, 2, 1, 2 }, { 0 } } },
		{ { { 2, 1, 2, 2 }, { 0 } }, { { 1, 1, 3, 1 }, { 0 } } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		str out;

		assert_false(edit_apply(STR("abcd\nef\n"), rows[i], 2, &a, &out));
		arena_free(&a);
	}
}

static void no_edit_leaves_the_text(void **state)
{
	struct arena a = { 0 };
	str out;

	(void)state;
	assert_true(edit_apply(STR("abc"), NULL, 0, &a, &out));
	assert_str(out, "abc");
	arena_free(&a);
}

static void text_is_written_like_what_it_replaces(void **state)
{
	static const struct {
		const char *old, *text, *want; /* NULL: it cannot be */
	} rows[] = {
		{ "actve", "active", "active" },  { "'actve'", "active", "'active'" }, { "\"actve\"", "active", "\"active\"" },
		{ "28d", "7d", "7d" },            { "28d", "2fa_on", "2fa_on" },       { "x", "yes", "\"yes\"" },
		{ "x", "16.1", "\"16.1\"" },      { "x", "1_000", "\"1_000\"" },       { "x", "2024-01-01", "\"2024-01-01\"" },
		{ "x", "null", "\"null\"" },      { "x", "a b", "\"a b\"" },           { "x", "-", "\"-\"" },
		{ "x", "", "\"\"" },              { "'x'", "it's", "\"it's\"" },       { "x", "a\"b\\", "\"a\\\"b\\\\\"" },
		{ "x", "a,b", "\"a,b\"" },        { "", "active", NULL },              { "|\n  x", "active", NULL },
		{ "x", "a\xC2\x85", "\"a\\u0085\"" }, { "x", "\xE2\x80\xA8", "\"\\u2028\"" }, { "x", "\xEF\xBB\xBFx", "\"\\uFEFFx\"" },
		{ ">-\n  x", "active", NULL },    { "a\n  b", "active", NULL },        { "[a]", "active", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		struct diag_list found;
		struct doc doc;
		str out = { 0 };
		bool can;

		diag_list_init(&found, &a);
		doc = doc_parse_yaml(STR("a.yml"), str_fmt(&a, "k: %s\n", rows[i].old), DOC_DEFINITION, NULL, &a, &found);
		can = edit_written_like(doc_get(doc.root, STR("k")), str_from_z(rows[i].text), &a, &out);
		assert_int_equal(can, rows[i].want != NULL);
		if (can)
			assert_str(out, rows[i].want);
		arena_free(&a);
	}
}

static void lines_of_one_text_come_in_any_order(void **state)
{
	static const uint32_t asked[] = { 2, 2, 3, 5, 1, 4, 0, 9, 3 };
	str text = STR(BOM "1\r\n2\n3\r4\n");
	struct edit_lines lines = { .bytes = text };

	(void)state;
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		assert_true(str_eq(edit_lines_at(&lines, asked[i]), edit_line(text, asked[i])));
	assert_str(edit_lines_at(&lines, 4), "4");
}

static void lines_come_without_their_ends(void **state)
{
	str text = STR(BOM "one\r\ntwo\rthree\n\nfive\xC2\x85"
	                   "six\xE2\x80\xA8"
	                   "seven");
	static const char *const lines[] = { "", "one", "two", "three", "", "five", "six", "seven", "" };

	(void)state;
	for (uint32_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_str(edit_line(text, i), lines[i]);
	assert_str(edit_line(STR(""), 1), "");
	assert_str(edit_line(STR("a\n"), 2), "");
	assert_str(edit_line(STR("a\n"), UINT32_MAX), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_edit_keeps_everything_around_it),
		cmocka_unit_test(edits_outside_of_the_text_are_refused),
		cmocka_unit_test(edits_apply_in_any_order),
		cmocka_unit_test(overlapping_edits_are_refused),
		cmocka_unit_test(no_edit_leaves_the_text),
		cmocka_unit_test(text_is_written_like_what_it_replaces),
		cmocka_unit_test(lines_come_without_their_ends),
		cmocka_unit_test(lines_of_one_text_come_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
