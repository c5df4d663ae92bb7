#ifndef DICTUM_MODEL_REPLACEMENT_H
#define DICTUM_MODEL_REPLACEMENT_H

/* What to use in place of keys that are no longer used: `replacements` of dictum.yml. */
#include "base/diag.h"
#include "base/map.h"

struct replacement {
	str key, use; /* the old key; the one to use */
	str reason;   /* one text; may be empty */
	str kind;     /* name of the kind that the old key is of; empty: any */
	struct place at, use_at; /* of both in the file */
};
struct replacements {
	str path; /* of the file, as printed */
	VEC(struct replacement) all; /* as written; each key once */
	struct map by_key;
};

void replacements_add(struct replacements *all, const struct replacement *r, struct arena *a);
/* Call once all are there. */
void replacements_index(struct replacements *all, struct arena *a);
/* `all` may be NULL; `kind`: name of the kind the key is of. NULL: there is none. */
const struct replacement *replacement_find(const struct replacements *all, str kind, str key);

#endif
