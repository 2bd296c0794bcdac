/*
 * MTA-STS, RFC 8461: on request in testing; a policy that is there is kept and
 * only learns new mail servers. The file comes first and the record after it,
 * section 8.1: senders that read of a policy fetch it at once.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/sts.h"
#include "wizard/flow/use.h"

static bool
is_wanted(const struct planner *p)
{
	const struct tls_facts *tls = &p->facts->tls;
	int64_t asked = p->decisions->extras & (EXTRA_MTASTS | EXTRA_ENFORCE);

	return tls->sts.name != NULL && tls->sts_host != NULL &&
	    use_receives(p->facts, p->decisions) &&
	    (asked != 0 || tls->sts.records > 0);
}

/* Has the web server an address? Otherwise the plan says what is missing. */
static bool
has_host(struct planner *p)
{
	const struct tls_facts *tls = &p->facts->tls;

	if (tls->sts_a->count > 0 || tls->sts_aaaa->count > 0)
		return true;
	if (!dns_is_answered(tls->sts_a->status) ||
	    !dns_is_answered(tls->sts_aaaa->status))
		planner_gap_unknown(p, TOPIC_MTASTS, tls->sts_host);
	else
		planner_gap(p, TOPIC_MTASTS, tls->sts_host, false,
		    _("%s has no address yet: give it that of a web server "
		      "(A, AAAA or CNAME) with a certificate for that name"),
		    tls->sts_host);
	return false;
}

/*
 * May senders be told to look for the policy? Where nobody can look from here
 * the user is told the order.
 */
static bool
may_tell(struct planner *p, const struct policy_file *policy)
{
	const struct tls_facts *tls = &p->facts->tls;

	if (tls->sts.records > 0 || policy->served)
		return true;
	if (!has_host(p))
		return false;
	if (tls->page != NULL)
		planner_gap(p, TOPIC_MTASTS, tls->sts.name, false,
		    _("the policy comes first: put its file at %s, and look "
		      "again"),
		    policy->url);
	return tls->page == NULL;
}

/*
 * What senders know already stays, unless the policy becomes another one, or
 * has become one since the record was made.
 */
static bool
keeps_id(const struct facts *f, const struct policy_file *policy)
{
	const struct tls_facts *tls = &f->tls;

	if (tls->sts_record == NULL || tls->sts_record->faults != 0)
		return false;
	if (policy->served)
		return sts_keeps_id(tls->sts_record, policy);
	return tls->page == NULL || tls->page->status == PAGE_PENDING ||
	    tls->page->status == PAGE_UNREACHABLE;
}

static void
add(struct planner *p, const struct policy_file *policy)
{
	const struct tls_record *at = &p->facts->tls.sts;
	const struct variable variables[] = {
	    {"domain", p->facts->domain}, {"id", policy->id}};
	struct change *change = planner_add(p, TOPIC_MTASTS, DNS_TXT, at->name);
	struct err err = ERR_INIT;

	if (change == NULL)
		return;
	planner_take_old(change, at->answer);
	if (keeps_id(p->facts, policy))
		(void)snprintf(change->value, sizeof(change->value), "%.*s",
		    (int)at->text.len, at->text.ptr);
	else if (plan_template(p->templates, "mta-sts", variables,
		     COUNT_OF(variables), change->value,
		     sizeof(change->value), &err) != ERR_OK) {
		planner_drop(p);
		planner_gap(p, TOPIC_MTASTS, at->name, false, "%s", err.msg);
		return;
	}
	(void)planner_decide(p, change, at->answer);
}

void
plan_mtasts(struct planner *p)
{
	const struct tls_record *at = &p->facts->tls.sts;
	const struct policy_file *policy;

	if (!is_wanted(p))
		return;
	if (!dns_is_answered(at->answer->status)) {
		planner_gap_unknown(p, TOPIC_MTASTS, at->name);
		return;
	}
	policy = sts_policy(p->arena, p->facts, p->decisions);
	p->plan->policy = policy;
	if (at->answer->cnames > 0)
		planner_gap_alias(
		    p, TOPIC_MTASTS, at->name, at->answer, at->records == 1);
	else if (may_tell(p, policy))
		add(p, policy);
}
