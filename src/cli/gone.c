/* Finds keys that are gone, and tells of one in words: "renamed to counts.b on 2024-05-01 in 16.1 (commit 0123456789ab)". */
#include "cli/gone.h"
#include "cli/out.h"
#include "site/url.h"

void run_gone_read(struct run_history *h, struct gone_list *out)
{
	const struct timeline_input in = { .source = h->source, .dialect = h->r->dialect, .root = h->r->root };

	gone_find(out, &h->r->dict, h->is_there ? &h->timelines : NULL, GONE_MOST, h->r->a);
	if (h->is_there)
		gone_read(out, &in, &h->r->dict, h->r->a);
}

static void put_end(const struct run_history *h, const struct gone *g, struct buf *out)
{
	const struct timeline_event *end = g->deleted;
	str milestone = run_history_milestone(h, end->commit);

	if (end->key.n) {
		buf_z(out, "was renamed to '");
		diag_put_visible(out, end->key, "");
		buf_byte(out, '\'');
	} else {
		buf_z(out, "was deleted");
	}
	buf_fmt(out, " on %.*s", STR_ARG(run_history_date(h, end)));
	if (milestone.n)
		buf_fmt(out, " in %.*s", STR_ARG(milestone));
	buf_fmt(out, " (commit %.*s)", STR_ARG(str_hex(h->history.commits.v[end->commit].id, RUN_SHORT_ID, h->r->a)));
}

/* ": use 'counts.b' instead"; of a way that ends at another key that is gone only where dictum.yml leads there. */
static void put_use(const struct gone_step *way, size_t n, struct buf *out)
{
	const struct gone_step *last = n ? &way[n - 1] : NULL;
	const struct replacement *said = NULL;

	for (size_t i = 0; i < n && !said; i++)
		said = way[i].reason;
	if (!last || (!last->entry && !said))
		return;
	buf_z(out, ": use '");
	diag_put_visible(out, last->key, "");
	buf_z(out, "' instead");
	if (said && said->reason.n) {
		buf_z(out, " (");
		diag_put_visible(out, said->reason, "");
		buf_byte(out, ')');
	}
}

static void tell(const struct run_history *h, const struct gone_list *l, const struct gone *g)
{
	struct gone_step way[GONE_STEPS];
	size_t n = gone_steps(&h->r->dict, l, g->kind, g->key, way);
	struct buf words = { .a = h->r->a };

	buf_fmt(&words, "%.*s '", STR_ARG(g->kind->name));
	diag_put_visible(&words, g->key, "");
	buf_z(&words, "' ");
	if (g->deleted)
		put_end(h, g, &words);
	else
		buf_z(&words, "is no longer in the dictionary");
	put_use(way, n, &words);
	if (g->deleted)
		buf_fmt(&words, "; see 'dictum log %.*s'", STR_ARG(str_replace(g->key, '\n', '?', h->r->a)));
	out_note(h->r->args, "%s", str_z(buf_str(&words), h->r->a));
}

bool run_gone_tell(struct run_history *h, const struct kind *kind, str key, bool *is_told, struct err *e)
{
	const struct dialect *d = h->r->dialect;
	struct gone_list l;

	*is_told = false;
	if (!h->is_there && h->r->place.git_dir.n && !run_history_read(h->r, (str){ 0 }, h, e))
		return false;
	gone_find(&l, &h->r->dict, h->is_there ? &h->timelines : NULL, SIZE_MAX, h->r->a);
	for (size_t i = 0; i < d->n_kinds; i++) {
		const struct gone *g = kind && kind != &d->kinds[i] ? NULL : gone_get(&l, &d->kinds[i], key);

		if (g)
			tell(h, &l, g);
		*is_told = *is_told || g;
	}
	return true;
}

bool run_gone_search(struct run_history *h, const struct site_search_input *in, struct search_index *x, struct err *e)
{
	struct run *r = h->r;
	str *url = arena_array(r->a, r->dict.all.n, str);
	struct gone_pages pages;
	struct gone_list *list = arena_new(r->a, struct gone_list);

	if (r->place.git_dir.n && !run_history_read(r, (str){ 0 }, h, e))
		return false;
	run_gone_read(h, list);
	for (size_t i = 0; i < r->dict.all.n; i++)
		url[i] = url_entry(&r->dict, r->dict.all.v[i], r->a);
	gone_pages_gather(&pages, list, &r->dict, url, r->a);
	search_join_gone(x, site_search_gone(in, &pages, r->a));
	return true;
}
