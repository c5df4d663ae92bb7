#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/fs.h"
#include "place.h"
#include "unit/text.h"

static void write_file(const char *name, const char *bytes, size_t n)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	assert_int_equal(close(fd), 0);
}

static void write_text(const char *name, const char *text)
{
	write_file(name, text, strlen(text));
}

static void assert_read(struct place_of_test *t, const char *path, uint64_t max, enum fs_read_result want)
{
	str out = STR("as before");
	enum fs_read_result got = fs_read_at(t->dir, str_from_z(path), max, &t->a, &out, &t->e);

	if (got != want)
		fail_msg("'%s': %d, not %d (%s)", path, got, want, t->e.text);
	if (want != FS_READ_OK)
		assert_str(out, "as before");
}

/* ---- reading ---- */

static void a_file_is_read_whole(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 255, 256, 257, 65535, 65536, 65537, 1000000 };
	struct place_of_test *t = *state;
	char *bytes = arena_array(&t->a, 1000000, char);

	for (size_t i = 0; i < 1000000; i++)
		bytes[i] = (char)(i * 31 >> 3);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		str out = STR("as before");

		write_file("f", bytes, sizes[i]);
		assert_int_equal(fs_read_at(t->dir, STR("f"), 1000000, &t->a, &out, &t->e), FS_READ_OK);
		assert_true(str_eq(out, (str){ bytes, sizes[i] }));
		assert_true(fs_read_named(STR("f"), 1000000, &t->a, &out, &t->e));
		assert_true(str_eq(out, (str){ bytes, sizes[i] }));
	}
	assert_string_equal(t->e.text, "");
}

static void the_largest_size_fits_and_one_byte_more_does_not(void **state)
{
	struct place_of_test *t = *state;
	str out;

	write_text("f", "12345");
	assert_read(t, "f", 5, FS_READ_OK);
	assert_read(t, "f", UINT64_MAX, FS_READ_OK);
	assert_read(t, "f", 4, FS_READ_TOO_LARGE);
	assert_read(t, "f", 0, FS_READ_TOO_LARGE);
	write_text("empty", "");
	assert_read(t, "empty", 0, FS_READ_OK);
	assert_string_equal(t->e.text, "");
	assert_true(fs_read_named(STR("f"), 5, &t->a, &out, &t->e));
	assert_false(fs_read_named(STR("f"), 4, &t->a, &out, &t->e));
	assert_string_equal(t->e.text, "'f' is larger than 4 bytes");
	assert_false(t->e.is_usage);
}

static void what_is_no_file_is_told_from_what_is_missing(void **state)
{
	struct place_of_test *t = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(close(fd), 0);
	write_text("file", "x");
	assert_int_equal(mkdir("folder", 0777) | mkfifo("pipe", 0666) | symlink("file", "link") |
	                         symlink("nothing", "broken") | symlink("loop", "loop") |
	                         symlink("folder", "link-to-folder"),
	                 0);
	assert_read(t, "folder", 10, FS_READ_NOT_FILE);
	assert_read(t, "pipe", 10, FS_READ_NOT_FILE); /* and does not wait for a writer */
	assert_read(t, "socket", 10, FS_READ_NOT_FILE);
	assert_read(t, "link", 10, FS_READ_NOT_FILE);
	assert_read(t, "broken", 10, FS_READ_NOT_FILE);
	assert_read(t, "loop", 10, FS_READ_NOT_FILE);
	assert_read(t, "link-to-folder", 10, FS_READ_NOT_FILE);
	assert_read(t, "/dev/null", 10, FS_READ_NOT_FILE);
	assert_read(t, ".", 10, FS_READ_NOT_FILE);
	assert_read(t, "nothing", 10, FS_READ_MISSING);
	assert_read(t, "folder/nothing", 10, FS_READ_MISSING);
	assert_read(t, "file/below", 10, FS_READ_MISSING);
	assert_read(t, "", 10, FS_READ_MISSING);
	assert_string_equal(t->e.text, "");
}

static void a_name_with_a_nul_byte_is_no_other_file(void **state)
{
	struct place_of_test *t = *state;
	str name = { "file\0x", 6 }, out = STR("as before");

	write_text("file", "x");
	assert_int_equal(fs_read_at(t->dir, name, 10, &t->a, &out, &t->e), FS_READ_MISSING);
	assert_false(fs_exists(t->dir, name));
	assert_false(fs_is_dir(t->dir, (str){ ".\0x", 3 }));
	assert_false(fs_read_named(name, 10, &t->a, &out, &t->e));
	assert_str(out, "as before");
	assert_false(fs_mkdirs((str){ "a\0b", 3 }, &t->e));
	assert_false(fs_exists(t->dir, STR("a")));
	assert_false(fs_replace(name, STR("y"), &t->a, &t->e));
	assert_false(fs_write_named(name, FS_OVERWRITE, STR("y"), &t->a, &t->e));
	assert_false(fs_list(t->dir, (str){ ".\0x", 3 }, &t->a, &(struct fs_items){ 0 }, &t->e));
	assert_int_equal(fs_read_at(t->dir, STR("file"), 10, &t->a, &out, &t->e), FS_READ_OK);
	assert_str(out, "x");
}

