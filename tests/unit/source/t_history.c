/* The walk over commits: what it tells of files, renames and merges, and where it ends. */
#include "sandbox.h"

#include "source/history.h"

static bool takes_yml(const void *arg, str path)
{
	(void)arg;
	return str_ends(path, STR(".yml"));
}

struct walked {
	struct arena worker[2];
	struct source *source;
	struct history h;
	str folders[2];
	struct history_options o;
};

static struct walked *walk_with(struct sandbox *s, const char *folder, const char *rev, bool is_full, const char *under)
{
	struct walked *w = arena_new(&s->a, struct walked);
	struct source_place p = find(s, folder);

	w->source = source_open_git(&p, str_from_z(rev), &s->a, &s->e);
	if (!w->source)
		fail_msg("%s", s->e.text);
	w->folders[0] = str_from_z(under);
	w->o = (struct history_options){ w->folders, *under != '\0', takes_yml, NULL, is_full, true, NULL, 2, w->worker, NULL };
	if (!history_walk(w->source, &w->o, &s->a, &w->h, &s->e))
		fail_msg("%s", s->e.text);
	return w;
}

static struct walked *walk(struct sandbox *s, const char *folder)
{
	return walk_with(s, folder, "HEAD", false, "");
}

static void end(struct walked *w)
{
	source_close(w->source);
	arena_free(&w->worker[0]);
	arena_free(&w->worker[1]);
}

/* "0 A m/1.yml; 1 R m/1.yml>m/2.yml; ..." with the positions of commits. */
static str changes_of(struct sandbox *s, const struct walked *w)
{
	struct buf b = { .a = &s->a };

	for (size_t i = 0; i < w->h.changes.n; i++) {
		const struct history_change *c = &w->h.changes.v[i];

		if (c->target != HISTORY_NONE) {
			assert_int_equal(w->h.changes.v[c->target].source, i);
			continue;
		}
		buf_fmt(&b, "%s%u ", b.n ? "; " : "", c->commit);
		if (c->source != HISTORY_NONE)
			buf_fmt(&b, "R %.*s>", STR_ARG(w->h.changes.v[c->source].path));
		else
			buf_fmt(&b, "%c ", "AMD"[c->event]);
		buf_put(&b, c->path);
	}
	return buf_str(&b);
}

static void expect_changes(struct sandbox *s, struct walked *w, const char *expected)
{
	expect_text(changes_of(s, w), expected);
}

static void files_are_told_commit_by_commit(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; mkdir -p m/a e; echo one >m/a/1.yml; echo two >m/2.yml; echo no >m/2.txt; commit .; echo changed >m/2.yml; commit .;"
	       "echo text >m/2.txt; commit .; rm m/a/1.yml; echo e >e/e.yml; commit .; echo f >e/f.yml; commit .");
	w = walk(s, "r");
	expect_changes(s, w, "0 A m/2.yml; 0 A m/a/1.yml; 1 M m/2.yml; 3 A e/e.yml; 3 D m/a/1.yml; 4 A e/f.yml");
	assert_int_equal(w->h.commits.n, 5);
	assert_int_equal(w->h.commits.v[0].parent, HISTORY_NONE);
	assert_int_equal(w->h.commits.v[4].parent, 3);
	assert_int_equal(w->h.commits.v[1].time, 1704103200 + 86400);
	expect_text(w->h.commits.v[0].author, "A");
	assert_false(w->h.is_truncated);
	assert_int_equal(w->h.files.n, 4);
	expect_text(w->h.files.v[2].path, "m/2.yml");
	assert_int_equal(w->h.files.v[2].n, 2);
	assert_memory_equal(w->h.changes.v[w->h.files.v[2].changes[0]].now, w->h.changes.v[w->h.files.v[2].changes[1]].old, 20);
	end(w);
	w = walk_with(s, "r", "HEAD~1", false, "m");
	expect_changes(s, w, "0 A m/2.yml; 0 A m/a/1.yml; 1 M m/2.yml; 3 D m/a/1.yml");
	end(w);
	w = walk_with(s, "r", "HEAD", false, "m/a");
	expect_changes(s, w, "0 A m/a/1.yml; 3 D m/a/1.yml");
	end(w);
}

