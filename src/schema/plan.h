#ifndef DICTUM_SCHEMA_PLAN_H
#define DICTUM_SCHEMA_PLAN_H

/* The compiled form of schemas, shared by the files of this folder only. A `sub` is one subschema; its keywords lie in
   one array in the order in which they are checked. Sites and resources say where subschemas were written; scopes serve
   $dynamicRef. */
#include "base/map.h"
#include "doc/index.h"
#include "schema/schema.h"
#include "schema/vocabulary.h"

enum {
	SCHEMA_MAX_DEPTH = 128,    /* levels of nesting of a schema document; bounds the recursion that indexes it */
	ENUM_LINEAR_MAX = 8        /* values compared one by one; longer lists are searched by hash */
};

/* Ways to fail and steps of a plan, in the order in which they are checked. */
enum op {
	OP_TYPE,
	OP_CONST,
	OP_ENUM,
	OP_MINIMUM,
	OP_MAXIMUM,
	OP_EXCLUSIVE_MINIMUM,
	OP_EXCLUSIVE_MAXIMUM,
	OP_MULTIPLE_OF,
	OP_MIN_LENGTH,
	OP_MAX_LENGTH,
	OP_PATTERN,
	OP_FORMAT,
	OP_MIN_ITEMS,
	OP_MAX_ITEMS,
	OP_UNIQUE_ITEMS,
	OP_ARRAY,    /* prefixItems, items, additionalItems */
	OP_CONTAINS, /* contains, minContains, maxContains */
	OP_MIN_PROPERTIES,
	OP_MAX_PROPERTIES,
	OP_REQUIRED,
	OP_OBJECT, /* properties, patternProperties, additionalProperties */
	OP_PROPERTY_NAMES,
	OP_DEPENDENT, /* dependentRequired, dependentSchemas, dependencies */
	OP_REF,
	OP_DYNAMIC_REF,
	OP_ALL_OF,
	OP_ANY_OF,
	OP_ONE_OF,
	OP_NOT,
	OP_IF,
	OP_UNEVALUATED_ITEMS,
	OP_UNEVALUATED_PROPERTIES,
	OP_FALSE,        /* only fails: the schema `false` */
	OP_PATTERN_LIMIT /* only fails: the regex gave up */
};

struct document {
	str path; /* as printed */
	str uri;  /* where it was found, without fragment */
	const struct node *root;
	uint32_t generation; /* of the last compile that used it */
	VEC(struct problem) problems;
};
struct problem { /* seen while indexing, reported by every compile that uses the document */
	struct place at;
	str message;
};

struct site;
struct anchor {
	str name;
	struct site *site;
};
/* A schema with an absolute URI of its own: the root of a document, or a subschema with $id. */
struct resource {
	struct document *document;
	str uri; /* without fragment */
	struct site *root;
	enum dialect dialect;
	unsigned vocabularies; /* enum vocabulary */
	struct map anchors;    /* name -> struct site */
	VEC(struct anchor) dynamic;
	struct scope *scope;
	uint32_t generation;
};
/* Where a schema was written. */
struct site {
	const struct node *node;
	struct resource *resource;
	const struct site *up; /* NULL: the root of the document */
	str step;              /* JSON Pointer from `up`: "/properties/status" */
	struct sub *sub;
	uint32_t generation; /* of `sub` */
};

/* One resource as $dynamicRef sees it in one compiled schema. */
struct dynamic_target {
	str name;
	const struct sub *sub;
};
struct scope {
	size_t n;
	const struct dynamic_target *target;
};

enum sub_kind { SUB_OBJECT, SUB_TRUE, SUB_FALSE };
enum visited { VISITED_NOT, VISITED_OPEN, VISITED_DONE }; /* by the search for endless references */
struct sub {
	enum sub_kind kind;
	enum visited visited;
	bool tracks;    /* has unevaluated*: needs to know what was evaluated */
	bool is_target; /* of a reference: may be part of a loop */
	size_t n;
	const struct keyword *keyword;
	const struct site *site;
	const struct scope *scope;
	str title;   /* title, else description; may be empty */
	str x_error; /* what the author wants to be said when this fails */
};
struct sub_list {
	size_t n;
	const struct sub **v;
};
struct str_list {
	size_t n;
	const str *v;
};

struct value_list {
	const struct node *node; /* NODE_SEQ */
	size_t n_hashes;         /* 0: compare one by one */
	uint64_t *hash;          /* sorted */
};
/* Property names to subschemas: open addressing, a power of two slots at most half full. */
struct property {
	str name;
	uint64_t hash;
	const struct sub *sub; /* NULL: empty slot */
};
struct pattern_property {
	const struct regex *regex;
	const struct node *node; /* the pattern */
	const struct sub *sub;
};
struct object_rule {
	size_t n_slots;
	struct property *slot;
	struct str_list names;    /* of properties, in the order of the schema */
	const struct sub **named; /* parallel to names */
	size_t n_patterns;
	struct pattern_property *pattern;
	const struct sub *additional; /* NULL: anything goes and stays unevaluated */
};
struct array_rule {
	struct sub_list prefix;
	const struct sub *rest;
	str rest_token; /* "items" or "additionalItems" */
};
struct contains_rule {
	const struct sub *sub;
	uint64_t min, max;
	bool has_min;
};
struct dependency {
	str key;
	struct str_list names;
	const struct sub *sub; /* NULL: names only */
};
struct dependencies {
	size_t n;
	struct dependency *v;
};
struct condition_rule {
	const struct sub *condition, *then, *otherwise; /* each may be NULL */
};
struct reference {
	const struct sub *sub;
	str dynamic; /* the anchor's name when the target depends on the dynamic scope, else empty */
};
struct format_rule {
	str name;
	const struct named_list *list; /* NULL: is_valid says it */
	format_check *is_valid;
};
struct named_list {
	struct map set;
	struct str_list values;
};

