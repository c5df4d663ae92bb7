/* Findings by rule and by owner: what is counted, in which order, and what the pages of health show of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site/health.h"
#include "unit/site/built.h"

static const struct diag_rule error = { .id = "an-error", .level = DIAG_ERROR, .scope = "all", .title = "what is <wrong>" };
static const struct diag_rule other = { .id = "another-error", .level = DIAG_ERROR, .scope = "all", .title = "x" };
static const struct diag_rule warning = { .id = "a-warning",
	                                  .level = DIAG_WARNING,
	                                  .scope = "gitlab",
	                                  .title = "what is doubtful",
	                                  .reason = "It is.",
	                                  .bad = "a: <1>\n",
	                                  .good = "a: 2\n",
	                                  .fix = "unsafe: makes <two> of one" };
static const struct diag_rule note = { .id = "a-note", .level = DIAG_NOTE, .scope = "custom", .title = "by the way", .fix = "safe: drops it" };

/* a and b are of the same group, c of another one, d of none. */
static void begin_owned(struct fixture *f)
{
	begin(f);
	(void)sample_add(&f->s, "config/metrics/counts_all/a.yml", "key_path: x.a\nproduct_group: one\ntime_frame: [7d, 28d]\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/b.yml", "key_path: x.b\nproduct_group: one\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/c.yml", "key_path: x.c\nproduct_group: two\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/d.yml", "key_path: x.d\n");
	sample_link(&f->s);
}

static struct diag *add(struct fixture *f, const struct diag_rule *rule, const char *name, uint32_t line)
{
	str path = str_fmt(&f->s.a, "config/metrics/counts_all/%s.yml", name);

	return diag_add(&f->s.found, rule, (struct span){ path, place_make(line, 1, line, 2) }, "message %u", line);
}

static const struct health *gather(struct fixture *f)
{
	struct health *h = arena_new(&f->s.a, struct health);

	diag_sort(&f->s.found);
	health_gather(h, &f->s.dict, &f->s.found, &f->s.a);
	return h;
}

/* ---- gathering ---- */

