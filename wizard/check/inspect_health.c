/* How a zone is served and signed: its servers one by one, the zone above. */
#include <string.h>

#include "wizard/check/inspection.h"

/* --- The servers of the zone --------------------------------------------- */

static const struct dns_answer *
ask_server(struct inspection *in, const struct ip *ip, const char *name,
    uint16_t type)
{
	return inquiry_ask(in->inquiry, name, type, ASK_AUTHORITY, ip);
}

/* What takes TCP takes two round trips more: from one server that is enough. */
static bool
is_small(const struct dns_answer *txt)
{
	return dns_is_answered(txt->status) && !txt->over_tcp;
}

static void
look_at_server(
    struct inspection *in, const struct nameserver_facts *ns, uint8_t family)
{
	struct health_facts *health = &in->facts->health;
	const char *apex = in->facts->zone->apex;
	struct server_facts *server;
	size_t i = 0;

	while (i < ns->addresses && ns->address[i].family != family)
		i++;
	if (i == ns->addresses)
		return;
	health->server = arena_push(
	    in->arena, health->server, &health->servers, sizeof(*server));
	server = &health->server[health->servers - 1];
	server->name = ns->name;
	server->ip = ns->address[i];
	server->soa = ask_server(in, &server->ip, apex, DNS_SOA);
	server->ns = ask_server(in, &server->ip, apex, DNS_NS);
	if (is_small(in->facts->txt))
		server->txt =
		    ask_server(in, &server->ip, in->facts->domain, DNS_TXT);
}

/* One address of each family: the others lead to the same machine. */
static void
look_at_servers(struct inspection *in)
{
	const struct zone_facts *zone = in->facts->zone;

	if (!zone->complete || zone->failed || zone->apex[0] == '\0')
		return;
	for (size_t i = 0; i < zone->servers; i++) {
		look_at_server(in, &zone->server[i], 4);
		look_at_server(in, &zone->server[i], 6);
	}
}

/* --- The zone above ------------------------------------------------------ */

/* The NS records of the zone that holds this name. */
static const struct dns_answer *
servers_of(struct inspection *in, const char *name)
{
	const struct dns_answer *ns = inquiry_get(in->inquiry, name, DNS_NS);

	if (ns->status != DNS_OK && ns->soa_owner != NULL &&
	    ns->soa_owner[0] != '\0' && dname_is_within(name, ns->soa_owner))
		return inquiry_get(in->inquiry, ns->soa_owner, DNS_NS);
	return ns;
}

static bool
is_delegation(const struct dns_answer *answer, const char *apex)
{
	return inspection_is_referral(answer) &&
	    dname_equal(answer->authority[0].owner, apex);
}

/*
 * A server of both zones answers from the lower one and says nothing about the
 * delegation; then the next one is no better.
 */
static void
look_above(struct inspection *in)
{
	const struct facts *f = in->facts;
	/* Until the apex is known the domain is taken for it. */
	const char *apex = f->zone->apex != NULL ? f->zone->apex : f->domain;
	const char *above = dname_parent(apex);
	const struct dns_answer *ns;

	if (above[0] == '\0')
		return;
	ns = servers_of(in, above);
	for (size_t i = 0; i < ns->count && i < INSPECT_ABOVE_MAX; i++) {
		const struct dns_answer *a =
		    inquiry_get(in->inquiry, ns->rr[i].target, DNS_A);
		const struct dns_answer *answer;

		if (a->count == 0 || f->zone->apex == NULL)
			continue;
		answer = ask_server(in, &a->rr[0].address, apex, DNS_NS);
		if (is_delegation(answer, apex))
			in->facts->health.above = answer;
		if (dns_is_answered(answer->status) ||
		    answer->status == DNS_PENDING)
			return;
	}
}

/* --- Signatures ---------------------------------------------------------- */

/* A validating resolver says SERVFAIL, but has the answer when not to check. */
static void
doubt(struct inspection *in, const char *name, uint16_t type,
    const struct dns_answer *answer)
{
	struct health_facts *health = &in->facts->health;

	if (answer == NULL || answer->status != DNS_SERVFAIL ||
	    !dns_is_answered(
		inquiry_get_unchecked(in->inquiry, name, type)->status))
		return;
	health->bogus = arena_push(
	    in->arena, health->bogus, &health->boguses, sizeof(*health->bogus));
	health->bogus[health->boguses - 1] = name;
}

static enum dnssec
dnssec_of(const struct facts *f)
{
	const struct dns_answer *ds = f->health.ds;

	for (size_t i = 0; i < f->health.boguses; i++)
		if (dname_equal(f->health.bogus[i], f->domain))
			return DNSSEC_BOGUS;
	if (f->soa->status == DNS_OK && f->soa->authenticated)
		return DNSSEC_SECURE;
	if (f->zone->apex != NULL && dns_is_answered(ds->status) &&
	    ds->count == 0)
		return DNSSEC_INSECURE;
	return DNSSEC_UNKNOWN;
}

static void
look_at_signatures(struct inspection *in)
{
	struct facts *f = in->facts;
	const char *apex = f->zone->apex;

	f->health.ds = inquiry_get(in->inquiry,
	    apex == NULL || apex[0] == '\0' ? f->domain : apex, DNS_DS);
	/* The keys are wanted most of all when their signatures are wrong. */
	if (f->health.ds->count > 0)
		f->health.dnskey = inquiry_get_unchecked(
		    in->inquiry, f->health.ds->rr[0].owner, DNS_DNSKEY);
	doubt(in, f->domain, DNS_SOA, f->soa);
	for (size_t i = 0; i < f->mxs; i++)
		doubt(in, f->mx[i].host, DNS_A, f->mx[i].a);
	f->health.dnssec = dnssec_of(f);
}

/* --- Names that should not be there ---------------------------------------- */

static void
look_at(struct inspection *in, const char *label, const char *name,
    struct place_facts *place)
{
	struct dname owner;

	if (!dname_join(label, name, &owner))
		return;
	place->name = arena_copy(in->arena, owner.text);
	place->answer = inspection_ask(in, owner.text, DNS_TXT);
}

static void
look_at_names(struct inspection *in)
{
	struct facts *f = in->facts;
	const char *domain = f->domain;
	struct health_facts *health = &f->health;

	health->dname = inquiry_get(in->inquiry, domain, DNS_DNAME);
	look_at(in, INSPECT_PROBE_LABEL, domain, &health->wildcard);
	look_at(in, domain, domain, &health->doubled[0]);
	look_at(in, arena_printf(in->arena, "_dmarc.%s", domain), domain,
	    &health->doubled[1]);
}

void
inspection_health(struct inspection *in)
{
	look_at_servers(in);
	look_above(in);
	look_at_signatures(in);
	look_at_names(in);
}
