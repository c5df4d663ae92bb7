/* Pages by value: of each facet an index of its values, of each value all entries that have it. */
#include "site/page.h"

str values_page_url(const void *arg, size_t page, struct arena *a)
{
	const struct facet *f = arg;

	return url_values(f->folder, page, a);
}

str value_page_url(const void *arg, size_t page, struct arena *a)
{
	const struct value_part *part = arg;

	return url_value(part->facet->folder, part->value->value, page, a);
}

static bool has_csv(const struct page *p, const struct facet *f)
{
	return f->field->has_csv && !p->site->is_large;
}

static bool is_collected(const struct facet_value *v)
{
	return v->entries.n > v->by_status[STATUS_REMOVED];
}

/* Where a table holds what is collected, as many as that has. */
static str total_words(struct page *p, const struct facet *f, const struct facet_value *v)
{
	return f->field->has_csv ? collected_words(p, v) : entries_words(p, v->entries.v, v->entries.n);
}

static void view_value_row(struct page *p, struct view *list, const struct facet *f, const struct facet_value *v)
{
	struct view *row = view_list_add(list, p->a);

	view_text(row, "url", v->url, p->a);
	view_text(row, "word", v->word, p->a);
	view_text(row, "value", str_eq(v->word, v->value) ? (str){ 0 } : v->value, p->a);
	view_text(row, "help", v->help, p->a);
	view_text(row, "counts", total_words(p, f, v), p->a);
	view_text(row, "removed", f->field->has_csv ? page_number_or_none(p, v->by_status[STATUS_REMOVED]) : (str){ 0 }, p->a);
	view_text(row, "more", page_number_or_none(p, v->beyond.n), p->a);
	view_text(row, "below", v->below && is_collected(v) ? v->below->word : (str){ 0 }, p->a);
	view_text(row, "more_url", url_beyond(f->folder, v->value, 1, p->a), p->a);
	view_text(row, "csv_url", has_csv(p, f) ? url_value_csv(f->folder, v->value, p->a) : (str){ 0 }, p->a);
	view_uint(row, "active", v->by_status[STATUS_ACTIVE], p->a);
}

bool page_values(struct page *p, const void *arg)
{
	const struct values_part *part = arg;
	const struct facet *f = part->facet;
	size_t from = (part->page - 1) * URL_PAGE_ROWS, to = from + URL_PAGE_ROWS;
	struct view *rows;

	page_begin(p, page_numbered(p, f->field->title, part->page),
	           str_fmt(p->a, "Entries by value: %.*s.", STR_ARG(f->field->title)), (str){ 0 });
	view_text(p->view, "heading", f->field->title, p->a);
	view_text(p->view, "help", f->field->help, p->a);
	view_text(p->view, "n_values", page_number(p, f->values.n), p->a);
	view_flag(p->view, "one_value", f->values.n == 1, p->a);
	view_text(p->view, "longest", f->has_prose ? page_number(p, FACET_MAX_BYTES) : (str){ 0 }, p->a);
	view_pager(p, part->page, list_page_of(f->values.n - 1), values_page_url, f);
	view_flag(p->view, "more_column", f->field->n_ladder > 0, p->a);
	view_flag(p->view, "csv_column", has_csv(p, f), p->a);
	rows = view_list(p->view, "values", p->a);
	for (size_t i = from; i < to && i < f->values.n; i++)
		view_value_row(p, rows, f, f->values.v[i]);
	return page_render(p, PAGE_VALUES);
}

/* A ladder: what this value has that the one below lacks. */
static void view_below(struct page *p, const struct facet *f, const struct facet_value *v)
{
	const struct facet_value *below = is_collected(v) ? v->below : NULL;

	view_text(p->view, "below_url", below ? below->url : (str){ 0 }, p->a);
	view_text(p->view, "below", below ? below->word : (str){ 0 }, p->a);
	view_text(p->view, "beyond", page_number(p, v->beyond.n), p->a);
	view_text(p->view, "beyond_url", v->beyond.n ? url_beyond(f->folder, v->value, 1, p->a) : (str){ 0 }, p->a);
	view_flag(p->view, "one_beyond", v->beyond.n == 1, p->a);
}

void view_siblings(struct page *p, const struct facet *f, str here)
{
	struct view *list = view_list(p->view, "filters", p->a);
	str index = url_values(f->folder, 1, p->a);

	for (size_t i = 0; i < p->site->filters.all.n; i++)
		if (str_eq(p->site->filters.all.v[i].url, index))
			view_filter(p, list, &p->site->filters.all.v[i], here);
}

/* Whether a definition has this very word: several may stand for one status. */
static bool is_written(const struct facet *f, const struct facet_value *v)
{
	for (size_t i = 0; i < v->entries.n; i++)
		if (!field_has_status(v->entries.v[i]->kind, f->field) || str_eq(v->entries.v[i]->status_text, v->value))
			return true;
	return false;
}

