/* Rules about how metrics count events, about what they refer to and about the ends of lives, from both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "unit/lint/rule_sample.h"

#define REMOVED "status: removed\nmilestone_removed: \"16.1\"\nremoved_by_url: https://git.example.com/1\n"
#define PUSH \
	"internal_events: true\naction: push\nidentifiers: [project, user]\nadditional_properties:\n  label: {description: A}\n  value: {description: B}\n"
#define PUSHED { EVENTS "push.yml", PUSH }
#define METRIC(rest) { MONTH "x.yml", "key_path: x\ntime_frame: 28d\nevents:\n- name: push\n" rest }

/* ---- unique-not-identifier ---- */

static void identifiers_and_properties_can_be_counted_once_each(void **state)
{
	(void)state;
	says("unique-not-identifier", "", PUSHED, METRIC("  unique: user.id\n"));
	says("unique-not-identifier", "", PUSHED, METRIC("  unique: label\n"));
	says("unique-not-identifier", "", PUSHED, METRIC(""));
}

static void what_is_not_sent_cannot(void **state)
{
	(void)state;
	says("unique-not-identifier", MONTH "x.yml:5:11: event \"push\" does not send the identifier \"namespace\"\n", PUSHED,
	     METRIC("  unique: namespace.id\n"));
	says("unique-not-identifier", MONTH "x.yml:5:11: event \"push\" does not send a property \"property\"\n", PUSHED,
	     METRIC("  unique: property\n"));
	says("unique-not-identifier", MONTH "x.yml:5:11: event \"push\" does not send a property \".id\"\n", PUSHED, METRIC("  unique: .id\n"));
}

static void an_internal_event_without_identifiers_sends_none(void **state)
{
	const struct written files[] = { { EVENTS "push.yml", "internal_events: true\naction: push\n" }, METRIC("  unique: user.id\n") };
	struct sample s;
	const struct diag *d;

	(void)state;
	lint_files(&s, "unique-not-identifier", files, 2, MONTH "x.yml:5:11: event \"push\" does not send the identifier \"user\"\n");
	d = first_of(&s, "unique-not-identifier");
	assert_text(d->pointer, "/events/0/unique");
	assert_int_equal(d->related.n, 1);
	assert_text(d->related.v[0].at.path, EVENTS "push.yml");
	sample_end(&s);
}

static void what_a_legacy_event_sends_is_unknown_where_it_does_not_say(void **state)
{
	(void)state;
	says("unique-not-identifier", "", { EVENTS "push.yml", "category: a\naction: push\n" }, METRIC("  unique: user.id\n"));
	says("unique-not-identifier", MONTH "x.yml:5:11: event \"push\" does not send the identifier \"user\"\n",
	     { EVENTS "push.yml", "category: a\naction: push\nidentifiers: [project]\n" }, METRIC("  unique: user.id\n"));
}

static void one_of_several_events_of_a_name_is_enough(void **state)
{
	(void)state;
	says("unique-not-identifier", "", { EVENTS "a.yml", "category: a\naction: push\nidentifiers: [project]\n" },
	     { EVENTS "b.yml", "category: b\naction: push\nidentifiers: [user]\n" }, METRIC("  unique: user.id\n"));
}

static void removed_metrics_and_undefined_or_removed_events_are_other_rules(void **state)
{
	(void)state;
	says("unique-not-identifier", "", PUSHED, METRIC("  unique: namespace.id\n" REMOVED));
	says("unique-not-identifier", "", METRIC("  unique: namespace.id\n"));
	says("unique-not-identifier", "", { EVENTS "removed/push.yml", PUSH REMOVED }, METRIC("  unique: namespace.id\n"));
}

/* ---- filter-unknown-property, sum-needs-value ---- */

