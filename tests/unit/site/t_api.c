/* Entries as JSON and CSV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/replacement.h"
#include "site/api.h"
#include "unit/model/sample.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"

static str entry_json(struct sample *s, const struct entry *e, str commit)
{
	struct buf b = { .a = &s->a };
	struct json j;

	json_init(&j, &b, false);
	api_entry(&j, &s->dict, e, commit, &s->a);
	return buf_str(&b);
}

static void an_entry_has_the_form_that_is_promised(void **state)
{
	struct sample s;
	const struct entry *metric;

	(void)state;
	sample_begin(&s);
	metric = sample_add(&s, "config/metrics/counts_all/ci_builds.yml",
	                    "key_path: counts.ci_builds\ndescription: Builds\nproduct_group: pipeline_execution\nproduct_stage: verify\n"
	                    "product_section: ci\ntime_frame: all\nvalue_type: number\nnothing: null\n"
	                    "events:\n- {name: create_build, unique: user.id, filter: {label: push}}\n");
	(void)sample_add(&s, "config/events/create_build.yml", "internal_events: true\naction: create_build\n");
	sample_link(&s);
	assert_text(entry_json(&s, metric, STR(COMMIT)),
	            "{\"kind\":\"metric\",\"key\":\"counts.ci_builds\",\"name\":\"ci_builds\",\"description\":\"Builds\","
	            "\"status\":\"active\",\"owner\":{\"group\":\"pipeline_execution\",\"stage\":\"verify\",\"section\":\"ci\"},"
	            "\"fields\":{\"time_frame\":\"all\",\"value_type\":\"number\",\"nothing\":null},"
	            "\"events\":[{\"name\":\"create_build\",\"unique\":\"user.id\",\"filter\":{\"label\":\"push\"},"
	            "\"url\":\"events/create_build.html\"}],\"path\":\"config/metrics/counts_all/ci_builds.yml\",\"line\":1,"
	            "\"commit\":\"" COMMIT "\",\"findings\":0,\"url\":\"metrics/counts.ci_builds.html\"}");
	sample_end(&s);
}

static void an_event_names_each_metric_it_feeds_once(void **state)
{
	struct sample s;
	const struct entry *event;
	str json;

	(void)state;
	sample_begin(&s);
	event = sample_add(&s, "config/events/e.yml", "internal_events: true\naction: e\n");
	(void)sample_add(&s, "config/metrics/counts_all/m.yml",
	                 "key_path: counts.m\nevents:\n- {name: e, filter: {label: a}}\n- {name: e, filter: {label: b}}\n");
	sample_link(&s);
	json = entry_json(&s, event, (str){ 0 });
	assert_true(str_has(json, STR("\"metrics\":[{\"key\":\"counts.m\",\"url\":\"metrics/counts.m.html\"}]")));
	assert_false(str_has(json, STR("commit")));
	sample_end(&s);
}

static void an_expanded_entry_says_what_it_stands_for(void **state)
{
	struct sample s;
	const struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, "config/metrics/counts_all/m.yml", "key_path: counts.m\ntime_frame: [7d, all]\n");
	sample_link(&s);
	assert_true(str_has(entry_json(&s, e, (str){ 0 }), STR("\"key\":\"counts.m_weekly\"")));
	assert_true(str_has(entry_json(&s, e, (str){ 0 }), STR("\"expanded\":{\"field\":\"time_frame\",\"value\":\"7d\"}")));
	assert_false(str_has(entry_json(&s, e + 1, (str){ 0 }), STR("\"key\":\"counts.m_weekly\"")));
	sample_end(&s);
}

static void only_what_is_not_active_names_its_replacement(void **state)
{
	struct replacements all = { .path = STR("dictum.yml") };
	struct sample s;
	const struct entry *active, *old;

	(void)state;
	sample_begin(&s);
	active = sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: counts.a\nstatus: active\n");
	old = sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: counts.b\nstatus: removed\n");
	replacements_add(&all, &(struct replacement){ .key = STR("counts.a"), .use = STR("counts.b") }, &s.a);
	replacements_add(&all, &(struct replacement){ .key = STR("counts.b"), .use = STR("counts.a"), .reason = STR("Slow") }, &s.a);
	replacements_index(&all, &s.a);
	s.dict.replacements = &all;
	sample_link(&s);
	assert_true(str_has(entry_json(&s, old, (str){ 0 }), STR("\"replacement\":{\"kind\":\"metric\",\"key\":\"counts.a\",\"reason\":\"Slow\","
	                                                         "\"url\":\"metrics/counts.a.html\"}")));
	assert_false(str_has(entry_json(&s, active, (str){ 0 }), STR("replacement")));
	sample_end(&s);
}

static void names_that_need_no_definition_are_events_only_where_one_is_there(void **state)
{
	struct sample s;
	const struct entry *metric;

	(void)state;
	sample_begin(&s);
	metric = sample_add(&s, "config/metrics/counts_all/m.yml", "key_path: counts.m\noptions:\n  events: [e, legacy]\n");
	(void)sample_add(&s, "config/events/e.yml", "internal_events: true\naction: e\n");
	sample_link(&s);
	assert_true(str_has(entry_json(&s, metric, (str){ 0 }), STR("\"events\":[{\"name\":\"e\",\"url\":\"events/e.html\"}],\"path\"")));
	sample_end(&s);
}

static void json_is_safe_inside_html(void **state)
{
	struct sample s;
	const struct entry *e;

	(void)state;
	sample_begin(&s);
	e = sample_add(&s, "config/metrics/counts_all/m.yml", "key_path: '</script><b>&'\ndescription: \"\\u2028\"\n");
	sample_link(&s);
	assert_true(str_find(entry_json(&s, e, (str){ 0 }), '<') == entry_json(&s, e, (str){ 0 }).n);
	assert_false(str_has(entry_json(&s, e, (str){ 0 }), STR("\xe2\x80\xa8")));
	sample_end(&s);
}

static void lists_carry_version_and_commit(void **state)
{
	struct sample s;
	struct buf b = { 0 };

	(void)state;
	sample_begin(&s);
	sample_link(&s);
	b.a = &s.a;
	api_entries(&b, &s.dict, NULL, 0, STR(COMMIT), NULL);
	assert_text(buf_str(&b), "{\"version\":1,\"commit\":\"" COMMIT "\",\"entries\":[]}\n");
	buf_clear(&b);
	api_entries(&b, &s.dict, NULL, 0, (str){ 0 }, NULL);
	assert_text(buf_str(&b), "{\"version\":1,\"entries\":[]}\n");
	sample_end(&s);
}

static void index_counts_by_kind_and_status(void **state)
{
	struct sample s;
	struct buf b = { 0 };

	(void)state;
	sample_begin(&s);
	(void)sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: a\nstatus: removed\n");
	(void)sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: b\n");
	(void)sample_add(&s, "config/metrics/counts_all/c.yml", "key_path: c\nstatus: strange\n");
	sample_link(&s);
	b.a = &s.a;
	api_index(&b, &s.dict, STR("T"), (str){ 0 }, &STR("api/v1/events.json"), 1);
	assert_true(str_has(buf_str(&b), STR("\"kind\": \"metric\",\n      \"entries\": 3,\n      \"status\": {\n        \"active\": 1,\n"
	                                     "        \"removed\": 1,\n        \"unknown\": 1\n")));
	assert_true(str_has(buf_str(&b), STR("\"api/v1/events.json\"")));
	sample_end(&s);
}

static void cells_that_look_like_formulas_get_an_apostrophe(void **state)
{
	struct sample s;
	struct buf b = { 0 };
	struct entry **all;
	const char *first;
	size_t n;

	(void)state;
	sample_begin(&s);
	(void)sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: '=cmd|x'\ndescription: \"+1, \\\"2\\\"\"\n");
	(void)sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: '@a'\ndescription: '-2'\n");
	sample_link(&s);
	b.a = &s.a;
	all = dict_kind(&s.dict, dialect_kind(s.dialect, STR("metric")), &n);
	api_csv(&b, &s.dict, all, n, NULL, &s.a);
	assert_true(str_starts(buf_str(&b), STR("kind,key,name,description,status,group,stage,section,")));
	first = strstr(str_z(buf_str(&b), &s.a), ",time_frame,"); /* a chip and a facet: one column */
	assert_non_null(first);
	assert_null(strstr(first + 1, ",time_frame,"));
	assert_true(str_has(buf_str(&b), STR("\r\nmetric,'=cmd|x,'=cmd|x,\"'+1, \"\"2\"\"\",active,")));
	assert_true(str_has(buf_str(&b), STR("\r\nmetric,'@a,'@a,'-2,active,")));
	assert_true(str_ends(buf_str(&b), STR("\r\n")));
	sample_end(&s);
}

