/* Publishing through publish.h: what is written, linked, removed and refused. Kills and failing system calls are in
   tests/e2e/publish.bats. */
#define _GNU_SOURCE /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/pool.h"
#include "site/manifest.h"
#include "site/publish.h"
#include "site/tree.h"

static struct arena run;
static char place[64];
static const char *home;

/* Sites are lists of path and text. */
struct page {
	const char *path, *text;
};
#define SITE(...) ((const struct page[]){ __VA_ARGS__, { NULL, NULL } })
static const struct page first_site[] = {
	{ "index.html", "one" }, { "a/x.html", "x" }, { "a/y.html", "y" }, { "a/b/z.js", "z" }, { NULL, NULL }
};

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static int setup(void **state)
{
	(void)state;
	arena_init(&run);
	(void)snprintf(place, sizeof place, "/tmp/dictum-unit-XXXXXX");
	return !mkdtemp(place) || chdir(place);
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&run);
	return chdir("/") || nftw(place, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static enum publish_start begin(const char *out, uint64_t input, bool is_check, struct publish **p, struct err *e)
{
	struct publish_options o = { .out = str_from_z(out), .is_check = is_check, .input = { 0, input } };

	e->text[0] = '\0';
	return publish_begin(&o, &run, p, e);
}

static bool publish_all(struct publish *p, const struct page *site, struct publish_stats *st, bool *differs,
                        struct err *e)
{
	bool ok = true;

	for (; ok && site->path; site++)
		ok = publish_add(p, str_from_z(site->path), str_from_z(site->text), e);
	ok = ok && publish_commit(p, st, differs, e);
	publish_abort(p);
	return ok;
}

/* Every publishing has an input of its own, so that nothing is current. */
static bool publish_site(const char *out, const struct page *site, struct publish_stats *st, struct err *e)
{
	static uint64_t input;
	struct publish *p;

	return begin(out, ++input, false, &p, e) == PUBLISH_READY && publish_all(p, site, st, NULL, e);
}

static void must_publish(const char *out, const struct page *site, struct publish_stats *st)
{
	struct err e;

	if (!publish_site(out, site, st, &e))
		fail_msg("%s", e.text);
}

static void must_refuse(const char *out, const char *because)
{
	struct err e = { 0 };

	assert_false(publish_site(out, first_site, NULL, &e));
	assert_false(e.is_usage);
	if (!strstr(e.text, because))
		fail_msg("'%s' is not in: %s", because, e.text);
}

static void assert_text(const char *path, const char *text)
{
	str got;
	struct err e;

	assert_int_equal(fs_read_at(AT_FDCWD, str_from_z(path), 1 << 20, &run, &got, &e), FS_READ_OK);
	assert_true(str_eq_z(got, text));
}

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static bool exists(const char *path)
{
	return fs_exists(AT_FDCWD, str_from_z(path));
}

/* Names in a folder, joined by spaces. */
static void assert_names(const char *folder, const char *names)
{
	struct fs_items items = { 0 };
	struct buf b = { .a = &run };
	struct err e;

	assert_true(fs_list(AT_FDCWD, str_from_z(folder), &run, &items, &e));
	for (size_t i = 0; i < items.all.n; i++)
		buf_fmt(&b, "%s%.*s", i ? " " : "", STR_ARG(items.all.v[i].name));
	buf_byte(&b, '\0');
	assert_string_equal(b.p, names);
}

static void assert_first_site(const char *out)
{
	for (const struct page *page = first_site; page->path; page++)
		assert_text(fs_path_join(&run, str_from_z(out), str_from_z(page->path)).p, page->text);
}

static ino_t inode(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_ino;
}

static void first_publishing_makes_the_site_and_a_lock(void **state)
{
	struct publish_stats st;

	(void)state;
	must_publish("s", first_site, &st);
	assert_first_site("s");
	assert_names(".", ".s.lock s");
	assert_names("s", ".dictum-manifest a index.html");
	assert_int_equal(st.written, 4);
	assert_int_equal(st.unchanged, 0);
	assert_int_equal(st.removed, 0);
	assert_true(st.was_atomic);
	assert_int_equal(st.left_behind.n, 0);
	assert_true(str_eq_z(st.first_difference, "a/b/z.js"));
}

static void a_second_publishing_links_writes_and_removes(void **state)
{
	struct publish_stats st;
	ino_t kept, changed;

	(void)state;
	must_publish("s", first_site, NULL);
	kept = inode("s/a/x.html");
	changed = inode("s/index.html");
	must_publish("s", SITE({ "index.html", "two" }, { "a/x.html", "x" }, { "c/new.html", "n" }), &st);
	assert_int_equal(st.written, 2);
	assert_int_equal(st.unchanged, 1);
	assert_int_equal(st.removed, 2);
	assert_text("s/index.html", "two");
	assert_text("s/c/new.html", "n");
	assert_int_equal(inode("s/a/x.html"), kept);
	assert_int_not_equal(inode("s/index.html"), changed);
	assert_names("s", ".dictum-manifest a c index.html");
	assert_names("s/a", "x.html");
	assert_names(".", ".s.lock s");
}

static size_t n_compressed;

static str turned_round(str bytes, struct arena *a)
{
	char *p = arena_array(a, bytes.n, char);

	n_compressed++;
	for (size_t i = 0; i < bytes.n; i++)
		p[i] = bytes.p[bytes.n - 1 - i];
	return (str){ p, bytes.n };
}

static bool is_turned_round(str packed, str bytes)
{
	bool is_it = packed.n == bytes.n;

	for (size_t i = 0; is_it && i < bytes.n; i++)
		is_it = packed.p[i] == bytes.p[bytes.n - 1 - i];
	return is_it;
}

static const struct publish_packing round_turning = { turned_round, is_turned_round };

static void publish_compressed(const struct page *site, bool is_check, struct publish_stats *st, bool *differs)
{
	static uint64_t input = 1000;
	struct publish *p;
	struct err e;

	n_compressed = 0;
	assert_int_equal(begin("s", ++input, is_check, &p, &e), PUBLISH_READY);
	for (; site->path; site++)
		assert_true(publish_add_compressed(p, str_from_z(site->path), str_from_z(site->text), &round_turning, &e));
	if (!publish_commit(p, st, differs, &e))
		fail_msg("%s", e.text);
	publish_abort(p);
}

static void a_compressed_copy_stands_beside_each_file(void **state)
{
	struct publish_stats st;

	(void)state;
	publish_compressed(SITE({ "a/x", "abc" }, { "y", "de" }), false, &st, NULL);
	assert_text("s/a/x", "abc");
	assert_text("s/a/x.gz", "cba");
	assert_text("s/y.gz", "ed");
	assert_int_equal(st.written, 4);
}

static void copies_of_unchanged_files_are_kept_and_the_others_made(void **state)
{
	struct publish_stats st;
	ino_t before;
	bool differs;

	(void)state;
	publish_compressed(SITE({ "a/x", "abc" }, { "y", "de" }), false, &st, NULL);
	before = inode("s/a/x.gz");
	publish_compressed(SITE({ "a/x", "abc" }, { "y", "new" }, { "z", "z" }), false, &st, NULL);
	assert_int_equal(n_compressed, 2);
	assert_int_equal(inode("s/a/x.gz"), before);
	assert_text("s/y.gz", "wen");
	assert_int_equal(st.unchanged, 2);
	assert_int_equal(st.written, 4);
	publish_compressed(SITE({ "a/x", "abc" }, { "y", "new" }, { "z", "z" }), true, &st, &differs);
	assert_false(differs);
	assert_int_equal(n_compressed, 0);
	must_publish("s", SITE({ "a/x", "abc" }, { "y", "new" }), &st);
	assert_int_equal(st.removed, 4);
	assert_false(exists("s/a/x.gz"));
}

static void a_copy_that_somebody_changed_is_refused(void **state)
{
	struct publish *p;
	struct err e;

	(void)state;
	publish_compressed(SITE({ "x", "abc" }), false, NULL, NULL);
	write_text("s/x.gz", "mine");
	assert_int_equal(begin("s", 1, false, &p, &e), PUBLISH_READY);
	assert_true(publish_add_compressed(p, STR("x"), STR("abc"), &round_turning, &e));
	assert_false(publish_commit(p, NULL, NULL, &e));
	publish_abort(p);
	assert_non_null(strstr(e.text, "x.gz"));
	assert_text("s/x.gz", "mine");
}

/* With a manifest to go with it, as whoever brings a whole folder along can write it. */
static void forge(const char *path, const char *text)
{
	struct arena a = { 0 };
	struct manifest m = { .files = { 0 } };
	struct err e;
	str bytes = { 0 }, name = str_fmt(&a, "%s", "s/" MANIFEST_NAME);

	assert_int_equal(fs_read_at(AT_FDCWD, name, 1024 * 1024, &a, &bytes, &e), FS_READ_OK);
	assert_true(manifest_parse(bytes, name, &a, &m, &e));
	for (size_t i = 0; i < m.files.n; i++)
		if (str_eq_z(m.files.v[i].path, path)) {
			m.files.v[i].size = strlen(text);
			m.files.v[i].hash = hash_bytes(str_from_z(text));
		}
	write_text("s/" MANIFEST_NAME, str_z(manifest_write(&m, &a), &a));
	write_text(str_z(str_fmt(&a, "s/%s", path), &a), text);
	arena_free(&a);
}

static void a_copy_that_holds_something_else_is_made_again_whatever_the_manifest_says(void **state)
{
	struct publish_stats st;
	bool differs;

	(void)state;
	publish_compressed(SITE({ "x", "abc" }), false, NULL, NULL);
	forge("x.gz", "evil");
	publish_compressed(SITE({ "x", "abc" }), true, &st, &differs);
	assert_true(differs);
	publish_compressed(SITE({ "x", "abc" }), false, &st, NULL);
	assert_text("s/x.gz", "cba");
	assert_int_equal(st.written, 1);
}

static void a_copy_that_is_gone_is_made_again(void **state)
{
	struct publish_stats st;

	(void)state;
	publish_compressed(SITE({ "x", "abc" }), false, NULL, NULL);
	assert_int_equal(unlink("s/x.gz"), 0);
	publish_compressed(SITE({ "x", "abc" }), false, &st, NULL);
	assert_text("s/x.gz", "cba");
	assert_int_equal(st.written, 1);
}

static void equal_input_is_current_and_holds_nothing(void **state)
{
	struct publish *p;
	struct err e;

	(void)state;
	assert_int_equal(begin("s", 5, false, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, first_site, NULL, NULL, &e));
	assert_int_equal(begin("s", 5, false, &p, &e), PUBLISH_CURRENT);
	assert_null(p);
	assert_int_equal(begin("s", 6, false, &p, &e), PUBLISH_READY);
	publish_abort(p);
	assert_int_equal(begin("s", 5, false, &p, &e), PUBLISH_CURRENT);
	assert_names(".", ".s.lock s");
}

static void an_output_that_forgot_its_input_is_never_current(void **state)
{
	struct publish *p;
	struct err e;

	(void)state;
	assert_int_equal(begin("s", 5, false, &p, &e), PUBLISH_READY);
	publish_forget_input(p);
	assert_true(publish_all(p, first_site, NULL, NULL, &e));
	assert_int_equal(begin("s", 5, false, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, first_site, NULL, NULL, &e));
	assert_int_equal(begin("s", 5, false, &p, &e), PUBLISH_CURRENT);
}

static void abort_leaves_the_old_site_and_nothing_else(void **state)
{
	struct publish *p;
	struct err e;

	(void)state;
	must_publish("s", first_site, NULL);
	assert_int_equal(begin("s", 99, false, &p, &e), PUBLISH_READY);
	assert_true(publish_add(p, STR("index.html"), STR("other"), &e));
	assert_true(publish_add(p, STR("deep/er/file"), STR("other"), &e));
	publish_abort(p);
	publish_abort(NULL);
	assert_first_site("s");
	assert_names(".", ".s.lock s");
}

static void a_check_tells_what_would_change_and_writes_nothing(void **state)
{
	struct publish_stats st;
	struct publish *p;
	struct err e;
	bool differs;

	(void)state;
	must_publish("s", first_site, NULL);
	assert_int_equal(unlink(".s.lock"), 0);
	assert_int_equal(begin("s", 1, true, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, first_site, &st, &differs, &e));
	assert_false(differs);
	assert_int_equal(st.unchanged, 4);
	assert_int_equal(begin("s", 1, true, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, SITE({ "index.html", "two" }, { "a/x.html", "x" }), &st, &differs, &e));
	assert_true(differs);
	assert_int_equal(st.written, 1);
	assert_int_equal(st.removed, 2);
	assert_true(str_eq_z(st.first_difference, "a/b/z.js"));
	assert_first_site("s");
	assert_names(".", "s");
}

static void a_check_sees_edited_and_foreign_files(void **state)
{
	struct publish *p;
	struct err e;
	bool differs;

	(void)state;
	must_publish("s", first_site, NULL);
	write_text("s/a/x.html", "edited");
	assert_int_equal(begin("s", 1, true, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, first_site, NULL, &differs, &e));
	assert_true(differs);
	write_text("s/a/x.html", "x");
	write_text("s/mine", "mine");
	assert_int_equal(begin("s", 1, true, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, first_site, NULL, &differs, &e));
	assert_true(differs);
	assert_int_equal(begin("not/there/yet", 1, true, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, first_site, NULL, &differs, &e));
	assert_true(differs);
	assert_false(exists("not"));
}

static void a_full_folder_without_manifest_is_refused_without_a_lock_file(void **state)
{
	(void)state;
	assert_int_equal(mkdir("photos", 0755), 0);
	write_text("photos/1.jpg", "1");
	must_refuse("photos", "dictum did not make it");
	assert_names(".", "photos");
	assert_names("photos", "1.jpg");
}

static void an_empty_folder_is_replaced(void **state)
{
	(void)state;
	assert_int_equal(mkdir("s", 0755), 0);
	must_publish("s", first_site, NULL);
	assert_first_site("s");
	assert_names(".", ".s.lock s");
}

static void foreign_files_and_folders_are_named(void **state)
{
	(void)state;
	must_publish("s", first_site, NULL);
	write_text("s/a/b/mine", "m");
	assert_int_equal(mkdir("s/empty", 0755), 0);
	assert_int_equal(symlink("/etc/passwd", "s/link"), 0);
	must_refuse("s", "\"a/b/mine\", \"empty/\", \"link\"; move them away");
	assert_first_site("s");
	assert_names(".", ".s.lock s");
}

static void edited_files_are_named_at_commit(void **state)
{
	(void)state;
	must_publish("s", first_site, NULL);
	write_text("s/a/x.html", "edited");
	must_refuse("s", "changed after dictum published them: \"a/x.html\";");
	assert_text("s/a/x.html", "edited");
	assert_names(".", ".s.lock s");
}

static void an_edited_file_that_would_be_removed_is_named_too(void **state)
{
	struct err e;

	(void)state;
	must_publish("s", first_site, NULL);
	write_text("s/a/b/z.js", "edited");
	assert_false(publish_site("s", SITE({ "index.html", "one" }), NULL, &e));
	assert_non_null(strstr(e.text, "\"a/b/z.js\""));
	assert_text("s/a/b/z.js", "edited");
}

static void a_link_in_place_of_a_file_or_folder_is_not_followed(void **state)
{
	(void)state;
	must_publish("s", first_site, NULL);
	assert_int_equal(rename("s/a", "elsewhere"), 0);
	assert_int_equal(symlink("../elsewhere", "s/a"), 0);
	must_refuse("s", "\"a\"");
	assert_names("elsewhere", "b x.html y.html");
	assert_int_equal(unlink("s/a"), 0);
	assert_int_equal(rename("elsewhere", "s/a"), 0);
	assert_int_equal(rename("s/a/x.html", "x.html"), 0);
	assert_int_equal(symlink("../../x.html", "s/a/x.html"), 0);
	must_refuse("s", "changed after dictum published them: \"a/x.html\"");
	assert_text("x.html", "x");
}

static void deleted_files_and_changed_permissions_are_repaired(void **state)
{
	struct publish_stats stats;
	struct stat st;

	(void)state;
	must_publish("s", first_site, NULL);
	assert_int_equal(unlink("s/a/x.html"), 0);
	assert_int_equal(chmod("s/index.html", 0600), 0);
	must_publish("s", first_site, &stats);
	assert_first_site("s");
	assert_int_equal(stats.written, 1);
	assert_int_equal(stat("s/index.html", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
}

static void a_damaged_manifest_is_refused(void **state)
{
	(void)state;
	must_publish("s", first_site, NULL);
	write_text("s/.dictum-manifest", "dictum-manifest 1\n");
	must_refuse("s", "is damaged");
	assert_first_site("s");
}

static void a_manifest_that_names_files_outside_deletes_nothing(void **state)
{
	str body = STR("dictum-manifest 1\ninput "
	               "00000000000000000000000000000000\n../precious\t1\t00000000000000000000000000000000\n");
	str text = str_fmt(&run, "%.*sdigest %.*s\n", STR_ARG(body), STR_ARG(hash_hex(hash_bytes(body), &run)));

	(void)state;
	write_text("precious", "p");
	assert_int_equal(mkdir("s", 0755), 0);
	write_text("s/.dictum-manifest", text.p);
	must_refuse("s", "is damaged");
	assert_text("precious", "p");
}

static void places_nobody_means_are_refused(void **state)
{
	const char *up = strrchr(place, '/') + 1;

	(void)state;
	must_refuse("/", "cannot be the output folder");
	must_refuse("", "cannot be the output folder");
	must_refuse(".", "cannot be the output folder");
	must_refuse("..", "cannot be the output folder");
	must_refuse("a/..", "cannot be the output folder");
	must_refuse("./.", "cannot be the output folder");
	must_refuse(str_fmt(&run, "../%s", up).p, "the current folder or one above it");
	must_refuse(place, "the current folder or one above it");
	must_refuse("/tmp", "the current folder or one above it");
	assert_int_equal(mkdir("below", 0755), 0);
	assert_int_equal(chdir("below"), 0);
	must_refuse(place, "the current folder or one above it");
	assert_int_equal(chdir(place), 0);
	assert_names(".", "below");
}

static void home_repositories_links_and_files_are_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir("home", 0755), 0);
	assert_int_equal(setenv("HOME", str_fmt(&run, "%s/home", place).p, 1), 0);
	must_refuse("home", "the home folder");
	assert_int_equal(setenv("HOME", home, 1), 0);
	assert_int_equal(mkdir("repo", 0755), 0);
	write_text("repo/.git", "gitdir: elsewhere\n");
	must_refuse("repo", "a git repository");
	assert_int_equal(mkdir("real", 0755), 0);
	assert_int_equal(symlink("real", "link"), 0);
	must_refuse("link", "a symbolic link");
	must_refuse("link/", "a symbolic link");
	write_text("file", "f");
	must_refuse("file", "not a folder");
	must_refuse("file/s", "Not a directory");
	must_refuse(str_fmt(&run, "%0201d", 0).p, "longer than 200 bytes");
	assert_names(".", "file home link real repo");
}

static void what_is_gits_own_is_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir("repo", 0755), 0);
	assert_int_equal(mkdir("repo/.git", 0755), 0);
	assert_int_equal(symlink("repo/.git", "link"), 0);
	must_refuse("repo/.git", "git's own folder");
	must_refuse("repo/.git/site", "git's own folder");
	must_refuse("link/site", "git's own folder");
	must_refuse(".git", "git's own folder");
	assert_names("repo/.git", "");
}

