/* What people are told of broken YAML: what was expected, in words of ours, and where it began. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "doc/doc.h"

struct row {
	const char *text, *message, *began; /* began: NULL where nothing on another line was begun */
};

static void check(const struct row *row)
{
	struct arena a;
	struct diag_list found;
	struct doc doc;
	const struct diag *d;

	arena_init(&a);
	diag_list_init(&found, &a);
	doc = doc_parse_yaml(STR("x.yml"), str_from_z(row->text), DOC_DEFINITION, NULL, &a, &found);
	if (doc.root || found.all.n != 1)
		fail_msg("'%s': %zu findings", row->text, found.all.n);
	d = &found.all.v[0];
	if (!str_eq_z(d->message, row->message))
		fail_msg("'%s': %.*s", row->text, STR_ARG(d->message));
	assert_int_equal(d->related.n, row->began != NULL);
	if (row->began && !str_eq_z(d->related.v[0].message, row->began))
		fail_msg("'%s': %.*s", row->text, STR_ARG(d->related.v[0].message));
	arena_free(&a);
}

static void check_place(const char *text, struct place at)
{
	struct arena a;
	struct diag_list found;
	struct place seen;

	arena_init(&a);
	diag_list_init(&found, &a);
	(void)doc_parse_yaml(STR("x.yml"), str_from_z(text), DOC_DEFINITION, NULL, &a, &found);
	assert_int_equal(found.all.n, 1);
	seen = found.all.v[0].at.at;
	if (memcmp(&seen, &at, sizeof at) != 0)
		fail_msg("'%s': %u:%u to %u:%u", text, seen.line, seen.column, seen.end_line, seen.end_column);
	arena_free(&a);
}

static void check_all(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(&rows[i]);
}

static void what_was_expected_depends_on_what_was_begun(void **state)
{
	static const struct row rows[] = {
		{ "a: - b\n",
		  "a list item (\"- \") is not allowed here: start it on a line of its own, or quote the text", NULL },
		{ "a: \"b\"\n  c: d\n",
		  "expected a key at this indentation, or the end of the mapping; a quote or bracket may be missing "
		  "before it",
		  "the mapping starts here" },
		{ "- a\nb: c\n", "expected \"- \" and the next item of the list, or the end of the list",
		  "the list starts here" },
		{ "a: b\nfoo\nbar: 1\n", "expected \": \" after this key; text over several lines needs quotes or |", NULL },
		{ "a: 'It's b'\n", "nothing may follow the closing quote; within single quotes ' is written ''", NULL },
		{ "a: 1\nb: \"say \"c\" d\"\n", "nothing may follow the closing quote; within double quotes \" is written \\\"", NULL },
		{ "a: 1\nb: [c] d\n", "nothing may follow the closing bracket; text that begins with a bracket needs quotes", NULL },
		{ "a: 1\nb: {c: 1} d\n", "nothing may follow the closing bracket; text that begins with a bracket needs quotes", NULL },
		{ "a:\n   - b\n- c\n", "expected a key, not a list item (\"- \"); the items of a list begin in one column", NULL },
		{ "a: [1\nb: 2\n", "expected , or ] in this list", "the list starts here" },
		{ "a: {b: 1\nc: 2\n", "expected , or } in this mapping", "the mapping starts here" },
	};

	(void)state;
	check_all(rows, sizeof rows / sizeof *rows);
}

