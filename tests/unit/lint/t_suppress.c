/* Suppressing comments: what they cover, and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lint/lint.h"
#include "unit/lint/quiet.h"
#include "unit/model/sample.h"

#define METRIC "config/metrics/counts_all/a.yml"

static str lines_of(const struct sample *s)
{
	struct buf b = { .a = (struct arena *)s->found.a };

	for (size_t i = 0; i < s->found.all.n; i++) {
		const struct diag *d = &s->found.all.v[i];

		if (d->is_suppressed)
			buf_fmt(&b, "%u:%u (%s: %.*s)\n", d->at.at.line, d->at.at.column, d->rule->id, STR_ARG(d->justification));
		else
			buf_fmt(&b, "%u:%u %s\n", d->at.at.line, d->at.at.column, d->rule->id);
	}
	return buf_str(&b);
}

/* Findings of one metric; those that are suppressed in brackets with the reason. */
static void finds_with(const struct lint_options *o, const char *yaml, const char *want)
{
	struct sample s;

	sample_begin(&s);
	sample_add(&s, METRIC, yaml);
	sample_link(&s);
	lint_run(&s.dict, o, &s.found);
	assert_text(lines_of(&s), want);
	sample_end(&s);
}

static void finds(const char *yaml, const char *want)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };

	finds_with(&o, yaml, want);
}

/* `n` lines of a list, each a finding. */
static void put_items(struct buf *yaml, int n)
{
	for (int i = 0; i < n; i++)
		buf_z(yaml, "- 010\n");
}

static size_t count_of(const struct sample *s, const char *rule, bool is_suppressed)
{
	size_t n = 0;

	for (size_t i = 0; i < s->found.all.n; i++)
		n += strcmp(s->found.all.v[i].rule->id, rule) == 0 && s->found.all.v[i].is_suppressed == is_suppressed;
	return n;
}

static void thousands_of_suppressed_findings_hide_no_open_one_and_no_use_of_a_comment(void **state)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct sample s;
	struct buf yaml = { .a = &s.a };

	(void)state;
	sample_begin(&s);
	buf_z(&yaml, "key_path: counts.a\n# dictum: ignore yaml-ambiguous-scalar -- all\nx:\n");
	put_items(&yaml, 1500);
	buf_z(&yaml, "# dictum: ignore yaml-ambiguous-scalar -- this\n- 010\n# dictum: ignore yaml-ambiguous-scalar -- none\n- a\ny:\n");
	put_items(&yaml, 1100);
	sample_add(&s, METRIC, str_z(buf_str(&yaml), &s.a));
	sample_link(&s);
	lint_run(&s.dict, &o, &s.found);
	assert_int_equal(count_of(&s, "yaml-ambiguous-scalar", true), 500);
	assert_int_equal(count_of(&s, "yaml-ambiguous-scalar", false), 500);
	assert_int_equal(count_of(&s, "suppression-unused", false), 1);
	assert_text(s.found.all.v[s.found.all.n - 1].help, "600 more like this in this file are not shown");
	sample_end(&s);
}

/* The last value of a key stands in the tree at the place of the first: rules come to it before they come to what stands above it. */
static void the_first_of_thousands_are_told_whatever_comes_first_in_the_tree(void **state)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct sample s;
	struct buf yaml = { .a = &s.a }, want = { .a = &s.a };

	(void)state;
	sample_begin(&s);
	buf_z(&yaml, "key_path: counts.a\nx: 1\ny:\n");
	put_items(&yaml, 498);
	buf_z(&yaml, "# dictum: ignore yaml-ambiguous-scalar -- this\n- 010\n- 010\n");
	put_items(&yaml, 10);
	buf_z(&yaml, "x:\n");
	put_items(&yaml, 1100);
	sample_add(&s, METRIC, str_z(buf_str(&yaml), &s.a));
	sample_link(&s);
	lint_run(&s.dict, &o, &s.found);
	for (unsigned line = 4; line < 502; line++)
		buf_fmt(&want, "%u:3 yaml-ambiguous-scalar\n", line);
	buf_z(&want, "503:3 (yaml-ambiguous-scalar: this)\n504:3 yaml-ambiguous-scalar\n505:3 yaml-ambiguous-scalar\n515:1 yaml-duplicate-key\n");
	assert_text(lines_of(&s), str_z(buf_str(&want), &s.a));
	sample_end(&s);
}

static void a_comment_covers_its_line(void **state)
{
	(void)state;
	finds("key_path: counts.a\nmilestone: 15.10 # dictum: ignore milestone-unquoted -- old\n", "2:12 (milestone-unquoted: old)\n");
	finds("key_path: counts.a # dictum: ignore milestone-unquoted -- old\nmilestone: 15.10\n",
	      "1:37 suppression-unused\n2:12 milestone-unquoted\n");
}

