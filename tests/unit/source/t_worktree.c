/* Finding the repository of a folder, and listing and reading work trees. */
#include <time.h>

#include "sandbox.h"
#include "unit/pace.h"

static struct source *open_dir(struct sandbox *s, const char *folder)
{
	struct source_place p = find(s, folder);
	struct source *src = source_open_dir(&p, &s->a, &s->e);

	if (!src)
		fail_msg("%s", s->e.text);
	return src;
}

/* ---- finding ---- */

static void expect_place(struct sandbox *s, const char *start, const char *top, const char *prefix, const char *git_dir)
{
	struct source_place p = find(s, start);

	assert_true(str_eq(p.top, at(s, top)));
	expect_text(p.prefix, prefix);
	if (git_dir)
		assert_true(str_eq(p.git_dir, at(s, git_dir)));
	else
		assert_int_equal(p.git_dir.n, 0);
}

static void plain_folder_is_its_own_top(void **state)
{
	struct sandbox *s = *state;

	run(s, "mkdir -p plain/sub");
	expect_place(s, "plain/sub", "plain/sub", "", NULL);
	assert_false(find(s, "plain").is_bare);
}

static void repository_is_found_from_its_top_and_from_folders_inside(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; mkdir -p r/a/b; ln -s r/a link");
	expect_place(s, "r", "r", "", "r/.git");
	expect_place(s, "r/a/b", "r", "a/b", "r/.git");
	expect_place(s, "r/a/b/../.", "r", "a", "r/.git");
	expect_place(s, "link/b", "r", "a/b", "r/.git");
}

static void environment_does_not_move_the_repository(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; git init -q other");
	assert_int_equal(setenv("GIT_DIR", str_z(at(s, "other/.git"), &s->a), 1), 0);
	assert_int_equal(setenv("GIT_CEILING_DIRECTORIES", str_z(at(s, ""), &s->a), 1), 0);
	expect_place(s, "r", "r", "", "r/.git");
	assert_int_equal(unsetenv("GIT_DIR"), 0);
	assert_int_equal(unsetenv("GIT_CEILING_DIRECTORIES"), 0);
}

static void bare_repository_is_found_from_itself_and_from_inside(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q --bare r.git");
	expect_place(s, "r.git", "r.git", "", "r.git");
	expect_place(s, "r.git/refs/heads", "r.git", "", "r.git");
	assert_true(find(s, "r.git").is_bare);
}

static void linked_work_tree_and_submodule_are_found_through_their_file(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; commit r; git -C r worktree add -q ../linked; git init -q part; commit part;"
	       "git -C r submodule add -q ../part sub; mkdir -p linked/x r/sub/y");
	expect_place(s, "linked/x", "linked", "x", "r/.git/worktrees/linked");
	expect_place(s, "r/sub/y", "r/sub", "y", "r/.git/modules/sub");
}

static void git_file_that_leads_nowhere_still_marks_the_top(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; mkdir -p r/sub/x r/bad; echo 'gitdir: /nowhere/at/all' >r/sub/.git; echo garbage "
	       ">r/bad/.git");
	expect_text(find(s, "r/sub/x").git_dir, "/nowhere/at/all");
	expect_place(s, "r/bad", "r/bad", "", "r/bad/.git");
}

static void folder_called_git_without_a_repository_is_passed(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; mkdir -p r/a/.git/objects");
	expect_place(s, "r/a", "r", "a", "r/.git");
}

static void folder_that_does_not_exist_is_said(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;

	run(s, "touch file");
	assert_false(source_find(at(s, "nowhere"), &s->a, &p, &s->e));
	expect_error(s, "nowhere' does not exist");
	assert_false(source_find(at(s, "file"), &s->a, &p, &s->e));
	expect_error(s, "file' is not a folder");
	assert_false(s->e.is_usage);
}

/* ---- listing ---- */

static void listing_is_in_byte_order_and_knows_kinds(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "mkdir -p t/a t/b/c; cd t; touch a/z a.yml a-b b/c/1 B; ln -s a.yml link; ln -s /etc dir-link; mkfifo "
	       "pipe");
	src = open_dir(s, "t");
	assert_false(source_is_commit(src));
	assert_int_equal(source_commit(src).n, 0);
	assert_int_equal(source_commit_time(src), 0);
	expect_text(list(s, src, ""), "f B\nf a-b\nf a.yml\nf a/z\nf b/c/1\nl dir-link\nl link\no pipe\n");
	source_close(src);
}

