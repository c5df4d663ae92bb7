/* The JSON writer: layout, escapes, numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/arena.h"
#include "doc/json.h"

struct written {
	struct arena arena;
	struct buf out;
	struct json json;
};

static struct written *start(bool is_pretty)
{
	struct written *w = calloc(1, sizeof *w);

	assert_non_null(w);
	w->out.a = &w->arena;
	json_init(&w->json, &w->out, is_pretty);
	return w;
}

static void assert_written(struct written *w, const char *expected)
{
	if (!str_eq_z(buf_str(&w->out), expected))
		fail_msg("got %.*s, expected %s", STR_ARG(buf_str(&w->out)), expected);
	arena_free(&w->arena);
	free(w);
}

static void write_example(struct json *j)
{
	json_begin(j, '{');
	json_key(j, "a");
	json_int(j, INT64_MIN);
	json_key_str(j, STR("b"));
	json_begin(j, '[');
	json_uint(j, UINT64_MAX);
	json_begin(j, '{');
	json_end(j);
	json_begin(j, '[');
	json_end(j);
	json_bool(j, true);
	json_bool(j, false);
	json_null(j);
	json_raw(j, STR("1.50"));
	json_end(j);
	json_member(j, "left out", (str){ 0 });
	json_member(j, "c", STR("d"));
	json_end(j);
}

static void compact_output_has_no_white_space(void **state)
{
	struct written *w = start(false);

	(void)state;
	write_example(&w->json);
	assert_written(
	        w, "{\"a\":-9223372036854775808,\"b\":[18446744073709551615,{},[],true,false,null,1.50],\"c\":\"d\"}");
}

static void pretty_output_has_one_item_a_line(void **state)
{
	struct written *w = start(true);

	(void)state;
	write_example(&w->json);
	assert_written(w, "{\n  \"a\": -9223372036854775808,\n  \"b\": [\n    18446744073709551615,\n    {},\n    "
	                  "[],\n    true,\n    false,\n"
	                  "    null,\n    1.50\n  ],\n  \"c\": \"d\"\n}");
}

static void strings_are_safe_inside_html(void **state)
{
	struct written *w = start(false);

	(void)state;
	json_begin(&w->json, '[');
	json_str(&w->json, STR("\"\\/\b\f\n\r\t\0\x1F\x7F"));
	json_str(&w->json, STR("</script>&'"));
	json_str(&w->json, STR("\xE2\x80\xA8\xE2\x80\xA9\xC2\x85\xF0\x9F\x98\x80"));
	json_str(&w->json, STR("a\xFFz\xED\xA0\x80\xC3"));
	json_z(&w->json, "");
	json_str(&w->json, (str){ 0 });
	json_end(&w->json);
	assert_written(w, "[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\",\"\\u003c/script\\u003e\\u0026'\","
	                  "\"\\u2028\\u2029\xC2\x85\xF0\x9F\x98\x80\","
	                  "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\",\"\",\"\"]");
}

static void trees_keep_order_and_exact_numbers(void **state)
{
	struct written *w = start(false);
	struct diag_list found;
	struct doc doc;

	(void)state;
	diag_list_init(&found, &w->arena);
	doc = doc_parse_yaml(STR("x"), STR("z: 16.10\na: [0x1F, 1_000, yes, ~, 99999999999999999999]\nm: {1: .inf}\n"),
	                     DOC_CONFIG, NULL, &w->arena, &found);
	json_node(&w->json, doc.root, &w->arena);
	assert_written(w, "{\"z\":16.1,\"a\":[31,1000,true,null,99999999999999999999],\"m\":{\"1\":\"Infinity\"}}");
}

static void no_tree_is_null(void **state)
{
	struct written *w = start(false);

	(void)state;
	json_node(&w->json, NULL, &w->arena);
	assert_written(w, "null");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compact_output_has_no_white_space),
		cmocka_unit_test(pretty_output_has_one_item_a_line),
		cmocka_unit_test(strings_are_safe_inside_html),
		cmocka_unit_test(trees_keep_order_and_exact_numbers),
		cmocka_unit_test(no_tree_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
