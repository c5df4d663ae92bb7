#ifndef DICTUM_RENDER_SEARCH_RUN_H
#define DICTUM_RENDER_SEARCH_RUN_H

/* One query on its way through search_parse.c, search_expand.c, search_filter.c, search_rank.c and search_query.c. What is a limit here is one in
   static/search*.js, too. */
#include "render/search_parts.h"

enum {
	QUERY_WORDS = 16,       /* that are looked for; */
	QUERY_READ = SEARCH_MAX_QUERY / 2, /* that a text may have, of two letters each */
	QUERY_TOKENS = 12,      /* one word stands for, */
	QUERY_TYPED = 64,       /* and one that is being typed */
	QUERY_SHARDS = 2,       /* they lie in; one more for a word being typed */
	QUERY_JOINED = 4,       /* tokens that stand for a word and its neighbour */
	QUERY_PREFIXES = 400,   /* tokens that are looked at for a beginning */
	QUERY_BUDGET = 68000,   /* characters of postings, about 44 KB compressed; words over it only sort what is shown first */
	QUERY_WINDOW = 16,      /* first hits that are sorted again by their records, */
	QUERY_NEAR = 8,         /* in so many record blocks */
	QUERY_NAMES = 512,      /* first hits that come before all others when their name begins like the query, in the same blocks */
	QUERY_BLOCKS = 16,      /* record blocks read to find a phrase, besides one for each hit wanted */
	QUERY_ENOUGH = 8,       /* hits with all words: others need not follow */
	QUERY_FEW = 3,          /* such hits: below, keys that are gone are looked for */
	QUERY_INNER = 4,        /* texts among other words that may be keys */
	QUERY_EXACT_MAX = 64,   /* records of one key */
	QUERY_STARTED = 8,      /* keys that begin like the query, shown before what its words find */
	SCORE_EXACT = 1 << 20,
	SCORE_STARTED = 1 << 19
};
enum quality { /* of a token for a word */
	QUALITY_SAME = 16,
	QUALITY_STEM = 15,
	QUALITY_JOINED = 14,
	QUALITY_SYNONYM = 13,
	QUALITY_BEGINS = 12, /* less one for each more character */
	QUALITY_BEGINS_LEAST = 6,
	QUALITY_TYPO = 10,
	QUALITY_TYPOS = 7,
	QUALITY_PART = 5
};

struct query_token {
	uint32_t token, quality, df;
};
struct query_tokens {
	VEC(struct query_token) all;
};
struct query_word {
	str text;
	bool is_typed; /* the end of it may be missing */
	bool is_taken; /* nobody has it: words that are like it stand for it */
	struct query_tokens single, joined;
	uint64_t df;
	uint32_t cap;  /* weight that no token of it exceeds; 0: the word is not in the dictionary */
	bool is_left;  /* its tokens are over the budget */
	bool is_weak;  /* nothing of it is loaded */
};
struct query_bound { /* ">=17.0" */
	bool is_less, is_same;
	str than;
};
struct query_condition {
	str value;
	struct query_bound bound[2]; /* of a range; a value has none */
	size_t n_bounds;
};
struct query_filter {
	const struct search_facet *facet;
	bool is_negated;
	VEC(struct query_condition) any;
	size_t from, to; /* its place in the query */
};
struct query_phrase {
	struct search_words words; /* all, single characters included */
};
struct query_excluded {
	VEC(struct query_tokens) words; /* a document that has all of them is left out */
};
struct query {
	const struct search_index *x;
	struct arena *a;
	str text;  /* without fields */
	size_t n_unknown; /* words that nothing has */
	bool has_key;     /* the text is a key, or begins some: these have all words and stand in front */
	str begun; /* what may be the beginning of a name, lower case; empty: it is not */
	struct query_word word[QUERY_READ];
	size_t n;
	VEC(struct query_filter) filters;
	VEC(struct query_phrase) phrases;
	VEC(struct query_excluded) excluded;
	struct search_result *out;
};

/* Fills in everything but the words' tokens. */
void query_parse(struct query *q, str text);
void query_add_words(struct query *q, str text);
/* The name of a field that the text starts with, or of letters and "_" in front of a colon, whether or not there is such a field; empty: none. */
str query_first_field(const struct query *q, str text);
void query_note(struct query *q, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Its position, UINT32_MAX when there is no such token. */
uint32_t query_find(const struct search_index *x, str word);
const struct search_token *query_token(const struct search_index *x, uint32_t token);
/* Tokens of the same word: it and those with its stem. */
void query_same(const struct search_index *x, str word, struct query_tokens *out, struct arena *a);
/* Finds the words' tokens; words nobody has are left out and named in a notice. */
void query_expand(struct query *q);
uint32_t query_weight(const struct search_index *x, uint64_t df);
size_t query_shard(const struct search_index *x, uint32_t token);

/* Whether the id is that of a value, as definitions have it or in words. */
bool query_is_called(const struct search_facet *f, size_t value, str id, struct arena *a);

/* A document that a token has. */
typedef void query_posting_fn(void *arg, uint32_t doc, uint32_t impact);
/* Calls take() for each document of a token's postings. */
void query_postings(str postings, query_posting_fn *take, void *arg);

struct query_hits { /* documents in order */
	struct search_hit *v;
	size_t n;
	size_t n_full; /* how many have all words of the query */
};
/* Which documents pass all filters and are not excluded: one byte each. */
uint8_t *query_allowed(struct query *q);
/* Documents that have the words, best first; without words all that are allowed. */
void query_rank(struct query *q, const uint8_t *allowed, size_t wanted, struct query_hits *out);

#endif
