/* Real definitions against their own schemas: the findings of each file must be those that an independent validator
   recorded, by instance and keyword. Skipped where the corpus is absent. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "schema/schema.h"
#include "unit/folders.h"

enum { CORPUS_FILE_MAX = 4 << 20 /* bytes */ };

struct corpus {
	struct arena arena;
	const char *name;
	str folder;
	struct map expected; /* path -> struct map of "pointer keyword" */
	struct schema_set *set;
	size_t n_files, n_findings, n_wrong;
};

static str read_file(struct corpus *c, str path)
{
	struct err e = { 0 };
	str bytes = { 0 };

	(void)fs_read_at(AT_FDCWD, path, CORPUS_FILE_MAX, &c->arena, &bytes, &e); /* empty when missing */
	return bytes;
}

static const struct node *read_tree_as(struct corpus *c, str path, enum doc_mode mode)
{
	struct diag_list found;
	str bytes = read_file(c, fs_path_join(&c->arena, c->folder, path));

	diag_list_init(&found, &c->arena);
	if (!bytes.n)
		return NULL;
	if (str_ends(path, STR(".json")))
		return doc_parse_json(path, bytes, NULL, &c->arena, &found).root;
	return doc_parse_yaml(path, bytes, mode, NULL, &c->arena, &found).root;
}

static const struct node *read_tree(struct corpus *c, str path)
{
	return read_tree_as(c, path, DOC_DEFINITION);
}

static const struct node *load(void *arg, str *found, struct err *e)
{
	str uri = *found;
	const struct node *n = read_tree(arg, uri);

	if (!n)
		err_usage(e, "no file %.*s", STR_ARG(uri));
	return n;
}

static void put_row(struct corpus *c, str path, str row)
{
	void **rows = map_put(&c->expected, path, &c->arena);

	if (!*rows)
		*rows = arena_new(&c->arena, struct map);
	if (row.n)
		*map_put(*rows, row, &c->arena) = c;
}

/* path, kind, pointer, keyword, message; "ok" for no finding, "/" for the empty pointer. Rows below spec/ are of other
 * files. */
static void read_expected(struct corpus *c)
{
	str path = str_fmt(&c->arena, "%s/%s.expected-schema-findings.tsv", corpus_folder(), c->name);
	struct cut line = { .tail = read_file(c, path) };

	if (!fs_exists(AT_FDCWD, path)) {
		arena_free(&c->arena);
		skip();
	}
	while (line.tail.n) {
		str field[4] = { { 0 } };

		line = str_cut(line.tail, '\n');
		struct cut rest = { .tail = line.head };
		for (size_t i = 0; i < 4; i++) {
			rest = str_cut(rest.tail, '\t');
			field[i] = rest.head;
		}
		if (str_starts(field[0], STR("spec/")))
			continue;
		put_row(c, field[0], (str){ 0 });
		if (!str_eq_z(field[3], "ok"))
			put_row(c, field[0],
			        str_fmt(&c->arena, "%.*s %.*s",
			                STR_ARG(str_eq_z(field[2], "/") ? (str){ 0 } : field[2]), STR_ARG(field[3])));
	}
}

static void compare(struct corpus *c, str path, const struct diag_list *found)
{
	static const struct map nothing;
	const struct map *expected = map_get(&c->expected, path);
	struct map rows = { 0 };

	if (!expected)
		expected = &nothing;
	for (size_t i = 0; i < found->all.n; i++) {
		const struct diag *d = &found->all.v[i];
		str row = str_fmt(&c->arena, "%.*s %.*s", STR_ARG(d->pointer),
		                  STR_ARG(str_cut_last(d->schema_pointer, '/').tail));

		if (getenv("DICTUM_PRINT"))
			print_message("# %.*s:%u:%u: %s: %.*s [%.*s] %.*s %.*s\n", STR_ARG(path), d->at.at.line,
			              d->at.at.column, d->rule->id, STR_ARG(d->message), STR_ARG(d->schema_pointer),
			              STR_ARG(d->hint), STR_ARG(d->help));
		*map_put(&rows, row, &c->arena) = c;
		if (map_has(expected, row))
			continue;
		c->n_wrong++;
		print_message("# %.*s: not expected: %.*s: %.*s\n", STR_ARG(path), STR_ARG(row), STR_ARG(d->message));
	}
	for (const struct map_slot *s = expected->first; s; s = s->next) {
		if (map_has(&rows, s->key))
			continue;
		c->n_wrong++;
		print_message("# %.*s: missing: %.*s\n", STR_ARG(path), STR_ARG(s->key));
	}
	c->n_findings += rows.n;
}

