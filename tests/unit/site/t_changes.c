/* Histories of entries, pages of changes and feeds, from timelines made by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "model/change.h"
#include "site/news.h"
#include "unit/site/built.h"

enum { DAY = 86400, MAX_EVENTS = 200 };

#define PUSH "config/metrics/counts_all/push.yml"

struct made {
	struct fixture f;
	struct history history;
	struct history_releases releases;
	struct timelines timelines;
	struct site_history of_site;
};

/* Commits of 2024, a day apart. */
static void start(struct made *m)
{
	*m = (struct made){ .of_site = { &m->history, &m->timelines, &m->releases } };
	begin(&m->f);
	m->timelines.by_key = arena_array(&m->f.s.a, m->f.s.dialect->n_kinds, struct map);
	m->of_site = (struct site_history){ &m->history, &m->timelines, &m->releases };
	m->f.in.history = &m->of_site;
	for (unsigned i = 0; i < MAX_EVENTS; i++) {
		struct history_commit *c = vec_push(&m->history.commits, &m->f.s.a);

		*c = (struct history_commit){ .time = 1704103200 + (int64_t)i * DAY, .parent = i ? i - 1 : HISTORY_NONE };
		c->id[0] = (unsigned char)i;
	}
}

static struct entry *metric_as(struct made *m, const char *path, const char *key, const char *status)
{
	return sample_add(&m->f.s, path,
	                  str_z(str_fmt(&m->f.s.a, "key_path: %s\ndescription: Pushes\nproduct_group: editing\nstatus: %s\n", key, status), &m->f.s.a));
}

static struct entry *metric(struct made *m, const char *path, const char *key)
{
	return metric_as(m, path, key, "active");
}

static struct timeline *track(struct made *m, struct entry *e, const char *key)
{
	struct timeline *t = arena_new(&m->f.s.a, struct timeline);
	struct entry_history *h = arena_new(&m->f.s.a, struct entry_history);
	struct timeline_list *list;

	t->kind = dialect_kind(m->f.s.dialect, STR("metric"));
	t->key = str_from_z(key);
	t->path = STR(PUSH);
	*vec_push(&m->timelines.all, &m->f.s.a) = t;
	list = arena_new(&m->f.s.a, struct timeline_list);
	*vec_push(&list->all, &m->f.s.a) = t;
	*map_put(&m->timelines.by_key[t->kind->index], t->key, &m->f.s.a) = list;
	h->timeline = t;
	h->added = STR("2024-01-01");
	if (e)
		e->history = h;
	return t;
}

static struct timeline_event *happen(struct made *m, struct timeline *t, enum timeline_change what, uint32_t commit)
{
	struct timeline_event *ev = vec_push(&t->events, &m->f.s.a);

	*ev = (struct timeline_event){ .change = what, .commit = commit, .path = t->path };
	return ev;
}

static void field(struct made *m, struct timeline_event *ev, const char *name, const char *old, const char *now)
{
	struct timeline_field *f = arena_new(&m->f.s.a, struct timeline_field);

	*f = (struct timeline_field){ .name = str_from_z(name), .old = str_from_z(old), .now = str_from_z(now) };
	ev->fields = f;
	ev->n_fields = 1;
}

static void finish(struct made *m)
{
	timelines_number(&m->timelines);
	number_releases(&m->f, &m->releases, m->history.commits.n);
	sample_link(&m->f.s);
	build(&m->f);
}

/* One metric that was added and changed in one field. */
static void changed(struct made *m, const char *name, const char *old, const char *now)
{
	struct timeline *t;

	start(m);
	t = track(m, metric(m, PUSH, "counts.push"), "counts.push");
	(void)happen(m, t, TIMELINE_ADDED, 0); /* nothing to add */
	field(m, happen(m, t, TIMELINE_CHANGED, 40), name, old, now);
}

static const char page[] = "metrics/counts.push.html";

static void a_page_without_history_has_no_section_and_no_feeds(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	(void)metric(&m, PUSH, "counts.push"); /* only its page counts */
	m.f.in.history = NULL;
	finish(&m);
	assert_lacks(&m.f, page, "id=\"history\"");
	assert_lacks(&m.f, "index.html", "What's new");
	assert_lacks(&m.f, "index.html", "rel=\"alternate\"");
	assert_false(exists(&m.f, "feed.xml"));
	assert_false(exists(&m.f, "changes/index.html"));
	end(&m.f);
}

