#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "render/template.h"
#include "unit/text.h"

typedef void escape_fn(struct buf *out, str s);

static str escaped(escape_fn *escape, str s, struct arena *a)
{
	struct buf out = { .a = a };

	escape(&out, s);
	return buf_str(&out);
}

static void assert_escaped(struct arena *a, escape_fn *escape, str s, const char *want)
{
	str got = escaped(escape, s, a);

	if (!str_eq_z(got, want))
		fail_msg("got '%.*s', want '%s'", STR_ARG(got), want);
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 8;
}

/* Code points, many of them special. */
static str random_text(uint32_t *seed, struct arena *a)
{
	static const char special[] = "&<>\"'`;#=+-@,\t\n\r /%{}";
	static const uint32_t high[] = { 0xE9, 0x7FF, 0x800, 0xFFFD, 0x10000, 0x10FFFF, 0x2028, 0xA0, 0x20AC };
	struct buf b = { .a = a };
	size_t n = next_random(seed) % 40;

	for (size_t i = 0; i < n; i++) {
		uint32_t r = next_random(seed);

		if (r % 3 == 0)
			buf_byte(&b, special[r / 3 % (sizeof special - 1)]);
		else if (r % 3 == 1)
			buf_byte(&b, (char)(' ' + r / 3 % 95));
		else
			utf8_put(&b, high[r / 3 % (sizeof high / sizeof *high)]);
	}
	return buf_str(&b);
}

static str random_bytes(uint32_t *seed, struct arena *a)
{
	struct buf b = { .a = a };
	size_t n = next_random(seed) % 40;

	for (size_t i = 0; i < n; i++)
		buf_byte(&b, (char)(next_random(seed) & 0xFF));
	return buf_str(&b);
}

static str markup_decoded(str s, struct arena *a)
{
	static const struct {
		const char *name;
		char byte;
	} entities[] = { { "&amp;", '&' },  { "&lt;", '<' },  { "&gt;", '>' },  { "&quot;", '"' },
		         { "&#39;", '\'' }, { "&#96;", '`' }, { "&#13;", '\r' } };
	struct buf b = { .a = a };

	while (s.n) {
		size_t i = 0, n = sizeof entities / sizeof *entities;

		while (i < n && !str_starts(s, str_from_z(entities[i].name)))
			i++;
		assert_true(i < n || s.p[0] != '&');
		buf_byte(&b, i < n ? entities[i].byte : s.p[0]);
		s = str_from(s, i < n ? strlen(entities[i].name) : 1);
	}
	return buf_str(&b);
}

static void html_special_characters_are_escaped(void **state)
{
	assert_escaped(*state, escape_html, STR("a<b>&\"'`c"), "a&lt;b&gt;&amp;&quot;&#39;&#96;c");
	assert_escaped(*state, escape_html, STR("&amp;"), "&amp;amp;");
	assert_escaped(*state, escape_html, STR(""), "");
	assert_escaped(*state, escape_html, STR("l1\n\tl2\r\n"), "l1\n\tl2\r\n");
}

static void malformed_utf8_and_controls_become_replacement_characters(void **state)
{
	static escape_fn *const both[] = { escape_html, escape_xml };

	for (size_t i = 0; i < 2; i++) {
		assert_escaped(*state, both[i], STR("a\xFFz"), "a\xEF\xBF\xBDz");
		assert_escaped(*state, both[i], STR("\xC3"), "\xEF\xBF\xBD");
		assert_escaped(*state, both[i], STR("\xC0\xBC"), "\xEF\xBF\xBD\xEF\xBF\xBD");
		assert_escaped(*state, both[i], STR("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
		assert_escaped(*state, both[i], STR("\0\x1F\x0C"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
		assert_escaped(*state, both[i], STR("\xEF\xBF\xBF"), "\xEF\xBF\xBD");
		assert_escaped(*state, both[i], STR("\xC3\xA9\xF0\x9F\x98\x80"), "\xC3\xA9\xF0\x9F\x98\x80");
		assert_escaped(*state, both[i], STR("\xE2\x82<"), "\xEF\xBF\xBD\xEF\xBF\xBD&lt;");
	}
}

static void markup_decodes_to_what_was_escaped(void **state)
{
	struct arena *a = *state;
	uint32_t seed = 1;

	for (int i = 0; i < 20000; i++) {
		str s = random_text(&seed, a), html = escaped(escape_html, s, a), xml = escaped(escape_xml, s, a);

		assert_true(str_eq(markup_decoded(html, a), s));
		assert_true(str_eq(markup_decoded(xml, a), s));
		if (i % 1000 == 0)
			arena_reset(a);
	}
}

static bool has_any(str s, const char *bytes)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] && strchr(bytes, s.p[i]))
			return true;
	return false;
}

static void any_bytes_become_valid_text_without_markup(void **state)
{
	struct arena *a = *state;
	uint32_t seed = 2;

	for (int i = 0; i < 20000; i++) {
		str s = random_bytes(&seed, a), html = escaped(escape_html, s, a), xml = escaped(escape_xml, s, a);

		assert_true(utf8_is_valid(html) && utf8_is_valid(xml));
		assert_false(has_any(html, "<>\"'`\x01\x0B\x1B\x7F"));
		assert_false(has_any(xml, "<>\"'\x01\x0B\x1B\r"));
		if (i % 1000 == 0)
			arena_reset(a);
	}
}

static int hex(char c)
{
	return byte_is_digit(c) ? c - '0' : c - 'A' + 10;
}

static str percent_decoded(str s, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '%') {
			buf_byte(&b, s.p[i]);
			continue;
		}
		assert_true(i + 2 < s.n);
		buf_byte(&b, (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2])));
		i += 2;
	}
	return buf_str(&b);
}

