#ifndef DICTUM_RENDER_SEARCH_PARTS_H
#define DICTUM_RENDER_SEARCH_PARTS_H

/* Inside of the search: included by src/render/search*.c and their tests only. The numbers below are also those of static/search*.js. */
#include "render/search.h"

enum {
	SEARCH_BLOCK = 8,           /* records of one file */
	SEARCH_GROUP = 16,          /* records near one another, for the rules about how much is read */
	SEARCH_BLOCK_BYTES = 4096,  /* of that file, compressed: where it would be larger it has fewer records, at least one */
	SEARCH_SHARD = 6000,        /* characters of postings that count as one for the rules about how much is read, unless a token has more; */
	SEARCH_FILE = 2500,         /* of those in one file, also; */
	SEARCH_PART = 43000,        /* the most: what is longer has several files. Of 64 digits, so never more than 32 KB compressed */
	SEARCH_LEXICON = 160000,    /* characters of the tokens in the root, about 90 KB compressed; rarer ones are read when asked for */
	SEARCH_RARE_DF = 8,         /* documents that such tokens have at most */
	SEARCH_COLUMN = 16000,      /* characters of a column above which rare values of the facet have files of their own: */
	SEARCH_RARE_VALUE = 32,     /* values of one document in so many */
	SEARCH_TOKEN = 40,          /* bytes of a token */
	SEARCH_IMPACTS = 8,
	SEARCH_PAIR_MIN = 32,       /* documents two neighbouring words must share to become a token of their own */
	SEARCH_PAIR_MAX = 2000,     /* such tokens, */
	SEARCH_PAIR_SHARE = 10,     /* whose postings have at most a tenth of the characters that words have, */
	SEARCH_PAIR_ROOM = 60000,   /* or so many */
	SEARCH_KEY_GROUP = 64,      /* record blocks whose separators share a file */
	SEARCH_ROOT_VALUES = 256,   /* values of a facet that the root names */
	SEARCH_ROOT_BYTES = 6000,   /* and their bytes; */
	SEARCH_ROOT_OWNERS = 40000, /* those of owners, which every record names */
	SEARCH_ROOT_SIZE = 102400,  /* bytes of the root, compressed */
	SEARCH_NO_STATUS = STATUS_COUNT
};

/* Whether nothing of a text is blank. */
bool search_is_one_word(str text);
/* Words of a text: slices of its lower-case copy. */
struct search_words {
	VEC(str) all;
	bool has_humps; /* the text has words that are cut where capital letters stand behind small ones */
};
enum search_keep { SEARCH_WORDS, SEARCH_ALL, SEARCH_WHOLE }; /* ALL: single characters, too; WHOLE: these, and runs that are not cut into pairs */
void search_tokenize(str text, enum search_keep keep, struct arena *a, struct search_words *out);
/* Words that are cut at humps, each as one: "foobar" of FooBar. */
void search_join_humps(str text, struct arena *a, struct search_words *out);
bool search_is_stop_word(str word);
/* Word without a common English ending, for comparing; in `room` or a part of `word`. */
str search_stem(str word, char room[SEARCH_TOKEN + 1]);
bool search_stem_eq(str a, str b);
/* Optimal string alignment distance of bytes; limit + 1 when it is larger. limit <= 3. */
size_t search_distance(str a, str b, size_t limit);
/* "project_management" from "Project Management": how fields and their values are compared. Where letters stand without blanks they stay as they are written,
   so that values that differ in letters differ in this. */
str search_value_id(str text, struct arena *a);
/* Dotted numbers by their values; what is not a digit separates. -1, 0 or 1. */
int search_version_cmp(str a, str b);

/* Numbers as characters, 5 bits a digit, low ones first. */
void search_put_digit(struct buf *out, uint32_t v); /* v < 64 */
void search_put_number(struct buf *out, uint32_t v);
uint32_t search_digit(char c);
/* Strings of JavaScript, ASCII only, without what HTML would act on. */
enum search_form {
	SEARCH_BYTES,     /* one character a byte: what is compared as bytes */
	SEARCH_CHARACTERS /* what is shown */
};
void search_put_text(struct buf *out, str s, enum search_form form);
void search_put_texts(struct buf *out, const str *all, size_t n); /* ["a","b"] */
uint32_t search_number(str s, size_t *at); /* 0 past the end */
size_t search_number_size(uint32_t v);     /* characters */

