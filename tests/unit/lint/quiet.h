#ifndef DICTUM_TESTS_LINT_QUIET_H
#define DICTUM_TESTS_LINT_QUIET_H

/* Levels that silence rules which would speak about every definition of two lines; they have tests of their own. */
#include "lint/lint.h"

#define OFF(rule) { { "" rule, sizeof(rule) - 1 }, DIAG_OFF }
static const struct diag_setting quiet[] = {
	OFF("description-missing"),   OFF("description-short"), OFF("action-style"),        OFF("file-name"),
	OFF("event-unused"),          OFF("folder-time-frame"), OFF("key-suffix-time-frame"), OFF("event-removed"),
	OFF("removed-event-place"),   OFF("key-collides-by-case"), OFF("selection-mixed"),
};
enum { N_QUIET = sizeof quiet / sizeof *quiet };

#endif
