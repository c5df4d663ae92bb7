/* Joins what the versions of files tell by key: an entry that vanishes from one file and appears in another in the same commit has moved. */
#include "model/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "model/timeline_parts.h"

struct joining {
	const struct timeline_input *in;
	struct timeline_tools tools;
	struct arena *a;
	struct timelines *out;
	struct map *gone; /* one per kind, of one commit: key -> struct gone, entries that vanished and did not appear elsewhere yet */
	struct places places;
	struct arena events;  /* lists of events until they are complete: what they outgrow is most of it */
	struct arena commit, merge; /* memory of one commit, of one merge */
	struct arena scratch;
};
struct gone {
	VEC(const struct step *) all;
	size_t next, n_passed; /* next: the first that did not move; n_passed: those before it whose end has come */
};

static struct growing_list *list_of(struct joining *j, const struct step *s)
{
	return growing_list_of(j->out, s->kind, s->key, j->a);
}

static struct timeline *start_timeline(struct joining *j, const struct step *s, str path)
{
	struct growing *g = arena_new(j->a, struct growing);
	struct timeline *t = &g->t;

	t->kind = s->kind;
	t->key = s->key;
	t->path = path;
	t->is_alive = true;
	g->fresh = HISTORY_NONE;
	vec_reserve(&t->events, 1, &j->events); /* most definitions never change */
	growing_add(list_of(j, s), g, j->a);
	*vec_push(&j->out->all, j->a) = t;
	return t;
}

/* The entry a step is about, NULL where another branch had deleted it. What nobody saw coming was there before everything. */
static struct timeline *timeline_at(struct joining *j, const struct step *s, str path)
{
	struct timeline *t = growing_alive_at(list_of(j, s), path);

	if (t || places_find(&j->places, s, path, &t))
		return t;
	t = start_timeline(j, s, path);
	t->is_truncated = true;
	t->was = s->old_status;
	return t;
}

static struct timeline_event *add_event(struct joining *j, struct timeline *t, enum timeline_change change, const struct step *s)
{
	struct timeline_event *e = vec_push(&t->events, &j->events);

	*e = (struct timeline_event){ .change = change, .commit = s->commit, .path = s->path, .status = s->status };
	if (j->in->history->is_full && (change == TIMELINE_ADDED || change == TIMELINE_RETURNED || change == TIMELINE_MOVED))
		*vec_push(&((struct growing *)t)->places, j->a) = (uint32_t)t->events.n - 1; /* no more than steps, whose memory ends first */
	growing_told((struct growing *)t, j->a);
	return e;
}

/* Versions before the first that could be read, but for those of which the timeline knows more. */
static void add_unreadable(struct joining *j, struct timeline *t, const struct step *s)
{
	for (size_t i = 0; i < s->n_unreadable; i++) {
		const struct history_change *c = &j->in->history->changes.v[s->unreadable[i]];
		struct step early = { .commit = c->commit, .path = c->path };

		if (!t->events.n || t->events.v[t->events.n - 1].commit <= c->commit)
			(void)add_event(j, t, TIMELINE_UNREADABLE, &early); /* nothing to add */
	}
}

static enum timeline_change change_of(enum status old, enum status status)
{
	if (old == status)
		return TIMELINE_CHANGED;
	switch (status) {
	case STATUS_ACTIVE:
		return TIMELINE_ACTIVE;
	case STATUS_DEPRECATED:
		return TIMELINE_DEPRECATED;
	case STATUS_BROKEN:
		return TIMELINE_BROKEN;
	case STATUS_REMOVED:
		return TIMELINE_REMOVED;
	case STATUS_UNKNOWN:
		break;
	}
	return TIMELINE_CHANGED;
}

static void add_changed(struct joining *j, struct timeline *t, const struct step *s, enum status old, enum status status)
{
	struct timeline_event *e = add_event(j, t, change_of(old, status), s);

	e->fields = s->fields;
	e->n_fields = s->n_fields;
	e->status = status;
}

/* ---- steps ---- */

static bool read_side(struct joining *j, const unsigned char *id, str path, struct definition *out)
{
	return timeline_read(j->in, id, path, &j->scratch, out);
}

