/* Typing of scalars as Psych 4.0.3 does it, which is neither YAML 1.1 nor 1.2: lib/psych/scalar_scanner.rb has the
   patterns, visitors/to_ruby.rb the tags. Checked against recorded and live Psych output. */
#include "doc/scalar.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "doc/number.h"

enum { WORD_MAX = 5 }; /* code points of the longest word, "false" */

static bool is_digit_at(str s, size_t i)
{
	return i < s.n && byte_is_digit(s.p[i]);
}

static bool is_at(str s, size_t i, char c)
{
	return i < s.n && s.p[i] == c;
}

static size_t count_digits(str s, size_t at)
{
	size_t n = 0;

	while (is_digit_at(s, at + n))
		n++;
	return n;
}

static size_t sign_size(str s)
{
	return is_at(s, 0, '-') || is_at(s, 0, '+');
}

/* A line in lower case; Ruby's /i also folds U+017F to s and U+FB00 to ff. Empty when it is no word. */
static str fold_word(str line, char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n;) {
		uint32_t c = utf8_next(line, &i);

		if (n + 2 > WORD_MAX + 1)
			return (str){ 0 };
		if (c == 0xFB00)
			to[n++] = 'f';
		to[n++] = c < 0x80 ? byte_lower((char)c) : c == 0x17F ? 's' : c == 0xFB00 ? 'f' : '?';
	}
	return (str){ to, n };
}

enum word { WORD_OTHER, WORD_NULL, WORD_TRUE, WORD_FALSE };

static enum word word_of(str line)
{
	static const struct {
		str text;
		enum word word;
	} words[] = {
		{ { "null", 4 }, WORD_NULL }, { { "yes", 3 }, WORD_TRUE }, { { "true", 4 }, WORD_TRUE },
		{ { "on", 2 }, WORD_TRUE },   { { "no", 2 }, WORD_FALSE }, { { "false", 5 }, WORD_FALSE },
		{ { "off", 3 }, WORD_FALSE },
	};
	char folded[WORD_MAX + 3];
	str word = fold_word(line, folded);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(word, words[i].text))
			return words[i].word;
	return WORD_OTHER;
}

/* Ruby's ^ and $ match at every line, so one line "no" of a short text makes it false. Null is looked for first, then
 * true. */
static void read_word(struct node *n)
{
	bool seen[WORD_FALSE + 1] = { false };
	struct cut line = { .tail = n->text, .found = true };

	if (!n->text.n || !scalar_starts_word(n->text.p[0]) || n->text.n > WORD_MAX * 4 || (n->text.n > WORD_MAX && utf8_count(n->text) > WORD_MAX))
		return;
	while (line.found && line.tail.n) {
		line = str_cut(line.tail, '\n');
		if (line.head.n == 0 || !scalar_starts_word(line.head.p[0]))
			return;
		seen[word_of(line.head)] = true;
	}
	if (str_eq_z(n->text, "~") || seen[WORD_NULL]) {
		n->kind = NODE_NULL;
	} else if (seen[WORD_TRUE] || seen[WORD_FALSE]) {
		n->kind = NODE_BOOL;
		n->is_true = seen[WORD_TRUE];
	}
}

static bool is_up_to(size_t n, size_t most)
{
	return n >= 1 && n <= most;
}

/* (?:Z|[-+]\d{1,2}:?(?:\d\d)?) to the end */
static bool is_zone(str s)
{
	size_t n;

	if (str_eq_z(s, "Z"))
		return true;
	if (!sign_size(s))
		return false;
	n = count_digits(s, 1);
	if (1 + n == s.n)
		return is_up_to(n, 4);
	if (!is_up_to(n, 2) || s.p[1 + n] != ':')
		return false;
	s = str_from(s, 2 + n);
	return s.n == 0 || (s.n == 2 && count_digits(s, 0) == 2);
}

