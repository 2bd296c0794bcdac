/* The face without a screen: questions and answers, line by line. */
#ifndef CLI_PLAIN_H
#define CLI_PLAIN_H

#include "wizard/cli/command.h"

struct wizard;

/*
 * Runs the wizard on standard input and output until the user quits or the
 * input ends; returns the exit code. The wizard stays the caller's.
 */
int plain_wizard(struct cli *cli, struct wizard *wizard);

#endif
