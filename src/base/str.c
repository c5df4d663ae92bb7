/* Slices and the growing buffer. Knows bytes, not code points (utf8.c) and not files. */
#define _GNU_SOURCE /* memmem, memrchr */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

str str_from_z(const char *z)
{
	return z ? (str){ z, strlen(z) } : (str){ 0 };
}

bool str_eq_z(str a, const char *z)
{
	return str_eq(a, str_from_z(z));
}

/* The next byte, with CRLF as LF. */
static char next_byte(str text, size_t *i)
{
	*i += text.p[*i] == '\r' && *i + 1 < text.n && text.p[*i + 1] == '\n';
	return text.p[(*i)++];
}

bool str_eq_lines(str a, str b)
{
	size_t i = 0, j = 0;

	while (i < a.n && j < b.n)
		if (next_byte(a, &i) != next_byte(b, &j))
			return false;
	return i == a.n && j == b.n;
}

int str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order)
		return order < 0 ? -1 : 1;
	return a.n < b.n ? -1 : a.n > b.n;
}

bool str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq((str){ s.p, prefix.n }, prefix);
}

size_t str_common(str a, str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

bool str_ends(str s, str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

bool str_starts_lower(str s, str lower)
{
	for (size_t i = 0; i < lower.n; i++)
		if (i == s.n || byte_lower(s.p[i]) != lower.p[i])
			return false;
	return true;
}

bool str_has(str s, str part)
{
	return part.n == 0 || (s.n >= part.n && memmem(s.p, s.n, part.p, part.n) != NULL);
}

bool str_has_space(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (byte_is_space(s.p[i]))
			return true;
	return false;
}

bool str_is_among(str s, const str *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, all[i]))
			return true;
	return false;
}

bool str_is_among_z(str s, const char *const *all)
{
	for (; *all; all++)
		if (str_eq_z(s, *all))
			return true;
	return false;
}

