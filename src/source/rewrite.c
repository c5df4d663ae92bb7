/* Writing back into a work tree: what fixes change. A file is replaced at once by one with the same mode; no link is followed on the way, and
   nothing is written when the file is not what it was when it was read. A run that is killed leaves a part, which a later one removes: locks tell
   those of runs that are alive. */
#define _GNU_SOURCE /* renameat2 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/part.h"
#include "source/source.h"

enum parents { PARENTS_EXIST, PARENTS_MADE };

static int open_child(int fd, const char *name, enum parents how)
{
	int child = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (child < 0 && errno == ENOENT && how == PARENTS_MADE && (!mkdirat(fd, name, 0777) || errno == EEXIST))
		child = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return child;
}

struct target {
	str path;   /* for messages */
	int folder; /* that it lies in */
	str name;   /* there */
};

static bool write_failed(str path, struct err *e)
{
	return err_set(e, "cannot write '%.*s': %s", STR_ARG(path), strerror(errno));
}

/* The folder is opened part by part. */
static bool open_parent(const struct source_place *p, str path, enum parents how, struct target *out, struct arena *a, struct err *e)
{
	int fd = open(str_z(p->top, a), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct cut c = str_cut(path, '/');

	for (; fd >= 0 && c.found; c = str_cut(c.tail, '/')) {
		int child = open_child(fd, str_z(c.head, a), how);
		int why = errno;

		(void)close(fd); /* only looked at */
		fd = child;
		errno = why;
	}
	*out = (struct target){ path, fd, c.head };
	return fd >= 0 || write_failed(path, e);
}

/* The mode of the file, which must be a regular one with these bytes. */
static bool check_same(const struct target *t, str old, mode_t *mode, struct arena *a, struct err *e)
{
	struct stat st;
	str now;

	if (fstatat(t->folder, str_z(t->name, a), &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode) ||
	    fs_read_at(t->folder, t->name, old.n, a, &now, e) != FS_READ_OK || !str_eq(now, old))
		return err_set(e, "'%.*s' was changed by somebody else meanwhile and is left as it is", STR_ARG(t->path));
	*mode = st.st_mode & 07777;
	return true;
}

static int open_part(const struct target *t, const char **part, struct arena *a, struct err *e)
{
	int fd = part_open(t->folder, t->name, 0600, part, a);

	if (fd < 0)
		write_failed(t->path, e);
	return fd;
}

static bool write_part(int fd, str path, str bytes, mode_t mode, struct err *e)
{
	if (!fs_write_all(fd, bytes, path, e))
		return false;
	return (!fchmod(fd, mode) && !fsync(fd)) || write_failed(path, e);
}

/* Not before it has its name, for with it goes the lock. */
static void close_part(int folder, int fd, const char *part, bool is_used)
{
	if (fd >= 0 && !is_used)
		(void)unlinkat(folder, part, 0); /* the first failure is the one to tell */
	if (fd >= 0)
		(void)close(fd); /* fsync has told */
	(void)close(folder);     /* only looked at */
}

bool source_rewrite(const struct source_place *p, str path, str old, str bytes, struct arena *a, struct err *e)
{
	const char *part = NULL, *name_z;
	struct target t;
	mode_t mode;
	bool ok;
	int fd;

	if (!open_parent(p, path, PARENTS_EXIST, &t, a, e))
		return false;
	name_z = str_z(t.name, a); /* nothing asks for memory while there is a part, which would stay where memory ends */
	fd = check_same(&t, old, &mode, a, e) ? open_part(&t, &part, a, e) : -1;
	ok = fd >= 0 && write_part(fd, path, bytes, mode, e);
	if (ok && renameat(t.folder, part, t.folder, name_z))
		ok = err_set(e, "cannot replace '%.*s': %s", STR_ARG(path), strerror(errno));
	close_part(t.folder, fd, part, ok);
	return ok;
}

bool source_create(const struct source_place *p, str path, str bytes, struct arena *a, struct err *e)
{
	const char *part = NULL, *name_z;
	struct target t;
	mode_t mask;
	bool ok;
	int fd;

	if (!open_parent(p, path, PARENTS_MADE, &t, a, e))
		return false;
	name_z = str_z(t.name, a); /* as above */
	mask = umask(0);
	(void)umask(mask); /* there is no way to ask but to set it */
	fd = open_part(&t, &part, a, e);
	ok = fd >= 0 && write_part(fd, path, bytes, 0666 & ~mask, e);
	if (ok && renameat2(t.folder, part, t.folder, name_z, RENAME_NOREPLACE))
		ok = write_failed(path, e);
	close_part(t.folder, fd, part, ok);
	return ok;
}

static bool rename_file(const struct source_place *p, str from, str to, unsigned flags, struct arena *a, struct err *e)
{
	struct target old, new;
	bool ok = false;

	if (!open_parent(p, from, PARENTS_EXIST, &old, a, e))
		return false;
	if (open_parent(p, to, PARENTS_MADE, &new, a, e)) {
		ok = renameat2(old.folder, str_z(old.name, a), new.folder, str_z(new.name, a), flags) == 0;
		if (!ok)
			err_set(e, "cannot rename '%.*s' to '%.*s': %s", STR_ARG(from), STR_ARG(to), strerror(errno));
		(void)close(new.folder); /* only looked at */
	}
	(void)close(old.folder); /* only looked at */
	return ok;
}

bool source_move(const struct source_place *p, str from, str to, struct arena *a, struct err *e)
{
	return rename_file(p, from, to, RENAME_NOREPLACE, a, e);
}

bool source_swap(const struct source_place *p, str one, str other, struct arena *a, struct err *e)
{
	return rename_file(p, one, other, RENAME_EXCHANGE, a, e);
}

/* ---- what runs left behind that were killed ---- */

bool source_remove_part(const struct source_place *p, str path, struct arena *a)
{
	struct err ignored; /* the next run tries again */
	struct target t;
	bool ok;

	if (!part_name(path).n || !open_parent(p, path, PARENTS_EXIST, &t, a, &ignored))
		return false;
	ok = part_remove(t.folder, t.name, PART_ANYONES, a);
	(void)close(t.folder); /* only looked at */
	return ok;
}
