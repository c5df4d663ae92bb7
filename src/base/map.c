/* Hash trie with four children a level, two bits of the hash each; see map.h. */
#include "base/map.h"

#include "base/arena.h"

static const struct map_slot *find(const struct map *m, str key)
{
	const struct map_slot *slot = m->root;

	for (uint64_t h = str_hash(key); slot && !str_eq(slot->key, key); h <<= 2)
		slot = slot->child[h >> 62];
	return slot;
}

void *map_get(const struct map *m, str key)
{
	const struct map_slot *slot = find(m, key);

	return slot ? slot->value : NULL;
}

bool map_has(const struct map *m, str key)
{
	return find(m, key) != NULL;
}

void **map_put(struct map *m, str key, struct arena *a)
{
	struct map_slot **at = &m->root;

	for (uint64_t h = str_hash(key); *at; h <<= 2) {
		if (str_eq((*at)->key, key))
			return &(*at)->value;
		at = &(*at)->child[h >> 62];
	}
	*at = arena_new(a, struct map_slot);
	(*at)->key = key;
	if (m->last)
		m->last->next = *at;
	else
		m->first = *at;
	m->last = *at;
	m->n++;
	return &(*at)->value;
}
