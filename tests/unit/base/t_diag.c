#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/utf8.h"
#include "death.h"
#include "unit/text.h"

static const struct diag_rule rule_a = { .id = "a-rule", .level = DIAG_ERROR };
static const struct diag_rule rule_b = { .id = "b-rule", .level = DIAG_WARNING };

static struct span span_at(const char *path, uint32_t line, uint32_t column)
{
	return (struct span){ str_from_z(path), place_make(line, column, line, column) };
}

static void assert_same_place(const struct place *at, const struct place *want)
{
	assert_int_equal(at->line, want->line);
	assert_int_equal(at->column, want->column);
	assert_int_equal(at->end_line, want->end_line);
	assert_int_equal(at->end_column, want->end_column);
}

/* ---- adding ---- */

static void a_finding_has_the_level_of_its_rule_and_a_copy_of_the_text(void **state)
{
	char name[] = "status";
	struct diag_list l;
	struct diag *d;

	diag_list_init(&l, *state);
	d = diag_add(&l, &rule_b, span_at("a.yml", 3, 4), "%s is %d", name, 7);
	name[0] = 'x';
	assert_str(d->message, "status is 7");
	assert_int_equal(d->level, DIAG_WARNING);
	assert_ptr_equal(d->rule, &rule_b);
	assert_int_equal(d->at.at.line, 3);
	assert_int_equal(d->hint.n + d->help.n + d->related.n + d->fixes.n + d->has_pointer, 0);
}

static void places_and_fixes_are_kept_in_order(void **state)
{
	struct diag_list l;
	struct diag *d;
	struct diag_fix *f;

	diag_list_init(&l, *state);
	d = diag_add(&l, &rule_a, span_at("a.yml", 1, 1), "text");
	diag_relate(&l, d, span_at("b.yml", 2, 1), STR("first defined here"));
	diag_relate(&l, d, span_at("c.yml", 3, 1), STR("and here"));
	f = diag_fix_add(&l, d, true, STR("rename"));
	diag_edit_add(&l, f, (struct place){ 1, 2, 3, 4 }, STR("x"));
	diag_edit_add(&l, f, (struct place){ 5, 6, 7, 8 }, STR("y"));
	(void)diag_fix_add(&l, d, false, STR("delete"));
	assert_int_equal(d->related.n, 2);
	assert_str(d->related.v[0].at.path, "b.yml");
	assert_str(d->related.v[1].message, "and here");
	assert_int_equal(d->fixes.n, 2);
	assert_true(d->fixes.v[0].is_safe && !d->fixes.v[1].is_safe);
	assert_int_equal(d->fixes.v[0].edits.n, 2);
	assert_int_equal(d->fixes.v[0].edits.v[1].at.end_column, 8);
	assert_int_equal(d->fixes.v[1].edits.n, 0);
}

static void numbers_too_large_for_their_place_are_not_known(void **state)
{
	static const struct {
		struct place at, want;
	} rows[] = {
		{ { 1, 2, 3, 4 }, { 1, 2, 3, 4 } },
		{ { PLACE_MAX - 1, PLACE_MAX - 1, PLACE_MAX - 1, PLACE_MAX - 1 }, { PLACE_MAX - 1, PLACE_MAX - 1, PLACE_MAX - 1, PLACE_MAX - 1 } },
		{ { 1, 2, 3, PLACE_MAX }, { 1, 2, 3, 0 } },
		{ { 1, 2, PLACE_MAX, 4 }, { 1, 2, 0, 0 } },
		{ { 1, PLACE_MAX, 3, 4 }, { 1, 0, 3, 4 } },
		{ { PLACE_MAX, 2, 3, 4 }, { 0 } },
	};
	struct diag_list l;

	diag_list_init(&l, *state);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span at = { STR("a.yml"), rows[i].at };
		struct diag *d = diag_add(&l, &rule_a, at, "text");

		diag_relate(&l, d, at, STR("first defined here"));
		assert_same_place(&d->at.at, &rows[i].want);
		assert_same_place(&d->related.v[0].at.at, &rows[i].want);
	}
}

