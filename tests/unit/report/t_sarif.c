/* SARIF: results, places, states. The official schema is asked in tests/js/reports.test.mjs. */
#include "expect.h"

#define RUN "/runs/0"
#define RESULT RUN "/results/0"
#define PLACE RESULT "/locations/0/physicalLocation"

static void a_whole_finding_is_a_result(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	root = json_tree(&b, report_sarif);
	json_has(root, "/version", "2.1.0");
	json_has(root, RUN "/tool/driver/name", "dictum");
	json_has(root, RUN "/tool/driver/version", DICTUM_VERSION);
	json_has(root, RUN "/columnKind", "unicodeCodePoints");
	json_has(root, RUN "/invocations/0/executionSuccessful", "true");
	json_has(root, RUN "/invocations/0/exitCode", "1");
	json_has(root, RESULT "/ruleId", "schema-enum");
	json_has(root, RESULT "/level", "error");
	json_has(root, RESULT "/message/text", "status is \"actve\", expected one of active, removed; did you mean \"active\"? correct it");
	json_has(root, PLACE "/artifactLocation/uri", "config/a.yml");
	json_has(root, PLACE "/artifactLocation/uriBaseId", "%SRCROOT%");
	json_has(root, PLACE "/region/startLine", "2");
	json_has(root, PLACE "/region/startColumn", "9");
	json_has(root, PLACE "/region/endLine", "2");
	json_has(root, PLACE "/region/endColumn", "14");
	json_has(root, PLACE "/region/snippet/text", "actve");
	json_has(root, PLACE "/contextRegion/startLine", "2");
	json_has(root, PLACE "/contextRegion/snippet/text", "status: actve");
	json_has(root, RESULT "/locations/0/logicalLocations/0/name", "status");
	json_has(root, RESULT "/locations/0/logicalLocations/0/fullyQualifiedName", "counts.a/status");
	json_has(root, RESULT "/relatedLocations/0/id", "1");
	json_has(root, RESULT "/relatedLocations/0/message/text", "first defined here");
	json_has(root, RESULT "/relatedLocations/0/physicalLocation/artifactLocation/uri", "config/b.yml");
	json_lacks(root, RESULT "/baselineState");
	json_lacks(root, RESULT "/suppressions");
	arena_free(&b.a);
}

static void breaks_that_lines_are_counted_by_are_declared(void **state)
{
	static const char *const breaks[] = { "\r\n", "\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9" };
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	root = json_tree(&b, report_sarif);
	assert_int_equal(json_count(root, RUN "/newlineSequences"), sizeof breaks / sizeof *breaks);
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
		json_has(root, str_z(str_fmt(&b.a, RUN "/newlineSequences/%zu", i), &b.a), breaks[i]);
	arena_free(&b.a);
}

static void fixes_are_replacements(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	root = json_tree(&b, report_sarif);
	assert_int_equal(json_count(root, RESULT "/fixes"), 2);
	json_has(root, RESULT "/fixes/0/description/text", "write active");
	json_has(root, RESULT "/fixes/0/properties/safety", "safe");
	json_has(root, RESULT "/fixes/0/artifactChanges/0/replacements/0/insertedContent/text", "active");
	json_has(root, RESULT "/fixes/1/properties/safety", "unsafe");
	json_has(root, RESULT "/fixes/1/artifactChanges/0/replacements/0/deletedRegion/endLine", "3");
	json_has(root, RESULT "/fixes/1/artifactChanges/0/replacements/0/deletedRegion/endColumn", "1");
	json_lacks(root, RESULT "/fixes/1/artifactChanges/0/replacements/0/insertedContent");
	json_has(root, RESULT "/fixes/1/artifactChanges/0/replacements/1/insertedContent/text", "# removed\n");
	json_has(root, RESULT "/fixes/1/artifactChanges/0/replacements/1/deletedRegion/endColumn", "1");
	arena_free(&b.a);
}

static void fixes_without_edits_or_with_a_new_name_are_left_out(void **state)
{
	struct bench b;
	struct diag *d;
	struct diag_fix *f;

	(void)state;
	bench_begin(&b);
	d = add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m");
	diag_fix_add(&b.found, d, true, STR("think"));
	f = diag_fix_add(&b.found, d, true, STR("rename"));
	f->rename_to = STR("b.yml");
	diag_edit_add(&b.found, f, (struct place){ 1, 1, 1, 1 }, STR("x"));
	json_lacks(json_tree(&b, report_sarif), RESULT "/fixes");
	arena_free(&b.a);
}

