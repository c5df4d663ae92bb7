/* Scripts without what only readers of their source need, and with short names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "site/script.h"

struct row {
	const char *script, *expected;
};

static void assert_rows(const struct row *rows, size_t n, enum script_names names)
{
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < n; i++) {
		struct buf out = { .a = &a };

		assert_true(script_squeeze(str_from_z(rows[i].script), names, &a, &out));
		assert_string_equal(str_z(str_trim(buf_str(&out)), &a), rows[i].expected);
	}
	arena_free(&a);
}

#define ASSERT_ROWS(rows, names) assert_rows(rows, sizeof(rows) / sizeof *(rows), names)

static void blanks_and_comments_go_where_nothing_needs_them(void **state)
{
	static const struct row rows[] = {
		{ "const a = b + c; // why", "const a=b+c;" },
		{ "if (a) return [b, c];", "if(a)return[b,c];" },
		{ "return /a b/.test(c) ? \"x  y\" : 'it\\'s  z';", "return/a b/.test(c)?\"x  y\":'it\\'s  z';" },
		{ "f(`a ${b + c} d`, / [/] /g)", "f(`a ${b+c} d`,/ [/] /g)" },
		{ "a = b / c / d;", "a=b/c/d;" },
		{ "a = (b + c) / d / e", "a=(b+c)/d/e" },
		{ "if (a) / b /.test(c)", "if(a)/ b /.test(c)" },
		{ "a = b / / c /.d", "a=b/ / c /.d" },
		{ "/a/ in b", "/a/ in b" },
		{ "/a/g / 2", "/a/g /2" },
		{ "a[0] / b / c", "a[0]/b/c" },
		{ "a = b + +c - -d + ++e - --f", "a=b+ +c- -d+ ++e- --f" },
		{ "a < !--b", "a< !--b" },
		{ "1 .toString()", "1 .toString()" },
		{ "a ? .5 : 1.e3", "a? .5:1.e3" },
		{ "a?.5:b", "a? .5:b" },
		{ "x = y in z && typeof w", "x=y in z&&typeof w" },
		{ "f(`a ${`b  c ${ d }`}  d`)", "f(`a ${`b  c ${d}`}  d`)" },
		{ "f(`a ${{ b: { c } }.b}  d`)", "f(`a ${{b:{c}}.b}  d`)" },
		{ "a /* b\n */ + c", "a\n+c" },
		{ "\xC3\xA4 in \xC3\xB6", "\xC3\xA4 in \xC3\xB6" },
		{ "f(`a\n\n  // b`);", "f(`a\n\n  // b`);" },
		{ "`\\`${1}\\${`", "`\\`${1}\\${`" },
		{ "\"//\" + '/*'", "\"//\"+'/*'" },
		{ "", "" },
		{ " // only this", "" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_NAMES_STAY);
}

