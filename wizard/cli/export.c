/* inkan export: the wanted records in somebody's format. */
#include "wizard/flow/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/cli/planning.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/when.h"

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

/* For the web server: nothing else on standard output. */
static int
print_policy(const struct plan *plan)
{
	if (plan->policy == NULL)
		return usage_error(
		    _("no policy is wanted: add --with mta-sts; and the domain "
		      "has to have mail servers"));
	(void)fprintf(stderr, _("inkan: this belongs at %s\n"),
	    plan->policy->url);
	(void)fputs(plan->policy->text, stdout);
	return EXIT_RIGHT;
}

/* --- Text -------------------------------------------------------------------- */

static int
print_formats(const struct templates *t)
{
	for (size_t i = 0; i < t->formats; i++)
		printf("%s\t%s\n", t->format[i].id, t->format[i].title);
	return EXIT_RIGHT;
}

static int
print_panels(const struct templates *t)
{
	for (size_t i = 0; i < t->panels; i++)
		printf("%s\t%s\n", t->panel[i].id, t->panel[i].name);
	return EXIT_RIGHT;
}

/* What is known about the panel goes to those who have to enter it. */
static void
warn(const struct export_job *job, const struct templates *t,
    const struct decisions *d, struct arena *arena)
{
	const struct zone_facts *zone = job->facts ? job->facts->zone : NULL;
	const char *wrong = panel_wrong_host(arena, t, d, zone);

	if (wrong != NULL)
		(void)fprintf(stderr, "inkan: %s\n", wrong);
	planning_say_zone(d, job->facts);
	for (size_t i = 0; i < job->changes; i++) {
		const struct change *c = &job->change[i];
		const char *obstacle[PANEL_OBSTACLES_MAX];
		size_t n = panel_obstacles(
		    arena, job->panel, c, obstacle);

		if (c->op != CHANGE_KEEP && export_leaves_out(job, c))
			(void)fprintf(stderr,
			    _("inkan: %s is not in the zone %s: it is left "
			      "out, for this format is about one zone. The "
			      "format \"panel\" has it.\n"),
			    c->name, job->zone);
		for (size_t k = 0; c->op != CHANGE_KEEP && k < n; k++)
			(void)fprintf(stderr, "inkan: %s: %s\n", c->name,
			    obstacle[k]);
	}
}

static int
print_text(struct cli *cli, const struct decisions *d,
    const struct format_template *format, const struct plan *plan,
    const struct facts *facts)
{
	const struct services *s = cli->services;
	const struct zone_facts *zone = facts != NULL ? facts->zone : NULL;
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct export_job job = {
	    .format = format,
	    .panel = panel_in_use(&arena, s->templates, d, zone),
	    .change = plan->change,
	    .changes = plan->count,
	    .all = cli->options->everything,
	    .zone = zone != NULL && zone->apex != NULL ? zone->apex : d->domain,
	    .date = when_date(&arena, s->clock.now(s->clock.self)),
	    .facts = facts,
	};
	int code = EXIT_RIGHT;

	warn(&job, s->templates, d, &arena);
	if (export_changes(&text, &job, &err) == ERR_OK)
		(void)fwrite(buf_text(&text), 1, text.len, stdout);
	else if (err.code == ERR_MISSING) {
		(void)fprintf(stderr, "inkan: %s\n", err.msg);
		code = EXIT_UNKNOWN;
	} else
		code = usage_error("%s", err.msg);
	buf_release(&text);
	arena_release(&arena);
	return code;
}

static const struct format_template *
chosen_format(const struct cli *cli)
{
	const struct options *o = cli->options;
	const char *usual = o->panel != NULL ? "panel" : "bind";

	return export_format(cli->services->templates,
	    o->format != NULL ? o->format : usual);
}

static int
export(struct cli *cli, struct decisions *d, struct plan *plan)
{
	const struct format_template *format = chosen_format(cli);
	struct arena arena = ARENA_INIT;
	struct examine *e;
	int code;

	if (format == NULL)
		return usage_error(
		    _("there is no format \"%s\"; inkan export "
		      "--list-formats shows them all"),
		    cli->options->format);
	e = planning_wanted(cli, d,
	    export_needs_facts(format) || export_is_relative(format) ||
		cli->options->panel != NULL,
	    &arena, plan);
	(void)planning_say_foreign(plan);
	if (cli->options->policy)
		code = print_policy(plan);
	else if (cli->options->json)
		code = print_json(plan, cli->options->everything);
	else
		code = print_text(cli, d, format, plan,
		    e != NULL ? examine_facts(e) : NULL);
	examine_free(e);
	arena_release(&arena);
	return code;
}

static int
export_domain(struct cli *cli, const char *domain)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	struct plan *plan = mem_alloc(sizeof(*plan));
	int code;

	proposal_load(cli->services, domain, d);
	code = planning_take_panel(cli, d);
	if (code == EXIT_RIGHT)
		code = planning_take_wishes(cli, d);
	if (code == EXIT_RIGHT)
		code = export(cli, d, plan);
	free(plan);
	free(d);
	return code;
}

int
command_export(struct cli *cli)
{
	struct dname domain;

	if (cli->options->list_formats)
		return print_formats(cli->services->templates);
	if (cli->options->list_panels)
		return print_panels(cli->services->templates);
	if (!domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	return export_domain(cli, domain.text);
}
