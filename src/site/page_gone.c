/* Pages of keys that are gone: what became of them, what to use instead, and what is known of them. Also what entries say that dictum.yml replaces, and
   the file of all such keys for programs. */
#include "base/time.h"
#include "doc/json.h"
#include "site/page_entry.h"

str site_gone_url(const struct site *s, const struct kind *k, str key)
{
	const struct gone_page *page = gone_page_get(&s->gone, k, key);

	return page ? page->url : (str){ 0 };
}

str site_key_url(const struct site *s, const struct kind *k, str key)
{
	const struct entry_list *list = dict_get(s->dict, k, key);

	return list ? s->url[list->all.v[0]->index] : site_gone_url(s, k, key);
}

/* ---- what to use instead ---- */

static str step_url(const struct page *p, const struct gone_step *s)
{
	return s->entry ? p->site->url[s->entry->index] : site_gone_url(p->site, s->kind, s->key);
}

static void view_step(struct page *p, struct view *v, const struct gone_step *s)
{
	view_html(v, "key_html", key_html(s->key, p->a), p->a);
	view_text(v, "url", step_url(p, s), p->a);
	if (s->entry && s->entry->status != STATUS_ACTIVE)
		view_status(v, s->entry, p->a);
	else
		view_text(v, "status", (str){ 0 }, p->a);
	view_flag(v, "is_gone", s->gone, p->a);
	view_flag(v, "is_unknown", !s->entry && !s->gone, p->a);
}

/* What dictum.yml says first on the way. */
static str reason_of(const struct gone_step *way, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (way[i].reason && way[i].reason->reason.n)
			return way[i].reason->reason;
	return (str){ 0 };
}

static size_t view_way(struct page *p, const struct kind *k, str key, struct gone_step *way)
{
	size_t n = gone_steps(p->site->dict, p->site->gone.list, k, key, way);
	struct view *last = view_list(p->view, "instead", p->a), *steps;

	if (n)
		view_step(p, view_list_add(last, p->a), &way[n - 1]);
	view_flag(p->view, "is_of_use", gone_is_of_use(way, n), p->a);
	view_text(p->view, "reason", reason_of(way, n), p->a);
	steps = view_list(p->view, "way", p->a);
	for (size_t i = 0; n > 1 && i < n; i++) {
		struct view *item = view_list_add(steps, p->a);

		view_step(p, item, &way[i]);
		view_flag(item, "is_first", i == 0, p->a);
	}
	view_flag(p->view, "has_way", n > 1, p->a);
	return n;
}

void view_instead(struct page *p, const struct entry *e)
{
	struct gone_step way[GONE_STEPS];

	(void)view_way(p, e->kind, e->key, way); /* the page tells how many */
}

/* ---- the page ---- */

/* The deepest namespace with a page that the key would stand in. */
static const struct namespace *namespace_of_key(const struct kind_pages *k, str key)
{
	size_t from = 0, n = k->n;
	const struct namespace *best = NULL;

	while (n) { /* the first entry behind the key */
		size_t half = n / 2;
		bool is_before = str_cmp(k->entries[from + half]->key, key) < 0;

		from = is_before ? from + half + 1 : from;
		n = is_before ? n - half - 1 : half;
	}
	for (size_t i = from ? from - 1 : 0; i <= from && i < k->n; i++) {
		const struct namespace *at = namespace_at(&k->namespaces, i);

		while (at && !(str_starts(key, at->prefix) && str_starts(str_from(key, at->prefix.n), k->kind->separator)))
			at = namespace_parent(&k->namespaces, at);
		if (at && (!best || at->depth > best->depth))
			best = at;
	}
	return best;
}

/* "Deleted", "Renamed"; "Replaced" where nothing but dictum.yml knows the key. */
static str word_of(const struct gone *g)
{
	static const char *const words[] = { [GONE_DELETED] = "Deleted", [GONE_RENAMED] = "Renamed", [GONE_REPLACED] = "Replaced" };

	return str_from_z(words[gone_end(g)]);
}

