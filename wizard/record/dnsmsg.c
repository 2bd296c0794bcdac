#include "wizard/record/dnsmsg.h"

#include <ldns/ldns.h>
#include <string.h>

#include "wizard/record/dname.h"
#include "wizard/record/dname_wire.h"
#include "wizard/record/dnsrr.h"

/* Bits of the header's second word, RFC 1035 section 4.1.1, RFC 4035. */
#define FLAG_RD 0x0100U
#define FLAG_AD 0x0020U
#define FLAG_CD 0x0010U

static uint8_t *
put16(uint8_t *out, unsigned value)
{
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
	return out + 2;
}

/* An OPT record: the root name, our payload size, nothing else; RFC 6891. */
static uint8_t *
put_opt(uint8_t *out, uint16_t size)
{
	*out++ = 0;
	out = put16(out, LDNS_RR_TYPE_OPT);
	out = put16(out, size);
	memset(out, 0, 6); /* extended RCODE, version, flags, no options */
	return out + 6;
}

/* By hand: what ldns allocates and sorts for this takes a hundred times longer.
 */
size_t
dnsmsg_encode(
    const struct dns_question *question, uint16_t id, uint8_t out[512])
{
	unsigned flags = (question->rd ? FLAG_RD : 0U) |
	    (question->cd ? FLAG_CD : 0U) |
	    (question->rd && !question->cd ? FLAG_AD : 0U);
	uint8_t *p = out + LDNS_HEADER_SIZE;
	struct err err;
	size_t len;

	if (question->type == 0 ||
	    dname_to_wire(slice_of(question->name), p, &len, &err) != ERR_OK)
		return 0;
	memset(out, 0, LDNS_HEADER_SIZE);
	(void)put16(out, id);
	(void)put16(out + 2, flags);
	(void)put16(out + LDNS_QDCOUNT_OFF, 1);
	(void)put16(out + LDNS_ARCOUNT_OFF, question->edns == 0 ? 0 : 1);
	p = put16(p + len, question->type);
	p = put16(p, LDNS_RR_CLASS_IN);
	if (question->edns != 0)
		p = put_opt(p, question->edns);
	return (size_t)(p - out);
}

/* Is it an answer at all, and small enough to be looked at? */
static bool
read_header(const uint8_t *wire, size_t len, struct dns_answer *answer)
{
	if (len < LDNS_HEADER_SIZE || len > DNS_MESSAGE_MAX)
		return false;
	answer->authoritative = LDNS_AA_WIRE(wire) != 0;
	answer->authenticated = LDNS_AD_WIRE(wire) != 0;
	answer->truncated = LDNS_TC_WIRE(wire) != 0;
	answer->rcode = LDNS_RCODE_WIRE(wire);
	return LDNS_QR_WIRE(wire) != 0 &&
	       LDNS_OPCODE_WIRE(wire) == LDNS_PACKET_QUERY &&
	       LDNS_QDCOUNT(wire) <= 1 &&
	       LDNS_ANCOUNT(wire) + LDNS_NSCOUNT(wire) + LDNS_ARCOUNT(wire) <=
		   DNS_RR_MAX;
}

static bool
is_failure(uint8_t rcode)
{
	return rcode != LDNS_RCODE_NOERROR && rcode != LDNS_RCODE_NXDOMAIN;
}

/*
 * Was this asked? Servers that cannot even read a question (FORMERR, NOTIMP)
 * send it back without one; there is nothing to forge in that.
 */
static bool
repeats_question(
    const ldns_pkt *pkt, uint8_t rcode, const char *name, uint16_t type)
{
	const ldns_rr *question = ldns_rr_list_rr(ldns_pkt_question(pkt), 0);
	const ldns_rdf *owner;
	char asked[DNAME_TEXT_MAX];

	if (question == NULL)
		return is_failure(rcode);
	owner = ldns_rr_owner(question);
	(void)dname_from_wire(
	    ldns_rdf_data(owner), ldns_rdf_size(owner), asked);
	return ldns_rr_get_type(question) == (ldns_rr_type)type &&
	       ldns_rr_get_class(question) == LDNS_RR_CLASS_IN &&
	       strcmp(asked, name) == 0;
}

/* The records of a section that are of one of two types; NULL: unreadable. */
static struct dns_rr *
read_section(struct arena *arena, const ldns_rr_list *section, uint16_t a,
    uint16_t b, size_t *ret_count)
{
	size_t count = ldns_rr_list_rr_count(section);
	struct dns_rr *rr = arena_alloc(arena, count * sizeof(*rr));
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const ldns_rr *from = ldns_rr_list_rr(section, i);
		ldns_rr_type type = ldns_rr_get_type(from);

		if (ldns_rr_get_class(from) != LDNS_RR_CLASS_IN ||
		    (type != (ldns_rr_type)a && type != (ldns_rr_type)b))
			continue;
		if (!dnsrr_from_ldns(arena, from, &rr[n++]))
			return NULL;
	}
	*ret_count = n;
	return rr;
}

static const struct dns_rr *
find_cname(const struct dns_rr *rr, size_t count, const char *owner)
{
	for (size_t i = 0; i < count; i++)
		if (rr[i].type == DNS_CNAME && strcmp(rr[i].owner, owner) == 0)
			return &rr[i];
	return NULL;
}

