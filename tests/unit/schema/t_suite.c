/* The required tests of JSON-Schema-Test-Suite, drafts 7 and 2020-12: every file of a folder, every case, no
   exceptions. Remote documents come from its folder remotes/, known as http://localhost:1234/. */
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

enum { SUITE_FILE_MAX = 4 << 20 /* bytes */ };

struct suite {
	struct arena arena;
	str folder; /* json-schema/ */
	enum schema_draft draft;
	size_t n_run, n_failed;
};

static const struct node *read_json(struct suite *s, str path)
{
	struct diag_list found;
	struct err e = { 0 };
	str bytes;

	diag_list_init(&found, &s->arena);
	if (fs_read_at(AT_FDCWD, path, SUITE_FILE_MAX, &s->arena, &bytes, &e) != FS_READ_OK)
		return NULL;
	return doc_parse_json(path, bytes, NULL, &s->arena, &found).root;
}

static const struct node *load_remote(void *arg, str *found, struct err *e)
{
	str uri = *found;
	struct suite *s = arg;
	str prefix = STR("http://localhost:1234/");
	const struct node *n = NULL;

	if (str_starts(uri, prefix))
		n = read_json(s, str_fmt(&s->arena, "%.*s/remotes/%.*s", STR_ARG(s->folder),
		                         STR_ARG(str_from(uri, prefix.n))));
	if (!n)
		err_usage(e, "no remote document %.*s", STR_ARG(uri));
	return n;
}

static void run_group(struct suite *s, str file, const struct node *group)
{
	struct schema_options options = { .draft = s->draft, .load = load_remote, .load_arg = s };
	struct schema_set *set = schema_set_new(&options, &s->arena);
	const struct node *tests = doc_get(group, STR("tests"));
	str title = doc_text(doc_get(group, STR("description")));
	struct diag_list found;
	struct err e = { 0 };
	const struct schema *schema;

	diag_list_init(&found, &s->arena);
	schema = schema_compile(set, file, doc_get(group, STR("schema")), (str){ 0 }, &found, &e);
	if (!schema)
		print_message("# %.*s: %.*s: broken: %.*s\n", STR_ARG(file), STR_ARG(title),
		              STR_ARG(found.all.n ? found.all.v[0].message : str_from_z(e.text)));
	for (size_t i = 0; i < tests->n; i++) {
		const struct node *test = &tests->item[i];
		const struct node *data = doc_get(test, STR("data"));
		bool expected = doc_get(test, STR("valid"))->is_true;
		size_t before = found.all.n;
		bool valid = schema && schema_validate(schema, STR("data"), data, &s->arena, &found);

		s->n_run++;
		if (schema && valid == expected && (found.all.n > before) != valid)
			continue;
		s->n_failed++;
		print_message("# %.*s: %.*s: %.*s\n", STR_ARG(file), STR_ARG(title),
		              STR_ARG(doc_text(doc_get(test, STR("description")))));
	}
}

static void run_folder(const char *name, enum schema_draft draft, size_t at_least)
{
	struct suite s = { .draft = draft };
	struct fs_items items = { 0 };
	struct err e = { 0 };
	str folder;

	s.folder = str_fmt(&s.arena, "%s/json-schema", conformance_folder());
	folder = str_fmt(&s.arena, "%.*s/tests/%s", STR_ARG(s.folder), name);
	if (!fs_exists(AT_FDCWD, s.folder)) {
		arena_free(&s.arena);
		skip();
	}
	assert_true(fs_list(AT_FDCWD, folder, &s.arena, &items, &e));
	for (size_t i = 0; i < items.all.n; i++) {
		const struct node *groups;

		if (items.all.v[i].kind != FS_FILE || !str_ends(items.all.v[i].name, STR(".json")))
			continue;
		groups = read_json(&s, fs_path_join(&s.arena, folder, items.all.v[i].name));
		assert_non_null(groups);
		for (size_t g = 0; g < groups->n; g++)
			run_group(&s, items.all.v[i].name, &groups->item[g]);
	}
	print_message("# %s: %zu cases, %zu failed\n", name, s.n_run, s.n_failed);
	assert_true(s.n_run >= at_least);
	assert_int_equal(s.n_failed, 0);
	arena_free(&s.arena);
}

static void draft_7_passes_every_required_test(void **state)
{
	(void)state;
	run_folder("draft7", DRAFT_7, 927);
}

static void draft_2020_12_passes_every_required_test(void **state)
{
	(void)state;
	run_folder("draft2020-12", DRAFT_2020_12, 1299);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draft_7_passes_every_required_test),
		cmocka_unit_test(draft_2020_12_passes_every_required_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
