/* What stands on the command line. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

#include "wizard/base/err.h"
#include "wizard/record/ipaddr.h"

#define OPTIONS_LIST_MAX 32

struct option_list {
	const char *item[OPTIONS_LIST_MAX];
	size_t count;
};

struct option_server {
	struct ip ip;
	uint16_t port; /* 0: the default */
};

struct options {
	const char *command;  /* "check", ...; "" for the wizard */
	const char *const *argument;
	size_t arguments;
	bool json, plain, everything, flatten, yes, help, version;
	bool no_osc52; /* nothing is sent to the terminal's clipboard */
	bool list_formats, list_panels;
	const char *use;      /* what the domain does for mail; or NULL */
	struct option_list extras; /* what is wanted besides */
	bool policy;          /* of export: that of MTA-STS */
	const char *lang;     /* "en", "ja" or NULL */
	bool color;           /* may be used */
	const char *state;    /* directory or NULL */
	struct option_server resolver[OPTIONS_LIST_MAX];
	size_t resolvers;
	uint16_t dns_port, smtp_port, https_port; /* 0: the default */
	const char *ca_file; /* who is trusted; NULL: the system's */
	bool smtp, dnsbl;    /* of check */
	struct option_list ignores, unignores; /* of check */
	bool no_ignore;
	bool here;            /* this machine sends mail of the domain */
	const char *from;     /* file of domains; "-" standard input */
	struct option_list zones;
	unsigned timeout;     /* seconds; 0: the default */
	struct option_list selectors;
	struct option_list adds, removes, add_senders; /* of spf merge */
	char all;             /* '~' or '-'; 0: not given */
	struct ip ip[OPTIONS_LIST_MAX];
	size_t ips;
	const char *helo;
	const char *mail_from;
	bool ask_address;      /* consent to being told one's own */
	const char *format;
	bool offline;          /* ask no name server */
	const char *panel;
	const char *type;      /* of a key */
	unsigned bits;         /* of a key; 0: not given */
	const char *const *exec; /* the user's program; NULL: none */
	const char *record;    /* owner name of the one to compare */
	bool force;
	bool next;             /* stage of a rotation */
	const char *signer;    /* to configure */
	const char *directory; /* to write to */
	const char *to;        /* of a probe */
	struct option_server server; /* that takes updates; family 0: not given */
	const char *key;       /* file with the key for updates */
	bool undo;
	bool since_last, remember, prometheus; /* of check */
	const char *like;      /* of add-domain: the domain to follow */
	bool share_key;
	bool with_keys;        /* of state export */
	const char *passphrase_file;
	const char *output;    /* file for the figures; NULL: standard output */
	struct option_list old_addresses, new_addresses; /* of a move */
	unsigned old_ttl;      /* seconds; 0: not given */
	bool gone;             /* the old server of a move */
};

/*
 * Reads argv, which must outlive the result. ERR_SYNTAX with a sentence that
 * names the argument and what is wrong with it (exit code 64).
 */
enum err_code options_parse(int argc, char *const argv[], struct options *ret,
    struct err *err) MUST_CHECK;

/* The text of --help: of a command, or of all when there is none. */
void options_help(const char *command);

/* For completion and tests: every option there is; NULL ends the list. */
const char *const *options_names(void);

#endif
