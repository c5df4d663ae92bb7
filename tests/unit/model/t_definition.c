/* Definitions become entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/model/sample.h"

#define METRIC "config/metrics/counts_all/x.yml"
#define EVENT "config/events/x.yml"

static void a_metric_takes_its_key_from_key_path(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: counts.ci_builds\nstatus: active\n");
	assert_text(e->key, "counts.ci_builds");
	assert_text(e->name, "ci_builds");
	assert_int_equal(e->status, STATUS_ACTIVE);
	sample_end(&s);
}

static void capitals_of_a_known_value_do_not_count(void **state)
{
	struct sample s;
	const struct field *f;
	struct entry *e;
	str *values;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: counts.x\ndata_category: Optional\nproduct_categories: [Boards, boards]\n");
	f = dialect_field(s.dialect, STR("data_category"));
	assert_int_equal(entry_values(e, f, &s.a, &values), 1);
	assert_text(values[0], "optional");
	assert_text(entry_words(e, f, &s.a), "Optional data");
	f = dialect_field(s.dialect, STR("product_categories")); /* the dialect knows none of its values */
	assert_int_equal(entry_values(e, f, &s.a, &values), 2);
	assert_text(values[0], "Boards");
	sample_end(&s);
}

static void a_list_of_time_frames_yields_one_entry_each(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: counts.x\ntime_frame: [7d, 28d, all]\n");
	assert_int_equal(e->definition->n_entries, 3);
	assert_text(e[0].key, "counts.x_weekly");
	assert_text(e[1].key, "counts.x_monthly");
	assert_text(e[2].key, "counts.x");
	assert_text(e[1].variant, "28d");
	assert_text(e[1].stem, "counts.x");
	sample_end(&s);
}

static void a_time_frame_listed_twice_yields_one_entry(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: counts.x\ntime_frame: [7d, 7d]\n");
	assert_int_equal(e->definition->n_entries, 1);
	sample_end(&s);
}

static void time_frames_without_suffix_share_one_entry(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: counts.x\ntime_frame: [all, none, ever, 7d]\n");
	assert_int_equal(e->definition->n_entries, 2);
	assert_text(e[0].variant, "all");
	assert_text(e[1].key, "counts.x_weekly");
	sample_end(&s);
}

static void an_empty_list_of_time_frames_yields_one_entry(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: counts.x\ntime_frame: []\n");
	assert_int_equal(e->definition->n_entries, 1);
	assert_text(e->key, "counts.x");
	sample_end(&s);
}

static void an_expanded_field_reads_as_the_entrys_own_value(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: counts.x\ntime_frame: [7d, 28d]\n");
	assert_text(entry_words(&e[1], dialect_field(s.dialect, STR("time_frame")), &s.a), "28 days");
	sample_end(&s);
}

static void an_internal_event_is_called_by_its_action(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, EVENT, "internal_events: true\naction: create_ci_build\ncategory: ignored\n");
	assert_text(e->key, "create_ci_build");
	assert_text(e->key_rule->title, "Internal event");
	sample_end(&s);
}

static void a_legacy_event_is_called_by_category_and_action(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, EVENT, "category: projects:new\naction: click button\n");
	assert_text(e->key, "projects:new click button");
	assert_text(e->alias, "click button");
	sample_end(&s);
}

static void a_legacy_event_without_category_is_called_by_its_action(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	assert_text(sample_add(&s, EVENT, "category:\naction: click\n")->key, "click");
	sample_end(&s);
}

static void a_definition_without_key_yields_no_entry(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	assert_null(sample_add(&s, METRIC, "key_path: \"\"\n"));
	assert_null(sample_add(&s, METRIC, "key_path: [a]\n"));
	assert_null(sample_add(&s, EVENT, "internal_events: true\n"));
	sample_end(&s);
}

static void a_group_loses_its_prefix_and_spaces(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	assert_text(sample_add(&s, METRIC, "key_path: a.b\nproduct_group: \"group::Project Management\"\n")->group, "project_management");
	sample_end(&s);
}

