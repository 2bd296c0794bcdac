/*
 * DNS answers as data. What a server said, or that it said nothing, is a fact
 * to show, never an error of this program.
 */
#ifndef RECORD_DNSMSG_H
#define RECORD_DNSMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wizard/base/arena.h"
#include "wizard/base/err.h"
#include "wizard/record/ipaddr.h"

#define DNS_MESSAGE_MAX 65535
#define DNS_RR_MAX      1024 /* more in one answer is taken as malformed */
#define DNS_EDNS_SIZE   1232 /* octets of UDP payload we offer */

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_DNAME = 39,
	DNS_DS = 43,
	DNS_TLSA = 52,
	DNS_SPF = 99, /* obsolete, RFC 7208 section 3.1 */
	DNS_CAA = 257,
};

enum dns_status {
	DNS_PENDING,   /* asked, or to be asked; no answer yet */
	DNS_OK,        /* NOERROR with data of the asked type */
	DNS_NODATA,    /* NOERROR without */
	DNS_NXDOMAIN,
	DNS_SERVFAIL,
	DNS_REFUSED,
	DNS_OTHER,     /* any other RCODE; see rcode */
	DNS_TIMEOUT,   /* nobody answered in time */
	DNS_UNREACHABLE, /* the system would not send, or the host refused */
	DNS_MALFORMED, /* garbage, or the answer to another question */
	DNS_CANCELLED,
};

/* One resource record; data that its type does not have is zero. */
struct dns_rr {
	const char *owner;
	uint16_t type;
	uint32_t ttl;          /* seconds */
	struct ip address;     /* A, AAAA */
	const char *target;    /* CNAME, DNAME, NS, PTR, MX: a name; SOA: MNAME */
	uint16_t preference;   /* MX */
	struct slice text;     /* TXT: all strings joined, RFC 7208 section 3.3 */
	const uint8_t *string_lengths; /* TXT: length of each string */
	size_t strings;
	uint32_t soa_serial;
	uint32_t soa_refresh, soa_retry, soa_expire; /* seconds */
	uint32_t soa_minimum;  /* seconds; negative answers, RFC 2308 section 5 */
	struct slice raw;      /* RDATA of every other type */
};

struct dns_answer {
	enum dns_status status;
	uint8_t rcode;
	bool authoritative; /* AA */
	bool authenticated; /* AD */
	bool truncated;     /* TC, and TCP did not help */
	bool over_tcp;
	const struct dns_rr *rr;    /* of the asked type, at the end of the chain */
	size_t count;
	const struct dns_rr *cname; /* the chain, in order; none: NULL */
	size_t cnames;
	const struct dns_rr *authority; /* NS of a referral, SOA of a negative one */
	size_t authorities;
	const char *soa_owner;      /* of a negative answer: the zone; or NULL */
	uint32_t negative_ttl;      /* min(SOA TTL, MINIMUM); 0 when unknown */
	struct ip server;           /* who answered; family 0: not known */
	uint32_t elapsed_ms;
	unsigned depth;             /* look-ups that had to come first, plus one */
};

/* True when the server gave a usable answer, be it that there is nothing. */
bool dns_is_answered(enum dns_status status); /* OK, NODATA, NXDOMAIN */
const char *dns_status_word(enum dns_status status); /* "NXDOMAIN", ... */
/*
 * What the same server would have said about an alias at the name, by what it
 * said when it was asked for that type: an alias is a part of every answer.
 * Borrows from the answer.
 */
struct dns_answer dns_alias_of(const struct dns_answer *answer, uint16_t type);

/* "TXT", "TYPE258"; a number stays until the thread asks for the next one. */
const char *dns_type_word(uint16_t type);
uint16_t dns_type_of(const char *word);               /* 0: unknown */

/*
 * A question in wire form with an OPT record, at most 512 octets; returns its
 * length, 0 when name or type cannot be asked. edns 0: no OPT. rd: ask the server
 * to resolve; off when asking an authoritative server. cd: do not validate. Who
 * is to resolve and validate is also asked to say so (AD, RFC 6840 section 5.7).
 */
struct dns_question {
	const char *name;
	uint16_t type;
	bool rd;
	bool cd;
	uint16_t edns;
};
size_t dnsmsg_encode(const struct dns_question *question, uint16_t id,
    uint8_t out[512]);

/*
 * Reads an answer of any octets. Never fails: what cannot be read, or answers
 * another question, has the status DNS_MALFORMED; truncated is right even then.
 * A CNAME chain that loops or is longer than 16 is DNS_SERVFAIL with rcode 0, as
 * a resolver would say it. A chain that leaves the message is DNS_NODATA without
 * a soa_owner: its end is not known. All data in the arena.
 */
struct dns_answer *dnsmsg_decode(struct arena *arena, const uint8_t *wire,
    size_t len, const char *name, uint16_t type);

#endif
