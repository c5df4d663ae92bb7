#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "render/template.h"
#include "unit/text.h"

static str render(struct arena *a, const char *text, const struct view *v)
{
	struct buf out = { .a = a };
	struct err e = { 0 };
	const struct template *t = template_add(template_set_new(a), STR("t"), str_from_z(text), &e);

	if (!t || !template_render(t, v, &out, &e))
		fail_msg("%s", e.text);
	return buf_str(&out);
}

static void assert_error(struct arena *a, const char *text, const char *want)
{
	struct err e = { 0 };

	assert_null(template_add(template_set_new(a), STR("home"), str_from_z(text), &e));
	assert_string_equal(e.text, want);
	assert_true(e.is_usage);
}

static void text_is_escaped_by_every_kind_of_tag(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a);

	view_text(v, "x", STR("<b>&\"'`"), a);
	assert_str(render(a, "{{x}}", v), "&lt;b&gt;&amp;&quot;&#39;&#96;");
	assert_str(render(a, "{{{x}}}", v), "&lt;b&gt;&amp;&quot;&#39;&#96;");
	assert_str(render(a, "{{&x}}", v), "&lt;b&gt;&amp;&quot;&#39;&#96;");
}

static void a_byte_order_mark_at_the_start_is_no_part_of_the_text(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a);

	assert_str(render(a, "\xef\xbb\xbf{{! why }}\nSELECT \xef\xbb\xbf", v), "SELECT \xef\xbb\xbf");
	assert_str(render(a, "\xef\xbb\xbf", v), "");
}

static void html_is_raw_in_triple_tags_only(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a);

	view_html(v, "x", STR("<b>"), a);
	assert_str(render(a, "{{{x}}} {{& x }} {{x}}", v), "<b> <b> &lt;b&gt;");
}

static void plain_rendering_escapes_nothing(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a);
	struct buf out = { .a = a };
	const struct template *t;
	struct err e;

	view_text(v, "x", STR("a'<&"), a);
	t = template_add(template_set_new(a), STR("t"), STR("'{{x}}' {{{x}}}"), &e);
	assert_true(template_render_plain(t, v, &out, &e));
	assert_str(buf_str(&out), "'a'<&' a'<&");
}

static void data_is_never_read_as_a_template(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a);

	view_text(v, "x", STR("{{secret}}{{/x}}{{>t}}{{=<% %>=}}"), a);
	view_text(v, "secret", STR("leak"), a);
	assert_str(render(a, "{{#x}}{{x}}{{/x}}|{{secret}}", v), "{{secret}}{{/x}}{{&gt;t}}{{=&lt;% %&gt;=}}|leak");
}

static void empty_values_are_false(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a);

	view_text(v, "text", (str){ 0 }, a);
	view_html(v, "html", STR(""), a);
	view_flag(v, "flag", false, a);
	view_set(v, "none", NULL, a);
	(void)view_list(v, "list", a); /* an empty one */
	assert_str(render(a, "{{#text}}1{{/text}}{{#html}}2{{/html}}{{#flag}}3{{/flag}}", v), "");
	assert_str(render(a, "{{#none}}4{{/none}}{{#list}}5{{/list}}", v), "");
	assert_str(render(a, "{{^text}}1{{/text}}{{^html}}2{{/html}}{{^flag}}3{{/flag}}", v), "123");
	assert_str(render(a, "{{^none}}4{{/none}}{{^list}}5{{/list}}", v), "45");
}

static void an_empty_field_hides_the_outer_one(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a), *list, *row;

	view_text(v, "note", STR("page"), a);
	list = view_list(v, "rows", a);
	row = view_list_add(list, a);
	view_text(row, "note", STR(""), a);
	row = view_list_add(list, a);
	view_text(row, "other", STR("x"), a);
	assert_str(render(a, "{{#rows}}[{{note}}]{{/rows}}", v), "[][page]");
}

static void lists_repeat_and_see_the_outer_view(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a), *list;

	view_text(v, "unit", STR("s"), a);
	list = view_list(v, "times", a);
	for (int i = 0; i < 20; i++)
		view_text(view_list_add(list, a), "t", str_fmt(a, "%d", i), a);
	assert_str(render(a, "{{#times}}{{t}}{{unit}} {{/times}}", v),
	           "0s 1s 2s 3s 4s 5s 6s 7s 8s 9s 10s 11s 12s 13s 14s 15s 16s 17s 18s 19s ");
}

