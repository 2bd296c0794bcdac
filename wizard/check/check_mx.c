/* Where mail to the domain goes: its MX records and what they lead to. */
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define MX_MANY 10 /* RFC 7208 section 4.6.4: "mx" in SPF follows no more */

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

	if (is_pending(f->a) || is_pending(f->aaaa))
		return;
	if (!has_address(f->a, f->aaaa)) {
		finding_add(c->arena, c->list, "MX-01", c->owner,
		    _("%s has neither MX records nor an address: mail to it "
		      "cannot be delivered."),
		    c->owner);
		return;
	}
	if (checking_never_sends(f)) {
		finding_add(c->arena, c->list, "MX-08", c->owner,
		    _("%s never sends mail (SPF), but as it has an address and "
		      "no MX record, others try to deliver mail there."),
		    c->owner);
		return;
	}
	finding_add(c->arena, c->list, "MX-01", c->owner,
	    _("%s has no MX record; mail goes to its own address."), c->owner)
	    ->severity = SEVERITY_WARNING;
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
	struct finding *finding;
	const char *meant;

	if (alias->cnames > 0)
		finding_add(c->arena, c->list, "MX-03", mx->host,
		    _("The MX record of %s leads to %s, which is an alias "
		      "for %s."),
		    c->owner, mx->host, alias->cname[0].target);
	if (has_address(mx->a, mx->aaaa) ||
	    !checking_answered(c, "MX-02", mx->host, mx->a, DNS_A) ||
	    !checking_answered(c, "MX-02", mx->host, mx->aaaa, DNS_AAAA))
		return;
	finding = finding_add(c->arena, c->list, "MX-02", mx->host,
	    _("%s, the mail server of %s, has no address (%s)."), mx->host,
	    c->owner, dns_status_word(mx->a->status));
	meant = checking_undoubled(c, mx->host);
	if (meant == NULL)
		return;
	finding->fix = arena_printf(c->arena,
	    _("The domain was appended to the name. Write \"%s\"; in a zone "
	      "file with a dot at the end."),
	    meant);
	finding->value =
	    arena_printf(c->arena, "%u %s.", mx->preference, meant);
}

static void
check_scopes(struct checking *c, const struct mx_facts *mx,
    const struct dns_answer *answer)
{
	char text[IP_TEXT_MAX];

	for (size_t i = 0; i < answer->count; i++) {
		if (checking_is_public(&answer->rr[i].address))
			continue;
		ip_format(&answer->rr[i].address, text);
		finding_add(c->arena, c->list, "MX-06", mx->host,
		    _("%s, the mail server of %s, has the address %s, which "
		      "cannot be reached from outside."),
		    mx->host, c->owner, text);
	}
}

/* Microsoft 365 verifies domains by such a record, which is never used. */
static bool
is_verification(const char *host)
{
	return dname_is_within(host, "msv1.invalid");
}

static void
check_exchanger(struct checking *c, const struct mx_facts *mx)
{
	struct ip ip;

	if (is_verification(mx->host)) {
		finding_add(c->arena, c->list, "MX-15", c->owner,
		    _("The MX record of %s names %s."), c->owner, mx->host);
		return;
	}
	if (ip_parse(slice_of(mx->host), &ip) || !dname_is_hostname(mx->host) ||
	    dname_equal(mx->host, "localhost.localdomain")) {
		report_address_instead(c, mx);
		return;
	}
	check_target(c, mx);
	check_scopes(c, mx, mx->a);
	check_scopes(c, mx, mx->aaaa);
}

/* RFC 7505 sections 3 and 4.2. */
static void
check_null(struct checking *c)
{
	const struct facts *f = c->facts;
	size_t nulls = 0;

	for (size_t i = 0; i < f->mxs; i++)
		nulls += f->mx[i].is_null;
	if (nulls == 0)
		return;
	if (f->mxs > 1)
		finding_add(c->arena, c->list, "MX-07", c->owner,
		    _("%s has a null MX and %zu MX records in all."), c->owner,
		    f->mxs);
	else if (f->mx[0].preference != 0)
		finding_add(c->arena, c->list, "MX-07", c->owner,
		    _("The null MX of %s has the preference %u instead of 0."),
		    c->owner, f->mx[0].preference)
		    ->severity = SEVERITY_WARNING;
	if (f->a->status == DNS_NODATA && f->aaaa->status == DNS_NODATA)
		finding_add(c->arena, c->list, "MX-07", c->owner,
		    _("%s has a null MX but no address either: nobody would "
		      "have delivered mail there."),
		    c->owner)
		    ->severity = SEVERITY_INFO;
	if (f->mxs == 1 && checking_has_sender(f))
		finding_add(c->arena, c->list, "MX-09", c->owner,
		    _("%s takes no mail (null MX), but mail is sent in its "
		      "name."),
		    c->owner);
}

static bool
share_address(const struct dns_answer *a, const struct dns_answer *b,
    struct ip *ret_ip)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (ip_equal(&a->rr[i].address, &b->rr[j].address)) {
				*ret_ip = a->rr[i].address;
				return true;
			}
	return false;
}

/* Two names of one machine are one machine. */
static void
check_pair(
    struct checking *c, const struct mx_facts *a, const struct mx_facts *b)
{
	char ip[IP_TEXT_MAX];
	struct ip shared;

	if (!share_address(a->a, b->a, &shared) &&
	    !share_address(a->aaaa, b->aaaa, &shared))
		return;
	ip_format(&shared, ip);
	finding_add(c->arena, c->list, "MX-05", c->owner,
	    _("%s and %s, both mail servers of %s, have the same address %s."),
	    b->host, a->host, c->owner, ip);
}

static void
check_repeated(struct checking *c, size_t i)
{
	const struct facts *f = c->facts;

	for (size_t j = 0; j < i; j++) {
		if (f->mx[j].is_null)
			continue;
		if (!dname_equal(f->mx[i].host, f->mx[j].host)) {
			check_pair(c, &f->mx[i], &f->mx[j]);
			continue;
		}
		finding_add(c->arena, c->list, "MX-05", c->owner,
		    _("%s is listed twice among the MX records of %s."),
		    f->mx[i].host, c->owner);
		return;
	}
}

static void
check_count(struct checking *c)
{
	const struct facts *f = c->facts;

	if (f->mx_answer->count > MX_MANY)
		finding_add(c->arena, c->list, "MX-16", c->owner,
		    _("%s has %zu MX records."), c->owner,
		    f->mx_answer->count);
}

static void
check_unused(struct checking *c)
{
	const struct facts *f = c->facts;

	if (f->mxs > 0 && !f->mx[0].is_null && checking_never_sends(f) &&
	    checking_never_signs(c))
		finding_add(c->arena, c->list, "MX-10", c->owner,
		    _("%s says in SPF and DKIM that it sends nothing, but "
		      "takes mail at %s."),
		    c->owner, f->mx[0].host);
}

void
check_mx(struct checking *c)
{
	const struct facts *f = c->facts;

	if (!checking_answered(c, "MX-01", c->owner, f->mx_answer, DNS_MX))
		return;
	if (f->mxs == 0 && f->mx_answer->status != DNS_NXDOMAIN)
		report_no_mx(c);
	check_null(c);
	check_count(c);
	check_unused(c);
	for (size_t i = 0; i < f->mxs; i++) {
		if (f->mx[i].is_null)
			continue;
		check_exchanger(c, &f->mx[i]);
		check_repeated(c, i);
	}
	check_mx_here(c);
}
