#ifndef DICTUM_TESTS_UNIT_BASE_DEATH_H
#define DICTUM_TESTS_UNIT_BASE_DEATH_H

/* Runs what should end the program in a child, and tells how the child ended. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"

struct death {
	int code;       /* exit code; -1 when a signal ended it */
	int signal;     /* 0 when none did */
	char said[256]; /* on standard error, cut */
};

enum { SURVIVED = 99 };

static void read_all_from(int fd, struct death *d)
{
	size_t n = 0;
	ssize_t got;

	while (n + 1 < sizeof d->said && (got = read(fd, d->said + n, sizeof d->said - 1 - n)) > 0)
		n += (size_t)got;
	d->said[n] = '\0';
}

static struct death death_of(void (*fatal)(void))
{
	struct death d = { .code = -1 };
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		(void)signal(SIGABRT, SIG_DFL); /* cmocka catches it */
		fatal();
		_exit(SURVIVED);
	}
	assert_true(child > 0);
	assert_int_equal(close(ends[1]), 0);
	read_all_from(ends[0], &d);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status))
		d.code = WEXITSTATUS(status);
	else
		d.signal = WTERMSIG(status);
	return d;
}

/* Exit code 70 and one line, as arena.h promises. */
#define assert_out_of_memory(fatal) \
	do { \
		struct death d = death_of(fatal); \
		assert_int_equal(d.signal, 0); \
		assert_int_equal(d.code, 70); \
		assert_string_equal(d.said, "dictum: out of memory\n"); \
	} while (0)

#endif
