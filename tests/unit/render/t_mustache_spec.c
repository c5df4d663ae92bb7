/* Runs the core modules of the Mustache specification, https://github.com/mustache/spec. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/fs.h"
#include "doc/doc.h"
#include "render/template.h"

static struct view view_of(const struct node *n, struct arena *a)
{
	struct view v = { .kind = VIEW_NONE };

	switch ((enum node_kind)n->kind) {
	case NODE_NULL:
		break;
	case NODE_BOOL:
		v = (struct view){ .kind = VIEW_BOOL, .on = n->is_true };
		break;
	case NODE_INT:
	case NODE_FLOAT:
	case NODE_STRING:
		/* HTML, so that the specification's unescaped tags print it as it is */
		v = (struct view){ .kind = VIEW_HTML, .text = doc_scalar(n, a) };
		break;
	case NODE_SEQ:
		v = (struct view){ .kind = VIEW_LIST, .item = arena_array(a, n->n, struct view), .n = n->n };
		for (size_t i = 0; i < n->n; i++)
			v.item[i] = view_of(&n->item[i], a);
		break;
	case NODE_MAP:
		v = (struct view){ .kind = VIEW_MAP, .field = arena_array(a, n->n, struct view_field), .n = n->n };
		for (size_t i = 0; i < n->n; i++)
			v.field[i] = (struct view_field){ view_name(n->member[i].key.text), view_of(&n->member[i].value, a) };
		break;
	}
	return v;
}

static bool case_passes(const struct node *test, str file, struct arena *a)
{
	struct template_set *set = template_set_new(a);
	const struct node *partials = doc_get(test, STR("partials"));
	const struct template *t;
	struct view v = view_of(doc_get(test, STR("data")), a);
	struct buf out = { .a = a };
	str name = doc_text(doc_get(test, STR("name"))), want = doc_text(doc_get(test, STR("expected")));
	struct err e = { 0 };
	bool ok = true;

	for (size_t i = 0; partials && i < partials->n; i++)
		ok = ok && template_add(set, partials->member[i].key.text, doc_text(&partials->member[i].value), &e);
	t = template_add(set, STR("main"), doc_text(doc_get(test, STR("template"))), &e);
	ok = ok && t && template_render(t, &v, &out, &e) && str_eq(buf_str(&out), want);
	if (!ok)
		print_message("# %.*s: %.*s: got '%.*s', want '%.*s' %s\n", STR_ARG(file), STR_ARG(name),
		              STR_ARG(buf_str(&out)), STR_ARG(want), e.text);
	return ok;
}

static void file_passes(const char *name, size_t want)
{
	const char *top = getenv("DICTUM_CONFORMANCE");
	struct arena a;
	struct diag_list found;
	struct err e = { 0 };
	const struct node *tests;
	str path, text;
	struct doc doc;
	size_t passed = 0;

	arena_init(&a);
	diag_list_init(&found, &a);
	if (!top)
		top = "../shared/conformance";
	if (!fs_is_dir(AT_FDCWD, str_fmt(&a, "%s/mustache", top))) {
		arena_free(&a);
		skip();
	}
	path = str_fmt(&a, "%s/mustache/specs/%s.json", top, name);
	assert_true(fs_read_named(path, 1 << 20, &a, &text, &e));
	doc = doc_parse_json(path, text, &doc_default_limits, &a, &found);
	tests = doc_get(doc.root, STR("tests"));
	assert_non_null(tests);
	for (size_t i = 0; i < tests->n; i++)
		passed += case_passes(&tests->item[i], str_from_z(name), &a);
	assert_true(tests->n >= want);
	assert_int_equal(passed, tests->n);
	arena_free(&a);
}

#define SPEC(module, n) \
	static void module##_module_passes(void **state) \
	{ \
		(void)state; \
		file_passes(#module, n); \
	}
SPEC(comments, 12)
SPEC(delimiters, 14)
SPEC(interpolation, 42)
SPEC(inverted, 22)
SPEC(partials, 12)
SPEC(sections, 34)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_module_passes),      cmocka_unit_test(delimiters_module_passes),
		cmocka_unit_test(interpolation_module_passes), cmocka_unit_test(inverted_module_passes),
		cmocka_unit_test(partials_module_passes),      cmocka_unit_test(sections_module_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
