/* Files and trees below an open folder. The staging folder and the output are only touched through these functions and
   swap.c. Nothing is ever written in place: unchanged files are hard links shared between generations. */
#define _GNU_SOURCE /* fdopendir's d_type, syscall */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/pool.h"
#include "site/tree.h"

enum {
	STACK_BYTES = 32 * 1024,        /* most pages are smaller and need no allocation */
	MANIFEST_MAX_BYTES = 512 << 20, /* five million files */
	LISTED_BYTES = 8 * 1024,        /* of a folder at a time */
	REMOVE_DEPTH = MANIFEST_MAX_DEPTH + 1
};

/* The hardening flags clear every local variable; clearing this one would cost as much as reading a page into it. */
#ifdef __has_attribute
#if __has_attribute(uninitialized)
#define NOT_CLEARED __attribute__((uninitialized))
#endif
#endif
#ifndef NOT_CLEARED
#define NOT_CLEARED
#endif

struct path_z {
	char z[MANIFEST_MAX_PATH + 1];
};

/* The path for the kernel. Manifest paths fit; anything longer becomes a name that no file has. */
static const char *to_z(str path, struct path_z *room)
{
	if (!path.n || path.n > MANIFEST_MAX_PATH)
		return "";
	memcpy(room->z, path.p, path.n);
	room->z[path.n] = '\0';
	return room->z;
}

void tree_names_add(struct tree_names *names, str name, struct arena *a)
{
	size_t max = sizeof names->v / sizeof *names->v, at = names->n;

	names->total++;
	while (at > 0 && str_cmp(name, names->v[at - 1]) < 0)
		at--;
	if (at == max)
		return;
	if (names->n < max)
		names->n++;
	memmove(&names->v[at + 1], &names->v[at], (names->n - 1 - at) * sizeof *names->v);
	names->v[at] = str_dup(name, a);
}

str tree_names_text(const struct tree_names *names, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < names->n; i++) {
		buf_z(&b, i ? ", " : "");
		buf_put(&b, diag_quote(names->v[i], a));
	}
	if (names->total > names->n)
		buf_fmt(&b, " and %zu more", names->total - names->n);
	return buf_str(&b);
}

int tree_open(int dir, str path, int flags)
{
	struct path_z room;
	int fd;

	do
		fd = openat(dir, to_z(path, &room), flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, TREE_FILE_MODE);
	while (fd < 0 && errno == EINTR);
	return fd;
}

int tree_open_folder(int dir, str path)
{
	return tree_open(dir, path, O_RDONLY | O_DIRECTORY);
}

/* False at the end of the file or on an error; errno is 0 at the end. */
static bool read_exactly(int fd, char *p, size_t n)
{
	while (n) {
		ssize_t got = read(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			errno = got == 0 ? 0 : errno;
			return false;
		}
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static enum tree_state digest_open(int fd, str path, const struct tree_wanted *wanted, struct tree_digest *out, struct err *e)
{
	NOT_CLEARED char room[STACK_BYTES];
	size_t size = (size_t)out->size; /* within a limit of what fits memory */
	char *p = room;
	struct arena large;
	bool is_read;

	arena_init(&large);
	if (size > sizeof room)
		p = arena_array(&large, size, char);
	is_read = read_exactly(fd, p, size);
	out->is_wanted = is_read && wanted && wanted->is((str){ p, size }, wanted->bytes);
	if (is_read && (!out->is_wanted || wanted->and_hash))
		out->hash = hash_bytes((str){ p, size });
	arena_free(&large);
	if (is_read)
		return TREE_FILE;
	if (!errno)
		return TREE_OTHER; /* somebody shortened it just now */
	err_set(e, "cannot read '%.*s': %s", STR_ARG(path), strerror(errno));
	return TREE_FAILED;
}

static enum tree_state digest_stat(int fd, str path, uint64_t limit, const struct tree_wanted *wanted, struct tree_digest *out, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st)) {
		err_set(e, "cannot read '%.*s': %s", STR_ARG(path), strerror(errno));
		return TREE_FAILED;
	}
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > limit)
		return TREE_OTHER;
	out->size = (uint64_t)st.st_size;
	out->has_site_mode = (st.st_mode & 07777) == TREE_FILE_MODE;
	return digest_open(fd, path, wanted, out, e);
}

