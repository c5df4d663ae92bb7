/* What was collected in every release: from histories made by hand, and from milestones alone. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "site/versions.h"
#include "unit/site/built.h"

enum { COMMITS = 100 };

struct made {
	struct fixture f;
	struct history history;
	struct history_releases releases;
	struct timelines timelines;
	struct site_history of_site;
	size_t n_files;
};

static void start(struct made *m)
{
	*m = (struct made){ .n_files = 0 };
	begin(&m->f);
	m->of_site = (struct site_history){ &m->history, &m->timelines, &m->releases };
	m->timelines.by_key = arena_array(&m->f.s.a, m->f.s.dialect->n_kinds, struct map);
	for (uint32_t i = 0; i < COMMITS; i++)
		*vec_push(&m->history.commits, &m->f.s.a) = (struct history_commit){ .time = 1704103200 + i, .parent = i ? i - 1 : HISTORY_NONE };
}

/* `more`: lines of the definition besides its key. */
static struct entry *metric(struct made *m, const char *key, const char *more)
{
	str path = str_fmt(&m->f.s.a, "config/metrics/counts_all/m%05zu.yml", m->n_files++);

	return sample_add(&m->f.s, str_z(path, &m->f.s.a), str_z(str_fmt(&m->f.s.a, "key_path: %s\n%s", key, more), &m->f.s.a));
}

static void release(struct made *m, const char *tag, uint32_t commit)
{
	struct history_release r = { .tag = str_from_z(tag), .commit = commit, .time = 1704103200 };

	assert_true(release_of_tag(r.tag, &r.version));
	*vec_push(&m->releases.all, &m->f.s.a) = r;
}

static struct timeline *track(struct made *m, struct entry *e, const char *key)
{
	struct timeline *t = arena_new(&m->f.s.a, struct timeline);
	struct entry_history *h = arena_new(&m->f.s.a, struct entry_history);

	t->kind = dialect_kind(m->f.s.dialect, STR("metric"));
	t->key = str_from_z(key);
	*vec_push(&m->timelines.all, &m->f.s.a) = t;
	h->timeline = t;
	if (e)
		e->history = h;
	return t;
}

static void happen(struct made *m, struct timeline *t, enum timeline_change what, uint32_t commit, enum status status)
{
	*vec_push(&t->events, &m->f.s.a) = (struct timeline_event){ .change = what, .commit = commit, .status = status };
}

static void finish(struct made *m)
{
	timelines_number(&m->timelines);
	number_releases(&m->f, &m->releases, m->history.commits.n);
	m->f.in.history = &m->of_site;
	sample_link(&m->f.s);
	build(&m->f);
}

static void expect_file(struct made *m, const char *path, const char *rows)
{
	assert_text(file(&m->f, path), str_z(str_fmt(&m->f.s.a, "kind,key,status,since\r\n%s", rows), &m->f.s.a));
}

