/* The updates go out, and what came of them is kept. */
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/past.h"
#include "wizard/flow/publish_state.h"

static int64_t
now(const struct publish *p)
{
	return p->services->clock.now(p->services->clock.self);
}

static enum err_code
save(const struct publish *p, struct err *err)
{
	const struct store_service *store = &p->services->store;
	struct arena arena = ARENA_INIT;
	struct entries entries = memory_save(&arena, p->d);
	enum err_code code =
	    store->save(store->self, p->d->domain, &entries, err);

	arena_release(&arena);
	return code;
}

/* --- What can be undone -------------------------------------------------- */

static void
keep_remembered(struct publish *p)
{
	free(p->kept);
	p->kepts = p->d->sents;
	p->kept = mem_copy_of(p->d->sent, sizeof(p->d->sent));
}

static void
restore_remembered(struct publish *p)
{
	memcpy(p->d->sent, p->kept, sizeof(p->d->sent));
	p->d->sents = p->kepts;
}

static void
remember(struct publish *p, const struct publish_zone *zone)
{
	keep_remembered(p);
	for (size_t i = 0; i < zone->rrsets && !p->options.undo; i++)
		update_remember(p->d, zone->rrset[i], now(p));
}

/* --- What came of it ----------------------------------------------------- */

/* The change that an RRset is about; NULL: it was decided anew since. */
static struct change *
change_of(struct publish *p, const struct update_rrset *set)
{
	for (size_t i = 0; i < p->d->changes; i++)
		if (plan_type(p->d->change[i].type) == set->type &&
		    dname_equal(p->d->change[i].name, set->name))
			return &p->d->change[i];
	return NULL;
}

/*
 * inkan undo knows of it, too: as long as it stands, whatever is decided next.
 * Where that fails, the decisions still say what was entered.
 */
static void
note_past(struct publish *p)
{
	struct err ignored = ERR_INIT;

	if (!p->options.undo)
		(void)!past_remember(p->services, p->d, &ignored);
}

/* It was taken back, or is gone. */
static void
forget(struct publish *p, const char *name, uint16_t type)
{
	struct err ignored = ERR_INIT;

	update_forget(p->d, name, type);
	(void)!past_forget(p->services, p->d->domain, name, type, &ignored);
}

/* It is entered now, or no longer; who sees it is found out anew. */
static void
note_entered(struct publish *p, const struct update_rrset *set)
{
	struct change *change = change_of(p, set);

	if (p->options.undo)
		forget(p, set->name, set->type);
	if (change == NULL)
		return;
	change->entered = p->options.undo ? 0 : now(p);
	change->at_authority = change->visible = 0;
}

static void
write_journal(const struct publish *p, const struct publish_zone *zone)
{
	const struct store_service *store = &p->services->store;
	const char *word = update_word(&zone->result);
	struct arena arena = ARENA_INIT;
	char ip[IP_TEXT_MAX];

	ip_format(&zone->ip, ip);
	store->journal(store->self, p->d->domain,
	    arena_printf(&arena, "update of %s sent to %s: %s", zone->zone, ip,
		word != NULL ? word : "no answer"));
	arena_release(&arena);
}

/* --- One zone after the other -------------------------------------------- */

static void send_next(struct publish *p);

static void
zone_over(void *arg, const struct update_result *result)
{
	struct publish *p = arg;
	struct publish_zone *zone = &p->zone[p->sending];
	struct err ignored = ERR_INIT;

	p->job = NULL;
	zone->result = *result;
	zone->over = true;
	if (update_is_refused(result))
		restore_remembered(p);
	for (size_t i = 0; update_is_done(result) && i < zone->rrsets; i++)
		note_entered(p, zone->rrset[i]);
	if (update_is_done(result))
		note_past(p);
	write_journal(p, zone);
	/* The update is out: what was saved before it suffices to undo it. */
	(void)!save(p, &ignored);
	p->sending++;
	send_next(p);
}

static void
send_zone(struct publish *p, const struct publish_zone *zone)
{
	const struct update_service *update = &p->services->update;
	struct update_request request = {
	    .update = &zone->update,
	    .server = zone->ip,
	    .port = zone->port,
	    .key_file = p->options.key_file,
	};

	p->job = update->send(update->self, &request, zone_over, p);
}

static void
send_next(struct publish *p)
{
	for (; p->sending < p->zones; p->sending++) {
		struct publish_zone *zone = &p->zone[p->sending];

		remember(p, zone);
		if (save(p, &zone->result.err) == ERR_OK) {
			send_zone(p, zone);
			return;
		}
		restore_remembered(p);
		zone->result.end = UPDATE_NOT_SENT;
		zone->over = true;
	}
	p->over = true;
	p->changed(p->arg);
}

/* What is so already needs no update, but is noted all the same. */
static void
settle(struct publish *p)
{
	struct err ignored = ERR_INIT;

	for (size_t i = 0; i < p->items; i++) {
		struct publish_item *item = &p->item[i];

		if (item->set.problem != NULL || update_is_work(&item->set))
			continue;
		if (item->change == NULL)
			forget(p, item->name, item->type);
		else if (item->change->entered == 0)
			item->change->entered = now(p);
	}
	/* Where that fails it is found out again the next time. */
	(void)!save(p, &ignored);
}

void
publish_send(struct publish *p)
{
	settle(p);
	send_next(p);
}
