/*
 * What a dynamic update says: which records go and come, what must be so that
 * nothing is overwritten which changed meanwhile, and how to take it back. Pure.
 */
#ifndef FLOW_UPDATE_H
#define FLOW_UPDATE_H

#include "wizard/flow/plan.h"

/* One RRset; all of it in the arena it was made in. */
struct update_rrset {
	const char *name;
	uint16_t type;
	struct slice *before; /* RDATA of every record there is, see rrdata.h */
	size_t befores;
	struct slice gone[OLD_MAX];
	size_t gones;
	struct slice come[OLD_MAX];
	size_t comes;
	uint32_t before_ttl;
	uint32_t ttl; /* of what comes */
	const char *problem; /* why nothing is done; translated; or NULL */
};

/*
 * From what the primary has to what is wanted. Records of other kinds stay. A
 * record of this kind that is neither the old nor the wanted one is a problem.
 */
struct update_rrset update_to(struct arena *arena, const struct change *change,
    const struct dns_answer *answer);

/* From what the primary has to what was there before that was sent. */
struct update_rrset update_back(struct arena *arena, const struct sent *sent,
    const struct dns_answer *answer);

/* Is there anything to be sent? */
bool update_is_work(const struct update_rrset *rrset);

/*
 * The lines for some RRsets of one zone: every RRset must be as it was read, and
 * where there is none, no alias either; where an alias comes, nothing at all.
 */
struct dnsupdate update_lines(struct arena *arena, const char *zone,
    const struct update_rrset *const *rrset, size_t count);

/*
 * Notes what is sent, in place of what was noted about that RRset; the oldest
 * goes when there is no room.
 */
void update_remember(struct decisions *decisions,
    const struct update_rrset *rrset, int64_t now);
void update_forget(
    struct decisions *decisions, const char *name, uint16_t type);

/* Did the server do it? */
bool update_is_done(const struct update_result *result);

/* Is it certain that it did not? */
bool update_is_refused(const struct update_result *result);

/* "NOERROR", "BADKEY", ...; NULL: no answer that counts. */
const char *update_word(const struct update_result *result);

/* What became of it, what that means, and what to do; translated. */
const char *update_say(
    struct arena *arena, const struct update_result *result);

#endif
