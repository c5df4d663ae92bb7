#ifndef DICTUM_MODEL_EXAMPLE_H
#define DICTUM_MODEL_EXAMPLE_H

/* Examples of rules are written as dialect_first has it. In a dictionary with kinds of its own they are somebody else's. */
#include "model/dialect.h"

/* Whether the rule's examples show fields or folders of `origin`, the first dialect, that `d` has none of by that name. */
bool example_is_foreign(const struct dialect *origin, const struct dialect *d, const struct diag_rule *rule);
/* What is put behind the title of such an example: ", as dialect gitlab writes it". */
str example_words(const struct dialect *origin, struct arena *a);

#endif
