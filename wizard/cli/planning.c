#include "wizard/cli/planning.h"

#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/others.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/proposal.h"

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

static void
nothing(void *arg)
{
	(void)arg;
}

/* Records that were fixed on the Publish step are what is wanted. */
static void
remembered(const struct decisions *d, struct plan *plan)
{
	for (size_t i = 0; i < d->changes; i++)
		plan->change[plan->count++] = d->change[i];
}

static void
say_needs(struct arena *arena, const struct needs *needs)
{
	for (size_t i = 0; i < needs->count; i++)
		(void)fprintf(stderr, "inkan: %s: %s\n",
		    needs->need[i].service->name,
		    needs_say(arena, &needs->need[i]));
}

/* What the records alone do not tell. */
static void
say_gaps(const struct plan *plan)
{
	struct arena arena = ARENA_INIT;

	say_needs(&arena, &plan->needs);
	for (size_t i = 0; i < plan->gaps; i++)
		(void)fprintf(stderr, "inkan: %s: %s\n",
		    plan_topic_word(plan->gap[i].topic),
		    text_safe(&arena, slice_of(plan->gap[i].why)));
	for (size_t i = 0; i < plan->requests; i++) {
		const struct request *request = &plan->request[i];

		(void)fputs("inkan: DMARC: ", stderr);
		(void)fprintf(stderr,
		    _("For reports to arrive, whoever runs %s has to publish "
		      "the TXT record \"%s\" at %s."),
		    text_safe(&arena, slice_of(request->host)),
		    request->value,
		    text_safe(&arena, slice_of(request->name)));
		(void)fputc('\n', stderr);
	}
	arena_release(&arena);
}

size_t
planning_say_foreign(const struct plan *plan)
{
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < plan->count; i++)
		if (plan->change[i].foreign != 0)
			(void)fprintf(stderr, "inkan: %s: %s\n",
			    text_safe(&arena, slice_of(plan->change[i].name)),
			    others_say(&arena, &plan->change[i]));
	arena_release(&arena);
	return others_count(plan->change, plan->count);
}

/* What is published, and what follows from it unless it is decided already. */
static struct examine *
examine(struct cli *cli, struct decisions *d, struct plan *plan,
    struct arena *arena)
{
	const struct templates *t = cli->services->templates;
	const char *own_selector[OWN_MAX];
	struct inspect_name name[PLAN_NAMES_MAX];
	struct examine_options options = {
	    .params =
		{
		    .domain = d->domain,
		    .own_selector = own_selector,
		    .own_selectors = own_selectors(d, own_selector),
		    .sender = cli->options->ip,
		    .senders = cli->options->ips,
		    .helo = cli->options->helo,
		    .authority = true,
		    .name = name,
		    .names = plan_names(d, t, name),
		},
	};
	struct examine *e =
	    examine_new(cli->services, &options, nothing, NULL);

	while (!examine_done(e) && cli->turn(cli->loop))
		continue;
	if (plan->count > 0) {
		others_judge(arena, examine_facts(e), d, plan->change,
		    plan->count);
		return e;
	}
	proposal_complete(d, examine_facts(e), t, cli->options->ip,
	    cli->options->ips);
	planning_finish(cli, e, &options.params, d, arena, plan);
	say_gaps(plan);
	return e;
}

/* What was everywhere once may have been changed by somebody else since. */
static bool
was_seen(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->change[i].at_authority != 0)
			return true;
	return false;
}

struct examine *
planning_wanted(struct cli *cli, struct decisions *decisions, bool look,
    struct arena *arena, struct plan *ret)
{
	remembered(decisions, ret);
	if (ret->count > 0 && !look && !was_seen(ret))
		return NULL;
	return examine(cli, decisions, ret, arena);
}
