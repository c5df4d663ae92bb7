#ifndef DICTUM_DOC_DOC_H
#define DICTUM_DOC_DOC_H

/* The one tree everything upstream speaks: YAML, JSON and configuration alike. Nodes are small and lie in arrays, because the trees of all
   definitions are kept to the end of the run: rules, pages and fixes point into them. */
#include "base/diag.h"
#include "base/map.h"

enum node_kind { NODE_NULL, NODE_BOOL, NODE_INT, NODE_FLOAT, NODE_STRING, NODE_SEQ, NODE_MAP };
enum node_style { STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL, STYLE_FOLDED, STYLE_BLOCK, STYLE_FLOW };

struct member;
struct node { /* 32 bytes */
	struct place at;
	uint8_t kind : 3;  /* enum node_kind */
	uint8_t style : 3; /* enum node_style; JSON: strings are STYLE_DOUBLE, collections STYLE_FLOW */
	uint8_t is_big : 1;  /* NODE_INT that does not fit int64_t */
	uint8_t is_true : 1; /* NODE_BOOL */
	uint32_t n;        /* NODE_SEQ, NODE_MAP: how many; keys of maps: doc_key_mark of their text, or 0 */
	union {
		str text; /* scalars: as written, escapes decoded, e.g. "1_000" for the number 1000 */
		struct node *item;     /* NODE_SEQ */
		struct member *member; /* NODE_MAP, in file order, duplicates already dropped (last wins, at the first one's place in order) */
	};
};
struct member {
	struct node key; /* key.text is the name; for keys that are no strings the text of their value ("true", "8"), null: "" */
	struct node value;
};

/* Limits are reported as yaml-limit, naming the limit. Zero means the default. */
struct doc_limits {
	uint64_t bytes;   /* default 1 MiB */
	uint32_t nodes;   /* default 100,000 */
	uint32_t depth;   /* default 64 levels of nesting, at most 90 */
	uint32_t digits;  /* default 400 digits of one number, at most 1000 */
};
extern const struct doc_limits doc_default_limits;

struct doc {
	const struct node *root; /* NULL when nothing usable could be read; the reasons are in the findings */
	bool is_complete;        /* false: a finding says why something is missing from the tree */
};

/* How files are read: as Ruby's Psych 4 safe_load does (definitions: the root is a mapping or NULL), or the same with dates, times, symbols and
   broken numbers as text without a finding and any root, NODE_NULL when there is nothing (configuration, data). */
enum doc_mode { DOC_DEFINITION, DOC_CONFIG };

/* Reads the first YAML document of `bytes` into `a`. The tree borrows `bytes`, which must live as long as `a`. Findings: doc_rules. A file that
   does not parse, or is over a limit, is one finding and root NULL; at most 201 findings for one that does. */
struct doc doc_parse_yaml(str path, str bytes, enum doc_mode mode, const struct doc_limits *lim, struct arena *a,
                          struct diag_list *found);
/* Strict RFC 8259 JSON into the same tree: places, number text, surrogates joined, NUL kept, one value only. Findings: json-syntax. */
struct doc doc_parse_json(str path, str bytes, const struct doc_limits *lim, struct arena *a, struct diag_list *found);
/* Configuration and data, by the ending of `path`: .json is JSON, anything else YAML. */
struct doc doc_parse(str path, str bytes, const struct doc_limits *lim, struct arena *a, struct diag_list *found);

/* For files that must be right to go on, such as schemas: the root, or NULL and err (usage) with the first finding. */
const struct node *doc_require(str path, str bytes, const struct doc_limits *lim, struct arena *a, struct err *e);

