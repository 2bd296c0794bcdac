#include "wizard/cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/command.h"
#include "wizard/cli/options_take.h"

#define MEMBER(name) offsetof(struct options, name)

/*
 * A flag or a text goes straight to its member, what may be repeated to a list;
 * the rest has a function.
 */
static const struct option_row {
	const char *name;
	const char *argument; /* what --help calls it; NULL: takes none */
	options_taker *take;
	size_t member; /* where it goes when take is NULL */
	const char *help;
	bool many; /* the member is a list */
} rows[] = {
    {.name = "json", .member = MEMBER(json),
	.help = N_("one JSON document on standard output")},
    {.name = "plain", .member = MEMBER(plain),
	.help = N_("the wizard line by line, without a full screen")},
    {.name = "lang", .argument = "en|ja", .take = options_take_lang,
	.help = N_("language of what is said")},
    {.name = "color", .argument = "auto|never", .take = options_take_color,
	.help = N_("colours on the terminal")},
    {.name = "no-color", .take = options_take_no_color,
	.help = N_("the same as --color never")},
    {.name = "no-osc52", .member = MEMBER(no_osc52),
	.help = N_("send nothing to the clipboard of the terminal")},
    {.name = "state", .argument = "DIR", .take = options_take_state,
	.help = N_("where answers and keys are kept")},
    {.name = "resolver", .argument = "ADDR[@PORT]", .take = options_take_resolver,
	.help = N_("ask this resolver (repeatable; default: the system's)")},
    {.name = "dns-port", .argument = "N", .take = options_take_dns_port,
	.help = N_("port of every name server")},
    {.name = "smtp-port", .argument = "N", .take = options_take_smtp_port,
	.help = N_("port of every mail server")},
    {.name = "https-port", .argument = "N", .take = options_take_https_port,
	.help = N_("port of every web server")},
    {.name = "ca-file", .argument = "FILE", .member = MEMBER(ca_file),
	.help = N_("trust the authorities in this file, not the system's")},
    {.name = "zone", .argument = "FILE", .member = MEMBER(zones), .many = true,
	.help = N_("answers come from a zone file (repeatable)")},
    {.name = "timeout", .argument = "S", .take = options_take_timeout,
	.help = N_("seconds for one question; for watch: until it gives up")},
    {.name = "ip", .argument = "ADDR", .take = options_take_ip,
	.help = N_("an address that sends (repeatable)")},
    {.name = "helo", .argument = "NAME", .member = MEMBER(helo),
	.help = N_("the name the server says in EHLO")},
    {.name = "mail-from", .argument = "ADDR", .member = MEMBER(mail_from),
	.help = N_("the envelope sender")},
    {.name = "ask-address", .member = MEMBER(ask_address),
	.help = N_("check: ask OpenDNS and Google by which address this "
		   "machine is seen")},
    {.name = "selector", .argument = "NAME", .member = MEMBER(selectors),
	.many = true,
	.help = N_("a DKIM selector to look at (repeatable)")},
    {.name = "smtp", .member = MEMBER(smtp),
	.help = N_("check: ask the mail servers for STARTTLS")},
    {.name = "dnsbl", .member = MEMBER(dnsbl),
	.help = N_("check: are the sending addresses on blocklists?")},
    {.name = "here", .member = MEMBER(here),
	.help = N_("check: this machine sends mail of the domain")},
    {.name = "from", .argument = "FILE|-", .member = MEMBER(from),
	.help = N_("check: the domains in a file, one a line")},
    {.name = "ignore", .argument = "ID[=REASON]", .member = MEMBER(ignores),
	.many = true,
	.help = N_("check: from now on, this is no fault of the domain "
		   "(repeatable)")},
    {.name = "unignore", .argument = "ID", .member = MEMBER(unignores),
	.many = true,
	.help = N_("check: it counts again (repeatable)")},
    {.name = "no-ignore", .member = MEMBER(no_ignore),
	.help = N_("check: this time, everything counts")},
    {.name = "since-last", .member = MEMBER(since_last),
	.help = N_("check: only what changed since it was last right; exit 0 "
		   "nothing, 1 something")},
    {.name = "remember", .member = MEMBER(remember),
	.help = N_("check: what is there now is right; --since-last compares "
		   "with it")},
    {.name = "prometheus", .member = MEMBER(prometheus),
	.help = N_("check: figures in the text format of Prometheus")},
    {.name = "output", .argument = "FILE", .member = MEMBER(output),
	.help = N_("check --prometheus: into this file, at once or not at "
		   "all")},
    {.name = "add", .argument = "TERM", .member = MEMBER(adds), .many = true,
	.help = N_("spf merge: a term to add, as in ip4:192.0.2.25 "
		   "(repeatable)")},
    {.name = "add-sender", .argument = "ID", .member = MEMBER(add_senders),
	.many = true,
	.help = N_("spf merge: a service of templates/senders.ini "
		   "(repeatable)")},
    {.name = "remove", .argument = "TERM", .member = MEMBER(removes),
	.many = true,
	.help = N_("spf merge: a term to remove (repeatable)")},
    {.name = "all", .argument = "~all|-all", .take = options_take_all,
	.help = N_("spf merge: what holds for mail from anywhere else")},
    {.name = "flatten", .member = MEMBER(flatten),
	.help = N_("spf merge: above 10 look-ups, networks in place of "
		   "includes")},
    {.name = "type", .argument = "rsa|ed25519|both", .member = MEMBER(type),
	.help = N_("dkim new: the keys to make")},
    {.name = "bits", .argument = "N", .take = options_take_bits,
	.help = N_("dkim new: of an RSA key; 2048")},
    {.name = "force", .member = MEMBER(force),
	.help = N_("dkim: go on where nobody could say whether a name is "
		   "free; publish: over what somebody else published")},
    {.name = "next", .member = MEMBER(next),
	.help = N_("dkim rotate, move: take the next step")},
    {.name = "for", .argument = "SIGNER", .member = MEMBER(signer),
	.help = N_("dkim config: opendkim, rspamd, exim, ...")},
    {.name = "write", .argument = "DIR", .member = MEMBER(directory),
	.help = N_("dkim config: write the files below this directory")},
    {.name = "server", .argument = "ADDR[@PORT]", .take = options_take_server,
	.help = N_("publish, wizard: the name server that takes the update")},
    {.name = "key", .argument = "FILE", .member = MEMBER(key),
	.help = N_("publish, wizard: sign the update with the key of this "
		   "file")},
    {.name = "undo", .member = MEMBER(undo),
	.help = N_("publish: take back what was sent")},
    {.name = "to", .argument = "ADDR", .member = MEMBER(to),
	.help = N_("probe: a mailbox of yours elsewhere")},
    {.name = "old", .argument = "ADDR", .member = MEMBER(old_addresses),
	.many = true,
	.help = N_("move: an address of the old server (repeatable)")},
    {.name = "new", .argument = "ADDR", .member = MEMBER(new_addresses),
	.many = true,
	.help = N_("move: an address of the new server (repeatable)")},
    {.name = "old-ttl", .argument = "SECONDS", .take = options_take_old_ttl,
	.help = N_("move: how long the TTLs were before they were lowered")},
    {.name = "gone", .member = MEMBER(gone),
	.help = N_("move: the old server is no more; nothing is waited for "
		   "on its behalf")},
    {.name = "yes", .member = MEMBER(yes),
	.help = N_("probe, publish: send it without asking")},
    {.name = "like", .argument = "DOMAIN", .member = MEMBER(like),
	.help = N_("add-domain: the domain whose decisions are taken over")},
    {.name = "share-key", .member = MEMBER(share_key),
	.help = N_("add-domain: sign with the key of the other domain")},
    {.name = "with-keys", .member = MEMBER(with_keys),
	.help = N_("state export: private keys as well; all of it is "
		   "encrypted")},
    {.name = "passphrase-file", .argument = "FILE",
	.member = MEMBER(passphrase_file),
	.help = N_("state: the passphrase is the first line of this file")},
    {.name = "offline", .member = MEMBER(offline),
	.help = N_("dmarc reports, bounce: ask no name server")},
    {.name = "format", .argument = "ID", .member = MEMBER(format),
	.help = N_("export: bind, panel, nsupdate, handover, ...")},
    {.name = "panel", .argument = "ID", .member = MEMBER(panel),
	.help = N_("export, dkim: the DNS panel, where it is not that of the "
		   "name servers")},
    {.name = "use", .argument = "sends|receives|none", .member = MEMBER(use),
	.help = N_("check, export, publish: what the domain does for mail")},
    {.name = "with", .argument = "EXTRA", .member = MEMBER(extras),
	.many = true,
	.help = N_("check, export, publish: propose tls-rpt, mta-sts, enforce "
		   "or dane as well (repeatable)")},
    {.name = "policy", .member = MEMBER(policy),
	.help = N_("export: the policy of MTA-STS, for the web server")},
    {.name = "list-formats", .member = MEMBER(list_formats),
	.help = N_("export: every format, one a line")},
    {.name = "list-panels", .member = MEMBER(list_panels),
	.help = N_("export: every panel, one a line")},
    {.name = "exec", .argument = "PROGRAM [ARG...]", .take = options_take_exec,
	.help = N_("watch: run this when all is visible; it takes the rest of "
		   "the line")},
    {.name = "record", .argument = "NAME", .member = MEMBER(record),
	.help = N_("compare: the record that it should be")},
    {.name = "everything", .member = MEMBER(everything),
	.help = N_("check: every note; export: what is right already as "
		   "well")},
    {.name = "help", .member = MEMBER(help),
	.help = N_("this text")},
    {.name = "version", .member = MEMBER(version),
	.help = N_("the version")},
};

