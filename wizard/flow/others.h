/*
 * Records that were seen everywhere as published from here, and that are others
 * now: by hand, by a provider, or by inkan on another host, which knows better
 * or worse. Two hosts that both put theirs back would go on for ever, so nothing
 * is put back before the user has said so.
 */
#ifndef FLOW_OTHERS_H
#define FLOW_OTHERS_H

#include "wizard/flow/plan.h"

/*
 * Marks what would undo a change of somebody else (change.foreign), with what
 * is there as old, and keeps what the user lets stand. Where there is no answer nothing is said.
 */
void others_judge(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, struct change *changes, size_t count);

/* How many would undo a change of somebody else. */
size_t others_count(const struct change *changes, size_t count);

/* "Not what was published from here on ..."; translated, in the arena. */
const char *others_say(struct arena *arena, const struct change *change);

/* What is there stands, until it is changed once more. */
void others_let_stand(struct decisions *decisions, const struct change *change);

/* What was decided here goes before what somebody else did. */
void others_overrule(struct decisions *decisions, const struct change *change);

#endif