static void rules_are_those_that_occur_each_once(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	root = json_tree(&b, report_sarif);
	assert_int_equal(json_count(root, RUN "/tool/driver/rules"), 3);
	json_has(root, RUN "/tool/driver/rules/0/id", "schema-enum");
	json_has(root, RUN "/tool/driver/rules/1/id", "event-unused");
	json_has(root, RUN "/tool/driver/rules/2/id", "text-quote");
	json_has(root, RUN "/results/1/ruleIndex", "1");
	json_has(root, RUN "/results/2/ruleIndex", "2");
	json_has(root, RUN "/results/3/ruleIndex", "2");
	json_has(root, RUN "/tool/driver/rules/0/shortDescription/text", "a value that is not listed");
	json_has(root, RUN "/tool/driver/rules/0/fullDescription/text", "Others are lost silently.");
	json_has(root, RUN "/tool/driver/rules/0/defaultConfiguration/level", "error");
	json_has(root, RUN "/tool/driver/rules/0/help/text",
	         "Others are lost silently.\n\nBad:\n\n    status: actve\n\nGood:\n\n    # one of three\n    status: active\n\nFix: safe: writes the nearest");
	json_has(root, RUN "/tool/driver/rules/1/help/text", "It costs.");
	arena_free(&b.a);
}

static void texts_a_rule_does_not_have_are_left_out(void **state)
{
	static const struct diag_rule bare = { .id = "own-rule", .level = DIAG_OFF, .scope = "all" };
	struct bench b;
	const struct node *root;

	(void)state;
	bench_begin(&b);
	add(&b, &bare, span_at("a.yml", 1, 1, 1, 2), "m")->level = DIAG_WARNING;
	root = json_tree(&b, report_sarif);
	json_lacks(root, RUN "/tool/driver/rules/0/shortDescription");
	json_lacks(root, RUN "/tool/driver/rules/0/fullDescription");
	json_lacks(root, RUN "/tool/driver/rules/0/help");
	json_has(root, RUN "/tool/driver/rules/0/defaultConfiguration/level", "none");
	json_has(root, RESULT "/level", "warning");
	arena_free(&b.a);
}

static void the_level_of_a_result_is_that_of_the_finding(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_begin(&b);
	add(&b, &note_rule, span_at("a.yml", 1, 1, 1, 2), "m")->level = DIAG_ERROR;
	root = json_tree(&b, report_sarif);
	json_has(root, RESULT "/level", "error");
	json_has(root, RUN "/tool/driver/rules/0/defaultConfiguration/level", "note");
	arena_free(&b.a);
}

static void an_unknown_place_has_no_region(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 0, 0, 0, 0), "m");
	add(&b, &enum_rule, span_at("a.yml", 2, 0, 0, 0), "m");
	root = json_tree(&b, report_sarif);
	json_lacks(root, PLACE "/region");
	json_lacks(root, RESULT "/locations/0/logicalLocations");
	json_has(root, RUN "/results/1/locations/0/physicalLocation/region/startLine", "2");
	json_lacks(root, RUN "/results/1/locations/0/physicalLocation/region/startColumn");
	json_lacks(root, RUN "/results/1/locations/0/physicalLocation/region/endLine");
	arena_free(&b.a);
}

static void a_place_over_several_lines_has_no_excerpt(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 2, 3), "m");
	root = json_tree(&b, report_sarif);
	json_has(root, PLACE "/region/endLine", "2");
	json_lacks(root, PLACE "/region/snippet");
	json_lacks(root, PLACE "/contextRegion");
	arena_free(&b.a);
}

static bool has_excerpt(size_t bytes)
{
	struct bench b;
	char *line;
	bool found;

	bench_begin(&b);
	line = arena_array(&b.a, bytes + 1, char);
	memset(line, 'x', bytes);
	b.source = (str){ line, bytes };
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m");
	found = doc_at(json_tree(&b, report_sarif), STR(PLACE "/contextRegion")) != NULL;
	arena_free(&b.a);
	return found;
}

static void lines_of_a_thousand_bytes_are_shown_longer_ones_not(void **state)
{
	(void)state;
	assert_true(has_excerpt(1000));
	assert_false(has_excerpt(1001));
}

