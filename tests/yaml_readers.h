#ifndef DICTUM_TESTS_YAML_READERS_H
#define DICTUM_TESTS_YAML_READERS_H

/* Reads a text by both readers of YAML and tells what is not the same: trees, places, findings with their fixes. For t_yaml_plain.c and
   f_yaml_plain.c. */
#include "doc/yaml_plain.h"

struct yaml_both {
	struct arena a;
	struct diag_list found[2]; /* by libyaml; by whichever takes it */
	struct doc doc[2];
	bool was_plain;
};

static inline bool same_place(struct place a, struct place b)
{
	return a.line == b.line && a.column == b.column && a.end_line == b.end_line && a.end_column == b.end_column;
}

static inline bool same_span(struct span a, struct span b)
{
	return str_eq(a.path, b.path) && same_place(a.at, b.at);
}

static inline bool same_fix(const struct diag_fix *a, const struct diag_fix *b)
{
	if (a->is_safe != b->is_safe || !str_eq(a->description, b->description) || a->edits.n != b->edits.n)
		return false;
	for (size_t i = 0; i < a->edits.n; i++)
		if (!same_place(a->edits.v[i].at, b->edits.v[i].at) || !str_eq(a->edits.v[i].text, b->edits.v[i].text))
			return false;
	return true;
}

static inline bool same_finding(const struct diag *a, const struct diag *b)
{
	if (a->rule != b->rule || a->level != b->level || !same_span(a->at, b->at) || !str_eq(a->message, b->message) || !str_eq(a->hint, b->hint) ||
	    !str_eq(a->help, b->help) || a->related.n != b->related.n || a->fixes.n != b->fixes.n)
		return false;
	for (size_t i = 0; i < a->related.n; i++)
		if (!same_span(a->related.v[i].at, b->related.v[i].at) || !str_eq(a->related.v[i].message, b->related.v[i].message))
			return false;
	for (size_t i = 0; i < a->fixes.n; i++)
		if (!same_fix(&a->fixes.v[i], &b->fixes.v[i]))
			return false;
	return true;
}

static inline const char *difference_of_nodes(const struct node *a, const struct node *b, bool is_key)
{
	const char *what = NULL;

	if (a->kind != b->kind || a->is_big != b->is_big || a->is_true != b->is_true)
		return "a value's kind";
	if (a->style != b->style)
		return "a value's style";
	if (!same_place(a->at, b->at))
		return "a value's place";
	if (a->n != b->n)
		return is_key ? "a key's mark" : "how many a collection holds";
	if (a->kind != NODE_SEQ && a->kind != NODE_MAP)
		return str_eq(a->text, b->text) ? NULL : "a text";
	for (size_t i = 0; !what && i < a->n; i++) {
		if (a->kind == NODE_SEQ) {
			what = difference_of_nodes(&a->item[i], &b->item[i], false);
			continue;
		}
		what = difference_of_nodes(&a->member[i].key, &b->member[i].key, true);
		if (!what)
			what = difference_of_nodes(&a->member[i].value, &b->member[i].value, false);
	}
	return what;
}

/* What is not the same, NULL: nothing. Ends with yaml_both_free. */
static inline const char *yaml_both_read(struct yaml_both *both, str text, enum doc_mode mode, const struct doc_limits *limits)
{
	const struct yaml_input in = { STR("x.yml"), text, mode, limits };
	const struct doc *doc = both->doc;
	bool never;

	*both = (struct yaml_both){ 0 };
	for (size_t i = 0; i < 2; i++) {
		diag_list_init(&both->found[i], &both->a);
		both->doc[i] = yaml_parse_by(i ? YAML_BY_EITHER : YAML_BY_LIBYAML, &in, &both->a, &both->found[i], i ? &both->was_plain : &never);
	}
	if (!doc[0].root != !doc[1].root || doc[0].is_complete != doc[1].is_complete)
		return "whether it could be read";
	if (both->found[0].all.n != both->found[1].all.n)
		return "the number of findings";
	for (size_t i = 0; i < both->found[0].all.n; i++)
		if (!same_finding(&both->found[0].all.v[i], &both->found[1].all.v[i]))
			return "a finding";
	return doc[0].root ? difference_of_nodes(doc[0].root, doc[1].root, false) : NULL;
}

static inline void yaml_both_free(struct yaml_both *both)
{
	arena_free(&both->a);
}

#endif