void view_gone_target(struct page *p, struct view *row, const struct kind *k, str name)
{
	const struct gone_page *to = k ? gone_page_named(&p->site->gone, k, name) : NULL;

	view_html(row, "key_html", key_html(name, p->a), p->a);
	view_text(row, "url", to ? to->url : (str){ 0 }, p->a);
	view_text(row, "status_class", STR("bad"), p->a);
	view_text(row, "status", to ? word_of(to->gone) : (str){ 0 }, p->a);
}

static void view_end(struct page *p, const struct gone *g)
{
	const struct site_history *h = p->site->in->history;
	const struct timeline_event *end = h ? g->deleted : NULL;

	view_text(p->view, "what", word_of(g), p->a);
	view_text(p->view, "date", end ? time_date(news_time(h, end), p->a) : (str){ 0 }, p->a);
	view_text(p->view, "milestone", end ? news_milestone(h, end->commit, p->a) : (str){ 0 }, p->a);
	view_text(p->view, "commit_id", end ? str_sub(commit_hex(p, end->commit), 0, 8) : (str){ 0 }, p->a);
	view_text(p->view, "commit_url", end ? commit_page(p, end->commit) : (str){ 0 }, p->a);
	view_text(p->view, "others", page_number_or_none(p, g->n_others), p->a);
	view_flag(p->view, "one_other", g->n_others == 1, p->a);
}

/* The file as the commit before its end left it. */
static void view_last_file(struct page *p, const struct gone *g)
{
	const struct site_history *h = p->site->in->history;
	str path = g->last ? g->last->definition->path : g->timeline ? g->timeline->path : (str){ 0 }, form = p->site->in->config->view_url;
	uint32_t before = h && g->deleted ? h->commits->commits.v[g->deleted->commit].parent : HISTORY_NONE;
	bool has_version = before != HISTORY_NONE && str_has(form, STR("{commit}"));

	view_html(p->view, "path_html", key_html(path, p->a), p->a);
	view_text(p->view, "view_url", has_version ? source_url_at(p, form, commit_hex(p, before), path, 1) : (str){ 0 }, p->a);
}

static void view_last(struct page *p, const struct entry *e)
{
	view_flag(p->view, "is_known", e, p->a);
	view_html(p->view, "description_html", e ? text_html(p, e->definition->path, e->description) : (str){ 0 }, p->a);
	if (!e) {
		view_flag(p->view, "has_raw", false, p->a);
		return;
	}
	view_raw(p, e->definition->bytes);
	view_facts(p, e);
	if (!e->owner)
		view_text(p->view, "former_owner", owner_title(e->group, p->a), p->a);
	view_status(p->view, e, p->a);
}

/* Entries that still name it. */
static void view_named_by(struct page *p, const struct gone_page *page)
{
	size_t n = page->back.n < PAGE_REF_ROWS ? page->back.n : PAGE_REF_ROWS;
	struct view *rows;

	view_flag(p->view, "has_back", n > 0, p->a);
	if (!n)
		return;
	view_text(p->view, "back_header", owner_title(page->back.v[0]->kind->singular, p->a), p->a);
	view_text(p->view, "back_total", page->back.n > n ? page_number(p, page->back.n) : (str){ 0 }, p->a);
	rows = view_list(p->view, "back", p->a);
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_list_add(rows, p->a);

		view_target(p, row, page->back.v[i]);
	}
}

/* One sentence for search engines and previews of links. */
static str summary(struct page *p, const struct gone *g, const struct gone_step *way, size_t n)
{
	str date = g->deleted && p->site->in->history ? time_date(news_time(p->site->in->history, g->deleted), p->a) : (str){ 0 };
	struct buf b = { .a = p->a };

	buf_put(&b, word_of(g));
	if (date.n)
		buf_fmt(&b, " on %.*s", STR_ARG(date));
	buf_z(&b, ".");
	if (gone_is_of_use(way, n))
		buf_fmt(&b, " Use %.*s instead.", STR_ARG(way[n - 1].key));
	return buf_str(&b);
}

