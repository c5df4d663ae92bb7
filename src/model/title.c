/* Words on screen made of names, and of other words. */
#include <string.h>

#include "base/arena.h"
#include "model/title.h"

str owner_title(str id, struct arena *a)
{
	str text = str_replace(id, '_', ' ', a);
	struct buf b = { .a = a };

	for (size_t i = 0; i < text.n; i++)
		buf_byte(&b, i == 0 && text.p[i] >= 'a' && text.p[i] <= 'z' ? (char)(text.p[i] - 32) : text.p[i]);
	return buf_str(&b);
}

str lower_first(str text, struct arena *a)
{
	bool is_word = text.n > 1 && text.p[1] >= 'a' && text.p[1] <= 'z'; /* not SQL, ID */
	char *p;

	if (!is_word)
		return text;
	p = arena_array(a, text.n, char);
	for (size_t i = 0; i < text.n; i++)
		p[i] = i ? text.p[i] : byte_lower(text.p[i]);
	return (str){ p, text.n };
}

static str without_ending(str title, struct arena *a)
{
	static const struct {
		const char *many, *one;
	} endings[] = { { "ies", "y" }, { "sses", "ss" }, { "xes", "x" }, { "ches", "ch" }, { "shes", "sh" }, { "ss", "ss" }, { "us", "us" }, { "is", "is" }, { "s", "" } };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (title.n > strlen(endings[i].many) && str_ends(title, str_from_z(endings[i].many)))
			return str_fmt(a, "%.*s%s", STR_ARG(str_sub(title, 0, title.n - strlen(endings[i].many))), endings[i].one);
	return title;
}

str title_singular(str title, str word, struct arena *a)
{
	bool is_plural = str_starts(str_lower(title, a), str_sub(word, 0, word.n - 1)); /* "Queries" of "query" */

	return is_plural ? word : lower_first(without_ending(title, a), a);
}
