/* ES modules joined into one classic script. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/embed.h"
#include "site/script.h"

#define BEGIN "(()=>{\"use strict\";"
#define END "})();\n"

static struct script_module module(const char *name, const char *text)
{
	return (struct script_module){ .name = str_from_z(name), .text = str_from_z(text) };
}

static void assert_joined(const struct script_module *all, size_t n, const char *expected)
{
	struct arena a = { 0 };
	struct err e = { 0 };
	str out = { 0 };

	arena_init(&a);
	assert_true(script_join(all, n, STR("a.js"), &a, &out, &e));
	assert_string_equal(str_z(out, &a), expected);
	arena_free(&a);
}

static void assert_refused(const struct script_module *all, size_t n, const char *why)
{
	struct arena a = { 0 };
	struct err e = { 0 };
	str out = { 0 };

	arena_init(&a);
	assert_false(script_join(all, n, STR("a.js"), &a, &out, &e));
	assert_non_null(strstr(e.text, why));
	arena_free(&a);
}

static void modules_follow_those_they_import_each_once(void **state)
{
	const struct script_module all[] = {
		module("a.js", "import {b} from \"./b.js\";\nimport {c} from \"./c.js\";\nimport \"./d.js\";\nb(c);\n"),
		module("b.js", "import {c} from \"./c.js\";\nexport function b() {}\n"),
		module("c.js", "export const c = 1;\n"),
		module("d.js", "side();\r\n"),
		module("unused.js", "never();\n"),
	};

	(void)state;
	assert_joined(all, 5, BEGIN "const i=1;function j(){}\nside();j(i)" END);
}

static void the_word_export_goes_before_everything_that_can_be_exported(void **state)
{
	const struct script_module all[] = { module("a.js", "export async function f() {}\nexport let x;\nexport class C {}\nexport const y = 1;") };

	(void)state;
	assert_joined(all, 1, BEGIN "async function f(){}\nlet x;class C{}\nconst y=1" END);
}

static void comments_indentation_and_lines_go(void **state)
{
	const struct script_module all[] = { module("a.js", "// About this file.\n\n  // why\n  f(\"//\"); // trailing\n\timport_x();\n") };

	(void)state;
	assert_joined(all, 1, BEGIN "f(\"//\");import_x()" END);
}

static void names_get_short_over_all_modules(void **state)
{
	const struct script_module all[] = {
		module("a.js", "import {longName, other} from \"./b.js\";\nconst own = longName(other);\nlongName(own);\n"),
		module("b.js", "export const other = 1;\nexport function longName(text) { return text; }\n"),
	};

	(void)state;
	assert_joined(all, 2, BEGIN "const j=1;function i(a){return a}\nconst k=i(j);i(k)" END);
}

static void names_stay_where_a_module_is_not_ours(void **state)
{
	struct script_module all[] = {
		module("a.js", "import {b} from \"./b.js\";\nconst own = b; // why\n"),
		module("b.js", "export const b = 1;\n"),
	};

	(void)state;
	all[1].is_foreign = true;
	assert_joined(all, 2, "(() => {\n\"use strict\";\nconst b = 1;\n;\nconst own=b;\n;\n})();\n");
}

static void of_a_module_that_is_not_ours_only_words_of_modules_go(void **state)
{
	struct script_module all[] = {
		module("a.js", "/* (c) */\nimport {b} from \"./b.js\";\n\n  // why\nexport const c = `\nexport const y = 1;\nimport {a} from \"./b.js\";\n`\n"
		               "/*\nexport it\n*/\nf({\nimport: b,\n})"),
		module("b.js", "export const b = 1;\n"),
	};

	(void)state;
	all[0].is_foreign = true;
	assert_joined(all, 2,
	              "(() => {\n\"use strict\";\nconst b=1;\n;\n/* (c) */\n\n  // why\nconst c = `\nexport const y = 1;\nimport {a} from \"./b.js\";\n`\n"
	              "/*\nexport it\n*/\nf({\nimport: b,\n})\n;\n})();\n");
}

static void what_is_not_understood_is_left_alone(void **state)
{
	const struct script_module all[] = { module("a.js", "f( \"a\n  b\" );\n") };

	(void)state;
	assert_joined(all, 1, "(() => {\n\"use strict\";\nf( \"a\n  b\" );\n})();\n");
}

static void imports_and_exports_inside_of_lines_are_text(void **state)
{
	const struct script_module all[] = { module("a.js", "f(\"import {x}\"); export_all();\nimported();\n") };

	(void)state;
	assert_joined(all, 1, BEGIN "f(\"import {x}\");export_all();imported()" END);
}

