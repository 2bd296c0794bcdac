/*
 * Selectors that were read somewhere, a bounce or a message: keys cannot be
 * listed, so whoever has seen the name of one keeps it.
 */
#ifndef FLOW_NOTED_H
#define FLOW_NOTED_H

#include "wizard/flow/decisions.h"

/* What is no selector, or known, changes nothing; the oldest makes room. */
void noted_add(struct decisions *decisions, const char *selector);

/* How many; they live in the decisions. */
size_t noted_selectors(
    const struct decisions *decisions, const char *ret[NOTED_MAX]);

#endif
