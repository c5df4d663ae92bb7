/* Part of the program of the sanitizer's build: libgit2 1.5 itself forgets a few hundred bytes where it meets damage. A file of suppressions could
   not be read from inside the sandbox. What we forget of libgit2's things is found by tests/unit/source/t_gitsrc.c, which sees through its frames. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:gitlib.c\nleak:libpcre2-8\n";
}

const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}
