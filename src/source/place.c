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

/* What could not be looked at, first of all; a folder that nobody may search is passed over above the start, as git does. */
struct search {
	struct arena *a;
	struct err why;
	bool has_failed, is_above;
};

static void fail(struct search *s, const struct err *why)
{
	if (!s->has_failed)
		s->why = *why;
	s->has_failed = true;
}

static enum fs_look look_at(struct search *s, str path, enum fs_links links)
{
	enum fs_look seen = fs_look(AT_FDCWD, path, links);
	struct err why;

	if (seen != FS_LOOK_FAILED || (errno == EACCES && s->is_above))
		return seen == FS_LOOK_FAILED ? FS_LOOK_MISSING : seen;
	(void)err_set(&why, "cannot look at '%.*s': %s", STR_ARG(path), strerror(errno)); /* always false */
	fail(s, &why);
	return FS_LOOK_MISSING;
}

static bool has_folder(struct search *s, str folder, const char *name)
{
	return look_at(s, fs_path_join(s->a, folder, str_from_z(name)), FS_LINK_FOLLOW) == FS_LOOK_DIR;
}

static bool has_head(struct search *s, str folder)
{
	return look_at(s, fs_path_join(s->a, folder, STR("HEAD")), FS_LINK_ITSELF) != FS_LOOK_MISSING;
}

/* First line of a small file; empty when there is none. */
static str read_line(struct search *s, str path)
{
	struct err why;
	str text = { 0 };
	enum fs_read_result got = fs_read_at(AT_FDCWD, path, MAX_GITFILE, s->a, &text, &why);

	if (got == FS_READ_FAILED && !(errno == EACCES && s->is_above))
		fail(s, &why);
	if (got != FS_READ_OK)
		return (str){ 0 };
	while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	return text.n && memchr(text.p, '\0', text.n) ? (str){ 0 } : text;
}

/* HEAD, objects/ and refs/; those of a linked work tree are where its "commondir" says. HEAD may be a link to a branch that is not there. */
static bool is_repository(struct search *s, str dir)
{
	str common = read_line(s, fs_path_join(s->a, dir, STR("commondir")));

	common = common.n ? fs_path_resolve(s->a, dir, common) : dir;
	return has_head(s, dir) && has_folder(s, common, "objects") && has_folder(s, common, "refs");
}

/* Where the file ".git" of a linked work tree or submodule points; the file itself when it says nothing of use. */
static str follow_gitfile(struct search *s, str folder)
{
	str file = fs_path_join(s->a, folder, STR(".git"));
	str text = read_line(s, file);

	if (!str_starts(text, STR("gitdir: ")))
		return file;
	return fs_path_resolve(s->a, folder, str_from(text, 8));
}

/* A folder that git filled and that has lost what makes a repository: whoever it belongs to does not mean the one further up. */
static bool was_repository(struct search *s, str dir)
{
	return has_head(s, dir) || look_at(s, fs_path_join(s->a, dir, STR("config")), FS_LINK_ITSELF) != FS_LOOK_MISSING;
}

/* Whether the repository is `folder` or its .git. A ".git" file ends the search even when it leads nowhere, as in git.
 */
static bool look_in(struct search *s, str folder, struct source_place *out)
{
	str git = fs_path_join(s->a, folder, STR(".git"));
	enum fs_look seen = look_at(s, git, FS_LINK_FOLLOW);

	if (seen == FS_LOOK_DIR) {
		if (is_repository(s, git) || was_repository(s, git)) {
			out->git_dir = git;
			return true;
		}
	} else if (look_at(s, git, FS_LINK_ITSELF) == FS_LOOK_OTHER) {
		out->git_dir = follow_gitfile(s, folder);
		return true;
	}
	if (is_repository(s, folder)) {
		out->git_dir = folder;
		out->is_bare = true;
		return true;
	}
	return s->has_failed;
}

static str parent_of(str folder)
{
	str parent = str_cut_last(folder, '/').head;

	return parent.n ? parent : STR("/");
}

/* The work tree that `folder` lies in; empty where there is none, or where git's own folder is between, of which git takes nothing into a commit. */
static str work_tree_around(struct search *s, str folder)
{
	struct source_place around;

	while (folder.n > 1 && !str_eq_z(str_cut_last(folder, '/').tail, ".git")) {
		folder = parent_of(folder);
		around = (struct source_place){ .is_bare = false };
		if (look_in(s, folder, &around) && !around.is_bare)
			return folder;
	}
	return (str){ 0 };
}

/* Files that make a bare repository can be committed, with an "alternates" that leads to any objects of this machine. */
static bool is_nobodys(struct search *s, str bare, struct err *e)
{
	str around;

	s->is_above = true;
	around = work_tree_around(s, bare);
	return !around.n || err_set(e, "'%.*s' is a bare repository in the work tree of '%.*s', whose commits may have brought it, so it is not read: "
	                               "move it out of there", STR_ARG(bare), STR_ARG(around));
}

bool source_find(str dir, struct arena *a, struct source_place *out, struct err *e)
{
	struct source_place found = { 0 };
	struct search s = { .a = a };
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
	for (folder = start; !look_in(&s, folder, &found); folder = parent_of(folder)) {
		if (folder.n == 1) {
			*out = (struct source_place){ .top = start };
			return true;
		}
		s.is_above = true;
	}
	if (s.has_failed) {
		*e = s.why;
		return false;
	}
	if (found.is_bare && !is_nobodys(&s, folder, e))
		return false;
	found.top = folder;
	if (!found.is_bare)
		found.prefix = str_from(start, folder.n == 1 ? 1 : folder.n + 1);
	*out = found;
	return true;
}
