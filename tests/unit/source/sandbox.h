#ifndef DICTUM_TESTS_UNIT_SOURCE_SANDBOX_H
#define DICTUM_TESTS_UNIT_SOURCE_SANDBOX_H

/* A temporary folder a test fills with shell commands, without anything of the person's or machine's git configuration.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "source/source.h"

struct sandbox {
	char top[64];
	struct arena a;
	struct err e;
};

static const char sandbox_env[] =
        "set -e; export HOME=\"$PWD\" LC_ALL=C TZ=UTC GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null "
        "GIT_TERMINAL_PROMPT=0"
        " GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.com"
        " GIT_AUTHOR_DATE='1704103200 +0200' GIT_COMMITTER_DATE='1704103200 +0200' GIT_CONFIG_COUNT=4"
        " GIT_CONFIG_KEY_0=init.defaultBranch GIT_CONFIG_VALUE_0=main GIT_CONFIG_KEY_1=gc.auto GIT_CONFIG_VALUE_1=0"
        " GIT_CONFIG_KEY_2=protocol.file.allow GIT_CONFIG_VALUE_2=always"
        " GIT_CONFIG_KEY_3=advice.detachedHead GIT_CONFIG_VALUE_3=false;"
        " next_day() { GIT_COMMITTER_DATE=\"$((${GIT_COMMITTER_DATE%% *} + 86400)) +0200\"; };"
        " noise() { perl -e 'srand 7; print pack \"C*\", map { int rand 256 } 1 .. shift' \"$1\"; };"
        " commit() { git -C \"$1\" add -A; git -C \"$1\" commit -q --allow-empty -m change; next_day; };";

/* Runs `commands` with the sandbox as current folder; fails the test when one of them fails. */
static void run(struct sandbox *s, const char *commands)
{
	str all = str_fmt(&s->a, "exec </dev/null >>'%s'.log 2>&1; cd '%s'; %s %s", s->top, s->top, sandbox_env,
	                  commands);

	if (system(str_z(all, &s->a)) != 0)
		fail_msg("failed, see %s.log: %s", s->top, commands);
}

static int sandbox_open(void **state)
{
	struct sandbox *s = calloc(1, sizeof *s);
	const char *tmp = getenv("TMPDIR");

	if (!s)
		return -1;
	if (snprintf(s->top, sizeof s->top, "%s/dictum-test-XXXXXX", tmp ? tmp : "/tmp") >= (int)sizeof s->top ||
	    !mkdtemp(s->top))
		return -1;
	*state = s;
	return 0;
}

static int sandbox_close(void **state)
{
	struct sandbox *s = *state;
	str all = str_fmt(&s->a, "chmod -R u+rwX '%s'; rm -rf '%s' '%s'.log", s->top, s->top, s->top);
	int rc = system(str_z(all, &s->a));

	arena_free(&s->a);
	free(s);
	return rc;
}

/* Absolute path of `name` in the sandbox. */
static str at(struct sandbox *s, const char *name)
{
	return *name ? str_fmt(&s->a, "%s/%s", s->top, name) : str_fmt(&s->a, "%s", s->top);
}

static inline str file_bytes(struct sandbox *s, const char *name)
{
	str bytes;

	if (!fs_read_named(at(s, name), 1 << 30, &s->a, &bytes, &s->e))
		fail_msg("%s", s->e.text);
	return bytes;
}

static inline struct source_place find(struct sandbox *s, const char *folder)
{
	struct source_place p;

	if (!source_find(at(s, folder), &s->a, &p, &s->e))
		fail_msg("%s", s->e.text);
	return p;
}

/* What a listing of the folders `under` (separated by blanks) gives: kind letter, blank, path, newline for each file.
 */
static inline str list(struct sandbox *s, struct source *src, const char *under)
{
	str folders[8], rest = str_from_z(under);
	struct file_list files;
	struct buf b = { .a = &s->a };
	size_t n = 0;

	do {
		folders[n++] = str_cut(rest, ' ').head;
		rest = str_cut(rest, ' ').tail;
	} while (rest.n && n < 8);
	if (!source_list_all(src, &(struct source_folders){ .under = folders, .n = n }, &s->a, &files, &s->e))
		fail_msg("%s", s->e.text);
	for (size_t i = 0; i < files.all.n; i++)
		buf_fmt(&b, "%c %.*s\n", "flsoa"[files.all.v[i].kind], STR_ARG(files.all.v[i].path));
	return buf_str(&b);
}

static inline void expect_text(str text, const char *expected)
{
	if (!str_eq_z(text, expected))
		fail_msg("expected '%s', got '%.*s'", expected, STR_ARG(text));
}

static inline void expect_error(const struct sandbox *s, const char *part)
{
	if (!strstr(s->e.text, part))
		fail_msg("expected '%s' in '%s'", part, s->e.text);
	if (strstr(s->e.text, "no reason"))
		fail_msg("no reason in '%s'", s->e.text);
}

/* Reads `path`, which must give `result`, and returns the text. */
static inline str read_path(struct sandbox *s, struct source *src, const char *path, enum source_read_result result)
{
	str text = { 0 };
	enum source_read_result got = source_read_path(src, str_from_z(path), 1000, &s->a, &text, &s->e);

	if (got != result)
		fail_msg("'%s': expected %d, got %d (%s)", path, result, got, s->e.text);
	return text;
}

#define sandbox_test(f) cmocka_unit_test_setup_teardown(f, sandbox_open, sandbox_close)

#endif
