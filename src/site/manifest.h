#ifndef DICTUM_SITE_MANIFEST_H
#define DICTUM_SITE_MANIFEST_H

/* The list of files that a published folder consists of, kept in it as ".dictum-manifest":
       dictum-manifest 1
       input <hash>
       <path> TAB <size> TAB <hash>      sorted by bytes
       digest <hash of all lines above>
   What the manifest names with the same hash is ours; everything else in the folder is somebody else's. */
#include "base/diag.h"
#include "base/hash.h"

#define MANIFEST_NAME ".dictum-manifest"
enum {
	MANIFEST_MAX_PATH = 1024, /* bytes of a path: fits PATH_MAX with room for the folder above */
	MANIFEST_MAX_PART = 255,  /* bytes of one name: NAME_MAX of all usual file systems */
	MANIFEST_MAX_DEPTH = 32   /* parts of a path; bounds recursion when a tree is removed */
};

struct manifest_file {
	str path;
	uint64_t size; /* bytes */
	struct hash hash;
};
struct manifest {
	struct hash input;
	VEC(struct manifest_file) files; /* sorted by path once read or sorted */
};
struct manifest_folders {
	VEC(str) all;
};

/* Relative, no "." and "..", no empty part, no control character, not one of our own names, within the limits above. */
bool manifest_path_check(str path, struct err *e);
void manifest_sort(struct manifest *m);
/* No path twice, none both a file and a folder. Needs a sorted manifest. */
bool manifest_check(const struct manifest *m, struct arena *scratch, struct err *e);
/* NULL when the sorted manifest does not name `path`. */
const struct manifest_file *manifest_find(const struct manifest *m, str path);
bool manifest_has_folder(const struct manifest *m, str folder); /* some file is below `folder` */
/* Every folder once, parents before what is in them. Paths are slices of the manifest's. */
void manifest_folders(const struct manifest *m, struct arena *a, struct manifest_folders *out);
str manifest_write(const struct manifest *m, struct arena *a);
/* The result borrows `bytes`. `name` is what err calls the manifest. */
bool manifest_parse(str bytes, str name, struct arena *a, struct manifest *out, struct err *e);
/* Only the input hash, for the price of the digest. */
bool manifest_parse_input(str bytes, struct hash *out);

#endif
