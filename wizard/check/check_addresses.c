/* The addresses mail leaves from: their names, and the name they say in EHLO.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

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

static bool
is_public(const struct ip *ip)
{
	enum ip_scope scope = ip_scope(ip);

	return scope == IP_GLOBAL || scope == IP_DOCUMENTATION;
}

bool
checking_sends(const struct facts *facts, const struct address_facts *a)
{
	if (!is_public(&a->ip))
		return false;
	if ((a->roles & (ADDRESS_SENDER | ADDRESS_HOST | ADDRESS_SPF)) != 0)
		return true;
	return (a->roles & ADDRESS_MX) != 0 && allows_mx(facts);
}

/* The name that a server says in EHLO concerns our own addresses only. */
static bool
is_own(const struct address_facts *a)
{
	return (a->roles & (ADDRESS_SENDER | ADDRESS_HOST)) != 0;
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

static bool
is_generic(const struct ip *ip, const char *name)
{
	static const char *const words[] = {
	    "dynamic", "dhcp", "dialup", "adsl", "broadband"};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcasestr(name, words[i]) != NULL)
			return true;
	return ip->family == 4 && holds_octets(ip, name);
}

static void
check_names(struct checking *c, const struct address_facts *a, const char *ip)
{
	bool is_helo = c->facts->helo[0] == '\0';

	for (size_t i = 0; i < a->names; i++)
		is_helo = is_helo || dname_equal(a->name[i], c->facts->helo);
	if (a->confirmed == CONFIRM_NO)
		finding_add(c->arena, c->list, "PT-03", a->name[0],
		    _("The name of %s is %s, but %s does not have the "
		      "address %s."),
		    ip, a->name[0], a->name[0], ip);
	if (a->ptr->count > 1)
		finding_add(c->arena, c->list, "PT-04", c->owner,
		    _("%s has %zu names (PTR records)."), ip, a->ptr->count);
	if (a->confirmed == CONFIRM_YES && is_own(a) && !is_helo)
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
	char ip[IP_TEXT_MAX], reverse[IP_REVERSE_MAX];

	ip_format(&a->ip, ip);
	ip_reverse_name(&a->ip, reverse);
	if (!checking_answered(
		c, "PT-07", arena_copy(c->arena, reverse), a->ptr, DNS_PTR))
		return;
	if (a->names > 0)
		check_names(c, a, ip);
	else
		finding_add(c->arena, c->list,
		    a->ip.family == 4 ? "PT-01" : "PT-02",
		    arena_copy(c->arena, reverse),
		    _("%s, which sends mail of %s, has no name: there is no "
		      "PTR record (%s)."),
		    ip, c->owner, dns_status_word(a->ptr->status));
}

static void
check_helo_name(struct checking *c)
{
	const struct host_facts *host = c->facts->host;
	const char *hello;

	if (c->facts->helo[0] != '\0' || host == NULL || !host->known)
		return;
	hello = host->mta_hello != NULL ? host->mta_hello : host->hostname;
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

void
check_addresses(struct checking *c)
{
	for (size_t i = 0; i < c->facts->addresses; i++)
		if (checking_sends(c->facts, &c->facts->address[i]))
			check_address(c, &c->facts->address[i]);
	check_helo_name(c);
	check_helo_address(c);
}
