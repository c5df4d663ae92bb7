/* What merges make of files. A full walk tells the commits of branches one after the other, each against its own parent, so what they add up to is
   no state that ever was; where branches meet on the first-parent chain, it has to be what the merge says. */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "source/history_parts.h"

struct fate { /* of one path, as commits are told one after the other */
	str path;
	unsigned char now[SOURCE_ID_BYTES], on_chain[SOURCE_ID_BYTES]; /* after the commit told last; after the last one of the chain */
	bool is_told;     /* since then */
	bool is_certain;  /* on_chain was told by the chain; else by a branch, which may come from beyond what is here */
	bool is_diverged; /* by a commit whose parent had it otherwise, or by the merge itself */
	const struct history_outcome *brought; /* by the merge at hand; NULL: it is what it was on the chain */
};
struct fates {
	struct history *h;
	struct walker *w;
	struct map by_path; /* -> struct fate */
	VEC(struct fate *) told; /* since the last commit of the chain */
	size_t gap; /* the first of the commit at hand, or of later ones */
	struct arena *a, *scratch;
};

bool *history_find_chain(const struct history *h, struct arena *a)
{
	bool *is_on_chain = arena_array(a, h->commits.n, bool);
	uint32_t i = h->commits.n ? (uint32_t)h->commits.n - 1 : HISTORY_NONE; /* positions fit */

	for (; i != HISTORY_NONE; i = h->commits.v[i].parent)
		is_on_chain[i] = true;
	return is_on_chain;
}

/* With a first parent to compare it with. */
static bool is_merge(const struct history *h, uint32_t commit)
{
	return h->commits.v[commit].n_merged && h->commits.v[commit].parent != HISTORY_NONE;
}

/* `was`: what it is before anything is told of it. */
static struct fate *fate_of(struct fates *f, str path, const unsigned char *was)
{
	void **slot = map_put(&f->by_path, path, f->scratch);
	struct fate *fate = *slot;

	if (!fate) {
		fate = *slot = arena_new(f->scratch, struct fate);
		fate->path = path;
		memcpy(fate->now, was, sizeof fate->now);
		memcpy(fate->on_chain, was, sizeof fate->on_chain);
	}
	if (!fate->is_told)
		*vec_push(&f->told, f->scratch) = fate;
	fate->is_told = true;
	return fate;
}

static void take_change(struct fates *f, const struct history_change *c, bool is_of_merge)
{
	struct fate *fate = fate_of(f, c->path, c->old);

	fate->is_diverged = fate->is_diverged || is_of_merge || memcmp(fate->now, c->old, sizeof c->old) != 0;
	memcpy(fate->now, c->now, sizeof fate->now);
}

static bool is_in_gap(const struct fates *f, uint32_t commit, str path)
{
	const struct history *h = f->h;

	for (size_t i = f->gap; i < h->gaps.n && h->gaps.v[i].commit == commit; i++)
		if (fs_path_is_within(path, h->gaps.v[i].path))
			return true;
	return false;
}

/* What the merge says counts from here on. */
static void settle_merge(struct fates *f, uint32_t commit, struct fate *fate)
{
	const unsigned char *is = fate->brought ? fate->brought->now : fate->on_chain;
	struct history_outcome *o;

	if (!fate->brought && !fate->is_certain && f->h->is_truncated)
		walker_find(f->w, commit, fate->path, fate->on_chain);
	if ((!fate->is_diverged && !memcmp(fate->now, is, sizeof fate->now)) || is_in_gap(f, commit, fate->path))
		return;
	o = vec_push(&f->h->outcomes, f->a);
	*o = (struct history_outcome){ .path = fate->path, .commit = commit };
	if (fate->brought)
		memcpy(o->old, fate->brought->old, sizeof o->old);
	memcpy(o->now, is, sizeof o->now);
	memcpy(fate->now, is, sizeof fate->now);
}

