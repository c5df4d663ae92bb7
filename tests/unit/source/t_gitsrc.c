/* Commits as a source: every shape of repository git makes, damage of every kind, hostile trees. */
#include "sandbox.h"

#include "base/pool.h"
#include "leaks.h"

static struct source *try_open(struct sandbox *s, const char *folder, const char *rev)
{
	struct source_place p = find(s, folder);

	return source_open_git(&p, str_from_z(rev), &s->a, &s->e);
}

static struct source *open_git(struct sandbox *s, const char *folder, const char *rev)
{
	struct source *src = try_open(s, folder, rev);

	if (!src)
		fail_msg("%s", s->e.text);
	return src;
}

static void expect_failure(struct sandbox *s, const char *folder, const char *rev, const char *part)
{
	struct source *src = try_open(s, folder, rev);

	if (src) {
		source_close(src);
		fail_msg("'%s' in '%s' was opened", rev, folder);
	}
	expect_error(s, part);
	assert_false(s->e.is_usage);
}

/* First line of a file of the sandbox. */
static str line_of(struct sandbox *s, const char *name)
{
	char text[200] = "";
	FILE *f = fopen(str_z(at(s, name), &s->a), "r");

	assert_non_null(f);
	assert_non_null(fgets(text, sizeof text, f));
	assert_int_equal(fclose(f), 0);
	return str_dup(str_trim(str_from_z(text)), &s->a);
}

static const char two_commits[] =
        "git init -q r; cd r; mkdir -p m/a e; echo one >m/a/1.yml; echo two >m/2.yml; echo e >e/e.yml;"
        "commit .; git rev-parse HEAD >../first; echo changed >m/2.yml; commit .; cd ..;";

/* ---- shapes of repositories ---- */

static void commit_is_listed_and_read(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, two_commits);
	run(s, "git -C r rev-parse HEAD >head; echo local >r/m/2.yml; echo new >r/m/new.yml; rm r/e/e.yml");
	src = open_git(s, "r", "HEAD");
	assert_true(source_is_commit(src));
	assert_true(str_eq(source_commit(src), line_of(s, "head")));
	assert_int_equal(source_commit_time(src), 1704103200 + 86400);
	expect_text(list(s, src, ""), "f e/e.yml\nf m/2.yml\nf m/a/1.yml\n");
	expect_text(list(s, src, "m/a e nowhere m/2.yml m/2.yml/x"), "f e/e.yml\nf m/a/1.yml\n");
	expect_text(read_path(s, src, "m/2.yml", SOURCE_OK), "changed\n");
	(void)read_path(s, src, "m/new.yml", SOURCE_MISSING);
	(void)read_path(s, src, "m/2.yml/x", SOURCE_MISSING);
	(void)read_path(s, src, "no/where", SOURCE_MISSING);
	(void)read_path(s, src, "m", SOURCE_NOT_FILE);
	assert_int_equal(s->e.text[0], '\0');
	(void)read_path(s, src, "../r/m/2.yml", SOURCE_FAILED);
	source_close(src);
}

static void listing_is_in_byte_order_although_trees_are_not(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q r; cd r; mkdir a b; touch a/x a-x a.x a0 b/y B; commit .");
	src = open_git(s, "r", "HEAD");
	expect_text(list(s, src, ""), "f B\nf a-x\nf a.x\nf a/x\nf a0\nf b/y\n");
	source_close(src);
}

static void every_shape_of_repository_opens(void **state)
{
	static const char *const places[] = { "r",         "r/m/a",  "bare.git", "bare.git/refs", "linked", "linked/m",
		                              "super/sub", "shared", "copy",     "moved",         "r/.git" };
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, "git clone -q --bare r bare.git; git -C r worktree add -q --detach ../linked; git init -q super;"
	       "git -C super submodule add -q ../r sub; git clone -q --shared r shared; git clone -q r copy; git -C "
	       "copy gc -q;"
	       "git -C copy pack-refs --all; git clone -q --separate-git-dir=elsewhere r moved; touch "
	       "r/.git/index.lock copy/.git/HEAD.lock");
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct source *src = open_git(s, places[i], "HEAD");

		expect_text(list(s, src, ""), "f e/e.yml\nf m/2.yml\nf m/a/1.yml\n");
		expect_text(read_path(s, src, "m/a/1.yml", SOURCE_OK), "one\n");
		source_close(src);
	}
}

static void repository_of_another_owner_opens(void **state)
{
	struct sandbox *s = *state;

	if (geteuid() != 0)
		skip(); /* only root can give files away */
	run(s, two_commits);
	run(s, "chown -R 12345:12345 r");
	source_close(open_git(s, "r", "HEAD"));
}

