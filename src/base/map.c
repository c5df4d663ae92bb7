/* Hash table with linear probing over slots that never move; see map.h. */
#include "base/map.h"

#include "base/arena.h"

enum { FIRST_PLACES = 8 };

struct map_place { /* slot NULL: free */
	uint64_t hash;
	struct map_slot *slot;
};

/* The place of `key`, or the free one where it belongs. Needs a table. */
static struct map_place *find(const struct map *m, str key, uint64_t hash)
{
	size_t i = hash & (m->n_places - 1);

	while (m->table[i].slot && !(m->table[i].hash == hash && str_eq(m->table[i].slot->key, key)))
		i = (i + 1) & (m->n_places - 1);
	return &m->table[i];
}

static const struct map_slot *get(const struct map *m, str key)
{
	return m->n ? find(m, key, str_hash(key))->slot : NULL;
}

void *map_get(const struct map *m, str key)
{
	const struct map_slot *slot = get(m, key);

	return slot ? slot->value : NULL;
}

bool map_has(const struct map *m, str key)
{
	return get(m, key) != NULL;
}

static void grow(struct map *m, size_t bigger, struct arena *a)
{
	size_t n = m->n_places;
	const struct map_place *old = m->table;

	m->table = arena_array(a, bigger, struct map_place);
	m->n_places = bigger;
	for (size_t i = 0; i < n; i++) {
		size_t at = old[i].hash & (bigger - 1);

		if (!old[i].slot)
			continue;
		while (m->table[at].slot)
			at = (at + 1) & (bigger - 1);
		m->table[at] = old[i];
	}
}

void map_reserve(struct map *m, size_t n, struct arena *a)
{
	size_t places = FIRST_PLACES;

	if (n > SIZE_MAX / 4)
		arena_out_of_memory();
	while (places < n * 2)
		places *= 2;
	if (places > m->n_places)
		grow(m, places, a);
}

void **map_put(struct map *m, str key, struct arena *a)
{
	uint64_t hash = str_hash(key);
	struct map_place *place;
	struct map_slot *slot;

	if ((m->n + 1) * 2 > m->n_places)
		grow(m, m->n_places ? m->n_places * 2 : FIRST_PLACES, a);
	place = find(m, key, hash);
	if (place->slot)
		return &place->slot->value;
	slot = arena_new(a, struct map_slot);
	slot->key = key;
	*place = (struct map_place){ hash, slot };
	if (m->last)
		m->last->next = slot;
	else
		m->first = slot;
	m->last = slot;
	m->n++;
	return &slot->value;
}

bool map_mark(struct map *m, str key, struct arena *a)
{
	size_t before = m->n;

	*map_put(m, key, a) = m;
	return m->n > before;
}
