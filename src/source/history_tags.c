/* Where releases and other revisions meet the history: tags often sit on branches of their own, so their first parents are followed down to
   the chain of commits that was walked. */
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/map.h"
#include "source/gitrefs.h"
#include "source/gitsrc.h"
#include "source/history.h"

enum { MAX_DETOUR = 1000000 }; /* commits beside the chain that are read for all tags together */

struct meeting { /* where a commit meets the chain */
	uint32_t commit;
};
struct finding {
	const struct gitfail *fail;
	struct err *e; /* filled where an object that should be here cannot be read; NULL: it counts as one that leads nowhere */
	bool has_failed;
	const struct history *h;
	struct arena a;
	struct map known; /* 20 bytes of the id -> struct meeting */
	size_t n_read;
};

static void know(struct finding *f, const unsigned char *id, uint32_t commit)
{
	void **slot = map_put(&f->known, source_id_str(id), &f->a);
	struct meeting *m = arena_new(&f->a, struct meeting);

	m->commit = commit;
	*slot = m;
}

/* What leads out of a clone that is not whole leads nowhere. Anything else that cannot be read would silently change what is told. */
static void stop_at(struct finding *f, int rc, const git_oid *id, const char *what, str name)
{
	if (f->e && !f->has_failed && (rc != GIT_ENOTFOUND || !gitfail_may_lack_objects(f->fail)))
		f->has_failed = !gitfail_object(f->fail, rc, id, what, name, f->e);
}

static void start(struct finding *f, struct source *s, const struct history *h, struct err *e)
{
	uint32_t i = h->commits.n ? (uint32_t)h->commits.n - 1 : HISTORY_NONE; /* positions fit */

	*f = (struct finding){ .fail = gitsrc_of(s), .e = e, .h = h };
	for (; i != HISTORY_NONE; i = h->commits.v[i].parent)
		know(f, h->commits.v[i].id, i);
}

/* Of a path that was followed the way is remembered, so that many tags on one branch cost its length once. */
static uint32_t meet(struct finding *f, const git_oid *from)
{
	VEC(git_oid *) way = { 0 };
	const struct meeting *m = map_get(&f->known, source_id_str(from->id));
	git_oid id = *from;
	uint32_t found;

	while (!m && f->n_read++ < MAX_DETOUR) {
		git_commit *commit = NULL;
		git_oid *step = arena_new(&f->a, git_oid);
		const git_oid *parent;
		char hex[GIT_OID_HEXSZ + 1];
		int rc;

		*step = id;
		*vec_push(&way, &f->a) = step;
		rc = git_commit_lookup(&commit, f->fail->repo, &id);
		if (rc) {
			stop_at(f, rc, &id, "commit", str_from_z(git_oid_tostr(hex, sizeof hex, &id)));
			break;
		}
		parent = git_commit_parent_id(commit, 0);
		id = parent ? *parent : id;
		git_commit_free(commit);
		if (!parent)
			break;
		m = map_get(&f->known, source_id_str(id.id));
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
	start(&f, s, h, NULL);
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

static bool add_tag(struct listing_tags *l, const struct tag_ref *ref)
{
	struct history_release r = { .version = ref->version };
	git_object *commit;

	if (!gitrefs_commit(l->finding.fail, ref, &commit, l->finding.e))
		return false;
	if (commit) {
		r.commit = meet(&l->finding, git_object_id(commit));
		r.tag = str_dup(ref->tag, l->a);
		r.time = git_commit_time((git_commit *)commit);
		r.is_beside = r.commit != HISTORY_NONE && memcmp(git_object_id(commit)->id, l->finding.h->commits.v[r.commit].id, GIT_OID_RAWSZ) != 0;
		if (r.commit != HISTORY_NONE)
			*vec_push(&l->out->all, l->a) = r;
	}
	git_object_free(commit);
	return !l->finding.has_failed;
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
	struct tag_refs tags;
	bool ok;

	*out = (struct history_releases){ .all = { 0 } };
	start(&l.finding, s, h, e);
	ok = gitrefs_releases(l.finding.fail, &l.finding.a, &tags, e);
	for (size_t i = 0; ok && i < tags.all.n; i++)
		ok = add_tag(&l, &tags.all.v[i]);
	arena_free(&l.finding.a);
	if (!ok)
		return false;
	if (out->all.n)
		qsort(out->all.v, out->all.n, sizeof *out->all.v, compare_releases);
	drop_later(out, h);
	return true;
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
