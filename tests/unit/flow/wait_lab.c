#include "tests/unit/flow/wait_lab.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/record/dname.h"
#include "wizard/record/zonefile.h"

#define ANSWER_MS  10
#define COPIES_MAX 64

struct dns_request { /* all of them take the same time: a queue */
	struct dns_request *next;
	int64_t due;
	struct dns_answer *answer;
	dns_done *done;
	void *arg;
	bool cancelled;
};

struct timer {
	struct timer *next;
	int64_t due;
	void (*fn)(void *arg);
	void *arg;
};

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

unsigned
lab_random(struct wait_lab *lab, unsigned limit)
{
	lab->seed = lab->seed * 1103515245U + 12345U;
	return (lab->seed >> 8) % limit;
}

/* --- Answers ------------------------------------------------------------- */

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

static struct dns_answer *
answer_of(struct wait_lab *lab, struct arena *arena,
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

static struct dns_request *
lookup(void *self, const struct dns_query *query, struct arena *arena,
    dns_done *done, void *arg)
{
	struct wait_lab *lab = self;
	struct dns_request *request = mem_alloc(sizeof(*request));

	request->due = lab->ticks + ANSWER_MS;
	request->answer = answer_of(lab, arena, query);
	request->done = done;
	request->arg = arg;
	*lab->last = request;
	lab->last = &request->next;
	return request;
}

static void
cancel(void *self, struct dns_request *request)
{
	(void)self;
	request->cancelled = true;
}

/* --- Time ---------------------------------------------------------------- */

static int64_t
now(void *self)
{
	return LAB_START + ((const struct wait_lab *)self)->ticks;
}

static int64_t
ticks(void *self)
{
	return ((const struct wait_lab *)self)->ticks;
}

static struct timer *
after(void *self, int64_t ms, void (*fn)(void *arg), void *arg)
{
	struct wait_lab *lab = self;
	struct timer *timer = mem_alloc(sizeof(*timer));
	struct timer **at = &lab->timers;

	*timer = (struct timer) {NULL, lab->ticks + ms, fn, arg};
	while (*at != NULL && (*at)->due <= timer->due)
		at = &(*at)->next;
	timer->next = *at;
	*at = timer;
	return timer;
}

static void
stop(void *self, struct timer *timer)
{
	struct wait_lab *lab = self;
	struct timer **at = &lab->timers;

	if (timer == NULL)
		return;
	while (*at != timer)
		at = &(*at)->next;
	*at = timer->next;
	free(timer);
}

static void
fire(struct wait_lab *lab)
{
	struct timer *timer = lab->timers;

	lab->timers = timer->next;
	lab->ticks = timer->due;
	lab->counts.timers++;
	timer->fn(timer->arg);
	free(timer);
}

static void
deliver(struct wait_lab *lab)
{
	struct dns_request *request = lab->first;

	lab->first = request->next;
	if (lab->first == NULL)
		lab->last = &lab->first;
	lab->ticks = request->due;
	lab->counts.answers++;
	if (!request->cancelled)
		request->done(request->arg, request->answer);
	free(request);
}

void
lab_run_for(struct wait_lab *lab, int64_t ms)
{
	int64_t end = lab->ticks + ms;

	for (;;) {
		int64_t answer =
		    lab->first == NULL ? INT64_MAX : lab->first->due;
		int64_t timer =
		    lab->timers == NULL ? INT64_MAX : lab->timers->due;

		if (answer > end && timer > end)
			break;
		if (answer <= timer)
			deliver(lab);
		else
			fire(lab);
	}
	lab->ticks = end;
}

int64_t
lab_ticks(const struct wait_lab *lab)
{
	return lab->ticks;
}

/* --- The whole ------------------------------------------------------------- */

static struct zone
read_zone(struct wait_lab *lab, const char *apex, const char *text)
{
	struct err err = ERR_INIT;
	struct zone zone;

	if (zonefile_parse(&lab->arena, slice_of(text), apex, &zone, &err) !=
	    ERR_OK)
		fail_msg("%s in\n%s", err.msg, text);
	return zone;
}

static void
set_caches(struct wait_lab *lab, size_t caches)
{
	for (size_t i = 0; i < caches; i++)
		lab->resolver[i] = (struct resolver_template) {
		    .name = "cache",
		    .ip = {.family = 4, .octets = {198, 51, 100, (uint8_t)i}},
		    .operator = "",
		    .region = "",
		    .flush = "",
		};
	lab->templates.resolver = lab->resolver;
	lab->templates.resolvers = caches;
	lab->services.templates = &lab->templates;
}

struct wait_lab *
lab_new(const struct lab_zone *zones, size_t nzones, size_t servers,
    size_t caches, unsigned seed)
{
	static const char root[] = "$TTL 86400\n. SOA a. b. 1 1 1 1 86400\n";
	struct wait_lab *lab = mem_alloc(sizeof(*lab));

	lab->zones = nzones;
	lab->servers = servers;
	lab->seed = seed;
	lab->last = &lab->first;
	for (size_t i = 0; i < nzones; i++) {
		lab->before[i] = read_zone(lab, zones[i].apex, zones[i].before);
		lab->after[i] = read_zone(lab, zones[i].apex, zones[i].after);
		lab->far[i] = zones[i].far;
	}
	lab->before[nzones] = lab->after[nzones] = read_zone(lab, "", root);
	for (size_t i = 0; i < servers; i++)
		lab->switch_at[i] = INT64_MAX;
	set_caches(lab, caches);
	lab->services.clock = (struct clock_service) {
	    .self = lab, .now = now, .ticks = ticks, .after = after, .stop = stop};
	lab->services.dns = (struct dns_service) {
	    .self = lab, .lookup = lookup, .cancel = cancel};
	return lab;
}

void
lab_free(struct wait_lab *lab)
{
	while (lab->first != NULL) {
		assert_true(lab->first->cancelled);
		deliver(lab);
	}
	assert_null(lab->timers);
	arena_release(&lab->arena);
	free(lab);
}

const struct services *
lab_services(const struct wait_lab *lab)
{
	return &lab->services;
}

void
lab_switch(struct wait_lab *lab, size_t server, int64_t at)
{
	lab->switch_at[server] = at;
}

int64_t
lab_last_copy(const struct wait_lab *lab)
{
	return lab->last_copy;
}

int64_t
lab_interval(const struct wait_lab *lab)
{
	return lab->asked_after - lab->asked_before;
}

struct lab_counts
lab_counts(const struct wait_lab *lab)
{
	return lab->counts;
}
