/* The name that the mail server says in EHLO. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

static void
check_helo_name(struct checking *c)
{
	const struct host_facts *host = c->facts->host;
	const char *hello;

	if (c->facts->helo[0] != '\0' || host == NULL || !host->known)
		return;
	hello = host->mta_hello != NULL ? host->mta_hello : host->hostname;
	if (hello[0] == '\0') /* nobody could tell */
		return;
	finding_add(c->arena, c->list, "PT-08", c->owner,
	    _("The mail server calls itself \"%s\"."),
	    checking_text(c, slice_of(hello)));
}

static void
check_helo_address(struct checking *c)
{
	const struct facts *f = c->facts;

	if (f->helo[0] == '\0' || f->helo_a->count > 0 ||
	    f->helo_aaaa->count > 0)
		return;
	if (!checking_answered(c, "PT-09", f->helo, f->helo_a, DNS_A) ||
	    !checking_answered(c, "PT-09", f->helo, f->helo_aaaa, DNS_AAAA))
		return;
	finding_add(c->arena, c->list, "PT-09", f->helo,
	    _("%s, the name that the server says in EHLO, has no address "
	      "(%s)."),
	    f->helo, dns_status_word(f->helo_a->status));
}

/* An alias, or the domain itself: allowed, but mistaken for something else. */
static void
check_helo_kind(struct checking *c)
{
	const struct facts *f = c->facts;

	if (f->helo[0] == '\0')
		return;
	if (f->helo_a->cnames > 0)
		finding_add(c->arena, c->list, "PT-17", f->helo,
		    _("%s, the name that the server says in EHLO, is an alias "
		      "for %s."),
		    f->helo, f->helo_a->cname[0].target);
	else if (dname_equal(f->helo, f->domain))
		finding_add(c->arena, c->list, "PT-17", f->helo,
		    _("%s is the mail domain and also the name that the server "
		      "says in EHLO."),
		    f->helo)
		    ->severity = SEVERITY_INFO;
}

void
check_hello(struct checking *c)
{
	check_helo_name(c);
	check_helo_address(c);
	check_helo_kind(c);
}
