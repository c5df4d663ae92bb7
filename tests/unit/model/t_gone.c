/* Keys that are gone, from timelines made by hand, and the ways on from them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "model/gone.h"
#include "unit/model/sample.h"

struct made {
	struct sample s;
	struct timelines t;
	struct replacements r;
	struct gone_list l;
};

static void start(struct made *m)
{
	*m = (struct made){ .t = { .history = NULL } };
	sample_begin(&m->s);
	m->s.dict.replacements = &m->r;
}

static const struct kind *kind(const struct made *m, const char *name)
{
	return dialect_kind(m->s.dialect, str_from_z(name));
}

static struct timeline *track(struct made *m, const char *of, str key)
{
	struct timeline *t = arena_new(&m->s.a, struct timeline);

	t->kind = kind(m, of);
	t->key = key;
	t->path = STR("a.yml");
	*vec_push(&m->t.all, &m->s.a) = t;
	return t;
}

static void happen(struct made *m, struct timeline *t, enum timeline_change what, uint32_t commit, const char *key)
{
	*vec_push(&t->events, &m->s.a) = (struct timeline_event){ .change = what, .commit = commit, .path = t->path, .key = str_from_z(key) };
}

/* A metric that was added and went. */
static void ended(struct made *m, const char *key, uint32_t commit, const char *renamed_to)
{
	struct timeline *t = track(m, "metric", str_from_z(key));

	happen(m, t, TIMELINE_ADDED, 0, NULL);
	happen(m, t, TIMELINE_DELETED, commit, renamed_to);
}

static void replace(struct made *m, const char *key, const char *use, const char *of)
{
	replacements_add(&m->r, &(struct replacement){ .key = str_from_z(key), .use = str_from_z(use), .kind = str_from_z(of) }, &m->s.a);
}

static void living(struct made *m, const char *path, const char *key, const char *status)
{
	(void)sample_add(&m->s, path, str_z(str_fmt(&m->s.a, "key_path: %s\nstatus: %s\n", key, status), &m->s.a)); /* only that it is there */
}

static void find(struct made *m, size_t most)
{
	sample_link(&m->s);
	replacements_index(&m->r, &m->s.a);
	gone_find(&m->l, &m->s.dict, &m->t, most, &m->s.a);
}

static void expect_keys(const struct made *m, const char *want)
{
	struct arena a = { 0 };
	struct buf b = { .a = &a };

	for (size_t i = 0; i < m->l.n; i++)
		buf_fmt(&b, "%s%.*s %.*s", i ? ", " : "", STR_ARG(m->l.all[i].kind->name), STR_ARG(m->l.all[i].key));
	if (!str_eq_z(buf_str(&b), want))
		fail_msg("gone are \"%.*s\", not \"%s\"", STR_ARG(buf_str(&b)), want);
	arena_free(&a);
}

static void expect_way(const struct made *m, const char *key, const char *want)
{
	struct arena a = { 0 };
	struct buf b = { .a = &a };
	struct gone_step way[GONE_STEPS];
	size_t n = gone_steps(&m->s.dict, &m->l, kind(m, "metric"), str_from_z(key), way);

	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s%s%.*s%s", i ? " " : "", way[i].reason ? "=" : "", STR_ARG(way[i].key), way[i].entry ? "" : way[i].gone ? "!" : "?");
	if (!str_eq_z(buf_str(&b), want))
		fail_msg("the way from %s is \"%.*s\", not \"%s\"", key, STR_ARG(buf_str(&b)), want);
	arena_free(&a);
}

static void end(struct made *m)
{
	sample_end(&m->s);
}

static void keys_without_an_entry_are_gone_and_no_others(void **state)
{
	struct made m;
	struct timeline *t;

	(void)state;
	start(&m);
	living(&m, "config/metrics/counts_all/a.yml", "counts.back", "active");
	ended(&m, "counts.back", 3, NULL);
	ended(&m, "counts.gone", 4, NULL);
	t = track(&m, "metric", STR("counts.unreadable"));
	happen(&m, t, TIMELINE_UNREADABLE, 2, NULL);
	t->is_alive = true;
	(void)track(&m, "metric", STR("counts.untold")); /* without an end nothing can be told of it */
	happen(&m, track(&m, "event", STR("push")), TIMELINE_DELETED, 2, NULL);
	find(&m, GONE_MOST);
	expect_keys(&m, "metric counts.gone, event push");
	assert_int_equal(m.l.all[0].deleted->commit, 4);
	assert_null(gone_get(&m.l, kind(&m, "metric"), STR("push")));
	assert_non_null(gone_get(&m.l, kind(&m, "event"), STR("push")));
	assert_null(gone_get(NULL, kind(&m, "event"), STR("push")));
	end(&m);
}

