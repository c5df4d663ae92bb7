/* Half written files: their names, and which of them go with the next run. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/part.h"
#include "place.h"

/* What a shell says of this folder. */
static void run(const char *command)
{
	if (system(command))
		fail_msg("%s", command);
}

static void parts_are_known_by_their_form(void **state)
{
	static const struct {
		const char *path, *want;
	} rows[] = {
		{ ".x.yml.1.0.part", "x.yml" },     { "a/b/.x.yml.4194304.99.part", "x.yml" }, { "a/..x.1.0.part", ".x" }, { ".a.1.0.1.0.part", "a.1.0" },
		{ "x.yml.1.0.part", "" },           { ".x.yml.1.0.part.yml", "" },             { ".x.yml.1.0.par", "" },   { ".x.yml.1.100.part", "" },
		{ ".x.yml.01.0.part", "" },         { ".x.yml.1.00.part", "" },                { ".x.yml..0.part", "" },   { ".x.yml.1..part", "" },
		{ ".x.yml.12345678901.0.part", "" }, { ".x.yml.-1.0.part", "" },                { ".1.0.part", "" },        { "..1.0.part", "" },
		{ ".part", "" },                    { "part", "" },                            { ".", "" },                { "", "" },
		{ ".x.yml.1.0.part/y", "" },        { "a/.x.yml.1.a.part", "" },               { ".x.yml.0.part", "" },    { "/", "" },
	};
	char name[256] = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!str_eq_z(part_name(str_from_z(rows[i].path)), rows[i].want))
			fail_msg("'%s' is a part of '%.*s'", rows[i].path, STR_ARG(part_name(str_from_z(rows[i].path))));
	(void)snprintf(name, sizeof name, ".%0*d.1.0.part", PART_NAME, 0);
	assert_int_equal(part_name(str_from_z(name)).n, PART_NAME);
	(void)snprintf(name, sizeof name, ".%0*d.1.0.part", PART_NAME + 1, 0);
	assert_int_equal(part_name(str_from_z(name)).n, 0);
}

static bool write_over(struct place_of_test *t, const char *path)
{
	return fs_write_named(str_from_z(path), FS_OVERWRITE, STR("new"), &t->a, &t->e);
}

static void what_killed_runs_left_beside_a_file_goes_when_it_is_written(void **state)
{
	struct place_of_test *t = *state;

	run("mkdir d; for name in .x.1.0.part .x.4194304.99.part d/.x.1.0.part; do echo half >$name; done; echo old >x");
	assert_true(write_over(t, "x"));
	run("[ \"$(find . | LC_ALL=C sort | tr '\\n' ' ')\" = '. ./d ./d/.x.1.0.part ./x ' ] && [ \"$(cat x)\" = new ]");
	assert_true(write_over(t, "d/x")); /* a new file */
	run("[ \"$(ls -A d)\" = x ]");
	run("chmod 640 x && echo half >.x.1.0.part");
	assert_true(fs_replace(STR("x"), STR("newer"), &t->a, &t->e));
	run("[ ! -e .x.1.0.part ] && [ \"$(stat -c %a x)\" = 640 ]");
}

static void nothing_goes_that_may_be_somebody_elses(void **state)
{
	struct place_of_test *t = *state;
	int fd;

	run("echo half >.x.2.0.part; echo mine >.y.1.0.part; echo mine >x.1.0.part; echo mine >.x.part; echo mine >.x.01.0.part; mkdir .x.3.0.part");
	run("mkfifo .x.4.0.part; echo whole >other; ln -s other .x.5.0.part; echo mine >.xx.1.0.part; echo mine >.x.x.1.0.part");
	run("[ $(id -u) != 0 ] || { echo theirs >.x.6.0.part; chown 65534 .x.6.0.part; }");
	fd = open(".x.2.0.part", O_RDONLY | O_CLOEXEC); /* its run is alive */
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	run("find . | LC_ALL=C sort >../$(basename $PWD).before");
	assert_true(write_over(t, "x"));
	run("rm x; find . | LC_ALL=C sort | diff ../$(basename $PWD).before - && rm ../$(basename $PWD).before && [ $(cat other) = whole ]");
	assert_int_equal(close(fd), 0);
	assert_true(write_over(t, "x"));
	run("[ ! -e .x.2.0.part ]");
}

/* Opened before, as by two runs at once: each has a part of its own, and neither takes that of the other. */
static void a_part_that_is_being_written_stays(void **state)
{
	struct place_of_test *t = *state;
	const char *part, *other;
	int fd = part_open(AT_FDCWD, STR("x"), 0600, &part, &t->a), second;

	assert_true(fd >= 0);
	assert_true(write_over(t, "x"));
	assert_int_equal(access(part, F_OK), 0);
	second = part_open(AT_FDCWD, STR("x"), 0600, &other, &t->a);
	assert_true(second >= 0 && strcmp(part, other) != 0);
	assert_int_equal(close(fd), 0);
	part_remove_beside(STR("./x"), &t->a);
	assert_int_not_equal(access(part, F_OK), 0);
	assert_int_equal(access(other, F_OK), 0);
	assert_int_equal(close(second), 0);
	part_remove_beside(STR("none/x"), &t->a); /* no such folder */
}

static void a_name_that_is_cut_has_parts_too(void **state)
{
	struct place_of_test *t = *state;
	char name[256] = { 0 };

	(void)snprintf(name, sizeof name, ".%0*d.1.0.part", PART_NAME, 0);
	assert_int_equal(close(open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), 0);
	(void)snprintf(name, sizeof name, "%0*d", PART_NAME + 50, 0);
	assert_true(write_over(t, name));
	run("[ $(ls -A | wc -l) = 1 ]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_known_by_their_form),
		place_test(what_killed_runs_left_beside_a_file_goes_when_it_is_written),
		place_test(nothing_goes_that_may_be_somebody_elses),
		place_test(a_part_that_is_being_written_stays),
		place_test(a_name_that_is_cut_has_parts_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
