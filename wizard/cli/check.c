/* inkan check: inspect and judge. */
#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/findings.h"
#include "wizard/cli/json.h"
#include "wizard/cli/monitor.h"
#include "wizard/cli/planning.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/ramp.h"

static void
nothing(void *arg)
{
	(void)arg;
}

/* Our selectors, with the records that have to be there. */
struct own {
	const char *selector[OWN_MAX];
	const char *record[OWN_MAX];
	const char *old[OWN_MAX];
	size_t count, olds;
};

/* NULL: it cannot be told, for which the plan has the reason. */
static const char *
record_of(const struct cli *cli, struct arena *arena, const struct decisions *d,
    const char *selector)
{
	char text[VALUE_MAX];
	struct own_view key;
	struct err err = ERR_INIT;

	if (!own_find(d, selector, &key) ||
	    own_record(cli->services->templates, d->domain, &key, text,
		sizeof(text), &err) != ERR_OK)
		return NULL;
	return arena_copy(arena, text);
}

static void
find_own(const struct cli *cli, struct arena *arena, const struct decisions *d,
    struct own *ret)
{
	*ret = (struct own) {.count = 0};
	if (d->dkim == DKIM_ELSEWHERE)
		return;
	ret->count = own_selectors(d, ret->selector);
	ret->olds = own_old_selectors(d, ret->old);
	for (size_t i = 0; i < ret->count; i++)
		ret->record[i] = record_of(cli, arena, d, ret->selector[i]);
}

static struct examine_options
what_to_look_at(const struct cli *cli, const struct decisions *d,
    const struct own *own, const struct dmarc_past *past)
{
	const struct options *o = cli->options;
	const struct templates *t = cli->services->templates;

	return (struct examine_options) {
	    .params =
		{
		    .domain = d->domain,
		    .selector = t->selector,
		    .selectors = t->selectors,
		    .hint = t->hint,
		    .hints = t->hints,
		    .given_selector = o->selectors.item,
		    .given_selectors = o->selectors.count,
		    .own_selector = own->selector,
		    .own_record = own->record,
		    .own_selectors = own->count,
		    .old_selector = own->old,
		    .old_selectors = own->olds,
		    .sender = o->ip,
		    .senders = o->ips,
		    .helo = o->helo,
		    .mail_from = o->mail_from,
		    .past = past,
		    .ask_address = o->ask_address,
		    .web = cli->services->web.fetch != NULL,
		    .smtp = o->smtp && cli->services->smtp.meet != NULL,
		    .blocklist = t->blocklist,
		    .blocklists = o->dnsbl ? t->blocklists : 0,
		},
	};
}

static int
check_one(struct cli *cli, const char *domain)
{
	const struct options *o = cli->options;
	struct decisions *d = mem_alloc(sizeof(*d));
	struct plan *plan = mem_alloc(sizeof(*plan));
	const struct clock_service *clock = &cli->services->clock;
	struct dmarc_past past;
	struct arena arena = ARENA_INIT;
	struct own own;
	struct examine_options options;
	struct since_places places;
	struct examine *e;
	int code;

	proposal_load(cli->services, domain, d);
	find_own(cli, &arena, d, &own);
	past = ramp_past(d, clock->now(clock->self));
	options = what_to_look_at(cli, d, &own, &past);
	if (cli->monitor != NULL)
		since_places(d, &places, &options.params);
	e = examine_new(cli->services, &options, nothing, NULL);
	while (!examine_done(e) && cli->turn(cli->loop))
		continue;
	code = findings_exit_code(examine_findings(e));
	if (cli->monitor != NULL && monitor_take(cli->monitor, d, e, &code)) {
		/* It said what is to be said. */
	} else if (o->json) {
		proposal_complete(d, examine_facts(e),
		    cli->services->templates, o->ip, o->ips);
		planning_finish(cli, e, &options.params, d, &arena, plan);
		json_print(json_check(e, plan));
	} else {
		printf("%s\n", examine_facts(e)->domain);
		findings_print(cli, examine_findings(e));
	}
	examine_free(e);
	arena_release(&arena);
	free(plan);
	free(d);
	return code;
}

/* Errors weigh more than what could not be found out, and that than warnings. */
static int
worse(int a, int b)
{
	static const int weight[] = {
	    [EXIT_RIGHT] = 0,
	    [EXIT_WARNINGS] = 1,
	    [EXIT_ERRORS] = 3,
	    [EXIT_UNKNOWN] = 2,
	};

	return weight[a] >= weight[b] ? a : b;
}

int
command_check(struct cli *cli)
{
	int code = EXIT_RIGHT;
	size_t i = 0;

	if (!monitor_allows(cli->options))
		return EXIT_USAGE;
	cli->monitor = monitor_new(cli);
	do {
		struct dname domain;

		if (!domain_argument(cli, i, &domain)) {
			monitor_free(cli->monitor);
			return EXIT_USAGE;
		}
		code = worse(check_one(cli, domain.text), code);
	} while (++i < cli->options->arguments);
	code = monitor_end(cli->monitor, code);
	monitor_free(cli->monitor);
	return code;
}
