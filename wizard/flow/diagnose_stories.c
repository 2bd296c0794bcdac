/*
 * THE table of stories: how bounces come about. The first one that fits is
 * told, so the ones that need most evidence stand first.
 */
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/diagnosing.h"

/* --- The envelope sender ------------------------------------------------------ */

/* The part before the @ of the Return-Path; len 0: not known. */
static struct slice
local_part(const struct diagnosing *g)
{
	const char *sender = g->bounce->return_path;
	const char *at = sender == NULL ? NULL : strrchr(sender, '@');

	if (at == NULL)
		return slice_of("");
	return (struct slice) {sender, (size_t)(at - sender)};
}

/* Users that web servers, timers and scripts run as. */
static bool
is_program(struct slice user)
{
	static const char *const users[] = {"www-data", "apache", "nginx",
	    "httpd", "www", "wwwrun", "nobody", "root", "daemon", "cron"};

	for (size_t i = 0; i < COUNT_OF(users); i++)
		if (slice_is_nocase(user, users[i]))
			return true;
	return false;
}

static bool
is_host_name(const struct diagnosing *g, const char *name)
{
	const struct host_facts *host = g->facts->host;

	return (g->bounce->reporting_mta != NULL &&
		   dname_equal(name, g->bounce->reporting_mta)) ||
	    (host != NULL && host->known && host->hostname != NULL &&
		dname_equal(name, host->hostname)) ||
	    dname_equal(name, g->facts->helo);
}

/* A host of the domain, or of nowhere, stands behind the @. */
static bool
is_of_a_host(const struct diagnosing *g)
{
	const char *name = g->d->envelope;

	if (name == NULL || dname_equal(name, g->facts->domain))
		return false;
	return is_host_name(g, name) || is_program(local_part(g)) ||
	    diagnosing_public(name) == NULL;
}

static bool
starts_or_ends(struct slice user, const char *start, const char *end)
{
	size_t n = strlen(end);

	return (start[0] != '\0' && slice_starts_nocase(user, start)) ||
	    (n > 0 && user.len > n &&
		strncasecmp(user.ptr + user.len - n, end, n) == 0);
}

/* SRS0=...: somebody handed it on; list-bounces@: to all members of a list. */
static bool
is_handed_on(const struct diagnosing *g)
{
	static const struct {
		const char *start, *end;
	} forms[] = {{"SRS0", ""}, {"SRS1", ""}, {"owner-", "-owner"},
	    {"", "-bounces"}, {"", "-admin"}, {"", "-request"},
	    {"bounces+", ""}};
	struct slice user = local_part(g);

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (starts_or_ends(user, forms[i].start, forms[i].end))
			return true;
	return false;
}

/* --- Conditions --------------------------------------------------------------- */

static bool
is_something_else(const struct diagnosing *g)
{
	return g->bounce->cause != BOUNCE_UNKNOWN &&
	    !bounce_is_about_authentication(g->bounce->cause);
}

static bool
was_mended(const struct diagnosing *g)
{
	return g->d->accepted == ACCEPTED_YES;
}

static bool
stands_elsewhere(const struct diagnosing *g)
{
	return (diagnosing_is_spf(g) && diagnosing_finds(g, "SPF-10 ZN-06")) ||
	    (diagnosing_is_dkim(g) &&
		diagnosing_finds(g, "DK-31 DK-32 DK-33 DK-47")) ||
	    (g->bounce->cause == BOUNCE_DMARC_MISSING &&
		diagnosing_finds(g, "DM-08 DM-10"));
}

static bool
was_handed_on(const struct diagnosing *g)
{
	return (diagnosing_is_spf(g) || diagnosing_is_dkim(g)) &&
	    is_handed_on(g);
}

static bool
has_host_as_sender(const struct diagnosing *g)
{
	return (diagnosing_is_spf(g) || diagnosing_is_dkim(g)) &&
	    !(diagnosing_passes(g) && g->d->aligned == ALIGNED_YES) &&
	    is_of_a_host(g);
}

/* Does SPF of the domain let any IPv4 address of its servers pass? */
static bool
passes_by_ipv4(const struct diagnosing *g)
{
	for (size_t i = 0; i < g->facts->addresses; i++) {
		const struct address_facts *a = &g->facts->address[i];

		if (a->ip.family == 4 && a->spf != NULL &&
		    strcmp(a->spf, "pass") == 0)
			return true;
	}
	return false;
}

