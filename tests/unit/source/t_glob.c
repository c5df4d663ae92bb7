/* Glob patterns: a table of what matches, malformed patterns, limits, patterns made to be slow. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "source/source.h"

static struct glob *compile(const char *pattern, struct arena *a)
{
	struct err e = { .text = "" };
	struct glob *g = glob_compile(str_from_z(pattern), a, &e);

	if (!g)
		fail_msg("%s", e.text);
	return g;
}

struct match_case {
	const char *pattern, *path;
	bool matches;
};

static void check(const struct match_case *cases, size_t n)
{
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < n; i++)
		if (glob_match(compile(cases[i].pattern, &a), str_from_z(cases[i].path)) != cases[i].matches)
			fail_msg("'%s' and '%s': expected %d", cases[i].pattern, cases[i].path, cases[i].matches);
	arena_free(&a);
}

#define CHECK(cases) check(cases, sizeof(cases) / sizeof *(cases))

static void star_and_question_mark_stay_in_their_folder(void **state)
{
	static const struct match_case cases[] = {
		{ "a.yml", "a.yml", true },
		{ "a.yml", "a_yml", false },
		{ "a.yml", "b/a.yml", false },
		{ "*", "a", true },
		{ "*", "", true },
		{ "*", "a/b", false },
		{ "*.yml", "a.yml", true },
		{ "*.yml", ".yml", true },
		{ "*.yml", "a.yml.bak", false },
		{ "*.yml", "d/a.yml", false },
		{ "d/*.yml", "d/a.yml", true },
		{ "d/*/e", "d/e", false },
		{ "d/*/e", "d/x/e", true },
		{ "d/*/e", "d/x/y/e", false },
		{ "a*b*c", "abc", true },
		{ "a*b*c", "axxbyybzc", true },
		{ "a*b*c", "axxbyybz", false },
		{ "?", "a", true },
		{ "?", "", false },
		{ "?", "ab", false },
		{ "a?b", "a/b", false },
		{ "?", "\xc3\xa9", true },
		{ "??", "\xc3\xa9", false },
		{ "*??", "\xe2\x82\xac", false },
		{ "?", "\xff", true },
		{ "a\xff*", "a\xffz", true },
		{ ".*", ".hidden", true },
		{ "*", ".hidden", true },
	};

	(void)state;
	CHECK(cases);
}

static void two_stars_cross_folders_as_a_whole_part_only(void **state)
{
	static const struct match_case cases[] = {
		{ "**", "a", true },
		{ "**", "a/b/c", true },
		{ "a/**/b", "a/b", true },
		{ "a/**/b", "a/x/b", true },
		{ "a/**/b", "a/x/y/b", true },
		{ "a/**/b", "a/x/y/c", false },
		{ "a/**/b", "ab", false },
		{ "**/b", "b", true },
		{ "**/b", "x/y/b", true },
		{ "**/b", "xb", false },
		{ "a/**", "a/b", true },
		{ "a/**", "a/b/c", true },
		{ "a/**", "a", false },
		{ "a/**", "ab/c", false },
		{ "a/**/**/b", "a/b", true },
		{ "**/*.yml", "a.yml", true },
		{ "**/*.yml", "x/y/a.yml", true },
		{ "**/x/**/y/*.yml", "x/x/z/y/y/a.yml", true },
		{ "**/x/**/y/*.yml", "x/x/z/y/y/z/a.yml", false },
		{ "a**b", "axb", true },
		{ "a**b", "a/b", false },
		{ "**b", "a/b", false },
		{ "./a/*", "a/b", true },
	};

	(void)state;
	CHECK(cases);
}

