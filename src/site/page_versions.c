/* What was collected in every release: all of them with numbers, a page and a file for each. */
#include "base/time.h"
#include "site/page_entry.h"

enum { NAMES = 300 /* keys on a page */ };

struct versions_part {
	size_t page;
};
struct version_part {
	const struct version *version;
	size_t page;
};

/* Entries of a kind, the k-th. */
static size_t count_of_kind(const struct version *v, size_t k)
{
	size_t n = 0;

	for (size_t i = 0; i < STATUS_COUNT; i++)
		n += v->count[k * STATUS_COUNT + i];
	return n;
}

static size_t pages_of(size_t n, size_t rows)
{
	return n ? (n - 1) / rows + 1 : 1;
}

/* "54 metrics and 12 events" of a release, "4 events, 2 metrics and 1 dimension"; "nothing" */
static str version_words(struct page *p, const struct version *v)
{
	const struct site *s = p->site;
	struct buf b = { .a = p->a };
	size_t left = 0;

	for (size_t k = 0; k < s->dict->dialect->n_kinds; k++)
		left += count_of_kind(v, k) > 0;
	for (size_t k = 0; k < s->dict->dialect->n_kinds; k++) {
		size_t n = count_of_kind(v, k);

		if (n == 0)
			continue;
		left--;
		buf_fmt(&b, "%s%.*s", b.n == 0 ? "" : left ? ", " : " and ", STR_ARG(page_count(p, &s->kinds[k], n)));
	}
	return b.n ? buf_str(&b) : STR("nothing");
}

static void view_date(struct page *p, struct view *v, int64_t time)
{
	view_text(v, "date", time ? time_date(time, p->a) : (str){ 0 }, p->a);
}

/* ---- all releases ---- */

static void view_changes_of(struct page *p, struct view *row, const struct news_period *period)
{
	view_period_counts(p, row, period);
	view_text(row, "changes_url", url_changes(period->id, 1, p->a), p->a);
}

static void view_version_row(struct page *p, struct view *list, const struct version *v)
{
	struct view *row = view_list_add(list, p->a);

	view_text(row, "url", url_version(v->name, 1, p->a), p->a);
	view_text(row, "name", v->name, p->a);
	view_date(p, row, v->time);
	view_flag(row, "is_told", !v->tag.n, p->a);
	view_text(row, "n", page_number(p, v->n), p->a);
	view_text(row, "csv_url", v->has_csv ? url_version_csv(v->name, p->a) : (str){ 0 }, p->a);
	if (v->period) {
		view_changes_of(p, row, v->period);
		return;
	}
	view_text(row, "added", page_number_or_none(p, v->added), p->a);
	view_text(row, "changed", (str){ 0 }, p->a);
	view_text(row, "removed", page_number_or_none(p, v->removed), p->a);
	view_text(row, "breaking", (str){ 0 }, p->a);
	view_text(row, "changes_url", (str){ 0 }, p->a);
}

/* What comes with the next release. */
static void view_unreleased(struct page *p)
{
	const struct news *n = &p->site->news;
	const struct news_period *next = n->milestones.n && n->milestones.v[0]->is_unreleased ? n->milestones.v[0] : NULL;
	struct view *row;

	if (!next)
		return;
	row = view_list_add(view_list(p->view, "next_release", p->a), p->a);
	view_text(row, "url", url_changes(next->id, 1, p->a), p->a);
	view_text(row, "name", next->name, p->a);
	view_text(row, "n", page_number(p, p->site->dict->all.n - p->site->removed.n), p->a);
	view_changes_of(p, row, next);
}

static str versions_url(const void *arg, size_t page, struct arena *a)
{
	(void)arg; /* there is one such list */
	return url_versions(page, a);
}

static void view_sources(struct page *p)
{
	const struct versions *all = &p->site->versions;
	size_t told = 0;

	for (size_t i = 0; i < all->all.n; i++)
		told += !all->all.v[i]->tag.n;
	view_flag(p->view, "has_tagged", told < all->all.n, p->a);
	view_flag(p->view, "has_told", told > 0, p->a);
	view_text(p->view, "unknown", told ? page_number_or_none(p, all->n_unknown) : (str){ 0 }, p->a);
	view_flag(p->view, "one_unknown", all->n_unknown == 1, p->a);
}