static void values_are_named_in_words_and_lists_by_what_came_and_went(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	finish(&m);
	assert_has(&m.f, page, "<del>28 days</del> &rarr; <ins>7 days</ins>");
	end(&m.f);
	changed(&m, "some_list", "[\"a\",\"b\",\"c\"]", "[\"b\",\"d\"]");
	finish(&m);
	assert_has(&m.f, page, "Some list: <del>-a</del> <del>-c</del> <ins>+d</ins>");
	end(&m.f);
	changed(&m, "events", "[{\"name\":\"push\"}]", "[{\"name\":\"push\",\"unique\":\"user.id\"}]");
	finish(&m);
	assert_has(&m.f, page, "<del>-name: push</del> <ins>+name: push, unique: user.id</ins>");
	end(&m.f);
	changed(&m, "events", "[{\"name\":\"push\",\"unique\":\"user.id\"}]", "[{\"unique\":\"user.id\",\"name\":\"push\"},{\"name\":\"pull\"}]");
	finish(&m);
	assert_has(&m.f, page, "Events: <ins>+name: pull</ins>");
	end(&m.f);
	changed(&m, "options", "{\"a\":1,\"b\":[\"x\",\"y\"],\"c\":\"u  v\",\"d\":null,\"e\":0}", "{\"a\":1.0,\"b\":[\"y\",\"x\"],\"c\":\"u v\",\"e\":2}");
	finish(&m);
	assert_has(&m.f, page, "Options: <del>-e: 0</del> <ins>+e: 2</ins>");
	end(&m.f);
	changed(&m, "options", "", "{\"a\":1,\"b\":{\"c\":[2]}}");
	finish(&m);
	assert_has(&m.f, page, "<ins>+a: 1</ins> <ins>+b: {&quot;c&quot;:[2]}</ins>");
	end(&m.f);
}

static void sentences_stay_around_the_words_that_changed(void **state)
{
	static const struct {
		const char *old, *now, *words;
	} rows[] = {
		{ "\"Count of users who are here\"", "\"Number of users who are here\"", "Description: <del>Count</del> &rarr; <ins>Number</ins> of users who are here</li>" },
		{ "\"Count of users who are here\"", "\"Count of users who are <b>\"", "Description: Count of users who are <del>here</del> &rarr; <ins>&lt;b&gt;</ins> </li>" },
		{ "\"Count of users who are here\"", "\"Count of unique users who are here\"", "Description: Count of <ins>unique</ins> users who are here</li>" },
		{ "\"Count of unique users who are here\"", "\"Count of users who are here\"", "Description: Count of <del>unique</del> users who are here</li>" },
		{ "\"Count of users who are here\"", "\"Count of users are here now and then\"",
		  "Description: Count of users <del>who are here</del> &rarr; <ins>are here now and then</ins> </li>" },
		{ "\"one two one two one two one two\"", "\"one two one two one two\"", "Description: one two one two one two <del>one two</del> </li>" },
		{ "\"one two\\nthree four five\\nsix\"", "\"one two\\nthree 4 five\\tsix\"",
		  "Description: one two\nthree <del>four five</del> &rarr; <ins>4 five</ins> six</li>" },
		{ "\"One and two and three and four\"", "\"Five times six is exactly thirty\"",
		  "Description: <del>One and two and three and four</del> &rarr; <ins>Five times six is exactly thirty</ins> </li>" },
		{ "\"Count of users who count\"", "\"Count of users\"", "Description: <del>Count of users who count</del> &rarr; <ins>Count of users</ins> </li>" },
	};
	struct made m;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		changed(&m, "description", rows[i].old, rows[i].now);
		finish(&m);
		assert_has(&m.f, page, rows[i].words);
		end(&m.f);
	}
}

static void a_feed_tells_sentences_around_the_words_that_changed(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "description", "\"Count of users who are here\"", "\"Count of people who are here\"");
	finish(&m);
	assert_has(&m.f, "feed.xml", "Description: Count of &lt;del&gt;users&lt;/del&gt; \xe2\x86\x92 &lt;ins&gt;people&lt;/ins&gt; who are here&lt;/li&gt;");
	end(&m.f);
}

