/* The name servers one by one: do they all serve the zone, and the same one? */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

/* --- What a server says -------------------------------------------------- */

static bool
serves(const struct server_facts *server)
{
	return server->soa->status == DNS_OK && server->soa->authoritative;
}

/* It answers, but not for this zone: RFC 1912 section 2.8. */
static bool
is_lame(const struct server_facts *server)
{
	switch (server->soa->status) {
	case DNS_OK:
		return !server->soa->authoritative;
	case DNS_NODATA:
	case DNS_NXDOMAIN:
	case DNS_SERVFAIL:
	case DNS_REFUSED:
	case DNS_OTHER:
		return true;
	case DNS_PENDING:
	case DNS_TIMEOUT:
	case DNS_UNREACHABLE:
	case DNS_MALFORMED:
	case DNS_CANCELLED:
		return false;
	}
	return false;
}

/* The first one that serves; of that family, 0: of any. NULL: none. */
static const struct server_facts *
first_serving(const struct health_facts *health, uint8_t family)
{
	for (size_t i = 0; i < health->servers; i++)
		if ((family == 0 || health->server[i].ip.family == family) &&
		    serves(&health->server[i]))
			return &health->server[i];
	return NULL;
}

static bool
is_pending(const struct dns_answer *answer)
{
	return answer != NULL && answer->status == DNS_PENDING;
}

static bool
is_waiting(const struct health_facts *health)
{
	for (size_t i = 0; i < health->servers; i++)
		if (is_pending(health->server[i].soa) ||
		    is_pending(health->server[i].ns) ||
		    is_pending(health->server[i].txt))
			return true;
	return false;
}

/* --- Each for itself ----------------------------------------------------- */

/* Silence counts where others of its family are heard: else it is our line. */
static void
check_server(struct checking *c, const struct server_facts *server)
{
	const char *word = dns_status_word(server->soa->status);
	char ip[IP_TEXT_MAX];

	ip_format(&server->ip, ip);
	if (is_lame(server))
		finding_add(c->arena, c->list, "ZN-01", c->facts->zone->apex,
		    _("The name server %s (%s) does not serve %s (%s)."),
		    server->name, ip, c->facts->zone->apex, word);
	else if (!serves(server) &&
	    first_serving(&c->facts->health, server->ip.family) != NULL)
		finding_add(c->arena, c->list, "ZN-01", c->facts->zone->apex,
		    _("The name server %s (%s) does not answer (%s)."),
		    server->name, ip, word)
		    ->severity = SEVERITY_WARNING;
}

static void
check_names(struct checking *c)
{
	const struct zone_facts *zone = c->facts->zone;

	for (size_t i = 0; i < zone->servers; i++) {
		const struct nameserver_facts *ns = &zone->server[i];

		if (ns->addresses == 0 &&
		    checking_answered(c, "ZN-01", ns->name, ns->a, DNS_A) &&
		    checking_answered(
			c, "ZN-01", ns->name, ns->aaaa, DNS_AAAA))
			finding_add(c->arena, c->list, "ZN-01", ns->name,
			    _("The name server %s of %s has no address (%s)."),
			    ns->name, zone->apex,
			    dns_status_word(ns->a->status));
		else if (ns->a->cnames > 0)
			finding_add(c->arena, c->list, "ZN-01", ns->name,
			    _("The name server %s of %s is an alias for %s."),
			    ns->name, zone->apex, ns->a->cname[0].target)
			    ->severity = SEVERITY_WARNING;
	}
}

/* Which zone is it, and who serves it? False as long as that is open. */
static bool
is_known(struct checking *c)
{
	const struct facts *f = c->facts;

	if (f->zone->apex == NULL)
		return checking_answered(
		    c, "ZN-01", f->domain, f->soa, DNS_SOA);
	return f->zone->ns != NULL &&
	    checking_answered(
		c, "ZN-01", f->zone->apex, f->zone->ns, DNS_NS);
}

/* --- All of them together ------------------------------------------------ */

static bool
has_text(const struct dns_answer *answer, struct slice text)
{
	for (size_t i = 0; i < answer->count; i++)
		if (answer->rr[i].text.len == text.len &&
		    (text.len == 0 ||
			memcmp(answer->rr[i].text.ptr, text.ptr, text.len) == 0))
			return true;
	return false;
}

static bool
same_texts(const struct dns_answer *a, const struct dns_answer *b)
{
	if (a == NULL || b == NULL || !dns_is_answered(a->status) ||
	    !dns_is_answered(b->status))
		return true;
	for (size_t i = 0; i < a->count; i++)
		if (!has_text(b, a->rr[i].text))
			return false;
	return a->count == b->count;
}

static void
check_edition(struct checking *c, const struct server_facts *first,
    const struct server_facts *server)
{
	uint32_t a = first->soa->rr[0].soa_serial;
	uint32_t b = server->soa->rr[0].soa_serial;

	if (!same_texts(first->txt, server->txt))
		finding_add(c->arena, c->list, "ZN-02", c->owner,
		    _("%s and %s do not have the same TXT records of %s "
		      "(serial numbers %u and %u)."),
		    first->name, server->name, c->owner, a, b);
	else if (a != b)
		finding_add(c->arena, c->list, "ZN-02", c->facts->zone->apex,
		    _("%s and %s have different editions of %s (serial numbers "
		      "%u and %u)."),
		    first->name, server->name, c->facts->zone->apex, a, b);
}

/* The resolver was answered, so that we are the ones who are kept from it. */
static void
report_out_of_reach(struct checking *c)
{
	finding_add(c->arena, c->list, "ZN-02", c->facts->zone->apex,
	    _("The name servers of %s could not be asked directly from here: "
	      "whether they agree is not known."),
	    c->facts->zone->apex)
	    ->severity = SEVERITY_INFO;
}

void
check_zone_servers(struct checking *c)
{
	const struct health_facts *health = &c->facts->health;
	const struct server_facts *first = first_serving(health, 0);

	if (!is_known(c) || !c->facts->zone->complete)
		return;
	check_names(c);
	if (health->servers == 0 || is_waiting(health))
		return;
	if (first == NULL) {
		report_out_of_reach(c);
		return;
	}
	check_delegated(c, first);
	check_glue(c);
	for (size_t i = 0; i < health->servers; i++) {
		check_server(c, &health->server[i]);
		if (serves(&health->server[i]))
			check_edition(c, first, &health->server[i]);
	}
}