static void a_file_that_may_not_be_read_is_a_failure(void **state)
{
	struct place_of_test *t = *state;
	bool is_root = geteuid() == 0;
	str out;

	write_text("file", "x");
	assert_int_equal(chmod("file", 0) | chmod(".", 0755), 0);
	assert_int_equal(is_root ? seteuid(65534) : 0, 0); /* root reads everything */
	assert_read(t, "file", 10, FS_READ_FAILED);
	assert_string_equal(t->e.text, "cannot open 'file': Permission denied");
	t->e.text[0] = '\0';
	assert_false(fs_read_named(STR("file"), 10, &t->a, &out, &t->e));
	assert_int_equal(is_root ? seteuid(0) : 0, 0);
	assert_string_equal(t->e.text, "cannot open 'file': Permission denied");
}

static void a_name_that_is_too_long_is_a_failure(void **state)
{
	struct place_of_test *t = *state;
	char name[PATH_MAX + 10];
	str path = { name, PATH_MAX + 9 };
	struct fs_items items = { 0 };

	memset(name, 'x', sizeof name);
	name[sizeof name - 1] = '\0';
	assert_read(t, name, 10, FS_READ_MISSING); /* there can be no such file */
	assert_false(fs_exists(t->dir, path));
	assert_false(fs_is_dir(t->dir, path));
	assert_false(fs_mkdirs(path, &t->e));
	assert_non_null(strstr(t->e.text, "cannot make folder 'xxx"));
	assert_false(fs_replace(path, STR("x"), &t->a, &t->e));
	assert_non_null(strstr(t->e.text, "cannot replace 'xxx"));
	assert_false(fs_list(t->dir, path, &t->a, &items, &t->e));
	assert_non_null(strstr(t->e.text, "cannot list 'xxx"));
}

/* A process that never stops appending: what is read is a beginning of the file, and never more than the limit. */
static void a_file_that_grows_is_read_up_to_the_limit(void **state)
{
	struct place_of_test *t = *state;
	pid_t child;

	write_text("log", "");
	child = fork();
	if (child == 0) {
		char line[4096];
		int fd = open("log", O_WRONLY | O_APPEND);

		memset(line, 'x', sizeof line);
		for (size_t i = 0; i < 16384 && getppid() != 1; i++) /* 64 MB, should nobody end it */
			if (write(fd, line, sizeof line) < 0)
				_exit(1);
		_exit(0);
	}
	for (size_t i = 0; i < 30; i++) {
		enum { MAX = 300000 };
		str out = { 0 };
		enum fs_read_result got = fs_read_at(t->dir, STR("log"), MAX, &t->a, &out, &t->e);

		if (got == FS_READ_OK)
			assert_true(out.n <= MAX);
		else
			assert_int_equal(got, FS_READ_TOO_LARGE);
	}
	(void)kill(child, SIGKILL); /* it may be done already */
	assert_int_equal(waitpid(child, NULL, 0), child);
}

/* Files of /proc say that they are empty. */
static void a_file_that_hides_its_size_is_read_whole(void **state)
{
	struct place_of_test *t = *state;
	str out = { 0 };

	if (access("/proc/self/status", R_OK))
		skip();
	assert_int_equal(fs_read_at(AT_FDCWD, STR("/proc/self/status"), 100000, &t->a, &out, &t->e), FS_READ_OK);
	assert_true(str_has(out, STR("Pid:")));
	assert_int_equal(fs_read_at(AT_FDCWD, STR("/proc/self/status"), 20, &t->a, &out, &t->e), FS_READ_TOO_LARGE);
	assert_int_equal(fs_read_at(AT_FDCWD, STR("/proc/self/mem"), 20, &t->a, &out, &t->e), FS_READ_FAILED);
	assert_non_null(strstr(t->e.text, "cannot read '/proc/self/mem': "));
}

