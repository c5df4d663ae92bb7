/* Rules about characters nobody sees. They look at the file's own text: escapes in quotes were written on purpose. */
#include <stdlib.h>
#include <string.h>

#include "base/look_alike.h"
#include "base/utf8.h"
#include "doc/place.h"
#include "lint/common.h"

enum {
	MAX_DEPTH = 64,    /* levels; doc_limits lets no deeper tree through */
	MAX_LOOKED_UP = 50, /* places of one file that are looked up in its tree, because each look-up walks through it */
	MAX_BREAKS = 50    /* line breaks nobody sees that are told of one file; the first ones say enough */
};

/* ---- where a place is in the tree ---- */

static bool is_inside(const struct place *at, uint32_t line, uint32_t column)
{
	if (line < at->line || line > at->end_line)
		return false;
	return !(line == at->line && column < at->column) && !(line == at->end_line && column >= at->end_column);
}

struct found { /* the scalar at a place; n is NULL in comments and between values */
	const struct node *n;
	str token; /* the last one of its pointer, with the slash */
	struct pointer pointer;
	bool has_pointer, is_key;
};

static struct found find_scalar(const struct node *root, uint32_t line, uint32_t column, struct arena *a)
{
	struct found f = { .n = root, .has_pointer = true };

	for (int depth = 0; f.n && !f.is_key && depth < MAX_DEPTH && (f.n->kind == NODE_SEQ || f.n->kind == NODE_MAP); depth++) {
		const struct node *parent = f.n;

		f.n = NULL;
		for (size_t i = 0; i < parent->n && !f.n; i++) {
			const struct node *key = parent->kind == NODE_MAP ? &parent->member[i].key : NULL;
			const struct node *value = key ? &parent->member[i].value : &parent->item[i];

			f.is_key = key && is_inside(&key->at, line, column);
			if (!f.is_key && !is_inside(&value->at, line, column))
				continue;
			f.n = f.is_key ? key : value;
			f.token = key ? pointer_add((str){ 0 }, key->text, a) : pointer_add_index((str){ 0 }, i, a);
			f.has_pointer = f.has_pointer && pointer_put(&f.pointer, key ? key->text : str_from(f.token, 1));
		}
	}
	return f;
}

/* What begins last, but not behind the line: of a pair that is its value when both are on one line. */
static const struct node *last_begun(const struct node *in, uint32_t line)
{
	const struct node *last = NULL;

	for (size_t i = 0; i < in->n; i++) {
		const struct node *key = in->kind == NODE_MAP ? &in->member[i].key : NULL;
		const struct node *value = key ? &in->member[i].value : &in->item[i];

		if (key && key->at.line <= line && (!last || key->at.line >= last->at.line))
			last = key;
		if (value->at.line <= line && (!last || value->at.line >= last->at.line))
			last = value;
	}
	return last;
}

/* Whether the line belongs to a block scalar, whose blanks are part of the text. It ends for the tree with what can be seen of it, but lines of blanks
   alone behind that belong to it, too: `seen` is the last line, up to this one, with anything else. */
static bool is_block_text(const struct node *root, uint32_t line, uint32_t seen)
{
	const struct node *n = root;

	for (int depth = 0; n && depth < MAX_DEPTH && (n->kind == NODE_SEQ || n->kind == NODE_MAP); depth++)
		n = last_begun(n, line);
	return n && (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED) && n->kind == NODE_STRING && line > n->at.line &&
	       seen <= n->at.end_line;
}

/* ---- the text ---- */

struct scan { /* through one file */
	const struct lint_ctx *c;
	const struct diag_rule *rule;
	const struct definition *def;
	size_t looked_up;
	uint32_t seen; /* last line with anything but blanks */
	VEC(struct place) blanks; /* at ends of lines */
};

/* In double quotes a blank behind a backslash is part of the text. */
static bool is_escaped(str line, size_t i)
{
	size_t from = i;

	while (from && line.p[from - 1] == '\\')
		from--;
	return (i - from) % 2;
}

