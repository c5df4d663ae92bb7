/* Bundling: finds every document that references lead to, gives each a name in $defs, and writes all of it with references by JSON Pointer.
   Nothing keeps an identifier but the root, so that "#/..." means the whole document everywhere; the draft is that of the root, too, and what
   that would read otherwise is refused. */
#include "schema/bundle.h"

#include "base/fs.h"
#include "doc/index.h"
#include "doc/json.h"
#include "schema/uri.h"
#include "schema/vocabulary.h"

enum { MAX_DEPTH = 80, MAX_DOCUMENTS = 1000 }; /* levels of one document; its reader lets no deeper one through */

struct scope { /* what a schema has from those around it */
	const struct document *document;
	str base; /* of references */
	struct dialect_choice draft;
	bool is_unknown; /* below a keyword that holds no schemas: what looks like one there need not be one, unless a reference leads to it */
};
struct document {
	const struct node *root;
	str uri;
	struct scope scope; /* of its root, whose own $id comes on top */
	str name; /* in $defs; empty: the root */
};
struct target { /* a subschema that has an identifier or an anchor */
	const struct document *document;
	str base; /* anchors are known by it, whatever address the schema was found by */
	str pointer;
	bool is_far; /* the pointer is longer than POINTER_MAX and not there: a schema may have thousands below one long key */
};
struct bundle {
	const struct bundle_options *o;
	struct arena *a;
	struct err *e;
	struct schema_set *set; /* of metaschemas */
	struct json json;
	VEC(struct document *) documents;
	struct map targets; /* absolute URI, with "#name" for anchors -> struct target */
	struct map names;   /* taken ones */
	struct doc_index index;
	bool failed;
};

/* ---- where schemas are in a schema ---- */

enum holds { HOLDS_SCHEMA, HOLDS_MAP, HOLDS_DATA };

/* Unknown keywords are looked into as well: references may lead there. */
static enum holds holds_of(str keyword)
{
	static const char *const maps[] = { "properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies", NULL };
	static const char *const data[] = { "const", "enum", "default", "examples", "required", "$vocabulary", "dependentRequired", NULL };

	if (str_is_among_z(keyword, maps))
		return HOLDS_MAP;
	return str_is_among_z(keyword, data) ? HOLDS_DATA : HOLDS_SCHEMA;
}

static str text_of(const struct node *schema, const char *keyword)
{
	return doc_text(doc_get_z(schema, keyword));
}

/* An $id of a fragment alone is an anchor. What a broken $schema or an $id that is too long means stays as it is: a schema that counts was compiled
   before. */
static struct scope scope_of(struct bundle *b, const struct node *schema, struct scope around)
{
	str id = text_of(schema, "$id");
	struct err ignored = { 0 };
	str base;

	if (!id.n || id.p[0] == '#' || (around.draft.dialect == DIALECT_7 && doc_get_z(schema, "$ref")))
		return around;
	if (!uri_resolve_id(around.base, id, b->a, &base))
		return around;
	(void)dialect_of(b->set, schema, &around.draft, &ignored);
	around.base = base;
	return around;
}

static struct scope scope_below(struct scope s, str keyword)
{
	s.is_unknown = s.is_unknown || !keyword_holds_schemas(keyword);
	return s;
}

static bool fail(struct bundle *b)
{
	b->failed = true;
	return false;
}

/* "sub/b.json" of "file:///sub/b.json", as the file is called in the repository. */
static str path_of(const struct bundle *b, const struct document *d)
{
	str prefix = STR("file:///");

	return str_starts(d->uri, prefix) ? uri_unescape(str_from(d->uri, prefix.n), b->a) : d->uri;
}

static str place_of(const struct bundle *b, const struct document *d, struct place at)
{
	return str_fmt(b->a, "%.*s:%u:%u", STR_ARG(path_of(b, d)), at.line, at.column);
}

/* ---- identifiers ---- */

