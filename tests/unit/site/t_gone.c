/* Pages of keys that are gone: they never lie where an entry's page lies, and they escape what strangers wrote. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/gone.h"
#include "site/url.h"
#include "unit/site/built.h"

struct made {
	struct fixture f;
	struct gone_list gone;
	struct replacements replacements;
};

static void start(struct made *m)
{
	*m = (struct made){ .gone = { .n = 0 } };
	begin(&m->f);
	m->f.in.gone = &m->gone;
	m->f.s.dict.replacements = &m->replacements;
	(void)sample_add(&m->f.s, "config/metrics/counts_all/now.yml", "key_path: counts.now\nstatus: active\n"); /* it is there */
}

static void replace(struct made *m, const char *key, const char *use, const char *reason)
{
	replacements_add(&m->replacements, &(struct replacement){ .key = str_from_z(key), .use = str_from_z(use), .reason = str_from_z(reason) },
	                 &m->f.s.a);
}

static void finish(struct made *m)
{
	sample_link(&m->f.s);
	replacements_index(&m->replacements, &m->f.s.a);
	gone_find(&m->gone, &m->f.s.dict, NULL, GONE_MOST, &m->f.s.a);
	build(&m->f);
}

/* What the definition of a key that is listed said last. */
static void remember(struct made *m, const char *key, const char *yaml)
{
	struct definition *d = arena_new(&m->f.s.a, struct definition);

	*d = (struct definition){ .kind = dialect_kind(m->f.s.dialect, STR("metric")), .path = STR("<b>.yml"), .bytes = str_from_z(yaml) };
	d->root = doc_parse_yaml(d->path, d->bytes, DOC_DEFINITION, NULL, &m->f.s.a, &m->f.s.found).root;
	assert_true(definition_map(d, &m->f.s.a));
	for (size_t i = 0; i < m->gone.n; i++)
		if (str_eq_z(m->gone.all[i].key, key))
			m->gone.all[i].last = d->entries;
}

static void a_replaced_key_has_a_page_and_a_place_in_lists_and_data(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	replace(&m, "counts.old", "counts.now", "It was <b>slow</b>.");
	m.f.config.base_url = STR("https://example.com/");
	finish(&m);
	assert_has(&m.f, "metrics/counts.old.html", "Use <a class=\"key\" href=\"../metrics/counts.now.html\">counts.<wbr>now</a> instead.");
	assert_has(&m.f, "metrics/counts.old.html", "It was &lt;b&gt;slow&lt;/b&gt;.");
	assert_has(&m.f, "metrics/counts.old.html", "<title>counts.old, former metric - ");
	assert_has(&m.f, "removed.html", "<a class=\"key\" href=\"metrics/counts.old.html\">");
	assert_lacks(&m.f, "removed.html", "id=\"removed\"");
	assert_has(&m.f, "sitemap.xml", "<loc>https://example.com/metrics/counts.old.html</loc>");
	assert_has(&m.f, "api/v1/gone.json", "\"replacement\":{\"kind\":\"metric\",\"key\":\"counts.now\",\"reason\":\"It was ");
	assert_has(&m.f, "api/v1/gone.json", "\"url\":\"metrics/counts.now.html\"},\"url\":\"metrics/counts.old.html\"}");
	assert_has(&m.f, "api/v1/index.json", "api/v1/gone.json");
	assert_has(&m.f, "404.html", "What was removed");
	assert_has(&m.f, "404.html", "or go on from one of the lists below. <span class=\"soft\">Keys that were removed");
	end(&m.f);
}

static void nothing_gone_leaves_no_trace(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	finish(&m);
	assert_false(exists(&m.f, "removed.html"));
	assert_false(exists(&m.f, "api/v1/gone.json"));
	assert_lacks(&m.f, "api/v1/index.json", "gone.json");
	assert_lacks(&m.f, "404.html", "What was removed");
	assert_lacks(&m.f, "404.html", "keep their pages");
	end(&m.f);
}

static void odd_keys_take_no_page_of_ours(void **state)
{
	static const char *const keys[] = { "index", "all", "p2", "ns", "COUNTS.now", "counts.now ", "../counts.now", "counts/now", "con", "<script>" };
	struct made m;

	(void)state;
	start(&m);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		replace(&m, keys[i], "counts.now", NULL);
	finish(&m);
	assert_int_equal(m.gone.n, sizeof keys / sizeof *keys);
	for (size_t i = 0; i < m.gone.n; i++)
		assert_has(&m.f, str_z(url_gone(m.gone.all[i].kind, m.gone.all[i].key, &m.f.s.a), &m.f.s.a), "No definition has this key.");
	assert_lacks(&m.f, "metrics/counts.now.html", "No definition has this key");
	assert_lacks(&m.f, "metrics/index.html", "No definition has this key");
	assert_lacks(&m.f, "metrics/all.html", "No definition has this key");
	assert_lacks(&m.f, "removed.html", "<script>");
	end(&m.f);
}

static void a_page_of_an_entry_is_never_taken(void **state)
{
	struct made m;
	struct gone g;

	(void)state;
	start(&m);
	sample_link(&m.f.s);
	g = (struct gone){ .kind = dialect_kind(m.f.s.dialect, STR("metric")), .key = STR("counts.now") };
	m.gone = (struct gone_list){ .all = &g, .n = 1, .by_key = arena_array(&m.f.s.a, m.f.s.dialect->n_kinds, struct map) };
	build(&m.f);
	assert_lacks(&m.f, "metrics/counts.now.html", "No definition has this key");
	assert_has(&m.f, "api/v1/gone.json", "\"gone\":[]}\n");
	end(&m.f);
}

