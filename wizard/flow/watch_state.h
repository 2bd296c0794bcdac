/* What a watch remembers, for the files that make it up. */
#ifndef FLOW_WATCH_STATE_H
#define FLOW_WATCH_STATE_H

#include "wizard/flow/watch.h"

struct watch {
	const struct services *services;
	struct change *change;
	size_t changes;
	void (*changed)(void *arg);
	void *arg;
	struct inquiry *inquiry; /* who serves the owner names */
	struct lookup *lookup;
	bool zones_known;
	struct arena arena; /* servers' names and answers' mistakes */
	struct watch_server server[WATCH_SERVERS_MAX];
	size_t servers;
	size_t asking; /* questions under way */
	int64_t interval;
	int64_t started;  /* ticks */
	int64_t last;     /* ticks of the last round */
	int64_t next;     /* ticks of the next one; 0: none planned */
	struct timer *timer;
};

int64_t watch_ticks(const struct watch *watch);
int64_t watch_clock(const struct watch *watch);

/* Is the change to be published, or right already? */
bool watch_is_watched(const struct watch *watch, size_t change);

#endif
