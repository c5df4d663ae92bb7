/* Both ends of a comparison: which revisions, reading them, what is let through. */
#include <string.h>

#include "base/look_alike.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/diff.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "cli/read.h"
#include "cli/since.h"

/* ---- which revisions ---- */

/* "BASE...HEAD" and "BASE..HEAD"; no branch name has two dots in a row. */
static bool split_range(str word, struct diff_ends *out)
{
	for (size_t i = 0; i + 1 < word.n; i++) {
		if (word.p[i] != '.' || word.p[i + 1] != '.')
			continue;
		out->from_merge_base = i + 2 < word.n && word.p[i + 2] == '.';
		out->base = str_sub(word, 0, i);
		out->head = str_from(word, i + (out->from_merge_base ? 3 : 2));
		return true;
	}
	return false;
}

/* An unset variable of a CI job would compare HEAD with itself, and nothing would ever break. A head that is left out is HEAD, as git has it. */
static bool check_named(const struct args *args, str base, struct err *e)
{
	const char *why = "an unset variable may stand there";

	if (!args->operands.n)
		return true;
	if (!args->operands.v[0].n)
		return err_usage(e, "the operand BASE is empty, expected a revision: %s", why);
	if (!base.n)
		return err_usage(e, "BASE is empty in '%.*s', expected a revision before the dots: %s", STR_ARG(args->operands.v[0]), why);
	return args->operands.n < 2 || args->operands.v[1].n || err_usage(e, "the operand HEAD is empty, expected a revision: %s", why);
}

bool diff_ends_read(const struct args *args, struct diff_ends *out, struct err *e)
{
	bool in_place = args_has(args, OPT_WORKTREE) || args_has(args, OPT_STAGED) || args_has(args, OPT_FIX) || args_has(args, OPT_DIFF);
	const str *words = args->operands.v;
	size_t n = args->operands.n;
	bool is_range;

	*out = (struct diff_ends){ .base = n ? words[0] : STR("HEAD") };
	is_range = n && split_range(words[0], out);
	if (!check_named(args, out->base, e))
		return false;
	if (args_has(args, OPT_WORKTREE) && args_has(args, OPT_STAGED))
		return err_usage(e, "--worktree and --staged exclude each other");
	if (!n && !in_place)
		return err_usage(e, "name the revision to compare with: dictum diff origin/main, or give --worktree or --staged");
	if (n > (is_range ? 1U : 2U))
		return err_usage(e, "surplus operand '%.*s': two revisions are compared", STR_ARG(words[is_range ? 1 : 2]));
	if (n == 2)
		out->head = words[1];
	if (in_place && (out->head.n || args_has(args, OPT_REV)))
		return err_usage(e, "%s compares with files that are no commit: name one revision", args_has(args, OPT_STAGED) ? "--staged" :
		                 args_has(args, OPT_WORKTREE) ? "--worktree" : args_has(args, OPT_FIX) ? "--fix" : "--diff");
	if (args_has(args, OPT_STAGED) && (args_has(args, OPT_FIX) || args_has(args, OPT_DIFF)))
		return err_usage(e, "fixes are for the work tree: --fix and --diff do not go with --staged");
	if (out->head.n && args_has(args, OPT_REV))
		return err_usage(e, "two revisions to compare with: '%.*s' and --rev %.*s", STR_ARG(out->head), STR_ARG(args_get(args, OPT_REV)));
	if (!in_place && !out->head.n)
		out->head = args_has(args, OPT_REV) ? args_get(args, OPT_REV) : STR("HEAD");
	return true;
}

/* ---- reading ---- */

static bool open_new(struct diff *d, struct err *e)
{
	struct run_view view = { .rev = d->ends.head };

	return run_open_view(d->new, d->args, RUN_WORKTREE, &view, d->a, e);
}

/* A hook must not forbid the first commit: it is compared with no definitions. What is opened is not read. */
static bool is_first_commit(struct diff *d, struct err *e)
{
	if (e->revision != ERR_UNBORN || d->args->operands.n)
		return false;
	d->first = STR("there are no commits yet, so nothing can break");
	*e = (struct err){ .text = "" };
	run_close(d->old);
	if (!run_open(d->old, d->args, RUN_WORKTREE, d->a, e))
		return false;
	dict_init(&d->old->dict, d->old->dialect, d->a);
	dict_finish(&d->old->dict);
	return true;
}

