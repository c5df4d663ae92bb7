/* dictum.yml beyond its schema: every fault is refused with its place, its cause and what to write instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cli/config_check.h"

/* All that is told, a line each. */
static const char *told(const struct err *e, struct arena *a)
{
	struct buf all = { .a = a };

	buf_z(&all, e->text);
	for (size_t i = 0; i < e->lines.n; i++)
		buf_fmt(&all, "\n%.*s", STR_ARG(e->lines.v[i]));
	return str_z(buf_str(&all), a);
}

/* Reads a configuration, its dialect included; what is told, or "" where all is well. */
static const char *check(const char *yaml, struct arena *a)
{
	struct err *e = arena_new(a, struct err);
	struct config c;
	const struct dialect *d;

	config_defaults(&c);
	if (!config_read(&c, STR("dictum.yml"), str_from_z(yaml), a, e))
		return told(e, a);
	d = dialect_load(STR("gitlab"), &(struct dialect_overrides){ c.kinds, c.fields }, a, e);
	if (d && config_check_kinds(&c, d, a, e))
		return "";
	assert_true(e->is_usage);
	return told(e, a);
}

static void expect(const char *yaml, const char *want)
{
	struct arena a;
	const char *got;

	arena_init(&a);
	got = check(yaml, &a);
	if (strcmp(got, want) != 0)
		fail_msg("%s: got \"%s\", want \"%s\"", yaml, got, want);
	arena_free(&a);
}

static void a_path_out_of_the_root_is_refused_with_what_is_expected(void **state)
{
	static const char want[] = "dictum.yml:1:%d: %s is \"%s\", expected a path below the dictionary's root, without \"..\"";
	static const struct {
		const char *yaml, *name, *value;
		int column;
	} all[] = {
		{ "owners: /etc/passwd", "owners", "/etc/passwd", 9 },
		{ "guides: a/../../b", "guides", "a/../../b", 9 },
		{ "formats: {a: ../b}", "the list", "../b", 14 },
		{ "kinds: {metric: {schema: ../s.json}}", "schema", "../s.json", 26 },
		{ "kinds: {metric: {schema: /s.json}}", "schema", "/s.json", 26 },
		{ "kinds: {metric: {schema: {path: [a.json, ..]}}}", "path", "..", 42 },
		{ "lint: {baseline: ../b.json}", "baseline", "../b.json", 18 },
		{ "lint: {custom: [{name: a, message: b, exists_in_file: {field: c, file: /d.yml}}]}", "file", "/d.yml", 72 },
	};
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		(void)snprintf(text, sizeof text, want, all[i].column, all[i].name, all[i].value); /* fits */
		expect(all[i].yaml, text);
	}
	expect("owners: a..b/..c.yml", "");
}

static void a_malformed_pattern_is_refused_at_its_place(void **state)
{
	(void)state;
	expect("kinds:\n  metric:\n    files: [a/*.yml, \"[a-\"]\n",
	       "dictum.yml:3:22: pattern '[a-' is malformed: '[' without ']'");
	expect("kinds: {metric: {ignore: /x}}",
	       "dictum.yml:1:26: pattern '/x' is malformed: it starts with '/', but paths are relative to the root");
	expect("kinds: {metric: {files: [5, \"[a-\"]}}",
	       "dictum.yml:1:26: kinds.metric.files[0] is the number 5, expected a string\n"
	       "dictum.yml:1:29: pattern '[a-' is malformed: '[' without ']'");
	expect("kinds: {metric: {files: []}}", "dictum.yml:1:25: kinds.metric.files has 0 items, expected at least 1");
	expect("kinds: {event: {properties: {at: /p, personal: [email, \"[a\"]}}}",
	       "dictum.yml:1:56: pattern '[a' is malformed: '[' without ']'");
	expect("kinds: {event: {key: [{parts: [/name], style: {pattern: \"(\", shape: x}}]}}",
	       "dictum.yml:1:57: pattern \"(\" is not valid at character 1: \"(\" is never closed");
	expect("kinds: {event: {key: [{parts: [/name], style: {pattern: \"\", shape: x}}]}}",
	       "dictum.yml:1:57: kinds.event.key[0].style.pattern has 0 characters, expected at least 1");
}

