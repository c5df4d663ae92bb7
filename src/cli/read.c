/* From files to entries: each file is read, parsed, checked and mapped by itself, on all processors; the results are joined in path order. */
#include <stdatomic.h>
#include <string.h>

#include "base/embed.h"
#include "base/utf8.h"
#include "cli/out.h"
#include "cli/read.h"
#include "render/template.h"
#include "schema/uri.h"

/* ---- schemas ---- */

static const char schema_uri[] = "file:///"; /* what stands for the top of the repository in URIs of schemas */

static str uri_of(str path, struct arena *a)
{
	struct buf uri = { .a = a };

	buf_z(&uri, schema_uri);
	escape_url_path(&uri, path);
	return buf_str(&uri);
}

const struct node *read_schema(void *arg, str uri, struct err *e)
{
	struct run *r = arg;
	str prefix = str_from_z(schema_uri), path, bytes;

	if (!str_starts(uri, prefix)) {
		err_usage(e, "schema '%.*s' is not in this repository, and nothing is read from the network", STR_ARG(uri));
		return NULL;
	}
	path = uri_unescape(str_from(uri, prefix.n), r->a);
	switch (run_read_source(r, path, &bytes, e)) {
	case SOURCE_OK:
		return doc_require(path, bytes, NULL, r->a, e);
	case SOURCE_FAILED:
		return NULL;
	case SOURCE_MISSING:
	case SOURCE_TOO_LARGE:
	case SOURCE_NOT_FILE:
		break;
	}
	err_usage(e, "schema '%.*s' does not exist or is no regular file of at most 1 MiB", STR_ARG(path));
	return NULL;
}

/* The values of a named list: a YAML list of texts, or a mapping's keys. */
static bool add_list(struct run *r, struct schema_set *set, str format, str path, bool must_exist, struct err *e)
{
	str full = run_path(r, path), bytes, *values;
	const struct node *root;

	switch (run_read_source(r, full, &bytes, e)) {
	case SOURCE_OK:
		break;
	case SOURCE_FAILED:
		return false;
	case SOURCE_MISSING:
	case SOURCE_TOO_LARGE:
	case SOURCE_NOT_FILE:
		return !must_exist || err_usage(e, "the list '%.*s' of format '%.*s' cannot be read", STR_ARG(full), STR_ARG(format));
	}
	root = doc_require(full, bytes, NULL, r->a, e);
	if (!root)
		return false;
	if (root->kind != NODE_SEQ && root->kind != NODE_MAP)
		return err_usage(e, "%.*s:1:1: expected a list of the values of format '%.*s'", STR_ARG(full), STR_ARG(format));
	values = arena_array(r->a, root->n, str);
	for (size_t i = 0; i < root->n; i++)
		values[i] = root->kind == NODE_SEQ ? doc_scalar(&root->item[i], r->a) : root->member[i].key.text;
	schema_set_list(set, format, values, root->n);
	*vec_push(&r->lists, r->a) = (struct schema_list){ format, values, root->n };
	dict_add_list(&r->dict, format, full, values, root->n);
	return true;
}

static bool add_lists(struct run *r, struct schema_set *set, struct err *e)
{
	for (size_t i = 0; i < r->config.n_formats; i++)
		if (!add_list(r, set, r->config.formats[i].value, r->config.formats[i].label, true, e))
			return false;
	for (size_t i = 0; i < r->dialect->n_formats; i++) {
		const struct field_label *row = &r->dialect->formats[i];
		bool overridden = false;

		for (size_t j = 0; j < r->config.n_formats; j++)
			overridden = overridden || str_eq(r->config.formats[j].value, row->value);
		if (!overridden && !add_list(r, set, row->value, row->label, false, e))
			return false;
	}
	return true;
}

static bool compile(struct run *r, struct schema_set *set, const struct kind *k, str path, const struct node *root, str uri,
                    struct err *e)
{
	struct diag_list found;
	const struct schema *s;

	diag_list_init(&found, r->a);
	s = schema_compile(set, path, root, uri, &found, e);
	if (!s && found.all.n)
		return err_finding(e, &found);
	if (!s)
		e->is_usage = true;
	out_detail(r->args, "schema of %.*s: %.*s", STR_ARG(k->name), STR_ARG(path));
	r->schemas[k->index] = s;
	r->schema_of[k->index] = (struct run_schema){ root, uri, path };
	return s != NULL;
}

