/* Who sends mail as @domain: found, offered, typed. */
#ifndef FLOW_SENDERS_H
#define FLOW_SENDERS_H

#include "wizard/flow/decisions.h"

/*
 * Adds whom the facts show and nobody has listed yet; what the user decided
 * about a sender stays.
 */
void senders_find(struct decisions *decisions, const struct facts *facts,
    const struct templates *templates);

/*
 * What somebody typed: an address, a network, a term ("include:x"), or the name
 * or id of a service. Marked as ours. ret_index: the sender, new or known.
 */
enum err_code senders_add(struct decisions *decisions,
    const struct templates *templates, const char *typed, size_t *ret_index,
    struct err *err) MUST_CHECK;

/*
 * Somebody who sent as the domain by what a DMARC report says: undecided when
 * nobody has listed it. service: it belongs to that one, which stands for all
 * its addresses; or NULL. messages: are added to those it had.
 */
void senders_reported(struct decisions *decisions, const struct ip *ip,
    const struct sender_template *service, int64_t messages);

/*
 * An address that sent as the domain by what somebody shows, a bounce or a
 * message: undecided when nobody has listed it. Addresses that cannot be seen
 * from the Internet say nothing and are left out.
 */
void senders_noticed(
    struct decisions *decisions, const struct ip *ip, enum sender_seen seen);

/*
 * The addresses that are ours, or those that are not, or not yet, but were
 * noticed to send; how many. ret has room for SENDERS_MAX.
 */
size_t senders_addresses(
    const struct decisions *decisions, bool ours, struct ip *ret);

/*
 * The DKIM selectors of the services that are ours, between blanks for each;
 * how many services. They live in the templates.
 */
size_t senders_selectors(const struct decisions *decisions,
    const struct templates *templates, const char *ret[SENDERS_MAX]);

size_t senders_count(const struct decisions *decisions, enum sender_mark mark);

#endif
