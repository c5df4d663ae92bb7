/* Keys that are gone in the search: when a query finds them, in which place, and what is said of them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "render/search.h"
#include "site/url.h"
#include "unit/model/sample.h"

struct made {
	struct sample s;
	struct gone gone[8];
	struct search_gone records[8];
	size_t n;
	struct timeline_event end, renaming; /* how keys go */
	struct search_index *x;
	struct search_index *of_gone;
	struct search_result r;
};

static void start(struct made *m)
{
	*m = (struct made){ .n = 0 };
	sample_begin(&m->s);
	m->renaming.key = STR("counts.pushes");
	(void)sample_add(&m->s, "config/events/push_code.yml", "action: push_code\ndescription: Code is pushed\n");
	(void)sample_add(&m->s, "config/metrics/counts_all/a.yml", "key_path: counts.pushes\nstatus: active\ndescription: Total of pushes\n"); /* only that they are there */
	(void)sample_add(&m->s, "config/metrics/counts_all/b.yml", "key_path: counts.pushes_weekly\nstatus: active\ndescription: Pushes of a week\n");
	(void)sample_add(&m->s, "config/metrics/counts_all/c.yml", "key_path: counts.pushes_monthly\nstatus: active\ndescription: Pushes of a month\n");
}

/* In the order of keys, events last. */
static void went(struct made *m, const char *kind, str key, const struct timeline_event *how, const char *use)
{
	struct gone *g = &m->gone[m->n];

	*g = (struct gone){ .kind = dialect_kind(m->s.dialect, str_from_z(kind)), .key = key, .deleted = how };
	m->records[m->n++] = (struct search_gone){ g, url_gone(g->kind, key, &m->s.a), STR("What it was"), str_from_z(use) };
}

static void make(struct made *m)
{
	struct search_input in = { .dict = &m->s.dict };
	const struct search_gone_input gone = { .dialect = m->s.dialect, .all = m->records, .n = m->n };
	str *url, *excerpt;

	sample_link(&m->s);
	url = arena_array(&m->s.a, m->s.dict.all.n, str);
	excerpt = arena_array(&m->s.a, m->s.dict.all.n, str);
	for (size_t i = 0; i < m->s.dict.all.n; i++) {
		url[i] = url_entry(&m->s.dict, m->s.dict.all.v[i], &m->s.a);
		excerpt[i] = m->s.dict.all.v[i]->description;
	}
	in.url = url;
	in.excerpt = excerpt;
	m->x = search_build(&in, &m->s.a);
	if (!m->n)
		return;
	m->of_gone = search_build_gone(&gone, &m->s.a);
	search_join_gone(m->x, m->of_gone);
}

static void ask(struct made *m, const char *query)
{
	search_query(m->x, str_from_z(query), &(struct search_options){ .limit = 50 }, &m->s.a, &m->r);
}

static struct search_record hit(const struct made *m, size_t i)
{
	assert_true(i < m->r.hits.n);
	return search_record(m->x, m->r.hits.v[i].id);
}

static size_t count_gone(const struct made *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->r.hits.n; i++)
		n += hit(m, i).is_gone;
	return n;
}

static void make_some(struct made *m)
{
	start(m);
	went(m, "metric", STR("counts.count_total_push"), &m->renaming, "counts.pushes");
	went(m, "metric", STR("counts.forks_of_pushes"), &m->end, "");
	went(m, "metric", STR("counts.wrong_pushes"), NULL, "counts.pushes");
	went(m, "event", STR("push"), &m->end, "");
	make(m);
}

