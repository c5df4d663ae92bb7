/* Looking up, pointers, equality and hashes of trees; the table of rules. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "doc/doc.h"
#include "doc/index.h"
#include "unit/text.h"

struct world {
	struct arena arena;
	struct diag_list found;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	if (!w)
		return -1;
	diag_list_init(&w->found, &w->arena);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	arena_free(&w->arena);
	free(w);
	return 0;
}

static const struct node *json(struct world *w, const char *text)
{
	struct doc_limits wide = { .digits = 1000, .bytes = 1 << 24 };
	struct doc doc = doc_parse_json(STR("x.json"), str_from_z(text), &wide, &w->arena, &w->found);

	assert_non_null(doc.root);
	return doc.root;
}

static const struct node *yaml(struct world *w, const char *text)
{
	struct doc doc = doc_parse_yaml(STR("x.yml"), str_from_z(text), DOC_CONFIG, NULL, &w->arena, &w->found);

	assert_non_null(doc.root);
	return doc.root;
}

static void members_are_found_by_name(void **state)
{
	const struct node *root = json(*state, "{\"a\": 1, \"\": 2, \"b\": {\"c\": \"d\"}}");

	assert_int_equal(node_integer(doc_get(root, STR("a"))), 1);
	assert_int_equal(node_integer(doc_get(root, STR(""))), 2);
	assert_str(doc_text(doc_get(doc_get(root, STR("b")), STR("c"))), "d");
	assert_str(doc_member(root, STR("b"))->key.text, "b");
	assert_null(doc_get(root, STR("x")));
	assert_null(doc_get(NULL, STR("x")));
	assert_null(doc_get(doc_get(root, STR("a")), STR("x")));
}

static void what_is_null_or_blank_is_not_given(void **state)
{
	const struct node *root = yaml(*state, "null: ~\nempty: ''\nblank: \" \\t\\n\"\ntext: ' a '\nfalse: false\nzero: 0\nlist: []\nmap: {}\n");

	assert_false(doc_is_given(NULL));
	for (size_t i = 0; i < root->n; i++)
		assert_int_equal(doc_is_given(&root->member[i].value), i > 2);
}

/* RFC 6901 section 5 */
/* Their first, middle and last bytes and their lengths are the same, so their marks are. */
static void keys_with_the_same_mark_are_told_apart(void **state)
{
	struct world *w = *state;
	const struct node *n = yaml(w, "abXcd: 1\nabXxd: 2\n'': 3\nabXcd2: 4\n");

	assert_int_equal(doc_key_mark(STR("abXcd")), doc_key_mark(STR("abXxd")));
	assert_str(doc_get(n, STR("abXcd"))->text, "1");
	assert_str(doc_get(n, STR("abXxd"))->text, "2");
	assert_str(doc_get(n, STR(""))->text, "3");
	assert_str(doc_get(n, STR("abXcd2"))->text, "4");
	assert_null(doc_get(n, STR("abXyd")));
	for (uint32_t i = 0; i < n->n; i++)
		assert_int_equal(n->member[i].key.n, doc_key_mark(n->member[i].key.text));
}

/* Up to 40 keys are compared one by one, more by a table. */
static void the_last_of_equal_keys_counts_in_maps_of_every_size(void **state)
{
	static const size_t sizes[] = { 2, 16, 17, 39, 40, 41, 100 };
	struct world *w = *state;

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct buf text = { .a = &w->arena };
		const struct node *n;

		for (size_t k = 0; k + 1 < sizes[i]; k++)
			buf_fmt(&text, "key%zu: %zu\n", k, k);
		buf_z(&text, "key0: again\n");
		buf_byte(&text, '\0');
		n = yaml(w, text.p);
		assert_int_equal(n->n, sizes[i] - 1);
		assert_str(doc_get(n, STR("key0"))->text, "again");
		assert_ptr_equal(doc_get(n, STR("key0")), &n->member[0].value);
	}
}

