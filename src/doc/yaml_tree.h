#ifndef DICTUM_DOC_YAML_TREE_H
#define DICTUM_DOC_YAML_TREE_H

/* From YAML's scalars and brackets to a tree: typing, keys, merges, duplicates, tags, and what is to be said about
 * them. For yaml.c only. */
#include "doc/build.h"

/* What a scalar's text was in the file, besides its style. */
enum yaml_text { YAML_TEXT_TYPED /* may be a number or a word */, YAML_TEXT_QUOTED /* is text */ };

struct yaml_tag {
	str name; /* resolved; empty: there is none */
	struct place at;
};

struct yaml_tree {
	str path, text; /* text: the whole file */
	enum doc_mode mode;
	struct build build;
	struct diag_list *found;
	size_t n_before;  /* findings of other files */
	size_t n_dropped; /* findings over the limit */
	bool is_complete;
	bool has_odd_key; /* a collection that is a key */
};

void yaml_tree_start(struct yaml_tree *t, const struct doc_limits *lim, struct arena *a, struct diag_list *found);
void yaml_tree_end(struct yaml_tree *t);

/* All of these add to the tree; false ends the reading, a limit is reached and reported. Nodes are copied, and are not what they were afterwards. */
bool yaml_tree_scalar(struct yaml_tree *t, struct node *n, enum yaml_text text, struct yaml_tag tag);
bool yaml_tree_alias(struct yaml_tree *t, str name, struct place at);
bool yaml_tree_open(struct yaml_tree *t, struct node *n, struct yaml_tag tag);
bool yaml_tree_close(struct yaml_tree *t, struct place bracket); /* `bracket` says where a flow collection ends */

/* Whether the next scalar is the key of a mapping; then these go into its n: only spaces stand before it on its line; the scalar before it is
 * a block of text, which ends where the key begins. */
static inline bool yaml_tree_wants_key(struct yaml_tree *t)
{
	size_t n;
	const struct node *parent = build_parent(&t->build, &n);

	return parent && parent->kind == NODE_MAP && n % 2 == 0;
}
enum { YAML_KEY_OWN_LINE = 4, YAML_KEY_AFTER_BLOCK = 8 };

/* Whether a finding is about a key that is there twice; its fix takes out the earlier one's lines. */
bool yaml_tree_is_duplicate(const struct diag *d);

/* The value read, NULL where a definition was expected and there is none, which is reported. */
const struct node *yaml_tree_root(struct yaml_tree *t);
struct diag *yaml_tree_report(struct yaml_tree *t, enum doc_rule id, struct place at, const char *what);
/* Returns false, the answer of whoever calls it. */
bool yaml_tree_fail_limit(struct yaml_tree *t, struct place at, const char *what, uint64_t limit);
/* A file that does not parse is one finding: what was said about its readable part goes, the last one stays. */
void yaml_tree_keep_last(struct yaml_tree *t);

#endif
