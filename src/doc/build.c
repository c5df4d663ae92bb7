/* The stack that turns parser events into trees, and the tables that find keys which are there twice. */
#include "doc/build.h"

#include <string.h>

#include "doc/number.h"

enum {
	FEW = 16,     /* keys compared one by one; a table costs more */
	FEW_MARKS = 40 /* the same for their marks */
};

static void default_limit(uint32_t *limit, uint32_t usual)
{
	if (*limit == 0)
		*limit = usual;
}

void build_start(struct build *b, struct arena *a, const struct doc_limits *limit)
{
	b->a = a;
	b->temp = (struct arena){ 0 };
	b->limit = limit ? *limit : doc_default_limits;
	if (b->limit.bytes == 0)
		b->limit.bytes = doc_default_limits.bytes;
	default_limit(&b->limit.nodes, doc_default_limits.nodes);
	default_limit(&b->limit.depth, doc_default_limits.depth);
	default_limit(&b->limit.digits, doc_default_limits.digits);
	if (b->limit.digits > NUMBER_MAX_DIGITS)
		b->limit.digits = NUMBER_MAX_DIGITS;
	if (b->limit.depth > BUILD_MAX_DEPTH)
		b->limit.depth = BUILD_MAX_DEPTH;
	b->n_nodes = 0;
	b->waiting.v = b->small;
	b->waiting.n = 0;
	b->waiting.cap = BUILD_SMALL;
	b->open.v = b->small_open; /* depth is limited: it never grows */
	b->open.n = 0;
	b->open.cap = BUILD_MAX_DEPTH;
}

void build_end(struct build *b)
{
	arena_free(&b->temp);
}

enum build_result build_open(struct build *b, const struct node *n)
{
	enum build_result result;

	if (b->open.n >= b->limit.depth)
		return BUILD_TOO_DEEP;
	result = build_add(b, n);
	if (result == BUILD_OK)
		*vec_push(&b->open, &b->temp) = b->waiting.n - 1;
	return result;
}

static void close_seq(struct build *b, struct node *seq, size_t n)
{
	if (n == 0)
		return;
	seq->item = arena_array(b->a, n, struct node);
	memcpy(seq->item, seq + 1, n * sizeof *seq);
}

/* The usual map, few keys and none twice, needs no table: its members lie in the stack as in the tree. Then `marks` are those of the keys. */
static bool has_twins(const struct node *child, size_t n, uint32_t *marks)
{
	if (n > FEW_MARKS)
		return true; /* perhaps */
	for (size_t i = 0; i < n; i++) {
		marks[i] = doc_key_mark(child[2 * i].text);
		for (size_t j = 0; j < i; j++)
			if (marks[i] == marks[j] && str_eq(child[2 * i].text, child[2 * j].text))
				return true;
	}
	return false;
}

static void copy_map(const struct build_map *m, struct node *map, struct arena *a)
{
	map->n = (uint32_t)m->all.n; /* bounded by limit.nodes */
	map->member = NULL;
	if (m->all.n == 0)
		return;
	map->member = arena_array(a, m->all.n, struct member);
	memcpy(map->member, m->all.v, m->all.n * sizeof *m->all.v);
	for (size_t i = 0; i < map->n; i++)
		map->member[i].key.n = doc_key_mark(map->member[i].key.text);
}

static void close_map(struct build *b, struct node *map, size_t n, build_duplicate *report, void *arg)
{
	struct build_map members = { .temp = &b->temp };
	const struct node *child = map + 1;
	BUILD_NOT_CLEARED uint32_t marks[FEW_MARKS];

	map->n = (uint32_t)n;
	if (n == 0)
		return;
	if (has_twins(child, n, marks)) {
		for (size_t i = 0; i < n; i++)
			build_map_put(&members, (struct member){ child[2 * i], child[2 * i + 1] }, report, arg);
		copy_map(&members, map, b->a);
		return;
	}
	map->member = arena_array(b->a, n, struct member);
	for (size_t i = 0; i < n; i++) {
		map->member[i] = (struct member){ child[2 * i], child[2 * i + 1] };
		map->member[i].key.n = marks[i];
	}
}

struct node *build_close(struct build *b, build_duplicate *report, void *arg)
{
	size_t at = b->open.v[--b->open.n];
	struct node *collection = &b->waiting.v[at];
	size_t n = b->waiting.n - at - 1;

	if (collection->kind == NODE_MAP) {
		close_map(b, collection, n / 2, report, arg);
	} else {
		collection->n = (uint32_t)n; /* at most limit.nodes */
		close_seq(b, collection, n);
	}
	b->waiting.n = at + 1;
	return collection;
}

struct node *build_close_as(struct build *b, const struct build_map *members)
{
	size_t at = b->open.v[--b->open.n];
	struct node *map = &b->waiting.v[at];

	map->kind = NODE_MAP;
	copy_map(members, map, b->a);
	b->waiting.n = at + 1;
	return map;
}

static size_t slot_of(const struct build_map *m, str key)
{
	size_t i = (size_t)str_hash(key) & (m->n_slots - 1);

	while (m->slot[i] && !str_eq(m->all.v[m->slot[i] - 1].key.text, key))
		i = (i + 1) & (m->n_slots - 1);
	return i;
}

size_t build_map_find(const struct build_map *m, str key)
{
	if (m->slot) {
		size_t i = slot_of(m, key);

		return m->slot[i] ? m->slot[i] - 1 : m->all.n;
	}
	for (size_t i = 0; i < m->all.n; i++)
		if (str_eq(m->all.v[i].key.text, key))
			return i;
	return m->all.n;
}

static void grow_table(struct build_map *m)
{
	m->n_slots = m->n_slots ? m->n_slots * 2 : FEW * 4;
	m->slot = arena_array(m->temp, m->n_slots, uint32_t);
	for (size_t i = 0; i < m->all.n; i++)
		m->slot[slot_of(m, m->all.v[i].key.text)] = (uint32_t)i + 1;
}

void build_map_put(struct build_map *m, struct member member, build_duplicate *report, void *arg)
{
	size_t at = build_map_find(m, member.key.text);

	if (at < m->all.n) {
		if (report)
			report(arg, &m->all.v[at], &member);
		m->all.v[at] = member;
		return;
	}
	*vec_push(&m->all, m->temp) = member;
	if (m->slot)
		m->slot[slot_of(m, member.key.text)] = (uint32_t)m->all.n;
	if (m->all.n >= FEW && m->all.n * 2 >= m->n_slots)
		grow_table(m);
}
