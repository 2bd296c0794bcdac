/* The domains a command is about: its arguments, then the lines of --from. */
#ifndef CLI_DOMAINS_H
#define CLI_DOMAINS_H

#include "wizard/cli/command.h"
#include "wizard/cli/input.h"
#include "wizard/record/dname.h"

struct domains {
	const struct cli *cli;
	size_t argument; /* the next one */
	struct input input;
	size_t at;       /* in the input */
	size_t line;
	bool bad;        /* something was no domain, which was said */
};

/* Reads the file of --from; an exit code, what went wrong was said. */
int domains_open(const struct cli *cli, struct domains *ret);
void domains_close(struct domains *domains);

/* The next domain; false at the end. Empty lines and # comments are none. */
bool domains_next(struct domains *domains, struct dname *ret);

#endif
