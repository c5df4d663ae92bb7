/* Baselines: reading, matching, writing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lint/baseline.h"
#include "unit/lint/quiet.h"
#include "unit/model/sample.h"

#define METRIC_A "config/metrics/counts_all/a.yml"
#define METRIC_B "config/metrics/counts_all/b.yml"

static const struct lint_options plain = { .levels = quiet, .n_levels = N_QUIET };

static void lint(struct sample *s, const char *a, const char *b)
{
	sample_begin(s);
	sample_add(s, METRIC_A, a);
	sample_add(s, METRIC_B, b);
	sample_link(s);
	lint_run(&s->dict, &plain, &s->found);
}

/* Rule, state and whether it counts of each finding. */
static str states(const struct sample *s)
{
	static const char *const names[] = { "none", "new", "unchanged", "absent" };
	struct buf b = { .a = s->found.a };

	for (size_t i = 0; i < s->found.all.n; i++) {
		const struct diag *d = &s->found.all.v[i];

		buf_fmt(&b, "%.*s:%u %s %s%s;", STR_ARG(d->at.path), d->at.at.line, d->rule->id, names[d->state], diag_counts(d) ? "!" : "");
	}
	return buf_str(&b);
}

static str written(struct sample *s, size_t *n)
{
	struct buf out = { .a = &s->a };

	*n = baseline_write(&s->found, &out);
	return str_dup(buf_str(&out), &s->a);
}

static struct baseline *read_it(struct sample *s, str bytes)
{
	struct err e = { .text = "" };
	struct baseline *b = baseline_read(STR("base.json"), bytes, &s->a, &e);

	if (!b)
		fail_msg("%s", e.text);
	return b;
}

static void what_is_written_matches_all_of_it(void **state)
{
	struct sample s;
	struct baseline *b;
	size_t n;

	(void)state;
	lint(&s, "key_path: counts.a\nmilestone: 15.10\n", "key_path: counts.b\nx: [1:30, 1:30]\n");
	b = read_it(&s, written(&s, &n));
	assert_int_equal(n, 3);
	assert_int_equal(baseline_size(b), 3);
	assert_int_equal(baseline_apply(b, &plain, BASELINE_TELL, &s.found), 0);
	assert_text(states(&s), METRIC_A ":2 milestone-unquoted unchanged;" METRIC_B ":2 yaml-ambiguous-scalar unchanged;" METRIC_B
	                                 ":2 yaml-ambiguous-scalar unchanged;");
	assert_text(s.found.all.v[0].justification, "baseline");
	assert_false(s.found.all.v[0].is_in_source);
	sample_end(&s);
}

static void repaired_findings_are_stale_and_others_new(void **state)
{
	struct sample before, after;
	struct baseline *b;
	struct buf pruned;
	size_t n;

	(void)state;
	lint(&before, "key_path: counts.a\nmilestone: 15.10\n", "key_path: counts.b\nx: 1:30\n");
	lint(&after, "key_path: counts.a\nmilestone: \"15.10\"\n", "key_path: counts.b\nx: 1:30\ny: 1:30\n");
	b = read_it(&after, written(&before, &n));
	assert_int_equal(baseline_apply(b, &plain, BASELINE_TELL, &after.found), 1);
	assert_text(states(&after), "base.json:2 baseline-stale new!;" METRIC_A ":0 milestone-unquoted absent;" METRIC_B
	                            ":2 yaml-ambiguous-scalar unchanged;" METRIC_B ":3 yaml-ambiguous-scalar new!;");
	assert_text(after.found.all.v[0].message, "milestone-unquoted is not found in " METRIC_A " any more");
	pruned = (struct buf){ .a = &after.a };
	baseline_prune(b, &pruned);
	assert_int_equal(baseline_size(read_it(&after, buf_str(&pruned))), 1);
	sample_end(&after);
	sample_end(&before);
}

static void pruning_adds_no_findings(void **state)
{
	struct sample before, after;
	size_t n;

	(void)state;
	lint(&before, "key_path: counts.a\nmilestone: 15.10\n", "key_path: counts.b\n");
	lint(&after, "key_path: counts.a\n", "key_path: counts.b\n");
	assert_int_equal(baseline_apply(read_it(&after, written(&before, &n)), &plain, BASELINE_FORGET, &after.found), 1);
	assert_text(states(&after), "");
	sample_end(&after);
	sample_end(&before);
}

static void rules_that_are_off_keep_their_entries(void **state)
{
	struct diag_setting off = { STR("milestone-unquoted"), DIAG_OFF };
	struct lint_options o = { .levels = &off, .n_levels = 1 };
	struct sample before, after;
	struct baseline *b;
	struct buf pruned;
	size_t n;

	(void)state;
	lint(&before, "key_path: counts.a\nmilestone: 15.10\n", "key_path: counts.b\n");
	lint(&after, "key_path: counts.a\n", "key_path: counts.b\n");
	b = read_it(&after, written(&before, &n));
	assert_int_equal(baseline_apply(b, &o, BASELINE_TELL, &after.found), 0);
	pruned = (struct buf){ .a = &after.a };
	baseline_prune(b, &pruned);
	assert_int_equal(baseline_size(read_it(&after, buf_str(&pruned))), 1);
	sample_end(&after);
	sample_end(&before);
}

