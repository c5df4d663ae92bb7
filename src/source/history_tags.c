/* Where releases and other revisions meet the history: tags often sit on branches of their own, so their first parents are followed down to
   the chain of commits that was walked. */
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/map.h"
#include "source/gitsrc.h"
#include "source/history.h"

enum { MAX_DETOUR = 1000000 }; /* commits beside the chain that are read for all tags together */

struct meeting { /* where a commit meets the chain */
	uint32_t commit;
};
struct finding {
	git_repository *repo;
	const struct history *h;
	struct arena a;
	struct map known; /* 20 bytes of the id -> struct meeting */
	size_t n_read;
};

static str id_bytes(const unsigned char *id)
{
	return (str){ (const char *)id, GIT_OID_RAWSZ };
}

static void know(struct finding *f, const unsigned char *id, uint32_t commit)
{
	void **slot = map_put(&f->known, id_bytes(id), &f->a);
	struct meeting *m = arena_new(&f->a, struct meeting);

	m->commit = commit;
	*slot = m;
}

static void start(struct finding *f, struct source *s, const struct history *h)
{
	uint32_t i = h->commits.n ? (uint32_t)h->commits.n - 1 : HISTORY_NONE; /* positions fit */

	*f = (struct finding){ .repo = gitsrc_of(s)->repo, .h = h };
	for (; i != HISTORY_NONE; i = h->commits.v[i].parent)
		know(f, h->commits.v[i].id, i);
}

/* Of a path that was followed the way is remembered, so that many tags on one branch cost its length once. */
static uint32_t meet(struct finding *f, const git_oid *from)
{
	VEC(git_oid *) way = { 0 };
	const struct meeting *m = map_get(&f->known, id_bytes(from->id));
	git_oid id = *from;
	uint32_t found;

	while (!m && f->n_read++ < MAX_DETOUR) {
		git_commit *commit = NULL;
		git_oid *step = arena_new(&f->a, git_oid);
		const git_oid *parent;

		*step = id;
		*vec_push(&way, &f->a) = step;
		if (git_commit_lookup(&commit, f->repo, &id))
			break;
		parent = git_commit_parent_id(commit, 0);
		id = parent ? *parent : id;
		git_commit_free(commit);
		if (!parent)
			break;
		m = map_get(&f->known, id_bytes(id.id));
	}
	found = m ? m->commit : HISTORY_NONE;
	for (size_t i = 0; i < way.n; i++)
		know(f, way.v[i]->id, found);
	return found;
}

uint32_t history_find(struct source *s, const struct history *h, str hex)
{
	struct finding f;
	uint32_t found;
	git_oid id;

	if (hex.n != GIT_OID_HEXSZ || git_oid_fromstrn(&id, hex.p, GIT_OID_HEXSZ))
		return HISTORY_NONE;
	start(&f, s, h);
	found = meet(&f, &id);
	arena_free(&f.a);
	return found;
}

/* ---- tags ---- */

struct listing_tags {
	struct finding finding;
	struct arena *a;
	struct history_releases *out;
};

static int add_tag(const char *name, git_oid *id, void *payload)
{
	struct listing_tags *l = payload;
	struct cut path = str_cut_last(str_from_z(name), '/');
	git_object *object = NULL, *commit = NULL;
	struct history_release r;

	if (!release_of_tag(path.tail, &r.version) || git_object_lookup(&object, l->finding.repo, id, GIT_OBJECT_ANY))
		return 0;
	if (!git_object_peel(&commit, object, GIT_OBJECT_COMMIT)) {
		r.commit = meet(&l->finding, git_object_id(commit));
		r.tag = str_dup(path.tail, l->a);
		r.time = git_commit_time((git_commit *)commit);
		r.is_beside = r.commit != HISTORY_NONE && memcmp(git_object_id(commit)->id, l->finding.h->commits.v[r.commit].id, GIT_OID_RAWSZ) != 0;
		if (r.commit != HISTORY_NONE)
			*vec_push(&l->out->all, l->a) = r;
	}
	git_object_free(commit);
	git_object_free(object);
	return 0;
}

static int compare_releases(const void *a, const void *b)
{
	const struct history_release *one = a, *other = b;
	int order = one->commit < other->commit ? -1 : one->commit > other->commit;

	if (!order)
		order = release_compare(&one->version, &other->version);
	return order ? order : str_cmp(one->tag, other->tag);
}

