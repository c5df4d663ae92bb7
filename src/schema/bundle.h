#ifndef DICTUM_SCHEMA_BUNDLE_H
#define DICTUM_SCHEMA_BUNDLE_H

/* A schema with everything it refers to in one document, for editors and validators that read one file. */
#include "schema/schema.h"

struct schema_list { /* a named list, as given to schema_set_list */
	str format;
	const str *values;
	size_t n;
};
struct bundle_options {
	schema_load_fn *load;
	void *load_arg;
	const struct schema_list *lists;
	size_t n_lists;
};

/* Writes `root`, retrieved from `uri`, as JSON: other documents become members of its $defs, references point there, and named lists become
   enums. References to metaschemas stay. False and err (usage) where a reference leads nowhere or is dynamic. */
bool schema_bundle(const struct node *root, str uri, const struct bundle_options *o, struct buf *out, struct err *e);

#endif