static void what_is_gits_own_under_another_name_is_refused(void **state)
{
	static const char *const parts[] = { "bare", "bare/refs", "bare/objects" };

	(void)state;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		assert_int_equal(mkdir(parts[i], 0755), 0);
	must_publish("bare/before", first_site, NULL); /* two folders of these names alone are anybody's */
	write_text("bare/HEAD", "ref: refs/heads/main\n");
	must_refuse("bare", "git's own folder");
	must_refuse("bare/site", "git's own folder");
	must_refuse("bare/refs/site", "git's own folder");
	assert_names("bare/refs", "");
	assert_int_equal(mkdir("bare/tree", 0755), 0);
	must_refuse("bare/tree/site", "git's own folder");
	write_text("bare/tree/.git", "gitdir: ../worktrees/tree\n");
	must_publish("bare/tree/site", first_site, NULL);
	must_publish("site", first_site, NULL);
}

static void parents_are_made_and_tails_of_the_name_do_not_matter(void **state)
{
	(void)state;
	must_publish("./p/q/s/", first_site, NULL);
	must_publish("p/q/s/.", first_site, NULL);
	must_publish(str_fmt(&run, "%s/p/q/s//", place).p, first_site, NULL);
	assert_first_site("p/q/s");
	assert_names("p/q", ".s.lock s");
	must_publish(str_fmt(&run, "%0200d", 0).p, first_site, NULL);
}

