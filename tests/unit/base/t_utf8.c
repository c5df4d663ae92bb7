#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "unit/text.h"

/* The rows of table 3-7 of the Unicode Standard: the ranges of each byte. */
struct form {
	size_t n;
	unsigned char low[4], high[4];
};
static const struct form forms[] = {
	{ 1, { 0x00 }, { 0x7F } },
	{ 2, { 0xC2, 0x80 }, { 0xDF, 0xBF } },
	{ 3, { 0xE0, 0xA0, 0x80 }, { 0xE0, 0xBF, 0xBF } },
	{ 3, { 0xE1, 0x80, 0x80 }, { 0xEC, 0xBF, 0xBF } },
	{ 3, { 0xED, 0x80, 0x80 }, { 0xED, 0x9F, 0xBF } },
	{ 3, { 0xEE, 0x80, 0x80 }, { 0xEF, 0xBF, 0xBF } },
	{ 4, { 0xF0, 0x90, 0x80, 0x80 }, { 0xF0, 0xBF, 0xBF, 0xBF } },
	{ 4, { 0xF1, 0x80, 0x80, 0x80 }, { 0xF3, 0xBF, 0xBF, 0xBF } },
	{ 4, { 0xF4, 0x80, 0x80, 0x80 }, { 0xF4, 0x8F, 0xBF, 0xBF } },
};
enum { N_FORMS = sizeof forms / sizeof *forms };

/* How long the well-formed sequence at the start of `p` is, by the table; 0: there is none. */
static size_t table_length(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < N_FORMS; i++) {
		const struct form *f = &forms[i];
		size_t fits = 0;

		while (fits < f->n && fits < n && p[fits] >= f->low[fits] && p[fits] <= f->high[fits])
			fits++;
		if (fits == f->n)
			return f->n;
	}
	return 0;
}

