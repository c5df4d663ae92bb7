/* The dictionary's order and indexes. */
#include <stdlib.h>

#include "base/pool.h"
#include "base/sort.h"
#include "model/dict.h"

void dict_init(struct dict *d, const struct dialect *dialect, struct arena *a)
{
	*d = (struct dict){ .a = a, .dialect = dialect };
	d->by_key = arena_array(a, dialect->n_kinds, struct map);
	d->by_alias = arena_array(a, dialect->n_kinds, struct map);
	d->unreadable_by_file = arena_array(a, dialect->n_kinds, struct map);
	d->is_cut = arena_array(a, dialect->n_kinds, bool);
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

struct sortable { /* what the order depends on, side by side: entries lie far apart */
	str key;
	uint32_t kind;
	struct entry *entry;
};

static int compare(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;
	int order = x->kind < y->kind ? -1 : x->kind > y->kind;

	if (!order)
		order = str_cmp(x->key, y->key);
	if (!order)
		order = str_cmp(x->entry->definition->path, y->entry->definition->path);
	return order; /* nothing else is equal: one file yields each key once */
}

static void sort(struct dict *d)
{
	struct arena scratch = { 0 };
	struct sortable *all = arena_array(&scratch, d->all.n, struct sortable);

	for (size_t i = 0; i < d->all.n; i++)
		all[i] = (struct sortable){ d->all.v[i]->key, (uint32_t)d->all.v[i]->kind->index, d->all.v[i] }; /* kinds are few */
	sort_on(d->worker ? d->n_workers : 1, all, d->all.n, sizeof *all, compare);
	for (size_t i = 0; i < d->all.n; i++) {
		d->all.v[i] = all[i].entry;
		d->all.v[i]->index = (uint32_t)i;
	}
	arena_free(&scratch);
}

static void find_kinds(struct dict *d)
{
	size_t kind = 0;

	for (size_t i = 0; i < d->all.n; i++)
		while (kind < d->all.v[i]->kind->index)
			d->kind_from[++kind] = i;
	while (kind < d->dialect->n_kinds)
		d->kind_from[++kind] = d->all.n;
}

static void index_under(struct map *m, str text, struct entry *e, struct arena *a)
{
	struct entry_list **list = (struct entry_list **)map_put(m, text, a);

	if (!*list) { /* most names stand for one entry: the list begins with room for it alone */
		*list = arena_new(a, struct entry_list);
		(*list)->all.v = arena_new(a, struct entry *);
		(*list)->all.cap = 1;
	}
	*vec_push(&(*list)->all, a) = e;
}

/* Room for all entries of a kind: names are hardly ever the same. */
static void reserve(const struct dict *d, struct map *by_kind, const struct kind *k, struct arena *a)
{
	map_reserve(&by_kind[k->index], d->kind_from[k->index + 1] - d->kind_from[k->index], a);
}

static void index_keys(struct dict *d, struct arena *a)
{
	for (size_t i = 0; i < d->dialect->n_kinds; i++)
		reserve(d, d->by_key, &d->dialect->kinds[i], a);
	for (size_t i = 0; i < d->all.n; i++)
		index_under(&d->by_key[d->all.v[i]->kind->index], d->all.v[i]->key, d->all.v[i], a);
}

static void index_aliases(struct dict *d, struct arena *a)
{
	for (size_t i = 0; i < d->dialect->n_kinds; i++)
		if (d->dialect->kinds[i].alias.n) /* else it is the key */
			reserve(d, d->by_alias, &d->dialect->kinds[i], a);
	for (size_t i = 0; i < d->all.n; i++)
		if (d->all.v[i]->kind->alias.n)
			index_under(&d->by_alias[d->all.v[i]->kind->index], d->all.v[i]->alias, d->all.v[i], a);
}

static void join_family(struct entry *first, struct entry *e, struct arena *a)
{
	struct entry_list *family = (struct entry_list *)(uintptr_t)first->family; /* made here; others only read it */

	if (!family) {
		first->family = family = arena_new(a, struct entry_list);
		vec_reserve(&family->all, 2, a); /* hardly one has more: a week and a month */
		*vec_push(&family->all, a) = first;
	}
	*vec_push(&family->all, a) = e;
	e->family = family;
}

/* Most entries have none, so nothing stays of the index. */
static void find_families(struct dict *d, struct arena *a)
{
	struct arena work = { 0 };
	struct map *first = arena_array(&work, d->dialect->n_kinds, struct map); /* stem -> struct entry */

	for (size_t i = 0; i < d->dialect->n_kinds; i++)
		if (d->dialect->kinds[i].n_suffixes)
			reserve(d, first, &d->dialect->kinds[i], &work);
	for (size_t i = 0; i < d->all.n; i++) {
		struct entry *e = d->all.v[i], **place;

		if (!e->kind->n_suffixes)
			continue;
		place = (struct entry **)map_put(&first[e->kind->index], e->stem, &work);
		if (*place)
			join_family(*place, e, a);
		else
			*place = e;
	}
	arena_free(&work);
}

static void (*const indexes[])(struct dict *d, struct arena *a) = { index_keys, index_aliases, find_families };

static void build_index(void *arg, size_t worker, size_t i)
{
	struct dict *d = arg;

	indexes[i](d, d->worker ? &d->worker[worker] : d->a);
}

void dict_finish(struct dict *d)
{
	sort(d);
	find_kinds(d);
	pool_run_singly(d->worker ? d->n_workers : 1, sizeof indexes / sizeof *indexes, build_index, d);
}

const struct entry_list *dict_get(const struct dict *d, const struct kind *k, str key)
{
	return map_get(&d->by_key[k->index], key);
}

const struct entry_list *dict_alias(const struct dict *d, const struct kind *k, str name)
{
	return map_get(k->alias.n ? &d->by_alias[k->index] : &d->by_key[k->index], name);
}

const struct unreadable *dict_unreadable(const struct dict *d, const struct kind *k, str stem)
{
	return map_get(&d->unreadable_by_file[k->index], stem);
}

static int compare_path(const void *path, const void *definition)
{
	return str_cmp(*(const str *)path, (*(const struct definition *const *)definition)->path);
}

const struct definition *dict_definition(const struct dict *d, str path)
{
	const struct definition *const *all = d->definitions.v;
	const struct definition *const *found = all ? bsearch(&path, all, d->definitions.n, sizeof *all, compare_path) : NULL;

	return found ? *found : NULL;
}

const struct definition *dict_definition_next(const struct dict *d, str path, size_t *next)
{
	bool is_it = *next < d->definitions.n && str_eq(d->definitions.v[*next]->path, path);

	return is_it ? d->definitions.v[(*next)++] : NULL;
}

struct entry **dict_kind(const struct dict *d, const struct kind *k, size_t *n)
{
	size_t from = d->kind_from[k->index];

	*n = d->kind_from[k->index + 1] - from;
	return d->all.v ? d->all.v + from : NULL;
}
