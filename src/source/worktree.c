/* Files of a work tree or plain folder. Every folder is opened relative to its parent and without following links, so
   nothing outside the top is ever read, and .git is not read at all. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "source/backend.h"

struct worktree {
	struct source base;
	int top;
	int folder; /* the one read from last, kept open because files are read folder by folder; -1: none */
	struct buf folder_path;
	struct arena own; /* of that path, which grows while files are read: the caller's arena may be that of other threads, too */
};

static int open_folder(int parent, const char *name)
{
	int fd;

	do
		fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	while (fd < 0 && errno == EINTR);
	return fd;
}

static bool is_link(int parent, const char *name)
{
	struct stat st;

	return fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
}

static bool is_gone(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

/* ---- listing ---- */

static bool walk(int folder, str path, size_t depth, struct listing *l);

static bool cannot_look(struct listing *l, str path)
{
	return err_set(l->e, "cannot look into folder '%.*s': %s", STR_ARG(path), strerror(errno));
}

/* Where no folder can be opened; other things than links are not ours. */
static bool add_link(int parent, const char *name, str path, struct listing *l)
{
	struct stat st;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW))
		return is_gone(errno) || cannot_look(l, path);
	if (S_ISLNK(st.st_mode))
		listing_add(l, path, FILE_LINK, NULL);
	return true;
}

/* Whether an open folder is ours: a repository of its own is listed instead. false in *ok: it could not be looked at. */
static bool is_ours(int fd, str path, struct listing *l, bool *ok)
{
	enum fs_look found = fs_look(fd, STR(".git"), FS_LINK_ITSELF);

	*ok = found != FS_LOOK_FAILED || cannot_look(l, path);
	if (found == FS_LOOK_DIR || found == FS_LOOK_OTHER)
		listing_add(l, path, FILE_SUBMODULE, NULL);
	return found == FS_LOOK_MISSING;
}

/* The folder `name` in `parent`: walks it, or adds the link or repository of its own that it is. */
static bool enter(int parent, str name, str path, size_t depth, struct listing *l)
{
	const char *z = str_z(name, l->a);
	int fd = open_folder(parent, z);
	bool ok;

	if (fd < 0 && !is_gone(errno))
		return err_set(l->e, "cannot list folder '%.*s': %s", STR_ARG(path), strerror(errno));
	if (fd < 0)
		return add_link(parent, z, path, l); /* changed since the folder was listed, or never was one */
	if (is_ours(fd, path, l, &ok))
		ok = walk(fd, path, depth, l);
	(void)close(fd); /* only read from */
	return ok;
}

static bool walk_item(int folder, const struct fs_item *item, str path, size_t depth, struct listing *l)
{
	static const enum file_kind kinds[] = {
		[FS_FILE] = FILE_REGULAR, [FS_LINK] = FILE_LINK, [FS_OTHER] = FILE_OTHER
	};

	if (source_name_is_hostile(item->name))
		listing_add(l, path, FILE_OTHER, NULL);
	else if (item->kind == FS_DIR)
		return enter(folder, item->name, path, depth + 1, l);
	else
		listing_add(l, path, kinds[item->kind], NULL);
	return true;
}

static bool walk(int folder, str path, size_t depth, struct listing *l)
{
	struct fs_items items = { 0 };
	struct err why;

	if (!listing_depth(l, path, depth))
		return false;
	if (!fs_list(folder, (str){ 0 }, l->a, &items, &why))
		return err_set(l->e, "folder '%.*s': %s", STR_ARG(path), why.text);
	for (size_t i = 0; i < items.all.n; i++) {
		str item_path;

		if (str_eq_z(items.all.v[i].name, ".git"))
			continue;
		if (!listing_path(l, path, items.all.v[i].name, &item_path) ||
		    !walk_item(folder, &items.all.v[i], item_path, depth, l))
			return false;
	}
	return true;
}

/* Goes down to `under` name by name. A link or other repository on the way is listed instead: the files are not ours.
 */
