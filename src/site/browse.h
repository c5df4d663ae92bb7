#ifndef DICTUM_SITE_BROWSE_H
#define DICTUM_SITE_BROWSE_H

/* Inside of the site: ways through the dictionary besides lists and owners. By the values of a facet, by the namespaces of keys. */
#include "model/dict.h"

enum {
	FACET_MAX_VALUES = 2000, /* a field with more different values is no way to browse */
	FACET_MAX_BYTES = 200,   /* a longer value is prose */
	FACET_MAX_LISTED = 10000, /* entries of a kind on the pages of a value: what nearly all have needs no second list of all */
	FILTER_MAX_VALUES = 10,  /* of a facet beside a list; its index has all of them */
	NAMESPACE_DEPTH = 3      /* parts of a key that have pages */
};

struct facet_value {
	str value, word, help; /* value: as definitions write it; a status by its word */
	str url;               /* of its page */
	size_t rank;           /* place among the values that the dialect names; behind them: all others */
	size_t place;          /* among all of the facet */
	VEC(struct entry *) entries; /* in dictionary order */
	VEC(struct entry *) listed;  /* the first ones of each kind */
	size_t n_of_kind;            /* while gathering: entries of the kind at hand */
	size_t by_status[STATUS_COUNT];
	VEC(struct entry *) beyond; /* of a ladder: entries that the rung below does not have, without removed ones */
	const struct facet_value *below;
};
enum facet_role { FACET_PLAIN, FACET_PRIVACY, FACET_INDICATOR }; /* the latter two have pages of their own kind */
struct facet { /* a field that some kinds can be filtered by */
	const struct field *field;
	enum facet_role role;
	const bool *has_kind; /* by index: entries of the kind can be filtered by it */
	size_t max_listed; /* entries of a kind in `listed` of a value */
	bool has_prose;    /* entries have longer values, too, that are not listed */
	str folder;
	VEC(struct facet_value *) values; /* those the dialect names in its order, then the others in bytes; only those with entries */
	struct map by_value;
};
struct facets {
	struct facet *all;
	size_t n;
	struct map by_id; /* of a field -> struct facet */
};

/* The facets of all kinds and the fields that kinds name for a role, each once, without values. */
void facets_list(struct facets *f, const struct dialect *d, struct arena *a);
/* Fills one of them; no two share memory, so they may be filled at the same time. */
void facet_gather(struct facet *f, const struct dict *dict, struct arena *a, struct arena *scratch);
/* The facet of kind k that shows field f; NULL: the kind cannot be filtered by it. */
const struct facet *facet_of(const struct facets *all, const struct kind *k, const struct field *f);

/* The first facet of that role which has values; NULL: there is none. */
const struct facet *facet_for(const struct facets *all, enum facet_role role);

/* Entries whose keys share their first parts. Only those with two entries or more. */
struct namespace {
	str prefix; /* "counts.ci" */
	size_t depth, first, n; /* depth: parts, from 1; first: position among the entries of the kind */
	size_t parent, next;    /* positions in namespaces.all, next: behind its last part; SIZE_MAX: no parent */
	size_t n_parts;         /* namespaces one level deeper */
	size_t by_status[STATUS_COUNT];
};
struct namespaces {
	VEC(struct namespace) all; /* each before its parts */
	size_t *at; /* of each entry: the deepest one it stands in; SIZE_MAX: none */
};

/* `entries`: of kind k in key order. */
void namespaces_find(struct namespaces *out, const struct kind *k, struct entry *const *entries, size_t n, struct arena *a);
/* The deepest one that position `i` stands in; NULL: none. */
const struct namespace *namespace_at(const struct namespaces *all, size_t i);
const struct namespace *namespace_parent(const struct namespaces *all, const struct namespace *n);

/* Links beside a list to what it can be narrowed down to. */
struct filter_item {
	str text, url;
	size_t n;
};
struct filter {
	str title, url, more; /* url: of all values; more: how many there are, where some are left out */
	VEC(struct filter_item) items;
};
struct filters {
	VEC(struct filter) all;
};

#endif
