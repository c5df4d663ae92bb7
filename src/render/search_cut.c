/* Cuts an index into what is loaded at once: tokens that everybody reads and rare ones, postings, records. */
#include <string.h>

#include "base/pool.h"
#include "render/gzip.h"
#include "render/search_parts.h"

enum {
	MATCH = 4,           /* bytes of the shortest repetition that pays */
	LONGEST_MATCH = 258, /* of deflate */
	PLACES = 4096,
	MATCH_BITS = 17,     /* that one costs, roughly */
	TABLES = 100,        /* bytes of header and codes */
	SURE = 5,            /* an estimate below so many eighths of the limit needs no proof */
	CALL = 32            /* bytes of the file besides the text */
};

static size_t common(str a, str b)
{
	size_t n = 0;

	while (n < 31 && n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

/* Which tokens leave first: 0 for numbers and names with digits, 1 for words of descriptions, 2 for those of keys; 3 stay. */
static unsigned rank_of(const struct search_token *t)
{
	if (t->df > SEARCH_RARE_DF || str_find(t->text, '+') < t->text.n)
		return 3;
	for (size_t i = 0; i < t->text.n; i++)
		if (byte_is_digit(t->text.p[i]))
			return 0;
	return search_digit(t->postings.p[0]) <= 2 ? 1 : 2; /* the largest impact is first */
}

static bool is_rare(const struct search_token *t, uint32_t df, unsigned rank)
{
	return rank_of(t) < 3 && (t->df < df || (t->df == df && rank_of(t) <= rank));
}

/* Characters of the lexicon without the tokens that are rare by that measure. */
static size_t lexicon_size(const struct search_index *x, uint32_t df, unsigned rank)
{
	str before = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < x->tokens.n; i++) {
		str text = x->tokens.v[i].text;

		if (is_rare(&x->tokens.v[i], df, rank))
			continue;
		n += text.n - common(before, text) + 2;
		before = text;
	}
	return n;
}

static void move_rare(struct search_index *x, uint32_t df, unsigned rank)
{
	size_t kept = 0, size = 0;

	for (size_t i = 0; i < x->tokens.n; i++) {
		struct search_token *t = &x->tokens.v[i];

		if (!is_rare(t, df, rank)) {
			x->tokens.v[kept++] = *t;
			continue;
		}
		if (!x->rare.n || size > SEARCH_SHARD) {
			*vec_push(&x->rare_shards, x->a) = (uint32_t)x->rare.n;
			size = 0;
		}
		size += t->text.n + t->postings.n + 2;
		*vec_push(&x->rare, x->a) = *t;
	}
	x->tokens.n = kept;
}

static void cut_rare(struct search_index *x)
{
	for (uint32_t df = 0; df <= SEARCH_RARE_DF; df++)
		for (unsigned rank = 0; rank < 3; rank++) {
			if (lexicon_size(x, df, rank) > SEARCH_LEXICON && (df < SEARCH_RARE_DF || rank < 2))
				continue;
			if (df)
				move_rare(x, df, rank);
			return;
		}
}

static void cut_shards(struct search_index *x)
{
	size_t size = 0;

	for (size_t i = 0; i < x->tokens.n; i++) {
		size_t n = x->tokens.v[i].postings.n;

		bool begins_shard = !i || size + n > SEARCH_SHARD;

		if (begins_shard) {
			*vec_push(&x->shards, x->a) = (uint32_t)i;
			*vec_push(&x->shard_size, x->a) = 0;
			size = 0;
		}
		if (begins_shard || x->files.v[x->files.n - 1].size + n > SEARCH_FILE)
			*vec_push(&x->files, x->a) = (struct search_run_of_tokens){ (uint32_t)i, 0, begins_shard };
		size += n + 1;
		x->shard_size.v[x->shard_size.n - 1] = (uint32_t)size;
		x->files.v[x->files.n - 1].size += (uint32_t)n + 1;
	}
}

void search_cut_tokens(struct search_index *x)
{
	cut_rare(x);
	cut_shards(x);
}

/* Most addresses follow from the key and are left out. */
static str short_url(const struct search_index *x, uint32_t id)
{
	const struct search_doc *d = &x->docs[id];
	const struct search_kind *k = search_kind_of(x, id);

	bool follows = d->url.n == k->folder.n + d->key.n + 6 && str_starts(d->url, k->folder) && d->url.p[k->folder.n] == '/' &&
	               str_starts(str_from(d->url, k->folder.n + 1), d->key) && str_ends(d->url, STR(".html"));

	return follows ? (str){ 0 } : d->url;
}

static str block_text(const struct search_index *x, uint32_t from, uint32_t n, struct arena *a)
{
	str column[SEARCH_BLOCK] = { { 0 } };
	struct buf b = { .a = a };
	bool has_url = false;

	for (uint32_t i = 0; i < n; i++)
		column[i] = x->docs[from + i].key;
	search_put_texts(&b, column, n);
	buf_byte(&b, ',');
	for (uint32_t i = 0; i < n; i++)
		column[i] = x->docs[from + i].excerpt;
	search_put_texts(&b, column, n);
	buf_z(&b, ",\"");
	for (uint32_t i = 0; i < n; i++)
		search_put_digit(&b, x->docs[from + i].status);
	buf_z(&b, "\",\"");
	for (uint32_t i = 0; i < n; i++)
		search_put_number(&b, x->docs[from + i].owner);
	buf_z(&b, "\",");
	for (uint32_t i = 0; i < n; i++) {
		column[i] = short_url(x, from + i);
		has_url = has_url || column[i].n;
	}
	search_put_texts(&b, column, has_url ? n : 0);
	for (uint32_t i = 0; i < n; i++)
		column[i] = x->docs[from + i].use;
	if (x->former) {
		buf_byte(&b, ',');
		search_put_texts(&b, column, n);
	}
	return buf_str(&b);
}

/* Eighths of bits that a byte costs which is one of `of` in `n`. */
static size_t cost(size_t n, size_t of)
{
	size_t whole = 0;

	for (; of * 2 <= n; of *= 2)
		whole++;
	return whole * 8 + (n - of) * 8 / of; /* the logarithm, straight between powers of two */
}

/* Roughly what deflate makes of a text, in bytes. */
static size_t estimate(str s)
{
	uint32_t last[PLACES] = { 0 }, count[256] = { 0 }, word;
	size_t bits = 0, literals = 0, i = 0;

	while (i < s.n) {
		size_t n = 0, before;
		uint32_t *place;

		if (i + MATCH <= s.n) {
			memcpy(&word, s.p + i, MATCH);
			place = &last[word * 2654435761u >> 20];
			before = *place;
			*place = (uint32_t)i + 1;
			while (before && n < LONGEST_MATCH && i + n < s.n && s.p[before - 1 + n] == s.p[i + n])
				n++;
		}
		if (n >= MATCH) {
			bits += MATCH_BITS;
			i += n;
			continue;
		}
		count[(unsigned char)s.p[i++]]++;
		literals++;
	}
	for (size_t c = 0; c < 256; c++)
		bits += count[c] ? count[c] * cost(literals, count[c]) / 8 : 0;
	return bits / 8 + TABLES;
}

static bool fits(str text, struct arena *a)
{
	return text.n <= SEARCH_BLOCK_BYTES / 2 || estimate(text) <= SEARCH_BLOCK_BYTES * SURE / 8 ||
	       gzip_bytes(text, a).n + CALL <= SEARCH_BLOCK_BYTES;
}

struct cutter {
	const struct search_index *x;
	struct block_group { /* SEARCH_BLOCK documents */
		VEC(struct search_block) blocks;
	} *group;
	struct arena arena[POOL_MAX_WORKERS];
};

/* One block, or its halves. */
static void cut_group(void *arg, size_t worker, size_t i)
{
	struct cutter *c = arg;
	uint32_t from = (uint32_t)i * SEARCH_BLOCK, to = from + SEARCH_BLOCK, n = SEARCH_BLOCK;

	to = to < c->x->n ? to : c->x->n;
	while (from < to) {
		str text;

		n = to - from < n ? to - from : n;
		text = block_text(c->x, from, n, &c->arena[worker]);
		if (n > 1 && !fits(text, &c->arena[worker])) {
			n = (n + 1) / 2;
			continue;
		}
		*vec_push(&c->group[i].blocks, &c->arena[worker]) = (struct search_block){ from, text };
		from += n;
	}
}

void search_cut_blocks(struct search_index *x, size_t workers)
{
	struct cutter *c = arena_new(x->a, struct cutter);
	size_t groups = (x->n + SEARCH_BLOCK - 1) / SEARCH_BLOCK;

	c->x = x;
	c->group = arena_array(x->a, groups, struct block_group);
	for (size_t i = 0; i < workers; i++)
		arena_init(&c->arena[i]);
	pool_run(workers, groups, cut_group, c);
	for (size_t i = 0; i < groups; i++) {
		x->has_cut_blocks = x->has_cut_blocks || c->group[i].blocks.n > 1;
		for (size_t k = 0; k < c->group[i].blocks.n; k++) {
			struct search_block *b = &c->group[i].blocks.v[k];

			*vec_push(&x->blocks, x->a) = (struct search_block){ b->from, str_dup(b->text, x->a) };
		}
	}
	for (size_t i = 0; i < workers; i++)
		arena_free(&c->arena[i]);
}

uint32_t search_group_of(const struct search_index *x, uint32_t id)
{
	return x->has_cut_blocks ? search_block_of(x, id) : id / SEARCH_GROUP;
}

uint32_t search_block_of(const struct search_index *x, uint32_t id)
{
	size_t low = 0, high = x->blocks.n;

	if (!x->has_cut_blocks)
		return id / SEARCH_BLOCK;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (x->blocks.v[middle].from <= id)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low - 1;
}
