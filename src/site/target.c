/* Finds the output folder and keeps the program from replacing one that holds something else. Does not know what is
   published. */
#define _GNU_SOURCE /* O_PATH */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "site/target.h"
#include "site/tree.h"

enum {
	MAX_NAME = 200,    /* bytes; the lock's and the staging folder's names add up to 24 */
	MAX_PARENTS = 4096 /* folders above the current one: PATH_MAX / 1 */
};

/* "out/", "out/." and "./out" are "out" */
static str without_tail(str path)
{
	while (path.n > 1) {
		if (path.p[path.n - 1] == '/')
			path.n--;
		else if (str_ends(path, STR("/.")))
			path.n--;
		else
			break;
	}
	return path;
}

static bool split(struct target *t, str out, struct arena *a, struct err *e)
{
	str path = without_tail(out);
	str name = fs_path_name(path);

	if (memchr(path.n ? path.p : "", 0, path.n) || !name.n || str_eq_z(name, ".") || str_eq_z(name, ".."))
		return err_set(e, "'%.*s' cannot be the output folder: name a folder of its own, such as '_site'",
		               STR_ARG(out));
	if (name.n > MAX_NAME)
		return err_set(e, "the name of the output folder '%.*s' is longer than %d bytes", STR_ARG(name),
		               MAX_NAME);
	t->shown = str_dup(path, a);
	t->name = str_from_z(str_z(name, a));
	t->parent_shown = str_from_z(str_z(fs_path_folder(path), a));
	return true;
}

static bool is_there(str folder, const char *name, struct arena *a)
{
	return fs_exists(AT_FDCWD, fs_path_join(a, folder, str_from_z(name)));
}

/* git's own folder is called .git, or anything that holds its parts: a bare repository, what --separate-git-dir made. */
static bool is_git(str folder, struct arena *a)
{
	static const char *const parts[] = { "HEAD", "objects", "refs" };
	bool found = true;

	if (str_eq_z(folder, ".git") || str_ends(folder, STR("/.git")))
		return true;
	for (size_t i = 0; found && i < sizeof parts / sizeof *parts; i++)
		found = is_there(folder, parts[i], a);
	return found;
}

/* A work tree is no part of git's folder, even one that was put into it. */
static bool is_below_git(str folder, struct arena *a)
{
	struct cut c = { .head = folder, .found = true };
	bool found = false;

	while (c.found && c.head.n && !(found = is_git(c.head, a)) && !is_there(c.head, ".git", a))
		c = str_cut_last(c.head, '/');
	return found;
}

/* The folder that a way leads to, or will once folders were made: each part as the kernel goes it, links in it resolved; what is not there is text.
   Where the first of these would be made in git's own folder, that one. */
static str settle(str path, struct arena *a)
{
	str at = str_starts(path, STR("/")) ? STR("/") : fs_cwd(a);

	while (path.n) {
		struct cut c = str_cut(path, '/');

		path = c.tail;
		if (str_eq_z(c.head, ".."))
			at = fs_path_folder(at);
		else if (c.head.n && !str_eq_z(c.head, "."))
			at = fs_path_join(a, at, c.head);
		if (fs_is_dir(AT_FDCWD, at))
			at = fs_path_folder(fs_path_real(a, fs_path_join(a, at, STR("any")))); /* which keeps the last name */
		else if (is_below_git(at, a))
			break;
	}
	return at;
}

static bool refuse(const struct target *t, const char *why, struct err *e)
{
	return err_set(e, "refusing to publish into '%.*s': it is %s; choose a folder of its own, such as '_site'",
	               STR_ARG(t->shown), why);
}

static bool refuse_git(const struct target *t, str folder, struct arena *a, struct err *e)
{
	return !is_below_git(folder, a) || refuse(t, "inside git's own folder", e);
}

/* Looked at before folders are made: in git's own none is to be left. */
static bool find(struct target *t, str out, struct arena *a, struct err *e)
{
	return split(t, out, a, e) && refuse_git(t, fs_path_join(a, settle(t->parent_shown, a), t->name), a, e);
}

bool target_parent(str out, struct arena *a, str *parent, struct err *e)
{
	struct target t = { .parent = -1 };

	if (!find(&t, out, a, e))
		return false;
	*parent = t.parent_shown;
	return true;
}

