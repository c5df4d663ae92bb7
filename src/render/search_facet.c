/* Facets of the index: for every field that can be asked for, each document's values. Which fields there are is data of the dialect. */
#include <stdlib.h>

#include "base/map.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "render/search_parts.h"

enum { MAX_VALUES = 256 }; /* of one field of one entry; more are not found */

struct column;
struct found { /* values of one document */
	str value[MAX_VALUES], label[MAX_VALUES];
	size_t n;
	const struct search_kind *kind; /* of the document */
};
/* e is NULL for what is no entry. */
typedef void values_fn(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out);
struct set { /* values in the order a document has them: a range of ids */
	uint32_t from, n;
};
struct column { /* a facet in the making: of a part of the documents, or of all */
	struct search_facet *f;
	values_fn *get;
	const struct field *field; /* of values_of_field */
	bool *of_kind;             /* which kinds have that field */
	struct arena *a, *scratch; /* scratch: one document */
	struct map value_ids;      /* -> position in values, from 1 */
	struct map set_ids;        /* bytes of ids -> position in sets */
	uint32_t last;             /* value that was asked for last */
	VEC(str) values, labels;
	VEC(uint32_t) ids;
	VEC(struct set) sets;  /* the first is empty */
	VEC(uint32_t) alone;   /* by value: position of the set that has nothing else; 0: not there yet */
};
struct part {
	struct column *column;
	struct found *found; /* in the document at hand */
	struct arena a;
	uint32_t from, to; /* documents */
};
struct search_columns {
	struct search_index *x;
	const struct dict *dict;
	struct search_fields words; /* of all kinds */
	VEC(struct column) all;
	struct part part[POOL_MAX_WORKERS];
	size_t n_parts;
	struct arena arena[POOL_MAX_WORKERS]; /* of workers, while parts are joined */
};

static uint32_t value_id(struct column *c, str value, str label)
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

static uint32_t add_set(struct column *c, uint32_t from)
{
	*vec_push(&c->sets, c->a) = (struct set){ from, (uint32_t)c->ids.n - from };
	return (uint32_t)c->sets.n - 1;
}

/* The set of the ids from `from` on. */
static uint32_t set_id(struct column *c, uint32_t from)
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
static uint32_t take_set(struct column *c, uint32_t from)
{
	size_t before = c->sets.n;
	uint32_t id = set_id(c, from);

	if (c->sets.n == before)
		c->ids.n = from;
	return id;
}

static void put_value(struct found *out, str value, str label)
{
	if (out->n == MAX_VALUES || !value.n)
		return;
	out->value[out->n] = value;
	out->label[out->n++] = label;
}

static void put_word(struct found *out, const char *word, const char *label)
{
	put_value(out, str_from_z(word), str_from_z(label));
}