static void an_empty_script_is_a_script(void **state)
{
	const struct script_module all[] = { module("a.js", "") };

	(void)state;
	assert_joined(all, 1, "(()=>{\"use strict\"})();\n");
}

static void imports_and_exports_stand_behind_blanks_and_byte_order_marks(void **state)
{
	const struct script_module all[] = {
		module("a.js", "\xef\xbb\xbf  import { b, c, } from \"./b.js\";\n\timport{d}from\"./d.js\";\nb(c, d);\n"),
		module("b.js", "\xef\xbb\xbf" "export function b() {}\n  export const c = 1;\n"),
		module("d.js", "\texport let d;\n"),
	};

	(void)state;
	assert_joined(all, 3, BEGIN "function i(){}\nconst j=1;let k;i(j,k)" END);
}

static void assert_joins(const char *script, const char *imported)
{
	const struct script_module all[] = { module("a.js", script), module("b.js", imported) };
	struct arena a = { 0 };
	struct err e = { 0 };
	str out;

	arena_init(&a);
	if (!script_join(all, 2, STR("a.js"), &a, &out, &e))
		fail_msg("%s: %s", imported, e.text);
	arena_free(&a);
}

static void every_name_of_a_list_is_exported(void **state)
{
	static const char *const texts[] = {
		"export const b = 1, c = 2;",
		"export let b, c;",
		"  export const b = f(1, 2),\n  d = 1, c = 2;",
		"export let b = 1, {d: c} = a;",
		"class A { #own }\nexport const b = 1, c = 2;", /* these are told by their lines */
		"class A { #own }\nexport let b = f(1, 2), c;",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_joins("import {b, c} from \"./b.js\";\nf(b, c);\n", texts[i]);
}

static void names_that_a_module_does_not_export_are_refused(void **state)
{
	static const struct {
		const char *line, *why;
	} rows[] = {
		{ "import {nosuch} from \"./b.js\";", "script 'a.js', line 1: 'b.js' exports no 'nosuch'" },
		{ "import {b, c} from \"./b.js\";", "'b.js' exports no 'c'" }, /* c.js does */
		{ "import {own} from \"./b.js\";", "'b.js' exports no 'own'" },
		{ "  import {b as x} from \"./b.js\";", "'b.js' exports no 'b as x'" },
		{ "\timport * as x from './b.js'", "expected 'import {name} from \"./file.js\";'" },
		{ "import{b}", "expected 'import {name} from \"./file.js\";'" },
		{ " export{b}", "expected 'export' before function" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct script_module all[] = {
			module("a.js", rows[i].line),
			module("b.js", "import {c} from \"./c.js\";\nexport const b = 1;\nconst own = c;\n"),
			module("c.js", "export const c = 1;\n"),
		};

		assert_refused(all, 3, rows[i].why);
	}
}

static void members_called_like_words_of_modules_are_no_words_of_modules(void **state)
{
	const struct script_module all[] = { module("a.js", "/*\n  import the data from elsewhere\n  export it later\n*/\nf({\n  import: 1,\n  export: 2\n});\nimport(\"x\");\n") };

	(void)state;
	assert_joined(all, 1, BEGIN "f({import:1,export:2});import(\"x\")" END);
}

static void circles_are_refused(void **state)
{
	const struct script_module all[] = {
		module("a.js", "import {b} from \"./b.js\";\n"),
		module("b.js", "f();\nimport {a} from \"./a.js\";\n"),
	};
	const struct script_module own[] = { module("a.js", "import \"./a.js\";\n") };

	(void)state;
	assert_refused(all, 2, "script 'b.js', line 2: scripts import each other in a circle");
	assert_refused(own, 1, "script 'a.js', line 1: scripts import each other in a circle");
}

static void chains_are_followed_up_to_a_limit(void **state)
{
	static char names[SCRIPT_MAX_MODULES + 1][16], texts[SCRIPT_MAX_MODULES + 1][40];
	struct script_module all[SCRIPT_MAX_MODULES + 1];
	struct arena a = { 0 };
	struct err e = { 0 };
	str out;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i <= SCRIPT_MAX_MODULES; i++) {
		(void)snprintf(names[i], sizeof names[i], "m%zu.js", i); /* fits */
		(void)snprintf(texts[i], sizeof texts[i], "import \"./m%zu.js\";\n", i + 1);
		all[i] = module(names[i], texts[i]);
	}
	all[SCRIPT_MAX_MODULES - 1].text = STR("f();\n");
	assert_true(script_join(all, SCRIPT_MAX_MODULES, STR("m0.js"), &a, &out, &e));
	all[SCRIPT_MAX_MODULES - 1] = module(names[SCRIPT_MAX_MODULES - 1], texts[SCRIPT_MAX_MODULES - 1]);
	all[SCRIPT_MAX_MODULES].text = STR("f();\n");
	assert_false(script_join(all, SCRIPT_MAX_MODULES + 1, STR("m0.js"), &a, &out, &e));
	arena_free(&a);
}

static void missing_scripts_are_named(void **state)
{
	const struct script_module all[] = { module("a.js", "f();\nimport {b} from \"./b.js\";\n") };

	(void)state;
	assert_refused(all, 1, "script 'a.js', line 2: there is no script 'b.js'");
	assert_refused(all, 0, "there is no script 'a.js'");
}

static void a_name_declared_twice_is_refused(void **state)
{
	const struct script_module all[] = {
		module("a.js", "import {b} from \"./b.js\";\nconst same = 1;\n"),
		module("b.js", "export const b = 1;\nasync function same() {}\n"),
	};

	(void)state;
	assert_refused(all, 2, "script 'a.js', line 2: 'same' is declared in 'b.js', too");
}

static void every_name_of_a_declaration_counts(void **state)
{
	static const char *const texts[] = {
		"const other = 1, same = 2;",
		"const other = f(1, 2),\n  same = 2;",
		"let other = 1\nvar a, same",
		"var same;",
		"if (a) { var same; }",
		"if (a) b(); else { var same; }",
		"if (a) b()\nelse\n{ var same; }",
		"do { var same; } while (a);",
		"try { var same; } catch { a(); }",
		"try { a(); } catch { var same; }",
		"try { a(); } catch (b) { var same; }",
		"try { a(); } finally { var same; }",
		"switch (a) { case 1: { var same; } }",
		"switch (a) { default: if (b) { var same; } }",
		"a: { var same; }",
		"{ class A {} var same; }",
		"f({a: 1}); { var same; }",
		"class A { catch(e) {} }\n{ var same; }",
		"for (const {a} of b) { var same; }",
		"for (var i = 0, same = 1; i < 2; i++) f();",
		"const {make: same} = {};",
		"const {make, ...same} = {};",
		"const {a = b ? 1 : c, [d ? e : f]: same} = {};",
		"const [a = (b, c) => b ? 1 : 2, {d = function () {}, same = 1}] = {};",
		"const [[a = f(b, c), {same}]] = d;",
		"  const same = 1;",
		"a()\nfunction same() {}",
		"function* same() {}",
		"; class same {}",
		"export async function same() {}",
		"const a = () => { const b = 1; }, same = 2;",
		"let a = 1\na++\nfunction same() {}",
		"let a = 1\na--\nclass same {}",
		"let a = typeof\n  b, same = 2;",
		"let a = new\n  B, b = await\n  a, c = void\n  a, d = delete\n  a.b, same = 2;",
		"let a = b in\n  c, d = b instanceof\n  C, e = class\n  E {}, f = function\n  f() {}, g = class extends\n  E {}, same = 2;",
		"let a = b\n  in c, d = b\n  instanceof C, e = class E\n  extends C {}, same = 2;",
		"let a = ++\n  b, same = 2;",
		"let a = b ? c : d, e = b.typeof, same = 2;",
		"let a = b.typeof\nfunction same() {}",
		"let a = async\nfunction same() {}",
		"let a = b\n{ var same; }",
		"let a = function ()\n{}, b = class\n{}, same = 2;",
		"let a = [;\nfunction same() {}", /* these are told by their lines */
		"let a = [;\nexport const same = 2;",
		"class A { #own }\nexport const a = 1, same = 2;",
		"class A { #own }\nlet a = f(1, 2), same;",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const struct script_module all[] = { module("a.js", "import \"./b.js\";\nconst same = 1;\n"), module("b.js", texts[i]) };

		assert_refused(all, 2, "script 'a.js', line 2: 'same' is declared in 'b.js', too");
	}
}

static void names_that_others_do_not_see_do_not_count(void **state)
{
	static const char *const texts[] = {
		"const {same: a} = {};",
		"const {a = b ? 1 : same} = {};",
		"const {a = b ? {same} : c ? [same] : same, d: [e = same(same)] = same} = {};",
		"const a = same => 1, b = (same) => { var same; };",
		"function a() { var same; let b, c; }",
		"{ const same = 1; let b; }",
		"const a = {same: 1, b: class same {}}, b = function same() {};",
		"const a = f(b, same)\nf(a), same()",
		"const a = `\nconst same = 1;\n`;",
		"/*\nconst same = 1;\n*/",
		"try { a(); } catch (same) { a(); }",
		"class A { static { var same; } }",
		"class A { catch(e) { var same = 1; return e; } }",
		"class A\n{\n  if(e)\n  {\n    var same;\n  }\n}",
		"class A extends B\n{ for(e) { var same; } }",
		"class A extends f(b).c { a = 1; while(e) { var same; } }",
		"if (a) { class A { with(e) { var same; } } }",
		"f(class { switch(e) { var same; } });",
		"class A { #own }\nlet a = f(1, same);",
		"f({ catch(e) { var same; }, if(e) { var same; } });",
		"a.b = { for(e) { var same; } };",
		"a.catch(function () { var same; }).catch(e => { var same; });",
		"let a = b++\nf(a), same()",
		"let a = b.in\nf(a), same()",
		"let a = b\n++c, same",
		"let a = b\n!c, same",
		"let a = b\n'c', same",
		"let a = b\n1, same",
		"let a = b ? c : d\nf(a), same()",
		"var a; var a; a.var = same; f({ var: same, const: same })",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_joins("import \"./b.js\";\nconst same = 1;\n", texts[i]);
}

static void other_forms_of_import_and_export_are_refused(void **state)
{
	static const char *const lines[] = { "import x from \"./b.js\";",       "import * as x from \"./b.js\";",
		                             "import {x} from './b.js';",       "import {x} from \"./b.js\"",
		                             "import {x} from \"b.js\";",       "import {x} from \"./\";",
		                             "import {x",                      "export default f;",
		                             "export {x};",                    "export * from \"./b.js\";",
		                             "export const {x} = y;",          "import ",
		                             "export " };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const struct script_module all[] = { module("a.js", lines[i]), module("b.js", "") };

		assert_refused(all, 2, "script 'a.js', line 1: expected '");
	}
}

static void our_own_scripts_can_be_joined(void **state)
{
	static const char *const entries[] = { "app.js", "search_main.js" };
	struct script_module all[SCRIPT_MAX_MODULES];
	struct arena a = { 0 };
	struct err e = { 0 };
	size_t n = 0;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < embed_n_files; i++) {
		str name = str_from_z(embed_files[i].name), bytes = { 0 };

		if (!str_starts(name, STR("static/")) || !str_ends(name, STR(".js")))
			continue;
		assert_true(n < SCRIPT_MAX_MODULES && embed_get(name, &bytes));
		all[n++] = (struct script_module){ .name = str_from(name, 7), .text = bytes };
	}
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		str out = { 0 };

		assert_true(script_join(all, n, str_from_z(entries[i]), &a, &out, &e));
		assert_false(str_has(out, STR("\nimport ")) || str_has(out, STR("\nexport ")));
		assert_true(str_starts(out, STR(BEGIN)) && str_ends(out, STR(END)));
		assert_false(str_has(out, STR("openSearch")) || str_has(out, STR("tokenize"))); /* names are short */
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(modules_follow_those_they_import_each_once),
		cmocka_unit_test(the_word_export_goes_before_everything_that_can_be_exported),
		cmocka_unit_test(comments_indentation_and_lines_go),
		cmocka_unit_test(names_get_short_over_all_modules),
		cmocka_unit_test(names_stay_where_a_module_is_not_ours),
		cmocka_unit_test(of_a_module_that_is_not_ours_only_words_of_modules_go),
		cmocka_unit_test(what_is_not_understood_is_left_alone),
		cmocka_unit_test(imports_and_exports_inside_of_lines_are_text),
		cmocka_unit_test(imports_and_exports_stand_behind_blanks_and_byte_order_marks),
		cmocka_unit_test(every_name_of_a_list_is_exported),
		cmocka_unit_test(names_that_a_module_does_not_export_are_refused),
		cmocka_unit_test(members_called_like_words_of_modules_are_no_words_of_modules),
		cmocka_unit_test(an_empty_script_is_a_script),
		cmocka_unit_test(circles_are_refused),
		cmocka_unit_test(chains_are_followed_up_to_a_limit),
		cmocka_unit_test(missing_scripts_are_named),
		cmocka_unit_test(a_name_declared_twice_is_refused),
		cmocka_unit_test(every_name_of_a_declaration_counts),
		cmocka_unit_test(names_that_others_do_not_see_do_not_count),
		cmocka_unit_test(other_forms_of_import_and_export_are_refused),
		cmocka_unit_test(our_own_scripts_can_be_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
