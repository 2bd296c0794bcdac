/* The parts of inkan dmarc, each in a file of its own. */
#ifndef CLI_DMARC_H
#define CLI_DMARC_H

#include "wizard/cli/command.h"

/* The next stage of the policy, and what has to hold before it. */
int dmarc_next(struct cli *cli);

#endif