static void a_flag_leaves_the_context_alone(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a), *list = view_list(v, "list", a);

	view_list_text(list, STR("a"), a);
	view_list_text(list, STR("b"), a);
	view_flag(v, "on", true, a);
	assert_str(render(a, "{{#list}}{{#on}}{{.}}{{/on}}{{/list}} {{on}}", v), "ab true");
}

static void numbers_are_grouped(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a);

	view_uint(v, "a", 0, a);
	view_uint(v, "b", 999, a);
	view_uint(v, "c", 6214, a);
	view_uint(v, "d", UINT64_MAX, a);
	assert_str(render(a, "{{a}} {{b}} {{c}} {{d}}", v), "0 999 6,214 18,446,744,073,709,551,615");
}

static void the_first_field_of_a_name_wins(void **state)
{
	struct arena *a = *state;
	struct view *v = view_map(a);

	view_text(v, "x", STR("1"), a);
	view_text(v, "x", STR("2"), a);
	assert_str(render(a, "{{x}}", v), "1");
	for (size_t i = 0; i < 40; i++) /* of many, too */
		view_text(v, str_z(str_fmt(a, "f%zu", i), a), STR("f"), a);
	view_text(v, "x", STR("3"), a);
	assert_str(render(a, "{{x}}", v), "1");
}

static void shared_parts_are_set_in_many_views(void **state)
{
	struct arena *a = *state;
	struct view *site = view_map(a), *page = view_map(a);

	view_text(site, "title", STR("Dictionary"), a);
	view_set(page, "site", site, a);
	assert_str(render(a, "{{site.title}}{{site.none}}{{site.title.deeper}}", page), "Dictionary");
}

static void partials_keep_their_indentation_but_not_in_data(void **state)
{
	struct arena *a = *state;
	struct template_set *s = template_set_new(a);
	struct view *v = view_map(a);
	struct buf out = { .a = a };
	struct err e = { 0 };
	const struct template *t;

	view_html(v, "x", STR("1\n2"), a);
	view_flag(v, "on", true, a);
	assert_non_null(template_add(s, STR("in"), STR("a\n{{{x}}}\n{{! c }}b {{>flat}}\n {{>deep}}\n"), &e));
	assert_non_null(template_add(s, STR("flat"), STR("f\ng\n  {{>deep}}\n"), &e));
	assert_non_null(template_add(s, STR("deep"), STR("{{#on}}\nd\n{{/on}}\n{{#on}}e{{/on}}\n"), &e));
	t = template_add(s, STR("main"), STR("<\n  {{>in}}\n>{{>missing}}"), &e);
	assert_non_null(t);
	assert_true(template_render(t, v, &out, &e));
	assert_str(buf_str(&out), "<\n  a\n  1\n2\n  b f\ng\n  d\n  e\n\n   d\n   e\n>");
}

static void syntax_errors_name_line_and_column(void **state)
{
	struct arena *a = *state;

	assert_error(a, "a\n  {{x", "template 'home', line 2, column 3: this tag is never closed, expected '}}'");
	assert_error(a, "\xC3\xA9{{{x}}",
	             "template 'home', line 1, column 2: this tag is never closed, expected '}}}'");
	assert_error(a, "{{#a}}\n{{#b}}{{/b}}",
	             "template 'home', line 1, column 1: this section is never closed: 'a'");
	assert_error(
	        a, "{{#a}}\n{{/b}}",
	        "template 'home', line 2, column 1: closing tag 'b' does not match the section 'a' opened in line 1");
	assert_error(a, "\n{{#a}}\n{{/b}}",
	             "template 'home', line 3, column 1: "
	             "closing tag 'b' does not match the section 'a' opened in line 2");
	assert_error(a, "x{{/b}}", "template 'home', line 1, column 2: closing tag without an open section 'b'");
	assert_error(a, "{{}}", "template 'home', line 1, column 1: tag without a name");
	assert_error(a, "{{#  }}", "template 'home', line 1, column 1: tag without a name");
	assert_error(a, "{{#if x}}", "template 'home', line 1, column 1: white space in the name 'if x'");
	assert_error(a, "{{a..b}}", "template 'home', line 1, column 1: empty part in the name 'a..b'");
	assert_error(a, "{{$a}}", "template 'home', line 1, column 1: template inheritance is not supported: '$a'");
}