static void only_folders_asked_for_are_listed_each_file_once(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "mkdir -p t/a/b t/ab t/c; touch t/a/1 t/a/b/2 t/ab/3 t/c/4 t/5");
	src = open_dir(s, "t");
	expect_text(list(s, src, "c a"), "f a/1\nf a/b/2\nf c/4\n");
	expect_text(list(s, src, "a/b a ./a/ a/b"), "f a/1\nf a/b/2\n");
	expect_text(list(s, src, "a/b/../b"), "f a/b/2\n");
	expect_text(list(s, src, "nowhere 5 5/x a/nowhere .. ../t /etc a/../.."), "");
	source_close(src);
}

static void git_folders_and_nested_repositories_are_not_entered(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q t; git init -q t/inner; touch t/inner/x t/y; mkdir -p t/d/.git t/e/.GIT; touch t/d/.git/z "
	       "t/e/.GIT/z;"
	       "mkdir t/f; echo 'gitdir: x' >t/f/.git");
	src = open_dir(s, "t");
	expect_text(list(s, src, ""), "s d\no e/.GIT\ns f\ns inner\nf y\n");
	expect_text(list(s, src, "inner"), "s inner\n");
	expect_text(list(s, src, "inner/deep .git .git/refs"), "s inner\n");
	(void)read_path(s, src, "inner/x", SOURCE_MISSING); /* as in a commit of it */
	(void)read_path(s, src, ".git/config", SOURCE_NOT_FILE);
	(void)read_path(s, src, "e/.GIT/z", SOURCE_NOT_FILE);
	source_close(src);
}

static void links_on_the_way_are_listed_not_followed(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "mkdir -p out/m t/a; touch out/m/x; ln -s ../out t/c; ln -s ../../out t/a/c");
	src = open_dir(s, "t");
	expect_text(list(s, src, "c/m a/c/m c"), "l a/c\nl c\n");
	(void)read_path(s, src, "c/m/x", SOURCE_NOT_FILE);
	(void)read_path(s, src, "a/c/m/x", SOURCE_NOT_FILE);
	source_close(src);
}

static void depth_of_64_folders_is_fine_and_65_is_not(void **state)
{
	struct sandbox *s = *state;
	struct file_list files;
	struct source *src;

	run(s, "mkdir t; cd t; for i in 1 2 3 4 5 6 7 8; do p=$p/d/d/d/d/d/d/d/d; done; mkdir -p \".$p\"; touch "
	       "\".$p/file\"");
	src = open_dir(s, "t");
	assert_int_equal(list(s, src, "").n, 2 + 64 * 2 + 4 + 1);
	run(s, "cd t; for i in 1 2 3 4 5 6 7 8; do p=$p/d/d/d/d/d/d/d/d; done; mkdir \".$p/d\"");
	assert_false(source_list(src, STR(""), &s->a, &files, &s->e));
	expect_error(s, "nested more than 64 folders deep");
	source_close(src);
}

/* The error that both ways of listing tell; empty when both succeed, with the same files. */
static str list_both_ways(struct sandbox *s, struct source *src, const str *under, size_t n)
{
	struct arena worker[3];
	struct source_folders folders = { .under = under, .n = n }, shared = { .under = under, .n = n, .worker = worker, .n_workers = 3 };
	struct file_list one, other;
	struct err why = { .text = "" };
	bool ok;

	for (size_t i = 0; i < shared.n_workers; i++)
		arena_init(&worker[i]);
	s->e.text[0] = '\0';
	ok = source_list_all(src, &folders, &s->a, &one, &s->e);
	assert_int_equal(source_list_all(src, &shared, &s->a, &other, &why), ok);
	assert_string_equal(s->e.text, why.text);
	if (ok)
		assert_int_equal(one.all.n, other.all.n);
	for (size_t i = 0; ok && i < one.all.n; i++) {
		assert_true(str_eq(one.all.v[i].path, other.all.v[i].path));
		assert_int_equal(one.all.v[i].kind, other.all.v[i].kind);
	}
	for (size_t i = 0; i < shared.n_workers; i++)
		arena_free(&worker[i]);
	return str_dup(str_from_z(why.text), &s->a);
}

static void folders_are_chosen_in_a_time_that_grows_with_their_number(void **state)
{
	enum { N = 100000 };
	struct sandbox *s = *state;
	str *under = arena_array(&s->a, N, str);
	struct source *src;
	struct file_list files;
	clock_t start;

	run(s, "mkdir t");
	src = open_dir(s, "t");
	for (size_t i = 0; i < N; i++)
		under[i] = str_fmt(&s->a, "nowhere-%zu", i);
	start = clock();
	assert_true(source_list_all(src, &(struct source_folders){ .under = under, .n = N }, &s->a, &files, &s->e));
	assert_true(is_slowed() || (clock() - start) / CLOCKS_PER_SEC < 5); /* 0.2 */
	source_close(src);
}

