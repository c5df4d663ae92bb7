#ifndef DICTUM_DOC_PATCH_H
#define DICTUM_DOC_PATCH_H

/* Two versions of a text as a unified diff that `git apply` and `patch -p1` take: 3 lines of context, headers "a/..." and "b/...". Lines end
   with LF only, as for git: a CR belongs to its line. */
#include "base/str.h"

/* Adds nothing when texts and paths are equal. A file that was moved has two different paths; one that is new
   has an empty old one. */
void patch_put(struct buf *out, str old_path, str path, str old, str text);

#endif
