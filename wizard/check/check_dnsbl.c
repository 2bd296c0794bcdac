/* Lists of unwanted senders: who is on one, and who could not be asked. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

/* RFC 5782 leaves these open; Spamhaus has given them their meaning. */
static const char *
refusal(const struct dns_answer *answer)
{
	static const struct {
		uint8_t last;
		const char *why;
	} codes[] = {
	    {252, N_("the name that was asked for is misspelt")},
	    {254, N_("the resolver is a public one")},
	    {255, N_("the resolver asks too often")},
	};
	const uint8_t *o = answer->rr[0].address.octets;

	for (size_t i = 0; o[1] == 255 && i < COUNT_OF(codes); i++)
		if (codes[i].last == o[3])
			return _(codes[i].why);
	return _("it gives no reason");
}

static const char *
id_of(const struct listing_facts *l)
{
	return l->is_domain ? "PT-14" : "PT-13";
}

static void
report_listed(struct checking *c, const struct listing_facts *l)
{
	char code[IP_TEXT_MAX];
	struct finding *finding;

	ip_format(&l->a->rr[0].address, code);
	if (l->txt != NULL && l->txt->count > 0)
		finding = finding_add(c->arena, c->list, id_of(l), l->subject,
		    _("%s is on the list %s (%s): \"%s\"."), l->subject,
		    l->list->name, code,
		    checking_text(c, l->txt->rr[0].text));
	else
		finding = finding_add(c->arena, c->list, id_of(l), l->subject,
		    _("%s is on the list %s (%s)."), l->subject, l->list->name,
		    code);
	if (l->list->removal[0] != '\0')
		finding->fix = arena_printf(c->arena,
		    _("Find out what was sent and stop it, then ask for "
		      "removal at %s"),
		    l->list->removal);
}

static void
report_refused(struct checking *c, const struct listing_facts *l)
{
	struct finding *finding = finding_add(c->arena, c->list, id_of(l),
	    l->subject,
	    _("The list %s does not answer this resolver about %s: %s. That "
	      "is not a listing."),
	    l->list->name, l->subject, refusal(l->a));

	finding->severity = SEVERITY_UNKNOWN;
	finding->fix = _("Ask through a resolver of your own: --resolver "
			 "with its address.");
}

static void
report_strange(struct checking *c, const struct listing_facts *l)
{
	finding_add(c->arena, c->list, id_of(l), l->subject,
	    _("%s answers for %s as no list does: it does not exist any "
	      "more."),
	    l->list->zone, l->subject)
	    ->severity = SEVERITY_INFO;
}

static void
check_listing(struct checking *c, const struct listing_facts *l)
{
	if (!checking_answered(c, id_of(l), l->name, l->a, DNS_A))
		return;
	switch (listing_of(l->a)) {
	case LISTING_NONE:
		break;
	case LISTING_LISTED:
		report_listed(c, l);
		break;
	case LISTING_REFUSED:
		report_refused(c, l);
		break;
	case LISTING_STRANGE:
		report_strange(c, l);
		break;
	}
}

void
check_dnsbl(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};

	for (size_t i = 0; i < facts->listings; i++)
		check_listing(&c, &facts->listing[i]);
}
