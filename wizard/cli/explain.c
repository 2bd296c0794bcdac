/* inkan explain: the catalogue of checks in words. */
#include <stdio.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/advice.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/flow/advice.h"

static json_t *
json_of(const struct check *check)
{
	json_t *o = json_object();

	(void)json_object_set_new(o, "id", json_string(check->id));
	(void)json_object_set_new(o, "title", json_name(_(check->title)));
	(void)json_object_set_new(
	    o, "severity", json_string(severity_word(check->severity)));
	return o;
}

/* What stands beside the checks: for the user's own side. */
static void
list_advice(const struct templates *t)
{
	printf("\n");
	for (size_t i = 0; i < t->advices; i++)
		printf("%-24s %s\n", t->advice[i].id, t->advice[i].title);
}

static int
list_all(const struct cli *cli)
{
	json_t *array = json_array();

	for (size_t i = 0; i < check_catalogue_count; i++) {
		const struct check *check = &check_catalogue[i];

		if (cli->options->json)
			(void)json_array_append_new(array, json_of(check));
		else
			printf("%-7s %-8s %s\n", check->id,
			    severity_word(check->severity), _(check->title));
	}
	if (cli->options->json) {
		json_print(array);
		return EXIT_RIGHT;
	}
	json_decref(array);
	list_advice(cli->services->templates);
	return EXIT_RIGHT;
}

static int
explain_advice(const struct cli *cli, const struct advice_template *advice)
{
	struct arena arena = ARENA_INIT;

	if (cli->options->json)
		json_print(json_advice(advice));
	else
		advice_print(&arena, advice);
	arena_release(&arena);
	return EXIT_RIGHT;
}

static int
explain(const struct cli *cli, const struct check *check)
{
	if (cli->options->json) {
		json_t *o = json_of(check);

		(void)json_object_set_new(o, "why", json_name(_(check->why)));
		(void)json_object_set_new(o, "fix", json_name(_(check->fix)));
		(void)json_object_set_new(
		    o, "reference", json_name(check->reference));
		json_print(o);
		return EXIT_RIGHT;
	}
	printf("%s  %s\n\n%s\n\n%s\n", check->id, _(check->title),
	    _(check->why), _(check->fix));
	if (check->reference[0] != '\0')
		printf("\n%s\n", check->reference);
	return EXIT_RIGHT;
}

/* People type it in small letters. */
static const struct check *
find(const char *id)
{
	for (size_t i = 0; i < check_catalogue_count; i++)
		if (strcasecmp(check_catalogue[i].id, id) == 0)
			return &check_catalogue[i];
	return NULL;
}

int
command_explain(struct cli *cli)
{
	const struct options *o = cli->options;
	const struct advice_template *advice;
	const struct check *check;
	struct arena arena = ARENA_INIT;

	if (o->arguments == 0)
		return list_all(cli);
	check = find(o->argument[0]);
	if (check != NULL)
		return explain(cli, check);
	advice = advice_find(cli->services->templates, o->argument[0]);
	if (advice != NULL)
		return explain_advice(cli, advice);
	usage_error(_("there is no check %s; inkan explain lists them all"),
	    argument_shown(&arena, slice_of(o->argument[0])));
	arena_release(&arena);
	return EXIT_USAGE;
}
