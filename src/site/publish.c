/* DESIGN: publishing a tree so that at every instant, whatever is killed, the output is either the whole old site or
   the whole new one.

     <parent>/.<out>.lock             flock for the whole run; stays
     <parent>/.<out>.stage-<random>/  the new tree is made here (stage.h)
     <parent>/<out>/.dictum-manifest  what is ours, with hashes (manifest.h)

   begin   lock; finish or sweep what a killed run left; read the manifest; refuse an output with anything in it that
           we did not make

   add     hash the new bytes; read the old file: unchanged ones are hard-linked (creating files is the slow part of a
           build), others written; an old file with bytes that are not the manifest's was edited by somebody and stops
           the run at commit

   commit  manifest, syncfs, one renameat2(RENAME_EXCHANGE), fsync of the parent (swap.h); then the old tree is removed
           by its manifest

   abort   what is left of the staging folder goes, the lock is released

   This file calls target (where), stage (beside), swap (exchange), tree (files) and manifest (what is ours), in that
   order of reading. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "site/publish.h"
#include "site/swap.h"

struct publish {
	struct target target;
	struct stage stage;
	struct manifest old; /* of the output; read only after begin */
	bool is_check, is_done;
	size_t workers;
	struct hash input;
	struct arena *result; /* the caller's */
	str left_behind;
	struct arena_will will; /* the staging folder goes where memory ends */

	atomic_size_t n_unchanged;
	atomic_bool has_failed;
	pthread_mutex_t mutex; /* for all below, while files are added */
	struct arena arena;
	struct manifest fresh;
	struct map folders; /* made so far */
	struct tree_names edited;
	str first_difference;
	struct err failure;
};

/* --- begin --- */

static bool refuse_foreign(const struct publish *p, const struct tree_names *names, struct arena *a, struct err *e)
{
	return err_set(e,
	               "'%.*s' holds files that dictum did not put there: %.*s; move them away or choose another "
	               "output folder",
	               STR_ARG(p->target.shown), STR_ARG(tree_names_text(names, a)));
}

/* Finishes what was interrupted between two files, removes the rest. */
static bool recover(struct publish *p, struct arena *scratch, struct err *e)
{
	struct stage_list left = { 0 };

	if (!stage_find(&p->target, scratch, &left, e))
		return false;
	for (size_t i = 0; i < left.names.n; i++) {
		int dir = stage_open(&p->target, left.names.v[i]);
		bool is_pending = dir >= 0 && swap_is_pending(dir), ok = true;

		if (is_pending && p->is_check)
			ok = err_set(e,
			             "an interrupted publishing to '%.*s' has to be finished first: publish once "
			             "without checking",
			             STR_ARG(p->target.shown));
		else if (is_pending)
			ok = swap_finish(&p->target, dir, scratch, e) && target_reopen(&p->target, e);
		if (dir >= 0)
			(void)close(dir); /* only read from */
		if (!ok)
			return false;
		if (!p->is_check && !stage_remove(&p->target, left.names.v[i], NULL, p->workers, scratch))
			p->left_behind =
			        fs_path_join(p->result, p->target.parent_shown, str_dup(left.names.v[i], p->result));
	}
	return true;
}

/* The manifest of the output; no output or an empty one leaves it empty. */
static bool read_old(struct publish *p, struct err *e)
{
	struct tree_names names = { 0 };

	if (p->target.out < 0)
		return true;
	switch (tree_read_manifest(p->target.out, p->target.shown, &p->arena, &p->old, e)) {
	case TREE_MANIFEST_READ:
		return true;
	case TREE_MANIFEST_FAILED:
		return false;
	case TREE_MANIFEST_NONE:
		break;
	}
	return tree_find_foreign(p->target.out, &p->old, &p->arena, &names, e) &&
	       (names.total == 0 || refuse_foreign(p, &names, &p->arena, e));
}

/* Without reading the lines of the manifest; what is wrong with it is said by read_old. */
static bool is_current(struct publish *p)
{
	struct hash made_from;

	return !p->is_check && p->target.out >= 0 && tree_read_input(p->target.out, &p->arena, &made_from) &&
	       hash_eq(made_from, p->input);
}

/* The hash of no input, but by a chance that nobody meets. */
void publish_forget_input(struct publish *p)
{
	p->input = (struct hash){ 0 };
}

