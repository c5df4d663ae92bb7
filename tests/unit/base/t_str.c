#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "death.h"
#include "unit/text.h"

/* ---- slices ---- */

static void null_is_the_empty_slice(void **state)
{
	(void)state;
	assert_int_equal(str_from_z(NULL).n, 0);
	assert_true(str_eq(str_from_z(NULL), STR("")));
	assert_true(str_eq_z((str){ 0 }, ""));
	assert_true(str_eq_z((str){ 0 }, NULL));
}

static void lines_are_equal_however_they_end(void **state)
{
	(void)state;
	assert_true(str_eq_lines(STR("a\nb\n"), STR("a\r\nb\r\n")) && str_eq_lines(STR("a\r\nb\n"), STR("a\nb\r\n")));
	assert_true(str_eq_lines(STR(""), STR("")) && str_eq_lines(STR("a\r"), STR("a\r")));
	assert_false(str_eq_lines(STR("a\r"), STR("a\n")) || str_eq_lines(STR("a\r"), STR("a")) || str_eq_lines(STR("a\r\r\n"), STR("a\n")));
	assert_false(str_eq_lines(STR("a\n"), STR("a")) || str_eq_lines(STR("a\r\nb"), STR("a\nc")));
}

static void slices_with_nul_bytes_are_compared_whole(void **state)
{
	str a = { "a\0b", 3 }, b = { "a\0c", 3 };

	(void)state;
	assert_false(str_eq(a, b));
	assert_false(str_eq_z(a, "a"));
	assert_int_equal(str_cmp(a, b), -1);
}

static void order_is_that_of_bytes_and_the_shorter_comes_first(void **state)
{
	static const char *const ordered[] = { "",   "\x01", "A",    "Z",    "a",        "a\x01", "aa",
		                               "ab", "b",    "\x7F", "\x80", "\xC3\xA9", "\xFF" };
	enum { N = sizeof ordered / sizeof *ordered };

	(void)state;
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < N; j++)
			assert_int_equal(str_cmp(str_from_z(ordered[i]), str_from_z(ordered[j])), i < j ? -1 : i > j);
}

static void every_text_starts_and_ends_with_nothing_and_itself(void **state)
{
	static const char *const all[] = { "", "a", "ab" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		str s = str_from_z(all[i]);

		assert_true(str_starts(s, STR("")) && str_ends(s, STR("")) && str_has(s, STR("")));
		assert_true(str_starts(s, s) && str_ends(s, s) && str_has(s, s));
		assert_false(str_starts(s, STR("abc")) || str_ends(s, STR("abc")) || str_has(s, STR("abc")));
	}
}

static void white_space_is_found_wherever_it_stands(void **state)
{
	(void)state;
	assert_true(str_has_space(STR(" ab")) && str_has_space(STR("a\tb")) && str_has_space(STR("ab\r")) && str_has_space(STR("\0\v")));
	assert_false(str_has_space((str){ 0 }) || str_has_space(STR("ab")) || str_has_space(STR("a\0b")) || str_has_space(STR("\u00A0")));
}

static void capitals_of_the_text_do_not_count_where_small_letters_are_looked_for(void **state)
{
	(void)state;
	assert_true(str_starts_lower(STR("HttP://x"), STR("http://")) && str_starts_lower(STR("http://"), STR("http://")));
	assert_false(str_starts_lower(STR("HTTP:/"), STR("http://")) || str_starts_lower(STR(""), STR("http://")));
	assert_true(str_starts_lower(STR("x"), STR("")) && str_starts_lower((str){ 0 }, (str){ 0 }));
	assert_true(str_eq_lower(STR(".GIT"), STR(".git")) && str_eq_lower(STR(""), STR("")));
	assert_false(str_eq_lower(STR(".gitt"), STR(".git")) || str_eq_lower(STR(".gi"), STR(".git")));
	assert_false(str_eq_lower(STR("@[`{"), STR("`{@[")) || str_eq_lower(STR("a\0B"), STR("a\0c")));
	assert_false(str_eq_lower(STR("\u00C9"), STR("\u00E9"))); /* letters outside of ASCII are as they are */
}