/* \d{1,2}:\d\d:\d\d(?:\.\d*)?(?:\s*zone)? */
static bool is_clock(str s)
{
	size_t at = count_digits(s, 0);

	if (!is_up_to(at, 2))
		return false;
	for (size_t i = 0; i < 2; i++, at += 3)
		if (!is_at(s, at, ':') || !is_digit_at(s, at + 1) || !is_digit_at(s, at + 2))
			return false;
	if (is_at(s, at, '.'))
		at += 1 + count_digits(s, at + 1);
	if (at == s.n)
		return true;
	while (at < s.n && byte_is_space(s.p[at]))
		at++;
	return is_zone(str_from(s, at));
}

/* -?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+) and a clock */
static bool is_time(str s)
{
	size_t at = is_at(s, 0, '-'), n;

	if (count_digits(s, at) != 4)
		return false;
	at += 4;
	for (size_t i = 0; i < 2; i++) {
		if (!is_at(s, at, '-'))
			return false;
		n = count_digits(s, ++at);
		if (!is_up_to(n, 2))
			return false;
		at += n;
	}
	if (is_at(s, at, 'T') || is_at(s, at, 't'))
		return is_clock(str_from(s, at + 1));
	n = at;
	while (at < s.n && byte_is_space(s.p[at]))
		at++;
	return at > n && is_clock(str_from(s, at));
}

/* Up to two digits at *at worth at most `most`; one digit may be any. */
static bool take_date_part(str s, size_t *at, int most)
{
	size_t n = count_digits(s, *at);
	int value = n == 2 ? (s.p[*at] - '0') * 10 + (s.p[*at + 1] - '0') : 0;

	*at += n;
	return is_up_to(n, 2) && value <= most;
}

static bool is_date(str s)
{
	size_t at = 5;

	return count_digits(s, 0) == 4 && is_at(s, 4, '-') && take_date_part(s, &at, 12) && is_at(s, at, '-') &&
	       take_date_part(s, (at++, &at), 31) && at == s.n;
}

/* [-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}, and \.[0-9_]* after it when `fraction` is set. */
static bool is_base_60(str s, bool *has_fraction)
{
	size_t at = sign_size(s), parts = 0;

	if (!is_digit_at(s, at))
		return false;
	while (is_digit_at(s, at) || is_at(s, at, '_'))
		at++;
	for (; parts < 2 && is_at(s, at, ':'); parts++) {
		size_t n = count_digits(s, at + 1);

		if (!is_up_to(n, 2) || (n == 2 && s.p[at + 1] > '5'))
			return false;
		at += 1 + n;
	}
	*has_fraction = is_at(s, at, '.');
	if (*has_fraction)
		for (at++; is_digit_at(s, at) || is_at(s, at, '_');)
			at++;
	return parts && at == s.n;
}

/* [-+]?([0-9][0-9_,]*)?\.[0-9]*([eE][-+][0-9]+)? */
static bool is_float(str s)
{
	size_t at = sign_size(s), n;

	if (is_digit_at(s, at))
		while (is_digit_at(s, at) || is_at(s, at, '_') || is_at(s, at, ','))
			at++;
	if (!is_at(s, at, '.'))
		return false;
	at++;
	at += count_digits(s, at);
	if (is_at(s, at, 'e') || is_at(s, at, 'E')) {
		if (!is_at(s, at + 1, '-') && !is_at(s, at + 1, '+'))
			return false;
		n = count_digits(s, at + 2);
		at += n ? 2 + n : 0;
	}
	return at == s.n;
}

static bool all_of(str s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (!s.p[i] || !strchr(set, s.p[i]))
			return false;
	return s.n > 0;
}

/* [1-9](?:[0-9]|,[0-9]|_[0-9])*, or 0 */
static bool is_decimal(str s)
{
	if (!is_digit_at(s, 0) || s.p[0] == '0')
		return str_eq_z(s, "0");
	for (size_t i = 1; i < s.n; i++)
		if (!byte_is_digit(s.p[i]) && ((s.p[i] != '_' && s.p[i] != ',') || !is_digit_at(s, i + 1)))
			return false;
	return true;
}

static bool is_integer(str s)
{
	s = str_from(s, sign_size(s));
	if (str_starts(s, STR("0b")))
		return all_of(str_from(s, 2), "01_,");
	if (str_starts(s, STR("0x")))
		return all_of(str_from(s, 2), "0123456789abcdefABCDEF_,");
	if (is_at(s, 0, '0') && s.n > 1)
		return all_of(s, "01234567_,");
	return is_decimal(s);
}

