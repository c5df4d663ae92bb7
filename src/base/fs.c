/* Files and folders over POSIX. Knows no repository. */
#define _GNU_SOURCE /* d_type and DT_REG */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/part.h"

static bool has_nul(str path)
{
	return str_find(path, '\0') < path.n;
}

enum { MIB = 1024 * 1024 };
enum { SHORT_FILE = 4 * 1024 }; /* bytes; hardly a definition is longer */

/* A name with a NUL byte would be that of another file: as the empty name, it is of none. */
static const char *name_z(str path, struct arena *a)
{
	return has_nul(path) ? "" : str_z(path, a);
}

static int open_retry(int dir, const char *path, int flags)
{
	int fd;

	do
		fd = openat(dir, path, flags | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	return fd;
}

static ssize_t read_retry(int fd, char *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

/* What is read, and where it goes. */
struct reading {
	str path;
	uint64_t max; /* bytes */
	struct arena *a;
	str *out;
	struct err *e;
};

static enum fs_read_result read_failed(const struct reading *r, const char *what)
{
	err_set(r->e, "cannot %s '%.*s': %s", what, STR_ARG(r->path), strerror(errno));
	return FS_READ_FAILED;
}

/* Reads to the end; `guess` is the expected size. */
static enum fs_read_result read_all(int fd, const struct reading *r, uint64_t guess)
{
	struct buf b = { .a = r->a };
	ssize_t got;

	do {
		size_t room = b.n == 0 ? (size_t)guess + 1 : 65536;

		got = read_retry(fd, buf_reserve(&b, room), room);
		if (got < 0)
			return read_failed(r, "read");
		b.n += (size_t)got;
		if (b.n > r->max)
			return FS_READ_TOO_LARGE;
	} while (got > 0 && !(b.n == guess && guess > 0));
	*r->out = buf_str(&b);
	return FS_READ_OK;
}

static enum fs_read_result read_open(int fd, const struct reading *r)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return read_failed(r, "read");
	if (!S_ISREG(st.st_mode))
		return FS_READ_NOT_FILE;
	if ((uint64_t)st.st_size > r->max)
		return FS_READ_TOO_LARGE;
	return read_all(fd, r, (uint64_t)st.st_size);
}

/* A file that ends within the first read needs no fstat, whose answer would be the size alone. */
static enum fs_read_result read_short(int fd, const struct reading *r)
{
	char bytes[SHORT_FILE];
	ssize_t got = read_retry(fd, bytes, sizeof bytes);

	if (got <= 0 || (size_t)got == sizeof bytes || (uint64_t)got > r->max)
		return lseek(fd, 0, SEEK_SET) ? FS_READ_NOT_FILE : read_open(fd, r);
	*r->out = str_dup((str){ bytes, (size_t)got }, r->a);
	return FS_READ_OK;
}

typedef enum fs_read_result read_fn(int fd, const struct reading *r);

static enum fs_read_result read_at(int dir, const struct reading *r, read_fn *read_file)
{
	int fd = open_retry(dir, name_z(r->path, r->a), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	enum fs_read_result result;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG))
		return FS_READ_MISSING;
	if (fd < 0 && (errno == ELOOP || errno == ENXIO))
		return FS_READ_NOT_FILE;
	if (fd < 0)
		return read_failed(r, "open");
	result = read_file(fd, r);
	(void)close(fd); /* only read from */
	return result;
}

enum fs_read_result fs_read_at(int dir, str path, uint64_t max, struct arena *a, str *out, struct err *e)
{
	return read_at(dir, &(struct reading){ path, max, a, out, e }, read_open);
}

enum fs_read_result fs_read_listed(int dir, str path, uint64_t max, struct arena *a, str *out, struct err *e)
{
	return read_at(dir, &(struct reading){ path, max, a, out, e }, read_short);
}