/* By the first two numbers: patches of a release are part of it. */
static int compare_series(const struct history_release *x, const struct history_release *y)
{
	for (size_t i = 0; i < 2; i++)
		if (x->version.part[i] != y->version.part[i])
			return x->version.part[i] < y->version.part[i] ? -1 : 1;
	return 0;
}

static const struct history_release *smaller(const struct history_release *x, const struct history_release *y)
{
	return !x || compare_series(y, x) < 0 ? y : x;
}

static bool is_later(const struct history_release *r, const struct history *h, const struct history_release *on_chain,
                     const struct history_release *at_head)
{
	if (!r->is_beside || r->time <= h->commits.v[h->commits.n - 1].time)
		return false;
	return (on_chain && compare_series(on_chain, r) < 0) || (r->commit == h->commits.n - 1 && compare_series(at_head, r) < 0);
}

/* A site of an old release knows nothing of those that came after it, though their commits go back to it. Where nothing is tagged at the newest
   commit, a release may have left the chain just there. */
static void drop_later(struct history_releases *out, const struct history *h)
{
	const struct history_release *on_chain = NULL, *at_head = NULL;
	size_t kept = 0;

	for (size_t i = out->all.n; i > 0 && out->all.v[i - 1].commit == h->commits.n - 1; i--)
		if (out->all.v[i - 1].is_beside)
			at_head = smaller(at_head, &out->all.v[i - 1]);
	for (size_t end = out->all.n, from; end > 0; end = from) { /* commit by commit, the newest first */
		for (from = end; from > 0 && out->all.v[from - 1].commit == out->all.v[end - 1].commit; from--)
			if (!out->all.v[from - 1].is_beside)
				on_chain = smaller(on_chain, &out->all.v[from - 1]);
		for (size_t i = from; i < end; i++)
			out->all.v[i].is_dropped = is_later(&out->all.v[i], h, on_chain, at_head);
	}
	for (size_t i = 0; i < out->all.n; i++)
		if (!out->all.v[i].is_dropped)
			out->all.v[kept++] = out->all.v[i];
	out->all.n = kept;
}

bool history_releases(struct source *s, const struct history *h, struct arena *a, struct history_releases *out, struct err *e)
{
	struct listing_tags l = { .a = a, .out = out };
	int rc;

	*out = (struct history_releases){ .all = { 0 } };
	start(&l.finding, s, h);
	rc = git_tag_foreach(l.finding.repo, add_tag, &l);
	arena_free(&l.finding.a);
	if (out->all.n)
		qsort(out->all.v, out->all.n, sizeof *out->all.v, compare_releases);
	drop_later(out, h);
	return !rc || err_set(e, "cannot list the tags of repository '%.*s'", STR_ARG(gitsrc_of(s)->top));
}

const struct history_release *history_release_of(const struct history_releases *r, uint32_t commit)
{
	size_t low = 0, high = r->all.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->all.v[middle].commit < commit)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->all.n ? &r->all.v[low] : NULL;
}

struct listing_names {
	struct arena *a;
	VEC(str) all;
};

static int add_name(const char *name, git_oid *id, void *payload)
{
	struct listing_names *l = payload;
	struct release ignored;
	char hex[GIT_OID_HEXSZ];

	if (!release_of_tag(str_cut_last(str_from_z(name), '/').tail, &ignored))
		return 0;
	git_oid_fmt(hex, id);
	*vec_push(&l->all, l->a) = str_fmt(l->a, "%s %.*s\n", name, GIT_OID_HEXSZ, hex);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

bool history_state(struct source *s, struct arena *a, str *out, struct err *e)
{
	struct listing_names l = { .a = a };
	struct buf b = { .a = a };

	if (git_tag_foreach(gitsrc_of(s)->repo, add_name, &l))
		return err_set(e, "cannot list the tags of repository '%.*s'", STR_ARG(gitsrc_of(s)->top));
	if (l.all.n)
		qsort(l.all.v, l.all.n, sizeof *l.all.v, compare_names);
	for (size_t i = 0; i < l.all.n; i++)
		buf_put(&b, l.all.v[i]);
	buf_put(&b, gitfail_read_list(gitsrc_of(s), "shallow", a));
	*out = buf_str(&b);
	return true;
}
