#ifndef DICTUM_SITE_API_H
#define DICTUM_SITE_API_H

/* Machine-readable output, stable from version 1: entries as JSON and CSV. Its JSON Schema is site/embed/schema.json. */
#include "doc/json.h"
#include "model/dict.h"

/* One entry as an object, the form of api/v1, of the files beside the pages, and of `dictum show` and `list`. `commit` may be empty. */
void api_entry(struct json *j, const struct dict *d, const struct entry *e, str commit, struct arena *scratch);
/* {"version": 1, "commit": "...", "entries": [...]} */
void api_entries(struct buf *out, const struct dict *d, struct entry *const *entries, size_t n, str commit);
/* {"version": 1, ...} with counts and the list of files, api/v1/index.json. */
enum api_feeds { API_NO_FEEDS, API_FEEDS }; /* whether there are feeds of changes */
void api_index(struct buf *out, const struct dict *d, str title, str commit, enum api_feeds feeds, struct arena *scratch);
/* One row per entry under a row of names; lines end with CRLF (RFC 4180). Columns: kind, key, name, description, status, group, stage, section, every
   field of the kinds, path, url. */
void api_csv(struct buf *out, const struct dict *d, struct entry *const *entries, size_t n, struct arena *scratch);

#endif
