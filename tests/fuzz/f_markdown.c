/* Converts any text as description, excerpt and guide, looks for its links, and reads the HTML with a strict tokenizer: only the elements
   and attributes below, well nested, no attribute value but harmless ones, no '<' or '&' that is not one of ours. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "render/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	const char *name, *attributes; /* " name name " */
	bool is_void;
} elements[] = {
	{ "p", "", false },
	{ "h2", " id ", false },
	{ "h3", " id ", false },
	{ "h4", " id ", false },
	{ "h5", " id ", false },
	{ "h6", " id ", false },
	{ "ul", "", false },
	{ "ol", " start ", false },
	{ "li", "", false },
	{ "blockquote", "", false },
	{ "pre", " tabindex ", false },
	{ "code", " class ", false },
	{ "em", "", false },
	{ "strong", "", false },
	{ "a", " href title rel ", false },
	{ "br", "", true },
	{ "hr", "", true },
	{ "section", " class tabindex aria-label ", false },
	{ "table", "", false },
	{ "thead", "", false },
	{ "tbody", "", false },
	{ "tr", "", false },
	{ "th", " scope class ", false },
	{ "td", " class ", false },
};
enum { N_ELEMENTS = sizeof elements / sizeof *elements, MAX_OPEN = 200000 };

static void die(const char *why, str at)
{
	fprintf(stderr, "%s: %.*s\n", why, STR_ARG(str_sub(at, 0, 200)));
	abort();
}

static size_t element_of(str name, str at)
{
	for (size_t i = 0; i < N_ELEMENTS; i++)
		if (str_eq_z(name, elements[i].name))
			return i;
	die("unknown element", at);
	return 0;
}

static size_t name_size(str s)
{
	size_t n = 0;

	while (n < s.n && ((s.p[n] >= 'a' && s.p[n] <= 'z') || byte_is_digit(s.p[n]) || s.p[n] == '-'))
		n++;
	return n;
}

/* Escaped text: one of our references behind every '&'. */
static void check_text(str s)
{
	static const char *const references[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#96;" };

	for (size_t i = 0; i < s.n; i++) {
		size_t j = 0;

		if (s.p[i] == '>' || s.p[i] == '<' || s.p[i] == '"' || s.p[i] == '\'' || s.p[i] == '`')
			die("bare character", str_from(s, i));
		if (s.p[i] != '&')
			continue;
		while (j < 6 && !str_starts(str_from(s, i), str_from_z(references[j])))
			j++;
		if (j == 6)
			die("foreign reference", str_from(s, i));
	}
}

static void check_href(str value)
{
	size_t colon = str_find(value, ':'), other = 0;

	while (other < value.n && !strchr("/?#", value.p[other]))
		other++;
	if (!value.n || str_starts(value, STR("//")) || str_find(value, '\\') < value.n)
		die("bad target", value);
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] <= 32 || (unsigned char)value.p[i] >= 127)
			die("byte in a target", value);
	if (colon < other) {
		char scheme[8] = { 0 };

		for (size_t i = 0; i < colon && i < sizeof scheme - 1; i++)
			scheme[i] = byte_lower(value.p[i]);
		if (strcmp(scheme, "http") && strcmp(scheme, "https") && strcmp(scheme, "mailto"))
			die("bad scheme", value);
	}
}

/* Reads ` name="value"`; returns its size. */
static size_t check_attribute(str s, size_t element)
{
	size_t n = name_size(str_from(s, 1)), end;
	char wanted[32];

	if (!n || n > 20 || !str_starts(str_from(s, 1 + n), STR("=\"")))
		die("attribute", s);
	(void)snprintf(wanted, sizeof wanted, " %.*s ", (int)n, s.p + 1); /* n is at most 20 */
	if (!str_has(str_from_z(elements[element].attributes), str_from_z(wanted)))
		die("attribute not allowed", s);
	end = str_find(str_from(s, n + 3), '"');
	check_text(str_sub(s, n + 3, end));
	if (str_eq_z(str_sub(s, 1, n), "href"))
		check_href(str_sub(s, n + 3, end));
	return n + 3 + end + 1;
}

