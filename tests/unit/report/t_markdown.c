/* The comment: rows, links, folding, size. */
#include "expect.h"

static void findings_stand_in_a_table_worst_first(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "some");
	is_text(bench_render(&b, report_markdown),
	        "### dictum: 1 error, 2 warnings, 1 note in 4 files\n"
	        "\n"
	        "| Level | Place | Rule | Finding |\n"
	        "| --- | --- | --- | --- |\n"
	        "| error | <code>config/a.yml&#58;2</code> | <code>schema-enum</code> | status is \"actve\", expected one of active, removed; did you "
	        "mean \"active\"? correct it |\n"
	        "| warning | <code>config/b.yml&#58;3</code> | <code>text-quote</code> | a curly quote |\n"
	        "| warning | <code>config/c.yml</code> | <code>text-quote</code> | a whole file |\n"
	        "| note | <code>config/b.yml&#58;1</code> | <code>event-unused</code> | event \"a\" feeds no metric |\n");
	arena_free(&b.a);
}

static void nothing_found_is_one_line(void **state)
{
	struct bench b;

	(void)state;
	bench_fill(&b, "none");
	is_text(bench_render(&b, report_markdown), "### dictum: 0 errors, 0 warnings, 0 notes in 0 files\n");
	arena_free(&b.a);
}

static void places_are_links_where_there_is_a_view(void **state)
{
	struct bench b;

	(void)state;
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a (b).yml", 7, 1, 7, 2), "m");
	b.in.view_url = STR("https://git.example.com/blob/{commit}/{path}?a=(b)#L{line}");
	has_text(bench_render(&b, report_markdown), "| <code>a &#40;b&#41;.yml&#58;7</code> |");
	b.in.commit = STR("abc");
	has_text(bench_render(&b, report_markdown),
	         "| [<code>a &#40;b&#41;.yml&#58;7</code>](https://git.example.com/blob/abc/a%20%28b%29.yml?a=%28b%29#L7) |");
	b.in.commit = (str){ 0 };
	b.in.view_url = STR("https://git.example.com/{path}");
	has_text(bench_render(&b, report_markdown), "](https://git.example.com/a%20%28b%29.yml) |");
	arena_free(&b.a);
}

static void twenty_rows_are_open_the_others_folded(void **state)
{
	struct bench b;
	str out;

	(void)state;
	bench_begin(&b);
	bench_repeat(&b, &enum_rule, 20);
	has_no_text(bench_render(&b, report_markdown), "<details>");
	bench_repeat(&b, &note_rule, 1);
	out = bench_render(&b, report_markdown);
	has_text(out, "\n<details><summary>1 more</summary>\n\n| Level ");
	assert_true(str_ends(out, STR("| the same |\n\n</details>\n")));
	arena_free(&b.a);
}

/* Findings with long messages: no comment is longer than 60,000 bytes, and what it leaves out is counted. */
static void a_comment_is_never_too_long(void **state)
{
	struct bench b;
	char message[2001];
	str out, rest;
	size_t rows;
	int64_t missing = -1;

	(void)state;
	memset(message, '@', sizeof message - 1);
	message[sizeof message - 1] = '\0';
	for (size_t n = 1; n < 64; n++) {
		bench_begin(&b);
		for (size_t i = 0; i < n; i++)
			add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), message);
		out = bench_render(&b, report_markdown);
		assert_true(out.n <= 60000);
		rows = count_text(out, "| error ");
		rest = str_cut_last(str_trim(out), '\n').tail;
		missing = 0;
		if (str_has(rest, STR("are not listed here")))
			assert_true(str_to_i64(str_cut(rest, ' ').head, &missing));
		assert_int_equal(rows + (size_t)missing, n);
		assert_int_equal(count_text(out, "<details>"), count_text(out, "</details>"));
		arena_free(&b.a);
	}
	assert_true(missing > 0);
}

static void long_messages_and_paths_are_cut(void **state)
{
	struct bench b;
	char text[302] = { 0 };
	str out;

	(void)state;
	memset(text, 'x', 300);
	bench_begin(&b);
	add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), text);
	has_no_text(bench_render(&b, report_markdown), "...");
	text[300] = 'y';
	add(&b, &enum_rule, (struct span){ str_from_z(text), { 0, 0, 0, 0 } }, text);
	out = bench_render(&b, report_markdown);
	has_text(out, "x... |");
	has_text(out, "<code>...xxx");
	has_text(out, "xy</code>");
	arena_free(&b.a);
}