static void extensions_that_do_not_concern_us_open(void **state)
{
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, "cd r; git sparse-checkout set --no-cone e 2>/dev/null; git config core.repositoryformatversion 1;"
	       "printf '[extensions]\nworktreeConfig = true\npreciousObjects = true\nrelativeWorktrees = true\n' "
	       ">>.git/config;"
	       "printf 'partialClone = origin\n' >>.git/config");
	source_close(open_git(s, "r", "HEAD"));
}

static void configuration_outside_the_repository_is_not_read(void **state)
{
	struct sandbox *s = *state;
	const char *home = getenv("HOME");

	run(s, two_commits);
	run(s, "echo '[broken' >.gitconfig; mkdir -p .config/git; echo '[broken' >.config/git/config");
	assert_int_equal(setenv("HOME", s->top, 1), 0);
	assert_int_equal(setenv("XDG_CONFIG_HOME", str_z(at(s, ".config"), &s->a), 1), 0);
	source_close(open_git(s, "r", "HEAD"));
	assert_int_equal(home ? setenv("HOME", home, 1) : unsetenv("HOME"), 0);
	assert_int_equal(unsetenv("XDG_CONFIG_HOME"), 0);
}

/* ---- revisions ---- */

static void what_git_takes_for_a_commit_is_taken(void **state)
{
	static const char *const revs[] = { "HEAD",          "@",        "main",     "refs/heads/main",
		                            "heads/main",    "light",    "noted",    "tags/noted",
		                            "noted^{}",      "nested",   "HEAD~1",   "HEAD^",
		                            "@~1",           "main@{0}", "HEAD@{1}", ":/change",
		                            "HEAD^{commit}", "HEAD^0",   "light~0",  "noted-0-gHEX" };
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, "cd r; git tag light HEAD~1; git tag -m note noted; git tag -m note nested noted; git checkout -q "
	       "--detach HEAD;"
	       "git checkout -q main");
	for (size_t i = 0; i < sizeof revs / sizeof *revs; i++) {
		const char *rev = revs[i];
		struct source *src;

		if (strstr(rev, "HEX")) {
			run(s, "git -C r describe --long noted >described");
			rev = str_z(line_of(s, "described"), &s->a);
		}
		run(s, str_z(str_fmt(&s->a, "git -C r log -1 --format=%%H '%s' >expected", rev), &s->a));
		src = open_git(s, "r", rev);
		if (!str_eq(source_commit(src), line_of(s, "expected")))
			fail_msg("'%s' is %.*s", rev, STR_ARG(source_commit(src)));
		source_close(src);
	}
	run(s, "git -C r rev-parse --short=7 HEAD~1 >expected");
	source_close(open_git(s, "r", str_z(line_of(s, "expected"), &s->a)));
}

static void what_is_no_commit_is_refused_in_one_sentence(void **state)
{
	static const char *const revs[][2] = {
		{ "nowhere", "unknown revision 'nowhere'" },
		{ "", "unknown revision ''" },
		{ "HEAD~2", "unknown revision 'HEAD~2'" },
		{ "HEAD:m/2.yml", "is a blob, not a commit" },
		{ "HEAD^{tree}", "is a tree, not a commit" },
		{ "tree", "is a tree, not a commit" },
		{ "HEAD..main", "'HEAD..main'" },
		{ "0123456789012345678901234567890123456789", "unknown revision" },
		{ "012345678", "unknown revision" },
		{ "-x", "unknown revision" },
		{ "HEAD^{", "'HEAD^{'" },
		{ "HEAD@{99}", "'HEAD@{99}'" },
	};
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, "git -C r tag tree HEAD^{tree}");
	for (size_t i = 0; i < sizeof revs / sizeof *revs; i++)
		expect_failure(s, "r", revs[i][0], revs[i][1]);
}

static void a_misspelt_revision_is_told_the_nearest_name(void **state)
{
	static const char *const revs[][2] = {
		{ "mian", ", did you mean 'main'?" },
		{ "man~1", ", did you mean 'main~1'?" },
		{ "HAED^", ", did you mean 'HEAD^'?" },
		{ "feature/pasword", ", did you mean 'feature/password'?" },
		{ "v16.1.O", ", did you mean 'v16.1.0'?" },
		{ "v15.9.l", ", did you mean 'v15.9.1'?" },
	};
	static const char *const others[] = { "nowhere", "main~9", "HEAD~9" };
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, "cd r && git branch -M main && git branch feature/password && git tag v15.9.1 && git pack-refs --all && git tag v16.1.0 &&"
	       "mkfifo .git/refs/heads/mian_");
	for (size_t i = 0; i < sizeof revs / sizeof *revs; i++)
		expect_failure(s, "r", revs[i][0], revs[i][1]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		expect_failure(s, "r", others[i], "unknown revision");
		assert_null(strstr(s->e.text, "did you mean"));
	}
}

