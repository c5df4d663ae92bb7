#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "render/markdown.h"
#include "render/markdown_parts.h"
#include "unit/text.h"

static void assert_html(void **state, const char *source, const char *want)
{
	assert_str(markdown_html(str_from_z(source), NULL, *state), want);
}

static void assert_excerpt(void **state, const char *source, size_t max, const char *want)
{
	assert_str(markdown_excerpt(str_from_z(source), max, *state), want);
}

/* `part` as often as it fits into `bytes`. */
static str repeated(struct arena *a, const char *part, size_t bytes)
{
	struct buf b = { .a = a };

	while (b.n + strlen(part) <= bytes)
		buf_z(&b, part);
	return buf_str(&b);
}

static void plain_text_is_one_paragraph(void **state)
{
	assert_html(state, "Count of users", "<p>Count of users</p>");
	assert_html(state, "", "");
	assert_html(state, " \n\n", "");
	assert_html(state, "a\nb\\\nc", "<p>a\nb<br>\nc</p>");
}

/* A link definition behind it, which prints nothing, is what makes cmark read the text in any case. */
static str with_definition(str text, struct arena *a)
{
	return str_fmt(a, "%.*s\n\n[x]: y\n", STR_ARG(text));
}

static void assert_reads_the_same_through_cmark(struct arena *a, str text)
{
	str marked = with_definition(text, a);

	assert_str(markdown_html(text, NULL, a), str_z(markdown_html(marked, NULL, a), a));
	assert_str(markdown_excerpt(text, 40, a), str_z(markdown_excerpt(marked, 40, a), a));
}

/* Words, signs and what is markup at one place and none at another, put together by chance. */
static void text_without_markup_reads_as_cmark_reads_it(void **state)
{
	static const char *const pieces[] = { "Count", "of", "a_b", "_", "x", "1", "10.", ".", ",", " ", " ", "  ", "-", "+", "=", "===", "---", ":", "(",
		                              ")", "'", "\"", "/", "%", "{{a}}", "~", "~~", "!", "?", "$", "@", "http://a.b", "www.a.b", "a@b.c", "\n",
		                              "\t", "*", "`", "&amp;", "#", "a", "A" };
	uint32_t seed = 1;
	size_t n_plain = 0;

	for (size_t i = 0; i < 20000; i++) {
		struct arena a = { 0 };
		struct buf b = { .a = &a };
		str text;

		for (size_t n = 1 + i % 9; n; n--) {
			seed = seed * 1664525 + 1013904223; /* Numerical Recipes */
			buf_z(&b, pieces[(seed >> 16) % (i % 3 ? 32 : sizeof pieces / sizeof *pieces)]);
		}
		if (markdown_is_plain(buf_str(&b), &text)) {
			assert_reads_the_same_through_cmark(&a, buf_str(&b));
			n_plain++;
		}
		arena_free(&a);
	}
	assert_true(n_plain > 2000);
	(void)state;
}

static void only_text_of_one_line_is_plain(void **state)
{
	static const char *const plain[] = { "a", "Count of users (all-time), see config/x.yml: 10% more\n", "a_b c_1_d  \n\n" };
	static const char *const others[] = { "",  " a",   "1. a", "- a", "a\nb", "a*", "_a_", "a_ b", "a _b", "a_",    "a\tb", "a [b]",
		                              "a|b", "a<b", "a`b", "a&b", "a\\b", "a#", "a>", "\xC3\xA4", "a\xC2\xA0", "a\0b", "    a" };
	str text;

	(void)state;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		assert_true(markdown_is_plain(str_from_z(plain[i]), &text));
	assert_str(text, "a_b c_1_d");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(markdown_is_plain(i == 21 ? (str){ others[i], 3 } : str_from_z(others[i]), &text));
}

static void inline_markup_becomes_elements(void **state)
{
	assert_html(state, "*a* **b** `c<d` \\*e", "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code> *e</p>");
}

