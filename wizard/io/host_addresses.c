#include "wizard/io/host_addresses.h"

#include <ifaddrs.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/io/host_text.h"

#define ADDRESSES_MAX 256

#define PASSING (IFA_F_TEMPORARY | IFA_F_DEPRECATED | IFA_F_TENTATIVE)

/* 32 hex digits, interface number, prefix length, scope, flags, interface. */
static bool
is_line_of(struct slice line, const struct ip *ip, unsigned long *ret_flags)
{
	char digits[33];
	struct slice word;

	for (size_t i = 0; i < 16; i++)
		(void)snprintf(digits + 2 * i, 3, "%02x", ip->octets[i]);
	if (!host_text_word(&line, &word) || !slice_is_nocase(word, digits))
		return false;
	for (int i = 0; i < 4; i++)
		if (!host_text_word(&line, &word))
			return false;
	/* The digits end at the blank behind them. */
	*ret_flags = strtoul(word.ptr, NULL, 16);
	return true;
}

bool
host_address_lasts(struct slice table, const struct ip *ip)
{
	unsigned long flags;
	struct slice line;

	while (slice_next(&table, '\n', &line))
		if (is_line_of(line, ip, &flags))
			return (flags & PASSING) == 0;
	return true;
}

static struct ip
ip_of(const struct sockaddr *address)
{
	struct ip ip = {.family = 0};

	if (address != NULL && address->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof(in));
		ip.family = 4;
		memcpy(ip.octets, &in.sin_addr, 4);
	} else if (address != NULL && address->sa_family == AF_INET6) {
		struct sockaddr_in6 in;

		memcpy(&in, address, sizeof(in));
		ip.family = 6;
		memcpy(ip.octets, &in.sin6_addr, 16);
	}
	return ip;
}

static bool
has(const struct ip *all, size_t count, const struct ip *ip)
{
	for (size_t i = 0; i < count; i++)
		if (ip_equal(&all[i], ip))
			return true;
	return false;
}

struct ip *
host_addresses(struct arena *arena, size_t *ret_count)
{
	struct slice table = host_text_read(arena, "", "/proc/net/if_inet6");
	struct ifaddrs *list = NULL;
	struct ip *all = NULL;
	size_t count = 0;

	/* Without addresses the user types them. */
	if (getifaddrs(&list) == -1)
		list = NULL;
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
		struct ip ip = ip_of(i->ifa_addr);

		if (ip.family == 0 || (i->ifa_flags & IFF_UP) == 0 ||
		    ip_scope(&ip) != IP_GLOBAL || count == ADDRESSES_MAX ||
		    has(all, count, &ip) || !host_address_lasts(table, &ip))
			continue;
		all = arena_push(arena, all, &count, sizeof(*all));
		all[count - 1] = ip;
	}
	if (list != NULL)
		freeifaddrs(list);
	*ret_count = count;
	return all;
}
