/* Paths as text: nothing here looks at the disk; what has to is in fs.c. Declared in fs.h. */
#include "base/fs.h"

str fs_path_join(struct arena *a, str dir, str name)
{
	if (!dir.n)
		return name;
	if (!name.n)
		return dir;
	return str_fmt(a, "%.*s%s%.*s", STR_ARG(dir), str_ends(dir, STR("/")) ? "" : "/", STR_ARG(name));
}

/* Drops the last part of what is in `b`, or adds ".." where nothing can be dropped. */
static void go_up(struct buf *b, size_t root)
{
	struct cut c = str_cut_last(str_from(buf_str(b), root), '/');
	str last = c.found ? c.tail : c.head;

	if (!last.n && root)
		return;
	if (!last.n || str_eq_z(last, "..")) {
		buf_z(b, b->n > root ? "/.." : "..");
		return;
	}
	b->n = root + (c.found ? c.head.n : 0);
}

str fs_path_clean(struct arena *a, str path)
{
	struct buf b = { .a = a };
	size_t root = path.n && path.p[0] == '/';

	if (root)
		buf_byte(&b, '/');
	while (path.n) {
		struct cut c = str_cut(path, '/');

		path = c.tail;
		if (!c.head.n || str_eq_z(c.head, "."))
			continue;
		if (str_eq_z(c.head, "..")) {
			go_up(&b, root);
			continue;
		}
		if (b.n > root)
			buf_byte(&b, '/');
		buf_put(&b, c.head);
	}
	return buf_str(&b);
}

str fs_path_folder(str path)
{
	struct cut c = str_cut_last(path, '/');

	return !c.found ? STR(".") : c.head.n ? c.head : STR("/");
}

str fs_path_name(str path)
{
	struct cut c = str_cut_last(path, '/');

	return c.found ? c.tail : path;
}

str fs_path_without_slash(str path)
{
	return path.n > 1 && str_ends(path, STR("/")) ? str_sub(path, 0, path.n - 1) : path;
}

str fs_path_resolve(struct arena *a, str folder, str path)
{
	return str_starts(path, STR("/")) ? path : fs_path_clean(a, fs_path_join(a, folder, path));
}

bool fs_path_is_below(str path, str folder)
{
	return !folder.n || (path.n > folder.n && path.p[folder.n] == '/' && str_starts(path, folder));
}

str fs_path_first_above(str path, const struct map *folders)
{
	if (path.n && map_has(folders, (str){ 0 }))
		return STR("");
	for (size_t i = 0; folders->n && i < path.n; i++)
		if (path.p[i] == '/' && map_has(folders, str_sub(path, 0, i)))
			return str_sub(path, 0, i);
	return (str){ 0 };
}

bool fs_path_is_below_any(str path, const struct map *folders)
{
	return fs_path_first_above(path, folders).p != NULL;
}

bool fs_path_is_within(str path, str folder)
{
	return str_eq(path, folder) || fs_path_is_below(path, folder);
}
