/* Reads an ECMA-262 pattern (u flag, ES2024 without the v flag) by its own grammar and writes a PCRE2 pattern that matches the same strings.
   Nothing is passed through: every byte written is chosen here, so PCRE2's own syntax (verbs, recursion, \Q, inline flags) cannot be
   reached. One pass with a stack of open groups; no recursion. */
#include "doc/ecma.h"

#include "base/utf8.h"

enum {
	MAX_GROUP_DEPTH = 200, /* levels; PCRE2 stops at 250 */
	MAX_REPEAT = 65535,    /* PCRE2's largest count */
	SMALL_LOOP = 32        /* characters; loops up to this size do not report by themselves */
};
#define NO_MAXIMUM UINT32_MAX
#define LAST_CODE_POINT 0x10FFFFu

struct range {
	uint32_t first, last;
};
static const struct range digit_ranges[] = { { '0', '9' } };
static const struct range word_ranges[] = { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } };
/* WhiteSpace and LineTerminator of ECMA-262 12.2 and 12.3. */
static const struct range space_ranges[] = {
	{ 0x09, 0x0D },     { 0x20, 0x20 },     { 0xA0, 0xA0 },     { 0x1680, 0x1680 }, { 0x2000, 0x200A },
	{ 0x2028, 0x2029 }, { 0x202F, 0x202F }, { 0x205F, 0x205F }, { 0x3000, 0x3000 }, { 0xFEFF, 0xFEFF },
};

struct name {
	str text;
	uint32_t capture;
};
struct reference {
	size_t at;     /* in the ECMA pattern */
	size_t target; /* index of the group that it repeats */
	size_t inside; /* index of the group in which it stands */
	uint32_t alternative; /* of that group */
};
/* What was read last, for the quantifier behind it. */
enum atom { ATOM_NONE, ATOM_CHARACTER, ATOM_GROUP };

struct translator {
	str in;
	size_t at;
	struct arena *a;
	struct buf *out;
	struct ecma_result *result;
	struct err *e;
	VEC(struct name) names;
	VEC(size_t) captures; /* group index by capture number - 1, as far as read */
	VEC(struct reference) references;
	uint32_t n_captures; /* of the whole pattern */
	size_t open;         /* index of the innermost open group */
	size_t depth, lookbehind_depth;
	size_t atom_at; /* where the last atom begins in `out` */
};

bool ecma_fail(str pattern, size_t at, struct arena *a, struct err *e, str cause)
{
	size_t character = utf8_count(str_sub(pattern, 0, at)) + 1;
	str quoted = diag_quote(pattern, a);
	return err_usage(e, "pattern %.*s is not valid: %.*s at character %zu", STR_ARG(quoted), STR_ARG(cause), character);
}

static bool fail(struct translator *t, size_t at, const char *cause)
{
	return ecma_fail(t->in, at, t->a, t->e, str_from_z(cause));
}

/* Reading */

static bool at_end(const struct translator *t)
{
	return t->at >= t->in.n;
}

/* The byte `ahead` of the cursor, 0 past the end. A NUL in the pattern is only ever a literal, so the two need no telling apart. */
static char peek(const struct translator *t, size_t ahead)
{
	return ahead < t->in.n - t->at ? t->in.p[t->at + ahead] : '\0';
}

static bool skip(struct translator *t, const char *z)
{
	str want = str_from_z(z);
	if (!str_starts(str_from(t->in, t->at), want))
		return false;
	t->at += want.n;
	return true;
}

