/* Words of a query to tokens of the index: the same word, its other forms, what it begins, synonyms, neighbours, and slips of the keyboard. */
#include <stdlib.h>

#include "render/search_run.h"

enum { NAMED = 3 }; /* words that are like one that nobody has */

/* Where `word` is among texts in the order of bytes, or would be. */
static size_t lower_bound(const struct search_token *all, size_t n, str word)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(all[middle].text, word) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Position of the first token that is not less. */
static uint32_t first_not_less(const struct search_index *x, str word)
{
	return (uint32_t)lower_bound(x->tokens.v, x->tokens.n, word);
}

uint32_t query_find(const struct search_index *x, str word)
{
	uint32_t i = first_not_less(x, word);

	return i < x->tokens.n && str_eq(x->tokens.v[i].text, word) ? i : UINT32_MAX;
}

/* As query_find, among rare ones, which come after the others. */
static uint32_t find_rare(const struct search_index *x, str word)
{
	size_t low = lower_bound(x->rare.v, x->rare.n, word);

	return low < x->rare.n && str_eq(x->rare.v[low].text, word) ? (uint32_t)(x->tokens.n + low) : UINT32_MAX;
}

const struct search_token *query_token(const struct search_index *x, uint32_t token)
{
	return token < x->tokens.n ? &x->tokens.v[token] : &x->rare.v[token - x->tokens.n];
}

uint32_t query_weight(const struct search_index *x, uint64_t df)
{
	size_t low = 0, high = x->idf.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (x->idf.v[middle] >= df)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? (uint32_t)low : 1;
}

size_t query_shard(const struct search_index *x, uint32_t token)
{
	size_t low = 0, high = x->shards.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (x->shards.v[middle] <= token)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}

static void add(const struct search_index *x, struct query_tokens *list, uint32_t token, uint32_t quality, struct arena *a)
{
	for (size_t i = 0; i < list->all.n; i++)
		if (list->all.v[i].token == token) {
			if (list->all.v[i].quality < quality)
				list->all.v[i].quality = quality;
			return;
		}
	*vec_push(&list->all, a) = (struct query_token){ token, quality, query_token(x, token)->df };
}

static bool is_pair(str token)
{
	return str_find(token, '+') < token.n;
}

static uint32_t begin_quality(size_t more)
{
	return more + QUALITY_BEGINS_LEAST < QUALITY_BEGINS ? (uint32_t)(QUALITY_BEGINS - more) : (uint32_t)QUALITY_BEGINS_LEAST;
}

/* Returns the least number of characters that were missing; SIZE_MAX when nothing begins like that. */
static size_t add_begun(struct query *q, struct query_word *w)
{
	const struct search_index *x = q->x;
	size_t least = SIZE_MAX;
	uint32_t i = first_not_less(x, w->text);

	for (size_t k = 0; i < x->tokens.n && k < QUERY_PREFIXES && str_starts(x->tokens.v[i].text, w->text); i++, k++) {
		str token = x->tokens.v[i].text;

		if (token.n == w->text.n || is_pair(token))
			continue;
		least = token.n - w->text.n < least ? token.n - w->text.n : least;
		/* each token comes once, no need to look for it */
		*vec_push(&w->single.all, q->a) =
			(struct query_token){ i, begin_quality(token.n - w->text.n), x->tokens.v[i].df };
	}
	return least;
}

static void add_stems(const struct search_index *x, str word, struct query_tokens *out, struct arena *a)
{
	str start = str_sub(word, 0, 3);

	if (word.n < 4)
		return;
	for (uint32_t i = first_not_less(x, start); i < x->tokens.n && str_starts(x->tokens.v[i].text, start); i++)
		if (!is_pair(x->tokens.v[i].text) && search_stem_eq(x->tokens.v[i].text, word))
			add(x, out, i, str_eq(x->tokens.v[i].text, word) ? QUALITY_SAME : QUALITY_STEM, a);
}

void query_same(const struct search_index *x, str word, struct query_tokens *out, struct arena *a)
{
	uint32_t i = query_find(x, word);

	i = i != UINT32_MAX ? i : find_rare(x, word);
	if (i != UINT32_MAX)
		add(x, out, i, QUALITY_SAME, a);
	add_stems(x, word, out, a);
}

