/* dictum lint: findings of the whole dictionary, in one or several formats. */
#include <fcntl.h>

#include "base/fs.h"
#include "cli/baseline.h"
#include "cli/commands.h"
#include "cli/fix.h"
#include "cli/guides.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "cli/scope.h"
#include "cli/since.h"
#include "cli/targets.h"

static const struct option options[] = {
	{ OPT_FORMAT, 0, "format", "F[=FILE]", true, "report as F, to standard output or FILE; default: text" },
	{ OPT_FAIL_ON, 0, "fail-on", "LEVEL", false, "exit with 1 from this level on: error (default), warning, note, off" },
	{ OPT_RULE, 0, "rule", "NAME=LEVEL", true, "level of one rule: error, warning, note, off" },
	{ OPT_ONLY, 0, "only", "NAME", true, "only findings of this rule, also for --fix" },
	{ OPT_SINCE, 0, "since", "REV", false, "only findings caused by what changed since REV and HEAD parted" },
	{ OPT_STAGED, 0, "staged", NULL, false, "read the index: what git commit would record" },
	{ OPT_STDIN_PATH, 0, "stdin-path", "PATH", false, "read the bytes of file PATH from standard input" },
	{ OPT_FIX, 0, "fix", "[=LEVEL]", false, "mend what can be mended: safe (default) or unsafe fixes" },
	{ OPT_DIFF, 0, "diff", NULL, false, "print what --fix would change as a patch, write nothing" },
	{ OPT_SET, 0, "set", "NAME=VALUE", true, "a value for --fix to write where member NAME is missing" },
	{ OPT_BASELINE, 0, "baseline", "FILE", false, "findings to live with (default: lint.baseline, .dictum-baseline.json)" },
	{ OPT_BASELINE_UPDATE, 0, "baseline-update", NULL, false, "write the baseline from what is found now" },
	{ OPT_BASELINE_PRUNE, 0, "baseline-prune", NULL, false, "remove entries of the baseline that are not found any more" },
	{ 0, 0, NULL, NULL, false, NULL },
};

static bool add_levels(const struct args *args, struct run *r, struct err *e)
{
	for (size_t i = 0; i < args->options.n; i++) {
		struct cut c = str_cut(args->options.v[i].value, '=');
		struct diag_setting *row;

		if (args->options.v[i].id != OPT_RULE)
			continue;
		if (!lint_find_in(r->config.custom, c.head))
			return err_usage(e, "%s", str_z(lint_unknown_in(r->config.custom, c.head, r->a), r->a));
		row = vec_push(&r->config.levels, r->a);
		row->id = c.head;
		if (!c.found || !diag_level_parse(c.tail, &row->level))
			return err_usage(e, "--rule takes NAME=error, warning, note or off, not '%.*s'", STR_ARG(args->options.v[i].value));
	}
	return true;
}

static void fill_paths(const struct run *r, const struct scope *scope, struct report_input *in, struct arena *a)
{
	size_t n = r->files.all.n;
	str *paths = arena_array(a, n + r->guides.all.n, str);

	for (size_t i = 0; i < n + r->guides.all.n; i++) {
		str path = i < n ? r->files.all.v[i].path : guides_path(r, i - n);

		if (scope_takes(scope, path))
			paths[in->n_paths++] = path;
	}
	in->paths = paths;
}

/* What formats tell besides the findings. */
static void fill_report(struct run *r, const struct scope *scope, struct report_input *in, struct arena *a)
{
	fill_paths(r, scope, in, a);
	for (size_t i = 0; i < r->dict.definitions.n; i++)
		in->definitions += scope_takes(scope, r->dict.definitions.v[i]->path);
	for (size_t i = 0; i < r->dict.all.n; i++)
		in->entries += scope_takes(scope, r->dict.all.v[i]->definition->path);
	in->found = &r->found;
	in->files = scope_count_files(scope, r);
	in->exit_code = diag_reaches(&r->found, r->config.fail_on) ? EXIT_FOUND : EXIT_CLEAN;
	report_place(r, a, in);
}

/* One `dictum lint` on its way. */
struct job {
	const struct args *args;
	struct arena *a;
	struct targets targets;
	bool is_colored;
	bool fixes, takes_unsafe;
	struct overlay_file stdin_file; /* no path: none */
	struct since since;
	bool knows_since; /* since_read was called */
	struct scope scope; /* of the last run */
	struct map taken;   /* names of --set that findings took, of all runs */
	str summary;        /* what fixing says at the end, together with its own line */
};