static void sets_match_one_character(void **state)
{
	static const struct match_case cases[] = {
		{ "[abc]", "b", true },
		{ "[abc]", "d", false },
		{ "[a-c]x", "bx", true },
		{ "[^a-c]", "d", true },
		{ "[^a-c]", "a", false },
		{ "[!a-c]", "d", true },
		{ "[!a-c]", "a", false },
		{ "x[^a]y", "x/y", false },
		{ "[]a]", "]", true },
		{ "[^]a]", "]", false },
		{ "[^]a]", "b", true },
		{ "[a-]", "-", true },
		{ "[\\]]", "]", true },
		{ "[\\^a]", "^", true },
		{ "[a^]", "^", true },
		{ "[{,}]", ",", true },
		{ "[\xc3\xa0-\xc3\xbf]", "\xc3\xa9", true },
		{ "[\xc3\xa0-\xc3\xbf]", "e", false },
		{ "[^a]", "\xff", true },
		{ "[a-z]", "\xff", false },
		{ "[a]", "", false },
	};

	(void)state;
	CHECK(cases);
}

static void pattern_of_gitlab_skips_folders_that_start_with_a_or_g(void **state)
{
	static const struct match_case cases[] = {
		{ "config/metrics/[^agg]*/*.yml", "config/metrics/counts_all/x.yml", true },
		{ "config/metrics/[^agg]*/*.yml", "config/metrics/license/x.yml", true },
		{ "config/metrics/[^agg]*/*.yml", "config/metrics/aggregates/x.yml", false },
		{ "config/metrics/[^agg]*/*.yml", "config/metrics/gitaly/x.yml", false },
		{ "config/metrics/[^agg]*/*.yml", "config/metrics/x.yml", false },
		{ "config/metrics/[^agg]*/*.yml", "config/metrics/counts_all/deep/x.yml", false },
		{ "config/metrics/[^agg]*/*.yml", "ee/config/metrics/counts_all/x.yml", false },
		{ "{,ee/}config/events/*.yml", "ee/config/events/x.yml", true },
		{ "{,ee/}config/events/*.yml", "config/events/x.yml", true },
	};

	(void)state;
	CHECK(cases);
}

static void alternatives_nest_and_may_hold_slashes(void **state)
{
	static const struct match_case cases[] = {
		{ "{a,b}.yml", "a.yml", true },
		{ "{a,b}.yml", "b.yml", true },
		{ "{a,b}.yml", "c.yml", false },
		{ "{a,b{c,d}}e", "bde", true },
		{ "{a,b{c,d}}e", "be", false },
		{ "{a,b{c,d}}e", "ae", true },
		{ "x{,y}", "x", true },
		{ "x{,y}", "xy", true },
		{ "{a}", "a", true },
		{ "{a/b,c}/*", "a/b/x", true },
		{ "{a/b,c}/*", "c/x", true },
		{ "{*,a}/[{,}]", "z/{", true },
		{ "\\{a,b\\}", "{a,b}", true },
		{ "a,b", "a,b", true },
		{ "{a\\,b,c}", "a,b", true },
		{ "{a,b}{c,d}{e,f}{g,h}{i,j}{k,l}{m,n}{o,p}", "bdfhjlnp", true },
		{ "{a,b}{c,d}{e,f}{g,h}{i,j}{k,l}{m,n}{o,p}", "bdfhjlnq", false },
	};

	(void)state;
	CHECK(cases);
}

static void backslash_takes_the_next_character_as_it_is(void **state)
{
	static const struct match_case cases[] = {
		{ "\\*", "*", true },   { "\\*", "a", false },      { "\\?", "?", true }, { "\\[a]", "[a]", true },
		{ "\\!a", "!a", true }, { "a\\\\b", "a\\b", true }, { "\\a", "a", true },
	};

	(void)state;
	CHECK(cases);
}

static void slash_after_a_backslash_parts_folders_alone_and_in_a_set(void **state)
{
	static const struct match_case cases[] = {
		{ "a\\/b", "a/b", true },      { "a\\/b", "a\\/b", false },     { "a\\/b", "ab", false },         { "a\\/*", "a/b", true },
		{ "a\\/*", "a/b/c", false },   { "**\\/b", "x/y/b", true },     { "a{\\/b,c}", "a/b", true },     { "a\\\\/b", "a\\/b", true },
		{ "a\\\\/b", "a/b", false },  { ".\\/a\\/b", "a/b", true },   { "[\\]]\\/b", "]/b", true },
	};
	struct arena a;

	(void)state;
	CHECK(cases);
	arena_init(&a);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct glob *glob = compile(cases[i].pattern, &a);
		struct glob_set set = glob_set_make(&glob, 1, &a);

		if (glob_set_match(&set, str_from_z(cases[i].path)) != cases[i].matches)
			fail_msg("a set of '%s' and '%s': expected %d", cases[i].pattern, cases[i].path, cases[i].matches);
	}
	arena_free(&a);
}

