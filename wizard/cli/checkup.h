/* inkan check of one domain: from what is remembered to the printed result. */
#ifndef CLI_CHECKUP_H
#define CLI_CHECKUP_H

#include "wizard/cli/command.h"

struct checkup;

/* Remembers what --ignore and --unignore say and asks the first questions. */
int checkup_begin(
    struct cli *cli, const char *domain, struct checkup **ret) MUST_CHECK;
void checkup_free(struct checkup *checkup); /* NULL is fine */

/*
 * Is all known? host: this machine, which counts where the domain is one of its
 * own; NULL while it is looked at, and nothing is done before.
 */
bool checkup_done(struct checkup *checkup, const struct host_facts *host);

/* Prints what was found; its exit code. */
int checkup_print(struct checkup *checkup);

#endif
