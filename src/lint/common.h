#ifndef DICTUM_LINT_COMMON_H
#define DICTUM_LINT_COMMON_H

/* What the rules of several files share. */
#include "lint/lint.h"

enum { MAX_NEAREST = 200 }; /* searches for a near name in one run: each compares with every name */
struct names {
	const str *all;
	size_t n, searches;
};
/* The name nearest to `word`; empty when none is near, or after MAX_NEAREST searches. */
str names_nearest(struct names *names, str word);
void hint_name(const struct lint_ctx *c, struct diag *d, str name); /* did you mean "name"? Nothing for an empty name */

void set_pointer(struct diag *d, str pointer); /* nothing for one that is longer than POINTER_MAX */
const char *quoted(const struct lint_ctx *c, str s);
const char *quoted_key(const struct lint_ctx *c, str key); /* whole */
str parent_pointer(str pointer); /* without its last token */
const struct node *node_at(const struct definition *d, str pointer); /* NULL for the empty pointer too */
/* The first key of a definition: where something that is missing is reported. */
const struct node *first_key(const struct definition *d);
str name_in_key(const struct kind *k, str key); /* last part of a key */
/* Names the file that should define something, and does not, as the cause. */
void blame_unreadable(const struct lint_ctx *c, struct diag *d, const struct unreadable *u);
str written_name(const struct entry *e); /* last part of the key as it stands in the file, without what an expansion adds */
/* An unsafe fix that moves the file of `def` to `path`. */
void fix_rename(const struct lint_ctx *c, struct diag *d, str path);
/* An unsafe fix that writes `text` in place of the scalar `n`. */
void fix_replace(const struct lint_ctx *c, struct diag *d, const struct node *n, str text);

#endif
