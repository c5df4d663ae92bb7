#ifndef DICTUM_CLI_LINKS_H
#define DICTUM_CLI_LINKS_H

/* Symbolic links that a repository brings along. Whoever wrote them is not who wrote the command line: they are not followed, neither to read nor to
   write. Links elsewhere, /dev/stdout among them, belong to the machine. */
#include "base/diag.h"

/* The start of `path` (as the current folder sees it) that is a symbolic link lying in `top` or below it, a real path; empty when there is none, or
   nothing at all. What it returns points into `path`. */
str links_on(str top, str path, struct arena *a);

/* The same for links in the work tree of any repository, for a folder to start in. */
str links_entered(str path, struct arena *a);

/* Always false: wrong usage, with the sentence for what links_on found. */
bool links_refuse(str link, struct err *e);

#endif
