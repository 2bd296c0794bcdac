/* inkan undo: what takes published records back, in somebody's format. */
#include "wizard/flow/undo.h"

#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/cli/planning.h"
#include "wizard/flow/export.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/when.h"

/* One run; all of it is large. */
struct undoing {
	struct cli *cli;
	const char *name; /* only what is there; NULL: everything */
	struct decisions d;
	struct past past;
	struct undo undo;
	struct change change[CHANGES_MAX];
	struct arena arena;
	struct examine *examine;
};

static void
nothing(void *arg)
{
	(void)arg;
}

/* What is published at the names, so that formats for whole names work. */
static void
look(struct undoing *u)
{
	struct inspect_name name[CHANGES_MAX];
	struct examine_options options = {
	    .params = {.domain = u->d.domain, .helo = u->cli->options->helo,
		.authority = true, .name = name},
	};

	for (size_t i = 0; i < u->undo.count; i++) {
		const struct change *c = &u->undo.step[i].change;
		struct err err = ERR_INIT;

		if (dname_parse(slice_of(c->name),
			&name[options.params.names].name, &err) == ERR_OK)
			name[options.params.names++].type = plan_type(c->type);
	}
	if (options.params.helo == NULL && u->d.helo[0] != '\0')
		options.params.helo = u->d.helo;
	u->examine =
	    examine_new(u->cli->services, &options, nothing, NULL);
	while (!examine_done(u->examine) && u->cli->turn(u->cli->loop))
		continue;
}

/* --- Saying it ----------------------------------------------------------- */

static int
print_json(struct undoing *u)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < u->undo.count; i++) {
		const struct undo_step *step = &u->undo.step[i];
		json_t *change = json_change(&step->change);
		json_t *meanwhile = json_array();

		for (size_t k = 0; k < step->sentences; k++)
			(void)json_array_append_new(
			    meanwhile, json_string(step->sentence[k]));
		(void)json_object_set_new(change, "entered",
		    json_string(when_utc(&u->arena, step->entered)));
		(void)json_object_set_new(change, "meanwhile", meanwhile);
		(void)json_array_append_new(changes, change);
	}
	json_print(json_pack("{s:i, s:s, s:o}", "version", 1, "domain",
	    u->d.domain, "changes", changes));
	return EXIT_RIGHT;
}

/* For the person, beside what is for the file. */
static void
say_meanwhile(const struct undoing *u)
{
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < u->undo.count; i++) {
		const struct undo_step *step = &u->undo.step[i];

		(void)fprintf(stderr, _("%s %s, entered on %s:"),
		    plan_topic(&step->change),
		    text_safe(&arena, slice_of(step->change.name)),
		    when_date(&arena, step->entered));
		(void)fputc('\n', stderr);
		for (size_t k = 0; k < step->sentences; k++)
			(void)fprintf(stderr, "  %s\n", step->sentence[k]);
	}
	arena_release(&arena);
}

static int
print_text(struct undoing *u, const struct format_template *format)
{
	const struct services *s = u->cli->services;
	const struct facts *facts =
	    u->examine != NULL ? examine_facts(u->examine) : NULL;
	const struct zone_facts *zone = facts != NULL ? facts->zone : NULL;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	const struct export_job job = {
	    .format = format,
	    .panel = panel_in_use(&u->arena, s->templates, &u->d, zone),
	    .change = u->change,
	    .changes = u->undo.count,
	    .zone = zone != NULL && zone->apex != NULL ? zone->apex
						       : u->d.domain,
	    .date = when_date(&u->arena, s->clock.now(s->clock.self)),
	    .facts = facts,
	};
	int code = EXIT_RIGHT;

	say_meanwhile(u);
	planning_say_zone(&u->d, facts);
	if (export_changes(&text, &job, &err) == ERR_OK) {
		(void)fwrite(buf_text(&text), 1, text.len, stdout);
	} else {
		usage_error("%s", err.msg);
		code = err.code == ERR_MISSING ? EXIT_UNKNOWN : EXIT_USAGE;
	}
	buf_release(&text);
	return code;
}

static int
print(struct undoing *u)
{
	const struct options *o = u->cli->options;
	const char *usual = o->panel != NULL ? "panel" : "bind";
	const struct format_template *format = export_format(
	    u->cli->services->templates, o->format != NULL ? o->format : usual);

	if (format == NULL)
		return usage_error(
		    _("there is no format \"%s\"; inkan export "
		      "--list-formats shows them all"),
		    o->format);
	if (u->undo.count == 0) {
		(void)fprintf(stderr,
		    _("inkan: nothing is known to have been entered for %s, "
		      "so there is nothing to take back."),
		    u->name != NULL ? text_safe(&u->arena, slice_of(u->name))
				    : u->d.domain);
		(void)fputc('\n', stderr);
		return EXIT_NO_INPUT;
	}
	if (o->json)
		return print_json(u);
	for (size_t i = 0; i < u->undo.count; i++)
		u->change[i] = u->undo.step[i].change;
	if (export_needs_facts(format) || export_is_relative(format) ||
	    o->panel != NULL)
		look(u);
	return print_text(u, format);
}

/* As it is published, or as panels show it: without the domain. */
static const char *
name_argument(struct undoing *u)
{
	const struct options *o = u->cli->options;
	const char *name;
	struct dname full;

	if (o->arguments < 2)
		return NULL;
	name = arena_copy_slice(
	    &u->arena, slice_trim(slice_of(o->argument[1]), "."));
	for (size_t i = 0; i < u->past.count; i++)
		if (dname_equal(name, u->past.change[i].name))
			return name;
	return !dname_is_within(name, u->d.domain) &&
		dname_join(name, u->d.domain, &full)
	    ? arena_copy(&u->arena, full.text)
	    : name;
}

static int
undo(struct undoing *u, const char *domain)
{
	struct err err = ERR_INIT;
	int code;

	proposal_load(u->cli->services, domain, &u->d);
	code = planning_take_panel(u->cli, &u->d);
	if (code != EXIT_RIGHT)
		return code;
	if (past_load(u->cli->services, &u->d, &u->past, &err) != ERR_OK) {
		usage_error("%s", err.msg);
		return EXIT_NO_INPUT;
	}
	u->name = name_argument(u);
	undo_make(&u->arena, &u->past, u->name, &u->undo);
	return print(u);
}

int
command_undo(struct cli *cli)
{
	struct undoing *u;
	struct dname domain;
	int code;

	if (!domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	u = mem_alloc(sizeof(*u));
	u->cli = cli;
	code = undo(u, domain.text);
	examine_free(u->examine);
	arena_release(&u->arena);
	free(u);
	return code;
}
