/* Facets of the index: for every field that can be asked for, each document's values. */
#include <stdlib.h>

#include "base/utf8.h"
#include "render/search_columns.h"

static uint32_t value_id(struct search_column *c, str value, str label)
{
	uintptr_t id;

	if (c->values.n && str_eq(value, c->values.v[c->last]))
		return c->last;
	id = (uintptr_t)map_get(&c->value_ids, value);
	if (!id) {
		value = str_dup(value, c->a);
		*vec_push(&c->values, c->a) = value;
		*vec_push(&c->labels, c->a) = str_eq(label, value) ? (str){ 0 } : str_dup(utf8_clean(label, c->a), c->a);
		*vec_push(&c->alone, c->a) = 0;
		id = c->values.n;
		*map_put(&c->value_ids, value, c->a) = (void *)id;
	}
	c->last = (uint32_t)id - 1;
	return c->last;
}

static uint32_t add_set(struct search_column *c, uint32_t from)
{
	*vec_push(&c->sets, c->a) = (struct search_set){ from, (uint32_t)c->ids.n - from };
	return (uint32_t)c->sets.n - 1;
}

/* The set of the ids from `from` on. */
static uint32_t set_id(struct search_column *c, uint32_t from)
{
	size_t n = c->ids.n - from;
	uintptr_t id;
	str key;

	if (!n)
		return 0;
	if (n == 1) {
		uint32_t *alone = &c->alone.v[c->ids.v[from]];

		*alone = *alone ? *alone : add_set(c, from);
		return *alone;
	}
	key = (str){ (const char *)(c->ids.v + from), n * sizeof *c->ids.v };
	id = (uintptr_t)map_get(&c->set_ids, key);
	if (!id) {
		id = add_set(c, from);
		*map_put(&c->set_ids, str_dup(key, c->a), c->a) = (void *)id;
	}
	return (uint32_t)id;
}

/* Like set_id; keeps the ids of new sets only. */
static uint32_t take_set(struct search_column *c, uint32_t from)
{
	size_t before = c->sets.n;
	uint32_t id = set_id(c, from);

	if (c->sets.n == before)
		c->ids.n = from;
	return id;
}

struct ranked {
	str value;
	uint32_t id;
};

/* "<13.9", as what is older than all that is known is told, is a number, too. */
static str number_of(str value)
{
	return value.n > 1 && value.p[0] == '<' && byte_is_digit(value.p[1]) ? str_from(value, 1) : value;
}

/* Numbers by their values, then bytes: 9.5 before 16.0, and "<9.5" just before 9.5. */
static int natural(const void *a, const void *b)
{
	str x = ((const struct ranked *)a)->value, y = ((const struct ranked *)b)->value, p = number_of(x), q = number_of(y);
	bool numbers = p.n && q.n && byte_is_digit(p.p[0]) && byte_is_digit(q.p[0]);
	int order = numbers ? search_version_cmp(p, q) : 0;

	if (!order)
		order = str_cmp(p, q);
	return order ? order : str_cmp(y, x);
}

