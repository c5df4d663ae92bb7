/* Classes of changes, and what excuses them. Every class has its trees in tests/changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/model/sample.h"
#include "model/change.h"

#define METRIC "config/metrics/counts_all/x.yml"
#define EVENT "config/events/x.yml"

/* "class level excuse: message" of the changes of one entry. */
static str told(struct sample *s, const char *path, const char *old, const char *new, const struct change_options *o)
{
	struct entry *from = old ? sample_add(s, path, old) : NULL, *to = new ? sample_add(s, path, new) : NULL;
	struct change_list l = { .all = { 0 } };
	struct buf out = { .a = &s->a };

	change_entries(changer_new(s->dialect, o, &s->a), from, to, &s->a, &l);
	for (size_t i = 0; i < l.all.n; i++)
		buf_fmt(&out, "%s %s%s%s: %.*s\n", l.all.v[i].class->rule.id, diag_level_name(l.all.v[i].level), l.all.v[i].excuse ? " " : "",
		        change_excuse_name(l.all.v[i].excuse), STR_ARG(l.all.v[i].message));
	return buf_str(&out);
}

static void expect(const char *path, const char *old, const char *new, const char *want)
{
	const struct change_options none = { 0 };
	struct sample s;

	sample_begin(&s);
	assert_text(told(&s, path, old, new, &none), want);
	sample_end(&s);
}

static void expect_with(const struct change_options *o, const char *old, const char *new, const char *want)
{
	struct sample s;

	sample_begin(&s);
	assert_text(told(&s, METRIC, old, new, o), want);
	sample_end(&s);
}

static void every_class_has_words_and_every_row_of_the_dialect_a_class(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	for (const struct change_class *c = change_classes; c->rule.id; c++) {
		assert_true(*c->rule.title && *c->rule.reason && *c->rule.good);
		assert_true(c->category == CHANGE_SAFE || *c->rule.bad);
		assert_true(change_class_find(str_from_z(c->rule.id)) == c);
	}
	for (size_t k = 0; k < s.dialect->n_kinds; k++)
		for (size_t i = 0; i < s.dialect->kinds[k].n_changes; i++)
			assert_non_null(change_class_find(s.dialect->kinds[k].changes[i].class));
	assert_text(change_class_unknown(STR("metric-no-delet"), &s.a), "unknown class of changes 'metric-no-delet', did you mean 'metric-no-delete'?");
	sample_end(&s);
}

static void categories_are_nested(void **state)
{
	const struct change_class payload = { { .id = "x", .level = DIAG_ERROR }, CHANGE_PAYLOAD, NULL, false };
	struct change c = { .class = &payload, .level = DIAG_ERROR };
	enum change_category category;

	(void)state;
	assert_false(change_is_breaking(&c, CHANGE_RECORD));
	assert_true(change_is_breaking(&c, CHANGE_PAYLOAD));
	assert_true(change_is_breaking(&c, CHANGE_STRICT));
	assert_true(change_class_breaks(change_class_find(STR("metric-same-time-frame")), NULL)); /* comparable */
	assert_false(change_class_breaks(change_class_find(STR("data-category-raised")), NULL)); /* strict */
	c.level = DIAG_WARNING;
	assert_false(change_is_breaking(&c, CHANGE_STRICT));
	c.level = DIAG_ERROR;
	c.excuse = CHANGE_ALLOWED;
	assert_false(change_is_breaking(&c, CHANGE_STRICT));
	assert_true(change_category_parse(STR("comparable"), &category));
	assert_int_equal(category, CHANGE_COMPARABLE);
	assert_false(change_category_parse(STR("COMPARABLES"), &category));
	assert_false(change_category_parse(STR(""), &category));
}

static void each_difference_gets_one_class(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nevents:\n- {name: x, unique: user.id}\n- {name: y}\n",
	       "key_path: a\nevents:\n- {name: x, unique: project.id, filter: {label: l}, operator: sum(value)}\n- {name: z}\n",
	       "metric-unique-same error: unique of x changed from user.id to project.id\n"
	       "metric-filter-same error: filter of x was added: {\"label\":\"l\"}\n"
	       "metric-events-same error: events gained z and lost y, operator of x was added: sum(value)\n");
	expect(METRIC, "key_path: a\noptions: {events: [x, y], limit: 1}\n", "key_path: a\noptions: {events: [x], limit: 2}\n",
	       "metric-events-same error: options/events lost y\n"
	       "instrumentation-class-same warning: options/limit changed from 1 to 2\n");
}

static void a_property_with_a_very_long_name_is_missed_and_what_is_in_one_is_not(void **state)
{
	const struct change_options none = { 0 };
	struct sample s;
	str name, one, without, other;

	(void)state;
	sample_begin(&s);
	name = str_replace((str){ arena_array(&s.a, SAMPLE_LONG_KEY, char), SAMPLE_LONG_KEY }, '\0', 'k', &s.a);
	one = str_fmt(&s.a, "action: a\nadditional_properties:\n  ? %.*s\n  : {description: x}\n  value: {}\n", STR_ARG(name));
	other = str_fmt(&s.a, "action: a\nadditional_properties:\n  ? %.*s\n  : {value: 1}\n  value: {}\n", STR_ARG(name));
	without = STR("action: a\nadditional_properties: {value: {}}\n");
	name = str_sub(name, 0, POINTER_MAX / 2);
	assert_text(told(&s, EVENT, str_z(one, &s.a), str_z(without, &s.a), &none),
	            str_z(str_fmt(&s.a, "event-property-no-delete error: additional_properties lost %.*s...\n", STR_ARG(name)), &s.a));
	assert_text(told(&s, EVENT, str_z(one, &s.a), str_z(other, &s.a), &none),
	            str_z(str_fmt(&s.a, "safe-edit note: additional_properties/%.*s.../value was added: 1 and additional_properties/%.*s.../description was taken away: x\n",
	                          STR_ARG(name), STR_ARG(name)), &s.a));
	sample_end(&s);
}

#define PROPERTIES(more) "action: a\nadditional_properties: {value: {type: number}, " more "}\n"
#define TYPED(type) PROPERTIES("total: {type: " type "}")
#define RETYPED "event-property-same-type error: additional_properties/total/type"
#define SAFE "safe-edit note: additional_properties/"

static void a_type_of_a_property_is_another_one_where_something_came(void **state)
{
	(void)state;
	expect(EVENT, TYPED("number"), TYPED("string"), RETYPED " changed from number to string\n");
	expect(EVENT, TYPED("integer"), TYPED("number"), RETYPED " changed from integer to number\n");
	expect(EVENT, TYPED("string"), TYPED("[string, number]"), RETYPED " changed from string to [\"string\",\"number\"]\n");
	expect(EVENT, TYPED("[string, number]"), TYPED("boolean"), RETYPED " changed from [\"string\",\"number\"] to boolean\n");
	expect(EVENT, TYPED("[string, number]"), TYPED("[boolean, string]"),
	       RETYPED "/0 was added: boolean and additional_properties/total/type/1 was taken away: number\n");
	expect(EVENT, TYPED("[{a: 1}, {b: 1}]"), TYPED("[{a: 2}]"),
	       RETYPED "/0/a changed from 1 to 2 and additional_properties/total/type/1 was taken away: {\"b\":1}\n");
	expect(EVENT, PROPERTIES("a: {type: [x, y]}, b: {type: [x, y]}"), PROPERTIES("a: {type: [z, y]}, b: {type: [y]}"),
	       "event-property-same-type error: additional_properties/a/type/0 was added: z and additional_properties/a/type/0 was taken away: x\n"
	       SAFE "b/type/0 was taken away: x\n");
}

static void a_type_of_a_property_is_the_same_where_it_moved_or_something_went(void **state)
{
	(void)state;
	expect(EVENT, TYPED("[string, number]"), TYPED("[number, string]"), "");
	expect(EVENT, TYPED("[string, number]"), TYPED("[number]"), SAFE "total/type/0 was taken away: string\n");
	expect(EVENT, TYPED("[string, number]"), TYPED("number"), SAFE "total/type changed from [\"string\",\"number\"] to number\n");
	expect(EVENT, TYPED("number"), TYPED("[number]"), SAFE "total/type changed from number to [\"number\"]\n");
	expect(EVENT, TYPED("number"), TYPED("null"), SAFE "total/type was taken away: number\n");
	expect(EVENT, TYPED("[]"), TYPED("number"), SAFE "total/type was added: number\n");
}

