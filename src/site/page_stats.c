/* Statistics: how many entries there are of each kind, status, stage and value of a facet, and how many came and went
   by milestone. Charts and tables of the same numbers. */
#include <stdlib.h>

#include "render/chart.h"
#include "site/page.h"

enum {
	STATS_BARS = CHART_MAX_BARS - 1, /* the last one is for all others */
	STATS_MILESTONES = 60            /* rows; older ones are summed up */
};

struct count {
	str label, url;
	size_t n, place; /* place: in the order they were added */
};
struct counts {
	VEC(struct count) all;
};

static void count_add(struct page *p, struct counts *c, str label, str url, size_t n)
{
	if (n)
		*vec_push(&c->all, p->a) = (struct count){ label, url, n, c->all.n };
}

static int by_number(const void *a, const void *b)
{
	const struct count *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

/* The largest first; what does not fit is one last row. Whether there is one. */
static bool shorten(struct page *p, struct counts *c)
{
	size_t rest = 0, left = c->all.n > CHART_MAX_BARS ? c->all.n - STATS_BARS : 0;

	if (c->all.n)
		qsort(c->all.v, c->all.n, sizeof *c->all.v, by_number);
	if (!left)
		return false;
	for (size_t i = STATS_BARS; i < c->all.n; i++)
		rest += c->all.v[i].n;
	c->all.n = STATS_BARS;
	count_add(p, c, str_fmt(p->a, "%.*s others", STR_ARG(page_number(p, left))), (str){ 0 }, rest);
	return true;
}

/* A chart and its table. `whole`: of how many; where the parts are more, some count more than once. */
static void view_chart(struct page *p, struct view *charts, str title, struct counts *c, size_t whole)
{
	struct view *v, *rows;
	struct chart_bar *bars;
	struct buf svg = { .a = p->a };
	size_t sum = 0, n;
	bool is_short = shorten(p, c);

	n = c->all.n;
	if (!n)
		return;
	v = view_list_add(charts, p->a);
	bars = arena_array(p->a, n, struct chart_bar);
	rows = view_list(v, "rows", p->a);
	for (size_t i = 0; i < n; i++) {
		const struct count *from = &c->all.v[i];
		struct view *row = view_list_add(rows, p->a);

		bars[i] = (struct chart_bar){ from->label, from->n, is_short && i == STATS_BARS };
		view_text(row, "label", from->label, p->a);
		view_text(row, "url", from->url, p->a);
		view_uint(row, "n", from->n, p->a);
		view_flag(row, "is_rest", bars[i].is_rest, p->a);
		sum += from->n;
	}
	chart_bars(&svg,
	           (struct chart_text){ title,
	                                STR("Bars, the longest first. The same numbers stand in the table below.") },
	           bars, n);
	view_text(v, "chart_title", title, p->a);
	view_html(v, "svg", buf_str(&svg), p->a);
	view_flag(v, "is_multiple", sum > whole, p->a);
}

static void view_kinds_chart(struct page *p, struct view *charts)
{
	struct counts c = { .all = { 0 } };

	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++) {
		const struct kind_pages *k = &p->site->kinds[i];

		count_add(p, &c, k->kind->title, url_list(k->kind, 1, p->a), k->n);
	}
	if (c.all.n > 1)
		view_chart(p, charts, STR("By kind"), &c, p->site->dict->all.n);
}

static void view_status_chart(struct page *p, struct view *charts, const struct kind_pages *k)
{
	struct counts c = { .all = { 0 } };

	for (size_t i = 0; i < STATUS_COUNT; i++)
		count_add(p, &c, status_title((enum status)i), (str){ 0 }, k->by_status[i]);
	view_chart(p, charts, STR("By status"), &c, k->n);
}

/* The number of entries of each stage, by its id; those without one are under the empty text. */
static void count_stages(struct page *p, const struct kind_pages *k, struct map *numbers)
{
	for (size_t i = 0; i < k->n; i++) {
		size_t **n = (size_t **)map_put(numbers, entry_stage_id(k->entries[i]), p->a);

		if (!*n)
			*n = arena_new(p->a, size_t);
		++**n;
	}
}

static void count_of_stage(struct page *p, struct counts *c, struct map *numbers, const struct stage *s)
{
	size_t *n = map_get(numbers, s->id);

	if (!n)
		return;
	count_add(p, c, s->name, url_stage(s->id, p->a), *n);
	*n = 0; /* what is left is of stages of which nothing but the name is known */
}

