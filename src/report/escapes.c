/* One escaper per place where words of strangers end up. */
#include <string.h>

#include "base/utf8.h"
#include "report/parts.h"

/* XML 1.0 section 2.2. */
static bool is_xml_char(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	return c != UTF8_BAD && c != 0xFFFE && c != 0xFFFF;
}

static const char *xml_entity(uint32_t c, bool in_attribute)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;"; /* everywhere, so that ]]> cannot come about */
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\r':
		return "&#13;"; /* as it is, readers make it a line feed (section 2.11) */
	case '\n':
		return in_attribute ? "&#10;" : NULL;
	case '\t':
		return in_attribute ? "&#9;" : NULL;
	default:
		return NULL;
	}
}

static void escape_xml(struct buf *out, str s, bool in_attribute)
{
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		uint32_t c = utf8_next(s, &i);
		const char *entity = xml_entity(c, in_attribute);

		if (entity)
			buf_z(out, entity);
		else if (is_xml_char(c))
			buf_put(out, str_sub(s, from, i - from));
		else
			utf8_put(out, 0xFFFD);
	}
}

void escape_xml_text(struct buf *out, str s)
{
	bool in_attribute = false;

	escape_xml(out, s, in_attribute);
}

void escape_xml_attribute(struct buf *out, str s)
{
	bool in_attribute = true;

	escape_xml(out, s, in_attribute);
}

void xml_attribute(struct buf *out, const char *name, str value)
{
	buf_fmt(out, " %s=\"", name);
	escape_xml_attribute(out, value);
	buf_byte(out, '"');
}

/* RFC 3986 section 2.3, and the slash between parts. */
void escape_uri_path(struct buf *out, str path)
{
	for (size_t i = 0; i < path.n; i++) {
		char c = path.p[i];

		if (byte_is_alpha(c) || byte_is_digit(c) || (c && strchr("-._~/", c)))
			buf_byte(out, c);
		else
			buf_fmt(out, "%%%02X", (unsigned char)c);
	}
}

static void escape_github(struct buf *out, str s, const char *encoded)
{
	struct buf visible = { .a = out->a };
	str text;

	diag_put_visible(&visible, s, "\r\n");
	text = buf_str(&visible);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] && strchr(encoded, text.p[i]))
			buf_fmt(out, "%%%02X", (unsigned char)text.p[i]);
		else
			buf_byte(out, text.p[i]);
	}
}

void escape_github_data(struct buf *out, str s)
{
	escape_github(out, s, "%\r\n");
}

void escape_github_property(struct buf *out, str s)
{
	escape_github(out, s, "%\r\n:,");
}

/* Punctuation becomes a character reference, which is text and never structure (CommonMark 0.30, 2.5). What starts a mention or a reference to a
   ticket stands in an element of its own: these are looked for in the rendered text, where the reference is gone again. */
void escape_markdown(struct buf *out, str s)
{
	str text = diag_visible(s, out->a);

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c && strchr("@#!$%~:", c))
			buf_fmt(out, "<span>&#%u;</span>", (unsigned char)c);
		else if (c && strchr("\\`*_{}[]<>()+|&^", c))
			buf_fmt(out, "&#%u;", (unsigned char)c);
		else
			buf_byte(out, c);
	}
}
