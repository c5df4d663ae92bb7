/* The index, files laid over a source, common ancestors, and writing back. */
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

#include "sandbox.h"
#include "unit/pace.h"

static struct source *open_index(struct sandbox *s, const char *folder)
{
	struct source_place p = find(s, folder);
	struct source *src = source_open_index(&p, &s->a, &s->e);

	if (!src)
		fail_msg("%s", s->e.text);
	return src;
}

static void the_index_is_listed_and_read_as_it_is(void **state)
{
	struct sandbox *s = *state;
	struct source *src, *copy;

	run(s, "git init -q r; cd r; mkdir -p a/b; echo one >a/b/x; echo two >a/y; echo top >t; ln -s t link; git add .; echo other >a/b/x; "
	       "rm t; echo new >a/new");
	src = open_index(s, "r/a");
	copy = source_clone(src, &s->a, &s->e);
	expect_text(list(s, src, ""), "f a/b/x\nf a/y\nl link\nf t\n");
	expect_text(list(s, copy, "a"), "f a/b/x\nf a/y\n");
	expect_text(list(s, src, "a/b t nothing"), "f a/b/x\n");
	expect_text(list(s, src, "link link/below"), "l link\n");
	expect_text(read_path(s, src, "a/b/x", SOURCE_OK), "one\n");
	expect_text(read_path(s, copy, "t", SOURCE_OK), "top\n");
	read_path(s, src, "a/new", SOURCE_MISSING);
	read_path(s, src, "a", SOURCE_NOT_FILE);
	read_path(s, src, "link", SOURCE_NOT_FILE);
	read_path(s, src, "link/x", SOURCE_NOT_FILE);
	read_path(s, src, "t/x", SOURCE_MISSING);
	assert_true(source_is_commit(src));
	assert_int_equal(source_commit(src).n, 0);
	source_close(copy);
	source_close(src);
}

/* libgit2 takes an index with names like ".git" and ".." for damaged. */
static void hostile_names_are_listed_as_other(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q r; cd r; mkdir d \"$(printf 'e\\te')\"; touch \"$(printf 'a\\nb')\" \"$(printf 'd/c\\033[31m')\" \"$(printf 'e\\te/x')\" plain; git add .");
	src = open_index(s, "r");
	expect_text(list(s, src, ""), "o a\nb\no d/c\033[31m\no e\te/x\nf plain\n");
	source_close(src);
}

/* GIT_INDEX_FILE may have been set for it. */
static void the_index_of_another_repository_is_not_read(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "for r in r other; do git init -q $r; touch $r/$r; git -C $r add .; done; cp r/.git/index r/.git/next; touch r/new; GIT_INDEX_FILE=.git/next git -C r add new");
	setenv("GIT_INDEX_FILE", str_z(at(s, "other/.git/index"), &s->a), 1);
	src = open_index(s, "r");
	expect_text(list(s, src, ""), "f r\n");
	source_close(src);
	setenv("GIT_INDEX_FILE", str_z(at(s, "r/.git/next"), &s->a), 1);
	src = open_index(s, "r");
	expect_text(list(s, src, ""), "f new\nf r\n");
	source_close(src);
	unsetenv("GIT_INDEX_FILE");
}

static void a_file_of_the_index_whose_object_is_gone_is_not_one_that_is_missing(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q r; cd r; echo one >x; git add x; rm -r .git/objects/??");
	src = open_index(s, "r");
	read_path(s, src, "x", SOURCE_FAILED);
	source_close(src);
}

static void names_beside_a_folder_do_not_hide_it(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q r; cd r; mkdir a; touch a-b a.c a/x a0; git add .");
	src = open_index(s, "r");
	expect_text(list(s, src, "a"), "f a/x\n");
	read_path(s, src, "a", SOURCE_NOT_FILE);
	expect_text(list(s, src, ""), "f a-b\nf a.c\nf a/x\nf a0\n");
	source_close(src);
}

static void no_index_is_an_empty_one_and_announced_files_are_absent(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q r; git init -q n; cd n; echo x >x; git add -N x");
	src = open_index(s, "r");
	expect_text(list(s, src, ""), "");
	source_close(src);
	src = open_index(s, "n");
	expect_text(list(s, src, ""), "");
	source_close(src);
}

