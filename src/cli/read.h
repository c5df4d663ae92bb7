#ifndef DICTUM_CLI_READ_H
#define DICTUM_CLI_READ_H

#include "cli/run.h"

schema_load_fn read_schema; /* the document of a URI of this repository; its argument is the run */
/* Stages of run_pipeline before the barrier. */
/* Each kind's, with what they refer to, and the named lists: all of them, also where one is broken, and the first that is goes into err. */
bool read_schemas(struct run *r, struct err *e);
bool read_refuse_absent(const struct run *r, str path, struct err *e); /* false, and err says why the schema `path` is not here */
bool read_list(struct run *r, struct err *e);        /* which files are definitions; reports those that look like some and are not */
bool read_definitions(struct run *r, struct err *e); /* bytes to entries on all workers, then into the dictionary in path order */

struct source_folders read_folders(struct run *r); /* those that may hold definitions */
/* The kind whose patterns take a file, if there were one called `path`, from the top of the repository; NULL: none does. */
const struct kind *read_kind_of(const struct run *r, str path);
struct span read_file_span(str path); /* for findings about a whole file */

#endif
