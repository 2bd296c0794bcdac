/* What the parts of inkan spf have in common. */
#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/cli/spf.h"
#include "wizard/flow/lookup.h"
#include "wizard/record/dname.h"

bool
spf_command_domain(const struct cli *cli, struct dname *ret)
{
	const struct options *o = cli->options;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	unsigned notes;
	bool good = false;

	if (o->arguments != 2)
		usage_error(_("spf %s needs one domain, for example: inkan "
			      "spf %s example.jp"),
		    o->argument[0], o->argument[0]);
	else if (dname_from_user(slice_of(o->argument[1]), ret, &notes, &err) !=
	    ERR_OK)
		usage_error("%s: %s",
		    text_safe(&arena, slice_of(o->argument[1])), err.msg);
	else
		good = true;
	arena_release(&arena);
	return good;
}

static void
answered(void *arg)
{
	bool *stirred = arg;

	*stirred = true;
}

void
spf_until_known(struct cli *cli, struct inquiry *inquiry,
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
