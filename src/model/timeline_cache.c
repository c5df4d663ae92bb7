/* Records of timelines as bytes and back. They come from a folder that others may have written to: whatever does not fit makes the whole
   record worthless, never wrong. Numbers are those of this machine; the head tells others. */
#include "model/timeline.h"

#include <string.h>

#include "model/timeline_parts.h"

enum { HEAD = 32, DIGEST = 16, ID = 20 };
enum { FORMAT = 1, ORDER = 0x01020304 }; /* of this layout; of this machine's bytes */

struct writer {
	struct buf *out;
	struct map paths; /* path -> position + 1 */
};
struct reader {
	str rest;
	bool ok;
	struct arena *a;
	const struct dialect *d;
	str *paths;
	size_t n_paths;
	struct timeline_record *r;
};

/* ---- writing ---- */

static void put_bytes(struct writer *w, const void *p, size_t n)
{
	buf_put(w->out, (str){ p, n });
}

static void put_number(struct writer *w, size_t n)
{
	uint32_t v = (uint32_t)n; /* positions and sizes of texts of at most 1 MiB */

	put_bytes(w, &v, sizeof v);
}

static void put_byte(struct writer *w, unsigned v)
{
	buf_byte(w->out, (char)v); /* small enumerators */
}

static void put_text(struct writer *w, str s)
{
	put_number(w, s.n);
	buf_put(w->out, s);
}

static void put_path(struct writer *w, str path)
{
	put_number(w, (size_t)(uintptr_t)map_get(&w->paths, path));
}

static void add_path(struct writer *w, str path, struct arena *a)
{
	void **slot = path.n ? map_put(&w->paths, path, a) : NULL;

	if (slot && !*slot)
		*slot = (void *)(uintptr_t)w->paths.n;
}

static void put_paths(struct writer *w, const struct timeline_record *r, struct arena *a)
{
	for (size_t i = 0; i < r->history.changes.n; i++)
		add_path(w, r->history.changes.v[i].path, a);
	for (size_t i = 0; i < r->history.gaps.n; i++)
		add_path(w, r->history.gaps.v[i].path, a);
	for (size_t i = 0; i < r->steps.all.n; i++) {
		add_path(w, r->steps.all.v[i].path, a);
		add_path(w, r->steps.all.v[i].from, a);
		add_path(w, r->steps.all.v[i].id_path, a);
	}
	put_number(w, w->paths.n);
	for (const struct map_slot *s = w->paths.first; s; s = s->next)
		put_text(w, s->key);
}

static void put_commits(struct writer *w, const struct history *h)
{
	put_number(w, h->commits.n);
	put_byte(w, h->is_shallow);
	for (size_t i = 0; i < h->commits.n; i++) {
		const struct history_commit *c = &h->commits.v[i];

		put_bytes(w, c->id, ID);
		put_bytes(w, c->tree, ID);
		put_bytes(w, &c->time, sizeof c->time);
		put_byte(w, c->is_edge);
		put_text(w, c->author);
	}
}

static void put_changes(struct writer *w, const struct timeline_record *r)
{
	const struct history *h = &r->history;

	put_number(w, h->changes.n);
	for (size_t i = 0; i < h->changes.n; i++) {
		const struct history_change *c = &h->changes.v[i];

		put_path(w, c->path);
		put_number(w, c->commit);
		put_number(w, c->source);
		put_number(w, c->target);
		put_byte(w, c->event);
		put_byte(w, r->unreadable[i]);
		put_bytes(w, c->old, ID);
		put_bytes(w, c->now, ID);
	}
	put_number(w, h->gaps.n);
	for (size_t i = 0; i < h->gaps.n; i++) {
		put_number(w, h->gaps.v[i].commit);
		put_path(w, h->gaps.v[i].path);
	}
}