static void rules_stand_by_level_then_count_then_id(void **state)
{
	static const char *const order[] = { "another-error", "an-error", "a-warning", "a-note" };
	struct fixture f;
	const struct health *h;

	(void)state;
	begin_owned(&f);
	add(&f, &note, "a", 1);
	add(&f, &note, "a", 2);
	add(&f, &note, "a", 3);
	add(&f, &warning, "a", 4);
	add(&f, &error, "b", 1);
	add(&f, &other, "b", 2);
	add(&f, &other, "b", 3);
	h = gather(&f);
	assert_int_equal(h->rules.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(h->rules.v[i]->rule->id, order[i]);
	assert_int_equal(h->rules.v[3]->list.found.n, 3);
	assert_int_equal(h->shown, 7);
	end(&f);
}

static void a_rule_whose_level_was_changed_stands_by_what_its_findings_say(void **state)
{
	struct fixture f;
	const struct health *h;

	(void)state;
	begin_owned(&f);
	add(&f, &note, "a", 1)->level = DIAG_ERROR;
	add(&f, &error, "a", 2)->level = DIAG_NOTE;
	h = gather(&f);
	assert_string_equal(h->rules.v[0]->rule->id, "a-note");
	assert_int_equal(h->rules.v[0]->level, DIAG_ERROR);
	assert_int_equal(h->by_level[DIAG_ERROR], 1);
	assert_int_equal(h->by_level[DIAG_NOTE], 1);
	end(&f);
}

static void owners_stand_worst_first_and_nobody_last_among_equals(void **state)
{
	struct fixture f;
	const struct health *h;

	(void)state;
	begin_owned(&f);
	add(&f, &error, "c", 1);
	add(&f, &error, "d", 1);
	add(&f, &warning, "a", 1);
	add(&f, &warning, "b", 1);
	h = gather(&f);
	assert_int_equal(h->owners.n, 3);
	assert_text(h->owners.v[0]->group->id, "two");
	assert_null(h->owners.v[1]->group);
	assert_text(h->owners.v[2]->group->id, "one");
	assert_int_equal(h->owners.v[2]->list.by_level[DIAG_WARNING], 2);
	end(&f);
}

static void findings_of_an_owner_stand_worst_first_then_by_place(void **state)
{
	struct fixture f;
	const struct health *h;
	const struct health_owner *one;
	static const uint32_t lines[] = { 4, 2, 3, 1 };

	(void)state;
	begin_owned(&f);
	add(&f, &note, "a", 1);
	add(&f, &warning, "a", 2);
	add(&f, &warning, "b", 3);
	add(&f, &error, "b", 4);
	h = gather(&f);
	one = map_get(&h->owner_of, STR("one"));
	assert_non_null(one);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(f.s.found.all.v[one->list.found.v[i]].at.at.line, lines[i]);
	end(&f);
}

static void suppressed_and_absent_findings_are_not_shown(void **state)
{
	struct fixture f;
	const struct health *h;

	(void)state;
	begin_owned(&f);
	add(&f, &error, "a", 1)->is_suppressed = true;
	add(&f, &error, "a", 2)->state = DIAG_ABSENT;
	add(&f, &error, "b", 3)->state = DIAG_UNCHANGED;
	add(&f, &error, "c", 4)->level = DIAG_OFF;
	h = gather(&f);
	assert_int_equal(h->shown, 1);
	assert_int_equal(h->suppressed, 1);
	assert_int_equal(h->files, 4);
	assert_int_equal(h->clean, 3);
	end(&f);
}

static void a_finding_belongs_to_the_entry_it_names_else_to_the_first(void **state)
{
	struct fixture f;
	const struct health *h;

	(void)state;
	begin_owned(&f);
	add(&f, &error, "a", 1)->key = STR("x.a_monthly");
	add(&f, &error, "a", 2);
	add(&f, &error, "nothing", 3);
	h = gather(&f);
	assert_text(h->entry[0]->key, "x.a_monthly");
	assert_ptr_equal(h->entry[1], h->entry[1]->definition->entries);
	assert_null(h->entry[2]);
	end(&f);
}

static void ids_follow_fingerprints_and_never_repeat(void **state)
{
	struct fixture f;
	const struct health *h;

	(void)state;
	begin_owned(&f);
	add(&f, &error, "a", 1)->fingerprint = (struct hash){ 0x123456789abcdef0, 1 };
	add(&f, &error, "a", 2)->fingerprint = (struct hash){ 0x123456789abcdef0, 1 };
	add(&f, &error, "a", 3);
	h = gather(&f);
	assert_text(h->id[0], "f-123456789abc");
	assert_text(h->id[1], "n-2");
	assert_text(h->id[2], "n-3");
	end(&f);
}

static void no_findings_are_no_rules_and_no_owners(void **state)
{
	struct fixture f;
	const struct health *h;

	(void)state;
	begin_owned(&f);
	h = gather(&f);
	assert_int_equal(h->rules.n, 0);
	assert_int_equal(h->owners.n, 0);
	assert_int_equal(h->clean, h->files);
	end(&f);
}

/* ---- pages ---- */

static void a_dictionary_without_findings_says_so_in_one_sentence(void **state)
{
	struct fixture f;

	(void)state;
	begin_owned(&f);
	build(&f);
	assert_has(&f, "health/index.html", "<p class=\"lead\">The checks found nothing to mend in 4 definitions.</p>");
	assert_lacks(&f, "health/index.html", "<table");
	assert_has(&f, "index.html", "<p class=\"total\">100%</p><p>All definitions pass the checks.</p>");
	assert_has(&f, "owners/one.html", "<dt>Health</dt><dd>No findings</dd>");
	assert_has(&f, "about.html", "<dd>no findings: <a href=\"health/index.html\">Health</a>");
	assert_false(exists(&f, "health/unowned/index.html"));
	end(&f);
}

static void an_empty_dictionary_has_no_share(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "health/index.html", "There are no definitions to check yet.");
	assert_has(&f, "health/index.html", "<code>dictum.yml</code> take are checked");
	assert_lacks(&f, "index.html", "100%");
	end(&f);
}

