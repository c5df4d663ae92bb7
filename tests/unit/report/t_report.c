/* Findings for people and as JSON. The JSON is read back by our own reader; its schema is checked in tests/e2e/lint.bats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/doc.h"
#include "doc/edit.h"
#include "report/report.h"

static const struct diag_rule rule = { "a-rule", DIAG_ERROR, "all", "title", "Reason.", "bad\n", "good\n", NULL };

struct bench {
	struct arena a;
	struct diag_list found;
	struct report_input in;
	str source; /* of every file */
};

static bool line_of_source(void *arg, str path, uint32_t line, str *out)
{
	const struct bench *b = arg;

	(void)path;
	*out = edit_line(b->source, line);
	return true;
}

static bool no_line(void *arg, str path, uint32_t line, str *out)
{
	(void)arg;
	(void)path;
	(void)line;
	(void)out;
	return false;
}

static struct diag *begin(struct bench *b, const char *source, struct place at)
{
	*b = (struct bench){ .source = str_from_z(source) };
	arena_init(&b->a);
	diag_list_init(&b->found, &b->a);
	b->in = (struct report_input){ .found = &b->found, .files = 1, .definitions = 1, .entries = 1, .has_dictionary = true };
	b->in.line = line_of_source;
	b->in.line_arg = b;
	return diag_add(&b->found, &rule, (struct span){ STR("a.yml"), at }, "says so");
}

static str text_of(struct bench *b)
{
	struct buf out = { .a = &b->a };

	report_text(&b->in, &out);
	return buf_str(&out);
}

/* The report of the one finding, which ends the bench. */
static void reads(struct bench *b, const char *want)
{
	str got = text_of(b);

	if (!str_eq_z(got, want))
		fail_msg("got\n%.*swant\n%s", STR_ARG(got), want);
	arena_free(&b->a);
}

#define HELP "   = help: run `dictum explain a-rule`\n\n"

/* ---- text ---- */

static void a_finding_shows_its_line_with_carets_below(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "key: a\nstatus: actve\n", (struct place){ 2, 9, 2, 14 });
	reads(&b, "a.yml:2:9: error[a-rule]: says so\n   2 | status: actve\n     |         ^^^^^\n" HELP);
}

static void the_hint_stands_beside_the_carets(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "status: actve\n", (struct place){ 1, 9, 1, 14 })->hint = STR("did you mean \"active\"?");
	reads(&b, "a.yml:1:9: error[a-rule]: says so\n   1 | status: actve\n     |         ^^^^^ did you mean \"active\"?\n" HELP);
}

static void help_and_related_places_follow(void **state)
{
	struct bench b;
	struct diag *d;

	(void)state;
	d = begin(&b, "key: a\n", (struct place){ 1, 6, 1, 7 });
	d->help = STR("do this");
	diag_relate(&b.found, d, (struct span){ STR("b.yml"), { 3, 1, 3, 2 } }, STR("first defined here"));
	diag_relate(&b.found, d, (struct span){ STR("c.yml"), { 0, 0, 0, 0 } }, STR("and here"));
	reads(&b, "a.yml:1:6: error[a-rule]: says so\n   1 | key: a\n     |      ^\n   = note: b.yml:3:1: first defined here\n"
	          "   = note: c.yml: and here\n   = help: do this; `dictum explain a-rule` says more\n\n");
}

static void an_empty_place_has_one_caret(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "key:\n", (struct place){ 1, 5, 1, 5 });
	reads(&b, "a.yml:1:5: error[a-rule]: says so\n   1 | key:\n     |     ^\n" HELP);
}

static void a_finding_over_several_lines_marks_the_rest_of_the_first(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "a: [x,\n  y]\n", (struct place){ 1, 4, 2, 5 });
	reads(&b, "a.yml:1:4: error[a-rule]: says so\n   1 | a: [x,\n     |    ^^^\n" HELP);
}

