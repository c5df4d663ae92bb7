/* Formats of one line per finding: concise and JSON Lines. */
#include "expect.h"

static void concise_is_the_first_line_of_text(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "some");
	is_text(bench_render(&b, report_concise),
	        "config/a.yml:2:9: error[schema-enum]: status is \"actve\", expected one of active, removed\n"
	        "config/b.yml:1:1: note[event-unused]: event \"a\" feeds no metric\n"
	        "config/b.yml:3:5: warning[text-quote]: a curly quote\n"
	        "config/c.yml: warning[text-quote]: a whole file\n");
	arena_free(&b.a);
}

static void concise_is_colored_like_text(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 2), "m");
	b.in.is_colored = true;
	is_text(bench_render(&b, report_concise), "\033[1ma.yml:1:1:\033[0m \033[1;31merror[schema-enum]\033[0m: m\n");
	arena_free(&b.a);
}

static void hostile_findings_stay_on_their_line(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "hostile");
	assert_int_equal(count_text(bench_render(&b, report_concise), "\n"), 1);
	assert_int_equal(count_text(bench_render(&b, report_jsonl), "\n"), 1);
	has_no_text(bench_render(&b, report_concise), "\033");
	arena_free(&b.a);
}

static void json_lines_are_compact_objects(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 2, 1, 3), "m");
	add(&b, &note_rule, span_at("b.yml", 0, 0, 0, 0), "n");
	is_text(bench_render(&b, report_jsonl),
	        "{\"rule\":\"schema-enum\",\"level\":\"error\",\"message\":\"m\",\"path\":\"a.yml\",\"line\":1,\"column\":2,\"end_line\":1,\"end_column\":3}\n"
	        "{\"rule\":\"event-unused\",\"level\":\"note\",\"message\":\"n\",\"path\":\"b.yml\"}\n");
	arena_free(&b.a);
}

static void nothing_found_is_nothing_written(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "none");
	bench_repeat(&b, &enum_rule, 1);
	b.found.all.v[0].is_suppressed = true;
	is_text(bench_render(&b, report_concise), "");
	is_text(bench_render(&b, report_jsonl), "");
	arena_free(&b.a);
}

static void every_format_writes_the_same_bytes_again(void **state)
{
	static const char *const names[] = { "some", "states", "hostile", "equal", "none" };
	struct bench b;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		bench_fill(&b, names[i]);
		for (const struct report_format *f = report_formats; f->name; f++)
			assert_true(str_eq(bench_render(&b, f->write), bench_render(&b, f->write)));
		arena_free(&b.a);
	}
}

static void names_are_listed_in_the_order_of_the_table(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	is_text(report_names(report_formats, &b.a), "text, concise, rules, json, jsonl, sarif, codequality, junit, github, checkstyle, rdjson, markdown");
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(concise_is_the_first_line_of_text),
		cmocka_unit_test(concise_is_colored_like_text),
		cmocka_unit_test(hostile_findings_stay_on_their_line),
		cmocka_unit_test(json_lines_are_compact_objects),
		cmocka_unit_test(nothing_found_is_nothing_written),
		cmocka_unit_test(every_format_writes_the_same_bytes_again),
		cmocka_unit_test(names_are_listed_in_the_order_of_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