static void named_files_may_be_links_and_pipes(void **state)
{
	struct place_of_test *t = *state;
	str out = { 0 };
	pid_t child;

	write_text("file", "text");
	assert_int_equal(symlink("file", "link") | mkfifo("pipe", 0666), 0);
	assert_true(fs_read_named(STR("link"), 10, &t->a, &out, &t->e));
	assert_str(out, "text");
	child = fork();
	if (child == 0) {
		write_text("pipe", "through the pipe");
		_exit(0);
	}
	assert_true(fs_read_named(STR("pipe"), 100, &t->a, &out, &t->e));
	assert_str(out, "through the pipe");
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void a_dash_is_standard_input(void **state)
{
	struct place_of_test *t = *state;
	int before = dup(STDIN_FILENO), fd;
	str out = { 0 };

	write_text("file", "from standard input");
	fd = open("file", O_RDONLY);
	assert_true(before >= 0 && fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	assert_true(fs_read_named(STR("-"), 100, &t->a, &out, &t->e));
	assert_str(out, "from standard input");
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0); /* still open */
	assert_true(dup2(before, STDIN_FILENO) == STDIN_FILENO);
	assert_int_equal(close(before) | close(fd), 0);
}

static void named_files_that_cannot_be_read_are_failures(void **state)
{
	struct place_of_test *t = *state;
	str out = STR("as before");

	assert_false(fs_read_named(STR("nothing"), 10, &t->a, &out, &t->e));
	assert_string_equal(t->e.text, "cannot open 'nothing': No such file or directory");
	assert_false(fs_read_named(STR("."), 10, &t->a, &out, &t->e));
	assert_string_equal(t->e.text, "cannot read '.': Is a directory");
	assert_str(out, "as before");
}

/* ---- folders ---- */

static void a_folder_is_listed_in_byte_order_with_kinds(void **state)
{
	static const char *const names[] = { "b",        "a",   "a-",      "a.b", "A",  "_",
		                             "\xC3\xA9", "z z", ".hidden", "a\n", "10", "9" };
	struct place_of_test *t = *state;
	struct fs_items items = { 0 };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		write_text(names[i], "");
	assert_int_equal(mkdir("folder", 0777) | mkfifo("pipe", 0666) | symlink("folder", "link"), 0);
	assert_true(fs_list(t->dir, (str){ 0 }, &t->a, &items, &t->e));
	assert_int_equal(items.all.n, sizeof names / sizeof *names + 3);
	for (size_t i = 0; i < items.all.n; i++) {
		const struct fs_item *item = &items.all.v[i];
		enum fs_kind want = str_eq_z(item->name, "folder") ? FS_DIR
		                    : str_eq_z(item->name, "pipe") ? FS_OTHER
		                    : str_eq_z(item->name, "link") ? FS_LINK
		                                                   : FS_FILE;

		assert_true(i == 0 || str_cmp(items.all.v[i - 1].name, item->name) < 0);
		assert_int_equal(item->kind, want);
	}
}

static void an_empty_folder_has_no_items(void **state)
{
	struct place_of_test *t = *state;
	struct fs_items items = { 0 };

	assert_int_equal(mkdir("empty", 0777), 0);
	assert_true(fs_list(t->dir, STR("empty"), &t->a, &items, &t->e));
	assert_int_equal(items.all.n, 0);
}

static void only_folders_are_listed(void **state)
{
	static const char *const names[] = { "file", "link", "pipe", "nothing", "file/x" };
	struct place_of_test *t = *state;
	struct fs_items items = { 0 };

	write_text("file", "");
	assert_int_equal(mkdir("folder", 0777) | symlink("folder", "link") | mkfifo("pipe", 0666), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char want[64];

		(void)snprintf(want, sizeof want, "cannot list '%s': ", names[i]);
		assert_false(fs_list(t->dir, str_from_z(names[i]), &t->a, &items, &t->e));
		assert_non_null(strstr(t->e.text, want));
	}
	assert_int_equal(items.all.n, 0);
}

static void links_exist_but_lead_somewhere_only_as_folders(void **state)
{
	struct place_of_test *t = *state;

	write_text("file", "");
	assert_int_equal(mkdir("folder", 0777) | symlink("folder", "link") | symlink("nothing", "broken"), 0);
	assert_true(fs_exists(t->dir, STR("file")) && fs_exists(t->dir, STR("folder")) &&
	            fs_exists(t->dir, STR("link")));
	assert_true(fs_exists(t->dir, STR("broken")) && fs_exists(t->dir, (str){ 0 }));
	assert_false(fs_exists(t->dir, STR("nothing")) || fs_exists(t->dir, STR("file/x")));
	assert_true(fs_is_dir(t->dir, STR("folder")) && fs_is_dir(t->dir, STR("link")) &&
	            fs_is_dir(t->dir, (str){ 0 }));
	assert_true(fs_is_link(t->dir, STR("link")) && fs_is_link(t->dir, STR("broken")));
	assert_false(fs_is_link(t->dir, STR("file")) || fs_is_link(t->dir, STR("folder")) || fs_is_link(t->dir, STR("nothing")));
	assert_false(fs_is_dir(t->dir, STR("file")) || fs_is_dir(t->dir, STR("broken")) ||
	             fs_is_dir(t->dir, STR("nothing")));
	assert_int_equal(fs_look(t->dir, STR("folder"), FS_LINK_ITSELF), FS_LOOK_DIR);
	assert_int_equal(fs_look(t->dir, STR("link"), FS_LINK_ITSELF), FS_LOOK_OTHER);
	assert_int_equal(fs_look(t->dir, STR("link"), FS_LINK_FOLLOW), FS_LOOK_DIR);
	assert_int_equal(fs_look(t->dir, STR("broken"), FS_LINK_ITSELF), FS_LOOK_OTHER);
	assert_int_equal(fs_look(t->dir, STR("broken"), FS_LINK_FOLLOW), FS_LOOK_MISSING);
	assert_int_equal(fs_look(t->dir, STR("file"), FS_LINK_FOLLOW), FS_LOOK_OTHER);
	assert_int_equal(fs_look(t->dir, STR("file/x"), FS_LINK_FOLLOW), FS_LOOK_MISSING);
	assert_int_equal(fs_look(t->dir, (str){ "a\0b", 3 }, FS_LINK_FOLLOW), FS_LOOK_MISSING);
	assert_int_equal(fs_look(-1, STR("file"), FS_LINK_FOLLOW), FS_LOOK_FAILED); /* no such folder is open */
}

static void folders_are_made_with_those_above_them(void **state)
{
	static const char *const paths[] = { "a", "b/c/d", "b/c/d", "b//e///f", "g/", "./h", "b/../i", "." };
	struct place_of_test *t = *state;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		if (!fs_mkdirs(str_from_z(paths[i]), &t->e))
			fail_msg("%s", t->e.text);
		assert_true(fs_is_dir(t->dir, str_from_z(paths[i])));
	}
	assert_true(fs_is_dir(t->dir, STR("b/e/f")));
	assert_true(fs_is_dir(t->dir, STR("i")));
	assert_true(fs_mkdirs((str){ 0 }, &t->e));
	assert_true(fs_mkdirs(str_fmt(&t->a, "%s/j/k", t->top), &t->e));
	assert_true(fs_is_dir(t->dir, STR("j/k")));
	assert_true(fs_mkdirs(STR("/"), &t->e));
}

