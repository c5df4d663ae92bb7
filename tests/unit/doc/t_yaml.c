/* The YAML reader: trees, places, findings, fixes, limits. How scalars are typed is t_scalar.c and t_psych.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "doc/doc.h"
#include "doc/edit.h"
#include "doc/json.h"
#include "unit/pace.h"
#include "unit/text.h"

struct read {
	struct arena arena;
	struct diag_list found;
	struct doc doc;
	str text;
};

static struct read *read_file(str path, str text, enum doc_mode mode, const struct doc_limits *lim)
{
	struct read *r = calloc(1, sizeof *r);

	assert_non_null(r);
	diag_list_init(&r->found, &r->arena);
	r->text = text;
	r->doc = doc_parse_yaml(path, text, mode, lim, &r->arena, &r->found);
	return r;
}

static struct read *read_as(str text, enum doc_mode mode, const struct doc_limits *lim)
{
	return read_file(STR("x.yml"), text, mode, lim);
}

static struct read *read_text(const char *text)
{
	return read_as(str_from_z(text), DOC_DEFINITION, NULL);
}

static void done(struct read *r)
{
	arena_free(&r->arena);
	free(r);
}

static str json_of(const struct node *n, struct arena *a)
{
	struct buf out = { .a = a };
	struct json j;

	json_init(&j, &out, false);
	json_node(&j, n, a);
	return buf_str(&out);
}

static void assert_json(struct read *r, const char *expected)
{
	assert_str(json_of(r->doc.root, &r->arena), expected);
}

static void assert_place(struct place p, uint32_t line, uint32_t column, uint32_t end_line, uint32_t end_column)
{
	if (p.line != line || p.column != column || p.end_line != end_line || p.end_column != end_column)
		fail_msg("got %u:%u-%u:%u, expected %u:%u-%u:%u", p.line, p.column, p.end_line, p.end_column, line,
		         column, end_line, end_column);
}

/* Each finding as "line:column rule", with a space between. */
static void assert_findings(struct read *r, const char *expected)
{
	struct buf out = { .a = &r->arena };

	for (size_t i = 0; i < r->found.all.n; i++) {
		const struct diag *d = &r->found.all.v[i];

		buf_fmt(&out, "%s%u:%u %s", i ? " " : "", d->at.at.line, d->at.at.column, d->rule->id);
	}
	assert_str(buf_str(&out), expected);
}

static const struct diag *first(struct read *r)
{
	assert_true(r->found.all.n > 0);
	return &r->found.all.v[0];
}