static bool ends_in(const struct sample *s, struct entry *const *entries, size_t n, const char *names, const char *row)
{
	struct buf b = { .a = s->dict.a };

	api_csv(&b, &s->dict, entries, n, NULL, b.a);
	return str_has(buf_str(&b), str_from_z(names)) && str_has(buf_str(&b), str_from_z(row));
}

static void tables_end_with_what_came_when_and_what_counts_what(void **state)
{
	static const char came[] = "milestone: '13.10'\nintroduced_by_url: https://git.example.com/1\n";
	struct sample s;
	struct entry **metrics, **events;
	size_t n_metrics, n_events;

	(void)state;
	sample_begin(&s);
	(void)sample_add(&s, "config/events/e.yml", str_z(str_fmt(&s.a, "internal_events: true\naction: e\n%s", came), &s.a));
	(void)sample_add(&s, "config/events/f.yml", "internal_events: true\naction: f\nmilestone: '<13.9'\n");
	(void)sample_add(&s, "config/metrics/counts_all/a.yml",
	                 "key_path: a\nevents: [{name: f}, {name: e, unique: user.id}, {name: e, unique: project.id}]\nmilestone: 13.10\n"
	                 "milestone_removed: '14.0'\nremoved_by_url: https://git.example.com/2\n");
	(void)sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: b\noptions: {events: [e, nobody]}\n");
	sample_link(&s);
	metrics = dict_kind(&s.dict, dialect_kind(s.dialect, STR("metric")), &n_metrics);
	events = dict_kind(&s.dict, dialect_kind(s.dialect, STR("event")), &n_events);
	assert_true(ends_in(&s, metrics, n_metrics, ",path,url,milestone,introduced_by_url,milestone_removed,removed_by_url,events\r\n",
	                    ",metrics/a.html,13.10,,14.0,https://git.example.com/2,\"f;e\"\r\n"));
	assert_true(ends_in(&s, metrics, n_metrics, "", ",metrics/b.html,,,,,e\r\n"));
	assert_true(ends_in(&s, events, n_events, ",path,url,milestone,introduced_by_url,milestone_removed,removed_by_url,metrics\r\n",
	                    ",events/e.html,13.10,https://git.example.com/1,,,\"a;b\"\r\n"));
	assert_true(ends_in(&s, events, n_events, "", ",events/f.html,<13.9,,,,a\r\n"));
	assert_true(ends_in(&s, s.dict.all.v, s.dict.all.n, ",removed_by_url,events,metrics\r\n", ",https://git.example.com/1,,,,\"a;b\"\r\n"));
	assert_true(ends_in(&s, NULL, 0, ",section,path,url\r\n", ""));
	sample_end(&s);
}

