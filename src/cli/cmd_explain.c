/* dictum explain: what a rule means. */
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/run.h"
#include "doc/json.h"
#include "lint/custom.h"
#include "model/change.h"
#include "model/example.h"
#include "report/report.h"

static const struct option options[] = {
	{ OPT_DIR, 'C', "directory", "DIR", false, "run as if started in DIR" },
	{ OPT_CONFIG, 0, "config", "FILE", false, "read FILE in place of dictum.yml" },
	{ OPT_LIST, 0, "list", NULL, false, "list all rules with level and title" },
	{ OPT_CHANGES, 0, "changes", NULL, false, "list the classes of changes instead" },
	{ OPT_FORMAT, 0, "format", "F", false, "text (default) or json" },
	{ 0, 0, NULL, NULL, false, NULL },
};

enum { INDENT = 2, FURTHER = 4 }; /* columns: of prose, of examples and what goes on */

/* Lines that may be those of dictum.yml. */
static void put_lines(struct buf *out, const struct style *s, size_t indent, const char *text)
{
	str rest = str_from_z(text);

	while (rest.n) {
		struct cut line = str_cut(rest, '\n');

		buf_fmt(out, "%*s", (int)indent, ""); /* a few */
		style_wrap(out, s, diag_visible(line.head, out->a), indent, indent);
		buf_byte(out, '\n');
		rest = line.tail;
	}
}

/* YAML, which lives by its lines. */
static void put_yaml(struct buf *out, const char *text)
{
	put_lines(out, style_of(false), FURTHER, text);
}

static void put_label(struct buf *out, const struct style *s, str label)
{
	buf_z(out, "\n  ");
	style_put(out, s, s->dim, label);
}

/* "fix: by hand" */
static void put_labeled(struct buf *out, const struct style *s, str label, const char *text)
{
	put_label(out, s, label);
	style_wrap(out, s, str_fmt(out->a, " %s", text), INDENT + label.n, FURTHER);
	buf_byte(out, '\n');
}

/* A rule of dictum.yml is its own best explanation. */
static void put_custom(struct buf *out, const struct style *s, const struct config *config, const struct diag_rule *r)
{
	uint32_t line = 0;
	str text = lint_custom_text(config->custom, r, out->a, &line);

	if (!text.n)
		return;
	put_label(out, s, str_fmt(out->a, "defined in %.*s:%u:", STR_ARG(config->path), line));
	buf_byte(out, '\n');
	put_yaml(out, str_z(text, out->a));
}

/* What rules are explained to: dialect is NULL where nothing is known of the dictionary. `first` is what examples are written in. */
struct reader {
	const struct config *config;
	const struct dialect *dialect, *first;
	struct arena *a;
};

/* Of rules that are classes of changes. */
static const struct change_class *class_of(const struct diag_rule *r)
{
	const struct change_class *c = change_class_find(str_from_z(r->id));

	return c && &c->rule == r ? c : NULL;
}

static void put_class(struct buf *out, const struct style *s, const struct diag_rule *r)
{
	const struct change_class *c = class_of(r);

	if (c && c->category != CHANGE_SAFE) {
		put_label(out, s, STR("category:"));
		buf_fmt(out, " %s (dictum diff --category)\n", change_category_name(c->category));
	}
	if (c && c->help)
		put_labeled(out, s, STR("remedy:"), str_z(change_remedy(c, NULL, out->a), out->a));
}

static void put_example(struct buf *out, const struct style *s, str title, const char *text)
{
	if (!*text)
		return;
	put_label(out, s, title);
	buf_byte(out, '\n');
	put_yaml(out, text);
}

/* Whether another dialect asks for the rule, and the one here only where dictum.yml does. */
static bool is_foreign(const struct reader *to, const struct diag_rule *r)
{
	str scope = str_from_z(r->scope);

	return to->dialect && !str_eq_z(scope, "all") && !str_eq_z(scope, "custom") && !str_eq(scope, to->dialect->name);
}

/* The dialect that the examples are of, where that is another one; NULL: they could be of this dictionary. */
static const struct dialect *origin_of(const struct reader *to, const struct diag_rule *r)
{
	return to->dialect && example_is_foreign(to->first, to->dialect, r) ? to->first : NULL;
}

