/* One SPF evaluation: ours, and beside it what libspf2 says. */
#ifndef FLOW_SPF_ASK_H
#define FLOW_SPF_ASK_H

#include "wizard/check/spf_eval.h"
#include "wizard/flow/services.h"

struct spf_ask;

/*
 * query is borrowed until spf_ask_free. second: ask libspf2 as well. changed is
 * called from the loop when something is new.
 */
struct spf_ask *spf_ask_new(const struct services *services,
    const struct spf_query *query, bool second, void (*changed)(void *arg),
    void *arg);
void spf_ask_free(struct spf_ask *ask);

bool spf_ask_done(const struct spf_ask *ask);

/*
 * Valid when done, until spf_ask_free. An evaluation that takes longer than 20
 * seconds is a temperror, section 4.6.4.
 */
const struct spf_outcome *spf_ask_outcome(const struct spf_ask *ask);

/* NULL when libspf2 was not asked. */
const struct spf_verdict *spf_ask_second(const struct spf_ask *ask);

/* Why the two may differ, from the list of known defects; NULL: they agree. */
const char *spf_ask_difference(const struct spf_ask *ask);

#endif