static void long_texts_are_cut_to_where_they_differ(void **state)
{
	struct made m;
	char old[700], now[700];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof old; i++)
		old[i] = now[i] = i % 7 ? 'x' : ' ';
	old[0] = now[0] = old[sizeof old - 2] = now[sizeof now - 2] = '"';
	old[sizeof old - 1] = now[sizeof now - 1] = '\0';
	now[300] = 'y';
	changed(&m, "description", old, now);
	finish(&m);
	assert_has(&m.f, page, "Description: ...xxxxxx xxxxxx xxxxxx xxxxxx xxxxxx xxxxxx <del>xxxxxx</del> &rarr; <ins>xxxxxy</ins> xxxxxx xxxxxx xxxxxx xxxxxx xxxxxx xxxxxx...</li>");
	assert_true(file(&m.f, page).n < 9000);
	end(&m.f);
}

#define LONG_FILTER "\"filter\":{\"label\":\"" "a_label_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_"

static void an_item_or_member_in_the_place_of_one_is_cut_to_where_they_differ(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "events", "[{\"name\":\"push\"},{\"name\":\"pull\"," LONG_FILTER "1\"}}]", "[{\"name\":\"push\"},{\"name\":\"pull\"," LONG_FILTER "2\"}}]");
	finish(&m);
	assert_has(&m.f, page, "Events: <del>-...on_and_on_and_on_and_on_1&quot;}}</del> <ins>+...on_and_on_and_on_and_on_2&quot;}}</ins>");
	assert_has(&m.f, "feed.xml", "&lt;del&gt;-...on_and_on_and_on_and_on_1");
	end(&m.f);
	changed(&m, "options", "{\"one\":{" LONG_FILTER "1\"}},\"two\":2}", "{\"one\":{" LONG_FILTER "2\"}},\"two\":2}");
	finish(&m);
	assert_has(&m.f, page, "Options: <del>-one: ...on_and_on_and_on_and_on_1&quot;}}</del> <ins>+one: ...on_and_on_and_on_and_on_2&quot;}}</ins>");
	end(&m.f);
}

#define LONG_NAME "name_of_an_option_that_is_long"

static void a_member_keeps_its_name_wherever_its_long_value_changed(void **state)
{
	struct made m;
	char old[400], now[400], same[100], rest[201];

	(void)state;
	memset(rest, 'z', sizeof rest - 1);
	rest[sizeof rest - 1] = '\0';
	for (size_t n = 0; n < sizeof same; n++) {
		memset(same, 'a', n);
		same[n] = '\0';
		assert_true(snprintf(old, sizeof old, "{\"" LONG_NAME "\":\"%sB%s\"}", same, rest) < (int)sizeof old);
		assert_true(snprintf(now, sizeof now, "{\"" LONG_NAME "\":\"%sC%s\"}", same, rest) < (int)sizeof now);
		changed(&m, "options", old, now);
		finish(&m);
		assert_has(&m.f, page, "Options: <del>-" LONG_NAME ": ");
		assert_has(&m.f, page, "<ins>+" LONG_NAME ": ");
		assert_has(&m.f, page, "Bzz");
		assert_has(&m.f, page, "Czz");
		end(&m.f);
	}
}

static void texts_of_strangers_stay_texts(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "description", "\"\\u0001<script>\"", "\"]]> \\ud800 & <b>\"");
	m.history.commits.v[40].author = STR("<i>\x01\xff]]>");
	m.timelines.all.v[0]->events.v[0].key = STR("<u>\x02");
	finish(&m);
	for (size_t i = 0; i < 4; i++) {
		static const char *const files[] = { page, "changes/2024-02.html", "feed.xml", "index.html" };

		assert_lacks(&m.f, files[i], "<script>\"");
		assert_lacks(&m.f, files[i], "<b>\"");
		assert_lacks(&m.f, files[i], "<i>");
		assert_lacks(&m.f, files[i], "\x01");
		assert_lacks(&m.f, files[i], "\xff");
		assert_lacks(&m.f, files[i], "\x02");
	}
	assert_lacks(&m.f, "feed.xml", "]]>");
	assert_lacks(&m.f, "feed.json", "\x01");
	assert_lacks(&m.f, "feed.json", "\xff");
	end(&m.f);
}

static void twenty_changes_are_shown_and_the_rest_counted(void **state)
{
	struct made m;
	struct timeline *t;

	(void)state;
	for (uint32_t n = 20; n <= 22; n++) {
		start(&m);
		t = track(&m, metric(&m, PUSH, "counts.push"), "counts.push");
		for (uint32_t i = 0; i < n; i++)
			field(&m, happen(&m, t, TIMELINE_CHANGED, i), "description", "\"a\"", "\"b\"");
		finish(&m);
		if (n == 20)
			assert_lacks(&m.f, page, "earlier change");
		else
			assert_has(&m.f, page, n == 21 ? "And 1 earlier change." : "And 2 earlier changes.");
		end(&m.f);
	}
}

