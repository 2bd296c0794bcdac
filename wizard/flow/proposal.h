/*
 * What inkan would propose for a domain without asking anybody: the remembered
 * decisions, or the safe defaults.
 */
#ifndef FLOW_PROPOSAL_H
#define FLOW_PROPOSAL_H

#include "wizard/flow/plan.h"

/*
 * What is remembered about a domain; only its name when nothing is. ret is all
 * zero: most of it is never touched, and need not be there.
 */
void proposal_load(const struct services *services, const char *domain,
    struct decisions *ret);

/*
 * Completes decisions that nobody was asked about: senders that were found, and
 * the given addresses as ours.
 */
void proposal_complete(struct decisions *decisions, const struct facts *facts,
    const struct templates *templates, const struct ip *ip, size_t ips);

#endif