/*
 * Follows the chain from *name, which becomes its end. The CNAMEs that a DNAME
 * yields are in the section too, so DNAME itself needs no attention. False when
 * the chain is longer than DNS_CHAIN_MAX, as a loop always is.
 */
static bool
follow_chain(struct arena *arena, struct dns_answer *answer,
    const struct dns_rr *rr, size_t count, const char **name)
{
	struct dns_rr *chain = NULL;
	const struct dns_rr *cname;
	size_t n = 0;

	while (n <= DNS_CHAIN_MAX &&
	       (cname = find_cname(rr, count, *name)) != NULL) {
		chain = arena_push(arena, chain, &n, sizeof(*chain));
		chain[n - 1] = *cname;
		*name = cname->target;
	}
	answer->cname = chain;
	answer->cnames = n;
	return n <= DNS_CHAIN_MAX;
}

/* Keeps what belongs to the end of the chain, in place. */
static void
keep_data(struct dns_answer *answer, struct dns_rr *rr, size_t count,
    const char *name, uint16_t type)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (rr[i].type == type && strcmp(rr[i].owner, name) == 0)
			rr[n++] = rr[i];
	answer->rr = n > 0 ? rr : NULL;
	answer->count = n;
}

static bool
is_server(const struct dns_answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->authorities; i++)
		if (answer->authority[i].type == DNS_NS &&
		    strcmp(answer->authority[i].target, name) == 0)
			return true;
	return false;
}

/* Addresses that come along; what is not of a server that was named is none. */
static bool
read_glue(struct arena *arena, const ldns_pkt *pkt, struct dns_answer *answer)
{
	size_t count;
	size_t n = 0;
	struct dns_rr *rr = read_section(
	    arena, ldns_pkt_additional(pkt), DNS_A, DNS_AAAA, &count);

	if (rr == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		if (is_server(answer, rr[i].owner))
			rr[n++] = rr[i];
	answer->glue = n > 0 ? rr : NULL;
	answer->glues = n;
	return true;
}

/* NS of a referral, SOA of a negative answer; of zones that hold the name. */
static bool
read_authority(struct arena *arena, const ldns_pkt *pkt,
    struct dns_answer *answer, const char *name)
{
	size_t count;
	size_t n = 0;
	struct dns_rr *rr = read_section(
	    arena, ldns_pkt_authority(pkt), DNS_NS, DNS_SOA, &count);

	if (rr == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		if (dname_is_within(name, rr[i].owner))
			rr[n++] = rr[i];
	answer->authority = n > 0 ? rr : NULL;
	answer->authorities = n;
	dnsrr_note_soa(answer);
	return answer->soa_owner != NULL || read_glue(arena, pkt, answer);
}

/* The data of NOERROR and NXDOMAIN. */
static enum dns_status
read_data(struct arena *arena, const ldns_pkt *pkt, const char *name,
    uint16_t type, struct dns_answer *answer)
{
	size_t count;
	struct dns_rr *rr =
	    read_section(arena, ldns_pkt_answer(pkt), type, DNS_CNAME, &count);

	if (rr == NULL)
		return DNS_MALFORMED;
	if (type != DNS_CNAME && !follow_chain(arena, answer, rr, count, &name))
		return DNS_SERVFAIL;
	if (answer->rcode == LDNS_RCODE_NOERROR)
		keep_data(answer, rr, count, name, type);
	if (answer->count > 0)
		return DNS_OK;
	if (!read_authority(arena, pkt, answer, name))
		return DNS_MALFORMED;
	return answer->rcode == LDNS_RCODE_NXDOMAIN ? DNS_NXDOMAIN : DNS_NODATA;
}

static enum dns_status
read_message(struct arena *arena, const ldns_pkt *pkt, const char *name,
    uint16_t type, struct dns_answer *answer)
{
	unsigned rcode =
	    (unsigned)ldns_pkt_edns_extended_rcode(pkt) << 4 | answer->rcode;
	char canonical[DNAME_TEXT_MAX];

	/* No registered RCODE is larger; the exact number would say nothing. */
	answer->rcode = rcode > UINT8_MAX ? UINT8_MAX : (uint8_t)rcode;
	/* Made canonical once, names can be compared octet for octet. */
	if (!dname_canonical(name, canonical) ||
	    !repeats_question(pkt, answer->rcode, canonical, type))
		return DNS_MALFORMED;
	switch (answer->rcode) {
	case LDNS_RCODE_NOERROR:
	case LDNS_RCODE_NXDOMAIN:
		return read_data(arena, pkt, canonical, type, answer);
	case LDNS_RCODE_SERVFAIL:
		return DNS_SERVFAIL;
	case LDNS_RCODE_REFUSED:
		return DNS_REFUSED;
	default:
		return DNS_OTHER;
	}
}

struct dns_answer *
dnsmsg_decode(struct arena *arena, const uint8_t *wire, size_t len,
    const char *name, uint16_t type)
{
	struct dns_answer *answer = arena_alloc(arena, sizeof(*answer));
	ldns_pkt *pkt = NULL;

	answer->status = DNS_MALFORMED;
	if (!read_header(wire, len, answer) ||
	    ldns_wire2pkt(&pkt, wire, len) != LDNS_STATUS_OK)
		return answer;
	answer->status = read_message(arena, pkt, name, type, answer);
	ldns_pkt_free(pkt);
	return answer;
}
