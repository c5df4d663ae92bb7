/* Draws charts as SVG. Units are those of the viewBox: one is about a CSS pixel at the size that static/site.css gives
 * them. */
#include "base/utf8.h"
#include "render/chart.h"
#include "render/template.h"

enum {
	BARS_WIDTH = 360,
	BAR_HEIGHT = 20,
	BAR_STEP = 28,
	TEXT_DROP = 15, /* from the top of a bar to the line its text stands on */
	CELL = 8,       /* a narrow character, rounded up */
	LABEL_MIN = 64,
	LABEL_MAX = 168,
	SPACE = 8, /* between label, bar and value */

	COLUMNS_LEFT = 60, /* for the words beside the axis */
	COLUMN_STEP = 36,
	COLUMN_WIDTH = 24,
	COLUMN_CELLS = 5,     /* characters of smaller print below a column */
	COLUMNS_LABEL = 3,    /* columns that the longest label may take the room of */
	COLUMNS_HEIGHT = 180, /* of the longest column up and the longest down together */
	NUMBER_LINE = 18,     /* a line of numbers or labels */

	AREA_LEFT = 20, /* half a short label */
	AREA_HEIGHT = 44,
	AREA_CELLS = 15,      /* characters of smaller print below either end */
	SMALL_HALF_CELL = 13, /* half the width of one, in quarters */

	DIGITS = 27           /* of the largest number, with commas, and NUL */
};

static size_t cells_of(uint32_t code_point)
{
	return code_point >= 0x1100 && code_point != UTF8_BAD ? 2 : 1; /* Hangul, Han and other wide letters */
}

static size_t text_cells(str text)
{
	size_t n = 0;

	for (size_t at = 0; at < text.n;)
		n += cells_of(utf8_next(text, &at));
	return n;
}

/* Bytes at the beginning that take at most `cells`. */
static size_t bytes_in(str text, size_t cells)
{
	size_t at = 0, kept = 0, n = 0;

	while (at < text.n && (n += cells_of(utf8_next(text, &at))) <= cells)
		kept = at;
	return kept;
}

/* As many characters as fit `cells`: the first, of names in one word the first and the last, for many of these begin alike. */
static void put_label(struct buf *out, str text, size_t cells)
{
	size_t all = text_cells(text), tail = str_has_space(text) ? 0 : (cells - 1) / 2, at;

	if (all <= cells) {
		escape_html(out, str_trim(text));
		return;
	}
	escape_html(out, str_trim(str_sub(text, 0, bytes_in(text, cells - 1 - tail))));
	buf_z(out, "\xe2\x80\xa6");
	for (at = 0; all > tail;)
		all -= cells_of(utf8_next(text, &at));
	escape_html(out, str_trim(str_from(text, at)));
}

/* 6,214 */
static str grouped(uint64_t n, char digits[DIGITS])
{
	size_t at = DIGITS;

	for (size_t i = 0; i == 0 || n; i++) {
		if (i && i % 3 == 0)
			digits[--at] = ',';
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	}
	return (str){ digits + at, DIGITS - at };
}

/* n of `most` as a part of `length`; what is there can be seen. */
static uint64_t scaled(uint64_t n, uint64_t most, uint64_t length)
{
	const bool is_any = n;
	uint64_t part;

	while (most > UINT32_MAX) { /* the product fits */
		most >>= 1;
		n >>= 1;
	}
	part = most ? n * length / most : 0;
	return is_any && !part ? 1 : part;
}

static void begin(struct buf *out, const char *css, uint64_t width, uint64_t height, struct chart_text text)
{
	buf_fmt(out, "<svg class=\"chart %s\" viewBox=\"0 0 %llu %llu\" role=\"img\"><title>", css,
	        (unsigned long long)width, (unsigned long long)height);
	escape_html(out, text.title);
	buf_z(out, "</title><desc>");
	escape_html(out, text.about);
	buf_z(out, "</desc>\n");
}

static void put_text(struct buf *out, const char *css, uint64_t x, uint64_t y)
{
	buf_fmt(out, "<text class=\"%s\" x=\"%llu\" y=\"%llu\">", css, (unsigned long long)x, (unsigned long long)y);
}

static void put_number(struct buf *out, const char *css, uint64_t x, uint64_t y, uint64_t n)
{
	char digits[DIGITS];

	put_text(out, css, x, y);
	buf_put(out, grouped(n, digits));
	buf_z(out, "</text>");
}

