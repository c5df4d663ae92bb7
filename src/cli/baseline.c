/* The baseline's file: where it is, reading and writing it. */
#include <fcntl.h>

#include "base/fs.h"
#include "base/map.h"
#include "cli/baseline.h"
#include "cli/links.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "lint/baseline.h"

static const char default_name[] = ".dictum-baseline.json";

struct baseline_file {
	str shown, disk; /* as printed; where it is written */
	bool is_named;   /* --baseline: read as a file, not from the source */
	bool must_exist;
};

static struct baseline_file find_file(struct run *r)
{
	struct baseline_file f = { .shown = args_get(r->args, OPT_BASELINE) };

	f.is_named = f.shown.n > 0;
	f.must_exist = f.is_named || r->config.baseline.n || args_has(r->args, OPT_BASELINE_PRUNE);
	if (!f.is_named)
		f.shown = run_path(r, r->config.baseline.n ? r->config.baseline : str_from_z(default_name));
	f.disk = f.is_named ? f.shown : fs_path_join(r->a, r->place.top, f.shown);
	return f;
}

bool baseline_check_options(const struct args *args, struct err *e)
{
	static const struct {
		enum option_id id;
		const char *name;
	} others[] = { { OPT_REV, "--rev" },   { OPT_SINCE, "--since" }, { OPT_STAGED, "--staged" }, { OPT_STDIN_PATH, "--stdin-path" },
		       { OPT_ONLY, "--only" }, { OPT_FIX, "--fix" }, { OPT_DIFF, "--diff" } };
	bool update = args_has(args, OPT_BASELINE_UPDATE), prune = args_has(args, OPT_BASELINE_PRUNE);

	if (update && prune)
		return err_usage(e, "--baseline-update and --baseline-prune exclude each other: an update drops stale entries too");
	for (size_t i = 0; (update || prune) && i < sizeof others / sizeof *others; i++)
		if (args_has(args, others[i].id))
			return err_usage(e, "--baseline-%s is of the work tree as it is: it does not go with %s", update ? "update" : "prune",
			                 others[i].name);
	return true;
}

static bool tell_missing(const struct baseline_file *f, struct err *e)
{
	return err_usage(e, "the baseline '%.*s' does not exist, `dictum lint --baseline-update` writes it", STR_ARG(f->shown));
}

static bool read_from_source(struct run *r, const struct baseline_file *f, str *bytes, bool *found, struct err *e)
{
	enum source_read_result result = run_read_source(r, f->shown, BASELINE_MAX_BYTES, bytes, e);

	*found = result == SOURCE_OK;
	if (result == SOURCE_MISSING)
		return !f->must_exist || tell_missing(f, e);
	return *found || source_refuse(result, str_fmt(r->a, "the baseline '%.*s'", STR_ARG(f->shown)), BASELINE_MAX_BYTES, e);
}

/* An empty file, such as /dev/null, stands for no baseline: so people see what theirs holds. One that is committed was cut off, and so is one to prune. */
static bool read_named(struct run *r, const struct baseline_file *f, str *bytes, bool *found, struct err *e)
{
	bool is_read = fs_read_named(f->shown, BASELINE_MAX_BYTES, r->a, bytes, e);

	*found = is_read && (bytes->n || args_has(r->args, OPT_BASELINE_PRUNE));
	e->is_usage = !is_read;
	return is_read || (!fs_exists(AT_FDCWD, f->shown) && tell_missing(f, e));
}

static bool read_file(struct run *r, const struct baseline_file *f, str *bytes, bool *found, struct err *e)
{
	*found = false;
	if (f->is_named)
		return read_named(r, f, bytes, found, e);
	return read_from_source(r, f, bytes, found, e) || config_blame(&r->config, doc_get_z(doc_get_z(r->config.root, "lint"), "baseline"), e);
}

