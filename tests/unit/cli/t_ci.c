/* What CI systems say of their checkout. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cli/ci.h"

static const char *const names[] = { "CI_PROJECT_DIR",    "CI_PROJECT_URL",    "CI_COMMIT_SHA", "CI_COMMIT_REF_NAME", "GITHUB_WORKSPACE",
	                             "GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA",    "GITHUB_REF_NAME" };

static int forget_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unsetenv(names[i]);
	return 0;
}

static void says(const char *top, const char *url, const char *commit, const char *branch)
{
	struct arena a;
	struct ci_checkout ci;

	arena_init(&a);
	ci = ci_checkout(str_from_z(top), &a);
	assert_true(str_eq_z(ci.url, url));
	assert_true(str_eq_z(ci.commit, commit));
	assert_true(str_eq_z(ci.branch, branch));
	arena_free(&a);
}

static void without_a_ci_system_nothing_is_known(void **state)
{
	(void)state;
	says("/a", "", "", "");
	says("", "", "", "");
}

static void gitlab_names_url_commit_and_branch(void **state)
{
	(void)state;
	setenv("CI_PROJECT_DIR", "/builds/a", 1);
	setenv("CI_PROJECT_URL", "https://git.example.com/a", 1);
	setenv("CI_COMMIT_SHA", "abc", 1);
	setenv("CI_COMMIT_REF_NAME", "main", 1);
	says("/builds/a", "https://git.example.com/a", "abc", "main");
	says("/builds/a/", "https://git.example.com/a", "abc", "main");
}

static void github_names_url_commit_and_branch(void **state)
{
	(void)state;
	setenv("GITHUB_WORKSPACE", "/runner/a/", 1);
	setenv("GITHUB_SERVER_URL", "https://git.example.com", 1);
	setenv("GITHUB_REPOSITORY", "a/b", 1);
	setenv("GITHUB_SHA", "abc", 1);
	setenv("GITHUB_REF_NAME", "main", 1);
	says("/runner/a", "https://git.example.com/a/b", "abc", "main");
	unsetenv("GITHUB_REPOSITORY");
	says("/runner/a", "", "abc", "main");
}

static void another_folder_is_not_the_checkout(void **state)
{
	(void)state;
	setenv("CI_PROJECT_DIR", "/builds/a", 1);
	setenv("CI_COMMIT_SHA", "abc", 1);
	says("/builds/a/b", "", "", "");
	says("/builds", "", "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(without_a_ci_system_nothing_is_known, forget_all),
		cmocka_unit_test_setup(gitlab_names_url_commit_and_branch, forget_all),
		cmocka_unit_test_setup(github_names_url_commit_and_branch, forget_all),
		cmocka_unit_test_setup(another_folder_is_not_the_checkout, forget_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
