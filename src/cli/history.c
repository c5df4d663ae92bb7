/* Reads the history of a run, tells where it ends and joins it with the entries. */
#include <string.h>

#include "cli/history.h"

#include "base/pool.h"
#include "base/time.h"
#include "cli/history_cache.h"
#include "cli/out.h"

enum { MIN_KEPT = 200 };  /* commits; shorter histories are read at once */
enum { MAX_BEHIND = 64 }; /* commits that are read anew each time rather than write the whole record again */

bool run_history_mode(str mode, bool *is_full, struct err *e)
{
	*is_full = str_eq_z(mode, "full");
	return !mode.n || *is_full || str_eq_z(mode, "first-parent") ||
	       err_usage(e, "unknown history '%.*s', expected one of first-parent, full", STR_ARG(mode));
}

/* Every folder that definitions may be in, from the top of the repository. */
static void list_folders(struct run *r, struct history_options *o)
{
	const struct dialect *d = r->dialect;
	size_t n = 0;
	str *all;

	for (size_t i = 0; i < d->n_kinds; i++)
		n += d->kinds[i].n_folders;
	all = arena_array(r->a, n, str);
	for (size_t i = 0; i < d->n_kinds; i++)
		for (size_t k = 0; k < d->kinds[i].n_folders; k++)
			all[o->n_folders++] = run_path(r, d->kinds[i].folders[k]);
	o->folders = all;
	for (size_t i = 0; i < n; i++)
		if (!all[i].n) /* everything */
			o->n_folders = 0;
}

static void tell_end(const struct run_history *h)
{
	const struct history *x = &h->history;
	const struct history_commit *edge = x->is_truncated ? &x->commits.v[x->edge] : NULL;
	str id = edge ? str_hex(edge->id, RUN_SHORT_ID, h->r->a) : (str){ 0 };

	if (edge && x->is_shallow)
		out_note(h->r->args, "history is truncated at %.*s (commit %.*s) because this is a shallow clone: 'git fetch --unshallow' brings the rest",
		         STR_ARG(time_date(edge->time, h->r->a)), STR_ARG(id));
	else if (edge)
		out_note(h->r->args, "history is truncated at %.*s (commit %.*s) because a commit before it is missing or damaged: run git fsck",
		         STR_ARG(time_date(edge->time, h->r->a)), STR_ARG(id));
	if (x->gaps.n)
		out_note(h->r->args, "%.*s of old commits cannot be read: changes in them are told with a later commit",
		         STR_ARG(str_quantity(x->gaps.n, "folder", h->r->a)));
}

/* Of a work tree, whose HEAD may lead nowhere, there is none then: that is no failure. */
static bool open_source(struct run_history *h, struct err *e)
{
	struct run *r = h->r;
	str commit = r->commit;
	struct err why = { .text = "" };

	h->source = source_open_git(&r->place, commit.n ? commit : STR("HEAD"), r->a, &why);
	if (h->source)
		return true;
	if (commit.n) {
		*e = why;
		return false;
	}
	if (!h->is_unsaid)
		out_note(r->args, "there is no history: %s", why.text);
	return true;
}

/* Definitions of a commit that were read before, by the ids of their blobs. */
static void know_listed(struct run *r, struct map *out, struct arena *a)
{
	size_t next = 0;

	map_reserve(out, r->dict.definitions.n, a);
	for (size_t i = 0; i < r->files.all.n; i++) {
		const struct file *f = &r->files.all.v[i];
		const struct definition *def = dict_definition_next(&r->dict, f->path, &next);

		if (def) /* it can be read */
			*map_put(out, source_id_str(f->id), a) = (void *)(uintptr_t)def; /* only read */
	}
}

struct named { /* definitions of a work tree */
	const struct definition *const *all;
	unsigned char (*ids)[SOURCE_ID_BYTES];
};

static void name_one(void *arg, size_t worker, size_t index)
{
	const struct named *n = arg;

	(void)worker; /* nothing is kept by thread */
	source_blob_id(n->all[index]->bytes, n->ids[index]);
}

static void know_named(struct run *r, struct map *out, struct arena *a)
{
	size_t n = r->dict.definitions.n;
	struct named named = { (const struct definition *const *)r->dict.definitions.v, arena_alloc(a, n, sizeof *named.ids, 1) };

	pool_run(r->n_workers, n, name_one, &named);
	for (size_t i = 0; i < n; i++)
		*map_put(out, (str){ (const char *)named.ids[i], sizeof *named.ids }, a) = (void *)(uintptr_t)named.all[i]; /* only read */
}

/* Names from bytes take a quarter of the time that reading and parsing takes: they pay where most definitions are going to be met. */
static void know_definitions(struct run *r, const struct history *h, size_t n_known, struct map *out, struct arena *a)
{
	if (r->commit.n)
		know_listed(r, out, a);
	else if (r->dict.definitions.n && h->changes.n - n_known >= r->dict.definitions.n)
		know_named(r, out, a);
}

static void tell_read(const struct run_history *h)
{
	struct arena *a = h->r->a;

	out_detail(h->r->args, "%.*s (%zu known), %.*s of %.*s, %.*s, %.*s", STR_ARG(str_quantity(h->history.commits.n, "commit", a)), h->history.n_known,
	           STR_ARG(str_quantity(h->history.changes.n, "change", a)), STR_ARG(str_quantity(h->history.files.n, "file", a)),
	           STR_ARG(str_quantity(h->timelines.all.n, "timeline", a)), STR_ARG(str_quantity(h->releases.all.n, "release", a)));
}

