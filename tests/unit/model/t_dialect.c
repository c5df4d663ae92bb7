/* Dialects as data, and what dictum.yml lays over them. What is refused there: tests/unit/cli/t_config_check.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/model/sample.h"

struct bench {
	struct arena a;
	const struct dialect *d;
	struct err e;
};

static void load(struct bench *b, const char *kinds)
{
	struct diag_list found;
	struct doc doc;

	*b = (struct bench){ .e = { .text = "" } };
	arena_init(&b->a);
	diag_list_init(&found, &b->a);
	doc = doc_parse_yaml(STR("dictum.yml"), str_from_z(kinds), DOC_CONFIG, NULL, &b->a, &found);
	assert_non_null(doc.root);
	b->d = dialect_load(STR("gitlab"), &(struct dialect_overrides){ doc_get_z(doc.root, "kinds"), doc_get_z(doc.root, "fields") }, &b->a, &b->e);
}

static void accept(struct bench *b, const char *kinds)
{
	load(b, kinds);
	if (!b->d)
		fail_msg("%s", b->e.text);
}

static const char *kind_of(const struct bench *b, const char *path)
{
	const struct kind *k = dialect_match(b->d, str_from_z(path));

	return k ? k->name.p : NULL;
}

static void parts_of_files_are_none_whatever_patterns_say(void **state)
{
	struct bench b;

	(void)state;
	accept(&b, "kinds: {event: {files: [\"e/*\", \"**/.*\"]}}\n");
	assert_memory_equal(kind_of(&b, "e/a"), "event", 5);
	assert_memory_equal(kind_of(&b, "e/.a.yml.part"), "event", 5);
	assert_null(kind_of(&b, "e/.a.yml.17.0.part"));
	arena_free(&b.a);
}

static void files_are_matched_as_gitlab_does(void **state)
{
	struct bench b;

	(void)state;
	accept(&b, "{}\n");
	assert_memory_equal(kind_of(&b, "config/metrics/counts_all/a.yml"), "metric", 6);
	assert_memory_equal(kind_of(&b, "ee/config/metrics/license/a.yml"), "metric", 6);
	assert_memory_equal(kind_of(&b, "config/events/a.yml"), "event", 5);
	assert_memory_equal(kind_of(&b, "ee/config/events/removed/a.yml"), "event", 5);
	assert_null(kind_of(&b, "config/metrics/a.yml"));
	assert_null(kind_of(&b, "config/metrics/aggregates/a.yml"));
	assert_null(kind_of(&b, "config/metrics/counts_all/deep/a.yml"));
	assert_null(kind_of(&b, "config/events/a.yaml"));
	assert_null(kind_of(&b, "x/config/events/a.yml"));
	arena_free(&b.a);
}

static void files_that_are_ignored_are_no_definitions(void **state)
{
	struct bench b;

	(void)state;
	accept(&b, "kinds:\n  report: {files: [r/**/*.yml], ignore: [\"r/**/draft-*\", \"!r/draft-1.yml\"], key: /id}\n");
	assert_memory_equal(kind_of(&b, "r/a.yml"), "report", 6);
	assert_null(kind_of(&b, "r/draft-2.yml"));
	assert_null(kind_of(&b, "r/x/draft-1.yml"));
	assert_memory_equal(kind_of(&b, "r/draft-1.yml"), "report", 6);
	arena_free(&b.a);
	accept(&b, "kinds:\n  metric: {ignore: [config/metrics/counts_7d/*]}\n");
	assert_null(kind_of(&b, "config/metrics/counts_7d/a.yml"));
	arena_free(&b.a);
	accept(&b, "kinds:\n  metric: {files: [config/metrics/*/*.yml]}\n"); /* not what the dialect ignores among its own */
	assert_memory_equal(kind_of(&b, "config/metrics/aggregates/a.yml"), "metric", 6);
	arena_free(&b.a);
}

