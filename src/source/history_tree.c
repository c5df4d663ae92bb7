/* Differences of the trees of a commit and its parents. Trees are read as bytes (git's "tree" objects: mode, blank, name, NUL, 20 bytes of
   id, for each entry): large folders differ in one entry mostly, and making objects of the others would cost more than reading them. */
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "source/backend.h"
#include "source/gitsrc.h"
#include "source/history_parts.h"
#include "source/packs.h"

enum { MAX_TREE_BYTES = 64 * 1024 * 1024 }; /* one folder; the largest known ones have some MiB */
enum { MAX_LOOK_BACK = 64 }; /* commits; where a folder cannot be read, its last state is looked for in these */

struct walk_folder { /* the state of a folder that was read last */
	str path;
	git_oid id;
	struct object *object; /* NULL: none */
	uint32_t commit;       /* where it was read */
};
struct item { /* one entry of a tree */
	str name;
	unsigned mode;
	const unsigned char *id;
};
/* One comparison on its way through the folders. */
struct compared {
	struct walker *w;
	uint32_t commit; /* whose folders are looked at */
	bool is_counted; /* gaps are told */
};

/* ---- folders ---- */

/* Whether files of interest can be below `path`: it is on the way to a folder, or below one. */
static bool is_entered(const struct history_options *o, str path)
{
	for (size_t i = 0; i < o->n_folders; i++)
		if (fs_path_is_within(path, o->folders[i]) || fs_path_is_within(o->folders[i], path))
			return true;
	return !o->n_folders;
}

static bool is_taken(const struct history_options *o, str path)
{
	bool is_in = !o->n_folders;

	for (size_t i = 0; i < o->n_folders && !is_in; i++)
		is_in = fs_path_is_within(path, o->folders[i]);
	return is_in && utf8_is_valid(path) && o->takes(o->arg, path);
}

/* Each path once, so that they can be many and long. */
static str path_in(struct walker *w, str folder, str name)
{
	char buffer[1024];
	size_t n = folder.n ? folder.n + 1 + name.n : name.n;
	char *p = n <= sizeof buffer ? buffer : arena_array(&w->work, n, char);
	struct map_slot *slot;
	str path;

	if (folder.n) {
		memcpy(p, folder.p, folder.n);
		p[folder.n] = '/';
	}
	memcpy(p + n - name.n, name.p, name.n);
	slot = map_get(&w->paths, (str){ p, n });
	if (slot)
		return slot->key;
	path = str_dup((str){ p, n }, w->a);
	*map_put(&w->paths, path, &w->work) = NULL;
	slot = w->paths.last;
	slot->value = slot;
	return path;
}

static struct walk_folder *folder_at(struct walker *w, str path)
{
	void **place = map_put(&w->folders, path, &w->work);
	struct walk_folder *f = *place;

	if (f)
		return f;
	f = arena_new(&w->work, struct walk_folder);
	f->path = path;
	*place = f;
	return f;
}

/* The tree `id`, which belongs to the folder. The caller frees it. */
static struct object *read_tree(struct walker *w, const struct walk_folder *f, const unsigned char *id)
{
	if (f->object && !memcmp(f->id.id, id, GIT_OID_RAWSZ))
		return object_use(f->object);
	return gitsrc_read_object(w->source, id, GIT_OBJECT_TREE, MAX_TREE_BYTES);
}

static void keep(struct walk_folder *f, uint32_t commit, const unsigned char *id, struct object *object)
{
	f->commit = commit;
	object_free(f->object);
	f->object = object;
	if (object)
		(void)git_oid_fromraw(&f->id, id); /* copies 20 bytes */
}

void walker_free(struct walker *w)
{
	for (const struct map_slot *s = w->folders.first; s; s = s->next) {
		struct walk_folder *f = s->value;

		object_free(f->object);
		f->object = NULL;
	}
	arena_free(&w->work);
}

/* ---- entries ---- */

static str bytes_of(const struct object *object)
{
	return object ? object->bytes : (str){ 0 };
}

/* The first entry; *size is how many bytes it takes. False at the end, and where the rest makes no sense. */
static bool first_item(str tree, struct item *out, size_t *size)
{
	size_t i = 0, end = str_find(tree, '\0');

	out->mode = 0;
	for (; i < end && i < 8 && tree.p[i] >= '0' && tree.p[i] <= '7'; i++)
		out->mode = out->mode * 8 + (unsigned)(tree.p[i] - '0');
	if (i >= end || tree.p[i] != ' ' || tree.n - end <= GIT_OID_RAWSZ)
		return false;
	out->name = str_sub(tree, i + 1, end - i - 1);
	out->id = (const unsigned char *)tree.p + end + 1;
	*size = end + 1 + GIT_OID_RAWSZ;
	return true;
}

static bool is_tree(const struct item *i)
{
	return (i->mode & MODE_TYPE) == MODE_TREE;
}

static bool is_file(const struct item *i)
{
	return (i->mode & MODE_TYPE) == MODE_FILE;
}