static void keys_are_parted_by_a_character_of_one_byte(void **state)
{
	(void)state;
	expect("kinds: {event: {separator: \"\"}, metric: {separator: \":\"}}", "");
	expect("kinds: {event: {separator: ..}}",
	       "dictum.yml:1:28: kinds.event.separator has 2 characters, expected at most 1; keys are parted by one character of ASCII, or \"\" for none");
	expect("kinds: {event: {separator: \"\xe2\x86\x92\"}}", "dictum.yml:1:28: kinds.event.separator is \"\xe2\x86\x92\", "
								"expected to match ^[ -~]?$; keys are parted by one character of ASCII, or \"\" for none");
}

static void a_malformed_template_is_refused_at_its_place(void **state)
{
	(void)state;
	expect("queries:\n  - {label: a, sql: \"{{#key}}\"}\n",
	       "dictum.yml:2:21: template 'sql', line 1, column 1: this section is never closed: 'key'");
	expect("links: [{label: a, url: \"https://x/{{key\"}]\n",
	       "dictum.yml:1:25: template 'url', line 1, column 11: this tag is never closed, expected '}}'");
}

static void a_template_names_what_entries_have(void **state)
{
	static const char all[] = "expected key, name, action, kind, description, status, group, stage, section, variant, path, commit, segments, or "
				  "{{fields.nothing}} for a field of the definition";
	char text[512];

	(void)state;
	expect("queries: [{label: a, sql: \"{{key}} {{filds.b}}\"}]", "dictum.yml:1:27: template 'sql' knows no {{filds}}, did you mean {{fields}}?");
	expect("links: [{label: a, url: \"https://x/{{#kee}}{{/kee}}\"}]",
	       "dictum.yml:1:25: template 'url' knows no {{kee}}, did you mean {{key}}?");
	(void)snprintf(text, sizeof text, "dictum.yml:1:27: template 'sql' knows no {{nothing}}, %s", all); /* fits */
	expect("queries: [{label: a, sql: \"{{^nothing}}x{{/nothing}}\"}]", text);
	expect("queries: [{label: a, sql: \"{{#segments}}{{.}}{{/segments}}{{#fields}}{{tier}}{{/fields}}{{fields.tier}}{{{path}}}\"}]", "");
}

static void a_query_or_link_has_no_partials(void **state)
{
	(void)state;
	expect("queries: [{label: a, sql: \"{{>head}}\"}]",
	       "dictum.yml:1:27: template 'sql' knows no {{>head}}: queries and links have no partials");
	expect("links: [{label: a, url: \"https://x/{{#fields}}{{>query_path}}{{/fields}}\"}]",
	       "dictum.yml:1:25: template 'url' knows no {{>query_path}}: queries and links have no partials");
}

static void patterns_that_only_exclude_are_refused(void **state)
{
	static const char want[] = "dictum.yml:1:25: the files of kind 'metric' are patterns that exclude only: put one that takes files before them";

	(void)state;
	expect("kinds: {metric: {files: [\"!a/*.yml\"]}}", want);
	expect("kinds: {metric: {files: \"!a/*.yml\"}}", want);
	expect("kinds: {metric: {files: [a/*.yml, \"!a/b.yml\"]}}", "");
}

static void a_tilde_in_a_pointer_is_half_of_an_escape(void **state)
{
	(void)state;
	expect("kinds: {metric: {key: /a~2}}",
	       "dictum.yml:1:23: kinds.metric.key is \"/a~2\", expected to match ^/([^~]|~[01])*$; a place in a definition begins with a slash, such as /name");
	expect("kinds: {metric: {key: /a~0~1b}}", "");
}

