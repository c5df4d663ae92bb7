/* The path of a definition, from bytes to a linked dictionary; it reads top to bottom in run_pipeline. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "base/utf8.h"
#include "cli/baseline.h"
#include "cli/config_check.h"
#include "cli/guides.h"
#include "cli/missing.h"
#include "cli/moved.h"
#include "cli/out.h"
#include "cli/read.h"
#include "cli/run.h"
#include "doc/edit.h"
#include "lint/custom.h"

/* Where the dictionary begins: the nearest folder upwards with a dictum.yml, else the top. Reads the file on the way. */
static bool find_root(struct run *r, str *bytes, struct err *e)
{
	str folder = r->is_moved ? r->root : r->place.prefix;

	if (r->has_no_root) { /* what lies above is another dictionary */
		r->root = r->wanted_root;
		return true;
	}
	for (;;) {
		str path = fs_path_join(r->a, folder, STR("dictum.yml"));
		struct cut up = str_cut_last(folder, '/');
		enum source_read_result result = source_read_path(r->source, path, CONFIG_MAX_BYTES, r->a, bytes, e);

		if (result == SOURCE_OK) {
			r->root = folder;
			r->has_root = true;
			return true;
		}
		if (result != SOURCE_MISSING)
			return source_refuse(result, str_fmt(r->a, "%.*s: the configuration", STR_ARG(path)), CONFIG_MAX_BYTES, e);
		if (!folder.n)
			break;
		folder = up.found ? up.head : (str){ 0 };
	}
	r->root = (str){ 0 };
	return true;
}

/* As paths are printed: from the top. What lies outside has no such path and keeps an absolute name. */
static str path_of_named(const struct run *r, str named)
{
	str top = str_eq_z(r->place.top, "/") ? (str){ 0 } : r->place.top, real = fs_path_real(r->a, named);

	if (str_eq_z(named, "-") || r->place.is_bare) /* whose folder holds no files of the repository */
		return named;
	if (fs_path_is_below(real, top))
		return str_from(real, top.n + 1);
	return fs_path_resolve(r->a, r->place.prefix, named);
}

static bool read_config(struct run *r, const struct args *args, struct err *e)
{
	str named = args_get(args, OPT_CONFIG), bytes = { 0 };

	config_defaults(&r->config);
	if (!find_root(r, &bytes, e))
		return false;
	if (named.n) {
		if (!fs_read_named(named, CONFIG_MAX_BYTES, r->a, &bytes, e)) {
			e->is_usage = true;
			return false;
		}
		return config_read(&r->config, path_of_named(r, named), bytes, r->a, e);
	}
	return !r->has_root || config_read(&r->config, fs_path_join(r->a, r->root, STR("dictum.yml")), bytes, r->a, e);
}

/* Outside a repository the dictionary may begin further up. */
static bool move_up(struct source_place *place, struct arena *a, struct err *e)
{
	str start = fs_path_without_slash(place->top), folder = start;

	while (folder.n) {
		struct cut up = str_cut_last(folder, '/');

		str path = fs_path_join(a, folder, STR("dictum.yml"));
		enum fs_look seen = fs_look(AT_FDCWD, path, FS_LINK_ITSELF);

		if (seen == FS_LOOK_FAILED && (errno != EACCES || folder.n == start.n))
			return err_set(e, "cannot look at '%.*s': %s", STR_ARG(path), strerror(errno));
		if (seen == FS_LOOK_DIR || seen == FS_LOOK_OTHER) {
			if (!source_find(folder, a, place, e))
				return false;
			place->prefix = start.n > folder.n ? str_from(start, folder.n + 1) : (str){ 0 };
			return true;
		}
		folder = up.found ? up.head : (str){ 0 };
	}
	return true;
}

bool run_find_place(struct arena *a, struct source_place *out, struct err *e)
{
	return source_find(STR("."), a, out, e) && (out->git_dir.n || move_up(out, a, e));
}

static bool check_sources(const struct args *args, struct err *e)
{
	static const struct {
		enum option_id id;
		const char *name;
	} sources[] = { { OPT_REV, "--rev" }, { OPT_WORKTREE, "--worktree" }, { OPT_STAGED, "--staged" }, { OPT_STDIN_PATH, "--stdin-path" } };
	const char *first = NULL;

	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		if (!args_has(args, sources[i].id) || (first && sources[i].id == OPT_STDIN_PATH && args_has(args, OPT_WORKTREE)))
			continue;
		if (first)
			return err_usage(e, "%s and %s exclude each other", first, sources[i].name);
		first = sources[i].name;
	}
	return true;
}

