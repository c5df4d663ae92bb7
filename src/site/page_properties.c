/* Identifiers and properties: what events send, and a page for each name with the events that send it and the metrics
 * that count by it. */
#include "site/page.h"

static str plural_of(struct page *p, const struct kind *k)
{
	return k ? site_kind(p->site, k)->plural : STR("definitions");
}

/* What so many of them are called. */
static str word_for(struct page *p, const struct kind *k, size_t n)
{
	if (n != 1)
		return plural_of(p, k);
	return k ? k->singular : STR("definition");
}

/* "Identifier", "Built-in property", "Custom property"; "Property" where the dialect knows no difference. */
static str what_words(struct page *p, const struct sent_name *n)
{
	str property = n->is_custom ? STR("Custom property") : n->is_builtin ? STR("Built-in property") : STR("Property");

	if (!n->is_property)
		return STR("Identifier");
	if (!n->is_identifier)
		return property;
	return str_fmt(p->a, "Identifier and %.*s", STR_ARG(lower_first(property, p->a)));
}

/* What it means: in the words of the dialect, else of its senders where they agree. */
static str about(struct page *p, const struct sent_name *n)
{
	str text = n->events.v[0].description;

	for (size_t i = 1; i < n->events.n; i++)
		if (!str_eq(n->events.v[i].description, text))
			text = (str){ 0 };
	return markdown_excerpt(n->help.n ? n->help : text, 200, p->a);
}

static void view_sent_name(struct page *p, struct view *v, const struct sent_name *n)
{
	view_html(v, "name_html", key_html(n->name, p->a), p->a);
	view_text(v, "what", what_words(p, n), p->a);
	view_text(v, "about", about(p, n), p->a);
	view_uint(v, "n_events", n->sent.still, p->a);
	view_text(v, "events_removed", page_number_or_none(p, n->sent.removed), p->a);
	view_uint(v, "n_unique", n->unique.still, p->a);
	view_text(v, "unique_removed", page_number_or_none(p, n->unique.removed), p->a);
	view_uint(v, "n_filter", n->filter.still, p->a);
	view_text(v, "filter_removed", page_number_or_none(p, n->filter.removed), p->a);
}

static void view_words(struct page *p, struct view *row, const struct sent_name *n)
{
	const struct sent *s = &p->site->sent;

	view_text(row, "sender_word", word_for(p, s->sender, n->sent.still), p->a);
	view_text(row, "unique_word", word_for(p, s->user, n->unique.still), p->a);
	view_text(row, "filter_word", word_for(p, s->user, n->filter.still), p->a);
}

static str index_url(const void *arg, size_t page, struct arena *a)
{
	(void)arg; /* there is one such list */
	return url_properties(page, a);
}

static void view_kinds(struct page *p, const struct sent *s)
{
	str senders = plural_of(p, s->sender), users = plural_of(p, s->user);

	view_text(p->view, "senders", senders, p->a);
	view_text(p->view, "sender_title", s->sender ? s->sender->title : (str){ 0 }, p->a);
	view_flag(p->view, "has_identifiers", s->sender && s->sender->identifiers.n, p->a);
	view_text(p->view, "users", users, p->a);
	view_text(p->view, "user_title", s->user ? s->user->title : (str){ 0 }, p->a);
}

bool page_properties(struct page *p, const void *arg)
{
	const struct sent *s = &p->site->sent;
	size_t page = ((const struct properties_part *)arg)->page, from = (page - 1) * URL_PAGE_ROWS;
	struct view *rows;

	page_begin(p, page_numbered(p, STR("Properties"), page),
	           str_fmt(p->a, "Whom and what %.*s say that they belong to, and what they send beside.",
	                   STR_ARG(plural_of(p, s->sender))),
	           (str){ 0 });
	view_kinds(p, s);
	view_text(p->view, "context_url", context_words(p).n ? STR("context.html") : (str){ 0 }, p->a);
	rows = view_list(p->view, "rows", p->a);
	for (size_t i = from; i < s->n && i - from < URL_PAGE_ROWS; i++) {
		struct view *row = view_list_add(rows, p->a);

		view_sent_name(p, row, s->all[i]);
		view_words(p, row, s->all[i]);
		view_text(row, "url", url_property(s->all[i]->name, 1, p->a), p->a);
	}
	view_pager(p, page, list_page_of(s->n - 1), index_url, NULL);
	return page_render(p, PAGE_PROPERTIES);
}

