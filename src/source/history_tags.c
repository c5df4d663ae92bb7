/* Which commits releases and other revisions have. They go back to them by any of their parents; of a walk by first parents, what a merge brought is in
   them, too, where they have the branch that it merged. */
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "source/gitrefs.h"
#include "source/gitsrc.h"
#include "source/history_parts.h"

static uint32_t *no_marks(const struct beside *b, struct arena *a)
{
	uint32_t *marks = arena_array(a, b->nodes.n, uint32_t);

	for (size_t i = 0; i < b->nodes.n; i++)
		marks[i] = HISTORY_NONE;
	return marks;
}

/* The lesser mark of a commit and of the branch that it merged, which a walk by first parents leaves aside. */
static uint32_t mark_of(const struct beside *b, const uint32_t *marks, uint32_t commit)
{
	uint32_t second = b->h->is_full ? HISTORY_NONE : beside_known(b, b->h->commits.v[commit].second);

	return second >= b->h->commits.n && second != HISTORY_NONE && marks[second] < marks[commit] ? marks[second] : marks[commit];
}

bool history_contained(struct source *s, const struct history *h, str hex, struct arena *a, const bool **out, struct err *e)
{
	bool *is_in = arena_array(a, h->commits.n, bool);
	struct beside b;
	uint32_t node, *marks;
	git_oid id;

	*out = NULL;
	if (hex.n != GIT_OID_HEXSZ || git_oid_fromstrn(&id, hex.p, GIT_OID_HEXSZ))
		return true;
	beside_init(&b, s, h, e);
	node = beside_find(&b, id.id);
	if (!b.has_failed && node != HISTORY_NONE && b.nodes.v[node].newest != HISTORY_NONE) {
		marks = no_marks(&b, &b.a);
		beside_mark(&b, node, marks, 0, NULL);
		for (size_t i = 0; i < h->commits.n; i++)
			is_in[i] = mark_of(&b, marks, (uint32_t)i) == 0; /* positions fit */
		*out = is_in;
	}
	beside_free(&b);
	return !b.has_failed;
}

/* ---- tags ---- */

struct tagged {
	struct history_release release;
	uint32_t node;
};
struct tag_listing {
	struct beside beside;
	VEC(struct tagged) all;
	struct arena *a;
};

static bool add_tag(struct tag_listing *l, const struct tag_ref *ref)
{
	struct tagged t = { .release = { .version = ref->version } };
	git_object *commit;

	if (!gitrefs_commit(l->beside.fail, ref, &commit, l->beside.e))
		return false;
	if (commit) {
		t.node = beside_find(&l->beside, git_object_id(commit)->id);
		t.release.commit = t.node == HISTORY_NONE ? HISTORY_NONE : l->beside.nodes.v[t.node].newest;
		t.release.tag = str_dup(ref->tag, l->a);
		t.release.time = git_commit_time((git_commit *)commit);
		t.release.is_beside = t.release.commit != t.node;
		if (t.release.commit != HISTORY_NONE)
			*vec_push(&l->all, &l->beside.a) = t;
	}
	git_object_free(commit);
	return !l->beside.has_failed;
}

static int by_version(const struct history_release *one, const struct history_release *other)
{
	int order = release_compare(&one->version, &other->version);

	return order ? order : str_cmp(one->tag, other->tag);
}

static int compare_tagged(const void *a, const void *b)
{
	const struct history_release *one = &((const struct tagged *)a)->release, *other = &((const struct tagged *)b)->release;

	return one->commit != other->commit ? one->commit < other->commit ? -1 : 1 : by_version(one, other);
}

/* By the first two numbers: patches of a release are part of it. */
static int compare_series(const struct history_release *x, const struct history_release *y)
{
	struct release one = release_series(&x->version), other = release_series(&y->version);

	return release_compare(&one, &other);
}

static const struct history_release *smaller(const struct history_release *x, const struct history_release *y)
{
	return !x || compare_series(y, x) < 0 ? y : x;
}

static bool is_later(const struct history_release *r, const struct history *h, const struct history_release *on_chain,
                     const struct history_release *at_head)
{
	if (!r->is_beside || r->time < h->commits.v[h->commits.n - 1].time)
		return false;
	return (on_chain && compare_series(on_chain, r) < 0) || (r->commit == h->commits.n - 1 && compare_series(at_head, r) < 0);
}

/* A site of an old release knows nothing of those that came after it, though their commits go back to it. Where nothing is tagged at the newest
   commit, a release may have left the chain just there. */
static void drop_later(struct tag_listing *l)
{
	const struct history *h = l->beside.h;
	const struct history_release *on_chain = NULL, *at_head = NULL;
	bool *is_dropped = arena_array(&l->beside.a, l->all.n, bool);
	struct tagged *all = l->all.v;
	size_t kept = 0;

	for (size_t i = l->all.n; i > 0 && all[i - 1].release.commit == h->commits.n - 1; i--)
		if (all[i - 1].release.is_beside)
			at_head = smaller(at_head, &all[i - 1].release);
	for (size_t end = l->all.n, from; end > 0; end = from) { /* commit by commit, the newest first */
		for (from = end; from > 0 && all[from - 1].release.commit == all[end - 1].release.commit; from--)
			if (!all[from - 1].release.is_beside)
				on_chain = smaller(on_chain, &all[from - 1].release);
		for (size_t i = from; i < end; i++)
			is_dropped[i] = is_later(&all[i].release, h, on_chain, at_head);
	}
	for (size_t i = 0; i < l->all.n; i++)
		if (!is_dropped[i])
			all[kept++] = all[i];
	l->all.n = kept;
}

