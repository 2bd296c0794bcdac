/* Mail servers, addresses, and the servers of the zone. */
#include <string.h>

#include "wizard/flow/snapshot_taking.h"

/* --- Servers and addresses ----------------------------------------------- */

static void
see_addresses(struct taking *t, enum sight_kind kind, const char *name,
    const struct dns_answer *answer)
{
	struct sight *sight;
	char ip[IP_TEXT_MAX];

	if (answer == NULL)
		return;
	sight = sight_see(t, kind, name);
	if (!dns_is_answered(answer->status))
		return;
	for (size_t i = 0; i < answer->count; i++) {
		ip_format(&answer->rr[i].address, ip);
		sight_add(t, sight, slice_of(ip));
	}
	sight_settle(sight);
}

static void
see_mx(struct taking *t)
{
	const struct facts *f = t->facts;
	struct sight *sight = sight_see(t, SIGHT_MX, f->domain);

	if (!dns_is_answered(f->mx_answer->status))
		return;
	for (size_t i = 0; i < f->mxs; i++)
		sight_add_lower(t, sight,
		    slice_of(arena_printf(t->arena, "%u %s",
			f->mx[i].preference,
			f->mx[i].is_null ? "." : f->mx[i].host)));
	sight_settle(sight);
	for (size_t i = 0; i < f->mxs; i++) {
		if (f->mx[i].is_null)
			continue;
		see_addresses(t, SIGHT_A, f->mx[i].host, f->mx[i].a);
		see_addresses(t, SIGHT_AAAA, f->mx[i].host, f->mx[i].aaaa);
	}
}

/* The EHLO name is often a mail server as well: once is enough. */
static void
see_helo(struct taking *t)
{
	const struct facts *f = t->facts;

	if (f->helo == NULL || f->helo[0] == '\0')
		return;
	if (!dname_equal(f->helo, f->domain))
		taking_spf(t, f->helo_spf);
	if (snapshot_find(&t->snapshot, SIGHT_A, f->helo) != NULL)
		return;
	see_addresses(t, SIGHT_A, f->helo, f->helo_a);
	see_addresses(t, SIGHT_AAAA, f->helo, f->helo_aaaa);
}

static void
see_verdict(struct taking *t, const char *name, const char *verdict)
{
	struct sight *sight;

	if (verdict == NULL)
		return;
	sight = sight_see(t, SIGHT_VERDICT, name);
	if (strcmp(verdict, spf_result_word(SPF_TEMPERROR)) == 0)
		return;
	sight_add(t, sight, slice_of(verdict));
	sight_settle(sight);
}

static void
see_sender(struct taking *t, const struct address_facts *a)
{
	struct sight *sight;
	char ip[IP_TEXT_MAX];

	ip_format(&a->ip, ip);
	see_verdict(t, ip, a->spf);
	sight = sight_see(t, SIGHT_PTR, ip);
	if (a->ptr == NULL || !dns_is_answered(a->ptr->status))
		return;
	for (size_t i = 0; i < a->names; i++)
		sight_add_lower(t, sight, slice_of(a->name[i]));
	sight_settle(sight);
	/* A lost PTR is said once. */
	if (a->names > 0 && a->confirmed != CONFIRM_UNKNOWN)
		sight_see_whether(
		    t, SIGHT_CONFIRMED, ip, a->confirmed == CONFIRM_YES);
}

/* --- The zone ------------------------------------------------------------ */

static bool
has_soa(const struct server_facts *server)
{
	return server->soa->status == DNS_OK && server->soa->count > 0 &&
	    server->soa->authoritative;
}

/* RFC 1982 section 3.2. */
static bool
is_before(uint32_t a, uint32_t b)
{
	return a != b && b - a < 0x80000000U;
}

static bool
is_older(const struct health_facts *health, const struct server_facts *server)
{
	for (size_t i = 0; i < health->servers; i++)
		if (has_soa(&health->server[i]) &&
		    is_before(server->soa->rr[0].soa_serial,
			health->server[i].soa->rr[0].soa_serial))
			return true;
	return false;
}

static void
see_servers(struct taking *t)
{
	const struct health_facts *health = &t->facts->health;

	for (size_t i = 0; i < health->servers; i++) {
		const struct server_facts *server = &health->server[i];
		char ip[IP_TEXT_MAX];
		const char *name;

		ip_format(&server->ip, ip);
		name = arena_printf(t->arena, "%s (%s)", server->name, ip);
		if (has_soa(server))
			sight_see_whether(t, SIGHT_OLDER, name,
			    is_older(health, server));
		else
			(void)sight_see(t, SIGHT_OLDER, name);
	}
}

static void
see_zone(struct taking *t)
{
	static const char *const words[] = {
	    [DNSSEC_UNKNOWN] = NULL,
	    [DNSSEC_SECURE] = "secure",
	    [DNSSEC_INSECURE] = "insecure",
	    [DNSSEC_BOGUS] = "bogus",
	};
	const struct zone_facts *zone = t->facts->zone;
	const char *word = words[t->facts->health.dnssec];
	struct sight *sight;

	if (zone == NULL || zone->apex == NULL || zone->failed)
		return;
	sight = sight_see(t, SIGHT_NS, zone->apex);
	for (size_t i = 0; i < zone->servers; i++)
		sight_add_lower(t, sight, slice_of(zone->server[i].name));
	/* A zone has servers: none means that they were not told. */
	if (zone->servers > 0)
		sight_settle(sight);
	see_servers(t);
	sight = sight_see(t, SIGHT_DNSSEC, zone->apex);
	if (word != NULL) {
		sight_add(t, sight, slice_of(word));
		sight_settle(sight);
	}
}

void
taking_hosts(struct taking *t)
{
	const struct facts *f = t->facts;

	see_mx(t);
	see_helo(t);
	for (size_t i = 0; i < f->addresses; i++)
		if ((f->address[i].roles & ADDRESS_SENDS) != 0)
			see_sender(t, &f->address[i]);
	see_zone(t);
}
