/* dictum build: the whole site of a dictionary, published at once. */
#include <fcntl.h>
#include <string.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/program.h"
#include "cli/commands.h"
#include "cli/fix.h"
#include "cli/gone.h"
#include "cli/links.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "cli/run.h"
#include "model/placeholder.h"
#include "render/gzip.h"
#include "report/report.h"
#include "schema/uri.h"
#include "site/publish.h"

enum { MAX_OVERRIDE = 4 * 1024 * 1024 /* bytes of a template or static file of the user */ };

static const struct option options[] = {
	{ OPT_OUTPUT, 'o', "output", "DIR", false, "where the site goes (default: _site)" },
	{ OPT_BASE_URL, 0, "base-url", "URL", false, "where it will be published, for sitemap, canonical links, 404 page" },
	{ OPT_TEMPLATES, 0, "templates", "DIR", false, "templates of your own, file by file" },
	{ OPT_STATIC, 0, "static", "DIR", false, "static files of your own, file by file" },
	{ OPT_GZIP, 0, "gzip", NULL, false, "write a compressed copy beside every file that hosts may serve so" },
	{ OPT_NO_HISTORY, 0, "no-history", NULL, false, "leave out how definitions changed" },
	{ OPT_NO_CACHE, 0, "no-cache", NULL, false, "read the history anew, and keep nothing of it for later runs" },
	{ OPT_STRICT, 0, "strict", NULL, false, "exit with 1 on findings at the failing level" },
	{ OPT_CHECK, 0, "check", NULL, false, "compare with DIR, write nothing; exit with 1 when it differs" },
	{ 0, 0, NULL, NULL, false, NULL },
};

struct build {
	struct run run;
	const struct args *args;
	struct arena *a;
	struct site_input in;
	struct report_input lint;
	struct publish *publish;
	struct publish_options options;
	struct run_history history;
	struct site_history of_site;
	struct gone_list gone;
	struct arena past; /* what is read while the site has `a` */
	bool lacks_objects; /* of the past, which may come back */
	str history_state; /* what the history depends on besides the commit that is read; empty without one */
};

/* Files of the user by name; what cannot be taken is refused, for whoever put it there expects to see it. */
static bool read_folder(struct build *b, str dir, const char *what, struct site_files *out, struct err *e)
{
	struct fs_items items = { .all = { 0 } };

	if (!dir.n)
		return true;
	if (!fs_is_dir(AT_FDCWD, dir))
		return err_usage(e, "%s folder '%.*s' %s", what, STR_ARG(dir), fs_exists(AT_FDCWD, dir) ? "is no folder" : "does not exist");
	if (!fs_list(AT_FDCWD, dir, b->a, &items, e))
		return false;
	for (size_t i = 0; i < items.all.n; i++) {
		const struct fs_item *item = &items.all.v[i];
		str path = fs_path_join(b->a, dir, item->name);
		bool is_folder = item->kind == FS_DIR || (item->kind == FS_LINK && fs_is_dir(AT_FDCWD, path));
		struct site_file *f;

		if (str_starts(item->name, STR(".")))
			continue;
		if (is_folder || item->kind == FS_OTHER)
			return err_usage(e, "%s folder '%.*s': '%.*s' is %s, only files can be taken", what, STR_ARG(dir),
			                 STR_ARG(item->name), is_folder ? "a folder" : "no regular file");
		if (links_on(b->run.place.top, path, b->a).n)
			return links_refuse(path, e);
		f = vec_push(&out->all, b->a);
		f->name = item->name;
		if (!fs_read_named(path, MAX_OVERRIDE, b->a, &f->bytes, e)) {
			e->is_usage = true; /* somebody put it there */
			return false;
		}
	}
	return true;
}

/* Lists of any length follow one another: the number says where one ends. */
static void hash_files(struct hash_state *h, const struct site_files *files, struct arena *a)
{
	hash_add(h, str_quantity(files->all.n, "file", a));
	for (size_t i = 0; i < files->all.n; i++) {
		hash_add(h, files->all.v[i].name);
		hash_add(h, files->all.v[i].bytes);
	}
}

/* The program itself: another build may render differently. */
static void hash_program(struct hash_state *h)
{
	struct arena temp;

	arena_init(&temp);
	hash_add(h, program_id(&temp));
	arena_free(&temp);
}

/* An output in the work tree may have come with a commit, whose author then wrote what it says it was made from. That cannot name the commit it is
   in: empty where there is no such output, or no commit. */
