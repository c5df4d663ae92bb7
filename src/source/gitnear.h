#ifndef DICTUM_SOURCE_GITNEAR_H
#define DICTUM_SOURCE_GITNEAR_H

/* The branch, tag or branch of a remote that may have been meant by a name that none has. Used inside this folder only. */
#include "source/gitfail.h"

/* As it is written on command lines: "main", "v16.0", "origin/main", HEAD; empty: none is near, or `name` is there. Fails never: what cannot be listed is
   not offered. */
str gitnear_name(const struct gitfail *g, str name, struct arena *a);

#endif
