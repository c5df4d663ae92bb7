/* Timelines of one key while they grow: which one lives in a path, which one ended last. Where a key has thousands no question looks at all of
   them. */
#include "base/heap.h"
#include "model/timeline_parts.h"

enum { FEW = 8 }; /* are looked through sooner than looked up */
struct growing_many {
	struct map by_path; /* path -> struct timeline_list, those that have it now */
	struct heap ended;  /* struct end, the last one first; and of those that came back or ended later, too */
	size_t alive, unreadable; /* none before these is alive, is so in a file that cannot be read */
};
struct end {
	struct growing *g;
	uint32_t commit; /* of its last event */
};

struct growing_list *growing_list_of(struct timelines *t, const struct kind *k, str key, struct arena *a)
{
	void **slot = map_put(&t->by_key[k->index], key, a);

	if (!*slot) {
		struct growing_list *list = *slot = arena_new(a, struct growing_list);

		vec_reserve(&list->all.all, 1, a); /* hardly a key ever has two */
	}
	return *slot;
}

const struct timeline_list *growing_at_path(const struct growing_list *list, str path)
{
	return list->many ? map_get(&list->many->by_path, path) : &list->all;
}

/* ---- many of them ---- */

static uint32_t last_commit(const struct growing *g)
{
	return g->t.events.n ? g->t.events.v[g->t.events.n - 1].commit : 0;
}

/* Of those that ended in one commit, the youngest first. */
static int compare_ends(const void *a, const void *b)
{
	const struct end *one = a, *other = b;

	if (one->commit != other->commit)
		return one->commit > other->commit ? -1 : 1;
	return one->g->at > other->g->at ? -1 : one->g->at < other->g->at;
}

/* Among those with its path, in the order of the whole list. */
static void put_at_path(struct growing *g, struct arena *a)
{
	struct timeline_list **slot = (struct timeline_list **)map_put(&g->list->many->by_path, g->t.path, a), *here;
	size_t i;

	if (!*slot)
		*slot = arena_new(a, struct timeline_list);
	here = *slot;
	(void)vec_push(&here->all, a); /* filled below */
	for (i = here->all.n - 1; i > 0 && ((struct growing *)here->all.v[i - 1])->at > g->at; i--)
		here->all.v[i] = here->all.v[i - 1];
	here->all.v[i] = &g->t;
}

static void take_from_path(const struct growing *g)
{
	struct timeline_list *here = map_get(&g->list->many->by_path, g->t.path);
	size_t i = 0;

	while (here->all.v[i] != &g->t)
		i++;
	for (here->all.n--; i < here->all.n; i++)
		here->all.v[i] = here->all.v[i + 1];
}

/* To where it is found by what has become of it. */
static void put_state(struct growing *g, struct arena *a)
{
	struct growing_many *many = g->list->many;
	struct end *end;

	if (g->t.is_alive) {
		many->alive = g->at < many->alive ? g->at : many->alive;
		many->unreadable = g->is_unreadable && g->at < many->unreadable ? g->at : many->unreadable;
		return;
	}
	end = arena_new(a, struct end);
	*end = (struct end){ g, last_commit(g) };
	heap_put(&many->ended, end, a);
}

static void begin_many(struct growing_list *list, struct arena *a)
{
	list->many = arena_new(a, struct growing_many);
	list->many->ended.compare = compare_ends;
	for (size_t i = 0; i < list->all.all.n; i++) {
		put_at_path((struct growing *)list->all.all.v[i], a);
		put_state((struct growing *)list->all.all.v[i], a);
	}
}

/* ---- what becomes of one ---- */

void growing_add(struct growing_list *list, struct growing *g, struct arena *a)
{
	g->list = list;
	g->at = (uint32_t)list->all.all.n;
	*vec_push(&list->all.all, a) = &g->t;
	if (list->many) {
		put_at_path(g, a);
		put_state(g, a);
	} else if (list->all.all.n > FEW) {
		begin_many(list, a);
	}
}

void growing_set_path(struct growing *g, str path, struct arena *a)
{
	if (g->list->many)
		take_from_path(g);
	g->t.path = path;
	if (g->list->many)
		put_at_path(g, a);
}

static void set_state(struct growing *g, bool is_alive, bool is_unreadable, struct arena *a)
{
	g->list->n_ended += (uint32_t)g->t.is_alive - (uint32_t)is_alive;
	g->list->n_unreadable += (uint32_t)is_unreadable - (uint32_t)g->is_unreadable;
	g->t.is_alive = is_alive;
	g->is_unreadable = is_unreadable;
	if (g->list->many)
		put_state(g, a);
}

void growing_set_alive(struct growing *g, bool is_alive, struct arena *a)
{
	set_state(g, is_alive, g->is_unreadable, a);
}

void growing_set_unreadable(struct growing *g, bool is_unreadable, struct arena *a)
{
	if (g->is_unreadable != is_unreadable)
		set_state(g, g->t.is_alive, is_unreadable, a);
}

void growing_told(struct growing *g, struct arena *a)
{
	if (!g->t.is_alive && g->list->many)
		put_state(g, a);
}

/* ---- questions ---- */

struct timeline *growing_alive_at(const struct growing_list *list, str path)
{
	const struct timeline_list *all = growing_at_path(list, path);

	for (size_t i = 0; all && i < all->all.n; i++)
		if (all->all.v[i]->is_alive && str_eq(all->all.v[i]->path, path))
			return all->all.v[i];
	return NULL;
}

struct timeline *growing_alive(const struct growing_list *list)
{
	size_t i = list->many ? list->many->alive : 0;

	while (i < list->all.all.n && !list->all.all.v[i]->is_alive)
		i++;
	if (list->many)
		list->many->alive = i;
	return i < list->all.all.n ? list->all.all.v[i] : NULL;
}

static bool is_unreadable(const struct timeline *t)
{
	return t->is_alive && ((const struct growing *)t)->is_unreadable;
}

struct growing *growing_unreadable(const struct growing_list *list)
{
	size_t i = list->many ? list->many->unreadable : 0;

	if (!list->n_unreadable)
		return NULL;
	while (i < list->all.all.n && !is_unreadable(list->all.all.v[i]))
		i++;
	if (list->many)
		list->many->unreadable = i;
	return i < list->all.all.n ? (struct growing *)list->all.all.v[i] : NULL;
}

/* Of those that ended, that of the same file before others, then the one that ended last. */
static struct timeline *last_ended(const struct timeline_list *list, str path)
{
	struct timeline *found = NULL;

	for (size_t i = 0; list && i < list->all.n; i++) {
		struct timeline *t = list->all.v[i];
		bool is_same = str_eq(t->path, path), had_same = found && str_eq(found->path, path);

		if (t->is_alive)
			continue;
		if (!found || (is_same && !had_same) ||
		    (is_same == had_same && last_commit((struct growing *)t) >= last_commit((struct growing *)found)))
			found = t;
	}
	return found;
}

static struct timeline *last_of_many(struct growing_many *many)
{
	const struct end *end = many->ended.all.v[0];

	while (end->g->t.is_alive || last_commit(end->g) != end->commit) {
		(void)heap_take(&many->ended); /* it came back, or ended again */
		end = many->ended.all.v[0];
	}
	return &end->g->t;
}

struct timeline *growing_ended(const struct growing_list *list, str path)
{
	struct timeline *found;

	if (!list->n_ended)
		return NULL;
	found = last_ended(growing_at_path(list, path), path);
	return found || !list->many ? found : last_of_many(list->many);
}
