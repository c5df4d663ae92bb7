/* Documents, identifiers and references: indexes where subschemas, $id and anchors are, and finds what a reference
   names. Reads no files but the metaschemas compiled in; everything else comes from the caller's `load`. */

#include "base/embed.h"
#include "base/fs.h"
#include "schema/check.h"
#include "schema/plan.h"
#include "schema/uri.h"

struct index {
	struct schema_set *set;
	struct document *document;
};

struct str_cut_fragment refs_cut(str reference)
{
	struct cut c = str_cut(reference, '#');

	return (struct str_cut_fragment){ c.head, c.tail };
}

static str node_key(const struct node *const *n)
{
	return (str){ (const char *)n, sizeof *n };
}

struct site *refs_site(const struct schema_set *s, const struct node *n)
{
	return map_get(&s->sites, node_key(&n));
}

static void problem(struct index *ix, const struct node *at, str message)
{
	*vec_push(&ix->document->problems, ix->set->a) = (struct problem){ at->at, message };
}

static void add_anchor(struct index *ix, struct resource *r, struct site *site, const struct node *at, str name)
{
	void **slot = map_put(&r->anchors, name, ix->set->a);

	if (*slot && *slot != site)
		problem(ix, at,
		        str_fmt(ix->set->a, "the anchor \"%.*s\" is defined twice in one schema", STR_ARG(name)));
	else
		*slot = site;
}

static void add_resource(struct index *ix, struct resource *r, const struct node *at)
{
	void **slot;
	const struct resource *before;

	if (!r->uri.n)
		return;
	slot = map_put(&ix->set->resources, r->uri, ix->set->a);
	before = *slot;
	if (before && before != r && before->document == ix->document)
		problem(ix, at, str_fmt(ix->set->a, "two schemas have the $id \"%.*s\"", STR_ARG(r->uri)));
	else
		*slot = r;
}

static void choose_dialect(struct index *ix, struct resource *r, const struct node *n)
{
	struct dialect_choice choice = { r->dialect, r->vocabularies };
	struct err e = { 0 };

	if (!dialect_of(ix->set, n, &choice, &e))
		problem(ix, doc_get_z(n, "$schema"), str_dup(str_from_z(e.text), ix->set->a));
	r->dialect = choice.dialect;
	r->vocabularies = choice.vocabularies;
}

/* A resource for `n` when its $id gives it a URI of its own, else `r`. */
static struct resource *identify(struct index *ix, struct resource *r, const struct node *n)
{
	const struct node *id = doc_get_z(n, "$id");
	bool is_root = !r->root;
	str uri;

	if (is_root)
		choose_dialect(ix, r, n);
	if (!id || (r->dialect == DIALECT_7 && doc_get_z(n, "$ref")))
		return r;
	if (id->kind != NODE_STRING) {
		problem(ix, id,
		        str_fmt(ix->set->a, "$id is %.*s, expected a URI reference in a string", STR_ARG(words_value(id, ix->set->a))));
		return r;
	}
	if (!refs_cut(id->text).uri.n)
		return r;
	if (!uri_resolve_id(r->uri, id->text, ix->set->a, &uri)) {
		problem(ix, id, str_fmt(ix->set->a, "$id stands for a URI of more than %d bytes", URI_MAX_ID));
		return r;
	}
	if (!is_root) {
		struct resource *own = arena_new(ix->set->a, struct resource);

		own->document = r->document;
		own->dialect = r->dialect;
		own->vocabularies = r->vocabularies;
		r = own;
		choose_dialect(ix, r, n);
	}
	r->uri = uri;
	add_resource(ix, r, id);
	return r;
}

static void add_anchors(struct index *ix, struct site *site)
{
	struct resource *r = site->resource;
	const struct node *id = doc_get_z(site->node, "$id");
	const struct node *anchor = doc_get_z(site->node, "$anchor");
	const struct node *dynamic = doc_get_z(site->node, "$dynamicAnchor");
	str fragment = refs_cut(doc_text(id)).fragment;

	/* Draft 7, 8.2.3: {"$id": "#name"} */
	if (fragment.n && (r->dialect & DIALECT_OLD))
		add_anchor(ix, r, site, id, fragment);
	else if (fragment.n)
		problem(ix, id, STR("$id has a fragment, which 2020-12 does not allow: use $anchor"));
	if (r->dialect == DIALECT_7)
		return;
	if (anchor && anchor->kind == NODE_STRING)
		add_anchor(ix, r, site, anchor, anchor->text);
	if (dynamic && dynamic->kind == NODE_STRING) {
		add_anchor(ix, r, site, dynamic, dynamic->text);
		*vec_push(&r->dynamic, ix->set->a) = (struct anchor){ dynamic->text, site };
	}
}

