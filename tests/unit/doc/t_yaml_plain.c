/* The fast reader of YAML against libyaml: what it takes is the same to the last place, and it takes nearly everything that people write. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fs.h"
#include "yaml_readers.h"
#include "unit/folders.h"
#include "unit/pace.h"

enum { MAX_INPUT = 1 << 20 /* bytes */, N_RANDOM = 100000, N_DEEP = 20000000 };

struct tally {
	size_t n_files, n_plain, n_different;
};

static void compare(struct tally *t, str text, const char *name)
{
	struct yaml_both both;
	const char *what = yaml_both_read(&both, text, DOC_DEFINITION, NULL);

	if (what && t->n_different++ < 5)
		print_message("%s: %s is not the same in\n%.*s\n", name, what, STR_ARG(text));
	t->n_files++;
	t->n_plain += both.was_plain;
	yaml_both_free(&both);
}

static void print_tally(const struct tally *t, const char *what)
{
	print_message("%s: %zu texts, %zu read by the fast reader (%.2f %%)\n", what, t->n_files, t->n_plain,
	              t->n_files ? 100.0 * (double)t->n_plain / (double)t->n_files : 0.0);
}

/* Files */

typedef void each_text(void *arg, str text, const char *name);

static void walk(str folder, bool is_all, each_text *each, void *arg, size_t depth)
{
	struct arena a = { 0 };
	struct fs_items items = { 0 };
	struct err e = { 0 };

	assert_true(depth < 20);
	(void)fs_list(AT_FDCWD, folder, &a, &items, &e); /* nothing where it is missing */
	for (size_t i = 0; i < items.all.n; i++) {
		str name = items.all.v[i].name, path = fs_path_join(&a, folder, name), text = { 0 };

		if (items.all.v[i].kind == FS_DIR && !str_starts(name, STR(".")) && !str_eq_z(name, "node_modules"))
			walk(path, is_all, each, arg, depth + 1);
		else if ((is_all || str_ends(name, STR(".yml")) || str_ends(name, STR(".yaml"))) &&
		         fs_read_at(AT_FDCWD, path, MAX_INPUT, &a, &text, &e) == FS_READ_OK)
			each(arg, text, str_z(path, &a));
	}
	arena_free(&a);
}

static void compare_file(void *arg, str text, const char *name)
{
	compare(arg, text, name);
}

static void compare_folder(const char *folder, size_t least, size_t least_per_mille)
{
	struct tally t = { 0 };

	if (strcmp(folder, corpus_folder()) == 0 && !fs_is_dir(AT_FDCWD, str_from_z(folder)))
		skip();
	walk(str_from_z(folder), false, compare_file, &t, 0);
	print_tally(&t, folder);
	assert_int_equal(t.n_different, 0);
	assert_true(t.n_files >= least);
	assert_true(t.n_plain * 1000 >= t.n_files * least_per_mille);
}

static void real_definitions_are_the_same_and_taken(void **state)
{
	(void)state;
	compare_folder(corpus_folder(), 2000, 995);
}

static void definitions_of_the_program_itself_are_the_same_and_taken(void **state)
{
	(void)state;
	compare_folder("definitions", 130, 1000);
}

static void files_of_the_tests_are_the_same_and_mostly_taken(void **state)
{
	(void)state;
	compare_folder("tests", 400, 930);
}

static void whatever_else_lies_in_the_tests_is_the_same(void **state)
{
	struct tally t = { 0 };

	(void)state;
	walk(STR("tests"), true, compare_file, &t, 0);
	walk(STR("../shared/conformance"), true, compare_file, &t, 0);
	print_tally(&t, "every file of the tests");
	assert_int_equal(t.n_different, 0);
	assert_true(t.n_files > 1000);
}