static bool update(struct run *r, const struct baseline_file *f, str *bytes, struct err *e)
{
	struct buf out = { .a = r->a };
	size_t n = baseline_write(&r->found, &out);

	*bytes = buf_str(&out);
	if (bytes->n > BASELINE_MAX_BYTES)
		return err_usage(e, "the baseline '%.*s' would be larger than %d MiB: mend something first, or turn rules off (--format rules counts findings by rule)",
		                 STR_ARG(f->shown), BASELINE_MAX_BYTES >> 20);
	r->baseline = (struct baseline_update){ f->disk, *bytes, { 0 }, true };
	r->baseline.note = str_fmt(r->a, "%.*s written to '%.*s'", STR_ARG(str_quantity(n, "finding", r->a)), STR_ARG(f->shown));
	return true;
}

static void prune(struct run *r, const struct baseline_file *f, const struct baseline *b, size_t n_stale)
{
	struct buf out = { .a = r->a };

	baseline_prune(b, &out);
	r->baseline = (struct baseline_update){ f->disk, buf_str(&out), { 0 }, n_stale > 0 };
	r->baseline.note = str_fmt(r->a, "%zu of %.*s removed from '%.*s'", n_stale, STR_ARG(str_quantity(baseline_size(b), "entry", r->a)),
	                           STR_ARG(f->shown));
}

bool run_baseline_write(struct run *r, struct err *e)
{
	str folder = fs_path_folder(r->baseline.disk);

	if (r->baseline.is_new && !fs_is_dir(AT_FDCWD, folder))
		return err_set(e, "cannot write '%.*s': there is no folder '%.*s', make it first", STR_ARG(r->baseline.disk), STR_ARG(folder));
	if (r->baseline.is_new && !fs_replace(r->baseline.disk, r->baseline.bytes, r->a, e))
		return false;
	if (r->baseline.note.n)
		out_note(r->args, "%.*s", STR_ARG(r->baseline.note));
	return true;
}

/* Files that make no definition today. */
static struct map find_unread(const struct run *r)
{
	struct map unread = { 0 };
	size_t next = 0;

	for (size_t i = 0; i < r->files.all.n; i++)
		if (!dict_definition_next(&r->dict, r->files.all.v[i].path, &next))
			*map_put(&unread, r->files.all.v[i].path, r->a) = &r->files.all.v[i];
	return unread;
}

static bool is_unread(void *arg, str path)
{
	return map_has(arg, path);
}

static bool writes(const struct run *r)
{
	return args_has(r->args, OPT_BASELINE_UPDATE) || args_has(r->args, OPT_BASELINE_PRUNE);
}

/* What is written must be about all definitions. */
static bool can_write(const struct run *r, const struct baseline_file *f, struct err *e)
{
	str link = links_on(r->place.top, f->disk, r->a), absent = missing_any(r);

	if (link.n)
		return links_refuse(link, e);
	if (source_is_commit(r->source))
		return err_usage(e, "'%.*s' is a bare repository and has no work tree to write the baseline to", STR_ARG(r->place.top));
	return !absent.n || err_usage(e, "the baseline is of all definitions and stays as it is: %.*s", STR_ARG(absent));
}

bool run_baseline(struct run *r, const struct lint_options *o, struct err *e)
{
	bool is_prune = args_has(r->args, OPT_BASELINE_PRUNE), found = true;
	struct baseline_file f = find_file(r);
	struct map unread;
	struct baseline *b;
	str bytes = { 0 };
	size_t n_stale;

	if (writes(r) && !can_write(r, &f, e))
		return false;
	if (args_has(r->args, OPT_BASELINE_UPDATE) ? !update(r, &f, &bytes, e) : !read_file(r, &f, &bytes, &found, e))
		return false;
	if (!found)
		return true;
	b = baseline_read(f.shown, bytes, r->a, e);
	if (!b)
		return false;
	unread = find_unread(r);
	baseline_leave_unread(b, is_unread, &unread);
	n_stale = baseline_apply(b, o, is_prune ? BASELINE_FORGET : BASELINE_TELL, &r->found);
	lint_count(&r->dict, &r->found);
	if (is_prune)
		prune(r, &f, b, n_stale);
	return true;
}
