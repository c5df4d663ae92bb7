/* From the dictionary and the guides to the search index. */
#include "base/pool.h"
#include "render/markdown.h"
#include "site/page.h"
#include "site/search.h"

struct facts { /* of entries, where nobody has worked them out */
	const struct dict *dict;
	str *url, *excerpt;
	struct arena keep[POOL_MAX_WORKERS];
};

static void find_facts(void *arg, size_t worker, size_t i)
{
	struct facts *f = arg;
	const struct entry *e = f->dict->all.v[i];

	f->url[i] = url_entry(f->dict, e, &f->keep[worker]);
	f->excerpt[i] = markdown_excerpt(e->description, SEARCH_EXCERPT, &f->keep[worker]);
}

/* Fills the arrays; what they hold moves into `a`. */
static void work_out(const struct dict *d, size_t workers, str *url, str *excerpt, struct arena *a)
{
	struct facts *f = arena_new(a, struct facts);

	*f = (struct facts){ .dict = d, .url = url, .excerpt = excerpt };
	workers = workers < 1 ? 1 : workers > POOL_MAX_WORKERS ? POOL_MAX_WORKERS : workers;
	for (size_t i = 0; i < workers; i++)
		arena_init(&f->keep[i]);
	pool_run(workers, d->all.n, find_facts, f);
	for (size_t i = 0; i < d->all.n; i++) {
		url[i] = str_dup(url[i], a);
		excerpt[i] = str_dup(excerpt[i], a);
	}
	for (size_t i = 0; i < workers; i++)
		arena_free(&f->keep[i]);
}

static struct search_extra *list_guides(const struct site_files *guides, struct arena *a)
{
	struct search_extra *all = arena_array(a, guides->all.n, struct search_extra);

	for (size_t i = 0; i < guides->all.n; i++) {
		const struct site_file *f = &guides->all.v[i];
		struct markdown_page page = { .title = { 0 } };

		markdown_guide(f->bytes, NULL, a, &page);
		all[i] = (struct search_extra){ guide_title(f->name, &page, a), url_guide(f->name, a), f->bytes,
			                        markdown_excerpt(f->bytes, SEARCH_EXCERPT, a) };
	}
	return all;
}

struct search_index *site_search(const struct site_search_input *in, struct arena *a)
{
	struct search_input s = { .dict = in->dict, .url = in->url, .excerpt = in->excerpt, .synonyms = in->synonyms,
		                  .n_synonyms = in->n_synonyms, .n_extra = in->guides->all.n, .workers = in->workers };

	if (!in->url || !in->excerpt) {
		str *url = arena_array(a, in->dict->all.n, str), *excerpt = arena_array(a, in->dict->all.n, str);

		work_out(in->dict, in->workers, url, excerpt, a);
		s.url = url;
		s.excerpt = excerpt;
	}
	s.extra = list_guides(in->guides, a);
	return search_build(&s, a);
}

static str key_to_use(const struct dict *d, const struct gone_pages *all, const struct gone *g)
{
	struct gone_step way[GONE_STEPS];
	size_t n = gone_steps(d, all->list, g->kind, g->key, way);

	return gone_is_of_use(way, n) ? way[n - 1].key : (str){ 0 };
}

struct search_index *site_search_gone(const struct site_search_input *in, const struct gone_pages *gone, struct arena *a)
{
	struct search_gone *all = arena_array(a, gone->n, struct search_gone);
	const struct search_gone_input s = { .dialect = in->dict->dialect, .all = all, .n = gone->n, .synonyms = in->synonyms, .n_synonyms = in->n_synonyms };

	for (size_t i = 0; i < gone->n; i++) {
		const struct gone_page *page = &gone->all[i];

		all[i] = (struct search_gone){ page->gone, page->url, page->excerpt, key_to_use(in->dict, gone, page->gone) };
	}
	return gone->n ? search_build_gone(&s, a) : NULL;
}