static void repository_without_commits_says_so(void **state)
{
	struct sandbox *s = *state;

	run(s, "git init -q r; git init -q plain; rm -rf plain/.git");
	expect_failure(s, "r", "HEAD", "branch 'main' of repository");
	expect_error(s, "has no commits yet");
	expect_failure(s, "r", "main", "has no commits yet");
	expect_failure(s, "r", "HEAD~1", "has no commits yet");
	expect_failure(s, "r", "other", "unknown revision 'other'");
	expect_failure(s, "plain", "HEAD", "is not in a git repository");
}

static void clone_stays_at_the_commit_when_the_branch_moves(void **state)
{
	struct sandbox *s = *state;
	struct source *src, *second;

	run(s, two_commits);
	src = open_git(s, "r", "HEAD");
	run(s, "echo later >r/m/2.yml; commit r");
	second = source_clone(src, &s->a, &s->e);
	assert_non_null(second);
	assert_true(str_eq(source_commit(src), source_commit(second)));
	source_close(src);
	expect_text(read_path(s, second, "m/2.yml", SOURCE_OK), "changed\n");
	source_close(second);
}

/* ---- shallow and partial clones ---- */

static void shallow_clone_is_read_up_to_its_edge(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, two_commits);
	run(s, "echo 3 >r/3; commit r; git clone -q --depth 1 \"file://$PWD/r\" one; git clone -q --depth 2 "
	       "\"file://$PWD/r\" two;"
	       "git -C r rev-parse HEAD >head; git -C r rev-parse HEAD~1 >before");
	src = open_git(s, "one", "HEAD");
	expect_text(read_path(s, src, "m/2.yml", SOURCE_OK), "changed\n");
	source_close(src);
	expect_failure(s, "one", "HEAD~1", "(shallow clone): run git fetch --unshallow");
	expect_failure(s, "one", "v1.0", "(shallow clone): run git fetch --unshallow");
	expect_failure(s, "one", str_z(line_of(s, "before"), &s->a), "(shallow clone): run git fetch --unshallow");
}

static void missing_blob_of_a_partial_clone_says_what_to_run(void **state)
{
	struct sandbox *s = *state;
	struct file_list files;
	str text;
	struct source *src;

	run(s, two_commits);
	run(s, "git -C r config uploadpack.allowFilter true; git clone -q --no-checkout --filter=blob:none "
	       "\"file://$PWD/r\" p;"
	       "git clone -q --no-checkout --filter=tree:0 \"file://$PWD/r\" t");
	src = open_git(s, "p", "HEAD");
	expect_text(list(s, src, "m"), "f m/2.yml\nf m/a/1.yml\n");
	assert_true(source_list(src, STR(""), &s->a, &files, &s->e));
	assert_int_equal(source_read(src, &files.all.v[0], 100, &s->a, &text, &s->e), SOURCE_MISSING);
	expect_error(s, "cannot read file 'e/e.yml': object ");
	expect_error(s, "is not here (partial clone): run git fetch --refetch --no-filter");
	s->e.text[0] = '\0';
	(void)read_path(s, src, "m/2.yml", SOURCE_FAILED);
	expect_error(s, "cannot read file 'm/2.yml': object ");
	source_close(src);
	src = open_git(s, "t", "HEAD");
	assert_false(source_list(src, STR(""), &s->a, &files, &s->e));
	expect_error(s, "is not here (partial clone): run git fetch --refetch --no-filter");
	source_close(src);
	run(s, "git -C p fetch -q --refetch --no-filter");
	src = open_git(s, "p", "HEAD");
	expect_text(read_path(s, src, "m/2.yml", SOURCE_OK), "changed\n");
	source_close(src);
}