static void a_held_lock_is_named(void **state)
{
	struct publish *p, *other;
	struct err e;

	(void)state;
	assert_int_equal(begin("s", 1, false, &p, &e), PUBLISH_READY);
	assert_int_equal(begin("s", 2, false, &other, &e), PUBLISH_FAILED);
	assert_null(other);
	assert_non_null(strstr(e.text, "'./.s.lock'"));
	assert_int_equal(begin("s", 2, true, &other, &e), PUBLISH_FAILED);
	assert_true(publish_all(p, first_site, NULL, NULL, &e));
	assert_first_site("s");
}

static void a_path_added_twice_is_named(void **state)
{
	struct err e;
	struct publish *p;

	(void)state;
	assert_false(publish_site("s", SITE({ "a/x", "1" }, { "a/x", "1" }), NULL, &e));
	assert_string_equal(e.text, "the site has two files named 'a/x'");
	assert_int_equal(begin("s", 1, true, &p, &e), PUBLISH_READY);
	assert_false(publish_all(p, SITE({ "a/x", "1" }, { "a/x", "1" }), NULL, NULL, &e));
	assert_string_equal(e.text, "the site has two files named 'a/x'");
	must_publish("s", SITE({ "a/x", "1" }), NULL);
	assert_false(publish_site("s", SITE({ "a/x", "1" }, { "a/x", "1" }), NULL, &e));
	assert_string_equal(e.text, "the site has two files named 'a/x'");
}