static void view_heading(struct page *p, const struct facet *f, const struct facet_value *v)
{
	view_text(p->view, "facet", f->field->title, p->a);
	view_text(p->view, "index_url", url_values(f->folder, 1, p->a), p->a);
	view_text(p->view, "word", v->word, p->a);
	view_text(p->view, "value", str_eq(v->word, v->value) || !is_written(f, v) ? (str){ 0 } : v->value, p->a);
	view_text(p->view, "help", v->help, p->a);
	view_text(p->view, "csv_url", has_csv(p, f) ? url_value_csv(f->folder, v->value, p->a) : (str){ 0 }, p->a);
}

void view_files(struct page *p, const struct field *f, struct entry *const *entries, size_t n)
{
	struct view *list = view_list(p->view, "files", p->a);
	str before = { 0 };

	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++) {
		const struct kind *k = &p->site->dict->dialect->kinds[i];
		struct view *item;
		str column;

		if (!site_stretch(p->site, entries, n, k).n)
			continue;
		if (list->n)
			view_flag(&list->item[list->n - 1], "comma", true, p->a);
		item = view_list_add(list, p->a);
		column = f ? api_column(k, f, p->a) : (str){ 0 };
		view_text(item, "column", str_eq(column, before) ? (str){ 0 } : column, p->a);
		view_text(item, "url", url_csv(k, p->a), p->a);
		view_text(item, "text", url_csv(k, p->a), p->a);
		before = column;
	}
}

bool page_value(struct page *p, const void *arg)
{
	const struct value_part *part = arg;
	const struct facet *f = part->facet;
	const struct facet_value *v = part->value;
	struct listing l = {
		.entries = v->listed.v, .n = v->listed.n, .page = part->page, .url = value_page_url, .arg = part, .all = v->entries.n,
	};
	str total = total_words(p, f, v);
	str name = str_fmt(p->a, "%.*s: %.*s", STR_ARG(f->field->title), STR_ARG(v->word));

	if (!str_eq(v->word, v->value)) /* titles tell "Free" from what is called so */
		name = str_fmt(p->a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(v->value));
	l.column = f->field->n_ladder ? f->field : NULL;
	page_begin(p, page_numbered(p, name, part->page), str_fmt(p->a, "%.*s: %.*s.", STR_ARG(name), STR_ARG(total)), (str){ 0 });
	view_heading(p, f, v);
	view_text(p->view, "total", total, p->a);
	if (f->field->has_csv)
		view_collected(p, v, total);
	view_below(p, f, v);
	view_files(p, f->field, v->entries.v, v->entries.n);
	view_by_status(p->view, v->by_status, p->a);
	view_siblings(p, f, v->url);
	view_listing(p, &l);
	return page_render(p, PAGE_VALUE);
}

static str beyond_url(const void *arg, size_t page, struct arena *a)
{
	const struct value_part *part = arg;

	return url_beyond(part->facet->folder, part->value->value, page, a);
}

/* What this value has and the one below it on the ladder has not. */
bool page_beyond(struct page *p, const void *arg)
{
	const struct value_part *part = arg;
	const struct facet *f = part->facet;
	const struct facet_value *v = part->value;
	size_t shown = v->beyond.n < p->site->max_listed ? v->beyond.n : p->site->max_listed;
	struct listing l = {
		.entries = v->beyond.v, .n = shown, .all = v->beyond.n, .page = part->page, .url = beyond_url, .arg = part,
	};
	str total = entries_words(p, v->beyond.v, v->beyond.n);
	str name = str_fmt(p->a, "%.*s, not %.*s", STR_ARG(v->word), STR_ARG(v->below->word));
	size_t by_status[STATUS_COUNT] = { 0 };

	for (size_t i = 0; i < v->beyond.n; i++)
		by_status[v->beyond.v[i]->status]++;
	page_begin(p, page_numbered(p, str_fmt(p->a, "%.*s: %.*s", STR_ARG(f->field->title), STR_ARG(name)), part->page),
	           str_fmt(p->a, "%.*s: %.*s.", STR_ARG(name), STR_ARG(total)), (str){ 0 });
	view_heading(p, f, v);
	view_text(p->view, "name", name, p->a);
	view_text(p->view, "value_url", v->url, p->a);
	view_text(p->view, "csv_url", has_csv(p, f) ? url_beyond_csv(f->folder, v->value, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "below", v->below->word, p->a);
	view_text(p->view, "below_url", v->below->url, p->a);
	view_text(p->view, "total", total, p->a);
	view_by_status(p->view, by_status, p->a);
	view_siblings(p, f, v->url);
	view_listing(p, &l);
	return page_render(p, PAGE_BEYOND);
}
