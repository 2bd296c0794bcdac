#include "wizard/flow/update_find.h"

#include "wizard/base/i18n.h"
#include "wizard/check/inspect.h"

static void
add_addresses(struct update_place *place, const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (place->addresses < UPDATE_ADDRESSES_MAX)
			place->address[place->addresses++] =
			    answer->rr[i].address;
}

/* RFC 2136 section 4.3: the primary is the server that the SOA names. */
static void
find_primary(struct arena *arena, struct inquiry *inquiry,
    struct update_place *place)
{
	const struct dns_answer *soa =
	    inquiry_get(inquiry, place->zone, DNS_SOA);
	const struct dns_answer *a, *aaaa;

	if (soa->status == DNS_PENDING)
		return;
	if (soa->status != DNS_OK) {
		place->problem = arena_printf(arena,
		    _("The SOA record of %s, which names the primary, could "
		      "not be found out (%s). Name the primary with "
		      "--server."),
		    place->zone, dns_status_word(soa->status));
		return;
	}
	place->server = arena_copy(arena, soa->rr[0].target);
	a = inquiry_get(inquiry, place->server, DNS_A);
	aaaa = inquiry_get(inquiry, place->server, DNS_AAAA);
	if (a->status == DNS_PENDING || aaaa->status == DNS_PENDING)
		return;
	add_addresses(place, aaaa);
	add_addresses(place, a);
	place->complete = true;
	if (place->addresses == 0)
		place->problem = arena_printf(arena,
		    _("%s, which the SOA record of %s names as the primary, "
		      "has no address. Name the primary with --server."),
		    place->server, place->zone);
}

struct update_place
update_find(struct arena *arena, struct inquiry *inquiry, const char *name)
{
	const struct zone_facts *zone = inspect_zone(arena, inquiry, name);
	struct update_place place = {.complete = false};

	if (zone->failed)
		place.problem = arena_printf(arena,
		    _("Nobody could say which zone %s is in. Name the primary "
		      "of the zone with --server."),
		    name);
	else if (zone->complete) {
		place.zone = arena_copy(arena, zone->apex);
		find_primary(arena, inquiry, &place);
	}
	return place;
}

const char *
update_zone_of(
    struct arena *arena, const char *name, const struct dns_answer *soa)
{
	const char *zone = NULL;

	if (soa->cnames > 0)
		return NULL;
	if (soa->status == DNS_OK)
		zone = soa->rr[0].owner;
	else if (dns_is_answered(soa->status))
		zone = soa->soa_owner;
	if (zone == NULL || !soa->authoritative ||
	    !dname_is_within(name, zone))
		return NULL;
	return arena_copy(arena, zone);
}