static void a_file_that_is_a_folder_too_is_named(void **state)
{
	struct err e;

	(void)state;
	assert_false(publish_site("s", SITE({ "a", "1" }, { "a/x", "1" }), NULL, &e));
	assert_string_equal(e.text, "'a' is both a file and a folder of the site");
	assert_false(publish_site("s", SITE({ "a/x", "1" }, { "a", "1" }), NULL, &e));
	assert_string_equal(e.text, "'a' is both a file and a folder of the site");
	assert_false(exists("s"));
	assert_names(".", ".s.lock");
}

static void paths_that_lead_out_are_refused(void **state)
{
	static const char *const bad[] = { "../x",  "/x",   "a/../../x",       "a//x", "a/", "",
		                           "a/./x", "a\nb", ".dictum-manifest" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(publish_site("s", SITE({ "ok", "1" }, { bad[i], "1" }), NULL, &e));
		assert_non_null(strstr(e.text, "cannot be the path"));
	}
	assert_names(".", ".s.lock");
}

static void after_one_failure_nothing_is_published(void **state)
{
	struct publish *p;
	struct err first, later;

	(void)state;
	assert_int_equal(begin("s", 1, false, &p, &first), PUBLISH_READY);
	assert_false(publish_add(p, STR("../x"), STR("1"), &first));
	assert_false(publish_add(p, STR("y"), STR("1"), &later));
	assert_string_equal(first.text, later.text);
	assert_false(publish_commit(p, NULL, NULL, &later));
	assert_string_equal(first.text, later.text);
	publish_abort(p);
	assert_names(".", ".s.lock");
}

