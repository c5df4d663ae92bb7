/* Pipe tables: finds paragraphs whose lines form a table and cuts them into cells. Writes no HTML. */
#include <cmark.h>

#include "base/arena.h"
#include "render/markdown_parts.h"

enum { MAX_ANCESTORS = 2 * MARKDOWN_MAX_INDENT }; /* around a paragraph; markdown_is_within_limits sees to it */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static str trim(str s)
{
	while (s.n && is_blank(s.p[0]))
		s = str_from(s, 1);
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

static bool is_escaped_pipe(str s, size_t at)
{
	return s.p[at] == '\\' && at + 1 < s.n && s.p[at + 1] == '|';
}

/* Cuts the next cell off a row. false: the row has ended. */
static bool next_cell(str *row, str *cell)
{
	size_t n = 0;

	if (!row->n)
		return false;
	while (n < row->n && row->p[n] != '|')
		n += is_escaped_pipe(*row, n) ? 2 : 1;
	*cell = trim(str_sub(*row, 0, n));
	*row = str_from(*row, n + 1);
	return true;
}

/* Without white space and the pipe at the start; the one at the end closes the last cell. */
static str row_of(str line)
{
	line = trim(line);
	return line.n && line.p[0] == '|' ? str_from(line, 1) : line;
}

static size_t count_cells(str line)
{
	str row = row_of(line), cell;
	size_t n = 0;

	while (next_cell(&row, &cell))
		n++;
	return n;
}

/* ":--", "--:", ":-:" or "--" */
static bool is_delimiter_cell(str cell, enum markdown_align *align)
{
	bool left = cell.n && cell.p[0] == ':', right = cell.n > 1 && cell.p[cell.n - 1] == ':';
	str dashes = str_sub(cell, left, cell.n - left - right);

	if (!dashes.n)
		return false;
	for (size_t i = 0; i < dashes.n; i++)
		if (dashes.p[i] != '-')
			return false;
	*align = left && right ? ALIGN_CENTER : left ? ALIGN_LEFT : right ? ALIGN_RIGHT : ALIGN_NONE;
	return true;
}

/* Fills in columns when `line` is a delimiter row. */
static bool is_delimiter_row(str line, struct markdown_table *t)
{
	str row = row_of(line), cell;

	t->n_columns = 0;
	while (next_cell(&row, &cell))
		if (t->n_columns == MARKDOWN_MAX_COLUMNS || !is_delimiter_cell(cell, &t->align[t->n_columns++]))
			return false;
	return t->n_columns > 0;
}

/* `cell` with "\|" as "|". */
static str unescape_pipes(str cell, struct arena *a)
{
	struct buf b = { .a = a };

	if (str_find(cell, '|') == cell.n)
		return cell;
	for (size_t i = 0; i < cell.n; i++)
		if (!is_escaped_pipe(cell, i))
			buf_byte(&b, cell.p[i]);
	return buf_str(&b);
}

static void row_add(struct markdown_tables *tables, struct markdown_table *t, str line, struct arena *a)
{
	struct markdown_row *row = vec_push(&t->rows, a);
	str rest = row_of(line), cell;

	*row = (struct markdown_row){ .first = tables->cells.n };
	while (row->n < t->n_columns && next_cell(&rest, &cell)) {
		*vec_push(&tables->cells, a) = unescape_pipes(cell, a);
		row->n++;
	}
}

/* A line of a paragraph without the markers of the containers around it, which it may leave out. */
static str content_of(str line, const bool *is_quote, size_t n)
{
	line = trim(line);
	for (size_t i = 0; i < n; i++)
		if (is_quote[i] && line.n && line.p[0] == '>')
			line = trim(str_from(line, 1));
	return line;
}

/* Which containers around a paragraph are quotes, outermost first. */
static size_t find_quotes(cmark_node *paragraph, bool *is_quote)
{
	cmark_node *up = cmark_node_parent(paragraph);
	size_t n = 0;

	for (; up && n < MAX_ANCESTORS; up = cmark_node_parent(up))
		is_quote[n++] = cmark_node_get_type(up) == CMARK_NODE_BLOCK_QUOTE;
	for (size_t i = 0; i < n / 2; i++) {
		bool other = is_quote[i];

		is_quote[i] = is_quote[n - 1 - i];
		is_quote[n - 1 - i] = other;
	}
	return n;
}

/* The paragraph's lines without what belongs to containers. */
static void paragraph_lines(cmark_node *paragraph, const struct markdown_lines *lines, struct arena *a,
                            struct markdown_lines *out)
{
	int first = cmark_node_get_start_line(paragraph), last = cmark_node_get_end_line(paragraph);
	int column = cmark_node_get_start_column(paragraph);
	bool is_quote[MAX_ANCESTORS];
	size_t n = find_quotes(paragraph, is_quote);

