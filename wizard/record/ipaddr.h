/* IPv4 and IPv6 addresses and networks. */
#ifndef RECORD_IPADDR_H
#define RECORD_IPADDR_H

#include <stdbool.h>
#include <stdint.h>

#include "wizard/base/buf.h"

#define IP_TEXT_MAX    46 /* INET6_ADDRSTRLEN */
#define IP_REVERSE_MAX 74 /* 32 nibbles, dots, "ip6.arpa" and NUL */

struct ip {
	uint8_t family; /* 4, 6, or 0: no address */
	uint8_t octets[16]; /* network order; the first four for IPv4 */
};

/* How far an address reaches; only IP_GLOBAL ones can send mail to others. */
enum ip_scope {
	IP_GLOBAL,
	IP_LOOPBACK,      /* 127/8, ::1 */
	IP_PRIVATE,       /* RFC 1918, RFC 4193 */
	IP_SHARED,        /* 100.64/10, RFC 6598 */
	IP_LINK_LOCAL,    /* 169.254/16, fe80::/10 */
	IP_DOCUMENTATION, /* RFC 5737, RFC 3849 */
	IP_OTHER,         /* multicast, unspecified, reserved */
};

bool ip_parse(struct slice text, struct ip *ret) MUST_CHECK; /* strict, no zones */
void ip_format(const struct ip *ip, char ret[IP_TEXT_MAX]);
bool ip_equal(const struct ip *a, const struct ip *b);
bool ip_in_network(const struct ip *ip, const struct ip *net, unsigned prefix);
struct ip ip_unmapped(const struct ip *ip); /* ::ffff:a.b.c.d becomes a.b.c.d */
enum ip_scope ip_scope(const struct ip *ip);

/* 25.113.0.203.in-addr.arpa, or the nibble form under ip6.arpa. */
void ip_reverse_name(const struct ip *ip, char ret[IP_REVERSE_MAX]);

#endif
