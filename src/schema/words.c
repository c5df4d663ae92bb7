/* Values, types and lists as parts of sentences. Knows no failures and no places. */
#include <string.h>

#include "schema/check.h"

enum { CHOICES_SHOWN = 8, CHOICES_NEAR = 3, CHOICES_BYTES = 160, COMPARED_MAX = 2000, TEXT_MAX = 64 };

/* diag_quote's care for control characters, without the quotes. */
str words_text(str s, struct arena *a)
{
	str quoted = diag_quote(s, a);
	struct buf b = { .a = a };

	quoted = str_sub(quoted, 1, quoted.n - 2);
	for (size_t i = 0; i < quoted.n; i++) {
		if (quoted.p[i] == '\\' && i + 1 < quoted.n && (quoted.p[i + 1] == '"' || quoted.p[i + 1] == '\\'))
			i++;
		buf_byte(&b, quoted.p[i]);
	}
	return buf_str(&b);
}

str words_value(const struct node *n, struct arena *a)
{
	switch ((enum node_kind)n->kind) {
	case NODE_NULL:
		return STR("null");
	case NODE_STRING:
		return diag_quote(n->text, a);
	case NODE_SEQ:
		return n->n ? str_fmt(a, "a list of %.*s", STR_ARG(str_quantity(n->n, "item", a)))
		            : STR("an empty list");
	case NODE_MAP:
		return n->n ? STR("a mapping") : STR("an empty mapping");
	case NODE_BOOL:
	case NODE_INT:
	case NODE_FLOAT:
		break;
	}
	return words_text(doc_scalar(n, a), a);
}

/* Would be read as the string it is. */
static bool is_plain(str s)
{
	static const char *const taken[] = { "true", "false", "null", "yes", "no", "on", "off", "y", "n" };

	if (!s.n || s.n > TEXT_MAX || !(byte_is_alpha(s.p[0]) || s.p[0] == '_'))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_alpha(s.p[i]) && !byte_is_digit(s.p[i]) && !memchr("_-./:()", s.p[i], 7))
			return false;
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (str_eq_lower(s, str_from_z(taken[i])))
			return false;
	return true;
}

str words_plain(const struct node *n, struct arena *a)
{
	return n->kind == NODE_STRING && is_plain(n->text) ? n->text : words_value(n, a);
}

str words_join(const str *parts, size_t n, const char *last, struct arena *a)
{
	struct buf b = { .a = a };

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_z(&b, i + 1 == n ? last : ", ");
		buf_put(&b, parts[i]);
	}
	return buf_str(&b);
}

str words_types(unsigned types, struct arena *a)
{
	static const struct {
		unsigned bit;
		const char *words;
	} rows[] = { { 1 << NODE_STRING, "a string" },   { 1 << NODE_FLOAT, "a number" },
		     { TYPE_INTEGER, "a whole number" }, { 1 << NODE_BOOL, "true or false" },
		     { 1 << NODE_SEQ, "a list" },        { 1 << NODE_MAP, "a mapping" },
		     { 1 << NODE_NULL, "null" } };
	str parts[sizeof rows / sizeof *rows];
	size_t n = 0;

	if (types & 1 << NODE_FLOAT)
		types &= ~(unsigned)TYPE_INTEGER;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (types & rows[i].bit)
			parts[n++] = str_from_z(rows[i].words);
	return words_join(parts, n, " or ", a);
}

/* Indexes of the items nearest to `at` by edit distance; ties by order. */
static size_t nearest_items(const struct node *list, str word, size_t *out)
{
	size_t distance[CHOICES_NEAR], n = 0;

	for (size_t i = 0; i < list->n && i < COMPARED_MAX; i++) {
		size_t limit = n < CHOICES_NEAR ? TEXT_MAX : distance[n - 1]; /* farther ones are not measured */
		size_t d = str_distance(word, doc_text(&list->item[i]), limit), at = n;

		while (at && d < distance[at - 1])
			at--;
		if (at >= CHOICES_NEAR)
			continue;
		n = n < CHOICES_NEAR ? n + 1 : n;
		for (size_t k = n - 1; k > at; k--) {
			distance[k] = distance[k - 1];
			out[k] = out[k - 1];
		}
		distance[at] = d;
		out[at] = i;
	}
	return n;
}

str words_choices(const struct node *list, const struct node *at, struct arena *a)
{
	size_t index[CHOICES_SHOWN], n = list->n, bytes = 0, shown = 0;
	str parts[CHOICES_SHOWN], joined;

	if (!list->n)
		return STR("a value of an empty list");
	if (list->n == 1)
		return words_value(&list->item[0], a);
	if (list->n > CHOICES_SHOWN)
		n = nearest_items(list, at ? doc_text(at) : (str){ 0 }, index);
	for (size_t i = 0; i < n && (!i || bytes < CHOICES_BYTES); i++) {
		parts[shown++] = words_plain(&list->item[list->n > CHOICES_SHOWN ? index[i] : i], a);
		bytes += parts[i].n;
	}
	joined = words_join(parts, shown, ", ", a);
	if (list->n > shown)
		return str_fmt(a, "one of %zu values such as %.*s", (size_t)list->n, STR_ARG(joined));
	return str_fmt(a, "one of %.*s", STR_ARG(joined));
}

str words_format(str format)
{
	static const struct {
		const char *format, *words;
	} rows[] = {
		{ "date", "a date such as 2024-12-31" },
		{ "date-time", "a date and time such as 2024-12-31T23:59:59Z" },
		{ "time", "a time such as 23:59:59Z" },
		{ "duration", "a duration such as P3D" },
		{ "email", "an e-mail address" },
		{ "hostname", "a host name" },
		{ "ipv4", "an IPv4 address such as 192.0.2.1" },
		{ "ipv6", "an IPv6 address such as 2001:db8::1" },
		{ "uri", "a URI such as https://example.com/page" },
		{ "uri-reference", "a URI or a relative reference" },
		{ "json-pointer", "a JSON Pointer such as /a/0" },
		{ "relative-json-pointer", "a relative JSON Pointer such as 1/a" },
		{ "uuid", "a UUID such as 123e4567-e89b-12d3-a456-426614174000" },
		{ "regex", "a regular expression (ECMA-262)" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (str_eq_z(format, rows[i].format))
			return str_from_z(rows[i].words);
	return (str){ 0 };
}
