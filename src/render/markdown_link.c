/* Where links of definitions and guides may lead, and the names of headings. Knows no cmark. */
#include "base/arena.h"
#include "base/utf8.h"
#include "doc/regex.h"
#include "render/markdown_parts.h"
#include "render/template.h"

enum { MAX_SLUG = 64 }; /* bytes */

/* The target's next byte after percent-decoding; moves *at behind it. */
static unsigned char decoded_byte(str s, size_t *at)
{
	int high = *at + 2 < s.n && s.p[*at] == '%' ? byte_hex(s.p[*at + 1]) : -1;
	int low = high >= 0 ? byte_hex(s.p[*at + 2]) : -1;

	if (low >= 0) {
		*at += 3;
		return (unsigned char)(high * 16 + low);
	}
	return (unsigned char)s.p[(*at)++];
}

str markdown_target_decoded(str target, struct arena *a)
{
	struct buf b = { .a = a };
	size_t at = 0;

	while (at < target.n)
		buf_byte(&b, (char)decoded_byte(target, &at));
	return buf_str(&b);
}

/* What browsers strip, fold or take for a slash: C0 controls, DEL and backslashes anywhere, a space at the start. */
static bool has_forbidden(str s)
{
	if (s.p[0] == ' ')
		return true;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F || s.p[i] == '\\')
			return true;
	return false;
}

/* Bytes in front of the ':' that ends a scheme; s.n: there is none. Anything before a ':' in the first segment
   counts, because browsers are generous too. */
static size_t scheme_size(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ':')
			return i;
		if (s.p[i] == '/' || s.p[i] == '?' || s.p[i] == '#')
			break;
	}
	return s.n;
}

/* "//host" with a host and without a user, whose name could pose as the host. */
static bool has_host(str s)
{
	size_t n = 0;

	if (!str_starts(s, STR("//")))
		return false;
	s = str_from(s, 2);
	while (n < s.n && s.p[n] != '/' && s.p[n] != '?' && s.p[n] != '#')
		if (s.p[n++] == '@')
			return false;
	return n > 0;
}

static enum markdown_target kind_of(str s)
{
	size_t n = scheme_size(s);
	str scheme = str_sub(s, 0, n), rest = str_from(s, n + 1);

	if (!s.n || has_forbidden(s))
		return TARGET_REFUSED;
	if (n == s.n)
		return str_starts(s, STR("//")) ? TARGET_REFUSED : TARGET_INSIDE;
	if (str_eq_lower(scheme, STR("mailto")))
		return rest.n ? TARGET_INSIDE : TARGET_REFUSED;
	if (!str_eq_lower(scheme, STR("http")) && !str_eq_lower(scheme, STR("https")))
		return TARGET_REFUSED;
	return has_host(rest) ? TARGET_OUTSIDE : TARGET_REFUSED;
}

/* Query and fragment of an allowed target may contain any escape; the rest must be harmless decoded too. */
enum markdown_target markdown_target_kind(str target)
{
	enum markdown_target kind = kind_of(target);
	char first[256]; /* bytes; schemes and hosts are shorter */
	size_t n = 0, at = 0;

	while (at < target.n && target.p[at] != '?' && target.p[at] != '#') {
		unsigned char byte = decoded_byte(target, &at);

		if (byte < 0x20 || byte == 0x7F || byte == '\\')
			return TARGET_REFUSED;
		if (n < sizeof first)
			first[n++] = (char)byte;
	}
	if (kind == TARGET_INSIDE && n)
		return kind_of((str){ first, n });
	return kind;
}

bool markdown_target_is_relative(str target)
{
	return target.n && target.p[0] != '#' && scheme_size(target) == target.n && !str_starts(target, STR("//"));
}

/* Everything else is percent-encoded: RFC 3986 without the brackets, and '%' so that escapes stay. */
static bool is_url_byte(char c)
{
	static const char marks[] = "-_.~!*()',;:@&=+$/?#%";

	return byte_is_alpha(c) || byte_is_digit(c) || (c && str_find(str_from_z(marks), c) < sizeof marks - 1);
}

void markdown_put_href(struct buf *out, str target)
{
	size_t from = 0;

	for (size_t i = 0; i < target.n; i++) {
		if (is_url_byte(target.p[i]))
			continue;
		escape_html(out, str_sub(target, from, i - from));
		escape_url_part(out, str_sub(target, i, 1));
		from = i + 1;
	}
	escape_html(out, str_from(target, from));
}

static bool is_ascii(str text)
{
	size_t i = 0;

	while (i < text.n && (unsigned char)text.p[i] < 0x80)
		i++;
	return i == text.n;
}

/* Bytes of the character at `at`. */
static size_t character_size(str text, size_t at)
{
	size_t end = at;

	(void)utf8_next(text, &end); /* only how long it is */
	return end - at;
}

/* Letters of all scripts, digits and '_' stay, the letters small; white space and dashes become one '-', the rest goes: as GitLab and GitHub do, so
   that links written for them work. */
str markdown_slug(str text, struct regex_words **words, struct arena *a)
{
	struct buf b = { .a = a };

	if (!is_ascii(text)) {
		*words = *words ? *words : regex_words_compile(a);
		text = regex_words(*words, text, a);
	}
	for (size_t i = 0, n; i < text.n && b.n + (n = character_size(text, i)) <= MAX_SLUG; i += n) {
		char c = text.p[i];

		if (byte_is_alpha(c) || byte_is_digit(c) || c == '_')
			buf_byte(&b, byte_lower(c));
		else if (n > 1)
			buf_put(&b, str_sub(text, i, n));
		else if ((byte_is_space(c) || c == '-') && b.n && b.p[b.n - 1] != '-')
			buf_byte(&b, '-');
	}
	while (b.n && b.p[b.n - 1] == '-')
		b.n--;
	return b.n ? buf_str(&b) : STR("section");
}
