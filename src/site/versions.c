/* Works out which entries were there in which release: stretches of releases for every entry, in one walk over histories and milestones, and numbers
   for every release from where they begin and end. */
#include <stdlib.h>

#include "render/template.h"
#include "site/versions.h"

struct sources { /* releases with the same source, oldest first */
	VEC(struct version *) all;
};
struct walk {
	const struct versions_input *in;
	struct versions *out;
	struct arena *a, scratch; /* scratch: until all is worked out */
	struct map entries; /* see news_entries */
	struct map known; /* bytes of the numbers -> struct version */
	struct sources tagged, told;
};

static str series_key(const struct release *series)
{
	return (str){ (const char *)series->part, sizeof series->part };
}

static struct version *version_of(struct walk *w, const struct release *r, struct sources *s)
{
	const struct release series = release_series(r);
	struct version *v = map_get(&w->known, series_key(&series));

	if (v)
		return v;
	v = arena_new(w->a, struct version);
	v->name = release_text(r, w->a);
	v->release = series;
	v->count = arena_array(w->a, w->in->dict->dialect->n_kinds * STATUS_COUNT, size_t);
	*map_put(&w->known, series_key(&v->release), w->a) = v;
	*vec_push(&s->all, w->a) = v;
	return v;
}

static int by_commit(const void *a, const void *b)
{
	const struct version *x = *(struct version *const *)a, *y = *(struct version *const *)b;

	if (x->commit != y->commit)
		return x->commit < y->commit ? -1 : 1;
	return release_compare(&x->release, &y->release);
}

static int by_age(const void *a, const void *b)
{
	const struct version *x = *(struct version *const *)a, *y = *(struct version *const *)b;

	return release_compare(&x->release, &y->release);
}

static int newest_first(const void *a, const void *b)
{
	return by_age(b, a);
}

static void sort_sources(struct sources *s, int (*compare)(const void *, const void *))
{
	if (s->all.n)
		qsort(s->all.v, s->all.n, sizeof *s->all.v, compare);
	for (size_t i = 0; i < s->all.n; i++)
		s->all.v[i]->at = i;
}

/* ---- which releases there are ---- */

static void list_tagged(struct walk *w)
{
	const struct history_releases *r = w->in->history ? w->in->history->releases : NULL;

	for (size_t i = 0; r && i < r->all.n; i++) { /* by commit: the last one counts */
		const struct history_release *from = &r->all.v[i];
		struct version *v = version_of(w, &from->version, &w->tagged);

		if (!v->tag.n || from->commit > v->commit) {
			v->tag = from->tag;
			v->commit = from->commit;
		}
		if (!v->time || from->time < v->time)
			v->time = from->time;
		v->period = news_release(w->in->news, v->name);
	}
	sort_sources(&w->tagged, by_commit);
}

struct told { /* the milestones of a definition */
	struct release added, removed;
	bool is_added, is_removed; /* they can be read */
};

static struct told read_told(const struct entry *e)
{
	struct told t = { .is_added = false };

	t.is_added = release_parse(entry_milestone(e, e->kind->added_milestone), &t.added);
	if (e->status == STATUS_REMOVED)
		t.is_removed = release_parse(entry_milestone(e, e->kind->removed_milestone), &t.removed);
	return t;
}

/* Whether they say when it was there. */
static bool is_told(const struct entry *e, const struct told *t)
{
	return t->is_added && (e->status != STATUS_REMOVED || t->is_removed);
}

/* What comes after the last tag is in no release yet. */
static void list_one_told(struct walk *w, const struct release *r, const struct version *newest)
{
	struct release series = release_series(r);

	if (!r->is_before && (!newest || release_compare(&series, &newest->release) < 0))
		(void)version_of(w, r, &w->told); /* it is listed now */
}

static void list_told(struct walk *w)
{
	const struct version *newest = NULL;

	for (size_t i = 0; i < w->tagged.all.n; i++)
		if (!newest || release_compare(&w->tagged.all.v[i]->release, &newest->release) > 0)
			newest = w->tagged.all.v[i];
	for (size_t i = 0; i < w->in->dict->all.n; i++) {
		struct told t = read_told(w->in->dict->all.v[i]);

		if (t.is_added)
			list_one_told(w, &t.added, newest);
		if (t.is_removed)
			list_one_told(w, &t.removed, newest);
	}
	sort_sources(&w->told, by_age);
}

