/* The lab's name servers, and its caches, in which every link has its own life. */
#include "tests/unit/flow/wait_lab_core.h"

#include <string.h>

static bool
is_after(const struct wait_lab *lab, size_t server)
{
	return lab->ticks >= lab->switch_at[server];
}

/* What is said by somebody who knows all zones. */
static struct dns_answer *
look_up(struct wait_lab *lab, struct arena *arena, bool after,
    const char *name, uint16_t type)
{
	return zonefile_answer(arena, after ? lab->after : lab->before,
	    lab->zones + 1, name, type);
}

/* What is said by a name server, which has those of one place. */
static struct dns_answer *
look_up_at(struct wait_lab *lab, struct arena *arena, size_t server,
    const char *name, uint16_t type)
{
	const struct zone *all =
	    is_after(lab, server) ? lab->after : lab->before;
	struct zone zone[LAB_ZONES];
	struct dns_answer *answer;
	size_t n = 0;

	for (size_t i = 0; i < lab->zones; i++)
		if (lab->far[i] == (server >= LAB_FAR))
			zone[n++] = all[i];
	answer = zonefile_answer(arena, zone, n, name, type);
	/* An alias that leaves its zones ends the answer. */
	if (answer->status == DNS_REFUSED && answer->cnames > 0)
		answer->status = DNS_NODATA;
	return answer;
}

static struct dns_answer *
nothing(struct arena *arena, enum dns_status status)
{
	struct dns_answer *answer = arena_alloc(arena, sizeof(*answer));

	answer->status = status;
	answer->authoritative = dns_is_answered(status);
	return answer;
}

static uint32_t
lifetime(const struct dns_answer *answer)
{
	uint32_t ttl =
	    answer->status == DNS_OK ? UINT32_MAX : answer->negative_ttl;

	for (size_t i = 0; i < answer->count; i++)
		if (answer->rr[i].ttl < ttl)
			ttl = answer->rr[i].ttl;
	for (size_t i = 0; i < answer->cnames; i++)
		if (answer->cname[i].ttl < ttl)
			ttl = answer->cname[i].ttl;
	return ttl;
}

static const struct copy *
find_copy(const struct wait_lab *lab, const struct lab_cache *cache,
    const char *name, uint16_t type)
{
	for (size_t i = 0; i < cache->copies; i++) {
		const struct copy *copy = &cache->copy[i];

		if (copy->until > lab->ticks &&
		    (copy->type == 0 || copy->type == DNS_CNAME ||
			copy->type == type) &&
		    dname_equal(copy->name.text, name))
			return copy;
	}
	return NULL;
}

/* One of the name servers that ever say something else. */
static size_t
some_server(struct wait_lab *lab)
{
	size_t candidate[LAB_SERVERS], n = 0;

	for (size_t i = 0; i < lab->servers; i++)
		if (lab->switch_at[i] > 0)
			candidate[n++] = i;
	return candidate[lab_random(lab, (unsigned)n)];
}

/* Is the first link, or the RRset, what it will be in the end? */
static bool
is_final(struct wait_lab *lab, struct arena *arena, const char *name,
    const struct dns_answer *answer)
{
	const struct dns_answer *end =
	    look_up(lab, arena, true, name, DNS_TXT);

	if (answer->cnames > 0 || end->cnames > 0)
		return answer->cnames > 0 && end->cnames > 0 &&
		    dname_equal(
			answer->cname[0].target, end->cname[0].target);
	for (size_t i = 0; i < answer->count && i < end->count; i++)
		if (!slice_is(answer->rr[i].text,
			arena_copy_slice(arena, end->rr[i].text)))
			return false;
	return answer->status == end->status && answer->count == end->count;
}

static void
fill_copy(struct wait_lab *lab, struct copy *copy, uint16_t type, bool after)
{
	struct arena arena = ARENA_INIT;
	const struct dns_answer *answer =
	    look_up(lab, &arena, after, copy->name.text, type);
	uint32_t ttl = lifetime(answer);

	copy->type = answer->status == DNS_NXDOMAIN ? 0 : type;
	copy->old = !after && type != DNS_A &&
	    !is_final(lab, &arena, copy->name.text, answer);
	if (answer->cnames > 0) {
		copy->type = DNS_CNAME;
		(void)strcpy(copy->target.text, answer->cname[0].target);
		ttl = answer->cname[0].ttl;
	}
	copy->until = lab->ticks + (int64_t)ttl * 1000;
	if (copy->old && copy->until > lab->last_copy)
		lab->last_copy = copy->until;
	arena_release(&arena);
}

