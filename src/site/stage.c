/* Makes, seals, finds and removes staging folders. Every order of steps here is such that a run killed between any two
   of them leaves something that the next run recognises: an unmarked staging folder is always empty, an unsealed tree
   is always only ours. */
#define _GNU_SOURCE /* syncfs, getrandom */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "site/stage.h"
#include "site/swap.h"

#define MARKER ".dictum-stage"
enum { TRIES = 16, DIGITS = 16 };

/* Only for a name that is not taken; it never reaches the output. */
static uint64_t random_number(uint64_t again)
{
	uint64_t n;
	struct timespec now = { 0 };

	if (getrandom(&n, sizeof n, GRND_NONBLOCK) == (ssize_t)sizeof n)
		return n;
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* zero is as good */
	return ((uint64_t)now.tv_nsec << 32 | (uint64_t)(uint32_t)getpid()) + again;
}

static bool make_dir(struct stage *s, const struct target *t, struct arena *a, struct err *e)
{
	for (uint64_t i = 0; i < TRIES; i++) {
		s->name = str_fmt(a, ".%.*s.stage-%016llx", STR_ARG(t->name), (unsigned long long)random_number(i));
		if (!mkdirat(t->parent, s->name.p, 0700))
			break;
		if (errno != EEXIST)
			return err_set(e, "cannot make the staging folder '%.*s' in '%.*s': %s", STR_ARG(s->name),
			               STR_ARG(t->parent_shown), strerror(errno));
	}
	s->dir = tree_open_folder(t->parent, s->name);
	return s->dir >= 0 ||
	       err_set(e, "cannot open the staging folder '%.*s': %s", STR_ARG(s->name), strerror(errno));
}

/* Permissions must be set by hand only where the umask or a default ACL takes away what we want. */
static bool learn_mode(struct stage *s, struct err *e)
{
	struct stat st;

	if (fstat(s->build, &st))
		return err_set(e, "cannot look at the staging folder '%.*s': %s", STR_ARG(s->name), strerror(errno));
	s->mode = (st.st_mode & 0777) == TREE_FOLDER_MODE ? TREE_MODE_BY_UMASK : TREE_MODE_SET;
	if (s->mode == TREE_MODE_SET && fchmod(s->build, (st.st_mode & 07000) | TREE_FOLDER_MODE))
		return err_set(e, "cannot set the permissions of the staging folder '%.*s': %s", STR_ARG(s->name),
		               strerror(errno));
	return true;
}

bool stage_make(struct stage *s, const struct target *t, struct arena *a, struct err *e)
{
	if (!make_dir(s, t, a, e) || !tree_write(s->dir, STR(MARKER), (str){ 0 }, TREE_MODE_BY_UMASK, e) ||
	    !tree_make_folder(s->dir, STR(STAGE_BUILD), TREE_MODE_BY_UMASK, e))
		return false;
	s->build = tree_open_folder(s->dir, STR(STAGE_BUILD));
	if (s->build < 0)
		return err_set(e, "cannot open the staging folder '%.*s': %s", STR_ARG(s->name), strerror(errno));
	return learn_mode(s, e);
}

/* One syncfs instead of an fsync per file. Where it fails the disk may not hold what we wrote: nothing is swapped. */
bool stage_seal(struct stage *s, struct err *e)
{
	if (syncfs(s->build))
		return err_set(e, "cannot flush the new files to the disk: %s", strerror(errno));
	if (renameat(s->dir, STAGE_BUILD, s->dir, STAGE_TREE))
		return err_set(e, "cannot rename the new tree in '%.*s': %s", STR_ARG(s->name), strerror(errno));
	return true;
}

/* Exactly 16 digits, so that an output named "a.stage-b" keeps its own staging folders. */
static bool is_stage_name(str name, str prefix)
{
	str digits = str_from(name, prefix.n);

	if (!str_starts(name, prefix) || digits.n != DIGITS)
		return false;
	for (size_t i = 0; i < digits.n; i++)
		if (!byte_is_digit(digits.p[i]) && (digits.p[i] < 'a' || digits.p[i] > 'f'))
			return false;
	return true;
}

bool stage_find(const struct target *t, struct arena *a, struct stage_list *out, struct err *e)
{
	str prefix = str_fmt(a, ".%.*s.stage-", STR_ARG(t->name));
	struct fs_items items = { 0 };

	if (t->parent < 0)
		return true;
	if (!fs_list(t->parent, (str){ 0 }, a, &items, e))
		return false;
	for (size_t i = 0; i < items.all.n; i++)
		if (items.all.v[i].kind == FS_DIR && is_stage_name(items.all.v[i].name, prefix))
			*vec_push(&out->names, a) = items.all.v[i].name;
	return true;
}

int stage_open(const struct target *t, str name)
{
	int dir = tree_open_folder(t->parent, name);

	if (dir >= 0 && !fs_exists(dir, STR(MARKER))) {
		(void)close(dir); /* only read from */
		return -1;
	}
	return dir;
}

static bool unlink_in(int dir, const char *name, int flags)
{
	return !unlinkat(dir, name, flags) || errno == ENOENT;
}

/* The manifest goes after the files and folders, so that a second attempt still knows the list. */
static bool remove_tree(int dir, const struct manifest *known, size_t workers, struct arena *scratch)
{
	int tree = tree_open_folder(dir, STR(STAGE_TREE));
	struct manifest m = { 0 };
	struct err ignored;
	bool ok;

	if (tree < 0)
		return errno == ENOENT;
	ok = known ? tree_remove_listed(tree, known, TREE_TRUST, workers)
	           : tree_read_manifest(tree, STR(STAGE_TREE), scratch, &m, &ignored) != TREE_MANIFEST_FAILED &&
	                     tree_is_plain(tree, STR(STAGE_TREE), &m, scratch, &ignored) &&
	                     tree_remove_listed(tree, &m, TREE_VERIFY, workers);
	ok = ok && unlink_in(tree, MANIFEST_NAME, 0);
	(void)close(tree); /* only read from */
	return ok && unlink_in(dir, STAGE_TREE, AT_REMOVEDIR);
}

bool stage_remove(const struct target *t, str name, const struct manifest *known, size_t workers, struct arena *scratch)
{
	char z[NAME_MAX + 1];
	int dir;
	bool ok;

	if (name.n >= sizeof z)
		return false;
	memcpy(z, name.p, name.n);
	z[name.n] = '\0';
	dir = stage_open(t, name);
	if (dir < 0) { /* not marked: empty and ours, or foreign and then not removable */
		(void)unlinkat(t->parent, z, AT_REMOVEDIR);
		return true;
	}
	ok = !swap_is_pending(dir) && tree_remove_all(dir, STR(STAGE_BUILD)) &&
	     remove_tree(dir, known, workers, scratch) && swap_remove_drafts(dir) && unlink_in(dir, MARKER, 0);
	(void)close(dir); /* only read from */
	return ok && unlink_in(t->parent, z, AT_REMOVEDIR);
}

void stage_close(struct stage *s)
{
	if (s->build >= 0)
		(void)close(s->build); /* flushed by stage_seal or given up */
	if (s->dir >= 0)
		(void)close(s->dir); /* only read from */
	s->build = s->dir = -1;
}
