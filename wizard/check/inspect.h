/* From answers to facts, and from facts to the questions that are still open. */
#ifndef CHECK_INSPECT_H
#define CHECK_INSPECT_H

#include "wizard/check/facts.h"

/*
 * Derives all that is known so far; asks the inquiry for the rest. To be called
 * again when answers have arrived, with a fresh arena; done when ->complete.
 * The facts borrow from the inquiry and the parameters.
 */
struct facts *inspect(struct arena *arena, struct inquiry *inquiry,
    const struct inspect_params *params);

/*
 * What a server of the zone said about a name and type, else what a resolver
 * did; of an alias, by what was said about any type. False: nobody said.
 */
bool inspect_answer(const struct facts *facts, const char *name, uint16_t type,
    struct dns_answer *ret);

/*
 * The zone of an owner name, its name servers and their addresses. Costs three
 * rounds: SOA (whose owner is the zone, also in a negative answer), NS, A/AAAA.
 * No resolver is asked for a name at or below a label like _dmarc: the servers
 * of the host's zone are, which costs one round more, and four per zone cut.
 */
struct zone_facts *inspect_zone(
    struct arena *arena, struct inquiry *inquiry, const char *owner);

/* The same for a name of others, which may not exist either, whatever it is. */
struct zone_facts *inspect_zone_afar(
    struct arena *arena, struct inquiry *inquiry, const char *owner);

/* Expands a domain's SPF record with all it includes. */
struct spf_node *inspect_spf(
    struct arena *arena, struct inquiry *inquiry, const char *domain);

/* The same for a record that is not published (yet) at that name. */
struct spf_node *inspect_spf_text(struct arena *arena, struct inquiry *inquiry,
    const char *domain, struct slice record);

/* What evaluating the tree costs at worst, RFC 7208 section 4.6.4. */
struct spf_cost inspect_spf_cost(
    struct inquiry *inquiry, const struct spf_node *root);

/*
 * The tree walk of DMARC from a name: only the members of facts about DMARC are
 * filled. For the identifiers of a message, which all have one of their own.
 */
struct facts *inspect_dmarc(
    struct arena *arena, struct inquiry *inquiry, const char *domain);

/* "192.0.2.25 (eth0)"; only the address where no interface is known. */
const char *inspect_address_text(
    struct arena *arena, const struct address_facts *address);

/*
 * The name one below the public suffix (RFC 7489 section 3.2): example.jp for
 * mail.example.jp. Borrowed from the name; NULL when there is none.
 */
const char *inspect_registrable(const char *name);

/*
 * Is it one that registries sell names below: jp, co.jp? Suffixes of companies
 * are not meant; they may well sign their own mail.
 */
bool inspect_is_suffix(const char *name);

#endif
