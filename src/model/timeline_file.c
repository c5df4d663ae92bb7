/* Goes through the versions of every file in the order of commits and tells what each did to the file's entries. Files are independent of
   one another, so several threads do this; a renamed file is the same one. Versions are read in the order of packs, a batch at a time. */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/pool.h"
#include "model/timeline_parts.h"

enum { BATCH = 100000 }; /* versions read at once; definitions have about 1 KB */


enum content { CONTENT_NONE /* there is no file */, CONTENT_ENTRIES, CONTENT_BROKEN /* no definition */, CONTENT_UNKNOWN /* not here, damaged */ };

struct version { /* one blob */
	struct file file;
	str bytes;
	bool is_read;
	const struct definition *known; /* what was read from it elsewhere; NULL: nothing */
};
/* Versions of one file under all its names. */
struct thread {
	const uint32_t *changes; /* positions in the history; of a rename that of the new name */
	size_t n;
	size_t from; /* what came before has been read in a former run */
};
struct reading {
	const struct timeline_input *in;
	const struct timeline_tools *tools;
	VEC(struct thread) threads;
	size_t first; /* thread of this batch */
	uint8_t *unreadable; /* of the record */
	struct map versions; /* 20 bytes of the id -> struct version */
	struct file_list files;
	VEC(struct version *) order;
	struct source *sources[POOL_MAX_WORKERS];
	struct arena bytes[POOL_MAX_WORKERS];
	struct per_worker {
		struct arena tree[2]; /* of the version before and of this one, in turn */
		struct arena scratch;
		struct step_list steps; /* in `lists`, until they are joined */
		struct arena lists;
	} worker[POOL_MAX_WORKERS];
};

/* ---- threads ---- */

static const struct history_change *change_at(const struct reading *r, uint32_t i)
{
	return &r->in->history->changes.v[i];
}

/* For each change the next one of the same path. */
static uint32_t *index_next(const struct history *h, struct arena *a)
{
	uint32_t *next = arena_array(a, h->changes.n, uint32_t);

	for (size_t i = 0; i < h->files.n; i++)
		for (size_t k = 0; k < h->files.v[i].n; k++)
			next[h->files.v[i].changes[k]] = k + 1 < h->files.v[i].n ? h->files.v[i].changes[k + 1] : HISTORY_NONE;
	return next;
}

/* Where to go on with a file that a former run has read: at the first new change, or before it at versions that could not be read, so that
   what the file said before them is known again. */
static size_t find_start(const struct reading *r, const struct thread *t)
{
	size_t from = 0;

	while (from < t->n && change_at(r, t->changes[from])->commit < r->in->history->n_known)
		from++;
	while (from < t->n && from > 0 && r->unreadable[t->changes[from - 1]])
		from--;
	return from;
}

/* Which changes are in threads already. */
struct threading {
	const uint32_t *next; /* of index_next */
	bool *is_taken;
	uint32_t *list; /* of the threads, one behind the other */
	size_t used;
};

static void add_thread(struct reading *r, struct threading *all, size_t first, struct arena *a)
{
	struct thread t = { .changes = all->list + all->used };
	uint32_t i = (uint32_t)first; /* positions fit */

	while (i != HISTORY_NONE && !all->is_taken[i]) {
		const struct history_change *c = change_at(r, i);

		all->is_taken[i] = true;
		if (c->event == HISTORY_DELETED && c->target != HISTORY_NONE) {
			i = c->target; /* the added file tells the whole step */
			continue;
		}
		all->list[all->used++] = i;
		t.n++;
		i = c->event == HISTORY_DELETED ? HISTORY_NONE : all->next[i];
		if (i != HISTORY_NONE && change_at(r, i)->event == HISTORY_ADDED)
			break; /* another file of the same name, after a branch deleted this one */
	}
	t.from = find_start(r, &t);
	if (t.from < t.n)
		*vec_push(&r->threads, a) = t;
}