enum tree_state tree_digest(int dir, str path, uint64_t limit, const struct tree_wanted *wanted, struct tree_digest *out, struct err *e)
{
	int fd = tree_open(dir, path, O_RDONLY | O_NONBLOCK);
	enum tree_state state;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return TREE_MISSING;
	if (fd < 0 && (errno == ELOOP || errno == ENXIO))
		return TREE_OTHER;
	if (fd < 0) {
		err_set(e, "cannot open '%.*s': %s", STR_ARG(path), strerror(errno));
		return TREE_FAILED;
	}
	state = digest_stat(fd, path, limit, wanted, out, e);
	(void)close(fd); /* only read from */
	return state;
}

bool tree_digest_is(const struct tree_digest *d, const struct manifest_file *file)
{
	return file && d->size == file->size && hash_eq(d->hash, file->hash);
}

enum wanted { WANTED_FILE, WANTED_FOLDER };

static bool create_failed(int dir, str path, enum wanted wanted, struct err *e)
{
	struct path_z room;
	struct stat st;
	int why = errno;

	if (why == EEXIST && wanted == WANTED_FILE && !fstatat(dir, to_z(path, &room), &st, AT_SYMLINK_NOFOLLOW) &&
	    !S_ISDIR(st.st_mode))
		return err_set(e, "the site has two files named '%.*s'", STR_ARG(path));
	if (why == EEXIST || why == ENOTDIR)
		return err_set(e, "'%.*s' is both a file and a folder of the site", STR_ARG(path));
	return err_set(e, "cannot create '%.*s': %s", STR_ARG(path), strerror(why));
}

bool tree_write(int dir, str path, str bytes, enum tree_mode mode, struct err *e)
{
	int fd = tree_open(dir, path, O_WRONLY | O_CREAT | O_EXCL);
	bool ok;

	if (fd < 0)
		return create_failed(dir, path, WANTED_FILE, e);
	ok = fs_write_all(fd, bytes, path, e);
	if (ok && mode == TREE_MODE_SET && fchmod(fd, TREE_FILE_MODE))
		ok = err_set(e, "cannot set the permissions of '%.*s': %s", STR_ARG(path), strerror(errno));
	if (close(fd) && ok)
		ok = err_set(e, "cannot write '%.*s': %s", STR_ARG(path), strerror(errno));
	return ok;
}

bool tree_make_folder(int dir, str path, enum tree_mode mode, struct err *e)
{
	struct path_z room;
	bool ok = true;
	int fd;

	if (mkdirat(dir, to_z(path, &room), TREE_FOLDER_MODE))
		return create_failed(dir, path, WANTED_FOLDER, e);
	if (mode != TREE_MODE_SET)
		return true;
	fd = tree_open_folder(dir, path); /* the sandbox lets nobody change a file by its name */
	if (fd < 0 || fchmod(fd, TREE_FOLDER_MODE))
		ok = err_set(e, "cannot set the permissions of '%.*s': %s", STR_ARG(path), strerror(errno));
	if (fd >= 0)
		(void)close(fd); /* nothing was written */
	return ok;
}

enum tree_manifest tree_read_manifest(int dir, str shown, struct arena *a, struct manifest *out, struct err *e)
{
	str name = fs_path_join(a, shown, STR(MANIFEST_NAME)), bytes = { 0 };

	switch (fs_read_at(dir, STR(MANIFEST_NAME), MANIFEST_MAX_BYTES, a, &bytes, e)) {
	case FS_READ_OK:
		return manifest_parse(bytes, name, a, out, e) ? TREE_MANIFEST_READ : TREE_MANIFEST_FAILED;
	case FS_READ_MISSING:
		return TREE_MANIFEST_NONE;
	case FS_READ_NOT_FILE:
	case FS_READ_TOO_LARGE:
		err_set(e, "'%.*s' is no manifest of dictum: choose another output folder", STR_ARG(name));
		return TREE_MANIFEST_FAILED;
	case FS_READ_FAILED:
		break;
	}
	return TREE_MANIFEST_FAILED;
}

