/* Byte offsets to lines and columns. Who needs the other direction finds it in edit.c. */
#include "doc/place.h"

#include "base/utf8.h"

size_t place_bom(str s)
{
	return str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0;
}

size_t place_break_long(str s, size_t at)
{
	str rest = str_from(s, at);

	if (rest.p[0] == '\n')
		return 1;
	if (rest.p[0] == '\r')
		return str_starts(rest, STR("\r\n")) ? 2 : 1;
	if (str_starts(rest, STR("\xC2\x85")))
		return 2;
	return str_starts(rest, STR("\xE2\x80\xA8")) || str_starts(rest, STR("\xE2\x80\xA9")) ? 3 : 0;
}

size_t place_line_end(str s, size_t at)
{
	while ((at += utf8_printable(s, at)) < s.n) {
		unsigned char c = (unsigned char)s.p[at];

		if ((c < 0x20 || c >= 0xC2) && place_break(s, at))
			break;
		at++;
	}
	return at;
}

size_t place_skip_nothing(str text, size_t at)
{
	bool is_free = at == 0 || place_is_white(text.p[at - 1]);

	while (at < text.n) {
		size_t size = place_break(text, at);
		str rest = str_from(text, at);

		if (size || place_is_white(text.p[at])) {
			at += size ? size : 1;
			is_free = true;
		} else if (text.p[at] == '#' && is_free) {
			at = place_line_end(text, at);
		} else if (str_starts(rest, STR("...")) && is_free && (rest.n == 3 || place_is_white(rest.p[3]))) {
			at += 3;
		} else {
			break;
		}
	}
	return at;
}

struct cursor cursor_start(str text)
{
	return (struct cursor){ .text = text, .at = place_bom(text), .line = 1, .column = 1 };
}

void cursor_move(struct cursor *c, size_t offset)
{
	if (offset > c->text.n)
		offset = c->text.n;
	while (c->at < offset) {
		unsigned char byte = (unsigned char)c->text.p[c->at];
		size_t end = byte >= 0x20 && byte < 0x80 ? 0 : place_break(c->text, c->at);

		if (end) {
			c->at += end;
			c->line++;
			c->column = 1;
		} else {
			if (byte < 0x80)
				c->at++;
			else
				(void)utf8_next(c->text, &c->at); /* a malformed byte is one column */
			c->column++;
		}
	}
}