/* Gives the facet its values in order. Returns the place of each. */
static uint32_t *sort_values(struct search_column *c)
{
	struct ranked *all = arena_array(c->a, c->values.n, struct ranked);
	uint32_t *rank = arena_array(c->a, c->values.n, uint32_t);

	for (uint32_t i = 0; i < c->values.n; i++)
		all[i] = (struct ranked){ c->values.v[i], i };
	if (c->values.n)
		qsort(all, c->values.n, sizeof *all, natural);
	for (uint32_t i = 0; i < c->values.n; i++) {
		rank[all[i].id] = i;
		*vec_push(&c->f->values, c->a) = all[i].value;
		*vec_push(&c->f->labels, c->a) = c->labels.v[all[i].id];
	}
	return rank;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static str set_text(struct search_column *c, struct search_set set, const uint32_t *rank)
{
	struct buf out = { .a = c->a };
	uint32_t *values = arena_array(c->a, set.n, uint32_t);

	for (uint32_t i = 0; i < set.n; i++)
		values[i] = rank[c->ids.v[set.from + i]];
	if (set.n)
		qsort(values, set.n, sizeof *values, by_number);
	for (uint32_t i = 0; i < set.n; i++)
		if (!i || values[i] != values[i - 1])
			search_put_number(&out, values[i]);
	return buf_str(&out);
}

/* Sets of the same values in another order are one. */
static void finish_sets(struct search_column *c, const uint32_t *rank, uint32_t n_docs)
{
	uint32_t *final = arena_array(c->a, c->sets.n, uint32_t);
	struct map texts = { .n = 0 };

	for (size_t i = 0; i < c->sets.n; i++) {
		str text = set_text(c, c->sets.v[i], rank);
		void **slot = map_put(&texts, text, c->a);

		if (!*slot) {
			*vec_push(&c->f->sets, c->a) = text;
			*slot = (void *)(uintptr_t)c->f->sets.n;
		}
		final[i] = (uint32_t)(uintptr_t)*slot - 1;
	}
	for (uint32_t doc = 0; doc < n_docs; doc++)
		c->f->set[doc] = final[c->f->set[doc]];
}

/* Runs of equal sets, or one number a document, whichever is shorter. */
static void measure(struct search_facet *f, uint32_t n)
{
	size_t runs = 0, plain = 0;

	for (uint32_t i = 0, j; i < n; i = j) {
		size_t size = search_number_size(f->set[i]);

		for (j = i + 1; j < n && f->set[j] == f->set[i]; j++)
			;
		runs += size + search_number_size(j - i - 1);
		plain += size * (j - i);
	}
	f->is_runs = runs < plain;
	f->size = f->is_runs ? runs : plain;
}

static bool fits_root(const struct search_facet *f)
{
	size_t bytes = 0;

	for (size_t i = 0; i < f->values.n; i++)
		bytes += f->values.v[i].n + f->labels.v[i].n;
	if (str_eq_z(f->name, "owner"))
		return bytes <= SEARCH_ROOT_OWNERS;
	return f->values.n <= SEARCH_ROOT_VALUES && bytes <= SEARCH_ROOT_BYTES;
}

void search_read_values(struct search_columns *all, size_t part, uint32_t doc, struct arena *scratch)
{
	struct search_part *p = &all->part[part];
	struct search_found *found = p->found;
	const struct search_kind *kind = search_kind_of(all->x, doc);

	for (size_t i = 0; i < all->all.n; i++) {
		struct search_column *c = &p->column[i];
		uint32_t from = (uint32_t)c->ids.n;

		found->n = 0;
		found->kind = kind;
		c->scratch = scratch;
		c->get(all, c, doc < all->dict->all.n ? all->dict->all.v[doc] : NULL, found);
		for (size_t k = 0; k < found->n; k++)
			*vec_push(&c->ids, c->a) = value_id(c, utf8_clean(found->value[k], scratch), found->label[k]);
		c->f->set[doc] = take_set(c, from);
	}
}

/* Values and sets of a part, with the numbers they have in all. */
static void join_part(struct search_column *c, const struct search_column *part, uint32_t from, uint32_t to)
{
	uint32_t *value = arena_array(c->a, part->values.n, uint32_t), *set = arena_array(c->a, part->sets.n, uint32_t);

	for (size_t i = 0; i < part->values.n; i++)
		value[i] = value_id(c, part->values.v[i], part->labels.v[i].n ? part->labels.v[i] : part->values.v[i]);
	for (size_t i = 0; i < part->sets.n; i++) {
		uint32_t first = (uint32_t)c->ids.n;

		for (uint32_t k = 0; k < part->sets.v[i].n; k++)
			*vec_push(&c->ids, c->a) = value[part->ids.v[part->sets.v[i].from + k]];
		set[i] = take_set(c, first);
	}
	for (uint32_t doc = from; doc < to; doc++)
		c->f->set[doc] = set[c->f->set[doc]];
}

void search_join_column(struct search_columns *all, size_t worker, size_t i)
{
	struct search_column *c = &all->all.v[i];

	c->a = &all->arena[worker];
	(void)add_set(c, 0);
	for (size_t p = 0; p < all->n_parts; p++)
		join_part(c, &all->part[p].column[i], all->part[p].from, all->part[p].to);
	finish_sets(c, sort_values(c), all->x->n);
	measure(c->f, all->x->n);
	c->f->in_root = fits_root(c->f);
}

static void start_parts(struct search_columns *all, size_t n)
{
	all->n_parts = n;
	for (size_t p = 0; p < n; p++) {
		struct search_part *part = &all->part[p];

		arena_init(&part->a);
		arena_init(&all->arena[p]);
		part->from = (uint32_t)((uint64_t)all->x->n * p / n);
		part->to = (uint32_t)((uint64_t)all->x->n * (p + 1) / n);
		part->column = arena_array(&part->a, all->all.n, struct search_column);
		part->found = arena_new(&part->a, struct search_found);
		for (size_t i = 0; i < all->all.n; i++) {
			part->column[i] = all->all.v[i];
			part->column[i].a = &part->a;
			(void)add_set(&part->column[i], 0);
		}
	}
}

struct search_columns *search_begin_columns(struct search_index *x, const struct search_input *in, size_t n_parts)
{
	struct search_columns *all = arena_new(x->a, struct search_columns);

	all->x = x;
	all->dict = in->dict;
	search_name_columns(all);
	for (size_t i = 0; i < all->all.n; i++)
		all->all.v[i].f = &x->facets.v[i];
	start_parts(all, n_parts);
	return all;
}

/* Texts in memory that lives as long as the index. */
static str *keep_texts(const str *texts, size_t n, struct arena *a)
{
	str *kept = arena_array(a, n, str);

	for (size_t i = 0; i < n; i++)
		kept[i] = str_dup(texts[i], a);
	return kept;
}

void search_end_columns(struct search_columns *all)
{
	for (size_t i = 0; i < all->all.n; i++) {
		struct search_facet *f = all->all.v[i].f;

		f->values.v = keep_texts(f->values.v, f->values.n, all->x->a);
		f->labels.v = keep_texts(f->labels.v, f->labels.n, all->x->a);
		f->sets.v = keep_texts(f->sets.v, f->sets.n, all->x->a);
	}
	for (size_t p = 0; p < all->n_parts; p++) {
		arena_free(&all->part[p].a);
		arena_free(&all->arena[p]);
	}
}
