#ifndef DICTUM_CLI_SCOPE_H
#define DICTUM_CLI_SCOPE_H

/* Which findings are asked for: those in the files, folders and patterns on the command line, and of the rules of --only. The dictionary is always read as
   a whole. */
#include "cli/run.h"

struct scope_part {
	str word;  /* as given */
	str path;  /* from the top; empty: the top itself */
	const struct glob *glob; /* NULL: a file or folder */
	bool names_definition;   /* of a pattern; the others are in `paths` */
};
struct scope {
	VEC(struct scope_part) parts; /* none: everything */
	struct arena *a;  /* that of the run */
	struct map paths; /* of parts without a pattern -> bool, whether it names a definition; as findings have them, which are in UTF-8 */
	struct map rules; /* ids; none: all */
};

/* Path from the top of what a word names in the current folder (or -C). false and err (usage) when it lies outside. */
bool scope_path(const struct source_place *p, str word, struct arena *a, str *out, struct err *e);
/* Reads the operands, or --stdin-path where there are none, and --only. The run is open. */
bool scope_read(struct scope *s, struct run *r, struct err *e);
bool scope_takes(const struct scope *s, str path);
/* Whether each word names a definition: files that are none are told, what does not exist is err (usage). The run has read its files. */
bool scope_check(struct scope *s, struct run *r, struct err *e);
/* Leaves out findings that are not asked for. */
void scope_filter(const struct scope *s, struct diag_list *found);
/* Definition files and guides in scope. */
size_t scope_count_files(const struct scope *s, const struct run *r);

#endif
