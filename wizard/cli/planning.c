#include "wizard/cli/planning.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/others.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/use.h"

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

static int
take_use(struct decisions *d, const char *word)
{
	static const char *const words[] = {
	    [USE_SENDS] = "sends",
	    [USE_RECEIVES] = "receives",
	    [USE_NOTHING] = "none",
	};

	for (size_t i = USE_SENDS; i < COUNT_OF(words); i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		use_decide(d, (enum mail_use)i);
		return EXIT_RIGHT;
	}
	return usage_error(
	    _("--use %s: it is sends, receives or none"), word);
}

/* Whoever wants senders to insist wants the policy, too. */
static int
take_extra(struct decisions *d, const char *word)
{
	static const struct {
		const char *word;
		int64_t extras;
	} words[] = {
	    {"tls-rpt", EXTRA_TLSRPT},
	    {"mta-sts", EXTRA_MTASTS},
	    {"enforce", EXTRA_MTASTS | EXTRA_ENFORCE},
	    {"dane", EXTRA_DANE},
	};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strcmp(words[i].word, word) != 0)
			continue;
		d->extras |= words[i].extras;
		return EXIT_RIGHT;
	}
	return usage_error(
	    _("--with %s: it is tls-rpt, mta-sts, enforce or dane"), word);
}

int
planning_take_wishes(struct cli *cli, struct decisions *d)
{
	const struct options *o = cli->options;
	int code = o->use != NULL ? take_use(d, o->use) : EXIT_RIGHT;

	for (size_t i = 0; i < o->extras.count && code == EXIT_RIGHT; i++)
		code = take_extra(d, o->extras.item[i]);
	if (o->use != NULL || o->extras.count > 0)
		d->changes = 0;
	return code;
}

void
planning_look_for(const struct cli *cli, const struct decisions *d,
    struct inspect_params *params)
{
	const struct services *s = cli->services;

	params->policy = (d->extras & (EXTRA_MTASTS | EXTRA_ENFORCE)) != 0;
	params->web = s->web.fetch != NULL;
	params->smtp = cli->options->smtp && s->smtp.meet != NULL;
	if (!use_is_silent(d))
		return;
	/* Keys that would be revoked have to be found. */
	params->selector = s->templates->selector;
	params->selectors = s->templates->selectors;
	params->given_selector = cli->options->selectors.item;
	params->given_selectors = cli->options->selectors.count;
}

/* Asks what the parameters add, and waits for it. */
static void
look_again(struct cli *cli, struct examine *examine,
    const struct inspect_params *params)
{
	examine_update(examine, params);
	while (!examine_done(examine) && cli->turn(cli->loop))
		continue;
}

/* Who sends may be known only now, and so what services need. */
static void
look_for_services(struct cli *cli, struct examine *examine,
    const struct inspect_params *params, const struct decisions *decisions)
{
	struct inspect_name name[PLAN_NAMES_MAX];
	struct inspect_params more = *params;

	more.name = name;
	more.names = plan_names(decisions, cli->services->templates, name);
	if (more.names == params->names)
		return;
	look_again(cli, examine, &more);
	/* They are borrowed for as long as they are looked at. */
	examine_update(examine, params);
}

void
planning_finish(struct cli *cli, struct examine *examine,
    const struct inspect_params *params, const struct decisions *decisions,
    struct arena *arena, struct plan *ret)
{
	look_for_services(cli, examine, params, decisions);
	for (int i = 0; i < ROUNDS_MAX; i++) {
		arena_reset(arena);
		plan_make(arena, examine_facts(examine), decisions,
		    cli->services->templates, ret);
		if (!ret->spf.pending)
			return;
		look_again(cli, examine, params);
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

void
planning_say_zone(const struct decisions *d, const struct facts *facts)
{
	const char *registrable = inspect_registrable(d->domain);

	if (facts == NULL ||
	    (facts->zone != NULL && facts->zone->apex != NULL) ||
	    (registrable != NULL && dname_equal(registrable, d->domain)))
		return;
	(void)fprintf(stderr,
	    _("inkan: nobody could say in which zone %s is: the names are "
	      "written as if it were one of its own. Look at them before you "
	      "enter them.\n"),
	    d->domain);
}

/* What stands at names that only the plan knows; false: nothing was missing. */
static bool
look_at_plan(struct cli *cli, struct examine *examine,
    const struct inspect_params *params, const struct plan *plan)
{
	struct inspect_name name[CHANGES_MAX];
	struct inspect_params more = *params;

	more.name = name;
	more.names = 0;
	for (size_t i = 0; i < plan->count; i++) {
		const struct change *c = &plan->change[i];
		struct dns_answer answer;
		struct err err = ERR_INIT;

		if (!inspect_answer(examine_facts(examine), c->name,
			plan_type(c->type), &answer) &&
		    dname_parse(slice_of(c->name), &name[more.names].name,
			&err) == ERR_OK)
			name[more.names++].type = plan_type(c->type);
	}
	if (more.names == 0)
		return false;
	look_again(cli, examine, &more);
	examine_update(examine, params);
	return true;
}

/* What is published, and what follows from it unless it is decided already. */
static struct examine *
examine(struct cli *cli, struct decisions *d, struct plan *plan, bool look,
    struct arena *arena)
{
	const struct templates *t = cli->services->templates;
	const char *own_selector[OWN_MAX], *old_selector[OWN_MAX];
	struct inspect_name name[PLAN_NAMES_MAX];
	struct examine_options options = {
	    .params =
		{
		    .domain = d->domain,
		    .own_selector = own_selector,
		    .own_selectors = own_selectors(d, own_selector),
		    .old_selector = old_selector,
		    .old_selectors = own_old_selectors(d, old_selector),
		    .sender = cli->options->ip,
		    .senders = cli->options->ips,
		    .helo = cli->options->helo,
		    .authority = true,
		    .name = name,
		    .names = plan_names(d, t, name),
		},
	};
	struct examine *e;

	planning_look_for(cli, d, &options.params);
	e = examine_new(cli->services, &options, nothing, NULL);

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
	/* What the plan borrows goes with the facts that it was made of. */
	if (look && look_at_plan(cli, e, &options.params, plan))
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
	return examine(cli, decisions, ret, look, arena);
}
