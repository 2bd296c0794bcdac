/* What has changed since a domain was last found right. */
#ifndef FLOW_SINCE_H
#define FLOW_SINCE_H

#include "wizard/flow/drift.h"

struct since {
	int64_t taken; /* when it was last right, ms; 0: nothing is remembered */
	struct snapshot now; /* with what nobody could say as it was before */
	struct drift drift;
	size_t unknown; /* sights of before about which nobody could say */
	const char *damage; /* why what was remembered is of no use; or NULL */
};

/* Compares the facts with what is remembered. Borrows from the facts. */
void since_compare(struct arena *arena, const struct services *services,
    const struct decisions *decisions, const struct facts *facts,
    struct since *ret);

/*
 * The parts of what is remembered that checks go by, in the arena. Returns why it
 * is of no use, when it is damaged; NULL otherwise.
 */
const char *since_earlier(struct arena *arena, const struct services *services,
    const char *domain, struct earlier_facts *ret);

/* The facts are what later ones are compared with. */
enum err_code since_remember(const struct services *services,
    const char *domain, const struct snapshot *now,
    struct err *err) MUST_CHECK;

/*
 * What the wizard would look at, where nobody said what to look at: the single
 * addresses among our senders, and the EHLO name.
 */
struct since_places {
	struct ip sender[SENDERS_MAX];
};
void since_places(const struct decisions *decisions,
    struct since_places *places, struct inspect_params *params);

#endif