/* Digits that Ruby's to_f reads: an underscore counts only between two digits. */
static double ruby_to_f(str s)
{
	struct decimal d;
	size_t i = sign_size(s);
	bool after_point = false;

	while (i < s.n) {
		char c = s.p[i];
		bool is_between =
		        (c == '_' || (c == '.' && !after_point)) && i && is_digit_at(s, i - 1) && is_digit_at(s, i + 1);

		if (!byte_is_digit(c) && !is_between)
			break;
		after_point |= c == '.';
		i++;
	}
	return decimal_read(str_sub(s, 0, i), &d) ? decimal_to_real(&d) : 0;
}

/* n.to_f * 60 ** |i - 2|, summed from the left as Psych does, so that the last bit is the same. */
static double read_base_60_real(str s)
{
	static const double unit[] = { 3600, 60, 1 };
	struct cut part = str_cut(s, ':');
	double sum = ruby_to_f(part.head) * unit[0];

	for (size_t i = 1; part.found && i < 3; i++) {
		part = str_cut(part.tail, ':');
		sum += ruby_to_f(part.head) * unit[i];
	}
	return sum;
}

static enum scalar_result set_real(struct node *n, double v, double *real)
{
	n->kind = NODE_FLOAT;
	if (real)
		*real = v;
	return SCALAR_OK;
}

static enum scalar_result set_base_60(struct node *n, bool has_fraction, double *real)
{
	struct decimal d;

	if (has_fraction)
		return set_real(n, real ? read_base_60_real(n->text) : 0, real);
	decimal_read_int(n->text, &d);
	number_set_int(n, &d);
	return SCALAR_OK;
}

static enum scalar_result set_float(struct node *n, double *real)
{
	struct decimal d;
	str digits = str_from(n->text, sign_size(n->text));

	if (digits.n == 1)
		return SCALAR_OK; /* a point alone is text */
	if (!decimal_read(n->text, &d))
		return SCALAR_BROKEN; /* ".e+5" */
	return set_real(n, real ? decimal_to_real(&d) : 0, real);
}

static enum scalar_result set_integer(struct node *n)
{
	struct decimal d;
	str digits = str_from(n->text, sign_size(n->text));
	bool has_letter = digits.n > 1 && (digits.p[1] == 'x' || digits.p[1] == 'b');

	if (has_letter && number_digits(str_from(digits, 2)) == 0)
		return SCALAR_BROKEN; /* "0x_" */
	decimal_read_int(n->text, &d);
	number_set_int(n, &d);
	return SCALAR_OK;
}

static enum scalar_result read_number(struct node *n, uint32_t max_digits, double *real)
{
	str s = n->text;
	bool has_fraction = false, is_60 = is_base_60(s, &has_fraction), is_real = !is_60 && is_float(s);

	if (!is_60 && !is_real && !is_integer(s))
		return SCALAR_OK;
	if (number_digits(s) > max_digits)
		return SCALAR_TOO_LONG;
	return is_60 ? set_base_60(n, has_fraction, real) : is_real ? set_float(n, real) : set_integer(n);
}

/* *real is what a NODE_FLOAT is worth, where that is asked. */
static enum scalar_result type_of(struct node *n, uint32_t max_digits, double *real)
{
	str s = n->text;
	char c = s.n ? s.p[0] : ' ';

	n->kind = s.n ? NODE_STRING : NODE_NULL;
	if (byte_is_alpha(c) || c == '~' || str_find(s, '\n') < s.n) {
		read_word(n);
		return SCALAR_OK;
	}
	if (c == ':')
		return s.n > 1 ? SCALAR_SYMBOL : SCALAR_OK;
	if (!byte_is_digit(c) && c != '-' && c != '+' && c != '.')
		return SCALAR_OK;
	if (is_time(s))
		return SCALAR_TIME;
	if (is_date(s))
		return SCALAR_DATE;
	if (str_eq_lower(s, STR(".inf")) || str_eq_lower(s, STR("+.inf")))
		return set_real(n, (double)INFINITY, real);
	if (str_eq_lower(s, STR("-.inf")))
		return set_real(n, -(double)INFINITY, real);
	if (str_eq_lower(s, STR(".nan")))
		return set_real(n, (double)NAN, real);
	return read_number(n, max_digits, real);
}