/* Clones of one branch have no others, and `git fetch origin main` alone keeps none. */
static void a_branch_that_was_never_fetched_says_how_to(void **state)
{
	static const char *const clones[] = { "one", "whole" };
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, "git -C r branch -m main; git -C r branch team/topic HEAD~1; git clone -q --depth 1 -b main \"file://$PWD/r\" one;"
	       "git clone -q --single-branch -b main r whole; git -C whole remote add other ../r");
	expect_failure(s, "one", "origin/team/topic~0",
	               "'origin/team/topic~0' is not in repository '");
	expect_error(s, "(shallow clone): run git fetch --unshallow origin team/topic:refs/remotes/origin/team/topic");
	expect_failure(s, "whole", "origin/team/topic", "unknown revision 'origin/team/topic' in repository '");
	expect_error(s, ": run git fetch origin team/topic:refs/remotes/origin/team/topic");
	expect_failure(s, "whole", "other/main", ": run git fetch other main:refs/remotes/other/main");
	expect_failure(s, "one", "origin/main~9", "(shallow clone): run git fetch --unshallow --tags");
	for (size_t i = 0; i < 4; i++) {
		static const char *const unknown[] = { "origin/main~9", "main/origin", "nobody/main", "origins/main" };

		s->e.text[0] = '\0';
		expect_failure(s, "whole", unknown[i], "unknown revision '");
		assert_null(strstr(s->e.text, "git fetch"));
	}
	run(s, "git -C one fetch -q --unshallow origin team/topic:refs/remotes/origin/team/topic;"
	       "git -C whole fetch -q origin team/topic:refs/remotes/origin/team/topic");
	for (size_t i = 0; i < 2; i++)
		source_close(open_git(s, clones[i], "origin/team/topic"));
}

/* ---- damage ---- */

static void a_repository_that_says_that_its_ids_are_sha1_is_read(void **state)
{
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, "git -C r config core.repositoryformatversion 1; git -C r config extensions.objectFormat sha1");
	source_close(open_git(s, "r", "HEAD"));
}

static void damaged_head_and_configuration_are_said(void **state)
{
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, "cp -r r empty; : >empty/.git/HEAD; cp -r r garbage; noise 100 >garbage/.git/HEAD; cp -r "
	       "r config;"
	       "echo '[broken' >config/.git/config; cp -r r ext; git -C ext config core.repositoryformatversion 1;"
	       "git -C ext config extensions.noSuchThing true; cp -r r new; git -C new config "
	       "core.repositoryformatversion 9;"
	       "git init -q --object-format=sha256 sha; commit sha; mkdir gone; echo 'gitdir: /nowhere' >gone/.git");
	expect_failure(s, "empty", "HEAD", "HEAD");
	expect_failure(s, "garbage", "HEAD", "HEAD");
	expect_failure(s, "config", "HEAD", "the configuration of repository");
	expect_failure(s, "ext", "HEAD", "has a format that is not supported");
	expect_failure(s, "new", "HEAD", "has a format that is not supported");
	expect_failure(s, "sha", "HEAD", "uses SHA-256 object ids, which are not supported");
	expect_failure(s, "gone", "HEAD", "'/nowhere' is not a git repository");
}

/* The object file of `rev` in r, as shell text. */
#define OBJECT(rev) \
	"o=$(git -C r rev-parse " rev "); o=r/.git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-); chmod u+w " \
	                              "$o;"

static void expect_blob_failure(struct sandbox *s, enum source_read_result result, const char *part)
{
	struct source *src = open_git(s, "r", "HEAD");
	struct file_list files;
	str text;

	assert_true(source_list(src, STR("m"), &s->a, &files, &s->e));
	assert_int_equal(source_read(src, &files.all.v[0], 100, &s->a, &text, &s->e), result);
	expect_error(s, part);
	expect_error(s, "'m/2.yml'");
	assert_int_equal(source_read(src, &files.all.v[1], 100, &s->a, &text, &s->e), SOURCE_OK);
	source_close(src);
}

static void missing_blob_fails_its_file_only(void **state)
{
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, OBJECT("HEAD:m/2.yml") "rm -f $o");
	expect_blob_failure(s, SOURCE_MISSING, "is missing or its pack is damaged: run git fsck");
}

static void corrupt_empty_and_swapped_blobs_are_told_from_good_ones(void **state)
{
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, OBJECT("HEAD:m/2.yml") "cp $o good; echo garbage >$o");
	expect_blob_failure(s, SOURCE_FAILED, "damaged");
	run(s, OBJECT("HEAD:m/2.yml") ": >$o");
	expect_blob_failure(s, SOURCE_FAILED, "damaged");
	run(s, OBJECT("HEAD:e/e.yml") "cp $o other;" OBJECT("HEAD:m/2.yml") "cp other $o");
	expect_blob_failure(s, SOURCE_FAILED, "its content does not fit its id: run git fsck");
}

