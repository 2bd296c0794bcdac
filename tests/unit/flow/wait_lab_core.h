/* What the lab is made of, for its own files. */
#ifndef TESTS_UNIT_FLOW_WAIT_LAB_CORE_H
#define TESTS_UNIT_FLOW_WAIT_LAB_CORE_H

#include "tests/unit/flow/wait_lab.h"
#include "wizard/record/dname.h"
#include "wizard/record/zonefile.h"

#define COPIES_MAX 64

struct copy {
	struct dname name;
	uint16_t type; /* 0: the name does not exist */
	struct dname target; /* of an alias */
	int64_t until;
	bool old;      /* from before the change */
};

struct lab_cache {
	struct copy copy[COPIES_MAX];
	size_t copies;
};

struct wait_lab {
	struct services services;
	struct templates templates;
	struct resolver_template resolver[LAB_CACHES];
	struct arena arena;
	/* The root comes last: name servers do not have it. */
	struct zone before[LAB_ZONES + 1], after[LAB_ZONES + 1];
	bool far[LAB_ZONES];
	size_t zones;
	int64_t switch_at[LAB_SERVERS];
	size_t servers;
	struct lab_cache cache[LAB_CACHES];
	int64_t ticks;
	struct dns_request *first, **last;
	struct timer *timers;
	int64_t asked_before, asked_after; /* the last switch; 0: not yet */
	int64_t last_copy;
	unsigned seed;
	struct lab_counts counts;
};

/* What is said to that question at this moment. */
struct dns_answer *lab_answer(struct wait_lab *lab, struct arena *arena,
    const struct dns_query *query);

#endif
