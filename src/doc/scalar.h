#ifndef DICTUM_DOC_SCALAR_H
#define DICTUM_DOC_SCALAR_H

/* What an unquoted scalar, or one with a tag, is read as: Ruby's Psych 4 safe_load is the model. For doc/ only. */
#include "doc/doc.h"

enum scalar_result {
	SCALAR_OK,
	SCALAR_DATE, /* these are refused by safe_load */
	SCALAR_TIME,
	SCALAR_SYMBOL,
	SCALAR_BROKEN,   /* looks like a number, but Ruby fails to read it */
	SCALAR_TOO_LONG, /* a number of more than `max_digits` digits */
	SCALAR_REFUSED,  /* the tag asks for a type safe_load does not make */
	SCALAR_BINARY    /* !!binary that is no UTF-8 text */
};

/* Whether one of the words (yes, true, on, no, false, off, null, ~) may begin with it. */
static inline bool scalar_starts_word(char c)
{
	enum { LETTERS = 1 << ('y' - 'a') | 1 << ('t' - 'a') | 1 << ('o' - 'a') | 1 << ('n' - 'a') | 1 << ('f' - 'a') };

	return c == '~' || (byte_is_alpha(c) && LETTERS >> (byte_lower(c) - 'a') & 1);
}

/* What can be nothing but text by its first character, as most scalars. */
static inline bool scalar_is_surely_text(str s)
{
	return s.n && byte_is_alpha(s.p[0]) && !scalar_starts_word(s.p[0]);
}

/* Sets kind and value of `n` by n->text. Whatever is not SCALAR_OK leaves a NODE_STRING. */
enum scalar_result scalar_type(struct node *n, uint32_t max_digits);
/* The same for a scalar with `tag`, resolved ("tag:yaml.org,2002:str", "!ruby/sym"). May put new text into `a`. */
enum scalar_result scalar_type_tagged(struct node *n, str tag, uint32_t max_digits, struct arena *a);

enum tag_effect { TAG_NONE, TAG_REFUSED, TAG_ORDERED /* list of pairs that is read as a map */ };
enum tag_effect scalar_seq_tag(str tag);
enum tag_effect scalar_map_tag(str tag);

#endif
