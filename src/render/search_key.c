/* Keys as people paste them from SQL, JSON, Ruby and prose, brought to the form of the dictionary: a.b.c */
#include <string.h>

#include "render/search_parts.h"

struct parts {
	VEC(str) all;
	bool is_quoted_head; /* the first part stood in quotes or brackets */
	bool is_bare;        /* nothing but dots between them */
	bool is_broken;      /* white space between parts: prose */
};

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

static str trim_paste(str s)
{
	s = str_trim(s);
	while (s.n && memchr(",;!?", s.p[s.n - 1], 4))
		s.n--;
	return s;
}

static bool is_between(char c)
{
	return c == '.' || c == '[' || c == ']' || c == ':' || c == '>' || c == '-';
}

/* Whether s[i] ends a part: a dash only does in an arrow. */
static bool ends_part(str s, size_t i)
{
	if (s.p[i] == '-')
		return i + 1 < s.n && s.p[i + 1] == '>';
	return is_between(s.p[i]);
}

static size_t skip_between(str s, size_t i, struct parts *p)
{
	while (i < s.n && is_between(s.p[i]) && (s.p[i] != '-' || ends_part(s, i))) {
		p->is_bare = p->is_bare && s.p[i] == '.';
		i++;
	}
	return i;
}

static void cut_parts(str s, struct parts *p, struct arena *a)
{
	size_t i = skip_between(s, 0, p);

	p->is_quoted_head = i > 0;
	while (i < s.n && !p->is_broken) {
		size_t from = i;
		char quote = is_quote(s.p[i]) ? s.p[i] : 0;

		if (quote) {
			p->is_quoted_head = p->is_quoted_head || !p->all.n;
			p->is_bare = false;
			for (from = ++i; i < s.n && s.p[i] != quote; i++)
				;
		} else {
			for (; i < s.n && !ends_part(s, i) && !is_quote(s.p[i]); i++)
				p->is_broken = p->is_broken || byte_is_space(s.p[i]);
		}
		if (i > from)
			*vec_push(&p->all, a) = str_sub(s, from, i - from);
		i = skip_between(s, i + (quote && i < s.n), p);
	}
}

static void add(str out[3], size_t *n, str key)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq(out[i], key))
			return;
	if (key.n)
		out[(*n)++] = key;
}

/* "a.b" of ".../metrics/a.b.html"; empty: it is no page. Names that addresses cannot have are not brought back. */
static str page_name(str s)
{
	str path = str_ends(s, STR(".html")) ? str_sub(s, 0, s.n - 5) : (str){ 0 };
	struct cut c = str_cut_last(path, '/');

	return c.found ? c.tail : path;
}

size_t search_keys(str text, str out[3], struct arena *a)
{
	str s = trim_paste(text), page = page_name(s);
	struct parts p = { .is_bare = true };
	size_t n = 0, from;

	add(out, &n, s);
	add(out, &n, page);
	if (page.n)
		return n;
	cut_parts(s, &p, a);
	if (p.is_broken || !p.all.n || (p.is_bare && !str_starts(s, STR("$")) && !str_starts(s, STR("."))))
		return n;
	from = str_eq_z(p.all.v[0], "$");
	add(out, &n, str_join(a, p.all.v + from, p.all.n - from, STR(".")));
	/* metrics['a']['b'], payload->'a': the first part is the name of the whole */
	if (!p.is_quoted_head && p.all.n > from + 1)
		add(out, &n, str_join(a, p.all.v + from + 1, p.all.n - from - 1, STR(".")));
	return n;
}