static void merging_appends_and_leaves_the_other_list(void **state)
{
	struct diag_list into, from;

	diag_list_init(&into, *state);
	diag_list_init(&from, *state);
	diag_merge(&into, &from);
	assert_int_equal(into.all.n, 0);
	diag_add(&into, &rule_a, span_at("a", 1, 1), "one");
	for (size_t i = 0; i < 20; i++)
		diag_add(&from, &rule_a, span_at("b", 1, 1), "%zu", i);
	diag_merge(&into, &from);
	assert_int_equal(into.all.n, 21);
	assert_int_equal(from.all.n, 20);
	assert_str(into.all.v[20].message, "19");
}

/* ---- order ---- */

static void fill(struct diag_list *l, struct arena *a)
{
	struct diag *d = diag_add(l, &rule_a, (struct span){ str_dup(STR("a.yml"), a), { 1, 2, 3, 4 } }, "text");
	struct diag_fix *f = diag_fix_add(l, d, true, str_dup(STR("mend it"), a));

	d->hint = str_dup(STR("hint"), a);
	d->pointer = str_dup(STR("/key"), a);
	d->has_pointer = true;
	d->key = str_dup(STR("counts.a"), a);
	d->cause = str_dup(STR("b.yml"), a);
	d->fingerprint.low = 7;
	diag_relate(l, d, (struct span){ str_dup(STR("c.yml"), a), { 5, 6, 7, 8 } }, str_dup(STR("here"), a));
	diag_edit_add(l, f, (struct place){ 1, 1, 1, 2 }, str_dup(STR("new"), a));
	f->rename_to = str_dup(STR("d.yml"), a);
}

static void a_copy_outlives_what_it_was_made_from(void **state)
{
	struct arena temp;
	struct diag_list from, into;
	const struct diag *d;

	arena_init(&temp);
	diag_list_init(&from, &temp);
	diag_list_init(&into, *state);
	fill(&from, &temp);
	diag_copy(&into, &from);
	diag_copy(&into, &from);
	arena_reset(&temp); /* which clears it */
	arena_free(&temp);
	assert_int_equal(into.all.n, 2);
	d = &into.all.v[1];
	assert_str(d->at.path, "a.yml");
	assert_str(d->message, "text");
	assert_str(d->hint, "hint");
	assert_str(d->pointer, "/key");
	assert_str(d->key, "counts.a");
	assert_str(d->cause, "b.yml");
	assert_true(d->has_pointer && d->fingerprint.low == 7 && d->rule == &rule_a);
	assert_int_equal(d->related.n, 1);
	assert_str(d->related.v[0].at.path, "c.yml");
	assert_str(d->related.v[0].message, "here");
	assert_int_equal(d->fixes.n, 1);
	assert_true(d->fixes.v[0].is_safe);
	assert_str(d->fixes.v[0].description, "mend it");
	assert_str(d->fixes.v[0].rename_to, "d.yml");
	assert_str(d->fixes.v[0].edits.v[0].text, "new");
}

static void findings_are_sorted_by_path_line_column_rule_and_message(void **state)
{
	static const struct {
		const char *path;
		uint32_t line, column;
		const struct diag_rule *rule;
		const char *message;
	} ordered[] = { { "a", 0, 0, &rule_b, "x" },   { "a", 1, 2, &rule_a, "x" },
		        { "a", 1, 2, &rule_a, "y" },   { "a", 1, 2, &rule_b, "a" },
		        { "a", 1, 10, &rule_a, "a" },  { "a", 2, 1, &rule_a, "a" },
		        { "a", 10, 1, &rule_a, "a" },  { "a", PLACE_MAX - 1, 1, &rule_a, "a" },
		        { "a/b", 1, 1, &rule_a, "a" }, { "b", 1, 1, &rule_a, "a" } };
	enum { N = sizeof ordered / sizeof *ordered };

	static const size_t steps[] = { 1, 3, 7, 9 }; /* no common factor with 10: each gives another order */

	assert_int_equal(N, 10);
	for (size_t step = 0; step < 4; step++) {
		struct diag_list l;

		diag_list_init(&l, *state);
		for (size_t i = 0; i < N; i++) {
			size_t k = (i + 1) * steps[step] % N;

			diag_add(&l, ordered[k].rule, span_at(ordered[k].path, ordered[k].line, ordered[k].column),
			         "%s", ordered[k].message);
		}
		diag_sort(&l);
		for (size_t i = 0; i < N; i++) {
			assert_str(l.all.v[i].at.path, ordered[i].path);
			assert_int_equal(l.all.v[i].at.at.line, ordered[i].line);
			assert_int_equal(l.all.v[i].at.at.column, ordered[i].column);
			assert_ptr_equal(l.all.v[i].rule, ordered[i].rule);
			assert_str(l.all.v[i].message, ordered[i].message);
		}
	}
}

