#ifndef DICTUM_CLI_CONFIG_CHECK_H
#define DICTUM_CLI_CONFIG_CHECK_H

/* What the JSON Schema of dictum.yml cannot say. Each check tells its first fault as one err (usage) with path, line, column, cause and remedy. */
#include "cli/config.h"

/* Values by themselves: paths stay below the root, patterns and templates can be read, placeholders of URLs are known. `root` may have any shape. */
bool config_check_values(str path, const struct node *root, struct arena *a, struct err *e);
/* Names: kinds are complete, their folders free, and whoever names a kind names one of the dialect. */
bool config_check_kinds(const struct config *c, const struct dialect *d, struct arena *a, struct err *e);

#endif
