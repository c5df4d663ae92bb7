#ifndef DICTUM_CLI_OPTIONS_H
#define DICTUM_CLI_OPTIONS_H

/* Command lines as data: which options a command takes, and what was given. */
#include "base/diag.h"

enum option_id {
	OPT_DIR, OPT_CONFIG, OPT_REV, OPT_WORKTREE, OPT_JOBS, OPT_COLOR, OPT_QUIET, OPT_VERBOSE, OPT_SANDBOX, OPT_TIMEOUT, OPT_HELP, OPT_VERSION,
	OPT_OUTPUT, OPT_BASE_URL, OPT_TEMPLATES, OPT_STATIC, OPT_STRICT, OPT_CHECK, OPT_GZIP,
	OPT_FORMAT, OPT_FAIL_ON, OPT_RULE, OPT_ONLY,
	OPT_SINCE, OPT_STAGED, OPT_STDIN_PATH, OPT_FIX, OPT_DIFF, OPT_SET,
	OPT_BASELINE, OPT_BASELINE_UPDATE, OPT_BASELINE_PRUNE,
	OPT_KIND, OPT_PATH, OPT_STATUS, OPT_OWNER, OPT_LIMIT, OPT_LIST, OPT_HISTORY, OPT_NO_HISTORY, OPT_NO_CACHE, OPT_ADDED_SINCE, OPT_CHANGED_SINCE,
	OPT_CATEGORY, OPT_CHANGES,
	OPT_SCHEMA, OPT_DRAFT, OPT_MAP, OPT_FORMATS, OPT_FORCE,
	OPT_COUNT
};
struct option {
	enum option_id id;
	char letter;        /* 0: none */
	const char *name;   /* without dashes */
	const char *value;  /* what it takes, "DIR"; "[=LEVEL]": it may be left out, and is given as --name=LEVEL only; NULL: nothing */
	bool is_repeatable;
	const char *help;
};
struct given {
	enum option_id id;
	str value;
};
struct args {
	VEC(struct given) options; /* in the order given */
	VEC(str) operands;
};

struct command {
	const char *name, *summary;
	const char *usage;   /* "[OPTION]... [KEY]" */
	const char *text;    /* a paragraph for --help, which breaks its lines */
	const struct option *options; /* its own; ends with a row whose name is NULL */
	bool takes_globals;  /* source options: -C, --config, --rev ... */
	void (*more)(struct buf *out); /* what --help says after the options; or NULL */
	const char *examples;
	int (*run)(struct args *args, struct arena *a, struct err *e); /* exit code, or -1 with err */
};

extern const struct option options_source[], options_general[];

/* Reads the words after the program's name, without the command. "--" ends options; "--name=value", "--name value", "-Cdir" and "-C dir" are the same. false
   and err (usage) on unknown options ("did you mean"), missing or surplus values. */
bool args_parse(const struct command *c, const str *words, size_t n, struct arena *a, struct args *out, struct err *e);
/* Position of the command among the words: the first that is neither an option of every command nor such an option's value; n when there is none. */
size_t args_find_command(const str *words, size_t n);
bool args_has(const struct args *args, enum option_id id);
str args_get(const struct args *args, enum option_id id); /* the last one given; empty when none */
/* Whether there are no operands, which the command does not take; else false and err (usage), with what one may have meant: "search" for
   `dictum search OPERAND...`. */
bool args_no_operands(const struct args *args, const char *command, const char *meant, struct arena *a, struct err *e);
/* Usage, text, options and examples as `--help` prints them. */
void command_help(const struct command *c, struct buf *out);

#endif
