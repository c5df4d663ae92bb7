#ifndef DICTUM_SITE_STAGE_H
#define DICTUM_SITE_STAGE_H

/* Staging folders, beside the output: ".<out>.stage-<16 digits>/" holds a marker file, which makes it ours, and one of

     build/   the new tree while it is written: all of it may be removed at any time
     tree/    the complete new tree; after the swap the old one. Only what its own manifest names is removed

   and perhaps the journal of swap.h. */
#include "site/target.h"
#include "site/tree.h"

struct stage {
	int dir;             /* the staging folder; -1: none */
	int build;           /* the new tree in it */
	enum tree_mode mode; /* whether permissions have to be set by hand */
	str name;            /* of the staging folder */
};
#define STAGE_BUILD "build"
#define STAGE_TREE "tree"

struct stage_list {
	VEC(str) names;
};

bool stage_make(struct stage *s, const struct target *t, struct arena *a, struct err *e);
/* Flushes the tree to the disk and declares it complete. */
bool stage_seal(struct stage *s, struct err *e);
/* Staging folders that earlier runs left beside the output. */
bool stage_find(const struct target *t, struct arena *a, struct stage_list *out, struct err *e);
/* Opens a marked staging folder; -1 when it is none of ours. */
int stage_open(const struct target *t, str name);
/* Removes what may be removed; false when something stayed. A folder with a journal stays whole. `known` names the
   files of the complete tree, all looked at before; NULL: its own manifest is read, and files that are not as it says
   stay. Its files go on that many threads. Asks for no memory where there is no complete tree, or one of known files and one thread. */
bool stage_remove(const struct target *t, str name, const struct manifest *known, size_t workers, struct arena *scratch);
void stage_close(struct stage *s);

#endif
