#include "wizard/record/ipaddr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/attr.h"

/* Special-purpose networks, RFC 6890 and its registries; first match counts. */
static const struct {
	struct ip net;
	unsigned prefix;
	enum ip_scope scope;
} scopes[] = {
    {{4, {0}}, 8, IP_OTHER},
    {{4, {10}}, 8, IP_PRIVATE},
    {{4, {100, 64}}, 10, IP_SHARED},
    {{4, {127}}, 8, IP_LOOPBACK},
    {{4, {169, 254}}, 16, IP_LINK_LOCAL},
    {{4, {172, 16}}, 12, IP_PRIVATE},
    {{4, {192, 0, 0}}, 24, IP_OTHER},
    {{4, {192, 0, 2}}, 24, IP_DOCUMENTATION},
    {{4, {192, 168}}, 16, IP_PRIVATE},
    {{4, {198, 18}}, 15, IP_OTHER},
    {{4, {198, 51, 100}}, 24, IP_DOCUMENTATION},
    {{4, {203, 0, 113}}, 24, IP_DOCUMENTATION},
    {{4, {224}}, 3, IP_OTHER},
    {{4, {0}}, 0, IP_GLOBAL},
    {{6, {[15] = 1}}, 128, IP_LOOPBACK},
    {{6, {0x20, 0x01, 0x0d, 0xb8}}, 32, IP_DOCUMENTATION},
    {{6, {0x3f, 0xff}}, 20, IP_DOCUMENTATION}, /* RFC 9637 */
    {{6, {0x20}}, 3, IP_GLOBAL},
    {{6, {0xfc}}, 7, IP_PRIVATE},
    {{6, {0xfe, 0x80}}, 10, IP_LINK_LOCAL},
};

static unsigned
bits_of(const struct ip *ip)
{
	return ip->family == 4 ? 32 : ip->family == 6 ? 128 : 0;
}

static int
af_of(const struct ip *ip)
{
	return ip->family == 4 ? AF_INET : AF_INET6;
}

bool
ip_parse(struct slice text, struct ip *ret)
{
	char copy[IP_TEXT_MAX];
	struct ip ip = {.family = 4};

	if (text.len == 0 || text.len >= sizeof(copy) ||
	    memchr(text.ptr, '\0', text.len) != NULL)
		return false;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	if (strchr(copy, ':') != NULL)
		ip.family = 6;
	if (inet_pton(af_of(&ip), copy, ip.octets) != 1)
		return false;
	*ret = ip;
	return true;
}

void
ip_format(const struct ip *ip, char ret[IP_TEXT_MAX])
{
	ret[0] = '\0';
	if (ip->family != 0)
		(void)inet_ntop(af_of(ip), ip->octets, ret, IP_TEXT_MAX);
}

bool
ip_equal(const struct ip *a, const struct ip *b)
{
	return a->family == b->family &&
	       memcmp(a->octets, b->octets, bits_of(a) / 8) == 0;
}

bool
ip_in_network(const struct ip *ip, const struct ip *net, unsigned prefix)
{
	size_t whole = prefix / 8;
	unsigned rest = prefix % 8;
	unsigned mask = 0xffU << (8 - rest) & 0xffU;

	if (ip->family == 0 || ip->family != net->family ||
	    prefix > bits_of(ip) || memcmp(ip->octets, net->octets, whole) != 0)
		return false;
	return rest == 0 ||
	       ((ip->octets[whole] ^ net->octets[whole]) & mask) == 0;
}

struct ip
ip_unmapped(const struct ip *ip)
{
	static const struct ip mapped = {6, {[10] = 0xff, [11] = 0xff}};
	struct ip v4 = {.family = 4};

	if (!ip_in_network(ip, &mapped, 96))
		return *ip;
	memcpy(v4.octets, ip->octets + 12, 4);
	return v4;
}

enum ip_scope
ip_scope(const struct ip *ip)
{
	struct ip plain = ip_unmapped(ip);

	for (size_t i = 0; i < COUNT_OF(scopes); i++)
		if (ip_in_network(&plain, &scopes[i].net, scopes[i].prefix))
			return scopes[i].scope;
	return IP_OTHER;
}

void
ip_reverse_name(const struct ip *ip, char ret[IP_REVERSE_MAX])
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *o = ip->octets;
	size_t n = 0;

	ret[0] = '\0';
	if (ip->family == 4)
		(void)snprintf(ret, IP_REVERSE_MAX, "%u.%u.%u.%u.in-addr.arpa",
		    o[3], o[2], o[1], o[0]);
	if (ip->family != 6)
		return;
	for (size_t i = 16; i-- > 0;) {
		ret[n++] = digits[o[i] & 0xf];
		ret[n++] = '.';
		ret[n++] = digits[o[i] >> 4];
		ret[n++] = '.';
	}
	(void)snprintf(ret + n, IP_REVERSE_MAX - n, "ip6.arpa");
}
