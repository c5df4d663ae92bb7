/* Words that generators and authors leave for later. Rules ask to replace them, and changes know that nothing was lost. */
#include "model/placeholder.h"

#include <string.h>

/* "TODO: say what is counted", "[TBD] ...", "FIXME(ann) ...", "TODO - ..."; but "TODO items that were created" and "TODO(s) ..." say something. */
static bool begins_with_marker(str text)
{
	static const char *const markers[] = { "TODO", "TBD", "TBA", "FIXME", "XXX" };
	static const char *const ends[] = { ":", "(", " -", " \xe2\x80\x93", " \xe2\x80\x94" };
	bool is_in_brackets = str_starts(text, STR("[")) || str_starts(text, STR("<"));

	text = str_from(text, is_in_brackets);
	if (!text.n || !strchr("TFX", text.p[0])) /* they all begin like this, and few texts do */
		return false;
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		str rest = str_starts(text, str_from_z(markers[i])) ? str_from(text, strlen(markers[i])) : (str){ 0 };

		if (is_in_brackets && (str_starts(rest, STR("]")) || str_starts(rest, STR(">"))))
			return true;
		for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
			if (str_starts(rest, str_from_z(ends[k])) && !str_starts(rest, STR("(s)")))
				return true;
	}
	return false;
}

bool is_placeholder(str text)
{
	static const char *const words[] = { "todo", "tbd", "tba", "fixme", "xxx", "to do", "to be done", "to be defined",
		                             "to be determined", "n/a", "placeholder", "description", "lorem ipsum" };
	enum { LONGEST = 20 }; /* bytes of a word at most: most texts are longer */

	text = str_trim(text);
	if (begins_with_marker(text))
		return true;
	while (text.n && (text.p[text.n - 1] == '.' || text.p[text.n - 1] == ':' || text.p[text.n - 1] == '!'))
		text.n--;
	for (size_t i = 0; i < sizeof words / sizeof *words && text.n <= LONGEST; i++)
		if (str_eq_lower(text, str_from_z(words[i])))
			return true;
	return false;
}

/* ---- links ---- */

str url_after_scheme(str url)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		str scheme = str_from_z(schemes[i]);

		if (str_starts_lower(url, scheme))
			return str_from(url, scheme.n);
	}
	return (str){ 0 };
}

/* A part of a path that stands for a number still unknown: "xxxx", "<id>", "{id}", words for later. */
static bool stands_for_number(str part)
{
	static const char *const words[] = { "todo", "tbd", "tba", "fixme" };
	size_t same = 0;

	if (!part.n || !strchr("xXtTfF<{[", part.p[0])) /* they all begin like this */
		return false;
	while (same < part.n && byte_lower(part.p[same]) == 'x')
		same++;
	if ((part.n >= 3 && same == part.n) || part.p[0] == '<' || part.p[0] == '{' ||
	    (part.p[0] == '[' && !str_has(part, STR(":")))) /* "[::1]" is a host */
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_lower(part, str_from_z(words[i])))
			return true;
	return false;
}

/* Folders of forges that hold numbered things. */
static bool needs_number(str part)
{
	static const char *const folders[] = { "merge_requests", "issues", "epics", "pull", "pulls", "commit", NULL };

	return str_is_among_z(part, folders);
}

bool is_unfinished_url(str url)
{
	str path = str_cut(str_cut(url_after_scheme(url), '#').head, '?').head, last = { 0 };
	struct cut c = { .tail = path, .found = path.n > 0 };

	if (is_placeholder(url))
		return true;
	while (c.found) {
		c = str_cut(c.tail, '/');
		if (stands_for_number(c.head))
			return true;
		if (c.head.n)
			last = c.head;
	}
	return needs_number(last) && str_find(url, '?') == url.n; /* a search is a place of its own */
}