static void malformed_patterns_are_usage_errors(void **state)
{
	static const char *const patterns[] = {
		"",
		"!",
		"[a",
		"[]",
		"[^]",
		"a[b/c]",
		"[z-a]",
		"[[:alpha:]]",
		"{a",
		"a}",
		"{a,{b}",
		"a\\",
		"/a",
		"\\/a",
		"a/",
		"a\\/",
		"a\\/\\/b",
		"[a\\/b]",
		"a//b",
		"../a",
		"a/./b",
		"a/..",
		"./",
		"[\xff]",
		"{a,b/}",
		"{a,}",
		"[a\\",
		"[a\\]",
		"{a,[b}]",
		"a/b}",
		"!/a",
		"{/,a}",
		"{a}{b}{c}{d}{e}{f}{g}{h}{i}",
		"{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q}{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p}",
	};
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		struct err e = { .text = "" };

		if (glob_compile(str_from_z(patterns[i]), &a, &e))
			fail_msg("'%s' was taken", patterns[i]);
		assert_true(e.is_usage);
		assert_true(strlen(e.text) > 20);
	}
	arena_free(&a);
}

static void length_is_limited_to_1024_bytes(void **state)
{
	struct err e = { .text = "" };
	char text[1025];
	struct arena a;

	(void)state;
	memset(text, 'a', sizeof text);
	arena_init(&a);
	assert_non_null(glob_compile((str){ text, 1024 }, &a, &e));
	assert_null(glob_compile((str){ text, 1025 }, &a, &e));
	assert_true(e.is_usage);
	arena_free(&a);
}

static void alternatives_are_limited_to_256(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a);
	(void)compile("{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p}{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p}",
	              &a); /* 16 * 16: fails the case itself */
	arena_free(&a);
}

/* Of braces that of the first alternative; what lies in the folder of another one is matched as well. */
static void fixed_folder_ends_before_the_first_wildcard(void **state)
{
	static const struct {
		const char *pattern, *folder, *path;
	} cases[] = {
		{ "config/metrics/[^agg]*/*.yml", "config/metrics", "config/metrics/x/a.yml" },
		{ "config/metrics/a.yml", "config/metrics", "config/metrics/a.yml" },
		{ "a.yml", "", "a.yml" },
		{ "**/a.yml", "", "x/y/a.yml" },
		{ "*/a/b.yml", "", "x/a/b.yml" },
		{ "a/b*/c", "a", "a/bx/c" },
		{ "a/**", "a", "a/x" },
		{ "!a/b/*.yml", "a/b", "a/b/x.yml" },
		{ "a\\*b/c/*.yml", "a*b/c", "a*b/c/x.yml" },
		{ "./a/*", "a", "a/x" },
		{ "x/{a,b}/*.yml", "x/a", "x/b/c.yml" },
		{ "x/{a/b,a/c}/*.yml", "x/a/b", "x/a/c/d.yml" },
		{ "{a,b}/*.yml", "a", "b/c.yml" },
		{ "{a/b,a}/*.yml", "a/b", "a/c.yml" },
	};
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct glob *g = compile(cases[i].pattern, &a);
		str folder = glob_alternative_folder(g, 0, &a);

		if (!str_eq_z(folder, cases[i].folder))
			fail_msg("'%s': '%.*s'", cases[i].pattern, STR_ARG(folder));
		if (!glob_match(g, str_from_z(cases[i].path)))
			fail_msg("'%s' does not match '%s'", cases[i].pattern, cases[i].path);
	}
	arena_free(&a);
}

