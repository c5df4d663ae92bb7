#ifndef DICTUM_BASE_UTF8_H
#define DICTUM_BASE_UTF8_H

/* UTF-8 as in RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF. */
#include "base/str.h"

#define UTF8_BAD UINT32_MAX

/* Code point at s.p[*at]; *at moves past it. UTF8_BAD for a malformed sequence, *at then moves one byte. Needs *at < s.n. */
uint32_t utf8_next_long(str s, size_t *at); /* the same, without the short way for ASCII */
static inline uint32_t utf8_next(str s, size_t *at)
{
	unsigned char c = (unsigned char)s.p[*at];

	if (c >= 0x80)
		return utf8_next_long(s, at);
	++*at;
	return c;
}
bool utf8_is_valid(str s);
bool utf8_is_space(uint32_t code_point);        /* Unicode's White_Space (PropList.txt) */
/* Of scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, and from U+2E80 on, where those of China and Japan are; Korean does */
bool utf8_is_unspaced(uint32_t code_point);
const char *utf8_not_by_mark(str s);            /* what the byte order mark of a text says that is not UTF-8: "UTF-16", "UTF-32"; else NULL */
size_t utf8_count(str s);                       /* code points; a malformed byte counts as one */
size_t utf8_ascii(str s, size_t at);            /* how many bytes from `at` on are surely ASCII: a multiple of eight */
size_t utf8_printable(str s, size_t at);        /* how many bytes from `at` on are of ' ' to '~' */
str utf8_head(str s, size_t max);               /* at most so many bytes of it, in whole characters */
size_t utf8_offset(str s, size_t code_points);  /* byte offset of the n-th code point, s.n past the end */
size_t utf8_columns(str s);                     /* of a terminal, for visible text: 2 for wide characters, 0 for combining ones; a malformed byte is one */
size_t utf8_columns_offset(str s, size_t n);    /* byte offset of the first character that has no room in n of them, s.n where all have */
void utf8_put(struct buf *b, uint32_t code_point);
str utf8_clean(str s, struct arena *a); /* malformed bytes become U+FFFD; s itself when it is valid */

#endif
