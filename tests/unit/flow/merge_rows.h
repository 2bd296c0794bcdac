/*
 * Merging with the DNS at hand: a small world, old records and wishes in a
 * table, and what must come of them.
 */
#ifndef TESTS_UNIT_FLOW_MERGE_ROWS_H
#define TESTS_UNIT_FLOW_MERGE_ROWS_H

#include "tests/unit/flow/known.h"
#include "wizard/flow/merge.h"

#define LIST_MAX 5

/* Of d.example, and of the services that its records include. */
extern const char merge_world[];

struct merge_row {
	const char *old[LIST_MAX];
	const char *add[LIST_MAX];
	const char *remove[LIST_MAX];
	char all;
	bool flatten;
	const char *value;
	const char *term; /* a change that is explained; or NULL */
	enum merge_op op;
	const char *why; /* part of its reason */
};

/* Merges until nothing is missing. */
void merge_row_merge(
    struct known *known, const struct merge_row *row, struct merge *ret);

/* The value of every row, and the change it names with its reason. */
void merge_rows_expect(const struct merge_row *rows, size_t count);

#endif