static void check_line_end(struct scan *s, str line, uint32_t number)
{
	size_t end = line.n, from = end;
	uint32_t column;

	while (from && (line.p[from - 1] == ' ' || line.p[from - 1] == '\t'))
		from--;
	s->seen = from ? number : s->seen;
	from += from < end && is_escaped(line, from);
	if (from == end || s->looked_up++ >= MAX_LOOKED_UP || is_block_text(s->def->root, number, s->seen))
		return;
	column = (uint32_t)utf8_count(str_sub(line, 0, from)) + 1;
	*vec_push(&s->blanks, s->c->a) = place_make(number, column, number, column + (end - from));
}

static void report_blanks(const struct scan *s)
{
	struct diag *d;
	struct diag_fix *fix;
	struct span at = { s->def->path, s->blanks.n ? s->blanks.v[0] : (struct place){ 0 } };

	if (!s->blanks.n)
		return;
	if (s->blanks.n == 1)
		d = diag_add(s->c->found, s->rule, at, "blanks at the end of the line");
	else
		d = diag_add(s->c->found, s->rule, at, "blanks at the end of this line and of %zu more", s->blanks.n - 1);
	fix = diag_fix_add(s->c->found, d, true, STR("remove the blanks"));
	for (size_t i = 0; i < s->blanks.n; i++)
		diag_edit_add(s->c->found, fix, s->blanks.v[i], (str){ 0 });
}

/* Text with ordinary blanks is prose, anything else a name that others have to write in the same way. */
static bool is_name(const struct found *f, const struct kind *k)
{
	bool is_description = f->has_pointer && str_eq(pointer_str(&f->pointer), k->description);

	return f->is_key || (f->n->kind == NODE_STRING && !is_description && str_find(f->n->text, ' ') == f->n->text.n);
}

/* The last code point of a text. */
static uint32_t last_of(str text)
{
	size_t at = utf8_offset(text, utf8_count(text) - 1);

	return utf8_next(text, &at);
}

struct seen { /* a character and what stands around it in its line */
	const struct look_alike *what;
	uint32_t code_point;
	struct place at;
	str before, after;
};