/* What changed on the way from one file to another. */
static void compare_moved(struct joining *j, struct timeline *t, const unsigned char *id, str path, const struct step *to)
{
	struct definition old, now;
	struct step s = *to;

	if (memcmp(id, to->id, sizeof to->id) != 0 && read_side(j, id, path, &old) && read_side(j, to->id, to->path, &now)) {
		const struct entry *one = definition_entry(&old, to->key), *other = definition_entry(&now, to->key);

		s.n_fields = one && other ? timeline_compare(&j->tools, one, other, j->a, &j->scratch, &s.fields) : 0;
		if (s.n_fields)
			add_changed(j, t, &s, one->status, other->status);
	}
	arena_reset(&j->scratch);
}

static void move(struct joining *j, struct timeline *t, str from, const unsigned char *id, str id_path, const struct step *to)
{
	struct growing *g = (struct growing *)t;

	places_leave(&j->places, g, to, g->t.path);
	add_event(j, t, TIMELINE_MOVED, to)->from = from;
	growing_set_path(g, to->path, j->a);
	growing_set_unreadable(g, false, j->a);
	g->fresh = to->commit;
	compare_moved(j, t, id, id_path, to);
}

/* What a commit did to the file that cannot be read, where the entry leaves it in that very commit. Returns where it was before. */
static str untell(struct growing *g, uint32_t commit)
{
	str path = g->t.path;

	for (size_t n = g->t.events.n; n > 0; n = g->t.events.n) {
		const struct timeline_event *ev = &g->t.events.v[n - 1];

		if (ev->commit != commit || (ev->change != TIMELINE_UNREADABLE && ev->change != TIMELINE_MOVED))
			break;
		if (ev->change == TIMELINE_MOVED)
			path = ev->from;
		if (g->places.n && g->places.v[g->places.n - 1] == n - 1)
			g->places.n--;
		g->t.events.n--;
	}
	return path;
}

/* The entry of a file that cannot be read, when another file says the same key now: that is where it is. */
static bool take_from_unreadable(struct joining *j, const struct step *s)
{
	struct growing *g = growing_unreadable(list_of(j, s));

	if (!g)
		return false;
	*places_claim(&j->places, s, g->t.path) = g;
	move(j, &g->t, untell(g, s->commit), g->last->id, g->last->path, s);
	return true;
}

/* Whether another file has the key meanwhile that this one had before it could not be read. */
static bool had_lost_key(struct joining *j, const struct step *s)
{
	const struct step before = { .kind = s->kind, .key = s->other_key };

	return j->places.elsewhere.n && s->other_key.n && *places_claim(&j->places, &before, s->from);
}

/* Of a definition that had another key before also what else changed. */
static void add_appeared(struct joining *j, struct timeline *t, enum timeline_change change, const struct step *s)
{
	struct timeline_event *e = add_event(j, t, change, s);

	if (had_lost_key(j, s))
		return;
	e->key = s->other_key;
	e->class = s->class;
	e->fields = s->fields;
	e->n_fields = s->n_fields;
}

/* Of a key that is nowhere: a new timeline, or one that ended. */
static struct growing *come(struct joining *j, const struct step *s)
{
	struct timeline *t = growing_ended(list_of(j, s), s->path);

	if (t) {
		growing_set_alive((struct growing *)t, true, j->a);
		growing_set_unreadable((struct growing *)t, false, j->a);
		growing_set_path((struct growing *)t, s->path, j->a);
		add_unreadable(j, t, s);
		add_appeared(j, t, TIMELINE_RETURNED, s);
	} else {
		t = start_timeline(j, s, s->path);
		add_unreadable(j, t, s);
		add_appeared(j, t, TIMELINE_ADDED, s);
	}
	((struct growing *)t)->fresh = s->commit;
	((struct growing *)t)->life++;
	return (struct growing *)t;
}

/* From a file of which another branch had deleted it. */
static void come_from(struct joining *j, const struct step *s, str path)
{
	places_leave(&j->places, come(j, s), s, path);
}

static void take_appeared(struct joining *j, const struct step *s)
{
	struct gone *gone = map_get(&j->gone[s->kind->index], s->key);
	const struct step *from;
	struct timeline *t;

	(void)places_take_claim(&j->places, s, s->path); /* it is here again */
	if (growing_alive_at(list_of(j, s), s->path)) /* two branches added the same file */
		return;
	from = gone && gone->next < gone->all.n ? gone->all.v[gone->next++] : NULL;
	t = from ? timeline_at(j, from, from->path) : NULL;
	if (t)
		move(j, t, from->path, from->id, from->id_path, s);
	else if (from)
		come_from(j, s, from->path);
	else if (!take_from_unreadable(j, s))
		(void)come(j, s);
}

