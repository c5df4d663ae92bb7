/* dictum list: entries, filtered, as text, JSON or CSV. */
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/entries.h"
#include "cli/history.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "report/report.h"
#include "site/api.h"

static const struct option options[] = {
	{ OPT_KIND, 0, "kind", "KIND", false, "entries of one kind only, such as metric" },
	{ OPT_STATUS, 0, "status", "STATUS", false, "active, deprecated, broken, removed or unknown entries only" },
	{ OPT_OWNER, 0, "owner", "GROUP", false, "entries of one group only" },
	{ OPT_ADDED_SINCE, 0, "added-since", "WHEN", false, "entries added since a milestone (17.0), a day (2024-05-01) or a revision" },
	{ OPT_CHANGED_SINCE, 0, "changed-since", "WHEN", false, "entries that changed since then, or were added" },
	{ OPT_NO_CACHE, 0, "no-cache", NULL, false, "read the history anew, and keep nothing of it for later runs" },
	{ OPT_FORMAT, 0, "format", "F", false, "text (default), json or csv" },
	{ 0, 0, NULL, NULL, false, NULL },
};

struct filter {
	const struct kind *kind; /* NULL: any */
	bool has_status;
	enum status status;
	str owner; /* empty: any */
	struct run_history history; /* of --added-since and --changed-since */
	bool has_added, has_changed;
	struct run_point added, changed;
	size_t n_unknown; /* entries left out because nobody knows when they came */
};

static bool read_status(const struct args *args, struct filter *f, struct err *e)
{
	str text = args_get(args, OPT_STATUS);

	f->has_status = args_has(args, OPT_STATUS);
	for (size_t s = 0; s < STATUS_COUNT; s++) {
		f->status = (enum status)s;
		if (!f->has_status || str_eq_z(text, status_word(f->status)))
			return true;
	}
	return err_usage(e, "unknown status '%.*s', expected one of active, deprecated, broken, removed, unknown", STR_ARG(text));
}

enum { FEW_GROUPS = 12 }; /* that are all named */

/* What to give in place of `id`, as the end of a sentence. */
static str group_meant(const struct owners *o, str id, const str *names, struct arena *a)
{
	const struct stage *stage = map_get(&o->stages_by_id, id);
	size_t n = o->groups.n, near = str_nearest(id, names, n);

	if (stage && stage->groups.n) {
		str *of_stage = arena_array(a, stage->groups.n, str);

		for (size_t i = 0; i < stage->groups.n; i++)
			of_stage[i] = stage->groups.v[i]->id;
		return str_fmt(a, ": stage '%.*s' has the groups %.*s", STR_ARG(id), STR_ARG(str_join(a, of_stage, stage->groups.n, STR(", "))));
	}
	if (near < n)
		return str_fmt(a, ", did you mean '%.*s'?", STR_ARG(names[near]));
	if (!n)
		return STR(": no definition names its group");
	return n > FEW_GROUPS ? STR(": 'dictum list' prints the group of every entry") :
	                        str_fmt(a, ", expected one of %.*s", STR_ARG(str_join(a, names, n, STR(", "))));
}

static bool read_owner(const struct run *r, const struct args *args, struct filter *f, struct err *e)
{
	const struct owners *o = &r->dict.owners;
	str *names = arena_array(r->a, o->groups.n, str);

	f->owner = owner_id(args_get(args, OPT_OWNER), STR("group::"), r->a);
	if (!args_has(args, OPT_OWNER) || map_has(&o->by_id, f->owner))
		return true;
	for (size_t i = 0; i < o->groups.n; i++)
		names[i] = o->groups.v[i]->id;
	return err_usage(e, "unknown group '%.*s'%.*s", STR_ARG(f->owner), STR_ARG(group_meant(o, f->owner, names, r->a)));
}