static void of_several_definitions_the_one_that_went_last_is_told(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	ended(&m, "a", 5, "b");
	ended(&m, "a", 7, "c");
	ended(&m, "a", 6, "d");
	find(&m, GONE_MOST);
	expect_keys(&m, "metric a");
	assert_int_equal(m.l.all[0].n_others, 2);
	assert_int_equal(m.l.all[0].deleted->commit, 7);
	expect_way(&m, "a", "c?");
	end(&m);
}

static void renames_are_followed_to_the_last_key(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	living(&m, "config/metrics/counts_all/c.yml", "c", "active");
	ended(&m, "a", 5, "b");
	ended(&m, "b", 6, "c");
	ended(&m, "x", 7, "y");
	ended(&m, "y", 8, NULL);
	find(&m, GONE_MOST);
	expect_way(&m, "a", "b! c");
	expect_way(&m, "b", "c");
	expect_way(&m, "c", "");
	expect_way(&m, "x", "y!");
	expect_way(&m, "y", "");
	end(&m);
}

static void circles_lead_nowhere(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	ended(&m, "a", 5, "b");
	ended(&m, "b", 6, "a");
	ended(&m, "on", 6, "a");
	replace(&m, "self", "self", "metric");
	find(&m, GONE_MOST);
	expect_way(&m, "a", "");
	expect_way(&m, "on", "");
	expect_way(&m, "self", "");
	end(&m);
}

static void replacements_come_before_renames_and_make_keys_known(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	living(&m, "config/metrics/counts_all/b.yml", "b", "active");
	living(&m, "config/metrics/counts_all/c.yml", "c", "removed");
	living(&m, "config/metrics/counts_all/d.yml", "d", "broken");
	ended(&m, "a", 5, "b");
	replace(&m, "a", "c", NULL);
	replace(&m, "b", "d", NULL); /* it is active */
	replace(&m, "c", "d", NULL);
	replace(&m, "d", "b", NULL); /* it is broken: still in use */
	replace(&m, "m", "n", NULL);
	replace(&m, "n", "b", NULL);
	replace(&m, "lost", "nothing", NULL);
	replace(&m, "named", "nothing", "event");
	find(&m, GONE_MOST);
	expect_keys(&m, "metric a, metric m, metric n, event named");
	expect_way(&m, "a", "=c =d");
	expect_way(&m, "b", "");
	expect_way(&m, "c", "=d");
	expect_way(&m, "m", "=n! =b");
	end(&m);
}

static void a_way_has_twenty_steps_at_most(void **state)
{
	struct made m;
	struct gone_step way[GONE_STEPS];

	(void)state;
	for (int n = GONE_STEPS; n <= GONE_STEPS + 1; n++) {
		start(&m);
		for (int i = 0; i < n; i++)
			ended(&m, str_z(str_fmt(&m.s.a, "k%02d", i), &m.s.a), (uint32_t)i, str_z(str_fmt(&m.s.a, "k%02d", i + 1), &m.s.a));
		find(&m, GONE_MOST);
		assert_int_equal(gone_steps(&m.s.dict, &m.l, kind(&m, "metric"), STR("k00"), way), GONE_STEPS);
		assert_true(str_eq_z(way[GONE_STEPS - 1].key, "k20"));
		assert_true(n == GONE_STEPS ? way[GONE_STEPS - 1].gone == NULL : way[GONE_STEPS - 1].gone != NULL);
		end(&m);
	}
}

static void ten_thousand_are_kept_those_that_are_named_and_went_last(void **state)
{
	struct made m;

	(void)state;
	for (size_t n = GONE_MOST; n <= GONE_MOST + 2; n++) {
		start(&m);
		for (size_t i = 0; i < n; i++)
			ended(&m, str_z(str_fmt(&m.s.a, "k%05zu", i), &m.s.a), (uint32_t)i, NULL);
		replace(&m, "k00000", "k00001", NULL);
		find(&m, GONE_MOST);
		assert_int_equal(m.l.n, GONE_MOST);
		assert_int_equal(m.l.n_left_out, n - GONE_MOST);
		assert_non_null(gone_get(&m.l, kind(&m, "metric"), STR("k00000")));
		assert_true((gone_get(&m.l, kind(&m, "metric"), STR("k00001")) != NULL) == (n == GONE_MOST));
		assert_true((gone_get(&m.l, kind(&m, "metric"), STR("k00002")) != NULL) == (n < GONE_MOST + 2));
		assert_true(str_cmp(m.l.all[0].key, m.l.all[1].key) < 0);
		end(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_without_an_entry_are_gone_and_no_others),
		cmocka_unit_test(of_several_definitions_the_one_that_went_last_is_told),
		cmocka_unit_test(renames_are_followed_to_the_last_key),
		cmocka_unit_test(circles_lead_nowhere),
		cmocka_unit_test(replacements_come_before_renames_and_make_keys_known),
		cmocka_unit_test(a_way_has_twenty_steps_at_most),
		cmocka_unit_test(ten_thousand_are_kept_those_that_are_named_and_went_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
