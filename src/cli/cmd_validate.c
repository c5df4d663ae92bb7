/* dictum validate: any YAML or JSON files against any JSON Schema. */
#include "base/fs.h"
#include "cli/commands.h"
#include "cli/links.h"
#include "cli/out.h"
#include "cli/run.h"
#include "doc/anchor.h"
#include "doc/edit.h"
#include "lint/settle.h"
#include "render/template.h"
#include "report/report.h"
#include "schema/uri.h"

/* Files named by hand may be larger than definitions. */
static const struct doc_limits limits = { .bytes = 64U * 1024 * 1024, .nodes = 10 * 1000 * 1000 };

static const struct option options[] = {
	{ OPT_SCHEMA, 0, "schema", "FILE", false, "the JSON Schema, in JSON or YAML (required)" },
	{ OPT_DRAFT, 0, "draft", "DRAFT", false, "7 or 2020-12, for schemas without $schema" },
	{ OPT_MAP, 0, "map", "URI=DIR", true, "find schemas below URI in folder DIR" },
	{ OPT_FORMATS, 0, "formats", NULL, false, "check \"format\" too" },
	{ OPT_FORMAT, 0, "format", "F", false, "text (default) or json" },
	{ 0, 0, NULL, NULL, false, NULL },
};

static const char file_scheme[] = "file://";

struct mapping {
	str uri, dir;
};
struct job {
	struct arena *a;
	str top; /* of the repository of the current folder; empty: none */
	VEC(struct mapping) maps;
	struct diag_list found;
	const struct schema *schema;
	struct map files;   /* path to bytes (str), of what was read: a pipe cannot be read again */
	bool is_incomplete; /* a file could not be read */
};

static bool read_maps(struct job *job, const struct args *args, struct err *e)
{
	for (size_t i = 0; i < args->options.n; i++) {
		struct cut c = str_cut_last(args->options.v[i].value, '=');

		if (args->options.v[i].id != OPT_MAP)
			continue;
		if (!c.found || !c.head.n || !c.tail.n)
			return err_usage(e, "--map takes URI=DIR, not '%.*s'", STR_ARG(args->options.v[i].value));
		*vec_push(&job->maps, job->a) = (struct mapping){ c.head, c.tail };
	}
	return true;
}

static const struct node *read_schema_file(struct job *job, str path, struct err *e)
{
	str *bytes = arena_new(job->a, str);

	if (!fs_read_named(path, limits.bytes, job->a, bytes, e)) {
		e->is_usage = true;
		return NULL;
	}
	*map_put(&job->files, path, job->a) = bytes;
	return doc_require(path, *bytes, &limits, job->a, e);
}

/* The file of a URI below a mapped one; false when it would lie outside of the folder. */
static bool map_uri(struct job *job, const struct mapping *m, str uri, str *path, struct err *e)
{
	str rest = uri_unescape(str_from(uri, m->uri.n), job->a);

	while (str_starts(rest, STR("/")))
		rest = str_from(rest, 1);
	rest = fs_path_clean(job->a, rest);
	if (str_eq_z(rest, "..") || str_starts(rest, STR("../")))
		return err_usage(e, "'%.*s' lies outside '%.*s'", STR_ARG(rest), STR_ARG(m->dir));
	*path = fs_path_join(job->a, m->dir, rest);
	return true;
}

static bool is_mapped(const struct mapping *m, str uri)
{
	return str_starts(uri, m->uri) && (str_ends(m->uri, STR("/")) || uri.n == m->uri.n || uri.p[m->uri.n] == '/');
}

/* References to other files of this machine, and those below a mapped URI. The longest mapping wins. */
static const struct node *load(void *arg, str *found, struct err *e)
{
	struct job *job = arg;
	const struct mapping *best = NULL;
	str scheme = str_from_z(file_scheme), uri = *found, path;

	for (size_t i = 0; i < job->maps.n; i++)
		if (is_mapped(&job->maps.v[i], uri) && (!best || job->maps.v[i].uri.n > best->uri.n))
			best = &job->maps.v[i];
	if (best)
		return map_uri(job, best, uri, &path, e) ? read_schema_file(job, path, e) : NULL;
	if (str_starts(uri, scheme))
		return read_schema_file(job, uri_unescape(str_from(uri, scheme.n), job->a), e);
	err_usage(e, "schema '%.*s' is not known here, give --map URI=DIR; nothing is read from the network", STR_ARG(uri));
	return NULL;
}

static bool read_draft(const struct args *args, enum schema_draft *out, struct err *e)
{
	str text = args_get(args, OPT_DRAFT);

	*out = DRAFT_UNKNOWN;
	if (str_eq_z(text, "7"))
		*out = DRAFT_7;
	else if (str_eq_z(text, "2020-12"))
		*out = DRAFT_2020_12;
	else if (args_has(args, OPT_DRAFT))
		return err_usage(e, "--draft takes 7 or 2020-12, not '%.*s'", STR_ARG(text));
	return true;
}

