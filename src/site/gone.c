/* Which keys that are gone have pages, and which entries still name them. */
#include "render/markdown.h"
#include "render/search.h"
#include "site/gone.h"
#include "site/url.h"

/* Names make different addresses, but for hashes of long ones; a page of an entry always stays. */
static struct map taken_urls(const struct gone_list *list, const struct dict *d, const str *url, struct arena *a)
{
	struct map mine = { 0 }, taken = { 0 };

	for (size_t i = 0; i < list->n; i++)
		*map_put(&mine, url_gone(list->all[i].kind, list->all[i].key, a), a) = &mine;
	for (size_t i = 0; i < d->all.n; i++)
		if (map_has(&mine, url[i]))
			*map_put(&taken, url[i], a) = &taken;
	return taken;
}

static void add_page(struct gone_pages *out, const struct gone *g, struct map *taken, struct arena *a)
{
	str url = url_gone(g->kind, g->key, a);
	struct gone_page *page = &out->all[out->n];
	void **slot = map_put(taken, url, a);

	if (*slot)
		return;
	*slot = page;
	out->n++;
	*page = (struct gone_page){ .gone = g, .url = url };
	if (g->last)
		page->excerpt = markdown_excerpt(g->last->description, SEARCH_EXCERPT, a);
	*map_put(&out->by_key[g->kind->index], g->key, a) = page;
	slot = map_put(&out->by_alias[g->kind->index], g->last ? g->last->alias : g->key, a);
	if (!*slot)
		*slot = page;
}

static void find_back(struct gone_pages *out, const struct dict *d, const struct entry *e, struct arena *a)
{
	for (size_t i = 0; i < e->n_refs; i++) {
		const struct ref *r = &e->refs[i];
		const struct kind *to = r->n_to ? NULL : dialect_kind(d->dialect, r->role->to);
		struct gone_page *page = to ? map_get(&out->by_alias[to->index], r->name) : NULL;

		if (page && (!page->back.n || page->back.v[page->back.n - 1] != e))
			*vec_push(&page->back, a) = e;
	}
}

void gone_pages_gather(struct gone_pages *out, const struct gone_list *list, const struct dict *d, const str *url, struct arena *a)
{
	size_t n_kinds = d->dialect->n_kinds;
	struct map taken;

	*out = (struct gone_pages){ .list = list };
	if (!list || !list->n)
		return;
	out->by_key = arena_array(a, n_kinds, struct map);
	out->by_alias = arena_array(a, n_kinds, struct map);
	out->all = arena_array(a, list->n, struct gone_page);
	taken = taken_urls(list, d, url, a);
	for (size_t i = 0; i < list->n; i++)
		add_page(out, &list->all[i], &taken, a);
	for (size_t i = 0; i < d->all.n; i++)
		find_back(out, d, d->all.v[i], a);
}

const struct gone_page *gone_page_get(const struct gone_pages *all, const struct kind *k, str key)
{
	return all->n ? map_get(&all->by_key[k->index], key) : NULL;
}

const struct gone_page *gone_page_named(const struct gone_pages *all, const struct kind *k, str alias)
{
	return all->n ? map_get(&all->by_alias[k->index], alias) : NULL;
}
