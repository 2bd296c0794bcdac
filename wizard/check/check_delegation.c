/*
 * What the zone above says of the zone: who serves it, at which addresses, and
 * which key signs it.
 */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/record/dnssec.h"

/* --- Names of servers ------------------------------------------------------ */

struct names {
	const struct dns_rr *rr;
	size_t count;
};

static bool
has_name(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (dname_equal(names->rr[i].target, name))
			return true;
	return false;
}

/* Those that the others do not have, as text; "" for none. */
static const char *
missing(struct arena *arena, const struct names *names,
    const struct names *others)
{
	const char *text = "";

	for (size_t i = 0; i < names->count; i++)
		if (!has_name(others, names->rr[i].target))
			text = arena_printf(arena, "%s%s%s", text,
			    text[0] == '\0' ? "" : ", ", names->rr[i].target);
	return text;
}

void
check_delegated(struct checking *c, const struct server_facts *server)
{
	const struct dns_answer *above = c->facts->health.above;
	struct names own = {server->ns->rr, server->ns->count};
	struct names delegated;
	const char *more, *less;

	if (above == NULL || own.count == 0)
		return;
	delegated = (struct names) {above->authority, above->authorities};
	more = missing(c->arena, &delegated, &own);
	less = missing(c->arena, &own, &delegated);
	if (more[0] != '\0')
		finding_add(c->arena, c->list, "ZN-01", c->facts->zone->apex,
		    _("The zone above names a server for %s that the zone "
		      "itself does not: %s."),
		    c->facts->zone->apex, more)
		    ->severity = SEVERITY_WARNING;
	if (less[0] != '\0')
		finding_add(c->arena, c->list, "ZN-01", c->facts->zone->apex,
		    _("The zone %s names a server that the zone above does "
		      "not: %s."),
		    c->facts->zone->apex, less)
		    ->severity = SEVERITY_WARNING;
}

/* --- Their addresses ------------------------------------------------------- */

static const struct nameserver_facts *
find_server(const struct zone_facts *zone, const char *name)
{
	for (size_t i = 0; i < zone->servers; i++)
		if (dname_equal(zone->server[i].name, name))
			return &zone->server[i];
	return NULL;
}

static bool
has_address(const struct nameserver_facts *ns, const struct ip *ip)
{
	for (size_t i = 0; i < ns->addresses; i++)
		if (ip_equal(&ns->address[i], ip))
			return true;
	return false;
}

/* The rest of a move: who follows the referral is led to the old address. */
static void
check_glue_address(struct checking *c, const struct dns_rr *glue)
{
	const struct zone_facts *zone = c->facts->zone;
	const struct nameserver_facts *ns = find_server(zone, glue->owner);
	char ip[IP_TEXT_MAX];

	if (ns == NULL || ns->addresses == 0 ||
	    has_address(ns, &glue->address))
		return;
	ip_format(&glue->address, ip);
	finding_add(c->arena, c->list, "ZN-01", ns->name,
	    _("The zone above gives the name server %s the address %s, which "
	      "%s itself does not."),
	    ns->name, ip, zone->apex)
	    ->severity = SEVERITY_WARNING;
}

static bool
has_glue(const struct dns_answer *above, const char *name)
{
	for (size_t i = 0; i < above->glues; i++)
		if (dname_equal(above->glue[i].owner, name))
			return true;
	return false;
}

/* A server within the zone is found only when the zone above has its address. */
void
check_glue(struct checking *c)
{
	const struct dns_answer *above = c->facts->health.above;
	const char *apex = c->facts->zone->apex;

	for (size_t i = 0; above != NULL && i < above->authorities; i++) {
		const char *name = above->authority[i].target;

		if (!dname_is_within(name, apex) || has_glue(above, name))
			continue;
		finding_add(c->arena, c->list, "ZN-01", name,
		    _("The zone above names the server %s for %s without its "
		      "address (glue), which only %s itself could tell."),
		    name, apex, apex)
		    ->severity =
		    above->glues == 0 ? SEVERITY_ERROR : SEVERITY_WARNING;
	}
	for (size_t i = 0; above != NULL && i < above->glues; i++)
		if (dname_is_within(above->glue[i].owner, apex))
			check_glue_address(c, &above->glue[i]);
}

/* --- The key that signs it ------------------------------------------------- */

static enum ds_match
compare_with_all(struct checking *c, const struct dns_rr *ds,
    const struct dns_answer *keys)
{
	enum ds_match match = DS_OTHER;

	for (size_t i = 0; i < keys->count && match == DS_OTHER; i++)
		match = dnssec_compare(c->arena, ds, &keys->rr[i]);
	return match;
}

/* A DS record without a key is left alone as long as another one has its key. */
static void
check_keys(struct checking *c, const struct dns_answer *ds,
    const struct dns_answer *keys)
{
	const char *apex = ds->rr[0].owner;
	const char *orphans = "";
	size_t usable = 0;

	for (size_t i = 0; i < ds->count; i++) {
		if (compare_with_all(c, &ds->rr[i], keys) != DS_OTHER)
			usable++;
		else
			orphans = arena_printf(c->arena, "%s%s%u", orphans,
			    orphans[0] == '\0' ? "" : ", ",
			    dnssec_ds_tag(ds->rr[i].raw));
	}
	if (orphans[0] == '\0')
		return;
	finding_add(c->arena, c->list, "DN-03", apex,
	    usable == 0
		? _("None of the DS records that the zone above has for %s is "
		    "of a key of the zone (key tags %s).")
		: _("The zone above has a DS record for %s that is of no key "
		    "of the zone (key tags %s), beside one that is."),
	    apex, orphans)
	    ->severity = usable == 0 ? SEVERITY_ERROR : SEVERITY_INFO;
}

void
check_signed_delegation(struct checking *c)
{
	const struct health_facts *health = &c->facts->health;
	const struct dns_answer *keys = health->dnskey;
	const char *apex;

	if (keys == NULL || !dns_is_answered(keys->status))
		return;
	apex = health->ds->rr[0].owner;
	if (keys->count > 0)
		check_keys(c, health->ds, keys);
	else
		finding_add(c->arena, c->list, "DN-03", apex,
		    _("The zone above says that %s is signed (DS), but the "
		      "zone has no key (DNSKEY)."),
		    apex);
}