static bool read_kind_schema(struct run *r, struct schema_set *set, const struct kind *k, struct err *e)
{
	const struct node *root;
	str bytes, name;

	for (size_t i = 0; i < k->n_schemas; i++) {
		str path = run_path(r, k->schemas[i]);

		switch (run_read_source(r, path, &bytes, e)) {
		case SOURCE_OK:
			root = doc_require(path, bytes, NULL, r->a, e);
			return root && compile(r, set, k, path, root, uri_of(path, r->a), e);
		case SOURCE_FAILED:
			return false;
		case SOURCE_TOO_LARGE:
		case SOURCE_NOT_FILE:
			return err_usage(e, "schema '%.*s' is no regular file of at most 1 MiB", STR_ARG(path));
		case SOURCE_MISSING:
			break;
		}
	}
	if (!k->builtin_schema.n)
		return !k->n_schemas || err_usage(e, "schema '%.*s' of kind '%.*s' does not exist", STR_ARG(run_path(r, k->schemas[0])), STR_ARG(k->name));
	name = str_fmt(r->a, "model/dialects/%.*s.json", STR_ARG(k->builtin_schema));
	if (!embed_get(name, &bytes))
		return err_usage(e, "there is no built-in schema '%.*s'", STR_ARG(k->builtin_schema));
	root = doc_require(name, bytes, NULL, r->a, e);
	return root && compile(r, set, k, name, root, (str){ 0 }, e);
}

bool read_schemas(struct run *r, struct err *e)
{
	struct schema_options o = { .assert_formats = true, .load = read_schema, .load_arg = r };
	struct schema_set *set = schema_set_new(&o, r->a);

	r->schemas = arena_array(r->a, r->dialect->n_kinds, const struct schema *);
	r->schema_of = arena_array(r->a, r->dialect->n_kinds, struct run_schema);
	if (!add_lists(r, set, e))
		return false;
	for (size_t i = 0; i < r->dialect->n_kinds; i++)
		if (!read_kind_schema(r, set, &r->dialect->kinds[i], e))
			return false;
	return true;
}

/* ---- the list of files ---- */

static struct span file_span(str path)
{
	return (struct span){ path, { 1, 1, 1, 1 } };
}

static str below_root(const struct run *r, str path)
{
	return r->root.n ? str_from(path, r->root.n + 1) : path;
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

/* A file in a kind's folder that looks like a definition and is none: whoever wrote it expects to see it. */
static void check_misplaced(struct run *r, const struct file *f, str path)
{
	struct diag *d;

	if (f->kind != FILE_REGULAR || !is_yaml_name(path) || is_ignored(r, path))
		return;
	d = diag_add(&r->found, &doc_rules[RULE_FILE_MISPLACED], file_span(f->path), "no pattern takes this file, so it is not read");
	d->help = STR("move it to a folder of definitions or give it the ending .yml");
}

/* Whether the file can be read; else a finding says why not. */
static bool check_kind(struct run *r, const struct file *f)
{
	switch (f->kind) {
	case FILE_REGULAR:
		return true;
	case FILE_LINK:
		diag_add(&r->found, &doc_rules[RULE_FILE_SYMLINK], file_span(f->path), "symbolic links are not followed");
		return false;
	case FILE_SUBMODULE:
	case FILE_OTHER:
		break;
	}
	diag_add(&r->found, &doc_rules[RULE_FILE_TYPE], file_span(f->path), "not a regular file");
	return false;
}

static bool has_control(str path)
{
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] < ' ' || path.p[i] == 0x7F)
			return true;
	return false;
}

static void sort_file(struct run *r, const struct file *f)
{
	str path = below_root(r, f->path);
	const struct kind *k;

	if (!utf8_is_valid(f->path) || has_control(f->path)) {
		if (is_yaml_name(f->path) || f->kind == FILE_OTHER)
			diag_add(&r->found, &doc_rules[RULE_FILE_NAME_ENCODING], file_span(utf8_clean(f->path, r->a)), "the name %s",
			         has_control(f->path) ? "holds control characters" : "is not UTF-8");
		return;
	}
	k = dialect_match(r->dialect, path);
	if (!k) {
		check_misplaced(r, f, path);
		return;
	}
	r->n_files++;
	if (check_kind(r, f))
		*vec_push(&r->files.all, r->a) = *f;
	else
		dict_add_unreadable(&r->dict, k, f->path, STR("file-type"));
}

