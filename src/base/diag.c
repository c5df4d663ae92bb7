/* Findings and failures as data. Prints nothing but a bug's last words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/utf8.h"

void diag_list_init(struct diag_list *l, struct arena *a)
{
	*l = (struct diag_list){ .a = a };
}

/* Where a number was too large for its place, it is not known. */
static struct place known_part(struct place p)
{
	bool is_line = p.line < PLACE_MAX, is_end = is_line && p.end_line < PLACE_MAX;

	return (struct place){ .line = is_line ? p.line : 0,
		               .column = is_line && p.column < PLACE_MAX ? p.column : 0,
		               .end_line = is_end ? p.end_line : 0,
		               .end_column = is_end && p.end_column < PLACE_MAX ? p.end_column : 0 };
}

struct diag *diag_add(struct diag_list *l, const struct diag_rule *rule, struct span at, const char *fmt, ...)
{
	struct diag *d = vec_push(&l->all, l->a);
	va_list args;

	*d = (struct diag){ .rule = rule, .level = rule->level, .at = { at.path, known_part(at.at) } };
	va_start(args, fmt);
	d->message = str_vfmt(l->a, fmt, args);
	va_end(args);
	return d;
}

void diag_relate(struct diag_list *l, struct diag *d, struct span at, str message)
{
	*vec_push(&d->related, l->a) = (struct diag_related){ { at.path, known_part(at.at) }, message };
}

struct diag_fix *diag_fix_add(struct diag_list *l, struct diag *d, bool is_safe, str description)
{
	struct diag_fix *f = vec_push(&d->fixes, l->a);

	*f = (struct diag_fix){ .is_safe = is_safe, .description = description };
	return f;
}

void diag_edit_add(struct diag_list *l, struct diag_fix *f, struct place at, str text)
{
	*vec_push(&f->edits, l->a) = (struct diag_edit){ at, text };
}

void diag_merge(struct diag_list *into, const struct diag_list *from)
{
	for (size_t i = 0; i < from->all.n; i++)
		*vec_push(&into->all, into->a) = from->all.v[i];
}

static void copy_related(struct diag *to, const struct diag *from, struct arena *a)
{
	memset(&to->related, 0, sizeof to->related);
	for (size_t i = 0; i < from->related.n; i++) {
		struct diag_related *r = vec_push(&to->related, a);

		*r = from->related.v[i];
		r->at.path = str_dup(r->at.path, a);
		r->message = str_dup(r->message, a);
	}
}

static void copy_fixes(struct diag *to, const struct diag *from, struct arena *a)
{
	memset(&to->fixes, 0, sizeof to->fixes);
	for (size_t i = 0; i < from->fixes.n; i++) {
		const struct diag_fix *old = &from->fixes.v[i];
		struct diag_fix *f = vec_push(&to->fixes, a);

		*f = (struct diag_fix){ .is_safe = old->is_safe };
		f->description = str_dup(old->description, a);
		f->rename_to = str_dup(old->rename_to, a);
		for (size_t j = 0; j < old->edits.n; j++)
			*vec_push(&f->edits, a) = (struct diag_edit){ old->edits.v[j].at, str_dup(old->edits.v[j].text, a) };
	}
}

void diag_copy(struct diag_list *into, const struct diag_list *from)
{
	if (!into->all.cap && from->all.n) { /* not one slot more than is needed */
		into->all.v = arena_array(into->a, from->all.n, struct diag);
		into->all.cap = from->all.n;
	}
	for (size_t i = 0; i < from->all.n; i++) {
		const struct diag *old = &from->all.v[i];
		struct diag *d = vec_push(&into->all, into->a);
		str *const texts[] = { &d->at.path, &d->message, &d->hint, &d->help, &d->pointer, &d->subject,
			               &d->schema_pointer, &d->kind, &d->key, &d->justification, &d->cause };

		*d = *old;
		for (size_t j = 0; j < sizeof texts / sizeof *texts; j++)
			*texts[j] = str_dup(*texts[j], into->a);
		copy_related(d, old, into->a);
		copy_fixes(d, old, into->a);
	}
}