static void put_step(struct writer *w, const struct step *s)
{
	put_number(w, s->commit);
	put_number(w, s->change);
	put_number(w, s->order);
	put_byte(w, s->event);
	put_byte(w, (unsigned)s->kind->index); /* dialects have few kinds */
	put_byte(w, s->old_status);
	put_byte(w, s->status);
	put_bytes(w, s->id, ID);
	put_path(w, s->path);
	put_path(w, s->from);
	put_path(w, s->id_path);
	put_text(w, s->key);
	put_text(w, s->other_key);
	put_number(w, s->n_unreadable);
	for (size_t i = 0; i < s->n_unreadable; i++)
		put_number(w, s->unreadable[i]);
	put_number(w, s->n_fields);
	for (size_t i = 0; i < s->n_fields; i++) {
		put_text(w, s->fields[i].name);
		put_text(w, s->fields[i].old);
		put_text(w, s->fields[i].now);
		put_text(w, str_from_z(s->fields[i].class ? s->fields[i].class->rule.id : NULL));
	}
}

/* magic, format, byte order, key */
static void put_head(struct buf *out, struct hash key)
{
	uint32_t numbers[2] = { FORMAT, ORDER };

	buf_put(out, STR("dictum\n\0"));
	buf_put(out, (str){ (const char *)numbers, sizeof numbers });
	buf_put(out, (str){ (const char *)&key, sizeof key });
}