static void end_stretch(struct fates *f, uint32_t commit)
{
	for (size_t i = 0; i < f->told.n; i++) {
		struct fate *fate = f->told.v[i];

		if (is_merge(f->h, commit))
			settle_merge(f, commit, fate);
		memcpy(fate->on_chain, fate->now, sizeof fate->on_chain);
		fate->is_certain = true;
		fate->is_told = fate->is_diverged = false;
		fate->brought = NULL;
	}
	f->told.n = 0;
}

static int compare_by_path(const void *a, const void *b)
{
	const struct history_outcome *one = a, *other = b;
	int order = str_cmp(one->path, other->path);

	return order ? order : one->commit < other->commit ? -1 : one->commit > other->commit;
}

static int compare_by_commit(const void *a, const void *b)
{
	const struct history_outcome *one = a, *other = b;

	return one->commit != other->commit ? one->commit < other->commit ? -1 : 1 : str_cmp(one->path, other->path);
}

void history_find_outcomes(struct history *h, struct walker *w, struct history_outcome *brought, size_t n, struct arena *a, struct arena *scratch)
{
	const bool *is_on_chain = w->is_on_chain;
	struct fates f = { .h = h, .w = w, .a = a, .scratch = scratch };
	size_t c = 0, b = 0;

	if (n)
		qsort(brought, n, sizeof *brought, compare_by_commit);
	for (uint32_t i = 0; i < h->commits.n; i++) {
		for (; c < h->changes.n && h->changes.v[c].commit == i; c++)
			take_change(&f, &h->changes.v[c], is_on_chain[i] && is_merge(h, i));
		for (; b < n && brought[b].commit == i; b++)
			fate_of(&f, brought[b].path, brought[b].old)->brought = &brought[b];
		while (f.gap < h->gaps.n && h->gaps.v[f.gap].commit < i)
			f.gap++;
		if (is_on_chain[i])
			end_stretch(&f, i);
	}
	if (h->outcomes.n)
		qsort(h->outcomes.v, h->outcomes.n, sizeof *h->outcomes.v, compare_by_path);
}

/* ---- versions ---- */

static int compare_files(const void *a, const void *b)
{
	return str_cmp(((const struct history_file *)a)->path, ((const struct history_file *)b)->path);
}

/* How many of `n` positions, which are in order, come up to a point. */
static size_t count_up_to(size_t n, bool (*is_up_to)(const void *arg, size_t i), const void *arg)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_up_to(arg, middle))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct point {
	const struct history *h;
	const struct history_file *file; /* NULL: none was changed under the path */
	struct history_outcome at; /* its path and commit */
};

static bool is_change_up_to(const void *arg, size_t i)
{
	const struct point *p = arg;

	return p->h->changes.v[p->file->changes[i]].commit <= p->at.commit;
}

static bool is_outcome_up_to(const void *arg, size_t i)
{
	const struct point *p = arg;

	return compare_by_path(&p->h->outcomes.v[i], &p->at) <= 0;
}

/* Before anything that is told of the file. */
static const unsigned char *first_version(const struct point *p, const struct history_outcome *next)
{
	const struct history_change *change = p->file ? &p->h->changes.v[p->file->changes[0]] : NULL;

	if (next && str_eq(next->path, p->at.path) && (!change || next->commit < change->commit))
		return next->old;
	return change ? change->old : NULL;
}

const unsigned char *history_version(const struct history *h, str path, uint32_t commit)
{
	const struct history_file wanted = { .path = path };
	struct point p = { h, h->files.n ? bsearch(&wanted, h->files.v, h->files.n, sizeof wanted, compare_files) : NULL, { .path = path, .commit = commit } };
	size_t n = p.file ? count_up_to(p.file->n, is_change_up_to, &p) : 0, n_outcomes = count_up_to(h->outcomes.n, is_outcome_up_to, &p);
	const struct history_change *change = n ? &h->changes.v[p.file->changes[n - 1]] : NULL;
	const struct history_outcome *outcome = n_outcomes ? &h->outcomes.v[n_outcomes - 1] : NULL;

	if (outcome && str_eq(outcome->path, path) && (!change || outcome->commit >= change->commit))
		return outcome->now;
	if (change)
		return change->now;
	return first_version(&p, n_outcomes < h->outcomes.n ? &h->outcomes.v[n_outcomes] : NULL);
}
