/* Names to URLs: injective, safe as file names, never one of our own pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site/url.h"
#include "unit/model/sample.h"
#include "unit/text.h"

static void slug_keeps_what_is_safe_and_escapes_the_rest(void **state)
{
	struct arena *a = *state;

	assert_text(url_slug(STR("counts.ci_builds-2"), a), "counts.ci_builds-2");
	assert_text(url_slug(STR("Ab c/d"), a), "~41b~20c~2fd");
	assert_text(url_slug(STR("~"), a), "~7e");
	assert_text(url_slug(STR("\xc3\xa9"), a), "~c3~a9");
	assert_text(url_slug(STR(".."), a), "~2e~2e");
	assert_text(url_slug(STR("-x"), a), "~2dx");
	assert_text(url_slug(STR("x."), a), "x~2e");
	assert_text(url_slug(str_sub(STR("x.y"), 0, 2), a), "x~2e");
}

static void slug_is_never_a_page_of_ours_or_a_device(void **state)
{
	struct arena *a = *state;

	assert_text(url_slug(STR("index"), a), "~69ndex");
	assert_text(url_slug(STR("all"), a), "~61ll");
	assert_text(url_slug(STR("p2"), a), "~702");
	assert_text(url_slug(STR("p"), a), "p");
	assert_text(url_slug(STR("p2x"), a), "p2x");
	assert_text(url_slug(STR("con"), a), "~63on");
	assert_text(url_slug(STR("nul.x"), a), "~6eul.x");
	assert_text(url_slug(STR("com1"), a), "~63om1");
	assert_text(url_slug(STR("com"), a), "com");
}

static str repeated(char c, size_t n, struct arena *a)
{
	struct buf b = { .a = a };

	while (n--)
		buf_byte(&b, c);
	return buf_str(&b);
}

static void slug_of_a_hundred_bytes_stays_and_a_longer_one_gets_a_hash(void **state)
{
	struct arena *a = *state;
	str longer = url_slug(repeated('a', 101, a), a), other = url_slug(repeated('a', 102, a), a);

	assert_int_equal(url_slug(repeated('a', 100, a), a).n, 100);
	assert_true(longer.n <= 100);
	assert_true(str_starts(longer, repeated('a', 84, a))); /* readers know it again */
	assert_true(str_starts(str_from(longer, 84), STR("~~")));
	assert_false(str_eq(longer, other));
	assert_true(url_slug(repeated('A', 300, a), a).n <= 100);
	assert_true(url_slug((str){ 0 }, a).n > 0);
}

static void a_long_slug_is_cut_between_escapes(void **state)
{
	static const size_t kept[] = { 84, 84, 82, 83, 84 }; /* of a...~20b, a...~20, and where not all of ~20 would stay */
	struct arena *a = *state;

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		str slug = url_slug(str_fmt(a, "%.*s %.*s", STR_ARG(repeated('a', 80 + i, a)), STR_ARG(repeated('b', 30, a))), a);

		assert_true(str_starts(str_from(slug, kept[i]), STR("~~")));
	}
}

static void slugs_of_different_names_differ(void **state)
{
	static const char *const names[] = { "a b", "a~20b", "A", "a", "~41", "p2", "P2", "index", "~69ndex", "x/", "x", "x.", "", "." };
	struct arena *a = *state;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (size_t j = 0; j < i; j++)
			if (str_eq(url_slug(str_from_z(names[i]), a), url_slug(str_from_z(names[j]), a)))
				fail_msg("'%s' and '%s' have one slug", names[i], names[j]);
}

static void every_entry_of_a_repeated_key_has_an_address_of_its_own(void **state)
{
	struct sample s;
	const struct entry *x, *y;
	str first, second;

	(void)state;
	sample_begin(&s);
	x = sample_add(&s, "config/events/a.yml", "category: default\naction: click\n");
	y = sample_add(&s, "config/events/b.yml", "category: default\naction: click\n");
	sample_link(&s);
	first = url_entry(&s.dict, x, &s.a);
	second = url_entry(&s.dict, y, &s.a);
	assert_false(str_eq(first, second));
	assert_true(str_starts(first, STR("events/default~20click~~")));
	assert_true(str_starts(second, STR("events/default~20click~~")));
	assert_true(str_ends(url_entry_json(&s.dict, x, &s.a), STR(".json")));
	sample_end(&s);
}