static void a_tab_takes_one_column(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "a:\tb\tc\n", (struct place){ 1, 6, 1, 7 });
	reads(&b, "a.yml:1:6: error[a-rule]: says so\n   1 | a: b c\n     |      ^\n" HELP);
}

static void columns_are_characters_not_bytes(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "\xc3\xa9\xc3\xa9: x\n", (struct place){ 1, 5, 1, 6 });
	reads(&b, "a.yml:1:5: error[a-rule]: says so\n   1 | \xc3\xa9\xc3\xa9: x\n     |     ^\n" HELP);
}

static void a_line_that_ends_with_carriage_return_is_shown_without(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "a: b\r\nc: d\r\n", (struct place){ 2, 4, 2, 5 });
	reads(&b, "a.yml:2:4: error[a-rule]: says so\n   2 | c: d\n     |    ^\n" HELP);
}

static void what_a_terminal_would_act_on_is_shown_as_a_dot_in_excerpts(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "a: \x1b[31m\xe2\x80\xae\xff!\n", (struct place){ 1, 10, 1, 11 });
	reads(&b, "a.yml:1:10: error[a-rule]: says so\n   1 | a: \xc2\xb7[31m\xc2\xb7\xef\xbf\xbd!\n     |          ^\n" HELP);
}

static void what_a_terminal_would_act_on_is_named_in_messages(void **state)
{
	struct bench b;
	struct diag *d;

	(void)state;
	begin(&b, "", (struct place){ 0, 0, 0, 0 });
	b.found.all.n = 0;
	d = diag_add(&b.found, &rule, (struct span){ STR("a\x1b.yml"), { 1, 2, 1, 2 } }, "a \x07 bell, \xe2\x80\xae and \xff");
	d->help = STR("a\rb");
	diag_relate(&b.found, d, (struct span){ STR("\x1b"), { 1, 1, 1, 1 } }, STR("\n"));
	b.in.line = NULL;
	reads(&b, "a\\u{1B}.yml:1:2: error[a-rule]: a \\u{7} bell, \\u{202E} and \\xFF\n   = note: \\u{1B}:1:1: \\u{A}\n"
	          "   = help: a\\u{D}b; `dictum explain a-rule` says more\n\n");
}

static void places_that_are_unknown_are_not_printed(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "a: b\n", (struct place){ 0, 0, 0, 0 });
	reads(&b, "a.yml: error[a-rule]: says so\n" HELP);
	begin(&b, "a: b\n", (struct place){ 1, 0, 1, 0 });
	reads(&b, "a.yml:1: error[a-rule]: says so\n   1 | a: b\n     | ^\n" HELP);
}

static void without_the_source_there_is_no_excerpt(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "a: b\n", (struct place){ 1, 1, 1, 2 });
	b.in.line = NULL;
	reads(&b, "a.yml:1:1: error[a-rule]: says so\n" HELP);
	begin(&b, "a: b\n", (struct place){ 1, 1, 1, 2 });
	b.in.line = no_line;
	reads(&b, "a.yml:1:1: error[a-rule]: says so\n" HELP);
}

/* The excerpt's two lines. */
static void excerpt(struct bench *b, str *line, str *carets)
{
	struct cut first = str_cut(text_of(b), '\n'), second = str_cut(first.tail, '\n');

	*line = str_from(second.head, sizeof "   1 | " - 1);
	*carets = str_from(str_cut(second.tail, '\n').head, sizeof "     | " - 1);
}

static const char *long_line(struct bench *b, size_t n)
{
	char *p = arena_array(&b->a, n + 1, char);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)('a' + i % 26);
	return p;
}

static void a_line_of_160_characters_is_shown_whole(void **state)
{
	struct bench b;
	str line, carets;

	(void)state;
	begin(&b, "", (struct place){ 1, 150, 1, 161 });
	b.source = str_from_z(long_line(&b, 160));
	excerpt(&b, &line, &carets);
	assert_int_equal(line.n, 160);
	assert_int_equal(carets.n, 160);
	assert_int_equal(str_find(carets, '^'), 149);
	arena_free(&b.a);
}

