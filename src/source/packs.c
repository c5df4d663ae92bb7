/* Indexes of packs, and the packs themselves as bytes (git's Documentation/gitformat-pack, version 2). They are input like any other: every
   number read from them is checked. */
#include "source/packs.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "source/packs_parts.h"

enum { MAX_PACKS = 256 }; /* each is looked into for each object; git gc keeps about 50 */

struct pack {
	struct mapped index, objects;
	uint32_t n;     /* objects */
	size_t n_large; /* 8-byte offsets */
};
struct packs {
	atomic_size_t n_users;
	struct pack all[MAX_PACKS];
	size_t n;
	bool is_whole;
};

static uint32_t fanout(const struct pack *p, size_t i)
{
	return pack_u32(p->index.p + HEADER_BYTES + 4 * i);
}

/* ---- opening ---- */

/* Version 2: magic, version, fan-out table, ids, checksums (4 bytes each), offsets (4 each), large offsets (8 each),
 * two hashes. */
static bool check_index(struct pack *p)
{
	static const unsigned char magic[] = { 0xff, 't', 'O', 'c', 0, 0, 0, 2 };
	size_t fixed = HEADER_BYTES + FANOUT_BYTES + TRAILER_BYTES, need;

	if (p->index.size < fixed || memcmp(p->index.p, magic, sizeof magic) != 0)
		return false;
	for (size_t i = 1; i < 256; i++)
		if (fanout(p, i) < fanout(p, i - 1))
			return false;
	p->n = fanout(p, 255);
	if (__builtin_mul_overflow((size_t)p->n, (size_t)ID_BYTES + 8, &need) || need > p->index.size - fixed)
		return false;
	p->n_large = (p->index.size - fixed - need) / 8;
	return true;
}

/* Head, objects, and the hash that the index of this pack names. */
static bool check_objects(const struct pack *p)
{
	const struct mapped *o = &p->objects;

	return o->size >= PACK_HEAD + ID_BYTES && !memcmp(o->p, "PACK", 4) &&
	       (pack_u32(o->p + 4) == 2 || pack_u32(o->p + 4) == 3) && pack_u32(o->p + 8) == p->n &&
	       !memcmp(o->p + o->size - ID_BYTES, p->index.p + p->index.size - TRAILER_BYTES, ID_BYTES);
}

void pack_unmap(struct mapped *m)
{
	if (m->p)
		(void)munmap((void *)(uintptr_t)m->p, m->size); /* fails only for what is not mapped */
	m->p = NULL;
}

bool pack_map(int folder, const char *name, struct mapped *out)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	void *map = MAP_FAILED;

	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map != MAP_FAILED)
		*out = (struct mapped){ map, (size_t)st.st_size };
	if (fd >= 0)
		(void)close(fd); /* only read from */
	return map != MAP_FAILED;
}

/* `name` ends in ".idx". */
static bool add_pack(struct packs *packs, int folder, str name, struct arena *a)
{
	struct pack p = { .n = 0 };
	str objects = str_fmt(a, "%.*spack", (int)name.n - 3, name.p);
	bool ok = packs->n < MAX_PACKS && pack_map(folder, str_z(name, a), &p.index) && check_index(&p) &&
	          pack_map(folder, str_z(objects, a), &p.objects) && check_objects(&p);

	if (ok) {
		packs->all[packs->n++] = p;
		return true;
	}
	pack_unmap(&p.index);
	pack_unmap(&p.objects);
	return false;
}

struct packs *packs_open(str objects)
{
	struct arena scratch = { 0 };
	str folder = fs_path_join(&scratch, objects, STR("pack"));
	struct packs *packs = arena_calloc_or_die(1, sizeof *packs); /* lives as long as its last user */
	struct fs_items items = { 0 };
	struct err ignored;
	int fd = open(str_z(folder, &scratch), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	atomic_init(&packs->n_users, 1);
	packs->is_whole = fd >= 0 && fs_list(fd, (str){ 0 }, &scratch, &items, &ignored);
	for (size_t i = 0; i < items.all.n; i++)
		if (str_ends(items.all.v[i].name, STR(".idx")) && !add_pack(packs, fd, items.all.v[i].name, &scratch))
			packs->is_whole = false;
	if (fd >= 0)
		(void)close(fd); /* only read from */
	arena_free(&scratch);
	return packs;
}

struct packs *packs_share(struct packs *p)
{
	atomic_fetch_add(&p->n_users, 1);
	return p;
}

void packs_close(struct packs *p)
{
	if (!p || atomic_fetch_sub(&p->n_users, 1) > 1)
		return;
	for (size_t i = 0; i < p->n; i++) {
		pack_unmap(&p->all[i].index);
		pack_unmap(&p->all[i].objects);
	}
	free(p);
}

bool packs_are_whole(const struct packs *p)
{
	return p->is_whole;
}

/* ---- looking up ---- */

static bool read_offset(const struct pack *p, size_t i, uint64_t *offset)
{
	const unsigned char *offsets = p->index.p + HEADER_BYTES + FANOUT_BYTES + (size_t)p->n * (ID_BYTES + 4);
	const unsigned char *large = offsets + (size_t)p->n * 4;
	uint32_t word = pack_u32(offsets + i * 4);

	*offset = word;
	if (!(word & PACK_IS_LARGE))
		return true;
	i = word & ~PACK_IS_LARGE;
	if (i >= p->n_large)
		return false;
	*offset = pack_u64(large + i * 8);
	return true;
}

bool packs_find_in(const struct packs *packs, size_t pack, const unsigned char *id, uint64_t *offset)
{
	const struct pack *p = &packs->all[pack];
	const unsigned char *ids = p->index.p + HEADER_BYTES + FANOUT_BYTES;
	size_t low = id[0] ? fanout(p, (size_t)id[0] - 1) : 0, high = fanout(p, id[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(id, ids + middle * ID_BYTES, ID_BYTES);

		if (!order)
			return read_offset(p, middle, offset);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

bool packs_find(const struct packs *p, const unsigned char *id, size_t *last, struct pack_place *out)
{
	for (size_t i = 0; i < p->n; i++) {
		out->pack = (*last + i) % p->n;
		if (packs_find_in(p, out->pack, id, &out->offset)) {
			*last = out->pack;
			return true;
		}
	}
	return false;
}

str packs_bytes(const struct packs *p, size_t pack, uint64_t offset)
{
	const struct mapped *o = &p->all[pack].objects;
	size_t end = o->size - ID_BYTES;

	if (offset < PACK_HEAD || offset >= end)
		return (str){ 0 };
	return (str){ (const char *)o->p + offset, end - (size_t)offset };
}
