/* Words on screen made of names and titles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/model/sample.h"
#include "model/title.h"

static void one_of_many_is_called_by_its_name_or_by_the_title_without_its_ending(void **state)
{
	static const struct {
		const char *title, *word, *one;
	} rows[] = {
		{ "Metrics", "metric", "metric" },          { "Queries", "query", "query" },
		{ "Feature flags", "flag", "feature flag" }, { "Feature flags", "feature flag", "feature flag" },
		{ "Categories", "topic", "category" },      { "Addresses", "place", "address" },
		{ "Boxes", "crate", "box" },                { "Branches", "line", "branch" },
		{ "Dashes", "line", "dash" },               { "Access", "right", "access" },
		{ "Status", "phase", "status" },            { "Analysis", "study", "analysis" },
		{ "SDKs", "kit", "SDK" },                   { "Data", "product", "data" },
		{ "S", "xy", "S" },                          { "Data", "d", "d" },
	};
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_text(title_singular(str_from_z(rows[i].title), str_from_z(rows[i].word), &a), rows[i].one);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_many_is_called_by_its_name_or_by_the_title_without_its_ending),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
