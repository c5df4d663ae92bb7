/* Scalars of everyday YAML: plain ones on one or several lines, quoted ones on one, blocks. Folding is libyaml's, with its places. */
#include "doc/yaml_plain_text.h"

#include "base/utf8.h"

/* What is looked for in a text: everything else is passed over. */
enum { STOP_PLAIN = 1, STOP_FLOW = 2, STOP_SINGLE = 4, STOP_DOUBLE = 8, NO_START = 16 /* of a plain scalar */ };
static const unsigned char class_of[256] = {
	['\n'] = STOP_PLAIN | STOP_FLOW | STOP_SINGLE | STOP_DOUBLE | NO_START,
	[':'] = STOP_PLAIN | STOP_FLOW,
	['#'] = STOP_PLAIN | STOP_FLOW | NO_START,
	['\''] = STOP_SINGLE | NO_START,
	['"'] = STOP_DOUBLE | NO_START,
	['\\'] = STOP_DOUBLE,
	[','] = STOP_FLOW | NO_START,
	['['] = STOP_FLOW | NO_START,
	[']'] = STOP_FLOW | NO_START,
	['{'] = STOP_FLOW | NO_START,
	['}'] = STOP_FLOW | NO_START,
	['?'] = STOP_FLOW | NO_START,
	[' '] = NO_START,
	['&'] = NO_START,
	['*'] = NO_START,
	['!'] = NO_START,
	['|'] = NO_START,
	['>'] = NO_START,
	['%'] = NO_START,
	['@'] = NO_START,
	['`'] = NO_START,
};

static inline bool is_of_class(char c, unsigned char class)
{
	return class_of[(unsigned char)c] & class;
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\n';
}

/* Sixteen bytes at a time, which gcc and clang do by whatever the processor has. */
typedef unsigned char bytes16 __attribute__((vector_size(16)));

static bool is_zero(bytes16 v)
{
	uint64_t half[2];

	memcpy(half, &v, sizeof half);
	return !(half[0] | half[1]);
}

/* Whether there is no control character; *is_ascii tells whether there is nothing else either. */
static bool has_no_controls(str text, bool *is_ascii)
{
	bytes16 bad = { 0 }, all = { 0 };

	for (size_t at = 0; at < text.n; at += sizeof bad) {
		bytes16 c;

		if (text.n - at >= sizeof c) {
			memcpy(&c, text.p + at, sizeof c);
		} else {
			memset(&c, ' ', sizeof c);
			memcpy(&c, text.p + at, text.n - at);
		}
		bad |= (bytes16)(((c < 0x20) & (c != '\n')) | (c == 0x7F));
		all |= c;
	}
	*is_ascii = is_zero(all & 0x80);
	return is_zero(bad);
}

/* Of what is not ASCII: C1 controls, line breaks and what libyaml refuses are left to it. */
static bool is_everyday(str text)
{
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);

		if (c >= 0x80 && (c < 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF || c == UTF8_BAD))
			return false;
	}
	return true;
}

static str with_end(str text, struct arena *a)
{
	char *copy = arena_array(a, text.n + 1, char);

	memcpy(copy, text.p, text.n);
	copy[text.n] = '\n';
	return (str){ copy, text.n + 1 };
}

bool plain_text_start(struct plain_text *t, str text, struct arena *a)
{
	if (!text.n || !has_no_controls(text, &t->is_ascii) || (!t->is_ascii && !is_everyday(text)))
		return false;
	t->is_ended = text.p[text.n - 1] != '\n';
	if (t->is_ended)
		text = with_end(text, a);
	t->p = t->line = t->first = t->counted = text.p;
	t->column = 1;
	t->end = text.p + text.n;
	t->n_line = 1;
	return true;
}

size_t plain_text_wide_column(struct plain_text *t, const char *at)
{
	if (t->counted < t->line || t->counted > at) {
		t->counted = t->line;
		t->column = 1;
	}
	t->column += utf8_count((str){ t->counted, (size_t)(at - t->counted) });
	t->counted = at;
	return t->column;
}

static const char *line_end(const struct plain_text *t, const char *p)
{
	return memchr(p, '\n', (size_t)(t->end - p)); /* there is one */
}

void plain_text_skip_line(struct plain_text *t)
{
	t->p = line_end(t, t->p);
	plain_text_next(t);
}

bool plain_text_end_line(struct plain_text *t)
{
	const char *p = t->p;

	while (*p == ' ')
		p++;
	if (*p == '#' && p > t->p)
		p = line_end(t, p);
	if (*p != '\n')
		return false;
	t->p = p;
	plain_text_next(t);
	return true;
}

bool plain_text_starts_plain(const char *p)
{
	if (*p == '-' || *p == ':')
		return !is_blank(p[1]);
	return !is_of_class(*p, NO_START);
}

