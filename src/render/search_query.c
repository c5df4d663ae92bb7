/* A query from its text to its hits: keys that were pasted come first, then what the words find. */
#include <string.h>

#include "render/search_run.h"

struct key_hits {
	const uint8_t *allowed;       /* other documents have keys that are not asked for */
	VEC(uint32_t) exact, started; /* documents whose key is the text, or starts with it */
	str key;                      /* the form that was found; empty: none */
	bool is_list;                 /* there is nothing else to show */
};

/* The first document of the kind whose key is not less. */
static uint32_t lower_key(const struct search_index *x, size_t kind, str key)
{
	uint32_t low = x->kinds.v[kind].from, high = search_kind_end(x, kind);

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (str_cmp(x->docs[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether a kind may have such a key: one with blanks where its keys have some. */
static bool may_have(const struct search_kind *k, str key)
{
	return k->has_blanks || search_is_one_word(key);
}

static bool any_may_have(const struct search_index *x, str key)
{
	for (size_t k = 0; k < x->kinds.n; k++)
		if (may_have(&x->kinds.v[k], key))
			return true;
	return false;
}

static void find_exact(struct query *q, str key, struct key_hits *out)
{
	for (size_t k = 0; k < q->x->kinds.n; k++) {
		uint32_t end = search_kind_end(q->x, k), i = may_have(&q->x->kinds.v[k], key) ? lower_key(q->x, k, key) : end;

		for (; i < end && str_eq(q->x->docs[i].key, key) && out->exact.n < QUERY_EXACT_MAX; i++)
			if (out->allowed[i])
				*vec_push(&out->exact, q->a) = i;
	}
}

static bool is_exact(const struct key_hits *k, uint32_t id)
{
	for (size_t i = 0; i < k->exact.n; i++)
		if (k->exact.v[i] == id)
			return true;
	return false;
}

static void find_started(struct query *q, str key, struct key_hits *out)
{
	for (size_t k = 0; k < q->x->kinds.n; k++) {
		uint32_t end = search_kind_end(q->x, k), i = lower_key(q->x, k, key);

		for (; i < end && str_starts(q->x->docs[i].key, key); i++)
			if (out->allowed[i] && !is_exact(out, i))
				*vec_push(&out->started, q->a) = i;
	}
}

static bool has_any(str s, const char *bytes)
{
	for (; *bytes; bytes++)
		if (str_find(s, *bytes) < s.n)
			return true;
	return false;
}

/* Whether the text can be the beginning of a key. */
static bool can_start(str key)
{
	return key.n > 2 && has_any(str_from(key, 1), "._");
}

static bool find_key(struct query *q, str key, bool is_one, struct key_hits *out)
{
	bool has_dot = has_any(key, ".");

	find_exact(q, key, out);
	if (is_one && can_start(key) && (!out->exact.n || has_dot))
		find_started(q, key, out);
	if (!out->exact.n && !out->started.n)
		return false;
	out->key = key;
	out->is_list = is_one && has_dot;
	return true;
}

/* The next of the texts that may be a key among other words: it has a dot, an arrow or a bracket before its end. Empty: there are no more. */
static str next_inner(str text, size_t *at)
{
	str none = { 0 };

	while (*at < text.n) {
		size_t from = *at, n;

		while (*at < text.n && (unsigned char)text.p[*at] > ' ' && !memchr("(){}=;,", text.p[*at], 7))
			++*at;
		n = *at - from;
		*at += *at < text.n;
		while (n && (text.p[from + n - 1] == '.' || text.p[from + n - 1] == ':'))
			n--;
		if (n && has_any(str_sub(text, from, n - 1), ".>]"))
			return str_sub(text, from, n);
	}
	return none;
}

/* Finds the first text among other words that is the key of an entry; of so many that look like one. */
static bool find_inner(struct query *q, str text, bool is_one, struct key_hits *out)
{
	size_t at = 0;

	for (size_t i = 0; i < QUERY_INNER; i++) {
		str inner = next_inner(text, &at), keys[3];
		size_t n = inner.n ? search_keys(inner, keys, q->a) : 0;

		for (size_t k = 0; k < n; k++)
			if (find_key(q, keys[k], is_one, out))
				return true;
	}
	return false;
}

/* Returns the text whose words are to be looked for. */
static str find_keys(struct query *q, str text, struct key_hits *out)
{
	bool is_one = search_is_one_word(text);
	str keys[3] = { text }, field = query_first_field(q, text);
	size_t n;

	if (search_facet_asked(q->x, field, q->a))
		return text;
	n = is_one ? search_keys(text, keys, q->a) : 1;
	for (size_t i = 0; i < n; i++)
		if (find_key(q, keys[i], is_one, out))
			return out->key;
	if (n && str_ends(keys[n - 1], STR(".")) && find_key(q, str_sub(keys[n - 1], 0, keys[n - 1].n - 1), is_one, out))
		return out->key;
	if (find_inner(q, text, is_one, out))
		return out->key;
	return n > 1 && !field.n && has_any(text, "['\"$.") ? keys[n - 1] : text;
}

/* What may be the beginning of the last part of a key: several words without a blank between them, or one that nobody has. */
static str find_begun(struct query *q, str text)
{
	str s = str_lower(text, q->a);

	for (size_t i = 0; i < s.n; i++)
		if (!byte_is_alpha(s.p[i]) && !byte_is_digit(s.p[i]) && s.p[i] != '_')
			return (str){ 0 };
	return s.n > 2 && (has_any(s, "_") || query_find(q->x, s) == UINT32_MAX) ? s : (str){ 0 };
}

static str clip(str text)
{
	size_t n = SEARCH_MAX_QUERY;

	if (text.n > n) {
		while (n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
			n--;
		text = str_sub(text, 0, n);
	}
	return text;
}

/* Words that name a value: "gmau create stage" can be asked for as pi:gmau stage:create. */
static size_t match_value(struct query *q, size_t at, struct buf *out)
{
	for (size_t n = 3; n; n--) {
		str words[3], id;

		if (at + n > q->n)
			continue;
		for (size_t i = 0; i < n; i++)
			words[i] = q->word[at + i].text;
		id = str_join(q->a, words, n, STR("_"));
		for (size_t i = 0; i < q->x->facets.n; i++) {
			const struct search_facet *f = &q->x->facets.v[i];
			bool is_named = at + n < q->n && str_eq(q->word[at + n].text, f->name);

			for (size_t v = 0; f->in_root && (is_named || f->has_words) && v < f->values.n; v++)
				if (query_is_called(f, v, id, q->a)) {
					buf_fmt(out, "%s%.*s:%.*s", out->n ? " " : "", STR_ARG(f->name), STR_ARG(id));
					return n + is_named;
				}
		}
	}
	return 0;
}

static void note_values(struct query *q)
{
	struct buf out = { .a = q->a };
	bool found = false;
	size_t i = 0;

	while (i < q->n) {
		size_t n = match_value(q, i, &out);

		found = found || n;
		if (!n)
			buf_fmt(&out, "%s%.*s", out.n ? " " : "", STR_ARG(q->word[i].text));
		i += n ? n : 1;
	}
	if (found && !q->filters.n && !q->phrases.n && !q->excluded.n)
		query_note(q, "narrower: %.*s", STR_ARG(buf_str(&out)));
}

static str without_filters(const struct query *q, str text)
{
	struct buf out = { .a = q->a };
	size_t at = 0;

	for (size_t i = 0; i <= q->filters.n; i++) {
		size_t end = i < q->filters.n ? q->filters.v[i].from : text.n;
		str part = str_trim(str_sub(text, at, end - at));

		if (part.n && out.n)
			buf_byte(&out, ' ');
		buf_put(&out, part);
		at = i < q->filters.n ? q->filters.v[i].to : end;
	}
	return buf_str(&out);
}

/* Returns the text whose words are to be looked for. Filters stand beside a key as they do beside words: a key of what they leave out is none. */
static str find_keys_and_filters(struct query *q, str text, struct key_hits *keys)
{
	struct search_result unsaid = { .total = 0 };
	struct query probe = { .x = q->x, .a = q->a, .out = &unsaid };
	str found;

	query_parse(&probe, text);
	probe.excluded.n = 0; /* a key may begin with '-' */
	keys->allowed = query_allowed(&probe);
	q->text = probe.filters.n ? without_filters(&probe, text) : text;
	found = find_keys(q, q->text, keys);
	if (!probe.filters.n)
		return found;
	if (!keys->key.n)
		return text;
	q->filters.v = probe.filters.v;
	q->filters.n = q->filters.cap = probe.filters.n;
	return found;
}

struct found { /* by a query, in one of the indexes */
	struct query q;
	struct key_hits keys;
	struct search_result said; /* without hits; total: how many of those not looked at are taken to have its phrases */
	VEC(struct search_hit) all; /* best first */
	size_t n_exact, n_full;     /* the first so many have the text as their key; so many have all words of it */
};

static void add_front(struct found *f, const uint32_t *ids, size_t n, uint32_t score, uint8_t *allowed)
{
	for (size_t i = 0; i < n; i++) {
		allowed[ids[i]] = 0; /* not once more among what the words find */
		*vec_push(&f->all, f->q.a) = (struct search_hit){ ids[i], score };
	}
}

/* Behind what the keys found. */
static void add_ranked(struct found *f, const uint8_t *allowed, size_t wanted)
{
	struct query_hits hits = { .n = 0 };

	if (f->keys.is_list || !(f->q.n || ((f->q.filters.n || f->q.excluded.n) && !f->keys.key.n)))
		return;
	query_rank(&f->q, allowed, wanted, &hits);
	f->n_full += hits.n_full;
	for (size_t i = 0; i < hits.n; i++)
		*vec_push(&f->all, f->q.a) = hits.v[i];
}

static void find_all(const struct search_index *x, str text, size_t wanted, struct arena *a, struct found *f)
{
	struct query *q = &f->q;
	const struct key_hits *keys = &f->keys;
	uint8_t *allowed;

	*f = (struct found){ .q = { .x = x, .a = a, .out = &f->said } };
	text = find_keys_and_filters(q, text, &f->keys);
	if (!keys->is_list) {
		q->has_key = keys->key.n > 0;
		q->begun = find_begun(q, text);
		if (keys->key.n)
			query_add_words(q, text);
		else
			query_parse(q, text);
		q->n = q->n < QUERY_WORDS ? q->n : QUERY_WORDS;
		if (!keys->key.n)
			note_values(q);
		query_expand(q);
	}
	allowed = query_allowed(q);
	add_front(f, keys->exact.v, keys->exact.n, SCORE_EXACT, allowed);
	f->n_exact = f->all.n;
	add_front(f, keys->started.v, keys->is_list || keys->started.n < QUERY_STARTED ? keys->started.n : QUERY_STARTED, SCORE_STARTED, allowed);
	f->n_full = f->all.n;
	add_ranked(f, allowed, wanted);
}

enum asked_gone { GONE_NOT, GONE_EXACT, GONE_ALL };

/* Which keys that are gone a query asks for: not those that a living entry has, nor where it names what they have not. */
static enum asked_gone asks_gone(const struct found *f)
{
	const struct query *q = &f->q;
	bool is_one = search_is_one_word(q->text);

	if (f->n_exact || q->phrases.n || q->excluded.n || !q->text.n)
		return GONE_NOT;
	for (size_t i = 0; i < q->filters.n; i++)
		if (!str_eq_z(q->filters.v[i].facet->name, "kind"))
			return GONE_NOT;
	if (f->n_full < QUERY_FEW || (is_one && can_start(q->text)))
		return GONE_ALL;
	return is_one || (can_start(q->text) && any_may_have(q->x, q->text)) ? GONE_EXACT : GONE_NOT;
}

/* The key that one word stands for. */
static str key_of(const struct query *q)
{
	str keys[3];
	size_t n = search_keys(q->text, keys, q->a);

	return n ? keys[n - 1] : (str){ 0 };
}

/* The hits from..to - 1 that lie on the page that is asked for. */
static void put_hits(struct search_result *out, const struct search_options *o, const struct found *f, size_t from, size_t to, uint32_t first_id)
{
	for (size_t i = from; i < to; i++, out->total++)
		if (out->total >= o->offset && out->hits.n < o->limit)
			*vec_push(&out->hits, f->q.a) = (struct search_hit){ f->all.v[i].id + first_id, f->all.v[i].score };
}

void search_query(const struct search_index *x, str text, const struct search_options *options, struct arena *a, struct search_result *out)
{
	struct found *f = arena_new(a, struct found), *gone = arena_new(a, struct found); /* where there are none it stays empty */
	size_t wanted = options->offset + options->limit;
	enum asked_gone asked;
	bool is_likely; /* that it is a key that is gone */

	text = str_trim(clip(text));
	find_all(x, text, wanted, a, f);
	asked = asks_gone(f);
	is_likely = asked == GONE_ALL || (asked && can_start(f->q.text));
	if (x->gone && asked)
		find_all(x->gone, text, wanted, a, gone);
	gone->n_full = asked == GONE_ALL ? gone->n_full : gone->n_exact;
	*out = (struct search_result){ .is_about = f->said.is_about || gone->said.is_about, .lacks_gone = !x->gone && is_likely };
	if (!x->gone && asked && !is_likely)
		out->lacks_key = key_of(&f->q);
	if (!gone->n_exact && !(gone->n_full && f->q.n_unknown)) /* what no entry has, keys that are gone have */
		out->notices.v = f->said.notices.v, out->notices.n = out->notices.cap = f->said.notices.n;
	put_hits(out, options, gone, 0, gone->n_exact, x->n);
	put_hits(out, options, f, 0, f->n_full, 0);
	put_hits(out, options, gone, gone->n_exact, gone->n_full, x->n);
	put_hits(out, options, f, f->n_full, f->all.n, 0);
	out->total += f->said.total;
}
