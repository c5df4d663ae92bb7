#ifndef DICTUM_LINT_CUSTOM_H
#define DICTUM_LINT_CUSTOM_H

/* Rules that a dictionary sets itself, as data: `lint.custom` of dictum.yml, described in dictum.yml(5). They are rules like all others: levels, comments,
   baseline and explain know them. */
#include "doc/faults.h"
#include "lint/lint.h"

/* Compiles the list, whose form the schema of dictum.yml has checked, in the memory of the faults; `bytes` are those of dictum.yml. Names that are taken,
   broken patterns and broken pointers to fields are faults: with them the rules have their names and cannot run. */
struct lint_custom *lint_custom_compile(const struct node *list, str bytes, const struct faults *f);
/* Looks up the kinds that rules name; unknown ones are faults. `c` may be NULL. */
void lint_custom_bind(struct lint_custom *c, const struct dialect *d, const struct faults *f);
/* Bytes of a file of the dictionary; false and err when they cannot be had. */
typedef bool lint_custom_read_fn(void *arg, str path, str *out, struct err *e);
/* Reads the lists that exists_in_file names, all of them; err is what is wrong with the first that is. Before lint_custom_run. */
bool lint_custom_load(struct lint_custom *c, lint_custom_read_fn *read, void *arg, struct err *e);

const struct diag_rule *lint_custom_rule(const struct lint_custom *c, size_t i); /* NULL past the end */
const struct diag_rule *lint_custom_find(const struct lint_custom *c, str name); /* NULL if absent, and where `c` is NULL */
/* The rule's own text in dictum.yml, and its line; empty when it is not a rule of `c`. */
str lint_custom_text(const struct lint_custom *c, const struct diag_rule *rule, struct arena *a, uint32_t *line);

void lint_custom_run(const struct lint_ctx *ctx, const struct lint_custom *c); /* c may be NULL */

#endif