static bool descend(int parent, str under, size_t at, size_t depth, struct listing *l)
{
	size_t end = at + str_find(str_from(under, at), '/');
	str name = str_sub(under, at, end - at), path = str_sub(under, 0, end);
	int fd;
	bool ok;

	if (source_name_is_hostile(name))
		return true;
	if (!listing_depth(l, path, depth))
		return false;
	if (end == under.n)
		return enter(parent, name, path, depth, l);
	fd = open_folder(parent, str_z(name, l->a));
	if (fd < 0)
		return is_gone(errno) ? add_link(parent, str_z(name, l->a), path, l)
		                      : err_set(l->e, "cannot open folder '%.*s': %s", STR_ARG(path), strerror(errno));
	if (is_ours(fd, path, l, &ok))
		ok = descend(fd, under, end + 1, depth + 1, l);
	(void)close(fd); /* only read from */
	return ok;
}

static bool worktree_list(struct source *s, str under, struct listing *l)
{
	const struct worktree *w = (const struct worktree *)s;

	return under.n ? descend(w->top, under, 0, 1, l) : walk(w->top, under, 0, l);
}

/* ---- reading ---- */

static void forget_folder(struct worktree *w)
{
	if (w->folder >= 0)
		(void)close(w->folder); /* only read from */
	w->folder = -1;
	buf_clear(&w->folder_path);
}

/* One step down from `*fd`, which is closed unless it is the top. */
static enum source_read_result step_down(const struct worktree *w, int *fd, str name, struct arena *a)
{
	static const enum source_read_result in_folder[] = { [FS_LOOK_MISSING] = SOURCE_OK,
		                                             [FS_LOOK_DIR] = SOURCE_MISSING, /* as in a commit, and before it was cloned */
		                                             [FS_LOOK_OTHER] = SOURCE_MISSING,
		                                             [FS_LOOK_FAILED] = SOURCE_FAILED };
	const char *z = str_z(name, a);
	int child = open_folder(*fd, z);
	enum source_read_result result = SOURCE_OK;

	if (child < 0)
		result = !is_gone(errno) ? SOURCE_FAILED : is_link(*fd, z) ? SOURCE_NOT_FILE : SOURCE_MISSING;
	else
		result = in_folder[fs_look(child, STR(".git"), FS_LINK_ITSELF)];
	if (result == SOURCE_OK) {
		if (*fd != w->top)
			(void)close(*fd); /* only read from */
		*fd = child;
	} else if (child >= 0) {
		(void)close(child); /* only read from */
	}
	return result;
}

/* Makes w->folder the folder `path`. */
static enum source_read_result open_path(struct worktree *w, str path, struct arena *a, struct err *e)
{
	enum source_read_result result = SOURCE_OK;
	int fd = w->top;

	if (w->folder >= 0 && str_eq(path, buf_str(&w->folder_path)))
		return SOURCE_OK;
	forget_folder(w);
	for (str rest = path; rest.n && result == SOURCE_OK; rest = str_cut(rest, '/').tail)
		result = step_down(w, &fd, str_cut(rest, '/').head, a);
	if (result == SOURCE_FAILED)
		err_set(e, "cannot open folder '%.*s': %s", STR_ARG(path), strerror(errno));
	if (result == SOURCE_OK && fd == w->top) {
		fd = open_folder(w->top, ".");
		if (fd < 0) {
			err_set(e, "cannot open folder '%.*s': %s", STR_ARG(w->base.place.top), strerror(errno));
			return SOURCE_FAILED;
		}
	}
	if (result == SOURCE_OK) {
		w->folder = fd;
		buf_put(&w->folder_path, path);
	} else if (fd != w->top) {
		(void)close(fd); /* only read from */
	}
	return result;
}

/* The reason again, now with the whole path in the sentence. */
static void say_why(int folder, str name, str path, const struct err *why, struct arena *a, struct err *e)
{
	int fd = openat(folder, str_z(name, a), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		err_set(e, "cannot open '%.*s': %s", STR_ARG(path), strerror(errno));
		return;
	}
	(void)close(fd); /* only read from */
	err_set(e, "'%.*s': %s", STR_ARG(path), why->text);
}

typedef enum fs_read_result read_fn(int dir, str path, uint64_t max, struct arena *a, str *out, struct err *e);

