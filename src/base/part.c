/* Parts of files: how they are named, locked, and told from those of runs that are alive. Who fills them and gives them their names is in fs.c and
   source/rewrite.c. */
#define _GNU_SOURCE /* d_type and DT_REG */
#include "base/part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

enum { MAX_NAMES = 100, MAX_DIGITS = 10 }; /* of parts that other runs left behind; of the number of a process */

/* Where there are no locks nobody can take it for left behind. false: somebody did so before it was locked. */
static bool lock_part(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB))
		return errno != EWOULDBLOCK;
	return fstat(fd, &st) || st.st_nlink;
}

int part_open(int folder, str path, mode_t mode, const char **part, struct arena *a)
{
	str whole = fs_path_name(path), name = str_sub(whole, 0, PART_NAME), before = str_sub(path, 0, path.n - whole.n);

	for (unsigned i = 0; i < MAX_NAMES; i++) {
		int fd;

		*part = str_z(str_fmt(a, "%.*s.%.*s.%ld.%u.part", STR_ARG(before), STR_ARG(name), (long)getpid(), i), a);
		fd = openat(folder, *part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
		if (fd >= 0 && lock_part(fd))
			return fd;
		if (fd >= 0)
			(void)close(fd); /* nothing was written */
		else if (errno != EEXIST)
			return -1;
	}
	errno = EEXIST;
	return -1;
}

/* As part_open writes it: no needless zeros. */
static bool is_number(str s, size_t max_digits)
{
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_digit(s.p[i]))
			return false;
	return s.n && s.n <= max_digits && (s.n == 1 || s.p[0] != '0');
}

str part_name(str path)
{
	struct cut number, process;
	str name = fs_path_name(path), ending = STR(".part"), rest = str_from(name, 1);

	if (!str_ends(rest, ending) || !str_starts(name, STR(".")))
		return (str){ 0 };
	number = str_cut_last(str_sub(rest, 0, rest.n - ending.n), '.');
	process = str_cut_last(number.head, '.');
	if (!number.found || !process.found || !is_number(number.tail, 2) || !is_number(process.tail, MAX_DIGITS) || process.head.n > PART_NAME)
		return (str){ 0 };
	return process.head;
}

/* Its run would hold the lock. That name is still its own: the run may have ended well since it was opened. */
static bool is_left_behind(int folder, const char *name, int fd, enum part_owner owner)
{
	struct stat st, now;

	return !fstat(fd, &st) && S_ISREG(st.st_mode) && (owner == PART_ANYONES || st.st_uid == geteuid()) && !flock(fd, LOCK_EX | LOCK_NB) &&
	       !fstatat(folder, name, &now, AT_SYMLINK_NOFOLLOW) && now.st_dev == st.st_dev && now.st_ino == st.st_ino;
}

bool part_remove(int folder, str path, enum part_owner owner, struct arena *a)
{
	const char *z = str_z(path, a);
	int fd = part_name(path).n ? openat(folder, z, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
	bool ok = fd >= 0 && is_left_behind(folder, z, fd, owner) && !unlinkat(folder, z, 0);

	if (fd >= 0)
		(void)close(fd); /* only looked at */
	return ok;
}

void part_remove_beside(str path, struct arena *a)
{
	str own = str_sub(fs_path_name(path), 0, PART_NAME);
	DIR *folder = opendir(str_z(fs_path_folder(path), a));
	const struct dirent *item;

	while (folder && (item = readdir(folder))) {
		str name = str_from_z(item->d_name);

		if ((item->d_type == DT_REG || item->d_type == DT_UNKNOWN) && str_eq(part_name(name), own))
			(void)part_remove(dirfd(folder), name, PART_OURS, a); /* the next run tries again */
	}
	if (folder)
		(void)closedir(folder); /* only looked at */
}
