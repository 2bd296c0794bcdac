/*
 * Who passes an SPF record, as a set of addresses instead of one verdict: what
 * RFC 7208 decides for one client at a time, decided for all of them at once.
 */
#ifndef FLOW_SPF_REACH_H
#define FLOW_SPF_REACH_H

#include "wizard/check/inspect.h"
#include "wizard/flow/ipset.h"

struct spf_reach {
	struct ipset ip4, ip6;
	bool exact; /* false: macros, ptr or failures hide who else passes */
};

#define SPF_REACH_INIT {.exact = true}

void spf_reach_release(struct spf_reach *reach);

/*
 * Those who pass the record for certain. Its addresses must have been asked
 * for, as inspect_spf_cost() does. ret must be empty.
 */
void spf_reach(struct inquiry *inquiry, const struct spf_node *root,
    struct spf_reach *ret);

/* The same for term i alone, as if nothing stood in front of it. */
void spf_reach_term(struct inquiry *inquiry, const struct spf_node *node,
    size_t i, struct spf_reach *ret);

/* Does the first hold all that is in the second? */
bool spf_reach_holds(const struct spf_reach *a, const struct spf_reach *b);

#endif
