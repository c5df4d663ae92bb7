#ifndef DICTUM_TESTS_UNIT_BASE_PLACE_H
#define DICTUM_TESTS_UNIT_BASE_PLACE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"

/* A folder of its own for each test; `dir` is open on it and it is the current one. */
struct place_of_test {
	char top[64];
	int before, dir;
	struct arena a;
	struct err e;
};

static int place_set_up(void **state)
{
	static struct place_of_test t;
	const char *tmp = getenv("TMPDIR");

	memset(&t, 0, sizeof t);
	(void)snprintf(t.top, sizeof t.top, "%s/dictum-place-XXXXXX", tmp ? tmp : "/tmp");
	*state = &t;
	t.before = open(".", O_RDONLY | O_DIRECTORY);
	if (t.before < 0 || !mkdtemp(t.top) || chdir(t.top))
		return -1;
	t.dir = open(".", O_RDONLY | O_DIRECTORY);
	return t.dir < 0 ? -1 : 0;
}

static int place_tear_down(void **state)
{
	struct place_of_test *t = *state;
	char command[256];

	(void)snprintf(command, sizeof command, "chmod -R u+rwX '%s'; rm -rf '%s'", t->top, t->top);
	arena_free(&t->a);
	return fchdir(t->before) || close(t->before) || close(t->dir) || system(command);
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, place_set_up, place_tear_down)

#endif