static void constants_behind_one_another_are_declared_at_once(void **state)
{
	static const struct row rows[] = {
		{ "const a = 1; const b = 2;\nconst c = 3; f();", "const a=1,b=2,c=3;f();" },
		{ "const f = (a) => { const b = a; const { c } = b; return c; };\nconst [g] = f(1);", "const f=(a)=>{const b=a,{c}=b;return c},[g]=f(1);" },
		{ "const a = b[0](c)\n  .d; const e = 1", "const a=b[0](c).d,e=1" },
		{ "let a = 1; const b = 2; let c = 3;", "let a=1;const b=2;let c=3;" },
		{ "for (const a of b) f(a); const c = 1;", "for(const a of b)f(a);const c=1;" },
		{ "const a = 1; f(); const b = 2;", "const a=1;f();const b=2;" },
		{ "const a = 1\nf(); const b = 2;", "const a=1\nf();const b=2;" },
		{ "const a = () => {}\nf(); const b = 2;", "const a=()=>{}\nf();const b=2;" },
		{ "if (a) { const b = 1; } const c = 2;", "if(a){const b=1}const c=2;" },
		{ "case 1: f(); const a = 1; const b = 2;", "case 1:f();const a=1,b=2;" },
		{ "export const a = 1; const b = 2;", "export const a=1;const b=2;" },
		{ "a.const = b; const c = 1", "a.const=b;const c=1" },
		{ "class A { const = 1; const = 2 }", "class A{const=1;const=2}" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_NAMES_STAY);
}

static void lines_stay_where_they_may_end_a_statement(void **state)
{
	static const struct row rows[] = {
		{ "f()\ng()", "f()\ng()" },
		{ "f()\n(g)", "f()\n(g)" },
		{ "return\n{}", "return\n{}" },
		{ "a\n++\nb", "a\n++\nb" },
		{ "return\n/a/", "return\n/a/" },
		{ "const f = () => {}\ng()", "const f=()=>{}\ng()" },
		{ "const f = () => {\n};\ng()", "const f=()=>{};g()" },
		{ "f(\n  a,\n  b\n)\n  .c", "f(a,b).c" },
		{ "a\n  ? b\n  : c", "a?b:c" },
		{ "a = /* b\n */ c /*\n*/ d", "a=c\nd" },
		{ "a\r\nb", "a\nb" },
		{ "a // b\nc", "a\nc" },
		{ "class A {\n  x\n  *g() {}\n}", "class A{x\n*g(){}}" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_NAMES_STAY);
}

static void semicolons_go_before_the_end_of_a_block_unless_they_are_statements(void **state)
{
	static const struct row rows[] = {
		{ "{ f(); }", "{f()}" },
		{ "{ for (;;); }", "{for(;;);}" },
		{ "{ while (a()); }", "{while(a());}" },
		{ "{ for await (const y of v); }", "{for await(const y of v);}" },
		{ "{ await (a); }", "{await(a)}" },
		{ "{ if (a) b(); else; }", "{if(a)b();else;}" },
		{ "{ do; while (a); }", "{do;while(a);}" },
		{ "{ if (a()) b(c()); }", "{if(a())b(c())}" },
		{ "{ a: ; }", "{a:;}" },
		{ "{ return; }", "{return}" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_NAMES_STAY);
}

static void what_is_not_plain_is_left_as_it_is(void **state)
{
	static const char *const rows[] = { "f( \"a", "f( 'a\n' )", "f( `a", "f( `${ a", "f( /a", "f( /a\n/ )", "{ } / a / b", "a /* b", "( ]", "( }", "`${ )`",
		                            "f ( )  )", "{ ( )", "a # b", "\\u0061 = 1", "@a b", "/[/ a", "\"a\\" };
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out = { .a = &a };

		assert_false(script_squeeze(str_from_z(rows[i]), SCRIPT_SHORT_NAMES, &a, &out));
		assert_string_equal(str_z(buf_str(&out), &a), rows[i]);
	}
	arena_free(&a);
}

/* Names of the script itself begin with i: the first eight letters are left to functions in it. */
static void every_kind_of_declaration_is_shortened(void **state)
{
	static const struct row rows[] = {
		{ "const one = 1, two = one; let three; var four;", "const i=1,j=i;let k;var l;" },
		{ "function name(first, second = first, ...rest) { return rest; }", "function i(a,b=a,...c){return c}" },
		{ "async function* name() {}", "async function*i(){}" },
		{ "const f = async (x, y) => x + y;", "const i=async(a,b)=>a+b;" },
		{ "const f = word => word;", "const i=a=>a;" },
		{ "const {one, two: three, [four]: five, six = 6, ...rest} = one;", "const{one:i,two:j,[four]:k,six:l=6,...m}=i;" },
		{ "const [one, , [two = f({three}), ...four]] = two;", "const[k,,[j=f({three}),...l]]=j;" },
		{ "for (const [key, value] of list) f(key, value);", "for(const[j,k]of list)f(j,k);" },
		{ "try { f(); } catch (error) { g(error); } try { f(); } catch { }", "try{f()}catch(k){g(k)}try{f()}catch{}" },
		{ "const o = {method(word) { return word; }, other: (word) => word};", "const i={method(a){return a},other:(a)=>a};" },
		{ "f(function inner(n) { return n ? inner(n - 1) : 0; });", "f(function j(a){return a?j(a-1):0});" },
		{ "f(({one, two}) => one + two, ([three]) => three);", "f(({one:j,two:k})=>j+k,([a])=>a);" },
		{ "const f = ({a: [b], c = `${b}${{d}}`, e}) => b + c + e;", "const j=({a:[a],c:b=`${a}${{d}}`,e:c})=>a+b+c;" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_SHORT_NAMES);
}

static void declarations_and_short_functions_end_with_their_line(void **state)
{
	static const struct row rows[] = {
		{ "let one = two\nthree(), document;", "let i=two\nthree(),document;" },
		{ "let one = two++\nthree(), document;", "let i=two++\nthree(),document;" },
		{ "let one = two\n++three, document;", "let i=two\n++three,document;" },
		{ "let one = typeof\n  two, three = one;", "let i=typeof\ntwo,j=i;" },
		{ "let one = two\n  instanceof three, four = one;", "let i=two\ninstanceof three,j=i;" },
		{ "let one = ++\n  two, three = one;", "let i=++\ntwo,j=i;" },
		{ "let one = `${two}`\nthree(), document;", "let i=`${two}`\nthree(),document;" },
		{ "const f = word => word\nconst one = 1, two = one", "const j=a=>a\nconst i=1,k=i" },
		{ "const f = word => typeof\n  word, one = 1;", "const i=a=>typeof\na,j=1;" },
		{ "const f = word => word\n  .name + word\n  + word", "const i=a=>a.name+a\n+a" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_SHORT_NAMES);
}

static void properties_and_the_names_of_others_stay(void **state)
{
	static const struct row rows[] = {
		{ "const name = x.name; x?.name; f({name: 1, name}); ", "const j=x.name;x?.name;f({name:1,name:j});" },
		{ "const name = {name() {}, \"name\": 1}; name.name = name;", "const i={name(){},\"name\":1};i.name=i;" },
		{ "const i = 1; call({i});", "const i=1;call({i});" },
		{ "document.name(window, undefined, arguments);", "document.name(window,undefined,arguments);" },
		{ "const one = \"one\" + `one ${one} one` + /one/;", "const i=\"one\"+`one ${i} one`+/one/;" },
		{ "function f(a = b ? c : document) { return a + document; }", "function k(a=b?c:document){return a+document}" },
		{ "const one = two ? one : three;", "const i=two?i:three;" },
		{ "f({one: two ? one : three, four});", "f({one:two?one:three,four});" },
		{ "const other = i + j + k;", "const l=i+j+k;" },
		{ "const f = (x) => a + x;", "const j=(b)=>a+b;" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_SHORT_NAMES);
}

static void functions_use_names_again_that_mean_nothing_in_them(void **state)
{
	static const struct row rows[] = {
		{ "const f = (x) => (y) => x + y;", "const i=(a)=>(b)=>a+b;" },
		{ "const f = (x) => (y) => y;", "const i=(a)=>(a)=>a;" },
		{ "const f = (x) => { g((y) => y); return x; };", "const j=(a)=>{g((a)=>a);return a};" },
		{ "const f = (x) => g((y) => h((z) => x + z));", "const k=(a)=>g((b)=>h((b)=>a+b));" },
		{ "const f = (x) => ({x, y: (x) => x});", "const i=(a)=>({x:a,y:(a)=>a});" },
		{ "const f = (x) => x ? (y) => y + x : (z) => z, g = f;", "const i=(a)=>a?(b)=>b+a:(a)=>a,j=i;" },
		{ "const f = (x) => `${g((y) => y)}${x}`;", "const j=(a)=>`${g((a)=>a)}${a}`;" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_SHORT_NAMES);
}

static void names_of_blocks_mean_what_they_meant(void **state)
{
	static const struct row rows[] = {
		{ "const x = 1; { const x = 2; f(x); } f(x);", "const j=1;{const j=2;f(j)}f(j);" },
		{ "const x = 1; const g = () => { f(x); for (const x of y) f(x); };", "const j=1,k=()=>{f(j);for(const j of y)f(j)};" },
		{ "const g = () => { { const h = () => { for (const q of x) f(q); return q; }; const q = 1; } };",
		  "const j=()=>{{const a=()=>{for(const b of x)f(b);return b},b=1}};" },
		{ "const h = 1; const g = () => { f(function h() {}); h(); };", "const j=1,k=()=>{f(function j(){});j()};" },
		{ "const x = 1; const g = (x) => { if (x) { let x = 2; f(x); } return x; };", "const j=1,k=(a)=>{if(a){let a=2;f(a)}return a};" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_SHORT_NAMES);
}

static void names_stay_where_the_rules_are_not_known(void **state)
{
	static const struct row rows[] = {
		{ "class One { two() {} }", "class One{two(){}}" },
		{ "const one = {get two() { return 1; }};", "const one={get two(){return 1}};" },
		{ "const one = {async two() {}};", "const one={async two(){}};" },
		{ "const one = {*two() {}};", "const one={*two(){}};" },
		{ "const one = 1; switch (one) { case two: { three(); } }", "const one=1;switch(one){case two:{three()}}" },
		{ "const one = 1; eval(\"one\");", "const one=1;eval(\"one\");" },
		{ "const one = 1; with (one) two();", "const one=1;with(one)two();" },
		{ "const \xC3\xA4 = 1, one = 2;", "const \xC3\xA4=1,one=2;" },
	};

	(void)state;
	ASSERT_ROWS(rows, SCRIPT_SHORT_NAMES);
}

/* Nothing of these is a script; what comes of it does not matter. */
static void broken_scripts_do_no_harm(void **state)
{
	static const char *const rows[] = { "const", "let ,", "function", "function f", "function f(", "function f()", "=>", "() =>", "x =>", "=> x", "const {", "const {}", "const [",
		                            "catch", "catch (", "{a", "{a}", "({a", "({a(})", "({a()})", "const a =", "const a,", "for (const", "`${", "}`", "({,})", "((((", ".", "?.",
		                            "const a = (b", "function (a) b", "async", "({a() b})", "(() => {})", "x => {", ";}", "function f() {} function f() {}" };
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out = { .a = &a };

		(void)script_squeeze(str_from_z(rows[i]), SCRIPT_SHORT_NAMES, &a, &out);
	}
	arena_free(&a);
}

static void there_are_names_for_thousands_of_declarations(void **state)
{
	struct arena a;
	struct buf script = { 0 }, out = { 0 };

	(void)state;
	arena_init(&a);
	script.a = out.a = &a;
	for (unsigned i = 0; i < 5000; i++)
		buf_fmt(&script, "let declared%u=0;", i);
	assert_true(script_squeeze(buf_str(&script), SCRIPT_SHORT_NAMES, &a, &out));
	assert_false(str_has(buf_str(&out), STR("declared")) || str_has(buf_str(&out), STR("let do=")) || str_has(buf_str(&out), STR("let let=")));
	assert_true(str_has(buf_str(&out), STR("let $$=0;let $0=0;")) || str_has(buf_str(&out), STR("let aaa=0;")));
	assert_true(out.n < script.n);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_and_comments_go_where_nothing_needs_them),
		cmocka_unit_test(constants_behind_one_another_are_declared_at_once),
		cmocka_unit_test(lines_stay_where_they_may_end_a_statement),
		cmocka_unit_test(semicolons_go_before_the_end_of_a_block_unless_they_are_statements),
		cmocka_unit_test(what_is_not_plain_is_left_as_it_is),
		cmocka_unit_test(every_kind_of_declaration_is_shortened),
		cmocka_unit_test(declarations_and_short_functions_end_with_their_line),
		cmocka_unit_test(properties_and_the_names_of_others_stay),
		cmocka_unit_test(functions_use_names_again_that_mean_nothing_in_them),
		cmocka_unit_test(names_of_blocks_mean_what_they_meant),
		cmocka_unit_test(names_stay_where_the_rules_are_not_known),
		cmocka_unit_test(broken_scripts_do_no_harm),
		cmocka_unit_test(there_are_names_for_thousands_of_declarations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
