#ifndef DICTUM_TEST_LEAKS_H
#define DICTUM_TEST_LEAKS_H

/* Leaks of libgit2 1.5 itself, a few hundred bytes each: matching a pattern while it opens a repository of format 1,
   and a revision whose object cannot be read. The sanitizers look for these two names; without the option they do not
   see through libgit2's frames. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0";
}

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8\nleak:git_revparse_single\n";
}

#endif
