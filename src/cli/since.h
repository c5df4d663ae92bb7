#ifndef DICTUM_CLI_SINCE_H
#define DICTUM_CLI_SINCE_H

/* Findings of the commit a change began at, to tell those the change caused from those that were there. */
#include "cli/run.h"

/* How a finding of now is one of then; the first way that fits counts. */
enum since_way {
	SINCE_STAYED,  // the same file and definition
	SINCE_MOVED,   // the same definition in another file
	SINCE_REKEYED, // the same file, whose definition has another key
	SINCE_WAYS
};
struct since {
	struct map known[SINCE_WAYS]; /* findings of then by what makes them the same ones, as struct known_list * */
	struct map inputs;            /* path -> bytes, as str *, of what definitions were checked by */
	bool is_on;
	str parted;  /* since_parted */
	str why_new; /* why there was no older commit to check; empty: it was checked */
};

typedef bool since_check_fn(struct run *r, const struct args *args, const struct run_view *view, struct arena *a, struct err *e);
/* Checks the common ancestor of --since and of `newer`, the run that is checked, which is open; with `check`, which opens and fills the run it is given.
   Does nothing without --since. */
bool since_read(struct since *s, const struct run *newer, since_check_fn *check, struct arena *a, struct err *e);
/* Configuration, schemas, lists: for since_notice. Part of since_read. */
void since_remember_inputs(struct since *s, const struct run *r, struct arena *a);
/* That `one` and `other` have several best common ancestors, and what to do about it, one sentence in `a`; empty: they have not. */
str since_parted(const struct merge_base *base, str one, str other, struct arena *a);
/* What standard error and reports tell besides the findings, in `a`: since_parted, and that every finding counts as new where the older commit could not be
   checked, or what `r` was checked by that is not what it was, for who changes both definitions and rules should be read by somebody. Empty: neither. */
str since_notice(const struct since *s, const struct run *r, struct arena *a);
/* Leaves out what the common ancestor has as well. */
void since_filter(const struct since *s, struct diag_list *found, struct arena *a);

#endif
