/* What whoever keeps the DNS lets its customers enter, and what came of it. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/check/dns_host.h"

/* --- At the right one? ------------------------------------------------------ */

static void
check_panel(struct checking *c)
{
	const struct facts *f = c->facts;
	const struct dns_host *panel = f->panel;

	if (panel == NULL || panel->servers[0] == '\0' ||
	    f->zone->servers == 0 || dns_host_serves(panel->servers, f->zone))
		return;
	if (f->dns_host != NULL)
		finding_add(c->arena, c->list, "ZN-05", f->zone->apex,
		    _("The records of %s are entered at %s, but the zone is "
		      "served by %s (%s)."),
		    c->owner, panel->name, f->dns_host->name,
		    f->zone->server[0].name);
	else
		finding_add(c->arena, c->list, "ZN-05", f->zone->apex,
		    _("The records of %s are entered at %s, but the zone is "
		      "served by %s, which is not theirs."),
		    c->owner, panel->name, f->zone->server[0].name);
}

/* --- What it cannot take ----------------------------------------------------- */

static void
check_refusals(struct checking *c, const struct dns_host *host)
{
	const struct facts *f = c->facts;

	if (!host->takes_txt && f->txt->status == DNS_NODATA)
		finding_add(c->arena, c->list, "ZN-08", c->owner,
		    _("%s, who serves %s, does not let its customers enter TXT "
		      "records: neither SPF nor DKIM nor DMARC."),
		    host->name, c->owner);
	else if (!host->takes_underscore && f->dmarcs > 0 &&
	    f->dmarc[0].answer->status == DNS_NXDOMAIN)
		finding_add(c->arena, c->list, "ZN-08", c->owner,
		    _("%s, who serves %s, does not let its customers enter "
		      "names with \"_\": neither DKIM nor DMARC."),
		    host->name, c->owner);
}

static bool
is_published(const struct selector_facts *s)
{
	for (size_t i = 0; i < s->answer->count; i++)
		if (slice_is(s->answer->rr[i].text, s->wanted))
			return true;
	return false;
}

/* A key that has to be there is longer than what can be entered. */
static void
check_wanted(struct checking *c, const struct dns_host *host,
    const struct selector_facts *s)
{
	size_t octets = s->wanted == NULL ? 0 : slice_of(s->wanted).len;

	if (octets <= host->max_octets || is_published(s) ||
	    !dns_is_answered(s->answer->status))
		return;
	finding_add(c->arena, c->list, "ZN-08", c->owner,
	    _("%s takes TXT values of at most %u characters; that of the "
	      "selector %s has %zu."),
	    host->name, host->max_octets, s->name, octets);
}

/* What is broken and exactly as long as can be was cut. */
static void
check_cut(struct checking *c, const struct dns_host *host, const char *name,
    const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (answer->rr[i].text.len == host->max_octets)
			finding_add(c->arena, c->list, "ZN-08", name,
			    _("The record at %s ends after %u characters, the "
			      "most that %s takes: the rest was cut off."),
			    name, host->max_octets, host->name);
}

static void
check_lengths(struct checking *c, const struct dns_host *host)
{
	const struct facts *f = c->facts;

	if (f->spf->record != NULL && f->spf->record->faults > 0)
		check_cut(c, host, c->owner, f->txt);
	for (size_t i = 0; i < f->selectors; i++) {
		const struct selector_facts *s = &f->selector[i];

		check_wanted(c, host, s);
		if (s->record != NULL && s->record->faults > 0)
			check_cut(c, host,
			    arena_printf(c->arena, "%s._domainkey.%s", s->name,
				c->owner),
			    s->answer);
	}
}

void
check_dns_host(struct checking *c)
{
	const struct dns_host *host = c->facts->dns_host;

	check_panel(c);
	if (host == NULL)
		return;
	check_refusals(c, host);
	if (host->max_octets > 0)
		check_lengths(c, host);
}
