/* Walks over commits, newest first: the best common ancestor of two, what one has and the other has not, the last release below one. libgit2's
   own walks fail in shallow clones: they ask for the parents that are not there. */
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/heap.h"
#include "base/map.h"
#include "source/encoding.h"
#include "source/gitrefs.h"
#include "source/gitsrc.h"

enum { OF_ONE = 1, OF_OTHER = 2, STALE = 4, IS_RESULT = 8, IS_SURE = 16 };

struct commit {
	git_oid id;
	int64_t time;
	unsigned flags;
	bool is_queued;
	VEC(struct commit *) children; /* of the other alone, once link_parents was there */
};
struct search {
	const struct gitfail *fail;
	struct arena *a;
	struct err *e;
	struct map commits; /* 20 bytes of the id -> struct commit */
	struct map edges;   /* the same of commits whose parents a shallow clone does not have */
	struct heap queue;  /* newest first */
	VEC(struct commit *) results;
	VEC(struct commit *) sure; /* the one has none of them, whatever lies beyond the edges; but for the first, where they parted */
	int64_t oldest; /* time of a result */
	size_t n_open; /* queued commits that are not stale */
	int rc;        /* why the last object could not be read */
};

/* ---- the queue ---- */

static int compare_times(const void *a, const void *b)
{
	const struct commit *one = a, *other = b;

	return one->time > other->time ? -1 : one->time < other->time;
}

static struct commit *take_newest(struct search *s)
{
	struct commit *newest = heap_take(&s->queue);

	newest->is_queued = false;
	s->n_open -= !(newest->flags & STALE);
	return newest;
}

static void mark(struct search *s, struct commit *c, unsigned flags)
{
	if (c->is_queued)
		s->n_open -= !(c->flags & STALE) && (flags & STALE);
	c->flags |= flags;
	if (c->is_queued)
		return;
	c->is_queued = true;
	s->n_open += !(c->flags & STALE);
	heap_put(&s->queue, c, s->a);
}

/* ---- commits ---- */

static git_commit *look_up(struct search *s, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_commit *commit = NULL;
	int rc = git_commit_lookup(&commit, s->fail->repo, id);

	s->rc = rc;
	if (rc)
		(void)gitfail_object(s->fail, rc, id, "commit", str_from_z(git_oid_tostr(hex, sizeof hex, id)), s->e); /* always false */
	return rc ? NULL : commit;
}

static bool reach(struct search *s, const git_oid *id, unsigned flags)
{
	struct commit *c = map_get(&s->commits, source_id_str(id->id));
	git_commit *commit;

	if (c) {
		if ((c->flags & flags) != flags)
			mark(s, c, flags);
		return true;
	}
	commit = look_up(s, id);
	if (!commit)
		return false;
	c = arena_new(s->a, struct commit);
	*c = (struct commit){ .id = *id, .time = git_commit_time(commit) };
	git_commit_free(commit);
	*map_put(&s->commits, source_id_str(c->id.id), s->a) = c;
	mark(s, c, flags);
	return true;
}

static bool is_edge(const struct search *s, const struct commit *c)
{
	return map_has(&s->edges, source_id_str(c->id.id));
}

static bool reach_parents(struct search *s, const struct commit *c, unsigned flags)
{
	git_commit *commit = is_edge(s, c) ? NULL : look_up(s, &c->id);
	bool ok = commit != NULL;

	if (is_edge(s, c))
		return true;
	for (unsigned i = 0; ok && i < git_commit_parentcount(commit); i++)
		ok = reach(s, git_commit_parent_id(commit, i), flags);
	git_commit_free(commit);
	return ok;
}

/* One of several results may yet turn out to be an ancestor of another one. */
static bool is_undecided(const struct search *s)
{
	return s->results.n > 1 && s->queue.all.n && ((const struct commit *)s->queue.all.v[0])->time >= s->oldest;
}

static void add_result(struct search *s, struct commit *c)
{
	if (!(c->flags & IS_RESULT))
		*vec_push(&s->results, s->a) = c;
	c->flags |= IS_RESULT;
	s->oldest = s->results.n > 1 && s->oldest < c->time ? s->oldest : c->time;
}

