/* Records of timelines as bytes and back. They come from a folder that others may have written to: whatever does not fit makes the whole
   record worthless, never wrong. Numbers are those of this machine; the head tells others. */
#include "model/timeline.h"

#include <string.h>

#include "model/timeline_parts.h"

enum { HEAD = 32, DIGEST = 16 };
enum { FORMAT = 5, ORDER = 0x01020304 }; /* of this layout; of this machine's bytes */
enum { SPARE = 1024 }; /* steps, changes and commits that are added without moving those before them */

/* Texts are told once, in front: the others name them by position from 1; 0 is the empty one. No struct has holes. */
struct kept_commit {
	int64_t time;
	uint32_t author;
	unsigned char id[SOURCE_ID_BYTES], tree[SOURCE_ID_BYTES], second[SOURCE_ID_BYTES];
	uint8_t is_edge, zero[7];
};
struct kept_change {
	uint32_t path, commit, source, target;
	unsigned char old[SOURCE_ID_BYTES], now[SOURCE_ID_BYTES];
	uint8_t event, is_unreadable, zero[2];
};
struct kept_step { /* n_unreadable numbers and n_fields fields follow */
	uint32_t commit, change, order, path, from, id_path, key, other_key, class, n_unreadable, n_fields;
	unsigned char id[SOURCE_ID_BYTES];
	uint8_t event, kind, old_status, status;
};
struct kept_field {
	uint32_t name, old, now, class;
};
/* A class is kept as its position in what the record lists, from 1; 0: none. */

struct writer {
	struct buf *out;
	struct map texts; /* text -> position, from 1 */
	struct arena *a;
};
struct reader {
	str rest;
	bool ok;
	struct arena *a, *work;
	const struct dialect *d;
	str *texts; /* the first one is empty */
	size_t n_texts;
	const struct change_class **classes; /* the first one is none */
	size_t n_classes;
	struct timeline_field *fields; /* room for those of steps to come */
	size_t n_fields;
	struct timeline_record *r;
};

/* ---- writing ---- */

static void put_bytes(struct writer *w, const void *p, size_t n)
{
	buf_put(w->out, (str){ p, n });
}

static uint32_t number(size_t n)
{
	return (uint32_t)n; /* positions and sizes of texts of at most 1 MiB */
}

static void put_number(struct writer *w, size_t n)
{
	uint32_t v = number(n);

	put_bytes(w, &v, sizeof v);
}

static void put_text(struct writer *w, str s)
{
	put_number(w, s.n);
	buf_put(w->out, s);
}

static void add_text(struct writer *w, str s)
{
	void **slot = s.n ? map_put(&w->texts, s, w->a) : NULL;

	if (slot && !*slot)
		*slot = (void *)(uintptr_t)w->texts.n;
}

static uint32_t text_of(const struct writer *w, str s)
{
	return s.n ? number((size_t)(uintptr_t)map_get(&w->texts, s)) : 0;
}

static str class_id(const struct change_class *c)
{
	return str_from_z(c->rule.id);
}

static size_t count_fields(const struct timeline_record *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->steps.all.n; i++)
		n += r->steps.all.v[i].n_fields;
	return n;
}

static void add_step_texts(struct writer *w, const struct step *s)
{
	add_text(w, s->path);
	add_text(w, s->from);
	add_text(w, s->id_path);
	add_text(w, s->key);
	add_text(w, s->other_key);
	for (size_t i = 0; i < s->n_fields; i++) {
		add_text(w, s->fields[i].name);
		add_text(w, s->fields[i].old);
		add_text(w, s->fields[i].now);
	}
}

static void put_texts(struct writer *w, const struct timeline_record *r)
{
	const struct history *h = &r->history;

	for (size_t i = 0; i < h->commits.n; i++)
		add_text(w, h->commits.v[i].author);
	for (size_t i = 0; i < h->changes.n; i++)
		add_text(w, h->changes.v[i].path);
	for (size_t i = 0; i < h->gaps.n; i++)
		add_text(w, h->gaps.v[i].path);
	for (size_t i = 0; i < r->steps.all.n; i++)
		add_step_texts(w, &r->steps.all.v[i]);
	put_number(w, w->texts.n);
	for (const struct map_slot *s = w->texts.first; s; s = s->next)
		put_text(w, s->key);
}

static void put_classes(struct writer *w)
{
	size_t n = 0;

	while (change_classes[n].rule.id)
		n++;
	put_number(w, n);
	for (size_t i = 0; i < n; i++)
		put_text(w, class_id(&change_classes[i]));
}

