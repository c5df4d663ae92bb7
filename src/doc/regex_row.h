#ifndef DICTUM_DOC_REGEX_ROW_H
#define DICTUM_DOC_REGEX_ROW_H

/* Patterns that are a row of ASCII characters and classes, each with at most one + * or ?, from ^ to $: "^[a-z0-9_]+$", "^<?[0-9]+\.[0-9]+$".
   Where no repetition can be mistaken for what stands behind it they are matched in one pass that never turns back. For regex.c only. */
#include "base/str.h"

struct regex_row;

/* NULL: the pattern, which must be valid ECMA-262, is more than that. */
const struct regex_row *regex_row_compile(str pattern, struct arena *a);
bool regex_row_matches(const struct regex_row *r, str subject);

#endif