static int hex_value(char c)
{
	if (byte_is_digit(c))
		return c - '0';
	c = byte_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly n digits. */
static bool read_hex(struct translator *t, size_t n, uint32_t *out)
{
	uint32_t v = 0;
	for (size_t i = 0; i < n; i++) {
		int digit = hex_value(peek(t, i));
		if (digit < 0)
			return false;
		v = v * 16 + (uint32_t)digit;
	}
	t->at += n;
	*out = v;
	return true;
}

/* Decimal digits; stops growing at NO_MAXIMUM - 1. */
static bool read_decimal(struct translator *t, uint32_t *out)
{
	if (!byte_is_digit(peek(t, 0)))
		return false;
	uint64_t v = 0;
	for (; byte_is_digit(peek(t, 0)); t->at++) {
		v = v * 10 + (uint64_t)(peek(t, 0) - '0');
		v = v < NO_MAXIMUM ? v : NO_MAXIMUM - 1;
	}
	*out = (uint32_t)v;
	return true;
}

static bool is_surrogate(uint32_t c)
{
	return c >= 0xD800 && c <= 0xDFFF;
}

/* Behind "\u{". */
static bool read_braced_code_point(struct translator *t, uint32_t *out)
{
	uint32_t v = 0;
	size_t n = 0;
	for (; hex_value(peek(t, n)) >= 0; n++)
		if ((v = v * 16 + (uint32_t)hex_value(peek(t, n))) > LAST_CODE_POINT)
			return false;
	if (n == 0 || peek(t, n) != '}')
		return false;
	t->at += n + 1;
	*out = v;
	return true;
}

/* Behind "\u": XXXX, {X...} or a pair of surrogates \uD83D\uDE00. */
static bool read_unicode_escape(struct translator *t, uint32_t *out)
{
	if (skip(t, "{"))
		return read_braced_code_point(t, out);
	if (!read_hex(t, 4, out))
		return false;
	size_t behind = t->at;
	uint32_t low;
	if (*out >= 0xD800 && *out <= 0xDBFF && skip(t, "\\u")) {
		if (peek(t, 0) != '{' && read_hex(t, 4, &low) && low >= 0xDC00 && low <= 0xDFFF)
			*out = 0x10000 + ((*out - 0xD800) << 10) + (low - 0xDC00);
		else
			t->at = behind;
	}
	return true;
}

/* Letters outside ASCII are not looked up: a name that is wrong only there is accepted. */
static bool is_name_part(uint32_t c, bool is_first)
{
	if (c < 0x80)
		return byte_is_alpha((char)c) || c == '_' || c == '$' || (!is_first && byte_is_digit((char)c));
	if (is_surrogate(c) || c == UTF8_BAD)
		return false;
	for (size_t i = 0; i < sizeof space_ranges / sizeof space_ranges[0]; i++)
		if (c >= space_ranges[i].first && c <= space_ranges[i].last)
			return false;
	return true;
}

/* Behind "<", up to and including ">". */
static bool read_name(struct translator *t, str *out)
{
	struct buf name = { .a = t->a };
	size_t begin = t->at;
	while (!at_end(t) && peek(t, 0) != '>') {
		uint32_t c;
		size_t at = t->at;
		if (!skip(t, "\\u"))
			c = utf8_next(t->in, &t->at);
		else if (!read_unicode_escape(t, &c))
			return fail(t, at, "a group name has an incomplete \\u escape");
		if (!is_name_part(c, name.n == 0))
			return fail(t, at, "a group name has a character that no name may have");
		utf8_put(&name, c);
	}
	if (!skip(t, ">") || name.n == 0)
		return fail(t, begin, name.n == 0 ? "a group name is missing" : "a group name is not ended by \">\"");
	*out = buf_str(&name);
	return true;
}

/* Writing */

static void put_character(struct translator *t, uint32_t c)
{
	if (c < 0x20 || c == 0x7F)
		buf_fmt(t->out, "\\x%02x", (unsigned)c);
	else if (c < 0x80 && !byte_is_alpha((char)c) && !byte_is_digit((char)c) && c != '_' && c != ' ')
		buf_fmt(t->out, "\\%c", (char)c);
	else
		utf8_put(t->out, c);
}

/* Into a class. Lone surrogates occur in no UTF-8 text, so they are left out. */
static void put_range(struct translator *t, uint32_t first, uint32_t last)
{
	if (first < 0xD800 && last > 0xDFFF) {
		put_range(t, first, 0xD7FF); /* one level only: neither half spans the surrogates */
		put_range(t, 0xE000, last);
		return;
	}
	if (is_surrogate(first))
		first = 0xE000;
	if (is_surrogate(last))
		last = 0xD7FF;
	if (first > last)
		return;
	put_character(t, first);
	if (first == last)
		return;
	buf_byte(t->out, '-');
	put_character(t, last);
}

static void put_ranges(struct translator *t, const struct range *ranges, size_t n, bool is_negated)
{
	uint32_t next = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_negated)
			put_range(t, ranges[i].first, ranges[i].last);
		else
			put_range(t, next, ranges[i].first - 1);
		next = ranges[i].last + 1;
	}
	if (is_negated)
		put_range(t, next, LAST_CODE_POINT);
}