/* The timeline of an entry that a step finds in its file: where another branch had ended it, it comes back. */
static struct growing *found(struct joining *j, const struct step *s)
{
	struct timeline *t = timeline_at(j, s, s->path);

	return t ? (struct growing *)t : come(j, s);
}

static const struct last_read *last_read(struct joining *j, const struct step *s)
{
	struct last_read *last = arena_new(j->a, struct last_read);

	last->path = s->id_path;
	memcpy(last->id, s->id, sizeof last->id);
	return last;
}

static void end(struct joining *j, struct timeline *t, const struct step *s, str path)
{
	struct growing *g = (struct growing *)t;
	struct timeline_event *e;

	places_leave(&j->places, g, s, g->t.path);
	e = add_event(j, t, TIMELINE_DELETED, s);
	e->path = path;
	e->key = s->other_key;
	e->class = s->class;
	growing_set_alive(g, false, j->a);
	g->last = last_read(j, s);
}

static void take_vanished(struct joining *j, const struct step *s)
{
	struct gone *gone = map_get(&j->gone[s->kind->index], s->key);
	struct timeline *t;

	if (places_take_claim(&j->places, s, s->path))
		return;
	/* those that were taken, first in, first out, have moved; their ends come in the same order */
	while (gone && gone->n_passed < gone->next)
		if (gone->all.v[gone->n_passed++] == s)
			return;
	t = timeline_at(j, s, s->path);
	if (t) /* else another branch did that before */
		end(j, t, s, s->path);
}

static void take_moved(struct joining *j, const struct step *s)
{
	struct timeline *t, *there;

	if (places_take_claim(&j->places, s, s->from)) {
		*places_claim(&j->places, s, s->path) = j;
		return;
	}
	t = timeline_at(j, s, s->from);
	there = growing_alive_at(list_of(j, s), s->path);
	if (there && t != there) { /* another branch added the file: only that goes on */
		if (t)
			end(j, t, s, s->from);
	} else if (t) {
		places_leave(&j->places, (struct growing *)t, s, t->path);
		add_event(j, t, TIMELINE_MOVED, s)->from = s->from;
		growing_set_path((struct growing *)t, s->path, j->a);
	} else {
		come_from(j, s, s->from);
	}
}

static void take_unreadable(struct joining *j, const struct step *s)
{
	struct growing *g;

	if (places_take_claim(&j->places, s, s->path)) {
		*places_claim(&j->places, s, s->path) = j;
		return;
	}
	g = found(j, s);
	(void)add_event(j, &g->t, TIMELINE_UNREADABLE, s); /* nothing to add */
	growing_set_unreadable(g, true, j->a);
	g->last = last_read(j, s);
}

static void take_read(struct joining *j, const struct step *s)
{
	if (places_take_claim(&j->places, s, s->path))
		take_appeared(j, s);
	else
		growing_set_unreadable(found(j, s), false, j->a);
}

/* Of fields that wait, by name, takes those of which an event tells. False: it tells another value. */
static bool take_told(struct map *waiting, const struct timeline_event *ev, size_t *n_waiting, struct arena *scratch)
{
	for (size_t i = 0; i < ev->n_fields; i++) {
		const struct timeline_field *told = &ev->fields[i], *f = map_get(waiting, told->name);

		if (!f)
			continue;
		if (!str_eq(told->now, f->now))
			return false;
		*map_put(waiting, told->name, scratch) = NULL;
		--*n_waiting;
	}
	return true;
}

/* What a merge brings from its branch was told there: of each field the newest that was told is what the merge says. */
static bool is_told_by_branch(struct joining *j, const struct timeline *t, const struct step *s)
{
	bool is_told = j->in->history->commits.v[s->commit].n_merged;
	struct map waiting = { 0 };
	size_t n;

	for (size_t i = 0; is_told && i < s->n_fields; i++)
		*map_put(&waiting, s->fields[i].name, &j->scratch) = (void *)(uintptr_t)&s->fields[i];
	n = waiting.n;
	for (size_t i = t->events.n; is_told && n && i > 0; i--)
		is_told = take_told(&waiting, &t->events.v[i - 1], &n, &j->scratch);
	arena_reset(&j->scratch);
	return is_told && !n;
}

