#include "wizard/io/sim_cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"

void
cache_release(struct cache *cache)
{
	free(cache->entry);
	*cache = (struct cache) {0};
}

const struct cache_entry *
cache_find(
    const struct cache *cache, const char *name, uint16_t type, int64_t now)
{
	for (size_t i = 0; i < cache->count; i++) {
		const struct cache_entry *e = &cache->entry[i];

		if ((e->type == type || e->type == 0) && e->until > now &&
		    dname_equal(e->name.text, name))
			return e;
	}
	return NULL;
}

static uint32_t
shortest(uint32_t ttl, const struct dns_rr *rr, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rr[i].ttl < ttl)
			ttl = rr[i].ttl;
	return ttl;
}

/* Seconds for which every part of the answer may be used again. */
static uint32_t
lifetime(const struct dns_answer *answer)
{
	uint32_t ttl = UINT32_MAX;

	if (!dns_is_answered(answer->status))
		return 0;
	if (answer->status != DNS_OK)
		ttl = answer->negative_ttl;
	ttl = shortest(ttl, answer->rr, answer->count);
	return shortest(ttl, answer->cname, answer->cnames);
}

/* A place for one more entry: one that has expired, else a new one. */
static struct cache_entry *
place(struct cache *cache, int64_t now)
{
	for (size_t i = 0; i < cache->count; i++)
		if (cache->entry[i].until <= now)
			return &cache->entry[i];
	if (cache->count == CACHE_ENTRIES_MAX)
		cache->count = 0;
	/* Doubled whenever the count reaches a power of two. */
	if ((cache->count & (cache->count - 1)) == 0)
		cache->entry = mem_grow(cache->entry,
		    cache->count == 0 ? 1 : 2 * cache->count,
		    sizeof(*cache->entry));
	return &cache->entry[cache->count++];
}

void
cache_keep(struct cache *cache, const char *name, uint16_t type, int64_t now,
    const struct zone *edition, const struct dns_answer *answer)
{
	uint32_t ttl = lifetime(answer);
	struct cache_entry *e;

	if (ttl == 0 || strlen(name) > DNAME_MAX)
		return;
	/* At the end of a chain it is another name that does not exist. */
	if (answer->status == DNS_NXDOMAIN && answer->cnames == 0)
		type = 0;
	e = place(cache, now);
	(void)snprintf(e->name.text, sizeof(e->name.text), "%s", name);
	e->type = type;
	e->since = now;
	e->until = now + (int64_t)ttl * 1000;
	e->edition = edition;
}
