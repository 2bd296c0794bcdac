/* Reports to another organization: it has to agree, RFC 9990 section 4. */
#include <string.h>

#include "wizard/check/inspect.h"
#include "wizard/flow/planner.h"

static const struct report_facts *
find_report(const struct facts *f, const char *host)
{
	for (size_t i = 0; i < f->reports; i++)
		if (dname_equal(f->report[i].domain, host))
			return &f->report[i];
	return NULL;
}

static bool
has_agreed(const struct report_facts *report)
{
	const struct dns_answer *answer = report->permit_answer;

	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (dmarc_is_record(answer->rr[i].text))
			return true;
	return false;
}

/* Of a host that nobody has asked about, the names alone have to tell. */
static bool
has_to_agree(const struct facts *f, const char *host)
{
	const struct report_facts *report = find_report(f, host);
	const char *own = f->org_domain_psl;
	const char *other = inspect_registrable(host);

	if (report != NULL)
		return report->permit != NULL && !has_agreed(report);
	if (dname_is_within(host, f->domain))
		return false;
	return own == NULL || other == NULL || !dname_equal(own, other);
}

static bool
is_asked(const struct plan *plan, const char *host)
{
	for (size_t i = 0; i < plan->requests; i++)
		if (dname_equal(plan->request[i].host, host))
			return true;
	return false;
}

static void
ask(struct planner *p, const char *host)
{
	struct plan *plan = p->plan;

	if (plan->requests == REQUESTS_MAX || is_asked(plan, host) ||
	    !has_to_agree(p->facts, host))
		return;
	plan->request[plan->requests++] = (struct request) {
	    .host = host,
	    .name = arena_printf(
		p->arena, "%s._report._dmarc.%s", p->facts->domain, host),
	    .value = "v=DMARC1;",
	};
}

void
plan_requests(struct planner *p, const struct change *dmarc)
{
	struct slice text = slice_of(arena_copy(p->arena, dmarc->value));
	const struct dmarc_record *record = dmarc_parse(p->arena, text);

	for (size_t i = 0; i < record->nrua; i++) {
		struct err err = ERR_INIT;
		struct dname host;

		if (record->rua[i].domain.len > 0 &&
		    dname_parse(record->rua[i].domain, &host, &err) == ERR_OK)
			ask(p, arena_copy(p->arena, host.text));
	}
}
