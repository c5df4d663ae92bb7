/* Checks of dictum.yml beyond its JSON Schema: what a value means must be there, and every fault names its place in the file. */
#include <stdio.h>

#include "cli/config_check.h"
#include "doc/regex.h"
#include "render/template.h"
#include "site/url.h"

struct check {
	str path;
	struct arena *a;
	struct err *e;
};

static bool fault(const struct check *c, const struct node *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static bool fault(const struct check *c, const struct node *at, const char *fmt, ...)
{
	va_list words;
	str text;

	va_start(words, fmt);
	text = str_vfmt(c->a, fmt, words);
	va_end(words);
	return err_usage(c->e, "%.*s:%u:%u: %.*s", STR_ARG(c->path), at->at.line, at->at.column, STR_ARG(text));
}

/* Calls `check` for a text, or for every text of a list. */
typedef bool check_fn(const struct check *c, const struct node *text, const char *name);

static bool each_text(const struct check *c, const struct node *n, const char *name, check_fn *check)
{
	if (n && n->kind == NODE_STRING)
		return check(c, n, name);
	for (size_t i = 0; n && n->kind == NODE_SEQ && i < n->n; i++)
		if (n->item[i].kind == NODE_STRING && !check(c, &n->item[i], name))
			return false;
	return true;
}

static bool each_value(const struct check *c, const struct node *map, const char *name, check_fn *check)
{
	for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++)
		if (!each_text(c, &map->member[i].value, name, check))
			return false;
	return true;
}

static bool check_path(const struct check *c, const struct node *n, const char *name)
{
	str rest = n->text;
	bool is_inside = !str_starts(rest, STR("/")), is_git = false;

	while (rest.n && is_inside) {
		struct cut part = str_cut(rest, '/');

		is_inside = !str_eq_z(part.head, "..");
		is_git = is_git || str_eq_lower(part.head, STR(".git"));
		rest = part.tail;
	}
	if (is_inside && is_git)
		return fault(c, n, "%s is \"%.*s\", expected a path outside of git's own folder", name, STR_ARG(n->text));
	return is_inside || fault(c, n, "%s is \"%.*s\", expected a path below the dictionary's root, without \"..\"", name,
	                          STR_ARG(n->text));
}

static bool check_custom_files(const struct check *c, const struct node *rules)
{
	for (size_t i = 0; rules && rules->kind == NODE_SEQ && i < rules->n; i++)
		if (!each_text(c, doc_get_z(doc_get_z(&rules->item[i], "exists_in_file"), "file"), "file", check_path))
			return false;
	return true;
}

static bool check_glob(const struct check *c, const struct node *n, const char *name)
{
	struct err wrong;

	(void)name;
	return !n->text.n || glob_compile(n->text, c->a, &wrong) || fault(c, n, "%s", wrong.text);
}

static bool check_pattern(const struct check *c, const struct node *n, const char *name)
{
	struct err wrong;

	(void)name;
	return !n->text.n || regex_compile(n->text, c->a, &wrong) || fault(c, n, "%s", wrong.text);
}

/* What view_of in site/entry_snippets.c knows of an entry; dictum.yml(5) lists it. */
static const char *const view_names[] = { "key",   "name",    "action",  "kind", "description", "status",   "group",
	                                  "stage", "section", "variant", "path", "commit",      "segments", "fields" };
struct template_check {
	const struct check *c;
	const struct node *at;
	const char *what;
};

static bool check_template_name(void *arg, str name)
{
	const struct template_check *t = arg;
	str all[sizeof view_names / sizeof *view_names];
	size_t n = 0, near;

	for (; n < sizeof all / sizeof *all; n++) {
		all[n] = str_from_z(view_names[n]);
		if (str_eq(all[n], name))
			return true;
	}
	near = str_nearest(name, all, n);
	if (near < n)
		return fault(t->c, t->at, "template '%s' knows no {{%.*s}}, did you mean {{%.*s}}?", t->what, STR_ARG(name), STR_ARG(all[near]));
	return fault(t->c, t->at, "template '%s' knows no {{%.*s}}, expected %.*s, or {{fields.%.*s}} for a field of the definition", t->what,
	             STR_ARG(name), STR_ARG(str_join(t->c->a, all, n - 1, STR(", "))), STR_ARG(name));
}

