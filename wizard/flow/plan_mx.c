/*
 * A domain that is not used for mail says so: a null MX, RFC 7505. It takes the
 * place of all others, for beside them it would mean nothing (section 3).
 */
#include <stdio.h>

#include "wizard/flow/planner.h"
#include "wizard/flow/use.h"

#define NULL_MX "0 ."

void
plan_mx(struct planner *p)
{
	const struct dns_answer *answer = p->facts->mx_answer;
	const char *name = p->facts->domain;
	struct change *change;

	if (use_of(p->facts, p->decisions) != USE_NOTHING)
		return;
	if (!dns_is_answered(answer->status)) {
		planner_gap_unknown(p, TOPIC_MX, name);
		return;
	}
	if (answer->cnames > 0) {
		planner_gap_alias(p, TOPIC_MX, name, answer, false);
		return;
	}
	change = planner_add(p, TOPIC_MX, DNS_MX, name);
	if (change == NULL)
		return;
	(void)snprintf(change->value, sizeof(change->value), NULL_MX);
	planner_take_old(change, answer);
	(void)planner_decide(p, change, answer);
}