#define PUT_RANGES(t, ranges, is_negated) put_ranges(t, ranges, sizeof(ranges) / sizeof(ranges)[0], is_negated)

static void put_never(struct translator *t)
{
	buf_z(t->out, "(?:(?!))");
}

static void put_any(struct translator *t)
{
	buf_byte(t->out, '[');
	put_range(t, 0, LAST_CODE_POINT);
	buf_byte(t->out, ']');
}

/* Room is made for a callout in front of what is already written; the places of later groups move with it. */
static void insert_charge(struct translator *t, size_t at, unsigned number)
{
	str text = str_fmt(t->a, "(?C%u)", number);
	(void)buf_reserve(t->out, text.n); /* only the room is wanted */
	for (size_t i = t->out->n; i > at; i--)
		t->out->p[i - 1 + text.n] = t->out->p[i - 1];
	for (size_t i = 0; i < text.n; i++)
		t->out->p[at + i] = text.p[i];
	t->out->n += text.n;
	for (size_t i = 0; i < t->result->groups.n; i++) {
		struct ecma_group *g = &t->result->groups.v[i];
		g->out_at += g->out_at > at ? text.n : 0;
		g->body_at += g->body_at > at ? text.n : 0;
	}
	t->result->has_charges = true;
}

static void put_charge(struct translator *t, unsigned number)
{
	buf_fmt(t->out, "(?C%u)", number);
	t->result->has_charges = true;
}

/* Escapes that are the same inside and outside classes */

enum escape { ESCAPE_WRONG, ESCAPE_NONE, ESCAPE_CHARACTER, ESCAPE_SET };

static uint32_t control_escape(char c)
{
	static const char letters[] = "tnvfr", values[] = "\t\n\v\f\r";
	for (size_t i = 0; i + 1 < sizeof letters; i++)
		if (c == letters[i])
			return (uint32_t)values[i];
	return 0;
}

static bool is_syntax_character(char c)
{
	return c != '\0' && str_find(STR("^$\\.*+?()[]{}|/"), c) < sizeof "^$\\.*+?()[]{}|/" - 1;
}

static bool name_is_plain(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_alpha(s.p[i]) && !byte_is_digit(s.p[i]) && s.p[i] != '_')
			return false;
	return s.n > 0;
}

/* Behind "\p" or "\P"; `at` is the backslash. */
static bool read_property(struct translator *t, size_t at, bool is_negated)
{
	if (!skip(t, "{"))
		return fail(t, at, "\\p needs a property in braces, as in \\p{L}");
	struct cut body = str_cut(str_from(t->in, t->at), '}');
	if (!body.found)
		return fail(t, at, "\\p{ is not closed by \"}\"");
	t->at += body.head.n + 1;
	struct cut c = str_cut(body.head, '=');
	if (!name_is_plain(c.head) || (c.found && !name_is_plain(c.tail)) ||
	    !ecma_property(c.head, c.tail, c.found, is_negated, t->out)) {
		str quoted = diag_quote(body.head, t->a);
		return ecma_fail(t->in, at, t->a, t->e, str_fmt(t->a, "unknown Unicode property %.*s", STR_ARG(quoted)));
	}
	return true;
}

/* \d \D \w \W \s \S \p \P, written as it stands in a class. PCRE2 has ASCII \d and \w as well, but 10.42 forgets the code points above 255 of
   a \D or \W that shares its class with a property. */