static void a_linked_work_tree_has_its_own_index(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q r; echo x >r/x; commit r; git -C r worktree add -q ../w; echo y >w/y; git -C w add y");
	src = open_index(s, "w");
	expect_text(list(s, src, ""), "f x\nf y\n");
	source_close(src);
	src = open_index(s, "r");
	expect_text(list(s, src, ""), "f x\n");
	source_close(src);
}

static void conflicts_and_damage_are_failures(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;

	run(s, "git init -q r; cd r; echo 1 >x; commit .; git switch -qc b; echo 2 >x; commit .; git switch -q main; echo 3 >x; commit .; "
	       "git merge -q b || true");
	p = find(s, "r");
	assert_null(source_open_index(&p, &s->a, &s->e));
	expect_error(s, "has conflicts, one of them in 'x'");
	run(s, "git init -q o; cd o; touch aa bb; git add .; head -c -20 .git/index | LC_ALL=C sed s/aa/cc/ >i;"
	       "sum=$(sha1sum <i); for i in $(seq 1 2 39); do printf \"\\\\$(printf %o 0x$(echo $sum | cut -c$i-$((i + 1))))\"; done >>i; mv i .git/index");
	p = find(s, "o");
	assert_null(source_open_index(&p, &s->a, &s->e));
	expect_error(s, "is damaged: its files are not in order");
	p = find(s, "r");
	run(s, "head -c 40 r/.git/index >i; mv i r/.git/index");
	assert_null(source_open_index(&p, &s->a, &s->e));
	expect_error(s, "is damaged (invalid data in index");
	run(s, "mkdir plain");
	p = find(s, "plain");
	assert_null(source_open_index(&p, &s->a, &s->e));
	expect_error(s, "is not in a git repository");
}

static void an_index_that_git_wrote_without_a_checksum_says_so(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;
	struct source *src;

	run(s, "git init -q r; cd r; echo 1 >x; git add x; head -c -20 .git/index >i; head -c 20 /dev/zero >>i; mv i .git/index");
	p = find(s, "r");
	assert_null(source_open_index(&p, &s->a, &s->e));
	expect_error(s, "has no checksum: run git config index.skipHash false and git update-index --force-write-index");
	run(s, "git -C r config index.skipHash false; git -C r update-index --force-write-index");
	src = open_index(s, "r");
	expect_text(list(s, src, ""), "f x\n");
	source_close(src);
}

static void an_index_of_a_form_that_is_not_read_names_what_makes_it_whole(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;
	struct source *src;

	run(s, "git init -q r; cd r; mkdir d; echo 1 >d/x; echo 1 >x; git add .; git commit -qm 1; git sparse-checkout init --cone --sparse-index");
	p = find(s, "r");
	assert_null(source_open_index(&p, &s->a, &s->e));
	expect_error(s, "is sparse, which is not supported: run git sparse-checkout reapply --no-sparse-index");
	run(s, "git -C r sparse-checkout reapply --no-sparse-index; git -C r update-index --split-index");
	assert_null(source_open_index(&p, &s->a, &s->e));
	expect_error(s, "is split, which is not supported: run git update-index --no-split-index");
	run(s, "git -C r update-index --no-split-index");
	src = open_index(s, "r");
	expect_text(list(s, src, ""), "f d/x\nf x\n");
	source_close(src);
}

static void files_are_laid_over_a_source(void **state)
{
	const struct overlay_file files[] = {
		{ STR("a/x"), STR("new x"), false }, { STR("b/new"), STR("new"), false }, { STR("t"), { 0 }, true }
	};
	struct sandbox *s = *state;
	struct source_place p;
	struct source *src, *copy;
	str text;

	run(s, "mkdir r r/a; echo x >r/a/x; echo y >r/a/y; echo t >r/t");
	p = find(s, "r");
	src = source_open_overlay(source_open_dir(&p, &s->a, &s->e), files, 3, &s->a);
	copy = source_clone(src, &s->a, &s->e);
	expect_text(list(s, src, ""), "f a/x\nf a/y\nf b/new\n");
	expect_text(list(s, copy, "b"), "f b/new\n");
	expect_text(list(s, copy, "a b t"), "f a/x\nf a/y\nf b/new\n");
	expect_text(read_path(s, copy, "a/x", SOURCE_OK), "new x");
	expect_text(read_path(s, src, "a/y", SOURCE_OK), "y\n");
	read_path(s, src, "t", SOURCE_MISSING);
	read_path(s, src, "b", SOURCE_NOT_FILE);
	read_path(s, src, "b/other", SOURCE_MISSING);
	assert_int_equal(source_read_path(src, STR("a/x"), 5, &s->a, &text, &s->e), SOURCE_OK);
	assert_int_equal(source_read_path(src, STR("a/x"), 4, &s->a, &text, &s->e), SOURCE_TOO_LARGE);
	source_close(copy);
	source_close(src);
}

