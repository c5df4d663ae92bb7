/* Answers many queries over one dictionary: the words of the command line are options of `dictum search`, each line of standard input is a query
   and becomes a line of JSON: {"total":1,"about":false,"notices":["..."],"hits":[["metric","counts.x",812,"metrics/counts.x.html"], ...]}; of a key
   that is gone also how it ended and what to use. For the tests of ranking. */
#include <stdio.h>

#include "cli/gone.h"
#include "doc/json.h"
#include "site/search.h"
#include "on_run.h"

enum { MAX_LINE = 4096 };

static void put_result(struct buf *out, const struct search_index *x, const struct search_result *r)
{
	struct json j;

	json_init(&j, out, false);
	json_begin(&j, '{');
	json_key(&j, "total");
	json_uint(&j, r->total);
	json_key(&j, "about");
	json_bool(&j, r->is_about);
	json_key(&j, "notices");
	json_begin(&j, '[');
	for (size_t i = 0; i < r->notices.n; i++)
		json_str(&j, r->notices.v[i]);
	json_end(&j);
	json_key(&j, "hits");
	json_begin(&j, '[');
	for (size_t i = 0; i < r->hits.n; i++) {
		struct search_record record = search_record(x, r->hits.v[i].id);

		json_begin(&j, '[');
		json_str(&j, record.kind);
		json_str(&j, record.key);
		json_uint(&j, r->hits.v[i].score);
		json_str(&j, record.url);
		if (record.is_gone) {
			json_str(&j, record.status);
			json_str(&j, record.use);
		}
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	buf_byte(out, '\n');
}

static void answer(const struct search_index *x, str query)
{
	struct search_options o = { .limit = 20 };
	struct arena a;
	struct buf out = { .a = &a };
	struct search_result r;

	arena_init(&a);
	search_query(x, query, &o, &a, &r);
	put_result(&out, x, &r);
	(void)fwrite(out.p, 1, out.n, stdout); /* a reader that went away sees too few lines */
	arena_free(&a);
}

static bool answer_all(struct run *r, const struct args *args, struct err *e)
{
	struct run_history h = { .r = r, .is_unsaid = true };
	struct site_search_input in;
	struct search_index *x;
	char line[MAX_LINE];
	bool ok;

	(void)args; /* options only */
	r->use_of_guides = RUN_GUIDES_READ;
	if (!run_pipeline(r, e))
		return false;
	in = (struct site_search_input){ .dict = &r->dict, .guides = &r->guides, .synonyms = r->config.site.synonyms,
		                         .n_synonyms = r->config.site.n_synonyms, .workers = r->n_workers };
	x = site_search(&in, r->a);
	ok = run_gone_search(&h, &in, x, e);
	while (ok && fgets(line, sizeof line, stdin))
		answer(x, str_cut(str_from_z(line), '\n').head);
	run_history_close(&h);
	return ok;
}

int main(int argc, char **argv)
{
	return main_on_run(argc, argv, 0, answer_all);
}