static const struct copy *
fetch(struct wait_lab *lab, struct lab_cache *cache, const char *name,
    uint16_t type)
{
	size_t server = some_server(lab);
	struct copy *copy;

	for (size_t i = 0; i < cache->copies; i++)
		if (cache->copy[i].until <= lab->ticks)
			cache->copy[i--] = cache->copy[--cache->copies];
	assert_in_range(cache->copies, 0, COPIES_MAX - 1);
	copy = &cache->copy[cache->copies++];
	*copy = (struct copy) {.type = type};
	(void)strcpy(copy->name.text, name);
	fill_copy(lab, copy, type, is_after(lab, server));
	return copy;
}

/*
 * As a resolver that asks for one label after the other, RFC 9156, and believes
 * that below a name that is not there is nothing, RFC 8020.
 */
static const struct copy *
copy_of(struct wait_lab *lab, struct lab_cache *cache, const char *name)
{
	const char *above = dname_parent(name);
	const struct copy *copy;

	if (above[0] == '_') {
		copy = find_copy(lab, cache, above, DNS_A);
		if (copy == NULL)
			copy = fetch(lab, cache, above, DNS_A);
		if (copy->type == 0)
			return copy;
	}
	copy = find_copy(lab, cache, name, DNS_TXT);
	return copy != NULL ? copy : fetch(lab, cache, name, DNS_TXT);
}

/* Every link of a chain has a life of its own. */
static struct copy
end_of(struct wait_lab *lab, struct lab_cache *cache, const char *name,
    int64_t *ret_until)
{
	struct copy copy = *copy_of(lab, cache, name);

	*ret_until = copy.until;
	while (copy.type == DNS_CNAME) {
		copy = *copy_of(lab, cache, copy.target.text);
		if (copy.until < *ret_until)
			*ret_until = copy.until;
	}
	return copy;
}

void
lab_use_cache(struct wait_lab *lab, size_t cache, const char *name)
{
	int64_t until;

	(void)end_of(lab, &lab->cache[cache], name, &until);
}

/* With what is left of the lives of its records. */
static struct dns_answer *
ask_cache(struct wait_lab *lab, struct arena *arena, struct lab_cache *cache,
    const struct dns_query *query)
{
	int64_t until;
	const struct copy copy = end_of(lab, cache, query->name, &until);
	struct dns_answer *answer = look_up(lab, arena, !copy.old,
	    copy.type == 0 ? query->name : copy.name.text, query->type);
	struct dns_rr *rr =
	    arena_alloc(arena, (answer->count + 1) * sizeof(*rr));
	uint32_t left = (uint32_t)((until - lab->ticks) / 1000);

	for (size_t i = 0; i < answer->count; i++) {
		rr[i] = answer->rr[i];
		rr[i].ttl = left;
	}
	answer->rr = rr;
	answer->negative_ttl = left;
	answer->authoritative = false;
	return answer;
}

static int64_t
last_switch(const struct wait_lab *lab)
{
	int64_t last = 0;

	for (size_t i = 0; i < lab->servers; i++)
		if (lab->switch_at[i] > last)
			last = lab->switch_at[i];
	return last;
}

static void
note_asked(struct wait_lab *lab)
{
	if (lab->ticks < last_switch(lab))
		lab->asked_before = lab->ticks;
	else if (lab->asked_after == 0)
		lab->asked_after = lab->ticks;
}

static struct dns_answer *
ask_authority(struct wait_lab *lab, struct arena *arena,
    const struct dns_query *query)
{
	size_t server = query->server.octets[3] - 53U;

	if (query->server.octets[2] != 2 || server >= lab->servers)
		return nothing(arena, DNS_UNREACHABLE);
	note_asked(lab);
	/* Nobody ever publishes anything here. */
	if (query->type == DNS_TXT && lab->switch_at[server] == INT64_MAX)
		return nothing(arena, DNS_NODATA);
	return look_up_at(lab, arena, server, query->name, query->type);
}

struct dns_answer *
lab_answer(struct wait_lab *lab, struct arena *arena,
    const struct dns_query *query)
{
	if (query->whom == ASK_AUTHORITY)
		return ask_authority(lab, arena, query);
	if (query->whom == ASK_RESOLVER)
		return look_up(
		    lab, arena, is_after(lab, 0), query->name, query->type);
	lab->counts.to_caches++;
	return ask_cache(
	    lab, arena, &lab->cache[query->server.octets[3]], query);
}
