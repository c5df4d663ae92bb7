/* Commits beside the walk: those that tags and other revisions lead through until they meet the commits that were walked. Each is read once for all of
   them. Where an object leads out of a clone that is not whole, the way ends. */
#include <string.h>

#include <git2.h>

#include "source/gitsrc.h"
#include "source/history_parts.h"

enum { MAX_BESIDE = 1000000 }; /* commits that are read, for all revisions together */

struct reached { /* of a commit that is known */
	uint32_t node; /* HISTORY_NONE: it leads nowhere, or is being read */
};
struct step { /* a commit on the way, until all its parents have been seen */
	struct reached *reached;
	const git_oid *parents;
	size_t n, next;
};

static struct reached *know(struct beside *b, const unsigned char *id, uint32_t node)
{
	unsigned char *copy = arena_alloc(&b->a, 1, GIT_OID_RAWSZ, 1);
	struct reached *p = arena_new(&b->a, struct reached);

	memcpy(copy, id, GIT_OID_RAWSZ);
	p->node = node;
	*map_put(&b->known, source_id_str(copy), &b->a) = p;
	return p;
}

static uint32_t later(uint32_t one, uint32_t other)
{
	if (one == HISTORY_NONE || other == HISTORY_NONE)
		return one == HISTORY_NONE ? other : one;
	return one > other ? one : other;
}

/* The newest of the chain that the parents go back to; they stand before their children. */
static uint32_t newest_of(const struct beside *b, const uint32_t *parents, size_t n)
{
	uint32_t found = HISTORY_NONE;

	for (size_t i = 0; i < n; i++)
		found = later(found, b->nodes.v[parents[i]].newest);
	return found;
}

static void add_walked(struct beside *b, const bool *is_on_chain, uint32_t i)
{
	const struct history_commit *c = &b->h->commits.v[i];
	bool has_parent = c->parent != HISTORY_NONE;
	uint32_t *parents = arena_array(&b->a, c->n_merged + 1, uint32_t);
	size_t n = 0;

	if (has_parent)
		parents[n++] = c->parent;
	for (size_t k = 0; k < c->n_merged; k++)
		parents[n++] = c->merged[k];
	*vec_push(&b->nodes, &b->a) = (struct beside_node){ parents, n, is_on_chain[i] ? i : newest_of(b, parents, n) };
	(void)know(b, c->id, i); /* nothing is left to be said of it */
}

void beside_init(struct beside *b, struct source *s, const struct history *h, struct err *e)
{
	const bool *is_on_chain;

	*b = (struct beside){ .fail = gitsrc_of(s), .e = e, .h = h };
	is_on_chain = history_find_chain(h, &b->a);
	map_reserve(&b->known, h->commits.n, &b->a);
	vec_reserve(&b->nodes, h->commits.n, &b->a);
	for (size_t i = 0; i < h->commits.n; i++)
		add_walked(b, is_on_chain, (uint32_t)i); /* positions fit */
}

void beside_free(struct beside *b)
{
	arena_free(&b->a);
}

/* What leads out of a clone that is not whole leads nowhere. Anything else that cannot be read would silently change what is told. */
static void stop_at(struct beside *b, int rc, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];

	if (!b->has_failed && (rc != GIT_ENOTFOUND || !gitfail_may_lack_objects(b->fail)))
		b->has_failed = !gitfail_object(b->fail, rc, id, "commit", str_from_z(git_oid_tostr(hex, sizeof hex, id)), b->e);
}

struct way {
	VEC(struct step) steps;
};

static void enter(struct beside *b, struct way *way, const git_oid *id)
{
	struct reached *reached = know(b, id->id, HISTORY_NONE);
	git_commit *commit = NULL;
	git_oid *parents;
	size_t n;
	int rc;

	if (b->has_failed || b->n_read++ >= MAX_BESIDE)
		return;
	rc = git_commit_lookup(&commit, b->fail->repo, id);
	if (rc) {
		stop_at(b, rc, id);
		return;
	}
	n = git_commit_parentcount(commit);
	parents = arena_array(&b->a, n, git_oid);
	for (size_t i = 0; i < n; i++)
		parents[i] = *git_commit_parent_id(commit, (unsigned)i); /* no more than it counted */
	git_commit_free(commit);
	*vec_push(&way->steps, &b->a) = (struct step){ reached, parents, n, 0 };
}

static void settle(struct beside *b, const struct step *s)
{
	uint32_t *parents = arena_array(&b->a, s->n, uint32_t);
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct reached *p = map_get(&b->known, source_id_str(s->parents[i].id));

		if (p->node != HISTORY_NONE)
			parents[n++] = p->node;
	}
	s->reached->node = (uint32_t)b->nodes.n; /* two limits of some millions together */
	*vec_push(&b->nodes, &b->a) = (struct beside_node){ parents, n, newest_of(b, parents, n) };
}

uint32_t beside_known(const struct beside *b, const unsigned char *id)
{
	const struct reached *p = map_get(&b->known, source_id_str(id));

	return p ? p->node : HISTORY_NONE;
}

uint32_t beside_find(struct beside *b, const unsigned char *id)
{
	struct way way = { .steps = { 0 } };
	git_oid from;

	(void)git_oid_fromraw(&from, id); /* copies 20 bytes */
	if (!map_has(&b->known, source_id_str(id)))
		enter(b, &way, &from);
	while (way.steps.n) {
		struct step *s = &way.steps.v[way.steps.n - 1];
		const git_oid *parent = s->next < s->n ? &s->parents[s->next++] : NULL;

		if (!parent) {
			settle(b, s);
			way.steps.n--;
		} else if (!map_has(&b->known, source_id_str(parent->id))) {
			enter(b, &way, parent);
		}
	}
	return beside_known(b, id);
}

void beside_mark(struct beside *b, uint32_t from, uint32_t *marks, uint32_t mark, struct beside_list *met)
{
	struct beside_list open = { .all = { 0 } };

	*vec_push(&open.all, &b->a) = from;
	while (open.all.n) {
		uint32_t at = open.all.v[--open.all.n];
		const struct beside_node *node = &b->nodes.v[at];

		if (marks[at] != HISTORY_NONE)
			continue;
		marks[at] = mark;
		if (met)
			*vec_push(&met->all, &b->a) = at;
		for (size_t i = 0; i < node->n; i++)
			if (marks[node->parents[i]] == HISTORY_NONE)
				*vec_push(&open.all, &b->a) = node->parents[i];
	}
}