static void view_events(struct page *p, const struct sent_name *n, size_t page)
{
	struct view *rows = view_list(p->view, "events", p->a);
	size_t from = (page - 1) * URL_PAGE_ROWS;

	for (size_t i = from; i < n->events.n && i - from < URL_PAGE_ROWS; i++) {
		const struct sending *s = &n->events.v[i];
		struct view *row = view_list_add(rows, p->a);

		view_target(p, row, s->from);
		view_text(row, "as",
		          !s->is_property    ? STR("Identifier")
		          : s->is_identifier ? STR("Identifier and property")
		                             : STR("Property"),
		          p->a);
		view_html(row, "description_html", text_html(p, s->from->definition->path, s->description), p->a);
	}
	view_flag(p->view, "as_column", n->is_identifier && n->is_property, p->a);
	view_flag(p->view, "description_column", n->is_property, p->a);
}

/* The first of them; the others can be found by the events that they count. */
static void view_metrics(struct page *p, const struct sent_name *n)
{
	size_t shown = n->metrics.n < URL_PAGE_ROWS ? n->metrics.n : URL_PAGE_ROWS;
	struct view *rows = view_list(p->view, "metrics", p->a);

	for (size_t i = 0; i < shown; i++) {
		const struct sent_use *u = &n->metrics.v[i];
		struct view *row = view_list_add(rows, p->a);

		view_target(p, row, u->by);
		view_text(row, "as",
		          u->is_unique && u->is_filter ? STR("Unique by it, filtered by it")
		          : u->is_unique               ? STR("Unique by it")
		                                       : STR("Filtered by it"),
		          p->a);
	}
	view_flag(p->view, "has_metrics", shown > 0, p->a);
	view_text(p->view, "metrics_total", shown < n->metrics.n ? page_number(p, n->metrics.n) : (str){ 0 }, p->a);
	view_text(p->view, "metrics_shown", page_number(p, shown), p->a);
	view_text(p->view, "metrics_url", p->site->sent.user ? url_api(p->site->sent.user, p->a) : (str){ 0 }, p->a);
}

static str property_url(const void *arg, size_t page, struct arena *a)
{
	return url_property(((const struct sent_name *)arg)->name, page, a);
}

/* "Events 101 to 200 of 240" */
static str caption(struct page *p, const struct sent_name *n, size_t page)
{
	size_t from = (page - 1) * URL_PAGE_ROWS, left = n->events.n - from;
	const struct kind *k = p->site->sent.sender;

	return str_fmt(p->a, "%.*s %.*s to %.*s of %.*s, by key", STR_ARG(k ? k->title : STR("Definitions")),
	               STR_ARG(page_number(p, from + 1)),
	               STR_ARG(page_number(p, from + (left < URL_PAGE_ROWS ? left : URL_PAGE_ROWS))),
	               STR_ARG(page_number(p, n->events.n)));
}

bool page_property(struct page *p, const void *arg)
{
	const struct property_part *part = arg;
	const struct sent_name *n = part->name;
	size_t shown = n->events.n < p->site->max_listed ? n->events.n : p->site->max_listed;
	str what = what_words(p, n);

	page_begin(p, str_fmt(p->a, "%.*s - Properties", STR_ARG(page_numbered(p, n->name, part->page))),
	           str_fmt(p->a, "%.*s: which %.*s send it, what it means, what is counted by it.", STR_ARG(what),
	                   STR_ARG(plural_of(p, p->site->sent.sender))),
	           (str){ 0 });
	view_kinds(p, &p->site->sent);
	view_sent_name(p, p->view, n);
	view_text(p->view, "word", n->is_identifier ? n->word : (str){ 0 }, p->a);
	view_text(p->view, "caption", caption(p, n, part->page), p->a);
	view_events(p, n, part->page);
	view_pager(p, part->page, list_page_of(shown - 1), property_url, n);
	view_text(p->view, "most", shown < n->events.n ? page_number(p, shown) : (str){ 0 }, p->a);
	if (part->page == 1)
		view_metrics(p, n);
	return page_render(p, PAGE_PROPERTY);
}