static void members_that_were_merged_are_found_by_name(void **state)
{
	struct world *w = *state;
	const struct node *n = yaml(w, "use: {<<: {one: 1, two: 2}, two: 22}\nlist: {<<: [{one: 1}, {three: 3}]}\n"
	                               "pairs: !!omap [one: 1, two: 2, one: 3]\n");

	assert_str(doc_at(n, STR("/use/one"))->text, "1");
	assert_str(doc_at(n, STR("/use/two"))->text, "22");
	assert_str(doc_at(n, STR("/list/three"))->text, "3");
	assert_str(doc_at(n, STR("/pairs/one"))->text, "3");
	assert_str(doc_at(n, STR("/pairs/two"))->text, "2");
}

static void pointers_of_the_rfc_lead_where_it_says(void **state)
{
	const struct node *root =
	        json(*state, "{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, \"c%d\": 2, \"e^f\": 3, \"g|h\": 4,"
	                     " \"i\\\\j\": 5, \"k\\\"l\": 6, \" \": 7, \"m~n\": 8}");
	static const char *const rows[] = { "/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n" };

	assert_ptr_equal(doc_at(root, STR("")), root);
	assert_int_equal(doc_at(root, STR("/foo"))->n, 2);
	assert_str(doc_text(doc_at(root, STR("/foo/0"))), "bar");
	assert_str(doc_text(doc_at(root, STR("/foo/1"))), "baz");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(node_integer(doc_at(root, str_from_z(rows[i]))), i);
}

static void pointers_to_nothing_are_null(void **state)
{
	const struct node *root = json(*state, "{\"a\": [1, {\"\": 2}], \"~\": 3}");
	static const char *const rows[] = { "a",     "/a/2",  "/a/01", "/a/-",
		                            "/a/-1", "/a/+1", "/a/x",  "/a/99999999999999999999",
		                            "/a/0/", "/a/ 0", "/x",    "//",
		                            "/~",    "/~2",   "/a/*",  "/a/" };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (doc_at(root, str_from_z(rows[i])))
			fail_msg("%s", rows[i]);
	assert_null(doc_at(NULL, STR("/a")));
	assert_int_equal(node_integer(doc_at(root, STR("/a/1/"))), 2);
	assert_int_equal(node_integer(doc_at(root, STR("/~0"))), 3);
}

/* Maps of more members than are looked through. */
static void pointers_that_are_looked_up_lead_to_the_same_places(void **state)
{
	static const char *const rows[] = { "",    "/",     "/a~1b", "/m~0n", "/k19", "/k19/0",       "/k20",      "/a/b",
		                            "/m~n", "/m~2n", "/~0",   "k1",    "/k1/", "/deep/k3/1/x", "/deep/k3/2" };
	struct world *w = *state;
	struct doc_index x = { .maps = { .n = 0 } };
	struct buf text = { .a = &w->arena };
	const struct node *root;

	for (int i = 0; i < 20; i++)
		buf_fmt(&text, "\"k%d\": [%d, {\"x\": 1}], ", i, i);
	root = json(w, str_z(str_fmt(&w->arena, "{%.*s\"\": 1, \"a/b\": 2, \"m~n\": 3, \"deep\": {%.*s\"\": 1}}", STR_ARG(buf_str(&text)), STR_ARG(buf_str(&text))), &w->arena));
	for (int again = 0; again < 2; again++)
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			if (doc_index_at(&x, root, str_from_z(rows[i]), &w->arena) != doc_at(root, str_from_z(rows[i])))
				fail_msg("%s", rows[i]);
	assert_int_equal(x.maps.n, 2);
	assert_null(doc_index_at(&x, NULL, STR("/a"), &w->arena));
}

static void pointers_are_built_escaped(void **state)
{
	struct world *w = *state;
	str p = pointer_add((str){ 0 }, STR("a/b~c"), &w->arena);

	assert_str(p, "/a~1b~0c");
	assert_str(pointer_add_index(p, 12, &w->arena), "/a~1b~0c/12");
	assert_str(pointer_add(STR("/x"), (str){ 0 }, &w->arena), "/x/");
}

