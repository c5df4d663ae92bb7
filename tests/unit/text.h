#ifndef DICTUM_TESTS_UNIT_TEXT_H
#define DICTUM_TESTS_UNIT_TEXT_H

/* An arena for each test, and texts compared so that a failure shows both. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

static inline int arena_set_up(void **state)
{
	static struct arena a;

	arena_init(&a);
	*state = &a;
	return 0;
}

static inline int arena_tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static inline void assert_str(str got, const char *want)
{
	if (!str_eq_z(got, want))
		fail_msg("got\n%.*s\nwant\n%s", STR_ARG(got), want);
}

#endif
