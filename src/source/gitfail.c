/* What went wrong with a repository, as one sentence that says what to do: libgit2's own messages do not tell a partial
   or shallow clone from damage, nor an empty repository from a wrong name. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <git2.h>

#include "base/fs.h"
#include "source/gitfail.h"
#include "source/gitnear.h"
#include "source/packs.h"

enum { MAX_LIST_FILE = 16 * 1024 * 1024 }; /* bytes of "shallow" and "alternates": 41 bytes a line */
enum { MAX_DEPTH = 5, MAX_BORROWED = 100 }; /* of alternates: of one another, as libgit2 follows them, and in all */

/* The library takes its memory from us, but opens folders with the C library and unpacks with zlib, which take their own. Messages of other classes
   quote names that strangers chose, "out of memory" among them. */
static bool is_about_memory(const git_error *error)
{
	str why = str_from_z(error->message);

	if (error->klass == GIT_ERROR_OS)
		return str_ends(why, str_from_z(strerror(ENOMEM)));
	return error->klass == GIT_ERROR_ZLIB && str_starts(why, STR("failed to init zlib stream"));
}

static const char *last_message(void)
{
	const git_error *error = git_error_last();

	if (error && error->message && is_about_memory(error))
		arena_out_of_memory();
	if (error && error->klass == GIT_ERROR_NOMEMORY) /* our allocator refuses this only */
		return "it claims to be larger than 1 GiB";
	return error && error->message ? error->message : "no reason given";
}

static int last_class(void)
{
	const git_error *error = git_error_last();

	return error ? error->klass : GIT_ERROR_NONE;
}

/* ---- what kind of clone this is ---- */

str gitfail_read_list(const struct gitfail *g, const char *name, struct arena *a)
{
	str path = fs_path_join(a, str_from_z(git_repository_commondir(g->repo)), str_from_z(name)), text = { 0 };
	struct err ignored;

	return fs_read_at(AT_FDCWD, path, MAX_LIST_FILE, a, &text, &ignored) == FS_READ_OK ? text : (str){ 0 };
}

static bool is_shallow(const struct gitfail *g)
{
	struct arena scratch;
	bool shallow;

	arena_init(&scratch);
	shallow = gitfail_read_list(g, "shallow", &scratch).n > 0;
	arena_free(&scratch);
	return shallow;
}

static bool makes_partial(const git_config_entry *entry)
{
	str name = str_from_z(entry->name);

	return str_eq_z(name, "extensions.partialclone") ||
	       (str_starts(name, STR("remote.")) && str_ends(name, STR(".promisor")));
}

bool gitfail_is_partial(const struct gitfail *g)
{
	git_config *config = NULL;
	git_config_iterator *i = NULL;
	git_config_entry *entry;
	bool partial = false;

	/* not git_config_iterator_glob_new: libgit2 1.5 leaks for each pattern it matches */
	if (!git_repository_config_snapshot(&config, g->repo) && !git_config_iterator_new(&i, config))
		while (!partial && !git_config_next(&entry, i))
			partial = makes_partial(entry);
	git_config_iterator_free(i);
	git_config_free(config);
	return partial;
}

bool gitfail_may_lack_objects(const struct gitfail *g)
{
	return is_shallow(g) || gitfail_is_partial(g);
}

/* Whether objects/info/alternates names a folder that is not there. */
static bool lacks_alternate(const struct gitfail *g)
{
	struct arena scratch;
	bool lacks = false;
	str text;

	arena_init(&scratch);
	text = gitfail_read_list(g, "objects/info/alternates", &scratch);
	while (text.n) {
		struct cut c = str_cut(text, '\n');

		if (str_starts(c.head, STR("/")) && !fs_is_dir(AT_FDCWD, c.head))
			lacks = true;
		text = c.tail;
	}
	arena_free(&scratch);
	return lacks;
}

/* ---- failures ---- */

