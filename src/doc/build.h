#ifndef DICTUM_DOC_BUILD_H
#define DICTUM_DOC_BUILD_H

/* Makes trees from a stream of scalars, openings and closings: children wait on a stack and are copied, exactly sized,
   when their collection closes. For the readers of doc/ only. */
#include "doc/doc.h"

enum {
	BUILD_SMALL = 128,   /* nodes that wait without memory of their own: most definitions */
	BUILD_MAX_DEPTH = 90 /* levels no doc_limits goes above: functions over trees recurse, json.h writes 96 */
};

/* Members, no key text twice by key text, for maps that get members from several places. */
struct build_map {
	struct arena *temp;
	VEC(struct member) all;
	uint32_t *slot; /* 1 + index into all, 0: free; NULL while there are few */
	size_t n_slots; /* a power of two */
};

struct build {
	struct arena *a;   /* of the tree */
	struct arena temp; /* of the stack, when it is large */
	struct doc_limits limit;
	uint32_t n_nodes;
	/* n of a waiting key belongs to the reader; in the tree it is its mark. */
	VEC(struct node)
	waiting;          /* open collections and, after each, its children so far; maps: key, value, key, ... */
	VEC(size_t) open; /* index into `waiting` of each open collection, outermost first */
	struct node small[BUILD_SMALL];
	size_t small_open[BUILD_MAX_DEPTH];
};

/* For trees on the stack, which build_start sets where it must: compilers that clear all variables would clear 5 KiB for each file. */
#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define BUILD_NOT_CLEARED __attribute__((uninitialized))
#endif
#endif
#ifndef BUILD_NOT_CLEARED
#define BUILD_NOT_CLEARED
#endif

enum build_result { BUILD_OK, BUILD_TOO_MANY, BUILD_TOO_DEEP };

/* Called for a key that is there already, before its new value takes the place of the old one. */
typedef void build_duplicate(void *arg, const struct member *earlier, const struct member *later);

void build_start(struct build *b, struct arena *a, const struct doc_limits *limit);
void build_end(struct build *b);                              /* returns the stack's memory */
/* Scalar or collection that is complete. */
static inline enum build_result build_add(struct build *b, const struct node *n)
{
	if (b->n_nodes >= b->limit.nodes)
		return BUILD_TOO_MANY;
	b->n_nodes++;
	*vec_push(&b->waiting, &b->temp) = *n;
	return BUILD_OK;
}
enum build_result build_open(struct build *b, const struct node *n); /* NODE_SEQ, NODE_MAP without its children */
/* Ends the innermost collection, which becomes the last waiting node. `report` may be NULL. */
struct node *build_close(struct build *b, build_duplicate *report, void *arg);
struct node *build_close_as(struct build *b,
                            const struct build_map *members); /* a map of these members instead of what waits */
/* The node added or closed last. */
static inline struct node *build_last(struct build *b)
{
	return &b->waiting.v[b->waiting.n - 1];
}
/* The innermost open collection, NULL outside of any, and how many children wait in it. */
static inline struct node *build_parent(struct build *b, size_t *n_children)
{
	size_t at;

	if (b->open.n == 0)
		return NULL;
	at = b->open.v[b->open.n - 1];
	*n_children = b->waiting.n - at - 1;
	return &b->waiting.v[at];
}

/* Where `key` is in m->all, m->all.n when it is not there. */
size_t build_map_find(const struct build_map *m, str key);
void build_map_put(struct build_map *m, struct member member, build_duplicate *report, void *arg);

#endif
