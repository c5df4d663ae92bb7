/* Finds the repository a folder belongs to by looking at the file system only: nothing is opened, no environment
   variable counts. The same rules as git's own discovery, but it does not stop at mount points. */
#define _XOPEN_SOURCE 700 /* realpath, which glibc shows only with XSI */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "source/source.h"

enum { MAX_GITFILE = 8192 }; /* bytes of a ".git" or "commondir" file: one path */

static bool has(struct arena *a, str folder, const char *name, bool must_be_folder)
{
	str path = fs_path_join(a, folder, str_from_z(name));

	return must_be_folder ? fs_is_dir(AT_FDCWD, path) : fs_exists(AT_FDCWD, path);
}

/* First line of a small file; empty when there is none. */
static str read_line(str path, struct arena *a)
{
	struct err ignored;
	str text = { 0 };

	if (fs_read_at(AT_FDCWD, path, MAX_GITFILE, a, &text, &ignored) != FS_READ_OK)
		return (str){ 0 };
	while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	return text.n && memchr(text.p, '\0', text.n) ? (str){ 0 } : text;
}

static str resolve(struct arena *a, str folder, str path)
{
	return str_starts(path, STR("/")) ? path : fs_path_clean(a, fs_path_join(a, folder, path));
}

/* HEAD, objects/ and refs/; those of a linked work tree are where its "commondir" says. */
static bool is_repository(str dir, struct arena *a)
{
	str common = read_line(fs_path_join(a, dir, STR("commondir")), a);

	common = common.n ? resolve(a, dir, common) : dir;
	return has(a, dir, "HEAD", false) && has(a, common, "objects", true) && has(a, common, "refs", true);
}

/* Where the file ".git" of a linked work tree or submodule points; the file itself when it says nothing of use. */
static str follow_gitfile(str folder, struct arena *a)
{
	str file = fs_path_join(a, folder, STR(".git"));
	str text = read_line(file, a);

	if (!str_starts(text, STR("gitdir: ")))
		return file;
	return resolve(a, folder, str_from(text, 8));
}

/* Whether the repository is `folder` or its .git. A ".git" file ends the search even when it leads nowhere, as in git.
 */
static bool look_in(str folder, struct arena *a, struct source_place *out)
{
	str git = fs_path_join(a, folder, STR(".git"));

	if (fs_is_dir(AT_FDCWD, git)) {
		if (is_repository(git, a)) {
			out->git_dir = git;
			return true;
		}
	} else if (fs_exists(AT_FDCWD, git)) {
		out->git_dir = follow_gitfile(folder, a);
		return true;
	}
	if (is_repository(folder, a)) {
		out->git_dir = folder;
		out->is_bare = true;
		return true;
	}
	return false;
}

static str parent_of(str folder)
{
	str parent = str_cut_last(folder, '/').head;

	return parent.n ? parent : STR("/");
}

bool source_find(str dir, struct arena *a, struct source_place *out, struct err *e)
{
	struct source_place found = { 0 };
	char start_z[PATH_MAX];
	str start, folder;

	if (memchr(dir.n ? dir.p : "", '\0', dir.n))
		return err_set(e, "folder '%.*s' does not exist", STR_ARG(dir));
	if (!realpath(dir.n ? str_z(dir, a) : ".", start_z))
		return errno == ENOENT ? err_set(e, "folder '%.*s' does not exist", STR_ARG(dir))
		                       : err_set(e, "cannot use folder '%.*s': %s", STR_ARG(dir), strerror(errno));
	start = str_dup(str_from_z(start_z), a);
	if (!fs_is_dir(AT_FDCWD, start))
		return err_set(e, "'%.*s' is not a folder", STR_ARG(dir));
	for (folder = start; !look_in(folder, a, &found); folder = parent_of(folder)) {
		if (folder.n == 1) {
			*out = (struct source_place){ .top = start };
			return true;
		}
	}
	found.top = folder;
	if (!found.is_bare)
		found.prefix = str_from(start, folder.n == 1 ? 1 : folder.n + 1);
	*out = found;
	return true;
}