static void bad_delimiters_are_errors(void **state)
{
	static const char *const bad[] = { "{{==}}", "{{=a=}}", "{{=a b c=}}", "{{=a= b=}}",
		                           "{{=12345678901234567 b=}}" };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err e = { 0 };

		assert_null(template_add(template_set_new(*state), STR("t"), str_from_z(bad[i]), &e));
		assert_non_null(strstr(e.text, "expected two delimiters like {{=<% %>=}}"));
	}
	assert_str(render(*state, "{{=1234567890123456 b=}}1234567890123456! x b.", view_map(*state)), ".");
}

static void names_in_errors_are_made_visible(void **state)
{
	struct err e = { 0 };

	assert_null(template_add(template_set_new(*state), STR("a\x1B[31m"), STR("{{\x1B]0;\x07 x}}"), &e));
	assert_null(strchr(e.text, '\x1B'));
}

/* Renders `n` sections inside one another. */
static bool nested(struct arena *a, size_t n, struct err *e)
{
	struct view *v = view_map(a);
	struct buf text = { .a = a }, out = { .a = a };
	const struct template *t;

	view_flag(v, "x", true, a);
	for (size_t i = 0; i < n; i++)
		buf_z(&text, "{{#x}}");
	buf_z(&text, "!");
	for (size_t i = 0; i < n; i++)
		buf_z(&text, "{{/x}}");
	t = template_add(template_set_new(a), STR("t"), buf_str(&text), e);
	return t && template_render(t, v, &out, e) && str_eq(buf_str(&out), STR("!"));
}

static void sections_nest_64_deep_and_no_deeper(void **state)
{
	struct err e = { 0 };

	assert_true(nested(*state, 64, &e));
	assert_false(nested(*state, 65, &e));
	assert_string_equal(e.text, "template 't', line 1, column 385: more than 64 sections inside one another");
}

static void sections_are_counted_across_partials(void **state)
{
	struct arena *a = *state;
	struct template_set *s = template_set_new(a);
	struct view *v = view_map(a);
	struct buf out = { .a = a };
	struct err e = { 0 };
	const struct template *t;

	t = template_add(s, STR("\x1B"), STR("{{#x}}{{#x}}{{#x}}{{>\x1B}}{{/x}}{{/x}}{{/x}}"), &e);
	view_flag(v, "x", true, a);
	assert_non_null(t);
	assert_false(template_render(t, v, &out, &e));
	assert_string_equal(e.text, "template '\\u{1B}': more than 64 sections inside one another");
	for (size_t more = 0; more < 2; more++) { /* 30 sections, those of a part of 34, and one too many */
		const char *open = "{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}", *close = "{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}";
		str ten = str_from_z(open), end = str_from_z(close), some = str_sub(ten, 0, (4 + more) * 6), some_end = str_sub(end, 0, (4 + more) * 6);
		str text = str_fmt(a, "%s%s%s{{>p}}%s%s%s", open, open, open, close, close, close);

		s = template_set_new(a);
		assert_non_null(template_add(s, STR("p"), str_fmt(a, "%s%s%s%.*s!%.*s%s%s%s", open, open, open, STR_ARG(some), STR_ARG(some_end), close, close, close), &e));
		t = template_add(s, STR("t"), text, &e);
		assert_non_null(t);
		assert_int_equal(template_render(t, v, &out, &e), !more);
	}
}

typedef bool render_fn(const struct template *t, const struct view *v, struct buf *out, struct err *e);

/* A mebibyte at a time, and then one byte more. */
static void assert_most(struct arena *a, render_fn *run, size_t most)
{
	struct view *v = view_map(a), *list = view_list(v, "list", a);
	struct buf out = { .a = a };
	struct err e = { 0 };
	char *big = arena_array(a, 1 << 20, char);
	const struct template *t = template_add(template_set_new(a), STR("t"), STR("{{#list}}{{.}}{{/list}}"), &e);

	memset(big, 'x', 1 << 20);
	for (size_t i = 0; i < most >> 20; i++)
		view_list_text(list, (str){ big, 1 << 20 }, a);
	assert_non_null(t);
	assert_true(run(t, v, &out, &e));
	assert_int_equal(out.n, most);
	view_list_text(list, STR("!"), a);
	buf_clear(&out);
	assert_false(run(t, v, &out, &e));
	assert_string_equal(e.text, "template 't': too much work or output, "
	                            "do sections or partials repeat one another?");
}

