#include "wizard/io/sim.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "wizard/base/buf.h"
#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/sim_dns.h"
#include "wizard/io/sim_mailbox.h"

/* How long it takes to look at this machine, virtual ms. */
#define INSPECT_MS 150

/* Something that is going to happen. It is freed with its owner. */
struct sim_event {
	TAILQ_ENTRY(sim_event) link;
	int64_t due; /* virtual ms */
	void (*run)(struct sim *sim, void *owner);
	void *owner; /* what the event is embedded in; from mem_alloc */
};

struct sim {
	struct world world;
	struct panel panel;
	struct sim_dns dns;
	struct sim_mailbox mailbox;
	struct dns_statistics statistics;
	int64_t start; /* wall clock at 0, ms since 1970 */
	int64_t now;
	int64_t passing; /* at the next turn */ /* virtual ms since the beginning */
	/* By due, then in the order of asking. */
	TAILQ_HEAD(sim_queue, sim_event) queue;
	const void *running; /* the owner that is being called back */
};

/* --- The queue ----------------------------------------------------------- */

static void
schedule(struct sim *sim, struct sim_event *event, int64_t delay)
{
	struct sim_event *before = TAILQ_LAST(&sim->queue, sim_queue);

	event->due = sim->now + delay;
	while (before != NULL && before->due > event->due)
		before = TAILQ_PREV(before, sim_queue, link);
	if (before == NULL)
		TAILQ_INSERT_HEAD(&sim->queue, event, link);
	else
		TAILQ_INSERT_AFTER(&sim->queue, before, event, link);
}

/* What is running is no longer in the queue and is freed when it returns. */
static void
drop(struct sim *sim, struct sim_event *event)
{
	if (event->owner == sim->running)
		return;
	TAILQ_REMOVE(&sim->queue, event, link);
	free(event->owner);
}

bool
sim_step(struct sim *sim)
{
	struct sim_event *event = TAILQ_FIRST(&sim->queue);
	void *owner;

	if (event == NULL)
		return false;
	TAILQ_REMOVE(&sim->queue, event, link);
	owner = event->owner;
	sim->now = event->due;
	sim->running = owner;
	event->run(sim, owner);
	sim->running = NULL;
	free(owner);
	return true;
}

int64_t
sim_next(const struct sim *sim)
{
	const struct sim_event *event = TAILQ_FIRST(&sim->queue);

	return event == NULL ? -1 : event->due - sim->now;
}

void
sim_advance(struct sim *sim, int64_t virtual_ms)
{
	int64_t end = sim->now + virtual_ms + sim->passing;
	const struct sim_event *event;

	sim->passing = 0;
	while ((event = TAILQ_FIRST(&sim->queue)) != NULL && event->due <= end)
		sim_step(sim);
	sim->now = end;
}

/* --- DNS ----------------------------------------------------------------- */

struct dns_request {
	struct sim_event event;
	struct dns_query query;
	struct arena *arena;
	dns_done *done;
	void *arg;
	char name[]; /* what query.name points to */
};

static void
run_request(struct sim *sim, void *owner)
{
	const struct dns_request *r = owner;

	r->done(
	    r->arg, sim_dns_answer(&sim->dns, r->arena, &r->query, sim->now));
}

static struct dns_request *
lookup(void *self, const struct dns_query *query, struct arena *arena,
    dns_done *done, void *arg)
{
	struct sim *sim = self;
	size_t size = strlen(query->name) + 1;
	struct dns_request *r = mem_alloc(sizeof(*r) + size);

	memcpy(r->name, query->name, size);
	r->event.run = run_request;
	r->event.owner = r;
	r->query = *query;
	r->query.name = r->name;
	r->arena = arena;
	r->done = done;
	r->arg = arg;
	sim->statistics.queries++;
	if (query->tcp)
		sim->statistics.over_tcp++;
	schedule(sim, &r->event, sim_dns_delay(&sim->dns, query));
	return r;
}

static void
cancel(void *self, struct dns_request *request)
{
	drop(self, &request->event);
}

static void
statistics(void *self, struct dns_statistics *ret)
{
	const struct sim *sim = self;

	*ret = sim->statistics;
}

/* --- Time ---------------------------------------------------------------- */

struct timer {
	struct sim_event event;
	void (*fn)(void *arg);
	void *arg;
};

static int64_t
wall_clock(void *self)
{
	const struct sim *sim = self;

	return sim->start + sim->now;
}

static int64_t
ticks(void *self)
{
	const struct sim *sim = self;

	return sim->now;
}

static void
run_timer(struct sim *sim, void *owner)
{
	const struct timer *timer = owner;

	(void)sim;
	timer->fn(timer->arg);
}

