#ifndef DICTUM_CLI_DIFF_H
#define DICTUM_CLI_DIFF_H

/* One `dictum diff`: two dictionaries, what changed between them, and telling it. */
#include "cli/run.h"

struct diff_ends { /* what is compared */
	str base;              /* revision */
	str head;              /* revision; empty: the work tree or the index */
	bool from_merge_base;  /* base is where the two parted */
};
struct diff {
	const struct args *args;
	struct arena *a;
	struct diff_ends ends;
	struct run *old, *new;
	enum change_category category;
	struct change_options options;
	struct change_list changes;
	struct diag_list found; /* the same for reports: told once where entries of a definition change alike */
	str first;              /* that there is nothing to compare with yet, one sentence; empty: there is */
	str parted;             /* since_parted */
	str unread;             /* of which commits trailers are not read, one sentence; empty: of none */
	struct map new_paths;   /* definition files of the new version */
};

/* diff.c: reading both and comparing. The caller closes, also on failure. */
bool diff_ends_read(const struct args *args, struct diff_ends *out, struct err *e);
bool diff_run(struct diff *d, const struct args *args, const struct diff_ends *ends, struct arena *a, struct err *e);
void diff_close(struct diff *d);
size_t diff_count_breaking(const struct diff *d);
/* Which definitions cannot be read in the older commit and are not the same now, one sentence; empty: none. Reads those of a work tree that were too large,
   up to DIFF_MAX_MIB each; a larger one counts as another. */
enum { DIFF_MAX_MIB = 64 };
str diff_notice(const struct diff *d);

/* diff_report.c */
extern const struct report_format diff_formats[]; /* the default first */
void diff_find(struct diff *d); /* fills d->found */
void diff_input(struct diff *d, struct report_input *out);

/* diff_fix.c */
struct diff_fixed {
	size_t n_restored, n_completed, n_left; /* definitions restored, definitions that got missing members, those that could not be */
	struct map left;                        /* paths, see fix_leaves */
	const struct cone *cone;                /* nothing is restored outside of it */
	struct buf patch;                       /* instead of writing, where `is_dry` */
	bool is_dry;
};
/* Restores deleted definitions as removed and writes what --set says where it is missing. */
bool diff_fix(struct diff *d, struct diff_fixed *out, struct err *e);

#endif
