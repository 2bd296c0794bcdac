/* The functions that the rows of steps.c name; one file per step. */
#ifndef FLOW_STEPS_H
#define FLOW_STEPS_H

#include "wizard/flow/step.h"

#define STEP(id)                                                              \
	extern const char id##_help[];                                        \
	void id##_enter(struct wizard *w);                                    \
	void id##_view(                                                       \
	    const struct wizard *w, struct arena *a, struct view *v);         \
	enum outcome id##_event(struct wizard *w, const struct event *e)

STEP(start);
STEP(locked);
STEP(bounce);
STEP(domain);
STEP(look);
STEP(senders);
STEP(dkim);
STEP(spf);
STEP(use);
STEP(tree);
STEP(dmarc);
STEP(review);
STEP(extras);
STEP(publish);
STEP(panel);
STEP(update);
STEP(paste);
STEP(wait);
STEP(verify);
STEP(message);
STEP(origin);
STEP(probe);
STEP(move);
STEP(signer);
STEP(verdict);
STEP(done);

#undef STEP

#endif