static void a_key_that_is_gone_is_the_first_hit_of_its_whole_text(void **state)
{
	struct made m;

	(void)state;
	make_some(&m);
	ask(&m, "counts.count_total_push");
	assert_text(hit(&m, 0).key, "counts.count_total_push");
	assert_text(hit(&m, 0).kind, "metric");
	assert_text(hit(&m, 0).status, "renamed");
	assert_text(hit(&m, 0).use, "counts.pushes");
	assert_text(hit(&m, 0).url, "metrics/counts.count_total_push.html");
	assert_text(hit(&m, 0).excerpt, "What it was");
	assert_true(hit(&m, 0).is_gone);
	assert_int_equal(m.r.notices.n, 0);
	ask(&m, "counts.forks_of_pushes");
	assert_text(hit(&m, 0).status, "deleted");
	assert_text(hit(&m, 0).use, "");
	ask(&m, "counts.wrong_pushes");
	assert_text(hit(&m, 0).status, "replaced");
	ask(&m, "push");
	assert_text(hit(&m, 0).key, "push");
	sample_end(&m.s);
}

static void pasted_forms_and_page_names_of_a_key_that_is_gone_find_it(void **state)
{
	static const char *const forms[] = { "metrics['counts']['count_total_push']", "$.counts.count_total_push", "counts.count_total_push.html",
		                             "https://metrics.example.com/dictionary/metrics/counts.count_total_push.html", "kind:metric counts.count_total_push" };
	struct made m;

	(void)state;
	make_some(&m);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		ask(&m, forms[i]);
		assert_text(hit(&m, 0).key, "counts.count_total_push");
	}
	ask(&m, "metrics/counts.pushes.html");
	assert_text(hit(&m, 0).key, "counts.pushes");
	assert_false(hit(&m, 0).is_gone);
	sample_end(&m.s);
}

static void a_part_of_it_finds_it_behind_entries_that_have_all_words(void **state)
{
	struct made m;

	(void)state;
	make_some(&m);
	ask(&m, "total_push");
	assert_text(hit(&m, 0).key, "counts.pushes");
	assert_text(hit(&m, 1).key, "counts.count_total_push");
	ask(&m, "forks");
	assert_int_equal(m.r.total, 1);
	assert_text(hit(&m, 0).key, "counts.forks_of_pushes");
	ask(&m, "counts.forks");
	assert_text(hit(&m, 0).key, "counts.forks_of_pushes");
	sample_end(&m.s);
}

static void entries_alone_answer_where_several_have_all_words_or_one_has_the_key(void **state)
{
	static const char *const queries[] = { "counts.pushes", "pushes", "counts pushes" };
	struct made m;

	(void)state;
	make_some(&m);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		ask(&m, queries[i]);
		assert_true(m.r.total >= 3);
		assert_int_equal(count_gone(&m), 0);
	}
	sample_end(&m.s);
}

static void fields_phrases_and_words_left_out_ask_for_entries(void **state)
{
	static const char *const queries[] = { "status:active counts.count_total_push", "\"forks of\"", "forks -week", "kind:event forks", "-kind:metric counts.count_total_push", "kind:metric", "" };
	struct made m;

	(void)state;
	make_some(&m);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		ask(&m, queries[i]);
		if (count_gone(&m))
			fail_msg("%s", queries[i]);
	}
	ask(&m, "kind:metric forks");
	assert_int_equal(count_gone(&m), 1);
	sample_end(&m.s);
}

static void a_key_that_an_entry_of_another_kind_has_is_found_where_the_kind_is_asked_for(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	went(&m, "metric", STR("push_code"), &m.end, "");
	make(&m);
	ask(&m, "push_code");
	assert_false(hit(&m, 0).is_gone);
	assert_int_equal(count_gone(&m), 0);
	ask(&m, "kind:metric push_code");
	assert_text(hit(&m, 0).key, "push_code");
	assert_true(hit(&m, 0).is_gone);
	ask(&m, "kind:event push_code");
	assert_int_equal(m.r.total, 1);
	assert_int_equal(count_gone(&m), 0);
	sample_end(&m.s);
}

