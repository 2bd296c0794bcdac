/* This machine: by which address others see it, and what it takes itself for. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

/* /etc/hosts is asked before the DNS: programs here find another address. */
static void
check_loopback(struct checking *c, const struct host_facts *host)
{
	if (host->loopback != NULL)
		finding_add(c->arena, c->list, "PT-10", host->loopback,
		    _("/etc/hosts says that %s is this machine's loopback "
		      "address, not the one that others see."),
		    host->loopback);
}

static bool
has(const struct dns_answer *answer, const struct ip *ip)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (ip_equal(&answer->rr[i].address, ip))
			return true;
	return false;
}

/* Others see this address; the name that is said should have it. */
static void
check_seen(struct checking *c, const struct ip *ip)
{
	const struct facts *f = c->facts;
	const struct dns_answer *answer =
	    ip->family == 4 ? f->helo_a : f->helo_aaaa;
	char text[IP_TEXT_MAX];

	if (f->helo[0] == '\0' || answer->count == 0 || has(answer, ip))
		return;
	ip_format(ip, text);
	finding_add(c->arena, c->list, "PT-18", f->helo,
	    _("Others see this machine as %s, but %s, its name in EHLO, has "
	      "another address."),
	    text, f->helo);
}

/* The mail server was told to send from an address; is it one of ours? */
static void
check_source(struct checking *c, const struct ip *ip)
{
	const struct facts *f = c->facts;
	char text[IP_TEXT_MAX];

	if (checking_is_own(f, ip) || !checking_is_public(ip))
		return;
	ip_format(ip, text);
	finding_add(c->arena, c->list, "PT-18", c->owner,
	    _("The mail server is told to send from %s, an address that this "
	      "machine does not have."),
	    text);
}

/* Behind address translation nothing here tells the address outside. */
static void
check_translation(struct checking *c, const struct host_facts *host)
{
	char text[IP_TEXT_MAX];

	if (checking_has_sender(c->facts) || host->insides == 0)
		return;
	ip_format(&host->inside[0], text);
	finding_add(c->arena, c->list, "PT-18", c->owner,
	    _("This machine has private addresses only (%s): by which address "
	      "others see its mail is not known."),
	    text)
	    ->severity = SEVERITY_INFO;
}

static void
check_relay(struct checking *c, const struct host_facts *host)
{
	finding_add(c->arena, c->list, "PT-18", c->owner,
	    _("The mail server hands all mail to %s: the addresses of that "
	      "server count for SPF and PTR, not those of this machine."),
	    checking_text(c, slice_of(host->relay)))
	    ->severity = SEVERITY_INFO;
}

void
check_machine(struct checking *c)
{
	const struct facts *f = c->facts;
	const struct host_facts *host = f->host;

	for (size_t i = 0; i < f->echoes; i++)
		check_seen(c, &f->echo[i]);
	if (host == NULL || !host->known)
		return;
	check_loopback(c, host);
	if (host->relay != NULL) {
		check_relay(c, host);
		return;
	}
	for (size_t i = 0; i < host->sources; i++)
		check_source(c, &host->source[i]);
	check_translation(c, host);
}
