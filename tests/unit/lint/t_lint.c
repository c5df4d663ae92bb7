/* Every rule of the dictionary from both sides, which rule speaks, levels and names of findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lint/lint.h"
#include "lint/settle.h"
#include "unit/lint/quiet.h"
#include "unit/model/sample.h"

#define METRIC_A "config/metrics/counts_all/a.yml"
#define METRIC_B "config/metrics/counts_all/b.yml"
#define METRIC_C "config/metrics/counts_all/c.yml"

/* All findings, each "path:line:col: level[rule]: message". */
static str lines_of(const struct sample *s, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < s->found.all.n; i++) {
		const struct diag *d = &s->found.all.v[i];

		buf_fmt(&b, "%.*s:%u:%u: %s[%s]: %.*s\n", STR_ARG(d->at.path), d->at.at.line, d->at.at.column,
		        diag_level_name(d->level), d->rule->id, STR_ARG(d->message));
	}
	return buf_str(&b);
}

static void lint(struct sample *s)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };

	sample_link(s);
	lint_run(&s->dict, &o, &s->found);
}

/* Lints what was added, and leaves the findings to look at. */
static void finds(struct sample *s, const char *want)
{
	lint(s);
	assert_text(lines_of(s, &s->a), want);
}

static void owned(struct sample *s, const char *owners, const char *want)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };

	dict_finish(&s->dict);
	sample_owners(s, owners);
	dict_link(&s->dict);
	lint_run(&s->dict, &o, &s->found);
	assert_text(lines_of(s, &s->a), want);
}

static const struct diag *only(const struct sample *s)
{
	assert_int_equal(s->found.all.n, 1);
	return &s->found.all.v[0];
}

/* One definition alone. */
static void alone(const char *path, const char *yaml, const char *want)
{
	struct sample s;

	sample_begin(&s);
	sample_add(&s, path, yaml);
	finds(&s, want);
	sample_end(&s);
}

/* ---- key-duplicate, action-duplicate ---- */

#define LONG_KEY "counts.clicks_of_the_button_that_opens_the_list_of_all_requests_of_a_group_or_project_or_user"


static void duplicate_key_points_at_both_places(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\n");
	sample_add(&s, METRIC_B, "status: active\nkey_path: counts.x\n");
	finds(&s, METRIC_B ":2:11: error[key-duplicate]: metric \"counts.x\" is already defined in " METRIC_A "\n");
	d = only(&s);
	assert_int_equal(d->related.n, 1);
	assert_text(d->related.v[0].at.path, METRIC_A);
	assert_int_equal(d->related.v[0].at.at.line, 1);
	assert_int_equal(d->related.v[0].at.at.column, 11);
	assert_text(d->related.v[0].message, "first defined here");
	sample_end(&s);
}

static void different_keys_are_no_duplicates(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\n");
	sample_add(&s, METRIC_B, "key_path: counts.X\n");
	finds(&s, "");
	sample_end(&s);
}

static void keys_are_told_whole(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: " LONG_KEY "\n");
	sample_add(&s, METRIC_B, "key_path: " LONG_KEY "\n");
	finds(&s, METRIC_B ":1:11: error[key-duplicate]: metric \"" LONG_KEY "\" is already defined in " METRIC_A "\n");
	sample_end(&s);
}

static void a_third_definition_of_a_key_names_the_first(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\n");
	sample_add(&s, METRIC_B, "key_path: counts.x\n");
	sample_add(&s, METRIC_C, "key_path: counts.x\n");
	finds(&s, METRIC_B ":1:11: error[key-duplicate]: metric \"counts.x\" is already defined in " METRIC_A "\n" METRIC_C
	                   ":1:11: error[key-duplicate]: metric \"counts.x\" is already defined in " METRIC_A "\n");
	sample_end(&s);
}

static void keys_are_compared_after_time_frames_are_expanded(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x_monthly\n");
	sample_add(&s, METRIC_B, "key_path: counts.x\ntime_frame: [7d, 28d]\n");
	finds(&s, METRIC_B ":1:11: error[key-duplicate]: metric \"counts.x_monthly\" is already defined in " METRIC_A "\n");
	sample_end(&s);
}

static void each_file_that_has_a_key_already_is_named(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x_monthly\n");
	sample_add(&s, METRIC_B, "key_path: counts.x_weekly\n");
	sample_add(&s, METRIC_C, "key_path: counts.x\ntime_frame: [7d, 28d]\n");
	finds(&s, METRIC_C ":1:11: error[key-duplicate]: metric \"counts.x_monthly\" is already defined in " METRIC_A "\n" METRIC_C
	                   ":1:11: error[key-duplicate]: metric \"counts.x_weekly\" is already defined in " METRIC_B "\n");
	sample_end(&s);
}

static void a_key_and_its_expansions_are_different_keys(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\ntime_frame: [7d, 28d]\n");
	sample_add(&s, METRIC_B, "key_path: counts.x\ntime_frame: all\n");
	finds(&s, "");
	sample_end(&s);
}

static void two_equal_lists_of_time_frames_are_one_finding(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\ntime_frame: [7d, 28d]\n");
	sample_add(&s, METRIC_B, "key_path: counts.x\ntime_frame: [7d, 28d]\n");
	lint(&s);
	assert_int_equal(s.found.all.n, 1);
	assert_text(s.found.all.v[0].at.path, METRIC_B);
	sample_end(&s);
}

static void an_event_and_a_metric_may_share_a_name(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/x.yml", "internal_events: true\naction: x\n");
	sample_add(&s, METRIC_A, "key_path: x\n");
	finds(&s, "");
	sample_end(&s);
}

static void two_internal_events_of_one_action_are_a_finding(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/a.yml", "internal_events: true\naction: push\n");
	sample_add(&s, "config/events/b.yml", "internal_events: true\naction: push\n");
	finds(&s, "config/events/b.yml:2:9: error[action-duplicate]: event \"push\" is already defined in config/events/a.yml\n");
	sample_end(&s);
}

static void legacy_events_may_share_category_and_action(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/a.yml", "category: default\naction: click\n");
	sample_add(&s, "config/events/b.yml", "category: default\naction: click\n");
	finds(&s, "");
	sample_end(&s);
}

static void a_legacy_event_may_share_an_internal_ones_action(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/a.yml", "internal_events: true\naction: click\n");
	sample_add(&s, "config/events/b.yml", "action: click\n");
	sample_add(&s, "config/events/c.yml", "category: default\naction: click\n");
	finds(&s, "");
	sample_end(&s);
}

