/* Fingerprints: what leaves them as they are, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lint/lint.h"
#include "unit/lint/quiet.h"
#include "unit/model/sample.h"

#define METRIC_A "config/metrics/counts_all/a.yml"
#define METRIC_B "config/metrics/counts_all/b.yml"
#define EVENT_A "config/events/a.yml"
#define EVENT_B "config/events/b.yml"

struct text_file {
	const char *path, *yaml;
};

/* Fingerprints of the findings of these files, in the order of the findings, at most 8. */
static size_t prints(const struct text_file *files, size_t n, struct hash out[8])
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct sample s;
	size_t count;

	sample_begin(&s);
	for (size_t i = 0; i < n; i++)
		sample_add(&s, files[i].path, files[i].yaml);
	sample_link(&s);
	lint_run(&s.dict, &o, &s.found);
	count = s.found.all.n;
	assert_in_range(count, 1, 8);
	for (size_t i = 0; i < count; i++)
		out[i] = s.found.all.v[i].fingerprint;
	sample_end(&s);
	return count;
}

static struct hash only(const char *path, const char *yaml)
{
	struct text_file file = { path, yaml };
	struct hash out[8];

	assert_int_equal(prints(&file, 1, out), 1);
	assert_true(out[0].high || out[0].low);
	return out[0];
}

static void edits_elsewhere_leave_it(void **state)
{
	struct hash h = only(METRIC_A, "key_path: counts.a\nmilestone: 15.10\n");

	(void)state;
	assert_true(hash_eq(h, only(METRIC_A, "# more\n\nstatus: active\nkey_path: counts.a\nx: {}\nmilestone:   15.10 # odd\n")));
	assert_true(hash_eq(only(METRIC_A, "key_path: counts.a\nitems:\n- {name: x, v: 1:30}\n"),
	                    only(METRIC_A, "key_path: counts.a\nitems:\n- {name: y}\n- {name: x, v: 1:30}\n")));
	assert_true(hash_eq(only(METRIC_A, "key_path: counts.a\nstatus: broken\n"), only(METRIC_A, "status: broken\nx: 1\nkey_path: counts.a\n")));
}

static void other_names_of_the_file_leave_it(void **state)
{
	(void)state;
	assert_true(hash_eq(only(METRIC_A, "key_path: counts.a\nmilestone: 15.10\n"), only(METRIC_B, "key_path: counts.a\nmilestone: 15.10\n")));
}

static void what_it_is_about_changes_it(void **state)
{
	struct hash h = only(METRIC_A, "key_path: counts.a\nmilestone: 15.10\n");

	(void)state;
	assert_false(hash_eq(h, only(METRIC_A, "key_path: counts.a\nmilestone: 15.20\n")));
	assert_false(hash_eq(h, only(METRIC_A, "key_path: counts.b\nmilestone: 15.10\n")));
	assert_false(hash_eq(h, only(METRIC_A, "key_path: counts.a\nstatus: removed\nmilestone_removed: 15.10\nremoved_by_url: https://example.com/1\n")));
	assert_false(hash_eq(h, only(METRIC_A, "key_path: counts.a\nx: 15.10\n")));
	assert_false(hash_eq(only(METRIC_A, "key_path: counts.a\nx: {a: 1:30}\n"), only(METRIC_A, "key_path: counts.a\nx: {b: 1:30}\n")));
}

static void equal_findings_are_counted(void **state)
{
	struct text_file one = { METRIC_A, "key_path: counts.a\nx: [1:30]\n" }, three = { METRIC_A, "key_path: counts.a\nx: [1:30, 1:30, 1:30]\n" };
	struct hash a[8], b[8];

	(void)state;
	assert_int_equal(prints(&one, 1, a), 1);
	assert_int_equal(prints(&three, 1, b), 3);
	assert_true(hash_eq(a[0], b[0]));
	assert_false(hash_eq(b[0], b[1]));
	assert_false(hash_eq(b[1], b[2]));
	assert_false(hash_eq(b[0], b[2]));
}

static void definitions_of_one_key_are_counted_in_path_order(void **state)
{
	struct text_file files[] = { { EVENT_A, "category: c\naction: x\nmilestone: 15.10\n" }, { EVENT_B, "category: c\naction: x\nmilestone: 15.10\n" } };
	struct hash alone[8], both[8];

	(void)state;
	assert_int_equal(prints(&files[1], 1, alone), 1);
	assert_int_equal(prints(files, 2, both), 2);
	assert_true(hash_eq(alone[0], both[0]));
	assert_false(hash_eq(both[0], both[1]));
}

static void files_that_do_not_parse_go_by_stem_and_message(void **state)
{
	struct hash h = only("config/metrics/counts_all/20200101000000_a.yml", "a: [1\nb: 2\n");

	(void)state;
	assert_true(hash_eq(h, only("config/metrics/counts_7d/20210101000000_a.yml", "# more\na: [1\nb: 2\n")));
	assert_false(hash_eq(h, only(METRIC_B, "a: [1\nb: 2\n")));
	assert_false(hash_eq(h, only("config/metrics/counts_7d/20210101000000_a.yml", "- 1\n")));
}

static void time_frames_come_and_go(void **state)
{
	(void)state;
	assert_true(hash_eq(only(METRIC_A, "key_path: counts.a\ntime_frame: [7d, 28d]\nmilestone: 15.10\n"),
	                    only(METRIC_A, "key_path: counts.a\ntime_frame: [28d]\nmilestone: 15.10\n")));
}

static void members_whose_names_look_odd_are_told_apart(void **state)
{
	(void)state;
	assert_false(hash_eq(only(METRIC_A, "key_path: counts.a\nx: {a/b: 1:30}\n"), only(METRIC_A, "key_path: counts.a\nx: {a: {b: 1:30}}\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_elsewhere_leave_it),
		cmocka_unit_test(other_names_of_the_file_leave_it),
		cmocka_unit_test(what_it_is_about_changes_it),
		cmocka_unit_test(equal_findings_are_counted),
		cmocka_unit_test(definitions_of_one_key_are_counted_in_path_order),
		cmocka_unit_test(files_that_do_not_parse_go_by_stem_and_message),
		cmocka_unit_test(time_frames_come_and_go),
		cmocka_unit_test(members_whose_names_look_odd_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
