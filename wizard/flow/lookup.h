/* Carries the questions and errands of an inquiry out, and the answers back. */
#ifndef FLOW_LOOKUP_H
#define FLOW_LOOKUP_H

#include "wizard/flow/services.h"

struct lookup;

/*
 * progress is called from the loop, once for all answers that came in together.
 * The inquiry is borrowed and must outlive the look-up.
 */
struct lookup *lookup_new(const struct services *services,
    struct inquiry *inquiry, void (*progress)(void *arg), void *arg);
void lookup_free(struct lookup *lookup); /* cancels what is under way */

/* Sends every question and does every errand that was not sent or done yet. */
void lookup_send(struct lookup *lookup);

#endif
