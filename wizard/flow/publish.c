#include "wizard/flow/publish.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/flow/lookup.h"
#include "wizard/flow/publish_state.h"

/* --- One update per zone ------------------------------------------------- */

static struct publish_zone *
zone_for(struct publish *p, const struct publish_item *item)
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

/* --- What the primary has ------------------------------------------------ */

static void
item_over(struct publish_item *item)
{
	item->done = true;
	note_ready(item->publish);
}

static void
item_fails(struct publish_item *item, const char *problem)
{
	item->set.name = item->name;
	item->set.type = item->type;
	item->set.problem = problem;
	item_over(item);
}

static void
ask(struct publish_item *item, uint16_t type, dns_done *done)
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
	struct publish_item *item = arg;
	struct arena *arena = &item->publish->arena;

	item->request = NULL;
	if (!dns_is_answered(answer->status) &&
	    item->at + 1 < item->place.addresses) {
		item->at++;
		ask(item, item->type, rrset_answered);
		return;
	}
	item->set = item->change != NULL
	    ? update_to(arena, item->change, answer)
	    : update_back(arena, item->sent, answer);
	item_over(item);
}

/* --- Whom to ask --------------------------------------------------------- */

/* The server that the user named says itself which of its zones it is. */
static void
zone_answered(void *arg, const struct dns_answer *answer)
{
	struct publish_item *item = arg;
	struct arena *arena = &item->publish->arena;

	item->request = NULL;
	item->place.zone = update_zone_of(arena, item->name, answer);
	if (item->place.zone != NULL || answer->cnames > 0) {
		ask(item, item->type, rrset_answered);
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
		struct publish_item *item = &p->item[i];

		if (item->done || item->place.complete)
			continue;
		item->place = update_find(&p->arena, p->inquiry, item->name);
		if (item->place.problem != NULL)
			item_fails(item, item->place.problem);
		else if (item->place.complete)
			ask(item, item->type, rrset_answered);
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

/* --- Life ---------------------------------------------------------------- */

static void
add_item(struct publish *p, const char *name, int64_t type,
    struct change *change, const struct sent *sent)
{
	struct publish_item *item = &p->item[p->items++];

	item->publish = p;
	item->name = arena_copy(&p->arena, name);
	item->type = plan_type(type);
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
			add_item(p, d->change[i].name, d->change[i].type,
			    &d->change[i], NULL);
	sent = arena_alloc(&p->arena, sizeof(d->sent));
	memcpy(sent, d->sent, sizeof(d->sent));
	for (size_t i = 0; p->options.undo && i < d->sents; i++)
		add_item(p, sent[i].name, sent[i].type, NULL, &sent[i]);
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
