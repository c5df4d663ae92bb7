/* Data categories in plain language: what is collected, why, and how to turn it off. Texts come from configuration;
   where it has none, the dialect's words stand alone, and nothing is said about turning off. */
#include "site/page.h"

enum { HOME_CATEGORIES = 8 }; /* on the start page; the index has all */

const struct privacy *site_privacy(const struct site *s, str category)
{
	for (size_t i = 0; i < s->privacy.n; i++)
		if (str_eq(s->privacy.v[i].category, category))
			return &s->privacy.v[i];
	return NULL;
}

static size_t n_collected(const struct facet_value *v)
{
	return v->entries.n - v->by_status[STATUS_REMOVED];
}

str collected_words(struct page *p, const struct facet_value *v)
{
	struct buf b = { .a = p->a };

	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++) {
		const struct kind_pages *k = &p->site->kinds[i];
		struct stretch at = site_stretch(p->site, v->entries.v, v->entries.n, k->kind);
		size_t n = 0;

		for (size_t j = at.from; j < at.from + at.n; j++)
			n += v->entries.v[j]->status != STATUS_REMOVED;
		if (!at.n || (!n && n_collected(v)))
			continue;
		buf_z(&b, b.n ? ", " : "");
		buf_put(&b, n ? page_count(p, k, n) : str_fmt(p->a, "No %.*s", STR_ARG(k->plural)));
	}
	return buf_str(&b);
}

void view_collected(struct page *p, const struct facet_value *v, str collected)
{
	view_text(p->view, "collected", collected, p->a);
	view_text(p->view, "removed", page_number_or_none(p, v->by_status[STATUS_REMOVED]), p->a);
	view_flag(p->view, "one_removed", v->by_status[STATUS_REMOVED] == 1, p->a);
}

static str title_of(const struct privacy *text, str word)
{
	return text && text->title.n ? text->title : word;
}

/* Id of what the index says about turning a category off. */
static str off_id(struct page *p, str category)
{
	return str_fmt(p->a, "off-%.*s", STR_ARG(url_slug(category, p->a)));
}

static str summary_of(struct page *p, str category)
{
	const struct site_config *c = p->site->in->config;

	for (size_t i = 0; i < c->privacy.n; i++)
		if (str_eq(c->privacy.v[i].category, category))
			return markdown_excerpt(c->privacy.v[i].summary, 300, p->a);
	return (str){ 0 };
}

static str identifies_of(struct page *p, str category)
{
	const struct site_config *c = p->site->in->config;

	for (size_t i = 0; i < c->privacy.n; i++)
		if (str_eq(c->privacy.v[i].category, category))
			return markdown_excerpt(c->privacy.v[i].identifies, 200, p->a);
	return (str){ 0 };
}

/* `v`: NULL where nothing is collected in the category. */
static void view_category(struct page *p, struct view *row, const struct facet *f, const struct facet_value *v,
                          const struct privacy *text)
{
	str category = v ? v->value : text->category, about = summary_of(p, category);
	bool can_turn_off = text && text->turn_off.n;

	view_text(row, "url", v ? v->url : (str){ 0 }, p->a);
	view_text(row, "csv_url", v && !p->site->is_large ? url_value_csv(f->folder, category, p->a) : (str){ 0 }, p->a);
	view_text(row, "title", title_of(text, v ? v->word : category), p->a);
	view_text(row, "about", about.n || !v ? about : v->help, p->a);
	view_text(row, "identifies", identifies_of(p, category), p->a);
	view_uint(row, "collected", v ? n_collected(v) : 0, p->a);
	view_uint(row, "removed", v ? v->by_status[STATUS_REMOVED] : 0, p->a);
	view_text(row, "off_id", can_turn_off ? off_id(p, category) : (str){ 0 }, p->a);
	view_html(row, "turn_off_html", can_turn_off ? text->turn_off : (str){ 0 }, p->a);
}

