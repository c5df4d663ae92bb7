#ifndef DICTUM_BASE_PART_H
#define DICTUM_BASE_PART_H

/* Parts: hidden files that are written first and then take the place of the file they lie beside, ".NAME.PROCESS.NUMBER.part". While the run that
   writes it is alive a part is locked, so that one nobody holds was left behind by a run that was killed. */
#include <sys/types.h>

#include "base/str.h"

enum { PART_NAME = 200 }; /* bytes of NAME, which may be longer: that of the part must fit NAME_MAX */
/* Of what file `path`, by its form, is a part: its NAME, of which only the first PART_NAME bytes are known; empty: it is none. Borrows from `path`. */
str part_name(str path);
/* A new part of the file `path` below `folder` (AT_FDCWD: the current folder), open for writing and locked where the file system has locks; `part` is
   its path. -1 and errno. */
int part_open(int folder, str path, mode_t mode, const char **part, struct arena *a);
/* Removes the part `path` below `folder` where a run left it that is no more. Follows no link in the last name. false: it is no part, not a regular
   file, somebody still writes it, the file system has no locks, it is not this user's (OURS), or it is gone. */
enum part_owner { PART_ANYONES, PART_OURS };
bool part_remove(int folder, str path, enum part_owner owner, struct arena *a);
/* Removes those of them that runs of this user left beside the file `path`. Nothing happens where its folder cannot be listed. */
void part_remove_beside(str path, struct arena *a);

#endif
