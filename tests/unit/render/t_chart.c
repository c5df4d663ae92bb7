/* Charts as SVG: what is drawn, in which proportion, and that text of strangers stays text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "render/chart.h"

struct fixture {
	struct arena a;
	struct buf out;
};

static void begin(struct fixture *f)
{
	*f = (struct fixture){ .out = { 0 } };
	arena_init(&f->a);
	f->out.a = &f->a;
}

static void end(struct fixture *f)
{
	arena_free(&f->a);
}

static void bars(struct fixture *f, const struct chart_bar *all, size_t n)
{
	chart_bars(&f->out, (struct chart_text){ STR("T"), STR("A") }, all, n);
}

static void columns(struct fixture *f, const struct chart_column *all, size_t n)
{
	chart_columns(&f->out, (struct chart_text){ STR("T"), STR("A") }, all, n);
}

static void area(struct fixture *f, const struct chart_bar *all, size_t n)
{
	chart_area(&f->out, (struct chart_text){ STR("T"), STR("A") }, all, n);
}

static void assert_has(const struct fixture *f, const char *part)
{
	str got = buf_str(&f->out);

	if (!str_has(got, str_from_z(part)))
		fail_msg("no \"%s\" in:\n%.*s", part, STR_ARG(got));
}

static size_t count(const struct fixture *f, const char *part)
{
	str rest = buf_str(&f->out), what = str_from_z(part);
	size_t n = 0;

	for (; rest.n >= what.n; rest = str_from(rest, 1))
		n += str_starts(rest, what);
	return n;
}

static void bars_have_labels_and_values_and_the_longest_fills_the_room(void **state)
{
	const struct chart_bar all[] = { { STR("Database"), 6214, false },
		                         { STR("Redis"), 3107, false },
		                         { STR("Other"), 0, true } };
	struct fixture f;

	(void)state;
	begin(&f);
	bars(&f, all, 3);
	assert_string_equal(
	        str_z(buf_str(&f.out), &f.a),
	        "<svg class=\"chart bars\" viewBox=\"0 0 360 76\" role=\"img\"><title>T</title><desc>A</desc>\n"
	        "<text class=\"label\" x=\"0\" y=\"15\">Database</text><rect class=\"bar\" x=\"72\" y=\"0\" "
	        "width=\"240\" "
	        "height=\"20\"></rect><text class=\"value\" x=\"320\" y=\"15\">6,214</text>\n"
	        "<text class=\"label\" x=\"0\" y=\"43\">Redis</text><rect class=\"bar\" x=\"72\" y=\"28\" "
	        "width=\"120\" "
	        "height=\"20\"></rect><text class=\"value\" x=\"200\" y=\"43\">3,107</text>\n"
	        "<text class=\"label\" x=\"0\" y=\"71\">Other</text><text class=\"value\" x=\"80\" y=\"71\">0</text>\n"
	        "</svg>\n");
	end(&f);
}

static void what_is_there_can_be_seen_however_small(void **state)
{
	const struct chart_bar all[] = { { STR("a"), 1000000, false }, { STR("b"), 1, false } };
	struct fixture f;

	(void)state;
	begin(&f);
	bars(&f, all, 2);
	assert_has(&f, "y=\"28\" width=\"1\"");
	end(&f);
}

static void the_largest_numbers_do_not_overflow(void **state)
{
	const struct chart_bar all[] = { { STR("a"), UINT64_MAX, false }, { STR("b"), UINT64_MAX / 2, false } };
	const struct chart_column most[] = { { STR("1"), UINT64_MAX, UINT64_MAX }, { STR("2"), 1, 0 } };
	struct fixture f;

	(void)state;
	begin(&f);
	bars(&f, all, 2);
	assert_has(&f, ">18,446,744,073,709,551,615</text>");
	columns(&f, most, 2);
	assert_has(&f, "class=\"added\" x=\"66\" y=\"18\" width=\"24\" height=\"89\"");
	assert_has(&f, "class=\"removed\" x=\"66\" y=\"107\" width=\"24\" height=\"89\"");
	end(&f);
}

static void no_more_bars_and_columns_than_fit_are_drawn(void **state)
{
	struct chart_bar all[CHART_MAX_BARS + 1];
	struct chart_column many[CHART_MAX_COLUMNS + 1];
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i <= CHART_MAX_BARS; i++)
		all[i] = (struct chart_bar){ STR("x"), 1, false };
	for (size_t i = 0; i <= CHART_MAX_COLUMNS; i++)
		many[i] = (struct chart_column){ STR("x"), 1, 0 };
	bars(&f, all, CHART_MAX_BARS + 1);
	assert_int_equal(count(&f, "class=\"bar\""), CHART_MAX_BARS);
	columns(&f, many, CHART_MAX_COLUMNS + 1);
	assert_int_equal(count(&f, "class=\"added\""), CHART_MAX_COLUMNS);
	end(&f);
}

static void nothing_gives_no_chart(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	bars(&f, NULL, 0);
	columns(&f, NULL, 0);
	area(&f, NULL, 0);
	assert_int_equal(f.out.n, 0);
	end(&f);
}

static void counts_of_nothing_are_drawn_without_bars(void **state)
{
	const struct chart_bar all[] = { { STR("a"), 0, false } };
	const struct chart_column none[] = { { STR("1"), 0, 0 } };
	struct fixture f;

	(void)state;
	begin(&f);
	bars(&f, all, 1);
	columns(&f, none, 1);
	assert_int_equal(count(&f, "<rect"), 0);
	assert_int_equal(count(&f, "</svg>"), 2);
	end(&f);
}

static void long_labels_are_cut_at_a_character(void **state)
{
	const struct chart_bar all[] = {
		{ STR("Software supply chain security"), 1, false },
		{ STR("\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87"
		      "\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87\xe6\x96\x87"),
		  1, false }
	};
	struct fixture f;

	(void)state;
	begin(&f);
	bars(&f, all, 2);
	assert_has(&f, ">Software supply chai\xe2\x80\xa6</text>");
	assert_int_equal(count(&f, "\xe6\x96\x87"), 10);
	end(&f);
}

static void long_names_in_one_word_keep_their_ends(void **state)
{
	const struct chart_bar all[] = { { STR("CountImportedProjectsMetric"), 1, false }, { STR("CountImportedProjectsTotalMetric"), 1, false } };
	struct fixture f;

	(void)state;
	begin(&f);
	bars(&f, all, 2);
	assert_has(&f, ">CountImpor\xe2\x80\xa6" "ectsMetric</text>");
	assert_has(&f, ">CountImpor\xe2\x80\xa6otalMetric</text>");
	end(&f);
}

static void columns_grow_from_the_axis_on_one_scale(void **state)
{
	const struct chart_column all[] = { { STR("16.0"), 20, 10 }, { STR("16.1"), 10, 0 }, { STR("16.2"), 0, 5 } };
	struct fixture f;

	(void)state;
	begin(&f);
	columns(&f, all, 3);
	assert_has(&f, "viewBox=\"0 0 780 242\"");
	assert_has(&f, "<rect class=\"added\" x=\"66\" y=\"18\" width=\"24\" height=\"120\"></rect><text "
	               "class=\"number\" x=\"78\" y=\"13\">20<");
	assert_has(&f, "<rect class=\"removed\" x=\"66\" y=\"138\" width=\"24\" height=\"60\"></rect><text "
	               "class=\"number\" x=\"78\" y=\"211\">10<");
	assert_has(&f, "<rect class=\"added\" x=\"102\" y=\"78\" width=\"24\" height=\"60\"></rect>");
	assert_int_equal(count(&f, "class=\"removed\""), 2);
	assert_has(&f, "<path class=\"axis\" d=\"M60 138H168\"></path>");
	assert_has(&f, ">Added</text>");
	assert_has(&f, ">Removed</text>");
	end(&f);
}

static void columns_with_long_labels_share_the_room_below_from_the_newest_on(void **state)
{
	const struct chart_column all[] = { { STR("2024-01"), 1, 0 }, { STR("2024-02"), 1, 0 }, { STR("2024-03"), 1, 0 } };
	struct fixture f;

	(void)state;
	begin(&f);
	columns(&f, all, 3);
	assert_has(&f, "viewBox=\"0 0 798 224\"");
	assert_has(&f, "<text class=\"column\" x=\"78\" y=\"216\">2024-01</text>");
	assert_has(&f, "<text class=\"column\" x=\"150\" y=\"216\">2024-03</text>");
	assert_int_equal(count(&f, "2024-02"), 0);
	end(&f);
}

static void labels_longer_than_three_columns_are_cut(void **state)
{
	const struct chart_column all[] = { { STR("fifteen letters"), 1, 0 }, { STR("1"), 1, 0 }, { STR("2"), 1, 0 }, { STR("sixteen letters!"), 1, 0 } };
	struct fixture f;

	(void)state;
	begin(&f);
	columns(&f, all, 4);
	assert_has(&f, ">fifteen letters</text>");
	assert_has(&f, ">sixteen letter\xe2\x80\xa6</text>");
	assert_int_equal(count(&f, "class=\"column\""), 2);
	end(&f);
}

static void labels_of_an_area_keep_within_its_edges(void **state)
{
	const struct chart_bar all[] = { { STR("2024-01"), 1, false }, { STR("fifteen letters"), 1, false } };
	struct fixture f;

	(void)state;
	begin(&f);
	area(&f, all, 2);
	assert_has(&f, "<text class=\"column\" x=\"23\" y=\"80\">2024-01</text>");
	assert_has(&f, "<text class=\"column\" x=\"311\" y=\"80\">fifteen letters</text>");
	end(&f);
}

static void an_area_holds_each_value_until_the_next_one(void **state)
{
	const struct chart_bar all[] = { { STR("13.9"), 1, false }, { STR("13.10"), 1, false }, { STR("14.0"), 4, false }, { STR("14.1"), 2, false } };
	struct fixture f;

	(void)state;
	begin(&f);
	area(&f, all, 4);
	assert_has(&f, "viewBox=\"0 0 360 88\" role=\"img\"><title>T</title><desc>A</desc>");
	assert_has(&f, "<path class=\"bar\" d=\"M20 62H20V51H182V18H263V40H344V62Z\"></path>"); /* 44 high, 324 wide */
	assert_has(&f, "<text class=\"value\" x=\"352\" y=\"45\">2</text>");
	assert_has(&f, "<text class=\"column\" x=\"20\" y=\"80\">13.9</text>");
	assert_has(&f, "<text class=\"column\" x=\"344\" y=\"80\">14.1</text>");
	assert_has(&f, "<path class=\"axis\" d=\"M20 62H344\"></path>");
	end(&f);
}