/* Lists of every small length and some around the powers of two that the merge works with. */
static void equal_findings_stay_in_their_order(void **state)
{
	for (size_t n = 0; n < 70; n++) {
		struct diag_list l;
		uint32_t seen[3] = { 0 };

		diag_list_init(&l, *state);
		for (size_t i = 0; i < n; i++)
			diag_add(&l, &rule_a, span_at("a", (uint32_t)(i * 7 % 3), 1), "same")->at.at.end_line =
			        (i + 1) & PLACE_MAX;
		diag_sort(&l);
		assert_int_equal(l.all.n, n);
		for (size_t i = 0; i < n; i++) {
			uint32_t line = l.all.v[i].at.at.line;

			assert_true(i == 0 || l.all.v[i - 1].at.at.line <= line);
			assert_true(seen[line] < l.all.v[i].at.at.end_line);
			seen[line] = l.all.v[i].at.at.end_line;
		}
	}
}

static void a_sorted_list_can_be_added_to(void **state)
{
	struct diag_list l;

	diag_list_init(&l, *state);
	diag_sort(&l);
	for (size_t round = 0; round < 40; round++) {
		diag_add(&l, &rule_a, span_at("a", 40 - (uint32_t)round, 1), "text");
		diag_sort(&l);
		assert_int_equal(l.all.n, round + 1);
		assert_int_equal(l.all.v[0].at.at.line, 40 - round);
		assert_int_equal(l.all.v[round].at.at.line, 40);
	}
}

/* ---- counting and levels ---- */

static void only_findings_of_this_run_count(void **state)
{
	struct diag_list l;

	diag_list_init(&l, *state);
	diag_add(&l, &rule_a, span_at("a", 1, 1), "counts");
	diag_add(&l, &rule_b, span_at("a", 1, 1), "counts")->state = DIAG_NEW;
	diag_add(&l, &rule_a, span_at("a", 1, 1), "suppressed")->is_suppressed = true;
	diag_add(&l, &rule_a, span_at("a", 1, 1), "gone")->state = DIAG_ABSENT;
	assert_int_equal(diag_count(&l, DIAG_ERROR), 1);
	assert_int_equal(diag_count(&l, DIAG_WARNING), 1);
	assert_int_equal(diag_count(&l, DIAG_NOTE), 0);
	assert_int_equal(diag_count_all(&l), 2);
	assert_int_equal(diag_count_suppressed(&l), 1);
	assert_true(diag_counts(&l.all.v[0]) && diag_counts(&l.all.v[1]));
	assert_false(diag_counts(&l.all.v[2]) || diag_counts(&l.all.v[3]));
}

static void one_safe_fix_among_several_is_enough(void **state)
{
	struct diag_list l;
	struct diag *d;

	diag_list_init(&l, *state);
	d = diag_add(&l, &rule_a, span_at("a", 1, 1), "says so");
	assert_false(diag_has_safe_fix(d));
	(void)diag_fix_add(&l, d, false, STR("guess"));
	assert_false(diag_has_safe_fix(d));
	(void)diag_fix_add(&l, d, true, STR("mend it"));
	assert_true(diag_has_safe_fix(d));
}

static void a_level_is_reached_by_itself_and_by_higher_ones(void **state)
{
	struct diag_list l;

	diag_list_init(&l, *state);
	assert_false(diag_reaches(&l, DIAG_NOTE));
	diag_add(&l, &rule_b, span_at("a", 1, 1), "warning");
	assert_true(diag_reaches(&l, DIAG_NOTE));
	assert_true(diag_reaches(&l, DIAG_WARNING));
	assert_false(diag_reaches(&l, DIAG_ERROR));
	assert_false(diag_reaches(&l, DIAG_OFF));
	l.all.v[0].is_suppressed = true;
	assert_false(diag_reaches(&l, DIAG_NOTE));
}