static void note_difference(struct publish *p, str path)
{
	if (!p->first_difference.n || str_cmp(path, p->first_difference) < 0)
		p->first_difference = str_dup(path, &p->arena);
}

/* A check only tells; publishing refuses. */
static bool look_for_foreign(struct publish *p, struct err *e)
{
	struct tree_names names = { 0 };

	if (p->target.out < 0)
		return true;
	if (!tree_find_foreign(p->target.out, &p->old, &p->arena, &names, e))
		return false;
	if (names.total && p->is_check)
		note_difference(p, names.v[0]);
	return !names.total || p->is_check || refuse_foreign(p, &names, &p->arena, e);
}

enum { REMOVE_TRIES = 100, TRY_AGAIN_NS = 10 * 1000 * 1000 };

/* Out of memory before the new tree was complete. Other threads may be in the middle of writing one more file. */
static void give_up(void *arg)
{
	struct publish *p = arg;
	struct timespec soon = { .tv_nsec = TRY_AGAIN_NS };

	p->has_failed = true;
	for (int i = 0; i < REMOVE_TRIES && !stage_remove(&p->target, p->stage.name, NULL, 1, NULL); i++)
		(void)nanosleep(&soon, NULL); /* whatever wakes it */
}

static bool begin_stage(struct publish *p, struct err *e)
{
	p->will = (struct arena_will){ give_up, p };
	arena_set_will(&p->will);
	return stage_make(&p->stage, &p->target, &p->arena, e);
}

static enum publish_start start(struct publish *p, str out, struct err *e)
{
	if (!target_open(&p->target, out, p->is_check ? TARGET_CHECK : TARGET_WRITE, &p->arena, e) ||
	    !recover(p, &p->arena, e))
		return PUBLISH_FAILED;
	if (is_current(p))
		return PUBLISH_CURRENT;
	if (!read_old(p, e) || !look_for_foreign(p, e))
		return PUBLISH_FAILED;
	return p->is_check || begin_stage(p, e) ? PUBLISH_READY : PUBLISH_FAILED;
}

enum publish_start publish_begin(const struct publish_options *o, struct arena *a, struct publish **out, struct err *e)
{
	struct publish *p = arena_new(a, struct publish);
	enum publish_start result;

	p->stage.dir = p->stage.build = -1;
	p->is_check = o->is_check;
	p->input = o->input;
	p->workers = o->workers;
	p->result = a;
	arena_init(&p->arena);
	BUG_IF(pthread_mutex_init(&p->mutex, NULL)); /* cannot fail on Linux */
	result = start(p, o->out, e);
	*out = result == PUBLISH_READY ? p : NULL;
	if (result != PUBLISH_READY)
		publish_abort(p);
	return result;
}

/* --- add --- */

static void lock(struct publish *p)
{
	BUG_IF(pthread_mutex_lock(&p->mutex));
}

static void unlock(struct publish *p)
{
	BUG_IF(pthread_mutex_unlock(&p->mutex));
}

/* With the mutex held. Few calls make a folder; most end in the first look. */
static bool make_folders(struct publish *p, str path, struct err *e)
{
	struct cut c = str_cut_last(path, '/');

	if (!c.found || map_has(&p->folders, c.head))
		return true;
	for (size_t i = 0; i <= c.head.n; i++) {
		str folder = str_sub(path, 0, i);

		if (i < c.head.n && path.p[i] != '/')
			continue;
		if (map_has(&p->folders, folder))
			continue;
		if (!p->is_check && !tree_make_folder(p->stage.build, folder, p->stage.mode, e))
			return false;
		*map_put(&p->folders, str_dup(folder, &p->arena), &p->arena) = p;
	}
	return true;
}

static bool claim(struct publish *p, const struct manifest_file *file, struct err *e)
{
	bool ok;

	lock(p);
	*vec_push(&p->fresh.files, &p->arena) = (struct manifest_file){ .path = str_dup(file->path, &p->arena),
		                                                        .size = file->size,
		                                                        .hash = file->hash };
	ok = make_folders(p, file->path, e);
	unlock(p);
	return ok;
}

enum old_file { OLD_NONE, OLD_SAME, OLD_CHANGED, OLD_EDITED, OLD_FAILED };

