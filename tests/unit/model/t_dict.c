/* Entries in one order, linked to one another and to their owners. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/model/sample.h"

static const char owners[] = "sections: {dev: {name: Dev}}\n"
                             "stages: {create: {name: Create, section: dev}}\n"
                             "groups:\n"
                             "  source_code: {name: Source code, stage: create, people: [{role: Manager, name: Ada, contact: \"@ada\"}]}\n"
                             "  unused: {}\n";

static void entries_stand_by_kind_then_key_then_path(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/b.yml", "action: same\n");
	sample_add(&s, "config/events/c.yml", "action: same\n");
	sample_add(&s, "config/metrics/counts_all/z.yml", "key_path: a.b\n");
	sample_link(&s);
	assert_text(s.dict.all.v[0]->key, "a.b");
	assert_text(s.dict.all.v[1]->definition->path, "config/events/b.yml");
	assert_text(s.dict.all.v[2]->definition->path, "config/events/c.yml");
	sample_end(&s);
}

static void definitions_are_found_by_path_at_random_and_in_order(void **state)
{
	static const char *const paths[] = { "config/events/a.yml", "config/events/b.yml", "config/events/bb.yml", "config/events/c.yml", "config/events/d.yml" };
	struct sample s;
	size_t next = 0;

	(void)state;
	sample_begin(&s);
	assert_null(dict_definition(&s.dict, STR("config/events/b.yml")));
	sample_add(&s, paths[1], "action: b\n");
	sample_add(&s, paths[3], "action: c\n");
	sample_link(&s);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		const struct definition *found = dict_definition(&s.dict, str_from_z(paths[i]));

		assert_ptr_equal(found, i == 1 ? s.dict.definitions.v[0] : i == 3 ? s.dict.definitions.v[1] : NULL);
		assert_ptr_equal(dict_definition_next(&s.dict, str_from_z(paths[i]), &next), found);
	}
	sample_end(&s);
}

static void texts_of_named_files_are_kept_by_path(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	dict_add_text(&s.dict, STR("a/b.json"), STR("{}"));
	assert_text(dict_text(&s.dict, STR("a/b.json")), "{}");
	assert_text(dict_text(&s.dict, STR("a/c.json")), "");
	assert_text(dict_text(&s.dict, (str){ 0 }), "");
	sample_end(&s);
}

static void the_entries_of_a_kind_are_found_together(void **state)
{
	struct sample s;
	size_t n;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/b.yml", "action: x\n");
	sample_add(&s, "config/metrics/counts_all/z.yml", "key_path: a.b\n");
	sample_link(&s);
	assert_text(dict_kind(&s.dict, dialect_kind(s.dialect, STR("event")), &n)[0]->key, "x");
	assert_int_equal(n, 1);
	sample_end(&s);
}

static void a_metric_and_its_event_know_each_other(void **state)
{
	struct sample s;
	struct entry *event, *metric;

	(void)state;
	sample_begin(&s);
	event = sample_add(&s, "config/events/b.yml", "internal_events: true\naction: push\n");
	metric = sample_add(&s, "config/metrics/counts_all/z.yml", "key_path: a.b\nevents:\n- name: push\n");
	sample_link(&s);
	assert_int_equal(metric->refs[0].n_to, 1);
	assert_ptr_equal(metric->refs[0].to[0], event);
	assert_int_equal(event->back.n, 1);
	assert_ptr_equal(event->back.v[0].from, metric);
	sample_end(&s);
}

static void a_legacy_event_is_found_by_its_action(void **state)
{
	struct sample s;
	struct entry *metric;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/events/b.yml", "category: default\naction: push\n");
	metric = sample_add(&s, "config/metrics/counts_all/z.yml", "key_path: a.b\noptions:\n  events: [push]\n");
	sample_link(&s);
	assert_int_equal(metric->refs[0].n_to, 1);
	sample_end(&s);
}

static void a_name_that_repeats_without_end_is_linked_to_its_first_entries(void **state)
{
	struct sample s;
	struct entry *metric;

	(void)state;
	sample_begin(&s);
	for (int i = 0; i < DICT_MAX_TARGETS + 1; i++)
		sample_add(&s, str_z(str_fmt(&s.a, "config/events/%03d.yml", i), &s.a), "category: c\naction: push\n");
	metric = sample_add(&s, "config/metrics/counts_all/z.yml", "key_path: a.b\noptions:\n  events: [push]\n");
	sample_link(&s);
	assert_int_equal(metric->refs[0].n_to, DICT_MAX_TARGETS);
	sample_end(&s);
}

static void weekly_monthly_and_total_keys_are_one_family(void **state)
{
	struct sample s;
	struct entry *weekly;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/metrics/counts_28d/a.yml", "key_path: a.b_monthly\n");
	weekly = sample_add(&s, "config/metrics/counts_7d/a.yml", "key_path: a.b_weekly\n");
	sample_add(&s, "config/metrics/counts_all/c.yml", "key_path: a.c\n");
	sample_link(&s);
	assert_int_equal(weekly->family->all.n, 2);
	assert_null(s.dict.all.v[2]->family);
	sample_end(&s);
}

static void owners_come_from_the_file(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, "config/metrics/counts_all/c.yml", "key_path: a.c\nproduct_group: source_code\n");
	sample_owners(&s, owners);
	sample_link(&s);
	assert_text(e->owner->name, "Source code");
	assert_text(e->owner->stage->name, "Create");
	assert_text(e->owner->stage->section->name, "Dev");
	assert_text(e->owner->people.v[0].contact, "@ada");
	sample_end(&s);
}

static void a_group_nobody_lists_has_no_place_in_the_file(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, "config/metrics/counts_all/c.yml", "key_path: a.c\nproduct_group: strangers\n");
	sample_owners(&s, owners);
	sample_link(&s);
	assert_int_equal(e->owner->at.line, 0);
	assert_int_not_equal(s.dict.owners.groups.v[0]->at.line, 0);
	sample_end(&s);
}

static void without_a_file_a_group_belongs_to_the_stage_most_definitions_name(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: a.a\nproduct_group: g\nproduct_stage: plan\n");
	sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: a.b\nproduct_group: g\nproduct_stage: create\nproduct_section: dev\n");
	sample_add(&s, "config/metrics/counts_all/c.yml", "key_path: a.c\nproduct_group: g\nproduct_stage: create\n");
	sample_link(&s);
	assert_text(e->owner->stage->id, "create");
	assert_text(e->owner->stage->section->id, "dev");
	sample_end(&s);
}

static void without_a_file_a_stage_belongs_to_the_section_most_definitions_of_its_groups_name(void **state)
{
	struct sample s;
	struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: a.a\nproduct_group: g\nproduct_stage: plan\nproduct_section: typo\n");
	sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: a.b\nproduct_group: h\nproduct_stage: plan\nproduct_section: dev\n");
	sample_add(&s, "config/metrics/counts_all/c.yml", "key_path: a.c\nproduct_group: h\nproduct_stage: plan\nproduct_section: dev\n");
	sample_link(&s);
	assert_text(entry_section_id(e), "dev");
	assert_int_equal(s.dict.owners.sections.n, 1);
	sample_end(&s);
}

static void without_a_file_sections_and_their_stages_stand_by_id(void **state)
{
	struct sample s;
	struct section *last;

	(void)state;
	sample_begin(&s);
	sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: a.a\nproduct_group: g\nproduct_stage: verify\nproduct_section: ops\n");
	sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: a.b\nproduct_group: h\nproduct_stage: deploy\nproduct_section: ops\n");
	sample_add(&s, "config/metrics/counts_all/c.yml", "key_path: a.c\nproduct_group: i\nproduct_stage: plan\nproduct_section: dev\n");
	sample_link(&s);
	assert_text(s.dict.owners.sections.v[0]->id, "dev");
	last = s.dict.owners.sections.v[1];
	assert_text(last->id, "ops");
	assert_text(last->stages.v[0]->id, "deploy");
	assert_text(last->stages.v[1]->id, "verify");
	sample_end(&s);
}

static void the_section_is_that_of_the_stage_that_a_definition_without_a_group_names(void **state)
{
	struct entry *e[2];
	struct sample s;

	(void)state;
	sample_begin(&s);
	e[0] = sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: a.a\nproduct_stage: create\n");
	e[1] = sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: a.b\nproduct_group: unused\nproduct_stage: create\nproduct_section: ops\n");
	sample_owners(&s, owners);
	sample_link(&s);
	for (size_t i = 0; i < 2; i++)
		assert_text(entry_section_id(e[i]), "dev");
	assert_int_equal(s.dict.owners.sections.v[0]->others.n, 2);
	sample_end(&s);
}

static void stage_and_section_are_those_of_the_owner_else_those_the_definition_names(void **state)
{
	static const char *const stages[] = { "create", "plan", "plan" }, *const sections[] = { "dev", "ops", "ops" };
	struct entry *e[3];
	struct sample s;

	(void)state;
	sample_begin(&s);
	e[0] = sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: a.a\nproduct_group: source_code\nproduct_stage: plan\nproduct_section: ops\n");
	e[1] = sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: a.b\nproduct_group: unused\nproduct_stage: plan\nproduct_section: ops\n");
	e[2] = sample_add(&s, "config/metrics/counts_all/c.yml", "key_path: a.c\nproduct_stage: plan\nproduct_section: ops\n");
	sample_owners(&s, owners);
	sample_link(&s);
	for (size_t i = 0; i < 3; i++) {
		assert_text(entry_stage_id(e[i]), stages[i]);
		assert_text(entry_section_id(e[i]), sections[i]);
	}
	sample_end(&s);
}

static void refuse_owners(const char *yaml, const char *want)
{
	struct sample s;
	struct doc doc;
	struct err e = { .text = "" };

	sample_begin(&s);
	doc = doc_parse_yaml(STR("owners.yml"), str_from_z(yaml), DOC_CONFIG, NULL, &s.a, &s.found);
	assert_false(owners_read(&s.dict.owners, STR("owners.yml"), doc.root, &s.a, &e));
	assert_string_equal(e.text, want);
	assert_true(e.is_usage);
	sample_end(&s);
}

static void a_stage_that_is_not_defined_is_refused_at_its_place(void **state)
{
	(void)state;
	refuse_owners("groups:\n  g: {stage: nowhere}\n", "owners.yml:2:14: this stage is not defined under 'stages'");
}

static void groups_that_are_no_mapping_are_refused(void **state)
{
	(void)state;
	refuse_owners("groups: [a]\n", "owners.yml:1:9: 'groups' must be a mapping from names to their data");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_stand_by_kind_then_key_then_path),
		cmocka_unit_test(definitions_are_found_by_path_at_random_and_in_order),
		cmocka_unit_test(texts_of_named_files_are_kept_by_path),
		cmocka_unit_test(the_entries_of_a_kind_are_found_together),
		cmocka_unit_test(a_metric_and_its_event_know_each_other),
		cmocka_unit_test(a_legacy_event_is_found_by_its_action),
		cmocka_unit_test(a_name_that_repeats_without_end_is_linked_to_its_first_entries),
		cmocka_unit_test(weekly_monthly_and_total_keys_are_one_family),
		cmocka_unit_test(owners_come_from_the_file),
		cmocka_unit_test(a_group_nobody_lists_has_no_place_in_the_file),
		cmocka_unit_test(the_section_is_that_of_the_stage_that_a_definition_without_a_group_names),
		cmocka_unit_test(stage_and_section_are_those_of_the_owner_else_those_the_definition_names),
		cmocka_unit_test(without_a_file_a_group_belongs_to_the_stage_most_definitions_name),
		cmocka_unit_test(without_a_file_a_stage_belongs_to_the_section_most_definitions_of_its_groups_name),
		cmocka_unit_test(without_a_file_sections_and_their_stages_stand_by_id),
		cmocka_unit_test(a_stage_that_is_not_defined_is_refused_at_its_place),
		cmocka_unit_test(groups_that_are_no_mapping_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