static void a_release_has_what_was_there_when_it_was_tagged(void **state)
{
	struct made m;
	struct timeline *t;

	(void)state;
	start(&m);
	t = track(&m, metric(&m, "counts.a", "status: broken\n"), "counts.a");
	happen(&m, t, TIMELINE_ADDED, 0, STATUS_ACTIVE);
	happen(&m, t, TIMELINE_BROKEN, 20, STATUS_BROKEN);
	t = track(&m, metric(&m, "counts.b", "status: removed\n"), "counts.b");
	happen(&m, t, TIMELINE_ADDED, 10, STATUS_ACTIVE);
	happen(&m, t, TIMELINE_UNREADABLE, 11, STATUS_UNKNOWN);
	happen(&m, t, TIMELINE_REMOVED, 21, STATUS_REMOVED);
	t = track(&m, NULL, "counts.c");
	happen(&m, t, TIMELINE_ADDED, 11, STATUS_DEPRECATED);
	happen(&m, t, TIMELINE_DELETED, 20, STATUS_DEPRECATED);
	happen(&m, t, TIMELINE_RETURNED, 21, STATUS_ACTIVE);
	happen(&m, t, TIMELINE_DELETED, 40, STATUS_ACTIVE);
	release(&m, "v16.9.0", 10);
	release(&m, "v16.10.0", 20);
	release(&m, "v16.11.0", 30);
	release(&m, "v17.0.0", 40);
	finish(&m);
	expect_file(&m, "versions/16.9.csv", "metric,counts.a,active,16.9\r\nmetric,counts.b,active,16.9\r\n");
	expect_file(&m, "versions/16.10.csv", "metric,counts.a,broken,16.9\r\nmetric,counts.b,active,16.9\r\n");
	expect_file(&m, "versions/16.11.csv", "metric,counts.a,broken,16.9\r\nmetric,counts.c,active,16.11\r\n");
	expect_file(&m, "versions/17.0.csv", "metric,counts.a,broken,16.9\r\n");
	assert_has(&m.f, "versions/16.11.html", "<h1>What does 16.11 send?</h1>");
	assert_has(&m.f, "versions/16.11.html", "2 metrics");
	assert_has(&m.f, "versions/16.11.html", "<span class=\"key gone\">counts.<wbr>c</span> <span class=\"chip info\">New</span>");
	assert_has(&m.f, "versions/16.11.html", "<a href=\"../changes/16.11.html\">1 added, 1 deprecated or removed</a>");
	assert_has(&m.f, "versions/16.11.html", "Older: 16.10");
	assert_has(&m.f, "versions/16.11.html", "Newer: 17.0");
	assert_has(&m.f, "versions/16.11.html", "Tag <code>v16.11.0</code>");
	assert_lacks(&m.f, "versions.html", "by milestone");
	end(&m.f);
}

static void what_was_there_before_a_history_begins_is_in_every_release(void **state)
{
	static const struct entry_history unknown = { .is_truncated = true };
	struct made m;
	struct timeline *t;

	(void)state;
	start(&m);
	metric(&m, "counts.a", "status: active\n")->history = &unknown;
	t = track(&m, metric(&m, "counts.b", "status: removed\n"), "counts.b");
	t->is_truncated = true;
	t->was = STATUS_BROKEN;
	happen(&m, t, TIMELINE_REMOVED, 15, STATUS_REMOVED);
	(void)metric(&m, "counts.c", "status: active\n"); /* not committed yet */
	release(&m, "v16.9.0", 10);
	release(&m, "v16.10.0", 20);
	finish(&m);
	expect_file(&m, "versions/16.9.csv", "metric,counts.a,active,\r\nmetric,counts.b,broken,\r\n");
	expect_file(&m, "versions/16.10.csv", "metric,counts.a,active,\r\n");
	end(&m.f);
}

static void patches_are_part_of_their_release(void **state)
{
	struct made m;
	struct timeline *t;

	(void)state;
	start(&m);
	t = track(&m, metric(&m, "counts.a", "status: active\n"), "counts.a");
	happen(&m, t, TIMELINE_ADDED, 15, STATUS_ACTIVE);
	release(&m, "v1.2.0", 10);
	release(&m, "v1.2.1", 20);
	release(&m, "v1.2.2", 20);
	m.releases.all.v[0].time += 86400; /* by another clock */
	finish(&m);
	expect_file(&m, "versions/1.2.csv", "metric,counts.a,active,1.2\r\n");
	assert_has(&m.f, "versions/1.2.html", "<code>v1.2.1</code>");
	assert_has(&m.f, "versions/1.2.html", "2024-01-01");
	assert_lacks(&m.f, "versions/1.2.html", "2024-01-02");
	assert_has(&m.f, "versions.html", "the only release sends");
	end(&m.f);
}

