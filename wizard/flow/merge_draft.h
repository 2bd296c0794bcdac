/* For the files that make up merge_spf(): the record under construction. */
#ifndef FLOW_MERGE_DRAFT_H
#define FLOW_MERGE_DRAFT_H

#include "wizard/flow/ipset.h"
#include "wizard/flow/merge.h"

/* Terms in order. */
struct terms {
	struct spf_term *term;
	size_t count;
};

/* The record under construction. */
struct draft {
	struct arena *arena;
	const struct merge_request *request;
	struct inquiry *inquiry; /* never NULL */
	const char *domain;      /* never NULL */
	struct merge *out;
	struct terms gone;     /* what is to be removed */
	struct terms body;     /* what stands before the end */
	struct terms tail;     /* modifiers that stood behind "all" */
	struct terms redirect; /* those in force in their records */
	struct terms added;    /* of the body: what was asked for */
	struct terms dead;     /* what made the record fail */
	char qualifier;        /* of the "all" that was seen; 0: none */
	bool disagree;         /* two records end differently */
	bool free_end; /* no ending was in force that would have to be kept */
	bool had_exp;
	bool adding;   /* the old records have been read */
};

void draft_explain(
    struct draft *d, enum merge_op op, const char *term, const char *why);
/* The same in place of what was said about a term that was to stay. */
void draft_explain_anew(struct draft *d, enum merge_op op,
    const struct spf_term *term, const char *why);
const char *draft_text(struct draft *d, const struct spf_term *term);
void draft_append(
    struct draft *d, struct terms *list, const struct spf_term *term);
void draft_erase(struct terms *list, size_t i);

/* Its index in the list; the count when it is not there. */
size_t draft_find(const struct terms *list, const struct spf_term *term);
bool draft_has(const struct terms *list, const struct spf_term *term);

/* Takes over what one of the old records says. */
void draft_take_record(struct draft *d, struct slice text);

/* --- What the DNS knows about it (merge_known.c) --------------------- */

/* Drops terms that make the record fail for everybody. */
void draft_drop_dead(struct draft *d);

/* Why this term would make the record fail; NULL: it would not. */
const char *draft_why_dead(struct draft *d, const struct spf_term *term);

/* Does everybody whom the term names pass by the draft, with that end? */
bool draft_passes(
    struct draft *d, const struct spf_term *term, const char *end);

/* Is a single address refused for certain, wherever the draft names it? */
bool draft_refuses(
    struct draft *d, const struct spf_term *term, const char *end);

/* The draft as text, with that end; in the arena. */
const char *draft_print(const struct draft *d, const char *end);

/* Answers are missing: what is said now may change. */
void draft_note_pending(struct draft *d, const struct spf_cost *cost);

/* --- What else could be done (merge_suggest.c, merge_flatten.c) ------ */

/* Fills costs and suggestions of what has become of it. */
void draft_suggest(struct draft *d);

/* "ip4:192.0.2.0/24", in the arena. */
const char *draft_network(
    struct draft *d, const struct ip_network *network, char qualifier);

/* Puts networks in place of includes until the costs are within the limits. */
void draft_flatten(struct draft *d, const char *end);

#endif
