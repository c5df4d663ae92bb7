#ifndef DICTUM_SOURCE_SOURCE_H
#define DICTUM_SOURCE_SOURCE_H

/* Where definition files come from: a work tree or plain folder, or a commit. Paths are relative to the source's top,
   with '/'; listing order is byte order of the path. Links and submodules are never followed. */
#include "base/diag.h"
#include "base/map.h"
#include "base/release.h"

enum { SOURCE_ID_BYTES = 20 }; /* of the id of an object: SHA-1 */
static inline bool source_id_is_set(const unsigned char *id)
{
	for (size_t i = 0; i < SOURCE_ID_BYTES; i++)
		if (id[i])
			return true;
	return false;
}
static inline str source_id_str(const unsigned char *id) /* borrowed, for maps and hashes */
{
	return (str){ (const char *)id, SOURCE_ID_BYTES };
}

struct source;
enum file_kind { FILE_REGULAR, FILE_LINK, FILE_SUBMODULE, FILE_OTHER, FILE_ABSENT }; /* ABSENT: a regular file whose bytes are not here */
struct file {
	str path;
	enum file_kind kind;
	unsigned char id[SOURCE_ID_BYTES]; /* blob id in a commit or index, zero in a work tree */
};
struct file_list {
	VEC(struct file) all;
};

/* What was found on the way from a folder upwards. */
struct source_place {
	str top;     /* absolute path of the work tree or bare repository; without a repository the folder itself */
	str prefix;  /* path of the starting folder below top, "" for top itself */
	str git_dir; /* absolute; empty: no repository */
	bool is_bare;
};
/* Looks from `dir` upwards for a repository, without opening it. Fails (exit code 3) when `dir` does not exist, and for a bare repository in the work tree
   of another one. */
bool source_find(str dir, struct arena *a, struct source_place *out, struct err *e);

struct source *source_open_dir(const struct source_place *p, struct arena *a, struct err *e);
/* `rev`: anything git rev-parse takes for a commit. Fails with one sentence that says what and how: unborn branch,
   unknown revision, shallow or partial clone, damage. Sets process-wide options: call it before there are threads. */
struct source *source_open_git(const struct source_place *p, str rev, struct arena *a, struct err *e);
/* What the index (the staging area) would commit; paths that are not in it are absent. Fails when it has conflicts. Sets process-wide
   options as source_open_git does. */
struct source *source_open_index(const struct source_place *p, struct arena *a, struct err *e);
/* `tree`, a work tree, together with what a sparse checkout (git-sparse-checkout(1)) keeps out of it, which is read from the index: what stands in the work
   tree counts. `tree` alone where nothing is sparse, which costs nothing, and where the index cannot be read, of which *why tells. Nothing is fetched: files
   of which a partial clone has no bytes are FILE_ABSENT. Closing it closes `tree`. Sets process-wide options as source_open_git does. */
struct source *source_open_sparse(struct source *tree, struct arena *a, struct err *why);
/* What a sparse checkout would have in the work tree (git-sparse-checkout(1), "INTERNALS"); *out is NULL where nothing is sparse, and lives in `a`. Fails where
   info/sparse-checkout cannot be read or has more than 1 MiB. */
struct cone;
bool cone_open(const struct source_place *p, struct arena *a, const struct cone **out, struct err *e);
bool cone_takes(const struct cone *c, str path); /* of a file, from the top; NULL takes all */
/* `inner` with the bytes of some paths replaced, files added or taken away; of two with one path the last counts. The files must live as long as the source.
   Closing it closes `inner`. */
struct overlay_file {
	str path; /* clean, from the top */
	str bytes;
	bool is_gone;
};
struct source *source_open_overlay(struct source *inner, const struct overlay_file *files, size_t n, struct arena *a);
/* `commit`, a source of one, with its folder `from` at `to`, where it was moved later; "" is the top. What the commit has in `to` itself is not there,
   unless `from` lies in it and has nothing of that path. Only `to` and folders in it are listed. Closing it closes `commit`. */