/* libgit2 alone never comes back from some of these. */
static void object_cut_short_anywhere_is_damaged(void **state)
{
	struct sandbox *s = *state;
	int64_t size;

	run(s, two_commits);
	run(s, "git -C r rev-parse --short=8 HEAD >short;" OBJECT("HEAD:m/2.yml") "cp $o good");
	run(s, "wc -c <good >size");
	assert_true(str_to_i64(line_of(s, "size"), &size));
	for (int n = 0; n < size; n++) {
		run(s, str_z(str_fmt(&s->a, OBJECT("HEAD:m/2.yml") "head -c %d good >$o", n), &s->a));
		expect_blob_failure(s, SOURCE_FAILED, "damaged");
	}
	run(s, OBJECT("HEAD:m/2.yml") "cat good >$o;" OBJECT("HEAD") "cp $o commit; head -c 60 commit >$o");
	expect_failure(s, "r", "HEAD", "its file is cut short or overwritten: run git fsck");
	expect_failure(s, "r", str_z(line_of(s, "short"), &s->a), "run git fsck");
	run(s, OBJECT("HEAD") "cat commit >$o;" OBJECT("HEAD^{tree}") "cp $o tree; head -c 30 tree >$o");
	{
		struct source *src = open_git(s, "r", "HEAD");
		struct file_list files;

		assert_false(source_list(src, STR(""), &s->a, &files, &s->e));
		expect_error(s, "cannot read folder ''");
		source_close(src);
	}
}

static void missing_alternate_is_said(void **state)
{
	struct sandbox *s = *state;

	run(s, two_commits);
	run(s, OBJECT("HEAD:m/2.yml") "rm -f $o; echo /nowhere/objects >r/.git/objects/info/alternates");
	expect_blob_failure(s, SOURCE_MISSING, "a folder named in objects/info/alternates is missing");
}

static void damaged_pack_or_index_is_no_empty_repository(void **state)
{
	struct sandbox *s = *state;
	struct source *src;
	struct file_list files;

	run(s, two_commits);
	run(s, "git -C r gc -q; chmod u+w r/.git/objects/pack/*; cp -r r idx; cp -r r pack; cp -r r cut;"
	       "for f in idx/.git/objects/pack/*.idx; do head -c 900 $f >x; cat x >$f; done;"
	       "for f in pack/.git/objects/pack/*.pack; do n=$(wc -c <$f); dd if=/dev/zero of=$f bs=1 seek=12 "
	       "count=$((n - 40)) conv=notrunc; done;"
	       "for f in cut/.git/objects/pack/*.pack; do head -c 100 $f >x; cat x >$f; done");
	expect_failure(s, "idx", "HEAD", "names an object that is missing or damaged: run git fsck");
	expect_failure(s, "cut", "HEAD", "run git fsck");
	src = try_open(s, "pack", "HEAD");
	if (src) {
		assert_false(source_list(src, STR(""), &s->a, &files, &s->e));
		source_close(src);
	}
	expect_error(s, "run git fsck");
}

/* ---- hostile trees ---- */

static void hostile_tree_entries_are_listed_as_other_and_not_entered(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q r; cd r; b=$(echo x | git hash-object -w --stdin); t=$(printf '100644 blob %s\\tf\\n' $b | "
	       "git mktree);"
	       "h=$(echo $b | sed 's/../\\\\x&/g'); g=$(echo $t | sed 's/../\\\\x&/g');"
	       "raw() { printf \"$1 $2\\\\0\"; printf \"$(echo $3 | sed 's/\\\\x\\(..\\)/\\1\\n/g' | while read -r x; "
	       "do [ -z \"$x\" ] ||"
	       " printf '\\\\%03o' 0x$x; done)\"; };"
	       "{ raw 40000 .. \"$g\"; raw 40000 . \"$g\"; raw 40000 .git \"$g\"; raw 40000 .GiT \"$g\"; raw 100644 "
	       "a/b \"$h\";"
	       " raw 100644 'c\\nd' \"$h\"; raw 100644 'e\\033[31m' \"$h\"; raw 100644 'f\\377' \"$h\"; raw 120000 "
	       "link \"$h\";"
	       " raw 160000 part \"$h\"; raw 10644 odd \"$h\"; raw 40000 ok \"$g\"; raw 100755 run \"$h\"; raw 100664 "
	       "wide \"$h\";"
	       " raw 100644 twice \"$h\"; raw 120000 twice \"$h\"; } >../tree;"
	       "w=$(git hash-object -t tree -w --literally ../tree); git update-ref HEAD $(git commit-tree -m x $w)");
	src = open_git(s, "r", "HEAD");
	expect_text(list(s, src, ""),
	            "o .\no ..\no .GiT\no .git\no a/b\no c\nd\no e\033[31m\nf f\377\nl link\no odd\nf ok/f\ns part\n"
	            "f run\nf twice\nf wide\n");
	expect_text(list(s, src, "link/x part a"), "l link\ns part\n");
	(void)read_path(s, src, ".git/f", SOURCE_NOT_FILE);
	(void)read_path(s, src, "link", SOURCE_NOT_FILE);
	(void)read_path(s, src, "link/x", SOURCE_NOT_FILE);
	(void)read_path(s, src, "part/x", SOURCE_MISSING);
	expect_text(read_path(s, src, "run", SOURCE_OK), "x\n");
	source_close(src);
}

