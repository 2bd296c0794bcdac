/* Looks up what a bounce is about, and keeps its diagnosis current. */
#ifndef FLOW_DOCTOR_H
#define FLOW_DOCTOR_H

#include "wizard/flow/diagnose.h"

/* ms; whoever reads a bounce does not wait longer for name servers. */
#define DOCTOR_PATIENCE 10000

struct doctor;

/*
 * The bounce is borrowed until doctor_free. changed is called from the loop.
 * What is remembered of the domain is taken into account. NULL: the bounce
 * names no domain that could be looked up.
 */
struct doctor *doctor_new(const struct services *services,
    const struct bounce *bounce, void (*changed)(void *arg), void *arg);
void doctor_free(struct doctor *doctor);

/* All is known, or the patience is over: then the diagnosis is pending. */
bool doctor_done(const struct doctor *doctor);

/* Valid until changed is called again. */
const struct diagnosis *doctor_diagnosis(const struct doctor *doctor);

#endif
