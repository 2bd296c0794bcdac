/*
 * The memory of a simulated caching resolver. It does not keep answers but
 * which edition of the user's zone they came from: the answer follows from
 * that.
 */
#ifndef IO_SIM_CACHE_H
#define IO_SIM_CACHE_H

#include "wizard/record/dname.h"
#include "wizard/record/zonefile.h"

#define CACHE_ENTRIES_MAX 4096 /* a full cache is emptied */

struct cache_entry {
	struct dname name;
	uint16_t type; /* 0: every type, for the name does not exist */
	int64_t since, until; /* virtual ms */
	const struct zone *edition;
};

struct cache {
	struct ip address; /* of the resolver */
	unsigned turn;     /* which name server it asks next */
	struct cache_entry *entry;
	size_t count;
};

void cache_release(struct cache *cache);

/* What is remembered and still valid; NULL: nothing. */
const struct cache_entry *cache_find(const struct cache *cache,
    const char *name, uint16_t type, int64_t now);

/*
 * Remembers an answer for as long as its TTLs allow: RFC 1035 section 3.2.1,
 * RFC 2308 section 5. What is no answer is not remembered.
 */
void cache_keep(struct cache *cache, const char *name, uint16_t type,
    int64_t now, const struct zone *edition, const struct dns_answer *answer);

#endif