static void a_break_is_marked_and_in_the_feed_of_breaks(void **state)
{
	static struct timeline_field f;
	struct made m;

	(void)state;
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	f = m.timelines.all.v[0]->events.v[1].fields[0];
	f.class = change_class_find(STR("metric-same-time-frame"));
	m.timelines.all.v[0]->events.v[1].fields = &f;
	finish(&m);
	assert_has(&m.f, page, "Comparability break");
	assert_has(&m.f, "changes/2024-02.html", "Comparability break");
	assert_has(&m.f, "feeds/breaking.xml", "Changed: counts.push");
	assert_lacks(&m.f, "feeds/breaking.xml", "Added: counts.push");
	assert_has(&m.f, "feeds/owners/editing.xml", "Added: counts.push");
	end(&m.f);
}

static void release(struct made *m, const char *tag, int64_t minor, uint32_t commit)
{
	*vec_push(&m->releases.all, &m->f.s.a) = (struct history_release){ .tag = str_from_z(tag), .version = { .part = { 16, minor } }, .commit = commit };
}

static void levels_of_the_configuration_say_what_breaks(void **state)
{
	static const struct diag_setting note[] = { { { "metric-same-time-frame", 22 }, DIAG_NOTE }, { { "metric-no-delete", 16 }, DIAG_WARNING } };
	static const struct change_migration wanted[] = { { { "time_frame", 10 }, { "28d", 3 }, { "7d", 2 } } };
	struct change_options options[] = { { .levels = note, .n_levels = 2 }, { .migrations = wanted, .n_migrations = 1 } };
	struct timeline_field f;
	struct made m;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		changed(&m, "time_frame", "\"28d\"", "\"7d\"");
		(void)happen(&m, track(&m, NULL, "counts.gone"), TIMELINE_DELETED, 50); /* nothing to add */
		f = m.timelines.all.v[0]->events.v[1].fields[0];
		f.class = change_class_find(STR("metric-same-time-frame"));
		m.timelines.all.v[0]->events.v[1].fields = &f;
		m.f.in.changes = &options[i];
		finish(&m);
		assert_lacks(&m.f, page, "Comparability break");
		assert_lacks(&m.f, "changes/2024-02.html", "Comparability break");
		assert_lacks(&m.f, "feeds/breaking.xml", "counts.push");
		assert_has(&m.f, "changes/2024-02.html", "<code>metric-same-time-frame</code>");
		if (i == 0)
			assert_lacks(&m.f, "changes/2024-02.html", "Breaking</span>");
		else
			assert_has(&m.f, "feeds/breaking.xml", "Deleted: counts.gone");
		end(&m.f);
	}
}

static void what_is_in_no_release_yet_is_a_group_of_its_own(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	finish(&m);
	assert_false(exists(&m.f, "changes/unreleased.html")); /* nothing was ever released */
	end(&m.f);
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	release(&m, "v16.1.0", 1, 3);
	finish(&m);
	assert_has(&m.f, "changes/unreleased.html", "<h1>Not released yet</h1>");
	assert_has(&m.f, "changes/unreleased.html", "1 changed since 16.1");
	assert_has(&m.f, "changes/unreleased.html", "Older: 16.1");
	assert_has(&m.f, "changes/index.html", "Not released yet");
	assert_has(&m.f, "versions.html", "<a href=\"changes/unreleased.html\">Not released yet</a>");
	end(&m.f);
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	release(&m, "v16.1.0", 1, 40);
	finish(&m);
	assert_false(exists(&m.f, "changes/unreleased.html"));
	end(&m.f);
}

static void releases_without_changes_have_pages_and_ranges_lead_to_the_later_one(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	m.f.config.base_url = STR("https://example.com/d/");
	release(&m, "v16.1.0", 1, 3);
	release(&m, "v16.1.1", 1, 5);
	release(&m, "v16.2.0", 2, 5);
	release(&m, "v16.10.0", 10, 60);
	finish(&m);
	assert_has(&m.f, "changes/16.2.html", "Nothing changed since 16.1");
	assert_has(&m.f, "changes/16.10.html", "1 changed since 16.2");
	assert_has(&m.f, "changes/16.2..16.10.html", "<meta http-equiv=\"refresh\" content=\"0; url=../changes/16.10.html\">");
	assert_has(&m.f, "changes/16.2..16.10.html", "<link rel=\"canonical\" href=\"https://example.com/d/changes/16.10.html\">");
	assert_true(exists(&m.f, "changes/16.1..16.2.html"));
	assert_false(exists(&m.f, "changes/16.1..16.10.html"));
	assert_lacks(&m.f, "sitemap.xml", "..");
	assert_has(&m.f, "sitemap.xml", "changes/16.10.html");
	end(&m.f);
}