/* Each of its lines left out, doubled, further left and further right, and the text cut there. */
static void compare_changed(void *arg, str text, const char *name)
{
	struct arena a = { 0 };

	for (size_t from = 0, to; from < text.n && from < 2048; from = to) {
		str before = str_sub(text, 0, from), line, after;
		struct buf out = { .a = &a };

		to = from + str_find(str_from(text, from), '\n') + 1;
		line = str_sub(text, from, to - from);
		after = str_from(text, to);
		for (size_t i = 0; i < 5; i++) {
			static const char *const front[] = { "", "  ", " ", "- ", "# " };

			buf_clear(&out);
			buf_put(&out, before);
			buf_z(&out, front[i]);
			buf_put(&out, i == 2 ? str_from(line, 2) : line);
			if (i == 0)
				buf_put(&out, line);
			buf_put(&out, after);
			compare(arg, buf_str(&out), name);
		}
		buf_clear(&out);
		buf_put(&out, before);
		buf_put(&out, after);
		compare(arg, buf_str(&out), name);
		compare(arg, str_sub(text, 0, to), name);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void changed_definitions_are_the_same(void **state)
{
	struct tally t = { 0 };

	(void)state;
	walk(STR("tests/sample"), false, compare_changed, &t, 0);
	walk(STR("tests/rules"), false, compare_changed, &t, 0);
	walk(STR("definitions/metrics"), false, compare_changed, &t, 0);
	print_tally(&t, "changed files");
	assert_int_equal(t.n_different, 0);
	assert_true(t.n_plain * 3 > t.n_files);
}

/* Texts made at random of what YAML is made of */

struct maker {
	uint64_t random; /* xorshift */
	struct buf out;
};

static size_t any(struct maker *m, size_t n)
{
	m->random ^= m->random << 13;
	m->random ^= m->random >> 7;
	m->random ^= m->random << 17;
	return (size_t)((m->random >> 11) % n);
}

#define ANY_OF(m, list) ((list)[any((m), sizeof(list) / sizeof *(list))])

static void put_spaces(struct maker *m, size_t n)
{
	while (n--)
		buf_byte(&m->out, ' ');
}

static void put_word(struct maker *m)
{
	static const char *const words[] = {
		"a", "b", "key", "metric", "yes", "no", "null", "~", "12", "1_000", "0x1F", "1:30", "16.10", "2020-01-01", ":sym", "-x", "x:y", "http://x/y",
		"a#b", "it's", "say \"x\"", "\xC3\xA9t\xC3\xA9", "\xF0\x9F\x98\x80", "---", "...", "<<", "a,b", "[x]", "{y}", "a - b", "?q", "x?", "&", "a*b", "=",
		"2020-01-01 10:00:00", ".inf", "1e3", "0b1", "\xC2\xA0", "%", "@", "`", "- a", "k: v", "? k", "-", ":", "?", "a !b", ".e+5", "1234567890123456789012"
	};
	size_t n = any(m, 8) ? 1 : 1 + any(m, 4);

	for (size_t i = 0; i < n; i++) {
		if (i)
			put_spaces(m, any(m, 6) ? 1 : 2);
		buf_z(&m->out, any(m, 6) ? words[any(m, 14)] : ANY_OF(m, words));
	}
}

static void put_quoted(struct maker *m)
{
	static const char *const inner[] = { "a", "a b", "", " ", "''", "\\n", "\\\"", "\\\\", "# x", ": ", "\xC3\xA9", "x'y", "x\"y", "\\x41", "\\u00e9", "\\t", "\\ ", "\n" };
	char quote = any(m, 2) ? '"' : '\'';

	buf_byte(&m->out, quote);
	for (size_t n = any(m, 4); n; n--)
		buf_z(&m->out, inner[any(m, any(m, 8) ? 5 : sizeof inner / sizeof *inner)]);
	buf_byte(&m->out, quote);
}

static void put_end(struct maker *m)
{
	static const char *const ends[] = { "\n", "\n", "\n", "\n", "\n", "\n", " \n", "  # comment\n", " #\n", "\n\n", "\n\n\n", "\n# comment\n", "\n  # comment\n", "\n \n",
		                            "\n        \n", "#x\n", "\r\n", " \t\n" };

	buf_z(&m->out, any(m, 3) ? "\n" : ends[any(m, any(m, 20) ? 15 : 18)]);
}

static void put_flow(struct maker *m, size_t depth)
{
	bool is_map = any(m, 3) == 0;

	buf_byte(&m->out, is_map ? '{' : '[');
	for (size_t n = any(m, 4), i = 0; i < n; i++) {
		static const char *const between[] = { ", ", ",", " , ", ",\n  ", ", # c\n ", ",," };

		if (i)
			buf_z(&m->out, between[any(m, any(m, 8) ? 2 : 6)]);
		if (is_map || !any(m, 20)) {
			any(m, 4) ? put_word(m) : put_quoted(m);
			buf_z(&m->out, any(m, 10) ? ": " : any(m, 2) ? ":" : " : ");
		}
		if (depth < 3 && !any(m, 5))
			put_flow(m, depth + 1);
		else if (any(m, 3))
			put_word(m);
		else if (any(m, 4))
			put_quoted(m);
	}
	if (!any(m, 30))
		buf_z(&m->out, ANY_OF(m, ((const char *const[]){ ",", "\n", " ", "\n  " })));
	buf_byte(&m->out, is_map ? '}' : ']');
}

static void put_block(struct maker *m, size_t indent)
{
	static const char *const heads[] = { "|", ">", "|-", ">-", "|+", ">+", "|2", ">- # c", ">1-", "| " };
	size_t more = any(m, 4) ? 2 : any(m, 5);

	buf_z(&m->out, heads[any(m, any(m, 8) ? 6 : 10)]);
	buf_byte(&m->out, '\n');
	for (size_t n = any(m, 5); n; n--) {
		if (!any(m, 5)) {
			put_spaces(m, any(m, 3) ? 0 : any(m, 8));
		} else {
			put_spaces(m, indent + more + (any(m, 6) ? 0 : any(m, 3)));
			any(m, 12) ? put_word(m) : buf_z(&m->out, "# no comment");
			put_spaces(m, any(m, 8) ? 0 : 1);
		}
		buf_byte(&m->out, '\n');
	}
}

static void put_plain_lines(struct maker *m, size_t indent)
{
	put_word(m);
	for (size_t n = any(m, 4); n; n--) {
		put_spaces(m, any(m, 6) ? 0 : 2);
		buf_z(&m->out, any(m, 5) ? "\n" : any(m, 2) ? "\n\n" : "\n  \n\n");
		put_spaces(m, indent + (any(m, 8) ? 1 + any(m, 3) : 0));
		put_word(m);
	}
	put_end(m);
}

static void put_node(struct maker *m, size_t indent, size_t depth);

static void put_map(struct maker *m, size_t indent, size_t depth)
{
	for (size_t n = 1 + any(m, 4), i = 0; i < n; i++) {
		if (i)
			put_spaces(m, indent + (any(m, 60) ? 0 : any(m, 3)));
		any(m, 8) ? put_word(m) : put_quoted(m);
		buf_z(&m->out, any(m, 80) ? ":" : " :");
		put_node(m, indent, depth);
	}
}

static void put_seq(struct maker *m, size_t indent, size_t depth)
{
	for (size_t n = 1 + any(m, 3), i = 0; i < n; i++) {
		if (i)
			put_spaces(m, indent + (any(m, 60) ? 0 : any(m, 3)));
		buf_byte(&m->out, '-');
		if (depth < 5 && any(m, 3) == 0) {
			size_t gap = any(m, 5) ? 1 : 1 + any(m, 3);

			put_spaces(m, gap);
			(any(m, 3) ? put_map : put_seq)(m, indent + 1 + gap, depth + 1);
		} else {
			put_node(m, indent, depth);
		}
	}
}

/* What follows a colon or a dash. */
static void put_node(struct maker *m, size_t indent, size_t depth)
{
	size_t what = any(m, depth < 5 ? 13 : 9);

	if (what >= 9) {
		size_t further = any(m, 3) ? 2 : any(m, 3);

		put_end(m);
		put_spaces(m, indent + further);
		(any(m, 2) ? put_map : put_seq)(m, indent + further, depth + 1);
		return;
	}
	if (what == 0) {
		put_end(m);
		return;
	}
	if (what == 1) {
		put_end(m);
		put_spaces(m, indent + any(m, 3));
	} else {
		put_spaces(m, any(m, 8) ? 1 : any(m, 3));
	}
	if (what == 2) {
		put_block(m, indent);
	} else if (what == 3) {
		put_plain_lines(m, indent);
	} else {
		what == 4 ? put_quoted(m) : what == 5 ? put_flow(m, 0) : put_word(m);
		put_end(m);
	}
}

static void put_document(struct maker *m)
{
	if (!any(m, 3))
		buf_z(&m->out, ANY_OF(m, ((const char *const[]){ "---\n", "--- # c\n", "# c\n---\n", "\n\n---\n", "--- a\n", "%YAML 1.1\n---\n", " ---\n" })));
	put_spaces(m, any(m, 20) ? 0 : any(m, 4));
	(any(m, 6) ? put_map : put_seq)(m, 0, 0);
	if (!any(m, 40))
		buf_z(&m->out, ANY_OF(m, ((const char *const[]){ "---\n", "...\n", "--- a\n", "...\n# c\n", "x\n" })));
}

/* One byte or piece comes, goes, or is another. */
static str change(struct maker *m, str text, struct arena *a)
{
	static const char *const pieces[] = { " ", "  ", "\n", "\n\n", "- ", ": ", ":", "#", " # c", "\"", "'", "[", "]", "{", "}", ",", "|\n", ">-\n", "&a ", "*a", "!!str ", "!t ", "\t",
		                              "? ", "---", "...", "\xC2\x85", "\xE2\x80\xA8", "\r", "\x01", "\xFF", "\xEF\xBB\xBF", "%", "@", "-", "<<: ", "\\" };
	size_t at = any(m, text.n + 1), gone = any(m, 3);
	struct buf out = { .a = a };

	buf_put(&out, str_sub(text, 0, at));
	if (any(m, 4))
		buf_z(&out, ANY_OF(m, pieces));
	buf_put(&out, str_from(text, at + gone));
	return buf_str(&out);
}

/* With DEEP=N an N-th of many more. */
static size_t how_many(uint64_t *seed)
{
	const char *deep = getenv("DEEP"), *start = getenv("SEED");
	int64_t n = 1, from = 1;

	if (deep && !str_to_i64(str_from_z(deep), &n))
		n = 1;
	if (start && str_to_i64(str_from_z(start), &from))
		*seed = (uint64_t)from;
	return deep ? N_DEEP / (size_t)(n > 0 ? n : 1) : N_RANDOM;
}

static void random_texts_are_the_same(void **state)
{
	uint64_t seed = 1;
	struct tally t = { 0 };
	size_t n = how_many(&seed);
	struct maker m = { .random = 0x9E3779B97F4A7C15U * seed };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < n; i++) {
		str text;

		m.out = (struct buf){ .a = &a };
		put_document(&m);
		text = buf_str(&m.out);
		for (size_t k = any(&m, 3) ? 0 : any(&m, 3); k; k--)
			text = change(&m, text, &a);
		if (!any(&m, 8))
			text = str_sub(text, 0, text.n - 1);
		compare(&t, text, "random");
		arena_reset(&a);
	}
	arena_free(&a);
	print_tally(&t, "random texts");
	assert_int_equal(t.n_different, 0);
	assert_true(t.n_plain * 4 > t.n_files);
}

/* Every text of a few pieces at some places: what chance hardly ever puts together. */
static void all_short_texts_are_the_same(void **state)
{
	static const char *const around[][2] = { { "a:", "\n" }, { "a: [", "]\n" }, { "a: {b: ", "}\n" }, { "- |", "b: c\n" } };
	static const char *const pieces[] = { "a", " ", "\n", "- ", ": ", ",", "[", "}", " #", "'", "...", "---", ">", "  " };
	enum { N = sizeof pieces / sizeof *pieces, ALL = N * N * N * N };
	struct tally t = { 0 };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof around / sizeof *around; i++)
		for (size_t k = 0; k < ALL; k++) {
			struct buf out = { .a = &a };

			buf_z(&out, around[i][0]);
			for (size_t rest = k, n = 0; n < 4; n++, rest /= N)
				buf_z(&out, pieces[rest % N]);
			buf_z(&out, around[i][1]);
			compare(&t, buf_str(&out), "short");
			arena_reset(&a);
		}
	arena_free(&a);
	print_tally(&t, "short texts");
	assert_int_equal(t.n_different, 0);
	assert_true(t.n_plain * 20 > t.n_files);
}

