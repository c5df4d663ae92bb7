/* Custom rules: fields, conditions, checks, and what is wrong with a rule itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "doc/regex.h"
#include "lint/custom.h"
#include "unit/lint/quiet.h"
#include "unit/model/sample.h"

#define METRIC_A "config/metrics/counts_all/a.yml"
#define METRIC_B "config/metrics/counts_all/b.yml"
#define EVENT_A "config/events/a.yml"

static bool read_list(void *arg, str path, str *out, struct err *e)
{
	const char *const *files = arg; /* path, bytes, ..., NULL */

	for (; *files; files += 2) {
		if (!str_eq_z(path, files[0]))
			continue;
		*out = str_from_z(files[1]);
		return true;
	}
	return err_usage(e, "'%.*s' does not exist", STR_ARG(path));
}

static const char *const lists[] = { "list.yml", "[mail, chat, 7]\n", "deep.yml", "groups: {plan: {}, build: {}}\n", "text.yml", "word\n", NULL };

static struct lint_custom *compile(struct sample *s, const char *yaml, struct err *e)
{
	struct doc doc = doc_parse_yaml(STR("dictum.yml"), str_from_z(yaml), DOC_CONFIG, NULL, &s->a, &s->found);
	const struct faults f = { STR("dictum.yml"), &s->a, &s->found };
	struct lint_custom *c;
	void *files;

	memcpy(&files, &(const char *const *){ lists }, sizeof files);
	assert_non_null(doc.root);
	c = lint_custom_compile(doc.root, str_from_z(yaml), &f);
	lint_custom_bind(c, s->dialect, &f);
	return (!s->found.all.n || err_findings(e, &s->found)) && lint_custom_load(c, read_list, files, e) ? c : NULL;
}

static void begin(struct sample *s, const char *rule, const char *a, const char *b)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct err e = { .text = "" };

	sample_begin(s);
	o.custom = compile(s, rule, &e);
	if (!o.custom)
		fail_msg("%s", e.text);
	if (a)
		sample_add(s, METRIC_A, a);
	if (b)
		sample_add(s, METRIC_B, b);
	sample_link(s);
	lint_run(&s->dict, &o, &s->found);
}

/* Findings of up to two metrics, "line:column message (hint);" each, "b:" before those of the second. */
static void finds(const char *rule, const char *a, const char *b, const char *want)
{
	struct sample s;
	struct buf got;

	begin(&s, rule, a, b);
	got = (struct buf){ .a = &s.a };
	for (size_t i = 0; i < s.found.all.n; i++) {
		const struct diag *d = &s.found.all.v[i];

		buf_fmt(&got, "%s%u:%u %.*s", str_eq_z(d->at.path, METRIC_B) ? "b:" : "", d->at.at.line, d->at.at.column, STR_ARG(d->message));
		if (d->hint.n)
			buf_fmt(&got, " (%.*s)", STR_ARG(d->hint));
		buf_byte(&got, ';');
	}
	if (!str_eq_z(buf_str(&got), want))
		fail_msg("got \"%.*s\", want \"%s\" for\n%s", STR_ARG(buf_str(&got)), want, rule);
	sample_end(&s);
}

#define RULE(body) "- {name: r, message: m, " body "}\n"
/* Whether a condition holds for x: then x is forbidden and found. */
static void holds(const char *condition, const char *x, bool want)
{
	char rule[200], metric[200];
	bool is_missing = !x;

	assert_true(snprintf(rule, sizeof rule, "- {name: r, message: m, forbid: {x: %s}}\n", condition) < (int)sizeof rule);
	assert_true(snprintf(metric, sizeof metric, "key_path: counts.a\n%s%s\n", is_missing ? "" : "x: ", is_missing ? "" : x) < (int)sizeof metric);
	finds(rule, metric, NULL, !want ? "" : is_missing ? "1:1 m (x is missing);" : "2:4 m (not allowed here);");
}

