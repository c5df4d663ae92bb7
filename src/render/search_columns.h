/* Columns of the search index in the making. */
#ifndef DICTUM_RENDER_SEARCH_COLUMNS_H
#define DICTUM_RENDER_SEARCH_COLUMNS_H

#include "base/map.h"
#include "base/pool.h"
#include "render/search_parts.h"

enum { SEARCH_VALUES = 256 }; /* of one field of one entry; more are not found */

struct search_column;
struct search_found { /* values of one document */
	str value[SEARCH_VALUES], label[SEARCH_VALUES];
	size_t n;
	const struct search_kind *kind; /* of the document */
};
/* e is NULL for what is no entry. */
typedef void search_values_fn(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out);
struct search_set { /* values in the order a document has them: a range of ids */
	uint32_t from, n;
};
struct search_column { /* a facet in the making: of a part of the documents, or of all */
	struct search_facet *f;
	search_values_fn *get;
	const struct field *field; /* of values_of_field */
	bool *of_kind;             /* which kinds have that field */
	const struct kind *to;     /* of values_of_references */
	struct arena *a, *scratch; /* scratch: one document */
	struct map value_ids;      /* -> position in values, from 1 */
	struct map set_ids;        /* bytes of ids -> position in sets */
	uint32_t last;             /* value that was asked for last */
	VEC(str) values, labels;
	VEC(uint32_t) ids;
	VEC(struct search_set) sets;  /* the first is empty */
	VEC(uint32_t) alone;   /* by value: position of the set that has nothing else; 0: not there yet */
};
struct search_part {
	struct search_column *column;
	struct search_found *found; /* in the document at hand */
	struct arena a;
	uint32_t from, to; /* documents */
};
struct search_columns {
	struct search_index *x;
	const struct dict *dict;
	struct search_fields words; /* of all kinds */
	VEC(struct search_column) all;
	struct search_part part[POOL_MAX_WORKERS];
	size_t n_parts;
	struct arena arena[POOL_MAX_WORKERS]; /* of workers, while parts are joined */
};

/* Adds a column and a facet for every field that can be asked for: fields of one's own after those that every dictionary has. */
void search_name_columns(struct search_columns *all);

#endif
