#ifndef DICTUM_CLI_CONFIG_CHECK_H
#define DICTUM_CLI_CONFIG_CHECK_H

/* What the JSON Schema of dictum.yml cannot say: path, line, column, cause and remedy of every fault. */
#include "cli/config.h"

#define CONFIG_FAULT "config" /* id of the rule of these findings, which comes before those of schemas, so that it tells what is wrong */

/* Values by themselves: paths stay below the root, patterns and templates can be read, placeholders of URLs are known. `root` may have any shape. */
void config_check_values(str path, const struct node *root, struct arena *a, struct diag_list *found);
/* Names: kinds are complete, their folders free, and whoever names a kind names one of the dialect. false: err (usage) tells the faults. */
bool config_check_kinds(const struct config *c, const struct dialect *d, struct arena *a, struct err *e);

#endif
