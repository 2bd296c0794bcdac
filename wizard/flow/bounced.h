/*
 * A bounce in the hands of the wizard: pasted, read, and what is remembered of
 * it. The text is kept in memory only, and no longer than it is needed.
 */
#ifndef FLOW_BOUNCED_H
#define FLOW_BOUNCED_H

#include "wizard/flow/decisions.h"
#include "wizard/flow/diagnose.h"

struct paste_of_bounce {
	struct buf text;
	struct arena arena; /* of what it says */
	struct bounce says;
	struct bounced taken; /* for the domain that is opened next */
};

/* Takes the place of what was there, and reads it. */
void bounce_set(struct paste_of_bounce *paste, const char *text,
    const struct bounce_templates *templates);

/* Nothing of it is left. */
void bounce_forget(struct paste_of_bounce *paste);

void bounced_remember(
    const struct bounce *bounce, int64_t now, struct bounced *ret);

/* As it was read, but for the receiver's own words; lives in the arena. */
struct bounce bounced_recall(struct arena *arena, const struct bounced *bounced,
    const struct bounce_templates *templates);

#endif