/* Reads one tag at the start of `s`; returns its size. */
static size_t check_tag(str s, size_t *open, size_t *n_open)
{
	bool is_end = s.n > 1 && s.p[1] == '/';
	size_t at = is_end ? 2 : 1, n = name_size(str_from(s, at)), element = element_of(str_sub(s, at, n), s);

	at += n;
	while (!is_end && at < s.n && s.p[at] == ' ')
		at += check_attribute(str_from(s, at), element);
	if (at >= s.n || s.p[at] != '>')
		die("tag does not end", s);
	if (is_end && (!*n_open || open[--*n_open] != element))
		die("wrong end tag", s);
	if (!is_end && !elements[element].is_void) {
		if (*n_open == MAX_OPEN)
			die("too deep", s);
		open[(*n_open)++] = element;
	}
	return at + 1;
}

static void check_html(str html)
{
	static size_t open[MAX_OPEN];
	size_t n_open = 0, n_links = 0;

	if (!utf8_is_valid(html))
		die("UTF-8", html);
	while (html.n) {
		size_t n = str_find(html, '<');

		check_text(str_sub(html, 0, n));
		html = str_from(html, n);
		if (!html.n)
			break;
		n_links += str_starts(html, STR("<a "));
		n_links -= str_starts(html, STR("</a>"));
		if (n_links > 1)
			die("link in a link", html);
		html = str_from(html, check_tag(html, open, &n_open));
	}
	if (n_open)
		die("elements left open", html);
}

/* Nothing of ASCII that HTML or addresses act on, and not the id of <main>. */
static void check_id(str id)
{
	if (!id.n || id.n > 64 + 1 + 20 || !utf8_is_valid(id) || str_eq_z(id, "main"))
		die("heading id", id);
	for (size_t i = 0; i < id.n; i++)
		if ((unsigned char)id.p[i] < 0x80 && id.p[i] != '-' && id.p[i] != '_' && !byte_is_digit(id.p[i]) && (id.p[i] < 'a' || id.p[i] > 'z'))
			die("character of a heading id", id);
}

static str add_slash(str target, void *arg, struct arena *a)
{
	(void)arg;
	return target.n % 3 ? str_fmt(a, "/%.*s", STR_ARG(target)) : (str){ 0 };
}

static void check_references(str source, struct arena *a)
{
	struct markdown_references found;

	markdown_references(source, a, &found);
	for (size_t i = 0; i < found.all.n; i++)
		if (!found.all.v[i].at.line || !found.all.v[i].at.column || found.all.v[i].at.line > source.n + 1 || found.all.v[i].at.column > source.n + 1)
			die("place", found.all.v[i].target);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str source = { (const char *)data, size }, html, excerpt;
	struct markdown_page page;
	struct arena a;

	arena_init(&a);
	html = markdown_html(source, NULL, &a);
	check_html(html);
	if (html.n > source.n * MARKDOWN_MAX_GROWTH + 5000)
		die("too long", html);
	excerpt = markdown_excerpt(source, size % 50, &a);
	if (!utf8_is_valid(excerpt) || utf8_count(excerpt) > size % 50)
		die("excerpt", excerpt);
	markdown_guide(source, &(struct markdown_links){ add_slash, NULL }, &a, &page);
	check_html(page.html);
	for (size_t i = 0; i < page.headings.n; i++) {
		check_id(page.headings.v[i].id);
		for (size_t j = 0; j < i && i < 50; j++)
			if (str_eq(page.headings.v[i].id, page.headings.v[j].id))
				die("heading id", page.headings.v[i].id);
	}
	check_references(source, &a);
	arena_free(&a);
	return 0;
}
