/* What is in the .ini files of templates/, and what may stand in them. */
#ifndef IO_TEMPLATES_KINDS_H
#define IO_TEMPLATES_KINDS_H

#include "wizard/io/templates_ini.h"

/* Rows that services.h has no struct for. */
struct selector_row {
	const char *id;
	const char *used_by;
};

struct resolver_row {
	const char *id;
	const char *name;
	const char *ipv4, *ipv6;
	const char *operator, *region, *flush;
};

struct blocklist_row {
	const char *id;
	const char *name;
	const char *zone;
	const char *lists;
	const char *removal;
};

enum {
	SENDERS,
	PANELS,
	SELECTORS,
	RESOLVERS,
	RECORDS,
	BOUNCES,
	RECEIVERS,
	BLOCKLISTS,
	ADVICE,
	KINDS
};

extern const struct ini_kind templates_kinds[KINDS];

/* The kinds of a list, "ipv4 ipv6"; 0: there is a word that is none. */
unsigned templates_blocklist_kinds(const char *words);

#endif
