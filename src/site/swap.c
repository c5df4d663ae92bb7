/* The swap. First choice is one renameat2; nobody ever sees a mixture then.

   Second choice (ENOSYS, EINVAL, EXDEV, EBUSY: overlay of an image's lower layer, mount point, old network file
   system): the journal, a copy of the old manifest, is put into the staging folder; then every file is linked or copied
   beside its place and renamed over it, assets first, then pages, then the machine-readable index, then the manifest;
   then old files go. The staged tree stays complete until the end, and every step looks at what is there, so all of it
   can be done again from the start. */
#define _GNU_SOURCE /* renameat2, syncfs */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "site/swap.h"

#define JOURNAL ".dictum-journal"
#define JOURNAL_DRAFT ".dictum-journal.part"
#define PART ".dictum-part" /* in the output, while one file is replaced */

struct steps {
	const struct target *t;
	int from, to; /* staged tree, output */
	const struct manifest *old, *fresh;
	struct arena *scratch;
};

static bool is_unsupported(int why)
{
	return why == ENOSYS || why == EINVAL || why == EXDEV || why == EBUSY || why == EOPNOTSUPP;
}

/* Pages may be asked for by a reader as soon as they are there, so what they use comes before them. */
static unsigned rank_of(str path)
{
	if (str_starts(path, STR("api/")))
		return 2;
	return str_ends(path, STR(".html"));
}
enum { RANKS = 3 };

static bool unlink_in(int dir, const char *name)
{
	return !unlinkat(dir, name, 0) || errno == ENOENT;
}

/* A folder with something in it stays, and so does one that others mounted something on. */
static bool is_to_stay(int why)
{
	return why == ENOTEMPTY || why == EEXIST || why == EBUSY;
}

/* Removes an old file, and folders above it that are empty then and not of the new tree: also where an interrupted run took the file alone.
   Edited files stay. */
static bool remove_old(const struct steps *s, const struct manifest_file *file, struct err *e)
{
	char z[MANIFEST_MAX_PATH + 1];
	struct tree_digest found;
	enum tree_state state = tree_digest(s->to, file->path, file->size, NULL, &found, e);
	str path = file->path;

	if (state == TREE_FAILED)
		return false;
	if (state == TREE_OTHER || (state == TREE_FILE && !tree_digest_is(&found, file)))
		return true;
	memcpy(z, path.p, path.n);
	z[path.n] = '\0';
	for (int flags = 0; path.n; flags = AT_REMOVEDIR) {
		struct cut c = str_cut_last(path, '/');

		if (unlinkat(s->to, z, flags) && errno != ENOENT && errno != ENOTDIR)
			return is_to_stay(errno) ||
			       err_set(e, "cannot remove '%s' from '%.*s': %s", z, STR_ARG(s->t->shown), strerror(errno));
		path = c.found ? c.head : (str){ 0 };
		z[path.n] = '\0';
		if (manifest_has_folder(s->fresh, path))
			break;
	}
	return true;
}

/* An old file where the new tree has a folder, or below a path that is a file now. */
static bool is_in_the_way(const struct steps *s, str path)
{
	if (manifest_has_folder(s->fresh, path))
		return true;
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == '/' && manifest_find(s->fresh, str_sub(path, 0, i)))
			return true;
	return false;
}

static bool make_folders(const struct steps *s, struct err *e)
{
	struct manifest_folders folders = { 0 };

	manifest_folders(s->fresh, s->scratch, &folders);
	for (size_t i = 0; i < folders.all.n; i++) {
		struct stat st;
		const char *z = str_z(folders.all.v[i], s->scratch);
		bool exists = !fstatat(s->to, z, &st, AT_SYMLINK_NOFOLLOW);

		if (exists && !S_ISDIR(st.st_mode))
			return err_set(e, "'%s' in '%.*s' is in the way of a folder: move it away", z,
			               STR_ARG(s->t->shown));
		if (!exists && !tree_make_folder(s->to, folders.all.v[i], TREE_MODE_SET, e))
			return false;
	}
	return true;
}