static void pointers_name_members_without_escapes(void **state)
{
	struct world *w = *state;

	assert_str(pointer_last_name(STR("/x/a~1b~0c~01"), &w->arena), "a/b~c~1");
	assert_str(pointer_last_name(STR("/a~2~"), &w->arena), "a~2~");
	assert_true(pointer_is_member(STR("/a~1b~0c"), STR("a/b~c")));
	assert_true(pointer_is_member(STR("/"), STR("")));
	assert_false(pointer_is_member(STR("/a/b"), STR("a/b")));
	assert_false(pointer_is_member(STR("/a~1b"), STR("a~1b")));
	assert_false(pointer_is_member(STR("a"), STR("a")));
	assert_false(pointer_is_member((str){ 0 }, STR("")));
}

static void pointers_that_are_built_step_by_step_end_where_they_are_too_long(void **state)
{
	struct world *w = *state;
	struct pointer p = { .n = 0 };
	str tildes = str_replace((str){ arena_array(&w->arena, POINTER_MAX, char), POINTER_MAX }, '\0', '~', &w->arena);

	assert_str(pointer_str(&p), "");
	assert_true(pointer_put(&p, STR("a/b~c")) && pointer_put_index(&p, 12));
	assert_str(pointer_str(&p), "/a~1b~0c/12");
	assert_false(pointer_put(&p, tildes));
	assert_str(pointer_str(&p), "/a~1b~0c/12");
	assert_true(pointer_put(&p, str_sub(tildes, 0, (POINTER_MAX - p.n - 1) / 2)));
	assert_int_equal(p.n, POINTER_MAX);
	assert_false(pointer_put(&p, (str){ 0 }));
}

/* The mapping of one member that stands at the end of the way, and so on to its beginning. */
static struct pointer_step *way_of(const str *names, size_t n, struct arena *a)
{
	struct pointer_step *way = NULL;

	for (size_t i = 0; i < n; i++) {
		struct pointer_step *step = arena_new(a, struct pointer_step);
		struct node *map = arena_new(a, struct node);

		*map = (struct node){ .kind = NODE_MAP, .n = 1, .member = arena_new(a, struct member) };
		map->member->key.text = names[i];
		*step = (struct pointer_step){ way, map, 0 };
		way = step;
	}
	return way;
}

static void names_of_a_pointer_that_has_to_be_short_end_early(void **state)
{
	struct world *w = *state;
	str letters = str_replace((str){ arena_array(&w->arena, POINTER_MAX, char), POINTER_MAX }, '\0', 's', &w->arena);
	str names[96] = { STR("a"), str_fmt(&w->arena, "x%.*s", STR_ARG(letters)), STR("b/c") };
	struct pointer p = { .n = 0 };
	size_t n_slashes = 0;

	assert_true(pointer_put_short_way(&p, way_of(names, 1, &w->arena)));
	assert_str(pointer_str(&p), "/a");
	p.n = 0;
	assert_false(pointer_put_short_way(&p, way_of(names, 3, &w->arena)));
	assert_str(pointer_str(&p), str_z(str_fmt(&w->arena, "/a/x%.*s.../b~1c", POINTER_MAX / 2 - 1, letters.p), &w->arena));
	for (size_t i = 0; i < 96; i++)
		names[i] = str_fmt(&w->arena, "~%.*s", STR_ARG(letters));
	p.n = POINTER_MAX / 2;
	assert_false(pointer_put_short_way(&p, way_of(names, 96, &w->arena)));
	assert_true(p.n > POINTER_MAX / 2 + 96 * 10 && p.n <= POINTER_MAX);
	for (size_t i = POINTER_MAX / 2; i < p.n; i++)
		n_slashes += p.text[i] == '/';
	assert_int_equal(n_slashes, 96);
}

