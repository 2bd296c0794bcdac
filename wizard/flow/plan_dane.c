/*
 * DANE for the mail servers, RFC 7672: only for a certificate that was seen, and
 * only where DNSSEC vouches for the domain and for the server's name, for
 * without that senders do not look (section 2.2). "3 1 1" is the form of section
 * 3.1.1: the server's own public key, by SHA-256.
 */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/use.h"

/* What the server showed where it could be reached; NULL: nowhere. */
static const struct mail_server *
shown(const struct tls_host *host)
{
	for (size_t i = 0; i < host->addresses; i++) {
		const struct mail_server *server = host->address[i].server;

		if (server->status == SERVER_SECURED && server->chains > 0)
			return server;
	}
	return NULL;
}

static bool
same_key(const struct mail_server *a, const struct mail_server *b)
{
	return memcmp(a->chain[0].sha256[1], b->chain[0].sha256[1],
		   sizeof(a->chain[0].sha256[1])) == 0;
}

/* One record would shut out the addresses that have another key. */
static bool
has_one_key(const struct tls_host *host)
{
	const struct mail_server *first = shown(host);

	for (size_t i = 0; i < host->addresses; i++) {
		const struct mail_server *server = host->address[i].server;

		if (server->status == SERVER_SECURED && server->chains > 0 &&
		    !same_key(first, server))
			return false;
	}
	return true;
}

static const struct mx_facts *
mx_of(const struct facts *f, const struct tls_host *host)
{
	size_t i = 0;

	while (i + 1 < f->mxs && f->mx[i].host != host->host)
		i++;
	return &f->mx[i];
}

/*
 * The zone's own servers, when they are who was asked for its address, never
 * say that it is signed; the resolver that was asked for its TLSA record does.
 */
static bool
is_vouched_for(const struct facts *f, const struct tls_host *host)
{
	const struct mx_facts *mx = mx_of(f, host);

	return mx->a->authenticated || mx->aaaa->authenticated ||
	    host->tlsa->authenticated;
}

/* Why there can be no record yet; NULL: there can. */
static const char *
obstacle(const struct planner *p, const struct tls_host *host)
{
	const struct facts *f = p->facts;

	if (f->health.dnssec != DNSSEC_SECURE)
		return _("the domain is not signed with DNSSEC, or the "
			 "resolver does not check it; senders would not look");
	if (!is_vouched_for(f, host))
		return arena_printf(p->arena,
		    _("the address of %s is not signed with DNSSEC; senders "
		      "would not look"),
		    host->host);
	if (shown(host) == NULL)
		return arena_printf(p->arena,
		    _("the certificate of %s was not seen; look with --smtp, "
		      "or let the wizard ask the mail servers"),
		    host->host);
	if (!has_one_key(host))
		return arena_printf(p->arena,
		    _("the addresses of %s show different keys; each of them "
		      "needs a record"),
		    host->host);
	if (f->zone->apex == NULL || !dname_is_within(host->host, f->zone->apex))
		return arena_printf(p->arena,
		    _("%s is in a zone of others: whoever runs it publishes "
		      "the record"),
		    host->host);
	return NULL;
}

static void
write_value(struct change *change, const struct mail_server *server)
{
	const uint8_t *key = server->chain[0].sha256[1];
	size_t n = (size_t)snprintf(
	    change->value, sizeof(change->value), "3 1 1 ");

	for (size_t i = 0; i < sizeof(server->chain[0].sha256[1]); i++)
		n += (size_t)snprintf(change->value + n,
		    sizeof(change->value) - n, "%02x", key[i]);
}

static void
add(struct planner *p, const struct tls_host *host)
{
	struct change *change =
	    planner_add(p, TOPIC_DANE, DNS_TLSA, host->tlsa_name);

	if (change == NULL)
		return;
	write_value(change, shown(host));
	planner_take_old(change, host->tlsa);
	(void)planner_decide(p, change, host->tlsa);
}

/* A key that the server is about to take may have its record already. */
static void
plan_host(struct planner *p, const struct tls_host *host)
{
	const char *why;

	if (!dns_is_answered(host->tlsa->status)) {
		planner_gap_unknown(p, TOPIC_DANE, host->tlsa_name);
		return;
	}
	why = obstacle(p, host);
	if (why != NULL)
		planner_gap(p, TOPIC_DANE, host->tlsa_name, false, "%s", why);
	else if (checking_is_matched(host, shown(host)) ||
	    planner_has(p, DNS_TLSA, host->tlsa_name))
		return;
	else if (host->tlsa->cnames > 0)
		planner_gap_alias(
		    p, TOPIC_DANE, host->tlsa_name, host->tlsa, false);
	else
		add(p, host);
}

bool
plan_has_dane(const struct tls_facts *tls)
{
	for (size_t i = 0; i < tls->hosts; i++) {
		const struct tls_host *host = &tls->host[i];
		const struct mail_server *server = shown(host);

		if (host->tlsa->count == 0 ||
		    (server != NULL && !checking_is_matched(host, server)))
			return false;
	}
	return tls->hosts > 0;
}

void
plan_dane(struct planner *p)
{
	const struct tls_facts *tls = &p->facts->tls;

	if ((p->decisions->extras & EXTRA_DANE) == 0 ||
	    !use_receives(p->facts, p->decisions))
		return;
	for (size_t i = 0; i < tls->hosts; i++)
		plan_host(p, &tls->host[i]);
}
