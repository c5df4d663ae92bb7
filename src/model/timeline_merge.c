/* Where branches meet. Of a full history the versions of a file are told commit by commit, branches one after the other, so that what they add up to
   may be on none of them. At each merge of the first-parent chain the entries of such files are made to be what the merge says of them. */
#include <string.h>

#include "model/timeline_parts.h"

struct merged_file {
	const unsigned char *id; /* in the merge; NULL: nothing is told of it */
	bool is_known;   /* that it is not there, or what it says */
	bool was_known;  /* what it said in the first parent */
	struct definition before, now; /* in the first parent, in the merge; without entries where that is not known, and where it is not there */
};
struct merging {
	const struct timeline_input *in;
	const struct timeline_tools *tools;
	struct timelines *out;
	uint32_t commit, base; /* the merge, and its first parent */
	struct map outcomes; /* by path */
	struct map files;    /* path -> struct merged_file, of those that were asked for */
	struct map keys;  /* of the doubts: each once */
	struct doubt_list doubts;
	size_t next;
	struct map settled; /* timelines whose fields have been compared, by address */
	struct arena *a, *scratch; /* of what is told; of the merge */
};

/* ---- what is in doubt ---- */

/* What the file says after a commit; false and nothing where that is no definition, or not known. */
static bool read_at(struct merging *m, str path, uint32_t commit, struct definition *out)
{
	const unsigned char *id = history_version(m->in->history, path, commit);

	if (timeline_has_id(id) && timeline_read(m->in, id, path, m->scratch, out))
		return true;
	*out = (struct definition){ .kind = NULL };
	return false;
}

/* Its timeline in the file, else another one. NULL: there is none. */
static struct timeline *find_timeline(const struct merging *m, const struct doubt *d)
{
	const struct growing_list *list = map_get(&m->out->by_key[d->kind->index], d->key);
	struct timeline *t = list ? growing_alive_at(list, d->path) : NULL;

	if (!t && list)
		t = growing_alive(list);
	return t || !list ? t : growing_ended(list, d->path);
}

static void add_doubt(struct merging *m, const struct kind *k, str key, str path)
{
	void **slot = map_put(&m->keys, str_fmt(m->scratch, "%zu\n%.*s\n%.*s", k->index, STR_ARG(path), STR_ARG(key)), m->scratch);

	if (*slot)
		return;
	*slot = m;
	*vec_push(&m->doubts.all, m->scratch) = (struct doubt){ k, key, path };
}

static void doubt_entries(struct merging *m, const struct definition *d, str path)
{
	for (size_t i = 0; i < d->n_entries; i++)
		add_doubt(m, d->kind, d->entries[i].key, path);
}

static struct merged_file *file_at(struct merging *m, str path)
{
	void **slot = map_put(&m->files, path, m->scratch);
	struct merged_file *f = *slot;

	if (f)
		return f;
	f = *slot = arena_new(m->scratch, struct merged_file);
	f->id = history_version(m->in->history, path, m->commit);
	f->is_known = f->id && (!timeline_has_id(f->id) || read_at(m, path, m->commit, &f->now));
	f->was_known = read_at(m, path, m->base, &f->before);
	return f;
}

/* What the merge says, and what its first parent said. */
static void take_file(struct merging *m, str path)
{
	const struct merged_file *f = file_at(m, path);

	*map_put(&m->outcomes, path, m->scratch) = m;
	doubt_entries(m, &f->now, path);
	doubt_entries(m, &f->before, path);
}

/* What the branches said. */
static void take_steps(struct merging *m, const struct step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (map_has(&m->outcomes, steps[i].path))
			add_doubt(m, steps[i].kind, steps[i].key, steps[i].path);
		if (steps[i].from.n && map_has(&m->outcomes, steps[i].from))
			add_doubt(m, steps[i].kind, steps[i].key, steps[i].from);
	}
}

static bool is_after_base(const struct merging *m, const struct timeline_event *ev)
{
	return ev->commit > m->base;
}

