/* Command lines: spellings of options, values, what is refused and how. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cli/options.h"

static const struct option own[] = {
	{ OPT_OUTPUT, 'o', "output", "DIR", false, "where" },
	{ OPT_RULE, 0, "rule", "NAME=LEVEL", true, "level" },
	{ OPT_STRICT, 's', "strict", NULL, false, "be strict" },
	{ OPT_FIX, 0, "fix", "[=LEVEL]", false, "mend" },
	{ 0, 0, NULL, NULL, false, NULL },
};
static const struct command command = {
	.name = "build", .summary = "s", .usage = "[OPTION]...", .text = "Text.", .options = own, .takes_globals = true,
	.examples = "  dictum build\n",
};
static const struct command bare = { .name = "explain", .summary = "s", .usage = "RULE", .text = "Text." };

enum { MAX_WORDS = 8 };

struct line {
	struct arena a;
	struct args args;
	struct err e;
	bool ok;
};

static size_t split(const char *text, str *words)
{
	str rest = str_from_z(text);
	size_t n = 0;

	while (rest.n) {
		struct cut c = str_cut(rest, '|');

		assert_true(n < MAX_WORDS);
		words[n++] = c.head;
		rest = c.tail;
	}
	return n;
}

/* Words are separated by bars. */
static void parse(struct line *l, const struct command *c, const char *text)
{
	str words[MAX_WORDS];
	size_t n = split(text, words);

	*l = (struct line){ .e = { .text = "" } };
	arena_init(&l->a);
	l->ok = args_parse(c, words, n, &l->a, &l->args, &l->e);
}

static void refuses_for(const struct command *c, const char *text, const char *why)
{
	struct line l;

	parse(&l, c, text);
	if (l.ok)
		fail_msg("\"%s\" was accepted", text);
	assert_string_equal(l.e.text, why);
	assert_true(l.e.is_usage);
	arena_free(&l.a);
}

static void refuses(const char *text, const char *why)
{
	refuses_for(&command, text, why);
}

/* All spellings give the option this value. */
static void gives(const char *text, enum option_id id, const char *value)
{
	struct line l;

	parse(&l, &command, text);
	if (!l.ok)
		fail_msg("\"%s\": %s", text, l.e.text);
	assert_true(args_has(&l.args, id));
	assert_true(str_eq_z(args_get(&l.args, id), value));
	arena_free(&l.a);
}

static void operands_are(const char *text, const char *want)
{
	struct line l;

	parse(&l, &command, text);
	if (!l.ok)
		fail_msg("\"%s\": %s", text, l.e.text);
	assert_true(str_eq_z(str_join(&l.a, l.args.operands.v, l.args.operands.n, STR("|")), want));
	arena_free(&l.a);
}

static void a_value_stands_behind_a_sign_or_in_the_next_word(void **state)
{
	(void)state;
	gives("--output=a", OPT_OUTPUT, "a");
	gives("--output|a", OPT_OUTPUT, "a");
	gives("-oa", OPT_OUTPUT, "a");
	gives("-o|a", OPT_OUTPUT, "a");
	gives("--output=a=b", OPT_OUTPUT, "a=b");
	gives("-o=a", OPT_OUTPUT, "=a");
}

static void a_value_may_look_like_an_option(void **state)
{
	(void)state;
	gives("--output|--strict", OPT_OUTPUT, "--strict");
	gives("-o|-", OPT_OUTPUT, "-");
	gives("-o|--", OPT_OUTPUT, "--");
}

static void letters_can_be_clustered(void **state)
{
	struct line l;

	(void)state;
	parse(&l, &command, "-sqvoa");
	assert_true(l.ok);
	assert_true(args_has(&l.args, OPT_STRICT) && args_has(&l.args, OPT_QUIET) && args_has(&l.args, OPT_VERBOSE));
	assert_true(str_eq_z(args_get(&l.args, OPT_OUTPUT), "a"));
	arena_free(&l.a);
	gives("-so|a", OPT_OUTPUT, "a");
}

static void global_options_belong_to_every_command_that_takes_them(void **state)
{
	(void)state;
	gives("-C|d", OPT_DIR, "d");
	gives("--directory=d", OPT_DIR, "d");
	gives("--rev|v1", OPT_REV, "v1");
	gives("--worktree", OPT_WORKTREE, "");
	gives("--color=always", OPT_COLOR, "always");
	refuses_for(&bare, "--rev=v1", "unknown option '--rev', see 'dictum explain --help'");
}

static void operands_stand_anywhere(void **state)
{
	(void)state;
	operands_are("a|--strict|b|-oc|-", "a|b|-");
	operands_are("", "");
}

static void two_dashes_end_the_options(void **state)
{
	(void)state;
	operands_are("--strict|--|--output|-x|--", "--output|-x|--");
	operands_are("--", "");
}

static void an_unknown_option_has_a_nearest_one(void **state)
{
	(void)state;
	refuses("--outptu=a", "unknown option '--outptu', did you mean '--output'?");
	refuses("--stricct", "unknown option '--stricct', did you mean '--strict'?");
	refuses("--zebra", "unknown option '--zebra', see 'dictum build --help'");
	refuses("-sz", "unknown option '-z', see 'dictum build --help'");
	refuses("--=a", "unknown option '--', see 'dictum build --help'");
}

static void options_are_not_abbreviated(void **state)
{
	(void)state;
	refuses("--out=a", "unknown option '--out', see 'dictum build --help'");
}