static bool open_parent(struct target *t, enum target_use use, struct arena *a, struct err *e)
{
	const char *z = str_z(t->parent_shown, a);

	t->parent = open(z, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->parent < 0 && errno == ENOENT && use == TARGET_CHECK)
		return true;
	if (t->parent < 0 && errno == ENOENT) {
		if (!fs_mkdirs(t->parent_shown, e))
			return false;
		t->parent = open(z, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	return t->parent >= 0 || err_set(e, "cannot open the folder '%s': %s", z, strerror(errno));
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The current folder or one above it; replacing it would pull the ground from under the caller's shell. */
static bool holds_current_folder(const struct stat *out)
{
	int at = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat here, below = { 0 };
	bool found = false;

	for (int i = 0; at >= 0 && i < MAX_PARENTS && !fstat(at, &here); i++) {
		int up;

		found = is_same(&here, out);
		if (found || (i > 0 && is_same(&here, &below))) /* the root is its own parent */
			break;
		below = here;
		up = openat(at, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		(void)close(at); /* a path only */
		at = up;
	}
	if (at >= 0)
		(void)close(at); /* a path only */
	return found;
}

static bool is_home(const struct stat *out)
{
	const char *home = getenv("HOME");
	struct stat st;

	return home && *home && !stat(home, &st) && is_same(&st, out);
}

static bool cannot_look(const struct target *t, struct err *e)
{
	return err_set(e, "cannot look at '%.*s': %s", STR_ARG(t->shown), strerror(errno));
}

static bool check_place(const struct target *t, struct arena *a, struct err *e)
{
	enum fs_look repository;
	struct stat st;

	if (t->parent < 0)
		return true;
	if (!refuse_git(t, fs_path_real(a, fs_path_join(a, t->parent_shown, t->name)), a, e)) /* links may have come meanwhile */
		return false;
	if (fstatat(t->parent, t->name.p, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT || cannot_look(t, e);
	if (S_ISLNK(st.st_mode))
		return refuse(t, "a symbolic link, not a folder", e);
	if (!S_ISDIR(st.st_mode))
		return refuse(t, "not a folder", e);
	if (holds_current_folder(&st))
		return refuse(t, "the current folder or one above it", e);
	if (is_home(&st))
		return refuse(t, "the home folder", e);
	repository = fs_look(t->parent, fs_path_join(a, t->name, STR(".git")), FS_LINK_ITSELF);
	if (repository == FS_LOOK_FAILED)
		return cannot_look(t, e);
	return repository == FS_LOOK_MISSING || refuse(t, "the top of a git repository", e);
}

bool target_reopen(struct target *t, struct err *e)
{
	if (t->out >= 0)
		(void)close(t->out); /* only read from */
	t->out = t->parent < 0 ? -1 : tree_open_folder(t->parent, t->name);
	return t->out >= 0 || t->parent < 0 || errno == ENOENT ||
	       err_set(e, "cannot open '%.*s': %s", STR_ARG(t->shown), strerror(errno));
}

/* No folder or nothing in it. */
static bool is_empty_folder(const struct target *t)
{
	struct manifest none = { 0 };
	struct tree_names names = { 0 };
	struct arena scratch;
	struct err ignored;
	bool is_empty;

	arena_init(&scratch);
	is_empty = t->out < 0 || (tree_find_foreign(t->out, &none, &scratch, &names, &ignored) && names.total == 0 &&
	                          !fs_exists(t->out, STR(MANIFEST_NAME)));
	arena_free(&scratch);
	return is_empty;
}

/* The file stays when the lock is released: removing a lock file lets two processes lock two files of the same name. */
static bool take_lock(struct target *t, enum target_use use, struct arena *a, struct err *e)
{
	str name = str_fmt(a, ".%.*s.lock", STR_ARG(t->name)), shown = fs_path_join(a, t->parent_shown, name);
	int got;

	t->lock =
	        tree_open(t->parent, name, use == TARGET_WRITE ? O_RDWR | O_CREAT | O_NONBLOCK : O_RDONLY | O_NONBLOCK);
	if (t->lock < 0 && errno == ENOENT && use == TARGET_CHECK)
		return true; /* nobody ever published here */
	if (t->lock < 0)
		return err_set(e, "cannot open the lock file '%.*s': %s", STR_ARG(shown), strerror(errno));
	do
		got = flock(t->lock, LOCK_NB | (use == TARGET_WRITE ? LOCK_EX : LOCK_SH));
	while (got && errno == EINTR);
	if (!got)
		return true;
	if (errno == EWOULDBLOCK)
		return err_set(e,
		               "another run is publishing to '%.*s' (it holds the lock file '%.*s'): try again when it "
		               "has ended",
		               STR_ARG(t->shown), STR_ARG(shown));
	return err_set(e, "cannot lock '%.*s': %s", STR_ARG(shown), strerror(errno));
}

/* Before a lock file is left beside somebody's holiday pictures. Where one is, an interrupted run may have to be
   finished. */
static bool check_first_visit(const struct target *t, struct arena *a, struct err *e)
{
	if (t->parent < 0 || fs_exists(t->parent, str_fmt(a, ".%.*s.lock", STR_ARG(t->name))) || is_empty_folder(t) ||
	    fs_exists(t->out, STR(MANIFEST_NAME)))
		return true;
	return err_set(e,
	               "refusing to publish into '%.*s': it is not empty and dictum did not make it; empty it or "
	               "choose another"
	               " output folder",
	               STR_ARG(t->shown));
}

bool target_open(struct target *t, str out, enum target_use use, struct arena *a, struct err *e)
{
	*t = (struct target){ .parent = -1, .out = -1, .lock = -1 };
	if (!find(t, out, a, e) || !open_parent(t, use, a, e) || !check_place(t, a, e))
		return false;
	if (t->parent < 0)
		return true;
	return target_reopen(t, e) && check_first_visit(t, a, e) && take_lock(t, use, a, e) && target_reopen(t, e);
}

void target_close(struct target *t)
{
	if (t->out >= 0)
		(void)close(t->out); /* only read from */
	if (t->lock >= 0)
		(void)close(t->lock); /* releases the lock */
	if (t->parent >= 0)
		(void)close(t->parent); /* only read from */
	t->out = t->lock = t->parent = -1;
}
