/* Writes a tree that cmark read as HTML. All elements and attributes that can come out are named here; cmark's own
   HTML is not used. */
#include <cmark.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/utf8.h"
#include "render/markdown_parts.h"
#include "render/markdown_tree.h"
#include "render/template.h"

enum walk { WALK_INTO, WALK_PAST };
typedef enum walk write_fn(struct markdown_writer *w, cmark_node *n, bool is_enter);

static str z(const char *text)
{
	return str_from_z(text);
}

/* Starts a new line unless at one. */
static void new_line(struct markdown_writer *w)
{
	if (w->out->n && w->out->p[w->out->n - 1] != '\n')
		buf_byte(w->out, '\n');
}

static enum walk write_quote(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	(void)n; /* has no properties */
	new_line(w);
	buf_put(w->out, is_enter ? STR("<blockquote>\n") : STR("</blockquote>\n"));
	return WALK_INTO;
}

static enum walk write_list(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	bool is_ordered = cmark_node_get_list_type(n) == CMARK_ORDERED_LIST;
	int start = cmark_node_get_list_start(n);

	new_line(w);
	if (!is_enter)
		buf_put(w->out, is_ordered ? STR("</ol>\n") : STR("</ul>\n"));
	else if (is_ordered && start != 1)
		buf_fmt(w->out, "<ol start=\"%d\">\n", start);
	else
		buf_put(w->out, is_ordered ? STR("<ol>\n") : STR("<ul>\n"));
	return WALK_INTO;
}

static enum walk write_item(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	(void)n; /* has no properties */
	if (is_enter)
		new_line(w);
	buf_put(w->out, is_enter ? STR("<li>") : STR("</li>\n"));
	return WALK_INTO;
}

/* The first word of a fence, when it can be part of a class name. */
static str language_of(cmark_node *n)
{
	str info = z(cmark_node_get_fence_info(n));
	size_t i = 0;

	for (; i < info.n && !byte_is_space(info.p[i]); i++)
		if (!byte_is_alpha(info.p[i]) && !byte_is_digit(info.p[i]) &&
		    !str_has(STR("_-+#."), str_sub(info, i, 1)))
			return (str){ 0 };
	return i <= 32 ? str_sub(info, 0, i) : (str){ 0 };
}

static enum walk write_code_block(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	str language = language_of(n);

	(void)is_enter; /* leaves are entered only */
	new_line(w);
	buf_put(w->out, STR("<pre tabindex=\"0\"><code"));
	if (language.n)
		buf_fmt(w->out, " class=\"language-%.*s\"", STR_ARG(language));
	buf_byte(w->out, '>');
	escape_html(w->out, z(cmark_node_get_literal(n)));
	buf_put(w->out, STR("</code></pre>\n"));
	return WALK_INTO;
}

static enum walk write_html_block(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	(void)is_enter; /* leaves are entered only */
	new_line(w);
	buf_put(w->out, STR("<p>"));
	escape_html(w->out, str_trim(z(cmark_node_get_literal(n))));
	buf_put(w->out, STR("</p>\n"));
	return WALK_INTO;
}

static enum walk write_rule(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	(void)n; /* has no properties */
	(void)is_enter; /* leaves are entered only */
	new_line(w);
	buf_put(w->out, STR("<hr>\n"));
	return WALK_INTO;
}

static bool is_at_top(cmark_node *n)
{
	return cmark_node_get_type(cmark_node_parent(n)) == CMARK_NODE_DOCUMENT;
}

static void take_id(struct markdown_writer *w, str id)
{
	size_t *first = arena_new(w->a, size_t);

	*first = 1;
	*map_put(&w->slugs, id, w->a) = first;
}

/* "intro", then "intro-2"; the number goes on until the id is free, because a heading may be called "intro 2". */
static str unique_id(struct markdown_writer *w, str text)
{
	str slug = markdown_slug(text, &w->words, w->a), id = slug;
	size_t *last;

	if (!w->slugs.n)
		take_id(w, STR("main")); /* that of the <main> of every page; others that guides' pages have hold a ':' */
	last = map_get(&w->slugs, slug);
	while (last && map_has(&w->slugs, id))
		id = str_fmt(w->a, "%.*s-%zu", STR_ARG(slug), ++*last);
	take_id(w, id);
	return id;
}

/* Below a page's <h1> no level is left out; elsewhere texts stand below an <h2> of the page. */
static int heading_level(const struct markdown_writer *w, cmark_node *n)
{
	int level = cmark_node_get_heading_level(n);

	if (w->page || w->is_lead)
		return level < 2 ? 2 : level;
	return level + 2 > 6 ? 6 : level + 2;
}

static enum walk write_guide_heading(struct markdown_writer *w, cmark_node *n, int level)
{
	str text = markdown_text_of(n, w->a), id;

