#ifndef DICTUM_SITE_SWAP_H
#define DICTUM_SITE_SWAP_H

/* Putting the staged tree in the output's place: one rename, or, where the file system cannot exchange folders, file by
   file with a journal that a later run can finish. */
#include "site/stage.h"

/* Replaces the output by the sealed tree. `old` is the output's manifest (empty: none). *was_atomic is false when it
   went file by file; an err then says that the next run will finish it. */
bool swap_trees(struct target *t, const struct stage *s, const struct manifest *old, const struct manifest *fresh,
                bool *was_atomic, struct err *e);
bool swap_is_pending(int stage); /* the staging folder holds a journal: the output may be a mixture */
/* Goes on where an interrupted file by file swap ended. */
bool swap_finish(struct target *t, int stage, struct arena *scratch, struct err *e);
bool swap_remove_drafts(int stage); /* a journal that was never declared complete */

#endif