static void a_file_becomes_a_folder_and_back(void **state)
{
	struct publish_stats st;

	(void)state;
	must_publish("s", SITE({ "a", "file" }, { "b/c", "in folder" }), NULL);
	must_publish("s", SITE({ "a/x", "in folder" }, { "b", "file" }), &st);
	assert_text("s/a/x", "in folder");
	assert_text("s/b", "file");
	assert_int_equal(st.removed, 2);
	must_publish("s", SITE({ "a", "file" }, { "b/c", "in folder" }), NULL);
	assert_text("s/b/c", "in folder");
	assert_names("s", ".dictum-manifest a b");
}

static void an_empty_site_and_empty_files_are_fine(void **state)
{
	(void)state;
	must_publish("s", SITE({ "empty", "" }), NULL);
	assert_text("s/empty", "");
	must_publish("s", SITE({ NULL, NULL }), NULL);
	assert_names("s", ".dictum-manifest");
	must_publish("s", first_site, NULL);
	assert_first_site("s");
}

static void marked_leftovers_go_and_foreign_ones_stay(void **state)
{
	struct publish_stats st;

	(void)state;
	must_publish("s", first_site, NULL);
	assert_int_equal(mkdir(".s.stage-0123456789abcdef", 0700), 0); /* killed before the marker was made */
	assert_int_equal(mkdir(".s.stage-0123456789abcdee", 0700), 0);
	write_text(".s.stage-0123456789abcdee/.dictum-stage", "");
	assert_int_equal(mkdir(".s.stage-0123456789abcdee/build", 0755), 0);
	write_text(".s.stage-0123456789abcdee/build/half", "writ");
	assert_int_equal(mkdir(".s.stage-0123456789abcde0", 0700), 0); /* not marked */
	write_text(".s.stage-0123456789abcde0/mine", "m");
	assert_int_equal(mkdir(".s.stage-mine", 0700), 0); /* not our kind of name */
	write_text(".s.stage-mine/.dictum-stage", "");
	must_publish("s", first_site, &st);
	assert_names(".", ".s.lock .s.stage-0123456789abcde0 .s.stage-mine s");
	assert_int_equal(st.left_behind.n, 0);
}

