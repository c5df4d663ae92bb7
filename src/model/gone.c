/* Finds keys that are gone, and follows them to the ones that are used now. */
#include <stdlib.h>

#include "model/gone.h"

struct finding {
	struct gone_list *out;
	const struct dict *d;
	struct arena *a;
	VEC(struct gone) all;
	struct map *ended; /* one per kind: keys that the history knows */
};
struct weighed {
	size_t i;
	uint32_t commit;
	bool is_named; /* by dictum.yml */
};

static bool is_there(const struct dict *d, const struct kind *k, str key)
{
	return dict_get(d, k, key) != NULL;
}

static const struct timeline_event *end_of(const struct timeline *t)
{
	for (size_t i = t->events.n; i > 0; i--)
		if (t->events.v[i - 1].change == TIMELINE_DELETED)
			return &t->events.v[i - 1];
	return NULL;
}

/* Timelines of one key stand together; of several the one that ended last is told. */
static void add_timeline(struct finding *f, const struct timeline *t)
{
	struct gone *last = f->all.n ? &f->all.v[f->all.n - 1] : NULL;
	const struct timeline_event *end = end_of(t);

	if (!end || t->is_alive || is_there(f->d, t->kind, t->key))
		return;
	if (!last || last->kind != t->kind || !str_eq(last->key, t->key)) {
		last = vec_push(&f->all, f->a);
		*last = (struct gone){ .kind = t->kind, .key = t->key };
	} else {
		last->n_others++;
		if (end->commit < last->deleted->commit)
			return;
	}
	last->timeline = t;
	last->deleted = end;
	last->history = (struct entry_history){ .timeline = t, .is_truncated = t->is_truncated };
}

/* The kind in which something has the key or had it; NULL: none. */
static const struct kind *kind_with(const struct finding *f, str key, str kind)
{
	const struct dialect *d = f->d->dialect;

	for (size_t i = 0; i < d->n_kinds; i++)
		if ((!kind.n || str_eq(kind, d->kinds[i].name)) && (is_there(f->d, &d->kinds[i], key) || map_has(&f->ended[i], key)))
			return &d->kinds[i];
	return NULL;
}

/* The kind of a key that only dictum.yml knows: the one it names, else that of what replaces it in the end. */
static const struct kind *kind_of(const struct finding *f, const struct replacement *r)
{
	const struct kind *k = r->kind.n ? dialect_kind(f->d->dialect, r->kind) : NULL;

	for (int i = 0; i < GONE_STEPS && r && !k; i++) {
		k = kind_with(f, r->use, (str){ 0 });
		r = map_get(&f->d->replacements->by_key, r->use);
	}
	return k;
}

static void add_replaced(struct finding *f)
{
	const struct replacements *all = f->d->replacements;

	for (size_t i = 0; all && i < all->all.n; i++) {
		const struct replacement *r = &all->all.v[i];
		const struct kind *k = kind_with(f, r->key, r->kind) ? NULL : kind_of(f, r);

		if (k)
			*vec_push(&f->all, f->a) = (struct gone){ .kind = k, .key = r->key };
	}
}

/* What dictum.yml names first, then what went last. */
static int compare_weight(const void *a, const void *b)
{
	const struct weighed *one = a, *other = b;

	if (one->is_named != other->is_named)
		return one->is_named ? -1 : 1;
	if (one->commit != other->commit)
		return one->commit > other->commit ? -1 : 1;
	return one->i < other->i ? -1 : 1;
}

static int compare_keys(const void *a, const void *b)
{
	const struct gone *one = a, *other = b;

	if (one->kind != other->kind)
		return one->kind->index < other->kind->index ? -1 : 1;
	return str_cmp(one->key, other->key); /* no two are equal */
}

/* Keeps the first `most` by weight. */
static void cut(struct finding *f, size_t most)
{
	struct weighed *order = arena_array(f->a, f->all.n, struct weighed);
	struct gone *kept = arena_array(f->a, most, struct gone);

	for (size_t i = 0; i < f->all.n; i++) {
		const struct gone *g = &f->all.v[i];

		order[i] = (struct weighed){ i, g->deleted ? g->deleted->commit : 0, replacement_find(f->d->replacements, g->kind->name, g->key) != NULL };
	}
	qsort(order, f->all.n, sizeof *order, compare_weight);
	for (size_t i = 0; i < most; i++)
		kept[i] = f->all.v[order[i].i];
	f->out->n_left_out = f->all.n - most;
	f->all.v = kept;
	f->all.n = f->all.cap = most;
}

