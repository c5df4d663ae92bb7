#ifndef DICTUM_DOC_EDIT_H
#define DICTUM_DOC_EDIT_H

/* Places back to bytes: text edits that keep everything around them, and lines for excerpts. Lines end with LF, CRLF,
   CR, U+0085, U+2028 or U+2029, as in libyaml; a byte order mark stands before column 1. */
#include "doc/doc.h"

/* Applies edits in any order; of two at one place the one given first stands first. False, *out untouched, when two
   overlap or one lies outside of the text: a column may be one past the end of its line, a line one past the last. */
bool edit_apply(str bytes, const struct diag_edit *edits, size_t n, struct arena *a, str *out);
/* `text` as it is written in place of the scalar `old`: plain where that is and where it is read as this text, else in the kind of quotes that it has.
   False where the place of `old` is not simply its text: blocks, text over several lines, and values that are left out. */
bool edit_written_like(const struct node *old, str text, struct arena *a, str *out);
/* `text` in double quotes as both YAML and JSON read it. What nobody sees is escaped up to U+FFFF, which is as far as both go alike. */
str edit_double_quoted(str text, struct arena *a);
/* Line `line` (from 1) without its end and without byte order mark; empty when there is no such line. Borrows `bytes`.
 */
str edit_line(str bytes, uint32_t line);
/* The same of many lines of one text, which is walked through once as long as each is below the one before. Zero but for the bytes. */
struct edit_lines {
	str bytes;
	size_t at; /* of line `line` */
	uint32_t line;
};
str edit_lines_at(struct edit_lines *l, uint32_t line);

#endif