static void an_old_generation_with_foreign_files_is_kept_and_named(void **state)
{
	struct publish_stats st;

	(void)state;
	must_publish("s", first_site, NULL);
	assert_int_equal(mkdir(".s.stage-0123456789abcdef", 0700), 0);
	write_text(".s.stage-0123456789abcdef/.dictum-stage", "");
	assert_int_equal(rename("s", ".s.stage-0123456789abcdef/tree"), 0);
	write_text(".s.stage-0123456789abcdef/tree/a/mine", "m");
	write_text(".s.stage-0123456789abcdef/tree/a/x.html", "edited");
	for (int i = 0; i < 2; i++) {
		must_publish("s", first_site, &st);
		assert_true(str_eq_z(st.left_behind, "./.s.stage-0123456789abcdef"));
		assert_names(".s.stage-0123456789abcdef/tree/a", "mine x.html");
	}
	assert_int_equal(unlink(".s.stage-0123456789abcdef/tree/a/mine"), 0);
	assert_int_equal(unlink(".s.stage-0123456789abcdef/tree/a/x.html"), 0);
	must_publish("s", first_site, &st);
	assert_int_equal(st.left_behind.n, 0);
	assert_names(".", ".s.lock s");
}

/* What a run leaves that was killed while it replaced the files of "s" one by one: the staged tree and a journal. */
static void leave_interrupted(const struct page *next)
{
	str manifest = { 0 };
	struct err e;

	must_publish("next", next, NULL);
	assert_int_equal(mkdir(".s.stage-0123456789abcdef", 0700), 0);
	write_text(".s.stage-0123456789abcdef/.dictum-stage", "");
	assert_int_equal(rename("next", ".s.stage-0123456789abcdef/tree"), 0);
	assert_int_equal(unlink(".next.lock"), 0);
	assert_int_equal(fs_read_at(AT_FDCWD, STR("s/.dictum-manifest"), 1 << 20, &run, &manifest, &e), FS_READ_OK);
	write_text(".s.stage-0123456789abcdef/.dictum-journal", str_z(manifest, &run));
}

static void finish_interrupted(enum publish_start expected)
{
	struct publish *p;
	struct err e;

	if (begin("s", UINT64_MAX, false, &p, &e) != expected)
		fail_msg("%s", e.text);
	publish_abort(p);
}

static void an_interrupted_replacement_is_finished_before_anything_else(void **state)
{
	(void)state;
	must_publish("s", first_site, NULL);
	leave_interrupted(SITE({ "index.html", "two" }, { "a/x.html", "x" }, { "api/v1/i.json", "{}" }));
	write_text("s/.dictum-part", "half");
	finish_interrupted(PUBLISH_READY);
	assert_text("s/index.html", "two");
	assert_text("s/a/x.html", "x");
	assert_text("s/api/v1/i.json", "{}");
	assert_names("s", ".dictum-manifest a api index.html");
	assert_names("s/a", "x.html");
	assert_names(".", ".s.lock s");
	must_publish("s", first_site, NULL);
}

/* The folder `path` is somewhere else, with the same files, and a link leads there. */
static void move_out(const char *path)
{
	assert_int_equal(rename(path, "elsewhere"), 0);
	assert_int_equal(symlink(strncmp(path, ".s.", 3) == 0 ? "../../elsewhere" : "../elsewhere", path), 0);
}

