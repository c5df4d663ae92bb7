/* ECMA-262 patterns: what is accepted, what is refused and where, what matches, and that no pattern runs away. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "doc/regex.h"
#include "doc/regex_row.h"

static int find_in(str pattern, str subject)
{
	struct arena a;
	struct err e = { 0 };
	arena_init(&a);
	struct regex *r = regex_compile(pattern, &a, &e);
	if (r == NULL)
		print_message("# %s\n", e.text);
	int got = r == NULL ? -1 : (int)regex_find(r, subject);
	arena_free(&a);
	return got;
}

static int find(const char *pattern, const char *subject)
{
	return find_in(str_from_z(pattern), str_from_z(subject));
}

static bool is_row(const char *pattern)
{
	struct arena a;
	bool is;

	arena_init(&a);
	is = regex_row_compile(str_from_z(pattern), &a) != NULL;
	arena_free(&a);
	return is;
}

static void rows_of_classes_need_no_engine(void **state)
{
	static const char *const rows[] = { "^[a-z0-9_]+$", "^<?[0-9]+\\.[0-9]+$", "^[a-z0-9][a-z0-9_-]*$", "^abc$", "^[-a]$", "^[\\w-]+$",
		                            "^\\d+$", "^https://[a-z.]+$", "^a?b*c+$" };
	static const char *const others[] = { "^$", "abc", "^abc", "abc$", "^a|b$", "^(a)$", "^a.$", "^a*a$", "^a?a$", "^[a-z]*[0-9]*x?b$", "^a+?$",
		                              "^a{2}$", "^[^a]$", "^[--9]+$", "^[a-c-e]$", "^a\\$", "^\\s$", "^\\D$", "^[]$", "^[a-z$", "^é$" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!is_row(rows[i]))
			fail_msg("%s is no row", rows[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (is_row(others[i]))
			fail_msg("%s is a row", others[i]);
}

static uint32_t next_random(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % n;
}

/* The same pattern in a group is none: PCRE2 has the same answer for it. */
static void rows_of_classes_match_what_the_engine_matches(void **state)
{
	static const char *const items[] = { "a", "b", "-", "\\.", "\\d", "\\w", "[ab]", "[a-c]", "[b-]", "[-x]", "[^a]", "[0-9.]", "[\\w-]", "[!-9]", "x" };
	static const char *const counts[] = { "", "", "+", "*", "?" };
	static const char letters[] = "abcx-.0_\xC3";
	uint32_t seed = 1;
	size_t n_rows = 0;

	(void)state;
	for (size_t i = 0; i < 3000; i++) {
		struct arena a;
		struct buf row = { .a = &a }, subject = { .a = &a };
		str pattern, grouped;

		arena_init(&a);
		for (uint32_t n = next_random(&seed, 4) + 1; n--;)
			buf_fmt(&row, "%s%s", items[next_random(&seed, 15)], counts[next_random(&seed, 5)]);
		grouped = str_fmt(&a, "^(?:%.*s)$", STR_ARG(buf_str(&row)));
		pattern = str_fmt(&a, "^%.*s$", STR_ARG(buf_str(&row)));
		n_rows += regex_row_compile(pattern, &a) != NULL;
		for (size_t k = 0; k < 8; k++) {
			buf_clear(&subject);
			for (uint32_t n = next_random(&seed, 5); n--;)
				buf_byte(&subject, letters[next_random(&seed, 9)]);
			if (find_in(pattern, buf_str(&subject)) != find_in(grouped, buf_str(&subject)))
				fail_msg("%.*s on '%.*s'", STR_ARG(pattern), STR_ARG(buf_str(&subject)));
		}
		arena_free(&a);
	}
	assert_true(n_rows > 800);
}

struct row {
	const char *pattern, *subject;
	enum regex_result want;
};

#define YES REGEX_YES
#define NO REGEX_NO
#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof(rows)[0])

static void check_rows(const struct row *rows, size_t n)
{
	size_t n_bad = 0;
	for (size_t i = 0; i < n; i++) {
		int got = find(rows[i].pattern, rows[i].subject);
		if (got != (int)rows[i].want) {
			print_message("# /%s/ on \"%s\": got %d, want %d\n", rows[i].pattern, rows[i].subject, got,
			              rows[i].want);
			n_bad++;
		}
	}
	assert_int_equal(n_bad, 0);
}

