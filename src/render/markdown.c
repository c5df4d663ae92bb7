/* Markdown to HTML, excerpts and guides: cmark reads, markdown_write.c writes. Limits and lines are
   markdown_source.c, targets markdown_link.c, tables markdown_table.c. */
#include <stdlib.h>

#include <cmark.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "render/markdown_tree.h"
#include "render/template.h"

enum { MIN_GROWTH_BYTES = 4096 }; /* HTML that any text may make, however short */

static str z(const char *text)
{
	return str_from_z(text);
}

static void put_text(struct buf *out, cmark_node *n)
{
	cmark_iter *iter = cmark_iter_new(n);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(at);
		str literal = z(cmark_node_get_literal(at));

		if (event != CMARK_EVENT_ENTER)
			continue;
		if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
			buf_byte(out, ' ');
		else if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE ||
		         (type == CMARK_NODE_HTML_INLINE && !str_starts(literal, STR("<!--"))))
			buf_put(out, literal);
	}
	cmark_iter_free(iter);
}

str markdown_text_of(cmark_node *n, struct arena *a)
{
	struct buf raw = { .a = a };
	size_t to = 0;

	put_text(&raw, n);
	for (size_t i = 0; i < raw.n; i++) {
		if (!byte_is_space(raw.p[i]))
			raw.p[to++] = raw.p[i];
		else if (to && raw.p[to - 1] != ' ')
			raw.p[to++] = ' ';
	}
	raw.n = to;
	return str_trim(buf_str(&raw));
}

cmark_node *markdown_parse(str source, cmark_mem *mem)
{
	cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, mem);
	cmark_node *document;

	cmark_parser_feed(parser, source.n ? source.p : "", source.n);
	document = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return document;
}

/* cmark ends in abort() when an allocation fails; these end the program with one line instead. */
cmark_mem markdown_memory(void)
{
	return (cmark_mem){ arena_calloc_or_die, arena_realloc_or_die, free };
}

static void find_tables(cmark_node *document, str source, struct arena *a, struct markdown_tables *out)
{
	struct markdown_lines lines = { 0 };

	if (str_find(source, '|') == source.n)
		return;
	markdown_split_lines(source, a, &lines);
	markdown_find_tables(document, &lines, a, out);
}

/* false: the HTML would be too long. */
static bool convert(str source, struct markdown_writer *w)
{
	cmark_mem mem = markdown_memory();
	struct markdown_tables tables = { 0 };
	cmark_node *document, *cells = NULL;
	bool ok;

	w->max_size = source.n * MARKDOWN_MAX_GROWTH + MIN_GROWTH_BYTES; /* sources are small; malformed bytes become three each */
	source = markdown_clean(source, w->a);
	document = markdown_parse(source, &mem);
	find_tables(document, source, w->a, &tables);
	w->tables = &tables;
	if (tables.all.n) {
		cells = markdown_parse(markdown_cells_source(&tables, source, w->a), &mem);
		w->next_cell = cmark_node_first_child(cells);
	}
	ok = markdown_write(w, document);
	if (cells)
		cmark_node_free(cells);
	cmark_node_free(document);
	return ok;
}

static str preformatted(str source, struct arena *a)
{
	struct buf out = { .a = a };

	buf_put(&out, STR("<pre tabindex=\"0\">"));
	escape_html(&out, source);
	buf_put(&out, STR("</pre>"));
	return buf_str(&out);
}

static str paragraph(str text, struct arena *a)
{
	struct buf out = { .a = a };

	(void)buf_reserve(&out, text.n + 64); /* a few of its bytes become longer */
	buf_put(&out, STR("<p>"));
	escape_html(&out, text);
	buf_put(&out, STR("</p>"));
	return buf_str(&out);
}

static const struct markdown_links as_written = { .find = NULL };

/* Most descriptions are one paragraph without markup: for those cmark and its tree are not needed. */
static str description(str source, const struct markdown_links *links, bool is_lead, struct arena *a)
{
	struct buf out = { .a = a };
	struct markdown_writer w = { .out = &out, .a = a, .is_lead = is_lead, .links = links ? *links : as_written };
	str text;

	if (markdown_is_plain(source, &text))
		return paragraph(text, a);
	if (!markdown_is_within_limits(source, MARKDOWN_MAX_BYTES) || !convert(source, &w))
		return preformatted(source, a);
	return str_trim(buf_str(&out));
}