static bool check_template(const struct check *c, const struct node *n, const char *name)
{
	struct err wrong;
	struct template_check names = { c, n, name };
	const struct template *t = template_add(template_set_new(c->a), str_from_z(name), n->text, &wrong);

	str partial = t ? template_partial(t) : (str){ 0 };

	if (!t)
		return fault(c, n, "%s", wrong.text);
	if (partial.n) /* those of pages know pages, not entries */
		return fault(c, n, "template '%s' knows no {{>%.*s}}: queries and links have no partials", name, STR_ARG(partial));
	return template_each_outer_name(t, check_template_name, &names);
}

static bool check_holes(const struct check *c, const struct node *n, const char *name)
{
	static const char *const known[] = { "path", "commit", "line", NULL };
	str rest = n->text;

	for (;;) {
		struct cut open = str_cut(rest, '{'), close = str_cut(open.tail, '}');

		if (!open.found || !close.found)
			return true;
		if (!str_is_among_z(close.head, known))
			return fault(c, n, "%s holds {%.*s}, expected {path}, {commit} or {line}", name, STR_ARG(close.head));
		rest = close.tail;
	}
}

/* Member `key` of every item of a list. */
static bool each_item(const struct check *c, const struct node *list, const char *key, check_fn *check)
{
	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++)
		if (!each_text(c, doc_get_z(&list->item[i], key), key, check))
			return false;
	return true;
}

static bool check_styles(const struct check *c, const struct node *keys)
{
	for (size_t i = 0; keys && keys->kind == NODE_SEQ && i < keys->n; i++)
		if (!each_text(c, doc_get_z(doc_get_z(&keys->item[i], "style"), "pattern"), "pattern", check_pattern))
			return false;
	return true;
}

static bool check_kind_values(const struct check *c, const struct node *kind)
{
	const struct node *schema = doc_get_z(kind, "schema"), *personal = doc_get_z(doc_get_z(kind, "properties"), "personal");

	return each_text(c, doc_get_z(kind, "files"), "files", check_glob) && each_text(c, doc_get_z(kind, "ignore"), "ignore", check_glob) &&
	       each_text(c, personal, "personal", check_glob) && check_styles(c, doc_get_z(kind, "key")) &&
	       each_text(c, schema, "schema", check_path) && each_text(c, doc_get_z(schema, "path"), "path", check_path);
}

bool config_check_values(str path, const struct node *root, struct arena *a, struct err *e)
{
	const struct check c = { path, a, e };
	const struct node *kinds = doc_get_z(root, "kinds"), *sources = doc_get_z(root, "sources"), *lint = doc_get_z(root, "lint");

	for (size_t i = 0; kinds && kinds->kind == NODE_MAP && i < kinds->n; i++)
		if (!check_kind_values(&c, &kinds->member[i].value))
			return false;
	return each_text(&c, doc_get_z(root, "owners"), "owners", check_path) && each_text(&c, doc_get_z(root, "guides"), "guides", check_path) &&
	       each_value(&c, doc_get_z(root, "formats"), "the list", check_path) &&
	       each_text(&c, doc_get_z(lint, "baseline"), "baseline", check_path) && check_custom_files(&c, doc_get_z(lint, "custom")) &&
	       each_item(&c, doc_get_z(root, "queries"), "sql", check_template) &&
	       each_item(&c, doc_get_z(root, "links"), "url", check_template) && each_item(&c, sources, "view_url", check_holes) &&
	       each_item(&c, sources, "edit_url", check_holes);
}