static void view_stage_chart(struct page *p, struct view *charts, const struct kind_pages *k)
{
	const struct owners *o = &p->site->dict->owners;
	struct counts c = { .all = { 0 } };
	struct map numbers = { 0 };

	count_stages(p, k, &numbers);
	for (size_t i = 0; i < o->stages.n; i++)
		count_of_stage(p, &c, &numbers, o->stages.v[i]);
	for (const struct map_slot *s = numbers.first; s; s = s->next)
		if (s->key.n)
			count_add(p, &c, owner_title(s->key, p->a), (str){ 0 }, *(size_t *)s->value);
	if (!c.all.n)
		return;
	if (map_has(&numbers, (str){ 0 }))
		count_add(p, &c, STR("No stage"), (str){ 0 }, *(size_t *)map_get(&numbers, (str){ 0 }));
	view_chart(p, charts, STR("By stage"), &c, k->n);
}

static void view_facet_chart(struct page *p, struct view *charts, const struct kind_pages *k, const struct facet *f)
{
	struct counts c = { .all = { 0 } };

	for (size_t i = 0; i < f->values.n; i++) {
		const struct facet_value *v = f->values.v[i];

		count_add(p, &c, v->word, v->url,
		          site_stretch(p->site, v->entries.v, v->entries.n, k->kind).n);
	}
	view_chart(p, charts, f->field->title, &c, k->n);
}

/* ---- milestones ---- */

struct milestone {
	str name;
	size_t added, removed;
};
struct milestones {
	VEC(struct milestone *) all;
	struct map by_name;
};

static void milestone_count(struct page *p, struct milestones *m, str name, bool is_removal)
{
	void **slot;
	struct milestone *found;

	if (!name.n)
		return;
	slot = map_put(&m->by_name, name, p->a);
	found = *slot;
	if (!found) {
		found = arena_new(p->a, struct milestone);
		found->name = name;
		*vec_push(&m->all, p->a) = found;
		*slot = found;
	}
	++*(is_removal ? &found->removed : &found->added);
}

/* "<13.9": some time before it */
static bool is_before(str name)
{
	return str_starts(name, STR("<"));
}

/* The number at the head of *rest, which moves behind it and its dot. */
static uint64_t next_number(str *rest)
{
	uint64_t n = 0;
	size_t i = 0;

	for (; i < rest->n && byte_is_digit(rest->p[i]); i++)
		n = n < UINT64_MAX / 16 ? n * 10 + (uint64_t)(rest->p[i] - '0') : n;
	*rest = str_from(*rest, i < rest->n && rest->p[i] == '.' ? i + 1 : i);
	return n;
}

static bool starts_with_digit(str s)
{
	return s.n && byte_is_digit(s.p[0]);
}

/* The newest first: 16.10 before 16.9, 13.9 before what was before it; names without numbers last. */
static int by_age(const void *a, const void *b)
{
	str x = (*(struct milestone *const *)a)->name, y = (*(struct milestone *const *)b)->name;
	str left = is_before(x) ? str_from(x, 1) : x, right = is_before(y) ? str_from(y, 1) : y;

	while (starts_with_digit(left) && starts_with_digit(right)) {
		uint64_t m = next_number(&left), n = next_number(&right);

		if (m != n)
			return m > n ? -1 : 1;
	}
	if (starts_with_digit(left) != starts_with_digit(right))
		return starts_with_digit(left) ? -1 : 1;
	if (is_before(x) != is_before(y))
		return is_before(x) ? 1 : -1;
	return -str_cmp(x, y);
}

static bool has_number(str name)
{
	return starts_with_digit(is_before(name) ? str_from(name, 1) : name);
}

static void count_milestones(struct page *p, struct milestones *m, const struct kind_pages *k)
{
	for (size_t i = 0; i < k->n; i++) {
		milestone_count(p, m, entry_milestone(k->entries[i], k->kind->added_milestone), false);
		milestone_count(p, m, entry_milestone(k->entries[i], k->kind->removed_milestone), true);
	}
	if (m->all.n)
		qsort(m->all.v, m->all.n, sizeof *m->all.v, by_age);
}