static str commit_of_output(const struct build *b)
{
	const struct run *r = &b->run;
	str commit = { 0 };
	struct source_place there;
	struct source *s;
	struct err ignored;

	if ((r->commit.n && !args_has(b->args, OPT_REV)) || !r->place.git_dir.n || r->place.is_bare ||
	    !source_find(fs_path_folder(b->options.out), b->a, &there, &ignored) || !str_eq(there.top, r->place.top))
		return commit;
	s = source_open_git(&r->place, STR("HEAD"), b->a, &ignored);
	if (s)
		commit = str_dup(source_commit(s), b->a);
	source_close(s);
	return commit;
}

/* Everything the site of a commit is a function of. */
static struct hash hash_commit(const struct build *b)
{
	const struct run *r = &b->run;
	struct hash_state *h = hash_begin(b->a);

	hash_program(h);
	hash_add(h, r->commit);
	hash_add(h, commit_of_output(b));
	hash_add(h, r->root);
	hash_add(h, r->config.path);
	hash_add(h, r->config.bytes);
	hash_add(h, r->config.site.base_url);
	hash_add(h, args_has(b->args, OPT_GZIP) ? STR("gzip") : (str){ 0 });
	hash_add(h, b->history_state);
	hash_files(h, &b->in.templates, b->a);
	hash_files(h, &b->in.statics, b->a);
	return hash_end(h);
}

static void hash_findings(struct hash_state *h, const struct report_input *found)
{
	struct arena temp = { 0 };
	struct buf json = { .a = &temp };

	report_json(found, &json);
	hash_add(h, buf_str(&json));
	arena_free(&temp);
}

/* A work tree has no commit: the bytes that were read stand for it. */
static struct hash hash_worktree(const struct build *b)
{
	const struct run *r = &b->run;
	struct hash_state *h = hash_begin(b->a);

	hash_add(h, hash_hex(hash_commit(b), b->a));
	hash_files(h, &b->in.guides, b->a);
	hash_findings(h, &b->lint);
	for (size_t i = 0; i < r->inputs.n; i++)
		hash_add(h, r->inputs.v[i].bytes);
	for (size_t i = 0; i < r->dict.definitions.n; i++) {
		hash_add(h, r->dict.definitions.v[i]->path);
		hash_add(h, r->dict.definitions.v[i]->bytes);
	}
	return hash_end(h);
}

/* The start of every URL: http or https, a host, and nothing that would end the path; what the schema of dictum.yml asks of base_url. */
static bool is_base_url(str url)
{
	str rest = url_after_scheme(url);

	return rest.n && str_find(STR("/:@"), rest.p[0]) == 3 && !str_has(rest, STR("?")) && !str_has(rest, STR("#")) && uri_is_valid(url, false);
}

static bool open_build(struct build *b, struct err *e)
{
	struct run *r = &b->run;
	str base_url = args_get(b->args, OPT_BASE_URL);

	if (!run_open(r, b->args, RUN_COMMIT, b->a, e))
		return false;
	if (base_url.n && !is_base_url(base_url))
		return err_usage(e, "--base-url takes an http or https URL without '?' and '#', not '%.*s'", STR_ARG(base_url));
	if (base_url.n)
		r->config.site.base_url = config_base_url(base_url, b->a);
	if (r->place.is_bare && !args_has(b->args, OPT_OUTPUT))
		return err_usage(e, "'%.*s' is a bare repository, no place for a site: name a folder with --output", STR_ARG(r->place.top));
	b->options.out = args_has(b->args, OPT_OUTPUT) ? args_get(b->args, OPT_OUTPUT) : STR("_site");
	b->options.is_check = args_has(b->args, OPT_CHECK);
	b->options.workers = r->n_workers;
	return read_folder(b, args_get(b->args, OPT_TEMPLATES), "templates", &b->in.templates, e) &&
	       read_folder(b, args_get(b->args, OPT_STATIC), "static", &b->in.statics, e);
}

/* Readers of the site see what is wrong, not what was decided to stay. */
static const struct diag_list *counting(const struct diag_list *found, struct arena *a)
{
	struct diag_list *out = arena_new(a, struct diag_list);
	size_t n = diag_count_all(found);

	if (n == found->all.n)
		return found;
	diag_list_init(out, a);
	out->all.v = arena_array(a, n, struct diag);
	out->all.cap = n;
	for (size_t i = 0; i < found->all.n; i++)
		if (diag_counts(&found->all.v[i]))
			*vec_push(&out->all, a) = found->all.v[i];
	return out;
}

