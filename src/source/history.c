/* The walk over commits. libgit2's own finds nothing in a shallow clone, so parents are followed here. First the commits are collected,
   then several threads compare the trees of a stretch of them each, then what they found is joined in the order of commits. */
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/pool.h"
#include "base/utf8.h"
#include "source/encoding.h"
#include "source/gitsrc.h"
#include "source/history_parts.h"
#include "source/packs.h"

enum { MAX_COMMITS = 50 * 1000 * 1000 }; /* positions fit 32 bits with room */
enum { MIN_STRETCH = 32, MAX_STRETCH = 512, STRETCHES = 8 }; /* commits that a thread takes at once: folders near one another are told by their
                                                           differences, which each thread unpacks for itself; stretches for each thread */

struct walk {
	const struct history_options *o;
	struct arena *a, *changes; /* of the result; of its changes and files */
	struct history *h;
	struct source *source;
	struct map edges; /* ids that a shallow clone pretends to have no parents of */
	struct map known; /* id -> struct visit, full walk only */
};

/* ---- commits ---- */

struct parents { /* of one commit, in order */
	VEC(git_oid) all;
};

static bool take_id(str *text, const char *name, git_oid *out)
{
	struct cut line = str_cut(*text, '\n');
	size_t n = strlen(name);

	if (!str_starts(line.head, str_from_z(name)) || line.head.n != n + GIT_OID_HEXSZ ||
	    git_oid_fromstrn(out, line.head.p + n, GIT_OID_HEXSZ))
		return false;
	*text = line.tail;
	return true;
}

/* The value of a header line such as "author"; empty when there is none. */
static str header(str text, const char *name)
{
	str start = str_from_z(name);

	for (str line; text.n; text = str_cut(text, '\n').tail) {
		line = str_cut(text, '\n').head;
		if (!line.n)
			break;
		if (str_starts(line, start))
			return str_from(line, start.n);
	}
	return (str){ 0 };
}

/* "A Name <a@example.com> 1704103200 +0200"; dates that make no sense are 0, as git has it. */
static int64_t person_time(str person)
{
	str rest = str_trim(str_cut_last(person, '>').tail);
	int64_t time = 0;

	(void)str_to_i64(str_cut(rest, ' ').head, &time); /* leaves 0 alone on junk */
	return time;
}

static str person_name(str person)
{
	return str_trim(str_cut(person, '<').head);
}

/* Names stand on each page: nobody's fills them. */
static str read_author(str text, struct arena *scratch, struct arena *a)
{
	str name = encoding_decode(person_name(header(text, "author ")), header(text, "encoding "), scratch);

	return str_dup(str_sub(name, 0, utf8_offset(name, HISTORY_AUTHOR_MAX)), a);
}

/* False when the commit is not here, damaged or too large. */
static bool read_commit(struct walk *w, const git_oid *id, struct history_commit *c, struct parents *parents, struct arena *a)
{
	struct object *object = gitsrc_read_object(w->source, id->id, GIT_OBJECT_COMMIT, (size_t)HISTORY_COMMIT_MAX_MIB * 1024 * 1024);
	str text = object ? object->bytes : (str){ 0 };
	git_oid tree, parent;
	bool ok = object && take_id(&text, "tree ", &tree);

	if (ok) {
		*c = (struct history_commit){ .parent = HISTORY_NONE, .time = person_time(header(text, "committer ")) };
		memcpy(c->id, id->id, sizeof c->id);
		memcpy(c->tree, tree.id, sizeof c->tree);
		while (take_id(&text, "parent ", &parent))
			*vec_push(&parents->all, a) = parent;
		if (parents->all.n == 2)
			memcpy(c->second, parents->all.v[1].id, sizeof c->second);
		if (w->o->has_authors)
			c->author = read_author(text, a, w->a);
	}
	object_free(object);
	return ok;
}

/* What stands below `c` here: nothing beyond the edge of a shallow clone. */
static void cut_at_edge(struct walk *w, struct history_commit *c, struct parents *parents)
{
	if (!map_has(&w->edges, source_id_str(c->id)))
		return;
	c->is_edge = parents->all.n > 0;
	w->h->is_shallow = w->h->is_shallow || c->is_edge;
	parents->all.n = 0;
}

/* Lists that are added to where they have room, else copied. */
static void take_known(struct history *h, const struct history *known)
{
	h->commits = known->commits;
	h->changes = known->changes;
	h->gaps = known->gaps;
	h->n_known = known->commits.n;
}

