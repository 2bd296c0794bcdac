/* What the zone of the domain promises, and what it should not hold. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define NEGATIVE_TTL_LONG 3600 /* seconds; longer is worth a word */
#define EXPIRE_SHORT 86400 /* seconds; a weekend without the primary is longer */

/* A long negative TTL decides how long the user waits for a new record. */
static void
check_negative_ttl(struct checking *c, const struct zone_facts *zone)
{
	if (zone->negative_ttl > NEGATIVE_TTL_LONG)
		finding_add(c->arena, c->list, "ZN-04", zone->apex,
		    _("Resolvers remember for up to %u seconds that a name of "
		      "%s does not exist."),
		    zone->negative_ttl, zone->apex);
}

/* RFC 1912 section 2.2; what is unusual but works is left alone. */
static void
check_timers(struct checking *c, const struct zone_facts *zone,
    const struct dns_rr *soa)
{
	if (soa->soa_expire < EXPIRE_SHORT ||
	    soa->soa_expire <= soa->soa_refresh)
		finding_add(c->arena, c->list, "ZN-03", zone->apex,
		    _("Secondary servers of %s give the zone up after %u "
		      "seconds without the primary (expire; refresh is %u)."),
		    zone->apex, soa->soa_expire, soa->soa_refresh);
	else if (soa->soa_retry > soa->soa_refresh)
		finding_add(c->arena, c->list, "ZN-03", zone->apex,
		    _("Secondary servers of %s try again later (%u seconds) "
		      "than they would have asked anyway (%u seconds)."),
		    zone->apex, soa->soa_retry, soa->soa_refresh);
}

#define RNAME_LABELS 3 /* a mailbox and a domain that somebody registered */

/* A mail address with a dot in the place of the @: RFC 1035 section 3.3.13. */
static void
check_responsible(struct checking *c, const struct zone_facts *zone,
    const struct dns_rr *soa)
{
	struct dname doubled;
	const char *fmt;

	if (strchr(soa->rname, '@') != NULL)
		fmt = _("The SOA record of %s names who is responsible with "
			"an @ (%s); a dot has to stand in its place.");
	else if (zone->apex[0] != '\0' &&
	    dname_join(zone->apex, zone->apex, &doubled) &&
	    dname_is_within(soa->rname, doubled.text))
		fmt = _("The SOA record of %s names who is responsible with "
			"the zone twice (%s): there is no dot at the end.");
	else if (dname_labels(soa->rname) < RNAME_LABELS)
		fmt = _("The SOA record of %s names who is responsible, but "
			"\"%s\" is no mail address.");
	else
		return;
	finding_add(c->arena, c->list, "ZN-03", zone->apex, fmt, zone->apex,
	    checking_text(c, slice_of(soa->rname)))
	    ->severity = SEVERITY_INFO;
}

static void
check_soa(struct checking *c, const struct zone_facts *zone)
{
	const struct dns_answer *answer = c->facts->soa;

	if (answer->status != DNS_OK || answer->cnames > 0 ||
	    !dname_equal(answer->rr->owner, zone->apex))
		return;
	check_timers(c, zone, answer->rr);
	check_responsible(c, zone, answer->rr);
}

/* --- Names that should not be there ---------------------------------------- */

/* A wildcard below _domainkey is told of with the keys. */
static void
check_wildcard(struct checking *c)
{
	const struct facts *f = c->facts;
	const struct place_facts *place = &f->health.wildcard;

	if (place->name == NULL || place->answer->count == 0 ||
	    f->wildcard->status == DNS_PENDING || f->wildcard->count > 0)
		return;
	finding_add(c->arena, c->list,
	    spf_is_record(place->answer->rr[0].text) ? "SPF-11" : "ZN-07",
	    c->owner, _("A wildcard answers for names below %s with \"%s\"."),
	    c->owner, checking_text(c, place->answer->rr[0].text));
}

static bool
is_mail_policy(struct slice text)
{
	return spf_is_record(text) || slice_starts_nocase(text, "v=DMARC1");
}

static void
check_doubled(struct checking *c)
{
	const struct health_facts *health = &c->facts->health;

	if (health->wildcard.name == NULL || health->wildcard.answer->count > 0)
		return;
	for (size_t i = 0; i < COUNT_OF(health->doubled); i++) {
		const struct place_facts *place = &health->doubled[i];

		for (size_t j = 0;
		     place->name != NULL && j < place->answer->count; j++)
			if (is_mail_policy(place->answer->rr[j].text))
				finding_add(c->arena, c->list, "ZN-06",
				    place->name,
				    _("\"%s\" is published at %s, where nobody "
				      "looks for it."),
				    checking_text(
					c, place->answer->rr[j].text),
				    place->name);
	}
}

static void
check_dname(struct checking *c)
{
	const struct dns_answer *dname = c->facts->health.dname;

	if (dname != NULL && dname->count > 0)
		finding_add(c->arena, c->list, "ZN-09", c->owner,
		    _("All names below %s are looked for below %s."), c->owner,
		    dname->rr[0].target);
}

void
check_zone(struct checking *c)
{
	const struct zone_facts *zone = c->facts->zone;

	if (zone != NULL && zone->apex != NULL) {
		check_negative_ttl(c, zone);
		check_soa(c, zone);
	}
	check_wildcard(c);
	check_doubled(c);
	check_dname(c);
}
