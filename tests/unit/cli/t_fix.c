/* Choosing and applying fixes in passes, over rules made for these tests. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "cli/fix.h"

static const struct diag_rule rule = { .id = "test-rule", .level = DIAG_ERROR, .scope = "all" };

typedef void find_fn(struct diag_list *found, str path, str text);
struct story {
	struct arena a, last;
	struct args args;
	struct fixer fixer;
	struct run run;
	struct overlay_file files[2];
	find_fn *find;
	size_t n_checks;
};

/* Runs the story's rule over every file. */
static bool check(void *arg, struct run *r, const struct run_view *view, struct arena *a, struct diag_list *all, struct err *e)
{
	struct story *s = arg;
	struct source_place top = { .top = STR("/") };

	s->n_checks++;
	*r = (struct run){ .a = a, .args = &s->args };
	diag_list_init(&r->found, a);
	r->source = source_open_overlay(source_open_dir(&top, a, e), view->files, view->n_files, a);
	for (size_t i = 0; i < view->n_files; i++)
		if (!view->files[i].is_gone)
			s->find(&r->found, view->files[i].path, view->files[i].bytes);
	diag_sort(&r->found);
	diag_list_init(all, a);
	diag_merge(all, &r->found);
	return true;
}

static void start(struct story *s, find_fn *find, const char *text, const char *other)
{
	*s = (struct story){ .find = find };
	s->files[0] = (struct overlay_file){ .path = STR("dictum-test/x.yml"), .bytes = str_from_z(text) };
	s->files[1] = (struct overlay_file){ .path = STR("dictum-test/y.yml"), .bytes = str_from_z(other) };
	*vec_push(&s->args.options, &s->a) = (struct given){ .id = OPT_QUIET };
	s->fixer = (struct fixer){ .args = &s->args, .a = &s->a, .check = check, .check_arg = s, .files = s->files, .n_files = other ? 2 : 1 };
}

static void end(struct story *s)
{
	run_close(&s->run);
	arena_free(&s->last);
	arena_free(&s->a);
}

/* Fixes `text` with the rule, which must give `expected` by so many fixes. */
static void expect_fixed(find_fn *find, bool takes_unsafe, const char *text, const char *expected, size_t n_expected)
{
	struct story s;
	struct err e = { .text = "" };
	size_t n_files, n;
	str result = { 0 };

	start(&s, find, text, NULL);
	s.fixer.takes_unsafe = takes_unsafe;
	assert_true(fix_run(&s.fixer, &s.run, &s.last, &e));
	n = fix_count(&s.fixer, &n_files);
	assert_int_equal(source_read_path(s.run.source, s.files[0].path, 1000, &s.a, &result, &e), SOURCE_OK);
	if (!str_eq_z(result, expected) || n != n_expected)
		fail_msg("got '%.*s' by %zu fixes", STR_ARG(result), n);
	assert_int_equal(n_files, strcmp(text, expected) != 0);
	end(&s);
}

static struct diag *add(struct diag_list *found, str path, struct place at)
{
	return diag_add(found, &rule, (struct span){ path, at }, "found");
}

static void add_fix(struct diag_list *found, struct diag *d, bool is_safe, struct place at, str text)
{
	diag_edit_add(found, diag_fix_add(found, d, is_safe, STR("fix")), at, text);
}

static struct place on_line_1(size_t column, size_t end)
{
	return place_make(1, column, 1, end);
}

/* Every "aa" becomes "b", also overlapping ones. */
static void find_pairs(struct diag_list *found, str path, str text)
{
	for (size_t i = 0; i + 1 < text.n; i++)
		if (text.p[i] == 'a' && text.p[i + 1] == 'a')
			add_fix(found, add(found, path, on_line_1(i + 1, i + 3)), true, on_line_1(i + 1, i + 3), STR("b"));
}

static void fixes_that_overlap_wait_for_the_next_pass(void **state)
{
	(void)state;
	expect_fixed(find_pairs, false, "k: aaaa", "k: bb", 2);
	expect_fixed(find_pairs, false, "k: aaa", "k: ba", 1);
	expect_fixed(find_pairs, false, "k: ab", "k: ab", 0);
}

/* Two insertions at one place: both are made, one after the other. */
static void find_brackets(struct diag_list *found, str path, str text)
{
	for (int i = 0; i < 2; i++)
		if (!memchr(text.p, "xy"[i], text.n))
			add_fix(found, add(found, path, on_line_1(4, 4)), true, on_line_1(4, 4), i ? STR("y") : STR("x"));
}

static void insertions_at_one_place_are_made_one_after_the_other(void **state)
{
	(void)state;
	expect_fixed(find_brackets, false, "k: z", "k: yxz", 2);
}

/* A safe and an unsafe offer. */
static void find_question(struct diag_list *found, str path, str text)
{
	struct diag *d;

	if (!memchr(text.p, '?', text.n))
		return;
	d = add(found, path, on_line_1(4, 5));
	add_fix(found, d, false, on_line_1(4, 5), STR("guess"));
	if (memchr(text.p, '!', text.n))
		add_fix(found, d, true, on_line_1(4, 5), STR("known"));
	d->is_suppressed = memchr(text.p, '~', text.n) != NULL;
}

