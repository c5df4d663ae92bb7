/* What is no longer collected, in two groups: entries whose definition says that they are removed, and keys whose definition is not in the repository
   any more. All keep their pages, and these lists say since when. */
#include "base/time.h"
#include "site/page.h"

size_t site_n_removed(const struct site *s)
{
	return s->removed.n + s->gone.n;
}

static str removed_url(const void *arg, size_t page, struct arena *a)
{
	(void)arg; /* there is one such list */
	return url_removed(page, a);
}

/* Columns that no row has a value for are left out. */
static void view_removals(struct page *p, struct view *table, struct view *rows, struct entry *const *entries)
{
	bool has_milestone = false, has_link = false;

	for (size_t i = 0; i < rows->n; i++) {
		const struct entry *e = entries[i];
		str url = entry_text(e, e->kind->removed_url, p->a), milestone = entry_milestone(e, e->kind->removed_milestone);

		url = is_link_target(url) ? url : (str){ 0 };
		view_text(&rows->item[i], "milestone", milestone, p->a);
		view_text(&rows->item[i], "href", url, p->a);
		view_text(&rows->item[i], "link", url.n ? link_label(url, p->a) : (str){ 0 }, p->a);
		has_milestone = has_milestone || milestone.n;
		has_link = has_link || url.n;
	}
	view_flag(table, "milestone_column", has_milestone, p->a);
	view_flag(table, "by_column", has_link, p->a);
}

struct gone_columns {
	bool date, now;
};

static void view_gone_row(struct page *p, struct view *rows, const struct gone_page *page, struct gone_columns *columns)
{
	const struct site_history *h = p->site->in->history;
	const struct gone *g = page->gone;
	const struct timeline_event *end = h ? g->deleted : NULL;
	struct gone_step way[GONE_STEPS];
	size_t n = gone_steps(p->site->dict, p->site->gone.list, g->kind, g->key, way);
	struct view *row = view_list_add(rows, p->a);

	view_text(row, "url", page->url, p->a);
	view_html(row, "key_html", key_html(g->key, p->a), p->a);
	view_text(row, "description", p->site->is_large ? (str){ 0 } : page->excerpt, p->a);
	view_text(row, "kind", g->kind->singular, p->a);
	view_text(row, "date", end ? time_date(news_time(h, end), p->a) : (str){ 0 }, p->a);
	view_text(row, "milestone", end ? news_milestone(h, end->commit, p->a) : (str){ 0 }, p->a);
	view_html(row, "now_html", n ? key_html(way[n - 1].key, p->a) : (str){ 0 }, p->a);
	view_text(row, "now_url", n ? site_key_url(p->site, way[n - 1].kind, way[n - 1].key) : (str){ 0 }, p->a);
	columns->date = columns->date || end;
	columns->now = columns->now || n;
}

/* The keys that are gone on this page: they follow the entries. */
static void view_gone(struct page *p, size_t page)
{
	size_t first = (page - 1) * URL_PAGE_ROWS, removed = p->site->removed.n, n = p->site->gone.n;
	size_t from = first > removed ? first - removed : 0, to = first + URL_PAGE_ROWS > removed ? first + URL_PAGE_ROWS - removed : 0;
	struct gone_columns columns = { 0 };
	struct view *rows;

	to = to < n ? to : n;
	view_flag(p->view, "has_gone", from < to, p->a);
	if (from >= to)
		return;
	view_text(p->view, "gone_from", page_number(p, from + 1), p->a);
	view_text(p->view, "gone_to", page_number(p, to), p->a);
	rows = view_list(p->view, "gone", p->a);
	for (size_t i = from; i < to; i++)
		view_gone_row(p, rows, &p->site->gone.all[i], &columns);
	view_flag(p->view, "date_column", columns.date, p->a);
	view_flag(p->view, "now_column", columns.now, p->a);
}

/* Both groups with their numbers, and where they begin. */
static void view_groups(struct page *p)
{
	const struct site *s = p->site;
	size_t left_out = s->gone.list ? s->gone.list->n_left_out : 0;

	view_text(p->view, "n_removed", page_number_or_none(p, s->removed.n), p->a);
	view_flag(p->view, "one_removed", s->removed.n == 1, p->a);
	view_text(p->view, "n_gone", page_number_or_none(p, s->gone.n), p->a);
	view_flag(p->view, "one_gone", s->gone.n == 1, p->a);
	view_text(p->view, "gone_url", url_removed(list_page_of(s->removed.n), p->a), p->a);
	view_text(p->view, "left_out", page_number_or_none(p, left_out), p->a);
}

bool page_removed(struct page *p, const void *arg)
{
	const struct removed_part *part = arg;
	const struct site *s = p->site;
	struct listing l = {
		.entries = s->removed.v, .n = s->removed.n, .page = part->page, .more = view_removals, .behind = s->gone.n, .url = removed_url,
	};
	str total = entries_words(p, s->removed.v, s->removed.n);

	page_begin(p, page_numbered(p, STR("Removed"), part->page),
	           STR("What is no longer collected: definitions that are removed, and keys that are gone."), (str){ 0 });
	view_text(p->view, "total", total, p->a);
	view_files(p, NULL, s->removed.v, s->removed.n);
	view_groups(p);
	view_flag(p->view, "has_removed", (part->page - 1) * URL_PAGE_ROWS < s->removed.n, p->a);
	view_listing(p, &l);
	view_gone(p, part->page);
	return page_render(p, PAGE_REMOVED);
}