static void a_comment_above_covers_the_member(void **state)
{
	(void)state;
	finds("key_path: counts.a\n# dictum: ignore milestone-unquoted -- old\n# and more\nmilestone: 15.10\n", "4:12 (milestone-unquoted: old)\n");
	finds("key_path: counts.a\n# dictum: ignore yaml-ambiguous-scalar -- all of them\noptions:\n  a: 1:30\n  b:\n    - 1:30\nc: 1:30\n",
	      "4:6 (yaml-ambiguous-scalar: all of them)\n6:7 (yaml-ambiguous-scalar: all of them)\n7:4 yaml-ambiguous-scalar\n");
	finds("key_path: counts.a\nlist:\n# dictum: ignore yaml-ambiguous-scalar -- this item\n- x: 1\n  y: 1:30\n- y: 1:30\n",
	      "5:6 (yaml-ambiguous-scalar: this item)\n6:6 yaml-ambiguous-scalar\n");
	finds("key_path: counts.a\n# dictum: ignore yaml-ambiguous-scalar -- old\n\nx: 1:30\n", "2:18 suppression-unused\n4:4 yaml-ambiguous-scalar\n");
}

static void a_comment_above_a_dash_that_stands_alone_covers_the_item_below(void **state)
{
	(void)state;
	finds("key_path: counts.a\nlist:\n# dictum: ignore yaml-ambiguous-scalar -- this item\n-\n  x: 1\n  y: 1:30\n-\n  y: 1:30\n",
	      "6:6 (yaml-ambiguous-scalar: this item)\n8:6 yaml-ambiguous-scalar\n");
	finds("key_path: counts.a\nlist:\n# dictum: ignore yaml-ambiguous-scalar -- this item\n# and more\n- - # two\n    y: 1:30\n- y: 1:30\n",
	      "6:8 (yaml-ambiguous-scalar: this item)\n7:6 yaml-ambiguous-scalar\n");
	finds("# dictum: ignore yaml-ambiguous-scalar -- nothing\n---\nkey_path: counts.a\ny: 1:30\n", "1:18 suppression-unused\n4:4 yaml-ambiguous-scalar\n");
	finds("key_path: counts.a\nlist:\n# dictum: ignore yaml-ambiguous-scalar -- nothing\n-\n- 1:30\n", "3:18 suppression-unused\n5:3 yaml-ambiguous-scalar\n");
}

/* The one that counts stands where the first one did, so that the last member is not the last one in the file. */
static void a_comment_above_a_key_that_is_there_twice_covers_all_of_its_value(void **state)
{
	(void)state;
	finds("key_path: counts.a\nx: 1\nz: 2\n# dictum: ignore yaml-ambiguous-scalar -- old\nx:\n  a: 1:30\n  b: 1:30\n",
	      "5:1 yaml-duplicate-key\n6:6 (yaml-ambiguous-scalar: old)\n7:6 (yaml-ambiguous-scalar: old)\n");
	finds("key_path: counts.a\n# dictum: ignore yaml-ambiguous-scalar -- old\nx:\n  a: 1\n  b: 1\n  a: 1:30\ny: 1:30\n",
	      "6:3 yaml-duplicate-key\n6:6 (yaml-ambiguous-scalar: old)\n7:4 yaml-ambiguous-scalar\n");
}

static void a_comment_on_top_covers_the_file(void **state)
{
	(void)state;
	finds("# dictum: ignore-file yaml-ambiguous-scalar, milestone-unquoted -- generated\nkey_path: counts.a\nmilestone: 15.10\nx: 1:30\n",
	      "3:12 (milestone-unquoted: generated)\n4:4 (yaml-ambiguous-scalar: generated)\n");
	finds("key_path: counts.a\n# dictum: ignore-file yaml-ambiguous-scalar -- low\nx: 1:30\n", "2:1 suppression-unused\n3:4 yaml-ambiguous-scalar\n");
}

static void files_that_do_not_parse_can_be_ignored(void **state)
{
	(void)state;
	finds("# dictum: ignore-file yaml-syntax -- a template\na: {{ x }\n", "2:4 (yaml-syntax: a template)\n");
	finds("# dictum: ignore yaml-syntax -- of its lines nobody knows what they belong to\na: b: c\n", "2:5 yaml-syntax\n");
	finds("# dictum: ignore-file schema-enum -- who knows\n# dictum: ignore schema-enum -- who knows\na: {{ x }\n", "3:4 yaml-syntax\n");
}

static void the_line_of_another_document_excuses_it(void **state)
{
	(void)state;
	finds("key_path: counts.a\n--- # dictum: ignore yaml-extra-document -- of a generator\nb: 1\n", "2:1 (yaml-extra-document: of a generator)\n");
	finds("key_path: counts.a\n---\nb: 1 # dictum: ignore yaml-extra-document -- too late\n", "2:1 yaml-extra-document\n");
}