int place_compare_points(uint32_t line, uint32_t column, uint32_t other_line, uint32_t other_column)
{
	if (line != other_line)
		return line < other_line ? -1 : 1;
	return column < other_column ? -1 : column > other_column;
}

static int compare(const struct diag *a, const struct diag *b)
{
	int order = str_cmp(a->at.path, b->at.path);

	if (!order)
		order = place_compare_points(a->at.at.line, a->at.at.column, b->at.at.line, b->at.at.column);
	if (!order)
		order = strcmp(a->rule->id, b->rule->id);
	if (!order)
		order = str_cmp(a->message, b->message);
	return order;
}

static bool is_in_order(const struct diag_list *l)
{
	for (size_t i = 1; i < l->all.n; i++)
		if (compare(&l->all.v[i - 1], &l->all.v[i]) > 0)
			return false;
	return true;
}

/* Equal ones stay as they stand in the list, so that the sort is stable. */
static int compare_in_place(const void *a, const void *b)
{
	const struct diag *x = *(const struct diag *const *)a, *y = *(const struct diag *const *)b;
	int order = compare(x, y);

	return order ? order : x < y ? -1 : x > y;
}

/* Findings are large: each moves once. */
void diag_sort(struct diag_list *l)
{
	struct arena scratch = { 0 };
	const struct diag **order;
	struct diag *sorted;

	if (is_in_order(l))
		return;
	order = arena_array(&scratch, l->all.n, const struct diag *);
	sorted = arena_array(&scratch, l->all.n, struct diag);
	for (size_t i = 0; i < l->all.n; i++)
		order[i] = &l->all.v[i];
	qsort(order, l->all.n, sizeof *order, compare_in_place);
	for (size_t i = 0; i < l->all.n; i++)
		sorted[i] = *order[i];
	memcpy(l->all.v, sorted, l->all.n * sizeof *sorted);
	arena_free(&scratch);
}

bool diag_counts(const struct diag *d)
{
	return !d->is_suppressed && d->state != DIAG_ABSENT;
}

bool diag_has_safe_fix(const struct diag *d)
{
	for (size_t i = 0; i < d->fixes.n; i++)
		if (d->fixes.v[i].is_safe)
			return true;
	return false;
}

size_t diag_count_all(const struct diag_list *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->all.n; i++)
		n += diag_counts(&l->all.v[i]);
	return n;
}

size_t diag_count(const struct diag_list *l, enum diag_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < l->all.n; i++)
		n += l->all.v[i].level == level && diag_counts(&l->all.v[i]);
	return n;
}

bool diag_reaches(const struct diag_list *l, enum diag_level level)
{
	for (size_t i = 0; level != DIAG_OFF && i < l->all.n; i++)
		if (l->all.v[i].level >= level && diag_counts(&l->all.v[i]))
			return true;
	return false;
}

size_t diag_count_suppressed(const struct diag_list *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->all.n; i++)
		n += l->all.v[i].is_suppressed;
	return n;
}

static const char *const level_names[] = { "off", "note", "warning", "error" };

const char *diag_level_name(enum diag_level level)
{
	return level_names[level];
}

enum diag_level diag_level_of(const struct diag_rule *rule, const struct diag_setting *settings, size_t n)
{
	while (n--)
		if (str_eq_z(settings[n].id, rule->id))
			return settings[n].level;
	return rule->level;
}

bool diag_level_parse(str name, enum diag_level *out)
{
	for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
		if (str_eq_z(name, level_names[i])) {
			*out = (enum diag_level)i;
			return true;
		}
	}
	if (str_eq_z(name, "false")) {
		*out = DIAG_OFF;
		return true;
	}
	return false;
}

enum {
	QUOTE_MAX = 80, /* code points of a value shown in a message */
	QUOTE_KEY_MAX = 512, /* of a key: real ones have 130 at most, and those of strangers may have any length */
};

struct range {
	uint32_t first, last;
};

/* The last range is that of UTF8_BAD, which is no code point: none is behind it. */
static bool is_in(const struct range *r, uint32_t c)
{
	while (c > r->last)
		r++;
	return c >= r->first;
}

