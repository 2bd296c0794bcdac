/* What the mail servers of the domain said when they were asked for TLS. */
#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define DAY 86400 /* seconds */
#define EXPIRY_NEAR (14 * DAY)
#define RSA_BITS_MIN 2048

/*
 * Where one server can be reached on port 25, so can the others; of each family
 * by itself, for many machines have no IPv6.
 */
static bool
can_get_out(const struct facts *facts, uint8_t family)
{
	for (size_t i = 0; i < facts->tls.hosts; i++) {
		const struct tls_host *host = &facts->tls.host[i];

		for (size_t j = 0; j < host->addresses; j++)
			if (host->address[j].ip.family == family &&
			    host->address[j].server->status > SERVER_REFUSES)
				return true;
	}
	return false;
}

/* Did the same server let us in by another address? */
static bool
is_met_elsewhere(const struct facts *facts, const struct tls_address *at)
{
	for (size_t i = 0; i < facts->tls.hosts; i++) {
		const struct tls_host *host = &facts->tls.host[i];

		for (size_t j = 0; host->host == at->host && j < host->addresses;
		     j++)
			if (host->address[j].server->status > SERVER_REFUSES)
				return true;
	}
	return false;
}

static void
report_closed(struct checking *c, const struct tls_address *at)
{
	finding_add(c->arena, c->list, "MX-18", at->host,
	    _("%s could not be reached on port 25, although another mail "
	      "server of %s could: %s."),
	    at->name, c->owner,
	    checking_text(c, slice_of(at->server->said)));
}

/* A machine without IPv6 has learned enough from the address it can reach. */
static void
report_not_met(struct checking *c, const struct tls_address *at)
{
	bool refuses = at->server->status == SERVER_REFUSES;
	struct finding *finding = finding_add(c->arena, c->list, "TL-01",
	    at->host,
	    refuses ? _("%s does not want to talk to us: \"%s\".")
		    : _("%s could not be reached from here: %s."),
	    at->name, checking_text(c, slice_of(at->server->said)));

	finding->severity = !refuses && is_met_elsewhere(c->facts, at)
	    ? SEVERITY_INFO
	    : SEVERITY_UNKNOWN;
	finding->fix = _("Many networks block connections to port 25. Try "
			 "again from a server that sends mail.");
}

static void
check_connection(struct checking *c, const struct tls_address *at)
{
	const struct mail_server *server = at->server;
	const char *said = checking_text(c, slice_of(server->said));

	switch (server->status) {
	case SERVER_PENDING:
	case SERVER_SECURED:
		break;
	case SERVER_UNREACHABLE:
		if (can_get_out(c->facts, at->ip.family))
			report_closed(c, at);
		else
			report_not_met(c, at);
		break;
	case SERVER_REFUSES:
		report_not_met(c, at);
		break;
	case SERVER_PLAIN:
		finding_add(c->arena, c->list, "TL-01", at->host,
		    _("%s does not offer STARTTLS: mail to it travels "
		      "unencrypted."),
		    at->name);
		break;
	case SERVER_TLS_FAILED:
		finding_add(c->arena, c->list, "TL-02", at->host,
		    _("%s offers STARTTLS, but TLS fails: %s."), at->name,
		    said);
		break;
	}
}

static unsigned long
days(int64_t seconds)
{
	return (unsigned long)(seconds / DAY);
}

static void
check_validity(struct checking *c, const struct tls_address *at)
{
	const struct mail_server *server = at->server;

	if (server->begins_in > 0)
		finding_add(c->arena, c->list, "TL-06", at->host,
		    _("The certificate of %s is not valid yet."), at->name);
	if (server->ends_in < 0)
		finding_add(c->arena, c->list, "TL-06", at->host,
		    ngettext("The certificate of %s expired %lu day ago.",
			"The certificate of %s expired %lu days ago.",
			days(-server->ends_in)),
		    at->name, days(-server->ends_in));
	else if (server->ends_in < EXPIRY_NEAR)
		finding_add(c->arena, c->list, "TL-06", at->host,
		    ngettext("The certificate of %s expires in %lu day.",
			"The certificate of %s expires in %lu days.",
			days(server->ends_in)),
		    at->name, days(server->ends_in));
}

/* With DANE-EE neither name, authority nor dates are looked at: RFC 7672. */
static bool
is_pinned(const struct tls_host *host, const struct mail_server *server)
{
	for (size_t i = 0; i < host->tlsa->count; i++) {
		struct tlsa tlsa;

		if (host->tlsa->authenticated &&
		    tlsa_parse(host->tlsa->rr[i].raw, &tlsa) &&
		    tlsa.usage == TLSA_DANE_EE && server->chains > 0 &&
		    tlsa_matches(&tlsa, &server->chain[0]))
			return true;
	}
	return false;
}

