#ifndef DICTUM_CLI_FIX_H
#define DICTUM_CLI_FIX_H

/* Applying the fixes of findings: in memory, in passes, until nothing is left to fix; then to the work tree or as a patch. */
#include "cli/run.h"

/* Opens, reads and filters a run as `dictum lint` would, with `view`; r->found is what may be fixed, `all` also what is not asked for. */
typedef bool fix_check_fn(void *arg, struct run *r, const struct run_view *view, struct arena *a, struct diag_list *all, struct err *e);

struct fixer {
	const struct args *args;
	struct arena *a;
	fix_check_fn *check;
	void *check_arg;
	const struct overlay_file *files; /* what stands in place of files from the start */
	size_t n_files;
	bool takes_unsafe;
	struct map by_path; /* path as it is now -> struct fixed */
	VEC(struct fixed *) fixed;
	struct map left; /* paths of files that stay as they are, see fix_leaves */
	const struct cone *cone; /* no file is moved out of it */
};

bool fix_is_level(str word); /* what --fix takes */
/* Whether --fix and --diff are given, and which level. err (usage) for an unknown one. */
bool fix_level(const struct args *args, bool *is_wanted, bool *takes_unsafe, struct err *e);
/* Fixes what can be fixed. Then *r is the run over the result, in `last`. The caller closes it, also on failure. */
bool fix_run(struct fixer *f, struct run *r, struct arena *last, struct err *e);
/* How many fixes are in how many files. */
size_t fix_count(const struct fixer *f, size_t *n_files);
bool fix_write(const struct fixer *f, const struct source_place *place, struct err *e);
/* Whether a sparse checkout keeps a file out of the work tree, where it is not to appear; then it is added to `left`. */
bool fix_leaves(struct map *left, const struct source_place *place, str path, struct arena *a);
void fix_note_left(const struct map *left, const struct args *args, struct arena *a); /* tells of them, where there are any */
/* Removes what runs left in the work tree that were killed while they wrote a definition, and tells. */
void fix_remove_parts(const struct run *r);
void fix_diff(const struct fixer *f, struct buf *out);

/* Takes from the findings those fixes that give a file a name which is taken, or which an earlier one takes; their help says by what. For whoever
   reports findings, once it is known which: a file that is not asked about takes no name. The source is open. */
void fix_check_names(struct run *r);

/* --set NAME=VALUE: adds safe fixes that write the missing member NAME; names that a finding takes go to `taken`, which is of `a`. */
bool fix_set_read(const struct args *args, struct err *e);
void fix_set_offer(struct run *r, struct map *taken, struct arena *a);
/* The edit that gives a member at the top of a definition this value: in place of its own, on a line of its own, or in JSON and between braces behind a comma. false where neither can be
   done by changing one place. */
bool fix_set_edit(const struct definition *d, str name, str value, struct arena *a, struct diag_edit *out);

#endif
