#ifndef DICTUM_CLI_COMMANDS_H
#define DICTUM_CLI_COMMANDS_H

#include "cli/options.h"

extern const struct command cmd_build, cmd_lint, cmd_diff, cmd_log, cmd_show, cmd_list, cmd_search, cmd_explain, cmd_validate, cmd_schema, cmd_init;

#endif
