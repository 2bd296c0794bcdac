/* What has changed between two looks at a domain, in words. */
#ifndef FLOW_DRIFT_H
#define FLOW_DRIFT_H

#include "wizard/flow/snapshot.h"

struct drift_change {
	enum sight_kind kind;
	const char *name;
	const char *words; /* translated: "203.0.113.25 lost its PTR" */
};

struct drift {
	struct drift_change *change;
	size_t count;
};

/*
 * What is known of both and differs. What one of them does not have was not
 * looked at then, or got no answer: that is no change.
 */
struct drift drift_find(struct arena *arena, const struct snapshot *before,
    const struct snapshot *now);

/* "spf", "dkim", ...: what a change is about, for JSON. */
const char *drift_topic_word(enum sight_kind kind);

#endif
