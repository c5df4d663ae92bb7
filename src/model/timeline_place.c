/* Where entries are that are not in the file a step names: because another branch has moved or deleted them, or because that file cannot be read and
   another has their keys meanwhile. */
#include "model/timeline_parts.h"

struct left {
	struct growing *g;
	uint32_t life; /* of it, in which it left */
};

static str place_name(const struct places *p, const struct step *s, str path)
{
	return str_fmt(p->a, "%zu\n%.*s\n%.*s", s->kind->index, STR_ARG(path), STR_ARG(s->key));
}

/* ---- branches that go side by side ---- */

void places_leave(struct places *p, struct growing *g, const struct step *s, str path)
{
	struct left *left;

	if (!p->is_full)
		return;
	left = arena_new(p->a, struct left);
	*left = (struct left){ g, g->life };
	*map_put(&p->left, place_name(p, s, path), p->a) = left;
}

static void add_stray(struct places *p, const struct step *s, str path)
{
	*vec_push(&p->strays.all, p->a) = (struct doubt){ s->kind, s->key, path };
}

bool places_find(struct places *p, const struct step *s, str path, struct timeline **out)
{
	const struct left *left = p->left.n ? map_get(&p->left, place_name(p, s, path)) : NULL;
	bool is_elsewhere = left && left->g->t.is_alive && left->g->life == left->life; /* else the entry of this file has ended */

	*out = is_elsewhere ? &left->g->t : NULL;
	if (!left)
		return false;
	add_stray(p, s, path);
	add_stray(p, s, s->path);
	if (is_elsewhere)
		add_stray(p, s, left->g->t.path);
	return true;
}

/* ---- files that cannot be read ---- */

void **places_claim(struct places *p, const struct step *s, str path)
{
	return map_put(&p->elsewhere, place_name(p, s, path), p->a);
}

bool places_take_claim(struct places *p, const struct step *s, str path)
{
	void **claim = p->elsewhere.n ? places_claim(p, s, path) : NULL;
	bool is_there = claim && *claim;

	if (is_there)
		*claim = NULL;
	return is_there;
}
