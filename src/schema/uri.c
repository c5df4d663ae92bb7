/* RFC 3986: parts, grammar and resolution of URIs. No scheme is special, so file:, urn: and https: all go one way. */
#include "schema/uri.h"

#include "schema/schema.h"

/* Grammar */

static bool is_hex(char c)
{
	return byte_hex(c) >= 0;
}

static bool is_one_of(char c, const char *set)
{
	for (; *set != '\0'; set++)
		if (*set == c)
			return true;
	return false;
}

/* Unreserved characters, sub-delims, %XX and what `extra` lists. */
static bool is_made_of(str s, const char *extra)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%' && s.n - i > 2 && is_hex(s.p[i + 1]) && is_hex(s.p[i + 2]))
			i += 2;
		else if (!byte_is_alpha(c) && !byte_is_digit(c) && !is_one_of(c, extra) && !is_one_of(c, "-._~!$&'()*+,;="))
			return false;
	}
	return true;
}

static bool is_scheme(str s)
{
	if (s.n == 0 || !byte_is_alpha(s.p[0]))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (!byte_is_alpha(s.p[i]) && !byte_is_digit(s.p[i]) && !is_one_of(s.p[i], "+-."))
			return false;
	return true;
}

static bool is_octet(str s)
{
	if (s.n == 0 || s.n > 3 || (s.n > 1 && s.p[0] == '0'))
		return false;
	unsigned v = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!byte_is_digit(s.p[i]))
			return false;
		v = v * 10 + (unsigned)(s.p[i] - '0');
	}
	return v <= 255;
}

bool uri_is_ipv4(str text)
{
	struct cut c = { .tail = text, .found = true };
	for (int i = 0; i < 4; i++) {
		if (!c.found)
			return false;
		c = str_cut(c.tail, '.');
		if (!is_octet(c.head))
			return false;
	}
	return !c.found;
}

/* Up to four hexadecimal digits from *at; false when there is none. */
static bool read_group(str s, size_t *at)
{
	size_t n = 0;
	while (n < 4 && *at < s.n && is_hex(s.p[*at])) {
		n++;
		(*at)++;
	}
	return n > 0;
}

/* RFC 4291 section 2.2: eight groups, or fewer with one "::"; the last two may be an IPv4 address. */
bool uri_is_ipv6(str text)
{
	size_t at = 0, n_groups = 0;
	bool has_gap = false;
	if (str_starts(text, STR("::"))) {
		has_gap = true;
		at = 2;
	}
	while (at < text.n) {
		size_t begin = at;
		if (!read_group(text, &at))
			return false;
		n_groups++;
		if (at == text.n)
			break;
		if (text.p[at] == '.') {
			n_groups++;
			if (!uri_is_ipv4(str_from(text, begin)))
				return false;
			break;
		}
		if (text.p[at++] != ':' || at == text.n)
			return false;
		if (text.p[at] == ':') {
			if (has_gap)
				return false;
			has_gap = true;
			at++;
		}
	}
	return has_gap ? n_groups <= 7 : n_groups == 8;
}

/* IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
static bool is_future_address(str s)
{
	struct cut c = str_cut(s, '.');
	if (!c.found || c.head.n < 2 || byte_lower(c.head.p[0]) != 'v' || c.tail.n == 0)
		return false;
	for (size_t i = 1; i < c.head.n; i++)
		if (!is_hex(c.head.p[i]))
			return false;
	return is_made_of(c.tail, ":") && str_find(c.tail, '%') == c.tail.n;
}

static bool is_port(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_digit(s.p[i]))
			return false;
	return true;
}

static bool is_host_and_port(str s)
{
	if (s.n == 0 || s.p[0] != '[') {
		struct cut c = str_cut(s, ':');
		return is_made_of(c.head, "") && is_port(c.tail);
	}
	struct cut c = str_cut(str_from(s, 1), ']');
	if (!c.found || !(uri_is_ipv6(c.head) || is_future_address(c.head)))
		return false;
	return c.tail.n == 0 || (c.tail.p[0] == ':' && is_port(str_from(c.tail, 1)));
}

static bool is_authority(str s)
{
	struct cut c = str_cut(s, '@');
	return c.found ? is_made_of(c.head, ":") && is_host_and_port(c.tail) : is_host_and_port(s);
}

static str first_segment(str path)
{
	return str_cut(path, '/').head;
}

bool uri_is_valid(str text, bool is_reference)
{
	struct uri u = uri_split(text);
	if (!u.has_scheme && !is_reference)
		return false;
	if (!u.has_scheme && !u.has_authority && str_find(first_segment(u.path), ':') < first_segment(u.path).n)
		return false; /* section 4.2: it would read as a scheme */
	return (!u.has_authority || is_authority(u.authority)) && is_made_of(u.path, ":@/") &&
	       is_made_of(u.query, ":@/?") && is_made_of(u.fragment, ":@/?");
}