static void names_of_levels_read_back(void **state)
{
	(void)state;
	for (enum diag_level i = DIAG_OFF; i <= DIAG_ERROR; i++) {
		enum diag_level back = DIAG_ERROR;

		assert_true(diag_level_parse(str_from_z(diag_level_name(i)), &back));
		assert_int_equal(back, i);
	}
}

static void other_words_are_no_levels(void **state)
{
	static const char *const words[] = { "", "Error", "errors", "err", "true", "warn", "info", "none" };
	enum diag_level level = DIAG_NOTE;

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_false(diag_level_parse(str_from_z(words[i]), &level));
	assert_int_equal(level, DIAG_NOTE);
	assert_true(diag_level_parse(STR("false"), &level));
	assert_int_equal(level, DIAG_OFF);
}

/* ---- what is shown ---- */

static void values_are_quoted_with_what_cannot_be_seen_escaped(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "\"\"" },
		{ "active", "\"active\"" },
		{ "a\nb\tc\rd", "\"a\\nb\\tc\\u{D}d\"" },
		{ "say \"hi\" \\o/", "\"say \\\"hi\\\" \\\\o/\"" },
		{ "\x1B[31mred", "\"\\u{1B}[31mred\"" },
		{ "\x7F\xC2\x80\xC2\x9F", "\"\\u{7F}\\u{80}\\u{9F}\"" },
		{ "\xE2\x80\xAE"
		  "txt.exe",
		  "\"\\u{202E}txt.exe\"" },
		{ "\xE2\x81\xA6\xEF\xBB\xBF\xE2\x80\xA8", "\"\\u{2066}\\u{FEFF}\\u{2028}\"" },
		{ "\xFF\xC3(", "\"\\xFF\\xC3(\"" },
		{ "\xED\xA0\x80", "\"\\xED\\xA0\\x80\"" },
		{ "caf\xC3\xA9 \xF0\x9F\x98\x80\xC2\xA0", "\"caf\xC3\xA9 \xF0\x9F\x98\x80\xC2\xA0\"" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_str(diag_quote(str_from_z(rows[i].text), *state), rows[i].want);
	assert_str(diag_quote((str){ "a\0b", 3 }, *state), "\"a\\u{0}b\"");
	assert_str(diag_quote((str){ 0 }, *state), "\"\"");
}

static str repeated(const char *piece, size_t n, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < n; i++)
		buf_z(&b, piece);
	return buf_str(&b);
}

static void quoted_values_are_cut_after_80_code_points(void **state)
{
	static const char *const pieces[] = { "a", "\xC3\xA9", "\xF0\x9F\x98\x80" };
	struct arena *a = *state;

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		str whole = repeated(pieces[i], 80, a), cut = diag_quote(repeated(pieces[i], 81, a), a);

		assert_str(diag_quote(whole, a), str_z(str_fmt(a, "\"%.*s\"", STR_ARG(whole)), a));
		assert_str(cut, str_z(str_fmt(a, "\"%.*s...\"", STR_ARG(whole)), a));
		assert_true(str_eq(diag_quote(repeated(pieces[i], 100000, a), a), cut));
	}
}

static void quoted_keys_are_cut_after_512_code_points(void **state)
{
	struct arena *a = *state;
	str whole = repeated("\xC3\xA9", 512, a);

	assert_str(diag_quote_key(whole, a), str_z(str_fmt(a, "\"%.*s\"", STR_ARG(whole)), a));
	assert_str(diag_quote_key(repeated("\xC3\xA9", 100000, a), a), str_z(str_fmt(a, "\"%.*s...\"", STR_ARG(whole)), a));
	assert_str(diag_quote_key(STR("a\n\xE2\x80\xAE"), a), "\"a\\n\\u{202E}\"");
}

static void assert_visible(struct arena *a, str s, const char *keep, const char *want)
{
	struct buf b = { .a = a };

	diag_put_visible(&b, s, keep);
	assert_str(buf_str(&b), want);
}