static uint32_t naive_value(const unsigned char *p, size_t length)
{
	static const unsigned char lead[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	uint32_t c = p[0] & lead[length];

	for (size_t i = 1; i < length; i++)
		c = c * 64 + p[i] % 64;
	return c;
}

static void check_next(const unsigned char *p, size_t n)
{
	str s = { (const char *)p, n };
	size_t length = table_length(p, n), at = 0;
	uint32_t c = utf8_next(s, &at);

	if (c != (length ? naive_value(p, length) : UTF8_BAD) || at != (length ? length : 1))
		fail_msg("%02X %02X %02X %02X of %zu bytes: %X, %zu bytes", p[0], n > 1 ? p[1] : 0, n > 2 ? p[2] : 0,
		         n > 3 ? p[3] : 0, n, c, at);
}

/* All pairs of first bytes, with third and fourth bytes at and beside the ends of their ranges, of all lengths. */
static void sequences_are_taken_and_refused_as_the_table_says(void **state)
{
	static const unsigned char ends[] = { 0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF };

	(void)state;
	for (unsigned first = 0; first < 256; first++)
		for (unsigned second = 0; second < 256; second++)
			for (size_t i = 0; i < 36; i++) {
				const unsigned char bytes[4] = { (unsigned char)first, (unsigned char)second,
					                         ends[i / 6], ends[i % 6] };

				for (size_t n = 1; n <= 4; n++)
					check_next(bytes, n);
			}
}

static void malformed_texts_are_invalid(void **state)
{
	static const char *const rows[] = {
		"\x80",
		"\xBF", /* continuation alone */
		"\xC0\x80",
		"\xC0\xAF",
		"\xC1\xBF", /* overlong, two bytes */
		"\xE0\x80\x80",
		"\xE0\x9F\xBF", /* overlong, three */
		"\xF0\x80\x80\x80",
		"\xF0\x8F\xBF\xBF", /* overlong, four */
		"\xED\xA0\x80",
		"\xED\xAF\xBF",
		"\xED\xB0\x80",
		"\xED\xBF\xBF",
		"\xED\xA0\xBD\xED\xB8\x80", /* surrogates */
		"\xF4\x90\x80\x80",
		"\xF5\x80\x80\x80",
		"\xF8\x88\x80\x80\x80",
		"\xFC\x84\x80\x80\x80\x80", /* too high */
		"\xFE",
		"\xFF",
		"\xC3",
		"\xE2\x82",
		"\xE2",
		"\xF0\x9F\x98",
		"\xF0\x9F",
		"\xF0", /* cut at the end */
		"\xC3(",
		"\xE2\x28\xA1",
		"\xE2\x82(",
		"\xF0\x28\x8C\xBC",
		"\xF0\x90(\xBC",
		"\xF0\x9F\x98(", /* cut inside */
		"\xC3\xC3\xA9",
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t before = 0; before < 18; before++) {
			int n = snprintf(text, sizeof text, "%.*s%s%s", (int)before, "abcdefghijklmnopq", rows[i],
			                 before % 2 ? "12345678" : "");

			if (utf8_is_valid((str){ text, (size_t)n }))
				fail_msg("row %zu after %zu letters", i, before);
		}
}

static void texts_at_the_ends_of_the_ranges_are_valid(void **state)
{
	static const uint32_t ends[] = { 0,       0x7F,    0x80,    0x7FF,   0x800,    0xFFF,   0x1000,
		                         0xCFFF,  0xD000,  0xD7FF,  0xE000,  0xFFFD,   0xFFFE,  0xFFFF,
		                         0x10000, 0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFF };
	enum { N = sizeof ends / sizeof *ends };
	struct buf b = { .a = *state };
	size_t at = 0;

	for (size_t i = 0; i < N; i++)
		utf8_put(&b, ends[i]);
	assert_true(utf8_is_valid(buf_str(&b)));
	assert_int_equal(utf8_count(buf_str(&b)), N);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(utf8_next(buf_str(&b), &at), ends[i]);
	assert_int_equal(at, b.n);
	assert_true(utf8_is_valid((str){ 0 }));
}

static void every_code_point_survives_writing_and_reading(void **state)
{
	struct buf b = { .a = *state };

	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		size_t at = 0;

		if (c >= 0xD800 && c < 0xE000)
			continue;
		buf_clear(&b);
		utf8_put(&b, c);
		if (utf8_next(buf_str(&b), &at) != c || at != b.n ||
		    table_length((const unsigned char *)b.p, b.n) != b.n)
			fail_msg("U+%04X", c);
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

/* Letters in long runs, code points of all lengths, and single bytes that may be anything. */
static str random_bytes(uint32_t *seed, struct buf *b)
{
	static const uint32_t some[] = { 0xE9, 0x7FF, 0x20AC, 0xFFFD, 0x1F600, 0x10FFFF };
	size_t pieces = next_random(seed) % 12;

	buf_clear(b);
	for (size_t i = 0; i < pieces; i++) {
		uint32_t what = next_random(seed) % 4;

		for (uint32_t n = next_random(seed) % 20; what < 2 && n; n--)
			buf_byte(b, (char)('a' + next_random(seed) % 26));
		if (what == 2)
			utf8_put(b, some[next_random(seed) % 6]);
		if (what == 3)
			buf_byte(b, (char)next_random(seed));
	}
	return buf_str(b);
}

static size_t naive_step(str s, size_t at)
{
	size_t length = table_length((const unsigned char *)s.p + at, s.n - at);

	return length ? length : 1;
}

static void check_ascii(str s)
{
	for (size_t at = 0; at <= s.n; at++) {
		size_t n = utf8_ascii(s, at);

		assert_int_equal(n % 8, 0);
		assert_true(n <= s.n - at);
		for (size_t i = 0; i < n; i++)
			assert_true((unsigned char)s.p[at + i] < 0x80);
	}
}

static void check_printable(str s)
{
	for (size_t at = 0; at <= s.n; at++) {
		size_t n = utf8_printable(s, at);

		assert_true(n <= s.n - at);
		for (size_t i = 0; i < n; i++)
			assert_true(s.p[at + i] >= ' ' && s.p[at + i] <= '~');
		assert_true(n == s.n - at || s.p[at + n] < ' ' || s.p[at + n] > '~');
	}
}

static void check_offsets(str s)
{
	bool is_valid = true;
	size_t n = 0, at = 0;

	for (; at < s.n; n++) {
		if (utf8_offset(s, n) != at)
			fail_msg("code point %zu of '%.*s': %zu, not %zu", n, STR_ARG(s), utf8_offset(s, n), at);
		is_valid = is_valid && table_length((const unsigned char *)s.p + at, s.n - at);
		at += naive_step(s, at);
	}
	assert_int_equal(utf8_count(s), n);
	assert_int_equal(utf8_offset(s, n), s.n);
	assert_int_equal(utf8_offset(s, n + 1), s.n);
	assert_int_equal(utf8_offset(s, SIZE_MAX), s.n);
	assert_int_equal(utf8_is_valid(s), is_valid);
}

static void a_head_has_whole_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_head(STR("a\xE2\x82\xAC"), 0).n, 0);
	for (size_t max = 1; max < 4; max++)
		assert_int_equal(utf8_head(STR("a\xE2\x82\xAC"), max).n, 1);
	assert_int_equal(utf8_head(STR("a\xE2\x82\xAC"), 4).n, 4);
	assert_int_equal(utf8_head(STR("a\xE2\x82\xAC"), SIZE_MAX).n, 4);
	assert_int_equal(utf8_head(STR("\x82\x82"), 1).n, 0);
}

