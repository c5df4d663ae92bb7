/* A dictionary may move as a whole. Its older folder is that of a dictum.yml that is gone: one that is still there is another dictionary's. */
#include "base/fs.h"
#include "cli/moved.h"

static bool is_there(struct source *s, str path, struct arena *a)
{
	str link;

	return source_look(s, path, a, &link) != SOURCE_LOOK_NOTHING;
}

static bool is_gone(const struct file *f, const struct run *newer, struct arena *a)
{
	return f->kind == FILE_REGULAR && str_eq_z(fs_path_name(f->path), "dictum.yml") && !is_there(newer->source, f->path, a);
}

enum moved moved_find(const struct run *old, const struct run *newer, struct arena *a, str *from)
{
	struct arena scratch = { 0 };
	struct file_list all;
	struct err ignored;
	size_t n = 0;

	if (!newer->has_root || is_there(old->source, fs_path_join(a, newer->root, STR("dictum.yml")), a))
		return MOVED_NOT;
	if (source_list(old->source, (str){ 0 }, &scratch, &all, &ignored))
		for (size_t i = 0; i < all.all.n; i++)
			if (is_gone(&all.all.v[i], newer, &scratch) && !n++)
				*from = str_dup(str_cut_last(all.all.v[i].path, '/').found ? fs_path_folder(all.all.v[i].path) : (str){ 0 }, a);
	arena_free(&scratch);
	return n == 1 ? MOVED_FROM : MOVED_NOWHERE;
}

str moved_notice(const struct run *old, const char *so, struct arena *a)
{
	str where = old->wanted_root.n ? str_fmt(a, "in '%.*s'", STR_ARG(old->wanted_root)) : STR("at its top");

	if (!old->has_no_root || old->n_files)
		return (str){ 0 };
	return str_fmt(a, "commit %.*s has no dictum.yml %.*s%s", STR_ARG(str_sub(old->commit, 0, 12)), STR_ARG(where), so);
}
