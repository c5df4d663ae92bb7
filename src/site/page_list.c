/* Lists of entries: 100 rows a page in key order, for every page that has one; those of a kind; and all names on one page. */
#include "site/page.h"

/* A namespace of several has a page of its own; a letter, and what stands alone, is a place in the list. */
static str jump_url(const struct kind_pages *k, const struct jump *j, struct arena *a)
{
	const struct namespace *space = namespace_at(&k->namespaces, j->first + j->n - 1);

	while (space && space->depth > 1)
		space = namespace_parent(&k->namespaces, space);
	if (space && k->by_namespace)
		return url_namespace(k->kind, space->prefix, 1, a);
	return str_fmt(a, "%.*s#%.*s", STR_ARG(url_list(k->kind, list_page_of(j->first), a)), STR_ARG(j->id));
}

static void view_jumps(struct page *p, const struct kind_pages *k)
{
	struct view *list = view_list(p->view, "jumps", p->a);

	for (size_t i = 0; i < k->jumps.n; i++) {
		struct view *item = view_list_add(list, p->a);
		const struct jump *j = &k->jumps.v[i];

		view_text(item, "url", jump_url(k, j, p->a), p->a);
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
			if (view_name_eq(rows->item[j->first - from].field[f].name, view_name(STR("id"))))
				rows->item[j->first - from].field[f].value = (struct view){ .kind = VIEW_TEXT, .text = j->id };
	}
}

static str list_url(const void *arg, size_t page, struct arena *a)
{
	return url_list(arg, page, a);
}

/* "Metrics 101 to 200 of 2,229, by key" */
static str caption(struct page *p, const struct kind_pages *k, size_t from, size_t to, size_t n)
{
	return str_fmt(p->a, "%.*s %.*s to %.*s of %.*s, by key", STR_ARG(k->kind->title), STR_ARG(page_number(p, from + 1)),
	               STR_ARG(page_number(p, to)), STR_ARG(page_number(p, n)));
}

/* Those of the entries shown that are of kind k. */
static void view_table(struct page *p, struct view *tables, const struct listing *l, const struct kind_pages *k, struct stretch shown)
{
	const struct field *column = l->column ? l->column : k->column;
	struct stretch at = site_stretch(p->site, l->entries, l->n, k->kind);
	size_t from = at.from > shown.from ? at.from : shown.from;
	size_t to = at.from + at.n < shown.from + shown.n ? at.from + at.n : shown.from + shown.n;
	struct view *table, *rows;

	if (from >= to)
		return;
	table = view_list_add(tables, p->a);
	view_text(table, "section", at.n < l->n ? k->kind->title : (str){ 0 }, p->a);
	view_text(table, "section_id", k->kind->folder, p->a);
	view_text(table, "caption", caption(p, k, from - at.from, to - at.from, at.n), p->a);
	view_flag(table, "owner_column", !l->is_owned && k->kind->group.n, p->a);
	view_text(table, "column_title", column ? column->title : (str){ 0 }, p->a);
	rows = view_list(table, "rows", p->a);
	view_rows(p, rows, l->entries + from, to - from, column, l->marked == k ? ROW_OF_ALL : ROW_OF_SOME);
	if (l->marked == k)
		view_ids(rows, k, from - at.from);
	if (l->more)
		l->more(p, table, rows, l->entries + from);
}

static void view_kinds(struct page *p, const struct listing *l)
{
	struct view *list = view_list(p->view, "kinds", p->a);

	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++) {
		const struct kind_pages *k = &p->site->kinds[i];
		struct stretch at = site_stretch(p->site, l->entries, l->n, k->kind);
		struct view *item;
		str url;

		if (!at.n || at.n == l->n)
			continue;
		url = l->url(l->arg, list_page_of(at.from), p->a);
		item = view_list_add(list, p->a);
		view_text(item, "url", str_fmt(p->a, "%.*s#%.*s", STR_ARG(url), STR_ARG(k->kind->folder)), p->a);
		view_text(item, "text", k->kind->title, p->a);
		view_uint(item, "n", at.n, p->a);
	}
	view_flag(p->view, "has_kinds", list->n > 0, p->a);
}

