#ifndef DICTUM_CLI_BASELINE_H
#define DICTUM_CLI_BASELINE_H

#include "cli/run.h"

/* Whether the options that write a baseline go with the others. */
bool baseline_check_options(const struct args *args, struct err *e);
/* Reads the baseline that --baseline or dictum.yml names, or that lies at the dictionary's root, and lays it over r->found; with --baseline-update and
   --baseline-prune r->baseline is what has to be written. Without a baseline it does nothing. */
bool run_baseline(struct run *r, const struct lint_options *o, struct err *e);
/* Writes it, and says so, once all that was asked for is known to make sense. */
bool run_baseline_write(struct run *r, struct err *e);

#endif
