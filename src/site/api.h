#ifndef DICTUM_SITE_API_H
#define DICTUM_SITE_API_H

/* Machine-readable output, stable from version 1: entries as JSON and CSV. Its JSON Schema is site/embed/schema.json. */
#include "doc/json.h"
#include "model/dict.h"

/* One entry as an object, the form of api/v1, of the files beside the pages, and of `dictum show` and `list`. `commit` may be empty. */
void api_entry(struct json *j, const struct dict *d, const struct entry *e, str commit, struct arena *scratch);
/* What many files say of every entry, made once: by entry->index. */
struct api_columns;
struct api_bytes {
	str json, csv; /* csv: with a column for every field of all kinds */
	const uint32_t *csv_from; /* where in it the parts start that rows with fewer columns consist of, and where the last one ends */
};
struct api_kept {
	struct api_bytes *entry;
	const struct api_columns *columns;
};
void api_keep_begin(struct api_kept *k, const struct dict *d, struct arena *a);
void api_keep(struct api_kept *k, const struct dict *d, const struct entry *e, str commit, struct arena *a, struct arena *scratch);

/* {"version": 1, "commit": "...", "entries": [...]}; `kept` may be NULL here and below: the bytes are made on the way. */
void api_entries(struct buf *out, const struct dict *d, struct entry *const *entries, size_t n, str commit, const struct api_kept *kept);
/* {"version": 1, ...} with counts and the files for programs, api/v1/index.json. */
void api_index(struct buf *out, const struct dict *d, str title, str commit, const str *files, size_t n_files);
/* One row per entry under a row of names; lines end with CRLF (RFC 4180). Columns: kind, key, name, description, status, group, stage, section, every
   field of the kinds (as fields.NAME where its name is one of these), path, url; where the kinds have them milestone, introduced_by_url,
   milestone_removed, removed_by_url, events, metrics. */
void api_csv(struct buf *out, const struct dict *d, struct entry *const *entries, size_t n, const struct api_kept *kept, struct arena *scratch);
/* What the column is called that has a field of a kind. */
str api_column(const struct kind *k, const struct field *f, struct arena *a);

#endif