bool page_gone(struct page *p, const void *arg)
{
	const struct gone_page *page = arg;
	const struct gone *g = page->gone;
	const struct kind_pages *k = site_kind(p->site, g->kind);
	struct gone_step way[GONE_STEPS];
	size_t n = gone_steps(p->site->dict, p->site->gone.list, g->kind, g->key, way);

	page_begin(p, str_fmt(p->a, "%.*s, former %.*s", STR_ARG(g->key), STR_ARG(g->kind->singular)), summary(p, g, way, n), g->kind->folder);
	view_flag(p->view, "is_brief", p->site->is_large, p->a);
	view_text(p->view, "key", g->key, p->a);
	view_html(p->view, "key_html", key_html(g->key, p->a), p->a);
	view_text(p->view, "kind", g->kind->singular, p->a);
	view_key_crumbs(p, k, g->key, namespace_of_key(k, g->key));
	view_end(p, g);
	(void)view_way(p, g->kind, g->key, way); /* as above */
	view_last_file(p, g);
	view_last(p, g->last);
	view_named_by(p, page);
	view_history_of(p, g->timeline ? &g->history : NULL);
	view_text(p->view, "removed_url", url_removed(1, p->a), p->a);
	return page_render(p, PAGE_GONE);
}

/* ---- for programs ---- */

bool site_has_gone_file(const struct site *s)
{
	return s->in->history || (s->in->gone && s->in->gone->n);
}

static void put_deleted(struct page *p, struct json *j, const struct gone *g)
{
	const struct site_history *h = p->site->in->history;

	if (!h || !g->deleted)
		return;
	json_key(j, "deleted");
	json_begin(j, '{');
	json_member(j, "commit", commit_hex(p, g->deleted->commit));
	json_member(j, "date", time_date(news_time(h, g->deleted), p->a));
	json_member(j, "milestone", news_milestone(h, g->deleted->commit, p->a));
	json_member(j, "renamed_to", g->deleted->key);
	json_end(j);
}

static void put_replacement(struct page *p, struct json *j, const struct gone *g)
{
	struct gone_step way[GONE_STEPS];
	size_t n = gone_steps(p->site->dict, p->site->gone.list, g->kind, g->key, way);

	if (!gone_is_of_use(way, n))
		return;
	json_key(j, "replacement");
	json_begin(j, '{');
	json_member(j, "kind", way[n - 1].kind->name);
	json_member(j, "key", way[n - 1].key);
	json_member(j, "reason", reason_of(way, n));
	json_member(j, "url", step_url(p, &way[n - 1]));
	json_end(j);
}

static void put_gone(struct page *p, struct json *j, const struct gone_page *page)
{
	const struct gone *g = page->gone;

	json_begin(j, '{');
	json_member(j, "kind", g->kind->name);
	json_member(j, "key", g->key);
	json_member(j, "description", g->last ? g->last->description : (str){ 0 });
	json_member(j, "group", g->last ? g->last->group : (str){ 0 });
	json_member(j, "path", g->timeline ? g->timeline->path : (str){ 0 });
	put_deleted(p, j, g);
	put_replacement(p, j, g);
	json_member(j, "url", page->url);
	json_end(j);
}

bool file_gone(struct page *p, const void *arg)
{
	const struct gone_pages *all = &p->site->gone;
	struct json j;

	(void)arg; /* there is one such file */
	json_init(&j, p->out, false);
	json_begin(&j, '{');
	json_member_uint(&j, "version", 1);
	json_member(&j, "commit", p->site->in->commit);
	json_key(&j, "gone");
	json_begin(&j, '[');
	for (size_t i = 0; i < all->n; i++)
		put_gone(p, &j, &all->all[i]);
	json_end(&j);
	json_end(&j);
	buf_byte(p->out, '\n');
	return true;
}

void gone_plan(const struct site *s, struct jobs *pages)
{
	for (size_t i = 0; i < s->gone.n; i++)
		*vec_push(&pages->all, s->a) = (struct job){ s->gone.all[i].url, page_gone, &s->gone.all[i] };
}