/* ---- event-undefined ---- */

static void an_undefined_event_is_found_at_its_name(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/push.yml", "internal_events: true\naction: create_ci_build\n");
	sample_add(&s, METRIC_A, "key_path: counts.x\nevents:\n- name: create_ci_build\n- unique: user.id\n  name: create_ci_bild\n");
	finds(&s, METRIC_A ":5:9: error[event-undefined]: event \"create_ci_bild\" is not defined\n");
	d = only(&s);
	assert_text(d->pointer, "/events/1/name");
	assert_text(d->hint, "did you mean \"create_ci_build\"?");
	assert_int_equal(d->cause.n, 0);
	sample_end(&s);
}

static void no_name_is_proposed_where_none_is_near(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/push.yml", "internal_events: true\naction: create_ci_build\n");
	sample_add(&s, METRIC_A, "key_path: counts.x\nevents:\n- name: zebra\n");
	lint(&s);
	assert_int_equal(only(&s)->hint.n, 0);
	sample_end(&s);
}

static void a_removed_event_is_never_proposed(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/push.yml", "internal_events: true\naction: create_ci_build\nstatus: removed\nmilestone_removed: \"16.0\"\nremoved_by_url: https://example.com/1\n");
	sample_add(&s, METRIC_A, "key_path: counts.x\nevents:\n- name: create_ci_bild\n");
	lint(&s);
	assert_string_equal(only(&s)->rule->id, "event-undefined");
	assert_int_equal(only(&s)->hint.n + only(&s)->fixes.n, 0);
	sample_end(&s);
}

static void a_defined_event_is_no_finding(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/a.yml", "internal_events: true\naction: push\n");
	sample_add(&s, "config/events/b.yml", "category: c\naction: pull\n");
	sample_add(&s, METRIC_A, "key_path: counts.x\nevents:\n- name: push\n- name: pull\n");
	finds(&s, "");
	sample_end(&s);
}

static void an_expanded_metric_reports_its_event_once(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\ntime_frame: [7d, 28d, all]\nevents:\n- name: zebra\n",
	      METRIC_A ":4:9: error[event-undefined]: event \"zebra\" is not defined\n");
}

static void a_removed_metric_may_name_what_is_gone(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nstatus: removed\nmilestone_removed: \"16.1\"\nremoved_by_url: https://e.com\n"
	                "events:\n- name: zebra\n",
	      "");
}

static void a_broken_metric_may_not(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nstatus: broken\nrepair_issue_url: https://e.com\nevents:\n- name: zebra\n",
	      METRIC_A ":5:9: error[event-undefined]: event \"zebra\" is not defined\n");
}

static void options_events_may_name_what_is_no_event(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\noptions:\n  events: [a_redis_key]\n  event: another\n", "");
}

static void the_cause_of_an_undefined_event_is_the_file_that_does_not_parse(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/20230101120000_push.yml", "action: push\n  bad: [\n");
	sample_add(&s, METRIC_A, "key_path: counts.x\nevents:\n- name: push\n");
	lint(&s);
	assert_int_equal(s.found.all.n, 2);
	d = &s.found.all.v[1];
	assert_string_equal(d->rule->id, "event-undefined");
	assert_text(d->cause, "config/events/20230101120000_push.yml");
	assert_text(d->related.v[0].at.path, "config/events/20230101120000_push.yml");
	assert_text(d->related.v[0].message, "this file would define it but cannot be read: yaml-syntax");
	assert_text(d->help, "repair config/events/20230101120000_push.yml");
	assert_int_equal(d->hint.n, 0);
	sample_end(&s);
}

static void the_cause_of_an_undefined_event_is_the_file_that_renamed_it(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/push.yml", "internal_events: true\naction: git_push\n");
	sample_add(&s, METRIC_A, "key_path: counts.x\nevents:\n- name: push\n");
	lint(&s);
	d = only(&s);
	assert_text(d->cause, "config/events/push.yml");
	assert_text(d->related.v[0].message, "this file defines \"git_push\" instead");
	assert_int_equal(d->related.v[0].at.at.line, 2);
	assert_int_equal(d->related.v[0].at.at.column, 9);
	assert_text(d->help, "rename the event back, or refer to \"git_push\"");
	sample_end(&s);
}

static void a_search_for_near_names_ends(void **state)
{
	struct sample s;
	struct buf yaml = { 0 };

	(void)state;
	sample_begin(&s);
	yaml.a = &s.a;
	sample_add(&s, "config/events/a.yml", "internal_events: true\naction: event_name\n");
	buf_z(&yaml, "key_path: counts.x\nevents:\n");
	for (int i = 0; i < 300; i++)
		buf_fmt(&yaml, "- name: event_nam%d\n", i);
	sample_add(&s, METRIC_A, str_z(buf_str(&yaml), &s.a));
	lint(&s);
	assert_int_equal(s.found.all.n, 300);
	assert_int_not_equal(s.found.all.v[0].hint.n, 0);
	assert_int_equal(s.found.all.v[299].hint.n, 0);
	sample_end(&s);
}

static void one_file_fills_no_report_alone(void **state)
{
	struct sample s;
	struct buf yaml = { 0 };

	(void)state;
	sample_begin(&s);
	yaml.a = &s.a;
	buf_z(&yaml, "key_path: counts.x\nevents:\n");
	for (int i = 0; i < 510; i++)
		buf_fmt(&yaml, "- name: zebra%d\n", i);
	sample_add(&s, METRIC_A, str_z(buf_str(&yaml), &s.a));
	sample_add(&s, METRIC_B, "key_path: counts.y\nevents: [{name: zebra}]\n");
	lint(&s);
	assert_int_equal(s.found.all.n, 501);
	assert_text(s.found.all.v[499].help, "10 more like this in this file are not shown");
	assert_text(s.found.all.v[500].at.path, METRIC_B);
	sample_end(&s);
}

/* ---- owner-unknown ---- */

static const char owners[] = "stages: {create: {name: Create}}\ngroups:\n  source_code: {stage: create}\n  code_review: {stage: create}\n";

static void a_group_nobody_lists_is_found_with_the_nearest_name(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\nproduct_group: source_cod\n");
	owned(&s, owners, METRIC_A ":2:16: error[owner-unknown]: group \"source_cod\" is not in owners.yml\n");
	assert_text(only(&s)->hint, "did you mean \"source_code\"?");
	assert_text(only(&s)->pointer, "/product_group");
	sample_end(&s);
}

static void an_unknown_group_is_never_proposed(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\nproduct_group: zebras\n");
	sample_add(&s, METRIC_B, "key_path: counts.y\nproduct_group: zebra\n");
	owned(&s, owners,
	      METRIC_A ":2:16: error[owner-unknown]: group \"zebras\" is not in owners.yml\n" METRIC_B
	               ":2:16: error[owner-unknown]: group \"zebra\" is not in owners.yml\n");
	assert_int_equal(s.found.all.v[1].hint.n, 0);
	sample_end(&s);
}

static void a_listed_group_is_no_finding_however_it_is_written(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\nproduct_group: source_code\n");
	sample_add(&s, METRIC_B, "key_path: counts.y\nproduct_group: group::Code Review\n");
	sample_add(&s, METRIC_C, "key_path: counts.z\n");
	owned(&s, owners, "");
	sample_end(&s);
}

static void without_a_list_of_owners_no_group_is_unknown(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nproduct_group: anybody\n", "");
}

/* ---- removed-incomplete, broken-incomplete ---- */

static void a_removal_without_evidence_is_found_at_the_status(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nstatus: removed\n",
	      METRIC_A ":2:9: error[removed-incomplete]: milestone_removed is missing, required because status is removed\n" METRIC_A
	               ":2:9: error[removed-incomplete]: removed_by_url is missing, required because status is removed\n");
}

