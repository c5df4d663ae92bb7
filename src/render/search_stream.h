#ifndef DICTUM_RENDER_SEARCH_STREAM_H
#define DICTUM_RENDER_SEARCH_STREAM_H

/* The words of documents in the order they stand: what search_words.c finds in definitions and search_index.c makes postings of. */
#include "render/search_parts.h"

enum search_place { /* of a word, to the one before it that is not alone */
	PLACE_ALONE,
	PLACE_FIRST, /* of a text */
	PLACE_NEXT   /* right behind it */
};
struct search_stream { /* of neighbouring documents */
	struct arena a;
	uint32_t from, to;       /* documents */
	size_t part;             /* its number */
	bool has_unclean;        /* records show what is not the text of the definition */
	struct search_columns *columns;
	VEC(str) words;          /* by number, in the order they were met */
	VEC(uint32_t) codes;     /* search_code */
	uint32_t *end;           /* by document, from the first one on: the number of codes up to its end */
};

static inline uint32_t search_code(uint32_t number, uint32_t impact, enum search_place place)
{
	return number << 5 | impact << 2 | (uint32_t)place;
}

static inline uint32_t search_code_word(uint32_t code)
{
	return code >> 5;
}

static inline uint32_t search_code_impact(uint32_t code)
{
	return code >> 2 & 7;
}

static inline enum search_place search_code_place(uint32_t code)
{
	return (enum search_place)(code & 3);
}

/* Fills the last three, and reads the values of the documents' fields. */
void search_read_words(const struct search_index *x, const struct search_input *in, struct search_stream *s);

#endif