static void add_typos(struct query *q, struct query_word *w)
{
	size_t limit = w->text.n > 6 ? 2 : 1;
	bool is_cut = w->text.n && (unsigned char)w->text.p[0] >= 0xE3 && (unsigned char)w->text.p[0] <= 0xE9; /* kana and Han: letters are words */

	if (w->text.n < 4)
		return;
	for (uint32_t i = 0; i < q->x->tokens.n; i++) {
		str token = q->x->tokens.v[i].text;
		size_t d;

		if (is_pair(token))
			continue;
		d = is_cut ? limit + 1 : search_distance(w->text, token, limit);
		if (d == 1 || (d == 2 && limit == 2 && token.p[0] == w->text.p[0]))
			add(q->x, &w->single, i, d == 1 ? QUALITY_TYPO : QUALITY_TYPOS, q->a);
		else if (token.n > w->text.n && str_has(token, w->text))
			add(q->x, &w->single, i, QUALITY_PART, q->a);
	}
}

/* Single words that stand for one another. */
static bool add_synonyms(struct query *q, struct query_word *w)
{
	bool found = false;

	for (size_t i = 0; i < q->x->synonyms.n; i++) {
		const struct search_synonym *s = &q->x->synonyms.v[i];
		str other = s->n > 1 ? (str){ 0 } : str_eq(s->word, w->text) ? s->token : search_stem_eq(s->token, w->text) ? s->word : (str){ 0 };
		uint32_t token = other.n ? query_find(q->x, other) : UINT32_MAX;

		if (token == UINT32_MAX)
			continue;
		add(q->x, &w->single, token, QUALITY_SYNONYM, q->a);
		found = true;
	}
	return found;
}

static int by_quality(const void *a, const void *b)
{
	const struct query_token *x = a, *y = b;

	if (x->quality != y->quality)
		return x->quality > y->quality ? -1 : 1;
	if (x->df != y->df)
		return x->df > y->df ? -1 : 1;
	return (x->token > y->token) - (x->token < y->token);
}

/* The best ones, in few shards. */
static void keep_best(struct query *q, struct query_word *w)
{
	struct query_tokens *list = &w->single;
	size_t shard[QUERY_SHARDS + 1], shards = 0, kept = 0, most = w->is_typed ? QUERY_SHARDS + 1 : QUERY_SHARDS;
	size_t tokens = w->is_typed ? QUERY_TYPED : QUERY_TOKENS;

	if (list->all.n)
		qsort(list->all.v, list->all.n, sizeof *list->all.v, by_quality);
	for (size_t i = 0; i < list->all.n && i < tokens; i++) {
		size_t at = query_shard(q->x, list->all.v[i].token), k = 0;

		while (k < shards && shard[k] != at)
			k++;
		if (k == shards && shards == most)
			continue;
		if (k == shards)
			shard[shards++] = at;
		list->all.v[kept++] = list->all.v[i];
	}
	list->all.n = kept;
	for (size_t i = 0; i < kept; i++)
		w->df += list->all.v[i].df;
}

static void expand(struct query *q, struct query_word *w)
{
	size_t least = SIZE_MAX;
	uint32_t same = query_find(q->x, w->text), rare = same != UINT32_MAX ? UINT32_MAX : find_rare(q->x, w->text);
	bool is_known = same != UINT32_MAX || rare != UINT32_MAX;

	if (w->is_typed || w->text.n > 2)
		least = add_begun(q, w);
	if (same != UINT32_MAX) {
		add(q->x, &w->single, same, QUALITY_SAME, q->a);
		w->cap = query_weight(q->x, q->x->tokens.v[same].df);
	}
	add_stems(q->x, w->text, &w->single, q->a);
	for (size_t i = 0; i < w->single.all.n; i++)
		is_known = is_known || w->single.all.v[i].quality >= QUALITY_STEM;
	is_known = add_synonyms(q, w) || is_known;
	w->is_taken = !is_known && !(w->is_typed ? least != SIZE_MAX : least <= 3);
	if (w->is_taken)
		add_typos(q, w);
	keep_best(q, w);
	if (rare != UINT32_MAX) {
		add(q->x, &w->single, rare, QUALITY_SAME, q->a);
		w->df += query_token(q->x, rare)->df;
		w->cap = query_weight(q->x, query_token(q->x, rare)->df);
	}
}

static void add_joined(struct query *q, size_t first, size_t n, uint32_t token, uint32_t quality)
{
	if (token == UINT32_MAX)
		return;
	for (size_t i = first; i < first + n; i++)
		if (q->word[i].joined.all.n < QUERY_JOINED)
			add(q->x, &q->word[i].joined, token, quality, q->a);
}