static void suppressed_findings_are_not_written(void **state)
{
	struct sample s;
	size_t n;

	(void)state;
	lint(&s, "key_path: counts.a\nmilestone: 15.10 # dictum: ignore milestone-unquoted -- old\n", "key_path: counts.b\n");
	assert_text(written(&s, &n), "{\"version\": 1, \"findings\": [\n]}\n");
	assert_int_equal(n, 0);
	sample_end(&s);
}

static void of_entries_that_stand_twice_the_second_is_stale(void **state)
{
	static const char line[] = "{\"fingerprint\":\"%.*s\",\"rule\":\"r\",\"path\":\"p\",\"message\":\"m\"}";
	struct sample s;
	str hex, one;

	(void)state;
	lint(&s, "key_path: counts.a\nmilestone: 15.10\n", "key_path: counts.b\n");
	hex = hash_hex(s.found.all.v[0].fingerprint, &s.a);
	one = str_fmt(&s.a, line, STR_ARG(hex));
	one = str_fmt(&s.a, "{\"version\":1,\"findings\":[%.*s,\n%.*s]}", STR_ARG(one), STR_ARG(one));
	assert_int_equal(baseline_apply(read_it(&s, one), &plain, BASELINE_TELL, &s.found), 1);
	assert_text(states(&s), "base.json:2 baseline-stale new!;" METRIC_A ":2 milestone-unquoted unchanged;");
	sample_end(&s);
}

static void lines_are_sorted_and_escaped(void **state)
{
	struct sample s;
	struct diag *d;
	size_t n;

	(void)state;
	sample_begin(&s);
	d = diag_add(&s.found, lint_find(STR("yaml-syntax")), (struct span){ STR("b\"\\.yml"), { 1, 1, 1, 1 } }, "say \"x\"");
	d->fingerprint = (struct hash){ 1, 2 };
	d = diag_add(&s.found, lint_find(STR("yaml-syntax")), (struct span){ STR("a.yml"), { 9, 1, 9, 1 } }, "m");
	d->fingerprint = (struct hash){ 3, 4 };
	assert_text(written(&s, &n),
	            "{\"version\": 1, \"findings\": [\n"
	            "{\"fingerprint\":\"00000000000000030000000000000004\",\"rule\":\"yaml-syntax\",\"path\":\"a.yml\",\"message\":\"m\"},\n"
	            "{\"fingerprint\":\"00000000000000010000000000000002\",\"rule\":\"yaml-syntax\",\"path\":\"b\\\"\\\\.yml\",\"message\":\"say \\\"x\\\"\"}\n"
	            "]}\n");
	sample_end(&s);
}

static void refuses(const char *bytes, const char *want)
{
	struct err e = { .text = "" };
	struct arena a;

	arena_init(&a);
	assert_null(baseline_read(STR("b.json"), str_from_z(bytes), &a, &e));
	assert_true(e.is_usage);
	if (strncmp(e.text, want, strlen(want)) != 0)
		fail_msg("got \"%s\", want \"%s\"", e.text, want);
	arena_free(&a);
}

static void malformed_baselines_are_refused_at_their_place(void **state)
{
	(void)state;
	refuses("", "b.json:1:1: ");
	refuses("{\"version\": 1,\n<<<<<<< HEAD\n", "b.json:2:1: ");
	refuses("[]", "b.json:1:1: expected \"version\": 1");
	refuses("{\"version\": 2, \"findings\": []}", "b.json:1:13: expected \"version\": 1");
	refuses("{\"version\": 1}", "b.json:1:1: expected a list \"findings\"");
	refuses("{\"version\": 1, \"findings\": {}}", "b.json:1:28: expected a list \"findings\"");
	refuses("{\"version\": 1, \"findings\": [\n1]}", "b.json:2:1: expected a finding");
	refuses("{\"version\": 1, \"findings\": [\n{}]}", "b.json:2:1: expected a text \"fingerprint\"");
	refuses("{\"version\": 1, \"findings\": [\n{\"fingerprint\": \"x\", \"rule\": \"r\", \"path\": \"p\", \"message\": \"m\"}]}",
	        "b.json:2:17: expected 32 hexadecimal digits");
	refuses("{\"version\": 1, \"findings\": [\n{\"fingerprint\": \"00000000000000000000000000000000\", \"rule\": 1}]}", "b.json:2:61: expected a text \"rule\"");
	refuses("{\"version\": 1, \"findings\": [\n{\"fingerprint\": \"00000000000000000000000000000000\", \"rule\": \"r\", \"path\": \"p\", \"message\": "
	        "\"m\", \"more\": 1}]}",
	        "b.json:2:1: expected fingerprint, rule, path and message and nothing else");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_matches_all_of_it),
		cmocka_unit_test(repaired_findings_are_stale_and_others_new),
		cmocka_unit_test(pruning_adds_no_findings),
		cmocka_unit_test(rules_that_are_off_keep_their_entries),
		cmocka_unit_test(suppressed_findings_are_not_written),
		cmocka_unit_test(of_entries_that_stand_twice_the_second_is_stale),
		cmocka_unit_test(lines_are_sorted_and_escaped),
		cmocka_unit_test(malformed_baselines_are_refused_at_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
