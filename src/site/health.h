#ifndef DICTUM_SITE_HEALTH_H
#define DICTUM_SITE_HEALTH_H

/* Inside of the site: findings by rule and by owner, worst first. Suppressed ones, and those a baseline remembers but that are gone, are only
   counted. */
#include "site/site.h"

enum {
	HEALTH_OWNER_ROWS = 20, /* findings on the page of an owner; more get pages of their own */
	HEALTH_LEVELS = DIAG_ERROR + 1
};

struct health_list {
	VEC(size_t) found; /* positions in site_input.found */
	size_t by_level[HEALTH_LEVELS];
};
struct health_rule {
	const struct diag_rule *rule;
	enum diag_level level; /* the worst of its findings */
	struct health_list list; /* in order of path and line */
};
struct health_owner {
	const struct group *group; /* NULL: what nobody owns */
	struct health_list list;   /* worst first */
};
struct health {
	const struct dialect *first; /* whose definitions the examples of rules show */
	VEC(struct health_rule *) rules;   /* worst first; those without findings are left out, as for owners */
	VEC(struct health_owner *) owners;
	struct map rule_of, owner_of; /* id -> struct health_rule, struct health_owner */
	size_t by_level[HEALTH_LEVELS], shown, suppressed;
	size_t files, clean; /* definition files, and those without a finding */
	const struct entry **entry; /* of each finding: what its file defines; NULL: nothing */
	str *id; /* of each finding shown: unique among all, and lasting where findings have fingerprints */
};

bool health_is_shown(const struct diag *d);
/* `found` is sorted, the dictionary linked. Everything lives in `a`. */
void health_gather(struct health *h, const struct dict *dict, const struct diag_list *found, struct arena *a);

#endif
