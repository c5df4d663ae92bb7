/* The folder must be the caller's own and closed to others: what is in it is believed once its hash fits. */
#include "cli/history_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/embed.h"
#include "base/fs.h"
#include "base/program.h"

enum { MAX_RECORD = 1024 * 1024 * 1024 }; /* bytes */

static str absolute(const char *value)
{
	str path = str_from_z(value);

	return str_starts(path, STR("/")) ? path : (str){ 0 };
}

static bool is_ours(str folder, struct arena *a)
{
	struct stat st;

	return !lstat(str_z(folder, a), &st) && S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & (S_IWGRP | S_IWOTH));
}

static str find_folder(struct arena *a)
{
	str base = absolute(getenv("XDG_CACHE_HOME")), home = absolute(getenv("HOME"));
	str folder;

	if (!base.n && home.n)
		base = fs_path_join(a, home, STR(".cache"));
	if (!base.n)
		return (str){ 0 };
	folder = fs_path_join(a, base, STR("dictum"));
	return folder;
}

void history_cache_open(struct history_cache *c, struct run *r, struct hash edges)
{
	struct hash_state *place = hash_begin(r->a), *key = hash_begin(r->a);
	str folder = find_folder(r->a), dialect = { 0 };

	*c = (struct history_cache){ .path = { 0 } };
	if (!folder.n)
		return;
	hash_add(place, r->place.git_dir);
	hash_add(place, r->root);
	c->path = fs_path_join(r->a, folder, str_fmt(r->a, "%.*s.history", STR_ARG(hash_hex(hash_end(place), r->a))));
	hash_add(key, program_id(r->a)); /* another build may read differently */
	(void)embed_get(str_fmt(r->a, "model/dialects/%.*s.yml", STR_ARG(r->dialect->name)), &dialect); /* empty where it is not */
	hash_add(key, dialect);
	hash_add(key, r->config.bytes);
	hash_add(key, hash_hex(edges, r->a));
	hash_add(key, r->place.git_dir);
	hash_add(key, r->root);
	c->key = hash_end(key);
}

str history_cache_read(const struct history_cache *c, struct arena *a)
{
	struct err ignored;
	str bytes = { 0 };

	if (!c->path.n || !is_ours(str_cut_last(c->path, '/').head, a) ||
	    fs_read_at(AT_FDCWD, c->path, MAX_RECORD, a, &bytes, &ignored) != FS_READ_OK)
		return (str){ 0 };
	return bytes;
}

str history_cache_folder(struct arena *a)
{
	str folder = find_folder(a);
	struct err ignored;

	if (!folder.n || !fs_mkdirs(str_cut_last(folder, '/').head, &ignored))
		return (str){ 0 };
	(void)mkdir(str_z(folder, a), 0700); /* it may be there */
	return is_ours(folder, a) ? folder : (str){ 0 };
}

/* Half written records of runs that were killed. Who holds the folder is the only one to write into it, so nobody will finish them. */
static void remove_parts(int folder, struct arena *a)
{
	struct fs_items items = { .all = { 0 } };
	struct err ignored;

	if (!fs_list(folder, (str){ 0 }, a, &items, &ignored))
		return;
	for (size_t i = 0; i < items.all.n; i++)
		if (items.all.v[i].kind == FS_FILE && str_ends(items.all.v[i].name, STR(".part")))
			(void)unlinkat(folder, str_z(items.all.v[i].name, a), 0); /* or the next run does */
}

/* While another run writes, this one does not: what it would keep is read anew next time. */
void history_cache_write(const struct history_cache *c, str bytes, struct arena *a)
{
	str folder = c->path.n ? history_cache_folder(a) : (str){ 0 };
	int fd = folder.n ? open(str_z(folder, a), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	struct err ignored;

	if (fd < 0)
		return;
	if (!flock(fd, LOCK_EX | LOCK_NB)) {
		remove_parts(fd, a);
		(void)fs_replace(c->path, bytes, a, &ignored); /* the same */
	} else if (errno != EWOULDBLOCK) {
		(void)fs_replace(c->path, bytes, a, &ignored); /* no file system for locks */
	}
	(void)close(fd); /* and with it the lock */
}