/* As a full checkout has it. */
static struct source *open_work_tree(struct run *r, struct err *e)
{
	struct source *tree = source_open_dir(&r->place, r->a, e);
	struct err why = { .text = "" };

	if (tree)
		tree = source_open_sparse(tree, r->a, &why);
	r->absent.why = str_dup(str_from_z(why.text), r->a);
	return tree;
}

static bool open_source(struct run *r, enum run_where where, const struct run_view *view, struct err *e)
{
	const struct args *args = r->args;
	str rev = view && view->rev.n ? view->rev : args_get(args, OPT_REV);
	bool is_staged = args_has(args, OPT_STAGED) && !(view && view->rev.n);

	if (!check_sources(args, e))
		return false;
	if (rev.n)
		where = RUN_COMMIT;
	else if (args_has(args, OPT_WORKTREE) || args_has(args, OPT_STDIN_PATH) || !r->place.git_dir.n)
		where = RUN_WORKTREE;
	else if (r->place.is_bare)
		where = RUN_COMMIT;
	if (is_staged && r->place.is_bare)
		return err_usage(e, "'%.*s' is a bare repository and has no index: --staged is for work trees", STR_ARG(r->place.top));
	if (is_staged)
		r->source = source_open_index(&r->place, r->a, e);
	else if (where == RUN_COMMIT)
		r->source = source_open_git(&r->place, rev.n ? rev : STR("HEAD"), r->a, e);
	else if (r->place.is_bare)
		return err_usage(e, "'%.*s' is a bare repository and has no work tree", STR_ARG(r->place.top));
	else
		r->source = open_work_tree(r, e);
	if (r->source && view && view->n_files)
		r->source = source_open_overlay(r->source, view->files, view->n_files, r->a);
	return r->source != NULL;
}

static bool read_jobs(struct run *r, const struct args *args, struct err *e)
{
	str text = args_get(args, OPT_JOBS);
	int64_t n;

	r->n_workers = pool_default_workers();
	if (!text.n)
		return true;
	if (!str_to_i64(text, &n) || n < 1 || n > POOL_MAX_WORKERS)
		return err_usage(e, "--jobs takes a number from 1 to %d, not '%.*s'", POOL_MAX_WORKERS, STR_ARG(text));
	r->n_workers = (size_t)n;
	return true;
}

/* The one that is configured, else the first of those built in. */
static str choose_dialect(const struct run *r)
{
	return r->config.dialect.n ? r->config.dialect : STR(DIALECT_FIRST);
}

static void tell_opened(const struct run *r)
{
	str commit = source_commit(r->source);
	const char *what = commit.n ? "commit " : args_has(r->args, OPT_STAGED) ? "the index" : "the work tree";

	out_detail(r->args, "reading %s%.*s of '%.*s', root '%.*s'", what, STR_ARG(commit),
	           STR_ARG(r->place.top), STR_ARG(r->root.n ? r->root : STR(".")));
	if (r->is_moved)
		out_detail(r->args, "in this commit the dictionary lies in '%.*s'", STR_ARG(r->moved_from.n ? r->moved_from : STR(".")));
	out_detail(r->args, "configuration: %.*s; dialect: %.*s; %.*s",
	           STR_ARG(r->config.path.n ? r->config.path : STR("none")), STR_ARG(r->dialect->name), STR_ARG(str_quantity(r->n_workers, "thread", r->a)));
}

bool run_open(struct run *r, const struct args *args, enum run_where where, struct arena *a, struct err *e)
{
	return run_open_view(r, args, where, NULL, a, e);
}

/* A move is no change, so definitions have the paths that they have now. */
static void follow_move(struct run *r, const struct run *newer)
{
	enum moved found = moved_find(r, newer, r->a, &r->moved_from);

	r->has_no_root = found == MOVED_NOWHERE;
	r->wanted_root = str_dup(newer->root, r->a);
	r->is_moved = found == MOVED_FROM;
	if (!r->is_moved)
		return;
	r->root = r->wanted_root;
	r->source = source_open_moved(r->source, r->moved_from, r->root, r->a);
}

