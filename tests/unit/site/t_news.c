/* What is news, of histories made by hand; pages and feeds of it are in tests/e2e/news.bats. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "site/news.h"
#include "unit/model/sample.h"

static const struct history_commit first = { .time = 1704103200, .parent = HISTORY_NONE };

static struct timeline *added(struct sample *s, struct timelines *all, const struct entry *e)
{
	struct timeline *t = arena_new(&s->a, struct timeline);

	*t = (struct timeline){ .kind = e->kind, .key = e->key, .path = e->definition->path, .is_alive = true };
	*vec_push(&t->events, &s->a) = (struct timeline_event){ .change = TIMELINE_ADDED, .status = STATUS_ACTIVE };
	*vec_push(&all->all, &s->a) = t;
	return t;
}

static void each_of_thousands_with_one_key_has_its_own_news(void **state)
{
	enum { MANY = 100000 };
	struct sample s;
	struct history commits = { .changes = { 0 } };
	struct history_releases releases = { .all = { 0 } };
	struct timelines timelines = { .history = &commits };
	struct site_history h = { &commits, &timelines, &releases };
	struct news news;

	(void)state;
	sample_begin(&s);
	*vec_push(&commits.commits, &s.a) = first;
	for (size_t i = 0; i < MANY; i++) {
		str path = str_fmt(&s.a, "config/events/%05zu.yml", i);
		struct entry *e = sample_add(&s, str_z(path, &s.a), "action: push\n");
		struct entry_history *of = arena_new(&s.a, struct entry_history);

		of->timeline = added(&s, &timelines, e);
		e->history = of;
	}
	sample_link(&s);
	news_gather(&news, &h, &s.dict, &(struct gone_list){ .n = 0 }, NULL, &s.a);
	assert_int_equal(news.n, MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_ptr_equal(news.all[i].entry->history->timeline, news.all[i].timeline);
	sample_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_of_thousands_with_one_key_has_its_own_news),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
