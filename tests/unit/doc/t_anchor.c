/* Which edits take out an anchor that an alias names. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "doc/anchor.h"

static void edits_may_not_take_out_what_is_named_elsewhere(void **state)
{
	static const struct {
		const char *text;
		struct place at;
		bool stay;
	} rows[] = {
		{ "a: &x 1\nb: *x\n", { 1, 4, 1, 8 }, false },
		{ "a: &x 1\nb: *x\n", { 1, 7, 1, 8 }, true },
		{ "a: &x 1\nb: *x\n", { 1, 1, 2, 1 }, false },
		{ "a: &x 1\nb: *x\n", { 1, 1, 3, 1 }, true }, /* both go */
		{ "a: [&x 1, *x]\nb: *x\n", { 1, 1, 2, 1 }, false },
		{ "a: [&x 1, *x]\nb: 1\n", { 1, 1, 2, 1 }, true },
		{ "a: &x 1\nb: *xy\n", { 1, 4, 1, 8 }, true },
		{ "a: &xy 1\nb: *x\n", { 1, 4, 1, 9 }, true },
		{ "a: [&y 1, &x 1]\nb: {*x: 1}\n", { 1, 1, 2, 1 }, false },
		{ "a: & b * c\nb: * c\n", { 1, 4, 1, 11 }, true },
		{ "a: &x 1\nb: *x\n", { 2, 4, 2, 6 }, true },
		{ "# \xC3\xA9\n\xC3\xA9: &x 1\nb: *x", { 2, 4, 2, 8 }, false },
		{ "b: *x\na: &x 1", { 2, 1, 3, 1 }, false },
		{ "a: 1\nb: &", { 2, 1, 3, 1 }, true },
		{ "", { 1, 1, 1, 1 }, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = { 0 };
		struct anchors x = { .bytes = str_from_z(rows[i].text), .a = &a };
		struct diag_edit edits[] = { { { 1, 1, 1, 1 }, STR("x") }, { rows[i].at, STR("y") } };

		if (anchors_stay(&x, edits, 2) != rows[i].stay)
			fail_msg("row %zu", i);
		arena_free(&a);
	}
}

static void a_finding_keeps_its_other_fixes(void **state)
{
	static const struct diag_rule rule = { .id = "x" };
	struct arena a = { 0 };
	struct anchors x = { .bytes = STR("a: &x 1\nb: *x\n"), .a = &a };
	struct diag_list found;
	struct diag *d;

	(void)state;
	diag_list_init(&found, &a);
	d = diag_add(&found, &rule, (struct span){ STR("a.yml"), { 1, 1, 1, 2 } }, "x");
	diag_edit_add(&found, diag_fix_add(&found, d, true, STR("bad")), (struct place){ 1, 4, 1, 8 }, STR("2"));
	diag_edit_add(&found, diag_fix_add(&found, d, true, STR("good")), (struct place){ 1, 7, 1, 8 }, STR("2"));
	anchors_check(&x, d);
	assert_int_equal(d->fixes.n, 1);
	assert_true(str_eq_z(d->fixes.v[0].description, "good"));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_may_not_take_out_what_is_named_elsewhere),
		cmocka_unit_test(a_finding_keeps_its_other_fixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