static void add_target(struct bundle *b, const struct document *d, str uri, str base, const struct pointer_step *at)
{
	struct target *t = arena_new(b->a, struct target);
	struct pointer pointer = { .n = 0 };

	*t = (struct target){ .document = d, .base = base, .is_far = !pointer_put_way(&pointer, at) };
	if (!t->is_far)
		t->pointer = str_dup(pointer_str(&pointer), b->a);
	if (!map_has(&b->targets, uri))
		*map_put(&b->targets, uri, b->a) = t;
}

static void add_anchor(struct bundle *b, const struct document *d, str base, str name, const struct pointer_step *at)
{
	if (name.n)
		add_target(b, d, str_fmt(b->a, "%.*s#%.*s", STR_ARG(base), STR_ARG(name)), base, at);
}

static void index_schema(struct bundle *b, const struct document *d, const struct node *n, struct scope s, const struct pointer_step *at, int depth);

static void index_below(struct bundle *b, const struct document *d, const struct node *n, struct scope s, const struct pointer_step *at, int depth)
{
	bool is_map = n->kind == NODE_MAP;

	for (size_t i = 0; (is_map || n->kind == NODE_SEQ) && i < n->n; i++) {
		struct pointer_step step = { at, n, i };

		index_schema(b, d, is_map ? &n->member[i].value : &n->item[i], s, &step, depth + 1);
	}
}

static void index_schema(struct bundle *b, const struct document *d, const struct node *n, struct scope s, const struct pointer_step *at, int depth)
{
	str around = s.base;

	if (depth > MAX_DEPTH)
		return;
	if (n->kind != NODE_MAP) {
		index_below(b, d, n, s, at, depth);
		return;
	}
	s = scope_of(b, n, s);
	if (s.base.p != around.p)
		add_target(b, d, s.base, s.base, at);
	add_anchor(b, d, s.base, str_cut(text_of(n, "$id"), '#').tail, at);
	add_anchor(b, d, s.base, text_of(n, "$anchor"), at);
	add_anchor(b, d, s.base, text_of(n, "$dynamicAnchor"), at);
	for (size_t i = 0; i < n->n; i++) {
		const struct member *m = &n->member[i];
		struct pointer_step step = { at, n, i };

		if (holds_of(m->key.text) == HOLDS_MAP)
			index_below(b, d, &m->value, s, &step, depth + 1);
		else if (holds_of(m->key.text) == HOLDS_SCHEMA)
			index_schema(b, d, &m->value, s, &step, depth + 1);
	}
}

/* "status" from "file:///config/metrics/schema/status.json", unlike every name there is. */
static str name_of(struct bundle *b, str uri)
{
	str last = uri_unescape(fs_path_name(uri), b->a);
	struct buf name = { .a = b->a };
	str stem = str_cut_last(last, '.').head, unique;

	for (size_t i = 0; i < stem.n; i++)
		buf_byte(&name, byte_is_alpha(stem.p[i]) || byte_is_digit(stem.p[i]) || stem.p[i] == '-' ? stem.p[i] : '_');
	if (!name.n)
		buf_z(&name, "schema");
	unique = buf_str(&name);
	for (unsigned i = 2; map_has(&b->names, unique); i++)
		unique = str_fmt(b->a, "%.*s_%u", STR_ARG(buf_str(&name)), i);
	*map_put(&b->names, unique, b->a) = b;
	return unique;
}

static void add_root(struct bundle *b, const struct document *d, str uri)
{
	add_target(b, d, uri, scope_of(b, d->root, d->scope).base, NULL);
}

/* `around`: where the reference to it stands, whose draft it has where it has no $schema */
static struct document *add_document(struct bundle *b, const struct node *root, str uri, struct scope around)
{
	struct document *d = arena_new(b->a, struct document);
	struct err ignored = { 0 };

	(void)dialect_of(b->set, root, &around.draft, &ignored); /* as in scope_of */
	*d = (struct document){ .root = root, .uri = uri, .name = b->documents.n ? name_of(b, uri) : (str){ 0 } };
	d->scope = (struct scope){ d, uri, around.draft, around.is_unknown };
	*vec_push(&b->documents, b->a) = d;
	add_root(b, d, uri);
	index_schema(b, d, root, d->scope, NULL, 0);
	return d;
}

