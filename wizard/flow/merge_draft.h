/* For the files that make up merge_spf(): the record under construction. */
#ifndef FLOW_MERGE_DRAFT_H
#define FLOW_MERGE_DRAFT_H

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
	struct merge *out;
	struct terms gone;     /* what is to be removed */
	struct terms body;     /* what stands before the end */
	struct terms tail;     /* modifiers that stood behind "all" */
	struct terms redirect; /* those in force in their records */
	char qualifier;        /* of the "all" that was seen; 0: none */
	bool disagree;         /* two records end differently */
	bool had_open_end;     /* "+all" or "?all" was there */
	bool had_exp;
};

void draft_explain(
    struct draft *d, enum merge_op op, const char *term, const char *why);
const char *draft_text(struct draft *d, const struct spf_term *term);
void draft_append(
    struct draft *d, struct terms *list, const struct spf_term *term);

/* Its index in the list; the count when it is not there. */
size_t draft_find(const struct terms *list, const struct spf_term *term);
bool draft_has(const struct terms *list, const struct spf_term *term);

/* Takes over what one of the old records says. */
void draft_take_record(struct draft *d, struct slice text);

#endif
