/* Reads the history of a run and tells where it ends. Questions of the commands to it are here, too. */
#include <string.h>

#include "cli/history.h"

#include "base/pool.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/history_cache.h"
#include "cli/out.h"
#include "render/template.h"

enum { SHORT = 40, LINE = 100, LONGEST = 10000 }; /* code points of a value: beside the other one, on a line of its own, at all */
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

static const struct history_commit *commit_of(const struct run_history *h, uint32_t i)
{
	return &h->history.commits.v[i];
}

str run_history_date(const struct run_history *h, const struct timeline_event *ev)
{
	return ev ? time_date(commit_of(h, ev->commit)->time, h->r->a) : (str){ 0 };
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

/* ---- output ---- */

static void put_value(struct json *j, const char *name, str value)
{
	if (!value.n)
		return;
	json_key(j, name);
	json_raw(j, value);
}

static void put_event(const struct run_history *h, const struct timeline_event *ev, struct json *j)
{
	const struct history_commit *c = commit_of(h, ev->commit);
	str id = str_hex(c->id, sizeof c->id, h->r->a);

	json_begin(j, '{');
	json_member(j, "change", str_from_z(timeline_word(ev->change)));
	json_member(j, "commit", id);
	json_member(j, "date", time_utc(c->time, h->r->a));
	json_member(j, "milestone", run_history_milestone(h, ev->commit));
	json_member(j, "author", c->author);
	json_member(j, "path", ev->path);
	json_member(j, "from", ev->from);
	json_member(j, ev->change == TIMELINE_DELETED ? "renamed_to" : "renamed_from", ev->key);
	if (ev->n_fields) {
		json_key(j, "fields");
		json_begin(j, '[');
		for (size_t i = 0; i < ev->n_fields; i++) {
			json_begin(j, '{');
			json_member(j, "field", ev->fields[i].name);
			put_value(j, "old", ev->fields[i].old);
			put_value(j, "new", ev->fields[i].now);
			json_member(j, "class", str_from_z(ev->fields[i].class ? ev->fields[i].class->rule.id : NULL));
			json_end(j);
		}
		json_end(j);
	}
	json_end(j);
}

void run_history_json(const struct run_history *h, const struct timeline *t, struct json *j)
{
	json_key(j, "history");
	json_begin(j, '[');
	for (size_t i = 0; t && i < t->events.n; i++)
		put_event(h, &t->events.v[i], j);
	json_end(j);
}

/* A value as CSV shows it: scalars as a person would write them, the others as JSON. */
static str cell_of(str json, struct arena *a)
{
	struct diag_list ignored;
	const struct node *n;

	diag_list_init(&ignored, a);
	n = json.n ? doc_parse_json((str){ 0 }, json, NULL, a, &ignored).root : NULL;
	return n && n->kind < NODE_SEQ ? doc_scalar(n, a) : json;
}

static void put_csv_row(const struct run_history *h, const struct timeline_event *ev, const struct timeline_field *f, struct buf *out)
{
	const struct history_commit *c = commit_of(h, ev->commit);
	bool is_deleted = ev->change == TIMELINE_DELETED;
	str id = str_hex(c->id, sizeof c->id, h->r->a);

	const str cells[] = {
		str_from_z(timeline_word(ev->change)), id, time_utc(c->time, h->r->a), run_history_milestone(h, ev->commit), c->author, ev->path,
		ev->from, is_deleted ? (str){ 0 } : ev->key, is_deleted ? ev->key : (str){ 0 }, f ? f->name : (str){ 0 },
		f ? cell_of(f->old, h->r->a) : (str){ 0 }, f ? cell_of(f->now, h->r->a) : (str){ 0 },
		str_from_z(f && f->class ? f->class->rule.id : NULL),
	};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		buf_z(out, i ? "," : "");
		escape_csv(out, cells[i]);
	}
	buf_z(out, "\r\n");
}

void run_history_csv(const struct run_history *h, const struct timeline *t, struct buf *out)
{
	buf_z(out, "change,commit,date,milestone,author,path,from,renamed_from,renamed_to,field,old,new,class\r\n");
	for (size_t i = 0; t && i < t->events.n; i++) {
		const struct timeline_event *ev = &t->events.v[i];

		for (size_t k = 0; k < (ev->n_fields ? ev->n_fields : 1); k++)
			put_csv_row(h, ev, ev->n_fields ? &ev->fields[k] : NULL, out);
	}
}

