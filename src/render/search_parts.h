#ifndef DICTUM_RENDER_SEARCH_PARTS_H
#define DICTUM_RENDER_SEARCH_PARTS_H

/* Inside of the search: included by src/render/search*.c and their tests only. The numbers below are also those of static/search*.js. */
#include "render/search.h"

enum {
	SEARCH_BLOCK = 32,          /* records of one file */
	SEARCH_SHARD = 12000,       /* characters of postings in one file, unless one token has more */
	SEARCH_TOKEN = 40,          /* bytes of a token */
	SEARCH_IMPACTS = 8,
	SEARCH_PAIR_MIN = 32,       /* documents two neighbouring words must share to become a token of their own */
	SEARCH_PAIR_MAX = 2000,     /* such tokens */
	SEARCH_KEY_GROUP = 256,     /* record blocks whose separators share a file, once there are more than SEARCH_KEY_ONE */
	SEARCH_KEY_ONE = 1024,
	SEARCH_ROOT_VALUES = 256,   /* values of a facet that the root names */
	SEARCH_ROOT_BYTES = 6000,   /* and their bytes */
	SEARCH_NO_STATUS = STATUS_COUNT
};

/* Words of a text: slices of its lower-case copy. */
struct search_words {
	VEC(str) all;
};
enum search_keep { SEARCH_WORDS, SEARCH_ALL }; /* ALL: single characters, too */
void search_tokenize(str text, enum search_keep keep, struct arena *a, struct search_words *out);
bool search_is_stop_word(str word);
/* Word without a common English ending, for comparing; in `room` or a part of `word`. */
str search_stem(str word, char room[SEARCH_TOKEN + 1]);
bool search_stem_eq(str a, str b);
/* Optimal string alignment distance of bytes; limit + 1 when it is larger. limit <= 3. */
size_t search_distance(str a, str b, size_t limit);
/* Keys a pasted text may mean, at most 3: metrics['a']['b'], $.a.b, "a"."b", a->'b'->>'c', usage_data:a.b. */
size_t search_keys(str text, str out[3], struct arena *a);
/* "project_management" from "Project Management": how values of fields are compared. */
str search_value_id(str text, struct arena *a);
/* Dotted numbers by their values; what is not a digit separates. -1, 0 or 1. */
int search_version_cmp(str a, str b);

/* Numbers as characters, 5 bits a digit, low ones first. */
void search_put_digit(struct buf *out, uint32_t v); /* v < 64 */
void search_put_number(struct buf *out, uint32_t v);
uint32_t search_digit(char c);
uint32_t search_number(str s, size_t *at); /* 0 past the end */
size_t search_number_size(uint32_t v);     /* characters */

struct search_token {
	str text; /* words; "merge+request" for neighbours */
	str postings; /* for impact 7 down to 0, where there are any: digit(impact) number(count) number(gap - 1)... */
	uint32_t df;
};
struct search_facet {
	str name, title;
	VEC(str) values; /* in natural order */
	VEC(str) labels; /* in words; empty: the same as the value */
	uint32_t *set;   /* by document: position in sets */
	bool is_runs;    /* the column is written as runs of equal sets, not as one number a document */
	size_t size;     /* its characters then */
	VEC(str) sets;   /* each: number(value)... ; the first is empty */
	bool in_root;
	bool is_word;    /* its values are found by plain words, too */
};
struct search_kind {
	str name, title, folder;
	str separator; /* what the last part of a key stands behind */
	uint32_t from; /* its first document */
};
struct search_doc {
	str key, excerpt, url;
	uint32_t owner; /* value of the facet "owner", from 1; 0: none */
	uint8_t status;
};
struct search_synonym {
	str word;
	str words[4]; /* stands for these */
	size_t n;
	str token; /* "merge+request", or the single word */
};
struct search_index {
	struct arena *a;
	struct search_doc *docs;
	uint32_t n;
	VEC(struct search_kind) kinds;
	VEC(struct search_token) tokens; /* by bytes */
	VEC(uint32_t) shards;            /* first token of each */
	VEC(uint32_t) shard_size;        /* characters */
	VEC(struct search_facet) facets;
	VEC(struct search_synonym) synonyms;
	VEC(uint32_t) idf; /* at v - 1: the largest document frequency whose weight is at least v */
};

/* The kind of a document, and the last part of its key. */
const struct search_kind *search_kind_of(const struct search_index *x, uint32_t id);
str search_last_part(const struct search_kind *k, str key);
void search_find_facets(struct search_index *x, const struct search_input *in);
/* The facet called `name`; NULL if none is. */
const struct search_facet *search_facet(const struct search_index *x, str name);
/* Names of the group, its stage and its section; their ids where they have no names. */
str search_owner_name(const struct entry *e);
str search_stage_name(const struct entry *e);
str search_section_name(const struct entry *e);
/* round(4 * log2(1 + n / df)), the same on every machine. */
uint32_t search_weight(uint32_t n, uint32_t df);

#endif
