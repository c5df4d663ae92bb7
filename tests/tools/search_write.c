/* Writes the search index of the dictionary in this folder below the folder it is told (search_write [OPTION of dictum search...] FOLDER),
   without the site, and prints what that took in milliseconds: building it, making its shards, the processors' time for both; the best of
   several runs. For tests of its size and for measuring. */
#include <stdio.h>
#include <time.h>

#include "base/fs.h"
#include "cli/run.h"
#include "render/markdown.h"
#include "site/search.h"
#include "site/url.h"
#include "on_run.h"

enum { RUNS = 5 };

static double now_ms(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t); /* always there on Linux */
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool write_files(const struct search_files *files, str folder, struct arena *a, struct err *e)
{
	static const char *const folders[] = { "p", "l", "r", "k", "f", "v" };

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (!fs_mkdirs(fs_path_join(a, folder, str_from_z(folders[i])), e))
			return false;
	for (size_t i = 0; i < files->all.n; i++)
		if (!fs_write_named(fs_path_join(a, folder, files->all.v[i].name), FS_OVERWRITE, files->all.v[i].bytes, a, e))
			return false;
	return true;
}

static bool measure(const struct site_search_input *in, str folder, struct err *e)
{
	double built = 1e9, written = 1e9, spent = 1e9;
	bool ok = true;

	for (int i = 0; i < RUNS && ok; i++) {
		struct search_files files = { .all = { 0 } };
		const struct search_index *x;
		double t[3], cpu;
		struct arena a;

		arena_init(&a);
		cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID);
		t[0] = now_ms(CLOCK_MONOTONIC);
		x = site_search(in, &a);
		t[1] = now_ms(CLOCK_MONOTONIC);
		ok = search_write(x, &a, &files, e);
		t[2] = now_ms(CLOCK_MONOTONIC);
		cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
		built = t[1] - t[0] < built ? t[1] - t[0] : built;
		written = t[2] - t[1] < written ? t[2] - t[1] : written;
		spent = cpu < spent ? cpu : spent;
		ok = ok && (i || write_files(&files, folder, &a, e));
		arena_free(&a);
	}
	printf("%.1f %.1f %.1f\n", built, written, spent);
	return ok;
}

static bool write_index(struct run *r, const struct args *args, struct err *e)
{
	struct site_search_input in;
	str *url, *excerpt;

	r->use_of_guides = RUN_GUIDES_READ;
	if (!run_pipeline(r, e))
		return false;
	/* a build has these from its pages */
	url = arena_array(r->a, r->dict.all.n, str);
	excerpt = arena_array(r->a, r->dict.all.n, str);
	for (size_t i = 0; i < r->dict.all.n; i++) {
		const struct entry *d = r->dict.all.v[i];

		url[i] = url_entry(&r->dict, d, r->a);
		excerpt[i] = markdown_excerpt(d->description, SEARCH_EXCERPT, r->a);
	}
	in = (struct site_search_input){ .dict = &r->dict, .guides = &r->guides, .url = url, .excerpt = excerpt,
		                         .synonyms = r->config.site.synonyms, .n_synonyms = r->config.site.n_synonyms,
		                         .workers = r->n_workers };
	return measure(&in, args->operands.v[0], e);
}

int main(int argc, char **argv)
{
	return main_on_run(argc, argv, 1, write_index);
}
