/* Findings counted by rule. */
#include "expect.h"

static void rules_with_most_findings_come_first_then_by_name(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "some");
	is_text(bench_render(&b, report_rules),
	        "2 warning text-quote\n"
	        "1 note    event-unused\n"
	        "1 error   schema-enum   1 safe fix\n");
	arena_free(&b.a);
}

static void counts_are_aligned_to_the_right(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &enum_rule, 12);
	bench_repeat(&b, &text_rule, 100);
	bench_repeat(&b, &note_rule, 1);
	is_text(bench_render(&b, report_rules),
	        "100 warning text-quote\n"
	        " 12 error   schema-enum\n"
	        "  1 note    event-unused\n");
	arena_free(&b.a);
}

static void fixes_stand_in_one_column(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	for (size_t i = 0; i < 2; i++) {
		(void)diag_fix_add(&b.found, add(&b, &note_rule, span_at("a.yml", 1, 1, 1, 2), "m"), false, STR("guess"));
		(void)diag_fix_add(&b.found, add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m"), i == 0, STR("mend"));
	}
	is_text(bench_render(&b, report_rules),
	        "2 note    event-unused  2 unsafe fixes\n"
	        "2 error   schema-enum   1 safe fix, 1 unsafe fix\n");
	arena_free(&b.a);
}

static void a_finding_with_both_fixes_has_a_safe_one(void **state)
{
	struct bench b;
	struct diag *d;

	(void)state;
	bench_begin(&b);
	d = add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m");
	(void)diag_fix_add(&b.found, d, false, STR("guess"));
	(void)diag_fix_add(&b.found, d, true, STR("mend"));
	is_text(bench_render(&b, report_rules), "1 error   schema-enum  1 safe fix\n");
	arena_free(&b.a);
}

static void the_level_is_that_of_the_worst_finding(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &text_rule, span_at("a.yml", 1, 1, 1, 2), "m")->level = DIAG_NOTE;
	add(&b, &text_rule, span_at("a.yml", 1, 1, 1, 2), "m")->level = DIAG_ERROR;
	add(&b, &text_rule, span_at("a.yml", 1, 1, 1, 2), "m");
	is_text(bench_render(&b, report_rules), "3 error   text-quote\n");
	arena_free(&b.a);
}

static void what_is_suppressed_or_gone_is_not_counted(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "states");
	is_text(bench_render(&b, report_rules),
	        "1 note    event-unused\n"
	        "1 error   schema-enum\n");
	arena_free(&b.a);
}

static void colors_are_those_of_text_and_take_no_room(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	(void)diag_fix_add(&b.found, add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m"), true, STR("mend"));
	add(&b, &note_rule, span_at("a.yml", 1, 1, 1, 2), "m");
	b.in.is_colored = true;
	is_text(bench_render(&b, report_rules),
	        "1 \033[1;36mnote   \033[0m \033[1mevent-unused\033[0m\n"
	        "1 \033[1;31merror  \033[0m \033[1mschema-enum\033[0m   1 safe fix\n");
	arena_free(&b.a);
}

static void nothing_found_is_nothing_written(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "none");
	is_text(bench_render(&b, report_rules), "");
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_with_most_findings_come_first_then_by_name),
		cmocka_unit_test(counts_are_aligned_to_the_right),
		cmocka_unit_test(fixes_stand_in_one_column),
		cmocka_unit_test(a_finding_with_both_fixes_has_a_safe_one),
		cmocka_unit_test(the_level_is_that_of_the_worst_finding),
		cmocka_unit_test(what_is_suppressed_or_gone_is_not_counted),
		cmocka_unit_test(colors_are_those_of_text_and_take_no_room),
		cmocka_unit_test(nothing_found_is_nothing_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
