/* Takes the blanks and comments out of one line of JavaScript that nobody but a reader needs. Where it is not plain what a byte means, the rest
   of the line stays as it is. */
#include <string.h>

#include "base/arena.h"
#include "site/script.h"

struct squeezer {
	str line;
	size_t at;
	struct buf *out;
	size_t start; /* of this line in `out` */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_word(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* The byte written last; NUL at the start of the line. */
static char last(const struct squeezer *s)
{
	return s->out->n > s->start ? s->out->p[s->out->n - 1] : '\0';
}

static bool copy(struct squeezer *s, size_t end)
{
	buf_put(s->out, str_sub(s->line, s->at, end - s->at));
	s->at = end;
	return true;
}

/* Index behind the byte that closes what begins at `at`; 0 when the line ends before. */
static size_t closed(str line, size_t at, char end, bool has_sets)
{
	bool in_set = false;

	for (size_t i = at + 1; i < line.n; i++) {
		if (line.p[i] == '\\')
			i++;
		else if (has_sets && line.p[i] == '[')
			in_set = true;
		else if (has_sets && line.p[i] == ']')
			in_set = false;
		else if (line.p[i] == end && !in_set)
			return i + 1;
	}
	return 0;
}

static bool ends_with_word(const struct squeezer *s)
{
	static const char *const words[] = { "return", "typeof", "case", "in", "of", "void", "delete" };
	size_t from = s->out->n;
	str word;

	while (from > s->start && is_word(s->out->p[from - 1]))
		from--;
	word = (str){ s->out->p + from, s->out->n - from };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_z(word, words[i]))
			return true;
	return false;
}

enum slash { SLASH_DIVIDES, SLASH_BEGINS, SLASH_UNKNOWN };

/* ECMA-262, 12: whether a slash divides or begins a regular expression depends on what stands before it. */
static enum slash slash_after(const struct squeezer *s)
{
	char before = last(s);

	if (is_word(before))
		return ends_with_word(s) ? SLASH_BEGINS : SLASH_DIVIDES;
	if (before == ')' || before == ']' || before == '"' || before == '\'' || before == '`')
		return SLASH_DIVIDES;
	return before == '}' ? SLASH_UNKNOWN : SLASH_BEGINS;
}

/* False: nothing of the line is left. */
static bool take_slash(struct squeezer *s)
{
	str rest = str_from(s->line, s->at);
	enum slash slash = slash_after(s);
	size_t end;

	if (str_starts(rest, STR("//")))
		return false;
	if (str_starts(rest, STR("/*")) || slash == SLASH_UNKNOWN)
		return copy(s, s->line.n);
	if (slash == SLASH_DIVIDES)
		return copy(s, s->at + 1);
	end = closed(s->line, s->at, '/', true);
	return copy(s, end ? end : s->line.n);
}

/* Between two words, between signs that would become others, and where a comment or an HTML one would begin. */
static bool is_needed(char before, char after)
{
	if (!before)
		return false;
	return (is_word(before) && is_word(after)) || (before == after && strchr("+-", after)) || before == '/' || after == '/' ||
	       (before == '<' && after == '!') || (byte_is_digit(before) && after == '.');
}

static void take_blanks(struct squeezer *s)
{
	while (s->at < s->line.n && is_blank(s->line.p[s->at]))
		s->at++;
	if (s->at < s->line.n && is_needed(last(s), s->line.p[s->at]))
		buf_byte(s->out, ' ');
}

static bool take(struct squeezer *s)
{
	char c = s->line.p[s->at];
	size_t end;

	if (is_blank(c)) {
		take_blanks(s);
		return true;
	}
	if (c == '/')
		return take_slash(s);
	if (c != '"' && c != '\'' && c != '`')
		return copy(s, s->at + 1);
	end = closed(s->line, s->at, c, false);
	return copy(s, end ? end : s->line.n);
}

/* Templates in templates are left alone. */
static bool has_few_templates(str line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++)
		n += line.p[i] == '`';
	return n <= 2;
}

void script_squeeze(str line, struct buf *out)
{
	struct squeezer s = { .line = line, .out = out, .start = out->n };

	if (!has_few_templates(line)) {
		buf_put(out, line);
		return;
	}
	while (s.at < line.n && take(&s))
		;
	while (out->n > s.start && is_blank(out->p[out->n - 1]))
		out->n--;
}
