#ifndef DICTUM_RENDER_SEARCH_H
#define DICTUM_RENDER_SEARCH_H

/* Search over the dictionary: builds the index, writes it as script shards for browsers (static/search*.js read them), and answers queries
   from it. Both engines keep the same rules about what is loaded, count in integers and break ties by document id, so that they give the
   same hits in the same order. */
#include "base/diag.h"
#include "model/dict.h"

enum {
	SEARCH_MAX_QUERY = 400, /* bytes of a query that are looked at */
	SEARCH_EXCERPT = 200    /* code points of a description in a record; quoted phrases are looked for there and in the key */
};

struct search_extra { /* a record that is no entry: a guide */
	str title, url, text, excerpt;
};
struct search_input {
	const struct dict *dict;
	const str *url, *excerpt; /* of entries, by index */
	const struct search_extra *extra; /* of kind "guide" */
	size_t n_extra;
	const struct field_label *synonyms; /* word -> words (in label), over those of the dialect */
	size_t n_synonyms;
	size_t workers; /* threads that may help; 0: none */
};

struct search_index;
/* Borrows what the dictionary and the input point to. */
struct search_index *search_build(const struct search_input *in, struct arena *a);

struct search_file {
	str name, bytes; /* "root.js", "p/0.js" */
};
struct search_files {
	VEC(struct search_file) all;
	str hash; /* of all names and bytes: 10 digits */
};
/* The shards: classic scripts of one call each, ASCII only. Compressed by gzip none of what is always loaded is large: the root has at most 100 KB,
   else this fails; postings have at most 32 KB a file and records 4 KB, unless a single record has more. */
bool search_write(const struct search_index *x, struct arena *a, struct search_files *out, struct err *e);

struct search_options {
	size_t limit, offset;
};
struct search_hit {
	uint32_t id;    /* document: entries in dictionary order, then the extra records */
	uint32_t score; /* 0 where only fields were asked for */
};
struct search_result {
	VEC(struct search_hit) hits;
	size_t total;
	bool is_about; /* total is an upper bound: not everything was looked at */
	VEC(str) notices; /* sentences for whoever asked */
};
void search_query(const struct search_index *x, str text, const struct search_options *options, struct arena *a, struct search_result *out);

struct search_record {
	str kind, key, url, excerpt, owner;
	str status; /* status_word; empty: none */
};
struct search_record search_record(const struct search_index *x, uint32_t id);

#endif
