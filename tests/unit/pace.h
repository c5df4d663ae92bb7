#ifndef DICTUM_TESTS_UNIT_PACE_H
#define DICTUM_TESTS_UNIT_PACE_H

/* How long something may take. */
#include <stdbool.h>
#include <stdlib.h>

/* Whether a tool runs the test fifty times slower, as valgrind does: TAP_WRAP names it. There time is asked how it grows. */
static inline bool is_slowed(void)
{
	const char *tool = getenv("TAP_WRAP");

	return tool && *tool;
}

#endif