static void empty_evidence_is_found_at_its_own_place(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\nstatus: removed\nmilestone_removed: \"16.1\"\nremoved_by_url: \" \"\n");
	finds(&s, METRIC_A ":4:17: error[removed-incomplete]: removed_by_url is empty, required because status is removed\n");
	assert_text(only(&s)->pointer, "/removed_by_url");
	assert_text(only(&s)->help, "fill in removed_by_url");
	sample_end(&s);
}

static void null_is_no_evidence(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nstatus: removed\nmilestone_removed:\nremoved_by_url: https://e.com\n",
	      METRIC_A ":3:19: error[removed-incomplete]: milestone_removed is empty, required because status is removed\n");
}

static void a_removal_with_evidence_is_no_finding(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nstatus: removed\nmilestone_removed: \"16.1\"\nremoved_by_url: https://e.com\n", "");
	alone(METRIC_A, "key_path: counts.x\nstatus: removed\nmilestone_removed: \"16.1\"\nremoved_by_url: null\n", ""); /* nobody knows it */
	alone(METRIC_A, "key_path: counts.x\nstatus: removed\nmilestone_removed: \"16.1\"\nremoved_by_url:\n",
	      METRIC_A ":4:16: error[removed-incomplete]: removed_by_url is empty, required because status is removed\n");
	alone(METRIC_A, "key_path: counts.x\nstatus: active\n", "");
}

static void statuses_that_mean_removed_are_called_what_was_written(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nstatus: not_used\nmilestone_removed: \"16.1\"\n",
	      METRIC_A ":2:9: error[removed-incomplete]: removed_by_url is missing, required because status is not_used\n");
}

static void a_removed_event_needs_evidence_too(void **state)
{
	(void)state;
	alone("config/events/removed/a.yml", "internal_events: true\naction: a\nstatus: removed\nmilestone_removed: \"16.1\"\n",
	      "config/events/removed/a.yml:3:9: error[removed-incomplete]: removed_by_url is missing, required because status is "
	      "removed\n");
}

static void a_broken_metric_needs_an_issue(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nstatus: broken\n",
	      METRIC_A ":2:9: error[broken-incomplete]: repair_issue_url is missing, required because status is broken\n");
	alone(METRIC_A, "key_path: counts.x\nstatus: broken\nrepair_issue_url: \"\"\n",
	      METRIC_A ":3:19: error[broken-incomplete]: repair_issue_url is empty, required because status is broken\n");
	alone(METRIC_A, "key_path: counts.x\nstatus: broken\nrepair_issue_url: https://e.com\n", "");
}

/* ---- milestone-unquoted, yaml-ambiguous-scalar ---- */

static void a_milestone_that_is_a_number_is_mended_by_quotes(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\nmilestone: 15.10\n");
	finds(&s, METRIC_A ":2:12: error[milestone-unquoted]: milestone is read as the number 15.1, expected the text \"15.10\"\n");
	d = only(&s);
	assert_text(d->hint, "write \"15.10\"");
	assert_int_equal(d->fixes.n, 1);
	assert_true(d->fixes.v[0].is_safe);
	assert_text(d->fixes.v[0].edits.v[0].text, "\"15.10\"");
	assert_int_equal(d->fixes.v[0].edits.v[0].at.column, 12);
	assert_int_equal(d->fixes.v[0].edits.v[0].at.end_column, 17);
	sample_end(&s);
}

static void the_milestone_of_a_removal_counts_too(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nstatus: removed\nremoved_by_url: https://e.com\nmilestone_removed: 16.10\n",
	      METRIC_A ":4:20: error[milestone-unquoted]: milestone_removed is read as the number 16.1, expected the text \"16.10\"\n");
}

static void a_number_that_is_no_release_is_not_put_in_quotes_as_it_is(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\nmilestone: 16\n");
	finds(&s, METRIC_A ":2:12: error[milestone-unquoted]: milestone is read as the number 16, expected the text of a release, such as \"16.5\"\n");
	assert_int_equal(only(&s)->fixes.n, 0);
	assert_int_equal(only(&s)->hint.n, 0);
	assert_text(only(&s)->help, "write the release in quotes, with both its numbers");
	sample_end(&s);
}

static void a_milestone_in_quotes_is_no_finding(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\nmilestone: \"15.10\"\n", "");
	alone(METRIC_A, "key_path: counts.x\nmilestone: '15.10'\n", "");
	alone(METRIC_A, "key_path: counts.x\nmilestone: <15.10\n", "");
}

static void text_that_is_read_as_something_else_is_a_warning_with_a_fix(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\noptions:\n  list: [a, {version: 1:30}]\n");
	finds(&s, METRIC_A ":3:23: warning[yaml-ambiguous-scalar]: 1:30 is read as 5400\n");
	d = only(&s);
	assert_text(d->pointer, "/options/list/1/version");
	assert_text(d->hint, "write 5400, or \"1:30\" if the text is meant");
	assert_false(d->fixes.v[0].is_safe);
	assert_text(d->fixes.v[0].edits.v[0].text, "\"1:30\"");
	sample_end(&s);
}

