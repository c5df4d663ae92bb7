/* Links beside lists: for each facet its most frequent values with counts, and the owners. Worked out once: every page of a list shows the same. */
#include <stdlib.h>

#include "site/page.h"

static int by_number(const void *a, const void *b)
{
	const struct filter_item *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return str_cmp(x->url, y->url); /* no two are the same */
}

/* Few values keep their order, of many the most frequent are named. */
static void shorten(struct filter *f, struct site *s)
{
	size_t n = f->items.n;

	if (n <= FILTER_MAX_VALUES)
		return;
	qsort(f->items.v, n, sizeof *f->items.v, by_number);
	f->items.n = FILTER_MAX_VALUES;
	f->more = str_fmt(s->a, "%zu", n);
}

/* The page of a value that its entries of one kind begin on. */
static str section_url(struct site *s, const struct facet *f, const struct facet_value *v, const struct kind *k)
{
	struct stretch at = site_stretch(s, v->listed.v, v->listed.n, k);
	struct arena *a = s->a;
	str url = url_value(f->folder, v->value, list_page_of(at.from), a);

	return at.from ? str_fmt(a, "%.*s#%.*s", STR_ARG(url), STR_ARG(k->folder)) : url;
}

static struct filter *filter_add(struct filters *all, str title, str url, struct site *s)
{
	struct filter *f = vec_push(&all->all, s->a);

	*f = (struct filter){ .title = title, .url = url };
	return f;
}

static void add_facet(struct site *s, struct filters *all, const struct facet *facet, const struct kind *k)
{
	struct filter *f = filter_add(all, facet->field->title, url_values(facet->folder, 1, s->a), s);

	for (size_t i = 0; i < facet->values.n; i++) {
		const struct facet_value *v = facet->values.v[i];
		struct stretch at = { 0, v->entries.n };

		if (k)
			at = site_stretch(s, v->entries.v, v->entries.n, k);
		if (at.n)
			*vec_push(&f->items, s->a) = (struct filter_item){
				.text = v->word,
				.url = k ? section_url(s, facet, v, k) : v->url,
				.n = at.n,
			};
	}
	shorten(f, s);
	if (!f->items.n)
		all->all.n--;
}

static void add_owners(struct site *s, struct filters *all, const struct kind *k)
{
	struct filter *f = filter_add(all, STR("Owner"), STR("owners/index.html"), s);

	for (size_t i = 0; i < s->dict->owners.groups.n; i++) {
		const struct group *g = s->dict->owners.groups.v[i];
		struct stretch at = site_stretch(s, g->entries.v, g->entries.n, k);
		str url = url_group_page(g->id, list_page_of(at.from), s->a);

		if (at.n)
			*vec_push(&f->items, s->a) = (struct filter_item){
				.text = g->name,
				.url = str_fmt(s->a, "%.*s#%.*s", STR_ARG(url), STR_ARG(at.from ? k->folder : STR("owns"))),
				.n = at.n,
			};
	}
	shorten(f, s);
	if (!f->items.n)
		all->all.n--;
}

void site_plan_filters(struct site *s)
{
	for (size_t i = 0; i < s->facets.n; i++)
		if (s->facets.all[i].values.n)
			add_facet(s, &s->filters, &s->facets.all[i], NULL);
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		struct kind_pages *k = &s->kinds[i];

		for (size_t j = 0; j < k->kind->n_facets; j++) {
			const struct facet *facet = facet_of(&s->facets, k->kind, k->kind->facets[j]);

			if (facet && facet->values.n)
				add_facet(s, &k->filters, facet, k->kind);
			if (j == 0) /* who owns it is asked next to most */
				add_owners(s, &k->filters, k->kind);
		}
		if (!k->kind->n_facets)
			add_owners(s, &k->filters, k->kind);
	}
}

void view_filter(struct page *p, struct view *list, const struct filter *f, str here)
{
	struct view *item = view_list_add(list, p->a), *items;

	view_text(item, "title", f->title, p->a);
	view_text(item, "index_url", f->url, p->a);
	view_text(item, "more", f->more, p->a);
	items = view_list(item, "items", p->a);
	for (size_t i = 0; i < f->items.n; i++) {
		const struct filter_item *from = &f->items.v[i];
		bool is_here = here.n && str_eq(from->url, here);
		struct view *link = view_list_add(items, p->a);

		view_text(link, "url", from->url, p->a);
		view_text(link, "text", from->text, p->a);
		view_uint(link, "n", from->n, p->a);
		view_text(link, "current", !is_here ? (str){ 0 } : str_eq(p->url, here) ? STR("page") : STR("true"), p->a);
	}
}