static bool check_kind_name(const struct check *c, const struct dialect *d, const struct node *n)
{
	return !n || dialect_kind(d, doc_text(n)) ||
	       fault(c, n, "unknown kind '%.*s', expected one of %.*s", STR_ARG(doc_text(n)), STR_ARG(dialect_kind_names(d, c->a)));
}

static bool check_kind_names(const struct check *c, const struct dialect *d, const struct node *list, const char *key)
{
	for (size_t i = 0; list && i < list->n; i++)
		if (!check_kind_name(c, d, doc_get_z(&list->item[i], key)))
			return false;
	return true;
}

/* A name that is nearly that of a kind of the dialect is that kind misspelt. */
static bool fault_no_files(const struct check *c, const struct dialect *d, const struct member *m)
{
	str *names = arena_array(c->a, d->n_kinds, str);
	size_t n = 0, near;

	for (size_t i = 0; i < d->n_kinds; i++)
		if (d->kinds[i].files.n)
			names[n++] = d->kinds[i].name;
	near = str_nearest(m->key.text, names, n);
	if (near < n)
		return fault(c, &m->key, "kind '%.*s' has no files: did you mean '%.*s'? Else name them with files, a list of patterns",
		             STR_ARG(m->key.text), STR_ARG(names[near]));
	return fault(c, &m->key, "kind '%.*s' has no files: name them with files, a list of patterns", STR_ARG(m->key.text));
}

/* Patterns that only exclude take no file at all. */
static bool check_inclusion(const struct check *c, const struct kind *k, const struct node *files)
{
	for (size_t i = 0; i < k->files.n; i++)
		if (!glob_is_exclusion(k->files.glob[i]))
			return true;
	return fault(c, files, "the files of kind '%.*s' are patterns that exclude only: put one that takes files before them",
	             STR_ARG(k->name));
}

static bool check_folder(const struct check *c, const struct dialect *d, const struct kind *k, const struct node *at)
{
	if (url_is_own_folder(k->folder))
		return fault(c, at, "folder '%.*s' holds other pages of the site, choose another for kind '%.*s'", STR_ARG(k->folder),
		             STR_ARG(k->name));
	for (size_t i = 0; i < d->n_kinds; i++)
		if (d->kinds[i].index != k->index && str_eq(d->kinds[i].folder, k->folder))
			return fault(c, at, "folder '%.*s' is that of kind '%.*s', choose another for kind '%.*s'", STR_ARG(k->folder),
			             STR_ARG(d->kinds[i].name), STR_ARG(k->name));
	return true;
}

/* With another word every definition that says nothing would have a status nobody knows. */
static bool check_status(const struct check *c, const struct kind *k, const struct node *status)
{
	const struct node *word = doc_get_z(status, "default");

	return !word || kind_find_status(k, word->text) != STATUS_UNKNOWN ||
	       fault(c, word, "status.default of kind '%.*s' is \"%.*s\", expected a word of its values, or active, deprecated, broken or removed",
	             STR_ARG(k->name), STR_ARG(word->text));
}

/* A class nobody knows would never be told, and what it looks at would break nothing. */
static bool check_changes(const struct check *c, const struct node *changes)
{
	for (size_t i = 0; changes && i < changes->n; i++) {
		const struct node *class = doc_get_z(&changes->item[i], "class");

		if (!change_class_find(class->text))
			return fault(c, class, "%.*s", STR_ARG(change_class_unknown(class->text, c->a)));
	}
	return true;
}

