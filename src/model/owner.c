/* Reads owners.yml, and tells whose an entry is; joining entries to owners is link.c's business. */
#include <stdlib.h>

#include "model/owner.h"
#include "model/title.h"

struct reader {
	struct owners *o;
	struct arena *a;
	struct err *e;
	bool ok;
};

/* The file's place of a fault, once. */
static void fault(struct reader *r, const struct node *at, const char *what)
{
	if (r->ok)
		err_usage(r->e, "%.*s:%u:%u: %s", STR_ARG(r->o->path), at->at.line, at->at.column, what);
	r->ok = false;
}

/* Member `key`, which must be a mapping where it exists. */
static const struct node *get_map(struct reader *r, const struct node *map, const char *key)
{
	const struct node *n = doc_get_z(map, key);

	if (n && n->kind != NODE_MAP) {
		fault(r, n, str_z(str_fmt(r->a, "'%s' must be a mapping from names to their data", key), r->a));
		return NULL;
	}
	return n;
}

static str text(struct reader *r, const struct node *map, const char *key)
{
	return doc_scalar(doc_get_z(map, key), r->a);
}

/* As definitions are read: "Code Review" is code_review. */
static str reference(struct reader *r, const struct node *n)
{
	return owner_id(doc_text(n), (str){ 0 }, r->a);
}

static str new_id(struct reader *r, const struct member *m, const struct map *known)
{
	str id = owner_id(m->key.text, (str){ 0 }, r->a);

	if (map_has(known, id))
		fault(r, &m->key, "the same name stands here before, written with other capitals or blanks");
	return id;
}

static str name_or_title(struct reader *r, const struct member *m, str id)
{
	str name = text(r, &m->value, "name");

	if (name.n)
		return name;
	return str_eq(m->key.text, id) ? owner_title(id, r->a) : str_trim(m->key.text);
}

static void read_sections(struct reader *r, const struct node *map)
{
	for (size_t i = 0; map && i < map->n; i++) {
		struct section *s = arena_new(r->a, struct section);

		s->id = new_id(r, &map->member[i], &r->o->sections_by_id);
		s->name = name_or_title(r, &map->member[i], s->id);
		*map_put(&r->o->sections_by_id, s->id, r->a) = s;
		*vec_push(&r->o->sections, r->a) = s;
	}
}

static void read_stages(struct reader *r, const struct node *map)
{
	for (size_t i = 0; map && i < map->n; i++) {
		const struct node *data = &map->member[i].value, *section = doc_get_z(data, "section");
		struct stage *s = arena_new(r->a, struct stage);

		s->id = new_id(r, &map->member[i], &r->o->stages_by_id);
		s->name = name_or_title(r, &map->member[i], s->id);
		s->description = text(r, data, "description");
		s->section = map_get(&r->o->sections_by_id, reference(r, section));
		if (section && !s->section)
			fault(r, section, "this section is not defined under 'sections'");
		if (s->section)
			*vec_push(&s->section->stages, r->a) = s;
		*map_put(&r->o->stages_by_id, s->id, r->a) = s;
		*vec_push(&r->o->stages, r->a) = s;
	}
}

static void read_people(struct reader *r, const struct node *list, struct group *g)
{
	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++)
		*vec_push(&g->people, r->a) = (struct person){ text(r, &list->item[i], "role"),
			                                       text(r, &list->item[i], "name"),
			                                       text(r, &list->item[i], "contact") };
}

static void read_link(struct reader *r, const struct node *n, struct owner_link *out)
{
	*out = (struct owner_link){ text(r, n, "label"), text(r, n, "url"), text(r, n, "name") };
}

static void read_groups(struct reader *r, const struct node *map)
{
	for (size_t i = 0; map && i < map->n; i++) {
		const struct node *data = &map->member[i].value, *stage = doc_get_z(data, "stage");
		const struct node *channels = doc_get_z(data, "channels"), *links = doc_get_z(data, "links");
		struct group *g = arena_new(r->a, struct group);

		g->id = new_id(r, &map->member[i], &r->o->by_id);
		g->at = map->member[i].key.at;
		g->name = name_or_title(r, &map->member[i], g->id);
		g->description = text(r, data, "description");
		g->stage = map_get(&r->o->stages_by_id, reference(r, stage));
		if (stage && !g->stage)
			fault(r, stage, "this stage is not defined under 'stages'");
		if (g->stage)
			*vec_push(&g->stage->groups, r->a) = g;
		read_people(r, doc_get_z(data, "people"), g);
		for (size_t j = 0; channels && channels->kind == NODE_SEQ && j < channels->n; j++)
			read_link(r, &channels->item[j], vec_push(&g->channels, r->a));
		for (size_t j = 0; links && links->kind == NODE_SEQ && j < links->n; j++)
			read_link(r, &links->item[j], vec_push(&g->links, r->a));
		*map_put(&r->o->by_id, g->id, r->a) = g;
		*vec_push(&r->o->groups, r->a) = g;
	}
}

bool owners_read(struct owners *o, str path, const struct node *root, struct arena *a, struct err *e)
{
	struct reader r = { .o = o, .a = a, .e = e, .ok = true };

	*o = (struct owners){ .path = path };
	if (!root)
		return true;
	if (root->kind != NODE_MAP)
		fault(&r, root, "expected a mapping with 'sections', 'stages' and 'groups'");
	o->from_file = true;
	read_sections(&r, get_map(&r, root, "sections"));
	read_stages(&r, get_map(&r, root, "stages"));
	read_groups(&r, get_map(&r, root, "groups"));
	return r.ok;
}

str entry_stage_id(const struct entry *e)
{
	return e->in_stage ? e->in_stage->id : e->stage;
}

str entry_section_id(const struct entry *e)
{
	return e->in_section ? e->in_section->id : e->section;
}

str entry_stage_name(const struct entry *e, struct arena *a)
{
	return e->in_stage ? e->in_stage->name : owner_title(e->stage, a);
}

str entry_section_name(const struct entry *e, struct arena *a)
{
	return e->in_section ? e->in_section->name : owner_title(e->section, a);
}