bool diag_is_invisible(uint32_t c)
{
	static const struct range ranges[] = {
		{ 0, 0x1F }, { 0x7F, 0x9F }, { 0xAD, 0xAD }, // soft hyphen
		{ 0x61C, 0x61C }, // Arabic letter mark
		{ 0x180E, 0x180E }, // Mongolian vowel separator
		{ 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0xFEFF, 0xFEFF },
		{ 0xFFF9, 0xFFFB }, // interlinear annotation
		{ 0xE0000, 0xE007F }, // tags
		{ UTF8_BAD, UTF8_BAD },
	};

	return is_in(ranges, c);
}

bool diag_is_invisible_in_name(uint32_t c)
{
	/* Default_Ignorable_Code_Point (DerivedCoreProperties.txt of Unicode 15.0) without what is above, and what else has no shape */
	static const struct range ranges[] = {
		{ 0x34F, 0x34F }, { 0x115F, 0x1160 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F },
		{ 0x2800, 0x2800 }, // Braille without dots
		{ 0x3164, 0x3164 }, { 0xFE00, 0xFE0F }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFF8 },
		{ 0x13430, 0x1343F }, // controls of hieroglyphs
		{ 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
		{ UTF8_BAD, UTF8_BAD },
	};

	return diag_is_invisible(c) || is_in(ranges, c);
}

void diag_put_visible(struct buf *out, str s, const char *keep)
{
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t c;

		i += utf8_printable(s, i);
		buf_put(out, str_sub(s, from, i - from));
		if (i == s.n)
			break;
		from = i;
		c = utf8_next(s, &i);
		if (c == UTF8_BAD)
			buf_fmt(out, "\\x%02X", (unsigned char)s.p[from]);
		else if (diag_is_invisible(c) && !(c && c < 0x80 && strchr(keep, (int)c)))
			buf_fmt(out, "\\u{%X}", (unsigned)c);
		else
			buf_put(out, str_sub(s, from, i - from));
	}
}

str diag_visible(str s, struct arena *a)
{
	struct buf out = { .a = a };

	diag_put_visible(&out, s, "");
	return buf_str(&out);
}

bool diag_is_command(str s)
{
	size_t i = 2;

	if (s.n < 3 || s.p[0] != '#' || s.p[1] != '#')
		return false;
	while (i < s.n && byte_is_alpha(s.p[i]))
		i++;
	return i < s.n && s.p[i] == '[';
}

static bool is_quoted_as_it_is(char c)
{
	return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
}

static void put_quoted(struct buf *b, str s, size_t *i)
{
	size_t from = *i;
	uint32_t c = utf8_next(s, i);

	if (c == '\n')
		buf_z(b, "\\n");
	else if (c == '\t')
		buf_z(b, "\\t");
	else if (c == '"' || c == '\\')
		buf_fmt(b, "\\%c", (char)c);
	else if (c == UTF8_BAD)
		buf_fmt(b, "\\x%02X", (unsigned char)s.p[from]);
	else if (diag_is_invisible_in_name(c))
		buf_fmt(b, "\\u{%X}", (unsigned)c);
	else
		buf_put(b, str_sub(s, from, *i - from));
}

static str quote(str s, size_t max, struct arena *a)
{
	struct buf b = { .a = a };
	size_t i = 0, shown = 0;

	buf_byte(&b, '"');
	while (i < s.n && shown < max) {
		size_t from = i;

		while (i < s.n && shown < max && is_quoted_as_it_is(s.p[i])) {
			i++;
			shown++;
		}
		buf_put(&b, str_sub(s, from, i - from));
		if (i < s.n && shown++ < max)
			put_quoted(&b, s, &i);
	}
	if (i < s.n)
		buf_z(&b, "...");
	buf_byte(&b, '"');
	return buf_str(&b);
}

str diag_quote(str s, struct arena *a)
{
	return quote(s, QUOTE_MAX, a);
}

str diag_quote_key(str key, struct arena *a)
{
	return quote(key, QUOTE_KEY_MAX, a);
}

