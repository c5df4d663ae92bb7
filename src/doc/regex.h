#ifndef DICTUM_DOC_REGEX_H
#define DICTUM_DOC_REGEX_H

/* ECMA-262 regular expressions (u flag) over PCRE2's interpreter, with match limits scaled to the subject, because PCRE2 counts them per
   start position. Compiled patterns may be used from several threads at once. */
#include "base/diag.h"

enum {
	REGEX_MAX_PATTERN = 1024,    /* bytes */
	REGEX_MAX_SUBJECT = 64 * 1024 /* bytes */
};
struct regex; /* PCRE2's memory comes from the arena: nothing to free */
enum regex_result { REGEX_NO, REGEX_YES, REGEX_GAVE_UP }; /* GAVE_UP: a limit was reached */

/* NULL and err (exit code 2) when the pattern is not valid ECMA-262, over the limit or means what PCRE2 cannot do; err quotes the pattern and names
   the cause and the character, counted from 1. */
struct regex *regex_compile(str pattern, struct arena *a, struct err *e);
enum regex_result regex_find(const struct regex *r, str subject); /* unanchored; malformed UTF-8 matches nothing */

/* Words of any script: what of a text letters, digits, '_' and other characters that join words, '-' and white space of ASCII are. */
struct regex_words; /* memory from the arena; for one thread */
struct regex_words *regex_words_compile(struct arena *a);
/* They alone, letters small; empty for malformed UTF-8. At least one byte of text. */
str regex_words(struct regex_words *w, str text, struct arena *a);

#endif
