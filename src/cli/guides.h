#ifndef DICTUM_CLI_GUIDES_H
#define DICTUM_CLI_GUIDES_H

#include "cli/run.h"

/* Into r->guides: the Markdown files of the folder that dictum.yml names, from where the definitions come from. Fails (usage) where that is no folder of guides,
   or its context names a guide that is none of them, unless guides are absent. */
bool guides_read(struct run *r, struct err *e);
str guides_path(const struct run *r, size_t i); /* from the top of the repository, in memory of the run */
str guides_absent(const struct run *r); /* a sentence: they are left out, or it is not known whether they are */
/* Links of definitions, of the guides that were read, and of other Markdown: adds what is wrong with them to r->found. */
void guides_check_links(struct run *r);

#endif