static void trees_that_name_one_another_end_with_a_sentence(void **state)
{
	struct sandbox *s = *state;
	struct file_list files;
	struct source *src;

	/* 64 folders above one another are fine, 65 are not; 12 levels of 10 equal folders would be 10^12 files */
	run(s, "git init -q r; cd r; b=$(echo x | git hash-object -w --stdin); t=$(printf '100644 blob %s\\tf\\n' $b | "
	       "git mktree);"
	       "n=1; while [ $n -le 65 ]; do t=$(printf '040000 tree %s\\td\\n' $t | git mktree);"
	       "[ $n -lt 64 ] || git tag d$n $(git commit-tree -m x $t); n=$((n + 1)); done;"
	       "t=$(printf '100644 blob %s\\tf\\n' $b | git mktree);"
	       "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do t=$(for k in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree "
	       "%s\\t%s\\n' $t $k; done |"
	       " git mktree); done; git tag bomb $(git commit-tree -m x $t)");
	src = open_git(s, "r", "d64");
	assert_int_equal(list(s, src, "").n, 2 + 64 * 2 + 1 + 1);
	source_close(src);
	src = open_git(s, "r", "d65");
	assert_false(source_list(src, STR(""), &s->a, &files, &s->e));
	expect_error(s, "nested more than 64 folders deep");
	source_close(src);
	src = open_git(s, "r", "bomb");
	assert_false(source_list(src, STR(""), &s->a, &files, &s->e));
	expect_error(s, "there are too many files");
	source_close(src);
}

static void size_limit_holds_before_a_blob_is_unpacked(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	run(s, "git init -q r; cd r; head -c 1000 /dev/zero >fits; head -c 1001 /dev/zero >large; head -c 30000000 "
	       "/dev/zero >huge;"
	       "printf 'a\\r\\nb\\0c' >bytes; : >empty; git config core.autocrlf true; git add bytes; git config "
	       "--unset core.autocrlf; commit .");
	for (int packed = 0; packed < 2; packed++) {
		src = open_git(s, "r", "HEAD");
		assert_int_equal(read_path(s, src, "fits", SOURCE_OK).n, 1000);
		assert_int_equal(read_path(s, src, "empty", SOURCE_OK).n, 0);
		assert_memory_equal(read_path(s, src, "bytes", SOURCE_OK).p, "a\r\nb\0c", 6);
		(void)read_path(s, src, "large", SOURCE_TOO_LARGE);
		(void)read_path(s, src, "huge", SOURCE_TOO_LARGE);
		source_close(src);
		run(s, "git -C r gc -q");
	}
}

/* ---- packs ---- */

static const char many_files[] =
        "git init -q r; cd r; mkdir m; n=0; while [ $n -lt 300 ]; do echo $n >m/$n.yml; n=$((n + 1)); done;"
        "n=0; while [ $n -lt 40 ]; do head -c 200000 /dev/urandom >m/$n.bin; n=$((n + 1)); done; commit .;";

static size_t *identity(struct sandbox *s, size_t n)
{
	size_t *order = arena_array(&s->a, n, size_t);

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	return order;
}

static bool is_identity(const size_t *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (order[i] != i)
			return false;
	return true;
}

static bool is_permutation(struct sandbox *s, const size_t *order, size_t n)
{
	bool *seen = arena_array(&s->a, n, bool);

	for (size_t i = 0; i < n; i++) {
		if (order[i] >= n || seen[order[i]])
			return false;
		seen[order[i]] = true;
	}
	return true;
}