static void a_key_of_a_kind_that_is_not_asked_for_is_none(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	(void)sample_add(&m.s, "config/events/counts.yml", "action: counts.pushes_seen\ndescription: Pushes counted\n");
	went(&m, "event", STR("counts.pushes_weekly"), &m.end, "");
	make(&m);
	ask(&m, "counts.pushes_weekly");
	assert_int_equal(m.r.total, 1);
	assert_text(hit(&m, 0).kind, "metric");
	ask(&m, "kind:event counts.pushes_weekly");
	assert_true(hit(&m, 0).is_gone);
	assert_text(hit(&m, 1).key, "counts.pushes_seen");
	assert_int_equal(count_gone(&m), 1);
	ask(&m, "kind:event counts.pushes");
	assert_text(hit(&m, 0).key, "counts.pushes_seen");
	assert_int_equal(hit(&m, 0).is_gone, false);
	ask(&m, "-kind:event counts.pushes_seen");
	assert_text(hit(&m, 0).kind, "metric");
	ask(&m, "status:removed counts.pushes");
	assert_int_equal(m.r.total, 0);
	sample_end(&m.s);
}

static void nothing_is_said_to_be_unknown_that_keys_that_are_gone_have(void **state)
{
	struct made m;

	(void)state;
	make_some(&m);
	ask(&m, "forks");
	assert_int_equal(count_gone(&m), 1);
	assert_int_equal(m.r.notices.n, 0);
	ask(&m, "forks zzzzzz");
	assert_int_equal(count_gone(&m), 0);
	assert_true(m.r.notices.n > 0);
	sample_end(&m.s);
}

static void entries_keep_order_and_scores_and_pages_lie_one_behind_the_other(void **state)
{
	static const char *const queries[] = { "counts.count_total_push", "total pushes", "push", "wrong", "nothing like this" };
	struct made m;

	(void)state;
	make_some(&m);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		struct search_result alone, page;
		size_t k = 0;

		ask(&m, queries[i]);
		search_join_gone(m.x, NULL);
		search_query(m.x, str_from_z(queries[i]), &(struct search_options){ .limit = 50 }, &m.s.a, &alone);
		search_join_gone(m.x, m.of_gone);
		for (size_t h = 0; h < m.r.hits.n; h++) {
			search_query(m.x, str_from_z(queries[i]), &(struct search_options){ .limit = 1, .offset = h }, &m.s.a, &page);
			assert_int_equal(page.hits.v[0].id, m.r.hits.v[h].id);
			assert_int_equal(page.total, m.r.total);
			if (hit(&m, h).is_gone)
				continue;
			assert_int_equal(alone.hits.v[k].id, m.r.hits.v[h].id);
			assert_int_equal(alone.hits.v[k++].score, m.r.hits.v[h].score);
		}
		assert_int_equal(k, alone.total);
	}
	sample_end(&m.s);
}

static void an_index_without_them_says_when_they_would_be_looked_for(void **state)
{
	static const struct {
		const char *query;
		bool lacks;
	} rows[] = { { "counts.count_total_push", true }, { "nothing", true },         { "counts.pushes", false },
		     { "pushes", false },                 { "counts pushes", false }, { "status:active nothing", false }, { "", false } };
	struct made m;

	(void)state;
	start(&m);
	make(&m);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ask(&m, rows[i].query);
		assert_int_equal(m.r.lacks_gone, rows[i].lacks);
		assert_text(m.r.lacks_key, strcmp(rows[i].query, "pushes") ? "" : "pushes");
	}
	ask(&m, "kind:metric pushes");
	assert_text(m.r.lacks_key, "pushes");
	sample_end(&m.s);
}

static void several_words_may_be_a_key_only_where_keys_have_blanks(void **state)
{
	static const struct {
		const char *query;
		bool lacks;
	} rows[] = { { "page_action close", true }, { "kind:event page_action close", true }, { "page close", false }, { "page_action open", false } };
	struct made m;

	(void)state;
	for (size_t has_blanks = 0; has_blanks < 2; has_blanks++) {
		start(&m);
		for (size_t i = 0; i < 4; i++) {
			const char *path = str_z(str_fmt(&m.s.a, "config/events/%zu.yml", i), &m.s.a), *word = i ? str_z(str_fmt(&m.s.a, "open%zu", i), &m.s.a) : "open";

			(void)sample_add(&m.s, path, str_z(str_fmt(&m.s.a, has_blanks ? "category: page_action\naction: %s\ndescription: After close\n" : "action: %s\ndescription: The page_action open after close\n", word), &m.s.a));
		}
		make(&m);
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			ask(&m, rows[i].query);
			assert_int_equal(m.r.lacks_gone, has_blanks && rows[i].lacks);
			assert_text(m.r.lacks_key, "");
		}
		sample_end(&m.s);
	}
}