static void values_below_a_key_that_is_too_long_to_show_have_no_pointer(void **state)
{
	enum { N = 400 };
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add_below_long_key(&s, METRIC_A, "  - yes", N);
	lint(&s);
	assert_int_equal(s.found.all.n, N);
	for (size_t i = 0; i < N; i++)
		assert_false(s.found.all.v[i].has_pointer);
	assert_true(s.a.used < 32 * (size_t)SAMPLE_LONG_KEY);
	sample_end(&s);
}

static void keys_can_be_ambiguous_too(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\noptions:\n  yes: a\n",
	      METRIC_A ":3:3: warning[yaml-ambiguous-scalar]: yes is read as true\n");
	alone(METRIC_A, "key_path: counts.x\noptions: {\"\xc3\xa9\": a, 1:30 : a, true: b, 7: c}\n",
	      METRIC_A ":2:19: warning[yaml-ambiguous-scalar]: 1:30 is read as 5400\n");
}

static void what_everybody_reads_alike_is_no_finding(void **state)
{
	(void)state;
	alone(METRIC_A, "key_path: counts.x\noptions: {a: 7, b: 1.5, c: true, d: null, e: ~, f: \"yes\", g: text}\n", "");
}

/* ---- which rule speaks ---- */

static struct diag *put(struct sample *s, const char *rule, const char *pointer)
{
	const struct diag_rule *r = lint_find(str_from_z(rule));
	struct diag *d;

	assert_non_null(r);
	d = diag_add(&s->found, r, (struct span){ STR(METRIC_A), { 1, 1, 1, 1 } }, "says %s", rule);
	d->pointer = str_from_z(pointer);
	d->has_pointer = true;
	return d;
}

/* Both findings about one place, in both orders: only `speaker` stays. */
static void silences(const char *speaker, const char *silenced)
{
	for (int turn = 0; turn < 2; turn++) {
		struct sample s;

		sample_begin(&s);
		put(&s, turn ? speaker : silenced, "/milestone");
		put(&s, turn ? silenced : speaker, "/milestone");
		lint_settle(&s.found);
		assert_int_equal(s.found.all.n, 1);
		assert_string_equal(s.found.all.v[0].rule->id, speaker);
		sample_end(&s);
	}
}

static void a_milestone_in_need_of_quotes_explains_what_the_schema_says(void **state)
{
	(void)state;
	silences("milestone-unquoted", "schema-type");
	silences("milestone-unquoted", "schema-pattern");
	silences("milestone-unquoted", "schema-any-of");
	silences("milestone-unquoted", "schema-one-of");
	silences("milestone-unquoted", "yaml-ambiguous-scalar");
}

static void what_the_schema_says_of_a_value_is_enough(void **state)
{
	(void)state;
	silences("schema-enum", "yaml-ambiguous-scalar");
	silences("schema-type", "yaml-ambiguous-scalar");
	silences("schema-min-length", "key-missing");
	silences("schema-type", "removed-incomplete");
	silences("schema-type", "broken-incomplete");
}

static void what_follows_from_a_value_that_the_schema_refuses_is_not_told(void **state)
{
	static const char *const rules[] = {
		"active-with-removal", "removed-event-place", "milestone-order", "unique-time-frame", "folder-time-frame", "key-suffix-time-frame",
		"category-unknown", "value-schema-missing", "properties-builtin-first", "unique-not-identifier", "sum-needs-value", "selection-mixed",
		"event-undefined", "owner-unknown", "action-style", "file-name", "folder-edition", "description-missing", "description-placeholder",
		"description-short", "url-dead-form", "url-placeholder", "text-whitespace",
	};

	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		silences("schema-enum", rules[i]);
}

static void of_two_rules_about_one_mistake_the_nearer_one_speaks(void **state)
{
	(void)state;
	silences("key-invisible", "text-whitespace");
	silences("key-duplicate", "file-name");
	silences("action-duplicate", "file-name");
	silences("active-with-removal", "removed-event-place");
	silences("key-suffix-time-frame", "folder-time-frame");
	silences("key-suffix-time-frame", "description-time-frame");
	silences("folder-time-frame", "description-time-frame");
	silences("unique-not-identifier", "selection-mixed");
	silences("sum-needs-value", "selection-mixed");
	silences("unique-time-frame", "schema-any-of");
	silences("unique-time-frame", "schema-one-of");
	silences("description-placeholder", "description-short");
}

/* time_frame: [7d, all] */
static void what_is_told_of_an_item_as_a_matter_of_its_list_speaks_for_both(void **state)
{
	static const char *const pointers[] = { "/time_frame", "/time_frame/1" };

	(void)state;
	for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
		struct sample s;

		sample_begin(&s);
		put(&s, "unique-time-frame", "/time_frame/1")->subject = STR("/time_frame");
		put(&s, "schema-any-of", pointers[i]);
		put(&s, "schema-any-of", "/time_frame/2");
		lint_settle(&s.found);
		assert_int_equal(s.found.all.n, 2);
		assert_string_equal(s.found.all.v[0].rule->id, "unique-time-frame");
		assert_text(s.found.all.v[1].pointer, "/time_frame/2");
		sample_end(&s);
	}
}

/* Where the schema is as content with the text as with the value, nobody knows which is meant. */
static void what_the_schema_says_is_mended_by_quotes_only_where_they_are_safe(void **state)
{
	(void)state;
	for (int is_safe = 0; is_safe < 2; is_safe++) {
		struct sample s;

		sample_begin(&s);
		put(&s, "schema-type", "/milestone");
		(void)diag_fix_add(&s.found, put(&s, "yaml-ambiguous-scalar", "/milestone"), is_safe, STR("quote the scalar"));
		lint_settle(&s.found);
		assert_string_equal(only(&s)->rule->id, "schema-type");
		assert_int_equal(only(&s)->fixes.n, is_safe);
		sample_end(&s);
	}
}

/* At one column of line 1, as text-whitespace tells of it. */
static void put_character(struct sample *s, unsigned column, bool is_safe, str remedy)
{
	struct diag *d = put(s, "text-whitespace", "/name");
	struct place at = place_make(1, column, 1, column + 1);

	d->at.at = at;
	diag_edit_add(&s->found, diag_fix_add(&s->found, d, is_safe, remedy), at, STR("\""));
}

