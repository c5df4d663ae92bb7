/* Whether the packs of a repository may be shown to libgit2: 1.5 goes where an index says an object lies without asking whether that is in the pack,
   and crashes (found by fuzzing). What it refuses by itself, e.g. an index of a wrong size, is left to it, for it says what is wrong. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "source/packs.h"
#include "source/packs_parts.h"

enum { ENTRY_1_BYTES = 24 }; /* of an index of version 1: offset, id */
enum { CHUNKS_AT = 6, CHUNK_TABLE = 12, CHUNK_BYTES = 12 }; /* of an index over several packs: number of chunks, their table, an entry of it */

/* Where the number of objects stands: in front of the ids, as the last one of the fan-out table. Version 1 has no head. */
static bool read_count(const struct mapped *index, size_t *head, size_t *n)
{
	static const unsigned char magic[] = { 0xff, 't', 'O', 'c', 0, 0, 0, 2 };

	*head = index->size >= sizeof magic && !memcmp(index->p, magic, sizeof magic) ? HEADER_BYTES : 0;
	if (index->size < *head + FANOUT_BYTES + TRAILER_BYTES)
		return false;
	*n = pack_u32(index->p + *head + FANOUT_BYTES - 4);
	return true;
}

/* As libgit2 does before it looks into a pack: head, number of objects, and the hash that ends both. */
static bool is_opened(const struct mapped *index, const struct mapped *pack)
{
	size_t head, n;

	return read_count(index, &head, &n) && pack->size >= PACK_HEAD + ID_BYTES && !memcmp(pack->p, "PACK", 4) && pack_u32(pack->p + 8) == n &&
	       !memcmp(pack->p + pack->size - ID_BYTES, index->p + index->size - TRAILER_BYTES, ID_BYTES);
}

/* The last place where an object may be said to lie: the hash ends a pack. No limit where libgit2 opens no pack. */
static uint64_t last_place(int folder, str index_name, struct arena *a)
{
	struct mapped index = { NULL, 0 }, pack = { NULL, 0 };
	str name = str_fmt(a, "%.*spack", (int)index_name.n - 3, index_name.p);
	uint64_t last = UINT64_MAX;

	if (pack_map(folder, str_z(index_name, a), &index) && pack_map(folder, str_z(name, a), &pack) && is_opened(&index, &pack))
		last = pack.size - ID_BYTES;
	pack_unmap(&index);
	pack_unmap(&pack);
	return last;
}

/* ---- an index of one pack ---- */

static bool any_above(const unsigned char *entries, size_t n, uint64_t last)
{
	for (size_t i = 0; i < n; i++)
		if (pack_u32(entries + i * ENTRY_1_BYTES) > last)
			return true;
	return false;
}

static bool any_large_above(const unsigned char *large, size_t n, uint64_t last)
{
	for (size_t i = 0; i < n; i++)
		if (pack_u64(large + i * 8) > last)
			return true;
	return false;
}

/* Repositories have millions of objects: one pass over the offsets of 4 bytes finds, too, how many there are of 8. */
static bool any_beyond(const unsigned char *offsets, size_t n, size_t n_large, uint64_t last)
{
	uint32_t limit = last < PACK_IS_LARGE ? (uint32_t)last : PACK_IS_LARGE - 1, most = 0;
	size_t n_named;

	for (size_t i = 0; i < n; i++) {
		uint32_t word = pack_u32(offsets + i * 4);

		if (word > limit && word < PACK_IS_LARGE)
			return true;
		if (word > most)
			most = word;
	}
	n_named = most < PACK_IS_LARGE ? 0 : (most & ~PACK_IS_LARGE) + (size_t)1;
	return n_named > n_large || any_large_above(offsets + n * 4, n_named, last);
}

static bool one_leads_out(const struct mapped *m, uint64_t last)
{
	size_t head, n, entry, room;

	if (last == UINT64_MAX || !read_count(m, &head, &n))
		return false;
	entry = head ? ID_BYTES + 8 : ENTRY_1_BYTES;
	room = m->size - head - FANOUT_BYTES - TRAILER_BYTES;
	if (n > room / entry)
		return false;
	if (!head)
		return any_above(m->p + FANOUT_BYTES, n, last);
	return any_beyond(m->p + HEADER_BYTES + FANOUT_BYTES + n * (ID_BYTES + 4), n, (room - n * entry) / 8, last);
}

