/* Records of ldns made records of ours. Used inside this folder only. */
#ifndef RECORD_DNSRR_H
#define RECORD_DNSRR_H

#include "wizard/record/dnsmsg.h"

#define DNS_CHAIN_MAX 16 /* CNAMEs in a row that we follow, as resolvers do */

struct ldns_struct_rr;
struct ldns_struct_rdf;

/* Copies everything into the arena; false when the RDATA is not of its type. */
bool dnsrr_from_ldns(struct arena *arena, const struct ldns_struct_rr *rr,
    struct dns_rr *ret) MUST_CHECK;

/* The name as ldns holds it, made with ldns_rdf_deep_free; NULL: not a name. */
struct ldns_struct_rdf *dnsrr_name_to_ldns(const char *name);

/* Enters what the first SOA of the authority says of how long "no" is kept. */
void dnsrr_note_soa(struct dns_answer *answer);

#endif