static bool open_run(struct run *r, const struct args *args, const struct run_view *view, struct arena *a, struct err *e)
{
	str fail_on = args_get(args, OPT_FAIL_ON);

	if (!run_open_view(r, args, RUN_WORKTREE, view, a, e) || !add_levels(args, r, e))
		return false;
	return !fail_on.n || diag_level_parse(fail_on, &r->config.fail_on) ||
	       err_usage(e, "--fail-on takes error, warning, note or off, not '%.*s'", STR_ARG(fail_on));
}

/* since_check_fn: everything there is to find, whoever asks. */
static bool check_older(struct run *r, const struct args *args, const struct run_view *view, struct arena *a, struct err *e)
{
	if (!open_run(r, args, view, a, e))
		return false;
	r->use_of_guides = RUN_GUIDES_READ_IF_THERE; /* a commit may be older than the guides */
	return run_pipeline(r, e);
}

/* Once: what is mended is looked at again and again. */
static bool read_since(struct job *job, const struct run *r, struct err *e)
{
	bool is_first = !job->knows_since;

	job->knows_since = true;
	return !is_first || since_read(&job->since, r, check_older, job->a, e);
}

/* What is asked for stays in r->found; `all` (may be NULL) gets what was found before. */
static bool check(void *arg, struct run *r, const struct run_view *view, struct arena *a, struct diag_list *all, struct err *e)
{
	struct job *job = arg;

	if (!open_run(r, job->args, view, a, e) || !read_since(job, r, e))
		return false;
	r->use_of_guides = RUN_GUIDES_READ;
	if (!run_pipeline(r, e) || !scope_read(&job->scope, r, e) || !scope_check(&job->scope, r, e) ||
	    !run_baseline_write(r, e))
		return false;
	if (all) {
		diag_list_init(all, a);
		diag_merge(all, &r->found);
	}
	scope_filter(&job->scope, &r->found);
	since_filter(&job->since, &r->found, a);
	fix_set_offer(r, &job->taken, job->a);
	fix_check_names(r);
	return true;
}

/* Whether what is read is what --fix and --baseline-update are about. */
static bool is_work_tree(const struct job *job, const struct run *r)
{
	return !source_is_commit(r->source) && !args_has(job->args, OPT_STAGED) && !args_has(job->args, OPT_STDIN_PATH);
}

/* How many findings --fix would mend, so that nobody does it by hand; empty: none, or what is read is not what --fix writes to. */
static str fixable(const struct job *job, const struct run *r)
{
	size_t n_safe = 0, n_unsafe = 0;

	if (!is_work_tree(job, r))
		return (str){ 0 };
	for (size_t i = 0; i < r->found.all.n; i++) {
		const struct diag *d = &r->found.all.v[i];

		if (diag_counts(d) && d->fixes.n)
			*(diag_has_safe_fix(d) ? &n_safe : &n_unsafe) += 1;
	}
	if (n_safe && n_unsafe)
		return str_fmt(job->a, "%zu with a safe fix (--fix), %zu with an unsafe one (--fix=unsafe)", n_safe, n_unsafe);
	if (n_safe + n_unsafe == 0)
		return (str){ 0 };
	return str_fmt(job->a, "%zu with %s", n_safe + n_unsafe, n_safe ? "a safe fix (--fix)" : "an unsafe fix (--fix=unsafe)");
}

static bool counts_by_rule(const struct targets *t)
{
	for (size_t i = 0; i < t->all.n; i++)
		if (t->all.v[i].write == report_rules)
			return true;
	return false;
}

enum { MANY = 100 }; /* findings; more are not read one by one */

/* Where to begin with more findings than anybody reads; empty: there are few, or it is about a change or some rules, which are to be mended now. */
static str first_steps(const struct job *job, const struct run *r)
{
	if (!is_work_tree(job, r) || args_has(job->args, OPT_SINCE) || args_has(job->args, OPT_ONLY) || diag_count_all(&r->found) <= MANY)
		return (str){ 0 };
	return str_fmt(job->a, "where to begin: %s--baseline-update leaves them for later",
	               counts_by_rule(&job->targets) ? "" : "--format rules counts them by rule, ");
}