static void the_index_counts_by_rule_and_by_owner(void **state)
{
	struct fixture f;

	(void)state;
	begin_owned(&f);
	add(&f, &error, "a", 1);
	add(&f, &warning, "c", 2);
	add(&f, &warning, "d", 3);
	add(&f, &warning, "d", 4)->is_suppressed = true;
	f.in.lint = &(struct report_input){ .found = &f.s.found };
	build(&f);
	assert_has(&f, "health/index.html", "3 findings. <span class=\"soft\">1 of 4 definitions, 25%, has none.</span>");
	assert_has(&f, "health/index.html", "1 suppressed finding is not shown here. For programs: <a href=\"../lint.json\">");
	assert_has(&f, "health/index.html", "<a class=\"key\" href=\"../health/an-error.html\">an-error</a><p>What is &lt;wrong&gt;</p>");
	assert_has(&f, "health/index.html", "<a href=\"../owners/two.html#health\">Two</a>");
	assert_has(&f, "health/index.html", "<a href=\"../health/unowned/index.html\">No owner</a>");
	assert_has(&f, "owners/two.html", "<h2 id=\"health\">Health</h2>");
	assert_has(&f, "owners/two.html", "<a href=\"#health\">1 warning</a>");
	assert_has(&f, "about.html", "<dd>1 error, 2 warnings, 1 suppressed: ");
	assert_false(exists(&f, "health/a-note.html"));
	end(&f);
}

static void a_rule_says_what_it_finds_and_where(void **state)
{
	struct fixture f;

	(void)state;
	begin_owned(&f);
	add(&f, &warning, "c", 2)->hint = STR("try <that>");
	add(&f, &note, "nothing", 3);
	f.config.view_url = STR("https://git.example.com/{path}#L{line}");
	build(&f);
	assert_has(&f, "health/a-warning.html", "<p class=\"lead\">What is doubtful.</p>\n<p>It is.</p>");
	assert_has(&f, "health/a-warning.html", "<code>a: &lt;1&gt;\n</code>");
	assert_has(&f, "health/a-warning.html", "<dd>Makes &lt;two&gt; of one <span class=\"help\">To be looked at");
	assert_has(&f, "health/a-warning.html", "<dt>Applies to</dt><dd>GitLab");
	assert_has(&f, "health/a-warning.html", "<a class=\"key\" href=\"../metrics/x.c.html\">x.<wbr>c</a>");
	assert_has(&f, "health/a-warning.html", "<p>try &lt;that&gt;</p>");
	assert_has(&f, "health/a-warning.html", "href=\"https://git.example.com/config/metrics/counts_all/c.yml#L2\"");
	assert_has(&f, "health/a-warning.html", "<a href=\"../owners/two.html\">Two</a>");
	assert_has(&f, "health/a-note.html", "a rule of its configuration");
	assert_has(&f, "health/a-note.html", "Safe: ");
	assert_has(&f, "health/a-note.html", "nothing.<wbr>yml:3");
	assert_lacks(&f, "health/a-note.html", "id=\"example\"");
	end(&f);
}

static void a_hundred_findings_are_one_page_and_one_more_is_two(void **state)
{
	struct fixture f;

	(void)state;
	for (uint32_t n = 100; n <= 101; n++) {
		begin_owned(&f);
		for (uint32_t i = 1; i <= n; i++)
			add(&f, &error, "d", i);
		build(&f);
		assert_int_equal(exists(&f, "health/an-error~p2.html"), n > 100);
		assert_int_equal(exists(&f, "health/unowned/p2.html"), n > 100);
		if (n > 100) {
			assert_has(&f, "health/an-error.html", "Findings 1 to 100 of 101, by file");
			assert_has(&f, "health/an-error.html", "rel=\"next\">Next</a>");
			assert_has(&f, "health/an-error~p2.html", "<title>an-error, page 2 - Health - ");
			assert_has(&f, "health/an-error~p2.html", "id=\"n-101\"");
			assert_lacks(&f, "health/an-error~p2.html", "id=\"n-100\"");
			assert_lacks(&f, "health/an-error~p2.html", "<dt>Fix</dt>");
		}
		end(&f);
	}
}

