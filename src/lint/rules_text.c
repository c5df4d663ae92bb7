/* Rules about text as YAML reads it. */
#include "lint/lint.h"

enum { MAX_DEPTH = 64 }; /* levels; doc_limits lets no deeper tree through */

static void report_scalar(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def,
                          const struct node *n, str pointer, str read_as)
{
	str quoted = str_fmt(c->a, "\"%.*s\"", STR_ARG(n->text));
	struct diag *d = diag_add(c->found, rule, node_span(def, n), "%.*s is read as %.*s", STR_ARG(n->text), STR_ARG(read_as));
	struct diag_fix *fix;

	d->pointer = pointer;
	d->has_pointer = true;
	d->hint = str_fmt(c->a, "write %.*s if the text is meant", STR_ARG(quoted));
	fix = diag_fix_add(c->found, d, true, STR("quote the scalar"));
	diag_edit_add(c->found, fix, n->at, quoted);
}

static void check_node(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *def,
                       const struct node *n, str pointer, int depth)
{
	str read_as;

	if (depth > MAX_DEPTH)
		return;
	if (n->kind == NODE_MAP) {
		for (size_t i = 0; i < n->n; i++) {
			const struct member *m = &n->member[i];

			if (m->key.kind != NODE_STRING && scalar_is_ambiguous(&m->key, c->a, &read_as))
				report_scalar(c, rule, def, &m->key, pointer, read_as);
			if (m->value.kind != NODE_STRING && m->value.kind != NODE_NULL)
				check_node(c, rule, def, &m->value, pointer_add(pointer, m->key.text, c->a), depth + 1);
		}
	} else if (n->kind == NODE_SEQ) {
		for (size_t i = 0; i < n->n; i++)
			if (n->item[i].kind != NODE_STRING && n->item[i].kind != NODE_NULL)
				check_node(c, rule, def, &n->item[i], pointer_add_index(pointer, i, c->a), depth + 1);
	} else if (scalar_is_ambiguous(n, c->a, &read_as)) {
		report_scalar(c, rule, def, n, pointer, read_as);
	}
}

static void check_scalars(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	check_node(c, rule, d, d->root, (str){ 0 }, 0);
}

const struct lint_rule lint_rules_text[] = {
	{ .rule = { "yaml-ambiguous-scalar", DIAG_WARNING, "all", "unquoted text that YAML reads as something else",
	            "YAML 1.1 reads yes as true, 010 as 8, 1:30 as 5400 and 16.10 as 16.1. Whoever wrote the text seldom meant that, and other "
	            "parsers read it differently.",
	            "options:\n  version: 1:30\n", "options:\n  version: \"1:30\"\n", "safe: writes the text in quotes" },
	  .definition = check_scalars },
	{ .rule = { 0 } },
};