/* Parts, RFC 3986 appendix B */

struct uri uri_split(str text)
{
	struct uri u = { 0 };
	struct cut c = str_cut(text, '#');
	u.has_fragment = c.found;
	u.fragment = c.tail;
	c = str_cut(c.head, '?');
	u.has_query = c.found;
	u.query = c.tail;
	u.path = c.head;
	c = str_cut(u.path, ':');
	if (c.found && is_scheme(c.head)) {
		u.has_scheme = true;
		u.scheme = c.head;
		u.path = c.tail;
	}
	if (str_starts(u.path, STR("//"))) {
		str rest = str_from(u.path, 2);
		u.has_authority = true;
		u.authority = str_sub(rest, 0, str_find(rest, '/'));
		u.path = str_from(rest, u.authority.n);
	}
	return u;
}

/* Resolution */

static void drop_last_segment(struct buf *out)
{
	while (out->n > 0 && out->p[--out->n] != '/')
		continue;
}

/* Section 5.2.4. A path that begins without "/" (its base is no URI) stays like that. */
static str without_dots(str path, struct arena *a)
{
	struct buf out = { .a = a };
	bool is_rooted = str_starts(path, STR("/"));
	str rest = is_rooted ? str_from(path, 1) : path;
	bool is_last = false;
	while (!is_last) {
		struct cut c = str_cut(rest, '/');
		bool is_dot = str_eq_z(c.head, "."), is_up = str_eq_z(c.head, "..");
		is_last = !c.found;
		rest = c.tail;
		if (is_up)
			drop_last_segment(&out);
		if (!is_dot && !is_up) {
			buf_byte(&out, '/');
			buf_put(&out, c.head);
		} else if (is_last) {
			buf_byte(&out, '/');
		}
	}
	return is_rooted ? buf_str(&out) : str_from(buf_str(&out), 1);
}

/* Section 5.2.3. */
static str merge(const struct uri *base, str path, struct arena *a)
{
	if (base->has_authority && base->path.n == 0)
		return str_fmt(a, "/%.*s", STR_ARG(path));
	struct cut c = str_cut_last(base->path, '/');
	return c.found ? str_fmt(a, "%.*s/%.*s", STR_ARG(c.head), STR_ARG(path)) : path;
}

/* Section 5.2.2, from the point where the reference has neither scheme nor authority. */
static struct uri take_path(struct uri base, struct uri r, struct arena *a)
{
	struct uri t = base;
	if (r.path.n > 0) {
		t.path = without_dots(str_starts(r.path, STR("/")) ? r.path : merge(&base, r.path, a), a);
	}
	if (r.path.n > 0 || r.has_query) {
		t.has_query = r.has_query;
		t.query = r.query;
	}
	return t;
}

static struct uri transform(struct uri base, struct uri r, struct arena *a)
{
	struct uri t = r;
	if (r.has_scheme || r.has_authority) {
		t.path = without_dots(r.path, a);
		if (!r.has_scheme) {
			t.has_scheme = base.has_scheme;
			t.scheme = base.scheme;
		}
		return t;
	}
	t = take_path(base, r, a);
	t.has_fragment = r.has_fragment;
	t.fragment = r.fragment;
	return t;
}

