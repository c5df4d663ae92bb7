#ifndef DICTUM_SITE_API_CSV_H
#define DICTUM_SITE_API_CSV_H

/* What api.c needs of tables, and they of it; everybody else calls api_csv. */
#include "site/api.h"

/* Columns for every field of all kinds. */
const struct api_columns *api_csv_columns(const struct dict *d, struct arena *a);
/* The row of an entry with all these columns, into out->csv and out->csv_from, which `a` holds. */
void api_keep_csv(struct api_bytes *out, const struct dict *d, const struct entry *e, const struct api_columns *c, struct arena *a,
                  struct arena *scratch);
/* Room for all entries at once: a buffer that grows leaves its smaller selves behind. More than is needed costs nothing. */
void api_reserve(struct buf *out, struct entry *const *entries, size_t n);

#endif