	if (cmark_node_get_heading_level(n) == 1 && is_at_top(n) && !w->page->title.n) {
		w->page->title = text;
		return WALK_PAST;
	}
	id = unique_id(w, text);
	if (is_at_top(n))
		*vec_push(&w->page->headings, w->a) = (struct markdown_heading){ level, text, id };
	buf_fmt(w->out, "<h%d id=\"%.*s\">", level, STR_ARG(id));
	return WALK_INTO;
}

static enum walk write_heading(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	int level = heading_level(w, n);

	if (!cmark_node_first_child(n))
		return WALK_INTO; /* an empty heading is only in the way of a screen reader */
	if (!is_enter) {
		buf_fmt(w->out, "</h%d>\n", level);
		return WALK_INTO;
	}
	new_line(w);
	if (w->page)
		return write_guide_heading(w, n, level);
	buf_fmt(w->out, "<h%d>", level);
	return WALK_INTO;
}

static enum walk write_text(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	(void)is_enter; /* leaves are entered only */
	escape_html(w->out, str_from(z(cmark_node_get_literal(n)), n == w->mark ? sizeof MARKDOWN_CELL_MARK - 1 : 0));
	return WALK_INTO;
}

static enum walk write_soft_break(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	(void)n; /* has no properties */
	(void)is_enter; /* leaves are entered only */
	buf_byte(w->out, '\n');
	return WALK_INTO;
}

static enum walk write_line_break(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	(void)n; /* has no properties */
	(void)is_enter; /* leaves are entered only */
	buf_put(w->out, STR("<br>\n"));
	return WALK_INTO;
}

static enum walk write_code(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	(void)is_enter; /* leaves are entered only */
	buf_put(w->out, STR("<code>"));
	escape_html(w->out, z(cmark_node_get_literal(n)));
	buf_put(w->out, STR("</code>"));
	return WALK_INTO;
}

static enum walk write_emphasis(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	bool is_strong = cmark_node_get_type(n) == CMARK_NODE_STRONG;

	if (is_enter)
		buf_put(w->out, is_strong ? STR("<strong>") : STR("<em>"));
	else
		buf_put(w->out, is_strong ? STR("</strong>") : STR("</em>"));
	return WALK_INTO;
}

/* false: the target is refused and nothing was written. */
static bool open_anchor(struct markdown_writer *w, cmark_node *n)
{
	str target = z(cmark_node_get_url(n)), title = z(cmark_node_get_title(n));
	enum markdown_target kind;

	if (w->links.find && markdown_target_kind(target) != TARGET_REFUSED && markdown_target_is_relative(target))
		target = w->links.find(target, w->links.arg, w->a);
	kind = markdown_target_kind(target);
	if (kind == TARGET_REFUSED)
		return false;
	buf_put(w->out, STR("<a href=\""));
	markdown_put_href(w->out, target);
	if (title.n) {
		buf_put(w->out, STR("\" title=\""));
		escape_html(w->out, title);
	}
	buf_put(w->out, kind == TARGET_OUTSIDE ? STR("\" rel=\"noopener noreferrer nofollow\">") : STR("\">"));
	return true;
}

static enum walk write_link(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	if (is_enter) {
		if (!w->open_link && open_anchor(w, n)) {
			w->open_link = n;
			w->link_start = w->out->n;
		}
		return WALK_INTO;
	}
	if (w->open_link != n)
		return WALK_INTO;
	if (w->out->n == w->link_start)
		escape_html(w->out, z(cmark_node_get_url(n))); /* a link without text cannot be found by ear */
	buf_put(w->out, STR("</a>"));
	w->open_link = NULL;
	return WALK_INTO;
}

/* Pictures from elsewhere tell their host who reads the page: a link with the alternative text stands for them. */
static enum walk write_image(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	str alt = markdown_text_of(n, w->a);
	bool is_link = is_enter && !w->open_link && open_anchor(w, n);

	escape_html(w->out, is_link && !alt.n ? z(cmark_node_get_url(n)) : alt);
	if (is_link)
		buf_put(w->out, STR("</a>"));
	return WALK_PAST;
}

static bool is_marked(cmark_node *paragraph)
{
	return str_starts(z(cmark_node_get_literal(cmark_node_first_child(paragraph))), STR(MARKDOWN_CELL_MARK));
}

/* The next paragraph of markdown_cells_source, when it is what the table needs now. */
static cmark_node *take_paragraph(struct markdown_writer *w, bool is_cell)
{
	cmark_node *n = w->next_cell;

	if (!n || cmark_node_get_type(n) != CMARK_NODE_PARAGRAPH || is_marked(n) != is_cell)
		return NULL;
	w->next_cell = cmark_node_next(n);
	w->bare = is_cell ? n : NULL;
	w->mark = is_cell ? cmark_node_first_child(n) : NULL;
	return n;
}

