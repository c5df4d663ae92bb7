/* The schemas of the kinds, with what they refer to and the named lists: from the repository, else those compiled in. */
#include "base/embed.h"
#include "cli/missing.h"
#include "cli/out.h"
#include "cli/read.h"
#include "render/template.h"
#include "schema/uri.h"

static const char schema_uri[] = "file:///"; /* what stands for the top of the repository in URIs of schemas */

static str uri_of(str path, struct arena *a)
{
	struct buf uri = { .a = a };

	buf_z(&uri, schema_uri);
	escape_url_path(&uri, path);
	return buf_str(&uri);
}

/* Whether git may keep a file out of the work tree: what took its place would find what is not wrong. */
static bool is_absent(const struct run *r, enum source_read_result why)
{
	return why == SOURCE_ABSENT || (why == SOURCE_MISSING && r->absent.why.n);
}

static bool refuse(const struct run *r, str path, enum source_read_result why, struct err *e)
{
	str subject = str_fmt(r->a, "schema '%.*s'", STR_ARG(path));

	if (why == SOURCE_MISSING && r->absent.why.n)
		return err_usage(e, "%.*s is not in the work tree, and %.*s", STR_ARG(subject), STR_ARG(missing_definitions(r)));
	return source_refuse(why, subject, CONFIG_MAX_BYTES, e);
}

static void note_absent(struct run *r, const char *what, str path, str part)
{
	*vec_push(&r->absent.rules, r->a) = (struct absent_rule){ what, path, part };
}

bool read_refuse_absent(const struct run *r, str path, struct err *e)
{
	return refuse(r, path, r->absent.why.n ? SOURCE_MISSING : SOURCE_ABSENT, e);
}

/* Schemas that lie together have addresses that lie together, also where nobody publishes them: what a kind's schema with an
   address as $id refers to is the file that lies from it as the two addresses do. */
static str beside(const struct run_schema *from, str uri, struct arena *a)
{
	str id = doc_text(doc_get_z(from->root, "$id")), relative;

	if (!id.n || !from->uri.n)
		return uri;
	relative = uri_relative(uri_resolve(from->uri, id, a), uri, a);
	return uri_split(relative).has_scheme ? uri : uri_resolve(from->uri, relative, a);
}

const struct node *read_schema(void *arg, str *uri, struct err *e)
{
	struct run *r = arg;
	str prefix = str_from_z(schema_uri), path, bytes;
	enum source_read_result result;

	if (!str_starts(*uri, prefix))
		*uri = beside(&r->schema_read, *uri, r->a);
	if (!str_starts(*uri, prefix)) {
		err_usage(e, "schema '%.*s' is not in this repository, and nothing is read from the network", STR_ARG(*uri));
		return NULL;
	}
	path = run_path_now(r, uri_unescape(str_from(*uri, prefix.n), r->a), r->a);
	result = run_read_source(r, path, CONFIG_MAX_BYTES, &bytes, e);
	r->is_damaged = r->is_damaged || result == SOURCE_FAILED;
	if (is_absent(r, result)) {
		r->schema_part = path;
		r->n_schema_parts++;
	}
	if (result == SOURCE_OK)
		return doc_require(path, bytes, NULL, r->a, e);
	(void)refuse(r, path, result, e); /* always false */
	return NULL;
}

/* Of a list that dictum.yml names. */
static bool refuse_list(struct run *r, const struct field_label *row, enum source_read_result why, struct err *e)
{
	str list = str_fmt(r->a, "the list '%.*s' of format '%.*s'", STR_ARG(run_path(r, row->label)), STR_ARG(row->value));

	return source_refuse(why, list, CONFIG_MAX_BYTES, e) ||
	       config_blame(&r->config, doc_get(doc_get_z(r->config.root, "formats"), row->value), e);
}

/* The values of a named list: a YAML list of texts, or a mapping's keys. Those of the dialect need not be there. */
static bool add_list(struct run *r, struct schema_set *set, const struct field_label *row, bool must_exist, struct err *e)
{
	str full = run_path(r, row->label), format = row->value, bytes, *values;
	enum source_read_result result = run_read_source(r, full, CONFIG_MAX_BYTES, &bytes, e);
	const struct node *root;

	if (result == SOURCE_FAILED)
		return false;
	if (is_absent(r, result)) {
		note_absent(r, "list", full, (str){ 0 });
		return true;
	}
	if (result != SOURCE_OK)
		return !must_exist || refuse_list(r, row, result, e);
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
	struct err later;
	bool ok = true;

	for (size_t i = 0; i < r->config.n_formats; i++)
		ok = add_list(r, set, &r->config.formats[i], true, ok ? e : &later) && ok;
	for (size_t i = 0; i < r->dialect->n_formats; i++) {
		const struct field_label *row = &r->dialect->formats[i];
		bool overridden = false;

		for (size_t j = 0; j < r->config.n_formats; j++)
			overridden = overridden || str_eq(r->config.formats[j].value, row->value);
		ok = (overridden || add_list(r, set, row, false, ok ? e : &later)) && ok;
	}
	return ok;
}

