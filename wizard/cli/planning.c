#include "wizard/cli/planning.h"

#define ROUNDS_MAX 16 /* deeper than records can include each other */

void
planning_finish(struct cli *cli, struct examine *examine,
    const struct inspect_params *params, const struct decisions *decisions,
    struct arena *arena, struct plan *ret)
{
	for (int i = 0; i < ROUNDS_MAX; i++) {
		arena_reset(arena);
		plan_make(arena, examine_facts(examine), decisions,
		    cli->services->templates, ret);
		if (!ret->spf.pending)
			return;
		examine_update(examine, params);
		while (!examine_done(examine) && cli->turn(cli->loop))
			continue;
	}
}