static bool read_points(struct run *r, const struct args *args, struct filter *f, struct err *e)
{
	f->has_added = args_has(args, OPT_ADDED_SINCE);
	f->has_changed = args_has(args, OPT_CHANGED_SINCE);
	if (!f->has_added && !f->has_changed)
		return true;
	if (!run_history_read(r, (str){ 0 }, &f->history, e))
		return false;
	if (f->has_changed && !f->history.is_there)
		return err_set(e, "--changed-since needs the history of a repository");
	if ((f->has_added && !run_point_parse(&f->history, args_get(args, OPT_ADDED_SINCE), &f->added, e)) ||
	    (f->has_changed && !run_point_parse(&f->history, args_get(args, OPT_CHANGED_SINCE), &f->changed, e)))
		return false;
	if (f->has_changed && f->changed.what == POINT_MILESTONE && !f->history.releases.all.n)
		return err_set(e, "no tag of a release is here to tell what changed since %.*s: give a day or a revision, or run git fetch --tags",
		               STR_ARG(args_get(args, OPT_CHANGED_SINCE)));
	return true;
}

/* The first event since then that brought the entry or took it away: what was there then and came back after it was deleted is none. */
static const struct timeline_event *came_since(const struct filter *f, const struct timeline *t)
{
	const struct timeline_event *added = timeline_added(t);

	for (size_t i = 0; i < t->events.n; i++) {
		const struct timeline_event *ev = &t->events.v[i];
		bool brings = ev->change == TIMELINE_RETURNED || ev == added;

		if ((brings || ev->change == TIMELINE_DELETED) && run_point_is_before(&f->history, &f->added, ev))
			return brings ? ev : NULL;
	}
	return NULL;
}

/* The milestone that the definition names counts, where one is asked for: it is there in every clone. It says nothing of a return. */
static bool is_added_since(struct filter *f, const struct entry *e)
{
	const struct timeline *t = e->history ? e->history->timeline : NULL;
	const struct timeline_event *came = t ? came_since(f, t) : NULL;
	bool is_known = false, is_since;

	if (f->added.what == POINT_MILESTONE) {
		is_since = run_point_is_before_milestone(&f->added, entry_milestone(e, e->kind->added_milestone), &is_known);
		if (is_known)
			return is_since || (came && came->change == TIMELINE_RETURNED && f->history.releases.all.n);
	}
	if (came || (t && timeline_added(t)))
		return came != NULL;
	/* what was there before the oldest commit was there before every revision that is found in the history */
	f->n_unknown += !(e->history && e->history->is_truncated && f->added.what == POINT_COMMIT);
	return false;
}

static bool is_changed_since(const struct filter *f, const struct entry *e)
{
	const struct timeline_event *changed = e->history && e->history->timeline ? timeline_changed(e->history->timeline) : NULL;

	return changed && run_point_is_before(&f->history, &f->changed, changed);
}

static bool passes_history(struct filter *f, const struct entry *e)
{
	return (!f->has_added || is_added_since(f, e)) && (!f->has_changed || is_changed_since(f, e));
}

static bool passes(const struct filter *f, const struct entry *e)
{
	return (!f->kind || e->kind == f->kind) && (!f->has_status || e->status == f->status) &&
	       (!f->owner.n || str_eq(e->group, f->owner));
}

/* A cell and the blank that parts it from the next one, however long it is. */
static void put_padded(struct buf *out, const struct style *s, const char *code, str text, size_t width)
{
	size_t n = utf8_columns(text);

	style_put(out, s, code, text);
	do
		buf_byte(out, ' ');
	while (n++ < width);
}

enum {
	MAX_COLUMN = 80, /* what is longer pushes its row to the right */
	GROUP_ROOM = 20, /* columns that groups are sure of, which most of them need; longer ones are shortened where keys take the room */
	STATUS_WIDTH = sizeof "deprecated" - 1,
};
struct columns {
	size_t kind, key, most; /* of a key: wider ones leave no room for the rest of the row */
};

static void widen(size_t *width, str text, size_t most)
{
	size_t n = utf8_columns(text);

	if (n > *width)
		*width = n < most ? n : most;
}

/* The first column is as wide as that of all kinds, whichever are listed. */
static struct columns measure(const struct style *s, const struct dialect *d, struct entry *const *entries, size_t n, struct arena *a)
{
	struct columns c = { 0 };
	size_t group = 0;

	for (size_t i = 0; i < d->n_kinds; i++)
		widen(&c.kind, d->kinds[i].name, MAX_COLUMN);
	for (size_t i = 0; i < n; i++) {
		widen(&c.key, diag_visible(entries[i]->key, a), MAX_COLUMN);
		widen(&group, diag_visible(entries[i]->group, a), GROUP_ROOM);
	}
	c.most = style_left(s, c.kind + 1 + 1 + STATUS_WIDTH + 1 + group);
	if (c.key > c.most)
		c.key = c.most;
	return c;
}

