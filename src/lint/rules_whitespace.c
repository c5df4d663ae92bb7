/* Rule about characters nobody sees. It looks at the file's own text: escapes in quotes were written on purpose. */
#include <string.h>

#include "base/utf8.h"
#include "doc/place.h"
#include "lint/common.h"

enum {
	MAX_DEPTH = 64,    /* levels; doc_limits lets no deeper tree through */
	MAX_LOOKED_UP = 50 /* places of one file that are looked up in its tree, because each look-up walks through it */
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
	str pointer;
	bool is_key;
};

static struct found find_scalar(const struct node *root, uint32_t line, uint32_t column, struct arena *a)
{
	struct found f = { .n = root };

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
			f.pointer = key ? pointer_add(f.pointer, key->text, a) : pointer_add_index(f.pointer, i, a);
		}
	}
	return f;
}

/* Whether the line belongs to a block scalar, whose blanks are part of the text. */
static bool is_block_text(const struct node *root, uint32_t line)
{
	const struct node *n = root;

	for (int depth = 0; n && depth < MAX_DEPTH && (n->kind == NODE_SEQ || n->kind == NODE_MAP); depth++) {
		const struct node *parent = n;

		n = NULL;
		for (size_t i = parent->n; i-- && !n;) { /* a collection may seem to end where the next begins: the later one counts */
			const struct node *value = parent->kind == NODE_MAP ? &parent->member[i].value : &parent->item[i];

			if (line >= value->at.line && line <= value->at.end_line)
				n = value;
		}
	}
	return n && (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED) && n->kind == NODE_STRING && line > n->at.line;
}

/* ---- the text ---- */

struct scan { /* through one file */
	const struct lint_ctx *c;
	const struct diag_rule *rule;
	const struct definition *def;
	size_t looked_up;
	VEC(struct place) blanks; /* at ends of lines */
};

static void check_line_end(struct scan *s, str line, uint32_t number)
{
	size_t end = line.n, from = end;
	uint32_t column;

	while (from && (line.p[from - 1] == ' ' || line.p[from - 1] == '\t'))
		from--;
	if (from == end || s->looked_up++ >= MAX_LOOKED_UP || is_block_text(s->def->root, number))
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

/* Characters that look like nothing or like another. Joiners and direction marks are spelling in some scripts, curly quotes are in prose. */
struct look_alike {
	uint32_t from, to; /* code points */
	const char *name, *instead;
	bool is_fine_in_prose;
};
static const struct look_alike look_alikes[] = {
	{ 0xA0, 0xA0, "a non-breaking space", " ", false },   { 0x200B, 0x200B, "a zero-width space", "", false },
	{ 0x200C, 0x200D, "a zero-width joiner", "", true },  { 0x200E, 0x200F, "a direction mark", "", true },
	{ 0x2018, 0x2019, "a curly quote", "'", true },       { 0x201C, 0x201D, "a curly quote", "\"", true },
	{ 0x202F, 0x202F, "a non-breaking space", " ", false }, { 0x2060, 0x2060, "a word joiner", "", false },
	{ 0xFEFF, 0xFEFF, "a byte order mark", "", false },
};

static const struct look_alike *look_up(uint32_t code_point)
{
	for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++)
		if (code_point >= look_alikes[i].from && code_point <= look_alikes[i].to)
			return &look_alikes[i];
	return NULL;
}

/* Text with ordinary blanks is prose, anything else a name that others have to write in the same way. */
static bool is_name(const struct found *f, const struct kind *k)
{
	return f->is_key || (f->n->kind == NODE_STRING && !str_eq(f->pointer, k->description) && str_find(f->n->text, ' ') == f->n->text.n);
}

/* The last code point of a text. */
static uint32_t last_of(str text)
{
	size_t at = utf8_offset(text, utf8_count(text) - 1);

	return utf8_next(text, &at);
}