/* ---- an index over several ---- */

struct several {
	struct mapped names, places, large; /* chunks; empty where it has none */
	uint64_t *last; /* of each pack */
	size_t n;
};

/* The table of chunks: their names and places; each ends where the next begins. As libgit2 does: the last one ends where the hash of the file begins,
   whatever the table says, of several with one name the last counts, and an empty one is none. */
static struct mapped find_chunk(const struct mapped *m, const char *name)
{
	size_t n = m->size < CHUNK_TABLE ? 0 : m->p[CHUNKS_AT];
	struct mapped found = { NULL, 0 };

	for (size_t i = 0; i < n && CHUNK_TABLE + (i + 2) * CHUNK_BYTES <= m->size; i++) {
		const unsigned char *chunk = m->p + CHUNK_TABLE + i * CHUNK_BYTES;
		uint64_t at = pack_u64(chunk + 4), end = i + 1 < n ? pack_u64(chunk + CHUNK_BYTES + 4) : m->size - ID_BYTES;

		if (memcmp(chunk, name, 4) != 0 || at > end || end > m->size)
			continue;
		found = at < end ? (struct mapped){ m->p + at, (size_t)(end - at) } : (struct mapped){ NULL, 0 };
	}
	return found;
}

/* Names of indexes, each with a NUL behind it. */
static void find_ends(struct several *s, int folder, struct arena *a)
{
	str rest = { (const char *)s->names.p, s->names.size };

	s->last = arena_array(a, rest.n, uint64_t);
	while (rest.n) {
		struct cut c = str_cut(rest, '\0');

		rest = c.tail;
		s->last[s->n++] = str_ends(c.head, STR(".idx")) && !str_has(c.head, STR("/")) ? last_place(folder, c.head, a) : UINT64_MAX;
	}
}

/* Number of the pack and offset, 4 bytes each. A pack that is not named and a large offset that is not there are refused by libgit2. */
static bool place_leads_out(const struct several *s, const unsigned char *place)
{
	uint32_t pack = pack_u32(place), word = pack_u32(place + 4), large = word & ~PACK_IS_LARGE;
	uint64_t offset = word;

	if (pack >= s->n)
		return false;
	if (s->large.p && word & PACK_IS_LARGE) {
		if (large >= s->large.size / 8)
			return false;
		offset = pack_u64(s->large.p + (size_t)large * 8);
	}
	return offset > s->last[pack];
}

static bool several_lead_out(const struct mapped *m, int folder, struct arena *a)
{
	struct several s = { find_chunk(m, "PNAM"), find_chunk(m, "OOFF"), find_chunk(m, "LOFF"), NULL, 0 };

	find_ends(&s, folder, a);
	for (size_t i = 0; i < s.places.size / 8; i++)
		if (place_leads_out(&s, s.places.p + i * 8))
			return true;
	return false;
}

/* ---- all of them ---- */

static bool index_leads_out(int folder, str name, struct arena *a)
{
	bool is_several = str_eq(name, STR("multi-pack-index")), wrong;
	struct mapped m;

	if ((!is_several && !str_ends(name, STR(".idx"))) || !pack_map(folder, str_z(name, a), &m))
		return false;
	wrong = is_several ? several_lead_out(&m, folder, a) : one_leads_out(&m, last_place(folder, name, a));
	pack_unmap(&m);
	return wrong;
}

str packs_misleading(str objects, struct arena *a)
{
	str folder = fs_path_join(a, objects, STR("pack")), found = { 0 };
	struct fs_items items = { 0 };
	struct err ignored;
	int fd = open(str_z(folder, a), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return found;
	if (fs_list(fd, (str){ 0 }, a, &items, &ignored))
		for (size_t i = 0; i < items.all.n && !found.n; i++)
			if (index_leads_out(fd, items.all.v[i].name, a))
				found = fs_path_join(a, folder, items.all.v[i].name);
	(void)close(fd); /* only read from */
	return found;
}
