#ifndef DICTUM_LINT_FILES_H
#define DICTUM_LINT_FILES_H

/* The definition files by path, those that make no entry included. */
#include "model/dict.h"

enum { LINT_MAX_EARLY = 1000 }; /* findings of one rule in one file before others silence some of them: the schema speaks at 100 places of a file */
struct lint_left { /* findings that went before they were settled */
	const struct diag_rule *rule;
	bool is_suppressed; /* comments would suppress them */
	size_t n;
};
struct lint_file {
	str path, bytes;         /* bytes: empty when there are none */
	const struct node *root; /* NULL when it does not parse */
	const struct definition *definition; /* NULL when it makes no entry */
	bool is_marked; /* lint_is_marked, once the rules have run */
	VEC(struct lint_left) left; /* the same */
};
struct lint_files {
	struct lint_file *all; /* in byte order of the path */
	size_t n;
};

struct lint_files lint_files_of(const struct dict *d, struct arena *a);
/* One finding more went. */
void lint_file_leave(struct lint_file *f, const struct diag_rule *rule, bool is_suppressed, struct arena *a);
const struct lint_file *lint_files_get(const struct lint_files *files, str path); /* NULL if absent */

#endif
