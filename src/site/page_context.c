/* Standard context: what is sent with every event, as configuration says it. */
#include "site/page.h"

bool kind_sends(const struct kind *k)
{
	return k->identifiers.n || k->properties.n;
}

str context_words(struct page *p)
{
	size_t n = p->site->in->config->context.fields.n;

	return n ? str_fmt(p->a, "%.*s field%s", STR_ARG(page_number(p, n)), n == 1 ? "" : "s") : (str){ 0 };
}

static void view_fields(struct page *p, const struct site_context *c)
{
	struct view *rows = view_list(p->view, "fields", p->a);
	bool has_types = false, has_examples = false;

	for (size_t i = 0; i < c->fields.n; i++) {
		const struct site_context_field *f = &c->fields.v[i];
		struct view *row = view_list_add(rows, p->a);

		view_html(row, "name_html", key_html(f->name, p->a), p->a);
		view_text(row, "type", f->type, p->a);
		view_html(row, "description_html", text_html(p, text_of_config(p), f->description), p->a);
		view_text(row, "example", f->example, p->a);
		has_types = has_types || f->type.n;
		has_examples = has_examples || f->example.n;
	}
	view_flag(p->view, "type_column", has_types, p->a);
	view_flag(p->view, "example_column", has_examples, p->a);
}

static void view_guide(struct page *p, str file)
{
	for (size_t i = 0; file.n && i < p->site->guides.n; i++) {
		const struct guide *g = &p->site->guides.v[i];

		if (!str_eq(g->file, file))
			continue;
		view_text(p->view, "guide_url", g->url, p->a);
		view_text(p->view, "guide_title", g->title, p->a);
		return;
	}
	view_text(p->view, "guide_url", (str){ 0 }, p->a);
}

bool page_context(struct page *p, const void *arg)
{
	const struct site *s = p->site;
	const struct site_context *c = &s->in->config->context;
	const struct kind *k = s->sent.sender;

	(void)arg; /* there is one such page */
	page_begin(p, STR("Standard context"),
	           str_fmt(p->a, "%.*s sent with every %.*s.", STR_ARG(context_words(p)), STR_ARG(k ? k->singular : STR("event"))), (str){ 0 });
	view_text(p->view, "sender", k ? k->singular : STR("event"), p->a);
	view_text(p->view, "list_url", k ? url_list(k, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "list_title", k ? k->title : (str){ 0 }, p->a);
	view_text(p->view, "count", context_words(p), p->a);
	view_html(p->view, "summary_html", text_lead(p, text_of_config(p), c->summary), p->a);
	view_text(p->view, "properties_url", s->sent.n ? url_properties(1, p->a) : (str){ 0 }, p->a);
	view_fields(p, c);
	view_guide(p, c->guide);
	return page_render(p, PAGE_CONTEXT);
}
