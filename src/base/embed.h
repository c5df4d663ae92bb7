#ifndef DICTUM_BASE_EMBED_H
#define DICTUM_BASE_EMBED_H

/* Files compiled into the program (templates, static files, dialects, schemas) under their path in the source tree without "src/":
   "templates/home.mustache", "static/site.css", "model/dialects/gitlab.yml". */
#include "base/str.h"

struct embed_file {
	const char *name;
	const char *start, *end;
};
extern const struct embed_file embed_files[]; /* sorted by name; made by the Makefile */
extern const size_t embed_n_files;

bool embed_get(str name, str *out); /* false: no such file, out untouched */

#endif