static void each_alternative_has_a_fixed_folder_of_its_own(void **state)
{
	static const char *const folders[] = { "config/metrics", "ee/config/metrics", "" };
	struct arena a;
	struct glob *g;

	(void)state;
	arena_init(&a);
	g = compile("{config/metrics/a*,ee/config/metrics/*/b,*/c}.yml", &a);
	assert_int_equal(glob_n_alternatives(g), 3);
	for (size_t i = 0; i < 3; i++)
		if (!str_eq_z(glob_alternative_folder(g, i, &a), folders[i]))
			fail_msg("%zu: '%.*s'", i, STR_ARG(glob_alternative_folder(g, i, &a)));
	assert_int_equal(glob_n_alternatives(compile("a/*.yml", &a)), 1);
	arena_free(&a);
}

static void last_matching_glob_of_a_set_decides(void **state)
{
	static const struct {
		const char *path;
		bool matches;
	} cases[] = {
		{ "m/a.yml", true },      { "m/old/a.yml", false },      { "m/old/keep.yml", true },
		{ "other/a.yml", false }, { "m/old/x/keep.yml", false }, { "m/a.json", false },
	};
	const struct glob *globs[3];
	struct glob_set set;
	struct arena a;

	(void)state;
	arena_init(&a);
	globs[0] = compile("m/**/*.yml", &a);
	globs[1] = compile("!m/old/**", &a);
	globs[2] = compile("m/old/keep.yml", &a);
	set = glob_set_make(globs, 3, &a);
	assert_false(glob_is_exclusion(globs[0]));
	assert_true(glob_is_exclusion(globs[1]));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (glob_set_match(&set, str_from_z(cases[i].path)) != cases[i].matches)
			fail_msg("%s", cases[i].path);
	assert_false(glob_set_match(&(struct glob_set){ 0 }, STR("m/a.yml")));
	set = glob_set_make(globs + 1, 1, &a);
	assert_false(glob_set_match(&set, STR("m/a.yml")));
	arena_free(&a);
}

static void sets_that_pass_hidden_names_take_them_where_the_pattern_has_the_dot(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool matches;
	} cases[] = {
		{ "m/*.yml", "m/.a.yml", false },          { "m/?a.yml", "m/.a.yml", false },      { "m/[.]a.yml", "m/.a.yml", false },
		{ "m/.*.yml", "m/.a.yml", true },          { "m/.a.yml", "m/.a.yml", true },       { "m/{.a,b}.yml", "m/.a.yml", true },
		{ "m/**/*.yml", "m/.old/a.yml", false },   { "m/**/*.yml", "m/x/.old/a.yml", false }, { "m/**/*.yml", "m/a.b/c.yml", true },
		{ "**/.defs/*.yml", "m/.defs/a.yml", true }, { "**/.defs/*.yml", ".x/.defs/a.yml", false }, { "m/**", "m/x/.a.yml", false },
		{ "m/**", "m/.x/a.yml", false },           { ".m/**", ".m/x/a.yml", true },        { "!m/**", "m/.x/a.yml", false },
		{ "**", "a.yml", true },                   { "**", ".a.yml", false },              { "m/x*.yml", "m/x.a.yml", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a;
		const struct glob *glob;
		struct glob_set set;

		arena_init(&a);
		glob = compile(cases[i].pattern, &a);
		set = glob_set_make(&glob, 1, &a);
		set.passes_hidden = true;
		if (glob_set_match(&set, str_from_z(cases[i].path)) != cases[i].matches)
			fail_msg("%s and %s", cases[i].pattern, cases[i].path);
		arena_free(&a);
	}
}

static void what_is_excluded_is_so_whether_hidden_or_not(void **state)
{
	const struct glob *globs[2];
	struct glob_set set;
	struct arena a;

	(void)state;
	arena_init(&a);
	globs[0] = compile(".defs/**/.*.yml", &a);
	globs[1] = compile("!**/*b.yml", &a);
	set = glob_set_make(globs, 2, &a);
	set.passes_hidden = true;
	assert_true(glob_set_match(&set, STR(".defs/.a.yml")));
	assert_false(glob_set_match(&set, STR(".defs/.b.yml")));
	arena_free(&a);
}

