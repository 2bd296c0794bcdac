/*
 * Aliases that lead into other zones. The servers of such a zone have the end of
 * the alias: they are asked for it, and what they say is what counts.
 */
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/flow/watch_state.h"

const char *
watch_asked_name(
    const struct watch *w, const struct watch_server *server, size_t change)
{
	return server->link == 0 ? w->change[change].name
				 : w->link[change][server->link - 1].text;
}

/* Does a server of that link, but for this one, lead further? */
static bool
leads_further(const struct watch *w, const struct watch_server *but,
    unsigned link, size_t change)
{
	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];

		if (s != but && s->authority && s->link == link &&
		    s->cell[change].state == CELL_ALIAS)
			return true;
	}
	return false;
}

bool
watch_is_on_the_way(const struct watch *w, unsigned link, size_t change)
{
	for (unsigned i = 0; i < link; i++)
		if (!leads_further(w, NULL, i, change))
			return false;
	return true;
}

void
watch_forget_cell(struct watch_cell *cell)
{
	free(cell->mistake);
	free(cell->chain);
}

/* --- Where it leads ------------------------------------------------------------ */

/* What was known of the links behind is about another name. */
static void
forget_behind(struct watch *w, unsigned link, size_t change)
{
	for (unsigned i = link; i < WATCH_LINKS_MAX; i++)
		w->link[change][i].text[0] = '\0';
	for (size_t i = 0; i < w->servers; i++) {
		struct watch_server *s = &w->server[i];

		if (!s->authority || s->link <= link)
			continue;
		watch_forget_cell(&s->cell[change]);
		s->cell[change] =
		    (struct watch_cell) {.state = CELL_NOT_HERE};
	}
}

/* false: there are too many, or another server of the zone leads elsewhere. */
static bool
note_link(struct watch *w, struct watch_server *server, size_t change,
    const char *target)
{
	unsigned link = server->link;
	struct dname name;

	if (link == WATCH_LINKS_MAX || !dname_join(target, "", &name))
		return false;
	if (dname_equal(w->link[change][link].text, target))
		return true;
	if (leads_further(w, server, link, change))
		return false;
	forget_behind(w, link, change);
	w->link[change][link] = name;
	server->cell[change].run = 0;
	w->is_led_away = true;
	return true;
}

/* Is the end of it in a zone of the server that answered? */
static bool
ends_here(const struct dns_answer *answer, const char *target)
{
	return answer->soa_owner != NULL &&
	    dname_is_within(target, answer->soa_owner);
}

enum cell_state
watch_judge_alias(struct watch_question *q, const struct dns_answer *answer,
    const char **ret_mistake)
{
	const char *target = answer->cname[answer->cnames - 1].target;

	*ret_mistake = arena_printf(&q->arena,
	    _("an alias (CNAME) to %s is at this name; no other record can be "
	      "beside it: delete the alias, or enter the record at its end"),
	    text_safe(&q->arena, slice_of(target)));
	return !ends_here(answer, target) &&
		note_link(q->watch, q->server, q->change, target)
	    ? CELL_ALIAS
	    : CELL_DIFFERS;
}

void
watch_accept_aliases(struct watch *w, size_t change)
{
	for (size_t i = 0; i < w->servers; i++) {
		struct watch_cell *cell = &w->server[i].cell[change];

		if (cell->state != CELL_ALIAS)
			continue;
		free(cell->mistake);
		cell->mistake = NULL;
	}
}

/* --- How long caches keep it ----------------------------------------------------- */

static const char *
chain_of(struct arena *arena, const struct dns_answer *answer)
{
	const char *chain = "";

	for (size_t i = 0; i < answer->cnames; i++)
		chain = arena_printf(
		    arena, "%s %s", chain, answer->cname[i].target);
	return chain;
}

/*
 * As long as the same links lead on, it does not matter how long caches keep
 * them; one that is there no more, or leads elsewhere, was a record from before.
 * Where it led before this session began is not known.
 */
void
watch_note_chain(struct watch_question *q, const struct dns_answer *answer)
{
	struct watch *w = q->watch;
	struct change *change = &w->change[q->change];
	struct watch_cell *cell = &q->server->cell[q->change];
	const char *chain = chain_of(&q->arena, answer);
	bool was_there = cell->chain != NULL
	    ? cell->chain[0] != '\0' && strcmp(cell->chain, chain) != 0
	    : w->had_alias[q->change] && q->server->link == 0 &&
		answer->cnames == 0;

	for (size_t i = 0; i < answer->cnames; i++)
		if (answer->cname[i].ttl > change->alias_ttl)
			change->alias_ttl = answer->cname[i].ttl;
	if (was_there)
		watch_extend(change, change->alias_ttl);
	free(cell->chain);
	cell->chain = mem_copy(chain);
}