/* The newest, drawn from the oldest of them on; those without a date of their own are left to the table. */
static void view_columns(struct page *p, struct view *v, const struct milestones *m, const struct kind_pages *k)
{
	struct chart_column columns[CHART_MAX_COLUMNS];
	struct buf svg = { .a = p->a };
	str note = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < m->all.n && n < CHART_MAX_COLUMNS; i++)
		if (has_number(m->all.v[i]->name) && !is_before(m->all.v[i]->name))
			columns[CHART_MAX_COLUMNS - ++n] =
			        (struct chart_column){ m->all.v[i]->name, m->all.v[i]->added, m->all.v[i]->removed };
	if (n < m->all.n)
		note = str_fmt(p->a, "The newest %zu of %.*s milestones.", n, STR_ARG(page_number(p, m->all.n)));
	chart_columns(
	        &svg,
	        (struct chart_text){ str_fmt(p->a, "%.*s added and removed by milestone", STR_ARG(k->kind->title)),
	                             str_fmt(p->a, "Columns above the axis were added, those below it removed. %s",
	                                     note.n ? "The table below counts all milestones." : "The same numbers stand in the table below.") },
	        columns + CHART_MAX_COLUMNS - n, n);
	view_html(v, "columns_svg", buf_str(&svg), p->a);
	view_text(v, "columns_note", note, p->a);
}

static void milestone_row(struct page *p, struct view *rows, const struct milestone *m, bool is_rest)
{
	struct view *row = view_list_add(rows, p->a);

	view_text(row, "label", m->name, p->a);
	view_uint(row, "added", m->added, p->a);
	view_uint(row, "removed", m->removed, p->a);
	view_flag(row, "is_rest", is_rest, p->a);
}

static void view_milestones(struct page *p, struct view *v, const struct kind_pages *k)
{
	struct milestones m = { .all = { 0 } };
	struct milestone rest = { 0 };
	struct view *rows;
	size_t shown;

	count_milestones(p, &m, k);
	shown = m.all.n > STATS_MILESTONES + 1 ? STATS_MILESTONES : m.all.n; /* never is one of them "1 others" */
	view_columns(p, v, &m, k);
	view_flag(v, "has_milestones", m.all.n > 0, p->a);
	rows = view_list(v, "milestones", p->a);
	for (size_t i = 0; i < shown; i++)
		milestone_row(p, rows, m.all.v[i], false);
	for (size_t i = shown; i < m.all.n; i++) {
		rest.added += m.all.v[i]->added;
		rest.removed += m.all.v[i]->removed;
	}
	if (shown < m.all.n) {
		rest.name = str_fmt(p->a, "%.*s others", STR_ARG(page_number(p, m.all.n - shown)));
		milestone_row(p, rows, &rest, true);
	}
}

static void view_kind(struct page *p, struct view *v, const struct kind_pages *k)
{
	struct view *charts;

	view_text(v, "title", k->kind->title, p->a);
	view_text(v, "id", k->kind->folder, p->a);
	view_text(v, "total", page_count(p, k, k->n), p->a);
	view_milestones(p, v, k);
	charts = view_list(v, "charts", p->a);
	view_status_chart(p, charts, k);
	view_stage_chart(p, charts, k);
	for (size_t i = 0; i < p->site->facets.n; i++) {
		const struct facet *f = &p->site->facets.all[i];

		if (facet_of(&p->site->facets, k->kind, f->field) == f && !field_has_status(k->kind, f->field))
			view_facet_chart(p, charts, k, f);
	}
}

bool page_stats(struct page *p, const void *arg)
{
	struct view *kinds;

	(void)arg; /* there is one such page */
	page_begin(p, STR("Statistics"),
	           STR("How many definitions there are, by status, owner and kind, and how they grew."), (str){ 0 });
	view_text(p->view, "n_entries", page_number(p, p->site->dict->all.n), p->a);
	view_flag(p->view, "one_entry", p->site->dict->all.n == 1, p->a);
	view_text(p->view, "versions_url", p->site->versions.all.n ? url_versions(1, p->a) : (str){ 0 }, p->a);
	view_kinds_chart(p, view_list(p->view, "overall", p->a));
	kinds = view_list(p->view, "kinds", p->a);
	for (size_t i = 0; i < p->site->dict->dialect->n_kinds; i++)
		if (p->site->kinds[i].n)
			view_kind(p, view_list_add(kinds, p->a), &p->site->kinds[i]);
	return page_render(p, PAGE_STATS);
}