static void read_order_follows_the_pack(void **state)
{
	struct sandbox *s = *state;
	struct source *src;
	struct file_list files;
	str text;
	size_t *order;

	run(s, many_files);
	src = open_git(s, "r", "HEAD");
	assert_true(source_list(src, STR(""), &s->a, &files, &s->e));
	order = identity(s, files.all.n);
	source_read_order(src, &files, order, files.all.n);
	assert_true(is_identity(order, files.all.n)); /* no pack yet */
	run(s, "cd r; git rev-list --objects --no-object-names HEAD | sort | git pack-objects -q --window=0 "
	       ".git/objects/pack/pack;"
	       "git prune-packed -q; git verify-pack -v .git/objects/pack/*.idx | awk '$2 == \"blob\" { print $1 }' "
	       ">../pack-order;"
	       "git ls-tree -r HEAD | awk '{ print $3 }' >../path-order");
	source_close(src);
	src = open_git(s, "r", "HEAD"); /* packs are looked at once */
	source_read_order(src, &files, order, files.all.n);
	assert_true(is_permutation(s, order, files.all.n));
	assert_false(is_identity(order, files.all.n));
	for (size_t i = 0; i < files.all.n; i++)
		assert_int_equal(source_read(src, &files.all.v[order[i]], 1000000, &s->a, &text, &s->e), SOURCE_OK);
	run(s, "n=0; : >places; while read -r id; do grep -n $id pack-order | cut -d: -f1 >>places; done <path-order");
	{
		FILE *f = fopen(str_z(at(s, "places"), &s->a), "r");
		size_t *place = arena_array(&s->a, files.all.n, size_t);

		assert_non_null(f);
		for (size_t i = 0; i < files.all.n; i++)
			assert_int_equal(fscanf(f, "%zu", &place[i]), 1);
		assert_int_equal(fclose(f), 0);
		for (size_t i = 1; i < files.all.n; i++)
			assert_true(place[order[i - 1]] < place[order[i]]);
	}
	source_close(src);
}

/* Each line damages the index of the pack in another way. */
static void damaged_indexes_leave_the_order_alone(void **state)
{
	static const char *const damages[] = {
		": >$f",
		"head -c 1000 $good >$f",
		"head -c 1071 $good >$f",
		"head -c 5000 $good >$f",
		"printf 'x' | dd of=$f conv=notrunc",
		"printf '\\001' | dd of=$f bs=1 seek=7 conv=notrunc",
		"printf '\\377\\377\\377\\377' | dd of=$f bs=1 seek=8 conv=notrunc",    /* fan-out runs backwards */
		"printf '\\377\\377\\377\\377' | dd of=$f bs=1 seek=1028 conv=notrunc", /* more objects than there is
		                                                                           room for */
		"rm $f; mkfifo $f",
		"rm $f; mkdir $f",
		"rm $f; ln -s nowhere $f",
		"rm $f",
		"rm -r r/.git/objects/pack",
	};
	struct sandbox *s = *state;
	struct source *src;
	struct file_list files;
	size_t *order;

	run(s, many_files);
	run(s, "git -C r repack -qad; cd r/.git/objects/pack; chmod -R u+w .; mv *.idx pack-0.idx; mv *.pack pack-0.pack; cp pack-0.* ../../../..");
	for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
		run(s, "rm -rf r/.git/objects/pack; mkdir r/.git/objects/pack; cp pack-0.* r/.git/objects/pack");
		src = open_git(s, "r", "HEAD");
		assert_true(source_list(src, STR(""), &s->a, &files, &s->e));
		order = identity(s, files.all.n);
		run(s, str_z(str_fmt(&s->a, "f=r/.git/objects/pack/pack-0.idx; good=pack-0.idx; %s", damages[i]), &s->a));
		source_read_order(src, &files, order, files.all.n);
		if (!is_identity(order, files.all.n))
			fail_msg("%s", damages[i]);
		source_close(src);
	}
}

/* Offsets that point anywhere give some order, but never fail. */
static void hostile_offsets_still_give_a_permutation(void **state)
{
	struct sandbox *s = *state;
	struct source *src;
	struct file_list files;
	size_t *order;

	run(s, many_files);
	run(s, "git -C r repack -qad; cd r/.git/objects/pack; chmod u+w *; for f in *.idx; do n=$(wc -c <$f);"
	       "noise $((n - 1100)) | dd of=$f bs=1 seek=1032 conv=notrunc; done");
	run(s, "git init -q other; git -C r ls-tree -r HEAD >/dev/null 2>&1 || true");
	src = try_open(s, "r", "HEAD");
	if (!src) { /* libgit2 finds nothing in it any more: list a good copy instead */
		run(s, "mv r/.git/objects/pack bad; cd r; mkdir .git/objects/pack; rm -rf .git/refs/heads/* "
		       ".git/packed-refs .git/index; commit .;"
		       "git repack -qad; rm -f .git/objects/pack/*.idx.tmp");
		src = open_git(s, "r", "HEAD");
		assert_true(source_list(src, STR(""), &s->a, &files, &s->e));
		run(s, "for f in r/.git/objects/pack/*.idx; do chmod u+w $f; n=$(wc -c <$f);"
		       "noise 4000 | dd of=$f bs=1 seek=$((n - 40 - 4000)) conv=notrunc; done");
		order = identity(s, files.all.n);
		source_read_order(src, &files, order, files.all.n);
		assert_true(is_permutation(s, order, files.all.n));
	}
	source_close(src);
}

