/* Files that one commit deletes and adds under another name: those with the same bytes, and those that are alike, measured as git does
   (its diffcore-rename.c and diffcore-delta.c), so that `git log --follow` tells the same. */
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/fs.h"
#include "base/map.h"
#include "source/gitsrc.h"
#include "source/history_parts.h"
#include "source/packs.h"

enum { MIN_SIMILARITY = HISTORY_SAME / 2 };       /* as git's -M50% */
enum { MIN_SAME_NAME = HISTORY_SAME / 4 * 3 };    /* of files with the same name, which need no search */
enum { MAX_PAIRS = 250000 };                      /* compared by content; commits that move more are told by equal bytes and names only */
enum { MAX_BYTES = 1024 * 1024 };                 /* of one file, as definitions have */
enum { MAX_PIECE = 64 };                          /* bytes; longer lines are cut, as git does */

struct piece { /* bytes of a text with this hash */
	uint64_t hash;
	size_t n;
};
struct pieces {
	VEC(struct piece) all; /* by hash, each once */
	size_t size;
	bool is_read;
};
struct side { /* one file of a commit that was deleted or added */
	uint32_t change;
	bool is_taken;
	str name; /* without folders */
	struct pieces pieces;
};
struct sides {
	VEC(struct side) all;
};
struct pair {
	struct side *from, *to;
	uint32_t score;
	bool same_name;
};
struct renames {
	struct source *source;
	struct history_change *changes;
	struct arena a;
	struct sides deleted, added;
};

/* ---- similarity ---- */

static int compare_pieces(const void *a, const void *b)
{
	const struct piece *one = a, *other = b;

	return one->hash < other->hash ? -1 : one->hash > other->hash;
}

/* Sorted pieces, each of those that are there several times once. */
static void join_pieces(struct pieces *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->all.n; i++) {
		if (n && p->all.v[n - 1].hash == p->all.v[i].hash)
			p->all.v[n - 1].n += p->all.v[i].n;
		else
			p->all.v[n++] = p->all.v[i];
	}
	p->all.n = n;
}

static void cut_into_pieces(str text, struct pieces *out, struct arena *a)
{
	bool is_binary = text.n && memchr(text.p, '\0', text.n < 8000 ? text.n : 8000);

	out->size = text.n;
	out->is_read = true;
	while (text.n) {
		char buffer[MAX_PIECE];
		size_t used = 0, length = 0;

		while (used < text.n && length < MAX_PIECE) {
			char c = text.p[used++];

			if (c == '\r' && !is_binary && used < text.n && text.p[used] == '\n')
				continue; /* line ends of both kinds are alike */
			buffer[length++] = c;
			if (c == '\n')
				break;
		}
		*vec_push(&out->all, a) = (struct piece){ str_hash((str){ buffer, length }), length };
		text = str_from(text, used);
	}
	if (out->all.n)
		qsort(out->all.v, out->all.n, sizeof *out->all.v, compare_pieces);
	join_pieces(out);
}

static uint32_t similarity(const struct pieces *one, const struct pieces *other)
{
	size_t larger = one->size > other->size ? one->size : other->size, shared = 0, k = 0;

	for (size_t i = 0; i < one->all.n; i++) {
		const struct piece *p = &one->all.v[i];

		while (k < other->all.n && other->all.v[k].hash < p->hash)
			k++;
		if (k < other->all.n && other->all.v[k].hash == p->hash)
			shared += p->n < other->all.v[k].n ? p->n : other->all.v[k].n;
	}
	return larger ? (uint32_t)(shared * HISTORY_SAME / larger) : 0; /* sizes are those of files: no overflow; at most HISTORY_SAME */
}

uint32_t history_similarity(str one, str other, struct arena *scratch)
{
	struct pieces a = { .size = 0 }, b = { .size = 0 };

	cut_into_pieces(one, &a, scratch);
	cut_into_pieces(other, &b, scratch);
	return similarity(&a, &b);
}

static const struct pieces *read_pieces(struct renames *r, struct side *s)
{
	const struct history_change *c = &r->changes[s->change];
	struct object *file;

	if (s->pieces.is_read)
		return &s->pieces;
	s->pieces.is_read = true;
	file = gitsrc_read_object(r->source, c->event == HISTORY_DELETED ? c->old : c->now, GIT_OBJECT_BLOB, MAX_BYTES);
	if (file)
		cut_into_pieces(file->bytes, &s->pieces, &r->a);
	object_free(file);
	return &s->pieces;
}

static uint32_t score_of(struct renames *r, struct side *from, struct side *to)
{
	return similarity(read_pieces(r, from), read_pieces(r, to));
}

/* ---- pairs ---- */

static void join(struct renames *r, struct side *from, struct side *to)
{
	from->is_taken = to->is_taken = true;
	r->changes[from->change].target = to->change;
	r->changes[to->change].source = from->change;
}

static void list_sides(struct renames *r, size_t from, size_t n)
{
	for (size_t i = from; i < n; i++) {
		struct history_change *c = &r->changes[i];
		struct sides *sides = c->event == HISTORY_DELETED ? &r->deleted : &r->added;

		if (c->event != HISTORY_CHANGED)
			*vec_push(&sides->all, &r->a) = (struct side){ .change = (uint32_t)i, .name = fs_path_name(c->path) };
	}
}