/* git orders folders as if their names ended in a slash. */
static int compare_items(const struct item *one, const struct item *other)
{
	size_t n = one->name.n < other->name.n ? one->name.n : other->name.n;
	int order = n ? memcmp(one->name.p, other->name.p, n) : 0;
	unsigned char a = n < one->name.n ? (unsigned char)one->name.p[n] : is_tree(one) ? '/' : '\0';
	unsigned char b = n < other->name.n ? (unsigned char)other->name.p[n] : is_tree(other) ? '/' : '\0';

	return order ? order : (int)a - (int)b;
}

/* ---- differences ---- */

static void add_gap(struct compared *c, str path)
{
	if (c->is_counted)
		*vec_push(&c->w->gaps, &c->w->work) = (struct history_gap){ c->commit, path };
}

static void add_change(struct compared *c, str folder, const struct item *was, const struct item *is)
{
	bool had = was && is_file(was), has = is && is_file(is);
	str path;
	struct history_change *change;

	if ((!had && !has) || (had && has && !memcmp(was->id, is->id, GIT_OID_RAWSZ)))
		return;
	path = path_in(c->w, folder, had ? was->name : is->name);
	if (!is_taken(c->w->o, path))
		return;
	change = vec_push(&c->w->changes, &c->w->work);
	*change = (struct history_change){ .path = path,
		                           .commit = c->commit,
		                           .source = HISTORY_NONE,
		                           .target = HISTORY_NONE,
		                           .event = !had ? HISTORY_ADDED : !has ? HISTORY_DELETED : HISTORY_CHANGED };
	if (had)
		memcpy(change->old, was->id, sizeof change->old);
	if (has)
		memcpy(change->now, is->id, sizeof change->now);
}

static void compare_folders(struct compared *c, str path, const unsigned char *was, const unsigned char *is, size_t depth);

/* What one name was and is; one of them may be NULL, but not both. */
static void compare_entry(struct compared *c, str folder, const struct item *was, const struct item *is, size_t depth)
{
	bool was_tree = was && is_tree(was), is_now_tree = is && is_tree(is);
	const struct item *any = was ? was : is;
	str path;

	/* cppcheck-suppress nullPointer; one of them is there */
	if (source_name_is_hostile(any->name))
		return;
	add_change(c, folder, was, is);
	if (!was_tree && !is_now_tree)
		return;
	path = path_in(c->w, folder, any->name);
	if (is_entered(c->w->o, path))
		compare_folders(c, path, was_tree ? was->id : NULL, is_now_tree ? is->id : NULL, depth + 1);
}

static void compare_entries(struct compared *c, str folder, str was, str is, size_t depth)
{
	struct item one, other;
	size_t n_one, n_other;

	for (;;) {
		bool has_one = first_item(was, &one, &n_one);

		while (has_one && is.n >= n_one && !memcmp(was.p, is.p, n_one)) { /* nearly all of them */
			is = str_from(is, n_one);
			was = str_from(was, n_one);
			has_one = first_item(was, &one, &n_one);
		}
		bool has_other = first_item(is, &other, &n_other);
		int order = !has_one ? 1 : !has_other ? -1 : compare_items(&one, &other);

		if (!has_one && !has_other)
			break;
		compare_entry(c, folder, order <= 0 ? &one : NULL, order >= 0 ? &other : NULL, depth);
		was = order <= 0 ? str_from(was, n_one) : was;
		is = order >= 0 ? str_from(is, n_other) : is;
	}
	if (is.n) /* entries that cannot be told apart follow */
		add_gap(c, folder);
}

static const unsigned char *find_item(struct object *tree, str name, bool (*is_wanted)(const struct item *i))
{
	str rest = bytes_of(tree);
	struct item item;
	size_t n;

	for (; first_item(rest, &item, &n); rest = str_from(rest, n))
		if (is_wanted(&item) && str_eq(item.name, name))
			return item.id;
	return NULL;
}

/* The folder in this commit; NULL where it is not or cannot be read. */
static struct object *read_folder(struct walker *w, uint32_t commit, str path)
{
	struct object *tree = gitsrc_read_object(w->source, w->h->commits.v[commit].tree, GIT_OBJECT_TREE, MAX_TREE_BYTES);

	while (tree && path.n) {
		struct cut c = str_cut(path, '/');
		const unsigned char *id = find_item(tree, c.head, is_tree);
		struct object *next = id ? gitsrc_read_object(w->source, id, GIT_OBJECT_TREE, MAX_TREE_BYTES) : NULL;

		object_free(tree);
		tree = next;
		path = c.tail;
	}
	return tree;
}

void walker_find(struct walker *w, uint32_t commit, str path, unsigned char *id)
{
	struct cut c = str_cut_last(path, '/');
	struct object *folder = read_folder(w, commit, c.found ? c.head : (str){ 0 });
	const unsigned char *found = find_item(folder, c.found ? c.tail : path, is_file);

	if (found)
		memcpy(id, found, SOURCE_ID_BYTES);
	else if (folder)
		memset(id, 0, SOURCE_ID_BYTES);
	object_free(folder);
}

