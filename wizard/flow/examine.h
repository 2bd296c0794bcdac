/*
 * One examination of a domain: look everything up, have libspf2 judge its
 * senders if wanted, and keep facts and findings current as answers arrive.
 */
#ifndef FLOW_EXAMINE_H
#define FLOW_EXAMINE_H

#include "wizard/check/finding.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/services.h"

struct examine_options {
	struct inspect_params params; /* borrowed until examine_free */
	bool second_opinion; /* ask libspf2 about every sender, when complete */
};

struct examine;

/* changed is called from the loop whenever facts or findings are new. */
struct examine *examine_new(const struct services *services,
    const struct examine_options *options, void (*changed)(void *arg),
    void *arg);
void examine_free(struct examine *examine);

/* What is known now; never NULL; valid until changed is called again. */
const struct facts *examine_facts(const struct examine *examine);
const struct findings *examine_findings(struct examine *examine);
bool examine_done(const struct examine *examine);

/* Looks at more or less from now on; asks only what is not known yet. */
void examine_update(
    struct examine *examine, const struct inspect_params *params);

/* Asks everything again, from nothing. */
void examine_again(struct examine *examine);

struct examine_statistics {
	size_t queries;
	unsigned rounds;
	int64_t elapsed_ms;
};
struct examine_statistics examine_statistics(const struct examine *examine);
int64_t examine_started(const struct examine *examine); /* ms since 1970 */
int64_t examine_waited(const struct examine *examine);  /* ms, until done */

#endif