static void links_and_submodules_are_no_files(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; echo one >1.yml; commit .; rm 1.yml; ln -s x 1.yml; commit .; rm 1.yml; mkdir 1.yml; echo x >1.yml/x.yml; commit .;"
	       "rm -r 1.yml; echo one >1.yml; commit .");
	w = walk(s, "r");
	expect_changes(s, w, "0 A 1.yml; 1 D 1.yml; 2 A 1.yml/x.yml; 3 A 1.yml; 3 D 1.yml/x.yml");
	end(w);
}

static void renames_are_found_by_bytes_then_by_likeness(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; mkdir a b; seq 100 >a/1.yml; seq 100 >a/2.yml; seq 200 300 >a/3.yml; seq 400 500 >a/4.yml; commit .;"
	       "git mv a/2.yml b/2.yml; commit .; git mv a/1.yml b/other.yml; echo 101 >>b/other.yml; commit .;"
	       "git mv a/3.yml b/3.yml; seq 1000 1400 >>b/3.yml; commit .;" /* less than half of it is left */
	       "mkdir c; git mv a/4.yml c/5.yml; git mv b/other.yml c/other.yml; echo 102 >>c/other.yml; echo x >>c/5.yml; commit .");
	w = walk(s, "r");
	expect_changes(s, w, "0 A a/1.yml; 0 A a/2.yml; 0 A a/3.yml; 0 A a/4.yml; 1 R a/2.yml>b/2.yml; 2 R a/1.yml>b/other.yml; 3 D a/3.yml; 3 A b/3.yml; "
	                     "4 R a/4.yml>c/5.yml; 4 R b/other.yml>c/other.yml");
	end(w);
}

static void of_equal_files_the_one_with_the_same_name_was_renamed(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; mkdir a b; echo same >a/1.yml; echo same >a/2.yml; commit .; git mv a/1.yml b/3.yml; git mv a/2.yml b/2.yml; commit .");
	w = walk(s, "r");
	expect_changes(s, w, "0 A a/1.yml; 0 A a/2.yml; 1 R a/2.yml>b/2.yml; 1 R a/1.yml>b/3.yml");
	end(w);
}

static void a_name_decides_between_files_that_are_as_alike_and_never_against_likeness(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; mkdir a b; seq 100 199 >a/1.yml; seq 100 199 >b/2.yml; commit .;"
	       "rm -r a b; mkdir c; seq 140 199 >c/2.yml; seq 500 539 >>c/2.yml; commit .;" /* two thirds of both */
	       "mkdir d; seq 600 699 >d/3.yml; { seq 640 699; seq 700 739; } >d/4.yml; commit .;"
	       "rm -r d; mkdir e; { seq 610 699; seq 800 809; } >e/4.yml; commit .");
	w = walk(s, "r");
	expect_changes(s, w, "0 A a/1.yml; 0 A b/2.yml; 1 D a/1.yml; 1 R b/2.yml>c/2.yml; 2 A d/3.yml; 2 A d/4.yml; 3 D d/4.yml; 3 R d/3.yml>e/4.yml");
	end(w);
}

static void likeness_is_the_share_of_equal_lines(void **state)
{
	struct sandbox *s = *state;

	assert_int_equal(history_similarity(STR("a\nb\n"), STR("a\nb\n"), &s->a), HISTORY_SAME);
	assert_int_equal(history_similarity(STR("a\nb\n"), STR("b\na\n"), &s->a), HISTORY_SAME);
	assert_int_equal(history_similarity(STR("a\nb\n"), STR("a\nc\n"), &s->a), HISTORY_SAME / 2);
	assert_int_equal(history_similarity(STR("a\n"), STR("a\nb\nc\nd\n"), &s->a), HISTORY_SAME / 4);
	assert_int_equal(history_similarity(STR("a\na\na\n"), STR("a\nx\ny\n"), &s->a), HISTORY_SAME / 3);
	assert_int_equal(history_similarity(STR(""), STR("a"), &s->a), 0);
	assert_int_equal(history_similarity(STR(""), STR(""), &s->a), 0);
	assert_int_equal(history_similarity(STR("a\r\nb\r\n"), STR("a\nb\n"), &s->a), HISTORY_SAME * 4 / 6);
}

