/* inkan probe: a message through the mail server of this machine. */
#include "wizard/flow/probe.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/record/dname.h"

struct probing {
	struct cli *cli;
	struct arena arena;
	struct probe probe;
	const char *program;
	bool over; /* sendmail has ended */
	struct err err;
};

/* --- Before it is sent ------------------------------------------------------- */

static int
prepare(struct probing *p, const char *domain)
{
	const struct services *s = p->cli->services;
	const char *typed = p->cli->options->to, *to;
	struct err err = ERR_INIT;

	if (typed == NULL)
		return usage_error(
		    _("probe needs --to and an address of yours elsewhere"));
	if (probe_address(&p->arena, typed, &to, &err) != ERR_OK)
		return usage_error("--to: %s", err.msg);
	p->program = s->sendmail.program(s->sendmail.self);
	if (p->program == NULL) {
		(void)fprintf(stderr, "inkan: %s\n",
		    _("There is no sendmail program on this machine."));
		return EXIT_CANNOT_CREATE;
	}
	p->probe = probe_make(
	    &p->arena, domain, to, s->clock.now(s->clock.self));
	return EXIT_RIGHT;
}

static void
show(struct probing *p)
{
	FILE *out = p->cli->options->json ? stderr : stdout;

	(void)fprintf(out, "%s\n\n%s\n",
	    probe_command(&p->arena, p->program, &p->probe), p->probe.text);
}

/* "y" and Enter; whoever cannot be asked has not said yes. */
static bool
is_confirmed(const struct probing *p)
{
	char line[16] = "";

	if (p->cli->options->yes)
		return true;
	if (isatty(STDIN_FILENO)) {
		(void)fprintf(stderr, "%s ", _("Send it? y or n:"));
		if (fgets(line, sizeof(line), stdin) != NULL &&
		    (line[0] == 'y' || line[0] == 'Y'))
			return true;
	}
	(void)fprintf(stderr, "inkan: %s\n",
	    _("Nothing was sent. --yes sends it without asking."));
	return false;
}

/* --- Sending ------------------------------------------------------------------ */

static void
sent(void *arg, const struct err *err, struct slice received)
{
	struct probing *p = arg;

	(void)received;
	p->err = *err;
	p->over = true;
}

static int
transmit(struct probing *p)
{
	const struct services *s = p->cli->services;
	struct sendmail_job *job = probe_send(s, &p->probe, sent, p);

	while (!p->over && p->cli->turn(p->cli->loop))
		continue;
	if (!p->over) {
		s->sendmail.cancel(s->sendmail.self, job);
		return EXIT_UNKNOWN; /* a signal asked us to leave */
	}
	if (p->err.code == ERR_OK)
		return EXIT_RIGHT;
	(void)fprintf(stderr, "inkan: %s\n", p->err.msg);
	return EXIT_ERRORS;
}

static void
tell(const struct probing *p)
{
	json_t *o;

	if (!p->cli->options->json) {
		printf(_("Sent. When it is in the mailbox of %s, show its "
			 "source there, copy all of it, and paste it into: "
			 "inkan verify\n"),
		    p->probe.to);
		return;
	}
	o = json_object();
	(void)json_object_set_new(o, "version", json_integer(1));
	(void)json_object_set_new(o, "from", json_name(p->probe.from));
	(void)json_object_set_new(o, "to", json_name(p->probe.to));
	(void)json_object_set_new(o, "message_id", json_name(p->probe.id));
	(void)json_object_set_new(o, "program", json_name(p->program));
	json_print(o);
}

int
command_probe(struct cli *cli)
{
	struct probing p = {.cli = cli};
	struct dname domain;
	int code;

	if (!domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	code = prepare(&p, domain.text);
	if (code == EXIT_RIGHT) {
		show(&p);
		code = is_confirmed(&p) ? transmit(&p) : EXIT_WARNINGS;
	}
	if (code == EXIT_RIGHT)
		tell(&p);
	arena_release(&p.arena);
	return code;
}
