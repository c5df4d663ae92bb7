/* Where two texts differ, for people. */
#include "base/utf8.h"
#include "model/difference.h"

enum { CONTEXT = 24 }; /* bytes before the first difference of long texts; as many more at most to where a word begins */

/* Blanks, and what parts the values of compact JSON, which has none. */
static bool parts_words(char c)
{
	return c == ' ' || c == ',' || c == '{' || c == '[';
}

size_t difference_from(str one, str other, size_t max)
{
	size_t common = str_common(one, other), last;

	if (common < 2 * CONTEXT || str_eq(one, other) || (utf8_count(one) <= max && utf8_count(other) <= max))
		return 0;
	last = common - CONTEXT;
	for (size_t at = last; at > last - CONTEXT; at--)
		if (parts_words(one.p[at - 1]))
			return at;
	return utf8_head(one, last).n;
}

str difference_cut(str text, size_t from, size_t max, struct arena *a)
{
	str rest = str_from(text, from), shown = str_sub(rest, 0, utf8_offset(rest, max));

	if (shown.n == text.n)
		return text;
	return str_fmt(a, "%s%.*s%s", from ? "..." : "", STR_ARG(shown), shown.n < rest.n ? "..." : "");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Whether a word ends before the byte `at`, or nothing stands there. */
static bool ends_word(str text, size_t at)
{
	return at == 0 || (!is_blank(text.p[at - 1]) && (at == text.n || is_blank(text.p[at])));
}

static bool begins_word(str text, size_t at)
{
	return at == text.n || (!is_blank(text.p[at]) && (at == 0 || is_blank(text.p[at - 1])));
}

bool difference_has_words(str text, size_t n)
{
	for (size_t i = 0; i < text.n && n > 0; i++)
		n -= begins_word(text, i);
	return n == 0;
}

static size_t common_end(str one, str other)
{
	size_t n = 0;

	while (n < one.n && n < other.n && one.p[one.n - 1 - n] == other.p[other.n - 1 - n])
		n++;
	return n;
}

struct difference_ends difference_ends(str one, str other)
{
	size_t first = str_common(one, other), last;

	while (!ends_word(one, first) || !ends_word(other, first))
		first--;
	last = common_end(str_from(one, first), str_from(other, first));
	while (!begins_word(one, one.n - last) || !begins_word(other, other.n - last))
		last--;
	return (struct difference_ends){ first, last };
}
