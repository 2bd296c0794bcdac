/* The MX records, seen from this machine and from what mail it sends. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

/* How many of the addresses are ours, and how many there are. */
struct share {
	size_t own, all;
	struct ip other; /* one that is not ours; family 0: none */
};

static void
count(const struct facts *f, const struct dns_answer *answer,
    struct share *share)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++) {
		const struct ip *ip = &answer->rr[i].address;

		share->all++;
		if (checking_is_own(f, ip))
			share->own++;
		else
			share->other = *ip;
	}
}

static struct share
share_of(const struct facts *f, const struct mx_facts *mx)
{
	struct share share = {0, 0, {.family = 0}};

	if (mx->is_null)
		return share;
	count(f, mx->a, &share);
	count(f, mx->aaaa, &share);
	return share;
}

static bool
is_waiting(const struct facts *f)
{
	for (size_t i = 0; i < f->mxs; i++)
		if (!f->mx[i].is_null &&
		    (f->mx[i].a->status == DNS_PENDING ||
			f->mx[i].aaaa->status == DNS_PENDING))
			return true;
	return false;
}

/* The name is this machine's: then so should be its addresses. */
static bool
is_named_like_us(const struct facts *f, const char *host)
{
	return dname_equal(host, f->host->hostname) ||
	    (f->helo[0] != '\0' && dname_equal(host, f->helo));
}

static void
check_one(struct checking *c, const struct mx_facts *mx)
{
	const struct facts *f = c->facts;
	struct share share = share_of(f, mx);
	char ip[IP_TEXT_MAX];

	if (share.own == share.all)
		return;
	ip_format(&share.other, ip);
	if (share.own > 0)
		finding_add(c->arena, c->list, "MX-12", mx->host,
		    _("%s, the mail server of %s, has the address %s beside "
		      "those of this machine."),
		    mx->host, c->owner, ip);
	else if (is_named_like_us(f, mx->host))
		finding_add(c->arena, c->list, "MX-11", mx->host,
		    _("%s is the name of this machine, but it leads to %s, "
		      "which this machine does not have."),
		    mx->host, ip);
}

/* The best of those that are ours; NULL: none. */
static const struct mx_facts *
best_own(const struct facts *f)
{
	const struct mx_facts *best = NULL;

	for (size_t i = 0; i < f->mxs; i++) {
		const struct mx_facts *mx = &f->mx[i];

		if (share_of(f, mx).own > 0 &&
		    (best == NULL || mx->preference < best->preference))
			best = mx;
	}
	return best;
}

static void
check_order(struct checking *c)
{
	const struct facts *f = c->facts;
	const struct mx_facts *own = best_own(f);

	for (size_t i = 0; own != NULL && i < f->mxs; i++) {
		const struct mx_facts *mx = &f->mx[i];

		if (mx->preference >= own->preference)
			continue;
		finding_add(c->arena, c->list, "MX-17", c->owner,
		    _("Mail to %s goes to %s (preference %u) before this "
		      "machine, %s (preference %u)."),
		    c->owner, mx->host, mx->preference, own->host,
		    own->preference);
		return;
	}
}

/* --- IPv6 ---------------------------------------------------------------- */

static bool
sends_over6(const struct facts *f)
{
	for (size_t i = 0; i < f->addresses; i++)
		if (f->address[i].ip.family == 6 &&
		    (f->address[i].roles & ADDRESS_SENDS) != 0)
			return true;
	return false;
}

static void
check_over6(struct checking *c)
{
	const struct facts *f = c->facts;

	for (size_t i = 0; i < f->mxs; i++)
		if (f->mx[i].is_null || f->mx[i].aaaa->count > 0 ||
		    !dns_is_answered(f->mx[i].aaaa->status))
			return;
	if (f->mxs > 0 && sends_over6(f))
		finding_add(c->arena, c->list, "MX-14", c->owner,
		    _("Mail of %s leaves over IPv6, but none of its mail "
		      "servers can be reached over IPv6."),
		    c->owner);
}

void
check_mx_here(struct checking *c)
{
	const struct facts *f = c->facts;

	if (is_waiting(f))
		return;
	check_over6(c);
	if (f->host == NULL || !f->host->known || f->host->addresses == 0)
		return;
	for (size_t i = 0; i < f->mxs; i++)
		check_one(c, &f->mx[i]);
	check_order(c);
}