static bool check_kind(const struct check *c, const struct dialect *d, const struct member *m)
{
	const struct kind *k = dialect_kind(d, m->key.text);
	const struct node *folder = doc_get_z(&m->value, "folder"), *files = doc_get_z(&m->value, "files");

	if (!k && str_is_among(m->key.text, d->left_out.v, d->left_out.n))
		return true;
	if (!k)
		return fault(c, &m->key, "kind '%.*s' is none of the dialect's, so it cannot be left out", STR_ARG(m->key.text));
	if (!k->files.n)
		return fault_no_files(c, d, m);
	if (files && !check_inclusion(c, k, files))
		return false;
	if (!k->n_keys)
		return fault(c, &m->key, "kind '%.*s' has no key: point at it with key, such as /name", STR_ARG(k->name));
	return check_folder(c, d, k, folder ? folder : &m->key) && check_kind_names(c, d, doc_get_z(&m->value, "refs"), "to") &&
	       check_status(c, k, doc_get_z(&m->value, "status")) && check_changes(c, doc_get_z(&m->value, "changes"));
}

/* With a list that has no file, every value would pass. */
static bool check_list(const struct check *c, const struct config *config, const struct dialect *d, const struct node *kind)
{
	const struct node *list = doc_get_z(doc_get_z(kind, "categories"), "list");
	size_t n = config->n_formats + d->n_formats;
	str *names = arena_array(c->a, n, str);

	for (size_t i = 0; i < n; i++) {
		names[i] = i < config->n_formats ? config->formats[i].value : d->formats[i - config->n_formats].value;
		if (!list || str_eq(names[i], doc_text(list)))
			return true;
	}
	if (list && !n)
		return fault(c, list, "unknown list '%.*s': formats is to name its file", STR_ARG(doc_text(list)));
	return !list || fault(c, list, "unknown list '%.*s', expected one of formats: %.*s", STR_ARG(doc_text(list)),
	                      STR_ARG(str_join(c->a, names, n, STR(", "))));
}

/* The values that the dialect knows of the fields with data categories. */
static size_t category_names(const struct dialect *d, struct arena *a, str **out)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n_kinds; i++)
		n += d->kinds[i].privacy ? d->kinds[i].privacy->n_labels : 0;
	*out = arena_array(a, n, str);
	n = 0;
	for (size_t i = 0; i < d->n_kinds; i++)
		for (size_t j = 0; d->kinds[i].privacy && j < d->kinds[i].privacy->n_labels; j++)
			(*out)[n++] = d->kinds[i].privacy->labels[j].value;
	return n;
}

/* What is told about a category that is nearly a known one would be shown as one in which nothing is collected. Others may be of the repository's own
   schema, or be still to come. */
static bool check_privacy(const struct check *c, const struct dialect *d, const struct node *privacy)
{
	str *names;
	size_t n = category_names(d, c->a, &names);

	for (size_t i = 0; privacy && i < privacy->n; i++) {
		const struct node *key = &privacy->member[i].key;
		size_t near = str_is_among(key->text, names, n) ? n : str_nearest(key->text, names, n);

		if (near < n)
			return fault(c, key, "unknown category '%.*s', did you mean '%.*s'? Else name it with the values of its field under fields",
			             STR_ARG(key->text), STR_ARG(names[near]));
	}
	return true;
}

bool config_check_kinds(const struct config *config, const struct dialect *d, struct arena *a, struct err *e)
{
	const struct check c = { config->path, a, e };

	if (!d->n_kinds && !config->kinds)
		return fault(&c, config->named_dialect, "dialect %.*s has no kinds of its own: name one under kinds, with files and key",
		             STR_ARG(d->name));
	if (!d->n_kinds)
		return fault(&c, config->kinds, "no kind is left: name one with files and key");
	for (size_t i = 0; config->kinds && i < config->kinds->n; i++)
		if (!check_kind(&c, d, &config->kinds->member[i]) || !check_list(&c, config, d, &config->kinds->member[i].value))
			return false;
	for (size_t i = 0; config->replaced && i < config->replaced->n; i++)
		if (!check_kind_name(&c, d, doc_get_z(&config->replaced->member[i].value, "kind")))
			return false;
	return check_privacy(&c, d, doc_get_z(config->root, "privacy")) && check_kind_names(&c, d, config->queries, "kind") && check_kind_names(&c, d, config->links, "kind");
}
