/* Rules about text as YAML reads it. */
#include "base/utf8.h"
#include "doc/edit.h"
#include "lint/common.h"
#include "schema/schema.h"

enum {
	MAX_DEPTH = 64, /* levels; doc_limits lets no deeper tree through */
	MAX_KEYS = 20,  /* keys of one file that are looked up in its text, because each look-up walks through the text */
	MAX_TRIED = 20  /* values of one file that are tried as text, because each try validates the file */
};

struct walk { /* through one definition */
	const struct lint_ctx *c;
	const struct diag_rule *rule;
	const struct definition *def;
	size_t keys, tried; /* so far */
	size_t n_found;     /* findings of the schema, once a value was tried */
	bool is_slow;       /* a pattern of the schema took too long: each try takes as long */
};

/* ---- what the schema takes ---- */

static struct node replaced(const struct node *in, size_t index, const struct node *value, struct arena *a)
{
	struct node out = *in;

	if (in->kind == NODE_MAP) {
		struct member *all = arena_array(a, in->n, struct member);

		for (size_t i = 0; i < in->n; i++)
			all[i] = in->member[i];
		all[index].value = *value;
		out.member = all;
	} else {
		struct node *all = arena_array(a, in->n, struct node);

		for (size_t i = 0; i < in->n; i++)
			all[i] = in->item[i];
		all[index] = *value;
		out.item = all;
	}
	return out;
}

/* Findings of the schema with another value at a place; nothing stays of the copies. */
static size_t count_with(struct walk *w, const struct schema *schema, const struct pointer_step *at, struct node value)
{
	struct arena a = { 0 };
	struct diag_list found;
	size_t n;

	for (; at; at = at->up)
		value = replaced(at->in, at->index, &value, &a);
	diag_list_init(&found, &a);
	(void)schema_validate(schema, w->def->path, &value, &a, &found); /* the findings are its verdict */
	n = found.all.n;
	for (size_t i = 0; i < n; i++)
		w->is_slow = w->is_slow || str_eq_z(str_from_z(found.all.v[i].rule->id), "schema-pattern-limit");
	arena_free(&a);
	return n;
}

enum wanted { WANTED_EITHER, WANTED_TEXT, WANTED_VALUE };

/* Whether the schema is content with less: with the text, or with what it is read as. */
static enum wanted what_is_wanted(struct walk *w, const struct node *n, const struct pointer_step *at)
{
	const struct schema *schema = w->c->schemas ? w->c->schemas[w->def->kind->index] : NULL;
	struct node text = { .kind = NODE_STRING, .style = STYLE_DOUBLE, .text = n->text, .at = n->at };
	size_t n_found;

	if (!schema || w->tried == MAX_TRIED)
		return WANTED_EITHER;
	if (!w->tried++)
		w->n_found = count_with(w, schema, NULL, *w->def->root);
	if (w->is_slow)
		return WANTED_EITHER;
	n_found = count_with(w, schema, at, text);
	return n_found < w->n_found ? WANTED_TEXT : n_found > w->n_found ? WANTED_VALUE : WANTED_EITHER;
}

/* ---- the scalars ---- */

static void report_scalar(const struct walk *w, const struct node *n, const struct pointer_step *at, str read_as, enum wanted wanted)
{
	str quoted = str_fmt(w->c->a, "\"%.*s\"", STR_ARG(n->text));
	struct diag *d = diag_add(w->c->found, w->rule, node_span(w->def, n), "%.*s is read as %.*s", STR_ARG(n->text),
	                          STR_ARG(read_as));
	struct pointer pointer = { .n = 0 };
	struct diag_fix *fix;

	if (pointer_put_way(&pointer, at))
		set_pointer(d, str_dup(pointer_str(&pointer), w->c->a));
	if (wanted == WANTED_EITHER)
		d->hint = str_fmt(w->c->a, "write %.*s, or %.*s if the text is meant", STR_ARG(read_as), STR_ARG(quoted));
	else
		d->hint = str_fmt(w->c->a, "write %.*s", STR_ARG(wanted == WANTED_TEXT ? quoted : read_as));
	fix = diag_fix_add(w->c->found, d, wanted != WANTED_EITHER, wanted == WANTED_VALUE ? STR("write what it is read as") : STR("quote the scalar"));
	diag_edit_add(w->c->found, fix, n->at, wanted == WANTED_VALUE ? read_as : quoted);
}

/* The tree names keys by their values ("true" for yes): what was written stands in the file. */
static void check_key(struct walk *w, const struct node *key, const struct pointer_step *at)
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
		report_scalar(w, &written, at, read_as, WANTED_EITHER);
}

static void check_node(struct walk *w, const struct node *n, const struct pointer_step *at, size_t depth)
{
	struct pointer_step next = { .up = at, .in = n };
	str read_as;

	if (n->kind != NODE_MAP && n->kind != NODE_SEQ && scalar_is_ambiguous(n, w->c->a, &read_as))
		report_scalar(w, n, at, read_as, what_is_wanted(w, n, at));
	if ((n->kind != NODE_MAP && n->kind != NODE_SEQ) || depth > MAX_DEPTH)
		return;
	for (size_t i = 0; i < n->n; i++) {
		const struct node *value = n->kind == NODE_MAP ? &n->member[i].value : &n->item[i];

		next.index = i;
		if (n->kind == NODE_MAP && n->member[i].key.kind != NODE_STRING)
			check_key(w, &n->member[i].key, at);
		if (value->kind != NODE_STRING)
			check_node(w, value, &next, depth + 1);
	}
}

static void check_scalars(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d)
{
	struct walk w = { .c = c, .rule = rule, .def = d };

	check_node(&w, d->root, NULL, 0);
}

const struct lint_rule lint_rules_text[] = {
	{ .rule = { "yaml-ambiguous-scalar", DIAG_WARNING, "all", "unquoted text that YAML reads as something else",
	            "YAML 1.1 reads yes as true, 010 as 8, 1:30 as 5400 and 16.10 as 16.1. Whoever wrote the text seldom meant that, and other "
	            "parsers read it differently.",
	            "options:\n  version: 1:30\n", "options:\n  version: \"1:30\"\n", "safe: writes what the schema wants, the text in quotes or what it is read as; unsafe where it takes both: writes the text in quotes" },
	  .definition = check_scalars },
	{ .rule = { 0 } },
};