static void a_longer_line_is_cut_around_the_finding(void **state)
{
	struct bench b;
	str line, carets;

	(void)state;
	begin(&b, "", (struct place){ 1, 5000, 1, 5003 });
	b.source = str_from_z(long_line(&b, 10000));
	excerpt(&b, &line, &carets);
	assert_int_equal(line.n, 160);
	assert_int_equal(carets.p[carets.n - 1], '^');
	assert_int_equal(carets.n - str_find(carets, '^'), 3);
	assert_int_equal(line.p[str_find(carets, '^')], 'a' + 4999 % 26);
	arena_free(&b.a);
}

static void a_longer_line_is_cut_at_its_end_when_the_finding_is_at_the_start(void **state)
{
	struct bench b;
	str line, carets;

	(void)state;
	begin(&b, "", (struct place){ 1, 3, 1, 9000 });
	b.source = str_from_z(long_line(&b, 10000));
	excerpt(&b, &line, &carets);
	assert_int_equal(line.n, 160);
	assert_int_equal(line.p[0], 'a');
	assert_int_equal(str_find(carets, '^'), 2);
	assert_in_range(carets.n, 160, 161);
	arena_free(&b.a);
}

static void a_place_behind_the_end_of_the_line_is_marked_at_its_end(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "a: b\n", (struct place){ 1, 4000000, 1, 4000005 });
	reads(&b, "a.yml:1:4000000: error[a-rule]: says so\n   1 | a: b\n     |     ^\n" HELP);
	begin(&b, "a: b\n", (struct place){ 7, 200, 7, 300 });
	reads(&b, "a.yml:7:200: error[a-rule]: says so\n   7 | \n     | ^\n" HELP);
}

static void colors_surround_what_they_color(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "a: b\n", (struct place){ 1, 4, 1, 5 });
	b.in.is_colored = true;
	b.found.all.v[0].level = DIAG_WARNING;
	reads(&b, "\033[1ma.yml:1:4:\033[0m \033[1;33mwarning[a-rule]\033[0m: says so\n\033[2m   1 |\033[0m a: b\n"
	          "\033[2m     |\033[0m    \033[1;33m^\033[0m\n   \033[2m= help:\033[0m run `dictum explain a-rule`\n\n");
}

static void nothing_found_is_nothing_printed(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "", (struct place){ 0, 0, 0, 0 });
	b.found.all.n = 0;
	reads(&b, "");
}

/* ---- the summary ---- */

static void the_summary_counts_in_words(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "", (struct place){ 0, 0, 0, 0 });
	assert_true(str_eq_z(report_summary(&b.in, &b.a), "1 error, 0 warnings, 0 notes in 1 file"));
	b.found.all.v[0].level = DIAG_NOTE;
	b.in.files = 2229;
	assert_true(str_eq_z(report_summary(&b.in, &b.a), "0 errors, 0 warnings, 1 note in 2229 files"));
	arena_free(&b.a);
}

/* ---- JSON ---- */

static const struct node *json_of(struct bench *b)
{
	struct buf out = { .a = &b->a };
	struct diag_list found;
	struct doc doc;

	report_json(&b->in, &out);
	diag_list_init(&found, &b->a);
	doc = doc_parse_json(STR("report"), buf_str(&out), NULL, &b->a, &found);
	assert_int_equal(found.all.n, 0);
	assert_non_null(doc.root);
	assert_true(str_ends(buf_str(&out), STR("}\n")));
	return doc.root;
}

static void holds(const struct node *root, const char *pointer, const char *want)
{
	const struct node *n = doc_at(root, str_from_z(pointer));

	if (!n)
		fail_msg("there is no %s", pointer);
	if (!str_eq_z(n->text, want))
		fail_msg("%s is \"%.*s\", want \"%s\"", pointer, STR_ARG(n->text), want);
}

