#ifndef DICTUM_SITE_PUBLISH_H
#define DICTUM_SITE_PUBLISH_H

/* Publishing a tree of files atomically: staging folder, hard links for what did not change, one rename, manifest with
   hashes, lock. See the DESIGN comment in publish.c. Knows nothing about pages. */
#include "base/diag.h"
#include "base/hash.h"

struct publish;
struct publish_options {
	str out;           /* folder, relative to the current one or absolute */
	bool is_check;     /* compare only, write nothing in or beside the output */
	struct hash input; /* everything the output is a function of; equal to the manifest's: nothing to do */
	size_t workers;    /* threads that remove what was there; 0: the caller's alone */
};
struct publish_stats {
	size_t written, unchanged, removed; /* files; with is_check: that would be */
	bool was_atomic;      /* false: the file system cannot exchange folders, the files were replaced one by one */
	str left_behind;      /* folder beside the output that could not be removed; empty: none */
	str first_difference; /* first path in byte order that is (or would be) written or removed; empty: none */
};
enum publish_start { PUBLISH_READY, PUBLISH_CURRENT, PUBLISH_FAILED };

/* Takes the lock, finishes or sweeps what a killed run left, reads the manifest. PUBLISH_CURRENT: the output was made
   from the same input, nothing to do and nothing is held (never with is_check, which looks at the bytes).
   PUBLISH_FAILED: err says why (foreign output, locked, read-only). *out is NULL unless READY; then it needs
   publish_abort. The texts of the statistics live in `a`. */
enum publish_start publish_begin(const struct publish_options *o, struct arena *a, struct publish **out, struct err *e);
/* Adds one file; `path` relative with '/', each path once, folders are made as needed. May be called from several
   threads at once. After one call failed the others fail the same way. */
bool publish_add(struct publish *p, str path, str bytes, struct err *e);
/* Adds the file and beside it "path.gz", which `pack` makes of the bytes; where the output has both, the file did not change and the old "path.gz"
   `holds` it, that one stays and nothing is compressed. */
struct publish_packing {
	str (*pack)(str bytes, struct arena *a);
	bool (*holds)(str packed, str bytes);
};
bool publish_add_compressed(struct publish *p, str path, str bytes, const struct publish_packing *how, struct err *e);
/* The output is no function of the input alone, something that may come back was missing: the next run with the same input makes it anew. Before
   publish_commit. */
void publish_forget_input(struct publish *p);
/* Writes the manifest and swaps the trees. After true the new site is in place. With is_check: *differs says whether
   anything would change. `st` and `differs` may be NULL. */
bool publish_commit(struct publish *p, struct publish_stats *st, bool *differs, struct err *e);
/* Removes the staging folder, releases the lock. Needed after commit too; safe on NULL. */
void publish_abort(struct publish *p);

#endif