/* To the end of what a plain scalar has on this line; *text_end is before the spaces there. */
static inline enum plain_stop scan(struct plain_text *t, unsigned char class, const char **text_end)
{
	enum plain_stop stop = PLAIN_LINE;
	const char *p = t->p;

	for (;; p++) {
		while (!is_of_class(*p, class))
			p++;
		if (*p == '\n')
			break;
		if (*p == ':' && is_blank(p[1])) {
			stop = PLAIN_COLON;
			break;
		}
		if (*p == '#' && p[-1] == ' ') { /* it never starts one */
			stop = PLAIN_COMMENT;
			break;
		}
		if (*p != ':' && *p != '#') {
			stop = *p == '?' ? PLAIN_ALIEN : PLAIN_FLOW;
			break;
		}
		if (*p == ':' && class == STOP_FLOW && is_of_class(p[1], STOP_FLOW)) {
			stop = PLAIN_ALIEN;
			break;
		}
	}
	t->p = p;
	while (p[-1] == ' ')
		p--;
	*text_end = p;
	return stop;
}

static inline void set_node(struct plain_text *t, struct node *n, const char *from, const char *to)
{
	n->style = STYLE_PLAIN;
	n->at = plain_text_place(t, from, to);
	n->text = (str){ from, (size_t)(to - from) };
}

enum plain_stop plain_text_key(struct plain_text *t, struct node *n)
{
	const char *from = t->p, *to;
	enum plain_stop stop = scan(t, STOP_PLAIN, &to);

	set_node(t, n, from, to);
	return stop == PLAIN_COLON && to < t->p ? PLAIN_ALIEN : stop;
}

enum plain_stop plain_text_in_flow(struct plain_text *t, struct node *n)
{
	const char *from = t->p, *to;
	enum plain_stop stop = scan(t, STOP_FLOW, &to);

	set_node(t, n, from, to);
	return stop == PLAIN_COLON && to < t->p ? PLAIN_ALIEN : stop;
}

/* Whether the lines at p, which begin one, belong to the plain scalar before them. */
static bool goes_on(const struct plain_text *t, size_t least)
{
	for (const char *p = t->p; p < t->end; p++) {
		const char *line = p;

		while (*p == ' ')
			p++;
		if (*p != '\n')
			return (size_t)(p - line) >= least && *p != '#';
	}
	return false;
}

/* Lines become one: a break is a space, any more are breaks; spaces around them go. */
static str fold_plain(str source, struct arena *a)
{
	char *out = arena_array(a, source.n, char), *to = out;

	for (str rest = source; rest.n;) {
		struct cut c = str_cut(rest, '\n');
		size_t n = c.head.n, breaks = c.found;

		while (n && c.head.p[n - 1] == ' ')
			n--;
		memcpy(to, c.head.p, n);
		to += n;
		for (rest = c.tail; rest.n && is_blank(*rest.p); rest = str_from(rest, 1))
			breaks += *rest.p == '\n';
		if (breaks == 1)
			*to++ = ' ';
		for (; breaks > 1; breaks--)
			*to++ = '\n';
	}
	return (str){ out, (size_t)(to - out) };
}

static bool take_further_lines(struct plain_text *t, size_t least, struct node *n, struct arena *a)
{
	enum plain_stop stop;
	const char *to;

	do {
		plain_text_indent(t);
		while (*t->p == '\n') {
			plain_text_next(t);
			plain_text_indent(t);
		}
		stop = scan(t, STOP_PLAIN, &to);
		if (stop == PLAIN_COLON)
			return false;
		n->at = place_make(n->at.line, n->at.column, t->n_line, plain_text_column(t, to));
		plain_text_skip_line(t);
	} while (stop == PLAIN_LINE && goes_on(t, least));
	n->text = fold_plain((str){ n->text.p, (size_t)(to - n->text.p) }, a);
	return true;
}

bool plain_text_go_on(struct plain_text *t, enum plain_stop stop, size_t least, struct node *n, struct arena *a)
{
	if (stop == PLAIN_COMMENT)
		plain_text_skip_line(t);
	else if (stop == PLAIN_LINE)
		plain_text_next(t);
	else
		return false;
	return stop == PLAIN_COMMENT || !goes_on(t, least) || take_further_lines(t, least, n, a);
}

bool plain_text_value(struct plain_text *t, size_t least, struct node *n, struct arena *a)
{
	const char *from = t->p, *to;
	enum plain_stop stop = scan(t, STOP_PLAIN, &to);

	set_node(t, n, from, to);
	return plain_text_go_on(t, stop, least, n, a);
}

/* '' in single quotes is one. */
static str copy_single(str source, struct arena *a)
{
	char *out = arena_array(a, source.n, char);
	size_t n = 0;

	for (size_t i = 0; i < source.n; i++) {
		out[n++] = source.p[i];
		i += source.p[i] == '\'';
	}
	return (str){ out, n };
}

/* What the letter behind a backslash stands for, 0 for those that are left to libyaml. */
static char escaped(char letter)
{
	switch (letter) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case '"':
	case '\\':
	case '/':
		return letter;
	default:
		return 0;
	}
}

