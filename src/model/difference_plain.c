/* Plain values by what they say: when two are the same, and what they are called. */
#include "doc/json.h"
#include "model/difference_parts.h"

/* The next byte with runs of white space as one blank; -1 at the end, where white space is nothing. */
static int next_byte(str s, size_t *at)
{
	size_t from = *at;

	if (from == s.n)
		return -1;
	if (!byte_is_space(s.p[from])) {
		(*at)++;
		return (unsigned char)s.p[from];
	}
	while (*at < s.n && byte_is_space(s.p[*at]))
		(*at)++;
	return *at == s.n ? -1 : ' ';
}

static bool text_equal(str a, str b)
{
	size_t i = 0, j = 0;
	int c;

	if (str_eq(a, b))
		return true;
	a = str_trim(a);
	b = str_trim(b);
	while ((c = next_byte(a, &i)) == next_byte(b, &j))
		if (c < 0)
			return true;
	return false;
}

static str value_text(const struct node *n, const struct field *f)
{
	return f ? field_value(f, n->text) : n->text;
}

bool plain_equal(const struct node *a, const struct node *b, const struct field *f)
{
	if (a->kind == NODE_STRING && b->kind == NODE_STRING)
		return text_equal(value_text(a, f), value_text(b, f));
	return node_equal(a, b);
}

str plain_key(const struct node *n, const struct field *f, struct arena *a)
{
	struct buf out = { .a = a };
	uint64_t hash;
	str text;
	int c;

	if (n->kind != NODE_STRING) {
		hash = node_hash(n);
		buf_put(&out, (str){ (const char *)&hash, sizeof hash });
		buf_byte(&out, '#');
		return buf_str(&out);
	}
	text = str_trim(value_text(n, f));
	buf_reserve(&out, text.n + 1);
	for (size_t i = 0; (c = next_byte(text, &i)) >= 0;)
		buf_byte(&out, (char)c);
	buf_byte(&out, '=');
	return buf_str(&out);
}

str difference_words(const struct node *n, size_t max, struct arena *a)
{
	struct buf out = { .a = a };
	str text;
	int c;

	if (is_nothing(n))
		return STR("nothing");
	if (is_plain(n)) {
		text = str_trim(doc_scalar(n, a));
		for (size_t i = 0; (c = next_byte(text, &i)) >= 0;)
			buf_byte(&out, (char)c);
	} else {
		buf_put(&out, json_text(n, a));
	}
	return difference_cut(buf_str(&out), 0, max, a);
}