static void put_commits(struct writer *w, const struct history *h)
{
	put_number(w, h->commits.n);
	put_number(w, h->is_shallow);
	for (size_t i = 0; i < h->commits.n; i++) {
		const struct history_commit *c = &h->commits.v[i];
		struct kept_commit kept = { .time = c->time, .author = text_of(w, c->author), .is_edge = c->is_edge };

		memcpy(kept.id, c->id, sizeof kept.id);
		memcpy(kept.tree, c->tree, sizeof kept.tree);
		memcpy(kept.second, c->second, sizeof kept.second);
		put_bytes(w, &kept, sizeof kept);
	}
}

static void put_changes(struct writer *w, const struct timeline_record *r)
{
	const struct history *h = &r->history;

	put_number(w, h->changes.n);
	for (size_t i = 0; i < h->changes.n; i++) {
		const struct history_change *c = &h->changes.v[i];
		struct kept_change kept = { .path = text_of(w, c->path), .commit = c->commit, .source = c->source, .target = c->target };

		kept.event = (uint8_t)c->event; /* a small enumerator */
		kept.is_unreadable = r->unreadable[i];
		memcpy(kept.old, c->old, sizeof kept.old);
		memcpy(kept.now, c->now, sizeof kept.now);
		put_bytes(w, &kept, sizeof kept);
	}
	put_number(w, h->gaps.n);
	for (size_t i = 0; i < h->gaps.n; i++) {
		put_number(w, h->gaps.v[i].commit);
		put_number(w, text_of(w, h->gaps.v[i].path));
	}
}

static void put_ids(struct writer *w, const struct map *ids)
{
	put_number(w, ids->n);
	for (const struct map_slot *s = ids->first; s; s = s->next)
		put_bytes(w, s->key.p, SOURCE_ID_BYTES);
}

static uint32_t class_number(const struct change_class *c)
{
	return c ? number((size_t)(c - change_classes) + 1) : 0;
}

static void put_field(struct writer *w, const struct timeline_field *f)
{
	struct kept_field kept = { .name = text_of(w, f->name), .old = text_of(w, f->old), .now = text_of(w, f->now) };

	kept.class = class_number(f->class);
	put_bytes(w, &kept, sizeof kept);
}

static void put_step(struct writer *w, const struct step *s)
{
	struct kept_step kept = { .commit = s->commit, .change = s->change, .order = s->order, .path = text_of(w, s->path), .from = text_of(w, s->from) };

	kept.id_path = text_of(w, s->id_path);
	kept.key = text_of(w, s->key);
	kept.other_key = text_of(w, s->other_key);
	kept.class = class_number(s->class);
	kept.n_unreadable = number(s->n_unreadable);
	kept.n_fields = number(s->n_fields);
	memcpy(kept.id, s->id, sizeof kept.id);
	kept.event = (uint8_t)s->event; /* small enumerators; dialects have few kinds */
	kept.kind = (uint8_t)s->kind->index;
	kept.old_status = (uint8_t)s->old_status;
	kept.status = (uint8_t)s->status;
	put_bytes(w, &kept, sizeof kept);
	for (size_t i = 0; i < s->n_unreadable; i++)
		put_number(w, s->unreadable[i]);
	for (size_t i = 0; i < s->n_fields; i++)
		put_field(w, &s->fields[i]);
}

/* magic, format, byte order, key */
static void put_head(struct buf *out, struct hash key)
{
	uint32_t numbers[2] = { FORMAT, ORDER };

	buf_put(out, STR("dictum\n\0"));
	buf_put(out, (str){ (const char *)numbers, sizeof numbers });
	buf_put(out, (str){ (const char *)&key, sizeof key });
}

str timelines_save(const struct timelines *t, const struct map *unread, struct hash key, struct arena *a)
{
	const struct timeline_record *r = t->record;
	struct buf out = { .a = a };
	struct writer w = { .out = &out, .a = a };
	struct hash digest;

	put_head(&out, key);
	put_texts(&w, r);
	put_classes(&w);
	put_commits(&w, &r->history);
	put_changes(&w, r);
	put_ids(&w, unread);
	put_number(&w, count_fields(r));
	put_number(&w, r->steps.all.n);
	for (size_t i = 0; i < r->steps.all.n; i++)
		put_step(&w, &r->steps.all.v[i]);
	digest = hash_bytes(buf_str(&out));
	put_bytes(&w, &digest, sizeof digest);
	return buf_str(&out);
}

/* ---- reading ---- */