static void put_box(struct buf *out, const char *css, uint64_t x, uint64_t y, uint64_t width, uint64_t height)
{
	buf_fmt(out, "<rect class=\"%s\" x=\"%llu\" y=\"%llu\" width=\"%llu\" height=\"%llu\"></rect>", css,
	        (unsigned long long)x, (unsigned long long)y, (unsigned long long)width, (unsigned long long)height);
}

struct bars_layout {
	uint64_t most, label, value, length; /* length: of the longest bar */
};

static struct bars_layout lay_out_bars(const struct chart_bar *bars, size_t n)
{
	struct bars_layout l = { .label = LABEL_MIN };
	char digits[DIGITS];

	for (size_t i = 0; i < n; i++) {
		uint64_t label = (uint64_t)text_cells(bars[i].label) * CELL,
		         value = grouped(bars[i].n, digits).n * CELL;

		l.most = bars[i].n > l.most ? bars[i].n : l.most;
		l.label = label > l.label ? label : l.label;
		l.value = value > l.value ? value : l.value;
	}
	l.label = l.label > LABEL_MAX ? LABEL_MAX : l.label;
	l.length = BARS_WIDTH - l.label - 2 * SPACE - (l.value > LABEL_MAX ? LABEL_MAX : l.value);
	return l;
}

void chart_bars(struct buf *out, struct chart_text text, const struct chart_bar *bars, size_t n)
{
	struct bars_layout l;

	if (!n)
		return;
	n = n > CHART_MAX_BARS ? CHART_MAX_BARS : n;
	l = lay_out_bars(bars, n);
	begin(out, "bars", BARS_WIDTH, n * BAR_STEP - (BAR_STEP - BAR_HEIGHT), text);
	for (size_t i = 0; i < n; i++) {
		uint64_t y = i * BAR_STEP, length = scaled(bars[i].n, l.most, l.length), x = l.label + SPACE;

		put_text(out, "label", 0, y + TEXT_DROP);
		put_label(out, bars[i].label, (size_t)(l.label / CELL));
		buf_z(out, "</text>");
		if (length)
			put_box(out, bars[i].is_rest ? "rest" : "bar", x, y, length, BAR_HEIGHT);
		put_number(out, "value", x + length + SPACE, y + TEXT_DROP, bars[i].n);
		buf_byte(out, '\n');
	}
	buf_z(out, "</svg>\n");
}

static void end_on_axis(struct buf *out, uint64_t left, uint64_t right, uint64_t y)
{
	buf_fmt(out, "<path class=\"axis\" d=\"M%llu %lluH%llu\"></path>\n</svg>\n", (unsigned long long)left, (unsigned long long)y,
	        (unsigned long long)right);
}

struct columns_layout {
	uint64_t added, removed; /* the largest */
	uint64_t axis, floor;    /* y of the axis, and of the end of the longest column below it */
	size_t per_label;        /* columns, so that labels have room */
};

/* One scale for both. */
static uint64_t column_length(const struct columns_layout *l, uint64_t n)
{
	if (l->added > UINT64_MAX - l->removed)
		return scaled(n / 2, l->added / 2 + l->removed / 2, COLUMNS_HEIGHT);
	return scaled(n, l->added + l->removed, COLUMNS_HEIGHT);
}

static size_t columns_for(str label)
{
	size_t n = (text_cells(label) + COLUMN_CELLS - 1) / COLUMN_CELLS;

	return n > COLUMNS_LABEL ? COLUMNS_LABEL : n;
}

static struct columns_layout lay_out_columns(const struct chart_column *columns, size_t n)
{
	struct columns_layout l = { .per_label = 1 };

	for (size_t i = 0; i < n; i++) {
		size_t room = columns_for(columns[i].label);

		l.per_label = room > l.per_label ? room : l.per_label;
		l.added = columns[i].added > l.added ? columns[i].added : l.added;
		l.removed = columns[i].removed > l.removed ? columns[i].removed : l.removed;
	}
	l.axis = NUMBER_LINE + column_length(&l, l.added);
	l.floor = l.axis + (l.removed ? column_length(&l, l.removed) + NUMBER_LINE : 0);
	return l;
}

/* Centered below a place. */
static void put_small_label(struct buf *out, str label, size_t cells, uint64_t x, uint64_t y)
{
	put_text(out, "column", x, y);
	put_label(out, label, cells);
	buf_z(out, "</text>\n");
}

