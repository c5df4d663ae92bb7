#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/embed.h"

static void names_are_sorted_and_differ(void **state)
{
	(void)state;
	assert_true(embed_n_files > 0);
	for (size_t i = 1; i < embed_n_files; i++)
		if (strcmp(embed_files[i - 1].name, embed_files[i].name) >= 0)
			fail_msg("'%s' comes before '%s'", embed_files[i - 1].name, embed_files[i].name);
}

static void every_file_is_found_by_its_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < embed_n_files; i++) {
		str bytes = { 0 };

		if (!embed_get(str_from_z(embed_files[i].name), &bytes))
			fail_msg("'%s' is not found", embed_files[i].name);
		assert_ptr_equal(bytes.p, embed_files[i].start);
		assert_true(bytes.p + bytes.n == embed_files[i].end);
	}
}

static void names_have_no_src_in_front(void **state)
{
	str bytes = { 0 };

	(void)state;
	assert_true(embed_get(STR("model/dialects/gitlab.yml"), &bytes));
	assert_true(str_has(bytes, STR("name: gitlab")));
	assert_false(embed_get(STR("src/model/dialects/gitlab.yml"), &bytes));
}

static void other_names_are_not_found_and_change_nothing(void **state)
{
	static const char *const names[] = { "",
		                             "a",
		                             "zzz",
		                             "model/dialects/gitlab.ym",
		                             "model/dialects/gitlab.yml2",
		                             "model/dialects",
		                             "templates/../static/site.css",
		                             "\xFF" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		str bytes = STR("as before");

		assert_false(embed_get(str_from_z(names[i]), &bytes));
		assert_true(str_eq_z(bytes, "as before"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_sorted_and_differ),
		cmocka_unit_test(every_file_is_found_by_its_name),
		cmocka_unit_test(names_have_no_src_in_front),
		cmocka_unit_test(other_names_are_not_found_and_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