static void take_changed(struct joining *j, const struct step *s)
{
	struct growing *g = found(j, s);

	if (g->t.events.n && g->t.events.v[0].commit == s->commit)
		g->t.was = s->old_status; /* it moved in this commit, too */
	growing_set_unreadable(g, false, j->a); /* another branch may have left it so */
	if (g->fresh != s->commit && !is_told_by_branch(j, &g->t, s))
		add_changed(j, &g->t, s, s->old_status, s->status);
}

static void take_known(struct joining *j, const struct step *s)
{
	add_unreadable(j, &found(j, s)->t, s);
}

/* Steps of one commit are taken in rounds: what tells where entries are goes first, what they became then, and what is left of them last. */
enum { ROUND_PLACES, ROUND_NEWS, ROUND_ENDS, N_ROUNDS };
static const struct {
	int round;
	void (*take)(struct joining *j, const struct step *s);
} taking[] = {
	[STEP_MOVED] = { ROUND_PLACES, take_moved },
	[STEP_UNREADABLE] = { ROUND_PLACES, take_unreadable },
	[STEP_APPEARED] = { ROUND_NEWS, take_appeared },
	[STEP_KNOWN] = { ROUND_NEWS, take_known },
	[STEP_READ] = { ROUND_NEWS, take_read },
	[STEP_CHANGED] = { ROUND_NEWS, take_changed },
	[STEP_VANISHED] = { ROUND_ENDS, take_vanished },
};

static void remember_gone(struct joining *j, const struct step *s)
{
	void **slot;

	if (places_take_claim(&j->places, s, s->path)) {
		*places_claim(&j->places, s, s->path) = j; /* forgotten when its turn comes */
		return;
	}
	slot = map_put(&j->gone[s->kind->index], s->key, &j->commit);
	if (!*slot)
		*slot = arena_new(&j->commit, struct gone);
	*vec_push(&((struct gone *)*slot)->all, &j->commit) = s;
}

/* The steps [from, to) of one commit. */
static void take_commit(struct joining *j, const struct step_list *steps, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (steps->all.v[i].event == STEP_VANISHED)
			remember_gone(j, &steps->all.v[i]);
	for (int round = 0; round < N_ROUNDS; round++)
		for (size_t i = from; i < to; i++)
			if (taking[steps->all.v[i].event].round == round)
				taking[steps->all.v[i].event].take(j, &steps->all.v[i]);
	for (size_t i = 0; i < j->in->dialect->n_kinds; i++)
		j->gone[i] = (struct map){ 0 };
	arena_reset(&j->commit);
}

/* ---- merges ---- */

static int compare_outcomes(const void *a, const void *b)
{
	const struct history_outcome *one = *(const struct history_outcome *const *)a, *other = *(const struct history_outcome *const *)b;

	return one->commit != other->commit ? one->commit < other->commit ? -1 : 1 : str_cmp(one->path, other->path);
}

static const struct history_outcome **list_outcomes(const struct history *h, struct arena *a)
{
	const struct history_outcome **list = arena_array(a, h->outcomes.n, const struct history_outcome *);

	for (size_t i = 0; i < h->outcomes.n; i++)
		list[i] = &h->outcomes.v[i];
	if (h->outcomes.n)
		qsort(list, h->outcomes.n, sizeof(const struct history_outcome *), compare_outcomes);
	return list;
}

struct outcomes { /* on their way through the commits */
	const struct history_outcome **all; /* in the order of commits */
	size_t n, next;
};

static bool is_next(const struct outcomes *o, uint32_t commit)
{
	return o->next < o->n && o->all[o->next]->commit == commit;
}

/* The next merge. `own`: what it did itself; the steps up to there come before. */
static void take_merge(struct joining *j, struct outcomes *o, const struct step_list *steps, size_t own, size_t n_own)
{
	const struct history_outcome **outcomes = o->all + o->next;
	uint32_t commit = outcomes[0]->commit, base = j->in->history->commits.v[commit].parent;
	struct merging *m = merging_new(j->in, &j->tools, j->out, j->a, &j->merge);
	struct step_list places = { .all = { 0 } };
	size_t from = own, n = 0;
	struct step changed;

	while (is_next(o, commit)) {
		o->next++;
		n++;
	}
	while (from > 0 && steps->all.v[from - 1].commit > base)
		from--;
	merging_take(m, outcomes, n, steps->all.v + from, own + n_own - from, &j->places.strays);
	j->places.strays.all.n = 0;
	merging_places(m, steps->all.v + own, n_own, &places);
	take_commit(j, &places, 0, places.all.n);
	for (struct timeline *t; (t = merging_next(m, &changed));)
		add_changed(j, t, &changed, changed.old_status, changed.status);
	arena_reset(&j->merge);
}

