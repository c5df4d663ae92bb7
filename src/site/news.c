/* Gathers the events of all timelines, newest first, and sorts them by month, milestone and owner. */
#include <stdlib.h>

#include "base/time.h"
#include "model/change.h"
#include "site/news.h"

struct gathering {
	struct news *out;
	const struct site_history *h;
	const struct dict *d;
	const struct gone_list *gone;
	struct arena *a;
	struct map months, milestones; /* name -> struct news_period */
};

static const char *const words[] = {
	[TIMELINE_ADDED] = "Added",     [TIMELINE_RETURNED] = "Added again",     [TIMELINE_MOVED] = "Moved",
	[TIMELINE_CHANGED] = "Changed", [TIMELINE_ACTIVE] = "Active again",      [TIMELINE_DEPRECATED] = "Deprecated",
	[TIMELINE_BROKEN] = "Broken",   [TIMELINE_REMOVED] = "Removed",          [TIMELINE_DELETED] = "Deleted",
	[TIMELINE_UNREADABLE] = "Not readable",
};

str news_word(enum timeline_change c)
{
	return str_from_z(words[c]);
}

static enum news_part part_of(enum timeline_change c)
{
	switch (c) {
	case TIMELINE_ADDED:
	case TIMELINE_RETURNED:
		return NEWS_ADDED;
	case TIMELINE_CHANGED:
	case TIMELINE_ACTIVE:
	case TIMELINE_DEPRECATED:
	case TIMELINE_BROKEN:
		return NEWS_CHANGED;
	case TIMELINE_REMOVED:
	case TIMELINE_DELETED:
		return NEWS_REMOVED;
	case TIMELINE_MOVED:
	case TIMELINE_UNREADABLE:
		break;
	}
	return NEWS_PARTS;
}

bool news_is_break(const struct timeline_event *ev)
{
	for (size_t i = 0; i < ev->n_fields; i++) {
		const struct change_class *c = ev->fields[i].class;

		if (c && c->category <= CHANGE_COMPARABLE && c->rule.level == DIAG_ERROR)
			return true;
	}
	return false;
}

int64_t news_time(const struct site_history *h, const struct timeline_event *ev)
{
	return h->commits->commits.v[ev->commit].time;
}

str news_milestone(const struct site_history *h, uint32_t commit, struct arena *a)
{
	const struct history_release *r = history_release_of(h->releases, commit);

	return r ? release_text(&r->version, a) : (str){ 0 };
}

/* The entry whose timeline it is. */
static const struct entry *entry_of(const struct dict *d, const struct timeline *t)
{
	const struct entry_list *same = dict_get(d, t->kind, t->key);

	for (size_t i = 0; same && i < same->all.n; i++)
		if (same->all.v[i]->history && same->all.v[i]->history->timeline == t)
			return same->all.v[i];
	return NULL;
}

static void take_timeline(struct gathering *g, const struct timeline *t)
{
	const struct entry *e = entry_of(g->d, t);
	const struct gone *gone = e ? NULL : gone_get(g->gone, t->kind, t->key);

	for (size_t i = 0; i < t->events.n; i++) {
		const struct timeline_event *ev = &t->events.v[i];
		enum news_part part = part_of(ev->change);

		if (part == NEWS_PARTS)
			continue;
		g->out->all[g->out->n++] = (struct news_item){
			.timeline = t, .event = ev, .entry = e, .gone = gone, .part = part,
			.is_breaking = ev->change == TIMELINE_DELETED || news_is_break(ev),
		};
	}
}

static int compare_items(const void *one, const void *other)
{
	const struct news_item *x = one, *y = other;
	int order;

	if (x->event->commit != y->event->commit)
		return x->event->commit > y->event->commit ? -1 : 1;
	if (x->timeline == y->timeline)
		return x->event > y->event ? -1 : x->event < y->event; /* events of a timeline lie in one array */
	if (x->timeline->kind != y->timeline->kind)
		return x->timeline->kind->index < y->timeline->kind->index ? -1 : 1;
	order = str_cmp(x->timeline->key, y->timeline->key);
	return order ? order : str_cmp(x->timeline->path, y->timeline->path);
}

