#include "wizard/flow/publish.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/flow/lookup.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/update_find.h"

/* One RRset on its way to an update. */
struct item {
	struct publish *publish;
	const char *name;
	struct change *change;   /* NULL: to be undone */
	const struct sent *sent; /* NULL: to be published */
	struct update_place place;
	size_t at; /* the address that is asked */
	struct dns_request *request;
	struct update_rrset set;
	bool done;
};

struct publish {
	const struct services *services;
	struct decisions *d;
	struct publish_options options;
	struct arena arena;
	struct inquiry *inquiry;
	struct lookup *lookup;
	struct item item[CHANGES_MAX];
	size_t items;
	struct publish_zone zone[CHANGES_MAX];
	size_t zones;
	size_t sending; /* the zone whose turn it is */
	struct update_job *job;
	struct sent *kept; /* what was remembered before that zone */
	size_t kepts;
	bool ready, over;
	void (*changed)(void *arg);
	void *arg;
};

/* --- One update per zone --------------------------------------------------------- */

static struct publish_zone *
zone_for(struct publish *p, const struct item *item)
{
	const struct ip *ip = &item->place.address[item->at];
	struct publish_zone *zone;

	for (size_t i = 0; i < p->zones; i++)
		if (dname_equal(p->zone[i].zone, item->place.zone) &&
		    ip_equal(&p->zone[i].ip, ip))
			return &p->zone[i];
	zone = &p->zone[p->zones++];
	zone->zone = item->place.zone;
	zone->server = item->place.server;
	zone->ip = *ip;
	zone->port = p->options.port;
	return zone;
}

static void
make_updates(struct publish *p)
{
	for (size_t i = 0; i < p->items; i++) {
		struct publish_zone *zone;

		if (!update_is_work(&p->item[i].set))
			continue;
		zone = zone_for(p, &p->item[i]);
		zone->rrset[zone->rrsets++] = &p->item[i].set;
	}
	for (size_t i = 0; i < p->zones; i++)
		p->zone[i].update = update_lines(&p->arena, p->zone[i].zone,
		    p->zone[i].rrset, p->zone[i].rrsets);
}

static void
note_ready(struct publish *p)
{
	for (size_t i = 0; i < p->items; i++)
		if (!p->item[i].done)
			return;
	make_updates(p);
	p->ready = true;
	p->changed(p->arg);
}

/* --- What the primary has ---------------------------------------------------------- */

static void
item_over(struct item *item)
{
	item->done = true;
	note_ready(item->publish);
}

static void
item_fails(struct item *item, const char *problem)
{
	item->set.name = item->name;
	item->set.problem = problem;
	item_over(item);
}

static void
ask(struct item *item, uint16_t type, dns_done *done)
{
	struct publish *p = item->publish;
	const struct dns_service *dns = &p->services->dns;
	struct dns_query query = {
	    .name = item->name,
	    .type = type,
	    .whom = ASK_AUTHORITY,
	    .server = item->place.address[item->at],
	    .port = p->options.port,
	    .tcp = true,
	};

	item->request =
	    dns->lookup(dns->self, &query, &p->arena, done, item);
}

/* A primary with several addresses is often reached at one of them only. */
static void
rrset_answered(void *arg, const struct dns_answer *answer)
{
	struct item *item = arg;
	struct arena *arena = &item->publish->arena;

	item->request = NULL;
	if (!dns_is_answered(answer->status) &&
	    item->at + 1 < item->place.addresses) {
		item->at++;
		ask(item, DNS_TXT, rrset_answered);
		return;
	}
	item->set = item->change != NULL
	    ? update_to(arena, item->change, answer)
	    : update_back(arena, item->sent, answer);
	item_over(item);
}

/* --- Whom to ask -------------------------------------------------------------------- */

/* The server that the user named says itself which of its zones it is. */
static void
zone_answered(void *arg, const struct dns_answer *answer)
{
	struct item *item = arg;
	struct arena *arena = &item->publish->arena;

	item->request = NULL;
	item->place.zone = update_zone_of(arena, item->name, answer);
	if (item->place.zone != NULL || answer->cnames > 0) {
		ask(item, DNS_TXT, rrset_answered);
		return;
	}
	item_fails(item,
	    arena_printf(arena,
		_("The name server that was given does not have the zone of "
		  "%s, or does not say (%s)."),
		item->name, dns_status_word(answer->status)));
}

