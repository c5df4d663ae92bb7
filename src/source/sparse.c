/* A work tree together with what a sparse checkout keeps out of it, which is read from the index: so it has the files that a full checkout has. Where
   something stands in the work tree, that counts. Submodules that are kept out are empty folders, as they are after a clone. */
#include "base/fs.h"
#include "base/map.h"
#include "source/backend.h"

struct sparse {
	struct source base;
	struct source *tree, *left_out;
};

/* ---- listing ---- */

struct standing { /* in the work tree */
	struct map files, folders;
	struct arena a;
};

static void note_standing(struct standing *t, str path)
{
	(void)map_mark(&t->files, path, &t->a); /* once for each */
	for (str up = fs_path_folder(path); !str_eq_z(up, ".") && map_mark(&t->folders, up, &t->a);)
		up = fs_path_folder(up);
}

/* Whether it stands there, or something else does in its place or in that of one of its folders. */
static bool is_standing(const struct standing *t, str path)
{
	if (map_has(&t->folders, path))
		return true;
	for (; !str_eq_z(path, "."); path = fs_path_folder(path))
		if (map_has(&t->files, path))
			return true;
	return false;
}

/* Files [from, end) are of the work tree, the others of the index. */
static void keep_left_out(struct file_list *l, size_t from, size_t end)
{
	struct standing t = { .a = { 0 } };
	size_t kept = end;

	for (size_t i = from; i < end; i++)
		note_standing(&t, l->all.v[i].path);
	for (size_t i = end; i < l->all.n; i++)
		if (l->all.v[i].kind != FILE_SUBMODULE && !is_standing(&t, l->all.v[i].path))
			l->all.v[kept++] = l->all.v[i];
	l->all.n = kept;
	arena_free(&t.a);
}

static bool sparse_list(struct source *s, str under, struct listing *l)
{
	struct sparse *x = (struct sparse *)s;
	size_t from = l->out->all.n, end;

	if (!x->tree->backend->list(x->tree, under, l))
		return false;
	end = l->out->all.n;
	if (!x->left_out->backend->list(x->left_out, under, l))
		return false;
	if (l->out->all.n > end)
		keep_left_out(l->out, from, end);
	return true;
}

/* ---- reading ---- */

static enum source_read_result sparse_read(struct source *s, const struct file *f, uint64_t max, struct arena *a, str *out, struct err *e)
{
	struct sparse *x = (struct sparse *)s;
	struct source *from = source_id_is_set(f->id) ? x->left_out : x->tree;

	return from->backend->read(from, f, max, a, out, e);
}

static enum source_read_result sparse_read_path(struct source *s, str path, uint64_t max, struct arena *a, str *out, struct err *e)
{
	struct sparse *x = (struct sparse *)s;
	enum source_read_result result = x->tree->backend->read_path(x->tree, path, max, a, out, e);

	return result == SOURCE_MISSING ? x->left_out->backend->read_path(x->left_out, path, max, a, out, e) : result;
}

static enum source_look sparse_look(struct source *s, str path, struct arena *a, str *link)
{
	struct sparse *x = (struct sparse *)s;
	enum source_look found = x->tree->backend->look(x->tree, path, a, link);

	return found == SOURCE_LOOK_NOTHING ? x->left_out->backend->look(x->left_out, path, a, link) : found;
}

static void sparse_read_order(struct source *s, const struct file_list *files, size_t *order, size_t n)
{
	source_read_order(((struct sparse *)s)->left_out, files, order, n); /* what lies in no pack comes first */
}

/* ---- life ---- */

static void sparse_close(struct source *s)
{
	struct sparse *x = (struct sparse *)s;

	source_close(x->left_out);
	source_close(x->tree);
}

static struct source *sparse_clone(const struct source *s, struct arena *a, struct err *e);

static const struct source_backend sparse_backend = {
	.list = sparse_list, /* on one thread: it may ask whether an object is there */
	.read = sparse_read,
	.read_path = sparse_read_path,
	.look = sparse_look,
	.clone = sparse_clone,
	.read_order = sparse_read_order,
	.close = sparse_close,
};

static struct source *sparse_new(struct source *tree, struct source *left_out, struct arena *a)
{
	struct sparse *x = arena_new(a, struct sparse);

	x->base = (struct source){ .backend = &sparse_backend, .place = source_place_dup(&tree->place, a) };
	x->tree = tree;
	x->left_out = left_out;
	return &x->base;
}

static struct source *sparse_clone(const struct source *s, struct arena *a, struct err *e)
{
	const struct sparse *x = (const struct sparse *)s;
	struct source *tree = source_clone(x->tree, a, e), *left_out = tree ? source_clone(x->left_out, a, e) : NULL;

	if (left_out)
		return sparse_new(tree, left_out, a);
	source_close(tree);
	return NULL;
}

struct source *sparse_open(struct source *tree, struct arena *a, struct err *why)
{
	struct source *left_out;

	return gitindex_open_skipped(&tree->place, a, &left_out, why) && left_out ? sparse_new(tree, left_out, a) : tree;
}