static void take_all(struct joining *j, const struct step_list *steps)
{
	struct outcomes o = { list_outcomes(j->in->history, j->a), j->in->history->outcomes.n, 0 };

	for (size_t from = 0, to; from < steps->all.n || o.next < o.n; from = to) {
		uint32_t commit = from < steps->all.n ? steps->all.v[from].commit : HISTORY_NONE;

		to = from;
		if (o.next < o.n && o.all[o.next]->commit < commit) { /* a merge that did nothing itself */
			take_merge(j, &o, steps, from, 0);
			continue;
		}
		while (to < steps->all.n && steps->all.v[to].commit == commit)
			to++;
		if (is_next(&o, commit))
			take_merge(j, &o, steps, from, to - from);
		else
			take_commit(j, steps, from, to);
	}
}

static int compare_timelines(const void *a, const void *b)
{
	const struct timeline *one = *(const struct timeline *const *)a, *other = *(const struct timeline *const *)b;
	int order = one->kind->index < other->kind->index ? -1 : one->kind->index > other->kind->index;

	if (!order)
		order = str_cmp(one->key, other->key);
	return order ? order : str_cmp(one->path, other->path);
}

void timelines_number(struct timelines *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->all.n; n += t->all.v[i++]->events.n)
		t->all.v[i]->first = n;
}

/* Most steps tell of an entry that nothing else is told of. */
static void reserve(struct joining *j, const struct step_list *steps)
{
	size_t *n = arena_array(&j->scratch, j->in->dialect->n_kinds, size_t), all = 0;

	for (size_t i = 0; i < steps->all.n; i++)
		if (steps->all.v[i].event == STEP_APPEARED || steps->all.v[i].event == STEP_KNOWN)
			n[steps->all.v[i].kind->index]++;
	for (size_t i = 0; i < j->in->dialect->n_kinds; i++) {
		map_reserve(&j->out->by_key[i], n[i], j->a);
		all += n[i];
	}
	vec_reserve(&j->out->all, all, j->a);
	arena_reset(&j->scratch);
}

/* All events side by side, timeline by timeline. */
static void settle_events(struct joining *j)
{
	const struct timelines *out = j->out;
	size_t n = out->all.n ? out->all.v[out->all.n - 1]->first + out->all.v[out->all.n - 1]->events.n : 0;
	struct timeline_event *all = arena_array(j->a, n, struct timeline_event);

	for (size_t i = 0; i < out->all.n; i++) {
		struct timeline *t = out->all.v[i];

		if (t->events.n)
			memcpy(&all[t->first], t->events.v, t->events.n * sizeof *all);
		t->events.v = &all[t->first];
		t->events.cap = t->events.n;
	}
	arena_free(&j->events);
}

bool timelines_build(const struct timeline_input *in, struct arena *a, struct timelines *out, struct err *e)
{
	struct change_options nothing = { .levels = NULL };
	struct joining j = { .in = in, .tools = { differ_new(in->dialect, a), changer_new(in->dialect, &nothing, a) }, .a = a, .out = out, .places = { .is_full = in->history->is_full, .a = a } };
	struct arena *kept = in->record ? in->record : a;
	struct timeline_record *record = arena_new(kept, struct timeline_record);
	const struct step_list *steps = &record->steps;
	bool ok;

	*out = (struct timelines){ .history = in->history, .by_key = arena_array(a, in->dialect->n_kinds, struct map) };
	j.gone = arena_array(a, in->dialect->n_kinds, struct map);
	out->record = record;
	ok = steps_read(in, &j.tools, kept, record, e);
	reserve(&j, steps);
	if (ok)
		take_all(&j, steps);
	if (out->all.n)
		qsort(out->all.v, out->all.n, sizeof(struct timeline *), compare_timelines);
	timelines_number(out);
	settle_events(&j);
	arena_free(&j.commit);
	arena_free(&j.merge);
	arena_free(&j.scratch);
	return ok;
}

bool timeline_last(const struct timeline_input *in, const struct timeline *t, struct arena *a, struct definition *out)
{
	const struct growing *g = (const struct growing *)t;

	return !t->is_alive && g->last && g->last->path.n && timeline_read(in, g->last->id, g->last->path, a, out);
}