static void equals_compares_values(void **state)
{
	(void)state;
	holds("a", "a", true);
	holds("a", "b", false);
	holds("a", NULL, false);
	holds("1", "1.0", true);
	holds("1", "\"1\"", false);
	holds("{equals: {a: [1]}}", "{a: [1]}", true);
	holds("[a, b]", "[a, b]", true);
	holds("[a, b]", "[b, a]", false);
	holds("true", "true", true);
}

static void null_counts_as_absent(void **state)
{
	(void)state;
	holds("{exists: true}", "1", true);
	holds("{exists: true}", "[]", true);
	holds("{exists: true}", "false", true);
	holds("{exists: true}", "~", false);
	holds("{exists: true}", NULL, false);
	holds("{exists: false}", NULL, true);
	holds("~", NULL, true);
	holds("~", "1", false);
	holds("{equals: ~}", NULL, true);
	holds("{one_of: [a, ~]}", NULL, true);
}

static void one_of_takes_a_value_or_each_item(void **state)
{
	(void)state;
	holds("{one_of: [a, b]}", "b", true);
	holds("{one_of: [a, b]}", "c", false);
	holds("{one_of: [a, b]}", "[a, b, a]", true);
	holds("{one_of: [a, b]}", "[a, c]", false);
	holds("{one_of: [a, b]}", NULL, false);
	holds("{one_of: [[a, c], b]}", "[a, c]", true);
}

static void contains_looks_into_lists_mappings_and_texts(void **state)
{
	(void)state;
	holds("{contains: b}", "[a, b]", true);
	holds("{contains: b}", "[a, bc]", false);
	holds("{contains: b}", "abc", true);
	holds("{contains: b}", "{a: 1, b: ~}", true);
	holds("{contains: 7}", "[7]", true);
	holds("{contains: 7}", "\"7\"", false);
	holds("{contains: [a, b]}", "[b, a, c]", true);
	holds("{contains: [a, b]}", "[b, c]", false);
	holds("{contains: b}", NULL, false);
	holds("{contains: b}", "true", false);
}

static void patterns_are_unanchored_and_over_text(void **state)
{
	(void)state;
	holds("{pattern: \"b+\"}", "abbc", true);
	holds("{pattern: \"^b\"}", "abbc", false);
	holds("{pattern: \"^1\"}", "16.5", true);
	holds("{pattern: \"^t\"}", "true", true);
	holds("{pattern: b}", "[ab, b]", true);
	holds("{pattern: b}", "[ab, c]", false);
	holds("{pattern: b}", "{b: b}", false);
	holds("{pattern: \"\"}", NULL, false);
}

static void conditions_combine(void **state)
{
	(void)state;
	holds("{not: a}", "b", true);
	holds("{not: {one_of: [a, b]}}", "b", false);
	holds("{not: a}", NULL, true);
	holds("{exists: true, not: a}", NULL, false);
	holds("{pattern: a, contains: b}", "ab", true);
	holds("{pattern: a, contains: b}", "a", false);
	holds("{not: {not: {not: a}}}", "b", true);
}

static void required_fields_are_missed_at_their_mapping(void **state)
{
	struct sample s;
	const struct diag *d;

	(void)state;
	finds(RULE("require: [x, /y/z]"), "key_path: counts.a\ny:\n  w: 1\n", NULL, "1:1 m (x is missing);3:3 m (z is missing);");
	finds(RULE("require: [/y/z]"), "key_path: counts.a\n", NULL, "1:1 m (y is missing);");
	finds(RULE("require: [/y/z]"), "key_path: counts.a\ny: text\n", NULL, "2:4 m (z is missing);");
	finds(RULE("require: [/y/1]"), "key_path: counts.a\ny: [a, b]\n", NULL, "");
	finds(RULE("require: [x]"), "key_path: counts.a\nx:\n", NULL, "2:3 m (a value is missing);");
	finds(RULE("require: {x: [1], y: {one_of: [a]}}"), "key_path: counts.a\nx: 1\ny: [a, b]\n", NULL, "2:4 m (expected 1);3:8 m (expected one of a);");
	begin(&s, RULE("require: [/y/z]"), "key_path: counts.a\ny: {w: 1}\n", NULL);
	d = &s.found.all.v[0];
	assert_text(d->pointer, "/y");
	assert_text(d->subject, "/y/z");
	assert_text(d->key, "counts.a");
	assert_int_equal(d->level, DIAG_ERROR);
	sample_end(&s);
}

