/* Which files are definitions, and which only look like some. */
#include <string.h>

#include "base/fs.h"
#include "base/part.h"
#include "base/pool.h"
#include "base/utf8.h"
#include "cli/read.h"
#include "site/manifest.h"

struct span read_file_span(str path)
{
	return (struct span){ path, { 1, 1, 1, 1 } };
}

static bool is_yaml_name(str path)
{
	static const char *const endings[] = { ".yml", ".yaml", ".YML", ".YAML" };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (str_ends(path, str_from_z(endings[i])))
			return true;
	return false;
}

static bool is_ignored(const struct run *r, str path)
{
	for (size_t i = 0; i < r->dialect->n_kinds; i++)
		if (glob_set_match(&r->dialect->kinds[i].ignored, path))
			return true;
	return false;
}

/* Whether definitions would lie below `path` were it a folder: it is one of the way to a kind's folders, or patterns take files in it. */
static bool leads_to_definitions(const struct run *r, str path)
{
	str below = str_fmt(r->a, "%.*s/", STR_ARG(path));

	for (size_t i = 0; i < r->dialect->n_kinds; i++)
		for (size_t j = 0; j < r->dialect->kinds[i].n_folders; j++) {
			str folder = r->dialect->kinds[i].folders[j];

			if (str_eq(folder, path) || str_starts(folder, below))
				return true;
		}
	return dialect_match(r->dialect, str_fmt(r->a, "%.*sa.yml", STR_ARG(below))) || dialect_match(r->dialect, str_fmt(r->a, "%.*sa.yaml", STR_ARG(below)));
}

enum {
	MAX_LINKS = 8,     /* that lead to one another: ends circles */
	MAX_FOLLOWED = 100 /* in one run: a look at a commit reads whole folders */
};

static enum source_look follow(struct run *r, str path)
{
	for (size_t i = 0; i < MAX_LINKS; i++) {
		str target;
		enum source_look found = source_look(r->source, path, r->a, &target);

		if (found != SOURCE_LOOK_LINK)
			return found;
		if (str_starts(target, STR("/")))
			break;
		path = fs_path_join(r->a, fs_path_folder(path), target);
	}
	return SOURCE_LOOK_NOTHING;
}

/* Where it is not known what a link leads to, its name tells: folders have no ending. */
static bool may_be_folder(struct run *r, const struct file *f)
{
	str name = fs_path_name(f->path);
	enum source_look found;

	if (f->kind != FILE_LINK)
		return f->kind == FILE_SUBMODULE;
	found = r->n_followed++ < MAX_FOLLOWED ? follow(r, f->path) : SOURCE_LOOK_NOTHING;
	if (found != SOURCE_LOOK_NOTHING)
		return found == SOURCE_LOOK_FOLDER || found == SOURCE_LOOK_SUBMODULE;
	return !(name.n && memchr(name.p, '.', name.n));
}

/* A link or submodule in the place of a folder of definitions, which nobody would miss. */
static void check_folder(struct run *r, const struct file *f, str path)
{
	bool is_link = f->kind == FILE_LINK;
	struct diag *d;

	if (is_ignored(r, path) || !leads_to_definitions(r, path) || !may_be_folder(r, f))
		return;
	d = diag_add(&r->found, &doc_rules[RULE_FILE_MISPLACED], read_file_span(f->path), "definitions %s are not read",
	             is_link ? "behind a symbolic link" : "in a submodule");
	d->help = is_link ? STR("put the folder itself here, or tell where it is with files of dictum.yml") : STR("run dictum in the submodule");
}

/* The configuration and what it names. */
static bool is_read_otherwise(struct run *r, str path)
{
	if (str_eq(path, r->config.path) || (r->config.owners.n && str_eq(path, run_path(r, r->config.owners))))
		return true;
	for (size_t i = 0; i < r->inputs.n; i++)
		if (str_eq(path, r->inputs.v[i].path))
			return true;
	return false;
}