static void an_area_of_huge_numbers_or_of_one_point_stays_within_its_room(void **state)
{
	struct chart_bar many[CHART_MAX_POINTS + 1];
	struct fixture f;

	(void)state;
	begin(&f);
	for (size_t i = 0; i <= CHART_MAX_POINTS; i++)
		many[i] = (struct chart_bar){ STR("x"), i % 2 ? UINT64_MAX : 1, false };
	area(&f, many, CHART_MAX_POINTS + 1);
	assert_has(&f, "d=\"M20 62H20V61H"); /* one can be seen beside it */
	assert_has(&f, "V18H184V62Z");
	assert_int_equal(count(&f, "V18H"), CHART_MAX_POINTS / 2);
	area(&f, many, 1);
	assert_has(&f, "d=\"M20 62H20V18H344V62Z\"");
	assert_int_equal(count(&f, ">x<"), 3);
	end(&f);
}

static void without_removals_nothing_is_below_the_axis(void **state)
{
	const struct chart_column all[] = { { STR("16.0"), 4, 0 } };
	struct fixture f;

	(void)state;
	begin(&f);
	columns(&f, all, 1);
	assert_has(&f, "viewBox=\"0 0 780 224\"");
	assert_int_equal(count(&f, "Removed"), 0);
	end(&f);
}

