#ifndef DICTUM_MODEL_DIFFERENCE_PARTS_H
#define DICTUM_MODEL_DIFFERENCE_PARTS_H

/* What the files that compare definitions share. Only they include it. */
#include "model/difference.h"

static inline bool is_nothing(const struct node *n)
{
	return !n || n->kind == NODE_NULL || ((n->kind == NODE_SEQ || n->kind == NODE_MAP) && n->n == 0);
}

static inline bool is_plain(const struct node *n)
{
	return n->kind != NODE_SEQ && n->kind != NODE_MAP;
}

/* `f`: the field of the dialect whose value it is, which may know capitals as small letters, or NULL */
bool plain_equal(const struct node *a, const struct node *b, const struct field *f);
str plain_key(const struct node *n, const struct field *f, struct arena *a); /* the same bytes for values that are equal */

#endif