static void a_link_to_a_folder_is_a_folder_that_is_there(void **state)
{
	struct place_of_test *t = *state;

	assert_int_equal(mkdir("folder", 0777) | symlink("folder", "link"), 0);
	assert_true(fs_mkdirs(STR("link"), &t->e));
	assert_true(fs_mkdirs(STR("link/below"), &t->e));
	assert_true(fs_is_dir(t->dir, STR("folder/below")));
}

static void a_file_in_the_way_of_a_folder_is_a_failure(void **state)
{
	struct place_of_test *t = *state;

	write_text("file", "");
	assert_int_equal(symlink("nothing", "broken"), 0);
	assert_false(fs_mkdirs(STR("file/x"), &t->e));
	assert_string_equal(t->e.text, "cannot make folder 'file/x': 'file' is no folder");
	assert_false(fs_mkdirs(STR("file"), &t->e));
	assert_string_equal(t->e.text, "cannot make folder 'file': File exists");
	assert_false(fs_mkdirs(STR("broken"), &t->e));
	assert_string_equal(t->e.text, "cannot make folder 'broken': File exists");
}

/* ---- writing ---- */

static void everything_is_written_through_a_slow_pipe(void **state)
{
	enum { N = 300000 }; /* more than a pipe holds */
	struct place_of_test *t = *state;
	char *bytes = arena_array(&t->a, N, char), buffer[4096];
	int ends[2], status;
	ssize_t got;
	size_t n = 0;
	pid_t child;

	memset(bytes, 'x', N);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		(void)close(ends[0]); /* the parent's */
		_exit(!fs_write_all(ends[1], (str){ bytes, N }, STR("pipe"), &t->e));
	}
	assert_int_equal(close(ends[1]), 0);
	while ((got = read(ends[0], buffer, sizeof buffer)) > 0)
		n += (size_t)got;
	assert_int_equal(n, N);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_write_that_fails_names_the_file_and_the_reason(void **state)
{
	struct place_of_test *t = *state;
	int full = open("/dev/full", O_WRONLY);

	assert_false(fs_write_all(-1, STR("x"), STR("page.html"), &t->e));
	assert_string_equal(t->e.text, "cannot write 'page.html': Bad file descriptor");
	assert_true(fs_write_all(-1, (str){ 0 }, STR("page.html"), &t->e)); /* nothing to write */
	if (full < 0)
		skip();
	assert_false(fs_write_all(full, STR("x"), STR("full"), &t->e));
	assert_string_equal(t->e.text, "cannot write 'full': No space left on device");
	assert_int_equal(close(full), 0);
}

/* ---- files people name ---- */

