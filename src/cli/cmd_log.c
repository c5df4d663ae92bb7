/* dictum log: how one entry changed, commit by commit. */
#include "cli/commands.h"
#include "cli/entries.h"
#include "cli/history.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "report/report.h"

static const struct option options[] = {
	{ OPT_KIND, 0, "kind", "KIND", false, "its kind, such as metric, where several have the key" },
	{ OPT_PATH, 0, "path", "PATH", false, "the definition's file, where several have the key" },
	{ OPT_HISTORY, 0, "history", "MODE", false, "first-parent (default) or full: also the commits of merged branches" },
	{ OPT_NO_CACHE, 0, "no-cache", NULL, false, "read the history anew, and keep nothing of it for later runs" },
	{ OPT_FORMAT, 0, "format", "F", false, "text (default), json or csv" },
	{ 0, 0, NULL, NULL, false, NULL },
};

/* What the key stands for: a timeline, an entry without one, or both. */
struct subject {
	const struct kind *kind;
	str path;
	const struct timeline *timeline; /* NULL: nothing is known of changes */
	bool is_alive;
};
struct subjects {
	VEC(struct subject) all;
};
struct request {
	struct run *r;
	const struct args *args;
	const struct kind *kind; /* NULL: any */
	str key, path;
	struct run_history history;
	struct subjects found;
};

static bool has_been_at(const struct timeline *t, const struct entries_path *p)
{
	for (size_t i = 0; i < t->events.n; i++)
		if (entries_path_is(p, t->events.v[i].path) || entries_path_is(p, t->events.v[i].from))
			return true;
	return entries_path_is(p, t->path);
}

static void find_timelines(struct request *q)
{
	struct entries_path path = entries_path(q->r, q->path);

	for (size_t i = 0; q->history.is_there && i < q->r->dialect->n_kinds; i++) {
		const struct kind *k = &q->r->dialect->kinds[i];
		const struct timeline_list *list = q->kind && k != q->kind ? NULL : timelines_get(&q->history.timelines, k, q->key);

		for (size_t n = 0; list && n < list->all.n; n++)
			if (has_been_at(list->all.v[n], &path))
				*vec_push(&q->found.all, q->r->a) = (struct subject){ k, list->all.v[n]->path, list->all.v[n], list->all.v[n]->is_alive };
	}
}

static bool is_found(const struct request *q, const struct entry *e)
{
	for (size_t i = 0; i < q->found.all.n; i++)
		if (q->found.all.v[i].kind == e->kind && str_eq(q->found.all.v[i].path, e->definition->path))
			return true;
	return false;
}

/* Entries without a timeline: not committed yet, or untouched since a truncated history begins. */
static void find_entries(struct request *q)
{
	const struct dict *d = &q->r->dict;
	struct entries_path path = entries_path(q->r, q->path);

	for (size_t i = 0; i < q->r->dialect->n_kinds; i++) {
		const struct kind *k = &q->r->dialect->kinds[i];
		const struct entry_list *list = q->kind && k != q->kind ? NULL : dict_get(d, k, q->key);

		for (size_t n = 0; list && n < list->all.n; n++) {
			const struct entry *e = list->all.v[n];

			if (entries_path_is(&path, e->definition->path) && !is_found(q, e))
				*vec_push(&q->found.all, q->r->a) = (struct subject){ k, e->definition->path, NULL, true };
		}
	}
}

static bool is_alive(const struct request *q, const struct subject *s)
{
	(void)q; /* says nothing of it */
	return s->is_alive;
}

static bool is_at_path(const struct request *q, const struct subject *s)
{
	struct entries_path path = entries_path(q->r, q->path);

	return entries_path_is(&path, s->path);
}

/* The others go, unless nothing is left then. */
static void keep(struct request *q, bool (*is_wanted)(const struct request *, const struct subject *))
{
	struct subjects *s = &q->found;
	size_t n = 0;

	for (size_t i = 0; i < s->all.n; i++)
		if (is_wanted(q, &s->all.v[i]))
			s->all.v[n++] = s->all.v[i];
	s->all.n = n ? n : s->all.n;
}

/* Those that are there come before those that are gone, and those that are at the path before those that were. */
static void keep_nearest(struct request *q)
{
	keep(q, is_alive);
	keep(q, is_at_path);
}

static bool is_ambiguous(const struct request *q, struct err *e)
{
	const struct subjects *s = &q->found;
	struct entries_choice *all = arena_array(q->r->a, s->all.n, struct entries_choice);

	for (size_t i = 0; i < s->all.n; i++)
		all[i] = (struct entries_choice){ s->all.v[i].kind, s->all.v[i].path };
	return entries_are_ambiguous(q->key, all, s->all.n, q->r->a, e);
}

