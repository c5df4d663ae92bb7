/* What's new: all months and releases with changes, and a page of changes for each. */
#include "site/change_view.h"

enum { LATEST = 20 /* changes on the page of all periods */, HOME = 8 };

static const char *const part_titles[NEWS_PARTS] = { "Added", "Changed", "Removed" };

static void add_feed(struct page *p, struct view *list, str url, const char *type, str title)
{
	struct view *item = view_list_add(list, p->a);

	view_text(item, "url", url, p->a);
	view_text(item, "type", str_from_z(type), p->a);
	view_text(item, "title", title, p->a);
	view_text(item, "label", str_ends(url, STR(".xml")) ? STR("Atom") : STR("JSON"), p->a);
}

void view_feeds(struct page *p, const struct group *g)
{
	struct view *list;
	str title = g ? str_fmt(p->a, "Changes of the %.*s group", STR_ARG(g->name)) : STR("All changes");

	if (!p->site->in->history || (g && (p->site->is_large || !news_of_owner(&p->site->news, g))))
		return;
	view_flag(p->view, "has_feeds", true, p->a);
	list = view_list(p->view, "feeds", p->a);
	add_feed(p, list, g ? url_group_feed(g->id, ".xml", p->a) : STR("feed.xml"), "application/atom+xml", title);
	add_feed(p, list, g ? url_group_feed(g->id, ".json", p->a) : STR("feed.json"), "application/feed+json", title);
	if (g)
		return;
	add_feed(p, list, url_breaking_feed(".xml", p->a), "application/atom+xml", STR("Breaking changes"));
	add_feed(p, list, url_breaking_feed(".json", p->a), "application/feed+json", STR("Breaking changes"));
}

static void view_latest(struct page *p, size_t most)
{
	const struct news *n = &p->site->news;
	const struct news_item **items = arena_array(p->a, most, const struct news_item *);
	size_t shown = n->n < most ? n->n : most;

	for (size_t i = 0; i < shown; i++)
		items[i] = &n->all[i];
	view_news(p, view_list(p->view, "news", p->a), items, shown);
	view_flag(p->view, "has_news", shown > 0, p->a);
}

void view_home_news(struct page *p)
{
	view_latest(p, p->site->in->history ? HOME : 0);
}

void view_group_news(struct page *p, const struct group *g)
{
	const struct news_list *list = p->site->in->history ? news_of_owner(&p->site->news, g) : NULL;
	size_t n = !list ? 0 : list->all.n < HOME ? list->all.n : HOME;

	view_flag(p->view, "has_news", n > 0, p->a);
	if (n)
		view_news(p, view_list(p->view, "news", p->a), list->all.v, n);
}

static void view_period_row(struct page *p, struct view *list, const struct news_period *period)
{
	static const char *const names[NEWS_PARTS] = { "added", "changed", "removed" };
	struct view *row = view_list_add(list, p->a);

	view_text(row, "url", url_changes(period->name, 1, p->a), p->a);
	view_text(row, "name", period->name, p->a);
	for (size_t i = 0; i < NEWS_PARTS; i++)
		view_text(row, names[i], period->count[i] ? page_number(p, period->count[i]) : (str){ 0 }, p->a);
}

static void view_periods(struct page *p, struct view *tables, const char *title, const char *header, struct news_period *const *all, size_t n)
{
	struct view *table, *rows;

	if (!n)
		return;
	table = view_list_add(tables, p->a);
	view_text(table, "title", str_from_z(title), p->a);
	view_text(table, "header", str_from_z(header), p->a);
	rows = view_list(table, "rows", p->a);
	for (size_t i = 0; i < n; i++)
		view_period_row(p, rows, all[i]);
}

bool page_changes(struct page *p, const void *arg)
{
	const struct news *n = &p->site->news;
	struct view *tables;

	(void)arg; /* there is one such page */
	page_begin(p, STR("What's new"), STR("How definitions were added, changed and removed, by month and by release."), STR("changes"));
	view_feeds(p, NULL);
	view_text(p->view, "total", n->n ? page_number(p, n->n) : (str){ 0 }, p->a);
	view_flag(p->view, "one_change", n->n == 1, p->a);
	view_text(p->view, "edge", change_edge(p), p->a);
	view_flag(p->view, "has_own_feeds", !p->site->is_large, p->a);
	view_latest(p, LATEST);
	tables = view_list(p->view, "tables", p->a);
	view_periods(p, tables, "By release", "Release", n->milestones.v, n->milestones.n);
	view_periods(p, tables, "By month", "Month", n->months.v, n->months.n);
	return page_render(p, PAGE_CHANGES);
}

