/* For commands that ask the DNS and remember nothing of it. */
#ifndef CLI_ASKING_H
#define CLI_ASKING_H

#include "wizard/check/inquiry.h"
#include "wizard/cli/command.h"

/*
 * Runs something pure until no answer is missing to it any more: run says
 * whether it has to be called again.
 */
void asking_until_known(struct cli *cli, struct inquiry *inquiry,
    bool (*run)(void *job), void *job);

#endif
