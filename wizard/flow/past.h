/*
 * The records that were entered, with what was there before: kept beside the
 * decisions, which know only the plan of today.
 */
#ifndef FLOW_PAST_H
#define FLOW_PAST_H

#include "wizard/flow/decisions.h"

/* What was entered, the oldest first; the newest CHANGES_MAX. */
struct past {
	struct change change[CHANGES_MAX];
	size_t count;
};

/* Adds what the decisions say was entered; nothing is kept twice. */
enum err_code past_remember(const struct services *services,
    const struct decisions *decisions, struct err *err) MUST_CHECK;

/* With what the decisions know; nothing remembered is no error. */
enum err_code past_load(const struct services *services,
    const struct decisions *decisions, struct past *ret,
    struct err *err) MUST_CHECK;

/* The newest change of an RRset was taken back: it cannot be once more. */
enum err_code past_forget(const struct services *services, const char *domain,
    const char *name, uint16_t type, struct err *err) MUST_CHECK;

#endif