static enum escape read_set(struct translator *t, size_t at)
{
	char c = peek(t, 0);
	switch (c) {
	case 'd':
	case 'D':
		PUT_RANGES(t, digit_ranges, c == 'D');
		break;
	case 'w':
	case 'W':
		PUT_RANGES(t, word_ranges, c == 'W');
		break;
	case 's':
	case 'S':
		PUT_RANGES(t, space_ranges, c == 'S');
		break;
	case 'p':
	case 'P':
		t->at++;
		return read_property(t, at, c == 'P') ? ESCAPE_SET : ESCAPE_WRONG;
	default:
		return ESCAPE_NONE;
	}
	t->at++;
	return ESCAPE_SET;
}

static enum escape wrong_escape(struct translator *t, size_t at, const char *cause)
{
	return fail(t, at, cause) ? ESCAPE_NONE : ESCAPE_WRONG;
}

/* \x41 \u0041 \cA \0 and \t \n \v \f \r; the cursor is behind the backslash, which is at `at`. */
static enum escape read_coded_character(struct translator *t, size_t at, uint32_t *c)
{
	char letter = peek(t, 0);
	t->at++;
	switch (letter) {
	case 'x':
		return read_hex(t, 2, c) ? ESCAPE_CHARACTER : wrong_escape(t, at, "\\x needs two hexadecimal digits");
	case 'u':
		return read_unicode_escape(t, c) ? ESCAPE_CHARACTER
		                                 : wrong_escape(t, at, "\\u needs four hexadecimal digits or a code point in braces");
	case 'c':
		if (!byte_is_alpha(peek(t, 0)))
			return wrong_escape(t, at, "\\c needs a letter from A to Z");
		*c = (uint32_t)peek(t, 0) % 32;
		t->at++;
		return ESCAPE_CHARACTER;
	case '0':
		if (byte_is_digit(peek(t, 0)))
			return wrong_escape(t, at, "octal escapes are not part of ECMA-262 with Unicode");
		*c = 0;
		return ESCAPE_CHARACTER;
	default:
		*c = control_escape(letter);
		if (*c != 0)
			return ESCAPE_CHARACTER;
		t->at--;
		return ESCAPE_NONE;
	}
}

/* The cursor is behind the backslash, which is at `at`. */
static enum escape read_escape(struct translator *t, size_t at, uint32_t *c)
{
	if (at_end(t))
		return wrong_escape(t, at, "the backslash at the end escapes nothing");
	enum escape got = read_set(t, at);
	if (got == ESCAPE_NONE)
		got = read_coded_character(t, at, c);
	if (got != ESCAPE_NONE || !is_syntax_character(peek(t, 0)))
		return got;
	*c = (uint32_t)(unsigned char)peek(t, 0);
	t->at++;
	return ESCAPE_CHARACTER;
}

static bool unknown_escape(struct translator *t, size_t at)
{
	size_t end = t->at;
	if (!at_end(t))
		(void)utf8_next(t->in, &end); /* only its length is wanted */
	str quoted = diag_quote(str_sub(t->in, at, end - at), t->a);
	str cause = str_fmt(t->a, "unknown escape %.*s (a character that is meant literally and is no syntax character takes no backslash)",
	                    STR_ARG(quoted));
	return ecma_fail(t->in, at, t->a, t->e, cause);
}

/* Classes */

/* One item; a set is written at once, a character is returned. */
static enum escape read_class_item(struct translator *t, uint32_t *c)
{
	size_t at = t->at;
	*c = utf8_next(t->in, &t->at);
	if (*c != '\\')
		return ESCAPE_CHARACTER;
	if (skip(t, "b")) {
		*c = '\b';
		return ESCAPE_CHARACTER;
	}
	if (skip(t, "-")) {
		*c = '-';
		return ESCAPE_CHARACTER;
	}
	enum escape got = read_escape(t, at, c);
	if (got == ESCAPE_NONE)
		return unknown_escape(t, at) ? ESCAPE_NONE : ESCAPE_WRONG;
	return got;
}