static void each_key_of_a_filter_is_a_property(void **state)
{
	const struct written files[] = { PUSHED, METRIC("  filter:\n    lable: a\n    value: 1\n    zebra: b\n") };
	struct sample s;

	(void)state;
	lint_files(&s, "filter-unknown-property", files, 2,
	           MONTH "x.yml:6:5: event \"push\" does not send a property \"lable\"\n" MONTH
	                 "x.yml:8:5: event \"push\" does not send a property \"zebra\"\n");
	assert_text(first_of(&s, "filter-unknown-property")->hint, "did you mean \"label\"?");
	assert_text(first_of(&s, "filter-unknown-property")->pointer, "/events/0/filter/lable");
	assert_text(fix_of(&s, "filter-unknown-property"), "label");
	sample_end(&s);
}

static void a_near_property_is_written_only_where_its_name_alone_stands(void **state)
{
	const struct written files[] = { PUSHED, METRIC("  operator: sum(valu)\n") };
	struct sample s;

	(void)state;
	lint_files(&s, "sum-needs-value", files, 2, MONTH "x.yml:5:13: event \"push\" does not send a property \"valu\"\n");
	assert_text(first_of(&s, "sum-needs-value")->hint, "did you mean \"value\"?");
	assert_text(fix_of(&s, "sum-needs-value"), "");
	sample_end(&s);
}

static void a_sum_needs_what_it_adds_up(void **state)
{
	(void)state;
	says("sum-needs-value", "", PUSHED, METRIC("  operator: sum(value)\n"));
	says("sum-needs-value", MONTH "x.yml:5:13: event \"push\" does not send a property \"property\"\n", PUSHED,
	     METRIC("  operator: sum(property)\n"));
	says("sum-needs-value", "", PUSHED, METRIC("  operator: sum\n"));
	says("sum-needs-value", "", PUSHED, METRIC("  operator: sum()\n"));
}

/* ---- selection-mixed, unique-time-frame ---- */

#define FORKED { EVENTS "fork.yml", "internal_events: true\naction: fork\nidentifiers: [project]\n" }

static void all_events_of_a_metric_are_counted_in_one_way(void **state)
{
	(void)state;
	says("selection-mixed", "", FORKED, PUSHED, METRIC("  unique: user.id\n- name: fork\n  unique: user.id\n"));
	says("selection-mixed", "", FORKED, PUSHED, METRIC("  filter: {label: a}\n- name: push\n  filter: {label: b}\n"));
	says("selection-mixed", MONTH "x.yml:6:9: \"fork\" counts every event, but \"push\" counts unique user.id\n", FORKED, PUSHED,
	     METRIC("  unique: user.id\n- name: fork\n"));
	says("selection-mixed", MONTH "x.yml:7:11: \"fork\" counts unique project.id, but \"push\" counts unique user.id\n", FORKED, PUSHED,
	     METRIC("  unique: user.id\n- name: fork\n  unique: project.id\n"));
	says("selection-mixed", MONTH "x.yml:6:9: \"fork\" counts every event, but \"push\" counts sum(value)\n", FORKED, PUSHED,
	     METRIC("  operator: sum(value)\n- name: fork\n"));
}

static void a_rule_is_not_counted_in_two_ways_itself(void **state)
{
	(void)state;
	says("selection-mixed", MONTH "x.yml:6:13: \"push\" is counted by unique user.id and by sum(value) at once\n", PUSHED,
	     METRIC("  unique: user.id\n  operator: sum(value)\n"));
}

static void a_rule_that_cannot_be_counted_so_is_the_odd_one(void **state)
{
	struct sample s;
	const struct written files[] = { FORKED, PUSHED, METRIC("  unique: namespace.id\n- name: fork\n  unique: project.id\n") };

	(void)state;
	lint_files(&s, "selection-mixed", files, 3, "");
	assert_non_null(first_of(&s, "unique-not-identifier"));
	sample_end(&s);
}

#define OVER(frame, rest) { ALL "x.yml", "key_path: x\ntime_frame: " frame "\nevents:\n- name: push\n" rest }