static void blocks_become_elements(void **state)
{
	assert_html(state, "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
	assert_html(state, "3. a\n\n4. b", "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>");
	assert_html(state, "> a", "<blockquote>\n<p>a</p>\n</blockquote>");
	assert_html(state, "***", "<hr>");
}

static void code_blocks_can_be_reached_by_keyboard(void **state)
{
	assert_html(state, "```ruby x\n<a>\n```",
	            "<pre tabindex=\"0\"><code class=\"language-ruby\">&lt;a&gt;\n</code></pre>");
	assert_html(state, "    a\n", "<pre tabindex=\"0\"><code>a\n</code></pre>");
	assert_html(state, "```\"onx=y\na\n```", "<pre tabindex=\"0\"><code>a\n</code></pre>");
}

static void headings_start_below_those_of_the_page(void **state)
{
	assert_html(state, "# a\n## b\n##### c\n###### d", "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>\n<h6>d</h6>");
	assert_str(markdown_lead(STR("# a\n## b\n### c\n###### d"), NULL, *state), "<h2>a</h2>\n<h2>b</h2>\n<h3>c</h3>\n<h6>d</h6>");
	assert_html(state, "#\n\na", "<p>a</p>");
}

static void raw_html_is_shown_as_written(void **state)
{
	assert_html(state, "per <namespace> <b onclick=x>", "<p>per &lt;namespace&gt; &lt;b onclick=x&gt;</p>");
	assert_html(state, "<script>\nalert(1)\n</script>", "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>");
	assert_html(state, "a <!-- b --> &lt;i&gt;", "<p>a &lt;!-- b --&gt; &lt;i&gt;</p>");
}

static void allowed_links_are_links(void **state)
{
	assert_html(state, "[a](https://example.com/x?a=1&b=2 \"t\\\"<\")",
	            "<p><a href=\"https://example.com/x?a=1&amp;b=2\" title=\"t&quot;&lt;\" "
	            "rel=\"noopener noreferrer nofollow\">a</a></p>");
	assert_html(state, "[a](HTTP://e.org)",
	            "<p><a href=\"HTTP://e.org\" rel=\"noopener noreferrer nofollow\">a</a></p>");
	assert_html(state, "<me@example.com>", "<p><a href=\"mailto:me@example.com\">me@example.com</a></p>");
	assert_html(
	        state, "[a](b/c.md#d) [e](#f) [g](/h) [i](?j)",
	        "<p><a href=\"b/c.md#d\">a</a> <a href=\"#f\">e</a> <a href=\"/h\">g</a> <a href=\"?j\">i</a></p>");
	assert_html(state, "[a](<b c\xC3\xA9[`'>)", "<p><a href=\"b%20c%C3%A9%5B%60&#39;\">a</a></p>");
	assert_html(state, "[x][r]\n\n[r]: y", "<p><a href=\"y\">x</a></p>");
}

static void other_targets_leave_only_the_text(void **state)
{
	static const char *const targets[] = {
		"javascript:alert(1)",
		"JaVaScRiPt:alert(1)",
		"&#106;avascript:alert(1)",
		"javascript&colon;alert(1)",
		"java&Tab;script:alert(1)",
		"java&NewLine;script:alert(1)",
		"&#1;javascript:alert(1)",
		"java%0Ascript:alert(1)",
		"%6Aavascript:alert(1)",
		"%01javascript:x",
		"javascript%3Aalert(1)",
		"%09javascript:x",
		"vbscript:x",
		"data:text/html,x",
		"data:image/png;base64,x",
		"blob:https://e.org/x",
		"file:///etc/passwd",
		"ms-msdt:x",
		"tel:1",
		"ftp://e.org",
		"//evil.example",
		"/\\\\evil.example",
		"\\\\\\\\evil",
		"/%2Fevil",
		"%2F/evil",
		"/%5Cevil",
		"http:",
		"http:evil",
		"http:/evil",
		"http:///evil",
		"https://e.org@evil.example/",
		"mailto:",
		"a:b",
		":x",
		"",
		"<>",
		"< javascript:x>",
		"&#32;javascript:x",
		"a&#127;b",
		"x%00y",
		"view-source:x",
		"\xC3\xA9:x",
	};

	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		str source = str_fmt(*state, "[a](%s) ![b](%s)", targets[i], targets[i]);
		str html = markdown_html(source, NULL, *state);

		if (!str_eq_z(html, "<p>a b</p>"))
			fail_msg("'%s' gives '%.*s'", targets[i], STR_ARG(html));
	}
	assert_html(state, "<javascript:alert(1)>", "<p>javascript:alert(1)</p>");
	assert_html(state, "[a][r]\n\n[r]: vbscript:x 't'", "<p>a</p>");
}

static void schemes_of_links_may_be_in_capitals(void **state)
{
	(void)state; /* needs no memory */
	assert_int_equal(markdown_target_kind(STR("HTTPS://E.org/a")), TARGET_OUTSIDE);
	assert_int_equal(markdown_target_kind(STR("MAILTO:a@e.org")), TARGET_INSIDE);
}