static void all_tiers_from_one_on_read_as_that_one_and_above(void **state)
{
	struct sample s;
	const struct field *tiers;

	(void)state;
	sample_begin(&s);
	tiers = dialect_field(s.dialect, STR("tiers"));
	assert_text(entry_words(sample_add(&s, METRIC, "key_path: a.b\ntiers: [premium, ultimate]\n"), tiers, &s.a), "Premium and above");
	assert_text(entry_words(sample_add(&s, METRIC, "key_path: a.b\ntiers: [ultimate]\n"), tiers, &s.a), "Ultimate");
	assert_text(entry_words(sample_add(&s, METRIC, "key_path: a.b\ntiers: [free, ultimate]\n"), tiers, &s.a), "Free, Ultimate");
	sample_end(&s);
}

static void the_field_tier_of_2023_is_read_as_tiers(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	assert_text(entry_words(sample_add(&s, METRIC, "key_path: a.b\ntier:\n- free\n- premium\n- ultimate\n"),
	                        dialect_field(s.dialect, STR("tiers")), &s.a),
	            "Free and above");
	sample_end(&s);
}

static void references_are_read_from_rules_and_lists(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, METRIC, "key_path: a.b\nevents:\n- name: one\n  unique: user.id\noptions:\n  events: [two]\n");
	assert_int_equal(e->n_refs, 2);
	assert_text(e->refs[0].name, "one");
	assert_text(e->refs[0].pointer, "/events/0/name");
	assert_text(e->refs[1].pointer, "/options/events/0");
	assert_true(e->refs[1].role->is_optional);
	sample_end(&s);
}

static void the_event_of_a_redis_counter_is_part_of_its_key_and_refers_to_nothing(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	assert_int_equal(sample_add(&s, METRIC, "key_path: counts.wiki_pages_create\noptions:\n  prefix: wiki_pages\n  event: create\n")->n_refs, 0);
	sample_end(&s);
}

static void malformed_references_are_left_to_the_schema(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	assert_int_equal(sample_add(&s, METRIC, "key_path: a.b\nevents:\n- 12\n- [x]\n- {nome: y}\n- name: 3\n")->n_refs, 0);
	sample_end(&s);
}

static void a_files_stem_has_no_time_stamp(void **state)
{
	(void)state;
	assert_text(path_stem(STR("config/events/20210915205037_default_generic.yml")), "default_generic");
	assert_text(path_stem(STR("1643968255_x.yml")), "x");
	assert_text(path_stem(STR("a/2fa_enabled.yml")), "2fa_enabled");
	assert_text(path_stem(STR("20210915205037_.yml")), "");
	assert_text(path_stem(STR("20210915.yml")), "20210915");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_metric_takes_its_key_from_key_path),
		cmocka_unit_test(capitals_of_a_known_value_do_not_count),
		cmocka_unit_test(a_list_of_time_frames_yields_one_entry_each),
		cmocka_unit_test(a_time_frame_listed_twice_yields_one_entry),
		cmocka_unit_test(time_frames_without_suffix_share_one_entry),
		cmocka_unit_test(an_empty_list_of_time_frames_yields_one_entry),
		cmocka_unit_test(an_expanded_field_reads_as_the_entrys_own_value),
		cmocka_unit_test(an_internal_event_is_called_by_its_action),
		cmocka_unit_test(a_legacy_event_is_called_by_category_and_action),
		cmocka_unit_test(a_legacy_event_without_category_is_called_by_its_action),
		cmocka_unit_test(a_definition_without_key_yields_no_entry),
		cmocka_unit_test(a_group_loses_its_prefix_and_spaces),
		cmocka_unit_test(all_tiers_from_one_on_read_as_that_one_and_above),
		cmocka_unit_test(the_field_tier_of_2023_is_read_as_tiers),
		cmocka_unit_test(references_are_read_from_rules_and_lists),
		cmocka_unit_test(the_event_of_a_redis_counter_is_part_of_its_key_and_refers_to_nothing),
		cmocka_unit_test(malformed_references_are_left_to_the_schema),
		cmocka_unit_test(a_files_stem_has_no_time_stamp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
