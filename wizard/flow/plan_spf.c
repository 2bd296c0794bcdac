/* The SPF record of the domain: merged, and never a second one. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/service.h"

/*
 * Everybody who was marked; the merge leaves out who passes already. Of those
 * who are not ours only terms of the record matter. Some services need none.
 */
static size_t
collect(const struct planner *p, enum sender_mark mark,
    const char *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark == mark && !service_is_bare(s->term) &&
		    (mark == SENDER_OURS || (s->seen & SEEN_SPF) != 0))
			ret[count++] = s->term;
	}
	return count;
}

size_t
plan_spf_records(const struct facts *f, struct slice ret[OLD_MAX + 1])
{
	return merge_records(f->spf->answer, ret, OLD_MAX + 1);
}

/* False when nothing can be proposed; the plan says why. */
static bool
merge(struct planner *p, const struct merge_request *request)
{
	const char *name = p->facts->domain;
	struct err err = ERR_INIT;

	if (!dns_is_answered(p->facts->spf->answer->status))
		planner_gap_unknown(p, TOPIC_SPF, name);
	else if (request->olds > OLD_MAX)
		planner_gap(p, TOPIC_SPF, name, false,
		    _("too many SPF records are published; delete those "
		      "that nobody needs first"));
	else if (merge_spf(p->arena, request, &p->plan->spf, &err) != ERR_OK)
		planner_gap(p, TOPIC_SPF, name, false, "%s", err.msg);
	else if (strlen(p->plan->spf.value) >= VALUE_MAX)
		planner_gap(p, TOPIC_SPF, name, false,
		    _("the record becomes too long"));
	else
		return true;
	return false;
}

/* Where nobody sends, nothing of what is there stays. */
void
plan_spf(struct planner *p)
{
	const char *ours[SENDERS_MAX], *gone[SENDERS_MAX];
	struct slice old[OLD_MAX + 1];
	size_t olds = plan_spf_records(p->facts, old);
	struct merge_request request = {
	    .domain = p->facts->domain,
	    .inquiry = p->facts->inquiry,
	    .old = old,
	    .olds = p->sends || olds > OLD_MAX ? olds : 0,
	    .add = ours,
	    .adds = p->sends ? collect(p, SENDER_OURS, ours) : 0,
	    .remove = gone,
	    .removes = collect(p, SENDER_NOT_OURS, gone),
	    .all = p->sends ? p->decisions->spf_all[0] : '-',
	};
	struct change *change;

	if (!merge(p, &request))
		return;
	change = planner_add(p, TOPIC_SPF, DNS_TXT, p->facts->domain);
	if (change == NULL)
		return;
	(void)snprintf(change->value, sizeof(change->value), "%s",
	    p->plan->spf.value);
	planner_take_old(change, p->facts->spf->answer);
	(void)planner_decide(p, change, p->facts->spf->answer);
}
