/* Words that generators and authors leave for later. Rules ask to replace them, and changes know that nothing was lost. */
#include "model/placeholder.h"

bool is_placeholder(str text)
{
	static const char *const words[] = { "todo", "tbd", "tba", "fixme", "xxx", "to do", "to be done", "to be defined",
		                             "to be determined", "n/a", "placeholder", "description", "lorem ipsum" };
	enum { LONGEST = 20 }; /* bytes of a word at most: most texts are longer */

	text = str_trim(text);
	while (text.n && (text.p[text.n - 1] == '.' || text.p[text.n - 1] == ':' || text.p[text.n - 1] == '!'))
		text.n--;
	for (size_t i = 0; i < sizeof words / sizeof *words && text.n <= LONGEST; i++)
		if (str_eq_lower(text, str_from_z(words[i])))
			return true;
	return false;
}