/* What a former run kept, unless what it could not read is here by now; NULL: nothing. */
static const struct timeline_record *load_kept(const struct run_history *h, const struct history_cache *cache, struct arena *work)
{
	struct arena *a = h->r->a;
	const struct timeline_record *kept = timelines_load(history_cache_read(cache, a), cache->key, h->r->dialect, a, work);

	return kept && !history_can_read_more(h->source, timelines_unread(kept)) ? kept : NULL;
}

/* Not where objects are damaged: that they are mended cannot be seen. */
static void keep(const struct run_history *h, const struct history_cache *cache, struct arena *work)
{
	const struct map *unread = history_unread(h->source);

	if (h->history.commits.n >= MIN_KEPT && h->history.commits.n - h->history.n_known > MAX_BEHIND && !history_can_read_more(h->source, unread))
		history_cache_write(cache, timelines_save(&h->timelines, unread, cache->key, work), work);
}

/* `work` holds what only reading needs. */
static bool read_history(struct run *r, str mode, struct run_history *out, struct arena *work, struct err *e)
{
	struct timeline_input in = { .history = &out->history, .dialect = r->dialect, .root = r->root, .workers = r->n_workers, .worker = r->worker, .record = work };
	struct history_options o = { .takes = timeline_takes, .arg = &in, .workers = r->n_workers, .worker = r->worker, .has_authors = r->config.has_authors, .changes = work };
	struct history_cache cache = { .path = { 0 } };
	struct map known = { 0 };

	*out = (struct run_history){ .r = r, .is_unsaid = out->is_unsaid };
	if (!run_history_mode(mode, &o.is_full, e))
		return false;
	if (!r->place.git_dir.n) {
		out_note(r->args, "there is no history: '%.*s' is not in a git repository", STR_ARG(r->place.top));
		return true;
	}
	if (!open_source(out, e))
		return false;
	if (!out->source)
		return true;
	list_folders(r, &o);
	in.definitions = &known;
	in.source = out->source;
	if (!o.is_full && !args_has(r->args, OPT_NO_CACHE)) {
		history_cache_open(&cache, r, history_edges(out->source));
		in.known = load_kept(out, &cache, work);
		o.known = timelines_known(in.known);
	}
	if (!history_walk(out->source, &o, r->a, &out->history, e))
		return false;
	if (out->history.n_known)
		history_add_unread(out->source, timelines_unread(in.known));
	know_definitions(r, &out->history, o.known && out->history.n_known ? o.known->changes.n : 0, &known, work);
	if (!timelines_build(&in, r->a, &out->timelines, e) ||
	    !history_releases(out->source, &out->history, r->a, &out->releases, e))
		return false;
	keep(out, &cache, work);
	out->is_there = true;
	if (!out->is_unsaid)
		tell_end(out);
	tell_read(out);
	return true;
}

bool run_history_read(struct run *r, str mode, struct run_history *out, struct err *e)
{
	struct arena work;
	bool ok;

	arena_init(&work);
	ok = read_history(r, mode, out, &work, e);
	arena_free(&work);
	memset(&out->history.changes, 0, sizeof out->history.changes);
	memset(&out->history.files, 0, sizeof out->history.files);
	out->timelines.record = NULL;
	return ok;
}

bool run_history_is_partial(const struct run_history *h)
{
	return h->history.is_truncated || h->history.gaps.n > 0;
}

void run_history_close(struct run_history *h)
{
	source_close(h->source);
	h->source = NULL;
}

str run_history_date(const struct run_history *h, const struct timeline_event *ev)
{
	return ev ? time_date(h->history.commits.v[ev->commit].time, h->r->a) : (str){ 0 };
}

str run_history_milestone(const struct run_history *h, uint32_t commit)
{
	const struct history_release *r = history_release_of(&h->releases, commit);

	return r ? release_text(&r->version, h->r->a) : (str){ 0 };
}

static str date_in(const struct run_history *h, const struct timeline_event *ev, str *dates)
{
	if (ev && !dates[ev->commit].n)
		dates[ev->commit] = run_history_date(h, ev);
	return ev ? dates[ev->commit] : (str){ 0 };
}

void run_history_join(struct run_history *h)
{
	struct dict *d = &h->r->dict;
	str *dates = arena_array(h->r->a, h->history.commits.n, str); /* many entries come and change with the same commits */

	for (size_t i = 0; h->is_there && i < d->all.n; i++) {
		struct entry *e = d->all.v[i];
		const struct timeline *t = timelines_find(&h->timelines, e->kind, e->key, e->definition->path);
		const struct timeline_event *added = t ? timeline_added(t) : NULL, *changed = t ? timeline_changed(t) : NULL;
		struct entry_history *out;

		if (!t && !run_history_is_partial(h))
			continue; /* it has not been committed yet */
		out = arena_new(h->r->a, struct entry_history);
		out->timeline = t;
		out->added = date_in(h, added, dates);
		if (changed != added)
			out->changed = date_in(h, changed, dates);
		out->is_truncated = !t || t->is_truncated;
		e->history = out;
	}
}