/* libyaml points to where it gave up, which may be the end of the file. */
static void what_does_not_end_is_told_where_it_starts(void **state)
{
	static const struct {
		const char *text;
		struct place at;
	} rows[] = {
		{ "a: 1\nb: 'c\nd: 1\n", { 2, 4, 2, 5 } },      { "a: 1\nb: \"c\n---\nd: 1\n", { 2, 4, 2, 5 } },
		{ "a: 1\nb: [c\n", { 2, 4, 2, 5 } },             { "x: 1\r\ny: {\r\n a: 1\r\n", { 2, 4, 2, 5 } },
		{ "a: 1\nb = 2\nc: 3\n", { 2, 1, 2, 2 } },      { "a: 1\nb:2\nc: 3\n", { 2, 1, 2, 2 } },
		{ "a: 'It's b'\nc: 1\n", { 1, 8, 1, 9 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_place(rows[i].text, rows[i].at);
}

static void quotes_that_do_not_end_and_escapes_that_do_not_exist_are_named(void **state)
{
	static const struct row rows[] = {
		{ "a: 'b\n", "the closing quote is missing", NULL },
		{ "a: \"b\n---\nc\n", "the closing quote is missing", NULL },
		{ "a: \"\\q\"\n", "unknown escape; in double quotes a backslash is written \\\\", NULL },
		{ "a: \"\\xZZ\"\n", "expected hexadecimal digits in this escape", NULL },
		{ "a: \"\\U00110000\"\n", "this escape is no Unicode character", NULL },
		{ "a: \"\\ud800\"\n", "this escape is no Unicode character", NULL },
	};

	(void)state;
	check_all(rows, sizeof rows / sizeof *rows);
}

static void characters_that_mean_something_in_yaml_are_named(void **state)
{
	static const struct row rows[] = {
		{ "a: b: c\n",
		  "\": \" is not allowed here: quote the text if it holds a colon, or check the indentation", NULL },
		{ "a: @b\n", "this character cannot start a value: quote the text", NULL },
		{ "a:\n\t- b\n", "a tab is used for indentation, expected spaces", NULL },
		{ "a: *\n", "expected a name of letters and digits; quote the text if it starts with & or *", NULL },
		{ "a: !x!y b\n", "this tag's handle is not defined by a %TAG line; quote the text if it starts with !",
		  NULL },
		{ "%FOO bar\n---\na: 1\n",
		  "unknown directive, expected %YAML or %TAG; quote the text if it starts with %", NULL },
		{ "%YAML 9.9\n---\na: 1\n", "unsupported YAML version, expected %YAML 1.1 or 1.2", NULL },
		{ "%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "the %YAML directive is there twice", NULL },
		{ "%YAML 1.1111111111\n---\na: 1\n", "expected a version number such as 1.2", NULL },
		{ "a: |0\n  x\n", "the number after | or > must be 1 to 9", NULL },
		{ "a: | b\n  x\n", "expected nothing more on this line but a comment", NULL },
	};

	(void)state;
	check_all(rows, sizeof rows / sizeof *rows);
}

#define NO_BREAK "\xc2\xa0"
#define ZERO_WIDTH "\xe2\x80\x8b"
static void what_only_looks_like_a_space_is_named_where_it_stands(void **state)
{
	static const struct {
		struct row row;
		struct place at;
	} rows[] = {
		{ { "a: 1\nb:" NO_BREAK "c d\ne: 2\n", "there is a non-breaking space (U+00A0) behind this colon, expected a plain space", NULL }, { 2, 3, 2, 4 } },
		{ { "a: 1\n\xc3\xa4:" NO_BREAK " c\n", "there is a non-breaking space (U+00A0) behind this colon, expected a plain space", NULL }, { 2, 3, 2, 4 } },
		{ { "b:" NO_BREAK "c\ne: 2\n", "there is a non-breaking space (U+00A0) behind this colon, expected a plain space", NULL }, { 1, 3, 1, 4 } },
		{ { "a:\n- b:" ZERO_WIDTH "c\n  d: e\n", "there is a zero-width space (U+200B) behind this colon, expected a plain space", NULL }, { 2, 5, 2, 6 } },
		{ { "a: 1\n-" NO_BREAK "b\nc: 2\n", "there is a non-breaking space (U+00A0) behind this dash, expected a plain space", NULL }, { 2, 2, 2, 3 } },
		{ { "b:" NO_BREAK "c\n  d\ne: 2\n", "there is a non-breaking space (U+00A0) behind this colon, expected a plain space", NULL }, { 1, 3, 1, 4 } },
		{ { "a: 1\nb:\xe3\x80\x80" "c\nd: 2\n", "there is another kind of space (U+3000) behind this colon, expected a plain space", NULL }, { 2, 3, 2, 4 } },
		{ { "a: 1\n-\xe2\x80\x89" "b\nc: 2\n", "there is another kind of space (U+2009) behind this dash, expected a plain space", NULL }, { 2, 2, 2, 3 } },
		/* another cause */
		{ { "a: 1\nb:\xe2\x80\x9c" "c\xe2\x80\x9d\nd: 2\n", "expected \": \" after this key; text over several lines needs quotes or |", NULL }, { 2, 1, 2, 2 } },
		{ { "a: 1\nb" NO_BREAK "c\nd: 2\n", "expected \": \" after this key; text over several lines needs quotes or |", NULL }, { 2, 1, 2, 2 } },
		{ { "a: b:" NO_BREAK "c\nd: e: f\n", "\": \" is not allowed here: quote the text if it holds a colon, or check the indentation", NULL }, { 2, 5, 2, 6 } },
		{ { "a: b\n# c:" NO_BREAK "d\ne: f: g\n", "\": \" is not allowed here: quote the text if it holds a colon, or check the indentation", NULL }, { 3, 5, 3, 6 } },
		{ { "a: >\n  b:" NO_BREAK "c\nd: e: f\n", "\": \" is not allowed here: quote the text if it holds a colon, or check the indentation", NULL }, { 3, 5, 3, 6 } },
		{ { "a: |\n  b:" NO_BREAK "c\nd: e: f\n", "\": \" is not allowed here: quote the text if it holds a colon, or check the indentation", NULL }, { 3, 5, 3, 6 } },
		{ { "\"a:" NO_BREAK "b\": c\nd: e: f\n", "\": \" is not allowed here: quote the text if it holds a colon, or check the indentation", NULL }, { 2, 5, 2, 6 } },
		{ { "\"a:" NO_BREAK "b\": c\n  d: e\n", "\": \" is not allowed here: quote the text if it holds a colon, or check the indentation", NULL }, { 2, 4, 2, 5 } },
		{ { "a: 1\nb # c:" NO_BREAK "d\ne: 2\n", "expected \": \" after this key; text over several lines needs quotes or |", NULL }, { 2, 1, 2, 2 } },
		{ { "a: 1\n\"b:" NO_BREAK "c\"\nd: 2\n", "expected \": \" after this key; text over several lines needs quotes or |", NULL }, { 2, 1, 2, 2 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		check(&rows[i].row);
		check_place(rows[i].row.text, rows[i].at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_expected_depends_on_what_was_begun),
		cmocka_unit_test(what_does_not_end_is_told_where_it_starts),
		cmocka_unit_test(quotes_that_do_not_end_and_escapes_that_do_not_exist_are_named),
		cmocka_unit_test(characters_that_mean_something_in_yaml_are_named),
		cmocka_unit_test(what_only_looks_like_a_space_is_named_where_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
