/*
 * What a domain does for mail. It is the user's to say; until then it is what
 * the records say, and a domain is taken for one that sends unless they say
 * otherwise.
 */
#ifndef FLOW_USE_H
#define FLOW_USE_H

#include "wizard/check/facts.h"
#include "wizard/flow/decisions.h"

/* Is "v=spf1 -all", and nothing else, what SPF says? */
bool use_allows_nobody(const struct facts *facts);

/* What is published and who is known to send make of it. */
enum mail_use use_found(
    const struct facts *facts, const struct decisions *decisions);

/* What was decided, or else what was found; never USE_UNDECIDED. */
enum mail_use use_of(
    const struct facts *facts, const struct decisions *decisions);

/* Has it mail servers, and is to keep them? */
bool use_receives(const struct facts *facts, const struct decisions *decisions);

bool use_sends(const struct facts *facts, const struct decisions *decisions);

/* Was it decided that nobody sends? Then marks on senders count for nothing. */
bool use_is_silent(const struct decisions *decisions);

/*
 * Decides. A policy that was chosen for a domain that sends is none for one
 * that does not, and the other way round.
 */
void use_decide(struct decisions *decisions, enum mail_use use);

#endif