static void unsafe_fixes_are_taken_only_when_asked_for_and_where_there_is_no_safe_one(void **state)
{
	(void)state;
	expect_fixed(find_question, false, "k: ?", "k: ?", 0);
	expect_fixed(find_question, true, "k: ?", "k: guess", 1);
	expect_fixed(find_question, false, "k: ? # !", "k: known # !", 1);
	expect_fixed(find_question, true, "k: ? # !", "k: known # !", 1);
}

static void suppressed_findings_are_left_alone(void **state)
{
	(void)state;
	expect_fixed(find_question, true, "k: ? # ~", "k: ? # ~", 0);
}

static void find_breaking(struct diag_list *found, str path, str text)
{
	if (!memchr(text.p, '[', text.n))
		add_fix(found, add(found, path, on_line_1(4, 5)), true, on_line_1(4, 5), STR("["));
}

static void a_fix_that_makes_a_file_unreadable_is_taken_back(void **state)
{
	(void)state;
	expect_fixed(find_breaking, false, "k: v", "k: v", 0);
}

/* The fix brings two findings for one. */
static void find_more(struct diag_list *found, str path, str text)
{
	size_t n = memchr(text.p, 'w', text.n) ? 2 : 1;

	for (size_t i = 0; i < n; i++)
		add_fix(found, add(found, path, on_line_1(4, 5)), memchr(text.p, '!', text.n) == NULL, on_line_1(4, 5), STR("w"));
}

static void a_safe_fix_that_brings_more_findings_is_taken_back(void **state)
{
	(void)state;
	expect_fixed(find_more, false, "k: v", "k: v", 0);
}

static void an_unsafe_fix_may_reveal_more_findings(void **state)
{
	(void)state;
	expect_fixed(find_more, true, "k: v # !", "k: w # !", 1);
}

/* The first fix is a good one, the next one brings two findings for one. */
static void find_more_later(struct diag_list *found, str path, str text)
{
	if (text.p[3] == 'a')
		add_fix(found, add(found, path, on_line_1(4, 5)), true, on_line_1(4, 5), STR("v"));
	else
		find_more(found, path, text);
}

static void what_is_taken_back_is_not_counted(void **state)
{
	(void)state;
	expect_fixed(find_more_later, false, "k: a", "k: v", 1);
}

static void find_own_name(struct diag_list *found, str path, str text)
{
	if (text.p[0] != 'k')
		return;
	add_fix(found, add(found, path, on_line_1(1, 2)), true, on_line_1(1, 2), STR("n"));
	diag_fix_add(found, add(found, path, on_line_1(4, 5)), true, STR("rename"))->rename_to = STR("dictum-test/x.yml");
}

static void a_rename_that_cannot_be_is_not_counted(void **state)
{
	(void)state;
	expect_fixed(find_own_name, false, "k: v", "n: v", 1);
}

static void find_outside(struct diag_list *found, str path, str text)
{
	(void)text;
	add_fix(found, add(found, path, on_line_1(1, 2)), true, (struct place){ 9, 9, 9, 9 }, STR("x"));
}

static void a_fix_outside_of_the_file_does_nothing(void **state)
{
	(void)state;
	expect_fixed(find_outside, false, "k: v", "k: v", 0);
}

static void find_always(struct diag_list *found, str path, str text)
{
	(void)text;
	add_fix(found, add(found, path, on_line_1(4, 4)), true, on_line_1(4, 4), STR("x"));
}

static void fixing_ends_after_ten_passes(void **state)
{
	struct story s;
	struct err e;
	size_t n_files;

	(void)state;
	start(&s, find_always, "k: v", NULL);
	assert_true(fix_run(&s.fixer, &s.run, &s.last, &e));
	assert_int_equal(fix_count(&s.fixer, &n_files), 10);
	assert_int_equal(s.n_checks, 11);
	end(&s);
}

/* Where x.yml should go stands in it. */
static void find_name(struct diag_list *found, str path, str text)
{
	struct diag_fix *fix;
	str to = str_sub(text, 3, 17);

	if (!str_ends(path, STR("x.yml")))
		return;
	fix = diag_fix_add(found, add(found, path, on_line_1(4, 5)), true, STR("rename"));
	fix->rename_to = to;
	diag_edit_add(found, fix, on_line_1(1, 2), STR("n"));
}

static void expect_patch(const char *text, const char *expected)
{
	struct story s;
	struct err e;
	struct buf out;

	start(&s, find_name, text, "k: y");
	out = (struct buf){ .a = &s.a };
	assert_true(fix_run(&s.fixer, &s.run, &s.last, &e));
	fix_diff(&s.fixer, &out);
	if (!str_eq_z(buf_str(&out), expected))
		fail_msg("got '%.*s'", STR_ARG(buf_str(&out)));
	end(&s);
}