static void a_file_is_made_only_where_there_is_none(void **state)
{
	static const char *const taken[] = { "file", "folder", "link", "broken" };
	struct place_of_test *t = *state;
	str out;

	assert_int_equal(mkdir("folder", 0777) | symlink("file", "link") | symlink("nothing", "broken"), 0);
	assert_true(fs_write_named(STR("file"), FS_CREATE, STR("first"), &t->a, &t->e));
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		char want[64];

		(void)snprintf(want, sizeof want, "'%s' exists already and was not changed", taken[i]);
		t->e.is_usage = false;
		assert_false(fs_write_named(str_from_z(taken[i]), FS_CREATE, STR("second"), &t->a, &t->e));
		assert_string_equal(t->e.text, want);
		assert_true(t->e.is_usage);
	}
	assert_true(fs_read_named(STR("file"), 10, &t->a, &out, &t->e));
	assert_str(out, "first");
	assert_false(fs_exists(t->dir, STR("nothing")));
}

static size_t count_items(struct place_of_test *t)
{
	struct fs_items items = { 0 };

	assert_true(fs_list(t->dir, (str){ 0 }, &t->a, &items, &t->e));
	return items.all.n;
}

static ino_t inode_of(const char *name)
{
	struct stat st;

	assert_int_equal(stat(name, &st), 0);
	return st.st_ino;
}

static void has_bytes(struct place_of_test *t, const char *name, const char *want)
{
	str out;

	assert_true(fs_read_named(str_from_z(name), 100000, &t->a, &out, &t->e));
	assert_str(out, want);
}