/* What a folder was before it could not be read; NULL when nobody knows. */
static struct object *last_known(struct compared *c, const struct walk_folder *f)
{
	const struct history *h = c->w->h;
	uint32_t i = h->commits.v[c->commit].parent;
	struct object *found = NULL;

	for (size_t n = 0; n < MAX_LOOK_BACK && i != HISTORY_NONE && !found; n++, i = h->commits.v[i].parent)
		found = read_folder(c->w, i, f->path);
	if (!found && f->object && !h->is_full && f->commit >= c->w->first) /* else other commits came between */
		found = object_use(f->object);
	return found;
}

static void compare_folders(struct compared *c, str path, const unsigned char *was, const unsigned char *is, size_t depth)
{
	struct walk_folder *f;
	struct object *before = NULL, *now = NULL;

	if (was && is && !memcmp(was, is, GIT_OID_RAWSZ))
		return;
	f = folder_at(c->w, path);
	if (is)
		now = depth <= SOURCE_MAX_DEPTH ? read_tree(c->w, f, is) : NULL;
	if (is && !now) {
		add_gap(c, path);
		return;
	}
	if (was) {
		before = read_tree(c->w, f, was);
		if (!before)
			before = last_known(c, f);
	}
	if (was && is && !before)
		add_gap(c, path); /* what changed is unknown: the next commit is compared with this one */
	else
		compare_entries(c, path, bytes_of(before), bytes_of(now), depth);
	object_free(before);
	keep(f, c->commit, is, now);
}

static int compare_changes(const void *a, const void *b)
{
	const struct history_change *one = a, *other = b;
	int order = str_cmp(one->path, other->path);

	return order ? order : (int)one->event - (int)other->event;
}

static bool is_same(const struct history_change *c)
{
	return c->event == HISTORY_CHANGED && !memcmp(c->old, c->now, sizeof c->old);
}

/* Path order and each path once, also of trees that are out of order or name a file twice: of equal events the first one counts. */
static void put_in_order(struct walker *w, size_t from)
{
	struct history_change *all = w->changes.v;
	size_t n = from;

	if (w->changes.n - from < 2)
		return;
	qsort(all + from, w->changes.n - from, sizeof *all, compare_changes);
	for (size_t i = from; i < w->changes.n; i++) {
		struct history_change *last = n > from ? &all[n - 1] : NULL;

		if (!last || !str_eq(last->path, all[i].path)) {
			all[n++] = all[i];
		} else if (last->event == HISTORY_ADDED && all[i].event == HISTORY_DELETED) {
			memcpy(last->old, all[i].old, sizeof last->old);
			last->event = HISTORY_CHANGED;
			n -= is_same(last);
		}
	}
	w->changes.n = n;
}

/* Of a merge's changes those stay that differ from every parent: the others came with a branch, where they are told. */
static void keep_own(struct walker *w, size_t from, size_t middle)
{
	struct history_change *all = w->changes.v;
	size_t n = from, k = middle;

	for (size_t i = from; i < middle; i++) {
		while (k < w->changes.n && str_cmp(all[k].path, all[i].path) < 0)
			k++;
		if (k < w->changes.n && str_eq(all[k].path, all[i].path))
			all[n++] = all[i];
	}
	w->changes.n = n;
}

static void remember_brought(struct walker *w, size_t from)
{
	for (size_t i = from; i < w->changes.n; i++) {
		struct history_outcome *o = vec_push(&w->brought, &w->work);

		*o = (struct history_outcome){ .path = w->changes.v[i].path, .commit = w->changes.v[i].commit };
		memcpy(o->old, w->changes.v[i].old, sizeof o->old);
		memcpy(o->now, w->changes.v[i].now, sizeof o->now);
	}
}

void walker_compare(struct walker *w, uint32_t i)
{
	const struct history *h = w->h;
	const struct history_commit *commit = &h->commits.v[i];
	struct compared c = { .w = w, .commit = i, .is_counted = true };
	size_t from = w->changes.n;

	if (commit->parent == HISTORY_NONE && commit->is_edge)
		return; /* what it holds was there before */
	compare_folders(&c, (str){ 0 }, commit->parent == HISTORY_NONE ? NULL : h->commits.v[commit->parent].tree, commit->tree, 0);
	put_in_order(w, from);
	if (commit->n_merged && w->is_on_chain && w->is_on_chain[i])
		remember_brought(w, from);
	c.is_counted = false;
	for (size_t k = 0; k < commit->n_merged && w->changes.n > from; k++) {
		size_t middle = w->changes.n;

		compare_folders(&c, (str){ 0 }, h->commits.v[commit->merged[k]].tree, commit->tree, 0);
		put_in_order(w, middle);
		keep_own(w, from, middle);
	}
}