static void an_unknown_dialect_is_refused(void **state)
{
	struct arena a;
	struct err e = { .text = "" };

	(void)state;
	arena_init(&a);
	assert_null(dialect_load(STR("gitlub"), NULL, &a, &e));
	assert_string_equal(e.text, "unknown dialect 'gitlub', expected gitlab or plain");
	assert_true(e.is_usage);
	arena_free(&a);
}

static void what_an_override_does_not_mention_stays(void **state)
{
	const struct kind *k;
	struct bench b;

	(void)state;
	accept(&b, "kinds:\n  metric: {files: \"m/*.yml\", title: Numbers}\n");
	k = dialect_kind(b.d, STR("metric"));
	assert_text(k->title, "Numbers");
	assert_text(k->folder, "metrics");
	assert_text(k->keys[0].parts[0], "/key_path");
	assert_memory_equal(kind_of(&b, "m/a.yml"), "metric", 6);
	assert_null(kind_of(&b, "config/metrics/counts_all/a.yml"));
	assert_int_equal(k->n_folders, 1);
	assert_text(k->folders[0], "m");
	arena_free(&b.a);
}

static void a_named_schema_is_never_replaced_by_the_built_in_one(void **state)
{
	struct bench b;

	(void)state;
	accept(&b, "kinds:\n  metric: {schema: a.json}\n  event: {schema: {path: [b.json, c.json], builtin: gitlab-event}}\n");
	assert_text(dialect_kind(b.d, STR("metric"))->schemas[0], "a.json");
	assert_int_equal(dialect_kind(b.d, STR("metric"))->builtin_schema.n, 0);
	assert_int_equal(dialect_kind(b.d, STR("event"))->n_schemas, 2);
	assert_text(dialect_kind(b.d, STR("event"))->builtin_schema, "gitlab-event");
	arena_free(&b.a);
	accept(&b, "kinds:\n  metric: {schema: {builtin: gitlab-event}}\n");
	assert_text(dialect_kind(b.d, STR("metric"))->builtin_schema, "gitlab-event");
	assert_int_equal(dialect_kind(b.d, STR("metric"))->n_schemas, 0);
	arena_free(&b.a);
}

static void a_kind_can_be_added(void **state)
{
	const struct kind *k;
	struct bench b;

	(void)state;
	accept(&b, "kinds:\n  report: {files: [r/**/*.yml], key: /id, refs: [{list: /metrics, to: metric}]}\n");
	k = dialect_kind(b.d, STR("report"));
	assert_int_equal(b.d->n_kinds, 3);
	assert_int_equal(k->index, 2);
	assert_text(k->folder, "report");
	assert_text(k->keys[0].duplicate_rule, "key-duplicate");
	assert_memory_equal(kind_of(&b, "r/a/b.yml"), "report", 6);
	arena_free(&b.a);
}

static void a_kind_may_have_no_files_when_that_is_said(void **state)
{
	struct bench b;

	(void)state;
	accept(&b, "kinds:\n  event: {files: []}\n");
	assert_null(kind_of(&b, "config/events/a.yml"));
	arena_free(&b.a);
}

static void a_field_that_only_an_override_names_is_shown_under_its_own_name_as_words(void **state)
{
	const struct kind *k;
	struct bench b;

	(void)state;
	accept(&b, "kinds:\n  metric: {facets: [status, \"a/b~c\", sampling_rate]}\n");
	k = dialect_kind(b.d, STR("metric"));
	assert_int_equal(k->n_facets, 3);
	assert_text(k->facets[0]->id, "status");
	assert_text(k->facets[1]->title, "A/b~c");
	assert_text(k->facets[1]->folder, "a/b~c");
	assert_text(k->facets[1]->from[0], "/a~1b~0c");
	assert_text(k->facets[2]->title, "Sampling rate");
	assert_text(k->facets[2]->folder, "sampling_rate");
	arena_free(&b.a);
}

/* The one definition of a file of kind "report". */
static struct definition map_report(struct bench *b, const char *yaml, bool *is_mapped)
{
	struct definition d = { .path = STR("r/a.yml"), .kind = dialect_kind(b->d, STR("report")) };
	struct diag_list found;

