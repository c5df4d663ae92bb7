/* Work trees that a sparse checkout keeps files out of. */
#include "leaks.h"
#include "sandbox.h"

static struct source *open_sparse(struct sandbox *s, const char *folder)
{
	struct source_place p = find(s, folder);
	struct source *tree = source_open_dir(&p, &s->a, &s->e);

	if (!tree)
		fail_msg("%s", s->e.text);
	s->e = (struct err){ .text = "" };
	return source_open_sparse(tree, &s->a, &s->e);
}

static str list_sparse(struct sandbox *s, const char *folder)
{
	struct source *src = open_sparse(s, folder);
	str files = list(s, src, "");

	source_close(src);
	return files;
}

static void expect_look(struct sandbox *s, struct source *src, const char *path, enum source_look expected)
{
	str ignored;

	if (source_look(src, str_from_z(path), &s->a, &ignored) != expected)
		fail_msg("%s", path);
}

/* d is in the work tree; "e" and "g" are not. */
static const char made[] = "git init -q r; cd r; mkdir d e e/f g; for f in d e e/f g; do echo $f >$f/x; done; echo t >t; ln -s f/x e/link; git add .; "
                           "git commit -qm 1; git sparse-checkout init --cone --no-sparse-index; git sparse-checkout set d; [ ! -e e ]; ";

static void what_is_left_out_is_listed_and_read_as_in_a_full_checkout(void **state)
{
	struct sandbox *s = *state;
	struct source *src, *copy;
	str link;

	run(s, made);
	src = open_sparse(s, "r");
	copy = source_clone(src, &s->a, &s->e);
	expect_text(list(s, src, ""), "f d/x\nf e/f/x\nl e/link\nf e/x\nf g/x\nf t\n");
	expect_text(list(s, copy, "g d e/f nothing"), "f d/x\nf e/f/x\nf g/x\n");
	expect_text(list(s, copy, "e/link/below"), "l e/link\n");
	expect_text(read_path(s, src, "e/x", SOURCE_OK), "e\n");
	expect_text(read_path(s, copy, "e/f/x", SOURCE_OK), "e/f\n");
	expect_text(read_path(s, copy, "d/x", SOURCE_OK), "d\n");
	read_path(s, src, "e", SOURCE_NOT_FILE);
	read_path(s, src, "e/link", SOURCE_NOT_FILE);
	read_path(s, src, "e/y", SOURCE_MISSING);
	expect_look(s, src, "e", SOURCE_LOOK_FOLDER);
	expect_look(s, src, "e/f/x", SOURCE_LOOK_FILE);
	expect_look(s, src, "d/x", SOURCE_LOOK_FILE);
	expect_look(s, src, "e/y", SOURCE_LOOK_NOTHING);
	assert_int_equal(source_look(src, STR("e/link"), &s->a, &link), SOURCE_LOOK_LINK);
	expect_text(link, "f/x");
	assert_false(source_is_commit(src));
	source_close(copy);
	source_close(src);
}

static void listed_files_are_read_from_where_they_are(void **state)
{
	struct sandbox *s = *state;
	struct file_list files;
	struct source *src;
	size_t order[6] = { 0, 1, 2, 3, 4, 5 };
	struct buf all = { .a = &s->a };
	str text;

	run(s, made);
	run(s, "git -C r gc -q; echo here >r/d/x");
	src = open_sparse(s, "r");
	assert_true(source_list(src, (str){ 0 }, &s->a, &files, &s->e));
	assert_int_equal(files.all.n, 6);
	source_read_order(src, &files, order, 6);
	for (size_t i = 0; i < 6; i++)
		if (source_read(src, &files.all.v[i], 100, &s->a, &text, &s->e) == SOURCE_OK)
			buf_put(&all, text);
	expect_text(buf_str(&all), "here\ne/f\ne\ng\nt\n");
	source_close(src);
}

static void what_stands_in_the_work_tree_counts(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, made);
	run(s, "cd r; mkdir -p e/f/x g; echo mine >g/x; echo no >e/f/x/y; ln -s nowhere e/x");
	src = open_sparse(s, "r");
	expect_text(list(s, src, ""), "f d/x\nf e/f/x/y\nl e/link\nl e/x\nf g/x\nf t\n");
	expect_text(read_path(s, src, "g/x", SOURCE_OK), "mine\n");
	read_path(s, src, "e/f/x", SOURCE_NOT_FILE);
	expect_look(s, src, "e/f/x", SOURCE_LOOK_FOLDER);
	source_close(src);
	run(s, "cd r; rm -r e g; ln -s d e; echo a file >g");
	expect_text(list_sparse(s, "r"), "f d/x\nl e\nf g\nf t\n");
	run(s, "cd r; rm e g; rm t");
	expect_text(list_sparse(s, "r"), "f d/x\nf e/f/x\nl e/link\nf e/x\nf g/x\n"); /* of what is wanted here, what is deleted is gone */
}

static void submodules_conflicts_and_announced_files_are_not_taken_from_the_index(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q m; commit m");
	run(s, made);
	run(s, "cd r; git sparse-checkout disable; git submodule --quiet add ../m e/m; git commit -qam 2; git submodule --quiet deinit -f e/m; "
	       "git sparse-checkout set --no-cone /d /t; [ ! -e e ]");
	expect_text(list_sparse(s, "r"), "f .gitmodules\nf d/x\nf e/f/x\nl e/link\nf e/x\nf g/x\nf t\n");
	run(s, "cd r; git switch -qc other; echo 1 >>d/x; git commit -qam 3; git switch -q main; echo 2 >>d/x; git commit -qam 4; ! git merge -q other; "
	       "rm d/x; echo new >new; git add -N --sparse new");
	expect_text(list_sparse(s, "r"), "f .gitmodules\nf e/f/x\nl e/link\nf e/x\nf g/x\nf new\nf t\n");
}

