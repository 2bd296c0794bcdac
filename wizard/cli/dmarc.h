/* The words of inkan dmarc. */
#ifndef CLI_DMARC_H
#define CLI_DMARC_H

#include "wizard/cli/command.h"

/* The next stage of the policy, and what has to hold before it. */
int dmarc_next(struct cli *cli);

/* What receivers report, summed by who sent. */
int dmarc_reports(struct cli *cli);

#endif