	diag_list_init(&found, &b->a);
	d.bytes = str_from_z(yaml);
	d.root = doc_parse_yaml(d.path, d.bytes, DOC_DEFINITION, NULL, &b->a, &found).root;
	*is_mapped = definition_map(&d, &b->a);
	return d;
}

static void the_first_key_whose_condition_holds_is_taken(void **state)
{
	struct definition d;
	struct bench b;
	bool is_mapped;

	(void)state;
	accept(&b, "kinds:\n  report:\n    files: [r/*.yml]\n    key:\n"
	           "      - {when: /is_new, parts: [/name]}\n"
	           "      - {when: /is_old, parts: [/area, /name], join: \": \"}\n");
	d = map_report(&b, "name: n\narea: a\nis_new: true\nis_old: true\n", &is_mapped);
	assert_true(is_mapped);
	assert_text(d.entries[0].key, "n");
	d = map_report(&b, "name: n\narea: a\nis_new: false\nis_old: true\n", &is_mapped);
	assert_true(is_mapped);
	assert_text(d.entries[0].key, "a: n");
	(void)map_report(&b, "name: n\narea: a\n", &is_mapped);
	assert_false(is_mapped);
	(void)map_report(&b, "name: n\nis_new: \"true\"\n", &is_mapped); /* text is no truth */
	assert_false(is_mapped);
	(void)map_report(&b, "name: \"\"\nis_new: true\n", &is_mapped);
	assert_false(is_mapped);
	(void)map_report(&b, "name: [n]\nis_new: true\n", &is_mapped);
	assert_false(is_mapped);
	arena_free(&b.a);
}

static void types_of_properties_can_be_named(void **state)
{
	const struct kind *k;
	struct bench b;

	(void)state;
	accept(&b, "kinds:\n  event: {properties: {types: {label: string, amount: number}}}\n");
	k = dialect_kind(b.d, STR("event"));
	assert_int_equal(k->n_property_types, 2);
	assert_true(str_eq_z(k->property_types[1].value, "amount"));
	assert_true(str_eq_z(k->property_types[1].label, "number"));
	assert_true(str_eq_z(k->properties, "/additional_properties")); /* what is not mentioned stays */
	assert_int_equal(dialect_field(b.d, STR("options"))->form, FORM_PARTS);
	arena_free(&b.a);
}

static void data_categories_and_indicators_are_roles_of_fields(void **state)
{
	const struct kind *metric, *poll;
	struct bench b;

	(void)state;
	accept(&b, "kinds:\n  metric: {indicator: {field: goal, per_stage: []}}\n  poll: {privacy: secrecy, indicator: goal}\n");
	metric = dialect_kind(b.d, STR("metric"));
	poll = dialect_kind(b.d, STR("poll"));
	assert_text(metric->privacy->id, "data_category");
	assert_text(metric->indicator->id, "goal");
	assert_int_equal(metric->n_group_indicators, 1);
	assert_text(metric->group_indicators[0], "gmau");
	assert_int_equal(metric->n_stage_indicators, 0);
	assert_text(poll->privacy->from[0], "/secrecy");
	assert_text(poll->indicator->id, "goal");
	assert_null(dialect_kind(b.d, STR("event"))->privacy);
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_of_properties_can_be_named),
		cmocka_unit_test(data_categories_and_indicators_are_roles_of_fields),
		cmocka_unit_test(files_are_matched_as_gitlab_does),
		cmocka_unit_test(files_that_are_ignored_are_no_definitions),
		cmocka_unit_test(parts_of_files_are_none_whatever_patterns_say),
		cmocka_unit_test(an_unknown_dialect_is_refused),
		cmocka_unit_test(what_an_override_does_not_mention_stays),
		cmocka_unit_test(a_named_schema_is_never_replaced_by_the_built_in_one),
		cmocka_unit_test(a_kind_can_be_added),
		cmocka_unit_test(a_field_that_only_an_override_names_is_shown_under_its_own_name_as_words),
		cmocka_unit_test(the_first_key_whose_condition_holds_is_taken),
		cmocka_unit_test(a_kind_may_have_no_files_when_that_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
