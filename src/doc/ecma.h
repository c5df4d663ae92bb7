#ifndef DICTUM_DOC_ECMA_H
#define DICTUM_DOC_ECMA_H

/* The grammar of ECMA-262 patterns (u flag), written as a pattern for PCRE2. Private to regex.c. */
#include "base/diag.h"

/* What the callouts in the written pattern mean. PCRE2's own limit counts neither the characters that a loop runs over
   nor starts at other positions, so the loops report what they did and regex.c adds it up. */
enum {
	ECMA_CHARGE_MAX = 16, /* 0..16: before a loop that needs about 1 << number characters at least */
	ECMA_CHARGE_RUN = 17, /* after a loop: it ran from the last callout to here */
	ECMA_CHARGE_COPY = 18 /* before a back reference: as long as the longest group */
};

struct ecma_group {
	enum ecma_group_kind { ECMA_PATTERN, ECMA_CAPTURE, ECMA_PLAIN, ECMA_LOOKAHEAD, ECMA_LOOKBEHIND } kind;
	size_t parent;        /* index */
	uint32_t alternative; /* of the parent, in which it stands */
	size_t at;            /* where it opens, in the ECMA pattern */
	size_t out_at;        /* where it opens in the written pattern */
	size_t body_at;       /* behind its opening there */
	uint32_t min, max;    /* how often it is repeated */
	uint32_t n_alternatives;
	uint32_t cost; /* characters that it may look at without a callout */
	bool is_closed;
	bool is_empty;     /* the alternative that is being read may match nothing so far */
	bool may_be_empty; /* one of those that are complete may match nothing */
};

/* Appends the PCRE2 pattern to `out`; false and err when `pattern` is not valid ECMA-262 or means what PCRE2 cannot do.
 */
struct ecma_result {
	VEC(struct ecma_group) groups; /* [0]: the pattern itself */
	bool has_charges;
	bool begins_with_lookahead; /* one that has to match, in front of all that is passed */
	bool has_negated_property;
};
bool ecma_translate(str pattern, struct buf *out, struct ecma_result *result, struct err *e);

/* The failure text for `cause` at byte `at` of the pattern; always false. */
bool ecma_fail(str pattern, size_t at, struct arena *a, struct err *e, str cause);

/* \p{name} or \p{name=value}, \P when negated, as PCRE2 writes it; false when ECMA-262 has no such property. */
bool ecma_property(str name, str value, bool has_value, bool is_negated, struct buf *out);

#endif
