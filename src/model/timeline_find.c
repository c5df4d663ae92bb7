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
