#ifndef DICTUM_TESTS_ON_RUN_H
#define DICTUM_TESTS_ON_RUN_H

/* The main of programs that take the options of `dictum search` and do one thing with the run these open. */
#include <stdio.h>

#include "cli/commands.h"

typedef bool on_run(struct run *r, const struct args *args, struct err *e);

static int main_on_run(int argc, char **argv, size_t n_operands, on_run *work)
{
	struct arena a;
	struct args args = { .options = { 0 } };
	struct err e = { .text = "" };
	struct run *r;
	str *words;
	bool ok;

	arena_init(&a);
	words = arena_array(&a, (size_t)argc, str);
	for (int i = 1; i < argc; i++)
		words[i - 1] = str_from_z(argv[i]);
	r = arena_new(&a, struct run);
	ok = args_parse(&cmd_search, words, (size_t)argc - 1, &a, &args, &e);
	if (ok && args.operands.n != n_operands)
		ok = err_usage(&e, "expected %zu operands", n_operands);
	ok = ok && run_open(r, &args, RUN_COMMIT, &a, &e) && work(r, &args, &e);
	if (!ok)
		(void)fprintf(stderr, "%s\n", e.text);
	run_close(r);
	arena_free(&a);
	return ok ? 0 : 3;
}

#endif