static void a_type_is_of_a_property_itself_and_of_one_whose_type_definitions_say(void **state)
{
	(void)state;
	expect(EVENT, "action: a\nadditional_properties: {value: {type: number}}\n", "action: a\nadditional_properties: {value: {type: string}}\n",
	       SAFE "value/type changed from number to string\n");
	expect(EVENT, "action: a\ntype: number\n", "action: a\ntype: string\n", "safe-edit note: type changed from number to string\n");
	expect(EVENT, PROPERTIES("type: number"), PROPERTIES("type: string"), SAFE "type changed from number to string\n");
	expect(EVENT, PROPERTIES("type: {type: a}"), PROPERTIES("type: {type: b}"),
	       "event-property-same-type error: additional_properties/type/type changed from a to b\n");
	expect(EVENT, PROPERTIES("x: {of: {type: a}}"), PROPERTIES("x: {of: {type: b}}"), SAFE "x/of/type changed from a to b\n");
	expect(EVENT, PROPERTIES("x: {type: a}"), PROPERTIES("y: {type: b}"),
	       "event-property-no-delete error: additional_properties lost x\n"
	       "safe-edit note: additional_properties gained y\n");
}

static void a_name_alone_counts_what_a_rule_of_that_name_does(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nevents: [x, y]\n", "key_path: a\nevents: [{name: x}, y]\n", "");
	expect(METRIC, "key_path: a\nevents: [{name: x}]\n", "key_path: a\nevents: [x]\n", "");
	expect(METRIC, "key_path: a\nevents: [x]\n", "key_path: a\nevents: [{name: x, unique: user.id}]\n",
	       "metric-unique-same error: unique of x was added: user.id\n");
	expect(METRIC, "key_path: a\nevents: [x]\n", "key_path: a\nevents: [{name: y}]\n", "metric-events-same error: events gained y and lost x\n");
}

static void references_deeper_in_a_field_come_and_go_in_the_same_words(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\noptions: {events: [a, b]}\n", "key_path: a\noptions: {events: [a, c]}\n",
	       "metric-events-same error: options/events gained c and lost b\n");
	expect(METRIC, "key_path: a\noptions: {events: [a, b, c, d, e, f, g]}\n", "key_path: a\noptions: {events: [g, h]}\n",
	       "metric-events-same error: options/events gained h and lost a, b, c, d, e and 1 more\n");
	expect(METRIC, "key_path: a\noptions: {events: [a], names: [a, b]}\n", "key_path: a\noptions: {names: [a, c]}\n",
	       "metric-events-same error: options lost events\n"
	       "instrumentation-class-same warning: options/names/1 was added: c and options/names/1 was taken away: b\n");
}

static void one_of_several_rules_for_an_event_is_told_from_the_others(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nevents: [{name: x, filter: {label: l}}, {name: x, filter: {label: m}}]\n",
	       "key_path: a\nevents: [{name: x, filter: {label: l}}]\n",
	       "metric-events-same error: events lost {\"name\":\"x\",\"filter\":{\"label\":\"m\"}}\n");
	expect(METRIC, "key_path: a\nevents: [{name: x}]\n", "key_path: a\nevents: [{name: x}, {name: x, filter: {label: m}}]\n",
	       "metric-events-same error: events gained {\"name\":\"x\",\"filter\":{\"label\":\"m\"}}\n");
}

static void what_is_told_alike_of_several_rules_is_told_once(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nevents: [{name: x, filter: {label: l}}, {name: x, filter: {label: m}}, {name: z}]\n",
	       "key_path: a\nevents: [{name: y, filter: {label: l}}, {name: y, filter: {label: m}}, {name: v}]\n",
	       "metric-events-same error: events gained y (2 times) and v and lost x (2 times) and z\n");
	expect(METRIC, "key_path: a\nevents: [{name: x, filter: {label: l}}, {name: x, filter: {label: m}}]\n", "key_path: a\nevents: [{name: y}]\n",
	       "metric-events-same error: events gained y and lost x (2 times)\n");
}

static void a_removal_with_evidence_is_one_safe_change(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\n", "key_path: a\nstatus: removed\nmilestone_removed: \"16.4\"\nremoved_by_url: https://x/1\n",
	       "safe-edit note: status changed from active to removed\n");
	expect(METRIC, "key_path: a\n", "key_path: a\nstatus: removed\nremoved_by_url: ' '\n",
	       "removed-needs-evidence error: status changed from active to removed without milestone_removed and removed_by_url\n");
	expect(METRIC, "key_path: a\nstatus: broken\nrepair_issue_url: https://x/1\n", "key_path: a\nstatus: active\n",
	       "safe-edit note: status changed from broken to active\n");
}

static void a_removal_by_a_url_that_nobody_knows_has_evidence_as_for_lint(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\n", "key_path: a\nstatus: removed\nmilestone_removed: \"16.4\"\nremoved_by_url: null\n",
	       "safe-edit note: status changed from active to removed\n");
	expect(METRIC, "key_path: a\n", "key_path: a\nstatus: removed\nmilestone_removed: null\nremoved_by_url: ~\n",
	       "removed-needs-evidence error: status changed from active to removed without milestone_removed\n");
	expect(METRIC, "key_path: a\n", "key_path: a\nstatus: removed\nmilestone_removed: \"16.4\"\nremoved_by_url:\n",
	       "removed-needs-evidence error: status changed from active to removed without removed_by_url\n");
}

static void evidence_that_was_missing_may_be_filled_in(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nstatus: removed\nmilestone: TODO\n",
	       "key_path: a\nstatus: removed\nmilestone_removed: \"16.4\"\nremoved_by_url: https://x/1\nmilestone: TODO\n",
	       "safe-edit note: milestone_removed was added: 16.4\nsafe-edit note: removed_by_url was added: https://x/1\n");
	expect(METRIC, "key_path: a\nstatus: removed\ntime_frame: all\nmilestone: \"15.0\"\n", "key_path: a\nstatus: removed\ntime_frame: 7d\nmilestone: \"15.1\"\n",
	       "tombstone-frozen warning: time_frame changed from all to 7d\ntombstone-frozen warning: milestone changed from 15.0 to 15.1\n");
}

#define HOST "https://git.example.com/-/"

static void an_address_that_lacked_its_number_may_be_filled_in(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nintroduced_by_url: " HOST "merge_requests/\n", "key_path: a\nintroduced_by_url: " HOST "merge_requests/1\n",
	       "safe-edit note: introduced_by_url changed from " HOST "merge_requests/ to " HOST "merge_requests/1\n");
	expect(METRIC, "key_path: a\nintroduced_by_url: " HOST "merge_requests/TODO\n", "key_path: a\n",
	       "safe-edit note: introduced_by_url was taken away: " HOST "merge_requests/TODO\n");
	expect(METRIC, "key_path: a\nintroduced_by_url: " HOST "merge_requests/1\n", "key_path: a\nintroduced_by_url: " HOST "merge_requests/TODO\n",
	       "introduced-by-same warning: introduced_by_url changed from " HOST "merge_requests/1 to " HOST "merge_requests/TODO\n");
	expect(METRIC, "key_path: a\nstatus: removed\nremoved_by_url: " HOST "merge_requests/xxx\n",
	       "key_path: a\nstatus: removed\nremoved_by_url: " HOST "merge_requests/1\n",
	       "safe-edit note: removed_by_url changed from " HOST "merge_requests/xxx to " HOST "merge_requests/1\n");
}

static void a_milestone_that_was_still_to_be_written_may_be(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nmilestone: TODO\n", "key_path: a\nmilestone: \"16.4\"\n", "safe-edit note: milestone changed from TODO to 16.4\n");
	expect(METRIC, "key_path: a\nstatus: removed\nmilestone_removed: tbd\n", "key_path: a\nstatus: removed\nmilestone_removed: \"16.4\"\n",
	       "safe-edit note: milestone_removed changed from tbd to 16.4\n");
}