static void leftovers_that_links_lead_out_of_delete_nothing_there(void **state)
{
	struct publish_stats st;

	(void)state;
	must_publish("s", first_site, NULL);
	must_publish("next", SITE({ "a/x.html", "precious" }), NULL);
	assert_int_equal(mkdir(".s.stage-0123456789abcdef", 0700), 0);
	write_text(".s.stage-0123456789abcdef/.dictum-stage", "");
	assert_int_equal(rename("next", ".s.stage-0123456789abcdef/tree"), 0);
	move_out(".s.stage-0123456789abcdef/tree/a");
	must_publish("s", SITE({ "index.html", "two" }), &st);
	assert_true(str_eq_z(st.left_behind, "./.s.stage-0123456789abcdef"));
	assert_text("elsewhere/x.html", "precious");
}

static void a_replacement_is_not_finished_where_links_lead_out_of_its_trees(void **state)
{
	(void)state;
	must_publish("s", SITE({ "a/x.html", "precious" }, { "b", "b" }), NULL);
	leave_interrupted(SITE({ "b", "c" }, { "d/secret", "secret" }));
	move_out("s/a");
	finish_interrupted(PUBLISH_FAILED);
	assert_text("elsewhere/x.html", "precious");
	assert_int_equal(unlink("s/a"), 0);
	assert_int_equal(rename("elsewhere", "s/a"), 0);
	move_out(".s.stage-0123456789abcdef/tree/d");
	finish_interrupted(PUBLISH_FAILED);
	assert_false(exists("s/d"));
	assert_text("elsewhere/secret", "secret");
}

static void an_interrupted_replacement_turns_files_into_folders_and_back(void **state)
{
	(void)state;
	must_publish("s", SITE({ "a", "file" }, { "b/c/d", "deep" }, { "b/e", "e" }, { "k/l", "stays" }), NULL);
	leave_interrupted(SITE({ "a/x/y", "deep" }, { "b", "file" }, { "k/l", "stays" }));
	finish_interrupted(PUBLISH_READY);
	assert_text("s/a/x/y", "deep");
	assert_text("s/b", "file");
	assert_text("s/k/l", "stays");
	assert_names(".", ".s.lock s");
}

static void finishing_keeps_files_that_were_edited_meanwhile(void **state)
{
	(void)state;
	must_publish("s", first_site, NULL);
	leave_interrupted(SITE({ "index.html", "two" }, { "a/x.html", "x" }));
	write_text("s/index.html", "edited");
	write_text("s/a/y.html", "edited");
	finish_interrupted(PUBLISH_FAILED);
	assert_text("s/index.html", "edited");
	assert_int_equal(unlink("s/index.html"), 0);
	finish_interrupted(PUBLISH_FAILED); /* finished, but the other edited file is foreign now */
	assert_text("s/index.html", "two");
	assert_text("s/a/y.html", "edited");
	assert_int_equal(unlink("s/a/y.html"), 0);
	finish_interrupted(PUBLISH_READY);
}

static void finishing_works_where_the_output_was_removed(void **state)
{
	(void)state;
	must_publish("s", first_site, NULL);
	leave_interrupted(SITE({ "index.html", "two" }));
	assert_int_equal(rename("s", "moved"), 0);
	finish_interrupted(PUBLISH_READY);
	assert_text("s/index.html", "two");
	assert_names("s", ".dictum-manifest index.html");
}

static void a_check_does_not_finish_an_interrupted_replacement(void **state)
{
	struct publish *p;
	struct err e;

	(void)state;
	must_publish("s", first_site, NULL);
	leave_interrupted(SITE({ "index.html", "two" }));
	assert_int_equal(begin("s", 1, true, &p, &e), PUBLISH_FAILED);
	assert_non_null(strstr(e.text, "interrupted"));
	assert_first_site("s");
}

static void a_folder_that_appears_meanwhile_is_not_replaced(void **state)
{
	struct publish *p;
	struct err e;

	(void)state;
	assert_int_equal(begin("s", 1, false, &p, &e), PUBLISH_READY);
	assert_int_equal(mkdir("s", 0755), 0);
	write_text("s/mine", "m");
	assert_false(publish_all(p, first_site, NULL, NULL, &e));
	assert_text("s/mine", "m");
	assert_names(".", ".s.lock s");
}

static void a_folder_that_was_exchanged_meanwhile_is_not_replaced(void **state)
{
	struct publish *p;
	struct err e;

	(void)state;
	must_publish("s", first_site, NULL);
	assert_int_equal(begin("s", 77777, false, &p, &e), PUBLISH_READY);
	assert_int_equal(rename("s", "moved"), 0);
	assert_int_equal(mkdir("s", 0755), 0);
	write_text("s/mine", "m");
	assert_false(publish_all(p, first_site, NULL, NULL, &e));
	assert_non_null(strstr(e.text, "replaced by somebody else"));
	assert_text("s/mine", "m");
	assert_first_site("moved");
}