/* What a former walk knows, then the commits found now, newest first. */
static void put_in_order(struct walk *w, const struct history *known, const struct history_commit *found, size_t n)
{
	struct history *h = w->h;

	if (known)
		take_known(h, known);
	vec_reserve(&h->commits, h->commits.n + n, w->a);
	h->is_shallow = h->is_shallow || (known && known->is_shallow);
	for (size_t i = n; i > 0; i--) {
		struct history_commit *c = vec_push(&h->commits, w->a);

		*c = found[i - 1];
		c->parent = h->commits.n > 1 ? (uint32_t)h->commits.n - 2 : HISTORY_NONE; /* at most MAX_COMMITS */
	}
}

static bool is_known(const struct walk *w, const git_oid *id)
{
	const struct history *known = w->o->known;

	return known && known->commits.n && !memcmp(known->commits.v[known->commits.n - 1].id, id->id, sizeof id->id);
}

static void collect_first_parents(struct walk *w, git_oid id, const struct history_commit *tip, const struct parents *first)
{
	struct history_commit c = *tip;
	struct parents parents = *first;
	struct arena scratch = { 0 };
	VEC(struct history_commit) found = { 0 };

	while (!is_known(w, &id)) {
		cut_at_edge(w, &c, &parents);
		*vec_push(&found, &scratch) = c;
		if (!parents.all.n || found.n >= MAX_COMMITS)
			break;
		id = parents.all.v[0];
		parents.all.n = 0;
		if (!is_known(w, &id) && !read_commit(w, &id, &c, &parents, &scratch)) {
			found.v[found.n - 1].is_edge = true;
			break;
		}
	}
	put_in_order(w, is_known(w, &id) ? w->o->known : NULL, found.v, found.n);
	arena_free(&scratch);
}

struct visit { /* a commit on its way into the list, after its parents */
	struct history_commit commit;
	struct parents parents;
	size_t next;       /* which parent is to be visited */
	uint32_t position; /* HISTORY_NONE: not in the list yet */
};
struct visits {
	VEC(struct visit *) stack;
};

static struct visit *visit(struct walk *w, const git_oid *id, struct visits *s, struct arena *scratch)
{
	struct visit *v = map_get(&w->known, source_id_str(id->id));

	if (v)
		return v;
	v = arena_new(scratch, struct visit);
	v->position = HISTORY_NONE;
	if (!read_commit(w, id, &v->commit, &v->parents, scratch))
		return NULL;
	cut_at_edge(w, &v->commit, &v->parents);
	*map_put(&w->known, source_id_str(v->commit.id), scratch) = v;
	*vec_push(&s->stack, scratch) = v;
	return v;
}

static void list_merged(struct walk *w, struct visit *v)
{
	size_t n = v->parents.all.n ? v->parents.all.n - 1 : 0;
	uint32_t *merged = arena_array(w->a, n, uint32_t);

	for (size_t i = 1; i <= n; i++) {
		const struct visit *parent = map_get(&w->known, source_id_str(v->parents.all.v[i].id));

		if (parent && parent->position != HISTORY_NONE)
			merged[v->commit.n_merged++] = parent->position;
	}
	v->commit.merged = merged;
}

static void settle(struct walk *w, struct visit *v)
{
	const struct visit *first = v->parents.all.n ? map_get(&w->known, source_id_str(v->parents.all.v[0].id)) : NULL;

	if (first)
		v->commit.parent = first->position;
	list_merged(w, v);
	v->position = (uint32_t)w->h->commits.n; /* at most MAX_COMMITS */
	*vec_push(&w->h->commits, w->a) = v->commit;
}

/* Depth first, the first parent before the others: commits of a branch come right before the merge that brought them. */
static void collect_all(struct walk *w, const git_oid *tip, struct arena *scratch)
{
	struct visits s = { .stack = { 0 } };

	(void)visit(w, tip, &s, scratch); /* it has been read before */
	while (s.stack.n && w->h->commits.n < MAX_COMMITS) {
		struct visit *v = s.stack.v[s.stack.n - 1];

		if (v->next == v->parents.all.n) {
			settle(w, v);
			s.stack.n--;
		} else if (!visit(w, &v->parents.all.v[v->next++], &s, scratch)) {
			v->commit.is_edge = true;
		}
	}
}

static void find_edge(struct history *h)
{
	h->edge = HISTORY_NONE;
	for (size_t i = 0; i < h->commits.n; i++)
		if (h->commits.v[i].is_edge)
			h->edge = (uint32_t)i; /* at most MAX_COMMITS */
	h->is_truncated = h->edge != HISTORY_NONE;
}