/* What the output has at the file's path now. */
static enum old_file look_at_old(const struct publish *p, const struct manifest_file *file, str bytes, bool *is_linkable,
                                 struct err *e)
{
	const struct manifest_file *old = manifest_find(&p->old, file->path);
	struct tree_wanted wanted = { str_eq, bytes, false };
	struct tree_digest found = { 0 };

	if (!old)
		return OLD_NONE;
	switch (tree_digest(p->target.out, file->path, old->size > file->size ? old->size : file->size, &wanted, &found, e)) {
	case TREE_FAILED:
		return OLD_FAILED;
	case TREE_MISSING:
		return OLD_NONE;
	case TREE_OTHER:
		return OLD_EDITED;
	case TREE_FILE:
		break;
	}
	*is_linkable = found.has_site_mode;
	if (found.is_wanted)
		return OLD_SAME;
	return tree_digest_is(&found, old) ? OLD_CHANGED : OLD_EDITED;
}

/* False where the file system has no hard links or no more of them: the bytes are written then. */
static bool link_old(const struct publish *p, str path)
{
	char z[MANIFEST_MAX_PATH + 1];

	memcpy(z, path.p, path.n);
	z[path.n] = '\0';
	return !linkat(p->target.out, z, p->stage.build, z, 0);
}

static void note_locked(struct publish *p, str path, bool is_edited)
{
	lock(p);
	note_difference(p, path);
	if (is_edited)
		tree_names_add(&p->edited, path, &p->arena);
	unlock(p);
}

static bool place(struct publish *p, const struct manifest_file *file, str bytes, bool *is_same, struct err *e)
{
	bool is_linkable = false;

	switch (look_at_old(p, file, bytes, &is_linkable, e)) {
	case OLD_FAILED:
		return false;
	case OLD_SAME:
		*is_same = true;
		atomic_fetch_add_explicit(&p->n_unchanged, 1, memory_order_relaxed);
		if (p->is_check || (is_linkable && link_old(p, file->path)))
			return true;
		break;
	case OLD_EDITED:
		note_locked(p, file->path, true);
		return true; /* commit refuses, and names all of them */
	case OLD_NONE:
	case OLD_CHANGED:
		note_locked(p, file->path, false);
		break;
	}
	return p->is_check || tree_write(p->stage.build, file->path, bytes, p->stage.mode, e);
}

/* Keeps the first failure: a full disk is one message, not ten thousand. */
static bool fail(struct publish *p, const struct err *why, struct err *e)
{
	lock(p);
	if (!p->has_failed && why)
		p->failure = *why;
	p->has_failed = true;
	*e = p->failure;
	unlock(p);
	return false;
}

static bool add(struct publish *p, str path, str bytes, bool *is_same, struct err *e)
{
	struct manifest_file file = { .path = path, .size = bytes.n };
	struct err why;

	*is_same = false;
	if (p->has_failed)
		return fail(p, NULL, e);
	file.hash = hash_bytes(bytes);
	return (manifest_path_check(path, &why) && claim(p, &file, &why) && place(p, &file, bytes, is_same, &why)) ||
	       fail(p, &why, e);
}

bool publish_add(struct publish *p, str path, str bytes, struct err *e)
{
	bool is_same;

	return add(p, path, bytes, &is_same, e);
}

/* The compressed file of the output goes into the new tree when it holds what it should, for that is quicker seen than made; false: it cannot, and
   nothing was done. Its folder is there: the file it was made of lies in it. */
static bool keep(struct publish *p, str path, const struct tree_wanted *wanted)
{
	const struct manifest_file *old = manifest_find(&p->old, path);
	struct tree_digest found;
	struct err ignored;

	if (!old || tree_digest(p->target.out, path, old->size, wanted, &found, &ignored) != TREE_FILE || !found.is_wanted ||
	    !tree_digest_is(&found, old))
		return false;
	if (!p->is_check && !(found.has_site_mode && link_old(p, path)))
		return false;
	atomic_fetch_add_explicit(&p->n_unchanged, 1, memory_order_relaxed);
	return claim(p, old, &ignored);
}

bool publish_add_compressed(struct publish *p, str path, str bytes, const struct publish_packing *how, struct err *e)
{
	struct tree_wanted wanted = { how->holds, bytes, true };
	struct arena a;
	bool is_same, ok;
	str name;

	if (!add(p, path, bytes, &is_same, e))
		return false;
	arena_init(&a);
	name = str_fmt(&a, "%.*s.gz", STR_ARG(path));
	ok = (is_same && keep(p, name, &wanted)) || add(p, name, how->pack(bytes, &a), &is_same, e);
	arena_free(&a);
	return ok;
}

