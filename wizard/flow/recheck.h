/*
 * All domains that were right once, looked at again in the background, a few at
 * a time: what has changed since.
 */
#ifndef FLOW_RECHECK_H
#define FLOW_RECHECK_H

#include "wizard/flow/since.h"

#define RECHECK_TOGETHER 4 /* domains that are looked at at the same time */

struct recheck;

/*
 * The items are borrowed. changed is called from the loop whenever another
 * domain is through.
 */
struct recheck *recheck_new(const struct services *services,
    const struct store_item *items, size_t count, void (*changed)(void *arg),
    void *arg);
void recheck_free(struct recheck *recheck); /* NULL is fine */

/* Of item i; NULL: not known yet, or never right so far. The snapshot is gone. */
const struct since *recheck_since(const struct recheck *recheck, size_t i);

/* Is item i still to be looked at? */
bool recheck_waits(const struct recheck *recheck, size_t i);

#endif