static bool read_class_range(struct translator *t)
{
	size_t at = t->at;
	uint32_t first, last;
	enum escape got = read_class_item(t, &first);
	if (got == ESCAPE_WRONG)
		return false;
	bool is_range = peek(t, 0) == '-' && t->in.n - t->at > 1 && peek(t, 1) != ']';
	if (!is_range) {
		if (got == ESCAPE_CHARACTER)
			put_range(t, first, first);
		return true;
	}
	t->at++;
	enum escape end = read_class_item(t, &last);
	if (end == ESCAPE_WRONG)
		return false;
	if (got == ESCAPE_SET || end == ESCAPE_SET)
		return fail(t, at, "a range in a class begins or ends with a set of characters");
	if (first > last)
		return fail(t, at, "a range in a class is out of order");
	put_range(t, first, last);
	return true;
}

/* Behind "[", which is at `at`. */
static bool read_class(struct translator *t, size_t at)
{
	bool is_negated = skip(t, "^");
	size_t begin = t->out->n;
	buf_z(t->out, is_negated ? "[^" : "[");
	size_t body = t->out->n;
	while (!at_end(t) && peek(t, 0) != ']')
		if (!read_class_range(t))
			return false;
	if (!skip(t, "]"))
		return fail(t, at, "\"[\" is never closed");
	if (t->out->n > body) {
		buf_byte(t->out, ']');
		return true;
	}
	t->out->n = begin; /* ECMA-262: [] matches nothing, [^] everything; PCRE2 has neither */
	if (is_negated)
		put_any(t);
	else
		put_never(t);
	return true;
}

/* Back references */

static bool put_reference(struct translator *t, size_t at, uint32_t capture)
{
	if (t->lookbehind_depth > 0)
		return fail(t, at, "a back reference inside a lookbehind is not supported");
	size_t target = capture <= t->captures.n ? t->captures.v[capture - 1] : 0;
	if (target == 0 || !t->result->groups.v[target].is_closed) {
		/* ECMA-262 forgets groups at each round of a loop, so a group that is not complete yet is always unset here: empty. */
		t->atom_at = t->out->n;
		buf_z(t->out, "(?:)");
		return true;
	}
	*vec_push(&t->references, t->a) =
	        (struct reference){ at, target, t->open, t->result->groups.v[t->open].n_alternatives };
	put_charge(t, ECMA_CHARGE_COPY);
	t->atom_at = t->out->n;
	buf_fmt(t->out, "\\g{%u}", (unsigned)capture);
	return true;
}

static bool read_named_reference(struct translator *t, size_t at)
{
	str name;
	if (!skip(t, "<"))
		return fail(t, at, "\\k needs a group name, as in \\k<name>");
	if (!read_name(t, &name))
		return false;
	for (size_t i = 0; i < t->names.n; i++)
		if (str_eq(t->names.v[i].text, name))
			return put_reference(t, at, t->names.v[i].capture);
	str quoted = diag_quote(name, t->a);
	return ecma_fail(t->in, at, t->a, t->e, str_fmt(t->a, "\\k names the unknown group %.*s", STR_ARG(quoted)));
}

static bool read_numbered_reference(struct translator *t, size_t at)
{
	uint32_t capture = 0;
	if (!read_decimal(t, &capture) || capture > t->n_captures)
		return fail(t, at, "a back reference to a group that does not exist");
	return put_reference(t, at, capture);
}

static bool is_inside(const struct ecma_result *r, size_t group, size_t outer)
{
	while (group != outer && group != 0)
		group = r->groups.v[group].parent;
	return group == outer;
}

/* Does the reference stand in the alternative of `outer`, which holds both, to which `child` belongs? Then `child` was passed. */
static bool shares_alternative(const struct ecma_result *r, struct reference ref, size_t child, size_t outer)
{
	uint32_t alternative = ref.alternative;
	for (size_t i = ref.inside; i != outer; i = r->groups.v[i].parent)
		alternative = r->groups.v[i].alternative;
	return alternative == r->groups.v[child].alternative;
}

/* May the last round of `loop`, which is or holds the target, have left the target unset when the reference is reached? */
static bool may_be_skipped(const struct ecma_result *r, struct reference ref, size_t loop)
{
	for (size_t i = ref.target; i != loop; i = r->groups.v[i].parent) {
		size_t outer = r->groups.v[i].parent;
		if (r->groups.v[i].min == 0)
			return true;
		if (is_inside(r, ref.inside, outer))
			return !shares_alternative(r, ref, i, outer);
		if (r->groups.v[outer].n_alternatives > 1)
			return true;
	}
	return false;
}

