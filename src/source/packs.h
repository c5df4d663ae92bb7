#ifndef DICTUM_SOURCE_PACKS_H
#define DICTUM_SOURCE_PACKS_H

/* git's packs, read by ourselves: libgit2 does not tell where an object lies, and takes several times as long for the many small objects of a
   history. Whatever is not as expected is left to libgit2, which tells why. Used inside this folder only. */
#include "base/arena.h"
#include "base/str.h"

/* ---- indexes (packs.c) ---- */

struct packs; /* mapped files; several threads may look into them */

/* The packs of a repository's objects folder. Packs that make no sense are left out. */
struct packs *packs_open(str objects);
struct packs *packs_share(struct packs *p); /* each of these is closed once more */
void packs_close(struct packs *p);
bool packs_are_whole(const struct packs *p); /* none was left out */
struct pack_place {
	size_t pack;
	uint64_t offset;
};
/* *last: where the object before was found; 0 at first. */
bool packs_find(const struct packs *p, const unsigned char *id, size_t *last, struct pack_place *out);
/* Where an object lies in one pack. */
bool packs_find_in(const struct packs *p, size_t pack, const unsigned char *id, uint64_t *offset);
/* The bytes of objects: everything between the head of the file and its hash; `offset` counts from the file's start. Empty: none there. */
str packs_bytes(const struct packs *p, size_t pack, uint64_t offset);

/* ---- what libgit2 may be shown (packs_misleading.c) ---- */

/* The first index of an objects folder that sends libgit2 outside of a pack, where it crashes. Empty: there is none. The path is `a`'s. */
str packs_misleading(str objects, struct arena *a);

/* ---- objects (pack_read.c) ---- */

struct object {
	str bytes; /* followed by a NUL */
	int type;  /* git_object_t */
	size_t n_users;
	struct pack_place place;
	struct object *next; /* of the same place in the table */
	struct object *newer, *older;
};
struct object *object_new(size_t size, int type); /* for one user; bytes are not set */
struct object *object_use(struct object *o);
void object_free(struct object *o); /* NULL does nothing */

struct pack_reader; /* of one thread */

struct pack_reader *pack_reader_new(struct packs *p); /* closes `p` when it is freed */
struct packs *pack_reader_packs(const struct pack_reader *r);
void pack_reader_free(struct pack_reader *r);
/* Forgets what was unpacked longest ago, down to about `size` bytes; for what is read in the order of the pack, a few MB do. */
void pack_reader_forget(struct pack_reader *r, size_t size);
/* NULL: it is in no pack, is larger than `max`, or something is wrong with it. Hashes are not checked. The caller frees it, before the reader
   or after. */
struct object *pack_reader_read(struct pack_reader *r, const unsigned char *id, size_t max);

#endif
