/* Signed delegations: does a DS record stand for a key? RFC 4034 section 5. */
#ifndef RECORD_DNSSEC_H
#define RECORD_DNSSEC_H

#include "wizard/record/dnsmsg.h"

enum ds_match {
	DS_SAME,    /* it is the digest of that key */
	DS_OTHER,   /* of another key, or of none */
	DS_UNKNOWN, /* nobody here can make such a digest */
};

/* ds and key: records of type DS and DNSKEY, the latter at the zone's apex. */
enum ds_match dnssec_compare(
    struct arena *arena, const struct dns_rr *ds, const struct dns_rr *key);

/* The key tag in RDATA of a DS record; 0: it has none. */
unsigned dnssec_ds_tag(struct slice rdata);

#endif
