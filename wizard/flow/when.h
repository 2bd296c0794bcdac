/* Points and spans of time in words. Times are ms since 1970, UTC. */
#ifndef FLOW_WHEN_H
#define FLOW_WHEN_H

#include <stdint.h>

#include "wizard/base/arena.h"

const char *when_clock(struct arena *arena, int64_t ms); /* "14:02", local */
const char *when_date(struct arena *arena, int64_t ms);  /* "2026-11-22" */
const char *when_utc(struct arena *arena, int64_t ms); /* "2026-11-22T14:02:03Z" */

/* "Sun, 22 Nov 2026 14:02:03 +0000", RFC 5322 section 3.3. */
const char *when_mail(struct arena *arena, int64_t ms);

/* "8 s", "12 min", "3 h", "2 days": the largest unit that says something. */
const char *when_span(struct arena *arena, int64_t ms);

/* "12 s ago", "now"; a clock that jumped gives "now", never a negative age. */
const char *when_ago(struct arena *arena, int64_t now, int64_t then);

/* ms that have passed since then; 0 when the clock was set back behind it. */
int64_t when_since(int64_t now, int64_t then);

/* The selector of a key made in that month: "s202611", UTC. */
void when_selector(int64_t ms, char *ret, size_t size);

#endif