static void what_two_texts_begin_with_ends_where_they_differ_or_the_shorter_ends(void **state)
{
	(void)state;
	assert_int_equal(str_common(STR("abc"), STR("abd")), 2);
	assert_int_equal(str_common(STR("ab"), STR("abc")), 2);
	assert_int_equal(str_common(STR("abc"), STR("ab")), 2);
	assert_int_equal(str_common(STR("x"), STR("abc")), 0);
	assert_int_equal(str_common((str){ 0 }, STR("abc")), 0);
}

static void parts_are_found_wherever_they_stand(void **state)
{
	static const struct {
		const char *text, *part;
		bool found;
	} rows[] = { { "banana", "nan", true }, { "banana", "ana", true }, { "banana", "nab", false },
		     { "aaab", "aab", true },   { "aab", "aaab", false },  { "ababac", "abac", true },
		     { "abc", "c", true },      { "abc", "d", false },     { "", "a", false } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_has(str_from_z(rows[i].text), str_from_z(rows[i].part)) != rows[i].found)
			fail_msg("'%s' in '%s'", rows[i].part, rows[i].text);
}

static void find_gives_the_first_place_or_the_length(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("a/b/c"), '/'), 1);
	assert_int_equal(str_find(STR("/"), '/'), 0);
	assert_int_equal(str_find(STR("abc"), '/'), 3);
	assert_int_equal(str_find((str){ 0 }, '/'), 0);
	assert_int_equal(str_find((str){ "ab/", 2 }, '/'), 2);
}

static void trim_takes_ascii_white_space_of_both_ends(void **state)
{
	(void)state;
	assert_str(str_trim(STR(" \t\n\v\f\r a b \r\n")), "a b");
	assert_str(str_trim(STR(" \n ")), "");
	assert_str(str_trim(STR("")), "");
	assert_str(str_trim((str){ 0 }), "");
	assert_str(str_trim(STR("\xC2\xA0x")), "\xC2\xA0x");
	assert_str(str_trim(STR("\x08x\x0E")), "\x08x\x0E");
}

static void parts_never_reach_outside(void **state)
{
	str s = STR("abc");

	(void)state;
	assert_str(str_sub(s, 0, 3), "abc");
	assert_str(str_sub(s, 1, 1), "b");
	assert_str(str_sub(s, 1, SIZE_MAX), "bc");
	assert_str(str_sub(s, 3, 1), "");
	assert_str(str_sub(s, SIZE_MAX, SIZE_MAX), "");
	assert_str(str_from(s, 2), "c");
	assert_str(str_from(s, 3), "");
	assert_str(str_from(s, 4), "");
	assert_str(str_from((str){ 0 }, 1), "");
	assert_ptr_equal(str_from(s, 9).p, s.p + 3);
}

static void assert_cut(struct cut c, bool found, const char *head, const char *tail)
{
	assert_int_equal(c.found, found);
	assert_str(c.head, head);
	assert_str(c.tail, tail);
}

static void cut_divides_at_the_first_and_cut_last_at_the_last(void **state)
{
	(void)state;
	assert_cut(str_cut(STR("a/b/c"), '/'), true, "a", "b/c");
	assert_cut(str_cut_last(STR("a/b/c"), '/'), true, "a/b", "c");
	assert_cut(str_cut(STR("/"), '/'), true, "", "");
	assert_cut(str_cut_last(STR("/"), '/'), true, "", "");
	assert_cut(str_cut(STR("a/"), '/'), true, "a", "");
	assert_cut(str_cut_last(STR("/a"), '/'), true, "", "a");
	assert_cut(str_cut(STR("abc"), '/'), false, "abc", "");
	assert_cut(str_cut_last(STR("abc"), '/'), false, "abc", "");
	assert_cut(str_cut((str){ 0 }, '/'), false, "", "");
	assert_cut(str_cut_last((str){ 0 }, '/'), false, "", "");
}

/* ---- numbers ---- */

static void integers_are_read_to_both_ends_of_their_range(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} rows[] = { { "0", 0 },
		     { "-0", 0 },
		     { "7", 7 },
		     { "-7", -7 },
		     { "007", 7 },
		     { "9223372036854775807", INT64_MAX },
		     { "-9223372036854775808", INT64_MIN },
		     { "-9223372036854775807", -INT64_MAX },
		     { "0000000000000000000000000000001", 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t v = 42;

		if (!str_to_i64(str_from_z(rows[i].text), &v) || v != rows[i].value)
			fail_msg("%s", rows[i].text);
	}
}