static void banners_say_since_when_an_entry_is_what_it_is(void **state)
{
	struct made m;
	struct timeline *t;

	(void)state;
	start(&m);
	t = track(&m, metric_as(&m, PUSH, "counts.push", "removed\nmilestone_removed: \"16.4\""), "counts.push");
	(void)happen(&m, t, TIMELINE_DEPRECATED, 1);
	(void)happen(&m, t, TIMELINE_REMOVED, 40);
	(void)happen(&m, t, TIMELINE_CHANGED, 50);
	t = track(&m, metric_as(&m, PUSH, "counts.back", "removed"), "counts.back"); /* not committed yet */
	(void)happen(&m, t, TIMELINE_REMOVED, 1);
	(void)happen(&m, t, TIMELINE_ACTIVE, 2);
	(void)happen(&m, track(&m, metric_as(&m, PUSH, "counts.old", "deprecated"), "counts.old"), TIMELINE_DEPRECATED, 40);
	(void)happen(&m, track(&m, metric_as(&m, PUSH, "counts.sad", "broken"), "counts.sad"), TIMELINE_BROKEN, 40);
	finish(&m);
	assert_has(&m.f, page, ">Removed in 16.4 on 2024-02-10. It is no longer collected.");
	assert_has(&m.f, "metrics/counts.back.html", ">Removed. It is no longer collected.");
	assert_has(&m.f, "metrics/counts.old.html", ">Deprecated since 2024-02-10. It still works");
	assert_has(&m.f, "metrics/counts.sad.html", ">Broken since 2024-02-10. Do not rely");
	end(&m.f);
}

static void a_rename_is_told_once_with_both_keys(void **state)
{
	struct made m;
	struct timeline *old, *now;

	(void)state;
	start(&m);
	now = track(&m, metric(&m, PUSH, "counts.push"), "counts.push");
	old = track(&m, NULL, "counts.old");
	(void)happen(&m, old, TIMELINE_ADDED, 0); /* nothing to add */
	happen(&m, old, TIMELINE_DELETED, 40)->key = STR("counts.push");
	happen(&m, now, TIMELINE_ADDED, 40)->key = STR("counts.old");
	happen(&m, track(&m, NULL, "counts.odd"), TIMELINE_DELETED, 40)->key = STR("counts.elsewhere");
	finish(&m);
	assert_has(&m.f, "changes/2024-02.html", "2 renamed");
	assert_lacks(&m.f, "changes/2024-02.html", "removed");
	assert_has(&m.f, "changes/2024-02.html", "before <code>counts.old</code>");
	assert_has(&m.f, "changes/2024-02.html", "now <code>counts.elsewhere</code>");
	assert_lacks(&m.f, "changes/2024-02.html", "now <code>counts.push</code>");
	assert_has(&m.f, "changes/2024-02.html", "<code>metric-key-same</code>");
	assert_has(&m.f, "changes/2024-02.html", "2 breaking");
	assert_has(&m.f, "feeds/breaking.xml", "Renamed: counts.old \xe2\x86\x92 counts.push");
	assert_has(&m.f, "feeds/breaking.xml", "now &lt;code&gt;counts.push&lt;/code&gt;");
	assert_lacks(&m.f, "feeds/breaking.xml", "before &lt;code&gt;");
	assert_has(&m.f, "feed.xml", "Renamed: counts.old \xe2\x86\x92 counts.push");
	assert_has(&m.f, "feed.xml", "before &lt;code&gt;counts.old&lt;/code&gt;");
	assert_lacks(&m.f, "feed.xml", "now &lt;code&gt;counts.push&lt;/code&gt;");
	assert_has(&m.f, "feed.xml", "Renamed: counts.odd \xe2\x86\x92 counts.elsewhere");
	assert_has(&m.f, "changes/index.html", "3 changes of definitions");
	assert_has(&m.f, page, "<b>Renamed</b>, before <code>counts.old</code>");
	end(&m.f);
}

