/* Gathers the events of all timelines, newest first, and sorts them by month, milestone and owner. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "model/change.h"
#include "site/news.h"

struct gathering {
	struct news *out;
	const struct site_history *h;
	struct map entries; /* see news_entries */
	const struct gone_list *gone;
	const struct change_options *o;
	struct arena *a;
	struct arena work, scratch; /* until all is gathered; of one item */
	struct map months; /* name -> struct news_period */
	struct of_commit { /* what its changes have in common; NULL: not asked for yet */
		struct news_period *month, *milestone;
	} *of_commit;
};

static const char *const words[] = {
	[TIMELINE_ADDED] = "Added",     [TIMELINE_RETURNED] = "Added again",     [TIMELINE_MOVED] = "Moved",
	[TIMELINE_CHANGED] = "Changed", [TIMELINE_ACTIVE] = "Active again",      [TIMELINE_DEPRECATED] = "Deprecated",
	[TIMELINE_BROKEN] = "Broken",   [TIMELINE_REMOVED] = "Removed",          [TIMELINE_DELETED] = "Deleted",
	[TIMELINE_UNREADABLE] = "Not readable",
};

static enum news_part part_of(const struct timeline_event *ev)
{
	if (ev->key.n)
		return NEWS_RENAMED;
	switch (ev->change) {
	case TIMELINE_ADDED:
	case TIMELINE_RETURNED:
		return NEWS_ADDED;
	case TIMELINE_CHANGED:
	case TIMELINE_ACTIVE:
	case TIMELINE_BROKEN:
		return NEWS_CHANGED;
	case TIMELINE_DEPRECATED:
	case TIMELINE_REMOVED:
	case TIMELINE_DELETED:
		return NEWS_REMOVED;
	case TIMELINE_MOVED:
	case TIMELINE_UNREADABLE:
		break;
	}
	return NEWS_PARTS;
}

str news_word(const struct timeline_event *ev)
{
	return part_of(ev) == NEWS_RENAMED ? STR("Renamed") : str_from_z(words[ev->change]);
}

const struct change_class *news_end_class(const struct timeline *t, const struct timeline_event *ev)
{
	return ev->class ? ev->class : change_class_of_end(t->kind, part_of(ev) == NEWS_RENAMED);
}

/* A value as configurations name it. Most are texts without escapes. */
static str scalar_of(str json, struct arena *a)
{
	struct diag_list ignored;

	if (json.n >= 2 && json.p[0] == '"' && !memchr(json.p, '\\', json.n))
		return str_sub(json, 1, json.n - 2);
	diag_list_init(&ignored, a);
	return doc_scalar(doc_parse_json((str){ 0 }, json, NULL, a, &ignored).root, a);
}

static bool is_wanted(const struct timeline_field *f, const struct change_options *o)
{
	struct arena scratch = { 0 };
	bool is = o && o->n_migrations && f->old.n && f->now.n &&
	          change_is_wanted(o, f->name, scalar_of(f->old, &scratch), scalar_of(f->now, &scratch));

	arena_free(&scratch);
	return is;
}

