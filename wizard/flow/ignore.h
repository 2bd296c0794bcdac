/* Checks of which the user does not want to hear for a domain. */
#ifndef FLOW_IGNORE_H
#define FLOW_IGNORE_H

#include "wizard/flow/decisions.h"

/*
 * "SPF-76" or "SPF-76=why"; the case of the id does not matter. ERR_SYNTAX when
 * there is no such check.
 */
enum err_code ignore_parse(const char *text, struct ignored_check *ret,
    struct err *err) MUST_CHECK;

/* Takes the place of what was said about that check before. ERR_LIMIT: full. */
enum err_code ignore_add(struct decisions *decisions,
    const struct ignored_check *ignored, struct err *err) MUST_CHECK;

/* False: it was not ignored. */
bool ignore_drop(struct decisions *decisions, const char *id);

#endif
