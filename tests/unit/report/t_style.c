/* Colors and lines of what people read. */
#include "base/utf8.h"
#include "expect.h"
#include "report/style.h"

static void without_colors_there_are_no_codes(void **state)
{
	const struct style *s = style_of(false);

	(void)state;
	assert_string_equal(s->bold, "");
	assert_string_equal(s->dim, "");
	assert_string_equal(s->off, "");
	assert_string_equal(style_level(s, DIAG_ERROR), "");
	assert_string_equal(style_fate(s, STR("broken")), "");
}

static void what_became_of_an_entry_has_the_color_of_a_level(void **state)
{
	const struct style *s = style_of(true);

	(void)state;
	assert_ptr_equal(style_fate(s, STR("broken")), style_level(s, DIAG_ERROR));
	assert_ptr_equal(style_fate(s, STR("deprecated")), style_level(s, DIAG_WARNING));
	assert_ptr_equal(style_fate(s, STR("removed")), style_level(s, DIAG_NOTE));
	assert_ptr_equal(style_fate(s, STR("renamed")), style_level(s, DIAG_NOTE));
	assert_string_equal(style_fate(s, STR("active")), "");
	assert_string_equal(style_fate(s, STR("")), "");
}

static void codes_of_strangers_are_no_codes(void **state)
{
	struct arena a;
	struct buf out = { .a = &a };

	(void)state;
	arena_init(&a);
	style_put(&out, style_of(true), style_of(true)->bold, STR("a\033[2J"));
	has_text(buf_str(&out), "\033[1ma");
	has_no_text(buf_str(&out), "\033[2J");
	arena_free(&a);
}

static void text_without_a_code_needs_no_end_of_it(void **state)
{
	struct arena a;
	struct buf out = { .a = &a };

	(void)state;
	arena_init(&a);
	style_put(&out, style_of(true), "", STR("active"));
	is_text(buf_str(&out), "active");
	arena_free(&a);
}

/* ---- lines ---- */

#define ELLIPSIS "\xE2\x80\xA6"
static const char mixed[] = "Caf\xC3\xA9 e\xCC\x81\xCC\x82 \xE6\xB8\xAF\xE3\x81\xAE \xED\x95\x9C\xEA\xB8\x80 https://example.com/a-long-address"
                            "  \\u{1B}[2J \xF0\x9F\x91\xA9 end";

static void a_terminal_of_any_width_has_room_for_everything(void **state)
{
	struct arena a;
	struct buf out = { .a = &a };
	str text = str_from_z(mixed);

	(void)state;
	arena_init(&a);
	assert_true(style_of(false)->width == STYLE_ANY_WIDTH && style_of(true)->width == STYLE_ANY_WIDTH);
	assert_ptr_equal(style_fit(text, style_left(style_of(false), 1000), &a).p, text.p);
	style_wrap(&out, style_of(true), STR("  long  "), 1000, 1000);
	for (int i = 0; i < 10; i++)
		style_wrap(&out, style_of(false), text, 1000, 26);
	assert_int_equal(buf_str(&out).n, strlen("  long  ") + 10 * text.n);
	assert_int_equal(str_find(buf_str(&out), '\n'), buf_str(&out).n);
	arena_free(&a);
}

static void what_is_left_of_a_line_is_never_less_than_nothing(void **state)
{
	struct style s = *style_of(false);

	(void)state;
	s.width = 80;
	assert_int_equal(style_left(&s, 0), 80);
	assert_int_equal(style_left(&s, 79), 1);
	assert_int_equal(style_left(&s, 80), 0);
	assert_int_equal(style_left(&s, 81), 0);
}

static void a_cell_that_is_too_wide_ends_with_an_ellipsis(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	is_text(style_fit(STR("source_code"), 11, &a), "source_code");
	is_text(style_fit(STR("source_code"), 10, &a), "source_co" ELLIPSIS);
	is_text(style_fit(STR("source_code"), 1, &a), ELLIPSIS);
	is_text(style_fit(STR("source_code"), 0, &a), "");
	is_text(style_fit((str){ 0 }, 0, &a), "");
	is_text(style_fit(STR("\xE6\xB8\xAF\xE3\x81\xAE"), 4, &a), "\xE6\xB8\xAF\xE3\x81\xAE");
	is_text(style_fit(STR("\xE6\xB8\xAF\xE3\x81\xAE"), 3, &a), "\xE6\xB8\xAF" ELLIPSIS);
	is_text(style_fit(STR("\xE6\xB8\xAF\xE3\x81\xAE"), 2, &a), ELLIPSIS); /* half a character would be none */
	is_text(style_fit(STR("e\xCC\x81tat"), 2, &a), "e\xCC\x81" ELLIPSIS);
	is_text(style_fit(diag_visible(STR("\033[2J\033[2J"), &a), 10, &a), "\\u{1B}[2J" ELLIPSIS);
	arena_free(&a);
}