static struct report_input report_of(const struct run *r)
{
	return (struct report_input){ .found = &r->found,
		                      .files = r->n_files + r->guides.all.n,
		                      .definitions = r->dict.definitions.n,
		                      .entries = r->dict.all.n,
		                      .has_dictionary = true };
}

static bool read_dictionary(struct build *b, struct err *e)
{
	struct run *r = &b->run;

	r->is_long = true;
	r->use_of_guides = RUN_GUIDES_READ;
	if (!run_pipeline(r, e))
		return false;
	fix_check_names(r); /* pages and lint.json tell what `dictum lint` does */
	b->lint = report_of(r);
	b->in.lint = &b->lint;
	b->in.dict = &r->dict;
	b->in.guides = r->guides;
	b->in.found = counting(&r->found, b->a);
	b->in.config = &r->config.site;
	b->in.changes = &r->config.changes.options;
	b->in.commit = r->commit;
	b->in.commit_time = source_commit_time(r->source);
	b->in.root = r->root;
	b->in.files = r->n_files;
	b->in.workers = r->n_workers;
	return true;
}

static bool note_state(struct build *b, struct source *s, struct err *e)
{
	str state;

	if (!history_state(s, b->a, &state, e))
		return false;
	b->history_state = str_fmt(b->a, "history of %.*s\n%.*s", STR_ARG(source_commit(s)), STR_ARG(state));
	return true;
}

/* The history of the commit that is read, else of the last one. */
static bool find_history(struct build *b, struct err *e)
{
	struct run *r = &b->run;
	struct err ignored;
	struct source *last;
	bool ok;

	if (args_has(b->args, OPT_NO_HISTORY) || !r->place.git_dir.n)
		return true;
	if (source_is_commit(r->source))
		return note_state(b, r->source, e);
	last = source_open_git(&r->place, STR("HEAD"), b->a, &ignored);
	ok = !last || note_state(b, last, e); /* a repository without commits has none */
	source_close(last);
	return ok;
}

static bool read_history(struct build *b, struct err *e)
{
	struct run_history *h = &b->history;

	if (!b->history_state.n)
		return true;
	if (!run_history_read(&b->run, (str){ 0 }, h, e))
		return false;
	run_history_join(h);
	b->of_site = (struct site_history){ &h->history, &h->timelines, &h->releases };
	b->in.history = h->is_there ? &b->of_site : NULL;
	return true;
}

/* Before the repository is closed. */
static void read_gone(struct build *b)
{
	b->history.r = &b->run;
	run_gone_read(&b->history, &b->gone);
	b->in.gone = &b->gone;
}

/* The repository is opened once more: what reading definitions took of it was given back. */
static bool read_past(void *arg, struct err *e)
{
	struct build *b = arg;
	bool ok;

	b->run.a = &b->past; /* from now on everything of the run */
	ok = read_history(b, e);
	if (ok)
		read_gone(b);
	b->lacks_objects = b->history.source && history_unread(b->history.source)->n > 0;
	run_history_close(&b->history);
	arena_trim_libraries();
	return ok;
}

static bool sink(void *arg, str path, str bytes, struct err *e)
{
	return publish_add(arg, path, bytes, e);
}

/* What is not compressed already. */
static bool is_text(str path)
{
	static const char *const endings[] = { ".html", ".css", ".js",  ".mjs", ".map", ".json",
		                               ".csv",  ".xml", ".svg", ".txt", ".md",  ".webmanifest" };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (str_ends(path, str_from_z(endings[i])))
			return true;
	return false;
}

static bool sink_compressed(void *arg, str path, str bytes, struct err *e)
{
	static const struct publish_packing gzip = { gzip_bytes, gzip_holds };

	return is_text(path) ? publish_add_compressed(arg, path, bytes, &gzip, e) : publish_add(arg, path, bytes, e);
}

/* What was found in the dictionary, once it is read. */
static str words_of_findings(struct build *b)
{
	struct run *r = &b->run;
	struct report_input report = report_of(r);
	str summary = report_summary(&report, b->a);

	return str_fmt(b->a, "%.*s; %.*s", STR_ARG(summary), STR_ARG(str_quantity(r->dict.all.n, "entry", b->a)));
}

static void note_findings(struct build *b)
{
	missing_note(&b->run);
	out_note(b->args, "%.*s", STR_ARG(words_of_findings(b)));
}

