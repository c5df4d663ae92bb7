#ifndef DICTUM_LINT_BASELINE_H
#define DICTUM_LINT_BASELINE_H

/* Findings a repository has decided to live with for now: a file of fingerprints. What it lists counts for nothing, what it does not list is new.
     {"version": 1, "findings": [
     {"fingerprint": "<32 digits>", "rule": "schema-enum", "path": "config/metrics/x.yml", "message": "..."},
     ...
     ]} */
#include "lint/lint.h"

enum { BASELINE_MAX_BYTES = 64 * 1024 * 1024 };

struct baseline;
/* `path` is for messages and findings. NULL and err (usage, with line and column) when the file is malformed. `bytes` must live as long as `a`. */
struct baseline *baseline_read(str path, str bytes, struct arena *a, struct err *e);
size_t baseline_size(const struct baseline *b);
/* Entries of files of which it is true are not stale, whatever is found: nobody looked. Before baseline_apply. */
typedef bool baseline_unread_fn(void *arg, str path);
void baseline_leave_unread(struct baseline *b, baseline_unread_fn *is_unread, void *arg);

enum baseline_stale { BASELINE_TELL, BASELINE_FORGET };
/* Marks what the baseline lists as unchanged and suppressed, all else as new; `found` is lint_run's. BASELINE_TELL adds a finding for each entry that matches
   nothing, and the entry itself as an absent finding; entries of rules that are off are left alone, and all where something is not here. Once per baseline.
   Returns how many entries are stale. */
size_t baseline_apply(struct baseline *b, const struct lint_options *o, enum baseline_stale stale, struct diag_list *found);

/* A baseline of what lint_run found and no comment suppresses: one line each, sorted by path, rule and fingerprint. Returns how many. */
size_t baseline_write(const struct diag_list *found, struct buf *out);
/* The same baseline without its stale entries; after baseline_apply. */
void baseline_prune(const struct baseline *b, struct buf *out);

#endif