static void what_old_definitions_say_is_text(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	replace(&m, "counts.old", "counts.<i>", NULL);
	sample_link(&m.f.s);
	replacements_index(&m.replacements, &m.f.s.a);
	m.replacements.all.v[0].kind = STR("metric");
	gone_find(&m.gone, &m.f.s.dict, NULL, GONE_MOST, &m.f.s.a);
	remember(&m, "counts.old",
	         "key_path: counts.old\ndescription: \"<script>alert(1)</script> [x](javascript:alert(1))\"\nstatus: \"<i>\"\n"
	         "product_group: \"<u>\"\nintroduced_by_url: \"javascript:alert(1)\"\nmilestone: \"<s>\"\n");
	build(&m.f);
	assert_has(&m.f, "metrics/counts.old.html", "counts.&lt;i&gt;");
	assert_has(&m.f, "metrics/counts.old.html", "which this dictionary does not have");
	assert_has(&m.f, "metrics/counts.old.html", "<summary>YAML, 6 lines</summary>");
	assert_has(&m.f, "metrics/counts.old.html", "&lt;i&gt;");
	for (size_t i = 0; i < 3; i++) {
		static const char *const files[] = { "metrics/counts.old.html", "removed.html", "404.html" };
		static const char *const parts[] = { "<script>", "<i>", "<u>", "<s>", "<b>", "\"javascript:" };

		for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
			assert_lacks(&m.f, files[i], parts[k]);
	}
	end(&m.f);
}

static void columns_that_no_row_fills_are_left_out(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	(void)sample_add(&m.f.s, "config/metrics/counts_all/r1.yml", "key_path: counts.r1\nstatus: removed\n");
	replace(&m, "counts.old", "counts.now", NULL);
	finish(&m);
	assert_has(&m.f, "removed.html", ">Key</th><th scope=\"col\" role=\"columnheader\">Owner</th></tr>");
	assert_has(&m.f, "removed.html", "</th><td role=\"cell\"></td></tr>");
	assert_has(&m.f, "removed.html", ">Kind</th><th scope=\"col\" role=\"columnheader\">Use instead</th></tr>");
	assert_lacks(&m.f, "removed.html", "Gone since");
	end(&m.f);
}

static void lists_go_on_from_removed_entries_to_keys_that_are_gone(void **state)
{
	struct made m;

	(void)state;
	for (size_t n = 98; n <= 101; n++) { /* with two removed entries a page is full at 98 */
		start(&m);
		(void)sample_add(&m.f.s, "config/metrics/counts_all/r1.yml", "key_path: counts.r1\nstatus: removed\n"); /* it is there */
		(void)sample_add(&m.f.s, "config/metrics/counts_all/r2.yml", "key_path: counts.r2\nstatus: removed\n"); /* as above */
		for (size_t i = 0; i < n; i++)
			replace(&m, str_z(str_fmt(&m.f.s.a, "counts.old%03zu", i), &m.f.s.a), "counts.now", NULL);
		finish(&m);
		assert_has(&m.f, "removed.html", "Keys 1 to 98 of");
		assert_has(&m.f, "removed.html", "id=\"removed\"");
		assert_true(exists(&m.f, "removed~p2.html") == (n > 98));
		if (n > 98) {
			assert_has(&m.f, "removed~p2.html", n == 99 ? "Keys 99 to 99 of 99" : n == 100 ? "Keys 99 to 100 of 100" : "Keys 99 to 101 of 101");
			assert_lacks(&m.f, "removed~p2.html", "id=\"removed\"");
		}
		end(&m.f);
	}
}

static void a_large_site_has_them_in_short(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	m.f.in.large = 1;
	(void)sample_add(&m.f.s, "config/metrics/counts_all/o.yml", "key_path: counts.other\nstatus: active\n"); /* it is there */
	replace(&m, "counts.old", "counts.now", NULL);
	sample_link(&m.f.s);
	replacements_index(&m.replacements, &m.f.s.a);
	gone_find(&m.gone, &m.f.s.dict, NULL, GONE_MOST, &m.f.s.a);
	remember(&m, "counts.old", "key_path: counts.old\ndescription: Old things\nstatus: active\n");
	build(&m.f);
	assert_has(&m.f, "metrics/counts.old.html", "Old things");
	assert_has(&m.f, "metrics/counts.old.html", "counts.<wbr>now</a> instead.");
	assert_lacks(&m.f, "metrics/counts.old.html", "Last definition");
	assert_lacks(&m.f, "removed.html", "Old things");
	end(&m.f);
}

static void keys_without_a_page_are_counted(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	replace(&m, "counts.old", "counts.now", NULL);
	sample_link(&m.f.s);
	replacements_index(&m.replacements, &m.f.s.a);
	gone_find(&m.gone, &m.f.s.dict, NULL, GONE_MOST, &m.f.s.a);
	m.gone.n_left_out = 1234;
	build(&m.f);
	assert_has(&m.f, "removed.html", "1,234 more went before these; they have no pages.");
	end(&m.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_replaced_key_has_a_page_and_a_place_in_lists_and_data),
		cmocka_unit_test(nothing_gone_leaves_no_trace),
		cmocka_unit_test(odd_keys_take_no_page_of_ours),
		cmocka_unit_test(a_page_of_an_entry_is_never_taken),
		cmocka_unit_test(what_old_definitions_say_is_text),
		cmocka_unit_test(columns_that_no_row_fills_are_left_out),
		cmocka_unit_test(lists_go_on_from_removed_entries_to_keys_that_are_gone),
		cmocka_unit_test(a_large_site_has_them_in_short),
		cmocka_unit_test(keys_without_a_page_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