static void put_examples(struct buf *out, const struct style *s, const struct reader *to, const struct diag_rule *r)
{
	const struct dialect *origin = origin_of(to, r);
	str as = origin ? example_words(origin, to->a) : (str){ 0 };

	put_example(out, s, str_fmt(to->a, "bad%.*s:", STR_ARG(as)), r->bad);
	put_example(out, s, str_fmt(to->a, "good%.*s:", STR_ARG(as)), r->good);
}

static void put_text(struct buf *out, const struct style *s, const struct reader *to, const struct diag_rule *r)
{
	buf_fmt(out, "%s%s%s (%s%s%s): ", s->bold, r->id, s->off, style_level(s, r->level), diag_level_name(r->level), s->off);
	style_wrap(out, s, diag_visible(str_from_z(r->title), out->a), strlen(r->id) + strlen(diag_level_name(r->level)) + strlen(" (): "), INDENT);
	buf_z(out, "\n\n");
	put_lines(out, s, INDENT, r->reason);
	if (is_foreign(to, r))
		put_lines(out, s, INDENT, str_z(str_fmt(out->a, "Dialect %s asks for it; of kinds of dictum.yml those do that say so.", r->scope), out->a));
	put_custom(out, s, to->config, r);
	put_class(out, s, r);
	put_examples(out, s, to, r);
	put_labeled(out, s, STR("fix:"), r->fix ? r->fix : "by hand");
}

static void put_json(struct json *j, const struct reader *to, const struct diag_rule *r)
{
	const struct change_class *c = class_of(r);
	const struct dialect *origin = origin_of(to, r);
	uint32_t line = 0;
	str text = lint_custom_text(to->config->custom, r, j->out->a, &line);

	json_begin(j, '{');
	json_member(j, "rule", str_from_z(r->id));
	json_member(j, "level", str_from_z(diag_level_name(r->level)));
	json_member(j, "scope", str_from_z(r->scope));
	if (c)
		json_member(j, "category", str_from_z(change_category_name(c->category)));
	json_member(j, "title", str_from_z(r->title));
	json_member(j, "reason", str_from_z(r->reason));
	if (c)
		json_member(j, "remedy", change_remedy(c, NULL, j->out->a));
	if (text.n) {
		json_member(j, "path", to->config->path);
		json_member_uint(j, "line", line);
		json_member(j, "text", text);
	}
	if (origin)
		json_member(j, "examples_dialect", origin->name);
	json_member(j, "bad", str_from_z(r->bad));
	json_member(j, "good", str_from_z(r->good));
	json_member(j, "fix", str_from_z(r->fix));
	json_end(j);
}

enum { RULE_WIDTH = 26, CLASS_WIDTH = 30, LEVEL_WIDTH = 8 }; /* columns of the list */

static str scope_mark(const struct reader *to, const struct diag_rule *r)
{
	bool is_told = is_foreign(to, r) || str_eq_z(str_from_z(r->scope), "custom");

	return is_told ? str_fmt(to->a, "(%s) ", r->scope) : (str){ 0 };
}

static void put_list(struct buf *out, const struct style *s, const struct reader *to, const struct diag_rule **rules, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct diag_rule *r = rules[i];
		size_t id = class_of(r) ? CLASS_WIDTH : RULE_WIDTH, used = strlen(r->id) > id ? strlen(r->id) : id;
		str title = str_fmt(out->a, "%.*s%s", STR_ARG(scope_mark(to, r)), r->title);

		buf_fmt(out, "%s%-*s%s %s%-*s%s ", s->bold, (int)id, r->id, s->off, style_level(s, r->level), LEVEL_WIDTH, diag_level_name(r->level), s->off);
		style_put(out, s, "", style_fit(diag_visible(title, out->a), style_left(s, used + 1 + LEVEL_WIDTH + 1), out->a));
		buf_byte(out, '\n');
	}
}

/* Rules, or classes of changes. */
static const struct diag_rule *rule_at(const struct config *config, bool are_changes, size_t i)
{
	const struct change_class *c = change_classes;

	if (!are_changes)
		return lint_rule_at_in(config->custom, i);
	while (c->rule.id && i--)
		c++;
	return c->rule.id ? &c->rule : NULL;
}

static const struct diag_rule *find_rule(const struct config *config, str id)
{
	const struct diag_rule *rule = lint_find_in(config->custom, id);
	const struct change_class *c = rule ? NULL : change_class_find(id);

	return c ? &c->rule : rule;
}

/* A near rule, else a near class. */
static bool tell_unknown(const struct config *config, str id, struct arena *a, struct err *e)
{
	if (!lint_nearest_in(config->custom, id).n && change_class_nearest(id).n)
		return err_usage(e, "%s", str_z(change_class_unknown(id, a), a));
	return err_usage(e, "%s", str_z(lint_unknown_in(config->custom, id, a), a));
}