/* As git does: from the newest commit on, until all that is left are ancestors of common ancestors. */
static bool paint(struct search *s)
{
	while (s->n_open || is_undecided(s)) {
		struct commit *c = take_newest(s);
		unsigned flags = c->flags & (OF_ONE | OF_OTHER | STALE);

		if (flags == (OF_ONE | OF_OTHER)) {
			add_result(s, c);
			flags |= STALE;
		}
		if (!reach_parents(s, c, flags))
			return false;
	}
	return true;
}

/* The newest of the results that are no ancestors of others, of which there are *n; of several the one found first, as git prints it. */
static struct commit *best(const struct search *s, size_t *n)
{
	struct commit *newest = NULL;

	*n = 0;
	for (size_t i = 0; i < s->results.n; i++) {
		struct commit *c = s->results.v[i];

		if (c->flags & STALE)
			continue;
		++*n;
		newest = !newest || c->time > newest->time ? c : newest;
	}
	return newest;
}

static bool tell_nothing(const struct search *s, const struct source_place *p, str one, str other)
{
	if (s->edges.n)
		return err_set(s->e,
		               "no common ancestor of '%.*s' and '%.*s' is in repository '%.*s' (shallow clone): run git fetch --unshallow",
		               STR_ARG(one), STR_ARG(other), STR_ARG(p->top));
	return err_set(s->e, "revisions '%.*s' and '%.*s' of repository '%.*s' have no common ancestor", STR_ARG(one), STR_ARG(other),
	               STR_ARG(p->top));
}

static void begin(struct search *s, const struct source *at, struct arena *scratch, struct err *e)
{
	*s = (struct search){ .fail = gitsrc_of(at), .a = scratch, .e = e, .queue = { .compare = compare_times } };
	s->edges = gitsrc_read_shallow(s->fail, s->a);
}

/* *out: NULL where they have none; *n: how many are as good. */
static bool search(struct search *s, const struct source *one, const struct source *other, const struct commit **out, size_t *n)
{
	git_oid first, second;

	(void)git_oid_fromstrn(&first, source_commit(one).p, GIT_OID_HEXSZ);    /* our own digits */
	(void)git_oid_fromstrn(&second, source_commit(other).p, GIT_OID_HEXSZ); /* as above */
	if (!reach(s, &first, OF_ONE) || !reach(s, &second, OF_OTHER) || !paint(s))
		return false;
	*out = best(s, n);
	return true;
}

bool gitbase_find(const struct source_place *p, str one, str other, struct arena *a, struct merge_base *out, struct err *e)
{
	struct source *at = gitsrc_open(p, one, a, e);
	struct source *from = at ? gitsrc_open(p, other, a, e) : NULL;
	struct arena scratch = { 0 };
	struct search s;
	const struct commit *found = NULL;
	char hex[GIT_OID_HEXSZ + 1];
	bool ok = false;
	size_t n = 0;

	if (from) {
		begin(&s, at, &scratch, e);
		ok = search(&s, at, from, &found, &n) && (found || tell_nothing(&s, p, one, other));
	}
	if (found)
		*out = (struct merge_base){ str_dup(str_from_z(git_oid_tostr(hex, sizeof hex, &found->id)), a), n };
	arena_free(&scratch);
	source_close(from);
	source_close(at);
	return ok;
}

/* ---- what one has and the other has not ---- */

static bool is_id(str hex, git_oid *out)
{
	return hex.n == GIT_OID_HEXSZ && !git_oid_fromstrn(out, hex.p, hex.n);
}

/* What could not be read is absent from a clone that is not whole. */
static bool is_absent(const struct search *s)
{
	return s->rc == GIT_ENOTFOUND && gitfail_may_lack_objects(s->fail);
}

static bool is_of_other(const struct commit *c)
{
	return (c->flags & (OF_ONE | OF_OTHER)) == OF_OTHER;
}