str timelines_save(const struct timelines *t, struct hash key, struct arena *a)
{
	struct buf out = { .a = a };
	struct writer w = { .out = &out };
	struct hash digest;

	put_head(&out, key);
	put_paths(&w, t->record, a);
	put_commits(&w, &t->record->history);
	put_changes(&w, t->record);
	put_number(&w, t->record->steps.all.n);
	for (size_t i = 0; i < t->record->steps.all.n; i++)
		put_step(&w, &t->record->steps.all.v[i]);
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

static uint32_t get_number(struct reader *r)
{
	str b = get_bytes(r, sizeof(uint32_t));
	uint32_t v = 0;

	if (r->ok)
		memcpy(&v, b.p, sizeof v);
	return v;
}

/* Below `n`; else the record is worthless. */
static uint32_t get_below(struct reader *r, size_t n)
{
	uint32_t v = get_number(r);

	r->ok = r->ok && v < n;
	return r->ok ? v : 0;
}

/* How many things of at least `size` bytes follow. */
static uint32_t get_count(struct reader *r, size_t size)
{
	return get_below(r, r->rest.n / size + 1);
}

static unsigned get_byte(struct reader *r, unsigned n)
{
	str b = get_bytes(r, 1);
	unsigned v = r->ok ? (unsigned char)b.p[0] : 0;

	r->ok = r->ok && v < n;
	return r->ok ? v : 0;
}

static str get_text(struct reader *r)
{
	return get_bytes(r, get_number(r));
}

static str get_path(struct reader *r)
{
	uint32_t i = get_below(r, r->n_paths + 1);

	return i ? r->paths[i - 1] : (str){ 0 };
}

static void get_id(struct reader *r, unsigned char *out)
{
	str b = get_bytes(r, ID);

	if (r->ok)
		memcpy(out, b.p, ID);
}

static uint32_t get_position(struct reader *r, size_t n)
{
	uint32_t v = get_number(r);

	r->ok = r->ok && (v < n || v == HISTORY_NONE);
	return v;
}

static void get_commits(struct reader *r)
{
	struct history *h = &r->r->history;
	size_t n = get_count(r, 2 * ID);

	h->is_shallow = get_byte(r, 2);
	vec_reserve(&h->commits, n, r->a);
	for (size_t i = 0; r->ok && i < n; i++) {
		struct history_commit *c = vec_push(&h->commits, r->a);
		str time;

		*c = (struct history_commit){ .parent = i ? (uint32_t)i - 1 : HISTORY_NONE }; /* was a position */
		get_id(r, c->id);
		get_id(r, c->tree);
		time = get_bytes(r, sizeof c->time);
		if (r->ok)
			memcpy(&c->time, time.p, sizeof c->time);
		c->is_edge = get_byte(r, 2);
		c->author = get_text(r);
	}
}

static void get_changes(struct reader *r)
{
	struct history *h = &r->r->history;
	size_t n = get_count(r, 2 * ID), n_gaps;

	r->r->unreadable = arena_array(r->a, n, uint8_t);
	vec_reserve(&h->changes, n, r->a);
	for (size_t i = 0; r->ok && i < n; i++) {
		struct history_change *c = vec_push(&h->changes, r->a);

		*c = (struct history_change){ .path = get_path(r) };
		c->commit = get_below(r, h->commits.n);
		c->source = get_position(r, n);
		c->target = get_position(r, n);
		c->event = (enum history_event)get_byte(r, HISTORY_DELETED + 1);
		r->r->unreadable[i] = (uint8_t)get_byte(r, 2); /* 0 or 1 */
		get_id(r, c->old);
		get_id(r, c->now);
	}
	n_gaps = get_count(r, 8);
	for (size_t i = 0; r->ok && i < n_gaps; i++) {
		uint32_t commit = get_below(r, h->commits.n);

		*vec_push(&h->gaps, r->a) = (struct history_gap){ commit, get_path(r) };
	}
}

static void get_fields(struct reader *r, struct step *s)
{
	struct timeline_field *fields;

	s->n_fields = get_count(r, 16);
	fields = arena_array(r->a, s->n_fields, struct timeline_field);
	for (size_t i = 0; r->ok && i < s->n_fields; i++) {
		str class;

		fields[i].name = get_text(r);
		fields[i].old = get_text(r);
		fields[i].now = get_text(r);
		class = get_text(r);
		fields[i].class = class.n ? change_class_find(class) : NULL;
	}
	s->fields = fields;
}

static void get_step(struct reader *r)
{
	const struct history *h = &r->r->history;
	struct step s = { .commit = get_below(r, h->commits.n) };
	uint32_t *unreadable;

	s.change = get_below(r, h->changes.n);
	s.order = get_number(r);
	s.event = (enum step_event)get_byte(r, STEP_KNOWN + 1);
	s.kind = &r->d->kinds[get_byte(r, (unsigned)r->d->n_kinds)]; /* dialects have few kinds, at least one */
	s.old_status = (enum status)get_byte(r, STATUS_COUNT);
	s.status = (enum status)get_byte(r, STATUS_COUNT);
	get_id(r, s.id);
	s.path = get_path(r);
	s.from = get_path(r);
	s.id_path = get_path(r);
	s.key = get_text(r);
	s.other_key = get_text(r);
	s.n_unreadable = get_count(r, sizeof(uint32_t));
	unreadable = arena_array(r->a, s.n_unreadable, uint32_t);
	for (size_t i = 0; r->ok && i < s.n_unreadable; i++)
		unreadable[i] = get_below(r, h->changes.n);
	s.unreadable = unreadable;
	get_fields(r, &s);
	if (r->ok)
		*vec_push(&r->r->steps.all, r->a) = s;
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

const struct timeline_record *timelines_load(str bytes, struct hash key, const struct dialect *d, struct arena *a)
{
	struct reader r = { .ok = true, .a = a, .d = d };
	size_t n;

	if (!fits_head(bytes, key))
		return NULL;
	r.rest = str_sub(bytes, HEAD, bytes.n - HEAD - DIGEST);
	r.r = arena_new(a, struct timeline_record);
	r.n_paths = get_count(&r, sizeof(uint32_t));
	r.paths = arena_array(a, r.n_paths, str);
	for (size_t i = 0; r.ok && i < r.n_paths; i++)
		r.paths[i] = get_text(&r);
	get_commits(&r);
	get_changes(&r);
	n = get_count(&r, 2 * ID);
	vec_reserve(&r.r->steps.all, n, a);
	for (size_t i = 0; r.ok && i < n; i++)
		get_step(&r);
	return r.ok && !r.rest.n ? r.r : NULL;
}

const struct history *timelines_known(const struct timeline_record *r)
{
	return r ? &r->history : NULL;
}