static void output_stops_at_64_mib(void **state)
{
	assert_most(*state, template_render, TEMPLATE_MAX_OUTPUT);
}

static void what_is_not_escaped_stops_at_4_mib(void **state)
{
	assert_most(*state, template_render_plain, TEMPLATE_MAX_PLAIN);
}

/* n * n items, each of them two tags. */
static bool run_square(struct arena *a, size_t n, struct err *e)
{
	struct view *v = view_map(a), *list = view_list(v, "list", a);
	struct buf out = { .a = a };
	const struct template *t = template_add(template_set_new(a), STR("t"), STR("{{#list}}{{#list}}{{.}}{{/list}}{{/list}}"), e);

	for (size_t i = 0; i < n; i++)
		view_list_text(list, STR("x"), a);
	return t && template_render(t, v, &out, e);
}

static void eight_million_tags_are_run_and_no_more(void **state)
{
	struct err e = { 0 };

	assert_int_equal(TEMPLATE_MAX_WORK, 2048 * 2048 * 2);
	assert_true(run_square(*state, 2045, &e));
	assert_false(run_square(*state, 2048, &e));
	assert_non_null(strstr(e.text, "too much work"));
}

static bool run_partials(struct arena *a, const char *text, struct err *e)
{
	struct template_set *s = template_set_new(a);
	struct view *v = view_map(a), *list;
	struct buf out = { .a = a };
	const struct template *t = template_add(s, STR("t"), str_from_z(text), e);

	list = view_list(v, "list", a);
	for (int i = 0; i < 100; i++)
		view_text(view_list_add(list, a), "x", STR("y"), a);
	return t && template_render(t, v, &out, e);
}

static void a_partial_that_includes_itself_ends_with_an_error(void **state)
{
	struct err e = { 0 };

	assert_false(run_partials(*state, "a{{>t}}{{>t}}", &e));
	assert_string_equal(e.text, "template 't': more than 32 partials inside one another");
	assert_true(e.is_usage);
	assert_false(run_partials(*state, " {{#list}}{{>t}}{{/list}}", &e));
}

/* Each of `length` partials includes the next one `links` times. */
static bool run_chain(struct arena *a, int length, int links, struct err *e)
{
	struct template_set *s = template_set_new(a);
	struct buf out = { .a = a };

	for (int i = 0; i < length; i++) {
		struct buf text = { .a = a };

		for (int j = 0; j < links; j++)
			buf_fmt(&text, " {{>p%d}}\n", i + 1);
		assert_non_null(template_add(s, str_fmt(a, "p%d", i), buf_str(&text), e));
	}
	return template_render(template_get(s, STR("p0")), view_map(a), &out, e);
}

static void a_partial_that_is_not_there_is_told_with_the_nearest_name(void **state)
{
	struct template_set *s = template_set_new(*state);
	struct err e;

	assert_non_null(template_add(s, STR("foot"), STR("x"), &e));
	assert_non_null(template_add(s, STR("page"), STR("a{{#b}}{{> foot}}{{/b}}"), &e));
	assert_true(template_check_partials(s, &e));
	assert_non_null(template_add(s, STR("other"), STR("{{> foott}}"), &e));
	assert_false(template_check_partials(s, &e));
	assert_string_equal(e.text, "template 'other', line 1, column 5: there is no partial 'foott', did you mean 'foot'?");
	assert_non_null(template_add(s, STR("other"), STR("{{> nothing}}"), &e));
	assert_false(template_check_partials(s, &e));
	assert_string_equal(e.text, "template 'other', line 1, column 5: there is no partial 'nothing'");
}

static bool collect(void *arg, str name)
{
	struct buf *names = arg;

	buf_fmt(names, "%.*s ", STR_ARG(name));
	return !str_eq_z(name, "stop");
}

static void names_outside_of_sections_are_those_a_view_must_have(void **state)
{
	struct buf names = { .a = *state };
	struct template_set *s = template_set_new(*state);
	struct err e;
	const struct template *t = template_add(
		s, STR("t"), STR("{{a.b}}{{#c}}{{d}}{{^e}}{{f}}{{/e}}{{/c}}{{{g}}}{{&h}}{{.}}{{> i}}{{^stop}}{{/stop}}{{z}}"), &e);

	assert_false(template_each_outer_name(t, collect, &names));
	assert_str(buf_str(&names), "a c g h stop ");
}

