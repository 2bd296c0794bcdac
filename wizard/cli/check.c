/* inkan check: inspect and judge. */
#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/findings.h"
#include "wizard/cli/json.h"
#include "wizard/cli/planning.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/proposal.h"

static void
nothing(void *arg)
{
	(void)arg;
}

static struct examine_options
what_to_look_at(const struct cli *cli, const struct decisions *d,
    const char *own_selector[OWN_MAX])
{
	const struct options *o = cli->options;
	const struct templates *t = cli->services->templates;
	size_t own = d->dkim == DKIM_ELSEWHERE
	    ? 0
	    : own_selectors(d, own_selector);

	return (struct examine_options) {
	    .params =
		{
		    .domain = d->domain,
		    .selector = o->selectors.count > 0 ? o->selectors.item
						       : t->selector,
		    .selectors = o->selectors.count > 0 ? o->selectors.count
							: t->selectors,
		    .own_selector = own_selector,
		    .own_selectors = own,
		    .sender = o->ip,
		    .senders = o->ips,
		    .helo = o->helo,
		    .mail_from = o->mail_from,
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
	struct arena arena = ARENA_INIT;
	const char *own_selector[OWN_MAX];
	struct examine_options options;
	struct examine *e;
	int code;

	proposal_load(cli->services, domain, d);
	options = what_to_look_at(cli, d, own_selector);
	e = examine_new(cli->services, &options, nothing, NULL);
	while (!examine_done(e) && cli->turn(cli->loop))
		continue;
	code = findings_exit_code(examine_findings(e));
	if (o->json) {
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

	do {
		struct dname domain;

		if (!domain_argument(cli, i, &domain))
			return EXIT_USAGE;
		code = worse(check_one(cli, domain.text), code);
	} while (++i < cli->options->arguments);
	return code;
}
