#ifndef DICTUM_MODEL_EXAMPLE_H
#define DICTUM_MODEL_EXAMPLE_H

/* Examples of rules are written as the first dialect built in has it. In a dictionary with kinds of its own they are somebody else's. */
#include "model/dialect.h"

/* The dialect whose fields or folders the rule's examples show where those of `d` have none of that name; NULL: they could be of `d`. */
const struct dialect *example_origin(const struct dialect *d, const struct diag_rule *rule, struct arena *a);

#endif