/* Whether patterns would take it but for a dot that a name begins with. */
static bool is_passed_over(const struct run *r, str path)
{
	for (size_t i = 0; i < r->dialect->n_kinds; i++) {
		struct glob_set files = r->dialect->kinds[i].files;

		files.passes_hidden = false;
		if (glob_set_match(&files, path))
			return true;
	}
	return false;
}

/* A file in a kind's folder that looks like a definition and is none: whoever wrote it expects to see it. */
static void check_misplaced(struct run *r, const struct file *f, str path)
{
	struct diag *d;

	check_folder(r, f, path);
	if (f->kind != FILE_REGULAR || !is_yaml_name(path) || is_ignored(r, path) || is_read_otherwise(r, f->path))
		return;
	d = diag_add(&r->found, &doc_rules[RULE_FILE_MISPLACED], read_file_span(f->path), "no pattern takes this file, so it is not read");
	d->help = is_passed_over(r, path) ? STR("patterns take a name that begins with a dot only where they have the dot: rename it, delete it, or name it with ignore of its kind in dictum.yml")
	                                  : STR("move it to a folder of definitions, give it the ending .yml, or name it with ignore of its kind in dictum.yml");
}

/* Whether the file can be read; else a finding says why not. */
static bool check_kind(struct run *r, const struct file *f)
{
	switch (f->kind) {
	case FILE_REGULAR:
		return true;
	case FILE_LINK:
		diag_add(&r->found, &doc_rules[RULE_FILE_SYMLINK], read_file_span(f->path), "symbolic links are not followed");
		return false;
	case FILE_SUBMODULE:
	case FILE_OTHER:
	case FILE_ABSENT:
		break;
	}
	diag_add(&r->found, &doc_rules[RULE_FILE_TYPE], read_file_span(f->path), "not a regular file");
	return false;
}

static bool has_control(str path)
{
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] < ' ' || path.p[i] == 0x7F)
			return true;
	return false;
}

/* Beside a definition; of long names the end is not known. */
static bool is_part(const struct run *r, const struct file *f, str path)
{
	str name = part_name(path), folder = fs_path_folder(path);

	if (!name.n || f->kind != FILE_REGULAR)
		return false;
	return name.n == PART_NAME || dialect_match(r->dialect, fs_path_clean(r->a, fs_path_join(r->a, folder, name)));
}

static bool is_readable(str path)
{
	return utf8_is_valid(path) && !has_control(path);
}

const struct kind *read_kind_of(const struct run *r, str path)
{
	return is_readable(path) && fs_path_is_within(path, r->root) ? dialect_match(r->dialect, run_below_root(r, path)) : NULL;
}

/* Kinds by patterns are most of what is done for a file, and need no other one. */
static void match_file(void *run, size_t worker, size_t i)
{
	struct run *r = run;

	(void)worker; /* nothing is made */
	r->file_kinds.v[i] = read_kind_of(r, r->files.all.v[i].path);
}

/* A site that dictum made says nothing of its own: where patterns take its files, each build would find more of them. Whoever calls a folder one
   hides nothing, as it is told. */
static bool is_of_site(struct run *r, const struct map *sites, str path)
{
	str site = fs_path_first_above(path, sites);

	if (site.n && (!r->sites.n || !str_eq(r->sites.v[r->sites.n - 1], site)))
		*vec_push(&r->sites, r->a) = site;
	return site.n > 0;
}

