/* A commit in which a folder lay elsewhere, with the folder where it is now: what is below the one is read from the other. */
#include "base/fs.h"
#include "source/backend.h"

struct moved {
	struct source base;
	struct source *inner;
	str from, to; /* the folder in the commit, and where it is shown */
};

static bool moved_list(struct source *s, str under, struct listing *l)
{
	struct moved *m = (struct moved *)s;
	size_t first = l->out->all.n;

	if (!m->inner->backend->list(m->inner, source_path_moved(under, m->to, m->from, l->a), l))
		return false;
	for (size_t i = first; i < l->out->all.n; i++)
		l->out->all.v[i].path = source_path_moved(l->out->all.v[i].path, m->from, m->to, l->a);
	return true;
}

static enum source_read_result moved_read(struct source *s, const struct file *f, uint64_t max, struct arena *a, str *out, struct err *e)
{
	struct moved *m = (struct moved *)s;

	return m->inner->backend->read(m->inner, f, max, a, out, e); /* by its id */
}

/* Then what lay beside the one folder lies in the other. Else that is somebody else's folder in this commit. */
static bool lies_around(const struct moved *m)
{
	return fs_path_is_below(m->from, m->to);
}

static enum source_read_result moved_read_path(struct source *s, str path, uint64_t max, struct arena *a, str *out, struct err *e)
{
	struct moved *m = (struct moved *)s;
	enum source_read_result found = source_read_path(m->inner, source_path_moved(path, m->to, m->from, a), max, a, out, e);

	return found == SOURCE_MISSING && lies_around(m) ? source_read_path(m->inner, path, max, a, out, e) : found;
}

static enum source_look moved_look(struct source *s, str path, struct arena *a, str *link)
{
	struct moved *m = (struct moved *)s;
	enum source_look found = source_look(m->inner, source_path_moved(path, m->to, m->from, a), a, link);

	return found == SOURCE_LOOK_NOTHING && lies_around(m) ? source_look(m->inner, path, a, link) : found;
}

static struct source *moved_clone(const struct source *s, struct arena *a, struct err *e)
{
	const struct moved *m = (const struct moved *)s;
	struct source *inner = source_clone(m->inner, a, e);

	return inner ? moved_open(inner, m->from, m->to, a) : NULL;
}

static void moved_read_order(struct source *s, const struct file_list *files, size_t *order, size_t n)
{
	source_read_order(((struct moved *)s)->inner, files, order, n);
}

static void moved_close(struct source *s)
{
	source_close(((struct moved *)s)->inner);
}

static const struct source_backend moved_backend = {
	.is_commit = true,
	.list = moved_list,
	.read = moved_read,
	.read_path = moved_read_path,
	.look = moved_look,
	.clone = moved_clone,
	.read_order = moved_read_order,
	.close = moved_close,
};

struct source *moved_open(struct source *inner, str from, str to, struct arena *a)
{
	struct moved *m = arena_new(a, struct moved);

	m->base = *inner;
	m->base.backend = &moved_backend;
	m->inner = inner;
	m->from = str_dup(from, a);
	m->to = str_dup(to, a);
	return &m->base;
}

str source_path_moved(str path, str from, str to, struct arena *a)
{
	if (str_eq(path, from))
		return to;
	return fs_path_is_below(path, from) ? fs_path_join(a, to, str_from(path, from.n ? from.n + 1 : 0)) : path;
}