/* ---- references ---- */

static bool is_metaschema(str uri)
{
	return str_starts(uri, STR("http://json-schema.org/")) || str_starts(uri, STR("https://json-schema.org/"));
}

static const struct target *find_resource(struct bundle *b, str uri, struct scope around, struct err *e)
{
	const struct target *t = map_get(&b->targets, uri);
	const struct node *root;
	str found = uri;

	if (t)
		return t;
	if (b->documents.n == MAX_DOCUMENTS) {
		err_usage(e, "the schema refers to more than %d documents", MAX_DOCUMENTS);
		return NULL;
	}
	root = b->o->load ? b->o->load(b->o->load_arg, &found, e) : NULL;
	if (!b->o->load)
		err_usage(e, "schema '%.*s' is not known here", STR_ARG(uri));
	if (!root)
		return NULL;
	add_root(b, add_document(b, root, found, around), uri);
	return map_get(&b->targets, uri);
}

static bool find_reference(struct bundle *b, struct scope s, const struct node *reference, str *out, struct err *e)
{
	struct cut c = str_cut(uri_resolve(s.base, reference->text, b->a), '#');
	str fragment = uri_unescape(c.tail, b->a), pointer;
	struct buf text = { .a = b->a };
	const struct target *t;

	if (is_metaschema(c.head)) {
		*out = uri_resolve(s.base, reference->text, b->a);
		return true;
	}
	t = find_resource(b, c.head, s, e);
	if (!t)
		return false;
	pointer = str_fmt(b->a, "%.*s%.*s", STR_ARG(t->pointer), STR_ARG(fragment));
	if (fragment.n && fragment.p[0] != '/') {
		t = map_get(&b->targets, str_fmt(b->a, "%.*s#%.*s", STR_ARG(t->base), STR_ARG(fragment)));
		pointer = t ? t->pointer : (str){ 0 };
	}
	if (t && t->is_far)
		return err_usage(e, "%.*s: the reference '%.*s' leads below a key that is too long to be bundled",
		                 STR_ARG(place_of(b, s.document, reference->at)), STR_ARG(reference->text));
	if (!t || !doc_index_at(&b->index, t->document->root, pointer, b->a))
		return err_usage(e, "%.*s: the reference '%.*s' leads nowhere", STR_ARG(place_of(b, s.document, reference->at)),
		                 STR_ARG(reference->text));
	buf_byte(&text, '#');
	if (t->document->name.n)
		buf_fmt(&text, "/$defs/%.*s", STR_ARG(t->document->name));
	uri_put_fragment(&text, pointer);
	*out = buf_str(&text);
	return true;
}

/* The reference as it is in the bundle. One that leads nowhere stays as it is where it need not lead anywhere: what counts was compiled before. */
static bool resolve(struct bundle *b, struct scope s, const struct node *reference, str *out)
{
	struct err e = { 0 };

	if (find_reference(b, s, reference, out, &e))
		return true;
	*out = reference->text;
	if (s.is_unknown)
		return true;
	*b->e = e;
	return fail(b);
}

/* One document has one draft, which is that of the schema that was asked for. */
static bool check_draft(struct bundle *b, const struct node *n, struct scope s)
{
	const struct document *top = b->documents.v[0];
	const struct member *m = keyword_read_otherwise(n, s.draft, top->scope.draft);

	if (!m)
		return true;
	err_usage(b->e, "%.*s: the draft of '%.*s' reads '%.*s' here in another way, and what is printed has one draft only: write both in the same",
	          STR_ARG(place_of(b, s.document, m->key.at)), STR_ARG(path_of(b, top)), STR_ARG(m->key.text));
	return fail(b);
}

static void follow(struct bundle *b, const struct node *n, struct scope s, int depth);

