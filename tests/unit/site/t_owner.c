/* Pages of owners: what a group has by value, its indicators and gaps, long lists by pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/search.h"
#include "site/page.h"
#include "unit/site/built.h"

static void add_group(struct fixture *f)
{
	(void)sample_add(&f->s, "config/events/e.yml", "internal_events: true\naction: e\nproduct_group: one\nidentifiers: [user]\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/a.yml",
	                 "key_path: a\nproduct_group: one\nproduct_stage: plan\ndata_source: redis_hll\nperformance_indicator_type: [gmau]\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/b.yml",
	                 "key_path: b\nproduct_group: one\nproduct_stage: plan\ndata_source: redis\nstatus: removed\n"
	                 "performance_indicator_type: [smau]\n");
	(void)sample_add(&f->s, "config/metrics/counts_all/c.yml",
	                 "key_path: c\nproduct_group: two\nproduct_stage: plan\ndata_source: own_words\n");
	sample_link(&f->s);
	build(f);
}

static void a_group_is_counted_by_what_its_entries_have(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_group(&f);
	assert_has(&f, "owners/one.html",
	           "<a href=\"../search.html?q=owner%3Aone%20source%3Aredis_hll\">Redis HLL <span class=\"n\">1</span></a>");
	assert_has(&f, "owners/one.html", "q=owner%3Aone%20identifier%3Auser\">User <span class=\"n\">1</span>");
	assert_lacks(&f, "owners/one.html", "q=owner%3Aone%20status");
	assert_has(&f, "owners/two.html", "q=owner%3Atwo%20source%3Aown_words\">own_words <span class=\"n\">1</span>");
	assert_has(&f, "owners/one.html", "<span class=\"chip bad\">Removed</span> <span class=\"n\">1</span>");
	end(&f);
}

static void a_value_that_no_query_asks_for_leads_to_its_page(void **state)
{
	struct fixture f;
	str yaml;
	char *bytes;

	(void)state;
	begin(&f);
	bytes = arena_array(&f.s.a, SEARCH_MAX_QUERY, char);
	memset(bytes, 'x', SEARCH_MAX_QUERY);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\nproduct_group: one\ndata_source: '\"+\"'\n");
	yaml = str_fmt(&f.s.a, "key_path: b\nproduct_group: one\ndata_source: %.*s\n", SEARCH_MAX_QUERY, bytes);
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", str_z(yaml, &f.s.a));
	sample_link(&f.s);
	build(&f);
	assert_lacks(&f, "owners/one.html", "%20source%3A");
	assert_has(&f, "owners/one.html", "<a href=\"../sources/~22~2b~22.html\">&quot;+&quot; <span class=\"n\">1</span></a>");
	end(&f);
}

/* A stage whose id has `n` bytes, with one metric of a group and one of its own. */
static const char *build_stage(struct fixture *f, size_t n)
{
	char *id;

	begin(f);
	id = arena_array(&f->s.a, n, char);
	memset(id, 'x', n);
	for (size_t i = 0; i < 2; i++)
		(void)sample_add(&f->s, i ? "config/metrics/counts_all/b.yml" : "config/metrics/counts_all/a.yml",
		                 str_z(str_fmt(&f->s.a, "key_path: m%zu\n%sproduct_stage: %.*s\n", i, i ? "" : "product_group: one\n", (int)n, id), &f->s.a));
	sample_link(&f->s);
	build(f);
	return str_z(url_stage((str){ id, n }, &f->s.a), &f->s.a);
}

static void a_stage_that_no_query_is_long_enough_for_leads_to_no_search(void **state)
{
	size_t longest = SEARCH_MAX_QUERY - strlen("stage:");
	struct fixture f;
	const char *page;

	(void)state;
	page = build_stage(&f, longest);
	assert_has(&f, page, "their definitions name: 1 metric. <a href=\"../search.html?q=stage%3Axxx");
	end(&f);
	page = build_stage(&f, longest + 1);
	assert_has(&f, page, "their definitions name: 1 metric.</p>");
	end(&f);
}

