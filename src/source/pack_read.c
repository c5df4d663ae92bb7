/* Objects out of packs (git's Documentation/gitformat-pack): a type, a size and a zlib stream, or what to change in another object of the
   same pack. What was unpacked last is kept, because the next objects of a history are mostly told by their difference from it. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "source/packs.h"

enum { MAX_CHAIN = 4096 };              /* differences of differences; git makes 50, and 4,095 when asked to */
enum { MAX_OBJECT = 64 * 1024 * 1024 }; /* bytes; larger ones are left to libgit2 */
enum { MAX_KEPT = 24 * 1024 * 1024 };   /* bytes of unpacked objects; a folder of 2,000 files is 80 KB, a chain of 50 such folders 4 MB */
enum { ROOM = 320 };                    /* bytes after a difference; with more than 258 zlib stays on its fast path */
enum { PLACE_BITS = 15, PLACES = 1 << PLACE_BITS }; /* of the table: as many as definitions are kept */
enum { OFFSET_DELTA = 6, ID_DELTA = 7, MAX_BASIC = 4, ID_BYTES = 20 };

struct entry { /* what stands in a pack */
	int type;
	size_t size;   /* unpacked */
	str stream;    /* begins with the zlib stream */
	uint64_t at, base; /* base: where the object it changes is */
};
struct pack_reader {
	struct packs *packs;
	size_t last; /* where the object before was found */
	z_stream z;
	bool has_stream;
	struct object *table[PLACES];
	struct object *newest, *oldest;
	size_t n_kept; /* bytes */
	char *delta;
	size_t delta_size;
	struct entry chain[MAX_CHAIN];
};

/* ---- objects in memory ---- */

struct object *object_new(size_t size, int type)
{
	struct object *o = arena_malloc_or_die(sizeof *o + size + 1); /* they come and go in no order */
	char *p = (char *)(o + 1);

	*o = (struct object){ .bytes = { p, size }, .type = type, .n_users = 1 };
	p[size] = '\0';
	return o;
}

struct object *object_use(struct object *o)
{
	o->n_users++;
	return o;
}

void object_free(struct object *o)
{
	if (o && !--o->n_users)
		free(o);
}

static char *memory_of(struct object *o)
{
	return (char *)(o + 1);
}

/* ---- kept objects ---- */

static struct object **table_place(struct pack_reader *r, struct pack_place p)
{
	uint64_t hash = (p.offset * 2 + p.pack) * 0x9e3779b97f4a7c15ULL; /* Fibonacci hashing */

	return &r->table[hash >> (64 - PLACE_BITS)];
}

static void unlink_kept(struct pack_reader *r, struct object *o)
{
	if (o->newer)
		o->newer->older = o->older;
	else
		r->newest = o->older;
	if (o->older)
		o->older->newer = o->newer;
	else
		r->oldest = o->newer;
}

static void link_newest(struct pack_reader *r, struct object *o)
{
	o->newer = NULL;
	o->older = r->newest;
	if (r->newest)
		r->newest->newer = o;
	else
		r->oldest = o;
	r->newest = o;
}

static void forget_oldest(struct pack_reader *r)
{
	struct object *o = r->oldest, **place = table_place(r, o->place);

	while (*place != o)
		place = &(*place)->next;
	*place = o->next;
	unlink_kept(r, o);
	r->n_kept -= o->bytes.n + sizeof *o;
	object_free(o);
}

static void keep(struct pack_reader *r, struct object *o, struct pack_place at)
{
	struct object **place = table_place(r, at);

	o->place = at;
	o->next = *place;
	*place = object_use(o);
	link_newest(r, o);
	r->n_kept += o->bytes.n + sizeof *o;
	while (r->n_kept > MAX_KEPT && r->oldest != o)
		forget_oldest(r);
}

static struct object *find_kept(struct pack_reader *r, struct pack_place at)
{
	struct object *o = *table_place(r, at);

