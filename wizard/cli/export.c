/* inkan export: the wanted records in somebody's format. */
#include "wizard/flow/export.h"

#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/cli/planning.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/when.h"

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

/* What the records alone do not tell. */
static void
say_gaps(const struct plan *plan)
{
	struct arena arena = ARENA_INIT;

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

static void
propose(struct cli *cli, struct decisions *d, struct plan *plan,
    struct arena *arena)
{
	const struct templates *t = cli->services->templates;
	const char *own_selector[OWN_MAX];
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
		},
	};
	struct examine *e =
	    examine_new(cli->services, &options, nothing, NULL);

	while (!examine_done(e) && cli->turn(cli->loop))
		continue;
	proposal_complete(d, examine_facts(e), t, cli->options->ip,
	    cli->options->ips);
	planning_finish(cli, e, &options.params, d, arena, plan);
	say_gaps(plan);
	examine_free(e);
}

static int
print_json(const struct plan *plan, bool everything)
{
	json_t *array = json_array();

	for (size_t i = 0; i < plan->count; i++)
		if (everything || plan->change[i].op != CHANGE_KEEP)
			(void)json_array_append_new(
			    array, json_change(&plan->change[i]));
	json_print(array);
	return EXIT_RIGHT;
}

static int
print_text(struct cli *cli, const char *domain, const struct plan *plan)
{
	const struct services *s = cli->services;
	const char *id =
	    cli->options->format != NULL ? cli->options->format : "bind";
	const struct format_template *format =
	    export_format(s->templates, id);
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	int code = EXIT_RIGHT;

	if (format == NULL)
		code = usage_error(
		    _("there is no format \"%s\"; there are files for them "
		      "in templates/formats"),
		    id);
	else if (export_changes(&text, format, plan->change, plan->count,
		     domain, cli->options->everything,
		     when_date(&arena, s->clock.now(s->clock.self)),
		     &err) != ERR_OK)
		code = usage_error("%s", err.msg);
	else
		(void)fwrite(buf_text(&text), 1, text.len, stdout);
	buf_release(&text);
	arena_release(&arena);
	return code;
}

int
command_export(struct cli *cli)
{
	struct decisions *d;
	struct plan *plan;
	struct arena arena = ARENA_INIT;
	struct dname domain;
	int code;

	if (!domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	d = mem_alloc(sizeof(*d));
	plan = mem_alloc(sizeof(*plan));
	proposal_load(cli->services, domain.text, d);
	if (d->changes > 0)
		remembered(d, plan);
	else
		propose(cli, d, plan, &arena);
	code = cli->options->json
	    ? print_json(plan, cli->options->everything)
	    : print_text(cli, domain.text, plan);
	arena_release(&arena);
	free(plan);
	free(d);
	return code;
}