static void several_threads_list_what_one_does(void **state)
{
	struct sandbox *s = *state;
	const str under[] = { STR("c"), STR("a/x"), STR("b"), STR("a"), STR("absent"), STR("link/y"), STR("link/x") };
	struct source *src;

	run(s, "mkdir -p t/a/x t/b t/c; cd t; touch a/1 a/x/2 b/3 b/4 c/5; ln -s a link");
	src = open_dir(s, "t");
	expect_text(list_both_ways(s, src, under, 7), "");
	run(s, "cd t; for i in 1 2 3 4 5 6 7 8; do p=$p/d/d/d/d/d/d/d/d; done; mkdir -p \"./c$p\" \"./b$p\"");
	assert_true(str_starts(list_both_ways(s, src, under, 7), STR("folder 'b/d/d/")));
	source_close(src);
}

static void hostile_names_are_listed_as_other(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "mkdir t; cd t; touch \"$(printf 'a\\nb')\" \"$(printf 'c\\033[31m')\" \"$(printf 'd\\377')\"");
	src = open_dir(s, "t");
	expect_text(list(s, src, ""), "o a\nb\no c\033[31m\nf d\377\n");
	source_close(src);
}

static void unreadable_folder_and_file_say_which(void **state)
{
	struct sandbox *s = *state;
	struct file_list files;
	struct source *src;

	bool is_root = geteuid() == 0;

	run(s, "mkdir -p t/a u/b; touch t/a/x t/y u/b/x; chmod 0 t/a t/y; chmod 444 u/b; chmod a+rx .");
	assert_int_equal(is_root ? seteuid(65534) : 0, 0); /* root may read everything */
	src = open_dir(s, "t");
	assert_false(source_list(src, STR(""), &s->a, &files, &s->e));
	expect_error(s, "cannot list folder 'a': Permission denied");
	(void)read_path(s, src, "a/x", SOURCE_FAILED);
	expect_error(s, "'a': Permission denied");
	(void)read_path(s, src, "y", SOURCE_FAILED);
	expect_error(s, "'y': Permission denied");
	source_close(src);
	src = open_dir(s, "u"); /* whether 'b' is a repository cannot be told */
	assert_false(source_list(src, STR(""), &s->a, &files, &s->e));
	expect_error(s, "cannot look into folder 'b': Permission denied");
	source_close(src);
	assert_int_equal(is_root ? seteuid(0) : 0, 0);
}

/* ---- reading ---- */

static void files_are_read_with_their_bytes_as_they_are(void **state)
{
	struct sandbox *s = *state;
	struct source *src, *second;
	str text;

	run(s, "mkdir -p t/a/b; cd t; printf 'x\\r\\ny\\0z' >a/b/f; touch empty; printf top >a/top");
	src = open_dir(s, "t");
	text = read_path(s, src, "a/b/f", SOURCE_OK);
	assert_int_equal(text.n, 6);
	assert_memory_equal(text.p, "x\r\ny\0z", 6);
	assert_int_equal(read_path(s, src, "empty", SOURCE_OK).n, 0);
	expect_text(read_path(s, src, "a/top", SOURCE_OK), "top");
	expect_text(read_path(s, src, "./a//b/../top", SOURCE_OK), "top");
	second = source_clone(src, &s->a, &s->e);
	assert_non_null(second);
	source_close(src);
	expect_text(read_path(s, second, "a/top", SOURCE_OK), "top");
	source_close(second);
}

/* Clones of one arena are read from by several threads. */
static void reading_takes_nothing_of_the_arena_that_the_source_was_opened_in(void **state)
{
	struct sandbox *s = *state;
	struct arena bytes = { 0 };
	struct source *src, *copy;
	size_t used;
	str text;

	run(s, "mkdir -p t/a/b t/some/longer/path; cd t; touch a/b/f some/longer/path/f");
	src = open_dir(s, "t");
	copy = source_clone(src, &s->a, &s->e);
	assert_non_null(copy);
	used = s->a.used;
	assert_int_equal(source_read_path(copy, STR("a/b/f"), 100, &bytes, &text, &s->e), SOURCE_OK);
	assert_int_equal(source_read_path(copy, STR("some/longer/path/f"), 100, &bytes, &text, &s->e), SOURCE_OK);
	assert_int_equal(source_read_path(src, STR("a/b/f"), 100, &bytes, &text, &s->e), SOURCE_OK);
	assert_int_equal(s->a.used, used);
	source_close(copy);
	source_close(src);
	arena_free(&bytes);
}

