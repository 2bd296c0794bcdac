#include "wizard/cli/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/record/dname.h"

const struct command command_table[] = {
    {"practice", "practice [SCENARIO]",
	N_("the wizard on a simulated Internet; nothing leaves this machine"),
	NULL},
    {"check", "check DOMAIN... | check --from FILE",
	N_("inspect and judge; exit 0 right, 1 warnings, 2 errors, 3 could not "
	   "find out"),
	command_check},
    {"export", "export DOMAIN",
	N_("the wanted records in the --format somebody needs"),
	command_export},
    {"publish", "publish DOMAIN",
	N_("send the wanted records to the name server as a dynamic update; "
	   "--undo takes them back"),
	command_publish},
    {"compare", "compare DOMAIN [FILE|-]",
	N_("is what the clipboard or the DNS panel holds the value that is "
	   "wanted? exit 0 yes, 2 no"),
	command_compare},
    {"watch", "watch DOMAIN [--exec PROGRAM [ARG...]]",
	N_("poll until every record is visible; exit 0 done, 75 still "
	   "waiting"),
	command_watch},
    {"spf", "spf show|merge|eval DOMAIN",
	N_("the record as a tree with its costs; one record out of what is "
	   "there and what is wanted; what SPF says about a sender"),
	command_spf},
    {"verify", "verify [--ip ADDR] [FILE|-]",
	N_("judge a real message: SPF, DKIM, DMARC, and why"), command_verify},
    {"probe", "probe DOMAIN --to ADDR",
	N_("send a message through the mail server of this machine, to be "
	   "judged where it arrives"),
	command_probe},
    {"senders", "senders DOMAIN | senders list [FILTER]",
	N_("who sends as the domain, where that was seen and who it is; the "
	   "services that are known and what they need"),
	command_senders},
    {"move", "move DOMAIN",
	N_("the mail server gets other addresses: what to change when, so "
	   "that no mail fails meanwhile"),
	command_move},
    {"bounce", "bounce [FILE|-]",
	N_("explain a returned message or the lines of a mail log: who "
	   "refused, why, what to do first"),
	command_bounce},
    {"dkim", "dkim new|import|show|config|rotate DOMAIN",
	N_("make or import a key; our keys beside what the DNS has; what to "
	   "tell the signer; a new key in place of the old one"),
	command_dkim},
    {"dmarc", "dmarc next DOMAIN | dmarc reports FILE...",
	N_("how far the policy is and what the next stage waits for; what "
	   "receivers report: who sends as your domain, what of it passes, and "
	   "whom you forgot"),
	command_dmarc},
    {"add-domain", "add-domain DOMAIN --like OTHER",
	N_("begin with a further domain of this host, decided as another one "
	   "was"),
	command_add_domain},
    {"undo", "undo DOMAIN [NAME]",
	N_("take back what was published: the records as they were before, "
	   "in the --format somebody needs, and what happens meanwhile"),
	command_undo},
    {"state", "state export|import FILE|-",
	N_("everything that is kept about all domains as one file, to carry "
	   "it to another host; nothing is ever overwritten"),
	command_state},
    {"explain", "explain [CHECK-ID]",
	N_("what a check means, why it matters, how to mend it"),
	command_explain},
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

bool
domain_argument(const struct cli *cli, size_t i, struct dname *ret)
{
	const struct options *o = cli->options;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	unsigned notes;
	bool good = false;

	if (i >= o->arguments)
		usage_error(_("%s needs a domain, for example: inkan %s "
			      "example.jp"),
		    o->command, o->command);
	else if (dname_from_user(slice_of(o->argument[i]), ret, &notes, &err) !=
	    ERR_OK)
		usage_error("%s: %s",
		    text_safe(&arena, slice_of(o->argument[i])), err.msg);
	else
		good = true;
	arena_release(&arena);
	return good;
}
