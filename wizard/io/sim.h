/*
 * A simulated Internet for practice mode, demonstrations and tests: zones, two
 * name servers of which one lags behind, caching resolvers, a DNS panel and
 * this machine. It is a discrete-event simulator: time is virtual and moves
 * only in sim_step and sim_advance, so that the same calls always give the
 * same answers at the same moments. Nothing leaves the process.
 */
#ifndef IO_SIM_H
#define IO_SIM_H

#include "wizard/flow/services.h"

struct sim;

/* A story to practise on. */
struct sim_scenario {
	const char *id;    /* the name of its folder, what the user types */
	const char *title; /* title and story are to be translated by _() */
	const char *story;
};

/* All scenarios, easiest first; the first one is the default. */
size_t sim_scenarios(const struct sim_scenario **ret);

/*
 * dir: where the scenarios are, "templates/practice". scenario: an id; NULL is
 * the default. start_ms: the wall clock at the beginning, ms since 1970. NULL
 * on failure: ERR_MISSING when there is no such scenario, or what is wrong with
 * its files.
 */
struct sim *sim_new(const char *dir, const char *scenario, int64_t start_ms,
    struct err *err) MUST_CHECK;

/* Pending callbacks are not called. */
void sim_free(struct sim *sim);

/* The domain the story is about. */
const char *sim_domain(const struct sim *sim);

/*
 * Fills dns, clock, host and panel and sets practice. Answers and host facts
 * borrow from the simulation and must not outlive it.
 *
 * ASK_AUTHORITY goes to the server at that address as it is at that moment,
 * REFUSED for names outside its zones, DNS_TIMEOUT where no server is. Any
 * address is a caching resolver for ASK_CACHE; ASK_RESOLVER is one more. They
 * obey TTL and negative TTL (RFC 2308 section 5, per name for NXDOMAIN) and
 * return what is left of it. cancel and stop do nothing to what is just being
 * called back.
 */
void sim_services(struct sim *sim, struct services *services);

/* Jumps to the next event and runs it; false when none is pending. */
bool sim_step(struct sim *sim);

/* Lets that much virtual time pass and runs everything due in it. */
void sim_advance(struct sim *sim, int64_t virtual_ms);

/* Virtual ms until the next event; -1 when none is pending. */
int64_t sim_next(const struct sim *sim);

#endif
