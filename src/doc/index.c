/* Tokens of pointers are looked up as they are written: there is one way only to escape a key (RFC 6901 section 3). */
#include "doc/index.h"

enum { FEW = 16 }; /* members: are looked through sooner than looked up */

struct members {
	const struct node *of;
	struct map by_token; /* "/" and the escaped key -> struct node */
};

static const struct members *members_of(struct doc_index *x, const struct node *map, struct arena *a)
{
	struct members *m = map_get(&x->maps, (str){ (const char *)&map, sizeof map });

	if (m)
		return m;
	m = arena_new(a, struct members);
	m->of = map;
	map_reserve(&m->by_token, map->n, a);
	for (size_t i = 0; i < map->n; i++)
		*map_put(&m->by_token, pointer_add((str){ 0 }, map->member[i].key.text, a), a) = &map->member[i].value;
	*map_put(&x->maps, (str){ (const char *)&m->of, sizeof m->of }, a) = m;
	return m;
}

static const struct node *step(struct doc_index *x, const struct node *n, str token, struct arena *a)
{
	if (n->kind != NODE_MAP || n->n <= FEW)
		return doc_at(n, token);
	return map_get(&members_of(x, n, a)->by_token, token);
}

const struct node *doc_index_at(struct doc_index *x, const struct node *root, str pointer, struct arena *a)
{
	for (size_t done = 0, end; root && done < pointer.n; done = end) {
		end = done + 1 + str_find(str_from(pointer, done + 1), '/');
		root = step(x, root, str_sub(pointer, done, end - done), a);
	}
	return root;
}
