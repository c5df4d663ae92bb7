/* Typing of scalars, exact numbers, and what is ambiguous. The long list of cases is recorded Psych output, see
 * t_psych.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "doc/number.h"
#include "doc/scalar.h"
#include "unit/kinds.h"
#include "unit/text.h"

static struct node plain(const char *text)
{
	struct node n = { .style = STYLE_PLAIN, .text = str_from_z(text) };

	(void)scalar_type(&n, 400);
	return n;
}

static void numbers_have_their_exact_decimal_text(void **state)
{
	static const char *const rows[][2] = {
		{ "0", "0" },
		{ "-0", "0" },
		{ "+7", "7" },
		{ "010", "8" },
		{ "-0777", "-511" },
		{ "0x1F", "31" },
		{ "-0xff_ff", "-65535" },
		{ "0b1_01", "5" },
		{ "1_000", "1000" },
		{ "1,000", "1000" },
		{ "1:30", "5400" },
		{ "-1:30", "-1800" },
		{ "-0:30", "1800" },
		{ "190:20:30", "685230" },
		{ "1_0:30", "37800" },
		{ "1__0:30", "5400" },
		{ "9223372036854775807", "9223372036854775807" },
		{ "9223372036854775808", "9223372036854775808" },
		{ "-9223372036854775808", "-9223372036854775808" },
		{ "-9223372036854775809", "-9223372036854775809" },
		{ "99999999999999999999999999", "99999999999999999999999999" },
		{ "0xffffffffffffffffffffffff", "79228162514264337593543950335" },
		{ "0777777777777777777777777777777", "1237940039285380274899124223" },
		{ "100000000000000000000:00", "360000000000000000000000" },
		{ "-1000000000000000000:01", "-3599999999999999999940" },
		{ "16.10", "16.1" },
		{ "1.0", "1.0" },
		{ "1.", "1.0" },
		{ ".5", "0.5" },
		{ "-.5", "-0.5" },
		{ "-0.0", "-0.0" },
		{ "0.0", "0.0" },
		{ "1_000.5", "1000.5" },
		{ "1,000.5", "1000.5" },
		{ "123456789.123456789", "123456789.123456789" },
		{ "6.85e+5", "685000.0" },
		{ "6.8523015e+5", "685230.15" },
		{ "1.5e+300", "1.5e+300" },
		{ "1.5e-7", "1.5e-7" },
		{ "1.5e-6", "0.0000015" },
		{ "20:03:20.5", "72200.5" },
		{ "190:20:30.15", "685230.15" },
		{ ".inf", "Infinity" },
		{ "-.INF", "-Infinity" },
		{ ".NaN", "NaN" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		struct node n = plain(rows[i][0]);

		assert_true(node_is_number(&n));
		assert_str(doc_number(&n, &a), rows[i][1]);
		arena_free(&a);
	}
}

static void large_integers_know_their_nearest_double(void **state)
{
	struct node n = plain("12345678901234567890"), small = plain("1_000");

	(void)state;
	assert_int_equal(n.kind, NODE_INT);
	assert_true(n.is_big);
	assert_true(node_real(&n) == 12345678901234567890.0);
	assert_false(small.is_big);
	assert_int_equal(node_integer(&small), 1000);
	n = plain("1.5e+400");
	assert_true(isinf(node_real(&n)));
}

static void what_is_no_number_is_text(void **state)
{
	static const char *const rows[] = { "1e3",   "1.0e3", "08",   "0o10",     "0X1F",       "0B1",        "1__0",
		                            "1_",    "_1",    "--1",  "1:60",     "1:2:3:4",    "16.10.1",    "1.5e",
		                            "1.5e+", ".",     "-.",   "+.",       "-",          "+",          "0x",
		                            "0b",    "0xg",   "1/2",  "10%",      "inf",        "2023-13-45", "y",
		                            "n",     "nulls", "yess", "\xC2\xBD", "yes no",     "1.2.3",      "2023-01",
		                            "1,,0",  "=",     "1-2",  ":",        "off\xC3\xA9", "1:123",
		                            "1:",    "1:2:x", "1.5e+x", "1,5,",   "trueish",    "nul",        "abcdefghijklmnopqrstuvwxyz" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct node n = plain(rows[i]);

		if (n.kind != NODE_STRING)
			fail_msg("%s is %s", rows[i], node_kind_name(&n));
	}
}

static void words_are_read_in_any_case_and_on_any_line(void **state)
{
	static const struct {
		const char *text;
		enum node_kind kind;
		bool value;
	} rows[] = {
		{ "", NODE_NULL, false },      { "~", NODE_NULL, false },         { "nUll", NODE_NULL, false },
		{ "Yes", NODE_BOOL, true },    { "oN", NODE_BOOL, true },         { "FALSE", NODE_BOOL, false },
		{ "no\nt", NODE_BOOL, false }, { "yes\nx", NODE_STRING, false },  { "on\n", NODE_BOOL, true },
		{ "no\non", NODE_BOOL, true }, { "ye\xC5\xBF", NODE_BOOL, true }, { "o\xEF\xAC\x80", NODE_BOOL, false },
		{ "~\n", NODE_STRING, false }, { "\n", NODE_STRING, false },      { "\n\nno", NODE_STRING, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct node n = plain(rows[i].text);

		if (n.kind != rows[i].kind || (n.kind == NODE_BOOL && n.is_true != rows[i].value))
			fail_msg("row %zu is %s", i, node_kind_name(&n));
	}
}

static void refused_types_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum scalar_result result;
	} rows[] = {
		{ "2023-01-01", SCALAR_DATE },
		{ "2023-1-1", SCALAR_DATE },
		{ "2023-00-00", SCALAR_DATE },
		{ "2023-02-31", SCALAR_DATE },
		{ "2023-01-32", SCALAR_OK },
		{ "12023-01-01", SCALAR_OK },
		{ "2023-01-01T00:00:00Z", SCALAR_TIME },
		{ "2023-99-99t1:00:00", SCALAR_TIME },
		{ "2001-12-14 21:59:43.10 -5", SCALAR_TIME },
		{ "2001-12-14 \t 21:59:43. +0530", SCALAR_TIME },
		{ "-2001-12-14 21:59:43+05:30", SCALAR_TIME },
		{ "2001-12-14 21:59:43+05:3", SCALAR_OK },
		{ "2001-12-14 21:59:43 z", SCALAR_OK },
		{ "2001-12-14 21:59", SCALAR_OK },
		{ "2001-12-14  ", SCALAR_OK },
		{ "2001-12-14 21:59:43 +05:", SCALAR_TIME },
		{ "2001-12-14 21:59:43 +05:300", SCALAR_OK },
		{ "2001-12-14 21:59:43 +05:xx", SCALAR_OK },
		{ "2001-12-14 21:59:43 +053:0", SCALAR_OK },
		{ "2001-12-14 21:59:43 +:30", SCALAR_OK },
		{ "2001-12-14 21:59:43 +05x30", SCALAR_OK },
		{ "2001-12-14 21:59:43 +05300", SCALAR_OK },
		{ "2001-12-14 21:59:43 ", SCALAR_OK },
		{ "2001-12-14 21:59:4", SCALAR_OK },
		{ "2001-12-14 21:59:x", SCALAR_OK },
		{ "2001-12-14 21:5x:43", SCALAR_OK },
		{ "2001-12-14 21-59:43", SCALAR_OK },
		{ "2001-12-14 210:59:43", SCALAR_OK },
		{ "2001-12-141 21:59:43", SCALAR_OK },
		{ "2001-12- 21:59:43", SCALAR_OK },
		{ "2001-12 21:59:43", SCALAR_OK },
		{ "2001-123-14", SCALAR_OK },
		{ "2001-13-14", SCALAR_OK },
		{ "2001--14", SCALAR_OK },
		{ ":a", SCALAR_SYMBOL },
		{ "::", SCALAR_SYMBOL },
		{ ".e+5", SCALAR_BROKEN },
		{ "0b_", SCALAR_BROKEN },
		{ "-0x,", SCALAR_BROKEN },
		{ "0_", SCALAR_OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct node n = { .text = str_from_z(rows[i].text) };
		enum scalar_result result = scalar_type(&n, 400);

		if (result != rows[i].result)
			fail_msg("%s: %d", rows[i].text, (int)result);
		assert_true(result == SCALAR_OK || n.kind == NODE_STRING);
	}
}

static void digits_are_limited_from_both_sides(void **state)
{
	struct node n = { .text = STR("0x1_234") };

	(void)state;
	assert_int_equal(scalar_type(&n, 5), SCALAR_OK);
	assert_int_equal(node_integer(&n), 0x1234);
	n = (struct node){ .text = STR("123456") };
	assert_int_equal(scalar_type(&n, 5), SCALAR_TOO_LONG);
	assert_int_equal(n.kind, NODE_STRING);
}

static void tags_change_the_type_as_in_psych(void **state)
{
	static const struct {
		const char *tag, *text;
		enum scalar_result result;
		enum node_kind kind;
		const char *shown;
	} rows[] = {
		{ "tag:yaml.org,2002:str", "12", SCALAR_OK, NODE_STRING, "12" },
		{ "!str", "yes", SCALAR_OK, NODE_STRING, "yes" },
		{ "!ruby/string:Foo", "x", SCALAR_REFUSED, NODE_STRING, "x" },
		{ "!ruby/string:", "x", SCALAR_OK, NODE_STRING, "x" },
		{ "tag:yaml.org,2002:int", "0x10", SCALAR_OK, NODE_INT, "16" },
		{ "tag:yaml.org,2002:int", "abc", SCALAR_OK, NODE_STRING, "abc" },
		{ "tag:yaml.org,2002:float", "1", SCALAR_OK, NODE_FLOAT, "1.0" },
		{ "!float", "010", SCALAR_OK, NODE_FLOAT, "8.0" },
		{ "!float", "0x1e3", SCALAR_OK, NODE_FLOAT, "483.0" },
		{ "!float", "1e3", SCALAR_OK, NODE_FLOAT, "1000.0" },
		{ "!float", "1_0e3", SCALAR_OK, NODE_FLOAT, "10000.0" },
		{ "!float", "99999999999999999999", SCALAR_OK, NODE_FLOAT, "100000000000000000000.0" },
		{ "!float", "1__0e3", SCALAR_BROKEN, NODE_STRING, "1__0e3" },
		{ "!float", "yes", SCALAR_BROKEN, NODE_STRING, "yes" },
		{ "!float", "", SCALAR_BROKEN, NODE_STRING, "" },
		{ "!float", "2023-01-01", SCALAR_DATE, NODE_STRING, "2023-01-01" },
		{ "tag:yaml.org,2002:binary", "aGk=", SCALAR_OK, NODE_STRING, "hi" },
		{ "!binary", " a G\nk", SCALAR_OK, NODE_STRING, "hi" },
		{ "!binary", "/w==", SCALAR_BINARY, NODE_STRING, "/w==" },
		{ "!ruby/sym", "x", SCALAR_REFUSED, NODE_STRING, "x" },
		{ "!ruby/class", "String", SCALAR_REFUSED, NODE_STRING, "String" },
		{ "!ruby/class", "", SCALAR_OK, NODE_NULL, "" },
		{ "!ruby/object:Foo", "12", SCALAR_OK, NODE_INT, "12" },
		{ "!ruby/regexp", "/a/", SCALAR_REFUSED, NODE_STRING, "/a/" },
		{ "!foo", "off", SCALAR_OK, NODE_BOOL, "false" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		struct node n = { .text = str_from_z(rows[i].text) };
		enum scalar_result result = scalar_type_tagged(&n, str_from_z(rows[i].tag), 400, &a);

		if (result != rows[i].result || n.kind != rows[i].kind)
			fail_msg("%s %s: %d %s", rows[i].tag, rows[i].text, (int)result, node_kind_name(&n));
		assert_str(doc_scalar(&n, &a), rows[i].shown);
		arena_free(&a);
	}
}

static void tags_of_collections_are_refused_as_in_psych(void **state)
{
	(void)state;
	assert_int_equal(scalar_seq_tag(STR("!!foo")), TAG_NONE);
	assert_int_equal(scalar_seq_tag(STR("tag:yaml.org,2002:omap")), TAG_ORDERED);
	assert_int_equal(scalar_seq_tag(STR("!ruby/array:Foo")), TAG_REFUSED);
	assert_int_equal(scalar_map_tag(STR("!foo")), TAG_NONE);
	assert_int_equal(scalar_map_tag(STR("!ruby/hash")), TAG_NONE);
	assert_int_equal(scalar_map_tag(STR("!ruby/hash:Foo")), TAG_REFUSED);
	assert_int_equal(scalar_map_tag(STR("!ruby/object:Hash")), TAG_NONE);
	assert_int_equal(scalar_map_tag(STR("!ruby/object")), TAG_REFUSED);
	assert_int_equal(scalar_map_tag(STR("tag:yaml.org,2002:set")), TAG_REFUSED);
}

static void values_that_are_read_as_something_else_are_ambiguous(void **state)
{
	static const char *const rows[][2] = {
		{ "16.10", "16.1" }, { "yes", "true" },  { "On", "true" },
		{ "NO", "false" },   { "1:30", "5400" }, { "010", "8" },
		{ "1_000", "1000" }, { "0x1F", "31" },   { "1,000", "1000" },
		{ "+1", "1" },       { "1.", "1.0" },    { ".5", "0.5" },
		{ "00", "0" },       { "7", NULL },      { "15", NULL },
		{ "-3", NULL },      { "1.5", NULL },    { "0.0", NULL },
		{ "true", NULL },    { "FALSE", NULL },  { "null", NULL },
		{ "~", NULL },       { "", NULL },       { "text", NULL },
		{ ".inf", NULL },    { ".NAN", NULL },   { "12345678901234567890", NULL },
		{ "1e3", NULL },         { "tRue", "true" },   { "TRUe", "true" },
		{ "True", NULL },        { "FaLSE", "false" }, { "fALSE", "false" },
		{ "oFF", "false" },      { "nUll", "null" },   { "NuLL", "null" },
		{ "Null", NULL },        { "NULL", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		struct node n = plain(rows[i][0]);
		str read_as = STR("untouched");

		if (scalar_is_ambiguous(&n, &a, &read_as) != (rows[i][1] != NULL))
			fail_msg("%s", rows[i][0]);
		assert_str(read_as, rows[i][1] ? rows[i][1] : "untouched");
		n.style = STYLE_DOUBLE;
		assert_false(scalar_is_ambiguous(&n, &a, &read_as));
		arena_free(&a);
	}
	assert_false(scalar_is_ambiguous(NULL, NULL, NULL));
}

static void doubles_print_in_their_shortest_form(void **state)
{
	static const struct {
		double v;
		const char *text;
	} rows[] = {
		{ 0.1, "0.1" },
		{ 1, "1" },
		{ 5e-324, "5e-324" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 1e21, "1e+21" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" },
		{ -2.5, "-2.5" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[32];

		assert_str((str){ text, real_write(rows[i].v, text, sizeof text) }, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_their_exact_decimal_text),
		cmocka_unit_test(large_integers_know_their_nearest_double),
		cmocka_unit_test(what_is_no_number_is_text),
		cmocka_unit_test(words_are_read_in_any_case_and_on_any_line),
		cmocka_unit_test(refused_types_are_told_apart),
		cmocka_unit_test(digits_are_limited_from_both_sides),
		cmocka_unit_test(tags_change_the_type_as_in_psych),
		cmocka_unit_test(tags_of_collections_are_refused_as_in_psych),
		cmocka_unit_test(values_that_are_read_as_something_else_are_ambiguous),
		cmocka_unit_test(doubles_print_in_their_shortest_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