static void keys_that_end_in_a_single_letter_are_found_whatever_begins_with_it(void **state)
{
	struct made m;

	(void)state;
	for (size_t others = 0; others < 2; others++) {
		start(&m);
		(void)sample_add(&m.s, "config/metrics/counts_all/d.yml", "key_path: counts.part_b\ndescription: One part\n");
		for (char i = '0'; others && i <= '9'; i++)
			(void)sample_add(&m.s, str_z(str_fmt(&m.s.a, "config/metrics/counts_all/e%c.yml", i), &m.s.a),
			                 str_z(str_fmt(&m.s.a, "key_path: counts.part_build%c\ndescription: Another part\n", i), &m.s.a));
		went(&m, "metric", STR("counts.states_b"), &m.end, "");
		if (others)
			went(&m, "metric", STR("counts.states_built"), &m.end, "");
		make(&m);
		ask(&m, "states_b");
		assert_text(hit(&m, 0).key, "counts.states_b");
		ask(&m, "part_b");
		assert_text(hit(&m, 0).key, "counts.part_b");
		sample_end(&m.s);
	}
}

static void shards_of_hostile_and_long_keys_are_plain_and_small(void **state)
{
	struct search_files files = { .all = { 0 } };
	struct made m;
	struct err e;
	char *noise;

	(void)state;
	start(&m);
	noise = arena_array(&m.s.a, 100000, char);
	for (size_t i = 0; i < 100000; i++)
		noise[i] = "abcdefghijklmnopqrstuvwxyz_"[(i * i + i / 7) % 27];
	went(&m, "metric", STR("</script><!--\xff\xe2\x80\xa8"), &m.end, "<b>x</b>");
	went(&m, "metric", (str){ noise, 100000 }, &m.renaming, "counts.pushes");
	make(&m);
	assert_true(search_write(m.of_gone, &m.s.a, &files, &e));
	for (size_t i = 0; i < files.all.n; i++) {
		assert_true(str_starts(files.all.v[i].bytes, STR("mm_(\"g")));
		for (size_t k = 0; k < files.all.v[i].bytes.n; k++) {
			unsigned char c = (unsigned char)files.all.v[i].bytes.p[k];

			assert_true(c < 0x80 && c != '<');
		}
	}
	ask(&m, "</script>");
	assert_int_equal(count_gone(&m), 1);
	ask(&m, str_z((str){ noise, 1000 }, &m.s.a));
	sample_end(&m.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_that_is_gone_is_the_first_hit_of_its_whole_text),
		cmocka_unit_test(pasted_forms_and_page_names_of_a_key_that_is_gone_find_it),
		cmocka_unit_test(a_part_of_it_finds_it_behind_entries_that_have_all_words),
		cmocka_unit_test(entries_alone_answer_where_several_have_all_words_or_one_has_the_key),
		cmocka_unit_test(fields_phrases_and_words_left_out_ask_for_entries),
		cmocka_unit_test(a_key_that_an_entry_of_another_kind_has_is_found_where_the_kind_is_asked_for),
		cmocka_unit_test(a_key_of_a_kind_that_is_not_asked_for_is_none),
		cmocka_unit_test(nothing_is_said_to_be_unknown_that_keys_that_are_gone_have),
		cmocka_unit_test(entries_keep_order_and_scores_and_pages_lie_one_behind_the_other),
		cmocka_unit_test(an_index_without_them_says_when_they_would_be_looked_for),
		cmocka_unit_test(several_words_may_be_a_key_only_where_keys_have_blanks),
		cmocka_unit_test(keys_that_end_in_a_single_letter_are_found_whatever_begins_with_it),
		cmocka_unit_test(shards_of_hostile_and_long_keys_are_plain_and_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
