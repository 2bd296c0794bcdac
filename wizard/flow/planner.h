/* For the files that make up plan_make(): one per topic. */
#ifndef FLOW_PLANNER_H
#define FLOW_PLANNER_H

#include "wizard/flow/plan.h"

struct planner {
	struct arena *arena;
	const struct facts *facts;
	const struct decisions *decisions;
	const struct templates *templates;
	struct plan *plan;
	bool sends; /* does the domain send mail, see use.h? */
};

/* A new entry, without a value yet; NULL when there is no room. */
struct change *planner_add(struct planner *p, enum change_topic topic,
    uint16_t type, const char *name);

/* Is there an entry for that RRset already? */
bool planner_has(const struct planner *p, uint16_t type, const char *name);

/* Takes back the entry that was added last. */
void planner_drop(struct planner *p);

/* Says why there is no entry; fine: and that there need not be one. */
void planner_gap(struct planner *p, enum change_topic topic, const char *name,
    bool fine, const char *fmt, ...) PRINTFLIKE(5, 6);

/* That nobody could say what is published. */
void planner_gap_unknown(
    struct planner *p, enum change_topic topic, const char *name);

/* That the name is an alias; fine: what it leads to is right. */
void planner_gap_alias(struct planner *p, enum change_topic topic,
    const char *name, const struct dns_answer *answer, bool fine);

/* Notes everything in the answer that is of the change's kind as old. */
void planner_take_old(struct change *change, const struct dns_answer *answer);

/*
 * Keep, add or replace: by what the answer shows and the change wants, which is
 * the entry that was added last. False: there is more than can be replaced; the
 * entry is dropped, and the plan says why.
 */
bool planner_decide(struct planner *p, struct change *change,
    const struct dns_answer *answer);

/* The SPF records of the domain; more than OLD_MAX: there are too many. */
size_t plan_spf_records(
    const struct facts *facts, struct slice ret[OLD_MAX + 1]);

/* What others have to publish when the DMARC record becomes that. */
void plan_requests(struct planner *p, const struct change *dmarc);

void plan_dkim(struct planner *p);
void plan_unsigned(struct planner *p);
void plan_dmarc(struct planner *p);
void plan_helo(struct planner *p);
void plan_spf(struct planner *p);
void plan_mx(struct planner *p);
void plan_tlsrpt(struct planner *p);
void plan_mtasts(struct planner *p);
void plan_dane(struct planner *p);
void plan_services(struct planner *p);

#endif
