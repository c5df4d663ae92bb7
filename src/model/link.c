/* Connects entries: references to what they name and back, owners. */
#include <stdlib.h>

#include "model/dict.h"
#include "model/title.h"

/* How many refer to an entry is counted in the room of its list, so that it is made with the room it needs. */
static void find_targets(struct dict *d, struct entry *e)
{
	for (size_t i = 0; i < e->n_refs; i++) {
		struct ref *r = &e->refs[i];
		const struct kind *to = dialect_kind(d->dialect, r->role->to);
		const struct entry_list *found = to ? dict_alias(d, to, r->name) : NULL;

		if (!found)
			continue;
		r->to = found->all.v;
		r->n_to = found->all.n < DICT_MAX_TARGETS ? found->all.n : DICT_MAX_TARGETS;
		for (size_t j = 0; j < r->n_to; j++)
			r->to[j]->back.cap++;
	}
}

static void link_back(struct dict *d, struct entry *e)
{
	for (size_t i = 0; i < e->n_refs; i++)
		for (size_t j = 0; j < e->refs[i].n_to; j++) {
			struct entry *to = e->refs[i].to[j];

			if (!to->back.v)
				to->back.v = arena_array(d->a, to->back.cap, struct back_ref);
			*vec_push(&to->back, d->a) = (struct back_ref){ e, &e->refs[i] };
		}
}

bool back_is_of(const struct back_ref *group, const struct back_ref *b)
{
	return group->from->kind == b->from->kind && str_eq(group->ref->role->back, b->ref->role->back);
}

size_t back_groups(const struct entry *e, struct arena *a, const struct back_ref ***out)
{
	const struct back_ref **groups = arena_array(a, e->back.n, const struct back_ref *);
	size_t n = 0;

	for (size_t i = 0; i < e->back.n; i++) {
		bool is_first = true;

		for (size_t j = 0; j < n && is_first; j++)
			is_first = !back_is_of(groups[j], &e->back.v[i]);
		if (is_first)
			groups[n++] = &e->back.v[i];
	}
	*out = groups;
	return n;
}

static struct group *group_of(struct dict *d, struct entry *e)
{
	struct group **g = (struct group **)map_put(&d->owners.by_id, e->group, d->a);

	if (!*g) {
		*g = arena_new(d->a, struct group);
		(*g)->id = e->group;
		(*g)->name = owner_title(e->group, d->a);
		*vec_push(&d->owners.groups, d->a) = *g;
	}
	return *g;
}

static struct stage *stage_of(struct dict *d, str id)
{
	struct stage **s = (struct stage **)map_put(&d->owners.stages_by_id, id, d->a);

	if (!*s) {
		*s = arena_new(d->a, struct stage);
		(*s)->id = id;
		(*s)->name = owner_title(id, d->a);
		*vec_push(&d->owners.stages, d->a) = *s;
	}
	return *s;
}

static struct section *section_of(struct dict *d, str id)
{
	struct section **s = (struct section **)map_put(&d->owners.sections_by_id, id, d->a);

	if (!*s) {
		*s = arena_new(d->a, struct section);
		(*s)->id = id;
		(*s)->name = owner_title(id, d->a);
		*vec_push(&d->owners.sections, d->a) = *s;
	}
	return *s;
}

/* Adds how often each text is given by entries of a group. */
static void count_texts(struct map *counts, const struct group *g, str (*of)(const struct entry *), struct arena *a)
{
	for (size_t i = 0; i < g->entries.n; i++) {
		str text = of(g->entries.v[i]);
		size_t **count;

		if (!text.n)
			continue;
		count = (size_t **)map_put(counts, text, a);
		if (!*count)
			*count = arena_new(a, size_t);
		++**count;
	}
}

/* The first of equally frequent ones, so that it does not depend on anything but the order. */
static str most_frequent(const struct map *counts)
{
	str best = { 0 };
	size_t most = 0;

	for (const struct map_slot *slot = counts->first; slot; slot = slot->next) {
		size_t count = *(size_t *)slot->value;

		if (count > most) {
			most = count;
			best = slot->key;
		}
	}
	return best;
}

static str stage_text(const struct entry *e)
{
	return e->stage;
}