bool page_versions(struct page *p, const void *arg)
{
	const struct versions_part *part = arg;
	const struct versions *all = &p->site->versions;
	size_t from = (part->page - 1) * URL_PAGE_ROWS;
	struct view *rows;

	page_begin(p, page_numbered(p, STR("Versions"), part->page), STR("What was collected in every release, and what changed from one to the next."),
	           STR("changes"));
	view_text(p->view, "total", page_number(p, all->all.n), p->a);
	view_flag(p->view, "one_version", all->all.n == 1, p->a);
	view_flag(p->view, "has_changes", p->site->in->history, p->a);
	view_sources(p);
	if (part->page == 1)
		view_unreleased(p);
	rows = view_list(p->view, "rows", p->a);
	for (size_t i = from; i < all->all.n && i < from + URL_PAGE_ROWS; i++)
		view_version_row(p, rows, all->all.v[i]);
	view_pager(p, part->page, pages_of(all->all.n, URL_PAGE_ROWS), versions_url, NULL);
	return page_render(p, PAGE_VERSIONS);
}

/* ---- one release ---- */

static str version_url(const void *arg, size_t page, struct arena *a)
{
	const struct version *v = arg;

	return url_version(v->name, page, a);
}

static void view_key(struct page *p, struct view *list, const struct version *v, const struct version_span *s)
{
	struct view *item = view_list_add(list, p->a);

	view_html(item, "key_html", key_html(s->key, p->a), p->a);
	view_text(item, "url", s->entry ? p->site->url[s->entry->index] : site_key_url(p->site, s->kind, s->key), p->a);
	view_flag(item, "is_new", v->at && s->since == v->at, p->a);
	view_flag(item, "is_gone", !s->entry || s->entry->status == STATUS_REMOVED, p->a);
	view_text(item, "status", s->status == STATUS_ACTIVE ? (str){ 0 } : status_title(s->status), p->a);
	view_text(item, "status_class", status_class(s->status), p->a);
}

/* The keys of this page, kind by kind. */
static void view_names(struct page *p, const struct version_part *part)
{
	const struct version *v = part->version;
	size_t from = (part->page - 1) * NAMES, to = from + NAMES < v->n ? from + NAMES : v->n;
	struct view *kinds = view_list(p->view, "kinds", p->a), *kind = NULL, *names = NULL;

	for (size_t i = from; v->is_listed && i < to; i++) {
		if (i == from || v->rows[i]->kind != v->rows[i - 1]->kind) {
			kind = view_list_add(kinds, p->a);
			view_text(kind, "title", v->rows[i]->kind->title, p->a);
			view_text(kind, "id", v->rows[i]->kind->folder, p->a);
			names = view_list(kind, "names", p->a);
		}
		view_key(p, names, v, v->rows[i]);
	}
}

static void view_by_kind(struct page *p, const struct version *v)
{
	struct view *list = view_list(p->view, "numbers", p->a);

	for (size_t k = 0; k < p->site->dict->dialect->n_kinds; k++) {
		size_t n = count_of_kind(v, k);
		struct view *row;

		if (!n)
			continue;
		row = view_list_add(list, p->a);
		view_text(row, "title", p->site->kinds[k].kind->title, p->a);
		view_text(row, "n", page_number(p, n), p->a);
		view_by_status(row, &v->count[k * STATUS_COUNT], p->a);
	}
}