static void note_result(struct build *b, const struct publish_stats *st, bool differs)
{
	const char *out = str_z(b->options.out, b->a);
	str written = str_quantity(st->written, "file", b->a);
	str lines[4] = { words_of_findings(b) };
	size_t n = 1;

	if (b->options.is_check)
		lines[n++] = str_fmt(b->a, "%s %s: %.*s would be written, %zu unchanged, %zu removed", out,
		                     differs ? "is out of date" : "is up to date", STR_ARG(written), st->unchanged, st->removed);
	else
		lines[n++] = str_fmt(b->a, "%s: %.*s written, %zu unchanged, %zu removed", out, STR_ARG(written), st->unchanged, st->removed);
	if (!st->was_atomic)
		lines[n++] = str_fmt(b->a, "%s: this file system cannot exchange folders, so files were replaced one by one", out);
	if (st->left_behind.n)
		lines[n++] = str_fmt(b->a, "'%.*s' could not be removed, the next build tries again", STR_ARG(st->left_behind));
	out_notes(b->args, lines, n);
}

static bool render(struct build *b, struct publish_stats *st, bool *differs, struct err *e)
{
	bool ok;

	b->in.read_past = read_past;
	b->in.past_arg = b;
	b->in.compressed = args_has(b->args, OPT_GZIP) ? sink_compressed : NULL;
	b->in.has_copy = b->in.compressed ? is_text : NULL;
	missing_note(&b->run); /* asks the source */
	run_close_source(&b->run);
	arena_trim_libraries();
	ok = site_build(&b->in, sink, b->publish, b->a, e);
	if (b->lacks_objects)
		publish_forget_input(b->publish);
	ok = ok && publish_commit(b->publish, st, differs, e);
	publish_abort(b->publish);
	return ok;
}

/* Order matters: with a commit the answer "nothing changed" comes before any definition is read; a work tree must be read to know. */
static int build(struct build *b, struct err *e)
{
	struct publish_stats st = { 0 };
	bool differs = false, is_read, strict = args_has(b->args, OPT_STRICT);
	enum publish_start start;

	if (!open_build(b, e))
		return -1;
	if (!find_history(b, e))
		return -1;
	is_read = strict || !source_is_commit(b->run.source);
	if (is_read && !read_dictionary(b, e))
		return -1;
	b->options.input = source_is_commit(b->run.source) ? hash_commit(b) : hash_worktree(b);
	start = publish_begin(&b->options, b->a, &b->publish, e);
	if (start == PUBLISH_FAILED)
		return -1;
	if (start == PUBLISH_CURRENT) {
		if (is_read)
			note_findings(b);
		out_note(b->args, "%.*s is up to date, nothing was written", STR_ARG(b->options.out));
		return strict && diag_reaches(&b->run.found, b->run.config.fail_on) ? EXIT_FOUND : EXIT_CLEAN;
	}
	if (!is_read && !read_dictionary(b, e)) {
		publish_abort(b->publish);
		return -1;
	}
	if (!render(b, &st, &differs, e))
		return -1;
	note_result(b, &st, differs);
	return (b->options.is_check && differs) || (strict && diag_reaches(&b->run.found, b->run.config.fail_on)) ? EXIT_FOUND : EXIT_CLEAN;
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	struct build *b = arena_new(a, struct build);
	int code;

	b->args = args;
	b->a = a;
	if (!args_no_operands(args, "build", "build -o", a, e))
		return -1;
	arena_init(&b->past);
	code = build(b, e);
	run_history_close(&b->history);
	run_close(&b->run);
	arena_free(&b->past);
	return code;
}

const struct command cmd_build = {
	.name = "build",
	.summary = "render the dictionary of a repository into a directory",
	.usage = "[OPTION]...",
	.text = "Reads the definitions of the last commit, checks and links them, and writes a complete static site into DIR.\n"
	        "The new site replaces the old one at once; files that did not change stay untouched; when nothing changed,\n"
	        "nothing is written.",
	.options = options,
	.takes_globals = true,
	.examples = "  dictum build                        the last commit into _site\n"
	            "  dictum build --worktree -o preview  what is being edited\n"
	            "  dictum build --rev v16.0 -o old     a release\n"
	            "  dictum build --no-history           as if nothing was ever changed\n"
	            "  dictum build --check                is _site up to date?\n"
	            "  dictum build --gzip -o public       for GitLab Pages, which serves compressed copies\n",
	.run = run,
};