static bool
is_not_listed(const struct diagnosing *g)
{
	return diagnosing_is_spf(g) && g->d->spf != NULL &&
	    !diagnosing_passes(g) && strcmp(g->d->spf, "none") != 0 &&
	    strcmp(g->d->spf, "permerror") != 0;
}

static bool
lacks_ipv6(const struct diagnosing *g)
{
	return g->bounce->ip.family == 6 && is_not_listed(g) &&
	    passes_by_ipv4(g);
}

static bool
is_among(const struct dns_answer *answer, const struct ip *ip)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (ip_equal(&answer->rr[i].address, ip))
			return true;
	return false;
}

/* The web site answers there, and mail arrives elsewhere. */
static bool
is_web_server(const struct diagnosing *g)
{
	const struct address_facts *a = diagnosing_address(g);
	const struct ip *ip = &g->bounce->ip;

	return is_not_listed(g) && a != NULL && (a->roles & ADDRESS_MX) == 0 &&
	    g->facts->mxs > 0 &&
	    (is_among(g->facts->a, ip) || is_among(g->facts->aaaa, ip));
}

static bool
cannot_sign(const struct diagnosing *g)
{
	return diagnosing_is_dkim(g) && g->d->key == KEY_MISSING &&
	    diagnosing_is_unsigned(g);
}

static bool
has_no_spf(const struct diagnosing *g)
{
	return diagnosing_is_spf(g) && g->d->spf != NULL &&
	    strcmp(g->d->spf, "none") == 0;
}

static bool
has_broken_spf(const struct diagnosing *g)
{
	return diagnosing_is_spf(g) && g->d->spf != NULL &&
	    strcmp(g->d->spf, "permerror") == 0;
}

static bool
has_no_key(const struct diagnosing *g)
{
	return diagnosing_is_dkim(g) &&
	    (g->d->key == KEY_MISSING || g->d->key == KEY_UNUSABLE);
}

static bool
has_no_dmarc(const struct diagnosing *g)
{
	return g->bounce->cause == BOUNCE_DMARC_MISSING &&
	    g->d->accepted == ACCEPTED_NO;
}

static bool
has_no_name(const struct diagnosing *g)
{
	const struct address_facts *a = diagnosing_address(g);

	return (g->bounce->cause == BOUNCE_PTR ||
		   g->bounce->cause == BOUNCE_IPV6) &&
	    a != NULL && a->confirmed == CONFIRM_NO;
}

static bool
is_not_aligned(const struct diagnosing *g)
{
	return diagnosing_passes(g) && g->d->aligned == ALIGNED_NO &&
	    diagnosing_is_dkim(g);
}

/* --- The table ---------------------------------------------------------------- */

