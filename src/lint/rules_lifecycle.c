/* Rules about the life of a definition: evidence of removal and breakage, milestones. */
#include "lint/lint.h"

static str last_token(str pointer)
{
	return str_cut_last(pointer, '/').tail;
}

/* A member counts as present when it holds anything but null or an empty text. */
static bool is_given(const struct node *root, str pointer)
{
	const struct node *n = doc_at(root, pointer);

	return n && n->kind != NODE_NULL && !(n->kind == NODE_STRING && !str_trim(n->text).n);
}

static void require(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, str pointer)
{
	const struct node *status = doc_at(def->root, def->kind->status);
	const struct node *empty = pointer.n ? doc_at(def->root, pointer) : NULL;
	const struct entry *e = &def->entries[0];
	struct diag *d;

	if (!pointer.n || is_given(def->root, pointer))
		return;
	d = diag_add(c->found, rule, node_span(def, empty ? empty : status), "%.*s is %s, required because status is %.*s",
	             STR_ARG(last_token(pointer)), empty ? "empty" : "missing", STR_ARG(e->status_text));
	d->subject = pointer;
	d->has_pointer = true;
	d->pointer = empty ? pointer : def->kind->status;
	d->help = str_fmt(c->a, "%s %.*s", empty ? "fill in" : "add", STR_ARG(last_token(pointer)));
}

static void check_removed(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	if (d->entries[0].status != STATUS_REMOVED)
		return;
	require(c, rule, d, d->kind->removed_milestone);
	require(c, rule, d, d->kind->removed_url);
}

static void check_broken(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	if (d->entries[0].status == STATUS_BROKEN)
		require(c, rule, d, d->kind->broken_url);
}

static void check_milestone_at(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, str pointer)
{
	const struct node *n = pointer.n ? doc_at(def->root, pointer) : NULL;
	struct diag_fix *fix;
	struct diag *d;
	str quoted;

	if (!node_is_number(n))
		return;
	quoted = str_fmt(c->a, "\"%.*s\"", STR_ARG(n->text));
	d = diag_add(c->found, rule, node_span(def, n), "%.*s is read as the number %.*s, expected the text %.*s",
	             STR_ARG(last_token(pointer)), STR_ARG(doc_number(n, c->a)), STR_ARG(quoted));
	d->pointer = pointer;
	d->has_pointer = true;
	d->hint = str_fmt(c->a, "write %.*s", STR_ARG(quoted));
	fix = diag_fix_add(c->found, d, true, STR("quote the milestone"));
	diag_edit_add(c->found, fix, n->at, quoted);
}

static void check_milestones(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	check_milestone_at(c, rule, d, d->kind->added_milestone);
	check_milestone_at(c, rule, d, d->kind->removed_milestone);
}

const struct lint_rule lint_rules_lifecycle[] = {
	{ .rule = { "removed-incomplete", DIAG_ERROR, "all", "a removed definition without milestone or link of its removal",
	            "Older installations still report removed metrics, so readers must learn when and why one went away.",
	            "status: removed\nmilestone_removed: \"16.4\"\n",
	            "status: removed\nmilestone_removed: \"16.4\"\nremoved_by_url: https://git.example.com/merge_requests/1\n", NULL },
	  .definition = check_removed },
	{ .rule = { "broken-incomplete", DIAG_ERROR, "all", "a broken definition without a link to the issue that repairs it",
	            "A number that is known to be wrong needs a place that says so and tells when it will be right again.",
	            "status: broken\n", "status: broken\nrepair_issue_url: https://git.example.com/issues/1\n", NULL },
	  .definition = check_broken },
	{ .rule = { "milestone-unquoted", DIAG_ERROR, "all", "a milestone that YAML reads as a number",
	            "A number loses trailing zeros: 15.10 becomes 15.1, another release. The text is gone before any program sees it.",
	            "milestone: 15.10\n", "milestone: \"15.10\"\n", "safe: writes the milestone in quotes" },
	  .definition = check_milestones },
	{ .rule = { 0 } },
};