static void note_summary(const struct job *job, const struct run *r)
{
	str more[] = { fixable(job, r), first_steps(job, r) }, lines[3] = { job->summary };
	size_t n = 1;

	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (more[i].n)
			lines[n++] = more[i];
	out_notes(job->args, lines, n);
}

/* Nothing found is no good news where nothing was looked for. */
static void note_off(const struct job *job, const struct run *r)
{
	for (size_t i = 0; i < job->args->options.n; i++) {
		str id = job->args->options.v[i].value;

		if (job->args->options.v[i].id == OPT_ONLY &&
		    diag_level_of(lint_find_in(r->config.custom, id), r->config.levels.v, r->config.levels.n) == DIAG_OFF)
			out_note(job->args, "rule '%.*s' is off: --rule %.*s=warning looks for it", STR_ARG(id), STR_ARG(id));
	}
}

static void note_not_taken(const struct job *job)
{
	for (size_t i = 0; i < job->args->options.n; i++) {
		str name = str_cut(job->args->options.v[i].value, '=').head;

		if (job->args->options.v[i].id == OPT_SET && !map_has(&job->taken, name))
			out_note(job->args, "no finding takes --set of '%.*s': it is for a member at the top of a definition that is missing or empty",
			         STR_ARG(name));
	}
}

static bool report(struct job *job, struct run *r, int *code, struct err *e)
{
	struct report_input in = { .has_dictionary = true, .line = run_line, .line_arg = r };

	fill_report(r, &job->scope, &in, job->a);
	in.notice = since_notice(&job->since, r, job->a);
	*code = in.exit_code;
	if (!targets_write(&job->targets, &in, job->is_colored, job->a, e))
		return false;
	job->summary = report_summary(&in, job->a);
	if (in.notice.n)
		out_notes(job->args, &in.notice, 1);
	if (!job->fixes) {
		note_summary(job, r);
		note_not_taken(job);
	}
	note_off(job, r);
	missing_note(r);
	return true;
}

enum { MAX_STDIN = 64 * 1024 * 1024 }; /* bytes; a definition's limit is far below, and a finding as for files */

/* Whether a path is a link or leads through one: nothing there is a definition, whatever an editor shows of it. */
static bool is_behind_link(str top, str path, struct arena *a)
{
	struct cut c = str_cut(path, '/');
	str part = fs_path_join(a, top, c.head);

	for (; c.found && fs_look(AT_FDCWD, part, FS_LINK_ITSELF) == FS_LOOK_DIR; part = fs_path_join(a, part, c.head))
		c = str_cut(c.tail, '/');
	return fs_is_link(AT_FDCWD, part);
}

static bool read_stdin(struct job *job, struct err *e)
{
	str word = args_get(job->args, OPT_STDIN_PATH);
	struct source_place place;

	if (!word.n)
		return true;
	if (!run_find_place(job->a, &place, e) || !scope_path(&place, word, job->a, &job->stdin_file.path, e))
		return false;
	if (fs_is_dir(AT_FDCWD, fs_path_join(job->a, place.top, job->stdin_file.path)))
		return err_usage(e, "--stdin-path takes the path of a file, '%.*s' is a folder", STR_ARG(word));
	if (!fs_read_named(STR("-"), MAX_STDIN, job->a, &job->stdin_file.bytes, e))
		return false;
	if (is_behind_link(place.top, job->stdin_file.path, job->a))
		job->stdin_file = (struct overlay_file){ .path = { 0 } };
	return true;
}

static bool read_options(struct job *job, struct err *e)
{
	const struct args *args = job->args;

	if (!targets_read(args, report_formats, job->a, &job->targets, e) || !out_color(args, &job->is_colored, e) ||
	    !fix_level(args, &job->fixes, &job->takes_unsafe, e) || !fix_set_read(args, e))
		return false;
	if (args_has(args, OPT_FIX) && !args_has(args, OPT_DIFF) && args_has(args, OPT_STDIN_PATH))
		return err_usage(e, "--fix does not write what comes from standard input: add --diff");
	if (job->fixes && (args_has(args, OPT_REV) || args_has(args, OPT_STAGED)))
		return err_usage(e, "fixes are for the work tree: --fix and --diff do not go with --rev and --staged");
	return baseline_check_options(args, e) && read_stdin(job, e);
}

