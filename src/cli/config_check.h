#ifndef DICTUM_CLI_CONFIG_CHECK_H
#define DICTUM_CLI_CONFIG_CHECK_H

/* What the JSON Schema of dictum.yml cannot say: path, line, column, cause and remedy of every fault. */
#include "cli/config.h"

/* Values by themselves: paths stay below the root, patterns and templates can be read, placeholders of URLs are known. `root` may have any shape. */
void config_check_values(const struct faults *f, const struct node *root);
/* Names: kinds are complete, their folders free, and whoever names a kind names one of the dialect; custom rules get theirs. false: err (usage) tells the faults. */
bool config_check_kinds(const struct config *c, const struct dialect *d, struct arena *a, struct err *e);

#endif
