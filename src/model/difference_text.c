/* Where two texts differ, for people. */
#include "model/difference.h"

enum { CONTEXT = 24 }; /* bytes before the first difference of long texts */

size_t difference_from(str one, str other)
{
	size_t n = str_common(one, other);

	n = n > CONTEXT ? n - CONTEXT : 0;
	while (n && one.p[n - 1] != ' ')
		n--;
	return n > CONTEXT ? n : 0;
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