static void stars_stand_for_every_item(void **state)
{
	const char *metric = "key_path: counts.a\nlist:\n- {n: a}\n- {n: b, u: 1}\n- {u: 2}\n";
	struct sample s;

	(void)state;
	finds(RULE("require: {/list/*/n: {one_of: [a]}}"), metric, NULL, "4:7 m (expected one of a);5:4 m (n is missing);");
	finds(RULE("forbid: [/list/*/u]"), metric, NULL, "4:13 m (not allowed here);5:7 m (not allowed here);");
	finds(RULE("where: {/list/*/n: b}, forbid: [key_path]"), metric, NULL, "1:11 m (not allowed here);");
	finds(RULE("where: {/list/*/n: c}, forbid: [key_path]"), metric, NULL, "");
	finds(RULE("require: [/none/*/n, /key_path/*]"), metric, NULL, "");
	finds(RULE("require: {/map/*: {pattern: x}}"), "key_path: counts.a\nmap: {p: x, q: y}\n", NULL, "2:16 m (expected to match x);");
	begin(&s, RULE("pattern: {/list/*/n: a}"), metric, NULL);
	assert_text(s.found.all.v[0].pointer, "/list/1/n");
	sample_end(&s);
}

static void an_item_has_one_number(void **state)
{
	const char *metric = "key_path: counts.a\nlist: [a, b]\n";

	(void)state;
	finds(RULE("forbid: [/list/1]"), metric, NULL, "2:11 m (not allowed here);");
	finds(RULE("forbid: [/list/2, /list/01, /list/-0, /list/+1]"), metric, NULL, "");
}

static void values_are_checked_where_they_are(void **state)
{
	(void)state;
	finds(RULE("pattern: {x: ^a}, one_of: {y: [1, 2]}"), "key_path: counts.a\n", NULL, "");
	finds(RULE("pattern: {x: ^a}, one_of: {y: [1, 2]}"), "key_path: counts.a\nx: b\ny: [2, 3]\n", NULL,
	      "2:4 m (expected to match ^a);3:8 m (expected one of 1, 2);");
}

static void values_below_a_key_that_is_too_long_to_show_are_found(void **state)
{
	static const char *const rules[] = { "forbid: {/*/*: {equals: a}}", "require: {/*/*/x: {exists: true}}", "one_of: {/*: [b]}",
		                            "exists_in_file: {field: /*, file: list.yml}" };
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct err e = { .text = "" };

	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct sample s;

		sample_begin(&s);
		o.custom = compile(&s, str_z(str_fmt(&s.a, "- {name: r, message: m, %s}\n", rules[i]), &s.a), &e);
		if (!o.custom)
			fail_msg("%s", e.text);
		sample_add_below_long_key(&s, METRIC_A, "  - a", 400);
		sample_link(&s);
		lint_run(&s.dict, &o, &s.found);
		assert_true(s.found.all.n);
		assert_false(s.found.all.v[s.found.all.n - 1].has_pointer);
		assert_true(s.a.used < 32 * (size_t)SAMPLE_LONG_KEY);
		sample_end(&s);
	}
}

