#ifndef DICTUM_SOURCE_GITFAIL_H
#define DICTUM_SOURCE_GITFAIL_H

/* Sentences about repositories that cannot be read. Used inside this folder only. */
#include "base/diag.h"

struct git_repository;
struct git_oid;

/* The repository a failure is about. */
struct gitfail {
	struct git_repository *repo; /* NULL until it is open */
	str top, git_dir;
};

/* All return false. They read libgit2's last error, so they come right after the call that failed with `rc`. */
bool gitfail_open(const struct gitfail *g, struct err *e);
/* Before libgit2 opens it: files it would wait for without end, such as pipes. */
bool gitfail_check_files(const struct gitfail *g, struct arena *a, struct err *e);
/* After it: whether object ids are of the kind that can be read. */
bool gitfail_check_ids(const struct gitfail *g, struct err *e);
/* Before libgit2 opens it: the files of the reference that a revision names, and of the branch that HEAD names. */
bool gitfail_check_reference(const struct gitfail *g, str rev, struct arena *a, struct err *e);
bool gitfail_revision(const struct gitfail *g, int rc, str rev, struct err *e);
/* Without libgit2: nothing is called `rev`. remedy: ": run ...", or empty. Always false. */
bool gitfail_unknown(const struct gitfail *g, str rev, str remedy, struct err *e);
/* An object that could not be read for the sake of `what` ("file", "folder") `name`. */
bool gitfail_object(const struct gitfail *g, int rc, const struct git_oid *id, const char *what, str name,
                    struct err *e);
bool gitfail_list(const struct gitfail *g, const char *what, struct err *e);
/* Whether files may be absent although nothing is wrong. */
bool gitfail_is_partial(const struct gitfail *g);
/* Whether objects may be absent although nothing is wrong: shallow and partial clones. */
bool gitfail_may_lack_objects(const struct gitfail *g);
/* A file of the repository with one item a line, like "shallow"; empty when there is none. */
str gitfail_read_list(const struct gitfail *g, const char *name, struct arena *a);

#endif