static void a_value_of_another_form_is_refused_with_the_form_to_write(void **state)
{
	static const char *const rows[][2] = {
		{ "key: name", "dictum.yml:1:22: kinds.event.key is \"name\", expected to match ^/([^~]|~[01])*$; a place in a definition begins with a slash, "
			       "such as /name" },
		{ "key: [/name]", "dictum.yml:1:23: kinds.event.key[0] is \"/name\", expected a mapping; a list holds ways to make a key, such as "
				  "{parts: [/name]}; one place stands without brackets" },
		{ "owner: /team", "dictum.yml:1:24: kinds.event.owner is \"/team\", expected a mapping; write {group: /owner}, a place for each" },
		{ "status: /state", "dictum.yml:1:25: kinds.event.status is \"/state\", expected a mapping; write {field: /status}" },
		{ "added: /since", "dictum.yml:1:24: kinds.event.added is \"/since\", expected a mapping; write {milestone: /since, url: /introduced_by}" },
		{ "facets: [/pii]", "dictum.yml:1:26: kinds.event.facets[0] is \"/pii\", expected to match ^[^/]; name a field of definitions, without a slash" },
		{ "privacy: /pii", "dictum.yml:1:26: kinds.event.privacy is \"/pii\", expected to match ^[^/]; name a field of definitions, without a slash" },
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		(void)snprintf(text, sizeof text, "kinds: {event: {%s}}", rows[i][0]); /* every row has room */
		expect(text, rows[i][1]);
	}
}

static void a_misspelt_data_category_is_refused_with_the_one_that_is_meant(void **state)
{
	(void)state;
	expect("privacy: {standard: {}, optoinal: {}}",
	       "dictum.yml:1:25: unknown category 'optoinal', did you mean 'optional'? Else name it with the values of its field under fields");
	expect("privacy: {Optional: {}}",
	       "dictum.yml:1:11: unknown category 'Optional', did you mean 'optional'? Else name it with the values of its field under fields");
	expect("privacy: {secret: {}, cookies: {}}\n"
	       "kinds: {event: {privacy: pii}}\nfields: {pii: {values: {secret: Secret}}}",
	       "");
	expect("privacy: {secrte: {}}\nkinds: {event: {privacy: pii}}\nfields: {pii: {values: {secret: Secret}}}",
	       "dictum.yml:1:11: unknown category 'secrte', did you mean 'secret'? Else name it with the values of its field under fields");
	expect("privacy: {optionals: {}}\nfields: {data_category: {values: {optionals: All optional data}}}", "");
}

static void why_something_is_allowed_is_told_in_characters_that_are_seen(void **state)
{
	(void)state;
	expect("changes: {allow: [{class: metric-no-delete, key: a, reason: \"\xE2\x80\x8B\"}]}", "dictum.yml:1:61: the reason is one that nobody sees");
	expect("changes: {allow: [{class: metric-no-delete, key: a, reason: \"\xE2\x80\x8B.\"}]}", "");
}

static void the_end_of_what_is_allowed_is_a_day_of_the_calendar_or_a_release(void **state)
{
	(void)state;
	expect("changes: {allow: [{class: metric-no-delete, key: a, reason: b, until: 2026-02-30}]}", "dictum.yml:1:71: there is no day '2026-02-30'");
	expect("changes: {allow: [{class: metric-no-delete, key: a, reason: b, until: 2028-02-29}]}", "");
	expect("changes: {allow: [{class: metric-no-delete, key: a, reason: b, until: \"17.2\"}]}", "");
}

