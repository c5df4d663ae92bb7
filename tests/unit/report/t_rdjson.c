/* rdjson: columns in bytes, and which fixes are suggestions. */
#include "expect.h"

static void columns_count_bytes(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_begin(&b);
	b.source = STR("\xf0\x9f\x98\x80\xff: \xc3\xa9z\n");
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m");
	add(&b, &enum_rule, span_at("a.yml", 1, 2, 1, 6), "m");
	root = json_tree(&b, report_rdjson);
	json_has(root, "/diagnostics/0/location/range/start/column", "1");
	json_has(root, "/diagnostics/0/location/range/end/column", "5");
	json_has(root, "/diagnostics/1/location/range/start/column", "5");
	json_has(root, "/diagnostics/1/location/range/end/column", "10");
	arena_free(&b.a);
}

static void a_whole_finding_is_written_as_data(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	b.in.is_colored = true;
	root = json_tree(&b, report_rdjson);
	json_has(root, "/source/name", "dictum");
	json_has(root, "/diagnostics/0/message", "status is \"actve\", expected one of active, removed; did you mean \"active\"? correct it");
	json_has(root, "/diagnostics/0/location/path", "config/a.yml");
	json_has(root, "/diagnostics/0/location/range/start/line", "2");
	json_has(root, "/diagnostics/0/severity", "ERROR");
	json_has(root, "/diagnostics/1/severity", "INFO");
	json_has(root, "/diagnostics/2/severity", "WARNING");
	json_has(root, "/diagnostics/0/code/value", "schema-enum");
	json_has(root, "/diagnostics/0/original_output", "config/a.yml:2:9: error[schema-enum]: status is \"actve\", expected one of active, removed");
	json_has(root, "/diagnostics/0/related_locations/0/message", "first defined here");
	json_has(root, "/diagnostics/0/related_locations/0/location/range/end/column", "5");
	json_lacks(root, "/diagnostics/3/location/range");
	arena_free(&b.a);
}

static void only_a_safe_fix_of_one_edit_is_a_suggestion(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	root = json_tree(&b, report_rdjson);
	assert_int_equal(json_count(root, "/diagnostics/0/suggestions"), 1);
	json_has(root, "/diagnostics/0/suggestions/0/text", "active");
	json_has(root, "/diagnostics/0/suggestions/0/range/end/column", "14");
	json_lacks(root, "/diagnostics/1/suggestions");
	b.found.all.v[0].fixes.v[0].is_safe = false;
	json_lacks(json_tree(&b, report_rdjson), "/diagnostics/0/suggestions");
	b.found.all.v[0].fixes.v[0].is_safe = true;
	b.found.all.v[0].fixes.v[0].rename_to = STR("other.yml");
	json_lacks(json_tree(&b, report_rdjson), "/diagnostics/0/suggestions");
	arena_free(&b.a);
}

static void without_the_source_there_are_lines_only_and_no_suggestions(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	b.in.line = NULL;
	root = json_tree(&b, report_rdjson);
	json_has(root, "/diagnostics/0/location/range/start/line", "2");
	json_has(root, "/diagnostics/0/location/range/end/line", "2");
	json_lacks(root, "/diagnostics/0/location/range/start/column");
	json_lacks(root, "/diagnostics/0/location/range/end/column");
	json_lacks(root, "/diagnostics/0/suggestions");
	arena_free(&b.a);
}

static void an_end_without_column_is_left_out_where_the_start_has_one(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 99, 1), "m"); /* there is no line 99 */
	root = json_tree(&b, report_rdjson);
	json_has(root, "/diagnostics/0/location/range/start/column", "1");
	json_lacks(root, "/diagnostics/0/location/range/end");
	arena_free(&b.a);
}

static void nothing_found_is_a_whole_document(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "none");
	assert_int_equal(json_count(json_tree(&b, report_rdjson), "/diagnostics"), 0);
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_count_bytes),
		cmocka_unit_test(a_whole_finding_is_written_as_data),
		cmocka_unit_test(only_a_safe_fix_of_one_edit_is_a_suggestion),
		cmocka_unit_test(without_the_source_there_are_lines_only_and_no_suggestions),
		cmocka_unit_test(an_end_without_column_is_left_out_where_the_start_has_one),
		cmocka_unit_test(nothing_found_is_a_whole_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
