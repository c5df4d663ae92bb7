/* The manifest: what is written is read back; nothing that was tampered with, and no path that leads out, is believed.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "site/manifest.h"

static struct arena run;

static int setup(void **state)
{
	(void)state;
	arena_init(&run);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&run);
	return 0;
}

static void put(struct manifest *m, const char *path)
{
	str s = str_from_z(path);

	*vec_push(&m->files, &run) = (struct manifest_file){ .path = s, .size = s.n, .hash = hash_bytes(s) };
}

static struct manifest sample(void)
{
	static const char *const paths[] = { "index.html", "a/b/c.html", "a-b", "a/b.html", "z/1/2/3", "a/b/d" };
	struct manifest m = { .input = { 7, UINT64_MAX } };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		put(&m, paths[i]);
	manifest_sort(&m);
	return m;
}

static bool parses(str bytes, struct err *e)
{
	struct manifest m;

	return manifest_parse(bytes, STR("out/.dictum-manifest"), &run, &m, e);
}

/* The text with a correct digest line at its end. */
static str sealed(const char *text)
{
	str body = str_from_z(text);

	return str_fmt(&run, "%sdigest %.*s\n", text, STR_ARG(hash_hex(hash_bytes(body), &run)));
}

#define HASH "00000000000000000000000000000001"
#define HEAD "dictum-manifest 1\ninput " HASH "\n"

static void what_is_written_is_read_back(void **state)
{
	struct manifest m = sample(), back;
	struct err e;

	(void)state;
	assert_true(manifest_parse(manifest_write(&m, &run), STR("x"), &run, &back, &e));
	assert_true(hash_eq(back.input, m.input));
	assert_int_equal(back.files.n, m.files.n);
	for (size_t i = 0; i < m.files.n; i++) {
		assert_true(str_eq(back.files.v[i].path, m.files.v[i].path));
		assert_true(hash_eq(back.files.v[i].hash, m.files.v[i].hash));
		assert_int_equal(back.files.v[i].size, m.files.v[i].size);
	}
}

static void an_empty_manifest_is_read_back(void **state)
{
	struct manifest m = { 0 }, back = sample();
	struct err e;

	(void)state;
	assert_true(manifest_parse(manifest_write(&m, &run), STR("x"), &run, &back, &e));
	assert_int_equal(back.files.n, 0);
}

static void the_format_is_lines_of_path_size_and_hash(void **state)
{
	struct manifest m = { .input = { 0, 1 } };

	(void)state;
	*vec_push(&m.files, &run) = (struct manifest_file){ .path = STR("a/b"), .size = 12, .hash = { 0, 1 } };
	assert_true(str_eq(manifest_write(&m, &run), sealed(HEAD "a/b\t12\t" HASH "\n")));
}

static void every_changed_byte_is_noticed(void **state)
{
	struct manifest m = sample();
	str text = manifest_write(&m, &run);
	char *bytes = arena_array(&run, text.n, char);
	struct err e;

	(void)state;
	for (size_t i = 0; i < text.n; i++) {
		memcpy(bytes, text.p, text.n);
		bytes[i] ^= 1;
		assert_false(parses((str){ bytes, text.n }, &e));
	}
}

static void every_shortened_manifest_is_noticed(void **state)
{
	struct manifest m = sample();
	str text = manifest_write(&m, &run);
	struct err e;

	(void)state;
	for (size_t i = 0; i < text.n; i++)
		assert_false(parses(str_sub(text, 0, i), &e));
}

static void a_correct_digest_does_not_make_bad_lines_good(void **state)
{
	static const char *const bad[] = {
		"dictum-manifest 1\n",
		"dictum-manifest 1\ninput 1\n",
		HEAD "../x\t1\t" HASH "\n",
		HEAD "/x\t1\t" HASH "\n",
		HEAD "a/../b\t1\t" HASH "\n",
		HEAD "a//b\t1\t" HASH "\n",
		HEAD "a/\t1\t" HASH "\n",
		HEAD ".dictum-manifest\t1\t" HASH "\n",
		HEAD "\t1\t" HASH "\n",
		HEAD "a\t-1\t" HASH "\n",
		HEAD "a\t99999999999999999999\t" HASH "\n",
		HEAD "a\t\t" HASH "\n",
		HEAD "a\t1\t" HASH "0\n",
		HEAD "a\t1\n",
		HEAD "a\n",
		HEAD "\n",
		HEAD "b\t1\t" HASH "\na\t1\t" HASH "\n",
		HEAD "a\t1\t" HASH "\na\t1\t" HASH "\n",
		HEAD "a\t1\t" HASH "\na-b\t1\t" HASH "\na/b\t1\t" HASH "\n",
	};
	struct err e;

	(void)state;
	assert_true(parses(sealed(HEAD "a\t1\t" HASH "\n"), &e));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(parses(sealed(bad[i]), &e));
}