static str words_of(str json, struct arena *a)
{
	struct diag_list ignored;
	struct doc doc;

	diag_list_init(&ignored, a);
	doc = doc_parse_json((str){ 0 }, json, NULL, a, &ignored);
	return diag_visible(json.n ? difference_words(doc.root, LONGEST, a) : STR("nothing"), a);
}

/* A value on lines of its own, from where it differs. */
static void put_cut(struct buf *out, const struct style *style, const char *before, str text, size_t from)
{
	str rest = str_from(text, from), line = str_sub(rest, 0, utf8_offset(rest, LINE));

	buf_fmt(out, "\n%s", before);
	line = str_fmt(out->a, "%s%.*s%s", from ? "..." : "", STR_ARG(line), line.n < rest.n ? "..." : "");
	style_wrap(out, style, line, strlen(before), strlen(before));
}

/* Short values on one line, which has `room`, others below each other. */
static void put_change(struct buf *out, const struct style *style, str old, str now, const char *indent, size_t room)
{
	size_t from = difference_from(old, now);
	str both = str_fmt(out->a, " %.*s -> %.*s", STR_ARG(old), STR_ARG(now));

	if (utf8_count(old) <= SHORT && utf8_count(now) <= SHORT && utf8_columns(both) <= room) {
		buf_put(out, both);
	} else {
		put_cut(out, style, str_z(str_fmt(out->a, "%s  - ", indent), out->a), old, from);
		put_cut(out, style, str_z(str_fmt(out->a, "%s  + ", indent), out->a), now, from);
	}
	buf_byte(out, '\n');
}

enum { FURTHER = sizeof "2024-05-01  " - 1, WORD_WIDTH = 10 }; /* columns: what is said below an event, its word */

static void put_visible(struct buf *out, const char *before, str text)
{
	if (!text.n)
		return;
	buf_z(out, before);
	diag_put_visible(out, text, "");
}

static str title_of(const struct run_history *h, str id)
{
	const struct field *f = dialect_field(h->r->dialect, id);

	return f && f->title.n ? f->title : id;
}

static void put_fields(const struct run_history *h, const struct timeline_event *ev, const struct style *style, const char *before, struct buf *out)
{
	const char *indent = str_z(str_fmt(h->r->a, "%s%*s", before, FURTHER, ""), h->r->a);

	for (size_t i = 0; i < ev->n_fields; i++) {
		const struct timeline_field *f = &ev->fields[i];
		struct buf label = { .a = h->r->a };

		diag_put_visible(&label, title_of(h, f->name), "");
		if (f->class)
			buf_fmt(&label, " (%s)", f->class->rule.id);
		buf_fmt(out, "%s%s%.*s:%s", indent, style->dim, STR_ARG(buf_str(&label)), style->off);
		put_change(out, style, words_of(f->old, h->r->a), words_of(f->now, h->r->a), indent,
		           style_left(style, strlen(indent) + utf8_columns(buf_str(&label)) + 1));
	}
}

static const char *code_of(const struct style *style, enum timeline_change change)
{
	const char *fate = style_fate(style, str_from_z(timeline_word(change)));

	return *fate ? fate : style->bold;
}

/* Whether the event is about what the file says, not about where it is. */
static bool is_of_fields(enum timeline_change c)
{
	return c >= TIMELINE_CHANGED && c <= TIMELINE_REMOVED;
}

/* "  16.1  config/events/push.yml, before ee/config/events/push.yml  by Ann Author" */
static str event_words(const struct run_history *h, const struct timeline_event *ev)
{
	struct buf out = { .a = h->r->a };

	put_visible(&out, "  ", run_history_milestone(h, ev->commit));
	put_visible(&out, "  ", is_of_fields(ev->change) ? (str){ 0 } : ev->path);
	put_visible(&out, ", before ", ev->from);
	put_visible(&out, ev->change == TIMELINE_DELETED ? ", now " : ", before ", ev->key);
	put_visible(&out, "  by ", commit_of(h, ev->commit)->author);
	return buf_str(&out);
}

