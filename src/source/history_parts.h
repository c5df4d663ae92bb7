#ifndef DICTUM_SOURCE_HISTORY_PARTS_H
#define DICTUM_SOURCE_HISTORY_PARTS_H

/* What the parts of the walk share: trees are compared in history_tree.c, renames found in history_rename.c, what merges make of files in history_merge.c.
   Used inside this folder only. */
#include "base/map.h"
#include "source/history.h"

/* One thread's way through the commits. */
struct walker {
	const struct history_options *o;
	const struct history *h;
	struct source *source;
	uint32_t first;  /* commit of the stretch at hand */
	struct arena *a; /* of the result: paths */
	struct arena work;
	struct map paths; /* every path once */
	struct map folders; /* path -> struct walk_folder */
	VEC(struct history_change) changes;
	VEC(struct history_gap) gaps;
	const bool *is_on_chain; /* of a full walk, per commit: it is on the first-parent chain; else NULL */
	VEC(struct history_outcome) brought; /* everything that merges on it differ in from their first parents */
};

/* What changed from the first parent to commit `i`, added to the walker's changes in path order. */
void walker_compare(struct walker *w, uint32_t i);
void walker_free(struct walker *w);
/* Sets the blob id of a file in a commit, zeros where it is not there; leaves it alone where its folder is not there or cannot be read. */
void walker_find(struct walker *w, uint32_t commit, str path, unsigned char *id);
/* Joins deleted and added files of one commit, changes[from..n), by `source` and `target`. */
void history_find_renames(struct source *s, struct history_change *changes, size_t from, size_t n);

bool *history_find_chain(const struct history *h, struct arena *a); /* per commit: whether it is on the first-parent chain */
/* Sets the outcomes of a full walk, whose changes and gaps are there, from what merges brought; reorders that. `w` is any of the walkers. */
void history_find_outcomes(struct history *h, struct walker *w, struct history_outcome *brought, size_t n, struct arena *a, struct arena *scratch);

#endif