static void a_plain_beginning_needs_no_more_than_that(void **state)
{
	static const struct row rows[] = {
		{ "^https://", "https://example.com/", YES },
		{ "^https://", "https://", YES },
		{ "^https://", "https:/", NO },
		{ "^https://", "http://https://", NO },
		{ "^https://", "\nhttps://", NO },
		{ "^https://", "https://\xC3", NO }, /* what is not UTF-8 matches nothing */
		{ "^https?://", "http://", YES },
		{ "^a.c", "abc", YES },
		{ "^a|b", "xb", YES },
		{ "^", "", YES },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void anchors_mean_the_ends_of_the_subject(void **state)
{
	static const struct row rows[] = {
		{ "^abc$", "abc", YES },
		{ "^abc$", "abc\n", NO },
		{ "^abc$", "x\nabc", NO },
		{ "b", "abc", YES },
		{ "^$", "", YES },
		{ "", "", YES },
		{ "", "x", YES },
		{ "a^b", "a^b", NO },
		{ "\\bfoo\\b", "a foo b", YES },
		{ "\\bfoo\\b",
		  "\xC3\xA9"
		  "foo\xC3\xA9",
		  YES },
		{ "\\Boo", "foo", YES },
		{ "\\Bfoo", "foo", NO },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void digits_and_word_characters_are_ascii(void **state)
{
	static const struct row rows[] = {
		{ "^\\d$", "7", YES },
		{ "^\\d$", "\xDF\x80", NO },
		{ "^\\D$", "\xDF\x80", YES },
		{ "^\\D$", "7", NO },
		{ "^\\w$", "_", YES },
		{ "^\\w$", "\xC3\xA9", NO },
		{ "^\\W$", "\xC3\xA9", YES },
		{ "^[\\w]$", "\xC3\xA9", NO },
		{ "^[^\\d]$", "7", NO },
		{ "^[\\D]$", "\xD9\xA3", YES },
		{ "[^\\D\\p{Alphabetic}]", "\xD9\xA3", NO },
		{ "[\\W\\p{Lu}]", "\xD9\xA3", YES },
		{ "[^\\W\\p{Lu}]", "\xEF\xBB\xBF", NO },
		{ "^[^\\S\\p{Lu}]$", "\xE2\x80\x83", YES },
		{ "^[\\W\\d]+$",
		  "1\xC3\xA9"
		  "2",
		  YES },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void white_space_is_that_of_ecmascript(void **state)
{
	static const char *const spaces[] = {
		" ",           "\t",           "\v",           "\f",           "\r",           "\n",
		"\xC2\xA0",    "\xEF\xBB\xBF", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\x83", "\xE1\x9A\x80",
		"\xE3\x80\x80"
	};
	static const char *const others[] = { "\x01", "\xE2\x80\x93", "a", "\xC2\x85", "\xE1\xA0\x8E", "\xE2\x80\x8B" };
	(void)state;
	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
		assert_int_equal(find("^\\s$", spaces[i]), REGEX_YES);
		assert_int_equal(find("^\\S$", spaces[i]), REGEX_NO);
		assert_int_equal(find("^[x\\s]$", spaces[i]), REGEX_YES);
		assert_int_equal(find("^[x\\S]$", spaces[i]), REGEX_NO);
		assert_int_equal(find("^[^\\S]$", spaces[i]), REGEX_YES);
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		assert_int_equal(find("^\\s$", others[i]), REGEX_NO);
		assert_int_equal(find("^\\S$", others[i]), REGEX_YES);
		assert_int_equal(find("^[\\S]$", others[i]), REGEX_YES);
	}
}

static void the_dot_leaves_out_the_four_line_ends(void **state)
{
	static const struct row rows[] = {
		{ "^.$", "\n", NO },
		{ "^.$", "\r", NO },
		{ "^.$", "\xE2\x80\xA8", NO },
		{ "^.$", "\xE2\x80\xA9", NO },
		{ "^.$", "\xC2\x85", YES },
		{ "^.$", "\v", YES },
		{ "^.$", "\xF0\x9F\x90\xB2", YES },
		{ "^.+$", "ab", YES },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void empty_classes_match_nothing_or_everything(void **state)
{
	static const struct row rows[] = {
		{ "a[^]b", "a\nb", YES },
		{ "a[]b", "ab", NO },
		{ "^[]*$", "", YES },
		{ "^(?:a|[])+$", "aa", YES },
		{ "^[^]{2}$", "\xF0\x9F\x90\xB2\n", YES },
		{ "[\\ud800]", "x", NO },
		{ "^[^\\ud800]$", "x", YES },
		{ "\\ud800", "x", NO },
		{ "^\\ud800*$", "", YES },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void classes_take_everything_else_literally(void **state)
{
	static const struct row rows[] = {
		{ "^[[:alpha:]+$", ":[a", YES },
		{ "^[a&&b]$", "&", YES },
		{ "^[-a]$", "-", YES },
		{ "^[a-]$", "-", YES },
		{ "^[--9]+$", "-./9", YES },
		{ "^[\\b]$", "\b", YES },
		{ "^[\\--\\/]$", ".", YES },
		{ "^[$|(*^]+$", "^*($|", YES },
		{ "^[\\^a]$", "^", YES },
		{ "^[\\]]$", "]", YES },
		{ "^[a-c\\d]+$", "a1", YES },
		{ "^[\\\\]$", "\\", YES },
		{ "^[\\uD7FF-\\uE001]+$", "\xED\x9F\xBF\xEE\x80\x81", YES },
		{ "^[\\u{1F400}-\\u{1F4FF}]$", "\xF0\x9F\x90\xB2", YES },
		{ "^[#-~]$", " ", NO },
		{ "^[\\cA-\\cC]$", "\x02", YES },
		{ "^[.]$", "a", NO },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void escapes_name_characters(void **state)
{
	static const struct row rows[] = {
		{ "^\\t\\n\\v\\f\\r$", "\t\n\v\f\r", YES },
		{ "^\\cC$", "\x03", YES },
		{ "^\\cc$", "\x03", YES },
		{ "^\\cC$", "\\cC", NO },
		{ "^\\x41\\u0042$", "AB", YES },
		{ "^\\u00e9$", "\xC3\xA9", YES },
		{ "^\\u{1F432}$", "\xF0\x9F\x90\xB2", YES },
		{ "^\\ud83d\\udc32$", "\xF0\x9F\x90\xB2", YES },
		{ "^\\u{0000041}$", "A", YES },
		{ "^\\$\\.\\/\\{\\}\\|$", "$./{}|", YES },
		{ "^\\u{d83d}\\u{dc32}$", "\xF0\x9F\x90\xB2", NO },
	};
	(void)state;
	CHECK_ROWS(rows);
	assert_int_equal(find_in(STR("^\\0$"), STR("\0")), REGEX_YES);
	assert_int_equal(find_in(STR("^\0$"), STR("\0")), REGEX_YES);
	assert_int_equal(find_in(STR("^a$"), STR("a\0")), REGEX_NO);
}

static void signs_of_pcre2_are_only_characters(void **state)
{
	static const struct row rows[] = {
		{ "^#a b$", "#a b", YES },
		{ "^<=!:-_,%@&~`'\";$", "<=!:-_,%@&~`'\";", YES },
		{ "^\xF0\x9F\x90\xB2*$", "\xF0\x9F\x90\xB2\xF0\x9F\x90\xB2", YES },
		{ "^\xF0\x9F\x90\xB2*$", "\xF0\x9F\x90\x89", NO },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void unicode_properties_go_by_short_and_long_names(void **state)
{
	static const struct row rows[] = {
		{ "\\p{Letter}cole",
		  "l'\xC3\xA9"
		  "cole",
		  YES },
		{ "\\p{Letter}cole",
		  "L'\xC3\x89"
		  "COLE",
		  NO },
		{ "^\\p{L}$", "\xC3\xA9", YES },
		{ "^\\p{Lu}$", "\xC3\x89", YES },
		{ "^\\p{Lu}$", "\xC3\xA9", NO },
		{ "^\\P{Lu}$", "\xC3\xA9", YES },
		{ "^\\p{digit}+$", "\xE0\xA7\xAA\xE0\xA7\xA8", YES },
		{ "^\\p{Script=Greek}$", "\xCE\xA9", YES },
		{ "^\\p{sc=Grek}$", "a", NO },
		{ "^\\p{Script_Extensions=Greek}$", "\xCE\xA9", YES },
		{ "^\\p{gc=Decimal_Number}$", "3", YES },
		{ "^\\p{General_Category=Nd}$", "x", NO },
		{ "^\\p{Alphabetic}$", "\xC3\xA9", YES },
		{ "^\\p{Any}$", "\n", YES },
		{ "^\\P{Any}$", "\n", NO },
		{ "^\\p{Assigned}$", "a", YES },
		{ "^\\p{Assigned}$", "\xCD\xB8", NO },
		{ "^[\\p{L}\\d]+$",
		  "\xC3\xA9"
		  "1",
		  YES },
		{ "^[^\\p{L}]$", "1", YES },
		{ "^\\p{LC}$", "a", YES },
		{ "^\\p{Emoji_Presentation}$", "\xF0\x9F\x90\xB2", YES },
		{ "^\\p{Assigned}+\\P{Lu}$",
		  "c\xD9\xA3"
		  "1",
		  YES },
		{ "^\\P{Lu}+\\P{Ll}$", "...", YES },
		{ "^\\P{sc=Greek}+\\P{sc=Latin}$", "...", YES },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void groups_and_references_work_as_in_ecmascript(void **state)
{
	static const struct row rows[] = {
		{ "^(a|b)\\1$", "aa", YES },
		{ "^(a|b)\\1$", "ab", NO },
		{ "^(?<x>a|b)\\k<x>$", "bb", YES },
		{ "^(?:(a)|b)\\1$", "b", YES },
		{ "^\\1(a)$", "a", YES },
		{ "^(a\\1)$", "a", YES },
		{ "^(?:\\1(a))*$", "aaa", YES },
		{ "^\\k<n>(?<n>a)$", "a", YES },
		{ "^(?:(a)\\1)*$", "aaaa", YES },
		{ "^(?<gr\xC3\xB6\xC3\x9F"
		  "e>a)\\k<gr\xC3\xB6\xC3\x9F"
		  "e>$",
		  "aa", YES },
		{ "^(?<\\u0061>x)\\k<a>$", "xx", YES },
		{ "^(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10$", "abcdefghijj", YES },
		{ "^(?=ab)a", "ab", YES },
		{ "^(?!ab)a", "ab", NO },
		{ "(?=a)b?a", "a", YES },
		{ "(?=a)b?a", "ab", YES },
		{ "x?(?:b|(?=a))b?a", "a", YES },
		{ "\\b(?=a)b?a", "a", YES },
		{ "(?=a)b?a", "b", NO },
		{ "(?=h)(?:www\\.)?h.*", "host", YES },
		{ "((?=a))b*a", "a", YES },
		{ "(?=a)(b?)\\1a", "a", YES },
		{ "((?=ab))\\1a", "ab", YES },
		{ "(?<=\\$)\\d", "$4", YES },
		{ "(?<!\\$)4", "$4", NO },
		{ "(?<=a|bc)d", "bcd", YES },
		{ "^(?:a|b)+$", "abba", YES },
		{ "^(?:(a)\\1|b)+$", "aab", YES },
		{ "^(?:(?=(a*))\\1b|c)*$", "aabcb", YES },
		{ "^(?:)*$", "", YES },
		{ "^(?:(a*)b)*\\1$", "abba", NO },
		{ "^(?:(a*)b)*\\1$", "baba", YES },
		{ "^(?:(a*)\\1)*b$", "aab", YES },
		{ "^(a?){2}\\1$", "a", YES },
		{ "^(a?)?\\1$", "aa", YES },
		{ "^(\\()\\1$", "((", YES },
		{ "^[(](a)\\1$", "(aa", YES },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void repetitions_count(void **state)
{
	static const struct row rows[] = {
		{ "^a{2}$", "aa", YES },        { "^a{2}$", "aaa", NO },
		{ "^a{2,}$", "aaaa", YES },     { "^a{1,2}$", "aaa", NO },
		{ "^a{0}$", "", YES },          { "^a+?b*?c??$", "ab", YES },
		{ "^(ab){2}$", "abab", YES },   { "^a{0,70000}$", "aaa", YES },
		{ "^a{40,}$", "aaa", NO },      { "^\xC3\xA9{2}$", "\xC3\xA9\xC3\xA9", YES },
		{ "^a{02}$", "aa", YES },       { "^(a{2}){33,40}$", "aa", NO },
		{ "^(?:a?){40}$", "aaa", YES },
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void what_is_not_ecmascript_is_refused_with_place_and_cause(void **state)
{
	static const struct {
		const char *pattern, *cause;
		int character; /* 0: not looked at */
	} rows[] = {
		{ "(*UTF)a", "nothing to repeat", 2 },
		{ "(*LIMIT_MATCH=4000000000)^(a+)+$", "nothing to repeat", 2 },
		{ "a(?R)", "no group that begins like this, only (?: (?= (?! (?<= (?<! and (?<name>", 2 },
		{ "(a)(?1)", "no group that begins like this", 0 },
		{ "(?>a)", "no group that begins like this", 0 },
		{ "(?i)a", "no group that begins like this", 0 },
		{ "(?i:a)", "no group that begins like this", 0 },
		{ "(?#x)", "no group that begins like this", 0 },
		{ "(?|a)", "no group that begins like this", 0 },
		{ "(?(1)a)", "no group that begins like this", 0 },
		{ "(?P<n>a)", "no group that begins like this", 0 },
		{ "(?C1)", "no group that begins like this", 0 },
		{ "(?", "no group that begins like this", 0 },
		{ "a++", "nothing to repeat", 3 },
		{ "a{2}+", "nothing to repeat", 5 },
		{ "a**", "nothing to repeat", 0 },
		{ "^*", "nothing to repeat", 0 },
		{ "\\b+", "nothing to repeat", 0 },
		{ "(?=a)*", "nothing to repeat", 6 },
		{ "(?<=a)?", "nothing to repeat", 0 },
		{ "|*", "nothing to repeat", 0 },
		{ "{2}", "nothing to repeat; write \\{", 0 },
		{ "\\Qa\\E", "unknown escape", 0 },
		{ "\\Aa", "unknown escape", 0 },
		{ "^\\S(|(.|\\n)*\\S)\\Z", "unknown escape", 0 },
		{ "a\\z", "unknown escape", 0 },
		{ "\\a", "unknown escape", 0 },
		{ "\\h", "unknown escape", 0 },
		{ "\\R", "unknown escape", 0 },
		{ "\\X", "unknown escape", 0 },
		{ "\\C", "unknown escape", 0 },
		{ "\\K", "unknown escape", 0 },
		{ "\\G", "unknown escape", 0 },
		{ "\\N", "unknown escape", 0 },
		{ "\\_", "unknown escape", 0 },
		{ "\\-", "unknown escape", 0 },
		{ "\\\xC3\xA9", "unknown escape", 0 },
		{ "[\\B]", "unknown escape", 0 },
		{ "[\\1]", "unknown escape", 0 },
		{ "[\\k]", "unknown escape", 0 },
		{ "a\\", "escapes nothing", 2 },
		{ "[\\", "escapes nothing", 2 },
		{ "\\x4", "two hexadecimal digits", 0 },
		{ "\\u12", "four hexadecimal digits", 0 },
		{ "\\u{}", "four hexadecimal digits or a code point", 0 },
		{ "\\u{110000}", "or a code point in braces", 0 },
		{ "\\u{41", "or a code point in braces", 0 },
		{ "\\c1", "letter from A to Z", 0 },
		{ "\\c", "letter from A to Z", 0 },
		{ "\\00", "octal", 0 },
		{ "\\07", "octal", 0 },
		{ "\\1", "group that does not exist", 1 },
		{ "(a)\\2", "group that does not exist", 4 },
		{ "(a)\\12", "group that does not exist", 0 },
		{ "(a)\\99999999999999999999", "group that does not exist", 0 },
		{ "\\k", "needs a group name", 0 },
		{ "\\k<x>", "unknown group \"x\"", 0 },
		{ "(?<x>a)\\k<y>", "unknown group \"y\"", 8 },
		{ "(?<>a)", "group name is missing", 0 },
		{ "(?<1>a)", "character that no name may have", 0 },
		{ "(?<a b>c)", "character that no name may have", 0 },
		{ "(?<a", "not ended", 0 },
		{ "(?<a\\u0>b)", "incomplete \\u escape", 0 },
		{ "(?<a>b)(?<a>c)", "same name", 8 },
		{ "\\g{1}", "unknown escape", 0 },
		{ "\\p", "needs a property in braces", 0 },
		{ "\\pL", "needs a property in braces", 0 },
		{ "\\p{", "not closed", 0 },
		{ "\\p{}", "unknown Unicode property \"\"", 0 },
		{ "\\p{Foo}", "unknown Unicode property \"Foo\"", 1 },
		{ "\\p{letter}", "unknown Unicode property", 0 },
		{ "\\p{^Lu}", "unknown Unicode property", 0 },
		{ "\\p{ L }", "unknown Unicode property", 0 },
		{ "\\p{L&}", "unknown Unicode property", 0 },
		{ "\\p{Greek}", "unknown Unicode property", 0 },
		{ "\\p{script=Greek}", "unknown Unicode property", 0 },
		{ "\\p{Script=L}", "unknown Unicode property", 0 },
		{ "\\p{gc=}", "unknown Unicode property", 0 },
		{ "\\p{Xan}", "unknown Unicode property", 0 },
		{ "\\p{Bidi_Class=L}", "unknown Unicode property", 0 },
		{ "[b-a]", "out of order", 2 },
		{ "[\\d-z]", "set of characters", 0 },
		{ "[a-\\w]", "set of characters", 0 },
		{ "[a", "\"[\" is never closed", 1 },
		{ "[^", "never closed", 0 },
		{ "^(abc]", "\"]\" closes nothing; write \\] for the character itself", 6 },
		{ "\xC3\xA9(abc", "\"(\" is never closed", 2 },
		{ "a)", "closes no group; write \\) for the character itself", 2 },
		{ "a}", "closes nothing", 0 },
		{ "a{", "no repetition", 0 },
		{ "a{2", "no repetition", 0 },
		{ "a{,3}", "no repetition", 0 },
		{ "a{x}", "no repetition", 0 },
		{ "a{3,2}", "out of order", 2 },
		{ "a{70000}", "more than 65535 times", 0 },
		{ "a{99999999999999999999}", "more than 65535 times", 0 },
		{ "(?<=a+)b", "lookbehind whose alternatives have no fixed length is not supported", 1 },
		{ "(?<=a)(?<!b*)c",
		  "lookbehind whose alternatives have no fixed length is not supported", 7 },
		{ "(a)(?<=\\1)", "inside a lookbehind is not supported", 0 },
		{ "(?:(a)|b)*\\1", "a repetition may skip is not supported", 11 },
		{ "(?:(a)?b)+\\1", "a repetition may skip", 0 },
		{ "(?:(?:(a)|b)c){2}\\1", "a repetition may skip", 0 },
		{ "(?:(a)|b\\1)*", "a repetition may skip", 0 },
		{ "(?:(?:(a)|b)\\1)*", "a repetition may skip", 0 },
		{ "(?:(?:(a)c|b)+\\1)", "a repetition may skip", 0 },
		{ "(?:(a)?\\1)*", "a repetition may skip", 0 },
		{ "^(.?)+\\1$", "a repetition may skip", 7 },
		{ "^(?:(?<n>a*?)*?\\1)$", "a repetition may skip", 0 },
		{ "^(?:([ab]*?[^a]|)+\\1|[ab])$", "a repetition may skip", 0 },
		{ "(?:(a*)(?:b|c?))*\\1", "a repetition may skip", 0 },
		{ "(a)(\\1)*\\2", "a repetition may skip", 0 },
		{ "(?:(?=(a)))?\\1", "a repetition may skip", 0 },
		{ "((x{1000}){1000}){1000}", "too large", 0 },
		{ "a\xFF", "not valid UTF-8", 0 },
		{ "\xED\xA0\x80", "not valid UTF-8", 0 },
	};
	struct arena a;
	size_t n_bad = 0;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err e = { 0 };
		if (regex_compile(str_from_z(rows[i].pattern), &a, &e) == NULL && strstr(e.text, rows[i].cause) &&
		    (!rows[i].character || strstr(e.text, str_z(str_fmt(&a, "not valid at character %d: ", rows[i].character), &a))) && e.is_usage)
			continue;
		print_message("# /%s/ should fail with \"%s\": \"%s\"\n", rows[i].pattern, rows[i].cause, e.text);
		n_bad++;
	}
	arena_free(&a);
	assert_int_equal(n_bad, 0);
}

static str repeated(char *room, size_t n, char c)
{
	memset(room, c, n);
	return (str){ room, n };
}

static void patterns_end_at_1_kib(void **state)
{
	char room[REGEX_MAX_PATTERN + 1];
	struct arena a;
	struct err e = { 0 };
	(void)state;
	arena_init(&a);
	assert_non_null(regex_compile(repeated(room, REGEX_MAX_PATTERN, 'a'), &a, &e));
	assert_null(regex_compile(repeated(room, REGEX_MAX_PATTERN + 1, 'a'), &a, &e));
	assert_non_null(strstr(e.text, "over the limit of 1024 bytes"));
	arena_free(&a);
}

static void groups_end_at_200_levels(void **state)
{
	char room[402];
	struct arena a;
	struct err e = { 0 };
	(void)state;
	arena_init(&a);
	memset(room, '(', 201);
	memset(room + 200, ')', 200);
	assert_non_null(regex_compile((str){ room, 400 }, &a, &e));
	memset(room, '(', 201);
	memset(room + 201, ')', 201);
	assert_null(regex_compile((str){ room, 402 }, &a, &e));
	assert_non_null(strstr(e.text, "at character 201: groups are nested deeper than 200 levels"));
	arena_free(&a);
}

static void subjects_end_at_64_kib(void **state)
{
	char *room = malloc(REGEX_MAX_SUBJECT + 1);
	(void)state;
	assert_non_null(room);
	assert_int_equal(find_in(STR("^a*$"), repeated(room, REGEX_MAX_SUBJECT, 'a')), REGEX_YES);
	assert_int_equal(find_in(STR("^b"), repeated(room, REGEX_MAX_SUBJECT, 'a')), REGEX_NO);
	assert_int_equal(find_in(STR("^a*$"), repeated(room, REGEX_MAX_SUBJECT + 1, 'a')), REGEX_GAVE_UP);
	free(room);
}

static void subjects_that_are_not_utf8_match_nothing(void **state)
{
	(void)state;
	assert_int_equal(find("^a", "a\xFF"), REGEX_NO);
	assert_int_equal(find_in(STR(""), (str){ NULL, 0 }), REGEX_YES);
}

static double now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* cannot fail on Linux */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

enum { MAX_COST = 10 }; /* of the first one below */

/* Each of these ran for seconds or minutes before work was counted across loops and starts. */
static void no_pattern_runs_away(void **state)
{
	static const struct {
		const char *pattern;
		char filler;
		size_t n;
		bool gives_up;
	} rows[] = {
		{ "^(a+)+$", 'a', 41, true },
		{ "^(a|aa)+$", 'a', 60, true },
		{ "\\s+$", ' ', 60000, true },
		{ "a+[bc]", 'a', 65000, true },
		{ "(?:(?=a*[bc])a)*[de]", 'a', 60000, true },
		{ "(?:[^x]{60000}y|a)*z?[^a]", 'a', 65000, true },
		{ "(a*)b?\\1[cd]", 'a', 65000, true },
		{ "^(.*a){20}$", 'a', 300, true },
		{ "(?=[ab]{31}[ab]{31}[ab]{31}[ab]{31}[ab]{31}[ab]{31}[ab]{31}[ab]{31}[ab]{31}[cd])", 'a', 65000,
		  true },
		{ "^(?:(?:(?=[ab]{31}[ab]{31}[ab]{31}[ab]{31}[ab]{31}[cd])|)a|a)*[bc]", 'a', 65000, true },
		{ "^\\s*([^:]+)\\s*:\\s*(.*)$", 'x', 60000, false },
		{ "^(?:[a-z]{1,20})*$", 'x', 1000, false },
		{ "foo|bar|baz", 'x', 65000, false },
		{ "(?=f)(?:www)?foo", 'x', 65000, false },
		{ "(?!.*zzz)bar", 'x', 4000, false },
		{ "[a-z]+(?!x)[$]", 'x', 4000, false },
		{ "[a-z]+(?=x)[$]", 'x', 4000, false },
	};
	char *room = malloc(REGEX_MAX_SUBJECT);
	double yardstick = 0; /* what it takes to come to the limit of steps, here and now */
	(void)state;
	assert_non_null(room);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		str subject = repeated(room, rows[i].n, rows[i].filler);
		room[rows[i].n - 1] = rows[i].gives_up ? '!' : rows[i].filler;
		double begin = now_s();
		int got = find_in(str_from_z(rows[i].pattern), subject);
		double took = now_s() - begin;
		if (i == 0)
			yardstick = took;
		if ((got == REGEX_GAVE_UP) != rows[i].gives_up || took > MAX_COST * yardstick)
			print_message("# /%s/: %d after %.2f s\n", rows[i].pattern, got, took);
		assert_true((got == REGEX_GAVE_UP) == rows[i].gives_up);
		assert_true(took <= MAX_COST * yardstick);
	}
	free(room);
}

struct shared {
	const struct regex *r;
	size_t n_bad;
};

static void *search_often(void *arg)
{
	struct shared *s = arg;
	for (int i = 0; i < 3000; i++) {
		s->n_bad += regex_find(s->r, STR("redis_hll_counters.users_creating_issues_weekly")) != REGEX_YES;
		s->n_bad += regex_find(s->r, STR("redis_hll_counters.")) != REGEX_NO;
	}
	return NULL;
}

static void one_pattern_serves_several_threads(void **state)
{
	struct arena a;
	struct err e = { 0 };
	pthread_t threads[4];
	struct shared shared[4];
	(void)state;
	arena_init(&a);
	const struct regex *r = regex_compile(STR("^(?:[a-z_]+\\.)*([a-z]+)_([a-z]+_)*[a-z]+$"), &a, &e);
	assert_non_null(r);
	for (size_t i = 0; i < 4; i++) {
		shared[i] = (struct shared){ r, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, search_often, &shared[i]), 0);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(shared[i].n_bad, 0);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_classes_need_no_engine),
		cmocka_unit_test(rows_of_classes_match_what_the_engine_matches),
		cmocka_unit_test(a_plain_beginning_needs_no_more_than_that),
		cmocka_unit_test(anchors_mean_the_ends_of_the_subject),
		cmocka_unit_test(digits_and_word_characters_are_ascii),
		cmocka_unit_test(white_space_is_that_of_ecmascript),
		cmocka_unit_test(the_dot_leaves_out_the_four_line_ends),
		cmocka_unit_test(empty_classes_match_nothing_or_everything),
		cmocka_unit_test(classes_take_everything_else_literally),
		cmocka_unit_test(escapes_name_characters),
		cmocka_unit_test(signs_of_pcre2_are_only_characters),
		cmocka_unit_test(unicode_properties_go_by_short_and_long_names),
		cmocka_unit_test(groups_and_references_work_as_in_ecmascript),
		cmocka_unit_test(repetitions_count),
		cmocka_unit_test(what_is_not_ecmascript_is_refused_with_place_and_cause),
		cmocka_unit_test(patterns_end_at_1_kib),
		cmocka_unit_test(groups_end_at_200_levels),
		cmocka_unit_test(subjects_end_at_64_kib),
		cmocka_unit_test(subjects_that_are_not_utf8_match_nothing),
		cmocka_unit_test(no_pattern_runs_away),
		cmocka_unit_test(one_pattern_serves_several_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
