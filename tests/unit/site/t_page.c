/* Parts that pages share - keys, links - and sitemaps on both sides of the limit of one file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "site/page.h"
#include "unit/model/sample.h"

struct written {
	struct arena a;
	struct map files;
	struct site_config config;
	struct site_input in;
	struct site site;
};

static bool collect(void *arg, str path, str bytes, struct err *e)
{
	struct written *w = arg;
	str *copy = arena_new(&w->a, str);

	(void)e; /* never fails */
	*copy = str_dup(bytes, &w->a);
	*map_put(&w->files, str_dup(path, &w->a), &w->a) = copy;
	return true;
}

static void write_pages(struct written *w, size_t n)
{
	struct err e;

	*w = (struct written){ .in = { .workers = 1 } };
	arena_init(&w->a);
	w->config.base_url = STR("https://m.example.com/");
	w->in.config = &w->config;
	w->site = (struct site){ .in = &w->in, .a = &w->a };
	for (size_t i = 0; i < n; i++)
		*vec_push(&w->site.pages, &w->a) = str_fmt(&w->a, "metrics/m%zu~20x.html", i);
	assert_true(sitemap_write(&w->site, collect, w, &e));
}

static size_t count(const struct written *w, const char *path)
{
	const str *bytes = map_get(&w->files, str_from_z(path));
	size_t n = 0;

	for (size_t i = 0; bytes && i < bytes->n; i++)
		n += str_starts(str_from(*bytes, i), STR("<loc>"));
	return n;
}

static void fifty_thousand_pages_fit_one_file(void **state)
{
	struct written w;

	(void)state;
	write_pages(&w, PAGE_SITEMAP_URLS);
	assert_int_equal(w.files.n, 2); /* and robots.txt */
	assert_int_equal(count(&w, "sitemap.xml"), PAGE_SITEMAP_URLS);
	arena_free(&w.a);
}

static void one_page_more_makes_two_files_and_a_list_of_them(void **state)
{
	struct written w;

	(void)state;
	write_pages(&w, PAGE_SITEMAP_URLS + 1);
	assert_int_equal(count(&w, "sitemap.xml"), 2);
	assert_int_equal(count(&w, "sitemap-1.xml"), PAGE_SITEMAP_URLS);
	assert_int_equal(count(&w, "sitemap-2.xml"), 1);
	assert_true(str_has(*(const str *)map_get(&w.files, STR("sitemap.xml")), STR("<loc>https://m.example.com/sitemap-2.xml</loc>")));
	arena_free(&w.a);
}

static void keys_may_break_after_parts_and_in_front_of_late_underscores(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_text(key_html(STR("counts.a_b"), &a), "counts.<wbr>a_b");
	assert_text(key_html(STR("A::B x"), &a), "A::<wbr>B x");
	assert_text(key_html(STR("a_very_long_name_of_a_thing"), &a), "a_very_long<wbr>_name_of<wbr>_a_thing");
	assert_text(key_html(STR("end."), &a), "end.");
	assert_text(key_html(STR("<.&"), &a), "&lt;.<wbr>&amp;");
	arena_free(&a);
}

static void links_are_named_by_what_they_lead_to(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_text(link_label(STR("https://x.example.com/g/p/-/merge_requests/54707"), &a), "merge request 54707");
	assert_text(link_label(STR("https://x.example.com/g/p/issues/7#note_1"), &a), "issue 7");
	assert_text(link_label(STR("https://x.example.com/g/p/pull/12/files"), &a), "pull request 12");
	assert_text(link_label(STR("https://x.example.com/commit/0123456789abcdef"), &a), "commit 0123456789");
	assert_text(link_label(STR("https://x.example.com/issues/"), &a), "x.example.com/issues/");
	assert_text(link_label(STR("mailto:a@example.com"), &a), "a@example.com");
	assert_false(is_link_target(STR("JavaScript:x")));
	assert_true(is_link_target(STR("HTTPS://x")));
	assert_false(is_link_target(STR("javascript:x")));
	assert_false(is_link_target(STR("//x")));
	assert_false(is_link_target(STR(" https://x")));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fifty_thousand_pages_fit_one_file),
		cmocka_unit_test(one_page_more_makes_two_files_and_a_list_of_them),
		cmocka_unit_test(keys_may_break_after_parts_and_in_front_of_late_underscores),
		cmocka_unit_test(links_are_named_by_what_they_lead_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