struct source *source_open_moved(struct source *commit, str from, str to, struct arena *a);
/* A path in the folder `from`, or that folder, as it is in `to`; any other stays. */
str source_path_moved(str path, str from, str to, struct arena *a);
/* Another handle on the same source, at the same commit, for another thread; any thread may ask for it. Reading asks nothing of `a`. */
struct source *source_clone(const struct source *s, struct arena *a, struct err *e);
void source_close(struct source *s);

bool source_is_commit(const struct source *s);
str source_commit(const struct source *s);          /* 40 hexadecimal digits; empty for a work tree */
int64_t source_commit_time(const struct source *s); /* seconds since 1970, UTC; 0 for a work tree */

struct merge_base {
	str id;   /* of the best common ancestor, as git merge-base prints it first */
	size_t n; /* how many are as good: more than one where each side was merged into the other */
};
/* Where two revisions parted. Fails with one sentence, which tells a history that is cut off (shallow clone) from one that has no common ancestor. */
bool source_merge_base(const struct source_place *p, str one, str other, struct arena *a, struct merge_base *out, struct err *e);

/* Messages of the commits that `tip` reaches and `base` (ids) does not, as `git log base..tip` lists them, in UTF-8; in no special order. None where a
   partial clone lacks parents, or `tip` is no id. */
enum { MESSAGES_MAX_MIB = 64 };
struct message_list {
	VEC(str) all;    /* with `unsure` of MESSAGES_MAX_MIB together */
	VEC(str) unsure; /* of commits that `base` may reach, too: beyond the edge of a shallow clone */
	size_t n_left;   /* that are too long to be among them */
	bool is_cut_off; /* what `tip` reaches leads beyond that edge: there may be more */
};
bool source_messages(const struct source_place *p, str base, str tip, struct arena *a, struct message_list *out, struct err *e);
/* The highest version among the tags of the commit (an id) and its ancestors, see release_of_tag. Tags further
   back than a day before all higher ones, or than 50,000 commits, are not looked for; a shallow clone has those it reaches. */
bool source_last_release(const struct source_place *p, str commit, struct arena *a, struct release *out, bool *found, struct err *e);

/* Pattern matching on whole paths: `*` and `?` do not cross '/', a whole part `**` stands for any number of folders,
   also none (last in the pattern: for everything below). [a-z], [^a-z] and [!a-z] are sets, {a,b} alternatives (at most
   8 groups and 256 patterns in all), a backslash takes the next character as it is, which for '/' is a '/' like any other,
   a leading '!' excludes. A leading dot is a character like any other, but for sets that pass hidden names over. */
struct glob;
/* NULL and err (usage) when malformed or over 1,024 bytes. */
struct glob *glob_compile(str pattern, struct arena *a, struct err *e);
bool glob_match(const struct glob *g, str path);
bool glob_is_exclusion(const struct glob *g);
/* How many patterns the alternatives in braces make, 1 to 256, and the longest folder without wildcards that all matches of one of them lie in; a text
   of `a`, "" when there is none. */
size_t glob_n_alternatives(const struct glob *g);
str glob_alternative_folder(const struct glob *g, size_t i, struct arena *a);
struct glob_set {
	const struct glob *const *glob;
	size_t n;
	struct map plain;   /* text -> position of the last glob without wildcards that is this text: a path is compared with few of thousands */
	const size_t *wild; /* positions of all others, ascending */
	size_t n_wild;
	bool passes_hidden; /* inclusions take a name that begins with a dot only where the pattern has the dot, as those of shells and of Ruby do */
};
/* The globs stay the caller's. */
struct glob_set glob_set_make(const struct glob *const *globs, size_t n, struct arena *a);
/* Matches an inclusion and no later exclusion: the last glob that matches decides. */
bool glob_set_match(const struct glob_set *g, str path);
/* Position of the last glob without wildcards that is this text; g->n: none is. */
size_t glob_set_plain(const struct glob_set *g, str path);

