/* What a watch has found out, in sentences: for both faces and for scripts. */
#ifndef FLOW_WATCH_SAY_H
#define FLOW_WATCH_SAY_H

#include "wizard/flow/watch.h"

#define REMARKS_MAX 24

struct remark {
	bool problem;     /* somebody has to do something */
	const char *text; /* translated, a sentence; for the arena's life */
};

/*
 * What is wrong with what was published, who is behind and why, and what to
 * expect of the caches; what has to be done comes first.
 */
size_t watch_remarks(struct arena *arena, const struct watch *watch,
    const struct change *changes, size_t count,
    struct remark ret[REMARKS_MAX]);

#endif
