/* The parts of inkan spf, each in a file of its own. */
#ifndef CLI_SPF_H
#define CLI_SPF_H

#include "wizard/cli/command.h"

/* The tree of a record with its costs. */
int spf_show(struct cli *cli);

/* One record out of what is there and what is wanted. */
int spf_merge(struct cli *cli);

#endif
