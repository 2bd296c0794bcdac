/*
 * What a watch meets: name servers that come to a new edition of their zones one
 * after the other, and caches that obey TTLs to the second, over a clock that
 * jumps from one event to the next. Of everything it counts how much there was.
 */
#ifndef TESTS_UNIT_FLOW_WAIT_LAB_H
#define TESTS_UNIT_FLOW_WAIT_LAB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard/flow/services.h"

#define LAB_START   INT64_C(1795269600000) /* ms since 1970 at tick 0 */
#define LAB_ZONES   3
#define LAB_CACHES  12
#define LAB_SERVERS 4

struct wait_lab;

/*
 * zones: pairs of apex and text, before and after the change; the root is the
 * lab's. Name server i, at 192.0.2.53 + i, has the second one from switch_at[i]
 * on, in ms; from 0 on where nothing changes. Without zones every name server says that there is nothing. A zone
 * that is far away is with the name servers from LAB_FAR on, and with no other.
 */
struct lab_zone {
	const char *apex, *before, *after;
	bool far;
};
#define LAB_FAR 2

struct wait_lab *lab_new(const struct lab_zone *zones, size_t nzones,
    size_t servers, size_t caches, unsigned seed);
void lab_free(struct wait_lab *lab);
const struct services *lab_services(const struct wait_lab *lab);
void lab_switch(struct wait_lab *lab, size_t server, int64_t at);

int64_t lab_ticks(const struct wait_lab *lab);

void lab_run_for(struct wait_lab *lab, int64_t ms);

/* Somebody else asks a cache about a name. */
void lab_use_cache(struct wait_lab *lab, size_t cache, const char *name);

/* When the last copy from before the change expires, ms; 0: there was none. */
int64_t lab_last_copy(const struct wait_lab *lab);

/*
 * How long the name servers were not asked at the moment at which the last one
 * switched, ms: one polling interval.
 */
int64_t lab_interval(const struct wait_lab *lab);

/* A number below the limit; the same ones for the same seed. */
unsigned lab_random(struct wait_lab *lab, unsigned limit);

struct lab_counts {
	size_t timers;    /* that fired */
	size_t answers;
	size_t to_caches; /* questions of the watch to caches, whatever name */
};
struct lab_counts lab_counts(const struct wait_lab *lab);

#endif