/* What for, whether it identifies someone, where it goes: as far as configuration says. */
static void view_answers(struct page *p, const struct privacy *text)
{
	const struct {
		const char *title;
		str html;
	} rows[] = {
		{ "Why it is collected", text ? text->why : (str){ 0 } },
		{ "Does it identify someone?", text ? text->identifies : (str){ 0 } },
		{ "Where it is sent", text ? text->sent_to : (str){ 0 } },
	};
	struct view *list = view_list(p->view, "answers", p->a);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct view *row;

		if (!rows[i].html.n)
			continue;
		row = view_list_add(list, p->a);
		view_text(row, "question", str_from_z(rows[i].title), p->a);
		view_html(row, "answer_html", rows[i].html, p->a);
	}
	view_flag(p->view, "has_answers", list->n > 0, p->a);
}

/* Files of everything collected in a tier, or whatever else stands on a ladder. */
static void view_rungs(struct page *p)
{
	struct view *list = view_list(p->view, "rungs", p->a);
	const struct facets *all = &p->site->facets;

	for (size_t i = 0; i < all->n; i++) {
		const struct facet *f = &all->all[i];

		for (size_t j = 0; f->field->has_csv && !p->site->is_large && f->field->n_ladder && j < f->values.n; j++) {
			struct view *item = view_list_add(list, p->a);

			view_text(item, "url", f->values.v[j]->url, p->a);
			view_text(item, "csv_url", url_value_csv(f->folder, f->values.v[j]->value, p->a), p->a);
			view_text(item, "word", f->values.v[j]->word, p->a);
			view_uint(item, "n", n_collected(f->values.v[j]), p->a);
		}
	}
	view_flag(p->view, "has_rungs", list->n > 0, p->a);
}

static bool has_turn_off(const struct site *s)
{
	for (size_t i = 0; i < s->privacy.n; i++)
		if (s->privacy.v[i].turn_off.n)
			return true;
	return false;
}

void view_categories(struct page *p, const struct facet *f)
{
	struct view *list;

	view_text(p->view, "privacy_url", f ? url_values(f->folder, 1, p->a) : (str){ 0 }, p->a);
	view_flag(p->view, "can_turn_off", has_turn_off(p->site), p->a);
	list = view_list(p->view, "categories", p->a);
	for (size_t i = 0; f && i < f->values.n && i < HOME_CATEGORIES; i++) {
		const struct facet_value *v = f->values.v[i];

		view_category(p, view_list_add(list, p->a), f, v, site_privacy(p->site, v->value));
	}
}

/* What configuration explains and nothing is collected in. */
static void view_unused(struct page *p, struct view *list, const struct facet *f)
{
	for (size_t i = 0; i < p->site->privacy.n; i++) {
		const struct privacy *text = &p->site->privacy.v[i];

		if (!map_has(&f->by_value, text->category) && site_privacy(p->site, text->category) == text)
			view_category(p, view_list_add(list, p->a), f, NULL, text);
	}
}

/* Entries of kinds that have categories and name none. */
static void view_uncategorised(struct page *p)
{
	const struct dict *d = p->site->dict;
	struct view *list = view_list(p->view, "uncategorised", p->a);

	for (size_t i = 0; i < d->dialect->n_kinds; i++) {
		const struct kind_pages *k = &p->site->kinds[i];
		size_t n = 0;

		for (size_t j = 0; k->kind->privacy && j < k->n; j++) {
			str *values;

			n += k->entries[j]->status != STATUS_REMOVED &&
			     !entry_values(k->entries[j], k->kind->privacy, p->a, &values);
		}
		if (n)
			view_list_text(list, page_count(p, k, n), p->a);
	}
}