/* Single texts */

static bool is_taken(const char *text)
{
	struct yaml_both both;
	const char *what = yaml_both_read(&both, str_from_z(text), DOC_CONFIG, NULL);
	bool was_plain = both.was_plain;

	yaml_both_free(&both);
	if (what)
		fail_msg("%s is not the same in %s", what, text);
	return was_plain;
}

static void all_kinds_of_the_subset_are_taken(void **state)
{
	static const char *const texts[] = {
		"a: b\n", "---\na: b\n", "# c\n\n--- # c\n# c\na: b # c\n", "a:\n  b:\n    c: d\n", "a:\n- b\n- c\nd: e\n", "a:\n  - b\n  - c: d\n    e: f\n",
		"- a\n- - b\n  - c\n-\n- d: e\n", "a:\nb:\n", "a: 'it''s'\nb: \"x \\\"y\\\"\\n\"\n'c': d\n\"e\": f\n", "a: b\n  c\n\n  d\ne: f\n",
		"a:\n  long\n  text\nb: c\n", "a: |\n  x\n   y\n\n  z\nb: >-\n  x\n  y\n\n  z\n\nc: |+\n  x\n\n", "a: []\nb: {}\nc: [a, 'b', \"c\", [d], {e: f}]\nd: {a: b, 'c': [d]}\n",
		"a: [b,\n  c]\n", "a: http://x/y#z\nb: -1\nc: :d\ne: a - b\n", "a: \xC3\xA9\xC3\xA9 # \xC3\xA9\n\xC3\xA9: b\n", "  a: b\n  c: d\n",
		"a:\n  - >-\n    x\n    y\n  - |\n    z\n", "a: # c\n  b\n", "a:   b  \n", "-   a: b\n    c: d\n", "a:\n  [b, c]\n", "a: b", "a:", "a: b # c", "- a\n-", "a: [b]", "a: 'b'\n  ",
		"a: |\n b\nc: d"
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!is_taken(texts[i]))
			fail_msg("declined: %s", texts[i]);
}