static void lacks(const struct node *root, const char *pointer)
{
	if (doc_at(root, str_from_z(pointer)))
		fail_msg("there is a %s", pointer);
}

static void a_whole_finding_is_written_as_data(void **state)
{
	struct bench b;
	struct diag *d;
	struct diag_fix *f;
	const struct node *root;

	(void)state;
	d = begin(&b, "", (struct place){ 7, 9, 7, 15 });
	d->hint = STR("did you mean \"active\"?");
	d->help = STR("correct it");
	d->has_pointer = true;
	d->pointer = STR("/status");
	d->schema_pointer = STR("#/properties/status/enum");
	d->kind = STR("metric");
	d->key = STR("counts.x");
	d->cause = STR("b.yml");
	diag_relate(&b.found, d, (struct span){ STR("b.yml"), { 1, 2, 1, 3 } }, STR("first defined here"));
	f = diag_fix_add(&b.found, d, true, STR("write active"));
	diag_edit_add(&b.found, f, (struct place){ 7, 9, 7, 15 }, STR("active"));
	f = diag_fix_add(&b.found, d, false, STR("remove it"));
	root = json_of(&b);
	holds(root, "/version", "1");
	holds(root, "/tool/name", "dictum");
	holds(root, "/tool/version", DICTUM_VERSION);
	holds(root, "/summary/files", "1");
	holds(root, "/summary/definitions", "1");
	holds(root, "/summary/entries", "1");
	holds(root, "/summary/errors", "1");
	holds(root, "/summary/warnings", "0");
	holds(root, "/summary/notes", "0");
	holds(root, "/findings/0/rule", "a-rule");
	holds(root, "/findings/0/level", "error");
	holds(root, "/findings/0/message", "says so");
	holds(root, "/findings/0/help", "did you mean \"active\"?; correct it");
	holds(root, "/findings/0/path", "a.yml");
	holds(root, "/findings/0/line", "7");
	holds(root, "/findings/0/column", "9");
	holds(root, "/findings/0/end_line", "7");
	holds(root, "/findings/0/end_column", "15");
	holds(root, "/findings/0/kind", "metric");
	holds(root, "/findings/0/key", "counts.x");
	holds(root, "/findings/0/pointer", "/status");
	holds(root, "/findings/0/schema_pointer", "#/properties/status/enum");
	holds(root, "/findings/0/cause", "b.yml");
	holds(root, "/findings/0/related/0/path", "b.yml");
	holds(root, "/findings/0/related/0/line", "1");
	holds(root, "/findings/0/related/0/column", "2");
	holds(root, "/findings/0/related/0/message", "first defined here");
	holds(root, "/findings/0/fixes/0/safety", "safe");
	holds(root, "/findings/0/fixes/0/description", "write active");
	holds(root, "/findings/0/fixes/0/edits/0/line", "7");
	holds(root, "/findings/0/fixes/0/edits/0/end_column", "15");
	holds(root, "/findings/0/fixes/0/edits/0/text", "active");
	holds(root, "/findings/0/fixes/1/safety", "unsafe");
	arena_free(&b.a);
}

static void what_is_unknown_is_left_out(void **state)
{
	static const char *const absent[] = { "line", "column", "end_line", "end_column", "kind", "key", "help", "pointer",
		                              "schema_pointer", "cause", "related", "fixes" };
	struct bench b;
	const struct node *root;

	(void)state;
	begin(&b, "", (struct place){ 0, 0, 0, 0 });
	root = json_of(&b);
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
		lacks(root, str_z(str_fmt(&b.a, "/findings/0/%s", absent[i]), &b.a));
	arena_free(&b.a);
}

static void the_empty_pointer_is_the_whole_document(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "", (struct place){ 1, 1, 1, 1 })->has_pointer = true;
	holds(json_of(&b), "/findings/0/pointer", "");
	arena_free(&b.a);
}