static void one_thing_is_told_in_the_singular(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: counts.a\nproduct_group: one\nstatus: removed\n");
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: e\nproduct_group: one\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "owners/index.html", "1 group and what it measures.");
	assert_has(&f, "index.html", "<p>Group: who to ask, and what it measures.</p>");
	assert_has(&f, "metrics/index.html", "<p class=\"lead\">1 metric, not active. ");
	assert_has(&f, "events/index.html", "<p class=\"lead\">1 event, active. ");
	end(&f);
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: counts.a\nproduct_group: one\nstatus: removed\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: counts.b\nproduct_group: two\nstatus: broken\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "owners/index.html", "2 groups and what each of them measures.");
	assert_has(&f, "metrics/index.html", "<p class=\"lead\">2 metrics, none of them active. ");
	assert_has(&f, "events/index.html", "<p class=\"lead\">0 events. ");
	end(&f);
}

static void indicators_of_owners_are_named_and_so_are_gaps(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_group(&f);
	assert_has(&f, "owners/one.html", "<a href=\"../indicators/gmau.html\">GMAU</a>: <a class=\"key\" href=\"../metrics/a.html\">a</a>");
	assert_lacks(&f, "owners/one.html", "SMAU"); /* removed, and not expected of groups */
	assert_has(&f, "owners/two.html", "No <a href=\"../indicators/gmau.html\">GMAU</a>");
	assert_has(&f, "stages/plan.html", "No <a href=\"../indicators/smau.html\">SMAU</a>");
	assert_has(&f, "stages/plan.html", "<th scope=\"col\" role=\"columnheader\">Indicators</th>");
	end(&f);
}

/* So many groups with the indicator, and one metric that nobody owns. */
static void build_indicator(struct fixture *f, size_t n_groups)
{
	begin(f);
	for (size_t i = 0; i <= n_groups; i++)
		(void)sample_add(&f->s, str_z(str_fmt(&f->s.a, "config/metrics/counts_all/m%04zu.yml", i), &f->s.a),
		                 str_z(str_fmt(&f->s.a, "key_path: m%04zu\nperformance_indicator_type: [gmau]\n%s%04zu\n", i,
		                               i < n_groups ? "product_group: g" : "milestone: 1.", i), &f->s.a));
	sample_link(&f->s);
	build(f);
}

static void a_table_of_groups_stops_where_it_has_enough_rows_and_says_so(void **state)
{
	struct fixture f;

	(void)state;
	build_indicator(&f, PAGE_OWNER_ROWS);
	assert_has(&f, "indicators/gmau.html", ">G0499</a>");
	assert_has(&f, "indicators/gmau.html", "No owner");
	assert_lacks(&f, "indicators/gmau.html", "The table stops here");
	end(&f);
	build_indicator(&f, PAGE_OWNER_ROWS + 1);
	assert_lacks(&f, "indicators/gmau.html", ">G0500</a>");
	assert_has(&f, "indicators/gmau.html", "The table stops here");
	end(&f);
}

static void without_indicators_nothing_is_said_of_them(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/c.yml", "key_path: c\nproduct_group: two\nproduct_stage: plan\n");
	sample_link(&f.s);
	build(&f);
	assert_lacks(&f, "owners/two.html", "Indicators");
	assert_lacks(&f, "stages/plan.html", "Indicators");
	end(&f);
}

static void later_pages_of_a_group_hold_the_rest_of_its_list(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: e\nproduct_group: g\n");
	for (size_t i = 0; i < 100; i++) {
		str path = str_fmt(&f.s.a, "config/metrics/counts_all/m%03zu.yml", i);

		(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(str_fmt(&f.s.a, "key_path: m%03zu\nproduct_group: g\n", i), &f.s.a));
	}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "owners/g.html", "Metrics 1 to 100 of 100, by key");
	assert_has(&f, "owners/g.html", "<a href=\"../owners/g~p2.html#events\">Events <span class=\"n\">1</span></a>");
	assert_has(&f, "owners/g~p2.html", "Who to ask, and how healthy it is");
	assert_lacks(&f, "owners/g~p2.html", "class=\"facts\"");
	assert_has(&f, "events/index.html", "<a href=\"../owners/g~p2.html#events\">G <span class=\"n\">1</span></a>");
	assert_lacks(&f, "owners/g.html", "<th scope=\"col\" role=\"columnheader\">Owner</th>");
	assert_false(exists(&f, "owners/g~p3.html"));
	end(&f);
}

