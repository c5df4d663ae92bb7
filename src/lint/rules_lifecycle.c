/* Rules about the life of a definition: evidence of removal and breakage, milestones. */
#include "base/release.h"
#include "lint/common.h"

static void require(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def, str pointer)
{
	const struct node *status = doc_at(def->root, def->kind->status);
	const struct node *empty = pointer.n ? doc_at(def->root, pointer) : NULL;
	const struct entry *e = &def->entries[0];
	struct diag *d;

	if (!pointer.n || doc_is_given(empty))
		return;
	d = diag_add(c->found, rule, node_span(def, empty ? empty : status), "%.*s is %s, required because %.*s is %.*s",
	             STR_ARG(pointer_last_name(pointer, c->a)), empty ? "empty" : "missing", STR_ARG(pointer_last_name(def->kind->status, c->a)), STR_ARG(e->status_text));
	d->subject = pointer;
	d->has_pointer = true;
	d->pointer = empty ? pointer : def->kind->status;
	d->help = str_fmt(c->a, "%s %.*s", empty ? "fill in" : "add", STR_ARG(pointer_last_name(pointer, c->a)));
}

static void check_removed(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	if (d->entries[0].status != STATUS_REMOVED)
		return;
	require(c, rule, d, d->kind->removed_milestone);
	if (!doc_is_said_null(node_at(d, d->kind->removed_url))) /* nobody knows it */
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
	struct release ignored;
	struct diag *d;
	str quoted;
	bool is_release;

	if (!node_is_number(n))
		return;
	is_release = release_parse(n->text, &ignored);
	quoted = is_release ? str_fmt(c->a, "\"%.*s\"", STR_ARG(n->text)) : STR("of a release, such as \"16.5\"");
	d = diag_add(c->found, rule, node_span(def, n), "%.*s is read as the number %.*s, expected the text %.*s",
	             STR_ARG(pointer_last_name(pointer, c->a)), STR_ARG(doc_number(n, c->a)), STR_ARG(quoted));
	set_pointer(d, pointer);
	if (!is_release) {
		d->help = STR("write the release in quotes, with both its numbers");
		return;
	}
	d->hint = str_fmt(c->a, "write %.*s", STR_ARG(quoted));
	fix = diag_fix_add(c->found, d, true, STR("quote the milestone"));
	diag_edit_add(c->found, fix, n->at, quoted);
}

static void check_milestones(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	check_milestone_at(c, rule, d, d->kind->added_milestone);
	check_milestone_at(c, rule, d, d->kind->removed_milestone);
}

/* ---- active-with-removal ---- */

/* The status that is contradicted is the subject, so that nothing else is said of it. */
static void check_active(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	const struct kind *k = d->kind;
	const struct node *milestone = node_at(d, k->removed_milestone), *url = node_at(d, k->removed_url), *first, *status;
	const struct entry *e = &d->entries[0];
	struct diag *f;

	if (e->status != STATUS_ACTIVE || (!doc_is_given(milestone) && !doc_is_given(url)))
		return;
	first = doc_is_given(milestone) ? milestone : url;
	status = node_at(d, k->status);
	f = diag_add(c->found, rule, node_span(d, first), "%.*s is given, but %.*s is %s%.*s",
	             STR_ARG(pointer_last_name(first == milestone ? k->removed_milestone : k->removed_url, c->a)),
	             STR_ARG(k->status.n ? pointer_last_name(k->status, c->a) : STR("status")), status ? "" : "missing, which means ", STR_ARG(e->status_text));
	set_pointer(f, first == milestone ? k->removed_milestone : k->removed_url);
	f->subject = k->status;
	f->help = STR("take the fields of the removal away");
	if (kind_status(k, STATUS_REMOVED).n)
		f->help = str_fmt(c->a, "set the %.*s to %.*s, or %.*s", STR_ARG(pointer_last_name(k->status, c->a)), STR_ARG(kind_status(k, STATUS_REMOVED)),
		                  STR_ARG(f->help));
	if (first == milestone && doc_is_given(url))
		diag_relate(c->found, f, node_span(d, url), STR("this belongs to a removal too"));
	if (status)
		diag_relate(c->found, f, node_span(d, status), STR("the status"));
}

/* ---- milestone-order ---- */

/* false: not a milestone, or a number that has lost its text. */
static bool parse_milestone(const struct node *n, struct release *out)
{
	return release_parse(doc_text(n), out);
}

static void check_order(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	const struct node *removed = node_at(d, d->kind->removed_milestone), *added;
	struct release from, to;
	struct diag *f;

	if (!removed || !parse_milestone(removed, &to))
		return;
	added = node_at(d, d->kind->added_milestone);
	if (!added || !parse_milestone(added, &from) || from.is_before)
		return; /* it was added before a milestone: how long before is not known */
	if (release_compare(&to, &from) >= (to.is_before ? 1 : 0))
		return;
	f = diag_add(c->found, rule, node_span(d, removed), "%.*s is %.*s, before %.*s %.*s",
	             STR_ARG(pointer_last_name(d->kind->removed_milestone, c->a)), STR_ARG(removed->text), STR_ARG(pointer_last_name(d->kind->added_milestone, c->a)),
	             STR_ARG(added->text));
	set_pointer(f, d->kind->removed_milestone);
	f->help = STR("nothing is removed before it is added: correct one of the two");
	diag_relate(c->found, f, node_span(d, added), STR("added here"));
}

const struct lint_rule lint_rules_lifecycle[] = {
	{ .rule = { "removed-incomplete", DIAG_ERROR, "all", "a removed definition without milestone or link of its removal",
	            "Older installations still report removed metrics, so readers must learn when and why one went away.",
	            "status: removed\nmilestone_removed: \"16.4\"\n",
	            "status: removed\nmilestone_removed: \"16.4\"\nremoved_by_url: https://git.example.com/merge_requests/1\n",
	            "safe: with --set of the milestone and the URL, writes them at the top of the definition" },
	  .definition = check_removed },
	{ .rule = { "broken-incomplete", DIAG_ERROR, "all", "a broken definition without a link to the issue that repairs it",
	            "A number that is known to be wrong needs a place that says so and tells when it will be right again.",
	            "status: broken\n", "status: broken\nrepair_issue_url: https://git.example.com/issues/1\n", "safe: with --set of the URL, writes it at the top of the definition" },
	  .definition = check_broken },
	{ .rule = { "milestone-unquoted", DIAG_ERROR, "all", "a milestone that YAML reads as a number",
	            "A number loses trailing zeros: 15.10 becomes 15.1, another release. The text is gone before any program sees it.",
	            "milestone: 15.10\n", "milestone: \"15.10\"\n", "safe: writes the milestone in quotes" },
	  .definition = check_milestones },
	{ .rule = { "active-with-removal", DIAG_WARNING, "all", "an active definition with milestone or link of a removal",
	            "Either the status was forgotten and readers take a dead number for a living one, or the fields were copied from elsewhere.",
	            "status: active\nmilestone_removed: \"16.4\"\n",
	            "status: removed\nmilestone_removed: \"16.4\"\nremoved_by_url: https://git.example.com/merge_requests/1\n", NULL },
	  .definition = check_active },
	{ .rule = { "milestone-order", DIAG_WARNING, "all", "a definition that was removed before it was added",
	            "One of the two milestones is wrong. They are compared as numbers: 16.10 comes after 16.9.",
	            "milestone: \"16.10\"\nmilestone_removed: \"16.9\"\n", "milestone: \"16.9\"\nmilestone_removed: \"16.10\"\n", NULL },
	  .definition = check_order },
	{ .rule = { 0 } },
};