static char last_byte(str s)
{
	return s.n ? s.p[s.n - 1] : '\n';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Whether a quote may stand in place of its look-alike. At the start of a plain text it begins quotes, which need an end. */
static bool may_be_quote(const struct seen *c, const struct node *n, bool is_first)
{
	const struct look_alike *last;

	if (n->style != STYLE_PLAIN)
		return n->style != (*c->what->instead == '"' ? STYLE_DOUBLE : STYLE_SINGLE);
	last = is_first && utf8_count(n->text) > 1 ? look_alike_of(last_of(n->text)) : NULL;
	return !is_first || (last && strcmp(last->instead, c->what->instead) == 0);
}

/* Whether a blank, or nothing, may: "a: b" in a plain text would be a key, " #" a comment, and what it begins with may mean something. Blanks in front of
   a block's line are its indentation. */
static bool may_be_blank(const struct seen *c, const struct node *n, bool is_first)
{
	char before = last_byte(c->before), after = c->after.n ? c->after.p[0] : '\n';
	bool ends_word = *c->what->instead || is_blank(after), begins_word = *c->what->instead || is_blank(before);

	if (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED)
		return str_trim(c->before).n || !ends_word;
	if (n->style != STYLE_PLAIN)
		return true;
	if (is_first)
		return byte_is_alpha(after) || byte_is_digit(after) || (unsigned char)after >= 0x80;
	if (c->at.line == n->at.line && c->at.column == n->at.column + 1 && (before == '-' || before == '?') && ends_word)
		return false;
	return !(before == ':' && ends_word) && !(after == '#' && begins_word);
}

static bool may_stand(const struct seen *c, const struct node *n)
{
	bool is_first = c->at.line == n->at.line && c->at.column == n->at.column;
	bool is_quote = *c->what->instead == '"' || *c->what->instead == '\'';

	return is_quote ? may_be_quote(c, n, is_first) : may_be_blank(c, n, is_first);
}

/* Without a control that turns words around readers see them in another order. */
static bool turns_words(const struct look_alike *what)
{
	return what->from == LOOK_ALIKE_EMBEDDING || what->from == LOOK_ALIKE_ISOLATE;
}

static void report_character(struct scan *s, const struct seen *c)
{
	struct found f = find_scalar(s->def->root, c->at.line, c->at.column, s->c->a);
	const struct look_alike *what = c->what;
	struct diag_fix *fix;
	bool name;
	struct diag *d;

	if (!f.n || (f.n->kind == NODE_MAP || f.n->kind == NODE_SEQ))
		return;
	name = is_name(&f, s->def->kind);
	if (!name && what->is_fine_in_prose)
		return;
	d = diag_add(s->c->found, s->rule, (struct span){ s->def->path, c->at }, "%s (U+%04X) in %s %.*s", what->name, c->code_point,
	             f.is_key ? "the key" : "the value of", STR_ARG(str_from(f.token, 1)));
	if (f.has_pointer)
		set_pointer(d, str_dup(pointer_str(&f.pointer), s->c->a));
	if (!may_stand(c, f.n))
		return;
	fix = diag_fix_add(s->c->found, d, !name && !turns_words(what), *what->instead ? STR("write the plain character") : STR("remove the character"));
	diag_edit_add(s->c->found, fix, c->at, str_from_z(what->instead));
}

static void check_characters(struct scan *s, str line, uint32_t number)
{
	uint32_t column = 1;

	for (size_t at = 0; at < line.n; column++) {
		struct seen c = { .at = place_make(number, column, number, column + 1), .before = str_sub(line, 0, at) };

		c.code_point = (unsigned char)line.p[at] < 0x80 ? (at++, 0u) : utf8_next(line, &at);
		c.what = c.code_point ? look_alike_of(c.code_point) : NULL;
		c.after = str_from(line, at);
		if (c.what && s->looked_up++ < MAX_LOOKED_UP)
			report_character(s, &c);
	}
}

enum { LINE_FEED, N_SEARCHED = 5 };
struct searched { /* where each of the searched bytes stands next; never behind where it was looked for from */
	size_t at[N_SEARCHED];
};

/* Where a searched byte stands at or after `from`; the text's end where it does not. Calls go forward, so each byte of the text is looked at once. */
static size_t next_of(struct searched *s, str text, size_t from, size_t i)
{
	static const char bytes[N_SEARCHED] = { '\n', '\r', '\xC2', '\xE2', '\xEF' }; /* U+0085, U+00A0; U+2000 to U+2FFF; U+FEFF */

	if (s->at[i] <= from)
		s->at[i] = from + str_find(str_from(text, from), bytes[i]);
	return s->at[i];
}

/* The next byte at or after `from` that begins one of the searched characters, or a line break other than a line feed; text.n when there is none. */
static size_t next_special(struct searched *s, str text, size_t from)
{
	size_t best = text.n;

	for (size_t i = LINE_FEED + 1; i < N_SEARCHED; i++) {
		size_t at = next_of(s, text, from, i);

		best = at < best ? at : best;
	}
	return best;
}

static size_t line_end(struct searched *s, str text, size_t from, size_t special)
{
	size_t end = next_of(s, text, from, LINE_FEED);

	return special < end ? place_line_end(text, from) : end;
}

static void check_whitespace(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	struct scan s = { .c = c, .rule = rule, .def = def };
	struct searched next = { { 0 } };
	str text = def->bytes;
	size_t from = place_bom(text), special = next_special(&next, text, from); /* a mark there is the reader's to report */

	for (uint32_t number = 1; from < text.n; number++) {
		size_t end = line_end(&next, text, from, special);
		str line = str_sub(text, from, end - from);

		check_line_end(&s, line, number);
		if (special < end)
			check_characters(&s, line, number);
		from = special <= end && end < text.n ? end + place_break(text, end) : end + 1;
		if (special < from)
			special = next_special(&next, text, from);
	}
	report_blanks(&s);
}

/* ---- line-break-invisible ---- */

struct quotes { /* quoted texts of more than one line, in file order; breaks in them were written as text */
	VEC(struct place) all;
	size_t next; /* those before it end before what is asked for */
};

static void gather_quotes(struct quotes *q, const struct node *n, struct arena *a, int depth)
{
	if ((n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE) && n->at.end_line > n->at.line)
		*vec_push(&q->all, a) = n->at;
	if ((n->kind != NODE_MAP && n->kind != NODE_SEQ) || depth > MAX_DEPTH)
		return;
	for (size_t i = 0; i < n->n; i++) {
		if (n->kind == NODE_MAP)
			gather_quotes(q, &n->member[i].key, a, depth + 1);
		gather_quotes(q, n->kind == NODE_MAP ? &n->member[i].value : &n->item[i], a, depth + 1);
	}
}

static int compare_starts(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return place_compare_points(x->line, x->column, y->line, y->column);
}

static void read_quotes(struct quotes *q, const struct node *root, struct arena *a)
{
	gather_quotes(q, root, a, 0);
	if (q->all.n)
		qsort(q->all.v, q->all.n, sizeof *q->all.v, compare_starts);
}

/* Places are asked for in file order. */
static bool is_quoted(struct quotes *q, uint32_t line, uint32_t column)
{
	while (q->next < q->all.n && place_compare_points(q->all.v[q->next].end_line, q->all.v[q->next].end_column, line, column) <= 0)
		q->next++;
	return q->next < q->all.n && is_inside(&q->all.v[q->next], line, column);
}

/* A break that editors and git show as part of a line; a file whose lines all end with CR is another matter. */
static bool is_unseen_break(str text, size_t at, bool has_line_feeds)
{
	size_t n = place_break(text, at);

	return text.p[at] == '\r' ? n == 1 && has_line_feeds : n > 1;
}

static void report_break(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, const struct cursor *at)
{
	size_t i = at->at, below = i + place_break(at->text, i);
	struct span where = { def->path, place_make(at->line, at->column, at->line, at->column + 1) };
	str hidden = str_sub(at->text, below, place_line_end(at->text, below) - below);
	struct diag *d = diag_add(c->found, rule, where, "the line breaks at U+%04X, which few programs show as a break: %s is a line of its own",
	                          (unsigned)utf8_next(at->text, &i), quoted(c, hidden));

	d->help = STR("write a line feed, or remove the character");
}

static void check_breaks(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	struct searched next = { { 0 } };
	struct cursor at = cursor_start(def->bytes);
	struct quotes quotes = { .next = 0 };
	bool has_line_feeds = str_find(at.text, '\n') < at.text.n, is_first = true;
	size_t told = 0;

	for (size_t i = next_special(&next, at.text, at.at); i < at.text.n && told < MAX_BREAKS; i = next_special(&next, at.text, i + 1)) {
		if (!is_unseen_break(at.text, i, has_line_feeds))
			continue;
		if (is_first)
			read_quotes(&quotes, def->root, c->a);
		is_first = false;
		cursor_move(&at, i);
		if (is_quoted(&quotes, at.line, at.column))
			continue;
		report_break(c, rule, def, &at);
		told++;
	}
}

const struct lint_rule lint_rules_whitespace[] = {
	{ .rule = { "text-whitespace", DIAG_NOTE, "all", "characters nobody sees: blanks at ends of lines, non-breaking, zero-width and bidirectional ones",
	            "Nobody finds a name with a character in it that cannot be seen or typed, and changes of blanks hide real ones; "
	            "controls of direction show words in another order than programs read. In names, curly quotes count too. The first 50 "
	            "of a file are told.",
	            "# a blank stands at the end of the line\nstatus: active \n", "status: active\n",
	            "safe: removes the blanks, writes plain ones; unsafe where a name or the order of words changes" },
	  .definition = check_whitespace },
	{ .rule = { LINE_BREAK_INVISIBLE, DIAG_WARNING, "all", "a line break that editors and git do not show",
	            "YAML 1.1 ends lines at U+0085, U+2028, U+2029 and a carriage return alone, too. Reviewers see one line, such as a comment; what "
	            "follows the break in it is a key, or a comment that suppresses findings. In quotes such characters are text, and a file all of "
	            "whose lines end with a carriage return is left alone. No comment behind such a break suppresses this finding. The first 50 of a "
	            "file are told.",
	            "# of old dashboards [U+2028] value_type: string\n", "# of old dashboards\nvalue_type: string\n", NULL },
	  .definition = check_breaks },
	{ .rule = { 0 } },
};