/* Neither a file nor a folder: whoever opens it may wait without end. */
static bool is_odd(str folder, const char *name, str *path, struct arena *a)
{
	struct stat st;

	*path = fs_path_join(a, folder, str_from_z(name));
	return stat(str_z(*path, a), &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static bool odd_file(const struct gitfail *g, str path, struct err *e)
{
	return err_set(e, "repository '%.*s' is damaged: '%.*s' is no regular file", STR_ARG(g->top), STR_ARG(path));
}

/* Of this objects folder and of those it borrows from, as far as libgit2 follows them; *left: how many more may be looked at. */
static bool check_packs(const struct gitfail *g, str objects, unsigned depth, size_t *left, struct arena *a, struct err *e)
{
	str wrong = packs_misleading(objects, a), list = { 0 };
	struct err ignored;

	if (wrong.n)
		return err_set(e, "repository '%.*s' is damaged: '%.*s' leads out of its pack: run git fsck", STR_ARG(g->top), STR_ARG(wrong));
	if (depth == MAX_DEPTH || fs_read_at(AT_FDCWD, fs_path_join(a, objects, STR("info/alternates")), MAX_LIST_FILE, a, &list, &ignored) != FS_READ_OK)
		return true;
	while (list.n) {
		struct cut c = str_cut(list, '\n');
		bool is_whole = str_starts(c.head, STR("/"));

		list = c.tail;
		if (!c.head.n || str_starts(c.head, STR("#")))
			continue;
		if (!(*left)--)
			return err_set(e, "repository '%.*s' borrows from more than %d others", STR_ARG(g->top), MAX_BORROWED);
		if (!check_packs(g, is_whole ? c.head : fs_path_join(a, objects, c.head), depth + 1, left, a, e))
			return false;
	}
	return true;
}

bool gitfail_check_files(const struct gitfail *g, struct arena *a, struct err *e)
{
	static const char *const names[] = { "config", "packed-refs", "shallow", "config.worktree", "commondir" };
	str common = fs_path_join(a, g->git_dir, STR("../..")), path; /* of a linked work tree */
	bool is_linked = fs_exists(AT_FDCWD, fs_path_join(a, g->git_dir, STR("commondir")));
	size_t left = MAX_BORROWED;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_odd(g->git_dir, names[i], &path, a) || (is_linked && is_odd(common, names[i], &path, a)))
			return odd_file(g, path, e);
	return check_packs(g, fs_path_join(a, is_linked ? common : g->git_dir, STR("objects")), 0, &left, a, e);
}

bool gitfail_check_reference(const struct gitfail *g, str rev, struct arena *a, struct err *e)
{
	static const char *const folders[] = { "", "refs", "refs/tags", "refs/heads", "refs/remotes" };
	str common = str_from_z(git_repository_commondir(g->repo)), path, head;
	size_t end = 0;
	struct err ignored;

	while (end < rev.n && !memchr("^~@:{", rev.p[end], 5))
		end++;
	for (size_t i = 0; end && i < sizeof folders / sizeof *folders; i++)
		if (is_odd(fs_path_join(a, common, str_from_z(folders[i])), str_z(str_sub(rev, 0, end), a), &path, a))
			return odd_file(g, path, e);
	if (fs_read_at(AT_FDCWD, fs_path_join(a, g->git_dir, STR("HEAD")), 4096, a, &head, &ignored) == FS_READ_OK &&
	    str_starts(head, STR("ref: ")) && is_odd(common, str_z(str_trim(str_from(head, 5)), a), &path, a))
		return odd_file(g, path, e);
	return true;
}

static bool say_other_ids(const struct gitfail *g, struct err *e)
{
	return err_set(e, "repository '%.*s' uses SHA-256 object ids, which are not supported: read its work tree (--worktree)", STR_ARG(g->top));
}

bool gitfail_check_ids(const struct gitfail *g, struct err *e)
{
	git_config *config = NULL;
	const char *name;
	bool are_others = !git_repository_config_snapshot(&config, g->repo) &&
	                  !git_config_get_string(&name, config, "extensions.objectformat") && strcmp(name, "sha1") != 0;

	git_config_free(config);
	return !are_others || say_other_ids(g, e);
}

bool gitfail_open(const struct gitfail *g, struct err *e)
{
	str top = g->top, dir = g->git_dir, why = str_from_z(last_message());

	if (str_has(why, STR("object format"))) /* libgit2 1.7 and later look by themselves */
		return say_other_ids(g, e);
	if (str_has(why, STR("unsupported extension")) || str_has(why, STR("unsupported repository version")))
		return err_set(
		        e,
		        "repository '%.*s' has a format that is not supported (%.*s): read its work tree (--worktree)",
		        STR_ARG(top), STR_ARG(why));
	if (last_class() == GIT_ERROR_CONFIG)
		return err_set(e, "the configuration of repository '%.*s' is damaged: %.*s", STR_ARG(top),
		               STR_ARG(why));
	if (last_class() == GIT_ERROR_REPOSITORY || !fs_exists(AT_FDCWD, dir))
		return err_set(e, "'%.*s' is not a git repository, although '%.*s' says so", STR_ARG(dir),
		               STR_ARG(top));
	return err_set(e, "cannot open repository '%.*s': %.*s", STR_ARG(top), STR_ARG(why));
}

/* An object that could not be read for the sake of `what` ("file", "folder", "commit") `name`. */
bool gitfail_object(const struct gitfail *g, int rc, const struct git_oid *id, const char *what, str name,
                    struct err *e)
{
	char why[400], hex[GIT_OID_HEXSZ + 1];

	(void)git_oid_tostr(hex, sizeof hex, id);              /* returns hex */
	(void)snprintf(why, sizeof why, "%s", last_message()); /* cutting is fine */
	if (rc == GIT_EMISMATCH)
		return err_set(
		        e, "cannot read %s '%.*s': object %s is damaged, its content does not fit its id: run git fsck",
		        what, STR_ARG(name), hex);
	if (rc != GIT_ENOTFOUND)
		return err_set(e, "cannot read %s '%.*s': object %s is damaged (%s): run git fsck", what, STR_ARG(name),
		               hex, why);
	if (gitfail_is_partial(g))
		return err_set(e,
		               "cannot read %s '%.*s': object %s is not here (partial clone): run git fetch --refetch --no-filter",
		               what, STR_ARG(name), hex);
	if (lacks_alternate(g))
		return err_set(e,
		               "cannot read %s '%.*s': object %s is not here, and a folder named in "
		               "objects/info/alternates is missing",
		               what, STR_ARG(name), hex);
	return err_set(e, "cannot read %s '%.*s': object %s is missing or its pack is damaged: run git fsck", what,
	               STR_ARG(name), hex);
}

bool gitfail_list(const struct gitfail *g, const char *what, struct err *e)
{
	return err_set(e, "cannot list the %s of repository '%.*s': %s", what, STR_ARG(g->top), last_message());
}

/* "HEAD", "@", the branch itself, or a way on from one of them: "HEAD~2", "@{1}", "main^". */
static bool begins_at(str rev, str name)
{
	char next = rev.n > name.n ? rev.p[name.n] : '\0';

	return str_starts(rev, name) && (!next || strchr("~^@{:", next));
}

/* A bare repository has no work tree that could be read in place of commits; its branch may be none that is pushed to. */
static const char *without_commits(const struct gitfail *g)
{
	return str_eq(g->top, g->git_dir) ?
	               "push some, or name another branch with --rev" :
	               "commit first (without commits there is lint, diff --staged, and build, list, show, log and search with --worktree)";
}

/* "branch 'main' ... has no commits yet" where `rev` asks for such a branch. */
static bool is_unborn(const struct gitfail *g, str rev, struct err *e)
{
	git_reference *head = NULL;
	str branch = { 0 };
	bool unborn = false;

	if (git_repository_head_unborn(g->repo) == 1 && !git_reference_lookup(&head, g->repo, "HEAD"))
		branch = str_from_z(git_reference_symbolic_target(head));
	if (str_starts(branch, STR("refs/heads/")))
		branch = str_from(branch, 11);
	if (branch.n && (begins_at(rev, STR("HEAD")) || begins_at(rev, STR("@")) || begins_at(rev, branch))) {
		err_set(e, "branch '%.*s' of repository '%.*s' has no commits yet: %s", STR_ARG(branch), STR_ARG(g->top), without_commits(g));
		e->revision = ERR_UNBORN;
		unborn = true;
	}
	git_reference_free(head);
	return unborn;
}

static bool is_hex(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (byte_hex(s.p[i]) < 0)
			return false;
	return s.n >= 4;
}

/* Whether a branch, tag or the like has this name, whatever it leads to. */
static bool is_reference(const struct gitfail *g, str rev)
{
	struct arena scratch;
	git_reference *ref = NULL;
	bool is;

	arena_init(&scratch);
	is = git_reference_dwim(&ref, g->repo, str_z(rev, &scratch)) == 0;
	git_reference_free(ref);
	arena_free(&scratch);
	return is;
}

/* The remote whose branch `branch` would be, had it been fetched: "origin" for "origin/main". Borrowed from `branch`; empty: none. */
static str remote_of(const struct gitfail *g, str branch)
{
	git_config *config = NULL;
	git_config_iterator *i = NULL;
	git_config_entry *entry;
	str found = { 0 };

	if (!git_repository_config_snapshot(&config, g->repo) && !git_config_iterator_new(&i, config))
		while (!found.n && !git_config_next(&entry, i)) {
			str name = str_from_z(entry->name), prefix = STR("remote."), suffix = STR(".url");

			if (name.n <= prefix.n + suffix.n || !str_starts(name, prefix) || !str_ends(name, suffix))
				continue;
			name = str_sub(name, prefix.n, name.n - prefix.n - suffix.n);
			if (name.n + 1 < branch.n && str_starts(branch, name) && branch.p[name.n] == '/')
				found = str_sub(branch, 0, name.n);
		}
	git_config_iterator_free(i);
	git_config_free(config);
	return found;
}

/* What brings a revision that no repository like this one has to have: clones of one branch have no others. Else the name that may have been meant. */
static str remedy(const struct gitfail *g, str rev, struct arena *a)
{
	const char *unshallow = is_shallow(g) ? " --unshallow" : "";
	size_t n = 0;
	str remote, branch, near;

	while (n < rev.n && !memchr("~^@:{", rev.p[n], 5))
		n++;
	branch = str_sub(rev, 0, n);
	remote = remote_of(g, branch);
	if (remote.n && !is_reference(g, branch))
		return str_fmt(a, ": run git fetch%s %.*s %.*s:refs/remotes/%.*s", unshallow, STR_ARG(remote),
		               STR_ARG(str_from(branch, remote.n + 1)), STR_ARG(branch));
	if (*unshallow)
		return STR(": run git fetch --unshallow --tags");
	near = gitnear_name(g, branch, a);
	return near.n ? str_fmt(a, ", did you mean '%.*s%.*s'?", STR_ARG(near), STR_ARG(str_from(rev, n))) : near;
}

bool gitfail_unknown(const struct gitfail *g, str rev, str remedy, struct err *e)
{
	(void)err_set(e, "unknown revision '%.*s' in repository '%.*s'%.*s", STR_ARG(rev), STR_ARG(g->top), STR_ARG(remedy));
	e->revision = ERR_UNKNOWN;
	return false;
}

static bool unknown_revision(const struct gitfail *g, str rev, struct err *e)
{
	struct arena scratch;
	str what;

	arena_init(&scratch);
	what = remedy(g, rev, &scratch);
	if (is_shallow(g))
		(void)err_set(e, "revision '%.*s' is not in repository '%.*s' (shallow clone)%.*s", STR_ARG(rev), STR_ARG(g->top), STR_ARG(what));
	else
		(void)gitfail_unknown(g, rev, what, e);
	arena_free(&scratch);
	return false;
}

bool gitfail_revision(const struct gitfail *g, int rc, str rev, struct err *e)
{
	str top = g->top;
	int class = last_class();
	char why[400];

	(void)snprintf(why, sizeof why, "%s", last_message()); /* cutting is fine */
	if (is_unborn(g, rev, e))
		return false;
	if (rc == GIT_EAMBIGUOUS)
		return err_set(e,
		               "revision '%.*s' of repository '%.*s' is ambiguous, give more digits or the full name",
		               STR_ARG(rev), STR_ARG(top));
	if (rc == GIT_EINVALIDSPEC) {
		(void)err_set(e, "'%.*s' does not name a revision: %s", STR_ARG(rev), why);
		e->revision = ERR_UNKNOWN;
		return false;
	}
	if (rc != GIT_ENOTFOUND)
		return err_set(e, "cannot read revision '%.*s' of repository '%.*s': %s: run git fsck", STR_ARG(rev),
		               STR_ARG(top), why);
	if (is_shallow(g) || ((class != GIT_ERROR_ODB || is_hex(rev)) && !is_reference(g, rev)))
		return unknown_revision(g, rev, e);
	if (gitfail_is_partial(g))
		return err_set(
		        e, "revision '%.*s' of repository '%.*s' is not here (partial clone): run git fetch --refetch --no-filter",
		        STR_ARG(rev), STR_ARG(top));
	return err_set(e,
	               "revision '%.*s' of repository '%.*s' names an object that is missing or damaged: run git fsck",
	               STR_ARG(rev), STR_ARG(top));
}
