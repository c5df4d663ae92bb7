/* Reads queries: words, "phrases", field:value, -negation, a,b alternatives and ranges. */
#include <stdarg.h>
#include <string.h>

#include "render/search_run.h"

void query_note(struct query *q, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	*vec_push(&q->out->notices, q->a) = str_vfmt(q->a, fmt, args);
	va_end(args);
}

static bool is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

/* Past the item at `from`; quotes after ':' and ',' hold blanks together. */
static size_t item_end(str s, size_t from)
{
	size_t i = from;

	while (i < s.n && !is_blank(s.p[i])) {
		if (s.p[i] == '"' && i > from && (s.p[i - 1] == ':' || s.p[i - 1] == ','))
			for (i++; i < s.n && s.p[i] != '"'; i++)
				;
		i += i < s.n;
	}
	return i;
}

str search_written(str value, struct arena *a)
{
	bool is_bare = value.n && !memchr("<>:/", value.p[0], 4) && !str_has(value, STR(".."));

	for (size_t i = 0; i < value.n && is_bare; i++)
		is_bare = !is_blank(value.p[i]) && value.p[i] != ',' && value.p[i] != '"';
	return is_bare ? value : str_fmt(a, "\"%.*s\"", STR_ARG(str_replace(value, '"', ' ', a)));
}

static bool looks_like_field(str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!byte_is_alpha(name.p[i]) && name.p[i] != '_')
			return false;
	return true;
}

/* What stands in front of a colon, if a field is called so, whatever is in it, or it looks like one; empty: neither. */
static str field_name(const struct query *q, str item)
{
	struct cut c = str_cut(item, ':');

	if (!c.found || !c.head.n || str_starts(c.tail, STR(":")) || str_starts(c.tail, STR("/")))
		return (str){ 0 };
	return looks_like_field(c.head) || search_facet_asked(q->x, c.head, q->a) ? c.head : (str){ 0 };
}

str query_first_field(const struct query *q, str text)
{
	text = str_trim(text);
	text = str_starts(text, STR("-")) ? str_from(text, 1) : text;
	return field_name(q, str_sub(text, 0, item_end(text, 0)));
}

static void add_word(struct query *q, str word)
{
	for (size_t i = 0; i < q->n; i++)
		if (str_eq(q->word[i].text, word))
			return;
	if (q->n < QUERY_READ)
		q->word[q->n++] = (struct query_word){ .text = word };
}

void query_add_words(struct query *q, str text)
{
	struct search_words words = { .all = { 0 } };

	search_tokenize(text, SEARCH_WORDS, q->a, &words);
	for (size_t i = 0; i < words.all.n; i++)
		add_word(q, words.all.v[i]);
}

static void exclude(struct query *q, str text)
{
	struct search_words words = { .all = { 0 } };
	struct query_excluded *out;

	search_tokenize(text, SEARCH_WORDS, q->a, &words);
	if (!words.all.n)
		return;
	out = vec_push(&q->excluded, q->a);
	*out = (struct query_excluded){ .words = { 0 } };
	for (size_t i = 0; i < words.all.n; i++) {
		struct query_tokens *tokens = vec_push(&out->words, q->a);

		*tokens = (struct query_tokens){ .all = { 0 } };
		query_same(q->x, words.all.v[i], tokens, q->a);
	}
}

static void add_phrase(struct query *q, str text, bool is_negated)
{
	struct query_phrase *p;

	if (is_negated) {
		exclude(q, text);
		return;
	}
	query_add_words(q, text);
	p = vec_push(&q->phrases, q->a);
	*p = (struct query_phrase){ .words = { .all = { 0 } } };
	search_tokenize(text, SEARCH_ALL, q->a, &p->words);
	if (!p->words.all.n)
		q->phrases.n--;
}

/* >=17.0, 16.0..16.5, ..16.5, 16.0.., or a value. */
static struct query_condition read_condition(str value)
{
	const bool is_less = str_starts(value, STR("<")), is_more = str_starts(value, STR(">"));
	struct query_condition c = { .value = value };
	size_t dots = 0;

	if (is_less || is_more) {
		bool is_same = value.n > 1 && value.p[1] == '=';

		c.bound[c.n_bounds++] = (struct query_bound){ is_less, is_same, str_from(value, is_same ? 2 : 1) };
		return c;
	}
	while (dots < value.n && !str_starts(str_from(value, dots), STR("..")))
		dots++;
	if (dots == value.n)
		return c;
	if (dots)
		c.bound[c.n_bounds++] = (struct query_bound){ false, true, str_sub(value, 0, dots) };
	if (dots + 2 < value.n)
		c.bound[c.n_bounds++] = (struct query_bound){ true, true, str_from(value, dots + 2) };
	return c;
}