/* "merge+request" for the neighbours merge, request; also with another form or only the beginning of the second. */
static void join_pair(struct query *q, size_t i)
{
	const struct search_index *x = q->x;
	const struct query_word *w = &q->word[i], *next = &q->word[i + 1];
	str start = str_fmt(q->a, "%.*s+", STR_ARG(w->text));

	add_joined(q, i, 2, query_find(x, str_fmt(q->a, "%.*s%.*s", STR_ARG(w->text), STR_ARG(next->text))), QUALITY_JOINED);
	for (uint32_t t = first_not_less(x, start); t < x->tokens.n && str_starts(x->tokens.v[t].text, start); t++) {
		str second = str_from(x->tokens.v[t].text, start.n);

		if (str_eq(second, next->text))
			add_joined(q, i, 2, t, QUALITY_SAME);
		else if (search_stem_eq(second, next->text))
			add_joined(q, i, 2, t, QUALITY_STEM);
		else if (next->is_typed && str_starts(second, next->text) && !is_pair(second))
			add_joined(q, i, 2, t, begin_quality(second.n - next->text.n));
	}
}

/* mr for "merge request" and the other way round. */
static void join_synonyms(struct query *q, size_t i)
{
	for (size_t k = 0; k < q->x->synonyms.n; k++) {
		const struct search_synonym *s = &q->x->synonyms.v[k];
		size_t same = 0;

		if (s->n < 2)
			continue;
		if (str_eq(s->word, q->word[i].text))
			add_joined(q, i, 1, query_find(q->x, s->token), QUALITY_SYNONYM);
		while (same < s->n && i + same < q->n && search_stem_eq(s->words[same], q->word[i + same].text))
			same++;
		if (same < s->n)
			continue;
		add_joined(q, i, s->n, query_find(q->x, s->token), QUALITY_SAME);
		add_joined(q, i, s->n, query_find(q->x, s->word), QUALITY_SYNONYM);
	}
}

/* Words in a row: "a, b or c". */
static void put_or(struct buf *out, size_t i, size_t n, str word)
{
	buf_fmt(out, "%s%.*s", i ? i + 1 < n ? ", " : " or " : "", STR_ARG(word));
}

/* The most similar words of the dictionary, at most NAMED. */
static str nearest(struct query *q, str word)
{
	struct {
		uint32_t token;
		size_t distance;
	} best[NAMED];
	size_t n = 0, limit = word.n < 6 ? 2 : 3;
	struct buf out = { .a = q->a };

	for (uint32_t i = 0; i < q->x->tokens.n; i++) {
		const struct search_token *t = &q->x->tokens.v[i];
		size_t d = is_pair(t->text) ? limit + 1 : search_distance(word, t->text, limit), at = n;

		if (d > limit || d >= word.n)
			continue;
		while (at && (d < best[at - 1].distance || (d == best[at - 1].distance && t->df > q->x->tokens.v[best[at - 1].token].df)))
			at--;
		if (at == NAMED)
			continue;
		n = n < NAMED ? n + 1 : n;
		for (size_t k = n - 1; k > at; k--)
			best[k] = best[k - 1];
		best[at].token = i;
		best[at].distance = d;
	}
	for (size_t i = 0; i < n; i++)
		put_or(&out, i, n, q->x->tokens.v[best[i].token].text);
	return buf_str(&out);
}

/* Of a word that nobody has: those that stand for it, the best ones. */
static void note_taken(struct query *q, const struct query_word *w)
{
	size_t n = w->single.all.n < NAMED ? w->single.all.n : NAMED;
	struct buf out = { .a = q->a };

	for (size_t i = 0; i < n; i++)
		put_or(&out, i, n, query_token(q->x, w->single.all.v[i].token)->text);
	if (n)
		query_note(q, "\"%.*s\" is taken as %.*s", STR_ARG(w->text), STR_ARG(buf_str(&out)));
}

void query_expand(struct query *q)
{
	size_t kept = 0;

	for (size_t i = 0; i < q->n; i++)
		expand(q, &q->word[i]);
	for (size_t i = 0; i < q->n; i++) {
		if (i + 1 < q->n)
			join_pair(q, i);
		join_synonyms(q, i);
	}
	for (size_t i = 0; i < q->n; i++) {
		struct query_word *w = &q->word[i];
		str near;

		if (w->is_taken)
			note_taken(q, w);
		if (w->single.all.n || w->joined.all.n) {
			q->word[kept++] = *w;
			continue;
		}
		if (w->text.n == 1)
			continue;
		q->n_unknown++;
		near = nearest(q, w->text);
		query_note(q, "nothing contains \"%.*s\"%s%.*s%s", STR_ARG(w->text), near.n ? ", did you mean " : "", STR_ARG(near),
		           near.n ? "?" : "");
	}
	q->n = kept;
}
