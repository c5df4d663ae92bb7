#ifndef DICTUM_LINT_SUPPRESS_H
#define DICTUM_LINT_SUPPRESS_H

/* Comments in definition files that let findings pass, with a reason:
     key: value   # dictum: ignore RULE[, RULE] -- reason     findings that begin on this line
     # dictum: ignore RULE[, RULE] -- reason                  above a key or list item: findings that begin anywhere in it
     # dictum: ignore-file RULE[, RULE] -- reason             among the comments at the top: findings of the whole file */
#include "lint/files.h"
#include "lint/lint.h"

/* Whether such a comment may stand in a text. */
bool lint_is_marked(str bytes);
/* Marks what the comments of `f` suppress of `found`, which are its own and sorted; says nothing of the comments. Without the needed ones, which has room
   for each finding, a comment would seem to be about nothing. */
void lint_suppress_ahead(struct lint_file *f, const struct lint_options *o, struct diag_list *found, bool *is_needed);
/* Marks what comments suppress, in files whose is_marked is set, and adds what is wrong with the comments. `found` must be sorted; what is added stands at its end. */
void lint_suppress(const struct lint_files *files, const struct lint_options *o, struct diag_list *found);

#endif