/* Where it was when the first parent had been told. */
static str path_at_base(const struct merging *m, const struct timeline *t)
{
	const struct growing *g = (const struct growing *)t;
	str path = t->path;

	for (size_t i = g->places.n; i > 0; i--) {
		const struct timeline_event *ev = &t->events.v[g->places.v[i - 1]];

		if (!is_after_base(m, ev))
			return ev->path;
		path = ev->change == TIMELINE_MOVED ? ev->from : ev->path;
	}
	return path;
}

/* Another file may have the entry: the one where it is said to be, and where it was before the branches. */
static void doubt_places(struct merging *m, const struct doubt *d)
{
	const struct timeline *t = find_timeline(m, d);

	if (!t)
		return;
	add_doubt(m, t->kind, t->key, t->path);
	add_doubt(m, t->kind, t->key, path_at_base(m, t));
}

struct merging *merging_new(const struct timeline_input *in, const struct timeline_tools *tools, struct timelines *out, struct arena *a, struct arena *scratch)
{
	struct merging *m = arena_new(scratch, struct merging);

	*m = (struct merging){ .in = in, .tools = tools, .out = out, .a = a, .scratch = scratch };
	return m;
}

void merging_take(struct merging *m, const struct history_outcome *const *outcomes, size_t n, const struct step *steps, size_t n_steps,
                  const struct doubt_list *strays)
{
	m->commit = outcomes[0]->commit;
	m->base = m->in->history->commits.v[m->commit].parent;
	for (size_t i = 0; i < n; i++)
		take_file(m, outcomes[i]->path);
	take_steps(m, steps, n_steps);
	for (size_t i = 0; i < strays->all.n; i++)
		add_doubt(m, strays->all.v[i].kind, strays->all.v[i].key, strays->all.v[i].path);
	for (size_t i = 0; i < m->doubts.all.n; i++) { /* which adds to them */
		struct doubt d = m->doubts.all.v[i];

		doubt_places(m, &d);
	}
}

/* ---- where entries are ---- */

static const struct entry *entry_in(const struct definition *d, const struct doubt *doubt)
{
	return d->kind == doubt->kind ? definition_entry(d, doubt->key) : NULL;
}

/* The version that told of the entry last, in this file. NULL for a timeline: nothing was told of it. */
static const unsigned char *last_version(const struct merging *m, const struct timeline *t, str path)
{
	uint32_t commit = m->base;

	for (size_t i = t ? t->events.n : 0; i > 0; i--)
		if (str_eq(t->events.v[i - 1].path, path) && t->events.v[i - 1].change != TIMELINE_UNREADABLE) {
			commit = t->events.v[i - 1].commit;
			break;
		}
	return history_version(m->in->history, path, commit);
}

/* What is told against the first parent counts where that is all there is to compare with, and of what cannot be read. */
static bool is_kept(const struct merging *m, const struct step *own)
{
	bool is_in_doubt = map_has(&m->outcomes, own->path) || (own->from.n && map_has(&m->outcomes, own->from));

	return !is_in_doubt || own->event == STEP_UNREADABLE || own->event == STEP_READ || own->event == STEP_KNOWN;
}

static str step_name(const struct merging *m, enum step_event event, const struct kind *k, str path, str key)
{
	return str_fmt(m->scratch, "%d %zu\n%.*s\n%.*s", (int)event, k->index, STR_ARG(path), STR_ARG(key));
}

/* An entry as it is told, and as it is in the file. */
struct standing {
	const struct doubt *doubt;
	const struct merged_file *file;
	const struct growing *told; /* NULL: its timeline has not begun, or is not in this file */
	const struct entry *before, *now; /* NULL: it is not there */
	bool is_there; /* as it is told; what nobody saw coming was there before everything */
};

