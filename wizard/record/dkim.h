/* DKIM key records, RFC 6376 section 3.6.1, RFC 8301, RFC 8463. */
#ifndef RECORD_DKIM_H
#define RECORD_DKIM_H

#include "wizard/record/taglist.h"

enum dkim_key_type { DKIM_KEY_RSA, DKIM_KEY_ED25519, DKIM_KEY_OTHER };

/* What can be wrong with a key record; one bit each. */
enum dkim_fault {
	DKIM_FAULT_SYNTAX = 1 << 0,    /* not a tag list, or a tag twice */
	DKIM_FAULT_VERSION = 1 << 1,   /* v= not first or not DKIM1 */
	DKIM_FAULT_NO_KEY = 1 << 2,    /* p= absent */
	DKIM_FAULT_REVOKED = 1 << 3,   /* p= empty */
	DKIM_FAULT_BASE64 = 1 << 4,    /* p= does not decode */
	DKIM_FAULT_TRUNCATED = 1 << 5, /* the DER structure ends early */
	DKIM_FAULT_KEY = 1 << 6,       /* decodes, but is not such a key */
	DKIM_FAULT_TYPE = 1 << 7,      /* k= unknown */
	DKIM_FAULT_WEAK = 1 << 8,      /* RSA below 1024 bits, RFC 8301 3.2 */
	DKIM_FAULT_HASH = 1 << 9,      /* h= without sha256 */
	DKIM_FAULT_SERVICE = 1 << 10,  /* s= without email or * */
	DKIM_FAULT_QUOTES = 1 << 11,   /* notation of zone files inside */
	DKIM_FAULT_SPKI25519 = 1 << 12, /* Ed25519 wrapped in SPKI, RFC 8463 4 */
	DKIM_FAULT_PRIVATE = 1 << 13,  /* a private key was pasted */
	DKIM_FAULT_PEM = 1 << 14,      /* PEM armour left in p= */
};

struct dkim_record {
	struct taglist tags;
	enum dkim_key_type type;
	struct slice key;      /* p= decoded: DER or 32 octets */
	unsigned bits;         /* of an RSA modulus; 256 for Ed25519; 0 unknown */
	unsigned long exponent; /* RSA; 0 unknown */
	bool testing;          /* t=y */
	bool strict;           /* t=s */
	unsigned faults;       /* enum dkim_fault */
};

/* Is this text meant to be a key record (a wildcard may answer anything)? */
bool dkim_is_record(struct slice text);

struct dkim_record *dkim_parse(struct arena *arena, struct slice text);

/* Same key: the decoded octets of p= and the type agree. */
bool dkim_same_key(const struct dkim_record *a, const struct dkim_record *b);

/* Would verifiers use the key (no fault that voids it)? */
bool dkim_is_usable(const struct dkim_record *record);

/* Letters, digits, hyphens, dots between labels, RFC 6376 section 3.1. */
bool dkim_is_selector(struct slice text);

#endif
