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
		const char *entity = c == '#' && diag_is_command(str_from(s, from)) ? "&#35;" : xml_entity(c, in_attribute);

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
	buf_percent(out, path, "-._~/");
}

static size_t find_command(str s)
{
	size_t at = str_find(s, '#');

	while (at < s.n && !diag_is_command(str_from(s, at)))
		at += 1 + str_find(str_from(s, at + 1), '#');
	return at;
}

static void put_without_commands(struct buf *out, str line)
{
	for (size_t at = find_command(line); at < line.n; at = find_command(line)) {
		buf_put(out, str_sub(line, 0, at));
		buf_z(out, "#\\u{23}");
		line = str_from(line, at + 2);
	}
	buf_put(out, line);
}

static void escape_github(struct buf *out, str s, const char *encoded)
{
	struct buf visible = { .a = out->a }, safe = { .a = out->a };
	str text;

	diag_put_visible(&visible, s, "\r\n");
	put_without_commands(&safe, buf_str(&visible));
	text = buf_str(&safe);
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

/* Whether what ends there may be the key of a tracker's project: letters, digits and '_', not only digits. */
static bool ends_project(str text, size_t end)
{
	size_t i = end;

	while (i && (byte_is_digit(text.p[i - 1]) || text.p[i - 1] == '_'))
		i--;
	return i && byte_is_alpha(text.p[i - 1]);
}

/* The '-' of GH-26 and of tickets of others, and the '.' of www.example.com: links without any punctuation that says so (GFM 0.29, 6.9). */
static bool is_inside_link(str text, size_t i)
{
	if (text.p[i] == '-')
		return i + 1 < text.n && byte_is_digit(text.p[i + 1]) && ends_project(text, i);
	return text.p[i] == '.' && i >= 3 && str_eq_lower(str_sub(text, i - 3, 3), STR("www"));
}

/* Punctuation becomes a character reference, which is text and never structure (CommonMark 0.30, 2.5). What starts a mention or a reference to a
   ticket stands in an element of its own: these are looked for in the rendered text, where the reference is gone again. */
void escape_markdown(struct buf *out, str s)
{
	str text = diag_visible(s, out->a);

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if ((c && strchr("@#!$%&~:", c)) || is_inside_link(text, i))
			buf_fmt(out, "<span>&#%u;</span>", (unsigned char)c);
		else if (c && strchr("\\`*_{}[]<>()+|^", c))
			buf_fmt(out, "&#%u;", (unsigned char)c);
		else
			buf_byte(out, c);
	}
}

/* ---- what runs CI and reads what a step prints ---- */

/* Bytes of white space, as .NET's String.TrimStart takes it, in front. */
static size_t blank_start(str s)
{
	size_t at = 0, end = 0;

	while (end < s.n && utf8_is_space(utf8_next(s, &end)))
		at = end;
	return at;
}

bool escape_is_command(str line)
{
	return str_starts(str_from(line, blank_start(line)), STR("::"));
}

static void put_line(struct buf *out, str line)
{
	size_t blank = escape_is_command(line) ? blank_start(line) : line.n;

	put_without_commands(out, str_sub(line, 0, blank));
	if (blank == line.n)
		return;
	buf_z(out, "\\u{3A}");
	put_without_commands(out, str_from(line, blank + 1));
}

static bool holds_command(str text)
{
	struct cut rest = { .tail = text, .found = true };

	while (rest.found) {
		rest = str_cut(rest.tail, '\n');
		if (escape_is_command(rest.head))
			return true;
	}
	return find_command(text) < text.n;
}

void report_disarm(struct buf *out)
{
	struct cut rest = { .tail = buf_str(out), .found = true };
	struct buf b = { .a = out->a };

	if (!holds_command(rest.tail))
		return;
	while (rest.found) {
		rest = str_cut(rest.tail, '\n');
		put_line(&b, rest.head);
		buf_z(&b, rest.found ? "\n" : "");
	}
	*out = b;
}