/* ---- when entries were there ---- */

static void add_span(struct walk *w, struct version_spans *to, const struct version_span *s)
{
	if (s->from < s->to && s->status != STATUS_REMOVED)
		*vec_push(&to->all, w->a) = *s;
}

/* Position of the first of them that does not come before `what`. */
static size_t first_from(struct version *const *all, size_t n, bool (*is_before)(const struct version *, const void *), const void *what)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_before(all[middle], what))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_of_earlier_commit(const struct version *v, const void *commit)
{
	return v->commit < *(const uint32_t *)commit;
}

/* The release that this commit came with; NULL: none yet. */
static const struct version *first_with(const struct walk *w, uint32_t commit)
{
	const struct history_release *r = history_release_of(w->in->history->releases, commit);
	const struct release series = r ? release_series(&r->version) : (struct release){ 0 };

	return r ? map_get(&w->known, series_key(&series)) : NULL;
}

/* Where the tagged releases with this commit begin. The one before them may have the branch that the commit merged. */
static size_t tagged_at(const struct walk *w, uint32_t commit)
{
	size_t at = first_from(w->tagged.all.v, w->tagged.all.n, is_of_earlier_commit, &commit);
	const struct version *first = first_with(w, commit);

	return first && first->at + 1 == at ? first->at : at;
}

static void take_timeline(struct walk *w, const struct timeline *t)
{
	struct version_span s = { .kind = t->kind, .key = t->key, .status = t->was, .since = SIZE_MAX, .to = w->tagged.all.n };
	bool is_there = t->is_truncated;
	size_t gone = SIZE_MAX; /* the first release without it */

	s.entry = news_entry(&w->entries, t);
	for (size_t i = 0; i < t->events.n; i++) {
		const struct timeline_event *ev = &t->events.v[i];
		const struct version *first = first_with(w, ev->commit);
		size_t at = tagged_at(w, ev->commit);

		if (ev->change == TIMELINE_UNREADABLE)
			continue;
		at = at < s.from ? s.from : at; /* what came before is in that one, too */
		if (is_there && (ev->change == TIMELINE_DELETED || ev->status != s.status)) {
			s.to = at;
			add_span(w, &w->out->by_tag, &s);
			s.to = w->tagged.all.n;
			s.from = at;
		}
		if (!is_there) {
			s.since = at == gone ? s.since : first ? first->at : at; /* back before any release was without it: it never went */
			s.from = at;
		}
		s.status = ev->status;
		is_there = ev->change != TIMELINE_DELETED;
		gone = is_there ? gone : at;
	}
	if (is_there)
		add_span(w, &w->out->by_tag, &s);
}

/* Entries older than everything that can be read of the history. */
static bool take_unknown(struct walk *w)
{
	const struct dict *d = w->in->dict;
	size_t before = w->out->by_tag.all.n;

	for (size_t i = 0; i < d->all.n; i++) {
		const struct entry *e = d->all.v[i];

		if (!e->history || e->history->timeline || !e->history->is_truncated)
			continue;
		add_span(w, &w->out->by_tag, &(struct version_span){ .kind = e->kind, .key = e->key, .entry = e, .status = e->status,
		                                                     .since = SIZE_MAX, .to = w->tagged.all.n });
	}
	return w->out->by_tag.all.n > before;
}

static int compare_spans(const void *a, const void *b)
{
	const struct version_span *x = a, *y = b;
	int order = x->kind->index < y->kind->index ? -1 : x->kind->index > y->kind->index;

	if (!order)
		order = str_cmp(x->key, y->key);
	return order ? order : (x->from > y->from) - (x->from < y->from);
}

