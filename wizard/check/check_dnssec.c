/* Are the domain and its mail servers signed, and rightly so? */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

static void
check_bogus(struct checking *c)
{
	const struct health_facts *health = &c->facts->health;

	for (size_t i = 0; i < health->boguses; i++)
		finding_add(c->arena, c->list, "DN-02", health->bogus[i],
		    _("The DNSSEC signatures of %s are wrong: the resolver "
		      "answers SERVFAIL, and the records only when it is told "
		      "not to check."),
		    health->bogus[i]);
}

/* Is the zone signed? What the resolver does not vouch for, nobody knows. */
static void
check_signed(struct checking *c)
{
	const struct facts *f = c->facts;
	const struct dns_answer *ds = f->health.ds;

	if (ds != NULL && ds->status == DNS_OK && !ds->authenticated &&
	    f->soa->status == DNS_OK && f->health.dnssec == DNSSEC_UNKNOWN)
		finding_add(c->arena, c->list, "DN-04", c->owner,
		    _("%s is signed (DNSSEC), but the resolver asked here does "
		      "not say that it has checked the signatures."),
		    c->owner);
}

static bool
is_secure(const struct mx_facts *mx)
{
	return mx->a != NULL && mx->a->status == DNS_OK &&
	    mx->a->authenticated;
}

static void
report_unsigned(struct checking *c)
{
	if (c->facts->health.dnssec == DNSSEC_INSECURE &&
	    checking_receives(c->facts))
		finding_add(c->arena, c->list, "DN-01", c->owner,
		    _("%s is not signed (DNSSEC), so that its mail servers "
		      "cannot be protected by DANE."),
		    c->owner);
}

/* Of a pair of which only one half is signed, the signature is worth nothing. */
static void
check_both_signed(struct checking *c)
{
	const struct facts *f = c->facts;

	for (size_t i = 0; !f->by_authority && i < f->mxs; i++) {
		const struct mx_facts *mx = &f->mx[i];
		bool domain = f->mx_answer->authenticated;

		if (mx->is_null || mx->a->status != DNS_OK ||
		    domain == is_secure(mx))
			continue;
		finding_add(c->arena, c->list, "DN-01",
		    domain ? mx->host : c->owner,
		    domain ? _("%s is signed (DNSSEC), but the name of its mail "
			       "server %s is not.")
			   : _("%s is not signed (DNSSEC), but the name of its "
			       "mail server %s is."),
		    c->owner, mx->host);
		return;
	}
	report_unsigned(c);
}

void
check_dnssec(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};

	check_bogus(&c);
	check_signed_delegation(&c);
	check_signed(&c);
	check_both_signed(&c);
}