bool fs_read_named(str path, uint64_t max, struct arena *a, str *out, struct err *e)
{
	bool is_stdin = str_eq_z(path, "-");
	str shown = is_stdin ? STR("standard input") : str_fmt(a, "'%.*s'", STR_ARG(path));
	int fd = is_stdin ? STDIN_FILENO : open_retry(AT_FDCWD, name_z(path, a), O_RDONLY);
	struct stat st = { .st_size = 0 };
	enum fs_read_result result;

	if (fd < 0)
		return err_set(e, "cannot open '%.*s': %s", STR_ARG(path), strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		err_set(e, "cannot read %.*s: %s", STR_ARG(shown), strerror(errno));
		result = FS_READ_FAILED;
	} else {
		uint64_t size = is_stdin ? 0 : (uint64_t)st.st_size; /* where standard input stands in its file is unknown */

		result = read_all(fd, &(struct reading){ path, max, a, out, e }, size < max ? size : max);
	}
	if (!is_stdin)
		(void)close(fd); /* only read from */
	if (result == FS_READ_TOO_LARGE)
		return err_set(e, "%.*s is larger than %llu %s", STR_ARG(shown), (unsigned long long)(max % MIB ? max : max / MIB),
		               max % MIB ? "bytes" : "MiB");
	return result == FS_READ_OK;
}

static enum fs_kind kind_of_mode(mode_t mode)
{
	if (S_ISREG(mode))
		return FS_FILE;
	if (S_ISDIR(mode))
		return FS_DIR;
	return S_ISLNK(mode) ? FS_LINK : FS_OTHER;
}

/* false: it cannot be told, and errno why. */
static bool kind_of_entry(int dir, const struct dirent *d, enum fs_kind *out)
{
	struct stat st;

	*out = FS_OTHER;
	switch (d->d_type) {
	case DT_REG:
		*out = FS_FILE;
		return true;
	case DT_DIR:
		*out = FS_DIR;
		return true;
	case DT_LNK:
		*out = FS_LINK;
		return true;
	case DT_UNKNOWN: /* some file systems do not say */
		if (fstatat(dir, d->d_name, &st, AT_SYMLINK_NOFOLLOW))
			return errno == ENOENT;
		*out = kind_of_mode(st.st_mode);
		return true;
	default:
		return true;
	}
}

static int compare_items(const void *a, const void *b)
{
	return str_cmp(((const struct fs_item *)a)->name, ((const struct fs_item *)b)->name);
}

static bool list_open(DIR *d, str path, struct arena *a, struct fs_items *out, struct err *e)
{
	struct dirent *entry;

	while (errno = 0, entry = readdir(d)) {
		str name = str_from_z(entry->d_name);
		enum fs_kind kind;

		if (str_eq_z(name, ".") || str_eq_z(name, ".."))
			continue;
		if (!kind_of_entry(dirfd(d), entry, &kind))
			break;
		*vec_push(&out->all, a) = (struct fs_item){ .name = str_dup(name, a), .kind = kind };
	}
	if (errno)
		return err_set(e, "cannot list '%.*s': %s", STR_ARG(path), strerror(errno));
	if (out->all.n)
		qsort(out->all.v, out->all.n, sizeof *out->all.v, compare_items); /* names are unique: stable enough */
	return true;
}

