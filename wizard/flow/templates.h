/* The data of templates/: what is known about the world outside, as tables. */
#ifndef FLOW_TEMPLATES_H
#define FLOW_TEMPLATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wizard/check/facts.h"
#include "wizard/record/bounce.h"

struct sender_template {
	const char *id;
	const char *name;
	const char *region; /* "JP", "int" */
	const char *spf;    /* the term: "include:_spf.google.com"; "" none */
	const char *note;
	const char *mx;     /* its mail servers are there or below; "" none */
	const char *selectors; /* of its DKIM keys, between blanks; "" unknown */
	const char *home;   /* domains of its machines, where spf names none */
	/* What it needs beside the term; flow/needs.h makes records of it. */
	const char *dkim;   /* "CNAME s1 s2": a type, selectors; "" unknown */
	const char *target; /* of these CNAMEs, for render(); "" not known */
	const char *bounce; /* "bounces target.example", "shown"; "" none */
	const char *align;  /* by which its mail passes DMARC; "" unknown */
};

struct resolver_template {
	const char *name;
	struct ip ip;
	uint16_t port; /* 0: the default */
	bool own;      /* from this machine's own configuration */
	/* "" where they are not known. */
	const char *operator; /* who runs it */
	const char *region;   /* "US", "JP": where that is */
	const char *flush;    /* the page on which anybody may empty it */
};

/*
 * What an export format says about records: text with {{placeholders}} around
 * every record, and for the values of its name: {{values}} are those that are
 * there afterwards, {{deletes}} those that go, {{presents}} those that are there
 * now, or absent when there is none. also stands in the place of record when the
 * record before it has the same name, withdraw when nothing is to stay. "": not
 * used.
 */
struct format_parts {
	uint16_t type; /* of the records they are for; 0: for all others */
	const char *record, *also;
	const char *value, *remove, *present, *absent;
	const char *withdraw;
};

struct format_template {
	const char *id;
	const char *title;
	const char *extension; /* of the file it is written to */
	const char *types;     /* "TXT MX": what it can carry; "": every type */
	const char *scope;     /* "zone": one alone; "": any names */
	const char *head, *foot;
	const struct format_parts *parts; /* those of type 0 come first */
	size_t nparts;
};

/* How a panel wants a name to be written. */
enum panel_name {
	PANEL_NAME_UNKNOWN,
	PANEL_NAME_AT,       /* "@"; of the domain itself */
	PANEL_NAME_EMPTY,    /* nothing; of the domain itself */
	PANEL_NAME_POINT,    /* "."; of the domain itself */
	PANEL_NAME_RELATIVE, /* "_dmarc" */
	PANEL_NAME_FULL,     /* "_dmarc.example.jp" */
	PANEL_NAME_FINAL,    /* "_dmarc.example.jp." */
};

/* How it wants a TXT value. */
enum panel_value {
	PANEL_VALUE_UNKNOWN,
	PANEL_VALUE_PLAIN,  /* as it is, on one line */
	PANEL_VALUE_QUOTED, /* in quotes, however long */
	PANEL_VALUE_SPLIT,  /* quoted strings of at most 255 octets */
};

/* What of a panel rests on memory; a bit set. */
enum panel_unsure {
	PANEL_UNSURE_SERVERS = 1 << 0,
	PANEL_UNSURE_NAMES = 1 << 1, /* apex, host */
	PANEL_UNSURE_VALUE = 1 << 2,
};

/* Where people enter records: a provider's web page, or a program. */
struct panel_template {
	const char *id;
	const char *name;
	const char *region; /* "JP", "int" */
	const char *servers; /* domains of its name servers; see panels.h */
	enum panel_name apex, host;
	enum panel_value value;
	unsigned max_octets;  /* of a TXT value; 0: not known */
	unsigned min_ttl;     /* seconds; 0: not known */
	bool takes_txt;       /* false: the user cannot enter TXT records */
	bool takes_underscore;
	bool takes_null_mx;   /* RFC 7505 */
	unsigned unsure;      /* enum panel_unsure: what nothing confirms */
	const char *target;   /* how CNAME and MX targets are written; or "" */
	bool bare_target;     /* without a final dot */
	const char *bulk;     /* how many records are entered at once; or "" */
	const char *format;   /* id of the export format for that; or "" */
	const char *where;    /* what to click, usually: menus change */
	const char *quirk;    /* what surprises people; or "" */
};

/* Text with {{placeholders}} that stands once, or once for every such key. */
struct signer_piece {
	bool each;
	const char *type; /* of the keys: "rsa", "ed25519"; "" any */
	const char *text;
};

enum signer_part_kind {
	SIGNER_KEY,    /* where the signer reads a private key */
	SIGNER_FILE,   /* a configuration file */
	SIGNER_TEST,   /* commands that check the configuration */
	SIGNER_RELOAD, /* commands that put it into effect */
	SIGNER_NOTE,
};

struct signer_part {
	enum signer_part_kind kind;
	const char *path; /* with {{placeholders}}; of SIGNER_KEY, SIGNER_FILE */
	const char *mode;
	const char *owner;
	const char *type; /* SIGNER_KEY: "rsa", "ed25519" */
	bool seed;        /* SIGNER_KEY: as a seed in place of PEM */
	struct signer_piece *piece;
	size_t pieces;
};

/* How a signer is told to use our keys: templates/signers/<id>.txt. */
struct signer_template {
	const char *id;
	const char *title;
	const char *item;    /* {{list}}: this of every key... */
	const char *between; /* ...and this between two */
	struct signer_part *part;
	size_t parts;
};

/* A record: owner name and value with {{placeholders}}. */
struct record_template {
	const char *id; /* as templates/records.ini has them */
	const char *name;
	const char *type;
	const char *value;
};

#define ADVICE_TEXTS 3
#define ADVICE_LINES 4

/* What to change on the user's own side when a story of diagnose.h fits. */
struct advice_template {
	const char *id;
	const char *title;
	const char *stories; /* ids, between blanks */
	const char *mta;   /* only where that runs: "Postfix"; "" anywhere */
	const char *hosts; /* only of machines below these names; "" of any */
	const char *signs; /* "some": not every plan of these hosts signs */
	const char *text[ADVICE_TEXTS]; /* sentences; "" none */
	const char *line[ADVICE_LINES]; /* to be typed as they are; "" none */
};

struct templates {
	const struct sender_template *sender;
	size_t senders;
	const char *const *selector;
	size_t selectors;
	const struct selector_hint *hint; /* of senders that have selectors */
	size_t hints;
	const struct resolver_template *resolver;
	size_t resolvers;
	const struct format_template *format;
	size_t formats;
	const struct panel_template *panel;
	size_t panels;
	const struct dns_host *dns_host; /* of each panel */
	const struct record_template *record;
	size_t records;
	const struct signer_template *signer;
	size_t signers;
	struct bounce_templates bounce; /* how receivers refuse */
	const struct blocklist *blocklist;
	size_t blocklists;
	const struct advice_template *advice;
	size_t advices;
};

#endif