static str section_text(const struct entry *e)
{
	return e->section;
}

static void derive_stage(struct dict *d, struct group *g)
{
	struct map counts = { 0 };
	str id;

	count_texts(&counts, g, stage_text, d->a);
	id = most_frequent(&counts);
	if (!id.n)
		return;
	g->stage = stage_of(d, id);
	*vec_push(&g->stage->groups, d->a) = g;
}

static void derive_section(struct dict *d, struct stage *s)
{
	struct map counts = { 0 };
	str id;

	for (size_t i = 0; i < s->groups.n; i++)
		count_texts(&counts, s->groups.v[i], section_text, d->a);
	id = most_frequent(&counts);
	if (!id.n)
		return;
	s->section = section_of(d, id);
	*vec_push(&s->section->stages, d->a) = s;
}

static int compare_groups(const void *a, const void *b)
{
	return str_cmp((*(struct group *const *)a)->id, (*(struct group *const *)b)->id);
}

static int compare_stages(const void *a, const void *b)
{
	return str_cmp((*(struct stage *const *)a)->id, (*(struct stage *const *)b)->id);
}

static int compare_sections(const void *a, const void *b)
{
	return str_cmp((*(struct section *const *)a)->id, (*(struct section *const *)b)->id);
}

static void sort_stages(struct owners *o)
{
	if (o->stages.n)
		qsort(o->stages.v, o->stages.n, sizeof *o->stages.v, compare_stages);
}

/* Without owners.yml a group belongs to the stage that most of its definitions name, a stage to the section likewise. */
static void derive_tree(struct dict *d)
{
	struct owners *o = &d->owners;

	for (size_t i = 0; i < o->groups.n; i++)
		derive_stage(d, o->groups.v[i]);
	sort_stages(o);
	for (size_t i = 0; i < o->stages.n; i++)
		derive_section(d, o->stages.v[i]);
	if (o->sections.n)
		qsort(o->sections.v, o->sections.n, sizeof *o->sections.v, compare_sections);
}

/* The stage of the group, else the one that the definition names, as far as it is known. */
static struct stage *stage_in(const struct owners *o, const struct entry *e)
{
	if (e->owner && e->owner->stage)
		return e->owner->stage;
	return e->stage.n ? map_get(&o->stages_by_id, e->stage) : NULL;
}

/* Likewise that of the stage; `s` may be NULL. */
static struct section *section_in(const struct owners *o, const struct entry *e, const struct stage *s)
{
	if (s && s->section)
		return s->section;
	return e->section.n ? map_get(&o->sections_by_id, e->section) : NULL;
}

/* Entries that no group brings into their stage, or its section, are others there. */
static void join_stage(struct dict *d, struct entry *e)
{
	const struct stage *of_group = e->owner ? e->owner->stage : NULL;
	struct stage *stage = stage_in(&d->owners, e);
	struct section *section = section_in(&d->owners, e, stage);

	e->in_stage = stage;
	e->in_section = section;
	if (stage && stage != of_group)
		*vec_push(&stage->others, d->a) = e;
	if (section && !(of_group && of_group->section))
		*vec_push(&section->others, d->a) = e;
}

static void join_owners(struct dict *d)
{
	struct owners *o = &d->owners;

	for (size_t i = 0; i < d->all.n; i++) {
		struct entry *e = d->all.v[i];
		struct group *g;

		if (!e->group.n)
			continue;
		g = group_of(d, e);
		e->owner = g;
		*vec_push(&g->entries, d->a) = e;
	}
	if (o->groups.n)
		qsort(o->groups.v, o->groups.n, sizeof *o->groups.v, compare_groups); /* ids are unique */
	if (o->from_file)
		sort_stages(o); /* sections stay as the file has them, like the stages of each and their groups */
	else
		derive_tree(d);
	for (size_t i = 0; i < d->all.n; i++)
		join_stage(d, d->all.v[i]);
}

void dict_link(struct dict *d)
{
	for (size_t i = 0; i < d->all.n; i++)
		find_targets(d, d->all.v[i]);
	for (size_t i = 0; i < d->all.n; i++)
		link_back(d, d->all.v[i]);
	join_owners(d);
}
