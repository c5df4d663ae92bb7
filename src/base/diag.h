#ifndef DICTUM_BASE_DIAG_H
#define DICTUM_BASE_DIAG_H

/* Findings about the user's files, and `struct err` for operations that could not be done. */
#include "base/hash.h"
#include "base/str.h"
#include "base/vec.h"

enum diag_level { DIAG_OFF, DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

/* line and column start at 1; columns count Unicode code points; 0 = unknown. The end is exclusive. */
struct __attribute__((packed)) place {
	uint32_t line : 22, column : 22, end_line : 22, end_column : 22;
};
/* Larger numbers than a place has room for become the largest, which findings leave out as unknown: definitions have a limit of 1 MiB, and with it
   fewer lines and columns. */
enum { PLACE_MAX = (1 << 22) - 1 };
static inline struct place place_make(size_t line, size_t column, size_t end_line, size_t end_column)
{
	return (struct place){ .line = (line < PLACE_MAX ? line : PLACE_MAX) & PLACE_MAX,
		               .column = (column < PLACE_MAX ? column : PLACE_MAX) & PLACE_MAX,
		               .end_line = (end_line < PLACE_MAX ? end_line : PLACE_MAX) & PLACE_MAX,
		               .end_column = (end_column < PLACE_MAX ? end_column : PLACE_MAX) & PLACE_MAX };
}
/* By line, then by column: -1, 0 or 1. */
int place_compare_points(uint32_t line, uint32_t column, uint32_t other_line, uint32_t other_column);
struct span {
	str path; /* as printed: relative to the top of the repository */
	struct place at;
};

/* One row per rule in its module's table; ids never change their meaning. All texts are plain ASCII sentences. */
struct diag_rule {
	const char *id;    /* "yaml-duplicate-key" */
	enum diag_level level;
	const char *scope;  /* "all" or the dialect it belongs to */
	const char *title;  /* what it finds, one line, no final period */
	const char *reason; /* why it matters, one or two sentences */
	const char *bad, *good; /* examples in YAML, several lines */
	const char *fix;    /* NULL: none; else "safe: ..." or "unsafe: ..." */
};

/* A level that somebody chose for a rule. */
struct diag_setting {
	str id; /* of the rule */
	enum diag_level level;
};

struct diag_related {
	struct span at;
	str message; /* "first defined here" */
};
struct diag_edit {
	struct place at; /* what the text replaces */
	str text;
};
struct diag_fix {
	bool is_safe;
	str description;
	VEC(struct diag_edit) edits;
	str rename_to; /* the file's path afterwards, as printed; empty: it keeps its name */
};

/* DIAG_ABSENT: in the baseline and not found any more. */
enum diag_state { DIAG_STATE_NONE, DIAG_NEW, DIAG_UNCHANGED, DIAG_ABSENT };

struct diag {
	const struct diag_rule *rule;
	enum diag_level level; /* rule->level unless configuration changed it */
	struct span at;
	str message;        /* one line, no capital, no final period */
	str hint;           /* short remedy beside the caret: did you mean "active"? May be empty */
	str help;           /* longer remedy; may be empty */
	str pointer;        /* JSON Pointer into the document */
	bool has_pointer;   /* the empty pointer is the whole document */
	str subject;        /* pointer of what is at fault, where that is not `pointer`: a missing or surplus member, a value in a form; may be empty */
	str awaited;        /* pointer of a missing member: where that is told this is not; may be empty */
	str schema_pointer; /* "#/properties/status/enum"; empty when no schema is concerned */
	str kind, key;      /* of the definition; empty when unknown */
	struct hash fingerprint; /* stays the same while the finding does: edits elsewhere and renames of the file do not change it; zero until
	                            lint_fingerprint */
	struct hash identity;    /* what equal findings have in common, which the fingerprint tells apart by their number */
	struct hash in_file;     /* the same without the definition: stays when the file's definition gets another key */
	enum diag_state state;   /* against a baseline */
	bool is_suppressed;      /* by a comment or by the baseline: counts for nothing, formats that can carry it do */
	bool is_in_source;       /* suppressed by a comment in the file; else by the baseline */
	str justification;       /* why it is suppressed */
	str cause;          /* what a rule names as its cause, e.g. a file that does not parse; may be empty */
	VEC(struct diag_related) related;
	VEC(struct diag_fix) fixes;
};

struct diag_list {
	struct arena *a; /* holds everything the findings point to */
	VEC(struct diag) all;
	bool is_cut; /* there is more to tell than it holds */
};

void diag_list_init(struct diag_list *l, struct arena *a);
/* Adds a finding at rule->level with a copy of the formatted message. Strings the caller sets afterwards must live as long as l->a. The
   pointer is valid until the next diag_add. */
struct diag *diag_add(struct diag_list *l, const struct diag_rule *rule, struct span at, const char *fmt,
                      ...) __attribute__((format(printf, 4, 5)));
void diag_relate(struct diag_list *l, struct diag *d, struct span at, str message);
struct diag_fix *diag_fix_add(struct diag_list *l, struct diag *d, bool is_safe, str description);
void diag_edit_add(struct diag_list *l, struct diag_fix *f, struct place at, str text);
void diag_copy(struct diag_list *into, const struct diag_list *from);  /* deep: nothing points into the memory of `from` afterwards */
void diag_merge(struct diag_list *into, const struct diag_list *from); /* shallow: the texts stay where they are */
void diag_sort(struct diag_list *l); /* path, line, column, rule id, message; stable */
/* Whether it is a finding of this run: neither suppressed nor only remembered by the baseline. */
bool diag_counts(const struct diag *d);
bool diag_has_safe_fix(const struct diag *d);
size_t diag_count_all(const struct diag_list *l); /* those that count */
size_t diag_count(const struct diag_list *l, enum diag_level level); /* of those that count */
/* Whether any finding that counts is at `level` or above; none is where the level is off. */
bool diag_reaches(const struct diag_list *l, enum diag_level level);
size_t diag_count_suppressed(const struct diag_list *l);
const char *diag_level_name(enum diag_level level);          /* "error", "warning", "note", "off" */
/* The level of a rule with these settings, of which the last one counts. */
enum diag_level diag_level_of(const struct diag_rule *rule, const struct diag_setting *settings, size_t n);
bool diag_level_parse(str name, enum diag_level *out);       /* also "false" (YAML 1.1 reads off as false) */

/* Control, bidi and other invisible characters, and bytes that are no UTF-8 (UTF8_BAD): what a terminal would act on or readers cannot see. */
bool diag_is_invisible(uint32_t code_point);
/* Also those that choose shapes of emoji and of letters: prose needs them, in names nobody sees them. */
bool diag_is_invisible_in_name(uint32_t code_point);
/* What strangers wrote with all of these as \u{1B} or \xFF; the characters of `keep`, e.g. "\n", stay. */
void diag_put_visible(struct buf *out, str s, const char *keep);
str diag_visible(str s, struct arena *a); /* the same, nothing kept */
/* Whether what runs CI would take a text that begins so for a command, wherever in a line it stands: "##[", "##vso[", "##teamcity[" (TryParse in
   ActionCommand.cs of actions/runner and in Command.cs of microsoft/azure-pipelines-agent; service messages of TeamCity). */
bool diag_is_command(str s);
str diag_quote(str s, struct arena *a); /* quoted, with quotes and what is invisible in names escaped, cut at 80 code points */
str diag_quote_key(str key, struct arena *a); /* the same, but whole: cut at 512, which no key has that somebody means */

/* Untouched on success, one complete sentence on failure; `err_set` returns false. Line breaks in what the words quote are written \n and \r. */
struct err {
	char text[1024];
	VEC(str) lines;    /* below it, in the memory of who added them */
	bool are_failures; /* these lines: each is one of its own, told as the first is */
	bool is_usage; /* exit code 2 (usage, configuration, schema, template) instead of 3 */
	enum { ERR_ELSE, ERR_UNBORN, ERR_UNKNOWN } revision; /* where that is what failed: a branch that has no commits yet, or nothing is called so */
};
bool err_set(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool err_usage(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void err_line(struct err *e, struct arena *a, const char *fmt, ...) __attribute__((format(printf, 3, 4))); /* one more line below, which `a` holds */
void err_keep(struct err *e, struct arena *a); /* the lines in memory that lives longer: before the one they lie in is freed */
/* The first of the findings (there is one) as a usage failure with place, message, hint and help. Sorts them. */
bool err_finding(struct err *e, struct diag_list *found);
enum { ERR_MAX_FINDINGS = 20 };
/* The same with the others of the file below it, which the list's arena holds: ERR_MAX_FINDINGS in all, and how many more there are, at least
   where the list is cut. What is at one place is one fault, told by its first finding. */
bool err_findings(struct err *e, struct diag_list *found);
_Noreturn void fatal_bug(const char *file, int line, const char *what);
#define BUG_IF(c) ((c) ? fatal_bug(__FILE__, __LINE__, #c) : (void)0)

#endif
