#include "wizard/flow/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/lookup.h"
#include "wizard/flow/watch_state.h"

#define INTERVAL_FIRST  20000  /* ms between rounds, at first */
#define INTERVAL_LONGEST 300000
#define AGAIN_SOONEST   5000   /* ms between rounds, whoever asks */
#define PATIENCE        60000  /* ms after which a dead authority is passed by */

/* One question of a round. */
struct watch_question {
	struct watch *watch;
	struct watch_server *server;
	size_t change;
	struct arena arena;
	struct dns_request *request;
};

static void next_round(void *arg);
static void ask_round(struct watch *w);

int64_t
watch_ticks(const struct watch *w)
{
	return w->services->clock.ticks(w->services->clock.self);
}

int64_t
watch_clock(const struct watch *w)
{
	return w->services->clock.now(w->services->clock.self);
}

bool
watch_is_watched(const struct watch *w, size_t i)
{
	return w->change[i].op != CHANGE_KEEP;
}

/* --- Who is asked ----------------------------------------------------------- */

static struct watch_server *
add_server(struct watch *w, bool authority, const char *name,
    const struct ip *ip, uint16_t port)
{
	struct watch_server *server;

	for (size_t i = 0; i < w->servers; i++) {
		server = &w->server[i];
		if (server->authority == authority && server->port == port &&
		    ip_equal(&server->ip, ip))
			return server;
	}
	if (w->servers == WATCH_SERVERS_MAX)
		return NULL;
	server = &w->server[w->servers++];
	server->authority = authority;
	server->name = arena_copy(&w->arena, name);
	server->ip = *ip;
	server->port = port;
	for (size_t i = 0; i < w->changes; i++)
		server->cell[i].state =
		    authority || !watch_is_watched(w, i) ? CELL_NOT_HERE
							 : CELL_WAITS;
	return server;
}

static void
add_zone(struct watch *w, size_t change, const struct zone_facts *zone)
{
	for (size_t i = 0; i < zone->servers; i++) {
		const struct nameserver_facts *ns = &zone->server[i];

		for (size_t j = 0; j < ns->addresses; j++) {
			struct watch_server *server = add_server(
			    w, true, ns->name, &ns->address[j], 0);

			if (server != NULL &&
			    server->cell[change].state == CELL_NOT_HERE)
				server->cell[change].state = CELL_ASKING;
		}
	}
}

static void
add_resolvers(struct watch *w)
{
	const struct templates *t = w->services->templates;

	for (size_t i = 0; i < t->resolvers; i++) {
		struct watch_server *server =
		    add_server(w, false, t->resolver[i].name,
			&t->resolver[i].ip, t->resolver[i].port);

		if (server != NULL)
			server->own = t->resolver[i].own;
	}
}

/* Zone cuts are found per owner name: a selector may live somewhere else. */
static void
find_zones(void *arg)
{
	struct watch *w = arg;
	struct arena arena = ARENA_INIT;
	bool complete = true;

	for (size_t i = 0; i < w->changes; i++) {
		struct zone_facts *zone;

		if (!watch_is_watched(w, i))
			continue;
		zone = inspect_zone(&arena, w->inquiry, w->change[i].name);
		complete = complete && (zone->complete || zone->failed);
	}
	lookup_send(w->lookup);
	for (size_t i = 0; complete && i < w->changes; i++)
		if (watch_is_watched(w, i))
			add_zone(w, i,
			    inspect_zone(
				&arena, w->inquiry, w->change[i].name));
	arena_release(&arena);
	if (!complete)
		return;
	add_resolvers(w);
	w->zones_known = true;
	ask_round(w);
}

/* --- What was answered ------------------------------------------------------ */

static bool
has_new(const struct watch_cell *cell)
{
	return cell->state == CELL_NEW;
}

/*
 * Every authority that answers has it, and at least one does. One that is
 * silent is passed by after a minute.
 */
