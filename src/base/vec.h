#ifndef DICTUM_BASE_VEC_H
#define DICTUM_BASE_VEC_H

/* Typed growable array in an arena: struct { T *v; size_t n, cap; }. */
#include "base/arena.h"

#define VEC(T) \
	struct { \
		T *v; \
		size_t n, cap; \
	}
/* Pointer to a new, unset last item. Invalid after the next push. */
#define vec_push(vec, a) \
	((vec)->v = vec_room((vec)->v, (vec)->n, &(vec)->cap, sizeof *(vec)->v, (a)), &(vec)->v[(vec)->n++])
/* Room for `count` items in all, for those who know how many will come: growing leaves what was too small behind. */
#define vec_reserve(vec, count, a) \
	((vec)->cap < (count) \
	         ? (void)((vec)->v = vec_regrow((vec)->v, (vec)->n, (count), sizeof *(vec)->v, (a)), (vec)->cap = (count)) \
	         : (void)0)
/* Moves the items to `a`, without room for more: from where they were gathered to where they stay. */
#define vec_settle(vec, a) \
	((vec)->v = vec_regrow((vec)->v, (vec)->n, (vec)->n, sizeof *(vec)->v, (a)), (void)((vec)->cap = (vec)->n))
void *vec_regrow(void *v, size_t n, size_t cap, size_t size, struct arena *a); /* in arena.c */
void *vec_grow(void *v, size_t *cap, size_t size, struct arena *a); /* in arena.c */
static inline void *vec_room(void *v, size_t n, size_t *cap, size_t size, struct arena *a)
{
	return n == *cap ? vec_grow(v, cap, size, a) : v;
}

#endif