void view_listing(struct page *p, const struct listing *l)
{
	size_t first = (l->page - 1) * URL_PAGE_ROWS, all = l->n + l->behind;
	struct stretch shown = { .from = first < l->n ? first : l->n };
	struct view *tables;

	shown.n = l->n - shown.from < URL_PAGE_ROWS ? l->n - shown.from : URL_PAGE_ROWS;
	view_pager(p, l->page, all ? list_page_of(all - 1) : 1, l->url, l->arg);
	view_text(p->view, "most", l->all > l->n ? page_number(p, p->site->max_listed) : (str){ 0 }, p->a);
	view_kinds(p, l);
	tables = view_list(p->view, "tables", p->a);
	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++)
		view_table(p, tables, l, &p->site->kinds[i], shown);
}

static void view_filters(struct page *p, const struct kind_pages *k)
{
	struct view *list = view_list(p->view, "filters", p->a);

	for (size_t i = 0; i < k->filters.all.n; i++)
		view_filter(p, list, &k->filters.all.v[i], (str){ 0 });
}

/* For search engines: what a kind is, or else how many there are. */
static str about(struct page *p, const struct kind_pages *k)
{
	return k->kind->what.n ? k->kind->what : str_fmt(p->a, "%.*s.", STR_ARG(page_count(p, k, k->n)));
}

bool page_list(struct page *p, const void *arg)
{
	const struct list_part *part = arg;
	const struct kind_pages *k = part->kind;
	struct listing l = { .entries = k->entries, .n = k->n, .page = part->page, .marked = k, .url = list_url, .arg = k->kind };

	page_begin(p, page_numbered(p, k->kind->title, part->page), about(p, k), k->kind->folder);
	view_text(p->view, "heading", k->kind->title, p->a);
	view_text(p->view, "what", k->kind->what, p->a);
	view_text(p->view, "plural", k->plural, p->a);
	view_text(p->view, "total", page_count(p, k, k->n), p->a);
	view_text(p->view, "active_words", k->n ? active_words(p, k->n, k->by_status[STATUS_ACTIVE]) : (str){ 0 }, p->a);
	view_text(p->view, "names_url", k->n && k->n <= PAGE_ALL_NAMES ? url_names(k->kind, p->a) : (str){ 0 }, p->a);
	view_flag(p->view, "has_rows", k->n > 0, p->a);
	view_text(p->view, "csv_url", url_csv(k->kind, p->a), p->a);
	view_text(p->view, "api_url", url_api(k->kind, p->a), p->a);
	view_filters(p, k);
	view_jumps(p, k);
	view_listing(p, &l);
	return page_render(p, PAGE_LIST);
}

bool page_names(struct page *p, const void *arg)
{
	const struct kind_pages *k = arg;
	struct view *names;

	page_begin(p, str_fmt(p->a, "All %.*s", STR_ARG(k->plural)), about(p, k), k->kind->folder);
	view_text(p->view, "heading", str_fmt(p->a, "All %.*s", STR_ARG(k->plural)), p->a);
	view_text(p->view, "title", k->kind->title, p->a);
	view_text(p->view, "total", page_count(p, k, k->n), p->a);
	view_text(p->view, "list_url", url_list(k->kind, 1, p->a), p->a);
	names = view_list(p->view, "names", p->a);
	for (size_t i = 0; i < k->n; i++) {
		struct view *item = view_list_add(names, p->a);

		view_text(item, "url", p->site->url[k->entries[i]->index], p->a);
		view_html(item, "key_html", entry_key_html(p->site, k->entries[i], p->a), p->a);
		view_flag(item, "gone", k->entries[i]->status == STATUS_REMOVED, p->a);
	}
	return page_render(p, PAGE_NAMES);
}