static void invisible_characters_are_written_out_unless_kept(void **state)
{
	assert_visible(*state, STR("a\x1B[0m\n\tb"), "", "a\\u{1B}[0m\\u{A}\\u{9}b");
	assert_visible(*state, STR("a\x1B[0m\n\tb"), "\n", "a\\u{1B}[0m\n\\u{9}b");
	assert_visible(*state, STR("a\n\tb"), "\n\t", "a\n\tb");
	assert_visible(*state, STR("\"quoted\" \\ caf\xC3\xA9"), "", "\"quoted\" \\ caf\xC3\xA9");
	assert_visible(*state, STR("\xFF\xE2\x80"), "", "\\xFF\\xE2\\x80");
	assert_visible(*state, (str){ "\0", 1 }, "\n", "\\u{0}");
	assert_visible(*state, (str){ 0 }, "", "");
}

static void bidirectional_and_invisible_characters_are_known(void **state)
{
	static const uint32_t hidden[] = { 0,      8,       0x1F,    0x7F,    0x80,    0x9F,   0xAD,   0x61C,
		                           0x180E, 0x200B,  0x200E,  0x200F,  0x2028,  0x2029, 0x202A, 0x202E,
		                           0x2060, 0x2064,  0x2066,  0x2069,  0x206A,  0x206F, 0xFEFF, 0xFFF9,
		                           0xFFFB, 0xE0001, 0xE0020, 0xE007F, UTF8_BAD };
	static const uint32_t shown[] = { ' ',    '~',    0xA0,    0xAC,    0xAE,    0x61B,  0x61D,
		                          0x200A, 0x2010, 0x2027,  0x202F,  0x205F,  0x2070, 0xFEFE,
		                          0xFFFC, 0xFFFD, 0x1F600, 0xE0080, 0x10FFFF };

	(void)state;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
		if (!diag_is_invisible(hidden[i]))
			fail_msg("U+%04X is not seen", hidden[i]);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (diag_is_invisible(shown[i]))
			fail_msg("U+%04X is seen", shown[i]);
}

/* Emoji and some scripts need them in prose, so what is printed keeps them; a name in quotes shows them. */
static void what_chooses_shapes_is_invisible_in_names_alone(void **state)
{
	static const uint32_t hidden[] = { 0x34F,  0x115F, 0x1160, 0x17B4, 0x180B,  0x180F,  0x2800,  0x3164,  0xFE00, 0xFE0F,
		                           0xFFA0, 0xFFF0, 0xFFF8, 0x13430, 0x1343F, 0x1BCA0, 0x1D173, 0xE0080, 0xE0100, 0xE01EF, 0xE0FFF };
	static const uint32_t shown[] = { 'a', 0x300, 0x34E, 0x350, 0x1161, 0x1100, 0x27FF, 0x2801, 0x3163, 0xFE10, 0x1342F, 0xE1000, 0x10FFFF };

	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
		if (diag_is_invisible(hidden[i]) || !diag_is_invisible_in_name(hidden[i]))
			fail_msg("U+%04X", hidden[i]);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (diag_is_invisible_in_name(shown[i]))
			fail_msg("U+%04X is not seen", shown[i]);
	assert_true(diag_is_invisible_in_name(0x200B));
	assert_visible(*state, STR("\xE2\x9D\xA4\xEF\xB8\x8F"), "", "\xE2\x9D\xA4\xEF\xB8\x8F");
	assert_str(diag_quote(STR("a\xEF\xB8\x8F\xE3\x85\xA4"), *state), "\"a\\u{FE0F}\\u{3164}\"");
}

/* ---- failures ---- */

static void failures_and_usage_differ(void **state)
{
	struct err e = { .text = "" };

	(void)state;
	assert_false(err_set(&e, "cannot read '%s'", "a"));
	assert_string_equal(e.text, "cannot read 'a'");
	assert_false(e.is_usage);
	assert_false(err_usage(&e, "unknown option '%s'", "b"));
	assert_string_equal(e.text, "unknown option 'b'");
	assert_true(e.is_usage);
}

static void a_failure_says_nothing_of_the_one_before(void **state)
{
	struct err e = { .text = "" };

	(void)state;
	e = (struct err){ .is_usage = true, .revision = ERR_UNBORN };
	assert_false(err_set(&e, "cannot read '%s'", "a"));
	assert_false(e.is_usage || e.revision != ERR_ELSE);
	e.revision = ERR_UNKNOWN;
	assert_false(err_usage(&e, "unknown option '%s'", "b"));
	assert_int_equal(e.revision, ERR_ELSE);
}