static void unique_values_name_both_places(void **state)
{
	struct sample s;

	(void)state;
	finds(RULE("unique: x"), "key_path: counts.a\nx: 1\n", "key_path: counts.b\nx: 1.0\n", "b:2:4 m;");
	finds(RULE("unique: x"), "key_path: counts.a\nx: 1\n", "key_path: counts.b\nx: \"1\"\n", "");
	finds(RULE("unique: x"), "key_path: counts.a\nx:\n", "key_path: counts.b\nx:\n", "");
	finds(RULE("unique: [x, y]"), "key_path: counts.a\nx: 1\ny: 2\n", "key_path: counts.b\nx: 1\ny: 3\n", "");
	finds(RULE("unique: [x, y]"), "key_path: counts.a\nx: 1\ny: ~\n", "key_path: counts.b\nx: 1\ny: ~\n", "");
	finds(RULE("unique: [x, y]"), "key_path: counts.a\nx: 1\ny: 2\n", "key_path: counts.b\ny: 2\nx: 1\n", "b:3:4 m;");
	finds(RULE("unique: /l/*"), "key_path: counts.a\nl: [p, q, p]\n", "key_path: counts.b\nl: [q]\n", "2:11 m;b:2:5 m;");
	finds(RULE("where: {s: 1}, unique: x"), "key_path: counts.a\nx: 1\n", "key_path: counts.b\nx: 1\ns: 1\n", "");
	begin(&s, RULE("unique: x"), "key_path: counts.a\nx: 1\n", "key_path: counts.b\nx: 1\n");
	assert_int_equal(s.found.all.v[0].related.n, 1);
	assert_text(s.found.all.v[0].related.v[0].at.path, METRIC_A);
	assert_int_equal(s.found.all.v[0].related.v[0].at.at.line, 2);
	sample_end(&s);
}

static void values_exist_in_files(void **state)
{
	(void)state;
	finds(RULE("exists_in_file: {field: x, file: list.yml}"), "key_path: counts.a\nx: mail\n", "key_path: counts.b\nx: [chat, maill, 7, zzz]\n",
	      "b:2:11 m (did you mean \"mail\"?);b:2:21 m (not in list.yml);");
	finds(RULE("exists_in_file: {field: x, file: deep.yml, at: /groups}"), "key_path: counts.a\nx: plan\n", "key_path: counts.b\nx: groups\n",
	      "b:2:4 m (not in deep.yml);");
	finds(RULE("exists_in_file: {field: x, file: list.yml}"), "key_path: counts.a\n", "key_path: counts.b\nx: {a: 1}\n", "");
	finds("- {name: r, message: m, exists_in_file: {field: x, file: deep.yml}}\n"
	      "- {name: s, message: m, exists_in_file: {field: x, file: deep.yml, at: /groups}}\n"
	      "- {name: t, message: m, exists_in_file: {field: x, file: deep.yml}}\n",
	      "key_path: counts.a\nx: plan\n", "key_path: counts.b\nx: groups\n",
	      "2:4 m (not in deep.yml);2:4 m (not in deep.yml);b:2:4 m (not in deep.yml);");
}

static void rules_are_about_their_kinds(void **state)
{
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct err e = { .text = "" };
	struct sample s;

	(void)state;
	sample_begin(&s);
	sample_add(&s, EVENT_A, "action: a\ncategory: c\n");
	sample_add(&s, METRIC_A, "key_path: counts.a\n");
	o.custom = compile(&s, "- {name: r, message: m, kinds: [event], require: [x]}\n", &e);
	assert_non_null(o.custom);
	sample_link(&s);
	lint_run(&s.dict, &o, &s.found);
	assert_int_equal(s.found.all.n, 1);
	assert_text(s.found.all.v[0].at.path, EVENT_A);
	sample_end(&s);
}

static void an_item_of_a_list_that_is_allowed_as_a_whole_is_not_blamed(void **state)
{
	(void)state;
	finds("- {name: r, message: m, require: {x: {one_of: [[a, b], [c]], contains: c}}}\n", "key_path: counts.a\nx: [a, b]\n", NULL,
	      "2:4 m (expected to find c);");
}

