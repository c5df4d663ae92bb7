/* Checkstyle XML: files, severities, attributes. */
#include "expect.h"

static void findings_stand_in_their_files(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "some");
	is_text(bench_render(&b, report_checkstyle),
	        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	        "<checkstyle version=\"4.3\">\n"
	        "  <file name=\"config/a.yml\">\n"
	        "    <error line=\"2\" column=\"9\" severity=\"error\" message=\"status is &quot;actve&quot;, expected one of active, removed; did you "
	        "mean &quot;active&quot;? correct it\" source=\"dictum.schema-enum\"/>\n"
	        "  </file>\n"
	        "  <file name=\"config/b.yml\">\n"
	        "    <error line=\"1\" column=\"1\" severity=\"info\" message=\"event &quot;a&quot; feeds no metric\" source=\"dictum.event-unused\"/>\n"
	        "    <error line=\"3\" column=\"5\" severity=\"warning\" message=\"a curly quote\" source=\"dictum.text-quote\"/>\n"
	        "  </file>\n"
	        "  <file name=\"config/c.yml\">\n"
	        "    <error severity=\"warning\" message=\"a whole file\" source=\"dictum.text-quote\"/>\n"
	        "  </file>\n"
	        "</checkstyle>\n");
	arena_free(&b.a);
}

static void line_ends_in_a_path_survive(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a\r\n\tb.yml", 1, 1, 1, 1), "m");
	has_text(bench_render(&b, report_checkstyle), "<file name=\"a&#13;&#10;&#9;b.yml\">");
	arena_free(&b.a);
}

static void nothing_found_is_a_document_without_files(void **state)
{
	static const char empty[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n</checkstyle>\n";
	struct bench b;

	(void)state;
	bench_fill(&b, "none");
	is_text(bench_render(&b, report_checkstyle), empty);
	bench_repeat(&b, &enum_rule, 1);
	b.found.all.v[0].is_suppressed = true;
	is_text(bench_render(&b, report_checkstyle), empty);
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_stand_in_their_files),
		cmocka_unit_test(line_ends_in_a_path_survive),
		cmocka_unit_test(nothing_found_is_a_document_without_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