static void looking_takes_as_long_however_many_files_are_laid_over(void **state)
{
	enum { N = 20000 };
	struct sandbox *s = *state;
	struct overlay_file *files = arena_array(&s->a, N, struct overlay_file);
	struct source_place p;
	struct source *src;
	clock_t start;
	str link;

	run(s, "mkdir r");
	p = find(s, "r");
	for (size_t i = 0; i < N; i++)
		files[i].path = str_fmt(&s->a, "new/%zu/x", i);
	src = source_open_overlay(source_open_dir(&p, &s->a, &s->e), files, N, &s->a);
	start = clock();
	for (size_t i = 0; i < N; i++)
		assert_int_equal(source_look(src, str_fmt(&s->a, "old-%zu", i), &s->a, &link), SOURCE_LOOK_NOTHING);
	assert_true(is_slowed() || (clock() - start) / CLOCKS_PER_SEC < 5); /* 0.1 */
	assert_int_equal(source_look(src, STR("new"), &s->a, &link), SOURCE_LOOK_FOLDER);
	assert_int_equal(source_look(src, STR("new/19999"), &s->a, &link), SOURCE_LOOK_FOLDER);
	source_close(src);
}

static void what_counts_of_a_file_laid_over_twice_is_the_last(void **state)
{
	const struct overlay_file files[] = { { STR("a/b/x"), STR("1"), false }, { STR("a/b/x"), { 0 }, true }, { STR("c/x"), { 0 }, true } };
	struct sandbox *s = *state;
	struct source_place p;
	struct source *src;
	str link;

	run(s, "mkdir r");
	p = find(s, "r");
	src = source_open_overlay(source_open_dir(&p, &s->a, &s->e), files, 3, &s->a);
	assert_int_equal(source_look(src, STR("a/b"), &s->a, &link), SOURCE_LOOK_NOTHING);
	assert_int_equal(source_look(src, STR("c"), &s->a, &link), SOURCE_LOOK_NOTHING);
	expect_text(list(s, src, ""), "");
	source_close(src);
}

/* What git says is the oracle. */
static void expect_base(struct sandbox *s, const char *one, const char *other)
{
	struct source_place p = find(s, "r");
	struct merge_base base = { .n = 0 };
	size_t n = 0;
	str expected;
	struct source *src;

	run(s, str_z(str_fmt(&s->a, "git -C r merge-base --all %s %s >base || : >base", one, other), &s->a));
	src = source_open_dir(&(struct source_place){ .top = at(s, "") }, &s->a, &s->e);
	expected = read_path(s, src, "base", SOURCE_OK);
	source_close(src);
	if (source_merge_base(&p, str_from_z(one), str_from_z(other), &s->a, &base, &s->e) != (expected.n > 0))
		fail_msg("%s %s: %s", one, other, s->e.text);
	if (!expected.n) {
		expect_error(s, "have no common ancestor");
		return;
	}
	expect_text(base.id, str_z(str_cut(expected, '\n').head, &s->a));
	for (size_t i = 0; i < expected.n; i++)
		n += expected.p[i] == '\n';
	assert_int_equal(base.n, n);
}

static void common_ancestors_are_those_of_git(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; commit r; git -C r tag a; commit r; git -C r switch -qc x; commit r; commit r; git -C r switch -qc y HEAD~1; "
	       "commit r; git -C r switch -q main; commit r; git -C r merge -q --no-edit y; next_day; commit r; git -C r switch -q x; commit r; "
	       "git -C r switch -q --orphan o; commit r");
	expect_base(s, "main", "x");
	expect_base(s, "x", "main");
	expect_base(s, "x", "x");
	expect_base(s, "a", "main");
	expect_base(s, "y", "main");
	expect_base(s, "o", "main");
}

