/* What a bounce means, in words. */
#ifndef FLOW_BOUNCE_SAY_H
#define FLOW_BOUNCE_SAY_H

#include "wizard/record/bounce.h"

/* "Gmail", the host that refused, or a word for nobody in particular. */
const char *bounce_who(struct arena *arena, const struct bounce *bounce);

/*
 * One or two sentences: what the receiver means. Where the cause is not
 * authentication they say so, and what it is about.
 */
const char *bounce_meaning(const struct bounce_reason *reason);

/* What to do first. */
const char *bounce_remedy(const struct bounce_reason *reason);

/* Whose name the domain is: "the envelope sender"; NULL: not said. */
const char *bounce_identity_title(enum bounce_identity identity);

#endif
