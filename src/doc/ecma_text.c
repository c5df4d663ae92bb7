/* Characters, escapes and classes of ECMA-262 patterns: how they are read, and how PCRE2 has them written. */
#include "base/utf8.h"
#include "doc/ecma_parts.h"

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

bool ecma_fail(str pattern, size_t at, struct arena *a, struct err *e, str cause)
{
	size_t character = utf8_count(str_sub(pattern, 0, at)) + 1;
	str quoted = diag_quote(pattern, a);
	return err_usage(e, "pattern %.*s is not valid at character %zu: %.*s", STR_ARG(quoted), character, STR_ARG(cause));
}

bool ecma_fail_here(struct ecma_translator *t, size_t at, const char *cause)
{
	return ecma_fail(t->in, at, t->a, t->e, str_from_z(cause));
}

/* Reading */

bool ecma_at_end(const struct ecma_translator *t)
{
	return t->at >= t->in.n;
}

/* The byte `ahead` of the cursor, 0 past the end. A NUL in the pattern is only ever a literal, so the two need no
 * telling apart. */
char ecma_peek(const struct ecma_translator *t, size_t ahead)
{
	return ahead < t->in.n - t->at ? t->in.p[t->at + ahead] : '\0';
}

bool ecma_skip(struct ecma_translator *t, const char *z)
{
	str want = str_from_z(z);
	if (!str_starts(str_from(t->in, t->at), want))
		return false;
	t->at += want.n;
	return true;
}

/* Exactly n digits. */
static bool read_hex(struct ecma_translator *t, size_t n, uint32_t *out)
{
	uint32_t v = 0;
	for (size_t i = 0; i < n; i++) {
		int digit = byte_hex(ecma_peek(t, i));
		if (digit < 0)
			return false;
		v = v * 16 + (uint32_t)digit;
	}
	t->at += n;
	*out = v;
	return true;
}

/* Decimal digits; stops growing at NO_MAXIMUM - 1. */
bool ecma_read_decimal(struct ecma_translator *t, uint32_t *out)
{
	if (!byte_is_digit(ecma_peek(t, 0)))
		return false;
	uint64_t v = 0;
	for (; byte_is_digit(ecma_peek(t, 0)); t->at++) {
		v = v * 10 + (uint64_t)(ecma_peek(t, 0) - '0');
		v = v < NO_MAXIMUM ? v : NO_MAXIMUM - 1;
	}
	*out = (uint32_t)v;
	return true;
}

bool ecma_is_surrogate(uint32_t c)
{
	return c >= 0xD800 && c <= 0xDFFF;
}

/* Behind "\u{". */
static bool read_braced_code_point(struct ecma_translator *t, uint32_t *out)
{
	uint32_t v = 0;
	size_t n = 0;
	for (; byte_hex(ecma_peek(t, n)) >= 0; n++)
		if ((v = v * 16 + (uint32_t)byte_hex(ecma_peek(t, n))) > LAST_CODE_POINT)
			return false;
	if (n == 0 || ecma_peek(t, n) != '}')
		return false;
	t->at += n + 1;
	*out = v;
	return true;
}