static void a_cell_is_never_wider_than_its_columns_nor_malformed(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t n = 0; n <= 80; n++) {
		str cell = style_fit(str_from_z(mixed), n, &a);

		assert_true(utf8_columns(cell) <= n);
		assert_true(utf8_columns(cell) + 1 >= n || n > utf8_columns(str_from_z(mixed))); /* nor narrower than it has to be */
		assert_true(utf8_is_valid(cell));
	}
	arena_free(&a);
}

static str wrapped(const char *text, size_t width, size_t column, size_t indent, struct arena *a)
{
	struct style s = *style_of(false);
	struct buf out = { .a = a };

	s.width = width;
	style_wrap(&out, &s, str_from_z(text), column, indent);
	return buf_str(&out);
}

static void a_paragraph_breaks_where_the_next_word_has_no_room(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	is_text(wrapped("one two three", 13, 0, 0, &a), "one two three");
	is_text(wrapped("one two three", 12, 0, 0, &a), "one two\nthree");
	is_text(wrapped("one two three", 13, 2, 2, &a), "one two\n  three");
	is_text(wrapped(" one two three", 20, 14, 4, &a), " one\n    two three");
	is_text(wrapped(" one two", 10, 10, 0, &a), "\none two");           /* the label before it takes the line */
	is_text(wrapped("one  two   three", 9, 0, 0, &a), "one  two\nthree"); /* blanks stay but at the end of a line */
	is_text(wrapped("\xE6\xB8\xAF \xE3\x81\xAE", 5, 0, 0, &a), "\xE6\xB8\xAF \xE3\x81\xAE");
	is_text(wrapped("\xE6\xB8\xAF \xE3\x81\xAE", 4, 0, 0, &a), "\xE6\xB8\xAF\n\xE3\x81\xAE");
	is_text(wrapped("e\xCC\x81 e\xCC\x81", 3, 0, 0, &a), "e\xCC\x81 e\xCC\x81");
	is_text(wrapped("see https://example.com/ there", 10, 0, 0, &a), "see\nhttps://example.com/\nthere");
	is_text(wrapped("", 10, 0, 0, &a), "");
	arena_free(&a);
}

static void narrow_terminals_keep_half_of_the_line_for_words(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	is_text(wrapped(" one two", 12, 12, 26, &a), "\n      one\n      two");
	is_text(wrapped("one two", 1, 0, 26, &a), "one\ntwo");
	is_text(wrapped("one two", 0, 2, 2, &a), "one\ntwo");
	arena_free(&a);
}

static void a_paragraph_is_no_wider_than_a_page(void **state)
{
	char text[301];
	struct arena a;
	struct cut line;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = i % 4 == 3 ? ' ' : 'x';
	text[sizeof text - 1] = '\0';
	line = str_cut(wrapped(text, 250, 0, 0, &a), '\n');
	assert_int_equal(line.head.n, 99); /* 25 words */
	assert_true(line.found);
	arena_free(&a);
}

/* Every word is there once, in its order, and lines that are too wide have one word. */
static void paragraphs_of_all_widths_have_all_words(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t width = 0; width <= 60; width++)
		for (size_t indent = 0; indent <= 30; indent += 2) {
			str rest = wrapped(mixed, width, indent, indent, &a), words = str_from_z(mixed);
			size_t before = indent;

			while (rest.n) {
				struct cut line = str_cut(rest, '\n');

				assert_true(before + utf8_columns(line.head) <= width || !str_has(str_trim(line.head), STR(" ")));
				for (str left = str_trim(line.head); left.n; left = str_trim(str_cut(left, ' ').tail)) {
					assert_true(str_eq(str_cut(left, ' ').head, str_cut(words, ' ').head));
					words = str_trim(str_cut(words, ' ').tail);
				}
				rest = line.tail;
				before = 0;
			}
			assert_int_equal(words.n, 0);
		}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_terminal_of_any_width_has_room_for_everything),
		cmocka_unit_test(what_is_left_of_a_line_is_never_less_than_nothing),
		cmocka_unit_test(a_cell_that_is_too_wide_ends_with_an_ellipsis),
		cmocka_unit_test(a_cell_is_never_wider_than_its_columns_nor_malformed),
		cmocka_unit_test(a_paragraph_breaks_where_the_next_word_has_no_room),
		cmocka_unit_test(narrow_terminals_keep_half_of_the_line_for_words),
		cmocka_unit_test(a_paragraph_is_no_wider_than_a_page),
		cmocka_unit_test(paragraphs_of_all_widths_have_all_words),
		cmocka_unit_test(without_colors_there_are_no_codes),
		cmocka_unit_test(what_became_of_an_entry_has_the_color_of_a_level),
		cmocka_unit_test(codes_of_strangers_are_no_codes),
		cmocka_unit_test(text_without_a_code_needs_no_end_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