str markdown_html(str source, const struct markdown_links *links, struct arena *a)
{
	return description(source, links, false, a);
}

str markdown_lead(str source, const struct markdown_links *links, struct arena *a)
{
	return description(source, links, true, a);
}

void markdown_guide(str source, const struct markdown_links *links, struct arena *a, struct markdown_page *out)
{
	struct buf html = { .a = a };
	struct markdown_writer w = { .out = &html, .a = a, .page = out, .links = links ? *links : as_written };

	*out = (struct markdown_page){ 0 };
	if (markdown_is_within_limits(source, MARKDOWN_MAX_GUIDE) && convert(source, &w)) {
		out->html = str_trim(buf_str(&html));
		return;
	}
	*out = (struct markdown_page){ .html = preformatted(source, a) };
}

static str cut_at_word(str text, size_t max, struct arena *a)
{
	size_t end;

	if (utf8_count(text) <= max)
		return text;
	if (max <= 3)
		return str_sub(text, 0, utf8_offset(text, max));
	end = utf8_offset(text, max - 3);
	if (text.p[end] != ' ')
		while (end && text.p[end - 1] != ' ')
			end--;
	if (!end)
		end = utf8_offset(text, max - 3);
	text = str_trim(str_sub(text, 0, end));
	return str_fmt(a, "%.*s...", STR_ARG(text));
}

/* Text of the first paragraph that is no table, else of the first heading. */
static str first_text(cmark_node *document, const struct markdown_tables *tables, struct arena *a)
{
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;
	size_t n_tables = 0;
	str heading = { 0 }, text = { 0 };

	while (!text.n && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *n = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(n);

		if (event != CMARK_EVENT_ENTER || (type != CMARK_NODE_PARAGRAPH && type != CMARK_NODE_HEADING))
			continue;
		if (type == CMARK_NODE_HEADING && !heading.n)
			heading = markdown_text_of(n, a);
		else if (n_tables < tables->all.n && tables->all.v[n_tables].paragraph == n)
			n_tables++;
		else if (type == CMARK_NODE_PARAGRAPH)
			text = markdown_text_of(n, a);
	}
	cmark_iter_free(iter);
	return text.n ? text : heading;
}

static bool has_two_spaces(str text)
{
	for (size_t i = 1; i < text.n; i++)
		if (text.p[i] == ' ' && text.p[i - 1] == ' ')
			return true;
	return false;
}

/* Too much for cmark: the lines up to the first blank one. */
static str first_lines(str source, struct arena *a)
{
	struct buf out = { .a = a };

	source = str_trim(markdown_clean(str_sub(source, 0, MARKDOWN_MAX_BYTES), a));
	for (size_t i = 0; i < source.n; i++) {
		if (!byte_is_space(source.p[i]))
			buf_byte(&out, source.p[i]);
		else if (source.p[i] == '\n' && i + 1 < source.n &&
		         (source.p[i + 1] == '\n' || source.p[i + 1] == '\r'))
			break;
		else if (out.p[out.n - 1] != ' ')
			buf_byte(&out, ' ');
	}
	return str_trim(buf_str(&out));
}

str markdown_excerpt(str source, size_t max, struct arena *a)
{
	cmark_mem mem = markdown_memory();
	struct markdown_tables tables = { 0 };
	cmark_node *document;
	str text;

	if (markdown_is_plain(source, &text) && !has_two_spaces(text))
		return cut_at_word(text, max, a);
	if (!markdown_is_within_limits(source, MARKDOWN_MAX_BYTES))
		return cut_at_word(first_lines(source, a), max, a);
	source = markdown_clean(source, a);
	document = markdown_parse(source, &mem);
	find_tables(document, source, a, &tables);
	text = first_text(document, &tables, a);
	cmark_node_free(document);
	return cut_at_word(text, max, a);
}