/* --- commit --- */

/* Bytes that the manifest does not name are never deleted, so a file that goes is read once more. */
static bool check_removed(struct publish *p, const struct manifest_file *file, struct err *e)
{
	struct tree_digest found;
	enum tree_state state = tree_digest(p->target.out, file->path, file->size, NULL, &found, e);

	if (state == TREE_FAILED)
		return false;
	note_difference(p, file->path);
	if (state == TREE_OTHER || (state == TREE_FILE && !tree_digest_is(&found, file)))
		tree_names_add(&p->edited, file->path, &p->arena);
	return true;
}

/* Both lists are sorted. */
static bool find_removed(struct publish *p, size_t *n, struct err *e)
{
	size_t at = 0;

	for (size_t i = 0; i < p->old.files.n; i++) {
		const struct manifest_file *old = &p->old.files.v[i];

		while (at < p->fresh.files.n && str_cmp(p->fresh.files.v[at].path, old->path) < 0)
			at++;
		if (at < p->fresh.files.n && str_eq(p->fresh.files.v[at].path, old->path))
			continue;
		if (!check_removed(p, old, e))
			return false;
		++*n;
	}
	return true;
}

static bool refuse_edited(struct publish *p, struct err *e)
{
	return err_set(
	        e,
	        "files in '%.*s' were changed after dictum published them: %.*s; keep your version somewhere else and"
	        " delete them there, or choose another output folder",
	        STR_ARG(p->target.shown), STR_ARG(tree_names_text(&p->edited, &p->arena)));
}

/* Everything that can be wrong with the list of files. */
static bool review(struct publish *p, struct publish_stats *st, struct err *e)
{
	if (p->has_failed)
		return fail(p, NULL, e);
	manifest_sort(&p->fresh);
	if (!manifest_check(&p->fresh, &p->arena, e) || !find_removed(p, &st->removed, e))
		return false;
	if (p->edited.total && !p->is_check)
		return refuse_edited(p, e);
	st->unchanged = p->n_unchanged;
	st->written = p->fresh.files.n - st->unchanged;
	st->first_difference = str_dup(p->first_difference, p->result);
	return true;
}

static bool put_in_place(struct publish *p, bool *was_atomic, struct err *e)
{
	p->fresh.input = p->input;
	if (!tree_write(p->stage.build, STR(MANIFEST_NAME), manifest_write(&p->fresh, &p->arena), p->stage.mode, e))
		return false;
	arena_set_will(NULL); /* a complete tree is removed by its manifest only; until it is in place nothing asks for memory */
	return stage_seal(&p->stage, e) && swap_trees(&p->target, &p->stage, &p->old, &p->fresh, was_atomic, e);
}

/* The new site is in place: from here on nothing is a failure. */
static void clean_up(struct publish *p, bool was_atomic)
{
	const struct manifest *staged = was_atomic ? &p->old : &p->fresh; /* an exchange left the old tree there */

	stage_close(&p->stage);
	if (!stage_remove(&p->target, p->stage.name, staged, p->workers, &p->arena))
		p->left_behind = fs_path_join(p->result, p->target.parent_shown, str_dup(p->stage.name, p->result));
	p->is_done = true;
}

bool publish_commit(struct publish *p, struct publish_stats *st, bool *differs, struct err *e)
{
	struct publish_stats stats = { .was_atomic = true };

	if (!review(p, &stats, e))
		return false;
	if (!p->is_check) {
		if (!put_in_place(p, &stats.was_atomic, e))
			return false;
		clean_up(p, stats.was_atomic);
	}
	stats.left_behind = p->left_behind;
	if (st)
		*st = stats;
	if (differs)
		*differs = stats.first_difference.n > 0;
	return true;
}

void publish_abort(struct publish *p)
{
	if (!p)
		return;
	arena_set_will(NULL);
	stage_close(&p->stage);
	if (p->stage.name.n && !p->is_done)
		(void)stage_remove(&p->target, p->stage.name, NULL, p->workers, &p->arena); /* the next run sweeps what stays */
	target_close(&p->target);
	(void)pthread_mutex_destroy(&p->mutex); /* nobody holds it */
	arena_free(&p->arena);
	p->stage.name = (str){ 0 };
}