/* What is quoted is a value, whatever it looks like. */
static void read_values(struct query *q, struct query_filter *f, str s)
{
	size_t i = 0;

	while (i < s.n) {
		bool is_quoted = s.p[i] == '"';
		size_t from = i, n;
		str value;

		if (is_quoted) {
			for (from = ++i; i < s.n && s.p[i] != '"'; i++)
				;
			n = i - from;
			i += i < s.n;
		} else {
			for (; i < s.n && s.p[i] != ','; i++)
				;
			n = i - from;
		}
		value = str_sub(s, from, n);
		if (n)
			*vec_push(&f->any, q->a) = is_quoted ? (struct query_condition){ .value = value } : read_condition(value);
		i += i < s.n && s.p[i] == ',';
	}
}

/* The known name nearest to an unknown one; empty when none is near. */
static str nearest_field(const struct search_index *x, str name)
{
	size_t best = name.n < 4 ? 2 : 3;
	str out = { 0 };

	for (size_t i = 0; i < x->facets.n; i++) {
		size_t d = search_distance(name, x->facets.v[i].name, 2);

		if (d < best) {
			best = d;
			out = x->facets.v[i].name;
		}
	}
	return out;
}

static void note_unknown_field(struct query *q, str name)
{
	str near = nearest_field(q->x, str_lower(name, q->a));
	struct buf names = { .a = q->a };

	if (near.n) {
		query_note(q, "no field is called \"%.*s\", did you mean \"%.*s\"?", STR_ARG(name), STR_ARG(near));
		return;
	}
	for (size_t i = 0; i < q->x->facets.n; i++)
		buf_fmt(&names, "%s%.*s", i ? ", " : "", STR_ARG(q->x->facets.v[i].name));
	query_note(q, "no field is called \"%.*s\", fields are %.*s", STR_ARG(name), STR_ARG(buf_str(&names)));
}

/* Returns the text that became words; empty when none did. */
static str read_item(struct query *q, str item, bool is_negated)
{
	str name = field_name(q, item), value = name.n ? str_from(item, name.n + 1) : (str){ 0 };
	const struct search_facet *facet = name.n ? search_facet_asked(q->x, name, q->a) : NULL;
	struct query_filter *f;

	if (value.n && !facet) {
		note_unknown_field(q, name);
		item = value;
	}
	if (!facet && is_negated) {
		exclude(q, item);
		return (str){ 0 };
	}
	if (!facet) {
		query_add_words(q, item);
		return item;
	}
	f = vec_push(&q->filters, q->a);
	*f = (struct query_filter){ .facet = facet, .is_negated = is_negated };
	read_values(q, f, value);
	if (f->any.n)
		return (str){ 0 };
	q->filters.n--;
	query_note(q, "no value follows \"%.*s\"", STR_ARG(item));
	return (str){ 0 };
}

/* Descriptions are indexed without them, so they can only be asked for alone or in a name. */
static void drop_stop_words(struct query *q)
{
	size_t kept = 0;

	for (size_t i = 0; i < q->n; i++)
		kept += !search_is_stop_word(q->word[i].text);
	if (!kept || q->begun.n)
		return;
	kept = 0;
	for (size_t i = 0; i < q->n; i++)
		if (!search_is_stop_word(q->word[i].text))
			q->word[kept++] = q->word[i];
	q->n = kept;
}

static bool ends_in_word(str text)
{
	char c = text.n ? text.p[text.n - 1] : ' ';

	return byte_is_alpha(c) || byte_is_digit(c) || (unsigned char)c >= 0x80;
}

/* The word at the end of a text may be the beginning of one; a single letter is one only there. */
static void mark_typed(struct query *q, str item)
{
	struct search_words words = { .all = { 0 } };
	str last;

	search_tokenize(item, SEARCH_ALL, q->a, &words);
	if (!words.all.n || !q->n)
		return;
	last = words.all.v[words.all.n - 1];
	if (last.n == 1 || (search_is_stop_word(last) && str_find(item, '_') < item.n))
		add_word(q, last);
	if (str_eq(q->word[q->n - 1].text, last))
		q->word[q->n - 1].is_typed = true;
}

/* The phrase that begins with the quote at `i`. What comes back is where it ends. */
static size_t read_phrase(struct query *q, str text, size_t i, bool is_negated)
{
	size_t end = i + 1;

	while (end < text.n && text.p[end] != '"')
		end++;
	add_phrase(q, str_sub(text, i + 1, end - i - 1), is_negated);
	return end + (end < text.n);
}

void query_parse(struct query *q, str text)
{
	size_t i = 0;
	str last = { 0 };

	while (i < text.n) {
		bool is_negated = text.p[i] == '-' && i + 1 < text.n && !is_blank(text.p[i + 1]);
		size_t end, filters = q->filters.n;

		if (is_blank(text.p[i])) {
			i++;
			continue;
		}
		i += is_negated;
		if (text.p[i] == '"') {
			i = read_phrase(q, text, i, is_negated);
			last = (str){ 0 };
			continue;
		}
		end = item_end(text, i);
		last = read_item(q, str_sub(text, i, end - i), is_negated);
		if (q->filters.n > filters) {
			q->filters.v[filters].from = i - is_negated;
			q->filters.v[filters].to = end;
		}
		i = end;
	}
	drop_stop_words(q);
	if (ends_in_word(text))
		mark_typed(q, last);
}