void run_history_text(const struct run_history *h, const struct timeline *t, const struct style *style, const char *indent, struct buf *out)
{
	for (size_t i = 0; t && i < t->events.n; i++) {
		const struct timeline_event *ev = &t->events.v[i];
		str id = str_hex(commit_of(h, ev->commit)->id, RUN_SHORT_ID, h->r->a);

		buf_fmt(out, "%s%.*s  %s%-*s%s  ", indent, STR_ARG(run_history_date(h, ev)), code_of(style, ev->change), WORD_WIDTH,
		        timeline_word(ev->change), style->off);
		style_put(out, style, style->dim, id);
		style_wrap(out, style, event_words(h, ev), strlen(indent) + FURTHER + WORD_WIDTH + 2 + id.n, strlen(indent) + FURTHER);
		buf_byte(out, '\n');
		put_fields(h, ev, style, indent, out);
	}
}

/* ---- points in time ---- */

/* The newest commit of the history that the revision has, too. */
static bool find_commit(const struct run_history *h, str rev, struct run_point *out, struct err *e)
{
	str base;

	if (!source_merge_base(&h->r->place, rev, source_commit(h->source), h->r->a, &base, e))
		return false;
	out->what = POINT_COMMIT;
	out->commit = history_find(h->source, &h->history, base);
	return out->commit != HISTORY_NONE ||
	       err_set(e, "revision '%.*s' is not in the history that is read here%s", STR_ARG(rev),
	               h->history.is_shallow ? " (shallow clone): run git fetch --unshallow" : "");
}

/* A digit for every 0 of the shape, and all else as it is. */
static bool has_shape(str text, const char *shape)
{
	bool fits = text.n == strlen(shape);

	for (size_t i = 0; i < text.n && fits; i++)
		fits = shape[i] == '0' ? byte_is_digit(text.p[i]) : text.p[i] == shape[i];
	return fits;
}

/* What was meant for a day or a milestone and is none; no words of git look so. */
static bool is_no_point(str text, struct err *e)
{
	if (has_shape(text, "0000-00-00"))
		return !err_usage(e, "there is no day '%.*s'", STR_ARG(text));
	/* git's shortest abbreviation has four digits */
	return (has_shape(text, "0") || has_shape(text, "00") || has_shape(text, "000")) &&
	       !err_usage(e, "'%.*s' is no milestone, day or revision: milestones have two numbers, such as %.*s.0", STR_ARG(text), STR_ARG(text));
}

/* Who types "yesterday" or "2024-05" thinks of a time, not of a revision. */
static void tell_forms(struct err *e)
{
	if (e->revision == ERR_UNKNOWN)
		err_line(e, "expected a milestone such as 17.0, a day such as 2024-05-01, or a revision such as v1.0 or main~10");
}

bool run_point_parse(const struct run_history *h, str text, struct run_point *out, struct err *e)
{
	*out = (struct run_point){ .what = POINT_MILESTONE };
	if (has_shape(text, "00.00.0000")) /* no release is called so, and every one would come after it */
		return err_usage(e, "'%.*s' is no milestone, day or revision: days are written as 2024-05-01", STR_ARG(text));
	if (release_parse(text, &out->release) && !out->release.is_before)
		return true;
	if (time_parse_date(text, &out->day)) {
		out->what = POINT_DAY;
		return true;
	}
	if (!h->is_there)
		return err_set(e, "there is no history to look for '%.*s' in", STR_ARG(text));
	if (find_commit(h, text, out, e))
		return true;
	if (!is_no_point(text, e))
		tell_forms(e);
	return false;
}

bool run_point_is_before(const struct run_history *h, const struct run_point *p, const struct timeline_event *ev)
{
	const struct history_release *r;

	switch (p->what) {
	case POINT_MILESTONE:
		r = history_release_of(&h->releases, ev->commit);
		return !r || release_compare(&r->version, &p->release) >= 0; /* what is in no release yet comes with a later one */
	case POINT_DAY:
		return commit_of(h, ev->commit)->time >= p->day;
	case POINT_COMMIT:
		break;
	}
	return ev->commit > p->commit;
}

bool run_point_is_before_milestone(const struct run_point *p, str milestone, bool *is_known)
{
	struct release r;

	*is_known = release_parse(milestone, &r);
	return *is_known && release_compare(&r, &p->release) >= (r.is_before ? 1 : 0);
}