	if (first < 1 || column < 1)
		return;
	for (int i = first; i <= last && (size_t)i <= lines->all.n; i++) {
		str line = lines->all.v[i - 1];

		line = i == first ? trim(str_from(line, (size_t)column - 1)) : content_of(line, is_quote, n);
		*vec_push(&out->all, a) = line;
	}
}

static bool has_pipe(str line)
{
	return str_find(line, '|') < line.n;
}

/* Lines between the paragraph's start and the header, indented so that none of them starts a block of its own. */
static str lead_of(const struct markdown_lines *lines, size_t header, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < header; i++) {
		if (!lines->all.v[i].n)
			continue;
		if (b.n)
			buf_put(&b, STR("\n    "));
		buf_put(&b, lines->all.v[i]);
	}
	return buf_str(&b);
}

static void try_paragraph(cmark_node *paragraph, const struct markdown_lines *lines, struct arena *a,
                          struct markdown_tables *out)
{
	struct markdown_lines own = { 0 };
	struct markdown_table t = { .paragraph = paragraph };
	size_t header = 0;

	if (cmark_node_get_start_line(paragraph) == cmark_node_get_end_line(paragraph))
		return;
	paragraph_lines(paragraph, lines, a, &own);
	for (; header + 1 < own.all.n; header++) {
		str line = own.all.v[header], next = own.all.v[header + 1];

		if ((has_pipe(line) || has_pipe(next)) && is_delimiter_row(next, &t) &&
		    count_cells(line) == t.n_columns)
			break;
	}
	if (header + 1 >= own.all.n)
		return;
	t.lead = lead_of(&own, header, a);
	row_add(out, &t, own.all.v[header], a);
	for (size_t i = header + 2; i < own.all.n; i++)
		row_add(out, &t, own.all.v[i], a);
	*vec_push(&out->all, a) = t;
}

void markdown_find_tables(cmark_node *document, const struct markdown_lines *lines, struct arena *a,
                          struct markdown_tables *out)
{
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *n = cmark_iter_get_node(iter);

		if (event != CMARK_EVENT_ENTER || cmark_node_get_type(n) != CMARK_NODE_PARAGRAPH)
			continue;
		try_paragraph(n, lines, a, out);
		cmark_iter_reset(iter, n, CMARK_EVENT_EXIT);
	}
	cmark_iter_free(iter);
}

str markdown_cells_source(const struct markdown_tables *tables, str source, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < tables->all.n; i++) {
		const struct markdown_table *t = &tables->all.v[i];
		size_t end = t->rows.v[t->rows.n - 1].first + t->rows.v[t->rows.n - 1].n;

		if (t->lead.n) {
			buf_put(&b, t->lead);
			buf_put(&b, STR("\n\n"));
		}
		for (size_t j = t->rows.v[0].first; j < end; j++) {
			if (!tables->cells.v[j].n)
				continue;
			/* MARKDOWN_CELL_MARK; its ';' lets '_' open emphasis behind it */
			buf_put(&b, STR("&#8203;"));
			buf_put(&b, tables->cells.v[j]);
			buf_put(&b, STR("\n\n"));
		}
	}
	buf_put(&b, source);
	return buf_str(&b);
}
