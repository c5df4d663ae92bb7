/* Feeds of changes: Atom (RFC 4287) and JSON Feed 1.1. Times are those of commits; names of entries are made from what changed and the commit that
   did it, so they stay the same however often the site is built and wherever it lies. */
#include "base/hash.h"
#include "base/time.h"
#include "doc/json.h"
#include "site/change_data.h"
#include "site/change_view.h"

enum { MAX_VALUE = 1000 }; /* bytes of a value as JSON, for readers of feeds keep every item; most of those that change have less than 200 */

static const int64_t LAST_TIME = 253402300799; /* end of 9999: dates of RFC 3339 have four digits */

static str feed_time(int64_t seconds, struct arena *a)
{
	return time_utc(seconds < 0 ? 0 : seconds > LAST_TIME ? LAST_TIME : seconds, a);
}

/* "urn:uuid:..." of version 8 (RFC 9562, 5.8), whose bits are the maker's own. */
static str urn_of(struct hash h, struct arena *a)
{
	static const char variants[] = "89ab";
	str hex = hash_hex(h, a);

	return str_fmt(a, "urn:uuid:%.*s-%.*s-8%.*s-%c%.*s-%.*s", 8, hex.p, 4, hex.p + 8, 3, hex.p + 13, variants[(unsigned char)hex.p[16] % 4], 3,
	               hex.p + 17, 12, hex.p + 20);
}

/* Among the events of one commit the change of this name is told once for each file. */
static str item_id(struct page *p, const struct news_item *item)
{
	const struct site_history *h = p->site->in->history;
	struct hash_state *s = hash_begin(p->a);

	hash_add(s, source_id_str(h->commits->commits.v[item->event->commit].id));
	hash_add(s, p->site->in->root);
	hash_add(s, item->timeline->kind->name);
	hash_add(s, item->timeline->key);
	hash_add(s, item->event->path);
	hash_add(s, str_from_z(timeline_word(item->event->change)));
	return urn_of(hash_end(s), p->a);
}

/* The address of the feed; without a base URL a name made from the first commit, which a shallow clone does not know. */
static str feed_id(struct page *p, const struct feed *f)
{
	const struct history *h = p->site->in->history->commits;
	str address = page_address(p->site, f->url, p->a);
	struct hash_state *s;

	if (address.n)
		return address;
	s = hash_begin(p->a);
	hash_add(s, f->url);
	hash_add(s, p->site->in->root);
	if (h->commits.n && !h->is_truncated)
		hash_add(s, source_id_str(h->commits.v[0].id));
	else
		hash_add(s, p->site->title);
	return urn_of(hash_end(s), p->a);
}

static int64_t updated_at(struct page *p, const struct feed *f)
{
	int64_t newest = f->n ? news_time(p->site->in->history, f->items[0]->event) : p->site->in->commit_time;

	for (size_t i = 1; i < f->n; i++) {
		int64_t time = news_time(p->site->in->history, f->items[i]->event);

		newest = time > newest ? time : newest;
	}
	return newest;
}

/* "Changed: counts.ci_builds", "Renamed: counts.builds -> counts.ci_builds" with an arrow. */
static str item_title(struct page *p, const struct news_item *item)
{
	const struct timeline_event *ev = item->event;
	str key = item->timeline->key, old = ev->change == TIMELINE_DELETED ? key : ev->key, now = ev->change == TIMELINE_DELETED ? ev->key : key;

	if (item->part == NEWS_RENAMED)
		key = str_fmt(p->a, "%.*s \xe2\x86\x92 %.*s", STR_ARG(old), STR_ARG(now));
	return str_fmt(p->a, "%.*s: %.*s", STR_ARG(news_word(ev)), STR_ARG(key));
}

/* Of a key without a page the changes of its month. Relative to the site's root. */
static str item_page(struct page *p, const struct news_item *item)
{
	str date = time_date(news_time(p->site->in->history, item->event), p->a), url = news_url(p->site, item);

	return url.n ? url : url_changes(str_sub(date, 0, date.n - 3), 1, p->a);
}

/* Where `url` is seen from the feed; a whole address where the site has one. */
static str link_to(struct page *p, str url)
{
	str address = page_address(p->site, url, p->a);

	return address.n ? address : str_fmt(p->a, "%.*s%.*s", STR_ARG(p->up), STR_ARG(url));
}

static void put_field(struct page *p, struct buf *b, const struct timeline_field *f)
{
	struct changed_field words;

	change_words(p, f, &words);
	buf_z(b, "<li>");
	escape_html(b, words.title);
	buf_z(b, words.before.n ? ": " : ":");
	escape_html(b, words.before);
	for (size_t i = 0; i < words.all.n; i++) {
		const struct change_words *w = &words.all.v[i];

		buf_z(b, w->follows ? " \xe2\x86\x92 " : " ");
		buf_z(b, w->is_new ? "<ins>" : "<del>");
		escape_html(b, w->text);
		buf_z(b, w->is_new ? "</ins>" : "</del>");
	}
	buf_z(b, words.after.n ? " " : "");
	escape_html(b, words.after);
	if (words.n_more)
		buf_fmt(b, " and %zu more", words.n_more);
	buf_z(b, "</li>");
}

