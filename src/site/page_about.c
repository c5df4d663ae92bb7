/* About: what the site was made from and its data formats; and the page for addresses that lead nowhere. */
#include "base/time.h"
#include "site/page.h"

bool page_about(struct page *p, const void *arg)
{
	const struct site *s = p->site;
	struct view *kinds;

	(void)arg; /* there is one such page */
	page_begin(p, STR("About"), STR("What this site was built from, and its data as JSON and CSV."), (str){ 0 });
	view_text(p->view, "full_commit", s->in->commit, p->a);
	view_text(p->view, "date", s->in->commit_time > 0 ? time_date(s->in->commit_time, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "root", s->in->root, p->a);
	view_uint(p->view, "files", s->in->files, p->a);
	view_text(p->view, "dialect", s->dict->dialect->title, p->a);
	view_text(p->view, "found", level_words(p, s->health.by_level), p->a);
	view_text(p->view, "suppressed", page_number_or_none(p, s->health.suppressed), p->a);
	view_text(p->view, "base_url", s->in->config->base_url, p->a);
	view_flag(p->view, "entry_files", !s->is_large, p->a);
	view_text(p->view, "most", page_number(p, s->max_listed), p->a);
	view_flag(p->view, "gone_file", site_has_gone_file(s), p->a);
	view_flag(p->view, "lint", s->in->lint != NULL, p->a);
	view_feeds(p, NULL);
	kinds = view_list(p->view, "kinds", p->a);
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		const struct kind_pages *k = &s->kinds[i];
		struct view *item = view_list_add(kinds, p->a);

		view_text(item, "title", k->kind->title, p->a);
		view_text(item, "plural", k->plural, p->a);
		view_text(item, "count", page_count(p, k, k->n), p->a);
		view_text(item, "api_url", url_api(k->kind, p->a), p->a);
		view_text(item, "csv_url", url_csv(k->kind, p->a), p->a);
		view_text(item, "folder", k->kind->folder, p->a);
		view_by_status(item, k->by_status, p->a);
	}
	return page_render(p, PAGE_ABOUT);
}

bool page_not_found(struct page *p, const void *arg)
{
	const struct site *s = p->site;
	struct view *kinds;

	(void)arg; /* there is one such page */
	page_begin(p, STR("Page not found"), STR("There is no page at this address."), (str){ 0 });
	kinds = view_list(p->view, "kinds", p->a);
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		struct view *item = view_list_add(kinds, p->a);

		view_text(item, "url", url_list(s->kinds[i].kind, 1, p->a), p->a);
		view_text(item, "text", str_fmt(p->a, "All %.*s", STR_ARG(s->kinds[i].plural)), p->a);
	}
	view_text(p->view, "removed_url", site_n_removed(s) ? url_removed(1, p->a) : (str){ 0 }, p->a);
	return page_render(p, PAGE_NOT_FOUND);
}