static void escapes_in_queries_are_left_alone(void **state)
{
	(void)state; /* needs no memory */
	assert_int_equal(markdown_target_kind(STR("https://e.org/a?b=%0A%5C#%01")), TARGET_OUTSIDE);
	assert_int_equal(markdown_target_kind(STR("https://e.org/a%2Fb%20c%zz%4")), TARGET_OUTSIDE);
	assert_int_equal(markdown_target_kind(STR("https://e.org/%0A")), TARGET_REFUSED);
	assert_int_equal(markdown_target_kind(STR("caf%E9.html")), TARGET_INSIDE);
	assert_int_equal(markdown_target_kind(STR("./a:b")), TARGET_INSIDE);
	assert_int_equal(markdown_target_kind(STR("a/b//c")), TARGET_INSIDE);
	assert_int_equal(markdown_target_kind((str){ 0 }), TARGET_REFUSED);
}

static void images_become_links_with_their_text(void **state)
{
	assert_html(state, "![a *b* `c`](i.png)", "<p><a href=\"i.png\">a b c</a></p>");
	assert_html(state, "![](https://e.org/i.png)",
	            "<p><a href=\"https://e.org/i.png\" rel=\"noopener noreferrer "
	            "nofollow\">https://e.org/i.png</a></p>");
	assert_html(state, "[![a](i.png)](b)", "<p><a href=\"b\">a</a></p>");
	assert_html(state, "![a ![b](c) [d](e)](f)", "<p><a href=\"f\">a b d</a></p>");
}

static void links_without_text_show_their_target(void **state)
{
	assert_html(state, "[](b<)", "<p><a href=\"b%3C\">b&lt;</a></p>");
}

static void malformed_text_becomes_valid(void **state)
{
	str html = markdown_html(STR("a\xFF\0b\n\n| \xC0 |\n|-|\n\n[x](\xFE)"), NULL, *state);

	assert_true(utf8_is_valid(html));
	assert_true(str_find(html, '\0') == html.n);
	assert_html(state, "\xEF\xBB\xBF- a", "<ul>\n<li>a</li>\n</ul>");
}

#define REGION(name) "<section class=\"table\" tabindex=\"0\" aria-label=\"" name "\">\n<table>\n"
#define END_REGION "</table>\n</section>"

static void pipe_tables_become_tables(void **state)
{
	assert_html(
	        state, "| A | B |\n|---|:-:|\n| 1 | *2* |\n3 | 4",
	        REGION("Table") "<thead>\n<tr>\n<th scope=\"col\">A</th>\n<th scope=\"col\" class=\"center\">B</th>\n"
	                        "</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td "
	                        "class=\"center\"><em>2</em></td>\n</tr>\n"
	                        "<tr>\n<td>3</td>\n<td class=\"center\">4</td>\n</tr>\n</tbody>\n" END_REGION);
	assert_html(state, "A | B\n:-- | --:",
	            REGION("Table") "<thead>\n<tr>\n<th scope=\"col\" class=\"left\">A</th>\n"
	                            "<th scope=\"col\" class=\"right\">B</th>\n</tr>\n</thead>\n" END_REGION);
}

static void cells_keep_escaped_pipes_markup_and_block_signs(void **state)
{
	assert_html(state, "|a|\n|-|\n| `x\\|y` |\n| - b |\n| # [c][r] |\n| _d_ |\n| <i> |\n\n[r]: t\n",
	            REGION("Table") "<thead>\n<tr>\n<th scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n"
	                            "<tr>\n<td><code>x|y</code></td>\n</tr>\n<tr>\n<td>- b</td>\n</tr>\n"
	                            "<tr>\n<td># <a href=\"t\">c</a></td>\n</tr>\n<tr>\n<td><em>d</em></td>\n</tr>\n"
	                            "<tr>\n<td>&lt;i&gt;</td>\n</tr>\n</tbody>\n" END_REGION);
}

static void rows_are_filled_and_cut_to_the_header(void **state)
{
	assert_html(state, "|a||\n|-|-|\n|1|\n|1|2|3|",
	            REGION("Table") "<thead>\n<tr>\n<th scope=\"col\">a</th>\n<td></td>\n</tr>\n</thead>\n<tbody>\n"
	                            "<tr>\n<td>1</td>\n<td></td>\n</tr>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</"
	                            "tbody>\n" END_REGION);
}