static void a_description_that_said_nothing_yet_is_not_given_another_meaning(void **state)
{
	static const char *const old[] = { "", "description:\n", "description: ' '\n", "description: TODO\n", "description: To be done.\n" };

	(void)state;
	for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
		const struct change_options none = { 0 };
		struct sample s;
		str text;

		sample_begin(&s);
		text = told(&s, METRIC, str_z(str_fmt(&s.a, "key_path: a\n%s", old[i]), &s.a), "key_path: a\ndescription: Count of pushes\n", &none);
		assert_true(str_starts(text, STR("safe-edit note: description ")));
		assert_int_equal(str_find(text, '\n'), text.n - 1);
		sample_end(&s);
	}
	expect(METRIC, "key_path: a\ndescription: Count of pushes\n", "key_path: a\ndescription: TODO\n",
	       "description-meaning note: description changed from \"Count of pushes\" to TODO\n");
}

static void words_that_no_blanks_part_are_counted_by_character(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\ndescription: \xE6\x8E\xA8\xE9\x80\x81\xE5\x9B\x9E\xE6\x95\xB0\n",
	       "key_path: a\ndescription: \xE6\x8E\xA8\xE9\x80\x81\xE5\x9B\x9E\xE6\x95\xB8\n",
	       "safe-edit note: description changed from \xE6\x8E\xA8\xE9\x80\x81\xE5\x9B\x9E\xE6\x95\xB0 to "
	       "\xE6\x8E\xA8\xE9\x80\x81\xE5\x9B\x9E\xE6\x95\xB8\n");
	expect(METRIC, "key_path: a\ndescription: Git\xE6\x8E\xA8\xE9\x80\x81\n", "key_path: a\ndescription: Git\xE5\x9B\x9E\xE6\x95\xB0\n",
	       "description-meaning note: description changed from Git\xE6\x8E\xA8\xE9\x80\x81 to Git\xE5\x9B\x9E\xE6\x95\xB0\n");
	expect(METRIC, "key_path: a\ndescription: \xC3\xA4\xC3\xB6 \xC3\xBC\n", "key_path: a\ndescription: \xC3\xA4\xC3\xB8 \xC3\xB8\n",
	       "description-meaning note: description changed from \"\xC3\xA4\xC3\xB6 \xC3\xBC\" to \"\xC3\xA4\xC3\xB8 \xC3\xB8\"\n");
}

static void quotes_around_a_milestone_break_nothing(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nmilestone: 16.10\n", "key_path: a\nmilestone: \"16.10\"\n", "safe-edit note: milestone changed from 16.1 to 16.10\n");
	expect(METRIC, "key_path: a\nmilestone: 16.5\n", "key_path: a\nmilestone: \"16.5\"\n", "safe-edit note: milestone changed from 16.5 to \"16.5\"\n");
	expect(METRIC, "key_path: a\nmilestone: \"16.1\"\n", "key_path: a\n", "milestone-same warning: milestone was taken away: 16.1\n");
	expect(METRIC, "key_path: a\nintroduced_by_url: TODO\n", "key_path: a\nintroduced_by_url: https://x/1\n",
	       "safe-edit note: introduced_by_url changed from TODO to https://x/1\n");
}

static void a_milestone_that_loses_its_quotes_is_what_the_number_is_read_as(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nmilestone: \"15.10\"\n", "key_path: a\nmilestone: 15.10\n", "milestone-same warning: milestone changed from 15.10 to 15.1\n");
	expect(METRIC, "key_path: a\nmilestone: \"15.1\"\n", "key_path: a\nmilestone: 15.1\n", "safe-edit note: milestone changed from \"15.1\" to 15.1\n");
	expect(METRIC, "key_path: a\nmilestone: \"15.0\"\n", "key_path: a\nmilestone: 15.0\n", "safe-edit note: milestone changed from \"15.0\" to 15.0\n");
	expect(METRIC, "key_path: a\nstatus: removed\nmilestone_removed: \"15.10\"\n", "key_path: a\nstatus: removed\nmilestone_removed: 15.10\n",
	       "tombstone-frozen warning: milestone_removed changed from 15.10 to 15.1\n");
	expect(METRIC, "key_path: a\nstatus: removed\nmilestone_removed: \"15.9\"\n", "key_path: a\nstatus: removed\nmilestone_removed: 15.9\n",
	       "safe-edit note: milestone_removed changed from \"15.9\" to 15.9\n");
}

static void quotes_in_a_removed_definition_are_no_change_of_what_it_tells(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nstatus: removed\nmilestone: 16.10\nmilestone_removed: 16.9\n",
	       "key_path: a\nstatus: removed\nmilestone: \"16.10\"\nmilestone_removed: \"16.9\"\n",
	       "safe-edit note: milestone changed from 16.1 to 16.10\nsafe-edit note: milestone_removed changed from 16.9 to \"16.9\"\n");
	expect(METRIC, "key_path: a\nstatus: removed\nmilestone_removed: 16.9\n", "key_path: a\nstatus: removed\nmilestone_removed: \"16.90\"\n",
	       "tombstone-frozen warning: milestone_removed changed from 16.9 to 16.90\n");
}

#define LONG_NAME "click_the_button_that_opens_the_list_of_all_requests_of_a_group_or_project_or_user_v"

static void keys_and_names_are_told_whole(void **state)
{
	(void)state;
	expect(METRIC, "key_path: " LONG_NAME "1\n", "key_path: " LONG_NAME "2\n",
	       "metric-key-same error: the key changed from \"" LONG_NAME "1\" to \"" LONG_NAME "2\"\n");
	expect(METRIC, "key_path: " LONG_NAME "1\n", NULL, "metric-no-delete error: metric \"" LONG_NAME "1\" was deleted\n");
	expect(METRIC, "key_path: a\nevents: [{name: " LONG_NAME "1}]\n", "key_path: a\nevents: [{name: " LONG_NAME "2}]\n",
	       "metric-events-same error: events gained " LONG_NAME "2 and lost " LONG_NAME "1\n");
}

static void long_values_are_told_from_where_they_differ(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\ndescription: Distinct count of users who did this or that or something else last week\n",
	       "key_path: a\ndescription: Distinct count of users who did this or that or something else last week in all their groups\n",
	       "safe-edit note: description changed from \"...something else last week\" to \"...something else last week in all their groups\"\n");
	expect(METRIC, "key_path: a\nintroduced_by_url: https://git.example.com/a/group/and/a/project/-/merge_requests/1\n",
	       "key_path: a\nintroduced_by_url: https://git.example.com/a/group/and/a/project/-/merge_requests/2\n",
	       "introduced-by-same warning: introduced_by_url changed from ...roject/-/merge_requests/1 to ...roject/-/merge_requests/2\n");
	expect(METRIC, "key_path: a\ntags: [" LONG_NAME "1]\n", "key_path: a\ntags: [" LONG_NAME "2]\n",
	       "safe-edit note: tags gained ...oup_or_project_or_user_v2 and lost ...oup_or_project_or_user_v1\n");
	expect(METRIC, "key_path: a\nevents: [{name: x, filter: {label: " LONG_NAME "1}}, {name: x}]\n",
	       "key_path: a\nevents: [{name: x, filter: {label: " LONG_NAME "2}}, {name: x}]\n",
	       "metric-filter-same error: filter/label of x changed from ...oup_or_project_or_user_v1 to ...oup_or_project_or_user_v2\n");
}

static void a_long_text_that_became_a_list_is_quoted(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nn: '{\"" LONG_NAME "\":1}'\n", "key_path: a\nn: {" LONG_NAME ": 1}\n",
	       "safe-edit note: n changed from \"{\\\"click_the_button_that_opens_the_list_of_all_requests_of_a_...\" to "
	       "{\"click_the_button_that_opens_the_list_of_all_requests_of_a_...\n");
}

