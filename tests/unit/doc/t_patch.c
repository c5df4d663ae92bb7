/* Unified diffs: their form, and that applying one gives the new text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/vec.h"
#include "doc/patch.h"
#include "unit/text.h"

static void expect_patch(const char *old_path, const char *path, const char *old, const char *text, const char *expected)
{
	struct arena a = { 0 };
	struct buf out = { .a = &a };

	patch_put(&out, str_from_z(old_path), str_from_z(path), str_from_z(old), str_from_z(text));
	assert_str(buf_str(&out), expected);
	arena_free(&a);
}

static void equal_texts_give_nothing(void **state)
{
	(void)state;
	expect_patch("a.yml", "a.yml", "", "", "");
	expect_patch("a.yml", "a.yml", "x\ny", "x\ny", "");
}

static void a_change_has_three_lines_of_context(void **state)
{
	(void)state;
	expect_patch("d/a.yml", "d/a.yml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
	             "diff --git a/d/a.yml b/d/a.yml\n--- a/d/a.yml\n+++ b/d/a.yml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

static void lines_are_put_in_and_taken_out(void **state)
{
	(void)state;
	expect_patch("a", "a", "1\n", "0\n1\n2\n", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1,3 @@\n+0\n 1\n+2\n");
	expect_patch("a", "a", "1\n2\n3\n", "3\n", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,3 +1 @@\n-1\n-2\n 3\n");
	expect_patch("a", "a", "", "x\n", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+x\n");
	expect_patch("a", "a", "x\n", "", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +0,0 @@\n-x\n");
}

static void changes_six_lines_apart_share_a_hunk(void **state)
{
	(void)state;
	expect_patch("a", "a", "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
	             "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
	expect_patch("a", "a", "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
	             "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

static void a_missing_last_line_end_is_told(void **state)
{
	(void)state;
	expect_patch("a", "a", "x", "y", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n");
	expect_patch("a", "a", "x", "x\n", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n");
	expect_patch("a", "a", "x\ny", "z\ny", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-x\n+z\n y\n\\ No newline at end of file\n");
}

static void a_carriage_return_belongs_to_its_line(void **state)
{
	(void)state;
	expect_patch("a", "a", "x\r\ny\r\n", "x\r\nz\r\n", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\r\n-y\r\n+z\r\n");
	expect_patch("a", "a", "x\r\n", "x\n", "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\r\n+x\n");
}

static void a_renamed_file_has_both_names(void **state)
{
	(void)state;
	expect_patch("a/x.yml", "b/y.yml", "1\n", "1\n", "diff --git a/a/x.yml b/b/y.yml\nrename from a/x.yml\nrename to b/y.yml\n");
	expect_patch("x", "y", "1\n", "2\n",
	             "diff --git a/x b/y\nrename from x\nrename to y\n--- a/x\n+++ b/y\n@@ -1 +1 @@\n-1\n+2\n");
}

static void odd_names_are_quoted_as_git_does(void **state)
{
	(void)state;
	expect_patch("a b", "a b", "1\n", "2\n", "diff --git a/a b b/a b\n--- a/a b\t\n+++ b/a b\t\n@@ -1 +1 @@\n-1\n+2\n");
	expect_patch("\"\xC3\xA9\n", "\"\xC3\xA9\n", "1\n", "2\n",
	             "diff --git \"a/\\\"\\303\\251\\012\" \"b/\\\"\\303\\251\\012\"\n--- \"a/\\\"\\303\\251\\012\"\n+++ \"b/\\\"\\303\\251\\012\"\n"
	             "@@ -1 +1 @@\n-1\n+2\n");
}

/* ---- applying ---- */

static str next_line(str *rest)
{
	size_t n = str_find(*rest, '\n');
	str line = str_sub(*rest, 0, n + (n < rest->n));

	*rest = str_from(*rest, line.n);
	return line;
}

static size_t number(str *s)
{
	size_t n = 0;

	while (s->n && !byte_is_digit(s->p[0]))
		*s = str_from(*s, 1);
	while (s->n && byte_is_digit(s->p[0])) {
		n = n * 10 + (size_t)(s->p[0] - '0');
		*s = str_from(*s, 1);
	}
	return n;
}