static void walk_tagged(struct walk *w)
{
	const struct timelines *t = w->tagged.all.n ? w->in->history->timelines : NULL;
	struct version_spans *spans = &w->out->by_tag;

	vec_reserve(&spans->all, t ? t->all.n : 0, w->a); /* most entries are what they are as long as they are there */
	for (size_t i = 0; t && i < t->all.n; i++)
		take_timeline(w, t->all.v[i]);
	if (t && take_unknown(w))
		qsort(spans->all.v, spans->all.n, sizeof *spans->all.v, compare_spans);
}

static bool is_older(const struct version *v, const void *series)
{
	return release_compare(&v->release, series) < 0;
}

/* The first of them that is not older than the milestone; "<13.9": 13.9, for what was before is not known. */
static size_t told_at(const struct walk *w, const struct release *r)
{
	const struct release series = release_series(r);

	return first_from(w->told.all.v, w->told.all.n, is_older, &series);
}

/* The listed release that a milestone names; NULL: it is not listed. */
static struct version *told_exactly(struct walk *w, const struct release *r)
{
	struct release series = release_series(r);
	size_t at = told_at(w, r);
	struct version *v = at < w->told.all.n ? w->told.all.v[at] : NULL;

	return v && !r->is_before && release_compare(&v->release, &series) == 0 ? v : NULL;
}

static void take_told(struct walk *w, const struct entry *e, const struct told *t)
{
	bool is_over = e->status == STATUS_REMOVED;
	struct version_span s = { .kind = e->kind, .key = e->key, .entry = e, .status = is_over ? STATUS_ACTIVE : e->status, .since = SIZE_MAX };
	struct version *came, *went;

	if (!is_told(e, t)) {
		w->out->n_unknown++;
		return;
	}
	s.from = told_at(w, &t->added);
	s.to = is_over ? told_at(w, &t->removed) : w->told.all.n;
	came = told_exactly(w, &t->added);
	went = is_over ? told_exactly(w, &t->removed) : NULL;
	if (came)
		s.since = came->at;
	add_span(w, &w->out->by_milestone, &s);
	if (came)
		came->added++;
	if (went)
		went->removed++;
}

static void walk_told(struct walk *w)
{
	const struct dict *d = w->in->dict;

	list_told(w);
	vec_reserve(&w->out->by_milestone.all, w->told.all.n ? d->all.n : 0, w->a);
	for (size_t i = 0; w->told.all.n && i < d->all.n; i++) {
		struct told t = read_told(d->all.v[i]); /* once more: all of them at once take megabytes */

		take_told(w, d->all.v[i], &t);
	}
}

/* ---- numbers, lists, files ---- */

/* Where spans begin adds, where they end takes away; a sum over the releases gives the number of each. */
static void count_spans(struct walk *w, const struct sources *s, const struct version_spans *spans)
{
	size_t per = w->in->dict->dialect->n_kinds * STATUS_COUNT;

	for (size_t i = 0; i < spans->all.n; i++) {
		const struct version_span *x = &spans->all.v[i];
		size_t at = x->kind->index * STATUS_COUNT + x->status;

		s->all.v[x->from]->count[at]++;
		if (x->to < s->all.n)
			s->all.v[x->to]->count[at]--; /* below zero for a moment: unsigned numbers come back */
	}
	for (size_t i = 0; i < s->all.n; i++) {
		struct version *v = s->all.v[i];

		for (size_t k = 0; k < per; k++) {
			v->count[k] += i ? s->all.v[i - 1]->count[k] : 0;
			v->n += v->count[k];
		}
	}
}

static void join(struct walk *w)
{
	struct versions *out = w->out;

	for (size_t i = 0; i < w->tagged.all.n; i++)
		*vec_push(&out->all, w->a) = w->tagged.all.v[i];
	for (size_t i = 0; i < w->told.all.n; i++)
		*vec_push(&out->all, w->a) = w->told.all.v[i];
	if (out->all.n)
		qsort(out->all.v, out->all.n, sizeof *out->all.v, newest_first);
	map_reserve(&out->by_name, out->all.n, w->a);
	for (size_t i = 0; i < out->all.n; i++) {
		*map_put(&out->by_name, out->all.v[i]->name, w->a) = out->all.v[i];
		out->all.v[i]->newer = i ? out->all.v[i - 1] : NULL;
		out->all.v[i]->older = i + 1 < out->all.n ? out->all.v[i + 1] : NULL;
	}
}

