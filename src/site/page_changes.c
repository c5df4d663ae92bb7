/* What's new: the last changes, all releases, and all months with changes; the last changes on other pages. */
#include "site/change_view.h"

enum { LATEST = 20 /* changes on the page of all periods */, HOME = 8 };

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
	size_t shown = 0;

	for (size_t i = 0; i < n->n && shown < most; i++)
		if (!n->all[i].told_by)
			items[shown++] = &n->all[i];
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
	const struct news_item *items[HOME];
	size_t n = 0;

	for (size_t i = 0; list && i < list->all.n && n < HOME; i++)
		items[n++] = list->all.v[i];
	view_flag(p->view, "has_news", n > 0, p->a);
	if (n)
		view_news(p, view_list(p->view, "news", p->a), items, n);
}

static void view_period_row(struct page *p, struct view *list, const struct news_period *period)
{
	struct view *row = view_list_add(list, p->a);

	view_text(row, "url", url_changes(period->id, 1, p->a), p->a);
	view_text(row, "name", period->name, p->a);
	view_period_counts(p, row, period);
}

static void view_periods(struct page *p, struct view *tables, const char *title, const char *header, struct news_period *const *all, size_t n)
{
	struct view *table, *rows;

	if (!n)
		return;
	table = view_list_add(tables, p->a);
	view_text(table, "title", str_from_z(title), p->a);
	view_text(table, "header", str_from_z(header), p->a);
	view_flag(table, "is_release", all == p->site->news.milestones.v, p->a);
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
	view_text(p->view, "total", page_number_or_none(p, n->n_told), p->a);
	view_flag(p->view, "one_change", n->n_told == 1, p->a);
	view_text(p->view, "edge", change_edge(p), p->a);
	view_flag(p->view, "has_own_feeds", !p->site->is_large, p->a);
	view_latest(p, LATEST);
	view_text(p->view, "versions_url", p->site->versions.all.n ? url_versions(1, p->a) : (str){ 0 }, p->a);
	tables = view_list(p->view, "tables", p->a);
	view_periods(p, tables, "By release", "Release", n->milestones.v, n->milestones.n);
	view_periods(p, tables, "By month", "Month", n->months.v, n->months.n);
	return page_render(p, PAGE_CHANGES);
}

void changes_plan(const struct site *s, struct jobs *pages, struct jobs *files)
{
	const struct news *n = &s->news;

	if (!s->in->history)
		return;
	*vec_push(&pages->all, s->a) = (struct job){ STR("changes/index.html"), page_changes, NULL };
	for (size_t i = 0; i < n->milestones.n; i++)
		period_plan(s, pages, files, &(struct period_place){ n->milestones.v, n->milestones.n, i, true });
	for (size_t i = 0; i < n->months.n; i++)
		period_plan(s, pages, files, &(struct period_place){ n->months.v, n->months.n, i, false });
}