static const char branches[] =
	"git init -q r; cd r; echo 1 >1.yml; echo 2 >2.yml; commit .; git checkout -q -b topic; echo 1b >1.yml; commit .; echo 3 >3.yml; commit .;"
	"git checkout -q main; echo 2b >2.yml; commit .; git merge -q --no-edit topic; next_day; echo 4 >4.yml; commit .;";

static void a_merge_brings_what_its_branch_changed(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, branches);
	w = walk(s, "r");
	expect_changes(s, w, "0 A 1.yml; 0 A 2.yml; 1 M 2.yml; 2 M 1.yml; 2 A 3.yml; 3 A 4.yml");
	end(w);
}

static void the_full_walk_tells_branches_before_their_merge(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, branches);
	w = walk_with(s, "r", "HEAD", true, "");
	expect_changes(s, w, "0 A 1.yml; 0 A 2.yml; 1 M 2.yml; 2 M 1.yml; 3 A 3.yml; 5 A 4.yml");
	assert_int_equal(w->h.commits.n, 6);
	assert_int_equal(w->h.commits.v[4].parent, 1);
	assert_int_equal(w->h.commits.v[4].n_merged, 1);
	assert_int_equal(w->h.commits.v[4].merged[0], 3);
	end(w);
	/* what a merge changes by itself */
	run(s, "cd r; git checkout -q -b other HEAD~1; echo 5 >5.yml; commit .; git checkout -q main; git merge -q --no-edit --no-commit other; echo own >2.yml;"
	       "git add -A; git commit -q -m merge");
	w = walk_with(s, "r", "HEAD", true, "");
	expect_changes(s, w, "0 A 1.yml; 0 A 2.yml; 1 M 2.yml; 2 M 1.yml; 3 A 3.yml; 5 A 4.yml; 6 A 5.yml; 7 M 2.yml");
	end(w);
}

/* "7 2.yml", "7 3.yml -": the second is not there */
static str outcomes_of(struct sandbox *s, const struct walked *w)
{
	static const unsigned char none[SOURCE_ID_BYTES];
	struct buf b = { .a = &s->a };

	for (size_t i = 0; i < w->h.outcomes.n; i++) {
		const struct history_outcome *o = &w->h.outcomes.v[i];

		buf_fmt(&b, "%s%u %.*s%s", b.n ? "; " : "", o->commit, STR_ARG(o->path), memcmp(o->now, none, sizeof none) ? "" : " -");
		assert_memory_equal(history_version(&w->h, o->path, o->commit), o->now, sizeof o->now);
	}
	return buf_str(&b);
}

static void the_full_walk_tells_what_merges_made_of_files_that_several_sides_changed(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, branches);
	w = walk_with(s, "r", "HEAD", true, "");
	expect_text(outcomes_of(s, w), "");
	end(w);
	run(s, "cd r; git checkout -q -b other; echo other >1.yml; echo new >7.yml; commit .; git checkout -q main; echo main >1.yml; echo own >8.yml; commit .;"
	       "git merge -q -s ours -m merge other; echo later >1.yml; commit .");
	w = walk_with(s, "r", "HEAD", true, "");
	expect_text(outcomes_of(s, w), "8 1.yml; 8 7.yml -");
	end(w);
}

static void a_branch_from_beyond_the_edge_does_not_tell_what_files_are_on_the_chain(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;
	unsigned char id[SOURCE_ID_BYTES];

	run(s, "git init -q o; cd o; echo old >1.yml; echo old >2.yml; commit .; git checkout -q -b topic; commit .; echo topic >1.yml; echo new >3.yml; rm 2.yml; commit .;"
	       "git checkout -q main; echo main >1.yml; echo new >3.yml; rm 2.yml; commit .; commit .; git merge -q -s ours -m merge topic;"
	       "cd ..; git clone -q --depth 3 file://$PWD/o r");
	w = walk_with(s, "r", "HEAD", true, "");
	expect_text(outcomes_of(s, w), "4 1.yml");
	source_blob_id(STR("main\n"), id);
	assert_memory_equal(history_version(&w->h, STR("1.yml"), 4), id, sizeof id);
	end(w);
}

