#ifndef DICTUM_SOURCE_HISTORY_PARTS_H
#define DICTUM_SOURCE_HISTORY_PARTS_H

/* What the parts of the walk share: trees are compared in history_tree.c, renames found in history_rename.c, what merges make of files in history_merge.c,
   where tags lead in history_beside.c.
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

/* Commits by number: those of the walk by their positions, then those beside it. Parents of the walk's are those that it followed. */
struct beside_node {
	const uint32_t *parents;
	size_t n;
	uint32_t newest; /* of the first-parent chain, that it is or goes back to; HISTORY_NONE: none */
};
struct beside_list {
	VEC(uint32_t) all;
};
struct beside {
	const struct gitfail *fail;
	const struct history *h;
	struct arena a;
	struct map known; /* 20 bytes of the id -> what was reached there */
	VEC(struct beside_node) nodes; /* parents that are beside the walk stand before their children, and so do those of the walk */
	size_t n_read;
	bool has_failed; /* `e` says why */
	struct err *e;
};

void beside_init(struct beside *b, struct source *s, const struct history *h, struct err *e);
void beside_free(struct beside *b);
/* The number of a commit, which is read with all that lies between it and the walk; HISTORY_NONE where it leads nowhere. */
uint32_t beside_find(struct beside *b, const unsigned char *id);
uint32_t beside_known(const struct beside *b, const unsigned char *id); /* HISTORY_NONE when it has not been read */
/* Sets `marks`, one for each number, of `from` and of all that it goes back to, as far as they are HISTORY_NONE: what lies behind others is marked
   already. Adds what it set to `met`, which may be NULL. */
void beside_mark(struct beside *b, uint32_t from, uint32_t *marks, uint32_t mark, struct beside_list *met);

#endif
