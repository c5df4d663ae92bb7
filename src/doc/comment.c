/* Finds comments between the scalars of a tree: no second scanner of YAML is needed to know what a '#' is. */
#include <stdlib.h>
#include <string.h>

#include "doc/comment.h"
#include "doc/place.h"

enum { MAX_LEVELS = 92 }; /* of nesting; doc_limits lets no deeper tree through */

struct covered { /* what a scalar covers */
	struct place at;
	bool is_block; /* its first line may end with a comment */
};
struct scan {
	struct cursor c;
	struct arena *a;
	struct comments *out;
	VEC(struct covered) scalars;
	bool is_line_start, is_after_blank, is_top;
};

static void cover(struct scan *s, const struct node *n)
{
	*vec_push(&s->scalars, s->a) = (struct covered){ n->at, n->style == STYLE_LITERAL || n->style == STYLE_FOLDED };
}

static void collect(struct scan *s, const struct node *n, int depth)
{
	if (depth > MAX_LEVELS)
		return;
	if (n->kind == NODE_SEQ) {
		for (size_t i = 0; i < n->n; i++)
			collect(s, &n->item[i], depth + 1);
	} else if (n->kind == NODE_MAP) {
		for (size_t i = 0; i < n->n; i++) {
			cover(s, &n->member[i].key);
			collect(s, &n->member[i].value, depth + 1);
		}
	} else {
		cover(s, n);
	}
}

static bool is_before(const struct cursor *c, uint32_t line, uint32_t column)
{
	return c->at < c->text.n && place_compare_points(c->line, c->column, line, column) < 0;
}

static int compare_covered(const void *a, const void *b)
{
	const struct place *p = &((const struct covered *)a)->at, *q = &((const struct covered *)b)->at;
	int order = place_compare_points(p->line, p->column, q->line, q->column);

	return order ? order : p->end_line < q->end_line ? -1 : p->end_line > q->end_line;
}

static void step(struct cursor *c)
{
	cursor_move(c, c->at + 1);
}

static bool at_break(const struct cursor *c)
{
	return place_break(c->text, c->at) > 0;
}

/* From '#' to the end of its line. */
static void take(struct scan *s)
{
	struct cursor start = s->c;
	str text;

	while (s->c.at < s->c.text.n && !at_break(&s->c))
		step(&s->c);
	text = str_trim(str_sub(s->c.text, start.at + 1, s->c.at - start.at - 1));
	*vec_push(&s->out->all, s->a) = (struct comment){
		.at = place_make(start.line, start.column, s->c.line, s->c.column),
		.text = text,
		.is_alone = s->is_line_start,
		.is_on_top = s->is_top,
	};
}

/* Anchors, tags and directives: up to the next blank. */
static void skip_word(struct scan *s)
{
	while (s->c.at < s->c.text.n && !at_break(&s->c) && s->c.text.p[s->c.at] != ' ' && s->c.text.p[s->c.at] != '\t')
		step(&s->c);
}

/* A directive's words are no content; its line may end with a comment. */
static void skip_directive(struct scan *s)
{
	while (s->c.at < s->c.text.n && !at_break(&s->c)) {
		if (s->c.text.p[s->c.at] == ' ' && s->c.at + 1 < s->c.text.n && s->c.text.p[s->c.at + 1] == '#')
			return;
		step(&s->c);
	}
}

/* One character or word of what stands between scalars. false: it is none of that, so the tree has dropped something here. */
static bool scan_one(struct scan *s, bool is_last) /* behind the last scalar "-" begins another document */
{
	char c = s->c.text.p[s->c.at];

	if (at_break(&s->c)) {
		step(&s->c);
		s->is_line_start = s->is_after_blank = true;
		return true;
	}
	if (c == ' ' || c == '\t') {
		step(&s->c);
		s->is_after_blank = true;
		return true;
	}
	if (c == '#' && s->is_after_blank) {
		take(s);
		return true;
	}
	if (c == '%' && s->is_top && s->c.column == 1) {
		skip_directive(s);
		s->is_line_start = false;
		return true;
	}
	if (!c || !strchr(":,]}[{?&!-", c) || (is_last && c == '-'))
		return false;
	s->is_top = s->is_top && c == '-' && s->c.column <= 3; /* "---" */
	if (c == '&' || c == '!')
		skip_word(s);
	else
		step(&s->c);
	s->is_line_start = s->is_after_blank = false;
	return true;
}

static void move_to(struct scan *s, uint32_t line, uint32_t column)
{
	while (is_before(&s->c, line, column))
		step(&s->c);
}

static void scan_gap(struct scan *s, uint32_t line, uint32_t column, bool is_last)
{
	while (is_before(&s->c, line, column)) {
		if (scan_one(s, is_last))
			continue;
		s->is_line_start = s->is_after_blank = s->is_top = false;
		break;
	}
}

/* "key: | # comment": the rest of a block scalar's first line. */
static void scan_header(struct scan *s)
{
	while (s->c.at < s->c.text.n && !at_break(&s->c) && s->c.text.p[s->c.at] != '|' && s->c.text.p[s->c.at] != '>')
		step(&s->c); /* tag and anchor */
	skip_word(s);
	while (s->c.at < s->c.text.n && !at_break(&s->c))
		if (!scan_one(s, false))
			break;
}

/* A null without text covers nothing. */
static void skip_scalar(struct scan *s, const struct covered *scalar)
{
	const struct place *at = &scalar->at;

	move_to(s, at->line, at->column);
	if (at->line == at->end_line && at->column == at->end_column)
		return;
	s->is_line_start = s->is_after_blank = s->is_top = false;
	if (scalar->is_block)
		scan_header(s);
	move_to(s, at->end_line, at->end_column);
	s->is_line_start = s->is_after_blank = false;
}

/* "--- # comment" behind the last scalar: nothing of another document is read but how its line ends, of which there is a finding. */
static void scan_marker(struct scan *s)
{
	if (s->c.column != 1 || !str_starts(str_from(s->c.text, s->c.at), STR("---")))
		return;
	skip_word(s);
	s->is_line_start = s->is_after_blank = s->is_top = false;
	while (s->c.at < s->c.text.n && !at_break(&s->c))
		if (!scan_one(s, true))
			break;
}

void comments_find(str bytes, const struct node *root, struct arena *a, struct comments *out)
{
	struct scan s = { .c = cursor_start(bytes), .a = a, .out = out };

	s.is_line_start = s.is_after_blank = s.is_top = true;
	if (root)
		collect(&s, root, 0);
	if (s.scalars.n)
		qsort(s.scalars.v, s.scalars.n, sizeof *s.scalars.v, compare_covered);
	for (size_t i = 0; i < s.scalars.n; i++) {
		scan_gap(&s, s.scalars.v[i].at.line, s.scalars.v[i].at.column, false);
		skip_scalar(&s, &s.scalars.v[i]);
	}
	scan_gap(&s, UINT32_MAX, 0, root != NULL);
	if (root) {
		scan_marker(&s);
		return;
	}
	while (out->all.n && !out->all.v[out->all.n - 1].is_on_top)
		out->all.n--;
}
