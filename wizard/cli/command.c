#include "wizard/cli/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/record/dname.h"

#define SHOWN_MAX 60 /* columns of what was typed and is wrong */

const struct command command_table[] = {
    {"practice", "practice [SCENARIO]",
	N_("the wizard on a simulated Internet; nothing leaves this machine"),
	NULL, 1},
    {"check", "check DOMAIN... | check --from FILE",
	N_("inspect and judge; exit 0 right, 1 warnings, 2 errors, 3 could not "
	   "find out"),
	command_check, 0},
    {"export", "export DOMAIN",
	N_("the wanted records in the --format somebody needs"),
	command_export, 1},
    {"publish", "publish DOMAIN",
	N_("send the wanted records to the name server as a dynamic update; "
	   "--undo takes them back"),
	command_publish, 1},
    {"compare", "compare DOMAIN [FILE|-]",
	N_("is what the clipboard or the DNS panel holds the value that is "
	   "wanted? exit 0 yes, 2 no"),
	command_compare, 2},
    {"watch", "watch DOMAIN [--exec PROGRAM [ARG...]]",
	N_("poll until every record is visible; exit 0 done, 75 still "
	   "waiting"),
	command_watch, 1},
    {"spf", "spf show|merge|eval DOMAIN",
	N_("the record as a tree with its costs; one record out of what is "
	   "there and what is wanted; what SPF says about a sender"),
	command_spf, 0},
    {"verify", "verify [--ip ADDR] [FILE|-]",
	N_("judge a real message: SPF, DKIM, DMARC, and why"), command_verify, 1},
    {"probe", "probe DOMAIN --to ADDR",
	N_("send a message through the mail server of this machine, to be "
	   "judged where it arrives"),
	command_probe, 1},
    {"senders", "senders DOMAIN | senders list [FILTER]",
	N_("who sends as the domain, where that was seen and who it is; the "
	   "services that are known and what they need"),
	command_senders, 2},
    {"move", "move DOMAIN",
	N_("the mail server gets other addresses: what to change when, so "
	   "that no mail fails meanwhile"),
	command_move, 1},
    {"bounce", "bounce [FILE|-]",
	N_("explain a returned message or the lines of a mail log: who "
	   "refused, why, what to do first"),
	command_bounce, 1},
    {"dkim", "dkim new|import|show|config|rotate DOMAIN",
	N_("make or import a key; our keys beside what the DNS has; what to "
	   "tell the signer; a new key in place of the old one"),
	command_dkim, 0},
    {"dmarc", "dmarc show|next DOMAIN | dmarc reports FILE...",
	N_("where the policy comes from; how far it is and what the next stage "
	   "waits for; what receivers report: who sends as your domain, what "
	   "of it passes, and whom you forgot"),
	command_dmarc, 0},
    {"add-domain", "add-domain DOMAIN --like OTHER",
	N_("begin with a further domain of this host, decided as another one "
	   "was"),
	command_add_domain, 1},
    {"undo", "undo DOMAIN [NAME]",
	N_("take back what was published: the records as they were before, "
	   "in the --format somebody needs, and what happens meanwhile"),
	command_undo, 2},
    {"state", "state export|import FILE|-",
	N_("everything that is kept about all domains as one file, to carry "
	   "it to another host; nothing is ever overwritten"),
	command_state, 0},
    {"explain", "explain [CHECK-ID]",
	N_("what a check means, why it matters, how to mend it"),
	command_explain, 1},
};

const size_t command_count = COUNT_OF(command_table);

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(command_table); i++)
		if (strcmp(command_table[i].name, name) == 0)
			return &command_table[i];
	return NULL;
}

int
usage_error(const char *fmt, ...)
{
	va_list ap;

	(void)fputs("inkan: ", stderr);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	return EXIT_USAGE;
}

const char *
argument_shown(struct arena *arena, struct slice typed)
{
	if (typed.len > SHOWN_MAX * 4)
		typed.len = SHOWN_MAX * 4;
	return text_clip(arena, text_safe(arena, typed), SHOWN_MAX);
}

bool
arguments_fit(const struct options *o, size_t most, const char *usage)
{
	struct arena arena = ARENA_INIT;
	bool fit = most == 0 || o->arguments <= most;

	if (!fit)
		usage_error(_("\"%s\" is one word too many. Like this: "
			      "inkan %s"),
		    argument_shown(&arena, slice_of(o->argument[most])), usage);
	arena_release(&arena);
	return fit;
}

int
command_run(struct cli *cli, const struct command *command)
{
	return arguments_fit(cli->options, command->most, command->usage)
	    ? command->run(cli)
	    : EXIT_USAGE;
}

int
command_verb(struct cli *cli, const struct verb *verbs, size_t count,
    const char *needs)
{
	const struct options *o = cli->options;
	const struct command *command = command_find(o->command);

	for (size_t i = 0; o->arguments > 0 && i < count; i++)
		if (strcmp(o->argument[0], verbs[i].word) == 0)
			return arguments_fit(o, verbs[i].most, command->usage)
			    ? verbs[i].run(cli)
			    : EXIT_USAGE;
	return usage_error("%s", needs);
}

/* The first argument of these is a word of the command itself. */
static int
needs_domain(const struct options *o, size_t i)
{
	if (i == 0)
		return usage_error(_("%s needs a domain, for example: inkan "
				     "%s example.jp"),
		    o->command, o->command);
	return usage_error(
	    _("%s %s needs a domain, for example: inkan %s %s example.jp"),
	    o->command, o->argument[0], o->command, o->argument[0]);
}

/* A sentence that begins with what was typed needs it no second time. */
static void
refuse_domain(const char *typed, const char *why)
{
	struct arena arena = ARENA_INIT;
	const char *shown = argument_shown(&arena, slice_of(typed));

	if (strncmp(why, shown, strlen(shown)) == 0)
		usage_error("%s", why);
	else
		usage_error("%s: %s", shown, why);
	arena_release(&arena);
}

bool
domain_argument(const struct cli *cli, size_t i, struct dname *ret)
{
	const struct options *o = cli->options;
	struct err err = ERR_INIT;
	unsigned notes;

	if (i >= o->arguments || o->argument[i][0] == '\0')
		needs_domain(o, i);
	else if (dname_from_user(slice_of(o->argument[i]), ret, &notes, &err) !=
	    ERR_OK)
		refuse_domain(o->argument[i], err.msg);
	else
		return true;
	return false;
}