/* git takes a first commit for an edge, too, where it stands at the depth that was asked for. Parents that are hidden are still in the header. */
static bool leads_beyond(const struct search *s, const struct commit *c)
{
	git_commit *commit = NULL;
	bool leads = is_edge(s, c) && (git_commit_lookup(&commit, s->fail->repo, &c->id) || strstr(git_commit_raw_header(commit), "\nparent "));

	git_commit_free(commit);
	return leads;
}

/* Whether what the one alone has leads beyond an edge, from where it may lead to anything. */
static bool is_one_cut_off(const struct search *s)
{
	for (const struct map_slot *slot = s->commits.first; slot; slot = slot->next) {
		const struct commit *c = slot->value;

		if ((c->flags & (OF_ONE | OF_OTHER)) == OF_ONE && leads_beyond(s, c))
			return true;
	}
	return false;
}

static void add_sure(struct search *s, struct commit *c)
{
	if (!(c->flags & IS_SURE))
		*vec_push(&s->sure, s->a) = c;
	c->flags |= IS_SURE;
}

/* git makes no merge of a commit into `one` that this one has: what was merged right into it is sure. */
static bool link_parents(struct search *s, const git_oid *one, struct commit *c)
{
	git_commit *commit = is_edge(s, c) ? NULL : look_up(s, &c->id);

	if (is_edge(s, c))
		return true;
	for (unsigned i = 0; commit && i < git_commit_parentcount(commit); i++) {
		struct commit *parent = map_get(&s->commits, source_id_str(git_commit_parent_id(commit, i)->id));

		*vec_push(&parent->children, s->a) = c;
		if (i && is_of_other(parent) && git_oid_equal(git_commit_parent_id(commit, 0), one))
			add_sure(s, parent);
	}
	git_commit_free(commit);
	return commit != NULL;
}

/* No ancestor of a commit comes after it. Where all edges that the one leads to are below where the two parted, what came after that is sure, and all is
   where it leads to none. */
static bool find_sure(struct search *s, const git_oid *one)
{
	bool is_cut_off = is_one_cut_off(s);
	size_t n;
	struct commit *parted = best(s, &n);
	bool are_all = !s->edges.n || (!is_cut_off && !n);

	if (!is_cut_off && n == 1)
		add_sure(s, parted);
	for (const struct map_slot *slot = s->commits.first; slot; slot = slot->next) {
		struct commit *c = slot->value;

		if (is_of_other(c) && are_all)
			add_sure(s, c);
		else if (is_of_other(c) && !link_parents(s, one, c))
			return false;
	}
	for (size_t i = 0; i < s->sure.n; i++)
		for (size_t k = 0; k < s->sure.v[i]->children.n; k++)
			add_sure(s, s->sure.v[i]->children.v[k]);
	return true;
}

static void keep_message(const struct commit *c, const git_commit *commit, struct arena *a, struct message_list *out, size_t *room)
{
	str message = str_from_z(git_commit_message(commit)), encoding = str_from_z(git_commit_message_encoding(commit));

	if (message.n > *room) {
		out->n_left++;
		return;
	}
	*room -= message.n;
	message = str_dup(encoding_decode(message, encoding, a), a);
	if (c->flags & IS_SURE)
		*vec_push(&out->all, a) = message;
	else
		*vec_push(&out->unsure, a) = message;
}

static bool read_messages(struct search *s, struct arena *a, struct message_list *out)
{
	size_t room = (size_t)MESSAGES_MAX_MIB * 1024 * 1024;

	for (const struct map_slot *slot = s->commits.first; slot; slot = slot->next) {
		const struct commit *c = slot->value;
		git_commit *commit;

		if (!is_of_other(c))
			continue;
		commit = look_up(s, &c->id);
		if (!commit)
			return false;
		out->is_cut_off = out->is_cut_off || leads_beyond(s, c);
		keep_message(c, commit, a, out, &room);
		git_commit_free(commit);
	}
	return true;
}

