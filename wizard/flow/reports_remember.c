/* What is kept of reports: figures, and sources that may be the user's own. */
#include "wizard/flow/reports.h"
#include "wizard/flow/senders.h"

void
reports_remember(
    const struct reported_domain *domain, struct decisions *d)
{
	int64_t last = domain->end * 1000;

	if (last >= d->reports.last) {
		d->reports.last = last;
		d->reports.messages = domain->messages;
		d->reports.failing = reported_failing(domain);
	}
	for (size_t i = 0; i < d->senders; i++)
		d->sender[i].reported = 0;
	for (size_t i = 0; i < domain->sources; i++) {
		const struct report_source *s = &domain->source[i];

		/* What is broken is listed already. */
		if (s->kind == SOURCE_FORGOTTEN || s->kind == SOURCE_PERHAPS)
			senders_reported(
			    d, &s->ip, s->service, s->messages);
	}
}
