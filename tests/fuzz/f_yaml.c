/* Any bytes as YAML and as JSON: the tree, its places, its fixes and its JSON must fit together. Broken promises abort.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "doc/doc.h"
#include "doc/edit.h"
#include "doc/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_CHECKED = 40 }; /* places looked up, each from the start of the text */

static bool has_no_json_form(const struct node *n, struct arena *a)
{
	bool found = false;

	if (n->kind == NODE_SEQ)
		for (size_t i = 0; i < n->n; i++)
			found |= has_no_json_form(&n->item[i], a);
	if (n->kind == NODE_MAP)
		for (size_t i = 0; i < n->n; i++)
			found |= has_no_json_form(&n->member[i].value, a);
	if (n->kind == NODE_FLOAT)
		found = byte_is_alpha(doc_number(n, a).p[0]) || doc_number(n, a).p[1] == 'I';
	return found;
}

static void check_json(const struct node *root, struct arena *a)
{
	struct doc_limits wide = { .bytes = UINT32_MAX, .nodes = UINT32_MAX, .depth = 90, .digits = 1000 };
	struct buf out = { .a = a };
	struct diag_list found;
	struct doc again;
	struct json j;

	diag_list_init(&found, a);
	json_init(&j, &out, true);
	json_node(&j, root, a);
	again = doc_parse_json(STR("x.json"), buf_str(&out), &wide, a, &found);
	BUG_IF(!again.root || found.all.n);
	if (has_no_json_form(root, a))
		return;
	BUG_IF(!node_equal(root, again.root) || !node_equal(again.root, root));
	BUG_IF(node_hash(root) != node_hash(again.root));
}

static void check_place(str text, const struct node *n, size_t *n_checked)
{
	struct place p = n->at;
	str line;
	size_t from, to;

	BUG_IF(!p.line || !p.column || p.end_line < p.line || (p.end_line == p.line && p.end_column < p.column));
	if (n->kind == NODE_SEQ || n->kind == NODE_MAP || n->style != STYLE_PLAIN || p.line != p.end_line ||
	    (*n_checked)++ > MAX_CHECKED)
		return;
	line = edit_line(text, p.line);
	from = utf8_offset(line, p.column - 1);
	to = utf8_offset(line, p.end_column - 1);
	if (n->kind == NODE_STRING && n->text.n && !str_eq(str_sub(line, from, to - from), n->text))
		BUG_IF(!str_has(str_sub(line, 0, to), STR("!"))); /* a tag: !!binary */
}

static void check_places(str text, const struct node *n, size_t *n_checked)
{
	check_place(text, n, n_checked);
	if (n->kind == NODE_SEQ)
		for (size_t i = 0; i < n->n; i++)
			check_places(text, &n->item[i], n_checked);
	if (n->kind == NODE_MAP)
		for (size_t i = 0; i < n->n; i++)
			check_places(text, &n->member[i].value, n_checked);
}

/* A fix can be applied; removing a key that has no effect has none. */
static void check_fix(str text, const struct node *root, const struct diag *d, const struct diag_fix *fix,
                      enum doc_mode mode, struct arena *a)
{
	struct diag_list found;
	struct doc again;
	str fixed;

	BUG_IF(!edit_apply(text, fix->edits.v, fix->edits.n, a, &fixed));
	if (!root || !str_eq_z(str_from_z(d->rule->id), "yaml-duplicate-key"))
		return;
	diag_list_init(&found, a);
	again = doc_parse_yaml(STR("x.yml"), fixed, mode, NULL, a, &found);
	BUG_IF(!again.root || !node_equal(root, again.root));
}

static void check_findings(str text, const struct doc *doc, const struct diag_list *found, enum doc_mode mode,
                           struct arena *a)
{
	for (size_t i = 0; i < found->all.n && i < MAX_CHECKED; i++) {
		const struct diag *d = &found->all.v[i];
		struct diag_edit here = { { d->at.at.line, d->at.at.column, d->at.at.line, d->at.at.column }, { 0 } };
		str same;

		BUG_IF(!edit_apply(text, &here, 1, a, &same) || !str_eq(text, same));
		BUG_IF(!utf8_is_valid(d->message));
		for (size_t k = 0; k < d->fixes.n; k++)
			check_fix(text, doc->root, d, &d->fixes.v[k], mode, a);
	}
}

static void run(str text, enum doc_mode mode, const struct doc_limits *limits)
{
	struct arena a = { 0 };
	struct diag_list found;
	struct doc doc;
	size_t n_checked = 0;

	diag_list_init(&found, &a);
	doc = doc_parse_yaml(STR("x.yml"), text, mode, limits, &a, &found);
	BUG_IF(!doc.root && !found.all.n);
	BUG_IF(doc.root && !doc.is_complete && !found.all.n);
	if (doc.root) {
		check_json(doc.root, &a);
		check_places(text, doc.root, &n_checked);
	}
	if (!limits)
		check_findings(text, &doc, &found, mode, &a);
	arena_free(&a);
}

static void run_json(str text)
{
	struct arena a = { 0 };
	struct diag_list found;
	struct doc doc;

	diag_list_init(&found, &a);
	doc = doc_parse_json(STR("x.json"), text, NULL, &a, &found);
	BUG_IF(!doc.root && !found.all.n);
	if (doc.root)
		check_json(doc.root, &a);
	check_findings(text, &doc, &found, DOC_CONFIG, &a);
	arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct doc_limits small = { .bytes = 4096, .nodes = 20, .depth = 4, .digits = 5 };
	str text = { (const char *)data, size };

	run(text, DOC_DEFINITION, NULL);
	run(text, DOC_CONFIG, NULL);
	run(text, DOC_CONFIG, &small);
	run_json(text);
	return 0;
}
