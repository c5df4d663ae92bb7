#ifndef DICTUM_CLI_HISTORY_H
#define DICTUM_CLI_HISTORY_H

/* The history of a run's entries, for the commands that show it. */
#include "cli/run.h"
#include "doc/json.h"
#include "model/timeline.h"
#include "report/style.h"

enum { RUN_SHORT_ID = 6 }; /* bytes of a commit's id that people are shown */

struct run_history {
	struct run *r;
	bool is_unsaid; /* nobody asked for the history: that there is none or it is truncated is not told; set before reading */
	bool is_there; /* false: there is no repository, or it has no commits yet; everything else is empty then */
	struct source *source;
	struct history history;  /* without changes and files: what came of them is in the timelines */
	struct timelines timelines; /* without a record */
	struct history_releases releases;
};

/* What --history says: empty and first-parent are not full. false and err (usage) for another word. */
bool run_history_mode(str mode, bool *is_full, struct err *e);
/* Reads the history of the commit that the run reads, of HEAD for a work tree. `mode` is the value of --history: empty, first-parent or full.
   What is missing is told on standard error. False and err for an unknown mode and a repository that cannot be read. */
bool run_history_read(struct run *r, str mode, struct run_history *out, struct err *e);
/* Whether entries can be older than what is known of them: the history is truncated, or folders of it cannot be read. */
bool run_history_is_partial(const struct run_history *h);
void run_history_close(struct run_history *h);
/* Sets `history` of every entry of the dictionary. */
void run_history_join(struct run_history *h);
str run_history_date(const struct run_history *h, const struct timeline_event *ev); /* "2023-05-22" */
str run_history_milestone(const struct run_history *h, uint32_t commit); /* "16.1" of the first release with it; empty: none yet */
/* The events of a timeline as the items of "history" in JSON, and as lines of text, each behind `indent`. */
void run_history_json(const struct run_history *h, const struct timeline *t, struct json *j);
/* The same under a row of names, RFC 4180: a row for each field that changed, one for what changed none. */
void run_history_csv(const struct run_history *h, const struct timeline *t, struct buf *out);
void run_history_text(const struct run_history *h, const struct timeline *t, const struct style *style, const char *indent, struct buf *out);

/* A point that --added-since and --changed-since name: a milestone (17.0), a day (2024-05-01) or a revision. */
struct run_point {
	enum { POINT_MILESTONE, POINT_DAY, POINT_COMMIT } what;
	struct release release;
	int64_t day;     /* seconds since 1970 */
	const bool *has; /* for each commit of the history: what came with it is in the revision; the others count */
};
bool run_point_parse(const struct run_history *h, str text, struct run_point *out, struct err *e);
/* Whether an event came at or after the point. */
bool run_point_is_before(const struct run_history *h, const struct run_point *p, const struct timeline_event *ev);
/* Whether the milestone of a definition, as written ("17.0", "<13.9"), is that of the point or later; false when it cannot be read. */
bool run_point_is_before_milestone(const struct run_point *p, str milestone, bool *is_known);

#endif