static void messages_hold_values(void **state)
{
	(void)state;
	finds("- {name: r, message: \"{kind} {key}: {value} of {x} and {/y/0/z}, {none} {} {a b} {\", forbid: {x: {contains: 1}}}\n",
	      "key_path: counts.a\nx: [1, two, {a: 1}]\ny: [{z: deep}]\n", NULL,
	      "2:4 metric counts.a: 1, two, a mapping of 1, two, a mapping and deep, nothing {} {a b} { (not allowed here);");
	finds("- {name: r, message: \"{value}\", forbid: [x]}\n", "key_path: counts.a\nx: \"a\\nb\"\n", NULL, "2:4 a b (not allowed here);");
	finds("- {name: r, message: \"{/a/} {/a} {/}\", forbid: [x]}\n", "key_path: counts.a\nx: 1\na: {'': 4}\n'': 5\n", NULL, "2:4 4 a mapping 5 (not allowed here);");
	finds("- {name: r, message: \"{/a~1b/c~0d} {/a~b}\", forbid: [x]}\n", "key_path: counts.a\nx: 1\na/b: {c~d: found}\na~b: too\n", NULL,
	      "2:4 found too (not allowed here);");
}

static void a_message_holds_the_beginning_of_a_very_long_key(void **state)
{
	struct arena a = { 0 };
	struct buf key = { .a = &a };

	(void)state;
	while (key.n < 1000)
		buf_z(&key, "0123456789");
	finds("- {name: r, message: \"{key}\", forbid: [x]}\n", str_z(str_fmt(&a, "key_path: a%.*s\nx: 1\n", STR_ARG(buf_str(&key))), &a), NULL,
	      str_z(str_fmt(&a, "2:4 a%.*s... (not allowed here);", STR_ARG(str_sub(buf_str(&key), 0, 999))), &a));
	arena_free(&a);
}

/* The schema of dictum.yml refuses what is no level. */
static void a_rule_is_off_where_its_level_is_off_with_quotes_or_without(void **state)
{
	static const struct {
		const char *level;
		enum diag_level want;
	} rows[] = { { "off", DIAG_OFF },   { "'off'", DIAG_OFF }, { "false", DIAG_OFF },    { "note", DIAG_NOTE },
		     { "true", DIAG_ERROR }, { "on", DIAG_ERROR },  { "warning", DIAG_WARNING } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = { .text = "" };
		struct sample s;
		char yaml[100];

		sample_begin(&s);
		(void)snprintf(yaml, sizeof yaml, "- {name: r, level: %s, message: m, require: [x]}\n", rows[i].level);
		assert_int_equal(lint_custom_rule(compile(&s, yaml, &e), 0)->level, rows[i].want);
		sample_end(&s);
	}
}

static void levels_and_comments_work_as_for_every_rule(void **state)
{
	struct diag_setting off[] = { OFF("r"), OFF("description-missing") };
	struct lint_options o = { .levels = quiet, .n_levels = N_QUIET };
	struct err e = { .text = "" };
	struct sample s;

	(void)state;
	begin(&s, "- {name: r, level: note, message: m, require: [x]}\n", "# dictum: ignore-file r -- no x here\nkey_path: counts.a\n",
	      "key_path: counts.b\n");
	assert_int_equal(s.found.all.n, 2);
	assert_true(s.found.all.v[0].is_suppressed);
	assert_int_equal(s.found.all.v[1].level, DIAG_NOTE);
	assert_true(s.found.all.v[0].fingerprint.high != s.found.all.v[1].fingerprint.high);
	sample_end(&s);

	sample_begin(&s);
	o = (struct lint_options){ .levels = off, .n_levels = 2, .custom = compile(&s, RULE("require: [x]"), &e) };
	sample_add(&s, METRIC_A, "key_path: counts.a\n");
	sample_link(&s);
	lint_run(&s.dict, &o, &s.found);
	assert_int_equal(s.found.all.n, 0);
	sample_end(&s);
}

