/* Looks at Markdown before cmark does: limits on what cmark 0.30.2 needs too much time for, clean text, lines. What
   links by reference expand to is limited by cmark itself. */
#include "base/arena.h"
#include "base/utf8.h"
#include "render/markdown_parts.h"

enum { TAB_COLUMNS = 4 }; /* CommonMark 0.30, section 2.2 */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Bytes of the container marker (quote, bullet, number) at the start of `s`; 0: none. */
static size_t marker_size(str s)
{
	size_t n = 0;

	if (s.n && s.p[0] == '>')
		return 1;
	if (s.n && (s.p[0] == '-' || s.p[0] == '+' || s.p[0] == '*')) {
		n = 1;
	} else {
		while (n < s.n && byte_is_digit(s.p[n]))
			n++;
		if (n == 0 || n > 9 || n == s.n || (s.p[n] != '.' && s.p[n] != ')'))
			return 0;
		n++;
	}
	return n == s.n || is_blank(s.p[n]) ? n : 0;
}

/* "* * *" is a line across the page, not three lists. */
static bool is_thematic_break(str line)
{
	char mark = '\0';

	for (size_t i = 0; i < line.n; i++) {
		if (is_blank(line.p[i]))
			continue;
		if (!mark)
			mark = line.p[i];
		if (line.p[i] != mark || (mark != '-' && mark != '*' && mark != '_'))
			return false;
	}
	return mark != '\0';
}

static bool line_is_within_limits(str line)
{
	size_t i = 0, column = 0, n_markers = 0;

	for (;;) {
		size_t size;

		for (; i < line.n && is_blank(line.p[i]); i++)
			column += line.p[i] == '\t' ? TAB_COLUMNS - column % TAB_COLUMNS : 1;
		size = marker_size(str_from(line, i));
		if (!size)
			return true;
		if (++n_markers > MARKDOWN_MAX_NESTING || column > MARKDOWN_MAX_INDENT)
			return is_thematic_break(line);
		i += size;
		column += size;
	}
}

static bool next_line(str *rest, str *line)
{
	size_t n = 0;

	if (!rest->n)
		return false;
	while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r')
		n++;
	*line = str_sub(*rest, 0, n);
	if (n + 1 < rest->n && rest->p[n] == '\r' && rest->p[n + 1] == '\n')
		n++;
	*rest = str_from(*rest, n + 1);
	return true;
}

#define RANGE10(c) [c] = 1, [(c) + 1] = 1, [(c) + 2] = 1, [(c) + 3] = 1, [(c) + 4] = 1, [(c) + 5] = 1, [(c) + 6] = 1, [(c) + 7] = 1, [(c) + 8] = 1, [(c) + 9] = 1
#define LETTERS(c) RANGE10(c), RANGE10((c) + 10), [(c) + 20] = 1, [(c) + 21] = 1, [(c) + 22] = 1, [(c) + 23] = 1, [(c) + 24] = 1, [(c) + 25] = 1

/* Bytes without any meaning behind the first letter of a line: those of words, and what starts nothing but at the beginning of a line, within
   brackets or before one. */
static const unsigned char is_meaningless[256] = {
	LETTERS('A'), LETTERS('a'), RANGE10('0'), [' '] = 1, ['.'] = 1, [','] = 1, [':'] = 1, [';'] = 1, ['('] = 1, [')'] = 1, ['/'] = 1, ['-'] = 1,
	['+'] = 1,    ['='] = 1,    ['%'] = 1,    ['\''] = 1, ['"'] = 1, ['?'] = 1, ['!'] = 1, ['$'] = 1, ['@'] = 1, ['{'] = 1, ['}'] = 1, ['~'] = 1,
};

static bool is_word_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c);
}

/* Underscores between letters and digits neither open nor close emphasis (CommonMark 0.30, section 6.2). */
static bool is_within_word(str s, size_t i)
{
	return s.p[i] == '_' && i && i + 1 < s.n && is_word_byte(s.p[i - 1]) && is_word_byte(s.p[i + 1]);
}

bool markdown_is_plain(str source, str *text)
{
	if (!source.n || source.n > MARKDOWN_MAX_BYTES || !byte_is_alpha(source.p[0]))
		return false;
	while (source.p[source.n - 1] == '\n' || source.p[source.n - 1] == ' ')
		source.n--;
	for (size_t i = 0; i < source.n; i++)
		if (!is_meaningless[(unsigned char)source.p[i]] && !is_within_word(source, i))
			return false;
	*text = source;
	return true;
}

static size_t n_images(str source)
{
	size_t n = 0;

	for (size_t at = str_find(source, '!'); at < source.n; at += 1 + str_find(str_from(source, at + 1), '!'))
		n += at + 1 < source.n && source.p[at + 1] == '[';
	return n;
}

bool markdown_is_within_limits(str source, size_t max_bytes)
{
	str line;

	if (source.n > max_bytes || n_images(source) > MARKDOWN_MAX_IMAGES)
		return false;
	while (next_line(&source, &line))
		if (!line_is_within_limits(line))
			return false;
	return true;
}

str markdown_clean(str source, struct arena *a)
{
	struct buf b = { .a = a };

	if (str_starts(source, STR("\xEF\xBB\xBF")))
		source = str_from(source, 3);
	source = utf8_clean(source, a);
	if (str_find(source, '\0') == source.n)
		return source;
	for (size_t i = 0; i < source.n; i++) {
		if (source.p[i])
			buf_byte(&b, source.p[i]);
		else
			utf8_put(&b, 0xFFFD); /* CommonMark 0.30, section 2.3 */
	}
	return buf_str(&b);
}

void markdown_split_lines(str source, struct arena *a, struct markdown_lines *out)
{
	str line;

	while (next_line(&source, &line))
		*vec_push(&out->all, a) = line;
}
