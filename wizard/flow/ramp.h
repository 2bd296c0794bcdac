/*
 * The way from watching to refusing: none, quarantine, reject, and what has to
 * hold before each step (RFC 9989 sections 5.1, 7.4).
 */
#ifndef FLOW_RAMP_H
#define FLOW_RAMP_H

#include "wizard/flow/decisions.h"

#define RAMP_DAYS 30 /* at a stage before the next */

enum ramp_id {
	RAMP_SPF,     /* everything that is ours passes */
	RAMP_DKIM,    /* a key is there, and a signature was verified */
	RAMP_SENDERS, /* nobody is undecided */
	RAMP_REPORTS, /* they arrive and are read */
	RAMP_RESULTS, /* what they say */
	RAMP_TIME,
};
#define RAMP_CONDITIONS (RAMP_TIME + 1)

enum ramp_state {
	RAMP_MET,
	RAMP_LOOK, /* only the user can tell whether it is good */
	RAMP_UNKNOWN, /* nobody could say */
	RAMP_OPEN,
};

struct ramp_condition {
	enum ramp_id id;
	enum ramp_state state;
	const char *text; /* translated, in the arena */
};

struct ramp {
	enum dmarc_policy now; /* of the domain's own; DMARC_NO_POLICY: none */
	enum dmarc_policy next; /* DMARC_NO_POLICY: there is no further stage */
	const char *from; /* whose policy holds instead; or NULL */
	bool known;    /* false: nobody could say which policy there is */
	int64_t since; /* when that was first seen, ms; 0: never before */
	struct ramp_condition condition[RAMP_CONDITIONS];
	size_t conditions;
	bool ready; /* nothing is open, nothing unknown */
};

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

/* "spf", "dkim", ...; "met", "look", "unknown", "open": for JSON. */
const char *ramp_id_word(enum ramp_id id);
const char *ramp_state_word(enum ramp_state state);

#endif