static void two_orders_of_adding_give_the_same_manifest(void **state)
{
	struct publish *p;
	struct err e;
	str one, other;

	(void)state;
	assert_int_equal(begin("s", 5, false, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, SITE({ "a/x", "1" }, { "b", "2" }, { "a-b", "3" }), NULL, NULL, &e));
	assert_int_equal(begin("t", 5, false, &p, &e), PUBLISH_READY);
	assert_true(publish_all(p, SITE({ "a-b", "3" }, { "b", "2" }, { "a/x", "1" }), NULL, NULL, &e));
	assert_int_equal(fs_read_at(AT_FDCWD, STR("s/.dictum-manifest"), 1 << 20, &run, &one, &e), FS_READ_OK);
	assert_int_equal(fs_read_at(AT_FDCWD, STR("t/.dictum-manifest"), 1 << 20, &run, &other, &e), FS_READ_OK);
	assert_true(str_eq(one, other));
}

struct many {
	struct publish *p;
	struct err e[4];
};

static void add_one(void *arg, size_t worker, size_t i)
{
	struct many *m = arg;
	char path[64], text[40000];

	(void)snprintf(path, sizeof path, "d%zu/e%zu/f%zu.html", i % 7, i % 3, i);
	memset(text, 'a' + (int)(i % 26), sizeof text);
	if (!publish_add(m->p, str_from_z(path), (str){ text, i % 50 ? 100 + i : sizeof text }, &m->e[worker]))
		abort();
}

static void four_threads_publish_and_publish_again(void **state)
{
	struct publish_stats st;
	struct many m = { 0 };
	struct err e;

	(void)state;
	for (uint64_t input = 1; input <= 2; input++) {
		assert_int_equal(begin("s", input, false, &m.p, &e), PUBLISH_READY);
		pool_run(4, 2000, add_one, &m);
		assert_true(publish_commit(m.p, &st, NULL, &e));
		publish_abort(m.p);
		assert_int_equal(st.written, input == 1 ? 2000 : 0);
		assert_int_equal(st.unchanged, input == 1 ? 0 : 2000);
	}
	assert_names(".", ".s.lock s");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(first_publishing_makes_the_site_and_a_lock),
		T(a_second_publishing_links_writes_and_removes),
		T(a_compressed_copy_stands_beside_each_file),
		T(copies_of_unchanged_files_are_kept_and_the_others_made),
		T(a_copy_that_somebody_changed_is_refused),
		T(a_copy_that_holds_something_else_is_made_again_whatever_the_manifest_says),
		T(a_copy_that_is_gone_is_made_again),
		T(equal_input_is_current_and_holds_nothing),
		T(an_output_that_forgot_its_input_is_never_current),
		T(abort_leaves_the_old_site_and_nothing_else),
		T(a_check_tells_what_would_change_and_writes_nothing),
		T(a_check_sees_edited_and_foreign_files),
		T(a_full_folder_without_manifest_is_refused_without_a_lock_file),
		T(an_empty_folder_is_replaced),
		T(foreign_files_and_folders_are_named),
		T(edited_files_are_named_at_commit),
		T(an_edited_file_that_would_be_removed_is_named_too),
		T(a_link_in_place_of_a_file_or_folder_is_not_followed),
		T(deleted_files_and_changed_permissions_are_repaired),
		T(a_damaged_manifest_is_refused),
		T(a_manifest_that_names_files_outside_deletes_nothing),
		T(places_nobody_means_are_refused),
		T(home_repositories_links_and_files_are_refused),
		T(what_is_gits_own_is_refused),
		T(what_is_gits_own_under_another_name_is_refused),
		T(parents_are_made_and_tails_of_the_name_do_not_matter),
		T(a_held_lock_is_named),
		T(a_path_added_twice_is_named),
		T(a_file_that_is_a_folder_too_is_named),
		T(paths_that_lead_out_are_refused),
		T(after_one_failure_nothing_is_published),
		T(a_file_becomes_a_folder_and_back),
		T(an_empty_site_and_empty_files_are_fine),
		T(marked_leftovers_go_and_foreign_ones_stay),
		T(an_old_generation_with_foreign_files_is_kept_and_named),
		T(an_interrupted_replacement_is_finished_before_anything_else),
		T(leftovers_that_links_lead_out_of_delete_nothing_there),
		T(a_replacement_is_not_finished_where_links_lead_out_of_its_trees),
		T(an_interrupted_replacement_turns_files_into_folders_and_back),
		T(finishing_keeps_files_that_were_edited_meanwhile),
		T(finishing_works_where_the_output_was_removed),
		T(a_check_does_not_finish_an_interrupted_replacement),
		T(a_folder_that_appears_meanwhile_is_not_replaced),
		T(a_folder_that_was_exchanged_meanwhile_is_not_replaced),
		T(two_orders_of_adding_give_the_same_manifest),
		T(four_threads_publish_and_publish_again),
	};

	home = getenv("HOME") ? getenv("HOME") : "/nonexistent";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