static str copy_double(str source, struct arena *a)
{
	char *out = arena_array(a, source.n, char);
	size_t n = 0;

	for (size_t i = 0; i < source.n; i++)
		out[n++] = source.p[i] == '\\' ? escaped(source.p[++i]) : source.p[i];
	return (str){ out, n };
}

bool plain_text_quoted(struct plain_text *t, struct node *n, struct arena *a)
{
	const char *quote = t->p, *p = quote + 1;
	bool is_single = *quote == '\'', is_changed = false;

	for (;; p += 2, is_changed = true) {
		while (!is_of_class(*p, is_single ? STOP_SINGLE : STOP_DOUBLE))
			p++;
		if (*p == '\n')
			return false;
		if (*p == *quote && !(is_single && p[1] == '\''))
			break;
		if (!is_single && !escaped(p[1]))
			return false;
	}
	n->style = is_single ? STYLE_SINGLE : STYLE_DOUBLE;
	n->at = plain_text_place(t, quote, p + 1);
	n->text = (str){ quote + 1, (size_t)(p - quote - 1) };
	if (is_changed)
		n->text = (is_single ? copy_single : copy_double)(n->text, a);
	t->p = p + 1;
	return true;
}

struct block {
	bool is_literal;
	char chomp; /* '-', '+' or neither */
	size_t indent;
	const char *from, *to; /* its lines */
};

/* From p, behind the header's line, to the first line that is not of the block. */
static bool find_block(struct plain_text *t, struct block *b)
{
	size_t least = b->indent;
	bool is_known = false;

	b->from = t->p;
	for (; t->p < t->end; plain_text_skip_line(t)) {
		size_t column;

		plain_text_indent(t);
		column = (size_t)(t->p - t->line);
		if (*t->p == '\n') {
			if (!is_known && column)
				return false; /* it may count as indentation */
			continue;
		}
		if (column < (is_known ? b->indent : least))
			break;
		if (!is_known)
			b->indent = column;
		is_known = true;
	}
	t->p = b->to = t->line;
	return true;
}

/* A line of the block in front of `end` that has text: what stands behind the indentation. Empty lines before it are counted. */
static str next_block_line(const struct block *b, const char **at, size_t *n_breaks)
{
	for (*n_breaks = 0; *at < b->to; ++*n_breaks) {
		const char *p = *at, *end = memchr(p, '\n', (size_t)(b->to - p));

		*at = end + 1;
		if ((size_t)(end - p) > b->indent)
			return (str){ p + b->indent, (size_t)(end - p) - b->indent };
	}
	return (str){ 0 };
}

static char *put_breaks(char *to, size_t n)
{
	memset(to, '\n', n);
	return to + n;
}

/* As libyaml: a break between two lines that begin with no blank is folded. */
static str text_of_block(const struct block *b, struct arena *a)
{
	char *out = arena_array(a, (size_t)(b->to - b->from), char), *to = out;
	const char *at = b->from;
	size_t n_breaks, is_later = 0;
	bool was_blank = false;

	for (;; is_later = 1) {
		str line = next_block_line(b, &at, &n_breaks);

		if (!line.n)
			break;
		if (is_later && !b->is_literal && !was_blank && *line.p != ' ') {
			if (!n_breaks)
				*to++ = ' ';
		} else {
			to = put_breaks(to, is_later);
		}
		to = put_breaks(to, n_breaks);
		memcpy(to, line.p, line.n);
		to += line.n;
		was_blank = *line.p == ' ';
	}
	if (b->chomp != '-')
		to = put_breaks(to, is_later);
	if (b->chomp == '+')
		to = put_breaks(to, n_breaks);
	return (str){ out, (size_t)(to - out) };
}

/* Its end is behind the last character that is no white space, even if that is in the header. */
static struct place place_of_block(const struct plain_text *t, const char *start, size_t start_line, size_t start_column)
{
	const char *end = t->p, *line;
	size_t n_line = t->n_line;

	while (is_blank(end[-1]))
		n_line -= *--end == '\n';
	for (line = end; line > start && line[-1] != '\n';)
		line--;
	return place_make(start_line, start_column, n_line,
	                  (t->is_ascii ? (size_t)(end - line) : utf8_count((str){ line, (size_t)(end - line) })) + (line > start ? 1 : start_column));
}

bool plain_text_block(struct plain_text *t, size_t least, struct node *n, struct arena *a)
{
	struct block b = { .is_literal = *t->p == '|', .chomp = t->p[1], .indent = least };
	const char *start = t->p;
	size_t line = t->n_line, column = plain_text_column(t, start);

	t->p += 1 + (b.chomp == '-' || b.chomp == '+');
	while (*t->p == ' ')
		t->p++;
	if (*t->p != '\n')
		return false;
	plain_text_next(t);
	if (!find_block(t, &b) || (t->is_ended && t->p == t->end))
		return false;
	n->style = b.is_literal ? STYLE_LITERAL : STYLE_FOLDED;
	n->at = place_of_block(t, start, line, column);
	n->text = text_of_block(&b, a);
	return true;
}
