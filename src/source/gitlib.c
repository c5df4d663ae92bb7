/* Starts and stops libgit2: memory from an allocator that never fails, and no configuration from outside the
 * repository. */
#include <stdlib.h>
#include <string.h>

#include <git2.h>
#include <git2/sys/alloc.h>

#include "base/arena.h"
#include "source/backend.h"

enum {
	MAX_CACHE_BYTES = 32 * 1024 * 1024, /* per process: folders and commits; libgit2 keeps no blobs */
	MAX_OBJECT_BYTES = 1 << 30          /* the most that is asked for at once: an object may claim any size */
};

static void *alloc_bytes(size_t n, const char *file, int line)
{
	(void)file, (void)line; /* libgit2's own source places */
	return n > MAX_OBJECT_BYTES ? NULL : arena_malloc_or_die(n);
}

/* What overflows is too large, too. */
static size_t array_size(size_t n, size_t size)
{
	size_t total;

	return __builtin_mul_overflow(n, size, &total) ? SIZE_MAX : total;
}

static void *alloc_zeroed(size_t n, size_t size, const char *file, int line)
{
	(void)file, (void)line; /* as above */
	return array_size(n, size) > MAX_OBJECT_BYTES ? NULL : arena_calloc_or_die(n, size);
}

static void *realloc_bytes(void *p, size_t n, const char *file, int line)
{
	(void)file, (void)line; /* as above */
	return n > MAX_OBJECT_BYTES ? NULL : arena_realloc_or_die(p, n);
}

static void *realloc_array(void *p, size_t n, size_t size, const char *file, int line)
{
	return realloc_bytes(p, array_size(n, size), file, line);
}

static void *alloc_array(size_t n, size_t size, const char *file, int line)
{
	return alloc_bytes(array_size(n, size), file, line);
}

/* Exactly n bytes of p and a NUL. */
static char *copy_exactly(const char *p, size_t n, const char *file, int line)
{
	char *copy;

	(void)file, (void)line; /* as above */
	if (n >= MAX_OBJECT_BYTES)
		return NULL;
	copy = arena_malloc_or_die(n + 1);
	memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

static char *copy_at_most(const char *p, size_t n, const char *file, int line)
{
	const char *end = memchr(p, '\0', n);

	return copy_exactly(p, end ? (size_t)(end - p) : n, file, line);
}

static char *copy_z(const char *p, const char *file, int line)
{
	return copy_exactly(p, strlen(p), file, line);
}

/* libgit2 crashes when it runs out of memory (measured: 92 of 3,800 single failures), so its allocator fails for nothing but sizes that only an object
   can ask for, where it takes that well. */
static void set_allocator(void)
{
	git_allocator hooks = { .gmalloc = alloc_bytes,
		                .gcalloc = alloc_zeroed,
		                .gstrdup = copy_z,
		                .gstrndup = copy_at_most,
		                .gsubstrdup = copy_exactly,
		                .grealloc = realloc_bytes,
		                .greallocarray = realloc_array,
		                .gmallocarray = alloc_array,
		                .gfree = free };

	(void)git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &hooks); /* copies a struct, cannot fail */
}

/* Process-wide, so this runs before there are threads. */
static bool set_options(void)
{
	/* libgit2 1.5 would refuse repositories that use them: they concern work trees and fetching only, but for the kind of ids, which gitfail.c looks at */
	const char *extensions[] = { "objectformat", "partialclone", "preciousobjects", "worktreeconfig", "relativeworktrees" };
	int levels[] = { GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
		         GIT_CONFIG_LEVEL_GLOBAL };
	int rc = 0;

	for (size_t i = 0; i < sizeof levels / sizeof *levels && !rc; i++)
		rc = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	if (!rc) /* repositories in containers often belong to someone else; nothing in them is run */
		rc = git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	if (!rc)
		rc = git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	if (!rc)
		rc = git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)MAX_CACHE_BYTES);
	if (!rc)
		rc = git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, sizeof extensions / sizeof *extensions);
	return rc == 0;
}

static bool failed(const char *what, struct err *e)
{
	const git_error *error = git_error_last();

	return err_set(e, "cannot %s the git library: %s", what,
	               error && error->message ? error->message : "no reason given");
}

bool gitlib_start(struct err *e)
{
	set_allocator();
	if (!gitlib_join(e))
		return false;
	if (set_options())
		return true;
	(void)failed("set up", e); /* always false */
	gitlib_stop();
	return false;
}

bool gitlib_join(struct err *e)
{
	return git_libgit2_init() >= 0 || failed("start", e);
}

void gitlib_stop(void)
{
	(void)git_libgit2_shutdown(); /* returns how many are left */
}