static void
make_long_options(struct option ret[COUNT_OF(rows) + 1])
{
	memset(ret, 0, (COUNT_OF(rows) + 1) * sizeof(*ret));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		ret[i].name = rows[i].name;
		ret[i].has_arg = rows[i].argument == NULL ? no_argument
							  : required_argument;
		ret[i].val = (int)i + 256;
	}
}

static enum err_code
take_row(struct options *o, const struct option_row *row, const char *value,
    struct err *err)
{
	void *member = (char *)o + row->member;
	const bool on = true;

	if (row->take != NULL)
		return row->take(o, value, err);
	if (row->many)
		return options_add_item(member, value, row->name, err);
	if (row->argument == NULL)
		memcpy(member, &on, sizeof(on));
	else
		memcpy(member, &value, sizeof(value));
	return ERR_OK;
}

/*
 * getopt_long would print by itself; its words are turned into ours. optopt is
 * an option of ours, a letter that is none, or 0: a long word that is none.
 */
static enum err_code
refuse(int found, char *const argv[], struct err *err)
{
	if (found == ':')
		return err_set(err, ERR_SYNTAX,
		    _("--%s needs a value; see inkan --help"),
		    rows[optopt - 256].name);
	if (optopt >= 256)
		return err_set(err, ERR_SYNTAX,
		    _("--%s takes no value; see inkan --help"),
		    rows[optopt - 256].name);
	if (optopt != 0)
		return err_set(err, ERR_SYNTAX,
		    _("there is no option -%c; see inkan --help"), optopt);
	return err_set(err, ERR_SYNTAX,
	    _("there is no option %s; see inkan --help"), argv[optind - 1]);
}