/* has_label: the newest has one, and each from which there is room to the next. */
static void put_column(struct buf *out, const struct columns_layout *l, const struct chart_column *c, uint64_t x, bool has_label)
{
	uint64_t up = column_length(l, c->added), down = column_length(l, c->removed), middle = x + COLUMN_STEP / 2;
	uint64_t left = x + (COLUMN_STEP - COLUMN_WIDTH) / 2;

	if (up) {
		put_box(out, "added", left, l->axis - up, COLUMN_WIDTH, up);
		put_number(out, "number", middle, l->axis - up - 5, c->added);
	}
	if (down) {
		put_box(out, "removed", left, l->axis, COLUMN_WIDTH, down);
		put_number(out, "number", middle, l->axis + down + 13, c->removed);
	}
	if (has_label)
		put_small_label(out, c->label, l->per_label * COLUMN_CELLS, middle, l->floor + NUMBER_LINE);
}

void chart_columns(struct buf *out, struct chart_text text, const struct chart_column *columns, size_t n)
{
	struct columns_layout l;
	uint64_t width;

	if (!n)
		return;
	n = n > CHART_MAX_COLUMNS ? CHART_MAX_COLUMNS : n;
	l = lay_out_columns(columns, n);
	width = COLUMNS_LEFT + CHART_MAX_COLUMNS * COLUMN_STEP + (l.per_label - 1) * COLUMN_STEP / 2; /* the last label is wider than its column */
	begin(out, "columns-chart", width, l.floor + NUMBER_LINE + SPACE, text);
	if (l.added) {
		put_text(out, "label", 0, l.axis - 5);
		buf_z(out, "Added</text>\n");
	}
	if (l.removed) {
		put_text(out, "label", 0, l.axis + 13);
		buf_z(out, "Removed</text>\n");
	}
	for (size_t i = 0; i < n; i++)
		put_column(out, &l, &columns[i], COLUMNS_LEFT + i * COLUMN_STEP, (n - 1 - i) % l.per_label == 0);
	end_on_axis(out, COLUMNS_LEFT, COLUMNS_LEFT + n * COLUMN_STEP, l.axis);
}

/* Steps: a value holds until the next one. */
static void put_steps(struct buf *out, const struct chart_bar *points, size_t n, uint64_t most, uint64_t right)
{
	uint64_t height = 0;

	buf_fmt(out, "<path class=\"bar\" d=\"M%d %d", AREA_LEFT, NUMBER_LINE + AREA_HEIGHT);
	for (size_t i = 0; i < n; i++) {
		uint64_t up = scaled(points[i].n, most, AREA_HEIGHT);

		if (up != height)
			buf_fmt(out, "H%lluV%llu", (unsigned long long)(AREA_LEFT + i * (right - AREA_LEFT) / n),
			        (unsigned long long)(NUMBER_LINE + AREA_HEIGHT - up));
		height = up;
	}
	buf_fmt(out, "H%lluV%dZ\"></path>\n", (unsigned long long)right, NUMBER_LINE + AREA_HEIGHT);
}

/* Below a place, as near to its middle as the edges of the chart allow. */
static void put_end_label(struct buf *out, str label, uint64_t x, uint64_t y)
{
	size_t cells = text_cells(label) > AREA_CELLS ? AREA_CELLS : text_cells(label);
	uint64_t half = (cells * SMALL_HALF_CELL + 3) / 4;

	if (x < half)
		x = half;
	if (x > BARS_WIDTH - half)
		x = BARS_WIDTH - half;
	put_small_label(out, label, AREA_CELLS, x, y);
}

void chart_area(struct buf *out, struct chart_text text, const struct chart_bar *points, size_t n)
{
	const uint64_t floor = NUMBER_LINE + AREA_HEIGHT;
	struct bars_layout l;
	uint64_t right;

	if (!n)
		return;
	n = n > CHART_MAX_POINTS ? CHART_MAX_POINTS : n;
	l = lay_out_bars(points, n);
	right = BARS_WIDTH - SPACE - (l.value > LABEL_MAX ? LABEL_MAX : l.value);
	begin(out, "bars", BARS_WIDTH, floor + NUMBER_LINE + SPACE, text);
	put_steps(out, points, n, l.most, right);
	put_number(out, "value", right + SPACE, floor - scaled(points[n - 1].n, l.most, AREA_HEIGHT) + 5, points[n - 1].n);
	buf_byte(out, '\n');
	put_end_label(out, points[0].label, AREA_LEFT, floor + NUMBER_LINE);
	if (n > 1)
		put_end_label(out, points[n - 1].label, right, floor + NUMBER_LINE);
	end_on_axis(out, AREA_LEFT, right, floor);
}