bool run_open_view(struct run *r, const struct args *args, enum run_where where, const struct run_view *view, struct arena *a, struct err *e)
{
	*r = (struct run){ .a = a, .args = args };
	for (size_t i = 0; i < POOL_MAX_WORKERS; i++)
		arena_init(&r->worker[i]);
	diag_list_init(&r->found, a);
	if (!read_jobs(r, args, e) || !run_find_place(a, &r->place, e) || !open_source(r, where, view, e))
		return false;
	r->commit = source_commit(r->source);
	if (view && view->newer)
		follow_move(r, view->newer);
	if (view && view->config) {
		r->config = *view->config;
		r->root = view->root;
	} else if (!read_config(r, args, e)) {
		return false;
	}
	r->dialect = dialect_load(choose_dialect(r), &(struct dialect_overrides){ r->config.kinds, r->config.fields }, a, e);
	if (!r->dialect || !config_check_kinds(&r->config, r->dialect, a, e))
		return false;
	tell_opened(r);
	return true;
}

bool run_has_own_config(const struct run *r)
{
	return r->config.path.n && !args_has(r->args, OPT_CONFIG);
}

str run_path(struct run *r, str below_root)
{
	return fs_path_clean(r->a, fs_path_join(r->a, r->root, below_root));
}

str run_path_then(const struct run *r, str path, struct arena *a)
{
	return r->is_moved ? source_path_moved(path, r->root, r->moved_from, a) : path;
}

str run_path_now(const struct run *r, str then, struct arena *a)
{
	return r->is_moved ? source_path_moved(then, r->moved_from, r->root, a) : then;
}

str run_below_root(const struct run *r, str path)
{
	return str_from(path, r->root.n ? r->root.n + 1 : 0);
}

enum source_read_result run_read_source(struct run *r, str path, uint64_t max, str *out, struct err *e)
{
	enum source_read_result result = source_read_path(r->source, path, max, r->a, out, e);

	if (result == SOURCE_OK)
		*vec_push(&r->inputs, r->a) = (struct run_input){ path, *out, true };
	return result;
}

bool run_read_own(struct run *r, str path, const char *what, str *out, struct err *e)
{
	str full = run_path(r, path);
	enum source_read_result result = run_read_source(r, full, CONFIG_MAX_BYTES, out, e);

	return result == SOURCE_OK || source_refuse(result, str_fmt(r->a, "%s '%.*s'", what, STR_ARG(full)), CONFIG_MAX_BYTES, e);
}

static bool read_owners(struct run *r, struct err *e)
{
	str bytes, path = run_path(r, r->config.owners);
	const struct node *root = NULL;
	struct diag_list found;

	diag_list_init(&found, r->a);
	if (r->config.owners.n) {
		if (!run_read_own(r, r->config.owners, "the owners file", &bytes, e))
			return config_blame(&r->config, doc_get_z(r->config.root, "owners"), e);
		root = doc_require(path, bytes, NULL, r->a, e);
		if (!root || !config_fits(STR("cli/embed/owners.schema.json"), path, root, &found, e))
			return false;
	}
	r->owners = root;
	return owners_read(&r->dict.owners, path, root, r->a, e);
}

static bool read_custom_list(void *run, str path, str *out, struct err *e)
{
	return run_read_own(run, path, "the list", out, e);
}

static bool check(struct run *r, struct arena *worker, struct err *e)
{
	struct lint_options lint = { r->config.levels.v, r->config.levels.n, r->config.custom, worker, r->n_workers, r->schemas, missing_any(r).n > 0 };

	lint_run(&r->dict, &lint, &r->found);
	return run_baseline(r, &lint, e);
}

/* In memory of its own, of which only the findings stay. */
static bool check_apart(struct run *r, struct err *e)
{
	struct arena work, worker[POOL_MAX_WORKERS];
	struct diag_list found;
	bool ok;

	arena_init(&work);
	for (size_t i = 0; i < POOL_MAX_WORKERS; i++)
		arena_init(&worker[i]);
	arena_trim_libraries();
	r->found.a = &work;
	ok = check(r, worker, e);
	found = r->found;
	diag_list_init(&r->found, r->a);
	diag_copy(&r->found, &found);
	for (size_t i = 0; i < POOL_MAX_WORKERS; i++)
		arena_free(&worker[i]);
	arena_free(&work);
	return ok;
}