struct search_token {
	str text; /* words; "merge+request" for neighbours */
	str postings; /* for impact 7 down to 0, where there are any: digit(impact) number(count) number(gap - 1)... */
	uint32_t df;
};
struct search_facet {
	str name, title;
	VEC(str) names;  /* it goes by in queries, in small letters: its own, its title's ("time_frame"), those that definitions have for it */
	VEC(str) values; /* in natural order */
	VEC(str) labels; /* in words; empty: the same as the value */
	uint32_t *set;   /* by document: position in sets */
	bool is_runs;    /* the column is written as runs of equal sets, not as one number a document */
	size_t size;     /* its characters then */
	VEC(str) sets;   /* each: number(value)... ; the first is empty */
	bool in_root;
	bool has_words;  /* plain words find its values, too; else only who asks for the facet does */
};
struct search_kind {
	str name, title, folder;
	str singular; /* what one is called */
	str separator; /* what the last part of a key stands behind */
	uint32_t from; /* its first document */
	bool has_blanks; /* some of its keys have several words; titles of guides, which stand in no order, are no keys */
};
struct search_doc {
	str key, excerpt, url, use;
	uint32_t owner; /* value of the facet "owner", from 1; 0: none */
	uint8_t status; /* in the index of keys that are gone: enum gone_end */
};
struct search_synonym {
	str word;
	str words[SEARCH_SYNONYM_WORDS]; /* stands for these */
	size_t n;
	str token; /* "merge+request", or the single word */
};
struct search_block {
	uint32_t from; /* its first document */
	str text;      /* of its file: [keys],[texts],"statuses","owners",[addresses]; of keys that are gone also ,[keys to use] */
};
struct search_run_of_tokens {
	uint32_t from, size; /* its first token; characters */
	bool begins_shard;
};
struct search_fields {
	VEC(const struct field *) all;
};
struct search_index {
	struct arena *a;
	struct search_fields *words; /* by kind of the dialect: plain words find their values, whether or not a facet has them, too */
	const struct search_gone *former; /* the keys that are gone, one for each document; NULL: the documents are others */
	const struct search_index *gone; /* the index of these; NULL: none */
	struct search_doc *docs;
	uint32_t n;
	VEC(struct search_kind) kinds;
	VEC(struct search_token) tokens; /* by bytes */
	VEC(struct search_token) rare;   /* by bytes; as tokens they come after the others */
	VEC(uint32_t) rare_shards;       /* first of each */
	VEC(struct search_block) blocks;
	bool has_cut_blocks;             /* not all have SEARCH_BLOCK documents */
	VEC(uint32_t) shards;            /* first token of each */
	VEC(uint32_t) shard_size;        /* characters */
	VEC(struct search_run_of_tokens) files; /* of postings: each belongs to one shard */
	VEC(struct search_facet) facets;
	VEC(struct search_synonym) synonyms;
	VEC(uint32_t) idf; /* at v - 1: the largest document frequency whose weight is at least v */
};

/* The documents of each rare value, as gaps; empty for the others. Returns 0 for a facet whose column is short. */
size_t search_value_lists(const struct search_index *x, const struct search_facet *f, struct arena *a, str **out);
/* Moves the rarest tokens out of those that are always read, and cuts what is left into shards. */
void search_cut_tokens(struct search_index *x);
/* Cuts records into blocks, on so many threads. */
void search_cut_blocks(struct search_index *x, size_t workers);
uint32_t search_block_of(const struct search_index *x, uint32_t id);
/* Which SEARCH_GROUP records a document is among; where records compress badly, which block. */
uint32_t search_group_of(const struct search_index *x, uint32_t id);
/* Behind the last document of a kind. */
uint32_t search_kind_end(const struct search_index *x, size_t kind);
/* The kind of a document, and the last part of its key. */
const struct search_kind *search_kind_of(const struct search_index *x, uint32_t id);
str search_last_part(const struct search_kind *k, str key);
/* Fields, one column each, in steps. _begin names the fields; then the values of every document are read, those of a part in order, parts
   side by side; then columns are joined, side by side on as many workers as there are parts; _end gives the index what it needs. */
struct search_columns;
struct search_columns *search_begin_columns(struct search_index *x, const struct search_input *in, size_t n_parts);
void search_read_values(struct search_columns *all, size_t part, uint32_t doc, struct arena *scratch);
void search_join_column(struct search_columns *all, size_t worker, size_t i);
void search_end_columns(struct search_columns *all);
/* The facet called `name`; NULL if none is. */
const struct search_facet *search_facet(const struct search_index *x, str name);
/* What a query means by a name, in small letters or not: time or, as its title and definitions say, time_frame. */
const struct search_facet *search_facet_asked(const struct search_index *x, str name, struct arena *a);
/* The name of the group; its id where it has none. */
str search_owner_name(const struct entry *e);
/* round(4 * log2(1 + n / df)), the same on every machine. */
uint32_t search_weight(uint32_t n, uint32_t df);

#endif