static void put_curly_quote(struct sample *s, unsigned column, bool is_safe)
{
	put_character(s, column, is_safe, STR("write the plain character"));
}

static void what_nobody_sees_in_a_value_that_the_schema_refuses_is_its_help_and_its_fix(void **state)
{
	(void)state;
	for (int is_safe = 0; is_safe < 2; is_safe++) {
		struct sample s;
		const struct diag_fix *fix;

		sample_begin(&s);
		put_curly_quote(&s, 7, true);
		put(&s, "schema-pattern", "/name");
		put_curly_quote(&s, 11, is_safe);
		lint_settle(&s.found);
		assert_string_equal(only(&s)->rule->id, "schema-pattern");
		assert_text(only(&s)->help, "there is says text-whitespace");
		assert_int_equal(only(&s)->fixes.n, 1);
		fix = &only(&s)->fixes.v[0];
		assert_int_equal(fix->is_safe, is_safe);
		assert_text(fix->description, "write the plain character, at 2 places");
		assert_int_equal(fix->edits.n, 2);
		assert_int_equal(fix->edits.v[0].at.column, 7);
		assert_int_equal(fix->edits.v[1].at.column, 11);
		sample_end(&s);
	}
}

static void a_fix_of_several_characters_says_what_it_does_to_all_of_them(void **state)
{
	static const char *const written = "write the plain character", *const removed = "remove the character";
	static const struct {
		const char *remedies[3], *said;
	} rows[] = {
		{ { written, removed }, "write plain characters, at 2 places" },
		{ { written, removed, removed }, "write plain characters, at 3 places" },
		{ { removed, removed, written }, "write plain characters, at 3 places" },
		{ { removed, removed, removed }, "remove the character, at 3 places" },
		{ { removed }, "remove the character" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample s;

		sample_begin(&s);
		put(&s, "schema-enum", "/name");
		for (unsigned j = 0; j < 3 && rows[i].remedies[j]; j++)
			put_character(&s, 7 + j, true, str_from_z(rows[i].remedies[j]));
		lint_settle(&s.found);
		assert_text(only(&s)->fixes.v[0].description, rows[i].said);
		sample_end(&s);
	}
}

static void what_another_character_does_not_mend_is_not_explained_by_it(void **state)
{
	static const struct {
		const char *rule;
		size_t n_fixes;
	} rows[] = {
		{ "schema-pattern", 1 },    { "schema-enum", 1 },        { "schema-const", 1 },      { "schema-format", 1 },
		{ "schema-type", 1 },       { "schema-any-of", 1 },      { "schema-one-of", 1 },     { "schema-unknown-key", 0 },
		{ "schema-min-length", 0 }, { "schema-max-length", 0 },  { "schema-required", 0 },   { "schema-not", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample s;

		sample_begin(&s);
		put(&s, rows[i].rule, "/name");
		put_curly_quote(&s, 7, true);
		lint_settle(&s.found);
		assert_string_equal(only(&s)->rule->id, rows[i].rule);
		assert_int_equal(only(&s)->fixes.n, rows[i].n_fixes);
		assert_text(only(&s)->help, rows[i].n_fixes ? "there is says text-whitespace" : "");
		sample_end(&s);
	}
}

static void what_nobody_sees_in_a_key_says_nothing_of_its_value(void **state)
{
	static const char *const rules[] = { "schema-type", "schema-any-of", "schema-min-length" };

	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct sample s;
		struct diag *value;

		sample_begin(&s);
		put_character(&s, 2, false, STR("remove the character"));
		value = put(&s, rules[i], "/name");
		value->at.at = place_make(1, 7, 1, 9);
		lint_settle(&s.found);
		assert_int_equal(s.found.all.n, 2);
		assert_string_equal(s.found.all.v[1].rule->id, rules[i]);
		assert_int_equal(s.found.all.v[1].fixes.n, 0);
		assert_int_equal(s.found.all.v[1].help.n, 0);
		sample_end(&s);
	}
}

static void what_the_schema_knows_of_a_value_goes_before_what_nobody_sees_in_it(void **state)
{
	struct sample s;
	struct diag *d;

	(void)state;
	sample_begin(&s);
	d = put(&s, "schema-enum", "/name");
	d->help = STR("use a name of the list");
	(void)diag_fix_add(&s.found, d, false, STR("replace the name"));
	put_curly_quote(&s, 7, true);
	lint_settle(&s.found);
	assert_text(only(&s)->help, "use a name of the list");
	assert_int_equal(only(&s)->fixes.n, 1);
	assert_text(only(&s)->fixes.v[0].description, "replace the name");
	sample_end(&s);
}

static void what_waits_for_a_missing_key_is_told_only_where_that_is_not(void **state)
{
	static const struct {
		const char *missing, *awaited;
		size_t n;
	} rows[] = { { "/o/t", "/o/t", 1 }, { "/o/t", "/o/s", 2 }, { "/o/t", "", 2 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample s;

		sample_begin(&s);
		put(&s, "schema-one-of", "/o")->awaited = str_from_z(rows[i].awaited);
		put(&s, "schema-required", "/o")->subject = str_from_z(rows[i].missing);
		lint_settle(&s.found);
		assert_int_equal(s.found.all.n, rows[i].n);
		assert_string_equal(s.found.all.v[rows[i].n - 1].rule->id, "schema-required");
		sample_end(&s);
	}
}

static void what_waits_silences_nobody(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "schema-one-of", "/o")->awaited = STR("/o/t");
	put(&s, "schema-required", "/x")->subject = STR("/o/t");
	put(&s, "category-unknown", "/o");
	lint_settle(&s.found);
	assert_int_equal(s.found.all.n, 2);
	assert_string_equal(s.found.all.v[1].rule->id, "category-unknown");
	sample_end(&s);
}

static void a_refused_alias_is_the_cause_of_all_that_misses_its_value(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "yaml-alias", "")->at.at = (struct place){ 3, 14, 3, 16 };
	put(&s, "schema-type", "/description")->at.at = (struct place){ 3, 14, 3, 16 };
	put(&s, "schema-type", "/name")->at.at = (struct place){ 4, 14, 4, 16 };
	lint_settle(&s.found);
	assert_int_equal(s.found.all.n, 2);
	assert_string_equal(s.found.all.v[0].rule->id, "yaml-alias");
	assert_text(s.found.all.v[1].pointer, "/name");
	sample_end(&s);
}

