/* The page of search results. What was asked for stands in its address, so a script fills it in; without one it leads to the lists. */
#include "base/release.h"
#include "render/search.h"
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

/* The namespace with the most entries, as keys in it begin; empty: there is none. */
static str largest_namespace(struct page *p)
{
	size_t most = 0;
	str begun = { 0 };

	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++) {
		const struct kind_pages *k = &p->site->kinds[i];

		for (size_t j = 0; k->by_namespace && j < k->jumps.n; j++) {
			if (k->jumps.v[j].n <= most)
				continue;
			most = k->jumps.v[j].n;
			begun = str_fmt(p->a, "%.*s%.*s", STR_ARG(k->jumps.v[j].label), STR_ARG(k->kind->separator));
		}
	}
	return begun;
}

struct milestone {
	str text; /* as it is written; empty: there is none */
	struct release release;
};

/* The first and the last milestone in which entries say that they were added. "<9.0" is none: a range has no such bound. */
static void find_milestones(const struct dict *d, struct milestone *first, struct milestone *last)
{
	for (size_t i = 0; i < d->all.n; i++) {
		const struct entry *e = d->all.v[i];
		struct milestone m = { .text = entry_milestone(e, e->kind->added_milestone) };

		if (!release_parse(m.text, &m.release) || m.release.is_before)
			continue;
		if (!first->text.n || release_compare(&m.release, &first->release) < 0)
			*first = m;
		if (!last->text.n || release_compare(&m.release, &last->release) > 0)
			*last = m;
	}
}

/* Examples of what can be asked, made from this dictionary so that each finds something. */
static void view_examples(struct page *p)
{
	const struct group *g = site_largest_group(p->site);
	struct milestone first = { 0 }, last = { 0 };

	find_milestones(p->site->dict, &first, &last);
	view_text(p->view, "words", g ? str_replace(g->id, '_', ' ', p->a) : (str){ 0 }, p->a);
	view_text(p->view, "begun", largest_namespace(p), p->a);
	view_text(p->view, "owner", g ? search_written(g->id, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "first_added", first.text, p->a);
	view_text(p->view, "last_added", last.text, p->a);
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
	view_examples(p);
	view_set(p->view, "names", &names, p->a);
	view_flag(p->view, "has_names", names.n > 0, p->a);
	return page_render(p, PAGE_SEARCH);
}