bool fs_list(int dir, str path, struct arena *a, struct fs_items *out, struct err *e)
{
	int fd = open_retry(dir, path.n ? name_z(path, a) : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	bool ok;

	if (fd >= 0 && !d && errno == ENOMEM)
		arena_out_of_memory();
	if (!d) {
		err_set(e, "cannot list '%.*s': %s", STR_ARG(path), strerror(errno));
		if (fd >= 0)
			(void)close(fd); /* only read from */
		return false;
	}
	ok = list_open(d, path, a, out, e);
	(void)closedir(d); /* only read from */
	return ok;
}

static bool stat_path(int dir, str path, int flags, struct stat *st)
{
	char z[PATH_MAX];

	if (path.n >= sizeof z || has_nul(path))
		return false;
	if (path.n)
		memcpy(z, path.p, path.n);
	z[path.n] = '\0';
	return fstatat(dir, path.n ? z : ".", st, flags) == 0;
}

enum fs_look fs_look(int dir, str path, enum fs_links links)
{
	struct stat st;

	errno = 0;
	if (stat_path(dir, path, links == FS_LINK_FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW, &st))
		return S_ISDIR(st.st_mode) ? FS_LOOK_DIR : FS_LOOK_OTHER;
	switch (errno) {
	case 0: /* no name that a file could have */
	case ENOENT:
	case ENOTDIR:
	case ELOOP:
	case ENAMETOOLONG:
		return FS_LOOK_MISSING;
	default:
		return FS_LOOK_FAILED;
	}
}

bool fs_exists(int dir, str path)
{
	struct stat st;

	return stat_path(dir, path, AT_SYMLINK_NOFOLLOW, &st);
}

bool fs_is_dir(int dir, str path)
{
	struct stat st;

	return stat_path(dir, path, 0, &st) && S_ISDIR(st.st_mode);
}

bool fs_is_link(int dir, str path)
{
	struct stat st;

	return stat_path(dir, path, AT_SYMLINK_NOFOLLOW, &st) && S_ISLNK(st.st_mode);
}

bool fs_write_all(int fd, str bytes, str name, struct err *e)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, "cannot write '%.*s': %s", STR_ARG(name), strerror(errno));
		bytes = str_from(bytes, (size_t)n);
	}
	return true;
}

bool fs_mkdirs(str path, struct err *e)
{
	char z[PATH_MAX];

	if (path.n >= sizeof z)
		return err_set(e, "cannot make folder '%.*s': the name is too long", STR_ARG(path));
	if (has_nul(path))
		return err_set(e, "cannot make folder '%.*s': the name holds a NUL byte", STR_ARG(path));
	for (size_t i = 1; i <= path.n; i++) {
		if (i < path.n && path.p[i] != '/')
			continue;
		memcpy(z, path.p, i);
		z[i] = '\0';
		if (mkdir(z, 0777) == 0)
			continue;
		if (errno != EEXIST)
			return err_set(e, "cannot make folder '%s': %s", z, strerror(errno));
		if (!fs_is_dir(AT_FDCWD, (str){ z, i }))
			return i < path.n ? err_set(e, "cannot make folder '%.*s': '%s' is no folder", STR_ARG(path), z)
			                  : err_set(e, "cannot make folder '%s': %s", z, strerror(EEXIST));
	}
	return true;
}

static bool write_failed(str path, struct err *e)
{
	return err_set(e, "cannot write '%.*s': %s", STR_ARG(path), strerror(errno));
}

/* How a new file comes into the place of another one. */
struct replacing {
	const struct stat *old; /* NULL: there is none */
	bool must_last;         /* also when the machine goes down */
	bool keeps_owner;
};

static bool take_after(int fd, const struct replacing *how)
{
	struct stat st;

	if (!how->old)
		return true;
	if (how->keeps_owner && (fstat(fd, &st) || st.st_uid != how->old->st_uid || st.st_gid != how->old->st_gid)) {
		errno = EPERM;
		return false;
	}
	return !fchmod(fd, how->old->st_mode & 07777);
}

static bool fill(int fd, str path, const struct replacing *how, str bytes, struct err *e)
{
	if (!take_after(fd, how))
		return write_failed(path, e);
	return fs_write_all(fd, bytes, path, e) && (!how->must_last || !fsync(fd) || write_failed(path, e));
}

/* On failure nothing is left of it, and errno tells why. What runs left beside it that were killed goes first. */
static bool replace(str path, const struct replacing *how, str bytes, struct arena *a, struct err *e)
{
	const char *z = name_z(path, a), *part; /* nothing asks for memory while there is a part, which would stay where memory ends */
	int fd, lock, why;
	bool ok;

	part_remove_beside(path, a);
	fd = part_open(AT_FDCWD, path, 0666, &part, a);
	if (fd < 0)
		return write_failed(path, e);
	lock = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* of the part, until it has its name; closing tells of writes that failed later */
	ok = fill(fd, path, how, bytes, e);
	why = errno;
	if (close(fd) && ok) {
		why = errno;
		ok = write_failed(path, e);
	}
	if (ok && rename(part, z)) {
		why = errno;
		ok = err_set(e, "cannot replace '%.*s': %s", STR_ARG(path), strerror(why));
	}
	if (!ok)
		(void)unlink(part); /* the first failure is the one to tell */
	if (lock >= 0)
		(void)close(lock); /* only holds */
	errno = why;
	return ok;
}

