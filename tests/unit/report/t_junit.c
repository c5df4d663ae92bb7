/* JUnit XML: which cases there are, what they are called, what they hold. The schema is asked in tests/js/reports.test.mjs. */
#include "expect.h"

static void every_finding_fails_and_every_other_file_passes(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_fill(&b, "some");
	out = bench_render(&b, report_junit);
	has_text(out, "<testsuites name=\"dictum lint\" tests=\"5\" failures=\"4\" errors=\"0\">\n"
	              "  <testsuite name=\"dictum lint\" tests=\"5\" failures=\"4\" errors=\"0\">\n");
	has_text(out, "    <testcase classname=\"dictum.lint\" name=\"config/d.yml\"/>\n  </testsuite>\n</testsuites>\n");
	assert_int_equal(count_text(out, "<testcase "), 5);
	assert_int_equal(count_text(out, "<failure "), 4);
	has_no_text(out, " file=");
	has_no_text(out, " time=");
	arena_free(&b.a);
}

static void a_case_holds_the_finding_as_text(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "some");
	b.in.is_colored = true;
	has_text(bench_render(&b, report_junit),
	         "    <testcase classname=\"dictum.lint\" name=\"config/b.yml: text-quote\">\n"
	         "      <failure type=\"text-quote\" message=\"a curly quote\">config/b.yml:3:5: warning[text-quote]: a curly quote\n"
	         "   3 | \xc3\xa9\xc3\xa9: x\n"
	         "     |     ^\n"
	         "   = help: run `dictum explain text-quote`</failure>\n"
	         "    </testcase>\n");
	arena_free(&b.a);
}

static void names_hold_the_field_and_no_line(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 7, 1, 7, 2), "m")->pointer = STR("/tiers/0");
	add(&b, &enum_rule, span_at("b.yml", 7, 1, 7, 2), "m")->subject = STR("/status");
	out = bench_render(&b, report_junit);
	has_text(out, " name=\"a.yml: schema-enum /tiers/0\">");
	has_text(out, " name=\"b.yml: schema-enum /status\">");
	arena_free(&b.a);
}

static void equal_names_are_numbered_around_those_that_are_taken(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m")->pointer = STR("/x (2)");
	for (size_t i = 0; i < 3; i++)
		add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m")->pointer = STR("/x");
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m")->pointer = STR("/x (3)");
	out = bench_render(&b, report_junit);
	assert_int_equal(count_text(out, "/x (2)\">"), 1);
	assert_int_equal(count_text(out, "/x\">"), 1);
	assert_int_equal(count_text(out, "/x (3)\">"), 1);
	assert_int_equal(count_text(out, "/x (4)\">"), 1);
	assert_int_equal(count_text(out, "/x (3) (2)\">"), 1);
	arena_free(&b.a);
}

static void a_file_whose_findings_do_not_count_passes(void **state)
{
	static const char *const paths[] = { "config/a.yml" };
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	bench_paths(&b, paths, 1);
	bench_repeat(&b, &enum_rule, 2);
	b.found.all.v[0].is_suppressed = true;
	b.found.all.v[1].state = DIAG_ABSENT;
	out = bench_render(&b, report_junit);
	has_text(out, " tests=\"1\" failures=\"0\" ");
	has_text(out, " name=\"config/a.yml\"/>");
	arena_free(&b.a);
}

static void changes_that_break_nothing_pass(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_fill(&b, "some");
	b.in.are_changes = true;
	b.in.command = "diff";
	out = bench_render(&b, report_junit);
	has_text(out, "<testsuites name=\"dictum diff\" tests=\"5\" failures=\"3\" errors=\"0\">\n"
	              "  <testsuite name=\"dictum diff\" tests=\"5\" failures=\"3\" errors=\"0\">\n");
	has_text(out, "    <testcase classname=\"dictum.diff\" name=\"config/b.yml: event-unused\">\n"
	              "      <system-out>config/b.yml:1:1: note[event-unused]: event &quot;a&quot; feeds no metric");
	has_no_text(out, "dictum.lint");
	assert_int_equal(count_text(out, "<failure "), 3);
	assert_int_equal(count_text(out, "</system-out>\n    </testcase>\n"), 1);
	arena_free(&b.a);
}

static void nothing_read_is_a_suite_without_cases(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "none");
	is_text(bench_render(&b, report_junit), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                                        "<testsuites name=\"dictum lint\" tests=\"0\" failures=\"0\" errors=\"0\">\n"
	                                        "  <testsuite name=\"dictum lint\" tests=\"0\" failures=\"0\" errors=\"0\">\n"
	                                        "  </testsuite>\n</testsuites>\n");
	arena_free(&b.a);
}

static void what_xml_has_no_character_for_is_replaced(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	b.source = STR("a\xef\xbf\xbe\xff]]>");
	add(&b, &enum_rule, span_at("a\xef\xbf\xbf.yml", 1, 1, 1, 2), "\xef\xbf\xbe ]]> \x0b");
	out = bench_render(&b, report_junit);
	has_text(out, " name=\"a\xef\xbf\xbd.yml: schema-enum\"");
	has_text(out, " message=\"\xef\xbf\xbd ]]&gt; \\u{B}\"");
	has_text(out, "   1 | a\xef\xbf\xbd\xef\xbf\xbd]]&gt;\n");
	has_no_text(out, "]]>");
	arena_free(&b.a);
}

static void what_is_told_besides_the_findings_is_what_standard_error_holds(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "none");
	b.in.notice = STR("rules were changed, too: 'a<b>\x1b.yml'");
	has_text(bench_render(&b, report_junit), "    <system-err>rules were changed, too: &#39;a&lt;b&gt;\\u{1B}.yml&#39;</system-err>\n  </testsuite>\n");
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_finding_fails_and_every_other_file_passes),
		cmocka_unit_test(a_case_holds_the_finding_as_text),
		cmocka_unit_test(names_hold_the_field_and_no_line),
		cmocka_unit_test(equal_names_are_numbered_around_those_that_are_taken),
		cmocka_unit_test(a_file_whose_findings_do_not_count_passes),
		cmocka_unit_test(changes_that_break_nothing_pass),
		cmocka_unit_test(nothing_read_is_a_suite_without_cases),
		cmocka_unit_test(what_xml_has_no_character_for_is_replaced),
		cmocka_unit_test(what_is_told_besides_the_findings_is_what_standard_error_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