/* ---- trees ---- */

struct comparing {
	struct walk *w;
	struct walker walker[POOL_MAX_WORKERS];
	struct stretch {
		size_t worker, from, n; /* its changes in the worker's list */
	} *stretches;
	size_t size; /* commits of a stretch */
};

static void compare_stretch(void *arg, size_t worker, size_t index)
{
	struct comparing *c = arg;
	struct walker *w = &c->walker[worker];
	size_t n = c->w->h->commits.n, first = c->w->h->n_known + index * c->size, end = first + c->size;
	struct stretch *s = &c->stretches[index];

	s->worker = worker;
	s->from = w->changes.n;
	w->first = (uint32_t)first; /* at most MAX_COMMITS */
	for (size_t i = first; i < n && i < end; i++) {
		size_t from = w->changes.n;

		walker_compare(w, (uint32_t)i); /* at most MAX_COMMITS */
		history_find_renames(w->source, w->changes.v, from, w->changes.n);
	}
	s->n = w->changes.n - s->from;
}

static int compare_gaps(const void *a, const void *b)
{
	const struct history_gap *one = a, *other = b;

	if (one->commit != other->commit)
		return one->commit < other->commit ? -1 : 1;
	return str_cmp(one->path, other->path);
}

static void join(struct comparing *c, size_t n_stretches)
{
	struct history *h = c->w->h;
	size_t n = h->changes.n;

	for (size_t i = 0; i < n_stretches; i++)
		n += c->stretches[i].n;
	vec_reserve(&h->changes, n, c->w->changes);
	for (size_t i = 0; i < n_stretches; i++) {
		const struct stretch *s = &c->stretches[i];
		uint32_t before = (uint32_t)h->changes.n, first = (uint32_t)s->from; /* at most one per entry of trees that were read: memory ends first */

		for (size_t k = 0; k < s->n; k++) {
			struct history_change *change = vec_push(&h->changes, c->w->changes);

			*change = c->walker[s->worker].changes.v[s->from + k];
			if (change->source != HISTORY_NONE)
				change->source += before - first;
			if (change->target != HISTORY_NONE)
				change->target += before - first;
		}
	}
	for (size_t i = 0; i < c->w->o->workers; i++)
		for (size_t k = 0; k < c->walker[i].gaps.n; k++)
			*vec_push(&h->gaps, c->w->a) = c->walker[i].gaps.v[k];
	if (h->gaps.n)
		qsort(h->gaps.v, h->gaps.n, sizeof *h->gaps.v, compare_gaps);
}

static void settle_merges(struct comparing *c, struct arena *scratch)
{
	VEC(struct history_outcome) brought = { 0 };

	for (size_t i = 0; i < c->w->o->workers; i++)
		for (size_t k = 0; k < c->walker[i].brought.n; k++)
			*vec_push(&brought, scratch) = c->walker[i].brought.v[k];
	history_find_outcomes(c->w->h, &c->walker[0], brought.v, brought.n, c->w->changes, scratch);
}

static bool start_workers(struct comparing *c, const bool *is_on_chain, struct source **sources, struct arena *scratch, struct err *e)
{
	const struct history_options *o = c->w->o;

	sources[0] = c->w->source;
	for (size_t i = 0; i < o->workers; i++) {
		if (i)
			sources[i] = source_clone(c->w->source, scratch, e);
		if (!sources[i])
			return false;
		c->walker[i] = (struct walker){ .o = o, .h = c->w->h, .source = sources[i], .a = &o->worker[i], .is_on_chain = is_on_chain };
	}
	return true;
}

static size_t size_of_stretch(size_t n, size_t workers)
{
	size_t size = n / (workers * STRETCHES);

	return size < MIN_STRETCH ? MIN_STRETCH : size > MAX_STRETCH ? MAX_STRETCH : size;
}

static bool compare_trees(struct walk *w, struct arena *scratch, struct err *e)
{
	size_t n_commits = w->h->commits.n - w->h->n_known, size = size_of_stretch(n_commits, w->o->workers), n = (n_commits + size - 1) / size;
	struct source *sources[POOL_MAX_WORKERS] = { 0 };
	struct comparing *c = arena_new(scratch, struct comparing);
	const bool *is_on_chain = w->o->is_full ? history_find_chain(w->h, scratch) : NULL;
	bool ok;

	c->w = w;
	c->size = size;
	c->stretches = arena_array(scratch, n, struct stretch);
	ok = start_workers(c, is_on_chain, sources, scratch, e);
	if (ok)
		pool_run_singly(w->o->workers, n, compare_stretch, c);
	if (ok)
		join(c, n);
	if (ok && is_on_chain)
		settle_merges(c, scratch);
	for (size_t i = 0; i < w->o->workers; i++) {
		walker_free(&c->walker[i]);
		if (!i || !sources[i])
			continue;
		history_add_unread(w->source, history_unread(sources[i]));
		source_close(sources[i]);
	}
	return ok;
}