static bool
authorities_agree(const struct watch *w, size_t change)
{
	bool patient = watch_ticks(w) - w->started < PATIENCE;
	size_t good = 0;

	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];
		enum cell_state state = s->cell[change].state;

		if (!s->authority || state == CELL_NOT_HERE)
			continue;
		if (state == CELL_NEW)
			good++;
		else if (state != CELL_NO_ANSWER || patient)
			return false;
	}
	return good > 0;
}

/*
 * Every resolver that answers has it, and at least one does, if there is any:
 * silence says nothing about the record.
 */
static bool
resolvers_agree(const struct watch *w, size_t change)
{
	size_t resolvers = 0, good = 0;

	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];
		enum cell_state state = s->cell[change].state;

		if (s->authority)
			continue;
		if (state != CELL_NEW && state != CELL_NO_ANSWER)
			return false;
		resolvers++;
		good += state == CELL_NEW;
	}
	return good > 0 || resolvers == 0;
}

static void
note_progress(struct watch *w)
{
	for (size_t i = 0; i < w->changes; i++) {
		struct change *change = &w->change[i];

		if (!watch_is_watched(w, i))
			continue;
		if (change->at_authority == 0 && authorities_agree(w, i))
			change->at_authority = watch_clock(w);
		if (change->visible == 0 && change->at_authority != 0 &&
		    authorities_agree(w, i) && resolvers_agree(w, i))
			change->visible = watch_clock(w);
	}
}

/* The words must outlive the answer; they are seldom new. */
static const char *
keep_words(struct watch *w, const char *before, const char *words)
{
	if (words == NULL || before == NULL || strcmp(words, before) != 0)
		return words == NULL ? NULL : arena_copy(&w->arena, words);
	return before;
}

static void
judge(struct watch *w, struct watch_cell *cell, const struct change *change,
    const struct dns_answer *answer, struct arena *arena)
{
	static const enum cell_state states[] = {
	    [MATCH_NEW] = CELL_NEW,
	    [MATCH_OLD] = CELL_OLD,
	    [MATCH_NONE] = CELL_NONE,
	    [MATCH_DIFFERS] = CELL_DIFFERS,
	};
	const char *mistake;

	cell->status = answer->status;
	cell->asked = watch_clock(w);
	cell->ttl_left = 0;
	if (!dns_is_answered(answer->status)) {
		cell->state = CELL_NO_ANSWER;
		cell->mistake = NULL;
		return;
	}
	cell->state = states[plan_match(arena, change, answer, &mistake)];
	cell->mistake = keep_words(w, cell->mistake, mistake);
	cell->ttl_left =
	    answer->count > 0 ? answer->rr[0].ttl : answer->negative_ttl;
}

static void
forget_question(struct watch_cell *cell)
{
	arena_release(&cell->question->arena);
	free(cell->question);
	cell->question = NULL;
}

static void round_over(struct watch *w);

static void
answered(void *arg, const struct dns_answer *answer)
{
	struct watch_question *q = arg;
	struct watch *w = q->watch;
	struct watch_cell *cell = &q->server->cell[q->change];

	judge(w, cell, &w->change[q->change], answer, &q->arena);
	if (cell->state != CELL_NO_ANSWER)
		q->server->answered = watch_clock(w);
	forget_question(cell);
	w->asking--;
	note_progress(w);
	if (w->asking == 0)
		round_over(w);
	w->changed(w->arg);
}

/* --- Rounds ----------------------------------------------------------------- */

static void
ask(struct watch *w, struct watch_server *server, size_t change)
{
	const struct dns_service *dns = &w->services->dns;
	struct watch_question *q = mem_alloc(sizeof(*q));
	struct dns_query query = {
	    .name = w->change[change].name,
	    .type = DNS_TXT,
	    .whom = server->authority ? ASK_AUTHORITY : ASK_CACHE,
	    .server = server->ip,
	    .port = server->port,
	};

	q->watch = w;
	q->server = server;
	q->change = change;
	w->asking++;
	server->cell[change].question = q;
	q->request = dns->lookup(dns->self, &query, &q->arena, answered, q);
}