/* Where a schema is about to be looked for. */
struct way {
	struct resource *resource;
	const struct site *up;
	unsigned depth;
};

static void index_schema(struct index *ix, struct way w, const struct node *n, str step);

static void index_list(struct index *ix, struct way w, const struct node *list, str step)
{
	if (list->kind != NODE_SEQ)
		return;
	for (size_t i = 0; i < list->n; i++)
		index_schema(ix, w, &list->item[i], pointer_add_index(step, i, ix->set->a));
}

static void index_map(struct index *ix, struct way w, const struct node *map, str step)
{
	if (map->kind != NODE_MAP)
		return;
	for (size_t i = 0; i < map->n; i++)
		index_schema(ix, w, &map->member[i].value, pointer_add(step, map->member[i].key.text, ix->set->a));
}

static void index_keyword(struct index *ix, struct way w, const struct member *m)
{
	enum holds holds = keyword_holds(m->key.text);
	str step;

	if (holds == HOLDS_NONE)
		return;
	step = pointer_add((str){ 0 }, m->key.text, ix->set->a);
	switch (holds) {
	case HOLDS_NONE:
		break;
	case HOLDS_ITEMS:
		index_list(ix, w, &m->value, step);
		index_schema(ix, w, &m->value, step);
		break;
	case HOLDS_SCHEMA:
		index_schema(ix, w, &m->value, step);
		break;
	case HOLDS_LIST:
		index_list(ix, w, &m->value, step);
		break;
	case HOLDS_MAP:
	case HOLDS_DEPENDENCIES:
		index_map(ix, w, &m->value, step);
		break;
	}
}

static void index_schema(struct index *ix, struct way w, const struct node *n, str step)
{
	struct resource *r = w.resource;
	struct site *site;

	if ((n->kind != NODE_MAP && n->kind != NODE_BOOL) || refs_site(ix->set, n))
		return;
	if (w.depth > SCHEMA_MAX_DEPTH) {
		problem(ix, n, str_fmt(ix->set->a, "subschemas are nested deeper than %d levels", SCHEMA_MAX_DEPTH));
		return;
	}
	if (n->kind == NODE_MAP)
		r = identify(ix, r, n);
	site = arena_new(ix->set->a, struct site);
	*site = (struct site){ .node = n, .resource = r, .up = w.up, .step = step };
	*map_put(&ix->set->sites, node_key((const struct node *const *)&site->node), ix->set->a) = site;
	if (!r->root)
		r->root = site;
	if (n->kind != NODE_MAP)
		return;
	add_anchors(ix, site);
	for (size_t i = 0; i < n->n; i++)
		index_keyword(ix, (struct way){ r, site, w.depth + 1 }, &n->member[i]);
}

/* Put together only where it is shown: many subschemas may lie below one long key. */
str site_pointer(const struct site *s, struct arena *a)
{
	const struct site *steps[POINTER_MAX];
	struct buf b = { .a = a };
	size_t n = 0, bytes = 0;

	for (; s->up; s = s->up) {
		bytes += s->step.n;
		if (bytes > POINTER_MAX || n == POINTER_MAX)
			return (str){ 0 };
		steps[n++] = s;
	}
	while (n)
		buf_put(&b, steps[--n]->step);
	return buf_str(&b);
}

str refs_relative(const struct document *from, const struct document *to, struct arena *a)
{
	return from == to ? (str){ 0 } : uri_relative(from->uri, to->uri, a);
}

/* As printed: beside the document that refers to it where both have one origin, else its URI. */
static str document_path(const struct document *from, str uri, struct arena *a)
{
	str relative = uri_relative(from->uri, uri, a);
	struct cut folder = str_cut_last(from->path, '/');

	if (uri_split(relative).has_scheme)
		return uri;
	return fs_path_clean(a, fs_path_join(a, folder.found ? folder.head : (str){ 0 }, uri_unescape(relative, a)));
}

