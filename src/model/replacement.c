/* Looks up what to use in place of a key. */
#include "model/replacement.h"

void replacements_add(struct replacements *all, const struct replacement *r, struct arena *a)
{
	*vec_push(&all->all, a) = *r;
}

void replacements_index(struct replacements *all, struct arena *a)
{
	for (size_t i = 0; i < all->all.n; i++)
		*map_put(&all->by_key, all->all.v[i].key, a) = &all->all.v[i];
}

const struct replacement *replacement_find(const struct replacements *all, str kind, str key)
{
	const struct replacement *r = all ? map_get(&all->by_key, key) : NULL;

	return r && (!r->kind.n || str_eq(r->kind, kind)) ? r : NULL;
}