static void what_is_alone_was_added_or_deleted(void **state)
{
	(void)state;
	expect(METRIC, NULL, "key_path: a\n", "safe-add note: metric \"a\" is new\n");
	expect(METRIC, "key_path: \"a\\n\"\n", NULL, "metric-no-delete error: metric \"a\\n\" was deleted\n");
	expect(METRIC, "key_path: a\n", "key_path: a\n", "");
}

static void a_legacy_event_becomes_an_internal_one_by_its_category_alone(void **state)
{
	(void)state;
	expect("config/events/x.yml", "category: c\naction: push\n", "action: push\ninternal_events: true\n",
	       "event-category-same warning: the key changed from \"c push\" to \"push\"\n");
	expect("config/events/x.yml", "category: c\naction: push\n", "category: d\naction: pull\n",
	       "event-action-same error: the key changed from \"c push\" to \"d pull\"\n");
}

/* "field pointer line:column" of another key, and what stands there in both. */
static void expect_key_at(const char *path, const char *old, const char *new, const char *want)
{
	const struct change_options none = { 0 };
	struct change_list l = { .all = { 0 } };
	const struct change *x;
	struct sample s;

	sample_begin(&s);
	change_entries(changer_new(s.dialect, &none, &s.a), sample_add(&s, path, old), sample_add(&s, path, new), &s.a, &l);
	assert_int_equal(l.all.n, 1);
	x = &l.all.v[0];
	assert_text(str_fmt(&s.a, "%.*s %.*s %u:%u: %.*s -> %.*s", STR_ARG(x->field), STR_ARG(x->pointer), x->at.at.line, x->at.at.column,
	                    STR_ARG(difference_words(x->old_node, 60, &s.a)), STR_ARG(difference_words(x->new_node, 60, &s.a))),
	            want);
	sample_end(&s);
}

static void another_key_is_told_at_the_part_of_it_that_differs(void **state)
{
	(void)state;
	expect_key_at(EVENT, "category: a:b\naction: push\n", "category: a:c\naction: push\n", "category /category 1:11: a:b -> a:c");
	expect_key_at(EVENT, "category: a\naction: push\n", "category: a\naction: pull\n", "action /action 2:9: push -> pull");
	expect_key_at(EVENT, "category: a\naction: push\n", "category: b\naction: pull\n", "action /action 2:9: push -> pull");
	expect_key_at(EVENT, "action: push\n", "category: a\naction: push\n", "category /category 1:11: nothing -> a");
	expect_key_at(EVENT, "category: a\naction: push\n", "action: push\n", "category /category 1:9: a -> nothing");
	expect_key_at(EVENT, "category: a\naction: push\n", "category: a\naction: push\ninternal_events: true\n",
	              "internal_events /internal_events 3:18: nothing -> true");
	expect_key_at(METRIC, "key_path: a\n", "key_path: b\n", "key_path /key_path 1:11: a -> b");
	expect_key_at(METRIC, "key_path: a\ntime_frame: 28d\n", "key_path: a\ntime_frame: [28d]\n",
	              "time_frame /time_frame 2:13: 28d -> [\"28d\"]");
}

static void a_field_of_a_protected_entry_is_named_once_though_two_classes_tell_of_it(void **state)
{
	(void)state;
	expect(METRIC, "key_path: a\nperformance_indicator_type: [gmau]\ntiers: [free]\ndata_category: optional\n",
	       "key_path: a\nperformance_indicator_type: [gmau]\ntiers: [premium]\ndata_category: operational\n",
	       "tier-narrowed warning: tiers lost free\n"
	       "data-category-raised error: data_category changed from optional to operational\n"
	       "safe-edit note: tiers gained premium\n"
	       "protected-changed error: the protected metric \"a\" changed: tiers and data_category\n");
}

static void protected_entries_name_whom_to_tell(void **state)
{
	const struct change_options none = { 0 };
	struct change_list l = { .all = { 0 } };
	struct entry *old, *new;
	struct sample s;

	(void)state;
	sample_begin(&s);
	old = sample_add(&s, METRIC, "key_path: a\nperformance_indicator_type: [gmau]\nname: x\n");
	new = sample_add(&s, METRIC, "key_path: a\nperformance_indicator_type: [gmau]\nname: y\n");
	change_entries(changer_new(s.dialect, &none, &s.a), old, new, &s.a, &l);
	assert_int_equal(l.all.n, 2);
	assert_text(l.all.v[1].message, "the protected metric \"a\" changed: name");
	assert_true(str_has(l.all.v[1].help, STR("@csops-team")));
	sample_end(&s);
	expect(METRIC, "key_path: a\nname: x\n", "key_path: a\nperformance_indicator_type: [gmau]\nname: x\n",
	       "pi-type-changed error: performance_indicator_type was added: [\"gmau\"]\n"
	       "protected-changed error: the protected metric \"a\" changed: performance_indicator_type\n");
	expect(METRIC, "key_path: a\nperformance_indicator_type: [devops_report]\nname: x\n", "key_path: a\nperformance_indicator_type: [devops_report]\nname: y\n",
	       "safe-edit note: name changed from x to y\n");
}

/* ---- excuses ---- */

#define TYPES(milestone) "key_path: a\nvalue_type: number\nmilestone: " milestone "\n", "key_path: a\nvalue_type: string\nmilestone: " milestone "\n"
#define CHANGED "value_type changed from number to string\n"

static void definitions_of_later_milestones_are_unreleased(void **state)
{
	struct change_options o = { .has_released = true };

	(void)state;
	assert_true(release_parse(STR("16.4.2"), &o.released));
	expect_with(&o, TYPES("\"16.4\""), "metric-same-value-type error: " CHANGED);
	expect_with(&o, TYPES("\"16.5\""), "metric-same-value-type error unreleased: " CHANGED);
	expect_with(&o, TYPES("16.5"), "metric-same-value-type error unreleased: " CHANGED);
	expect_with(&o, TYPES("\"16.10\""), "metric-same-value-type error unreleased: " CHANGED);
	expect_with(&o, TYPES("\"16.4.9\""), "metric-same-value-type error: " CHANGED);
	expect_with(&o, TYPES("\"<16.9\""), "metric-same-value-type error: " CHANGED);
	expect_with(&o, TYPES("TODO"), "metric-same-value-type error: " CHANGED);
	expect_with(&o, "key_path: a\nmilestone: \"17.0\"\n", NULL, "metric-no-delete error: metric \"a\" was deleted\n");
	expect_with(&o, "key_path: a\nvalue_type: number\nmilestone: \"16.0\"\n", "key_path: a\nvalue_type: string\nmilestone: \"17.0\"\n",
	            "metric-same-value-type error: " CHANGED "milestone-same warning: milestone changed from 16.0 to 17.0\n");
	o.has_released = false;
	expect_with(&o, TYPES("\"17.0\""), "metric-same-value-type error: " CHANGED);
}

static void what_is_allowed_has_a_reason_and_counts(void **state)
{
	static const str class[] = { { "metric-same-value-type", 22 } }, other[] = { { "metric-no-delete", 16 } };
	struct change_allow allow[] = {
		{ .classes = other, .n_classes = 1, .reason = STR("no") },
		{ .classes = class, .n_classes = 1, .reason = STR("over"), .is_expired = true },
		{ .reason = STR("yes") },
	};
	struct change_options o = { .allow = allow, .n_allow = 3 };

	(void)state;
	expect_with(&o, TYPES("\"16.4\""), "metric-same-value-type error allowed: " CHANGED);
	assert_int_equal(allow[0].n_excused, 0);
	assert_int_equal(allow[1].n_excused, 1);
	assert_int_equal(allow[2].n_excused, 1);
	o.n_allow = 2;
	expect_with(&o, TYPES("\"16.4\""), "metric-same-value-type error: " CHANGED);
}