static void urls_decode_to_what_was_escaped(void **state)
{
	struct arena *a = *state;
	uint32_t seed = 3;

	for (int i = 0; i < 20000; i++) {
		str s = random_bytes(&seed, a);
		str part = escaped(escape_url_part, s, a), path = escaped(escape_url_path, s, a);

		assert_true(str_eq(percent_decoded(part, a), s));
		assert_true(str_eq(percent_decoded(path, a), s));
		assert_false(has_any(part, "/?#&+=:@ <>\"'"));
		assert_false(has_any(path, "?#&+=:@ <>\"'"));
		if (i % 1000 == 0)
			arena_reset(a);
	}
	assert_escaped(a, escape_url_path, STR("a b/c~d?\xC3\xA9"), "a%20b/c~d%3F%C3%A9");
	assert_escaped(a, escape_url_part, STR("a/b"), "a%2Fb");
}

/* The first cell of a line of CSV. */
static str csv_decoded(str s, struct arena *a)
{
	struct buf b = { .a = a };

	if (!s.n || s.p[0] != '"') {
		assert_false(has_any(s, ",\"\r\n"));
		return s;
	}
	for (size_t i = 1; i + 1 < s.n; i++) {
		buf_byte(&b, s.p[i]);
		if (s.p[i] == '"')
			assert_int_equal(s.p[++i], '"');
	}
	assert_int_equal(s.p[s.n - 1], '"');
	return buf_str(&b);
}

/* What else gets an apostrophe has the sign further behind, after what nobody sees. */
static bool can_be_formula(str s)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" };

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_has(s, str_from_z(signs[i])))
			return true;
	return false;
}

static void csv_cells_decode_to_what_was_escaped(void **state)
{
	struct arena *a = *state;
	uint32_t seed = 4;

	for (int i = 0; i < 20000; i++) {
		str s = random_text(&seed, a), cell = csv_decoded(escaped(escape_csv, s, a), a);

		if (s.n && strchr("=+-@\t\r\n", s.p[0]))
			assert_int_equal(cell.p[0], '\'');
		assert_true(cell.n == s.n || can_be_formula(s));
		cell = str_from(cell, cell.n > s.n && cell.p[0] == '\'');
		assert_true(str_eq(cell, s));
		if (i % 1000 == 0)
			arena_reset(a);
	}
}

static void csv_cells_never_start_a_formula(void **state)
{
	assert_escaped(*state, escape_csv, STR("=1+1"), "'=1+1");
	assert_escaped(*state, escape_csv, STR("@SUM(a,b)"), "\"'@SUM(a,b)\"");
	assert_escaped(*state, escape_csv, STR("\t=1"), "\"'\t=1\"");
	assert_escaped(*state, escape_csv, STR("\n=cmd"), "\"'\n=cmd\"");
	assert_escaped(*state, escape_csv, STR(" \v\f=1"), "\"' \v\f=1\"");
	assert_escaped(*state, escape_csv, STR("\xC2\xA0=1"), "'\xC2\xA0=1");
	assert_escaped(*state, escape_csv, STR("\xC2\x85\xE2\x80\xA8\xE2\x80\x8B-1"), "'\xC2\x85\xE2\x80\xA8\xE2\x80\x8B-1");
	assert_escaped(*state, escape_csv, STR("\xEF\xBC\x9D" "1"), "'\xEF\xBC\x9D" "1");
	assert_escaped(*state, escape_csv, STR("\xEF\xBC\x8B" "1"), "'\xEF\xBC\x8B" "1");
	assert_escaped(*state, escape_csv, STR("\xEF\xBC\x8D" "1"), "'\xEF\xBC\x8D" "1");
	assert_escaped(*state, escape_csv, STR("\xEF\xBC\xA0" "1"), "'\xEF\xBC\xA0" "1");
	assert_escaped(*state, escape_csv, STR(" a =1"), "\" a =1\"");
	assert_escaped(*state, escape_csv, STR("-5"), "'-5");
	assert_escaped(*state, escape_csv, STR("a=b"), "a=b");
	assert_escaped(*state, escape_csv, STR("say \"x\", y"), "\"say \"\"x\"\", y\"");
	assert_escaped(*state, escape_csv, STR(""), "");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, arena_set_up, arena_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(html_special_characters_are_escaped),
		CASE(malformed_utf8_and_controls_become_replacement_characters),
		CASE(markup_decodes_to_what_was_escaped),
		CASE(any_bytes_become_valid_text_without_markup),
		CASE(urls_decode_to_what_was_escaped),
		CASE(csv_cells_decode_to_what_was_escaped),
		CASE(csv_cells_never_start_a_formula),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
