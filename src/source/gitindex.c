/* Files as the index of a repository has them: what a commit made now would hold, or what a sparse checkout keeps out of the work tree. The index is
   read once and never locked or written. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>

#include "base/fs.h"
#include "source/gitsrc.h"

struct gitindex {
	struct source base;
	struct source *objects;
	const struct file *files; /* in byte order of the path */
	size_t n;
	bool lacks_files; /* of some there may be no object, although nothing is wrong */
};

/* Position of the first file that is not before `path`. */
static size_t find_from(const struct gitindex *x, str path)
{
	size_t low = 0, high = x->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(x->files[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct file *find(const struct gitindex *x, str path)
{
	size_t i = find_from(x, path);

	return i < x->n && str_eq(x->files[i].path, path) ? &x->files[i] : NULL;
}

/* The entry that stands where a folder on the way to `path` would be; NULL when none does. */
static const struct file *find_in_the_way(const struct gitindex *x, str path)
{
	for (size_t i = 0; i < path.n; i++) {
		const struct file *f = path.p[i] == '/' ? find(x, str_sub(path, 0, i)) : NULL;

		if (f)
			return f;
	}
	return NULL;
}

static bool is_folder(const struct gitindex *x, str path, struct arena *a)
{
	str folder = str_fmt(a, "%.*s/", STR_ARG(path));
	size_t i = find_from(x, folder);

	return i < x->n && str_starts(x->files[i].path, folder);
}

/* ---- listing and reading ---- */

static bool is_absent(const struct gitindex *x, const struct file *f)
{
	return x->lacks_files && (f->kind == FILE_REGULAR || f->kind == FILE_LINK) && !gitsrc_has_object(x->objects, f->id);
}

static enum file_kind listed_kind(const struct gitindex *x, const struct file *f)
{
	if (source_path_is_hostile(f->path))
		return FILE_OTHER;
	return f->kind == FILE_REGULAR && is_absent(x, f) ? FILE_ABSENT : f->kind;
}

static bool add_file(const struct gitindex *x, const struct file *f, struct listing *l)
{
	if (++l->n_seen > SOURCE_MAX_ENTRIES)
		return err_set(l->e, "the index names too many files (over 1,000,000)");
	listing_add(l, f->path, listed_kind(x, f), f->id);
	return true;
}

static bool gitindex_list(struct source *s, str under, struct listing *l)
{
	const struct gitindex *x = (const struct gitindex *)s;
	str folder = under.n ? str_fmt(l->a, "%.*s/", STR_ARG(under)) : under;
	const struct file *other = under.n ? find(x, under) : NULL;

	if (under.n && !other)
		other = find_in_the_way(x, under);
	if (other && other->kind != FILE_REGULAR && !add_file(x, other, l))
		return false;
	for (size_t i = find_from(x, folder); i < x->n && str_starts(x->files[i].path, folder); i++)
		if (!add_file(x, &x->files[i], l))
			return false;
	return true;
}

static enum source_read_result gitindex_read(struct source *s, const struct file *f, uint64_t max, struct arena *a, str *out,
                                             struct err *e)
{
	struct source *objects = ((struct gitindex *)s)->objects;

	return objects->backend->read(objects, f, max, a, out, e);
}

static enum source_read_result gitindex_read_path(struct source *s, str path, uint64_t max, struct arena *a, str *out,
                                                  struct err *e)
{
	const struct gitindex *x = (const struct gitindex *)s;
	const struct file *f = find(x, path), *other = f ? NULL : find_in_the_way(x, path);
	enum source_read_result result;

	if (!f && is_folder(x, path, a))
		return SOURCE_NOT_FILE;
	if (!f)
		return other && other->kind != FILE_REGULAR && other->kind != FILE_SUBMODULE ? SOURCE_NOT_FILE : SOURCE_MISSING;
	if (f->kind != FILE_REGULAR)
		return SOURCE_NOT_FILE;
	if (is_absent(x, f))
		return SOURCE_ABSENT;
	result = gitindex_read(s, f, max, a, out, e);
	return result == SOURCE_MISSING ? SOURCE_FAILED : result; /* the path is there, its object is not */
}

static enum source_look gitindex_look(struct source *s, str path, struct arena *a, str *link)
{
	const struct gitindex *x = (const struct gitindex *)s;
	const struct file *f = find(x, path);

	if (f) /* of a link that is absent no more is known than that something is there */
		return is_absent(x, f) ? SOURCE_LOOK_FILE : source_look_at(s, f, a, link);
	return is_folder(x, path, a) ? SOURCE_LOOK_FOLDER : SOURCE_LOOK_NOTHING;
}

static void gitindex_read_order(struct source *s, const struct file_list *files, size_t *order, size_t n)
{
	source_read_order(((struct gitindex *)s)->objects, files, order, n);
}

/* ---- life ---- */

static void gitindex_close(struct source *s)
{
	source_close(((struct gitindex *)s)->objects);
}

static struct source *gitindex_clone(const struct source *s, struct arena *a, struct err *e);

static const struct source_backend gitindex_backend = {
	.is_commit = true, /* its files are objects: one that cannot be read is a failure */
	.list = gitindex_list,
	.read = gitindex_read,
	.read_path = gitindex_read_path,
	.look = gitindex_look,
	.clone = gitindex_clone,
	.read_order = gitindex_read_order,
	.close = gitindex_close,
};

static struct gitindex *gitindex_new(const struct source_place *p, struct source *objects, struct arena *a)
{
	struct gitindex *x = arena_new(a, struct gitindex);

	x->base = (struct source){ .backend = &gitindex_backend, .place = source_place_dup(p, a) };
	x->objects = objects;
	return x;
}

static struct source *gitindex_clone(const struct source *s, struct arena *a, struct err *e)
{
	const struct gitindex *from = (const struct gitindex *)s;
	struct source *objects = source_clone(from->objects, a, e);
	struct gitindex *x = objects ? gitindex_new(&s->place, objects, a) : NULL;

	if (!x)
		return NULL;
	x->files = from->files;
	x->n = from->n;
	x->lacks_files = from->lacks_files;
	return &x->base;
}

/* Files announced with `git add --intent-to-add` have no content yet. */
static bool is_only_announced(const git_index_entry *entry)
{
	return (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
}

typedef bool takes_fn(const git_index_entry *entry);

static bool is_staged(const git_index_entry *entry)
{
	return !is_only_announced(entry);
}

/* Conflicts are for the work tree. */
static bool is_skipped(const git_index_entry *entry)
{
	return (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) && !is_only_announced(entry) && !git_index_entry_stage(entry);
}

static size_t count_entries(git_index *index, takes_fn *takes)
{
	size_t n = 0;

	for (size_t i = 0; i < git_index_entrycount(index); i++)
		n += takes(git_index_get_byindex(index, i));
	return n;
}

static bool copy_entries(struct gitindex *x, git_index *index, takes_fn *takes, struct arena *a, struct err *e)
{
	struct file *files = arena_array(a, count_entries(index, takes), struct file);

	for (size_t i = 0; i < git_index_entrycount(index); i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);
		struct file *f = &files[x->n];

		if (!takes(entry))
			continue;
		if (git_index_entry_stage(entry))
			return err_set(e, "the index of '%.*s' has conflicts, one of them in '%s': resolve them, then git add",
			               STR_ARG(x->base.place.top), entry->path);
		*f = (struct file){ .path = str_dup(str_from_z(entry->path), a), .kind = gitsrc_kind(entry->mode) };
		memcpy(f->id, entry->id.id, sizeof f->id);
		if (x->n && str_cmp(files[x->n - 1].path, f->path) >= 0)
			return err_set(e, "the index of '%.*s' is damaged: its files are not in order", STR_ARG(x->base.place.top));
		x->n++;
	}
	x->files = files;
	return true;
}

/* `git commit -a` and `git commit FILE` write the index of the coming commit beside the usual one and tell hooks where, in whatever words
   they were called with. The variable may have been set for another repository, so it counts for files in this one's own folder only. */
static str index_path(const struct source_place *p, struct arena *a)
{
	str named = str_from_z(getenv("GIT_INDEX_FILE"));
	str path = str_starts(named, STR("/")) ? named : fs_path_join(a, p->top, named);
	str folder = str_fmt(a, "%.*s/", STR_ARG(p->git_dir));

	path = fs_path_real(a, path);
	if (named.n && str_starts(path, folder) && fs_look(AT_FDCWD, path, FS_LINK_ITSELF) != FS_LOOK_MISSING)
		return path;
	return fs_path_join(a, p->git_dir, STR("index"));
}

static bool damaged_index(str top, str path, const char *why, struct err *e)
{
	return err_set(e, "the index of '%.*s' is damaged (%s): remove '%.*s' and run git reset", STR_ARG(top), why, STR_ARG(path));
}

/* index.skipHash of git 2.40 leaves zeros where the checksum belongs; libgit2 takes that for damage, and a new index would have them again. */
static bool lacks_checksum(str path, off_t size, struct arena *a)
{
	static const unsigned char none[GIT_OID_RAWSZ];
	unsigned char last[GIT_OID_RAWSZ];
	int fd = open(str_z(path, a), O_RDONLY | O_CLOEXEC);
	bool is_zero;

	if (fd < 0)
		return false;
	is_zero = size > GIT_OID_RAWSZ && pread(fd, last, sizeof last, size - GIT_OID_RAWSZ) == GIT_OID_RAWSZ && memcmp(last, none, sizeof last) == 0;
	(void)close(fd); /* only read from */
	return is_zero;
}

/* What git may be told to write, as libgit2 names it that reads none of it, and how git writes all files again. */
static const struct {
	const char *why, *what, *remedy;
} forms[] = {
	{ "mandatory extension: 'link'", "split", "git update-index --no-split-index" },
	{ "mandatory extension: 'sdir'", "sparse", "git sparse-checkout reapply --no-sparse-index" },
};

static bool unreadable_index(str top, str path, const char *why, struct err *e)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strstr(why, forms[i].why))
			return err_set(e, "the index of '%.*s' is %s, which is not supported: run %s", STR_ARG(top), forms[i].what, forms[i].remedy);
	return damaged_index(top, path, strstr(why, "no longer exists") ? "it is too short" : why, e);
}

/* libgit2 takes an index that it may not look at for one that is not there. The checksum is that of the file it did read. */
static bool is_read(git_index *index)
{
	return !git_oid_is_zero(git_index_checksum(index));
}

/* libgit2 sorts by bytes, as the format has it, unless the index ignores case; opened by its path it does not. The caller frees *index in any case. */
static bool open_index(const struct source_place *p, struct arena *a, git_index **index, struct err *e)
{
	str path = index_path(p, a);
	const git_error *error;
	const char *why;
	struct stat st = { .st_size = 0 };
	bool is_there;

	*index = NULL;
	if (stat(str_z(path, a), &st))
		is_there = errno != ENOENT;
	else if (!(is_there = S_ISREG(st.st_mode)))
		return damaged_index(p->top, path, "it is no regular file", e);
	if (git_index_open(index, str_z(path, a))) {
		error = git_error_last();
		why = error && error->message ? error->message : "no reason given";
		if (strstr(why, "checksum") && lacks_checksum(path, st.st_size, a))
			return err_set(e, "the index of '%.*s' has no checksum: run git config index.skipHash false and git update-index --force-write-index",
			               STR_ARG(p->top));
		return unreadable_index(p->top, path, why, e);
	}
	return !is_there || is_read(*index) || err_set(e, "cannot read the index of '%.*s'", STR_ARG(p->top));
}

static struct gitindex *open_entries(const struct source_place *p, takes_fn *takes, struct arena *a, struct err *e)
{
	struct source *objects = gitsrc_open_objects(p, a, e);
	struct gitindex *x = objects ? gitindex_new(p, objects, a) : NULL;
	git_index *index;
	bool ok;

	if (!x)
		return NULL;
	ok = open_index(p, a, &index, e) && copy_entries(x, index, takes, a, e);
	git_index_free(index);
	if (ok)
		return x;
	gitindex_close(&x->base);
	return NULL;
}

struct source *gitindex_open(const struct source_place *p, struct arena *a, struct err *e)
{
	struct gitindex *x = open_entries(p, is_staged, a, e);

	return x ? &x->base : NULL;
}

/* ---- sparse checkouts ---- */

bool gitindex_open_skipped(const struct source_place *p, struct arena *a, struct source **out, struct err *e)
{
	struct gitindex *x;
	bool is_on;

	*out = NULL;
	if (!gitcone_is_on(p, a, &is_on, e))
		return false;
	if (!is_on)
		return true;
	x = open_entries(p, is_skipped, a, e);
	if (!x)
		return false;
	x->lacks_files = gitfail_is_partial(gitsrc_of(x->objects));
	if (x->n)
		*out = &x->base;
	else
		gitindex_close(&x->base);
	return true;
}