static void a_folder_that_cannot_be_read_was_as_in_the_first_parents_before(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;
	unsigned char id[SOURCE_ID_BYTES];

	run(s, "git init -q r; cd r; mkdir f; echo base >f/1.yml; commit .; git checkout -q -b topic; echo topic >f/1.yml; commit .; git checkout -q main;"
	       "echo main >f/1.yml; commit .; git merge -q --no-commit -s ours topic; echo merged >f/1.yml; commit .;"
	       "id=$(git rev-parse HEAD~1:f); rm -f .git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)");
	w = walk_with(s, "r", "HEAD", true, "");
	source_blob_id(STR("base\n"), id);
	assert_int_equal(w->h.gaps.n, 1);
	assert_int_equal(w->h.changes.v[w->h.changes.n - 1].commit, 3);
	assert_memory_equal(w->h.changes.v[w->h.changes.n - 1].old, id, sizeof id);
	end(w);
}

static void a_file_is_what_was_told_of_it_last(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;
	unsigned char id[SOURCE_ID_BYTES];

	run(s, "git init -q r; cd r; echo 1 >a.yml; echo 1 >b.yml; commit .; echo 2 >a.yml; commit .; rm a.yml; commit .; cd ..; git clone -q --depth 2 file://$PWD/r s");
	w = walk(s, "r");
	source_blob_id(STR("1\n"), id);
	assert_memory_equal(history_version(&w->h, STR("a.yml"), 0), id, sizeof id);
	assert_memory_equal(history_version(&w->h, STR("b.yml"), 2), id, sizeof id);
	source_blob_id(STR("2\n"), id);
	assert_memory_equal(history_version(&w->h, STR("a.yml"), 1), id, sizeof id);
	memset(id, 0, sizeof id);
	assert_memory_equal(history_version(&w->h, STR("a.yml"), 2), id, sizeof id);
	assert_null(history_version(&w->h, STR("c.yml"), 2));
	end(w);
	/* before the first change that can be read */
	w = walk(s, "s");
	source_blob_id(STR("2\n"), id);
	assert_memory_equal(history_version(&w->h, STR("a.yml"), 0), id, sizeof id);
	assert_null(history_version(&w->h, STR("b.yml"), 0));
	end(w);
}

static void a_shallow_clone_ends_at_its_edge(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q o; cd o; for i in 1 2 3 4; do echo $i >$i.yml; echo $i >x.yml; commit .; done; cd ..; git clone -q --depth 2 file://$PWD/o r;"
	       "git clone -q --depth 1 file://$PWD/o s; git clone -q --depth 9 file://$PWD/o t");
	w = walk(s, "r");
	expect_changes(s, w, "1 A 4.yml; 1 M x.yml");
	assert_true(w->h.is_truncated && w->h.is_shallow);
	assert_int_equal(w->h.edge, 0);
	assert_int_equal(w->h.commits.v[0].time, 1704103200 + 2 * 86400);
	end(w);
	w = walk_with(s, "r", "HEAD", true, "");
	expect_changes(s, w, "1 A 4.yml; 1 M x.yml");
	end(w);
	w = walk(s, "s");
	expect_changes(s, w, "");
	assert_int_equal(w->h.commits.n, 1);
	assert_true(w->h.is_truncated);
	end(w);
	w = walk(s, "t");
	assert_int_equal(w->h.commits.n, 4);
	assert_false(w->h.is_truncated);
	end(w);
}