/* ECMA-262 unsets the groups of a loop at each round, PCRE2 keeps them: only a reference can tell. */
static bool check_references(struct translator *t)
{
	for (size_t i = 0; i < t->references.n; i++) {
		struct reference r = t->references.v[i];
		for (size_t loop = r.target; loop != 0; loop = t->result->groups.v[loop].parent)
			if (t->result->groups.v[loop].max > 1 && may_be_skipped(t->result, r, loop))
				return fail(t, r.at, "a back reference to a group that a repetition may skip is not supported");
	}
	return true;
}

/* Groups */

static const struct opening {
	const char *ecma, *pcre;
	enum ecma_group_kind kind;
} openings[] = {
	{ "(?:", "(?:", ECMA_PLAIN },       { "(?=", "(?=", ECMA_LOOKAHEAD },    { "(?!", "(?!", ECMA_LOOKAHEAD },
	{ "(?<=", "(?<=", ECMA_LOOKBEHIND }, { "(?<!", "(?<!", ECMA_LOOKBEHIND }, { "(?<", "(", ECMA_CAPTURE },
};

static const struct opening *find_opening(struct translator *t)
{
	static const struct opening capture = { "(", "(", ECMA_CAPTURE };
	for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++)
		if (skip(t, openings[i].ecma))
			return &openings[i];
	if (peek(t, 1) == '?')
		return NULL;
	t->at++;
	return &capture;
}

static bool open_group(struct translator *t)
{
	size_t at = t->at;
	const struct opening *o = find_opening(t);
	if (o == NULL)
		return fail(t, at, "ECMA-262 has no group that begins like this, only (?: (?= (?! (?<= (?<! and (?<name>");
	str name;
	if (o == &openings[sizeof openings / sizeof openings[0] - 1] && !read_name(t, &name))
		return false;
	if (++t->depth > MAX_GROUP_DEPTH)
		return fail(t, at, "groups are nested deeper than 200 levels");
	struct ecma_group g = { .kind = o->kind, .parent = t->open, .at = at, .out_at = t->out->n };
	g.alternative = t->result->groups.v[t->open].n_alternatives;
	buf_z(t->out, o->pcre);
	g.body_at = t->out->n;
	g.min = g.max = g.n_alternatives = 1;
	t->open = t->result->groups.n;
	*vec_push(&t->result->groups, t->a) = g;
	if (o->kind == ECMA_CAPTURE)
		*vec_push(&t->captures, t->a) = t->open;
	t->lookbehind_depth += o->kind == ECMA_LOOKBEHIND;
	return true;
}

static bool close_group(struct translator *t, enum atom *atom)
{
	if (t->depth == 0)
		return fail(t, t->at, "\")\" closes no group; write \\) for the character itself");
	t->at++;
	t->depth--;
	struct ecma_group *g = &t->result->groups.v[t->open];
	g->is_closed = true;
	t->lookbehind_depth -= g->kind == ECMA_LOOKBEHIND;
	t->open = g->parent;
	t->atom_at = g->out_at;
	t->result->groups.v[t->open].cost += g->cost;
	buf_byte(t->out, ')');
	*atom = g->kind == ECMA_LOOKAHEAD || g->kind == ECMA_LOOKBEHIND ? ATOM_NONE : ATOM_GROUP;
	return true;
}

/* The groups must be known before the first reference is read. Anything wrong but names is left for the main pass. */
static bool collect_name(struct translator *t)
{
	size_t at = t->at;
	str name;
	t->at += 3;
	if (!read_name(t, &name))
		return false;
	for (size_t i = 0; i < t->names.n; i++)
		if (str_eq(t->names.v[i].text, name))
			return fail(t, at, "two groups have the same name");
	*vec_push(&t->names, t->a) = (struct name){ name, t->n_captures };
	return true;
}