static void bytes_that_are_no_utf8_are_replaced(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "", (struct place){ 1, 1, 1, 1 })->key = STR("a\xff\x1b\"");
	holds(json_of(&b), "/findings/0/key", "a\xef\xbf\xbd\x1b\"");
	arena_free(&b.a);
}

static void an_empty_run_is_a_whole_report(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	begin(&b, "", (struct place){ 0, 0, 0, 0 });
	b.found.all.n = 0;
	b.in.files = b.in.definitions = b.in.entries = 0;
	root = json_of(&b);
	holds(root, "/summary/files", "0");
	assert_int_equal(doc_at(root, STR("/findings"))->n, 0);
	arena_free(&b.a);
}

static void without_a_dictionary_nothing_is_said_of_entries(void **state)
{
	struct bench b;
	const struct node *root;

	(void)state;
	begin(&b, "", (struct place){ 0, 0, 0, 0 });
	b.in.has_dictionary = false;
	root = json_of(&b);
	lacks(root, "/summary/definitions");
	lacks(root, "/summary/entries");
	arena_free(&b.a);
}

static void what_is_told_besides_the_findings_is_a_member_of_its_own(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "", (struct place){ 0, 0, 0, 0 });
	lacks(json_of(&b), "/notice");
	b.in.notice = STR("rules were changed, too: 'a.yml'");
	holds(json_of(&b), "/notice", "rules were changed, too: 'a.yml'");
	arena_free(&b.a);
}

static void formats_are_found_by_name(void **state)
{
	(void)state;
	assert_ptr_equal(report_find(report_formats, STR("text")), report_text);
	assert_ptr_equal(report_find(report_formats, STR("json")), report_json);
	assert_null(report_find(report_formats, STR("")));
	assert_null(report_find(report_formats, STR("xml")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_shows_its_line_with_carets_below),
		cmocka_unit_test(the_hint_stands_beside_the_carets),
		cmocka_unit_test(help_and_related_places_follow),
		cmocka_unit_test(an_empty_place_has_one_caret),
		cmocka_unit_test(a_finding_over_several_lines_marks_the_rest_of_the_first),
		cmocka_unit_test(a_tab_takes_one_column),
		cmocka_unit_test(columns_are_characters_not_bytes),
		cmocka_unit_test(a_line_that_ends_with_carriage_return_is_shown_without),
		cmocka_unit_test(what_a_terminal_would_act_on_is_shown_as_a_dot_in_excerpts),
		cmocka_unit_test(what_a_terminal_would_act_on_is_named_in_messages),
		cmocka_unit_test(places_that_are_unknown_are_not_printed),
		cmocka_unit_test(without_the_source_there_is_no_excerpt),
		cmocka_unit_test(a_line_of_160_characters_is_shown_whole),
		cmocka_unit_test(a_longer_line_is_cut_around_the_finding),
		cmocka_unit_test(a_longer_line_is_cut_at_its_end_when_the_finding_is_at_the_start),
		cmocka_unit_test(a_place_behind_the_end_of_the_line_is_marked_at_its_end),
		cmocka_unit_test(colors_surround_what_they_color),
		cmocka_unit_test(nothing_found_is_nothing_printed),
		cmocka_unit_test(the_summary_counts_in_words),
		cmocka_unit_test(a_whole_finding_is_written_as_data),
		cmocka_unit_test(what_is_unknown_is_left_out),
		cmocka_unit_test(the_empty_pointer_is_the_whole_document),
		cmocka_unit_test(bytes_that_are_no_utf8_are_replaced),
		cmocka_unit_test(an_empty_run_is_a_whole_report),
		cmocka_unit_test(without_a_dictionary_nothing_is_said_of_entries),
		cmocka_unit_test(what_is_told_besides_the_findings_is_a_member_of_its_own),
		cmocka_unit_test(formats_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