static void a_file_is_renamed_unless_the_name_is_taken(void **state)
{
	(void)state;
	expect_patch("k: dictum-test/z.yml\n", "diff --git a/dictum-test/x.yml b/dictum-test/z.yml\nrename from dictum-test/x.yml\n"
	                                       "rename to dictum-test/z.yml\n--- a/dictum-test/x.yml\n+++ b/dictum-test/z.yml\n@@ -1 +1 @@\n"
	                                       "-k: dictum-test/z.yml\n+n: dictum-test/z.yml\n");
	expect_patch("k: dictum-test/y.yml\n", "diff --git a/dictum-test/x.yml b/dictum-test/x.yml\n--- a/dictum-test/x.yml\n"
	                                       "+++ b/dictum-test/x.yml\n@@ -1 +1 @@\n-k: dictum-test/y.yml\n+n: dictum-test/y.yml\n");
}

/* x goes where y is, y to a name of its own. */
static void find_chain(struct diag_list *found, str path, str text)
{
	str to = text.p[3] == 'x' ? STR("dictum-test/y.yml") : STR("dictum-test/z.yml");

	if (!str_eq(path, to))
		diag_fix_add(found, add(found, path, on_line_1(4, 5)), true, STR("rename"))->rename_to = to;
}

/* Both want the same name: the first has it. */
static void find_same(struct diag_list *found, str path, str text)
{
	(void)text;
	if (!str_ends(path, STR("z.yml")))
		diag_fix_add(found, add(found, path, on_line_1(4, 5)), true, STR("rename"))->rename_to = STR("dictum-test/z.yml");
}

/* One file should have two names: it gets the first. */
static void find_two_names(struct diag_list *found, str path, str text)
{
	(void)text;
	if (!str_ends(path, STR("x.yml")))
		return;
	diag_fix_add(found, add(found, path, on_line_1(1, 2)), true, STR("rename"))->rename_to = STR("dictum-test/z.yml");
	diag_fix_add(found, add(found, path, on_line_1(4, 5)), true, STR("rename"))->rename_to = STR("dictum-test/q.yml");
}

static void names_are_given_up_before_they_are_taken_and_taken_once(void **state)
{
	find_fn *const rules[] = { find_chain, find_same, find_two_names };
	static const char *const expected[] = {
		"diff --git a/dictum-test/x.yml b/dictum-test/y.yml\nrename from dictum-test/x.yml\nrename to dictum-test/y.yml\n"
		"diff --git a/dictum-test/y.yml b/dictum-test/z.yml\nrename from dictum-test/y.yml\nrename to dictum-test/z.yml\n",
		"diff --git a/dictum-test/x.yml b/dictum-test/z.yml\nrename from dictum-test/x.yml\nrename to dictum-test/z.yml\n",
		"diff --git a/dictum-test/x.yml b/dictum-test/z.yml\nrename from dictum-test/x.yml\nrename to dictum-test/z.yml\n",
	};

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct story s;
		struct err e;
		struct buf out;

		start(&s, rules[i], "k: x", "k: y");
		out = (struct buf){ .a = &s.a };
		assert_true(fix_run(&s.fixer, &s.run, &s.last, &e));
		fix_diff(&s.fixer, &out);
		if (!str_eq_z(buf_str(&out), expected[i]))
			fail_msg("got '%.*s'", STR_ARG(buf_str(&out)));
		end(&s);
	}
}

static void levels_of_fixes_have_two_names(void **state)
{
	static const struct {
		const char *value;
		bool is_wanted, is_ok, takes_unsafe;
	} rows[] = { { NULL, false, true, false }, { "", true, true, false }, { "safe", true, true, false }, { "unsafe", true, true, true }, { "all", true, false, false } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		struct args args = { .options = { 0 } };
		struct err e;
		bool is_wanted, takes_unsafe;

		if (rows[i].value)
			*vec_push(&args.options, &a) = (struct given){ OPT_FIX, str_from_z(rows[i].value) };
		assert_int_equal(fix_level(&args, &is_wanted, &takes_unsafe, &e), rows[i].is_ok);
		assert_int_equal(is_wanted, rows[i].is_wanted);
		assert_int_equal(takes_unsafe, rows[i].takes_unsafe);
		arena_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixes_that_overlap_wait_for_the_next_pass),
		cmocka_unit_test(insertions_at_one_place_are_made_one_after_the_other),
		cmocka_unit_test(unsafe_fixes_are_taken_only_when_asked_for_and_where_there_is_no_safe_one),
		cmocka_unit_test(suppressed_findings_are_left_alone),
		cmocka_unit_test(a_fix_that_makes_a_file_unreadable_is_taken_back),
		cmocka_unit_test(a_safe_fix_that_brings_more_findings_is_taken_back),
		cmocka_unit_test(an_unsafe_fix_may_reveal_more_findings),
		cmocka_unit_test(what_is_taken_back_is_not_counted),
		cmocka_unit_test(a_rename_that_cannot_be_is_not_counted),
		cmocka_unit_test(a_fix_outside_of_the_file_does_nothing),
		cmocka_unit_test(fixing_ends_after_ten_passes),
		cmocka_unit_test(a_file_is_renamed_unless_the_name_is_taken),
		cmocka_unit_test(names_are_given_up_before_they_are_taken_and_taken_once),
		cmocka_unit_test(levels_of_fixes_have_two_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
