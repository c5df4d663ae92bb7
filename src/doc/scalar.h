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

/* Sets kind and value of `n` by n->text. Whatever is not SCALAR_OK leaves a NODE_STRING. */
enum scalar_result scalar_type(struct node *n, uint32_t max_digits);
/* The same for a scalar with `tag`, resolved ("tag:yaml.org,2002:str", "!ruby/sym"). May put new text into `a`. */
enum scalar_result scalar_type_tagged(struct node *n, str tag, uint32_t max_digits, struct arena *a);

enum tag_effect { TAG_NONE, TAG_REFUSED, TAG_ORDERED /* list of pairs that is read as a map */ };
enum tag_effect scalar_seq_tag(str tag);
enum tag_effect scalar_map_tag(str tag);

#endif
