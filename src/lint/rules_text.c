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
struct step { /* on the way to a value; its pointer is written only where there is something to report */
	const struct step *up; /* NULL: the root */
	const struct member *member; /* NULL: the item `index` of a list */
	size_t index, depth;
};

static str pointer_to(const struct step *at, struct arena *a)
{
	if (!at)
		return (str){ 0 };
	return at->member ? pointer_add(pointer_to(at->up, a), at->member->key.text, a) : pointer_add_index(pointer_to(at->up, a), at->index, a);
}

static void report_scalar(const struct walk *w, const struct node *n, const struct step *at, str read_as)
{
	str quoted = str_fmt(w->c->a, "\"%.*s\"", STR_ARG(n->text));
	struct diag *d = diag_add(w->c->found, w->rule, node_span(w->def, n), "%.*s is read as %.*s", STR_ARG(n->text),
	                          STR_ARG(read_as));
	struct diag_fix *fix;

	d->pointer = pointer_to(at, w->c->a);
	d->has_pointer = true;
	d->hint = str_fmt(w->c->a, "write %.*s if the text is meant", STR_ARG(quoted));
	fix = diag_fix_add(w->c->found, d, true, STR("quote the scalar"));
	diag_edit_add(w->c->found, fix, n->at, quoted);
}

/* The tree names keys by their values ("true" for yes): what was written stands in the file. */
static void check_key(struct walk *w, const struct node *key, const struct step *at)
{
	struct node written = *key;
	size_t from, to;
	str line, read_as;

	if (key->at.end_line != key->at.line || w->keys == MAX_KEYS)
		return;
	w->keys++;
	line = edit_line(w->def->bytes, key->at.line);
	from = utf8_offset(line, key->at.column - 1);
	to = utf8_offset(line, key->at.end_column - 1);
	written.text = str_sub(line, from, to - from);
	if (scalar_is_ambiguous(&written, w->c->a, &read_as))
		report_scalar(w, &written, at, read_as);
}

static bool is_text(const struct node *n)
{
	return n->kind == NODE_STRING || n->kind == NODE_NULL;
}

static void check_node(struct walk *w, const struct node *n, const struct step *at)
{
	struct step next = { .up = at, .depth = at ? at->depth + 1 : 1 };
	str read_as;

	if (n->kind != NODE_MAP && n->kind != NODE_SEQ && scalar_is_ambiguous(n, w->c->a, &read_as))
		report_scalar(w, n, at, read_as);
	if ((n->kind != NODE_MAP && n->kind != NODE_SEQ) || next.depth > MAX_DEPTH + 1)
		return;
	for (size_t i = 0; i < n->n; i++) {
		const struct node *value = n->kind == NODE_MAP ? &n->member[i].value : &n->item[i];

		next.member = n->kind == NODE_MAP ? &n->member[i] : NULL;
		next.index = i;
		if (next.member && next.member->key.kind != NODE_STRING)
			check_key(w, &next.member->key, at);
		if (!is_text(value))
			check_node(w, value, &next);
	}
}

static void check_scalars(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	struct walk w = { .c = c, .rule = rule, .def = d };

	check_node(&w, d->root, NULL);
}

const struct lint_rule lint_rules_text[] = {
	{ .rule = { "yaml-ambiguous-scalar", DIAG_WARNING, "all", "unquoted text that YAML reads as something else",
	            "YAML 1.1 reads yes as true, 010 as 8, 1:30 as 5400 and 16.10 as 16.1. Whoever wrote the text seldom meant that, and other "
	            "parsers read it differently.",
	            "options:\n  version: 1:30\n", "options:\n  version: \"1:30\"\n", "safe: writes the text in quotes" },
	  .definition = check_scalars },
	{ .rule = { 0 } },
};