static void the_first_that_allows_a_change_by_either_of_its_keys_says_why(void **state)
{
	struct change_allow allow[] = { { .reason = STR("other") }, { .reason = STR("first") }, { .reason = STR("second") } };
	const struct change_options o = { .allow = allow, .n_allow = 3 };
	static const char *const patterns[] = { "x", "pull", "push" };
	struct change_list l = { .all = { 0 } };
	const struct glob *globs[3];
	struct sample s;
	struct err e;

	(void)state;
	sample_begin(&s);
	for (size_t i = 0; i < 3; i++) {
		globs[i] = glob_compile(str_from_z(patterns[i]), &s.a, &e);
		allow[i].keys = glob_set_make(&globs[i], 1, &s.a);
	}
	change_entries(changer_new(s.dialect, &o, &s.a), sample_add(&s, "config/events/x.yml", "action: push\ninternal_events: true\n"),
	               sample_add(&s, "config/events/x.yml", "action: pull\ninternal_events: true\n"), &s.a, &l);
	assert_int_equal(l.all.n, 1);
	assert_int_equal(l.all.v[0].excuse, CHANGE_ALLOWED);
	assert_text(l.all.v[0].reason, "first");
	assert_int_equal(allow[0].n_excused, 0);
	assert_int_equal(allow[1].n_excused, 1);
	assert_int_equal(allow[2].n_excused, 1);
	sample_end(&s);
}

static void levels_and_migrations_are_configured(void **state)
{
	const struct diag_setting off = { STR("metric-same-value-type"), DIAG_OFF };
	const struct change_migration migration = { STR("value_type"), STR("number"), STR("string") };
	struct change_options o = { .levels = &off, .n_levels = 1 };

	(void)state;
	expect_with(&o, TYPES("\"16.4\""), "");
	o = (struct change_options){ .migrations = &migration, .n_migrations = 1 };
	expect_with(&o, TYPES("\"16.4\""), "metric-same-value-type error migration: " CHANGED);
}

/* ---- dictionaries ---- */

static void what_entries_of_one_definition_share_is_told_once(void **state)
{
	const struct change_options none = { 0 };
	struct sample old, new;
	struct change_list l = { .all = { 0 } };

	(void)state;
	sample_begin(&old);
	sample_begin(&new);
	sample_add(&old, METRIC, "key_path: a\ntime_frame: [7d, 28d, all]\nvalue_type: number\n");
	sample_add(&new, METRIC, "key_path: a\ntime_frame: [7d, 28d]\nvalue_type: string\n");
	sample_link(&old);
	sample_link(&new);
	change_dictionaries(changer_new(new.dialect, &none, &new.a), &old.dict, &new.dict, &new.a, &l);
	assert_int_equal(l.all.n, 3);
	assert_text(l.all.v[0].message, "metric \"a\" was deleted: time_frame lists all no longer");
	assert_text(l.all.v[0].help, "keep it in the list, or restore it in a definition of its own that is removed, with milestone and URL of the removal");
	assert_text(change_key(&l.all.v[1]), "a_monthly");
	assert_false(l.all.v[1].is_again);
	assert_int_equal(l.all.v[1].also.n, 1);
	assert_true(l.all.v[2].is_again);
	sample_end(&old);
	sample_end(&new);
}

static void an_event_in_use_names_who_counts_it(void **state)
{
	const struct change_options none = { 0 };
	struct sample old, new;
	struct change_list l = { .all = { 0 } };

	(void)state;
	sample_begin(&old);
	sample_begin(&new);
	sample_add(&old, "config/events/push.yml", "action: push\ninternal_events: true\n");
	for (size_t i = 0; i < 8; i++)
		sample_add(&new, str_z(str_fmt(&new.a, "config/metrics/counts_all/%zu.yml", i), &new.a),
		           str_z(str_fmt(&new.a, "key_path: m%zu\ntime_frame: [7d, 28d]\nevents: [{name: push}, {name: push, filter: {label: x}}]\nstatus: %s\n", i,
		                         i ? "active" : "removed"), &new.a));
	sample_link(&old);
	sample_link(&new);
	change_dictionaries(changer_new(new.dialect, &none, &new.a), &old.dict, &new.dict, &new.a, &l);
	assert_text(str_from_z(l.all.v[l.all.n - 1].class->rule.id), "event-in-use");
	assert_text(l.all.v[l.all.n - 1].message, "event \"push\" was deleted while m1, m2, m3, m4 and m5 and 2 more refer to it");
	assert_int_equal(l.all.v[l.all.n - 1].related.n, 5);
	sample_end(&old);
	sample_end(&new);
}

#define WITH_SCHEMA "key_path: a\nvalue_json_schema: s.json\n"

/* The last change. `yaml`: of the metric in the new version. `*used`: bytes that are kept of the comparison. */
static str schema_told_in(const char *old_text, const char *yaml, const char *new_text, size_t *used)
{
	const struct change_options none = { 0 };
	static struct sample old, new;
	struct change_list l = { .all = { 0 } };
	static char text[8000];
	str message;

	sample_begin(&old);
	sample_begin(&new);
	sample_add(&old, METRIC, WITH_SCHEMA);
	sample_add(&new, METRIC, yaml);
	dict_add_text(&old.dict, STR("s.json"), str_from_z(old_text));
	dict_add_text(&new.dict, STR("s.json"), str_from_z(new_text));
	sample_link(&old);
	sample_link(&new);
	*used = new.a.used;
	change_dictionaries(changer_new(new.dialect, &none, &new.a), &old.dict, &new.dict, &new.a, &l);
	*used = new.a.used - *used;
	message = l.all.n ? l.all.v[l.all.n - 1].message : (str){ 0 };
	assert_true(message.n <= sizeof text);
	if (message.n)
		memcpy(text, message.p, message.n);
	sample_end(&old);
	sample_end(&new);
	return (str){ text, message.n };
}

static str schema_told(const char *old_text, const char *new_text)
{
	size_t used;

	return schema_told_in(old_text, WITH_SCHEMA, new_text, &used);
}

static void schemas_of_values_break_by_what_they_take_away(void **state)
{
	(void)state;
	assert_text(schema_told("{\"properties\":{\"a\":{\"type\":\"integer\"}}}", "{\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{}}}"), "");
	assert_text(schema_told("{\"type\":[\"object\",\"null\"]}", "{\"type\":\"object\"}"), "");
	assert_text(schema_told("{\"type\":\"number\"}", "{\"type\":\"integer\"}"), "");
	assert_text(schema_told("{\"type\":\"integer\"}", "{\"type\":\"number\"}"),
	            "the schema of the values changed: the value has another type: number instead of integer");
	assert_text(schema_told("{\"properties\":{\"a\":{\"items\":{\"properties\":{\"b\":{}}}}}}", "{\"properties\":{\"a\":{\"items\":{\"properties\":{}}}}}"),
	            "the schema of the values changed: a/*/b is gone");
	assert_text(schema_told("{\"properties\":{\"a\":{}}}", "{\"properties\":{\"a\":{},\"b\":{}},\"required\":[\"a\",\"b\"]}"),
	            "the schema of the values changed: a is required now");
	assert_text(schema_told("{\"type\":\"integer\"}", "{\"type\":"), "the schema of the values changed: the value has a schema that cannot be read");
	assert_text(schema_told("{\"type\":\"integer\"}", "{}"), "the schema of the values changed: the value has any type, no longer integer");
	assert_text(schema_told("{\"type\":", "{}"), "");
	assert_text(schema_told("{\"properties\":[1],\"required\":\"a\"}", "{\"properties\":3,\"required\":{},\"items\":[]}"), "");
}

/* Files that are not named like JSON are YAML. */
static void schemas_of_values_that_are_yaml_break_alike(void **state)
{
	static const struct {
		const char *old, *new, *told;
	} rows[] = {
		{ "type: object\nproperties:\n  size: {type: integer}\n", "type: object\nproperties:\n  amount: {type: integer}\n", "size is gone" },
		{ "type: integer\n", "type: string\n", "the value has another type: string instead of integer" },
		{ "type: integer\n", "not: [a, schema\n", "the value has a schema that cannot be read" },
	};
	const struct change_options none = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct change_list l = { .all = { 0 } };
		struct sample old, new;

		sample_begin(&old);
		sample_begin(&new);
		sample_add(&old, METRIC, "key_path: a\nvalue_json_schema: s.yml\n");
		sample_add(&new, METRIC, "key_path: a\nvalue_json_schema: s.yml\n");
		dict_add_text(&old.dict, STR("s.yml"), str_from_z(rows[i].old));
		dict_add_text(&new.dict, STR("s.yml"), str_from_z(rows[i].new));
		sample_link(&old);
		sample_link(&new);
		change_dictionaries(changer_new(new.dialect, &none, &new.a), &old.dict, &new.dict, &new.a, &l);
		assert_int_equal(l.all.n, 1);
		assert_text(l.all.v[0].message, str_z(str_fmt(&new.a, "the schema of the values changed: %s", rows[i].told), &new.a));
		sample_end(&old);
		sample_end(&new);
	}
}

