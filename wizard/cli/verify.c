/* inkan verify: a real message, judged as a receiver would. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/cli/findings.h"
#include "wizard/cli/input.h"
#include "wizard/cli/json.h"
#include "wizard/cli/json_verify.h"
#include "wizard/flow/judge.h"

/* --- Text ----------------------------------------------------------------- */

static const char *
safe(struct arena *arena, const char *text)
{
	return text == NULL ? "-" : text_safe(arena, slice_of(text));
}

/* The verdict of the receiver; by a field that others write as well, which. */
static const char *
theirs(struct arena *arena, const struct judgement *j, const char *method)
{
	struct judged_writing r;

	if (!judged_receiver(j, method, &r))
		return "-";
	if (strcmp(r.field, "Authentication-Results") == 0)
		return safe(arena, r.result);
	return arena_printf(
	    arena, "%s (%s)", safe(arena, r.result), r.field);
}

/* Two columns: what was found here, and what the receiver wrote. */
static void
print_row(const char *title, const char *ours, const char *receiver)
{
	int pad = 52 - (int)text_width(ours);

	printf("%-6s %s%*s %s\n", title, ours, pad > 0 ? pad : 0, "", receiver);
}

static void
print_spf(struct arena *arena, const struct judgement *j)
{
	const struct judged_spf *spf = &j->spf;
	const char *result =
	    spf->known ? spf_result_word(spf->result) : _("not judged");

	print_row("SPF",
	    arena_printf(arena, "%s %s", result, safe(arena, spf->domain)),
	    theirs(arena, j, "spf"));
}

static void
print_signature(struct arena *arena, const struct judgement *j, size_t i)
{
	const struct judged_signature *s = &j->signature[i];
	const char *reason = judged_reason_word(s->reason);

	print_row(i == 0 ? "DKIM" : "",
	    arena_printf(arena, "%s %s %s%s%s%s", judged_word(s->result),
		safe(arena, s->sig->domain), safe(arena, s->sig->selector),
		reason == NULL ? "" : " (", reason == NULL ? "" : reason,
		reason == NULL ? "" : ")"),
	    i == 0 ? theirs(arena, j, "dkim") : "");
}

static void
print_dmarc(struct arena *arena, const struct judgement *j)
{
	const struct judged_dmarc *d = &j->dmarc;
	const char *result = judged_word(d->result);

	print_row("DMARC",
	    arena_printf(arena, "%s %s%s%s%s%s",
		result == NULL ? _("not judged") : result, safe(arena, j->from),
		d->policy == DMARC_NO_POLICY ? "" : " p=",
		d->policy == DMARC_NO_POLICY ? ""
					     : dmarc_policy_word(d->policy),
		d->by_spf ? " (SPF)" : "", d->by_dkim ? " (DKIM)" : ""),
	    theirs(arena, j, "dmarc"));
}

static void
print_text(const struct cli *cli, const struct judgement *j)
{
	struct arena arena = ARENA_INIT;
	bool written =
	    j->receiver.results > 0 || j->received_spf.result != NULL;

	print_row("", _("here"),
	    !written ? _("receiver: nothing written")
	    : j->receiver.authserv == NULL
		? _("receiver")
		: safe(&arena, j->receiver.authserv));
	print_spf(&arena, j);
	for (size_t i = 0; i < j->signatures; i++)
		print_signature(&arena, j, i);
	if (j->signatures == 0)
		print_row("DKIM", judged_word(JUDGED_NONE),
		    theirs(&arena, j, "dkim"));
	print_dmarc(&arena, j);
	printf("\n");
	findings_print(cli, &j->findings);
	arena_release(&arena);
}

/* --- The command ---------------------------------------------------------- */

static void
nothing(void *arg)
{
	(void)arg;
}

static int
tell(const struct cli *cli, const struct judgement *j, const char *name)
{
	if (j == NULL)
		return EXIT_UNKNOWN; /* a signal asked us to leave */
	if (j->unreadable != NULL) {
		(void)fprintf(stderr, "inkan: %s: %s\n", name, j->unreadable);
		return EXIT_NO_INPUT;
	}
	if (cli->options->json)
		json_print(json_verify(j));
	else
		print_text(cli, j);
	return findings_exit_code(&j->findings);
}

static int
verify(struct cli *cli, const char *name)
{
	const struct options *o = cli->options;
	struct judge_options options = {
	    .helo = o->helo,
	    .mail_from = o->mail_from,
	};
	struct input input = {.data = NULL};
	struct judge *judge;
	int code = input_read(name, MESSAGE_MAX,
	    _("Paste the message with its whole header, then press Enter and "
	      "Ctrl-D."),
	    &input);

	if (code == EXIT_RIGHT && input.len == 0) {
		usage_error(_("there is no message in %s. Save one from where "
			      "it arrived, with its whole header."),
		    input_name(name));
		code = EXIT_NO_INPUT;
	}
	if (code == EXIT_RIGHT) {
		if (o->ips > 0)
			options.ip = o->ip[0];
		judge = judge_new(cli->services,
		    (struct slice) {input.data, input.len}, &options, nothing,
		    NULL);
		while (!judge_done(judge) && cli->turn(cli->loop))
			continue;
		code = tell(cli, judge_result(judge), name);
		judge_free(judge);
	}
	free(input.data);
	return code;
}

int
command_verify(struct cli *cli)
{
	const struct options *o = cli->options;

	if (o->ips > 1)
		return usage_error(
		    _("verify takes one --ip: the address that sent the "
		      "message"));
	return verify(cli, o->arguments == 0 ? "-" : o->argument[0]);
}
