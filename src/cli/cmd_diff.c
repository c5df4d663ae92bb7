/* dictum diff: what changed between two revisions, and what that breaks. */
#include "cli/commands.h"
#include "cli/diff.h"
#include "cli/fix.h"
#include "cli/missing.h"
#include "cli/moved.h"
#include "cli/out.h"
#include "cli/since.h"
#include "cli/targets.h"

static const struct option options[] = {
	{ OPT_CATEGORY, 0, "category", "NAME", false, "RECORD, PAYLOAD, COMPARABLE (default) or STRICT" },
	{ OPT_FORMAT, 0, "format", "F[=FILE]", true, "report as F, to standard output or FILE; default: text" },
	{ OPT_STAGED, 0, "staged", NULL, false, "compare with the index: what git commit would record" },
	{ OPT_FIX, 0, "fix", NULL, false, "restore deleted definitions of the work tree as removed" },
	{ OPT_DIFF, 0, "diff", NULL, false, "print what --fix would do as a patch, write nothing" },
	{ OPT_SET, 0, "set", "NAME=VALUE", true, "a value for --fix to write, e.g. milestone_removed=17.1" },
	{ 0, 0, NULL, NULL, false, NULL },
};

enum { MAX_NOTICES = 5 };

/* What is told besides the changes, a sentence each: what is compared with, what is not known, and what definitions are checked by. */
static size_t notices_of(struct diff *d, str out[MAX_NOTICES])
{
	struct since before = { .is_on = true, .why_new = d->first };
	size_t n = 0;

	since_remember_inputs(&before, d->old, d->a);
	str all[MAX_NOTICES] = { d->parted, moved_notice(d->old, ": all its entries count as new", d->a), diff_notice(d), d->unread,
		                 since_notice(&before, d->new, d->a) };

	for (size_t i = 0; i < MAX_NOTICES; i++)
		if (all[i].n)
			out[n++] = all[i];
	return n;
}

static bool report(struct diff *d, const struct targets *targets, bool is_colored, int *code, struct err *e)
{
	struct report_input in;
	str notices[MAX_NOTICES];
	size_t n = notices_of(d, notices);

	diff_input(d, &in);
	*code = in.exit_code;
	in.notice = str_join(d->a, notices, n, STR("; "));
	if (!targets_write(targets, &in, is_colored, d->a, e))
		return false;
	for (size_t i = 0; i < n; i++)
		out_note(d->args, "%.*s", STR_ARG(notices[i]));
	out_note(d->args, "%.*s", STR_ARG(in.title));
	if (!d->old->n_files)
		missing_note_empty(d->new);
	return true;
}

static void tell_fixed(const struct diff *d, const struct diff_fixed *f)
{
	const char *would = f->is_dry ? "would be " : "";

	out_note(d->args, "%.*s %srestored as removed, %zu %scompleted", STR_ARG(str_quantity(f->n_restored, "definition", d->a)), would, f->n_completed, would);
	if (f->n_left)
		out_note(d->args, "%zu left: give --set NAME=VALUE for what is missing, or mend them by hand", f->n_left);
	fix_note_left(&f->left, d->args, d->a);
}

/* Mends the work tree; *d is what is left afterwards. */
static bool fix(struct diff *d, struct arena *a, struct err *e)
{
	struct diff_fixed fixed = { .is_dry = args_has(d->args, OPT_DIFF) };
	struct diff_ends ends = d->ends;
	const struct args *args = d->args;

	if (!diff_fix(d, &fixed, e) || (fixed.is_dry && !out_put(buf_str(&fixed.patch), e)))
		return false;
	if (!fixed.is_dry)
		fix_remove_parts(d->new);
	tell_fixed(d, &fixed);
	if (fixed.is_dry || !(fixed.n_restored + fixed.n_completed))
		return true;
	diff_close(d);
	return diff_run(d, args, &ends, a, e);
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	struct diff *d = arena_new(a, struct diff);
	struct targets targets = { .all = { 0 } };
	struct diff_ends ends;
	bool is_colored, fixes = args_has(args, OPT_FIX) || args_has(args, OPT_DIFF), ok;
	int code = -1;

	if (!targets_read(args, diff_formats, a, &targets, e) || !out_color(args, &is_colored, e) || !diff_ends_read(args, &ends, e) ||
	    !fix_set_read(args, e))
		return -1;
	if (args_has(args, OPT_SET) && !fixes) {
		err_usage(e, "--set is a value for --fix to write: add --fix, or --diff to look at it first");
		return -1;
	}
	ok = diff_run(d, args, &ends, a, e) && (!fixes || fix(d, a, e)) && report(d, &targets, is_colored, &code, e);
	diff_close(d);
	return ok ? code : -1;
}

static void put_formats(struct buf *out)
{
	report_help(diff_formats, out);
}

const struct command cmd_diff = {
	.name = "diff",
	.summary = "semantic changes between two revisions, with breaking ones marked",
	.usage = "[OPTION]... BASE [HEAD] | BASE...HEAD | [BASE] --worktree | [BASE] --staged",
	.text = "Compares the definitions of two revisions by what they say: formatting, comments, order and moved\n"
	        "files are no change. Each change has a class; classes belong to nested categories: RECORD (nothing\n"
	        "goes missing), PAYLOAD (who reads what is sent goes on without a change), COMPARABLE (numbers before\n"
	        "and after mean the same) and STRICT (scope, owners, privacy, words). Exits with 1 when there are\n"
	        "breaking changes of the chosen category or one before it. Without a second revision it is HEAD.",
	.options = options,
	.takes_globals = true,
	.more = put_formats,
	.examples = "  dictum diff origin/main                       what HEAD changes\n"
	            "  dictum diff origin/main...HEAD                the same since the two parted\n"
	            "  dictum diff v16.0 v16.1 --category PAYLOAD    what broke readers between two releases\n"
	            "  dictum diff --worktree                        what is not committed yet\n"
	            "  dictum diff --staged                          what would be committed\n"
	            "  dictum diff origin/main...HEAD --format markdown=comment.md --format codequality=gl-code-quality-report.json\n"
	            "  dictum diff origin/main --fix --set milestone_removed=17.1 --set removed_by_url=https://git.example.com/1\n"
	            "  dictum explain metric-same-time-frame         what a class means\n",
	.run = run,
};
