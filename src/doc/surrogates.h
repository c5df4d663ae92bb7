#ifndef DICTUM_DOC_SURROGATES_H
#define DICTUM_DOC_SURROGATES_H

/* Pairs of surrogate escapes ("\ud83d\ude00", RFC 8259 section 7), which YAML has not. For yaml.c only. */
#include "doc/doc.h"

/* JSON that is called .json with escapes of U+E000 to U+E7FF in place of each half, as long as they were, so that libyaml reads it and every place
   stays. `text` itself where there is no pair, where it is no JSON within the limits, and where it has such characters of its own. */
str surrogates_hide(str path, str text, const struct doc_limits *lim, struct arena *a);
/* A text that was read of what was hidden, with the characters that were meant. Borrows `text` where it has none. */
str surrogates_show(str text, struct arena *a);

#endif
