#ifndef DICTUM_RENDER_SEARCH_H
#define DICTUM_RENDER_SEARCH_H

/* Search over the dictionary and, in an index of its own, over keys that are gone: builds the index, writes it as script shards for browsers (static/search*.js read them), and answers queries
   from it. Both engines keep the same rules about what is loaded, count in integers and break ties by document id, so that they give the
   same hits in the same order. */
#include "base/diag.h"
#include "model/gone.h"

enum {
	SEARCH_MAX_QUERY = 400, /* bytes of a query that are looked at */
	SEARCH_EXCERPT = 200,   /* code points of a description in a record; quoted phrases are looked for there and in the key */
	SEARCH_SYNONYM_WORDS = 8 /* that a synonym stands for */
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

struct search_gone { /* a key that is gone */
	const struct gone *gone;
	str url, excerpt;
	str use; /* the key to use instead; empty: none */
};
struct search_gone_input {
	const struct dialect *dialect;
	const struct search_gone *all; /* by kind, then key */
	size_t n;
	const struct field_label *synonyms; /* as above */
	size_t n_synonyms;
};

/* How many words the index makes of a text; `a` is for work. */
size_t search_count_words(str text, struct arena *a);

struct search_index;
/* Borrows what the dictionary and the input point to. */
struct search_index *search_build(const struct search_input *in, struct arena *a);
/* An index of the words of these keys, without fields but the kind. Borrows what the input points to. */
struct search_index *search_build_gone(const struct search_gone_input *in, struct arena *a);
/* Has queries of `x` find keys that are gone, too; `gone` must live as long. */
void search_join_gone(struct search_index *x, const struct search_index *gone);

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

/* A value as a query asks for it, so that no sign of it says more; quotes, which cannot be asked for, are blanks. As writeValue of search_text.js. */
str search_written(str value, struct arena *a);

struct search_options {
	size_t limit, offset;
};
struct search_hit {
	uint32_t id;    /* document: entries in dictionary order, then the extra records, then keys that are gone */
	uint32_t score; /* 0 where only fields were asked for */
};
struct search_result {
	VEC(struct search_hit) hits;
	size_t total;
	bool is_about; /* total is an estimate: not everything was looked at */
	VEC(str) notices; /* sentences for whoever asked */
	bool lacks_gone; /* keys that are gone should be looked for, and the index knows none: hardly anything has all words, or what is asked for
	                    looks like a key and is none */
	str lacks_key;   /* one word that many entries have: of the keys that are gone only this one would be found, and the index knows none; else empty */
};
/* Entries and guides, best first. Keys that are gone and have all words come behind the entries that have all words, and before all when the text is
   the key. They are looked for where no entry of the kinds asked for has the key, the query names no field but the kind, and there are few entries or
   the text may be a key: one word, or several with a dot or an underscore where keys have blanks. */
void search_query(const struct search_index *x, str text, const struct search_options *options, struct arena *a, struct search_result *out);

struct search_record {
	str kind, key, url, excerpt, owner;
	str status; /* status_word; of a key that is gone gone_end_word; empty: none */
	str use;    /* instead of a key that is gone; empty: none */
	bool is_gone;
};
struct search_record search_record(const struct search_index *x, uint32_t id);
/* Keys a pasted text may mean, at most 3: metrics['a']['b'], $.a.b, "a"."b", a->'b'->>'c', usage_data:a.b, metrics/a.b.html, metrics/20210216_b.yml:12. */
size_t search_keys(str text, str out[3], struct arena *a);

#endif