static void counting_agrees_with_a_naive_way_on_random_bytes(void **state)
{
	struct buf b = { .a = *state };
	uint32_t seed = 7;

	buf_byte(&b, 'x');
	for (size_t i = 0; i < 5000; i++) {
		str s = random_bytes(&seed, &b);

		check_ascii(s);
		check_printable(s);
		check_offsets(s);
	}
}

static void the_printable_run_is_of_all_characters_from_blank_to_tilde_and_no_others(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++)
		for (size_t at = 0; at < 12; at++) {
			char text[] = " ~ ~ ~ ~ ~ ~";
			size_t expected = c >= ' ' && c <= '~' ? 12 : at;

			text[at] = (char)c;
			assert_int_equal(utf8_printable((str){ text, 12 }, 0), expected);
		}
}

static void the_ascii_run_stops_before_the_word_with_another_byte(void **state)
{
	char text[33];

	(void)state;
	memset(text, 'a', 32);
	text[32] = '\0';
	assert_int_equal(utf8_ascii(STR(""), 0), 0);
	assert_int_equal(utf8_ascii((str){ text, 7 }, 0), 0);
	assert_int_equal(utf8_ascii((str){ text, 8 }, 0), 8);
	assert_int_equal(utf8_ascii((str){ text, 15 }, 0), 8);
	assert_int_equal(utf8_ascii((str){ text, 32 }, 0), 32);
	assert_int_equal(utf8_ascii((str){ text, 32 }, 32), 0);
	text[16] = '\x80';
	assert_int_equal(utf8_ascii((str){ text, 32 }, 0), 16);
	assert_int_equal(utf8_ascii((str){ text, 32 }, 1), 8);
	assert_int_equal(utf8_ascii((str){ text, 32 }, 16), 0);
	assert_int_equal(utf8_ascii((str){ text, 32 }, 17), 8);
}

static void assert_clean(struct arena *a, str s, const char *want)
{
	str got = utf8_clean(s, a);

	if (!str_eq_z(got, want) || !utf8_is_valid(got))
		fail_msg("got '%.*s', want '%s'", STR_ARG(got), want);
}

#define BAD "\xEF\xBF\xBD"

static void each_malformed_byte_becomes_one_replacement(void **state)
{
	assert_clean(*state,
	             STR("a\xFF"
	                 "b"),
	             "a" BAD "b");
	assert_clean(*state, STR("\xE2\x82"), BAD BAD);
	assert_clean(*state,
	             STR("\xE2\x82"
	                 "a"),
	             BAD BAD "a");
	assert_clean(*state, STR("\xED\xA0\x80"), BAD BAD BAD);
	assert_clean(*state, STR("\xC3\xA9\xC3"), "\xC3\xA9" BAD);
	assert_clean(*state, (str){ 0 }, "");
}

static void a_valid_text_is_not_copied(void **state)
{
	str s = STR("caf\xC3\xA9");

	assert_ptr_equal(utf8_clean(s, *state).p, s.p);
}