static void a_file_is_overwritten_by_a_new_one_and_keeps_its_mode(void **state)
{
	struct place_of_test *t = *state;
	struct stat st;
	int open_before;

	assert_true(fs_is_replaced(STR("file"), &t->a));
	assert_true(fs_write_named(STR("file"), FS_OVERWRITE, STR("something long"), &t->a, &t->e));
	assert_int_equal(chmod("file", 0640), 0);
	open_before = open("file", O_RDONLY); /* so that its inode is not given away again */
	assert_true(fs_is_replaced(STR("file"), &t->a));
	assert_true(fs_write_named(STR("./file"), FS_OVERWRITE, STR("short"), &t->a, &t->e));
	has_bytes(t, "file", "short");
	assert_int_equal(fstat(open_before, &st) | close(open_before), 0);
	assert_true(st.st_ino != inode_of("file"));
	assert_int_equal(st.st_size, strlen("something long")); /* a reader still has the old one, whole */
	assert_int_equal(stat("file", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(count_items(t), 1); /* no part is left */
}

static void what_a_new_file_could_not_stand_for_is_overwritten_in_place(void **state)
{
	static const char *const names[] = { "link", "file", "other" };
	struct place_of_test *t = *state;
	char name[32];
	int ends[2];
	ino_t inode;

	write_text("file", "something long");
	assert_int_equal(symlink("file", "link") | link("file", "other"), 0);
	inode = inode_of("file");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_false(fs_is_replaced(str_from_z(names[i]), &t->a));
		assert_true(fs_write_named(str_from_z(names[i]), FS_OVERWRITE, str_from_z(names[i]), &t->a, &t->e));
		has_bytes(t, "file", names[i]);
		assert_int_equal(inode_of("file"), inode);
	}
	assert_false(fs_is_replaced(STR("/dev/null"), &t->a));
	assert_true(fs_write_named(STR("/dev/null"), FS_OVERWRITE, STR("x"), &t->a, &t->e));
	assert_false(fs_is_replaced(STR(""), &t->a) || fs_is_replaced(STR("."), &t->a) || fs_is_replaced(STR("nothing/"), &t->a));
	assert_int_equal(pipe(ends), 0);
	(void)snprintf(name, sizeof name, "/dev/fd/%d", ends[1]);
	assert_false(fs_is_replaced(str_from_z(name), &t->a));
	assert_true(fs_write_named(str_from_z(name), FS_OVERWRITE, STR("piped"), &t->a, &t->e));
	assert_int_equal(read(ends[0], name, sizeof name), 5);
	assert_int_equal(close(ends[0]) | close(ends[1]), 0);
	assert_int_equal(count_items(t), 3);
}

/* The shell has opened it and goes on with it: it must stay that file. */
static void a_file_behind_a_descriptor_is_overwritten_in_place(void **state)
{
	struct place_of_test *t = *state;
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	ino_t inode = inode_of("file");
	char name[32];

	(void)snprintf(name, sizeof name, "/dev/fd/%d", fd);
	assert_false(fs_is_replaced(str_from_z(name), &t->a));
	assert_true(fs_write_named(str_from_z(name), FS_OVERWRITE, STR("x"), &t->a, &t->e));
	has_bytes(t, "file", "x");
	assert_int_equal(inode_of("file"), inode);
	assert_int_equal(close(fd), 0);
}

static void a_file_in_a_folder_that_takes_no_new_ones_is_overwritten_in_place(void **state)
{
	struct place_of_test *t = *state;
	bool is_root = geteuid() == 0, ok;

	assert_int_equal(mkdir("folder", 0755), 0);
	write_text("folder/file", "something long");
	assert_int_equal(chmod("folder/file", 0666) | chmod("folder", 0555) | chmod(".", 0755), 0);
	assert_int_equal(is_root ? seteuid(65534) : 0, 0); /* root writes everywhere */
	ok = fs_write_named(STR("folder/file"), FS_OVERWRITE, STR("short"), &t->a, &t->e);
	assert_int_equal(is_root ? seteuid(0) : 0, 0);
	assert_true(ok);
	has_bytes(t, "folder/file", "short");
}

/* In a process of its own, for root, who may write to everything, becomes somebody else for good. */
static void a_file_that_may_not_be_written_to_is_not_replaced_either(void **state)
{
	struct place_of_test *t = *state;
	pid_t child;
	int status;

	write_text("file", "old");
	assert_int_equal(chmod("file", 0444) | chmod(".", 0777), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		bool ok = (geteuid() != 0 || !setuid(65534)) && !fs_is_replaced(STR("file"), &t->a);

		_exit(!ok || fs_write_named(STR("file"), FS_OVERWRITE, STR("new"), &t->a, &t->e) ||
		      strcmp(t->e.text, "cannot write 'file': Permission denied") != 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	has_bytes(t, "file", "old");
}

/* As on a full disk: the file would be half written. */
static void a_file_that_does_not_fit_stays_as_it_was(void **state)
{
	struct place_of_test *t = *state;
	struct rlimit before, small;
	char bytes[5000];
	bool ok;

	memset(bytes, 'x', sizeof bytes);
	write_text("file", "old");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1000;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	ok = fs_write_named(STR("file"), FS_OVERWRITE, (str){ bytes, sizeof bytes }, &t->a, &t->e);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_false(ok);
	assert_string_equal(t->e.text, "cannot write 'file': File too large");
	has_bytes(t, "file", "old");
	assert_int_equal(count_items(t), 1);
}

static void what_cannot_be_written_is_a_failure(void **state)
{
	static const char *const names[] = { "nothing/file", "folder", "", "file/x" };
	struct place_of_test *t = *state;

	write_text("file", "");
	assert_int_equal(mkdir("folder", 0777), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char want[64];

		(void)snprintf(want, sizeof want, "cannot write '%s': ", names[i]);
		assert_false(fs_write_named(str_from_z(names[i]), FS_OVERWRITE, STR("x"), &t->a, &t->e));
		assert_ptr_equal(strstr(t->e.text, want), t->e.text);
		assert_false(t->e.is_usage);
	}
	if (access("/dev/full", W_OK))
		skip();
	assert_false(fs_write_named(STR("/dev/full"), FS_OVERWRITE, STR("x"), &t->a, &t->e));
	assert_string_equal(t->e.text, "cannot write '/dev/full': No space left on device");
}

static void a_file_is_replaced_whole_and_keeps_its_mode(void **state)
{
	struct place_of_test *t = *state;
	struct stat st;
	str out;

	assert_true(fs_replace(STR("file"), STR("one"), &t->a, &t->e));
	assert_int_equal(chmod("file", 0640), 0);
	assert_true(fs_replace(STR("file"), STR("two"), &t->a, &t->e));
	assert_int_equal(fs_read_at(t->dir, STR("file"), 10, &t->a, &out, &t->e), FS_READ_OK);
	assert_str(out, "two");
	assert_int_equal(stat("file", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_true(fs_replace(STR("file"), (str){ 0 }, &t->a, &t->e));
	assert_int_equal(stat("file", &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(count_items(t), 1); /* no part is left */
}

static void the_longest_name_can_be_replaced(void **state)
{
	struct place_of_test *t = *state;
	char name[NAME_MAX + 1];

	memset(name, 'n', NAME_MAX);
	name[NAME_MAX] = '\0';
	assert_int_equal(mkdir("d", 0777), 0);
	for (size_t i = 0; i < 2; i++) {
		assert_true(fs_replace(str_from_z(name), STR("x"), &t->a, &t->e));
		assert_true(fs_replace(str_fmt(&t->a, "d/%s", name), STR("x"), &t->a, &t->e));
	}
	assert_true(fs_exists(t->dir, str_from_z(name)));
	assert_true(fs_exists(t->dir, str_fmt(&t->a, "d/%s", name)));
	assert_int_equal(count_items(t), 2);
}

static void only_regular_files_are_replaced(void **state)
{
	static const char *const names[] = { "folder", "link", "broken", "pipe" };
	struct place_of_test *t = *state;

	write_text("file", "x");
	assert_int_equal(mkdir("folder", 0777) | symlink("file", "link") | symlink("nothing", "broken") |
	                         mkfifo("pipe", 0666),
	                 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char want[64];

		(void)snprintf(want, sizeof want, "cannot write '%s': not a regular file", names[i]);
		assert_false(fs_replace(str_from_z(names[i]), STR("y"), &t->a, &t->e));
		assert_string_equal(t->e.text, want);
	}
	assert_false(fs_replace(STR("nothing/file"), STR("y"), &t->a, &t->e));
	assert_string_equal(t->e.text, "cannot write 'nothing/file': No such file or directory");
	assert_int_equal(count_items(t), 5);
}

static void a_link_tells_where_it_leads_as_it_is_written(void **state)
{
	struct place_of_test *t = *state;
	str out = { 0 };

	assert_int_equal(symlink("../nothing//here", "link") | mkdir("folder", 0777), 0);
	assert_true(fs_read_link(AT_FDCWD, STR("link"), &t->a, &out));
	assert_str(out, "../nothing//here");
	assert_false(fs_read_link(AT_FDCWD, STR("folder"), &t->a, &out));
	assert_false(fs_read_link(AT_FDCWD, STR("absent"), &t->a, &out));
	assert_false(fs_read_link(AT_FDCWD, ((str){ "link\0x", 6 }), &t->a, &out));
}

/* ---- paths ---- */

static void paths_are_joined_with_one_slash(void **state)
{
	struct place_of_test *t = *state;

	assert_str(fs_path_join(&t->a, STR("a"), STR("b")), "a/b");
	assert_str(fs_path_join(&t->a, STR("a/"), STR("b")), "a/b");
	assert_str(fs_path_join(&t->a, STR("/"), STR("b")), "/b");
	assert_str(fs_path_join(&t->a, STR(""), STR("b")), "b");
	assert_str(fs_path_join(&t->a, STR("a"), STR("")), "a");
	assert_str(fs_path_folder(STR("a/b/c")), "a/b");
	assert_str(fs_path_folder(STR("a/b/")), "a/b");
	assert_str(fs_path_folder(STR("b")), ".");
	assert_str(fs_path_folder(STR("")), ".");
	assert_str(fs_path_folder(STR("/b")), "/");
	assert_str(fs_path_folder(STR("/")), "/");
	assert_str(fs_path_name(STR("a/b/c")), "c");
	assert_str(fs_path_name(STR("a/")), "");
	assert_str(fs_path_name(STR("b")), "b");
	assert_str(fs_path_real(&t->a, STR("/")), "/");
	assert_str(fs_path_real(&t->a, STR("/dev/../dev/./null")), "/dev/null");
	assert_str(fs_path_real(&t->a, STR("nowhere/x")), "nowhere/x");
	assert_str(fs_path_join(&t->a, (str){ 0 }, (str){ 0 }), "");
}

static void paths_are_cleaned_by_their_words_alone(void **state)
{
	static const struct {
		const char *path, *want;
	} rows[] = { { "", "" },
		     { ".", "" },
		     { "./", "" },
		     { "a", "a" },
		     { "a/", "a" },
		     { "a//b", "a/b" },
		     { "./a/./b/.", "a/b" },
		     { "a/..", "" },
		     { "a/../b", "b" },
		     { "a/b/..", "a" },
		     { "a/b/../..", "" },
		     { "..", ".." },
		     { "../..", "../.." },
		     { "../a/..", ".." },
		     { "a/../..", ".." },
		     { "a/../../b", "../b" },
		     { "../../a/b/../c", "../../a/c" },
		     { "/", "/" },
		     { "//", "/" },
		     { "/.", "/" },
		     { "/..", "/" },
		     { "/../..", "/" },
		     { "/a/..", "/" },
		     { "/a/../b", "/b" },
		     { "/../a", "/a" },
		     { "//a//b//", "/a/b" },
		     { "...", "..." },
		     { "a/.../b", "a/.../b" },
		     { "..a/b..", "..a/b.." },
		     { "a/..b/..", "a" },
		     { ".a", ".a" },
		     { "..a/..", "" },
		     { "\xFF/../b", "b" } };
	struct place_of_test *t = *state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		str clean = fs_path_clean(&t->a, str_from_z(rows[i].path));

		if (!str_eq_z(clean, rows[i].want))
			fail_msg("'%s' gives '%.*s', not '%s'", rows[i].path, STR_ARG(clean), rows[i].want);
		assert_true(str_eq(fs_path_clean(&t->a, clean), clean));
	}
}

static void a_path_lies_below_its_folders_and_not_beside_them(void **state)
{
	static const struct {
		const char *path, *folder;
		bool is_below, is_within;
	} rows[] = { { "a/b", "a", true, true },    { "a/b/c", "a", true, true },    { "a", "a", false, true },  { "ab", "a", false, false },
		     { "a-b/c", "a", false, false }, { "b/a/c", "a", false, false }, { "a", "a/b", false, false }, { "a", "", true, true },
		     { "", "", true, true },         { "", "a", false, false } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		str path = str_from_z(rows[i].path), folder = str_from_z(rows[i].folder);

		if (fs_path_is_below(path, folder) != rows[i].is_below || fs_path_is_within(path, folder) != rows[i].is_within)
			fail_msg("'%s' and '%s'", rows[i].path, rows[i].folder);
	}
}

static void a_path_lies_below_one_of_many_folders(void **state)
{
	struct place_of_test *t = *state;
	struct map folders = { 0 }, all = { 0 };

	(void)map_mark(&folders, STR("a"), &t->a);   /* new */
	(void)map_mark(&folders, STR("b/c"), &t->a); /* new */
	(void)map_mark(&all, (str){ 0 }, &t->a);     /* new */
	assert_true(fs_path_is_below_any(STR("a/x/y"), &folders));
	assert_true(fs_path_is_below_any(STR("b/c/d"), &folders));
	assert_false(fs_path_is_below_any(STR("a"), &folders));
	assert_false(fs_path_is_below_any(STR("b/cd"), &folders));
	assert_false(fs_path_is_below_any((str){ 0 }, &folders));
	assert_true(fs_path_is_below_any(STR("a"), &all));
	assert_false(fs_path_is_below_any((str){ 0 }, &all));
}

static void a_path_is_resolved_from_a_folder_unless_it_is_absolute(void **state)
{
	struct place_of_test *t = *state;

	assert_str(fs_path_resolve(&t->a, STR("/a/b"), STR("../c/./d")), "/a/c/d");
	assert_str(fs_path_resolve(&t->a, (str){ 0 }, STR("x//y")), "x/y");
	assert_str(fs_path_resolve(&t->a, STR("/a"), STR("/b/../c")), "/b/../c");
	assert_str(fs_path_without_slash(STR("a/b/")), "a/b");
	assert_str(fs_path_without_slash(STR("a/b")), "a/b");
	assert_str(fs_path_without_slash(STR("/")), "/");
	assert_str(fs_path_without_slash((str){ 0 }), "");
}

static void the_current_folder_is_empty_once_it_is_deleted(void **state)
{
	struct place_of_test *t = *state;

	assert_true(str_starts(fs_cwd(&t->a), STR("/")));
	assert_true(str_ends(fs_cwd(&t->a), str_cut_last(str_from_z(t->top), '/').tail));
	assert_int_equal(mkdir("gone", 0777) | chdir("gone") | rmdir("../gone"), 0);
	assert_int_equal(fs_cwd(&t->a).n, 0);
	assert_int_equal(fchdir(t->dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(a_file_is_read_whole),
		place_test(the_largest_size_fits_and_one_byte_more_does_not),
		place_test(what_is_no_file_is_told_from_what_is_missing),
		place_test(a_name_with_a_nul_byte_is_no_other_file),
		place_test(a_file_that_may_not_be_read_is_a_failure),
		place_test(a_name_that_is_too_long_is_a_failure),
		place_test(a_file_that_grows_is_read_up_to_the_limit),
		place_test(a_file_that_hides_its_size_is_read_whole),
		place_test(named_files_may_be_links_and_pipes),
		place_test(a_dash_is_standard_input),
		place_test(named_files_that_cannot_be_read_are_failures),
		place_test(a_folder_is_listed_in_byte_order_with_kinds),
		place_test(an_empty_folder_has_no_items),
		place_test(only_folders_are_listed),
		place_test(links_exist_but_lead_somewhere_only_as_folders),
		place_test(folders_are_made_with_those_above_them),
		place_test(a_link_to_a_folder_is_a_folder_that_is_there),
		place_test(a_file_in_the_way_of_a_folder_is_a_failure),
		place_test(everything_is_written_through_a_slow_pipe),
		place_test(a_write_that_fails_names_the_file_and_the_reason),
		place_test(a_file_is_made_only_where_there_is_none),
		place_test(a_file_is_overwritten_by_a_new_one_and_keeps_its_mode),
		place_test(what_a_new_file_could_not_stand_for_is_overwritten_in_place),
		place_test(a_file_behind_a_descriptor_is_overwritten_in_place),
		place_test(a_file_in_a_folder_that_takes_no_new_ones_is_overwritten_in_place),
		place_test(a_file_that_may_not_be_written_to_is_not_replaced_either),
		place_test(a_file_that_does_not_fit_stays_as_it_was),
		place_test(what_cannot_be_written_is_a_failure),
		place_test(a_file_is_replaced_whole_and_keeps_its_mode),
		place_test(the_longest_name_can_be_replaced),
		place_test(only_regular_files_are_replaced),
		place_test(a_link_tells_where_it_leads_as_it_is_written),
		place_test(paths_are_joined_with_one_slash),
		place_test(paths_are_cleaned_by_their_words_alone),
		place_test(a_path_lies_below_its_folders_and_not_beside_them),
		place_test(a_path_lies_below_one_of_many_folders),
		place_test(a_path_is_resolved_from_a_folder_unless_it_is_absolute),
		place_test(the_current_folder_is_empty_once_it_is_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