static bool collect_groups(struct translator *t)
{
	bool in_class = false;
	while (!at_end(t)) {
		char c = peek(t, 0);
		bool is_name = str_starts(str_from(t->in, t->at), STR("(?<")) && peek(t, 3) != '=' && peek(t, 3) != '!';
		if (c == '[' || c == ']')
			in_class = c == '[';
		if (c == '(' && !in_class && (peek(t, 1) != '?' || is_name)) {
			t->n_captures++;
			if (is_name) {
				if (!collect_name(t))
					return false;
				continue;
			}
		}
		t->at += c == '\\' ? 2 : 1;
	}
	t->at = 0;
	return true;
}

/* Quantifiers */

struct repeat {
	uint32_t min, max;
	bool is_found, is_lazy;
};

static bool read_counts(struct translator *t, struct repeat *r)
{
	size_t at = t->at;
	t->at++;
	if (!read_decimal(t, &r->min))
		return fail(t, at, "\"{\" begins no repetition like {2,5}; write \\{ for the character itself");
	r->max = r->min;
	if (skip(t, ",") && !read_decimal(t, &r->max))
		r->max = NO_MAXIMUM;
	if (!skip(t, "}"))
		return fail(t, at, "\"{\" begins no repetition like {2,5}; write \\{ for the character itself");
	if (r->min > r->max)
		return fail(t, at, "the numbers of a repetition are out of order");
	if (r->min > MAX_REPEAT)
		return fail(t, at, "a repetition of more than 65535 times is not supported");
	if (r->max > MAX_REPEAT)
		r->max = NO_MAXIMUM; /* no subject is longer */
	return true;
}

static bool read_repeat(struct translator *t, struct repeat *r)
{
	char c = peek(t, 0);
	*r = (struct repeat){ .min = c == '+', .max = c == '?' ? 1 : NO_MAXIMUM, .is_found = true };
	if (c == '{') {
		if (!read_counts(t, r))
			return false;
	} else if (c == '*' || c == '+' || c == '?') {
		t->at++;
	} else {
		*r = (struct repeat){ .min = 1, .max = 1 };
		return true;
	}
	r->is_lazy = skip(t, "?");
	return true;
}

static void put_repeat(struct translator *t, struct repeat r)
{
	if (r.max == NO_MAXIMUM)
		buf_fmt(t->out, "{%u,}", (unsigned)r.min);
	else if (r.min == r.max)
		buf_fmt(t->out, "{%u}", (unsigned)r.min);
	else
		buf_fmt(t->out, "{%u,%u}", (unsigned)r.min, (unsigned)r.max);
	if (r.is_lazy)
		buf_byte(t->out, '?');
}

/* The smallest number with 1 << number >= n. */
static unsigned charge_of(uint32_t n)
{
	unsigned number = 0;
	while (number < ECMA_CHARGE_MAX && (1u << number) < n)
		number++;
	return number;
}

/* Behind an atom: what repeats it, with the callouts that keep the work bounded. */
static bool read_quantifier(struct translator *t, enum atom atom, size_t group)
{
	struct repeat r;
	if (atom == ATOM_NONE)
		return true;
	if (!read_repeat(t, &r))
		return false;
	bool is_long = r.max > SMALL_LOOP;
	if (atom == ATOM_CHARACTER)
		t->result->groups.v[t->open].cost += is_long ? 1 : r.max;
	if (!r.is_found)
		return true;
	if (atom == ATOM_GROUP) {
		struct ecma_group *g = &t->result->groups.v[group];
		g->min = r.min;
		g->max = r.max;
		if (r.max > 1)
			insert_charge(t, g->body_at, charge_of(g->cost));
		put_repeat(t, r);
		return true;
	}
	if (is_long)
		insert_charge(t, t->atom_at, charge_of(r.min));
	put_repeat(t, r);
	if (is_long)
		put_charge(t, ECMA_CHARGE_RUN);
	return true;
}

/* Terms */

/* Rewrites what read_set wrote at `at` for use outside a class. */
static void put_set(struct translator *t, size_t at, char letter)
{
	if (letter == 'p' || letter == 'P')
		return; /* stands alone as well */
	t->out->n = at;
	if (letter == 's' || letter == 'S') {
		buf_z(t->out, letter == 's' ? "[" : "[^");
		PUT_RANGES(t, space_ranges, false);
		buf_byte(t->out, ']');
	} else {
		buf_byte(t->out, '\\');
		buf_byte(t->out, letter); /* without PCRE2_UCP they are ASCII, as ECMA-262 wants */
	}
}