static bool find_rules(const struct args *args, const struct config *config, struct arena *a, const struct diag_rule ***out, size_t *n,
                       struct err *e)
{
	size_t all = 0;

	while (rule_at(config, args_has(args, OPT_CHANGES), all))
		all++;
	*n = args->operands.n ? args->operands.n : all;
	*out = arena_array(a, *n, const struct diag_rule *);
	for (size_t i = 0; i < *n; i++) {
		(*out)[i] = args->operands.n ? find_rule(config, args->operands.v[i]) : rule_at(config, args_has(args, OPT_CHANGES), i);
		if (!(*out)[i])
			return tell_unknown(config, args->operands.v[i], a, e);
	}
	return true;
}

/* Rules built in need no configuration, so a broken one does not keep them from being explained; it only says whose definitions they are explained to.
   One that is asked for is read. */
static bool needs_config(const struct args *args)
{
	if (args_has(args, OPT_CONFIG))
		return true;
	for (size_t i = 0; i < args->operands.n; i++)
		if (!lint_find(args->operands.v[i]) && !change_class_find(args->operands.v[i]))
			return true;
	return args->operands.n == 0 && !args_has(args, OPT_CHANGES);
}

static void put_all_json(struct buf *out, const struct reader *to, const struct diag_rule **rules, size_t n)
{
	struct json j;

	json_init(&j, out, true);
	json_begin(&j, '{');
	json_member_uint(&j, "version", 1);
	json_key(&j, "rules");
	json_begin(&j, '[');
	for (size_t i = 0; i < n; i++)
		put_json(&j, to, rules[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
}

static bool explain(const struct args *args, const struct reader *to, size_t format, struct err *e)
{
	struct arena *a = to->a;
	struct buf out = { .a = a };
	struct style s = out_style(args);
	const struct diag_rule **rules;
	size_t n;

	if (!find_rules(args, to->config, a, &rules, &n, e))
		return false;
	if (format == 1)
		put_all_json(&out, to, rules, n);
	else if (!args->operands.n)
		put_list(&out, &s, to, rules, n);
	for (size_t i = 0; format == 0 && i < args->operands.n; i++) {
		if (i)
			buf_byte(&out, '\n');
		put_text(&out, &s, to, rules[i]);
	}
	if (format == 0)
		report_disarm(&out);
	return out_put(buf_str(&out), e);
}

/* Rules that are named, all rules, or all classes of changes. */
static bool check_question(const struct args *args, struct err *e)
{
	bool are_all = args_has(args, OPT_LIST), are_changes = args_has(args, OPT_CHANGES);

	if (are_all && are_changes)
		return err_usage(e, "--list and --changes exclude each other");
	if (args->operands.n && (are_all || are_changes))
		return err_usage(e, "%s lists them all: it does not go with '%.*s'", are_all ? "--list" : "--changes", STR_ARG(args->operands.v[0]));
	return args->operands.n || are_all || are_changes || err_usage(e, "name a rule, or give --list or --changes");
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	static const char *const formats[] = { "text", "json", NULL };
	struct run *r = arena_new(a, struct run);
	size_t format;
	bool ok;

	if (!out_format(args, formats, &format, e))
		return -1;
	if (!check_question(args, e))
		return -1;
	ok = run_open(r, args, RUN_WORKTREE, a, e);
	if (!ok && !needs_config(args)) {
		ok = true;
		r->dialect = NULL;
		r->config = (struct config){ .path = { 0 } };
	}
	ok = ok && explain(args, &(struct reader){ &r->config, r->dialect, dialect_first(a), a }, format, e);
	run_close(r);
	return ok ? EXIT_CLEAN : -1;
}

const struct command cmd_explain = {
	.name = "explain",
	.summary = "what a rule means, with a bad and a good example",
	.usage = "[OPTION]... [RULE]...",
	.text = "Prints what a rule finds, why it matters, a bad and a good example, and whether a fix exists.\n"
	        "Knows the rules of the repository's dictum.yml, too, and the classes of changes of dictum diff.",
	.options = options,
	.examples = "  dictum explain event-undefined     one rule\n"
	            "  dictum explain --list              all rules\n"
	            "  dictum explain --changes           all classes of changes\n"
	            "  dictum explain --list --format json\n",
	.run = run,
};