/* In the order of their first commits. What is added by a rename belongs to the file before. */
static void find_threads(struct reading *r, struct arena *a)
{
	const struct history *h = r->in->history;
	size_t n = h->changes.n;
	struct threading all = { .next = index_next(h, a), .is_taken = arena_array(a, n, bool), .list = arena_array(a, n, uint32_t) };

	for (size_t i = 0; i < n; i++)
		if (!all.is_taken[i] && h->changes.v[i].source == HISTORY_NONE)
			add_thread(r, &all, i, a);
	for (size_t i = 0; i < n; i++)
		if (!all.is_taken[i])
			add_thread(r, &all, i, a);
}

/* ---- bytes ---- */

static void want(struct reading *r, const unsigned char *id, str path, struct arena *a)
{
	void **slot;
	struct version *v;

	if (!timeline_has_id(id))
		return;
	slot = map_put(&r->versions, (str){ (const char *)id, 20 }, a);
	if (*slot)
		return;
	v = arena_new(a, struct version);
	v->file = (struct file){ .path = path, .kind = FILE_REGULAR };
	memcpy(v->file.id, id, sizeof v->file.id);
	*slot = v;
	v->known = r->in->definitions ? map_get(r->in->definitions, (str){ (const char *)id, 20 }) : NULL;
	if (v->known) {
		v->bytes = v->known->bytes;
		v->is_read = true;
		return;
	}
	*vec_push(&r->files.all, a) = v->file;
	*vec_push(&r->order, a) = v;
}

static const unsigned char *old_id(const struct reading *r, const struct history_change *c)
{
	return c->source != HISTORY_NONE ? change_at(r, c->source)->old : c->old;
}

static str old_path(const struct reading *r, const struct history_change *c)
{
	return c->source != HISTORY_NONE ? change_at(r, c->source)->path : c->path;
}

struct reading_order {
	struct reading *r;
	const size_t *order;
};

static void read_one(void *arg, size_t worker, size_t index)
{
	const struct reading_order *o = arg;
	struct reading *r = o->r;
	struct version *v = r->order.v[o->order[index]];

	v->is_read = source_read(r->sources[worker], &v->file, doc_default_limits.bytes, &r->bytes[worker], &v->bytes, NULL) == SOURCE_OK;
}

static void read_versions(struct reading *r, struct arena *a)
{
	size_t n = r->files.all.n, *order = arena_array(a, n, size_t);
	struct reading_order o = { r, order };

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	source_read_order(r->in->source, &r->files, order, n);
	pool_run_together(r->in->workers, n, read_one, &o);
}

/* ---- one file ---- */

struct progress { /* of one thread */
	struct reading *r;
	struct per_worker *w;
	struct arena *a; /* of the result */
	const struct history_change *change;
	uint32_t position, order; /* of the change; of its next step */
	struct definition base, now;
	bool has_base;     /* base is what was read last */
	bool is_behind;    /* later versions could not be read */
	bool is_certain;   /* without a base: there was nothing, or nothing readable; else nobody knows */
	size_t tree;       /* which of the two arenas holds base */
	unsigned char base_id[SOURCE_ID_BYTES];
	unsigned char at[SOURCE_ID_BYTES]; /* the version looked at last */
	VEC(uint32_t) pending; /* changes that could not be read before anything could */
};

static struct step *add_step(struct progress *p, enum step_event event, const struct entry *e)
{
	struct step *s = vec_push(&p->w->steps.all, &p->w->lists);

	*s = (struct step){ .commit = p->change->commit,
		            .change = p->position,
		            .order = p->order++,
		            .event = event,
		            .kind = e->kind,
		            .key = str_dup(e->key, p->a),
		            .path = p->change->path,
		            .id_path = p->change->path,
		            .old_status = e->status,
		            .status = e->status };
	memcpy(s->id, p->change->now, sizeof s->id);
	return s;
}

typedef str frame_fn(const struct entry *e, struct arena *a);

static str variant_of(const struct entry *e, struct arena *a)
{
	(void)a;
	return e->variant;
}

/* The same entry on the other side, where it has another key there: that of the same expanded value, or of a file that was not expanded the only
   one, as pairing_of tells it. NULL: there is none. A file that took another's place may say something else: files of definitions resemble each
   other. */
