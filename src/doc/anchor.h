#ifndef DICTUM_DOC_ANCHOR_H
#define DICTUM_DOC_ANCHOR_H

/* Fixes that would take out an anchor (&name) while an alias (*name) stays: no YAML reader takes the file afterwards. */
#include "base/diag.h"
#include "base/map.h"

struct anchors { /* of one text */
	str bytes;
	struct arena *a;
	struct map uses; /* name -> how often it stands behind a '*'; once somebody had to know */
	bool is_counted;
	enum { ANCHORS_UNKNOWN, ANCHORS_NONE, ANCHORS_SOME } presence; /* whether a name stands behind a '&'; once somebody had to know */
};

/* Whether no edit takes out an anchor that is named outside of what it takes out. It goes by the text: what only looks like both counts, too. */
bool anchors_stay(struct anchors *x, const struct diag_edit *edits, size_t n);
/* Leaves a finding those of its fixes that do not. */
void anchors_check(struct anchors *x, struct diag *d);

#endif