/* Files of no kind and those that cannot be read leave the list. */
static void sort_file(struct run *r, const struct map *sites, const struct file *f, const struct kind *k)
{
	str path = run_below_root(r, f->path);

	if (k && is_of_site(r, sites, f->path)) {
		*vec_push(&r->of_sites, r->a) = f->path;
		return;
	}
	if (!k && !is_readable(f->path)) {
		if (is_yaml_name(f->path) || f->kind == FILE_OTHER)
			diag_add(&r->found, &doc_rules[RULE_FILE_NAME_ENCODING], read_file_span(utf8_clean(f->path, r->a)), "the name %s",
			         has_control(f->path) ? "holds control characters" : "is not UTF-8");
		return;
	}
	if (!k) {
		if (is_part(r, f, path))
			*vec_push(&r->parts, r->a) = f->path;
		check_misplaced(r, f, path);
		return;
	}
	if (f->kind == FILE_ABSENT) {
		*vec_push(&r->absent.definitions, r->a) = f->path;
		r->dict.is_cut[k->index] = true;
		return;
	}
	r->n_files++;
	if (!check_kind(r, f)) {
		memcpy(dict_add_unreadable(&r->dict, k, f->path, STR("file-type"))->id, f->id, sizeof f->id);
		return;
	}
	*vec_push(&r->files.all, r->a) = *f;
	*vec_push(&r->file_kinds, r->a) = k;
}

struct source_folders read_folders(struct run *r)
{
	VEC(str) under = { 0 };

	for (size_t i = 0; i < r->dialect->n_kinds; i++)
		for (size_t j = 0; j < r->dialect->kinds[i].n_folders; j++)
			*vec_push(&under, r->a) = run_path(r, r->dialect->kinds[i].folders[j]);
	return (struct source_folders){ .under = under.v, .n = under.n, .worker = r->worker, .n_workers = r->n_workers };
}

static bool holds_manifest(struct run *r, str folder, struct arena *scratch)
{
	str unused;
	enum source_look found = source_look(r->source, fs_path_join(scratch, folder, STR(MANIFEST_NAME)), scratch, &unused);

	return found != SOURCE_LOOK_NOTHING && found != SOURCE_LOOK_FOLDER;
}

/* Marks those among the folders that a folder lies in, below the root; each is looked at once, however many folders lie in it. */
static void find_sites_above(struct run *r, str folder, struct map *known, struct map *sites, struct arena *scratch)
{
	struct cut c;
	str unused;

	if (source_look(r->source, folder, scratch, &unused) != SOURCE_LOOK_FOLDER)
		return; /* there may be thousands of such, and deep ones */
	for (c = str_cut_last(folder, '/'); c.found && fs_path_is_below(c.head, r->root) && map_mark(known, c.head, r->a); c = str_cut_last(c.head, '/'))
		if (holds_manifest(r, c.head, scratch))
			(void)map_mark(sites, c.head, r->a); /* once for each */
}

/* Those of which something is listed; where patterns begin in one, its manifest lies above what is. Not the dictionary's own folder, whatever lies in it. */
static struct map find_sites(struct run *r, const struct source_folders *listed)
{
	struct map sites = { 0 }, known = { 0 };
	struct arena scratch;

	for (size_t i = 0; i < r->files.all.n; i++) {
		str path = r->files.all.v[i].path, folder = fs_path_folder(path);

		if (str_ends(path, STR("/" MANIFEST_NAME)) && fs_path_is_below(folder, r->root))
			(void)map_mark(&sites, folder, r->a); /* once for each */
	}
	arena_init(&scratch);
	for (size_t i = 0; i < listed->n; i++, arena_reset(&scratch))
		find_sites_above(r, listed->under[i], &known, &sites, &scratch);
	arena_free(&scratch);
	return sites;
}

bool read_list(struct run *r, struct err *e)
{
	struct source_folders folders = read_folders(r);
	struct map sites;
	size_t n;

	for (size_t i = 0; i < r->dialect->n_kinds; i++)
		r->dict.is_cut[i] = r->absent.why.n > 0; /* then nothing is known of what is not here */
	if (!source_list_all(r->source, &folders, r->a, &r->files, e))
		return false;
	n = r->files.all.n;
	vec_reserve(&r->file_kinds, n, r->a);
	pool_run_together(r->n_workers, n, match_file, r);
	sites = find_sites(r, &folders);
	r->files.all.n = 0; /* those that stay move to the front */
	for (size_t i = 0; i < n; i++)
		sort_file(r, &sites, &r->files.all.v[i], r->file_kinds.v[i]);
	return true;
}