static void put_status(struct found *out, enum status s)
{
	put_value(out, str_from_z(status_word(s)), status_title(s));
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

static str set_text(struct column *c, struct set set, const uint32_t *rank)
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
static void finish_sets(struct column *c, const uint32_t *rank, uint32_t n_docs)
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
	struct part *p = &all->part[part];
	struct found *found = p->found;
	const struct search_kind *kind = search_kind_of(all->x, doc);

	for (size_t i = 0; i < all->all.n; i++) {
		struct column *c = &p->column[i];
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
static void join_part(struct column *c, const struct column *part, uint32_t from, uint32_t to)
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
	struct column *c = &all->all.v[i];

	c->a = &all->arena[worker];
	(void)add_set(c, 0);
	for (size_t p = 0; p < all->n_parts; p++)
		join_part(c, &all->part[p].column[i], all->part[p].from, all->part[p].to);
	finish_sets(c, sort_values(c), all->x->n);
	measure(c->f, all->x->n);
	c->f->in_root = fits_root(c->f);
}

static void values_of_kind(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	(void)all, (void)c, (void)e;
	put_value(out, out->kind->name, out->kind->title);
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

static void values_of_owner(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	(void)all, (void)c;
	if (e)
		put_value(out, e->group, search_owner_name(e));
}

static void values_of_stage(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	(void)all, (void)c;
	if (e)
		put_value(out, entry_stage_id(e), search_stage_name(e));
}

static void values_of_section(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	(void)all, (void)c;
	if (e)
		put_value(out, entry_section_id(e), search_section_name(e));
}

static void values_of_status(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	(void)all, (void)c;
	if (e)
		put_status(out, e->status);
}

static void values_of_added(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	str text = e ? entry_milestone(e, e->kind->added_milestone) : (str){ 0 };

	(void)all, (void)c;
	put_value(out, text, text);
}

static void values_of_removed(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	str text = e ? entry_milestone(e, e->kind->removed_milestone) : (str){ 0 };

	(void)all, (void)c;
	put_value(out, text, text);
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

static void values_of_has(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	const struct node *properties = e && e->kind->properties.n ? doc_at(e->definition->root, e->kind->properties) : NULL;

	(void)c;
	if (!e)
		return;
	if (e->description.n)
		put_word(out, "description", "Description");
	if (e->group.n)
		put_word(out, "owner", "Owner");
	if (properties && properties->kind == NODE_MAP && properties->n)
		put_word(out, "properties", "Properties");
	if (e->findings)
		put_word(out, "findings", "Findings");
	for (size_t k = 0; k < all->dict->dialect->n_kinds; k++)
		if (is_linked(e, &all->dict->dialect->kinds[k]))
			put_value(out, all->dict->dialect->kinds[k].folder, all->dict->dialect->kinds[k].title);
}

static void values_of_is(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	(void)all;
	if (!e)
		return;
	put_status(out, e->status);
	if (e->key_rule && e->key_rule->title.n)
		put_value(out, search_value_id(e->key_rule->title, c->scratch), e->key_rule->title);
	if (e->variant.n)
		put_word(out, "variant", "Variant");
}

static void values_of_field(const struct search_columns *all, const struct column *c, const struct entry *e, struct found *out)
{
	str *values = NULL;
	size_t n = e && c->of_kind[e->kind->index] ? entry_values(e, c->field, c->scratch, &values) : 0;

	(void)all;
	for (size_t i = 0; i < n; i++)
		put_value(out, values[i], field_word(c->field, values[i]));
}

static struct column *add_column(struct search_columns *all, str name, str title, values_fn *get)
{
	struct column *c = vec_push(&all->all, all->x->a);

	*vec_push(&all->x->facets, all->x->a) = (struct search_facet){
		.name = name,
		.lower = str_lower(name, all->x->a),
		.title = title,
		.title_id = search_value_id(title, all->x->a),
		.set = arena_array(all->x->a, all->x->n, uint32_t)
	};
	*c = (struct column){ .get = get };
	return c;
}

static void add_named(struct search_columns *all, const char *name, const char *title, values_fn *get)
{
	(void)add_column(all, str_from_z(name), str_from_z(title), get);
}

static void add_field(struct search_columns *all, str name, const struct field *f, bool is_word)
{
	if (!f)
		return;
	if (is_word)
		*vec_push(&all->words.all, all->x->a) = f;
	if (!name.n || search_facet(all->x, name))
		return;
	add_column(all, name, f->title, values_of_field)->field = f;
	all->x->facets.v[all->x->facets.n - 1].has_words = is_word;
}

/* Fields that the dialect names for queries. */
static void add_named_fields(struct search_columns *all, const struct dialect_search *s, const struct dialect *d)
{
	for (size_t i = 0; i < s->n_fields; i++) {
		bool is_word = false;

		for (size_t k = 0; k < s->n_words; k++)
			is_word = is_word || str_eq(s->words[k], s->fields[i].label);
		add_field(all, s->fields[i].value, dialect_field(d, s->fields[i].label), is_word);
	}
}

/* The id of a field as a query can hold it in front of a colon: in words where it cannot. */
static str asked_as(str id, struct arena *a)
{
	bool is_plain = search_is_one_word(id) && id.n && id.p[0] != '-' && str_find(id, ':') == id.n && str_find(id, '"') == id.n;

	return is_plain ? id : search_value_id(id, a);
}

/* Fields that kinds show in short and that have no name yet go by their ids, where no other has that; plain words find their values. Those whose ids
   stay as they are come first: none takes the name of another. */
static void add_shown_fields(struct search_columns *all, const struct field *const *shown, size_t n, bool in_words)
{
	for (size_t i = 0; i < n; i++) {
		str name = asked_as(shown[i]->id, all->x->a);
		bool is_known = fields_have(all->words.all.v, all->words.all.n, shown[i]);

		if (in_words == str_eq(name, shown[i]->id))
			continue;
		for (size_t k = 0; k < all->all.n; k++)
			is_known = is_known || all->all.v[k].field == shown[i];
		if (!is_known)
			add_field(all, name, shown[i], true);
	}
}

static void start_parts(struct search_columns *all, size_t n)
{
	all->n_parts = n;
	for (size_t p = 0; p < n; p++) {
		struct part *part = &all->part[p];

		arena_init(&part->a);
		arena_init(&all->arena[p]);
		part->from = (uint32_t)((uint64_t)all->x->n * p / n);
		part->to = (uint32_t)((uint64_t)all->x->n * (p + 1) / n);
		part->column = arena_array(&part->a, all->all.n, struct column);
		part->found = arena_new(&part->a, struct found);
		for (size_t i = 0; i < all->all.n; i++) {
			part->column[i] = all->all.v[i];
			part->column[i].a = &part->a;
			(void)add_set(&part->column[i], 0);
		}
	}
}

/* Where definitions or the file of owners may name none, fields of one's own can have these names. */
static void add_stages(struct search_columns *all, const struct dialect *d)
{
	bool has_stages = all->dict->owners.stages.n > 0, has_sections = all->dict->owners.sections.n > 0;

	for (size_t i = 0; i < d->n_kinds; i++) {
		has_stages = has_stages || d->kinds[i].stage.n;
		has_sections = has_sections || d->kinds[i].section.n;
	}
	if (has_stages)
		add_named(all, "stage", "Stage", values_of_stage);
	if (has_sections)
		add_named(all, "section", "Section", values_of_section);
}

static void add_fields(struct search_columns *all, const struct dialect *d)
{
	add_named(all, "owner", "Owner", values_of_owner);
	add_stages(all, d);
	add_named(all, "status", "Status", values_of_status);
	add_named_fields(all, &d->search, d);
	add_named(all, "added", "Added in", values_of_added);
	add_named(all, "removed", "Removed in", values_of_removed);
	add_named(all, "has", "What it has", values_of_has);
	add_named(all, "is", "What it is", values_of_is);
	for (int in_words = 0; in_words < 2; in_words++)
		for (size_t i = 0; i < d->n_kinds; i++) {
			add_shown_fields(all, d->kinds[i].chips, d->kinds[i].n_chips, in_words);
			add_shown_fields(all, d->kinds[i].facets, d->kinds[i].n_facets, in_words);
		}
}

/* Which kinds have which fields, once for all their entries. Statuses are words of few things: they are asked for by the field alone. */
static void set_kinds(struct search_columns *all, const struct dialect *d)
{
	all->x->words = arena_array(all->x->a, d->n_kinds, struct search_fields);
	for (size_t i = 0; i < all->all.n; i++) {
		struct column *c = &all->all.v[i];

		c->of_kind = arena_array(all->x->a, c->field ? d->n_kinds : 0, bool);
		for (size_t k = 0; c->field && k < d->n_kinds; k++)
			c->of_kind[k] = kind_has_field(&d->kinds[k], c->field);
	}
	for (size_t k = 0; k < d->n_kinds; k++)
		for (size_t i = 0; i < all->words.all.n; i++)
			if (kind_has_field(&d->kinds[k], all->words.all.v[i]) && !field_has_status(&d->kinds[k], all->words.all.v[i]))
				*vec_push(&all->x->words[k].all, all->x->a) = all->words.all.v[i];
}

struct search_columns *search_begin_columns(struct search_index *x, const struct search_input *in, size_t n_parts)
{
	struct search_columns *all = arena_new(x->a, struct search_columns);
	const struct dialect *d = in->dict->dialect;

	all->x = x;
	all->dict = in->dict;
	add_named(all, "kind", "Kind", values_of_kind);
	if (!x->former)
		add_fields(all, d);
	set_kinds(all, d);
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