bool fs_replace(str path, str bytes, struct arena *a, struct err *e)
{
	struct stat st;
	bool exists = stat_path(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, &st);
	struct replacing how = { .old = exists ? &st : NULL, .must_last = true };

	if (exists && !S_ISREG(st.st_mode))
		return err_set(e, "cannot write '%.*s': not a regular file", STR_ARG(path));
	return replace(path, &how, bytes, a, e);
}

/* ---- files and streams that the user names ---- */

/* A file that may not be written to is none that may be replaced, though the folder would take a new one. */
static bool can_be_replaced(str path, struct stat *st, bool *exists, struct arena *a)
{
	errno = 0;
	*exists = stat_path(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, st);
	if (!*exists)
		return errno == ENOENT && !str_ends(path, STR("/"));
	return S_ISREG(st->st_mode) && st->st_nlink == 1 && !access(name_z(path, a), W_OK);
}

bool fs_is_replaced(str path, struct arena *a)
{
	struct stat st;
	bool exists;

	return can_be_replaced(path, &st, &exists, a);
}

/* The folder takes no new file, or none in place of this one, e.g. one that a container has mounted: that says nothing of the file itself. */
static bool is_about_folder(int why)
{
	return why == EACCES || why == EPERM || why == EROFS || why == EBUSY || why == ENAMETOOLONG;
}

static bool write_in_place(str path, enum fs_write how, str bytes, struct arena *a, struct err *e)
{
	static const int flags[] = { [FS_CREATE] = O_EXCL | O_NOFOLLOW, [FS_OVERWRITE] = O_TRUNC };
	const char *z = name_z(path, a);
	int fd = open(z, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | flags[how], 0666);
	bool ok;

	if (fd < 0 && errno == EEXIST)
		return err_usage(e, "'%.*s' exists already and was not changed", STR_ARG(path));
	if (fd < 0)
		return write_failed(path, e);
	ok = fs_write_all(fd, bytes, path, e);
	if (close(fd) && ok)
		ok = write_failed(path, e);
	if (!ok && how == FS_CREATE)
		(void)unlink(z); /* the first failure is the one to tell */
	return ok;
}

bool fs_write_named(str path, enum fs_write how, str bytes, struct arena *a, struct err *e)
{
	struct stat st;
	struct err why;
	bool exists;

	if (how == FS_OVERWRITE && can_be_replaced(path, &st, &exists, a)) {
		struct replacing by = { .old = exists ? &st : NULL, .keeps_owner = true }; /* who reads a report after the machine went down makes a new one */

		if (replace(path, &by, bytes, a, &why))
			return true;
		if (!is_about_folder(errno)) {
			*e = why;
			return false;
		}
	}
	return write_in_place(path, how, bytes, a, e);
}

str fs_path_real(struct arena *a, str path)
{
	char folder[PATH_MAX];

	if (!realpath(name_z(fs_path_folder(path), a), folder))
		return path;
	return fs_path_join(a, str_dup(str_from_z(folder), a), fs_path_name(path));
}

bool fs_read_link(int dir, str path, struct arena *a, str *out)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(dir, name_z(path, a), target, sizeof target);

	if (n <= 0 || (size_t)n == sizeof target)
		return false;
	*out = str_dup((str){ target, (size_t)n }, a);
	return true;
}

str fs_cwd(struct arena *a)
{
	char z[PATH_MAX];

	return getcwd(z, sizeof z) ? str_dup(str_from_z(z), a) : (str){ 0 };
}