static void a_missing_parent_ends_the_walk(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; for i in 1 2 3 4; do echo $i >$i.yml; commit .; done; id=$(git rev-parse HEAD~2); rm .git/objects/${id%${id#??}}/${id#??}");
	w = walk(s, "r");
	expect_changes(s, w, "1 A 4.yml");
	assert_true(w->h.is_truncated);
	assert_false(w->h.is_shallow);
	end(w);
}

static void a_folder_that_cannot_be_read_is_one_gap(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; mkdir m; echo 0 >0.yml; echo 1 >m/1.yml; commit .; echo 2 >m/2.yml; echo 1 >0.yml; commit .; echo 3 >m/3.yml; commit .;"
	       "id=$(git rev-parse HEAD~1:m); rm .git/objects/${id%${id#??}}/${id#??}");
	w = walk(s, "r");
	expect_changes(s, w, "0 A 0.yml; 0 A m/1.yml; 1 M 0.yml; 2 A m/2.yml; 2 A m/3.yml");
	assert_int_equal(w->h.gaps.n, 1);
	assert_int_equal(w->h.gaps.v[0].commit, 1);
	expect_text(w->h.gaps.v[0].path, "m");
	assert_false(w->h.is_truncated);
	end(w);
}

static void hostile_trees_are_read_as_far_as_they_make_sense(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; echo 1 >1.yml; commit .; id=$(git rev-parse HEAD:1.yml);"
	       "tree=$(perl -e '$id = pack \"H*\", shift; print \"$_\\0$id\" for \"100644 ..\", \"100644 b.yml\", \"100644 a.yml\", \"100644 a.yml\", \"100644 \\377.yml\","
	       "\"40000 .git\", \"40000 loop\"; print \"100644 cut\"' $id | git hash-object --literally -t tree -w --stdin);"
	       "c=$(git commit-tree -m x -p HEAD $tree); git update-ref HEAD $c; next_day; c=$(git commit-tree -m y -p HEAD HEAD~1^{tree}); git update-ref HEAD $c");
	w = walk(s, "r");
	expect_changes(s, w, "0 A 1.yml; 1 R 1.yml>a.yml; 1 A b.yml; 2 R a.yml>1.yml; 2 D b.yml");
	assert_int_equal(w->h.gaps.n, 2);
	end(w);
}

static void an_object_that_is_no_commit_is_a_failure(void **state)
{
	struct sandbox *s = *state;
	struct walked *w = arena_new(&s->a, struct walked);
	struct source_place p;

	run(s, "git init -q r; cd r; commit .; id=$(git rev-parse HEAD)");
	p = find(s, "r");
	w->source = source_open_git(&p, STR("HEAD"), &s->a, &s->e);
	assert_non_null(w->source);
	run(s, "cd r; id=$(git rev-parse HEAD); rm -f .git/objects/${id%${id#??}}/${id#??}");
	w->o = (struct history_options){ NULL, 0, takes_yml, NULL, false, false, NULL, 1, w->worker, NULL };
	assert_false(history_walk(w->source, &w->o, &s->a, &w->h, &s->e));
	expect_error(s, "cannot read commit");
	end(w);
}

static void many_commits_are_the_same_for_one_and_two_threads(void **state)
{
	struct sandbox *s = *state;
	struct walked *two, *one;
	str first;

	run(s, "git init -q r; cd r; for i in $(seq 700); do echo \"commit refs/heads/main\"; echo \"committer A <a> $((1704103200 + i)) +0000\"; echo 'data 0'; echo;"
	       "echo \"M 100644 inline m/$((i % 7))/$((i % 13)).yml\"; echo 'data <<E'; echo $i; seq 40; echo E; test $((i % 50)) -gt 0 || echo \"R m/3 m/$i\";"
	       "done | git fast-import --quiet");
	two = walk(s, "r");
	one = walk(s, "r");
	first = changes_of(s, two);
	assert_true(str_eq(first, changes_of(s, one)));
	one->o.workers = 1;
	assert_true(history_walk(one->source, &one->o, &s->a, &one->h, &s->e));
	assert_true(str_eq(first, changes_of(s, one)));
	assert_true(one->h.changes.n > 700);
	end(one);
	end(two);
}

/* "x-" for a revision of two commits of which it has the first; "none" when it has none at all. */
static void expect_contained(struct sandbox *s, struct walked *w, const char *rev, const char *expected)
{
	struct source_place p = find(s, "r");
	struct source *at = source_open_git(&p, str_from_z(rev), &s->a, &s->e);
	const bool *has;
	struct buf got = { .a = &s->a };

	assert_non_null(at);
	assert_true(history_contained(w->source, &w->h, source_commit(at), &s->a, &has, &s->e));
	for (size_t i = 0; has && i < w->h.commits.n; i++)
		buf_byte(&got, has[i] ? 'x' : '-');
	expect_text(has ? buf_str(&got) : STR("none"), expected);
	source_close(at);
}

