/* Which fields can be asked for, what they are called, and what values entries have in them. Which fields there are is data of the dialect. */
#include <stddef.h>

#include "render/search_columns.h"

static void put_value(struct search_found *out, str value, str label)
{
	if (out->n == SEARCH_VALUES || !value.n)
		return;
	out->value[out->n] = value;
	out->label[out->n++] = label;
}

static void put_word(struct search_found *out, const char *word, const char *label)
{
	put_value(out, str_from_z(word), str_from_z(label));
}

static void put_status(struct search_found *out, enum status s)
{
	put_value(out, str_from_z(status_word(s)), status_title(s));
}

static void values_of_kind(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
{
	(void)all, (void)c, (void)e;
	put_value(out, out->kind->name, out->kind->title);
}

str search_owner_name(const struct entry *e)
{
	return e->owner && e->owner->name.n ? e->owner->name : e->group;
}

static void values_of_owner(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
{
	(void)all, (void)c;
	if (e)
		put_value(out, e->group, search_owner_name(e));
}

static void values_of_stage(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
{
	(void)all;
	if (e)
		put_value(out, entry_stage_id(e), entry_stage_name(e, c->scratch));
}

static void values_of_section(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
{
	(void)all;
	if (e)
		put_value(out, entry_section_id(e), entry_section_name(e, c->scratch));
}

static void values_of_status(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
{
	(void)all, (void)c;
	if (e)
		put_status(out, e->status);
}

static void values_of_added(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
{
	str text = e ? entry_milestone(e, e->kind->added_milestone) : (str){ 0 };

	(void)all, (void)c;
	put_value(out, text, text);
}

static void values_of_removed(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
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

static void values_of_has(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
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

static void values_of_is(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
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

static void values_of_references(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
{
	(void)all;
	for (size_t i = 0; e && i < e->n_refs; i++)
		if (str_eq(e->refs[i].role->to, c->to->name))
			put_value(out, e->refs[i].name, e->refs[i].name);
}

static void values_of_field(const struct search_columns *all, const struct search_column *c, const struct entry *e, struct search_found *out)
{
	str *values = NULL;
	size_t n = e && c->of_kind[e->kind->index] ? entry_values(e, c->field, c->scratch, &values) : 0;

	(void)all;
	for (size_t i = 0; i < n; i++)
		put_value(out, values[i], field_word(c->field, values[i]));
}

/* The last facet goes by that name, too. */
static void call_also(struct search_columns *all, str name)
{
	struct search_facet *f = &all->x->facets.v[all->x->facets.n - 1];

	name = str_lower(name, all->x->a);
	for (size_t i = 0; i < f->names.n; i++)
		if (str_eq(f->names.v[i], name))
			return;
	if (name.n)
		*vec_push(&f->names, all->x->a) = name;
}

/* By the name of the member of definitions that its values stand in. */
static void call_as_member(struct search_columns *all, str pointer)
{
	str name = pointer_last_name(pointer, all->x->a);

	if (pointer_is_member(pointer, name))
		call_also(all, name);
}

static struct search_column *add_column(struct search_columns *all, str name, str title, search_values_fn *get)
{
	struct search_column *c = vec_push(&all->all, all->x->a);

	*vec_push(&all->x->facets, all->x->a) = (struct search_facet){
		.name = name,
		.title = title,
		.set = arena_array(all->x->a, all->x->n, uint32_t)
	};
	*c = (struct search_column){ .get = get };
	call_also(all, name);
	call_also(all, search_value_id(title, all->x->a));
	return c;
}

static void add_named(struct search_columns *all, const char *name, const char *title, search_values_fn *get)
{
	(void)add_column(all, str_from_z(name), str_from_z(title), get);
}

/* What every kind has in a member of its own, whose pointer stands `at` bytes behind the beginning of struct kind. */
static void add_of_kinds(struct search_columns *all, const char *name, const char *title, search_values_fn *get, size_t at)
{
	const struct dialect *d = all->dict->dialect;

	add_named(all, name, title, get);
	for (size_t i = 0; i < d->n_kinds; i++)
		call_as_member(all, *(const str *)((const char *)&d->kinds[i] + at));
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
	call_also(all, f->id);
	for (size_t i = 0; i < f->n_from; i++)
		call_as_member(all, f->from[i]);
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

static bool is_referred_to(const struct dialect *d, const struct kind *to)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		for (size_t k = 0; k < d->kinds[i].n_refs; k++)
			if (str_eq(d->kinds[i].refs[k].to, to->name))
				return true;
	return false;
}

/* "event:" for what names events. */
static void add_references(struct search_columns *all, const struct dialect *d)
{
	for (size_t i = 0; i < d->n_kinds; i++)
		if (is_referred_to(d, &d->kinds[i]) && !search_facet(all->x, d->kinds[i].name))
			add_column(all, d->kinds[i].name, d->kinds[i].title, values_of_references)->to = &d->kinds[i];
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
		add_of_kinds(all, "stage", "Stage", values_of_stage, offsetof(struct kind, stage));
	if (has_sections)
		add_of_kinds(all, "section", "Section", values_of_section, offsetof(struct kind, section));
}

static void add_fields(struct search_columns *all, const struct dialect *d)
{
	add_of_kinds(all, "owner", "Owner", values_of_owner, offsetof(struct kind, group));
	call_also(all, STR("group"));
	add_stages(all, d);
	add_of_kinds(all, "status", "Status", values_of_status, offsetof(struct kind, status));
	add_named_fields(all, &d->search, d);
	add_of_kinds(all, "added", "Added in", values_of_added, offsetof(struct kind, added_milestone));
	add_of_kinds(all, "removed", "Removed in", values_of_removed, offsetof(struct kind, removed_milestone));
	add_named(all, "has", "What it has", values_of_has);
	add_named(all, "is", "What it is", values_of_is);
	for (int in_words = 0; in_words < 2; in_words++)
		for (size_t i = 0; i < d->n_kinds; i++) {
			add_shown_fields(all, d->kinds[i].chips, d->kinds[i].n_chips, in_words);
			add_shown_fields(all, d->kinds[i].facets, d->kinds[i].n_facets, in_words);
		}
	add_references(all, d);
}

/* Which kinds have which fields, once for all their entries. Statuses are words of few things: they are asked for by the field alone. */
static void set_kinds(struct search_columns *all, const struct dialect *d)
{
	all->x->words = arena_array(all->x->a, d->n_kinds, struct search_fields);
	for (size_t i = 0; i < all->all.n; i++) {
		struct search_column *c = &all->all.v[i];

		c->of_kind = arena_array(all->x->a, c->field ? d->n_kinds : 0, bool);
		for (size_t k = 0; c->field && k < d->n_kinds; k++)
			c->of_kind[k] = kind_has_field(&d->kinds[k], c->field);
	}
	for (size_t k = 0; k < d->n_kinds; k++)
		for (size_t i = 0; i < all->words.all.n; i++)
			if (kind_has_field(&d->kinds[k], all->words.all.v[i]) && !field_has_status(&d->kinds[k], all->words.all.v[i]))
				*vec_push(&all->x->words[k].all, all->x->a) = all->words.all.v[i];
}

/* What a field itself is called is no other name of another one, in whatever letters. */
static void drop_taken_names(struct search_columns *all)
{
	struct map own = { 0 };

	for (size_t i = 0; i < all->x->facets.n; i++)
		(void)map_mark(&own, all->x->facets.v[i].names.v[0], all->x->a);
	for (size_t i = 0; i < all->x->facets.n; i++) {
		struct search_facet *f = &all->x->facets.v[i];
		size_t kept = 1;

		for (size_t k = 1; k < f->names.n; k++)
			if (!map_has(&own, f->names.v[k]))
				f->names.v[kept++] = f->names.v[k];
		f->names.n = kept;
	}
}

void search_name_columns(struct search_columns *all)
{
	const struct dialect *d = all->dict->dialect;

	add_named(all, "kind", "Kind", values_of_kind);
	if (!all->x->former)
		add_fields(all, d);
	drop_taken_names(all);
	set_kinds(all, d);
}