static void values_that_have_no_schema_any_more_break(void **state)
{
	static const char *const told = "the schema of the values changed: the value has no schema any more";
	size_t used;

	(void)state;
	assert_text(schema_told_in("{\"type\":\"integer\"}", "key_path: a\n", "{}", &used), told);
	assert_text(schema_told_in("{\"type\":\"integer\"}", "key_path: a\nvalue_json_schema: other.json\n", "{}", &used), told);
	assert_text(schema_told("{\"type\":\"integer\"}", ""), told);
	assert_text(schema_told("{\"type\":", ""), "");
}

/* Metrics that name the same two files share what is found of them. */
static void each_metric_tells_that_the_schema_of_its_values_broke(void **state)
{
	static const char *const yaml = "key_path: %c\nvalue_json_schema: %s.json\n";
	const struct change_options none = { 0 };
	struct change_list l = { .all = { 0 } };
	struct sample old, new;

	(void)state;
	sample_begin(&old);
	sample_begin(&new);
	for (char key = 'a'; key <= 'c'; key++) {
		const char *path = str_z(str_fmt(&new.a, "config/metrics/counts_all/%c.yml", key), &new.a);

		sample_add(&old, path, str_z(str_fmt(&new.a, yaml, key, "s"), &new.a));
		sample_add(&new, path, str_z(str_fmt(&new.a, yaml, key, "s"), &new.a));
	}
	dict_add_text(&old.dict, STR("s.json"), STR("{\"type\":\"integer\"}"));
	dict_add_text(&new.dict, STR("s.json"), STR("{\"type\":\"string\"}"));
	sample_link(&old);
	sample_link(&new);
	change_dictionaries(changer_new(new.dialect, &none, &new.a), &old.dict, &new.dict, &new.a, &l);
	assert_int_equal(l.all.n, 3);
	for (size_t i = 0; i < l.all.n; i++)
		assert_text(l.all.v[i].message, "the schema of the values changed: the value has another type: string instead of integer");
	sample_end(&old);
	sample_end(&new);
}

#define BROKE "the schema of the values changed: "
#define N(members) "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/n\"},\"$defs\":{\"n\":{\"properties\":{" members "}}}}"

static void schemas_of_values_are_compared_where_they_refer_to(void **state)
{
	(void)state;
	assert_text(schema_told(N("\"a\":{},\"b\":{\"type\":\"integer\"}"), N("\"b\":{\"type\":\"string\"}")),
	            BROKE "*/a is gone and */b has another type: string instead of integer");
	assert_text(schema_told("{\"items\":{\"properties\":{\"b\":{\"type\":\"integer\"}}}}", N("\"b\":{\"type\":\"integer\"}")), "");
	assert_text(schema_told("{\"$ref\":\"#/$defs/a%20b\",\"$defs\":{\"a b\":{\"$ref\":\"#/$defs/c~1d\"},\"c/d\":{\"type\":\"integer\"}}}", "{\"type\":\"string\"}"),
	            BROKE "the value has another type: string instead of integer");
	assert_text(schema_told("{\"$ref\":\"#/$defs/a\",\"required\":[\"y\"],\"$defs\":{\"a\":{\"properties\":{\"x\":{},\"y\":{}}}}}",
	                        "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"properties\":{\"x\":{},\"y\":{}},\"required\":[\"x\",\"y\"]}}}"),
	            BROKE "x is required now");
	assert_text(schema_told("{\"$ref\":\"other.json#/a\"}", "{\"$ref\":\"#/nowhere\"}"), "");
}

static void schemas_of_values_may_refer_to_themselves(void **state)
{
	(void)state;
	assert_text(schema_told("{\"$ref\":\"#\"}", "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}"), "");
	assert_text(schema_told("{\"properties\":{\"in\":{\"$ref\":\"#\"},\"a\":{\"type\":\"integer\"}}}",
	                        "{\"properties\":{\"in\":{\"$ref\":\"#\"},\"a\":{\"type\":\"string\"}}}"),
	            BROKE "a has another type: string instead of integer");
	assert_text(schema_told("{\"properties\":{\"in\":{\"properties\":{\"in\":{\"$ref\":\"#\"},\"a\":{}}},\"a\":{}}}",
	                        "{\"properties\":{\"in\":{\"$ref\":\"#\"},\"a\":{}}}"),
	            "");
}

static void schemas_of_values_are_compared_in_properties_without_a_name_and_in_alternatives(void **state)
{
	(void)state;
	assert_text(schema_told("{\"additionalProperties\":{\"type\":\"integer\"}}", "{\"additionalProperties\":{\"type\":\"string\"}}"),
	            BROKE "* has another type: string instead of integer");
	assert_text(schema_told("{\"additionalProperties\":false}", "{\"additionalProperties\":{\"type\":\"string\"}}"), "");
	assert_text(schema_told("{\"patternProperties\":{\"^a\":{\"type\":\"integer\"},\"^b\":{}}}", "{\"patternProperties\":{\"^a\":{\"type\":\"string\"}}}"),
	            BROKE "^b is gone and ^a has another type: string instead of integer");
	assert_text(schema_told("{\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"null\"},{\"properties\":{\"b\":{}}}]}}}",
	                        "{\"properties\":{\"a\":{\"anyOf\":[{\"type\":\"null\"},{\"properties\":{}}]}}}"),
	            BROKE "a/b is gone");
	assert_text(schema_told("{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"integer\"}]}", "{\"oneOf\":[{\"type\":\"integer\"}]}"),
	            BROKE "the value has fewer alternatives: 1 instead of 2");
	assert_text(schema_told("{\"oneOf\":[{\"type\":\"null\"}]}", "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}"), "");
	assert_text(schema_told("{\"anyOf\":[{\"properties\":{\"b\":{}}},{\"properties\":{\"b\":{}}}]}", "{\"anyOf\":[{},{}]}"), BROKE "b is gone");
	assert_text(schema_told("{\"anyOf\":3,\"patternProperties\":[],\"additionalProperties\":[],\"$ref\":{}}", "{\"anyOf\":{},\"$ref\":\"#a\"}"), "");
}

static void schemas_that_take_anything_read_the_same_however_they_are_written(void **state)
{
	static const char *const any[] = { "{}", "true", "{\"title\":\"t\"}" };
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof any / sizeof *any; i++) {
		assert_text(schema_told("{\"properties\":{\"a\":{\"type\":\"string\"}}}", str_z(str_fmt(&a, "{\"properties\":{\"a\":%s}}", any[i]), &a)),
		            BROKE "a has any type, no longer string");
		assert_text(schema_told("{\"items\":{\"type\":\"string\"}}", str_z(str_fmt(&a, "{\"items\":%s}", any[i]), &a)),
		            BROKE "* has any type, no longer string");
		assert_text(schema_told("{\"properties\":{\"a\":{}}}", any[i]), BROKE "a is gone");
		assert_text(schema_told("{\"oneOf\":[{\"type\":\"null\"},{}]}", any[i]), BROKE "the value takes any value, no longer one of 2 alternatives");
		assert_text(schema_told(any[i], "{\"type\":\"string\"}"), "");
	}
	assert_text(schema_told("{\"items\":{\"type\":\"string\"}}", "{}"), BROKE "* has any type, no longer string");
	assert_text(schema_told("{\"additionalProperties\":{\"properties\":{\"a\":{}}}}", "{\"type\":\"object\"}"), BROKE "*/a is gone");
	assert_text(schema_told("{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}}", "{\"type\":\"null\"}"), "");
	assert_text(schema_told("{\"additionalProperties\":true}", "{\"additionalProperties\":{\"type\":\"string\"}}"), "");
	arena_free(&a);
}

