/* The dictionary's order and indexes. */
#include <stdlib.h>

#include "model/dict.h"

void dict_init(struct dict *d, const struct dialect *dialect, struct arena *a)
{
	*d = (struct dict){ .a = a, .dialect = dialect };
	d->by_key = arena_array(a, dialect->n_kinds, struct map);
	d->by_alias = arena_array(a, dialect->n_kinds, struct map);
	d->by_file = arena_array(a, dialect->n_kinds, struct map);
	d->by_stem = arena_array(a, dialect->n_kinds, struct map);
	d->unreadable_by_file = arena_array(a, dialect->n_kinds, struct map);
	d->kind_from = arena_array(a, dialect->n_kinds + 1, size_t);
}

void dict_add(struct dict *d, const struct definition *def)
{
	*vec_push(&d->definitions, d->a) = def;
	for (size_t i = 0; i < def->n_entries; i++)
		*vec_push(&d->all, d->a) = &def->entries[i];
}

struct unreadable *dict_add_unreadable(struct dict *d, const struct kind *kind, str path, str reason)
{
	struct unreadable *u = arena_new(d->a, struct unreadable);

	*u = (struct unreadable){ .kind = kind, .path = path, .reason = reason };
	*vec_push(&d->unreadable, d->a) = u;
	*map_put(&d->unreadable_by_file[kind->index], path_stem(path), d->a) = u;
	return u;
}

void dict_add_list(struct dict *d, str format, str path, const str *names, size_t n)
{
	struct name_list *list = arena_new(d->a, struct name_list);

	*list = (struct name_list){ .format = format, .path = path, .names = names, .n = n };
	for (size_t i = 0; i < n; i++)
		*map_put(&list->known, names[i], d->a) = list;
	*vec_push(&d->lists, d->a) = list;
}

const struct name_list *dict_list(const struct dict *d, str format)
{
	for (size_t i = 0; i < d->lists.n; i++)
		if (str_eq(d->lists.v[i]->format, format))
			return d->lists.v[i];
	return NULL;
}

void dict_add_file(struct dict *d, str path, bool exists)
{
	bool *known = arena_new(d->a, bool);

	*known = exists;
	*map_put(&d->files, path, d->a) = known;
}

void dict_add_text(struct dict *d, str path, str bytes)
{
	str *kept = arena_new(d->a, str);

	*kept = bytes;
	*map_put(&d->texts, path, d->a) = kept;
}

str dict_text(const struct dict *d, str path)
{
	const str *bytes = path.n ? map_get(&d->texts, path) : NULL;

	return bytes ? *bytes : (str){ 0 };
}

bool dict_lacks_file(const struct dict *d, str path)
{
	const bool *known = map_get(&d->files, path);

	return known && !*known;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
	int order = x->kind->index < y->kind->index ? -1 : x->kind->index > y->kind->index;

	if (!order)
		order = str_cmp(x->key, y->key);
	if (!order)
		order = str_cmp(x->definition->path, y->definition->path);
	return order; /* nothing else is equal: one file yields each key once */
}

static void index_under(struct dict *d, struct map *m, str text, struct entry *e)
{
	struct entry_list **list = (struct entry_list **)map_put(m, text, d->a);

	if (!*list)
		*list = arena_new(d->a, struct entry_list);
	*vec_push(&(*list)->all, d->a) = e;
}

void dict_finish(struct dict *d)
{
	size_t kind = 0;

	if (d->all.n)
		qsort(d->all.v, d->all.n, sizeof *d->all.v, compare_entries);
	for (size_t i = 0; i < d->all.n; i++) {
		struct entry *e = d->all.v[i];
		size_t k = e->kind->index;

		e->index = (uint32_t)i;
		while (kind < k)
			d->kind_from[++kind] = i;
		index_under(d, &d->by_key[k], e->key, e);
		index_under(d, &d->by_alias[k], e->alias, e);
		index_under(d, &d->by_stem[k], e->stem, e);
		index_under(d, &d->by_file[k], path_stem(e->definition->path), e);
	}
	while (kind < d->dialect->n_kinds)
		d->kind_from[++kind] = d->all.n;
}

const struct entry_list *dict_get(const struct dict *d, const struct kind *k, str key)
{
	return map_get(&d->by_key[k->index], key);
}

const struct entry_list *dict_alias(const struct dict *d, const struct kind *k, str name)
{
	return map_get(&d->by_alias[k->index], name);
}

const struct entry_list *dict_file(const struct dict *d, const struct kind *k, str stem)
{
	return map_get(&d->by_file[k->index], stem);
}

const struct unreadable *dict_unreadable(const struct dict *d, const struct kind *k, str stem)
{
	return map_get(&d->unreadable_by_file[k->index], stem);
}

struct entry **dict_kind(const struct dict *d, const struct kind *k, size_t *n)
{
	size_t from = d->kind_from[k->index];

	*n = d->kind_from[k->index + 1] - from;
	return d->all.v ? d->all.v + from : NULL;
}
