/* Checks of dictum.yml beyond its JSON Schema: what a value means must be there, and every fault names its place in the file. */
#include "cli/config_check.h"
#include "doc/regex.h"
#include "lint/custom.h"
#include "render/template.h"
#include "site/url.h"

/* Calls `check` for a text, or for every text of a list. */
typedef void check_fn(const struct faults *f, const struct node *text, const char *name);

static void each_text(const struct faults *f, const struct node *n, const char *name, check_fn *check)
{
	if (n && n->kind == NODE_STRING)
		check(f, n, name);
	for (size_t i = 0; n && n->kind == NODE_SEQ && i < n->n; i++)
		if (n->item[i].kind == NODE_STRING)
			check(f, &n->item[i], name);
}

static void each_value(const struct faults *f, const struct node *map, const char *name, check_fn *check)
{
	for (size_t i = 0; map && map->kind == NODE_MAP && i < map->n; i++)
		each_text(f, &map->member[i].value, name, check);
}

static void check_path(const struct faults *f, const struct node *n, const char *name)
{
	str rest = n->text;
	bool is_inside = !str_starts(rest, STR("/")), is_git = false;

	while (rest.n && is_inside) {
		struct cut part = str_cut(rest, '/');

		is_inside = !str_eq_z(part.head, "..");
		is_git = is_git || str_eq_lower(part.head, STR(".git"));
		rest = part.tail;
	}
	if (!is_inside)
		faults_add(f, n, "%s is \"%.*s\", expected a path below the dictionary's root, without \"..\"", name, STR_ARG(n->text));
	else if (is_git)
		faults_add(f, n, "%s is \"%.*s\", expected a path outside of git's own folder", name, STR_ARG(n->text));
}

static void check_custom_files(const struct faults *f, const struct node *rules)
{
	for (size_t i = 0; rules && rules->kind == NODE_SEQ && i < rules->n; i++)
		each_text(f, doc_get_z(doc_get_z(&rules->item[i], "exists_in_file"), "file"), "file", check_path);
}

static void check_glob(const struct faults *f, const struct node *n, const char *name)
{
	struct arena scratch = { 0 };
	struct err wrong;

	(void)name;
	if (n->text.n && !glob_compile(n->text, &scratch, &wrong))
		faults_add(f, n, "%s", wrong.text);
	arena_free(&scratch);
}

static void check_pattern(const struct faults *f, const struct node *n, const char *name)
{
	struct err wrong;

	(void)name;
	if (n->text.n && !regex_compile(n->text, f->a, &wrong))
		faults_add(f, n, "%s", wrong.text);
}

/* What view_of in site/entry_snippets.c knows of an entry; dictum.yml(5) lists it. */
static const char *const view_names[] = { "key",   "name",    "action",  "kind", "description", "status",   "group",
	                                  "stage", "section", "variant", "path", "commit",      "segments", "fields" };
struct template_check {
	const struct faults *f;
	const struct node *at;
	const char *what;
};

/* One unknown name of a template is told. */
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
		faults_add(t->f, t->at, "template '%s' knows no {{%.*s}}, did you mean {{%.*s}}?", t->what, STR_ARG(name), STR_ARG(all[near]));
	else
		faults_add(t->f, t->at, "template '%s' knows no {{%.*s}}, expected %.*s, or {{fields.%.*s}} for a field of the definition", t->what,
		           STR_ARG(name), STR_ARG(str_join(t->f->a, all, n - 1, STR(", "))), STR_ARG(name));
	return false;
}

static void check_template(const struct faults *f, const struct node *n, const char *name)
{
	struct err wrong;
	struct template_check names = { f, n, name };
	const struct template *t = template_add(template_set_new(f->a), str_from_z(name), n->text, &wrong);

	str partial = t ? template_partial(t) : (str){ 0 };

	if (!t)
		faults_add(f, n, "%s", wrong.text);
	else if (partial.n) /* those of pages know pages, not entries */
		faults_add(f, n, "template '%s' knows no {{>%.*s}}: queries and links have no partials", name, STR_ARG(partial));
	else
		(void)template_each_outer_name(t, check_template_name, &names); /* it has told what it found */
}

static void check_holes(const struct faults *f, const struct node *n, const char *name)
{
	static const char *const known[] = { "path", "commit", "line", NULL };
	str rest = n->text;

	for (;;) {
		struct cut open = str_cut(rest, '{'), close = str_cut(open.tail, '}');

		if (!open.found || !close.found)
			return;
		if (!str_is_among_z(close.head, known)) {
			faults_add(f, n, "%s holds {%.*s}, expected {path}, {commit} or {line}", name, STR_ARG(close.head));
			return;
		}
		rest = close.tail;
	}
}

/* Member `key` of every item of a list. */
static void each_item(const struct faults *f, const struct node *list, const char *key, check_fn *check)
{
	for (size_t i = 0; list && list->kind == NODE_SEQ && i < list->n; i++)
		each_text(f, doc_get_z(&list->item[i], key), key, check);
}