static void scalars_have_the_text_a_person_writes(void **state)
{
	struct world *w = *state;
	const struct node *root = yaml(w, "[yes, 15.10, 1_000, text, ~, [], {}]");
	static const char *const texts[] = { "true", "15.1", "1000", "text", "", "", "" };

	for (size_t i = 0; i < root->n; i++)
		assert_str(doc_scalar(&root->item[i], &w->arena), texts[i]);
	assert_str(doc_scalar(NULL, &w->arena), "");
	assert_str(doc_text(&root->item[0]), "");
	assert_str(doc_number(&root->item[0], &w->arena), "");
}

static void equality_is_that_of_json(void **state)
{
	static const struct {
		const char *a, *b;
		bool is_equal;
	} rows[] = {
		{ "1", "1.0", true },
		{ "1", "1e0", true },
		{ "100", "1e2", true },
		{ "0", "-0.0", true },
		{ "0.1", "1e-1", true },
		{ "0.1", "0.10000000000000001", false },
		{ "9007199254740993", "9007199254740992", false },
		{ "9007199254740993", "9007199254740993.0", true },
		{ "123456789012345678901234567890", "1.2345678901234567890123456789e29", true },
		{ "123456789012345678901234567890", "123456789012345678901234567891", false },
		{ "9999e9999999999999990", "9.999e1000000002", true }, /* beyond what is told apart */
		{ "1e1000000002", "1e100000000", false },
		{ "1e999999999", "1e999999998", false },
		{ "1e999999999", "1e1000000000", true },
		{ "1e-1000000001", "1e-1000000000", false },
		{ "1e-1000000002", "1e-1000000001", true },
		{ "1", "-1", false },
		{ "1", "\"1\"", false },
		{ "1", "true", false },
		{ "null", "false", false },
		{ "null", "null", true },
		{ "true", "false", false },
		{ "\"a\"", "\"a\"", true },
		{ "\"a\"", "\"b\"", false },
		{ "[]", "{}", false },
		{ "[1,2]", "[2,1]", false },
		{ "[1,2]", "[1,2]", true },
		{ "[1]", "[1,2]", false },
		{ "{\"a\":1,\"b\":[{}]}", "{\"b\":[{}],\"a\":1.0}", true },
		{ "{\"a\":1}", "{\"a\":2}", false },
		{ "{\"a\":1}", "{\"b\":1}", false },
		{ "{\"a\":1}", "{\"a\":1,\"b\":1}", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct node *a = json(*state, rows[i].a), *b = json(*state, rows[i].b);

		if (node_equal(a, b) != rows[i].is_equal || node_equal(b, a) != rows[i].is_equal)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
		if ((node_hash(a) == node_hash(b)) != rows[i].is_equal)
			fail_msg("hashes of %s and %s", rows[i].a, rows[i].b);
	}
	assert_false(node_equal(NULL, json(*state, "1")));
	assert_true(node_equal(NULL, NULL));
}

static void yaml_and_json_numbers_compare_by_value(void **state)
{
	const struct node *y = yaml(*state, "[0x1F, 010, 1:30, 1_000, 16.10, 0xffffffffffffffffffffffff, 20:03:20.5]");
	const struct node *j = json(*state, "[31, 8, 5400, 1e3, 16.1, 79228162514264337593543950335, 72200.5]");

	assert_true(node_equal(y, j));
	assert_true(node_hash(y) == node_hash(j));
	y = yaml(*state, "[.inf, -.inf]");
	assert_true(node_equal(&y->item[0], &y->item[0]));
	assert_false(node_equal(&y->item[0], &y->item[1]));
	assert_false(node_equal(&y->item[0], &j->item[0]));
}

static void large_maps_compare_without_order(void **state)
{
	struct world *w = *state;
	struct buf up = { .a = &w->arena }, down = { .a = &w->arena };

	for (int i = 0; i < 20000; i++) {
		buf_fmt(&up, "%c\"%d\":%d", i ? ',' : '{', i, i);
		buf_fmt(&down, "%c\"%d\":%d", i ? ',' : '{', 19999 - i, 19999 - i);
	}
	buf_z(&up, "}");
	buf_z(&down, "}");
	buf_byte(&up, '\0');
	buf_byte(&down, '\0');
	assert_true(node_equal(json(w, up.p), json(w, down.p)));
	assert_true(node_hash(json(w, up.p)) == node_hash(json(w, down.p)));
}

static void values_of_json_have_their_kinds(void **state)
{
	const struct node *root = json(*state, "[null, true, 1, 1.0, \"\", [], {}]");
	static const enum node_kind kinds[] = { NODE_NULL, NODE_BOOL, NODE_INT, NODE_FLOAT, NODE_STRING, NODE_SEQ, NODE_MAP };

	for (size_t i = 0; i < root->n; i++)
		assert_int_equal(root->item[i].kind, kinds[i]);
}

static void every_rule_is_explained(void **state)
{
	(void)state;
	assert_null(doc_rules[RULE_JSON_SYNTAX + 1].id);
	for (size_t i = 0; i <= RULE_JSON_SYNTAX; i++) {
		const struct diag_rule *r = &doc_rules[i];

		assert_non_null(r->id);
		assert_string_equal(r->scope, "all");
		assert_true(strlen(r->title) > 10 && strlen(r->reason) > 40);
		assert_true(r->title[strlen(r->title) - 1] != '.' && r->reason[strlen(r->reason) - 1] == '.');
		assert_true(r->bad[strlen(r->bad) - 1] == '\n' && r->good[strlen(r->good) - 1] == '\n');
		assert_true(!r->fix || strncmp(r->fix, "safe: ", 6) == 0 || strncmp(r->fix, "unsafe: ", 8) == 0);
	}
	assert_string_equal(doc_rules[RULE_YAML_LIMIT].id, "yaml-limit");
	assert_string_equal(doc_rules[RULE_FILE_MISPLACED].id, "file-misplaced");
}

static bool has_finding(const char *text, const char *rule)
{
	struct arena a = { 0 };
	struct diag_list found;
	bool is_found = false;

	diag_list_init(&found, &a);
	(void)doc_parse_yaml(STR("x.yml"), str_from_z(text), DOC_DEFINITION, NULL, &a, &found);
	for (size_t i = 0; i < found.all.n; i++)
		is_found |= !rule || strcmp(found.all.v[i].rule->id, rule) == 0;
	arena_free(&a);
	return is_found;
}

static void examples_show_their_rule(void **state)
{
	static const enum doc_rule with_yaml[] = {
		RULE_YAML_SYNTAX, RULE_YAML_DUPLICATE_KEY, RULE_YAML_EXTRA_DOCUMENT, RULE_YAML_ALIAS,
		RULE_YAML_TAG,    RULE_FILE_EMPTY,         RULE_FILE_NOT_MAPPING
	};

	(void)state;
	for (size_t i = 0; i < sizeof with_yaml / sizeof *with_yaml; i++) {
		const struct diag_rule *r = &doc_rules[with_yaml[i]];

		if (!has_finding(r->bad, r->id) || has_finding(r->good, NULL))
			fail_msg("%s", r->id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(members_are_found_by_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_null_or_blank_is_not_given, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keys_with_the_same_mark_are_told_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_last_of_equal_keys_counts_in_maps_of_every_size, set_up, tear_down),
		cmocka_unit_test_setup_teardown(members_that_were_merged_are_found_by_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pointers_of_the_rfc_lead_where_it_says, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pointers_to_nothing_are_null, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pointers_that_are_looked_up_lead_to_the_same_places, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pointers_are_built_escaped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pointers_name_members_without_escapes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pointers_that_are_built_step_by_step_end_where_they_are_too_long, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_of_a_pointer_that_has_to_be_short_end_early, set_up, tear_down),
		cmocka_unit_test_setup_teardown(scalars_have_the_text_a_person_writes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(equality_is_that_of_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(yaml_and_json_numbers_compare_by_value, set_up, tear_down),
		cmocka_unit_test_setup_teardown(large_maps_compare_without_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(values_of_json_have_their_kinds, set_up, tear_down),
		cmocka_unit_test(every_rule_is_explained),
		cmocka_unit_test(examples_show_their_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