enum scalar_result scalar_type(struct node *n, uint32_t max_digits)
{
	return type_of(n, max_digits, NULL);
}

int64_t node_integer(const struct node *n)
{
	struct decimal d;
	int64_t v = 0;

	if (n->text.n && n->text.p[0] >= '1' && n->text.p[0] <= '9' && str_to_i64(n->text, &v))
		return v;
	decimal_read_int(n->text, &d);
	(void)decimal_to_i64(&d, &v); /* it fits */
	return v;
}

/* Text with the tag !!float may look like an integer or like no number of YAML ("1e3"). */
double node_real(const struct node *n)
{
	struct node look = { .text = n->text };
	double v = 0;
	struct decimal d;

	(void)type_of(&look, NUMBER_MAX_DIGITS, &v); /* it was read before */
	if (look.kind == NODE_FLOAT)
		return v;
	if (look.kind == NODE_INT && !look.is_big)
		return (double)node_integer(&look);
	if (look.kind == NODE_INT)
		decimal_read_int(n->text, &d);
	else if (!decimal_read(n->text, &d))
		return 0;
	return decimal_to_real(&d);
}

/* What Ruby's Float("...") takes of what is no number to Psych: 1e3, 12e03, 1_0e3. */
static bool is_strict_float(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == ',' || ((c == '_' || c == '.') && (!i || !is_digit_at(s, i - 1) || !is_digit_at(s, i + 1))))
			return false;
	}
	return s.n && byte_is_digit(s.p[s.n - 1]);
}

static enum scalar_result type_as_float(struct node *n, uint32_t max_digits)
{
	enum scalar_result result = scalar_type(n, max_digits);
	struct decimal d;

	if (result != SCALAR_OK || n->kind == NODE_FLOAT)
		return result;
	n->is_big = false;
	if (n->kind == NODE_INT)
		return set_real(n, 0, NULL);
	if (n->kind == NODE_STRING && number_digits(n->text) <= max_digits && is_strict_float(n->text) &&
	    decimal_read(n->text, &d))
		return set_real(n, 0, NULL);
	n->kind = NODE_STRING;
	return SCALAR_BROKEN;
}

static int base64_value(char c)
{
	if (byte_is_digit(c))
		return c - '0' + 52;
	if (c == '+' || c == '/')
		return c == '+' ? 62 : 63;
	return byte_is_alpha(c) ? (c >= 'a' ? c - 'a' + 26 : c - 'A') : -1;
}

/* As Ruby's unpack("m"): what is no base64 character is passed over, '=' ends it. */
static enum scalar_result type_as_binary(struct node *n, struct arena *a)
{
	char *p = arena_array(a, n->text.n, char);
	uint32_t bits = 0;
	size_t size = 0, n_bits = 0;

	for (size_t i = 0; i < n->text.n && n->text.p[i] != '='; i++) {
		int v = base64_value(n->text.p[i]);

		if (v < 0)
			continue;
		bits = bits << 6 | (uint32_t)v;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			p[size++] = (char)(bits >> n_bits & 0xFF);
		}
	}
	n->kind = NODE_STRING;
	if (!utf8_is_valid((str){ p, size }))
		return SCALAR_BINARY;
	n->text = (str){ p, size };
	return SCALAR_OK;
}

static bool is_tag(str tag, const char *local, const char *yaml)
{
	return str_eq_z(tag, local) ||
	       (str_starts(tag, STR("tag:yaml.org,2002:")) && str_eq_z(str_from(tag, 18), yaml));
}

/* ^!(?:str|ruby\/string)(?::(.*))?$, or !!str; *has_class when a class is named. */
static bool is_str_tag(str tag, bool *has_class)
{
	struct cut name = str_cut(tag, ':');

	*has_class = false;
	if (is_tag(tag, "!str", "str"))
		return true;
	if (!str_eq_z(name.head, "!str") && !str_eq_z(name.head, "!ruby/string"))
		return false;
	*has_class = name.tail.n > 0;
	return true;
}