static const struct schema *compile(struct corpus *c, str path)
{
	struct diag_list found;
	struct err e = { 0 };
	const struct schema *s;

	diag_list_init(&found, &c->arena);
	s = schema_compile(c->set, path, read_tree(c, path), path, &found, &e);
	if (!s)
		fail_msg("%.*s: %.*s", STR_ARG(path),
		         STR_ARG(found.all.n ? found.all.v[0].message : str_from_z(e.text)));
	return s;
}

static void check_file(struct corpus *c, const struct schema *s, str path)
{
	struct diag_list found;
	const struct node *root = read_tree(c, path);

	diag_list_init(&found, &c->arena);
	if (!root)
		return;
	(void)schema_validate(s, path, root, &c->arena, &found); /* the findings are compared */
	compare(c, path, &found);
	c->n_files++;
}

static void check_folder(struct corpus *c, const struct schema *s, str folder, bool with_folders)
{
	struct fs_items items = { 0 };
	struct err e = { 0 };

	assert_true(fs_list(AT_FDCWD, fs_path_join(&c->arena, c->folder, folder), &c->arena, &items, &e));
	for (size_t i = 0; i < items.all.n; i++) {
		str path = fs_path_join(&c->arena, folder, items.all.v[i].name);

		if (items.all.v[i].kind == FS_DIR && with_folders)
			check_folder(c, s, path, false);
		else if (str_ends(path, STR(".yml")))
			check_file(c, s, path);
	}
}

static void add_categories(struct corpus *c)
{
	const struct node *list = read_tree_as(c, STR("config/feature_categories.yml"), DOC_CONFIG);
	str *values;

	if (!list || list->kind != NODE_SEQ)
		return;
	values = arena_array(&c->arena, list->n, str);
	for (size_t i = 0; i < list->n; i++)
		values[i] = doc_text(&list->item[i]);
	schema_set_list(c->set, STR("known_product_category"), values, list->n);
}

static void run(const char *name, const char *metric_schema, size_t files, size_t findings)
{
	struct corpus c = { .name = name };
	struct schema_options options = { .assert_formats = true, .load = load, .load_arg = &c };

	c.folder = str_fmt(&c.arena, "%s/%s", corpus_folder(), name);
	read_expected(&c);
	c.set = schema_set_new(&options, &c.arena);
	add_categories(&c);
	check_folder(&c, compile(&c, str_from_z(metric_schema)), STR("config/metrics"), true);
	check_folder(&c, compile(&c, STR("config/events/schema.json")), STR("config/events"), true);
	print_message("# %s: %zu files, %zu findings by instance and keyword\n", name, c.n_files, c.n_findings);
	assert_true(c.n_files >= files);
	assert_true(c.n_findings >= findings);
	assert_int_equal(c.n_wrong, 0);
	arena_free(&c.arena);
}

static void definitions_of_2023_get_the_recorded_findings(void **state)
{
	(void)state;
	run("gitlab-16.0", "config/metrics/schema.json", 2000, 16);
}

static void definitions_of_2026_get_the_recorded_findings(void **state)
{
	(void)state;
	run("gitlab-2026", "config/metrics/schema/base.json", 40, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(definitions_of_2023_get_the_recorded_findings),
		cmocka_unit_test(definitions_of_2026_get_the_recorded_findings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