static const struct entry *find_renamed(struct progress *p, const struct definition *there, const struct definition *here, const struct entry *e)
{
	static frame_fn *const frames[] = { entry_frame, variant_of };
	struct arena *a = &p->w->scratch;

	if (!there || there->kind != here->kind || !there->n_entries)
		return NULL;
	if (p->change->source != HISTORY_NONE && !pairing_is_alike(e, there->entries))
		return NULL;
	for (size_t f = 0; f < sizeof frames / sizeof *frames; f++)
		for (size_t i = 0; i < there->n_entries; i++)
			if (str_eq(frames[f](&there->entries[i], a), frames[f](e, a)) && !definition_entry(here, there->entries[i].key))
				return &there->entries[i];
	return NULL;
}

static void tell_vanished(struct progress *p, const struct entry *e, const struct definition *now)
{
	const struct entry *renamed = find_renamed(p, now, &p->base, e);
	struct step *s = add_step(p, STEP_VANISHED, e);

	s->path = old_path(p->r, p->change);
	s->other_key = renamed ? str_dup(renamed->key, p->a) : (str){ 0 };
	s->class = renamed ? change_class_of_rename(e, renamed, &p->w->scratch) : NULL;
	memcpy(s->id, p->base_id, sizeof s->id);
	s->id_path = p->base.path;
}

/* What changed with the key. */
static void tell_renamed(struct progress *p, struct step *s, const struct entry *e)
{
	const struct entry *old = p->has_base ? find_renamed(p, &p->base, &p->now, e) : NULL;

	if (!old)
		return;
	s->from = old_path(p->r, p->change);
	s->other_key = str_dup(old->key, p->a);
	s->class = change_class_of_rename(old, e, &p->w->scratch);
	s->n_fields = timeline_compare(p->r->tools, old, e, p->a, &p->w->scratch, &s->fields);
}

static void tell_appeared(struct progress *p, const struct entry *e)
{
	struct step *s = add_step(p, p->has_base || p->is_certain ? STEP_APPEARED : STEP_KNOWN, e);
	uint32_t *unreadable = arena_array(p->a, p->pending.n, uint32_t);

	for (size_t i = 0; i < p->pending.n; i++)
		unreadable[i] = p->pending.v[i];
	s->unreadable = unreadable;
	s->n_unreadable = p->pending.n;
	tell_renamed(p, s, e);
}

static void tell_moved(struct progress *p, const struct entry *e)
{
	str from = old_path(p->r, p->change);

	if (p->change->source != HISTORY_NONE)
		add_step(p, STEP_MOVED, e)->from = from;
}

static void tell_stayed(struct progress *p, const struct entry *old, const struct entry *now)
{
	const struct timeline_field *fields;
	size_t n;
	struct step *s;

	tell_moved(p, now);
	if (p->is_behind)
		(void)add_step(p, STEP_READ, now); /* nothing to add */
	if (!memcmp(p->at, p->change->now, sizeof p->at))
		return;
	n = timeline_compare(p->r->tools, old, now, p->a, &p->w->scratch, &fields);
	if (!n && old->status == now->status)
		return;
	s = add_step(p, STEP_CHANGED, now);
	s->old_status = old->status;
	s->fields = fields;
	s->n_fields = n;
}

static void tell_entries(struct progress *p)
{
	for (size_t i = 0; p->has_base && i < p->base.n_entries; i++)
		if (p->base.kind != p->now.kind || !definition_entry(&p->now, p->base.entries[i].key))
			tell_vanished(p, &p->base.entries[i], &p->now);
	for (size_t i = 0; i < p->now.n_entries; i++) {
		const struct entry *e = &p->now.entries[i];
		const struct entry *old = p->has_base && p->base.kind == p->now.kind ? definition_entry(&p->base, e->key) : NULL;

		if (old)
			tell_stayed(p, old, e);
		else
			tell_appeared(p, e);
	}
	p->pending.n = 0;
}

static void tell_unreadable(struct progress *p, enum content content)
{
	for (size_t i = 0; p->has_base && i < p->base.n_entries; i++) {
		struct step *s;

		tell_moved(p, &p->base.entries[i]);
		s = add_step(p, STEP_UNREADABLE, &p->base.entries[i]);
		memcpy(s->id, p->base_id, sizeof s->id);
		s->id_path = p->base.path;
	}
	p->is_behind = true;
	p->r->unreadable[p->position] = 1;
	if (!p->has_base)
		*vec_push(&p->pending, &p->w->scratch) = p->position;
	if (!p->has_base && content == CONTENT_UNKNOWN)
		p->is_certain = false;
}

