/*
 * A finding that says that there are several SPF records brings the one record
 * that is all of them, where the texts alone tell it. Whom it lets pass, the
 * records let pass.
 */
#ifndef FLOW_MERGE_OFFER_H
#define FLOW_MERGE_OFFER_H

#include "wizard/check/finding.h"

void merge_offer(struct arena *arena, const struct facts *facts,
    struct findings *findings);

#endif
