/* From files to entries: each file is read, parsed, checked and mapped by itself, on all processors; the results are joined in path order. */
#include <string.h>

#include "cli/read.h"

struct slot { /* what one file became */
	struct definition *definition;
	str names_file;   /* the path of a file that it names; empty: none */
	bool is_complete; /* nothing is missing from its tree */
	bool is_mapped;
	struct diag_list found;
};
struct reading {
	struct run *r;
	struct definition *definitions; /* in path order, as the slots are */
	struct arena work;              /* slots and order: nothing of them stays */
	struct slot *slots;
	size_t *order; /* in which files are read */
	struct source *sources[POOL_MAX_WORKERS];
	struct arena scratch[POOL_MAX_WORKERS];
	struct failure {
		size_t file; /* first in path order that this worker could not read */
		struct err e;
		bool is_set;
	} failure[POOL_MAX_WORKERS];
};

static void fail(struct failure *f, size_t file, const struct err *e)
{
	if (!f->is_set || file < f->file)
		*f = (struct failure){ file, *e, true };
}

/* false: a finding says why there are no bytes, or the stage failed. */
static bool read_bytes(struct reading *s, size_t worker, const struct file *f, struct slot *slot, str *bytes)
{
	struct err e = { .text = "" };
	struct span at = read_file_span(f->path);

	switch (source_read(s->sources[worker], f, doc_default_limits.bytes, &s->r->worker[worker], bytes, &e)) {
	case SOURCE_OK:
		if (!source_is_lfs_pointer(*bytes))
			return true;
		diag_add(&slot->found, &doc_rules[RULE_FILE_LFS_POINTER], at, "a Git LFS pointer stands in place of the file");
		return false;
	case SOURCE_TOO_LARGE:
		diag_add(&slot->found, &doc_rules[RULE_YAML_LIMIT], at, "the file is larger than 1 MiB");
		return false;
	case SOURCE_ABSENT: /* only by path */
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
	fail(&s->failure[worker], (size_t)(slot - s->slots), &e);
	return false;
}

/* The tree of the same bytes, read before. */
static bool is_known(const struct known_file *known, const struct file *f, struct slot *slot)
{
	struct definition *d = slot->definition;

	if (!known)
		return false;
	if (!(source_id_is_set(f->id) && memcmp(known->id, f->id, sizeof f->id) == 0) && !(d->bytes.n && str_eq(d->bytes, known->definition->bytes)))
		return false;
	d->bytes = known->definition->bytes;
	d->root = known->definition->root;
	slot->is_complete = true;
	return true;
}

static bool read_tree(struct reading *s, size_t worker, const struct file *f, struct slot *slot)
{
	const struct known_file *known = map_get(&s->r->known, f->path);
	struct definition *d = slot->definition;
	struct doc doc;

	if (is_known(known, f, slot))
		return true;
	if (!read_bytes(s, worker, f, slot, &d->bytes))
		return false;
	if (is_known(known, f, slot))
		return true;
	doc = doc_parse_yaml(f->path, d->bytes, DOC_DEFINITION, NULL, &s->r->worker[worker], &slot->found);
	d->root = doc.root;
	slot->is_complete = doc.is_complete;
	return doc.root != NULL;
}

static void read_one(void *arg, size_t worker, size_t index)
{
	struct reading *s = arg;
	size_t i = s->order[index];
	struct run *r = s->r;
	const struct file *f = &r->files.all.v[i];
	struct slot *slot = &s->slots[i];
	struct arena *a = &r->worker[worker];
	struct definition *d = slot->definition = &s->definitions[i];

	diag_list_init(&slot->found, a);
	d->kind = r->file_kinds.v[i];
	d->path = f->path;
	if (!read_tree(s, worker, f, slot))
		return;
	if (r->schemas[d->kind->index]) {
		(void)schema_validate(r->schemas[d->kind->index], f->path, d->root, &s->scratch[worker], &slot->found);
		arena_reset(&s->scratch[worker]);
	}
	slot->is_mapped = definition_map(d, a);
	if (d->kind->value_schema.n)
		slot->names_file = doc_text(doc_at(d->root, d->kind->value_schema));
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
		arena_init(&s->scratch[i]);
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

/* What stands where a name should. */
static const char *no_name(const struct node *n)
{
	switch (n->kind) {
	case NODE_SEQ:
		return "a list, expected text";
	case NODE_MAP:
		return "a mapping, expected text";
	case NODE_INT:
	case NODE_FLOAT:
		return "a number, expected text";
	case NODE_BOOL:
		return "true or false, expected text";
	case NODE_NULL:
	case NODE_STRING:
		break;
	}
	return "empty";
}

static bool has_key_of(const struct kind *k, const struct node *root)
{
	for (size_t i = 0; i < k->n_keys; i++)
		if (k->keys[i].n_parts && doc_text(doc_at(root, k->keys[i].parts[k->keys[i].n_parts - 1])).n)
			return true;
	return false;
}

static size_t count_against(const struct run *r, const struct kind *k, const struct definition *d)
{
	struct arena a = { 0 };
	struct diag_list found;
	size_t n;

	diag_list_init(&found, &a);
	(void)schema_validate(r->schemas[k->index], d->path, d->root, &a, &found); /* the findings are its verdict */
	n = found.all.n;
	arena_free(&a);
	return n;
}

/* A definition in the folder of another kind has the key of its own one, whose schema likes it better. NULL: it is none. */
static const struct kind *kind_it_looks_like(const struct run *r, const struct definition *d)
{
	size_t n = r->schemas[d->kind->index] ? count_against(r, d->kind, d) : 0;

	for (size_t i = 0; i < r->dialect->n_kinds && n; i++) {
		const struct kind *k = &r->dialect->kinds[i];

		if (k != d->kind && k->n_folders && r->schemas[k->index] && has_key_of(k, d->root) && count_against(r, k, d) < n)
			return k;
	}
	return NULL;
}

/* The schema may miss the key, too, and then it is the one that speaks. */
static void tell_kind(struct run *r, const struct definition *d, struct diag_list *by_schema, struct diag *keyless)
{
	const struct kind *k = kind_it_looks_like(r, d);

	if (!k)
		return;
	keyless->help = str_fmt(r->a, "the file looks like a definition of kind %.*s in a folder of kind %.*s: move it below %.*s", STR_ARG(k->name),
	                        STR_ARG(d->kind->name), STR_ARG(run_path(r, k->folders[0])));
	for (size_t i = 0; i < by_schema->all.n; i++)
		if (keyless->subject.n && str_eq(by_schema->all.v[i].subject, keyless->subject))
			by_schema->all.v[i].help = keyless->help;
}

/* "internal_events is not true"; of several conditions all are named. */
static str no_rule(const struct kind *k, struct arena *a)
{
	str *names = arena_array(a, k->n_keys, str);

	for (size_t i = 0; i < k->n_keys; i++)
		names[i] = pointer_words(k->keys[i].when, a);
	return str_fmt(a, "%s%.*s is %strue", k->n_keys > 1 ? "none of " : "", STR_ARG(str_join(a, names, k->n_keys, STR(", "))),
	               k->n_keys > 1 ? "" : "not ");
}

/* What a definition without a key lacks for it. */
struct lack {
	str pointer, why; /* empty: the dialect does not say what makes keys */
};

static struct lack key_lack(const struct definition *d, struct arena *a)
{
	const struct kind *k = d->kind;
	const struct key_rule *rule = kind_key_rule(k, d->root);
	const struct node *name;
	str part;

	if (!rule && k->n_keys)
		return (struct lack){ k->keys[k->n_keys - 1].when, no_rule(k, a) };
	if (!rule || !rule->n_parts)
		return (struct lack){ .why = { 0 } };
	part = rule->parts[rule->n_parts - 1];
	name = doc_at(d->root, part);
	return (struct lack){ part, str_fmt(a, "%.*s is %s", STR_ARG(pointer_words(part, a)), name ? no_name(name) : "missing") };
}

/* What cannot be in a dictionary must not vanish silently. Where the schema misses the key too, its finding is the one that stays. */
static void report_keyless(struct run *r, const struct definition *d, struct diag_list *by_schema)
{
	struct lack lack = key_lack(d, r->a);
	const struct node *name = lack.pointer.n ? doc_at(d->root, lack.pointer) : NULL;
	const struct node *at = name && name->at.line ? name : d->root;
	struct diag *finding = diag_add(&r->found, lint_find(STR("key-missing")), node_span(d, at), "the %.*s has no key%s%.*s",
	                                STR_ARG(d->kind->name), lack.why.n ? ": " : "", STR_ARG(lack.why));

	finding->has_pointer = true;
	finding->subject = lack.pointer;
	finding->help = STR("without a key the definition is left out of the dictionary");
	tell_kind(r, d, by_schema, finding);
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

static enum source_read_result look_at(struct run *r, str path, str *bytes)
{
	struct err ignored;
	enum source_read_result found = run_read_source(r, path, CONFIG_MAX_BYTES, bytes, &ignored);

	if (found == SOURCE_OK)
		r->inputs.v[r->inputs.n - 1].is_rule = false;
	return found;
}

/* Definitions name files of the repository, from the dictionary's root or from the top; rules cannot look for them by themselves. */
static void look_for_file(struct run *r, str path)
{
	enum source_read_result found = SOURCE_MISSING;
	str bytes = { 0 };

	if (!path.n || map_has(&r->dict.files, path))
		return;
	if (is_below(path))
		found = look_at(r, run_path(r, path), &bytes);
	if (is_below(path) && r->root.n && found == SOURCE_MISSING)
		found = look_at(r, path, &bytes);
	if (found == SOURCE_OK)
		dict_add_text(&r->dict, path, bytes);
	if (found != SOURCE_FAILED) /* then whether it is there remains unknown */
		dict_add_file(&r->dict, path, found == SOURCE_OK || found == SOURCE_TOO_LARGE || found == SOURCE_ABSENT);
}

static void join(struct reading *s)
{
	struct run *r = s->r;

	vec_reserve(&r->dict.definitions, r->files.all.n, r->a);
	vec_reserve(&r->dict.all, r->files.all.n, r->a);
	for (size_t i = 0; i < r->files.all.n; i++) {
		struct slot *slot = &s->slots[i];
		struct unreadable *u;

		if (slot->is_complete && !slot->is_mapped)
			report_keyless(r, slot->definition, &slot->found);
		diag_merge(&r->found, &slot->found);
		if (slot->is_mapped) {
			dict_add(&r->dict, slot->definition);
			look_for_file(r, slot->names_file);
			continue;
		}
		u = dict_add_unreadable(&r->dict, slot->definition->kind, slot->definition->path,
		                        slot->found.all.n && !slot->is_complete ? str_from_z(slot->found.all.v[0].rule->id) : (str){ 0 });
		u->bytes = slot->definition->bytes;
		memcpy(u->id, r->files.all.v[i].id, sizeof u->id);
		u->root = slot->definition->root;
	}
}

/* The failure told is that of the first file, whichever worker came upon one first. */
static bool has_failed(const struct reading *s, struct err *e)
{
	const struct failure *first = NULL;

	for (size_t i = 0; i < s->r->n_workers; i++)
		if (s->failure[i].is_set && (!first || s->failure[i].file < first->file))
			first = &s->failure[i];
	if (first)
		*e = first->e;
	return first != NULL;
}

bool read_definitions(struct run *r, struct err *e)
{
	size_t n = r->files.all.n;
	struct reading *s = arena_new(r->a, struct reading);
	bool ok;

	s->r = r;
	s->definitions = arena_array(r->a, n, struct definition);
	s->slots = arena_array(&s->work, n, struct slot);
	s->order = arena_array(&s->work, n, size_t);
	for (size_t i = 0; i < n; i++)
		s->order[i] = i;
	source_read_order(r->source, &r->files, s->order, n);
	ok = start_workers(s, e);
	if (ok)
		pool_run_together(r->n_workers, n, read_one, s);
	ok = ok && !has_failed(s, e);
	end_workers(s);
	if (ok)
		join(s);
	arena_free(&s->work);
	return ok;
}