static void follow_below(struct bundle *b, const struct node *n, struct scope s, int depth)
{
	for (size_t i = 0; n->kind == NODE_SEQ && i < n->n; i++)
		follow(b, &n->item[i], s, depth + 1);
	for (size_t i = 0; n->kind == NODE_MAP && i < n->n; i++)
		follow(b, &n->member[i].value, s, depth + 1);
}

/* Loads every document that is referred to. */
static void follow(struct bundle *b, const struct node *n, struct scope s, int depth)
{
	str ignored;

	if (depth > MAX_DEPTH || b->failed)
		return;
	if (n->kind != NODE_MAP) {
		follow_below(b, n, s, depth);
		return;
	}
	s = scope_of(b, n, s);
	if (doc_get_z(n, "$dynamicRef") || doc_get_z(n, "$recursiveRef")) {
		err_usage(b->e, "the schema has a dynamic reference, which cannot be bundled");
		(void)fail(b); /* always false */
		return;
	}
	if (!check_draft(b, n, s) || (text_of(n, "$ref").n && !resolve(b, s, doc_get_z(n, "$ref"), &ignored)))
		return;
	for (size_t i = 0; i < n->n; i++) {
		const struct member *m = &n->member[i];

		if (holds_of(m->key.text) == HOLDS_MAP)
			follow_below(b, &m->value, scope_below(s, m->key.text), depth + 1);
		else if (holds_of(m->key.text) == HOLDS_SCHEMA)
			follow(b, &m->value, scope_below(s, m->key.text), depth + 1);
	}
}

/* ---- writing ---- */

static const struct schema_list *list_of(const struct bundle *b, const struct node *schema)
{
	const struct node *format = doc_get_z(schema, "format");

	for (size_t i = 0; format && format->kind == NODE_STRING && i < b->o->n_lists; i++)
		if (str_eq(format->text, b->o->lists[i].format))
			return &b->o->lists[i];
	return NULL;
}

static void put_enum(struct json *j, const struct schema_list *list)
{
	json_key(j, "enum");
	json_begin(j, '[');
	for (size_t i = 0; i < list->n; i++)
		json_str(j, list->values[i]);
	json_end(j);
}

/* A format speaks of text only, an enum of every value. */
static void put_condition(struct json *j, const struct schema_list *list)
{
	json_begin(j, '{');
	json_key(j, "if");
	json_begin(j, '{');
	json_key(j, "type");
	json_z(j, "string");
	json_end(j);
	json_key(j, "then");
	json_begin(j, '{');
	put_enum(j, list);
	json_end(j);
	json_end(j);
}

static void put_schema(struct bundle *b, const struct node *n, struct scope s, int depth);

static void put_items(struct bundle *b, const struct node *n, struct scope s, int depth)
{
	for (size_t i = 0; i < n->n; i++)
		put_schema(b, &n->item[i], s, depth + 1);
}

static void put_members(struct bundle *b, const struct node *n, struct scope s, int depth)
{
	for (size_t i = 0; i < n->n; i++) {
		json_key_str(&b->json, n->member[i].key.text);
		put_schema(b, &n->member[i].value, s, depth + 1);
	}
}

static void put_documents(struct bundle *b)
{
	for (size_t i = 1; i < b->documents.n; i++) {
		json_key_str(&b->json, b->documents.v[i]->name);
		put_schema(b, b->documents.v[i]->root, b->documents.v[i]->scope, 1);
	}
}

static void put_value(struct bundle *b, const struct member *m, struct scope s, int depth)
{
	s = scope_below(s, m->key.text);
	if (holds_of(m->key.text) == HOLDS_DATA) {
		json_node(&b->json, &m->value, b->a);
	} else if (holds_of(m->key.text) == HOLDS_MAP && m->value.kind == NODE_MAP) {
		json_begin(&b->json, '{');
		put_members(b, &m->value, s, depth);
		if (depth == 0 && str_eq_z(m->key.text, "$defs"))
			put_documents(b);
		json_end(&b->json);
	} else {
		put_schema(b, &m->value, s, depth + 1);
	}
}

