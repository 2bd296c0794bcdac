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

/* Records of a section that matter; rr NULL: there is one that makes no sense. */
struct section {
	struct dns_rr *rr;
	size_t count;
};

/*
 * A message that is read from front to back, a record at a time: a packet of
 * ldns would hold all of them at once, and take twice as long.
 */
struct message {
	struct arena *arena;
	const uint8_t *wire;
	size_t len, pos;
	enum { QUESTION_NONE, QUESTION_OURS, QUESTION_OTHER } question;
	struct section data, authority, additional;
	uint8_t extended; /* bits of the RCODE in OPT, RFC 6891 section 6.1.3 */
};

static bool
is_question(const ldns_rr *rr, const char *name, uint16_t type)
{
	const ldns_rdf *owner = ldns_rr_owner(rr);
	char asked[DNAME_TEXT_MAX];

	(void)dname_from_wire(
	    ldns_rdf_data(owner), ldns_rdf_size(owner), asked);
	return ldns_rr_get_type(rr) == (ldns_rr_type)type &&
	       ldns_rr_get_class(rr) == LDNS_RR_CLASS_IN &&
	       strcmp(asked, name) == 0;
}

static bool
next_record(struct message *m, ldns_pkt_section section, ldns_rr **ret)
{
	return ldns_wire2rr(ret, m->wire, m->len, &m->pos, section) ==
	    LDNS_STATUS_OK;
}

static bool
read_question(struct message *m, const char *name, uint16_t type)
{
	ldns_rr *rr;

	if (LDNS_QDCOUNT(m->wire) == 0)
		return true;
	if (!next_record(m, LDNS_SECTION_QUESTION, &rr))
		return false;
	m->question =
	    is_question(rr, name, type) ? QUESTION_OURS : QUESTION_OTHER;
	ldns_rr_free(rr);
	return true;
}

static void
take_record(struct message *m, const ldns_rr *rr, struct section *section)
{
	if (section->rr != NULL &&
	    !dnsrr_from_ldns(m->arena, rr, &section->rr[section->count++]))
		section->rr = NULL;
}

/* The records that are of one of two types; false: it cannot be read. */
static bool
read_section(struct message *m, ldns_pkt_section which, size_t count,
    uint16_t a, uint16_t b, struct section *ret)
{
	ret->rr = arena_alloc(m->arena, count * sizeof(*ret->rr));
	for (size_t i = 0; i < count; i++) {
		ldns_rr *rr;
		ldns_rr_type type;

		if (!next_record(m, which, &rr))
			return false;
		type = ldns_rr_get_type(rr);
		if (which == LDNS_SECTION_ADDITIONAL &&
		    type == LDNS_RR_TYPE_OPT)
			m->extended = (uint8_t)(ldns_rr_ttl(rr) >> 24);
		else if (ldns_rr_get_class(rr) == LDNS_RR_CLASS_IN &&
		    (type == (ldns_rr_type)a || type == (ldns_rr_type)b))
			take_record(m, rr, ret);
		ldns_rr_free(rr);
	}
	return true;
}

static bool
read_sections(struct message *m, const char *name, uint16_t type)
{
	return read_question(m, name, type) &&
	    read_section(m, LDNS_SECTION_ANSWER, LDNS_ANCOUNT(m->wire), type,
		DNS_CNAME, &m->data) &&
	    read_section(m, LDNS_SECTION_AUTHORITY, LDNS_NSCOUNT(m->wire),
		DNS_NS, DNS_SOA, &m->authority) &&
	    read_section(m, LDNS_SECTION_ADDITIONAL, LDNS_ARCOUNT(m->wire),
		DNS_A, DNS_AAAA, &m->additional);
}

/*
 * Was this asked? Servers that cannot even read a question (FORMERR, NOTIMP)
 * send it back without one; there is nothing to forge in that.
 */
static bool
repeats_question(const struct message *m, uint8_t rcode)
{
	return m->question == QUESTION_OURS ||
	    (m->question == QUESTION_NONE && is_failure(rcode));
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
keep_glue(const struct section *additional, struct dns_answer *answer)
{
	struct dns_rr *rr = additional->rr;
	size_t n = 0;

	if (rr == NULL)
		return false;
	for (size_t i = 0; i < additional->count; i++)
		if (is_server(answer, rr[i].owner))
			rr[n++] = rr[i];
	answer->glue = n > 0 ? rr : NULL;
	answer->glues = n;
	return true;
}

/* NS of a referral, SOA of a negative answer; of zones that hold the name. */
static bool
keep_authority(
    const struct message *m, const char *name, struct dns_answer *answer)
{
	struct dns_rr *rr = m->authority.rr;
	size_t n = 0;

	if (rr == NULL)
		return false;
	for (size_t i = 0; i < m->authority.count; i++)
		if (dname_is_within(name, rr[i].owner))
			rr[n++] = rr[i];
	answer->authority = n > 0 ? rr : NULL;
	answer->authorities = n;
	dnsrr_note_soa(answer);
	return answer->soa_owner != NULL || keep_glue(&m->additional, answer);
}

/* The data of NOERROR and NXDOMAIN. */
static enum dns_status
read_data(const struct message *m, const char *name, uint16_t type,
    struct dns_answer *answer)
{
	struct dns_rr *rr = m->data.rr;
	size_t count = m->data.count;

	if (rr == NULL)
		return DNS_MALFORMED;
	if (type != DNS_CNAME &&
	    !follow_chain(m->arena, answer, rr, count, &name))
		return DNS_SERVFAIL;
	if (answer->rcode == LDNS_RCODE_NOERROR)
		keep_data(answer, rr, count, name, type);
	if (answer->count > 0)
		return DNS_OK;
	if (!keep_authority(m, name, answer))
		return DNS_MALFORMED;
	return answer->rcode == LDNS_RCODE_NXDOMAIN ? DNS_NXDOMAIN : DNS_NODATA;
}

static enum dns_status
read_message(struct message *m, const char *name, uint16_t type,
    struct dns_answer *answer)
{
	unsigned rcode;

	if (!read_sections(m, name, type))
		return DNS_MALFORMED;
	/* No registered RCODE is larger; the exact number would say nothing. */
	rcode = (unsigned)m->extended << 4 | answer->rcode;
	answer->rcode = rcode > UINT8_MAX ? UINT8_MAX : (uint8_t)rcode;
	if (!repeats_question(m, answer->rcode))
		return DNS_MALFORMED;
	switch (answer->rcode) {
	case LDNS_RCODE_NOERROR:
	case LDNS_RCODE_NXDOMAIN:
		return read_data(m, name, type, answer);
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
	struct message m = {.arena = arena,
	    .wire = wire,
	    .len = len,
	    .pos = LDNS_HEADER_SIZE};
	char canonical[DNAME_TEXT_MAX];

	answer->status = DNS_MALFORMED;
	/* Made canonical once, names can be compared octet for octet. */
	if (read_header(wire, len, answer) && dname_canonical(name, canonical))
		answer->status = read_message(&m, canonical, type, answer);
	return answer;
}