/* ---- the first release with a commit ---- */

struct ordering {
	struct tag_listing *l;
	struct arena *a;
	const struct tagged **by_version;
	const struct tagged **of_node; /* for each number the smallest version that is tagged there; NULL: none */
	VEC(const struct tagged *) ordered;
};

static int compare_versions(const void *a, const void *b)
{
	const struct tagged *one = *(const struct tagged *const *)a, *other = *(const struct tagged *const *)b;

	return by_version(&one->release, &other->release);
}

static int compare_nodes(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

	return one < other ? -1 : one > other;
}

/* Those that a release goes back to come before it, and else the smaller versions: whoever numbers anew does not release again what was there. */
static void order_releases(struct ordering *o)
{
	uint32_t *seen = no_marks(&o->l->beside, o->a);

	for (size_t i = 0; i < o->l->all.n; i++) {
		struct beside_list met = { .all = { 0 } }, tagged = { .all = { 0 } };

		beside_mark(&o->l->beside, o->by_version[i]->node, seen, 0, &met);
		for (size_t k = 0; k < met.all.n; k++)
			if (o->of_node[met.all.v[k]])
				*vec_push(&tagged.all, o->a) = met.all.v[k];
		if (tagged.all.n)
			qsort(tagged.all.v, tagged.all.n, sizeof *tagged.all.v, compare_nodes);
		for (size_t k = 0; k < tagged.all.n; k++)
			*vec_push(&o->ordered, o->a) = o->of_node[tagged.all.v[k]];
	}
}

static const uint32_t *find_first(struct tag_listing *l)
{
	const struct beside *b = &l->beside;
	struct ordering o = { .l = l, .a = &l->beside.a };
	uint32_t *first = arena_array(l->a, b->h->commits.n, uint32_t), *marks = no_marks(b, o.a);

	o.by_version = arena_array(o.a, l->all.n, const struct tagged *);
	o.of_node = arena_array(o.a, b->nodes.n, const struct tagged *);
	for (size_t i = 0; i < l->all.n; i++)
		o.by_version[i] = &l->all.v[i];
	if (l->all.n)
		qsort(o.by_version, l->all.n, sizeof *o.by_version, compare_versions);
	for (size_t i = l->all.n; i > 0; i--)
		o.of_node[o.by_version[i - 1]->node] = o.by_version[i - 1];
	order_releases(&o);
	for (size_t i = 0; i < o.ordered.n; i++)
		beside_mark(&l->beside, o.ordered.v[i]->node, marks, (uint32_t)i, NULL); /* no more than nodes */
	for (size_t i = 0; i < b->h->commits.n; i++) {
		uint32_t mark = mark_of(b, marks, (uint32_t)i); /* positions fit */

		first[i] = mark == HISTORY_NONE ? HISTORY_NONE : (uint32_t)(o.ordered.v[mark] - l->all.v); /* as above */
	}
	return first;
}

bool history_releases(struct source *s, const struct history *h, struct arena *a, struct history_releases *out, struct err *e)
{
	struct tag_listing l = { .a = a };
	struct tag_refs tags;
	bool ok;

	*out = (struct history_releases){ .all = { 0 } };
	beside_init(&l.beside, s, h, e);
	ok = gitrefs_releases(l.beside.fail, &l.beside.a, &tags, e);
	for (size_t i = 0; ok && i < tags.all.n; i++)
		ok = add_tag(&l, &tags.all.v[i]);
	if (ok) {
		if (l.all.n)
			qsort(l.all.v, l.all.n, sizeof *l.all.v, compare_tagged);
		drop_later(&l);
		vec_reserve(&out->all, l.all.n, a);
		for (size_t i = 0; i < l.all.n; i++)
			*vec_push(&out->all, a) = l.all.v[i].release;
		out->first = find_first(&l);
	}
	beside_free(&l.beside);
	return ok;
}

const struct history_release *history_release_of(const struct history_releases *r, uint32_t commit)
{
	return r->all.n && r->first[commit] != HISTORY_NONE ? &r->all.v[r->first[commit]] : NULL;
}

bool history_state(struct source *s, struct arena *a, str *out, struct err *e)
{
	struct tag_refs tags;
	struct buf b = { .a = a };
	char hex[GIT_OID_HEXSZ];
	git_oid id;

	if (!gitrefs_releases(gitsrc_of(s), a, &tags, e))
		return false;
	for (size_t i = 0; i < tags.all.n; i++) {
		(void)git_oid_fromraw(&id, tags.all.v[i].id); /* copies 20 bytes */
		git_oid_fmt(hex, &id);
		buf_fmt(&b, "%.*s %.*s\n", STR_ARG(tags.all.v[i].name), GIT_OID_HEXSZ, hex);
	}
	buf_put(&b, gitfail_read_list(gitsrc_of(s), "shallow", a));
	*out = buf_str(&b);
	return true;
}
