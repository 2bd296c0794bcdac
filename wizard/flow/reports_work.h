/* For the files that make up the reading of reports. */
#ifndef FLOW_REPORTS_WORK_H
#define FLOW_REPORTS_WORK_H

#include "wizard/flow/lookup.h"
#include "wizard/flow/reports.h"

struct reports {
	const struct services *services;
	struct arena arena;
	struct dmarc_report *report;
	size_t count;
	size_t rows;
	size_t doubles;
	struct reported_domain *domain;
	size_t domains;

	const char **home; /* of every service: domains with blanks between */
	bool offline, started, done;
	bool host_waits; /* this machine is being looked at */
	struct host_facts host;
	struct inquiry *inquiry;
	struct lookup *lookup;
};

/* A report is taken over unless it is known. ERR_LIMIT: too many. */
enum err_code reports_take(struct reports *reports,
    const struct dmarc_report *report, bool *ret_new, struct err *err)
    MUST_CHECK;

/* From reports to domains and their sources. */
void reports_sum(struct reports *reports);

/* Which kind of source it is, by what is known of it. */
enum source_kind reports_judge(
    const struct reported_domain *domain, const struct report_source *source);

/* The most important first: by kind, then by messages. */
void reports_order(struct reported_domain *domain);

#endif
