/* The page of search results. What was asked for stands in its address, so a script fills it in; without one it leads to the lists. */
#include "site/page.h"

static void add_link(struct page *p, struct view *list, str url, str text, str n)
{
	struct view *item = view_list_add(list, p->a);

	view_text(item, "url", url, p->a);
	view_text(item, "text", text, p->a);
	view_text(item, "n", n, p->a);
}

/* Names of all entries on one page are there for as many as a page can hold. */
static void add_kind(struct page *p, struct view *lists, struct view *names, const struct kind_pages *k)
{
	add_link(p, lists, url_list(k->kind, 1, p->a), k->kind->title, page_number(p, k->n));
	if (k->n && k->n <= PAGE_ALL_NAMES)
		add_link(p, names, url_names(k->kind, p->a), str_fmt(p->a, "All names of %.*s", STR_ARG(k->plural)), (str){ 0 });
}

bool page_search(struct page *p, const void *arg)
{
	const struct site *s = p->site;
	struct view *lists, names = { .kind = VIEW_LIST };

	(void)arg; /* there is one such page */
	page_begin(p, STR("Search"), STR("Search all definitions by words, keys and fields."), (str){ 0 });
	lists = view_list(p->view, "lists", p->a);
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++)
		add_kind(p, lists, &names, &s->kinds[i]);
	add_link(p, lists, STR("owners/index.html"), STR("Owners"), page_number(p, s->dict->owners.groups.n));
	for (size_t i = 0; i < s->filters.all.n; i++)
		add_link(p, lists, s->filters.all.v[i].url, s->filters.all.v[i].title, (str){ 0 });
	if (site_n_removed(s))
		add_link(p, lists, url_removed(1, p->a), STR("What was removed"), page_number(p, site_n_removed(s)));
	if (s->guides.n)
		add_link(p, lists, STR("guides/index.html"), STR("Guides"), page_number(p, s->guides.n));
	view_set(p->view, "names", &names, p->a);
	view_flag(p->view, "has_names", names.n > 0, p->a);
	return page_render(p, PAGE_SEARCH);
}