/* Deleted files with the same bytes, and those that have the same name, too, in path order. */
struct waiting {
	struct side *side;
	struct waiting *next;
};

static str named_key(const unsigned char *id, str name, struct arena *a)
{
	struct buf key = { .a = a };

	buf_put(&key, source_id_str(id));
	buf_put(&key, name);
	return buf_str(&key);
}

/* The last one goes first. */
static void add_waiting(struct map *m, str key, struct side *s, struct arena *a)
{
	struct waiting **first = (struct waiting **)map_put(m, key, a), *w = arena_new(a, struct waiting);

	*w = (struct waiting){ s, *first };
	*first = w;
}

/* The first that is not taken; NULL: there is none. */
static struct side *first_waiting(struct map *m, str key, struct arena *a)
{
	struct waiting **first = (struct waiting **)map_put(m, key, a);

	while (*first && (*first)->side->is_taken)
		*first = (*first)->next;
	return *first ? (*first)->side : NULL;
}

static void join_same_bytes(struct renames *r)
{
	struct map waiting = { 0 };

	for (size_t i = r->deleted.all.n; i-- > 0;) {
		struct side *s = &r->deleted.all.v[i];
		const unsigned char *id = r->changes[s->change].old;

		add_waiting(&waiting, source_id_str(id), s, &r->a);
		add_waiting(&waiting, named_key(id, s->name, &r->a), s, &r->a);
	}
	for (size_t i = 0; i < r->added.all.n; i++) {
		struct side *to = &r->added.all.v[i], *from;
		const unsigned char *id = r->changes[to->change].now;

		from = first_waiting(&waiting, named_key(id, to->name, &r->a), &r->a);
		if (!from)
			from = first_waiting(&waiting, source_id_str(id), &r->a);
		if (from)
			join(r, from, to);
	}
}

/* The only free side with a name; NULL of several. */
static void index_names(struct sides *sides, struct map *out, struct map *twice, struct arena *a)
{
	for (size_t i = 0; i < sides->all.n; i++) {
		struct side *s = &sides->all.v[i];
		void **place = s->is_taken ? NULL : map_put(out, s->name, a);

		if (place && *place)
			*map_put(twice, s->name, a) = s;
		else if (place)
			*place = s;
	}
}

static void join_same_names(struct renames *r)
{
	struct map deleted = { 0 }, added = { 0 }, twice = { 0 };

	index_names(&r->deleted, &deleted, &twice, &r->a);
	index_names(&r->added, &added, &twice, &r->a);
	for (const struct map_slot *s = added.first; s; s = s->next) {
		struct side *from = map_has(&twice, s->key) ? NULL : map_get(&deleted, s->key);

		if (from && score_of(r, from, s->value) >= MIN_SAME_NAME)
			join(r, from, s->value);
	}
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *one = a, *other = b;

	if (one->score != other->score)
		return one->score > other->score ? -1 : 1;
	if (one->same_name != other->same_name)
		return one->same_name ? -1 : 1;
	if (one->to->change != other->to->change)
		return one->to->change < other->to->change ? -1 : 1;
	return one->from->change < other->from->change ? -1 : one->from->change > other->from->change;
}

static size_t count_free(const struct sides *sides)
{
	size_t n = 0;

	for (size_t i = 0; i < sides->all.n; i++)
		n += !sides->all.v[i].is_taken;
	return n;
}

static void join_similar(struct renames *r)
{
	size_t n_deleted = count_free(&r->deleted), n_added = count_free(&r->added);
	VEC(struct pair) pairs = { 0 };

	if (!n_deleted || !n_added || n_deleted > MAX_PAIRS / n_added)
		return;
	for (size_t i = 0; i < r->added.all.n; i++)
		for (size_t k = 0; k < r->deleted.all.n && !r->added.all.v[i].is_taken; k++) {
			struct side *to = &r->added.all.v[i], *from = &r->deleted.all.v[k];
			uint32_t score = from->is_taken ? 0 : score_of(r, from, to);

			if (score >= MIN_SIMILARITY)
				*vec_push(&pairs, &r->a) = (struct pair){ from, to, score, str_eq(from->name, to->name) };
		}
	if (pairs.n)
		qsort(pairs.v, pairs.n, sizeof *pairs.v, compare_pairs);
	for (size_t i = 0; i < pairs.n; i++)
		if (!pairs.v[i].from->is_taken && !pairs.v[i].to->is_taken)
			join(r, pairs.v[i].from, pairs.v[i].to);
}

static bool has_both(const struct history_change *changes, size_t from, size_t n)
{
	bool deleted = false, added = false;

	for (size_t i = from; i < n; i++) {
		deleted = deleted || changes[i].event == HISTORY_DELETED;
		added = added || changes[i].event == HISTORY_ADDED;
	}
	return deleted && added;
}

void history_find_renames(struct source *s, struct history_change *changes, size_t from, size_t n)
{
	struct renames r = { .source = s, .changes = changes };

	if (!has_both(changes, from, n))
		return;
	list_sides(&r, from, n);
	join_same_bytes(&r);
	join_same_names(&r);
	join_similar(&r);
	arena_free(&r.a);
}
