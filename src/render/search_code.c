/* Numbers and texts as characters that survive scripts and compress well, and the weights of words. */
#include <string.h>

#include "base/utf8.h"
#include "render/search_parts.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum { MOST_DIGITS = 7 }; /* of 32 bits */

void search_put_digit(struct buf *out, uint32_t v)
{
	buf_byte(out, alphabet[v & 63]);
}

void search_put_number(struct buf *out, uint32_t v)
{
	char *to = out->cap - out->n >= MOST_DIGITS ? out->p + out->n : buf_reserve(out, MOST_DIGITS);

	for (; v > 31; v >>= 5, out->n++)
		*to++ = alphabet[32 | (v & 31)];
	*to = alphabet[v];
	out->n++;
}

size_t search_number_size(uint32_t v)
{
	size_t n = 1;

	for (; v > 31; v >>= 5)
		n++;
	return n;
}

uint32_t search_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0') + 52;
	return c == '-' ? 62 : 63;
}

uint32_t search_number(str s, size_t *at)
{
	uint32_t v = 0, digit = 32;

	for (unsigned shift = 0; (digit & 32) && *at < s.n && shift < 32; shift += 5) {
		digit = search_digit(s.p[(*at)++]);
		v |= (digit & 31) << shift;
	}
	return v;
}

/* Binary logarithm by squaring, in fixed point with 32 fraction bits: floating point logarithms differ between machines. */
uint32_t search_weight(uint32_t n, uint32_t df)
{
	uint64_t x, result = 0; /* result: quarters, with 8 more bits */
	unsigned whole = 0;

	x = (((uint64_t)n + df) << 32) / (df ? df : 1);
	for (; x >= (uint64_t)2 << 32; x >>= 1)
		whole++;
	for (int bit = 0; bit < 10; bit++) {
		x = (x >> 2) * (x >> 2) >> 28;
		result <<= 1;
		if (x >= (uint64_t)2 << 32) {
			x >>= 1;
			result |= 1;
		}
	}
	result += (uint64_t)whole << 10; /* log2 in 1/1024 */
	return (uint32_t)((result + 128) >> 8); /* times 4, rounded */
}

static void put_character(struct buf *b, uint32_t c)
{
	if (c >= 0x10000) {
		buf_fmt(b, "\\u%04x\\u%04x", (unsigned)(0xD800 + ((c - 0x10000) >> 10)), (unsigned)(0xDC00 + ((c - 0x10000) & 0x3FF)));
		return;
	}
	buf_fmt(b, "\\u%04x", (unsigned)c);
}

static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '<';
}

/* How many bytes from `at` on are surely plain: a multiple of eight. */
static size_t plain_words(str s, size_t at)
{
	const uint64_t ones = 0x0101010101010101U, tops = ones << 7;
	size_t from = at;

	for (; s.n - at >= 8; at += 8) {
		uint64_t word, quote, slash, less, del;

		memcpy(&word, s.p + at, sizeof word);
		quote = word ^ ones * '"', slash = word ^ ones * '\\', less = word ^ ones * '<', del = word ^ ones * 0x7F;
		/* the top bit of a byte below which is one that is not plain; bytes behind it may have one, too */
		if ((word | (word - ones * ' ') | (quote - ones) | (slash - ones) | (less - ones) | (del - ones)) & tops)
			break;
	}
	return at - from;
}

void search_put_text(struct buf *b, str s, enum search_form form)
{
	size_t i = 0;

	buf_byte(b, '"');
	while (i < s.n) {
		unsigned char c;
		size_t from = i;

		for (i += plain_words(s, i); i < s.n && is_plain(s.p[i]);)
			i++;
		buf_put(b, str_sub(s, from, i - from));
		if (i == s.n)
			break;
		c = (unsigned char)s.p[i];
		if (c >= 0x80 && form == SEARCH_CHARACTERS) {
			put_character(b, utf8_next(s, &i));
			continue;
		}
		if (c == '"' || c == '\\')
			buf_fmt(b, "\\%c", c);
		else
			buf_fmt(b, "\\x%02x", c);
		i++;
	}
	buf_byte(b, '"');
}

void search_put_texts(struct buf *b, const str *all, size_t n)
{
	buf_byte(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_byte(b, ',');
		search_put_text(b, all[i], SEARCH_CHARACTERS);
	}
	buf_byte(b, ']');
}
