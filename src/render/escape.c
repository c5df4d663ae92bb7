/* One escaper per output context. Each copies runs of harmless bytes at once; a table says which these are. */
#include "base/arena.h"
#include "base/diag.h"
#include "base/utf8.h"
#include "render/template.h"

/* Byte classes of HTML and XML text; zero is harmless. */
enum { ESC_AMP = 1, ESC_LT, ESC_GT, ESC_QUOT, ESC_APOS, ESC_GRAVE, ESC_CR, ESC_BAD, ESC_UTF8 };

static const char *const replacements[] = {
	[ESC_AMP] = "&amp;",  [ESC_LT] = "&lt;",     [ESC_GT] = "&gt;",  [ESC_QUOT] = "&quot;",
	[ESC_APOS] = "&#39;", [ESC_GRAVE] = "&#96;", [ESC_CR] = "&#13;", [ESC_BAD] = "\xEF\xBF\xBD", /* U+FFFD */
};

/* C0 controls: HTML calls them parse errors (NUL disappears), XML 1.0 section 2.2 forbids them. */
#define CONTROLS \
	[0] = ESC_BAD, [1] = ESC_BAD, [2] = ESC_BAD, [3] = ESC_BAD, [4] = ESC_BAD, [5] = ESC_BAD, [6] = ESC_BAD, \
	[7] = ESC_BAD, [8] = ESC_BAD, [11] = ESC_BAD, [12] = ESC_BAD, [14] = ESC_BAD, [15] = ESC_BAD, \
	[16] = ESC_BAD, [17] = ESC_BAD, [18] = ESC_BAD, [19] = ESC_BAD, [20] = ESC_BAD, [21] = ESC_BAD, \
	[22] = ESC_BAD, [23] = ESC_BAD, [24] = ESC_BAD, [25] = ESC_BAD, [26] = ESC_BAD, [27] = ESC_BAD, \
	[28] = ESC_BAD, [29] = ESC_BAD, [30] = ESC_BAD, [31] = ESC_BAD
#define MARKUP ['&'] = ESC_AMP, ['<'] = ESC_LT, ['>'] = ESC_GT, ['"'] = ESC_QUOT, ['\''] = ESC_APOS

#define LONG4(c) [c] = ESC_UTF8, [(c) + 1] = ESC_UTF8, [(c) + 2] = ESC_UTF8, [(c) + 3] = ESC_UTF8
#define LONG16(c) LONG4(c), LONG4((c) + 4), LONG4((c) + 8), LONG4((c) + 12)
#define LONG LONG16(128), LONG16(144), LONG16(160), LONG16(176), LONG16(192), LONG16(208), LONG16(224), LONG16(240)

static const unsigned char html_class[256] = { CONTROLS, MARKUP, LONG, ['`'] = ESC_GRAVE, [127] = ESC_BAD };
/* A carriage return that is written as it is reaches the reader as a line feed (XML 1.0 section 2.11). */
static const unsigned char xml_class[256] = { CONTROLS, MARKUP, LONG, ['\r'] = ESC_CR };

static bool is_noncharacter(uint32_t c)
{
	return c == 0xFFFE || c == 0xFFFF;
}

/* Most text is harmless: eight bytes are looked at for one decision. */
static size_t skip_harmless(str s, size_t at, const unsigned char *class_of)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	size_t n = s.n - at, i = 0;

	while (n - i >= 8 && !(class_of[p[i]] | class_of[p[i + 1]] | class_of[p[i + 2]] | class_of[p[i + 3]] | class_of[p[i + 4]] |
	                       class_of[p[i + 5]] | class_of[p[i + 6]] | class_of[p[i + 7]]))
		i += 8;
	while (i < n && !class_of[p[i]])
		i++;
	return at + i;
}

static void escape_markup(struct buf *out, str s, const unsigned char *class_of)
{
	size_t from = 0, at = 0;

	while (s.n && (at = skip_harmless(s, at, class_of)) < s.n) {
		unsigned char kind = class_of[(unsigned char)s.p[at]];
		size_t before = at;

		if (kind == ESC_UTF8) {
			uint32_t c = utf8_next(s, &at);

			if (c != UTF8_BAD && !is_noncharacter(c))
				continue;
			kind = ESC_BAD;
		} else {
			at++;
		}
		buf_put(out, (str){ s.p + from, before - from });
		buf_z(out, replacements[kind]);
		from = at;
	}
	buf_put(out, str_from(s, from));
}

void escape_html(struct buf *out, str s)
{
	escape_markup(out, s, html_class);
}

void escape_xml(struct buf *out, str s)
{
	escape_markup(out, s, xml_class);
}

void escape_url_path(struct buf *out, str s)
{
	buf_percent(out, s, "-._~/");
}

/* RFC 3986 section 2.3 */
void escape_url_part(struct buf *out, str s)
{
	buf_percent(out, s, "-._~");
}

/* Spreadsheets run cells that start so as formulas (OWASP, "CSV Injection"); some of them drop what nobody sees in front, and take full-width signs for
   the others. */
static bool is_formula(str s)
{
	uint32_t c = ' ';

	if (s.n && (s.p[0] == '\t' || s.p[0] == '\r' || s.p[0] == '\n'))
		return true;
	for (size_t i = 0; i < s.n && (utf8_is_space(c) || diag_is_invisible(c));)
		c = utf8_next(s, &i);
	return c == '=' || c == '+' || c == '-' || c == '@' || c == 0xFF1D || c == 0xFF0B || c == 0xFF0D || c == 0xFF20;
}

static const unsigned char csv_class[256] = { [','] = 1, ['"'] = 1, ['\n'] = 1, ['\r'] = 1, [';'] = 1 };

/* RFC 4180 section 2; white space at the ends is quoted because many readers trim it. */
static bool needs_quotes(str s)
{
	if (s.n && (byte_is_space(s.p[0]) || byte_is_space(s.p[s.n - 1])))
		return true;
	return s.n && skip_harmless(s, 0, csv_class) < s.n;
}

void escape_csv(struct buf *out, str s)
{
	bool is_quoted = needs_quotes(s);

	if (is_quoted)
		buf_byte(out, '"');
	if (is_formula(s))
		buf_byte(out, '\'');
	while (s.n) {
		struct cut quote = str_cut(s, '"');

		buf_put(out, quote.head);
		if (quote.found)
			buf_put(out, STR("\"\""));
		s = quote.tail;
	}
	if (is_quoted)
		buf_byte(out, '"');
}