/* Every file below the folders `under` (paths from top; "" is everything), each once, in byte order of the path.
   Folders that do not exist are fine; where a link or submodule stands on the way, that is listed. .git is never
   entered. Names nobody should have (control characters, "..", ".GIT") are listed as FILE_OTHER. Names that are not
   UTF-8 are listed as they are, for the caller to report. Fails over 64 folders deep and over 1,000,000 entries. */
struct source_folders {
	const str *under;
	size_t n;
	struct arena *worker; /* one for each thread, living as long as `a` */
	size_t n_workers;     /* threads, where the source can be listed by several; with fewer than two the caller's does it */
};
/* Paths are of `a` or of the arenas of the threads. */
bool source_list_all(struct source *s, const struct source_folders *folders, struct arena *a, struct file_list *out, struct err *e);
bool source_list(struct source *s, str under, struct arena *a, struct file_list *out, struct err *e); /* below one folder */
enum source_read_result { SOURCE_OK, SOURCE_MISSING, SOURCE_TOO_LARGE, SOURCE_NOT_FILE, SOURCE_ABSENT, SOURCE_FAILED };
/* Bytes of one listed file. SOURCE_FAILED and SOURCE_MISSING set err; for a file of a commit it may be NULL. */
enum source_read_result source_read(struct source *s, const struct file *f, uint64_t max, struct arena *a, str *out,
                                    struct err *e);
/* Same by path, for single files (configuration, schemas). SOURCE_MISSING leaves err alone, and so does SOURCE_ABSENT: there is such a file, see
   FILE_ABSENT. */
enum source_read_result source_read_path(struct source *s, str path, uint64_t max, struct arena *a, str *out,
                                         struct err *e);
/* A usage failure, "<subject> does not exist" and the like, for what these two answer; SOURCE_FAILED has told why itself. `max`: what they were asked for,
   whole MiB. Always false. */
bool source_refuse(enum source_read_result why, str subject, uint64_t max, struct err *e);
/* What stands at a path. Nothing is known of what lies outside of the top, behind links, in submodules, and where it cannot be read. *link is where a link
   leads, as it is written there: from its own folder, or absolute. */
enum source_look { SOURCE_LOOK_NOTHING, SOURCE_LOOK_FILE, SOURCE_LOOK_FOLDER, SOURCE_LOOK_SUBMODULE, SOURCE_LOOK_LINK };
enum source_look source_look(struct source *s, str path, struct arena *a, str *link);
/* Whether a new file may be written to a path: nothing, it may. Else what stands there, or on the way and is no folder of this repository; *there is its
   path, borrowed from `path`. What cannot be read counts as a file. */
enum source_look source_look_for_room(struct source *s, str path, struct arena *a, str *there);
/* Replaces the file `path` of a work tree, which must still have the bytes `old`, at once; its mode stays. Follows no links. */
bool source_rewrite(const struct source_place *p, str path, str old, str bytes, struct arena *a, struct err *e);
/* Writes a new file into a work tree and makes the folders of its name. Never replaces a file. */
bool source_create(const struct source_place *p, str path, str bytes, struct arena *a, struct err *e);
/* Both write a part first (base/part.h). Removes the part `path` of a work tree where a run left it that is no more. Follows no links. false: it is no
   part, not a regular file, somebody still writes it, or it is gone. */
bool source_remove_part(const struct source_place *p, str path, struct arena *a);
/* Renames a file of a work tree and makes the folders of its new name. Never replaces a file. */
bool source_move(const struct source_place *p, str from, str to, struct arena *a, struct err *e);
/* Two files of a work tree get each other's name, at once. */
bool source_swap(const struct source_place *p, str one, str other, struct arena *a, struct err *e);
/* Whether these bytes only stand for a file that Git LFS keeps elsewhere. */
bool source_is_lfs_pointer(str bytes);
/* The id that git gives a file of these bytes; while a source of a commit is open. */
void source_blob_id(str bytes, unsigned char id[SOURCE_ID_BYTES]);
/* Reorders an index list over `files` so that blobs are read in pack order where that is faster; does nothing for a
 * work tree. */
void source_read_order(struct source *s, const struct file_list *files, size_t *order, size_t n);

#endif