static void of_two_keys_that_became_one_the_other_is_told_by_itself(void **state)
{
	struct timeline *now;
	struct made m;

	(void)state;
	start(&m);
	now = track(&m, metric(&m, PUSH, "counts.push"), "counts.push");
	happen(&m, track(&m, NULL, "counts.one"), TIMELINE_DELETED, 40)->key = STR("counts.push");
	happen(&m, track(&m, NULL, "counts.other"), TIMELINE_DELETED, 40)->key = STR("counts.push");
	happen(&m, now, TIMELINE_ADDED, 40)->key = STR("counts.one");
	finish(&m);
	assert_has(&m.f, "feed.xml", "Renamed: counts.one \xe2\x86\x92 counts.push");
	assert_has(&m.f, "feed.xml", "Renamed: counts.other \xe2\x86\x92 counts.push");
	assert_has(&m.f, "changes/2024-02.html", "2 renamed");
	end(&m.f);
}

static void a_feed_is_as_new_as_its_newest_change_whatever_the_order_of_commits(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	m.history.commits.v[40].time = 1;
	finish(&m);
	assert_has(&m.f, "feed.xml", "<updated>2024-01-01T10:00:00Z</updated>\n<author>");
	end(&m.f);
}

/* The name of the feed without an address, with another first commit. */
static str name_of_feed(struct made *m, bool is_truncated, unsigned char first)
{
	str name;

	changed(m, "time_frame", "\"28d\"", "\"7d\"");
	m->history.is_truncated = is_truncated;
	m->history.commits.v[0].id[0] = first;
	finish(m);
	name = str_from_z(strstr(str_z(file(&m->f, "feed.xml"), &m->f.s.a), "<id>"));
	return str_sub(name, 0, str_find(name, '\n'));
}

static void a_feed_without_address_is_named_by_the_first_commit_unless_nobody_knows_it(void **state)
{
	(void)state;
	for (int is_truncated = 0; is_truncated < 2; is_truncated++) {
		struct made one, other;

		assert_true(str_eq(name_of_feed(&one, is_truncated, 1), name_of_feed(&other, is_truncated, 2)) == is_truncated);
		end(&one.f);
		end(&other.f);
	}
}

static void one_change_of_a_key_in_two_files_is_two_items(void **state)
{
	const char *first, *second;
	struct made m;

	(void)state;
	start(&m);
	(void)happen(&m, track(&m, NULL, "counts.push"), TIMELINE_DELETED, 3); /* nothing to add */
	happen(&m, track(&m, NULL, "counts.push"), TIMELINE_DELETED, 3)->path = STR("config/metrics/counts_all/b.yml");
	finish(&m);
	first = strstr(strstr(str_z(file(&m.f, "feed.xml"), &m.f.s.a), "<entry>"), "<id>");
	second = strstr(strstr(first, "<entry>"), "<id>");
	assert_memory_not_equal(first, second, strlen("<id>urn:uuid:00000000-0000-0000-0000-000000000000</id>"));
	end(&m.f);
}

static void feeds_hold_the_last_fifty_changes(void **state)
{
	static const char *const feeds[] = { "feed.xml", "feeds/owners/editing.xml" };
	struct made m;

	(void)state;
	start(&m);
	for (uint32_t i = 0; i <= NEWS_FEED; i++) {
		const char *key = str_z(str_fmt(&m.f.s.a, "counts.m%02u", i), &m.f.s.a);
		struct entry *e = metric(&m, str_z(str_fmt(&m.f.s.a, "config/metrics/counts_all/m%02u.yml", i), &m.f.s.a), key);

		(void)happen(&m, track(&m, e, key), TIMELINE_ADDED, i); /* nothing to add */
	}
	finish(&m);
	for (size_t i = 0; i < 2; i++) {
		assert_has(&m.f, feeds[i], "Added: counts.m01");
		assert_lacks(&m.f, feeds[i], "Added: counts.m00");
	}
	end(&m.f);
}

