/* Gathers the values of facets and the namespaces of keys: everything that pages by value and by namespace show, once, before the first page. */
#include <stdlib.h>

#include "site/page.h"

/* A folder that no other facet has. */
static str free_folder(struct map *taken, const struct dialect *d, str wanted, struct arena *a)
{
	str folder = url_values_folder(d, wanted, a);

	while (!map_mark(taken, folder, a))
		folder = url_values_folder(d, str_fmt(a, "by-%.*s", STR_ARG(folder)), a);
	return folder;
}

enum { ROLE_FIELDS = 2 };

/* Number i of the fields that a kind can be browsed by: its facets, then those of a role; NULL where it has none of that. */
static const struct field *browsed_field(const struct kind *k, size_t i)
{
	const struct field *roles[ROLE_FIELDS] = { k->privacy, k->indicator };

	return i < k->n_facets ? k->facets[i] : roles[i - k->n_facets];
}

static bool is_browsed(const struct kind *k, const struct field *f)
{
	return fields_have(k->facets, k->n_facets, f) || k->privacy == f || k->indicator == f;
}

static enum facet_role role_of(const struct dialect *d, const struct field *f)
{
	for (size_t i = 0; i < d->n_kinds; i++) {
		if (d->kinds[i].privacy && str_eq(d->kinds[i].privacy->id, f->id))
			return FACET_PRIVACY;
		if (d->kinds[i].indicator && str_eq(d->kinds[i].indicator->id, f->id))
			return FACET_INDICATOR;
	}
	return FACET_PLAIN;
}

/* What the dialect names, else what the role says. */
static str wanted_folder(const struct field *f, enum facet_role role)
{
	if (!str_eq(f->folder, f->id) || role == FACET_PLAIN)
		return f->folder;
	return role == FACET_PRIVACY ? STR("privacy") : STR("indicators");
}

/* Pages of entries ask for it for every value they show. */
static const bool *kinds_of(const struct dialect *d, const struct field *f, struct arena *a)
{
	bool *has = arena_array(a, d->n_kinds, bool);

	for (size_t i = 0; i < d->n_kinds; i++)
		has[i] = is_browsed(&d->kinds[i], f);
	return has;
}

void facets_list(struct facets *f, const struct dialect *d, struct arena *a)
{
	struct map folders = { 0 };
	size_t most = 0;

	for (size_t i = 0; i < d->n_kinds; i++)
		most += d->kinds[i].n_facets + ROLE_FIELDS;
	f->all = arena_array(a, most, struct facet);
	for (size_t i = 0; i < d->n_kinds; i++) {
		for (size_t j = 0; j < d->kinds[i].n_facets + ROLE_FIELDS; j++) {
			const struct field *field = browsed_field(&d->kinds[i], j);
			struct facet *facet = &f->all[f->n];

			if (!field || map_has(&f->by_id, field->id))
				continue;
			*facet = (struct facet){ .field = field, .role = role_of(d, field), .max_listed = FACET_MAX_LISTED };
			facet->has_kind = kinds_of(d, field, a);
			facet->folder = free_folder(&folders, d, wanted_folder(field, facet->role), a);
			*map_put(&f->by_id, field->id, a) = facet;
			f->n++;
		}
	}
}

const struct facet *facet_of(const struct facets *all, const struct kind *k, const struct field *f)
{
	const struct facet *facet = map_get(&all->by_id, f->id);

	return facet && facet->has_kind[k->index] ? facet : NULL;
}

const struct facet *facet_for(const struct facets *all, enum facet_role role)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->all[i].role == role && all->all[i].values.n)
			return &all->all[i];
	return NULL;
}

static str status_value(const struct entry *e)
{
	return e->status == STATUS_UNKNOWN && e->status_text.n ? e->status_text : str_from_z(status_word(e->status));
}

/* What definitions write for a status is many words for few things: entries are filed under the things. */
static size_t values_of(const struct entry *e, const struct field *f, struct arena *a, str **out)
{
	if (!field_has_status(e->kind, f))
		return entry_values(e, f, a, out);
	*out = arena_new(a, str);
	**out = status_value(e);
	return 1;
}

static str word_of(const struct field *f, const struct entry *e, str value)
{
	str word = field_word(f, value);

	return field_has_status(e->kind, f) && e->status != STATUS_UNKNOWN && str_eq(word, value) ? status_title(e->status) : word;
}

static str help_of(const struct field *f, str value, size_t *rank)
{
	for (*rank = 0; *rank < f->n_labels; ++*rank)
		if (str_eq(f->labels[*rank].value, value))
			return f->labels[*rank].help;
	return (str){ 0 };
}

static struct facet_value *value_add(struct facet *f, const struct entry *e, str value, struct arena *a)
{
	struct facet_value *v = arena_new(a, struct facet_value);