/* Applies a patch of one file as patch(1) does, and fails where it does not fit exactly. */
static str apply(str patch, str old, struct arena *a)
{
	struct buf out = { .a = a };
	size_t line = 1;

	for (int i = 0; i < 3; i++)
		(void)next_line(&patch);
	while (patch.n) {
		str head = next_line(&patch), ranges = str_from(head, 4);
		size_t from = number(&ranges), count = ranges.p[0] == ',' ? number(&ranges) : 1;

		assert_true(str_starts(head, STR("@@ -")));
		for (; line < from + (count == 0); line++)
			buf_put(&out, next_line(&old));
		while (patch.n && patch.p[0] != '@') {
			str body = next_line(&patch);

			if (str_starts(patch, STR("\\"))) {
				(void)next_line(&patch);
				body.n--;
			}
			if (body.p[0] != '+') {
				assert_true(str_eq(next_line(&old), str_from(body, 1)));
				line++;
			}
			if (body.p[0] != '-')
				buf_put(&out, str_from(body, 1));
		}
	}
	buf_put(&out, old);
	return buf_str(&out);
}

static uint32_t random_state;
static size_t pick(size_t n)
{
	random_state = random_state * 1664525 + 1013904223;
	return (size_t)(random_state >> 8) % n;
}

static str random_text(size_t lines, size_t words, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < lines; i++)
		buf_fmt(&b, "%zu%s", pick(words), i + 1 == lines && pick(2) ? "" : "\n");
	return buf_str(&b);
}

static void applying_a_patch_gives_the_new_text(void **state)
{
	(void)state;
	for (random_state = 1; random_state < 3000; ) {
		uint32_t seed = random_state;
		struct arena a = { 0 };
		struct buf out = { .a = &a };
		str old = random_text(pick(30), 6, &a), text = random_text(pick(30), 6, &a);

		patch_put(&out, STR("f"), STR("f"), old, text);
		assert_true(str_eq(apply(buf_str(&out), old, &a), text));
		arena_free(&a);
		random_state = seed + 1;
	}
}

static void texts_with_nothing_in_common_are_replaced(void **state)
{
	struct arena a = { 0 };
	struct buf out = { .a = &a }, old = { .a = &a }, text = { .a = &a };

	(void)state;
	for (int i = 0; i < 3000; i++) {
		buf_fmt(&old, "old %d\n", i);
		buf_fmt(&text, "new %d\n", i);
	}
	patch_put(&out, STR("f"), STR("f"), buf_str(&old), buf_str(&text));
	assert_true(str_eq(apply(buf_str(&out), buf_str(&old), &a), buf_str(&text)));
	arena_free(&a);
}

static void long_texts_that_differ_by_two_lines_take_little_memory(void **state)
{
	struct arena a = { 0 };
	struct buf out = { .a = &a }, old = { .a = &a }, text = { .a = &a };
	size_t before;

	(void)state;
	for (int i = 0; i < 600; i++) {
		buf_fmt(&old, "line %d\n", i);
		buf_fmt(&text, i == 0 || i == 599 ? "other %d\n" : "line %d\n", i);
	}
	before = a.used;
	patch_put(&out, STR("f"), STR("f"), buf_str(&old), buf_str(&text));
	assert_true(a.used - before < 100 * 1024);
	assert_true(str_eq(apply(buf_str(&out), buf_str(&old), &a), buf_str(&text)));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_texts_give_nothing),
		cmocka_unit_test(a_change_has_three_lines_of_context),
		cmocka_unit_test(lines_are_put_in_and_taken_out),
		cmocka_unit_test(changes_six_lines_apart_share_a_hunk),
		cmocka_unit_test(a_missing_last_line_end_is_told),
		cmocka_unit_test(a_carriage_return_belongs_to_its_line),
		cmocka_unit_test(a_renamed_file_has_both_names),
		cmocka_unit_test(odd_names_are_quoted_as_git_does),
		cmocka_unit_test(applying_a_patch_gives_the_new_text),
		cmocka_unit_test(texts_with_nothing_in_common_are_replaced),
		cmocka_unit_test(long_texts_that_differ_by_two_lines_take_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