static void twenty_findings_fit_the_page_of_their_owner_and_one_more_gets_one(void **state)
{
	struct fixture f;

	(void)state;
	for (uint32_t n = 20; n <= 21; n++) {
		begin_owned(&f);
		for (uint32_t i = 1; i < n; i++)
			add(&f, &warning, "a", i);
		add(&f, &error, "b", 99);
		build(&f);
		assert_has(&f, "owners/one.html", "message 99");
		assert_int_equal(exists(&f, "health/by-owner/one.html"), n > 20);
		assert_int_equal(str_has(file(&f, "owners/one.html"), STR("All 21 findings")), n > 20);
		assert_int_equal(str_has(file(&f, "owners/one.html"), STR("message 20<")), false);
		if (n > 20) {
			assert_has(&f, "health/index.html", "<a href=\"../health/by-owner/one.html\">One</a>");
			assert_has(&f, "health/by-owner/one.html", "21 findings, worst first");
			assert_has(&f, "health/by-owner/one.html", "message 20<");
		}
		end(&f);
	}
}

static void releases_tell_how_much_of_what_has_findings_was_there(void **state)
{
	struct fixture f;

	(void)state;
	begin_owned(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/e.yml", "key_path: x.e\ntime_frame: [7d, 28d]\nmilestone: \"16.0\"\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/f.yml", "key_path: x.f\nmilestone: \"16.1\"\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/g.yml", "key_path: x.g\nmilestone: \"16.2\"\n");
	sample_link(&f.s);
	add(&f, &error, "e", 1);
	add(&f, &error, "e", 2);
	add(&f, &error, "d", 3);
	add(&f, &warning, "f", 4);
	build(&f);
	assert_has(&f, "health/index.html", "How many of the entries with findings today were there in each release, by their milestones. One does not say");
	assert_has(&f, "health/index.html", "rowheader\">16.2</th><td role=\"cell\" class=\"number\">3</td></tr>\n"
	                                    "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">16.1</th><td role=\"cell\" class=\"number\">3</td></tr>\n"
	                                    "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">16.0</th><td role=\"cell\" class=\"number\">2</td></tr>\n</tbody>");
	assert_has(&f, "health/an-error.html", "rowheader\">16.2</th><td role=\"cell\" class=\"number\">2</td>");
	assert_has(&f, "health/index.html", "Numbers<span class=\"vh\">: Health By release</span>");
	assert_has(&f, "health/an-error.html", "<caption class=\"vh\">What is &lt;wrong&gt; By release</caption>");
	assert_lacks(&f, "health/a-warning.html", "By release"); /* two releases are no line */
	end(&f);
}

static void suppressed_findings_are_on_no_page(void **state)
{
	struct fixture f;

	(void)state;
	begin_owned(&f);
	add(&f, &error, "c", 1)->is_suppressed = true;
	add(&f, &error, "c", 2)->state = DIAG_ABSENT;
	build(&f);
	assert_lacks(&f, "metrics/x.c.html", "id=\"findings\"");
	assert_lacks(&f, "owners/two.html", "id=\"health\"");
	assert_false(exists(&f, "health/an-error.html"));
	assert_has(&f, "health/index.html", "The checks found nothing to mend");
	assert_has(&f, "health/index.html", "1 suppressed finding is not shown here.");
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_stand_by_level_then_count_then_id),
		cmocka_unit_test(a_rule_whose_level_was_changed_stands_by_what_its_findings_say),
		cmocka_unit_test(owners_stand_worst_first_and_nobody_last_among_equals),
		cmocka_unit_test(findings_of_an_owner_stand_worst_first_then_by_place),
		cmocka_unit_test(suppressed_and_absent_findings_are_not_shown),
		cmocka_unit_test(a_finding_belongs_to_the_entry_it_names_else_to_the_first),
		cmocka_unit_test(ids_follow_fingerprints_and_never_repeat),
		cmocka_unit_test(no_findings_are_no_rules_and_no_owners),
		cmocka_unit_test(a_dictionary_without_findings_says_so_in_one_sentence),
		cmocka_unit_test(an_empty_dictionary_has_no_share),
		cmocka_unit_test(the_index_counts_by_rule_and_by_owner),
		cmocka_unit_test(a_rule_says_what_it_finds_and_where),
		cmocka_unit_test(a_hundred_findings_are_one_page_and_one_more_is_two),
		cmocka_unit_test(twenty_findings_fit_the_page_of_their_owner_and_one_more_gets_one),
		cmocka_unit_test(releases_tell_how_much_of_what_has_findings_was_there),
		cmocka_unit_test(suppressed_findings_are_on_no_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