static void list_rows(struct walk *w, struct version *v)
{
	const struct version_spans *spans = version_spans_of(w->out, v);
	size_t n = 0;

	v->is_listed = true;
	v->rows = arena_array(w->a, v->n, const struct version_span *);
	for (size_t i = 0; i < spans->all.n; i++)
		if (version_has(v, &spans->all.v[i]))
			v->rows[n++] = &spans->all.v[i];
	BUG_IF(n != v->n); /* the same spans were counted */
}

static void share_room(struct walk *w)
{
	size_t rows = 0;

	for (size_t i = 0; i < w->out->all.n; i++) {
		struct version *v = w->out->all.v[i];

		rows += v->n;
		v->has_csv = rows <= VERSION_CSV_ROWS;
		if (rows <= VERSION_ROWS)
			list_rows(w, v);
	}
}

/* The same row stands in the files of many releases, so it is made once. */
static void make_rows(struct walk *w, const struct sources *s, struct version_spans *spans)
{
	struct buf b = { .a = w->a };
	size_t size = 0, *end = arena_array(&w->scratch, spans->all.n, size_t);

	for (size_t i = 0; i < spans->all.n; i++) {
		const struct version_span *x = &spans->all.v[i];

		size += x->kind->name.n + x->key.n + 24;
	}
	buf_reserve(&b, size);
	for (size_t i = 0; i < spans->all.n; i++) {
		const struct version_span *x = &spans->all.v[i];

		escape_csv(&b, x->kind->name);
		buf_byte(&b, ',');
		escape_csv(&b, x->key);
		buf_fmt(&b, ",%s,", status_word(x->status));
		buf_put(&b, x->since < s->all.n ? s->all.v[x->since]->name : (str){ 0 });
		buf_z(&b, "\r\n");
		end[i] = b.n;
	}
	for (size_t i = 0; i < spans->all.n; i++)
		spans->all.v[i].row = str_sub(buf_str(&b), i ? end[i - 1] : 0, end[i] - (i ? end[i - 1] : 0));
}

void versions_gather(struct versions *out, const struct versions_input *in, struct arena *a)
{
	struct walk w = { .in = in, .out = out, .a = a };

	*out = (struct versions){ .n_unknown = 0 };
	w.entries = news_entries(in->dict, &w.scratch);
	list_tagged(&w);
	walk_tagged(&w);
	walk_told(&w);
	count_spans(&w, &w.tagged, &out->by_tag);
	count_spans(&w, &w.told, &out->by_milestone);
	join(&w);
	share_room(&w);
	make_rows(&w, &w.tagged, &out->by_tag);
	make_rows(&w, &w.told, &out->by_milestone);
	arena_free(&w.scratch);
}

const struct version *version_find(const struct versions *all, str name)
{
	return map_get(&all->by_name, name);
}

bool version_has(const struct version *v, const struct version_span *s)
{
	return s->from <= v->at && v->at < s->to;
}

const struct version_spans *version_spans_of(const struct versions *all, const struct version *v)
{
	return v->tag.n ? &all->by_tag : &all->by_milestone;
}

static bool is_not_older(const struct version *v, const void *series)
{
	return !is_older(v, series);
}

/* How many releases are not older than a milestone. */
static size_t count_since(const struct versions *all, const struct release *r)
{
	const struct release series = release_series(r);

	return first_from(all->all.v, all->all.n, is_not_older, &series);
}

size_t versions_growth(const struct versions *all, struct entry *const *entries, size_t n_entries, size_t *counts, size_t n)
{
	size_t n_unknown = 0;

	for (size_t i = 0; i < n_entries; i++) {
		struct told t = read_told(entries[i]);
		size_t since;

		if (!is_told(entries[i], &t)) {
			n_unknown++;
			continue;
		}
		since = count_since(all, &t.added);
		for (size_t at = t.is_removed ? count_since(all, &t.removed) : 0; at < since && at < n; at++)
			counts[at]++;
	}
	return n_unknown;
}
