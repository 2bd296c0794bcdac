/* For the files that make up inspect(): what one run of it works with. */
#ifndef CHECK_INSPECTION_H
#define CHECK_INSPECTION_H

#include "wizard/check/inspect.h"

#define INSPECT_ADDRESSES_MAX 32 /* whose PTR is looked up */
#define INSPECT_MX_MAX        16
#define INSPECT_NS_MAX        13
#define INSPECT_PTR_MAX       4  /* names per address that are confirmed */
#define INSPECT_ABOVE_MAX     2  /* servers of the zone above that are asked */
#define INSPECT_CUTS_MAX      4  /* delegations that are followed downwards */
#define INSPECT_TRIED_BITS    1024

/* A label that nobody has published: an answer to it is a wildcard's. */
#define INSPECT_PROBE_LABEL "inkan-probe-7f3a9c"

struct inspection {
	struct arena *arena;
	struct inquiry *inquiry;
	const struct inspect_params *params; /* NULL: ask the resolver only */
	struct facts *facts;
	struct spf_shelf shelf;
	uint64_t tried[INSPECT_TRIED_BITS / 64]; /* hashes of selectors */
};

/*
 * Asks about a name of the domain's own: of its zone's servers when the
 * parameters say so, so that no cache learns what is not there yet.
 */
const struct dns_answer *inspection_ask(
    struct inspection *in, const char *name, uint16_t type);

/* The same below the domain: label + "." + name; NULL when it is too long. */
const struct dns_answer *inspection_ask_below(
    struct inspection *in, const char *label, const char *name, uint16_t type);

/*
 * What the first server of the zone to answer says, be it a referral to a zone
 * further down; NULL when none of them answers.
 */
const struct dns_answer *inspection_ask_zone(struct inquiry *inquiry,
    const struct zone_facts *zone, const char *name, uint16_t type);
bool inspection_is_referral(const struct dns_answer *answer);
struct zone_facts *inspection_zone_below(struct arena *arena,
    struct inquiry *inquiry, const struct dns_answer *referral);

/* The negative TTL in full: a cache has counted the TTL of its SOA down. */
void inspection_negative_ttl(
    struct inquiry *inquiry, struct zone_facts *zone);

/* How the zone is served and signed; after the zone and the MX are known. */
void inspection_health(struct inspection *in);

/* Nothing without consent: inspect_params.ask_address. */
void inspection_echo(struct inspection *in);

void inspection_addresses(struct inspection *in);
/* The selectors of services that send: after MX and SPF are in the facts. */
void inspection_selectors(struct inspection *in);
void inspection_keys_elsewhere(struct inspection *in);
void inspection_dmarc(struct inspection *in);

/* After inspection_dmarc() and inspection_places(). */
void inspection_reports(struct inspection *in);
void inspection_identifiers(struct inspection *in);
struct spf_node *inspection_spf(struct inspection *in, const char *domain);

void inspection_tls(struct inspection *in); /* after the MX are known */
void inspection_listings(struct inspection *in); /* after the addresses are */

/* After inspection_spf() and the HELO name are in the facts. */
void inspection_places(struct inspection *in);

#endif