static void columns_are_those_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(utf8_columns((str){ 0 }), 0);
	assert_int_equal(utf8_columns(STR("counts.ci_builds, all of them")), 29);
	assert_int_equal(utf8_columns(STR("caf\xC3\xA9")), 4);
	assert_int_equal(utf8_columns(STR("cafe\xCC\x81s")), 5); /* e and U+0301 */
	assert_int_equal(utf8_columns(STR("\xE6\xB8\xAF\xE3\x81\xAE")), 4);
	assert_int_equal(utf8_columns(STR("\xED\x95\x9C\xEA\xB8\x80")), 4);
	assert_int_equal(utf8_columns(STR("\xF0\x9F\x91\xA9 x")), 4);
	assert_int_equal(utf8_columns(STR("\xF0\xA0\x80\x80\xF0\xBF\xBF\xBD")), 4); /* U+20000, U+3FFFD: both ends */
	assert_int_equal(utf8_columns(STR("\xEF\xBD\xA0\xEF\xBD\xA1")), 3); /* U+FF60 is wide, U+FF61 is not */
	assert_int_equal(utf8_columns(STR("\xCB\xBF\xCC\x80\xCD\xAF\xCD\xB0")), 2); /* marks are U+0300 to U+036F */
	assert_int_equal(utf8_columns(STR("a\xFFz")), 3);
}

static void characters_have_room_in_columns_or_not_at_all(void **state)
{
	str wide = STR("a\xE6\xB8\xAFz"), marked = STR("e\xCC\x81\xCC\x82s");

	(void)state;
	assert_int_equal(utf8_columns_offset((str){ 0 }, 3), 0);
	assert_int_equal(utf8_columns_offset(wide, 0), 0);
	assert_int_equal(utf8_columns_offset(wide, 1), 1);
	assert_int_equal(utf8_columns_offset(wide, 2), 1); /* not half of it */
	assert_int_equal(utf8_columns_offset(wide, 3), 4);
	assert_int_equal(utf8_columns_offset(wide, 4), 5);
	assert_int_equal(utf8_columns_offset(wide, SIZE_MAX), 5);
	assert_int_equal(utf8_columns_offset(marked, 1), 5); /* marks stay with what they stand on */
	assert_int_equal(utf8_columns_offset(STR("\xFF\xFE\xFD"), 2), 2);
}

static void korean_puts_blanks_between_words_and_thai_burmese_khmer_chinese_and_japanese_do_not(void **state)
{
	static const uint32_t alone[] = { 0x0E01, 0x1000, 0x1780, 0x3042, 0x30A2, 0x4E00, 0x6E2F, 0xF900, 0x20000 };
	static const uint32_t in_words[] = { 'a', 0xE9, 0x3B1, 0x434, 0x5D0, 0x915, 0x10D0, 0xAC00, 0xD55C, 0xD7A3 };

	(void)state;
	for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
		assert_true(utf8_is_unspaced(alone[i]));
	for (size_t i = 0; i < sizeof in_words / sizeof *in_words; i++)
		assert_false(utf8_is_unspaced(in_words[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences_are_taken_and_refused_as_the_table_says),
		cmocka_unit_test(malformed_texts_are_invalid),
		cmocka_unit_test(texts_at_the_ends_of_the_ranges_are_valid),
		cmocka_unit_test(every_code_point_survives_writing_and_reading),
		cmocka_unit_test(a_head_has_whole_characters),
		cmocka_unit_test(counting_agrees_with_a_naive_way_on_random_bytes),
		cmocka_unit_test(the_printable_run_is_of_all_characters_from_blank_to_tilde_and_no_others),
		cmocka_unit_test(the_ascii_run_stops_before_the_word_with_another_byte),
		cmocka_unit_test(each_malformed_byte_becomes_one_replacement),
		cmocka_unit_test(a_valid_text_is_not_copied),
		cmocka_unit_test(columns_are_those_of_a_terminal),
		cmocka_unit_test(characters_have_room_in_columns_or_not_at_all),
		cmocka_unit_test(korean_puts_blanks_between_words_and_thai_burmese_khmer_chinese_and_japanese_do_not),
	};

	return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