static void add_of_group(struct fixture *f, const char *key, const char *more)
{
	str path = str_fmt(&f->s.a, "config/metrics/counts_all/%s.yml", key);

	(void)sample_add(&f->s, str_z(path, &f->s.a), str_z(str_fmt(&f->s.a, "key_path: %s\nproduct_group: g\n%s", key, more), &f->s.a));
}

static void releases_tell_how_much_a_group_had(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	add_of_group(&f, "a", "milestone: \"<13.9\"\n");
	add_of_group(&f, "b", "milestone: \"13.10\"\nstatus: removed\nmilestone_removed: \"14.1\"\n");
	add_of_group(&f, "c", "milestone: \"13.9\"\n");
	add_of_group(&f, "d", "milestone: \"14.1\"\n");
	add_of_group(&f, "e", "milestone: \"13.10\"\nstatus: removed\n");
	add_of_group(&f, "f", "");
	(void)sample_add(&f.s, "config/metrics/counts_all/o.yml", "key_path: o\nproduct_group: other\nmilestone: \"12.0\"\nstatus: removed\nmilestone_removed: \"13.9\"\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/n.yml", "key_path: n\nproduct_group: newer\nmilestone: \"13.10\"\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "owners/g.html", "<h2>By release</h2>");
	assert_has(&f, "owners/g.html", "Numbers<span class=\"vh\">: G By release</span>");
	assert_has(&f, "owners/g.html", "2 do not say when they were there: they are left out.");
	assert_has(&f, "owners/g.html", "rowheader\">14.1</th><td role=\"cell\" class=\"number\">3</td></tr>\n"
	                                "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">13.10</th><td role=\"cell\" class=\"number\">3</td></tr>\n"
	                                "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">13.9</th><td role=\"cell\" class=\"number\">2</td></tr>\n</tbody>");
	assert_has(&f, "owners/g.html", "<path class=\"bar\" d=\"M20 62H20V33H128V18H344V62Z\"></path>");
	assert_has(&f, "owners/other.html", "rowheader\">13.9</th><td role=\"cell\" class=\"number\">0</td>"); /* it is over: so it is told */
	assert_has(&f, "owners/other.html", "12.0</th><td role=\"cell\" class=\"number\">1</td>");
	assert_lacks(&f, "owners/newer.html", "By release"); /* two releases are no line */
	end(&f);
}

static void the_first_page_names_twelve_groups_of_a_stage(void **state)
{
	static const struct {
		const char *stage;
		size_t n;
	} rows[] = { { "plan", 12 }, { "create", 14 } };
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t k = 0; k < rows[i].n; k++) {
			str path = str_fmt(&f.s.a, "config/metrics/counts_all/%s%02zu.yml", rows[i].stage, k);
			str yaml = str_fmt(&f.s.a, "key_path: %s%02zu\nproduct_group: %s_%02zu\nproduct_stage: %s\n", rows[i].stage, k, rows[i].stage, k, rows[i].stage);

			(void)sample_add(&f.s, str_z(path, &f.s.a), str_z(yaml, &f.s.a));
		}
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "index.html", "owners/plan_11.html");
	assert_lacks(&f, "index.html", "<a href=\"stages/plan.html\">0 more");
	assert_has(&f, "index.html", "owners/create_11.html");
	assert_lacks(&f, "index.html", "owners/create_12.html");
	assert_has(&f, "index.html", "<li><a href=\"stages/create.html\">2 more</a></li>");
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_is_counted_by_what_its_entries_have),
		cmocka_unit_test(a_value_that_no_query_asks_for_leads_to_its_page),
		cmocka_unit_test(a_stage_that_no_query_is_long_enough_for_leads_to_no_search),
		cmocka_unit_test(one_thing_is_told_in_the_singular),
		cmocka_unit_test(indicators_of_owners_are_named_and_so_are_gaps),
		cmocka_unit_test(a_table_of_groups_stops_where_it_has_enough_rows_and_says_so),
		cmocka_unit_test(without_indicators_nothing_is_said_of_them),
		cmocka_unit_test(later_pages_of_a_group_hold_the_rest_of_its_list),
		cmocka_unit_test(releases_tell_how_much_a_group_had),
		cmocka_unit_test(the_first_page_names_twelve_groups_of_a_stage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
