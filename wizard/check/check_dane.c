/* DANE for mail servers, RFC 7672, and who may issue certificates. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define CAA_CRITICAL 0x80 /* RFC 8659 section 4.1 */

/* --- TLSA records -------------------------------------------------------- */

static size_t
usable(const struct tls_host *host)
{
	struct tlsa tlsa;
	size_t count = 0;

	for (size_t i = 0; i < host->tlsa->count; i++)
		count += tlsa_parse(host->tlsa->rr[i].raw, &tlsa) &&
		    tlsa_is_valid(&tlsa) && tlsa_is_for_mail(&tlsa);
	return count;
}

static void
check_records(struct checking *c, const struct tls_host *host)
{
	for (size_t i = 0; i < host->tlsa->count; i++) {
		struct tlsa tlsa;

		if (!tlsa_parse(host->tlsa->rr[i].raw, &tlsa) ||
		    !tlsa_is_valid(&tlsa)) {
			finding_add(c->arena, c->list, "DN-07",
			    host->tlsa_name,
			    _("A TLSA record at %s has numbers or a length "
			      "that do not exist; senders ignore it."),
			    host->tlsa_name);
			continue;
		}
		if (!tlsa_is_for_mail(&tlsa))
			finding_add(c->arena, c->list, "DN-07",
			    host->tlsa_name,
			    _("A TLSA record at %s has the usage %u; mail "
			      "servers use 2 and 3 only."),
			    host->tlsa_name, tlsa.usage);
		if (tlsa.usage == TLSA_DANE_TA)
			finding_add(c->arena, c->list, "DN-08",
			    host->tlsa_name,
			    _("%s names an authority (usage 2): %s has to "
			      "send the certificate of that authority "
			      "along."),
			    host->tlsa_name, host->host)
			    ->severity = SEVERITY_INFO;
	}
}

/* RFC 7671 section 8: a second record lets the key change without a gap. */
static void
check_spare(struct checking *c, const struct tls_host *host)
{
	if (usable(host) == 1)
		finding_add(c->arena, c->list, "DN-09", host->tlsa_name,
		    _("%s has one TLSA record that senders use."),
		    host->tlsa_name);
}

/*
 * Without a signature senders ignore the record. Only a resolver that validates
 * can tell: the root is signed, so that it shows which one does.
 */
static bool
is_signed(struct checking *c, const struct tls_host *host)
{
	const struct dns_answer *root = c->facts->tls.root;
	struct finding *finding;

	if (host->tlsa->authenticated)
		return true;
	if (root == NULL || root->status == DNS_PENDING)
		return false;
	if (root->authenticated) {
		finding_add(c->arena, c->list, "DN-05", host->tlsa_name,
		    _("The TLSA record at %s is not signed with DNSSEC: "
		      "senders ignore it."),
		    host->tlsa_name);
		return false;
	}
	finding = finding_add(c->arena, c->list, "DN-05", host->tlsa_name,
	    _("%s has a TLSA record; whether it is signed with DNSSEC could "
	      "not be found out, for the resolver does not validate."),
	    host->tlsa_name);
	finding->severity = SEVERITY_INFO;
	finding->fix = _("Ask a resolver that validates: --resolver with its "
			 "address.");
	return true;
}

/* --- The certificate ----------------------------------------------------- */

static bool
matches(const struct tlsa *tlsa, const struct mail_server *server)
{
	/* An authority may stand anywhere in the chain that links to it. */
	size_t last = tlsa->usage == TLSA_DANE_TA ? server->linked : 1;

	for (size_t i = 0; i < last && i < server->chains; i++)
		if (tlsa_matches(tlsa, &server->chain[i]))
			return true;
	return false;
}

bool
checking_is_matched(
    const struct tls_host *host, const struct mail_server *server)
{
	for (size_t i = 0; i < host->tlsa->count; i++) {
		struct tlsa tlsa;

		if (tlsa_parse(host->tlsa->rr[i].raw, &tlsa) &&
		    tlsa_is_for_mail(&tlsa) && matches(&tlsa, server))
			return true;
	}
	return false;
}