/* Whether the plain character may stand in place of its look-alike. A quote at the start of a plain text begins quotes, which need an end. */
static bool may_stand(const struct look_alike *what, const struct node *n, const struct place *at)
{
	const struct look_alike *last;

	if (*what->instead != '"' && *what->instead != '\'')
		return true;
	if (n->style != STYLE_PLAIN)
		return n->style != (*what->instead == '"' ? STYLE_DOUBLE : STYLE_SINGLE);
	if (at->line != n->at.line || at->column != n->at.column)
		return true;
	last = utf8_count(n->text) > 1 ? look_up(last_of(n->text)) : NULL;
	return last && strcmp(last->instead, what->instead) == 0;
}

static void report_character(struct scan *s, const struct look_alike *what, uint32_t code_point, uint32_t line, uint32_t column)
{
	struct span at = { s->def->path, place_make(line, column, line, column + 1) };
	struct found f = find_scalar(s->def->root, line, column, s->c->a);
	struct diag_fix *fix;
	bool name;
	struct diag *d;

	if (!f.n || (f.n->kind == NODE_MAP || f.n->kind == NODE_SEQ))
		return;
	name = is_name(&f, s->def->kind);
	if (!name && what->is_fine_in_prose)
		return;
	d = diag_add(s->c->found, s->rule, at, "%s (U+%04X) in %s %.*s", what->name, code_point, f.is_key ? "the key" : "the value of",
	             STR_ARG(last_token(f.pointer)));
	set_pointer(d, f.pointer);
	if (!may_stand(what, f.n, &at.at))
		return;
	fix = diag_fix_add(s->c->found, d, !name, *what->instead ? STR("write the plain character") : STR("remove the character"));
	diag_edit_add(s->c->found, fix, at.at, str_from_z(what->instead));
}

static void check_characters(struct scan *s, str line, uint32_t number)
{
	uint32_t column = 1;

	for (size_t at = 0; at < line.n; column++) {
		uint32_t code_point = (unsigned char)line.p[at] < 0x80 ? (at++, 0u) : utf8_next(line, &at);
		const struct look_alike *what = code_point ? look_up(code_point) : NULL;

		if (what && s->looked_up++ < MAX_LOOKED_UP)
			report_character(s, what, code_point, number, column);
	}
}

/* The next byte at or after `from` that one of the searched characters begins with; text.n when there is none. */
static size_t next_special(str text, size_t from)
{
	static const char firsts[] = { '\xC2', '\xE2', '\xEF' }; /* U+00A0; U+2000 to U+2FFF; U+FEFF */
	size_t best = text.n;

	for (size_t i = 0; i < sizeof firsts && from < best; i++) {
		const char *p = memchr(text.p + from, firsts[i], best - from);

		if (p)
			best = (size_t)(p - text.p);
	}
	return best;
}

/* Where the line from `from` on ends: most often at a line feed, and only few lines hold what may be another break. */
static size_t line_end(str text, size_t from, size_t special)
{
	const char *feed = memchr(text.p + from, '\n', text.n - from);
	size_t end = feed ? (size_t)(feed - text.p) : text.n;

	return special < end || memchr(text.p + from, '\r', end - from) ? place_line_end(text, from) : end;
}

static void check_whitespace(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def)
{
	struct scan s = { .c = c, .rule = rule, .def = def };
	str text = def->bytes;
	size_t from = place_bom(text), special = next_special(text, from); /* a mark there is the reader's to report */

	for (uint32_t number = 1; from < text.n; number++) {
		size_t end = line_end(text, from, special);
		str line = str_sub(text, from, end - from);

		check_line_end(&s, line, number);
		if (special < end)
			check_characters(&s, line, number);
		from = end < text.n ? end + place_break(text, end) : end;
		if (special < from)
			special = next_special(text, from);
	}
	report_blanks(&s);
}

const struct lint_rule lint_rules_whitespace[] = {
	{ .rule = { "text-whitespace", DIAG_NOTE, "all", "characters nobody sees: blanks at ends of lines, non-breaking and zero-width ones",
	            "Nobody finds a name with a character in it that cannot be seen or typed, and changes of blanks hide real ones. In names, curly "
	            "quotes count too.",
	            "# a blank stands at the end of the line\nstatus: active \n", "status: active\n",
	            "safe: removes the blanks, writes plain ones; unsafe where a name changes" },
	  .definition = check_whitespace },
	{ .rule = { 0 } },
};
