#ifndef DICTUM_SCHEMA_VOCABULARY_H
#define DICTUM_SCHEMA_VOCABULARY_H

/* Which draft a schema is written in and which of its keywords count, for the files of this folder. */
#include "schema/schema.h"

enum dialect { DIALECT_7 = 1, DIALECT_2020 = 2, DIALECT_MIXED = 4, DIALECT_NEW = 6, DIALECT_OLD = 5, DIALECT_ALL = 7 };
enum vocabulary {
	VOCABULARY_CORE = 1,
	VOCABULARY_APPLICATOR = 2,
	VOCABULARY_UNEVALUATED = 4,
	VOCABULARY_VALIDATION = 8,
	VOCABULARY_META_DATA = 16,
	VOCABULARY_FORMAT = 32,
	VOCABULARY_FORMAT_ASSERTION = 64,
	VOCABULARY_CONTENT = 128
};

/* What $schema and $vocabulary say. */
struct dialect_choice {
	enum dialect dialect;
	unsigned vocabularies;
};
bool dialect_of(struct schema_set *s, const struct node *schema, struct dialect_choice *out, struct err *e);
struct dialect_choice dialect_default(enum schema_draft draft);
str dialect_embedded_name(str uri); /* "schema/metaschemas/..." or empty */
/* keywords.c: whether there is a keyword of this name, in whatever draft, that holds schemas. */
bool keyword_holds_schemas(str name);
/* keywords.c: the first member of `schema` that does not mean the same in both drafts; NULL: the schema itself, without those below it, reads alike. */
const struct member *keyword_read_otherwise(const struct node *schema, struct dialect_choice one, struct dialect_choice other);

#endif
