/* What a sparse checkout would have in the work tree: the same as git has there. */
#include "leaks.h"
#include "sandbox.h"

static const struct cone *open_cone(struct sandbox *s, const char *folder)
{
	struct source_place p = find(s, folder);
	const struct cone *c;

	if (!cone_open(&p, &s->a, &c, &s->e))
		fail_msg("%s", s->e.text);
	return c;
}

/* "path" or "-path" for each file of the index, in its order; the same list comes from git. */
static str taken(struct sandbox *s, const struct cone *c, str paths)
{
	struct buf out = { .a = &s->a };

	for (struct cut line = str_cut(paths, '\n'); line.head.n; line = str_cut(line.tail, '\n'))
		buf_fmt(&out, "%s%.*s\n", cone_takes(c, line.head) ? "" : "-", STR_ARG(line.head));
	return buf_str(&out);
}

static const char made[] = "git init -q r; cd r; for f in a b.yml c/d c/b.yml c/e/f c/e/g/h c/e/g/.x d/d/d 'd/x y' 'd/e{1}' 'd/#f' 'd/!g' e/1/f e/12/f e/g; do "
                           "mkdir -p \"$(dirname \"$f\")\"; echo x >\"$f\"; done; git add .; git commit -qm 1; git ls-files >../paths; ";

static void patterns_take_what_git_checks_out(void **state)
{
	static const char *const sets[] = {
		"--cone c/e",    "--cone e c/e/g", "--cone",         "--no-cone d",      "--no-cone '/*' '!/c/'", "--no-cone c/e/ '!c/e/g'", "--no-cone '*.yml'",
		"--no-cone f/",  "--no-cone /c/*", "--no-cone '**/e'", "--no-cone 'e/**/f'", "--no-cone '/c/**'",     "--no-cone 'e/[13]/f'",    "--no-cone 'e/1?'",
		"--no-cone 'd/e{1}' 'd/x\\ y' '\\#f' '\\!g'", "--no-cone '/*' '!/*/' '/c/*' '!c/e' 'c/e/g/h' '# /d' 'd/x y  '",
	};
	struct sandbox *s = *state;

	run(s, made);
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		run(s, str_z(str_fmt(&s->a, "cd r; git sparse-checkout set --no-sparse-index %s; git sparse-checkout reapply; git ls-files -t | sed 's/^H //; s/^S /-/' >../git", sets[i]), &s->a));
		if (!str_eq(taken(s, open_cone(s, "r"), file_bytes(s, "paths")), file_bytes(s, "git")))
			fail_msg("%s: %.*s\n%.*s", sets[i], STR_ARG(taken(s, open_cone(s, "r"), file_bytes(s, "paths"))), STR_ARG(file_bytes(s, "git")));
	}
}

static void without_patterns_that_count_nothing_is_kept_out(void **state)
{
	struct sandbox *s = *state;

	run(s, made);
	assert_null(open_cone(s, "r"));
	assert_true(cone_takes(NULL, STR("c/e/f")));
	run(s, "git -C r sparse-checkout set --cone c");
	assert_non_null(open_cone(s, "r"));
	run(s, "git -C r sparse-checkout disable; git clone -q --bare r b; mkdir plain");
	assert_null(open_cone(s, "r"));
	assert_null(open_cone(s, "b"));
	assert_null(open_cone(s, "plain"));
}

static void a_linked_work_tree_has_its_own(void **state)
{
	struct sandbox *s = *state;

	run(s, made);
	run(s, "cd r; git worktree add -q ../w; git -C ../w sparse-checkout set --cone c");
	assert_null(open_cone(s, "r"));
	assert_false(cone_takes(open_cone(s, "w"), STR("e/g")));
	assert_true(cone_takes(open_cone(s, "w"), STR("c/new")));
	assert_false(cone_takes(open_cone(s, "w"), STR("new/folder/x")));
}

static bool opens(struct sandbox *s)
{
	struct source_place p = find(s, "r");
	const struct cone *c;

	s->e = (struct err){ 0 };
	return cone_open(&p, &s->a, &c, &s->e);
}

static void patterns_have_at_most_1_mib(void **state)
{
	struct sandbox *s = *state;

	run(s, made);
	run(s, "cd r; git sparse-checkout set --cone c; yes '#' | head -c 1048576 >.git/info/sparse-checkout");
	assert_true(opens(s));
	run(s, "echo >>r/.git/info/sparse-checkout");
	assert_false(opens(s));
	assert_non_null(strstr(s->e.text, "info/sparse-checkout"));
}

static void patterns_that_are_no_file_are_a_failure(void **state)
{
	struct sandbox *s = *state;

	run(s, made);
	run(s, "cd r; git sparse-checkout set --cone c; rm .git/info/sparse-checkout; mkfifo .git/info/sparse-checkout");
	assert_false(opens(s));
	assert_non_null(strstr(s->e.text, "info/sparse-checkout"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(patterns_take_what_git_checks_out),
		sandbox_test(without_patterns_that_count_nothing_is_kept_out),
		sandbox_test(a_linked_work_tree_has_its_own),
		sandbox_test(patterns_have_at_most_1_mib),
		sandbox_test(patterns_that_are_no_file_are_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
