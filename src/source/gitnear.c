/* Names of references, for the remedy of a failure. Only lists folders and reads "packed-refs": opening the files could wait without end. */
#include "source/gitnear.h"

#include <fcntl.h>

#include <git2.h>

#include "base/fs.h"
#include "base/vec.h"

enum { MOST_NAMES = 100000 }; /* looked at; a remedy is worth no more */

struct names {
	VEC(str) all;
};

static void add_name(struct names *names, str full, struct arena *a)
{
	static const char *const prefixes[] = { "refs/heads/", "refs/tags/", "refs/remotes/" };

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && names->all.n < MOST_NAMES; i++) {
		str prefix = str_from_z(prefixes[i]);

		if (str_starts(full, prefix))
			*vec_push(&names->all, a) = str_from(full, prefix.n);
	}
}

/* Files below "refs", folder by folder. */
static void add_files(struct names *names, str git, struct arena *a)
{
	struct names folders = { .all = { 0 } };

	*vec_push(&folders.all, a) = STR("refs");
	for (size_t i = 0; i < folders.all.n && folders.all.n + names->all.n < MOST_NAMES; i++) {
		str folder = folders.all.v[i];
		struct fs_items items = { .all = { 0 } };
		struct err ignored;

		if (!fs_list(AT_FDCWD, fs_path_join(a, git, folder), a, &items, &ignored))
			continue;
		for (size_t k = 0; k < items.all.n; k++) {
			str path = fs_path_join(a, folder, items.all.v[k].name);

			if (items.all.v[k].kind == FS_DIR)
				*vec_push(&folders.all, a) = path;
			else if (items.all.v[k].kind == FS_FILE)
				add_name(names, path, a);
		}
	}
}

/* "<id> refs/tags/v1.0" */
static void add_packed(struct names *names, str text, struct arena *a)
{
	for (; text.n; text = str_cut(text, '\n').tail)
		add_name(names, str_cut(str_cut(text, '\n').head, ' ').tail, a);
}

str gitnear_name(const struct gitfail *g, str name, struct arena *a)
{
	struct names names = { .all = { 0 } };
	size_t near;

	*vec_push(&names.all, a) = STR("HEAD");
	add_files(&names, str_from_z(git_repository_commondir(g->repo)), a);
	add_packed(&names, gitfail_read_list(g, "packed-refs", a), a);
	near = str_nearest(name, names.all.v, names.all.n);
	return near < names.all.n && !str_eq(names.all.v[near], name) ? names.all.v[near] : (str){ 0 };
}
