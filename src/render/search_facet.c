/* Facets of the index: for every field that can be asked for, each document's values. Which fields there are is data of the dialect. */
#include <stdlib.h>

#include "base/utf8.h"
#include "render/search_parts.h"

enum { MAX_VALUES = 256 }; /* of one field of one entry; more are not found */

struct column { /* a facet in the making */
	struct search_facet *f;
	struct arena *a;
	struct map ids;      /* value -> its position, as uint32_t * */
	VEC(str) values, labels;
	uint32_t **of;       /* by document: values, count first; NULL: none */
	uint32_t n;
};

static uint32_t value_id(struct column *c, str value, str label)
{
	uint32_t **slot = (uint32_t **)map_put(&c->ids, value, c->a);

	if (!*slot) {
		*slot = arena_new(c->a, uint32_t);
		**slot = (uint32_t)c->values.n;
		*vec_push(&c->values, c->a) = value;
		*vec_push(&c->labels, c->a) = str_eq(label, value) ? (str){ 0 } : utf8_clean(label, c->a);
	}
	return **slot;
}

static void put(struct column *c, uint32_t doc, const str *values, const str *labels, size_t n)
{
	uint32_t *of = arena_array(c->a, n + 1, uint32_t);

	for (size_t i = 0; i < n; i++) {
		str value = utf8_clean(values[i], c->a);

		if (value.n)
			of[++of[0]] = value_id(c, value, labels ? labels[i] : value);
	}
	c->of[doc] = of[0] ? of : NULL;
}

static void put_one(struct column *c, uint32_t doc, str value, str label)
{
	if (value.n)
		put(c, doc, &value, &label, 1);
}

struct ranked {
	str value;
	uint32_t id;
};

/* Numbers by their values, then bytes: 9.5 before 16.0. */
static int natural(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = search_version_cmp(x->value, y->value);
	bool numbers = x->value.n && y->value.n && byte_is_digit(x->value.p[0]) && byte_is_digit(y->value.p[0]);

	return numbers && order ? order : str_cmp(x->value, y->value);
}

static uint32_t *sort_values(struct column *c)
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