static struct run_view first_view(const struct job *job)
{
	return (struct run_view){ .files = &job->stdin_file, .n_files = job->stdin_file.path.n > 0 };
}

/* Without fixes, and the findings a patch would mend. */
static int lint(struct job *job, struct err *e)
{
	struct run_view view = first_view(job);
	struct run *r = arena_new(job->a, struct run);
	int code = -1;
	bool ok = check(job, r, &view, job->a, NULL, e) && report(job, r, &code, e);

	run_close(r);
	return ok ? code : -1;
}

static bool is_bare(const struct run *r, struct err *e)
{
	return r->place.is_bare && !err_usage(e, "'%.*s' is a bare repository and has no work tree to fix", STR_ARG(r->place.top));
}

static void note_fixes(struct job *job, const struct fixer *f, const struct run *r)
{
	size_t n_files, n = fix_count(f, &n_files);
	const char *verb = args_has(job->args, OPT_DIFF) ? "would be applied" : "applied";
	str lines[] = { job->summary, { 0 } };

	lines[1] = str_fmt(job->a, "%.*s %s in %.*s, %.*s left", STR_ARG(str_quantity(n, "fix", job->a)), verb, STR_ARG(str_quantity(n_files, "file", job->a)),
	                   STR_ARG(str_quantity(diag_count_all(&r->found), "finding", job->a)));
	out_notes(job->args, lines, 2);
	fix_note_left(&f->left, job->args, job->a);
	note_not_taken(job);
}

/* The findings that are left after fixing; with --diff the patch. */
static int fix(struct job *job, struct err *e)
{
	struct run_view view = first_view(job);
	struct fixer f = { .args = job->args, .a = job->a, .check = check, .check_arg = job, .files = view.files, .n_files = view.n_files,
		           .takes_unsafe = job->takes_unsafe };
	struct run *r = arena_new(job->a, struct run);
	struct arena last = { 0 };
	struct buf patch = { .a = job->a };
	int code = EXIT_CLEAN;
	bool ok = fix_run(&f, r, &last, e) && !is_bare(r, e);

	if (ok && args_has(job->args, OPT_DIFF)) {
		fix_diff(&f, &patch);
		ok = out_put(buf_str(&patch), e);
	} else if (ok) {
		ok = fix_write(&f, &r->place, e);
		if (ok)
			fix_remove_parts(r);
		ok = ok && report(job, r, &code, e);
	}
	if (ok)
		note_fixes(job, &f, r);
	else
		err_keep(e, job->a);
	run_close(r);
	arena_free(&last);
	return ok ? code : -1;
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	struct job *job = arena_new(a, struct job);
	int code;

	job->args = args;
	job->a = a;
	if (!read_options(job, e))
		return -1;
	if (!job->fixes)
		return lint(job, e);
	if (!args_has(args, OPT_DIFF))
		return fix(job, e);
	code = lint(job, e); /* nothing is mended yet: that is what reports and exit code tell */
	return code >= 0 && fix(job, e) < 0 ? -1 : code;
}

static void put_formats(struct buf *out)
{
	report_help(report_formats, out);
}

const struct command cmd_lint = {
	.name = "lint",
	.summary = "check definitions; report findings",
	.usage = "[OPTION]... [PATH]...",
	.text = "Reads every definition of the work tree, checks it against its JSON Schema and the rules of the\n"
	        "dictionary, and reports what it finds with file, line and column. With files, folders or\n"
	        "patterns (*, **, ?) it reports what it finds in those; the others are still read.",
	.options = options,
	.takes_globals = true,
	.more = put_formats,
	.examples = "  dictum lint                                   findings of the work tree\n"
	            "  dictum lint --format json=lint.json           the same as data\n"
	            "  dictum lint --format text --format codequality=gl-code-quality-report.json\n"
	            "  dictum lint --fail-on warning                 be strict\n"
	            "  dictum lint --rule yaml-ambiguous-scalar=off  without one rule\n"
	            "  dictum lint --only milestone-unquoted --fix   mend what one rule finds\n"
	            "  dictum lint --rev v16.0                       findings of a release\n"
	            "  dictum lint config/metrics/counts_7d          findings of one folder\n"
	            "  dictum lint --since origin/main               only what this branch brings about\n"
	            "  dictum lint --fix                             mend what can be mended safely\n"
	            "  dictum lint --fix=unsafe --diff               look at all fixes first\n",
	.run = run,
};
