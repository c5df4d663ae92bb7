#ifndef DICTUM_SOURCE_HISTORY_H
#define DICTUM_SOURCE_HISTORY_H

/* How files changed, commit by commit: one walk over the commits for all of them. Which folders differ is told by their ids, so what did
   not change is not looked at; contents are not read, but to find renames. */
#include "base/release.h"
#include "source/source.h"

enum { HISTORY_COMMIT_MAX_MIB = 64 }; /* of one commit with its message */
enum { HISTORY_AUTHOR_MAX = 100 };    /* characters of an author's name; what is longer is cut */
#define HISTORY_NONE UINT32_MAX /* no commit, no change; an enum would not fit, C11 6.7.2.2 */

struct history_commit {
	unsigned char id[SOURCE_ID_BYTES];
	unsigned char tree[SOURCE_ID_BYTES];
	int64_t time;   /* of the committer, seconds since 1970, UTC */
	str author;     /* name as in the commit, in UTF-8, empty unless asked for; written by strangers */
	uint32_t parent; /* position of the first parent; HISTORY_NONE: there is none here */
	const uint32_t *merged; /* positions of its other parents; of a full walk only, and only those that are here */
	uint32_t n_merged;
	unsigned char second[SOURCE_ID_BYTES]; /* id of the other parent of a merge of two; else zeros */
	bool is_edge;   /* it has parents that are not here */
};

enum history_event { HISTORY_ADDED, HISTORY_CHANGED, HISTORY_DELETED };
struct history_change {
	str path;
	uint32_t commit;    /* position in `commits` */
	uint32_t source;    /* HISTORY_ADDED: the HISTORY_DELETED of the same commit that this file was before; else HISTORY_NONE */
	uint32_t target;    /* HISTORY_DELETED: what it was renamed to; else HISTORY_NONE */
	enum history_event event;
	unsigned char old[SOURCE_ID_BYTES], now[SOURCE_ID_BYTES]; /* blob ids; zero where there is none */
};
struct history_file {
	str path;
	const uint32_t *changes; /* positions in `changes`, oldest first */
	size_t n;
};
/* What became of a file in a merge of the first-parent chain, where more than one side had changed it, the merge itself among them, or where the commits
   before, one after the other, leave it otherwise: the merge took one side's version. */
struct history_outcome {
	str path;
	uint32_t commit; /* the merge; its first parent is here */
	unsigned char old[SOURCE_ID_BYTES]; /* blob id in the first parent, where nothing is told of the file before; zero: it is not there */
	unsigned char now[SOURCE_ID_BYTES]; /* blob id; zero: it is not there */
};
/* A folder of a commit that could not be read. Changes below it are told with the next commit whose folder can be read. */
struct history_gap {
	uint32_t commit;
	str path; /* "" for the top */
};

struct history {
	VEC(struct history_commit) commits; /* oldest first: parents stand before children */
	VEC(struct history_change) changes; /* in the order of commits, then of paths */
	VEC(struct history_file) files;     /* every path that ever was, in byte order */
	VEC(struct history_gap) gaps;
	VEC(struct history_outcome) outcomes; /* of a full walk; in the order of paths, then of commits */
	size_t n_known;    /* commits, and with them changes, taken from a former walk */
	bool is_full;      /* merged branches are in it */
	bool is_truncated; /* the oldest commits here have parents that are not */
	bool is_shallow;   /* because this is a shallow clone; else parents are missing or damaged */
	uint32_t edge;     /* the newest of the commits where it breaks off; HISTORY_NONE unless truncated */
};

typedef bool history_takes_fn(const void *arg, str path); /* asked by several threads at once */
struct history_options {
	const str *folders; /* clean paths from the top; only files below them are looked at. None: everything */
	size_t n_folders;
	history_takes_fn *takes; /* whether a file is to be followed */
	const void *arg;
	bool is_full;      /* also the commits of merged branches; else first parents only, and a merge brings what its branch changed */
	bool has_authors;  /* names of authors are kept */
	const struct history *known; /* a former walk with the same options and the same edges of a shallow clone, living as long as the result;
	                                when its newest commit is met, what came before is taken from it, and its lists are added to where they have
	                                room: it is good for one walk. Not for full walks; may be NULL */
	size_t workers;
	struct arena *worker; /* one for each, living as long as the result */
	struct arena *changes; /* where `changes` and `files` are put, which are large; NULL: with the rest */
};
/* A commit whose first parent is not here changes nothing: what it holds was there before.
   From the commit that `s` (of source_open_git) is at back to the first one that is here. Ends without failure at the edge of a shallow
   clone and where a parent is missing; folders that cannot be read are gaps. False and err only where the commit itself cannot be read.
   Switches libgit2's verification of hashes off while it runs: nothing else may read from git meanwhile. */
bool history_walk(struct source *s, const struct history_options *o, struct arena *a, struct history *out, struct err *e);

/* What a file is after a commit, going through commits and outcomes one after the other: its blob id, zeros where it is not there. Before
   anything is told of it, what the first change or outcome found. NULL: nothing is told of it at all. */
const unsigned char *history_version(const struct history *h, str path, uint32_t commit);

/* A tag of a release, see release_of_tag. */
struct history_release {
	str tag;
	struct release version;
	uint32_t commit; /* the newest commit of the first-parent chain that is in it */
	int64_t time;    /* of the commit that is tagged */
	bool is_beside;  /* the tagged commit is not one of the chain */
};
struct history_releases {
	VEC(struct history_release) all; /* by commit, then version */
	const uint32_t *first; /* for each commit of the history: position of the first release with it; HISTORY_NONE: there is none yet */
};
/* Releases that go back to commits of `h`, by whatever parents; tags that lead elsewhere, or nowhere, are left out, and so are later ones that went
   another way: those no older than the newest commit that are not on its chain, where a release with a smaller version is on it at or after the place
   where they leave, or leaves at the newest commit as they do. The first release with a commit has the smallest version of those that have it, unless
   it goes back to another one of them. One that has the merged branch of a commit has what came with the commit. */
bool history_releases(struct source *s, const struct history *h, struct arena *a, struct history_releases *out, struct err *e);
/* The first release with this commit; NULL when there is none yet. */
const struct history_release *history_release_of(const struct history_releases *r, uint32_t commit);
/* For each commit whether what came with it is in the commit `hex`: that goes back to it, or to the branch that it merged. *out is NULL when it goes
   back to none. False and err where a commit cannot be read. */
bool history_contained(struct source *s, const struct history *h, str hex, struct arena *a, const bool **out, struct err *e);

/* Hash over the edges of a shallow clone: a former walk says nothing once they have moved. */
struct hash history_edges(struct source *s);

/* Objects that reading a history from `s` met and that are missing or damaged: a set of ids, 20 bytes each. Borrowed until `s` is closed. */
const struct map *history_unread(const struct source *s);
/* Adds those that a clone of `s` met, which does its part of the reading, or a former run. */
void history_add_unread(struct source *s, const struct map *ids);
/* Whether one of them is here now, if only damaged: then what was told without them is no longer all that can be told. */
bool history_can_read_more(struct source *s, const struct map *ids);

/* What a history depends on besides its commit: tags of releases, and where a shallow clone ends. In the same words wherever they are the
   same; reads no commits. */
bool history_state(struct source *s, struct arena *a, str *out, struct err *e);

/* Similarity of two texts as git measures it: 0 to 60000, shared bytes of the larger one by lines. */
enum { HISTORY_SAME = 60000 };
uint32_t history_similarity(str one, str other, struct arena *scratch);

#endif