static void work_trees_that_are_whole_are_left_alone(void **state)
{
	struct sandbox *s = *state;

	run(s, made);
	run(s, "cd r; git config --worktree core.sparseCheckout false; git config core.sparseCheckout true"); /* that of the work tree counts */
	expect_text(list_sparse(s, "r"), "f d/x\nf t\n");
	run(s, "cd r; git config --worktree core.sparseCheckout true; git config --unset core.sparseCheckout");
	expect_text(list_sparse(s, "r"), "f d/x\nf e/f/x\nl e/link\nf e/x\nf g/x\nf t\n");
	run(s, "git -C r sparse-checkout disable");
	expect_text(list_sparse(s, "r"), "f d/x\nf e/f/x\nl e/link\nf e/x\nf g/x\nf t\n");
	run(s, "git -C r update-index --split-index; [ -e r/.git/info/sparse-checkout ]"); /* whose index could not be read */
	(void)list_sparse(s, "r");
	assert_string_equal(s->e.text, "");
	run(s, "git -C r update-index --no-split-index; git -C r rm -q --cached g/x; git -C r sparse-checkout set --no-cone '/*'");
	expect_text(list_sparse(s, "r"), "f d/x\nf e/f/x\nl e/link\nf e/x\nf g/x\nf t\n"); /* nothing is left out */
	run(s, "rm -r r; mkdir r; echo x >r/x");
	expect_text(list_sparse(s, "r"), "f x\n");
	assert_string_equal(s->e.text, "");
}

static void an_index_that_cannot_be_read_leaves_the_work_tree_and_tells(void **state)
{
	struct sandbox *s = *state;

	run(s, made);
	run(s, "git -C r sparse-checkout reapply --sparse-index");
	expect_text(list_sparse(s, "r"), "f d/x\nf t\n");
	expect_error(s, "is sparse, which is not supported: run git sparse-checkout reapply --no-sparse-index");
	run(s, "git -C r sparse-checkout reapply --no-sparse-index; git -C r update-index --split-index");
	expect_text(list_sparse(s, "r"), "f d/x\nf t\n");
	expect_error(s, "is split, which is not supported");
	run(s, "echo damaged >r/.git/index");
	expect_text(list_sparse(s, "r"), "f d/x\nf t\n");
	expect_error(s, "is damaged");
}

static void a_linked_work_tree_has_its_own_cone(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, made);
	run(s, "cd r; git worktree add -q ../w; git -C ../w sparse-checkout set g; [ ! -e ../w/d ]; git sparse-checkout disable");
	src = open_sparse(s, "w");
	expect_text(list(s, src, "d e/f g"), "f d/x\nf e/f/x\nf g/x\n");
	expect_text(read_path(s, src, "d/x", SOURCE_OK), "d\n");
	source_close(src);
}

static void objects_may_be_borrowed(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, made);
	run(s, "git clone -q --shared --sparse r c; [ ! -e c/e ]; [ -z \"$(find c/.git/objects -type f ! -path '*/info/*')\" ]");
	src = open_sparse(s, "c");
	expect_text(read_path(s, src, "e/f/x", SOURCE_OK), "e/f\n");
	source_close(src);
}

/* git fetches them when they are checked out; a damaged repository is another matter. */
static void what_a_partial_clone_does_not_have_is_absent(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, made);
	run(s, "git -C r config uploadpack.allowFilter true; git -C r config uploadpack.allowAnySHA1InWant true; "
	       "git clone -q --filter=blob:none --sparse \"file://$PWD/r\" p; git -C p sparse-checkout set g");
	src = open_sparse(s, "p");
	expect_text(list(s, src, ""), "a d/x\na e/f/x\nl e/link\na e/x\nf g/x\nf t\n");
	read_path(s, src, "e/x", SOURCE_ABSENT);
	read_path(s, src, "e", SOURCE_NOT_FILE);
	read_path(s, src, "e/y", SOURCE_MISSING);
	expect_look(s, src, "e/x", SOURCE_LOOK_FILE);
	expect_look(s, src, "e/link", SOURCE_LOOK_FILE); /* where it leads is not known */
	source_close(src);
	run(s, "git -C p cat-file blob HEAD:e/x; rm -r r/.git/objects/$(git -C r rev-parse HEAD:e/x | sed 's,..,&/,')");
	src = open_sparse(s, "p");
	expect_text(list(s, src, "e/f e"), "a e/f/x\nl e/link\nf e/x\n");
	expect_text(read_path(s, src, "e/x", SOURCE_OK), "e\n");
	source_close(src);
	src = open_sparse(s, "r");
	expect_text(list(s, src, "e"), "f e/f/x\nl e/link\nf e/x\n");
	read_path(s, src, "e/x", SOURCE_FAILED);
	expect_error(s, "cannot read file 'e/x'");
	source_close(src);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(what_is_left_out_is_listed_and_read_as_in_a_full_checkout),
		sandbox_test(listed_files_are_read_from_where_they_are),
		sandbox_test(what_stands_in_the_work_tree_counts),
		sandbox_test(submodules_conflicts_and_announced_files_are_not_taken_from_the_index),
		sandbox_test(work_trees_that_are_whole_are_left_alone),
		sandbox_test(an_index_that_cannot_be_read_leaves_the_work_tree_and_tells),
		sandbox_test(a_linked_work_tree_has_its_own_cone),
		sandbox_test(objects_may_be_borrowed),
		sandbox_test(what_a_partial_clone_does_not_have_is_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