static void the_last_changes_say_what_a_key_was_before_and_what_ended(void **state)
{
	static const char *const lists[] = { "index.html", "changes/index.html", "owners/editing.html" };
	struct made m;
	struct timeline *old, *now;

	(void)state;
	start(&m);
	now = track(&m, metric(&m, PUSH, "counts.push"), "counts.push");
	old = track(&m, NULL, "counts.old");
	happen(&m, old, TIMELINE_DELETED, 40)->key = STR("counts.push");
	happen(&m, now, TIMELINE_ADDED, 40)->key = STR("counts.old");
	(void)happen(&m, track(&m, NULL, "counts.gone"), TIMELINE_DELETED, 50); /* nothing to add */
	finish(&m);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		assert_has(&m.f, lists[i], "metric renamed, before <code>counts.old</code>, <time");
		assert_lacks(&m.f, lists[i], "metric added");
		assert_lacks(&m.f, lists[i], "now <code>counts.push</code>");
		if (i < 2)
			assert_has(&m.f, lists[i], "metric deleted <time datetime=\"2024-02-20\">2024-02-20</time></span> <span class=\"chip warn\">Breaking</span>");
	}
	end(&m.f);
}

static void commits_are_linked_where_the_address_names_one(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	m.f.config.view_url = STR("https://git.example.com/-/blob/{commit}/{path}#L{line}");
	finish(&m);
	assert_has(&m.f, page, "https://git.example.com/-/blob/2800000000000000000000000000000000000000/" PUSH "#L1");
	end(&m.f);
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	m.f.config.view_url = STR("https://git.example.com/-/blob/main/{path}");
	finish(&m);
	assert_has(&m.f, page, "<code>28000000</code>");
	assert_lacks(&m.f, page, "main/" PUSH "\" rel=\"noopener noreferrer\"><code>");
	end(&m.f);
}

static void where_a_history_breaks_off_is_said_once(void **state)
{
	static const struct entry_history unknown = { .is_truncated = true };
	struct made m;

	(void)state;
	start(&m);
	metric(&m, PUSH, "counts.push")->history = &unknown;
	m.history.is_truncated = m.history.is_shallow = true;
	m.history.edge = 5;
	finish(&m);
	assert_has(&m.f, page, "<time datetime=\"2024-01-06\">");
	assert_lacks(&m.f, page, "<ol class=\"history\">");
	assert_has(&m.f, "changes/index.html", "No definition has changed");
	assert_has(&m.f, "changes/index.html", "Changes appear here with the first commit");
	end(&m.f);
}

static void pages_of_changes_have_a_hundred_rows_and_an_order(void **state)
{
	struct made m;

	(void)state;
	for (uint32_t n = 100; n <= 101; n++) {
		start(&m);
		for (uint32_t i = 0; i < n; i++) {
			str key = str_fmt(&m.f.s.a, "counts.m%03u", (unsigned)i);
			struct entry *e = metric(&m, str_z(str_fmt(&m.f.s.a, "config/metrics/counts_all/m%03u.yml", (unsigned)i), &m.f.s.a), str_z(key, &m.f.s.a));

			(void)happen(&m, track(&m, e, str_z(key, &m.f.s.a)), i == 7 ? TIMELINE_REMOVED : TIMELINE_ADDED, 3); /* as above */
		}
		finish(&m);
		assert_int_equal(exists(&m.f, "changes/2024-01~p2.html"), n == 101);
		assert_has(&m.f, n == 101 ? "changes/2024-01~p2.html" : "changes/2024-01.html", "<h2 id=\"removed\">");
		assert_has(&m.f, "changes/2024-01.html", n == 101 ? "100 added, 1 deprecated or removed" : "99 added, 1 deprecated or removed");
		assert_has(&m.f, "index.html", "changes/index.html\">What's new");
		end(&m.f);
	}
}

static void milestones_stand_newest_first_and_what_is_gone_has_no_link(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	*vec_push(&m.releases.all, &m.f.s.a) = (struct history_release){ .tag = STR("v9.9.0"), .version = { .part = { 9, 9 } }, .commit = 1 };
	*vec_push(&m.releases.all, &m.f.s.a) = (struct history_release){ .tag = STR("v10.0.0"), .version = { .part = { 10, 0 } }, .commit = 60 };
	(void)happen(&m, track(&m, NULL, "counts.gone"), TIMELINE_DELETED, 50); /* as above */
	finish(&m);
	assert_has(&m.f, "changes/10.0.html", "Older: 9.9");
	assert_has(&m.f, "changes/9.9.html", "Newer: 10.0");
	assert_has(&m.f, "changes/10.0.html", "<span class=\"key\">counts.<wbr>gone</span>");
	assert_has(&m.f, page, "<b>Added</b> in 9.9");
	end(&m.f);
}