/* Its entries are copied, because they are going to belong to another definition. */
static void take_known(const struct definition *known, struct arena *a, struct definition *out)
{
	*out = *known;
	out->entries = arena_array(a, known->n_entries, struct entry);
	for (size_t i = 0; i < known->n_entries; i++) {
		out->entries[i] = known->entries[i];
		out->entries[i].definition = out;
	}
}

static enum content parse(struct progress *p, const unsigned char *id, str path, struct arena *a, struct definition *out)
{
	const struct version *v = map_get(&p->r->versions, (str){ (const char *)id, 20 });

	arena_reset(a);
	if (!timeline_has_id(id))
		return CONTENT_NONE;
	if (!v || !v->is_read)
		return CONTENT_UNKNOWN;
	if (v->known && str_eq(v->known->path, path)) {
		take_known(v->known, a, out);
		return CONTENT_ENTRIES;
	}
	return timeline_parse(p->r->in, path, v->bytes, a, out) ? CONTENT_ENTRIES : CONTENT_BROKEN;
}

/* `d` lies in the arena that does not hold the base so far. */
static void set_base(struct progress *p, const struct definition *d, const unsigned char *id)
{
	p->base = *d;
	for (size_t i = 0; i < p->base.n_entries; i++)
		p->base.entries[i].definition = &p->base;
	p->has_base = true;
	p->is_behind = false;
	p->tree = !p->tree;
	memcpy(p->base_id, id, sizeof p->base_id);
}

/* What the file was before this change, where that is not what was looked at last: at the start, and where branches go side by side. */
static void take_base(struct progress *p)
{
	const unsigned char *id = old_id(p->r, p->change);
	struct definition found;
	enum content content;

	if (!memcmp(id, p->at, sizeof p->at))
		return;
	content = parse(p, id, old_path(p->r, p->change), &p->w->tree[!p->tree], &found);
	memcpy(p->at, id, sizeof p->at);
	if (content == CONTENT_ENTRIES) {
		set_base(p, &found, id);
	} else if (!p->has_base) {
		p->is_certain = content == CONTENT_NONE;
	}
}

static void take_step(struct progress *p)
{
	enum content content;

	take_base(p);
	content = parse(p, p->change->now, p->change->path, &p->w->tree[!p->tree], &p->now);
	switch (content) {
	case CONTENT_NONE:
		p->now = (struct definition){ .kind = p->base.kind };
		tell_entries(p);
		p->has_base = false;
		p->is_certain = true;
		break;
	case CONTENT_ENTRIES:
		tell_entries(p);
		set_base(p, &p->now, p->change->now);
		break;
	case CONTENT_BROKEN:
	case CONTENT_UNKNOWN:
		tell_unreadable(p, content);
		break;
	}
	memcpy(p->at, p->change->now, sizeof p->at);
}

/* Whether something is told of the folder between the commit where it could not be read and this change. */
static bool is_read_between(const struct reading *r, const struct history_gap *g, uint32_t position)
{
	for (uint32_t i = position; i > 0; i--) {
		const struct history_change *c = change_at(r, i - 1);

		if (c->commit <= g->commit)
			break;
		if (c->commit < change_at(r, position)->commit && fs_path_is_below(c->path, g->path))
			return true;
	}
	return false;
}

/* Whether a file may have been added before: in a commit whose folder cannot be read. */
static bool may_be_older(const struct reading *r, uint32_t position)
{
	const struct history *h = r->in->history;
	const struct history_change *c = change_at(r, position);

	for (size_t i = 0; i < h->gaps.n && h->gaps.v[i].commit < c->commit; i++)
		if (fs_path_is_below(c->path, h->gaps.v[i].path) && !is_read_between(r, &h->gaps.v[i], position))
			return true;
	return false;
}

