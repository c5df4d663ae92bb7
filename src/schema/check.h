#ifndef DICTUM_SCHEMA_CHECK_H
#define DICTUM_SCHEMA_CHECK_H

/* State of one validation and the failures it collects. Without a list of failures only the verdict counts, and the
   first failure ends the check; with one, everything is checked. */
#include "schema/plan.h"

enum {
	CHECK_MAX_STEPS = 1000000, /* per document: subschemas entered, keys looked up, values compared */
	CHECK_STEPS_A_VALUE = 64,  /* ... or so many for each of its values and keys, if that is more */
	CHECK_MAX_DEPTH = 1024,    /* subschemas inside one another; bounds recursion */
	CHECK_MAX_PATTERN_LIMITS = 8,
	FAILS_KEPT = 2 * SCHEMA_MAX_FINDINGS /* some say the same and are merged */
};

/* The way to an instance. */
enum spot_kind { SPOT_ROOT, SPOT_MEMBER, SPOT_ITEM, SPOT_KEY };
struct spot {
	const struct spot *up;
	const struct node *at;
	enum spot_kind kind;
	const struct member *member; /* SPOT_MEMBER, SPOT_KEY */
	size_t index;                /* SPOT_ITEM */
};

/* Resources entered, for $dynamicRef. */
struct scopes {
	const struct scopes *up;
	const struct scope *scope;
};
struct frame {
	const struct frame *up;
	const struct sub *sub;
	const struct spot *spot;
	const struct scopes *scopes;
};

/* Members or items that something evaluated: one bit each. */
struct marks {
	uint64_t *bit;
	size_t n;
};

enum reason_kind { REASON_NONE, REASON_IF, REASON_ELSE, REASON_PRESENT };
struct reason {
	enum reason_kind kind;
	const struct sub *condition; /* IF, ELSE */
	const struct node *at;       /* IF, ELSE: the instance */
	str key;                     /* PRESENT */
};

struct fail;
struct fails {
	struct fail *first, *last;
	size_t n; /* also those that were not kept */
};
struct fail {
	struct fail *next;
	enum op op;
	const struct sub *sub;         /* where the keyword is written */
	const struct keyword *keyword; /* NULL: the schema `false` */
	str token;                     /* keyword in the schema pointer; empty: the subschema itself */
	const struct node *at;         /* the instance */
	const struct member *member;   /* unknown key, bad name; for OP_FALSE the member whose value it is, or NULL */
	str pointer, label;            /* of the instance: "/events/0/name", "events[0].name" */
	bool has_pointer;              /* false: longer than POINTER_MAX */
	size_t depth;                  /* levels below the root of the document */
	str name;                      /* missing key */
	uint64_t count;                /* how many there were */
	size_t first, second;          /* items that are equal, forms that match */
	const struct object_rule *declared; /* unknown key: what would be known */
	struct reason because;
	size_t n_branches;
	struct fails *branch; /* anyOf, oneOf: why each failed; propertyNames: one */
};

enum stop { STOP_NONE, STOP_STEPS, STOP_DEPTH, STOP_LOOP, STOP_PATTERN };
struct run {
	struct arena *scratch;
	const struct node *root; /* of the document */
	size_t steps, depth;
	size_t most_steps; /* 0: CHECK_MAX_STEPS have not been taken */
	enum stop stop;
	const struct sub *stopped_at;
	bool is_reporting;
	struct fails *fails; /* NULL: only the verdict */
	struct fails pattern_limits;
};

/* validate.c */
bool check_sub(struct run *r, const struct sub *s, const struct spot *spot, const struct frame *up,
               struct marks *marks);
bool check_quietly(struct run *r, const struct sub *s, const struct spot *spot, const struct frame *up);
bool run_stop(struct run *r, const struct frame *f, enum stop why); /* false */
size_t tree_size(const struct node *n); /* values and keys */
bool run_goes_on(struct run *r, size_t steps); /* whether the document is so large that it may take these, beyond CHECK_MAX_STEPS */
static inline bool run_spend(struct run *r, const struct frame *f, size_t steps)
{
	if (r->stop)
		return false;
	if (r->steps + steps > CHECK_MAX_STEPS && !run_goes_on(r, steps))
		return run_stop(r, f, STOP_STEPS);
	r->steps += steps;
	return true;
}
/* NULL when only the verdict counts. */
struct fail *fail_add(struct run *r, const struct frame *f, const struct keyword *k, enum op op);
struct fail *fail_put(struct run *r, struct fails *list, const struct frame *f, const struct keyword *k, enum op op);
bool marks_have(const struct marks *m, size_t i);
void marks_set(struct marks *m, size_t i);
void marks_set_all(struct marks *m);

