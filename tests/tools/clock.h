#ifndef DICTUM_TESTS_TOOLS_CLOCK_H
#define DICTUM_TESTS_TOOLS_CLOCK_H

#include <time.h>

/* Milliseconds since some moment; only differences mean something. */
static inline double now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* always there on Linux */
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

#endif
