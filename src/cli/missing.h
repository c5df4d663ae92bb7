#ifndef DICTUM_CLI_MISSING_H
#define DICTUM_CLI_MISSING_H

/* What may have been expected of a run and is not there: definitions, schemas, lists and guides, with what brings them. */
#include "cli/run.h"

/* Tells of definitions that may have been expected: patterns of dictum.yml that match no file, or no files at all. */
void missing_note(struct run *r);
/* The second of them alone, and where other dictionaries are, and what is absent. The source is open. */
void missing_note_empty(struct run *r);
/* A sentence about absent definitions; empty: there are none. */
str missing_definitions(const struct run *r);
/* The same about anything without which findings are missing: schemas, lists and guides, too. */
str missing_any(const struct run *r);

#endif