static void what_a_schema_that_takes_nothing_stands_for_is_gone(void **state)
{
	(void)state;
	assert_text(schema_told("{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":true}}", "{\"properties\":{\"a\":false,\"b\":false}}"),
	            BROKE "a is gone and b is gone");
	assert_text(schema_told("{\"properties\":{\"a\":{}}}", "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/no\"}},\"$defs\":{\"no\":false}}"), BROKE "a is gone");
	assert_text(schema_told("{\"properties\":{\"a\":false}}", "{\"properties\":{}}"), "");
	assert_text(schema_told("{\"properties\":{\"a\":false}}", "{\"properties\":{\"a\":false,\"b\":false}}"), "");
	assert_text(schema_told("{\"items\":{\"type\":\"string\"}}", "{\"items\":false}"), BROKE "* is gone");
	assert_text(schema_told("{\"additionalProperties\":{\"type\":\"integer\"}}", "{\"additionalProperties\":false}"), BROKE "* is gone");
	assert_text(schema_told("{\"additionalProperties\":true}", "{\"additionalProperties\":false}"), "");
	assert_text(schema_told("{\"additionalProperties\":{}}", "{\"additionalProperties\":false}"), "");
	assert_text(schema_told("{}", "{\"items\":false,\"additionalProperties\":false,\"properties\":{\"a\":false}}"), "");
	assert_text(schema_told("{\"properties\":{\"a\":{}}}", "false"), BROKE "the value is gone");
	assert_text(schema_told("true", "false"), BROKE "the value is gone");
	assert_text(schema_told("false", "{\"type\":\"string\"}"), "");
	assert_text(schema_told("{\"properties\":{\"a\":{}}}", "[]"), BROKE "the value has a schema that cannot be read");
	assert_text(schema_told("[]", "3"), "");
}

static void alternatives_are_compared_by_either_word_and_not_with_other_keywords(void **state)
{
	(void)state;
	assert_text(schema_told("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}"), "");
	assert_text(schema_told("{\"anyOf\":[{\"type\":\"string\"},{}]}", "{\"oneOf\":[{\"type\":\"null\"},{}]}"),
	            BROKE "the value has another type: null instead of string");
	assert_text(schema_told("{\"oneOf\":[{},{}]}", "{\"anyOf\":[{}]}"), BROKE "the value has fewer alternatives: 1 instead of 2");
	assert_text(schema_told("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "{\"type\":[\"string\",\"null\"]}"), "");
	assert_text(schema_told("{\"anyOf\":[{},{\"type\":\"null\"}]}", "{\"$ref\":\"other.json\"}"), "");
	assert_text(schema_told("{\"anyOf\":[{},{}]}", "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{}}}"),
	            BROKE "the value takes any value, no longer one of 2 alternatives");
	assert_text(schema_told("{\"anyOf\":[{},{},{}],\"oneOf\":[{}]}", "{\"oneOf\":[{}]}"), "");
	assert_text(schema_told("{\"anyOf\":[{\"type\":\"null\"},{}]}", "{\"anyOf\":[{\"type\":\"null\"},false]}"),
	            BROKE "the value has fewer alternatives: 1 instead of 2");
	assert_text(schema_told("{\"anyOf\":[{},false,{}]}", "{\"anyOf\":[{},{},false]}"), "");
	assert_text(schema_told("{\"anyOf\":[{},{}]}", "{\"anyOf\":[],\"type\":\"null\"}"), "");
}

static void alternatives_that_read_the_same_are_one_another_wherever_they_stand(void **state)
{
	(void)state;
	assert_text(schema_told("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"string\"}]}"), "");
	assert_text(schema_told("{\"oneOf\":[{},{\"type\":\"null\"},false,{}]}", "{\"oneOf\":[{\"type\":\"null\"},{},{}]}"), "");
	assert_text(schema_told("{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"null\"},{\"type\":\"array\"}]}",
	                        "{\"oneOf\":[{\"type\":\"array\"},{\"type\":\"integer\"},{\"type\":\"string\"}]}"),
	            BROKE "the value has another type: integer instead of null");
	assert_text(schema_told("{\"anyOf\":[{\"type\":\"null\"},{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"type\":\"integer\"}}}",
	                        "{\"anyOf\":[{\"$ref\":\"#/$defs/a\"},{\"type\":\"null\"}],\"$defs\":{\"a\":{\"type\":\"string\"}}}"),
	            BROKE "the value has another type: string instead of integer");
}

static void types_that_another_keyword_tells_are_not_any(void **state)
{
	static const char *const kept[] = {
		"{\"anyOf\":[{\"type\":\"string\"}]}", "{\"oneOf\":[{}]}", "{\"allOf\":[{}]}", "{\"enum\":[\"a\"]}", "{\"const\":\"a\"}",
		"{\"$ref\":\"other.json\"}", "{\"$ref\":\"#/a\",\"a\":{\"$ref\":\"other.json\"}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		assert_text(schema_told("{\"type\":\"string\"}", kept[i]), "");
	assert_text(schema_told("{\"type\":\"object\",\"anyOf\":[{\"required\":[\"a\"]}]}", "{\"anyOf\":[{\"required\":[\"a\"]}]}"),
	            BROKE "the value has any type, no longer object");
	assert_text(schema_told("{\"type\":\"string\"}", "{\"not\":{\"type\":\"null\"}}"), BROKE "the value has any type, no longer string");
	assert_text(schema_told("{\"type\":\"string\"}", "{\"minLength\":3}"), BROKE "the value has any type, no longer string");
	assert_text(schema_told("{\"type\":\"string\"}", "{\"$ref\":\"#/a\",\"a\":{}}"), BROKE "the value has any type, no longer string");
}

/* Of `n` definitions each refers to two others, `factor` times as far away: from two factors each meets each. Far below stands the property "lost". */
static const char *tangle(size_t n, size_t factor, const char *lost, struct arena *a)
{
	enum { DEEP = 25 };
	struct buf out = { .a = a };

	buf_z(&out, "{\"properties\":{\"in\":{\"$ref\":\"#/$defs/0\"},\"z\":");
	for (size_t i = 0; i < DEEP; i++)
		buf_z(&out, "{\"properties\":{\"z\":");
	buf_fmt(&out, "{\"properties\":{%s}}", lost);
	buf_repeat(&out, '}', (size_t)2 * DEEP);
	buf_z(&out, "},\"$defs\":{\"-\":{}");
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, ",\"%zu\":{\"properties\":{\"x\":{\"$ref\":\"#/$defs/%zu\"},\"y\":{\"$ref\":\"#/$defs/%zu\"}}}", i, i * factor % n,
		        (i * factor + 1) % n);
	buf_z(&out, "}}");
	return str_z(buf_str(&out), a);
}

static void schemas_of_values_are_compared_in_so_many_steps(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_true(str_ends(schema_told(tangle(50, 2, "\"lost\":{}", &a), tangle(50, 3, "", &a)), STR("/z/z/lost is gone")));
	assert_text(schema_told(tangle(5000, 2, "\"lost\":{}", &a), tangle(5000, 3, "", &a)), "");
	arena_free(&a);
}

/* So many properties, and those of `rest`. */
static const char *many(size_t n, const char *rest, struct arena *a)
{
	struct buf out = { .a = a };

	buf_z(&out, "{\"properties\":{");
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "\"%zu\":{},", i);
	buf_fmt(&out, "\"\":{}%s}}", rest);
	return str_z(buf_str(&out), a);
}

static void schemas_of_values_that_can_be_read_are_compared_as_a_whole(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_text(schema_told(many(49000, ",\"a\":{\"properties\":{\"b\":{}}}", &a), many(49000, ",\"a\":{}", &a)), BROKE "a/b is gone");
	arena_free(&a);
}

