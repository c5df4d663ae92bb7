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
		{ "a: b\nfoo\nbar: 1\n", "expected \": \" after this key; text over several lines needs quotes or |",
		  "the key starts here" },
		{ "a: [1\nb: 2\n", "expected , or ] in this list", "the list starts here" },
		{ "a: {b: 1\nc: 2\n", "expected , or } in this mapping", "the mapping starts here" },
	};

	(void)state;
	check_all(rows, sizeof rows / sizeof *rows);
}

static void quotes_that_do_not_end_and_escapes_that_do_not_exist_are_named(void **state)
{
	static const struct row rows[] = {
		{ "a: 'b\n", "the closing quote is missing", "the quoted text starts here" },
		{ "a: \"b\n---\nc\n", "the closing quote is missing before this line", "the quoted text starts here" },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_expected_depends_on_what_was_begun),
		cmocka_unit_test(quotes_that_do_not_end_and_escapes_that_do_not_exist_are_named),
		cmocka_unit_test(characters_that_mean_something_in_yaml_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