	while (o && (o->place.offset != at.offset || o->place.pack != at.pack))
		o = o->next;
	if (!o)
		return NULL;
	unlink_kept(r, o);
	link_newest(r, o);
	return object_use(o);
}

/* ---- entries ---- */

static bool take_byte(str *s, unsigned *out)
{
	if (!s->n)
		return false;
	*out = (unsigned char)s->p[0];
	*s = str_from(*s, 1);
	return true;
}

/* Seven bits a byte, the lowest first, `shift` bits of `*n` are there already. */
static bool take_size(str *s, unsigned shift, size_t *n)
{
	unsigned byte;

	do {
		if (shift > 56 || !take_byte(s, &byte))
			return false;
		*n |= (size_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return true;
}

/* How far before `at` the base begins: seven bits a byte, the highest first, each byte but the last standing for one more. */
static bool take_distance(str *s, uint64_t *out)
{
	unsigned byte;

	if (!take_byte(s, &byte))
		return false;
	*out = byte & 0x7f;
	while (byte & 0x80) {
		if (*out >> 56 || !take_byte(s, &byte))
			return false;
		*out = (*out + 1) << 7 | (byte & 0x7f);
	}
	return true;
}

static bool read_base(struct pack_reader *r, size_t pack, struct entry *e)
{
	uint64_t distance;

	if (e->type == OFFSET_DELTA) {
		if (!take_distance(&e->stream, &distance) || !distance || distance > e->at)
			return false;
		e->base = e->at - distance;
		return true;
	}
	if (e->stream.n < ID_BYTES || !packs_find_in(r->packs, pack, (const unsigned char *)e->stream.p, &e->base))
		return false;
	e->stream = str_from(e->stream, ID_BYTES);
	return true;
}

static bool read_entry(struct pack_reader *r, struct pack_place at, struct entry *e)
{
	unsigned byte;

	*e = (struct entry){ .at = at.offset, .stream = packs_bytes(r->packs, at.pack, at.offset) };
	if (!take_byte(&e->stream, &byte))
		return false;
	e->type = byte >> 4 & 7;
	e->size = byte & 15;
	if ((byte & 0x80) && !take_size(&e->stream, 4, &e->size))
		return false;
	if (e->size > MAX_OBJECT)
		return false;
	if (e->type == OFFSET_DELTA || e->type == ID_DELTA)
		return read_base(r, at.pack, e);
	return e->type >= 1 && e->type <= MAX_BASIC;
}

/* Exactly e->size bytes to `p`, which has room for `more`, at least one. */
static bool inflate_entry(struct pack_reader *r, const struct entry *e, char *p, uInt more)
{
	z_stream *z = &r->z;
	int rc = r->has_stream ? inflateReset(z) : inflateInit(z);

	if (rc == Z_MEM_ERROR)
		arena_out_of_memory();
	if (rc != Z_OK)
		return false;
	r->has_stream = true;
	z->next_in = (Bytef *)(uintptr_t)e->stream.p; /* zlib does not write there */
	z->avail_in = e->stream.n < UINT_MAX ? (uInt)e->stream.n : UINT_MAX;
	z->next_out = (Bytef *)p;
	z->avail_out = (uInt)e->size + more; /* at most MAX_OBJECT */
	rc = inflate(z, Z_FINISH);
	if (rc == Z_MEM_ERROR)
		arena_out_of_memory();
	return rc == Z_STREAM_END && z->avail_out == more;
}

static struct object *inflate_object(struct pack_reader *r, const struct entry *e)
{
	struct object *o = object_new(e->size, e->type);
	bool ok = inflate_entry(r, e, memory_of(o), 1);

	memory_of(o)[e->size] = '\0';
	if (ok)
		return o;
	object_free(o);
	return NULL;
}

/* ---- differences ---- */

/* A number of which only the bytes named by the bits of `which` are there, the lowest first. */
static bool take_bytes(str *s, unsigned which, unsigned n, size_t *out)
{
	unsigned byte;

	*out = 0;
	for (unsigned i = 0; i < n; i++) {
		if (!(which >> i & 1))
			continue;
		if (!take_byte(s, &byte))
			return false;
		*out |= (size_t)byte << (8 * i);
	}
	return true;
}

/* A piece of the base, or bytes that stand here. */
static bool take_piece(str *delta, str base, unsigned op, str *out)
{
	size_t from, n = op;

	if (op & 0x80) {
		if (!take_bytes(delta, op, 4, &from) || !take_bytes(delta, op >> 4 & 7, 3, &n))
			return false;
		n = n ? n : 0x10000;
		if (from > base.n || n > base.n - from)
			return false;
		*out = str_sub(base, from, n);
		return true;
	}
	if (!op || n > delta->n)
		return false;
	*out = str_sub(*delta, 0, n);
	*delta = str_from(*delta, n);
	return true;
}

static struct object *apply(const struct object *base, str delta)
{
	size_t was = 0, size = 0, n = 0;
	struct object *o;
	unsigned op;
	str piece;

	if (!take_size(&delta, 0, &was) || !take_size(&delta, 0, &size) || was != base->bytes.n || size > MAX_OBJECT)
		return NULL;
	o = object_new(size, base->type);
	while (take_byte(&delta, &op)) {
		if (!take_piece(&delta, base->bytes, op, &piece) || piece.n > size - n) {
			object_free(o);
			return NULL;
		}
		memcpy(memory_of(o) + n, piece.p, piece.n);
		n += piece.n;
	}
	if (n == size)
		return o;
	object_free(o);
	return NULL;
}

static struct object *apply_entry(struct pack_reader *r, const struct object *base, const struct entry *e)
{
	if (r->delta_size < e->size + ROOM) {
		r->delta_size = e->size + ROOM > 4096 ? 2 * (e->size + ROOM) : 4096; /* at most twice MAX_OBJECT */
		r->delta = arena_realloc_or_die(r->delta, r->delta_size);
	}
	return inflate_entry(r, e, r->delta, ROOM) ? apply(base, (str){ r->delta, e->size }) : NULL;
}

/* ---- reading ---- */

static struct object *unpack(struct pack_reader *r, struct pack_place at)
{
	struct object *o;
	size_t n = 0;

	while (!(o = find_kept(r, at))) {
		struct entry *e = &r->chain[n];

		if (!read_entry(r, at, e))
			return NULL;
		if (e->type <= MAX_BASIC) {
			o = inflate_object(r, e);
			if (o)
				keep(r, o, at);
			break;
		}
		if (++n == MAX_CHAIN)
			return NULL;
		at.offset = e->base;
	}
	while (o && n > 0) {
		struct object *base = o;

		o = apply_entry(r, base, &r->chain[--n]);
		at.offset = r->chain[n].at;
		if (o)
			keep(r, o, at);
		object_free(base);
	}
	return o;
}

struct pack_reader *pack_reader_new(struct packs *p)
{
	struct pack_reader *r = arena_calloc_or_die(1, sizeof *r); /* freed when its source is closed */

	r->packs = p;
	return r;
}

struct packs *pack_reader_packs(const struct pack_reader *r)
{
	return r->packs;
}

void pack_reader_free(struct pack_reader *r)
{
	if (!r)
		return;
	while (r->oldest)
		forget_oldest(r);
	if (r->has_stream)
		(void)inflateEnd(&r->z); /* fails only for streams that are none */
	packs_close(r->packs);
	free(r->delta);
	free(r);
}

void pack_reader_forget(struct pack_reader *r, size_t size)
{
	while (r->n_kept > size && r->oldest)
		forget_oldest(r);
}

struct object *pack_reader_read(struct pack_reader *r, const unsigned char *id, size_t max)
{
	struct pack_place at;
	struct object *o = packs_find(r->packs, id, &r->last, &at) ? unpack(r, at) : NULL;

	if (!o || o->bytes.n <= max)
		return o;
	object_free(o);
	return NULL;
}
