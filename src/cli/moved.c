/* A dictionary may move as a whole. Its older folder is that of a dictum.yml that is gone: one that is still there is another dictionary's. */
#include "base/fs.h"
#include "cli/moved.h"

static bool is_there(struct source *s, str path, struct arena *a)
{
	str link;

	return source_look(s, path, a, &link) != SOURCE_LOOK_NOTHING;
}

static bool is_only_here(const struct file *f, const struct run *other, struct arena *a)
{
	return f->kind == FILE_REGULAR && str_eq_z(fs_path_name(f->path), "dictum.yml") && !is_there(other->source, f->path, a);
}

struct folders {
	VEC(str) all;
	struct map known; /* the same */
};

/* Those with a dictum.yml that the other one does not have there. */
static void list_folders(const struct run *r, const struct run *other, struct arena *a, struct folders *out)
{
	struct file_list files;
	struct err ignored;

	if (!source_list(r->source, (str){ 0 }, a, &files, &ignored))
		return;
	for (size_t i = 0; i < files.all.n; i++) {
		str path = files.all.v[i].path, folder = str_cut_last(path, '/').found ? fs_path_folder(path) : (str){ 0 };

		if (is_only_here(&files.all.v[i], other, a) && map_mark(&out->known, folder, a))
			*vec_push(&out->all, a) = folder;
	}
}

static bool has_name(const struct folders *f, str folder, str to)
{
	return f->all.n == 1 || str_eq(fs_path_name(folder), fs_path_name(to));
}

static bool is_outermost(const struct folders *f, str folder, str to)
{
	(void)to;
	return !fs_path_is_below_any(folder, &f->known);
}

/* The only one of which it holds. */
static bool find_only(const struct folders *f, bool holds(const struct folders *f, str folder, str to), str to, str *out)
{
	size_t n = 0;

	for (size_t i = 0; i < f->all.n; i++)
		if (holds(f, f->all.v[i], to) && !n++)
			*out = f->all.v[i];
	return n == 1;
}

/* By its name, or where one alone moved with all that is in it. */
static bool find_among(const struct folders *gone, const struct run *old, const struct run *newer, struct arena *a, str *from)
{
	struct folders come = { .known = { 0 } };
	str to = { 0 };

	if (find_only(gone, has_name, newer->root, from))
		return true;
	list_folders(newer, old, a, &come);
	return find_only(gone, is_outermost, newer->root, from) && find_only(&come, is_outermost, newer->root, &to) && str_eq(to, newer->root);
}

enum moved moved_find(const struct run *old, const struct run *newer, struct arena *a, str *from)
{
	struct arena scratch = { 0 };
	struct folders gone = { .known = { 0 } };
	bool found;

	if (!newer->has_root || is_there(old->source, fs_path_join(a, newer->root, STR("dictum.yml")), a))
		return MOVED_NOT;
	list_folders(old, newer, &scratch, &gone);
	found = find_among(&gone, old, newer, &scratch, from);
	if (found)
		*from = str_dup(*from, a);
	arena_free(&scratch);
	return found ? MOVED_FROM : MOVED_NOWHERE;
}

str moved_notice(const struct run *old, const char *so, struct arena *a)
{
	str where = old->wanted_root.n ? str_fmt(a, "in '%.*s'", STR_ARG(old->wanted_root)) : STR("at its top");

	if (!old->has_no_root || old->n_files)
		return (str){ 0 };
	return str_fmt(a, "commit %.*s has no dictum.yml %.*s%s", STR_ARG(str_sub(old->commit, 0, 12)), STR_ARG(where), so);
}