static void hostile_labels_stay_text_and_nothing_is_styled(void **state)
{
	static const char payload[] = "\"><script>alert(1)</script>\xff";
	const struct chart_bar all[] = { { STR("</text><script>"), 1, false } };
	const struct chart_column one[] = { { STR("<b>"), 1, 1 } };
	struct chart_text text = { str_from_z(payload), str_from_z(payload) };
	struct fixture f;

	(void)state;
	begin(&f);
	chart_bars(&f.out, text, all, 1);
	chart_columns(&f.out, text, one, 1);
	assert_int_equal(count(&f, "<script"), 0);
	assert_int_equal(count(&f, "<b>"), 0);
	assert_int_equal(count(&f, "style"), 0);
	assert_int_equal(count(&f, "\xff"), 0);
	assert_has(&f, "&lt;/text&gt;&lt;script&gt;");
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_have_labels_and_values_and_the_longest_fills_the_room),
		cmocka_unit_test(what_is_there_can_be_seen_however_small),
		cmocka_unit_test(the_largest_numbers_do_not_overflow),
		cmocka_unit_test(no_more_bars_and_columns_than_fit_are_drawn),
		cmocka_unit_test(nothing_gives_no_chart),
		cmocka_unit_test(counts_of_nothing_are_drawn_without_bars),
		cmocka_unit_test(long_labels_are_cut_at_a_character),
		cmocka_unit_test(long_names_in_one_word_keep_their_ends),
		cmocka_unit_test(columns_grow_from_the_axis_on_one_scale),
		cmocka_unit_test(columns_with_long_labels_share_the_room_below_from_the_newest_on),
		cmocka_unit_test(labels_longer_than_three_columns_are_cut),
		cmocka_unit_test(labels_of_an_area_keep_within_its_edges),
		cmocka_unit_test(an_area_holds_each_value_until_the_next_one),
		cmocka_unit_test(an_area_of_huge_numbers_or_of_one_point_stays_within_its_room),
		cmocka_unit_test(without_removals_nothing_is_below_the_axis),
		cmocka_unit_test(hostile_labels_stay_text_and_nothing_is_styled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