/* Where an entry that is gone had the key, though --kind or --path leaves it out; else empty. */
static str told_elsewhere(const struct request *q)
{
	const struct timelines *all = &q->history.timelines;

	for (size_t i = 0; i < all->all.n; i++) {
		const struct timeline *t = all->all.v[i];

		if (str_eq(t->key, q->key))
			return str_fmt(q->r->a, "%.*s defined %.*s '%.*s'", STR_ARG(t->path), STR_ARG(t->kind->name), STR_ARG(q->key));
	}
	return (str){ 0 };
}

static void note_absent(const struct request *q)
{
	const struct timelines *t = &q->history.timelines;
	size_t n = 0;
	str *keys = arena_array(q->r->a, t->all.n + q->r->dict.all.n, str);

	for (size_t i = 0; i < t->all.n; i++)
		if (!q->kind || t->all.v[i]->kind == q->kind)
			keys[n++] = t->all.v[i]->key;
	for (size_t i = 0; i < q->r->dict.all.n; i++)
		if (!q->kind || q->r->dict.all.v[i]->kind == q->kind)
			keys[n++] = q->r->dict.all.v[i]->key;
	entries_note_absent(q->r, q->key, str_fmt(q->r->a, "no %.*s ever had the key '%.*s'%s%.*s", STR_ARG(q->kind ? q->kind->name : STR("entry")),
	                                          STR_ARG(q->key), q->path.n ? " in " : "", STR_ARG(q->path)), told_elsewhere(q), keys, n);
	missing_note_empty(q->r);
}

static bool is_truncated(const struct request *q, const struct subject *s)
{
	return s->timeline ? s->timeline->is_truncated : run_history_is_partial(&q->history);
}

static void put_json(struct request *q, const struct subject *s, struct buf *out)
{
	struct json j;

	json_init(&j, out, true);
	json_begin(&j, '{');
	json_member_uint(&j, "version", 1);
	json_member(&j, "kind", s->kind->name);
	json_member(&j, "key", q->key);
	json_member_bool(&j, "truncated", is_truncated(q, s));
	run_history_json(&q->history, s->timeline, &j);
	json_end(&j);
	buf_byte(out, '\n');
}

static void put_text(struct request *q, const struct subject *s, struct buf *out)
{
	struct style style = out_style(q->args);

	style_put(out, &style, style.bold, q->key);
	buf_fmt(out, "\n%.*s%s", STR_ARG(s->kind->name), s->is_alive ? "" : ", ");
	if (!s->is_alive)
		style_put(out, &style, style_fate(&style, STR("deleted")), STR("deleted"));
	buf_z(out, "\n\n");
	if (is_truncated(q, s))
		buf_z(out, "it was there before the history that can be read here begins\n");
	else if (!s->timeline && q->history.is_there)
		buf_z(out, "it has not been committed yet\n");
	run_history_text(&q->history, s->timeline, &style, "", out);
	report_disarm(out);
}

static int log_entry(struct request *q, struct err *e)
{
	struct buf out = { .a = q->r->a };
	enum entries_format format;

	if (!entries_format(q->args, &format, e) || !entries_kind(q->r, q->args, &q->kind, e) ||
	    !run_history_read(q->r, args_get(q->args, OPT_HISTORY), &q->history, e))
		return -1;
	find_timelines(q);
	keep_nearest(q);
	if (!q->found.all.n || run_history_is_partial(&q->history)) {
		if (!run_pipeline(q->r, e))
			return -1;
		find_entries(q);
		keep_nearest(q);
	}
	if (!q->found.all.n) {
		note_absent(q);
		return EXIT_FOUND;
	}
	if (is_ambiguous(q, e))
		return -1;
	if (format == ENTRIES_JSON)
		put_json(q, &q->found.all.v[0], &out);
	else if (format == ENTRIES_CSV)
		run_history_csv(&q->history, q->found.all.v[0].timeline, &out);
	else
		put_text(q, &q->found.all.v[0], &out);
	return out_put(buf_str(&out), e) ? EXIT_CLEAN : -1;
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	struct request *q = arena_new(a, struct request);
	struct run *r = arena_new(a, struct run);
	int code = -1;

	if (!entries_one_key(args, "log", a, e))
		return -1;
	q->r = r;
	q->args = args;
	q->key = args->operands.v[0];
	q->path = args_get(args, OPT_PATH);
	if (run_open(r, args, RUN_COMMIT, a, e))
		code = log_entry(q, e);
	run_history_close(&q->history);
	run_close(r);
	return code;
}

const struct command cmd_log = {
	.name = "log",
	.summary = "how one entry changed, commit by commit",
	.usage = "[OPTION]... KEY",
	.text = "Prints when an entry was added, changed, moved, marked as deprecated, broken or removed, and deleted, oldest first. Only changes\n"
	        "of meaning count: not comments, quotes, line breaks or the order of keys. Entries that are gone have a history, too.\n"
	        "Exit code 1 when no entry ever had the key.",
	.options = options,
	.takes_globals = true,
	.examples = "  dictum log counts.ci_builds\n"
	            "  dictum log --kind event create_ci_build --format json\n"
	            "  dictum log counts.ci_builds --format csv >ci_builds.csv\n",
	.run = run,
};