static void the_start_page_of_a_history_names_categories(void **state)
{
	struct made m;

	(void)state;
	start(&m);
	(void)sample_add(&m.f.s, "config/metrics/counts_all/a.yml", "key_path: a\ndata_category: optional\n");
	sample_link(&m.f.s);
	build(&m.f);
	assert_has(&m.f, "index.html", "<li><a href=\"privacy/optional.html\">Optional data</a> <span class=\"n\">1</span></li>");
	end(&m.f);
}

static void a_large_site_shows_three_changes_and_has_no_feeds_of_owners(void **state)
{
	struct made m;
	struct timeline *t;

	(void)state;
	start(&m);
	m.f.in.large = 1;
	t = track(&m, metric(&m, PUSH, "counts.push"), "counts.push");
	(void)happen(&m, track(&m, metric(&m, "config/metrics/counts_all/same.yml", "counts.same"), "counts.same"), TIMELINE_ADDED, 0); /* as above */
	for (uint32_t i = 0; i < 5; i++)
		field(&m, happen(&m, t, TIMELINE_CHANGED, i), "description", "\"a\"", "\"b\"");
	finish(&m);
	assert_has(&m.f, page, "And 2 earlier changes.");
	assert_lacks(&m.f, page, "<ins>");
	assert_lacks(&m.f, "metrics/counts.same.html", "id=\"history\"");
	assert_true(exists(&m.f, "feed.xml"));
	assert_false(exists(&m.f, "feeds/owners/editing.xml"));
	end(&m.f);
}

static void times_out_of_range_stay_dates_of_four_digits_in_feeds(void **state)
{
	struct made m;

	(void)state;
	changed(&m, "time_frame", "\"28d\"", "\"7d\"");
	m.history.commits.v[0].time = -99999999999;
	m.history.commits.v[40].time = INT64_C(9999999999999);
	finish(&m);
	assert_has(&m.f, "feed.xml", "<updated>9999-12-31T23:59:59Z</updated>");
	assert_has(&m.f, "feed.xml", "<updated>1970-01-01T00:00:00Z</updated>");
	end(&m.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_without_history_has_no_section_and_no_feeds),
		cmocka_unit_test(values_are_named_in_words_and_lists_by_what_came_and_went),
		cmocka_unit_test(sentences_stay_around_the_words_that_changed),
		cmocka_unit_test(a_feed_tells_sentences_around_the_words_that_changed),
		cmocka_unit_test(long_texts_are_cut_to_where_they_differ),
		cmocka_unit_test(an_item_or_member_in_the_place_of_one_is_cut_to_where_they_differ),
		cmocka_unit_test(a_member_keeps_its_name_wherever_its_long_value_changed),
		cmocka_unit_test(texts_of_strangers_stay_texts),
		cmocka_unit_test(twenty_changes_are_shown_and_the_rest_counted),
		cmocka_unit_test(a_break_is_marked_and_in_the_feed_of_breaks),
		cmocka_unit_test(levels_of_the_configuration_say_what_breaks),
		cmocka_unit_test(what_is_in_no_release_yet_is_a_group_of_its_own),
		cmocka_unit_test(releases_without_changes_have_pages_and_ranges_lead_to_the_later_one),
		cmocka_unit_test(banners_say_since_when_an_entry_is_what_it_is),
		cmocka_unit_test(a_rename_is_told_once_with_both_keys),
		cmocka_unit_test(of_two_keys_that_became_one_the_other_is_told_by_itself),
		cmocka_unit_test(a_feed_is_as_new_as_its_newest_change_whatever_the_order_of_commits),
		cmocka_unit_test(a_feed_without_address_is_named_by_the_first_commit_unless_nobody_knows_it),
		cmocka_unit_test(one_change_of_a_key_in_two_files_is_two_items),
		cmocka_unit_test(feeds_hold_the_last_fifty_changes),
		cmocka_unit_test(the_last_changes_say_what_a_key_was_before_and_what_ended),
		cmocka_unit_test(commits_are_linked_where_the_address_names_one),
		cmocka_unit_test(where_a_history_breaks_off_is_said_once),
		cmocka_unit_test(pages_of_changes_have_a_hundred_rows_and_an_order),
		cmocka_unit_test(milestones_stand_newest_first_and_what_is_gone_has_no_link),
		cmocka_unit_test(the_start_page_of_a_history_names_categories),
		cmocka_unit_test(a_large_site_shows_three_changes_and_has_no_feeds_of_owners),
		cmocka_unit_test(times_out_of_range_stay_dates_of_four_digits_in_feeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