bool read_list(struct run *r, struct err *e)
{
	VEC(str) under = { 0 };
	struct file_list all = { 0 };

	for (size_t i = 0; i < r->dialect->n_kinds; i++)
		for (size_t j = 0; j < r->dialect->kinds[i].n_folders; j++)
			*vec_push(&under, r->a) = run_path(r, r->dialect->kinds[i].folders[j]);
	if (!source_list(r->source, under.v, under.n, r->a, &all, e))
		return false;
	for (size_t i = 0; i < all.all.n; i++)
		sort_file(r, &all.all.v[i]);
	return true;
}

/* ---- definitions ---- */

struct slot { /* what one file became */
	struct definition definition;
	bool is_complete; /* nothing is missing from its tree */
	bool is_mapped;
	struct diag_list found;
};
struct reading {
	struct run *r;
	struct slot *slots;
	size_t *order; /* in which files are read */
	struct source *sources[POOL_MAX_WORKERS];
	struct arena scratch[POOL_MAX_WORKERS];
	struct err failure[POOL_MAX_WORKERS];
	bool failed[POOL_MAX_WORKERS];
	atomic_bool stop;
};

/* false: a finding says why there are no bytes, or the stage failed. */
static bool read_bytes(struct reading *s, size_t worker, const struct file *f, struct slot *slot, str *bytes)
{
	struct err e = { .text = "" };
	struct span at = file_span(f->path);

	switch (source_read(s->sources[worker], f, doc_default_limits.bytes, &s->r->worker[worker], bytes, &e)) {
	case SOURCE_OK:
		if (!source_is_lfs_pointer(*bytes))
			return true;
		diag_add(&slot->found, &doc_rules[RULE_FILE_LFS_POINTER], at, "a Git LFS pointer stands in place of the file");
		return false;
	case SOURCE_TOO_LARGE:
		diag_add(&slot->found, &doc_rules[RULE_YAML_LIMIT], at, "the file is larger than 1 MiB");
		return false;
	case SOURCE_NOT_FILE:
		diag_add(&slot->found, &doc_rules[RULE_FILE_TYPE], at, "not a regular file");
		return false;
	case SOURCE_MISSING:
	case SOURCE_FAILED:
		break;
	}
	if (!source_is_commit(s->r->source)) {
		diag_add(&slot->found, &doc_rules[RULE_FILE_UNREADABLE], at, "%s", e.text[0] ? e.text : "the file is gone");
		return false;
	}
	s->failure[worker] = e;
	s->failed[worker] = true;
	atomic_store(&s->stop, true);
	return false;
}

static void read_one(void *arg, size_t worker, size_t index)
{
	struct reading *s = arg;
	size_t i = s->order[index];
	struct run *r = s->r;
	const struct file *f = &r->files.all.v[i];
	struct slot *slot = &s->slots[i];
	struct arena *a = &r->worker[worker];
	struct definition *d = &slot->definition;
	struct doc doc;

	if (atomic_load(&s->stop))
		return;
	diag_list_init(&slot->found, a);
	d->kind = dialect_match(r->dialect, below_root(r, f->path));
	d->path = f->path;
	if (!read_bytes(s, worker, f, slot, &d->bytes))
		return;
	doc = doc_parse_yaml(f->path, d->bytes, DOC_DEFINITION, NULL, a, &slot->found);
	if (!doc.root)
		return;
	d->root = doc.root;
	slot->is_complete = doc.is_complete;
	if (r->schemas[d->kind->index]) {
		(void)schema_validate(r->schemas[d->kind->index], f->path, d->root, &s->scratch[worker], &slot->found);
		arena_reset(&s->scratch[worker]);
	}
	slot->is_mapped = definition_map(d, a);
}

