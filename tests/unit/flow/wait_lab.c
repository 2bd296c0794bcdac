#include "tests/unit/flow/wait_lab_core.h"

#include <stdlib.h>

#include "wizard/base/mem.h"

#define ANSWER_MS 10

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

unsigned
lab_random(struct wait_lab *lab, unsigned limit)
{
	lab->seed = lab->seed * 1103515245U + 12345U;
	return (lab->seed >> 8) % limit;
}

/* --- Questions ----------------------------------------------------------- */

static struct dns_request *
lookup(void *self, const struct dns_query *query, struct arena *arena,
    dns_done *done, void *arg)
{
	struct wait_lab *lab = self;
	struct dns_request *request = mem_alloc(sizeof(*request));

	request->due = lab->ticks + ANSWER_MS;
	request->answer = lab_answer(lab, arena, query);
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