static void sentences_that_are_too_long_are_cut_between_characters(void **state)
{
	struct err e;

	for (size_t before = 0; before < 5; before++) {
		str text = str_fmt(*state, "%.*s%.*s", (int)before, "xxxx",
		                   STR_ARG(repeated("\xF0\x9F\x98\x80", 300, *state)));

		assert_false(err_set(&e, "%.*s", STR_ARG(text)));
		assert_true(utf8_is_valid(str_from_z(e.text)));
		assert_in_range(strlen(e.text), sizeof e.text - 4, sizeof e.text - 1);
	}
	assert_false(err_set(&e, "%.*s", STR_ARG(repeated("a", sizeof e.text - 1, *state))));
	assert_int_equal(strlen(e.text), sizeof e.text - 1);
}

static void failures_stay_on_one_line_whatever_they_quote(void **state)
{
	struct err e;

	(void)state;
	assert_false(err_set(&e, "pattern '%s' is malformed", "a\n::error::b\r\n"));
	assert_string_equal(e.text, "pattern 'a\\n::error::b\\r\\n' is malformed");
}

static void a_line_break_is_never_cut_in_half(void **state)
{
	struct err e;

	for (size_t before = sizeof e.text - 4; before < sizeof e.text; before++) {
		assert_false(err_set(&e, "%.*s\n", STR_ARG(repeated("a", before, *state))));
		assert_int_equal(strlen(e.text), before + (before + 2 < sizeof e.text ? 2 : 0));
	}
}

static void lines_below_a_failure_are_kept_beside_it(void **state)
{
	struct err e;

	(void)state;
	assert_false(err_usage(&e, "choose one:"));
	assert_int_equal(e.lines.n, 0);
	err_line(&e, *state, "  %s", "a\nb");
	assert_string_equal(e.text, "choose one:");
	assert_true(e.is_usage);
	for (size_t i = 0; i < sizeof e.text; i++)
		err_line(&e, *state, "%s", "\xC3\xA4");
	assert_int_equal(e.lines.n, sizeof e.text + 1);
	assert_true(str_eq_z(e.lines.v[0], "  a\\nb"));
	assert_true(str_eq_z(e.lines.v[sizeof e.text], "\xC3\xA4"));
	assert_false(err_usage(&e, "another"));
	assert_int_equal(e.lines.n, 0);
}

static void the_first_finding_becomes_the_failure(void **state)
{
	struct diag_list l;
	struct err e;

	diag_list_init(&l, *state);
	diag_add(&l, &rule_a, span_at("dictum.yml", 9, 1), "later");
	diag_add(&l, &rule_a, span_at("dictum.yml", 2, 5), "unknown key")->hint = STR("did you mean \"title\"?");
	assert_false(err_finding(&e, &l));
	assert_string_equal(e.text, "dictum.yml:2:5: unknown key, did you mean \"title\"?");
	assert_true(e.is_usage);
}

static void faults(struct diag_list *l, size_t n, struct arena *a)
{
	diag_list_init(l, a);
	for (size_t i = 0; i < n; i++)
		diag_add(l, &rule_a, span_at("dictum.yml", (uint32_t)(n - i), 1), "fault");
}

static void findings_are_told_in_order_below_the_first(void **state)
{
	struct diag_list l;
	struct err e;

	faults(&l, 1, *state);
	assert_false(err_findings(&e, &l));
	assert_string_equal(e.text, "dictum.yml:1:1: fault");
	assert_int_equal(e.lines.n, 0);
	faults(&l, ERR_MAX_FINDINGS, *state);
	assert_false(err_findings(&e, &l));
	assert_true(e.is_usage && e.are_failures);
	assert_string_equal(e.text, "dictum.yml:1:1: fault");
	assert_int_equal(e.lines.n, ERR_MAX_FINDINGS - 1);
	assert_true(str_eq_z(e.lines.v[0], "dictum.yml:2:1: fault"));
	assert_true(str_eq_z(e.lines.v[ERR_MAX_FINDINGS - 2], "dictum.yml:20:1: fault"));
}

