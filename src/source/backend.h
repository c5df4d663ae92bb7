#ifndef DICTUM_SOURCE_BACKEND_H
#define DICTUM_SOURCE_BACKEND_H

/* What the two kinds of source have in common. Used inside this folder only; source.c hands calls on through the table.
 */
#include "source/source.h"

enum { SOURCE_MAX_DEPTH = 64 };             /* folders; bounds recursion, as for YAML nesting */
enum { SOURCE_MAX_ENTRIES = 1000000 };      /* looked at in one listing; trees can name one another many times over */
enum { SOURCE_MAX_PATH_BYTES = 536870912 }; /* of all listed paths together; tree entries have no longest name */

/* One source_list_all call on its way through the folders. */
struct listing {
	struct arena *a;
	struct file_list *out;
	struct arena files; /* where the list grows */
	struct err *e;
	size_t n_seen, path_bytes;
};

struct source_backend {
	bool is_commit;
	bool lists_at_once; /* list may run on several threads, each with a folder and a listing of its own */
	/* Adds every file below the folder `under` ("" is everything); its own path is clean. */
	bool (*list)(struct source *s, str under, struct listing *l);
	/* A regular file; in a commit, a link, too, as it is written. err may be NULL there. */
	enum source_read_result (*read)(struct source *s, const struct file *f, uint64_t max, struct arena *a, str *out,
	                                struct err *e);
	/* `path` is clean and stays below the top. */
	enum source_read_result (*read_path)(struct source *s, str path, uint64_t max, struct arena *a, str *out,
	                                     struct err *e);
	/* Of the same path. */
	enum source_look (*look)(struct source *s, str path, struct arena *a, str *link);
	struct source *(*clone)(const struct source *s, struct arena *a, struct err *e);
	void (*read_order)(struct source *s, const struct file_list *files, size_t *order,
	                   size_t n); /* NULL: any will do */
	void (*close)(struct source *s);
};

/* First member of each kind of source. */
struct source {
	const struct source_backend *backend;
	struct source_place place;
	str commit;
	int64_t commit_time;
};

/* What a listed file of a commit is. */
enum source_look source_look_at(struct source *s, const struct file *f, struct arena *a, str *link);
struct source *worktree_open(const struct source_place *p, struct arena *a, struct err *e);
struct source *gitsrc_open(const struct source_place *p, str rev, struct arena *a, struct err *e);
struct source *gitindex_open(const struct source_place *p, struct arena *a, struct err *e);
/* The entries that a sparse checkout keeps out of the work tree, those included that stand there all the same; *out is NULL where nothing is sparse.
   Files of which a partial clone has no bytes are FILE_ABSENT. */
bool gitindex_open_skipped(const struct source_place *p, struct arena *a, struct source **out, struct err *e);
/* Whether there are patterns that say which files are in the work tree. */
bool gitcone_is_on(const struct source_place *p, struct arena *a, bool *is_on, struct err *e);
struct source *sparse_open(struct source *tree, struct arena *a, struct err *why);
bool gitbase_find(const struct source_place *p, str one, str other, struct arena *a, struct merge_base *out, struct err *e);
bool gitbase_messages(const struct source_place *p, str base, str tip, struct arena *a, struct message_list *out, struct err *e);
bool gitbase_release(const struct source_place *p, str commit, struct arena *a, struct release *out, bool *found, struct err *e);
struct source *overlay_open(struct source *inner, const struct overlay_file *files, size_t n, struct arena *a);
struct source *moved_open(struct source *inner, str from, str to, struct arena *a);
struct source_place source_place_dup(const struct source_place *p, struct arena *a);

/* Names no sane work tree has: ".", "..", ".git" in any case, '/' or control characters inside. Listed as FILE_OTHER,
 * never entered. */
bool source_name_is_hostile(str name);
bool source_path_is_hostile(str path); /* one of its parts is such a name */
/* Path of `name` in `folder`, in the memory of the listing; false and err, and *path as it was, once the listing is over its limits. */
bool listing_path(struct listing *l, str folder, str name, str *path);
bool listing_depth(struct listing *l, str folder, size_t depth);                             /* err when too deep */
void listing_add(struct listing *l, str path, enum file_kind kind, const unsigned char *id); /* id may be NULL */

/* libgit2 runs from the first of these to the last gitlib_stop. Options are process-wide: start before there are
 * threads, join in any. */
bool gitlib_start(struct err *e);
bool gitlib_join(struct err *e);
void gitlib_stop(void);

struct packs;
/* Sorts order[0..n) by the place of each blob in the packs. Blobs that are in no pack go first. Leaves the order alone where a pack is not
   readable or not as expected. */
void pack_order_sort(const struct packs *packs, const struct file_list *files, size_t *order, size_t n);

#endif
