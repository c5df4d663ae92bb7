/* Prints how long the search index of the dictionary in this folder takes: built, then written as shards; milliseconds, the best of several
   runs. The words of the command line are options of `dictum search`. For measuring only. */
#include <stdio.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/guides.h"
#include "site/search.h"

enum { RUNS = 7 };

static double now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* always there on Linux */
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void measure(const struct site_search_input *in)
{
	double built = 1e9, written = 1e9;

	for (int i = 0; i < RUNS; i++) {
		struct search_files files = { .all = { 0 } };
		const struct search_index *x;
		struct arena a;
		double t[3];

		arena_init(&a, 0);
		t[0] = now_ms();
		x = site_search(in, &a);
		t[1] = now_ms();
		search_write(x, &a, &files);
		t[2] = now_ms();
		built = t[1] - t[0] < built ? t[1] - t[0] : built;
		written = t[2] - t[1] < written ? t[2] - t[1] : written;
		arena_free(&a);
	}
	printf("%.1f %.1f\n", built, written);
}

static bool measure_all(struct run *r, struct err *e)
{
	struct site_files guides = { .all = { 0 } };
	struct site_search_input in;
	str *url, *excerpt;

	if (!run_pipeline(r, e) || !guides_read(r, &guides, e))
		return false;
	/* a build has these from its pages */
	url = arena_array(r->a, r->dict.all.n, str);
	excerpt = arena_array(r->a, r->dict.all.n, str);
	for (size_t i = 0; i < r->dict.all.n; i++) {
		url[i] = str_fmt(r->a, "%.*s/%.*s.html", STR_ARG(r->dict.all.v[i]->kind->folder), STR_ARG(r->dict.all.v[i]->key));
		excerpt[i] = r->dict.all.v[i]->description;
	}
	in = (struct site_search_input){ .dict = &r->dict, .guides = &guides, .url = url, .excerpt = excerpt,
		                         .synonyms = r->config.site.synonyms, .n_synonyms = r->config.site.n_synonyms,
		                         .workers = r->n_workers };
	measure(&in);
	return true;
}

int main(int argc, char **argv)
{
	struct arena a;
	struct args args = { .options = { 0 } };
	struct err e = { .text = "" };
	struct run *r;
	str *words;
	bool ok;

	arena_init(&a, 0);
	words = arena_array(&a, (size_t)argc, str);
	for (int i = 1; i < argc; i++)
		words[i - 1] = str_from_z(argv[i]);
	r = arena_new(&a, struct run);
	ok = args_parse(&cmd_search, words, (size_t)argc - 1, &a, &args, &e) && run_open(r, &args, RUN_COMMIT, &a, &e) && measure_all(r, &e);
	if (!ok)
		(void)fprintf(stderr, "%s\n", e.text);
	run_close(r);
	arena_free(&a);
	return ok ? 0 : 3;
}