bool gitbase_messages(const struct source_place *p, str base, str tip, struct arena *a, struct message_list *out, struct err *e)
{
	struct arena scratch = { 0 };
	git_oid first, second;
	struct source *at;
	struct search s;
	bool ok;

	if (!is_id(base, &first) || !is_id(tip, &second))
		return true;
	at = gitsrc_open_objects(p, a, e);
	if (!at)
		return false;
	begin(&s, at, &scratch, e);
	ok = (reach(&s, &first, OF_ONE) && reach(&s, &second, OF_OTHER) && paint(&s) && find_sure(&s, &first) && read_messages(&s, a, out)) ||
	     is_absent(&s);
	arena_free(&scratch);
	source_close(at);
	return ok;
}

/* ---- the last release ---- */

enum { SLACK_S = 86400 };    /* seconds that clocks of committers may be apart */
enum { MAX_WALKED = 50000 }; /* commits, half a second: tags of branches that are never merged would have all of them walked */

struct tagged {
	struct release version;
	git_oid id;
	int64_t time;
	int64_t oldest_above; /* of this one and all higher ones */
};
struct releases {
	VEC(struct tagged) all; /* highest first */
	struct map by_commit;    /* 20 bytes of the id -> struct tagged, the highest */
};

static bool add_tag(struct search *s, struct releases *r, const struct tag_ref *ref)
{
	struct tagged found = { .version = ref->version };
	git_object *commit;

	if (!gitrefs_commit(s->fail, ref, &commit, s->e))
		return false;
	if (commit) {
		found.id = *git_object_id(commit);
		found.time = git_commit_time((git_commit *)commit);
		*vec_push(&r->all, s->a) = found;
	}
	git_object_free(commit);
	return true;
}

static int compare_tagged(const void *a, const void *b)
{
	const struct tagged *x = a, *y = b;
	int order = release_compare(&y->version, &x->version);

	return order ? order : git_oid_cmp(&x->id, &y->id);
}

static bool list_releases(struct search *s, struct releases *r)
{
	struct tag_refs tags;

	if (!gitrefs_releases(s->fail, s->a, &tags, s->e))
		return false;
	for (size_t i = 0; i < tags.all.n; i++)
		if (!add_tag(s, r, &tags.all.v[i]))
			return false;
	if (r->all.n)
		qsort(r->all.v, r->all.n, sizeof *r->all.v, compare_tagged);
	for (size_t i = 0; i < r->all.n; i++) {
		struct tagged *x = &r->all.v[i];
		void **slot = map_put(&r->by_commit, source_id_str(x->id.id), s->a);

		x->oldest_above = i && r->all.v[i - 1].oldest_above < x->time ? r->all.v[i - 1].oldest_above : x->time;
		*slot = *slot ? *slot : x;
	}
	return true;
}

/* Stops where everything higher than the best one found is newer than what is still to come. */
static bool last_release(struct search *s, const struct releases *r, const struct tagged **out)
{
	size_t best = r->all.n;

	*out = NULL;
	for (size_t n = 0; n < MAX_WALKED && s->queue.all.n && best; n++) {
		struct commit *c = take_newest(s);
		const struct tagged *here = map_get(&r->by_commit, source_id_str(c->id.id));

		if (here && (size_t)(here - r->all.v) < best)
			best = (size_t)(here - r->all.v);
		if (best && r->all.v[best - 1].oldest_above > c->time + SLACK_S)
			break;
		if (!reach_parents(s, c, OF_ONE)) {
			if (!is_absent(s))
				return false;
			break;
		}
	}
	if (best < r->all.n)
		*out = &r->all.v[best];
	return true;
}

bool gitbase_release(const struct source_place *p, str commit, struct arena *a, struct release *out, bool *found, struct err *e)
{
	struct arena scratch = { 0 };
	struct releases r = { 0 };
	const struct tagged *last = NULL;
	struct source *at;
	struct search s;
	git_oid id;
	bool ok;

	*found = false;
	if (!is_id(commit, &id))
		return true;
	at = gitsrc_open_objects(p, a, e);
	if (!at)
		return false;
	begin(&s, at, &scratch, e);
	ok = list_releases(&s, &r) && (!r.all.n || (reach(&s, &id, OF_ONE) && last_release(&s, &r, &last)));
	if (last) {
		*out = last->version;
		*found = true;
	}
	arena_free(&scratch);
	source_close(at);
	return ok;
}