bool news_is_break(const struct timeline_event *ev, const struct change_options *o)
{
	for (size_t i = 0; i < ev->n_fields; i++) {
		const struct timeline_field *f = &ev->fields[i];

		if (f->class && change_class_breaks(f->class, o) && !is_wanted(f, o))
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

static str address_of(const struct timeline *const *t)
{
	return (str){ (const char *)t, sizeof *t };
}

struct map news_entries(const struct dict *d, struct arena *a)
{
	struct map entries = { 0 };

	for (size_t i = 0; i < d->all.n; i++) {
		struct entry *e = d->all.v[i];
		void **slot = e->history && e->history->timeline ? map_put(&entries, address_of(&e->history->timeline), a) : NULL;

		if (slot && !*slot)
			*slot = e;
	}
	return entries;
}

const struct entry *news_entry(const struct map *entries, const struct timeline *t)
{
	return map_get(entries, address_of(&t));
}

/* Where the entry's new key tells of the commit that gave it the name; sets also what it tells of it. */
static const struct timeline *told_by(struct gathering *g, const struct timeline *t, const struct timeline_event *ev, const struct timeline_event **as)
{
	const struct timeline_list *list = ev->change == TIMELINE_DELETED && ev->key.n ? timelines_get(g->h->timelines, t->kind, ev->key) : NULL;

	for (size_t i = 0; list && i < list->all.n; i++)
		for (size_t k = 0; k < list->all.v[i]->events.n; k++) {
			const struct timeline_event *other = &list->all.v[i]->events.v[k];

			if (other->commit == ev->commit && other->change != TIMELINE_DELETED && str_eq(other->key, t->key)) {
				*as = other;
				return list->all.v[i];
			}
		}
	return NULL;
}

/* at: where the next one of each commit goes. The newest goes first. */
static void take_timeline(struct gathering *g, const struct timeline *t, size_t *at)
{
	const struct entry *e = news_entry(&g->entries, t);
	const struct gone *gone = e ? NULL : gone_get(g->gone, t->kind, t->key);

	for (size_t i = t->events.n; i > 0; i--) {
		const struct timeline_event *ev = &t->events.v[i - 1];
		enum news_part part = part_of(ev);
		bool is_over = ev->change == TIMELINE_DELETED || part == NEWS_RENAMED;
		struct news_item *item;

		if (part == NEWS_PARTS)
			continue;
		item = &g->out->all[at[ev->commit]++];
		*item = (struct news_item){ .timeline = t, .event = ev, .entry = e, .gone = gone, .part = part };
		item->told_by = told_by(g, t, ev, &item->told_as);
		g->out->n_told += !item->told_by;
		item->is_end = is_over && change_class_breaks(news_end_class(t, ev), g->o);
		item->is_breaking = item->is_end || news_is_break(ev, g->o);
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

/* Where the first item of each commit goes, newest first. */
static size_t *find_places(struct gathering *g)
{
	const struct timelines *t = g->h->timelines;
	size_t n = g->h->commits->commits.n, *at = arena_array(g->a, n, size_t);

	for (size_t i = 0; i < t->all.n; i++)
		for (size_t k = 0; k < t->all.v[i]->events.n; k++)
			at[t->all.v[i]->events.v[k].commit] += part_of(&t->all.v[i]->events.v[k]) != NEWS_PARTS;
	for (size_t i = n; i > 0; i--) {
		size_t here = at[i - 1];

		at[i - 1] = g->out->n;
		g->out->n += here;
	}
	return at;
}

static bool is_in_order(const struct news *out)
{
	for (size_t i = 1; i < out->n; i++)
		if (compare_items(&out->all[i - 1], &out->all[i]) > 0)
			return false;
	return true;
}

/* Timelines come by kind and key, so that nothing is left to sort but where keys repeat. */
static void gather_items(struct gathering *g)
{
	const struct timelines *t = g->h->timelines;
	size_t *at = find_places(g);

	g->out->all = arena_array(g->a, g->out->n, struct news_item);
	for (size_t i = 0; i < t->all.n; i++)
		take_timeline(g, t->all.v[i], at);
	if (!is_in_order(g->out))
		qsort(g->out->all, g->out->n, sizeof *g->out->all, compare_items);
}

static struct news_period *period_of(struct gathering *g, struct map *known, str id)
{
	struct news_period *p = map_get(known, id);

	if (p)
		return p;
	p = arena_new(g->a, struct news_period);
	id = str_dup(id, g->a);
	p->id = p->name = id;
	*map_put(known, id, g->a) = p;
	if (known == &g->months)
		*vec_push(&g->out->months, g->a) = p;
	else
		*vec_push(&g->out->milestones, g->a) = p;
	return p;
}

static struct news_period *month_of(struct gathering *g, const struct news_item *item)
{
	int64_t time = news_time(g->h, item->event);
	str date = time_date(time, &g->scratch);
	struct news_period *p = period_of(g, &g->months, str_sub(date, 0, date.n - 3));

	p->time = p->time ? p->time : time;
	arena_reset(&g->scratch);
	return p;
}

static void name_milestones(struct gathering *g)
{
	size_t n = g->h->commits->commits.n;

	g->out->milestone = arena_array(g->a, n, str);
	for (size_t i = 0; i < n; i++) {
		const struct history_release *r = history_release_of(g->h->releases, (uint32_t)i); /* positions fit */
		bool is_same = r && i && r == history_release_of(g->h->releases, (uint32_t)i - 1);

		g->out->milestone[i] = is_same ? g->out->milestone[i - 1] : news_milestone(g->h, (uint32_t)i, g->a);
	}
}

static void add_releases(struct gathering *g)
{
	for (size_t i = 0; i < g->h->releases->all.n; i++) {
		const struct history_release *r = &g->h->releases->all.v[i];
		struct news_period *p = period_of(g, &g->out->by_id, release_text(&r->version, g->a));

		p->version = release_series(&r->version);
	}
}

/* Without any release nothing waits for one. */
static struct news_period *milestone_of(struct gathering *g, const struct news_item *item)
{
	str name = g->out->milestone[item->event->commit];
	struct news_period *p;

	if (name.n)
		return period_of(g, &g->out->by_id, name);
	if (!g->h->releases->all.n)
		return NULL;
	p = period_of(g, &g->out->by_id, STR("unreleased"));
	p->is_unreleased = true;
	p->name = STR("Not released yet");
	return p;
}

static void add_item(struct news_period *p, const struct news_item *item, struct arena *a)
{
	p->count[item->part]++;
	p->n_breaking += item->is_breaking;
	*vec_push(&p->items.all, a) = item;
}

/* One part after the other, so that the items of a period come in their order. */
static void sort_out(struct gathering *g)
{
	for (int part = 0; part < NEWS_PARTS; part++) {
		for (size_t i = 0; i < g->out->n; i++) {
			const struct news_item *item = &g->out->all[i];
			struct of_commit *of = &g->of_commit[item->event->commit];

			if ((int)item->part != part || item->told_by)
				continue;
			if (!of->month)
				*of = (struct of_commit){ month_of(g, item), milestone_of(g, item) };
			add_item(of->month, item, g->a);
			if (of->milestone)
				add_item(of->milestone, item, g->a);
		}
	}
}

static void add_latest(struct news_list *list, const struct news_item *item, struct arena *a)
{
	if (list->all.n < NEWS_FEED)
		*vec_push(&list->all, a) = item;
}

/* Of a key that is gone the one who had it last. */
static const struct group *owner_of(const struct entry *e, const struct gone *gone)
{
	e = e || !gone ? e : gone->last;
	return e ? e->owner : NULL;
}

/* Whether who has the new key has the old one, too. */
static bool stays_with(struct gathering *g, const struct group *owner, const struct timeline *t)
{
	const struct entry *e = news_entry(&g->entries, t);

	return owner == owner_of(e, e ? NULL : gone_get(g->gone, t->kind, t->key));
}

/* Of two keys the old one ended, but the new one tells what else broke. */
static bool is_told_as_break(const struct gathering *g, const struct news_item *item)
{
	const struct timeline_event *now = item->event->change == TIMELINE_DELETED ? item->told_as : item->event;
	bool tells_more = now && news_is_break(now, g->o);

	if (!item->is_breaking || item->part != NEWS_RENAMED || !item->is_end)
		return item->is_breaking;
	return item->event == now ? tells_more : !tells_more;
}

static void gather_feeds(struct gathering *g)
{
	for (size_t i = 0; i < g->out->n; i++) {
		const struct news_item *item = &g->out->all[i];
		const struct group *owner = owner_of(item->entry, item->gone);
		void **slot;

		if (is_told_as_break(g, item))
			add_latest(&g->out->breaking, item, g->a);
		if (!owner || (item->told_by && stays_with(g, owner, item->told_by)))
			continue;
		slot = map_put(&g->out->owners, owner->id, g->a);
		if (!*slot)
			*slot = arena_new(g->a, struct news_list);
		add_latest(*slot, item, g->a);
	}
}

static int compare_periods(const void *one, const void *other)
{
	const struct news_period *x = *(const struct news_period *const *)one, *y = *(const struct news_period *const *)other;

	int order = release_compare(&y->version, &x->version);

	if (x->is_unreleased != y->is_unreleased)
		return x->is_unreleased ? -1 : 1;
	return order ? order : (x->time < y->time) - (x->time > y->time);
}

void news_gather(struct news *out, const struct site_history *h, const struct dict *d, const struct gone_list *gone,
                 const struct change_options *o, struct arena *a)
{
	struct gathering g = { .out = out, .h = h, .gone = gone, .o = o, .a = a };

	*out = (struct news){ .n = 0 };
	g.entries = news_entries(d, &g.work);
	g.of_commit = arena_array(a, h->commits->commits.n, struct of_commit);
	gather_items(&g);
	name_milestones(&g);
	add_releases(&g);
	sort_out(&g);
	gather_feeds(&g);
	arena_free(&g.scratch);
	arena_free(&g.work);
	if (out->months.n)
		qsort(out->months.v, out->months.n, sizeof *out->months.v, compare_periods);
	if (out->milestones.n)
		qsort(out->milestones.v, out->milestones.n, sizeof *out->milestones.v, compare_periods);
}

const struct news_period *news_release(const struct news *n, str name)
{
	return map_get(&n->by_id, name);
}

const struct news_list *news_of_owner(const struct news *n, const struct group *g)
{
	return map_get(&n->owners, g->id);
}