struct resource *refs_add_document(struct schema_set *s, str path, const struct node *root, str uri,
                                   const struct resource *from)
{
	struct index ix = { s, arena_new(s->a, struct document) };
	struct resource *r = arena_new(s->a, struct resource);
	struct dialect_choice choice = dialect_default(s->options.draft);

	if (from && from->document)
		choice = (struct dialect_choice){ from->dialect, from->vocabularies };
	*ix.document = (struct document){ .path = path, .uri = uri, .root = root };
	*r = (struct resource){ .document = ix.document, .uri = uri };
	r->dialect = choice.dialect;
	r->vocabularies = choice.vocabularies;
	add_resource(&ix, r, root);
	index_schema(&ix, (struct way){ .resource = r }, root, (str){ 0 });
	return r;
}

static const struct node *read_embedded(struct schema_set *s, str name)
{
	struct diag_list found;
	struct doc d;
	str bytes;

	if (!name.n || !embed_get(name, &bytes))
		return NULL;
	diag_list_init(&found, s->a);
	d = doc_parse_json(name, bytes, &doc_default_limits, s->a, &found);
	BUG_IF(!d.root || found.all.n);
	return d.root;
}

static struct resource *load_resource(struct schema_set *s, const struct resource *from, str uri, struct err *e)
{
	str found = uri;
	const struct node *root = s->options.load(s->options.load_arg, &found, e);
	struct resource *r;

	if (!root)
		return NULL;
	found = str_dup(found, s->a);
	r = refs_add_document(s, from->document ? document_path(from->document, found, s->a) : found, root, found, from);
	if (!map_has(&s->resources, uri))
		*map_put(&s->resources, str_dup(uri, s->a), s->a) = r;
	return r;
}

static struct resource *find_resource(struct schema_set *s, const struct resource *from, str uri, struct err *e)
{
	struct resource *r = map_get(&s->resources, uri);
	const struct node *root;

	if (r)
		return r;
	root = read_embedded(s, dialect_embedded_name(uri));
	if (root)
		return refs_add_document(s, uri, root, uri, NULL);
	if (s->options.load)
		return load_resource(s, from, uri, e);
	err_usage(e, "no schema is known as \"%.*s\"", STR_ARG(uri));
	return NULL;
}

/* Follows one token at a time, because a subschema on the way may be another resource with another base. */
static struct site *follow_pointer(struct schema_set *s, struct site *from, str pointer)
{
	struct site *nearest = from;
	const struct node *n = from->node;
	size_t done = 0;
	str since = { 0 }; /* the part of the pointer after `nearest` */

	while (n && done < pointer.n) {
		size_t end = done + 1 + str_find(str_from(pointer, done + 1), '/');
		struct site *here;

		n = doc_index_at(&s->index, n, str_sub(pointer, done, end - done), s->a);
		since = (str){ since.n ? since.p : pointer.p + done, since.n + (end - done) };
		done = end;
		here = n ? refs_site(s, n) : NULL;
		if (here) {
			nearest = here;
			since = (str){ 0 };
		}
	}
	if (n && since.n) {
		struct index ix = { s, nearest->resource->document };

		index_schema(&ix, (struct way){ nearest->resource, nearest, 0 }, n, str_dup(since, s->a));
	}
	return n ? refs_site(s, n) : NULL;
}

struct site *refs_find(struct schema_set *s, const struct resource *from, str reference, struct err *e)
{
	struct str_cut_fragment c = refs_cut(reference);
	const struct resource *r = from;
	struct site *found;
	str fragment;

	if (c.uri.n)
		r = find_resource(s, from, refs_cut(uri_resolve(from->uri, c.uri, s->a)).uri, e);
	if (!r)
		return NULL;
	fragment = uri_unescape(c.fragment, s->a);
	if (!r->root) {
		err_usage(e, "\"%.*s\" is no schema: it is neither a mapping nor true or false", STR_ARG(r->uri));
		return NULL;
	}
	if (!fragment.n)
		return r->root;
	found = fragment.p[0] == '/' ? follow_pointer(s, r->root, fragment) : map_get(&r->anchors, fragment);
	if (!found)
		err_usage(e, "%s has no %s %.*s", c.uri.n ? "that document" : "this schema",
		          fragment.p[0] == '/' ? "schema at" : "anchor", STR_ARG(diag_quote(fragment, s->a)));
	return found;
}