	v->value = str_dup(value, a);
	v->word = str_dup(word_of(f->field, e, value), a);
	v->help = help_of(f->field, value, &v->rank);
	v->url = url_value(f->folder, v->value, 1, a);
	*vec_push(&f->values, a) = v;
	*map_put(&f->by_value, v->value, a) = v;
	return v;
}

/* A value that one list names twice counts once. `growing` has the lists of entries until they are whole. */
static void file_under(struct facet *f, struct entry *e, str value, struct arena *a, struct arena *growing)
{
	struct facet_value *v = map_get(&f->by_value, value);

	if (!v)
		v = value_add(f, e, value, a);
	if (v->entries.n && v->entries.v[v->entries.n - 1] == e)
		return;
	if (!v->entries.n || v->entries.v[v->entries.n - 1]->kind != e->kind)
		v->n_of_kind = 0;
	*vec_push(&v->entries, growing) = e;
	if (v->n_of_kind++ < f->max_listed)
		*vec_push(&v->listed, growing) = e;
	v->by_status[e->status]++;
}

static int by_rank(const void *a, const void *b)
{
	const struct facet_value *const *x = a, *const *y = b;

	if ((*x)->rank != (*y)->rank)
		return (*x)->rank < (*y)->rank ? -1 : 1;
	return str_cmp((*x)->value, (*y)->value);
}

/* The entries that are not among the others; both in dictionary order. What is removed is nowhere any more. */
static void find_beyond(struct facet_value *v, const struct facet_value *others, struct arena *a)
{
	size_t j = 0;

	for (size_t i = 0; i < v->entries.n; i++) {
		while (j < others->entries.n && others->entries.v[j]->index < v->entries.v[i]->index)
			j++;
		if (v->entries.v[i]->status != STATUS_REMOVED && (j == others->entries.n || others->entries.v[j] != v->entries.v[i]))
			*vec_push(&v->beyond, a) = v->entries.v[i];
	}
}

static void climb(struct facet *f, struct arena *a)
{
	for (size_t i = 1; i < f->field->n_ladder; i++) {
		struct facet_value *v = map_get(&f->by_value, f->field->ladder[i]);

		if (!v)
			continue;
		v->below = map_get(&f->by_value, f->field->ladder[i - 1]);
		if (v->below)
			find_beyond(v, v->below, a);
	}
}

static void gather_kind(struct facet *f, const struct dict *dict, const struct kind *k, struct arena *a, struct arena *growing, struct arena *scratch)
{
	size_t n;
	struct entry **entries = dict_kind(dict, k, &n);

	for (size_t i = 0; i < n && f->values.n <= FACET_MAX_VALUES; i++) {
		str *values;
		size_t n_values = values_of(entries[i], f->field, scratch, &values);

		for (size_t j = 0; j < n_values && f->values.n <= FACET_MAX_VALUES; j++)
			if (values[j].n > FACET_MAX_BYTES)
				f->has_prose = true;
			else
				file_under(f, entries[i], values[j], a, growing);
		arena_reset(scratch);
	}
}

void facet_gather(struct facet *f, const struct dict *dict, struct arena *a, struct arena *scratch)
{
	const struct dialect *d = dict->dialect;
	struct arena growing = { 0 };

	for (size_t i = 0; i < d->n_kinds; i++)
		if (f->has_kind[i])
			gather_kind(f, dict, &d->kinds[i], a, &growing, scratch);
	if (f->values.n > FACET_MAX_VALUES) {
		f->values.n = 0;
		f->by_value = (struct map){ 0 };
	}
	for (size_t i = 0; i < f->values.n; i++) {
		vec_settle(&f->values.v[i]->entries, a);
		vec_settle(&f->values.v[i]->listed, a);
	}
	arena_free(&growing);
	if (f->values.n)
		qsort(f->values.v, f->values.n, sizeof *f->values.v, by_rank);
	for (size_t i = 0; i < f->values.n; i++)
		f->values.v[i]->place = i;
	climb(f, a);
}

str site_value_url(const struct site *s, const struct kind *k, const struct field *f, str value)
{
	const struct facet *facet = facet_of(&s->facets, k, f);
	const struct facet_value *v = facet ? map_get(&facet->by_value, value) : NULL;

	return v ? v->url : (str){ 0 };
}

str site_status_url(const struct site *s, const struct entry *e)
{
	for (size_t i = 0; i < e->kind->n_facets; i++)
		if (field_has_status(e->kind, e->kind->facets[i]))
			return site_value_url(s, e->kind, e->kind->facets[i], status_value(e));
	return (str){ 0 };
}

/* ---- namespaces ---- */

