#ifndef DICTUM_LINT_FINGERPRINT_H
#define DICTUM_LINT_FINGERPRINT_H

/* What a finding is called across runs: a hash over the rule, the definition's kind and key, the member it is about and the text that stands there. Edits
   elsewhere in the file, and a new name of the file, leave it as it is. */
#include "lint/files.h"

/* Fills in the fingerprint of every finding; equal ones are counted in the order of the list, which must be sorted. */
void lint_fingerprint(const struct lint_files *files, struct diag_list *found);

#endif
