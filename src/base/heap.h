#ifndef DICTUM_BASE_HEAP_H
#define DICTUM_BASE_HEAP_H

/* A binary heap of pointers, in an arena: the first of them is always at hand, whatever comes and goes. Which of several that are equal is the
   first depends on nothing but the order in which they came and went. */
#include "base/vec.h"

struct heap {
	int (*compare)(const void *one, const void *other); /* below 0: `one` comes first */
	VEC(void *) all; /* all.v[0] is the first */
};

void heap_put(struct heap *h, void *item, struct arena *a);
void *heap_take(struct heap *h); /* the first; there must be one */

#endif