static str get_bytes(struct reader *r, size_t n)
{
	str got = str_sub(r->rest, 0, n);

	if (n > r->rest.n)
		r->ok = false;
	r->rest = str_from(r->rest, n);
	return got;
}

/* Leaves `out` as it is where nothing is left. */
static void get_into(struct reader *r, void *out, size_t n)
{
	str b = get_bytes(r, n);

	if (r->ok)
		memcpy(out, b.p, n);
}

static uint32_t get_number(struct reader *r)
{
	uint32_t v = 0;

	get_into(r, &v, sizeof v);
	return v;
}

/* Below `n`; else the record is worthless. */
static uint32_t below(struct reader *r, uint32_t v, size_t n)
{
	r->ok = r->ok && v < n;
	return r->ok ? v : 0;
}

/* How many things of at least `size` bytes follow. */
static uint32_t count_of(struct reader *r, uint32_t n, size_t size)
{
	return below(r, n, r->rest.n / size + 1);
}

static uint32_t get_count(struct reader *r, size_t size)
{
	return count_of(r, get_number(r), size);
}

static str text_at(struct reader *r, uint32_t i)
{
	return r->texts[below(r, i, r->n_texts + 1)];
}

static uint32_t position(struct reader *r, uint32_t v, size_t n)
{
	r->ok = r->ok && (v < n || v == HISTORY_NONE);
	return v;
}

static void get_texts(struct reader *r)
{
	size_t n = get_count(r, sizeof(uint32_t));

	r->texts = arena_array(r->work, n + 1, str);
	r->n_texts = n;
	for (size_t i = 1; r->ok && i <= n; i++)
		r->texts[i] = get_bytes(r, get_number(r));
}

static void get_classes(struct reader *r)
{
	size_t n = get_count(r, sizeof(uint32_t));

	r->classes = arena_array(r->work, n + 1, const struct change_class *);
	r->n_classes = n;
	for (size_t i = 1; r->ok && i <= n; i++) {
		r->classes[i] = change_class_find(get_bytes(r, get_number(r)));
		r->ok = r->ok && r->classes[i];
	}
}

static void get_commits(struct reader *r)
{
	struct history *h = &r->r->history;
	size_t n = get_count(r, sizeof(struct kept_commit));

	h->is_shallow = below(r, get_number(r), 2);
	vec_reserve(&h->commits, n + SPARE, r->a);
	for (size_t i = 0; r->ok && i < n; i++) {
		struct history_commit *c = vec_push(&h->commits, r->a);
		struct kept_commit kept = { .time = 0 };

		get_into(r, &kept, sizeof kept);
		*c = (struct history_commit){ .parent = i ? (uint32_t)i - 1 : HISTORY_NONE }; /* was a position */
		memcpy(c->id, kept.id, sizeof c->id);
		memcpy(c->tree, kept.tree, sizeof c->tree);
		memcpy(c->second, kept.second, sizeof c->second);
		c->time = kept.time;
		c->is_edge = below(r, kept.is_edge, 2);
		c->author = text_at(r, kept.author);
	}
}

static void get_changes(struct reader *r)
{
	struct history *h = &r->r->history;
	size_t n = get_count(r, sizeof(struct kept_change)), n_gaps;

	r->r->unreadable = arena_array(r->work, n, uint8_t);
	vec_reserve(&h->changes, n + SPARE, r->work);
	for (size_t i = 0; r->ok && i < n; i++) {
		struct history_change *c = vec_push(&h->changes, r->work);
		struct kept_change kept = { .path = 0 };

		get_into(r, &kept, sizeof kept);
		*c = (struct history_change){ .path = text_at(r, kept.path), .source = position(r, kept.source, n), .target = position(r, kept.target, n) };
		c->commit = below(r, kept.commit, h->commits.n);
		c->event = (enum history_event)below(r, kept.event, HISTORY_DELETED + 1);
		r->r->unreadable[i] = (uint8_t)below(r, kept.is_unreadable, 2); /* 0 or 1 */
		memcpy(c->old, kept.old, sizeof c->old);
		memcpy(c->now, kept.now, sizeof c->now);
	}
	n_gaps = get_count(r, 8);
	for (size_t i = 0; r->ok && i < n_gaps; i++) {
		uint32_t commit = below(r, get_number(r), h->commits.n);

		*vec_push(&h->gaps, r->a) = (struct history_gap){ commit, text_at(r, get_number(r)) };
	}
}