static void check_styles(const struct faults *f, const struct node *keys)
{
	for (size_t i = 0; keys && keys->kind == NODE_SEQ && i < keys->n; i++)
		each_text(f, doc_get_z(doc_get_z(&keys->item[i], "style"), "pattern"), "pattern", check_pattern);
}

static void check_kind_values(const struct faults *f, const struct node *kind)
{
	const struct node *schema = doc_get_z(kind, "schema");

	each_text(f, doc_get_z(kind, "files"), "files", check_glob);
	each_text(f, doc_get_z(kind, "ignore"), "ignore", check_glob);
	each_text(f, doc_get_z(doc_get_z(kind, "properties"), "personal"), "personal", check_glob);
	check_styles(f, doc_get_z(kind, "key"));
	each_text(f, schema, "schema", check_path);
	each_text(f, doc_get_z(schema, "path"), "path", check_path);
}

void config_check_values(const struct faults *f, const struct node *root)
{
	const struct node *kinds = doc_get_z(root, "kinds"), *sources = doc_get_z(root, "sources"), *lint = doc_get_z(root, "lint");

	for (size_t i = 0; kinds && kinds->kind == NODE_MAP && i < kinds->n; i++)
		check_kind_values(f, &kinds->member[i].value);
	each_text(f, doc_get_z(root, "owners"), "owners", check_path);
	each_text(f, doc_get_z(root, "guides"), "guides", check_path);
	each_value(f, doc_get_z(root, "formats"), "the list", check_path);
	each_text(f, doc_get_z(lint, "baseline"), "baseline", check_path);
	check_custom_files(f, doc_get_z(lint, "custom"));
	each_item(f, doc_get_z(root, "queries"), "sql", check_template);
	each_item(f, doc_get_z(root, "links"), "url", check_template);
	each_item(f, sources, "view_url", check_holes);
	each_item(f, sources, "edit_url", check_holes);
}

static void check_kind_name(const struct faults *f, const struct dialect *d, const struct node *n)
{
	if (n && !f->found->is_cut && !dialect_kind(d, doc_text(n)))
		faults_add(f, n, "unknown kind '%.*s', expected one of %.*s", STR_ARG(doc_text(n)), STR_ARG(dialect_kind_names(d, f->a)));
}

static void check_kind_names(const struct faults *f, const struct dialect *d, const struct node *list, const char *key)
{
	for (size_t i = 0; list && i < list->n; i++)
		check_kind_name(f, d, doc_get_z(&list->item[i], key));
}

/* A name that is nearly that of a kind of the dialect is that kind misspelt. */
static void fault_no_files(const struct faults *f, const struct dialect *d, const struct member *m)
{
	str *names = arena_array(f->a, d->n_kinds, str);
	size_t n = 0, near;

	for (size_t i = 0; i < d->n_kinds; i++)
		if (d->kinds[i].files.n)
			names[n++] = d->kinds[i].name;
	near = str_nearest(m->key.text, names, n);
	if (near < n)
		faults_add(f, &m->key, "kind '%.*s' has no files: did you mean '%.*s'? Else name them with files, a list of patterns",
		           STR_ARG(m->key.text), STR_ARG(names[near]));
	else
		faults_add(f, &m->key, "kind '%.*s' has no files: name them with files, a list of patterns", STR_ARG(m->key.text));
}

/* Patterns that only exclude take no file at all. */
static void check_inclusion(const struct faults *f, const struct kind *k, const struct node *files)
{
	for (size_t i = 0; i < k->files.n; i++)
		if (!glob_is_exclusion(k->files.glob[i]))
			return;
	faults_add(f, files, "the files of kind '%.*s' are patterns that exclude only: put one that takes files before them", STR_ARG(k->name));
}

static void check_folder(const struct faults *f, const struct dialect *d, const struct kind *k, const struct node *at)
{
	if (url_is_own_folder(k->folder)) {
		faults_add(f, at, "folder '%.*s' holds other pages of the site, choose another for kind '%.*s'", STR_ARG(k->folder), STR_ARG(k->name));
		return;
	}
	for (size_t i = 0; i < d->n_kinds; i++)
		if (d->kinds[i].index != k->index && str_eq(d->kinds[i].folder, k->folder)) {
			faults_add(f, at, "folder '%.*s' is that of kind '%.*s', choose another for kind '%.*s'", STR_ARG(k->folder),
			           STR_ARG(d->kinds[i].name), STR_ARG(k->name));
			return;
		}
}

/* With another word every definition that says nothing would have a status nobody knows. */
static void check_status(const struct faults *f, const struct kind *k, const struct node *status)
{
	const struct node *word = doc_get_z(status, "default");

	if (word && kind_find_status(k, word->text) == STATUS_UNKNOWN)
		faults_add(f, word, "status.default of kind '%.*s' is \"%.*s\", expected a word of its values, or active, deprecated, broken or removed",
		           STR_ARG(k->name), STR_ARG(word->text));
}