static struct standing standing_of(struct merging *m, const struct doubt *d)
{
	const struct growing_list *list = map_get(&m->out->by_key[d->kind->index], d->key);
	const struct merged_file *f = file_at(m, d->path);
	struct standing p = { .doubt = d, .file = f, .before = entry_in(&f->before, d), .now = entry_in(&f->now, d) };

	p.told = list ? (struct growing *)growing_alive_at(list, d->path) : NULL;
	p.is_there = p.told || (p.before && (!list || !list->all.all.n));
	return p;
}

/* Of a file that cannot be read: entries that its first parent did not have either came with what was not taken. */
static bool is_in_broken(const struct standing *p)
{
	return !p->file->is_known && p->is_there && (p->before || !p->file->was_known);
}

/* What brings it to what the merge says. False: nothing has to. */
static bool find_event(const struct standing *p, enum step_event *out)
{
	bool is_unreadable = p->told && p->told->is_unreadable, is_broken = is_in_broken(p);

	if (!p->file->id)
		return false;
	if (!is_broken && p->is_there != (p->now != NULL)) {
		*out = p->is_there ? STEP_VANISHED : STEP_APPEARED;
		return true;
	}
	*out = is_broken ? STEP_UNREADABLE : is_unreadable ? STEP_READ : STEP_KNOWN;
	return p->is_there && (is_broken != is_unreadable || !p->told);
}

static void add_step(const struct merging *m, enum step_event event, const struct standing *p, struct step_list *out)
{
	const struct doubt *d = p->doubt;
	const struct entry *e = p->before ? p->before : p->now, *now = p->now ? p->now : p->before;
	bool is_last_read = event == STEP_VANISHED || event == STEP_UNREADABLE;
	const unsigned char *id = is_last_read ? last_version(m, p->told ? &p->told->t : NULL, d->path) : p->file->id;
	struct step *s = vec_push(&out->all, m->scratch);

	*s = (struct step){ .commit = m->commit, .event = event, .kind = d->kind, .key = str_dup(d->key, m->a), .path = d->path, .id_path = d->path };
	s->old_status = e ? e->status : STATUS_UNKNOWN;
	s->status = now ? now->status : STATUS_UNKNOWN;
	if (id)
		memcpy(s->id, id, sizeof s->id);
}

/* The merge itself may have given an entry another key, or have made a file one that can be read. */
static void take_own(struct step *s, const struct step *own)
{
	if (!own)
		return;
	s->from = own->from;
	s->other_key = own->other_key;
	s->class = own->class;
	s->unreadable = own->unreadable;
	s->n_unreadable = own->n_unreadable;
	s->fields = own->fields;
	s->n_fields = own->n_fields;
}

void merging_places(struct merging *m, const struct step *own, size_t n_own, struct step_list *out)
{
	struct map by_name = { 0 }; /* its own steps */

	for (size_t i = 0; i < n_own; i++) {
		*map_put(&by_name, step_name(m, own[i].event, own[i].kind, own[i].path, own[i].key), m->scratch) = (void *)(uintptr_t)&own[i];
		if (is_kept(m, &own[i]))
			*vec_push(&out->all, m->scratch) = own[i];
	}
	for (size_t i = 0; i < m->doubts.all.n; i++) {
		const struct doubt *d = &m->doubts.all.v[i];
		struct standing p = standing_of(m, d);
		enum step_event event;
		const struct step *same;

		if (!find_event(&p, &event))
			continue;
		same = map_get(&by_name, step_name(m, event, d->kind, d->path, d->key));
		if (same && is_kept(m, same))
			continue;
		add_step(m, event, &p, out);
		take_own(&out->all.v[out->all.n - 1], same);
	}
}

/* ---- what they say ---- */

struct telling { /* fields of one entry of which something else was told than the merge says */
	struct merging *m;
	const struct entry *now;
	struct map seen; /* fields that were told, by name: what was told last counts */
	VEC(struct timeline_field) fields;
	enum status old_status;
};

