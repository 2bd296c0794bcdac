/* The zone cut above a name, and who serves that zone. */
#include <string.h>

#include "wizard/check/inspection.h"

/*
 * The owner of the SOA that came back, in the answer or as the proof that
 * there is nothing, is the apex. NULL with *ret_final false: ask further up.
 */
static const char *
apex_from(const struct dns_answer *soa, const char *name)
{
	if (soa->cnames > 0)
		return NULL; /* the SOA is that of the alias' target */
	if (soa->status == DNS_OK)
		return soa->rr[0].owner;
	if (soa->soa_owner != NULL && dname_is_within(name, soa->soa_owner))
		return soa->soa_owner;
	return NULL;
}

static void
find_apex(struct inquiry *inquiry, struct zone_facts *zone)
{
	const char *name = zone->owner;

	for (; *name != '\0'; name = dname_parent(name)) {
		const struct dns_answer *soa =
		    inquiry_get(inquiry, name, DNS_SOA);

		if (soa->status == DNS_PENDING)
			return;
		if (!dns_is_answered(soa->status))
			break;
		zone->apex = apex_from(soa, name);
		if (zone->apex == NULL)
			continue;
		zone->negative_ttl = soa->status == DNS_OK
		    ? soa->rr[0].soa_minimum
		    : soa->negative_ttl;
		if (soa->status == DNS_OK &&
		    soa->rr[0].ttl < zone->negative_ttl)
			zone->negative_ttl = soa->rr[0].ttl;
		return;
	}
	zone->failed = true;
}

static void
add_addresses(struct arena *arena, struct nameserver_facts *ns,
    const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count && ns->addresses < 8; i++) {
		ns->address = arena_push(
		    arena, ns->address, &ns->addresses, sizeof(*ns->address));
		ns->address[ns->addresses - 1] = answer->rr[i].address;
	}
}

static void
add_server(struct arena *arena, struct inquiry *inquiry,
    struct zone_facts *zone, const char *name)
{
	struct nameserver_facts *ns;

	zone->server =
	    arena_push(arena, zone->server, &zone->servers, sizeof(*zone->server));
	ns = &zone->server[zone->servers - 1];
	ns->name = name;
	ns->a = inquiry_get(inquiry, name, DNS_A);
	ns->aaaa = inquiry_get(inquiry, name, DNS_AAAA);
	add_addresses(arena, ns, ns->a);
	add_addresses(arena, ns, ns->aaaa);
	if (ns->a->status == DNS_PENDING || ns->aaaa->status == DNS_PENDING)
		zone->complete = false;
}

struct zone_facts *
inspect_zone(struct arena *arena, struct inquiry *inquiry, const char *owner)
{
	struct zone_facts *zone = arena_alloc(arena, sizeof(*zone));
	const struct dns_answer *ns;
	size_t addresses = 0;

	zone->owner = arena_copy(arena, owner);
	find_apex(inquiry, zone);
	if (zone->apex == NULL || zone->failed)
		return zone;
	ns = inquiry_get(inquiry, zone->apex, DNS_NS);
	if (ns->status == DNS_PENDING)
		return zone;
	zone->complete = true;
	for (size_t i = 0; i < ns->count && i < INSPECT_NS_MAX; i++)
		add_server(arena, inquiry, zone, ns->rr[i].target);
	for (size_t i = 0; i < zone->servers; i++)
		addresses += zone->server[i].addresses;
	/* A zone whose servers have no address cannot be asked directly. */
	if (zone->complete && addresses == 0)
		zone->failed = true;
	return zone;
}
