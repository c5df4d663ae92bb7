/* Which entry of an older dictionary became which of a newer one: by key, then in the same file, then by what they say. Linear: where many
   could be meant, the first ones are looked at. */
#include "model/change.h"

enum {
	MAX_SHARED = 32,     /* entries with one value of a field; more have it by chance */
	MAX_LOOKED_AT = 4,   /* candidates compared in full */
	MIN_FIELDS = 4,      /* below that everything is alike */
	MAX_FIELDS = 100,    /* such entries are looked up one field after the other */
	ALIKE_PERCENT = 80   /* of the fields are equal */
};

struct work {
	const struct dict *old, *new;
	struct pairing out;
	struct map unreadable; /* paths of the new version */
	struct arena *a;
};

static void pair_up(struct work *w, struct entry *old, struct entry *new)
{
	w->out.to_new[old->index] = new;
	w->out.to_old[new->index] = old;
}

/* ---- by key ---- */

struct waiting { /* entries under some text, handed out once each */
	VEC(struct entry *) all;
	size_t next;
};

static void wait_under(struct map *m, str key, struct entry *e, struct arena *a)
{
	struct waiting **slot = (struct waiting **)map_put(m, key, a);

	if (!*slot)
		*slot = arena_new(a, struct waiting);
	*vec_push(&(*slot)->all, a) = e;
}

static struct entry *take_under(const struct work *w, struct map *m, str key)
{
	struct waiting *found = map_get(m, key);

	while (found && found->next < found->all.n) {
		struct entry *e = found->all.v[found->next++];

		if (!w->out.to_new[e->index])
			return e;
	}
	return NULL;
}

typedef str text_fn(const struct entry *e, struct arena *a);

static str path_of(const struct entry *e, struct arena *a)
{
	(void)a;
	return e->definition->path;
}

static str bytes_of(const struct entry *e, struct arena *a)
{
	(void)a;
	return e->definition->bytes;
}

static str nothing_of(const struct entry *e, struct arena *a)
{
	(void)e;
	(void)a;
	return (str){ 0 };
}

/* Pairs entries with equal texts, in order. */
static void pair_lists(struct work *w, struct entry *const *old, size_t n_old, struct entry *const *new, size_t n_new, text_fn *text)
{
	struct map waiting = { 0 };

	for (size_t i = 0; i < n_old; i++)
		if (!w->out.to_new[old[i]->index])
			wait_under(&waiting, text(old[i], w->a), old[i], w->a);
	for (size_t i = 0; i < n_new && waiting.n; i++) {
		struct entry *found = w->out.to_old[new[i]->index] ? NULL : take_under(w, &waiting, text(new[i], w->a));

		if (found)
			pair_up(w, found, new[i]);
	}
}

static void pair_key(struct work *w, const struct entry_list *old, const struct entry_list *new)
{
	static text_fn *const texts[] = { path_of, bytes_of, nothing_of };

	if (old->all.n == 1 && new->all.n == 1) {
		pair_up(w, old->all.v[0], new->all.v[0]);
		return;
	}
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		pair_lists(w, old->all.v, old->all.n, new->all.v, new->all.n, texts[i]);
}

static void pair_keys(struct work *w)
{
	for (size_t i = 0; i < w->new->all.n; i++) {
		struct entry *e = w->new->all.v[i];
		const struct kind *k = dialect_kind(w->old->dialect, e->kind->name);
		const struct entry_list *old = k ? dict_get(w->old, k, e->key) : NULL, *new = dict_get(w->new, e->kind, e->key);

		if (old && new->all.v[0] == e) /* once for all of this key */
			pair_key(w, old, new);
	}
}

/* ---- what is left ---- */

struct left {
	VEC(struct entry *) old, new;
};

bool pairing_has_key(const struct dict *new, const struct entry *old)
{
	const struct kind *k = dialect_kind(new->dialect, old->kind->name);
	const struct entry_list *list = k ? dict_get(new, k, old->key) : NULL;
	const struct key_rule *rule = list ? list->all.v[0]->key_rule : NULL;

	return rule && rule->duplicate_rule.n;
}

static struct left find_left(const struct work *w)
{
	struct left l = { 0 };

	for (size_t i = 0; i < w->old->all.n; i++) {
		struct entry *e = w->old->all.v[i];

		if (!w->out.to_new[i] && !map_has(&w->unreadable, e->definition->path) && !pairing_has_key(w->new, e))
			*vec_push(&l.old, w->a) = e;
	}
	for (size_t i = 0; i < w->new->all.n; i++)
		if (!w->out.to_old[i])
			*vec_push(&l.new, w->a) = w->new->all.v[i];
	return l;
}

static str file_and_frame(const struct entry *e, struct arena *a)
{
	return str_fmt(a, "%.*s\n%.*s\n%.*s", STR_ARG(e->kind->name), STR_ARG(entry_frame(e, a)), STR_ARG(e->definition->path));
}

/* Entries that were not expanded may have another value of the field, too. */
static str file_alone(const struct entry *e, struct arena *a)
{
	return str_fmt(a, "%.*s\n%.*s\n%.*s", STR_ARG(e->kind->name), STR_ARG(e->variant), STR_ARG(e->definition->path));
}

/* ---- by what they say ---- */

