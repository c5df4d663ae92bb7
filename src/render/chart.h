#ifndef DICTUM_RENDER_CHART_H
#define DICTUM_RENDER_CHART_H

/* Charts as inline SVG: classes instead of styles (a content security policy forbids these), real text, whole numbers
   only, so that the same counts give the same bytes. role="img" with <title> and <desc>; pages print the same numbers
   as a table. */
#include "base/str.h"

enum {
	CHART_MAX_BARS = 16,   /* more are not drawn */
	CHART_MAX_COLUMNS = 20, /* likewise */
	CHART_MAX_POINTS = 60  /* likewise */
};

struct chart_text {
	str title, about; /* what is shown; how to read it */
};
struct chart_bar {
	str label; /* cut where it is too wide; not escaped */
	uint64_t n;
	bool is_rest; /* sums up several: drawn paler */
};
struct chart_column {
	str label;
	uint64_t added, removed;
};

/* Horizontal bars in the given order: label on the left, value at the end of the bar. Nothing without bars. */
void chart_bars(struct buf *out, struct chart_text text, const struct chart_bar *bars, size_t n);
/* Columns in the given order: added above the axis, removed below it, on one scale. Nothing without columns. */
void chart_columns(struct buf *out, struct chart_text text, const struct chart_column *columns, size_t n);
/* A filled line over time in the given order, from zero up: the last value at its end, the first and the last label below. Nothing without
   points. */
void chart_area(struct buf *out, struct chart_text text, const struct chart_bar *points, size_t n);

#endif
