/* What takes a published change back, and what happens meanwhile. */
#ifndef FLOW_UNDO_H
#define FLOW_UNDO_H

#include "wizard/flow/past.h"

#define UNDO_SENTENCES_MAX 5

struct undo_step {
	struct change change; /* from what is there to what was there before */
	int64_t entered;      /* when the change that goes was entered */
	const char *sentence[UNDO_SENTENCES_MAX]; /* translated */
	size_t sentences;
};

struct undo {
	struct undo_step step[CHANGES_MAX];
	size_t count;
};

/*
 * The newest change of each RRset, the last one first: what was published
 * together is taken apart in the opposite order. name: only those at it; or NULL.
 */
void undo_make(struct arena *arena, const struct past *past, const char *name,
    struct undo *ret);

#endif
