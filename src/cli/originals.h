#ifndef DICTUM_CLI_ORIGINALS_H
#define DICTUM_CLI_ORIGINALS_H

/* Templates and static files that are compiled in, as files to be changed: what `build --templates` and `build --static` take. */
#include "cli/options.h"

/* Writes those that the operands name, all without operands, into the folders of --templates and --static, which are made where they are missing.
   The number of files. err (usage): a name that no file has, or a file that is there already; nothing is written then. */
bool originals_write(const struct args *args, struct arena *a, size_t *n, struct err *e);

#endif