/* What cannot be anything but text, and has no other enum. */
static bool is_enum(const struct node *schema)
{
	return str_eq_z(text_of(schema, "type"), "string") && !doc_get_z(schema, "enum");
}

static void put_format(struct bundle *b, const struct node *n, const struct schema_list *list)
{
	if (is_enum(n)) {
		put_enum(&b->json, list);
	} else if (!doc_get_z(n, "allOf")) {
		json_key(&b->json, "allOf");
		json_begin(&b->json, '[');
		put_condition(&b->json, list);
		json_end(&b->json);
	}
}

/* Identifiers and anchors have no use once references are pointers; the root's own stay, what is known of it may hang on them. */
static bool is_left_out(str keyword, int depth)
{
	if (depth == 0)
		return str_eq_z(keyword, "$anchor") || str_eq_z(keyword, "$dynamicAnchor");
	return str_eq_z(keyword, "$id") || str_eq_z(keyword, "$anchor") || str_eq_z(keyword, "$dynamicAnchor") ||
	       str_eq_z(keyword, "$schema");
}

/* `list`: that of the schema `n`, if its format has one */
static void put_member(struct bundle *b, const struct node *n, const struct schema_list *list, const struct member *m, struct scope s, int depth)
{
	str reference;

	if (is_left_out(m->key.text, depth) && m->value.kind == NODE_STRING)
		return;
	if (list && str_eq_z(m->key.text, "format")) {
		put_format(b, n, list);
		return;
	}
	json_key_str(&b->json, m->key.text);
	if (str_eq_z(m->key.text, "$ref") && m->value.kind == NODE_STRING) {
		(void)resolve(b, s, &m->value, &reference); /* all that count were found before */
		json_str(&b->json, reference);
	} else if (list && str_eq_z(m->key.text, "allOf") && m->value.kind == NODE_SEQ && !is_enum(n)) {
		json_begin(&b->json, '[');
		put_items(b, &m->value, s, depth + 1);
		put_condition(&b->json, list);
		json_end(&b->json);
	} else {
		put_value(b, m, s, depth);
	}
}

static void put_schema(struct bundle *b, const struct node *n, struct scope s, int depth)
{
	const struct schema_list *list = list_of(b, n);

	if (n->kind == NODE_SEQ) {
		json_begin(&b->json, '[');
		put_items(b, n, s, depth);
		json_end(&b->json);
		return;
	}
	if (n->kind != NODE_MAP || depth > MAX_DEPTH) {
		json_node(&b->json, n, b->a);
		return;
	}
	s = scope_of(b, n, s);
	json_begin(&b->json, '{');
	for (size_t i = 0; i < n->n; i++)
		put_member(b, n, list, &n->member[i], s, depth);
	if (depth == 0 && !doc_get_z(n, "$defs") && b->documents.n > 1) {
		json_key(&b->json, "$defs");
		json_begin(&b->json, '{');
		put_documents(b);
		json_end(&b->json);
	}
	json_end(&b->json);
}

bool schema_bundle(const struct node *root, str uri, const struct bundle_options *o, struct buf *out, struct err *e)
{
	struct arena scratch = { 0 };
	struct bundle b = { .o = o, .a = &scratch, .e = e };
	const struct node *defs = doc_get_z(root, "$defs");
	const struct document *top;

	for (size_t i = 0; defs && defs->kind == NODE_MAP && i < defs->n; i++)
		*map_put(&b.names, defs->member[i].key.text, &scratch) = &b;
	b.set = schema_set_new(&(struct schema_options){ .load = o->load, .load_arg = o->load_arg }, &scratch);
	top = add_document(&b, root, uri, (struct scope){ .draft = dialect_default(DRAFT_UNKNOWN) });
	for (size_t i = 0; i < b.documents.n && !b.failed; i++) /* grows meanwhile */
		follow(&b, b.documents.v[i]->root, b.documents.v[i]->scope, 0);
	if (!b.failed) {
		json_init(&b.json, out, true);
		put_schema(&b, root, top->scope, 0);
		buf_byte(out, '\n');
	}
	arena_free(&scratch);
	return !b.failed;
}