/* Value of `key`, NULL when `map` is NULL, no map, or has no such key. */
const struct node *doc_get(const struct node *map, str key);
static inline const struct node *doc_get_z(const struct node *map, const char *key)
{
	return doc_get(map, str_from_z(key));
}
/* Whether it is there and says `true`. */
static inline bool doc_is_true(const struct node *n)
{
	return n && n->kind == NODE_BOOL && n->is_true;
}
/* Whether it is there and says anything: neither null nor a text that nobody sees. */
bool doc_is_given(const struct node *n);
bool doc_is_said_null(const struct node *n); /* null that is written, as "null" or "~"; no value at all is none */
const struct member *doc_member(const struct node *map, str key);
/* What texts that are equal have in common, and few others: keys are told apart by it, because it lies in the node and the text elsewhere. */
static inline uint32_t doc_key_mark(str key)
{
	if (!key.n)
		return 1u << 31;
	return 1u << 31 | (uint32_t)((unsigned char)key.p[key.n / 2] & 0x7F) << 24 | (uint32_t)(unsigned char)key.p[key.n - 1] << 16 |
	       (uint32_t)(unsigned char)key.p[0] << 8 | (uint32_t)(key.n & 0xFF);
}
/* Where one token of a JSON Pointer, without ~0 and ~1, leads: the member of that name, the item of that index (RFC 6901: no zeros in front). NULL: nowhere. */
const struct node *doc_child(const struct node *n, str token);
/* RFC 6901; NULL when it leads nowhere or `root` is NULL. "" is the root. "*" is no wildcard here. */
const struct node *doc_at(const struct node *root, str json_pointer);
/* Text of a NODE_STRING; empty for NULL and every other kind. */
str doc_text(const struct node *n);
/* Text of any scalar as a person would write it (true, 15.1, 1000); empty for null, NULL and collections. */
str doc_scalar(const struct node *n, struct arena *a);
/* Canonical JSON text of a number: "1000" for 1_000, "5400" for 1:30, "16.1" for 16.10. Exact for integers of any size. */
str doc_number(const struct node *n, struct arena *a);
bool node_is_number(const struct node *n);
/* What a number is worth is worked out from its text each time: few are ever asked. */
int64_t node_integer(const struct node *n); /* of a NODE_INT that is not big */
double node_real(const struct node *n);     /* of any number: the nearest double, infinities, NaN */
/* Whether a plain scalar is read as something else than it looks like: 16.10 (16.1), yes and tRue (true), nUll (null), 1:30 (5400), 010, 1_000, 0x1F, but not 7,
   1.5, true, True, TRUE, null, ~. Then *read_as is what it becomes. The reader itself reports nothing of it. */
bool scalar_is_ambiguous(const struct node *n, struct arena *a, str *read_as);
/* JSON equality: 1 and 1.0 are equal, maps compare without order. */
bool node_equal(const struct node *a, const struct node *b);
/* Consistent with node_equal. */
uint64_t node_hash(const struct node *n);

/* Adds one reference token to a JSON Pointer, escaping ~ and /. */
str pointer_add(str pointer, str token, struct arena *a);
str pointer_add_index(str pointer, size_t index, struct arena *a);
str pointer_unescape(str token, struct arena *a); /* the name that it stands for; what is no escape stays. Borrowed where nothing is escaped. */
str pointer_last_name(str pointer, struct arena *a); /* that of its last token */
str pointer_words(str pointer, struct arena *a); /* as people call what it leads to: "data/unit" */
bool pointer_is_member(str pointer, str name); /* whether it leads to the member `name` of the root */
bool pointer_is_under(str pointer, str at); /* `at` itself, or something in it; false for an empty `at` */
enum { POINTER_MAX = 4096 }; /* bytes of one that is shown; keys may be a megabyte long, and thousands of values may lie below one */
/* One that is made step by step, without memory for what becomes too long. Zero: that of the root. */
struct pointer {
	char text[POINTER_MAX];
	size_t n;
};
bool pointer_put(struct pointer *p, str token); /* false, and nothing is added: it would be longer than POINTER_MAX */
bool pointer_put_index(struct pointer *p, size_t index);
struct pointer_step { /* on the way to a value, for walks that write the pointers of few */
	const struct pointer_step *up; /* NULL: the root */
	const struct node *in;         /* the mapping or list */
	size_t index;                  /* of the member or item */
};
bool pointer_put_way(struct pointer *p, const struct pointer_step *to); /* NULL: the root. Recursive, as deep as the way is. */
/* The same of at most 96 steps behind what takes not much more than half of POINTER_MAX, which always fits: names end early, with "...", where they
   have to. False: some do. */
bool pointer_put_short_way(struct pointer *p, const struct pointer_step *to);
static inline str pointer_str(const struct pointer *p)
{
	return (str){ p->text, p->n };
}

extern const struct diag_rule doc_rules[]; /* ends with a row whose id is NULL */
/* Rules other layers report with: file-level ones. */
enum doc_rule {
	RULE_YAML_SYNTAX,
	RULE_YAML_ENCODING,
	RULE_YAML_DUPLICATE_KEY,
	RULE_YAML_EXTRA_DOCUMENT,
	RULE_YAML_ALIAS,
	RULE_YAML_TAG,
	RULE_YAML_LIMIT,
	RULE_FILE_EMPTY,
	RULE_FILE_NOT_MAPPING,
	RULE_FILE_TYPE,
	RULE_FILE_LFS_POINTER,
	RULE_FILE_SYMLINK,
	RULE_FILE_NAME_ENCODING,
	RULE_FILE_UNREADABLE,
	RULE_FILE_MISPLACED,
	RULE_JSON_SYNTAX
};

#endif
