/* Rows of tables of entries. Every entry stands in ten lists: what its rows have in common is made once, before the first page. */

#include "site/page.h"

/* "Create / Code review"; empty without an owner. */
static str owner_words(const struct entry *e, struct arena *a)
{
	const struct group *g = e->owner;

	if (!g)
		return (str){ 0 };
	if (!g->stage)
		return g->name;
	return str_fmt(a, "%.*s / %.*s", STR_ARG(g->stage->name), STR_ARG(g->name));
}

static struct view *row_of(const struct site *s, const struct entry *e, str html, str excerpt, struct arena *a)
{
	struct view *row = view_map(a);

	view_text(row, "url", s->url[e->index], a);
	view_html(row, "key_html", html, a);
	view_text(row, "description", excerpt, a);
	view_text(row, "owner", owner_words(e, a), a);
	view_status(row, e, a);
	return row;
}

static void add_shown(struct site *s, const struct field *f)
{
	for (size_t i = 0; i < s->shown.n; i++)
		if (s->shown.v[i] == f)
			return;
	*vec_push(&s->shown, s->a) = f;
}

/* A template of the user's may ask for anything that pages have. */
static bool is_own_template(const struct site *s, str name)
{
	for (size_t i = 0; i < s->in->templates.all.n; i++)
		if (str_eq(s->in->templates.all.v[i].name, name))
			return true;
	return false;
}

void rows_begin(struct site *s)
{
	const struct dialect *d = s->dict->dialect;

	for (size_t i = 0; i < d->n_kinds; i++) {
		if (s->kinds[i].column)
			add_shown(s, s->kinds[i].column);
		for (size_t j = 0; j < d->kinds[i].n_facets; j++)
			if (d->kinds[i].facets[j]->n_ladder)
				add_shown(s, d->kinds[i].facets[j]);
	}
	if (!is_own_template(s, STR("entry_cells.mustache")))
		s->entry_cells = template_get(s->templates, STR("entry_cells"));
	s->rows = arena_array(s->a, s->dict->all.n, struct entry_row);
}

/* What cannot be rendered here cannot on the page, which then says so. */
static str cells_of(const struct site *s, struct view *row, struct arena *a, struct arena *scratch)
{
	struct view page = view_copy(row, 1, scratch);
	struct buf b = { .a = scratch };
	struct err ignored;

	view_text(&page, "up", STR(ROWS_UP), scratch);
	return s->entry_cells && template_render(s->entry_cells, &page, &b, &ignored) ? str_dup(buf_str(&b), a) : (str){ 0 };
}

void rows_keep(struct site *s, const struct entry *e, struct arena *a, struct arena *scratch)
{
	struct entry_row *row = &s->rows[e->index];

	row->key_html = str_dup(key_html(e->key, scratch), a);
	row->common = row_of(s, e, row->key_html, s->excerpt[e->index], a);
	row->cells = cells_of(s, row->common, a, scratch);
	row->words = arena_array(a, s->shown.n, str);
	for (size_t i = 0; i < s->shown.n; i++)
		row->words[i] = entry_words(e, s->shown.v[i], a);
}

str entry_key_html(const struct site *s, const struct entry *e, struct arena *a)
{
	return s->rows ? s->rows[e->index].key_html : key_html(e->key, a);
}

void view_target(struct page *p, struct view *row, const struct entry *e)
{
	view_html(row, "key_html", entry_key_html(p->site, e, p->a), p->a);
	view_text(row, "url", p->site->url[e->index], p->a);
	view_status(row, e, p->a);
}

str entry_shown_words(const struct site *s, const struct entry *e, const struct field *f, struct arena *a)
{
	for (size_t i = 0; s->rows && i < s->shown.n; i++)
		if (s->shown.v[i] == f)
			return s->rows[e->index].words[i];
	return entry_words(e, f, a);
}

static void add_row(struct page *p, struct view *list, const struct entry *e, const struct field *column, bool is_described)
{
	const struct site *s = p->site;
	const struct entry_row *kept = s->rows ? &s->rows[e->index] : NULL;
	str excerpt = is_described ? s->excerpt[e->index] : (str){ 0 };
	struct view *row = view_list_add(list, p->a);

	*row = view_copy(kept ? kept->common : row_of(s, e, key_html(e->key, p->a), excerpt, p->a), 3, p->a);
	view_html(row, "cells_html", kept && str_eq_z(p->up, ROWS_UP) ? kept->cells : (str){ 0 }, p->a);
	view_text(row, "column", column ? entry_shown_words(s, e, column, p->a) : (str){ 0 }, p->a);
	view_text(row, "id", (str){ 0 }, p->a);
}

void view_rows(struct page *p, struct view *list, struct entry *const *entries, size_t n, const struct field *column, enum row_form form)
{
	for (size_t i = 0; i < n; i++)
		add_row(p, list, entries[i], column, form == ROW_OF_ALL || !p->site->is_large);
}