static void
check_match(struct checking *c, const struct tls_host *host)
{
	for (size_t i = 0; usable(host) > 0 && i < host->addresses; i++) {
		const struct tls_address *at = &host->address[i];

		if (at->server->status == SERVER_SECURED &&
		    !checking_is_matched(host, at->server))
			finding_add(c->arena, c->list, "DN-06",
			    host->tlsa_name,
			    _("None of the TLSA records at %s matches the "
			      "certificate that %s shows: senders that use "
			      "DANE do not deliver."),
			    host->tlsa_name, at->name);
	}
}

/*
 * Senders that cannot find out whether there is a record put the mail off, when
 * the address of the server is signed (RFC 7672 section 2.1).
 */
static void
check_lookup(struct checking *c, const struct tls_host *host, size_t i)
{
	const struct dns_answer *a = c->facts->mx[i].a;

	if (host->tlsa->status != DNS_SERVFAIL || !a->authenticated) {
		(void)checking_answered(
		    c, "DN-10", host->tlsa_name, host->tlsa, DNS_TLSA);
		return;
	}
	finding_add(c->arena, c->list, "DN-10", host->tlsa_name,
	    _("Whether there is a TLSA record at %s cannot be found out "
	      "(SERVFAIL), though the address of %s is signed: senders that "
	      "use DANE put the mail off."),
	    host->tlsa_name, host->host);
}

static void
check_tlsa(struct checking *c, const struct tls_host *host)
{
	check_records(c, host);
	if (!is_signed(c, host))
		return;
	check_spare(c, host);
	check_match(c, host);
}

/* --- Who may issue certificates, RFC 8659 -------------------------------- */

struct caa {
	bool critical;
	struct slice tag, value;
};

static bool
read_caa(struct slice rdata, struct caa *ret)
{
	size_t tag = rdata.len < 2 ? 0 : (unsigned char)rdata.ptr[1];

	if (tag == 0 || rdata.len - 2 < tag)
		return false;
	ret->critical = ((unsigned char)rdata.ptr[0] & CAA_CRITICAL) != 0;
	ret->tag = (struct slice) {rdata.ptr + 2, tag};
	ret->value =
	    (struct slice) {rdata.ptr + 2 + tag, rdata.len - 2 - tag};
	return true;
}

static bool
is_known_tag(struct slice tag)
{
	static const char *const known[] = {"issue", "issuewild", "iodef",
	    "issuemail", "issuevmc", "contactemail", "contactphone"};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (slice_is_nocase(tag, known[i]))
			return true;
	return false;
}

/* Is an issuer named before the parameters? */
static bool
names_issuer(struct slice value)
{
	struct slice issuer;

	return slice_next(&value, ';', &issuer) &&
	    slice_trim(issuer, " \t").len > 0;
}

static void
check_caa(struct checking *c)
{
	const struct dns_answer *answer = c->facts->tls.caa;
	bool restricted = false, issuer = false;

	(void)checking_answered(c, "DN-11", c->owner, answer, DNS_CAA);
	for (size_t i = 0; i < answer->count; i++) {
		struct caa caa;

		if (!read_caa(answer->rr[i].raw, &caa))
			continue;
		if (caa.critical && !is_known_tag(caa.tag))
			finding_add(c->arena, c->list, "DN-11", c->owner,
			    _("A CAA record of %s demands \"%s\", which no "
			      "authority knows: none may issue "
			      "certificates."),
			    c->owner, checking_text(c, caa.tag));
		if (!slice_is_nocase(caa.tag, "issue"))
			continue;
		restricted = true;
		issuer = issuer || names_issuer(caa.value);
	}
	if (restricted && !issuer)
		finding_add(c->arena, c->list, "DN-11", c->owner,
		    _("The CAA records of %s let no authority issue "
		      "certificates for names of the domain."),
		    c->owner);
}

void
check_dane(
    struct arena *arena, const struct facts *facts, struct findings *list)
{
	struct checking c = {arena, facts, list, facts->domain};
	size_t mx = 0;

	for (size_t i = 0; i < facts->tls.hosts; i++, mx++) {
		const struct tls_host *host = &facts->tls.host[i];

		while (facts->mx[mx].host != host->host)
			mx++;
		if (host->tlsa->count > 0)
			check_tlsa(&c, host);
		else
			check_lookup(&c, host, mx);
	}
	if (checking_receives(facts))
		check_caa(&c);
}
