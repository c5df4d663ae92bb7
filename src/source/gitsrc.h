#ifndef DICTUM_SOURCE_GITSRC_H
#define DICTUM_SOURCE_GITSRC_H

/* What the readers of the index and of common ancestors need of an open repository. Used inside this folder only. */
#include "source/backend.h"
#include "source/gitfail.h"

/* A handle on the objects of a repository, at no commit: for gitsrc_of and the backend's `read`. */
struct source *gitsrc_open_objects(const struct source_place *p, struct arena *a, struct err *e);
/* Whether it is here; nothing is fetched. */
bool gitsrc_has_object(struct source *s, const unsigned char *id);
/* Ids of the objects that were to be read and are missing or damaged, a set; those of a clone are its own. Borrowed until the source is closed. */
const struct map *gitsrc_unread(const struct source *s);
void gitsrc_note_unread(struct source *s, const unsigned char *id);
/* What a source of gitsrc_open or gitsrc_open_objects reads from. */
const struct gitfail *gitsrc_of(const struct source *s);

/* Modes of entries of trees and of the index. */
enum { MODE_TYPE = 0170000, MODE_FILE = 0100000, MODE_LINK = 0120000, MODE_TREE = 0040000, MODE_SUBMODULE = 0160000 };
enum file_kind gitsrc_kind(unsigned mode);
/* Commits that a shallow clone pretends to have no parents of, by their ids (source_id_str); empty where the clone is whole. */
struct map gitsrc_read_shallow(const struct gitfail *g, struct arena *a);

struct object;
/* An object of this type, from a pack by ourselves or else by libgit2; NULL when it is not here, damaged, or over `max` bytes. The hash is
   checked only where libgit2 does. The caller frees it. */
struct object *gitsrc_read_object(struct source *s, const unsigned char *id, int type, size_t max);
#endif