/* With its own configuration; where that is broken, repairing it must be possible: with the new one. */
static bool open_old(struct diff *d, str base, struct err *e)
{
	struct run_view view = { .rev = base, .newer = d->new };

	if (run_open_view(d->old, d->args, RUN_COMMIT, &view, d->a, e))
		return true;
	if (!e->is_usage)
		return is_first_commit(d, e);
	out_note(d->args, "'%.*s' is read with the newer configuration, because %s", STR_ARG(d->ends.base), e->text);
	*e = (struct err){ .text = "" };
	run_close(d->old);
	view.config = &d->new->config;
	view.root = d->new->root;
	return run_open_view(d->old, d->args, RUN_COMMIT, &view, d->a, e);
}

/* What is not checked out would count as deleted. */
static bool is_whole(const struct run *r, struct err *e)
{
	str absent = missing_definitions(r);

	return !absent.n || err_usage(e, "the work tree cannot be compared, only what is --staged can: %.*s", STR_ARG(absent));
}

static bool read_both(struct diff *d, struct err *e)
{
	str head = d->ends.head.n ? d->ends.head : STR("HEAD");
	struct merge_base base = { .id = d->ends.base };

	if (d->ends.from_merge_base && !source_merge_base(&d->new->place, d->ends.base, head, d->a, &base, e))
		return false;
	d->parted = since_parted(&base, d->ends.base, head, d->a);
	return open_old(d, base.id, e) && run_read(d->new, NULL, e) && is_whole(d->new, e) && (d->first.n || run_read(d->old, d->new, e));
}

/* ---- what is let through ---- */

/* There is no clock here: a day is over when a commit is of a later one. */
static bool is_over(const struct diff *d, str until)
{
	int64_t old = source_commit_time(d->old->source), new = source_commit_time(d->new->source);
	struct release end, last = release_series(&d->options.released);

	if (!until.n)
		return false;
	if (!release_parse(until, &end))
		return str_cmp(time_date(new > old ? new : old, d->a), until) > 0;
	return d->options.has_released && release_compare(&last, &end) >= 0;
}

static const char *const approval = "Metrics-Approved-by:", *const trailer = "dictum: allow ";

/* "CLASS[,CLASS] [key=PATTERN] reason=TEXT" */
static bool read_trailer(struct diff *d, str words, struct change_allow *out)
{
	struct cut reason = { .head = words }, key;
	str *classes, rest;
	const struct glob **globs = arena_new(d->a, const struct glob *);
	struct err wrong;

	for (size_t i = 0; i < words.n && !reason.found; i++)
		if (str_starts(str_from(words, i), STR("reason=")) && (!i || words.p[i - 1] == ' '))
			reason = (struct cut){ str_trim(str_sub(words, 0, i)), str_trim(str_from(words, i + strlen("reason="))), true };
	if (str_has(reason.tail, STR(" key="))) /* in the wrong order: it would be allowed for every key */
		return false;
	key = str_cut(reason.head, ' ');
	classes = arena_array(d->a, key.head.n + 1, str);
	for (rest = key.head; rest.n; rest = str_cut(rest, ',').tail) {
		classes[out->n_classes++] = str_cut(rest, ',').head;
		if (!change_class_find(str_cut(rest, ',').head))
			return false;
	}
	key.tail = str_trim(key.tail);
	if (key.tail.n && (!str_starts(key.tail, STR("key=")) || !(*globs = glob_compile(str_from(key.tail, 4), d->a, &wrong))))
		return false;
	out->keys = glob_set_make(globs, key.tail.n > 0, d->a);
	out->classes = classes;
	out->reason = reason.tail;
	return out->n_classes && !look_alike_is_nothing(reason.tail);
}

struct trailers { /* of all messages, with the rows of dictum.yml in front */
	VEC(struct change_allow) all;
	size_t n_wild; /* keys with wildcards, those without effect included */
	struct message_list ignored, beyond;
};

static void read_line(struct diff *d, str text, struct trailers *t)
{
	static const str protected[] = { { "protected-changed", sizeof "protected-changed" - 1 } };
	str by = str_starts(text, str_from_z(approval)) ? str_trim(str_from(text, strlen(approval))) : (str){ 0 };
	struct change_allow row = { .n_classes = 0 };

	if (!look_alike_is_nothing(by))
		*vec_push(&t->all, d->a) = (struct change_allow){ .classes = protected, .n_classes = 1, .reason = str_fmt(d->a, "approved by %.*s", STR_ARG(by)) };
	if (!str_starts(text, str_from_z(trailer)))
		return;
	if (!read_trailer(d, str_from(text, strlen(trailer)), &row))
		*vec_push(&t->ignored.all, d->a) = text;
	else if (row.keys.n_wild && t->n_wild++ >= CONFIG_MAX_WILD)
		*vec_push(&t->beyond.all, d->a) = text;
	else
		*vec_push(&t->all, d->a) = row;
}

static bool has_trailers(str message)
{
	return str_has(message, str_from_z(trailer)) || str_has(message, str_from_z(approval));
}