/* Kinds that have no categories at all. */
static void view_without(struct page *p)
{
	struct view *others = view_list(p->view, "without", p->a);
	size_t n_others = 0;

	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++) {
		const struct kind_pages *k = &p->site->kinds[i];
		struct view *item;

		if (k->kind->privacy || !k->n)
			continue;
		item = view_list_add(others, p->a);
		if (n_others) /* the one before it is not the last */
			view_flag(&others->item[n_others - 1], "comma", true, p->a);
		view_text(item, "url", url_list(k->kind, 1, p->a), p->a);
		view_text(item, "title", k->kind->title, p->a);
		n_others++;
	}
	view_flag(p->view, "has_without", n_others > 0, p->a);
}

/* Where what is sent is listed: kinds that send may have categories or none. */
static void view_sent(struct page *p)
{
	const struct kind *k = p->site->sent.n ? p->site->sent.sender : NULL;

	view_flag(p->view, "has_sent_with", k && k->privacy, p->a);
	view_flag(p->view, "has_sent_without", k && !k->privacy, p->a);
	if (!k)
		return;
	view_text(p->view, "senders", site_kind(p->site, k)->plural, p->a);
	view_text(p->view, "properties_url", url_properties(1, p->a), p->a);
}

bool page_privacy(struct page *p, const void *arg)
{
	const struct values_part *part = arg;
	const struct facet *f = part->facet;
	size_t from = (part->page - 1) * URL_PAGE_ROWS, n_pages = list_page_of(f->values.n - 1);
	struct view *list;

	page_begin(p, page_numbered(p, STR("Privacy"), part->page),
	           STR("What is collected, why, and how to turn it off."), f->folder);
	view_flag(p->view, "can_turn_off", has_turn_off(p->site), p->a);
	view_flag(p->view, "has_csv", !p->site->is_large, p->a);
	list = view_list(p->view, "categories", p->a);
	for (size_t i = from; i < f->values.n && i - from < URL_PAGE_ROWS; i++)
		view_category(p, view_list_add(list, p->a), f, f->values.v[i],
		              site_privacy(p->site, f->values.v[i]->value));
	if (part->page == n_pages)
		view_unused(p, list, f);
	view_uncategorised(p);
	view_without(p);
	view_sent(p);
	view_rungs(p);
	view_pager(p, part->page, n_pages, values_page_url, f);
	return page_render(p, PAGE_PRIVACY);
}

bool page_category(struct page *p, const void *arg)
{
	const struct value_part *part = arg;
	const struct facet *f = part->facet;
	const struct facet_value *v = part->value;
	const struct privacy *text = site_privacy(p->site, v->value);
	const struct listing l = {
		.entries = v->listed.v, .n = v->listed.n, .all = v->entries.n, .page = part->page, .url = value_page_url, .arg = part
	};
	str title = title_of(text, v->word), collected = collected_words(p, v), summary = summary_of(p, v->value);

	page_begin(
	        p,
	        str_fmt(p->a, "%.*s (%.*s) - Privacy", STR_ARG(page_numbered(p, title, part->page)), STR_ARG(v->value)),
	        summary.n ? summary : str_fmt(p->a, "%.*s: %.*s.", STR_ARG(title), STR_ARG(collected)), f->folder);
	view_text(p->view, "index_url", url_values(f->folder, 1, p->a), p->a);
	view_text(p->view, "csv_url", p->site->is_large ? (str){ 0 } : url_value_csv(f->folder, v->value, p->a), p->a);
	view_text(p->view, "title", title, p->a);
	view_text(p->view, "value", v->value, p->a);
	view_text(p->view, "help", v->help, p->a);
	view_html(p->view, "summary_html", text ? text->summary : (str){ 0 }, p->a);
	view_html(p->view, "turn_off_html", text ? text->turn_off : (str){ 0 }, p->a);
	view_answers(p, text);
	view_files(p, f->field, v->entries.v, v->entries.n);
	view_text(p->view, "first_url", part->page > 1 ? value_page_url(part, 1, p->a) : (str){ 0 }, p->a);
	view_collected(p, v, collected);
	view_by_status(p->view, v->by_status, p->a);
	view_siblings(p, f, v->url);
	view_listing(p, &l);
	return page_render(p, PAGE_CATEGORY);
}
