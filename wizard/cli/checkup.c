#include "wizard/cli/checkup.h"

#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/cli/findings.h"
#include "wizard/cli/json.h"
#include "wizard/cli/monitor.h"
#include "wizard/cli/planning.h"
#include "wizard/cli/remember.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/here.h"
#include "wizard/flow/noted.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/ramp.h"
#include "wizard/flow/use.h"

/* Our selectors, with the records that have to be there. */
struct own {
	const char *selector[OWN_MAX];
	const char *record[OWN_MAX];
	const char *old[OWN_MAX];
	size_t count, olds;
};

struct checkup {
	struct cli *cli;
	struct arena arena;
	struct decisions d;
	struct own own;
	struct dmarc_past past;
	struct earlier_facts earlier;
	struct since_places places;
	const char **selector; /* typed, and read somewhere before */
	size_t selectors;
	struct inspect_params params;
	struct examine *examine;
};

static void
nothing(void *arg)
{
	(void)arg;
}

/* NULL: it cannot be told, for which the plan has the reason. */
static const char *
record_of(struct checkup *c, const char *selector)
{
	char text[VALUE_MAX];
	struct own_view key;
	struct err err = ERR_INIT;

	if (!own_find(&c->d, selector, &key) ||
	    own_record(c->cli->services->templates, c->d.domain, &key, text,
		sizeof(text), &err) != ERR_OK)
		return NULL;
	return arena_copy(&c->arena, text);
}

static void
find_own(struct checkup *c)
{
	struct own *own = &c->own;

	if (c->d.dkim == DKIM_ELSEWHERE)
		return;
	own->count = own_selectors(&c->d, own->selector);
	own->olds = own_old_selectors(&c->d, own->old);
	for (size_t i = 0; i < own->count; i++)
		own->record[i] = record_of(c, own->selector[i]);
}

static void
find_selectors(struct checkup *c)
{
	const struct options *o = c->cli->options;
	const char *noted[NOTED_MAX];
	size_t noteds = noted_selectors(&c->d, noted);

	c->selector = arena_alloc(&c->arena,
	    (o->selectors.count + noteds + 1) * sizeof(*c->selector));
	for (size_t i = 0; i < o->selectors.count; i++)
		c->selector[c->selectors++] = o->selectors.item[i];
	for (size_t i = 0; i < noteds; i++)
		c->selector[c->selectors++] = noted[i];
}

static struct inspect_params
what_to_look_at(const struct checkup *c)
{
	const struct options *o = c->cli->options;
	const struct services *services = c->cli->services;
	const struct templates *t = services->templates;

	return (struct inspect_params) {
	    .domain = c->d.domain,
	    .selector = t->selector,
	    .selectors = t->selectors,
	    .hint = t->hint,
	    .hints = t->hints,
	    .given_selector = c->selector,
	    .given_selectors = c->selectors,
	    .own_selector = c->own.selector,
	    .own_record = c->own.record,
	    .own_selectors = c->own.count,
	    .old_selector = c->own.old,
	    .old_selectors = c->own.olds,
	    .sender = o->ip,
	    .senders = o->ips,
	    .helo = o->helo,
	    .mail_from = o->mail_from,
	    .past = &c->past,
	    .earlier = &c->earlier,
	    .dns_host = t->dns_host,
	    .dns_hosts = t->panels,
	    .panel = panel_dns_host(t, c->d.panel),
	    .ignored = c->d.ignored,
	    .ignoreds = o->no_ignore ? 0 : c->d.ignoreds,
	    .ask_address = o->ask_address,
	    .blocklist = t->blocklist,
	    .blocklists = o->dnsbl ? t->blocklists : 0,
	};
}

int
checkup_begin(struct cli *cli, const char *domain, struct checkup **ret)
{
	const struct clock_service *clock = &cli->services->clock;
	struct checkup *c = mem_alloc(sizeof(*c));
	struct examine_options options = {.second_opinion = false};
	const char *damage;
	int code;

	c->cli = cli;
	proposal_load(cli->services, domain, &c->d);
	code = remember_ignored(cli, &c->d);
	if (code == EXIT_RIGHT)
		code = planning_take_wishes(cli, &c->d);
	if (code != EXIT_RIGHT) {
		checkup_free(c);
		return code;
	}
	find_own(c);
	find_selectors(c);
	damage = since_earlier(
	    &c->arena, cli->services, c->d.domain, &c->earlier);
	if (damage != NULL)
		usage_error("%s: %s", domain, damage);
	c->past = ramp_past(&c->d, clock->now(clock->self));
	c->params = what_to_look_at(c);
	planning_look_for(cli, &c->d, &c->params);
	if (cli->monitor != NULL)
		since_places(&c->d, &c->places, &c->params);
	options.params = c->params;
	c->examine = examine_new(cli->services, &options, nothing, NULL);
	*ret = c;
	return EXIT_RIGHT;
}

void
checkup_free(struct checkup *c)
{
	if (c == NULL)
		return;
	examine_free(c->examine);
	arena_release(&c->arena);
	free(c);
}

/* Its settings say where the keys are; they are not opened. */
static void
find_bare_keys(struct checkup *c)
{
	const struct host_service *host = &c->cli->services->host;
	struct host_signing signing;
	const char **bare;

	if (host->signing == NULL)
		return;
	signing = host->signing(host->self, &c->arena, c->d.domain);
	bare = arena_alloc(&c->arena, signing.keys * sizeof(*bare));
	for (size_t i = 0; i < signing.keys; i++)
		if (signing.key[i].bare)
			bare[c->params.bare_keys++] = signing.key[i].path;
	c->params.bare_key = bare;
}

/* Whose mail a machine handles is known only when its MX and SPF are. */
bool
checkup_done(struct checkup *c, const struct host_facts *host)
{
	if (host == NULL || !examine_done(c->examine))
		return false;
	if (c->params.host != NULL ||
	    !(c->cli->options->here ||
		(!use_is_silent(&c->d) &&
		    here_is_home(host, examine_facts(c->examine)))))
		return true;
	c->params.host = host;
	find_bare_keys(c);
	examine_update(c->examine, &c->params);
	return examine_done(c->examine);
}

static void
print_json(struct checkup *c)
{
	const struct options *o = c->cli->options;
	struct plan *plan = mem_alloc(sizeof(*plan));
	struct arena arena = ARENA_INIT;

	proposal_complete(&c->d, examine_facts(c->examine),
	    c->cli->services->templates, o->ip, o->ips);
	planning_finish(
	    c->cli, c->examine, &c->params, &c->d, &arena, plan);
	json_print(json_check(c->examine, plan));
	arena_release(&arena);
	free(plan);
}

int
checkup_print(struct checkup *c)
{
	const struct findings *findings = examine_findings(c->examine);
	int code = findings_exit_code(findings);

	if (c->cli->monitor != NULL &&
	    monitor_take(c->cli->monitor, &c->d, c->examine, &code))
		return code;
	if (c->cli->options->json)
		print_json(c);
	else
		findings_report(
		    c->cli, examine_facts(c->examine)->domain, findings);
	return code;
}
