/* Lets libyaml read JSON whose strings have pairs of surrogate escapes, as Python's json.dumps writes what is above U+FFFF. */
#include "doc/surrogates.h"

#include "base/utf8.h"

enum { HIGH = 0xD800, LOW = 0xDC00, HIDDEN = 0xE000, HALVES = 0x400, ESCAPE = 6 /* bytes */ };

/* What "\uXXXX" stands for; 0: something else is there. */
static uint32_t escaped(str s, size_t at)
{
	uint32_t c = 0;

	if (at + ESCAPE > s.n || s.p[at] != '\\' || s.p[at + 1] != 'u')
		return 0;
	for (size_t i = at + 2; i < at + ESCAPE; i++) {
		if (byte_hex(s.p[i]) < 0)
			return 0;
		c = c << 4 | (uint32_t)byte_hex(s.p[i]);
	}
	return c;
}

static bool is_half(uint32_t c, uint32_t of)
{
	return c >= of && c - of < HALVES;
}

static bool is_hidden(uint32_t c)
{
	return c >= HIDDEN && c - HIDDEN < 2 * HALVES;
}

static void put_hidden(struct buf *out, uint32_t half)
{
	buf_fmt(out, "\\u%04X", (unsigned)(half - HIGH + HIDDEN));
}

static str hide(str json, struct arena *a)
{
	struct buf out = { .a = a };
	bool has_pairs = false;

	if (str_find(json, '\\') == json.n)
		return json;
	for (size_t at = 0; at < json.n;) {
		uint32_t first = escaped(json, at), second = is_half(first, HIGH) ? escaped(json, at + ESCAPE) : 0;
		size_t from = at;

		if (is_half(second, LOW)) {
			put_hidden(&out, first);
			put_hidden(&out, second);
			has_pairs = true;
			at += 2 * ESCAPE;
			continue;
		}
		if (is_hidden(utf8_next(json, &at)) || is_hidden(first))
			return json;
		at += json.p[from] == '\\' && at < json.n; /* "\\" begins no other escape */
		buf_put(&out, str_sub(json, from, at - from));
	}
	return has_pairs ? buf_str(&out) : json;
}

/* What is beyond a limit is, as far as it was read. */
static bool is_json(str text, const struct doc_limits *lim, struct arena *scratch)
{
	struct diag_list found;

	diag_list_init(&found, scratch);
	return doc_parse_json(STR("x"), text, lim, scratch, &found).root || (found.all.n && found.all.v[0].rule == &doc_rules[RULE_YAML_LIMIT]);
}

/* Only where all of a file is JSON does each backslash begin an escape. */
str surrogates_hide(str path, str text, const struct doc_limits *lim, struct arena *a)
{
	str hidden = str_ends(path, STR(".json")) ? hide(text, a) : text;

	return hidden.p != text.p && is_json(text, lim, a) ? hidden : text;
}

str surrogates_show(str text, struct arena *a)
{
	struct buf out = { .a = a };

	if (str_find(text, '\xEE') == text.n) /* the first byte of all that is hidden */
		return text;
	for (size_t at = 0; at < text.n;) {
		uint32_t c = utf8_next(text, &at);

		if (is_hidden(c) && at < text.n)
			c = 0x10000 + ((c - HIDDEN) << 10) + (utf8_next(text, &at) - HIDDEN - HALVES);
		utf8_put(&out, c);
	}
	return buf_str(&out);
}