/* Who reads the first line does not see the second one. */
static void a_break_nobody_sees_is_not_excused_by_what_stands_behind_it(void **state)
{
	(void)state;
	finds("# old\xE2\x80\xA8# dictum: ignore-file line-break-invisible -- ok\nkey_path: counts.a\n", "1:6 line-break-invisible\n");
	finds("# dictum: ignore-file line-break-invisible -- ok\n# old\xE2\x80\xA8# new\nkey_path: counts.a\n", "2:6 (line-break-invisible: ok)\n");
}

static void a_reason_is_mandatory(void **state)
{
	(void)state;
	finds("key_path: counts.a\nx: 1:30 # dictum: ignore yaml-ambiguous-scalar\n", "2:4 yaml-ambiguous-scalar\n2:9 suppression-no-reason\n");
	finds("key_path: counts.a\nx: 1:30 # dictum: ignore yaml-ambiguous-scalar --  \n",
	      "2:4 yaml-ambiguous-scalar\n2:9 suppression-no-reason\n2:50 text-whitespace\n");
	finds("key_path: counts.a\nx: 1:30 # dictum: ignore yaml-ambiguous-scalar -- \xE2\x80\x8B\n", /* which nobody sees */
	      "2:4 yaml-ambiguous-scalar\n2:9 suppression-no-reason\n");
	finds("key_path: counts.a\nx: 1:30 # dictum: ignore yaml-ambiguous-scalar--why\n", "2:4 yaml-ambiguous-scalar\n2:9 suppression-no-reason\n");
	finds("key_path: counts.a\nx: 1:30 # dictum:ignore  yaml-ambiguous-scalar  --why--not\n", "2:4 (yaml-ambiguous-scalar: why--not)\n");
}

static void names_must_be_known(void **state)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct sample s;

	(void)state;
	finds("key_path: counts.a # dictum: ignore milestone-unqoted -- x\n", "1:37 suppression-unknown\n");
	finds("key_path: counts.a # dictum: ignore -- x\n", "1:20 suppression-unknown\n");
	finds("key_path: counts.a # dictum: skip schema-enum -- x\n", "1:30 suppression-unknown\n");
	finds("key_path: counts.a # dictum:\n", "1:20 suppression-unknown\n");
	finds("key_path: counts.a # dictum is a program\n", "");
	sample_begin(&s);
	sample_add(&s, METRIC, "key_path: counts.a # dictum: ignore milestone-unqoted -- x\n");
	sample_link(&s);
	lint_run(&s.dict, &o, &s.found);
	assert_text(s.found.all.v[0].hint, "did you mean \"milestone-unquoted\"?");
	assert_text(s.found.all.v[0].key, "counts.a");
	assert_int_equal(s.found.all.v[0].at.at.end_column, 54);
	sample_end(&s);
}

static void each_name_of_a_comment_counts_for_itself(void **state)
{
	(void)state;
	finds("key_path: counts.a\nx: 1:30 # dictum: ignore schema-enum, nope, yaml-ambiguous-scalar -- x\n",
	      "2:4 (yaml-ambiguous-scalar: x)\n2:26 suppression-unused\n2:39 suppression-unknown\n");
	finds("key_path: counts.a\n# dictum: ignore yaml-ambiguous-scalar -- above\nx: 1:30 # dictum: ignore yaml-ambiguous-scalar -- beside\n",
	      "3:4 (yaml-ambiguous-scalar: above)\n");
}

static void rules_that_are_off_leave_comments_alone(void **state)
{
	struct diag_setting off[] = { OFF("yaml-ambiguous-scalar"), OFF("suppression-unknown"), OFF("description-missing") };
	struct lint_options o = { .levels = off, .n_levels = 3 };

	(void)state;
	finds_with(&o, "key_path: counts.a\nx: 1:30 # dictum: ignore yaml-ambiguous-scalar, nope -- x\n", "");
}

static void comments_do_not_suppress_what_is_wrong_with_them(void **state)
{
	(void)state;
	finds("# dictum: ignore-file suppression-unused -- quiet\nkey_path: counts.a # dictum: ignore schema-enum -- x\n",
	      "1:23 suppression-unused\n2:37 suppression-unused\n");
}

static void suppressed_findings_count_for_nothing(void **state)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: counts.a\nmilestone: 15.10 # dictum: ignore milestone-unquoted -- old\nx: 1:30\n");
	sample_link(&s);
	lint_run(&s.dict, &o, &s.found);
	assert_int_equal(diag_count(&s.found, DIAG_ERROR), 0);
	assert_int_equal(diag_count(&s.found, DIAG_WARNING), 1);
	assert_int_equal(diag_count_suppressed(&s.found), 1);
	assert_int_equal(e->findings, 1);
	assert_true(s.found.all.v[0].is_in_source);
	sample_end(&s);
}

