/* How many of some entries were there release by release: a chart and its table. */
#include "render/chart.h"
#include "site/page.h"

enum { GROWTH_RELEASES = 3 }; /* fewer are no line */

/* Counts are the newest first. */
static void view_points(struct page *p, struct view *growth, const size_t *counts, size_t n)
{
	const struct chart_text text = { STR("By release"), STR("A line from the oldest release to the newest. The same numbers stand in the table below.") };
	struct chart_bar points[CHART_MAX_POINTS];
	struct view *rows = view_list(growth, "rows", p->a);
	struct buf svg = { .a = p->a };

	for (size_t i = 0; i < n; i++) {
		struct view *row = view_list_add(rows, p->a);
		str release = p->site->versions.all.v[i]->name;

		points[n - 1 - i] = (struct chart_bar){ release, counts[i], false };
		view_text(row, "label", release, p->a);
		view_text(row, "url", (str){ 0 }, p->a);
		view_uint(row, "n", counts[i], p->a);
	}
	chart_area(&svg, text, points, n);
	view_text(growth, "chart_title", text.title, p->a);
	view_html(growth, "svg", buf_str(&svg), p->a);
	view_flag(growth, "is_multiple", false, p->a);
}

void view_growth(struct page *p, str title, struct entry *const *entries, size_t n_entries, str what)
{
	size_t counts[CHART_MAX_POINTS] = { 0 }, n = p->site->versions.all.n, unknown;
	struct view *growth = view_list(p->view, "growth", p->a);

	n = n > CHART_MAX_POINTS ? CHART_MAX_POINTS : n;
	unknown = versions_growth(&p->site->versions, entries, n_entries, counts, n);
	while (n && !counts[n - 1])
		n--;
	if (n < GROWTH_RELEASES)
		return;
	growth = view_list_add(growth, p->a);
	view_points(p, growth, counts, n);
	view_text(growth, "title", title, p->a);
	view_text(growth, "what", what, p->a);
	view_text(growth, "unknown", page_number_or_none(p, unknown), p->a);
	view_flag(growth, "one_unknown", unknown == 1, p->a);
}
