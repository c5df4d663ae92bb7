#ifndef DICTUM_CLI_ENTRIES_H
#define DICTUM_CLI_ENTRIES_H

#include "cli/run.h"

enum entries_format { ENTRIES_TEXT, ENTRIES_JSON, ENTRIES_CSV };
/* What --format names, text when it is not given. false and err (usage) for an unknown one. */
bool entries_format(const struct args *args, enum entries_format *out, struct err *e);
/* The kind --kind names; *out is NULL without it. false and err (usage) for an unknown one. */
bool entries_kind(const struct run *r, const struct args *args, const struct kind **out, struct err *e);
/* Whether one operand is given, the key; else false and err (usage). */
bool entries_one_key(const struct args *args, const char *command, struct arena *a, struct err *e);
/* A file of the command line, seen from the top, as paths are printed, or from the current folder or absolute; without a word every path is it. */
struct entries_path {
	bool is_given;
	str as_printed, as_seen;
};
struct entries_path entries_path(const struct run *r, str word);
bool entries_path_is(const struct entries_path *p, str path);
/* Whether there are several of what has the key; then err (usage) says so and names the first 100, in lines that `a` holds. */
struct entries_choice {
	const struct kind *kind;
	str path;
};
bool entries_are_ambiguous(str key, const struct entries_choice *all, size_t n, struct arena *a, struct err *e);
/* Says on standard error `said`, "no entry 'a.b'", and what may have been meant. Where an entry has the key, --kind or --path left it out; `was` says that of
   one that is gone, or is empty. Of `keys` the nearest is offered, or the few with this last part. */
void entries_note_absent(const struct run *r, str key, str said, str was, const str *keys, size_t n);

#endif