/* Where the first parts of a key end; a part without bytes ends the search. */
static size_t part_ends(const struct kind *k, str key, size_t *ends)
{
	size_t n = 0, from = 0;

	while (k->separator.n && n < NAMESPACE_DEPTH) {
		size_t at = from + str_find(str_from(key, from), k->separator.p[0]);

		if (at == from || at + 1 >= key.n)
			break;
		ends[n++] = at;
		from = at + 1;
	}
	return n;
}

struct open_spaces { /* what the entry before stands in */
	size_t at[NAMESPACE_DEPTH], n;
};

static void close_spaces(struct namespaces *all, struct open_spaces *open, str key, const size_t *ends, size_t n_ends)
{
	while (open->n) {
		struct namespace *deepest = &all->all.v[open->at[open->n - 1]];

		if (open->n <= n_ends && str_eq(deepest->prefix, str_sub(key, 0, ends[open->n - 1])))
			return;
		deepest->next = all->all.n;
		open->n--;
	}
}

static void open_space(struct namespaces *all, struct open_spaces *open, str prefix, size_t first, struct arena *a)
{
	size_t parent = open->n ? open->at[open->n - 1] : SIZE_MAX;

	open->at[open->n++] = all->all.n;
	*vec_push(&all->all, a) = (struct namespace){ .prefix = prefix, .depth = open->n, .first = first, .parent = parent };
}

static void find_all(struct namespaces *all, const struct kind *k, struct entry *const *entries, size_t n, struct arena *a)
{
	struct open_spaces open = { .n = 0 };

	for (size_t i = 0; i < n; i++) {
		size_t ends[NAMESPACE_DEPTH], n_ends = part_ends(k, entries[i]->key, ends);

		close_spaces(all, &open, entries[i]->key, ends, n_ends);
		while (open.n < n_ends)
			open_space(all, &open, str_sub(entries[i]->key, 0, ends[open.n]), i, a);
		for (size_t j = 0; j < open.n; j++) {
			all->all.v[open.at[j]].n++;
			all->all.v[open.at[j]].by_status[entries[i]->status]++;
		}
		all->at[i] = open.n ? open.at[open.n - 1] : SIZE_MAX;
	}
	close_spaces(all, &open, (str){ 0 }, NULL, 0);
}

/* The new place of the nearest one around that was kept. */
static size_t nearest(const struct namespaces *all, const size_t *place, size_t at)
{
	while (at != SIZE_MAX && place[at] == SIZE_MAX)
		at = all->all.v[at].parent;
	return at == SIZE_MAX ? SIZE_MAX : place[at];
}

/* Drops those of one entry; what is around a kept one has no fewer entries, so it is kept, too. */
static void drop_single(struct namespaces *all, size_t n, struct arena *a)
{
	size_t *place = arena_array(a, all->all.n + 1, size_t), kept = 0;

	for (size_t i = 0; i < all->all.n; i++)
		place[i] = all->all.v[i].n > 1 ? kept++ : SIZE_MAX;
	for (size_t i = 0; i < n; i++)
		all->at[i] = nearest(all, place, all->at[i]);
	place[all->all.n] = kept;
	for (size_t i = all->all.n; i-- > 0;) /* "next" may be a dropped one: then the kept one behind it */
		if (place[i] == SIZE_MAX)
			place[i] = place[i + 1];
	kept = 0;
	for (size_t i = 0; i < all->all.n; i++) {
		struct namespace space = all->all.v[i];

		if (space.n < 2)
			continue;
		space.next = place[space.next];
		space.parent = space.parent == SIZE_MAX ? SIZE_MAX : place[space.parent];
		all->all.v[kept++] = space;
	}
	all->all.n = kept;
	for (size_t i = 0; i < kept; i++)
		if (all->all.v[i].parent != SIZE_MAX)
			all->all.v[all->all.v[i].parent].n_parts++;
}

void namespaces_find(struct namespaces *out, const struct kind *k, struct entry *const *entries, size_t n, struct arena *a)
{
	struct namespaces found = { .at = arena_array(a, n, size_t) };
	struct arena temp; /* most are of one entry */

	arena_init(&temp);
	find_all(&found, k, entries, n, &temp);
	drop_single(&found, n, &temp);
	out->at = found.at;
	for (size_t i = 0; i < found.all.n; i++)
		*vec_push(&out->all, a) = found.all.v[i];
	arena_free(&temp);
}

const struct namespace *namespace_at(const struct namespaces *all, size_t i)
{
	return all->at[i] == SIZE_MAX ? NULL : &all->all.v[all->at[i]];
}

const struct namespace *namespace_parent(const struct namespaces *all, const struct namespace *n)
{
	return n->parent == SIZE_MAX ? NULL : &all->all.v[n->parent];
}
