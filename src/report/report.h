#ifndef DICTUM_REPORT_REPORT_H
#define DICTUM_REPORT_REPORT_H

/* Findings as text and data. Each format is one pure function from findings to bytes. */
#include "model/dialect.h"

/* One source line of a file with a finding, without its end. false: not to be had. */
typedef bool report_line_fn(void *arg, str path, uint32_t line, str *out);
/* The commit that holds a file; empty where unknown. */
typedef str report_commit_fn(void *arg, str *path); /* *path becomes the one in that commit */

struct report_input {
	const struct diag_list *found; /* sorted */
	size_t files, definitions, entries;
	bool has_dictionary; /* false for `dictum validate`: definitions and entries mean nothing there */
	report_line_fn *line; /* may be NULL: no excerpts */
	report_commit_fn *commit_of; /* may be NULL: `commit` holds all of them */
	void *line_arg; /* of both */
	bool is_colored;
	const str *paths; /* definition files that were read, in path order, and guides behind them; those without findings pass */
	size_t n_paths;
	int exit_code;    /* what the run will end with */
	str root;         /* absolute folder that printed paths start from; empty: they are no files of this machine */
	str repository, commit, branch; /* what was read: URL, id, name; empty where unknown */
	bool are_changes; /* findings are changes: errors are those that break something */
	str title;        /* of the Markdown comment; empty: the counts */
	const char *command; /* that tells all of them; NULL: lint */
	str view_url;     /* of a file, with {path}, {commit}, {line}; empty: none */
	const struct dialect *dialect; /* of the definitions, to which examples of rules may be foreign; NULL: unknown */
	str notice;       /* a warning that is about no finding, one sentence; empty: none */
};
typedef void report_fn(const struct report_input *in, struct buf *out);

struct report_format {
	const char *name, *what;
	report_fn *write;
};
extern const struct report_format report_formats[]; /* ends with a row whose name is NULL */
report_fn *report_find(const struct report_format *formats, str name); /* NULL if unknown */
str report_names(const struct report_format *formats, struct arena *a); /* "text, concise, json ..." for messages */
void report_help(const struct report_format *formats, struct buf *out); /* what --help says of them */

report_fn report_text, report_concise, report_rules, report_json, report_jsonl, report_sarif, report_codequality, report_junit, report_github,
        report_checkstyle, report_rdjson, report_markdown; /* all but SARIF leave out what does not count */

/* Text for people, complete: what runs CI would take for a command is written with \u{...} for one of its characters. These are "::" at the start of
   a line, after white space (ActionCommand.cs of actions/runner, TryParseV2), and what diag_is_command knows anywhere. */
void report_disarm(struct buf *out);

/* "3 errors, 1 warning and 0 notes in 2,229 files" as plain words, for people. */
str report_summary(const struct report_input *in, struct arena *a);

#endif
