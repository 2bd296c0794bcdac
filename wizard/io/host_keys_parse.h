/* For the files that make up host_keys: reading what signers are told. Pure. */
#ifndef IO_HOST_KEYS_PARSE_H
#define IO_HOST_KEYS_PARSE_H

#include "wizard/flow/services.h"

#define HOST_KEYS_MAX 16

/* What was found for one domain. */
struct key_hunt {
	struct arena *arena;
	const char *domain;
	const char *signer; /* whose files are being read */
	struct host_key *key;
	size_t keys;
	/* Files that these files name: to be read with hunt_table. */
	struct key_table {
		const char *file;
		const char *path; /* of the keys; NULL: the table says */
	} table[4];
	size_t tables;
};

/*
 * A key, when the domain is the one that is looked for, the selector is one and
 * the path is absolute. $domain and $selector in the path are put in.
 */
void hunt_add(struct key_hunt *hunt, struct slice domain,
    struct slice selector, struct slice path);

/* opendkim.conf, dkimpy-milter.conf: "KeyFile /etc/dkimkeys/s1.private". */
void hunt_milter(struct key_hunt *hunt, struct slice text);

/* A KeyTable: "name domain:selector:path"; with a path: "domain selector". */
void hunt_table(struct key_hunt *hunt, struct slice text, const char *path);

/* dkim_signing.conf of rspamd. */
void hunt_rspamd(struct key_hunt *hunt, struct slice text);

/* Exim: macros DKIM_DOMAIN..., or the options dkim_domain... themselves. */
void hunt_exim(struct key_hunt *hunt, struct slice text);

/* smtpd.conf: filter x proc-exec "filter-dkimsign -d example.jp -s s1 -k file" */
void hunt_opensmtpd(struct key_hunt *hunt, struct slice text);

/* amavisd: dkim_key('example.jp', 's1', '/path'); */
void hunt_amavisd(struct key_hunt *hunt, struct slice text);

#endif
