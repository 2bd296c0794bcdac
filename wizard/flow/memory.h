/* Decisions as entries for the store, and back. */
#ifndef FLOW_MEMORY_H
#define FLOW_MEMORY_H

#include "wizard/flow/decisions.h"

struct entries memory_save(
    struct arena *arena, const struct decisions *decisions);

/* Unknown keys are skipped, bad numbers are 0, long texts are cut. */
void memory_load(const struct entries *entries, struct decisions *ret);

#endif
