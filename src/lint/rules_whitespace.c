/* Rules about characters nobody sees. They look at the file's own text: escapes in quotes were written on purpose. */
#include <stdlib.h>
#include <string.h>

#include "base/look_alike.h"
#include "base/utf8.h"
#include "doc/place.h"
#include "lint/common.h"

enum {
	MAX_DEPTH = 64,      /* levels; doc_limits lets no deeper tree through */
	MAX_CHARACTERS = 50, /* characters that are told of one file; the first ones say enough */
	MAX_EDITS = 50,      /* blanks that one fix removes: reports hold each of them */
	MAX_BREAKS = 50      /* line breaks nobody sees that are told of one file */
};

/* ---- where a place is in the tree ---- */

struct leaf { /* a key, or a value that holds no others */
	const struct node *n;
	struct pointer_step way; /* to it, or to the value of the key */
	bool is_key, is_name;
};
struct leaves {
	const struct definition *def;
	struct arena *a;
	const struct node *description;
	VEC(struct leaf) all; /* in file order; read when the first is asked for, as few files hold what is looked for */
	bool are_read;
};

/* Text with ordinary blanks is prose, anything else a name that others have to write in the same way. */
static bool is_name(const struct leaves *l, const struct node *n)
{
	return n->kind == NODE_STRING && n != l->description && str_find(n->text, ' ') == n->text.n;
}

static void gather_leaves(struct leaves *l, const struct node *in, const struct pointer_step *up, int depth)
{
	for (size_t i = 0; depth < MAX_DEPTH && i < in->n; i++) {
		const struct node *value = in->kind == NODE_MAP ? &in->member[i].value : &in->item[i];
		struct pointer_step way = { up, in, i };

		if (in->kind == NODE_MAP)
			*vec_push(&l->all, l->a) = (struct leaf){ &in->member[i].key, way, true, true };
		if (value->kind != NODE_MAP && value->kind != NODE_SEQ) {
			*vec_push(&l->all, l->a) = (struct leaf){ value, way, false, is_name(l, value) };
			continue;
		}
		struct pointer_step *step = arena_new(l->a, struct pointer_step);

		*step = way;
		gather_leaves(l, value, step, depth + 1);
	}
}

/* What is empty comes before what begins at the same place. */
static int compare_leaves(const void *a, const void *b)
{
	const struct place *x = &((const struct leaf *)a)->n->at, *y = &((const struct leaf *)b)->n->at;
	int starts = place_compare_points(x->line, x->column, y->line, y->column);

	return starts ? starts : place_compare_points(x->end_line, x->end_column, y->end_line, y->end_column);
}

static void read_leaves(struct leaves *l)
{
	const struct node *root = l->def->root;

	l->are_read = true;
	l->description = doc_at(root, l->def->kind->description);
	if (root && (root->kind == NODE_MAP || root->kind == NODE_SEQ))
		gather_leaves(l, root, NULL, 0);
	if (l->all.n) /* a key that is there twice leaves its last value at the place of the first */
		qsort(l->all.v, l->all.n, sizeof *l->all.v, compare_leaves);
}