bool tree_read_input(int dir, struct arena *scratch, struct hash *out)
{
	struct err ignored;
	str bytes;

	return fs_read_at(dir, STR(MANIFEST_NAME), MANIFEST_MAX_BYTES, scratch, &bytes, &ignored) == FS_READ_OK &&
	       manifest_parse_input(bytes, out);
}

/* Looking for files that the manifest does not name; folders still to be listed are on `todo`. */
struct search {
	int dir;
	const struct manifest *m;
	struct arena *a;
	struct tree_names *found;
	VEC(str) todo;
};

static bool entry_is_folder(int dir, const struct dirent *d)
{
	struct stat st;

	if (d->d_type != DT_UNKNOWN) /* some file systems do not say */
		return d->d_type == DT_DIR;
	return !fstatat(dir, d->d_name, &st, AT_SYMLINK_NOFOLLOW) && S_ISDIR(st.st_mode);
}

static void search_entry(struct search *s, str path, bool is_folder)
{
	if (is_folder && manifest_has_folder(s->m, path))
		*vec_push(&s->todo, s->a) = str_dup(path, s->a);
	else if (is_folder)
		tree_names_add(s->found, str_fmt(s->a, "%.*s/", STR_ARG(path)), s->a);
	else if (!manifest_find(s->m, path) && !str_eq_z(path, MANIFEST_NAME))
		tree_names_add(s->found, path, s->a);
}

static bool search_open(struct search *s, DIR *d, str folder, struct err *e)
{
	char path[MANIFEST_MAX_PATH + 1 + sizeof((struct dirent *)0)->d_name];
	size_t start = folder.n ? folder.n + 1 : 0;
	struct dirent *entry;

	if (folder.n) {
		memcpy(path, folder.p, folder.n);
		path[folder.n] = '/';
	}
	while (errno = 0, entry = readdir(d)) {
		size_t n = strlen(entry->d_name);

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		memcpy(path + start, entry->d_name, n);
		search_entry(s, (str){ path, start + n }, entry_is_folder(dirfd(d), entry));
	}
	return !errno || err_set(e, "cannot list '%.*s': %s", STR_ARG(folder), strerror(errno));
}

static bool search_folder(struct search *s, str folder, struct err *e)
{
	int fd = tree_open_folder(s->dir, folder.n ? folder : STR("."));
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	bool ok;

	if (fd >= 0 && !d && errno == ENOMEM)
		arena_out_of_memory();
	if (!d) {
		err_set(e, "cannot list '%.*s': %s", STR_ARG(folder.n ? folder : STR(".")), strerror(errno));
		if (fd >= 0)
			(void)close(fd); /* only read from */
		return false;
	}
	ok = search_open(s, d, folder, e);
	(void)closedir(d); /* only read from */
	return ok;
}

bool tree_find_foreign(int dir, const struct manifest *m, struct arena *a, struct tree_names *out, struct err *e)
{
	struct search s = { .dir = dir, .m = m, .a = a, .found = out };

	*vec_push(&s.todo, a) = (str){ 0 };
	for (size_t i = 0; i < s.todo.n; i++)
		if (!search_folder(&s, s.todo.v[i], e))
			return false;
	return true;
}

static bool is_gone(int result)
{
	return result == 0 || errno == ENOENT || errno == ENOTDIR;
}

static bool remove_file(int dir, const struct manifest_file *file, enum tree_trust trust)
{
	struct tree_digest found;
	struct path_z room;
	struct err ignored;

	if (trust == TREE_VERIFY) {
		enum tree_state state = tree_digest(dir, file->path, file->size, NULL, &found, &ignored);

		if (state == TREE_MISSING)
			return true;
		if (state != TREE_FILE || !tree_digest_is(&found, file))
			return false;
	}
	return is_gone(unlinkat(dir, to_z(file->path, &room), 0));
}