static enum source_read_result read_with(struct source *s, str path, uint64_t max, read_fn *read_file, struct arena *a, str *out,
                                         struct err *e)
{
	static const enum source_read_result results[] = { [FS_READ_OK] = SOURCE_OK,
		                                           [FS_READ_TOO_LARGE] = SOURCE_TOO_LARGE,
		                                           [FS_READ_NOT_FILE] = SOURCE_NOT_FILE,
		                                           [FS_READ_MISSING] = SOURCE_MISSING,
		                                           [FS_READ_FAILED] = SOURCE_FAILED };
	struct worktree *w = (struct worktree *)s;
	struct cut c = str_cut_last(path, '/');
	str name = c.found ? c.tail : path;
	enum source_read_result result = open_path(w, c.found ? c.head : (str){ 0 }, a, e);
	struct err why;

	if (result != SOURCE_OK)
		return result;
	result = results[read_file(w->folder, name, max, a, out, &why)];
	if (result == SOURCE_FAILED)
		say_why(w->folder, name, path, &why, a, e);
	return result;
}

static enum source_read_result worktree_read_path(struct source *s, str path, uint64_t max, struct arena *a, str *out,
                                                  struct err *e)
{
	return read_with(s, path, max, fs_read_at, a, out, e);
}

static enum source_look worktree_look(struct source *s, str path, struct arena *a, str *link)
{
	struct worktree *w = (struct worktree *)s;
	struct cut c = str_cut_last(path, '/');
	str name = c.found ? c.tail : path;
	struct err ignored;

	if (open_path(w, c.found ? c.head : (str){ 0 }, a, &ignored) != SOURCE_OK)
		return SOURCE_LOOK_NOTHING;
	switch (fs_look(w->folder, name, FS_LINK_ITSELF)) {
	case FS_LOOK_MISSING:
	case FS_LOOK_FAILED:
		break;
	case FS_LOOK_DIR:
		return fs_look(w->folder, fs_path_join(a, name, STR(".git")), FS_LINK_ITSELF) == FS_LOOK_MISSING ? SOURCE_LOOK_FOLDER : SOURCE_LOOK_SUBMODULE;
	case FS_LOOK_OTHER:
		return fs_read_link(w->folder, name, a, link) ? SOURCE_LOOK_LINK : SOURCE_LOOK_FILE;
	}
	return SOURCE_LOOK_NOTHING;
}

static enum source_read_result worktree_read(struct source *s, const struct file *f, uint64_t max, struct arena *a,
                                             str *out, struct err *e)
{
	enum source_read_result result = read_with(s, f->path, max, fs_read_listed, a, out, e);

	if (result == SOURCE_MISSING)
		err_set(e, "'%.*s' was there when the files were listed and is gone now", STR_ARG(f->path));
	return result;
}

/* ---- life ---- */

static struct source *worktree_clone(const struct source *s, struct arena *a, struct err *e)
{
	return worktree_open(&s->place, a, e);
}

static void worktree_close(struct source *s)
{
	struct worktree *w = (struct worktree *)s;

	forget_folder(w);
	if (w->top >= 0)
		(void)close(w->top); /* only read from */
	w->top = -1;
	w->folder_path = (struct buf){ .a = &w->own };
	arena_free(&w->own);
}

static const struct source_backend worktree_backend = {
	.lists_at_once = true,
	.list = worktree_list,
	.read = worktree_read,
	.read_path = worktree_read_path,
	.look = worktree_look,
	.clone = worktree_clone,
	.close = worktree_close,
};

struct source *worktree_open(const struct source_place *p, struct arena *a, struct err *e)
{
	struct worktree *w = arena_new(a, struct worktree);

	w->base = (struct source){ .backend = &worktree_backend, .place = source_place_dup(p, a) };
	w->folder = -1;
	w->folder_path = (struct buf){ .a = &w->own };
	if (p->is_bare) {
		err_set(e, "'%.*s' is a bare repository and has no work tree, name a revision", STR_ARG(p->top));
		return NULL;
	}
	w->top = open_folder(AT_FDCWD, str_z(p->top, a));
	if (w->top < 0) {
		err_set(e, "cannot open folder '%.*s': %s", STR_ARG(p->top), strerror(errno));
		return NULL;
	}
	return &w->base;
}
