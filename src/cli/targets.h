#ifndef DICTUM_CLI_TARGETS_H
#define DICTUM_CLI_TARGETS_H

/* --format F[=FILE], as often as one likes: which reports go where. */
#include "cli/run.h"
#include "report/report.h"

struct target {
	report_fn *write;
	str file; /* empty: standard output */
};
struct targets {
	VEC(struct target) all;
};

/* Reads --format by a table of formats, the first of which is the default; with --diff none is. err (usage) for unknown formats and two for one place. */
bool targets_read(const struct args *args, const struct report_format *formats, struct arena *a, struct targets *out, struct err *e);
/* The commit a run reads: that of its source, else the one a CI system has checked out; empty where neither is known. */
str report_commit(const struct run *r, struct arena *a);
/* Where a run's files are: fields root, repository, commit, branch, view_url; and dialect. */
void report_place(const struct run *r, struct arena *a, struct report_input *out);
bool targets_write(const struct targets *t, struct report_input *in, bool is_colored, struct arena *a, struct err *e);

#endif
