#ifndef DICTUM_LINT_CUSTOM_PARTS_H
#define DICTUM_LINT_CUSTOM_PARTS_H

/* What compiled custom rules are made of. For custom*.c only. */
#include "base/map.h"
#include "lint/custom.h"

enum {
	FIELD_MAX_TOKENS = 16, /* of one JSON Pointer; bounds recursion */
	CONDITION_MAX_NOT = 8  /* levels of `not` */
};

struct field_path {
	str name; /* as written */
	const str *token; /* unescaped; "*" stands for every item or member */
	size_t n;
	bool has_star;
};
/* All that is set has to hold. Zero: nothing has to. */
struct condition {
	const struct node *equals, *one_of, *contains;
	const struct regex *pattern;
	str pattern_text;
	bool has_exists, exists;
	const struct condition *negated;
};
struct requirement {
	struct field_path field;
	struct condition condition;
};
struct requirements {
	VEC(struct requirement) all;
};
struct list_file {
	struct field_path field;
	str path, at; /* of the file and the pointer in it */
	const struct node *path_node;
	const struct node *root; /* of the file */
	struct map values;
	str *names; /* the same in file order, for near names */
	size_t n_names;
};
struct custom_rule {
	struct diag_rule rule;
	const struct node *node; /* in dictum.yml */
	str message, help;
	const struct node *kind_names;
	const struct kind **kinds;
	size_t n_kinds; /* 0: every kind */
	struct requirements where, require, forbid, values; /* values: where the field is there */
	VEC(struct field_path) unique;
	struct list_file *file; /* NULL: none */
};
struct lint_custom {
	struct arena *a;
	str path, bytes;
	VEC(struct custom_rule *) rules;
	struct map by_name; /* the same */
};

/* One value a field leads to, and how. */
struct found_value {
	const struct node *value;  /* NULL: absent */
	const struct node *parent; /* the innermost collection on the way */
	size_t parent_tokens;      /* how many tokens lead to the parent */
	size_t index[FIELD_MAX_TOKENS]; /* which item or member each "*" stands for */
};
/* false ends the walk. */
typedef bool visit_fn(void *arg, const struct found_value *v);
void field_visit(const struct field_path *f, const struct node *root, visit_fn *visit, void *arg);
/* JSON Pointer of the value, or of its parent; false where it is longer than POINTER_MAX. */
bool field_pointer(const struct field_path *f, const struct node *root, const struct found_value *v, size_t n_tokens, struct arena *a, str *out);
enum field_fault { FIELD_FINE, FIELD_TOO_LONG, FIELD_BAD_ESCAPE };
/* "status" or a JSON Pointer (RFC 6901) as a field whose tokens are put into `tokens`, which has room for FIELD_MAX_TOKENS. Of one that is too long only
   those, and a token in which '~' is not half of ~0 or ~1 as it stands there. */
enum field_fault field_read(str name, str *tokens, struct arena *a, struct field_path *out);
bool value_is_absent(const struct node *n); /* not there, or null */

struct matching { /* how a condition came out */
	struct arena *a;
	const struct node *gave_up; /* value a pattern took too long for; NULL: none */
	str gave_up_pattern;
	bool is_unsure; /* of the last condition: what it said hangs on a pattern without an answer, so it is neither a match nor a miss */
};
bool condition_holds(const struct condition *c, const struct node *value, struct matching *m);
/* What is expected, for people: "expected one of 7d, 28d". */
str condition_words(const struct condition *c, const struct node *value, struct matching *m);

/* A value in a message: one line, cut, "nothing" when absent. */
void value_words(struct buf *out, const struct node *value);

#endif
