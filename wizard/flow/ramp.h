/*
 * The way from watching to refusing: none, quarantine, reject, and what has to
 * hold before each step (RFC 9989 sections 5.1, 7.4).
 */
#ifndef FLOW_RAMP_H
#define FLOW_RAMP_H

#include "wizard/flow/stages.h"

#define RAMP_DAYS 30 /* at a stage before the next */

struct ramp {
	enum dmarc_policy now; /* of the domain's own; DMARC_NO_POLICY: none */
	enum dmarc_policy next; /* DMARC_NO_POLICY: there is no further stage */
	const char *from; /* whose policy holds instead; or NULL */
	bool known;    /* false: nobody could say which policy there is */
	int64_t since; /* when that was first seen, ms; 0: never before */
	/*
	 * What has to hold before: "spf" everything that is ours passes, "dkim" a
	 * key is there and a signature was verified, "senders" nobody is
	 * undecided, "reports" they arrive and are read, "results" what they
	 * say, "time".
	 */
	const struct stage_condition *condition; /* in the arena */
	size_t conditions;
	bool ready; /* nothing is open, nothing unknown */
};

/* The stages as a plan: those that follow and when they can come, too. */
struct stages ramp_plan(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, int64_t now);

/* What the next stage is and what it waits for. */
void ramp_find(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, int64_t now, struct ramp *ret);

/* Notes when a stage was first seen; true when it was now. */
bool ramp_remember(
    struct decisions *decisions, const struct facts *facts, int64_t now);

/* The stages that are remembered, for inspecting. */
struct dmarc_past ramp_past(const struct decisions *decisions, int64_t now);

/* Why reject has to wait whatever the user thinks, translated; NULL: it need
 * not. A domain that refuses already is not asked to go back. */
const char *ramp_refusal(
    const struct facts *facts, const struct decisions *decisions);

#endif
