/* The optional tests of JSON-Schema-Test-Suite for formats and patterns, drafts 7 and 2020-12: every file of the folder
   optional/format whose format is checked, and the two files about regular expressions. Formats and patterns only: no
   schema is compiled here. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "doc/regex.h"
#include "schema/schema.h"
#include "unit/folders.h"
#include "unit/kinds.h"

enum { SUITE_FILE_MAX = 4 << 20 /* bytes */ };

/* Cases that are known to fail. One that passes is an error here, so the list cannot grow old. */
static const struct expected_failure {
	const char *file, *test, *reason;
} expected_failures[] = {
	{ NULL, NULL, NULL }, /* none today */
};

struct suite {
	struct arena arena;
	str folder;   /* .../tests/draft7/optional */
	str file;     /* "format/date.json" */
	size_t n_run; /* cases */
	size_t n_wrong;
	bool is_missing;
};

static void suite_open(struct suite *s, const char *draft)
{
	const char *top = conformance_folder();
	memset(s, 0, sizeof *s);
	arena_init(&s->arena);
	s->is_missing = !fs_is_dir(AT_FDCWD, str_fmt(&s->arena, "%s/json-schema", top));
	s->folder = str_fmt(&s->arena, "%s/json-schema/tests/%s/optional", top, draft);
}

static const struct node *read_groups(struct suite *s, str file)
{
	struct diag_list found;
	struct err e = { 0 };
	str bytes;
	diag_list_init(&found, &s->arena);
	str path = fs_path_join(&s->arena, s->folder, file);
	s->file = file;
	if (fs_read_at(AT_FDCWD, path, SUITE_FILE_MAX, &s->arena, &bytes, &e) != FS_READ_OK)
		return NULL;
	return doc_parse_json(path, bytes, NULL, &s->arena, &found).root;
}

static bool is_expected_to_fail(str file, str test)
{
	for (const struct expected_failure *x = expected_failures; x->file != NULL; x++)
		if (str_eq_z(file, x->file) && str_eq_z(test, x->test))
			return true;
	return false;
}

static void count_case(struct suite *s, const struct node *test, bool got)
{
	str name = doc_text(doc_get(test, STR("description")));
	bool want = doc_get(test, STR("valid"))->is_true;
	s->n_run++;
	if ((got == want) != is_expected_to_fail(s->file, name))
		return;
	s->n_wrong++;
	print_message("# %.*s: %.*s: %s\n", STR_ARG(s->file), STR_ARG(name),
	              got == want ? "passes, but is listed as a failure" : "fails");
}

/* What the schemas of these files use, each as far as they use it */

static bool pattern_compiles(str pattern, struct arena *a)
{
	struct err e = { 0 };
	return regex_compile(pattern, a, &e) != NULL;
}

static bool matches(str pattern, str subject, struct arena *a)
{
	struct err e = { 0 };
	struct regex *r = regex_compile(pattern, a, &e);
	assert_non_null(r);
	enum regex_result got = regex_find(r, subject);
	assert_int_not_equal(got, REGEX_GAVE_UP);
	return got == REGEX_YES;
}

static bool value_fits(const struct node *schema, const struct node *value)
{
	str type = doc_text(doc_get(schema, STR("type")));
	return type.n == 0 || str_eq_z(type, node_kind_name(value));
}

static bool properties_fit(const struct node *schema, const struct node *data, struct arena *a)
{
	const struct node *patterns = doc_get(schema, STR("patternProperties"));
	bool is_closed = doc_get(schema, STR("additionalProperties")) != NULL;
	if (patterns == NULL || data->kind != NODE_MAP)
		return true;
	for (size_t i = 0; i < data->n; i++) {
		bool is_known = false;
		for (size_t k = 0; k < patterns->n; k++) {
			if (!matches(patterns->member[k].key.text, data->member[i].key.text, a))
				continue;
			is_known = true;
			if (!value_fits(&patterns->member[k].value, &data->member[i].value))
				return false;
		}
		if (is_closed && !is_known)
			return false;
	}
	return true;
}

