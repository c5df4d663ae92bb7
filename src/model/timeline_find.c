/* Questions to timelines that have been joined: which one an entry has, when it came and when it changed. */
#include "model/timeline.h"

#include "model/timeline_parts.h"

const char *timeline_word(enum timeline_change c)
{
	static const char *const words[] = { "added", "returned", "moved", "changed", "active", "deprecated", "broken", "removed", "deleted", "unreadable" };

	return words[c];
}

const struct timeline_list *timelines_get(const struct timelines *t, const struct kind *k, str key)
{
	const struct growing_list *list = map_get(&t->by_key[k->index], key);

	return list ? &list->all : NULL;
}

static uint32_t last_commit(const struct timeline *t)
{
	return t->events.n ? t->events.v[t->events.n - 1].commit : 0;
}

const struct timeline *timelines_find(const struct timelines *t, const struct kind *k, str key, str path)
{
	const struct growing_list *of_key = map_get(&t->by_key[k->index], key);
	const struct timeline_list *list = of_key ? &of_key->all : NULL;
	const struct timeline *found = NULL;

	if (of_key && path.n)
		list = growing_at_path(of_key, path);
	for (size_t i = 0; list && i < list->all.n; i++) {
		const struct timeline *one = list->all.v[i];

		if (path.n && !str_eq(one->path, path))
			continue;
		if (!found || one->is_alive > found->is_alive ||
		    (one->is_alive == found->is_alive && last_commit(one) >= last_commit(found)))
			found = one;
	}
	return found;
}

const struct timeline_event *timeline_added(const struct timeline *t)
{
	for (size_t i = 0; !t->is_truncated && i < t->events.n; i++)
		if (t->events.v[i].change != TIMELINE_UNREADABLE)
			return t->events.v[i].change == TIMELINE_ADDED ? &t->events.v[i] : NULL;
	return NULL;
}

const struct timeline_event *timeline_changed(const struct timeline *t)
{
	for (size_t i = t->events.n; i > 0; i--)
		if (t->events.v[i - 1].change != TIMELINE_UNREADABLE && t->events.v[i - 1].change != TIMELINE_MOVED)
			return &t->events.v[i - 1];
	return NULL;
}

/* Goes on at the key that the definition had before event `n` - 1, which gave it another one; `n` is how many events are left there. NULL: not known. */
static const struct timeline *key_before(const struct timelines *all, const struct timeline *t, size_t *n)
{
	enum { MOST_OF_KEY = 100 }; /* definitions with one key that are looked at: all of them may have been renamed */
	const struct timeline_event *new = &t->events.v[*n - 1];
	const struct timeline_list *list = timelines_get(all, t->kind, new->key);

	for (size_t i = 0; list && i < list->all.n && i < MOST_OF_KEY; i++) {
		const struct timeline *old = list->all.v[i];

		for (*n = old->events.n; *n > 0; --*n)
			if (old->events.v[*n - 1].change == TIMELINE_DELETED && old->events.v[*n - 1].commit == new->commit &&
			    str_eq(old->events.v[*n - 1].key, t->key))
				return old;
	}
	return NULL;
}

static bool is_status_change(const struct timeline_event *ev)
{
	return ev->change >= TIMELINE_ACTIVE && ev->change <= TIMELINE_REMOVED;
}

const struct timeline_event *timeline_since(const struct timelines *all, const struct timeline *t, enum status s)
{
	enum { MOST_KEYS = 20 }; /* of one definition; also ends ways that lead in a circle */
	const struct timeline_event *since = NULL; /* came with this status, which it may have had before */
	size_t n = t->events.n, keys = 0;

	while (t && n && keys < MOST_KEYS) {
		const struct timeline_event *ev = &t->events.v[n - 1];
		bool comes = ev->change == TIMELINE_ADDED || ev->change == TIMELINE_RETURNED;

		if (is_status_change(ev))
			return ev->change - TIMELINE_ACTIVE == s - STATUS_ACTIVE ? ev : since;
		if (comes && ev->status != s)
			return since;
		since = comes ? ev : since;
		if (comes && ev->key.n) {
			t = key_before(all, t, &n);
			keys++;
		} else {
			n--;
		}
	}
	return t && !n && t->is_truncated && t->was != s ? since : NULL;
}
