#ifndef DICTUM_SITE_TARGET_H
#define DICTUM_SITE_TARGET_H

/* The folder to publish into: where it is, whether it may be replaced, and the lock beside it. */
#include "base/diag.h"

struct target {
	str shown;        /* as the user named it */
	str parent_shown; /* the folder it is in, for messages */
	str name;         /* last part of the path, NUL-terminated */
	int parent;       /* descriptor; -1: does not exist (only without TARGET_WRITE) */
	int out;          /* descriptor; -1: does not exist yet */
	int lock;         /* descriptor; -1: none */
};
enum target_use { TARGET_CHECK, TARGET_WRITE };

/* The folder that the output folder `out` is in, which need not be there yet; false and err for a name that no output folder has, and inside git's own folder. */
bool target_parent(str out, struct arena *a, str *parent, struct err *e);
/* Opens the parent (made as needed when writing), refuses places that nobody means, takes the lock, opens the folder.
   Only the lock is held afterwards; target_close after failure too. */
bool target_open(struct target *t, str out, enum target_use use, struct arena *a, struct err *e);
/* Opens the folder again, after an interrupted publishing was finished in it. */
bool target_reopen(struct target *t, struct err *e);
void target_close(struct target *t);

#endif
