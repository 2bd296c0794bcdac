/* The words of inkan dmarc. */
#ifndef CLI_DMARC_H
#define CLI_DMARC_H

#include "wizard/cli/command.h"

int dmarc_reports(struct cli *cli);

#endif
