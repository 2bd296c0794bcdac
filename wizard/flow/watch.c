#include "wizard/flow/watch.h"

#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/flow/lookup.h"
#include "wizard/flow/watch_state.h"

#define INTERVAL_FIRST  20000  /* ms between rounds, at first */
#define INTERVAL_LONGEST 300000
#define AGAIN_SOONEST   5000   /* ms between rounds, whoever asks */

static void next_round(void *arg);

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

/* --- Rounds ----------------------------------------------------------------- */

/*
 * A cell that is right stays right; the others are asked when it is their turn,
 * a name server once more.
 */
static bool
is_due(const struct watch *w, const struct watch_server *server, size_t change)
{
	const struct watch_cell *cell = &server->cell[change];

	if (watch_record_done(w, change) || cell->state == CELL_NOT_HERE ||
	    !watch_is_on_the_way(w, server->link, change))
		return false;
	if (cell->state == CELL_ALIAS)
		return !watch_is_at_authority(w, change);
	if (server->authority)
		return cell->state != CELL_NEW || cell->run < WATCH_IN_A_ROW;
	return cell->state != CELL_NEW && watch_is_at_authority(w, change);
}

/* About the zone of a change; how long it denies names is asked for once. */
static size_t
ask_zone(struct watch *w, struct watch_server *server, size_t lead)
{
	size_t asked = 1;

	if (!w->denial_asked[lead]) {
		w->denial_asked[lead] = true;
		asked = 3;
		(void)watch_ask(w, server, lead, w->apex[lead], DNS_NSEC,
		    watch_judge_denial);
		(void)watch_ask(w, server, lead, w->apex[lead],
		    DNS_NSEC3PARAM, watch_judge_denial);
	}
	(void)watch_ask(
	    w, server, lead, w->apex[lead], DNS_SOA, watch_judge_soa);
	return asked;
}

/* The serial of a zone is asked for along with its records, once. */
static size_t
ask_zones(struct watch *w, struct watch_server *server, const bool *due)
{
	bool wanted[CHANGES_MAX] = {false};
	size_t asked = 0;

	for (size_t c = 0; server->authority && c < w->changes; c++)
		if (due[c] && w->apex[c] != NULL && server->link == 0)
			wanted[w->lead[c]] = true;
	for (size_t c = 0; c < w->changes; c++)
		if (wanted[c])
			asked += ask_zone(w, server, c);
	return asked;
}

/* new_only: servers that came to be known in the middle of a round. */
static size_t
ask_due(struct watch *w, bool new_only)
{
	size_t asked = 0;

	for (size_t i = 0; i < w->servers; i++) {
		struct watch_server *server = &w->server[i];
		bool due[CHANGES_MAX] = {false};

		for (size_t c = 0; c < w->changes; c++) {
			due[c] = is_due(w, server, c) &&
			    (!new_only ||
				server->cell[c].state == CELL_ASKING);
			if (!due[c])
				continue;
			(void)watch_ask(w, server, c,
			    watch_asked_name(w, server, c),
			    plan_type(w->change[c].type), watch_judge);
			asked++;
		}
		asked += ask_zones(w, server, due);
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

static void round_over(struct watch *w);

static void
ask_round(struct watch *w)
{
	w->last = watch_ticks(w);
	w->moved = false;
	w->looked = false;
	if (ask_due(w, false) == 0)
		round_over(w);
}

static void
find_zones(void *arg)
{
	struct watch *w = arg;

	if (!watch_find_zones(w))
		return;
	if (w->is_following) {
		w->is_following = false;
		if (ask_due(w, true) == 0)
			w->changed(w->arg);
		return;
	}
	watch_ask_nobody(w);
	ask_round(w);
}

static void
follow_aliases(struct watch *w)
{
	w->is_led_away = false;
	w->is_following = true;
	find_zones(w);
}

/* Begins anew: what could not be found out is kept by nobody. */
static void
forget_zones(struct watch *w)
{
	lookup_free(w->lookup);
	inquiry_free(w->inquiry);
	w->is_following = false;
	w->inquiry = inquiry_new();
	w->lookup = lookup_new(w->services, w->inquiry, find_zones, w);
}

static bool
knows_all_zones(const struct watch *w)
{
	for (size_t i = 0; i < inquiry_count(w->inquiry); i++) {
		const struct question *q = inquiry_at(w->inquiry, i);

		if (!dns_is_answered(q->answer->status))
			return false;
	}
	return true;
}

static void
next_round(void *arg)
{
	struct watch *w = arg;

	w->timer = NULL;
	w->next = 0;
	if (knows_all_zones(w)) {
		ask_round(w);
		return;
	}
	forget_zones(w);
	find_zones(w);
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

/*
 * When a cell may have something else: a cache when its copy has expired, a name
 * server at any time; ms from now.
 */
static int64_t
patience(const struct watch *w, const struct watch_cell *cell)
{
	int64_t left = ((int64_t)cell->ttl_left + 1) * 1000;

	if (cell->state == CELL_NO_ANSWER || left > w->interval)
		return w->interval;
	return left > INTERVAL_FIRST ? left : INTERVAL_FIRST;
}

/* Seldom while nothing moves, but when the next copy expires. */
static int64_t
time_to_next(const struct watch *w)
{
	int64_t time = w->interval;

	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];

		for (size_t c = 0; !s->authority && c < w->changes; c++)
			if (is_due(w, s, c) &&
			    patience(w, &s->cell[c]) < time)
				time = patience(w, &s->cell[c]);
	}
	return time;
}

static void
round_over(struct watch *w)
{
	watch_note_serials(w);
	watch_note_progress(w);
	if (caches_wait(w)) {
		plan_next(w, 0);
		return;
	}
	if (watch_done(w))
		return;
	if (!w->looked) {
		w->looked = true;
		if (watch_ask_places(w) > 0)
			return;
	}
	if (w->is_led_away)
		follow_aliases(w);
	if (w->moved)
		w->interval = INTERVAL_FIRST;
	plan_next(w, time_to_next(w));
	w->interval += w->interval / 2;
	if (w->interval > INTERVAL_LONGEST)
		w->interval = INTERVAL_LONGEST;
}

void
watch_told(struct watch *w)
{
	watch_note_progress(w);
	if (w->asking == 0)
		round_over(w);
	w->changed(w->arg);
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
	for (size_t i = 0; i < count; i++)
		w->had_alias[i] = changes[i].alias_ttl > 0;
	w->inquiry = inquiry_new();
	w->lookup = lookup_new(services, w->inquiry, find_zones, w);
	find_zones(w);
	return w;
}

static void
forget_cells(struct watch *w)
{
	for (size_t c = 0; c < w->changes; c++) {
		free(w->misplaced[c]);
		for (size_t i = 0; i < w->servers; i++)
			watch_forget_cell(&w->server[i].cell[c]);
	}
}

void
watch_free(struct watch *w)
{
	const struct clock_service *clock;

	if (w == NULL)
		return;
	clock = &w->services->clock;
	watch_cancel(w);
	clock->stop(clock->self, w->timer);
	lookup_free(w->lookup);
	inquiry_free(w->inquiry);
	forget_cells(w);
	arena_release(&w->arena);
	free(w);
}
