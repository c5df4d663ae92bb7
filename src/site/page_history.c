/* The history of an entry on its page: newest first, with links to the versions in the repository. */
#include "site/change_view.h"
#include "site/page_entry.h"

str commit_hex(struct page *p, uint32_t commit)
{
	const struct history_commit *c = &p->site->in->history->commits->commits.v[commit];

	return str_hex(c->id, sizeof c->id, p->a);
}

/* Hosts that show files below .../blob/COMMIT/ show commits at .../commit/COMMIT. */
str commit_page(struct page *p, uint32_t commit)
{
	static const str blob = { "/blob/{commit}/", 15 };
	str form = p->site->in->config->view_url;
	size_t at = 0;

	while (at < form.n && !str_starts(str_from(form, at), blob))
		at++;
	if (at == form.n)
		return (str){ 0 };
	form = str_fmt(p->a, "%.*s/commit/{commit}", STR_ARG(str_sub(form, 0, at)));
	return source_url_at(p, form, commit_hex(p, commit), (str){ 0 }, 1);
}

/* The file as the commit left it; addresses that name no commit lead to another version, so there is no link. Of a file that went away the commit. */
static void view_commit(struct page *p, struct view *item, const struct timeline_event *ev)
{
	str form = p->site->in->config->view_url, url = { 0 };
	str id = commit_hex(p, ev->commit);

	if (ev->change == TIMELINE_DELETED)
		url = commit_page(p, ev->commit);
	else if (str_has(form, STR("{commit}")))
		url = source_url_at(p, form, id, ev->path, 1);
	view_text(item, "commit_url", url, p->a);
	view_text(item, "commit", str_sub(id, 0, 8), p->a);
}

static void view_events(struct page *p, const struct timeline *t)
{
	size_t most = p->site->is_large ? PAGE_LARGE_HISTORY : PAGE_HISTORY, shown = t->events.n < most ? t->events.n : most;
	struct view *list = view_list(p->view, "changes", p->a);

	for (size_t i = 0; i < shown; i++) {
		const struct timeline_event *ev = &t->events.v[t->events.n - 1 - i];
		struct view *item = view_list_add(list, p->a);

		view_change(p, item, t, ev);
		view_commit(p, item, ev);
	}
	view_flag(p->view, "has_changes", shown > 0, p->a);
	view_text(p->view, "earlier", t->events.n > shown ? page_number(p, t->events.n - shown) : (str){ 0 }, p->a);
	view_flag(p->view, "one_earlier", t->events.n == shown + 1, p->a);
}

/* A large site has no room to say on every page that nothing happened since the entry was added. */
static bool is_worth_telling(const struct page *p, const struct entry_history *h)
{
	return p->site->in->history && h && (!p->site->is_large || (h->timeline && h->timeline->events.n > 1));
}

void view_history_of(struct page *p, const struct entry_history *history)
{
	const struct entry_history *h = is_worth_telling(p, history) ? history : NULL;

	view_flag(p->view, "has_history", h, p->a);
	if (!h)
		return;
	view_text(p->view, "edge", h->is_truncated ? change_edge(p) : (str){ 0 }, p->a);
	if (h->timeline)
		view_events(p, h->timeline);
}

void view_history(struct page *p, const struct entry *e)
{
	view_history_of(p, e->history);
}
