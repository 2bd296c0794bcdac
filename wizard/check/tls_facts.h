/* What is known of how mail to the domain travels, and of what it shows. */
#ifndef CHECK_TLS_FACTS_H
#define CHECK_TLS_FACTS_H

#include "wizard/check/errand.h"
#include "wizard/record/bimi.h"
#include "wizard/record/mtasts.h"
#include "wizard/record/tlsrpt.h"

/* A name with one TXT record of a kind, and how many there are. */
struct tls_record {
	const char *name; /* full owner name; NULL: it would be too long */
	const struct dns_answer *answer;
	struct slice text; /* of the first of its kind */
	size_t records;
};

/* One address of a mail server, and what was said there. */
struct tls_address {
	const char *host;
	const char *name; /* the host; with the address where it has several */
	struct ip ip;
	const struct mail_server *server;
};

#define TLS_ADDRESSES_MAX 8 /* of one mail server that are asked */

/* A mail server of the domain, with what DANE says of it. */
struct tls_host {
	const char *host;
	const char *tlsa_name; /* _25._tcp.<host> */
	const struct dns_answer *tlsa;
	struct tls_address *address; /* every one that was asked */
	size_t addresses;            /* 0: not asked for */
};

struct tls_facts {
	struct tls_record sts;
	struct mtasts_record *sts_record; /* the only one; or NULL */
	const char *sts_host;             /* mta-sts.<domain> */
	const struct dns_answer *sts_a, *sts_aaaa;
	const struct page *page;      /* NULL: not asked for */
	struct mtasts_policy *policy; /* NULL: none was got */

	struct tls_record report;
	struct tlsrpt_record *report_record; /* the only one; or NULL */
	struct tls_record report_astray; /* at _tls._smtp: the wrong way round */

	struct tls_record bimi;
	struct bimi_record *bimi_record; /* the only one; or NULL */
	/* What its l= and a= lead to; host NULL: not to be fetched. */
	struct tls_page {
		const char *host;
		const struct page *page; /* NULL: not asked for */
	} picture, mark;

	struct tls_host *host; /* one for every MX */
	size_t hosts;
	/* Does the resolver validate? Asked when there is a TLSA record. */
	const struct dns_answer *root;
	const struct dns_answer *caa; /* of the domain */
};

/* A list of addresses or domains that somebody does not want mail from. */
enum blocklist_kind {
	BLOCKLIST_IPV4 = 1 << 0,
	BLOCKLIST_IPV6 = 1 << 1,
	BLOCKLIST_DOMAIN = 1 << 2,
};

struct blocklist {
	const char *id;
	const char *name;
	const char *zone;
	unsigned kinds; /* enum blocklist_kind */
	const char *removal; /* where to go when listed; "" */
};

struct listing_facts {
	const struct blocklist *list;
	const char *subject; /* the address or the domain */
	bool is_domain;
	const char *name;
	const struct dns_answer *a;
	const struct dns_answer *txt; /* NULL: not listed */
};

/* What an answer of a list means, RFC 5782 section 2.1. */
enum listing {
	LISTING_NONE,
	LISTING_LISTED,
	LISTING_REFUSED, /* the list does not answer this resolver */
	LISTING_STRANGE, /* not of 127/8: it is not a list any more */
};
enum listing listing_of(const struct dns_answer *answer);

#endif