/* Behind a backslash, which is at `at`, outside classes. */
static bool read_atom_escape(struct translator *t, size_t at, enum atom *atom)
{
	char letter = peek(t, 0);
	uint32_t c = 0;
	if (letter == 'b' || letter == 'B') {
		*atom = ATOM_NONE;
		buf_z(t->out, letter == 'b' ? "\\b" : "\\B");
		t->at++;
		return true;
	}
	if (skip(t, "k"))
		return read_named_reference(t, at);
	if (letter >= '1' && letter <= '9')
		return read_numbered_reference(t, at);
	size_t out_at = t->out->n;
	switch (read_escape(t, at, &c)) {
	case ESCAPE_WRONG:
		return false;
	case ESCAPE_NONE:
		return unknown_escape(t, at);
	case ESCAPE_SET:
		put_set(t, out_at, letter);
		return true;
	case ESCAPE_CHARACTER:
		if (is_surrogate(c))
			put_never(t);
		else
			put_character(t, c);
		return true;
	}
	return false;
}

static void put_dot(struct translator *t)
{
	buf_z(t->out, "[^\\n\\r");
	put_range(t, 0x2028, 0x2029);
	buf_byte(t->out, ']');
}

static bool read_literal(struct translator *t, size_t at)
{
	switch (t->in.p[at]) {
	case '*':
	case '+':
	case '?':
		return fail(t, at, "there is nothing to repeat");
	case '{':
		return fail(t, at, "there is nothing to repeat; write \\{ for the character itself");
	case '}':
		return fail(t, at, "\"}\" closes nothing; write \\} for the character itself");
	case ']':
		return fail(t, at, "\"]\" closes nothing; write \\] for the character itself");
	default:
		put_character(t, utf8_next(t->in, &t->at));
		return true;
	}
}

static bool read_term(struct translator *t, enum atom *atom)
{
	size_t at = t->at;
	t->atom_at = t->out->n;
	*atom = ATOM_CHARACTER;
	switch (t->in.p[at]) {
	case '^':
	case '$':
		*atom = ATOM_NONE;
		buf_byte(t->out, t->in.p[t->at++]);
		return true;
	case '|':
		*atom = ATOM_NONE;
		t->result->groups.v[t->open].n_alternatives++;
		buf_byte(t->out, t->in.p[t->at++]);
		return true;
	case '(':
		*atom = ATOM_NONE;
		return open_group(t);
	case ')':
		return close_group(t, atom);
	case '.':
		t->at++;
		put_dot(t);
		return true;
	case '[':
		t->at++;
		return read_class(t, at);
	case '\\':
		t->at++;
		return read_atom_escape(t, at, atom);
	default:
		return read_literal(t, at);
	}
}

static bool translate(struct translator *t)
{
	if (!utf8_is_valid(t->in))
		return err_usage(t->e, "a pattern is not valid UTF-8");
	if (!collect_groups(t))
		return false;
	while (!at_end(t)) {
		enum atom atom;
		size_t group = t->open; /* the one that closes, if one does */
		if (!read_term(t, &atom) || !read_quantifier(t, atom, group))
			return false;
	}
	if (t->depth > 0)
		return fail(t, t->result->groups.v[t->open].at, "\"(\" is never closed");
	if (t->result->groups.v[0].cost > SMALL_LOOP)
		insert_charge(t, 0, charge_of(t->result->groups.v[0].cost)); /* each start is a round of a loop */
	return check_references(t);
}

bool ecma_translate(str pattern, struct buf *out, struct ecma_result *result, struct err *e)
{
	struct translator t = { .in = pattern, .a = out->a, .out = out, .result = result, .e = e };
	*result = (struct ecma_result){ 0 };
	*vec_push(&result->groups, t.a) = (struct ecma_group){ .kind = ECMA_PATTERN, .min = 1, .max = 1, .n_alternatives = 1 };
	return translate(&t);
}