static void unique_counts_need_a_window(void **state)
{
	(void)state;
	says("unique-time-frame", ALL "x.yml:2:13: time_frame is all, but unique counts need 7d or 28d\n", PUSHED, OVER("all", "  unique: user.id\n"));
	says("unique-time-frame", ALL "x.yml:2:18: time_frame is all, but unique counts need 7d or 28d\n", PUSHED,
	     OVER("[7d, all]", "  unique: user.id\n"));
	says("unique-time-frame", "", PUSHED, OVER("[7d, 28d]", "  unique: user.id\n"));
	says("unique-time-frame", "", PUSHED, OVER("all", ""));
	says("unique-time-frame", "", PUSHED, OVER("7", "  unique: user.id\n"));
}

static void a_window_that_is_nearly_right_is_suggested(void **state)
{
	struct sample s;
	const struct written files[] = { PUSHED, OVER("[7d, 28D]", "  unique: user.id\n") };
	const struct diag *d;

	(void)state;
	lint_files(&s, "unique-time-frame", files, 2, ALL "x.yml:2:18: time_frame is 28D, but unique counts need 7d or 28d\n");
	d = first_of(&s, "unique-time-frame");
	assert_text(d->hint, "did you mean \"28d\"?");
	assert_int_equal(d->fixes.n, 1);
	assert_false(d->fixes.v[0].is_safe);
	assert_text(d->fixes.v[0].edits.v[0].text, "28d");
	sample_end(&s);
}

static void a_mix_of_counts_is_told_as_a_mix(void **state)
{
	struct sample s;
	const struct written files[] = { FORKED, PUSHED, OVER("all", "  unique: user.id\n- name: fork\n") };

	(void)state;
	lint_files(&s, "unique-time-frame", files, 3, "");
	assert_non_null(first_of(&s, "selection-mixed"));
	sample_end(&s);
}

/* ---- event-removed, event-unused ---- */

#define GONE { EVENTS "removed/push.yml", PUSH REMOVED }

static void an_active_metric_counts_no_removed_event(void **state)
{
	const struct written files[] = { GONE, METRIC("") };
	struct sample s;

	(void)state;
	lint_files(&s, "event-removed", files, 2, MONTH "x.yml:4:9: event \"push\" was removed in 16.1\n");
	assert_null(first_of(&s, "event-undefined"));
	assert_text(first_of(&s, "event-removed")->related.v[0].at.path, EVENTS "removed/push.yml");
	sample_end(&s);
	says("event-removed", "", GONE, METRIC(REMOVED));
	says("event-removed", "", { EVENTS "a.yml", "category: a\naction: push\n" }, GONE, METRIC(""));
	says("event-removed", "", GONE, { MONTH "x.yml", "key_path: x\noptions: {events: [push]}\n" });
}

static void an_internal_event_that_feeds_nothing_is_unused(void **state)
{
	(void)state;
	says("event-unused", EVENTS "push.yml:2:9: no metric counts the event \"push\"\n", PUSHED, { ALL "y.yml", "key_path: y\n" });
	says("event-unused", EVENTS "push.yml:2:9: no metric counts the event \"push\"\n", PUSHED, METRIC(REMOVED));
	says("event-unused", "", PUSHED, METRIC(""));
	says("event-unused", "", PUSHED, { MONTH "x.yml", "key_path: x\noptions: {events: [push]}\n" });
}

static void legacy_events_removed_ones_and_events_without_metrics_are_not_unused(void **state)
{
	(void)state;
	says("event-unused", "", { EVENTS "push.yml", "category: a\naction: push\n" }, GONE, { ALL "y.yml", "key_path: y\n" });
	says("event-unused", "", PUSHED);
}