static bool starts_with_one(str tag, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (str_starts(tag, str_from_z(*prefixes)))
			return true;
	return false;
}

enum scalar_result scalar_type_tagged(struct node *n, str tag, uint32_t max_digits, struct arena *a)
{
	static const char *const refused[] = {
		"!ruby/object:BigDecimal", "!ruby/object:DateTime", "!ruby/object:Complex", "!ruby/object:Rational",
		"!ruby/encoding",          "!ruby/regexp",          "!ruby/range",          NULL
	};
	bool has_class;

	n->kind = NODE_STRING;
	if (is_tag(tag, "!binary", "binary"))
		return type_as_binary(n, a);
	if (is_str_tag(tag, &has_class))
		return has_class ? SCALAR_REFUSED : SCALAR_OK;
	if (is_tag(tag, "!float", "float"))
		return type_as_float(n, max_digits);
	if (str_eq_z(tag, "!ruby/class") || str_eq_z(tag, "!ruby/module")) {
		n->kind = n->text.n ? NODE_STRING : NODE_NULL;
		return n->text.n ? SCALAR_REFUSED : SCALAR_OK;
	}
	if (str_is_among_z(tag, refused) || str_starts(tag, STR("!ruby/sym")))
		return SCALAR_REFUSED;
	return scalar_type(n, max_digits);
}

enum tag_effect scalar_seq_tag(str tag)
{
	static const char *const refused[] = { "!seq:", "!ruby/array:", NULL };

	if (is_tag(tag, "!omap", "omap"))
		return TAG_ORDERED;
	return starts_with_one(tag, refused) ? TAG_REFUSED : TAG_NONE;
}

enum tag_effect scalar_map_tag(str tag)
{
	static const char *const refused[] = { "!ruby/struct",    "!ruby/object",          "!ruby/array:",
		                               "!ruby/exception", "!ruby/hash-with-ivars", "!map:",
		                               "!ruby/hash:",     "!ruby/marshalable:",    NULL };
	bool has_class;

	if (str_eq_z(tag, "!ruby/object:Hash"))
		return TAG_NONE;
	if (is_tag(tag, "!set", "set") || is_tag(tag, "!omap", "omap") || str_eq_z(tag, "!ruby/range") ||
	    is_str_tag(tag, &has_class))
		return TAG_REFUSED;
	return starts_with_one(tag, refused) ? TAG_REFUSED : TAG_NONE;
}

/* true, True, TRUE: what every parser takes for the word (YAML 1.2.2, 10.3.2); tRue is text to most. */
static bool is_plain_word(str s, str lower)
{
	size_t n_upper = 0;

	if (!str_eq_lower(s, lower))
		return false;
	for (size_t i = 0; i < s.n; i++)
		n_upper += s.p[i] != lower.p[i];
	return n_upper == 0 || n_upper == s.n || (n_upper == 1 && s.p[0] != lower.p[0]);
}

static bool is_plain_null(str s)
{
	return s.n == 0 || str_eq_z(s, "~") || is_plain_word(s, STR("null"));
}

static bool is_ambiguous_number(const struct node *n, str canonical)
{
	return !str_eq(canonical, n->text) && !byte_is_alpha(canonical.p[canonical.n - 1]); /* .inf and .nan look like what they are */
}

bool scalar_is_ambiguous(const struct node *n, struct arena *a, str *read_as)
{
	bool is_ambiguous;
	str canonical;

	if (!n || n->style != STYLE_PLAIN || (n->kind != NODE_BOOL && n->kind != NODE_NULL && !node_is_number(n)))
		return false;
	canonical = n->kind == NODE_NULL ? STR("null") : doc_scalar(n, a);
	is_ambiguous = n->kind == NODE_NULL ? !is_plain_null(n->text) :
	               n->kind == NODE_BOOL ? !is_plain_word(n->text, canonical) : is_ambiguous_number(n, canonical);
	if (is_ambiguous)
		*read_as = canonical;
	return is_ambiguous;
}
