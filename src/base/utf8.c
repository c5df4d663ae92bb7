/* UTF-8 reading and writing; the Unicode Standard, table 3-7, says which byte sequences are well-formed. */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"

static uint32_t malformed(size_t *at)
{
	(*at)++;
	return UTF8_BAD;
}

uint32_t utf8_next_long(str s, size_t *at)
{
	unsigned char first = (unsigned char)s.p[*at];
	size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
	uint32_t c = length < 2 ? first : first & (0x7FU >> length);

	if (length == 0 || s.n - *at < length)
		return malformed(at);
	for (size_t i = 1; i < length; i++) {
		unsigned char next = (unsigned char)s.p[*at + i];

		if ((next & 0xC0) != 0x80)
			return malformed(at);
		c = c << 6 | (next & 0x3FU);
	}
	if ((length == 3 && c < 0x800) || (length == 4 && c < 0x10000) || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return malformed(at);
	*at += length;
	return c;
}

size_t utf8_ascii(str s, size_t at)
{
	size_t from = at;

	while (s.n - at >= 8) {
		uint64_t word;

		memcpy(&word, s.p + at, sizeof word);
		if (word & 0x8080808080808080U)
			break;
		at += 8;
	}
	return at - from;
}

/* Eight at once: a byte below a blank borrows from its highest bit, 0x7F carries into it. What that does to bytes beside is looked at one by one. */
size_t utf8_printable(str s, size_t at)
{
	size_t from = at;

	while (s.n - at >= 8) {
		uint64_t word;

		memcpy(&word, s.p + at, sizeof word);
		if ((word | (word - 0x2020202020202020U) | (word + 0x0101010101010101U)) & 0x8080808080808080U)
			break;
		at += 8;
	}
	while (at < s.n && s.p[at] >= ' ' && s.p[at] < 0x7F)
		at++;
	return at - from;
}

const char *utf8_not_by_mark(str s)
{
	if (str_starts(s, STR("\xFF\xFE\0\0")) || str_starts(s, STR("\0\0\xFE\xFF")))
		return "UTF-32";
	return str_starts(s, STR("\xFF\xFE")) || str_starts(s, STR("\xFE\xFF")) ? "UTF-16" : NULL;
}

bool utf8_is_valid(str s)
{
	for (size_t i = 0; i < s.n;) {
		i += utf8_ascii(s, i);
		while (i < s.n && (unsigned char)s.p[i] < 0x80)
			i++;
		if (i < s.n && utf8_next(s, &i) == UTF8_BAD)
			return false;
	}
	return true;
}

size_t utf8_count(str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; n++) {
		size_t ascii = utf8_ascii(s, i);

		n += ascii;
		i += ascii;
		if (i == s.n)
			break;
		(void)utf8_next(s, &i); /* malformed bytes count too */
	}
	return n;
}

str utf8_head(str s, size_t max)
{
	while (max && max < s.n && ((unsigned char)s.p[max] & 0xC0) == 0x80)
		max--;
	return str_sub(s, 0, max);
}

size_t utf8_offset(str s, size_t code_points)
{
	size_t i = 0;

	while (i < s.n && code_points) {
		size_t ascii = code_points >= 8 ? utf8_ascii(str_sub(s, i, code_points), 0) : 0;

		i += ascii;
		code_points -= ascii;
		if (i < s.n && code_points) {
			(void)utf8_next(s, &i); /* malformed bytes count too */
			code_points--;
		}
	}
	return i;
}

void utf8_put(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_byte(b, (char)c);
	} else if (c < 0x800) {
		buf_byte(b, (char)(0xC0 | c >> 6));
		buf_byte(b, (char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		buf_byte(b, (char)(0xE0 | c >> 12));
		buf_byte(b, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_byte(b, (char)(0x80 | (c & 0x3F)));
	} else {
		buf_byte(b, (char)(0xF0 | c >> 18));
		buf_byte(b, (char)(0x80 | (c >> 12 & 0x3F)));
		buf_byte(b, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_byte(b, (char)(0x80 | (c & 0x3F)));
	}
}

str utf8_clean(str s, struct arena *a)
{
	struct buf b = { .a = a };

	if (utf8_is_valid(s))
		return s;
	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);

		utf8_put(&b, c == UTF8_BAD ? 0xFFFD : c);
	}
	return buf_str(&b);
}

bool utf8_is_space(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} spaces[] = {
		{ '\t', '\r' },     { ' ', ' ' },       { 0x85, 0x85 },     { 0xA0, 0xA0 },     { 0x1680, 0x1680 },
		{ 0x2000, 0x200A }, { 0x2028, 0x2029 }, { 0x202F, 0x202F }, { 0x205F, 0x205F }, { 0x3000, 0x3000 },
	};

	for (size_t i = 0; i < sizeof spaces / sizeof *spaces && c >= spaces[i].first; i++)
		if (c <= spaces[i].last)
			return true;
	return false;
}

bool utf8_is_unspaced(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} unspaced[] = { { 0x0E00, 0x0EFF }, { 0x1000, 0x109F }, { 0x1780, 0x17FF }, { 0x2E80, 0xABFF }, { 0xD800, 0x10FFFF } };

	for (size_t i = 0; i < sizeof unspaced / sizeof *unspaced && c >= unspaced[i].first; i++)
		if (c <= unspaced[i].last)
			return true;
	return false;
}
