/* Findings for people, and what a script learns of them. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "wizard/check/finding.h"
#include "wizard/cli/command.h"

/* One after the other on standard output; "Everything is right" without any. */
void findings_print(const struct cli *cli, const struct findings *findings);

/*
 * The same below a line that sums them up for the domain. Notes are left out
 * when they would not fit on a screen, unless --everything is given; how many,
 * and what is ignored and why, is said.
 */
void findings_report(const struct cli *cli, const char *domain,
    const struct findings *findings);

/* What the worst of them means: enum exit_code. */
int findings_exit_code(const struct findings *findings);

#endif