static void put_fields(struct page *p, struct buf *b, const struct timeline_event *ev)
{
	if (!ev->n_fields)
		return;
	buf_z(b, "<ul>");
	for (size_t i = 0; i < ev->n_fields && i < CHANGE_FIELDS; i++)
		put_field(p, b, &ev->fields[i]);
	if (ev->n_fields > CHANGE_FIELDS)
		buf_fmt(b, "<li>and %.*s more</li>", STR_ARG(page_number(p, ev->n_fields - CHANGE_FIELDS)));
	buf_z(b, "</ul>");
}

/* Of a rename the other key. */
static void put_other_key(struct buf *b, const struct timeline_event *ev)
{
	buf_z(b, ev->change == TIMELINE_DELETED ? ", now <code>" : ", before <code>");
	escape_html(b, ev->key);
	buf_z(b, "</code>");
}

/* The words of the chips that pages have. */
static void put_breaking(struct page *p, struct buf *b, const struct news_item *item)
{
	if (news_is_break(item->event, p->site->in->changes))
		buf_z(b, ". <strong>Comparability break:</strong> values before and after it mean different things");
	if (item->is_end)
		buf_fmt(b, ". <strong>Breaking:</strong> there are no values under %s key after it", item->part == NEWS_RENAMED ? "the old" : "this");
}

/* Kind, milestone, what it means for values, and what it changed. */
static str item_html(struct page *p, const struct news_item *item)
{
	const struct timeline_event *ev = item->event;
	str milestone = news_milestone(p->site->in->history, ev->commit, p->a);
	struct buf b = { .a = p->a };

	buf_z(&b, "<p>");
	escape_html(&b, item->timeline->kind->singular);
	buf_z(&b, " <code>");
	escape_html(&b, item->timeline->key);
	buf_z(&b, "</code>");
	if (item->part == NEWS_RENAMED)
		put_other_key(&b, ev);
	if (milestone.n)
		buf_fmt(&b, ", in %.*s", STR_ARG(milestone));
	put_breaking(p, &b, item);
	buf_z(&b, ".</p>");
	if (item->entry && item->part == NEWS_ADDED && p->site->excerpt[item->entry->index].n) {
		buf_z(&b, "<p>");
		escape_html(&b, p->site->excerpt[item->entry->index]);
		buf_z(&b, "</p>");
	}
	put_fields(p, &b, ev);
	return buf_str(&b);
}

static str author_of(struct page *p, const struct news_item *item)
{
	return p->site->in->history->commits->commits.v[item->event->commit].author;
}

/* ---- Atom ---- */

static void put_element(struct buf *b, const char *name, str text)
{
	buf_fmt(b, "<%s>", name);
	escape_xml(b, text);
	buf_fmt(b, "</%s>\n", name);
}