bool tree_is_plain(int dir, str shown, const struct manifest *m, struct arena *scratch, struct err *e)
{
	struct manifest_folders folders = { 0 };

	manifest_folders(m, scratch, &folders); /* parents first, so no look goes through a link */
	for (size_t i = 0; i < folders.all.n; i++) {
		struct path_z room;
		struct stat st;

		if (!fstatat(dir, to_z(folders.all.v[i], &room), &st, AT_SYMLINK_NOFOLLOW) && S_ISLNK(st.st_mode))
			return err_set(e, "'%.*s' in '%.*s' is a symbolic link, not a folder: remove it", STR_ARG(folders.all.v[i]), STR_ARG(shown));
	}
	return true;
}

/* Folders that hold `path` and not the path before it, deepest first: in byte order what is below a folder stands together. */
static bool remove_folders(int dir, str path, str before)
{
	struct path_z room;
	bool ok = true;

	for (struct cut c = str_cut_last(path, '/'); c.found; c = str_cut_last(c.head, '/')) {
		if (str_starts(before, str_sub(path, 0, c.head.n + 1)))
			break;
		ok = is_gone(unlinkat(dir, to_z(c.head, &room), AT_REMOVEDIR)) && ok;
	}
	return ok;
}

struct removal {
	int dir;
	const struct manifest *m;
	enum tree_trust trust;
	atomic_bool is_partial;
};

static void remove_one(void *arg, size_t worker, size_t i)
{
	struct removal *r = arg;

	(void)worker; /* nothing is made */
	if (!remove_file(r->dir, &r->m->files.v[i], r->trust))
		atomic_store(&r->is_partial, true);
}

bool tree_remove_listed(int dir, const struct manifest *m, enum tree_trust trust, size_t workers)
{
	struct removal r = { .dir = dir, .m = m, .trust = trust };
	bool ok;

	pool_run_together(workers, m->files.n, remove_one, &r);
	ok = !atomic_load(&r.is_partial);
	for (size_t i = m->files.n; i-- > 0;)
		ok = remove_folders(dir, m->files.v[i].path, i ? m->files.v[i - 1].path : (str){ 0 }) && ok;
	return ok;
}

struct listed { /* getdents64(2) */
	uint64_t inode;
	int64_t offset;
	unsigned short size; /* of all, to the next */
	unsigned char type;
	char name[];
};

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

static bool remove_in(int fd, size_t depth, bool *found);

static bool remove_item(int fd, const struct listed *item, size_t depth)
{
	int child;
	bool ok = true, found = true;

	if (!unlinkat(fd, item->name, 0))
		return true;
	if (errno != EISDIR && errno != EPERM) /* POSIX says EPERM of folders */
		return errno == ENOENT;
	child = depth < REMOVE_DEPTH ? tree_open_folder(fd, str_from_z(item->name)) : -1;
	if (child < 0)
		return false;
	while (ok && found)
		ok = remove_in(child, depth + 1, &found);
	(void)close(child); /* only read from */
	return ok && is_gone(unlinkat(fd, item->name, AT_REMOVEDIR));
}

/* Once through the folder: some file systems pass over entries while others are removed. Recursion ends at REMOVE_DEPTH: our own trees are never
   deeper. Not by readdir, which asks for memory. */
static bool remove_in(int fd, size_t depth, bool *found)
{
	_Alignas(struct listed) char room[LISTED_BYTES];
	long n;

	*found = false;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return false;
	while ((n = syscall(SYS_getdents64, fd, room, sizeof room)) > 0) {
		for (long at = 0; at < n;) {
			const struct listed *item = (const struct listed *)(const void *)(room + at);

			at += item->size;
			if (is_dots(item->name))
				continue;
			if (!remove_item(fd, item, depth))
				return false;
			*found = true;
		}
	}
	return n == 0;
}

bool tree_remove_all(int dir, str name)
{
	int fd = tree_open_folder(dir, name);
	struct path_z room;
	bool ok = true, found = true;

	if (fd < 0)
		return is_gone(-1);
	while (ok && found)
		ok = remove_in(fd, 0, &found);
	(void)close(fd); /* only read from */
	return ok && is_gone(unlinkat(dir, to_z(name, &room), AT_REMOVEDIR));
}
