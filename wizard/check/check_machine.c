/* This machine: by which address others see it, and what it takes itself for. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

/* They listen and send where they are told to, whatever their name leads to. */
static bool
goes_by_settings(const char *mta)
{
	static const char *const names[] = {"Exim", "Postfix"};

	for (size_t i = 0; mta != NULL && i < COUNT_OF(names); i++)
		if (strcmp(mta, names[i]) == 0)
			return true;
	return false;
}

/*
 * /etc/hosts is asked before the DNS: programs here find another address. The
 * installer of Debian writes such a line.
 */
static void
check_loopback(struct checking *c, const struct host_facts *host)
{
	if (host->loopback == NULL)
		return;
	if (goes_by_settings(host->mta))
		finding_add(c->arena, c->list, "PT-10", host->loopback,
		    _("/etc/hosts says that %s is this machine's loopback "
		      "address, not the one that others see. %s goes by its "
		      "settings; other programs may not."),
		    host->loopback, host->mta)
		    ->severity = SEVERITY_WARNING;
	else
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

/* A relay is let in by a name that somebody else keeps. */
static bool
lets_others_in(const struct spf_record *record)
{
	static const enum spf_kind kinds[] = {
	    SPF_TERM_INCLUDE, SPF_TERM_EXISTS, SPF_TERM_REDIRECT};

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (spf_find_term(record, kinds[i]) != NULL)
			return true;
	return false;
}

static void
check_relay(struct checking *c, const struct host_facts *host)
{
	const struct spf_record *record = c->facts->spf->record;
	struct finding *finding =
	    finding_add(c->arena, c->list, "SPF-85", c->owner,
		_("The mail server hands all mail to %s: the addresses of that "
		  "server count for SPF and PTR, not those of this machine."),
		checking_text(c, slice_of(host->relay)));

	if (record == NULL || lets_others_in(record))
		finding->severity = SEVERITY_INFO;
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
