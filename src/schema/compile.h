#ifndef DICTUM_SCHEMA_COMPILE_H
#define DICTUM_SCHEMA_COMPILE_H

/* What compile.c and keywords.c share while a schema is being compiled. */
#include "schema/plan.h"

struct compiler {
	struct schema_set *set;
	struct arena *a;
	const struct document *document; /* of the schema that was asked for */
	struct diag_list *found;
	size_t n_broken;
	VEC(struct site *) queue; /* to be read, in order of discovery */
	VEC(struct document *) documents;
};

/* One subschema while its keywords are read. Keywords that work together are gathered here first. */
struct draft {
	struct sub *sub;
	struct resource *resource;
	VEC(struct keyword) all;
	struct keyword array, object, contains, condition; /* name.n: present */
	bool has_item_list; /* items of draft 7 that holds a list */
	bool has_prefix;    /* prefixItems of 2020-12, which is the same */
	const struct member *additional_items;
};

/* Reports at a place of the schema's document. */
void compile_broken(struct compiler *c, const struct document *d, struct place at, const char *fmt, ...)
        __attribute__((format(printf, 4, 5)));
/* The subschema at a place, which is read later; false schemas and `true` are known at once. NULL for NULL. */
const struct sub *compile_site(struct compiler *c, struct site *site);

/* keyword_values.c */
struct keyword *keyword_add(struct compiler *c, const struct member *m, struct draft *d, enum op op);
void keyword_wrong(struct compiler *c, const struct node *value, const struct draft *d, str keyword,
                   const char *expected);
struct str_list keyword_strings(struct compiler *c, const struct node *n, const struct draft *d, str keyword);
bool keyword_limit(struct compiler *c, const struct member *m, struct draft *d, uint64_t *out);
const struct regex *keyword_regex(struct compiler *c, const struct node *n, str pattern, struct draft *d, str keyword);
typedef void read_fn(struct compiler *c, const struct member *m, struct draft *d, enum op op);
read_fn keyword_read_type;
read_fn keyword_read_const;
read_fn keyword_read_enum;
read_fn keyword_read_number;
read_fn keyword_read_count;
read_fn keyword_read_pattern;
read_fn keyword_read_format;
read_fn keyword_read_unique;
read_fn keyword_read_names;
/* The format, among those that are checked here, that an unknown one is nearly called like; empty: none. `m`: the keyword format. */
str keyword_format_meant(const struct compiler *c, const struct member *m, const struct resource *r);

/* keywords.c */
struct keyword_row;
const struct keyword_row *keyword_find(str name, enum dialect dialect, unsigned vocabularies);
/* The keyword that an unknown one is nearly called like, among those that check something; empty: none. */
str keyword_meant(const struct member *m, enum dialect dialect, unsigned vocabularies, struct arena *a);
/* The name of which a word is a misspelling, by at most that many edits; empty: none. Words that begin with x- are of one's own. */
str keyword_nearest(str word, size_t most, const str *names, size_t n, struct arena *a);
void keyword_read(struct compiler *c, const struct keyword_row *row, const struct member *m, struct draft *d);
void keyword_finish(struct compiler *c, struct draft *d);

#endif
