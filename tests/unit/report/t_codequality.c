/* GitLab Code Quality: severities, places, and fingerprints that stay and differ. */
#include "expect.h"

static void a_finding_is_one_issue(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	root = json_tree(&b, report_codequality);
	assert_int_equal(json_count(root, ""), 4);
	json_has(root, "/0/description", "schema-enum: status is \"actve\", expected one of active, removed; did you mean \"active\"? correct it");
	json_has(root, "/0/check_name", "schema-enum");
	json_has(root, "/0/severity", "major");
	json_has(root, "/0/location/path", "config/a.yml");
	json_has(root, "/0/location/lines/begin", "2");
	json_has(root, "/1/severity", "info");
	json_has(root, "/2/severity", "minor");
	arena_free(&b.a);
}

static void an_unknown_line_is_the_first(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 0, 0, 0, 0), "m");
	json_has(json_tree(&b, report_codequality), "/0/location/lines/begin", "1");
	arena_free(&b.a);
}

static void paths_do_not_start_with_a_dot(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("./a.yml", 1, 1, 1, 1), "m");
	add(&b, &enum_rule, span_at(".a/b.yml", 1, 1, 1, 1), "m");
	json_has(json_tree(&b, report_codequality), "/0/location/path", "a.yml");
	json_has(json_tree(&b, report_codequality), "/1/location/path", ".a/b.yml");
	arena_free(&b.a);
}

static str fingerprint_at(struct bench *b, const char *pointer)
{
	return doc_at(json_tree(b, report_codequality), str_from_z(pointer))->text;
}

static void the_fingerprint_of_the_finding_is_used(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), "m")->fingerprint = (struct hash){ 1, 2 };
	is_text(fingerprint_at(&b, "/0/fingerprint"), "00000000000000010000000000000002");
	arena_free(&b.a);
}

static void lines_are_no_part_of_the_fingerprint(void **state)
{
	struct bench b;
	str before;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), "m");
	before = fingerprint_at(&b, "/0/fingerprint");
	b.found.all.v[0].at.at = (struct place){ 7, 8, 9, 10 };
	assert_true(str_eq(before, fingerprint_at(&b, "/0/fingerprint")));
	arena_free(&b.a);
}

static void rule_path_pointer_and_message_make_a_difference(void **state)
{
	struct bench b;
	str seen[5];

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), "m");
	add(&b, &text_rule, span_at("a.yml", 1, 1, 1, 1), "m");
	add(&b, &enum_rule, span_at("b.yml", 1, 1, 1, 1), "m");
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), "n");
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), "m")->pointer = STR("/a");
	for (size_t i = 0; i < 5; i++) {
		seen[i] = fingerprint_at(&b, str_z(str_fmt(&b.a, "/%zu/fingerprint", i), &b.a));
		for (size_t j = 0; j < i; j++)
			assert_false(str_eq(seen[i], seen[j]));
	}
	arena_free(&b.a);
}

static void equal_findings_differ_and_the_first_keeps_its_fingerprint(void **state)
{
	struct bench b;
	str first;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &enum_rule, 1);
	first = fingerprint_at(&b, "/0/fingerprint");
	bench_repeat(&b, &enum_rule, 2);
	assert_true(str_eq(first, fingerprint_at(&b, "/0/fingerprint")));
	assert_false(str_eq(first, fingerprint_at(&b, "/1/fingerprint")));
	assert_false(str_eq(first, fingerprint_at(&b, "/2/fingerprint")));
	assert_false(str_eq(fingerprint_at(&b, "/1/fingerprint"), fingerprint_at(&b, "/2/fingerprint")));
	arena_free(&b.a);
}

static void suppressing_one_of_two_equal_findings_leaves_the_other_its_fingerprint(void **state)
{
	struct bench b;
	str second;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &enum_rule, 2);
	second = fingerprint_at(&b, "/1/fingerprint");
	b.found.all.v[0].is_suppressed = true;
	assert_int_equal(json_count(json_tree(&b, report_codequality), ""), 1);
	assert_true(str_eq(second, fingerprint_at(&b, "/0/fingerprint")));
	arena_free(&b.a);
}

static void findings_that_are_gone_do_not_number_those_that_are_there(void **state)
{
	struct bench b;
	str first;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &enum_rule, 1);
	first = fingerprint_at(&b, "/0/fingerprint");
	bench_repeat(&b, &enum_rule, 1);
	b.found.all.v[0].state = DIAG_ABSENT;
	assert_true(str_eq(first, fingerprint_at(&b, "/0/fingerprint")));
	arena_free(&b.a);
}

static void nothing_found_is_an_empty_list(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "none");
	is_text(bench_render(&b, report_codequality), "[]\n");
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_is_one_issue),
		cmocka_unit_test(an_unknown_line_is_the_first),
		cmocka_unit_test(paths_do_not_start_with_a_dot),
		cmocka_unit_test(the_fingerprint_of_the_finding_is_used),
		cmocka_unit_test(lines_are_no_part_of_the_fingerprint),
		cmocka_unit_test(rule_path_pointer_and_message_make_a_difference),
		cmocka_unit_test(equal_findings_differ_and_the_first_keeps_its_fingerprint),
		cmocka_unit_test(suppressing_one_of_two_equal_findings_leaves_the_other_its_fingerprint),
		cmocka_unit_test(findings_that_are_gone_do_not_number_those_that_are_there),
		cmocka_unit_test(nothing_found_is_an_empty_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
