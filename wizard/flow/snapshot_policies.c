/* How mail to the domain is protected on its way: MTA-STS and its reports. */
#include "wizard/flow/snapshot_taking.h"

/* A page that nobody asked for, or that did not come, says nothing. */
static void
see_policy(struct taking *t)
{
	const struct tls_facts *tls = &t->facts->tls;
	struct sight *sight;
	const char **line;
	size_t lines;

	if (tls->page == NULL)
		return;
	sight = sight_see(t, SIGHT_STS, t->facts->domain);
	if (tls->policy == NULL)
		return;
	lines = mtasts_policy_lines(t->arena, tls->policy, &line);
	for (size_t i = 0; i < lines; i++)
		sight_add(t, sight, slice_of(line[i]));
	sight_settle(sight);
}

static void
see_id(struct taking *t)
{
	const struct tls_facts *tls = &t->facts->tls;
	struct sight *sight;

	if (tls->sts.name == NULL)
		return;
	sight = sight_see(t, SIGHT_STS_ID, t->facts->domain);
	if (!dns_is_answered(tls->sts.answer->status))
		return;
	if (tls->sts_record != NULL && tls->sts_record->id.len > 0)
		sight_add(t, sight, tls->sts_record->id);
	sight_settle(sight);
}

static void
see_reports(struct taking *t)
{
	const struct tls_facts *tls = &t->facts->tls;
	struct sight *sight;

	if (tls->report.name == NULL)
		return;
	sight = sight_see(t, SIGHT_TLSRPT, t->facts->domain);
	if (!dns_is_answered(tls->report.answer->status))
		return;
	for (size_t i = 0;
	     tls->report_record != NULL && i < tls->report_record->ruas; i++)
		sight_add(t, sight, tls->report_record->rua[i].text);
	sight_settle(sight);
}

void
taking_policies(struct taking *t)
{
	see_id(t);
	see_policy(t);
	see_reports(t);
}