static void patterns_without_wildcards_are_found_and_the_last_match_decides(void **state)
{
	static const char *const patterns[] = { "a", "!c.*", "b/\\*", "c.one", "c.two", "!b*", "!a", "c.t*", "!c.two" };
	const struct glob *globs[9];
	struct glob_set set;
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < 9; i++)
		globs[i] = compile(patterns[i], &a);
	set = glob_set_make(globs, 9, &a);
	assert_int_equal(set.n_wild, 3);
	assert_int_equal(glob_set_plain(&set, STR("a")), 6);
	assert_int_equal(glob_set_plain(&set, STR("c.*")), 9);
	assert_false(glob_set_match(&set, STR("a")));
	assert_true(glob_set_match(&set, STR("b/*")));
	assert_false(glob_set_match(&set, STR("b/x")));
	assert_true(glob_set_match(&set, STR("c.one")));
	assert_false(glob_set_match(&set, STR("c.two")));
	assert_true(glob_set_match(&set, STR("c.three")));
	assert_false(glob_set_match(&set, STR("c.four")));
	arena_free(&a);
}

/* Naive matchers need 2^n steps for these; 4,096 bytes is the longest path the system takes. */
static void hostile_patterns_take_no_time(void **state)
{
	char star_text[1024], path_text[4096], double_star_text[1024], folders_text[4096];
	clock_t start = clock();
	struct glob *stars, *double_stars;
	struct err e;
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < 1022; i += 2)
		memcpy(star_text + i, "a*", 2);
	memcpy(star_text + 1022, "ab", 2);
	memset(path_text, 'a', sizeof path_text);
	for (size_t i = 0; i < 1020; i += 5)
		memcpy(double_star_text + i, "**/a/", 5);
	for (size_t i = 0; i < sizeof folders_text; i += 2)
		memcpy(folders_text + i, "a/", 2);
	folders_text[4095] = 'b';
	stars = glob_compile((str){ star_text, 1024 }, &a, &e);
	double_stars = glob_compile((str){ double_star_text, 1019 }, &a, &e);
	assert_non_null(stars);
	assert_non_null(double_stars);
	for (size_t i = 0; i < 20; i++) {
		assert_false(glob_match(stars, (str){ path_text, sizeof path_text }));
		assert_false(glob_match(double_stars, (str){ folders_text, sizeof folders_text }));
	}
	assert_true((clock() - start) / CLOCKS_PER_SEC < 5);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(star_and_question_mark_stay_in_their_folder),
		cmocka_unit_test(two_stars_cross_folders_as_a_whole_part_only),
		cmocka_unit_test(sets_match_one_character),
		cmocka_unit_test(pattern_of_gitlab_skips_folders_that_start_with_a_or_g),
		cmocka_unit_test(alternatives_nest_and_may_hold_slashes),
		cmocka_unit_test(backslash_takes_the_next_character_as_it_is),
		cmocka_unit_test(slash_after_a_backslash_parts_folders_alone_and_in_a_set),
		cmocka_unit_test(malformed_patterns_are_usage_errors),
		cmocka_unit_test(length_is_limited_to_1024_bytes),
		cmocka_unit_test(alternatives_are_limited_to_256),
		cmocka_unit_test(fixed_folder_ends_before_the_first_wildcard),
		cmocka_unit_test(each_alternative_has_a_fixed_folder_of_its_own),
		cmocka_unit_test(last_matching_glob_of_a_set_decides),
		cmocka_unit_test(sets_that_pass_hidden_names_take_them_where_the_pattern_has_the_dot),
		cmocka_unit_test(what_is_excluded_is_so_whether_hidden_or_not),
		cmocka_unit_test(patterns_without_wildcards_are_found_and_the_last_match_decides),
		cmocka_unit_test(hostile_patterns_take_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