size_t str_find(str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

str str_trim(str s)
{
	while (s.n && byte_is_space(s.p[0]))
		s = str_from(s, 1);
	while (s.n && byte_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

str str_sub(str s, size_t from, size_t n)
{
	s = str_from(s, from);
	if (n < s.n)
		s.n = n;
	return s;
}

static struct cut cut_at(str s, size_t i)
{
	if (i >= s.n)
		return (struct cut){ .head = s };
	return (struct cut){ { s.p, i }, str_from(s, i + 1), true };
}

struct cut str_cut(str s, char at)
{
	return cut_at(s, str_find(s, at));
}

struct cut str_cut_last(str s, char at)
{
	const char *found = s.n ? memrchr(s.p, at, s.n) : NULL;

	return cut_at(s, found ? (size_t)(found - s.p) : s.n);
}

bool str_to_i64(str s, int64_t *out)
{
	bool negative = s.n && s.p[0] == '-';
	int64_t v = 0;
	size_t i = negative;

	if (i >= s.n)
		return false;
	for (; i < s.n; i++) {
		int digit = s.p[i] - '0';

		if (!byte_is_digit(s.p[i]) || __builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, negative ? -digit : digit, &v))
			return false;
	}
	*out = v;
	return true;
}

uint64_t str_hash(str s)
{
	return XXH3_64bits(s.n ? s.p : "", s.n);
}

str str_dup(str s, struct arena *a)
{
	char *p;

	if (!s.n)
		return (str){ 0 };
	p = arena_array(a, s.n, char);
	memcpy(p, s.p, s.n);
	return (str){ p, s.n };
}

const char *str_z(str s, struct arena *a)
{
	char *p = arena_array(a, s.n + 1, char);

	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

str str_lower(str s, struct arena *a)
{
	char *p = arena_array(a, s.n, char);

	for (size_t i = 0; i < s.n; i++)
		p[i] = byte_lower(s.p[i]);
	return (str){ p, s.n };
}

str str_hex(const unsigned char *bytes, size_t n, struct arena *a)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = arena_array(a, 2 * n, char);

	for (size_t i = 0; i < n; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	return (str){ hex, 2 * n };
}

str str_replace(str s, char from, char to, struct arena *a)
{
	char *p = arena_array(a, s.n, char);

	for (size_t i = 0; i < s.n; i++)
		p[i] = s.p[i] == from ? to : s.p[i];
	return (str){ p, s.n };
}

str str_vfmt(struct arena *a, const char *fmt, va_list args)
{
	va_list again;
	char small[256];
	char *p;
	int n;

	va_copy(again, args);
	n = vsnprintf(small, sizeof small, fmt, args);
	BUG_IF(n < 0);
	p = arena_array(a, (size_t)n + 1, char);
	if ((size_t)n < sizeof small)
		memcpy(p, small, (size_t)n + 1);
	else
		(void)vsnprintf(p, (size_t)n + 1, fmt, again); /* same arguments, same length */
	va_end(again);
	return (str){ p, (size_t)n };
}

str str_fmt(struct arena *a, const char *fmt, ...)
{
	va_list args;
	str s;

	va_start(args, fmt);
	s = str_vfmt(a, fmt, args);
	va_end(args);
	return s;
}

str str_plural(str one, struct arena *a)
{
	static const char *const hissing[] = { "s", "x", "ch", "sh" };
	bool is_y = one.n > 1 && str_ends(one, STR("y")) && !memchr("aeiou", one.p[one.n - 2], 5);

	if (is_y)
		return str_fmt(a, "%.*sies", STR_ARG(str_sub(one, 0, one.n - 1)));
	for (size_t i = 0; i < sizeof hissing / sizeof *hissing; i++)
		if (str_ends(one, str_from_z(hissing[i])))
			return str_fmt(a, "%.*ses", STR_ARG(one));
	return str_fmt(a, "%.*ss", STR_ARG(one));
}

str str_quantity(uint64_t n, const char *one, struct arena *a)
{
	str word = str_from_z(one);

	return str_fmt(a, "%llu %.*s", (unsigned long long)n, STR_ARG(n == 1 ? word : str_plural(word, a)));
}

str str_join(struct arena *a, const str *parts, size_t n, str between)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_put(&b, between);
		buf_put(&b, parts[i]);
	}
	return buf_str(&b);
}

/* Optimal string alignment, a column of the table at a time, whose steps up and down are bits (Hyyro, "A bit-vector algorithm for computing
   Levenshtein and Damerau edit distances", 2003). */
size_t str_distance(str a, str b, size_t limit)
{
	_Static_assert(STR_DISTANCE_MAX <= 64, "each byte has a bit");
	size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n, distance = a.n;
	uint64_t places[256] = { 0 }, up = UINT64_MAX, down = 0, diagonal = 0, before = 0;

	if (a.n > STR_DISTANCE_MAX || b.n > STR_DISTANCE_MAX || gap > limit)
		return limit + 1;
	if (!a.n)
		return b.n;
	for (size_t i = 0; i < a.n; i++)
		places[(unsigned char)a.p[i]] |= (uint64_t)1 << i;
	for (size_t j = 0; j < b.n; j++) {
		uint64_t same = places[(unsigned char)b.p[j]], swapped = (~diagonal & same) << 1 & before, more, less;

		diagonal = (((same & up) + up) ^ up) | same | down | swapped;
		more = down | ~(diagonal | up);
		less = diagonal & up;
		distance += more >> (a.n - 1) & 1;
		distance -= less >> (a.n - 1) & 1;
		more = more << 1 | 1;
		up = less << 1 | ~(diagonal | more);
		down = more & diagonal;
		before = same;
	}
	return distance > limit ? limit + 1 : distance;
}

static str lower_into(str s, char *to)
{
	for (size_t i = 0; i < s.n; i++)
		to[i] = byte_lower(s.p[i]);
	return (str){ to, s.n };
}

/* "\u201C" and its like, which programs for prose put in the place of the quotes of YAML. */
static bool cut_quote(str *s)
{
	static const char *const quotes[] = { "\u00AB", "\u00BB", "\u2018", "\u2019", "\u201A", "\u201B", "\u201C", "\u201D", "\u201E", "\u201F", "\u2039", "\u203A" };

	for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
		str quote = str_from_z(quotes[i]);
		bool starts = str_starts(*s, quote);

		if (!starts && !str_ends(*s, quote))
			continue;
		*s = str_sub(*s, starts ? quote.n : 0, s->n - quote.n);
		return true;
	}
	return false;
}