static void releases_begin_where_their_branch_leaves_the_chain(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;
	struct history_releases releases;

	run(s, "git init -q r; cd r; for i in 1 2 3; do echo $i >1.yml; commit .; done; git tag v1.2.0; git checkout -q -b stable HEAD~2; commit .; commit .; git tag -a -m x v1.0.0;"
	       "commit .; git tag v1.0.1-ee; git checkout -q main; git tag v1.1.0 HEAD~1; git tag v1.3.0-rc1; commit .;"
	       "git checkout -q --orphan alone; commit .; git tag v9.9.0; git tag v8.0 HEAD:1.yml; git checkout -q main");
	w = walk(s, "r");
	assert_true(history_releases(w->source, &w->h, &s->a, &releases, &s->e));
	assert_int_equal(releases.all.n, 4);
	expect_text(releases.all.v[0].tag, "v1.0.0");
	expect_text(history_release_of(&releases, 0)->tag, "v1.0.0");
	expect_text(history_release_of(&releases, 1)->tag, "v1.1.0");
	expect_text(history_release_of(&releases, 2)->tag, "v1.2.0");
	assert_null(history_release_of(&releases, 3));
	expect_contained(s, w, "stable", "x---");
	expect_contained(s, w, "main", "xxxx");
	expect_contained(s, w, "alone", "none");
	end(w);
}

static void expect_releases(struct sandbox *s, const char *rev, const char *expected)
{
	struct walked *w = walk_with(s, "r", rev, false, "");
	struct history_releases releases;
	struct buf got = { .a = &s->a };

	assert_true(history_releases(w->source, &w->h, &s->a, &releases, &s->e));
	for (size_t i = 0; i < releases.all.n; i++)
		buf_fmt(&got, "%s%u %.*s", i ? ", " : "", (unsigned)releases.all.v[i].commit, STR_ARG(releases.all.v[i].tag));
	expect_text(buf_str(&got), expected);
	end(w);
}

static void an_old_commit_knows_no_later_releases(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; cd r; commit .; commit .; git tag v1.0.0; commit .; commit .; git tag v1.1.0; commit .; git checkout -q -b stable; commit .;"
	       "git tag v1.2.0; commit .; git tag v1.2.1; git checkout -q main; commit .; git tag v1.3.0; commit .; git tag -a -m x v1.4.0");
	expect_releases(s, "main", "1 v1.0.0, 3 v1.1.0, 4 v1.2.0, 4 v1.2.1, 5 v1.3.0, 6 v1.4.0");
	expect_releases(s, "v1.0.0", "1 v1.0.0");
	expect_releases(s, "v1.3.0", "1 v1.0.0, 3 v1.1.0, 4 v1.2.0, 4 v1.2.1, 5 v1.3.0");
	expect_releases(s, "v1.2.1", "1 v1.0.0, 3 v1.1.0, 5 v1.2.0, 6 v1.2.1");
}

static void a_release_may_leave_the_chain_at_its_newest_commit(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; cd r; commit .; git tag v1.0.0; commit .; git checkout -q -b stable; commit .; git tag v1.1.0; commit .; git tag v1.1.1; commit .; git tag v1.2.0");
	expect_releases(s, "main", "0 v1.0.0, 1 v1.1.0, 1 v1.1.1");
}

/* "0 v1.0.0; 1 -": the first release with each commit. */
static void expect_first(struct sandbox *s, const char *rev, bool is_full, const char *expected)
{
	struct walked *w = walk_with(s, "r", rev, is_full, "");
	struct history_releases releases;
	struct buf got = { .a = &s->a };

	assert_true(history_releases(w->source, &w->h, &s->a, &releases, &s->e));
	for (uint32_t i = 0; i < w->h.commits.n; i++) {
		const struct history_release *r = history_release_of(&releases, i);

		buf_fmt(&got, "%s%.*s", i ? ", " : "", STR_ARG(r ? r->tag : STR("-")));
	}
	expect_text(buf_str(&got), expected);
	end(w);
}

static void the_first_release_with_a_commit_is_on_whatever_branch(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; cd r; commit .; git checkout -q -b stable; commit .; git tag v1.1.0; git checkout -q main; commit .; git tag v1.2.0;"
	       "git checkout -q stable; commit .; git tag v1.1.1; commit .");
	expect_first(s, "stable", false, "v1.1.0, v1.1.0, v1.1.1, -");
	expect_first(s, "v1.1.1", false, "v1.1.0, v1.1.0, v1.1.1");
	expect_first(s, "main", false, "v1.1.0, v1.2.0");
}