/* The last one that begins there or before; NULL: none. */
static const struct leaf *last_begun(struct leaves *l, uint32_t line, uint32_t column)
{
	size_t from = 0, to;

	if (!l->are_read)
		read_leaves(l);
	for (to = l->all.n; from < to;) {
		size_t middle = from + (to - from) / 2;
		const struct place *at = &l->all.v[middle].n->at;

		if (place_compare_points(at->line, at->column, line, column) <= 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from ? &l->all.v[from - 1] : NULL;
}

/* NULL in comments and between values. */
static const struct leaf *leaf_at(struct leaves *l, uint32_t line, uint32_t column)
{
	const struct leaf *leaf = last_begun(l, line, column);

	return leaf && place_compare_points(line, column, leaf->n->at.end_line, leaf->n->at.end_column) < 0 ? leaf : NULL;
}

/* Whether the line belongs to a block scalar, whose blanks are part of the text. It ends for the tree with what can be seen of it, but lines of blanks
   alone behind that belong to it, too: `seen` is the last line, up to this one, with anything else. */
static bool is_block_text(struct leaves *l, uint32_t line, uint32_t seen)
{
	const struct leaf *leaf = last_begun(l, line, 0);

	return leaf && (leaf->n->style == STYLE_LITERAL || leaf->n->style == STYLE_FOLDED) && leaf->n->kind == NODE_STRING &&
	       seen <= leaf->n->at.end_line;
}

/* ---- the text ---- */

struct scan { /* through one file */
	const struct lint_ctx *c;
	const struct diag_rule *rule;
	const struct definition *def;
	struct leaves leaves;
	size_t n_characters;
	uint32_t seen; /* last line with anything but blanks */
	size_t n_blanks;
	VEC(struct place) blanks; /* the first ones at ends of lines */
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
	if (from == end || is_block_text(&s->leaves, number, s->seen) || s->n_blanks++ >= MAX_EDITS)
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
	if (s->n_blanks == 1)
		d = diag_add(s->c->found, s->rule, at, "blanks at the end of the line");
	else
		d = diag_add(s->c->found, s->rule, at, "blanks at the end of this line and of %zu more", s->n_blanks - 1);
	fix = diag_fix_add(s->c->found, d, true, s->n_blanks > s->blanks.n ? STR("remove the first of the blanks") : STR("remove the blanks"));
	for (size_t i = 0; i < s->blanks.n; i++)
		diag_edit_add(s->c->found, fix, s->blanks.v[i], (str){ 0 });
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

/* Of a key, or of what has the value. */
static str name_of(const struct leaf *leaf, struct arena *a)
{
	const struct pointer_step *way = &leaf->way;

	return way->in->kind == NODE_MAP ? way->in->member[way->index].key.text : str_fmt(a, "%zu", way->index);
}

static void report_character(struct scan *s, const struct seen *c, const struct leaf *leaf)
{
	const struct look_alike *what = c->what;
	struct pointer pointer = { .n = 0 };
	struct diag *d = diag_add(s->c->found, s->rule, (struct span){ s->def->path, c->at }, "%s (U+%04X) in %s %.*s", what->name, c->code_point,
	                          leaf->is_key ? "the key" : "the value of", STR_ARG(name_of(leaf, s->c->a)));
	struct diag_fix *fix;

	if (pointer_put_way(&pointer, &leaf->way))
		set_pointer(d, str_dup(pointer_str(&pointer), s->c->a));
	if (!may_stand(c, leaf->n))
		return;
	fix = diag_fix_add(s->c->found, d, !leaf->is_name && !turns_words(what),
	                   *what->instead ? STR("write the plain character") : STR("remove the character"));
	diag_edit_add(s->c->found, fix, c->at, str_from_z(what->instead));
}

static void check_character(struct scan *s, const struct seen *c)
{
	const struct leaf *leaf = leaf_at(&s->leaves, c->at.line, c->at.column);

	if (!leaf || (!leaf->is_name && c->what->is_fine_in_prose) || s->n_characters++ >= MAX_CHARACTERS)
		return;
	report_character(s, c, leaf);
}

static void check_characters(struct scan *s, str line, uint32_t number)
{
	uint32_t column = 1;

	for (size_t at = 0; at < line.n; column++) {
		struct seen c = { .at = place_make(number, column, number, column + 1), .before = str_sub(line, 0, at) };

		c.code_point = (unsigned char)line.p[at] < 0x80 ? (at++, 0u) : utf8_next(line, &at);
		c.what = c.code_point ? look_alike_of(c.code_point) : NULL;
		c.after = str_from(line, at);
		if (c.what)
			check_character(s, &c);
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
	struct scan s = { .c = c, .rule = rule, .def = def, .leaves = { .def = def, .a = c->a } };
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

/* In quotes breaks were written as text. */
static bool is_quoted(struct leaves *l, uint32_t line, uint32_t column)
{
	const struct leaf *leaf = leaf_at(l, line, column);

	return leaf && (leaf->n->style == STYLE_SINGLE || leaf->n->style == STYLE_DOUBLE);
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
	struct leaves leaves = { .def = def, .a = c->a };
	bool has_line_feeds = str_find(at.text, '\n') < at.text.n;
	size_t told = 0;

	for (size_t i = next_special(&next, at.text, at.at); i < at.text.n && told < MAX_BREAKS; i = next_special(&next, at.text, i + 1)) {
		if (!is_unseen_break(at.text, i, has_line_feeds))
			continue;
		cursor_move(&at, i);
		if (is_quoted(&leaves, at.line, at.column))
			continue;
		report_break(c, rule, def, &at);
		told++;
	}
}

const struct lint_rule lint_rules_whitespace[] = {
	{ .rule = { "text-whitespace", DIAG_NOTE, "all", "characters nobody sees: blanks at ends of lines, non-breaking, zero-width and bidirectional ones",
	            "Nobody finds a name with a character in it that cannot be seen or typed, and changes of blanks hide real ones; "
	            "controls of direction show words in another order than programs read. In names, curly quotes count too. "
	            "The first 50 characters of a file are told; blanks are one finding, whose fix removes the first 50 of them.",
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