static bool copy_bytes(int from, int to)
{
	char room[32 * 1024];
	ssize_t got;

	while ((got = read(from, room, sizeof room)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		for (ssize_t done = 0; done < got;) {
			ssize_t put = write(to, room + done, (size_t)(got - done));

			if (put < 0 && errno != EINTR)
				return false;
			done += put < 0 ? 0 : put;
		}
	}
	return true;
}

static bool copy_part(const struct steps *s, str path)
{
	int from = tree_open(s->from, path, O_RDONLY);
	int to = from < 0 ? -1 : tree_open(s->to, STR(PART), O_WRONLY | O_CREAT | O_EXCL);
	bool ok = to >= 0 && copy_bytes(from, to) && !fchmod(to, TREE_FILE_MODE);
	int why = errno;

	if (to >= 0 && close(to) && ok) {
		ok = false;
		why = errno;
	}
	if (from >= 0)
		(void)close(from); /* only read from */
	errno = why;
	return ok;
}

/* The new bytes beside their place, then over it. */
static bool replace(const struct steps *s, str path, struct err *e)
{
	char z[MANIFEST_MAX_PATH + 1];

	memcpy(z, path.p, path.n);
	z[path.n] = '\0';
	if (unlink_in(s->to, PART) && (!linkat(s->from, z, s->to, PART, 0) || copy_part(s, path)) &&
	    !renameat(s->to, PART, s->to, z))
		return true;
	return err_set(e, "cannot put '%s' into '%.*s': %s", z, STR_ARG(s->t->shown), strerror(errno));
}

static bool put_file(const struct steps *s, const struct manifest_file *file, struct err *e)
{
	const struct manifest_file *old = manifest_find(s->old, file->path);
	uint64_t limit = old && old->size > file->size ? old->size : file->size;
	struct tree_digest found;

	switch (tree_digest(s->to, file->path, limit, NULL, &found, e)) {
	case TREE_FAILED:
		return false;
	case TREE_MISSING:
		return replace(s, file->path, e);
	case TREE_FILE:
		if (tree_digest_is(&found, file))
			return true;
		if (tree_digest_is(&found, old))
			return replace(s, file->path, e);
		break;
	case TREE_OTHER:
		break;
	}
	return err_set(e, "'%.*s' in '%.*s' is not the file that was published there: move it away",
	               STR_ARG(file->path), STR_ARG(s->t->shown));
}

static bool put_files(const struct steps *s, struct err *e)
{
	for (unsigned rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < s->fresh->files.n; i++)
			if (rank_of(s->fresh->files.v[i].path) == rank && !put_file(s, &s->fresh->files.v[i], e))
				return false;
	return replace(s, STR(MANIFEST_NAME), e);
}

static bool run_steps(const struct steps *s, struct err *e)
{
	for (size_t i = 0; i < s->old->files.n; i++)
		if (is_in_the_way(s, s->old->files.v[i].path) && !remove_old(s, &s->old->files.v[i], e))
			return false;
	if (!make_folders(s, e) || !put_files(s, e))
		return false;
	for (size_t i = 0; i < s->old->files.n; i++)
		if (!manifest_find(s->fresh, s->old->files.v[i].path) && !remove_old(s, &s->old->files.v[i], e))
			return false;
	if (!unlink_in(s->to, PART)) /* linking and renaming one file twice leaves it */
		return err_set(e, "cannot remove '%s' from '%.*s': %s", PART, STR_ARG(s->t->shown), strerror(errno));
	if (syncfs(s->to))
		return err_set(e, "cannot flush '%.*s' to the disk: %s", STR_ARG(s->t->shown), strerror(errno));
	return true;
}

static bool open_output(struct target *t, struct err *e)
{
	if (t->out >= 0)
		return true;
	return tree_make_folder(t->parent, t->name, TREE_MODE_SET, e) && target_reopen(t, e);
}

static bool swap_by_steps(struct target *t, int stage, const struct manifest *old, const struct manifest *fresh,
                          struct arena *scratch, struct err *e)
{
	struct steps s = { .t = t, .old = old, .fresh = fresh, .scratch = scratch };
	bool ok;

	if (!open_output(t, e))
		return false;
	s.to = t->out;
	s.from = tree_open_folder(stage, STR(STAGE_TREE));
	if (s.from < 0)
		return err_set(e, "cannot open the staged tree for '%.*s': %s", STR_ARG(t->shown), strerror(errno));
	ok = run_steps(&s, e);
	(void)close(s.from); /* only read from */
	if (ok && !unlink_in(stage, JOURNAL))
		ok = err_set(e, "cannot remove the journal for '%.*s': %s", STR_ARG(t->shown), strerror(errno));
	return ok;
}

/* Complete on the disk before the first file of the output changes. */
static bool write_journal(int stage, const struct manifest *old, struct arena *scratch, struct err *e)
{
	if (!tree_write(stage, STR(JOURNAL_DRAFT), manifest_write(old, scratch), TREE_MODE_BY_UMASK, e))
		return false;
	if (syncfs(stage) || renameat(stage, JOURNAL_DRAFT, stage, JOURNAL) || fsync(stage))
		return err_set(e, "cannot write the journal: %s", strerror(errno));
	return true;
}

static bool read_journal(int stage, struct arena *scratch, struct manifest *old, struct err *e)
{
	str bytes;

	switch (fs_read_at(stage, STR(JOURNAL), UINT32_MAX, scratch, &bytes, e)) {
	case FS_READ_OK:
		return manifest_parse(bytes, STR(JOURNAL), scratch, old, e);
	case FS_READ_MISSING:
	case FS_READ_NOT_FILE:
	case FS_READ_TOO_LARGE:
		return err_set(e, "the journal of an interrupted publishing cannot be read");
	case FS_READ_FAILED:
		break;
	}
	return false;
}

bool swap_is_pending(int stage)
{
	return fs_look(stage, STR(JOURNAL), FS_LINK_ITSELF) != FS_LOOK_MISSING; /* where it cannot be told, nothing is removed */
}

bool swap_remove_drafts(int stage)
{
	return unlink_in(stage, JOURNAL_DRAFT);
}

bool swap_finish(struct target *t, int stage, struct arena *scratch, struct err *e)
{
	int tree = tree_open_folder(stage, STR(STAGE_TREE));
	struct manifest old = { 0 }, fresh = { 0 };
	enum tree_manifest got;

	if (tree < 0)
		return err_set(e, "the staged tree for '%.*s' is gone: %s", STR_ARG(t->shown), strerror(errno));
	got = tree_read_manifest(tree, STR(STAGE_TREE), scratch, &fresh, e);
	if (got == TREE_MANIFEST_READ && !tree_is_plain(tree, STR(STAGE_TREE), &fresh, scratch, e))
		got = TREE_MANIFEST_FAILED;
	(void)close(tree); /* only read from */
	if (got == TREE_MANIFEST_NONE)
		return err_set(e, "the staged tree for '%.*s' has no manifest", STR_ARG(t->shown));
	if (got == TREE_MANIFEST_FAILED || !read_journal(stage, scratch, &old, e))
		return false;
	if (t->out >= 0 && (!tree_is_plain(t->out, t->shown, &old, scratch, e) || !tree_is_plain(t->out, t->shown, &fresh, scratch, e)))
		return false;
	return swap_by_steps(t, stage, &old, &fresh, scratch, e);
}

/* Somebody may have put another folder there since we looked into it. */
static bool is_still_ours(const struct target *t)
{
	struct stat opened, named;

	return !fstat(t->out, &opened) && !fstatat(t->parent, t->name.p, &named, AT_SYMLINK_NOFOLLOW) &&
	       opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* 0, or errno. */
static int swap_at_once(const struct target *t, const struct stage *s)
{
	if (t->out >= 0)
		return renameat2(s->dir, STAGE_TREE, t->parent, t->name.p, RENAME_EXCHANGE) ? errno : 0;
	if (!renameat2(s->dir, STAGE_TREE, t->parent, t->name.p, RENAME_NOREPLACE))
		return 0;
	if (!is_unsupported(errno))
		return errno;
	/* Plain rename replaces an empty folder at most: as atomic, and nothing can be lost. */
	return renameat(s->dir, STAGE_TREE, t->parent, t->name.p) ? errno : 0;
}

static bool say_mixture(const struct target *t, struct err *e)
{
	struct err why = *e;

	return err_set(
	        e, "%s; '%.*s' is a mixture of the old and the new site until the next run finishes the replacement",
	        why.text, STR_ARG(t->shown));
}

static bool swap_with_journal(struct target *t, const struct stage *s, const struct manifest *old,
                              const struct manifest *fresh, struct err *e)
{
	struct arena scratch;
	bool ok;

	arena_init(&scratch);
	ok = write_journal(s->dir, old, &scratch, e) && swap_by_steps(t, s->dir, old, fresh, &scratch, e);
	arena_free(&scratch);
	return ok || (swap_is_pending(s->dir) && say_mixture(t, e));
}

bool swap_trees(struct target *t, const struct stage *s, const struct manifest *old, const struct manifest *fresh,
                bool *was_atomic, struct err *e)
{
	int why;

	if (t->out >= 0 && !is_still_ours(t))
		return err_set(e, "'%.*s' was replaced by somebody else in the meantime: nothing was published",
		               STR_ARG(t->shown));
	why = swap_at_once(t, s);
	*was_atomic = why == 0;
	if (is_unsupported(why))
		return swap_with_journal(t, s, old, fresh, e);
	if (why)
		return err_set(e, "cannot put the new tree in the place of '%.*s': %s", STR_ARG(t->shown),
		               strerror(why));
	if (fsync(t->parent))
		return err_set(e,
		               "'%.*s' is published, but may not survive a power failure: cannot flush its folder: %s",
		               STR_ARG(t->shown), strerror(errno));
	return true;
}