/* milestone: {{ milestone }} */
static void what_surrounds_something_that_cannot_be_read_is_not_judged(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "schema-type", "/milestone")->at.at = (struct place){ 3, 12, 3, 27 };
	put(&s, "yaml-syntax", "")->at.at = (struct place){ 3, 13, 3, 14 };
	put(&s, "schema-type", "/name")->at.at = (struct place){ 4, 12, 4, 27 };
	put(&s, "schema-type", "/list/0")->at.at = (struct place){ 3, 2, 3, 13 };
	lint_settle(&s.found);
	assert_int_equal(s.found.all.n, 3);
	assert_string_equal(s.found.all.v[0].rule->id, "yaml-syntax");
	assert_text(s.found.all.v[1].pointer, "/name");
	assert_text(s.found.all.v[2].pointer, "/list/0");
	sample_end(&s);
}

static void a_date_that_the_schema_does_not_want_needs_more_than_quotes(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "yaml-tag", "")->at.at = (struct place){ 3, 12, 3, 22 };
	put(&s, "schema-pattern", "/milestone")->at.at = (struct place){ 3, 12, 3, 22 };
	put(&s, "yaml-tag", "")->at.at = (struct place){ 4, 7, 4, 17 };
	put(&s, "milestone-order", "/milestone_removed")->at.at = (struct place){ 4, 7, 4, 17 };
	lint_settle(&s.found);
	assert_int_equal(s.found.all.n, 3);
	assert_string_equal(s.found.all.v[0].rule->id, "schema-pattern");
	assert_string_equal(s.found.all.v[1].rule->id, "yaml-tag");
	sample_end(&s);
}

static void a_character_nobody_sees_in_a_key_is_told_once_with_its_fix(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.\xe2\x80\x8bx\n");
	finds(&s, METRIC_A ":1:11: error[key-invisible]: metric \"counts.\\u{200B}x\" has the character U+200B, which nobody sees\n");
	assert_int_equal(only(&s)->fixes.n, 1);
	assert_false(only(&s)->fixes.v[0].is_safe);
	sample_end(&s);
}

#define TEN "counts_of_"
static void blanks_that_make_two_keys_look_alike_are_not_seen(void **state)
{
	static const char *const keys[][2] = {
		{ "\"counts.x \"", "\"counts.x \" has the character U+0020 at an end" },
		{ "\" counts.x\"", "\" counts.x\" has the character U+0020 at an end" },
		{ "\"counts.\xc2\xa0x\"", "\"counts.\xc2\xa0x\" has the character U+00A0" },
		{ "\"counts.x\xe3\x80\x80\"", "\"counts.x\xe3\x80\x80\" has the character U+3000" },
		{ "\"counts.\xe3\x85\xa4x\"", "\"counts.\\u{3164}x\" has the character U+3164" },
		{ "\"" TEN TEN TEN TEN TEN TEN TEN TEN TEN "\xe2\x80\x8bx\"",
		  "\"..." TEN TEN TEN TEN "\\u{200B}x\" has the character U+200B" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct sample s;

		sample_begin(&s);
		sample_add(&s, METRIC_A, str_z(str_fmt(&s.a, "key_path: %s\n", keys[i][0]), &s.a));
		finds(&s, str_z(str_fmt(&s.a, METRIC_A ":1:11: error[key-invisible]: metric %s, which nobody sees\n", keys[i][1]), &s.a));
		sample_end(&s);
	}
}

static void a_blank_between_words_of_a_key_is_seen(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts of x\n");
	finds(&s, "");
	sample_end(&s);
}

static void the_schemas_word_about_a_missing_key_is_enough(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "schema-required", "")->subject = STR("/removed_by_url");
	sample_add(&s, METRIC_A, "key_path: counts.x\nstatus: removed\n");
	lint(&s);
	assert_int_equal(s.found.all.n, 2);
	assert_string_equal(s.found.all.v[0].rule->id, "schema-required");
	assert_string_equal(s.found.all.v[1].rule->id, "removed-incomplete");
	assert_text(s.found.all.v[1].subject, "/milestone_removed");
	sample_end(&s);
}

static void the_schemas_word_about_a_repair_issue_is_enough(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "schema-required", "")->subject = STR("/repair_issue_url");
	sample_add(&s, METRIC_A, "key_path: counts.x\nstatus: broken\n");
	lint(&s);
	assert_string_equal(only(&s)->rule->id, "schema-required");
	sample_end(&s);
}

static void the_keyword_that_failed_is_not_lost(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "schema-type", "/milestone")->schema_pointer = STR("#/properties/milestone/type");
	sample_add(&s, METRIC_A, "key_path: counts.x\nmilestone: 15.10\n");
	lint(&s);
	assert_string_equal(only(&s)->rule->id, "milestone-unquoted");
	assert_text(only(&s)->schema_pointer, "#/properties/milestone/type");
	sample_end(&s);
}

static void other_places_and_other_rules_are_not_silenced(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "milestone-unquoted", "/milestone");
	put(&s, "schema-type", "/milestone_removed");
	put(&s, "schema-enum", "/milestone");
	put(&s, "schema-type", "/milestone")->at.path = STR(METRIC_B);
	lint_settle(&s.found);
	assert_int_equal(s.found.all.n, 4);
	sample_end(&s);
}

static void blanks_at_ends_of_lines_are_told_beside_what_the_whole_document_is_wrong_in(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "schema-one-of", "");
	put(&s, "text-whitespace", "")->has_pointer = false;
	put(&s, "text-whitespace", "/name");
	put(&s, "schema-pattern", "/name");
	lint_settle(&s.found);
	assert_int_equal(s.found.all.n, 3);
	assert_string_equal(s.found.all.v[1].rule->id, "text-whitespace");
	assert_string_equal(s.found.all.v[2].rule->id, "schema-pattern");
	sample_end(&s);
}

static void what_has_no_pointer_silences_nobody(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "schema-type", "")->has_pointer = false;
	put(&s, "file-name", "");
	lint_settle(&s.found);
	assert_int_equal(s.found.all.n, 2);
	sample_end(&s);
}

static void several_findings_of_one_speaker_stay(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	put(&s, "schema-type", "/milestone");
	put(&s, "schema-type", "/milestone");
	put(&s, "milestone-unquoted", "/description");
	lint_settle(&s.found);
	assert_int_equal(s.found.all.n, 3);
	sample_end(&s);
}

/* ---- levels, names, order ---- */