static const struct {
	bool (*fits)(const struct diagnosing *g);
	struct story story;
} stories[] = {
    {is_something_else,
	{"something-else", N_("Not about authentication"),
	    N_("The receiver refused for a reason that SPF, DKIM and DMARC do "
	       "not touch; the DNS need not be changed for it."),
	    NULL, ""}},
    {was_mended,
	{"mended", N_("It was mended meanwhile"),
	    N_("What the receiver missed is there now; this bounce is from "
	       "before."),
	    N_("Send the message once more."), ""}},
    {stands_elsewhere,
	{"wrong-name", N_("The record stands at the wrong name"),
	    N_("The record was published, but not where receivers look. Many "
	       "panels add the domain to the name by themselves, or want "
	       "nothing or @ for the domain itself."),
	    N_("Move the record to the name that the check shows, and leave "
	       "the domain out of the name if the panel adds it."),
	    "SPF-10 DK-31 DK-32 DK-33 DK-47 DM-08 DM-10"}},
    {was_handed_on,
	{"handed-on", N_("A forwarder or a mailing list handed it on"),
	    N_("The envelope sender is that of a list or a forwarder. SPF then "
	       "speaks for that host, and a list that changes the subject or "
	       "adds a footer breaks the signature of the author."),
	    N_("If the list or the forwarder is yours, let it send under its "
	       "own domain with its own SPF, and put its own address into "
	       "From; if not, sign your mail with DKIM, which survives "
	       "forwarding."),
	    "MSG-22 MSG-04 MSG-05 DM-39"}},
    {has_host_as_sender,
	{"host-as-sender",
	    N_("The envelope sender is the name of the server"),
	    N_("A program on the server (a web form, PHP mail(), cron, "
	       "sendmail without -f) did not say who sends, so that the "
	       "server put user@host there. SPF is judged for that host, not "
	       "for the domain in From."),
	    N_("Let the program give an address of your domain as envelope "
	       "sender; then SPF of your domain counts."),
	    "MSG-23 SPF-87 MSG-22"}},
    {lacks_ipv6,
	{"ipv6-not-covered", N_("IPv6 is not in the SPF record"),
	    N_("The server has IPv4 addresses that pass, but this message "
	       "left over IPv6, from an address that the record does not "
	       "have."),
	    N_("Add the IPv6 address to the SPF record, as ip6: and the "
	       "address; or let the mail server send over IPv4 only."),
	    "SPF-81 PT-12 PT-02"}},
    {is_web_server,
	{"two-hosts", N_("Web server and mail server are different hosts"),
	    N_("The message came from the address of the web site, but the "
	       "SPF record allows only the servers that receive mail or that "
	       "somebody listed."),
	    N_("Add the address of the web server to the SPF record, or let "
	       "the web server hand its mail to the mail server."),
	    "SPF-80 SPF-81 SPF-84"}},
    {cannot_sign,
	{"cannot-sign", N_("The hosting plan does not sign with DKIM"),
	    N_("SPF alone is lost when mail is forwarded, and large receivers "
	       "ask for DKIM as well. No key is published, and this host does "
	       "not sign on every plan."),
	    N_("Switch DKIM on in the panel of the host, or take a plan or a "
	       "relay that signs in the name of your domain."),
	    "DK-01 MSG-01"}},
    {has_no_spf,
	{"no-spf", N_("There is no SPF record"),
	    N_("The domain in the envelope does not say who may send for it."),
	    N_("Publish an SPF record for that domain: inkan DOMAIN writes it "
	       "with you."),
	    "SPF-01 SPF-87"}},
    {has_broken_spf,
	{"broken-spf", N_("The SPF record cannot be used"),
	    N_("An error in the record makes receivers discard all of it."),
	    N_("Mend the record: inkan spf show DOMAIN names the term."),
	    "SPF-04 SPF-30"}},
    {is_not_listed,
	{"not-listed", N_("The address is not in the SPF record"),
	    N_("The record says who may send, and does not have the address "
	       "that this message came from."),
	    N_("If the address is yours, add it to the SPF record; if you do "
	       "not know it, somebody else used your domain."),
	    "SPF-80 SPF-81"}},
    {is_not_aligned,
	{"not-aligned", N_("SPF passes for another domain"),
	    N_("SPF passes, but for a domain that has nothing to do with the "
	       "one in From, so that it does not count for DMARC."),
	    N_("Let DKIM sign with d= of the domain in From, or let the "
	       "Return-Path be of that domain."),
	    "MSG-22 DM-39"}},
    {has_no_key,
	{"no-key", N_("There is no DKIM key"),
	    N_("Receivers find no key that can be used where signatures of "
	       "the domain have theirs."),
	    N_("Make a key, publish it and let the mail server sign: inkan "
	       "DOMAIN goes through it with you."),
	    "DK-01 DK-12 MSG-01"}},
    {has_no_dmarc,
	{"no-dmarc", N_("There is no DMARC record"),
	    N_("Large receivers ask senders of much mail for one."),
	    N_("Publish a DMARC record with p=none at _dmarc under the "
	       "domain."),
	    "DM-01"}},
    {has_no_name,
	{"no-pointer", N_("The address has no name that leads back to it"),
	    N_("Receivers ask which name an address has, and whether that "
	       "name has the address."),
	    N_("Ask whoever gave you the address to set its PTR to the name "
	       "of the mail server, and publish the address at that name."),
	    "PT-01 PT-02 PT-03"}},
};

const struct story *
diagnosing_story(const struct diagnosing *g)
{
	for (size_t i = 0; i < COUNT_OF(stories); i++)
		if (stories[i].fits(g))
			return &stories[i].story;
	return NULL;
}