#define SMALL(name) \
	REGION(name) \
	"<thead>\n<tr>\n<th scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n" \
	"</tbody>\n" END_REGION

static void tables_lie_in_quotes_lists_and_below_text(void **state)
{
	assert_html(state, "> |a|\n> |-|\n> |b|", "<blockquote>\n" SMALL("Table") "\n</blockquote>");
	assert_html(state, "- |a|\n  |-|\n  |b|", "<ul>\n<li>\n" SMALL("Table") "\n</li>\n</ul>");
	assert_html(state, "x *y*\n    - z\n|a|\n|-|\n|b|\n\n|a|\n|-|\n|b|",
	            "<p>x <em>y</em>\n- z</p>\n" SMALL("Table") "\n" SMALL("Table 2"));
	assert_html(state, "[r]: t\n|a|\n|-|\n|b|", SMALL("Table"));
	assert_html(state, "|a|\r\n|-|\r\n|b|\r\n", SMALL("Table"));
}

static void lines_that_only_look_like_tables_stay_text(void **state)
{
	assert_html(state, "|a|b|\n|-|", "<p>|a|b|\n|-|</p>");
	assert_html(state, "|a|\n|x|", "<p>|a|\n|x|</p>");
	assert_html(state, "|a|\n|:|", "<p>|a|\n|:|</p>");
	assert_html(state, "a | b", "<p>a | b</p>");
	assert_html(state, "    |a|\n    |-|", "<pre tabindex=\"0\"><code>|a|\n|-|\n</code></pre>");
}

static str wide_table(struct arena *a, size_t n)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < n; i++)
		buf_z(&b, "|a");
	buf_z(&b, "|\n");
	for (size_t i = 0; i < n; i++)
		buf_z(&b, "|-");
	buf_z(&b, "|\n");
	return buf_str(&b);
}

static void tables_have_64_columns_and_no_more(void **state)
{
	assert_true(str_has(markdown_html(wide_table(*state, 64), NULL, *state), STR("<table>")));
	assert_false(str_has(markdown_html(wide_table(*state, 65), NULL, *state), STR("<table>")));
}

static bool is_preformatted(str html)
{
	return str_starts(html, STR("<pre tabindex=\"0\">")) && str_ends(html, STR("</pre>"));
}

static void text_over_16_kib_is_preformatted(void **state)
{
	str fits = repeated(*state, "*", MARKDOWN_MAX_BYTES), over = repeated(*state, "<", MARKDOWN_MAX_BYTES + 1);

	assert_true(str_starts(markdown_html(fits, NULL, *state), STR("<")));
	assert_false(is_preformatted(markdown_html(repeated(*state, "a ", MARKDOWN_MAX_BYTES), NULL, *state)));
	assert_true(is_preformatted(markdown_html(over, NULL, *state)));
	assert_false(str_has(str_from(markdown_html(over, NULL, *state), 1), STR("<<")));
}

static bool nests(struct arena *a, const char *marker, size_t n)
{
	str source = str_fmt(a, "%.*sx", STR_ARG(repeated(a, marker, n * strlen(marker))));

	return !is_preformatted(markdown_html(source, NULL, a));
}

static void containers_nest_32_deep_on_a_line_and_no_deeper(void **state)
{
	static const char *const markers[] = { ">", "> ", "- ", "+ ", "1. ", "1) " };

	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		assert_true(nests(*state, markers[i], 32));
		assert_false(nests(*state, markers[i], 33));
	}
	assert_html(state, "* * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * *", "<hr>");
}

static void deeply_indented_containers_are_refused(void **state)
{
	str indent = repeated(*state, " ", MARKDOWN_MAX_INDENT);

	assert_false(is_preformatted(markdown_html(str_fmt(*state, "a\n%.*s- b", STR_ARG(indent)), NULL, *state)));
	assert_true(is_preformatted(markdown_html(str_fmt(*state, "a\n%.*s - b", STR_ARG(indent)), NULL, *state)));
	assert_true(is_preformatted(markdown_html(str_fmt(*state, "a\n%.*s\t- b", STR_ARG(indent)), NULL, *state)));
	assert_false(is_preformatted(markdown_html(str_fmt(*state, "a\n%.*s\t\tb", STR_ARG(indent)), NULL, *state)));
}