/* Branches that merge one another at random, with clocks that go wrong. */
static void common_ancestors_are_those_of_git_in_random_histories(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; commit r; for b in 0 1 2; do git -C r branch b$b; done; seed=7; "
	       "for i in $(seq 40); do seed=$(( (seed * 1103515245 + 12345) % 2147483648 )); git -C r switch -q b$(( seed / 65536 % 3 )); "
	       "case $(( seed / 1048576 % 4 )) in 0) git -C r merge -q --no-edit b$(( seed / 4096 % 3 ));; "
	       "1) GIT_COMMITTER_DATE='1704103200 +0200' git -C r commit -q --allow-empty -m $i;; *) commit r;; esac; next_day; git -C r tag t$i; done");
	for (int i = 1; i <= 40; i += 3) {
		const char *one = str_z(str_fmt(&s->a, "t%d", i), &s->a);

		expect_base(s, one, "b0");
		expect_base(s, "b2", one);
	}
}

static void a_shallow_history_is_told_from_none(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;
	struct merge_base base;

	run(s, "git init -q o; commit o; git -C o switch -qc x; commit o; commit o; git -C o switch -q main; commit o; "
	       "git clone -q --depth 1 --no-single-branch \"file://$PWD/o\" r");
	p = find(s, "r");
	assert_false(source_merge_base(&p, STR("origin/x"), STR("HEAD"), &s->a, &base, &s->e));
	expect_error(s, "(shallow clone): run git fetch --unshallow");
	run(s, "rm -rf r; git clone -q --depth 3 --no-single-branch \"file://$PWD/o\" r");
	assert_true(source_merge_base(&p, STR("origin/x"), STR("HEAD"), &s->a, &base, &s->e));
	assert_false(source_merge_base(&p, STR("nothing"), STR("HEAD"), &s->a, &base, &s->e));
}

static void a_file_is_rewritten_at_once_with_its_mode(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;

	run(s, "mkdir -p r/d; printf old >r/d/x; chmod 604 r/d/x; ln r/d/x other");
	p = find(s, "r");
	assert_true(source_rewrite(&p, STR("d/x"), STR("old"), STR("new"), &s->a, &s->e));
	run(s, "[ \"$(cat r/d/x)\" = new ]; [ \"$(stat -c %a r/d/x)\" = 604 ]; [ \"$(cat other)\" = old ]; [ \"$(ls -A r/d)\" = x ]");
	assert_false(source_rewrite(&p, STR("d/x"), STR("old"), STR("newer"), &s->a, &s->e));
	expect_error(s, "'d/x' was changed by somebody else meanwhile");
	assert_false(source_rewrite(&p, STR("d/y"), STR("old"), STR("new"), &s->a, &s->e));
	run(s, "[ \"$(cat r/d/x)\" = new ]; [ \"$(ls -A r/d)\" = x ]");
}

static void a_file_that_is_made_replaces_none(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;

	run(s, "mkdir r");
	p = find(s, "r");
	assert_true(source_create(&p, STR("d/x"), STR("first"), &s->a, &s->e));
	assert_false(source_create(&p, STR("d/x"), STR("second"), &s->a, &s->e));
	expect_error(s, "cannot write 'd/x'");
	run(s, "[ \"$(cat r/d/x)\" = first ]; [ \"$(ls -A r/d)\" = x ]");
}

static void rewriting_follows_no_link(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;

	run(s, "mkdir r out; printf old >out/x; ln -s ../out r/d; ln -s ../out/x r/x");
	p = find(s, "r");
	assert_false(source_rewrite(&p, STR("d/x"), STR("old"), STR("new"), &s->a, &s->e));
	assert_false(source_rewrite(&p, STR("x"), STR("old"), STR("new"), &s->a, &s->e));
	assert_false(source_move(&p, STR("x"), STR("d/new"), &s->a, &s->e));
	assert_false(source_move(&p, STR("d/x"), STR("y"), &s->a, &s->e));
	run(s, "[ \"$(cat out/x)\" = old ]; [ \"$(ls -A out)\" = x ]; [ -L r/x ]");
}

static bool removes(struct sandbox *s, const char *path)
{
	struct source_place p = find(s, "r");

	return source_remove_part(&p, str_from_z(path), &s->a);
}

