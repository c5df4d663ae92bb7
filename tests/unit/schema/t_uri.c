/* RFC 3986: every example of section 5.4, and what schemas do with file:, urn: and relative bases. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "schema/schema.h"
#include "schema/uri.h"

struct row {
	const char *base, *reference, *want;
};

static void check_rows(const struct row *rows, size_t n)
{
	struct arena a;
	size_t n_bad = 0;
	arena_init(&a);
	for (size_t i = 0; i < n; i++) {
		str got = uri_resolve(str_from_z(rows[i].base), str_from_z(rows[i].reference), &a);
		if (str_eq_z(got, rows[i].want))
			continue;
		print_message("# \"%s\" + \"%s\": got \"%.*s\", want \"%s\"\n", rows[i].base, rows[i].reference,
		              STR_ARG(got), rows[i].want);
		n_bad++;
	}
	arena_free(&a);
	assert_int_equal(n_bad, 0);
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof(rows)[0])
#define RFC "http://a/b/c/d;p?q"

static void normal_examples_of_rfc_3986_resolve(void **state)
{
	static const struct row rows[] = {
		{ RFC, "g:h", "g:h" },
		{ RFC, "g", "http://a/b/c/g" },
		{ RFC, "./g", "http://a/b/c/g" },
		{ RFC, "g/", "http://a/b/c/g/" },
		{ RFC, "/g", "http://a/g" },
		{ RFC, "//g", "http://g" },
		{ RFC, "?y", "http://a/b/c/d;p?y" },
		{ RFC, "g?y", "http://a/b/c/g?y" },
		{ RFC, "#s", "http://a/b/c/d;p?q#s" },
		{ RFC, "g#s", "http://a/b/c/g#s" },
		{ RFC, "g?y#s", "http://a/b/c/g?y#s" },
		{ RFC, ";x", "http://a/b/c/;x" },
		{ RFC, "g;x", "http://a/b/c/g;x" },
		{ RFC, "g;x?y#s", "http://a/b/c/g;x?y#s" },
		{ RFC, "", "http://a/b/c/d;p?q" },
		{ RFC, ".", "http://a/b/c/" },
		{ RFC, "./", "http://a/b/c/" },
		{ RFC, "..", "http://a/b/" },
		{ RFC, "../", "http://a/b/" },
		{ RFC, "../g", "http://a/b/g" },
		{ RFC, "../..", "http://a/" },
		{ RFC, "../../", "http://a/" },
		{ RFC, "../../g", "http://a/g" },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void abnormal_examples_of_rfc_3986_resolve(void **state)
{
	static const struct row rows[] = {
		{ RFC, "../../../g", "http://a/g" },
		{ RFC, "../../../../g", "http://a/g" },
		{ RFC, "/./g", "http://a/g" },
		{ RFC, "/../g", "http://a/g" },
		{ RFC, "g.", "http://a/b/c/g." },
		{ RFC, ".g", "http://a/b/c/.g" },
		{ RFC, "g..", "http://a/b/c/g.." },
		{ RFC, "..g", "http://a/b/c/..g" },
		{ RFC, "./../g", "http://a/b/g" },
		{ RFC, "./g/.", "http://a/b/c/g/" },
		{ RFC, "g/./h", "http://a/b/c/g/h" },
		{ RFC, "g/../h", "http://a/b/c/h" },
		{ RFC, "g;x=1/./y", "http://a/b/c/g;x=1/y" },
		{ RFC, "g;x=1/../y", "http://a/b/c/y" },
		{ RFC, "g?y/./x", "http://a/b/c/g?y/./x" },
		{ RFC, "g?y/../x", "http://a/b/c/g?y/../x" },
		{ RFC, "g#s/./x", "http://a/b/c/g#s/./x" },
		{ RFC, "g#s/../x", "http://a/b/c/g#s/../x" },
		{ RFC, "http:g", "http:g" },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void references_of_schemas_resolve(void **state)
{
	static const struct row rows[] = {
		{ "http://localhost:1234/draft7/root.json", "#/definitions/a%25b",
		  "http://localhost:1234/draft7/root.json#/definitions/a%25b" },
		{ "http://localhost:1234/a.json#old", "", "http://localhost:1234/a.json" },
		{ "http://localhost:1234/a.json#old", "#", "http://localhost:1234/a.json#" },
		{ "http://localhost:1234", "x.json", "http://localhost:1234/x.json" },
		{ "http://example.com/a?b", "//other", "http://other" },
		{ "urn:example:root", "#/$defs/x", "urn:example:root#/$defs/x" },
		{ "urn:uuid:deadbeef-1234", "", "urn:uuid:deadbeef-1234" },
		{ "urn:example:root?+x?=y", "#a", "urn:example:root?+x?=y#a" },
		{ "http://x/y", "urn:uuid:00-11#frag", "urn:uuid:00-11#frag" },
		{ "tag:example.com,2019:a", "#b", "tag:example.com,2019:a#b" },
		{ "file:///repo/schemas/event.json", "common/types.json", "file:///repo/schemas/common/types.json" },
		{ "file:///repo/schemas/event.json", "../metric.json#/a", "file:///repo/metric.json#/a" },
		{ "file:///a/b", "/c", "file:///c" },
		{ "file:/a/b", "c", "file:/a/c" },
		{ "HTTP://User@EXAMPLE.com:80/A", "b", "http://User@example.com:80/b" },
		{ "", "HTTPS://EXAMPLE.com/%7Ea/../B", "https://example.com/B" },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void bases_that_are_no_uris_stay_relative(void **state)
{
	static const struct row rows[] = {
		{ "", "", "" },
		{ "", "a.json", "a.json" },
		{ "", "./a/../b.json#x", "b.json#x" },
		{ "", "#/a", "#/a" },
		{ "schemas/event.json", "types.json", "schemas/types.json" },
		{ "schemas/event.json", "../x.json", "x.json" },
		{ "schemas/event.json", "../../../x.json", "x.json" },
		{ "schemas/event.json", "?q", "schemas/event.json?q" },
		{ "/schemas/event.json", "types.json", "/schemas/types.json" },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void results_read_back_as_what_they_are(void **state)
{
	static const struct row rows[] = {
		{ "x:/a/b", "..//c", "x:/.//c" }, /* not an authority */
		{ "", "./a:b", "./a:b" },         /* not a scheme */
		{ "x:a", "b:c", "b:c" },
		{ "http://a/b", "/.//c", "http://a//c" },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void resolving_twice_changes_nothing(void **state)
{
	static const char *const references[] = { "g;x=1/../y", "..//c", "./a:b", "//G/../h", "",
		                                  "?",          "#",     "/..",   "a//..//b" };
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
		str once = uri_resolve(STR("x:/a/b"), str_from_z(references[i]), &a);
		str twice = uri_resolve(STR("x:/a/b"), once, &a);
		assert_true(str_eq(once, twice));
	}
	arena_free(&a);
}