static void every_mistake_of_levels_changes_synonyms_and_rules_of_ones_own_is_told(void **state)
{
	(void)state;
	expect("lint: {rules: {nosuch-a: off, key-duplicate: off, nosuch-b: off}}",
	       "dictum.yml:1:16: unknown rule 'nosuch-a', see 'dictum explain --list'\n"
	       "dictum.yml:1:51: unknown rule 'nosuch-b', see 'dictum explain --list'");
	expect("changes:\n  rules: {aaa: off, bbb: off}\n"
	       "  allow:\n  - {class: [ccc, ddd], key: ['[', '{'], reason: r, until: 2026-02-30}\n"
	       "  - {class: eee, key: a, reason: r}\n"
	       "search: {synonyms: {aa: b c, cc: dd e}}\n",
	       "dictum.yml:2:11: unknown class of changes 'aaa', see dictum-changes(7)\n"
	       "dictum.yml:2:21: unknown class of changes 'bbb', see dictum-changes(7)\n"
	       "dictum.yml:4:14: unknown class of changes 'ccc', see dictum-changes(7)\n"
	       "dictum.yml:4:19: unknown class of changes 'ddd', see dictum-changes(7)\n"
	       "dictum.yml:4:31: pattern '[' is malformed: '[' without ']'\n"
	       "dictum.yml:4:36: pattern '{' is malformed: '{' without '}'\n"
	       "dictum.yml:4:60: there is no day '2026-02-30'\n"
	       "dictum.yml:5:13: unknown class of changes 'eee', see dictum-changes(7)\n"
	       "dictum.yml:6:25: search.synonyms.aa has 0 words of 2 letters or more, expected 1 to 8");
	expect("lint:\n  custom:\n  - {name: a, message: m, require: [/~2], pattern: {x: (, y: )}}\n"
	       "  - {name: a, message: m}\n  rules: {a: off, b: off}\n",
	       "dictum.yml:3:37: '~' in a JSON Pointer is written ~0, and '/' in a name ~1\n"
	       "dictum.yml:3:56: pattern \"(\" is not valid at character 1: \"(\" is never closed\n"
	       "dictum.yml:3:62: pattern \")\" is not valid at character 1: \")\" closes no group; write \\) for the character itself\n"
	       "dictum.yml:4:5: the rule checks nothing, expected require, forbid, pattern, one_of, unique or exists_in_file\n"
	       "dictum.yml:4:12: there is a rule 'a' already\n"
	       "dictum.yml:5:19: unknown rule 'b', did you mean 'a'?");
	expect("lint:\n  custom:\n  - {name: a, message: m, kinds: [foo, metric, bar], require: [x]}\n"
	       "  - {name: b, message: m, kinds: [foo], require: [x]}\nkinds: {metrics: {}}\n",
	       "dictum.yml:3:35: unknown kind 'foo', expected one of metric, event, metrics\n"
	       "dictum.yml:3:48: unknown kind 'bar', expected one of metric, event, metrics\n"
	       "dictum.yml:4:35: unknown kind 'foo', expected one of metric, event, metrics\n"
	       "dictum.yml:5:9: kind 'metrics' has no files: did you mean 'metric'? Else name them with files, a list of patterns");
}

static void behind_a_hundred_mistakes_no_more_are_looked_for(void **state)
{
	struct buf yaml = { 0 };
	struct arena a;
	const char *got;

	(void)state;
	arena_init(&a);
	yaml.a = &a;
	buf_z(&yaml, "lint: {rules: {");
	for (size_t i = 0; i < FAULTS_MAX; i++)
		buf_fmt(&yaml, "nosuch-%zu: off, ", i);
	got = check(str_z(str_fmt(&a, "%.*s}}", STR_ARG(buf_str(&yaml))), &a), &a);
	assert_non_null(strstr(got, "\ndictum.yml: 80 more faults"));
	buf_z(&yaml, "nosuch: off}}");
	got = check(str_z(buf_str(&yaml), &a), &a);
	assert_non_null(strstr(got, "\ndictum.yml: at least 80 more faults"));
	arena_free(&a);
}

static void an_unknown_placeholder_is_refused(void **state)
{
	(void)state;
	expect("sources: [{view_url: \"https://x/{commit}/{pth}#L{line}\"}]",
	       "dictum.yml:1:22: view_url holds {pth}, expected {path}, {commit} or {line}");
	expect("sources: [{edit_url: \"https://x/{}\"}]", "dictum.yml:1:22: edit_url holds {}, expected {path}, {commit} or {line}");
	expect("sources: [{edit_url: \"https://x/{path}{\"}]", "");
}

static void a_kind_of_ones_own_has_files_and_a_key(void **state)
{
	(void)state;
	expect("kinds: {thing: {}}", "dictum.yml:1:9: kind 'thing' has no files: name them with files, a list of patterns");
	expect("kinds: {metrics: {}}",
	       "dictum.yml:1:9: kind 'metrics' has no files: did you mean 'metric'? Else name them with files, a list of patterns");
	expect("kinds: {thing: {files: a/*.yml}}", "dictum.yml:1:9: kind 'thing' has no key: point at it with key, such as /name");
	expect("kinds: {thing: {files: a/*.yml, key: /name}}", "");
}