static bool is_valid(const struct node *schema, const struct node *data, struct arena *a)
{
	const struct node *pattern = doc_get(schema, STR("pattern"));
	format_check *fits = format_find(doc_text(doc_get(schema, STR("format"))));
	if (doc_get(schema, STR("$ref")) != NULL && doc_get(data, STR("pattern")) != NULL)
		return pattern_compiles(doc_text(doc_get(data, STR("pattern"))), a); /* a schema for the metaschema */
	if (data->kind == NODE_STRING && fits && !fits(data->text, a))
		return false;
	if (data->kind == NODE_STRING && pattern != NULL && !matches(pattern->text, data->text, a))
		return false;
	return properties_fit(schema, data, a);
}

static void run_groups(struct suite *s, const struct node *groups)
{
	struct arena scratch;
	arena_init(&scratch);
	for (size_t g = 0; g < groups->n; g++) {
		const struct node *schema = doc_get(&groups->item[g], STR("schema")),
		                  *tests = doc_get(&groups->item[g], STR("tests"));
		assert_non_null(tests);
		for (size_t i = 0; i < tests->n; i++) {
			count_case(s, &tests->item[i],
			           is_valid(schema, doc_get(&tests->item[i], STR("data")), &scratch));
			arena_reset(&scratch);
		}
	}
	arena_free(&scratch);
}

static bool has_check(str file)
{
	return format_find(str_sub(file, 0, file.n - 5)) != NULL;
}

/* Asserts nothing before the arena is gone, so that a failure does not look like a leak. */
static void suite_close(struct suite *s, const char *what, size_t at_least)
{
	size_t n_run = s->n_run, n_wrong = s->n_wrong;
	bool is_missing = s->is_missing;
	arena_free(&s->arena);
	if (is_missing)
		skip();
	print_message("# %s: %zu cases, %zu wrong\n", what, n_run, n_wrong);
	assert_int_equal(n_wrong, 0);
	assert_true(n_run >= at_least);
}

static void run_formats(const char *draft, size_t at_least)
{
	struct suite s;
	struct fs_items items = { 0 };
	struct err e = { 0 };
	suite_open(&s, draft);
	str folder = fs_path_join(&s.arena, s.folder, STR("format"));
	if (!s.is_missing)
		assert_true(fs_list(AT_FDCWD, folder, &s.arena, &items, &e));
	for (size_t i = 0; i < items.all.n; i++) {
		str name = items.all.v[i].name;
		if (!str_ends(name, STR(".json")) || !has_check(name))
			continue;
		const struct node *groups = read_groups(&s, fs_path_join(&s.arena, STR("format"), name));
		assert_non_null(groups);
		run_groups(&s, groups);
	}
	suite_close(&s, draft, at_least);
}

/* A file that the copy of the suite does not have is left out unless it must be there. */
static void run_patterns(const char *draft, const char *file, size_t at_least)
{
	struct suite s;
	suite_open(&s, draft);
	const struct node *groups = s.is_missing ? NULL : read_groups(&s, str_from_z(file));
	if (groups != NULL)
		run_groups(&s, groups);
	else
		s.is_missing = s.is_missing || strcmp(file, "ecmascript-regex.json") == 0;
	suite_close(&s, file, at_least);
}

static void draft_7_formats_pass(void **state)
{
	(void)state;
	run_formats("draft7", 475);
}

static void draft_2020_12_formats_pass(void **state)
{
	(void)state;
	run_formats("draft2020-12", 562);
}

static void draft_7_patterns_beyond_16_bits_pass(void **state)
{
	(void)state;
	run_patterns("draft7", "non-bmp-regex.json", 12);
}

static void draft_2020_12_patterns_beyond_16_bits_pass(void **state)
{
	(void)state;
	run_patterns("draft2020-12", "non-bmp-regex.json", 12);
}

static void draft_7_ecmascript_patterns_pass(void **state)
{
	(void)state;
	run_patterns("draft7", "ecmascript-regex.json", 74);
}

static void draft_2020_12_ecmascript_patterns_pass(void **state)
{
	(void)state;
	run_patterns("draft2020-12", "ecmascript-regex.json", 74);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draft_7_formats_pass),
		cmocka_unit_test(draft_2020_12_formats_pass),
		cmocka_unit_test(draft_7_patterns_beyond_16_bits_pass),
		cmocka_unit_test(draft_2020_12_patterns_beyond_16_bits_pass),
		cmocka_unit_test(draft_7_ecmascript_patterns_pass),
		cmocka_unit_test(draft_2020_12_ecmascript_patterns_pass),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