/* At least a millisecond: else a timer that sets itself would stop time. */
static struct timer *
after(void *self, int64_t ms, void (*fn)(void *arg), void *arg)
{
	struct timer *timer = mem_alloc(sizeof(*timer));

	timer->event.run = run_timer;
	timer->event.owner = timer;
	timer->fn = fn;
	timer->arg = arg;
	schedule(self, &timer->event, ms < 1 ? 1 : ms);
	return timer;
}

static void
stop(void *self, struct timer *timer)
{
	if (timer != NULL)
		drop(self, &timer->event);
}

/* --- This machine, and the panel ----------------------------------------- */

struct inspection {
	struct sim_event event;
	struct arena *arena;
	void (*done)(void *arg, const struct host_facts *facts);
	void *arg;
};

static void
run_inspection(struct sim *sim, void *owner)
{
	const struct inspection *i = owner;
	struct host_facts *facts = arena_alloc(i->arena, sizeof(*facts));

	*facts = sim->world.host;
	i->done(i->arg, facts);
}

static void
inspect_host(void *self, struct arena *arena,
    void (*done)(void *arg, const struct host_facts *facts), void *arg)
{
	struct inspection *i = mem_alloc(sizeof(*i));

	i->event.run = run_inspection;
	i->event.owner = i;
	i->arena = arena;
	i->done = done;
	i->arg = arg;
	schedule(self, &i->event, INSPECT_MS);
}

static void
enter(void *self, const struct panel_entry *entry, size_t count)
{
	struct sim *sim = self;

	panel_publish(&sim->panel, entry, count, sim->now);
}

static void
pass(void *self, int64_t ms)
{
	struct sim *sim = self;

	sim->passing += ms;
}

void
sim_services(struct sim *sim, struct services *services)
{
	services->dns = (struct dns_service) {sim, lookup, cancel, statistics};
	services->clock =
	    (struct clock_service) {sim, wall_clock, ticks, after, stop};
	services->host =
	    (struct host_service) {.self = sim, .inspect = inspect_host};
	services->panel = (struct panel_service) {sim, enter, pass};
	sim->mailbox = (struct sim_mailbox) {
	    .host = &sim->world.host, .clock = services->clock};
	services->sendmail = sim_mailbox_service(&sim->mailbox);
	services->practice = true;
	services->bounce = sim->world.bounce;
}

/* --- Beginning and end --------------------------------------------------- */

/* A plain word, so that it cannot name a folder elsewhere. */
static bool
is_scenario_id(const char *id)
{
	return id[0] != '\0' &&
	       id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static bool
is_listed(const char *id)
{
	const struct sim_scenario *scenario;
	size_t count = sim_scenarios(&scenario);

	for (size_t i = 0; i < count; i++)
		if (strcmp(scenario[i].id, id) == 0)
			return true;
	return false;
}

static enum err_code
no_such_scenario(struct err *err)
{
	const struct sim_scenario *scenario;
	size_t count = sim_scenarios(&scenario);
	struct buf ids = BUF_INIT;

	for (size_t i = 0; i < count; i++)
		buf_addf(&ids, "%s%s", i == 0 ? "" : ", ", scenario[i].id);
	err_set(err, ERR_MISSING,
	    _("There is no such practice scenario. Choose one of: %s"),
	    buf_text(&ids));
	buf_release(&ids);
	return ERR_MISSING;
}

/* A scenario that is not listed is all right as long as its files are there. */
static enum err_code
load(struct sim *sim, const char *dir, const char *scenario, struct err *err)
{
	enum err_code code;

	if (!is_scenario_id(scenario))
		return no_such_scenario(err);
	code = world_load(&sim->world, dir, scenario, err);
	if (code == ERR_MISSING && !is_listed(scenario))
		return no_such_scenario(err);
	return code;
}

struct sim *
sim_new(
    const char *dir, const char *scenario, int64_t start_ms, struct err *err)
{
	struct sim *sim = mem_alloc(sizeof(*sim));
	const struct sim_scenario *first;

	sim_scenarios(&first);
	TAILQ_INIT(&sim->queue);
	sim->start = start_ms;
	if (load(sim, dir, scenario == NULL ? first->id : scenario, err) !=
	    ERR_OK) {
		free(sim);
		return NULL;
	}
	panel_init(&sim->panel, &sim->world.arena, &sim->world);
	sim_dns_init(&sim->dns, &sim->world, &sim->panel);
	return sim;
}

void
sim_free(struct sim *sim)
{
	if (sim == NULL)
		return;
	while (!TAILQ_EMPTY(&sim->queue))
		drop(sim, TAILQ_FIRST(&sim->queue));
	sim_dns_release(&sim->dns);
	world_release(&sim->world);
	free(sim);
}

const char *
sim_domain(const struct sim *sim)
{
	return sim->world.domain;
}
