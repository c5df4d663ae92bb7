/* Writes made-up findings in one format to standard output, for tests that read reports back with other programs.

   report_driver FORMAT FINDINGS
       FINDINGS: one of the names in tests/unit/report/findings.h; "text" as FORMAT and "hostile-message" or "hostile-path" print what a
       reader of the hostile findings should get back */
#include <stdio.h>

#include "../unit/report/findings.h"

static int put(str s)
{
	return (!s.n || fwrite(s.p, 1, s.n, stdout) == s.n) && fflush(stdout) == 0 ? 0 : 3;
}

int main(int argc, char **argv)
{
	struct bench b;
	report_fn *write;

	if (argc != 3)
		return 2;
	if (strcmp(argv[2], "hostile-message") == 0)
		return put(str_from_z(HOSTILE_VISIBLE));
	if (strcmp(argv[2], "hostile-path") == 0)
		return put(str_from_z(HOSTILE_PATH));
	write = report_find(report_formats, str_from_z(argv[1]));
	if (!write || !bench_fill(&b, argv[2]))
		return 2;
	argc = put(bench_render(&b, write));
	arena_free(&b.a);
	return argc;
}