void gone_find(struct gone_list *out, const struct dict *d, const struct timelines *t, size_t most, struct arena *a)
{
	struct finding f = { .out = out, .d = d, .a = a, .ended = arena_array(a, d->dialect->n_kinds, struct map) };

	*out = (struct gone_list){ .by_key = arena_array(a, d->dialect->n_kinds, struct map) };
	for (size_t i = 0; t && i < t->all.n; i++)
		add_timeline(&f, t->all.v[i]);
	for (size_t i = 0; i < f.all.n; i++)
		*map_put(&f.ended[f.all.v[i].kind->index], f.all.v[i].key, a) = out;
	add_replaced(&f);
	if (f.all.n > most)
		cut(&f, most);
	if (f.all.n)
		qsort(f.all.v, f.all.n, sizeof *f.all.v, compare_keys);
	out->all = f.all.v;
	out->n = f.all.n;
	for (size_t i = 0; i < out->n; i++)
		*map_put(&out->by_key[out->all[i].kind->index], out->all[i].key, a) = &out->all[i];
}

void gone_read(struct gone_list *l, const struct timeline_input *in, const struct dict *d, struct arena *a)
{
	for (size_t i = 0; i < l->n; i++) {
		struct gone *g = &l->all[i];
		struct definition *last = g->timeline ? arena_new(a, struct definition) : NULL;
		struct entry *e = last && timeline_last(in, g->timeline, a, last) ? definition_entry(last, g->key) : NULL;

		if (!e)
			continue;
		e->owner = map_get(&d->owners.by_id, e->group);
		e->history = &g->history;
		g->last = e;
	}
}

enum gone_end gone_end(const struct gone *g)
{
	return !g->deleted ? GONE_REPLACED : g->deleted->key.n ? GONE_RENAMED : GONE_DELETED;
}

const char *gone_end_word(enum gone_end end)
{
	static const char *const words[] = { [GONE_DELETED] = "deleted", [GONE_RENAMED] = "renamed", [GONE_REPLACED] = "replaced" };

	return words[end];
}

const struct gone *gone_get(const struct gone_list *l, const struct kind *k, str key)
{
	return l && l->n ? map_get(&l->by_key[k->index], key) : NULL;
}

/* ---- ways on ---- */

/* The next key and why; false: the way ends here. */
static bool next_key(const struct dict *d, const struct gone_step *at, struct gone_step *out)
{
	const struct replacement *r = replacement_find(d->replacements, at->kind->name, at->key);
	str renamed = at->gone && at->gone->deleted ? at->gone->deleted->key : (str){ 0 };

	if (at->entry && (!r || at->entry->status == STATUS_ACTIVE || at->entry->status == STATUS_BROKEN))
		return false;
	*out = (struct gone_step){ .kind = at->kind, .key = r ? r->use : renamed, .reason = r };
	return out->key.n > 0;
}

/* The kind in which something has the key: the same if it can be, else one with an entry, else one that had it. */
static const struct kind *kind_with_key(const struct dict *d, const struct gone_list *l, const struct kind *same, str key)
{
	const struct dialect *t = d->dialect;

	if (is_there(d, same, key) || gone_get(l, same, key))
		return same;
	for (size_t i = 0; i < t->n_kinds; i++)
		if (is_there(d, &t->kinds[i], key))
			return &t->kinds[i];
	for (size_t i = 0; i < t->n_kinds; i++)
		if (gone_get(l, &t->kinds[i], key))
			return &t->kinds[i];
	return same;
}

static void look_up(const struct dict *d, const struct gone_list *l, struct gone_step *s)
{
	const struct entry_list *list;

	s->kind = kind_with_key(d, l, s->kind, s->key);
	list = dict_get(d, s->kind, s->key);
	s->entry = list ? list->all.v[0] : NULL;
	s->gone = list ? NULL : gone_get(l, s->kind, s->key);
}

static bool was_met(const struct gone_step *start, const struct gone_step *all, size_t n, const struct gone_step *s)
{
	bool found = start->kind == s->kind && str_eq(start->key, s->key);

	for (size_t i = 0; i < n && !found; i++)
		found = all[i].kind == s->kind && str_eq(all[i].key, s->key);
	return found;
}

size_t gone_steps(const struct dict *d, const struct gone_list *l, const struct kind *k, str key, struct gone_step *out)
{
	const struct entry_list *list = dict_get(d, k, key);
	const struct gone_step start = { .kind = k, .key = key, .entry = list ? list->all.v[0] : NULL, .gone = gone_get(l, k, key) };
	const struct gone_step *at = &start;
	size_t n = 0;

	for (; n < GONE_STEPS; at = &out[n++]) {
		if (!next_key(d, at, &out[n]))
			break;
		look_up(d, l, &out[n]);
		if (was_met(&start, out, n, &out[n]))
			return 0;
	}
	return n;
}

bool gone_is_of_use(const struct gone_step *way, size_t n)
{
	bool is_said = n && way[n - 1].entry;

	for (size_t i = 0; i < n && !is_said; i++)
		is_said = way[i].reason != NULL;
	return is_said;
}