static bool compile(struct job *job, const struct args *args, struct err *e)
{
	struct schema_options o = { .assert_formats = args_has(args, OPT_FORMATS), .load = load, .load_arg = job };
	str path = args_get(args, OPT_SCHEMA), absolute;
	struct buf uri = { .a = job->a };
	struct diag_list found;
	const struct node *root;

	if (!read_draft(args, &o.draft, e) || !read_maps(job, args, e))
		return false;
	root = read_schema_file(job, path, e);
	if (!root)
		return false;
	absolute = fs_path_resolve(job->a, fs_cwd(job->a), path);
	buf_z(&uri, file_scheme);
	escape_url_path(&uri, absolute);
	diag_list_init(&found, job->a);
	job->schema = schema_compile(schema_set_new(&o, job->a), path, root, buf_str(&uri), &found, e);
	if (!job->schema && found.all.n)
		return err_finding(e, &found);
	if (!job->schema)
		e->is_usage = true;
	diag_merge(&job->found, &found);
	return job->schema != NULL;
}

/* Findings from `first` on are those of the file. */
static void keep_anchors(struct job *job, size_t first, str bytes)
{
	struct anchors anchors = { .bytes = bytes, .a = job->a };

	for (size_t i = first; i < job->found.all.n; i++)
		anchors_check(&anchors, &job->found.all.v[i]);
}

/* The findings tell, also of a file that cannot be read: the others are still checked. */
static void validate_file(struct job *job, str path)
{
	str *bytes = arena_new(job->a, str);
	struct err e = { .text = "" };
	size_t first = job->found.all.n;
	struct arena scratch;
	struct doc doc;

	if (links_on(job->top, path, job->a).n) {
		diag_add(&job->found, &doc_rules[RULE_FILE_SYMLINK], (struct span){ path, { 0 } }, "symbolic links in the repository are not followed");
		return;
	}
	if (!fs_read_named(path, limits.bytes, job->a, bytes, &e)) {
		diag_add(&job->found, &doc_rules[RULE_FILE_UNREADABLE], (struct span){ path, { 0 } }, "%s", e.text);
		job->is_incomplete = true;
		return;
	}
	*map_put(&job->files, path, job->a) = bytes;
	doc = doc_parse(path, *bytes, &limits, job->a, &job->found);
	if (!doc.root)
		return;
	arena_init(&scratch);
	(void)schema_validate(job->schema, path, doc.root, &scratch, &job->found); /* the findings tell */
	arena_free(&scratch);
	if (!str_ends(path, STR(".json")))
		keep_anchors(job, first, *bytes);
}

static bool line_of(void *arg, str path, uint32_t line, str *out)
{
	const struct job *job = arg;
	const str *bytes = map_get(&job->files, path);

	if (bytes)
		*out = edit_line(*bytes, line);
	return bytes;
}

static bool check_files(const struct args *args, struct err *e)
{
	str schema = args_get(args, OPT_SCHEMA);
	size_t n = str_eq_z(schema, "-");

	if (!schema.n)
		return err_usage(e, "name the schema: --schema FILE");
	for (size_t i = 0; i < args->operands.n; i++)
		n += str_eq_z(args->operands.v[i], "-");
	if (!args->operands.n)
		return err_usage(e, "name the files to check");
	return n < 2 || err_usage(e, "'-' is named %zu times, and standard input can be read once: give the others as files", n);
}

static int run(struct args *args, struct arena *a, struct err *e)
{
	static const char *const formats[] = { "text", "json", NULL };
	struct job job = { .a = a };
	struct report_input in = { .found = &job.found, .files = args->operands.n, .line = line_of, .line_arg = &job };
	struct buf out = { .a = a };
	struct source_place place;
	size_t format;
	str summary;

	if (!run_find_place(a, &place, e))
		return -1;
	if (place.git_dir.n) /* outside of a repository nobody else wrote them */
		job.top = place.top;
	diag_list_init(&job.found, a);
	if (!out_format(args, formats, &format, e) || !out_color(args, &in.is_colored, e) || !check_files(args, e) || !compile(&job, args, e))
		return -1;
	for (size_t i = 0; i < args->operands.n; i++)
		validate_file(&job, args->operands.v[i]);
	lint_settle(&job.found);
	diag_sort(&job.found);
	(format ? report_json : report_text)(&in, &out);
	if (!out_put(buf_str(&out), e))
		return -1;
	summary = report_summary(&in, a);
	out_note(args, "%.*s", STR_ARG(summary));
	if (job.is_incomplete)
		return EXIT_FAILED;
	return diag_count(&job.found, DIAG_ERROR) ? EXIT_FOUND : EXIT_CLEAN;
}

const struct command cmd_validate = {
	.name = "validate",
	.summary = "check any YAML or JSON files against any JSON Schema",
	.usage = "--schema FILE [OPTION]... FILE...",
	.text = "Checks files against a JSON Schema of draft 7 or 2020-12. References are answered from files and from the\n"
	        "folders given with --map, never from the network. Exit code 1 when a file is invalid.",
	.options = options,
	.examples = "  dictum validate --schema schema.json data.yml\n"
	            "  dictum validate --schema s.json --map https://example.com/schemas/=schemas --formats *.json\n",
	.run = run,
};