static str set_text(uint32_t *values, const uint32_t *rank, struct arena *a)
{
	struct buf out = { .a = a };

	for (uint32_t i = 1; i <= values[0]; i++)
		values[i] = rank[values[i]];
	qsort(values + 1, values[0], sizeof *values, by_number);
	for (uint32_t i = 1; i <= values[0]; i++)
		if (i == 1 || values[i] != values[i - 1])
			search_put_number(&out, values[i]);
	return buf_str(&out);
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

static void finish(struct column *c)
{
	struct search_facet *f = c->f;
	uint32_t *rank = sort_values(c);
	struct map sets = { .n = 0 };
	size_t bytes = 0;

	f->set = arena_array(c->a, c->n, uint32_t);
	*vec_push(&f->sets, c->a) = (str){ 0 };
	for (uint32_t doc = 0; doc < c->n; doc++) {
		str text = c->of[doc] ? set_text(c->of[doc], rank, c->a) : (str){ 0 };
		uint32_t **slot;

		if (!text.n)
			continue;
		slot = (uint32_t **)map_put(&sets, text, c->a);
		if (!*slot) {
			*slot = arena_new(c->a, uint32_t);
			**slot = (uint32_t)f->sets.n;
			*vec_push(&f->sets, c->a) = text;
		}
		f->set[doc] = **slot;
	}
	measure(f, c->n);
	for (size_t i = 0; i < f->values.n; i++)
		bytes += f->values.v[i].n + f->labels.v[i].n;
	f->in_root = str_eq_z(f->name, "owner") || (f->values.n <= SEARCH_ROOT_VALUES && bytes <= SEARCH_ROOT_BYTES);
}

static struct column begin(struct search_index *x, const char *name, const char *title)
{
	struct search_facet *f = vec_push(&x->facets, x->a);

	*f = (struct search_facet){ .name = str_from_z(name), .title = str_from_z(title) };
	return (struct column){ .f = f, .a = x->a, .of = arena_array(x->a, x->n, uint32_t *), .n = x->n };
}

static void add_kind(struct search_index *x)
{
	struct column c = begin(x, "kind", "Kind");

	for (uint32_t i = 0; i < x->n; i++) {
		const struct search_kind *k = search_kind_of(x, i);

		put_one(&c, i, k->name, k->title);
	}
	finish(&c);
}

str search_owner_name(const struct entry *e)
{
	return e->owner && e->owner->name.n ? e->owner->name : e->group;
}

str search_stage_name(const struct entry *e)
{
	return e->owner && e->owner->stage && e->owner->stage->name.n ? e->owner->stage->name : e->stage;
}

str search_section_name(const struct entry *e)
{
	const struct stage *s = e->owner ? e->owner->stage : NULL;

	return s && s->section && s->section->name.n ? s->section->name : e->section;
}

static str group_stage(const struct entry *e)
{
	return e->owner && e->owner->stage ? e->owner->stage->id : e->stage;
}

static str group_section(const struct entry *e)
{
	const struct stage *s = e->owner ? e->owner->stage : NULL;

	return s && s->section ? s->section->id : e->section;
}

static void add_roles(struct search_index *x, const struct dict *d)
{
	struct column owner = begin(x, "owner", "Owner"), c;

	for (uint32_t i = 0; i < d->all.n; i++)
		put_one(&owner, i, d->all.v[i]->group, search_owner_name(d->all.v[i]));
	finish(&owner);
	c = begin(x, "stage", "Stage");
	for (uint32_t i = 0; i < d->all.n; i++)
		put_one(&c, i, group_stage(d->all.v[i]), search_stage_name(d->all.v[i]));
	finish(&c);
	c = begin(x, "section", "Section");
	for (uint32_t i = 0; i < d->all.n; i++)
		put_one(&c, i, group_section(d->all.v[i]), search_section_name(d->all.v[i]));
	finish(&c);
	c = begin(x, "status", "Status");
	for (uint32_t i = 0; i < d->all.n; i++)
		put_one(&c, i, str_from_z(status_word(d->all.v[i]->status)), (str){ 0 });
	finish(&c);
}

static void add_milestones(struct search_index *x, const struct dict *d)
{
	struct column added = begin(x, "added", "Added in"), removed;

	for (uint32_t i = 0; i < d->all.n; i++)
		put_one(&added, i, entry_text(d->all.v[i], d->all.v[i]->kind->added_milestone, x->a), (str){ 0 });
	finish(&added);
	removed = begin(x, "removed", "Removed in");
	for (uint32_t i = 0; i < d->all.n; i++)
		put_one(&removed, i, entry_text(d->all.v[i], d->all.v[i]->kind->removed_milestone, x->a), (str){ 0 });
	finish(&removed);
}

/* Whether the entry refers to entries of a kind, or they to it. */
static bool is_linked(const struct entry *e, const struct kind *k)
{
	for (size_t i = 0; i < e->n_refs; i++)
		for (size_t j = 0; j < e->refs[i].n_to; j++)
			if (e->refs[i].to[j]->kind == k)
				return true;
	for (size_t i = 0; i < e->back.n; i++)
		if (e->back.v[i].from->kind == k)
			return true;
	return false;
}

static void add_has(struct search_index *x, const struct dict *d)
{
	struct column c = begin(x, "has", "Has");

	for (uint32_t i = 0; i < d->all.n; i++) {
		const struct entry *e = d->all.v[i];
		const struct node *properties = e->kind->properties.n ? doc_at(e->definition->root, e->kind->properties) : NULL;
		str *values = arena_array(x->a, d->dialect->n_kinds + 4, str);
		size_t n = 0;

		if (e->description.n)
			values[n++] = STR("description");
		if (e->group.n)
			values[n++] = STR("owner");
		if (properties && properties->kind == NODE_MAP && properties->n)
			values[n++] = STR("properties");
		if (e->findings)
			values[n++] = STR("findings");
		for (size_t k = 0; k < d->dialect->n_kinds; k++)
			if (is_linked(e, &d->dialect->kinds[k]))
				values[n++] = d->dialect->kinds[k].folder;
		put(&c, i, values, NULL, n);
	}
	finish(&c);
}

static void add_is(struct search_index *x, const struct dict *d)
{
	struct column c = begin(x, "is", "Is");

	for (uint32_t i = 0; i < d->all.n; i++) {
		const struct entry *e = d->all.v[i];
		str values[4], labels[4];
		size_t n = 0;

		values[n] = labels[n] = str_from_z(status_word(e->status));
		n++;
		if (e->key_rule && e->key_rule->title.n) {
			values[n] = search_value_id(e->key_rule->title, x->a);
			labels[n++] = e->key_rule->title;
		}
		if (e->family) {
			values[n] = labels[n] = STR("variant");
			n++;
		}
		put(&c, i, values, labels, n);
	}
	finish(&c);
}

static void add_field(struct search_index *x, const struct dict *d, const struct field_label *row)
{
	const struct field *f = dialect_field(d->dialect, row->label);
	struct column c = { .f = NULL };

	if (!f || search_facet(x, row->value))
		return;
	c = begin(x, "", "");
	c.f->name = row->value;
	c.f->title = f->title;
	for (size_t i = 0; i < d->dialect->search.n_words; i++)
		c.f->is_word = c.f->is_word || str_eq(d->dialect->search.words[i], f->id);
	for (uint32_t i = 0; i < d->all.n; i++) {
		str *values = NULL, labels[MAX_VALUES];
		size_t n = entry_values(d->all.v[i], f, x->a, &values);

		n = n < MAX_VALUES ? n : MAX_VALUES;
		for (size_t j = 0; j < n; j++)
			labels[j] = field_word(f, values[j]);
		put(&c, i, values, labels, n);
	}
	finish(&c);
}

void search_find_facets(struct search_index *x, const struct search_input *in)
{
	const struct dict *d = in->dict;

	add_kind(x);
	add_roles(x, d);
	for (size_t i = 0; i < d->dialect->search.n_fields; i++)
		add_field(x, d, &d->dialect->search.fields[i]);
	add_milestones(x, d);
	add_has(x, d);
	add_is(x, d);
}

const struct search_facet *search_facet(const struct search_index *x, str name)
{
	for (size_t i = 0; i < x->facets.n; i++)
		if (str_eq(x->facets.v[i].name, name))
			return &x->facets.v[i];
	return NULL;
}
