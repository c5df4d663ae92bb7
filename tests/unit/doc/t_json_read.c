/* The JSON reader: what it takes, what it refuses and where, limits from both sides. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "doc/doc.h"
#include "doc/json.h"
#include "unit/text.h"

struct read {
	struct arena arena;
	struct diag_list found;
	struct doc doc;
};

static struct read *read_limited(const char *text, size_t n, const struct doc_limits *lim)
{
	struct read *r = calloc(1, sizeof *r);

	assert_non_null(r);
	diag_list_init(&r->found, &r->arena);
	r->doc = doc_parse_json(STR("x.json"), (str){ text, n }, lim, &r->arena, &r->found);
	return r;
}

static struct read *read_text(const char *text)
{
	return read_limited(text, strlen(text), NULL);
}

static void done(struct read *r)
{
	arena_free(&r->arena);
	free(r);
}

static str as_json(struct read *r)
{
	struct buf *out = arena_new(&r->arena, struct buf);
	struct json j;

	out->a = &r->arena;
	json_init(&j, out, false);
	json_node(&j, r->doc.root, &r->arena);
	return buf_str(out);
}

static void values_come_back_as_they_were(void **state)
{
	static const char *const rows[][2] = {
		{ "null", "null" },
		{ " true ", "true" },
		{ "\r\n\tfalse\n", "false" },
		{ "\"\"", "\"\"" },
		{ "[]", "[]" },
		{ "{}", "{}" },
		{ "[ ]", "[]" },
		{ "{ }", "{}" },
		{ "[[],{},[[]]]", "[[],{},[[]]]" },
		{ "{\"a\":[1,{\"b\":null}],\"c\":\"d\"}", "{\"a\":[1,{\"b\":null}],\"c\":\"d\"}" },
		{ "0", "0" },
		{ "-0", "0" },
		{ "-1", "-1" },
		{ "1.0", "1.0" },
		{ "-0.0", "-0.0" },
		{ "1e3", "1000.0" },
		{ "1E-2", "0.01" },
		{ "0.10", "0.1" },
		{ "1e300", "1.0e+300" },
		{ "12.5e-9", "1.25e-8" },
		{ "1e400", "1.0e+400" },
		{ "9223372036854775807", "9223372036854775807" },
		{ "-9223372036854775808", "-9223372036854775808" },
		{ "9223372036854775808", "9223372036854775808" },
		{ "123456789012345678901234567890", "123456789012345678901234567890" },
		{ "\"\\u00e9\\n\\/\\\\\\\"\"", "\"\xC3\xA9\\n/\\\\\\\"\"" },
		{ "\"\\ud83d\\ude00\"", "\"\xF0\x9F\x98\x80\"" },
		{ "\"a\\u0000b\"", "\"a\\u0000b\"" },
		{ "\"\x7F\"", "\"\\u007f\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_str(as_json(r), rows[i][1]);
		assert_int_equal(r->found.all.n, 0);
		assert_true(r->doc.is_complete);
		done(r);
	}
}

static void wrong_text_is_one_finding_at_its_place(void **state)
{
	static const struct {
		const char *text;
		uint32_t line, column;
	} rows[] = {
		{ "", 1, 1 },
		{ " ", 1, 2 },
		{ "nul", 1, 1 },
		{ "True", 1, 1 },
		{ "[1,]", 1, 4 },
		{ "[,1]", 1, 2 },
		{ "[1 2]", 1, 4 },
		{ "{\"a\":1,}", 1, 8 },
		{ "{\"a\" 1}", 1, 6 },
		{ "{a:1}", 1, 2 },
		{ "{\"a\":}", 1, 6 },
		{ "{1:2}", 1, 2 },
		{ "[1}", 1, 3 },
		{ "{\"a\":1]", 1, 7 },
		{ "[", 1, 2 },
		{ "[1", 1, 3 },
		{ "{", 1, 2 },
		{ "]", 1, 1 },
		{ "1 2", 1, 3 },
		{ "{}\n{}", 2, 1 },
		{ "01", 1, 1 },
		{ "-", 1, 2 },
		{ "+1", 1, 1 },
		{ ".5", 1, 1 },
		{ "1.", 1, 3 },
		{ "1e", 1, 3 },
		{ "1e+", 1, 4 },
		{ "0x1", 1, 2 },
		{ "NaN", 1, 1 },
		{ "'a'", 1, 1 },
		{ "\"a", 1, 3 },
		{ "\"a\nb\"", 1, 3 },
		{ "\"a\tb\"", 1, 3 },
		{ "\"\\x\"", 1, 3 },
		{ "\"\\u12g4\"", 1, 6 },
		{ "\"\\ud83d\\u12g4\"", 1, 12 },
		{ "\"\\ud83d\\u\"", 1, 10 },
		{ "\"\\n\tb\"", 1, 4 },
		{ "\"\\n", 1, 4 },
		{ "\"\\", 1, 3 },
		{ "\"\xC3\xA9\xFF\"", 1, 3 },
		{ "\"\xED\xA0\x80\"", 1, 2 },
		{ "[\r\n\"\xF0\x9F\x98\x80\", x]", 2, 6 },
		{ "// x\n1", 1, 1 },
		{ "\xEF\xBB\xBF{}", 1, 1 },
		{ "\xC2\xA0"
		  "1",
		  1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i].text);

		if (r->found.all.n != 1 || r->doc.root)
			fail_msg("%s: %zu findings, root %p", rows[i].text, r->found.all.n, (const void *)r->doc.root);
		assert_string_equal(r->found.all.v[0].rule->id, "json-syntax");
		if (r->found.all.v[0].at.at.line != rows[i].line || r->found.all.v[0].at.at.column != rows[i].column)
			fail_msg("%s: %u:%u %.*s", rows[i].text, r->found.all.v[0].at.at.line,
			         r->found.all.v[0].at.at.column, STR_ARG(r->found.all.v[0].message));
		done(r);
	}
}

static void places_count_code_points_and_end_behind_the_value(void **state)
{
	struct read *r = read_text("{\"\xC3\xA9\": [10,\r\n  \"x\xF0\x9F\x98\x80\"]}\n");
	const struct member *m = &r->doc.root->member[0];
	const struct node *last = &m->value.item[1];

	(void)state;
	assert_memory_equal(&r->doc.root->at, (&(struct place){ 1, 1, 2, 9 }), sizeof(struct place));
	assert_memory_equal(&m->key.at, (&(struct place){ 1, 2, 1, 5 }), sizeof(struct place));
	assert_memory_equal(&m->value.at, (&(struct place){ 1, 7, 2, 8 }), sizeof(struct place));
	assert_memory_equal(&m->value.item[0].at, (&(struct place){ 1, 8, 1, 10 }), sizeof(struct place));
	assert_memory_equal(&last->at, (&(struct place){ 2, 3, 2, 7 }), sizeof(struct place));
	done(r);
}

static void duplicate_key_points_at_both_places_and_the_last_wins(void **state)
{
	struct read *r = read_text("{\"a\": 1, \"b\": 2,\n \"a\": 3}");
	const struct diag *d = &r->found.all.v[0];

	(void)state;
	assert_int_equal(r->found.all.n, 1);
	assert_int_equal(d->at.at.line, 2);
	assert_int_equal(d->at.at.column, 2);
	assert_int_equal(d->related.n, 1);
	assert_int_equal(d->related.v[0].at.at.line, 1);
	assert_int_equal(d->related.v[0].at.at.column, 2);
	assert_str(as_json(r), "{\"a\":3,\"b\":2}");
	done(r);
}

static void a_list_that_began_on_another_line_is_pointed_at(void **state)
{
	static const struct {
		const char *text, *where;
	} rows[] = { { " [1,\n 2\n 3]", "the list starts here" }, { " {\"a\": 1\n\"b\": 2}", "the mapping starts here" }, { " [1 2]", NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i].text);
		const struct diag *d = &r->found.all.v[0];

		assert_int_equal(r->found.all.n, 1);
		assert_int_equal(d->related.n, rows[i].where ? 1 : 0);
		if (rows[i].where) {
			assert_str(d->related.v[0].message, rows[i].where);
			assert_int_equal(d->related.v[0].at.at.line, 1);
			assert_int_equal(d->related.v[0].at.at.column, 2);
		}
		done(r);
	}
}

static void duplicate_among_many_keys_is_found(void **state)
{
	struct arena a = { 0 };
	struct buf b = { .a = &a };
	struct read *r;

	(void)state;
	buf_byte(&b, '{');
	for (size_t i = 0; i < 5000; i++)
		buf_fmt(&b, "\"key %zu\": %zu, ", i, i);
	buf_z(&b, "\"key 77\": 1}");
	r = read_limited(b.p, b.n, NULL);
	assert_int_equal(r->found.all.n, 1);
	assert_int_equal(r->doc.root->n, 5000);
	assert_int_equal(node_integer(doc_get(r->doc.root, STR("key 77"))), 1);
	assert_int_equal(node_integer(doc_get(r->doc.root, STR("key 4999"))), 4999);
	done(r);
	arena_free(&a);
}

static void lone_surrogates_are_findings_and_the_rest_is_read(void **state)
{
	static const char *const rows[][2] = {
		{ "\"a\\ud83dz\"", "\"a\xEF\xBF\xBDz\"" },
		{ "\"\\ude00\"", "\"\xEF\xBF\xBD\"" },
		{ "\"\\ud83d\\n\"", "\"\xEF\xBF\xBD\\n\"" },
		{ "\"\\ud83d\\u0041\"", "\"\xEF\xBF\xBD"
		                        "A\"" },
		{ "\"\\ud83d\\ud83d\\ude00\"", "\"\xEF\xBF\xBD\xF0\x9F\x98\x80\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct read *r = read_text(rows[i][0]);

		assert_int_equal(r->found.all.n, 1);
		assert_false(r->doc.is_complete);
		assert_str(as_json(r), rows[i][1]);
		done(r);
	}
}

static void numbers_keep_their_kind_and_text(void **state)
{
	struct read *r = read_text("[1, 1.0, 1e3, 12345678901234567890]");
	const struct node *n = r->doc.root->item;

	(void)state;
	assert_int_equal(n[0].kind, NODE_INT);
	assert_int_equal(node_integer(&n[0]), 1);
	assert_int_equal(n[1].kind, NODE_FLOAT);
	assert_str(n[1].text, "1.0");
	assert_int_equal(n[2].kind, NODE_FLOAT);
	assert_str(n[2].text, "1e3");
	assert_true(node_real(&n[2]) == 1000);
	assert_int_equal(n[3].kind, NODE_INT);
	assert_true(n[3].is_big);
	assert_true(node_real(&n[3]) == 12345678901234567890.0);
	done(r);
}

static void nested(struct buf *b, size_t levels)
{
	for (size_t i = 0; i < levels; i++)
		buf_byte(b, '[');
	for (size_t i = 0; i < levels; i++)
		buf_byte(b, ']');
}

static void assert_limit(struct read *r, const char *message)
{
	assert_int_equal(r->found.all.n, 1);
	assert_string_equal(r->found.all.v[0].rule->id, "yaml-limit");
	assert_str(r->found.all.v[0].message, message);
	assert_null(r->doc.root);
	done(r);
}

static void limits_hold_from_both_sides(void **state)
{
	struct doc_limits nodes = { .nodes = 3 }, bytes = { .bytes = 5 }, digits = { .digits = 3 };
	struct arena a = { 0 };
	struct buf b = { .a = &a };
	struct read *r;

	(void)state;
	nested(&b, 64);
	r = read_limited(b.p, b.n, NULL);
	assert_non_null(r->doc.root);
	done(r);
	buf_clear(&b);
	nested(&b, 65);
	assert_limit(read_limited(b.p, b.n, NULL), "too many levels of nesting, the limit is 64");
	r = read_limited("[1,2]", 5, &nodes);
	assert_non_null(r->doc.root);
	done(r);
	assert_limit(read_limited("[1,2,3]", 7, &nodes), "too many values in one file, the limit is 3");
	r = read_limited("[1,2]", 5, &bytes);
	assert_non_null(r->doc.root);
	done(r);
	assert_limit(read_limited("[1,22]", 6, &bytes), "the file has too many bytes, the limit is 5");
	r = read_limited("[123]", 5, &digits);
	assert_non_null(r->doc.root);
	done(r);
	assert_limit(read_limited("[1234]", 6, &digits), "too many digits in one number, the limit is 3");
	arena_free(&a);
}

static void findings_of_one_text_end_at_200(void **state)
{
	struct arena a = { 0 };
	struct buf keys = { .a = &a }, halves = { .a = &a };
	struct read *r;

	(void)state;
	buf_byte(&keys, '{');
	buf_byte(&halves, '"');
	for (size_t i = 0; i < 250; i++) {
		buf_z(&keys, i ? ",\"k\":1" : "\"k\":1");
		buf_z(&halves, "\\ud83d");
	}
	buf_byte(&keys, '}');
	buf_byte(&halves, '"');
	r = read_limited(keys.p, keys.n, NULL);
	assert_int_equal(r->found.all.n, 200);
	assert_str(as_json(r), "{\"k\":1}");
	done(r);
	r = read_limited(halves.p, halves.n, NULL);
	assert_int_equal(r->found.all.n, 200);
	assert_int_equal(r->doc.root->text.n, 250 * 3);
	assert_false(r->doc.is_complete);
	done(r);
	arena_free(&a);
}

/* A value, an item, a key and a collection that are one too many are all refused. */
static void every_kind_of_value_counts_for_the_limit(void **state)
{
	static const char *const rows[] = { "[1,2,\"3\"]", "[1,2,[]]", "[1,2,{}]", "{\"a\":1,\"b\":2}", "{\"a\":{\"b\":2}}" };
	struct doc_limits nodes = { .nodes = 3 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_limit(read_limited(rows[i], strlen(rows[i]), &nodes), "too many values in one file, the limit is 3");
}

static void hostile_depth_ends_at_the_limit(void **state)
{
	struct arena a = { 0 };
	struct buf b = { .a = &a };

	(void)state;
	for (size_t i = 0; i < 1000000; i++)
		buf_byte(&b, '[');
	assert_limit(read_limited(b.p, b.n, NULL), "too many levels of nesting, the limit is 64");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_back_as_they_were),
		cmocka_unit_test(wrong_text_is_one_finding_at_its_place),
		cmocka_unit_test(places_count_code_points_and_end_behind_the_value),
		cmocka_unit_test(duplicate_key_points_at_both_places_and_the_last_wins),
		cmocka_unit_test(a_list_that_began_on_another_line_is_pointed_at),
		cmocka_unit_test(duplicate_among_many_keys_is_found),
		cmocka_unit_test(lone_surrogates_are_findings_and_the_rest_is_read),
		cmocka_unit_test(numbers_keep_their_kind_and_text),
		cmocka_unit_test(limits_hold_from_both_sides),
		cmocka_unit_test(findings_of_one_text_end_at_200),
		cmocka_unit_test(every_kind_of_value_counts_for_the_limit),
		cmocka_unit_test(hostile_depth_ends_at_the_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
