/* DKIM-Signature fields, RFC 6376 section 3.5, RFC 8301, RFC 8463. */
#ifndef RECORD_DKIMSIG_H
#define RECORD_DKIMSIG_H

#include <stdint.h>

#include "wizard/record/dkim.h"

/* What can be wrong with a signature before any key is known; one bit each. */
enum dkimsig_fault {
	DKIMSIG_SYNTAX = 1 << 0, /* not a tag list, or a tag twice */
	DKIMSIG_VERSION = 1 << 1, /* v= is not 1 */
	DKIMSIG_ALGORITHM = 1 << 2, /* a= absent or unknown */
	DKIMSIG_SHA1 = 1 << 3, /* rsa-sha1, RFC 8301 section 3.1 */
	DKIMSIG_DOMAIN = 1 << 4, /* d= absent or no domain name */
	DKIMSIG_SELECTOR = 1 << 5, /* s= absent or no name */
	DKIMSIG_IDENTITY = 1 << 6, /* i= neither d= nor below it */
	DKIMSIG_HEADERS = 1 << 7, /* h= absent or empty */
	DKIMSIG_NO_FROM = 1 << 8, /* h= without From, section 5.4 */
	DKIMSIG_HASH = 1 << 9, /* bh= absent or not base64 */
	DKIMSIG_VALUE = 1 << 10, /* b= absent or not base64 */
	DKIMSIG_CANON = 1 << 11, /* c= unknown */
	DKIMSIG_LENGTH = 1 << 12, /* l= is not a number */
	DKIMSIG_TIME = 1 << 13, /* t= or x= is not a number, or x= <= t= */
};

struct dkimsig {
	struct taglist tags;
	const char *domain; /* d= in A-labels; NULL: see faults */
	const char *selector; /* s= in lower case; NULL: see faults */
	const char *identity; /* the domain of i=; d= when absent */
	struct slice algorithm; /* as written; len 0: absent */
	enum dkim_key_type type; /* that a= needs */
	struct slice value; /* b= decoded */
	bool limited; /* l= is given */
	int64_t signed_at; /* t=, seconds since 1970; -1: absent */
	int64_t expires; /* x=; -1: absent */
	unsigned faults; /* enum dkimsig_fault */
};

/* Reads the value of a field. Never fails: what is wrong stands in faults. */
struct dkimsig *dkimsig_parse(struct arena *arena, struct slice value);

#endif
