#ifndef DICTUM_SOURCE_GITLOOSE_H
#define DICTUM_SOURCE_GITLOOSE_H

/* Used inside this folder only. */
#include "base/str.h"

struct git_odb;

/* Puts our reader of loose objects in the place of libgit2's. Once for each handle, before anything is read. `objects`
   is the repository's objects folder; `a` must live as long as the handle. False: libgit2's last error says why. */
bool gitloose_install(struct git_odb *odb, str objects, struct arena *a);

#endif