/* Behind "\u": XXXX, {X...} or a pair of surrogates \uD83D\uDE00. */
static bool read_unicode_escape(struct ecma_translator *t, uint32_t *out)
{
	if (ecma_skip(t, "{"))
		return read_braced_code_point(t, out);
	if (!read_hex(t, 4, out))
		return false;
	size_t behind = t->at;
	uint32_t low;
	if (*out >= 0xD800 && *out <= 0xDBFF && ecma_skip(t, "\\u")) {
		if (ecma_peek(t, 0) != '{' && read_hex(t, 4, &low) && low >= 0xDC00 && low <= 0xDFFF)
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
	if (ecma_is_surrogate(c) || c == UTF8_BAD)
		return false;
	for (size_t i = 0; i < sizeof space_ranges / sizeof space_ranges[0]; i++)
		if (c >= space_ranges[i].first && c <= space_ranges[i].last)
			return false;
	return true;
}

/* Behind "<", up to and including ">". */
bool ecma_read_name(struct ecma_translator *t, str *out)
{
	struct buf name = { .a = t->a };
	size_t begin = t->at;
	while (!ecma_at_end(t) && ecma_peek(t, 0) != '>') {
		uint32_t c;
		size_t at = t->at;
		if (!ecma_skip(t, "\\u"))
			c = utf8_next(t->in, &t->at);
		else if (!read_unicode_escape(t, &c))
			return ecma_fail_here(t, at, "a group name has an incomplete \\u escape");
		if (!is_name_part(c, name.n == 0))
			return ecma_fail_here(t, at, "a group name has a character that no name may have");
		utf8_put(&name, c);
	}
	if (!ecma_skip(t, ">") || name.n == 0)
		return ecma_fail_here(t, begin,
		                      name.n == 0 ? "a group name is missing" : "a group name is not ended by \">\"");
	*out = buf_str(&name);
	return true;
}

/* Writing */

void ecma_put_character(struct ecma_translator *t, uint32_t c)
{
	if (c < 0x20 || c == 0x7F)
		buf_fmt(t->out, "\\x%02x", (unsigned)c);
	else if (c < 0x80 && !byte_is_alpha((char)c) && !byte_is_digit((char)c) && c != '_' && c != ' ')
		buf_fmt(t->out, "\\%c", (char)c);
	else
		utf8_put(t->out, c);
}

/* Into a class. Lone surrogates occur in no UTF-8 text, so they are left out. */
static void put_range(struct ecma_translator *t, uint32_t first, uint32_t last)
{
	if (first < 0xD800 && last > 0xDFFF) {
		put_range(t, first, 0xD7FF); /* one level only: neither half spans the surrogates */
		put_range(t, 0xE000, last);
		return;
	}
	if (ecma_is_surrogate(first))
		first = 0xE000;
	if (ecma_is_surrogate(last))
		last = 0xD7FF;
	if (first > last)
		return;
	ecma_put_character(t, first);
	if (first == last)
		return;
	buf_byte(t->out, '-');
	ecma_put_character(t, last);
}

static void put_ranges(struct ecma_translator *t, const struct range *ranges, size_t n, bool is_negated)
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

void ecma_put_never(struct ecma_translator *t)
{
	buf_z(t->out, "(?:(?!))");
}

static void put_any(struct ecma_translator *t)
{
	buf_byte(t->out, '[');
	put_range(t, 0, LAST_CODE_POINT);
	buf_byte(t->out, ']');
}

void ecma_put_dot(struct ecma_translator *t)
{
	buf_z(t->out, "[^\\n\\r");
	put_range(t, 0x2028, 0x2029);
	buf_byte(t->out, ']');
}

/* Escapes that are the same inside and outside classes */

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
static bool read_property(struct ecma_translator *t, size_t at, bool is_negated)
{
	if (!ecma_skip(t, "{"))
		return ecma_fail_here(t, at, "\\p needs a property in braces, as in \\p{L}");
	struct cut body = str_cut(str_from(t->in, t->at), '}');
	if (!body.found)
		return ecma_fail_here(t, at, "\\p{ is not closed by \"}\"");
	t->at += body.head.n + 1;
	struct cut c = str_cut(body.head, '=');
	size_t begin = t->out->n;
	if (!name_is_plain(c.head) || (c.found && !name_is_plain(c.tail)) ||
	    !ecma_property(c.head, c.tail, c.found, is_negated, t->out)) {
		str quoted = diag_quote(body.head, t->a);
		return ecma_fail(t->in, at, t->a, t->e,
		                 str_fmt(t->a, "unknown Unicode property %.*s", STR_ARG(quoted)));
	}
	t->result->has_negated_property |= t->out->p[begin + 1] == 'P';
	return true;
}

/* \d \D \w \W \s \S \p \P, written as it stands in a class. PCRE2 has ASCII \d and \w as well, but 10.42 forgets the
   code points above 255 of a \D or \W that shares its class with a property. */
static enum ecma_escape read_set(struct ecma_translator *t, size_t at)
{
	char c = ecma_peek(t, 0);
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
		return read_property(t, at, c == 'P') ? ECMA_ESCAPE_SET : ECMA_ESCAPE_WRONG;
	default:
		return ECMA_ESCAPE_NONE;
	}
	t->at++;
	return ECMA_ESCAPE_SET;
}

static enum ecma_escape wrong_escape(struct ecma_translator *t, size_t at, const char *cause)
{
	return ecma_fail_here(t, at, cause) ? ECMA_ESCAPE_NONE : ECMA_ESCAPE_WRONG;
}

/* \x41 \u0041 \cA \0 and \t \n \v \f \r; the cursor is behind the backslash, which is at `at`. */
static enum ecma_escape read_coded_character(struct ecma_translator *t, size_t at, uint32_t *c)
{
	char letter = ecma_peek(t, 0);
	t->at++;
	switch (letter) {
	case 'x':
		return read_hex(t, 2, c) ? ECMA_ESCAPE_CHARACTER
		                         : wrong_escape(t, at, "\\x needs two hexadecimal digits");
	case 'u':
		return read_unicode_escape(t, c)
		               ? ECMA_ESCAPE_CHARACTER
		               : wrong_escape(t, at, "\\u needs four hexadecimal digits or a code point in braces");
	case 'c':
		if (!byte_is_alpha(ecma_peek(t, 0)))
			return wrong_escape(t, at, "\\c needs a letter from A to Z");
		*c = (uint32_t)ecma_peek(t, 0) % 32;
		t->at++;
		return ECMA_ESCAPE_CHARACTER;
	case '0':
		if (byte_is_digit(ecma_peek(t, 0)))
			return wrong_escape(t, at, "octal escapes are not part of ECMA-262 with Unicode");
		*c = 0;
		return ECMA_ESCAPE_CHARACTER;
	default:
		*c = control_escape(letter);
		if (*c != 0)
			return ECMA_ESCAPE_CHARACTER;
		t->at--;
		return ECMA_ESCAPE_NONE;
	}
}

