/* Applies the edits of fixes to a text. Does not know YAML: what makes sense at a place is the business of who made the
 * edit. */
#include "doc/edit.h"

#include "base/utf8.h"
#include "doc/place.h"
#include "doc/scalar.h"

str edit_lines_at(struct edit_lines *l, uint32_t line)
{
	size_t end;

	if (!l->line || line < l->line) {
		l->at = place_bom(l->bytes);
		l->line = 1;
	}
	while ((end = place_line_end(l->bytes, l->at)) < l->bytes.n && l->line < line) {
		l->at = end + place_break(l->bytes, end);
		l->line++;
	}
	return l->line == line ? str_sub(l->bytes, l->at, end - l->at) : (str){ 0 };
}

str edit_line(str bytes, uint32_t line)
{
	return edit_lines_at(&(struct edit_lines){ .bytes = bytes }, line);
}

static bool is_name(str s)
{
	if (!s.n || !(byte_is_alpha(s.p[0]) || byte_is_digit(s.p[0]) || s.p[0] == '_'))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_alpha(s.p[i]) && !byte_is_digit(s.p[i]) && s.p[i] != '_' && s.p[i] != '-' && s.p[i] != '.')
			return false;
	return true;
}

static bool is_read_as_text(str name)
{
	struct node n = { .kind = NODE_STRING, .text = name };

	return scalar_type(&n, doc_default_limits.digits) == SCALAR_OK && n.kind == NODE_STRING;
}

str edit_double_quoted(str text, struct arena *a)
{
	struct buf b = { .a = a };

	buf_byte(&b, '"');
	for (size_t from = 0, i = 0; i < text.n; from = i) {
		uint32_t c = utf8_next(text, &i);

		if (c == '"' || c == '\\')
			buf_fmt(&b, "\\%c", (int)c);
		else if (c < 0x10000 && (diag_is_invisible(c) || c >= 0xFFFE)) /* also what YAML takes for a line end, or does not take at all */
			buf_fmt(&b, "\\u%04X", (unsigned)c);
		else
			buf_put(&b, str_sub(text, from, i - from));
	}
	buf_byte(&b, '"');
	return buf_str(&b);
}

bool edit_written_like(const struct node *old, str text, struct arena *a, str *out)
{
	if (!old->at.line || old->at.line != old->at.end_line || old->at.column == old->at.end_column)
		return false;
	switch ((enum node_style)old->style) {
	case STYLE_PLAIN:
		*out = is_name(text) && is_read_as_text(text) ? str_dup(text, a) : edit_double_quoted(text, a);
		return true;
	case STYLE_SINGLE:
		*out = is_name(text) ? str_fmt(a, "'%.*s'", STR_ARG(text)) : edit_double_quoted(text, a);
		return true;
	case STYLE_DOUBLE:
		*out = edit_double_quoted(text, a);
		return true;
	case STYLE_LITERAL:
	case STYLE_FOLDED:
	case STYLE_BLOCK:
	case STYLE_FLOW:
		break;
	}
	return false;
}

/* By start, then by end: an insertion stands before the replacement of what follows it. */
static int compare(const struct diag_edit *a, const struct diag_edit *b)
{
	int order = place_compare_points(a->at.line, a->at.column, b->at.line, b->at.column);

	return order ? order : place_compare_points(a->at.end_line, a->at.end_column, b->at.end_line, b->at.end_column);
}

/* Stable merge sort into one of the two arrays, which is returned. */
static struct diag_edit *sort(struct diag_edit *from, struct diag_edit *to, size_t n)
{
	for (size_t width = 1; width < n; width *= 2) {
		struct diag_edit *swap = from;

		for (size_t start = 0; start < n; start += 2 * width) {
			size_t middle = start + width < n ? start + width : n;
			size_t end = middle + width < n ? middle + width : n;
			size_t i = start, j = middle;

			for (size_t k = start; k < end; k++)
				to[k] = i < middle && (j >= end || compare(&from[i], &from[j]) <= 0) ? from[i++]
				                                                                     : from[j++];
		}
		from = to;
		to = swap;
	}
	return from;
}

struct walk {
	str text;
	size_t at;
	uint32_t line, column;
	bool is_past; /* behind the last line */
};

/* Forward only. False when there is no such place. */
static bool walk_to(struct walk *w, uint32_t line, uint32_t column)
{
	while (w->line < line) {
		w->at = place_line_end(w->text, w->at);
		if (w->at == w->text.n && (w->is_past || w->line + 1 != line || column != 1))
			return false;
		w->is_past = w->at == w->text.n;
		w->at += w->at < w->text.n ? place_break(w->text, w->at) : 0;
		w->line++;
		w->column = 1;
	}
	for (; w->column < column; w->column++) {
		if (w->at == w->text.n || place_break(w->text, w->at))
			return false;
		(void)utf8_next(w->text, &w->at); /* a malformed byte is one column */
	}
	return true;
}

/* Places have no zeros and do not end before they start, nor before the one in front has ended. */
static bool are_apart(const struct diag_edit *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct place p = e[i].at;

		if (!p.line || !p.column || !p.end_column ||
		    place_compare_points(p.line, p.column, p.end_line, p.end_column) > 0)
			return false;
		if (i && place_compare_points(e[i - 1].at.end_line, e[i - 1].at.end_column, p.line, p.column) > 0)
			return false;
	}
	return true;
}

bool edit_apply(str bytes, const struct diag_edit *edits, size_t n, struct arena *a, str *out)
{
	struct diag_edit *sorted = arena_array(a, n, struct diag_edit), *spare = arena_array(a, n, struct diag_edit);
	struct walk w = { .text = bytes, .at = place_bom(bytes), .line = 1, .column = 1 };
	struct buf result = { .a = a };
	size_t kept = 0; /* bytes before it are written or replaced */

	for (size_t i = 0; i < n; i++)
		sorted[i] = edits[i];
	sorted = sort(sorted, spare, n);
	if (!are_apart(sorted, n))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct place p = sorted[i].at;

		if (!walk_to(&w, p.line, p.column))
			return false;
		buf_put(&result, str_sub(bytes, kept, w.at - kept));
		buf_put(&result, sorted[i].text);
		if (!walk_to(&w, p.end_line, p.end_column))
			return false;
		kept = w.at;
	}
	buf_put(&result, str_from(bytes, kept));
	*out = buf_str(&result);
	return true;
}
