/*
 * The record is nowhere where it belongs: is it at another name, or of another
 * type? A name server of the zone is asked; a question to it leaves nothing
 * behind.
 */
#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/flow/watch_state.h"
#include "wizard/flow/wrong_names.h"

/* It has answered, and something else. */
static bool
lacks(const struct watch_cell *cell)
{
	return cell->state == CELL_NONE || cell->state == CELL_OLD ||
	    cell->state == CELL_DIFFERS || cell->state == CELL_ALIAS;
}

/*
 * The server that has seen the newest edition; NULL: no server answers, or one
 * has the record.
 */
static struct watch_server *
whom_to_ask(struct watch *w, size_t change)
{
	struct watch_server *best = NULL;

	for (size_t i = 0; i < w->servers; i++) {
		struct watch_server *s = &w->server[i];

		if (!s->authority || s->link > 0)
			continue;
		if (s->cell[change].state == CELL_NEW)
			return NULL;
		if (lacks(&s->cell[change]) &&
		    (best == NULL ||
			watch_edition(w, i, change) == EDITION_NEWEST))
			best = s;
	}
	return best;
}

static bool
is_misplaced(struct arena *arena, const struct change *change,
    const struct dns_answer *answer, const struct wrong_place *place)
{
	const char *mistake;
	enum match match;

	if (answer->count == 0)
		return false;
	if (place->type != plan_type(change->type))
		return answer->cnames == 0;
	match = plan_match(arena, change, answer, &mistake);
	return match == MATCH_NEW || (!place->own && match != MATCH_NONE);
}

static void
place_told(struct watch_question *q, const struct dns_answer *answer)
{
	struct watch *w = q->watch;
	const struct change *change = &w->change[q->change];
	struct wrong_place place[WRONG_PLACES_MAX];
	size_t n = wrong_names(change, w->apex[q->change], place);
	const struct wrong_place *here = &place[q->place];

	if (q->place >= n || w->misplaced[q->change] != NULL ||
	    !is_misplaced(&q->arena, change, answer, here))
		return;
	w->misplaced[q->change] = mem_copy(arena_printf(&q->arena,
	    here->message, here->name.text));
}

static size_t
ask_places_of(struct watch *w, size_t change)
{
	struct wrong_place place[WRONG_PLACES_MAX];
	struct watch_server *server = whom_to_ask(w, change);
	size_t n = 0;

	free(w->misplaced[change]);
	w->misplaced[change] = NULL;
	if (server != NULL)
		n = wrong_names(&w->change[change], w->apex[change], place);
	for (size_t i = 0; i < n; i++)
		watch_ask(w, server, change, place[i].name.text,
		    place[i].type, place_told)
		    ->place = i;
	return n;
}

size_t
watch_ask_places(struct watch *w)
{
	size_t asked = 0;

	for (size_t c = 0; c < w->changes; c++)
		if (!watch_record_done(w, c) && w->apex[c] != NULL)
			asked += ask_places_of(w, c);
	return asked;
}
