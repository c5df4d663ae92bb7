/* Guides: Markdown pages beside the definitions, which link to one another by file name. */
#include "base/fs.h"
#include "site/page.h"

enum { MAX_BESIDE = 30 }; /* guides that the page of one lists: it cannot hold all that there may be */
enum { NEAR = 5 };        /* of more, so many before and after it */

str guide_title(str file, const struct markdown_page *page, struct arena *a)
{
	return page->title.n ? page->title : owner_title(str_replace(path_stem(file), '-', '_', a), a);
}

void site_load_guides(struct site *s)
{
	struct page p = { .site = s, .a = s->a, .up = STR("../") };

	for (size_t i = 0; i < s->in->guides.all.n; i++) {
		const struct site_file *f = &s->in->guides.all.v[i];
		struct guide *g = vec_push(&s->guides, s->a);

		*g = (struct guide){ .file = f->name, .url = url_guide(f->name, s->a) };
		text_guide(&p, fs_path_join(s->a, s->in->config->guides, f->name), f->bytes, &g->page);
		g->title = guide_title(f->name, &g->page, s->a);
		g->excerpt = markdown_excerpt(f->bytes, 200, s->a);
	}
}

static void view_contents(struct page *p, const struct guide *g)
{
	struct view *list = view_list(p->view, "contents", p->a);

	for (size_t i = 0; i < g->page.headings.n; i++) {
		const struct markdown_heading *h = &g->page.headings.v[i];
		struct view *item;

		if (h->level > 3)
			continue;
		item = view_list_add(list, p->a);
		view_text(item, "id", h->id, p->a);
		view_text(item, "text", h->text, p->a);
		view_flag(item, "is_deep", h->level == 3, p->a);
	}
	view_flag(p->view, "has_contents", list->n > 0, p->a);
}

void view_guides(struct page *p, const struct guide *here)
{
	struct view *list = view_list(p->view, "guides", p->a);
	size_t all = p->site->guides.n, at = here ? (size_t)(here - p->site->guides.v) : 0;
	bool is_cut = here && all > MAX_BESIDE;

	for (size_t i = is_cut && at > NEAR ? at - NEAR : 0; i < all && (!is_cut || i <= at + NEAR); i++) {
		const struct guide *g = &p->site->guides.v[i];
		struct view *item = view_list_add(list, p->a);

		view_text(item, "url", g->url, p->a);
		view_text(item, "title", g->title, p->a);
		view_text(item, "excerpt", g->excerpt, p->a);
		view_flag(item, "here", g == here, p->a);
	}
	view_flag(p->view, "has_guides", all > 0, p->a);
	view_text(p->view, "more", page_number_or_none(p, is_cut ? all : 0), p->a);
}

bool page_guides(struct page *p, const void *arg)
{
	(void)arg; /* there is one such page */
	page_begin(p, STR("Guides"), STR("How this dictionary is meant to be used."), STR("guides"));
	view_guides(p, NULL);
	return page_render(p, PAGE_GUIDES);
}

bool page_guide(struct page *p, const void *arg)
{
	const struct guide *g = arg;

	page_begin(p, str_fmt(p->a, "%.*s - Guides", STR_ARG(g->title)), g->excerpt, STR("guides"));
	view_text(p->view, "title", g->title, p->a);
	view_html(p->view, "guide_html", g->page.html, p->a);
	view_contents(p, g);
	view_guides(p, g);
	return page_render(p, PAGE_GUIDE);
}