/* A class nobody knows would never be told, and what it looks at would break nothing. */
static void check_changes(const struct faults *f, const struct node *changes)
{
	for (size_t i = 0; changes && i < changes->n; i++) {
		const struct node *class = doc_get_z(&changes->item[i], "class");

		if (!change_class_find(class->text))
			faults_add(f, class, "%.*s", STR_ARG(change_class_unknown(class->text, f->a)));
	}
}

/* Of one that is there: the fields that others depend on. */
static void check_kind_parts(const struct faults *f, const struct dialect *d, const struct kind *k, const struct member *m)
{
	const struct node *folder = doc_get_z(&m->value, "folder"), *files = doc_get_z(&m->value, "files");

	if (files)
		check_inclusion(f, k, files);
	if (!k->n_keys)
		faults_add(f, &m->key, "kind '%.*s' has no key: point at it with key, such as /name", STR_ARG(k->name));
	check_folder(f, d, k, folder ? folder : &m->key);
	check_kind_names(f, d, doc_get_z(&m->value, "refs"), "to");
	check_status(f, k, doc_get_z(&m->value, "status"));
	check_changes(f, doc_get_z(&m->value, "changes"));
}

static void check_kind(const struct faults *f, const struct dialect *d, const struct member *m)
{
	const struct kind *k = dialect_kind(d, m->key.text);

	if (k && k->files.n)
		check_kind_parts(f, d, k, m);
	else if (k)
		fault_no_files(f, d, m);
	else if (!str_is_among(m->key.text, d->left_out.v, d->left_out.n))
		faults_add(f, &m->key, "kind '%.*s' is none of the dialect's, so it cannot be left out", STR_ARG(m->key.text));
}

/* With a list that has no file, every value would pass. */
static void check_list(const struct faults *f, const struct config *config, const struct dialect *d, const struct node *kind)
{
	const struct node *list = doc_get_z(doc_get_z(kind, "categories"), "list");
	size_t n = config->n_formats + d->n_formats;
	str *names = arena_array(f->a, n, str);

	for (size_t i = 0; i < n; i++) {
		names[i] = i < config->n_formats ? config->formats[i].value : d->formats[i - config->n_formats].value;
		if (!list || str_eq(names[i], doc_text(list)))
			return;
	}
	if (list && !n)
		faults_add(f, list, "unknown list '%.*s': formats is to name its file", STR_ARG(doc_text(list)));
	else if (list)
		faults_add(f, list, "unknown list '%.*s', expected one of formats: %.*s", STR_ARG(doc_text(list)),
		           STR_ARG(str_join(f->a, names, n, STR(", "))));
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
static void check_privacy(const struct faults *f, const struct dialect *d, const struct node *privacy)
{
	str *names;
	size_t n = category_names(d, f->a, &names);

	for (size_t i = 0; privacy && i < privacy->n; i++) {
		const struct node *key = &privacy->member[i].key;
		size_t near = str_is_among(key->text, names, n) ? n : str_nearest(key->text, names, n);

		if (near < n)
			faults_add(f, key, "unknown category '%.*s', did you mean '%.*s'? Else name it with the values of its field under fields",
			           STR_ARG(key->text), STR_ARG(names[near]));
	}
}

/* Searches and their answers have guides beside the kinds, by that name. */
static void check_guides(const struct faults *f, const struct config *config, const struct dialect *d)
{
	if (config->guides.n && dialect_kind(d, STR("guide")))
		faults_add(f, doc_get_z(config->root, "guides"), "searches find guides by the kind 'guide', choose another name for the kind that is called so");
}

static void check_names(const struct faults *f, const struct config *config, const struct dialect *d)
{
	check_guides(f, config, d);
	for (size_t i = 0; config->kinds && i < config->kinds->n; i++) {
		check_kind(f, d, &config->kinds->member[i]);
		check_list(f, config, d, &config->kinds->member[i].value);
	}
	for (size_t i = 0; config->replaced && i < config->replaced->n; i++)
		check_kind_name(f, d, doc_get_z(&config->replaced->member[i].value, "kind"));
	check_privacy(f, d, doc_get_z(config->root, "privacy"));
	check_kind_names(f, d, config->queries, "kind");
	check_kind_names(f, d, config->links, "kind");
	lint_custom_bind(config->custom, d, f);
}

bool config_check_kinds(const struct config *config, const struct dialect *d, struct arena *a, struct err *e)
{
	struct diag_list found;
	const struct faults f = { config->path, a, &found };

	diag_list_init(&found, a);
	if (d->n_kinds)
		check_names(&f, config, d);
	else if (config->kinds)
		faults_add(&f, config->kinds, "no kind is left: name one with files and key");
	else
		faults_add(&f, config->named_dialect, "dialect %.*s has no kinds of its own: name one under kinds, with files and key", STR_ARG(d->name));
	return !found.all.n || err_findings(e, &found);
}
