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

/* What is added to, as it is borrowed by the facts in the end. */
struct found {
	struct ip *ip;
	size_t count;
	const char **interface;
	size_t interfaces;
};

static void
add(struct arena *arena, struct found *found, const struct ip *ip,
    const char *interface)
{
	if (found->count == ADDRESSES_MAX || has(found->ip, found->count, ip))
		return;
	found->ip =
	    arena_push(arena, found->ip, &found->count, sizeof(*found->ip));
	found->ip[found->count - 1] = *ip;
	found->interface = arena_push(arena, found->interface,
	    &found->interfaces, sizeof(*found->interface));
	found->interface[found->interfaces - 1] = arena_copy(arena, interface);
}

void
host_addresses(struct arena *arena, struct host_facts *facts)
{
	struct slice table = host_text_read(arena, "", "/proc/net/if_inet6");
	struct found outside = {.ip = NULL}, inside = {.ip = NULL};
	struct ifaddrs *list = NULL;

	/* Without addresses the user types them. */
	if (getifaddrs(&list) == -1)
		list = NULL;
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
		struct ip ip = ip_of(i->ifa_addr);
		enum ip_scope scope = ip_scope(&ip);

		if (ip.family == 0 || (i->ifa_flags & IFF_UP) == 0 ||
		    !host_address_lasts(table, &ip))
			continue;
		if (scope == IP_GLOBAL)
			add(arena, &outside, &ip, i->ifa_name);
		else if (scope == IP_PRIVATE || scope == IP_SHARED)
			add(arena, &inside, &ip, i->ifa_name);
	}
	if (list != NULL)
		freeifaddrs(list);
	facts->address = outside.ip;
	facts->addresses = outside.count;
	facts->interface = outside.interface;
	facts->inside = inside.ip;
	facts->insides = inside.count;
}
