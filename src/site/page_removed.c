/* What is no longer collected: removed entries keep their pages, and this one says since when. */
#include "site/page.h"

static str removed_url(const void *arg, size_t page, struct arena *a)
{
	(void)arg; /* there is one such list */
	return url_removed(page, a);
}

static void view_removal(struct page *p, struct view *row, const struct entry *e)
{
	str url = entry_text(e, e->kind->removed_url, p->a);

	view_text(row, "milestone", entry_text(e, e->kind->removed_milestone, p->a), p->a);
	view_text(row, "href", is_link_target(url) ? url : (str){ 0 }, p->a);
	view_text(row, "link", is_link_target(url) ? link_label(url, p->a) : (str){ 0 }, p->a);
}

bool page_removed(struct page *p, const void *arg)
{
	const struct removed_part *part = arg;
	const struct site *s = p->site;
	struct listing l = { .entries = s->removed.v, .n = s->removed.n, .page = part->page, .more = view_removal, .url = removed_url };
	str total = entries_words(p, s->removed.v, s->removed.n), name = STR("Removed");

	if (part->page > 1)
		name = str_fmt(p->a, "Removed, page %zu", part->page);
	page_begin(p, name, str_fmt(p->a, "What is no longer collected: %.*s.", STR_ARG(total)), (str){ 0 });
	view_text(p->view, "total", total, p->a);
	view_files(p, STR("status"), s->removed.v, s->removed.n);
	view_listing(p, &l);
	return page_render(p, PAGE_REMOVED);
}
