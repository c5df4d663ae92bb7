/* Reads the Punycode of one label of a host name and checks its characters. For the format "hostname". */
#include "schema/idna.h"

struct label {
	uint32_t v[IDNA_MAX_LABEL]; /* code points: never more than bytes of the coded label */
	size_t n;
};

/* Punycode, RFC 3492 */

enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, FIRST_BIAS = 72, FIRST_CODE = 128 };

static uint32_t adapt(uint32_t delta, uint32_t n_points, bool is_first)
{
	uint32_t k = 0;
	delta = is_first ? delta / DAMP : delta / 2;
	delta += delta / n_points;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t digit_value(char c)
{
	return byte_is_digit(c) ? (uint32_t)(c - '0') + 26 : byte_is_alpha(c) ? (uint32_t)(byte_lower(c) - 'a') : BASE;
}

static uint32_t threshold(uint32_t k, uint32_t bias)
{
	return k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}

/* One number of variable length, added to *i; false when it is cut off or too large. */
static bool read_delta(str s, size_t *at, uint32_t bias, uint32_t *i)
{
	uint32_t weight = 1, step;
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t digit = *at < s.n ? digit_value(s.p[(*at)++]) : BASE;
		if (digit >= BASE || __builtin_mul_overflow(digit, weight, &step) ||
		    __builtin_add_overflow(*i, step, i))
			return false;
		uint32_t t = threshold(k, bias);
		if (digit < t)
			return true;
		if (__builtin_mul_overflow(weight, BASE - t, &weight))
			return false;
	}
}

static bool insert(struct label *l, size_t at, uint32_t code)
{
	if (l->n == IDNA_MAX_LABEL)
		return false;
	for (size_t i = l->n; i > at; i--)
		l->v[i] = l->v[i - 1];
	l->v[at] = code;
	l->n++;
	return true;
}

/* False for broken Punycode and for labels that need none. */
static bool decode(str s, struct label *out)
{
	struct cut c = str_cut_last(s, '-');
	str plain = c.found ? c.head : STR(""), coded = c.found ? c.tail : s;
	out->n = 0;
	for (size_t i = 0; i < plain.n; i++)
		if (!insert(out, i, (uint32_t)(unsigned char)byte_lower(plain.p[i])))
			return false;
	uint32_t code = FIRST_CODE, i = 0, bias = FIRST_BIAS;
	for (size_t at = 0; at < coded.n;) {
		uint32_t before = i, n = (uint32_t)out->n + 1;
		if (!read_delta(coded, &at, bias, &i))
			return false;
		bias = adapt(i - before, n, before == 0);
		if (__builtin_add_overflow(code, i / n, &code) || code > 0x10FFFF || !insert(out, i % n, code))
			return false;
		i = i % n + 1;
	}
	return coded.n > 0 && !(c.found && plain.n == 0);
}

/* Characters, RFC 5892 */

static const struct idna_range *find(uint32_t c)
{
	size_t low = 0, high = idna_n_ranges;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct idna_range *r = &idna_ranges[middle];
		if (c > r->last)
			low = middle + 1;
		else if (c < r->first)
			high = middle;
		else
			return (c - r->first) % r->step == 0 ? r : NULL;
	}
	return NULL;
}

static unsigned properties(uint32_t c)
{
	const struct idna_range *r = find(c);
	return r ? r->properties : 0;
}

static bool is_allowed(uint32_t c)
{
	if (c < 0x80)
		return c == '-' || byte_is_digit((char)c) || (c >= 'a' && c <= 'z');
	return find(c) != NULL;
}

/* Property of the character at i + offset; none outside the label. */
static unsigned near(const struct label *l, size_t i, int offset)
{
	if (offset < 0)
		return i > 0 ? properties(l->v[i - 1]) : 0;
	return i + 1 < l->n ? properties(l->v[i + 1]) : 0;
}

static bool has_between(const struct label *l, uint32_t first, uint32_t last)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i] >= first && l->v[i] <= last)
			return true;
	return false;
}

static bool has_kana_or_han(const struct label *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (properties(l->v[i]) & IDNA_KANA_OR_HAN)
			return true;
	return false;
}

/* Appendix A.1: (L|D) T* ZWNJ T* (R|D). */
static bool joins_around(const struct label *l, size_t i)
{
	size_t before = i, next = i + 1;
	while (before > 0 && properties(l->v[before - 1]) & IDNA_JOINS_THROUGH)
		before--;
	while (next < l->n && properties(l->v[next]) & IDNA_JOINS_THROUGH)
		next++;
	return before > 0 && next < l->n && properties(l->v[before - 1]) & IDNA_JOINS_NEXT &&
	       properties(l->v[next]) & IDNA_JOINS_BEFORE;
}

/* Appendix A. */
static bool context_allows(const struct label *l, size_t i)
{
	switch (l->v[i]) {
	case 0x200C: /* zero width non-joiner */
		return near(l, i, -1) & IDNA_VIRAMA || joins_around(l, i);
	case 0x200D: /* zero width joiner */
		return near(l, i, -1) & IDNA_VIRAMA;
	case 0x00B7: /* middle dot, Catalan */
		return i > 0 && l->v[i - 1] == 'l' && i + 1 < l->n && l->v[i + 1] == 'l';
	case 0x0375: /* keraia */
		return near(l, i, 1) & IDNA_GREEK;
	case 0x05F3: /* geresh */
	case 0x05F4: /* gershayim */
		return near(l, i, -1) & IDNA_HEBREW;
	case 0x30FB: /* katakana middle dot */
		return has_kana_or_han(l);
	default: /* two sets of Arabic digits */
		return l->v[i] < 0x6F0 ? !has_between(l, 0x6F0, 0x6F9) : !has_between(l, 0x660, 0x669);
	}
}

/* RFC 5891 section 4.2.3. */
static bool is_u_label(const struct label *l)
{
	if (l->v[0] == '-' || l->v[l->n - 1] == '-' || (l->n > 3 && l->v[2] == '-' && l->v[3] == '-'))
		return false;
	if (properties(l->v[0]) & IDNA_MARK)
		return false;
	for (size_t i = 0; i < l->n; i++)
		if (!is_allowed(l->v[i]) || (properties(l->v[i]) & IDNA_CONTEXT && !context_allows(l, i)))
			return false;
	return true;
}

bool idna_is_label(str label)
{
	struct label l;
	return decode(str_from(label, 4), &l) && is_u_label(&l);
}
