/* Which documents have the words, in what order. What would be loaded decides what counts: a browser reads only as much as fits the budget,
   and this engine looks at the same. */
#include <stdlib.h>

#include "render/search_run.h"

struct ranking {
	struct query *q;
	const struct search_index *x;
	const uint8_t *allowed;
	uint32_t *score, *best; /* by document; best: of the word at hand */
	uint16_t *cover;        /* words it has: one bit each */
	uint32_t weight[QUERY_WORDS]; /* of each word; 0: hits cannot be asked to have it */
	uint32_t all;           /* of all words */
	uint32_t phrased;       /* words of phrases, which hits must have: one bit each */
	uint8_t *is_used;       /* shards that are loaded */
	size_t loaded;          /* their characters */
	uint32_t near[QUERY_NEAR]; /* record blocks that are read to sort hits again */
	size_t n_near;
	struct arena *a;
};
struct ranked {
	uint32_t id, score;
	uint32_t has;  /* what the words it has weigh */
	uint32_t more; /* what a name that begins like the query has more; UINT32_MAX for others */
};

void query_postings(str postings, query_posting_fn *take, void *arg)
{
	size_t at = 0;

	while (at < postings.n) {
		uint32_t impact = search_digit(postings.p[at++]), n = search_number(postings, &at), next = 0;

		for (; n; n--) {
			next += search_number(postings, &at);
			take(arg, next++, impact);
		}
	}
}

static size_t cost(struct ranking *r, const struct query_tokens *list, uint8_t *seen)
{
	size_t n = 0;

	for (size_t i = 0; i < list->all.n; i++) {
		size_t shard = query_shard(r->x, list->all.v[i].token);

		if (list->all.v[i].token >= r->x->tokens.n)
			continue; /* it has been read */
		if (!r->is_used[shard] && !seen[shard])
			n += r->x->shard_size.v[shard];
		seen[shard] = 1;
	}
	return n;
}

static void use(struct ranking *r, const struct query_tokens *list)
{
	for (size_t i = 0; i < list->all.n; i++) {
		size_t shard = query_shard(r->x, list->all.v[i].token);

		if (list->all.v[i].token >= r->x->tokens.n)
			continue;
		if (!r->is_used[shard])
			r->loaded += r->x->shard_size.v[shard];
		r->is_used[shard] = 1;
	}
}

/* What must be read whatever it costs, then words from the rarest on as long as they fit. */
static void choose(struct ranking *r)
{
	struct query *q = r->q;
	bool is_done[QUERY_WORDS] = { false }, is_first = true;

	for (size_t i = 0; i < q->excluded.n; i++)
		for (size_t j = 0; j < q->excluded.v[i].words.n; j++)
			use(r, &q->excluded.v[i].words.v[j]);
	for (size_t i = 0; i < q->n; i++)
		use(r, &q->word[i].joined);
	for (size_t k = 0; k < q->n; k++) {
		uint8_t *seen = arena_array(r->a, r->x->shards.n, uint8_t);
		struct query_word *w = NULL;

		for (size_t i = 0; i < q->n; i++)
			if (!is_done[i] && (!w || q->word[i].df < w->df))
				w = &q->word[i];
		is_done[w - q->word] = true;
		if (!is_first && r->loaded + cost(r, &w->single, seen) > QUERY_BUDGET) {
			w->is_left = true;
			w->is_weak = !w->joined.all.n;
			continue;
		}
		use(r, &w->single);
		is_first = false;
	}
}

struct best_of { /* what a posting of a token is worth */
	uint32_t *best;
	uint32_t factor;
};

static void take_best(void *arg, uint32_t doc, uint32_t impact)
{
	const struct best_of *b = arg;
	uint32_t v = b->factor * (impact + 1);

	if (b->best[doc] < v)
		b->best[doc] = v;
}

static void score_tokens(struct ranking *r, const struct query_tokens *list, uint32_t cap)
{
	for (size_t i = 0; i < list->all.n; i++) {
		const struct query_token *t = &list->all.v[i];
		uint32_t weight = query_weight(r->x, t->df);
		struct best_of b = { r->best, t->quality * (cap && weight > cap ? cap : weight) };

		query_postings(query_token(r->x, t->token)->postings, take_best, &b);
	}
}

enum { NEIGHBOURS = 4 }; /* more weight that words next to one another may have than either */

static void score_words(struct ranking *r)
{
	for (size_t i = 0; i < r->q->n; i++) {
		const struct query_word *w = &r->q->word[i];

		if (w->is_weak)
			continue;
		if (!w->is_left)
			score_tokens(r, &w->single, w->cap);
		score_tokens(r, &w->joined, w->cap ? w->cap + NEIGHBOURS : 0);
		for (uint32_t d = 0; d < r->x->n; d++) {
			if (!r->best[d])
				continue;
			r->score[d] += r->best[d];
			r->cover[d] |= (uint16_t)(1u << i);
			r->best[d] = 0;
		}
	}
}

