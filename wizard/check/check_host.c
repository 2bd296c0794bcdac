/* The servers of the domain: MX records, and what the zone promises. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define NEGATIVE_TTL_LONG 3600 /* seconds; longer is worth a word */

static bool
has_address(const struct dns_answer *a, const struct dns_answer *aaaa)
{
	return a->count > 0 || aaaa->count > 0;
}

static bool
is_pending(const struct dns_answer *answer)
{
	return answer->status == DNS_PENDING;
}

/* Without MX, mail goes to the address of the domain itself. */
static void
report_no_mx(struct checking *c)
{
	const struct facts *f = c->facts;
	struct finding *finding;

	if (is_pending(f->a) || is_pending(f->aaaa))
		return;
	if (!has_address(f->a, f->aaaa)) {
		finding_add(c->arena, c->list, "MX-01", c->owner,
		    _("%s has neither MX records nor an address: mail to it "
		      "cannot be delivered."),
		    c->owner);
		return;
	}
	finding = finding_add(c->arena, c->list, "MX-01", c->owner,
	    _("%s has no MX record; mail goes to its own address."), c->owner);
	finding->severity = SEVERITY_WARNING;
}

static void
report_address_instead(struct checking *c, const struct mx_facts *mx)
{
	finding_add(c->arena, c->list, "MX-04", c->owner,
	    _("The MX record of %s names \"%s\", which is not the name of a "
	      "host that others can reach."),
	    c->owner, checking_text(c, slice_of(mx->host)));
}

static void
check_target(struct checking *c, const struct mx_facts *mx)
{
	const struct dns_answer *alias = mx->a->cnames > 0 ? mx->a : mx->aaaa;

	if (alias->cnames > 0)
		finding_add(c->arena, c->list, "MX-03", mx->host,
		    _("The MX record of %s leads to %s, which is an alias "
		      "for %s."),
		    c->owner, mx->host, alias->cname[0].target);
	if (has_address(mx->a, mx->aaaa) ||
	    !checking_answered(c, "MX-02", mx->host, mx->a, DNS_A) ||
	    !checking_answered(c, "MX-02", mx->host, mx->aaaa, DNS_AAAA))
		return;
	finding_add(c->arena, c->list, "MX-02", mx->host,
	    _("%s, the mail server of %s, has no address (%s)."), mx->host,
	    c->owner, dns_status_word(mx->a->status));
}

static bool
is_reachable(const struct ip *ip)
{
	enum ip_scope scope = ip_scope(ip);

	return scope == IP_GLOBAL || scope == IP_DOCUMENTATION;
}

static void
check_scopes(struct checking *c, const struct mx_facts *mx,
    const struct dns_answer *answer)
{
	char text[IP_TEXT_MAX];

	for (size_t i = 0; i < answer->count; i++) {
		if (is_reachable(&answer->rr[i].address))
			continue;
		ip_format(&answer->rr[i].address, text);
		finding_add(c->arena, c->list, "MX-06", mx->host,
		    _("%s, the mail server of %s, has the address %s, which "
		      "cannot be reached from outside."),
		    mx->host, c->owner, text);
	}
}

static void
check_exchanger(struct checking *c, const struct mx_facts *mx)
{
	struct ip ip;

	if (ip_parse(slice_of(mx->host), &ip) || !dname_is_hostname(mx->host) ||
	    dname_equal(mx->host, "localhost.localdomain")) {
		report_address_instead(c, mx);
		return;
	}
	check_target(c, mx);
	check_scopes(c, mx, mx->a);
	check_scopes(c, mx, mx->aaaa);
}

static void
check_null(struct checking *c)
{
	const struct facts *f = c->facts;
	size_t nulls = 0;

	for (size_t i = 0; i < f->mxs; i++)
		nulls += f->mx[i].is_null;
	if (nulls > 0 && f->mxs > 1)
		finding_add(c->arena, c->list, "MX-07", c->owner,
		    _("%s has a null MX and %zu MX records in all."), c->owner,
		    f->mxs);
}

static void
check_repeated(struct checking *c, size_t i)
{
	const struct facts *f = c->facts;

	for (size_t j = 0; j < i; j++)
		if (dname_equal(f->mx[i].host, f->mx[j].host)) {
			finding_add(c->arena, c->list, "MX-05", c->owner,
			    _("%s is listed twice among the MX records of "
			      "%s."),
			    f->mx[i].host, c->owner);
			return;
		}
}

static void
check_exchangers(struct checking *c)
{
	const struct facts *f = c->facts;

	if (!checking_answered(c, "MX-01", c->owner, f->mx_answer, DNS_MX))
		return;
	if (f->mxs == 0 && f->mx_answer->status != DNS_NXDOMAIN)
		report_no_mx(c);
	check_null(c);
	for (size_t i = 0; i < f->mxs; i++) {
		if (f->mx[i].is_null)
			continue;
		check_exchanger(c, &f->mx[i]);
		check_repeated(c, i);
	}
}

/* A long negative TTL decides how long the user waits for a new record. */
static void
check_zone(struct checking *c)
{
	const struct zone_facts *zone = c->facts->zone;

	if (zone != NULL && zone->apex != NULL &&
	    zone->negative_ttl > NEGATIVE_TTL_LONG)
		finding_add(c->arena, c->list, "ZN-04", zone->apex,
		    _("Resolvers remember for up to %u seconds that a name of "
		      "%s does not exist."),
		    zone->negative_ttl, zone->apex);
}

void
check_host(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};

	check_exchangers(&c);
	check_addresses(&c);
	check_zone(&c);
}
