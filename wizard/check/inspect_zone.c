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

/* RFC 2308 section 5. */
static uint32_t
negative_ttl(const struct dns_answer *soa)
{
	if (soa->status != DNS_OK)
		return soa->negative_ttl;
	return soa->rr[0].ttl < soa->rr[0].soa_minimum
	    ? soa->rr[0].ttl
	    : soa->rr[0].soa_minimum;
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
		zone->negative_ttl = negative_ttl(soa);
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

/* The zone of a name that exists, so that a resolver may be asked for it. */
static struct zone_facts *
zone_of(struct arena *arena, struct inquiry *inquiry, const char *name)
{
	struct zone_facts *zone = arena_alloc(arena, sizeof(*zone));
	const struct dns_answer *ns;
	size_t addresses = 0;

	zone->owner = name;
	find_apex(inquiry, zone);
	if (zone->apex == NULL || zone->failed)
		return zone;
	ns = inquiry_get(inquiry, zone->apex, DNS_NS);
	zone->ns = ns;
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

/* --- Further down -------------------------------------------------------- */

/* Does it send us to a zone that does not hold the name, or back up? */
static bool
leads_astray(const struct zone_facts *zone, const struct dns_answer *answer,
    const char *name)
{
	return inspection_is_referral(answer) &&
	    (!dname_is_within(name, answer->authority[0].owner) ||
		dname_equal(zone->apex, answer->authority[0].owner) ||
		!dname_is_within(answer->authority[0].owner, zone->apex));
}

const struct dns_answer *
inspection_ask_zone(struct inquiry *inquiry, const struct zone_facts *zone,
    const char *name, uint16_t type)
{
	for (size_t i = 0; i < zone->servers; i++) {
		const struct nameserver_facts *ns = &zone->server[i];

		for (size_t j = 0; j < ns->addresses; j++) {
			const struct dns_answer *answer =
			    inquiry_ask(inquiry, name, type, ASK_AUTHORITY,
				&ns->address[j]);

			if (answer->status == DNS_PENDING)
				return answer;
			if (dns_is_answered(answer->status) &&
			    !leads_astray(zone, answer, name))
				return answer;
		}
	}
	return NULL;
}

bool
inspection_is_referral(const struct dns_answer *answer)
{
	return answer->status == DNS_NODATA && answer->soa_owner == NULL &&
	    answer->authorities > 0;
}

struct zone_facts *
inspection_zone_below(struct arena *arena, struct inquiry *inquiry,
    const struct dns_answer *referral)
{
	return zone_of(arena, inquiry, referral->authority[0].owner);
}

/*
 * Names like _dmarc are seldom there yet, and a resolver that is asked for one
 * remembers that it is not there. Their zone is found from the host above.
 */
static const char *
host_above(const char *name)
{
	const char *host = name;

	for (; *name != '\0'; name = dname_parent(name))
		if (name[0] == '_')
			host = dname_parent(name);
	return host;
}

/* What the servers of one zone say about the apex of the name's own. */
static const char *
apex_below(const struct zone_facts *zone, const struct dns_answer *soa,
    const char *name)
{
	const char *apex = inspection_is_referral(soa)
	    ? soa->authority[0].owner
	    : apex_from(soa, name);

	return apex == NULL || dname_equal(apex, zone->apex) ? NULL : apex;
}

/* Down from a name that exists, by asking name servers alone. */
static struct zone_facts *
zone_below(struct arena *arena, struct inquiry *inquiry, const char *host,
    const char *owner)
{
	struct zone_facts *zone = zone_of(arena, inquiry, host);

	for (int i = 0; host != owner && i < INSPECT_CUTS_MAX; i++) {
		const struct dns_answer *soa;
		const char *apex;

		if (!zone->complete || zone->failed)
			break;
		soa = inspection_ask_zone(inquiry, zone, owner, DNS_SOA);
		if (soa == NULL)
			break;
		if (soa->status == DNS_PENDING)
			zone->complete = false;
		apex = apex_below(zone, soa, owner);
		if (apex == NULL)
			break;
		zone = zone_of(arena, inquiry, apex);
	}
	zone->owner = arena_copy(arena, owner);
	return zone;
}

struct zone_facts *
inspect_zone(struct arena *arena, struct inquiry *inquiry, const char *owner)
{
	return zone_below(arena, inquiry, host_above(owner), owner);
}

struct zone_facts *
inspect_zone_afar(
    struct arena *arena, struct inquiry *inquiry, const char *owner)
{
	const char *host = inspect_registrable(owner);

	return zone_below(
	    arena, inquiry, host != NULL ? host : host_above(owner), owner);
}

void
inspection_negative_ttl(struct inquiry *inquiry, struct zone_facts *zone)
{
	const struct dns_answer *soa;

	if (!zone->complete || zone->failed)
		return;
	soa = inspection_ask_zone(inquiry, zone, zone->apex, DNS_SOA);
	if (soa != NULL && soa->status == DNS_OK)
		zone->negative_ttl = negative_ttl(soa);
}