static void view_version_links(struct page *p, const struct version *v)
{
	view_text(p->view, "newer", v->newer ? url_version(v->newer->name, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "newer_name", v->newer ? v->newer->name : (str){ 0 }, p->a);
	view_text(p->view, "older", v->older ? url_version(v->older->name, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "older_name", v->older ? v->older->name : (str){ 0 }, p->a);
	/* from milestones to tags is no way that anybody could tell of */
	view_text(p->view, "since", v->older && !v->older->tag.n == !v->tag.n ? v->older->name : (str){ 0 }, p->a);
	view_text(p->view, "csv_url", v->has_csv ? url_version_csv(v->name, p->a) : (str){ 0 }, p->a);
	view_flag(p->view, "has_neighbours", v->newer || v->older || v->has_csv, p->a);
}

static void view_source(struct page *p, const struct version *v)
{
	view_text(p->view, "tag", v->tag, p->a);
	view_text(p->view, "tag_commit", v->tag.n ? str_sub(commit_hex(p, v->commit), 0, 8) : (str){ 0 }, p->a);
	view_date(p, p->view, v->time);
	view_text(p->view, "unknown", v->tag.n ? (str){ 0 } : page_number_or_none(p, p->site->versions.n_unknown), p->a);
	view_flag(p->view, "one_unknown", p->site->versions.n_unknown == 1, p->a);
}

/* "12 added, 1 removed" */
static str told_words(struct page *p, const struct version *v)
{
	struct buf b = { .a = p->a };

	if (v->added)
		buf_fmt(&b, "%.*s added", STR_ARG(page_number(p, v->added)));
	if (v->removed)
		buf_fmt(&b, "%s%.*s removed", b.n ? ", " : "", STR_ARG(page_number(p, v->removed)));
	return buf_str(&b);
}

bool page_version(struct page *p, const void *arg)
{
	const struct version_part *part = arg;
	const struct version *v = part->version;
	str title = str_fmt(p->a, "What does %.*s send?", STR_ARG(v->name)), words = version_words(p, v), name = title;

	if (part->page > 1)
		name = str_fmt(p->a, "%.*s Page %zu", STR_ARG(title), part->page);
	page_begin(p, name, str_fmt(p->a, "What was collected in %.*s: %.*s.", STR_ARG(v->name), STR_ARG(words)), STR("changes"));
	view_text(p->view, "title", title, p->a);
	view_text(p->view, "name", v->name, p->a);
	view_text(p->view, "words", upper_first(words, p->a), p->a);
	view_text(p->view, "changes_url", v->period ? url_changes(v->period->id, 1, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "changes", v->period ? news_words(p, v->period) : told_words(p, v), p->a);
	view_flag(p->view, "first_page", part->page == 1, p->a);
	view_flag(p->view, "is_listed", v->is_listed, p->a);
	view_source(p, v);
	view_version_links(p, v);
	if (part->page == 1)
		view_by_kind(p, v);
	view_names(p, part);
	view_pager(p, part->page, v->is_listed ? pages_of(v->n, NAMES) : 1, version_url, v);
	return page_render(p, PAGE_VERSION);
}

bool file_version(struct page *p, const void *arg)
{
	const struct version *v = arg;
	const struct version_spans *spans = version_spans_of(&p->site->versions, v);
	size_t size = 64;

	for (size_t i = 0; i < spans->all.n; i++)
		size += version_has(v, &spans->all.v[i]) ? spans->all.v[i].row.n : 0;
	(void)buf_reserve(p->out, size); /* megabytes of a large dictionary */
	buf_z(p->out, "kind,key,status,since\r\n");
	for (size_t i = 0; i < spans->all.n; i++)
		if (version_has(v, &spans->all.v[i]))
			buf_put(p->out, spans->all.v[i].row);
	return true;
}

/* ---- which pages there are ---- */

static void plan_version(const struct site *s, struct jobs *pages, struct jobs *files, const struct version *v)
{
	for (size_t page = 1; page <= (v->is_listed ? pages_of(v->n, NAMES) : 1); page++) {
		struct version_part *part = arena_new(s->a, struct version_part);

		*part = (struct version_part){ v, page };
		*vec_push(&pages->all, s->a) = (struct job){ url_version(v->name, page, s->a), page_version, part };
	}
	if (v->has_csv)
		*vec_push(&files->all, s->a) = (struct job){ url_version_csv(v->name, s->a), file_version, v };
}

void versions_plan(const struct site *s, struct jobs *pages, struct jobs *files)
{
	const struct versions *all = &s->versions;

	for (size_t page = 1; all->all.n && page <= pages_of(all->all.n, URL_PAGE_ROWS); page++) {
		struct versions_part *part = arena_new(s->a, struct versions_part);

		part->page = page;
		*vec_push(&pages->all, s->a) = (struct job){ url_versions(page, s->a), page_versions, part };
	}
	for (size_t i = 0; i < all->all.n; i++)
		plan_version(s, pages, files, all->all.v[i]);
}