static void columns_of_excerpts_are_characters(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 3, 2, 3, 4), "m");
	json_has(json_tree(&b, report_sarif), PLACE "/region/snippet/text", "\xc3\xa9:");
	arena_free(&b.a);
}

static void states_against_a_baseline_are_told(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "states");
	root = json_tree(&b, report_sarif);
	assert_int_equal(json_count(root, RUN "/results"), 5);
	json_has(root, RUN "/results/0/baselineState", "new");
	json_has(root, RUN "/results/1/suppressions/0/kind", "inSource");
	json_has(root, RUN "/results/1/suppressions/0/justification", "kept for customers");
	json_has(root, RUN "/results/2/baselineState", "unchanged");
	json_has(root, RUN "/results/2/suppressions/0/kind", "external");
	json_has(root, RUN "/results/3/baselineState", "absent");
	json_lacks(root, RUN "/results/3/locations/0/physicalLocation/contextRegion");
	b.found.all.v[0].state = DIAG_STATE_NONE; /* found by the baseline's own rules */
	json_has(json_tree(&b, report_sarif), RUN "/results/0/baselineState", "new");
	arena_free(&b.a);
}

static void a_comment_without_reason_has_no_justification(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &enum_rule, 1);
	b.found.all.v[0].is_suppressed = b.found.all.v[0].is_in_source = true;
	root = json_tree(&b, report_sarif);
	json_has(root, RESULT "/suppressions/0/status", "accepted");
	json_lacks(root, RESULT "/suppressions/0/justification");
	arena_free(&b.a);
}

static void provenance_needs_a_commit_and_a_place(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_begin(&b);
	b.in.root = STR("/a b/\xc3\xa9");
	root = json_tree(&b, report_sarif);
	json_has(root, RUN "/originalUriBaseIds/%SRCROOT%/uri", "file:///a%20b/%C3%A9/");
	json_lacks(root, RUN "/versionControlProvenance");
	b.in.commit = STR("abc");
	root = json_tree(&b, report_sarif);
	json_has(root, RUN "/versionControlProvenance/0/repositoryUri", "file:///a%20b/%C3%A9/");
	json_has(root, RUN "/versionControlProvenance/0/revisionId", "abc");
	json_has(root, RUN "/versionControlProvenance/0/mappedTo/uriBaseId", "%SRCROOT%");
	json_lacks(root, RUN "/versionControlProvenance/0/branch");
	b.in.repository = STR("https://git.example.com/a");
	b.in.branch = STR("main");
	b.in.root = (str){ 0 };
	root = json_tree(&b, report_sarif);
	json_has(root, RUN "/versionControlProvenance/0/repositoryUri", "https://git.example.com/a");
	json_has(root, RUN "/versionControlProvenance/0/branch", "main");
	json_lacks(root, RUN "/originalUriBaseIds");
	json_lacks(root, RUN "/versionControlProvenance/0/mappedTo");
	b.in.repository = (str){ 0 };
	json_lacks(json_tree(&b, report_sarif), RUN "/versionControlProvenance");
	arena_free(&b.a);
}

static void says(const char *message, const char *want)
{
	struct bench b;

	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), message);
	json_has(json_tree(&b, report_sarif), RESULT "/message/text", want);
	arena_free(&b.a);
}

static void placeholders_and_links_in_messages_are_escaped_other_brackets_not(void **state)
{
	(void)state;
	says("a {0} b{12}", "a {{0}} b{{12}}");
	says("{ {} {a} {1 1} {1", "{ {} {a} {1 1} {1");
	says("tiers[1] is {2,3}", "tiers[1] is {2,3}");
	says("[a](b)", "\\[a\\](b)");
	says("{{0}}", "{{{0}}}");
}

static void nothing_found_is_a_whole_run(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "none");
	root = json_tree(&b, report_sarif);
	assert_int_equal(json_count(root, RUN "/results"), 0);
	assert_int_equal(json_count(root, RUN "/tool/driver/rules"), 0);
	json_has(root, RUN "/invocations/0/exitCode", "0");
	arena_free(&b.a);
}

