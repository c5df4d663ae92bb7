/* Pages by value: what one tier has and the one below has not, and which table holds a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/site/built.h"

static void the_difference_of_two_tiers_has_a_page_and_a_table(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: e\ntiers: [ultimate]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\ntiers: [free, premium, ultimate]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: b\ntiers: [premium, ultimate]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/c.yml", "key_path: c\ntiers: [ultimate]\nstatus: removed\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "tiers/index.html", "<a href=\"../tiers/ultimate~only.html\">1 more than Premium</a>");
	assert_has(&f, "tiers/premium.html", "<a href=\"../tiers/premium~only.html\">1 of what is collected</a> is not in <a href=\"../tiers/free.html\">Free</a>.");
	assert_has(&f, "tiers/ultimate~only.html", "<h1>Ultimate, not Premium</h1>");
	assert_has(&f, "tiers/ultimate~only.html", "1 event. <span class=\"soft\">What <a href=\"../tiers/ultimate.html\">Ultimate</a> has");
	assert_lacks(&f, "tiers/ultimate~only.html", "../metrics/b.html");
	assert_lacks(&f, "tiers/ultimate~only.html", "../metrics/c.html"); /* removed */
	assert_has(&f, "tiers/ultimate~only.csv", "event,e,");
	assert_lacks(&f, "tiers/ultimate~only.csv", "metric,c,"); /* no longer collected */
	assert_lacks(&f, "tiers/ultimate.csv", "metric,c,");
	assert_false(exists(&f, "tiers/free~only.html"));
	end(&f);
}

static void a_tier_counts_what_its_table_holds_and_says_how_many_are_removed(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: e\ntiers: [free, premium]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\ntiers: [free, premium]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/b.yml", "key_path: b\ntiers: [free, premium]\nstatus: removed\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/c.yml", "key_path: c\ntiers: [premium]\nstatus: removed\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/d.yml", "key_path: d\ntiers: [ultimate]\nstatus: removed\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "tiers/free.html", "<p class=\"lead\">1 metric, 1 event collected <span class=\"soft\">and 1 removed, which is no longer collected</span>.");
	assert_has(&f, "tiers/premium.html", "<p class=\"lead\">1 metric, 1 event collected <span class=\"soft\">and 2 removed, which are no longer collected</span>.");
	assert_has(&f, "tiers/ultimate.html", "<p class=\"lead\">No metrics collected <span class=\"soft\">and 1 removed,");
	assert_has(&f, "tiers/free.html", "<meta name=\"description\" content=\"Available in: Free (free): 1 metric, 1 event.\">");
	assert_has(&f, "tiers/free.html", "../metrics/b.html"); /* listed with its status */
	assert_has(&f, "tiers/index.html", "<td role=\"cell\">1 metric, 1 event and 1 removed</td>");
	assert_has(&f, "tiers/index.html", "Same as Free");
	assert_has(&f, "tiers/premium.html", "All that is collected is in <a href=\"../tiers/free.html\">Free</a>, too.");
	assert_false(exists(&f, "tiers/premium~only.html"));
	assert_false(exists(&f, "tiers/premium~only.csv"));
	assert_lacks(&f, "tiers/ultimate.html", "<a href=\"../tiers/premium.html\">Premium</a>, too"); /* nothing is */
	assert_lacks(&f, "tiers/index.html", "Same as Premium");
	assert_has(&f, "status/removed.html", "<p class=\"lead\">3 metrics. <span"); /* it has no such table */
	end(&f);
}

static void equal_tiers_say_so(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\ntiers: [free, premium]\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "tiers/index.html", "Same as Free");
	assert_has(&f, "tiers/premium.html", "All that is collected is in <a href=\"../tiers/free.html\">Free</a>, too.");
	assert_false(exists(&f, "tiers/premium~only.html"));
	end(&f);
}

static void values_without_a_file_name_the_table_and_column(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	(void)sample_add(&f.s, "config/events/e.yml", "internal_events: true\naction: e\nproduct_categories: [boards]\n");
	(void)sample_add(&f.s, "config/metrics/counts_all/a.yml", "key_path: a\nproduct_categories: [boards]\ntime_frame: 7d\n");
	sample_link(&f.s);
	build(&f);
	assert_has(&f, "categories/boards.html", "As a table: column <code>product_categories</code> of <a href=\"../metrics.csv\">metrics.csv</a>, "
	                                         "<a href=\"../events.csv\">events.csv</a>.");
	assert_has(&f, "time/7d.html", "column <code>time_frame</code> of <a href=\"../metrics.csv\">metrics.csv</a>.");
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_difference_of_two_tiers_has_a_page_and_a_table),
		cmocka_unit_test(a_tier_counts_what_its_table_holds_and_says_how_many_are_removed),
		cmocka_unit_test(equal_tiers_say_so),
		cmocka_unit_test(values_without_a_file_name_the_table_and_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