static void an_event_that_a_file_which_cannot_be_read_names_is_not_unused(void **state)
{
	static const char unused[] = EVENTS "push.yml:2:9: no metric counts the event \"push\"\n";

	(void)state;
	says("event-unused", "", PUSHED, { ALL "x.yml", "key_path: x\nevents: [{name: push}\n" }, { ALL "y.yml", "key_path: y\n" });
	says("event-unused", "", PUSHED, { ALL "x.yml", "events:\n- name: \"push\"\n" }, { ALL "y.yml", "key_path: y\n" });
	says("event-unused", unused, PUSHED, { ALL "x.yml", "events: [{name: push_it}\n" }, { ALL "y.yml", "key_path: y\n" });
	says("event-unused", unused, PUSHED, { EVENTS "x.yml", "action: push\n [\n" }, { ALL "y.yml", "key_path: y\n" });
}

/* ---- category-unknown, value-schema-missing ---- */

static void categories_are_those_of_the_list(void **state)
{
	static const str known[] = { { "continuous_integration", 22 }, { "permissions", 11 } };
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, EVENTS "a.yml", "action: a\nproduct_category: permision\n");
	sample_add(&s, EVENTS "b.yml", "action: b\nproduct_categories: [permissions, gone]\n");
	sample_add(&s, EVENTS "removed/c.yml", "action: c\nproduct_categories: [gone]\n" REMOVED);
	sample_add(&s, EVENTS "removed/d.yml", "action: d\nproduct_categories: []\nproduct_category:\n");
	dict_add_list(&s.dict, STR("known_product_category"), STR("categories.yml"), known, 2);
	sample_link(&s);
	assert_text(said_by(&s, "category-unknown"), EVENTS "a.yml:2:19: category \"permision\" is not in categories.yml\n" EVENTS
	                                                    "b.yml:2:35: category \"gone\" is not in categories.yml\n");
	assert_text(first_of(&s, "category-unknown")->hint, "did you mean \"permissions\"?");
	sample_end(&s);
}

static void without_a_list_no_category_is_unknown(void **state)
{
	(void)state;
	says("category-unknown", "", { EVENTS "a.yml", "action: a\nproduct_categories: [gone]\n" });
}

static void an_object_needs_a_schema_that_is_there(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, ALL "a.yml", "key_path: a\nvalue_type: object\n");
	sample_add(&s, ALL "b.yml", "key_path: b\nvalue_type: object\nvalue_json_schema: gone.json\n");
	sample_add(&s, ALL "c.yml", "key_path: c\nvalue_type: object\nvalue_json_schema: here.json\n");
	sample_add(&s, ALL "d.yml", "key_path: d\nvalue_type: object\nvalue_json_schema: nobody_looked.json\n");
	sample_add(&s, ALL "e.yml", "key_path: e\nvalue_type: object\nvalue_json_schema: \"\"\n");
	sample_add(&s, ALL "f.yml", "key_path: f\nvalue_type: object\n" REMOVED);
	dict_add_file(&s.dict, STR("gone.json"), false);
	dict_add_file(&s.dict, STR("here.json"), true);
	sample_link(&s);
	assert_text(said_by(&s, "value-schema-missing"),
	            ALL "a.yml:2:13: value_json_schema is missing, required because value_type is object\n" ALL
	                "b.yml:3:20: there is no file \"gone.json\"\n" ALL
	                "e.yml:3:20: value_json_schema is empty, required because value_type is object\n");
	sample_end(&s);
}

/* ---- active-with-removal, milestone-order ---- */

static void an_active_definition_has_no_removal(void **state)
{
	(void)state;
	says("active-with-removal", ALL "a.yml:3:20: milestone_removed is given, but status is active\n",
	     { ALL "a.yml", "key_path: a\nstatus: active\nmilestone_removed: \"16.1\"\nremoved_by_url: https://git.example.com/1\n" });
	says("active-with-removal", ALL "a.yml:2:17: removed_by_url is given, but status is missing, which means active\n",
	     { ALL "a.yml", "key_path: a\nremoved_by_url: https://git.example.com/1\n" });
	says("active-with-removal", "", { ALL "a.yml", "key_path: a\nstatus: active\nmilestone_removed:\nremoved_by_url: \"\"\n" },
	     { ALL "b.yml", "key_path: b\n" REMOVED }, { ALL "c.yml", "key_path: c\nstatus: broken\nmilestone_removed: \"16.1\"\n" });
}