static void what_is_told_besides_the_findings_is_a_notification_of_the_configuration(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	bench_fill(&b, "some");
	json_lacks(json_tree(&b, report_sarif), RUN "/invocations/0/toolConfigurationNotifications");
	b.in.notice = STR("rules were changed, too: '[a](b){0}.yml'");
	root = json_tree(&b, report_sarif);
	assert_int_equal(json_count(root, RUN "/invocations/0/toolConfigurationNotifications"), 1);
	json_has(root, RUN "/invocations/0/toolConfigurationNotifications/0/level", "warning");
	json_has(root, RUN "/invocations/0/toolConfigurationNotifications/0/message/text", "rules were changed, too: '\\[a\\](b){{0}}.yml'");
	json_has(root, RUN "/invocations/0/executionSuccessful", "true");
	arena_free(&b.a);
}

/* More than a document of ours may hold, so these reports are looked at as text. */
enum { MOST = 25000 }; /* results that GitHub takes */

static void as_many_results_as_may_be_uploaded_are_all_told(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &text_rule, MOST);
	b.found.all.v[0].is_suppressed = true;
	out = bench_render(&b, report_sarif);
	assert_int_equal(count_text(out, "\"ruleId\": "), MOST);
	assert_int_equal(count_text(out, "\"suppressions\": "), 1);
	assert_int_equal(count_text(out, "toolExecutionNotifications"), 0);
	arena_free(&b.a);
}

static void of_one_result_more_the_least_is_left_out_and_counted(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &note_rule, 1);
	bench_repeat(&b, &text_rule, MOST - 1);
	bench_repeat(&b, &enum_rule, 1);
	out = bench_render(&b, report_sarif);
	assert_int_equal(count_text(out, "\"ruleId\": "), MOST);
	assert_int_equal(count_text(out, "\"ruleId\": \"event-unused\""), 0);
	assert_int_equal(count_text(str_from(out, out.n - 2000), "\"ruleId\": \"schema-enum\""), 1); /* the worst stays where it was */
	assert_int_equal(count_text(out, "\"toolExecutionNotifications\": "), 1);
	assert_int_equal(count_text(out, "\"text\": \"1 more finding without a result, for a run may hold 25000; `dictum lint` lists all that count\""), 1);
	assert_int_equal(count_text(out, "\"executionSuccessful\": true"), 1);
	arena_free(&b.a);
}

static void what_does_not_count_is_left_out_before_what_does(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &enum_rule, 3);
	bench_repeat(&b, &note_rule, MOST - 1);
	b.found.all.v[0].is_suppressed = b.found.all.v[2].is_suppressed = true;
	b.found.all.v[1].state = DIAG_ABSENT;
	b.in.are_changes = true;
	b.in.command = "diff";
	out = bench_render(&b, report_sarif);
	assert_int_equal(count_text(out, "\"ruleId\": \"event-unused\""), MOST - 1);
	assert_int_equal(count_text(out, "\"ruleId\": \"schema-enum\""), 1);
	assert_int_equal(count_text(out, "\"baselineState\": \"absent\""), 0);
	assert_int_equal(count_text(out, "\"text\": \"2 more changes without a result, for a run may hold 25000; `dictum diff` lists all that count\""), 1);
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_finding_is_a_result),
		cmocka_unit_test(breaks_that_lines_are_counted_by_are_declared),
		cmocka_unit_test(fixes_are_replacements),
		cmocka_unit_test(fixes_without_edits_or_with_a_new_name_are_left_out),
		cmocka_unit_test(rules_are_those_that_occur_each_once),
		cmocka_unit_test(texts_a_rule_does_not_have_are_left_out),
		cmocka_unit_test(the_level_of_a_result_is_that_of_the_finding),
		cmocka_unit_test(an_unknown_place_has_no_region),
		cmocka_unit_test(a_place_over_several_lines_has_no_excerpt),
		cmocka_unit_test(lines_of_a_thousand_bytes_are_shown_longer_ones_not),
		cmocka_unit_test(columns_of_excerpts_are_characters),
		cmocka_unit_test(states_against_a_baseline_are_told),
		cmocka_unit_test(a_comment_without_reason_has_no_justification),
		cmocka_unit_test(provenance_needs_a_commit_and_a_place),
		cmocka_unit_test(placeholders_and_links_in_messages_are_escaped_other_brackets_not),
		cmocka_unit_test(nothing_found_is_a_whole_run),
		cmocka_unit_test(what_is_told_besides_the_findings_is_a_notification_of_the_configuration),
		cmocka_unit_test(as_many_results_as_may_be_uploaded_are_all_told),
		cmocka_unit_test(of_one_result_more_the_least_is_left_out_and_counted),
		cmocka_unit_test(what_does_not_count_is_left_out_before_what_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