static void empty_parts_differ_from_missing_ones(void **state)
{
	(void)state;
	struct uri u = uri_split(STR("http://?#"));
	assert_true(u.has_scheme && u.has_authority && u.has_query && u.has_fragment);
	assert_int_equal(u.authority.n + u.path.n + u.query.n + u.fragment.n, 0);
	u = uri_split(STR("1:b"));
	assert_false(u.has_scheme || u.has_authority || u.has_query || u.has_fragment);
	assert_true(str_eq_z(u.path, "1:b"));
}

static void escapes_are_undone_and_what_is_none_stays(void **state)
{
	(void)state;
	static const char *const rows[][2] = { { "a%20b%2F%c3%A9", "a b/\xc3\xa9" }, { "%2541", "%41" }, { "100%", "100%" },
		                               { "%4", "%4" },                         { "%g1%1g", "%g1%1g" }, { "", "" } };
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_true(str_eq_z(uri_unescape(str_from_z(rows[i][0]), &a), rows[i][1]));
	arena_free(&a);
}

static void what_has_a_host_in_common_is_named_from_the_other(void **state)
{
	static const struct row rows[] = {
		{ "https://h/a/b.json", "https://h/a/c.json", "c.json" },
		{ "https://h/a/b.json", "https://h/d/c.json", "../d/c.json" },
		{ "https://h/b.json", "https://h/a/c.json", "a/c.json" },
		{ "https://h/a/b/c.json", "https://h/d.json", "../../d.json" },
		{ "https://h/ab/c.json", "https://h/ad/c.json", "../ad/c.json" },
		{ "file:///a/b.json", "file:///a/c/d.json", "c/d.json" },
		{ "a/b.json", "a/c.json", "c.json" },
		{ "https://h/a.json", "https://i/a.json", "https://i/a.json" },
		{ "https://h/a.json", "https://host/a.json", "https://host/a.json" },
		{ "a.json", "https://h/a.json", "https://h/a.json" },
		{ "urn:a:b", "urn:a:c", "urn:a:c" },
		{ "", "a/b.json", "a/b.json" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		str got = uri_relative(str_from_z(rows[i].base), str_from_z(rows[i].reference), &a);

		assert_string_equal(str_z(got, &a), rows[i].want);
		assert_string_equal(str_z(uri_resolve(str_from_z(rows[i].base), got, &a), &a), rows[i].reference);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normal_examples_of_rfc_3986_resolve),
		cmocka_unit_test(abnormal_examples_of_rfc_3986_resolve),
		cmocka_unit_test(references_of_schemas_resolve),
		cmocka_unit_test(bases_that_are_no_uris_stay_relative),
		cmocka_unit_test(results_read_back_as_what_they_are),
		cmocka_unit_test(resolving_twice_changes_nothing),
		cmocka_unit_test(empty_parts_differ_from_missing_ones),
		cmocka_unit_test(escapes_are_undone_and_what_is_none_stays),
		cmocka_unit_test(what_has_a_host_in_common_is_named_from_the_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