/* A cell that is right stays right; the others are asked when it is their turn. */
static bool
is_due(const struct watch *w, const struct watch_server *server, size_t change)
{
	const struct watch_cell *cell = &server->cell[change];

	if (!watch_is_watched(w, change) || cell->question != NULL ||
	    cell->state == CELL_NOT_HERE || has_new(cell))
		return false;
	return server->authority || authorities_agree(w, change);
}

static size_t
ask_due(struct watch *w)
{
	size_t asked = 0;

	for (size_t i = 0; i < w->servers; i++) {
		for (size_t c = 0; c < w->changes; c++) {
			if (!is_due(w, &w->server[i], c))
				continue;
			ask(w, &w->server[i], c);
			asked++;
		}
	}
	return asked;
}

static void
plan_next(struct watch *w, int64_t wait)
{
	const struct clock_service *clock = &w->services->clock;

	clock->stop(clock->self, w->timer);
	w->next = watch_ticks(w) + wait;
	w->timer = clock->after(clock->self, wait, next_round, w);
}

static void
ask_round(struct watch *w)
{
	w->last = watch_ticks(w);
	if (ask_due(w) == 0)
		round_over(w);
}

static bool
was_not_answered(const struct question *question)
{
	return !dns_is_answered(question->answer->status);
}

static void
next_round(void *arg)
{
	struct watch *w = arg;

	w->timer = NULL;
	w->next = 0;
	/* Who serves a name may not have been found out the last time. */
	if (inquiry_forget(w->inquiry, was_not_answered) > 0) {
		find_zones(w);
		return;
	}
	ask_round(w);
}

/* Has a record that just reached every authority cells that were never asked? */
static bool
caches_wait(const struct watch *w)
{
	for (size_t i = 0; i < w->servers; i++)
		for (size_t c = 0; c < w->changes; c++)
			if (w->server[i].cell[c].state == CELL_WAITS &&
			    is_due(w, &w->server[i], c))
				return true;
	return false;
}

static void
round_over(struct watch *w)
{
	note_progress(w);
	if (caches_wait(w)) {
		plan_next(w, 0);
		return;
	}
	if (watch_done(w))
		return;
	plan_next(w, w->interval);
	w->interval += w->interval / 2;
	if (w->interval > INTERVAL_LONGEST)
		w->interval = INTERVAL_LONGEST;
}

bool
watch_now(struct watch *w)
{
	if (!w->zones_known || w->asking > 0 || watch_done(w) ||
	    watch_ticks(w) - w->last < AGAIN_SOONEST)
		return false;
	w->interval = INTERVAL_FIRST;
	plan_next(w, 0);
	return true;
}

/* --- Life ------------------------------------------------------------------- */

struct watch *
watch_new(const struct services *services, struct change *changes,
    size_t count, void (*changed)(void *arg), void *arg)
{
	struct watch *w = mem_alloc(sizeof(*w));

	w->services = services;
	w->change = changes;
	w->changes = count;
	w->changed = changed;
	w->arg = arg;
	w->interval = INTERVAL_FIRST;
	w->started = watch_ticks(w);
	w->inquiry = inquiry_new();
	w->lookup = lookup_new(services, w->inquiry, find_zones, w);
	find_zones(w);
	return w;
}

static void
cancel_questions(struct watch *w)
{
	const struct dns_service *dns = &w->services->dns;

	for (size_t i = 0; i < w->servers; i++) {
		for (size_t c = 0; c < w->changes; c++) {
			struct watch_cell *cell = &w->server[i].cell[c];

			if (cell->question == NULL)
				continue;
			dns->cancel(dns->self, cell->question->request);
			forget_question(cell);
		}
	}
}

void
watch_free(struct watch *w)
{
	const struct clock_service *clock;

	if (w == NULL)
		return;
	clock = &w->services->clock;
	cancel_questions(w);
	clock->stop(clock->self, w->timer);
	lookup_free(w->lookup);
	inquiry_free(w->inquiry);
	arena_release(&w->arena);
	free(w);
}
