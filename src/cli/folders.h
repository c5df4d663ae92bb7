#ifndef DICTUM_CLI_FOLDERS_H
#define DICTUM_CLI_FOLDERS_H

/* Where the parts of a repository lie. */
#include "source/source.h"

struct folder_list {
	VEC(str) all;
};
/* The work tree or bare repository, git's folder, the one that linked work trees share, what links in these lead to, repositories that objects are
   borrowed from, and files that its configuration includes. Absolute paths, of which some may not exist. */
void folders_of(const struct source_place *p, struct arena *a, struct folder_list *out);

#endif