static void trees_have_the_shape_of_the_text(void **state)
{
	static const char *const rows[][2] = {
		{ "a: b\n", "{\"a\":\"b\"}" },
		{ "a:\n- 1\n- x: y\n  z:\n-\n", "{\"a\":[1,{\"x\":\"y\",\"z\":null},null]}" },
		{ "{a: [1, {b: c}], d: {}, e: []}", "{\"a\":[1,{\"b\":\"c\"}],\"d\":{},\"e\":[]}" },
		{ "a: |\n  one\n  two\nb: >-\n  three\n  four\n", "{\"a\":\"one\\ntwo\\n\",\"b\":\"three four\"}" },
		{ "a: 'it''s'\nb: \"\\u00e9\\n\"\nc: two\n  lines\n",
		  "{\"a\":\"it's\",\"b\":\"\xC3\xA9\\n\",\"c\":\"two lines\"}" },
		{ "--- # comment\na: 1 # comment\n... # comment\n# end\n", "{\"a\":1}" },
		{ "? a\n: 1\n? b\n", "{\"a\":1,\"b\":null}" },
		{ "a: [x: 1, y]\n", "{\"a\":[{\"x\":1},\"y\"]}" },
		{ "a: \"x\\0y\"\n", "{\"a\":\"x\\u0000y\"}" },
		{ "1: a\n~: b\non: c\n1.50: d\n", "{\"1\":\"a\",\"\":\"b\",\"true\":\"c\",\"1.5\":\"d\"}" },
		{ "a: 1\r\nb: 2\r\n", "{\"a\":1,\"b\":2}" },
		{ "a: 1\rb: 2\r", "{\"a\":1,\"b\":2}" },
		{ "%YAML 1.1\n%TAG !e! tag:x:\n---\na: !e!b 1\n", "{\"a\":1}" },
		{ "a: &x {b: &y 1}\n", "{\"a\":{\"b\":1}}" },
		{ "a: .inf\nb: -.INF\nc: .nan\n", "{\"a\":\"Infinity\",\"b\":\"-Infinity\",\"c\":\"NaN\"}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_json(r, rows[i][1]);
		assert_findings(r, "");
		assert_true(r->doc.is_complete);
		done(r);
	}
}

static void places_are_code_points_from_1_with_the_end_behind(void **state)
{
	struct read *r = read_text("\xC3\xA9: plain text # c\n"
	                           "quoted:   'it''s'\n"
	                           "list:\n"
	                           "  - \xF0\x9F\x98\x80 x\n"
	                           "  - two\n"
	                           "    lines\n"
	                           "\n"
	                           "# comment\n"
	                           "flow: {a: [1, 2]}\n"
	                           "none:\n"
	                           "anchored: &a 12\n"
	                           "tagged: !foo text\n");
	const struct member *m = r->doc.root->member;

	(void)state;
	assert_findings(r, "");
	assert_place(r->doc.root->at, 1, 1, 12, 18);
	assert_place(m[0].key.at, 1, 1, 1, 2);
	assert_place(m[0].value.at, 1, 4, 1, 14);
	assert_place(m[1].value.at, 2, 11, 2, 18);
	assert_place(m[2].value.at, 4, 3, 6, 10);
	assert_place(m[2].value.item[0].at, 4, 5, 4, 8);
	assert_place(m[2].value.item[1].at, 5, 5, 6, 10);
	assert_place(m[3].value.at, 9, 7, 9, 18);
	assert_place(m[3].value.member[0].value.at, 9, 11, 9, 17);
	assert_place(m[4].value.at, 10, 6, 10, 6);
	assert_place(m[5].value.at, 11, 14, 11, 16);
	assert_place(m[6].value.at, 12, 14, 12, 18);
	done(r);
}

static void block_scalars_end_behind_their_last_character(void **state)
{
	static const struct {
		const char *text;
		struct place at;
	} rows[] = {
		{ "a: |\n  one\n  two\nb: 1\n", { 1, 4, 3, 6 } },
		{ "a: |\n  one\n\n\nb: 1\n", { 1, 4, 2, 6 } },
		{ "a: >\r\n  one\r\n  tw\xC3\xB6\r\n\r\nb: 1\r\n", { 1, 4, 3, 6 } },
		{ "a: |\n  one", { 1, 4, 2, 6 } },
		{ "a: |\n  one\n", { 1, 4, 2, 6 } },
		{ "a: |\nb: 1\n", { 1, 4, 1, 5 } },
		{ "a: |+\n\n\nb: 1\n", { 1, 4, 1, 6 } },
		{ "a: |\n  one\n# comment\nb: 1\n", { 1, 4, 2, 6 } },
		{ "a: |\n  one\xE2\x80\xA8  two\nb: 1\n", { 1, 4, 3, 6 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i].text);
		struct place p = rows[i].at;

		assert_place(r->doc.root->member[0].value.at, p.line, p.column, p.end_line, p.end_column);
		done(r);
	}
}

static void text_that_stands_in_the_file_is_not_copied(void **state)
{
	str text = STR("a: plain\nb: 'single'\nc: \"double\"\nd: 'it''s'\n");
	struct read *r = read_as(text, DOC_DEFINITION, NULL);
	const struct member *m = r->doc.root->member;

	(void)state;
	assert_ptr_equal(m[0].key.text.p, text.p);
	assert_ptr_equal(m[0].value.text.p, text.p + 3);
	assert_ptr_equal(m[1].value.text.p, text.p + 13);
	assert_ptr_equal(m[2].value.text.p, text.p + 25);
	assert_true(m[3].value.text.p < text.p || m[3].value.text.p >= text.p + text.n);
	done(r);
}

static void styles_are_kept(void **state)
{
	struct read *r = read_text("a: x\nb: 'x'\nc: \"x\"\nd: |\n  x\ne: >\n  x\nf: [x]\ng:\n- x\n");
	static const enum node_style styles[] = { STYLE_PLAIN,  STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL,
		                                  STYLE_FOLDED, STYLE_FLOW,   STYLE_BLOCK };

	(void)state;
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
		assert_int_equal(r->doc.root->member[i].value.style, styles[i]);
	done(r);
}

static void a_file_that_does_not_parse_is_one_finding_at_its_place(void **state)
{
	static const char *const rows[][2] = {
		{ "a: b: c\n", "1:5 yaml-syntax" },
		{ "a: 1\n b: 2\n", "2:3 yaml-syntax" },
		{ "a:\n\tb: 1\n", "2:1 yaml-syntax" },
		{ "a: [1, 2\n", "1:4 yaml-syntax" },
		{ "a: \"x\n\nb: 1\n", "1:4 yaml-syntax" },
		{ "a: [1, 2", "1:4 yaml-syntax" },
		{ "a: 1\n\xC3\xA9", "2:1 yaml-syntax" },
		{ "a: \"x\xE2\x80\xA8y", "1:4 yaml-syntax" },
		{ "a: 1\na: 2\nb: *x\nc: [\n", "5:1 yaml-syntax" },
		{ "a: @x\n", "1:4 yaml-syntax" },
		{ "%FOO\n---\na: 1\n", "1:1 yaml-syntax" },
		{ "a: !e!b 1\n", "1:4 yaml-syntax" },
		{ "a: \xFF\n", "1:4 yaml-encoding" },
		{ "a: 1\r\nb: \xC3\xA9\x01\r\n", "2:5 yaml-encoding" },
		{ "a: 1\nb: \xF0\x9F\x98\x80\xC0\xAF\n", "2:5 yaml-encoding" },
		{ "a: \x7F\n", "1:4 yaml-encoding" },
		{ "a: \xED\xA0\x80\n", "1:4 yaml-encoding" },
		{ "\xFF\xFE"
		  "a",
		  "1:1 yaml-encoding" },
		{ "\xEF\xBB\xBF"
		  "a: b: c\n",
		  "1:5 yaml-syntax" },
		{ "\xEF\xBB\xBF"
		  "a: \x01\n",
		  "1:4 yaml-encoding" },
		{ "\xEF\xBB\xBF\xEF\xBB\xBF"
		  "a: 1\n",
		  "1:1 yaml-encoding" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_findings(r, rows[i][1]);
		assert_null(r->doc.root);
		assert_false(r->doc.is_complete);
		done(r);
	}
}

static void nul_byte_is_an_encoding_error(void **state)
{
	struct read *r = read_as(STR("a: b\0c\n"), DOC_DEFINITION, NULL);

	(void)state;
	assert_findings(r, "1:5 yaml-encoding");
	assert_str(first(r)->message, "control character U+0000 is not allowed");
	done(r);
}

static void syntax_errors_say_what_was_begun_on_another_line(void **state)
{
	struct read *r = read_text("a:\n  - [1,\n  2\nb: 1\n");
	const struct diag *d = first(r);

	(void)state;
	assert_str(d->message, "expected , or ] in this list");
	assert_int_equal(d->related.n, 1);
	assert_int_equal(d->related.v[0].at.at.line, 2);
	assert_str(d->related.v[0].message, "the list starts here");
	done(r);
	r = read_text("a: b: c\n");
	assert_int_equal(first(r)->related.n, 0);
	done(r);
}

static void a_tab_is_told_from_other_characters_that_start_nothing(void **state)
{
	static const char *const rows[][2] = {
		{ "a:\n\tb: 1\n", "a tab is used for indentation, expected spaces" },
		{ "a: b\n\tc: d\n", "a tab is used for indentation, expected spaces" },
		{ "a: %x\n", "this character cannot start a value: quote the text" },
		{ "a: `x`\n", "this character cannot start a value: quote the text" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_str(first(r)->message, rows[i][1]);
		done(r);
	}
}

static void byte_order_mark_is_reported_and_everything_read(void **state)
{
	struct read *r = read_text("\xEF\xBB\xBF"
	                           "a: 1\nb: 2\n");

	(void)state;
	assert_findings(r, "1:1 yaml-encoding");
	assert_json(r, "{\"a\":1,\"b\":2}");
	assert_place(r->doc.root->member[0].key.at, 1, 1, 1, 2);
	assert_place(r->doc.root->member[1].key.at, 2, 1, 2, 2);
	done(r);
}

static void duplicate_key_points_at_both_places_and_the_last_wins(void **state)
{
	struct read *r = read_text("a: 1\nb: 2\na: 3\n");
	const struct diag *d = first(r);

	(void)state;
	assert_findings(r, "3:1 yaml-duplicate-key");
	assert_str(d->message, "key \"a\" is there twice, the last one counts");
	assert_int_equal(d->related.n, 1);
	assert_place(d->related.v[0].at.at, 1, 1, 1, 2);
	assert_str(d->related.v[0].message, "first defined here");
	assert_json(r, "{\"a\":3,\"b\":2}");
	assert_true(r->doc.is_complete);
	done(r);
}

static void keys_equal_after_typing_are_duplicates(void **state)
{
	static const char *const rows[][2] = {
		{ "yes: 1\ntrue: 2\n", "{\"true\":2}" }, { "1: a\n0x1: b\n", "{\"1\":\"b\"}" },
		{ "~: a\nnull: b\n", "{\"\":\"b\"}" },   { "a: 1\n\"a\": 2\n'a': 3\n", "{\"a\":3}" },
		{ "{a: 1, a: 2}\n", "{\"a\":2}" },       { "x:\n- a: 1\n  a: 2\n", "{\"x\":[{\"a\":2}]}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_string_equal(first(r)->rule->id, "yaml-duplicate-key");
		assert_json(r, rows[i][1]);
		done(r);
	}
}

static void fixes_of_duplicates_are_tried_on_four_mebibytes(void **state)
{
	enum { COMMENT = 1000000 }; /* four times that and a few lines are less, five times more */
	static const char members[] = "\na: 1\na: 2\na: 3\na: 4\na: 5\na: 6\n";
	struct arena a = { 0 };
	char *text = arena_array(&a, COMMENT + sizeof members, char);
	struct read *r;

	(void)state;
	memset(text, '#', COMMENT);
	memcpy(text + COMMENT, members, sizeof members);
	r = read_text(text);
	assert_int_equal(r->found.all.n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(r->found.all.v[i].fixes.n, i < 4);
	done(r);
	arena_free(&a);
}

static void fixes_of_duplicates_are_tried_twenty_times(void **state)
{
	struct arena a = { 0 };
	struct buf text = { .a = &a };
	struct read *r;

	(void)state;
	for (int i = 0; i < 22; i++)
		buf_fmt(&text, "a: %d\n", i);
	r = read_text(str_z(buf_str(&text), &a));
	assert_int_equal(r->found.all.n, 21);
	for (size_t i = 0; i < 21; i++)
		assert_int_equal(r->found.all.v[i].fixes.n, i < 20);
	done(r);
	arena_free(&a);
}

static void removing_the_earlier_duplicate_changes_nothing(void **state)
{
	static const char *const rows[][2] = {
		{ "a: 1\nb: 2\na: 3\n", "b: 2\na: 3\n" },
		{ "a:\n  - 1\n  # c\n  - 2\n# d\nb: 2\na: 3\n", "# d\nb: 2\na: 3\n" },
		{ "a: |\n  x\n\n  y\nb: 2\na: 3\n", "b: 2\na: 3\n" },
		{ "a: # c\na: 3", "a: 3" },
		{ "x:\n  a: 1\n  a: 2\n", "x:\n  a: 2\n" },
		{ "x:\r\n  b: 0\r\n  a: {p: 1,\r\n    q: 2} # c\r\n  a: 2\r\n", "x:\r\n  b: 0\r\n  a: 2\r\n" },
		{ "\xEF\xBB\xBF"
		  "a: 1\na: 2\n",
		  "\xEF\xBB\xBF"
		  "a: 2\n" },
		{ "a: |+\n  x\n\nb: 1\n\nb: 2\n", "a: |+\n  x\n\nb: 2\n" },
		{ "a: >\n  x\nb: 1\n      \nc: 3\n\nb: 2\n", "a: >\n  x\nc: 3\n\nb: 2\n" },
		{ "x:\r\n  - |\r\n    x\r\nb: |\r\n  y\r\n\r\n \r\nb: 2\r\n", "x:\r\n  - |\r\n    x\r\nb: 2\r\n" },
		{ "a: |\n  x\nb: 1\nc: 2\n  # d\nb: 3\n", "a: |\n  x\nc: 2\n  # d\nb: 3\n" },
		{ "a: |\n  x\nc: 2\nb: 1\n\n  # d\nb: 3\n", "a: |\n  x\nc: 2\n\n  # d\nb: 3\n" },
		{ "a: |\n  x\nb: 1\n  # d\nb: 2\n", NULL },
		{ "a: |\n  x\nb: 1\n\n  # d\nb: 2\n", NULL },
		{ "?\n  a\na: 2\n", NULL },
		{ "? # c\n\n# d\n  a\n: 1\na: 2\n", NULL },
		{ "a: 1\n?\n  a\n", "?\n  a\n" },
		{ "x: really?\na: 1\na: 2\n", "x: really?\na: 2\n" },
		{ "{a: 1, a: 2}\n", NULL },
		{ "x:\n- a: 1\n  a: 2\n", NULL },
		{ "? a\n: 1\na: 2\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);
		const struct diag *d = &r->found.all.v[r->found.all.n - 1];
		str out;

		assert_int_equal(d->fixes.n, rows[i][1] != NULL);
		if (rows[i][1]) {
			assert_false(d->fixes.v[0].is_safe);
			assert_true(edit_apply(r->text, d->fixes.v[0].edits.v, d->fixes.v[0].edits.n, &r->arena, &out));
			assert_str(out, rows[i][1]);
		}
		done(r);
	}
}

static void merge_keys_merge_as_psych_does(void **state)
{
	static const char *const rows[][3] = {
		{ "<<: {a: 1, b: 2}\nb: 3\n", "{\"a\":1,\"b\":3}", "" },
		{ "b: 3\n<<: {a: 1, b: 2}\n", "{\"b\":2,\"a\":1}", "2:12 yaml-duplicate-key" },
		{ "'<<': {a: 1}\n", "{\"a\":1}", "" },
		{ "<<: [{a: 1}, {a: 2, b: 2}]\n", "{\"a\":1,\"b\":2}", "" },
		{ "<<: [1]\n", "{\"\\u003c\\u003c\":[1]}", "" },
		{ "<<: 3\n", "{\"\\u003c\\u003c\":3}", "" },
		{ "<<:\n  <<: {a: 1}\n  b: 2\nc: 3\n", "{\"a\":1,\"b\":2,\"c\":3}", "" },
		{ "!!str <<: {a: 1}\n", "{\"\\u003c\\u003c\":{\"a\":1}}", "" },
		{ "<<: {}\n", "{}", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_json(r, rows[i][1]);
		assert_findings(r, rows[i][2]);
		done(r);
	}
}

static void what_the_safe_loader_refuses_is_a_finding_and_the_rest_is_read(void **state)
{
	static const char *const rows[][3] = {
		{ "a: 2023-01-01\nb: 1\n", "{\"a\":\"2023-01-01\",\"b\":1}", "1:4 yaml-tag" },
		{ "a: 2023-01-01 10:00:00\n", "{\"a\":\"2023-01-01 10:00:00\"}", "1:4 yaml-tag" },
		{ "a: :sym\n", "{\"a\":\":sym\"}", "1:4 yaml-tag" },
		{ ":a: 1\n", "{\":a\":1}", "1:1 yaml-tag" },
		{ "2023-01-01: 1\n", "{\"2023-01-01\":1}", "1:1 yaml-tag" },
		{ "a: .e+5\n", "{\"a\":\".e+5\"}", "1:4 yaml-tag" },
		{ "a: 0x_\n", "{\"a\":\"0x_\"}", "1:4 yaml-tag" },
		{ "a: !ruby/object:Foo {b: 1}\n", "{\"a\":{\"b\":1}}", "1:4 yaml-tag" },
		{ "a: !!set {b, c}\n", "{\"a\":{\"b\":null,\"c\":null}}", "1:4 yaml-tag" },
		{ "a: !ruby/sym b\n", "{\"a\":\"b\"}", "1:4 yaml-tag" },
		{ "a: !!float x\n", "{\"a\":\"x\"}", "1:4 yaml-tag" },
		{ "a: !!binary /w==\n", "{\"a\":\"/w==\"}", "1:4 yaml-tag" },
		{ "a: &x\n  # where\n  !!timestamp 2001-01-01\n", "{\"a\":\"2001-01-01\"}", "3:3 yaml-tag" },
		{ "\xc3\xa4: &x !!float x\n", "{\"\xc3\xa4\":\"x\"}", "1:7 yaml-tag" },
		{ "a: !!omap [1]\n", "{\"a\":[1]}", "1:4 yaml-tag" },
		{ "a: &x 1\nb: *x\nc: 2\n", "{\"a\":1,\"b\":null,\"c\":2}", "2:4 yaml-alias" },
		{ "a: &x [*x]\n", "{\"a\":[null]}", "1:8 yaml-alias" },
		{ "? [a]\n: 1\nb: 2\n", "{\"b\":2}", "1:3 yaml-syntax" },
		{ "{a: 1}: {b: [c]}\nd: 2\n", "{\"d\":2}", "1:1 yaml-syntax" },
		{ "? [a]\nb: 2\n", "{\"b\":2}", "1:3 yaml-syntax" },
		{ "? &x [a]\n: *x\nb: 2\n", "{\"b\":2}", "1:3 yaml-syntax 2:3 yaml-alias" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_findings(r, rows[i][2]);
		assert_json(r, rows[i][1]);
		assert_false(r->doc.is_complete);
		done(r);
	}
}

static void refused_plain_scalars_are_quoted_by_a_safe_fix(void **state)
{
	static const char *const rows[][2] = {
		{ "a: 2023-01-01\n", "a: \"2023-01-01\"\n" },
		{ "a: &x 2023-01-01 # c\n", "a: &x \"2023-01-01\" # c\n" },
		{ "- :\"sym\"\n", "- ':\"sym\"'\n" },
		{ ":a: 1\n", "\":a\": 1\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);
		const struct diag *d = first(r);
		str out;

		assert_int_equal(d->fixes.n, 1);
		assert_true(d->fixes.v[0].is_safe);
		assert_true(edit_apply(r->text, d->fixes.v[0].edits.v, d->fixes.v[0].edits.n, &r->arena, &out));
		assert_str(out, rows[i][1]);
		done(r);
	}
}

static void whatever_follows_the_first_document_is_reported(void **state)
{
	static const char *const rows[][2] = {
		{ "a: 1\n---\nb: 2\n", "2:1 yaml-extra-document" },
		{ "a: 1\n---\nb: [\n", "2:1 yaml-extra-document" },
		{ "{a: 1}\nb: 2\n", "2:1 yaml-extra-document" },
		{ "a: 1\n...\ngarbage: [\n", "3:1 yaml-extra-document" },
		{ "a: 1\n...\n# c\n\n%TAG\n", "5:1 yaml-extra-document" },
		{ "a: 1\n---\n", "2:1 yaml-extra-document" },
		{ "a: 1\n...\n...\n# c\n   \n", "" },
		{ "a: 1\n# c", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_findings(r, rows[i][1]);
		assert_json(r, "{\"a\":1}");
		done(r);
		r = read_as(str_from_z(rows[i][0]), DOC_CONFIG, NULL);
		assert_findings(r, rows[i][1]);
		done(r);
	}
}

static void a_definition_must_be_a_mapping(void **state)
{
	static const char *const rows[][3] = {
		{ "", "1:1 file-empty", "null" },
		{ "# c\n", "1:1 file-empty", "null" },
		{ "---\n", "1:1 file-empty", "null" },
		{ "null\n", "1:1 file-empty", "null" },
		{ "\n- a\n", "2:1 file-not-mapping", "[\"a\"]" },
		{ "hello\n", "1:1 file-not-mapping", "\"hello\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_findings(r, rows[i][1]);
		assert_null(r->doc.root);
		done(r);
		r = read_as(str_from_z(rows[i][0]), DOC_CONFIG, NULL);
		assert_findings(r, "");
		assert_json(r, rows[i][2]);
		done(r);
	}
}

static void configuration_reads_dates_as_text(void **state)
{
	struct read *r = read_as(STR("a: 2023-01-01\nb: 2023-01-01 10:00:00\nc: :x\nd: yes\n"), DOC_CONFIG, NULL);

	(void)state;
	assert_findings(r, "");
	assert_true(r->doc.is_complete);
	assert_json(r, "{\"a\":\"2023-01-01\",\"b\":\"2023-01-01 10:00:00\",\"c\":\":x\",\"d\":true}");
	done(r);
}

static str repeated(const char *before, const char *part, size_t n, const char *after, struct arena *a)
{
	struct buf b = { .a = a };

	buf_z(&b, before);
	for (size_t i = 0; i < n; i++)
		buf_z(&b, part);
	buf_z(&b, after);
	return buf_str(&b);
}

static void assert_limit(str text, const struct doc_limits *lim, const char *message)
{
	struct read *r = read_as(text, DOC_CONFIG, lim);

	if (!message) {
		assert_findings(r, "");
		assert_non_null(r->doc.root);
	} else {
		assert_int_equal(r->found.all.n, 1);
		assert_string_equal(first(r)->rule->id, "yaml-limit");
		assert_str(first(r)->message, message);
		assert_null(r->doc.root);
	}
	done(r);
}

static void limits_hold_from_both_sides(void **state)
{
	struct doc_limits bytes = { .bytes = 4 }, nodes = { .nodes = 3 }, deep = { .depth = 2 };
	struct arena a = { 0 };
	str depth_64 =
	        str_fmt(&a, "%.*s%.*s", STR_ARG(repeated("", "[", 64, "", &a)), STR_ARG(repeated("", "]", 64, "", &a)));

	(void)state;
	assert_limit(STR("a: 1"), &bytes, NULL);
	assert_limit(STR("a: 1\n"), &bytes, "the file has too many bytes, the limit is 4");
	assert_limit(STR("[1, 2]"), &nodes, NULL);
	assert_limit(STR("{a: 1, b}"), &nodes, "too many values in one file, the limit is 3");
	assert_limit(STR("[{a: 1}]"), &deep, NULL);
	assert_limit(STR("[{a: []}]"), &deep, "too many levels of nesting, the limit is 2");
	assert_limit(depth_64, NULL, NULL);
	assert_limit(repeated("", "[", 65, "", &a), NULL, "too many levels of nesting, the limit is 64");
	assert_limit(repeated("- ", "9", 400, "", &a), NULL, NULL);
	assert_limit(repeated("- ", "9", 401, "", &a), NULL, "too many digits in one number, the limit is 400");
	assert_limit(repeated("- 0x", "f", 500, "", &a), NULL, "too many digits in one number, the limit is 400");
	assert_limit(repeated("- x", "9", 500, "", &a), NULL, NULL);
	assert_limit(repeated("%YAML 1.1\n# c\n%TAG !a! b:\n%TAG !c! b:\n%TAG !d! b:\n%TAG !e! b:\n%TAG !f! b:\n%TAG "
	                      "!g! b:\n",
	                      "%TAG !h! b:\n", 1, "---\na: 1\n", &a),
	             NULL, NULL);
	assert_limit(repeated("", "%TAG !h! b:\n", 9, "---\na: 1\n", &a), NULL,
	             "too many lines with %, the limit is 8");
	arena_free(&a);
}

static void nested_merges_stay_within_the_limit_of_nodes(void **state)
{
	struct arena a = { 0 };
	struct buf b = { .a = &a };

	(void)state;
	for (size_t i = 0; i < 60; i++)
		buf_z(&b, "{<<: ");
	buf_byte(&b, '{');
	for (size_t i = 0; i < 10000; i++)
		buf_fmt(&b, "k%zu: 1, ", i);
	for (size_t i = 0; i < 61; i++)
		buf_byte(&b, '}');
	assert_limit(buf_str(&b), NULL, "too many values in one file, the limit is 100000");
	arena_free(&a);
}

static void findings_in_one_file_are_limited(void **state)
{
	struct arena a = { 0 };
	struct read *r = read_as(repeated("", "- *a\n", 1000, "", &a), DOC_CONFIG, NULL);

	(void)state;
	assert_int_equal(r->found.all.n, 201);
	assert_string_equal(r->found.all.v[200].rule->id, "yaml-limit");
	assert_int_equal(r->doc.root->n, 1000);
	done(r);
	arena_free(&a);
}

struct hostile {
	const char *before, *part, *after;
};

static double seconds_to_read(const struct hostile *h, size_t bytes)
{
	struct arena a = { 0 };
	str text = repeated(h->before, h->part, (bytes - 100) / strlen(h->part), h->after, &a);
	clock_t start = clock();
	struct read *r = read_as(text, DOC_DEFINITION, NULL);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;

	done(r);
	arena_free(&a);
	return seconds;
}

static void hostile_files_end_quickly(void **state)
{
	static const struct hostile rows[] = {
		{ "", "[", "" },
		{ "", "{a: ", "" },
		{ "", "- ", "" },
		{ "", "? ", "" },
		{ "", "- &a x\n", "" },
		{ "", "%TAG !a! b:\n", "" },
		{ "", "a: 1\n", "" },
		{ "a: |\n  x\n", "\n", "" },
		{ "a: \"", "\\n", "\"" },
		{ "a: ", "x ", "" },
		{ "", "!", "" },
		{ "", ":", "" },
		{ "", "---\n", "" },
		{ "a: 1\n...\n", "# c\n", "" },
		{ "", "- 2023-01-01\n", "" },
		{ "- !", "x", "" },
		{ "", " ", "" },
		{ "[", "\"a\":", "" },
		{ "", "\xEF\xBB\xBF", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double seconds = seconds_to_read(&rows[i], 1000000);

		if (seconds > 2 && !(is_slowed() && seconds < 8 * seconds_to_read(&rows[i], 250000))) /* sanitizers included; 0.1 without */
			fail_msg("%s took %.2f s", rows[i].part, seconds);
	}
}

static void the_ending_of_the_name_chooses_the_reader(void **state)
{
	struct arena a = { 0 };
	struct diag_list found;

	(void)state;
	diag_list_init(&found, &a);
	assert_null(doc_parse(STR("a.json"), STR("a: 1"), NULL, &a, &found).root);
	assert_string_equal(found.all.v[0].rule->id, "json-syntax");
	assert_non_null(doc_parse(STR("json.yml"), STR("a: 1"), NULL, &a, &found).root);
	assert_non_null(doc_parse(STR("a"), STR("a: 1"), NULL, &a, &found).root);
	arena_free(&a);
}

static void pairs_of_surrogates_are_read_in_json_that_is_called_so(void **state)
{
	static const struct {
		const char *path, *text, *json, *found;
	} rows[] = {
		{ "a.json", "{\"k\": \"a\\ud83d\\uDE00\\u00e9\"}", "{\"k\":\"a\xF0\x9F\x98\x80\xC3\xA9\"}", "" },
		{ "a.json", "{\"\\uD800\\uDC00\": \"\\udbff\\udfff\\ud83d\\ude00\"}", "{\"\xF0\x90\x80\x80\":\"\xF4\x8F\xBF\xBF\xF0\x9F\x98\x80\"}", "" },
		{ "a.json", "{\"k\": \"\\\\ud83d\\\\ude00 \\ud83d\\ude00\"}", "{\"k\":\"\\\\ud83d\\\\ude00 \xF0\x9F\x98\x80\"}", "" },
		{ "a.json", "{\"e\": 1e5, \"k\": \"\\ud83d\\ude00\"}", "{\"e\":\"1e5\",\"k\":\"\xF0\x9F\x98\x80\"}", "" },
		{ "a.json", "{\"k\": \"\\ud83d\\ude00\", \"k\": 1}", "{\"k\":1}", "1:23 yaml-duplicate-key" },
		{ "a.json", "{\"k\": \"\\ud83d\\ude00 \\ud83d\"}", NULL, "1:23 yaml-syntax" },
		{ "a.json", "{\"k\": \"\\ude00\\ud83d\"}", NULL, "1:10 yaml-syntax" },
		{ "a.json", "{\"k\": \"\\ud83d\\ude00 \xEE\x80\x80\xEE\x90\x80\"}", NULL, "1:10 yaml-syntax" },
		{ "a.json", "{\"k\": \"\\ud83d\\ude00 \\uE000\\ue400\"}", NULL, "1:10 yaml-syntax" },
		{ "a.json", "{\"k\": \"\xEE\x80\x80\\ue400\"}", "{\"k\":\"\xEE\x80\x80\xEE\x90\x80\"}", "" },
		{ "a.json", "{\"k\": \"\\ud83d\\ude00\",} # \\ud83d\\ude00", NULL, "1:10 yaml-syntax" },
		{ "a.json", "k: \\ud83d\\ude00 # \"\n", "{\"k\":\"\\\\ud83d\\\\ude00\"}", "" },
		{ "a.yml", "{\"k\": \"\\ud83d\\ude00\"}", NULL, "1:10 yaml-syntax" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_file(str_from_z(rows[i].path), str_from_z(rows[i].text), DOC_DEFINITION, NULL);

		assert_findings(r, rows[i].found);
		if (rows[i].json)
			assert_json(r, rows[i].json);
		else
			assert_null(r->doc.root);
		done(r);
	}
}

static void a_limit_is_named_also_beside_pairs_of_surrogates(void **state)
{
	static const struct doc_limits few = { .nodes = 3 };
	struct read *r = read_file(STR("a.json"), STR("{\"k\": [\"\\ud83d\\ude00\", 1, 2, 3]}"), DOC_DEFINITION, &few);

	(void)state;
	assert_null(r->doc.root);
	assert_string_equal(r->found.all.v[0].rule->id, "yaml-limit");
	done(r);
}

static void a_fix_beside_pairs_of_surrogates_is_offered(void **state)
{
	struct read *r = read_file(STR("a.json"), STR("{\n\"k\": \"\\ud83d\\ude00\",\n\"k\": 1}"), DOC_DEFINITION, NULL);

	(void)state;
	assert_int_equal(r->found.all.n, 1);
	assert_int_equal(r->found.all.v[0].fixes.n, 1);
	done(r);
}

static void a_pair_of_surrogates_moves_no_place(void **state)
{
	struct read *r = read_file(STR("a.json"), STR("{\"\xC3\xA9\": \"\\ud83d\\ude00\", \"b\": [\"\\ud83d\\ude00\", 1]}"), DOC_DEFINITION, NULL);
	const struct node *list = doc_get_z(r->doc.root, "b");

	(void)state;
	assert_place(doc_get_z(r->doc.root, "\xC3\xA9")->at, 1, 7, 1, 21);
	assert_place(list->item[0].at, 1, 29, 1, 43);
	assert_place(list->item[1].at, 1, 45, 1, 46);
	assert_int_equal(list->item[0].style, STYLE_DOUBLE);
	done(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_have_the_shape_of_the_text),
		cmocka_unit_test(places_are_code_points_from_1_with_the_end_behind),
		cmocka_unit_test(block_scalars_end_behind_their_last_character),
		cmocka_unit_test(text_that_stands_in_the_file_is_not_copied),
		cmocka_unit_test(styles_are_kept),
		cmocka_unit_test(a_file_that_does_not_parse_is_one_finding_at_its_place),
		cmocka_unit_test(nul_byte_is_an_encoding_error),
		cmocka_unit_test(syntax_errors_say_what_was_begun_on_another_line),
		cmocka_unit_test(a_tab_is_told_from_other_characters_that_start_nothing),
		cmocka_unit_test(byte_order_mark_is_reported_and_everything_read),
		cmocka_unit_test(duplicate_key_points_at_both_places_and_the_last_wins),
		cmocka_unit_test(keys_equal_after_typing_are_duplicates),
		cmocka_unit_test(removing_the_earlier_duplicate_changes_nothing),
		cmocka_unit_test(fixes_of_duplicates_are_tried_on_four_mebibytes),
		cmocka_unit_test(fixes_of_duplicates_are_tried_twenty_times),
		cmocka_unit_test(merge_keys_merge_as_psych_does),
		cmocka_unit_test(what_the_safe_loader_refuses_is_a_finding_and_the_rest_is_read),
		cmocka_unit_test(refused_plain_scalars_are_quoted_by_a_safe_fix),
		cmocka_unit_test(whatever_follows_the_first_document_is_reported),
		cmocka_unit_test(a_definition_must_be_a_mapping),
		cmocka_unit_test(configuration_reads_dates_as_text),
		cmocka_unit_test(limits_hold_from_both_sides),
		cmocka_unit_test(nested_merges_stay_within_the_limit_of_nodes),
		cmocka_unit_test(findings_in_one_file_are_limited),
		cmocka_unit_test(hostile_files_end_quickly),
		cmocka_unit_test(the_ending_of_the_name_chooses_the_reader),
		cmocka_unit_test(pairs_of_surrogates_are_read_in_json_that_is_called_so),
		cmocka_unit_test(a_pair_of_surrogates_moves_no_place),
		cmocka_unit_test(a_limit_is_named_also_beside_pairs_of_surrogates),
		cmocka_unit_test(a_fix_beside_pairs_of_surrogates_is_offered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
