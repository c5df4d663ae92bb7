/* The changes of a release, of a month, or of what is in no release yet: how many of which class, then each of them. A release is what came after the
   one before it, so the way from that one leads here, too. */
#include "site/change_view.h"

static const char *const part_titles[NEWS_PARTS] = { "Added", "Changed", "Deprecated or removed", "Renamed" };
static const char *const part_ids[NEWS_PARTS] = { "added", "changed", "removed", "renamed" };

struct period_part {
	const struct news_period *period, *newer, *older; /* newer, older: neighbours; NULL: none */
	size_t page, n; /* n: changes on all of its pages */
	bool is_release;
};

static str period_url(const void *arg, size_t page, struct arena *a)
{
	const struct period_part *part = arg;

	return url_changes(part->period->id, page, a);
}

/* The rows of one part that are on this page. */
static void view_part(struct page *p, struct view *tables, const struct period_part *part, size_t which, size_t from, size_t to)
{
	const struct news_period *period = part->period;
	struct view *table = view_list_add(tables, p->a);
	size_t all = period->count[which];

	view_text(table, "title", str_from_z(part_titles[which]), p->a);
	view_text(table, "id", str_from_z(part_ids[which]), p->a);
	view_text(table, "n", page_number(p, all), p->a);
	view_flag(table, "is_added", which == NEWS_ADDED, p->a);
	view_news_rows(p, view_list(table, "rows", p->a), period->items.all.v + from, to - from);
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

/* ---- how many of which class ---- */

static size_t count_classes(void)
{
	size_t n = 0;

	while (change_classes[n].rule.id)
		n++;
	return n;
}

static void count_class(size_t *counts, const struct change_class *c)
{
	counts[c - change_classes]++;
}

static void count_item(size_t *counts, const struct news_item *item)
{
	const struct timeline_event *ev = item->event;

	if (ev->change == TIMELINE_DELETED || item->part == NEWS_RENAMED)
		count_class(counts, news_end_class(item->timeline, ev));
	for (size_t i = 0; i < ev->n_fields; i++)
		if (ev->fields[i].class && ev->fields[i].class->category != CHANGE_SAFE)
			count_class(counts, ev->fields[i].class);
}

static void view_class(struct page *p, struct view *list, const struct change_class *c, size_t n, bool breaks)
{
	struct view *row = view_list_add(list, p->a);

	view_text(row, "id", str_from_z(c->rule.id), p->a);
	view_text(row, "what", upper_first(str_from_z(c->rule.title), p->a), p->a);
	view_text(row, "n", page_number(p, n), p->a);
	view_flag(row, "breaks", breaks, p->a);
}

/* What breaks something first, else in the order of dictum-changes(7). */
static void view_classes(struct page *p, const struct news_period *period)
{
	size_t n = count_classes(), *counts = arena_array(p->a, n, size_t);
	struct view *list = view_list(p->view, "classes", p->a);

	for (size_t i = 0; i < period->items.all.n; i++)
		count_item(counts, period->items.all.v[i]);
	for (int breaks = 1; breaks >= 0; breaks--)
		for (size_t i = 0; i < n; i++)
			if (counts[i] && change_class_breaks(&change_classes[i], p->site->in->changes) == (bool)breaks)
				view_class(p, list, &change_classes[i], counts[i], breaks);
	view_flag(p->view, "has_classes", list->n > 0, p->a);
}

/* ---- the page ---- */

void view_period_counts(struct page *p, struct view *row, const struct news_period *period)
{
	for (size_t i = 0; i < NEWS_PARTS; i++)
		view_text(row, part_ids[i], page_number_or_none(p, period->count[i]), p->a);
	view_text(row, "breaking", page_number_or_none(p, period->n_breaking), p->a);
}

str news_words(struct page *p, const struct news_period *period)
{
	struct buf b = { .a = p->a };

	for (size_t i = 0; i < NEWS_PARTS; i++)
		if (period->count[i])
			buf_fmt(&b, "%s%.*s %.*s", b.n ? ", " : "", STR_ARG(page_number(p, period->count[i])),
			        STR_ARG(lower_first(str_from_z(part_titles[i]), p->a)));
	return b.n ? buf_str(&b) : STR("nothing changed");
}

static str period_title(struct page *p, const struct news_period *period)
{
	return period->is_unreleased ? period->name : str_fmt(p->a, "Changes in %.*s", STR_ARG(period->name));
}

static void view_neighbours(struct page *p, const struct period_part *part)
{
	const struct version *v = part->is_release ? version_find(&p->site->versions, part->period->id) : NULL;

	view_text(p->view, "newer", part->newer ? url_changes(part->newer->id, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "newer_name", part->newer ? part->newer->name : (str){ 0 }, p->a);
	view_text(p->view, "older", part->older ? url_changes(part->older->id, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "older_name", part->older ? part->older->name : (str){ 0 }, p->a);
	view_text(p->view, "version_url", v ? url_version(v->name, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "version_name", part->period->name, p->a);
	view_flag(p->view, "has_neighbours", part->newer || part->older || v, p->a);
}

bool page_period(struct page *p, const void *arg)
{
	const struct period_part *part = arg;
	const struct news_period *period = part->period;
	str title = period_title(p, period), words = news_words(p, period);

	page_begin(p, page_numbered(p, title, part->page), str_fmt(p->a, "%.*s: %.*s.", STR_ARG(title), STR_ARG(words)), STR("changes"));
	view_feeds(p, NULL);
	view_text(p->view, "title", title, p->a);
	view_text(p->view, "words", upper_first(words, p->a), p->a);
	view_text(p->view, "breaking", page_number_or_none(p, period->n_breaking), p->a);
	view_text(p->view, "since", part->is_release && part->older ? part->older->name : (str){ 0 }, p->a);
	view_text(p->view, "most", part->n < period->items.all.n ? page_number(p, part->n) : (str){ 0 }, p->a);
	view_neighbours(p, part);
	if (part->page == 1)
		view_classes(p, period);
	view_parts(p, part);
	view_pager(p, part->page, part->n ? list_page_of(part->n - 1) : 1, period_url, part);
	return page_render(p, PAGE_PERIOD);
}

/* An address for who thinks of two releases: it leads on to the page of the later one. */
bool page_range(struct page *p, const void *arg)
{
	const struct period_part *part = arg;
	str own = p->url, url = url_changes(part->period->id, 1, p->a);
	str title = str_fmt(p->a, "Changes from %.*s to %.*s", STR_ARG(part->older->name), STR_ARG(part->period->name));

	p->url = url; /* search engines keep that one */
	page_begin(p, title, str_fmt(p->a, "%.*s: they are those in %.*s.", STR_ARG(title), STR_ARG(part->period->name)), STR("changes"));
	p->url = own;
	view_text(p->view, "refresh", url, p->a);
	view_text(p->view, "title", title, p->a);
	view_text(p->view, "target", period_title(p, part->period), p->a);
	return page_render(p, PAGE_RANGE);
}

void period_plan(const struct site *s, struct jobs *pages, struct jobs *files, const struct period_place *at)
{
	const struct news_period *period = at->all[at->i];
	struct period_part whole = { .period = period, .n = period->items.all.n, .page = 1, .is_release = at->is_release };

	whole.newer = at->i ? at->all[at->i - 1] : NULL;
	whole.older = at->i + 1 < at->n ? at->all[at->i + 1] : NULL;
	if (s->is_large && whole.n > PAGE_LARGE_LISTED)
		whole.n = PAGE_LARGE_LISTED;
	do {
		struct period_part *part = arena_new(s->a, struct period_part);

		*part = whole;
		*vec_push(&pages->all, s->a) = (struct job){ url_changes(period->id, part->page, s->a), page_period, part };
		if (part->page == 1 && at->is_release && part->older && !period->is_unreleased)
			*vec_push(&files->all, s->a) = (struct job){ url_range(part->older->id, period->id, s->a), page_range, part };
	} while (whole.page++ * URL_PAGE_ROWS < whole.n);
}
