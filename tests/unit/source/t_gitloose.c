/* Objects in files of their own whose bytes anybody may have written: each fault is one sentence, and none is read as
 * something else. */
#include "sandbox.h"

#include "leaks.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <zlib.h>

static struct source *open_head(struct sandbox *s)
{
	struct source_place p = find(s, "r");
	struct source *src = source_open_git(&p, STR("HEAD"), &s->a, &s->e);

	if (!src)
		fail_msg("%s", s->e.text);
	return src;
}

/* Name of the file of an object, from the start of its id in the file "id". */
static const char *object_file(struct sandbox *s)
{
	char id[64] = "";
	FILE *f = fopen(str_z(at(s, "id"), &s->a), "r");

	assert_non_null(f);
	assert_non_null(fgets(id, sizeof id, f));
	assert_int_equal(fclose(f), 0);
	return str_z(str_fmt(&s->a, "%s/r/.git/objects/%.2s/%.38s", s->top, id, id + 2), &s->a);
}

/* A repository with a file "f", the id of which is in "id". */
static void make(struct sandbox *s)
{
	run(s, "git init -q r; echo text >r/f; commit r; git -C r rev-parse HEAD:f >id");
	assert_int_equal(chmod(object_file(s), 0644), 0);
}

static void put_bytes(struct sandbox *s, const void *bytes, size_t n)
{
	FILE *f = fopen(object_file(s), "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void put_packed(struct sandbox *s, str content)
{
	unsigned char packed[4096];
	uLongf n = sizeof packed;

	assert_int_equal(compress(packed, &n, (const Bytef *)content.p, content.n), Z_OK);
	put_bytes(s, packed, n);
}

static void expect_damage(struct sandbox *s, const char *part)
{
	struct source *src = open_head(s);

	s->e.text[0] = '\0';
	expect_text(read_path(s, src, "f", SOURCE_FAILED), "");
	expect_error(s, "cannot read file 'f': object ");
	expect_error(s, part);
	source_close(src);
}

static void headers_that_no_object_has_are_damage(void **state)
{
	const str rows[] = {
		STR(""),
		STR("\0text\n"),
		STR("blob\0text\n"),
		STR("blob 5"),
		STR("blob 5 text\n"),
		STR("blob -1\0text\n"),
		STR("blob +5\0text\n"),
		STR("blob 5x\0text\n"),
		STR("blob \0text\n"),
		STR("bolb 5\0text\n"),
		STR("blobblob 5\0text\n"),
		STR(" 5\0text\n"),
		STR("blob 99999999999999999999\0text\n"),
		STR("a header that is longer than any header of an object ever was 5\0text\n"),
	};
	struct sandbox *s = *state;

	make(s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		put_packed(s, rows[i]);
		expect_damage(s, "damaged (");
	}
}

static void sizes_that_do_not_fit_the_content_are_damage(void **state)
{
	const str rows[] = { STR("blob 4\0text\n"), STR("blob 0\0text\n"), STR("blob 6\0text\n"),
		             STR("blob 999\0text\n") };
	struct sandbox *s = *state;

	make(s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		put_packed(s, rows[i]);
		expect_damage(s, i < 2 ? "damaged (it is longer than it says" : "damaged (its file is cut short or overwritten");
	}
}

/* As many as there may be: neither comments nor those named before count. */
static void folders_that_objects_are_borrowed_from_count_once(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	make(s);
	run(s, "mkdir other; cp -R r/.git/objects other; rm -r r/.git/objects/??; mkdir no;"
	       "{ for i in $(seq 40); do echo \"# $i\"; echo ../../../no; done; echo ../../../other/objects; } >r/.git/objects/info/alternates");
	src = open_head(s);
	expect_text(read_path(s, src, "f", SOURCE_OK), "text\n");
	source_close(src);
}

/* What the header says is believed where it is too much anyway: nothing is unpacked. */
static void sizes_beyond_the_limit_are_too_large(void **state)
{
	const str rows[] = { STR("blob 1001\0text\n"), STR("blob 536870913\0text\n"),
		             STR("blob 9223372036854775807\0text\n") };
	struct sandbox *s = *state;

	make(s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct source *src;

		put_packed(s, rows[i]);
		src = open_head(s);
		(void)read_path(s, src, "f", SOURCE_TOO_LARGE);
		source_close(src);
	}
}

/* Nothing waits for bytes that never come. */
static void pipes_and_folders_in_the_place_of_a_file_are_damage(void **state)
{
	struct sandbox *s = *state;
	struct err e;
	struct source_place p;
	struct source *src;

	make(s);
	assert_int_equal(unlink(object_file(s)), 0);
	assert_int_equal(mkfifo(object_file(s), 0644), 0);
	(void)alarm(60); /* ends the test when it waits */
	expect_damage(s, "damaged (");
	assert_int_equal(unlink(object_file(s)), 0);
	assert_int_equal(mkdir(object_file(s), 0755), 0);
	expect_damage(s, "damaged (");
	run(s, "git -C r rev-parse HEAD >id");
	assert_int_equal(unlink(object_file(s)), 0);
	assert_int_equal(mkfifo(object_file(s), 0644), 0);
	p = find(s, "r");
	src = source_open_git(&p, STR("HEAD"), &s->a, &e);
	assert_null(src);
	(void)alarm(0);
}

static void bytes_that_are_no_stream_are_damage(void **state)
{
	struct sandbox *s = *state;
	unsigned char packed[100];
	uLongf n = sizeof packed;

	make(s);
	put_bytes(s, "blob 5\0text\n", 12);
	expect_damage(s, "damaged (");
	assert_int_equal(compress(packed, &n, (const Bytef *)"blob 5\0text\n", 12), Z_OK);
	packed[n - 1] ^= 1; /* the checksum */
	put_bytes(s, packed, n);
	expect_damage(s, "damaged (");
}

static void an_object_of_another_kind_is_no_file(void **state)
{
	struct sandbox *s = *state;
	struct source *src;

	make(s);
	put_packed(s, STR("tree 5\0text\n"));
	src = open_head(s);
	(void)read_path(s, src, "f", SOURCE_FAILED);
	expect_error(s, "cannot read file 'f': its object is not a file's");
	source_close(src);
}

static void a_folder_in_the_place_of_an_object_is_damage(void **state)
{
	struct sandbox *s = *state;

	make(s);
	assert_int_equal(unlink(object_file(s)) | mkdir(object_file(s), 0777), 0);
	expect_damage(s, "");
}

static void the_whole_object_is_read_again_once_it_is_mended(void **state)
{
	struct sandbox *s = *state;
	struct source *src;
	str text;

	make(s);
	put_packed(s, STR("blob 5\0text\n"));
	src = open_head(s);
	expect_text(list(s, src, ""), "f f\n");
	assert_int_equal(source_read_path(src, STR("f"), 5, &s->a, &text, &s->e), SOURCE_OK);
	expect_text(text, "text\n");
	assert_int_equal(source_read_path(src, STR("f"), 4, &s->a, &text, &s->e), SOURCE_TOO_LARGE);
	source_close(src);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		sandbox_test(headers_that_no_object_has_are_damage),
		sandbox_test(sizes_that_do_not_fit_the_content_are_damage),
		sandbox_test(folders_that_objects_are_borrowed_from_count_once),
		sandbox_test(sizes_beyond_the_limit_are_too_large),
		sandbox_test(pipes_and_folders_in_the_place_of_a_file_are_damage),
		sandbox_test(bytes_that_are_no_stream_are_damage),
		sandbox_test(an_object_of_another_kind_is_no_file),
		sandbox_test(a_folder_in_the_place_of_an_object_is_damage),
		sandbox_test(the_whole_object_is_read_again_once_it_is_mended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