static void read_message(struct diff *d, str message, struct trailers *t)
{
	if (!has_trailers(message))
		return;
	for (struct cut line = str_cut(message, '\n'); line.head.n || line.found; line = str_cut(line.tail, '\n'))
		read_line(d, str_trim(line.head), t);
}

static void note_trailers(const struct diff *d, const struct trailers *t)
{
	enum { MAX_SHOWN = 20, MAX_WIDTH = 200 }; /* trailers, and characters of one: hosts cut long logs off */
	size_t n = t->ignored.all.n;

	for (size_t i = 0; i < n && i < MAX_SHOWN; i++)
		out_note(d->args, "trailer without effect, expected 'dictum: allow CLASS [key=KEY] reason=TEXT': %.*s",
		         STR_ARG(str_sub(t->ignored.all.v[i], 0, utf8_offset(t->ignored.all.v[i], MAX_WIDTH))));
	if (n > MAX_SHOWN)
		out_note(d->args, "%.*s more without effect", STR_ARG(str_quantity(n - MAX_SHOWN, "trailer", d->a)));
	if (t->beyond.all.n)
		out_note(d->args, "%.*s without effect, expected at most %d keys with wildcards; the first is: %.*s",
		         STR_ARG(str_quantity(t->beyond.all.n, "trailer", d->a)), CONFIG_MAX_WILD, STR_ARG(t->beyond.all.v[0]));
}

static str tell_unread(const struct message_list *messages)
{
	for (size_t i = 0; i < messages->unsure.n; i++)
		if (has_trailers(messages->unsure.v[i]))
			return STR("trailers excuse nothing where the older commit may have them, too, which this shallow clone does not show: "
			           "run git fetch --unshallow");
	if (messages->is_cut_off)
		return STR("trailers of commits beyond the edge of this shallow clone are not known: run git fetch --unshallow");
	return (str){ 0 };
}

/* Rows of dictum.yml, then those of the commits that are compared. */
static bool read_allowed(struct diff *d, struct err *e)
{
	struct change_options *o = &d->options;
	struct message_list messages = { .all = { 0 } };
	struct trailers trailers = { .n_wild = 0 };
	str tip = source_commit(d->new->source), base = source_commit(d->old->source);
	struct source *head = NULL;
	struct err none;

	if (!tip.n && (head = source_open_git(&d->new->place, STR("HEAD"), d->a, &none)))
		tip = source_commit(head);
	source_close(head);
	if (!source_messages(&d->new->place, base, tip, d->a, &messages, e))
		return false;
	if (messages.n_left)
		out_note(d->args, "trailers of %.*s are not looked for: their messages have more than %d MiB",
		         STR_ARG(str_quantity(messages.n_left, "commit", d->a)), MESSAGES_MAX_MIB);
	for (size_t i = 0; i < o->n_allow; i++) {
		struct change_allow *row = vec_push(&trailers.all, d->a);

		*row = o->allow[i];
		row->is_expired = is_over(d, d->new->config.changes.until[i]);
	}
	for (size_t i = 0; i < messages.all.n; i++)
		read_message(d, messages.all.v[i], &trailers);
	note_trailers(d, &trailers);
	d->unread = tell_unread(&messages);
	o->allow = trailers.all.v;
	o->n_allow = trailers.all.n;
	return true;
}

static bool read_options(struct diff *d, struct err *e)
{
	str category = args_get(d->args, OPT_CATEGORY);
	struct release tagged;
	bool is_tagged = false;

	d->category = d->new->config.changes.category;
	d->options = d->new->config.changes.options;
	if (category.n && !change_category_parse(category, &d->category))
		return err_usage(e, "--category takes RECORD, PAYLOAD, COMPARABLE or STRICT, not '%.*s'", STR_ARG(category));
	if (!source_last_release(&d->new->place, source_commit(d->old->source), d->a, &tagged, &is_tagged, e))
		return false;
	if (is_tagged && (!d->options.has_released || release_compare(&tagged, &d->options.released) > 0)) { /* whoever changes definitions may change the other */
		d->options.released = tagged;
		d->options.has_released = true;
	}
	if (d->options.has_released)
		out_detail(d->args, "last release: %.*s", STR_ARG(release_text(&d->options.released, d->a)));
	return read_allowed(d, e);
}

/* ---- what is still there and no definition ---- */

static bool is_of_no_file(const struct diff *d, const struct change *x)
{
	return !x->new && x->is_at_old && !map_has(&d->new_paths, x->at.path);
}