/* assertions.c: keywords that hold no subschemas. */
bool check_assertion(struct run *r, const struct frame *f, const struct keyword *k);
bool check_pattern(struct run *r, const struct frame *f, const struct keyword *k, const struct regex *regex,
                   str subject);

/* collections.c: keywords about members and items. */
const struct sub *find_property(const struct object_rule *o, str name); /* NULL: `properties` does not name it */
bool check_object(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks);
bool check_array(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks);
bool check_contains(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks);
bool check_property_names(struct run *r, const struct frame *f, const struct keyword *k);
bool check_required(struct run *r, const struct frame *f, const struct keyword *k);
bool check_dependent(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks);
bool check_unevaluated(struct run *r, const struct frame *f, const struct keyword *k, struct marks *marks);
void give_reason(struct run *r, const struct fail *before, struct reason because);

/* best_branch.c: index of the branch that came closest. */
size_t best_branch(const struct fail *f);
/* The only failure of that branch, and so on inwards; `f` itself where there is none or where there are several. */
const struct fail *blamed_fail(const struct fail *f);

/* words.c: parts of sentences. */
str words_value(const struct node *n,
                struct arena *a); /* "actve" in quotes, 15.1, null, a list of 3 items, a mapping */
str words_plain(const struct node *n, struct arena *a); /* active, 15.1, null: quotes only where they help */
str words_text(str s, struct arena *a);                 /* control characters made visible, cut, not quoted */
str words_types(unsigned types, struct arena *a);       /* a string or null */
/* one of active, removed, broken; long lists by the three values nearest to `at` */
str words_choices(const struct node *list, const struct node *at, struct arena *a);
str words_format(str format); /* a date such as 2024-12-31; empty when there is nothing to add */
str words_join(const str *parts, size_t n, const char *last, struct arena *a); /* a, b or c */

/* conditions.c: schemas in words. */
str condition_reason(const struct reason *r, struct arena *a); /* status is removed */
/* Whether a condition may hold only for want of a member that is told as missing by itself: what follows from it shows when that is there. */
bool condition_is_open(const struct reason *r, const struct fails *fails);
/* Such a member for want of which several forms may match: two that do want different values of it. Empty: none. */
str forms_await(const struct fail *f, const struct fails *fails);
str condition_of(const struct sub *s, const struct node *at,
                 struct arena *a); /* the same for any schema; may be empty */

/* messages.c: the sentence about one failure. */
str message_of(const struct fail *f, struct arena *a, unsigned depth);

/* suggest.c: what may have been meant. A missing key and the unknown one that nearly has its name: one cause, told at the place of the second. */
struct misspelt {
	const struct fail *missing;
	const struct member *written;
};
struct misspellings {
	VEC(struct misspelt) all;
};
/* Adds them; of mappings with at most 200 members. */
void find_misspellings(const struct schema *s, const struct fails *fails, struct arena *scratch, struct misspellings *out);
/* Where the key that `f` misses is written; NULL: nowhere. */
const struct member *misspelt_as(const struct misspellings *m, const struct fail *f);
/* Whether the key that `f` calls unknown is the writing of one that is missing. */
bool is_told_as_missing(const struct misspellings *m, const struct fail *f);
/* Says what may have been meant, with the fix that writes it, which is not safe; nothing where nothing is near. */
void suggest_remedy(struct diag_list *found, struct diag *d, const struct fail *f, const struct misspellings *misspellings, struct arena *scratch);

/* report.c: turns failures into findings. */
void report_fails(const struct schema *s, str path, const struct fails *fails, struct arena *scratch,
                  struct diag_list *found);

#endif
