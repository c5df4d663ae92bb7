#ifndef DICTUM_SOURCE_GITREFS_H
#define DICTUM_SOURCE_GITREFS_H

/* Tags of releases, from git's files. libgit2's own listing leaves out what it cannot read, and a site would lack a release. Used inside this folder
   only. */
#include "source/gitfail.h"
#include "source/source.h"

struct tag_ref {
	str name; /* from "refs/" on */
	str tag;  /* what follows the last slash: "v16.1.0" of "refs/tags/product/v16.1.0" */
	struct release version;
	unsigned char id[SOURCE_ID_BYTES];
};
struct tag_refs {
	VEC(struct tag_ref) all; /* by their names */
};

/* Only tags whose names are those of releases. */
bool gitrefs_releases(const struct gitfail *g, struct arena *a, struct tag_refs *out, struct err *e);
/* The commit it leads to, for git_object_free. NULL where it leads to something else, or out of a clone that is not whole. */
struct git_object;
bool gitrefs_commit(const struct gitfail *g, const struct tag_ref *ref, struct git_object **out, struct err *e);

#endif