/* Of what was told again later only that counts: these versions need not be read. */
static bool tells_unseen(const struct telling *t, const struct timeline_event *ev)
{
	for (size_t i = 0; i < ev->n_fields; i++)
		if (!map_has(&t->seen, ev->fields[i].name))
			return true;
	return false;
}

static bool see(struct telling *t, str name)
{
	void **slot = map_put(&t->seen, name, t->m->scratch);
	bool is_new = !*slot;

	*slot = t;
	return is_new;
}

static void add_field(struct telling *t, const struct timeline_field *f, const struct entry *old)
{
	const struct field *field = dialect_field(t->m->in->dialect, f->name);

	*vec_push(&t->fields, t->m->scratch) = *f;
	if (field && field_is_status(t->now->kind, field))
		t->old_status = old->status;
}

/* A version of the file told these fields; NULL: all of them. */
static void compare_told(struct telling *t, const struct definition *d, const struct timeline_event *ev)
{
	const struct entry *old = d->kind == t->now->kind ? definition_entry(d, t->now->key) : NULL;
	const struct timeline_field *fields;
	struct map told = { 0 };
	size_t n = old ? timeline_compare(t->m->tools, old, t->now, t->m->a, t->m->scratch, &fields) : 0;

	for (size_t i = 0; ev && i < ev->n_fields; i++)
		(void)map_mark(&told, ev->fields[i].name, t->m->scratch); /* a name may come again */
	for (size_t i = 0; i < n; i++)
		if ((!ev || map_has(&told, fields[i].name)) && see(t, fields[i].name))
			add_field(t, &fields[i], old);
	for (size_t i = 0; ev && i < ev->n_fields; i++)
		(void)see(t, ev->fields[i].name); /* it is as it was told, or has been added */
}

/* The newest first, back to when the entry came, else to the first parent. */
static void compare_events(struct telling *t, const struct timeline *of)
{
	for (size_t i = of->events.n; i > 0 && is_after_base(t->m, &of->events.v[i - 1]); i--) {
		const struct timeline_event *ev = &of->events.v[i - 1];
		bool has_come = ev->change == TIMELINE_ADDED || ev->change == TIMELINE_RETURNED;
		struct definition d;

		if (has_come || tells_unseen(t, ev)) {
			(void)read_at(t->m, ev->path, ev->commit, &d); /* else it says nothing */
			compare_told(t, &d, has_come ? NULL : ev);
		}
		if (has_come)
			return;
	}
	compare_told(t, &file_at(t->m, path_at_base(t->m, of))->before, NULL);
}

/* The timeline of a doubt, if it is alive and has not been looked at yet. */
static struct growing *unsettled(struct merging *m, const struct doubt *d)
{
	struct timeline *t = find_timeline(m, d);
	void **slot;

	if (!t || !t->is_alive)
		return NULL;
	slot = map_put(&m->settled, str_dup((str){ (const char *)&t, sizeof t }, m->scratch), m->scratch);
	if (*slot)
		return NULL;
	*slot = t;
	return (struct growing *)t;
}

struct timeline *merging_next(struct merging *m, struct step *out)
{
	while (m->next < m->doubts.all.n) {
		const struct doubt *d = &m->doubts.all.v[m->next++];
		struct growing *g = unsettled(m, d);
		const struct entry *now = g ? entry_in(&file_at(m, g->t.path)->now, d) : NULL;
		struct telling t = { .m = m, .now = now, .old_status = now ? now->status : STATUS_UNKNOWN };
		struct timeline_field *fields;

		if (!now)
			continue;
		compare_events(&t, &g->t);
		if (!t.fields.n)
			continue;
		fields = arena_array(m->a, t.fields.n, struct timeline_field);
		memcpy(fields, t.fields.v, t.fields.n * sizeof *fields);
		*out = (struct step){ .commit = m->commit, .path = g->t.path, .old_status = t.old_status, .status = now->status, .fields = fields, .n_fields = t.fields.n };
		return &g->t;
	}
	return NULL;
}