static void a_missing_value_is_refused(void **state)
{
	(void)state;
	refuses("--output", "option '--output' needs a value: --output DIR");
	refuses("-o", "option '-o' needs a value: -o DIR");
	refuses("-so", "option '-o' needs a value: -o DIR");
}

static void an_empty_value_is_refused(void **state)
{
	struct line l;
	str words[] = { STR("--rev"), STR("") };

	(void)state;
	refuses("--output=", "option '--output' needs a value: --output DIR");
	l = (struct line){ .ok = false };
	arena_init(&l.a);
	assert_false(args_parse(&command, words, 2, &l.a, &l.args, &l.e));
	assert_string_equal(l.e.text, "option '--rev' needs a value: --rev REV");
	arena_free(&l.a);
}

static void a_surplus_value_is_refused(void **state)
{
	(void)state;
	refuses("--strict=yes", "option '--strict' takes no value");
	refuses("--strict=", "option '--strict' takes no value");
}

static void an_option_with_a_value_is_given_once(void **state)
{
	(void)state;
	refuses("--output=a|-ob", "option '--output' was given twice");
	gives("-q|-q|-oa", OPT_OUTPUT, "a");
}

static void some_options_repeat(void **state)
{
	struct line l;

	(void)state;
	parse(&l, &command, "--rule=a=off|--rule|b=note");
	assert_true(l.ok);
	assert_int_equal(l.args.options.n, 2);
	assert_true(str_eq_z(l.args.options.v[0].value, "a=off"));
	assert_true(str_eq_z(l.args.options.v[1].value, "b=note"));
	assert_true(str_eq_z(args_get(&l.args, OPT_RULE), "b=note"));
	arena_free(&l.a);
}

static void what_was_not_given_is_not_there(void **state)
{
	struct line l;

	(void)state;
	parse(&l, &command, "-s");
	assert_false(args_has(&l.args, OPT_OUTPUT));
	assert_int_equal(args_get(&l.args, OPT_OUTPUT).n, 0);
	arena_free(&l.a);
}

static void finds_command_at(const char *text, size_t want)
{
	str words[MAX_WORDS];
	size_t n = split(text, words);

	assert_int_equal(args_find_command(words, n), want);
}

static void the_command_is_the_first_word_that_is_no_option(void **state)
{
	(void)state;
	finds_command_at("build|-C|d", 0);
	finds_command_at("-C|build|lint", 2);
	finds_command_at("-Cd|lint", 1);
	finds_command_at("--directory|d|-q|lint", 3);
	finds_command_at("--directory=d|lint", 1);
	finds_command_at("--color|always|--no-such|lint", 3);
	finds_command_at("-q|--help", 2);
	finds_command_at("-C", 1);
	finds_command_at("", 0);
}

static void help_tells_everything_of_the_tables(void **state)
{
	struct arena a;
	struct buf out = { .a = &a };

	(void)state;
	arena_init(&a);
	command_help(&command, &out);
	assert_true(str_starts(buf_str(&out), STR("usage: dictum build [OPTION]...\n\nText.\n")));
	assert_true(str_has(buf_str(&out), STR("\n  -o, --output DIR        where\n")));
	assert_true(str_has(buf_str(&out), STR("\n      --rule NAME=LEVEL   level; may be repeated\n")));
	assert_true(str_has(buf_str(&out), STR("\n  -s, --strict            be strict\n")));
	assert_true(str_has(buf_str(&out), STR("\nwhere definitions come from:\n  -C, --directory DIR")));
	assert_true(str_has(buf_str(&out), STR("\nexamples:\n  dictum build\n")));
	buf_clear(&out);
	command_help(&bare, &out);
	assert_false(str_has(buf_str(&out), STR("where definitions come from")));
	assert_false(str_has(buf_str(&out), STR("examples")));
	assert_true(str_has(buf_str(&out), STR("general options")));
	arena_free(&a);
}

static void an_optional_value_stands_behind_a_sign_only(void **state)
{
	struct line l;

	(void)state;
	parse(&l, &command, "--fix|operand|--strict");
	assert_true(l.ok && args_has(&l.args, OPT_FIX) && !args_get(&l.args, OPT_FIX).n && l.args.operands.n == 1);
	arena_free(&l.a);
	parse(&l, &command, "--fix=unsafe");
	assert_true(l.ok && str_eq_z(args_get(&l.args, OPT_FIX), "unsafe"));
	arena_free(&l.a);
	refuses_for(&command, "--fix=", "option '--fix' needs a value: --fix[=LEVEL]");
	refuses_for(&command, "--fix|--fix", "option '--fix' was given twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_optional_value_stands_behind_a_sign_only),
		cmocka_unit_test(a_value_stands_behind_a_sign_or_in_the_next_word),
		cmocka_unit_test(a_value_may_look_like_an_option),
		cmocka_unit_test(letters_can_be_clustered),
		cmocka_unit_test(global_options_belong_to_every_command_that_takes_them),
		cmocka_unit_test(operands_stand_anywhere),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(an_unknown_option_has_a_nearest_one),
		cmocka_unit_test(options_are_not_abbreviated),
		cmocka_unit_test(a_missing_value_is_refused),
		cmocka_unit_test(an_empty_value_is_refused),
		cmocka_unit_test(a_surplus_value_is_refused),
		cmocka_unit_test(an_option_with_a_value_is_given_once),
		cmocka_unit_test(some_options_repeat),
		cmocka_unit_test(what_was_not_given_is_not_there),
		cmocka_unit_test(the_command_is_the_first_word_that_is_no_option),
		cmocka_unit_test(help_tells_everything_of_the_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
