/* The start page: what is here, how much of it, and where to go. */
#include "render/search.h"
#include "site/page.h"

enum { HOME_GROUPS = 12 }; /* of a stage; its page has all of them */

static void way_add(struct page *p, struct view *list, str url, str text)
{
	struct view *item = view_list_add(list, p->a);

	view_text(item, "url", url, p->a);
	view_text(item, "text", text, p->a);
}

static void view_ways(struct page *p)
{
	const struct site *s = p->site;
	struct view *list = view_list(p->view, "ways", p->a);

	for (size_t i = 0; i < s->filters.all.n; i++)
		way_add(p, list, s->filters.all.v[i].url, s->filters.all.v[i].title);
	if (s->sent.n)
		way_add(p, list, url_properties(1, p->a), STR("Properties"));
	if (context_words(p).n)
		way_add(p, list, STR("context.html"), STR("Standard context"));
	if (s->versions.all.n)
		way_add(p, list, url_versions(1, p->a), STR("Versions"));
	way_add(p, list, STR("stats.html"), STR("Statistics"));
	view_flag(p->view, "has_ways", list->n > 0, p->a);
	view_text(p->view, "removed_url", site_n_removed(s) ? url_removed(1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "n_removed", page_number(p, site_n_removed(s)), p->a);
}

static void ask_add(struct page *p, struct view *list, str query)
{
	struct view *item = view_list_add(list, p->a);
	struct buf b = { .a = p->a };

	buf_z(&b, "search.html?q=");
	escape_url_part(&b, query);
	view_text(item, "url", buf_str(&b), p->a);
	view_text(item, "query", query, p->a);
}

const struct group *site_largest_group(const struct site *s)
{
	const struct group *most = NULL;

	for (size_t i = 0; i < s->dict->owners.groups.n; i++)
		if (s->dict->owners.groups.v[i]->entries.n > (most ? most->entries.n : 0))
			most = s->dict->owners.groups.v[i];
	return most;
}

/* Examples of what search can be asked, made from this dictionary so that each finds something. */
static void view_asks(struct page *p)
{
	const struct site *s = p->site;
	const struct group *most = site_largest_group(s);
	struct view *list = view_list(p->view, "asks", p->a);

	if (most)
		ask_add(p, list, str_fmt(p->a, "owner:%.*s", STR_ARG(search_written(most->id, p->a))));
	for (size_t i = s->dict->dialect->n_kinds; i-- > 0 && list->n < 2;)
		if (s->kinds[i].n && s->kinds[i].n < s->dict->all.n)
			ask_add(p, list, str_fmt(p->a, "kind:%.*s", STR_ARG(s->kinds[i].kind->name)));
	if (s->removed.n)
		ask_add(p, list, STR("status:removed"));
	view_flag(p->view, "has_asks", list->n > 0, p->a);
}

bool page_home(struct page *p, const void *arg)
{
	const struct site *s = p->site;
	struct view *kinds;

	(void)arg; /* there is one such page */
	page_begin(p, (str){ 0 }, str_fmt(p->a, "%.*s: what is collected, who owns it, how to query it.", STR_ARG(s->title)), (str){ 0 });
	kinds = view_list(p->view, "kinds", p->a);
	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		const struct kind_pages *k = &s->kinds[i];
		struct view *item = view_list_add(kinds, p->a);

		view_text(item, "title", k->kind->title, p->a);
		view_text(item, "url", url_list(k->kind, 1, p->a), p->a);
		view_text(item, "what", k->kind->what, p->a);
		view_text(item, "total", page_number(p, k->n), p->a);
		view_by_status(item, k->by_status, p->a);
	}
	view_asks(p);
	view_feeds(p, NULL);
	view_home_news(p);
	view_ways(p);
	view_categories(p, facet_for(&s->facets, FACET_PRIVACY));
	view_clean(p, p->view);
	view_by_level(p->view, s->health.by_level, p->a);
	view_text(p->view, "n_groups", page_number(p, s->dict->owners.groups.n), p->a);
	view_text(p->view, "n_stages", page_number(p, s->dict->owners.stages.n), p->a);
	view_flag(p->view, "one_group", s->dict->owners.groups.n == 1, p->a);
	view_flag(p->view, "one_stage", s->dict->owners.stages.n == 1, p->a);
	view_flag(p->view, "has_stages", s->dict->owners.stages.n > 0, p->a);
	view_stages(p, view_list(p->view, "stages", p->a), HOME_GROUPS);
	view_guides(p, NULL);
	return page_render(p, PAGE_HOME);
}