static void milestones_tell_without_any_history(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	(void)metric(&m, "counts.a", "status: active\nmilestone: \"<13.9\"\n");
	(void)metric(&m, "counts.b", "status: removed\nmilestone: \"13.8\"\nmilestone_removed: \"13.10\"\n");
	(void)metric(&m, "counts.c", "status: broken\nmilestone: 13.10\n"); /* YAML: a number, but its text counts */
	(void)metric(&m, "counts.d", "status: active\nmilestone: TODO\n");
	(void)metric(&m, "counts.e", "status: removed\nmilestone: \"13.8\"\nmilestone_removed: later\n");
	(void)metric(&m, "counts.f", "status: active\nmilestone: \"14.0.3\"\n");
	(void)metric(&m, "counts.g", "status: active\nmilestone: \"../../14.0\"\n");
	(void)metric(&m, "counts.h", "status: active\nmilestone: \"<13.10\"\n"); /* nobody knows since when */
	sample_link(&m.f.s);
	build(&m.f);
	expect_file(&m, "versions/13.8.csv", "metric,counts.b,active,13.8\r\n");
	expect_file(&m, "versions/13.10.csv", "metric,counts.a,active,\r\nmetric,counts.c,broken,13.10\r\nmetric,counts.h,active,\r\n");
	expect_file(&m, "versions/14.0.csv", "metric,counts.a,active,\r\nmetric,counts.c,broken,13.10\r\nmetric,counts.f,active,14.0\r\nmetric,counts.h,active,\r\n");
	assert_has(&m.f, "versions.html", "by milestone");
	assert_has(&m.f, "versions.html", "3 definitions do not say when they were there: they are in none of these.</p>\n<table"); /* where they are met */
	assert_has(&m.f, "versions/13.10.html", "No tag");
	assert_has(&m.f, "versions/13.10.html", "<dt>Since 13.8</dt><dd>1 added, 1 removed</dd>");
	assert_false(exists(&m.f, "versions/13.9.html"));
	assert_has(&m.f, "index.html", "<a href=\"versions.html\">Versions</a>");
	assert_has(&m.f, "stats.html", "versions.html");
	assert_lacks(&m.f, "versions.html", "changes/");
	end(&m.f);
}

static void tags_go_before_milestones_and_end_them(void **state)
{
	struct made m;
	struct timeline *t;

	(void)state;
	start(&m);
	t = track(&m, metric(&m, "counts.a", "status: active\nmilestone: \"15.1\"\n"), "counts.a");
	happen(&m, t, TIMELINE_ADDED, 5, STATUS_ACTIVE);
	t = track(&m, metric(&m, "counts.b", "status: active\nmilestone: \"16.1\"\n"), "counts.b");
	happen(&m, t, TIMELINE_ADDED, 15, STATUS_ACTIVE);
	t = track(&m, metric(&m, "counts.c", "status: active\nmilestone: \"16.3\"\n"), "counts.c");
	happen(&m, t, TIMELINE_ADDED, 30, STATUS_ACTIVE);
	release(&m, "v16.0.0", 10);
	release(&m, "v16.1.0", 20);
	release(&m, "v16.2.0", 25);
	finish(&m);
	expect_file(&m, "versions/15.1.csv", "metric,counts.a,active,15.1\r\n");
	expect_file(&m, "versions/16.0.csv", "metric,counts.a,active,16.0\r\n");
	expect_file(&m, "versions/16.2.csv", "metric,counts.a,active,16.0\r\nmetric,counts.b,active,16.1\r\n");
	assert_false(exists(&m.f, "versions/16.3.html")); /* not released yet */
	assert_has(&m.f, "changes/unreleased.html", "counts.c");
	assert_lacks(&m.f, "versions/16.0.html", "Since 15.1");
	assert_has(&m.f, "versions.html", "numbers may jump where one follows the other.</p>\n<table");
	end(&m.f);
}

static void there_is_no_page_without_releases(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	(void)metric(&m, "counts.a", "status: active\n");
	finish(&m);
	assert_false(exists(&m.f, "versions.html"));
	assert_lacks(&m.f, "index.html", "versions.html");
	assert_lacks(&m.f, "changes/index.html", "versions.html");
	end(&m.f);
}

