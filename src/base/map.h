#ifndef DICTUM_BASE_MAP_H
#define DICTUM_BASE_MAP_H

/* str -> void *, iterated in insertion order so that output is the same on every run. Zero is an empty map. Keys are borrowed. */
#include "base/str.h"

struct map_slot {
	str key;
	void *value;
	struct map_slot *next; /* insertion order */
};
struct map {
	struct map_place *table; /* at most half full */
	size_t n_places;         /* a power of two, or 0 */
	struct map_slot *first, *last;
	size_t n;
};

void *map_get(const struct map *m, str key); /* NULL if absent */
bool map_has(const struct map *m, str key);
/* Address of the value of `key`, which is NULL when the key is new. Stays valid as long as the arena. */
void **map_put(struct map *m, str key, struct arena *a);
/* Adds a key to a map that is a set. Whether it is new there. */
bool map_mark(struct map *m, str key, struct arena *a);
/* Room for `n` keys in all, for those who know how many will come: growing leaves what was too small behind. */
void map_reserve(struct map *m, size_t n, struct arena *a);

#endif