static void what_is_no_file_is_not_read(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "mkdir -p t/d; cd t; echo x >f; ln -s f l; ln -s nowhere broken; mkfifo p");
	src = open_dir(s, "t");
	(void)read_path(s, src, "d", SOURCE_NOT_FILE);
	(void)read_path(s, src, "l", SOURCE_NOT_FILE);
	(void)read_path(s, src, "broken", SOURCE_NOT_FILE);
	(void)read_path(s, src, "p", SOURCE_NOT_FILE);
	(void)read_path(s, src, ".", SOURCE_NOT_FILE);
	(void)read_path(s, src, "", SOURCE_NOT_FILE);
	(void)read_path(s, src, "nowhere", SOURCE_MISSING);
	(void)read_path(s, src, "f/x", SOURCE_MISSING);
	(void)read_path(s, src, "no/where", SOURCE_MISSING);
	assert_int_equal(s->e.text[0], '\0');
	source_close(src);
}

static void paths_that_lead_outside_are_refused(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "mkdir -p t/a; echo secret >secret");
	src = open_dir(s, "t");
	(void)read_path(s, src, "../secret", SOURCE_FAILED);
	expect_error(s, "it lies outside");
	(void)read_path(s, src, "a/../../secret", SOURCE_FAILED);
	(void)read_path(s, src, "/etc/passwd", SOURCE_FAILED);
	source_close(src);
}

static void size_limit_counts_from_both_sides(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "mkdir t; head -c 1000 /dev/zero >t/fits; head -c 1001 /dev/zero >t/large");
	src = open_dir(s, "t");
	assert_int_equal(read_path(s, src, "fits", SOURCE_OK).n, 1000);
	(void)read_path(s, src, "large", SOURCE_TOO_LARGE);
	source_close(src);
}

static void listed_file_that_is_gone_sets_the_error(void **state)
{
	struct sandbox *s = *state;
	struct file_list files;
	str text;
	struct source *src;

	run(s, "mkdir t; echo x >t/f; ln -s f t/l");
	src = open_dir(s, "t");
	assert_true(source_list(src, STR(""), &s->a, &files, &s->e));
	assert_int_equal(files.all.n, 2);
	assert_int_equal(source_read(src, &files.all.v[0], 100, &s->a, &text, &s->e), SOURCE_OK);
	expect_text(text, "x\n");
	assert_int_equal(source_read(src, &files.all.v[1], 100, &s->a, &text, &s->e), SOURCE_NOT_FILE);
	run(s, "rm t/f");
	assert_int_equal(source_read(src, &files.all.v[0], 100, &s->a, &text, &s->e), SOURCE_MISSING);
	expect_error(s, "'f' was there");
	source_close(src);
}

static void bare_repository_has_no_work_tree(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;

	run(s, "git init -q --bare r.git");
	p = find(s, "r.git");
	assert_null(source_open_dir(&p, &s->a, &s->e));
	expect_error(s, "bare repository");
}

static void lfs_pointers_are_recognised(void **state)
{
	(void)state;
	assert_true(source_is_lfs_pointer(STR("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")));
	assert_false(source_is_lfs_pointer(STR("version: 1\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(plain_folder_is_its_own_top),
		sandbox_test(repository_is_found_from_its_top_and_from_folders_inside),
		sandbox_test(environment_does_not_move_the_repository),
		sandbox_test(bare_repository_is_found_from_itself_and_from_inside),
		sandbox_test(linked_work_tree_and_submodule_are_found_through_their_file),
		sandbox_test(git_file_that_leads_nowhere_still_marks_the_top),
		sandbox_test(folder_called_git_without_a_repository_is_passed),
		sandbox_test(folder_that_does_not_exist_is_said),
		sandbox_test(listing_is_in_byte_order_and_knows_kinds),
		sandbox_test(only_folders_asked_for_are_listed_each_file_once),
		sandbox_test(git_folders_and_nested_repositories_are_not_entered),
		sandbox_test(links_on_the_way_are_listed_not_followed),
		sandbox_test(depth_of_64_folders_is_fine_and_65_is_not),
		sandbox_test(folders_are_chosen_in_a_time_that_grows_with_their_number),
		sandbox_test(several_threads_list_what_one_does),
		sandbox_test(hostile_names_are_listed_as_other),
		sandbox_test(unreadable_folder_and_file_say_which),
		sandbox_test(files_are_read_with_their_bytes_as_they_are),
		sandbox_test(reading_takes_nothing_of_the_arena_that_the_source_was_opened_in),
		sandbox_test(what_is_no_file_is_not_read),
		sandbox_test(paths_that_lead_outside_are_refused),
		sandbox_test(size_limit_counts_from_both_sides),
		sandbox_test(listed_file_that_is_gone_sets_the_error),
		sandbox_test(bare_repository_has_no_work_tree),
		cmocka_unit_test(lfs_pointers_are_recognised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