static bool makes_key(const struct entry *e, str name)
{
	for (size_t i = 0; i < e->key_rule->n_parts; i++)
		if (pointer_is_member(e->key_rule->parts[i], name))
			return true;
	return false;
}

static size_t count_fields(const struct entry *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->definition->root->n; i++)
		n += !makes_key(e, e->definition->root->member[i].key.text);
	return n;
}

/* Percent of the fields that are equal; 0 where there are too few to tell. */
static size_t likeness(const struct entry *old, const struct entry *new)
{
	const struct node *root = old->definition->root;
	size_t n_old = count_fields(old), n_new = count_fields(new), most = n_old > n_new ? n_old : n_new, equal = 0;

	if (most < MIN_FIELDS)
		return 0;
	for (size_t i = 0; i < root->n; i++) {
		const struct node *other = doc_get(new->definition->root, root->member[i].key.text);

		equal += other && !makes_key(old, root->member[i].key.text) && node_equal(&root->member[i].value, other);
	}
	return equal * 100 / most;
}

static bool can_compare(const struct entry *e)
{
	return e->key_rule && e->definition->root->n <= MAX_FIELDS;
}

bool pairing_is_alike(const struct entry *old, const struct entry *new)
{
	return can_compare(old) && can_compare(new) && likeness(old, new) >= ALIKE_PERCENT;
}

/* The same bytes for equal values of one field of entries that could be meant. */
static str value_key(const struct entry *e, const struct member *m, struct arena *a)
{
	uint64_t hash = node_hash(&m->value);

	return str_fmt(a, "%.*s\n%.*s\n%.*s\n%016llx", STR_ARG(e->kind->name), STR_ARG(e->variant), STR_ARG(m->key.text),
	               (unsigned long long)hash);
}

static struct map values_of(const struct work *w, const struct left *l)
{
	struct map values = { 0 };

	for (size_t i = 0; i < l->new.n; i++) {
		struct entry *e = l->new.v[i];

		for (size_t m = 0; !w->out.to_old[e->index] && can_compare(e) && m < e->definition->root->n; m++)
			if (!makes_key(e, e->definition->root->member[m].key.text))
				wait_under(&values, value_key(e, &e->definition->root->member[m], w->a), e, w->a);
	}
	return values;
}

struct candidate {
	struct entry *entry;
	size_t n_shared;
};
struct candidates {
	VEC(struct candidate) all;
	struct map known; /* 4 bytes of the index -> position + 1 */
};

static void count_candidate(struct candidates *c, struct entry *e, struct arena *a)
{
	void **slot = map_put(&c->known, (str){ (const char *)&e->index, sizeof e->index }, a);

	if (!*slot) {
		*vec_push(&c->all, a) = (struct candidate){ .entry = e };
		*slot = (void *)(uintptr_t)c->all.n;
	}
	c->all.v[(uintptr_t)*slot - 1].n_shared++;
}

/* The one that shares most and was not looked at; the first of equal ones. */
static struct entry *take_best(struct candidates *c)
{
	struct candidate *best = NULL;

	for (size_t i = 0; i < c->all.n; i++)
		if (c->all.v[i].n_shared && (!best || c->all.v[i].n_shared > best->n_shared))
			best = &c->all.v[i];
	if (!best)
		return NULL;
	best->n_shared = 0;
	return best->entry;
}

static void pair_by_values(struct work *w, const struct map *values, struct entry *old)
{
	struct candidates c = { 0 };
	struct entry *candidate, *best = NULL;
	size_t percent = ALIKE_PERCENT - 1;

	for (size_t m = 0; can_compare(old) && m < old->definition->root->n; m++) {
		const struct waiting *with = map_get(values, value_key(old, &old->definition->root->member[m], w->a));

		for (size_t i = 0; with && with->all.n <= MAX_SHARED && i < with->all.n; i++)
			if (!w->out.to_old[with->all.v[i]->index])
				count_candidate(&c, with->all.v[i], w->a);
	}
	for (size_t i = 0; i < MAX_LOOKED_AT && (candidate = take_best(&c)); i++) {
		size_t here = likeness(old, candidate);

		if (here <= percent)
			continue;
		percent = here;
		best = candidate;
	}
	if (best)
		pair_up(w, old, best);
}

struct pairing pairing_of(const struct dict *old, const struct dict *new, struct arena *a)
{
	struct work w = { .old = old, .new = new, .a = a };
	struct left l;
	struct map values;

	w.out.to_new = arena_array(a, old->all.n, struct entry *);
	w.out.to_old = arena_array(a, new->all.n, struct entry *);
	for (size_t i = 0; i < new->unreadable.n; i++)
		*map_put(&w.unreadable, new->unreadable.v[i]->path, a) = new->unreadable.v[i];
	pair_keys(&w);
	l = find_left(&w);
	if (!l.old.n || !l.new.n)
		return w.out;
	pair_lists(&w, l.old.v, l.old.n, l.new.v, l.new.n, file_and_frame);
	pair_lists(&w, l.old.v, l.old.n, l.new.v, l.new.n, file_alone);
	values = values_of(&w, &l);
	for (size_t i = 0; i < l.old.n; i++)
		if (!w.out.to_new[l.old.v[i]->index])
			pair_by_values(&w, &values, l.old.v[i]);
	return w.out;
}