static void more_findings_than_twenty_are_counted(void **state)
{
	struct diag_list l;
	struct err e;

	faults(&l, ERR_MAX_FINDINGS + 1, *state);
	diag_add(&l, &rule_a, span_at("dictum.yml", 1, 1), "the same seen another way");
	assert_false(err_findings(&e, &l));
	assert_int_equal(e.lines.n, ERR_MAX_FINDINGS);
	assert_true(str_eq_z(e.lines.v[ERR_MAX_FINDINGS - 1], "dictum.yml: 1 more fault"));
	l.is_cut = true;
	assert_false(err_findings(&e, &l));
	assert_true(str_eq_z(e.lines.v[ERR_MAX_FINDINGS - 1], "dictum.yml: at least 1 more fault"));
}

static void unknown_places_are_left_out_of_a_failure(void **state)
{
	static const struct {
		uint32_t line, column;
		const char *want;
	} rows[] = { { 0, 0, "a: text" }, { 3, 0, "a:3: text" }, { 0, 3, "a: text" }, { 3, 4, "a:3:4: text" },
		     { PLACE_MAX - 1, PLACE_MAX - 1, "a:4194302:4194302: text" }, { PLACE_MAX, 1, "a: text" },
		     { UINT32_MAX, 1, "a: text" }, { 3, PLACE_MAX, "a:3: text" } };
	struct err e;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct diag_list l;

		diag_list_init(&l, *state);
		diag_add(&l, &rule_a, span_at("a", rows[i].line, rows[i].column), "text");
		assert_false(err_finding(&e, &l));
		assert_string_equal(e.text, rows[i].want);
	}
}

static void break_a_promise(void)
{
	BUG_IF(1 + 1 == 2);
}

static void a_broken_promise_aborts_and_names_its_place(void **state)
{
	struct death d = death_of(break_a_promise);

	(void)state;
	assert_int_equal(d.signal, SIGABRT);
	assert_non_null(strstr(d.said, "dictum: bug at tests/unit/base/t_diag.c:"));
	assert_non_null(strstr(d.said, "1 + 1 == 2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_has_the_level_of_its_rule_and_a_copy_of_the_text),
		cmocka_unit_test(places_and_fixes_are_kept_in_order),
		cmocka_unit_test(numbers_too_large_for_their_place_are_not_known),
		cmocka_unit_test(merging_appends_and_leaves_the_other_list),
		cmocka_unit_test(a_copy_outlives_what_it_was_made_from),
		cmocka_unit_test(findings_are_sorted_by_path_line_column_rule_and_message),
		cmocka_unit_test(equal_findings_stay_in_their_order),
		cmocka_unit_test(a_sorted_list_can_be_added_to),
		cmocka_unit_test(only_findings_of_this_run_count),
		cmocka_unit_test(one_safe_fix_among_several_is_enough),
		cmocka_unit_test(a_level_is_reached_by_itself_and_by_higher_ones),
		cmocka_unit_test(names_of_levels_read_back),
		cmocka_unit_test(other_words_are_no_levels),
		cmocka_unit_test(values_are_quoted_with_what_cannot_be_seen_escaped),
		cmocka_unit_test(quoted_values_are_cut_after_80_code_points),
		cmocka_unit_test(quoted_keys_are_cut_after_512_code_points),
		cmocka_unit_test(invisible_characters_are_written_out_unless_kept),
		cmocka_unit_test(bidirectional_and_invisible_characters_are_known),
		cmocka_unit_test(what_chooses_shapes_is_invisible_in_names_alone),
		cmocka_unit_test(failures_and_usage_differ),
		cmocka_unit_test(a_failure_says_nothing_of_the_one_before),
		cmocka_unit_test(sentences_that_are_too_long_are_cut_between_characters),
		cmocka_unit_test(failures_stay_on_one_line_whatever_they_quote),
		cmocka_unit_test(a_line_break_is_never_cut_in_half),
		cmocka_unit_test(lines_below_a_failure_are_kept_beside_it),
		cmocka_unit_test(the_first_finding_becomes_the_failure),
		cmocka_unit_test(findings_are_told_in_order_below_the_first),
		cmocka_unit_test(more_findings_than_twenty_are_counted),
		cmocka_unit_test(unknown_places_are_left_out_of_a_failure),
		cmocka_unit_test(a_broken_promise_aborts_and_names_its_place),
	};

	return cmocka_run_group_tests(tests, arena_set_up, arena_tear_down);
}