static str period_url(const void *arg, size_t page, struct arena *a)
{
	const struct period_part *part = arg;

	return url_changes(part->period->name, page, a);
}

/* The rows of one part that are on this page. */
static void view_part(struct page *p, struct view *tables, const struct period_part *part, size_t which, size_t from, size_t to)
{
	const struct news_period *period = part->period;
	struct view *table = view_list_add(tables, p->a);
	size_t all = period->count[which];

	view_text(table, "title", str_from_z(part_titles[which]), p->a);
	view_text(table, "id", lower_first(str_from_z(part_titles[which]), p->a), p->a);
	view_text(table, "n", page_number(p, all), p->a);
	view_flag(table, "one", all == 1, p->a);
	view_flag(table, "is_added", which == NEWS_ADDED, p->a);
	view_news(p, view_list(table, "rows", p->a), period->items.all.v + from, to - from);
}

static void view_parts(struct page *p, const struct period_part *part)
{
	size_t first = (part->page - 1) * URL_PAGE_ROWS, end = first + URL_PAGE_ROWS, start = 0;
	struct view *tables = view_list(p->view, "tables", p->a);

	if (end > part->n)
		end = part->n;
	for (size_t i = 0; i < NEWS_PARTS; i++) {
		size_t stop = start + part->period->count[i];
		size_t from = start > first ? start : first, to = stop < end ? stop : end;

		if (from < to)
			view_part(p, tables, part, i, from, to);
		start = stop;
	}
}

/* "12 added, 1 changed" */
static str period_words(struct page *p, const struct news_period *period)
{
	struct buf b = { .a = p->a };

	for (size_t i = 0; i < NEWS_PARTS; i++)
		if (period->count[i])
			buf_fmt(&b, "%s%.*s %.*s", b.n ? ", " : "", STR_ARG(page_number(p, period->count[i])),
			        STR_ARG(lower_first(str_from_z(part_titles[i]), p->a)));
	return buf_str(&b);
}

bool page_period(struct page *p, const void *arg)
{
	const struct period_part *part = arg;
	str title = str_fmt(p->a, "Changes in %.*s", STR_ARG(part->period->name)), words = period_words(p, part->period), name = title;

	if (part->page > 1)
		name = str_fmt(p->a, "%.*s, page %zu", STR_ARG(title), part->page);
	page_begin(p, name, str_fmt(p->a, "What was new in %.*s: %.*s.", STR_ARG(part->period->name), STR_ARG(words)), STR("changes"));
	view_feeds(p, NULL);
	view_text(p->view, "title", title, p->a);
	view_text(p->view, "page_text", part->page > 1 ? page_number(p, part->page) : (str){ 0 }, p->a);
	view_text(p->view, "words", words, p->a);
	view_text(p->view, "most", part->n < part->period->items.all.n ? page_number(p, part->n) : (str){ 0 }, p->a);
	view_text(p->view, "newer", part->newer ? url_changes(part->newer->name, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "newer_name", part->newer ? part->newer->name : (str){ 0 }, p->a);
	view_text(p->view, "older", part->older ? url_changes(part->older->name, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "older_name", part->older ? part->older->name : (str){ 0 }, p->a);
	view_parts(p, part);
	view_pager(p, part->page, list_page_of(part->n - 1), period_url, part);
	return page_render(p, PAGE_PERIOD);
}

static void plan_period(const struct site *s, struct jobs *pages, struct news_period *const *all, size_t n, size_t i)
{
	size_t listed = all[i]->items.all.n;

	if (s->is_large && listed > PAGE_LARGE_LISTED)
		listed = PAGE_LARGE_LISTED;
	for (size_t page = 1; page <= list_page_of(listed - 1); page++) {
		struct period_part *part = arena_new(s->a, struct period_part);

		*part = (struct period_part){ all[i], i ? all[i - 1] : NULL, i + 1 < n ? all[i + 1] : NULL, page, listed };
		*vec_push(&pages->all, s->a) = (struct job){ url_changes(all[i]->name, page, s->a), page_period, part };
	}
}

void changes_plan(const struct site *s, struct jobs *pages)
{
	const struct news *n = &s->news;

	if (!s->in->history)
		return;
	*vec_push(&pages->all, s->a) = (struct job){ STR("changes/index.html"), page_changes, NULL };
	for (size_t i = 0; i < n->milestones.n; i++)
		plan_period(s, pages, n->milestones.v, n->milestones.n, i);
	for (size_t i = 0; i < n->months.n; i++)
		plan_period(s, pages, n->months.v, n->months.n, i);
}