/* What the words of these bits weigh. */
static uint32_t weigh(const struct ranking *r, uint32_t bits)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < r->q->n; i++)
		sum += (bits >> i & 1) * r->weight[i];
	return sum;
}

static bool is_phrased(const struct query *q, str word)
{
	for (size_t i = 0; i < q->phrases.n; i++)
		for (size_t k = 0; k < q->phrases.v[i].words.all.n; k++)
			if (str_eq(q->phrases.v[i].words.all.v[k], word))
				return true;
	return false;
}

static void weigh_words(struct ranking *r)
{
	for (size_t i = 0; i < r->q->n; i++) {
		const struct query_word *w = &r->q->word[i];

		r->weight[i] = w->is_weak ? 0 : w->cap ? w->cap : query_weight(r->x, w->df);
		r->phrased |= (uint32_t)(!w->is_weak && is_phrased(r->q, w->text)) << i;
	}
	r->all = weigh(r, UINT32_MAX);
}

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->more != y->more)
		return x->more < y->more ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Documents with words that weigh at least so much; what a document lacks costs its share of the score. */
static size_t collect(struct ranking *r, uint32_t least, struct ranked *out)
{
	size_t n = 0;

	for (uint32_t d = 0; d < r->x->n; d++) {
		uint32_t has = r->allowed[d] && (r->cover[d] & r->phrased) == r->phrased ? weigh(r, r->cover[d]) : 0;

		if (has && has >= least)
			out[n++] = (struct ranked){ d, (uint32_t)((uint64_t)r->score[d] * has / r->all), has, UINT32_MAX };
	}
	return n;
}

/* Documents with a third of what the best of them has. */
static size_t collect_best(struct ranking *r, struct ranked *out)
{
	size_t n = collect(r, 1, out);
	uint32_t most = 0;

	for (size_t i = 0; i < n; i++)
		most = out[i].has > most ? out[i].has : most;
	return collect(r, (most + 2) / 3, out);
}

/* Documents with all words; where these are few, others follow by what they have. Keys that are gone have all. */
static size_t find(struct ranking *r, struct ranked *out)
{
	size_t full, n;

	weigh_words(r);
	n = full = collect(r, r->all, out);
	if (full < QUERY_ENOUGH && !r->x->former)
		n = collect_best(r, out);
	if (n > full)
		query_note(r->q, "%s all words, best matches come first", full || r->q->has_key ? "few results have" : "no result has");
	if (n)
		qsort(out, n, sizeof *out, by_rank);
	return n;
}

/* Words of a record. */
struct record_words {
	struct search_words key, last, text;
};

static void read_record(struct ranking *r, uint32_t id, struct record_words *out)
{
	const struct search_doc *d = &r->x->docs[id];

	*out = (struct record_words){ .key = { .all = { 0 } } };
	search_tokenize(d->key, SEARCH_ALL, r->a, &out->key);
	search_tokenize(search_last_part(search_kind_of(r->x, id), d->key), SEARCH_ALL, r->a, &out->last);
	search_tokenize(d->excerpt, SEARCH_ALL, r->a, &out->text);
}

static bool has_phrase(const struct search_words *text, const struct search_words *phrase)
{
	for (size_t i = 0; i + phrase->all.n <= text->all.n; i++) {
		size_t k = 0;

		while (k < phrase->all.n && str_eq(text->all.v[i + k], phrase->all.v[k]))
			k++;
		if (k == phrase->all.n)
			return true;
	}
	return false;
}

static bool has_phrases(struct ranking *r, uint32_t id)
{
	struct record_words words;

	read_record(r, id, &words);
	for (size_t i = 0; i < r->q->phrases.n; i++) {
		const struct search_words *p = &r->q->phrases.v[i].words;

		if (!has_phrase(&words.key, p) && !has_phrase(&words.text, p))
			return false;
	}
	return true;
}

/* Looks for phrases in as many groups of records as hits are wanted and a few more; as many of the later documents are taken to have them. */
static size_t keep_phrases(struct ranking *r, struct ranked *hits, size_t n, size_t wanted)
{
	uint8_t *seen = arena_array(r->a, r->x->blocks.n, uint8_t); /* groups are no more */
	size_t kept = 0, groups = 0;

	for (size_t i = 0; i < n; i++) {
		size_t group = search_group_of(r->x, hits[i].id);

		if (!seen[group] && groups == QUERY_BLOCKS + wanted) {
			r->q->out->is_about = true;
			r->q->out->total += (n - i) * kept / i;
			if (!kept)
				query_note(r->q, "none of the best %zu results with these words has them as a phrase", i);
			break;
		}
		groups += !seen[group];
		seen[group] = 1;
		if (has_phrases(r, hits[i].id))
			hits[kept++] = hits[i];
	}
	return kept;
}

static bool stands_for(const struct ranking *r, const struct query_word *w, str word)
{
	for (size_t i = 0; i < w->single.all.n; i++)
		if (str_eq(query_token(r->x, w->single.all.v[i].token)->text, word))
			return true;
	return false;
}