static void levels(const struct diag_setting *rows, size_t n, const char *want)
{
	struct diag_setting all[N_QUIET + 3];
	struct lint_options o = { .levels = all, .n_levels = N_QUIET + n };
	struct sample s;

	memcpy(all, quiet, sizeof quiet);
	memcpy(all + N_QUIET, rows, n * sizeof *rows);

	sample_begin(&s);
	put(&s, "schema-type", "/milestone");
	sample_add(&s, METRIC_A, "key_path: counts.x\nmilestone: 15.10\n");
	sample_link(&s);
	lint_run(&s.dict, &o, &s.found);
	assert_text(lines_of(&s, &s.a), want);
	sample_end(&s);
}

static void a_rule_speaks_at_the_level_it_is_given(void **state)
{
	const struct diag_setting rows[] = { { STR("milestone-unquoted"), DIAG_ERROR }, { STR("milestone-unquoted"), DIAG_NOTE } };

	(void)state;
	levels(rows, 2, METRIC_A ":2:12: note[milestone-unquoted]: milestone is read as the number 15.1, expected the text \"15.10\"\n");
}

static void a_rule_that_is_off_silences_nobody(void **state)
{
	const struct diag_setting rows[] = { { STR("milestone-unquoted"), DIAG_OFF } };

	(void)state;
	levels(rows, 1, METRIC_A ":1:1: error[schema-type]: says schema-type\n");
}

static void all_rules_can_be_off(void **state)
{
	const struct diag_setting rows[] = { { STR("milestone-unquoted"), DIAG_OFF },
		                                  { STR("schema-type"), DIAG_OFF },
		                                  { STR("yaml-ambiguous-scalar"), DIAG_OFF } };

	(void)state;
	levels(rows, 3, "");
}

static void a_finding_names_kind_and_key_of_its_definition(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC_A, "key_path: counts.x\ntime_frame: [7d, 28d]\nevents:\n- name: zebra\n- name: lion\n");
	lint(&s);
	assert_int_equal(s.found.all.n, 2);
	assert_text(s.found.all.v[0].kind, "metric");
	assert_text(s.found.all.v[0].key, "counts.x_weekly");
	assert_int_equal(e[0].findings, 2);
	assert_int_equal(e[1].findings, 2);
	sample_end(&s);
}

static void a_finding_in_a_file_without_entries_names_neither(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "[\n");
	lint(&s);
	assert_int_equal(s.found.all.n, 1);
	assert_int_equal(s.found.all.v[0].kind.n, 0);
	assert_int_equal(s.found.all.v[0].key.n, 0);
	sample_end(&s);
}

static void findings_stand_in_order_of_their_places(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, METRIC_A, "key_path: counts.x\nmilestone: 1.10\nevents:\n- name: zebra\n");
	sample_add(&s, METRIC_B, "key_path: counts.x\n");
	finds(&s, METRIC_A ":2:12: error[milestone-unquoted]: milestone is read as the number 1.1, expected the text \"1.10\"\n" METRIC_A
	                   ":4:9: error[event-undefined]: event \"zebra\" is not defined\n" METRIC_B
	                   ":1:11: error[key-duplicate]: metric \"counts.x\" is already defined in " METRIC_A "\n");
	sample_end(&s);
}

static void an_empty_dictionary_has_no_findings(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	finds(&s, "");
	sample_end(&s);
}

/* ---- the registry ---- */

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((*text < ' ' && *text != '\n') || *text > '~')
			return false;
	return true;
}

static void every_rule_explains_itself_in_plain_ascii(void **state)
{
	const struct diag_rule *r;
	size_t i;

	(void)state;
	for (i = 0; (r = lint_rule_at_in(NULL, i)); i++) {
		const char *texts[] = { r->title, r->reason, r->bad, r->good, r->scope };

		for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
			if (!texts[t] || !*texts[t] || !is_plain(texts[t]))
				fail_msg("rule %s: text %zu is missing or not plain", r->id, t);
		if (!str_ends(str_from_z(r->bad), STR("\n")) || !str_ends(str_from_z(r->good), STR("\n")))
			fail_msg("rule %s: an example does not end with a line break", r->id);
		if (str_ends(str_from_z(r->title), STR(".")) || !str_ends(str_from_z(r->reason), STR(".")))
			fail_msg("rule %s: titles have no final period, reasons have one", r->id);
		if (r->fix && !str_starts(str_from_z(r->fix), STR("safe: ")) && !str_starts(str_from_z(r->fix), STR("unsafe: ")))
			fail_msg("rule %s: its fix is neither safe nor unsafe", r->id);
		if (r->level == DIAG_OFF)
			fail_msg("rule %s is off", r->id);
	}
	assert_true(i > 50); /* all tables were seen */
}

static void every_rule_has_its_own_id(void **state)
{
	const struct diag_rule *r;

	(void)state;
	for (size_t i = 0; (r = lint_rule_at_in(NULL, i)); i++) {
		assert_ptr_equal(lint_find(str_from_z(r->id)), r);
		for (const char *p = r->id; *p; p++)
			assert_true(*p == '-' || byte_is_digit(*p) || (*p >= 'a' && *p <= 'z'));
	}
	assert_null(lint_find(STR("no-such-rule")));
	assert_null(lint_find(STR("")));
}

static void an_unknown_rule_is_told_with_a_way_on(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_text(lint_unknown_in(NULL, STR("key-duplicat"), &a), "unknown rule 'key-duplicat', did you mean 'key-duplicate'?");
	assert_text(lint_unknown_in(NULL, STR("zebra"), &a), "unknown rule 'zebra', see 'dictum explain --list'");
	arena_free(&a);
}