/* Bytes up to the hash of an entry's page whose key is `n` times "a" and a blank, and is there twice. */
static size_t size_before_hash(size_t n)
{
	struct sample s;
	const struct entry *e;
	const char *yaml;
	str url;
	size_t at = 0;

	sample_begin(&s);
	yaml = str_z(str_fmt(&s.a, "key_path: \"%.*s b\"\n", STR_ARG(repeated('a', n, &s.a))), &s.a);
	e = sample_add(&s, "config/metrics/counts_all/a.yml", yaml);
	sample_add(&s, "config/metrics/counts_all/b.yml", yaml);
	sample_link(&s);
	url = str_from(url_entry(&s.dict, e, &s.a), strlen("metrics/"));
	while (!str_starts(str_from(url, at), STR("~~")))
		at++;
	sample_end(&s);
	return at;
}

static void an_address_is_cut_between_escapes(void **state)
{
	(void)state;
	assert_int_equal(size_before_hash(80), 84); /* a...~20b */
	assert_int_equal(size_before_hash(81), 84); /* a...~20 */
	assert_int_equal(size_before_hash(82), 82); /* of ~20 not all would stay */
	assert_int_equal(size_before_hash(83), 83);
	assert_int_equal(size_before_hash(84), 84);
}

static void what_stands_behind_a_name_does_not_count(void **state)
{
	assert_text(url_slug(str_sub(STR("p23"), 0, 2), *state), "~702");
	assert_text(url_slug(str_sub(STR("com12"), 0, 4), *state), "~63om1");
	assert_text(url_slug(str_sub(STR("indexes"), 0, 5), *state), "~69ndex");
	assert_text(url_slug(str_sub(STR("a."), 0, 1), *state), "a");
}

static void lists_and_files_have_fixed_addresses(void **state)
{
	struct sample s;
	const struct kind *k;

	(void)state;
	sample_begin(&s);
	k = dialect_kind(s.dialect, STR("metric"));
	assert_text(url_list(k, 1, &s.a), "metrics/index.html");
	assert_text(url_list(k, 2, &s.a), "metrics/p2.html");
	assert_text(url_names(k, &s.a), "metrics/all.html");
	assert_text(url_csv(k, &s.a), "metrics.csv");
	assert_text(url_api(k, &s.a), "api/v1/metrics.json");
	assert_text(url_group(STR("5-min-app"), &s.a), "owners/5-min-app.html");
	assert_text(url_stage(STR("index"), &s.a), "stages/~69ndex.html");
	assert_text(url_guide(STR("How to.md"), &s.a), "guides/~48ow~20to.html");
	sample_end(&s);
}

static void pages_of_findings_never_meet_those_of_another_rule(void **state)
{
	struct arena *a = *state;

	assert_text(url_rule(STR("some-rule"), 1, a), "health/some-rule.html");
	assert_text(url_rule(STR("some-rule"), 2, a), "health/some-rule~p2.html");
	assert_text(url_rule(STR("some-rule~p2"), 1, a), "health/some-rule~7ep2.html");
	assert_text(url_rule(STR("some-rule-p2"), 1, a), "health/some-rule-p2.html");
	assert_text(url_rule(STR("index"), 1, a), "health/~69ndex.html");
	assert_text(url_rule(STR("by-owner"), 1, a), "health/by-owner.html");
	assert_text(url_group_health(STR("code_review"), 1, a), "health/by-owner/code_review.html");
	assert_text(url_group_health(STR("code_review"), 12, a), "health/by-owner/code_review~p12.html");
	assert_text(url_unowned_health(1, a), "health/unowned/index.html");
	assert_text(url_unowned_health(3, a), "health/unowned/p3.html");
}

static void pages_by_value_and_by_namespace_meet_no_others(void **state)
{
	struct sample s;
	const struct kind *k;

	(void)state;
	sample_begin(&s);
	k = dialect_kind(s.dialect, STR("metric"));
	assert_text(url_namespace(k, STR("counts.ci"), 1, &s.a), "metrics/ns/counts.ci.html");
	assert_text(url_namespace(k, STR("p2"), 2, &s.a), "metrics/ns/~702~p2.html");
	assert_text(url_values(STR("tiers"), 1, &s.a), "tiers/index.html");
	assert_text(url_values(STR("tiers"), 2, &s.a), "tiers/p2.html");
	assert_text(url_beyond(STR("tiers"), STR("premium"), 1, &s.a), "tiers/premium~only.html");
	assert_text(url_beyond(STR("tiers"), STR("premium"), 2, &s.a), "tiers/premium~only~p2.html");
	assert_text(url_beyond_csv(STR("tiers"), STR("premium"), &s.a), "tiers/premium~only.csv");
	assert_text(url_group_page(STR("editing"), 1, &s.a), "owners/editing.html");
	assert_text(url_group_page(STR("editing"), 2, &s.a), "owners/editing~p2.html");
	assert_text(url_value(STR("tiers"), STR("free"), 1, &s.a), "tiers/free.html");
	assert_text(url_value(STR("tiers"), STR("Free"), 3, &s.a), "tiers/~46ree~p3.html");
	assert_text(url_value_csv(STR("tiers"), STR("index"), &s.a), "tiers/~69ndex.csv");
	assert_text(url_group_csv(STR("a b"), &s.a), "owners/a~20b.csv");
	assert_text(url_group_json(STR("g"), &s.a), "owners/g.json");
	assert_text(url_section(STR("dev"), &s.a), "sections/dev.html");
	assert_text(url_removed(1, &s.a), "removed.html");
	assert_text(url_removed(2, &s.a), "removed~p2.html");
	sample_end(&s);
}

