#ifndef DICTUM_LINT_LINT_H
#define DICTUM_LINT_LINT_H

/* Rules over the dictionary. Findings about bytes, trees and schemas were made before; here they meet those that need other files, and each cause
   gets one voice. */
#include "model/dict.h"

struct schema;
struct lint_ctx {
	const struct dict *dict;
	const struct schema *const *schemas; /* of kinds, by their index; NULL, or NULL for a kind: there is none */
	struct diag_list *found;
	struct arena *a; /* same as found->a */
};
/* A rule is a row: what it is called, how it speaks, what it looks at. */
struct lint_rule {
	struct diag_rule rule;
	/* Looks at one definition, on any thread: reads the dictionary, writes to `c` alone. Or NULL. */
	void (*definition)(const struct lint_ctx *c, const struct diag_rule *rule, const struct definition *d);
	void (*whole)(const struct lint_ctx *c, const struct diag_rule *rule); /* the same of the whole dictionary, once; or NULL */
};
struct lint_custom; /* rules of dictum.yml, lint/custom.h; NULL: none */
struct lint_options {
	const struct diag_setting *levels; /* from configuration, later rows win */
	size_t n_levels;
	const struct lint_custom *custom;
	struct arena *worker; /* one for each thread that runs rules, living as long as the findings; NULL: the caller's thread alone */
	size_t n_workers;
	const struct schema *const *schemas; /* as in lint_ctx: definitions were validated by these */
	bool is_partial; /* something is not here without which rules find less: of what is not found nothing can be said */
};

#define LINE_BREAK_INVISIBLE "line-break-invisible" /* no comment excuses it that stands behind such a break itself */

extern const struct lint_rule lint_rules_naming[], lint_rules_place[], lint_rules_lifecycle[], lint_rules_reference[], lint_rules_selection[],
	lint_rules_property[], lint_rules_description[], lint_rules_link[], lint_rules_whitespace[], lint_rules_text[],
	lint_rules_replacement[], lint_rules_suppress[], lint_rules_baseline[], lint_rules_custom[];

/* Every rule there is, in the catalogue's order: reading files, schema, the dictionary's, then those of a configuration; `custom` may be NULL here
   and below. NULL past the end. */
const struct diag_rule *lint_rule_at_in(const struct lint_custom *custom, size_t i);
const struct diag_rule *lint_find_in(const struct lint_custom *custom, str id); /* NULL if absent */
const struct diag_rule *lint_find(str id);                                      /* without those of a configuration */
/* Id of the nearest rule; empty when none is near. */
str lint_nearest_in(const struct lint_custom *custom, str id);
/* What to say of an id that lint_find_in does not know. */
str lint_unknown_in(const struct lint_custom *custom, str id, struct arena *a);
/* A level in a configuration, where YAML 1.1 reads off as false. false where it is none, *out untouched. */
bool lint_level_read(const struct node *n, enum diag_level *out);
enum diag_level lint_level_of(const struct lint_options *o, const struct diag_rule *rule);

/* Counts the findings of each entry's file anew: those that count. */
void lint_count(const struct dict *d, const struct diag_list *found);

/* Runs all rules over a linked dictionary, applies levels, drops what is off, settles which of several findings about one cause stays, names each
   finding's definition, sorts, marks what comments suppress, fills in fingerprints and counts. */
void lint_run(const struct dict *d, const struct lint_options *o, struct diag_list *found);

#endif
