/* inkan spf: show, merge, and eval: what SPF says about one sender, and why. */
#include "wizard/cli/spf.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/flow/spf_ask.h"

static void
nothing(void *arg)
{
	(void)arg;
}

static json_t *
json_path(const struct spf_outcome *o)
{
	json_t *array = json_array();

	for (size_t i = 0; i < o->paths; i++)
		(void)json_array_append_new(array, json_name(o->path[i]));
	return array;
}

/* Without one of the domain's own, a receiver says its default text. */
static json_t *
json_explanation(const struct spf_outcome *o)
{
	if (o->result != SPF_FAIL)
		return json_null();
	return json_name(o->explanation != NULL ? o->explanation : "DEFAULT");
}

static void
print_json(const struct spf_ask *ask)
{
	const struct spf_outcome *o = spf_ask_outcome(ask);
	const struct spf_verdict *second = spf_ask_second(ask);
	const char *difference = spf_ask_difference(ask);
	json_t *j = json_object();

	(void)json_object_set_new(
	    j, "result", json_string(spf_result_word(o->result)));
	(void)json_object_set_new(j, "explanation", json_explanation(o));
	(void)json_object_set_new(j, "matched",
	    o->matched.len > 0 ? json_text(o->matched) : json_null());
	(void)json_object_set_new(j, "path", json_path(o));
	(void)json_object_set_new(j, "lookups", json_integer(o->lookups));
	(void)json_object_set_new(j, "void_lookups", json_integer(o->voids));
	(void)json_object_set_new(j, "problem", json_name(o->problem));
	(void)json_object_set_new(j, "libspf2",
	    second->valid ? json_string(spf_result_word(second->result))
			  : json_null());
	(void)json_object_set_new(j, "agree",
	    second->valid ? json_boolean(second->result == o->result)
			  : json_null());
	(void)json_object_set_new(j, "difference",
	    json_name(second->valid ? difference : second->comment));
	json_print(j);
}

static const char *
step_word(enum spf_step step)
{
	static const char *const words[] = {
	    [SPF_STEP_MATCH] = N_("matches"),
	    [SPF_STEP_NO_MATCH] = N_("no match"),
	    [SPF_STEP_ERROR] = N_("error"),
	    [SPF_STEP_PENDING] = N_("no answer"),
	};

	return _(words[step]);
}

static void
print_text(const struct spf_ask *ask)
{
	const struct spf_outcome *o = spf_ask_outcome(ask);
	const struct spf_verdict *second = spf_ask_second(ask);
	const char *difference = spf_ask_difference(ask);
	struct arena arena = ARENA_INIT;

	printf("%s\n", spf_result_word(o->result));
	if (o->problem != NULL)
		printf("%s\n", o->problem);
	for (size_t i = 0; i < o->traces; i++)
		printf("%*s%s  %s\n", (int)o->trace[i].depth * 2 + 2, "",
		    text_safe(&arena, o->trace[i].term),
		    step_word(o->trace[i].step));
	if (o->explanation != NULL)
		printf("%s\n",
		    text_safe(&arena, slice_of(o->explanation)));
	printf(_("look-ups %u of %d, void %u of %d\n"), o->lookups,
	    SPF_LOOKUPS_MAX, o->voids, SPF_VOIDS_MAX);
	printf("libspf2: %s\n",
	    second->valid ? spf_result_word(second->result) : second->comment);
	if (difference != NULL)
		printf("%s\n", difference);
	arena_release(&arena);
}

/* The sender: what was given, or somebody at the domain in the argument. */
static const char *
sender_of(const struct options *o, char *buffer, size_t size)
{
	if (o->mail_from != NULL)
		return o->mail_from;
	if (o->arguments < 2)
		return NULL;
	(void)snprintf(buffer, size, "postmaster@%s", o->argument[1]);
	return buffer;
}

static int
eval(struct cli *cli)
{
	const struct options *o = cli->options;
	const struct clock_service *clock = &cli->services->clock;
	char buffer[1200];
	const char *sender = sender_of(o, buffer, sizeof(buffer));
	struct spf_query query = {
	    .helo = o->helo,
	    .domain = o->arguments > 1 ? o->argument[1] : NULL,
	    .now = clock->now(clock->self),
	};
	struct spf_ask *ask;

	if (o->ips != 1)
		return usage_error(
		    _("spf eval needs one --ip: the address that sends"));
	if (sender == NULL)
		return usage_error(
		    _("spf eval needs --mail-from or a domain"));
	query.ip = o->ip[0];
	query.mail_from = sender;
	if (query.helo == NULL)
		query.helo = strrchr(sender, '@') != NULL
		    ? strrchr(sender, '@') + 1
		    : sender;
	ask = spf_ask_new(cli->services, &query, true, nothing, NULL);
	while (!spf_ask_done(ask) && cli->turn(cli->loop))
		continue;
	if (o->json)
		print_json(ask);
	else
		print_text(ask);
	spf_ask_free(ask);
	return EXIT_RIGHT;
}

int
command_spf(struct cli *cli)
{
	static const struct verb verbs[] = {
	    {"show", spf_show, 2},
	    {"merge", spf_merge, 2},
	    {"eval", eval, 2},
	};

	return command_verb(cli, verbs, COUNT_OF(verbs),
	    _("spf needs what to do: inkan spf show DOMAIN, inkan spf merge "
	      "DOMAIN, or inkan spf eval --ip ADDR --mail-from ADDR"));
}