static void read_thread(void *arg, size_t worker, size_t index)
{
	struct reading *r = arg;
	const struct thread *t = &r->threads.v[r->first + index];
	struct progress p = { .r = r, .w = &r->worker[worker], .a = &r->in->worker[worker], .is_certain = true };

	if (t->n && t->from == 0)
		p.is_certain = !may_be_older(r, t->changes[0]);
	for (size_t i = t->from; i < t->n; i++) {
		p.position = t->changes[i];
		p.change = change_at(r, p.position);
		p.order = 0;
		take_step(&p);
		if (p.pending.n)
			continue;
		p.pending.cap = 0; /* it lies in the arena */
		arena_reset(&p.w->scratch);
	}
	arena_reset(&p.w->scratch);
}

/* ---- all files ---- */

/* As many threads as have BATCH versions together; one at least. */
static size_t next_batch(struct reading *r, struct arena *a)
{
	size_t n = 0;

	r->versions = (struct map){ 0 };
	r->files.all.n = r->order.n = 0;
	r->files.all.cap = r->order.cap = 0;
	while (r->first + n < r->threads.n && r->files.all.n < BATCH) {
		const struct thread *t = &r->threads.v[r->first + n++];

		for (size_t i = t->from; i < t->n; i++) {
			const struct history_change *c = change_at(r, t->changes[i]);

			want(r, old_id(r, c), c->path, a);
			want(r, c->now, c->path, a);
		}
	}
	return n;
}

static void read_batches(struct reading *r)
{
	while (r->first < r->threads.n) {
		struct arena batch = { 0 };
		size_t n = next_batch(r, &batch);

		read_versions(r, &batch);
		pool_run(r->in->workers, n, read_thread, r);
		r->first += n;
		for (size_t i = 0; i < r->in->workers; i++)
			arena_reset(&r->bytes[i]);
		arena_free(&batch);
	}
}

static int compare_steps(const void *a, const void *b)
{
	const struct step *one = a, *other = b;

	if (one->commit != other->commit)
		return one->commit < other->commit ? -1 : 1;
	if (one->change != other->change)
		return one->change < other->change ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

/* Steps of a former run come first: their commits do. */
static void join(struct reading *r, struct arena *a, struct step_list *out)
{
	size_t n_known = r->in->history->n_known, first, n;

	if (n_known)
		*out = r->in->known->steps;
	first = n = out->all.n;
	for (size_t i = 0; i < r->in->workers; i++)
		n += r->worker[i].steps.all.n;
	vec_reserve(&out->all, n, a);
	for (size_t i = 0; i < r->in->workers; i++)
		for (size_t k = 0; k < r->worker[i].steps.all.n; k++)
			if (r->worker[i].steps.all.v[k].commit >= n_known)
				*vec_push(&out->all, a) = r->worker[i].steps.all.v[k];
	if (out->all.n > first)
		qsort(out->all.v + first, out->all.n - first, sizeof *out->all.v, compare_steps);
}

/* Flags of a former run, and room for those of new changes. */
static void start_record(struct reading *r, struct timeline_record *out, struct arena *a)
{
	const struct history *h = r->in->history;

	out->history = *h;
	out->unreadable = arena_array(a, h->changes.n, uint8_t);
	if (h->n_known && r->in->known->history.changes.n)
		memcpy(out->unreadable, r->in->known->unreadable, r->in->known->history.changes.n);
	r->unreadable = out->unreadable;
}

bool steps_read(const struct timeline_input *in, const struct timeline_tools *t, struct arena *a, struct timeline_record *out, struct err *e)
{
	struct arena scratch = { 0 };
	struct reading *r = arena_new(&scratch, struct reading);
	bool ok = true;

	r->in = in;
	r->tools = t;
	start_record(r, out, a);
	find_threads(r, &scratch);
	r->sources[0] = in->source;
	for (size_t i = 1; ok && i < in->workers; i++) {
		r->sources[i] = source_clone(in->source, &scratch, e);
		ok = r->sources[i] != NULL;
	}
	if (ok) {
		read_batches(r);
		join(r, a, &out->steps);
	}
	for (size_t i = 0; i < in->workers; i++) {
		if (i && r->sources[i]) {
			history_add_unread(in->source, history_unread(r->sources[i]));
			source_close(r->sources[i]);
		}
		arena_free(&r->bytes[i]);
		arena_free(&r->worker[i].tree[0]);
		arena_free(&r->worker[i].tree[1]);
		arena_free(&r->worker[i].scratch);
		arena_free(&r->worker[i].lists);
	}
	arena_free(&scratch);
	return ok;
}