static void commits_of_one_second_have_no_later_releases_either(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; cd r; same() { GIT_COMMITTER_DATE='1704067200 +0000' git commit -q --allow-empty -m \"$1\"; }; same one; git checkout -q -b stable; same two;"
	       "git tag v1.1.0; git checkout -q main; same three; git tag v1.2.0");
	expect_releases(s, "v1.1.0", "1 v1.1.0");
}

static void a_project_that_numbers_anew_does_not_release_again(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; cd r; commit .; git tag v2023.1; commit .; git tag v1.0.0; commit .; git tag v1.1.0");
	expect_first(s, "main", false, "v2023.1, v1.0.0, v1.1.0");
}

static void releases_have_what_they_go_back_to_by_any_parent(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; commit .; git branch stable; commit .; git checkout -q stable; git merge -q --no-ff --no-edit main; git tag v1.1.0; git checkout -q main;"
	       "commit .; git checkout -q stable; git merge -q --no-ff --no-edit main; git tag v1.2.0; git checkout -q main; commit .");
	expect_first(s, "main", false, "v1.1.0, v1.1.0, v1.2.0, -");
	expect_releases(s, "main", "1 v1.1.0, 2 v1.2.0");
	w = walk(s, "r");
	expect_contained(s, w, "v1.2.0", "xxx-");
	end(w);
}

static void releases_have_what_a_merge_brought_when_they_have_its_branch(void **state)
{
	struct sandbox *s = *state;
	struct walked *w;

	run(s, "git init -q r; cd r; echo 0 >0.yml; commit .; git checkout -q -b mine; echo m >m.yml; commit .; git checkout -q main; echo 1 >1.yml; commit .; git tag v1.1.0;"
	       "git checkout -q mine; git merge -q --no-edit main; git checkout -q -B main; commit .");
	expect_first(s, "main", false, "v1.1.0, -, v1.1.0, -");
	expect_first(s, "main", true, "v1.1.0, -, v1.1.0, -, -");
	w = walk(s, "r");
	expect_contained(s, w, "v1.1.0", "x-x-");
	expect_contained(s, w, "main~2", "xx--");
	end(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(files_are_told_commit_by_commit),
		sandbox_test(links_and_submodules_are_no_files),
		sandbox_test(renames_are_found_by_bytes_then_by_likeness),
		sandbox_test(of_equal_files_the_one_with_the_same_name_was_renamed),
		sandbox_test(a_name_decides_between_files_that_are_as_alike_and_never_against_likeness),
		sandbox_test(likeness_is_the_share_of_equal_lines),
		sandbox_test(a_merge_brings_what_its_branch_changed),
		sandbox_test(the_full_walk_tells_branches_before_their_merge),
		sandbox_test(the_full_walk_tells_what_merges_made_of_files_that_several_sides_changed),
		sandbox_test(a_branch_from_beyond_the_edge_does_not_tell_what_files_are_on_the_chain),
		sandbox_test(a_folder_that_cannot_be_read_was_as_in_the_first_parents_before),
		sandbox_test(a_file_is_what_was_told_of_it_last),
		sandbox_test(a_shallow_clone_ends_at_its_edge),
		sandbox_test(a_missing_parent_ends_the_walk),
		sandbox_test(a_folder_that_cannot_be_read_is_one_gap),
		sandbox_test(hostile_trees_are_read_as_far_as_they_make_sense),
		sandbox_test(an_object_that_is_no_commit_is_a_failure),
		sandbox_test(many_commits_are_the_same_for_one_and_two_threads),
		sandbox_test(releases_begin_where_their_branch_leaves_the_chain),
		sandbox_test(an_old_commit_knows_no_later_releases),
		sandbox_test(a_release_may_leave_the_chain_at_its_newest_commit),
		sandbox_test(the_first_release_with_a_commit_is_on_whatever_branch),
		sandbox_test(commits_of_one_second_have_no_later_releases_either),
		sandbox_test(a_project_that_numbers_anew_does_not_release_again),
		sandbox_test(releases_have_what_they_go_back_to_by_any_parent),
		sandbox_test(releases_have_what_a_merge_brought_when_they_have_its_branch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
