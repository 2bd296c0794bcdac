/* The words of inkan dmarc. */
#ifndef CLI_DMARC_H
#define CLI_DMARC_H

#include "wizard/cli/command.h"
#include "wizard/record/dmarc.h"

/* Where the policy comes from. */
int dmarc_show(struct cli *cli);

/* The next stage of the policy, and what has to hold before it. */
int dmarc_next(struct cli *cli);

/* What receivers report, summed by who sent. */
int dmarc_reports(struct cli *cli);

/* What some receivers make of a policy of the record, and others do not. */
void dmarc_print_generations(
    const struct dmarc_record *record, enum dmarc_policy policy);

#endif