static void a_folder_belongs_to_one_kind(void **state)
{
	(void)state;
	expect("kinds: {metric: {folder: owners}}",
	       "dictum.yml:1:26: folder 'owners' holds other pages of the site, choose another for kind 'metric'");
	expect("kinds: {metric: {folder: index}}",
	       "dictum.yml:1:26: folder 'index' holds other pages of the site, choose another for kind 'metric'");
	expect("kinds: {metric: {folder: gone}}", /* api/v1/gone.json is written once a key is gone */
	       "dictum.yml:1:26: folder 'gone' holds other pages of the site, choose another for kind 'metric'");
	expect("kinds: {metric: {folder: events}}",
	       "dictum.yml:1:26: folder 'events' is that of kind 'event', choose another for kind 'metric'");
	expect("kinds: {api: {files: a/*.yml, key: /name}}",
	       "dictum.yml:1:9: folder 'api' holds other pages of the site, choose another for kind 'api'");
	expect("kinds: {metric: {folder: events}, event: {folder: metrics}}", "");
}

static void a_kind_that_is_not_there_is_refused(void **state)
{
	(void)state;
	expect("queries: [{label: a, kind: metrik, sql: b}]", "dictum.yml:1:28: unknown kind 'metrik', expected one of metric, event");
	expect("links: [{label: a, kind: metrik, url: \"https://x\"}]",
	       "dictum.yml:1:26: unknown kind 'metrik', expected one of metric, event");
	expect("kinds: {metric: {refs: [{list: /a, to: evnt}]}}",
	       "dictum.yml:1:40: unknown kind 'evnt', expected one of metric, event");
	expect("kinds: {thing: {files: a/*.yml, key: /name}}\nlinks: [{label: a, kind: thing, url: \"https://x\"}]", "");
}

static void a_base_url_is_a_folder(void **state)
{
	(void)state;
	expect("base_url: https://x/a?b", "dictum.yml:1:11: base_url is \"https://x/a?b\", expected to match ^[Hh][Tt][Tt][Pp][Ss]?://[^/?#:@][^?#]*$");
	expect("base_url: https://x/#b", "dictum.yml:1:11: base_url is \"https://x/#b\", expected to match ^[Hh][Tt][Tt][Pp][Ss]?://[^/?#:@][^?#]*$");
}

