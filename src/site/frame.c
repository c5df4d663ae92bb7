/* The frame of pages: links of the header and the footer, and what else is the same on all pages of a section. It is made once for each section; only
   pages that the header links to have one of their own, which says that readers are there. */
#include "base/arena.h"
#include "site/page.h"

enum {
	NAV_FIRST = 2,     /* links of the header that small screens show at once; the others are behind "More" */
	PAGE_FIELDS = 112, /* that pages add to their frame; more make it grow */
	COMMIT_SHOWN = 8   /* digits */
};

static void add_nav_link(struct site *s, str section, str url, str text)
{
	*vec_push(&s->frames.links, s->a) = (struct nav_link){ .section = section, .url = url, .text = text };
}

static void list_links(struct site *s)
{
	const struct facet *privacy = facet_for(&s->facets, FACET_PRIVACY);

	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		const struct kind *k = &s->dict->dialect->kinds[i];

		add_nav_link(s, k->folder, url_list(k, 1, s->a), k->title);
	}
	add_nav_link(s, STR("owners"), STR("owners/index.html"), STR("Owners"));
	if (s->in->history)
		add_nav_link(s, STR("changes"), STR("changes/index.html"), STR("What's new"));
	if (privacy)
		add_nav_link(s, privacy->folder, url_values(privacy->folder, 1, s->a), STR("Privacy"));
	if (s->guides.n)
		add_nav_link(s, STR("guides"), STR("guides/index.html"), STR("Guides"));
}

static void add_item(struct view *list, const struct nav_link *link, str current, struct arena *a)
{
	struct view *item = view_list_add(list, a);

	view_text(item, "url", link->url, a);
	view_text(item, "text", link->text, a);
	view_text(item, "current", current, a);
}

/* "nav" has all links, for templates that make no difference between the first ones and the others. */
static void view_nav(struct view *v, const struct site *s, str section, str url, struct arena *a)
{
	struct view all = { .kind = VIEW_LIST }, first = { .kind = VIEW_LIST }, rest = { .kind = VIEW_LIST };

	for (size_t i = 0; i < s->frames.links.n; i++) {
		const struct nav_link *link = &s->frames.links.v[i];
		str current = str_eq(url, link->url) ? STR("page") : str_eq(section, link->section) ? STR("true") : (str){ 0 };

		add_item(&all, link, current, a);
		add_item(i < NAV_FIRST ? &first : &rest, link, current, a);
	}
	view_set(v, "nav", &all, a);
	view_set(v, "nav_first", &first, a);
	view_set(v, "nav_rest", &rest, a);
}

static void view_csv(struct view *v, const struct site *s, struct arena *a)
{
	struct view *list = view_list(v, "csv", a);

	for (size_t i = 0; i < s->dict->dialect->n_kinds; i++) {
		struct view *item = view_list_add(list, a);

		view_text(item, "url", url_csv(&s->dict->dialect->kinds[i], a), a);
		view_text(item, "text", s->dict->dialect->kinds[i].title, a);
	}
}

static struct view *make_frame(const struct site *s, str section, str url, struct arena *a)
{
	struct view *v = view_map(a);

	view_text(v, "site_title", s->title, a);
	view_text(v, "css", s->css, a);
	view_text(v, "js", s->js, a);
	view_text(v, "icon", s->icon, a);
	view_text(v, "engine", s->engine, a);
	view_text(v, "search_current", STR(URL_SEARCH_CURRENT), a);
	view_nav(v, s, section, url, a);
	view_csv(v, s, a);
	view_text(v, "commit", str_sub(s->in->commit, 0, COMMIT_SHOWN), a);
	view_uint(v, "definitions", s->dict->definitions.n, a);
	view_flag(v, "one_definition", s->dict->definitions.n == 1, a);
	view_uint(v, "entries", s->dict->all.n, a);
	view_flag(v, "one_entry", s->dict->all.n == 1, a);
	view_text(v, "version", STR(DICTUM_VERSION), a);
	return v;
}

void frames_make(struct site *s)
{
	list_links(s);
	for (size_t i = 0; i < s->frames.links.n; i++)
		s->frames.links.v[i].frame = make_frame(s, s->frames.links.v[i].section, (str){ 0 }, s->a);
	s->frames.other = make_frame(s, (str){ 0 }, (str){ 0 }, s->a);
}

struct view frame_of(const struct site *s, str section, str url, struct arena *a)
{
	const struct view *frame = NULL;
	bool is_linked = false;

	for (size_t i = 0; i < s->frames.links.n; i++) {
		const struct nav_link *link = &s->frames.links.v[i];

		if (!frame && str_eq(link->section, section))
			frame = link->frame;
		is_linked = is_linked || str_eq(link->url, url);
	}
	if (is_linked)
		frame = make_frame(s, section, url, a);
	return view_copy(frame ? frame : s->frames.other, PAGE_FIELDS, a);
}