/* The cursor is behind the backslash, which is at `at`. */
enum ecma_escape ecma_read_escape(struct ecma_translator *t, size_t at, uint32_t *c)
{
	if (ecma_at_end(t))
		return wrong_escape(t, at, "the backslash at the end escapes nothing");
	enum ecma_escape got = read_set(t, at);
	if (got == ECMA_ESCAPE_NONE)
		got = read_coded_character(t, at, c);
	if (got != ECMA_ESCAPE_NONE || !is_syntax_character(ecma_peek(t, 0)))
		return got;
	*c = (uint32_t)(unsigned char)ecma_peek(t, 0);
	t->at++;
	return ECMA_ESCAPE_CHARACTER;
}

bool ecma_unknown_escape(struct ecma_translator *t, size_t at)
{
	size_t end = t->at;
	if (!ecma_at_end(t))
		(void)utf8_next(t->in, &end); /* only its length is wanted */
	str quoted = diag_quote(str_sub(t->in, at, end - at), t->a);
	str cause = str_fmt(t->a,
	                    "unknown escape %.*s (a character that is meant literally and is no syntax character takes "
	                    "no backslash)",
	                    STR_ARG(quoted));
	return ecma_fail(t->in, at, t->a, t->e, cause);
}

/* Classes */

/* One item; a set is written at once, a character is returned. */
static enum ecma_escape read_class_item(struct ecma_translator *t, uint32_t *c)
{
	size_t at = t->at;
	*c = utf8_next(t->in, &t->at);
	if (*c != '\\')
		return ECMA_ESCAPE_CHARACTER;
	if (ecma_skip(t, "b")) {
		*c = '\b';
		return ECMA_ESCAPE_CHARACTER;
	}
	if (ecma_skip(t, "-")) {
		*c = '-';
		return ECMA_ESCAPE_CHARACTER;
	}
	enum ecma_escape got = ecma_read_escape(t, at, c);
	if (got == ECMA_ESCAPE_NONE)
		return ecma_unknown_escape(t, at) ? ECMA_ESCAPE_NONE : ECMA_ESCAPE_WRONG;
	return got;
}

static bool read_class_range(struct ecma_translator *t)
{
	size_t at = t->at;
	uint32_t first, last;
	enum ecma_escape got = read_class_item(t, &first);
	if (got == ECMA_ESCAPE_WRONG)
		return false;
	bool is_range = ecma_peek(t, 0) == '-' && t->in.n - t->at > 1 && ecma_peek(t, 1) != ']';
	if (!is_range) {
		if (got == ECMA_ESCAPE_CHARACTER)
			put_range(t, first, first);
		return true;
	}
	t->at++;
	enum ecma_escape end = read_class_item(t, &last);
	if (end == ECMA_ESCAPE_WRONG)
		return false;
	if (got == ECMA_ESCAPE_SET || end == ECMA_ESCAPE_SET)
		return ecma_fail_here(t, at, "a range in a class begins or ends with a set of characters");
	if (first > last)
		return ecma_fail_here(t, at, "a range in a class is out of order");
	put_range(t, first, last);
	return true;
}

/* Behind "[", which is at `at`. */
bool ecma_read_class(struct ecma_translator *t, size_t at)
{
	bool is_negated = ecma_skip(t, "^");
	size_t begin = t->out->n;
	buf_z(t->out, is_negated ? "[^" : "[");
	size_t body = t->out->n;
	while (!ecma_at_end(t) && ecma_peek(t, 0) != ']')
		if (!read_class_range(t))
			return false;
	if (!ecma_skip(t, "]"))
		return ecma_fail_here(t, at, "\"[\" is never closed");
	if (t->out->n > body) {
		buf_byte(t->out, ']');
		return true;
	}
	t->out->n = begin; /* ECMA-262: [] matches nothing, [^] everything; PCRE2 has neither */
	if (is_negated)
		put_any(t);
	else
		ecma_put_never(t);
	return true;
}

/* Rewrites what read_set wrote at `at` for use outside a class. */
void ecma_put_set(struct ecma_translator *t, size_t at, char letter)
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
