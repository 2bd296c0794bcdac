/* inkan senders: who sends as a domain; the services that are known. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/cli/json_senders.h"
#include "wizard/flow/examine.h"
#include "wizard/flow/plan.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/service.h"

/* A column: what is wide on the screen has more octets than printf counts. */
static void
print_column(const char *text, size_t columns)
{
	size_t width = text_width(text);

	printf("%s%*s ", text, width < columns ? (int)(columns - width) : 0,
	    "");
}

/* --- The list of services ---------------------------------------------------- */

static void
print_service(const struct sender_template *s)
{
	print_column(s->id, 18);
	print_column(s->region, 3);
	print_column(s->name, 36);
	printf("%s\n", s->spf[0] != '\0' ? s->spf : "-");
}

/* Nothing found is no result, but worth a word. */
static void
say_nothing_found(const char *filter)
{
	struct arena arena = ARENA_INIT;

	(void)fputs("inkan: ", stderr);
	(void)fprintf(stderr,
	    _("no service has \"%s\" in its name, id or term"),
	    text_safe(&arena, slice_of(filter)));
	(void)fputc('\n', stderr);
	arena_release(&arena);
}

static int
list_services(const struct cli *cli, const char *filter)
{
	const struct templates *t = cli->services->templates;
	const struct sender_template **found =
	    mem_alloc((t->senders + 1) * sizeof(*found));
	size_t n = service_search(t, filter, found, t->senders);
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++) {
		if (cli->options->json)
			(void)json_array_append_new(
			    array, json_service(found[i]));
		else
			print_service(found[i]);
	}
	if (cli->options->json)
		json_print(array);
	else
		json_decref(array);
	if (n == 0)
		say_nothing_found(filter);
	free(found);
	return n > 0 ? EXIT_RIGHT : EXIT_WARNINGS;
}

/* --- Who sends ----------------------------------------------------------------- */

static void
print_sender(struct arena *a, const struct senders_scene *scene,
    const struct sender *s)
{
	static const char marks[] = {
	    [SENDER_UNDECIDED] = '?',
	    [SENDER_OURS] = 'x',
	    [SENDER_NOT_OURS] = ' ',
	    [SENDER_LATER] = '?',
	};
	struct sentences sentences;

	printf("[%c] ", marks[s->mark]);
	print_column(senders_name(a, s), 24);
	print_column(senders_about(a, scene, s), 32);
	printf(_("seen: %s"), senders_seen(a, scene, s));
	(void)putchar('\n');
	senders_say(a, scene, s, &sentences);
	for (size_t i = 0; i < sentences.count; i++)
		printf("      %s\n", sentences.line[i]);
}

static void
print_senders(
    const struct senders_scene *scene, const struct decisions *d)
{
	struct arena arena = ARENA_INIT;

	printf("%s\n", scene->domain);
	for (size_t i = 0; i < d->senders; i++)
		print_sender(&arena, scene, &d->sender[i]);
	if (d->senders == 0)
		printf("%s\n", _("No sender is known."));
	arena_release(&arena);
}

static void
nothing(void *arg)
{
	(void)arg;
}

/* What is looked at; the examination borrows it. */
struct targets {
	/* Marked as ours or given; behind them those that were noticed. */
	struct ip ip[2 * SENDERS_MAX + OPTIONS_LIST_MAX];
	const char *selector[SENDERS_MAX];
	struct inspect_name name[PLAN_NAMES_MAX];
};

static struct examine *
look(struct cli *cli, const struct decisions *d, struct targets *targets)
{
	const struct options *o = cli->options;
	const struct templates *t = cli->services->templates;
	size_t ours = senders_addresses(d, true, targets->ip);
	struct ip *noticed;
	struct examine_options options;
	struct examine *e;

	for (size_t i = 0; i < o->ips; i++)
		targets->ip[ours++] = o->ip[i];
	noticed = targets->ip + ours;
	options = (struct examine_options) {
	    .params = {.domain = d->domain,
		.selector = t->selector,
		.selectors = t->selectors,
		.hint = t->hint,
		.hints = t->hints,
		.service_selector = targets->selector,
		.service_selectors =
		    senders_selectors(d, t, targets->selector),
		.name = targets->name,
		.names = plan_names(d, t, targets->name),
		.sender = targets->ip,
		.senders = ours,
		.noticed = noticed,
		.noticeds = senders_addresses(d, false, noticed)}};
	e = examine_new(cli->services, &options, nothing, NULL);
	while (!examine_done(e) && cli->turn(cli->loop))
		continue;
	return e;
}

static int
exit_code(const struct facts *facts, const struct decisions *d)
{
	if (!dns_is_answered(facts->spf->answer->status))
		return EXIT_UNKNOWN;
	return senders_count(d, SENDER_UNDECIDED) > 0 ? EXIT_WARNINGS
						      : EXIT_RIGHT;
}

static int
show_senders(struct cli *cli, const char *domain)
{
	const struct options *o = cli->options;
	struct decisions *d = mem_alloc(sizeof(*d));
	struct targets targets;
	struct senders_scene scene = {
	    .domain = domain, .templates = cli->services->templates};
	struct examine *e;
	int code;

	proposal_load(cli->services, domain, d);
	e = look(cli, d, &targets);
	scene.facts = examine_facts(e);
	proposal_complete(d, scene.facts, scene.templates, o->ip, o->ips);
	if (o->json)
		json_print(json_senders(&scene, d->sender, d->senders));
	else
		print_senders(&scene, d);
	code = exit_code(scene.facts, d);
	examine_free(e);
	free(d);
	return code;
}

int
command_senders(struct cli *cli)
{
	const struct options *o = cli->options;
	struct dname domain;

	if (o->arguments > 0 && strcmp(o->argument[0], "list") == 0)
		return list_services(
		    cli, o->arguments > 1 ? o->argument[1] : "");
	if (!arguments_fit(o, 1, command_find(o->command)->usage) ||
	    !domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	return show_senders(cli, domain.text);
}