static void write_cell(struct markdown_writer *w, str cell)
{
	cmark_node *paragraph = cell.n ? take_paragraph(w, true) : NULL;

	if (!paragraph)
		escape_html(w->out, cell);
	else
		markdown_write(w, paragraph);
}

static void write_row(struct markdown_writer *w, const struct markdown_table *t, const struct markdown_row *row)
{
	static const char *const classes[] = {
		[ALIGN_NONE] = "",
		[ALIGN_LEFT] = " class=\"left\"",
		[ALIGN_CENTER] = " class=\"center\"",
		[ALIGN_RIGHT] = " class=\"right\"",
	};
	bool is_header = row == t->rows.v;

	buf_put(w->out, STR("<tr>\n"));
	for (size_t i = 0; i < t->n_columns; i++) {
		str cell = i < row->n ? w->tables->cells.v[row->first + i] : (str){ 0 };
		bool is_th = is_header && cell.n; /* an empty <th> would be a header without a name */

		buf_put(w->out, is_th ? STR("<th scope=\"col\"") : STR("<td"));
		buf_z(w->out, classes[t->align[i]]);
		buf_byte(w->out, '>');
		write_cell(w, cell);
		buf_put(w->out, is_th ? STR("</th>\n") : STR("</td>\n"));
	}
	buf_put(w->out, STR("</tr>\n"));
}

static void write_table(struct markdown_writer *w, const struct markdown_table *t)
{
	cmark_node *lead = t->lead.n ? take_paragraph(w, false) : NULL; /* none: it was link definitions only */

	if (lead)
		markdown_write(w, lead);
	new_line(w);
	buf_put(w->out, STR("<section class=\"table\" tabindex=\"0\" aria-label=\"Table"));
	if (w->next_table > 1)
		buf_fmt(w->out, " %zu", w->next_table); /* landmarks need different names */
	buf_put(w->out, STR("\">\n<table>\n<thead>\n"));
	write_row(w, t, &t->rows.v[0]);
	buf_put(w->out, STR("</thead>\n"));
	if (t->rows.n > 1)
		buf_put(w->out, STR("<tbody>\n"));
	for (size_t i = 1; i < t->rows.n && w->out->n <= w->max_size; i++)
		write_row(w, t, &t->rows.v[i]);
	if (t->rows.n > 1)
		buf_put(w->out, STR("</tbody>\n"));
	buf_put(w->out, STR("</table>\n</section>\n"));
}

static bool is_tight(cmark_node *paragraph)
{
	return cmark_node_get_list_tight(cmark_node_parent(cmark_node_parent(paragraph)));
}

static enum walk write_paragraph(struct markdown_writer *w, cmark_node *n, bool is_enter)
{
	const struct markdown_tables *tables = w->tables;

	if (is_enter && w->next_table < tables->all.n && tables->all.v[w->next_table].paragraph == n) {
		write_table(w, &tables->all.v[w->next_table++]);
		return WALK_PAST;
	}
	if (n == w->bare || is_tight(n))
		return WALK_INTO;
	if (is_enter)
		new_line(w);
	buf_put(w->out, is_enter ? STR("<p>") : STR("</p>\n"));
	return WALK_INTO;
}

static write_fn *const writers[] = {
	[CMARK_NODE_BLOCK_QUOTE] = write_quote,
	[CMARK_NODE_LIST] = write_list,
	[CMARK_NODE_ITEM] = write_item,
	[CMARK_NODE_CODE_BLOCK] = write_code_block,
	[CMARK_NODE_HTML_BLOCK] = write_html_block,
	[CMARK_NODE_PARAGRAPH] = write_paragraph,
	[CMARK_NODE_HEADING] = write_heading,
	[CMARK_NODE_THEMATIC_BREAK] = write_rule,
	[CMARK_NODE_TEXT] = write_text,
	[CMARK_NODE_SOFTBREAK] = write_soft_break,
	[CMARK_NODE_LINEBREAK] = write_line_break,
	[CMARK_NODE_CODE] = write_code,
	[CMARK_NODE_HTML_INLINE] = write_text,
	[CMARK_NODE_EMPH] = write_emphasis,
	[CMARK_NODE_STRONG] = write_emphasis,
	[CMARK_NODE_LINK] = write_link,
	[CMARK_NODE_IMAGE] = write_image,
};

bool markdown_write(struct markdown_writer *w, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while (w->out->n <= w->max_size && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *n = cmark_iter_get_node(iter);
		size_t type = (size_t)cmark_node_get_type(n);
		write_fn *write = type < sizeof writers / sizeof *writers ? writers[type] : NULL;

		if (write && write(w, n, event == CMARK_EVENT_ENTER) == WALK_PAST)
			cmark_iter_reset(iter, n, CMARK_EVENT_EXIT);
	}
	cmark_iter_free(iter);
	return w->out->n <= w->max_size;
}
