/*
 * Which MTA-STS policy fits a domain (RFC 8461), and whether senders may be told
 * to insist on it.
 */
#ifndef FLOW_STS_H
#define FLOW_STS_H

#include "wizard/flow/plan.h"

/*
 * The policy that is there with every mail server in it, or a first one in
 * testing. It insists (enforce) only where it does already, or where that is
 * wanted and sts_refusal() has nothing against it. In the arena.
 */
const struct policy_file *sts_policy(struct arena *arena,
    const struct facts *facts, const struct decisions *decisions);

/*
 * May the record go on with its id? One that was made here belongs to one policy:
 * with another one at the web server, senders would not fetch that. Of other ids
 * only whoever chose them knows.
 */
bool sts_keeps_id(
    const struct mtasts_record *record, const struct policy_file *file);

/* Why "enforce" has to wait, translated; in the arena; NULL: it need not. */
const char *sts_refusal(struct arena *arena, const struct facts *facts);

#endif
