/* The patterns of a sparse checkout: where a new file would lie outside of it, so that nothing is written there which git keeps out of the work tree.
   What lies outside already is told by the index (gitindex.c). */
#include <fcntl.h>

#include <git2.h>

#include "base/fs.h"
#include "source/backend.h"

enum { MAX_PATTERNS = 1024 * 1024 }; /* bytes of the file */

struct cone_row { /* one line, as gitignore(5) has it */
	const struct glob *glob;
	bool is_exclusion, is_for_folders;
};
struct cone {
	VEC(struct cone_row) rows;
};

static str patterns_path(const struct source_place *p, struct arena *a)
{
	return fs_path_join(a, p->git_dir, STR("info/sparse-checkout"));
}

/* git sparse-checkout disable leaves the patterns and says so in the configuration. libgit2 runs. */
static bool is_disabled(const struct source_place *p, struct arena *a)
{
	static const char *const files[] = { "config.worktree", "config" };
	int is_sparse = 1;
	bool found = false;

	for (size_t i = 0; !found && i < sizeof files / sizeof *files; i++) {
		git_config *config = NULL;

		found = !git_config_open_ondisk(&config, str_z(fs_path_join(a, p->git_dir, str_from_z(files[i])), a)) &&
		        !git_config_get_bool(&is_sparse, config, "core.sparsecheckout");
		git_config_free(config);
	}
	return !is_sparse;
}

bool gitcone_is_on(const struct source_place *p, struct arena *a, bool *is_on, struct err *e)
{
	*is_on = p->git_dir.n && !p->is_bare && fs_exists(AT_FDCWD, patterns_path(p, a));
	if (!*is_on)
		return true;
	if (!gitlib_start(e))
		return false;
	*is_on = !is_disabled(p, a);
	gitlib_stop();
	return true;
}

/* ---- patterns ---- */

/* Blanks at the end count where a backslash stands before them. */
static str without_blanks(str line)
{
	while (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\r') && !(line.n > 1 && line.p[line.n - 2] == '\\'))
		line.n--;
	return line;
}

/* The same as one of our patterns, in which more is special. One without a folder is of any. */
static str our_pattern(str line, struct arena *a)
{
	struct buf b = { .a = a };
	bool is_anchored = str_find(line, '/') < line.n;

	buf_z(&b, is_anchored ? "" : "**/");
	if (str_starts(line, STR("/")))
		line = str_from(line, 1);
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '\\' && i + 1 < line.n)
			buf_byte(&b, line.p[i++]);
		else if (line.p[i] == '{' || line.p[i] == '}' || (line.p[i] == '!' && !i))
			buf_byte(&b, '\\');
		buf_byte(&b, line.p[i]);
	}
	return buf_str(&b);
}

static void read_line(struct cone *c, str line, struct arena *a)
{
	struct cone_row row = { .is_exclusion = str_starts(line, STR("!")) };
	struct err ignored; /* git takes a malformed pattern for one that nothing matches, too */

	line = without_blanks(str_from(line, row.is_exclusion));
	row.is_for_folders = str_ends(line, STR("/"));
	line.n -= row.is_for_folders;
	row.glob = line.n ? glob_compile(our_pattern(line, a), a, &ignored) : NULL;
	if (row.glob)
		*vec_push(&c->rows, a) = row;
}

static bool read_patterns(const struct source_place *p, struct arena *a, str *text, struct err *e)
{
	str path = patterns_path(p, a);
	enum fs_read_result read = fs_read_at(AT_FDCWD, path, MAX_PATTERNS, a, text, e);

	if (read == FS_READ_OK || read == FS_READ_FAILED)
		return read == FS_READ_OK;
	return err_set(e, "'%.*s' is no file of at most 1 MiB: git sparse-checkout set writes another", STR_ARG(path));
}

bool cone_open(const struct source_place *p, struct arena *a, const struct cone **out, struct err *e)
{
	struct cone *c;
	bool is_on;
	str text;

	*out = NULL;
	if (!gitcone_is_on(p, a, &is_on, e) || (is_on && !read_patterns(p, a, &text, e)))
		return false;
	if (!is_on)
		return true;
	c = arena_new(a, struct cone);
	for (struct cut line = { .tail = text, .found = true }; line.found;) {
		line = str_cut(line.tail, '\n');
		if (!str_starts(line.head, STR("#")))
			read_line(c, line.head, a);
	}
	*out = c;
	return true;
}

/* The last row about a path decides; NULL: none is about it. */
static const struct cone_row *row_of(const struct cone *c, str path, bool is_folder)
{
	for (size_t i = c->rows.n; i > 0; i--) {
		const struct cone_row *row = &c->rows.v[i - 1];

		if ((is_folder || !row->is_for_folders) && glob_match(row->glob, path))
			return row;
	}
	return NULL;
}

/* What is said of no file is said of its folder (git's path_in_sparse_checkout). */
bool cone_takes(const struct cone *c, str path)
{
	const struct cone_row *row = c ? row_of(c, path, false) : NULL;

	for (path = fs_path_folder(path); c && !row && !str_eq_z(path, "."); path = fs_path_folder(path))
		row = row_of(c, path, true);
	return !c || (row && !row->is_exclusion);
}
