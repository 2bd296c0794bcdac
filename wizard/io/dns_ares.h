/*
 * Questions to real name servers. c-ares carries the packets; what is asked,
 * how long is waited, when it is asked again and whom next is decided here.
 */
#ifndef IO_DNS_ARES_H
#define IO_DNS_ARES_H

#include "wizard/io/loop.h"

#define DNS_PORT 53
#define DNS_TIMEOUT_DEFAULT 5000 /* ms for one server */
#define DNS_TIMEOUT_MAX 600000
#define DNS_RESOLVERS_MAX 16

struct dns_server {
	struct ip ip;
	uint16_t port; /* 0: the default */
};

struct dns_options {
	const struct dns_server *resolver; /* for ASK_RESOLVER, best first */
	size_t resolvers; /* 0: those of /etc/resolv.conf */
	uint16_t port; /* of every name server without its own; 0: 53 */
	int64_t timeout; /* ms until one server is given up; 0: the default */
	/*
	 * Octets of replies of resolvers that are remembered for a minute, for
	 * those who ask the same again; 0: everything is asked.
	 */
	size_t memory;
};

struct dns;

/* options may be NULL: all defaults. The loop must outlive it. */
struct dns *dns_new(struct loop *loop, const struct dns_options *options);

/* Drops all questions without calling back; fine inside a done callback. */
void dns_free(struct dns *dns);

/*
 * A question is sent over UDP with EDNS and sent again by a timer that follows
 * the round-trip time of that server; whichever copy is answered counts. TCP
 * when told so or when the answer was truncated; without OPT when the server
 * does not understand it (RFC 6891 section 7). A resolver that is silent, not
 * reachable or answers with an error makes room for the next one. The same
 * question asked twice goes out once. The answer names the server that was
 * asked last even if it did not answer.
 */
struct dns_service dns_service(struct dns *dns);

#endif
