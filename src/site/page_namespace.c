/* The page of a namespace: its parts with counts, and all entries under it. Breadcrumbs of keys lead here. */
#include "site/page.h"

static str part_url(const void *arg, size_t page, struct arena *a)
{
	const struct namespace_part *part = arg;

	return url_namespace(part->kind->kind, part->at->prefix, page, a);
}

void view_key_crumbs(struct page *p, const struct kind_pages *k, str key, const struct namespace *deepest)
{
	const struct namespace *at[NAMESPACE_DEPTH + 1] = { NULL }; /* by depth */
	struct view *list = view_list(p->view, "crumbs", p->a), *item = view_list_add(list, p->a);
	str rest = key;

	for (; deepest; deepest = namespace_parent(&k->namespaces, deepest))
		at[deepest->depth] = deepest;
	view_text(item, "url", url_list(k->kind, 1, p->a), p->a);
	view_html(item, "text_html", key_html(k->kind->title, p->a), p->a);
	for (size_t depth = 1; k->kind->separator.n; depth++) {
		struct cut c = str_cut(rest, k->kind->separator.p[0]);
		const struct namespace *here = depth <= NAMESPACE_DEPTH ? at[depth] : NULL;

		if (!c.found || !c.tail.n)
			return;
		item = view_list_add(list, p->a);
		view_text(item, "url", here ? url_namespace(k->kind, here->prefix, 1, p->a) : (str){ 0 }, p->a);
		view_html(item, "text_html", key_html(c.head, p->a), p->a);
		rest = c.tail;
	}
}

/* The part of `at` that the first of the positions [from, to) to stand in one stands in; none: what is behind them all. */
static size_t part_from(const struct namespaces *all, const struct namespace *at, size_t from, size_t to)
{
	size_t self = (size_t)(at - all->all.v);

	for (size_t i = from; i < to; i++) {
		size_t space = all->at[i];

		if (space == self)
			continue;
		while (all->all.v[space].parent != self)
			space = all->all.v[space].parent;
		return space;
	}
	return at->next;
}

/* All parts, or those on this page where there are very many. */
static void view_parts(struct page *p, const struct namespace_part *part)
{
	const struct namespaces *all = &part->kind->namespaces;
	const struct namespace *at = part->at;
	size_t i = (size_t)(at - all->all.v) + 1, to = at->first + at->n, n = 0;
	struct view *list = view_list(p->view, "parts", p->a);
	bool is_cut = at->n_parts > PAGE_MAX_JUMPS;

	if (is_cut) {
		size_t from = at->first + (part->page - 1) * URL_PAGE_ROWS;

		to = to - from < URL_PAGE_ROWS ? to : from + URL_PAGE_ROWS;
		i = part_from(all, at, from, to);
	}
	for (; i < at->next && all->all.v[i].first < to; i = all->all.v[i].next) {
		const struct namespace *inner = &all->all.v[i];
		struct view *item = view_list_add(list, p->a);

		view_text(item, "url", url_namespace(part->kind->kind, inner->prefix, 1, p->a), p->a);
		view_html(item, "label_html", key_html(str_from(inner->prefix, at->prefix.n + 1), p->a), p->a);
		view_uint(item, "n", inner->n, p->a);
		n++;
	}
	view_flag(p->view, "has_parts", n > 0, p->a);
	view_text(p->view, "parts_total", is_cut ? page_number(p, at->n_parts) : (str){ 0 }, p->a);
}

bool page_namespace(struct page *p, const void *arg)
{
	const struct namespace_part *part = arg;
	const struct kind_pages *k = part->kind;
	const struct namespace *at = part->at;
	size_t shown = at->n < p->site->max_listed ? at->n : p->site->max_listed;
	struct listing l = {
		.entries = k->entries + at->first, .n = shown, .page = part->page, .url = part_url, .arg = part, .all = at->n
	};
	str name = str_fmt(p->a, "%.*s, namespace of %.*s", STR_ARG(at->prefix), STR_ARG(k->plural));
	str total = page_count(p, k, at->n);

	page_begin(p, page_numbered(p, name, part->page), str_fmt(p->a, "%.*s under %.*s.", STR_ARG(total), STR_ARG(at->prefix)), k->kind->folder);
	view_html(p->view, "prefix_html", key_html(at->prefix, p->a), p->a);
	view_text(p->view, "total", total, p->a);
	view_text(p->view, "active_words", active_words(p, at->n, at->by_status[STATUS_ACTIVE]), p->a);
	view_by_status(p->view, at->by_status, p->a);
	view_key_crumbs(p, k, at->prefix, namespace_parent(&k->namespaces, at));
	view_parts(p, part);
	view_text(p->view, "csv_url", url_csv(k->kind, p->a), p->a);
	view_listing(p, &l);
	return page_render(p, PAGE_NAMESPACE);
}