static void output_grows_32_times_at_most(void **state)
{
	struct arena *a = *state;
	str source = str_fmt(a, "%.*s%.*s", STR_ARG(wide_table(a, 64)), STR_ARG(repeated(a, "|\n", 8000)));
	str html = markdown_html(source, NULL, a);

	assert_true(is_preformatted(html));
	source = repeated(a, "> > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > >\n\n",
	                  MARKDOWN_MAX_BYTES);
	html = markdown_html(source, NULL, a);
	assert_true(html.n <= source.n * MARKDOWN_MAX_GROWTH + 4096);
}

static void output_of_malformed_bytes_grows_no_more(void **state)
{
	struct arena *a = *state;
	str source = str_fmt(a, "%.*s\n\n[r]: https://e.org/%.*s\n", STR_ARG(repeated(a, "[r] ", 48)), STR_ARG(repeated(a, "\xFF", 150)));

	assert_true(is_preformatted(markdown_html(source, NULL, a)));
}

enum { MAX_COST = 1000 }; /* plain guides: quadratic texts took 10,000 of them, what is left takes up to 300 */

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What a guide of plain words costs here and now, whatever the machine and whatever watches the program. */
static double yardstick(struct arena *a)
{
	str words = repeated(a, "plain words of a guide\n", 4 * MARKDOWN_MAX_BYTES);
	struct markdown_page page;
	double best = 1e9;

	for (int i = 0; i < 5; i++) {
		double start = seconds();

		markdown_guide(words, NULL, a, &page);
		if (seconds() - start < best)
			best = seconds() - start;
	}
	return best;
}

static void hostile_texts_cost_no_more_than_many_plain_ones(void **state)
{
	static const char *const parts[] = {
		"![[]()",
		"[",
		"[a](",
		"[a](<",
		"](",
		"]:",
		"<!A ",
		"<?a",
		"<![CDATA[",
		"a <!--",
		"`a",
		"*a ",
		"**a *",
		"_a *a ",
		"[a]: x\n",
		"&a",
		"\\",
		"[x][",
		"> a\n",
		"- a\n",
		"<a ",
		"![",
		"[a]",
		"*_",
		"`` ` ",
		"|a|b\n",
		"|a\n|-\n",
		"|\n",
		"a**b",
		"]",
		"![a](b",
		"[\\a",
		"<a href=\"",
		"# a\n",
		"```\n",
		"\n",
		" ",
		"\t",
		"- - - - x\n\n",
		"1.\n",
		">",
		"~~~\n",
		"\r",
		"[a]\n|-\n",
		"||||||||||||||||\n",
		"|-",
		"a\n|-|\n",
		"<b@c.d>",
		"&#0;",
		"\\|",
		"'",
		"\xFF",
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct arena *a = *state;
		struct markdown_page page;
		struct markdown_references links;
		double start, limit = MAX_COST * yardstick(a);

		start = seconds();
		(void)markdown_html(repeated(a, parts[i], MARKDOWN_MAX_BYTES), NULL, a);
		(void)markdown_excerpt(repeated(a, parts[i], MARKDOWN_MAX_BYTES), 100, a);
		markdown_guide(repeated(a, parts[i], 4 * MARKDOWN_MAX_BYTES), NULL, a, &page);
		markdown_references(repeated(a, parts[i], 4 * MARKDOWN_MAX_BYTES), a, &links);
		if (seconds() - start > limit)
			fail_msg("'%s' takes %.2f s, the limit is %.2f s", parts[i], seconds() - start, limit);
		arena_reset(a);
	}
}

static void nested_lists_with_blank_lines_cost_no_more_than_many_plain_texts(void **state)
{
	struct arena *a = *state;
	struct buf b = { .a = a };
	struct markdown_page page;
	double start, limit = MAX_COST * yardstick(a);

	for (int i = 0; i < 48; i++)
		buf_fmt(&b, "%*s- a\n", i * 2, "");
	buf_put(&b, repeated(a, "\n", MARKDOWN_MAX_GUIDE - b.n));
	start = seconds();
	markdown_guide(buf_str(&b), NULL, a, &page);
	assert_false(is_preformatted(page.html));
	assert_true(seconds() - start < limit);
}

static void copies_of_one_definition_stay_small(void **state)
{
	struct arena *a = *state;
	str url = repeated(a, "u", 100000), links = repeated(a, "[a]", 100000);
	struct markdown_page page;

	markdown_guide(str_fmt(a, "%.*s\n\n|a|\n|-|\n|[a]|\n\n[a]: %.*s", STR_ARG(links), STR_ARG(url)), NULL,
	               a, &page);
	assert_true(page.html.n < 1000000);
}

