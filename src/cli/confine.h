#ifndef DICTUM_CLI_CONFINE_H
#define DICTUM_CLI_CONFINE_H

/* What a command may touch: base/sandbox.h with the folders that its command line and its repository name. dictum(1), SANDBOX, says it to people. */
#include "cli/options.h"

/* Variables of git do not steer this program, nor libgit2, but for GIT_INDEX_FILE: see source/gitindex.c. */
void confine_environment(void);
/* Sets the limits and confines this process, seen from the current folder, as --sandbox and --timeout say. Before threads and before input. Makes
   the folders that the output and the cache need: what is not there cannot be allowed. Removes what killed runs left beside reports. false and err (usage) for unknown values, and (failure)
   where --sandbox require asks for more than the kernel has. */
bool confine(const struct command *c, const struct args *args, struct arena *a, struct err *e);
/* Adds to a failure that the sandbox may be its cause, when it may. */
void confine_hint(const struct args *args, struct err *e);

#endif
