#ifndef DICTUM_SCHEMA_SCHEMA_H
#define DICTUM_SCHEMA_SCHEMA_H

/* JSON Schema drafts 7 and 2020-12: compile once per run, validate each document. Never reads the network: references
   are answered by the metaschemas built in and by the caller's `load`. */
#include "doc/doc.h"

struct schema;
struct schema_set; /* documents and named lists that schemas refer to; one per run */

enum schema_draft { DRAFT_UNKNOWN, DRAFT_7, DRAFT_2020_12 };

/* Finds the document of an absolute URI (without fragment), which may become the one it was found at. Return NULL when there
 * is none; `e` says why. Called while compiling only. */
typedef const struct node *schema_load_fn(void *arg, str *uri, struct err *e);

struct schema_options {
	enum schema_draft draft; /* for documents without $schema; DRAFT_UNKNOWN: 2020-12 that also reads draft-7
	                            keywords where unambiguous */
	bool assert_formats;
	schema_load_fn *load; /* may be NULL */
	void *load_arg;
};

struct schema_set *schema_set_new(const struct schema_options *o, struct arena *a);
/* A named list is a "format" that accepts exactly the strings of the list (known_product_category). Set it before
   schemas that name it are compiled; it counts where formats are asserted. */
void schema_set_list(struct schema_set *s, str format, const str *values, size_t n);

/* Compiles the schema `root`, which lives as long as the set, retrieved from `uri` ("" when unknown). NULL when it is
   broken: the reasons are findings of rule schema-broken at `path` (or at the document they are in) in `found`, or,
   where there is no place, in `e` (exit code 2). Else `found` gets what is doubtful about it: misspelt keywords, each
   place once for all schemas of the set. */
const struct schema *schema_compile(struct schema_set *s, str path, const struct node *root, str uri,
                                    struct diag_list *found, struct err *e);

/* Validates `doc`; true when valid. Adds one finding per cause, at most SCHEMA_MAX_FINDINGS (then one more that says
   how many were left out, or, where there are far more, how many at most, and `found` is cut). Thread-safe: the schema is not changed. No allocation when the document is valid but for
   annotations that unevaluated* need. */
enum { SCHEMA_MAX_FINDINGS = 100 };
bool schema_validate(const struct schema *s, str path, const struct node *doc, struct arena *scratch,
                     struct diag_list *found);

/* Whether a text is of a format. */
typedef bool format_check(str value, struct arena *scratch);
/* Formats of JSON Schema that are checked: date, date-time, time, duration, email, hostname, ipv4, ipv6, uri,
   uri-reference, json-pointer, relative-json-pointer, uuid, regex. Others are NULL and never asserted. */
format_check *format_find(str name);
/* Whether a format is one of those, or one that is known and not checked: idn-email, iri, ulid and their like. */
bool format_is_known(str name);
/* The name of one that is checked, counted from 0; empty behind the last. */
str format_name(size_t i);

/* RFC 3986 section 5.2: `reference` against `base`, normalised. */
str uri_resolve(str base, str reference, struct arena *a);

extern const struct diag_rule schema_rules[]; /* ends with a row whose id is NULL */

#endif
