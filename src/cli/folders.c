/* Looks at files only; what cannot be read is left out, and whoever needs it says so later. */
#include <fcntl.h>

#include "base/fs.h"
#include "cli/folders.h"

enum {
	MAX_LINE_FILE = 8192,        /* bytes of "commondir": one path */
	MAX_LIST_FILE = 1024 * 1024, /* bytes of "alternates" and "config" */
	MAX_FOLDERS = 256,           /* of one repository: ends circles */
	MAX_INCLUDED = 5             /* configurations that include one another */
};

struct finder {
	struct arena *a;
	struct folder_list *out;
};

static bool add(struct finder *f, str path)
{
	if (f->out->all.n == MAX_FOLDERS || str_is_among(path, f->out->all.v, f->out->all.n))
		return false;
	*vec_push(&f->out->all, f->a) = path;
	return true;
}

static str read_small(struct finder *f, str path, uint64_t max)
{
	struct err ignored;
	str text = { 0 };

	if (fs_read_at(AT_FDCWD, path, max, f->a, &text, &ignored) != FS_READ_OK)
		return (str){ 0 };
	return text;
}

static str common_of(struct finder *f, str git_dir)
{
	str line = str_cut(read_small(f, fs_path_join(f->a, git_dir, STR("commondir")), MAX_LINE_FILE), '\n').head;

	return line.n ? fs_path_resolve(f->a, git_dir, line) : git_dir;
}

/* Tools that keep several work trees of one repository link to these. */
static void add_links(struct finder *f, str folder)
{
	static const char *const names[] = { "HEAD", "config", "index", "info", "logs", "objects", "packed-refs", "refs", "shallow" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		str path = fs_path_join(f->a, folder, str_from_z(names[i]));

		if (fs_is_link(AT_FDCWD, path))
			(void)add(f, path); /* where it leads is what is meant; known ones are fine */
	}
}

/* One folder of objects borrows from those in its "alternates", and these from others: the list grows while it is gone through. */
static void add_alternates(struct finder *f, str objects)
{
	size_t at = f->out->all.n;

	for (str folder = objects;; folder = f->out->all.v[at++]) {
		str text = read_small(f, fs_path_join(f->a, folder, STR("info/alternates")), MAX_LIST_FILE);

		while (text.n) {
			struct cut c = str_cut(text, '\n');

			if (c.head.n && c.head.p[0] != '#')
				(void)add(f, fs_path_resolve(f->a, folder, c.head)); /* known ones are fine */
			text = c.tail;
		}
		if (at == f->out->all.n)
			return;
	}
}

static str without_quotes(str value)
{
	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		return str_sub(value, 1, value.n - 2);
	return value;
}

/* The value of "path = FILE"; empty for another line. */
static str path_of(str line)
{
	struct cut c = str_cut(str_trim(line), '=');

	return c.found && str_eq_z(str_trim(c.head), "path") ? without_quotes(str_trim(c.tail)) : (str){ 0 };
}

/* git-config(1), "Includes": libgit2 fails where it may not read one. Names that "path" has elsewhere do no harm: git writes none. */
static void add_included(struct finder *f, str config, size_t depth)
{
	str text = read_small(f, config, MAX_LIST_FILE), folder = str_cut_last(config, '/').head;
	bool is_include = false;

	while (text.n && depth < MAX_INCLUDED) {
		struct cut c = str_cut(text, '\n');
		str line = str_trim(c.head), path = is_include ? path_of(line) : (str){ 0 };

		text = c.tail;
		if (str_starts(line, STR("[")))
			is_include = str_starts(line, STR("[include"));
		if (!path.n || path.p[0] == '~') /* libgit2 was told of no home folder */
			continue;
		path = fs_path_resolve(f->a, folder, path);
		if (!fs_is_dir(AT_FDCWD, path) && add(f, path))
			add_included(f, path, depth + 1);
	}
}

void folders_of(const struct source_place *p, struct arena *a, struct folder_list *out)
{
	struct finder f = { a, out };
	str common;

	(void)add(&f, p->top); /* the first */
	if (!p->git_dir.n)
		return;
	(void)add(&f, p->git_dir);
	common = common_of(&f, p->git_dir);
	(void)add(&f, common);
	add_links(&f, p->git_dir);
	add_links(&f, common);
	add_included(&f, fs_path_join(a, common, STR("config")), 0);
	add_alternates(&f, fs_path_join(a, common, STR("objects")));
}
