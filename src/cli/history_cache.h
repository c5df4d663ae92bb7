#ifndef DICTUM_CLI_HISTORY_CACHE_H
#define DICTUM_CLI_HISTORY_CACHE_H

/* Where records of histories are kept between runs: one file for each dictionary in $XDG_CACHE_HOME/dictum, else ~/.cache/dictum. Never told
   and never a failure: without it the history is read anew. */
#include "cli/run.h"

struct history_cache {
	str path;        /* of the file; empty: there is nowhere to keep anything */
	struct hash key; /* everything that the record depends on besides commits */
};
/* The folder, made where it is missing; empty: there is none. */
str history_cache_folder(struct arena *a);
void history_cache_open(struct history_cache *c, struct run *r, struct hash edges);
/* Empty when nothing is kept. */
str history_cache_read(const struct history_cache *c, struct arena *a);
void history_cache_write(const struct history_cache *c, str bytes, struct arena *a);

#endif
