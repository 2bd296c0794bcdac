/*
 * Sets of addresses of one family, as ranges in order that do not touch. What
 * is put in must be of the family of what is there.
 */
#ifndef FLOW_IPSET_H
#define FLOW_IPSET_H

#include <stdint.h>

#include "wizard/base/arena.h"
#include "wizard/record/ipaddr.h"

struct ip_range {
	struct ip first, last;
};

struct ipset {
	struct ip_range *range;
	size_t count;
	size_t cap;
};

#define IPSET_INIT {.range = NULL}

void ipset_release(struct ipset *set);

void ipset_add_network(
    struct ipset *set, const struct ip *net, unsigned prefix);
void ipset_add_everybody(struct ipset *set, uint8_t family);

void ipset_add(struct ipset *set, const struct ipset *other);
void ipset_remove(struct ipset *set, const struct ipset *other);
/* Only what is in both. */
void ipset_keep(struct ipset *set, const struct ipset *other);

bool ipset_holds(const struct ipset *set, const struct ipset *other);

/*
 * How many networks of that length it touches: 32 or 128 counts addresses, 64
 * counts IPv6 networks of one site. UINT64_MAX when they are more.
 */
uint64_t ipset_count(const struct ipset *set, unsigned prefix);

struct ip_network {
	struct ip ip;
	unsigned prefix;
};

/* The fewest networks that make it up, in order; in the arena. */
struct ip_network *ipset_networks(
    struct arena *arena, const struct ipset *set, size_t *ret_count);

#endif
