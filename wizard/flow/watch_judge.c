/* What the answers mean for the cells of a watch, and those for the changes. */
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/flow/watch_state.h"

#define PATIENCE 60000 /* ms after which a dead authority is passed by */

/* --- How long caches keep what is there before -------------------------------- */

static int64_t
longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static uint32_t
longest_ttl(uint32_t ttl, const struct dns_rr *rr, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rr[i].ttl > ttl)
			ttl = rr[i].ttl;
	return ttl;
}

void
watch_extend(struct change *change, int64_t seconds)
{
	int64_t before =
	    change->old_ttl > 0 ? change->old_ttl : change->negative_ttl;

	change->old_ttl = longer(before, seconds);
}

/*
 * As long as an authority gives it out, a cache may fetch it: an older record, a
 * wrong one, or that there is none. Where there has been more than one of these,
 * the longest counts.
 */
static void
note_before(struct change *change, const struct dns_answer *answer)
{
	if (answer->count > 0)
		watch_extend(
		    change, longest_ttl(0, answer->rr, answer->count));
	else if (change->old_ttl > 0)
		watch_extend(change, answer->negative_ttl);
	else
		change->negative_ttl =
		    longer(change->negative_ttl, answer->negative_ttl);
}

/* --- One answer --------------------------------------------------------------- */

static void
set_mistake(struct watch_cell *cell, const char *words)
{
	free(cell->mistake);
	cell->mistake = words == NULL ? NULL : mem_copy(words);
}

static enum cell_state
compare(struct watch_question *q, const struct dns_answer *answer,
    const char **ret_mistake)
{
	static const enum cell_state states[] = {
	    [MATCH_NEW] = CELL_NEW,
	    [MATCH_OLD] = CELL_OLD,
	    [MATCH_NONE] = CELL_NONE,
	    [MATCH_DIFFERS] = CELL_DIFFERS,
	};

	if (q->server->authority && answer->cnames > 0 && answer->count == 0)
		return watch_judge_alias(q, answer, ret_mistake);
	return states[plan_match(&q->arena, &q->watch->change[q->change],
	    answer, ret_mistake)];
}

static uint32_t
shortest_ttl(uint32_t ttl, const struct dns_rr *rr, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rr[i].ttl < ttl)
			ttl = rr[i].ttl;
	return ttl;
}

/* Seconds until a cache has to ask for a part of it again. */
static uint32_t
time_left(const struct dns_answer *answer)
{
	uint32_t ttl = answer->count > 0 ? answer->rr[0].ttl
					 : answer->negative_ttl;

	return shortest_ttl(ttl, answer->cname, answer->cnames);
}

/* An alias is as it should be; whether its end is, others say. */
static bool
is_good(const struct watch_cell *cell)
{
	return cell->state == CELL_NEW || cell->state == CELL_ALIAS;
}

static void
note_run(struct watch_cell *cell, enum cell_state before, int64_t now)
{
	if (cell->state != before)
		cell->run = 0;
	if (!is_good(cell))
		return;
	if (cell->run == 0)
		cell->since = now;
	cell->run++;
}

void
watch_judge(struct watch_question *q, const struct dns_answer *answer)
{
	struct watch *w = q->watch;
	struct watch_cell *cell = &q->server->cell[q->change];
	enum cell_state before = cell->state;
	const char *mistake = NULL;

	cell->status = answer->status;
	cell->asked = watch_clock(w);
	cell->ttl_left = 0;
	cell->elsewhere = q->server->authority &&
	    dns_is_answered(answer->status) && !answer->authoritative;
	if (!dns_is_answered(answer->status) || cell->elsewhere) {
		cell->state = CELL_NO_ANSWER;
	} else {
		cell->state = compare(q, answer, &mistake);
		cell->ttl_left = time_left(answer);
		note_run(cell, before, cell->asked);
		if (q->server->authority)
			watch_note_chain(q, answer);
		if (q->server->authority && !is_good(cell))
			note_before(&w->change[q->change], answer);
	}
	set_mistake(cell, mistake);
	w->moved = w->moved || cell->state != before;
}

/* --- All of them --------------------------------------------------------------- */

/* Does it speak for the record, or for the end of an alias at its name? */
static bool
is_asked(const struct watch *w, const struct watch_server *s, size_t change)
{
	return s->authority && s->cell[change].state != CELL_NOT_HERE &&
	    watch_is_on_the_way(w, s->link, change);
}

/*
 * At least one authority has it, and none that answers lacks it. One that is
 * silent is passed by after a minute.
 */
bool
watch_is_at_authority(const struct watch *w, size_t change)
{
	bool patient = watch_ticks(w) - w->started < PATIENCE;
	size_t good = 0;

	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];
		const struct watch_cell *cell = &s->cell[change];

		if (!is_asked(w, s, change))
			continue;
		if (is_good(cell) && cell->run >= WATCH_IN_A_ROW)
			good += cell->state == CELL_NEW;
		else if (cell->state != CELL_NO_ANSWER || patient)
			return false;
	}
	return good > 0;
}

/* Does a name server that answers lack it? */
static bool
is_lacked(const struct watch *w, size_t change)
{
	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];

		if (is_asked(w, s, change) && !is_good(&s->cell[change]) &&
		    s->cell[change].state != CELL_NO_ANSWER)
			return true;
	}
	return false;
}

bool
watch_is_confirming(const struct watch *w)
{
	bool open = false;

	for (size_t i = 0; i < w->changes; i++) {
		if (!watch_is_watched(w, i) || watch_is_at_authority(w, i))
			continue;
		if (is_lacked(w, i))
			return false;
		open = true;
	}
	return open;
}

/* When the last of them was first seen to have it. */
static int64_t
authority_since(const struct watch *w, size_t change)
{
	int64_t since = 0;

	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];

		if (is_asked(w, s, change) && is_good(&s->cell[change]))
			since = longer(since, s->cell[change].since);
	}
	return since;
}

/* Does one answer that it has something else? */
static bool
is_contradicted(const struct watch *w, size_t change)
{
	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];
		enum cell_state state = s->cell[change].state;

		if (is_asked(w, s, change) &&
		    (state == CELL_OLD || state == CELL_NONE ||
			state == CELL_DIFFERS))
			return true;
	}
	return false;
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

void
watch_note_progress(struct watch *w)
{
	for (size_t i = 0; i < w->changes; i++) {
		struct change *change = &w->change[i];

		if (watch_record_done(w, i))
			continue;
		/* What was right yesterday need not be so today. */
		if (is_contradicted(w, i))
			change->at_authority = 0;
		if (!watch_is_at_authority(w, i))
			continue;
		watch_accept_aliases(w, i);
		if (change->at_authority == 0)
			change->at_authority = authority_since(w, i);
		if (resolvers_agree(w, i))
			change->visible = watch_clock(w);
	}
}