static bool start_workers(struct reading *s, struct err *e)
{
	struct run *r = s->r;

	s->sources[0] = r->source;
	for (size_t i = 1; i < r->n_workers; i++) {
		s->sources[i] = source_clone(r->source, r->a, e);
		if (!s->sources[i])
			return false;
	}
	for (size_t i = 0; i < r->n_workers; i++)
		arena_init(&s->scratch[i], 0);
	return true;
}

static void end_workers(struct reading *s)
{
	for (size_t i = 1; i < s->r->n_workers; i++)
		if (s->sources[i])
			source_close(s->sources[i]);
	for (size_t i = 0; i < s->r->n_workers; i++)
		arena_free(&s->scratch[i]);
}

/* What cannot be in a dictionary must not vanish silently. Where the schema misses the key too, its finding is the one that stays. */
static void report_keyless(struct run *r, const struct definition *d)
{
	const struct kind *k = d->kind;
	const struct key_rule *rule = k->n_keys ? &k->keys[k->n_keys - 1] : NULL;
	struct diag *finding = diag_add(&r->found, lint_find(STR("key-missing")), node_span(d, d->root), "the %.*s has no key",
	                                STR_ARG(k->name));

	finding->has_pointer = true;
	if (rule && rule->n_parts)
		finding->subject = rule->parts[rule->n_parts - 1];
	finding->help = STR("without a key the definition is left out of the dictionary");
}

/* A path that cannot lead out of the repository. */
static bool is_below(str path)
{
	struct cut rest = { .tail = path, .found = true };

	if (str_starts(path, STR("/")) || path.n > 4096 || memchr(path.p, '\0', path.n))
		return false;
	while (rest.found) {
		rest = str_cut(rest.tail, '/');
		if (str_eq_z(rest.head, ".."))
			return false;
	}
	return true;
}

static enum source_read_result look_at(struct run *r, str path)
{
	struct err ignored;
	str bytes;

	return run_read_source(r, path, &bytes, &ignored);
}

/* Definitions name files of the repository, from the dictionary's root or from the top; rules cannot look for them by themselves. */
static void look_for_file(struct run *r, const struct definition *d)
{
	str path = doc_text(d->kind->value_schema.n ? doc_at(d->root, d->kind->value_schema) : NULL);
	enum source_read_result found = SOURCE_MISSING;

	if (!path.n || map_has(&r->dict.files, path))
		return;
	if (is_below(path))
		found = look_at(r, run_path(r, path));
	if (is_below(path) && r->root.n && found == SOURCE_MISSING)
		found = look_at(r, path);
	if (found != SOURCE_FAILED) /* then whether it is there remains unknown */
		dict_add_file(&r->dict, path, found == SOURCE_OK || found == SOURCE_TOO_LARGE);
}

static void join(struct reading *s)
{
	struct run *r = s->r;

	for (size_t i = 0; i < r->files.all.n; i++) {
		struct slot *slot = &s->slots[i];
		struct unreadable *u;

		if (slot->is_complete && !slot->is_mapped)
			report_keyless(r, &slot->definition);
		diag_merge(&r->found, &slot->found);
		if (slot->is_mapped) {
			dict_add(&r->dict, &slot->definition);
			look_for_file(r, &slot->definition);
			continue;
		}
		u = dict_add_unreadable(&r->dict, slot->definition.kind, slot->definition.path,
		                        slot->found.all.n ? str_from_z(slot->found.all.v[0].rule->id) : (str){ 0 });
		u->bytes = slot->definition.bytes;
		u->root = slot->definition.root;
	}
}

bool read_definitions(struct run *r, struct err *e)
{
	size_t n = r->files.all.n;
	struct reading *s = arena_new(r->a, struct reading);
	bool ok;

	s->r = r;
	s->slots = arena_array(r->a, n, struct slot);
	s->order = arena_array(r->a, n, size_t);
	for (size_t i = 0; i < n; i++)
		s->order[i] = i;
	source_read_order(r->source, &r->files, s->order, n);
	ok = start_workers(s, e);
	if (ok)
		pool_run(r->n_workers, n, read_one, s);
	for (size_t i = 0; ok && i < r->n_workers; i++)
		if (s->failed[i]) {
			*e = s->failure[i];
			ok = false;
		}
	end_workers(s);
	if (ok)
		join(s);
	return ok;
}