static void partials_nest_32_deep_and_no_deeper(void **state)
{
	struct err e = { 0 };

	assert_true(run_chain(*state, 33, 1, &e));
	assert_false(run_chain(*state, 34, 1, &e));
}

static void doubling_partials_end_with_an_error(void **state)
{
	struct err e = { 0 };

	assert_false(run_chain(*state, 32, 2, &e));
	assert_non_null(strstr(e.text, "too much work"));
}

static void repeating_sections_end_with_an_error(void **state)
{
	struct err e = { 0 };

	assert_false(run_partials(*state,
	                          "{{#list}}{{#list}}{{#list}}{{#list}}{{#list}}{{#list}}{{nothing}}"
	                          "{{/list}}{{/list}}{{/list}}{{/list}}{{/list}}{{/list}}",
	                          &e));
	assert_non_null(strstr(e.text, "too much work"));
}

static void oversized_templates_are_refused(void **state)
{
	struct arena *a = *state;
	struct err e = { 0 };
	char *big = arena_array(a, TEMPLATE_MAX_BYTES + 1, char);

	for (size_t i = 0; i <= TEMPLATE_MAX_BYTES; i++)
		big[i] = '{';
	assert_null(template_add(template_set_new(a), STR("t"), (str){ big, TEMPLATE_MAX_BYTES + 1 }, &e));
	assert_string_equal(e.text, "template 't' has 1048577 bytes, at most 1048576 are read");
	for (size_t i = 0; i <= TEMPLATE_MAX_BYTES; i++)
		big[i] = ' ';
	assert_non_null(template_add(template_set_new(a), STR("t"), (str){ big, TEMPLATE_MAX_BYTES }, &e));
}

static void a_later_template_replaces_one_of_the_same_name(void **state)
{
	struct template_set *s = template_set_new(*state);
	struct buf out = { .a = *state };
	struct err e = { 0 };

	assert_non_null(template_add(s, STR("p"), STR("old"), &e));
	assert_non_null(template_add(s, STR("t"), STR("{{>p}}"), &e));
	assert_non_null(template_add(s, STR("p"), STR("own"), &e));
	assert_null(template_get(s, STR("q")));
	assert_true(template_render(template_get(s, STR("t")), view_map(*state), &out, &e));
	assert_str(buf_str(&out), "own");
}

static void rendering_appends(void **state)
{
	struct buf out = { .a = *state };
	const struct template *t;
	struct err e;

	buf_z(&out, "<!doctype html>");
	t = template_add(template_set_new(*state), STR("t"), STR("x"), &e);
	assert_true(template_render(t, view_map(*state), &out, &e));
	assert_str(buf_str(&out), "<!doctype html>x");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, arena_set_up, arena_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(text_is_escaped_by_every_kind_of_tag),
		CASE(a_byte_order_mark_at_the_start_is_no_part_of_the_text),
		CASE(html_is_raw_in_triple_tags_only),
		CASE(plain_rendering_escapes_nothing),
		CASE(data_is_never_read_as_a_template),
		CASE(empty_values_are_false),
		CASE(an_empty_field_hides_the_outer_one),
		CASE(lists_repeat_and_see_the_outer_view),
		CASE(a_flag_leaves_the_context_alone),
		CASE(numbers_are_grouped),
		CASE(the_first_field_of_a_name_wins),
		CASE(shared_parts_are_set_in_many_views),
		CASE(partials_keep_their_indentation_but_not_in_data),
		CASE(syntax_errors_name_line_and_column),
		CASE(bad_delimiters_are_errors),
		CASE(names_in_errors_are_made_visible),
		CASE(sections_nest_64_deep_and_no_deeper),
		CASE(sections_are_counted_across_partials),
		CASE(output_stops_at_64_mib),
		CASE(what_is_not_escaped_stops_at_4_mib),
		CASE(eight_million_tags_are_run_and_no_more),
		CASE(a_partial_that_includes_itself_ends_with_an_error),
		CASE(a_partial_that_is_not_there_is_told_with_the_nearest_name),
		CASE(names_outside_of_sections_are_those_a_view_must_have),
		CASE(partials_nest_32_deep_and_no_deeper),
		CASE(doubling_partials_end_with_an_error),
		CASE(repeating_sections_end_with_an_error),
		CASE(oversized_templates_are_refused),
		CASE(a_later_template_replaces_one_of_the_same_name),
		CASE(rendering_appends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
