#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/fs.h"
#include "render/search_parts.h"

enum { MIN_ROWS = 65 };

static struct arena a;

static int start(void **state)
{
	(void)state;
	arena_init(&a);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static str joined(const str *all, size_t n)
{
	return str_join(&a, all, n, STR(" "));
}

static str words_of(str text, enum search_keep keep)
{
	struct search_words words = { .all = { 0 } };

	search_tokenize(text, keep, &a, &words);
	return joined(words.all.v, words.all.n);
}

static str answer(str kind, str input)
{
	struct cut two = str_cut(input, ' ');
	char *room = arena_array(&a, SEARCH_TOKEN + 1, char);
	str keys[3];

	if (str_eq_z(kind, "words"))
		return words_of(input, SEARCH_WORDS);
	if (str_eq_z(kind, "all"))
		return words_of(input, SEARCH_ALL);
	if (str_eq_z(kind, "stem"))
		return search_stem(input, room);
	if (str_eq_z(kind, "key"))
		return joined(keys, search_keys(input, keys, &a));
	if (str_eq_z(kind, "value"))
		return search_value_id(input, &a);
	if (str_eq_z(kind, "version"))
		return str_fmt(&a, "%d", search_version_cmp(two.head, two.tail));
	assert_true(str_eq_z(kind, "distance"));
	return str_fmt(&a, "%zu", search_distance(two.head, two.tail, 3));
}

static void texts_become_the_words_of_the_shared_file(void **state)
{
	struct err e = { .text = "" };
	struct cut line = { .head = { 0 } };
	size_t rows = 0;

	(void)state;
	assert_true(fs_read_named(STR("tests/search/words.tsv"), 1 << 20, &a, &line.tail, &e));
	while (line.tail.n) {
		struct cut kind, input;

		line = str_cut(line.tail, '\n');
		kind = str_cut(line.head, '\t');
		input = str_cut(kind.tail, '\t');
		if (!line.head.n || line.head.p[0] == '#')
			continue;
		assert_string_equal(str_z(answer(kind.head, input.head), &a), str_z(input.tail, &a));
		rows++;
	}
	assert_true(rows >= MIN_ROWS);
}

static void numbers_come_back(void **state)
{
	static const uint32_t all[] = { 0, 1, 31, 32, 33, 1023, 1024, 99999, 1u << 29 };
	struct buf out = { .a = &a };
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		search_put_number(&out, all[i]);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		assert_int_equal(search_number(buf_str(&out), &at), all[i]);
	assert_int_equal(at, out.n);
	assert_int_equal(search_number(buf_str(&out), &at), 0);
}

static void weights_are_four_times_the_binary_logarithm(void **state)
{
	(void)state;
	assert_int_equal(search_weight(1, 1), 4);       /* log2(2) = 1 */
	assert_int_equal(search_weight(3, 1), 8);       /* log2(4) */
	assert_int_equal(search_weight(6000, 1), 50);   /* 12.551 */
	assert_int_equal(search_weight(6000, 6000), 4);
	assert_int_equal(search_weight(100000, 1), 66); /* 16.610 */
	assert_int_equal(search_weight(100000, 300), 34); /* 8.385 */
}

static void broken_utf_8_is_read_to_its_end(void **state)
{
	struct search_words words = { .all = { 0 } };

	(void)state;
	search_tokenize(STR("ab\xE2\x80 \xC2"), SEARCH_WORDS, &a, &words);
	assert_true(words.all.n >= 1);
	assert_true(search_is_stop_word(STR("the")) && search_is_stop_word(STR("which")) && search_is_stop_word(STR("a")) && search_is_stop_word(STR("how")));
	assert_false(search_is_stop_word(STR("")) || search_is_stop_word(STR("an ")) || search_is_stop_word(STR("merge")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(texts_become_the_words_of_the_shared_file, start, stop),
		cmocka_unit_test_setup_teardown(numbers_come_back, start, stop),
		cmocka_unit_test_setup_teardown(weights_are_four_times_the_binary_logarithm, start, stop),
		cmocka_unit_test_setup_teardown(broken_utf_8_is_read_to_its_end, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
