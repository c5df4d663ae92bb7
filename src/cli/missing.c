/* Other dictionaries are looked for only where there is nothing to read: that lists the whole repository. */
#include <fcntl.h>

#include "base/fs.h"
#include "cli/guides.h"
#include "cli/links.h"
#include "cli/missing.h"
#include "cli/out.h"

static bool takes(const struct run *r, const struct kind *k, const struct glob *g, str path)
{
	path = run_below_root(r, path);
	return glob_match(g, path) && dialect_match(r->dialect, path) == k;
}

static bool takes_one_of(const struct run *r, const struct kind *k, const struct glob *g, const str *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (takes(r, k, g, paths[i]))
			return true;
	return false;
}

/* What it takes of a site is told with the site. */
static bool takes_any(struct run *r, const struct kind *k, const struct glob *g)
{
	if (!g || glob_is_exclusion(g) || r->absent.why.n)
		return true;
	for (size_t i = 0; i < r->files.all.n; i++)
		if (takes(r, k, g, r->files.all.v[i].path))
			return true;
	return takes_one_of(r, k, g, r->absent.definitions.v, r->absent.definitions.n) || takes_one_of(r, k, g, r->of_sites.v, r->of_sites.n);
}

static bool takes_a_file(struct run *r, const struct kind *k, str pattern)
{
	struct arena scratch = { 0 };
	struct err ignored;
	bool found = takes_any(r, k, glob_compile(pattern, &scratch, &ignored)); /* compiled before: the configuration was checked */

	arena_free(&scratch);
	return found;
}

static void note_patterns(struct run *r, const struct member *m)
{
	const struct node *files = doc_get_z(&m->value, "files");
	const struct kind *k = dialect_kind(r->dialect, m->key.text);
	size_t n = !files ? 0 : files->kind == NODE_SEQ ? files->n : 1;

	for (size_t i = 0; i < n; i++) {
		const struct node *p = files->kind == NODE_SEQ ? &files->item[i] : files;

		if (!takes_a_file(r, k, doc_text(p)))
			out_note(r->args, "%.*s:%u:%u: pattern '%.*s' takes no file", STR_ARG(r->config.path), p->at.line, p->at.column,
			         STR_ARG(doc_text(p)));
	}
}

static str absent_rule(const struct run *r, size_t i)
{
	const struct absent_rule *x = &r->absent.rules.v[i];
	str part = x->part.n ? str_fmt(r->a, "as it refers to '%.*s', ", STR_ARG(x->part)) : x->part;
	const char *why = r->absent.why.n ? "is not in the work tree and may be left out of it"
	                                  : "a sparse checkout keeps out of the work tree of this partial clone: git sparse-checkout add brings it";

	return str_fmt(r->a, "nothing is checked by the %s '%.*s', %.*swhich %s", x->what, STR_ARG(x->path), STR_ARG(part), why);
}

static void note_rules(const struct run *r)
{
	for (size_t i = 0; i < r->absent.rules.n; i++)
		out_note(r->args, "%.*s", STR_ARG(absent_rule(r, i)));
}

static void note_sites(const struct run *r)
{
	for (size_t i = 0; i < r->sites.n; i++)
		out_note(r->args, "'%.*s' holds a site that dictum made, so what patterns take of it is no definition: leave it out with '!%.*s/**'",
		         STR_ARG(r->sites.v[i]), STR_ARG(run_below_root(r, r->sites.v[i])));
}

void missing_note(struct run *r)
{
	for (size_t i = 0; r->config.kinds && i < r->config.kinds->n; i++)
		note_patterns(r, &r->config.kinds->member[i]);
	missing_note_empty(r);
	note_rules(r);
	note_sites(r);
}

/* Whether -C takes this folder of the source: a bare repository has none, and another commit than the one that is checked out may have more. */
static bool is_here(struct run *r, str folder)
{
	str path = fs_path_join(r->a, r->place.top, folder);

	return !r->place.is_bare && fs_is_dir(AT_FDCWD, path) && !links_on(r->place.top, path, r->a).n;
}

/* Folders of other dictionaries of the repository, which are not read from here; whether all that are named can be entered. */
static str other_roots(struct run *r, bool *are_here)
{
	enum { MAX_SHOWN = 3 };
	struct buf out = { .a = r->a };
	struct file_list all = { 0 };
	struct err ignored;
	size_t n = 0;

	*are_here = true;
	if (!r->place.git_dir.n || !r->source || !source_list(r->source, r->root, r->a, &all, &ignored))
		return (str){ 0 };
	for (size_t i = 0; i < all.all.n; i++) {
		str path = all.all.v[i].path, folder = fs_path_folder(path);

		if (all.all.v[i].kind != FILE_REGULAR || !str_ends(path, STR("/dictum.yml")) || str_eq(path, run_path(r, STR("dictum.yml"))) ||
		    ++n > MAX_SHOWN)
			continue;
		buf_fmt(&out, "%s'%.*s'", n > 1 ? ", " : "", STR_ARG(folder));
		*are_here = *are_here && is_here(r, folder);
	}
	if (n > MAX_SHOWN)
		buf_fmt(&out, " and %zu more", n - MAX_SHOWN);
	return buf_str(&out);
}

str missing_definitions(const struct run *r)
{
	const struct absent_files *x = &r->absent;

	if (x->why.n)
		return str_fmt(r->a, "what this sparse checkout leaves out is not known: %.*s", STR_ARG(x->why));
	if (!x->definitions.n)
		return (str){ 0 };
	return str_fmt(r->a, "a sparse checkout keeps %.*s of definitions out of the work tree that this partial clone does not have, such as '%.*s': "
	               "git sparse-checkout add brings them", STR_ARG(str_quantity(x->definitions.n, "file", r->a)), STR_ARG(x->definitions.v[0]));
}

str missing_any(const struct run *r)
{
	str absent = missing_definitions(r);

	if (absent.n)
		return absent;
	if (r->absent.rules.n)
		return absent_rule(r, 0);
	return r->absent.guides.n ? guides_absent(r) : absent;
}

void missing_note_empty(struct run *r)
{
	bool are_here = true;
	str others = r->n_files ? (str){ 0 } : other_roots(r, &are_here), absent = missing_definitions(r);

	if (absent.n)
		out_note(r->args, "%.*s", STR_ARG(absent));
	if (r->n_files || r->absent.definitions.n)
		return;
	out_note(r->args, "no definition files found in '%.*s'", STR_ARG(r->place.top));
	if (!r->config.path.n && !others.n)
		out_note(r->args, "definitions in other folders than %.*s are found where a dictum.yml says so: run dictum init",
		         STR_ARG(str_join(r->a, r->dialect->detect, r->dialect->n_detect, STR(", "))));
	if (others.n)
		out_note(r->args, "there is a dictum.yml in %.*s: run dictum there or with -C%s", STR_ARG(others),
		         are_here ? "" : r->place.is_bare ? ", in a work tree: git worktree add makes one" : ", in a work tree that has the folder");
}
