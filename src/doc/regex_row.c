/* The most frequent patterns of schemas without an engine: a test of a byte in a class is all there is to them. */
#include "doc/regex_row.h"

#include <string.h>

#include "base/arena.h"
#include "base/vec.h"

enum { ASCII = 128, WORD_BITS = 64 };

struct item {
	uint64_t set[ASCII / WORD_BITS]; /* characters */
	bool is_needed, is_repeated;     /* at least one; any number */
};
struct regex_row {
	VEC(struct item) all;
};

static void put(struct item *item, unsigned from, unsigned to)
{
	for (unsigned c = from; c <= to; c++)
		item->set[c / WORD_BITS] |= (uint64_t)1 << c % WORD_BITS;
}

static bool has(const struct item *item, char byte)
{
	unsigned char c = (unsigned char)byte;

	return c < ASCII && (item->set[c / WORD_BITS] >> c % WORD_BITS & 1);
}

static bool is_one_of(char c, const char *all)
{
	return c && strchr(all, c);
}

/* Stands for itself, in a class and outside of one. */
static bool is_plain(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || is_one_of(c, "_ /:,@#%=<>!&~;'\"");
}

/* \d, \w and escaped punctuation; no end of a range. */
static bool take_escape(str s, size_t *at, struct item *out)
{
	char c = *at + 1 < s.n ? s.p[*at + 1] : '\0';

	*at += 2;
	if (c == 'd' || c == 'w')
		put(out, '0', '9');
	if (c == 'w') {
		put(out, 'A', 'Z');
		put(out, 'a', 'z');
		put(out, '_', '_');
	}
	if (is_one_of(c, ".*+?()[]{}|^$/-\\"))
		put(out, (unsigned char)c, (unsigned char)c);
	else if (c != 'd' && c != 'w')
		return false;
	return true;
}

/* One character of a class, or a range of them. */
static bool take_range(str s, size_t *at, struct item *out)
{
	char from = s.p[*at], to;

	if (!is_plain(from) && !is_one_of(from, ".+*?()"))
		return false;
	to = from;
	(*at)++;
	if (*at + 1 < s.n && s.p[*at] == '-' && s.p[*at + 1] != ']') {
		to = s.p[*at + 1];
		*at += 2;
		if (!byte_is_alpha(to) && !byte_is_digit(to))
			return false;
	}
	put(out, (unsigned char)from, (unsigned char)to);
	return true;
}

/* [...]; a dash is itself only in front and at the end. */
static bool take_class(str s, size_t *at, struct item *out)
{
	size_t first = ++*at;

	while (*at < s.n && s.p[*at] != ']') {
		bool is_edge = *at == first || (*at + 1 < s.n && s.p[*at + 1] == ']');

		if (s.p[*at] == '-' && is_edge && (*at + 1 >= s.n || s.p[*at + 1] != '-')) {
			put(out, '-', '-');
			(*at)++;
		} else if (s.p[*at] == '\\' ? !take_escape(s, at, out) : !take_range(s, at, out)) {
			return false;
		}
	}
	return (*at)++ < s.n && *at > first + 1;
}

static bool take_item(str s, size_t *at, struct item *out)
{
	if (s.p[*at] == '[') {
		if (!take_class(s, at, out))
			return false;
	} else if (s.p[*at] == '\\') {
		if (!take_escape(s, at, out))
			return false;
	} else if (is_plain(s.p[*at]) || s.p[*at] == '-') {
		put(out, (unsigned char)s.p[*at], (unsigned char)s.p[*at]);
		(*at)++;
	} else {
		return false;
	}
	out->is_needed = true;
	if (*at < s.n && is_one_of(s.p[*at], "+*?")) {
		out->is_needed = s.p[*at] == '+';
		out->is_repeated = s.p[*at] != '?';
		(*at)++;
	}
	return true;
}

/* Whether how often an item is there can be told without looking at what comes behind. */
static bool is_certain(const struct regex_row *r, size_t i)
{
	const struct item *item = &r->all.v[i];

	if (item->is_needed && !item->is_repeated)
		return true;
	for (i++; i < r->all.n; i++) {
		const struct item *next = &r->all.v[i];

		if ((item->set[0] & next->set[0]) | (item->set[1] & next->set[1]))
			return false;
		if (next->is_needed)
			return true;
	}
	return true;
}

const struct regex_row *regex_row_compile(str pattern, struct arena *a)
{
	struct regex_row *r = arena_new(a, struct regex_row);
	size_t at = 1;

	if (!str_starts(pattern, STR("^")) || !str_ends(pattern, STR("$")))
		return NULL;
	pattern.n--;
	while (at < pattern.n) {
		struct item *item = vec_push(&r->all, a);

		*item = (struct item){ .is_needed = true };
		if (!take_item(pattern, &at, item))
			return NULL;
	}
	for (size_t i = 0; i < r->all.n; i++)
		if (!is_certain(r, i))
			return NULL;
	return r->all.n ? r : NULL;
}

bool regex_row_matches(const struct regex_row *r, str subject)
{
	size_t at = 0;

	for (size_t i = 0; i < r->all.n; i++) {
		const struct item *item = &r->all.v[i];
		size_t from = at;

		while (at < subject.n && has(item, subject.p[at]) && (at == from || item->is_repeated))
			at++;
		if (item->is_needed && at == from)
			return false;
	}
	return at == subject.n;
}