static void another_format_number_is_said(void **state)
{
	struct err e;

	(void)state;
	assert_false(parses(sealed("dictum-manifest 2\ninput " HASH "\n"), &e));
	assert_non_null(strstr(e.text, "another version"));
	assert_false(parses(STR("something else\n"), &e));
	assert_non_null(strstr(e.text, "damaged"));
}

static void files_and_folders_are_found(void **state)
{
	struct manifest m = sample();

	(void)state;
	assert_non_null(manifest_find(&m, STR("a-b")));
	assert_non_null(manifest_find(&m, STR("z/1/2/3")));
	assert_null(manifest_find(&m, STR("a")));
	assert_null(manifest_find(&m, STR("zz")));
	assert_null(manifest_find(&m, STR("")));
	assert_true(manifest_has_folder(&m, STR("a")));
	assert_true(manifest_has_folder(&m, STR("a/b")));
	assert_true(manifest_has_folder(&m, STR("z/1/2")));
	assert_false(manifest_has_folder(&m, STR("a-b")));
	assert_false(manifest_has_folder(&m, STR("z/1/2/3")));
	assert_false(manifest_has_folder(&m, STR("")));
}

static void folders_come_once_and_parents_first(void **state)
{
	struct manifest m = sample();
	struct manifest_folders folders = { 0 };

	(void)state;
	manifest_folders(&m, &run, &folders);
	assert_true(str_eq_z(str_join(&run, folders.all.v, folders.all.n, STR(" ")), "a a/b z z/1 z/1/2"));
}

static void two_equal_paths_and_file_as_folder_are_failures(void **state)
{
	struct manifest twice = { 0 }, both = { 0 };
	struct err e;

	(void)state;
	put(&twice, "x/y");
	put(&twice, "x/y");
	assert_false(manifest_check(&twice, &run, &e));
	assert_non_null(strstr(e.text, "two files named 'x/y'"));
	put(&both, "x");
	put(&both, "x-y");
	put(&both, "x/y");
	manifest_sort(&both);
	assert_false(manifest_check(&both, &run, &e));
	assert_non_null(strstr(e.text, "'x' is both"));
}

static str repeat(const char *unit, size_t n)
{
	struct buf b = { .a = &run };

	for (size_t i = 0; i < n; i++)
		buf_z(&b, unit);
	return buf_str(&b);
}

static void path_limits_hold_on_both_sides(void **state)
{
	struct err e;

	(void)state;
	assert_true(manifest_path_check(repeat("x", MANIFEST_MAX_PART), &e));
	assert_false(manifest_path_check(repeat("x", MANIFEST_MAX_PART + 1), &e));
	assert_true(manifest_path_check(str_fmt(&run, "%.*sx", STR_ARG(repeat("a/", MANIFEST_MAX_DEPTH - 1))), &e));
	assert_false(manifest_path_check(str_fmt(&run, "%.*sx", STR_ARG(repeat("a/", MANIFEST_MAX_DEPTH))), &e));
	/* 31 parts of 31 bytes and a slash, then a name that fills 1024 bytes */
	str folders = repeat("0123456789abcdef0123456789abcde/", 31);

	assert_int_equal(MANIFEST_MAX_PATH - folders.n, 32);
	assert_true(manifest_path_check(str_fmt(&run, "%.*s%.*s", STR_ARG(folders), STR_ARG(repeat("x", 32))), &e));
	assert_false(manifest_path_check(str_fmt(&run, "%.*s%.*s", STR_ARG(folders), STR_ARG(repeat("x", 33))), &e));
}

static void hostile_paths_are_refused(void **state)
{
	static const char *const bad[] = { "",           "/",     "/etc",     ".",
		                           "..",         "a/.",   "./a",      "../a",
		                           "a/..",       "a//b",  "a/",       "a\tb",
		                           "a\nb",       "a\x7f", "\x1b[31m", ".dictum-manifest",
		                           ".dictum-x/y" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(manifest_path_check(str_from_z(bad[i]), &e));
	assert_false(manifest_path_check((str){ "a\0b", 3 }, &e));
	assert_true(manifest_path_check(STR("..a/...b/.c"), &e));
	assert_true(manifest_path_check(STR("x/.dictum-manifest"), &e));
	assert_true(manifest_path_check(STR("\xc3\xa4/\xff"), &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(an_empty_manifest_is_read_back),
		cmocka_unit_test(the_format_is_lines_of_path_size_and_hash),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(every_shortened_manifest_is_noticed),
		cmocka_unit_test(a_correct_digest_does_not_make_bad_lines_good),
		cmocka_unit_test(another_format_number_is_said),
		cmocka_unit_test(files_and_folders_are_found),
		cmocka_unit_test(folders_come_once_and_parents_first),
		cmocka_unit_test(two_equal_paths_and_file_as_folder_are_failures),
		cmocka_unit_test(path_limits_hold_on_both_sides),
		cmocka_unit_test(hostile_paths_are_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