static void parts_of_runs_that_are_no_more_are_removed(void **state)
{
	struct sandbox *s = *state;
	int fd;

	run(s, "mkdir -p r/d r/d/.f.yml.1.0.part; for i in 1 2 3; do echo half >r/d/.x.yml.$i.0.part; done; chmod 0 r/d/.x.yml.1.0.part");
	run(s, "echo whole >other; ln -s ../../other r/d/.l.yml.1.0.part; mkfifo r/d/.p.yml.1.0.part; ln -s d r/e; echo mine >r/d/x.yml.1.0.part");
	fd = open(str_z(str_fmt(&s->a, "%s/r/d/.x.yml.2.0.part", s->top), &s->a), O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	assert_false(removes(s, "e/.x.yml.3.0.part")); /* through a link */
	assert_false(removes(s, "d/.x.yml.2.0.part"));
	assert_false(removes(s, "d/.l.yml.1.0.part") || removes(s, "d/.p.yml.1.0.part") || removes(s, "d/.f.yml.1.0.part"));
	assert_false(removes(s, "d/x.yml.1.0.part") || removes(s, "d/.none.yml.1.0.part") || removes(s, "none/.x.yml.1.0.part"));
	assert_true(removes(s, "d/.x.yml.3.0.part"));
	run(s, "[ \"$(ls -A r/d | tr '\\n' ' ')\" = '.f.yml.1.0.part .l.yml.1.0.part .p.yml.1.0.part .x.yml.1.0.part .x.yml.2.0.part x.yml.1.0.part ' ]");
	run(s, "[ \"$(cat other)\" = whole ]");
	assert_int_equal(close(fd), 0);
	assert_true(removes(s, "d/.x.yml.2.0.part"));
}

static void a_renamed_file_replaces_none(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;

	run(s, "mkdir r; echo x >r/x; echo y >r/y");
	p = find(s, "r");
	assert_false(source_move(&p, STR("x"), STR("y"), &s->a, &s->e));
	expect_error(s, "cannot rename 'x' to 'y'");
	assert_true(source_move(&p, STR("x"), STR("new/folder/x"), &s->a, &s->e));
	run(s, "[ \"$(cat r/new/folder/x)\" = x ]; [ \"$(cat r/y)\" = y ]; [ ! -e r/x ]");
}

static void files_are_swapped_at_once_or_stay_where_they_are(void **state)
{
	struct sandbox *s = *state;
	struct source_place p;

	run(s, "mkdir r r/d; echo x >r/x; echo y >r/d/y");
	p = find(s, "r");
	assert_true(source_swap(&p, STR("x"), STR("d/y"), &s->a, &s->e));
	run(s, "[ \"$(cat r/x)\" = y ]; [ \"$(cat r/d/y)\" = x ]");
	assert_false(source_swap(&p, STR("x"), STR("d/z"), &s->a, &s->e));
	expect_error(s, "cannot rename 'x' to 'd/z'");
	run(s, "[ \"$(cat r/x)\" = y ]; [ ! -e r/d/z ]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(the_index_is_listed_and_read_as_it_is),
		sandbox_test(hostile_names_are_listed_as_other),
		sandbox_test(a_file_of_the_index_whose_object_is_gone_is_not_one_that_is_missing),
		sandbox_test(names_beside_a_folder_do_not_hide_it),
		sandbox_test(no_index_is_an_empty_one_and_announced_files_are_absent),
		sandbox_test(a_linked_work_tree_has_its_own_index),
		sandbox_test(conflicts_and_damage_are_failures),
		sandbox_test(an_index_that_git_wrote_without_a_checksum_says_so),
		sandbox_test(an_index_of_a_form_that_is_not_read_names_what_makes_it_whole),
		sandbox_test(files_are_laid_over_a_source),
		sandbox_test(looking_takes_as_long_however_many_files_are_laid_over),
		sandbox_test(what_counts_of_a_file_laid_over_twice_is_the_last),
		sandbox_test(common_ancestors_are_those_of_git),
		sandbox_test(common_ancestors_are_those_of_git_in_random_histories),
		sandbox_test(a_shallow_history_is_told_from_none),
		sandbox_test(a_file_is_rewritten_at_once_with_its_mode),
		sandbox_test(a_file_that_is_made_replaces_none),
		sandbox_test(the_index_of_another_repository_is_not_read),
		sandbox_test(rewriting_follows_no_link),
		sandbox_test(parts_of_runs_that_are_no_more_are_removed),
		sandbox_test(a_renamed_file_replaces_none),
		sandbox_test(files_are_swapped_at_once_or_stay_where_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