/* The key, never shortened; returns the column of what follows it, which is in the next line where the key is too wide. */
static size_t put_key(struct buf *out, const struct style *s, const struct columns *c, str key)
{
	size_t from = c->kind + 1, n = utf8_columns(key);

	if (n <= c->most) {
		put_padded(out, s, s->bold, key, c->key);
		return from + (n > c->key ? n : c->key) + 1;
	}
	style_put(out, s, s->bold, key);
	buf_byte(out, '\n');
	for (size_t i = 0; i < from + c->key + 1; i++)
		buf_byte(out, ' ');
	return from + c->key + 1;
}

static void put_row(struct buf *out, const struct style *s, const struct columns *c, const struct entry *e, struct arena *a)
{
	str status = str_from_z(status_word(e->status));
	size_t used;

	put_padded(out, s, s->dim, e->kind->name, c->kind);
	used = put_key(out, s, c, diag_visible(e->key, a)) + STATUS_WIDTH + 1;
	if (e->group.n) {
		put_padded(out, s, style_fate(s, status), status, STATUS_WIDTH);
		style_put(out, s, "", style_fit(diag_visible(e->group, a), style_left(s, used), a));
	} else {
		style_put(out, s, style_fate(s, status), status);
	}
	buf_byte(out, '\n');
}

static void put_text(struct buf *out, const struct style *s, const struct dialect *d, struct entry *const *entries, size_t n, struct arena *a)
{
	struct columns c = measure(s, d, entries, n, a);

	for (size_t i = 0; i < n; i++)
		put_row(out, s, &c, entries[i], a);
	report_disarm(out);
}

static bool put_entries(struct run *r, const struct args *args, struct err *e)
{
	struct entry **entries;
	struct filter f = { .kind = NULL };
	struct buf out = { .a = r->a };
	struct style style = out_style(args);
	enum entries_format format;
	size_t n = 0;
	bool ok;

	if (!entries_format(args, &format, e) || !entries_kind(r, args, &f.kind, e) || !read_status(args, &f, e))
		return false;
	f.history.r = r;
	ok = read_points(r, args, &f, e);
	run_history_close(&f.history);
	if (!ok || !run_pipeline(r, e))
		return false;
	missing_note_empty(r);
	if (!read_owner(r, args, &f, e))
		return false;
	run_history_join(&f.history);
	entries = arena_array(r->a, r->dict.all.n, struct entry *);
	for (size_t i = 0; i < r->dict.all.n; i++)
		if (passes(&f, r->dict.all.v[i]) && passes_history(&f, r->dict.all.v[i]))
			entries[n++] = r->dict.all.v[i];
	if (f.n_unknown)
		out_note(args, "%zu %s left out: when they were added is not known", f.n_unknown, f.n_unknown == 1 ? "entry is" : "entries are");
	if (format == ENTRIES_JSON)
		api_entries(&out, &r->dict, entries, n, source_commit(r->source), NULL);
	else if (format == ENTRIES_CSV)
		api_csv(&out, &r->dict, entries, n, NULL, r->a);
	else
		put_text(&out, &style, r->dialect, entries, n, r->a);
	return out_put(buf_str(&out), e);
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	struct run *r = arena_new(a, struct run);
	bool ok;

	if (!args_no_operands(args, "list", "search", a, e))
		return -1;
	ok = run_open(r, args, RUN_COMMIT, a, e) && put_entries(r, args, e);
	run_close(r);
	return ok ? EXIT_CLEAN : -1;
}

const struct command cmd_list = {
	.name = "list",
	.summary = "list entries; filters; as text, JSON or CSV",
	.usage = "[OPTION]...",
	.text = "Prints the entries of the dictionary by kind and key, of the last commit unless --rev or --worktree says otherwise.",
	.options = options,
	.takes_globals = true,
	.examples = "  dictum list --kind metric --status removed\n"
	            "  dictum list --owner code_review --format csv >code_review.csv\n"
	            "  dictum list --added-since 17.0\n"
	            "  dictum list --changed-since origin/main --kind metric\n",
	.run = run,
};