static void a_folder_of_values_is_never_one_of_other_pages(void **state)
{
	struct sample s;

	(void)state;
	sample_begin(&s);
	assert_text(url_values_folder(s.dialect, STR("tiers"), &s.a), "tiers");
	assert_text(url_values_folder(s.dialect, STR("owners"), &s.a), "by-owners");
	assert_text(url_values_folder(s.dialect, STR("metrics"), &s.a), "by-metrics");
	assert_text(url_values_folder(s.dialect, STR("../x"), &s.a), "~2e.~2fx");
	s.dialect->kinds[0].folder = STR("Tiers");
	assert_text(url_values_folder(s.dialect, STR("tiers"), &s.a), "by-tiers");
	s.dialect->kinds[1].folder = STR("by-tiers");
	assert_text(url_values_folder(s.dialect, STR("tiers"), &s.a), "by-by-tiers");
	sample_end(&s);
}

static void a_link_to_a_file_stays_in_the_repository(void **state)
{
	struct arena *a = *state;
	str from = STR("definitions/x.yml");

	assert_text(url_to_file(STR("../doc/a%20b.md"), from, a), "doc/a b.md");
	assert_text(url_to_file(STR("/doc/b.md"), from, a), "doc/b.md");
	assert_text(url_to_file(STR("../..data/b.md"), from, a), "..data/b.md");
	assert_text(url_to_file(STR("../..x"), from, a), "..x");
	assert_text(url_to_file(STR("../../doc/b.md"), from, a), "");
	assert_text(url_to_file(STR("../.."), from, a), "");
	assert_text(url_to_file(STR(".."), from, a), "");
	assert_text(url_to_file(STR("b.md?plain=1"), from, a), "");
}

static void a_link_to_a_page_may_have_a_query_and_a_place(void **state)
{
	(void)state;
	assert_true(url_is_page(STR("../search.html?q=a#b")));
	assert_true(url_is_page(STR("b.html#c")));
	assert_false(url_is_page(STR("b.md?c=d.html")));
	assert_false(url_is_page(STR("b.md#c.html")));
}

static void the_way_up_has_a_step_for_each_folder(void **state)
{
	struct arena *a = *state;

	assert_text(url_up(STR("index.html"), a), "");
	assert_text(url_up(STR("metrics/x.html"), a), "../");
	assert_text(url_up(STR("api/v1/index.json"), a), "../../");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(slug_keeps_what_is_safe_and_escapes_the_rest, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(slug_is_never_a_page_of_ours_or_a_device, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(slug_of_a_hundred_bytes_stays_and_a_longer_one_gets_a_hash, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(a_long_slug_is_cut_between_escapes, arena_set_up, arena_tear_down),
		cmocka_unit_test_setup_teardown(slugs_of_different_names_differ, arena_set_up, arena_tear_down),
		cmocka_unit_test(every_entry_of_a_repeated_key_has_an_address_of_its_own),
		cmocka_unit_test(an_address_is_cut_between_escapes),
		cmocka_unit_test_setup_teardown(what_stands_behind_a_name_does_not_count, arena_set_up, arena_tear_down),
		cmocka_unit_test(lists_and_files_have_fixed_addresses),
		cmocka_unit_test_setup_teardown(pages_of_findings_never_meet_those_of_another_rule, arena_set_up, arena_tear_down),
		cmocka_unit_test(pages_by_value_and_by_namespace_meet_no_others),
		cmocka_unit_test(a_folder_of_values_is_never_one_of_other_pages),
		cmocka_unit_test_setup_teardown(a_link_to_a_file_stays_in_the_repository, arena_set_up, arena_tear_down),
		cmocka_unit_test(a_link_to_a_page_may_have_a_query_and_a_place),
		cmocka_unit_test_setup_teardown(the_way_up_has_a_step_for_each_folder, arena_set_up, arena_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
