/* inkan spf eval: what SPF says about one sender. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/flow/verdict.h"

struct evaluation {
	bool done;
	struct spf_verdict verdict;
};

static void
evaluated(void *arg, const struct spf_verdict *verdict)
{
	struct evaluation *e = arg;

	e->verdict = *verdict;
	e->done = true;
}

static void
print(const struct cli *cli, const struct spf_verdict *v)
{
	json_t *o;

	if (!cli->options->json) {
		printf("%s\n", verdict_word(v->result));
		if (v->comment[0] != '\0')
			printf("%s\n", v->comment);
		return;
	}
	o = json_object();
	(void)json_object_set_new(
	    o, "result", json_string(verdict_word(v->result)));
	(void)json_object_set_new(o, "explanation", json_name(v->comment));
	(void)json_object_set_new(o, "libspf2",
	    v->valid ? json_string(verdict_word(v->result)) : json_null());
	(void)json_object_set_new(o, "lookups", json_integer(v->lookups));
	json_print(o);
}

/* The sender: what was given, or somebody at the domain in the argument. */
static bool
sender_of(const struct options *o, char *ret, size_t size)
{
	if (o->mail_from != NULL)
		(void)snprintf(ret, size, "%s", o->mail_from);
	else if (o->arguments > 1)
		(void)snprintf(ret, size, "postmaster@%s", o->argument[1]);
	else
		return false;
	return true;
}

static int
eval(struct cli *cli)
{
	const struct options *o = cli->options;
	const struct spf_service *spf = &cli->services->spf;
	char sender[600];
	struct spf_request request = {.helo = o->helo};
	struct evaluation e = {.done = false};

	if (o->ips != 1)
		return usage_error(
		    _("spf eval needs one --ip: the address that sends"));
	if (!sender_of(o, sender, sizeof(sender)))
		return usage_error(
		    _("spf eval needs --mail-from or a domain"));
	request.ip = o->ip[0];
	request.mail_from = sender;
	if (request.helo == NULL)
		request.helo = strrchr(sender, '@') != NULL
		    ? strrchr(sender, '@') + 1
		    : "localhost";
	(void)spf->evaluate(spf->self, &request, evaluated, &e);
	while (!e.done && cli->turn(cli->loop))
		continue;
	print(cli, &e.verdict);
	return EXIT_RIGHT;
}

int
command_spf(struct cli *cli)
{
	const struct options *o = cli->options;

	if (o->arguments == 0 || strcmp(o->argument[0], "eval") != 0)
		return usage_error(
		    _("spf needs what to do: inkan spf eval --ip ADDR "
		      "--mail-from ADDR"));
	return eval(cli);
}