static void a_misspelt_rule_has_a_nearest_one(void **state)
{
	(void)state;
	assert_text(lint_nearest_in(NULL, STR("key-duplicat")), "key-duplicate");
	assert_text(lint_nearest_in(NULL, STR("event_undefined")), "event-undefined");
	assert_text(lint_nearest_in(NULL, STR("schema-enum")), "schema-enum");
	assert_text(lint_nearest_in(NULL, STR("SCHEMA-ENUM")), "schema-enum");
	assert_text(lint_nearest_in(NULL, STR("zebra")), "");
	assert_text(lint_nearest_in(NULL, STR("")), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(duplicate_key_points_at_both_places),
		cmocka_unit_test(different_keys_are_no_duplicates),
		cmocka_unit_test(keys_are_told_whole),
		cmocka_unit_test(a_third_definition_of_a_key_names_the_first),
		cmocka_unit_test(keys_are_compared_after_time_frames_are_expanded),
		cmocka_unit_test(each_file_that_has_a_key_already_is_named),
		cmocka_unit_test(a_key_and_its_expansions_are_different_keys),
		cmocka_unit_test(two_equal_lists_of_time_frames_are_one_finding),
		cmocka_unit_test(an_event_and_a_metric_may_share_a_name),
		cmocka_unit_test(two_internal_events_of_one_action_are_a_finding),
		cmocka_unit_test(legacy_events_may_share_category_and_action),
		cmocka_unit_test(a_legacy_event_may_share_an_internal_ones_action),
		cmocka_unit_test(an_undefined_event_is_found_at_its_name),
		cmocka_unit_test(no_name_is_proposed_where_none_is_near),
		cmocka_unit_test(a_removed_event_is_never_proposed),
		cmocka_unit_test(a_defined_event_is_no_finding),
		cmocka_unit_test(an_expanded_metric_reports_its_event_once),
		cmocka_unit_test(a_removed_metric_may_name_what_is_gone),
		cmocka_unit_test(a_broken_metric_may_not),
		cmocka_unit_test(options_events_may_name_what_is_no_event),
		cmocka_unit_test(the_cause_of_an_undefined_event_is_the_file_that_does_not_parse),
		cmocka_unit_test(the_cause_of_an_undefined_event_is_the_file_that_renamed_it),
		cmocka_unit_test(a_search_for_near_names_ends),
		cmocka_unit_test(one_file_fills_no_report_alone),
		cmocka_unit_test(a_group_nobody_lists_is_found_with_the_nearest_name),
		cmocka_unit_test(an_unknown_group_is_never_proposed),
		cmocka_unit_test(a_listed_group_is_no_finding_however_it_is_written),
		cmocka_unit_test(without_a_list_of_owners_no_group_is_unknown),
		cmocka_unit_test(a_removal_without_evidence_is_found_at_the_status),
		cmocka_unit_test(empty_evidence_is_found_at_its_own_place),
		cmocka_unit_test(null_is_no_evidence),
		cmocka_unit_test(a_removal_with_evidence_is_no_finding),
		cmocka_unit_test(statuses_that_mean_removed_are_called_what_was_written),
		cmocka_unit_test(a_removed_event_needs_evidence_too),
		cmocka_unit_test(a_broken_metric_needs_an_issue),
		cmocka_unit_test(a_milestone_that_is_a_number_is_mended_by_quotes),
		cmocka_unit_test(the_milestone_of_a_removal_counts_too),
		cmocka_unit_test(a_number_that_is_no_release_is_not_put_in_quotes_as_it_is),
		cmocka_unit_test(a_milestone_in_quotes_is_no_finding),
		cmocka_unit_test(text_that_is_read_as_something_else_is_a_warning_with_a_fix),
		cmocka_unit_test(values_below_a_key_that_is_too_long_to_show_have_no_pointer),
		cmocka_unit_test(keys_can_be_ambiguous_too),
		cmocka_unit_test(what_everybody_reads_alike_is_no_finding),
		cmocka_unit_test(a_milestone_in_need_of_quotes_explains_what_the_schema_says),
		cmocka_unit_test(what_the_schema_says_of_a_value_is_enough),
		cmocka_unit_test(what_follows_from_a_value_that_the_schema_refuses_is_not_told),
		cmocka_unit_test(of_two_rules_about_one_mistake_the_nearer_one_speaks),
		cmocka_unit_test(what_is_told_of_an_item_as_a_matter_of_its_list_speaks_for_both),
		cmocka_unit_test(what_the_schema_says_is_mended_by_quotes_only_where_they_are_safe),
		cmocka_unit_test(what_nobody_sees_in_a_value_that_the_schema_refuses_is_its_help_and_its_fix),
		cmocka_unit_test(a_fix_of_several_characters_says_what_it_does_to_all_of_them),
		cmocka_unit_test(what_another_character_does_not_mend_is_not_explained_by_it),
		cmocka_unit_test(what_nobody_sees_in_a_key_says_nothing_of_its_value),
		cmocka_unit_test(what_the_schema_knows_of_a_value_goes_before_what_nobody_sees_in_it),
		cmocka_unit_test(what_waits_for_a_missing_key_is_told_only_where_that_is_not),
		cmocka_unit_test(what_waits_silences_nobody),
		cmocka_unit_test(a_refused_alias_is_the_cause_of_all_that_misses_its_value),
		cmocka_unit_test(what_surrounds_something_that_cannot_be_read_is_not_judged),
		cmocka_unit_test(a_date_that_the_schema_does_not_want_needs_more_than_quotes),
		cmocka_unit_test(a_character_nobody_sees_in_a_key_is_told_once_with_its_fix),
		cmocka_unit_test(blanks_that_make_two_keys_look_alike_are_not_seen),
		cmocka_unit_test(a_blank_between_words_of_a_key_is_seen),
		cmocka_unit_test(the_schemas_word_about_a_missing_key_is_enough),
		cmocka_unit_test(the_schemas_word_about_a_repair_issue_is_enough),
		cmocka_unit_test(the_keyword_that_failed_is_not_lost),
		cmocka_unit_test(other_places_and_other_rules_are_not_silenced),
		cmocka_unit_test(blanks_at_ends_of_lines_are_told_beside_what_the_whole_document_is_wrong_in),
		cmocka_unit_test(what_has_no_pointer_silences_nobody),
		cmocka_unit_test(several_findings_of_one_speaker_stay),
		cmocka_unit_test(a_rule_speaks_at_the_level_it_is_given),
		cmocka_unit_test(a_rule_that_is_off_silences_nobody),
		cmocka_unit_test(all_rules_can_be_off),
		cmocka_unit_test(a_finding_names_kind_and_key_of_its_definition),
		cmocka_unit_test(a_finding_in_a_file_without_entries_names_neither),
		cmocka_unit_test(findings_stand_in_order_of_their_places),
		cmocka_unit_test(an_empty_dictionary_has_no_findings),
		cmocka_unit_test(every_rule_explains_itself_in_plain_ascii),
		cmocka_unit_test(every_rule_has_its_own_id),
		cmocka_unit_test(an_unknown_rule_is_told_with_a_way_on),
		cmocka_unit_test(a_misspelt_rule_has_a_nearest_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
