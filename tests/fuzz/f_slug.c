/* Names become file names and nobody loses his: slugs of different names differ, and every escaper's output is what its reader takes for the same
   text. Each has its own reader here, written from the format's specification. */
#include "base/utf8.h"
#include "doc/json.h"
#include "fuzz.h"
#include "render/template.h"
#include "report/parts.h"
#include "site/url.h"

enum { MAX_BYTES = 2048, SLUG_MAX = 100 };

/* ---- slugs ---- */

static bool is_slug_byte(char c)
{
	return (c >= 'a' && c <= 'z') || byte_is_digit(c) || c == '.' || c == '_' || c == '-' || c == '~';
}

static bool is_cut(str slug)
{
	return slug.n >= 14 && str_starts(str_from(slug, slug.n - 14), STR("~~"));
}

static void check_slug(str name, str slug, struct arena *a)
{
	struct buf back = { .a = a };

	BUG_IF(!slug.n || slug.n > SLUG_MAX || str_has(slug, STR("~p")));
	BUG_IF(slug.p[0] == '.' || slug.p[0] == '-' || slug.p[slug.n - 1] == '.');
	for (size_t i = 0; i < slug.n; i++)
		BUG_IF(!is_slug_byte(slug.p[i]));
	if (is_cut(slug))
		return;
	for (size_t i = 0; i < slug.n; i++) {
		if (slug.p[i] != '~') {
			buf_byte(&back, slug.p[i]);
			continue;
		}
		BUG_IF(i + 2 >= slug.n || byte_hex(slug.p[i + 1]) < 0 || byte_hex(slug.p[i + 2]) < 0);
		buf_byte(&back, (char)(byte_hex(slug.p[i + 1]) * 16 + byte_hex(slug.p[i + 2])));
		i += 2;
	}
	BUG_IF(!str_eq(buf_str(&back), name));
}

/* Disks that do not tell capitals from small letters have no say in it. */
static void check_pair(str one, str other, struct arena *a)
{
	str a_slug = url_slug(one, a), b_slug = url_slug(other, a);

	check_slug(one, a_slug, a);
	check_slug(other, b_slug, a);
	BUG_IF(str_eq(one, other) != str_eq(a_slug, b_slug));
}

/* Names that are nearly the same: what tells them apart may be what was cut off. */
static void check_near(str name, size_t at, struct arena *a)
{
	char *other = arena_alloc(a, name.n + 1, 1, 1);

	memcpy(other, name.p, name.n);
	other[at] = (char)(other[at] ^ 0x20);
	check_pair(name, (str){ other, name.n }, a);
	other[at] = '~';
	check_pair(name, (str){ other, name.n }, a);
	check_pair(name, str_sub(name, 0, name.n - 1), a);
	check_pair(name, str_fmt(a, "%.*s~", STR_ARG(name)), a);
	check_pair(name, url_slug(name, a), a);
	check_pair(name, str_fmt(a, "%.*s%.*s", STR_ARG(name), STR_ARG(name)), a);
}

/* ---- markup ---- */

enum { XML_DEL = 1 }; /* DEL may stand */

static bool is_forbidden(uint32_t c, unsigned options)
{
	if (c < 0x20)
		return c != '\t' && c != '\n' && c != '\r';
	return c == UTF8_BAD || c == 0xFFFE || c == 0xFFFF || (c == 0x7F && !(options & XML_DEL));
}

/* What a reader is to see of `s`. */
static str readable(str s, unsigned options, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < s.n;) {
		uint32_t c = utf8_next(s, &i);

		utf8_put(&b, is_forbidden(c, options) ? 0xFFFD : c);
	}
	return buf_str(&b);
}

/* HTML 13.2.5.72, XML 4.1: the references we write, and decimal ones. */
static size_t read_reference(str s, uint32_t *c)
{
	static const struct {
		const char *text;
		uint32_t c;
	} names[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' } };
	size_t i = 2;

	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		if (str_starts(s, str_from_z(names[k].text))) {
			*c = names[k].c;
			return strlen(names[k].text);
		}
	}
	BUG_IF(!str_starts(s, STR("&#")));
	for (*c = 0; i < s.n && byte_is_digit(s.p[i]) && i < 6; i++)
		*c = *c * 10 + (uint32_t)(s.p[i] - '0');
	BUG_IF(i == 2 || i >= s.n || s.p[i] != ';');
	return i + 1;
}

