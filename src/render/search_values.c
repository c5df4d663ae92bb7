/* Facets as queries name them, and files of their rare values: who asks for one of them need not load what all documents have. */
#include "render/search_parts.h"

/* How many documents have each value. */
static uint32_t *count_values(const struct search_index *x, const struct search_facet *f, struct arena *a)
{
	uint32_t *n = arena_array(a, f->values.n, uint32_t);

	for (uint32_t doc = 0; doc < x->n; doc++)
		for (size_t at = 0; at < f->sets.v[f->set[doc]].n;)
			n[search_number(f->sets.v[f->set[doc]], &at)]++;
	return n;
}

size_t search_value_lists(const struct search_index *x, const struct search_facet *f, struct arena *a, str **out)
{
	uint32_t *n, *next;
	struct buf *lists;

	if (!f->in_root || f->size <= SEARCH_COLUMN)
		return 0;
	n = count_values(x, f, a);
	next = arena_array(a, f->values.n, uint32_t);
	lists = arena_array(a, f->values.n, struct buf);
	for (uint32_t doc = 0; doc < x->n; doc++)
		for (size_t at = 0; at < f->sets.v[f->set[doc]].n;) {
			uint32_t v = search_number(f->sets.v[f->set[doc]], &at);

			if (n[v] > x->n / SEARCH_RARE_VALUE)
				continue;
			lists[v].a = a;
			search_put_number(&lists[v], doc - next[v]);
			next[v] = doc + 1;
		}
	*out = arena_array(a, f->values.n, str);
	for (size_t v = 0; v < f->values.n; v++)
		(*out)[v] = buf_str(&lists[v]);
	return f->values.n;
}

const struct search_facet *search_facet(const struct search_index *x, str name)
{
	for (size_t i = 0; i < x->facets.n; i++)
		if (str_eq(x->facets.v[i].name, name))
			return &x->facets.v[i];
	return NULL;
}

const struct search_facet *search_facet_asked(const struct search_index *x, str name, struct arena *a)
{
	const struct search_facet *f = search_facet(x, name);

	name = str_lower(name, a);
	for (size_t i = 0; name.n && !f && i < x->facets.n; i++)
		for (size_t k = 0; !f && k < x->facets.v[i].names.n; k++)
			f = str_eq(x->facets.v[i].names.v[k], name) ? &x->facets.v[i] : NULL;
	return f;
}