/* Files of the new version where the old one looks for definitions. */
static bool list_old_folders(struct diff *d, struct map *out, struct err *e)
{
	struct source_folders folders = read_folders(d->old);
	struct file_list files;

	if (!source_list_all(d->new->source, &folders, d->a, &files, e))
		return false;
	for (size_t i = 0; i < files.all.n; i++)
		*map_put(out, files.all.v[i].path, d->a) = d;
	return true;
}

/* A definition counts as deleted, too, when patterns no longer take its file. */
static bool tell_passed_over(struct diff *d, struct err *e)
{
	struct map there = { 0 };
	bool is_listed = false;

	for (size_t i = 0; i < d->changes.all.n; i++) {
		struct change *x = &d->changes.all.v[i];

		if (!is_of_no_file(d, x))
			continue;
		if (!is_listed && !list_old_folders(d, &there, e))
			return false;
		is_listed = true;
		if (map_has(&there, x->at.path))
			x->message = str_fmt(d->a, "%.*s: its file is no definition any more", STR_ARG(x->message));
	}
	return true;
}

bool diff_run(struct diff *d, const struct args *args, const struct diff_ends *ends, struct arena *a, struct err *e)
{
	*d = (struct diff){ .args = args, .a = a, .ends = *ends, .old = arena_new(a, struct run), .new = arena_new(a, struct run) };
	if (!open_new(d, e) || !read_both(d, e) || !read_options(d, e))
		return false;
	for (size_t i = 0; i < d->new->files.all.n; i++)
		*map_put(&d->new_paths, d->new->files.all.v[i].path, a) = d;
	change_dictionaries(changer_new(d->new->dialect, &d->options, a), &d->old->dict, &d->new->dict, a, &d->changes);
	if (!tell_passed_over(d, e))
		return false;
	diff_find(d);
	if (!diff_count_breaking(d)) /* nothing is left to be excused */
		d->unread = (str){ 0 };
	return true;
}

void diff_close(struct diff *d)
{
	run_close(d->old);
	run_close(d->new);
}

size_t diff_count_breaking(const struct diff *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->changes.all.n; i++)
		n += change_is_breaking(&d->changes.all.v[i], d->category);
	return n;
}

/* ---- what is not known ---- */

/* The whole of a definition, or where it leads as a link. */
static bool read_again(struct source *s, str path, struct arena *a, str *out)
{
	struct err ignored;

	return source_look(s, path, a, out) == SOURCE_LOOK_LINK ||
	       source_read_path(s, path, (uint64_t)DIFF_MAX_MIB << 20, a, out, &ignored) == SOURCE_OK;
}

static bool is_same_read_again(const struct diff *d, str path)
{
	struct arena scratch = { 0 };
	str old, new;
	bool is_same = read_again(d->old->source, path, &scratch, &old) && read_again(d->new->source, path, &scratch, &new) && str_eq_lines(old, new);

	arena_free(&scratch);
	return is_same;
}

/* Bytes that were not read have an id in commits; a work tree has none. */
static bool has_same_bytes(const struct diff *d, const struct unreadable *old, const struct unreadable *new)
{
	if (source_id_is_set(old->id) && source_id_is_set(new->id))
		return str_eq(source_id_str(old->id), source_id_str(new->id));
	if (old->bytes.n && new->bytes.n)
		return str_eq_lines(old->bytes, new->bytes);
	return is_same_read_again(d, old->path); /* git may check a link out as a file of where it leads: core.symlinks */
}

/* Whether nobody can tell what changed: it is gone, or is not what could not be read before. */
static bool is_in_the_dark(const struct diff *d, const struct unreadable *old, const struct unreadable *new)
{
	return !new || !has_same_bytes(d, old, new);
}

str diff_notice(const struct diff *d)
{
	enum { MAX_NAMES = 5 };
	const struct dict *old = &d->old->dict, *new = &d->new->dict;
	struct buf names = { .a = d->a };
	struct map now = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < new->unreadable.n; i++)
		*map_put(&now, new->unreadable.v[i]->path, d->a) = new->unreadable.v[i];
	for (size_t i = 0; i < old->unreadable.n; i++) {
		const struct unreadable *u = old->unreadable.v[i];

		if (is_in_the_dark(d, u, map_get(&now, u->path)) && ++n <= MAX_NAMES)
			buf_fmt(&names, "%s'%.*s'", n > 1 ? ", " : "", STR_ARG(u->path));
	}
	if (n > MAX_NAMES)
		buf_fmt(&names, " and %zu more", n - MAX_NAMES);
	return n ? str_fmt(d->a, "%.*s cannot be read in the older commit, so what changed in %s is not known: %.*s",
	                   STR_ARG(str_quantity(n, "definition", d->a)), n > 1 ? "them" : "it", STR_ARG(buf_str(&names))) : (str){ 0 };
}