static str read_markup(str s, const char *never, struct arena *a)
{
	struct buf b = { .a = a };
	uint32_t c;

	BUG_IF(!utf8_is_valid(s));
	while (s.n) {
		BUG_IF(s.p[0] && strchr(never, s.p[0]));
		if (s.p[0] == '&') {
			s = str_from(s, read_reference(s, &c));
			utf8_put(&b, c);
			continue;
		}
		buf_byte(&b, s.p[0]);
		s = str_from(s, 1);
	}
	return buf_str(&b);
}

static void check_markup(void (*escape)(struct buf *out, str s), const char *never, unsigned options, str s, struct arena *a)
{
	struct buf b = { .a = a };

	escape(&b, s);
	BUG_IF(!str_eq(read_markup(buf_str(&b), never, a), readable(s, options, a)));
}

/* ---- addresses ---- */

/* RFC 3986, 2.1 */
static void check_encoded(void (*escape)(struct buf *out, str s), bool may_slash, str s, struct arena *a)
{
	struct buf b = { .a = a }, back = { .a = a };

	escape(&b, s);
	for (size_t i = 0; i < b.n; i++) {
		char c = b.p[i];

		BUG_IF(!byte_is_alpha(c) && !byte_is_digit(c) && !(c && strchr("-._~%", c)) && !(may_slash && c == '/'));
		if (c == '%') {
			BUG_IF(i + 2 >= b.n);
			c = (char)(byte_hex(b.p[i + 1]) * 16 + byte_hex(b.p[i + 2]));
			i += 2;
		}
		buf_byte(&back, c);
	}
	BUG_IF(!str_eq(buf_str(&back), s));
}

/* ---- tables ---- */

/* One cell of a record after RFC 4180; the rest behind it. */
static str read_cell(str s, struct buf *out)
{
	bool is_quoted = str_starts(s, STR("\""));

	for (s = str_from(s, is_quoted); s.n; s = str_from(s, 1)) {
		if (is_quoted && s.p[0] == '"') {
			s = str_from(s, 1);
			if (!str_starts(s, STR("\"")))
				return s;
		} else if (!is_quoted && strchr(",\r\n;\"", s.p[0]) && s.p[0]) {
			return s;
		}
		buf_byte(out, s.p[0]);
	}
	BUG_IF(is_quoted);
	return s;
}

static void check_csv(str s, struct arena *a)
{
	struct buf row = { .a = a }, cell = { .a = a }, want = { .a = a };
	bool is_formula = s.n && s.p[0] && strchr("=+-@\t\r\n", s.p[0]);
	str rest;

	escape_csv(&row, s);
	buf_z(&row, ",end\r\n");
	rest = read_cell(buf_str(&row), &cell);
	BUG_IF(!str_eq_z(rest, ",end\r\n"));
	BUG_IF(is_formula && cell.n == s.n);
	buf_z(&want, cell.n > s.n ? "'" : "");
	buf_put(&want, s);
	BUG_IF(!str_eq(buf_str(&cell), buf_str(&want)));
}

static void check_json(str s, struct arena *a)
{
	struct buf b = { .a = a };
	struct diag_list found;
	struct json j;
	struct doc doc;

	diag_list_init(&found, a);
	json_init(&j, &b, s.n % 2);
	json_begin(&j, '{');
	json_key_str(&j, s);
	json_str(&j, s);
	json_end(&j);
	for (size_t i = 0; i < b.n; i++)
		BUG_IF(strchr("<>&\x7f", b.p[i]) != NULL || ((unsigned char)b.p[i] < ' ' && b.p[i] != '\n'));
	BUG_IF(str_has(buf_str(&b), STR("\xE2\x80\xA8")) || str_has(buf_str(&b), STR("\xE2\x80\xA9")));
	doc = doc_parse_json(STR("x.json"), buf_str(&b), NULL, a, &found);
	BUG_IF(!doc.root || found.all.n || doc.root->n != 1);
	BUG_IF(!str_eq(doc.root->member[0].key.text, utf8_clean(s, a)) || !str_eq(doc_text(&doc.root->member[0].value), utf8_clean(s, a)));
	BUG_IF(doc_at(doc.root, pointer_add((str){ 0 }, utf8_clean(s, a), a)) != &doc.root->member[0].value);
}

