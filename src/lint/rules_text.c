/* Rules about text as YAML reads it. */
#include "base/utf8.h"
#include "doc/edit.h"
#include "lint/lint.h"

enum {
	MAX_DEPTH = 64, /* levels; doc_limits lets no deeper tree through */
	MAX_KEYS = 20   /* keys of one file that are looked up in its text, because each look-up walks through the text */
};

struct walk { /* through one definition */
	const struct lint_ctx *c;
	const struct diag_rule *rule;
	const struct definition *def;
	size_t keys; /* looked up so far */
};

static void report_scalar(const struct walk *w, const struct node *n, str pointer, str read_as)
{
	str quoted = str_fmt(w->c->a, "\"%.*s\"", STR_ARG(n->text));
	struct diag *d = diag_add(w->c->found, w->rule, node_span(w->def, n), "%.*s is read as %.*s", STR_ARG(n->text),
	                          STR_ARG(read_as));
	struct diag_fix *fix;

	d->pointer = pointer;
	d->has_pointer = true;
	d->hint = str_fmt(w->c->a, "write %.*s if the text is meant", STR_ARG(quoted));
	fix = diag_fix_add(w->c->found, d, true, STR("quote the scalar"));
	diag_edit_add(w->c->found, fix, n->at, quoted);
}

/* The tree names keys by their values ("true" for yes): what was written stands in the file. */
static void check_key(struct walk *w, const struct node *key, str pointer)
{
	struct node written = *key;
	size_t from, to;
	str line, read_as;

	if (key->kind == NODE_STRING || key->at.end_line != key->at.line || w->keys == MAX_KEYS)
		return;
	w->keys++;
	line = edit_line(w->def->bytes, key->at.line);
	from = utf8_offset(line, key->at.column - 1);
	to = utf8_offset(line, key->at.end_column - 1);
	written.text = str_sub(line, from, to - from);
	if (scalar_is_ambiguous(&written, w->c->a, &read_as))
		report_scalar(w, &written, pointer, read_as);
}

static void check_node(struct walk *w, const struct node *n, str pointer, int depth)
{
	str read_as;

	if (depth > MAX_DEPTH)
		return;
	if (n->kind == NODE_MAP) {
		for (size_t i = 0; i < n->n; i++) {
			const struct member *m = &n->member[i];

			check_key(w, &m->key, pointer);
			if (m->value.kind != NODE_STRING && m->value.kind != NODE_NULL)
				check_node(w, &m->value, pointer_add(pointer, m->key.text, w->c->a), depth + 1);
		}
	} else if (n->kind == NODE_SEQ) {
		for (size_t i = 0; i < n->n; i++)
			if (n->item[i].kind != NODE_STRING && n->item[i].kind != NODE_NULL)
				check_node(w, &n->item[i], pointer_add_index(pointer, i, w->c->a), depth + 1);
	} else if (scalar_is_ambiguous(n, w->c->a, &read_as)) {
		report_scalar(w, n, pointer, read_as);
	}
}

static void check_scalars(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	struct walk w = { .c = c, .rule = rule, .def = d };

	check_node(&w, d->root, (str){ 0 }, 0);
}

const struct lint_rule lint_rules_text[] = {
	{ .rule = { "yaml-ambiguous-scalar", DIAG_WARNING, "all", "unquoted text that YAML reads as something else",
	            "YAML 1.1 reads yes as true, 010 as 8, 1:30 as 5400 and 16.10 as 16.1. Whoever wrote the text seldom meant that, and other "
	            "parsers read it differently.",
	            "options:\n  version: 1:30\n", "options:\n  version: \"1:30\"\n", "safe: writes the text in quotes" },
	  .definition = check_scalars },
	{ .rule = { 0 } },
};
