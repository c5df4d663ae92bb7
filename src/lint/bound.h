#ifndef DICTUM_LINT_BOUND_H
#define DICTUM_LINT_BOUND_H

/* How many findings of one rule one file may have: what reads them looks up each in its file, and readers have long understood. */
#include "lint/files.h"
#include "lint/lint.h"

/* Leaves of what rules found in `f` what lint_bound may need, sorted where some goes; how much went stands in f->left, in memory of `a`. Comments still find
   what they are about. */
void lint_bound_file(struct lint_file *f, const struct lint_options *o, struct diag_list *found, struct arena *a);
/* Leaves the first findings of each rule in each file; the last of them tells how many went. `found` must be sorted, and comments matched with it. */
void lint_bound(const struct lint_files *files, struct diag_list *found);

#endif