static void gather_items(struct gathering *g)
{
	const struct timelines *t = g->h->timelines;
	size_t n = 0;

	for (size_t i = 0; i < t->all.n; i++)
		n += t->all.v[i]->events.n;
	g->out->all = arena_array(g->a, n, struct news_item);
	for (size_t i = 0; i < t->all.n; i++)
		take_timeline(g, t->all.v[i]);
	if (g->out->n)
		qsort(g->out->all, g->out->n, sizeof *g->out->all, compare_items);
}

static struct news_period *period_of(struct gathering *g, struct map *known, str name, const struct release *version, int64_t time)
{
	void **slot = map_put(known, name, g->a);
	struct news_period *p = *slot;

	if (p)
		return p;
	p = arena_new(g->a, struct news_period);
	p->name = name;
	p->version = *version;
	p->time = time;
	*slot = p;
	if (known == &g->months)
		*vec_push(&g->out->months, g->a) = p;
	else
		*vec_push(&g->out->milestones, g->a) = p;
	return p;
}

static struct news_period *month_of(struct gathering *g, const struct news_item *item)
{
	int64_t time = news_time(g->h, item->event);
	str date = time_date(time, g->a);

	return period_of(g, &g->months, str_sub(date, 0, date.n - 3), &(struct release){ .is_before = false }, time);
}

static struct news_period *milestone_of(struct gathering *g, const struct news_item *item)
{
	const struct history_release *r = history_release_of(g->h->releases, item->event->commit);

	return r ? period_of(g, &g->milestones, release_text(&r->version, g->a), &r->version, 0) : NULL;
}

/* One part after the other, so that the items of a period come in their order. */
static void sort_out(struct gathering *g)
{
	for (int part = 0; part < NEWS_PARTS; part++) {
		for (size_t i = 0; i < g->out->n; i++) {
			const struct news_item *item = &g->out->all[i];
			struct news_period *in[2];

			if ((int)item->part != part)
				continue;
			in[0] = month_of(g, item);
			in[1] = milestone_of(g, item);
			for (size_t k = 0; k < 2 && in[k]; k++) {
				in[k]->count[part]++;
				*vec_push(&in[k]->items.all, g->a) = item;
			}
		}
	}
}

static void add_latest(struct news_list *list, const struct news_item *item, struct arena *a)
{
	if (list->all.n < NEWS_FEED)
		*vec_push(&list->all, a) = item;
}

static void gather_feeds(struct gathering *g)
{
	for (size_t i = 0; i < g->out->n; i++) {
		const struct news_item *item = &g->out->all[i];
		const struct entry *e = item->entry ? item->entry : item->gone ? item->gone->last : NULL;
		void **slot;

		if (item->is_breaking)
			add_latest(&g->out->breaking, item, g->a);
		if (!e || !e->owner)
			continue;
		slot = map_put(&g->out->owners, e->owner->id, g->a);
		if (!*slot)
			*slot = arena_new(g->a, struct news_list);
		add_latest(*slot, item, g->a);
	}
}

static int compare_periods(const void *one, const void *other)
{
	const struct news_period *x = *(const struct news_period *const *)one, *y = *(const struct news_period *const *)other;

	int order = release_compare(&y->version, &x->version);

	return order ? order : (x->time < y->time) - (x->time > y->time);
}

void news_gather(struct news *out, const struct site_history *h, const struct dict *d, const struct gone_list *gone, struct arena *a)
{
	struct gathering g = { .out = out, .h = h, .d = d, .gone = gone, .a = a };

	*out = (struct news){ .n = 0 };
	gather_items(&g);
	sort_out(&g);
	gather_feeds(&g);
	if (out->months.n)
		qsort(out->months.v, out->months.n, sizeof *out->months.v, compare_periods);
	if (out->milestones.n)
		qsort(out->milestones.v, out->milestones.n, sizeof *out->milestones.v, compare_periods);
}

const struct news_list *news_of_owner(const struct news *n, const struct group *g)
{
	return map_get(&n->owners, g->id);
}