static str to_html_page(str target, void *arg, struct arena *a)
{
	size_t *n_calls = arg;
	struct cut dot = str_cut_last(target, '.');

	++*n_calls;
	if (str_eq(target, STR("bad")))
		return STR("javascript:x");
	if (str_eq(target, STR("none")))
		return (str){ 0 };
	return str_eq(dot.tail, STR("md")) ? str_fmt(a, "%.*s.html", STR_ARG(dot.head)) : target;
}

static void guides_have_a_title_and_headings(void **state)
{
	struct markdown_page page;

	markdown_guide(STR("a\n\n# The *title*\n\n## One & `two`\n\n#### Deep\n\n# Other\n\n> ## Quoted"), NULL,
	               *state, &page);
	assert_str(page.title, "The title");
	assert_str(page.html,
	           "<p>a</p>\n<h2 id=\"one-two\">One &amp; <code>two</code></h2>\n<h4 id=\"deep\">Deep</h4>\n"
	           "<h2 id=\"other\">Other</h2>\n<blockquote>\n<h2 id=\"quoted\">Quoted</h2>\n</blockquote>");
	assert_int_equal(page.headings.n, 3);
	assert_str(page.headings.v[0].text, "One & two");
	assert_int_equal(page.headings.v[1].level, 4);
	assert_int_equal(page.headings.v[2].level, 2);
}

static void heading_ids_are_unique_and_never_empty(void **state)
{
	struct markdown_page page;

	markdown_guide(STR("## A\n## A\n## a 2\n## A!\n## \xC2\xA7\n## --\n## What's *new* -- here?"), NULL,
	               *state, &page);
	assert_int_equal(page.headings.n, 7);
	assert_str(page.headings.v[0].id, "a");
	assert_str(page.headings.v[1].id, "a-2");
	assert_str(page.headings.v[2].id, "a-2-2");
	assert_str(page.headings.v[3].id, "a-3");
	assert_str(page.headings.v[4].id, "section");
	assert_str(page.headings.v[5].id, "section-2");
	assert_str(page.headings.v[6].id, "whats-new-here");
}

