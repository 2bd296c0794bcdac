/*
 * The paste-back check: what a clipboard or a panel holds, beside the records
 * that are to be published. Pure.
 */
#ifndef FLOW_COMPARE_H
#define FLOW_COMPARE_H

#include "wizard/flow/plan.h"

enum compared {
	COMPARED_SAME,         /* the value, in quotes or in parts or as it is */
	COMPARED_MEANS_SAME,   /* written differently, understood alike */
	COMPARED_EMPTY,
	COMPARED_DAMAGED,      /* the value, and what happened to it */
	COMPARED_OLD,          /* a value that is to be replaced */
	COMPARED_NAME,         /* the name was copied, not the value */
	COMPARED_OTHER_RECORD, /* it belongs to another owner name */
	COMPARED_OTHER,        /* nothing that is known here */
};

struct comparison {
	enum compared verdict;
	size_t change;      /* index of the record that it is compared with, or */
	                    /* belongs to: COMPARED_OTHER_RECORD */
	enum damage damage; /* DAMAGE_NONE but for COMPARED_DAMAGED */
	size_t characters;  /* of what was pasted, without quotes and ends */
	const char *message; /* translated, a sentence, in the arena */
};

#define COMPARE_ANY SIZE_MAX /* whichever record it is */
#define COMPARE_MAX 8192     /* octets that are looked at */

/*
 * wanted: index of the record that it should be. count is at least 1. The text
 * may be one value, its quoted strings, or a line of a zone file that has them.
 */
struct comparison compare_pasted(struct arena *arena,
    const struct change *changes, size_t count, size_t wanted,
    struct slice text);

/* May it be left as it is? */
bool compare_is_right(enum compared verdict);

/* "same", "damaged", ...: for JSON. */
const char *compare_word(enum compared verdict);

#endif
