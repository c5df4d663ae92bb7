/* dictum explain: what a rule means. */
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/run.h"
#include "doc/json.h"

static const struct option options[] = {
	{ OPT_LIST, 0, "list", NULL, false, "list all rules with level and title" },
	{ OPT_FORMAT, 0, "format", "F", false, "text (default) or json" },
	{ 0, 0, NULL, NULL, false, NULL },
};

static void put_indented(struct buf *out, const char *text)
{
	str rest = str_from_z(text);

	while (rest.n) {
		struct cut line = str_cut(rest, '\n');

		buf_fmt(out, "    %.*s\n", STR_ARG(line.head));
		rest = line.tail;
	}
}

static void put_text(struct buf *out, const struct diag_rule *r)
{
	buf_fmt(out, "%s (%s): %s\n\n  %s\n\n  bad:\n", r->id, diag_level_name(r->level), r->title, r->reason);
	put_indented(out, r->bad);
	buf_z(out, "\n  good:\n");
	put_indented(out, r->good);
	buf_fmt(out, "\n  fix: %s\n", r->fix ? r->fix : "by hand");
}

static void put_json(struct json *j, const struct diag_rule *r)
{
	json_begin(j, '{');
	json_member(j, "rule", str_from_z(r->id));
	json_member(j, "level", str_from_z(diag_level_name(r->level)));
	json_member(j, "scope", str_from_z(r->scope));
	json_member(j, "title", str_from_z(r->title));
	json_member(j, "reason", str_from_z(r->reason));
	json_member(j, "bad", str_from_z(r->bad));
	json_member(j, "good", str_from_z(r->good));
	json_member(j, "fix", str_from_z(r->fix));
	json_end(j);
}

static void put_list(struct buf *out)
{
	const struct diag_rule *r;

	for (size_t i = 0; (r = lint_rule_at(i)); i++)
		buf_fmt(out, "%-26s %-8s %s\n", r->id, diag_level_name(r->level), r->title);
}

static bool find_rules(const struct args *args, struct arena *a, const struct diag_rule ***out, size_t *n, struct err *e)
{
	size_t all = 0;

	while (lint_rule_at(all))
		all++;
	*n = args->operands.n ? args->operands.n : all;
	*out = arena_array(a, *n, const struct diag_rule *);
	for (size_t i = 0; i < *n; i++) {
		(*out)[i] = args->operands.n ? lint_find(args->operands.v[i]) : lint_rule_at(i);
		if (!(*out)[i])
			return err_usage(e, "%s", str_z(lint_unknown(args->operands.v[i], a), a));
	}
	return true;
}

static void put_all_json(struct buf *out, const struct diag_rule **rules, size_t n)
{
	struct json j;

	json_init(&j, out, true);
	json_begin(&j, '{');
	json_key(&j, "version");
	json_uint(&j, 1);
	json_key(&j, "rules");
	json_begin(&j, '[');
	for (size_t i = 0; i < n; i++)
		put_json(&j, rules[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	static const char *const formats[] = { "text", "json", NULL };
	struct buf out = { .a = a };
	const struct diag_rule **rules;
	size_t n, format;

	if (!out_format(args, formats, &format, e))
		return -1;
	if (!args->operands.n && !args_has(args, OPT_LIST)) {
		err_usage(e, "name a rule, or give --list");
		return -1;
	}
	if (!find_rules(args, a, &rules, &n, e))
		return -1;
	if (format == 1)
		put_all_json(&out, rules, n);
	else if (!args->operands.n)
		put_list(&out);
	for (size_t i = 0; format == 0 && i < args->operands.n; i++) {
		if (i)
			buf_byte(&out, '\n');
		put_text(&out, rules[i]);
	}
	return out_put(buf_str(&out), e) ? EXIT_CLEAN : -1;
}

const struct command cmd_explain = {
	.name = "explain",
	.summary = "what a rule means, with a bad and a good example",
	.usage = "[OPTION]... [RULE]...",
	.text = "Prints what a rule finds, why it matters, a bad and a good example, and whether a fix exists.",
	.options = options,
	.examples = "  dictum explain event-undefined     one rule\n"
	            "  dictum explain --list              all rules\n"
	            "  dictum explain --list --format json\n",
	.run = run,
};
