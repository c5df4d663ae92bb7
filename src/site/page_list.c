/* Lists of entries: 100 rows a page in key order, and all names on one page. */
#include "site/page.h"

static void view_jumps(struct page *p, const struct kind_pages *k)
{
	struct view *list = view_list(p->view, "jumps", p->a);

	for (size_t i = 0; i < k->jumps.n; i++) {
		struct view *item = view_list_add(list, p->a);
		const struct jump *j = &k->jumps.v[i];
		str url = url_list(k->kind, list_page_of(j->first), p->a);

		view_text(item, "url", str_fmt(p->a, "%.*s#%.*s", STR_ARG(url), STR_ARG(j->id)), p->a);
		view_html(item, "label_html", key_html(j->label, p->a), p->a);
		view_uint(item, "n", j->n, p->a);
	}
	view_flag(p->view, "has_jumps", k->jumps.n > 0, p->a);
	view_flag(p->view, "by_namespace", k->by_namespace, p->a);
}

/* Rows that jumps lead to carry an id. */
static void view_ids(struct view *rows, const struct kind_pages *k, size_t from)
{
	for (size_t i = 0; i < k->jumps.n; i++) {
		const struct jump *j = &k->jumps.v[i];

		if (j->first < from || j->first - from >= rows->n)
			continue;
		for (size_t f = 0; f < rows->item[j->first - from].n; f++)
			if (str_eq_z(rows->item[j->first - from].field[f].name, "id"))
				rows->item[j->first - from].field[f].value = (struct view){ .kind = VIEW_TEXT, .text = j->id };
	}
}

static str list_url(const void *arg, size_t page, struct arena *a)
{
	return url_list(arg, page, a);
}

/* "Metrics 101 to 200 of 2,229, by key" */
static str caption(struct page *p, const struct kind_pages *k, size_t from, size_t n)
{
	return str_fmt(p->a, "%.*s %.*s to %.*s of %.*s, by key", STR_ARG(k->kind->title), STR_ARG(page_number(p, from + 1)),
	               STR_ARG(page_number(p, from + n)), STR_ARG(page_number(p, k->n)));
}

bool page_list(struct page *p, const void *arg)
{
	const struct list_part *part = arg;
	const struct kind_pages *k = part->kind;
	size_t from = (part->page - 1) * URL_PAGE_ROWS, n = k->n - from < URL_PAGE_ROWS ? k->n - from : URL_PAGE_ROWS;
	str name = k->kind->title;
	struct view *rows;

	if (part->page > 1)
		name = str_fmt(p->a, "%.*s, page %zu", STR_ARG(name), part->page);
	page_begin(p, name, k->kind->what, k->kind->folder);
	view_text(p->view, "heading", k->kind->title, p->a);
	view_text(p->view, "what", k->kind->what, p->a);
	view_text(p->view, "plural", k->plural, p->a);
	view_text(p->view, "total", page_count(p, k, k->n), p->a);
	view_text(p->view, "active", page_number(p, k->by_status[STATUS_ACTIVE]), p->a);
	view_flag(p->view, "all_active", k->n && k->by_status[STATUS_ACTIVE] == k->n, p->a);
	view_text(p->view, "caption", caption(p, k, from, n), p->a);
	view_text(p->view, "page_text", part->page > 1 ? page_number(p, part->page) : (str){ 0 }, p->a);
	view_text(p->view, "names_url", k->n && k->n <= PAGE_ALL_NAMES ? url_names(k->kind, p->a) : (str){ 0 }, p->a);
	view_flag(p->view, "has_rows", n > 0, p->a);
	view_flag(p->view, "owner_column", true, p->a);
	view_text(p->view, "column_title", k->column ? k->column->title : (str){ 0 }, p->a);
	view_by_status(p->view, "by_status", k->by_status, p->a);
	view_jumps(p, k);
	view_pager(p, part->page, k->pages, list_url, k->kind);
	rows = view_list(p->view, "rows", p->a);
	view_rows(p, rows, k->entries + from, n, k);
	view_ids(rows, k, from);
	return page_render(p, PAGE_LIST);
}

bool page_names(struct page *p, const void *arg)
{
	const struct kind_pages *k = arg;
	struct view *names;

	page_begin(p, str_fmt(p->a, "All %.*s", STR_ARG(k->plural)), k->kind->what, k->kind->folder);
	view_text(p->view, "heading", str_fmt(p->a, "All %.*s", STR_ARG(k->plural)), p->a);
	view_text(p->view, "title", k->kind->title, p->a);
	view_text(p->view, "total", page_count(p, k, k->n), p->a);
	view_text(p->view, "list_url", url_list(k->kind, 1, p->a), p->a);
	names = view_list(p->view, "names", p->a);
	for (size_t i = 0; i < k->n; i++) {
		struct view *item = view_list_add(names, p->a);

		view_text(item, "url", p->site->url[k->entries[i]->index], p->a);
		view_html(item, "key_html", key_html(k->entries[i]->key, p->a), p->a);
		view_flag(item, "gone", k->entries[i]->status == STATUS_REMOVED, p->a);
	}
	return page_render(p, PAGE_NAMES);
}
