#ifndef DICTUM_CLI_CONFIG_H
#define DICTUM_CLI_CONFIG_H

/* dictum.yml: reading and checking it. Its JSON Schema is cli/embed/dictum.schema.json. */
#include "doc/faults.h"
#include "model/change.h"
#include "site/site.h"

enum { CONFIG_MAX_BYTES = 1024 * 1024 }; /* of dictum.yml, a schema, a list or a guide: as large as a definition may be */

enum { CONFIG_MAX_WILD = 1000 }; /* keys with wildcards in `changes`, and as many in trailers of commits: each is compared with each change */
struct config_changes { /* `changes` */
	struct change_options options; /* nothing is expired yet, and no release is known but the configured one */
	str *until; /* one per row of options.allow: a day, a release, or empty */
	enum change_category category;
	size_t n_wild; /* keys with wildcards, of all that name some */
};
struct config {
	str path;  /* as printed; empty: there is no file */
	str bytes; /* of the file */
	str dialect; /* empty: detect */
	const struct node *root; /* of the file, for places; NULL: it has none */
	const struct node *kinds, *fields; /* overrides; NULL: none */
	const struct node *named_dialect, *queries, *links, *replaced; /* as written, for their places; NULL: none */
	str owners, guides; /* relative to the dictionary's root; empty: none */
	const struct field_label *formats; /* format name -> file */
	size_t n_formats;
	VEC(struct diag_setting) levels;
	enum diag_level fail_on;
	struct lint_custom *custom; /* NULL: none */
	bool has_authors; /* names of authors are shown in histories */
	str baseline; /* relative to the dictionary's root; empty: not named */
	struct config_changes changes;
	struct replacements replacements;
	struct site_config site;
};

/* Sets what the file says, over config_defaults. Faults (syntax, unknown keys, values the schema refuses) are one err (usage), each with path, line, column,
   cause and the nearest name. `bytes` must live as long as `a`. */
bool config_read(struct config *c, str path, str bytes, struct arena *a, struct err *e);
/* Puts the place where the file names it before a usage failure about what is named; NULL is no place. Always false. */
bool config_blame(const struct config *c, const struct node *at, struct err *e);
/* Whether one of our own files fits its embedded schema and nothing was found before; err (usage) tells the faults with their places. */
bool config_fits(str schema, str path, const struct node *root, struct diag_list *found, struct err *e);
void config_defaults(struct config *c);
/* Reads `changes`; NULL is none. Unknown classes, days that are none and broken patterns are faults. */
void config_read_changes(struct config_changes *c, const struct node *n, const struct faults *f);
str config_base_url(str url, struct arena *a); /* as everything else expects it: with a slash at its end */

#endif
