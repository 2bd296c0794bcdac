/* What is said on the command line and is to hold from then on. */
#ifndef CLI_REMEMBER_H
#define CLI_REMEMBER_H

#include "wizard/cli/command.h"
#include "wizard/flow/decisions.h"

/*
 * Takes --ignore and --unignore over into the decisions and saves them; nothing
 * is written without these options. What went wrong was said; an exit code.
 */
int remember_ignored(struct cli *cli, struct decisions *decisions);

#endif