static void what_is_kept_of_entries_makes_the_same_files(void **state)
{
	struct sample s;
	struct buf b = { 0 }, kept_bytes = { 0 };
	struct api_kept kept;

	(void)state;
	sample_begin(&s);
	(void)sample_add(&s, "config/events/e.yml", "internal_events: true\naction: e\ntiers: [free, ultimate]\nproduct_categories: [a, b]\n");
	(void)sample_add(&s, "config/events/f.yml", "action: f\ndescription: 'a, \"b\"'\n");
	(void)sample_add(&s, "config/metrics/counts_all/a.yml", "key_path: a\nstatus: removed\ntime_frame: [7d, all]\nvalue_type: number\n");
	(void)sample_add(&s, "config/metrics/counts_all/b.yml", "key_path: b\nevents:\n- name: e\ndata_category: optional\n");
	sample_link(&s);
	b.a = kept_bytes.a = &s.a;
	api_keep_begin(&kept, &s.dict, &s.a);
	for (size_t i = 0; i < s.dict.all.n; i++)
		api_keep(&kept, &s.dict, s.dict.all.v[i], STR(COMMIT), &s.a, &s.a);
	for (size_t from = 0; from <= s.dict.all.n; from++) { /* of all kinds, of one, of none */
		api_csv(&b, &s.dict, s.dict.all.v + from, s.dict.all.n - from, NULL, &s.a);
		api_entries(&b, &s.dict, s.dict.all.v + from, s.dict.all.n - from, STR(COMMIT), NULL);
		api_csv(&kept_bytes, &s.dict, s.dict.all.v + from, s.dict.all.n - from, &kept, &s.a);
		api_entries(&kept_bytes, &s.dict, s.dict.all.v + from, s.dict.all.n - from, STR(COMMIT), &kept);
	}
	assert_true(str_eq(buf_str(&kept_bytes), buf_str(&b)));
	sample_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_has_the_form_that_is_promised),
		cmocka_unit_test(an_event_names_each_metric_it_feeds_once),
		cmocka_unit_test(an_expanded_entry_says_what_it_stands_for),
		cmocka_unit_test(only_what_is_not_active_names_its_replacement),
		cmocka_unit_test(names_that_need_no_definition_are_events_only_where_one_is_there),
		cmocka_unit_test(json_is_safe_inside_html),
		cmocka_unit_test(lists_carry_version_and_commit),
		cmocka_unit_test(index_counts_by_kind_and_status),
		cmocka_unit_test(cells_that_look_like_formulas_get_an_apostrophe),
		cmocka_unit_test(tables_end_with_what_came_when_and_what_counts_what),
		cmocka_unit_test(what_is_kept_of_entries_makes_the_same_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
