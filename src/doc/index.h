#ifndef DICTUM_DOC_INDEX_H
#define DICTUM_DOC_INDEX_H

/* Pointers into trees, thousands of them: members of large maps are looked up, not looked for. Zero is an empty index; it is good for any number of trees,
   which must not change. */
#include "base/map.h"
#include "doc/doc.h"

struct doc_index {
	struct map maps; /* address of a large map -> its members */
};
/* As doc_at. What is needed for the next time is of `a`. */
const struct node *doc_index_at(struct doc_index *x, const struct node *root, str json_pointer, struct arena *a);

#endif
