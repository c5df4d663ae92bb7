#ifndef DICTUM_CLI_RUN_H
#define DICTUM_CLI_RUN_H

/* The pipeline every command shares: find the repository, read the configuration, read and check every definition on all processors, link them, lint. */
#include "base/pool.h"
#include "cli/config.h"
#include "cli/options.h"
#include "doc/edit.h"
#include "schema/bundle.h"

enum { EXIT_CLEAN = 0, EXIT_FOUND = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

enum run_where { RUN_WORKTREE, RUN_COMMIT }; /* what a command reads when neither --rev nor --worktree is given */

struct run_schema { /* where a kind's schema comes from */
	const struct node *root; /* NULL: there is none, or that of `path` is absent */
	str uri, path;
};
struct run_input {
	str path, bytes;
	bool is_rule; /* definitions are checked by it; else one of them names it, or it is a guide */
};
struct known_file {
	const struct definition *definition;
	const unsigned char *id; /* of the blob, 20 bytes; all 0: unknown */
};
struct baseline_update {
	str disk, bytes; /* where it is written, and what */
	str note;        /* what is said then; empty: nothing is written */
	bool is_new;     /* else the file has these bytes */
};
struct absent_rule { /* that nothing is checked by */
	const char *what;
	str path;
	str part; /* that it refers to and that is absent; empty: it is absent itself */
};
struct absent_files { /* that a sparse checkout keeps out of the work tree and a partial clone has not fetched */
	VEC(str) definitions, guides;
	VEC(struct absent_rule) rules; /* schemas of kinds and named lists; also those that may be nowhere, where nothing is known */
	str why; /* nothing is known of what a sparse checkout leaves out; empty: it is */
};
enum run_guides {
	RUN_GUIDES_NONE,
	RUN_GUIDES_READ,
	RUN_GUIDES_READ_IF_THERE /* those that cannot be read are none */
};
struct run {
	struct arena *a;
	const struct args *args;
	struct arena worker[POOL_MAX_WORKERS];
	size_t n_workers;
	struct source_place place;
	struct source *source;
	str commit; /* that the source is at, also after it was closed; empty: none */
	str root; /* of the dictionary, from the top of the repository; "" for the top */
	bool has_root; /* a dictum.yml stands there, else nothing says where it begins */
	bool is_moved;   /* in this older commit it lies in the folder `moved_from`, and is read as if it lay in `root` */
	str moved_from;
	bool has_no_root; /* this older commit has no dictum.yml in the folder `wanted_root` that the newer one has one in */
	str wanted_root;
	struct config config;
	const struct node *owners; /* root of the owners file; NULL: there is none */
	const struct dialect *dialect;
	const struct schema **schemas; /* per kind; NULL: none */
	struct run_schema *schema_of;  /* per kind */
	struct run_schema schema_read; /* that of the kind whose references are being followed */
	str schema_part;               /* that one of these leads to and that is absent; empty: none */
	size_t n_schema_parts;         /* references that lead to such */
	bool is_damaged;               /* a schema that another one names could not be read: nobody's wrong usage */
	VEC(struct schema_list) lists; /* named lists of the schemas */
	struct map known;              /* path -> struct known_file, of a dictionary that was read before */
	struct file_list files;        /* definition files that can be read, in path order */
	VEC(const struct kind *) file_kinds; /* of each of them */
	VEC(str) parts;                /* of definitions: what runs left behind that were killed while they mended */
	struct absent_files absent;
	VEC(str) sites;    /* folders of sites that dictum made, whose files patterns take */
	VEC(str) of_sites; /* these files */
	size_t n_followed;             /* links whose ends were looked for */
	size_t n_files;                /* definition files, those that cannot be read included */
	VEC(struct run_input) inputs;  /* the other files read from the source: schemas, lists, owners, the baseline,
	                                  guides, and what definitions name */
	enum run_guides use_of_guides; /* set before run_pipeline */
	struct site_files guides;
	struct baseline_update baseline;
	struct dict dict;
	struct diag_list found;
	bool is_long; /* set before run_pipeline: much is done afterwards, so memory that only checking needs is given back */
	str line_path;           /* the file run_line read last, and its lines */
	struct edit_lines lines;
};

/* How a run differs from what its options say. */
struct run_view {
	str rev; /* reads this commit instead; empty: what the options name */
	const struct overlay_file *files; /* what stands in place of files of the source; from the top of the repository */
	size_t n_files;
	const struct config *config; /* taken in place of the source's own; NULL: none */
	str root;                    /* of the dictionary, with `config` */
	const struct run *newer;     /* the commit is older than this one, in which the dictionary may lie in another folder; its source is open. NULL: no matter */
};
/* The repository of the current folder, without opening it. */
bool run_find_place(struct arena *a, struct source_place *out, struct err *e);
/* Opens the source and reads the configuration; `view` may be NULL and must live as long as the run. */
bool run_open_view(struct run *r, const struct args *args, enum run_where where, const struct run_view *view, struct arena *a, struct err *e);
bool run_open(struct run *r, const struct args *args, enum run_where where, struct arena *a, struct err *e);
/* Reads everything and fills dict and found. What is found of definitions does not depend on the use of guides. */
bool run_pipeline(struct run *r, struct err *e);
/* Reads and links definitions, checks nothing; inputs are filled all the same. What is unchanged since `before`, read the same way, is not parsed again; NULL: nothing is known. */
bool run_read(struct run *r, const struct run *before, struct err *e);
/* Nothing more is read from it. */
void run_close_source(struct run *r);
void run_close(struct run *r);

/* Bytes of a file below the dictionary's root; false and err (usage) when it is not there, `what` names it. */
bool run_read_own(struct run *r, str path, const char *what, str *out, struct err *e);
/* source_read_path of at most `max` bytes that also remembers the file in inputs. */
enum source_read_result run_read_source(struct run *r, str path, uint64_t max, str *out, struct err *e);
bool run_has_own_config(const struct run *r); /* from its source, not from a file that --config names */
str run_path(struct run *r, str below_root); /* from the top of the repository */
/* Where a file of a dictionary that is_moved lies in its commit: what it refers to is found from there. And where such a path is shown. Others stay. */
str run_path_then(const struct run *r, str path, struct arena *a);
str run_path_now(const struct run *r, str then, struct arena *a);
str run_below_root(const struct run *r, str path); /* the other way round; `path` lies below the root */
/* report_line_fn over a run. Findings come file by file, so one file is remembered. */
bool run_line(void *run, str path, uint32_t line, str *out);

#endif