static void names_in_schemas_of_values_are_cut_when_they_are_told(void **state)
{
	struct arena a;
	str name, deep = { 0 };

	(void)state;
	arena_init(&a);
	name = str_replace((str){ arena_array(&a, SAMPLE_LONG_KEY, char), SAMPLE_LONG_KEY }, '\0', 'k', &a);
	assert_text(schema_told(str_z(str_fmt(&a, "{\"properties\":{\"%.*s\":{\"items\":{\"properties\":{\"\":{}}}}}}", STR_ARG(name)), &a),
	                        str_z(str_fmt(&a, "{\"properties\":{\"%.*s\":{\"items\":{}}}}", STR_ARG(name)), &a)),
	            str_z(str_fmt(&a, BROKE "%.60s.../*/ is gone", name.p), &a));
	for (size_t i = 0; i < 40; i++)
		deep = str_fmt(&a, "%.*s{\"items\":", STR_ARG(deep));
	assert_text(schema_told(str_z(str_fmt(&a, "%.*s{\"type\":\"null\"}%.40s", STR_ARG(deep), "}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}"), &a),
	                        str_z(str_fmt(&a, "%.*s{\"type\":\"array\"}%.40s", STR_ARG(deep), "}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}"), &a)),
	            "");
	arena_free(&a);
}

/* `n` properties far below that read the same when they are cut, and `rest` behind them. */
static const char *alike(size_t n, const char *rest, struct arena *a)
{
	enum { DEEP = 30 };
	const str name = str_replace((str){ arena_array(a, 100, char), 100 }, '\0', 'k', a);
	struct buf out = { .a = a };

	for (size_t i = 0; i < DEEP; i++)
		buf_fmt(&out, "{\"properties\":{\"%.*s\":", STR_ARG(name));
	buf_z(&out, "{\"properties\":{");
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "\"%.*s%zu\":{},", STR_ARG(name), i);
	buf_fmt(&out, "\"\":{}%s}", rest);
	buf_repeat(&out, '}', (size_t)2 * DEEP + 1);
	return str_z(buf_str(&out), a);
}

static void differences_of_schemas_that_read_the_same_are_forgotten_and_after_a_hundred_nothing_else_is_compared(void **state)
{
	enum { KEPT = 64 * 1024 }; /* bytes */
	size_t used;
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_true(str_ends(schema_told_in(alike(100, ",\"lost\":{}", &a), WITH_SCHEMA, alike(0, "", &a), &used), STR("/lost is gone")));
	assert_true(used < KEPT);
	assert_true(str_ends(schema_told_in(alike(5000, ",\"lost\":{}", &a), WITH_SCHEMA, alike(0, "", &a), &used), STR("kkk... is gone")));
	assert_true(used < KEPT);
	arena_free(&a);
}

static void long_lists_of_types_count_as_what_is_compared(void **state)
{
	struct arena a;
	struct buf out;

	(void)state;
	arena_init(&a);
	out = (struct buf){ .a = &a };
	buf_z(&out, "{\"$defs\":{\"t\":{\"type\":[");
	for (size_t i = 0; i < 10000; i++)
		buf_z(&out, "\"null\",");
	buf_z(&out, "\"null\"]}},\"properties\":{");
	for (size_t i = 0; i < 100; i++)
		buf_fmt(&out, "\"%zu\":{\"$ref\":\"#/$defs/t\"},", i);
	assert_text(schema_told(str_z(str_fmt(&a, "%.*s\"z\":{\"type\":\"null\"}}}", STR_ARG(buf_str(&out))), &a),
	                        str_z(str_fmt(&a, "%.*s\"z\":{\"type\":\"array\"}}}", STR_ARG(buf_str(&out))), &a)),
	            "");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_class_has_words_and_every_row_of_the_dialect_a_class),
		cmocka_unit_test(categories_are_nested),
		cmocka_unit_test(each_difference_gets_one_class),
		cmocka_unit_test(a_property_with_a_very_long_name_is_missed_and_what_is_in_one_is_not),
		cmocka_unit_test(a_type_of_a_property_is_another_one_where_something_came),
		cmocka_unit_test(a_type_of_a_property_is_the_same_where_it_moved_or_something_went),
		cmocka_unit_test(a_type_is_of_a_property_itself_and_of_one_whose_type_definitions_say),
		cmocka_unit_test(a_name_alone_counts_what_a_rule_of_that_name_does),
		cmocka_unit_test(references_deeper_in_a_field_come_and_go_in_the_same_words),
		cmocka_unit_test(one_of_several_rules_for_an_event_is_told_from_the_others),
		cmocka_unit_test(what_is_told_alike_of_several_rules_is_told_once),
		cmocka_unit_test(a_removal_with_evidence_is_one_safe_change),
		cmocka_unit_test(a_removal_by_a_url_that_nobody_knows_has_evidence_as_for_lint),
		cmocka_unit_test(evidence_that_was_missing_may_be_filled_in),
		cmocka_unit_test(an_address_that_lacked_its_number_may_be_filled_in),
		cmocka_unit_test(a_milestone_that_was_still_to_be_written_may_be),
		cmocka_unit_test(a_description_that_said_nothing_yet_is_not_given_another_meaning),
		cmocka_unit_test(words_that_no_blanks_part_are_counted_by_character),
		cmocka_unit_test(quotes_around_a_milestone_break_nothing),
		cmocka_unit_test(a_milestone_that_loses_its_quotes_is_what_the_number_is_read_as),
		cmocka_unit_test(quotes_in_a_removed_definition_are_no_change_of_what_it_tells),
		cmocka_unit_test(keys_and_names_are_told_whole),
		cmocka_unit_test(long_values_are_told_from_where_they_differ),
		cmocka_unit_test(a_long_text_that_became_a_list_is_quoted),
		cmocka_unit_test(what_is_alone_was_added_or_deleted),
		cmocka_unit_test(a_legacy_event_becomes_an_internal_one_by_its_category_alone),
		cmocka_unit_test(another_key_is_told_at_the_part_of_it_that_differs),
		cmocka_unit_test(a_field_of_a_protected_entry_is_named_once_though_two_classes_tell_of_it),
		cmocka_unit_test(protected_entries_name_whom_to_tell),
		cmocka_unit_test(definitions_of_later_milestones_are_unreleased),
		cmocka_unit_test(what_is_allowed_has_a_reason_and_counts),
		cmocka_unit_test(the_first_that_allows_a_change_by_either_of_its_keys_says_why),
		cmocka_unit_test(levels_and_migrations_are_configured),
		cmocka_unit_test(what_entries_of_one_definition_share_is_told_once),
		cmocka_unit_test(an_event_in_use_names_who_counts_it),
		cmocka_unit_test(schemas_of_values_break_by_what_they_take_away),
		cmocka_unit_test(schemas_of_values_that_are_yaml_break_alike),
		cmocka_unit_test(values_that_have_no_schema_any_more_break),
		cmocka_unit_test(each_metric_tells_that_the_schema_of_its_values_broke),
		cmocka_unit_test(schemas_of_values_are_compared_where_they_refer_to),
		cmocka_unit_test(schemas_of_values_may_refer_to_themselves),
		cmocka_unit_test(schemas_of_values_are_compared_in_properties_without_a_name_and_in_alternatives),
		cmocka_unit_test(schemas_that_take_anything_read_the_same_however_they_are_written),
		cmocka_unit_test(what_a_schema_that_takes_nothing_stands_for_is_gone),
		cmocka_unit_test(alternatives_are_compared_by_either_word_and_not_with_other_keywords),
		cmocka_unit_test(alternatives_that_read_the_same_are_one_another_wherever_they_stand),
		cmocka_unit_test(types_that_another_keyword_tells_are_not_any),
		cmocka_unit_test(schemas_of_values_are_compared_in_so_many_steps),
		cmocka_unit_test(schemas_of_values_that_can_be_read_are_compared_as_a_whole),
		cmocka_unit_test(names_in_schemas_of_values_are_cut_when_they_are_told),
		cmocka_unit_test(differences_of_schemas_that_read_the_same_are_forgotten_and_after_a_hundred_nothing_else_is_compared),
		cmocka_unit_test(long_lists_of_types_count_as_what_is_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
