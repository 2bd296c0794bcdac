#include "wizard/cli/asking.h"

#include "wizard/flow/lookup.h"

static void
answered(void *arg)
{
	bool *stirred = arg;

	*stirred = true;
}

void
asking_until_known(struct cli *cli, struct inquiry *inquiry,
    bool (*run)(void *job), void *job)
{
	bool stirred = false;
	struct lookup *lookup =
	    lookup_new(cli->services, inquiry, answered, &stirred);

	while (run(job)) {
		stirred = false;
		lookup_send(lookup);
		while (!stirred && cli->turn(cli->loop))
			continue;
		if (!stirred)
			break;
	}
	lookup_free(lookup);
}
