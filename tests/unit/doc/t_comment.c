/* Comments of YAML texts, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/comment.h"

/* Each comment as "line:column[!][^] text;": ! alone on its line, ^ on top. */
static void finds(const char *yaml, const char *want)
{
	struct arena a;
	struct diag_list found;
	struct comments comments = { .all = { 0 } };
	struct buf got = { .a = &a };
	struct doc doc;

	arena_init(&a);
	diag_list_init(&found, &a);
	doc = doc_parse_yaml(STR("a.yml"), str_from_z(yaml), DOC_DEFINITION, NULL, &a, &found);
	comments_find(str_from_z(yaml), doc.root, &a, &comments);
	for (size_t i = 0; i < comments.all.n; i++) {
		const struct comment *c = &comments.all.v[i];

		buf_fmt(&got, "%u:%u%s%s %.*s;", c->at.line, c->at.column, c->is_alone ? "!" : "", c->is_on_top ? "^" : "", STR_ARG(c->text));
	}
	if (!str_eq_z(buf_str(&got), want))
		fail_msg("got \"%.*s\", want \"%s\" in:\n%s", STR_ARG(buf_str(&got)), want, yaml);
	arena_free(&a);
}

static void comments_are_found_wherever_they_stand(void **state)
{
	(void)state;
	finds("# top\n\n# second\na: 1 # one\n  # two\nb:\n  # three\n  - x # four\n# end", "1:1!^ top;3:1!^ second;4:6 one;5:3! two;7:3! three;8:7 four;9:1! end;");
	finds("--- # start\na: 1\n", "1:5^ start;");
	finds("%YAML 1.1 # version\n# more\n---\na: 1\n", "1:11^ version;2:1!^ more;");
	finds("\xEF\xBB\xBF# mark\na: 1\n", "1:1!^ mark;");
	finds("a: # nothing\nb:   # null\nc: ~ # null\n", "1:4 nothing;2:6 null;3:6 null;");
	finds("a: {} # map\nb: [] # list\nc: [1, # one\n  2] # two\n", "1:7 map;2:7 list;3:8 one;4:6 two;");
	finds("a: !!str x # tag\nb: &n y # anchor\n", "1:12 tag;2:9 anchor;");
	finds("a: 1 # one\r\nb: 2 # two\r\n", "1:6 one;2:6 two;");
	finds("\xC3\xA4: \xC3\xB6 # u\n", "1:6 u;");
	finds("a: 1 #\n", "1:6 ;");
}

static void text_is_never_a_comment(void **state)
{
	(void)state;
	finds("a: \"# x\"\nb: '# y # z'\nc: x#y\nd: \"\n  # in quotes\n  \"\n", "");
	finds("a: |\n  # text\n  x\n\n# after\nb: >-\n  # folded\nc: 1\n", "5:1! after;");
	finds("a: | # header\n  # text\nb: >2- # too\n    # text\n", "1:6 header;3:8 too;");
	finds("a: !!str | # tagged\n  # text\n", "1:12 tagged;");
	finds("a: it's # plain\nb: x: y\n", "");
	finds("\"# key\": 1\n? '# other'\n: 2\n", "");
	finds("a: word\n  more # ends it\nb: 1\n", "2:8 ends it;");
}

static void marks_of_yaml_are_no_comments(void **state)
{
	(void)state;
	finds("a: 1\t# tab\nb: -1 # no list\n", "1:6 tab;2:7 no list;");
	finds("? a # key\n: b # value\n", "1:5 key;2:5 value;");
	finds("x:\n- a # one\n- - b # two\n  - c#d # three\n", "2:5 one;3:7 two;4:9 three;");
	finds("a: &x !!map # tag\n  b: *x # alias\n", "1:13 tag;2:9 alias;");
	finds("%TAG ! tag:x # no directive of ours\n---\na: 1 # one\n", "1:14^ no directive of ours;3:6 one;");

	finds("a: {b: 1, # one\n  c: [2, 3]} # two\n\n\n# last", "1:11 one;2:14 two;5:1! last;");
	finds("a: |2 # header\n   # text\nb: |+ # kept\n\n\n# behind\n", "1:7 header;3:7 kept;6:1! behind;");
}

static void of_another_document_the_line_it_begins_on_may_have_one(void **state)
{
	(void)state;
	finds("a: 1 # one\n--- # two\nb: 2 # three\n--- # four\n", "1:6 one;2:5 two;");
	finds("a: |\n  text\n---\t# two\n# three", "3:5 two;");
	finds("a: {}\n--- [] # two", "2:8 two;");
	finds("a: 1\n--- b # two\n", "");
	finds("a: 1\n--- 'b # two'\n", "");
	finds("a: 1\n---# two\n", "");
	finds("a: 1\n---", "");
}

static void dropped_text_holds_no_comments(void **state)
{
	(void)state;
	finds("a: \"x # y\"\na: 2\n", "");
	finds("a: |\n  # text\n# lost\na: 2 # kept\n", "4:6 kept;");
	finds("a: 1\n---\n# second document\nb: 2 # more\n", "");
	finds("a: 1\n...\n# behind\n", "");
}

static void files_that_do_not_parse_have_comments_on_top_only(void **state)
{
	(void)state;
	finds("# top\n\n--- # start\n# more\na: [1\nb: 2 # lost\n", "1:1!^ top;3:5^ start;4:1!^ more;");
	finds("# only\n", "1:1!^ only;");
	finds("", "");
	finds("a: {", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comments_are_found_wherever_they_stand),
		cmocka_unit_test(text_is_never_a_comment),
		cmocka_unit_test(marks_of_yaml_are_no_comments),
		cmocka_unit_test(of_another_document_the_line_it_begins_on_may_have_one),
		cmocka_unit_test(dropped_text_holds_no_comments),
		cmocka_unit_test(files_that_do_not_parse_have_comments_on_top_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