static void heading_ids_are_those_of_gitlab_and_github(void **state)
{
	static const struct {
		const char *heading, *id;
	} cases[] = {
		{ "The event_name field", "the-event_name-field" },
		{ "`__init__` _is_ a_", "__init__-is-a_" },
		{ "Gr\xC3\xB6\xC3\x9F" "e", "gr\xC3\xB6\xC3\x9F" "e" },
		{ "\xC3\x84RGER, \xC3\x9C" "BER 3\xC2\xBD?", "\xC3\xA4rger-\xC3\xBC" "ber-3" },
		{ "\xD0\x9E\xD0\xB1\xD0\xB7\xD0\xBE\xD1\x80", "\xD0\xBE\xD0\xB1\xD0\xB7\xD0\xBE\xD1\x80" },                   /* Обзор */
		{ "\xE6\xA6\x82\xE8\xA6\x81\xE3\x80\x82" "A \xEF\xBC\x81 B", "\xE6\xA6\x82\xE8\xA6\x81" "a-b" },              /* 概要。A ！ B */
		{ "e\xCC\x81t\xC3\xA9 \xE2\x80\x94 \xD9\xA3", "e\xCC\x81t\xC3\xA9-\xD9\xA3" },                             /* a mark, a dash, an Arabic digit */
		{ "\xE2\x9A\xA0\xEF\xB8\x8F Warning \xF0\x9F\x9A\x80", "warning" },                                         /* pictures */
		{ "\xC8\xBA\xC8\xBA\xC8\xBA", "\xE2\xB1\xA5\xE2\xB1\xA5\xE2\xB1\xA5" },                                        /* small ones are longer */
		{ "a\xC2\xA0" "b\xFF" "c", "abc" },                                                                    /* no blank of ASCII; malformed */
		{ "\xE2\x80\xA6", "section" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct markdown_page page;

		markdown_guide(str_fmt(*state, "# T\n\n## %s", cases[i].heading), NULL, *state, &page);
		assert_int_equal(page.headings.n, 1);
		assert_str(page.headings.v[0].id, cases[i].id);
	}
}

static void heading_ids_end_at_a_character(void **state)
{
	for (size_t n = 58; n < 66; n++) {
		struct markdown_page page;
		struct buf b = { .a = *state };
		str id;

		buf_z(&b, "## ");
		for (size_t i = 0; i < n; i++)
			buf_byte(&b, 'a');
		buf_z(&b, "\xF0\x9D\x92\x9C\xC3\xA9 b"); /* four bytes, two bytes */
		markdown_guide(buf_str(&b), NULL, *state, &page);
		id = page.headings.v[0].id;
		assert_true(utf8_is_valid(id));
		assert_int_equal(id.n, n < 59 ? 64 : n < 61 ? n + 4 : n < 64 ? n : 64);
	}
}

static void no_heading_has_the_id_that_every_page_has(void **state)
{
	struct markdown_page page;

	markdown_guide(STR("## Main\n## Main\n## Main 2"), NULL, *state, &page);
	assert_str(page.headings.v[0].id, "main-2");
	assert_str(page.headings.v[1].id, "main-3");
	assert_str(page.headings.v[2].id, "main-2-2");
}

static void guides_rewrite_relative_links_only(void **state)
{
	struct markdown_page page;
	size_t n_calls = 0;

	markdown_guide(STR("[a](b.md) [c](d) [e](#f) [g](https://h.i/j.md) ![k](l.md) [m](//n.md) [o](bad) [p](none) ![q](none)"),
	               &(struct markdown_links){ to_html_page, &n_calls }, *state, &page);
	assert_str(page.html, "<p><a href=\"b.html\">a</a> <a href=\"d\">c</a> <a href=\"#f\">e</a> "
	                      "<a href=\"https://h.i/j.md\" rel=\"noopener noreferrer nofollow\">g</a> "
	                      "<a href=\"l.html\">k</a> m o p q</p>");
	assert_int_equal(n_calls, 6);
}

/* "1:5 b.md" line by line */
static str references_of(const char *source, struct arena *a)
{
	struct markdown_references found;
	struct buf b = { .a = a };

	markdown_references(str_from_z(source), a, &found);
	for (size_t i = 0; i < found.all.n; i++)
		buf_fmt(&b, "%u:%u %.*s\n", found.all.v[i].at.line, found.all.v[i].at.column, STR_ARG(found.all.v[i].target));
	return buf_str(&b);
}

static void relative_links_of_guides_have_their_place(void **state)
{
	static const struct {
		const char *source, *found;
	} cases[] = {
		{ "[a](b.md) [c](#d) [e](https://f.g) [h](mailto:i@j) ![k](/l) [m](//n)", "1:5 b.md\n1:57 /l\n" },
		{ "a\r\n\r\n\xC3\xBC [a](b)\r[c](d)\n", "3:7 b\n4:5 d\n" },
		{ "[a](b) and [a](b)\n\n> - [a]( <b> )", "1:5 b\n1:16 b\n3:11 b\n" },
		{ "`[a](b)`\n\n    [a](b)\n\n[a](b)", "5:5 b\n" },
		{ "[![a](b)](c)", "1:7 b\n1:11 c\n" },
		{ "a\n[b](<c d>) [e](\n<f>)", "2:6 c d\n3:2 f\n" },
		{ "a\n[b](<c(d>)", "2:6 c(d\n" },
		{ "# A\n\n[a][x] [x]\n\n[x]: b", "5:6 b\n5:6 b\n" },
		{ "a\n\nb\n[c](d&amp;e)", "3:1 d&e\n" },
		{ "|a|\n|-|\n|[b](c)|\n", "3:6 c\n" },
		{ "\xEF\xBB\xBF[a](b)", "1:5 b\n" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_str(references_of(cases[i].source, *state), cases[i].found);
}

static void a_link_of_more_than_1024_bytes_is_told_at_its_paragraph(void **state)
{
	struct arena *a = *state;

	for (size_t n = 1024; n <= 1025; n++) {
		str target = repeated(a, "x", n);
		str source = str_fmt(a, "a\n\nb [c](%.*s)", STR_ARG(target));

		assert_str(references_of(str_z(source, a), a), str_z(str_fmt(a, "3:%d %.*s\n", n == 1024 ? 7 : 1, STR_ARG(target)), a));
	}
}

static void guides_over_the_limit_have_no_links(void **state)
{
	struct markdown_references found;

	markdown_references(repeated(*state, "[a](b)\n", MARKDOWN_MAX_GUIDE + 7), *state, &found);
	assert_int_equal(found.all.n, 0);
}

static void guides_over_the_limit_are_preformatted(void **state)
{
	struct markdown_page page;

	markdown_guide(repeated(*state, "# a\n", MARKDOWN_MAX_GUIDE + 4), NULL, *state, &page);
	assert_true(is_preformatted(page.html));
	assert_int_equal(page.headings.n, 0);
	assert_int_equal(page.title.n, 0);
}

static void excerpts_have_no_markup_and_folded_space(void **state)
{
	assert_excerpt(state, "# T\n\nCount  of *all*\n`x` [users](y) ![pic](z)\n\nMore", 100,
	               "Count of all x users pic");
	assert_excerpt(state, "per <namespace> <!-- x -->&amp; so", 100, "per <namespace> & so");
	assert_excerpt(state, "# Only a heading", 100, "Only a heading");
	assert_excerpt(state, "|a|\n|-|\n\n- text", 100, "text");
	assert_excerpt(state, "```\ncode\n```", 100, "");
	assert_excerpt(state, "", 100, "");
}

static void excerpts_are_cut_at_a_word(void **state)
{
	assert_excerpt(state, "one two three", 13, "one two three");
	assert_excerpt(state, "one two three", 12, "one two...");
	assert_excerpt(state, "one two three", 10, "one two...");
	assert_excerpt(state, "one two three", 9, "one...");
	assert_excerpt(state, "onetwothree", 8, "onetw...");
	assert_excerpt(state, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 5,
	               "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9");
	assert_excerpt(state, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 4, "\xC3\xA9...");
	assert_excerpt(state, "onetwo", 2, "on");
	assert_excerpt(state, "onetwo", 0, "");
}

static void excerpts_of_huge_texts_are_their_first_lines(void **state)
{
	str tail = repeated(*state, "x\n\n", MARKDOWN_MAX_BYTES);

	assert_str(markdown_excerpt(str_fmt(*state, "one\n two\n\n%.*s", STR_ARG(tail)), 50, *state), "one two");
	assert_str(markdown_excerpt(repeated(*state, "ab ", 2 * MARKDOWN_MAX_BYTES), 9, *state), "ab ab...");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, arena_set_up, arena_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(plain_text_is_one_paragraph),
		CASE(text_without_markup_reads_as_cmark_reads_it),
		CASE(only_text_of_one_line_is_plain),
		CASE(inline_markup_becomes_elements),
		CASE(blocks_become_elements),
		CASE(code_blocks_can_be_reached_by_keyboard),
		CASE(headings_start_below_those_of_the_page),
		CASE(raw_html_is_shown_as_written),
		CASE(allowed_links_are_links),
		CASE(other_targets_leave_only_the_text),
		CASE(schemes_of_links_may_be_in_capitals),
		CASE(escapes_in_queries_are_left_alone),
		CASE(images_become_links_with_their_text),
		CASE(links_without_text_show_their_target),
		CASE(malformed_text_becomes_valid),
		CASE(pipe_tables_become_tables),
		CASE(cells_keep_escaped_pipes_markup_and_block_signs),
		CASE(rows_are_filled_and_cut_to_the_header),
		CASE(tables_lie_in_quotes_lists_and_below_text),
		CASE(lines_that_only_look_like_tables_stay_text),
		CASE(tables_have_64_columns_and_no_more),
		CASE(text_over_16_kib_is_preformatted),
		CASE(containers_nest_32_deep_on_a_line_and_no_deeper),
		CASE(deeply_indented_containers_are_refused),
		CASE(output_grows_32_times_at_most),
		CASE(output_of_malformed_bytes_grows_no_more),
		CASE(hostile_texts_cost_no_more_than_many_plain_ones),
		CASE(nested_lists_with_blank_lines_cost_no_more_than_many_plain_texts),
		CASE(copies_of_one_definition_stay_small),
		CASE(guides_have_a_title_and_headings),
		CASE(heading_ids_are_unique_and_never_empty),
		CASE(heading_ids_are_those_of_gitlab_and_github),
		CASE(heading_ids_end_at_a_character),
		CASE(no_heading_has_the_id_that_every_page_has),
		CASE(guides_rewrite_relative_links_only),
		CASE(relative_links_of_guides_have_their_place),
		CASE(a_link_of_more_than_1024_bytes_is_told_at_its_paragraph),
		CASE(guides_over_the_limit_have_no_links),
		CASE(guides_over_the_limit_are_preformatted),
		CASE(excerpts_have_no_markup_and_folded_space),
		CASE(excerpts_are_cut_at_a_word),
		CASE(excerpts_of_huge_texts_are_their_first_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