/* A text that was cut after n bytes does not end inside a character. */
static void drop_cut_character(char *text, size_t n)
{
	size_t start = n - 1, after;

	while (start > n - 4 && ((unsigned char)text[start] & 0xC0) == 0x80)
		start--;
	after = start;
	if (utf8_next((str){ text, n }, &after) == UTF8_BAD)
		text[start] = '\0';
}

/* What a sentence quotes may have line breaks, which would write lines of their own into the logs of CI. */
static void put_in_one_line(struct err *e, const char *words)
{
	size_t n = 0;

	for (; *words; words++) {
		char letter = *words == '\n' ? 'n' : *words == '\r' ? 'r' : '\0';

		if (n + (letter ? 2 : 1) >= sizeof e->text)
			break;
		e->text[n++] = letter ? '\\' : *words;
		if (letter)
			e->text[n++] = letter;
	}
	e->text[n] = '\0';
	if (*words)
		drop_cut_character(e->text, n);
}

__attribute__((format(printf, 2, 0))) static void err_fill(struct err *e, const char *fmt, va_list args)
{
	char words[sizeof e->text + 1]; /* one more than fits: what is cut is seen */
	int n = vsnprintf(words, sizeof words, fmt, args);

	BUG_IF(n < 0);
	*e = (struct err){ .revision = ERR_ELSE };
	put_in_one_line(e, words);
}

bool err_set(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	err_fill(e, fmt, args);
	va_end(args);
	return false;
}

bool err_usage(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	err_fill(e, fmt, args);
	va_end(args);
	e->is_usage = true;
	return false;
}

void err_line(struct err *e, struct arena *a, const char *fmt, ...)
{
	struct err line;
	va_list args;

	va_start(args, fmt);
	err_fill(&line, fmt, args);
	va_end(args);
	*vec_push(&e->lines, a) = str_dup(str_from_z(line.text), a);
}

void err_keep(struct err *e, struct arena *a)
{
	str *kept = arena_array(a, e->lines.n, str);

	for (size_t i = 0; i < e->lines.n; i++)
		kept[i] = str_dup(e->lines.v[i], a);
	e->lines.v = kept;
	e->lines.cap = e->lines.n;
}

static str finding_words(const struct diag *d, struct arena *a)
{
	struct place at = d->at.at;
	str line = at.line ? str_fmt(a, "%u:", at.line) : (str){ 0 };
	str column = at.line && at.column ? str_fmt(a, "%u:", at.column) : (str){ 0 };

	return str_fmt(a, "%.*s:%.*s%.*s %.*s%s%.*s%s%.*s", STR_ARG(d->at.path), STR_ARG(line), STR_ARG(column), STR_ARG(d->message),
	               d->hint.n ? ", " : "", STR_ARG(d->hint), d->help.n ? "; " : "", STR_ARG(d->help));
}

bool err_finding(struct err *e, struct diag_list *found)
{
	BUG_IF(!found->all.n);
	diag_sort(found);
	return err_usage(e, "%.*s", STR_ARG(finding_words(&found->all.v[0], found->a)));
}

static bool has_same_place(const struct diag *a, const struct diag *b)
{
	return !place_compare_points(a->at.at.line, a->at.at.column, b->at.at.line, b->at.at.column);
}

bool err_findings(struct err *e, struct diag_list *found)
{
	size_t n = 1;

	(void)err_finding(e, found); /* always false */
	e->are_failures = true;
	for (size_t i = 1; i < found->all.n; i++) {
		const struct diag *d = &found->all.v[i];

		if (!has_same_place(&d[-1], d) && n++ < ERR_MAX_FINDINGS)
			err_line(e, found->a, "%.*s", STR_ARG(finding_words(d, found->a)));
	}
	if (n > ERR_MAX_FINDINGS)
		err_line(e, found->a, "%.*s: %s%.*s", STR_ARG(found->all.v[0].at.path), found->is_cut ? "at least " : "",
		         STR_ARG(str_quantity(n - ERR_MAX_FINDINGS, "more fault", found->a)));
	return false;
}

void fatal_bug(const char *file, int line, const char *what)
{
	fprintf(stderr, "dictum: bug at %s:%d: %s\n", file, line, what);
	abort();
}