/* ---- files ---- */

static int compare_files(const void *a, const void *b)
{
	return str_cmp(((const struct history_file *)a)->path, ((const struct history_file *)b)->path);
}

static void list_files(struct history *h, struct arena *a, struct arena *scratch)
{
	struct map by_path = { 0 };
	uint32_t *all = arena_array(a, h->changes.n, uint32_t), *next, *file_of = arena_array(scratch, h->changes.n, uint32_t);
	size_t at = 0;

	for (size_t i = 0; i < h->changes.n; i++) {
		void **slot = map_put(&by_path, h->changes.v[i].path, scratch);

		if (!*slot) {
			*vec_push(&h->files, a) = (struct history_file){ .path = h->changes.v[i].path };
			*slot = arena_new(scratch, uint32_t);
			*(uint32_t *)*slot = (uint32_t)h->files.n - 1; /* no more than changes */
		}
		file_of[i] = *(uint32_t *)*slot;
		h->files.v[file_of[i]].n++;
	}
	next = arena_array(scratch, h->files.n, uint32_t);
	for (size_t i = 0; i < h->files.n; i++) {
		next[i] = (uint32_t)at; /* no more than changes */
		h->files.v[i].changes = all + at;
		at += h->files.v[i].n;
	}
	for (size_t i = 0; i < h->changes.n; i++)
		all[next[file_of[i]]++] = (uint32_t)i; /* as above */
	if (h->files.n)
		qsort(h->files.v, h->files.n, sizeof *h->files.v, compare_files);
}

/* Checking every hash makes the walk three times slower; what is shown to readers is read again, and then checked. */
static void verify_hashes(bool on)
{
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, on ? 1 : 0); /* sets a variable */
}

struct hash history_edges(struct source *s)
{
	struct arena scratch = { 0 };
	struct hash h = hash_bytes(gitfail_read_list(gitsrc_of(s), "shallow", &scratch));

	arena_free(&scratch);
	return h;
}

const struct map *history_unread(const struct source *s)
{
	return gitsrc_unread(s);
}

void history_add_unread(struct source *s, const struct map *ids)
{
	for (const struct map_slot *slot = ids->first; slot; slot = slot->next)
		gitsrc_note_unread(s, (const unsigned char *)slot->key.p);
}

bool history_can_read_more(struct source *s, const struct map *ids)
{
	bool is_here = false;

	for (const struct map_slot *slot = ids->first; slot && !is_here; slot = slot->next)
		is_here = gitsrc_has_object(s, (const unsigned char *)slot->key.p);
	return is_here;
}

bool history_walk(struct source *s, const struct history_options *o, struct arena *a, struct history *out, struct err *e)
{
	struct walk w = { .o = o, .a = a, .changes = o->changes ? o->changes : a, .h = out, .source = s };
	struct history_commit tip;
	struct parents parents = { .all = { 0 } };
	struct arena scratch = { 0 };
	git_oid id;
	bool ok;

	*out = (struct history){ .is_full = o->is_full, .edge = HISTORY_NONE };
	(void)git_oid_fromstrn(&id, source_commit(s).p, GIT_OID_HEXSZ); /* our own digits */
	verify_hashes(false);
	w.edges = gitsrc_read_shallow(gitsrc_of(w.source), w.a);
	ok = read_commit(&w, &id, &tip, &parents, &scratch) ||
	     err_set(e, "cannot read commit %.*s, which is damaged or has more than %d MiB: run git fsck", STR_ARG(source_commit(s)),
	             HISTORY_COMMIT_MAX_MIB);
	if (ok && o->is_full)
		collect_all(&w, &id, &scratch);
	else if (ok)
		collect_first_parents(&w, id, &tip, &parents);
	find_edge(out);
	ok = ok && compare_trees(&w, &scratch, e);
	if (ok)
		list_files(out, w.changes, &scratch);
	verify_hashes(true);
	arena_free(&scratch);
	return ok;
}
