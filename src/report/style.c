/* Colors: few, and the same for the same meaning in every command. Lines: tables as wide as the terminal, paragraphs no wider than a page. */
#include "base/utf8.h"
#include "report/style.h"

enum { PAGE = 100 }; /* columns; longer lines of a paragraph are hard to read */

static const struct style colored = { "\033[1;31m", "\033[1;33m", "\033[1;36m", "\033[2m", "\033[1m", "\033[0m", STYLE_ANY_WIDTH };
static const struct style plain = { "", "", "", "", "", "", STYLE_ANY_WIDTH };

const struct style *style_of(bool is_colored)
{
	return is_colored ? &colored : &plain;
}

const char *style_level(const struct style *s, enum diag_level level)
{
	switch (level) {
	case DIAG_ERROR:
		return s->error;
	case DIAG_WARNING:
		return s->warning;
	case DIAG_NOTE:
	case DIAG_OFF:
		break;
	}
	return s->note;
}

/* What is broken waits for repair, what is deprecated will go. With what is gone nothing is wrong, but it is of no use any more. */
const char *style_fate(const struct style *s, str word)
{
	static const struct {
		const char *word;
		enum diag_level level;
	} fates[] = {
		{ "broken", DIAG_ERROR }, { "deprecated", DIAG_WARNING }, { "removed", DIAG_NOTE },
		{ "deleted", DIAG_NOTE }, { "renamed", DIAG_NOTE },       { "replaced", DIAG_NOTE },
	};

	for (size_t i = 0; i < sizeof fates / sizeof *fates; i++)
		if (str_eq_z(word, fates[i].word))
			return style_level(s, fates[i].level);
	return "";
}

void style_put(struct buf *out, const struct style *s, const char *code, str text)
{
	buf_z(out, code);
	diag_put_visible(out, text, "");
	buf_z(out, *code ? s->off : "");
}

size_t style_left(const struct style *s, size_t used)
{
	return s->width > used ? s->width - used : 0;
}

str style_fit(str text, size_t columns, struct arena *a)
{
	if (utf8_columns_offset(text, columns) == text.n)
		return text;
	return columns ? str_fmt(a, "%.*s\xE2\x80\xA6", STR_ARG(str_sub(text, 0, utf8_columns_offset(text, columns - 1)))) : (str){ 0 };
}

static size_t page_of(const struct style *s)
{
	return s->width == STYLE_ANY_WIDTH || s->width < PAGE ? s->width : PAGE;
}

/* What has no room behind the blanks before it goes to the next line without them. */
void style_wrap(struct buf *out, const struct style *s, str text, size_t column, size_t indent)
{
	size_t page = page_of(s);

	if (indent > page / 2)
		indent = page / 2; /* narrow terminals need the room for words */
	while (text.n) {
		size_t blanks = 0, wide;
		str word;

		while (blanks < text.n && text.p[blanks] == ' ')
			blanks++;
		text = str_from(text, blanks);
		word = str_cut(text, ' ').head;
		wide = utf8_columns(word);
		if (blanks && column > indent && column + blanks + wide > page) {
			buf_byte(out, '\n');
			column = 0;
			blanks = indent;
		}
		buf_repeat(out, ' ', blanks);
		buf_put(out, word);
		column += blanks + wide;
		text = str_from(text, word.n);
	}
}