/* What many comments are about is found out in one pass: looked at one comment after the other, these would take minutes. */
static void comments_beyond_those_shown_are_used(void **state)
{
	enum { N = 10000 };
	struct sample s;
	struct buf yaml = { 0 };
	size_t n_unused = 0;

	(void)state;
	sample_begin(&s);
	yaml.a = &s.a;
	buf_z(&yaml, "key_path: counts.x\nevents:\n");
	for (int i = 0; i < N; i++)
		buf_fmt(&yaml, "# dictum: ignore event-undefined -- the runner sends it\n- name: zebra%d\n", i);
	sample_add(&s, METRIC, str_z(buf_str(&yaml), &s.a));
	sample_link(&s);
	lint_run(&s.dict, &(struct lint_options){ .levels = quiet, .n_levels = N_QUIET }, &s.found);
	for (size_t i = 0; i < s.found.all.n; i++)
		n_unused += strcmp(s.found.all.v[i].rule->id, "suppression-unused") == 0;
	assert_int_equal(n_unused, 0);
	assert_int_equal(diag_count_suppressed(&s.found), 500);
	sample_end(&s);
}

static void suppressed_findings_take_no_room_from_others(void **state)
{
	struct sample s;
	struct buf yaml = { 0 };

	(void)state;
	sample_begin(&s);
	yaml.a = &s.a;
	buf_z(&yaml, "key_path: counts.x\nevents:\n");
	for (int i = 0; i < 510; i++)
		buf_fmt(&yaml, "- name: zebra%d # dictum: ignore event-undefined -- the runner sends it\n", i);
	buf_z(&yaml, "- name: giraffe\n");
	sample_add(&s, METRIC, str_z(buf_str(&yaml), &s.a));
	sample_link(&s);
	lint_run(&s.dict, &(struct lint_options){ .levels = quiet, .n_levels = N_QUIET }, &s.found);
	assert_int_equal(diag_count_suppressed(&s.found), 500);
	assert_int_equal(diag_count(&s.found, DIAG_ERROR), 1);
	assert_int_equal(s.found.all.n, 501);
	sample_end(&s);
}

static void findings_of_comments_are_bounded_like_others(void **state)
{
	struct sample s;
	struct buf yaml = { 0 };
	size_t n = 0;

	(void)state;
	sample_begin(&s);
	yaml.a = &s.a;
	buf_z(&yaml, "key_path: counts.x\n");
	for (int i = 0; i < 510; i++)
		buf_fmt(&yaml, "# dictum: ignore schema-enum -- nothing there\n");
	buf_z(&yaml, "x: y\n");
	sample_add(&s, METRIC, str_z(buf_str(&yaml), &s.a));
	sample_link(&s);
	lint_run(&s.dict, &(struct lint_options){ .levels = quiet, .n_levels = N_QUIET }, &s.found);
	for (size_t i = 0; i < s.found.all.n; i++)
		n += strcmp(s.found.all.v[i].rule->id, "suppression-unused") == 0;
	assert_int_equal(n, 500);
	sample_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_of_thousands_are_told_whatever_comes_first_in_the_tree),
		cmocka_unit_test(a_comment_covers_its_line),
		cmocka_unit_test(thousands_of_suppressed_findings_hide_no_open_one_and_no_use_of_a_comment),
		cmocka_unit_test(a_comment_above_covers_the_member),
		cmocka_unit_test(a_comment_above_a_dash_that_stands_alone_covers_the_item_below),
		cmocka_unit_test(a_comment_above_a_key_that_is_there_twice_covers_all_of_its_value),
		cmocka_unit_test(a_comment_on_top_covers_the_file),
		cmocka_unit_test(files_that_do_not_parse_can_be_ignored),
		cmocka_unit_test(the_line_of_another_document_excuses_it),
		cmocka_unit_test(a_break_nobody_sees_is_not_excused_by_what_stands_behind_it),
		cmocka_unit_test(a_reason_is_mandatory),
		cmocka_unit_test(names_must_be_known),
		cmocka_unit_test(each_name_of_a_comment_counts_for_itself),
		cmocka_unit_test(rules_that_are_off_leave_comments_alone),
		cmocka_unit_test(comments_do_not_suppress_what_is_wrong_with_them),
		cmocka_unit_test(suppressed_findings_count_for_nothing),
		cmocka_unit_test(comments_beyond_those_shown_are_used),
		cmocka_unit_test(suppressed_findings_take_no_room_from_others),
		cmocka_unit_test(findings_of_comments_are_bounded_like_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
