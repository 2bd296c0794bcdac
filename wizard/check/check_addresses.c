/* The addresses mail leaves from: their names, and the name they say in EHLO.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/check/inspect.h"

/* Does the SPF record let the domain's own mail servers send? */
static bool
allows_mx(const struct facts *f)
{
	const struct spf_record *record =
	    f->spf == NULL ? NULL : f->spf->record;

	for (size_t i = 0; record != NULL && i < record->terms; i++)
		if (record->term[i].kind == SPF_TERM_MX &&
		    record->term[i].qualifier == '+' &&
		    record->term[i].domain.len == 0)
			return true;
	return false;
}

bool
checking_is_public(const struct ip *ip)
{
	enum ip_scope scope = ip_scope(ip);

	return scope == IP_GLOBAL || scope == IP_DOCUMENTATION;
}

bool
checking_is_own(const struct facts *facts, const struct ip *ip)
{
	for (size_t i = 0; i < facts->addresses; i++)
		if (ip_equal(&facts->address[i].ip, ip))
			return (facts->address[i].roles & ADDRESS_SENDS) != 0;
	return false;
}

bool
checking_has_sender(const struct facts *facts)
{
	for (size_t i = 0; i < facts->addresses; i++)
		if ((facts->address[i].roles & ADDRESS_SENDS) != 0)
			return true;
	return false;
}

bool
checking_sends(const struct facts *facts, const struct address_facts *a)
{
	if (!checking_is_public(&a->ip))
		return false;
	if ((a->roles & (ADDRESS_SENDS | ADDRESS_SPF)) != 0)
		return true;
	return (a->roles & ADDRESS_MX) != 0 && allows_mx(facts);
}

/* "25.113.0.203" in any order and with any separators makes a generic name. */
static bool
holds_octets(const struct ip *ip, const char *name)
{
	static const char *const forms[] = {
	    "%u-%u-%u-%u", "%u.%u.%u.%u", "%u_%u_%u_%u", "%03u%03u%03u%03u"};
	const uint8_t *o = ip->octets;
	char text[32];

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		(void)snprintf(
		    text, sizeof(text), forms[i], o[0], o[1], o[2], o[3]);
		if (strstr(name, text) != NULL)
			return true;
		(void)snprintf(
		    text, sizeof(text), forms[i], o[3], o[2], o[1], o[0]);
		if (strstr(name, text) != NULL)
			return true;
	}
	return false;
}

/* The last groups of an IPv6 address in hexadecimal digits: "2001-db8--25". */
static bool
holds_groups(const struct ip *ip, const char *name)
{
	char digits[33], text[IP_TEXT_MAX];

	for (size_t i = 0; i < 16; i++)
		(void)snprintf(digits + 2 * i, 3, "%02x", ip->octets[i]);
	ip_format(ip, text);
	for (char *p = text; *p != '\0'; p++)
		if (*p == ':')
			*p = '-';
	return strcasestr(name, digits) != NULL ||
	    strcasestr(name, text) != NULL;
}

static bool
is_generic(const struct ip *ip, const char *name)
{
	static const char *const words[] = {"dynamic", "dyn-", "dhcp",
	    "dialup", "dial-up", "adsl", "-dsl", "broadband", "cable-", "pppoe",
	    "ppp-", "pool-", "customer-", "unassigned"};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcasestr(name, words[i]) != NULL)
			return true;
	return ip->family == 4 ? holds_octets(ip, name)
			       : holds_groups(ip, name);
}

static void
check_names(struct checking *c, const struct address_facts *a)
{
	const char *ip = inspect_address_text(c->arena, a);
	bool is_helo = c->facts->helo[0] == '\0';

	for (size_t i = 0; i < a->names; i++)
		is_helo = is_helo || dname_equal(a->name[i], c->facts->helo);
	if (a->confirmed == CONFIRM_NO)
		finding_add(c->arena, c->list, "PT-03", a->name[0],
		    _("The name of %s is %s, but %s does not have the "
		      "address %s."),
		    ip, a->name[0], a->name[0], ip);
	if (a->confirmed == CONFIRM_UNKNOWN && a->unclear != NULL)
		(void)checking_answered(c, "PT-03", a->unclear,
		    a->unclear_answer, a->ip.family == 4 ? DNS_A : DNS_AAAA);
	if (a->ptr->count > 1)
		finding_add(c->arena, c->list, "PT-04", c->owner,
		    _("%s has %zu names (PTR records)."), ip, a->ptr->count);
	if (a->confirmed == CONFIRM_YES && (a->roles & ADDRESS_SENDS) != 0 &&
	    !is_helo)
		finding_add(c->arena, c->list, "PT-05", a->name[0],
		    _("The name of %s is %s, but the server calls itself "
		      "%s."),
		    ip, a->name[0], c->facts->helo);
	if (is_generic(&a->ip, a->name[0]))
		finding_add(c->arena, c->list, "PT-06", a->name[0],
		    _("The name of %s is %s."), ip, a->name[0]);
}

static void
check_address(struct checking *c, const struct address_facts *a)
{
	char reverse[IP_REVERSE_MAX];

	ip_reverse_name(&a->ip, reverse);
	if (!checking_answered(
		c, "PT-07", arena_copy(c->arena, reverse), a->ptr, DNS_PTR))
		return;
	if (a->names > 0)
		check_names(c, a);
	else
		finding_add(c->arena, c->list,
		    a->ip.family == 4 ? "PT-01" : "PT-02",
		    arena_copy(c->arena, reverse),
		    _("%s, which sends mail of %s, has no name: there is no "
		      "PTR record (%s)."),
		    inspect_address_text(c->arena, a), c->owner, dns_status_word(a->ptr->status));
}

/* --- IPv6 beside IPv4 ------------------------------------------------------ */

/* What a receiver makes of mail from it; false as long as that is open. */
static bool
is_fine(const struct address_facts *a)
{
	return a->confirmed == CONFIRM_YES && a->outcome != NULL &&
	    !a->outcome->pending && a->outcome->result == SPF_PASS;
}

static bool
is_refused(const struct address_facts *a)
{
	return a->confirmed == CONFIRM_NO ||
	    (a->outcome != NULL && !a->outcome->pending &&
		(a->outcome->result == SPF_FAIL ||
		    a->outcome->result == SPF_SOFTFAIL ||
		    a->outcome->result == SPF_NEUTRAL));
}

static const struct address_facts *
find_own(const struct facts *f, uint8_t family,
    bool (*filter)(const struct address_facts *))
{
	for (size_t i = 0; i < f->addresses; i++)
		if (f->address[i].ip.family == family &&
		    (f->address[i].roles & ADDRESS_SENDS) != 0 &&
		    filter(&f->address[i]))
			return &f->address[i];
	return NULL;
}

/* Servers prefer IPv6: mail fails although everything about IPv4 is right. */
static void
check_over6(struct checking *c)
{
	const struct address_facts *good = find_own(c->facts, 4, is_fine);
	const struct address_facts *bad = find_own(c->facts, 6, is_refused);
	char ip4[IP_TEXT_MAX], ip6[IP_TEXT_MAX];

	if (good == NULL || bad == NULL)
		return;
	ip_format(&good->ip, ip4);
	ip_format(&bad->ip, ip6);
	finding_add(c->arena, c->list, "PT-12", c->owner,
	    _("Mail from %s is accepted, but mail from %s is not."), ip4, ip6);
}

void
check_addresses(struct checking *c)
{
	for (size_t i = 0; i < c->facts->addresses; i++)
		if (checking_sends(c->facts, &c->facts->address[i]))
			check_address(c, &c->facts->address[i]);
	check_over6(c);
}
