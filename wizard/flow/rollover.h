/*
 * When the signer may use a key, and until when an old one has to stay: RFC 6376
 * section 5.2 with dates.
 */
#ifndef FLOW_ROLLOVER_H
#define FLOW_ROLLOVER_H

#include "wizard/flow/step.h"

/* A line for every key that there is something to be said of. */
void rollover_view(const struct wizard *w, struct arena *a, struct view *v);

#endif