/* ---- what people and machines read ---- */

static str visible(str s, const char *keep, struct arena *a)
{
	struct buf b = { .a = a };

	diag_put_visible(&b, s, keep);
	BUG_IF(!utf8_is_valid(buf_str(&b)));
	for (size_t i = 0; i < b.n;) {
		uint32_t c = utf8_next(buf_str(&b), &i);

		BUG_IF(diag_is_invisible(c) && !(c && c < 0x80 && strchr(keep, (int)c)));
	}
	return buf_str(&b);
}

static str read_percent(str s, const char *never, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		BUG_IF(strchr(never, c) != NULL);
		if (c == '%') {
			BUG_IF(i + 2 >= s.n || byte_hex(s.p[i + 1]) < 0 || byte_hex(s.p[i + 2]) < 0);
			c = (char)(byte_hex(s.p[i + 1]) * 16 + byte_hex(s.p[i + 2]));
			i += 2;
		}
		buf_byte(&b, c);
	}
	return buf_str(&b);
}

/* "##[" would be a command; "#\u{23}[" says the same. */
static str with_signs(str s, struct arena *a)
{
	struct buf b = { .a = a };

	while (s.n) {
		bool is_sign = str_starts(s, STR("\\u{23}"));

		buf_byte(&b, is_sign ? '#' : s.p[0]);
		s = str_from(s, is_sign ? 6 : 1);
	}
	return buf_str(&b);
}

static bool has_command(str s)
{
	size_t i = 0;

	while (i < s.n && !diag_is_command(str_from(s, i)))
		i++;
	return i < s.n;
}

static void check_github_text(str escaped, const char *never, str want, struct arena *a)
{
	str read = read_percent(escaped, never, a);

	BUG_IF(has_command(read) || !str_eq(with_signs(read, a), with_signs(want, a)));
}

static void check_github(str s, struct arena *a)
{
	struct buf data = { .a = a }, property = { .a = a };
	str want = visible(s, "\r\n", a);

	escape_github_data(&data, s);
	escape_github_property(&property, s);
	check_github_text(buf_str(&data), "\r\n", want, a);
	check_github_text(buf_str(&property), "\r\n:,", want, a);
}

static str without_spans(str s, struct arena *a)
{
	struct buf b = { .a = a };

	while (s.n) {
		str tag = str_starts(s, STR("<span>")) ? STR("<span>") : str_starts(s, STR("</span>")) ? STR("</span>") : (str){ 0 };

		if (!tag.n)
			buf_byte(&b, s.p[0]);
		s = str_from(s, tag.n ? tag.n : 1);
	}
	return buf_str(&b);
}

static void check_markdown(str s, struct arena *a)
{
	struct buf b = { .a = a };

	escape_markdown(&b, s);
	BUG_IF(!str_eq(read_markup(without_spans(buf_str(&b), a), "\\`*_{}[]<>()+|^@!$%~:\r\n\t", a), visible(s, "", a)));
}

static void check_escapers(str s, struct arena *a)
{
	check_markup(escape_html, "<>\"'`", 0, s, a);
	check_markup(escape_xml, "<>\"'\r", XML_DEL, s, a);
	check_markup(escape_xml_text, "<>\"'\r", XML_DEL, s, a);
	check_markup(escape_xml_attribute, "<>\"'\r\n\t", XML_DEL, s, a);
	check_encoded(escape_url_path, true, s, a);
	check_encoded(escape_url_part, false, s, a);
	check_encoded(escape_uri_path, true, s, a);
	check_csv(s, a);
	check_json(s, a);
	check_github(s, a);
	check_markdown(s, a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct cut c = str_cut((str){ (const char *)data, size }, '\n'); /* two names */

	if (size > MAX_BYTES)
		return 0;
	check_pair(c.head, c.tail, &a);
	if (c.head.n)
		check_near(c.head, c.tail.n % c.head.n, &a);
	check_escapers((str){ (const char *)data, size }, &a);
	arena_free(&a);
	return 0;
}