static str size_words(const struct run *r)
{
	return str_fmt(r->a, "%.*s, %.*s, %.*s", STR_ARG(str_quantity(r->n_files, "file", r->a)),
	               STR_ARG(str_quantity(r->dict.definitions.n, "definition", r->a)), STR_ARG(str_quantity(r->dict.all.n, "entry", r->a)));
}

static bool read_guides(struct run *r, struct err *e)
{
	struct err why;

	if (r->use_of_guides == RUN_GUIDES_NONE || guides_read(r, &why))
		return true;
	if (r->use_of_guides != RUN_GUIDES_READ_IF_THERE || !why.is_usage) {
		*e = why;
		return false;
	}
	r->guides = (struct site_files){ .all = { 0 } };
	return true;
}

static void begin_dict(struct run *r)
{
	dict_init(&r->dict, r->dialect, r->a);
	r->dict.root = r->root;
	r->dict.replacements = &r->config.replacements;
	r->dict.worker = r->worker;
	r->dict.n_workers = r->n_workers;
}

bool run_pipeline(struct run *r, struct err *e)
{
	begin_dict(r);
	if (!read_schemas(r, e) || !lint_custom_load(r->config.custom, read_custom_list, r, e) || !read_list(r, e) ||
	    !read_definitions(r, e) || !read_owners(r, e))
		return false;
	dict_finish(&r->dict);
	dict_link(&r->dict);
	if (!read_guides(r, e))
		return false;
	guides_check_links(r);
	if (!(r->is_long ? check_apart(r, e) : check(r, r->worker, e)))
		return false;
	out_detail(r->args, "%.*s, %.*s", STR_ARG(size_words(r)), STR_ARG(str_quantity(r->found.all.n, "finding", r->a)));
	return true;
}

static void know_files(struct run *r, const struct run *before)
{
	size_t next = 0;

	for (size_t i = 0; i < before->files.all.n; i++) {
		const struct file *f = &before->files.all.v[i];
		const struct definition *def = dict_definition_next(&before->dict, f->path, &next);
		struct known_file *k;

		if (!def)
			continue; /* it cannot be read */
		k = arena_new(r->a, struct known_file);
		*k = (struct known_file){ def, f->id };
		*map_put(&r->known, f->path, r->a) = k;
	}
}

/* What definitions are checked by, as inputs only: what is wrong in it is for a check to tell. */
static void read_rules(struct run *r)
{
	struct err ignored;

	begin_dict(r);
	(void)read_schemas(r, &ignored);                                         /* as above */
	(void)lint_custom_load(r->config.custom, read_custom_list, r, &ignored); /* as above */
	(void)read_owners(r, &ignored);                                          /* as above */
	r->owners = NULL;
	diag_list_init(&r->found, r->a);
}

bool run_read(struct run *r, const struct run *before, struct err *e)
{
	read_rules(r);
	begin_dict(r); /* with nothing of the rules */
	r->schemas = arena_array(r->a, r->dialect->n_kinds, const struct schema *);
	if (before)
		know_files(r, before);
	if (!read_list(r, e) || !read_definitions(r, e))
		return false;
	dict_finish(&r->dict);
	dict_link(&r->dict);
	out_detail(r->args, "%.*s", STR_ARG(size_words(r)));
	return true;
}

void run_close_source(struct run *r)
{
	source_close(r->source);
	r->source = NULL;
}

void run_close(struct run *r)
{
	run_close_source(r);
	for (size_t i = 0; i < POOL_MAX_WORKERS; i++)
		arena_free(&r->worker[i]);
}

/* Definitions keep their bytes; files that make none are few and read again. */
static bool bytes_of(struct run *r, str path, str *out)
{
	const struct definition *found = dict_definition(&r->dict, path);
	struct err ignored;

	if (str_eq(path, r->config.path)) { /* the source may have another one, or none */
		*out = r->config.bytes;
		return true;
	}
	if (!found)
		return source_read_path(r->source, path, doc_default_limits.bytes, r->a, out, &ignored) == SOURCE_OK;
	*out = found->bytes;
	return true;
}

bool run_line(void *run, str path, uint32_t line, str *out)
{
	struct run *r = run;
	str bytes;

	if (!r->line_path.n || !str_eq(r->line_path, path)) {
		if (!bytes_of(r, path, &bytes))
			return false;
		r->line_path = path;
		r->lines = (struct edit_lines){ .bytes = bytes };
	}
	*out = edit_lines_at(&r->lines, line); /* findings are sorted: a line is seldom asked for before one above it */
	return true;
}
