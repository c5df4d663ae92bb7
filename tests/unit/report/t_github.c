/* Workflow commands: places, escapes, and the number of annotations. */
#include "expect.h"

static void a_finding_is_one_command(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "some");
	is_text(bench_render(&b, report_github),
	        "::error file=config/a.yml,line=2,endLine=2,col=9,endColumn=13,title=schema-enum::status is \"actve\", expected one of active, "
	        "removed; did you mean \"active\"? correct it\n"
	        "::warning file=config/b.yml,line=3,endLine=3,col=5,endColumn=5,title=text-quote::a curly quote\n"
	        "::warning file=config/c.yml,title=text-quote::a whole file\n"
	        "::notice file=config/b.yml,line=1,endLine=1,col=1,endColumn=3,title=event-unused::event \"a\" feeds no metric\n");
	arena_free(&b.a);
}

static void place_reads(struct place at, const char *want)
{
	struct bench b;

	bench_begin(&b);
	add(&b, &enum_rule, (struct span){ STR("a.yml"), at }, "m");
	has_text(bench_render(&b, report_github), want);
	arena_free(&b.a);
}

static void places_over_several_lines_have_no_columns(void **state)
{
	(void)state;
	place_reads((struct place){ 2, 3, 4, 5 }, " file=a.yml,line=2,endLine=4,title=");
	place_reads((struct place){ 2, 3, 4, 1 }, " file=a.yml,line=2,endLine=3,title=");
	place_reads((struct place){ 2, 3, 3, 1 }, " file=a.yml,line=2,endLine=2,title=");
}

static void an_empty_place_is_one_column(void **state)
{
	(void)state;
	place_reads((struct place){ 2, 3, 2, 3 }, " file=a.yml,line=2,endLine=2,col=3,endColumn=3,title=");
}

static void what_is_unknown_is_left_out(void **state)
{
	(void)state;
	place_reads((struct place){ 2, 0, 0, 0 }, " file=a.yml,line=2,title=");
	place_reads((struct place){ 2, 3, 0, 0 }, " file=a.yml,line=2,col=3,title=");
	place_reads((struct place){ 0, 0, 0, 0 }, " file=a.yml,title=");
}

static void colons_and_commas_are_escaped_in_properties_only(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a:b,c%.yml", 0, 0, 0, 0), "a: b, 100%");
	is_text(bench_render(&b, report_github), "::error file=a%3Ab%2Cc%25.yml,title=schema-enum::a: b, 100%25\n");
	arena_free(&b.a);
}

static size_t commands(const struct diag_rule *rule, size_t n, const char *part)
{
	struct bench b;
	size_t found;

	bench_begin(&b);
	bench_repeat(&b, rule, n);
	found = count_text(bench_render(&b, report_github), part);
	arena_free(&b.a);
	return found;
}

static void ten_of_a_level_are_all_shown(void **state)
{
	(void)state;
	assert_int_equal(commands(&enum_rule, 10, "::error "), 10);
	assert_int_equal(commands(&enum_rule, 10, "::notice "), 0);
	assert_int_equal(commands(&text_rule, 10, "::warning "), 10);
	assert_int_equal(commands(&text_rule, 10, "::notice "), 0);
	assert_int_equal(commands(&note_rule, 10, "::notice "), 10);
	assert_int_equal(commands(&note_rule, 10, " more finding"), 0);
}

static void the_eleventh_is_counted_by_a_notice(void **state)
{
	(void)state;
	assert_int_equal(commands(&enum_rule, 11, "::error "), 10);
	assert_int_equal(commands(&enum_rule, 11, "::notice title=dictum::1 more finding without"), 1);
	assert_int_equal(commands(&text_rule, 11, "::warning "), 10);
	assert_int_equal(commands(&text_rule, 11, "(errors: 0, warnings: 1, notes: 0)"), 1);
	assert_int_equal(commands(&note_rule, 11, "::notice "), 10);
	assert_int_equal(commands(&note_rule, 11, "::notice title=dictum::2 more findings"), 1);
}

static void the_last_notice_is_one_of_ten_when_errors_are_left(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &note_rule, 10);
	bench_repeat(&b, &enum_rule, 11);
	out = bench_render(&b, report_github);
	assert_int_equal(count_text(out, "::notice "), 10);
	has_text(out, "::2 more findings without annotation (errors: 1, warnings: 0, notes: 1)");
	arena_free(&b.a);
}

static void findings_that_do_not_count_take_no_place(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &enum_rule, 20);
	for (size_t i = 0; i < 10; i++)
		b.found.all.v[i].is_suppressed = true;
	assert_int_equal(count_text(bench_render(&b, report_github), "::error "), 10);
	has_no_text(bench_render(&b, report_github), "more finding");
	arena_free(&b.a);
}

static void what_is_told_besides_the_findings_is_the_first_of_ten_warnings(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	b.in.notice = STR("rules were changed, too: 'a\n%.yml'");
	is_text(bench_render(&b, report_github), "::warning title=dictum::rules were changed, too: 'a\\u{A}%25.yml'\n");
	bench_repeat(&b, &text_rule, 9);
	out = bench_render(&b, report_github);
	assert_int_equal(count_text(out, "::warning "), 10);
	has_no_text(out, "more finding");
	bench_repeat(&b, &text_rule, 10);
	out = bench_render(&b, report_github);
	assert_int_equal(count_text(out, "::warning "), 10);
	assert_int_equal(count_text(out, "title=text-quote"), 9);
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_is_one_command),
		cmocka_unit_test(places_over_several_lines_have_no_columns),
		cmocka_unit_test(an_empty_place_is_one_column),
		cmocka_unit_test(what_is_unknown_is_left_out),
		cmocka_unit_test(colons_and_commas_are_escaped_in_properties_only),
		cmocka_unit_test(ten_of_a_level_are_all_shown),
		cmocka_unit_test(the_eleventh_is_counted_by_a_notice),
		cmocka_unit_test(the_last_notice_is_one_of_ten_when_errors_are_left),
		cmocka_unit_test(findings_that_do_not_count_take_no_place),
		cmocka_unit_test(what_is_told_besides_the_findings_is_the_first_of_ten_warnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