/* How many words are for us: --exec and all behind it are not. */
static int
take_program(struct options *o, int argc, char *const argv[])
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--exec") != 0)
			continue;
		/* Without a program it is left to be refused. */
		if (i + 1 == argc)
			return argc;
		o->exec = (const char *const *)&argv[i + 1];
		return i;
	}
	return argc;
}

static void
split_command(struct options *o, int argc, char *const argv[])
{
	size_t words = (size_t)(argc - optind);
	const char *const *word = (const char *const *)&argv[optind];

	if (words > 0 && strcmp(word[0], "help") == 0) {
		o->help = true;
		word++;
		words--;
	}
	o->command = "";
	o->argument = word;
	o->arguments = words;
	if (words > 0 && command_find(word[0]) != NULL) {
		o->command = word[0];
		o->argument = word + 1;
		o->arguments = words - 1;
	}
}

enum err_code
options_parse(
    int argc, char *const argv[], struct options *ret, struct err *err)
{
	struct option long_options[COUNT_OF(rows) + 1];
	struct options o = {.command = ""};
	const char *no_color = getenv("NO_COLOR");
	int found;

	o.color = no_color == NULL || no_color[0] == '\0';
	argc = take_program(&o, argc, argv);
	make_long_options(long_options);
	optind = 0;
	opterr = 0;
	while ((found = getopt_long(
		    argc, argv, ":h", long_options, NULL)) != -1) {
		if (found == 'h')
			o.help = true;
		else if (found < 256)
			return refuse(found, argv, err);
		else if (take_row(&o, &rows[found - 256], optarg, err) !=
		    ERR_OK)
			return err->code;
	}
	split_command(&o, argc, argv);
	*ret = o;
	return ERR_OK;
}

static void
print_options(void)
{
	printf("%s\n", _("Options:"));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char left[40];

		(void)snprintf(left, sizeof(left), "--%s%s%s", rows[i].name,
		    rows[i].argument != NULL ? " " : "",
		    rows[i].argument != NULL ? rows[i].argument : "");
		printf("  %-24s %s\n", left, _(rows[i].help));
	}
}

void
options_help(const char *command)
{
	const struct command *row = command_find(command);

	if (row != NULL) {
		printf("inkan %s\n    %s\n\n", row->usage, _(row->summary));
		print_options();
		return;
	}
	printf("inkan [%s]\n    %s\n", _("DOMAIN"),
	    _("the wizard: from what is published to what is proved"));
	for (size_t i = 0; i < command_count; i++)
		printf("inkan %s\n    %s\n", command_table[i].usage,
		    _(command_table[i].summary));
	printf("\n");
	print_options();
}

const char *const *
options_names(void)
{
	static const char *names[COUNT_OF(rows) + 1];

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		names[i] = rows[i].name;
	return names;
}
