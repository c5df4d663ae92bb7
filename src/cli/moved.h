#ifndef DICTUM_CLI_MOVED_H
#define DICTUM_CLI_MOVED_H

/* Dictionaries that lie in another folder in an older commit. */
#include "cli/run.h"

/* The folder of the dictum.yml that `old`, opened at a commit, has and `newer` has no more, where `newer` has one in a folder in which `old` has none. Of
   several the one with the name of that folder, else the one that all others lie in, where `newer` has its folder in no other new one. */
enum moved { MOVED_NOT, MOVED_FROM, MOVED_NOWHERE }; /* NOWHERE: there is none of these, or more than one */
enum moved moved_find(const struct run *old, const struct run *newer, struct arena *a, str *from);
/* That all of it counts as new, with what follows in `so`; empty: something was read, or there was one. */
str moved_notice(const struct run *old, const char *so, struct arena *a);

#endif