static void
find_places(void *arg)
{
	struct publish *p = arg;

	for (size_t i = 0; i < p->items; i++) {
		struct item *item = &p->item[i];

		if (item->done || item->place.complete)
			continue;
		item->place = update_find(&p->arena, p->inquiry, item->name);
		if (item->place.problem != NULL)
			item_fails(item, item->place.problem);
		else if (item->place.complete)
			ask(item, DNS_TXT, rrset_answered);
	}
	lookup_send(p->lookup);
}

static void
ask_given(struct publish *p)
{
	for (size_t i = 0; i < p->items; i++) {
		p->item[i].place.address[0] = p->options.server;
		p->item[i].place.addresses = 1;
		ask(&p->item[i], DNS_SOA, zone_answered);
	}
}

/* --- Sending ---------------------------------------------------------------------- */

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

/* The change that an RRset is about; NULL: it was decided anew since. */
static struct change *
change_of(struct publish *p, const struct update_rrset *set)
{
	for (size_t i = 0; i < p->d->changes; i++)
		if (dname_equal(p->d->change[i].name, set->name))
			return &p->d->change[i];
	return NULL;
}

/* It is entered now, or no longer; who sees it is found out anew. */
static void
note_entered(struct publish *p, const struct update_rrset *set)
{
	struct change *change = change_of(p, set);

	if (p->options.undo)
		update_forget(p->d, set->name);
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
		struct item *item = &p->item[i];

		if (item->set.problem != NULL || update_is_work(&item->set))
			continue;
		if (item->change == NULL)
			update_forget(p->d, item->name);
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

/* --- Life -------------------------------------------------------------------------- */

static void
add_item(struct publish *p, const char *name, struct change *change,
    const struct sent *sent)
{
	struct item *item = &p->item[p->items++];

	item->publish = p;
	item->name = arena_copy(&p->arena, name);
	item->change = change;
	item->sent = sent;
}

/* What was sent is copied: undoing it forgets it. */
static void
add_items(struct publish *p)
{
	struct decisions *d = p->d;
	struct sent *sent;

	for (size_t i = 0; !p->options.undo && i < d->changes; i++)
		if (d->change[i].op != CHANGE_KEEP)
			add_item(p, d->change[i].name, &d->change[i], NULL);
	sent = arena_alloc(&p->arena, sizeof(d->sent));
	memcpy(sent, d->sent, sizeof(d->sent));
	for (size_t i = 0; p->options.undo && i < d->sents; i++)
		add_item(p, sent[i].name, NULL, &sent[i]);
}

struct publish *
publish_new(const struct services *services, struct decisions *decisions,
    const struct publish_options *options, void (*changed)(void *arg),
    void *arg)
{
	struct publish *p = mem_alloc(sizeof(*p));

	p->services = services;
	p->d = decisions;
	p->options = *options;
	p->changed = changed;
	p->arg = arg;
	p->inquiry = inquiry_new();
	p->lookup = lookup_new(services, p->inquiry, find_places, p);
	add_items(p);
	if (p->items == 0)
		p->ready = true;
	else if (options->server.family != 0)
		ask_given(p);
	else
		find_places(p);
	return p;
}

void
publish_free(struct publish *p)
{
	const struct dns_service *dns;

	if (p == NULL)
		return;
	dns = &p->services->dns;
	for (size_t i = 0; i < p->items; i++)
		if (p->item[i].request != NULL)
			dns->cancel(dns->self, p->item[i].request);
	if (p->job != NULL)
		p->services->update.cancel(p->services->update.self, p->job);
	lookup_free(p->lookup);
	inquiry_free(p->inquiry);
	arena_release(&p->arena);
	free(p->kept);
	free(p);
}

bool
publish_is_ready(const struct publish *p)
{
	return p->ready;
}

size_t
publish_rrsets(const struct publish *p)
{
	return p->items;
}

const struct update_rrset *
publish_rrset(const struct publish *p, size_t i)
{
	return &p->item[i].set;
}

size_t
publish_zones(const struct publish *p)
{
	return p->zones;
}

const struct publish_zone *
publish_zone(const struct publish *p, size_t i)
{
	return &p->zone[i];
}

bool
publish_is_over(const struct publish *p)
{
	return p->over;
}
