/* What an SPF record that is not published yet would cost its receivers. */
#ifndef FLOW_COST_H
#define FLOW_COST_H

#include "wizard/flow/services.h"
#include "wizard/flow/spf_tree.h"

struct cost;

struct cost *cost_new(
    const struct services *services, void (*changed)(void *arg), void *arg);
void cost_free(struct cost *cost);

/* Takes another record; asks what is not known yet. */
void cost_set(struct cost *cost, const char *domain, const char *record);

/* ->pending while answers are awaited. */
struct spf_cost cost_result(const struct cost *cost);

/* The record with all it includes; NULL before cost_set. */
struct spf_tree *cost_tree(const struct cost *cost, struct arena *arena);

#endif