static void patterns_without_an_answer_are_told_and_neither_match_nor_miss(void **state)
{
	static const char *const rules[] = {
		"- {name: r, message: m, pattern: {x: \"^(a+)+$\"}}\n",
		"- {name: r, message: m, forbid: {x: {pattern: \"^(a+)+$\"}}}\n",
		"- {name: r, message: m, require: {x: {not: {pattern: \"^(a+)+$\"}}}}\n",
		"- {name: r, message: m, where: {x: {pattern: \"^(a+)+$\"}}, require: [y]}\n",
		"- {name: r, message: m, where: {x: {not: {pattern: \"^(a+)+$\"}}}, require: [y]}\n",
	};
	struct buf metric;
	struct sample s;
	struct arena a;

	(void)state;
	arena_init(&a);
	metric = (struct buf){ .a = &a };
	buf_z(&metric, "key_path: counts.a\nx: ");
	for (int i = 0; i < 20000; i++)
		buf_z(&metric, "a");
	buf_z(&metric, "!\n");
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		begin(&s, rules[i], str_z(buf_str(&metric), &a), NULL);
		assert_int_equal(s.found.all.n, 1);
		assert_string_equal(s.found.all.v[0].rule->id, "schema-pattern-limit");
		sample_end(&s);
	}
	arena_free(&a);
}

static void refuses(const char *yaml, const char *want)
{
	struct err e = { .text = "" };
	struct sample s;

	sample_begin(&s);
	assert_null(compile(&s, yaml, &e));
	assert_true(e.is_usage);
	if (strncmp(e.text, want, strlen(want)) != 0)
		fail_msg("got \"%s\", want \"%s\"", e.text, want);
	sample_end(&s);
}

/* Whether it is told that so many rules say too much of a metric with so many times the text. */
static bool is_too_much(size_t n_rules, const char *rule, size_t n, const char *text)
{
	bool is_told = false;
	struct buf rules, metric;
	struct sample s;
	struct arena a;

	arena_init(&a);
	rules = metric = (struct buf){ .a = &a };
	for (size_t i = 0; i < n_rules; i++)
		buf_fmt(&rules, "- {name: r-%zu, message: m, %s}\n", i, rule);
	buf_z(&metric, "key_path: counts.a\nx:");
	for (size_t i = 0; i < n; i++)
		buf_z(&metric, text);
	begin(&s, str_z(buf_str(&rules), &a), str_z(buf_str(&metric), &a), NULL);
	for (size_t i = 0; i < s.found.all.n; i++)
		is_told = is_told || str_eq_z(str_from_z(s.found.all.v[i].rule->id), "custom-limit");
	sample_end(&s);
	arena_free(&a);
	return is_told;
}

static void rules_find_200000_values_and_no_more(void **state)
{
	static const char rule[] = "require: {/x/*/y: {exists: true}}";

	(void)state;
	assert_false(is_too_much(10, rule, 20000, "\n- {}"));
	assert_true(is_too_much(10, rule, 20001, "\n- {}"));
}

static void patterns_take_too_long_for_100_definitions_and_no_more(void **state)
{
	static const char rule[] = "pattern: {x: b}";
	size_t too_long = REGEX_MAX_SUBJECT / 2 + 1;

	(void)state;
	assert_false(is_too_much(100, rule, too_long, " b"));
	assert_true(is_too_much(101, rule, too_long, " b"));
}

