#include "wizard/cli/planning.h"

#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/panels.h"

#define ROUNDS_MAX 16 /* deeper than records can include each other */

int
planning_take_panel(struct cli *cli, struct decisions *d)
{
	const char *panel = cli->options->panel;

	if (panel == NULL)
		return EXIT_RIGHT;
	if (panel_find(cli->services->templates, panel) == NULL)
		return usage_error(
		    _("there is no panel \"%s\"; inkan export --list-panels "
		      "shows them all"),
		    panel);
	(void)snprintf(d->panel, sizeof(d->panel), "%s", panel);
	return EXIT_RIGHT;
}

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