static void changes_name_long_keys_whole_and_none_fills_the_comment(void **state)
{
	struct bench b;
	char text[60001] = { 0 };
	struct diag *d;
	str out;

	(void)state;
	memset(text, '@', sizeof text - 1);
	bench_begin(&b);
	b.in.are_changes = true;
	d = add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), text);
	d->hint = d->help = str_from_z(text);
	out = bench_render(&b, report_markdown);
	assert_true(out.n <= 60000);
	has_text(out, "</span>... |");
	has_no_text(out, "not listed");
	memset(text, 'x', 2000);
	text[2000] = '\0';
	d->message = str_from_z(text);
	d->hint = d->help = (str){ 0 };
	has_no_text(bench_render(&b, report_markdown), "...");
	arena_free(&b.a);
}

static void a_long_message_hides_no_remedy(void **state)
{
	struct bench b;
	char text[1001] = { 0 };
	struct diag *d;

	(void)state;
	memset(text, 'x', sizeof text - 1);
	bench_begin(&b);
	d = add(&b, &enum_rule, span_at("a.yml", 1, 1, 1, 1), text);
	d->hint = STR("did you mean \"y\"?");
	d->help = STR("write less");
	has_text(bench_render(&b, report_markdown), "xxx...; did you mean \"y\"? write less |");
	d->help = str_from_z(text);
	has_text(bench_render(&b, report_markdown), "xxx...; did you mean \"y\"? xxx");
	arena_free(&b.a);
}

static void what_is_told_besides_the_findings_stands_in_front_of_them(void **state)
{
	struct bench b;
	char name[2001] = { 0 };
	str out;

	(void)state;
	bench_fill(&b, "none");
	b.in.notice = STR("rules were changed, too: '@all<b>.yml'");
	is_text(bench_render(&b, report_markdown), "### dictum: 0 errors, 0 warnings, 0 notes in 0 files\n\n**Notice:** rules were changed, "
	                                           "too<span>&#58;</span> '<span>&#64;</span>all&#60;b&#62;.yml'\n");
	bench_repeat(&b, &enum_rule, 1000);
	has_text(bench_render(&b, report_markdown), ".yml'\n\n| Level ");
	memset(name, '@', sizeof name - 1);
	b.in.notice = str_from_z(name);
	out = bench_render(&b, report_markdown);
	assert_true(out.n <= 60000);
	has_text(out, "</span>...\n\n| Level ");
	has_text(out, "more are not listed here");
	arena_free(&b.a);
}

static void what_hosts_make_links_of_is_none(void **state)
{
	static const struct {
		const char *message, *cell;
	} rows[] = {
		{ "group/a&12 is meant", "group/a<span>&#38;</span>12 is meant" },
		{ "see GH-26", "see GH<span>&#45;</span>26" },
		{ "gl-7 and ABC-9", "gl<span>&#45;</span>7 and ABC<span>&#45;</span>9" },
		{ "R2D2-9 and MY_P1-7", "R2D2<span>&#45;</span>9 and MY&#95;P1<span>&#45;</span>7" },
		{ "see Www.example.com", "see Www<span>&#46;</span>example.com" },
		{ "a - 1, b-c, -3, 1-2, 2024-11-23, GH- and w.w", "a - 1, b-c, -3, 1-2, 2024-11-23, GH- and w.w" },
		{ "www. GH-", "www<span>&#46;</span> GH-" },
		{ "-1", "-1" },
		{ ".", "." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bench b;

		bench_begin(&b);
		add(&b, &enum_rule, span_at("a.yml", 7, 1, 7, 2), rows[i].message);
		has_text(bench_render(&b, report_markdown), str_z(str_fmt(&b.a, "</code> | %s |\n", rows[i].cell), &b.a));
		arena_free(&b.a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_stand_in_a_table_worst_first),
		cmocka_unit_test(nothing_found_is_one_line),
		cmocka_unit_test(places_are_links_where_there_is_a_view),
		cmocka_unit_test(twenty_rows_are_open_the_others_folded),
		cmocka_unit_test(a_comment_is_never_too_long),
		cmocka_unit_test(long_messages_and_paths_are_cut),
		cmocka_unit_test(changes_name_long_keys_whole_and_none_fills_the_comment),
		cmocka_unit_test(a_long_message_hides_no_remedy),
		cmocka_unit_test(what_is_told_besides_the_findings_stands_in_front_of_them),
		cmocka_unit_test(what_hosts_make_links_of_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