static str without_quotes(str s)
{
	while (s.n && ((unsigned char)s.p[0] >= 0x80 || (unsigned char)s.p[s.n - 1] >= 0x80) && cut_quote(&s))
		;
	return s;
}

void str_near_begin(struct str_near *n, str word)
{
	*n = (struct str_near){ .limit = 0 };
	word = without_quotes(word);
	if (!word.n || word.n > STR_DISTANCE_MAX)
		return;
	n->n = lower_into(word, n->lower).n;
	n->limit = word.n / 3 ? word.n / 3 : 1;
	n->is_open = true;
}

bool str_near_try(struct str_near *n, str candidate)
{
	char lower[STR_DISTANCE_MAX];
	str word = { n->lower, n->n };
	size_t gap, distance;

	candidate = without_quotes(candidate);
	gap = candidate.n > word.n ? candidate.n - word.n : word.n - candidate.n;
	if (!n->is_open || !candidate.n || candidate.n > STR_DISTANCE_MAX || gap > n->limit)
		return false;
	distance = str_distance(word, lower_into(candidate, lower), n->limit);
	if (distance > n->limit)
		return false;
	n->is_open = distance > 0;
	n->limit = distance - n->is_open;
	return true;
}

size_t str_nearest(str word, const str *candidates, size_t n)
{
	struct str_near near;
	size_t found = n;

	str_near_begin(&near, word);
	for (size_t i = 0; i < n && near.is_open; i++)
		if (str_near_try(&near, candidates[i]))
			found = i;
	return found;
}

char *buf_reserve(struct buf *b, size_t n)
{
	size_t want, cap;
	char *p;

	if (__builtin_add_overflow(b->n, n, &want))
		arena_out_of_memory();
	if (want > b->cap || !b->p) {
		cap = b->n ? b->cap : want > 256 ? want : 256; /* who asks for room before the first byte mostly knows how much */
		while (cap < want)
			if (__builtin_mul_overflow(cap, 2, &cap))
				arena_out_of_memory();
		if (!b->p || !arena_extend(b->a, b->p, b->cap, cap - b->cap)) {
			p = arena_array(b->a, cap, char);
			if (b->n)
				memcpy(p, b->p, b->n);
			b->p = p;
		}
		b->cap = cap;
	}
	return b->p + b->n;
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	enum { GUESS = 128 };
	va_list args, again;
	int n;

	va_start(args, fmt);
	va_copy(again, args);
	n = vsnprintf(buf_reserve(b, GUESS), GUESS, fmt, args);
	BUG_IF(n < 0);
	if (n >= GUESS)
		(void)vsnprintf(buf_reserve(b, (size_t)n + 1), (size_t)n + 1, fmt, again); /* same arguments, same length */
	b->n += (size_t)n;
	va_end(again);
	va_end(args);
}

void buf_uint(struct buf *b, uint64_t v)
{
	char digits[20];
	size_t n = sizeof digits;

	do
		digits[--n] = (char)('0' + v % 10);
	while (v /= 10);
	buf_put(b, (str){ digits + n, sizeof digits - n });
}

void buf_repeat(struct buf *b, char c, size_t n)
{
	while (n--)
		buf_byte(b, c);
}

static bool is_kept(char c, const char *kept)
{
	return byte_is_alpha(c) || byte_is_digit(c) || (c && strchr(kept, c));
}

void buf_percent(struct buf *b, str s, const char *kept)
{
	static const char digits[] = "0123456789ABCDEF";
	char *p;
	size_t n = 0, room;

	if (__builtin_mul_overflow(s.n, 3, &room))
		arena_out_of_memory();
	p = buf_reserve(b, room);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char byte = (unsigned char)s.p[i];

		if (is_kept(s.p[i], kept)) {
			p[n++] = s.p[i];
			continue;
		}
		p[n++] = '%';
		p[n++] = digits[byte >> 4];
		p[n++] = digits[byte & 15];
	}
	b->n += n;
}

void buf_clear(struct buf *b)
{
	b->n = 0;
}

str buf_str(const struct buf *b)
{
	return (str){ b->p, b->n };
}