static void git_gc_meanwhile_is_survived(void **state)
{
	struct sandbox *s = *state;
	struct source *src;
	struct file_list files;
	str text;

	run(s, many_files);
	run(s, "cd r; echo more >m/more; commit .; git repack -q; echo again >m/again; commit .");
	src = open_git(s, "r", "HEAD");
	assert_true(source_list(src, STR(""), &s->a, &files, &s->e));
	for (size_t i = 0; i < files.all.n; i++) {
		if (i == 10)
			run(s, "git -C r gc -q --prune=now");
		if (i == 100)
			run(s, "git -C r repack -qadf --window=2");
		if (source_read(src, &files.all.v[i], 1000000, &s->a, &text, &s->e) != SOURCE_OK)
			fail_msg("%s", s->e.text);
	}
	source_close(src);
}

/* ---- threads ---- */

struct job {
	struct source *src[4];
	struct arena a[4];
	struct err e[4];
	const struct file_list *files;
	enum source_read_result *result;
	size_t *size;
};

static void read_one(void *arg, size_t worker, size_t i)
{
	struct job *j = arg;
	str text = { 0 };

	j->result[i] = source_read(j->src[worker], &j->files->all.v[i], 1000000, &j->a[worker], &text, &j->e[worker]);
	j->size[i] = text.n;
}

static void handles_of_their_own_read_on_several_threads(void **state)
{
	struct sandbox *s = *state;
	struct file_list files;
	struct job j = { .files = &files };

	run(s, many_files);
	run(s, "git -C r repack -qad");
	for (size_t i = 0; i < 4; i++)
		j.src[i] = i ? source_clone(j.src[0], &s->a, &s->e) : open_git(s, "r", "HEAD");
	assert_true(source_list(j.src[0], STR(""), &s->a, &files, &s->e));
	j.result = arena_array(&s->a, files.all.n, enum source_read_result);
	j.size = arena_array(&s->a, files.all.n, size_t);
	pool_run(4, files.all.n, read_one, &j);
	for (size_t i = 0; i < files.all.n; i++) {
		assert_int_equal(j.result[i], SOURCE_OK);
		assert_true(j.size[i] > 0);
	}
	for (size_t i = 0; i < 4; i++) {
		source_close(j.src[i]);
		arena_free(&j.a[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(commit_is_listed_and_read),
		sandbox_test(listing_is_in_byte_order_although_trees_are_not),
		sandbox_test(every_shape_of_repository_opens),
		sandbox_test(repository_of_another_owner_opens),
		sandbox_test(extensions_that_do_not_concern_us_open),
		sandbox_test(configuration_outside_the_repository_is_not_read),
		sandbox_test(what_git_takes_for_a_commit_is_taken),
		sandbox_test(what_is_no_commit_is_refused_in_one_sentence),
		sandbox_test(a_misspelt_revision_is_told_the_nearest_name),
		sandbox_test(repository_without_commits_says_so),
		sandbox_test(clone_stays_at_the_commit_when_the_branch_moves),
		sandbox_test(shallow_clone_is_read_up_to_its_edge),
		sandbox_test(missing_blob_of_a_partial_clone_says_what_to_run),
		sandbox_test(a_branch_that_was_never_fetched_says_how_to),
		sandbox_test(a_repository_that_says_that_its_ids_are_sha1_is_read),
		sandbox_test(damaged_head_and_configuration_are_said),
		sandbox_test(missing_blob_fails_its_file_only),
		sandbox_test(corrupt_empty_and_swapped_blobs_are_told_from_good_ones),
		sandbox_test(object_cut_short_anywhere_is_damaged),
		sandbox_test(missing_alternate_is_said),
		sandbox_test(damaged_pack_or_index_is_no_empty_repository),
		sandbox_test(hostile_tree_entries_are_listed_as_other_and_not_entered),
		sandbox_test(trees_that_name_one_another_end_with_a_sentence),
		sandbox_test(size_limit_holds_before_a_blob_is_unpacked),
		sandbox_test(read_order_follows_the_pack),
		sandbox_test(damaged_indexes_leave_the_order_alone),
		sandbox_test(hostile_offsets_still_give_a_permutation),
		sandbox_test(git_gc_meanwhile_is_survived),
		sandbox_test(handles_of_their_own_read_on_several_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