static void what_is_no_integer_leaves_the_result_alone(void **state)
{
	static const char *const rows[] = { "",
		                            "-",
		                            "+1",
		                            "--1",
		                            "1-",
		                            " 1",
		                            "1 ",
		                            "1.0",
		                            "1e3",
		                            "0x1",
		                            "a",
		                            "1_000",
		                            "9223372036854775808",
		                            "-9223372036854775809",
		                            "9223372036854775810",
		                            "92233720368547758070",
		                            "-92233720368547758080",
		                            "99999999999999999999",
		                            "\xD9\xA1" };
	int64_t v = 42;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_to_i64(str_from_z(rows[i]), &v) || v != 42)
			fail_msg("%s", rows[i]);
	assert_false(str_to_i64((str){ "1\0", 2 }, &v));
}

static void bytes_are_classified_as_in_ascii(void **state)
{
	(void)state;
	for (int i = -128; i < 256; i++) {
		char c = (char)i;
		const char *digits = "0123456789abcdef", *at = c ? strchr(digits, byte_lower(c)) : NULL;

		assert_int_equal(byte_is_digit(c), i >= '0' && i <= '9');
		assert_int_equal(byte_is_alpha(c), (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z'));
		assert_int_equal(byte_is_space(c), i == ' ' || (i >= 9 && i <= 13));
		assert_int_equal(byte_lower(c), i >= 'A' && i <= 'Z' ? i + 32 : c);
		assert_int_equal(byte_hex(c), at ? at - digits : -1);
	}
}

/* ---- copies ---- */

static void copies_hold_the_same_bytes_elsewhere(void **state)
{
	char text[] = "a\0b";
	str s = { text, 3 }, copy = str_dup(s, *state);
	const char *z = str_z(s, *state);

	assert_true(str_eq(copy, s));
	text[0] = 'x';
	assert_int_equal(copy.p[0], 'a');
	assert_memory_equal(z, "a\0b", 4);
	assert_int_equal(str_dup((str){ 0 }, *state).n, 0);
	assert_string_equal(str_z((str){ 0 }, *state), "");
}

static void lower_and_replace_leave_other_bytes(void **state)
{
	assert_str(str_lower(STR("AZ az @[ \xC3\x89"), *state), "az az @[ \xC3\x89");
	assert_str(str_lower((str){ 0 }, *state), "");
	assert_str(str_replace(STR("a.b..c"), '.', '_', *state), "a_b__c");
	assert_str(str_replace((str){ 0 }, '.', '_', *state), "");
}

static void printed_text_may_have_any_length(void **state)
{
	char filler[600];

	memset(filler, 'x', sizeof filler);
	for (int n = 250; n < 262; n++) {
		str s = str_fmt(*state, "%.*s%d", n, filler, 7);

		assert_int_equal(s.n, n + 1);
		assert_int_equal(s.p[n], '7');
		assert_int_equal(s.p[n - 1], 'x');
	}
	assert_str(str_fmt(*state, "%s", ""), "");
	assert_str(str_fmt(*state, "%.*s|%.1f", STR_ARG((str){ 0 }), 1.5), "|1.5");
}

static void a_text_is_among_others_or_not(void **state)
{
	static const char *const z[] = { "a", "bc", NULL };
	const str all[] = { STR("a"), STR("bc") };

	(void)state;
	assert_true(str_is_among(STR("bc"), all, 2));
	assert_false(str_is_among(STR("bc"), all, 1));
	assert_false(str_is_among(STR("b"), all, 2));
	assert_false(str_is_among(STR(""), NULL, 0));
	assert_true(str_is_among_z(STR("bc"), z));
	assert_false(str_is_among_z(STR("b"), z));
}

static void bytes_are_written_as_two_digits_each(void **state)
{
	assert_str(str_hex((const unsigned char *)"\0\x7f\xa0\xff", 4, *state), "007fa0ff");
	assert_str(str_hex(NULL, 0, *state), "");
}

static void plurals_have_the_usual_endings(void **state)
{
	static const char *const rows[][2] = {
		{ "granularity", "granularities" }, { "day", "days" }, { "key", "keys" }, { "y", "ys" }, { "status", "statuses" },
		{ "box", "boxes" }, { "branch", "branches" }, { "dash", "dashes" }, { "time frame", "time frames" }, { "", "s" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_str(str_plural(str_from_z(rows[i][0]), *state), rows[i][1]);
}

static void quantities_have_the_plural_that_fits(void **state)
{
	assert_str(str_quantity(1, "entry", *state), "1 entry");
	assert_str(str_quantity(2, "entry", *state), "2 entries");
	assert_str(str_quantity(0, "key", *state), "0 keys");
	assert_str(str_quantity(2, "fix", *state), "2 fixes");
	assert_str(str_quantity(UINT64_MAX, "file", *state), "18446744073709551615 files");
}

static void join_puts_the_separator_between(void **state)
{
	const str parts[] = { STR("a"), STR(""), STR("c") };

	assert_str(str_join(*state, parts, 3, STR(", ")), "a, , c");
	assert_str(str_join(*state, parts, 1, STR(", ")), "a");
	assert_str(str_join(*state, parts, 0, STR(", ")), "");
}

static void hashes_of_texts_do_not_depend_on_where_they_are(void **state)
{
	assert_true(str_hash(STR("abc")) == str_hash(str_dup(STR("abc"), *state)));
	assert_true(str_hash((str){ 0 }) == str_hash(STR("")));
	assert_true(str_hash(STR("")) == 0x2D06800538D394C2); /* XXH3-64 of nothing */
	assert_false(str_hash(STR("abc")) == str_hash(STR("abd")));
}

/* ---- distance ---- */

static void distance_counts_edits_and_swaps_of_neighbours(void **state)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} rows[] = { { "", "", 0 },         { "", "abc", 3 },           { "a", "a", 0 },
		     { "a", "b", 1 },       { "ab", "ba", 1 },          { "abc", "acb", 1 },
		     { "abcd", "badc", 2 }, { "kitten", "sitting", 3 }, { "active", "actve", 1 },
		     { "ca", "abc", 3 },    { "abc", "xabc", 1 },       { "abc", "abcx", 1 },
		     { "abc", "ABC", 3 },   { "status", "staus", 1 },   { "\xFF", "\x7F", 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		str a = str_from_z(rows[i].a), b = str_from_z(rows[i].b);

		if (str_distance(a, b, 100) != rows[i].distance || str_distance(b, a, 100) != rows[i].distance)
			fail_msg("'%s' '%s': %zu", rows[i].a, rows[i].b, str_distance(a, b, 100));
	}
}

static void distances_over_the_limit_are_the_limit_and_one(void **state)
{
	(void)state;
	for (size_t limit = 0; limit < 8; limit++) {
		size_t want = limit < 3 ? limit + 1 : 3;

		assert_int_equal(str_distance(STR("kitten"), STR("sitting"), limit), want);
		assert_int_equal(str_distance(STR("sitting"), STR("kitten"), limit), want);
		assert_int_equal(str_distance(STR(""), STR("abc"), limit), want);
		assert_int_equal(str_distance(STR("abc"), STR(""), limit), want);
	}
}

static void texts_over_64_bytes_have_no_distance(void **state)
{
	char text[65];

	(void)state;
	memset(text, 'a', sizeof text);
	assert_int_equal(str_distance((str){ text, 64 }, (str){ text, 64 }, 5), 0);
	assert_int_equal(str_distance((str){ text, 64 }, (str){ text, 63 }, 5), 1);
	assert_int_equal(str_distance((str){ text, 64 }, STR(""), 100), 64);
	assert_int_equal(str_distance((str){ text, 65 }, (str){ text, 65 }, 5), 6);
	assert_int_equal(str_distance((str){ text, 65 }, STR("a"), 5), 6);
	assert_int_equal(str_distance(STR("a"), (str){ text, 65 }, 5), 6);
}

/* The recurrence as it is written in books. */
static size_t plain_distance(str a, str b)
{
	size_t d[12][12];

	for (size_t i = 0; i <= a.n; i++)
		for (size_t j = 0; j <= b.n; j++) {
			size_t best = i ? j ? d[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]) : i : j;

			if (i && d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (j && d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
			    d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	return d[a.n][b.n];
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

static str random_word(uint32_t *seed, char *to)
{
	size_t n = next_random(seed) % 11;

	for (size_t i = 0; i < n; i++)
		to[i] = (char)('a' + next_random(seed) % 3);
	return (str){ to, n };
}

static void distance_agrees_with_the_plain_table_on_random_words(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		char text[2][11];
		str a = random_word(&seed, text[0]), b = random_word(&seed, text[1]);
		size_t limit = next_random(&seed) % 6, plain = plain_distance(a, b);

		if (str_distance(a, b, limit) != (plain <= limit ? plain : limit + 1))
			fail_msg("'%.*s' '%.*s' %zu", STR_ARG(a), STR_ARG(b), limit);
	}
}

static void the_nearest_word_is_found_within_a_third_of_the_length(void **state)
{
	const str names[] = { STR("active"), STR("removed"), STR("broken") };

	(void)state;
	assert_int_equal(str_nearest(STR("actve"), names, 3), 0);
	assert_int_equal(str_nearest(STR("REMOVED"), names, 3), 1);
	assert_int_equal(str_nearest(STR("borken"), names, 3), 2);
	assert_int_equal(str_nearest(STR("brkn"), names, 3), 3); /* two edits, one allowed */
	assert_int_equal(str_nearest(STR("bren"), names, 3), 3);
	assert_int_equal(str_nearest(STR("broke"), names, 3), 2);
	assert_int_equal(str_nearest(STR("brooooken"), names, 3), 2); /* three edits of nine letters */
	assert_int_equal(str_nearest(STR("xyz"), names, 3), 3);
}

static void one_edit_is_always_allowed(void **state)
{
	const str names[] = { STR("ab"), STR("all") };

	(void)state;
	assert_int_equal(str_nearest(STR("a"), names, 2), 0);
	assert_int_equal(str_nearest(STR("al"), names, 2), 0);
	assert_int_equal(str_nearest(STR("ll"), names, 2), 1);
}

static void the_first_of_equally_near_words_wins_and_a_nearer_one_beats_it(void **state)
{
	const str tied[] = { STR("rate"), STR("date"), STR("gate") },
	          nearer[] = { STR("counted"), STR("counters"), STR("counter") };

	(void)state;
	assert_int_equal(str_nearest(STR("late"), tied, 3), 0);
	assert_int_equal(str_nearest(STR("late"), tied + 1, 2), 0);
	assert_int_equal(str_nearest(STR("cuonter"), nearer, 3), 2);
	assert_int_equal(str_nearest(STR("COUNTER"), nearer, 3), 2);
	assert_int_equal(str_nearest(STR("counter"), nearer, 2), 0);
}

static void typographic_quotes_around_a_word_do_not_count(void **state)
{
	static const char *const words[] = { "\u201Cactive\u201D", "\u2018active\u2019", "\u00ABactive\u00BB", "\u201Eactve\u201C", "\u2039ACTIVE\u203A",
		                             "active\u201D", "\u201C\u2018active\u2019\u201D" };
	const str names[] = { STR("7d"), STR("active") }, quoted[] = { STR("\u201C7d\u201D"), STR("\u00ABstatus\u00BB") };

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_int_equal(str_nearest(str_from_z(words[i]), names, 2), 1);
	assert_int_equal(str_nearest(STR("\u201C7d\u201D"), names, 2), 0);
	assert_int_equal(str_nearest(STR("status"), quoted, 2), 1);
	assert_int_equal(str_nearest(STR("\u201C\u201D"), names, 2), 2);
	assert_int_equal(str_nearest(STR("ac\u201Ctive"), names, 1), 1);
}

static void empty_and_overlong_words_have_no_neighbours(void **state)
{
	char text[66];
	str names[2] = { STR(""), { text, 65 } };

	(void)state;
	memset(text, 'a', sizeof text);
	assert_int_equal(str_nearest(STR(""), names, 2), 2);
	assert_int_equal(str_nearest(STR("a"), names, 2), 2);
	assert_int_equal(str_nearest((str){ text, 65 }, names, 2), 2);
	assert_int_equal(str_nearest((str){ text, 64 }, names, 2), 2);
	assert_int_equal(str_nearest(STR("a"), NULL, 0), 0);
	names[1].n = 64;
	assert_int_equal(str_nearest((str){ text, 64 }, names, 2), 1);
}

/* ---- buffers ---- */

static void a_buffer_grows_and_keeps_what_it_holds(void **state)
{
	struct buf b = { .a = *state };

	for (size_t i = 0; i < 5000; i++) {
		buf_byte(&b, (char)('a' + i % 26));
		buf_put(&b, STR("-+"));
	}
	assert_int_equal(b.n, 15000);
	for (size_t i = 0; i < 5000; i++) {
		assert_int_equal(b.p[3 * i], 'a' + i % 26);
		assert_memory_equal(b.p + 3 * i + 1, "-+", 2);
	}
}

static void every_size_around_a_doubling_fits(void **state)
{
	for (size_t n = 0; n < 1100; n++) {
		struct buf b = { .a = *state };

		memset(buf_reserve(&b, n + 1), 'x', n + 1);
		b.n = n;
		buf_z(&b, "end");
		assert_int_equal(buf_str(&b).n, n + 3);
		assert_memory_equal(b.p + n, "end", 3);
	}
}

static void an_empty_buffer_is_the_empty_slice(void **state)
{
	struct buf b = { .a = *state };

	buf_put(&b, (str){ 0 });
	buf_z(&b, "");
	buf_z(&b, NULL);
	assert_int_equal(buf_str(&b).n, 0);
	assert_true(str_eq(buf_str(&b), STR("")));
}

static void a_buffer_may_be_put_into_itself(void **state)
{
	struct buf b = { .a = *state };

	buf_z(&b, "ab");
	for (size_t i = 0; i < 12; i++)
		buf_put(&b, buf_str(&b));
	assert_int_equal(b.n, 2 << 12);
	for (size_t i = 0; i < b.n; i++)
		assert_int_equal(b.p[i], i % 2 ? 'b' : 'a');
}

static void a_cleared_buffer_keeps_its_memory(void **state)
{
	struct buf b = { .a = *state };
	const char *before;

	buf_z(&b, "something");
	before = b.p;
	buf_clear(&b);
	assert_int_equal(buf_str(&b).n, 0);
	buf_z(&b, "else");
	assert_ptr_equal(b.p, before);
	assert_str(buf_str(&b), "else");
}

static void numbers_are_written_to_both_ends(void **state)
{
	static const uint64_t all[] = { 0, 1, 9, 10, 99, 100, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct buf b = { .a = *state };
		char want[32];

		buf_uint(&b, all[i]);
		(void)snprintf(want, sizeof want, "%llu", (unsigned long long)all[i]);
		assert_str(buf_str(&b), want);
	}
}

static void formatted_text_is_added_at_the_end(void **state)
{
	struct buf b = { .a = *state };
	char filler[1000];

	memset(filler, 'y', sizeof filler);
	buf_z(&b, "x");
	buf_fmt(&b, "%d%.*s%s", 12, 1000, filler, "z");
	assert_int_equal(b.n, 1004);
	assert_memory_equal(b.p, "x12yy", 5);
	buf_fmt(&b, "%s", "");
	assert_int_equal(b.n, 1004);
	assert_int_equal(b.p[1003], 'z');
}

static void bytes_are_percent_encoded_but_those_that_are_kept(void **state)
{
	struct buf b = { .a = *state };

	buf_percent(&b, (str){ "aZ9-/ ~\0\xC3\xA9", 10 }, "-/");
	assert_str(buf_str(&b), "aZ9-/%20%7E%00%C3%A9");
	buf_percent(&b, (str){ 0 }, "");
	buf_repeat(&b, ' ', 2);
	buf_repeat(&b, 'x', 0);
	assert_str(buf_str(&b), "aZ9-/%20%7E%00%C3%A9  ");
}

static void reserve_too_much(void)
{
	struct arena a;
	struct buf b = { .a = &a };

	arena_init(&a);
	buf_byte(&b, 'x');
	(void)buf_reserve(&b, SIZE_MAX);
}

static void reserve_half_of_everything(void)
{
	struct arena a;
	struct buf b = { .a = &a };

	arena_init(&a);
	(void)buf_reserve(&b, SIZE_MAX / 2 + 2);
}

static void a_buffer_that_cannot_grow_ends_the_program(void **state)
{
	(void)state;
	assert_out_of_memory(reserve_too_much);
	assert_out_of_memory(reserve_half_of_everything);
}

static void room_asked_for_before_the_first_byte_is_exact_and_doubles_later(void **state)
{
	struct arena a;
	struct buf b = { .a = &a };

	(void)state;
	arena_init(&a);
	(void)buf_reserve(&b, 1000);
	assert_int_equal(b.cap, 1000);
	for (size_t i = 0; i < 1001; i++)
		buf_byte(&b, 'x');
	assert_int_equal(b.cap, 2000);
	buf_clear(&b);
	(void)buf_reserve(&b, 5);
	assert_int_equal(b.cap, 2000);
	(void)buf_reserve(&b, 2001);
	assert_int_equal(b.cap, 2001);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(null_is_the_empty_slice),
		cmocka_unit_test(lines_are_equal_however_they_end),
		cmocka_unit_test(slices_with_nul_bytes_are_compared_whole),
		cmocka_unit_test(order_is_that_of_bytes_and_the_shorter_comes_first),
		cmocka_unit_test(every_text_starts_and_ends_with_nothing_and_itself),
		cmocka_unit_test(white_space_is_found_wherever_it_stands),
		cmocka_unit_test(capitals_of_the_text_do_not_count_where_small_letters_are_looked_for),
		cmocka_unit_test(what_two_texts_begin_with_ends_where_they_differ_or_the_shorter_ends),
		cmocka_unit_test(parts_are_found_wherever_they_stand),
		cmocka_unit_test(find_gives_the_first_place_or_the_length),
		cmocka_unit_test(trim_takes_ascii_white_space_of_both_ends),
		cmocka_unit_test(parts_never_reach_outside),
		cmocka_unit_test(cut_divides_at_the_first_and_cut_last_at_the_last),
		cmocka_unit_test(integers_are_read_to_both_ends_of_their_range),
		cmocka_unit_test(what_is_no_integer_leaves_the_result_alone),
		cmocka_unit_test(bytes_are_classified_as_in_ascii),
		cmocka_unit_test(copies_hold_the_same_bytes_elsewhere),
		cmocka_unit_test(lower_and_replace_leave_other_bytes),
		cmocka_unit_test(printed_text_may_have_any_length),
		cmocka_unit_test(join_puts_the_separator_between),
		cmocka_unit_test(a_text_is_among_others_or_not),
		cmocka_unit_test(bytes_are_written_as_two_digits_each),
		cmocka_unit_test(plurals_have_the_usual_endings),
		cmocka_unit_test(quantities_have_the_plural_that_fits),
		cmocka_unit_test(hashes_of_texts_do_not_depend_on_where_they_are),
		cmocka_unit_test(distance_counts_edits_and_swaps_of_neighbours),
		cmocka_unit_test(distances_over_the_limit_are_the_limit_and_one),
		cmocka_unit_test(texts_over_64_bytes_have_no_distance),
		cmocka_unit_test(distance_agrees_with_the_plain_table_on_random_words),
		cmocka_unit_test(the_nearest_word_is_found_within_a_third_of_the_length),
		cmocka_unit_test(one_edit_is_always_allowed),
		cmocka_unit_test(the_first_of_equally_near_words_wins_and_a_nearer_one_beats_it),
		cmocka_unit_test(typographic_quotes_around_a_word_do_not_count),
		cmocka_unit_test(empty_and_overlong_words_have_no_neighbours),
		cmocka_unit_test(a_buffer_grows_and_keeps_what_it_holds),
		cmocka_unit_test(every_size_around_a_doubling_fits),
		cmocka_unit_test(an_empty_buffer_is_the_empty_slice),
		cmocka_unit_test(a_buffer_may_be_put_into_itself),
		cmocka_unit_test(a_cleared_buffer_keeps_its_memory),
		cmocka_unit_test(numbers_are_written_to_both_ends),
		cmocka_unit_test(formatted_text_is_added_at_the_end),
		cmocka_unit_test(bytes_are_percent_encoded_but_those_that_are_kept),
		cmocka_unit_test(a_buffer_that_cannot_grow_ends_the_program),
		cmocka_unit_test(room_asked_for_before_the_first_byte_is_exact_and_doubles_later),
	};

	return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