static void put_link(struct buf *b, const char *rel, const char *type, str url)
{
	buf_fmt(b, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
	escape_xml(b, url);
	buf_z(b, "\"/>\n");
}

static void put_author(struct buf *b, str name)
{
	buf_z(b, "<author>");
	put_element(b, "name", name);
	buf_z(b, "</author>\n");
}

static void put_entry(struct page *p, struct buf *b, const struct news_item *item)
{
	str time = feed_time(news_time(p->site->in->history, item->event), p->a), author = author_of(p, item);

	buf_z(b, "<entry>\n");
	put_element(b, "title", item_title(p, item));
	put_element(b, "id", item_id(p, item));
	put_element(b, "updated", time);
	put_link(b, "alternate", "text/html", link_to(p, item_page(p, item)));
	if (author.n)
		put_author(b, author);
	buf_z(b, "<category term=\"");
	escape_xml(b, item->timeline->kind->name);
	buf_z(b, "\"/>\n<content type=\"html\">");
	escape_xml(b, item_html(p, item));
	buf_z(b, "</content>\n</entry>\n");
}

static str feed_title(struct page *p, const struct feed *f)
{
	return str_fmt(p->a, "%.*s: %.*s", STR_ARG(p->site->title), STR_ARG(f->title));
}

bool file_atom(struct page *p, const void *arg)
{
	const struct feed *f = arg;
	struct buf *b = p->out;

	buf_z(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	put_element(b, "title", feed_title(p, f));
	put_element(b, "id", feed_id(p, f));
	put_element(b, "updated", feed_time(updated_at(p, f), p->a));
	put_author(b, p->site->title);
	put_link(b, "self", "application/atom+xml", link_to(p, p->url));
	put_link(b, "alternate", "text/html", link_to(p, f->page));
	buf_z(b, "<generator version=\"" DICTUM_VERSION "\">dictum</generator>\n");
	for (size_t i = 0; i < f->n; i++)
		put_entry(p, b, f->items[i]);
	buf_z(b, "</feed>\n");
	return true;
}

/* ---- JSON Feed ---- */

static void put_authors(struct json *j, str name)
{
	json_key(j, "authors");
	json_begin(j, '[');
	json_begin(j, '{');
	json_member(j, "name", name);
	json_end(j);
	json_end(j);
}

/* What `dictum log --format json` says of it, by the same names. An extension begins with a low line (JSON Feed 1.1, Extensions). */
static void put_data(struct page *p, struct json *j, const struct news_item *item)
{
	const struct site_history *h = p->site->in->history;
	const struct timeline_event *ev = item->event;
	const struct history_commit *c = &h->commits->commits.v[ev->commit];
	const struct change_about about = {
		.kind = item->timeline->kind->name,
		.key = item->timeline->key,
		.commit = str_hex(c->id, sizeof c->id, p->a),
		.milestone = news_milestone(h, ev->commit, p->a),
	};

	json_key(j, "_dictum");
	json_begin(j, '{');
	change_data(j, ev, &about);
	json_member_bool(j, "breaking", item->is_breaking);
	change_data_fields(j, ev, (struct change_limits){ CHANGE_FIELDS, MAX_VALUE });
	json_end(j);
}

static void put_item(struct page *p, struct json *j, const struct news_item *item)
{
	str author = author_of(p, item);

	json_begin(j, '{');
	json_member(j, "id", item_id(p, item));
	json_member(j, "url", page_address(p->site, item_page(p, item), p->a));
	json_member(j, "title", item_title(p, item));
	json_member(j, "content_html", item_html(p, item));
	json_member(j, "date_published", feed_time(news_time(p->site->in->history, item->event), p->a));
	if (author.n)
		put_authors(j, author);
	json_key(j, "tags");
	json_begin(j, '[');
	json_str(j, item->timeline->kind->name);
	json_end(j);
	put_data(p, j, item);
	json_end(j);
}

/* Its addresses have to be whole ones: without a base URL there are none. */
bool file_json_feed(struct page *p, const void *arg)
{
	const struct feed *f = arg;
	struct json j;

	json_init(&j, p->out, true);
	json_begin(&j, '{');
	json_member(&j, "version", STR("https://jsonfeed.org/version/1.1"));
	json_member(&j, "title", feed_title(p, f));
	json_member(&j, "home_page_url", page_address(p->site, f->page, p->a));
	json_member(&j, "feed_url", page_address(p->site, p->url, p->a));
	json_key(&j, "items");
	json_begin(&j, '[');
	for (size_t i = 0; i < f->n; i++)
		put_item(p, &j, f->items[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(p->out, '\n');
	return true;
}

/* ---- which feeds there are ---- */

static void plan_feed(const struct site *s, struct jobs *files, const struct feed *f)
{
	struct feed *kept = arena_new(s->a, struct feed);

	*kept = *f;
	*vec_push(&files->all, s->a) = (struct job){ str_fmt(s->a, "%.*s.xml", STR_ARG(f->url)), file_atom, kept };
	*vec_push(&files->all, s->a) = (struct job){ str_fmt(s->a, "%.*s.json", STR_ARG(f->url)), file_json_feed, kept };
}

static void plan_own_feed(const struct site *s, struct jobs *files, const struct group *g)
{
	const struct news_list *list = news_of_owner(&s->news, g);

	if (list)
		plan_feed(s, files,
		          &(struct feed){ .title = str_fmt(s->a, "changes of the %.*s group", STR_ARG(g->name)),
		                          .url = url_group_feed(g->id, "", s->a),
		                          .page = url_group(g->id, s->a),
		                          .items = list->all.v,
		                          .n = list->all.n });
}

void feeds_plan(const struct site *s, struct jobs *files)
{
	const struct news *n = &s->news;
	const struct owners *o = &s->dict->owners;
	const struct news_item **latest = arena_array(s->a, NEWS_FEED, const struct news_item *);
	struct feed all = { .title = STR("all changes"), .url = STR("feed"), .page = STR("changes/index.html"), .items = latest };
	struct feed breaking = { STR("breaking changes"), url_breaking_feed("", s->a), all.page, n->breaking.all.v, n->breaking.all.n };

	if (!s->in->history)
		return;
	for (size_t i = 0; i < n->n && all.n < NEWS_FEED; i++)
		if (!n->all[i].told_by)
			latest[all.n++] = &n->all[i];
	plan_feed(s, files, &all);
	plan_feed(s, files, &breaking);
	for (size_t i = 0; i < o->groups.n && !s->is_large; i++)
		plan_own_feed(s, files, o->groups.v[i]);
}
