#ifndef DICTUM_DOC_ECMA_PARTS_H
#define DICTUM_DOC_ECMA_PARTS_H

/* What ecma.c (terms, groups, repetitions) and ecma_text.c (characters, escapes, classes) share; nobody else includes
 * it. */
#include "doc/ecma.h"

#define NO_MAXIMUM UINT32_MAX

struct ecma_name {
	str text;
	uint32_t capture;
};
struct ecma_reference {
	size_t at;            /* in the ECMA pattern */
	size_t target;        /* index of the group that it repeats */
	size_t inside;        /* index of the group in which it stands */
	uint32_t alternative; /* of that group */
};
struct ecma_translator {
	str in;
	size_t at;
	struct arena *a;
	struct buf *out;
	struct ecma_result *result;
	struct err *e;
	VEC(struct ecma_name) names;
	VEC(size_t) captures; /* group index by capture number - 1, as far as read */
	VEC(struct ecma_reference) references;
	uint32_t n_captures; /* of the whole pattern */
	size_t open;         /* index of the innermost open group */
	size_t depth, lookbehind_depth;
	size_t atom_at; /* where the last atom begins in `out` */
};

/* The failure for byte `at`; always false. */
bool ecma_fail_here(struct ecma_translator *t, size_t at, const char *cause);

bool ecma_at_end(const struct ecma_translator *t);
/* The byte `ahead` of the cursor, 0 past the end. A NUL in the pattern is only ever a literal, so the two need no
 * telling apart. */
char ecma_peek(const struct ecma_translator *t, size_t ahead);
bool ecma_skip(struct ecma_translator *t, const char *z);
/* Decimal digits; stops growing at NO_MAXIMUM - 1. False when there is none. */
bool ecma_read_decimal(struct ecma_translator *t, uint32_t *out);
/* Behind "<", up to and including ">". */
bool ecma_read_name(struct ecma_translator *t, str *out);

/* What a backslash began: nothing of the common escapes, one character, or a set, which is written already as it stands
 * in a class. */
enum ecma_escape { ECMA_ESCAPE_WRONG, ECMA_ESCAPE_NONE, ECMA_ESCAPE_CHARACTER, ECMA_ESCAPE_SET };
/* The cursor is behind the backslash, which is at `at`. */
enum ecma_escape ecma_read_escape(struct ecma_translator *t, size_t at, uint32_t *c);
bool ecma_unknown_escape(struct ecma_translator *t, size_t at); /* the failure; always false */
/* Behind "[", which is at `at`. */
bool ecma_read_class(struct ecma_translator *t, size_t at);

bool ecma_is_surrogate(uint32_t c);
void ecma_put_character(struct ecma_translator *t, uint32_t c);
void ecma_put_never(struct ecma_translator *t); /* matches nothing */
void ecma_put_dot(struct ecma_translator *t);
/* Rewrites the set that ecma_read_escape wrote at `at` for use outside a class; `letter` stood behind the backslash. */
void ecma_put_set(struct ecma_translator *t, size_t at, char letter);

#endif
