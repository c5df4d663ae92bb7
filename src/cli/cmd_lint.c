/* dictum lint: findings of the whole dictionary, in one or several formats. */
#include "base/fs.h"
#include "cli/ci.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/run.h"
#include "report/report.h"

static const struct option options[] = {
	{ OPT_FORMAT, 0, "format", "F[=FILE]", true, "report as F, to standard output or FILE; default: text" },
	{ OPT_FAIL_ON, 0, "fail-on", "LEVEL", false, "exit with 1 from this level on: error (default), warning, note, off" },
	{ OPT_RULE, 0, "rule", "NAME=LEVEL", true, "level of one rule: error, warning, note, off" },
	{ 0, 0, NULL, NULL, false, NULL },
};

struct target {
	report_fn *write;
	str file; /* empty: standard output */
};
struct targets {
	VEC(struct target) all;
};

static bool read_targets(const struct args *args, struct arena *a, struct targets *out, struct err *e)
{
	size_t to_stdout = 0;
	str names = report_names(a);

	for (size_t i = 0; i < args->options.n; i++) {
		struct cut c = str_cut(args->options.v[i].value, '=');
		struct target *t;

		if (args->options.v[i].id != OPT_FORMAT)
			continue;
		t = vec_push(&out->all, a);
		*t = (struct target){ report_find(c.head), c.tail };
		if (!t->write)
			return err_usage(e, "unknown format '%.*s', expected one of %.*s", STR_ARG(c.head), STR_ARG(names));
		if (c.found && !c.tail.n)
			return err_usage(e, "--format %.*s= needs a file name", STR_ARG(c.head));
		to_stdout += !c.found;
		for (size_t j = 0; c.found && j + 1 < out->all.n; j++)
			if (str_eq(out->all.v[j].file, c.tail))
				return err_usage(e, "two formats for the file '%.*s', the second would replace the first", STR_ARG(c.tail));
	}
	if (!out->all.n)
		*vec_push(&out->all, a) = (struct target){ report_text, { 0 } };
	return to_stdout < 2 || err_usage(e, "two formats for standard output, give all but one a file: --format json=FILE");
}

static bool add_levels(const struct args *args, struct run *r, struct err *e)
{
	for (size_t i = 0; i < args->options.n; i++) {
		struct cut c = str_cut(args->options.v[i].value, '=');
		struct lint_level *row;

		if (args->options.v[i].id != OPT_RULE)
			continue;
		if (!lint_find(c.head))
			return err_usage(e, "%s", str_z(lint_unknown(c.head, r->a), r->a));
		row = vec_push(&r->config.levels, r->a);
		row->id = c.head;
		if (!c.found || !diag_level_parse(c.tail, &row->level))
			return err_usage(e, "--rule takes NAME=error, warning, note or off, not '%.*s'", STR_ARG(args->options.v[i].value));
	}
	return true;
}

static bool write_reports(const struct targets *t, struct report_input *in, bool is_colored, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < t->all.n; i++) {
		struct buf out = { .a = a };

		in->is_colored = is_colored && !t->all.v[i].file.n;
		t->all.v[i].write(in, &out);
		if (t->all.v[i].file.n ? !fs_write_named(t->all.v[i].file, FS_OVERWRITE, buf_str(&out), a, e) : !out_put(buf_str(&out), e))
			return false;
	}
	return true;
}

/* What formats tell besides the findings. */
static void fill_report(struct run *r, struct report_input *in, struct arena *a)
{
	struct ci_checkout ci = ci_checkout(r->place.top, a);
	str *paths = arena_array(a, r->files.all.n, str);

	for (size_t i = 0; i < r->files.all.n; i++)
		paths[i] = r->files.all.v[i].path;
	in->paths = paths;
	in->n_paths = r->files.all.n;
	in->found = &r->found;
	in->files = r->n_files;
	in->definitions = r->dict.definitions.n;
	in->entries = r->dict.all.n;
	in->exit_code = diag_reaches(&r->found, r->config.fail_on) ? EXIT_FOUND : EXIT_CLEAN;
	in->root = r->place.is_bare ? (str){ 0 } : r->place.top;
	in->repository = ci.url;
	in->commit = source_is_commit(r->source) ? source_commit(r->source) : ci.commit;
	in->branch = str_eq(in->commit, ci.commit) ? ci.branch : (str){ 0 };
	in->view_url = r->config.site.view_url;
}

static int lint(const struct args *args, struct run *r, struct arena *a, struct err *e)
{
	struct report_input in = { .has_dictionary = true, .line = run_line, .line_arg = r };
	struct targets targets = { .all = { 0 } };
	str fail_on = args_get(args, OPT_FAIL_ON), summary;
	bool is_colored;

	if (!read_targets(args, a, &targets, e) || !out_color(args, &is_colored, e) || !run_open(r, args, RUN_WORKTREE, a, e) ||
	    !add_levels(args, r, e))
		return -1;
	if (fail_on.n && !diag_level_parse(fail_on, &r->config.fail_on)) {
		err_usage(e, "--fail-on takes error, warning, note or off, not '%.*s'", STR_ARG(fail_on));
		return -1;
	}
	if (!run_pipeline(r, e))
		return -1;
	fill_report(r, &in, a);
	if (!write_reports(&targets, &in, is_colored, a, e))
		return -1;
	summary = report_summary(&in, a);
	out_note(args, "%.*s", STR_ARG(summary));
	run_note_missing(r);
	return in.exit_code;
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	struct run *r = arena_new(a, struct run);
	int code;

	if (args->operands.n) {
		err_usage(e, "lint takes no operands: it checks the whole dictionary");
		return -1;
	}
	code = lint(args, r, a, e);
	run_close(r);
	return code;
}

static void put_formats(struct buf *out)
{
	buf_z(out, "\nformats:\n");
	for (const struct report_format *f = report_formats; f->name; f++)
		buf_fmt(out, "  %-12s %s\n", f->name, f->what);
}

const struct command cmd_lint = {
	.name = "lint",
	.summary = "check definitions; report findings",
	.usage = "[OPTION]...",
	.text = "Reads every definition of the work tree, checks it against its JSON Schema and the rules of the\n"
	        "dictionary, and reports what it finds with file, line and column.",
	.options = options,
	.takes_globals = true,
	.more = put_formats,
	.examples = "  dictum lint                                   findings of the work tree\n"
	            "  dictum lint --format json=lint.json           the same as data\n"
	            "  dictum lint --format text --format codequality=gl-code-quality-report.json\n"
	            "  dictum lint --fail-on warning                 be strict\n"
	            "  dictum lint --rule yaml-ambiguous-scalar=off  without one rule\n"
	            "  dictum lint --rev v16.0                       findings of a release\n",
	.run = run,
};
