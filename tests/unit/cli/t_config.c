/* dictum.yml: every key, and what is refused with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cli/config.h"

struct bench {
	struct arena a;
	struct config c;
	struct err e;
	bool ok;
};

static void read(struct bench *b, const char *yaml)
{
	*b = (struct bench){ .e = { .text = "" } };
	arena_init(&b->a);
	config_defaults(&b->c);
	b->ok = config_read(&b->c, STR("dictum.yml"), str_from_z(yaml), &b->a, &b->e);
}

static void accept(struct bench *b, const char *yaml)
{
	read(b, yaml);
	if (!b->ok)
		fail_msg("%s", b->e.text);
}

static void refuse(const char *yaml, const char *want)
{
	struct bench b;

	read(&b, yaml);
	if (b.ok)
		fail_msg("accepted: %s", yaml);
	if (strcmp(b.e.text, want) != 0)
		fail_msg("got \"%s\", want \"%s\"", b.e.text, want);
	assert_int_equal(b.e.lines.n, 0);
	assert_true(b.e.is_usage);
	arena_free(&b.a);
}

#define assert_text(got, want) \
	do { \
		str text_got = (got); \
		if (!str_eq_z(text_got, (want))) \
			fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(text_got), (want)); \
	} while (0)

static void nothing_configured_means_the_defaults(void **state)
{
	static const char *const empty[] = { "", "\n", "# only a comment\n", "---\n", "{}\n" };
	struct bench b;

	(void)state;
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		accept(&b, empty[i]);
		assert_text(b.c.site.title, "Metrics dictionary");
		assert_int_equal(b.c.fail_on, DIAG_ERROR);
		assert_int_equal(b.c.dialect.n, 0);
		assert_null(b.c.kinds);
		assert_int_equal(b.c.owners.n, 0);
		assert_int_equal(b.c.levels.n, 0);
		assert_int_equal(b.c.n_formats, 0);
		arena_free(&b.a);
	}
}

static void every_key_is_read(void **state)
{
	struct bench b;

	(void)state;
	accept(&b, "title: Our dictionary\n"
	           "base_url: https://metrics.example.com\n"
	           "dialect: gitlab\n"
	           "sources:\n"
	           "  - {name: product, path: ., edit_url: \"https://e.com/{path}\", view_url: \"https://v.com/{path}\"}\n"
	           "kinds:\n  metric: {files: [m/*.yml], schema: s.json}\n"
	           "owners: owners.yml\n"
	           "guides: guides\n"
	           "formats: {a_list: lists/a.yml, b_list: b.yml}\n"
	           "queries:\n  - {label: Q, kind: metric, sql: SELECT 1}\n  - {label: R, sql: SELECT 2}\n"
	           "links:\n  - {label: L, kind: event, url: \"https://l.com/{{key}}\"}\n"
	           "privacy:\n  optional: {title: T, summary: S, turn_off: O, why: W, identifies: I, sent_to: N}\n"
	           "robots: noindex\n"
	           "context:\n  summary: S\n  guide: g.md\n"
	           "  fields: [{name: a, type: text, description: D, example: \"1\"}, {name: b}]\n"
	           "lint:\n  fail_on: warning\n  rules: {key-duplicate: note, event-undefined: \"off\"}\n");
	assert_text(b.c.site.title, "Our dictionary");
	assert_text(b.c.site.base_url, "https://metrics.example.com/");
	assert_text(b.c.dialect, "gitlab");
	assert_text(b.c.site.edit_url, "https://e.com/{path}");
	assert_text(b.c.site.view_url, "https://v.com/{path}");
	assert_non_null(doc_at(b.c.kinds, STR("/metric/files/0")));
	assert_text(b.c.owners, "owners.yml");
	assert_text(b.c.guides, "guides");
	assert_int_equal(b.c.n_formats, 2);
	assert_text(b.c.formats[1].value, "b_list");
	assert_text(b.c.formats[1].label, "b.yml");
	assert_int_equal(b.c.site.queries.all.n, 2);
	assert_text(b.c.site.queries.all.v[0].kind, "metric");
	assert_text(b.c.site.queries.all.v[1].kind, "");
	assert_text(b.c.site.queries.all.v[1].text, "SELECT 2");
	assert_text(b.c.site.links.all.v[0].text, "https://l.com/{{key}}");
	assert_text(b.c.site.privacy.v[0].category, "optional");
	assert_text(b.c.site.privacy.v[0].turn_off, "O");
	assert_text(b.c.site.privacy.v[0].why, "W");
	assert_text(b.c.site.privacy.v[0].identifies, "I");
	assert_text(b.c.site.privacy.v[0].sent_to, "N");
	assert_true(b.c.site.no_index);
	assert_text(b.c.site.context.summary, "S");
	assert_text(b.c.site.context.guide, "g.md");
	assert_int_equal(b.c.site.context.fields.n, 2);
	assert_text(b.c.site.context.fields.v[0].type, "text");
	assert_text(b.c.site.context.fields.v[0].description, "D");
	assert_text(b.c.site.context.fields.v[0].example, "1");
	assert_text(b.c.site.context.fields.v[1].name, "b");
	assert_int_equal(b.c.fail_on, DIAG_WARNING);
	assert_int_equal(b.c.levels.n, 2);
	assert_text(b.c.levels.v[0].id, "key-duplicate");
	assert_int_equal(b.c.levels.v[0].level, DIAG_NOTE);
	assert_int_equal(b.c.levels.v[1].level, DIAG_OFF);
	arena_free(&b.a);
}

static void replacements_are_keys_or_say_why(void **state)
{
	const struct replacement *r;
	struct bench b;

	(void)state;
	accept(&b, "replacements:\n  counts.a: counts.b\n  404: {use: c, reason: Because., kind: event}\n");
	r = replacement_find(&b.c.replacements, STR("metric"), STR("counts.a"));
	assert_non_null(r);
	assert_true(str_eq_z(r->use, "counts.b") && !r->reason.n && r->at.line == 2 && r->at.column == 3 && r->use_at.column == 13);
	assert_null(replacement_find(&b.c.replacements, STR("metric"), STR("404")));
	r = replacement_find(&b.c.replacements, STR("event"), STR("404"));
	assert_non_null(r);
	assert_true(str_eq_z(r->use, "c") && str_eq_z(r->reason, "Because.") && r->use_at.line == 3 && r->use_at.column == 14);
	assert_null(replacement_find(NULL, STR("event"), STR("404")));
	arena_free(&b.a);
	refuse("replacements:\n  a: b\n  a: c\n", "dictum.yml:3:3: key \"a\" is there twice, the last one counts");
	refuse("replacements:\n  a: 5\n", "dictum.yml:2:6: replacements.a is the number 5, expected a string or a mapping");
	refuse("replacements:\n  a: ''\n",
	       "dictum.yml:2:6: replacements.a matches none of 2 forms; the closest fails because replacements.a has 0 characters, expected at least 1");
	refuse("replacements:\n  a: {reason: b}\n", "dictum.yml:2:6: replacements.a matches none of 2 forms; the closest fails because replacements.a.use is missing");
	refuse("replacements:\n  a: {use: b, reson: c}\n",
	       "dictum.yml:2:6: replacements.a matches none of 2 forms; the closest fails because unknown key \"reson\" in replacements.a, did you mean \"reason\"?");
	refuse("replacements: [a]\n", "dictum.yml:1:15: replacements is a list of 1 item, expected a mapping");
}

static void a_base_url_ends_with_one_slash(void **state)
{
	struct bench b;

	(void)state;
	accept(&b, "base_url: https://e.com/a/\n");
	assert_text(b.c.site.base_url, "https://e.com/a/");
	arena_free(&b.a);
}

static void off_is_off_however_yaml_reads_it(void **state)
{
	static const char *const spellings[] = { "off", "\"off\"", "false", "no" };
	struct bench b;

	(void)state;
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		char yaml[100];

		assert_true(snprintf(yaml, sizeof yaml, "lint: {fail_on: %s, rules: {key-duplicate: %s}}\n", spellings[i],
		                     spellings[i]) < 100);
		accept(&b, yaml);
		assert_int_equal(b.c.fail_on, DIAG_OFF);
		assert_int_equal(b.c.levels.v[0].level, DIAG_OFF);
		arena_free(&b.a);
	}
}

static void an_unknown_key_is_refused_with_the_nearest_one(void **state)
{
	(void)state;
	refuse("title: a\nowner: owners.yml\n", "dictum.yml:2:1: unknown key \"owner\", did you mean \"owners\"?");
	refuse("lint:\n  fail-on: error\n", "dictum.yml:2:3: unknown key \"fail-on\" in lint, did you mean \"fail_on\"?");
	refuse("kinds:\n  metric: {file: []}\n", "dictum.yml:2:12: unknown key \"file\" in kinds.metric, did you mean \"files\"?");
	refuse("zebra: 1\n", "dictum.yml:1:1: unknown key \"zebra\"");
}

static void a_wrong_type_is_refused_at_its_place(void **state)
{
	(void)state;
	refuse("title: 5\n", "dictum.yml:1:8: title is the number 5, expected a string");
	refuse("title: a\nlint: []\n", "dictum.yml:2:7: lint is an empty list, expected a mapping");
	refuse("queries: {label: a}\n", "dictum.yml:1:10: queries is a mapping, expected a list");
	refuse("formats: {a: [b]}\n", "dictum.yml:1:14: formats.a is a list of 1 item, expected a string");
	refuse("- a\n", "dictum.yml:1:1: the document is a list of 1 item, expected a mapping");
}

static void a_value_outside_of_its_range_is_refused(void **state)
{
	(void)state;
	refuse("dialect: gitlub\n", "dictum.yml:1:10: dialect is \"gitlub\", expected one of gitlab, plain, did you mean \"gitlab\"?");
	refuse("lint: {fail_on: eror}\n",
	       "dictum.yml:1:17: lint.fail_on is \"eror\", expected one of error, warning, note, \"off\", false, did you mean \"error\"?");
	refuse("base_url: ftp://e.com/\n", "dictum.yml:1:11: base_url is \"ftp://e.com/\", expected to match ^[Hh][Tt][Tt][Pp][Ss]?://[^/?#:@][^?#]*$");
	refuse("robots: no\n", "dictum.yml:1:9: robots is false, expected one of index, noindex");
	refuse("context: {summary: a}\n", "dictum.yml:1:11: context.fields is missing");
	refuse("context: {fields: []}\n", "dictum.yml:1:19: context.fields has 0 items, expected at least 1");
	refuse("context: {guide: a/b.md, fields: [{name: a}]}\n", "dictum.yml:1:18: context.guide is \"a/b.md\", expected to match ^[^/]+\\.md$");
	refuse("title: \"\"\n", "dictum.yml:1:8: title has 0 characters, expected at least 1");
}

static void what_heads_pages_is_not_blank(void **state)
{
	(void)state;
	refuse("title: \"  \"\n", "dictum.yml:1:8: title is \"  \", expected to match \\S");
	refuse("fields: {a: {title: \" \"}}\n", "dictum.yml:1:21: fields.a.title is \" \", expected to match \\S");
	refuse("kinds: {a: {files: a, title: \" \"}}\n", "dictum.yml:1:30: kinds.a.title is \" \", expected to match \\S");
	refuse("kinds: {a: {files: a, singular: \"\\t\"}}\n", "dictum.yml:1:33: kinds.a.singular is \"\\t\", expected to match \\S");
}

static void schemes_may_be_written_in_capitals(void **state)
{
	static const char *const all[] = {
		"sources: [{edit_url: \"Http://e.com/{path}\", view_url: \"HTTP://e.com/{path}\"}]\n",
		"links: [{label: a, url: \"HTTPS://e.com/\"}, {label: b, url: \"MailTo:a@e.com\"}]\n",
		"links: [{label: a, url: \"{{#status}}Https://e.com{{/status}}\"}]\n",
	};
	struct bench b;

	(void)state;
	accept(&b, "base_url: HTTPS://e.com/Docs\n");
	assert_text(b.c.site.base_url, "HTTPS://e.com/Docs/");
	arena_free(&b.a);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		accept(&b, all[i]);
		arena_free(&b.a);
	}
	refuse("base_url: JavaScript:alert(1)\n",
	       "dictum.yml:1:11: base_url is \"JavaScript:alert(1)\", expected to match ^[Hh][Tt][Tt][Pp][Ss]?://[^/?#:@][^?#]*$");
}

static void paths_stay_below_the_root(void **state)
{
	static const char *const outside[] = { "owners: /etc/passwd\n", "owners: ../owners.yml\n", "guides: a/../../b\n", "guides: ..\n",
		                               "formats: {a: b/..}\n" };
	struct bench b;

	(void)state;
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
		read(&b, outside[i]);
		assert_false(b.ok);
		assert_true(b.e.is_usage);
		arena_free(&b.a);
	}
	accept(&b, "owners: a..b/..c.yml\n");
	arena_free(&b.a);
}

static void a_missing_part_is_refused(void **state)
{
	(void)state;
	refuse("queries:\n  - label: a\n", "dictum.yml:2:5: queries[0].sql is missing");
	refuse("links:\n  - {label: a, url: \"javascript:alert(1)\"}\n",
	       "dictum.yml:2:21: links[0].url is \"javascript:alert(1)\", expected to match "
	       "^([{][{][#^][^{}]*[}][}])*(([Hh][Tt][Tt][Pp][Ss]?|[Mm][Aa][Ii][Ll][Tt][Oo]):|[A-...");
}

static void an_unknown_rule_is_refused_with_the_nearest_one(void **state)
{
	(void)state;
	refuse("lint:\n  rules:\n    key-duplicat: off\n", "dictum.yml:3:5: unknown rule 'key-duplicat', did you mean 'key-duplicate'?");
	refuse("lint: {rules: {zebra: off}}\n", "dictum.yml:1:16: unknown rule 'zebra', see 'dictum explain --list'");
}

static void a_level_that_is_none_is_refused(void **state)
{
	(void)state;
	refuse("lint: {rules: {key-duplicate: true}}\n",
	       "dictum.yml:1:31: lint.rules.key-duplicate is true, expected one of error, warning, note, \"off\", false");
}

static void faults_of_the_file_are_refused_at_their_place(void **state)
{
	(void)state;
	refuse("title: [a\n", "dictum.yml:1:8: the closing ] is missing");
	refuse("title: a\ntitle: b\n", "dictum.yml:2:1: key \"title\" is there twice, the last one counts");
	refuse("title: a\xff\n", "dictum.yml:1:9: the text is not valid UTF-8 (byte 0xFF)");
}

static void every_fault_is_told_the_first_as_if_alone(void **state)
{
	struct bench b;

	(void)state;
	refuse("title: a\nzebra: 1\n", "dictum.yml:2:1: unknown key \"zebra\"");
	read(&b, "title: a\nzebra: 1\nlion: 2\n");
	assert_string_equal(b.e.text, "dictum.yml:2:1: unknown key \"zebra\"");
	assert_int_equal(b.e.lines.n, 1);
	assert_text(b.e.lines.v[0], "dictum.yml:3:1: unknown key \"lion\"");
	arena_free(&b.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_configured_means_the_defaults),
		cmocka_unit_test(every_key_is_read),
		cmocka_unit_test(replacements_are_keys_or_say_why),
		cmocka_unit_test(a_base_url_ends_with_one_slash),
		cmocka_unit_test(off_is_off_however_yaml_reads_it),
		cmocka_unit_test(an_unknown_key_is_refused_with_the_nearest_one),
		cmocka_unit_test(a_wrong_type_is_refused_at_its_place),
		cmocka_unit_test(a_value_outside_of_its_range_is_refused),
		cmocka_unit_test(what_heads_pages_is_not_blank),
		cmocka_unit_test(schemes_may_be_written_in_capitals),
		cmocka_unit_test(paths_stay_below_the_root),
		cmocka_unit_test(a_missing_part_is_refused),
		cmocka_unit_test(an_unknown_rule_is_refused_with_the_nearest_one),
		cmocka_unit_test(a_level_that_is_none_is_refused),
		cmocka_unit_test(faults_of_the_file_are_refused_at_their_place),
		cmocka_unit_test(every_fault_is_told_the_first_as_if_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
