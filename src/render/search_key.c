/* Keys as people paste them from SQL, JSON, Ruby and prose, brought to the form of the dictionary: a.b.c */
#include <string.h>

#include "base/fs.h"
#include "render/search_parts.h"

struct parts {
	VEC(str) all;
	bool is_quoted_head; /* the first part stood in quotes or brackets */
	bool is_bare;        /* nothing but dots between them */
	bool is_broken;      /* white space between parts: prose */
};

bool search_is_one_word(str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] <= ' ')
			return false;
	return true;
}

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
	if (key.n && !str_is_among(key, out, *n))
		out[(*n)++] = key;
}

/* The last part of a path or an address, without the line and the place in it: "x.yml" of ".../x.yml:12", "a.b.html" of "/metrics/a.b.html#query". */
static str file_name(str s)
{
	return str_cut(fs_path_name(str_cut(str_cut(s, '#').head, '?').head), ':').head;
}

/* Without the number in front: files of definitions begin with when they were made. */
static str without_number(str s)
{
	size_t n = 0;

	while (n < s.n && byte_is_digit(s.p[n]))
		n++;
	return n && n < s.n && s.p[n] == '_' ? str_from(s, n + 1) : s;
}

/* "a.b" of a page a.b.html, "a_b" of a definition 20210216_a_b.yml; empty: it is neither. Names that addresses cannot have are not brought back. */
static str name_of_file(str s, bool *is_file)
{
	static const char *const ends[] = { ".html", ".yml", ".yaml", ".json" };

	s = file_name(s);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		str end = str_from_z(ends[i]);

		*is_file = s.n > end.n && str_ends(s, end);
		if (*is_file)
			return i ? without_number(str_sub(s, 0, s.n - end.n)) : str_sub(s, 0, s.n - end.n);
	}
	return (str){ 0 };
}

size_t search_keys(str text, str out[3], struct arena *a)
{
	bool is_file;
	str s = trim_paste(text), file = name_of_file(s, &is_file);
	struct parts p = { .is_bare = true };
	size_t n = 0, from;

	add(out, &n, s);
	add(out, &n, file);
	if (is_file)
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