static void get_ids(struct reader *r, struct map *out)
{
	size_t n = get_count(r, SOURCE_ID_BYTES);

	map_reserve(out, n, r->work);
	for (size_t i = 0; r->ok && i < n; i++)
		(void)map_mark(out, get_bytes(r, SOURCE_ID_BYTES), r->work); /* each is told once */
}

static void get_fields(struct reader *r, struct step *s, uint32_t n)
{
	s->n_fields = below(r, n, r->n_fields + 1);
	s->fields = r->fields;
	for (size_t i = 0; r->ok && i < s->n_fields; i++) {
		struct timeline_field *f = &r->fields[i];
		struct kept_field kept = { .name = 0 };

		get_into(r, &kept, sizeof kept);
		f->name = text_at(r, kept.name);
		f->old = text_at(r, kept.old);
		f->now = text_at(r, kept.now);
		f->class = r->classes[below(r, kept.class, r->n_classes + 1)];
	}
	r->fields += s->n_fields;
	r->n_fields -= s->n_fields;
}

static void get_unreadable(struct reader *r, struct step *s, uint32_t n)
{
	uint32_t *unreadable;

	s->n_unreadable = count_of(r, n, sizeof *unreadable);
	unreadable = arena_array(r->a, s->n_unreadable, uint32_t);
	for (size_t i = 0; r->ok && i < s->n_unreadable; i++)
		unreadable[i] = below(r, get_number(r), r->r->history.changes.n);
	s->unreadable = unreadable;
}

static void get_step(struct reader *r)
{
	const struct history *h = &r->r->history;
	struct step *s = vec_push(&r->r->steps.all, r->work);
	struct kept_step kept = { .commit = 0 };

	get_into(r, &kept, sizeof kept);
	*s = (struct step){ .commit = below(r, kept.commit, h->commits.n), .change = below(r, kept.change, h->changes.n), .order = kept.order };
	s->event = (enum step_event)below(r, kept.event, STEP_KNOWN + 1);
	s->kind = &r->d->kinds[below(r, kept.kind, r->d->n_kinds)]; /* at least one */
	s->old_status = (enum status)below(r, kept.old_status, STATUS_COUNT);
	s->status = (enum status)below(r, kept.status, STATUS_COUNT);
	s->path = text_at(r, kept.path);
	s->from = text_at(r, kept.from);
	s->id_path = text_at(r, kept.id_path);
	s->key = text_at(r, kept.key);
	s->other_key = text_at(r, kept.other_key);
	s->class = r->classes[below(r, kept.class, r->n_classes + 1)];
	memcpy(s->id, kept.id, sizeof s->id);
	get_unreadable(r, s, kept.n_unreadable);
	get_fields(r, s, kept.n_fields);
}

static void get_steps(struct reader *r)
{
	size_t n;

	r->n_fields = get_count(r, sizeof(struct kept_field));
	r->fields = arena_array(r->a, r->n_fields, struct timeline_field);
	n = get_count(r, sizeof(struct kept_step));
	vec_reserve(&r->r->steps.all, n + SPARE, r->work);
	for (size_t i = 0; r->ok && i < n; i++)
		get_step(r);
}

static bool fits_head(str bytes, struct hash key)
{
	struct arena scratch = { 0 };
	struct buf head = { .a = &scratch };
	struct hash digest;
	bool ok = bytes.n >= HEAD + DIGEST;

	put_head(&head, key);
	ok = ok && head.n == HEAD && str_eq(buf_str(&head), str_sub(bytes, 0, HEAD));
	arena_free(&scratch);
	if (!ok)
		return false;
	memcpy(&digest, bytes.p + bytes.n - DIGEST, DIGEST);
	return hash_eq(digest, hash_bytes(str_sub(bytes, 0, bytes.n - DIGEST)));
}

const struct timeline_record *timelines_load(str bytes, struct hash key, const struct dialect *d, struct arena *a, struct arena *work)
{
	struct reader r = { .ok = true, .a = a, .work = work, .d = d };

	if (!fits_head(bytes, key))
		return NULL;
	r.rest = str_sub(bytes, HEAD, bytes.n - HEAD - DIGEST);
	r.r = arena_new(work, struct timeline_record);
	get_texts(&r);
	get_classes(&r);
	get_commits(&r);
	get_changes(&r);
	get_ids(&r, &r.r->unread);
	get_steps(&r);
	return r.ok && !r.rest.n && !r.n_fields ? r.r : NULL;
}

const struct history *timelines_known(const struct timeline_record *r)
{
	return r ? &r->history : NULL;
}

const struct map *timelines_unread(const struct timeline_record *r)
{
	return &r->unread;
}