static void
check_trust(struct checking *c, const struct tls_address *at)
{
	const struct mail_server *server = at->server;
	bool dated = server->begins_in > 0 || server->ends_in < 0;

	/* Of a certificate that is out of date that is said already. */
	if (server->distrust[0] != '\0' && !dated)
		finding_add(c->arena, c->list, "TL-08", at->host,
		    _("No public authority vouches for the certificate of "
		      "%s: %s."),
		    at->name, checking_text(c, slice_of(server->distrust)));
	if (!server->named)
		finding_add(c->arena, c->list, "TL-07", at->host,
		    _("The certificate of %s is for another name: %s."),
		    at->name, checking_text(c, slice_of(server->subject)));
}

/* Of an outdated protocol nothing else is to be expected. */
static void
check_agreement(struct checking *c, const struct tls_address *at)
{
	static const struct {
		unsigned weakness;
		const char *id;
		const char *fmt; /* host, cipher */
		enum severity severity;
	} rows[] = {
	    {TLS_WEAK_CIPHER, "TL-04",
		N_("%s agrees on a cipher that is broken or too short: %s."),
		SEVERITY_WARNING},
	    {TLS_NO_SECRECY, "TL-04",
		N_("%s agrees on a cipher without forward secrecy (%s): who "
		   "gets its key later can read all mail that was recorded."),
		SEVERITY_WARNING},
	    {TLS_SHORT_EXCHANGE, "TL-04",
		N_("%s exchanges keys with less than 2048 bits of "
		   "Diffie-Hellman (%s)."),
		SEVERITY_WARNING},
	    {TLS_WEAK_PROOF, "TL-04",
		N_("%s signs its part of the key exchange with MD5 or SHA-1 "
		   "(%s)."),
		SEVERITY_WARNING},
	    {TLS_OLD_RENEGOTIATION, "TL-05",
		N_("%s renegotiates in the old way, into which an attacker "
		   "can put words of his own (%s)."),
		SEVERITY_WARNING},
	    {TLS_LOOSE_SECRET, "TL-05",
		N_("%s does not bind its keys to the handshake (extended "
		   "master secret; %s)."),
		SEVERITY_INFO},
	};
	const struct mail_server *server = at->server;

	for (size_t i = 0; i < COUNT_OF(rows) && !server->outdated; i++)
		if ((server->weaknesses & rows[i].weakness) != 0)
			finding_add(c->arena, c->list, rows[i].id, at->host,
			    _(rows[i].fmt), at->name, server->cipher)
			    ->severity = rows[i].severity;
}

static void
check_strength(struct checking *c, const struct tls_address *at)
{
	const struct mail_server *server = at->server;

	if (server->outdated)
		finding_add(c->arena, c->list, "TL-03", at->host,
		    _("%s knows nothing newer than %s."), at->name,
		    server->protocol);
	if (server->bits > 0 && server->bits < RSA_BITS_MIN)
		finding_add(c->arena, c->list, "TL-09", at->host,
		    _("The certificate of %s has an RSA key of %u bits."),
		    at->name, server->bits);
	if (server->weak_digest)
		finding_add(c->arena, c->list, "TL-09", at->host,
		    _("The certificate of %s is signed with MD5 or SHA-1."),
		    at->name);
}

static void
check_secured(struct checking *c, const struct tls_host *host,
    const struct tls_address *at)
{
	check_strength(c, at);
	check_agreement(c, at);
	if (!is_pinned(host, at->server)) {
		check_validity(c, at);
		check_trust(c, at);
	} else if (at->server->distrust[0] != '\0') {
		finding_add(c->arena, c->list, "TL-10", at->host,
		    _("The certificate of %s is vouched for by its TLSA "
		      "record."),
		    at->name);
	}
}

static void
check_addresses_of(struct checking *c, const struct tls_host *host)
{
	for (size_t i = 0; i < host->addresses; i++) {
		const struct tls_address *at = &host->address[i];

		check_connection(c, at);
		check_greeting(c, at);
		if (at->server->status == SERVER_SECURED)
			check_secured(c, host, at);
	}
}

void
check_smtp(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};

	for (size_t i = 0; i < facts->tls.hosts; i++)
		check_addresses_of(&c, &facts->tls.host[i]);
}