#define LIFE(from, to) { ALL "a.yml", "key_path: a\nmilestone: " from "\nmilestone_removed: " to "\n" }

static void milestones_are_compared_as_numbers(void **state)
{
	(void)state;
	says("milestone-order", ALL "a.yml:3:20: milestone_removed is 16.9, before milestone 16.10\n", LIFE("\"16.10\"", "\"16.9\""));
	says("milestone-order", "", LIFE("\"16.9\"", "\"16.10\""));
	says("milestone-order", "", LIFE("\"16.9\"", "\"16.9\""));
	says("milestone-order", ALL "a.yml:3:20: milestone_removed is 15.11, before milestone 16.0\n", LIFE("\"16.0\"", "\"15.11\""));
}

static void a_milestone_before_another_is_taken_as_far_as_it_goes(void **state)
{
	(void)state;
	says("milestone-order", "", LIFE("\"<13.9\"", "\"13.5\""));
	says("milestone-order", ALL "a.yml:3:20: milestone_removed is <13.9, before milestone 13.9\n", LIFE("\"13.9\"", "\"<13.9\""));
	says("milestone-order", "", LIFE("\"13.8\"", "\"<13.9\""));
}

static void what_is_no_milestone_has_no_order(void **state)
{
	(void)state;
	says("milestone-order", "", LIFE("\"16.9\"", "15.1"));
	says("milestone-order", "", LIFE("soon", "\"15.1\""));
	says("milestone-order", "", LIFE("\"16\"", "\"15.1\""));
	says("milestone-order", "", LIFE("\"1.2.3.4.5\"", "\"1.1\""));
	says("milestone-order", "", LIFE("\"9999999999.1\"", "\"1.1\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identifiers_and_properties_can_be_counted_once_each),
		cmocka_unit_test(what_is_not_sent_cannot),
		cmocka_unit_test(an_internal_event_without_identifiers_sends_none),
		cmocka_unit_test(what_a_legacy_event_sends_is_unknown_where_it_does_not_say),
		cmocka_unit_test(one_of_several_events_of_a_name_is_enough),
		cmocka_unit_test(removed_metrics_and_undefined_or_removed_events_are_other_rules),
		cmocka_unit_test(a_near_property_is_written_only_where_its_name_alone_stands),
		cmocka_unit_test(each_key_of_a_filter_is_a_property),
		cmocka_unit_test(a_sum_needs_what_it_adds_up),
		cmocka_unit_test(all_events_of_a_metric_are_counted_in_one_way),
		cmocka_unit_test(a_rule_is_not_counted_in_two_ways_itself),
		cmocka_unit_test(a_rule_that_cannot_be_counted_so_is_the_odd_one),
		cmocka_unit_test(unique_counts_need_a_window),
		cmocka_unit_test(a_window_that_is_nearly_right_is_suggested),
		cmocka_unit_test(a_mix_of_counts_is_told_as_a_mix),
		cmocka_unit_test(an_active_metric_counts_no_removed_event),
		cmocka_unit_test(an_internal_event_that_feeds_nothing_is_unused),
		cmocka_unit_test(legacy_events_removed_ones_and_events_without_metrics_are_not_unused),
		cmocka_unit_test(an_event_that_a_file_which_cannot_be_read_names_is_not_unused),
		cmocka_unit_test(categories_are_those_of_the_list),
		cmocka_unit_test(without_a_list_no_category_is_unknown),
		cmocka_unit_test(an_object_needs_a_schema_that_is_there),
		cmocka_unit_test(an_active_definition_has_no_removal),
		cmocka_unit_test(milestones_are_compared_as_numbers),
		cmocka_unit_test(a_milestone_before_another_is_taken_as_far_as_it_goes),
		cmocka_unit_test(what_is_no_milestone_has_no_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
