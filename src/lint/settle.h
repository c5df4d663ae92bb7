#ifndef DICTUM_LINT_SETTLE_H
#define DICTUM_LINT_SETTLE_H

#include "base/diag.h"

/* One finding per cause: where two rules speak about the same place for the same reason, the one that explains it best stays. Keeps order. */
void lint_settle(struct diag_list *found);

#endif