/* `n` entries in each of `releases` releases. */
static void many(struct made *m, size_t n, uint32_t releases)
{
	start(m);
	for (size_t i = 0; i < n; i++) {
		str key = str_fmt(&m->f.s.a, "counts.m%05zu", i);
		struct timeline *t = track(m, NULL, str_z(key, &m->f.s.a));

		happen(m, t, TIMELINE_ADDED, 0, STATUS_ACTIVE);
	}
	(void)metric(m, "counts.zzz", "status: active\n"); /* not committed */
	for (uint32_t i = 0; i < releases; i++)
		release(m, str_z(str_fmt(&m->f.s.a, "v1.%u.0", (unsigned)i), &m->f.s.a), i);
	finish(m);
}

static void three_hundred_keys_fill_a_page(void **state)
{
	struct made m;

	(void)state;
	for (size_t n = 300; n <= 301; n++) {
		many(&m, n, 1);
		assert_int_equal(exists(&m.f, "versions/1.0~p2.html"), n == 301);
		end(&m.f);
	}
}

static void the_newest_releases_are_listed_as_far_as_there_is_room(void **state)
{
	enum { N = VERSION_ROWS / 2 };
	struct made m;

	(void)state;
	many(&m, N, 3);
	assert_true(exists(&m.f, "versions/1.2~p2.html"));
	assert_true(exists(&m.f, "versions/1.1~p2.html"));
	assert_false(exists(&m.f, "versions/1.0~p2.html"));
	assert_has(&m.f, "versions/1.0.html", "only the newest releases list them here");
	assert_true(exists(&m.f, "versions/1.0.csv"));
	end(&m.f);
	many(&m, N + 1, 2);
	assert_true(exists(&m.f, "versions/1.1~p2.html"));
	assert_false(exists(&m.f, "versions/1.0~p2.html"));
	end(&m.f);
}

static void the_newest_releases_have_files_as_far_as_there_is_room(void **state)
{
	enum { N = VERSION_CSV_ROWS / 50 };
	struct made m;

	(void)state;
	many(&m, N, 51);
	assert_true(exists(&m.f, "versions/1.50.csv"));
	assert_true(exists(&m.f, "versions/1.1.csv"));
	assert_false(exists(&m.f, "versions/1.0.csv"));
	assert_has(&m.f, "versions/1.0.html", "dictum build --rev v1.0.0");
	end(&m.f);
}

static void a_hundred_releases_fill_a_page(void **state)
{
	struct made m;

	(void)state;
	many(&m, 1, COMMITS);
	assert_false(exists(&m.f, "versions~p2.html"));
	end(&m.f);
	start(&m);
	for (unsigned i = 0; i <= 100; i++)
		(void)metric(&m, str_z(str_fmt(&m.f.s.a, "counts.m%u", i), &m.f.s.a), str_z(str_fmt(&m.f.s.a, "status: active\nmilestone: \"%u.0\"\n", i), &m.f.s.a));
	finish(&m);
	assert_has(&m.f, "versions~p2.html", "<h1>Versions<span class=\"of\">, page 2</span></h1>");
	assert_has(&m.f, "versions~p2.html", ">0.0</a>");
	end(&m.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_release_has_what_was_there_when_it_was_tagged),
		cmocka_unit_test(what_was_there_before_a_history_begins_is_in_every_release),
		cmocka_unit_test(patches_are_part_of_their_release),
		cmocka_unit_test(milestones_tell_without_any_history),
		cmocka_unit_test(tags_go_before_milestones_and_end_them),
		cmocka_unit_test(there_is_no_page_without_releases),
		cmocka_unit_test(three_hundred_keys_fill_a_page),
		cmocka_unit_test(the_newest_releases_are_listed_as_far_as_there_is_room),
		cmocka_unit_test(the_newest_releases_have_files_as_far_as_there_is_room),
		cmocka_unit_test(a_hundred_releases_fill_a_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