/* Section 6.2.2.1: the host is the same in any case, the user information is not. */
static void put_authority(struct buf *out, str authority, struct arena *a)
{
	struct cut c = str_cut_last(authority, '@');
	str host = c.found ? c.tail : authority;
	buf_put(out, str_sub(authority, 0, authority.n - host.n));
	buf_put(out, str_lower(host, a));
}

/* Section 5.3, and section 4.2 for paths that would read as something else. */
static str join(const struct uri *u, struct arena *a)
{
	struct buf out = { .a = a };
	if (u->has_scheme) {
		buf_put(&out, str_lower(u->scheme, a));
		buf_byte(&out, ':');
	}
	if (u->has_authority) {
		buf_z(&out, "//");
		put_authority(&out, u->authority, a);
	} else if (str_starts(u->path, STR("//"))) {
		buf_z(&out, "/.");
	} else if (!u->has_scheme && str_find(first_segment(u->path), ':') < first_segment(u->path).n) {
		buf_z(&out, "./");
	}
	buf_put(&out, u->path);
	if (u->has_query) {
		buf_byte(&out, '?');
		buf_put(&out, u->query);
	}
	if (u->has_fragment) {
		buf_byte(&out, '#');
		buf_put(&out, u->fragment);
	}
	return buf_str(&out);
}

str uri_resolve(str base, str reference, struct arena *a)
{
	struct uri t = transform(uri_split(base), uri_split(reference), a);
	return join(&t, a);
}

bool uri_resolve_id(str base, str id, struct arena *a, str *out)
{
	str text = str_cut(id, '#').head;

	if (text.n > URI_MAX_ID || (base.n > URI_MAX_ID && !uri_split(text).has_scheme)) /* without work for each of thousands */
		return false;
	*out = str_cut(uri_resolve(base, text, a), '#').head;
	return out->n <= URI_MAX_ID;
}

str uri_unescape(str text, struct arena *a)
{
	struct buf out = { .a = a };

	for (size_t i = 0; i < text.n; i++) {
		bool may_be_escape = text.p[i] == '%' && text.n - i > 2;
		int high = may_be_escape ? byte_hex(text.p[i + 1]) : -1, low = may_be_escape ? byte_hex(text.p[i + 2]) : -1;

		if (high >= 0 && low >= 0) {
			buf_byte(&out, (char)(high * 16 + low));
			i += 2;
		} else {
			buf_byte(&out, text.p[i]);
		}
	}
	return buf_str(&out);
}

/* RFC 3986 section 3.5 */
void uri_put_fragment(struct buf *out, str text)
{
	buf_percent(out, text, "-._~!$&'()*+,;=:@/?");
}

/* Length of scheme and authority: "https://host" of "https://host/a/b"; 0 without scheme. */
static size_t origin_length(str uri)
{
	for (size_t i = 0; i + 2 < uri.n; i++)
		if (uri.p[i] == ':' && uri.p[i + 1] == '/' && uri.p[i + 2] == '/')
			return i + 3 + str_find(str_from(uri, i + 3), '/');
	return 0;
}

str uri_relative(str from, str to, struct arena *a)
{
	size_t origin = origin_length(to), common = origin;
	bool has_scheme = uri_split(to).has_scheme;
	struct buf b = { .a = a };

	if (!from.n || uri_split(from).has_scheme != has_scheme || (has_scheme && !origin))
		return to;
	if (origin != origin_length(from) || !str_starts(from, str_sub(to, 0, origin)))
		return to;
	for (size_t i = origin; i < from.n && i < to.n && from.p[i] == to.p[i]; i++)
		if (to.p[i] == '/')
			common = i + 1;
	for (size_t i = common; i < from.n; i++)
		if (from.p[i] == '/')
			buf_z(&b, "../");
	buf_put(&b, str_from(to, common));
	return buf_str(&b);
}