static bool compile(struct run *r, struct schema_set *set, const struct kind *k, struct run_schema from, struct err *e)
{
	struct diag_list found;
	const struct schema *s;

	diag_list_init(&found, r->a);
	r->schema_read = r->schema_of[k->index] = from;
	r->n_schema_parts = 0;
	s = schema_compile(set, from.path, from.root, from.uri, &found, e);
	if (!s && found.all.n && found.all.n == r->n_schema_parts) {
		note_absent(r, "schema", from.path, r->schema_part);
		return true;
	}
	if (!s && found.all.n)
		(void)err_finding(e, &found); /* always false */
	if (!s) {
		e->is_usage = !r->is_damaged;
		return false;
	}
	diag_merge(&r->found, &found);
	out_detail(r->args, "schema of %.*s: %.*s", STR_ARG(k->name), STR_ARG(from.uri.n ? from.path : STR("built into dictum")));
	r->schemas[k->index] = s;
	return true;
}

/* Where dictum.yml names the `i`th schema of a kind; NULL where the dialect does. */
static const struct node *named_schema(const struct run *r, const struct kind *k, size_t i)
{
	const struct node *schema = doc_get_z(doc_get(r->config.kinds, k->name), "schema");
	const struct node *path = schema && schema->kind == NODE_MAP ? doc_get_z(schema, "path") : schema;

	return path && path->kind == NODE_SEQ ? &path->item[i] : path;
}

static bool read_kind_schema(struct run *r, struct schema_set *set, const struct kind *k, struct err *e)
{
	const struct node *root;
	str bytes, name;

	for (size_t i = 0; i < k->n_schemas; i++) {
		str path = run_path(r, k->schemas[i]);
		enum source_read_result result = run_read_source(r, path, CONFIG_MAX_BYTES, &bytes, e);

		if (result == SOURCE_OK) {
			root = doc_require(path, bytes, NULL, r->a, e);
			return root && compile(r, set, k, (struct run_schema){ root, uri_of(run_path_then(r, path, r->a), r->a), path }, e);
		}
		if (is_absent(r, result)) {
			note_absent(r, "schema", path, (str){ 0 });
			r->schema_of[k->index].path = path;
			return true;
		}
		if (result != SOURCE_MISSING)
			return refuse(r, path, result, e) || config_blame(&r->config, named_schema(r, k, i), e);
	}
	if (!k->builtin_schema.n && !k->n_schemas)
		return true;
	if (!k->builtin_schema.n) {
		err_usage(e, "schema '%.*s' of kind '%.*s' does not exist", STR_ARG(run_path(r, k->schemas[0])), STR_ARG(k->name));
		return config_blame(&r->config, named_schema(r, k, 0), e);
	}
	name = str_fmt(r->a, "model/dialects/%.*s.json", STR_ARG(k->builtin_schema));
	if (!embed_get(name, &bytes))
		return err_usage(e, "there is no built-in schema '%.*s'", STR_ARG(k->builtin_schema));
	root = doc_require(name, bytes, NULL, r->a, e);
	return root && compile(r, set, k, (struct run_schema){ .root = root, .path = name }, e);
}

bool read_schemas(struct run *r, struct err *e)
{
	struct schema_options o = { .assert_formats = true, .load = read_schema, .load_arg = r };
	struct schema_set *set = schema_set_new(&o, r->a);
	struct err later;
	bool ok;

	r->schemas = arena_array(r->a, r->dialect->n_kinds, const struct schema *);
	r->schema_of = arena_array(r->a, r->dialect->n_kinds, struct run_schema);
	ok = add_lists(r, set, e);
	for (size_t i = 0; i < r->dialect->n_kinds; i++)
		ok = read_kind_schema(r, set, &r->dialect->kinds[i], ok ? e : &later) && ok;
	return ok;
}