static void broken_rules_are_refused_at_their_place(void **state)
{
	(void)state;
	refuses("- {name: key-missing, message: m, require: [x]}\n", "dictum.yml:1:10: there is a rule 'key-missing' already");
	refuses("- {name: r, message: m, require: [x]}\n- name: r\n  message: m\n  require: [x]\n", "dictum.yml:2:9: there is a rule 'r' already");
	refuses("- {name: schema-x, message: m, require: [x]}\n", "dictum.yml:1:10: names that begin with 'schema-'");
	refuses("- {name: r, message: m}\n", "dictum.yml:1:3: the rule checks nothing");
	refuses(RULE("kinds: [metric, foo], require: [x]"), "dictum.yml:1:41: unknown kind 'foo'");
	refuses(RULE("pattern: {x: (}"), "dictum.yml:1:38: pattern \"(\"");
	refuses(RULE("require: {x: {not: {pattern: (}}}"), "dictum.yml:1:54: pattern \"(\"");
	refuses(RULE("require: [/a~2]"), "dictum.yml:1:35: '~' in a JSON Pointer");
	refuses(RULE("require: [/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q]"), "dictum.yml:1:35: the pointer has more than 16 parts");
	refuses(RULE("unique: [x, /l/*]"), "dictum.yml:1:37: values of several fields together");
	refuses(RULE("exists_in_file: {field: x, file: nope.yml}"), "dictum.yml:1:58: 'nope.yml' does not exist");
	refuses(RULE("exists_in_file: {field: x, file: text.yml}"), "dictum.yml:1:58: there is no list or mapping");
	refuses(RULE("exists_in_file: {field: x, file: deep.yml, at: /none}"), "dictum.yml:1:58: there is no list or mapping at \"/none\"");
	refuses(RULE("require: {x: {not: {not: {not: {not: {not: {not: {not: {not: {not: 1}}}}}}}}}}"), "dictum.yml:1:92: `not` is nested");
}

static void rules_are_found_by_name_and_shown_as_written(void **state)
{
	const char *yaml = "- name: first\n  message: m\n  require: [x]\n-   {name: second,\n     message: m, forbid: [x]}\n";
	struct err e = { .text = "" };
	const struct lint_custom *c;
	const struct diag_rule *rule;
	struct sample s;
	uint32_t line = 0;

	(void)state;
	sample_begin(&s);
	c = compile(&s, yaml, &e);
	rule = lint_find_in(c, STR("first"));
	assert_non_null(rule);
	assert_string_equal(rule->scope, "custom");
	assert_text(lint_custom_text(c, rule, &s.a, &line), "name: first\nmessage: m\nrequire: [x]\n");
	assert_int_equal(line, 1);
	assert_text(lint_custom_text(c, lint_find_in(c, STR("second")), &s.a, &line), "{name: second,\n message: m, forbid: [x]}\n");
	assert_int_equal(line, 4);
	assert_text(lint_custom_text(c, lint_find(STR("key-missing")), &s.a, &line), "");
	assert_null(lint_find(STR("first")));
	assert_text(lint_nearest_in(c, STR("secnd")), "second");
	sample_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_compares_values),
		cmocka_unit_test(null_counts_as_absent),
		cmocka_unit_test(one_of_takes_a_value_or_each_item),
		cmocka_unit_test(contains_looks_into_lists_mappings_and_texts),
		cmocka_unit_test(patterns_are_unanchored_and_over_text),
		cmocka_unit_test(conditions_combine),
		cmocka_unit_test(required_fields_are_missed_at_their_mapping),
		cmocka_unit_test(stars_stand_for_every_item),
		cmocka_unit_test(an_item_has_one_number),
		cmocka_unit_test(values_are_checked_where_they_are),
		cmocka_unit_test(values_below_a_key_that_is_too_long_to_show_are_found),
		cmocka_unit_test(unique_values_name_both_places),
		cmocka_unit_test(values_exist_in_files),
		cmocka_unit_test(rules_are_about_their_kinds),
		cmocka_unit_test(messages_hold_values),
		cmocka_unit_test(an_item_of_a_list_that_is_allowed_as_a_whole_is_not_blamed),
		cmocka_unit_test(a_message_holds_the_beginning_of_a_very_long_key),
		cmocka_unit_test(a_rule_is_off_where_its_level_is_off_with_quotes_or_without),
		cmocka_unit_test(levels_and_comments_work_as_for_every_rule),
		cmocka_unit_test(patterns_without_an_answer_are_told_and_neither_match_nor_miss),
		cmocka_unit_test(rules_find_200000_values_and_no_more),
		cmocka_unit_test(patterns_take_too_long_for_100_definitions_and_no_more),
		cmocka_unit_test(broken_rules_are_refused_at_their_place),
		cmocka_unit_test(rules_are_found_by_name_and_shown_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