static bool has_word(const struct ranking *r, const struct query_word *w, const struct search_words *text)
{
	for (size_t i = 0; i < text->all.n; i++)
		if (stands_for(r, w, text->all.v[i]))
			return true;
	return false;
}

static bool has_neighbours(const struct ranking *r, const struct query_word *w, const struct search_words *text)
{
	for (size_t i = 0; i + 1 < text->all.n; i++)
		if (stands_for(r, w, text->all.v[i]) && stands_for(r, w + 1, text->all.v[i + 1]))
			return true;
	return false;
}

/* How much of the name the words are: up to half more. */
static uint32_t name_share(const struct ranking *r, const struct search_words *last, uint32_t score)
{
	size_t matched = 0;

	for (size_t i = 0; i < last->all.n; i++)
		for (size_t w = 0; w < r->q->n; w++)
			if (stands_for(r, &r->q->word[w], last->all.v[i])) {
				matched++;
				break;
			}
	return last->all.n ? (uint32_t)(score / 2 * matched / last->all.n) : 0;
}

static uint32_t better_score(struct ranking *r, const struct ranked *hit)
{
	struct record_words words;
	uint32_t score = hit->score;

	read_record(r, hit->id, &words);
	score += name_share(r, &words.last, hit->score);
	for (size_t i = 0; i < r->q->n; i++) {
		const struct query_word *w = &r->q->word[i];
		uint32_t weight = w->cap ? w->cap : 1;

		if (w->is_weak)
			score += has_word(r, w, &words.key) ? QUALITY_SAME * weight * 5 : has_word(r, w, &words.text) ? QUALITY_SAME * weight * 2 : 0;
		if (i + 1 < r->q->n)
			score += has_neighbours(r, w, &words.key) ? hit->score / 16 : has_neighbours(r, w, &words.text) ? hit->score / 32 : 0;
	}
	return score;
}

/* Whether the hit lies in one of the groups that are read; there is room for some. */
static bool is_near(struct ranking *r, uint32_t id)
{
	uint32_t group = search_group_of(r->x, id);

	for (size_t k = 0; k < r->n_near; k++)
		if (r->near[k] == group)
			return true;
	if (r->n_near == QUERY_NEAR)
		return false;
	r->near[r->n_near++] = group;
	return true;
}

/* Hits whose name begins like the query, to the front; those first that have the least more. */
static void pull_names(struct ranking *r, struct ranked *hits, size_t n)
{
	bool found = false;

	for (size_t i = 0; i < n && i < QUERY_NAMES; i++) {
		str key = r->x->docs[hits[i].id].key;

		if (!is_near(r, hits[i].id))
			continue;
		key = search_last_part(search_kind_of(r->x, hits[i].id), key);
		if (!str_starts_lower(key, r->q->begun))
			continue;
		hits[i].more = (uint32_t)(key.n - r->q->begun.n);
		found = true;
	}
	if (found)
		qsort(hits, n, sizeof *hits, by_rank);
}

/* Sorts some of the first hits again. */
static void sort_window(struct ranking *r, struct ranked *hits, size_t n)
{
	size_t most = n < QUERY_WINDOW ? n : QUERY_WINDOW;

	for (n = 0; n < most && is_near(r, hits[n].id); n++)
		;
	for (size_t i = 0; i < n; i++)
		hits[i].score = better_score(r, &hits[i]);
	if (n)
		qsort(hits, n, sizeof *hits, by_rank);
}

static size_t take_all(struct ranking *r, struct ranked *out)
{
	size_t n = 0;

	for (uint32_t d = 0; d < r->x->n; d++)
		if (r->allowed[d])
			out[n++] = (struct ranked){ .id = d };
	return n;
}

void query_rank(struct query *q, const uint8_t *allowed, size_t wanted, struct query_hits *out)
{
	const struct search_index *x = q->x;
	struct ranking r = { .q = q, .x = x, .allowed = allowed, .a = q->a };
	struct ranked *hits = arena_array(q->a, x->n, struct ranked);
	size_t n;

	if (q->n) {
		r.score = arena_array(q->a, x->n, uint32_t);
		r.best = arena_array(q->a, x->n, uint32_t);
		r.cover = arena_array(q->a, x->n, uint16_t);
		r.is_used = arena_array(q->a, x->shards.n, uint8_t);
		choose(&r);
		score_words(&r);
		n = find(&r, hits);
	} else {
		n = take_all(&r, hits);
	}
	if (q->phrases.n)
		n = keep_phrases(&r, hits, n, wanted);
	if (q->n && q->begun.n)
		pull_names(&r, hits, n);
	if (q->n)
		sort_window(&r, hits, n);
	for (size_t i = 0; i < q->n; i++)
		q->out->is_about = q->out->is_about || q->word[i].is_left;
	out->v = arena_array(q->a, n, struct search_hit);
	out->n = n;
	for (size_t i = 0; i < n; i++) {
		out->v[i] = (struct search_hit){ hits[i].id, hits[i].score };
		out->n_full += !q->n_unknown && hits[i].has >= r.all;
	}
}