static void owners_are_refused_like_the_configuration(void **state)
{
	static const struct {
		const char *yaml, *want;
	} all[] = {
		{ "groups: {a: {nme: x}}", "owners.yml:1:14: unknown key \"nme\" in groups.a, did you mean \"name\"?" },
		{ "group: {a: {name: x}}", "owners.yml:1:1: unknown key \"group\", did you mean \"groups\"?" },
		{ "groups: {a: {people: x}}", "owners.yml:1:22: groups.a.people is \"x\", expected a list" },
		{ "groups: {a: {links: [{label: x, url: 'javascript:alert(1)'}]}}",
		  "owners.yml:1:38: groups.a.links[0].url is \"javascript:alert(1)\", expected to match ^([Hh][Tt][Tt][Pp][Ss]?|[Mm][Aa][Ii][Ll][Tt][Oo]):" },
		{ "groups: {a: {links: [{label: x, url: 'HTTPS://e.com'}, {label: y, url: 'Mailto:a@e.com'}]}}", "" },
		{ "groups: {a: , b: {name: x}}\nstages: {c: }", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct diag_list found;
		struct err e = { .text = "" };
		struct arena a;
		struct doc doc;

		arena_init(&a);
		diag_list_init(&found, &a);
		doc = doc_parse_yaml(STR("owners.yml"), str_from_z(all[i].yaml), DOC_CONFIG, NULL, &a, &found);
		(void)config_fits(STR("cli/embed/owners.schema.json"), STR("owners.yml"), doc.root, &found, &e); /* err tells */
		assert_string_equal(e.text, all[i].want);
		arena_free(&a);
	}
}

static void an_override_of_the_schema_leaves_nothing_of_the_dialects(void **state)
{
	struct err e = { .text = "" };
	struct config c;
	struct arena a;
	const struct dialect *d;

	(void)state;
	arena_init(&a);
	config_defaults(&c);
	assert_true(config_read(&c, STR("dictum.yml"), STR("kinds: {metric: {schema: s.json}, event: {schema: {builtin: gitlab-event}}}"),
	                        &a, &e));
	d = dialect_load(STR("gitlab"), &(struct dialect_overrides){ c.kinds, c.fields }, &a, &e);
	assert_non_null(d);
	assert_int_equal(dialect_kind(d, STR("metric"))->n_schemas, 1);
	assert_int_equal(dialect_kind(d, STR("metric"))->builtin_schema.n, 0);
	assert_int_equal(dialect_kind(d, STR("event"))->n_schemas, 0);
	assert_true(str_eq_z(dialect_kind(d, STR("event"))->builtin_schema, "gitlab-event"));
	arena_free(&a);
}

static void every_fault_is_told_in_the_order_of_the_file(void **state)
{
	(void)state;
	expect("titel: a\nowners: /o.yml\nkinds:\n  metric: {schema: ../s.json, files: 'a[', colour: red}\nguides: 7\n",
	       "dictum.yml:1:1: unknown key \"titel\", did you mean \"title\"?\n"
	       "dictum.yml:2:9: owners is \"/o.yml\", expected a path below the dictionary's root, without \"..\"\n"
	       "dictum.yml:4:20: schema is \"../s.json\", expected a path below the dictionary's root, without \"..\"\n"
	       "dictum.yml:4:38: pattern 'a[' is malformed: '[' without ']'\n"
	       "dictum.yml:4:44: unknown key \"colour\" in kinds.metric\n"
	       "dictum.yml:5:9: guides is the number 7, expected a string");
	expect("queries: [{lable: a, sql: '{{kye}} {{nmae}}'}]",
	       "dictum.yml:1:12: queries[0].label is missing, \"lable\" stands here: did you mean \"label\"?\n"
	       "dictum.yml:1:27: template 'sql' knows no {{kye}}, did you mean {{key}}?");
	expect("queries: [{label: a, sql: b, kind: metrik}]\nlinks: [{label: a, url: 'https://a.b', kind: evnt}]",
	       "dictum.yml:1:36: unknown kind 'metrik', expected one of metric, event\n"
	       "dictum.yml:2:46: unknown kind 'evnt', expected one of metric, event");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_out_of_the_root_is_refused_with_what_is_expected),
		cmocka_unit_test(a_malformed_pattern_is_refused_at_its_place),
		cmocka_unit_test(keys_are_parted_by_a_character_of_one_byte),
		cmocka_unit_test(a_malformed_template_is_refused_at_its_place),
		cmocka_unit_test(a_template_names_what_entries_have),
		cmocka_unit_test(a_query_or_link_has_no_partials),
		cmocka_unit_test(patterns_that_only_exclude_are_refused),
		cmocka_unit_test(a_tilde_in_a_pointer_is_half_of_an_escape),
		cmocka_unit_test(a_value_of_another_form_is_refused_with_the_form_to_write),
		cmocka_unit_test(a_misspelt_data_category_is_refused_with_the_one_that_is_meant),
		cmocka_unit_test(why_something_is_allowed_is_told_in_characters_that_are_seen),
		cmocka_unit_test(the_end_of_what_is_allowed_is_a_day_of_the_calendar_or_a_release),
		cmocka_unit_test(every_mistake_of_levels_changes_synonyms_and_rules_of_ones_own_is_told),
		cmocka_unit_test(behind_a_hundred_mistakes_no_more_are_looked_for),
		cmocka_unit_test(an_unknown_placeholder_is_refused),
		cmocka_unit_test(a_kind_of_ones_own_has_files_and_a_key),
		cmocka_unit_test(a_folder_belongs_to_one_kind),
		cmocka_unit_test(a_kind_that_is_not_there_is_refused),
		cmocka_unit_test(a_base_url_is_a_folder),
		cmocka_unit_test(owners_are_refused_like_the_configuration),
		cmocka_unit_test(an_override_of_the_schema_leaves_nothing_of_the_dialects),
		cmocka_unit_test(every_fault_is_told_in_the_order_of_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