static void everything_else_is_declined(void **state)
{
	static const char *const texts[] = {
		"", "\n", "# c\n", "---\n", "---", "a", "a: |", "a: |\n b", "a\n", "'a'\n", "[a]\n", "|\n a\n", "a: &b c\n", "a: *b\n", "a: !!str b\n", "? a\n: b\n", "%YAML 1.1\n---\na: b\n",
		"a:\tb\n", "a: b\t\n", "a: b\r\n", "\xEF\xBB\xBF" "a: b\n", "a: \x01\n", "a: \xFF\n", "a: \xC2\x85\n", "a: \xE2\x80\xA8\n", "a: b\n---\nc: d\n", "a: b\n...\n", "--- a\n",
		"--- a: b\n", "a: b: c\n", "a: - b\n", "a: 'b\n  c'\n", "a: \"\\x41\"\n", "a: |2\n   b\n", "a: [b\n", "a: [b]]\n", "a: [a: b]\n", "a: {b}\n", "a: [b,]\n", "a: 'b' c\n", "a: 'b'#c\n", "a : b\n",
		"a: b\n c: d\n", "a:\n  b: c\n d: e\n", "- a\nb: c\n", "a: b\n- c\n", "a: @b\n", "a: b\nc\n", "a: |\n    \n  b\n", "a: b # c\n  d\n", "a: {? b: c}\n",
		"a: [\n...\n]\n", "a: [b,\n... ]\n", "a: [\n---\n]\n"
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (is_taken(texts[i]))
			fail_msg("taken: %s", texts[i]);
}

static void texts_that_stand_in_the_file_are_not_copied(void **state)
{
	str text = STR("a: plain text\nb: \"quoted\"\n'c': [d, 'e']\n");
	struct arena a = { 0 };
	struct diag_list found;
	struct doc doc;

	(void)state;
	diag_list_init(&found, &a);
	doc = doc_parse_yaml(STR("x.yml"), text, DOC_DEFINITION, NULL, &a, &found);
	assert_int_equal(doc.root->n, 3);
	assert_ptr_equal(doc.root->member[0].value.text.p, text.p + 3);
	assert_ptr_equal(doc.root->member[1].value.text.p, text.p + 18);
	assert_ptr_equal(doc.root->member[2].key.text.p, text.p + 27);
	assert_ptr_equal(doc.root->member[2].value.item[1].text.p, text.p + 36);
	arena_free(&a);
}

/* Findings that were made before the text was declined do not stay. */
static void what_is_declined_late_is_read_once(void **state)
{
	struct yaml_both both;

	(void)state;
	assert_null(yaml_both_read(&both, STR("a: 1\na: 2\nb: 2020-01-01\nc: *x\n"), DOC_DEFINITION, NULL));
	assert_false(both.was_plain);
	assert_int_equal(both.found[1].all.n, 3);
	yaml_both_free(&both);
	assert_null(yaml_both_read(&both, STR("a: 1\na: 2\nb: 'x\n"), DOC_DEFINITION, NULL));
	assert_int_equal(both.found[1].all.n, 1);
	yaml_both_free(&both);
}

static void limits_are_those_of_the_other_reader(void **state)
{
	static const struct {
		struct doc_limits limits;
		bool is_plain;
	} rows[] = { { { .bytes = 22 }, true },  { { .bytes = 21 }, false }, { { .nodes = 9 }, true },   { { .nodes = 8 }, false },
		     { { .depth = 3 }, true }, { { .depth = 2 }, false }, { { .digits = 3 }, true }, { { .digits = 2 }, false } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct yaml_both both;

		assert_null(yaml_both_read(&both, STR("a:\n  b: [1, 234]\nc: d\n"), DOC_DEFINITION, &rows[i].limits));
		assert_int_equal(both.was_plain, rows[i].is_plain);
		assert_int_equal(both.doc[1].root != NULL, rows[i].is_plain);
		yaml_both_free(&both);
	}
}

/* On both sides of where libyaml refuses a key, and of how far levels go. */
static void long_keys_and_deep_levels_are_the_same(void **state)
{
	struct doc_limits deep = { .depth = 90 };
	struct arena a = { 0 };

	(void)state;
	for (size_t n = 990; n < 1040; n++) {
		struct buf out = { .a = &a };
		struct yaml_both both;

		for (size_t i = 0; i < n; i++)
			buf_byte(&out, 'k');
		buf_z(&out, ": v\n");
		assert_null(yaml_both_read(&both, buf_str(&out), DOC_DEFINITION, NULL));
		assert_int_equal(both.was_plain, n <= 1000);
		yaml_both_free(&both);
	}
	for (size_t n = 60; n < 95; n++) {
		struct buf out = { .a = &a };
		struct yaml_both both;

		for (size_t i = 0; i < n; i++)
			buf_z(&out, "- ");
		buf_z(&out, "v\n");
		assert_null(yaml_both_read(&both, buf_str(&out), DOC_CONFIG, n % 2 ? &deep : NULL));
		assert_int_equal(both.was_plain, n <= (n % 2 ? 90 : 64));
		yaml_both_free(&both);
	}
	arena_free(&a);
}

struct repeated {
	const char *start, *part, *end;
};

static double seconds_to_read(const struct repeated *from, size_t bytes)
{
	struct doc_limits wide = { .bytes = 8 << 20, .nodes = 4 << 20 };
	struct arena a = { 0 };
	struct buf out = { .a = &a };
	struct diag_list found;
	clock_t start = clock();
	double seconds;
	bool was_plain;

	buf_z(&out, from->start);
	while (out.n < bytes)
		buf_z(&out, from->part);
	buf_z(&out, from->end);
	diag_list_init(&found, &a);
	(void)yaml_parse_by(YAML_BY_EITHER, &(struct yaml_input){ STR("x.yml"), buf_str(&out), DOC_CONFIG, &wide }, &a, &found, &was_plain);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	arena_free(&a);
	return seconds;
}

/* A megabyte of one thing: what is walked over once for each of its parts takes minutes. */
static void time_is_linear(void **state)
{
	static const struct repeated rows[] = { { "a: [\xC3\xA9", ", \xC3\xA9", "]\n" }, { "a: {\xC3\xA9: b", ", \xC3\xA9: b", "}\n" }, { "a: b", "\n", "\n" }, { "a: b\n", " \n\n", "c: d\n" },
		     { "a: b\n", "  \xC3\xA9\n\n", "c: d\n" }, { "a: |\n", "\n", "  b\n" }, { "a: >\n  b\n", "   \n", "c: d\n" }, { "a: >\n", "  \xC3\xA9 ", "\n" },
		     { "a:\n", "- b\n\n", "" }, { "a: 'b", "''", "'\n" }, { "a: \"b", "\\n", "\"\n" }, { "a: b", " ", "\n" }, { "a: b", " b", ": c\n" }, { "a:\n", "# c\n", "" },
		     { "a: [\xC3\xA9", ", [\xC3\xA9]", "]\n" }, { "a: [\xC3\xA9", ", '\xC3\xA9'", "]\n" }, { "a:\n", "-\n", "" }, { "a: \xC3\xA9\n", " b\n", ": c" } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double seconds = seconds_to_read(&rows[i], 1 << 20);

		if (seconds > 3 && !(is_slowed() && seconds < 8 * seconds_to_read(&rows[i], 1 << 18))) /* sanitizers included; 0.05 without */
			fail_msg("%s took %.2f s", rows[i].part, seconds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_definitions_are_the_same_and_taken),
		cmocka_unit_test(definitions_of_the_program_itself_are_the_same_and_taken),
		cmocka_unit_test(files_of_the_tests_are_the_same_and_mostly_taken),
		cmocka_unit_test(whatever_else_lies_in_the_tests_is_the_same),
		cmocka_unit_test(changed_definitions_are_the_same),
		cmocka_unit_test(random_texts_are_the_same),
		cmocka_unit_test(all_short_texts_are_the_same),
		cmocka_unit_test(all_kinds_of_the_subset_are_taken),
		cmocka_unit_test(everything_else_is_declined),
		cmocka_unit_test(texts_that_stand_in_the_file_are_not_copied),
		cmocka_unit_test(what_is_declined_late_is_read_once),
		cmocka_unit_test(limits_are_those_of_the_other_reader),
		cmocka_unit_test(long_keys_and_deep_levels_are_the_same),
		cmocka_unit_test(time_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