struct keyword {
	enum op op;
	str name;                /* as written; the last token of the schema pointer */
	const struct node *node; /* its value */
	union {
		unsigned types; /* 1 << enum node_kind, and TYPE_INTEGER */
		struct value_list values;
		uint64_t limit;
		const struct regex *regex;
		struct format_rule format;
		struct str_list names;
		const struct sub *sub;
		struct sub_list subs;
		struct object_rule *object;
		struct array_rule *array;
		struct contains_rule *contains;
		struct dependencies dependencies;
		struct condition_rule *condition;
		struct reference reference;
	} as;
};
enum { TYPE_INTEGER = 1 << 7 }; /* whole numbers only; NODE_INT and NODE_FLOAT bits mean "number" */

/* Rows of schema_rules. */
enum schema_rule {
	RULE_SCHEMA_REQUIRED,
	RULE_SCHEMA_UNKNOWN_KEY,
	RULE_SCHEMA_TYPE,
	RULE_SCHEMA_ENUM,
	RULE_SCHEMA_CONST,
	RULE_SCHEMA_PATTERN,
	RULE_SCHEMA_FORMAT,
	RULE_SCHEMA_MIN_LENGTH,
	RULE_SCHEMA_MAX_LENGTH,
	RULE_SCHEMA_MINIMUM,
	RULE_SCHEMA_MAXIMUM,
	RULE_SCHEMA_EXCLUSIVE_MINIMUM,
	RULE_SCHEMA_EXCLUSIVE_MAXIMUM,
	RULE_SCHEMA_MULTIPLE_OF,
	RULE_SCHEMA_MIN_ITEMS,
	RULE_SCHEMA_MAX_ITEMS,
	RULE_SCHEMA_UNIQUE_ITEMS,
	RULE_SCHEMA_CONTAINS,
	RULE_SCHEMA_MIN_PROPERTIES,
	RULE_SCHEMA_MAX_PROPERTIES,
	RULE_SCHEMA_PROPERTY_NAMES,
	RULE_SCHEMA_DEPENDENT,
	RULE_SCHEMA_ONE_OF,
	RULE_SCHEMA_ANY_OF,
	RULE_SCHEMA_NOT,
	RULE_SCHEMA_FALSE,
	RULE_SCHEMA_PATTERN_LIMIT,
	RULE_SCHEMA_TOO_COMPLEX,
	RULE_SCHEMA_TOO_MANY,
	RULE_SCHEMA_BROKEN,
	RULE_SCHEMA_UNKNOWN_KEYWORD,
	RULE_SCHEMA_UNKNOWN_FORMAT
};

struct schema {
	const struct sub *root;
	const struct document *document;
};

struct schema_set {
	struct schema_options options;
	struct arena *a;
	struct map resources; /* URI without fragment -> struct resource */
	struct map sites;     /* address of a node -> struct site */
	struct map lists;     /* format -> struct named_list */
	struct map misspelt;  /* places of keywords that were told of: several schemas may have one document */
	struct doc_index index; /* of documents */
	uint32_t generation;
	unsigned loading; /* documents that are being loaded inside one another */
};

/* keywords.c: what each keyword holds and how it is read. */
enum holds { HOLDS_NONE, HOLDS_SCHEMA, HOLDS_LIST, HOLDS_MAP, HOLDS_ITEMS, HOLDS_DEPENDENCIES };
enum holds keyword_holds(str name);

/* refs.c: documents, identifiers, references. */
struct resource *refs_add_document(struct schema_set *s, str path, const struct node *root, str uri,
                                   const struct resource *from);
/* The schema that `reference` written in `from` names. NULL: `e` says why. */
struct site *refs_find(struct schema_set *s, const struct resource *from, str reference, struct err *e);
struct site *refs_site(const struct schema_set *s, const struct node *n);
/* JSON Pointer in the document, not percent-encoded; empty also when it is longer than POINTER_MAX. */
str site_pointer(const struct site *s, struct arena *a);
struct str_cut_fragment {
	str uri, fragment;
};
struct str_cut_fragment refs_cut(str reference);
/* "redis_hll.json" for another document seen from `from`; empty for the same one. */
str refs_relative(const struct document *from, const struct document *to, struct arena *a);

/* exact.c: exact comparisons. */
int number_compare(const struct node *a, const struct node *b, struct arena *scratch);
bool number_is_integer(const struct node *n);
bool number_is_multiple(const struct node *n, const struct node *of, struct arena *scratch);

#endif
