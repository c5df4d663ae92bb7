#ifndef DICTUM_DOC_PLACE_H
#define DICTUM_DOC_PLACE_H

/* Lines and columns of a text, as libyaml counts them: lines end with LF, CRLF, CR, U+0085, U+2028 or U+2029, columns
 * are code points. */
#include "base/diag.h"

/* Bytes of the byte order mark at the start of `s`: 0 or 3. */
size_t place_bom(str s);
/* Bytes of the line break at s.p[at], 0 when there is none. Needs at < s.n. */
size_t place_break_long(str s, size_t at);
static inline size_t place_break(str s, size_t at)
{
	unsigned char c = (unsigned char)s.p[at];

	return c == '\n' || c == '\r' || c == 0xC2 || c == 0xE2 ? place_break_long(s, at) : 0; /* how the breaks begin */
}

/* Where the line that goes on at `at` ends: the next break's position, or the text's length. */
size_t place_line_end(str s, size_t at);

/* White space of YAML. */
static inline bool place_is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
/* Where something stands, from `at` on, that is no white space, comment or "...": text.n when nothing does. */
size_t place_skip_nothing(str text, size_t at);

/* Walks forward through a text and knows where it is. A byte order mark stands before column 1. */
struct cursor {
	str text;
	size_t at; /* byte offset */
	uint32_t line, column;
};
struct cursor cursor_start(str text);
void cursor_move(struct cursor *c,
                 size_t offset); /* forward only; an offset inside a code point or CRLF is rounded up */

#endif
